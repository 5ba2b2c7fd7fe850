"""The sentence reader: what is false, or said more surely than it is printed, in all that a place is told.

    GeneratedPlace, its exhibits  ->  faults_in  ->  Fault, one for each thing that does not hold

It reads words and tables as somebody does who holds the paper in their hands: figures by their words alone, and
the raw answers counted again. It shares no rule with what it reads.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from lws_assess.survey.instruments import Area
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.round_results import READINGS, AudienceResults, CellResult
from lws_assess.survey.round_timing import EACH_PERSON
from lws_assess.survey.rounding import decimals_of
from lws_assess.survey.withheld import Withheld
from tests.claims import printed_figures as printed
from tests.claims.exhibits import Exhibit, Grid
from tests.claims.generated_rounds import GeneratedPlace
from tests.claims.printed_figures import Range, half_up
from tests.claims.raw_answers import CountedCell, beyond, count_again

TOP = 5  # of the scale, where nothing says which
TARGET_OF_SMALL = 30  # people, below whom nothing is said in words of how far they agree
FIRST_THREE = 3


@dataclass(frozen=True)
class Fault:
    """One thing that does not hold. `kind` names the rule that it breaks."""

    kind: str
    where: str
    words: str
    why: str

    def __str__(self) -> str:
        return f"[{self.kind}] {self.where}: {self.words!r}: {self.why}"


@dataclass(frozen=True)
class Reading:
    """A place with all that is told of it, and how much of it was read, by rule."""

    place: GeneratedPlace
    exhibits: tuple[Exhibit, ...]
    read: Counter[str]

    def of(self, *kinds: str) -> Iterator[Exhibit]:
        return (one for one in self.exhibits if one.kind in kinds)


Rule = Callable[[Reading], Iterator[Fault]]


def sentences(text: str) -> list[str]:
    """A text in sentences; a figure's decimal point ends none."""
    return [one for one in re.split(r"(?<=[.?!])\s+(?=[A-Z“▲0-9])", text) if one]


def said_in(exhibit: Exhibit) -> Iterator[str]:
    for paragraph in exhibit.says:
        yield from sentences(paragraph)


@cache
def bare(name: str) -> str:
    """An area without its number."""
    return re.sub(r"^\d+ ", "", name)


def named_in(words: str, names: Iterable[str]) -> list[str]:
    """The names that words hold, longer ones first taken out, so that no name is found inside another."""
    found = []
    for name in sorted(names, key=len, reverse=True):
        if name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words):
            found.append(name)
            words = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", words)
    return found


# --- where figures lie -----------------------------------------------------------------------------------


def total_of(
    audience: AudienceResults, code: str, reading: str, value: Shown | Withheld, outward: bool = False
) -> Range | None:
    """Where a total lies: as it is printed, or as wide as the groups beside it leave it."""
    if isinstance(value, Withheld):
        return None
    top = audience.audience.scale.top
    own = printed.figure(value.text, top)
    parts = [
        (one.n if reading == EACH_PERSON else len(cell.groups), printed.figure(one.text, top))
        for cell in audience.cells
        if isinstance(one := cell.positions[code], Shown)
    ]
    known = [(weight, part) for weight, part in parts if part]
    wide = printed.total(known, outward) if known and own and own.exact else None
    return wide or own


def column_of(audience: AudienceResults, reading: str, outward: bool = False) -> dict[str, Range]:
    """Where each area lies, by its short name."""
    found = {
        a.area.short_name: total_of(audience, a.area.code, reading, a.reading(reading).position, outward)
        for a in audience.areas
    }
    return {name: one for name, one in found.items() if one}


def shown_text(value: Shown | Withheld) -> str:
    return value.text if isinstance(value, Shown) else ""


# --- figures against raw answers -------------------------------------------------------------------------


def _cells(reading: Reading) -> Iterator[tuple[AudienceResults, CellResult, CountedCell]]:
    for audience in reading.place.results.audiences:
        for cell in audience.cells:
            yield audience, cell, count_again(reading.place.now, cell.group_keys, audience.audience)


def halves(reading: Reading) -> Iterator[Fault]:
    """Every mean of a cell is printed as its raw answers say, a half going up."""
    for audience, cell, again in _cells(reading):
        for code, counted in again.areas.items():
            values = [(cell.positions[code], counted.scores, audience.audience.scale.top)]
            if code in cell.importances and audience.audience.importance:
                scores = tuple(map(Fraction, counted.importances))
                values.append((cell.importances[code], scores, audience.audience.importance.scale.top))
            for value, scores, top in values:
                if isinstance(value, Shown):
                    reading.read["means counted again"] += 1
                    yield from _as_counted(cell.name, value, scores, top)


def _as_counted(where: str, value: Shown, scores: Sequence[Fraction], top: int) -> Iterator[Fault]:
    mean, at = sum(scores, Fraction()) / len(scores), printed.figure(value.text, top)
    if at is None or value.n != len(scores):
        yield Fault("halves", where, value.text, f"{len(scores)} people rated it, not {value.n}")
    elif (at.exact and half_up(mean, printed.decimals(value.text)) != at.low) or (
        not at.exact and not at.holds(Range(mean, mean))
    ):
        yield Fault("halves", where, value.text, f"the answers say {float(mean):.4f}")


def shares(reading: Reading) -> Iterator[Fault]:
    """Every share beside a count is that of the count, a half going up."""
    for exhibit in reading.exhibits:
        for words in _all_words(exhibit):
            for count in printed.counts(words):
                said = printed.share(count.said)
                if said is None or not count.of:
                    continue
                reading.read["shares beside counts"] += 1
                if not count.said.startswith(count.percent):
                    yield Fault("shares", exhibit.where, words, f"it is {count.percent}")
    yield from _votes(reading)


def _votes(reading: Reading) -> Iterator[Fault]:
    """Votes in bars: the share of those who chose, and the count in brackets."""
    for exhibit in reading.of("votes"):
        grid = exhibit.first
        for audience in reading.place.results.audiences:
            if audience.audience.label not in grid.headers:
                continue
            for name, cell in grid.column(audience.audience.label).items():
                found = re.fullmatch(r"(.+%) \(([\d,]+)(?: to ([\d,]+))?\)", cell)
                if not found:
                    continue
                reading.read["shares beside counts"] += 1
                least, most = int(found[2]), int(found[3] or found[2])
                if found[1] != (
                    should := printed.CountRead(least, most, audience.voters, "").percent
                ) and not found[1].startswith(should):
                    yield Fault("shares", exhibit.where, f"{name}: {cell}", f"it is {should}")


def _all_words(exhibit: Exhibit) -> Iterator[str]:
    yield from exhibit.says
    for grid in exhibit.grids:
        for row in grid.rows:
            yield from row


def dont_knows(reading: Reading) -> Iterator[Fault]:
    """A share of what was not rated is a share of what the words beside it say: questions put, or answers given."""
    for exhibit in reading.of("dont_know", "dont_know_map", "not_applicable_map"):
        audience = exhibit.audience
        assert audience
        words = " ".join((*exhibit.says, exhibit.first.caption, *exhibit.first.headers)).lower()
        of_answers = "of the answers" in words or "share of answers" in words
        cells = {
            cell.name: again
            for one, cell, again in _cells(reading)
            if one.audience.key == audience.audience.key
        }
        if exhibit.kind != "dont_know":
            of_map = "dont_know" if exhibit.kind == "dont_know_map" else "not_applicable"
            for row in exhibit.first.rows:
                if row[0] not in cells:
                    continue
                for area, cell in zip(audience.areas, row[2:], strict=True):
                    at = printed.share(cell)
                    counted = cells[row[0]].areas[area.area.code]
                    of = counted.answered if of_answers else counted.put
                    if at and of and not re.search(r"[a-z]", cell.replace("to", "")):
                        reading.read["shares of don't know"] += 1
                        is_there = half_up(Fraction(100 * getattr(counted, of_map), of), 0)
                        if not at.low <= is_there <= at.high:
                            yield Fault(
                                "dont know",
                                exhibit.where,
                                f"{row[0]}, {area.area.short_name}: {cell}",
                                f"it is {is_there}% of {'answers' if of_answers else 'questions'}",
                            )


# --- levels, ranks, gaps and differences -----------------------------------------------------------------


def _labels(exhibit: Exhibit, reading: Reading) -> dict[str, Sequence[str]]:
    """The names of the levels of each audience that an exhibit may speak of."""
    audiences = [exhibit.audience] if exhibit.audience else list(reading.place.results.audiences)
    found = {a.audience.key: [level.label for level in a.audience.scale.levels] for a in audiences}
    for one in reading.place.results.audiences:
        found.setdefault(one.audience.key, [level.label for level in one.audience.scale.levels])
    return found


def levels(reading: Reading) -> Iterator[Fault]:
    """A level stands beside a figure only where that figure, as it is printed, is nearest to it."""
    for exhibit in reading.exhibits:
        known = _labels(exhibit, reading)
        anywhere = sorted({label for labels in known.values() for label in labels}, key=len, reverse=True)
        labels = "|".join(map(re.escape, anywhere))
        # Where what is left open reaches into another level, both are named.
        pattern = re.compile(
            rf"((?:below |<)?\d+(?:\.\d+)?(?: and over|\+)?),? ({labels})\b(?: (?:or|to) ({labels})\b)?"
        )
        for grid in exhibit.grids:
            yield from _levels_in_columns(reading, exhibit, grid, known)
        for words in _all_words(exhibit):
            for found in pattern.finditer(words):
                reading.read["levels"] += 1
                fits = {printed.level(found[1], names) for names in known.values() if found[2] in names}
                if "." in found[1] and not fits & {found[2], found[3]}:
                    yield Fault("levels", exhibit.where, found[0], f"the figure is nearest to {fits}")


def _levels_in_columns(
    reading: Reading, exhibit: Exhibit, grid: Grid, known: Mapping[str, Sequence[str]]
) -> Iterator[Fault]:
    if "Level" not in grid.headers:
        return
    at = grid.headers.index("Level")
    for row in grid.rows:
        text, label = row[at - 1], row[at]
        sets = [labels for labels in known.values() if set(re.split(r" (?:or|to) ", label)) <= set(labels)]
        if label and sets and printed.figure(text):
            reading.read["levels"] += 1
            if not {printed.level(text, labels) for labels in sets} & set(re.split(r" (?:or|to) ", label)):
                yield Fault("levels", exhibit.where, f"{row[0]}: {text}, {label}", "another level is nearer")


RANKED = ("importance", "bands", "page: ranking", "board paper", "strategy")


def ranks(reading: Reading) -> Iterator[Fault]:
    """Equal printed scores have equal ranks; and no rank is surer than the printed scores make it."""
    for exhibit in reading.of(*RANKED):
        for grid in exhibit.grids:
            if "Priority score" in grid.headers and "Rank" in grid.headers:
                yield from _ranks_in(reading, exhibit, grid)


def _ranks_in(reading: Reading, exhibit: Exhibit, grid: Grid) -> Iterator[Fault]:
    where, at_ends = exhibit.where, _named_by_an_end(exhibit)
    names = grid.headers.index("Area") if "Area" in grid.headers else 0
    score_at, rank_at = grid.headers.index("Priority score"), grid.headers.index("Rank")
    rows = [
        (
            row[names],
            _open_where(printed.distance(row[score_at]), bare(row[names]) in at_ends),
            printed.place(_place_words(row[rank_at])),
            row[rank_at],
        )
        for row in grid.rows
    ]
    known = [(name, score, place, text) for name, score, place, text in rows if score is not None and place]
    for i, (name, score, place, text) in enumerate(known):
        for other, its, its_place, its_text in known[i + 1 :]:
            reading.read["pairs of ranks"] += 1
            if score.exact and its.exact and score.low == its.low and score.places == its.places:
                if place != its_place:
                    yield Fault(
                        "ranks", where, f"{name} {text}, {other} {its_text}", "their printed scores are equal"
                    )
            elif score.below(its) and place[0] < its_place[0]:
                yield Fault("ranks", where, f"{name} {text}, {other} {its_text}", "its score is lower")
            elif its.below(score) and its_place[0] < place[0]:
                yield Fault("ranks", where, f"{name} {text}, {other} {its_text}", "its score is higher")
            elif (
                not (score.exact and its.exact)
                and not (score.below(its) or its.below(score))
                and (place[1] < its_place[0] or its_place[1] < place[0])
            ):
                why = "their scores leave the order open"
                yield Fault("ranks", where, f"{name} {text}, {other} {its_text}", why)


def _named_by_an_end(exhibit: Exhibit) -> set[str]:
    """The areas of which it is only known that they lie below something: no gap of theirs is the least there is."""
    if exhibit.audience is None:
        return set()
    return {name for name, one in column_of(exhibit.audience, exhibit.reading).items() if one.open}


def _open_where(score: Range | None, is_open: bool) -> Range | None:
    return replace(score, open_low=True) if score and is_open and not score.exact else score


def _place_words(text: str) -> str:
    return re.sub(r",? (?:shared|together|equal).*|^=", "", text.strip())


def gaps(reading: Reading) -> Iterator[Fault]:
    """A gap is the target less the position, no finer than the two are printed."""
    for exhibit in reading.exhibits:
        for grid in exhibit.grids:
            heads = grid.headers
            position = next((h for h in ("Current position", "Stood at", "Stands at") if h in heads), "")
            if not (position and "Target" in heads and "Gap" in heads):
                continue
            top = exhibit.audience.audience.scale.top if exhibit.audience else TOP
            for row in grid.rows:
                at = printed.figure(row[heads.index(position)], top)
                gap = printed.distance(row[heads.index("Gap")])
                if at is None or gap is None:
                    continue
                reading.read["gaps"] += 1
                target = printed.number(row[heads.index("Target")])
                least, most = max(Fraction(0), target - at.high), max(Fraction(0), target - at.low)
                if not (gap.low <= least + Fraction(1, 20) and most - Fraction(1, 20) <= gap.high):
                    yield Fault("gaps", exhibit.where, " | ".join(row), "it is not what is still to go")
                elif (
                    gap.exact
                    and at.places is not None
                    and (gap.places or 0) > max(at.places, decimals_of(row[heads.index("Target")]))
                ):
                    yield Fault(
                        "gaps", exhibit.where, " | ".join(row), "it is finer than position and target"
                    )


_CHANGE = re.compile(r"(?:[+−-]|up |down )(\d+(?:\.\d+)?)")


def _wrong_difference(then: Range, now: Range, text: str) -> str:
    """Why a printed difference is not that of two printed figures; empty where it is."""
    finest = min(one.places for one in (then, now) if one.places is not None)
    if printed.decimals(text) > finest:
        return "it is finer than its parts"
    if abs(half_up(abs(now.low - then.low), finest)) != abs(printed.number(text)):
        return f"it is {float(abs(now.low - then.low)):.2f}"
    return ""


def _may_be_same(one: Range, other: Range) -> bool:
    """Whether two figures of unlike decimals may be the same to the fewer of them."""
    mine, its = printed.side_by_side(one, other)
    return not (mine.below(its) or its.below(mine))


def differences(reading: Reading) -> Iterator[Fault]:
    """A difference is that of the two figures beside it, no finer than either, and has its direction."""
    for exhibit in reading.of("dumbbell", "board paper"):
        for grid in exhibit.grids:
            if grid.headers[-1] != "Change":
                continue
            for row in grid.rows:
                then, now = printed.figure(row[1]), printed.figure(row[3])
                yield from _difference(reading, exhibit.where, then, now, row[5], " | ".join(row))
    for exhibit in reading.exhibits:
        for words in _all_words(exhibit):
            for found in re.finditer(
                r"(up|down) (\d\.\d+),? from (\d\.\d+) to (\d\.\d+)|(\d\.\d+) to (\d\.\d+): (up|down) (\d\.\d+)",
                words,
            ):
                way, size, then, now = (
                    (found[1], found[2], found[3], found[4])
                    if found[1]
                    else (found[7], found[8], found[5], found[6])
                )
                text = f"{'+' if way == 'up' else '−'}{size}"
                ends = printed.exact_number(then), printed.exact_number(now)
                yield from _difference(reading, exhibit.where, *ends, text, words)
    for exhibit in reading.of("pair"):
        for row in exhibit.first.rows:
            one, other = printed.figure(row[1]), printed.figure(row[3])
            found = re.fullmatch(r"(?:the same or )?(\d\.\d+) (lower|higher)", row[5])
            if found:
                if row[5].startswith("the same") != bool(one and other and _may_be_same(one, other)):
                    yield Fault("differences", exhibit.where, " | ".join(row), "whether they differ")
                text = f"{'+' if found[2] == 'higher' else '−'}{found[1]}"
                yield from _difference(reading, exhibit.where, one, other, text, " | ".join(row))
            elif row[5] == "the same" and not (one and other and one.same(other)):
                yield Fault("differences", exhibit.where, " | ".join(row), "they are not the same")


def _difference(
    reading: Reading, where: str, then: Range | None, now: Range | None, text: str, words: str
) -> Iterator[Fault]:
    found = _CHANGE.fullmatch(text)
    if not found or then is None or now is None:
        return
    reading.read["differences"] += 1
    if not (then.exact and now.exact):
        yield Fault("differences", where, words, "one of them is only known to lie somewhere")
        return
    if why := _wrong_difference(then, now, found[1]):
        yield Fault("differences", where, words, why)
    elif (text[0] in "+u") != (now.low > then.low):
        yield Fault("differences", where, words, "it goes the other way")


# --- what is called highest, lowest, higher, lower, the same ---------------------------------------------

HIGHEST = r"(?:Highest|Strongest)(?: [^:]*)?: "
LOWEST = r"(?:Lowest|Weakest)(?: [^:]*)?: "


def extremes(reading: Reading) -> Iterator[Fault]:
    """Whatever is called highest or lowest is so for all that the figures may be, and nothing else may be."""
    for exhibit in reading.of("rainbow", "radar", "feedback", "page: main-points", "board paper"):
        audience, how = exhibit.audience, exhibit.reading
        if exhibit.kind == "feedback":
            yield from _extremes_of_feedback(reading, exhibit)
            continue
        if audience is None or not audience.people:
            continue
        column = column_of(audience, how)
        for sentence in said_in(exhibit):
            if re.match(r"(?:Strongest and weakest\. )?(?:Highest|Lowest)", sentence):
                at_most = column_of(audience, how, outward=True)
                yield from _called(reading, exhibit.where, sentence, column, at_most)


def statements(reading: Reading) -> Iterator[Fault]:
    """The statements that are named highest and lowest of an area are those that may be."""
    for exhibit in reading.of("statements", "statements of a group"):
        assert exhibit.audience
        top = exhibit.audience.audience.scale.top
        grid = exhibit.first
        column = {row[0].partition(": ")[0]: at for row in grid.rows if (at := printed.figure(row[1], top))}
        for sentence in said_in(exhibit):
            found = re.match(r"(Pulling the area up|Rated highest|Pulling it down|Rated lowest)", sentence)
            if not found:
                continue
            reading.read["extremes"] += 1
            may_be = (
                printed.may_be_highest
                if found[1][-2:] in ("up", "st") and "low" not in found[1]
                else printed.may_be_lowest
            )
            names = set(re.findall(r"“([^”]*)”", sentence.partition(": ")[2]))
            if not _are_those(names, column, column, may_be) and not _rests_on_ends(exhibit):
                yield Fault("extremes", exhibit.where, sentence, f"it may be {sorted(may_be(column))}")


def _rests_on_ends(exhibit: Exhibit) -> bool:
    """Whether some of the means hold groups of which only an end is named, so that they are not what they seem."""
    return "only an end of the scale is named" in " ".join(exhibit.says)


def _extremes_of_feedback(reading: Reading, exhibit: Exhibit) -> Iterator[Fault]:
    for side in exhibit.more.sides:
        audience = reading.place.results.find_audience(side.audience.key)
        assert audience
        by_code = {a.area.code: a.area.short_name for a in audience.areas}
        column = column_of(audience, reading.place.results.leading)
        at_most = column_of(audience, reading.place.results.leading, outward=True)
        for ends, may_be in ((side.highest, printed.may_be_highest), (side.lowest, printed.may_be_lowest)):
            if ends:
                names = {by_code[one.said.area] for one in ends}
                reading.read["extremes"] += 1
                if not _are_those(names, column, at_most, may_be):
                    yield Fault(
                        "extremes", exhibit.where, f"{sorted(names)}", f"it may be {sorted(may_be(column))}"
                    )


def _called(
    reading: Reading, where: str, sentence: str, column: Mapping[str, Range], at_most: Mapping[str, Range]
) -> Iterator[Fault]:
    names = set(named_in(sentence, column))
    if not names:
        return
    may_be = printed.may_be_highest if re.search("Highest", sentence.split(":")[0]) else printed.may_be_lowest
    reading.read["extremes"] += 1
    if not _are_those(names, column, at_most, may_be):
        yield Fault("extremes", where, sentence, f"it may be {sorted(may_be(column))}")


def _are_those(
    names: set[str],
    column: Mapping[str, Range],
    at_most: Mapping[str, Range],
    may_be: Callable[[Mapping[str, Range]], set[str]],
) -> bool:
    """Whether these are all that may stand at that end, and none that cannot.

    Of figures with unlike decimals the fewest count; then what is open is rounded too.
    """
    places = [one.places for one in column.values() if one.places is not None]
    fewest = min(places, default=2)
    coarse = {name: printed.coarse(one, fewest) for name, one in at_most.items()}
    if len(set(places)) > 1:
        coarse = {name: one if one.exact else printed.widened(one, fewest) for name, one in coarse.items()}
    return may_be(column) <= names <= may_be(coarse)


def orders(reading: Reading) -> Iterator[Fault]:
    """What comes lowest for whom, and whether audiences see the same."""
    for exhibit in reading.of("orders"):
        how, seen = exhibit.reading, []
        for audience in reading.place.results.audiences:
            column = column_of(audience, how)
            if not column:
                continue
            lowest = printed.may_be_lowest(column)
            seen.append(lowest)
            label = {
                a.area.short_name: a.area.easy_label if audience.audience.easy_read else a.area.short_name
                for a in audience.areas
            }
            who = audience.audience.label
            for sentence in said_in(exhibit):
                if re.match(rf"Lowest for {re.escape(who[:1].lower() + who[1:])}: ", sentence):
                    reading.read["orders"] += 1
                    names = set(named_in(sentence.partition(": ")[2], label.values()))
                    codes = {short for short, said in label.items() if said in names}
                    at_most = column_of(audience, how, outward=True)
                    if not _are_those(codes, column, at_most, printed.may_be_lowest):
                        yield Fault("orders", exhibit.where, sentence, f"it may be {sorted(lowest)}")
        words = " ".join(exhibit.says)
        if (
            re.search(r"do not (?:all )?see the same", words)
            and len(seen) > 1
            and set.intersection(*map(set, seen))
        ):
            yield Fault(
                "orders",
                exhibit.where,
                words,
                f"they may all see {set.intersection(*map(set, seen))} as lowest",
            )
        if re.search(
            r"They (?:all|both) see the same .*as lowest|They (?:all|both) see the same as lowest", words
        ):
            yield from _same_lowest(exhibit, words, seen)


def _same_lowest(exhibit: Exhibit, words: str, seen: Sequence[set[str]]) -> Iterator[Fault]:
    if any(one != seen[0] for one in seen):
        yield Fault("orders", exhibit.where, words, f"they may see {seen}")


def marks(reading: Reading) -> Iterator[Fault]:
    """A group is marked as higher or lower than the whole only where it is so whatever both are."""
    for exhibit in reading.of("groups", "heat_map"):
        audience = exhibit.audience
        assert audience
        for row, tones in zip(exhibit.first.rows, exhibit.more.tones, strict=False):
            for found, cell, tone in zip(audience.areas, row[2:], tones[2:], strict=False):
                if not tone:
                    continue
                reading.read["marks"] += 1
                here = printed.figure(cell, audience.audience.scale.top)
                value = found.reading(exhibit.reading).position
                whole = total_of(audience, found.area.code, exhibit.reading, value)
                fits = here and whole and (here.above(whole) if tone == "higher" else here.below(whole))
                if not fits:
                    yield Fault(
                        "marks",
                        exhibit.where,
                        f"{row[0]}, {found.area.short_name}: {cell} {tone}",
                        shown_text(value),
                    )


def spans(reading: Reading) -> Iterator[Fault]:
    """Where groups are said to lie furthest apart, they lie further apart than anywhere, whatever figures are."""
    for exhibit in reading.of("heat_map", "groups", "cut"):
        grid = exhibit.first
        whose = exhibit.audience.audience if exhibit.audience else exhibit.more.audience
        rows = [row for row in grid.rows if row[0] != "Everyone together"]
        found: dict[str, tuple[Fraction, Fraction]] = {}
        for i, head in enumerate(grid.headers[2:], 2):
            column = [one for row in rows if (one := printed.figure(row[i], whose.scale.top))]
            if len(column) > 1:
                found[bare(head)] = _span(column)
        for sentence in said_in(exhibit):
            if not re.search(r"furthest apart on|differ most on", sentence):
                continue
            names = named_in(re.split(r": from", sentence)[0], found)
            reading.read["spans"] += 1
            for name in names:
                beaten = [other for other in found if other not in names and found[other][1] > found[name][0]]
                if beaten:
                    yield Fault("spans", exhibit.where, sentence, f"they may lie further apart on {beaten}")


def _span(column: Sequence[Range]) -> tuple[Fraction, Fraction]:
    """The least and the most that the highest of them may lie above the lowest."""
    least = max(one.low for one in column) - min(one.high for one in column)
    most = max(one.high for one in column) - min(one.low for one in column)
    return max(Fraction(0), least), most


# --- words that keep their promises ----------------------------------------------------------------------

_MANY = "people|groups|areas|things|statements|rounds|rows|others|levels|places|persons|sheets|are|were|have"
_ONE = "person|group|area|thing|statement|round|row|is|was|has"
_MANY_OF_ONE = re.compile(rf"(?<![\d.,–−-])(?<!of )1 ({_MANY})\b")
_ONE_OF_MANY = re.compile(rf"(?<![\d.,])(?:[02-9]|[1-9]\d+|\d+,\d+) ({_ONE})\b(?! (?:together|’s))")


def plurals(reading: Reading) -> Iterator[Fault]:
    """One person, two people."""
    for exhibit in reading.exhibits:
        for words in _all_words(exhibit):
            reading.read["texts read for their number"] += 1
            for found in (*_MANY_OF_ONE.finditer(words), *_ONE_OF_MANY.finditer(words)):
                yield Fault("plurals", exhibit.where, words[:200], found[0])


def doubles(reading: Reading) -> Iterator[Fault]:
    """No paragraph says a sentence twice."""
    for exhibit in reading.exhibits:
        for paragraph in exhibit.says:
            counted = Counter(one for one in sentences(paragraph) if len(one.split()) > 3)
            for words, times in counted.items():
                if times > 1:
                    yield Fault("doubles", exhibit.where, words, f"said {times} times")


# Marks that stand together or apart where they should not, and letters of the wrong size behind them.
SET_WRONGLY = re.compile(r"[.,;:?!][.,;:]|\s[.,;:](?=\s|$)|; [A-Z]|[.?!] +[a-z]|\(\)|\( | \)|  ")


def set_wrongly(words: str, names: Iterable[str] = ()) -> str:
    """The first fault in how words are set; empty where there is none. Names may begin and end as they like."""
    words = re.sub(r"“[^”]*”", "“N”", words)
    for name in sorted(filter(None, names), key=len, reverse=True):
        words = words.replace(name, "N1")
    found = SET_WRONGLY.search(words.replace("; N1", "; n1"))
    return words[max(0, found.start() - 40) : found.end() + 40] if found else ""


def setting(reading: Reading) -> Iterator[Fault]:
    """No sentence has doubled marks, a mark behind a space, or a capital behind a semicolon but that of a name."""
    cells = [cell for audience in reading.place.results.audiences for cell in audience.cells]
    groups = {name for cell in cells for name in (cell.name, *cell.groups)}
    for exhibit in reading.exhibits:
        names = {
            name for grid in exhibit.grids for name in (*grid.rows_called, *grid.columns_called)
        } | groups
        for paragraph in exhibit.says:
            reading.read["paragraphs read for how they are set"] += 1
            if fault := set_wrongly(paragraph, names):
                yield Fault("setting", exhibit.where, paragraph, fault)


EVERYTHING = re.compile(
    r"[Ee]verything that people answered|[Ee]very group and every area that people answered for|all who answered"
)
FEWER = re.compile(r"fewer than (\d+) of the ([\d,]+) people here (rated this|.+?)\.")


def promises(reading: Reading) -> Iterator[Fault]:
    """Everything is all; a list of what is withheld does not begin with "1 more"; "fewer than 5 of 5" is none."""
    results = reading.place.results
    places = [value for a in results.audiences for cell in a.cells for value in cell.positions.values()]
    area_hidden = bool(results.left_out_people) or any(isinstance(value, Withheld) for value in places)
    rest = [
        value
        for a in results.audiences
        for cell in a.cells
        for value in (*cell.importances.values(), *cell.dont_know.values())
    ]
    hidden = (
        area_hidden
        or any(isinstance(value, Withheld) for value in rest)
        or any(audience.people and not audience.voters for audience in results.audiences)
    )
    for exhibit in reading.exhibits:
        for sentence in said_in(exhibit):
            if found := EVERYTHING.search(sentence):
                reading.read["promises"] += 1
                is_false = {"e": hidden, "g": area_hidden, "a": bool(results.left_out_people)}
                if is_false["a" if "all" in found[0] else "g" if "group" in found[0] else "e"]:
                    yield Fault("everything", exhibit.where, sentence, "something is in no figure")
        for paragraph in exhibit.says:
            if re.match(r"(?:What is not shown\. )?\d+ more (?:thing|things)\b", paragraph):
                yield Fault("more", exhibit.where, paragraph, "nothing was said before of which it is more")
    yield from _fewer_than(reading)


def _fewer_than(reading: Reading) -> Iterator[Fault]:
    """Who did not do what a reason says they did not, counted again."""
    for audience, cell, again in _cells(reading):
        for code, counted in again.areas.items():
            for value, did, at_least in (
                (cell.positions[code], counted.raters, len(counted.scores)),
                (cell.importances.get(code), len(counted.importances), len(counted.importances)),
            ):
                found = FEWER.search(str(value)) if isinstance(value, Withheld) else None
                if not found:
                    continue
                reading.read["reasons counted again"] += 1
                number = did if found[3] == "rated this" else at_least
                if number >= int(found[1]) or int(found[2].replace(",", "")) != again.people:
                    yield Fault(
                        "fewer", f"{audience.audience.label}, {cell.name}", str(value), f"{number} did"
                    )


def firsts(reading: Reading) -> Iterator[Fault]:
    """Nothing comes first that has reached its target, and no more than three do without a word of ties."""
    for exhibit in reading.exhibits:
        audience = exhibit.audience
        how = exhibit.reading or reading.place.results.leading
        if exhibit.kind == "sheet":
            asked = [one for one in reading.place.results.audiences if one.ranks_priorities]
            ranked = next((one for one in asked if one.people), None)
            sheet, data = exhibit.more
            names = {sheet.label(a.area): a.area for a in ranked.areas} if ranked else {}
            listed = [one["name"] for one in data["first"]["areas"]]
            if ranked and listed and not sheet.decided:
                yield from _first(
                    reading, exhibit, data["first"]["says"], [names[one] for one in listed], ranked, how
                )
            continue
        if audience is None or not audience.ranks_priorities:
            continue
        by_name = {a.area.short_name: a.area for a in audience.areas}
        if exhibit.kind in ("dot_plot", "board paper", "strategy"):
            for sentence in said_in(exhibit):
                if re.search(r"comes? first by the formula", sentence):
                    areas = [by_name[one] for one in named_in(sentence, by_name)]
                    yield from _first(reading, exhibit, sentence, areas, audience, how)
        if exhibit.kind == "page: main-points":
            places = [one for one in exhibit.says if re.match(r"=?\d+(?:st|nd|rd|th)\b", one)]
            areas = [by_name[found[0]] for one in places if (found := named_in(one, by_name))]
            yield from _first(reading, exhibit, " ".join(exhibit.says), areas, audience, how)


def _first(
    reading: Reading,
    exhibit: Exhibit,
    words: str,
    areas: Sequence[Area],
    audience: AudienceResults,
    how: str,
) -> Iterator[Fault]:
    reading.read["firsts"] += 1
    for area in areas:
        found = next(one for one in audience.areas if one.area.code == area.code)
        at = total_of(audience, area.code, how, found.reading(how).position)
        if at and at.low >= Fraction(str(found.target)):
            yield Fault("first", exhibit.where, words[:300], f"{area.short_name} has reached its target")
    if len(areas) > FIRST_THREE and not re.search(r"\b(?:tie|ties|tied|equal|equally|same|share)\b", words):
        yield Fault("first", exhibit.where, words[:300], f"{len(areas)} of them come first")


def robust(reading: Reading) -> Iterator[Fault]:
    """Nothing is called robust; what is among the first three both ways really is."""
    for exhibit in reading.exhibits:
        for words in _all_words(exhibit):
            if re.search(r"\brobust\b", words, re.IGNORECASE):
                yield Fault("robust", exhibit.where, words[:200], "that is more than was tried")


WHICHEVER = re.compile(r"first three whichever way people are counted", re.IGNORECASE)


def whichever(reading: Reading) -> Iterator[Fault]:
    """What is called first whichever way people are counted is among the first three by both printed scores."""
    scores: dict[str, list[dict[str, Range]]] = {}
    for exhibit in reading.of("readings"):
        assert exhibit.audience
        grid = exhibit.first
        at_ends = {
            name for how in READINGS for name, one in column_of(exhibit.audience, how).items() if one.open
        }
        at = [i for i, head in enumerate(grid.headers) if "score" in head.lower()]
        scores[exhibit.audience.audience.key] = [
            {
                bare(row[0]): one
                for row in grid.rows
                if (one := _open_where(printed.distance(row[i]), bare(row[0]) in at_ends))
            }
            for i in at
        ]
    for exhibit in reading.exhibits:
        known = scores.get(exhibit.audience.audience.key, []) if exhibit.audience else []
        lines = [*exhibit.says, *(" | ".join(row) for grid in exhibit.grids for row in grid.rows)]
        for words in lines:
            if not (WHICHEVER.search(words) and known):
                continue
            for name in named_in(words, known[0])[:1]:
                reading.read["first whichever way"] += 1
                if not all(_is_of_three(name, one) for one in known):
                    yield Fault(
                        "whichever", exhibit.where, words[:200], f"{name} is not, by the printed scores"
                    )


def _is_of_three(name: str, scores: Mapping[str, Range]) -> bool:
    mine = scores.get(name)
    if mine is None or mine.high == 0:
        return False
    return sum(one.above(mine) for one in scores.values()) < FIRST_THREE


AGREE = re.compile(r"[Pp]eople agree\b|mostly agree|views are spread|two camps")


def statement_words(reading: Reading) -> Iterator[Fault]:
    """Statements pull an area only where they stand for its people; words of agreement take thirty answers."""
    for exhibit in reading.of("statements", "statements of a group"):
        audience, grid = exhibit.audience, exhibit.first
        assert audience
        if exhibit.kind == "statements":
            position = exhibit.more.reading(exhibit.reading).position
            people = position.n if isinstance(position, Shown) else 0
        else:
            area, cell = exhibit.more
            value = cell.positions[area.area.code]
            people = value.n if isinstance(value, Shown) else 0
        rated = {int(n.replace(",", "")) for n in grid.column("Rated it").values() if n}
        words = " ".join(exhibit.says)
        reading.read["statements"] += 1
        if exhibit.kind == "statements":
            yield from _whose(reading, exhibit, words, people)
        for row in grid.rows:
            n = row[grid.headers.index("Rated it")].replace(",", "")
            if n and int(n) < TARGET_OF_SMALL and AGREE.search(row[-1]) and "Not shown" not in row[-1]:
                yield Fault("agreement", exhibit.where, " | ".join(row), "fewer than thirty rated it")
        if rated and max(rated) < TARGET_OF_SMALL and AGREE.search(exhibit.says[0]):
            yield Fault("agreement", exhibit.where, exhibit.says[0], "fewer than thirty rated any of them")


_STATED = re.compile(
    r"(?:all ([\d,]+)|([\d,]+) of the ([\d,]+)) (?:people|person) who rated the area,"
    r" in \d+ groups?: (.+?)\.(?= |$)"
)


def _whose(reading: Reading, exhibit: Exhibit, words: str, people: int) -> Iterator[Fault]:
    """Whose statements they are: pulling takes all groups of the area's figure, and counts are counted again."""
    audience, code = exhibit.audience, exhibit.more.area.code
    assert audience
    shown = [c for c in audience.cells if isinstance(c.positions[code], Shown)]
    names = {name for cell in shown for name in cell.groups}
    pulls = re.search(r"\b[Pp]ull(?:s|ing)?\b", words)
    stated = [(m[1] or m[2], m[1] or m[3], set(named_in(m[4], names))) for m in _STATED.finditer(words)]
    if pulls and not any(of_these == whole and groups == names for of_these, whole, groups in stated):
        yield Fault("pulls", exhibit.where, words, f"of {people} people in {sorted(names)}")
    for of_these, whole, groups in stated:
        reading.read["statements’ people"] += 1
        there = sum(
            len(again.areas[code].scores)
            for cell, again in (
                (c, count_again(reading.place.now, c.group_keys, audience.audience)) for c in shown
            )
            if set(cell.groups) & groups
        )
        if int(whole.replace(",", "")) != people:
            yield Fault("pulls", exhibit.where, words, f"the area's figure is of {people}")
        if int(of_these.replace(",", "")) > there:
            yield Fault("pulls", exhibit.where, words, f"{there} people of {sorted(groups)} have a score")


# --- what moved ------------------------------------------------------------------------------------------

MOVED = re.compile(r"\b(?:rose|fell|[Uu]p most|[Dd]own most|furthest step)\b")
PLAINEST = 1.9  # standard errors: whatever allows for many comparisons at once asks for more


def moves(reading: Reading) -> Iterator[Fault]:
    """Nothing is said to have moved that chance alone would move as far."""
    place = reading.place
    if len(place.rounds) < 2:
        return
    for exhibit in reading.of("dumbbell", "page: main-points"):
        audience = exhibit.audience
        found = (
            exhibit.more
            if exhibit.kind == "dumbbell"
            else (exhibit.more.changes.find_audience(audience.audience.key) if audience else None)
        )
        if found is None or not found.cells or audience is None:
            continue
        by_name = {one.area.short_name: one.area.code for one in found.areas}
        keys = [cell.key.split("+") for cell in found.cells]
        then = [count_again(place.rounds[-2], key, found.audience) for key in keys]
        now = [count_again(place.rounds[-1], key, found.audience) for key in keys]
        for sentence in said_in(exhibit):
            if not MOVED.search(sentence) or re.search(r"no more than chance", sentence):
                continue
            for name in named_in(sentence, by_name):
                code = by_name[name]
                both = [
                    (a.areas[code], b.areas[code], len(key))
                    for a, b, key in zip(then, now, keys, strict=True)
                    if len(a.areas[code].scores) >= place.now.facts.k
                    and len(b.areas[code].scores) >= place.now.facts.k
                ]
                if not both:
                    continue
                reading.read["moves"] += 1
                groups = [] if exhibit.reading == EACH_PERSON else [number for *_, number in both]
                far = beyond([a for a, *_ in both], [b for _, b, _ in both], groups)
                if far < PLAINEST:
                    yield Fault("moves", exhibit.where, sentence, f"{name}: {far:.2f} standard errors")


RULES: tuple[Rule, ...] = (
    halves,
    shares,
    dont_knows,
    levels,
    ranks,
    gaps,
    differences,
    extremes,
    statements,
    orders,
    marks,
    spans,
    plurals,
    doubles,
    setting,
    promises,
    firsts,
    robust,
    whichever,
    statement_words,
    moves,
)


def faults_in(
    place: GeneratedPlace, exhibits: Iterable[Exhibit], rules: Sequence[Rule] = RULES
) -> tuple[list[Fault], Counter[str]]:
    """Everything that does not hold, and how much was read."""
    reading = Reading(place, tuple(exhibits), Counter())
    for exhibit in reading.exhibits:
        reading.read["exhibits"] += 1
        reading.read["sentences"] += sum(1 for _ in said_in(exhibit))
        reading.read["claims"] += len(exhibit.claims)
    return [fault for rule in rules for fault in rule(reading)], reading.read
