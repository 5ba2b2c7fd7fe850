"""Answers that came on paper: storing what somebody types in, each form once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.answering.responses import (
    NothingAnswered,
    NotYetOpen,
    OpenQuestionnaire,
    RoundClosed,
    sealing_key_of,
    submission_of,
)
from lws_assess.actions.quarters import numbers_shown
from lws_assess.records import responses as records
from lws_assess.records.groups import Group
from lws_assess.records.instruments import get_edition
from lws_assess.records.places import QuestionnairePlace, find_questionnaire_place
from lws_assess.records.rounds import Round, count_way_in, groups_of_round
from lws_assess.records.sealing import Submission
from lws_assess.survey import paper as survey
from lws_assess.survey import responses
from lws_assess.survey.instruments import Audience, Edition
from lws_assess.survey.keys import GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.paper import TypedForm
from lws_assess.survey.quarters import GroupNumbers
from lws_assess.survey.refusals import BadInput
from lws_assess.survey.responses import Pages

NewKey = Callable[[], bytes]


class AnotherForm(BadInput):
    """Raised where other answers were sent under this attempt before: it may be another form."""


@dataclass(frozen=True)
class PaperForm:
    """The form that a group of a round answers on paper."""

    place: QuestionnairePlace
    edition: Edition
    audience: Audience
    length: str

    @property
    def kept(self) -> tuple[str, ...]:
        return OpenQuestionnaire(self.place, self.edition, self.audience, {}).kept_profile

    @property
    def parts(self) -> tuple[survey.FormSection, ...]:
        return survey.form_sections(self.edition, self.audience, self.length, self.kept)

    def read(self, typed: dict[str, str]) -> TypedForm:
        return survey.read_form(self.edition, self.audience, self.length, self.kept, typed)


def find_form(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, group: GroupKey, length: str
) -> PaperForm | None:
    """The paper form of a group; an audience that has one length only gets that one."""
    place = find_questionnaire_place(session, partnership, round_key, group)
    if place is None:
        return None
    edition = get_edition(session, place.edition)
    audience = edition.audience(place.audience)
    offered = survey.form_lengths(audience)
    return PaperForm(place, edition, audience, length if length in offered else offered[0])


@dataclass(frozen=True)
class PreparedForms:
    """Forms as they are to be stored: whatever takes time is done before anybody has to wait for it."""

    place: QuestionnairePlace
    mark: bytes  # names the attempt and what it holds
    ballots: tuple[bytes, ...]
    submissions: tuple[tuple[bytes, Submission], ...]  # each with its random key


def prepare_forms(
    form: PaperForm, everybody: Sequence[Pages], attempt: str, new_key: NewKey
) -> PreparedForms:
    """Makes forms ready to be stored. The attempt must be random, and is kept nowhere.

    Raises NothingAnswered where a form is empty.
    """
    if not everybody or not all(responses.anything_answered(pages) for pages in everybody):
        raise NothingAnswered
    edition, audience, place = form.edition, form.audience, form.place
    return PreparedForms(
        place,
        mark=_hash(attempt, json.dumps(everybody, sort_keys=True)),
        ballots=tuple(_hash("paper form", attempt, str(number)) for number in range(len(everybody))),
        submissions=tuple(
            (new_key(), submission_of(OpenQuestionnaire(place, edition, audience, pages)))
            for pages in everybody
        ),
    )


def store_forms(session: Session, prepared: PreparedForms, now: datetime) -> bool:
    """Stores forms, all of them or none, and once for an attempt; false for a repeat, which stores nothing.

    Raises AnotherForm where the attempt stored other answers before, NotYetOpen and RoundClosed.
    """
    place = _held(session, prepared.place, now)
    key = sealing_key_of(session, place)
    if not records.add_spent_ballots(session, prepared.ballots, place, prepared.mark):
        _refuse_another(session, prepared.ballots[0], prepared.mark)
        return False
    records.add_to_box(session, place, key, prepared.submissions)
    return True


def _held(session: Session, known: QuestionnairePlace, now: datetime) -> QuestionnairePlace:
    """The place as it is now, with its round held until the transaction ends."""
    place = find_questionnaire_place(session, known.partnership, known.round, known.group, held=True)
    if place is None:
        raise RoundClosed(known)
    if place.timing.not_yet_open:
        raise NotYetOpen(place)
    if not place.timing.takes_answers(now):
        raise RoundClosed(place)
    return place


def _hash(*texts: str) -> bytes:
    return hashlib.sha256("\0".join(texts).encode()).digest()


def _refuse_another(session: Session, ballot: bytes, mark: bytes) -> None:
    found = records.find_ballot(session, ballot)
    if found is None or found[1] != mark:
        raise AnotherForm


def count_forms(session: Session, place: QuestionnairePlace, number: int) -> None:
    """Counts forms that have been stored, in a transaction of its own after theirs.

    Should everything stop between the two, the group's count of paper forms stays a little low; its count of
    answers is right all the same.
    """
    count_way_in(session, place.partnership, place.round, place.group, "by_paper", number)


@dataclass(frozen=True)
class GroupOnPaper:
    """A group of a round, the forms it may have, and how many have been typed in."""

    group: Group
    lengths: tuple[str, ...]
    typed_in: int


def list_groups_on_paper(session: Session, this: Round, edition: Edition) -> list[GroupOnPaper]:
    numbers = numbers_shown(session, this)
    return [
        GroupOnPaper(
            group,
            survey.form_lengths(edition.audience(group.audience)),
            _by_paper(numbers, group.key),
        )
        for group in groups_of_round(session, this.partnership, this.key)
    ]


def count_typed_in(session: Session, this: Round, group: GroupKey) -> int:
    """Returns how many paper forms of a group have been typed in, as of the moment of which all numbers of a round
    speak.

    A number that moved with every form would stand beside words of risk that are passed on, and name their group.
    """
    return _by_paper(numbers_shown(session, this), group)


def _by_paper(numbers: Mapping[GroupKey, GroupNumbers], group: GroupKey) -> int:
    return numbers.get(group, GroupNumbers()).by_paper
