"""The strategy document: sixteen sections, filled from view objects and nothing else, inert whatever they hold."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from docx import Document
from docx.document import Document as WordDocument

from lws_assess.actions.papers.board_papers import EarlierDecision
from lws_assess.actions.papers.strategies import AskedGroup, RoundDates, StrategySources
from lws_assess.actions.results.comments import CommentSubject as Told
from lws_assess.actions.results.comments import PublishedWords
from lws_assess.documents.charts import every_chart as charts
from lws_assess.documents.papers.board_paper_results import leading_audience
from lws_assess.documents.papers.manuscripts import PaperTable, WritingPrompt
from lws_assess.documents.papers.manuscripts_word import TO_WRITE, word_file
from lws_assess.documents.papers.strategy_documents import FILLED, heading_of, strategy_document
from lws_assess.documents.papers.strategy_results import MOST_SAID
from lws_assess.documents.papers.word_contents import FIELD
from lws_assess.records.strategy_outline import strategy_outline
from lws_assess.survey.letters import composed_letters
from lws_assess.survey.plans.feedback import ActionTold, AreaActions, BothVersions, FeedbackPage
from lws_assess.survey.plans.planned_actions import (
    GroupingLine,
    PlanGrouping,
    PlannedAction,
    WorkforceTableLine,
)
from lws_assess.survey.results.round_results import RoundResults
from lws_assess.survey.rounds.participation import blurred_number, exact_number
from tests.attacks.requests.test_scripts import CORPUS
from tests.documents.charts.test_every_chart import ROUNDS
from tests.documents.data.test_release_tables import with_a_cut
from tests.documents.papers.test_board_papers import (
    CODES,
    NUMBER_OF_TABLE,
    a_decision,
    a_plan,
    an_action,
    changes_between,
    words_of,
)
from tests.documents.test_tables import FORMULAS
from tests.documents.views import EDITION, WITHHELD, People, results_of, usual
from tests.documents.word_files import W, is_sound
from tests.runs.keeping import MadeWhenAsked, forgotten_after_a_file, keep_for_a_file

OUTLINE = strategy_outline()
NASTY = (
    *FORMULAS,
    *CORPUS,
    "x" * 10_000,
    "👩‍🏫 teachers",
    "\x00\x1b\ud800\ufffe",
    "\u202eexe.txt\u202c",
    "{asked} {} %s",
    "[x](y) *a* _b_ #panic()",
    "",
)
EVERYTHING_NASTY = " ".join(NASTY)


def a_group(name: str = "Teachers", answered: int = 12, **more: str) -> AskedGroup:
    words = {"lead": "Head of schools", "method": "Staff meetings", "key_dates": "In March", **more}
    return AskedGroup(
        name=name,
        audience="People at work",
        invited=40,
        target=20,
        answered=blurred_number(answered),
        outcome="Shown by itself",
        **words,
    )


def a_full_action() -> PlannedAction:
    return an_action(
        "TE-01",
        measure="People trained",
        baseline="14",
        target="60",
        latest="61",
        risk="Cover cannot be paid for.",
        year_1=True,
        pilot=True,
        learning_question="Does cover help?",
        pilot_ends=date(2025, 8, 1),
        cost=12_000,
        pooled=4_000,
        start=date(2025, 4, 1),
        items=("strands/one",),
    )


@keep_for_a_file
def everything() -> StrategySources:
    """A strategy of which the service knows all that it can know."""
    results = with_a_cut(usual())
    plan = replace(
        a_plan(a_full_action(), an_action("TE-02", due=date(2025, 1, 31))),
        groupings=(
            PlanGrouping("strands", "Strands", (GroupingLine("strands/one", "One front door", (CODES[0],)),)),
        ),
        workforce=(
            WorkforceTableLine("a", "Nurseries", 1_260, None, "Survey", date(2024, 6, 14), "Nobody counts."),
        ),
    )
    return StrategySources(
        results=results,
        written_on="24 November 2026",
        belongs_to="The children’s plan",
        changes=changes_between(People("Teachers", 20, 2), People("Teachers", 30, 3)),
        decided=a_decision(results, CODES[:2], "Families asked for it twice."),
        plan=plan,
        groups=(a_group(), a_group("Clubs", 3)),
        rounds=(RoundDates("The round", "1 February 2026", "1 March 2026", "2 March 2026"),),
        said=(
            Told(
                "An area",
                EDITION.areas[0],
                (PublishedWords("We meet too late.", "Teachers"), PublishedWords("Ask us.", "Parents")),
            ),
        ),
    )


@keep_for_a_file
def nothing() -> StrategySources:
    return StrategySources(results_of(), "24 November 2026")


SOURCES = MadeWhenAsked(
    {
        "everything": everything,
        "nothing": nothing,
        "an empty plan": lambda: replace(everything(), plan=a_plan(), groups=(), said=(), decided=None),
        "a cut withheld": lambda: replace(everything(), results=with_a_cut(usual(), WITHHELD)),
        **{name: lambda make=make: replace(everything(), results=make()) for name, make in ROUNDS.items()},
    }
)
BOTH = pytest.mark.parametrize("name", ["everything", "nothing"])
# With the sources, so that no others get their number meanwhile.
MADE: dict[int, tuple[StrategySources, bytes]] = forgotten_after_a_file()


def file_of(sources: StrategySources) -> bytes:
    """The Word file, made once."""
    if id(sources) not in MADE:
        MADE[id(sources)] = sources, word_file(strategy_document(sources))
    return MADE[id(sources)][1]


def opened(sources: StrategySources) -> WordDocument:
    return Document(io.BytesIO(file_of(sources)))


def sections(document: WordDocument) -> dict[str, list[str]]:
    """The paragraphs and the cells of tables under each heading of the first level."""
    found: dict[str, list[str]] = {}
    here: list[str] = []
    for element in document.element.body:
        style = element.find(f"{W}pPr/{W}pStyle")
        words = "".join(t.text or "" for t in element.iter(f"{W}t"))
        if style is not None and style.get(f"{W}val") == "Heading1":
            here = found.setdefault(words, [])
        elif element.tag == f"{W}tbl":
            here += ["".join(t.text or "" for t in cell.iter(f"{W}t")) for cell in element.iter(f"{W}tc")]
        else:
            here.append(words)
    return found


def section(sources: StrategySources, key: str) -> str:
    return " | ".join(sections(opened(sources))[heading_of(OUTLINE.section(key))])


def prompts(sources: StrategySources) -> list[str]:
    return [p.text for p in opened(sources).paragraphs if p.style and p.style.name == TO_WRITE]


def tables_of(sources: StrategySources) -> Iterator[PaperTable]:
    for block in strategy_document(sources).blocks:
        if isinstance(block, PaperTable):
            yield block


# --- the outline -----------------------------------------------------------------------------------------


def test_the_outline_has_sixteen_sections_each_filled_by_something_of_its_own() -> None:
    assert len(OUTLINE.sections) == 16
    assert [one.key for one in OUTLINE.sections] == list(FILLED)
    assert [one.number for one in OUTLINE.sections] == list(range(1, 17))


def test_a_prompt_of_the_outline_is_a_sentence_and_names_only_sections_that_there_are() -> None:
    for one in OUTLINE.sections:
        for words in (*one.to_write, *filter(None, [one.missing])):
            assert words.endswith(".")
            assert words[0].islower()
            assert all(int(number) <= 16 for number in re.findall(r"[Ss]ection (\d+)", words))
            assert set(re.findall(r"Annex(?:es)? ([A-Z])", words)) <= set("ABCDEF")


@BOTH
def test_every_section_stands_there_in_the_order_of_the_outline(name: str) -> None:
    sources = SOURCES[name]
    assert list(sections(opened(sources))) == [heading_of(one) for one in OUTLINE.sections]


@BOTH
def test_every_section_says_what_it_is_for_and_asks_for_what_only_people_can_write(
    name: str,
) -> None:
    sources = SOURCES[name]
    found = sections(opened(sources))
    for one in OUTLINE.sections:
        said = found[heading_of(one)]
        assert said[0] == one.says
        assert [f"To write: {asked}" for asked in one.to_write if f"To write: {asked}" not in said] == []


@BOTH
def test_prompts_have_a_style_of_their_own_and_begin_alike(name: str) -> None:
    sources = SOURCES[name]
    found = prompts(sources)
    assert all(text.startswith("To write: ") for text in found)
    marked = [p.text for p in opened(sources).paragraphs if p.text.startswith("To write:")]
    assert marked == found
    assert len(found) == sum(isinstance(block, WritingPrompt) for block in strategy_document(sources).blocks)


def test_what_the_service_does_not_know_is_asked_for_and_what_it_knows_is_not() -> None:
    missing = [f"To write: {one.missing}" for one in OUTLINE.sections if one.missing]
    assert len(missing) == 8
    assert set(missing) <= set(prompts(nothing()))
    assert not set(missing) & set(prompts(everything()))


# --- what it is filled with ------------------------------------------------------------------------------


def test_the_front_page_says_what_it_is_and_is_not() -> None:
    front = words_of(file_of(everything())).partition("Contents")[0]
    assert "Draft made by LWS Assess on 24 November 2026 from the results of “The round”" in front
    assert "Testham" in front
    assert "Nothing else has been written for you." in front


def test_the_list_of_contents_is_a_field_that_leads_to_every_section() -> None:
    body = opened(everything()).element.body
    tables = len(list(body.iter(f"{W}tbl")))
    codes = [code.text for code in body.iter(f"{W}instrText")]
    assert codes == [FIELD, *[NUMBER_OF_TABLE] * tables]
    kinds = [char.get(f"{W}fldCharType") for char in body.iter(f"{W}fldChar")]
    assert kinds == ["begin", "separate", "end"] * (1 + tables)
    links = list(body.iter(f"{W}hyperlink"))
    words = ["".join(t.text or "" for t in link.iter(f"{W}t")) for link in links]
    assert words == [heading_of(one) for one in OUTLINE.sections]
    places = {mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")}
    assert {link.get(f"{W}anchor") for link in links} == places


def test_the_plain_table_of_workforce_figures_fills_section_5() -> None:
    found = section(everything(), "workforce-data")
    assert "Nurseries | 1,260 | not known | Survey | 14 June 2024 | Nobody counts." in found
    assert "None of them comes from the questionnaire." in found


def test_priorities_come_with_their_reason_and_who_approved_them() -> None:
    found = section(everything(), "priorities")
    assert "Families asked for it twice." in found
    assert "The board" in found
    assert "The board on 20 March 2025" in section(everything(), "title")


def test_a_decision_after_an_earlier_round_is_told_as_such() -> None:
    decided = everything().decided
    assert decided
    earlier = replace(everything(), decided=None, earlier=EarlierDecision("Baseline", decided, None))
    assert "This was decided after “Baseline”." in section(earlier, "priorities")
    assert "after “Baseline”, 12 March 2025, entered by Ada Bell" in section(earlier, "title")


def test_the_plan_fills_pilots_actions_risks_money_and_measures() -> None:
    assert "Does cover help? | 1 August 2025" in section(everything(), "pilots")
    assert "TE-01 | Do TE-01 | The lead | 1 April 2025 | 1 September 2025" in section(everything(), "actions")
    assert "Cover cannot be paid for." in section(everything(), "risks")
    assert "TE-01 | Do TE-01 | £12,000 | £4,000" in section(everything(), "resources")
    assert "People trained | 14 | 60 | 61 | Yes" in section(everything(), "evaluation")
    assert f"One front door | {EDITION.areas[0].name} | TE-01" in section(everything(), "objectives")


def test_groups_stand_with_their_leads_and_small_counts_are_blurred() -> None:
    assert "Clubs | Head of schools | Staff meetings | In March | 40 | 20 | fewer than 5" in section(
        everything(), "managing-change"
    )
    assert "Teachers | People at work | 12 | Shown by itself" in section(everything(), "scope")
    assert blurred_number(12) == exact_number(12)


def test_words_of_families_and_of_others_stand_apart() -> None:
    assert "We meet too late." in section(everything(), "current-position")
    assert "Ask us." not in section(everything(), "current-position")
    assert "“Ask us.”" in section(everything(), "views")
    assert "We meet too late." not in section(everything(), "views")


def test_what_people_were_told_came_of_it_stands_in_section_6() -> None:
    doing = AreaActions(
        CODES[0], BothVersions("We meet each month."), (ActionTold("Meet", "Late", True, *[""] * 4),)
    )
    told = FeedbackPage(
        "Testham", "", "", 70, 5, 0, 0, BothVersions(), (), (), (), None, (doing,), BothVersions(), None
    )
    found = section(replace(everything(), told=told), "views")
    assert f"{EDITION.areas[0].name} | We meet each month. | Meet (late)" in found
    assert "You said, we did" not in section(everything(), "views")


def test_of_many_comments_some_are_given_and_it_says_how_many_there_are() -> None:
    said = tuple(PublishedWords(f"Words {i:02}.", "Teachers" if i % 2 else "Nurses") for i in range(30))
    found = section(
        replace(everything(), said=(Told("An area", EDITION.areas[0], said),)), "current-position"
    )
    assert found.count("“Words ") == MOST_SAID
    assert f"{MOST_SAID} of 30, taken at random" in found
    assert "(Nurses)" in found


def test_every_figure_is_the_pages_own() -> None:
    audience, reading = leading_audience(everything().results), everything().results.leading
    known = [
        charts.rainbow_chart(audience, reading),
        charts.statement_chart(audience, audience.areas[0], reading),
        *(charts.rainbow_chart(a, reading) for a in everything().results.audiences if a is not audience),
    ]
    text = words_of(file_of(everything()))
    for chart in known:
        for row in chart.rows:
            assert " ".join(row[1].split()) in text


def test_the_list_before_approval_and_the_partners_are_left_to_be_filled_in() -> None:
    tables = list(tables_of(nothing()))
    lists = [table for table in tables if table.headers[:2] == ("No.", "What should be so")]
    assert [row[0] for table in lists for row in table.rows] == [str(i) for i in range(1, 35)]
    assert {cell for table in lists for row in table.rows for cell in row[2:]} == {""}
    partners = next(table for table in tables if table.headers[0] == "Partner")
    assert len(partners.rows) == 18
    assert {row[1] for row in partners.rows} == {""}


# --- whatever there is to say ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", SOURCES)
def test_the_file_is_sound_whatever_there_is_to_say(name: str) -> None:
    sources = SOURCES[name]
    is_sound(file_of(sources))
    for table in tables_of(sources):
        assert {len(row) for row in table.rows} == {len(table.headers)}
        assert "None" not in {cell for row in table.rows for cell in row}


def nasty() -> StrategySources:
    """Everything that anybody can type is nasty, each text somewhere by itself and all together elsewhere."""
    results: RoundResults = replace(
        results_of(People(EVERYTHING_NASTY), People("Parents", 12, audience=2)),
        partnership=EVERYTHING_NASTY,
        title=EVERYTHING_NASTY,
        left_out=NASTY,
        left_out_people=3,
    )
    fields = ("what", "measure", "baseline", "target", "latest", "lead", "risk", "learning_question")
    actions = [
        an_action(f"TE-{i:02}", **dict.fromkeys(fields, text), pilot=True, year_1=True, cost=1)
        for i, text in enumerate(NASTY)
    ]
    figures = [WorkforceTableLine(str(i), text, None, None, text, None, text) for i, text in enumerate(NASTY)]
    items = tuple(GroupingLine(f"g/{i}", text, (text,)) for i, text in enumerate(NASTY))
    return StrategySources(
        results=results,
        written_on="24 November 2026",
        belongs_to=EVERYTHING_NASTY,
        decided=a_decision(results, CODES[:1], EVERYTHING_NASTY, EVERYTHING_NASTY),
        plan=replace(
            a_plan(*actions),
            workforce=tuple(figures),
            groupings=(PlanGrouping("g", EVERYTHING_NASTY, items),),
        ),
        groups=tuple(a_group(text, lead=text, method=text, key_dates=text) for text in NASTY),
        rounds=(RoundDates(EVERYTHING_NASTY, "", "", ""),),
        said=(Told(EVERYTHING_NASTY, None, tuple(PublishedWords(text, text) for text in NASTY)),),
    )


def test_whatever_anybody_types_stands_there_and_does_nothing() -> None:
    sources = nasty()
    data = file_of(sources)
    is_sound(data)
    text = words_of(data)
    wanted = [" ".join(composed_letters(words).split()) for words in NASTY]
    assert [words for words in wanted if words not in text] == []
    assert not set("\u202e\u202c\x1b\x00") & set(text)


def test_the_file_tells_its_language_and_title_and_nothing_of_who_made_it() -> None:
    about = opened(everything()).core_properties
    assert (about.title, about.author, about.language) == (
        "Children’s workforce strategy",
        "Testham",
        "en-GB",
    )
    assert (about.last_modified_by, about.comments) == ("", "")
    assert about.created.year == 2000


def test_a_draft_on_children_alone_sets_no_targets_beside_what_they_said() -> None:
    results = results_of(People("Inspectors", 12, 3, 1), People("Clubs", 12, 2, 1))
    sources = replace(nothing(), results=results)
    said = "\n".join(section(sources, key) for key in ("vision", "current-position", "views", "objectives"))
    assert charts.rainbow_chart(results.audiences[1], results.leading).sentence in said
    assert "No figure that has a target may be shown in this round." in said
    for false in ("Target", "no area has a figure", "Nothing of this round", "No answers of young people"):
        assert false not in said
