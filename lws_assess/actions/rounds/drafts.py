"""Drafts of rounds: beginning one, filling in its steps, repeating an earlier round, and throwing one away.

Each step is saved by itself and touches nothing but what it asks about, so that of two people who prepare a
round at once each loses nothing. Nothing here changes a round that has been opened.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from lws_assess.actions.keys import propose_key
from lws_assess.records.groups import Group, get_group, list_groups
from lws_assess.records.instruments import (
    drop_if_unused,
    freeze_edition,
    get_edition,
    keep_with_additions,
    shipped_editions,
)
from lws_assess.records.partnerships import Partnership, hold_partnership
from lws_assess.records.post.invitations import erase_addresses, forget_group
from lws_assess.records.responses import groups_with_ballots
from lws_assess.records.rounds import (
    Round,
    RoundGroup,
    delete_round,
    find_round,
    get_round_for_change,
    groups_of_round,
    list_rounds,
    targets_of_round,
)
from lws_assess.survey.instruments import Edition
from lws_assess.survey.keys import AreaCode, GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.releases.additions import additions_of
from lws_assess.survey.round_timing import (
    EACH_GROUP,
    EACH_PERSON,
    NotADraftRound,
    RoundRefusal,
    RoundState,
    refuse_unless_draft,
)
from lws_assess.survey.rounds import drafts as survey
from lws_assess.survey.rounds.drafts import DraftRound, GroupToAsk
from lws_assess.survey.smallest_numbers import ADVISED, FEWEST, may_be_smallest
from lws_assess.survey.written_words import folded_words

NOT_KEYS = frozenset({"new"})  # stands in the addresses of rounds and names none
CUTS = ("role", "sector")  # profile questions that a second way of cutting may use


@dataclass(frozen=True)
class RoundWords:
    """Holds what a round says in its own words; `_children` are those of easy-read forms."""

    contact: str = ""
    welcome: str = ""
    privacy_words: str = ""
    support: str = ""
    welcome_children: str = ""
    privacy_words_children: str = ""
    support_children: str = ""


@dataclass(frozen=True)
class RoundToPrepare:
    """A draft that is known from beginning to end. `groups` are asked with the targets they have."""

    key: RoundKey
    title: str
    instrument: str
    groups: tuple[GroupKey, ...]
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    smallest_number: int = ADVISED
    leading_reading: str = EACH_GROUP
    second_cut: str = ""
    targets: Mapping[AreaCode, float] | None = None
    words: RoundWords = RoundWords()


# --- beginning -------------------------------------------------------------------------------------------


def prepare_round(session: Session, partnership: PartnershipKey, prepared: RoundToPrepare) -> Round:
    """A draft with its frozen edition, its groups and a place for those whom no group fits."""
    if find_round(session, partnership, prepared.key):
        raise RoundRefusal("There is a round of that name already.")
    edition = freeze_edition(session, prepared.instrument)
    this = Round(
        partnership=partnership,
        key=prepared.key,
        title=prepared.title,
        edition=edition.digest,
        state=RoundState.DRAFT,
        opens_at=prepared.opens_at,
        closes_at=prepared.closes_at,
        smallest_number=prepared.smallest_number,
        leading_reading=prepared.leading_reading,
        second_cut=prepared.second_cut,
        targets_json=json.dumps(dict(prepared.targets or {})),
        **asdict(prepared.words),
    )
    targets = {key: get_group(session, partnership, key).target for key in prepared.groups}
    return _add(session, this, edition, targets)


def _add(session: Session, this: Round, edition: Edition, targets: Mapping[GroupKey, int]) -> Round:
    session.add(this)
    session.flush()
    _ask(session, this, targets)
    _ask(session, this, dict.fromkeys(_catch_alls(session, this.partnership, edition), 0))
    return this


def _ask(session: Session, this: Round, targets: Mapping[GroupKey, int]) -> None:
    session.add_all(
        RoundGroup(partnership=this.partnership, round=this.key, group=key, target=target)
        for key, target in targets.items()
    )
    session.flush()


def _catch_alls(session: Session, partnership: PartnershipKey, edition: Edition) -> list[GroupKey]:
    """One group an audience for people whom no listed group fits; made where it is missing."""
    keys = []
    for number, audience in enumerate(edition.audiences):
        key = GroupKey(f"none-of-these-{audience.key}")
        if session.get(Group, (partnership, key)) is None:
            session.add(
                Group(
                    partnership=partnership,
                    key=key,
                    position=900 + number,
                    name=f"None of the groups: {audience.label}",
                    this_is_you_if="none of these fits you, or you are not sure.",
                    audience=audience.key,
                    branch="none",
                    catch_all=True,
                )
            )
        keys.append(key)
    session.flush()
    return keys


def start_draft_round(session: Session, partnership: PartnershipKey, title: str, instrument: str) -> Round:
    """A draft with nothing but a title and a questionnaire; its key is made from the title."""
    key = _new_key(session, partnership, title)
    return prepare_round(session, partnership, RoundToPrepare(key, title.strip(), instrument, ()))


def _new_key(session: Session, partnership: PartnershipKey, title: str) -> RoundKey:
    _refuse_title(session, partnership, title)
    taken = set(session.scalars(select(Round.key).where(Round.partnership == partnership)))
    return RoundKey(propose_key(title, taken | NOT_KEYS, otherwise="round"))


def _refuse_title(session: Session, partnership: PartnershipKey, title: str, own: str = "") -> None:
    """Refuses no title at all, and one that another round has."""
    if not title.strip():
        raise RoundRefusal("Give the round a title.")
    hold_partnership(session, partnership)
    others = [this for this in list_rounds(session, partnership) if this.key != own]
    if any(folded_words(other.title) == folded_words(title) for other in others):
        raise RoundRefusal("There is a round of that name already.")


# --- repeating -------------------------------------------------------------------------------------------

REPEATED = (
    "smallest_number",
    "leading_reading",
    "second_cut",
    "targets_json",
    *RoundWords.__dataclass_fields__,
)


def repeat_round(session: Session, partnership: PartnershipKey, key: RoundKey, title: str) -> Round:
    """A draft with everything of an earlier round but its dates, and without groups that have been retired."""
    old = session.get_one(Round, (partnership, key))
    if old.state == RoundState.DRAFT:
        raise RoundRefusal("This round has not been opened yet. Change the draft itself.")
    edition = _edition_to_repeat(session, old)
    this = Round(
        partnership=partnership,
        key=_new_key(session, partnership, title),
        title=title.strip(),
        edition=edition.digest,
        state=RoundState.DRAFT,
        repeats=key,
        **{name: getattr(old, name) for name in REPEATED},
    )
    targets = targets_of_round(session, partnership, key)
    groups = [group for group in groups_of_round(session, partnership, key) if not group.catch_all]
    kept = {group.key: targets[group.key] for group in groups if not group.retired}
    return _add(session, this, edition, kept)


def _edition_to_repeat(session: Session, old: Round) -> Edition:
    """Today's edition where it asks the same questions, so that the rounds can be compared; else the old one.

    Statements that the partnership had added are added again.
    """
    before = get_edition(session, old.edition)
    today = shipped_editions().get(before.key)
    if today and _questions(today) == _questions(before):
        return keep_with_additions(session, freeze_edition(session, before.key).digest, additions_of(before))
    return before


def _questions(edition: Edition) -> dict[str, list[set[str]]]:
    """The keys of what is asked, by area and audience."""
    return {
        area.code: [{q.key for q in area.questions(audience)} for audience in edition.audiences]
        for area in edition.areas
    }


# --- the steps -------------------------------------------------------------------------------------------


def _hold(session: Session, partnership: PartnershipKey, key: RoundKey) -> Round:
    """The draft, held until the transaction ends. Raises NotADraftRound for what is not one, or not any more."""
    try:
        this = get_round_for_change(session, partnership, key)
    except NoResultFound:
        raise NotADraftRound("This draft has been deleted.") from None
    refuse_unless_draft(this.timing)
    return this


def rename_draft_round(session: Session, partnership: PartnershipKey, key: RoundKey, title: str) -> None:
    this = _hold(session, partnership, key)
    _refuse_title(session, partnership, title, own=key)
    this.title = title.strip()


def save_groups(
    session: Session, partnership: PartnershipKey, key: RoundKey, targets: Mapping[GroupKey, int]
) -> None:
    """Asks these groups, each with its target for this round, and no others."""
    this = _hold(session, partnership, key)
    if not targets:
        raise RoundRefusal("Tick at least one group.")
    if not targets.keys() <= {group.key for group in groups_to_ask(session, this)}:
        raise RoundRefusal("A group has been retired, or joined with another. Look at the groups again.")
    asked = {row.group: row for row in _asked_rows(session, partnership, key)}
    _refuse_to_leave_out(session, this, [row for row in asked.values() if row.group not in targets])
    for row in asked.values():
        if row.group not in targets:
            forget_group(session, partnership, key, row.group)
            session.delete(row)
        else:
            row.target = targets[row.group]
    _ask(session, this, {group: target for group, target in targets.items() if group not in asked})


def _refuse_to_leave_out(session: Session, this: Round, rows: Iterable[RoundGroup]) -> None:
    """Refuses to leave out a group for which somebody has a link: they must find it when the round opens."""
    with_links = groups_with_ballots(session, this.partnership, this.key)
    for row in rows:
        if row.invited or row.group in with_links:
            name = get_group(session, this.partnership, row.group).name
            raise RoundRefusal(
                f"People of “{name}” have been invited already, so the group stays in the round."
            )


def groups_to_ask(session: Session, this: Round) -> list[Group]:
    """The partnership's groups for whom the questionnaire has a form, in order."""
    audiences = {audience.key for audience in get_edition(session, this.edition).audiences}
    return [group for group in list_groups(session, this.partnership) if group.audience in audiences]


def _asked_rows(session: Session, partnership: PartnershipKey, key: RoundKey) -> Iterable[RoundGroup]:
    return session.scalars(
        select(RoundGroup)
        .join(Group, (Group.partnership == RoundGroup.partnership) & (Group.key == RoundGroup.group))
        .where(RoundGroup.partnership == partnership, RoundGroup.round == key, Group.catch_all.is_(False))
    )


def save_dates(
    session: Session,
    partnership: PartnershipKey,
    key: RoundKey,
    opens_at: datetime | None,
    closes_at: datetime,
) -> None:
    """Without `opens_at` the round is opened by hand."""
    this = _hold(session, partnership, key)
    this.opens_at, this.closes_at = opens_at, closes_at


def save_counting(
    session: Session,
    partnership: PartnershipKey,
    key: RoundKey,
    reading: str,
    smallest_number: int,
    targets: dict[GroupKey, float],
) -> None:
    this = _hold(session, partnership, key)
    if reading not in (EACH_GROUP, EACH_PERSON):
        raise RoundRefusal("Choose whether each group or each person counts equally.")
    if not may_be_smallest(smallest_number):
        raise RoundRefusal(f"The smallest number shown cannot be below {FEWEST}.")
    this.leading_reading, this.smallest_number = reading, smallest_number
    this.targets_json = json.dumps(targets)


def save_cut(session: Session, partnership: PartnershipKey, key: RoundKey, second_cut: str) -> None:
    """A second way of cutting the results, or "" for none."""
    this = _hold(session, partnership, key)
    if second_cut not in ("", *CUTS):
        raise RoundRefusal("Choose one of these.")
    if second_cut and not read_draft_round(session, this).may_be_cut:
        raise RoundRefusal(f"The targets must add up to {survey.CUT_NEEDS} or more.")
    this.second_cut = second_cut


SUPPORT = "If taking part has upset or worried you, talk to somebody you trust, at work or at home."
SUPPORT_CHILDREN = "If something here makes you sad or worried, you can stop. Talk to someone you trust."
WELCOME_CHILDREN = (
    "We would like to know how well people help children and families here. There are no right or wrong answers. "
    "You can skip any question, stop at any time, and you do not need to give your name."
)


def suggest_words(session: Session, this: Round) -> RoundWords:
    """The words of a draft, with suggestions for those that nobody has written yet."""
    edition, draft = get_edition(session, this.edition), read_draft_round(session, this)
    words = RoundWords(**{name: getattr(this, name) for name in RoundWords.__dataclass_fields__})
    partnership = session.get_one(Partnership, this.partnership)
    asked = {group.audience for group in draft.groups}
    families = [a for a in edition.audiences if a.easy_read and (a.key in asked or not draft.asks_families)]
    rating = [audience.intro for audience in edition.audiences if not audience.easy_read]
    unwritten = not words.contact
    return replace(
        words,
        contact=words.contact or partnership.contact,
        welcome=words.welcome or (rating[0] if unwritten and len(rating) == 1 else ""),
        support=words.support or (SUPPORT if unwritten else ""),
        welcome_children=words.welcome_children
        or (families[0].intro if len(families) == 1 else WELCOME_CHILDREN),
        support_children=words.support_children or SUPPORT_CHILDREN,
    )


def save_round_words(session: Session, partnership: PartnershipKey, key: RoundKey, words: RoundWords) -> None:
    this = _hold(session, partnership, key)
    for name, text in asdict(words).items():
        setattr(this, name, text)


def delete_draft_round(session: Session, partnership: PartnershipKey, key: RoundKey) -> None:
    edition = _hold(session, partnership, key).edition
    erase_addresses(session, partnership, key)
    delete_round(session, partnership, key)
    drop_if_unused(session, edition)


# --- what is there, and what is missing ------------------------------------------------------------------


def read_draft_round(session: Session, this: Round) -> DraftRound:
    """Returns what decides whether a draft can open."""
    edition = get_edition(session, this.edition)
    partnership = session.get_one(Partnership, this.partnership)
    targets = targets_of_round(session, this.partnership, this.key)
    groups = groups_of_round(session, this.partnership, this.key)
    return DraftRound(
        title=this.title,
        groups=tuple(
            GroupToAsk(group.key, group.name, group.audience, group.branch, targets[group.key], group.retired)
            for group in groups
            if not group.catch_all
        ),
        families={audience.key: audience.label for audience in edition.audiences if audience.easy_read},
        opens_at=this.opens_at,
        closes_at=this.closes_at,
        smallest_number=this.smallest_number,
        second_cut=this.second_cut,
        contact=this.contact,
        welcome_children=this.welcome_children,
        support_children=this.support_children,
        safeguarding=bool(partnership.safeguarding_name.strip() and partnership.safeguarding_email.strip()),
    )


def refuse_unless_complete(session: Session, this: Round, now: datetime) -> None:
    """Refuses to open a draft that is not complete, and says all that is missing."""
    missing = survey.missing_to_open(read_draft_round(session, this), now)
    if missing:
        raise RoundRefusal(" ".join(remark.sentence for remark in missing))
