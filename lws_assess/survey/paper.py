"""Paper forms: the boxes of one, as somebody types them in.

    FormBox("<question key>")   one character: a rating, d or ? (don't know), n (does not apply), or nothing
    FormBox("<area>.importance")    after the questions of each area
    FormBox("top-areas.1")          the number of an area; as many boxes as there are choices
    FormBox("sector")               the number of an answer, where the round keeps it
    FormBox("<area>.comment")       words, and then the closing questions

Boxes have the order and the numbers of the printed form. What they hold becomes pages, as if the person had
answered on a screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lws_assess.survey import responses
from lws_assess.survey.instruments import (
    FULL,
    SHORT,
    Area,
    Audience,
    Edition,
    ProfileQuestion,
    Question,
    Scale,
)
from lws_assess.survey.keys import QuestionKey
from lws_assess.survey.responses import FieldFault, Pages, fields_of_about, page_of
from lws_assess.survey.written_words import plain_signs, several_lines

# What may be typed for an answer that is no rating, beside its own words.
SHORT_FOR = {"dont-know": ("d", "?", "don't know"), "not-applicable": ("n", "n/a", "does not apply")}

_POINT_AND_ZEROS = re.compile(r"(?<=\d)\.0*$")  # as programs write a whole number that they took for another

NO_FIELDS: frozenset[str] = frozenset()


@dataclass(frozen=True)
class FormBox:
    """One box of a form. `values` leads from what may be typed to the answer; texts have none."""

    name: str  # of the field on a page and of the column in a table
    number: str  # as printed
    words: str  # what is asked, in short
    page: str
    field: str  # of that page; several boxes may fill one field
    values: Mapping[str, str]
    allowed: str  # in words
    most_characters: int = 1
    hint: str = ""
    text: str = ""  # what is asked in full, where `words` are short for it

    @property
    def in_full(self) -> str:
        """Returns what is asked, as the heading of a column."""
        return f"{self.number} {self.text or self.words}".strip()

    @property
    def is_text(self) -> bool:
        return not self.values

    @property
    def keys(self) -> str:
        """The keys that fill the box by themselves."""
        return "".join(key for key in self.values if len(key) == 1) if self.most_characters == 1 else ""


@dataclass(frozen=True)
class FormSection:
    """Boxes that stand together: an area, or what comes after the areas."""

    title: str
    area: Area | None
    boxes: tuple[FormBox, ...]


@dataclass(frozen=True)
class TypedForm:
    """Holds the answers of one form, as pages. `faults` name the boxes that cannot be right."""

    pages: Pages
    faults: tuple[FieldFault, ...]

    @property
    def empty(self) -> bool:
        return not responses.anything_answered(self.pages)


@lru_cache(maxsize=64)
def form_sections(
    edition: Edition, audience: Audience, length: str, kept: tuple[str, ...] = ()
) -> tuple[FormSection, ...]:
    """The boxes of a form in printed order. `kept` names the profile questions that the round keeps."""
    rated = [
        FormSection(area.label(audience), area, tuple(_area_boxes(edition, area, audience, length)))
        for area in edition.areas
    ]
    votes = FormSection(audience.top_areas.text, None, tuple(_vote_boxes(edition, audience)))
    profile = tuple(
        _profile_box(q)
        for q in (edition.role, edition.sector)
        if q.key in profile_questions_on_form(audience, kept)
    )
    words = FormSection("Comments", None, tuple(_text_boxes(edition, audience)))
    about = (FormSection("About the person", None, profile),) if profile else ()
    return (*about, *rated, votes, words)


def form_boxes(
    edition: Edition, audience: Audience, length: str, kept: tuple[str, ...] = ()
) -> tuple[FormBox, ...]:
    """Returns all boxes of a form in one row, in printed order."""
    return tuple(box for part in form_sections(edition, audience, length, kept) for box in part.boxes)


def profile_questions_on_form(audience: Audience, kept: Sequence[str]) -> tuple[QuestionKey, ...]:
    """The profile questions on the form: only those that the round keeps, and none on easy-read forms."""
    return (
        () if audience.easy_read else tuple(QuestionKey(name) for name in ("role", "sector") if name in kept)
    )


def form_lengths(audience: Audience) -> tuple[str, ...]:
    return (FULL,) if audience.easy_read else (FULL, SHORT)


def _area_boxes(edition: Edition, area: Area, audience: Audience, length: str) -> Iterator[FormBox]:
    """Its questions, how important it is, and what the partnership asks besides, numbered on."""
    own = area.questions(audience, length)
    for number, question in enumerate(own, 1):
        printed = str(area.number) if audience.easy_read else f"{area.number}.{number}"
        yield _rating_box(edition, area, question, printed)
    if audience.importance:
        name, top = f"{area.code}.importance", audience.importance.scale.top
        values = {str(level.value): str(level.value) for level in audience.importance.scale.levels}
        text = f"{area.number} {audience.importance.text}"
        yield FormBox(
            name, "", "How important?", page_of(area), "importance", values, f"1 to {top}", text=text
        )
    for number, question in enumerate(area.added(audience, length), len(own) + 1):
        yield _rating_box(edition, area, question, f"{area.number}.{number}")


def _rating_box(edition: Edition, area: Area, question: Question, printed: str) -> FormBox:
    values, allowed = _ratings(edition, question.scale)
    words = question.topic or question.text
    key = question.key
    return FormBox(key, printed, words, page_of(area), key, values, allowed, text=question.text)


def _ratings(edition: Edition, scale: Scale) -> tuple[dict[str, str], str]:
    values = {str(level.value): str(level.value) for level in scale.levels}
    for answer in edition.non_ratings:
        also = (answer.key, _plain(answer.label), _plain(answer.easy_label))
        values |= dict.fromkeys((*SHORT_FOR[answer.key], *also), answer.key)
    return values, f"1 to {scale.top}, d or n"


def _plain(text: str) -> str:
    return " ".join(plain_signs(text).lower().replace("’", "'").split())


def _vote_boxes(edition: Edition, audience: Audience) -> Iterator[FormBox]:
    areas = len(edition.areas)
    for number in range(1, audience.top_areas.most + 1):
        yield FormBox(
            name=f"top-areas.{number}",
            number="",
            words=f"Choice {number}",
            page="priorities",
            field="top-areas",
            values={str(area.number): area.code for area in edition.areas},
            allowed=f"the number of an area, 1 to {areas}",
            most_characters=len(str(areas)),
            text=f"{audience.top_areas.text} Choice {number}: the number of an area",
        )


def _profile_box(question: ProfileQuestion) -> FormBox:
    numbered = dict(enumerate(question.choices, 1))
    return FormBox(
        name=question.key,
        number="",
        words=question.text,
        page="about",
        field=question.key,
        values={str(number): choice.key for number, choice in numbered.items()},
        allowed=f"1 to {len(numbered)}",
        most_characters=len(str(len(numbered))),
        hint="; ".join(f"{number} {choice.label}" for number, choice in numbered.items()),
    )


def _text_boxes(edition: Edition, audience: Audience) -> Iterator[FormBox]:
    for area in edition.areas:
        words, most = f"{area.number}. {area.label(audience)}", audience.comment.most_characters
        text = f"{words}: {audience.comment.text}"
        yield _text_box(
            f"{area.code}.comment", words, page=page_of(area), field="comment", most=most, text=text
        )
    for question in audience.closing:
        yield _text_box(
            question.key, question.text, page="priorities", field=question.key, most=question.most_characters
        )


def _text_box(name: str, words: str, *, page: str, field: str, most: int, text: str = "") -> FormBox:
    return FormBox(name, "", words, page, field, {}, f"words, up to {most} characters", most, text=text)


# --- reading what was typed ------------------------------------------------------------------------------


def read_form(
    edition: Edition, audience: Audience, length: str, kept: tuple[str, ...], typed: Mapping[str, str]
) -> TypedForm:
    """The pages of one form. Blank is always right; `typed` may name only boxes of the form."""
    all_boxes = form_boxes(edition, audience, length, kept)
    sent: dict[str, dict[str, list[str]]] = {}
    faults: list[FieldFault] = []
    for box in all_boxes:
        text = several_lines(typed.get(box.name, ""))
        if not text:
            continue
        answer = text if box.is_text else box.values.get(_POINT_AND_ZEROS.sub("", _plain(text)))
        here = sent.setdefault(box.page, {}).setdefault(box.field, [])
        if answer is None:
            faults.append(
                FieldFault(
                    box.name, f"“{text[:20]}” is no answer here: type {box.allowed}, or leave it empty"
                )
            )
        elif answer in here:
            faults.append(FieldFault(box.name, "This area is chosen twice"))
        else:
            here.append(answer)
    if not audience.easy_read:
        sent.setdefault("about", {})["length"] = [length]
    pages, found = _pages(edition, audience, length, kept, sent)
    return TypedForm(pages, (*faults, *found))


def _pages(
    edition: Edition,
    audience: Audience,
    length: str,
    kept: tuple[str, ...],
    sent: Mapping[str, Mapping[str, Sequence[str]]],
) -> tuple[Pages, list[FieldFault]]:
    """Each page as it is read when somebody answers on a screen, so that the same rules hold."""
    fields = {page_of(area): responses.fields_of_area(area, audience, length) for area in edition.areas}
    fields["priorities"] = responses.fields_of_priorities(edition, audience)
    fields["about"] = fields_of_about(edition, audience, profile_questions_on_form(audience, kept))
    names = {(box.page, box.field): box.name for box in reversed(form_boxes(edition, audience, length, kept))}
    pages: Pages = {}
    faults = []
    for page, found in sent.items():
        reading = responses.read_page(fields[page], found, NO_FIELDS)
        if reading.kept:
            pages[page] = reading.kept
        faults += [FieldFault(names[page, fault.field], fault.message) for fault in reading.faults]
    return pages, faults


def seems_unfinished(edition: Edition, pages: Pages) -> bool:
    """True if the last area is empty, as when a form is sent by mistake half-way."""
    return not pages.get(page_of(edition.areas[-1]))
