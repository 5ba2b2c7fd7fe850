"""Don't know: what people cannot see, group by group and area by area. A finding of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

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
    shares_text,
)
from lws_assess.documents.charts.spokes import TOGETHER
from lws_assess.documents.claims import SaidWords, said_together
from lws_assess.survey.counts import BoundedCount
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
    answer = edition.non_ratings[0]
    label = answer.easy_label if results.audience.easy_read else answer.label
    key, title = f"dont-know-map-{results.audience.key}", f"Who answered “{label}”, and where"
    areas = [a.area for a in results.areas]
    whole = [a.dont_know for a in results.areas]
    cells = [[cell.dont_know[area.code] for area in areas] for cell in results.cells]
    named = [
        (TOGETHER, results.people, whole),
        *((c.name, c.people, row) for c, row in zip(results.cells, cells, strict=True)),
    ]
    most = max((s.percents[1] for _, _, row in named for s in row if isinstance(s, BoundedCount)), default=0)
    rows = [grids.GridRow(name, people, tuple(_cell(s, most) for s in row)) for name, people, row in named]
    said = said_together(_sentences(areas, whole, named[1:], label, of_what(results.audience)))
    return Chart(
        key=key,
        title=title,
        sentence=said.text,
        headers=("Group", "People", *map(numbered_area, areas)),
        rows=tuple((name, f"{people:,}", *map(_words, row)) for name, people, row in named),
        svg=grids.draw_grid(key, areas, rows, _ramp(most, share_head(results.audience, label))),
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


def _words(share: Share) -> str:
    return str(share) if isinstance(share, Withheld) else share_text(share)


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
    areas: Sequence[Area],
    whole: Shares,
    groups: Sequence[tuple[str, int, Shares]],
    label: str,
    of: str,
) -> Iterator[SaidWords]:
    """Says where people cannot see most: of all areas, and of all groups in any of them."""
    named = {
        place_name(TOGETHER, a): s for a, s in zip(areas, whole, strict=True) if isinstance(s, BoundedCount)
    }
    hidden = len(named) < len(areas)
    if not named:
        yield SaidWords("No area has a figure that may be shown.")
    elif not any(count.most for count in named.values()):
        yield SaidWords(f"Nobody answered “{label}”{' where that may be shown' if hidden else ''}.")
    else:
        short = {place_name(TOGETHER, area): area.short_name for area in areas}
        yield _most_of_all(named, short, label, of, hidden)
        if len(groups) > 1:
            yield _most_in_a_group(areas, groups)


def _most_of_all(
    named: Mapping[str, BoundedCount], short: Mapping[str, str], label: str, of: str, hidden: bool
) -> SaidWords:
    """Says which area people see least of, as far as what is printed tells."""
    most = largest_share(named)
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
        return SaidWords(
            f"People see least of {listed_names(names)}: “{label}” is {share} {of}{each}.", claims
        )
    told = listed_names(f"{short[key]} ({share_text(named[key])})" for key in most.keys)
    return SaidWords(
        f"People see least of one of these or several: {told}, the share of “{label}” {of} there.", claims
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
