"""Practice: the real form with nothing behind it.

What somebody has answered so far travels in the page itself and comes back with each form:

    {"group": "<group key>", "at": "<page that the form is of, or none>", "pages": {as in survey.responses}}

It is checked anew each time by the rules that check a real page, and it is kept nowhere.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lws_assess.actions.answering.responses import WRONG_GROUP, OpenQuestionnaire, RoundClosed, UnknownLink
from lws_assess.records.instruments import get_edition
from lws_assess.records.places import QuestionnairePlace, find_places_to_try
from lws_assess.records.rounds import Round, get_round_for_change
from lws_assess.survey import responses as survey
from lws_assess.survey.instruments import FULL, Edition
from lws_assess.survey.keys import GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.refusals import BadInput
from lws_assess.survey.responses import Page, PageField, Pages
from lws_assess.survey.round_timing import RoundRefusal

NewCode = Callable[[], str]
MOST_CARRIED = 60_000  # characters; the longest form with every text full takes about half
NOTHING: frozenset[str] = frozenset()


def make_practice_code(session: Session, this: Round, new_code: NewCode) -> str:
    """The code of a round's practice link; made once, and good until the round has its results."""
    if this.released_at:
        raise RoundRefusal("This round has its results. Its form can no longer be tried.")
    this.practice_code = this.practice_code or new_code()
    session.flush()
    return this.practice_code


def make_practice_link(
    session: Session, partnership: PartnershipKey, key: RoundKey, new_code: NewCode
) -> str:
    """Makes the practice link of a round that is named by its key."""
    return make_practice_code(session, get_round_for_change(session, partnership, key), new_code)


def find_practice(session: Session, code: str) -> tuple[list[QuestionnairePlace], Edition]:
    """The places that a practice link offers, and the edition they are asked by.

    Raises UnknownLink for a code that is none, RoundClosed once the round has its results.
    """
    places = find_places_to_try(session, code)
    if not places:
        raise UnknownLink
    if places[0].timing.released_at:
        raise RoundClosed(places[0])
    return places, get_edition(session, places[0].edition)


@dataclass(frozen=True)
class TriedPage:
    """A questionnaire as a page carried it, and the page its form was of: "" where it only leads on."""

    questionnaire: OpenQuestionnaire
    at: str


def begin_practice(
    places: Sequence[QuestionnairePlace], edition: Edition, group: GroupKey
) -> OpenQuestionnaire:
    """An empty questionnaire for one of the groups. Raises BadInput for a group that is not offered."""
    place = next((place for place in places if place.group == group), None)
    if place is None:
        raise BadInput(WRONG_GROUP, "group")
    return OpenQuestionnaire(place, edition, edition.audience(place.audience), {})


def carry_practice(questionnaire: OpenQuestionnaire, at: str) -> str:
    """Returns what a page carries of a questionnaire; `at` names the page that its form is of."""
    facts = {"group": questionnaire.place.group, "at": at, "pages": questionnaire.pages}
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


def read_carried(places: Sequence[QuestionnairePlace], edition: Edition, text: str) -> TriedPage | None:
    """Returns what a page carried, as far as it is right; None where it cannot be read at all.

    Answers to statements of the full form stay while somebody looks at the short one, as they do in a draft.
    """
    facts = _facts(text)
    try:
        empty = begin_practice(places, edition, GroupKey(str(facts.get("group"))))
    except BadInput:
        return None
    sent = facts.get("pages")
    pages = _sound_pages(empty, sent if isinstance(sent, dict) else {})
    questionnaire = OpenQuestionnaire(empty.place, edition, empty.audience, pages)
    return TriedPage(questionnaire, str(facts.get("at", "")))


def _facts(text: str) -> dict[str, object]:
    if len(text) > MOST_CARRIED:
        return {}
    try:
        facts = json.loads(text)
        json.dumps(facts, ensure_ascii=False).encode()  # half a character cannot be written on a page
    except (ValueError, RecursionError):
        return {}
    return facts if isinstance(facts, dict) else {}


def _sound_pages(empty: OpenQuestionnaire, sent: Mapping[str, object]) -> Pages:
    edition, audience = empty.edition, empty.audience
    known: dict[str, tuple[PageField, ...]] = {"about": empty.fields("about")}
    known |= {survey.page_of(area): survey.fields_of_area(area, audience, FULL) for area in edition.areas}
    known["priorities"] = empty.fields("priorities")
    found = ((name, _sound_page(fields, sent.get(name))) for name, fields in known.items())
    return {name: page for name, page in found if page is not None}


def _sound_page(fields: Sequence[PageField], sent: object) -> Page | None:
    """The answers of one page that are right, by the rules of a page that is sent; None for no page."""
    if not isinstance(sent, dict):
        return None
    values = {
        str(name): [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]
        for name, value in sent.items()
    }
    reading = survey.read_page(fields, values, NOTHING)
    faulty = {fault.field for fault in reading.faults}
    return {name: value for name, value in reading.kept.items() if name not in faulty}
