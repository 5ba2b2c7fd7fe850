"""Don't know: what people cannot see, group by group and area by area. A finding of its own.

Beside it, and drawn alike: how often they said that something does not apply.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lws_assess.documents.charts import grids
from lws_assess.documents.charts.drawing import (
    NOT_SHOWN,
    Chart,
    FigureMatrix,
    FigureMatrixRow,
    MatrixCell,
    listed_names,
    numbered_area,
)
from lws_assess.documents.charts.shares import (
    largest_share,
    of_what,
    share_head,
    share_in_brief,
    share_text,
    share_words,
    shares_text,
    unrated_labels,
)
from lws_assess.documents.charts.spokes import TOGETHER
from lws_assess.documents.claims import SaidWords, said_together
from lws_assess.survey.counts import BoundedCount, NotCounted
from lws_assess.survey.instruments import Area, Edition
from lws_assess.survey.results.round_results import AudienceResults
from lws_assess.survey.withheld import Withheld

MOST_NAMED = 3  # so many places share the largest figure by name; more of them by number

Share = BoundedCount | Withheld
Shares = Sequence[Share]


def dont_know_map(edition: Edition, results: AudienceResults) -> Chart:
    """The share of what people were asked that they did not know, in whole per cent.

    The darker, the larger the middle of what it may be. In claims a figure is called by its row and its column.
    """
    label, _ = unrated_labels(edition, results.audience)
    areas = [a.area for a in results.areas]
    whole = [a.dont_know for a in results.areas]
    cells = [[cell.dont_know[area.code] for area in areas] for cell in results.cells]
    return _share_map("dont-know-map", results, SharesMapped(label, "People see least of", whole, cells))


def not_applicable_map(edition: Edition, results: AudienceResults) -> Chart | None:
    """Returns the same map of what people said does not apply to them; None where the release did not count it."""
    _, label = unrated_labels(edition, results.audience)
    whole = [a.not_applicable for a in results.areas if not isinstance(a.not_applicable, NotCounted)]
    told = [cell.not_applicable for cell in results.cells if not isinstance(cell.not_applicable, NotCounted)]
    if len(whole) < len(results.areas) or len(told) < len(results.cells):
        return None
    cells = [[of_cell[a.area.code] for a in results.areas] for of_cell in told]
    mapped = SharesMapped(label, "What is asked applies least on", whole, cells)
    return _share_map("not-applicable-map", results, mapped)


@dataclass(frozen=True)
class SharesMapped:
    """The shares of one answer: of everyone together, and of each group, area by area in the framework's order.

    `least` begins the sentence that says where the answer is given most.
    """

    label: str
    least: str
    whole: Shares
    cells: Sequence[Shares]


def _share_map(kind: str, results: AudienceResults, mapped: SharesMapped) -> Chart:
    key, title = f"{kind}-{results.audience.key}", f"Who answered “{mapped.label}”, and where"
    areas, whole, cells = [a.area for a in results.areas], mapped.whole, mapped.cells
    named = [
        (TOGETHER, results.people, whole),
        *((c.name, c.people, row) for c, row in zip(results.cells, cells, strict=True)),
    ]
    most = max((s.percents[1] for _, _, row in named for s in row if isinstance(s, BoundedCount)), default=0)
    rows = [grids.GridRow(name, people, tuple(_cell(s, most) for s in row)) for name, people, row in named]
    said = said_together(_sentences(areas, mapped, named[1:], of_what(results.audience)))
    return Chart(
        key=key,
        title=title,
        sentence=said.text,
        headers=("Group", "People", *map(numbered_area, areas)),
        rows=tuple((name, f"{people:,}", *map(share_words, row)) for name, people, row in named),
        svg=grids.draw_grid(key, areas, rows, _ramp(most, share_head(results.audience, mapped.label))),
        matrix=_matrix(areas, named, most),
        claims=said.claims,
    )


def place_name(row: str, area: Area) -> str:
    """Returns what a figure of the map is called: its row and its column."""
    return f"{row}: {numbered_area(area)}"


def _cell(share: Share, most: int) -> grids.GridCell:
    if isinstance(share, Withheld):
        return grids.GridCell(grids.DASH, None)
    return grids.GridCell(share_in_brief(share), sum(share.percents) / 2 / most if most else 0)


DEPTHS = ("deep1", "deep2", "deep3", "deep4", "deep5")  # names of colours, from the lightest


def _matrix(areas: Sequence[Area], named: Sequence[tuple[str, int, Shares]], most: int) -> FigureMatrix:
    rows = tuple(
        FigureMatrixRow(
            "", name, f"{people:,}", tuple(MatrixCell(_in_brief(s), _depth(s, most)) for s in row)
        )
        for name, people, row in named
    )
    ends = [round(most * step / len(DEPTHS)) for step in range(len(DEPTHS) + 1)]
    known = tuple((tone, f"{ends[i]}% to {ends[i + 1]}%") for i, tone in enumerate(DEPTHS) if most)
    return FigureMatrix(tuple(areas), rows, known)


def _in_brief(share: Share) -> str:
    return NOT_SHOWN if isinstance(share, Withheld) else share_in_brief(share)


def _depth(share: Share, most: int) -> str:
    if isinstance(share, Withheld):
        return "hidden"
    middle = sum(share.percents) / 2 / most if most else 0
    return DEPTHS[min(len(DEPTHS) - 1, int(middle * len(DEPTHS)))]


def _ramp(most: int, head: str) -> grids.ShadeRamp:
    shares = sorted({round(most * step / 4) for step in range(5)})
    return grids.ShadeRamp(
        tuple(grids.GridCell(f"{share}%", share / most if most else 0) for share in shares),
        f"{head}: the darker, the more. Of a share that lies between two numbers, the middle counts.",
    )


def _sentences(
    areas: Sequence[Area], mapped: SharesMapped, groups: Sequence[tuple[str, int, Shares]], of: str
) -> Iterator[SaidWords]:
    """Says where the answer is given most: of all areas, and of all groups in any of them."""
    label = mapped.label
    named = {
        place_name(TOGETHER, area): share
        for area, share in zip(areas, mapped.whole, strict=True)
        if isinstance(share, BoundedCount)
    }
    hidden = len(named) < len(areas)
    if not named:
        yield SaidWords("No area has a figure that may be shown.")
    elif not any(count.most for count in named.values()):
        yield SaidWords(f"Nobody answered “{label}”{' where that may be shown' if hidden else ''}.")
    else:
        short = {place_name(TOGETHER, area): area.short_name for area in areas}
        yield _most_of_all(named, short, mapped, of, hidden)
        if len(groups) > 1:
            yield _most_in_a_group(areas, groups)


def _most_of_all(
    named: Mapping[str, BoundedCount], short: Mapping[str, str], mapped: SharesMapped, of: str, hidden: bool
) -> SaidWords:
    """Says on which area the answer is given most, as far as what is printed tells."""
    label, most = mapped.label, largest_share(named)
    claims = (most.claim,) if most.claim else ()
    share = shares_text([named[key] for key in most.keys])
    names = [short[key] for key in most.keys]
    if len(names) == len(named) > 1:
        if not most.sure:
            return SaidWords(f"It cannot be told where people answered “{label}” most often ({share} {of}).")
        where = "every area that is shown" if hidden else "every area"
        return SaidWords(f"The share of “{label}” is the same on {where}: {share} {of}.", claims)
    if len(named) == 1 and hidden:
        return SaidWords(
            f"Only of {names[0]} may it be shown how often people answered “{label}”: {share} {of}."
        )
    if most.sure:
        each = " on each" if len(names) > 1 else " there"
        return SaidWords(f"{mapped.least} {listed_names(names)}: “{label}” is {share} {of}{each}.", claims)
    told = listed_names(f"{short[key]} ({share_text(named[key])})" for key in most.keys)
    return SaidWords(
        f"{mapped.least} one of these or several: {told}, the share of “{label}” {of} there.", claims
    )


def _most_in_a_group(areas: Sequence[Area], groups: Sequence[tuple[str, int, Shares]]) -> SaidWords:
    found = {
        place_name(name, area): (share, f"{name} on {area.short_name}")
        for name, _, row in groups
        for area, share in zip(areas, row, strict=True)
        if isinstance(share, BoundedCount)
    }
    if not found:
        return SaidWords("")
    counts = {key: share for key, (share, _) in found.items()}
    if len(counts) == 1:
        return SaidWords("")  # there is nothing to set it beside
    most = largest_share(counts)
    claims = (most.claim,) if most.claim else ()
    share = shares_text([counts[key] for key in most.keys])
    if len(most.keys) == len(counts) > 1 and not most.sure:
        return SaidWords("")  # any place may be the one
    if len(most.keys) > MOST_NAMED:
        where = f"in {'' if most.sure else 'one or more of '}{len(most.keys)} places of the map"
        return SaidWords(f"The most in any one group is {share}, {where}.", claims)
    names = [found[key][1] for key in most.keys]
    if most.sure:
        return SaidWords(f"The most in any one group is {share}: {listed_names(names)}.", claims)
    told = listed_names(f"{found[key][1]} ({share_text(counts[key])})" for key in most.keys)
    return SaidWords(f"The most in any one group is in one of these places or several: {told}.", claims)
