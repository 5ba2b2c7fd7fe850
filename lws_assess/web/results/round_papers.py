"""The page of everything that can be taken away of a round: what each paper is for, as what file, and how large."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, render_template, url_for

from lws_assess.actions.events.summaries import results_may_be_seen
from lws_assess.actions.papers.feedback_sheets import groups_with_sheets
from lws_assess.actions.plans.feedback import find_public_code
from lws_assess.documents.charts.drawing import Chart
from lws_assess.survey.keys import PartnershipKey, RoundKey
from lws_assess.web.loading import current_database
from lws_assess.web.results.blocks import ResultsBlock, ResultsLook, blocks_of
from lws_assess.web.results.results_pages import get_look, words_of_look
from lws_assess.web.rounds_of_events import open_to_rounds_of_events

blueprint = Blueprint("round_papers", __name__, url_prefix="/p/<partnership>/rounds/<round_key>/results")
open_to_rounds_of_events(blueprint, results_may_be_seen)

Drawn = list[tuple[ResultsBlock, list[Chart]]]


@dataclass(frozen=True)
class PaperOffer:
    """Something to take away. `ways` are its addresses, each with what its link says; `size` is empty where unknown."""

    name: str
    purpose: str
    ways: tuple[tuple[str, str], ...]
    size: str = ""


@dataclass(frozen=True)
class OfferGroup:
    """Papers that serve one kind of reader. `key` stands in the page's address."""

    key: str
    title: str
    offers: tuple[PaperOffer, ...]


@blueprint.get("/papers")
def index(partnership: PartnershipKey, round_key: RoundKey) -> str:
    """Everything that can be taken away, in one place."""
    look = get_look(partnership, round_key)
    drawn = [(one, list(one.draw(look).values())) for one in blocks_of(look)]
    tables: Drawn = [pair for pair in drawn if pair[1]]
    with current_database().reading() as session:
        sheets = len(groups_with_sheets(session, look.round))
        feedback = find_public_code(session, partnership, round_key)
    return render_template(
        "results/papers.html",
        **words_of_look(look),
        tables=tables,
        groups=list(
            _groups_of_round(look, sheets, feedback) if not look.round.event else _groups_of_event(look)
        ),
    )


def _groups_of_round(look: ResultsLook, sheets: int, feedback: str | None) -> Iterator[OfferGroup]:
    yield OfferGroup("board", "For your board", tuple(_for_the_board(look)))
    yield OfferGroup("people", "For groups and everybody", tuple(_for_people(look, sheets, feedback)))
    yield OfferGroup("plan", "For the work that follows", tuple(_for_the_plan(look)))
    yield OfferGroup("figures", "For figures", (*_for_figures(look), _explored(look), *_for_others(look)))


def _groups_of_event(look: ResultsLook) -> Iterator[OfferGroup]:
    """The round of an event has a summary of its own, and no papers for a board."""
    yield OfferGroup("figures", "To read and for figures", (_printable(look), *_for_figures(look)))


def _at(look: ResultsLook, endpoint: str) -> str:
    return url_for(endpoint, partnership=look.round.partnership, round_key=look.round.key)


def _for_the_board(look: ResultsLook) -> Iterator[PaperOffer]:
    yield PaperOffer(
        "Two pages",
        "What the board is asked, what was found, what comes first, how the plan stands, and what it costs.",
        ((_at(look, "board_papers.short_pdf"), "PDF"), (_at(look, "board_papers.short_word"), "Word")),
        "2 pages as a PDF",
    )
    yield PaperOffer(
        "Board paper",
        "The paper of the agenda: the two pages, then the report, the headings that your board asks for, and annexes.",
        (
            (_at(look, "board_papers.pdf"), "PDF"),
            (_at(look, "board_papers.word"), "Word"),
            (_at(look, "board_papers.index"), "Write recommendations, choose headings"),
        ),
    )
    yield PaperOffer(
        "Slides",
        "To talk from: a finding and a chart a slide, with what to say in the notes. Charts can be edited.",
        ((_at(look, "board_slides.file"), "PowerPoint"),),
        "up to 10 slides",
    )
    yield PaperOffer(
        "Present",
        "The same slides on the screen of a room, straight from here.",
        ((_at(look, "board_slides.present"), "Open"),),
        "up to 10 slides",
    )
    yield _printable(look)


def _printable(look: ResultsLook) -> PaperOffer:
    return PaperOffer(
        "All results on one page",
        "To read from end to end, to print, or to save as a PDF from your browser.",
        ((look.choice.address.whole(), "Open"),),
    )


def _for_people(look: ResultsLook, sheets: int, feedback: str | None) -> Iterator[PaperOffer]:
    if sheets:
        yield PaperOffer(
            "Sheets for groups",
            "For each group to take home: what it said beside everybody, what comes first, what happens next.",
            (
                (_at(look, "board_papers.all_sheets"), "PDF"),
                (f"{_at(look, 'board_papers.index')}#sheets", "One by one"),
            ),
            f"{sheets} {'page' if sheets == 1 else 'pages'}",
        )
    if feedback:
        yield PaperOffer(
            "You said, we did",
            "For everybody who answered, in plain and in easy words. It is public.",
            (
                (url_for("feedback_pages.plain", code=feedback), "Open"),
                (url_for("feedback_pages.easy", code=feedback), "In easy words"),
            ),
        )


def _for_the_plan(look: ResultsLook) -> Iterator[PaperOffer]:
    partnership = look.round.partnership
    yield PaperOffer(
        "Due dates",
        "For your calendar: the day on which each planned action is due, with a link to its page.",
        ((url_for("plans.calendar", partnership=partnership), "Calendar (ICS)"),),
    )
    yield PaperOffer(
        "Plan",
        "Every planned action with its lead, state, measure and cost.",
        ((url_for("plans.table", partnership=partnership), "CSV"),),
    )
    yield PaperOffer(
        "Decisions",
        "Every decision on what comes first, with the figures that were seen, and who approved.",
        ((_at(look, "priorities.log"), "CSV"),),
    )
    yield PaperOffer(
        "Draft strategy",
        "To write a workforce strategy: sixteen sections, filled in as far as this service knows, the rest marked.",
        ((_at(look, "strategy_documents.word"), "Word"),),
    )


def _for_figures(look: ResultsLook) -> Iterator[PaperOffer]:
    yield PaperOffer(
        "Workbook",
        "Every figure on its sheet, with charts and with what each figure means.",
        ((_at(look, "files.book"), "Excel"),),
    )
    yield PaperOffer(
        "Open data",
        "One figure a row, and a second table that says what each column and measure means.",
        ((_at(look, "files.tidy"), "CSV"), (_at(look, "files.dictionary"), "What they mean (CSV)")),
    )


def _explored(look: ResultsLook) -> PaperOffer:
    partnership, this = look.round.partnership, look.round.key
    return PaperOffer(
        "Explore",
        "To turn the figures as you like: any groups and areas, as PNG, SVG, JSON or a page of its own.",
        ((url_for("explore.show", partnership=partnership, round_key=this), "Open"),),
    )


def _for_others(look: ResultsLook) -> Iterator[PaperOffer]:
    yield PaperOffer(
        "Claims",
        "To check the board paper: each sentence that sets figures beside each other, with those figures.",
        ((_at(look, "board_papers.claims"), "CSV"),),
    )
    yield PaperOffer(
        "File for a region",
        "For an adviser who lays it beside those of other partnerships: areas, levels, groups and people. It ranks"
        " nobody: partnerships choose their groups themselves, so a list of the best would say nothing true.",
        ((_at(look, "results.region"), "CSV"),),
    )
