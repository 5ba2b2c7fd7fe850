"""Kept releases: what a round's release is made of, read from the database, and what pages and papers show of it.

    KeptRelease, every text that a view rests on  ->  facts and cells  ->  RoundResults, RoundChanges,
                                                                     RoundHistory

A release never changes, so its views are kept at hand: one of each kind for the rounds that it shows, with all that it
rests on. A name that changes makes another view in its stead. What is gone from the database leaves the memory of a
process when that next looks at any release.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TypeVar

from sqlalchemy.orm import Session

from lws_assess.records import results as records
from lws_assess.records.database import at_hand
from lws_assess.records.instruments import get_edition
from lws_assess.records.partnerships import Partnership
from lws_assess.records.rounds import GroupOfRound, Round, asked_by_rounds, find_round
from lws_assess.survey.days import day_words
from lws_assess.survey.instruments import Edition
from lws_assess.survey.keys import EditionDigest, GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.releases import release_cells as releases
from lws_assess.survey.releases.release_cells import ReleaseCell
from lws_assess.survey.results.changes import RoundChanges, view_changes
from lws_assess.survey.results.cuts import cut_from_json
from lws_assess.survey.results.histories import RoundHistory, view_history
from lws_assess.survey.results.round_results import RoundFacts, RoundResults, view_results

View = TypeVar("View")

VIEWS = "views of releases"  # what a process keeps at hand
CHECKED = "views of releases are of what is there"  # a session that has asked, so that it asks once
MOST_VIEWS = 24  # of 16 groups each about a megabyte


@dataclass(frozen=True)
class KeptRelease:
    """Holds every text and number that the views of a release rest on, as the database has them."""

    partnership: PartnershipKey
    round: RoundKey
    edition: EditionDigest
    name: str  # of the partnership
    title: str
    leading: str
    k: int
    targets_json: str
    made_on: str
    group_names: tuple[tuple[GroupKey, str], ...]
    left_out_json: str
    near_json: str
    unanswered_json: str
    sizes: tuple[tuple[GroupKey, int], ...]
    hoped_for: tuple[tuple[GroupKey, int], ...]
    cuts_json: str
    cells_json: tuple[str, ...]

    @cached_property
    def digest(self) -> bytes:
        """SHA-256 of all of it; never printed."""
        texts = [str(getattr(self, one.name)) for one in fields(self) if one.name != "cells_json"]
        texts += self.cells_json
        lengths = ",".join(str(len(text)) for text in texts)
        return hashlib.sha256("".join((lengths, "|", *texts)).encode()).digest()

    def read(self, edition: Edition) -> tuple[RoundFacts, list[ReleaseCell]]:
        """The facts and cells that these texts hold."""
        facts = RoundFacts(
            edition=edition,
            partnership=self.name,
            title=self.title,
            leading=self.leading,
            k=self.k,
            targets=json.loads(self.targets_json),
            made_on=self.made_on,
            group_names=dict(self.group_names),
            left_out=json.loads(self.left_out_json),
            near=json.loads(self.near_json),
            unanswered=json.loads(self.unanswered_json),
            sizes=dict(self.sizes),
            hoped_for=dict(self.hoped_for),
            cuts=[cut_from_json(cut) for cut in json.loads(self.cuts_json)],
        )
        return facts, [releases.cell_from_json(text) for text in self.cells_json]


def find_kept_release(session: Session, partnership: PartnershipKey, key: RoundKey) -> KeptRelease | None:
    """Returns what the release of a round was made into; None while it has none."""
    this = find_round(session, partnership, key)
    return next(iter(find_kept_releases(session, [this])), None) if this else None


def find_kept_releases(session: Session, rounds: Sequence[Round]) -> list[KeptRelease]:
    """Returns the kept releases of several rounds of one partnership, in their order, without those that have none.

    It takes the same few statements however many rounds there are.
    """
    if not rounds:
        return []
    where = (session, rounds[0].partnership, [this.key for this in rounds])
    asked, found, cells = (
        asked_by_rounds(*where),
        records.find_releases(*where),
        records.texts_of_cells(*where),
    )
    name = session.get_one(Partnership, rounds[0].partnership).name
    return [
        _kept_release(name, this, found[this.key], asked[this.key], cells[this.key])
        for this in rounds
        if this.key in found
    ]


def _kept_release(
    name: str, this: Round, release: records.Release, asked: Sequence[GroupOfRound], cells: Sequence[str]
) -> KeptRelease:
    return KeptRelease(
        partnership=this.partnership,
        round=this.key,
        edition=this.edition,
        name=name,
        title=this.title,
        leading=this.leading_reading,
        k=this.smallest_number,
        targets_json=this.targets_json,
        made_on=day_words(release.made_at),
        group_names=tuple((group.key, group.name) for group in asked),
        left_out_json=release.left_out_json,
        near_json=release.near_json,
        unanswered_json=release.unanswered_json,
        sizes=tuple((group.key, group.size) for group in asked),
        # What is hoped for of a group is said of a consultation: of whom a room holds, nobody hopes for so many.
        hoped_for=() if this.event else tuple((group.key, group.hoped_for) for group in asked),
        cuts_json=release.cuts_json,
        cells_json=tuple(cells),
    )


def results_of_kept(session: Session, kept: KeptRelease) -> RoundResults:
    """The view object of a release."""
    return view_at_hand(
        session, "results", [kept], lambda: view_results(*kept.read(get_edition(session, kept.edition)))
    )


def changes_of_kept(session: Session, then: KeptRelease, now: KeptRelease) -> RoundChanges:
    """Returns what has changed from one release to a later one."""

    def build() -> RoundChanges:
        old, new = (one.read(get_edition(session, one.edition)) for one in (then, now))
        return view_changes(old, new, then.round)

    return view_at_hand(session, "changes", [then, now], build)


def history_of_kept(session: Session, kept: Sequence[KeptRelease]) -> RoundHistory:
    """These releases of one partnership as a history, the earliest first. Raises ValueError where there is none."""

    def build() -> RoundHistory:
        return view_history([one.read(get_edition(session, one.edition)) for one in kept])

    return view_at_hand(session, "history", kept, build)


@dataclass(frozen=True)
class ViewSubject:
    """Says of which rounds a view is, and what kind of view."""

    kind: str
    partnership: PartnershipKey
    rounds: tuple[RoundKey, ...]


def view_at_hand(
    session: Session, kind: str, rests_on: Sequence[KeptRelease], build: Callable[[], View]
) -> View:
    """The view that rests on these releases, built once; of too many, those go first that were asked for longest ago.

    Threads do this at the same time: each looks at a copy of the keys, since another may change them meanwhile.
    """
    kept: dict[ViewSubject, tuple[list[bytes], View]] = at_hand(session, VIEWS)
    if not session.info.get(CHECKED):
        session.info[CHECKED] = True
        _forget_what_is_gone(session, kept)
    subject = ViewSubject(kind, rests_on[0].partnership, tuple(one.round for one in rests_on))
    digests = [one.digest for one in rests_on]
    before = kept.pop(subject, None)
    view = before[1] if before and before[0] == digests else build()
    kept[subject] = digests, view
    for longest_ago in list(kept)[:-MOST_VIEWS]:
        kept.pop(longest_ago, None)
    return view


def _forget_what_is_gone(session: Session, kept: dict[ViewSubject, tuple[list[bytes], View]]) -> None:
    """Takes every view out of which a release is not in the database any more, of whatever partnership it is."""
    subjects = list(kept)
    rounds = {(subject.partnership, key) for subject in subjects for key in subject.rounds}
    there = records.which_have_releases(session, rounds)
    for subject in subjects:
        if any((subject.partnership, key) not in there for key in subject.rounds):
            kept.pop(subject, None)
