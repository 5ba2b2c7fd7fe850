"""Rank bands: how far the order of the priorities could change by chance.

Whoever looks at the bars looks at several areas, and so does the sentence. So both rest on the bands that hold for all
areas at once, as every other page and paper does. The table names those of each area by itself besides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from lws_assess.documents.charts.drawing import (
    BOLD,
    HAIR,
    HALO,
    INK,
    LINE,
    NOT_SHOWN,
    PAPER,
    SMALL,
    SOFT,
    WIDE,
    WIDTH,
    Chart,
    area_disc,
    either_of_names,
    listed_names,
    number_word,
    numbered_area,
    ordinal_number,
    svg_line,
    svg_marker,
    svg_picture,
    svg_text,
    to_svg,
    wrapped_lines,
)
from lws_assess.documents.charts.ranking import (
    band_text,
    in_priority_order,
    places_text,
    printed_scores,
    ranked_places,
)
from lws_assess.documents.claims import Claim, PrintedFigure, Relation, SaidWords
from lws_assess.survey.instruments import Area
from lws_assess.survey.intervals import RankPlaces
from lws_assess.survey.keys import AreaCode
from lws_assess.survey.results.rank_bands import RankBand
from lws_assess.survey.results.round_results import AreaResult, AudienceResults
from lws_assess.survey.withheld import Withheld

TITLE = "How far chance could change the order"
LIMIT = (
    "A bar shows how far chance could move an area, all areas at once, among people like those who answered. "
    "It says nothing about those who did not answer. "
    "All bars together would be right in about 95 of 100 such rounds."
)
BY_ITSELF, AT_ONCE = "Where chance could put it, by itself", "Where it could put it, all areas at once"
TOP, BAR = 26.0, 12.0
ORDINALS = 10  # up to so many places are named 1st, 2nd; more of them 1, 2


@dataclass(frozen=True)
class BandBoard:
    """Says where the first place and the last stand. On a wide board an area and its places are on one line."""

    width: float
    left: float
    right: float
    row: float  # from one area to the next
    is_wide: bool = False

    def x(self, rank: float, of: int) -> float:
        return self.left + (self.right - self.left) * (rank - 1) / max(1, of - 1)


PHONE = BandBoard(WIDTH, 20.0, WIDTH - 20.0, 46.0)
WIDE_BOARD = BandBoard(WIDE, 214.0, WIDE - 134.0, 35.0, is_wide=True)


@dataclass(frozen=True)
class BandRow:
    """One area: its places, and how far chance could move it. All are None where it cannot be ranked.

    `at_once` holds for all areas at once, `alone` for this area by itself.
    """

    area: Area
    places: RankPlaces | None
    at_once: RankBand | Withheld | None
    alone: RankBand | Withheld | None

    @property
    def rank(self) -> int | None:
        """The best of its places."""
        return self.places.best if self.places else None

    @property
    def words(self) -> str:
        if self.places is None:
            return NOT_SHOWN
        if not isinstance(self.at_once, RankBand) or self.at_once.best == self.at_once.worst:
            return places_text(self.places)
        return band_text(self.at_once)


def rank_band_chart(results: AudienceResults, reading: str) -> Chart:
    """For each area, first priority first, the places that chance leaves open to it."""
    key, of, found = (
        f"bands-{results.audience.key}",
        ranked_places(results, reading),
        in_priority_order(results, reading),
    )
    rows, scores = [_ranked(a, reading) for a in found], printed_scores(results, reading)
    said = _said(results, [row for row in rows if row.rank], of, scores)
    return Chart(
        key=key,
        title=TITLE,
        sentence=said.text,
        claims=said.claims,
        headers=("Area", "Rank", "Priority score", BY_ITSELF, AT_ONCE),
        rows=tuple(
            (
                numbered_area(row.area),
                places_text(row.places) or NOT_SHOWN,
                scores[row.area.code].text if row.area.code in scores else "",
                band_text(row.alone),
                band_text(row.at_once),
            )
            for row in rows
        ),
        svg=_draw(key, rows, of, PHONE),
        draw_wide=partial(_draw, f"{key}-wide", rows, of, WIDE_BOARD),
        note=LIMIT if any(isinstance(row.at_once, RankBand) for row in rows) else "",
    )


def bands_at_once(results: AudienceResults, reading: str) -> dict[AreaCode, str]:
    """Says where chance could put each area, by its code: for all areas at once, for whoever reads all of them."""
    read = {one.area.code: one.reading(reading) for one in results.areas}
    return {code: band_text(one.band_at_once) for code, one in read.items()}


def _ranked(found: AreaResult, reading: str) -> BandRow:
    ranked = found.reading(reading)
    if not ranked.places:
        return BandRow(found.area, None, None, None)
    return BandRow(found.area, ranked.places, ranked.band_at_once, ranked.band)


# --- in a sentence ---------------------------------------------------------------------------------------


def _said(
    results: AudienceResults, rows: Sequence[BandRow], of: int, scores: Mapping[AreaCode, PrintedFigure]
) -> SaidWords:
    if not results.ranks_priorities:
        return SaidWords(
            "These people were not asked how much each area matters, so their areas are not ranked."
        )
    if not rows:
        return SaidWords("No area can be ranked: a position or an importance may not be shown.")
    if len(rows) == 1:
        return SaidWords(f"Only {rows[0].area.short_name} can be ranked, so there is no order to change.")
    withheld = next((row.at_once for row in rows if isinstance(row.at_once, Withheld)), None)
    if withheld:
        return SaidWords(str(withheld))
    banded = [(row, row.at_once) for row in rows if isinstance(row.at_once, RankBand)]
    words = _sure_or_not(banded, of)
    is_open = all(band == RankBand(1, of) for _, band in banded)
    return SaidWords(words, () if is_open else _claim_of_highest(banded, scores))


def _claim_of_highest(
    rows: Sequence[tuple[BandRow, RankBand]], scores: Mapping[AreaCode, PrintedFigure]
) -> tuple[Claim, ...]:
    """Claims that the areas in the first place have the highest score, as it is printed, or that one of them has."""
    first = [row for row, _ in rows if row.rank == 1]
    others = tuple(scores[row.area.code] for row, _ in rows if row.rank != 1)
    is_sure = all(row.places and row.places.is_exact for row in first)
    relation = Relation.HIGHEST if is_sure else Relation.MAY_BE_HIGHEST
    return (Claim(relation, tuple(scores[row.area.code] for row in first), others),)


def _sure_or_not(rows: Sequence[tuple[BandRow, RankBand]], of: int) -> str:
    """Returns how many areas may be told apart from the first, by the bands that hold for all areas at once."""
    if all(band == RankBand(1, of) for _, band in rows):
        return f"The order could be chance alone: every area could come 1st to {ordinal_number(of)}."
    sure = [row.area.short_name for row, band in rows if band == RankBand(1, 1)]
    others = [row.area.short_name for row, band in rows if row.rank != 1 and band.best == 1]
    if len(sure) == 1 and not others:
        rest = "all the other areas come" if len(rows) > 2 else "the other area comes"
        return f"{sure[0]} comes first, even allowing for chance: {rest} after it."
    firsts = [band for row, band in rows if row.rank == 1]
    if not others and len(firsts) == 1:
        return f"{_highest(rows)}, but by chance it could come as low as {ordinal_number(firsts[0].worst)}."
    return f"{_highest(rows)}{_could_come_first(rows, others)}.{_come_after(rows)}"


def _highest(rows: Sequence[tuple[BandRow, RankBand]]) -> str:
    first = [row for row, _ in rows if row.rank == 1]
    names = [row.area.short_name for row in first]
    if len(first) > 1 and not all(row.places and row.places.is_exact for row in first):
        return f"{either_of_names(names)} has the highest priority score"
    return f"{listed_names(names)} {'has' if len(first) == 1 else 'share'} the highest priority score"


def _could_come_first(rows: Sequence[tuple[BandRow, RankBand]], others: Sequence[str]) -> str:
    if not others:
        return ""
    every = all(band.best == 1 for _, band in rows) and len(others) > 1
    return f", but by chance {'any other area' if every else listed_names(others)} could come first as well"


def _come_after(rows: Sequence[tuple[BandRow, RankBand]]) -> str:
    after = sum(band.best > 1 for _, band in rows)
    if not after:
        return ""
    areas = f"{number_word(after).capitalize()} {'area comes' if after == 1 else 'areas come'}"
    return f" {areas} after the first, even allowing for chance."


# --- drawn -----------------------------------------------------------------------------------------------


def _draw(key: str, rows: Sequence[BandRow], of: int, board: BandBoard) -> Markup:
    bottom = TOP + board.row * len(rows)
    parts = [*_grid(of, TOP, bottom, board), *_axis(of, 12, board)]
    parts += [] if board.is_wide else _axis(of, bottom + 16, board)
    for i, row in enumerate(rows):
        parts += _row(row, TOP + 20 + board.row * i, of, board)
    return svg_picture(key, "Ranks, drawn as bars", bottom + (4 if board.is_wide else 24), parts, board.width)


def _grid(of: int, top: float, bottom: float, board: BandBoard) -> Iterator[str]:
    for rank in range(1, of + 1):
        yield svg_line(board.x(rank, of), top - 6, board.x(rank, of), bottom, HAIR)


def _axis(of: int, y: float, board: BandBoard) -> Iterator[str]:
    for rank in range(1, of + 1):
        name = ordinal_number(rank) if of <= ORDINALS else str(rank)
        yield svg_text(board.x(rank, of), y, name, SMALL, "middle", ink=SOFT)


def _row(row: BandRow, y: float, of: int, board: BandBoard) -> Iterator[str]:
    """Number, short name and places; on the next line, or between them, the bar with a mark at the area's own rank."""
    blank = row.rank is None
    yield area_disc(row.area, 11, y - 4.5)
    folds = wrapped_lines(row.area.short_name, board.left - 40) if board.is_wide else (row.area.short_name,)
    for i, fold in enumerate(folds):
        yield svg_text(26, y + 15 * i - 7.5 * (len(folds) - 1), fold, more=HALO)
    style = f'font-style="italic" {HALO}' if blank else f"{BOLD} {HALO}"
    yield svg_text(board.width - 2, y, row.words, anchor="end", ink=SOFT if blank else INK, more=style)
    base = y - 4.5 if board.is_wide else y + 17
    dashed = 'stroke-dasharray="3 4"'
    yield svg_line(board.left, base, board.right, base, LINE if blank else HAIR, 1.5, dashed if blank else "")
    if isinstance(row.at_once, RankBand):
        yield _bar(row.area, row.at_once, base, of, board)
    if row.places is not None:
        yield from _mark(row.area, row.places, base, of, board)


def _mark(area: Area, places: RankPlaces, y: float, of: int, board: BandBoard) -> Iterator[str]:
    """A mark at the area's own rank; where its figures leave more than one open, a line over all of them."""
    if places.is_exact:
        yield svg_marker("circle", board.x(places.best, of), y, area.display.colour, PAPER, 1.6)
    else:
        yield svg_line(board.x(places.best, of), y, board.x(places.worst, of), y, area.display.colour, 4)


def _bar(area: Area, band: RankBand, y: float, of: int, board: BandBoard) -> str:
    """From the best place to the worst, with round ends that reach a little beyond both."""
    look, half = area.display, BAR / 2
    left, wide = board.x(band.best, of), board.x(band.worst, of) - board.x(band.best, of)
    arc = f"a{to_svg(half)} {to_svg(half)} 0 0 1 0"
    path = f"M{to_svg(left)} {to_svg(y - half)}h{to_svg(wide)}{arc} {to_svg(BAR)}h{to_svg(-wide)}{arc} {to_svg(-BAR)}z"
    return f'<path d="{path}" fill="{look.tint}" stroke="{look.colour}" stroke-width="1.4"/>'
