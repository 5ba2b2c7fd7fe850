"""Figures of messages: bars, a radar or a table, from which every slide is drawn, in a file and on a screen.

    printed places and scores  ->  MessageFigure, MessageTable  ->  a chart that can be edited, a drawing on a screen

Each value is the number that is printed, with as many decimals. A figure that is withheld has no number: its row says
so in words. Of one that is known between two ends only, a bar reaches to the lower of them, and its label names both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from lws_assess.documents.charts.drawing import ScalePlace
from lws_assess.documents.charts.spokes import RadarOutline
from lws_assess.survey.instruments import Area, Scale

BLUE, SOFT_BAR = "#1a5fa8", "#8a8178"


class MessageKind(Enum):
    """Says how a figure is drawn."""

    BARS = auto()
    RADAR = auto()
    TABLE = auto()


@dataclass(frozen=True)
class FigureValue:
    """One figure as it is printed. `number` is None where it is withheld, or only its two ends are known.

    `ends` are then those two, where they may be told.
    """

    text: str
    number: float | None = None
    ends: tuple[float, float] | None = None

    @property
    def drawn(self) -> float | None:
        """Returns how far a bar reaches for certain; None where it is withheld."""
        return self.ends[0] if self.ends else self.number


@dataclass(frozen=True)
class FigureRow:
    """A row of bars, or a spoke of a radar: a value for each series. `area` is None where it is about no area."""

    name: str
    values: tuple[FigureValue, ...]
    area: Area | None = None


@dataclass(frozen=True)
class MessageTable:
    """A table that is shown as one: few rows, and words rather than lengths."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def kind(self) -> MessageKind:
        return MessageKind.TABLE

    @property
    def in_words(self) -> str:
        """All that the table holds, for those who do not see it."""
        return f"{self.title}. {'; '.join(', '.join(row) for row in self.rows)}."


@dataclass(frozen=True)
class MessageFigure:
    """Rows with a value a series, drawn between `low` and `high`; a `high` of None is left to the largest number.

    `outlines` are the series of a radar, as screens draw them, on `scale`.
    """

    kind: MessageKind
    title: str
    series: tuple[str, ...]
    rows: tuple[FigureRow, ...]
    low: float
    high: float | None = None
    scale: Scale | None = None
    outlines: tuple[RadarOutline, ...] = ()

    @property
    def top(self) -> float:
        """Returns where the scale of the drawing ends."""
        if self.high is not None:
            return self.high
        numbers = [one.number for row in self.rows for one in row.values if one.number is not None]
        ends = [one.ends[1] for row in self.rows for one in row.values if one.ends]
        return max((*numbers, *ends, self.low)) or 1.0

    @property
    def as_table(self) -> MessageTable:
        """Returns the figures as a table, for beside the drawing."""
        head = "Area" if all(row.area for row in self.rows) else ""
        rows = tuple((row.name, *(one.text for one in row.values)) for row in self.rows)
        return MessageTable(self.title, (head, *self.series), rows)

    @property
    def in_words(self) -> str:
        """All that the drawing shows, for those who do not see it."""
        if len(self.series) == 1:
            told = [f"{row.name} {row.values[0].text}" for row in self.rows]
        else:
            told = [
                f"{row.name} "
                + ", ".join(
                    f"{name.lower()} {one.text}" for name, one in zip(self.series, row.values, strict=True)
                )
                for row in self.rows
            ]
        return f"{self.title}. {'; '.join(told)}."


def figure_of_place(at: ScalePlace) -> FigureValue:
    """A place on a scale as it is printed."""
    if at.value is None:
        return FigureValue(at.text)
    return FigureValue(at.text, float(at.text)) if at.exact else FigureValue(at.text, ends=at.span)


def figure_of_text(text: str) -> FigureValue:
    """A printed number, or two ends of one.

    >>> figure_of_text("6.4"), figure_of_text("5.0 to 6.1"), figure_of_text("–")
    (FigureValue(text='6.4', number=6.4, ends=None), FigureValue(text='5.0 to 6.1', number=None, ends=(5.0, 6.1)), \
FigureValue(text='–', number=None, ends=None))
    """
    low, _, high = text.partition(" to ")
    try:
        return FigureValue(text, ends=(float(low), float(high))) if high else FigureValue(text, float(low))
    except ValueError:
        return FigureValue(text)


def bars_on_scale(
    title: str, series: Sequence[str], rows: Sequence[FigureRow], scale: Scale
) -> MessageFigure:
    """Bars from the lowest level of a scale to its highest."""
    return MessageFigure(MessageKind.BARS, title, tuple(series), tuple(rows), 1.0, float(scale.top), scale)
