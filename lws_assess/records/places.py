"""Places: the round and the group that a questionnaire belongs to, with all that its pages say of them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lws_assess.records.clocks import DOUBTED, SETTLED_AT, SINCE
from lws_assess.records.groups import Group
from lws_assess.records.partnerships import Partnership
from lws_assess.records.rounds import Round, RoundGroup, grace_of
from lws_assess.survey.clocks import VouchedTime
from lws_assess.survey.keys import AudienceKey, EditionDigest, EventKey, GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.round_timing import RoundTiming


@dataclass(frozen=True)
class QuestionnairePlace:
    """Says where a questionnaire belongs, and all that a page of it needs, from one statement."""

    partnership: PartnershipKey
    partnership_name: str
    demo: bool
    round: RoundKey
    round_title: str
    edition: EditionDigest
    second_cut: str
    smallest_number: int
    contact: str
    support: str
    support_children: str
    welcome: str
    welcome_children: str
    privacy_words: str
    privacy_words_children: str
    group: GroupKey
    group_name: str
    this_is_you_if: str
    audience: AudienceKey
    event: EventKey | None  # the visioning event in which it is put
    rehearsal: bool  # that event is a rehearsal
    sealing_key: str | None
    sealing_mark: bytes | None
    timing: RoundTiming


PLACE = (
    Round.partnership,
    Partnership.name,
    Partnership.demo,
    Round.key,
    Round.title,
    Round.edition,
    Round.state,
    Round.opens_at,
    Round.closes_at,
    Round.closed_at,
    Round.released_at,
    Round.second_cut,
    Round.smallest_number,
    Round.contact,
    Round.support,
    Round.support_children,
    Round.welcome,
    Round.welcome_children,
    Round.privacy_words,
    Round.privacy_words_children,
    Group.key,
    Group.name,
    Group.this_is_you_if,
    Group.audience,
    Round.event,
    Round.rehearsal,
    Round.sealing_key,
    Round.sealing_mark,
    SETTLED_AT,
    DOUBTED,
    SINCE,
)


_FACTS = tuple(field.name for field in fields(QuestionnairePlace) if field.name != "timing")


def read_questionnaire_place(row: Any) -> QuestionnairePlace:
    """The place that the first columns of a row tell of, whatever stands behind them."""
    values: tuple[Any, ...] = tuple(row)  # in the order of PLACE
    *told, settled_at, doubted, since = values[: len(PLACE)]
    facts: dict[str, Any] = dict(zip(_FACTS, told[:6] + told[11:], strict=True))
    state, opens_at, closes_at, closed_at, released_at = values[6:11]
    grace = grace_of(facts["event"])
    clock = VouchedTime(settled_at, bool(doubted), since)
    return QuestionnairePlace(
        **facts, timing=RoundTiming(state, opens_at, closes_at, closed_at, released_at, grace, clock)
    )


_OF_GROUP: Any = (
    select(*PLACE)
    .select_from(RoundGroup)
    .join(Round, (Round.partnership == RoundGroup.partnership) & (Round.key == RoundGroup.round))
    .join(Partnership, Partnership.key == RoundGroup.partnership)
    .join(Group, (Group.partnership == RoundGroup.partnership) & (Group.key == RoundGroup.group))
)


def find_questionnaire_place(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, group: GroupKey, held: bool = False
) -> QuestionnairePlace | None:
    """The place of a round's group; with `held`, no release can pass by until the transaction ends."""
    statement = _OF_GROUP.where(
        RoundGroup.partnership == partnership, RoundGroup.round == round_key, RoundGroup.group == group
    )
    if held:
        statement = statement.with_for_update(read=True, key_share=True, of=Round)
    row = session.connection().execute(statement).one_or_none()
    return read_questionnaire_place(row) if row else None


_TO_TRY: Any = _OF_GROUP.where(Round.practice_code == bindparam("code")).order_by(Group.position)


def find_places_to_try(session: Session, code: str) -> list[QuestionnairePlace]:
    """The places of a round's groups, by the code of its practice link; none for any other code."""
    return [read_questionnaire_place(row) for row in session.connection().execute(_TO_TRY, {"code": code})]
