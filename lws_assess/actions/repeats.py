"""Rounds that ask the same groups again soon: which releases came shortly before, and what they published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.records.groups import Group, all_groups
from lws_assess.records.results import Release, ReleasedCell, cells_of_release, find_release
from lws_assess.records.rounds import Round, groups_of_round, rounds_under_way, rounds_with_results
from lws_assess.survey.keys import GroupKey, PartnershipKey
from lws_assess.survey.releases.release_cells import cell_from_json
from lws_assess.survey.rounds.repeats import EarlierCell, is_soon


def released_shortly_before(session: Session, this: Round, opens_at: datetime) -> list[Round]:
    """Rounds of the partnership with results from shortly before a round opens, or from after it did.

    Events count before another event. They do not count before a consultation: whoever rated at an event is asked not
    to answer it too, so what is left when one is taken from the other is nobody's own.
    """
    return [
        one
        for one in rounds_with_results(session, this.partnership, events=this.event is not None)
        if one.key != this.key and one.released_at and is_soon(one.released_at, opens_at)
    ]


def earlier_cells(session: Session, this: Round, now: datetime) -> list[EarlierCell]:
    """All that those published of groups, where the people of merged groups belong to the group they became."""
    became = _became(session, this.partnership)
    cells = []
    for one in released_shortly_before(session, this, this.opens_at or now):
        release = find_release(session, one.partnership, one.key)
        if release:
            cells += [
                _as_it_is_now(cell, release, became)
                for cell in cells_of_release(session, one.partnership, one.key)
            ]
    return cells


def _as_it_is_now(cell: ReleasedCell, release: Release, became: Mapping[GroupKey, GroupKey]) -> EarlierCell:
    keys = cell.groups
    counted = release.people or ({keys[0]: cell.people} if len(keys) == 1 else {})
    people: dict[GroupKey, int] | None = {}
    for key in keys:
        if people is not None and key in counted:
            people[became[key]] = people.get(became[key], 0) + counted[key]
        else:
            people = None  # it was made before these numbers were kept
    areas = cell_from_json(cell.figures_json).areas
    together = frozenset(code for code, area in areas.items() if area.joined)
    return EarlierCell(cell.round, frozenset(became[key] for key in keys), people, together)


def _became(session: Session, partnership: PartnershipKey) -> dict[GroupKey, GroupKey]:
    """For each group that there is or was, the one that its people belong to now."""
    into = {group.key: group.merged_into for group in all_groups(session, partnership)}
    became = {}
    for key in into:
        passed = [key]
        while (following := into.get(passed[-1])) and following not in passed:
            passed.append(following)
        became[key] = passed[-1]
    return became


def asked_again(session: Session, this: Round, now: datetime) -> dict[str, list[str]]:
    """Returns what a draft asks again too soon: the names of the groups, by the title of the round that asked them.

    Rounds whose results are still to come are among them.
    """
    became = _became(session, this.partnership)
    mine = {group.key: group.name for group in _named(session, this)}
    opens_at = max(this.opens_at or now, now)
    found: dict[str, list[str]] = {}
    under_way = [one for one in rounds_under_way(session) if one.partnership == this.partnership]
    for one in (*released_shortly_before(session, this, opens_at), *under_way):
        asked = {became[group.key] for group in _named(session, one)}
        if names := [name for key, name in mine.items() if key in asked]:
            found[one.title] = names
    return found


def _named(session: Session, this: Round) -> list[Group]:
    return [group for group in groups_of_round(session, this.partnership, this.key) if not group.catch_all]
