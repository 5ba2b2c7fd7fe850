"""The annexes of the strategy document: method, what is not shown, tables, words, and lists to go through."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from lws_assess.documents.charts import every_chart as charts
from lws_assess.documents.charts.drawing import numbered_area
from lws_assess.documents.charts.whose_statements import rated_words, together_words, whose_words
from lws_assess.documents.papers.board_paper_results import method_of_figures, not_shown
from lws_assess.documents.papers.manuscripts import PaperBlock, PaperHeading, TextParagraph, table_with_notes
from lws_assess.records.strategy_outline import StrategyOutline
from lws_assess.survey.results.round_results import AreaResult, AudienceResults, RoundResults

BEFORE_SPREAD = 4  # columns of a table of statements that stand before the levels
STATES = "Yes, partly, no, does not apply, or don’t know yet"


def strategy_annexes(
    results: RoundResults, audience: AudienceResults, outline: StrategyOutline
) -> Iterator[PaperBlock]:
    """Annexes A to F."""
    yield PaperHeading("Annex A. How the figures were made", 2)
    yield from method_of_figures(results)
    yield PaperHeading("Annex B. What is not shown, and why", 2)
    yield from not_shown(results)
    yield PaperHeading("Annex C. Every statement", 2)
    yield from _statements(results, audience)
    yield PaperHeading("Annex D. Words used in this strategy", 2)
    yield table_with_notes("Words and what they mean", ("Word", "What it means"), outline.glossary)
    yield PaperHeading("Annex E. A list to go through before approval and at each review", 2)
    yield from _checklist(outline)
    yield PaperHeading("Annex F. Partners", 2)
    yield TextParagraph(
        "Names of bodies differ from place to place and change: replace them with those of your area."
    )
    yield table_with_notes(
        "Partners to have on board",
        ("Partner", "State: on board, in progress, not yet, does not apply"),
        [(partner, "") for partner in outline.partners],
    )


def _statements(results: RoundResults, audience: AudienceResults) -> Iterator[PaperBlock]:
    """A table an area, as the page of results has it but for how answers were spread."""
    if not audience.people:
        yield TextParagraph("No statement may be shown.")
        return
    said: dict[str, str] = {}  # the area under which it was said first
    for area in audience.areas:
        chart = charts.statement_chart(audience, area, results.leading)
        if chart.rows:
            heads, *rows = [(*row[:BEFORE_SPREAD], row[-1]) for row in (chart.headers, *chart.rows)]
            yield table_with_notes(numbered_area(area.area), heads, rows)
            if words := _whose(area, said):
                yield TextParagraph(words)


def _whose(area: AreaResult, said: dict[str, str]) -> str:
    """On whom an area's statements rest; what was said under an area before is not said again."""
    rated, together, name = rated_words(area), together_words(area), numbered_area(area.area)
    is_new = bool(rated) and said.setdefault(rated, name) == name
    people = whose_words(area, rated=False)
    if people and said.setdefault(people, name) != name:
        return f"The same people as under “{said[people]}”. {rated if is_new else ''}".rstrip()
    words = whose_words(area, rated=is_new)
    if together and said.setdefault(together, name) != name:
        return words.replace(together, f"Put together as under “{said[together]}”.")
    return words


def _checklist(outline: StrategyOutline) -> Iterator[PaperBlock]:
    """Every item under its heading, numbered throughout, with room to say how it stands."""
    yield TextParagraph("The steering group fills this list in together.")
    numbers = count(1)
    for group, items in outline.checklist:
        yield table_with_notes(
            group,
            ("No.", "What should be so", STATES, "Evidence, next step and who sees to it"),
            [(str(next(numbers)), item, "", "") for item in items],
        )
