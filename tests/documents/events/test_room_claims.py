"""Claims of a hall: whatever a screen says of figures is so for every value that the figures beside it leave open.

    a seed  ->  exhibits: sentences, their claims, and the tables beside them  ->  faults

Figures are read back from what is printed, by rules of this file's own: how a claim was made is not asked. Rooms are
tiny or large, of one group or several, with ties, classes, ends of the scale, targets that are reached, and people who
don't know, leave or come.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor
from unittest.mock import patch

import numpy as np
import pytest

from lws_assess.documents.charts.drawing import Chart, numbered_area
from lws_assess.documents.claims import Claim, Relation
from lws_assess.documents.events import room_priorities
from lws_assess.documents.events.room_bars import FIRST, NOW, place_in_room, told_shift, told_vote
from lws_assess.documents.events.room_overviews import room_overview
from lws_assess.documents.events.room_priorities import RoomPriorities, priorities_for_room
from lws_assess.documents.events.room_strips import strips_of_cells, strips_of_groups, strips_of_statements
from lws_assess.documents.events.room_tables import table_rating_chart
from lws_assess.survey.counts import BoundedCount, largest_shares
from lws_assess.survey.events import figures as event_figures
from lws_assess.survey.events.choices import ChoiceRanking, RankedChoice, release_choices, view_choices
from lws_assess.survey.events.figures import RatingSpread
from lws_assess.survey.events.shifts import RoomShift, VoteMoves
from lws_assess.survey.events.votes import GroupInRoom, RoomResult
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.responses import DONT_KNOW
from lws_assess.survey.results.round_results import RoundResults
from lws_assess.survey.withheld import Withheld
from tests.attacks.attackers.halls import SCALE, Hall, Product, draw_hall, publish
from tests.documents.views import EDITION, People, results_of
from tests.runs.soaking import tries

ROOMS = tries(in_a_soak=200, otherwise=100)
AREA = EDITION.areas[2]
SIZES = (3, 5, 6, 9, 10, 12, 19, 20, 24, 40)
Chance = np.random.Generator


@dataclass(frozen=True)
class Exhibit:
    """A sentence, what it claims, and the rows of the table beside it, each beginning with a name."""

    about: str
    sentence: str
    claims: Sequence[Claim]
    rows: Sequence[Sequence[str]]


# --- what is shown of a seed ---------------------------------------------------------------------------------


def exhibits(seed: int) -> Iterator[Exhibit]:
    chance = np.random.default_rng([seed, 13])
    hall = draw_hall(seed)
    published = publish(hall, Product())
    yield from of_votes(published.rooms, published.shift)
    results = draw_results(chance)
    yield from of_rating_alone(results)
    yield of_choices(draw_choices(chance, results))
    levels = {
        int(table): int(chance.integers(1, 6)) for table in chance.integers(-2, 9, chance.integers(0, 6))
    }
    yield of_chart("tables", table_rating_chart("tables", levels, SCALE, AREA, 400))


def of_votes(rooms: Sequence[RoomResult], shift: RoomShift | Withheld) -> Iterator[Exhibit]:
    for turn, room in zip((FIRST, NOW), rooms, strict=True):
        yield Exhibit(turn, told_vote(room), (), ())
        if (chart := strips_of_groups("groups", room, AREA, 500)) is not None:
            yield of_chart(f"{turn}: groups", chart)
    point = told_shift(shift)
    means = [(name, mean_text(room)) for name, room in zip((FIRST, NOW), rooms, strict=True)]
    yield Exhibit("moved", point.text, point.claims, means)


def mean_text(room: RoomResult) -> str:
    return room.mean.text if isinstance(room.mean, Shown) else ""


def of_chart(about: str, chart: Chart) -> Exhibit:
    rows: Sequence[Sequence[str]] = chart.rows
    if about == "tables":  # a level, and the tables that agreed on it
        rows = [(table, level) for level, tables in chart.rows for table in tables.split(", ")]
    return Exhibit(about, chart.sentence, chart.claims, rows)


def of_rating_alone(results: RoundResults) -> Iterator[Exhibit]:
    view = room_overview(results)
    if view is None:
        return
    rows = [(numbered_area(area), *(at.text for at in places)) for area, places in view.rows]
    yield Exhibit("overview", view.sentence, view.claims, rows)
    for lens in results.audiences:
        found = lens.areas[2]
        if lens.people and (chart := strips_of_cells("cells", lens, found, 400)) is not None:
            yield of_chart("groups alone", chart)
        if (
            lens.people
            and (chart := strips_of_statements("st", lens, found, results.leading, 400)) is not None
        ):
            yield of_chart("statements", chart)


def of_choices(view: RoomPriorities) -> Exhibit:
    rows = [(row.name, row.gap, row.importance, row.score, *row.votes) for row in view.rows]
    return Exhibit("priorities", view.sentence, view.claims, rows)


def draw_results(chance: Chance) -> RoundResults:
    groups = [
        People(
            f"Group {number}",
            int(chance.choice(SIZES[1:])),
            int(chance.integers(1, 6)),
            audience=int(chance.choice([0, 0, 0, 1, 2])),
            areas={a.code: int(chance.integers(0, 6)) for a in EDITION.areas if chance.random() < 0.5},
        )
        for number in range(int(chance.integers(1, 5)))
    ]
    reached = float(chance.choice([0.0, 0.3, 1.0]))
    targets = {a.code: 1.0 if chance.random() < reached else 4.0 for a in EDITION.areas}
    return results_of(*groups, targets=targets, leading=str(chance.choice(["group", "person"])))


def draw_choices(chance: Chance, results: RoundResults | None) -> RoomPriorities:
    alike = float(chance.choice([0.3, 0.8, 1]))
    released = []
    for audience in EDITION.audiences[: int(chance.integers(1, 4))]:
        usual = one_ballot(chance, bool(audience.importance))
        ballots = [
            usual if chance.random() < alike else one_ballot(chance, bool(audience.importance))
            for _ in range(int(chance.choice(SIZES[3:])))
        ]
        released.append(release_choices(EDITION, audience, ballots, 5))
    if chance.random() < 0.2:  # families alone
        released = released[1:]
    return priorities_for_room(view_choices(released, EDITION, results if chance.random() < 0.8 else None, 5))


def one_ballot(chance: Chance, asked: bool) -> bytes:
    count = len(EDITION.areas)
    levels = chance.integers(1, 6, count) if asked else [0] * count
    first = set(chance.permutation(count)[: int(chance.integers(0, 4))].tolist())
    return bytes([*map(int, levels), *(i in first for i in range(count))])


# --- figures as they are printed -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Read:
    """From `low` to `high`; `open` where it does not reach `high`. `places` are the decimals of an exact figure."""

    low: Fraction
    high: Fraction
    open: bool = False
    places: int = 0

    def under(self, other: Read) -> bool:
        """Of figures of unlike decimals each may be all that was rounded to it."""
        one, two = self, other
        if self.places and other.places and self.places != other.places:
            one, two = self.before_rounding, other.before_rounding
        return one.high < two.low or (one.open and one.high == two.low)

    @property
    def before_rounding(self) -> Read:
        half = Fraction(1, 2 * 10**self.places)
        return Read(self.low - half, self.high + half, True)

    @property
    def exact(self) -> bool:
        return self.low == self.high


def read(text: str) -> Read:
    """
    >>> read("about 1.0") == Read(Fraction(1), Fraction(5, 4), True), read("0 to 1").exact, read("2.46").exact
    (True, False, True)
    """
    numbers = [Fraction(one) for one in re.findall(r"\d+(?:\.\d+)?", text)]
    if text.startswith("about "):
        half, quarter = numbers[0], Fraction(1, 4)
        top = half + quarter > SCALE.top
        return Read(max(Fraction(1), half - quarter), min(Fraction(SCALE.top), half + quarter), not top)
    if text.startswith("below "):
        return Read(Fraction(1), numbers[0], True)
    if text.endswith(" and over"):
        return Read(numbers[0], Fraction(SCALE.top))
    decimals = len(text.partition(".")[2]) if re.fullmatch(r"\d+\.\d+", text) else 0
    return Read(numbers[0], numbers[-1], places=decimals)


# --- what may not be -----------------------------------------------------------------------------------------


def faults(seed: int) -> Iterator[str]:
    for exhibit in exhibits(seed):
        for claim in exhibit.claims:
            yield from (f"{exhibit.about}: {wrong}" for wrong in faults_of(claim, exhibit))
        yield from (f"{exhibit.about}: {wrong}: {exhibit.sentence}" for wrong in faults_of_words(exhibit))


def faults_of(claim: Claim, exhibit: Exhibit) -> Iterator[str]:
    for figure in (*claim.who, *claim.others):
        if not any(row[0] == figure.name and figure.text in row[1:] for row in exhibit.rows):
            yield f"{figure.name} {figure.text} does not stand in the table"
    both = [read(one.text) for one in (*claim.who, *claim.others)]
    if not HOLDS[claim.relation](both[: len(claim.who)], both[len(claim.who) :]):
        yield f"it is not so for all that is open: {claim}"


Reads = Sequence[Read]


def alike(who: Reads) -> bool:
    return all(one.exact and one == who[0] for one in who)


def all_under(who: Reads, others: Reads) -> bool:
    return all(one.under(other) for one in who for other in others)


def under_one(who: Reads, others: Reads) -> bool:
    return all(any(other.under(one) for one in who) for other in others)


def over_one(who: Reads, others: Reads) -> bool:
    return all(any(one.under(other) for one in who) for other in others)


def among_three(who: Reads, others: Reads) -> bool:
    everything = [*who, *others]
    return len(who) <= 3 and all(sum(not other.under(one) for other in everything) <= 3 for one in who)


HOLDS: Mapping[Relation, Callable[[Reads, Reads], bool]] = {
    Relation.HIGHEST: lambda who, others: (len(who) == 1 or alike(who)) and all_under(others, who),
    Relation.LOWEST: lambda who, others: (len(who) == 1 or alike(who)) and all_under(who, others),
    Relation.MAY_BE_HIGHEST: under_one,
    Relation.MAY_BE_LOWEST: over_one,
    Relation.ABOVE: lambda who, others: len(who) <= 3 and all_under(others, who),
    Relation.AMONG_FIRST: among_three,
    Relation.ALIKE: lambda who, others: not others and alike(who),
    Relation.UP: lambda who, others: others[0].under(who[0]),
    Relation.DOWN: lambda who, others: who[0].under(others[0]),
    Relation.UNMOVED: lambda who, others: alike([*who, *others]),
}

# What sets figures beside each other, and what it must claim. The names stand in the first bracket.
NAMED = r"(?P<named>(?:[^.]|\.\d)+)\."
SHARE = (
    r"(?P<named>(?:[^.]|\.\d)+) share the \w+ place \([\d.]+ each\), (?:so|which is) "
    r"more than three(?: come first)?\."
)
SAYINGS: Mapping[str, tuple[Relation, ...]] = {
    rf"Highest: {NAMED}": (Relation.HIGHEST,),
    rf"Lowest: {NAMED}": (Relation.LOWEST,),
    rf"Highest is one of these: {NAMED}": (Relation.MAY_BE_HIGHEST,),
    rf"Lowest is one of these: {NAMED}": (Relation.MAY_BE_LOWEST,),
    r"All (?:areas )?(?:that are shown )?have the same figure: (?:[^.]|\.\d)+\.": (Relation.ALIKE,),
    r"Which area is highest or lowest cannot be told: (?:[^.]|\.\d)+\.": (),
    r"Too near to tell which is highest and which lowest: (?:[^.]|\.\d)+\.": (),
    rf"First(?:, of the \d areas with figures)?: {NAMED}": (Relation.ABOVE,),
    rf"Sure to be among the first three(?:, of the \d areas with figures)?: {NAMED}": (Relation.AMONG_FIRST,),
    SHARE: (Relation.HIGHEST,),
    r"chose most often: (?:[^.]|\.\d)+\.": (Relation.HIGHEST, Relation.MAY_BE_HIGHEST),
    r"chose all areas equally often \(\d+\)\.": (Relation.ALIKE,),
    r"(?:Both|All \d+) tables agreed on the same: (?:[^.]|\.\d)+\.": (Relation.ALIKE,),
    r"agreed on ratings from \d to \d\.": (Relation.LOWEST,),
    r"[−+]?[\d.]+ to [−+]?[\d.]+ levels\.": (),  # claims nothing of the direction
    r"\+[\d.]+ levels\.": (Relation.UP,),
    r"−[\d.]+ levels\.": (Relation.DOWN,),
    r": 0\.00? levels\.": (Relation.UNMOVED,),
    # These say that nothing is claimed.
    re.escape(room_priorities.UNSURE): (),
    re.escape(room_priorities.NOTHING_FIRST): (),
    re.escape(room_priorities.NOT_APART): (),
    # And these count.
    r"Counted are those of the first vote\.": (),
    r"[Ff]ewer than \d+": (),
    r"like|the mean|moved\.|It would need.*|Not shown: .*": (),
}
COMPARING = re.compile(
    r"\b(most|least|more|less|fewe[rs]t?|highe[rs]t?|lowe[rs]t?|first|last|same|equal\w*|up|down|rose|fell|above|below|"
    r"together|everyone|everybody|whole|all|furthest|unmoved)\b",
    re.IGNORECASE,
)


def faults_of_words(exhibit: Exhibit) -> Iterator[str]:
    left, used = exhibit.sentence, 0
    for saying, relations in SAYINGS.items():
        for found in re.finditer(saying, left):
            claims = [one for one in exhibit.claims if one.relation in relations]
            used += bool(relations)
            if relations and not claims:
                yield f"“{found[0]}” claims nothing"
            named = found.groupdict().get("named")
            if named and not any(names_all(named, claim, exhibit) for claim in claims):
                yield f"“{named}” are not those of any claim"
        left = re.sub(saying, " ", left)
    left = re.sub(r"\b(below|about) [\d.]+|[\d.]+ and over", " ", left)
    for row in exhibit.rows:  # names are no words of ours
        left = left.replace(unnumbered(row[0]), " ")
    if (word := COMPARING.search(left)) is not None:
        yield f"“{word[0]}” is said without a claim in “{left}”"
    if exhibit.claims and not used:
        yield "a claim that no word makes"


def names_all(named: str, claim: Claim, exhibit: Exhibit) -> bool:
    """Whether these words name those of the claim and nothing else of the table, with figures where several are."""
    left = named
    for one in sorted(claim.who, key=lambda figure: -len(figure.name)):
        name = unnumbered(one.name)
        told = name if len(claim.who) == 1 or "share" in exhibit.sentence else f"{name} ({one.text}"
        if told not in left:
            return False
        left = left.replace(told, " ", 1)
    return not any(unnumbered(row[0]) in left for row in exhibit.rows)


def unnumbered(name: str) -> str:
    """The name of an area without its number, which stands on its colour."""
    return re.sub(r"^\d (?=[A-Z])", "", name)


@pytest.mark.parametrize("start", range(0, ROOMS, 50))
def test_every_claim_holds_for_all_that_the_tables_leave_open(start: int) -> None:
    found = {seed: wrong for seed in range(start, start + 50) if (wrong := list(faults(seed)))}
    assert not found


def test_nearly_all_that_can_be_claimed_is() -> None:
    met = [exhibit for seed in range(80) for exhibit in exhibits(seed)]
    relations = {claim.relation for exhibit in met for claim in exhibit.claims}
    assert relations >= set(HOLDS) - {Relation.UNMOVED}
    claiming = [saying for saying, claims in SAYINGS.items() if claims and Relation.UNMOVED not in claims]
    unused = [saying for saying in claiming if not any(re.search(saying, one.sentence) for one in met)]
    assert len(unused) <= 1


# --- figures against answers ---------------------------------------------------------------------------------


def half_up(value: Fraction, places: int) -> Fraction:
    scaled = abs(value) * 10**places
    whole = Fraction(floor(scaled + Fraction(1, 2)), 10**places)
    return -whole if value < 0 else whole


def faults_of_figures(seed: int) -> Iterator[str]:
    """What two votes print, against what people answered, counted here again."""
    hall = draw_hall(seed)
    published = publish(hall, Product())
    counted = [ratings_of(hall, turn, bool(published.rooms[1].again)) for turn in (0, 1)]
    for ratings, room in zip(counted, published.rooms, strict=True):
        shown: list[tuple[str, RoomResult | GroupInRoom]] = [("", room)]
        shown += [(group.key, group) for group in room.groups]
        for key, seen in shown:
            mine = [level for group, level in ratings if key in ("", group)]
            if isinstance(seen.mean, Shown):
                yield from fault_of_mean(seen.mean, mine)
            if isinstance(seen.spread, RatingSpread):
                yield from fault_of_spread(seen.spread, mine)
    if isinstance(published.shift, RoomShift):
        yield from fault_of_moves(published.shift.moves, hall, counted)


def ratings_of(hall: Hall, turn: int, again: bool) -> list[tuple[str, int]]:
    """Who stands in a vote, and with which level: a second one is of those in the first, where that says so."""
    found = []
    for person in hall.people:
        then, now = person.codes
        code = (
            person.codes[turn]
            if not (turn and again)
            else None
            if then is None
            else then
            if now is None
            else now
        )
        if code not in (None, DONT_KNOW):
            found.append((person.group, int(code)))
    return found


def fault_of_mean(mean: Shown, levels: Sequence[int]) -> Iterator[str]:
    exact = Fraction(sum(levels), len(levels))
    if mean.n != len(levels):
        yield f"{mean.n} people instead of {len(levels)}"
    if mean.n >= 20 and mean.text != f"{float(half_up(exact, 2)):.2f}":
        yield f"{exact} is printed {mean.text}"
    within = read(mean.text)
    if mean.n < 20 and not (
        within.low <= exact <= within.high and not (within.open and exact == within.high)
    ):
        yield f"{exact} is not within {mean.text}"
    if mean.n >= 20 and mean.band != SCALE.levels[floor(Fraction(mean.text) + Fraction(1, 2)) - 1].label:
        yield f"{mean.text} is called {mean.band}"


def fault_of_spread(seen: RatingSpread, levels: Sequence[int]) -> Iterator[str]:
    for level, count in enumerate(seen.counts, 1):
        within = read(f"{count}")
        if not within.low <= levels.count(level) <= within.high:
            yield f"{levels.count(level)} are printed {count}"
    if seen.word and len(levels) < 30:
        yield f"{len(levels)} answers are called “{seen.word}”"


def fault_of_moves(
    moves: VoteMoves, hall: Hall, counted: Sequence[Sequence[tuple[str, int]]]
) -> Iterator[str]:
    both = [person for person in hall.people if person.rated(0) and (person.rated(1) or person.left)]
    steps = sum(person.rated(1) and person.codes[0] != person.codes[1] for person in both)
    within = read(f"{moves.moved}")
    if moves.pairs != len(both) or not within.low <= steps <= within.high:
        yield f"{steps} of {len(both)} is printed {moves.share_text}"
    then, now = (Fraction(sum(level for _, level in turn), len(turn)) for turn in counted)
    ends = [Fraction(end.replace("−", "-")) for end in moves.net_text.split(" to ")]
    if len(ends) == 2 and not ends[0] <= now - then <= ends[1]:
        yield f"{now - then} is not within {moves.net_text}"
    if (
        len(ends) == 1
        and min(moves.then.n, moves.now.n) >= 20
        and ends[0] != half_up(now, 2) - half_up(then, 2)
    ):
        yield f"{now} less {then} is printed {moves.net_text}"
    if moves.same_people and {moves.then.n, moves.now.n} != {len(both)}:
        yield "the mean is not theirs alone"


def faults_of_priorities(seed: int) -> Iterator[str]:
    """Which areas are marked first, against the scores as they are printed."""
    chance = np.random.default_rng([seed, 14])
    view = draw_choices(chance, draw_results(chance))
    firsts = [row for row in view.rows if row.first]
    if len(firsts) > 3:
        yield f"{len(firsts)} areas come first"
    for row in firsts:
        if read(row.gap).low <= 0 or row.place == room_priorities.AT_TARGET:
            yield f"{row.name} is at its target and comes first"
        others = [read(other.score) for other in view.rows if other is not row and other.score != "–"]
        if sum(not one.under(read(row.score)) for one in others) > 2:
            yield f"{row.name} ({row.score}) is not among three"
    placed = [row for row in view.rows if re.fullmatch(r"\d.*[a-z]", row.place) and read(row.score).exact]
    for row, other in ((a, b) for a in placed for b in placed if a.score == b.score and a.place != b.place):
        yield f"{row.name} and {other.name} have {row.score} and other places"


@pytest.mark.parametrize("start", range(0, ROOMS, 50))
def test_figures_are_those_of_the_answers(start: int) -> None:
    wrong = [
        one
        for seed in range(start, start + 50)
        for one in (*faults_of_figures(seed), *faults_of_priorities(seed))
    ]
    assert not wrong


# --- faults put back -----------------------------------------------------------------------------------------


def as_a_point(mean: Shown | Withheld, scale: object) -> object:
    """A mean to the half, as if it were exact."""
    at = place_in_room(mean, scale)  # type: ignore[arg-type]
    return at if at.value is None else replace(at, between=None, sure=at.value, reach=at.value)


def by_place_alone(ranking: ChoiceRanking) -> list[RankedChoice]:
    """Everything that shares one of the first three places, however many and however near its target."""
    return [one for one in ranking.rows if one.places is not None and one.places.worst <= 3]


def one_of_them(counts: Mapping[str, BoundedCount]) -> list[str]:
    """The first of those that may be the largest."""
    return largest_shares(counts)[:1]


def binary(value: Fraction | float, places: int) -> Fraction:
    return Fraction(str(round(float(value) - 1e-9, places)))


def the_middle(low: float, high: float, places: int) -> tuple[Fraction, Fraction]:
    return (Fraction(str(round((low + high) / 2, places))),) * 2


ROOM, SURVEY = "lws_assess.documents.events.room_", "lws_assess.survey.events."
FAULTS: Mapping[str, tuple[str, object, Callable[[int], Iterator[str]]]] = {
    "a mean to the half is a point": (f"{ROOM}strips.place_in_room", as_a_point, faults),
    "all that share a place come first": (f"{ROOM}priorities._firsts", by_place_alone, faults),
    "areas at their target come first": (f"{ROOM}priorities._firsts", by_place_alone, faults_of_priorities),
    "one of several that tie is chosen most often": (f"{ROOM}priorities.largest_shares", one_of_them, faults),
    "halves go down": (f"{SURVEY}figures.rounded_value", binary, faults_of_figures),
    "ten answers have a word for agreement": (
        f"{SURVEY}figures.agreement_may_be_named",
        lambda answers: answers >= 10,
        faults_of_figures,
    ),
    "a net move of halves is a point": (f"{SURVEY}shifts.rounded_outward", the_middle, faults_of_figures),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_that_is_put_back_is_found(fault: str) -> None:
    name, instead, looks = FAULTS[fault]
    event_figures.nearest_half.cache_clear()
    with patch(name, instead):
        found = next((wrong for seed in range(ROOMS) for wrong in looks(seed)), "")
    event_figures.nearest_half.cache_clear()
    assert found
