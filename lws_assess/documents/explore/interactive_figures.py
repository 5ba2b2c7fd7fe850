"""Interactive figures: chosen figures as traces and a layout for the charts library.

A trace holds printed figures alone. Where only an end of the scale may be named, the marker is hollow and a line spans
that end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from plotly import graph_objects

from lws_assess.documents.charts.drawing import PAPER, ScalePlace, numbered_area
from lws_assess.documents.explore.chosen_figures import ChosenFigures, FigureBoard, FigureKind, FigureSeries
from lws_assess.documents.explore.interactive_layouts import (
    AREA_WIDTH,
    NAME_WIDTH,
    LibraryValues,
    board_endings,
    boards_layout,
    broken_lines,
    plain_for_library,
)
from lws_assess.documents.explore.series_looks import SeriesLook, looks_of_series, series_key
from lws_assess.survey.instruments import Area

TELL = "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<extra></extra>"
TELL_TWO = (
    "<b>%{customdata[0]}</b><br>%{customdata[1]}<br>%{customdata[2]}<br>%{customdata[3]}<extra></extra>"
)
MOST_NUMBERED = 24  # points
EARLIER_SHAPES = (".", "-", "x", "|")  # of bars; a slash is what may lie beyond a figure
KEY_HEIGHT = 24  # pixels, of each series


def interactive_figure(chosen: ChosenFigures) -> LibraryValues:
    """The figure as the charts library takes it: `data` and `layout`, of plain values throughout.

    Boards lie beneath each other. Each has axes of its own, whose names end in its number from the second on.
    """
    looks = iter(enumerate(looks_of_series(chosen.series)))
    traces = [
        {**trace, **_axes_of_board(chosen.kind, ending)}
        for ending, board in zip(board_endings(chosen), chosen.boards, strict=True)
        for series, (number, look) in zip(board.series, looks, strict=False)
        for trace in _traces(chosen, board, series, look, series_key(number))
    ]
    layout = boards_layout(chosen)
    # What has a key of its own beside it needs no room for another: `meta` says how high the board is without.
    layout["meta"]["height"] = layout["height"]
    layout["height"] += KEY_HEIGHT * len(chosen.series)
    figure: LibraryValues = graph_objects.Figure(data=traces, layout=layout).to_plotly_json()
    return figure


def _axes_of_board(kind: FigureKind, ending: str) -> LibraryValues:
    """Returns which axes a trace is drawn on; nothing for those of the first board, which are the usual ones."""
    if not ending:
        return {}
    if kind == FigureKind.RADAR:
        return {"subplot": f"polar{ending}"}
    return {"xaxis": f"x{ending}", "yaxis": f"y{ending}"}


def _traces(
    chosen: ChosenFigures, board: FigureBoard, series: FigureSeries, look: SeriesLook, key: str
) -> Iterator[LibraryValues]:
    """The traces of one series, which are shown and hidden together."""
    shared = {"legendgroup": key, "name": broken_lines(series.name, NAME_WIDTH)}
    if chosen.kind == FigureKind.BARS:
        yield from _bars(chosen, board, series, look, shared)
        return
    yield {
        **shared,
        **DRAWN[chosen.kind](chosen.areas, series),
        "mode": _mode(chosen),
        "connectgaps": False,
        "line": {"color": look.ink, "dash": look.dash, "width": 2.5},
        "marker": {"symbol": _symbols(chosen, series, look), "size": 10, "color": look.ink},
        "customdata": _told(chosen, board, series),
        "hovertemplate": TELL if board.side is None else TELL_TWO,
    }
    spans = SPANS[chosen.kind](chosen.areas, series)
    if spans:
        yield {
            **shared,
            **spans,
            "mode": "lines",
            "connectgaps": False,
            "line": {"color": look.ink, "width": 1.5},
            "hoverinfo": "skip",
            "showlegend": False,
        }


def _mode(chosen: ChosenFigures) -> str:
    """Points have their areas' numbers beside them where these are few enough to be read."""
    if chosen.kind != FigureKind.SCATTER:
        return "lines+markers"
    return "markers+text" if len(chosen.series) * len(chosen.areas) <= MOST_NUMBERED else "markers"


def _told(chosen: ChosenFigures, board: FigureBoard, series: FigureSeries) -> list[list[str]]:
    """Returns what is said of each place: whose it is, its area, and its figures as they are printed."""
    told = [
        [plain_for_library(words) for words in (series.name, numbered_area(area), *figures)]
        for area, figures in zip(chosen.areas, _figures(board, series), strict=True)
    ]
    return [*told, *told[:1]] if chosen.kind == FigureKind.RADAR else told


def _figures(board: FigureBoard, series: FigureSeries) -> list[tuple[str, ...]]:
    if board.side is None:
        return [(told_of(place),) for place in series.places]
    return [
        (f"{board.axis.title}: {told_of(at)}", f"{board.side.title}: {told_of(up)}")
        for at, up in zip(series.places, series.upright, strict=True)
    ]


def told_of(place: ScalePlace) -> str:
    """A figure with its band and how many rated it; the reason where it is withheld."""
    if place.value is None:
        return place.cell
    rated = f" ({place.people:,} rated it)" if place.people else ""
    return f"{f'{place.text} {place.band}'.rstrip()}{rated}"


def _symbols(chosen: ChosenFigures, series: FigureSeries, look: SeriesLook) -> list[str]:
    """A marker for each place, hollow where what is printed leaves it open."""
    pairs = zip(series.places, series.upright or series.places, strict=True)
    symbols = [f"{look.symbol}{'-open' if at.is_open or up.is_open else ''}" for at, up in pairs]
    return [*symbols, *symbols[:1]] if chosen.kind == FigureKind.RADAR else symbols


# --- one kind of picture each ----------------------------------------------------------------------------


def _round_the_radar(areas: Sequence[Area], series: FigureSeries) -> LibraryValues:
    """The first spoke stands again at the end, so that the outline closes."""
    spokes = [broken_lines(numbered_area(area), AREA_WIDTH) for area in areas]
    spots = [place.spot for place in series.places]
    return {"type": "scatterpolar", "theta": [*spokes, *spokes[:1]], "r": [*spots, *spots[:1]]}


def _along_the_lines(areas: Sequence[Area], series: FigureSeries) -> LibraryValues:
    """The axes lie beneath each other, so that every area has room for its name."""
    down = [broken_lines(numbered_area(area), AREA_WIDTH) for area in areas]
    return {"type": "scatter", "y": down, "x": [place.spot for place in series.places]}


def _over_the_scatter(areas: Sequence[Area], series: FigureSeries) -> LibraryValues:
    """Only where both figures are shown is there a point."""
    pairs = [
        (at.spot, up.spot) if at.value is not None and up.value is not None else (None, None)
        for at, up in zip(series.places, series.upright, strict=True)
    ]
    return {
        "type": "scatter",
        "x": [at for at, _ in pairs],
        "y": [up for _, up in pairs],
        "text": [str(area.number) for area in areas],
        "textposition": "top center",
    }


def _spans_on_spokes(areas: Sequence[Area], series: FigureSeries) -> LibraryValues:
    spokes, ends = _spans(areas, series.places)
    return {"type": "scatterpolar", "theta": spokes, "r": ends} if ends else {}


def _spans_on_lines(areas: Sequence[Area], series: FigureSeries) -> LibraryValues:
    down, ends = _spans(areas, series.places)
    return {"type": "scatter", "y": down, "x": ends} if ends else {}


def _spans(
    areas: Sequence[Area], places: Sequence[ScalePlace]
) -> tuple[list[str | None], list[float | None]]:
    """From where to where each open place may lie, with a gap behind each."""
    where: list[str | None] = []
    ends: list[float | None] = []
    for area, place in zip(areas, places, strict=True):
        if place.is_open:
            where += [broken_lines(numbered_area(area), AREA_WIDTH)] * 2 + [None]
            ends += [*place.span, None]
    return where, ends


def _spans_on_scatter(_areas: Sequence[Area], series: FigureSeries) -> LibraryValues:
    across: list[float | None] = []
    upright: list[float | None] = []
    for at, up in zip(series.places, series.upright, strict=True):
        if at.spot is None or up.spot is None:
            continue
        if at.is_open:
            across, upright = [*across, *at.span, None], [*upright, up.spot, up.spot, None]
        if up.is_open:
            across, upright = [*across, at.spot, at.spot, None], [*upright, *up.span, None]
    return {"type": "scatter", "x": across, "y": upright} if across else {}


def _bars(
    chosen: ChosenFigures, board: FigureBoard, series: FigureSeries, look: SeriesLook, shared: LibraryValues
) -> Iterator[LibraryValues]:
    """A bar from the lowest point as far as is certain, and a hatched one as far as the figure may reach."""
    base, names = board.axis.lowest, [numbered_area(area) for area in chosen.areas]
    shared = {
        **shared,
        "type": "bar",
        "orientation": "h",
        "offsetgroup": shared["legendgroup"],
        "y": [broken_lines(name, AREA_WIDTH * 2) for name in names],
        "customdata": _told(chosen, board, series),
        "hovertemplate": TELL,
        "textposition": "outside",
        "cliponaxis": False,
    }
    known = [place.span if place.value is not None else None for place in series.places]
    words = [plain_for_library(place.text) for place in series.places]
    yield {
        **shared,
        "base": base,
        "x": [span and _length(base, span[0]) for span in known],
        "marker": _fill(look, _shape(series.rounds_back)),
        "text": [
            "" if at.is_open or not span else w
            for at, span, w in zip(series.places, known, words, strict=True)
        ],
    }
    if any(place.is_open for place in series.places):
        yield {
            **shared,
            "base": [span[0] if span else base for span in known],
            "x": [span and _length(*span) for span in known],
            "marker": _fill(look, "/"),
            "text": [w if at.is_open else "" for at, w in zip(series.places, words, strict=True)],
            "showlegend": False,
        }


def _shape(rounds_back: int) -> str:
    """Returns the pattern of an earlier round; none for this one."""
    return EARLIER_SHAPES[(rounds_back - 1) % len(EARLIER_SHAPES)] if rounds_back else ""


def _fill(look: SeriesLook, shape: str) -> LibraryValues:
    """A bar in full ink, or of a pattern on paper."""
    if not shape:
        return {"color": look.ink}
    return {
        "color": PAPER,
        "line": {"color": look.ink, "width": 1},
        "pattern": {"shape": shape, "fgcolor": look.ink, "bgcolor": PAPER, "size": 6},
    }


def _length(low: float, high: float) -> float:
    """As short as it can be written: figures have two decimals at most."""
    return round(high - low, 2)


DRAWN: dict[FigureKind, Callable[[Sequence[Area], FigureSeries], LibraryValues]] = {
    FigureKind.RADAR: _round_the_radar,
    FigureKind.LINES: _along_the_lines,
    FigureKind.SCATTER: _over_the_scatter,
}
SPANS: dict[FigureKind, Callable[[Sequence[Area], FigureSeries], LibraryValues]] = {
    FigureKind.RADAR: _spans_on_spokes,
    FigureKind.LINES: _spans_on_lines,
    FigureKind.SCATTER: _spans_on_scatter,
}
