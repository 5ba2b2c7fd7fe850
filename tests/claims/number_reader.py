"""The number reader: every number in a chart's sentence stands in its table, or follows from what stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from lws_assess.survey.results.round_results import READINGS
from tests.claims import printed_figures as printed
from tests.claims.exhibits import Exhibit, Grid
from tests.claims.printed_figures import half_up
from tests.claims.sentence_reader import Fault, Reading, bare, sentences

WRITTEN = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
TOKEN = re.compile(r"(?<![\w.])(\d[\d,]*(?:\.\d+)?)(%|st\b|nd\b|rd\b|th\b)?")
# Numbers that come from the rules and not from the round, in the words in which they stand.
OF_THE_RULES = re.compile(
    r"\d+ people or more|from \d+ people|(?:needs|need) \d+ (?:more )?(?:such )?(?:people|person|answers)|of \d+ people"
    r"|fewer than \d+|at least \d+ (?:people|of 100)|\d+ of 100|from \d+ answers|as of \d+|a (?:whole )?level"
    r"|from -?\d to \d|[Ll]evels?, from \d|lie 0\.3 or more|(?:first|among the first) \d|groups? of \d+|\d+ such people"
    r"|of \d+ places of the map|between \d+ and \d+ people|below \d+ people|\d+ people in (?:any|no) group"
)
DIFFERS = re.compile(r"\b(?:up|down|by|apart|lower|higher|to go|above|below|more|between)\b")
THINGS = re.compile(
    r"\b(\d+|one|two|three|four|five|six|seven|eight|nine|ten) (?:more |other |of the )?(areas?|groups?|statements?)\b",
    re.IGNORECASE,
)


def numbers(reading: Reading) -> Iterator[Fault]:
    for exhibit in reading.exhibits:
        if exhibit.kind.startswith("page") or exhibit.kind in (
            "board paper",
            "strategy",
            "feedback",
            "sheet",
            "region",
        ):
            continue
        known = _numbers_of(exhibit.grids) | _people_of(exhibit)
        names = _names_of(exhibit)
        for sentence in sentences(exhibit.says[0] if exhibit.says else ""):
            yield from _numbers_in(reading, exhibit, sentence, known, names)


def _names_of(exhibit: Exhibit) -> list[str]:
    found = {head for grid in exhibit.grids for head in grid.headers}
    found |= {row[0] for grid in exhibit.grids for row in grid.rows}
    found |= {bare(name) for name in found}
    return sorted(found, key=len, reverse=True)


def _numbers_of(grids: Sequence[Grid]) -> set[Fraction]:
    """Every number of the tables: in cells, in heads, and how many rows and columns there are."""
    found: set[Fraction] = set()
    for grid in grids:
        for words in (*grid.headers, *(cell for row in grid.rows for cell in row)):
            found |= {printed.number(one[1]) for one in TOKEN.finditer(words)}
            for count in printed.counts(words):
                found |= {half_up(Fraction(100 * one, count.of), 0) for one in (count.least, count.most)}
    return found


def _people_of(exhibit: Exhibit) -> set[Fraction]:
    """How many people and groups are compared, where that stands in no table."""
    asked = ("people_then", "people_now", "groups", "people")
    found = [getattr(exhibit.more, name, 0) for name in asked]
    if exhibit.kind.startswith("statements") and exhibit.audience:
        area = exhibit.more[0] if isinstance(exhibit.more, tuple) else exhibit.more
        positions = [area.reading(how).position for how in READINGS]
        positions += [cell.positions[area.area.code] for cell in exhibit.audience.cells]
        found += [getattr(one, "n", 0) for one in positions]
        found += _sums([getattr(one, "n", 0) for one in positions[2:]])
    return {Fraction(one) for one in found if isinstance(one, int)}


def _sums(parts: Sequence[int]) -> list[int]:
    """What any of them come to together: statements may stand for some of the groups."""
    found = {0}
    for part in parts:
        found |= {one + part for one in found}
    return sorted(found)


def _numbers_in(
    reading: Reading, exhibit: Exhibit, sentence: str, known: set[Fraction], names: Sequence[str]
) -> Iterator[Fault]:
    words = re.sub(r"“[^”]*”", " ", sentence)
    for name in names:
        if name and any(c.isdigit() for c in name):
            words = words.replace(name, " ")
    words = OF_THE_RULES.sub(" ", words)
    rows, across = (
        max((len(g.rows) for g in exhibit.grids), default=0),
        max(len(g.headers) for g in exhibit.grids),
    )
    for found in THINGS.finditer(words):
        number = WRITTEN.get(found[1].lower()) or int(found[1]) if not found[1].isdigit() else int(found[1])
        reading.read["things counted"] += 1
        if (number == 1) == found[2].endswith("s"):
            yield Fault("plurals", exhibit.where, sentence, found[0])
        if number > max(rows, across) and "group" not in found[2]:
            yield Fault("numbers", exhibit.where, sentence, f"the table has no {found[0]}")
    words = THINGS.sub(" ", words)
    for found in TOKEN.finditer(words):
        value = printed.number(found[1])
        reading.read["numbers"] += 1
        if value in known or (found[2] and found[2] != "%" and value <= max(rows, across)):
            continue
        if DIFFERS.search(sentence) and _follows(value, printed.decimals(found[1]), known):
            continue
        yield Fault("numbers", exhibit.where, sentence, f"{found[0]} does not stand in the table")


def _follows(value: Fraction, places: int, known: set[Fraction]) -> bool:
    """Whether it is the difference of two numbers of the table, rounded as it is printed; or their sum."""
    return any(half_up(abs(one - other), places) == value for one in known for other in known)
