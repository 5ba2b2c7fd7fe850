"""Don't know: what people cannot see, group by group and area by area. A finding of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lws_assess.documents import grids
from lws_assess.documents.drawing import Chart, listed, numbered, percent
from lws_assess.documents.shares import printed_largest, share_in_brief, share_text, shares_text
from lws_assess.documents.spokes import TOGETHER
from lws_assess.survey.counts import Count
from lws_assess.survey.instruments import Area, Edition
from lws_assess.survey.privacy import Withheld
from lws_assess.survey.results import AudienceResults

MOST_NAMED = 3  # so many places share the largest figure by name; more of them by number

Share = Count | Withheld
Shares = Sequence[Share]


def dont_know_map(edition: Edition, results: AudienceResults) -> Chart:
    """The share of answers that were don't know, in whole per cent; the darker, the larger its middle."""
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
    most = max((percent(s.shares[1]) for _, _, row in named for s in row if isinstance(s, Count)), default=0)
    rows = [grids.Row(name, people, tuple(_cell(s, most) for s in row)) for name, people, row in named]
    return Chart(
        key=key,
        title=title,
        sentence=" ".join(filter(None, _sentences(areas, whole, named[1:], label))),
        headers=("Group", "People", *map(numbered, areas)),
        rows=tuple((name, f"{people:,}", *map(_words, row)) for name, people, row in named),
        svg=grids.draw(key, areas, rows, _ramp(most, label)),
    )


def _cell(share: Share, most: int) -> grids.Cell:
    if isinstance(share, Withheld):
        return grids.Cell(grids.DASH, None)
    return grids.Cell(share_in_brief(share), sum(map(percent, share.shares)) / 2 / most if most else 0)


def _words(share: Share) -> str:
    return str(share) if isinstance(share, Withheld) else share_text(share)


def _ramp(most: int, label: str) -> grids.Ramp:
    shares = sorted({round(most * step / 4) for step in range(5)})
    return grids.Ramp(
        tuple(grids.Cell(f"{share}%", share / most if most else 0) for share in shares),
        f"Share of answers that were “{label}”: the darker, the more.",
    )


def _sentences(
    areas: Sequence[Area], whole: Shares, groups: Sequence[tuple[str, int, Shares]], label: str
) -> Iterator[str]:
    """Where people cannot see most: of all areas, and of all groups in any of them."""
    most, names = _most([(s, area.short_name) for area, s in zip(areas, whole, strict=True)])
    if not names:
        yield "No area has a figure that may be shown."
    elif not any(count.most for count in most):
        some = any(isinstance(s, Withheld) for s in whole)
        yield f"Nobody answered “{label}”{' where that may be shown' if some else ''}."
    elif len(names) == len(areas) > 1:
        alike = all(count.exact for count in most)
        yield (
            f"People answered “{label}” equally often on every area: {shares_text(most)} of the answers."
            if alike
            else f"How often people answered “{label}”, {shares_text(most)} of the answers, tells no area from another."
        )
    else:
        yield f"People see least of {listed(names)}: {shares_text(most)} of the answers there were “{label}”."
        if len(groups) > 1:
            yield _most_in_a_group(areas, groups)


def _most_in_a_group(areas: Sequence[Area], groups: Sequence[tuple[str, int, Shares]]) -> str:
    most, names = _most(
        [
            (s, f"{name} on {area.short_name}")
            for name, _, row in groups
            for area, s in zip(areas, row, strict=True)
        ]
    )
    if not names:
        return ""
    if len(names) > MOST_NAMED:
        return f"The most in any one group is {shares_text(most)}, in {len(names)} places of the map."
    return f"The most in any one group is {shares_text(most)}: {listed(names)}."


def _most(found: Sequence[tuple[Share, str]]) -> tuple[list[Count], list[str]]:
    """What may be the largest share as printed, and what has it; nothing where none may be shown."""
    known = {str(i): share for i, (share, _) in enumerate(found) if isinstance(share, Count)}
    most = printed_largest(known)
    return [known[i] for i in most], [found[int(i)][1] for i in most]
