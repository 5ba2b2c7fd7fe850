"""The strategy document: the sixteen sections of the outline, filled as far as the service knows, and no further.

    Sources  ->  strategy_document  ->  Manuscript

What only people can write is asked for where it belongs, in paragraphs that begin with “To write:”.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from lws_assess.actions.papers.strategies import StrategySources
from lws_assess.actions.results.priorities import DecisionTaken
from lws_assess.documents.papers import strategy_plans as plans
from lws_assess.documents.papers import strategy_results as found
from lws_assess.documents.papers.board_paper_actions import day_or_dash
from lws_assess.documents.papers.board_paper_results import leading_audience, who_answered
from lws_assess.documents.papers.manuscripts import (
    BulletList,
    ContentsList,
    Manuscript,
    NewPage,
    PaperBlock,
    PaperHeading,
    TextParagraph,
    WritingPrompt,
    table_with_notes,
)
from lws_assess.documents.papers.strategy_annexes import strategy_annexes
from lws_assess.records.strategy_outline import StrategyOutline, StrategySection, strategy_outline
from lws_assess.survey.letters import cut_to

TO_WRITE = "To write: {asked}"
LONGEST_NAME = 80  # characters of a name that every page repeats
ASKED_FIRST = ("vision", "annexes")  # sections in which what people write comes before what the service knows


def strategy_document(sources: StrategySources) -> Manuscript:
    """The whole draft: a front page, the contents, and the sections of the outline in their order."""
    results, outline = sources.results, strategy_outline()
    sections = [(heading_of(section), _section(sources, section)) for section in outline.sections]
    blocks: list[PaperBlock] = [
        *_front(sources, outline),
        ContentsList(tuple(title for title, _ in sections)),
    ]
    for number, (title, section) in enumerate(sections):
        if number == 0:
            blocks.append(NewPage())
        blocks += [PaperHeading(title), *section]
    return Manuscript(
        title="Children’s workforce strategy",
        subtitle=cut_to(results.partnership, LONGEST_NAME),
        author=results.partnership,
        foot=f"{cut_to(results.partnership, LONGEST_NAME)}: draft strategy",
        blocks=tuple(blocks),
    )


def heading_of(section: StrategySection) -> str:
    return f"{section.number}. {section.title}"


def to_write(asked: str) -> WritingPrompt:
    return WritingPrompt(asked, TO_WRITE)


def _front(sources: StrategySources, outline: StrategyOutline) -> Iterator[PaperBlock]:
    """Tells what this file is, and how to finish it."""
    results = sources.results
    prompts = sum(len(section.to_write) for section in outline.sections)
    yield TextParagraph(
        f"Draft made by LWS Assess on {sources.written_on} from the results of “{results.title}”, which were "
        f"made on {results.made_on}.",
        "Status.",
    )
    yield TextParagraph(
        "Figures, tables and pictures come from the published results, the decisions and the plan. Nothing else "
        "has been written for you."
    )
    yield TextParagraph("", "How to finish this draft")
    yield BulletList(
        (
            (
                "Write.",
                f"At least {prompts} marked paragraphs begin with “To write:”. Search for these words. Put your own "
                "words in place of each, or take it out where it is not needed.",
            ),
            ("Keep.", "Leave figures as they are, so that they stay the same as on the page of results."),
            ("Contents.", "Click in the list of contents and press F9 to add page numbers."),
            ("Check.", "Go through the lists in Annexes E and F, then take this page out."),
        ),
        numbered=True,
    )


def _section(sources: StrategySources, section: StrategySection) -> list[PaperBlock]:
    """Tells what it is for, what is known, and what people must write."""
    says, asked = TextParagraph(section.says, look="quiet"), map(to_write, section.to_write)
    known = FILLED[section.key](sources)
    return [says, *asked, *known] if section.key in ASKED_FIRST else [says, *known, *asked]


def _or_ask(known: Iterable[PaperBlock], key: str) -> list[PaperBlock]:
    """Tells what is known; where that is nothing, what people must write in its place."""
    return list(known) or [to_write(strategy_outline().section(key).missing)]


# --- what each section is filled with --------------------------------------------------------------------


def _title(sources: StrategySources) -> Iterator[PaperBlock]:
    results = sources.results
    yield table_with_notes(
        "About this strategy",
        ("What", "Which"),
        [
            ("Partnership", results.partnership),
            ("Belongs to", sources.belongs_to or "not entered yet"),
            ("Rests on", f"{results.title}, results of {results.made_on}"),
            ("Questionnaire", f"{results.edition.title}, version {results.edition.version}"),
            ("Who answered", who_answered(results)),
            ("Priorities decided", _decided_on(sources)),
            ("Priorities approved by", _approved(sources.newest_decision)),
        ],
    )


def _decided_on(sources: StrategySources) -> str:
    decided = sources.newest_decision
    if decided is None:
        return "not yet"
    after = f"after “{sources.earlier.title}”, " if sources.earlier and not sources.decided else ""
    return f"{after}{day_or_dash(decided.at)}, entered by {decided.by}"


def _approved(decided: DecisionTaken | None) -> str:
    bodies = decided.approvals if decided else ()
    return "; ".join(f"{one.body} on {day_or_dash(one.approved_on)}" for one in bodies) or "nobody yet"


def _vision(sources: StrategySources) -> Iterator[PaperBlock]:
    return found.section_of_vision(sources.results, leading_audience(sources.results))


def _scope(sources: StrategySources) -> Iterator[PaperBlock]:
    yield from found.section_of_scope(sources.results)
    yield from _or_ask(found.section_of_groups(sources.groups), "scope")


def _current_position(sources: StrategySources) -> Iterator[PaperBlock]:
    said = found.of_others(sources.said, sources.results, leading_audience(sources.results))
    return found.current_position(sources.results, leading_audience(sources.results), said)


def _workforce_data(sources: StrategySources) -> Iterator[PaperBlock]:
    yield PaperHeading("Workforce figures", 2)
    yield from _or_ask(plans.section_of_workforce(sources.plan), "workforce-data")
    yield from found.what_is_not_known(sources.results, leading_audience(sources.results))


def _views(sources: StrategySources) -> Iterator[PaperBlock]:
    said = found.of_families(sources.said, sources.results, leading_audience(sources.results))
    yield from found.section_of_views(sources.results, leading_audience(sources.results), said)
    yield from found.you_said_we_did(sources.told, sources.results)


def _objectives(sources: StrategySources) -> Iterator[PaperBlock]:
    yield from found.section_of_targets(sources.results, leading_audience(sources.results))
    yield from plans.own_lists(sources.plan)


def _priorities(sources: StrategySources) -> Iterator[PaperBlock]:
    yield from found.section_of_priorities(sources.results, leading_audience(sources.results))
    yield PaperHeading("What was decided", 2)
    yield from _or_ask(
        plans.what_was_decided(sources.decided, sources.earlier, sources.results), "priorities"
    )


def _pilots(sources: StrategySources) -> Iterator[PaperBlock]:
    yield from _or_ask(plans.section_of_pilots(sources.plan), "pilots")


def _managing_change(sources: StrategySources) -> Iterator[PaperBlock]:
    yield from _or_ask(plans.section_of_engagement(sources.groups), "managing-change")
    yield from plans.section_of_calendar(sources.rounds)


def _actions(sources: StrategySources) -> Iterator[PaperBlock]:
    yield from _or_ask(plans.section_of_actions(sources.plan), "actions")


def _risks(sources: StrategySources) -> Iterator[PaperBlock]:
    yield from _or_ask(plans.section_of_risks(sources.plan), "risks")


def _resources(sources: StrategySources) -> Iterator[PaperBlock]:
    yield from _or_ask(plans.section_of_resources(sources.plan), "resources")


def _evaluation(sources: StrategySources) -> Iterator[PaperBlock]:
    yield from found.what_has_moved(sources.results, leading_audience(sources.results), sources.changes)
    yield from plans.section_of_measures(sources.plan)


def _equality(sources: StrategySources) -> Iterator[PaperBlock]:
    return found.who_took_part(sources.results)


def _annexes(sources: StrategySources) -> Iterator[PaperBlock]:
    return strategy_annexes(sources.results, leading_audience(sources.results), strategy_outline())


FILLED: dict[str, Callable[[StrategySources], Iterator[PaperBlock]]] = {
    "title": _title,
    "vision": _vision,
    "scope": _scope,
    "current-position": _current_position,
    "workforce-data": _workforce_data,
    "views": _views,
    "objectives": _objectives,
    "priorities": _priorities,
    "pilots": _pilots,
    "managing-change": _managing_change,
    "actions": _actions,
    "risks": _risks,
    "resources": _resources,
    "evaluation": _evaluation,
    "equality": _equality,
    "annexes": _annexes,
}
