"""Answering: beginning, saving a page, submitting once, and throwing a draft away."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.records import responses as records
from lws_assess.records.events import visioning_events as events
from lws_assess.records.instruments import get_edition
from lws_assess.records.places import QuestionnairePlace
from lws_assess.records.rounds import count_way_in, find_open_link
from lws_assess.records.sealing import Submission, WrittenComment, open_draft_answers, seal_draft_answers
from lws_assess.records.sealing_keys import KeyGone, KeyTrouble, SealingKey, find_key
from lws_assess.survey import responses as survey
from lws_assess.survey.comments import speaks_of_risk
from lws_assess.survey.instruments import Audience, Edition
from lws_assess.survey.keys import GroupKey
from lws_assess.survey.refusals import BadInput, NotAllowed, NotFound, Over, TooLate
from lws_assess.survey.responses import FieldFault, Page, PageField, Pages
from lws_assess.survey.secrets import Secret

Sent = Mapping[str, Sequence[str]]

# Fields of a form that are not answers.
PASSED_OVER = frozenset({"csrf_token", "attempt", "agree", "group", "go"})

WRONG_GROUP = "Choose the line that fits you best."


class LinkRefusal(NotAllowed):
    """A link leads nowhere now. Carries the place that it led to, where it is known."""

    words = "This link leads nowhere now"

    def __init__(self, place: QuestionnairePlace | None = None) -> None:
        super().__init__()
        self.place = place

    @property
    def contact(self) -> str:
        """Returns whom to ask."""
        return self.place.contact if self.place else ""


class UnknownLink(NotFound, LinkRefusal):
    """Nothing here was ever called that, or it has been cleared away."""

    words = "This link leads nowhere, or it is over"


class NotYetOpen(LinkRefusal):
    """The round has not begun."""

    words = "This is not open yet"


class RoundClosed(Over, LinkRefusal):
    """The round takes no more answers."""

    words = "This has closed"


class AlreadyAnswered(TooLate, LinkRefusal):
    """The right to answer that this link gave has been used."""

    words = "This link has been used already"


class NotBegun(NotAllowed):
    """A personal link that is good, whose holder has not agreed to take part yet."""

    def __init__(self, place: QuestionnairePlace) -> None:
        super().__init__()
        self.place = place


class NoSuchPage(NotFound):
    """The questionnaire has no page of that name."""


class NothingAnswered(BadInput):
    """A draft without a single answer cannot be submitted."""

    words = "There is nothing to send yet: no question has an answer."


@dataclass(frozen=True)
class OpenQuestionnaire:
    """One person's answers so far, and everything needed to put the next page to them."""

    place: QuestionnairePlace
    edition: Edition
    audience: Audience
    pages: Pages

    @property
    def length(self) -> str:
        return survey.length_of(self.edition, self.audience, self.pages)

    @property
    def asked_about(self) -> tuple[str, ...]:
        """The profile questions put: role offers the right form, sector is asked only where a cut uses it."""
        if self.audience.easy_read:
            return ()
        return ("role", "sector") if self.place.second_cut == "sector" else ("role",)

    @property
    def kept_profile(self) -> tuple[str, ...]:
        return (self.place.second_cut,) if self.place.second_cut else ()

    @property
    def unanswered(self) -> survey.UnansweredPlace:
        """Returns where to carry on."""
        return survey.first_unanswered(self.edition, self.audience, self.pages, bool(self.place.event))

    def fields(self, page: str) -> tuple[PageField, ...]:
        """The fields of a page. Raises NoSuchPage for one that this questionnaire does not have.

        At an event priorities are chosen together, with how important each area is.
        """
        if page == "about":
            return survey.fields_of_about(self.edition, self.audience, self.asked_about)
        if page == "priorities":
            if self.place.event:
                raise NoSuchPage
            return survey.fields_of_priorities(self.edition, self.audience)
        area = self.edition.find_area(survey.area_of_page(page))
        if area is None:
            raise NoSuchPage
        fields = survey.fields_of_area(area, self.audience, self.length)
        return tuple(f for f in fields if f.name != "importance") if self.place.event else fields


@dataclass(frozen=True)
class SavedPage:
    """Holds what became of a page: kept whole, kept but for `faults`, or held back because another tab changed it."""

    questionnaire: OpenQuestionnaire
    faults: tuple[FieldFault, ...] = ()
    typed: Page | None = None
    changed_elsewhere: bool = False


@dataclass(frozen=True)
class SubmittedResponse:
    """Says where a response went; `again` tells a repeat, which stored nothing more."""

    place: QuestionnairePlace
    again: bool = False


def _questionnaire(session: Session, place: QuestionnairePlace, pages: Pages) -> OpenQuestionnaire:
    edition = get_edition(session, place.edition)
    return OpenQuestionnaire(place, edition, edition.audience(place.audience), pages)


def sealing_key_of(session: Session, place: QuestionnairePlace) -> SealingKey:
    """The key of a place's round, read before anything is accepted.

    Raises RoundClosed where it has been destroyed, and KeyDamaged or FolderAway where it cannot be used.
    """
    try:
        return find_key(session, place.sealing_key, place.sealing_mark)
    except KeyGone as gone:
        raise RoundClosed(place) from gone


def _refuse_new_people(place: QuestionnairePlace, now: datetime) -> None:
    if place.timing.not_yet_open:
        raise NotYetOpen(place)
    if not place.timing.takes_new_people(now):
        raise RoundClosed(place)


def find_room_code(session: Session, place: QuestionnairePlace) -> str:
    """The code of the room in which a questionnaire is put; empty where none can be entered."""
    event = events.find_event(session, place.partnership, place.event) if place.event else None
    try:
        return events.codes_of(session, event).room if event else ""
    except KeyTrouble:
        return ""


def find_entrance(
    session: Session, code: str, now: datetime
) -> tuple[list[QuestionnairePlace], Edition, bool]:
    """The places an open link offers, their edition, and whether the device is shared."""
    return _entrance(session, records.places_of_open_link(session, code), now)


def is_for_helpers(session: Session, code: str) -> bool:
    """True if an open link is for somebody who fills the form in for others."""
    link = find_open_link(session, code)
    return link is not None and link.helper


def find_audience_of_link(session: Session, code: str) -> Audience | None:
    """Returns whom an open link asks, or asked; None where it offers several groups, or is none."""
    found = records.places_of_open_link(session, code)
    if found is None or len(found[0]) != 1:
        return None
    place = found[0][0]
    return get_edition(session, place.edition).audience(place.audience)


def _entrance(
    session: Session, found: tuple[list[QuestionnairePlace], bool] | None, now: datetime
) -> tuple[list[QuestionnairePlace], Edition, bool]:
    if found is None:
        raise UnknownLink
    places, shared = found
    _refuse_new_people(places[0], now)
    return places, get_edition(session, places[0].edition), shared


def begin_questionnaire(
    session: Session, code: str, group: GroupKey | None, secret: Secret, nonce: bytes, now: datetime
) -> QuestionnairePlace:
    """Gives somebody who agreed, by an open link, a questionnaire under a fresh secret.

    Raises BadInput where the group chosen is not one the link offers.
    """
    places, _edition, _shared = _entrance(session, records.find_link_to_begin(session, code), now)
    place = places[0] if len(places) == 1 else next((p for p in places if p.group == group), None)
    if place is None:
        raise BadInput(WRONG_GROUP, "group")
    sealed = seal_draft_answers(sealing_key_of(session, place), secret, {}, nonce)
    records.add_ballots(session, [secret.ballot], place.partnership, place.round, place.group)
    records.add_draft_answers(session, secret.draft, place, sealed)
    return place


def begin_by_personal_link(
    session: Session, secret: Secret, nonce: bytes, now: datetime
) -> QuestionnairePlace:
    """Gives somebody who agreed, by a personal link, a questionnaire. Their ballot was made beforehand."""
    found = records.find_ballot_to_begin(session, secret.ballot)
    if found is None:
        raise UnknownLink
    place, spent_by = found
    if spent_by is not None:
        raise AlreadyAnswered(place)
    _refuse_new_people(place, now)
    sealed = seal_draft_answers(sealing_key_of(session, place), secret, {}, nonce)
    records.add_draft_answers(session, secret.draft, place, sealed)
    return place


def get_questionnaire(session: Session, secret: Secret, now: datetime) -> OpenQuestionnaire:
    """The questionnaire of a secret. Raises NotBegun or a LinkRefusal where there is none to go on with."""
    found = records.find_draft_answers(session, secret.draft)
    if found is None:
        raise _why_no_draft(session, secret, now)
    return _open(session, secret, found, now)[0]


def _open(
    session: Session, secret: Secret, found: tuple[QuestionnairePlace, bytes], now: datetime
) -> tuple[OpenQuestionnaire, SealingKey]:
    """A draft, and the key that it lies under."""
    place, ciphertext = found
    if not place.timing.takes_answers(now):
        raise RoundClosed(place)
    key = sealing_key_of(session, place)
    return _questionnaire(session, place, open_draft_answers(key, secret, ciphertext)), key


def _why_no_draft(session: Session, secret: Secret, now: datetime) -> Exception:
    found = records.find_ballot(session, secret.ballot)
    if found is None:
        return UnknownLink()
    place, spent_by = found
    if spent_by is not None:
        return AlreadyAnswered(place)
    if place.timing.not_yet_open:
        return NotYetOpen(place)
    return NotBegun(place) if place.timing.takes_new_people(now) else RoundClosed(place)


def save_page(
    session: Session, secret: Secret, page: str, sent: Sent, seen: str, nonce: bytes, now: datetime
) -> SavedPage:
    """Saves a page as it was sent.

    `seen` names the answers the page showed when it was drawn ("" where unknown). Where another tab has
    changed them since, and what is sent differs too, nothing is saved and both are handed back.
    Raises NoSuchPage, LinkRefusal where the questionnaire is over.
    """
    found = records.find_draft_answers_to_change(session, secret.draft)
    if found is None:
        raise _why_no_draft(session, secret, now)
    before, key = _open(session, secret, found, now)
    saved = take_page(before, page, sent, seen)
    if saved.questionnaire is not before:
        sealed = seal_draft_answers(key, secret, saved.questionnaire.pages, nonce)
        records.change_draft_answers(session, secret.draft, sealed)
    return saved


def take_page(before: OpenQuestionnaire, page: str, sent: Sent, seen: str = "") -> SavedPage:
    """The questionnaire with a page as it was sent; the same object where nothing of it may be kept.

    `seen` as for `save_page`. Raises NoSuchPage.
    """
    passed_over = PASSED_OVER | ({"role", "sector", "length"} if page == "about" else set())
    reading = survey.read_page(before.fields(page), sent, passed_over)
    stored = before.pages.get(page, {})
    faulty = {fault.field for fault in reading.faults}
    if "" in faulty:
        return SavedPage(before, reading.faults, reading.kept)
    right = {name: value for name, value in reading.kept.items() if name not in faulty}
    if page == "about":
        right = {**stored, **right}
    elif seen and seen != survey.digest_of_page(stored) and right != stored:
        return SavedPage(before, reading.faults, reading.kept, changed_elsewhere=True)
    pages = {**before.pages, page: right}
    after = OpenQuestionnaire(before.place, before.edition, before.audience, pages)
    return SavedPage(after, reading.faults, reading.kept)


def submit_response(
    session: Session, secret: Secret, attempt: str, new_key: Callable[[], bytes], now: datetime
) -> SubmittedResponse:
    """Turns a draft into a response, once, in the transaction of `session`.

    A repeat of the same attempt stores nothing more and answers as the first did. Raises AlreadyAnswered for
    another attempt, NothingAnswered for an empty draft, LinkRefusal where the round is over.
    """
    mark = hashlib.sha256(attempt.encode()).digest()
    found = records.find_draft_answers_to_submit(session, secret.draft)
    if found is None:
        return _repeat(session, secret, mark, now)
    questionnaire, key = _open(session, secret, found, now)
    place = questionnaire.place
    if not survey.anything_answered(questionnaire.pages):
        raise NothingAnswered
    if not records.spend_ballot(session, secret.ballot, mark):
        return _repeat(session, secret, mark, now)
    records.add_to_box(session, place, key, [(new_key(), submission_of(questionnaire))])
    records.delete_draft_answers(session, secret.draft)
    return SubmittedResponse(place)


def submission_of(questionnaire: OpenQuestionnaire) -> Submission:
    """Returns what one person sends: answers and words together, until the release takes them apart."""
    edition, pages = questionnaire.edition, questionnaire.pages
    words = tuple(WrittenComment(*one) for one in survey.texts_of(edition, pages))
    return Submission(
        questionnaire.place.group,
        survey.encode_answers(edition, questionnaire.audience, pages, questionnaire.kept_profile),
        words,
        risk=any(speaks_of_risk(one.text) for one in words),
    )


def _repeat(session: Session, secret: Secret, mark: bytes, now: datetime) -> SubmittedResponse:
    found = records.find_ballot(session, secret.ballot)
    if found and found[1] == mark:
        return SubmittedResponse(found[0], again=True)
    raise _why_no_draft(session, secret, now)


def count_helped_answer(session: Session, place: QuestionnairePlace, entrance: str) -> None:
    """Counts an answer that came through a link for helpers, in a transaction of its own after the answer's.

    Should everything stop between the two, the count stays a little low. Sending again counts nothing.
    """
    link = find_open_link(session, entrance)
    if link and link.helper and (link.partnership, link.round) == (place.partnership, place.round):
        count_way_in(session, place.partnership, place.round, place.group, "by_helper", 1)


def discard_draft_answers(session: Session, secret: Secret) -> bool:
    """Throws a draft away for good; the right to answer stays."""
    return records.delete_draft_answers(session, secret.draft)
