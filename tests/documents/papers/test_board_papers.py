"""The board paper: both files say what the view objects say, whatever there is to say, and nothing is invented."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from docx import Document
from docx.oxml.ns import qn

from lws_assess.actions.papers.board_papers import BoardPaperContents, EarlierDecision
from lws_assess.actions.results.priorities import DecidedPlace, DecisionTaken
from lws_assess.documents.charts import every_chart as charts
from lws_assess.documents.charts.drawing import name_of_drawing
from lws_assess.documents.charts.ranking import FORMULA, area_ranking
from lws_assess.documents.papers.board_paper_actions import decided_words
from lws_assess.documents.papers.board_paper_recommendations import words_to_start_from
from lws_assess.documents.papers.board_paper_results import leading_audience, who_answered
from lws_assess.documents.papers.board_paper_statements import lowest_statements
from lws_assess.documents.papers.board_papers import board_paper, short_board_paper
from lws_assess.documents.papers.column_widths import LONGEST_WORD, SPARE, width_in_ems
from lws_assess.documents.papers.decisions import what_is_seen
from lws_assess.documents.papers.manuscripts import (
    BulletList,
    PaperFigure,
    PaperHeading,
    PaperTable,
    SideBySide,
    TextParagraph,
    WritingPrompt,
    table_with_notes,
    tables_for_width,
)
from lws_assess.documents.papers.manuscripts_pdf import pdf_file
from lws_assess.documents.papers.manuscripts_word import word_file
from lws_assess.records.priorities import Approval
from lws_assess.survey.plans.board_papers import HEADINGS, OWN_PROMPT, OwnHeading, chosen_headings
from lws_assess.survey.plans.costs import YearFunds
from lws_assess.survey.plans.decisions import first_places
from lws_assess.survey.plans.planned_actions import (
    ActionDescription,
    ActionPlan,
    ActionState,
    PlanArea,
    PlannedAction,
    ShownState,
)
from lws_assess.survey.results.changes import view_changes
from lws_assess.survey.results.rank_bands import RankBand
from lws_assess.survey.results.round_results import RoundFacts, RoundResults
from tests.documents.charts.test_every_chart import ROUNDS
from tests.documents.paper import Paper, faces_of_figures
from tests.documents.papers.test_handouts import HOSTILE
from tests.documents.views import EDITION, People, _cell, results_of, three_areas, usual, with_bands
from tests.runs.soaking import spread_of

LONGEST = "w" * 1000  # a word far longer than a line and a column
NUMBER_OF_TABLE = "SEQ Table \\* ARABIC"
TODAY = date(2025, 4, 1)
CODES = [area.code for area in EDITION.areas]
ALL = [one.key for one in HEADINGS]


def a_decision(
    results: RoundResults, places: Sequence[str], reason: str = "", body: str = "The board"
) -> DecisionTaken:
    """What somebody decided on these results."""
    seen = what_is_seen(results)
    areas = {area.code: area for area in results.edition.areas}
    approval = Approval(body=body, approved_on=date(2025, 3, 20), note="", struck_by="")
    figures = {figure.area: figure for figure in seen.figures}
    return DecisionTaken(
        number=1,
        current=True,
        places=tuple(DecidedPlace(i, areas[code], figures[code]) for i, code in enumerate(places, 1)),
        departs=bool(reason),
        passed_over=(),
        reason=reason,
        by="Ada Bell, facilitator",
        at=datetime(2025, 3, 12, tzinfo=UTC),
        seen=seen,
        seen_digest=seen.digest,
        approvals=(approval,),
        struck_out=(),
    )


def an_action(reference: str, state: str = ActionState.UNDER_WAY, **about: object) -> PlannedAction:
    usual = {"what": f"Do {reference}", "areas": (CODES[0],), "lead": "The lead", "due": date(2025, 9, 1)}
    return PlannedAction(reference, ActionDescription(**{**usual, **about}), state, "accepted", "", (), TODAY)


def a_plan(*actions: PlannedAction) -> ActionPlan:
    return ActionPlan(
        partnership="Testham",
        today=TODAY,
        areas=tuple(PlanArea(a.code, a.number, a.name, a.display.colour) for a in EDITION.areas),
        actions=actions,
        groupings=(),
        decided=tuple(CODES[:2]),
        available=((2025, YearFunds(10_000, 0)),),
        workforce=(),
    )


def contents_of(results: RoundResults, **more: object) -> BoardPaperContents:
    return replace(BoardPaperContents(results, "24 November 2026", headings=chosen_headings(ALL, {})), **more)


def everything() -> BoardPaperContents:
    """A paper in which every section has something to say."""
    results = with_bands(usual(), RankBand(1, 4), RankBand(1, 5))
    late = an_action(
        "TE-02",
        due=date(2025, 1, 31),
        cost=30_000,
        pooled=5_000,
        start=date(2025, 4, 1),
        risk="Ice.",
        what="Do TE-02, with ice",
    )
    missed = an_action(
        "TE-03", ActionState.MISSED, areas=(CODES[3],), baseline="38%", target="75%", latest="69%"
    )
    return contents_of(
        results,
        decided=a_decision(results, CODES[:2], "Families asked for it twice."),
        plan=a_plan(an_action("TE-01", pilot=True), late, missed),
        changes=changes_between(People("Teachers", 20, 2), People("Teachers", 30, 3)),
        headings=chosen_headings(ALL, {"legal": "Section 10 applies.\nSo does section 11."}),
    )


def test_a_decision_in_the_first_hour_of_a_summer_day_was_entered_on_that_day() -> None:
    decided = replace(a_decision(usual(), CODES[:2]), at=datetime(2025, 7, 15, 23, 30, tzinfo=UTC))
    contents = contents_of(usual(), decided=decided, headings=chosen_headings(ALL, {}))
    whole, short = board_paper(contents), short_board_paper(contents)
    for said in (Paper(pdf_file(short)).text, words_of(word_file(whole))):
        assert "on 16 July 2025" in said
        assert "15 July 2025" not in said


def changes_between(then: People, now: People):  # type: ignore[no-untyped-def]
    def released(them: People, title: str):  # type: ignore[no-untyped-def]
        facts = RoundFacts(
            edition=EDITION,
            partnership="Testham",
            title=title,
            leading="group",
            k=5,
            targets={},
            made_on="2 March 2026",
            group_names={},
            left_out={},
            unanswered=[],
        )
        return facts, [_cell(EDITION, them, 5)]

    return view_changes(released(then, "Baseline"), released(now, "The round"))


def words_of(data: bytes) -> str:
    """Everything that a Word file says, tables and all, in one line."""
    body = Document(io.BytesIO(data)).element.body
    return flat(" ".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p"))))


def flat(text: str) -> str:
    return " ".join(text.split())


def solid(text: str) -> str:
    """Without spaces: a cell of a PDF breaks its lines where it must."""
    return re.sub(r"\s", "", text)


FULL = everything()


@pytest.fixture(scope="module")
def pdf() -> Paper:
    return Paper(pdf_file(board_paper(FULL)))


@pytest.fixture(scope="module")
def word() -> bytes:
    return word_file(board_paper(FULL))


# --- what it says ----------------------------------------------------------------------------------------


def test_both_files_say_every_word_of_the_manuscript(pdf: Paper, word: bytes) -> None:
    in_pdf, in_word = solid(pdf.text), solid(words_of(word))
    for block in board_paper(FULL).blocks:
        for words in said(block):
            assert solid(words) in in_word, words
            assert solid(words) in in_pdf, words


def said(block: object) -> list[str]:
    if isinstance(block, PaperFigure):
        return said(block.table)
    if isinstance(block, PaperTable):
        cells = [cell for row in block.rows for cell in row if len(cell) < 30]
        return [block.caption, *cells, *block.notes]
    if isinstance(block, SideBySide):
        return [block.said]
    text = getattr(block, "text", "") or getattr(block, "words", "")
    points = [part for point in getattr(block, "points", ()) for part in point]
    return [part for part in (getattr(block, "lead", ""), *text.split("\n"), *points) if len(part) < 60]


def test_every_printed_figure_of_the_results_is_in_both(pdf: Paper, word: bytes) -> None:
    results = FULL.results
    [workforce] = [a for a in results.audiences if a.ranks_priorities]
    in_pdf, in_word = solid(pdf.text), solid(words_of(word))
    for row in area_ranking(results, workforce, results.leading):
        figures = (row.rank, row.position.text, row.target, row.gap, row.importance.text, row.score)
        name = f"{row.area.number} {row.area.short_name}"
        line = solid("".join((figures[0], name, *figures[1:])))
        assert line in in_word
        assert line in in_pdf
        for votes in row.votes:
            assert solid(votes) in in_pdf
    for cell in workforce.cells:
        line = solid("".join((cell.name, str(cell.people))))
        assert line in in_word
        assert line in in_pdf


ON_FIRST = ("Purpose", "Recommendations", "What was found")
ON_SECOND = ("What was decided", "The plan", "What it costs")


def test_two_pages_say_it_all(pdf: Paper) -> None:
    first, second, third = pdf.pages[:3]
    leads = ("In short.", "Who answered.", "Priorities.", "Lowest statements.", "What changed.")
    assert all(words in first for words in (*ON_FIRST, *leads))
    assert all(words in second for words in ("What comes first", *ON_SECOND))
    assert "Page 1 of" in first
    assert "1. Where we are" in third
    for area in EDITION.areas:
        assert area.short_name in first
        assert area.short_name in second


@pytest.mark.parametrize("name", spread_of([*ROUNDS, "long names", "forty groups"], 5))
def test_two_pages_stand_alone_and_the_paper_is_sound_whatever_there_is_to_show(name: str) -> None:
    contents = contents_of({**ROUNDS, **LARGE}[name](), headings=())
    paper = Paper(pdf_file(board_paper(contents))).is_sound()
    short = Paper(pdf_file(short_board_paper(contents))).is_sound()
    first, second, third = (flat(page.extract_text()) for page in paper.reader.pages[:3])
    assert all(words in first for words in ON_FIRST)
    assert all(words in second for words in ON_SECOND)
    assert "The steering group has not decided yet" in second
    assert third.startswith("1. Where we are")
    assert len(short.pages) == 2
    # The same words, but for how many pages there are.
    assert [_unnumbered(flat(page)) for page in short.pages] == [_unnumbered(first), _unnumbered(second)]


def _unnumbered(page: str) -> str:
    return re.sub(r"Page (\d+) of \d+", r"Page \1", page)


LONG = "Early help and family support partnership of the northern and western villages"  # 78 characters
LARGE = {
    "forty groups": lambda: results_of(*(People(f"Group {i}", 8 + i, 1 + i % 4) for i in range(40))),
    "long names": lambda: results_of(
        *(People(f"{LONG} {i}", 12, 1 + i) for i in range(3)), title=f"{LONG} 1", partnership=f"{LONG} 2"
    ),
}


def test_recommendations_are_the_partnership_s_own_or_words_to_start_from() -> None:
    started = [block for block in board_paper(FULL).blocks if getattr(block, "numbered", False)]
    said = [words for _, words in started[0].points]
    assert said == list(words_to_start_from(FULL))
    assert said[0].startswith("note what 68 people said")
    assert said[1] == (
        "note that Identity and vision and Values and language come first, as the steering group decided on"
        " 12 March 2025, approved by The board on 20 March 2025."
    )
    assert said[2] == (
        "have an action planned for Common values and language: decided to come first, and without one."
    )
    assert "TE-02 (60 days)" in said[3]
    assert "£20,000 in 2025-26" in said[4]
    own = board_paper(replace(FULL, recommendations="Agree the three areas."))
    text = " ".join(getattr(block, "text", "") for block in own.blocks[:5])
    assert "Agree the three areas." in text
    assert "Words to start from" not in text


def test_recommendations_without_a_decision_or_a_plan_ask_for_both() -> None:
    said = words_to_start_from(contents_of(usual()))
    assert said[1].startswith(
        "ask the steering group to decide which areas come first; the formula puts first:"
    )
    assert said[2] == "have actions planned for what is decided to come first."
    nothing = words_to_start_from(contents_of(results_of()))
    assert nothing[0] == "note that nothing of “The round” may be shown, and why."
    assert nothing[1] == "ask the steering group to decide which areas come first."


def test_the_lowest_statements_of_the_first_areas_are_named() -> None:
    """All five statements of an area are alike here but for one, which is lower."""
    audience = FULL.results.audiences[0]
    first = audience.areas[0]
    lower, *others = first.statements
    lowest = replace(lower, by_group=replace(lower.by_group, value=1.2, text="1.20"))
    areas = (replace(first, statements=(lowest, *others)), *audience.areas[1:])
    results = replace(FULL.results, audiences=(replace(audience, areas=areas), *FULL.results.audiences[1:]))
    contents = replace(FULL, results=results)
    said = lowest_statements(contents, results.audiences[0])
    topic = lower.question.topic
    assert said.text.startswith(f"In {first.area.short_name} “{topic}” (1.20, ")
    assert "the lowest of all 40 statements; in Values and language all are alike" in said.text
    assert all(claim.holds for claim in said.claims)
    assert said.text in Paper(pdf_file(short_board_paper(contents))).pages[0]


def test_digests_stand_in_footnotes(pdf: Paper, word: bytes) -> None:
    """In Word they are notes that it numbers by itself."""
    assert FULL.decided
    for digest in (FULL.results.digest, FULL.decided.seen_digest):
        assert solid(f"SHA-256 {digest}") in solid(pdf.text)
        assert digest not in words_of(word)
    with zipfile.ZipFile(io.BytesIO(word)) as parts:
        notes = ElementTree.fromstring(parts.read("word/footnotes.xml"))
        marks = ElementTree.fromstring(parts.read("word/document.xml")).iter(qn("w:footnoteReference"))
    said = {note.get(qn("w:id")): "".join(note.itertext()) for note in notes}
    assert [FULL.results.digest in said[mark.get(qn("w:id"))] for mark in marks] == [True, False, True]
    assert any(FULL.decided.seen_digest in words for words in said.values())


def test_no_nought_has_a_stroke_through_it(pdf: Paper) -> None:
    """The first face has no other nought, so figures are set in another one, in drawings too."""
    assert faces_of_figures(pdf) == {"NotoSans"}


@pytest.mark.parametrize(
    "name", spread_of(["forty groups", "the usual", "twelve areas", "hostile names", "long names"], 3)
)
def test_no_word_of_a_table_is_broken_in_word(name: str) -> None:
    """Each column has room for its longest word in Arial, but for words that no column is made for."""
    data = word_file(board_paper(contents_of({**ROUNDS, **LARGE}[name]())))
    broken = [words for words, wide, room in _words_in_columns(data) if room < wide < LONGEST_WORD * 9]
    assert broken == []


def _words_in_columns(data: bytes) -> Iterator[tuple[str, float, float]]:
    """Each word of each cell with its width and that of its column, in points."""
    for table in Document(io.BytesIO(data)).tables:
        for row in table._tbl.tr_lst:
            for tc in row.tc_lst:
                room = tc.width.pt - 5
                for run in tc.iter(qn("w:r")):
                    look = run.find(qn("w:rPr"))
                    size = int(look.find(qn("w:sz")).get(qn("w:val"))) / 2
                    is_bold = look.find(qn("w:b")) is not None
                    for words in re.split(r"\s+|(?<=[-–—/])", run.text):
                        yield words, width_in_ems(words, is_bold) / SPARE * size, room


def test_what_was_decided_says_why_it_departs_who_entered_it_and_who_approved(pdf: Paper) -> None:
    for words in (
        "Families asked for it twice.",
        "Decided on 12 March 2025; entered by Ada Bell, facilitator",
        "20 March 2025",
    ):
        assert words in pdf.text
    assert "departed from the ranking" in pdf.pages[1]
    seen = what_is_seen(FULL.results)
    confirmed = replace(FULL, decided=a_decision(FULL.results, first_places(seen, 3)))
    assert "confirmed what the ranking puts first" in Paper(pdf_file(board_paper(confirmed))).text
    first, second, third = (seen.find(code) for code in first_places(seen, 3))
    assert (first.rank, second.rank, third.rank) == ("1st", "2nd or 3rd", "2nd or 3rd")
    left_open = a_decision(FULL.results, [first.area, third.area])
    assert decided_words(left_open).startswith("The steering group chose among what the ranking leaves open")


def test_an_earlier_decision_stands_beside_what_has_moved_since() -> None:
    results = usual()
    before = a_decision(results, CODES[:1])
    earlier = EarlierDecision("Baseline", before, None)
    paper = Paper(pdf_file(board_paper(contents_of(results, earlier=earlier))))
    assert "What was decided after “Baseline”" in paper.text
    assert "The decision beside the ranking now" in paper.text
    assert f"After “Baseline” it put first: {EDITION.areas[0].short_name}." in paper.pages[1]
    assert "keep until then to what was decided after “Baseline”" in paper.pages[0]


def test_late_actions_come_first_under_their_area_and_are_named_first(pdf: Paper) -> None:
    assert "Late: TE-02." in pdf.text
    assert FULL.plan
    blocks = [
        b for b in board_paper(FULL).blocks if isinstance(b, PaperTable) and b.caption.startswith("Planned")
    ]
    assert [row[0] for row in blocks[0].rows] == ["TE-02", "TE-01"]
    assert blocks[0].rows[0][4] == f"{ShownState.LATE}, by 60 days"
    assert "Complete, target missed" in blocks[1].rows[0]
    assert "from 38%, to 75%, now 69%" in pdf.text


def test_what_the_plan_costs_stands_beside_what_there_is(pdf: Paper) -> None:
    for words in ("£30,000", "£5,000", "£10,000", "−£20,000", "TE-02 Do TE-02, with ice Ice."):
        assert solid(words) in solid(pdf.text)


def test_a_heading_has_the_partnerships_words_or_a_marked_prompt(pdf: Paper, word: bytes) -> None:
    assert "Section 10 applies." in pdf.text
    blocks = board_paper(FULL).blocks
    start, *prompts = [block for block in blocks if isinstance(block, WritingPrompt)]
    assert start.text.startswith("[Words to start from")
    assert len(prompts) == len(HEADINGS) - 1
    for prompt in prompts:
        assert prompt.text.startswith("[To be written: ")
        assert solid(prompt.text) in solid(pdf.text)
        assert prompt.text in words_of(word)


def test_headings_are_those_that_were_chosen_then_the_partnership_s_own() -> None:
    own = [OwnHeading("Our villages", "Four of them."), OwnHeading("Broadband")]
    chosen = contents_of(FULL.results, headings=chosen_headings(["consultation", "weather"], {}, own))
    blocks = board_paper(chosen).blocks
    titles = [b.words for b in blocks if isinstance(b, PaperHeading) and b.level == 1]
    assert [title for title in titles if title[:2] in ("10", "11", "12", "An")] == [
        "10. Consultation",
        "11. Our villages",
        "12. Broadband",
        "Annex A. Statements of the other areas",
        "Annex B. What is not shown, and why",
        "Annex C. Method and limits",
    ]
    assert TextParagraph("Four of them.", look="theirs") in blocks
    assert WritingPrompt(OWN_PROMPT) in blocks
    assert TextParagraph(who_answered(FULL.results)) in blocks


def test_method_and_limits_are_said(pdf: Paper) -> None:
    for words in (
        FORMULA,
        "SHA-256",
        usual().digest,
        "It says nothing about those who did not answer.",
        "from 5 answers on",
    ):
        assert solid(words) in solid(pdf.text)


def test_a_long_reason_in_a_wide_table_becomes_a_note() -> None:
    why = "Not shown: fewer than 5 people answered this. It would need 2 more people."
    made = table_with_notes(
        "Wide", ("Group", "a", "b", "c", "d"), [("One", why, "2.1", why, "3"), ("Two", "1", "2", "3", "4")]
    )
    assert made.rows[0] == ("One", "not shown (a)", "2.1", "not shown (a)", "3")
    assert made.notes == (f"(a) {why}",)


def test_a_table_of_many_columns_is_split_and_repeats_who_it_is_about() -> None:
    heads = ("Group", "People", *(f"Area {i}" for i in range(20)))
    parts = tables_for_width("Groups", heads, [("Teachers", "12", *map(str, range(20)))])
    assert all(part.headers[:2] == ("Group", "People") for part in parts)
    assert [h for part in parts for h in part.headers[2:]] == list(heads[2:])
    assert all(len(part.headers) <= 10 for part in parts)


def test_marks_in_a_table_are_explained_beneath_it() -> None:
    manuscript = board_paper(contents_of(usual()))
    rows = [row for one in manuscript.blocks if isinstance(one, PaperTable) for row in one.rows]
    rows += [row for one in manuscript.blocks if isinstance(one, PaperFigure) for row in one.table.rows]
    assert any("▲" in cell for row in rows for cell in row)
    assert any("▲ and ▼ mark figures" in getattr(block, "text", "") for block in manuscript.blocks)


@pytest.mark.parametrize("name", ["nothing at all", "all withheld", "three areas"])
def test_the_word_file_says_the_same_where_there_is_little_to_say(name: str) -> None:
    manuscript = board_paper(contents_of(ROUNDS[name]()))
    in_word = solid(words_of(word_file(manuscript)))
    for block in manuscript.blocks:
        for words in said(block):
            assert solid(words) in in_word, words


def test_a_paper_on_children_alone_is_about_what_they_said() -> None:
    """Nobody at work answered, so the paper has no ranking; it says nothing of figures that are not there."""
    codes = [area.code for area in EDITION.areas]
    children = [
        People(name, 12, level, 1, votes=codes[:2]) for name, level in (("Inspectors", 3), ("Clubs", 2))
    ]
    results = results_of(*children)
    paper = board_paper(BoardPaperContents(results, "24 November 2026"))
    young, label = results.audiences[1], results.audiences[1].audience.label.lower()
    said = " ".join(
        [*(block.text for block in paper.blocks if isinstance(block, TextParagraph))]
        + [text for block in paper.blocks if isinstance(block, BulletList) for _, text in block.points]
    )
    assert charts.rainbow_chart(young, results.leading).sentence in said
    assert charts.vote_chart(results).sentence in said
    assert f"All figures of this paper are of {label}" in said
    assert "Nobody who is shown was asked how much each area matters" in said
    for false in ("may be shown in this round", "Nothing of this round", "no area has a figure", FORMULA):
        assert false not in said
    inner = [block.table for block in paper.blocks if isinstance(block, PaperFigure)]
    found = {one.caption: one for one in (*inner, *paper.blocks) if isinstance(one, PaperTable)}
    stands = found["Where each area stands"]
    assert stands.headers == ("Area", "Current position", "Level", "People", "Chance could move it")
    assert not any("not shown" in cell for row in stands.rows for cell in row)
    assert charts.vote_chart(results).title in found


def test_a_round_with_nothing_in_it_does_not_claim_that_everything_is_shown() -> None:
    paper = Paper(pdf_file(board_paper(contents_of(results_of()))))
    assert "Everything that people answered" not in paper.text
    assert "Who answered. Nothing of this round may be shown" in paper.pages[0]


# --- what the files are ----------------------------------------------------------------------------------


def test_the_pdf_is_tagged_and_every_drawing_has_words(pdf: Paper) -> None:
    tags = pdf.is_sound().tags()
    drawings = [alternative for tag, alternative in tags if tag == "/Figure"]
    blocks = board_paper(FULL).blocks
    charts_in_it = [c for b in blocks if isinstance(b, SideBySide) for c in b.charts]
    charts_in_it += [b.chart for b in blocks if isinstance(b, PaperFigure)]
    assert len(drawings) == len(charts_in_it) >= 7
    for chart, words in zip(charts_in_it, drawings, strict=True):
        # What kind of picture it is, as on pages: its title and its figures are words of the paper.
        assert f">{words}</title>" in chart.svg
        assert solid(chart.title) in solid(pdf.text)
    assert sum(tag == "/TH" for tag, _ in tags) > 20
    levels = [int(tag[2]) for tag, _ in tags if re.fullmatch(r"/H\d", tag)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_word_file_has_real_headings_real_tables_and_words_for_every_drawing(word: bytes) -> None:
    document = Document(io.BytesIO(word))
    blocks = board_paper(FULL).blocks
    assert [p.text for p in document.paragraphs if p.style.name == "Heading 1"] == [
        block.words for block in blocks if isinstance(block, PaperHeading) and block.level == 1
    ]
    assert document.tables
    for one in document.tables:
        assert one.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    about = list(document.element.body.iter(qn("wp:docPr")))
    assert len(about) >= 7
    assert all(one.get("descr") for one in about)
    assert len({one.get("id") for one in about}) == len(about)


def test_the_word_file_tells_nothing_of_who_made_it(word: bytes) -> None:
    about = Document(io.BytesIO(word)).core_properties
    assert (about.title, about.author, about.language) == ("Board paper: The round", "Testham", "en-GB")
    assert (about.last_modified_by, about.comments) == ("", "")
    assert about.created
    assert about.created.year == 2000


def test_the_same_paper_gives_the_same_bytes() -> None:
    manuscript = board_paper(contents_of(results_of(People("Teachers"))))
    assert pdf_file(manuscript) == pdf_file(manuscript)


@pytest.mark.parametrize("name", spread_of([*HOSTILE, "=1+1", LONGEST], 3))
def test_whatever_somebody_typed_is_printed_and_does_nothing(name: str) -> None:
    groups = People(name or "x", 12), People("Nurses", 9)
    results = results_of(*groups, edition=three_areas(), title=name, partnership=name)
    codes = [area.code for area in results.edition.areas]
    action = an_action("TE-01", what=name, lead=name, measure=name, risk=name)
    contents = contents_of(
        results,
        decided=a_decision(results, codes[:1], name, body=name),
        plan=a_plan(action),
        headings=chosen_headings(ALL, dict.fromkeys(ALL[:2], name)),
    )
    manuscript = board_paper(contents)
    paper = Paper(pdf_file(manuscript)).is_sound()
    assert "root:" not in paper.text
    assert not set("\u202e\u202c\u200f\u2066\x07") & set(paper.text + paper.title)
    data = word_file(manuscript)
    assert not set("\u202e\u202c\u200f\u2066\x07") & set(words_of(data))
    if name == LONGEST:
        assert name in words_of(data)


def test_a_word_file_holds_no_field_but_numbers_of_pages_and_tables_and_nothing_from_elsewhere(
    word: bytes,
) -> None:
    with zipfile.ZipFile(io.BytesIO(word)) as parts:
        text = {name: parts.read(name).decode("utf-8", "replace") for name in parts.namelist()}
    codes = re.findall(r"<w:instrText[^>]*>([^<]*)<", "".join(text.values()))
    assert [code for code in codes if code != NUMBER_OF_TABLE] == ["PAGE"]
    assert not any('TargetMode="External"' in part for part in text.values())
    assert not any(name.endswith(("vbaProject.bin", ".ole")) for name in text)


def test_no_chart_says_more_than_the_view_object(pdf: Paper) -> None:
    """The drawings are the charts' own."""
    chart = charts.rainbow_chart(leading_audience(FULL.results), FULL.results.leading)
    assert name_of_drawing(chart.svg) in {words for tag, words in pdf.tags() if tag == "/Figure"}
    assert solid(chart.sentence) in solid(pdf.text)
