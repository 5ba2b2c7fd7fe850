"""Responses: what one person may answer, page by page, and how their answers are kept.

While somebody is answering, their answers are a draft, by page and field:

    {"about":      {"role": "direct", "length": "short"},
     "areas/<code>": {"<question key>": "3", ..., "importance": "5", "comment": "..."},
     "priorities": {"top-areas": ["<code>", ...], "keep": "...", "one-change": "..."}}

Once submitted they are a vector: one byte a question, in the order of `vector_layout`, always the same length:

    0 not put    1 to 9 the rating    250 left blank    251 don't know    252 does not apply

Texts never enter the vector; they leave as comments that no response can be found from.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lws_assess.survey.instruments import FULL, SHORT, Area, Audience, Edition
from lws_assess.survey.keys import COMMENT, NO_AREA, AreaCode, QuestionKey
from lws_assess.survey.written_words import several_lines

NOT_PUT, BLANK, DONT_KNOW, NOT_APPLICABLE = 0, 250, 251, 252
HIGHEST_RATING = 9

Page = dict[str, str | list[str]]
Pages = dict[str, Page]

_CODES = {"dont-know": DONT_KNOW, "not-applicable": NOT_APPLICABLE}


@dataclass(frozen=True)
class FieldFault:
    """Why one field of a page was refused; an empty field name speaks of the page as a whole."""

    field: str
    message: str


@dataclass(frozen=True)
class SentValues:
    """Holds what a sent page held: values that may be kept, and the faults of those that may not."""

    kept: Page
    faults: tuple[FieldFault, ...]


@dataclass(frozen=True)
class VectorSlot:
    """One place in the vector. `kind` is statement, importance, local, vote or profile."""

    kind: str
    area: AreaCode
    key: str


@dataclass(frozen=True)
class PageField:
    """Holds what a field may hold: one of `values`, up to `most` of them, or text of up to `most_characters`."""

    name: str
    values: tuple[str, ...] = ()
    most: int = 1
    most_characters: int = 0


AREAS = "areas/"  # what the name of an area's page begins with


def page_of(area: Area) -> str:
    return f"{AREAS}{area.code}"


def area_of_page(page: str) -> AreaCode:
    """The code that a page's name holds, which need not be one of an area."""
    return AreaCode(page.removeprefix(AREAS))


def fields_of_about(edition: Edition, audience: Audience, asked: Sequence[str]) -> tuple[PageField, ...]:
    """`asked` names the profile questions that this round puts."""
    if audience.easy_read:
        return ()
    profile = {"role": edition.role, "sector": edition.sector}
    return (
        *(PageField(name, tuple(c.key for c in profile[name].choices)) for name in asked),
        PageField("length", (FULL, SHORT)),
    )


def fields_of_area(area: Area, audience: Audience, length: str) -> tuple[PageField, ...]:
    ratings = tuple(str(level.value) for level in audience.scale.levels) + tuple(_CODES)
    fields = [PageField(question.key, ratings) for question in area.put(audience, length)]
    if audience.importance:
        fields.append(
            PageField("importance", tuple(str(level.value) for level in audience.importance.scale.levels))
        )
    return (*fields, PageField("comment", most_characters=audience.comment.most_characters))


def fields_of_priorities(edition: Edition, audience: Audience) -> tuple[PageField, ...]:
    return (
        PageField("top-areas", tuple(area.code for area in edition.areas), most=audience.top_areas.most),
        *(PageField(text.key, most_characters=text.most_characters) for text in audience.closing),
    )


def read_page(
    fields: Sequence[PageField], sent: Mapping[str, Sequence[str]], passed_over: frozenset[str]
) -> SentValues:
    """Checks what was sent against what the page puts. Blank is always right; nothing right is thrown away.

    `passed_over` names fields that are not answers (tokens, buttons). Any other name with a value is refused.
    """
    kept: Page = {}
    faults: list[FieldFault] = []
    known = {field.name for field in fields}
    for field in fields:
        values = [value for value in sent.get(field.name, ()) if several_lines(value)]
        if not values:
            continue
        fault = _fault_of(field, values)
        if fault:
            faults.append(fault)
            if field.most_characters:  # what somebody typed is offered again, however long it was
                kept[field.name] = several_lines(values[0])
        elif field.most_characters:
            kept[field.name] = several_lines(values[0])
        elif field.most > 1:
            kept[field.name] = values
        else:
            kept[field.name] = values[0]
    strays = sorted(name for name in sent if name not in known | passed_over and any(sent[name]))
    if strays:
        faults.append(
            FieldFault(
                "", "This page does not ask one of the questions that was answered. Nothing was saved."
            )
        )
    return SentValues(kept, tuple(faults))


def _fault_of(field: PageField, values: Sequence[str]) -> FieldFault | None:
    if field.most > 1:
        if any(value not in field.values for value in values) or len(set(values)) != len(values):
            return FieldFault(field.name, "Choose only from the list.")
        if len(values) > field.most:
            return FieldFault(field.name, f"Choose {field.most} or fewer. You chose {len(values)}.")
        return None
    if len(values) > 1:
        return FieldFault(field.name, "This was answered twice. Choose one answer.")
    if field.most_characters:
        over = len(several_lines(values[0])) - field.most_characters
        if over > 0:
            return FieldFault(
                field.name,
                f"Use {field.most_characters} characters or fewer. That is {over} too many.",
            )
        return None
    return None if values[0] in field.values else FieldFault(field.name, "Choose one of the answers shown.")


def digest_of_page(page: Mapping[str, str | list[str]]) -> str:
    """A short name for exactly these answers, to notice that another tab has changed them."""
    return hashlib.sha256(json.dumps(page, sort_keys=True).encode()).hexdigest()[:12]


# --- progress, derived and never stored ------------------------------------------------------------------


def length_of(edition: Edition, audience: Audience, pages: Mapping[str, Page]) -> str:
    """The length of form this person has: what they chose, or else what their role is offered."""
    about = pages.get("about", {})
    if audience.easy_read:
        return FULL
    return str(about.get("length") or edition.offered_length(str(about.get("role", ""))))


@dataclass(frozen=True)
class UnansweredPlace:
    """Says where to carry on: a page, and the question on it; empty where that is the first, or the page is enough."""

    page: str
    question: str = ""


def first_unanswered(
    edition: Edition, audience: Audience, pages: Mapping[str, Page], in_room: bool = False
) -> UnansweredPlace:
    """Returns the first question without an answer, in the order of the pages; "check" where there is none.

    `in_room` is for an event, which asks neither how important areas are nor what comes first.
    """
    if not (audience.easy_read or in_room or "about" in pages):
        return UnansweredPlace("about")
    length = length_of(edition, audience, pages)
    for area in edition.areas:
        asked = [question.key for question in area.questions(audience, length)]
        if audience.importance and not in_room:
            asked.append(audience.importance.key)
        asked += [question.key for question in area.added(audience, length)]
        answers = pages.get(page_of(area), {})
        for number, name in enumerate(asked):
            if name not in answers:
                return UnansweredPlace(page_of(area), name if number else "")
    if not in_room and "top-areas" not in pages.get("priorities", {}):
        return UnansweredPlace("priorities")
    return UnansweredPlace("check")


def anything_answered(pages: Mapping[str, Page]) -> bool:
    return any(page for name, page in pages.items() if name != "about")


# --- scores of one person --------------------------------------------------------------------------------


def area_score_of_answers(ratings: Sequence[int], put: int) -> float | None:
    """Respondent area score: the mean of the ratings if at least half of the questions put are rated.

    >>> area_score_of_answers([4, 4, 1], put=5), area_score_of_answers([4, 4], put=5), area_score_of_answers([2], put=2)
    (3.0, None, 2.0)
    """
    return sum(ratings) / len(ratings) if put and 2 * len(ratings) >= put else None


def own_scores(
    edition: Edition, audience: Audience, length: str, pages: Mapping[str, Page]
) -> dict[AreaCode, float | None]:
    """One person's area scores, for their own eyes before they submit."""
    scores: dict[AreaCode, float | None] = {}
    for area in edition.areas:
        questions = area.questions(audience, length)
        page = pages.get(page_of(area), {})
        ratings = [int(str(page[q.key])) for q in questions if str(page.get(q.key, "")).isdigit()]
        scores[area.code] = area_score_of_answers(ratings, len(questions))
    return scores


# --- the vector ------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def vector_layout(edition: Edition, audience: Audience) -> tuple[VectorSlot, ...]:
    """The places of the vector for one audience, the same for everybody in it."""
    slots: list[VectorSlot] = []
    for area in edition.areas:
        slots += [VectorSlot("statement", area.code, question.key) for question in area.questions(audience)]
        if audience.importance:
            slots.append(VectorSlot("importance", area.code, "importance"))
        slots += [VectorSlot("local", area.code, question.key) for question in area.added(audience)]
    slots += [VectorSlot("vote", area.code, "top-areas") for area in edition.areas]
    return (*slots, VectorSlot("profile", NO_AREA, "role"), VectorSlot("profile", NO_AREA, "sector"))


def encode_answers(
    edition: Edition, audience: Audience, pages: Mapping[str, Page], kept_profile: Sequence[str] = ()
) -> bytes:
    """The vector of a draft. `kept_profile` names the profile questions that a cut of this round may use."""
    length = length_of(edition, audience, pages)
    put = {question.key for question in edition.rated_questions(audience, length)}
    votes = pages.get("priorities", {}).get("top-areas", [])
    return bytes(
        _code(edition, slot, pages, put, votes, kept_profile) for slot in vector_layout(edition, audience)
    )


def _code(
    edition: Edition,
    slot: VectorSlot,
    pages: Mapping[str, Page],
    put: Collection[str],
    votes: str | list[str],
    kept_profile: Sequence[str],
) -> int:
    if slot.kind == "vote":
        return 1 if slot.area in votes else BLANK
    if slot.kind == "profile":
        return _profile_code(edition, slot, pages, kept_profile)
    if slot.kind in ("statement", "local") and slot.key not in put:
        return NOT_PUT
    answer = str(pages.get(f"areas/{slot.area}", {}).get(slot.key, ""))
    return _CODES.get(answer) or (int(answer) if answer else BLANK)


def _profile_code(
    edition: Edition, slot: VectorSlot, pages: Mapping[str, Page], kept_profile: Sequence[str]
) -> int:
    if slot.key not in kept_profile:
        return NOT_PUT
    question = edition.role if slot.key == "role" else edition.sector
    answer = pages.get("about", {}).get(slot.key)
    return next((i for i, choice in enumerate(question.choices, 1) if choice.key == answer), BLANK)


def texts_of(edition: Edition, pages: Mapping[str, Page]) -> Iterator[tuple[QuestionKey, AreaCode, str]]:
    """(question, area code or "", text) of everything typed."""
    for area in edition.areas:
        if text := pages.get(page_of(area), {}).get("comment"):
            yield COMMENT, area.code, str(text)
    for name, value in pages.get("priorities", {}).items():
        if name != "top-areas" and value:
            yield QuestionKey(name), NO_AREA, str(value)
