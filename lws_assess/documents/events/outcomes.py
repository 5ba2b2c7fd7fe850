"""What an event leaves behind: helps and hinders, words for the vision, priorities, actions, and who is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lws_assess.actions.events.summaries import EventSummary
from lws_assess.documents.charts.drawing import numbered_area
from lws_assess.documents.events.room_priorities import FORMULA, NONE, priorities_for_room
from lws_assess.documents.events.room_tallies import tally_chart
from lws_assess.documents.events.room_words import RoomWord, WordTheme, themes_of
from lws_assess.documents.papers.board_paper_actions import day_or_dash
from lws_assess.documents.papers.manuscripts import (
    BulletList,
    PaperBlock,
    PaperHeading,
    TextParagraph,
    table_with_notes,
)
from lws_assess.records.events.tables import ProposedAction
from lws_assess.records.events.words import HELPS, HINDERS, MISSING, VISION, EventWord
from lws_assess.survey.events.choices import ChoicesResult
from lws_assess.survey.events.tallies import TallyResult
from lws_assess.survey.instruments import Area
from lws_assess.survey.written_words import isolated_words

OTHERS = "Look at these with the steering group, beside what the consultation said."


# --- words -----------------------------------------------------------------------------------------------


def blocks_of_words(summary: EventSummary, *kinds: str) -> list[EventWord]:
    """Words that a host let through, in the order in which the room may have seen them."""
    return [word for word in summary.content.words if word.kind in kinds]


def helps_and_hinders(summary: EventSummary) -> Iterator[PaperBlock]:
    """By area, and within it by theme."""
    for area in summary.scene.edition.areas:
        said = [
            (lead, [word for word in blocks_of_words(summary, kind) if word.area == area.code])
            for lead, kind in (("What helps", HELPS), ("What hinders", HINDERS))
        ]
        if any(words for _, words in said):
            yield PaperHeading(numbered_area(area), 2)
        for lead, words in said:
            if words:
                yield PaperHeading(lead, 3)
                yield _points(words)


def blocks_of_vision(summary: EventSummary) -> Iterator[PaperBlock]:
    yield _points(blocks_of_words(summary, VISION))


def _points(words: Iterable[EventWord]) -> BulletList:
    """Themes with the most words first; what stands alone is a line of its own."""
    themes = themes_of([RoomWord(word.text, word.area, word.theme) for word in words])
    return BulletList(tuple(_point(theme) for theme in themes))


def _point(theme: WordTheme) -> tuple[str, str]:
    often = f" ({theme.count})" if theme.count > 1 else ""
    return (
        (f"{isolated_words(theme.name)}{often}:", "; ".join(theme.texts))
        if theme.texts
        else ("", theme.name + often)
    )


# --- questions of the room's own -------------------------------------------------------------------------


def blocks_of_own_questions(summary: EventSummary) -> Iterator[PaperBlock]:
    """Tells what was voted on, with both votes where there were two; then open questions, and what the room asked."""
    for vote in summary.own_votes:
        if vote.tally:
            yield from _own_vote(vote.tally, vote.first)
    for segment in summary.scene.segments:
        said = [word for word in summary.content.words if word.segment and word.segment == segment.key]
        if said and segment.question:
            yield PaperHeading(segment.question.text or segment.title, 2)
            here = [word for word in said if not word.parked]
            if here:
                yield _points(here)
            if len(here) < len(said):
                yield PaperHeading("Parking lot: to be answered later", 3)
                yield _points(word for word in said if word.parked)


def _own_vote(tally: TallyResult, first: TallyResult | None) -> Iterator[PaperBlock]:
    chart = tally_chart("own", tally, first=first)
    yield PaperHeading(tally.question.text, 2)
    yield TextParagraph(chart.sentence)
    if tally.options:
        yield table_with_notes(tally.question.text, chart.headers, chart.rows)


# --- priorities ------------------------------------------------------------------------------------------


def blocks_of_choices(choices: ChoicesResult) -> Iterator[PaperBlock]:
    """The ranking with what each audience put first beside it, and why some of it is not shown.

    Its main point stands in short.
    """
    found = priorities_for_room(choices)
    voters = [f"{audience.label}: {number} chose" for audience, number in found.voters if number != NONE]
    if found.ranked:
        yield TextParagraph(FORMULA)
    heads = ("Place", "Gap", "Importance", "Priority score") if found.ranked else ()
    yield table_with_notes(
        "What the room chose",
        ("Area", *heads, *(f"First for {audience.label.lower()}" for audience, _ in found.voters)),
        [
            (
                numbered_area(row.area),
                *((row.place or "–", row.gap, row.importance, row.score) if found.ranked else ()),
                *row.votes,
            )
            for row in found.rows
        ],
    )
    if voters:
        yield TextParagraph(". ".join(voters) + ".", look="quiet")
    if found.why:
        yield TextParagraph(found.why, look="quiet")


# --- actions, and who is missing -------------------------------------------------------------------------


def blocks_of_actions(summary: EventSummary) -> Iterator[PaperBlock]:
    """Tells what hosts took into the plan, by date, and how many more were proposed."""
    areas = {area.code: area for area in summary.scene.edition.areas}
    if summary.in_plan:
        yield table_with_notes(
            "Actions that stand in the plan",
            ("Reference", "What will be done", "Area", "Lead", "By", "How we will know"),
            [_action(one, areas[one.area]) for one in summary.in_plan],
        )
    if summary.waiting:
        more = "action was proposed and waits" if summary.waiting == 1 else "actions were proposed and wait"
        yield TextParagraph(f"{summary.waiting} {'more ' if summary.in_plan else ''}{more} for a decision.")


def _action(one: ProposedAction, area: Area) -> tuple[str, ...]:
    marks = [name for name, has in (("Quick win", one.quick_win), ("Pilot", one.pilot)) if has]
    what = f"{one.what} ({', '.join(marks)})" if marks else one.what
    return (
        one.reference,
        what,
        numbered_area(area),
        one.lead or "–",
        day_or_dash(one.due),
        one.measure or "–",
    )


def blocks_of_missing_groups(summary: EventSummary) -> Iterator[PaperBlock]:
    """Tells who was not in the room, who could ask them, and the group that was made of it."""
    rows = [
        (word.text, word.more or "–", summary.group_names.get(word.group, "–"))
        for word in blocks_of_words(summary, MISSING)
    ]
    yield table_with_notes("Who is missing", ("Who", "Who could ask them", "Group in the list"), rows)


def next_steps(summary: EventSummary) -> Iterator[PaperBlock]:
    """Tells what happens with all this, the nearest date first."""
    steps = tuple(_steps(summary.in_plan))
    if steps:
        yield BulletList(steps)
    yield TextParagraph(OTHERS)
    if summary.contact.strip():
        yield TextParagraph(summary.contact.strip(), lead="Whom to ask:")


def _steps(planned: Sequence[ProposedAction]) -> Iterator[tuple[str, str]]:
    for one in planned:
        if one.due:
            who = f" {one.lead} leads it." if one.lead else ""
            yield (f"By {day_or_dash(one.due)}:", f"{one.what.rstrip('.')}.{who}")
