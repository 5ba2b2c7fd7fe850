"""The claim reader: whether what a sentence claims stands in the table beside it and holds there, and nothing
is compared without a claim.

A claim brings its own names, texts and bounds. Names and texts are looked up in the tables; bounds are read anew
from the texts, and must not be narrower in the claim than a reader of the table has to leave them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache

from lws_assess.documents.claims import Claim, PrintedFigure
from lws_assess.survey.results.round_results import READINGS
from tests.claims import printed_figures as printed
from tests.claims.exhibits import Exhibit, Grid, names_of
from tests.claims.printed_figures import Range
from tests.claims.sentence_reader import FIRST_THREE, TOP, Fault, Reading, bare, sentences, total_of

HAIR = Fraction(1, 10**6)
Hidden = dict[tuple[str, str], Range]


# --- where it stands -------------------------------------------------------------------------------------


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\d.,<−-]){re.escape(text)}(?![\d%]|\.\d)")


def stands_beside(one: PrintedFigure, grids: Sequence[Grid]) -> bool:
    """Whether a figure of that text stands in a row or a column of that name, or where both of two names meet."""
    pattern = _pattern(one.text)
    return any(pattern.search(cell) for grid in grids for cell in _cells_of(one.name, grid))


def _cells_of(name: str, grid: Grid) -> Iterator[str]:
    for row in grid.rows_called.get(name, ()):
        yield from row[1:]
    for at in grid.columns_called.get(name, ()):
        yield from (row[at] for row in grid.rows if at < len(row))
    for one, other in _two_names(name):
        for row in grid.rows_called.get(one, ()):
            yield from (row[at] for at in grid.columns_called.get(other, ()) if at < len(row))


@cache
def _two_names(name: str) -> tuple[tuple[str, str], ...]:
    """Both orders of a name such as "Nurses on Identity and vision" or "Identity and vision, Nurses"."""
    found = []
    for joint in (" on ", ", ", ": ", " in "):
        parts = name.split(joint)
        for split in range(1, len(parts)):
            ends = joint.join(parts[:split]), joint.join(parts[split:])
            found += [ends, ends[::-1]]
    return tuple(found)


# --- what it says ----------------------------------------------------------------------------------------


def bounds_of(one: PrintedFigure) -> Range:
    """Where the claim says that the figure lies."""
    interval = one.interval
    low, high = (
        Fraction(interval.low).limit_denominator(10**7),
        Fraction(interval.high).limit_denominator(10**7),
    )
    return Range(low, high, open=interval.open, open_low=interval.open_below)


def read_of(one: PrintedFigure, top: int) -> Range | None:
    """Where its text says that it lies."""
    words = one.text.strip()
    if place := printed.place(words):
        return Range(Fraction(place[0]), Fraction(place[1]))
    for count in printed.counts(words):
        return Range(Fraction(count.least), Fraction(count.most))
    if "%" in words:
        return printed.share(words)
    if found := re.search(r"\(([−-]?\d\.\d+)\)$", words):
        return printed.exact_number(found[1])
    return printed.figure(words, top) if not words.startswith(("over", "up to")) else printed.distance(words)


def _narrower(one: PrintedFigure, hidden: Hidden, top: int) -> str:
    """Why the bounds of a claim are surer than what is printed; empty where they are not."""
    claimed, read = bounds_of(one), read_of(one, top)
    if read is None:
        return "no figure can be read in it"
    wide = hidden.get((bare(one.name), one.text))
    if "%" in one.text:
        claimed_as_percent = Range(claimed.low * 100, claimed.high * 100, claimed.open)
        near = any(
            abs(c.low - read.low) <= 1 and abs(c.high - read.high) <= 1 for c in (claimed, claimed_as_percent)
        )
        return "" if near else "its bounds are not those of the share"
    if wide and not wide.exact and claimed.exact and claimed.low == read.low and read.exact:
        return f"what it rests on leaves {float(wide.low):.2f} to {float(wide.high):.2f} open"
    hair = (
        HAIR
        if " to " not in one.text
        else Fraction(1, 2 * 10 ** printed.decimals(one.text.split()[0])) + HAIR
    )
    if not read.exact and (claimed.low > read.low + hair or claimed.high < read.high - hair):
        return f"the text leaves {float(read.low):g} to {float(read.high):g} open"
    last = Fraction(1, 2 * 10**read.places) + HAIR if read.places is not None else HAIR
    # Beside a figure of one decimal, one of two is worth no more than one.
    as_coarse = any(claimed.low <= end <= claimed.high for end in (printed.coarse(read, 1).low, read.low))
    if (
        read.exact
        and not as_coarse
        and min(abs(end - read.low) for end in (claimed.low, claimed.high)) > last
    ):
        return "the text says another figure"
    return ""


def range_in(one: PrintedFigure, hidden: Hidden, top: int) -> Range | None:
    """Where a reader must take a figure of a claim to lie."""
    read, claimed = read_of(one, top), bounds_of(one)
    if read is None:
        return None
    wide = hidden.get((bare(one.name), one.text))
    if not read.exact and wide and " to " in one.text:
        read = _within_its_text(wide, read, printed.decimals(one.text.split()[0]))
    if read.exact and not claimed.exact:
        return wide if wide and not wide.exact else claimed
    # No words say whether an end is reached: that follows from a figure of which only an end is named.
    ends_are_open = any(found.open for (name, _), found in hidden.items() if name == bare(one.name))
    return replace(read, open_low=claimed.open_low and ends_are_open) if not read.exact else read


def _within_its_text(wide: Range, read: Range, places: int) -> Range:
    """What the figures beside it leave open, as far as its text does: the ends of "3.4 to 3.5" are rounded ones."""
    half = Fraction(1, 2 * 10**places)
    low, high = max(wide.low, read.low - half), min(wide.high, read.high + half)
    return Range(low, high) if low < high else read


def _below(one: Range, other: Range) -> bool:
    return one.below(other)


def _all_same(some: Sequence[Range]) -> bool:
    return all(one.same(other) for one in some for other in some)


def _each(who: Sequence[Range], others: Sequence[Range], how: Callable[[Range, Range], bool]) -> bool:
    return all(how(one, other) for one in who for other in others)


def _any(who: Sequence[Range], others: Sequence[Range], how: Callable[[Range, Range], bool]) -> bool:
    return all(any(how(one, other) for one in who) for other in others)


def _first(who: Sequence[Range], others: Sequence[Range]) -> bool:
    """Each is above nought, and no more than two of all may be as high."""
    every = [*who, *others]
    return all(
        (one.low > 0 or one.open_low)
        and sum(not other.below(one) for j, other in enumerate(every) if j != i) < FIRST_THREE
        for i, one in enumerate(who)
    )


def _may_be_first(who: Sequence[Range], others: Sequence[Range]) -> bool:
    every = [*who, *others]
    return all(one.high > 0 and sum(other.above(one) for other in every) < FIRST_THREE for one in who)


def _pairs(who: Sequence[Range], others: Sequence[Range], how: Callable[[Range, Range], bool]) -> bool:
    return len(who) == len(others) and all(how(now, then) for now, then in zip(who, others, strict=True))


def _distances(some: Sequence[Range]) -> list[Range]:
    """How far the two of each pair are apart, no more finely than the coarser of them is printed."""
    found = []
    for one, other in zip(some[::2], some[1::2], strict=True):
        mine, its = printed.side_by_side(one, other)
        ends = (mine.low - its.high, mine.high - its.low)
        least = Fraction(0) if ends[0] < 0 < ends[1] else min(map(abs, ends))
        found.append(Range(least, max(map(abs, ends))))
    return found


def _furthest(who: Sequence[Range], others: Sequence[Range]) -> bool:
    mine, rest = _distances(who), _distances(others)
    return (len(mine) == 1 or _all_same(mine)) and _each(mine, rest, Range.above)


def _one_is_furthest(who: Sequence[Range], others: Sequence[Range]) -> bool:
    return _any(_distances(who), _distances(others), Range.above)


HOW: dict[str, Callable[[Sequence[Range], Sequence[Range]], bool]] = {
    "LOWEST": lambda who, others: (len(who) == 1 or _all_same(who)) and _each(who, others, Range.below),
    "HIGHEST": lambda who, others: (len(who) == 1 or _all_same(who)) and _each(who, others, Range.above),
    "MAY_BE_LOWEST": lambda who, others: _any(who, others, Range.below),
    "MAY_BE_HIGHEST": lambda who, others: _any(who, others, Range.above),
    "BELOW": lambda who, others: _each(who, others, Range.below),
    "ABOVE": lambda who, others: _each(who, others, Range.above),
    "ALIKE": lambda who, others: not others and _all_same(who),
    "FIRST": _first,
    "MAY_BE_FIRST": _may_be_first,
    "UP": lambda who, others: _pairs(who, others, Range.above),
    "DOWN": lambda who, others: _pairs(who, others, Range.below),
    "UNMOVED": lambda who, others: _pairs(who, others, Range.same),
    # A target is no rounded figure.
    "REACHED": lambda who, others: _pairs(who, others, lambda now, target: now.low >= target.high),
    "NOT_REACHED": lambda who, others: _pairs(
        who, others, lambda now, target: now.high < target.low or (now.open and now.high == target.low)
    ),
    "FURTHEST_APART": _furthest,
    "ONE_IS_FURTHEST_APART": _one_is_furthest,
}


def claims(reading: Reading) -> Iterator[Fault]:
    """Every claim stands in the tables beside it, holds there, and is what its sentence says."""
    tops = {one.audience.scale.top for one in reading.place.results.audiences}
    for exhibit in reading.exhibits:
        hidden = _hidden(exhibit)
        for text, carried in exhibit.carried.items():
            for claim in carried:
                reading.read[f"claims: {claim.relation.name.lower()}"] += 1
                yield from _claim(exhibit, text, claim, hidden, tops)


def _hidden(exhibit: Exhibit) -> Hidden:
    """Where totals lie that rest on ends of the scale, by name and by how they are printed."""
    if exhibit.audience is None or "group" in exhibit.kind or exhibit.kind in ("pair", "heat_map"):
        return {}  # a group's own figure may look like a total, and rests on nothing else
    found: Hidden = {}
    for how in (exhibit.reading,) if exhibit.reading else READINGS:
        for area in exhibit.audience.areas:
            value = area.reading(how).position
            if at := total_of(exhibit.audience, area.area.code, how, value):
                found[area.area.short_name, getattr(value, "text", "")] = at
                if not at.exact:
                    target = printed.number(str(area.target))
                    for text in _gaps_of(area.area.short_name, exhibit.grids):
                        found.setdefault(
                            (area.area.short_name, text),
                            Range(max(Fraction(0), target - at.high), max(Fraction(0), target - at.low)),
                        )
    return found


def _gaps_of(name: str, grids: Sequence[Grid]) -> Iterator[str]:
    """The gaps that stand beside an area, where they leave something open."""
    for grid in grids:
        if "Gap" in grid.headers:
            at = grid.headers.index("Gap")
            yield from (row[at] for row in grid.rows if bare(row[0]) == name and " to " in row[at])


def _claim(exhibit: Exhibit, text: str, claim: Claim, hidden: Hidden, tops: set[int]) -> Iterator[Fault]:
    where = exhibit.where
    ranges: list[list[Range]] = [[], []]
    for side, some in enumerate((claim.who, claim.others)):
        if side and claim.relation.name in ("REACHED", "NOT_REACHED"):
            hidden = {}  # a target may look like a total, and rests on nothing
        for one in some:
            # Several audiences may be spoken of, each on its own scale; a claim reaches to the top of one of them.
            top = int(one.interval.high) if one.interval.high in tops else TOP
            if not stands_beside(one, (*exhibit.grids, *exhibit.around)):
                yield Fault("claim: beside", where, text, f"{one.name} {one.text} is in no table beside it")
            if why := _narrower(one, hidden, top):
                yield Fault("claim: bounds", where, text, f"{one.name} {one.text}: {why}")
            if found := range_in(one, hidden, top):
                ranges[side].append(found)
    if not HOW[claim.relation.name](*ranges):
        yield Fault("claim: holds", where, text, f"it does not hold that {claim}")
    if not claim.who:
        yield Fault("claim: holds", where, text, "it speaks of nothing")


# --- comparing words -------------------------------------------------------------------------------------

DOWNWARD = {"LOWEST", "MAY_BE_LOWEST", "BELOW", "DOWN"}
UPWARD = {"HIGHEST", "MAY_BE_HIGHEST", "ABOVE", "UP"}
SAME = {"ALIKE", "UNMOVED"}
EITHER = (
    DOWNWARD
    | UPWARD
    | {"FURTHEST_APART", "ONE_IS_FURTHEST_APART", "FIRST", "MAY_BE_FIRST", "REACHED", "NOT_REACHED"}
)
# What is said of figures without setting one beside another, though its words compare.
NOTHING_COMPARED = re.compile(
    r"cannot be told|cannot be compared|is not known|more than chance would|tells? no|nothing (?:can|to|may)"
    r"|in the same way|counts the same|is open\b|may (?:not )?be shown|can be ranked|only an end|stand(?:s)? much"
    r"|could be chance alone|were not asked|^Not shown|sees the same distance|much the same"
)
# Words that compare, and the relations that one of the claims of such a sentence must have.
COMPARING: tuple[tuple[str, set[str]], ...] = (
    (r"lowest|weakest", DOWNWARD),
    (r"highest|strongest", UPWARD),
    (r"lower\b|fell\b", DOWNWARD),
    (r"higher\b|rose\b", UPWARD),
    (r"\bmost\b|furthest|least\b|nearest|closest|widest|largest|fewest", EITHER | SAME),
    (r"\bsame\b|\balike\b|\bequal(?:ly)?\b|unmoved", SAME | EITHER),
)


def without_names(words: str, names: Sequence[str]) -> str:
    """The words without names and figures, which may hold words that compare."""
    words = re.sub(r"“[^”]*”", " ", words)
    words = re.sub(r"below \d[\d.]*|\d[\d.]* and over", " ", words)
    for name in sorted(filter(None, names), key=len, reverse=True):
        words = words.replace(name, " ")
    return words


def lacks_claim(sentence: str, carried: Sequence[Claim], names: Sequence[str]) -> str:
    """The word of a sentence that compares figures without a claim that fits it; empty where there is none."""
    if NOTHING_COMPARED.search(sentence):
        return ""
    words = without_names(sentence, names)
    relations = {claim.relation.name for claim in carried}
    if "highest" in words and "lowest" in words and relations & EITHER:
        return ""  # one is said to lie above the other
    for pattern, fitting in COMPARING:
        if (found := re.search(pattern, words, re.IGNORECASE)) and not relations & fitting:
            return found[0]
    return ""


CHARTS = frozenset(
    (
        *("rainbow", "radar", "radar of a group", "dot_plot", "groups", "heat_map", "importance", "bands"),
        *("readings", "dont_know", "dont_know_map", "statements", "statements of a group", "pair", "votes"),
        *("orders", "cut", "dumbbell", "changes of groups", "history", "not_applicable_map"),
    )
)


def unclaimed(reading: Reading) -> Iterator[Fault]:
    """Every sentence of a chart that compares figures carries a claim of a relation that fits its words."""
    for exhibit in reading.exhibits:
        if exhibit.kind not in CHARTS or not exhibit.says:
            continue
        names = {name for grid in exhibit.grids for head in grid.headers for name in names_of(head)}
        names |= {name for grid in exhibit.grids for name in grid.rows_called}
        for sentence in sentences(exhibit.says[0]):
            reading.read["sentences of charts"] += 1
            if word := lacks_claim(sentence, exhibit.claims, sorted(names)):
                yield Fault("unclaimed", exhibit.where, sentence, f"nothing is claimed of “{word}”")
