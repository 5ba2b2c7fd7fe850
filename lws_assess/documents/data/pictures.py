"""Pictures: a chart as a file that says by itself what it shows, of whom, and when.

    Chart, source  ->  picture_file  ->  SVG  ->  png_file  ->  PNG

A picture holds its title, its main point, the drawing, what the drawing needs explained, and its source. It
refers to nothing outside itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import escape

from lws_assess.documents.charts.drawing import (
    BOLD,
    HAIR,
    INK,
    PAPER,
    SMALL,
    SOFT,
    Chart,
    size_of_drawing,
    svg_line,
    svg_text,
    to_svg,
)
from lws_assess.documents.data.outlines import drawing_in_type
from lws_assess.documents.printing import compile_pages
from lws_assess.survey.letters import composed_letters, cut_to, lines_for_width

MARGIN = 20.0
TITLE, SENTENCE = 16, 13  # sizes of type
LETTER = 0.56  # of the size of type: about how wide a letter is in the faces below
MOST_LINES = 8  # of any one text; what is longer ends in three dots
FACES = "Atkinson Hyperlegible, Segoe UI, Roboto, Noto Sans, DejaVu Sans, Arial, Helvetica, sans-serif"
WIDE = 1600  # pixels of a PNG
_SHEET = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(json(bytes(sys.inputs.data))), format: "svg")"""


def picture_file(chart: Chart, source: str) -> bytes:
    """The chart as an SVG file. `source` names the partnership, the round, its day and how many people."""
    wide, high = size_of_drawing(chart.svg)
    parts, y = _lines(chart.title, wide, TITLE, MARGIN, INK, BOLD)
    more, y = _lines(chart.sentence, wide, SENTENCE, y + 6, INK)
    parts += more
    if chart.svg:
        at = f'<svg x="{to_svg(MARGIN)}" y="{to_svg(y + 14)}" width="{to_svg(wide)}" height="{to_svg(high)}" '
        parts.append(at + str(chart.svg).removeprefix("<svg "))
        y += 14 + high
    more, y = _lines(chart.note, wide, SMALL, y + 10, SOFT)
    parts += [*more, svg_line(MARGIN, y + 8, MARGIN + wide, y + 8, HAIR)]
    more, y = _lines(source, wide, SMALL, y + 14, SOFT)
    return _whole(chart.title, wide + 2 * MARGIN, y + MARGIN, [*parts, *more]).encode()


def png_file(chart: Chart, source: str) -> bytes:
    """Returns the chart as a PNG file, 1,600 pixels wide, in the product's own faces."""
    points = (size_of_drawing(chart.svg)[0] + 2 * MARGIN) * 72 / 96
    drawn = drawing_in_type(picture_file(chart, source).decode())
    [png] = compile_pages(_SHEET, drawn, "png", 72 * WIDE / points)
    return png


def _lines(
    words: str, wide: float, size: float, y: float, ink: str, more: str = ""
) -> tuple[list[str], float]:
    """A text from `y` downwards, as many lines as it needs; and where it ends."""
    high, drawn = size * 1.35, []
    for i, words_of_line in enumerate(_folded(words, int(wide / (size * LETTER)))):
        drawn.append(svg_text(MARGIN, y + size + high * i, words_of_line, size, ink=ink, more=more))
    return drawn, y + high * len(drawn)


def _folded(words: str, letters: int) -> Iterator[str]:
    """Lines of a text; words longer than a line are broken, and what would be too long is cut."""
    lines = lines_for_width(cut_to(" ".join(composed_letters(words).split()), letters * MOST_LINES), letters)
    yield from lines[: MOST_LINES - 1]
    if lines[MOST_LINES - 1 :]:
        yield lines_for_width(" ".join(lines[MOST_LINES - 1 :]), letters - 1)[0].rstrip("…") + "…"


def _whole(title: str, wide: float, high: float, parts: list[str]) -> str:
    return composed_letters(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{to_svg(wide)}" height="{to_svg(high)}"'
        f' viewBox="0 0 {to_svg(wide)} {to_svg(high)}" font-family="{FACES}" fill="none">'
        f"<title>{escape(title)}</title>"
        f'<path d="M0 0H{to_svg(wide)}V{to_svg(high)}H0z" fill="{PAPER}"/>{"".join(parts)}</svg>'
    )
