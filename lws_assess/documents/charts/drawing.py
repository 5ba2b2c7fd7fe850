"""Ink: what every picture is made of, and the Chart that carries a picture, its table and its sentence.

Everything is drawn with presentation attributes, since the pages' policy forbids style attributes. The board
for phones and papers is about 360 units wide, so that the smallest words (12 units) stay legible on a phone; the one
for wide screens has the same sizes of type and more room.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from html import unescape

from markupsafe import Markup, escape

from lws_assess.documents.claims import Claim, PrintedFigure
from lws_assess.documents.said_once import said_once
from lws_assess.survey.instruments import Area, Scale
from lws_assess.survey.intervals import Interval, exact_interval
from lws_assess.survey.letters import lines_for_width, width_in_letters
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.rounding import (
    DENOMINATOR,
    decimals_of,
    printed_target,
    printed_value,
    rounded_outward,
    rounded_value,
)
from lws_assess.survey.smallest_numbers import EXACT_ENDS_NEED
from lws_assess.survey.withheld import Withheld

WIDTH = 360
WIDE = 660  # of the board for wide screens, which is seen at 45rem: its type is then of 13 and 14 pixels
SMALL, WORDS = 12, 13  # sizes of type
INK, SOFT, LINE, HAIR, PAPER = "#1c1a17", "#57514a", "#8a8178", "#ddd5ca", "#fff"
NOT_SHOWN = "not shown"
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


@dataclass(frozen=True)
class MatrixCell:
    """A figure of a matrix: what is printed, and the name of its colour; `mark` is what the colour alone would say."""

    words: str
    tone: str
    mark: str = ""


@dataclass(frozen=True)
class FigureMatrixRow:
    """One group, by the key that addresses name it by, with how many people answered."""

    key: str
    name: str
    people: str
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True)
class FigureMatrix:
    """Groups down the side and areas across, for screens that are wide enough; the first row is everyone together.

    `known` says what the colours mean, each with its words.
    """

    areas: tuple[Area, ...]
    rows: tuple[FigureMatrixRow, ...]
    known: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Chart:
    """A figure, its table and one sentence that says the main point, all from one call.

    `key` stands in ids and must be used once a page. `rows` begin with the name of what they describe.
    `svg` is drawn for phones and papers; `wide`, or the `matrix`, is the same for screens from 60rem on. The wide
    board is drawn once it is asked for.
    `tones` says of each row's cells whether they stand higher or lower than the whole, where that is the point. `note`
    explains what only some drawings have, and `table_note` what stands in the table alone. `claims` are all that
    the sentence says of the figures in `rows`.
    """

    key: str
    title: str
    sentence: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    svg: Markup
    draw_wide: Callable[[], Markup] | None = field(default=None, compare=False)
    matrix: FigureMatrix | None = None
    tones: tuple[tuple[str, ...], ...] = ()
    note: str = ""
    table_note: str = ""
    claims: tuple[Claim, ...] = ()

    @property
    def wide(self) -> Markup | None:
        return self.draw_wide() if self.draw_wide else None

    @property
    def lettered(self) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
        """The rows as a page shows them: a reason that several cells share is a note beneath, named by a letter."""
        return said_once(self.rows)


@dataclass(frozen=True)
class ScalePlace:
    """Says where something stands on a scale, ready to be drawn.

    `value` is None where nothing may be drawn. It is certain as far as `sure` and lies no further than
    `reach`: they differ where only the end of the scale may be named. `brief` is `text` for narrow spots.
    """

    value: float | None
    text: str
    brief: str
    band: str
    sure: float
    reach: float
    why: str = ""
    people: int = 0
    between: Interval | None = None  # where more than one value is left open: see survey.privacy.Shown

    @property
    def exact(self) -> bool:
        return self.value is not None and self.sure == self.reach

    @property
    def interval(self) -> Interval | None:
        """Returns where it may lie; None where it is withheld."""
        return self.between or (None if self.value is None else exact_interval(self.value))

    @property
    def is_open(self) -> bool:
        """True if what is printed leaves more than one value open."""
        return self.interval is not None and not self.interval.is_exact

    @property
    def span(self) -> tuple[float, float]:
        """From where to where it may lie, drawn as certain up to the first. At the scale's lowest where withheld.

        No more finely than it is printed: the ends of a total would else tell the means of the cells in it.
        """
        if not (self.between and self.is_open):
            return self.sure, self.reach
        places = decimals_of(self.text) if self.exact else 1
        low, high = rounded_outward(self.between.low, self.between.high, places)
        return float(low), float(high)

    @property
    def spot(self) -> float | None:
        """Returns where its dot stands: in the middle of the end that is named in its stead, so at neither of its
        bounds.
        """
        return self.value if self.exact or self.value is None else sum(self.span) / 2

    @property
    def narrow(self) -> str:
        """Returns what is printed where two values share a line: in full, but an end of the scale in brief."""
        return self.text if self.exact or self.value is None else self.brief

    @property
    def cell(self) -> str:
        """Returns what stands in a table: the value, or why there is none."""
        return self.why or self.text


def place_on_scale(value: Shown | Withheld, scale: Scale) -> ScalePlace:
    """A published value as it is drawn and printed."""
    if isinstance(value, Withheld):
        return ScalePlace(None, NOT_SHOWN, "–", "", 1, 1, str(value))
    if value.exact:
        sure = reach = value.value
        brief = value.text
    else:
        is_low = value.interval.low <= 1
        sure, reach = (1.0, value.value) if is_low else (value.value, float(scale.top))
        brief = f"<{value.value:g}" if is_low else f"{value.value:g}+"
    return ScalePlace(
        value.value, value.text, brief, value.band, sure, reach, people=value.n, between=value.between
    )


def printed_figure(name: str, at: ScalePlace) -> PrintedFigure | None:
    """A place in a claim, called as the table beside it calls it; None where it is withheld."""
    return PrintedFigure(name, at.text, at.interval) if at.interval else None


def own_place(score: float | None, scale: Scale, places: int = 1) -> ScalePlace:
    """A respondent's own score with so many decimals, shown to nobody else."""
    if score is None:
        return ScalePlace(
            None, "no score", "–", "", 1, 1, "No score: fewer than half of the statements rated"
        )
    exact = Fraction(score).limit_denominator(DENOMINATOR)  # a mean of no more ratings than that
    text, value = printed_value(exact, places), float(rounded_value(exact, places))
    return ScalePlace(score, text, text, scale.band(value).label, score, score, between=exact_interval(value))


ENDS_NOTE = (
    f"Hatched or hollow: fewer than {EXACT_ENDS_NEED} people rated it and the mean is near an end of the scale, so "
    "only that end is named, and the mean may lie anywhere in it."
)
HELD = "of which only an end of the scale is named, so it may lie a little above or below what is printed."


def blur_note(places: Iterable[ScalePlace]) -> str:
    """Returns what a hatched end or a hollow dot means, where there is one."""
    known = [p for p in places if p.is_open]
    if not known:
        return ""
    held = any(p.exact for p in known)
    if all(p.exact for p in known):
        return f"Hatched or hollow: the figure holds groups {HELD}"
    return f"{ENDS_NOTE} A figure of everyone together may hold such groups, {HELD}" if held else ENDS_NOTE


def target_place(target: float, scale: Scale) -> ScalePlace:
    text = printed_target(target)
    return ScalePlace(target, text, text, scale.band(target).label, target, target)


NUMBER_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def ordinal_number(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def numbered_area(area: Area) -> str:
    """An area as tables and sentences name it: its number and short name."""
    return f"{area.number} {area.short_name}"


def number_word(number: int) -> str:
    """A number as a sentence has it.

    >>> number_word(7), number_word(12)
    ('seven', '12')
    """
    return NUMBER_WORDS[number] if number < len(NUMBER_WORDS) else f"{number:,}"


def listed_names(names: Iterable[str], word: str = "and") -> str:
    """Names in a sentence: a, b and c; or a, b or c."""
    *first, last = names
    return f"{', '.join(first)} {word} {last}" if first else last


def either_of_names(names: Iterable[str]) -> str:
    """Names of which not all may be meant: a, b or c."""
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last


# --- ink -------------------------------------------------------------------------------------------------


def to_svg(value: float) -> str:
    """A coordinate, as short as it can be written."""
    return f"{round(value, 1):g}"


def svg_text(
    x: float, y: float, words: str, size: float = WORDS, anchor: str = "", *, ink: str = INK, more: str = ""
) -> str:
    """A line of type; `more` holds further attributes."""
    anchored = f' text-anchor="{anchor}"' if anchor else ""
    return (
        f'<text x="{to_svg(x)}" y="{to_svg(y)}" font-size="{size:g}" fill="{ink}"{anchored}'
        f"{' ' + more if more else ''}>{escape(words)}</text>"
    )


HALO = f'stroke="{PAPER}" stroke-width="3.5" stroke-linejoin="round" paint-order="stroke"'
BOLD = 'font-weight="700"'


def svg_line(
    x1: float, y1: float, x2: float, y2: float, ink: str = HAIR, width: float = 1, more: str = ""
) -> str:
    return (
        f'<path d="M{to_svg(x1)} {to_svg(y1)}L{to_svg(x2)} {to_svg(y2)}" stroke="{ink}" stroke-width="{width:g}"'
        f"{' ' + more if more else ''}/>"
    )


def svg_box(x: float, y: float, wide: float, high: float, fill: str, edge: str) -> str:
    """A box with an edge one unit thick."""
    path = f"M{to_svg(x)} {to_svg(y)}h{to_svg(wide)}v{to_svg(high)}h{to_svg(-wide)}z"
    return f'<path d="{path}" fill="{fill}" stroke="{edge}" stroke-width="1"/>'


def area_disc(area: Area, x: float, y: float, radius: float = 9, size: float = SMALL) -> str:
    """An area's number on its colour, in type of a size."""
    look = area.display
    return f'<circle cx="{to_svg(x)}" cy="{to_svg(y)}" r="{radius:g}" fill="{look.colour}"/>' + svg_text(
        x, y + 4.3, str(area.number), size, "middle", ink=look.text_on_colour, more=BOLD
    )


def area_key(areas: Sequence[tuple[Area, str]], y: float) -> tuple[list[str], float]:
    """Returns what the discs stand for, in two columns read downwards; and where the drawing ends."""
    lines, half = (len(areas) + 1) // 2, WIDTH / 2
    folds = [wrapped_lines(words, half - 26, SMALL) for _, words in areas]
    high = 12.0 + 13 * max(map(len, folds), default=1)
    parts = []
    for i, ((area, _), fold) in enumerate(zip(areas, folds, strict=True)):
        x, at = half * (i // lines), y + high * (i % lines)
        parts.append(area_disc(area, x + 10, at))
        first = at + 4.3 - 6.5 * (len(fold) - 1)
        parts += [svg_text(x + 24, first + 13 * j, words, SMALL) for j, words in enumerate(fold)]
    return parts, y + high * lines - 10


MARKERS = {
    "circle": "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z",
    "square": "M-4.2 -4.2h8.4v8.4h-8.4z",
    "triangle": "M0 -5.5L5.2 4.2H-5.2z",
    "frame": "M-6.2 -6.2h12.4v12.4h-12.4z",
    "diamond": "M0 -6.5L5.5 0L0 6.5L-5.5 0z",
    "wedge": "M0 5.5L5.2 -4.2H-5.2z",
    "cross": "M-1.8 -5.5h3.6v3.7h3.7v3.6h-3.7v3.7h-3.6v-3.7h-3.7v-3.6h3.7z",
}


def svg_marker(shape: str, x: float, y: float, fill: str, stroke: str = PAPER, width: float = 1.2) -> str:
    return (
        f'<path d="{MARKERS[shape]}" transform="translate({to_svg(x)} {to_svg(y)})" fill="{fill}"'
        f' stroke="{stroke}" stroke-width="{width:g}"/>'
    )


def svg_hatch(key: str, *, ink: str, paper: str) -> str:
    """A pattern of slanting lines, for what is not certain or not shown."""
    return (
        f'<pattern id="{key}" width="5" height="5" patternUnits="userSpaceOnUse"'
        f' patternTransform="rotate(45)"><path d="M0 0H5V5H0z" fill="{paper}"/>'
        f'<path d="M1 0V5" stroke="{ink}" stroke-width="1.4"/></pattern>'
    )


def width_of(words: str, size: float = WORDS) -> float:
    """About how wide a line of type is: generous, since every device has a typeface of its own."""
    return width_in_letters(words) * size * 0.62


@lru_cache(maxsize=512)
def wrapped_lines(words: str, width: float, size: float = WORDS) -> tuple[str, ...]:
    """A line of type broken into lines no wider than `width`; no word is broken."""
    if width_of(words, size) <= width:
        return (words,)
    return tuple(lines_for_width(words, max(1, int(width / (size * 0.62))), broken=False)) or ("",)


def svg_picture(key: str, kind: str, height: float, body: Sequence[str], width: float = WIDTH) -> Markup:
    """The whole drawing. For those who do not see it its name is what `kind` of picture it is, and no more.

    What it is about, its main point and its figures stand beside it as a heading, a sentence and a table. A longer
    name would be heard before them, and cannot be heard in parts.
    """
    return Markup(  # noqa: S704 - every word in it has passed escape
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {to_svg(width)} {to_svg(height)}" role="img"'
        f' aria-labelledby="{key}-title" fill="none"><title id="{key}-title">{escape(kind)}</title>'
        f"{''.join(body)}</svg>"
    )


def size_of_drawing(svg: str) -> tuple[float, float]:
    """Returns width and height of a drawing in its own units; the width of a board and 0 where there is no drawing."""
    found = _SIZE.search(svg)
    return (float(found[1]), float(found[2])) if found else (float(WIDTH), 0.0)


def name_of_drawing(svg: str) -> str:
    """The name that a drawing has for those who do not see it."""
    return unescape(svg.split("<title", 1)[1].split(">", 1)[1].split("</title>", 1)[0])


def level_names(scale: Scale, room: float, size: float = SMALL) -> list[str]:
    """Returns what stands at each level: its number and name where there is room for all, else numbers alone."""
    names = [level.label for level in scale.levels]
    fits = all(width_of(name, size) <= room for name in names)
    return names if fits else [str(level.value) for level in scale.levels]
