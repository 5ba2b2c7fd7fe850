"""For a region: one small table of a round that an adviser can lay beside those of other partnerships.

It holds levels and how many people and groups stand behind them, never a place in a list: partnerships choose
their groups and targets themselves, so an order of partnerships would say nothing true.
"""

from __future__ import annotations

from collections.abc import Iterator

from lws_assess.documents.tables import TableCell
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.round_results import AreaResult, AudienceResults, RoundResults
from lws_assess.survey.withheld import Withheld

HEADERS = (
    "Partnership",
    "Round",
    "Results published",
    "Questionnaire",
    "Edition",
    "Audience",
    "Scale",
    "Area number",
    "Area",
    "Mean, each group counts once",
    "Level, each group counts once",
    "Mean, each person counts once",
    "Level, each person counts once",
    "People who rated the area",
    "Groups shown",
    "People in those groups",
    "Smallest number of people shown",
    "Why not shown",
)
EDITION_DIGITS = 12


def file_for_a_region(results: RoundResults) -> tuple[tuple[str, ...], list[tuple[TableCell, ...]]]:
    """Headers and rows: one an area of each audience that is shown, in the framework's order."""
    shown = [audience for audience in results.audiences if audience.people] or results.audiences[:1]
    return HEADERS, [row for audience in shown for row in _rows(results, audience)]


def _rows(results: RoundResults, audience: AudienceResults) -> Iterator[tuple[TableCell, ...]]:
    edition = results.edition
    groups = sum(len(cell.groups) for cell in audience.cells)
    for found in audience.areas:
        yield (
            results.partnership,
            results.title,
            results.made_on,
            f"{edition.title} {edition.version}",
            edition.digest[:EDITION_DIGITS],
            audience.audience.label,
            audience.audience.scale.title,
            found.area.number,
            found.area.name,
            *_mean_and_level(found.by_group.position),
            *_mean_and_level(found.by_person.position),
            _people(found),
            groups,
            audience.people,
            results.k,
            str(found.by_group.position) if isinstance(found.by_group.position, Withheld) else "",
        )


def _mean_and_level(value: Shown | Withheld) -> tuple[TableCell, TableCell]:
    """A number where it may be printed exactly, otherwise its words; empty where it is not shown."""
    if isinstance(value, Withheld):
        return "", ""
    return value.value if value.exact else value.text, value.band


def _people(found: AreaResult) -> TableCell:
    position = found.by_person.position
    return position.n if isinstance(position, Shown) else ""
