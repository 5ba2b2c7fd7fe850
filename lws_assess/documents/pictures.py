"""Pictures: a chart as a file that says by itself what it shows, of whom, and when.

    Chart, source  ->  picture_file  ->  SVG  ->  png_file  ->  PNG

A picture holds its title, its main point, the drawing, what the drawing needs explained, and its source. It
refers to nothing outside itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import wrap

import typst
from markupsafe import escape

from lws_assess.documents.drawing import BOLD, HAIR, INK, PAPER, SMALL, SOFT, Chart, line, n, text
from lws_assess.documents.letters import cut_to, readable
from lws_assess.documents.printing import NO_PACKAGES, TEMPLATES, fonts

MARGIN = 20.0
TITLE, SENTENCE = 16, 13  # sizes of type
LETTER = 0.56  # of the size of type: about how wide a letter is in the faces below
MOST_LINES = 8  # of any one text; what is longer ends in three dots
FACES = "Atkinson Hyperlegible, Segoe UI, Roboto, Noto Sans, DejaVu Sans, Arial, Helvetica, sans-serif"
WIDE = 1600  # pixels of a PNG
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_TYPE = re.compile(r"[^<>]+(?=</text)")  # a line of type
_SIGN = re.compile("[←↑→↓▲▼]")
_IN_NO_FACE = '<tspan font-size="0.01">\U0010f123</tspan>'


def picture_file(chart: Chart, source: str) -> bytes:
    """The chart as an SVG file. `source` names the partnership, the round, its day and how many people."""
    wide, high = _size(chart)
    parts, y = _lines(chart.title, wide, TITLE, MARGIN, INK, BOLD)
    more, y = _lines(chart.sentence, wide, SENTENCE, y + 6, INK)
    parts += more
    if chart.svg:
        at = f'<svg x="{n(MARGIN)}" y="{n(y + 14)}" width="{n(wide)}" height="{n(high)}" '
        parts.append(at + str(chart.svg).removeprefix("<svg "))
        y += 14 + high
    more, y = _lines(chart.note, wide, SMALL, y + 10, SOFT)
    parts += [*more, line(MARGIN, y + 8, MARGIN + wide, y + 8, HAIR)]
    more, y = _lines(source, wide, SMALL, y + 14, SOFT)
    return _whole(chart.title, wide + 2 * MARGIN, y + MARGIN, [*parts, *more]).encode()


def png_file(chart: Chart, source: str) -> bytes:
    """The same as a PNG, 1,600 pixels wide, in the product's own typeface."""
    drawn = _with_signs(picture_file(chart, source).decode())
    points = (_size(chart)[0] + 2 * MARGIN) * 72 / 96
    compiler = typst.Compiler(
        b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.drawn), format: "svg")',
        root=TEMPLATES,
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"drawn": drawn},
        package_path=NO_PACKAGES,
        package_cache_path=NO_PACKAGES,
    )
    png = compiler.compile(format="png", ppi=72 * WIDE / points)
    assert isinstance(png, bytes)
    return png


def _with_signs(svg: str) -> str:
    """The picture with its signs in another face, where ours has none, and the words beside them in ours.

    The printer sets a whole line in another face where that has all of it, letter for letter. So the line ends in
    a letter that no face has, too small to be seen, and no f is joined to what follows it.
    """
    return _TYPE.sub(lambda found: _kept_in_our_face(found[0]), svg)


def _kept_in_our_face(line: str) -> str:
    return line.replace("f", "f\u200c") + _IN_NO_FACE if _SIGN.search(line) else line


def _size(chart: Chart) -> tuple[float, float]:
    found = _SIZE.search(chart.svg)
    return (float(found[1]), float(found[2])) if found else (360.0, 0.0)


def _lines(
    words: str, wide: float, size: float, y: float, ink: str, more: str = ""
) -> tuple[list[str], float]:
    """A text from `y` downwards, as many lines as it needs; and where it ends."""
    high, drawn = size * 1.35, []
    for i, words_of_line in enumerate(_folded(words, int(wide / (size * LETTER)))):
        drawn.append(text(MARGIN, y + size + high * i, words_of_line, size, ink=ink, more=more))
    return drawn, y + high * len(drawn)


def _folded(words: str, letters: int) -> Iterator[str]:
    """Lines of a text; words longer than a line are broken, and what would be too long is cut."""
    lines = wrap(cut_to(" ".join(readable(words).split()), letters * MOST_LINES), letters)
    yield from lines[: MOST_LINES - 1]
    if lines[MOST_LINES - 1 :]:
        yield cut_to(" ".join(lines[MOST_LINES - 1 :]), letters)


def _whole(title: str, wide: float, high: float, parts: list[str]) -> str:
    return readable(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{n(wide)}" height="{n(high)}"'
        f' viewBox="0 0 {n(wide)} {n(high)}" font-family="{FACES}" fill="none">'
        f"<title>{escape(title)}</title>"
        f'<path d="M0 0H{n(wide)}V{n(high)}H0z" fill="{PAPER}"/>{"".join(parts)}</svg>'
    )
