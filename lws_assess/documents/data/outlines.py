"""Type of drawings as papers set it: figures in the face of figures, and lines of other letters as shapes.

The printer sets type of a drawing in one face a line, without the shapes that letters take beside each other, and
fails on some lines. Type of a paper it sets well. So such lines are set as a paper is and put back as shapes.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from lws_assess.documents.charts.drawing import to_svg
from lws_assess.documents.directions import isolated_runs
from lws_assess.documents.faces import FIGURES_FACE, outside_of_first, printable_text
from lws_assess.documents.printing import compile_pages, source_of
from lws_assess.survey.letters import composed_for_print

_LINE: Final = re.compile(r"<text (?P<look>[^>]*)>(?P<words>[^<]*)</text>")
_LOOK: Final = re.compile(r'([\w-]+)="([^"]*)"')
_SHAPE: Final = re.compile(r'width="([\d.]+)pt"')
_FIGURES: Final = re.compile(r"&#?\w+;|[0-9]+")  # a letter that is written by its number is none
_HEAD: Final = re.compile(r"^<svg[^>]*>")
ABOVE: Final = 1.2  # of the size of type: from the top of a shape to the foot of its letters
_OF_THE_LINE: Final = {"x", "y", "font-size", "text-anchor", "fill", "font-weight"}
_SHARE_BEFORE: Final = {"": 0.0, "start": 0.0, "middle": 0.5, "end": 1.0}


def drawing_in_type(svg: str) -> str:
    """The drawing as it is printed: without a stroke through its noughts, and with every letter drawn."""
    return _LINE.sub(_with_figures, letters_as_outlines(svg))


def _with_figures(line: re.Match[str]) -> str:
    """A line of type with its figures in the face of figures, as a paper has them."""
    words = _FIGURES.sub(
        lambda run: run[0] if run[0][0] == "&" else f'<tspan font-family="{FIGURES_FACE}">{run[0]}</tspan>',
        line["words"],
    )
    return f"<text {line['look']}>{words}</text>"


def letters_as_outlines(svg: str) -> str:
    """The drawing with lines of other letters as shapes, each where it stood; all others stay type.

    What no face has is drawn as its number in brackets.
    """
    lines = [line for line in _LINE.finditer(svg) if outside_of_first(_words(line))]
    if not lines:
        return svg
    looks = [dict(_LOOK.findall(line["look"])) for line in lines]
    asked = [
        {
            "words": isolated_runs(printable_text(_words(line))).replace("\n", " "),
            "size": float(look.get("font-size", 13)),
            "weight": int(look.get("font-weight", 400)),
            "fill": look.get("fill", "#000"),
        }
        for line, look in zip(lines, looks, strict=True)
    ]
    shapes = iter([shape.decode() for shape in compile_pages(source_of("lines"), asked, "svg")])
    places = iter(looks)
    return _LINE.sub(
        lambda line: _placed(next(shapes), next(places)) if outside_of_first(_words(line)) else line[0], svg
    )


def _words(line: re.Match[str]) -> str:
    return composed_for_print(unescape(line["words"]))


def _placed(shape: str, look: dict[str, str]) -> str:
    """A shape of a line where the line stood. A seam around letters is drawn with each of them."""
    wide = float(_SHAPE.search(shape)[1])  # type: ignore[index]
    x = float(look.get("x", 0)) - wide * _SHARE_BEFORE[look.get("text-anchor", "")]
    y = float(look.get("y", 0)) - ABOVE * float(look.get("font-size", 13))
    more = " ".join(f'{key}="{value}"' for key, value in look.items() if key not in _OF_THE_LINE)
    head = f'<g {more}><svg x="{to_svg(x)}" y="{to_svg(y)}" overflow="visible" '
    shape = shape.replace('pt"', '"', 2)  # its points are the drawing's own units
    return _HEAD.sub(lambda found: head + found[0].removeprefix("<svg "), shape, count=1).rstrip() + "</g>"
