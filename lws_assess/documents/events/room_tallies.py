"""What a question of the room's own came to, for a hall: its main point in a sentence, and bars with their table."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from lws_assess.documents.charts.drawing import (
    BOLD,
    HAIR,
    INK,
    PAPER,
    Chart,
    listed_names,
    svg_hatch,
    svg_line,
    svg_picture,
    svg_text,
    to_svg,
    width_of,
)
from lws_assess.documents.claims import Claim, PrintedFigure, Relation, SaidWords, said_together
from lws_assess.documents.events.room_bars import FIRST, NOW
from lws_assess.survey.counts import BoundedCount
from lws_assess.survey.events.tallies import OptionTally, TallyResult
from lws_assess.survey.intervals import may_be_highest
from lws_assess.survey.letters import cut_at_word, lines_for_width
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.withheld import Withheld

BAR = "#0f6b4f"  # of no area: a question of one's own belongs to none
TYPE, SMALLEST = 26.0, 17.0
TALLEST_ROW, LABELS = 92.0, 0.48  # of a row, and the share of the width that options may take
MOST_BARS = 12  # that stand on a slide; the table has all of them
LEAST_LETTERS = 12  # of an option, however little room there is
NAMED = 3  # options in a sentence before it says how many they are
CHOSE, DOTTED, FIRSTS, MEAN_RANK = "Chose it", "Gave it a dot", "Put it first", "Mean rank"
Size = tuple[float, float]


def told_tally(tally: TallyResult) -> SaidWords:
    """The main point in a sentence, and how many answered; or why there is none."""
    if isinstance(tally.voters, Withheld):
        return SaidWords(str(tally.voters))
    return said_together((point_of_tally(tally), SaidWords(answered_words(tally))))


def answered_words(tally: TallyResult) -> str:
    """Says how many answered; nothing where that is withheld."""
    return "" if isinstance(tally.voters, Withheld) else f"{tally.voters} people answered."


def point_of_tally(tally: TallyResult) -> SaidWords:
    """Says which option comes first, as far as the figures tell; nothing where there are none."""
    if not tally.options:
        return SaidWords("")
    found = {f"{one.number}": _figure(one) for one in tally.options}
    best = may_be_highest({f"{one.number}": one.standing for one in tally.options})
    who, others = (
        tuple(figure for key, figure in found.items() if (key in best) == among) for among in (True, False)
    )
    ranked = tally.question.takes.ranks
    sure, open_to = (
        Claim(relation, who, others)
        for relation in (
            (Relation.LOWEST, Relation.MAY_BE_LOWEST)
            if ranked
            else (Relation.HIGHEST, Relation.MAY_BE_HIGHEST)
        )
    )
    lead = "First" if ranked else "Most chosen"
    if sure.holds and not others and len(who) > 1:
        return SaidWords(f"All came out alike ({who[0].text}).", (Claim(Relation.ALIKE, who),))
    if sure.holds:
        return SaidWords(f"{lead}: {_named(who, 'and')}.", (sure,))
    if not others or len(who) > NAMED:
        return SaidWords("The figures of so few people leave open which comes first.")
    return SaidWords(f"{lead}: {_named(who, 'or')}.", (open_to,))


def _figure(one: OptionTally) -> PrintedFigure:
    if one.mean_rank is not None:
        return PrintedFigure(one.text, f"mean rank {one.mean_rank.text}", one.mean_rank.interval)
    return PrintedFigure(one.text, f"{one.count}", one.count.interval)


def _named(who: Sequence[PrintedFigure], word: str) -> str:
    return listed_names((f"“{one.name}” ({one.text})" for one in who), word)


def tally_chart(
    key: str, tally: TallyResult, size: Size | None = None, first: TallyResult | None = None
) -> Chart:
    """The options from the first to the last, with what came of each.

    There is no drawing where that is withheld, or where there is no room for one.
    """
    told = told_tally(tally)
    before = {one.number: one for one in first.options} if first else {}
    return Chart(
        key=key,
        title=tally.question.text,
        sentence=f"{told.text} {tally.again}".strip(),
        headers=("Option", *headers_of_tally(tally, first)),
        rows=tuple((one.text, *cells_of_option(one, before.get(one.number))) for one in tally.by_place),
        svg=_draw(key, tally.by_place[:MOST_BARS], before, size) if tally.options and size else Markup(""),
        claims=told.claims,
    )


def headers_of_tally(tally: TallyResult, first: TallyResult | None) -> tuple[str, ...]:
    """Returns what stands above the figures of each option; of two votes, those of both."""
    takes = tally.question.takes
    heads = (FIRSTS, MEAN_RANK) if takes.ranks else (DOTTED if takes.of_ideas else CHOSE,)
    if first is None or not first.options:
        return heads
    return tuple(f"{head}, {turn.lower()}" for turn in (NOW, FIRST) for head in heads)


def cells_of_option(now: OptionTally, before: OptionTally | None) -> tuple[str, ...]:
    """The figures of an option, under `headers_of_tally`."""
    return tuple(
        cell
        for one in (now, before)
        if one
        for cell in (f"{one.count}", *((one.mean_rank.text,) if isinstance(one.mean_rank, Shown) else ()))
    )


# --- drawing -------------------------------------------------------------------------------------------------


def _draw(key: str, options: Sequence[OptionTally], before: dict[int, OptionTally], size: Size) -> Markup:
    wide, high = size
    row = min(high / len(options), TALLEST_ROW)
    type_size = max(SMALLEST, min(TYPE, row * 0.5))
    left = min(max(width_of(one.text, type_size) for one in options), wide * LABELS) + 14
    ends = [
        _beside(turn, now, bool(before))
        for now in (True, False)
        for turn in (options if now else before.values())
    ]
    beside = max(width_of(words, type_size) for words in ends)
    each = (wide - left - beside - 16) / (max(one.count.most for one in (*options, *before.values())) or 1)
    parts = [svg_hatch(f"{key}-then", ink=BAR, paper=PAPER)] if before else []
    for i, one in enumerate(options):
        middle = row * (i + 0.5)
        lines = _label(one.text, left - 14, type_size, two=row > 2.4 * type_size)
        for j, words in enumerate(lines):
            at_line = middle + type_size * (0.36 + 1.1 * (j - (len(lines) - 1) / 2))
            parts.append(svg_text(left - 12, at_line, words, type_size, "end"))
        turns = [one, *([before[one.number]] if one.number in before else [])]
        thick = row * 0.78 / len(turns)
        for j, turn in enumerate(turns):
            at = (left, middle - row * 0.39 + thick * j)
            parts += _bar(at, turn.count, each, thick - 3, f"url(#{key}-then)" if j else BAR)
            words, small = _beside(turn, not j, bool(before)), min(type_size, thick)
            end = left + turn.count.most * each + 8
            parts.append(svg_text(end, at[1] + thick / 2 + small * 0.34, words, small, ink=INK, more=BOLD))
    parts.append(svg_line(left, 0, left, row * len(options), HAIR, 2))
    return svg_picture(key, "Bar chart", row * len(options), parts, wide)


def _label(text: str, wide: float, type_size: float, two: bool) -> tuple[str, ...]:
    """An option in one line, or in two where there is room for them; cut where that is not enough."""
    letters = max(LEAST_LETTERS, int(wide / (type_size * 0.62)))
    lines = lines_for_width(text, letters)
    if len(lines) <= 1 + two:
        return tuple(lines)
    return (lines[0], cut_at_word(" ".join(lines[1:]), letters)) if two else (cut_at_word(text, letters),)


def _beside(one: OptionTally, now: bool, both: bool) -> str:
    """Returns what stands at the end of a bar."""
    turn = f" {NOW if now else FIRST}".lower() if both else ""
    if one.mean_rank is None:
        return f"{one.count}{turn}"
    return f"{one.count} first{turn}, mean rank {one.mean_rank.text.replace('about ', '≈')}"


def _bar(at: Size, count: BoundedCount, each: float, thick: float, fill: str) -> list[str]:
    """A bar as long as is certain, and dashed as far as it may go beyond that."""
    x, y = at
    parts = []
    if count.least:
        parts.append(
            f'<path d="{_box(x, y, count.least * each, thick)}" fill="{fill}" stroke="{BAR}" stroke-width="2" '
            f'data-reveal="stretch" data-about="{to_svg(x)} {to_svg(y)}"/>'
        )
    if count.most > count.least:
        more = _box(x + count.least * each, y, (count.most - count.least) * each, thick)
        parts.append(
            f'<path d="{more}" fill="{PAPER}" stroke="{BAR}" stroke-width="2" stroke-dasharray="5 4" '
            'data-reveal="show" data-after="700"/>'
        )
    return parts


def _box(x: float, y: float, long: float, thick: float) -> str:
    return f"M{to_svg(x)} {to_svg(y)}h{to_svg(long)}v{to_svg(thick)}h{to_svg(-long)}z"
