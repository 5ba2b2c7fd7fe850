"""The summary of an event: what its room chose and said in short, then all of it in the order of its programme.

EventSummary  ->  event_summary  ->  Manuscript, from which the page, the PDF and the Word file are made
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lws_assess.actions.events.summaries import EventSummary
from lws_assess.documents.charts.drawing import listed_names
from lws_assess.documents.claims import SaidWords
from lws_assess.documents.events.findings import (
    blocks_of_table_ratings,
    blocks_of_votes,
    rated_alone,
    rated_in_short,
)
from lws_assess.documents.events.outcomes import (
    blocks_of_actions,
    blocks_of_choices,
    blocks_of_missing_groups,
    blocks_of_own_questions,
    blocks_of_vision,
    blocks_of_words,
    helps_and_hinders,
    next_steps,
)
from lws_assess.documents.events.room_bars import told_shift
from lws_assess.documents.events.room_priorities import priorities_for_room
from lws_assess.documents.papers.board_paper_actions import day_or_dash
from lws_assess.documents.papers.board_papers import LONGEST_IN_FOOT
from lws_assess.documents.papers.manuscripts import (
    BulletList,
    Manuscript,
    PaperBlock,
    PaperHeading,
    TextParagraph,
    table_with_notes,
)
from lws_assess.documents.printing import LONGEST_NAME
from lws_assess.records.events.words import ANSWER, ASKED, HELPS, HINDERS, MISSING, VISION
from lws_assess.survey.events import programme_kinds as kinds
from lws_assess.survey.events.own_questions import QUESTION_KINDS
from lws_assess.survey.events.shifts import RoomShift
from lws_assess.survey.letters import shortened_line
from lws_assess.survey.smallest_numbers import AGREEMENT_NEEDS, fewest_in_a_room
from lws_assess.survey.written_words import isolated_words

Blocks = Iterator[PaperBlock]
MOST_IN_SHORT = 3  # actions that are named at the beginning


@dataclass(frozen=True)
class SummarySection:
    """A part of the summary. It stands where the first segment of one of `kinds` does, or else at the end."""

    heading: str
    kinds: tuple[str, ...]
    there: Callable[[EventSummary], object]
    blocks: Callable[[EventSummary], Blocks]
    called: str  # in the line about what there is nothing of


def event_summary(summary: EventSummary) -> Manuscript:
    """The whole of it. What there is nothing of is named at its end."""
    event = summary.event
    whose = shortened_line(summary.scene.partnership_name, LONGEST_NAME)
    title = shortened_line(event.title, LONGEST_NAME) or "–"
    blocks: list[PaperBlock] = [
        PaperHeading("In short"),
        BulletList(tuple((whose, said.text) for whose, said in said_in_short(summary))),
    ]
    for section in in_programme_order(summary):
        if section.there(summary):
            blocks += [PaperHeading(section.heading), *section.blocks(summary)]
    blocks += [PaperHeading("How to read this"), *_method(summary)]
    return Manuscript(
        title=f"What came of it: {title}",
        subtitle=f"{whose}. {_when_and_where(summary)}",
        author=whose,
        foot=f"{shortened_line(whose, LONGEST_IN_FOOT)}: {shortened_line(title, LONGEST_IN_FOOT)}",
        blocks=tuple(blocks),
    )


def _when_and_where(summary: EventSummary) -> str:
    event = summary.event
    on = day_or_dash(event.day or event.ended_at)
    return f"{on}, {event.place}." if event.place.strip() else f"{on}."


def in_programme_order(summary: EventSummary) -> list[SummarySection]:
    """The sections as the programme has them."""
    first: dict[str, int] = {}
    for number, segment in enumerate(summary.scene.segments):
        first.setdefault(segment.kind, number)
    last = len(first) + len(summary.scene.segments)

    def place(section: SummarySection) -> int:
        return min((first[kind] for kind in section.kinds if kind in first), default=last)

    return sorted(SECTIONS, key=place)


# --- in short --------------------------------------------------------------------------------------------


def said_in_short(summary: EventSummary) -> Iterator[tuple[str, SaidWords]]:
    """The main points, each with whose it is: what was chosen and decided, what was said, and by how many.

    What stands here is said nowhere else in the summary.
    """
    if summary.choices and summary.choices.choices:
        found = priorities_for_room(summary.choices.choices)
        yield "What the room chose:", SaidWords(found.sentence, found.claims)
    if summary.in_plan:
        yield "What will be done:", SaidWords(_in_plan(summary))
    if summary.results:
        yield from rated_in_short(summary.results)
    for vote in summary.ratings:
        for lens in vote.lenses:
            if vote.area and isinstance(lens.shift, RoomShift):
                yield (
                    f"{vote.area.number} {vote.area.short_name}, {lens.audience.label}:",
                    told_shift(lens.shift),
                )
    if summary.people.most:
        yield "Who said it:", SaidWords(_who_was_there(summary))
    elif not summary.content.votes:
        yield "", SaidWords("Nobody joined this event.")


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _who_was_there(summary: EventSummary) -> str:
    """As the screen said it: everybody who was in the room when it ended."""
    groups = sum(len(one.names) for one in summary.attended)
    of_groups = f" of {_counted(groups, 'group')}" if groups else ""
    return f"{summary.people.words} people{of_groups}."


def _in_plan(summary: EventSummary) -> str:
    """Names the first actions, and counts all of them."""
    planned = summary.in_plan
    named = "; ".join(isolated_words(one.what.rstrip(".")) for one in planned[:MOST_IN_SHORT])
    more = f"; and {len(planned) - MOST_IN_SHORT} more" if len(planned) > MOST_IN_SHORT else ""
    return f"{_counted(len(planned), 'action')} went into the plan: {named}{more}."


# --- its sections ----------------------------------------------------------------------------------------


def _attended(summary: EventSummary) -> Blocks:
    labels = {audience.key: audience.label for audience in summary.scene.edition.audiences}
    yield table_with_notes(
        "Who was in the room",
        ("Group", "For", "People"),
        [
            (
                f"{listed_names(one.names)}{', together' if len(one.names) > 1 else ''}",
                "; ".join(labels.get(audience, "–") for audience in one.audiences),
                f"{one.people:,}",
            )
            for one in summary.attended
        ],
    )


def _rated(summary: EventSummary) -> Blocks:
    if summary.results:
        if not summary.event.rating_shown:
            yield TextParagraph("The room did not see this: it was not shown before the event ended.")
        yield from rated_alone(summary.results)


def _chosen(summary: EventSummary) -> Blocks:
    if summary.choices and summary.choices.choices:
        yield from blocks_of_choices(summary.choices.choices)


def _method(summary: EventSummary) -> Blocks:
    k = summary.event.smallest_number
    yield TextParagraph(
        "What people rated and voted here stands beside the consultation. It is never added to it. People who came "
        "chose to come, so it speaks for them, and not for everybody who works with children."
    )
    yield TextParagraph(
        f"Figures of all who were asked the same are shown from {fewest_in_a_room(k)} people on. A group is shown "
        f"from {k} people on, and only where nobody can be told from what is left over. Words were read by a host "
        "before the room saw them."
    )
    if summary.content.votes:
        yield TextParagraph(
            "In votes, fewer than 20 people are printed so that nobody’s answer is certain: nobody and one are "
            "“0 to 1”, all and all but one are a class too, and means are to the nearest half. How far people agree "
            f"has a word from {AGREEMENT_NEEDS} people on. Where the first vote is shown, a second one is of those in "
            "it: whoever did not vote again counts as before, and whoever voted only then is in no figure. Second "
            "votes on questions of the room’s own have these classes in larger rooms too."
        )
    planned = {segment.kind for segment in summary.scene.segments}
    empty = [
        section.called
        for section in in_programme_order(summary)
        if not section.there(summary)
        # A programme need not ask anything of its own, and then nothing of that is missing.
        and (
            not set(section.kinds) <= set(QUESTION_KINDS) or planned & set(section.kinds) or not section.kinds
        )
    ]
    if empty:
        yield TextParagraph(f"There is nothing here of: {listed_names(empty)}.", look="quiet")


SECTIONS = (
    SummarySection("Rated alone", (kinds.RATE,), lambda it: it.results, _rated, "rating alone"),
    SummarySection(
        "What tables agreed",
        (kinds.REVEAL,),
        lambda it: it.content.table_ratings,
        blocks_of_table_ratings,
        "ratings of tables",
    ),
    SummarySection(
        "Votes, before and after talking",
        (kinds.VOTE_AGAIN, kinds.REVEAL),
        lambda it: it.ratings,
        blocks_of_votes,
        "votes",
    ),
    SummarySection(
        "What helps, what hinders",
        (kinds.HELPS,),
        lambda it: blocks_of_words(it, HELPS, HINDERS),
        helps_and_hinders,
        "what helps and hinders",
    ),
    SummarySection(
        "Words for the vision",
        (kinds.WORDS,),
        lambda it: blocks_of_words(it, VISION),
        blocks_of_vision,
        "words for the vision",
    ),
    SummarySection(
        "Questions of our own",
        (kinds.CHOICE, kinds.RANKING, kinds.DOTS, kinds.OPEN, kinds.QUESTIONS),
        lambda it: it.own_votes or blocks_of_words(it, ANSWER, ASKED),
        blocks_of_own_questions,
        "questions of our own",
    ),
    SummarySection("Priorities", (kinds.PRIORITIES,), lambda it: it.choices, _chosen, "priorities"),
    SummarySection(
        "Actions", (kinds.ACTIONS,), lambda it: it.in_plan or it.waiting, blocks_of_actions, "actions"
    ),
    SummarySection(
        "Who is missing",
        (kinds.MISSING,),
        lambda it: blocks_of_words(it, MISSING),
        blocks_of_missing_groups,
        "who is missing",
    ),
    SummarySection("Next steps", (kinds.CLOSE,), lambda it: it.people.most, next_steps, "next steps"),
    SummarySection("Who was there", (), lambda it: it.attended, _attended, "who was there"),
)
