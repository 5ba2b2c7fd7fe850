"""A drawing read back: where its discs, markers, lines, boxes and lines of type are, in the order of drawing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from lws_assess.documents.charts.drawing import MARKERS
from tests.documents.views import drawing

NUMBER = r"(-?[\d.]+)"
LINE = re.compile(rf"M{NUMBER} {NUMBER}L{NUMBER} {NUMBER}")
BOX = re.compile(rf"M{NUMBER} {NUMBER}h{NUMBER}v{NUMBER}h{NUMBER}z")
AT = re.compile(rf"translate\({NUMBER} {NUMBER}\)")
SHAPES = {path: shape for shape, path in MARKERS.items()}


@dataclass(frozen=True)
class Type:
    """A line of type; `anchor` says which end of it stands at x."""

    words: str
    x: float
    y: float
    anchor: str
    ink: str
    bold: bool


@dataclass(frozen=True)
class Disc:
    """A circle with what is printed in it."""

    words: str
    x: float
    y: float
    fill: str
    edge: str


@dataclass(frozen=True)
class Marker:
    shape: str
    x: float
    y: float
    fill: str
    edge: str


@dataclass(frozen=True)
class Stroke:
    """A straight line from its first end to its second."""

    x1: float
    y1: float
    x2: float
    y2: float
    ink: str
    width: float
    dash: str


@dataclass(frozen=True)
class Box:
    """A rectangle from its upper left corner."""

    x: float
    y: float
    wide: float
    high: float
    fill: str
    edge: str
    dash: str


@dataclass(frozen=True)
class Drawn:
    """All that stands in one drawing."""

    type: tuple[Type, ...]
    discs: tuple[Disc, ...]
    markers: tuple[Marker, ...]
    strokes: tuple[Stroke, ...]
    boxes: tuple[Box, ...]

    def disc(self, number: int) -> Disc:
        """The first disc of an area."""
        return next(one for one in self.discs if one.words == str(number))

    def named_shapes(self) -> dict[str, str]:
        """What is said over dots: the shape at the foot of each thin line, and the words where the line begins."""
        found = {}
        for line in self.strokes:
            above = [one for one in self.type if abs(one.y + 4 - line.y1) < 0.2 and one.anchor == "middle"]
            below = [one for one in self.markers if abs(one.x - line.x2) < 0.2 and 0 < one.y - line.y2 < 20]
            if above and below and line.width == 1:
                foot = min(below, key=lambda one: one.y)
                found[foot.shape] = min(above, key=lambda one: abs(one.x - line.x1)).words
        return found

    def words_at(self, y: float, near: float = 1.0) -> list[str]:
        """The lines of type on one height, from left to right."""
        return [one.words for one in sorted(self.type, key=lambda t: t.x) if abs(one.y - y) <= near]


def read(svg: str) -> Drawn:
    elements = [e for e in drawing(svg) if e.tag not in ("title", "pattern")]
    type_, discs, markers, strokes, boxes = [], [], [], [], []
    for e, after in zip(elements, [*elements[1:], None], strict=True):
        path = e.get("d", "")
        if e.tag == "text" and e.get("x"):
            type_.append(_type(e))
        elif e.tag == "circle" and after is not None and after.tag == "text":
            at = (float(e.get("cx", 0)), float(e.get("cy", 0)))
            discs.append(Disc("".join(after.itertext()), *at, e.get("fill", ""), e.get("stroke", "")))
        elif path in SHAPES:
            at = tuple(map(float, AT.fullmatch(e.get("transform", "")).groups()))  # type: ignore[union-attr]
            markers.append(Marker(SHAPES[path], *at, e.get("fill", ""), e.get("stroke", "")))
        elif found := LINE.fullmatch(path):
            look = (e.get("stroke", ""), float(e.get("stroke-width", 1)), e.get("stroke-dasharray", ""))
            strokes.append(Stroke(*map(float, found.groups()), *look))
        elif found := BOX.fullmatch(path):
            look = (e.get("fill", ""), e.get("stroke", ""), e.get("stroke-dasharray", ""))
            boxes.append(Box(*map(float, found.groups()[:4]), *look))
    return Drawn(tuple(type_), tuple(discs), tuple(markers), tuple(strokes), tuple(boxes))


def _type(e: Element) -> Type:
    return Type(
        "".join(e.itertext()),
        float(e.get("x", 0)),
        float(e.get("y", 0)),
        e.get("text-anchor", "start"),
        e.get("fill", ""),
        e.get("font-weight") == "700",
    )
