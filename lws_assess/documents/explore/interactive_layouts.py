"""Interactive layouts: the boards of an interactive figure, and its words as the charts library reads them.

How far an axis reaches is said by its scale, so it tells nothing of what is withheld.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lws_assess.documents.charts.drawing import HAIR, INK, LINE, PAPER, wrapped_lines
from lws_assess.documents.explore.chosen_figures import ChosenFigures, FigureBoard, FigureKind
from lws_assess.documents.explore.measures import ExploredAxis

LibraryValues = dict[str, Any]

NAME_WIDTH, AREA_WIDTH = 260.0, 110.0  # as wide as words may be before they are broken
KEPT_FREE = 0.03  # of the length of an axis, at each of its ends, so that no marker is cut
BAR_HEIGHT, AREA_GAP, LINE_HEIGHT, SQUARE = 18, 22, 58, 560  # pixels
HEAD, FOOT = 44, 76  # pixels that a board keeps free above it for its name, and below it for its axis


def plain_for_library(words: str) -> str:
    """Words for the charts library, which would otherwise read tags in them."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def broken_lines(words: str, width: float) -> str:
    """Words on as many lines as they need."""
    return "<br>".join(map(plain_for_library, wrapped_lines(words, width)))


def board_endings(chosen: ChosenFigures) -> list[str]:
    """Returns what the name of an axis of each board ends in."""
    return ["", *(str(number) for number in range(2, len(chosen.boards) + 1))]


def _shared_layout(chosen: ChosenFigures) -> LibraryValues:
    """No template, which would weigh more than the figure. `meta` says what a file cannot say in its picture."""
    return {
        "template": {},
        "title": {
            "text": broken_lines(chosen.title, 640),
            "x": 0.02,
            "xref": "container",
            "font": {"size": 17},
        },
        "font": {"size": 14, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "margin": {"l": 20, "r": 30, "t": 60, "b": 40},
        "hoverlabel": {"bgcolor": PAPER, "font": {"color": INK}},
        "hovermode": "closest",
        "legend": {"orientation": "h", "x": 0, "y": 0, "yref": "container", "yanchor": "bottom"},
        "showlegend": True,
        "meta": {
            "source": chosen.source,
            "sentence": chosen.sentence,
            "headers": list(chosen.headers),
            "rows": [list(row) for row in chosen.rows],
        },
    }


def _axis(axis: ExploredAxis, is_upright: bool = False) -> LibraryValues:
    """An axis as long as its scale, whatever stands on it."""
    free = KEPT_FREE * (axis.highest - axis.lowest)
    ticks = [words if is_upright else broken_lines(words, AREA_WIDTH) for _, words in axis.ticks]
    return {
        "title": {"text": broken_lines(axis.title, 560)},
        "range": [round(axis.lowest - free, 2), round(axis.highest + free, 2)],
        "tickvals": [at for at, _ in axis.ticks],
        "ticktext": [plain_for_library(words) if is_upright else words for words in ticks],
        "tickangle": 0,
        "automargin": True,
        "gridcolor": HAIR,
        "zeroline": False,
    }


def boards_layout(chosen: ChosenFigures) -> LibraryValues:
    """The layout of all boards, one beneath the other, each with its name where there are several."""
    boards = [LAYOUTS[chosen.kind](chosen, board) for board in chosen.boards]
    if len(boards) == 1:
        return {**_shared_layout(chosen), **boards[0]}
    high = sum(one["height"] for one in boards)
    merged: LibraryValues = {**_shared_layout(chosen), **boards[0], "height": high, "annotations": []}
    above = 0
    for ending, board, layout in zip(board_endings(chosen), chosen.boards, boards, strict=True):
        top, foot = 1 - (above + HEAD) / high, 1 - (above + layout["height"] - FOOT) / high
        above += layout["height"]
        merged["annotations"].append(_heading(board.title, top))
        lies = [round(foot, 4), round(top, 4)]
        if chosen.kind == FigureKind.RADAR:
            merged[f"polar{ending}"] = {**layout["polar"], "domain": {"x": [0, 1], "y": lies}}
        else:
            merged[f"xaxis{ending}"] = {**layout["xaxis"], "anchor": f"y{ending}"}
            merged[f"yaxis{ending}"] = {**layout["yaxis"], "anchor": f"x{ending}", "domain": lies}
    return merged


def _heading(words: str, top: float) -> LibraryValues:
    """Returns whose answers a board shows, above it."""
    return {
        "text": f"<b>{broken_lines(words, NAME_WIDTH)}</b>",
        "showarrow": False,
        "align": "left",
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": round(top, 4),
        "yref": "paper",
        "yanchor": "bottom",
        "yshift": 22,
    }


def _radar_layout(chosen: ChosenFigures, board: FigureBoard) -> LibraryValues:
    turn = 90 - 180 / max(1, len(chosen.areas))  # between the first spoke and the second
    return {
        "height": SQUARE + 80,
        "margin": {"l": 110, "r": 110, "t": 90, "b": 50},
        "dragmode": "zoom",
        "polar": {
            "bgcolor": PAPER,
            "angularaxis": {"direction": "clockwise", "rotation": 90, "gridcolor": HAIR, "linecolor": LINE},
            "radialaxis": {
                "range": [board.axis.lowest, board.axis.highest],
                "tickvals": [at for at, _ in board.axis.ticks],
                "gridcolor": HAIR,
                "linecolor": HAIR,
                "angle": turn,
            },
        },
    }


AREAS_DOWN: LibraryValues = {"autorange": "reversed", "automargin": True, "gridcolor": HAIR}


def _bars_layout(chosen: ChosenFigures, board: FigureBoard) -> LibraryValues:
    rows = BAR_HEIGHT * max(1, len(board.series)) + AREA_GAP
    return {
        "height": 160 + rows * len(chosen.areas),
        "margin": {"l": 20, "r": 100, "t": 60, "b": 40},  # what is printed beside the longest bar needs room
        "barmode": "group",
        "xaxis": _axis(board.axis),
        "yaxis": AREAS_DOWN,
        "dragmode": "zoom",
    }


def _lines_layout(chosen: ChosenFigures, board: FigureBoard) -> LibraryValues:
    return {
        "height": 160 + LINE_HEIGHT * len(chosen.areas),
        "xaxis": _axis(board.axis),
        "yaxis": {**AREAS_DOWN, "gridcolor": LINE},
        "dragmode": "zoom",
    }


def _scatter_layout(_chosen: ChosenFigures, board: FigureBoard) -> LibraryValues:
    upright = {"yaxis": _axis(board.side, True)} if board.side else {}
    return {"height": SQUARE, "xaxis": _axis(board.axis), "dragmode": "zoom", **upright}


LAYOUTS: dict[FigureKind, Callable[[ChosenFigures, FigureBoard], LibraryValues]] = {
    FigureKind.RADAR: _radar_layout,
    FigureKind.BARS: _bars_layout,
    FigureKind.LINES: _lines_layout,
    FigureKind.SCATTER: _scatter_layout,
}
