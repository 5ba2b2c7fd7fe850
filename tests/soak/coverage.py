"""How often rank bands hold what they promise: rounds of known truth, from their cells to the bands they print.

    Setting  ->  answers of a round  ->  release_cell, show_cell, rank_areas  ->  Tally of many rounds

Everybody rates the five statements of each area and how much it matters; the truth is worked out exactly from what
the answers are drawn from. A band holds where no place that an area truly shares lies outside it: of areas that are
equal in truth every band has to hold all the places that they share. That is the hardest way to count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.releases.release_cells import release_cell
from lws_assess.survey.releases.scores import AreaFigures, CellFigures, JointMoments, Moments
from lws_assess.survey.releases.unanimity import ShownCell, show_cell
from lws_assess.survey.results import rank_bands
from lws_assess.survey.results.priorities import AreaToRank
from lws_assess.survey.results.rank_bands import RankBand, score_terms, sum_of_terms
from lws_assess.survey.results.ranks import rank_sets
from lws_assess.survey.results.round_results import RankedArea, rank_areas
from lws_assess.survey.round_timing import EACH_GROUP, EACH_PERSON
from tests.worlds.released import CODES, WORKFORCE, facts

Floats = npt.NDArray[np.float64]
Figure = tuple[str, float, str]  # name, value, unit

ROUNDS = 2_000
AREAS, STATEMENTS, LEVELS = len(CODES), 5, 5
TARGET = 4.0
# How people differ: in all they rate, from area to area, and from statement to statement, in levels.
MOOD, BY_AREA, BY_STATEMENT = 0.5, 0.4, 0.7
MATTERS_MOOD, MATTERS_BY_AREA = 0.4, 0.8


@dataclass(frozen=True)
class Setting:
    """What rounds are drawn from. `groups` are how many people each cell has.

    `positions` and `importances` lie in the middle of what people say of each area, in levels before they are cut
    to the scale. `spreads` is how much more people differ in each cell than elsewhere, `offsets` how much higher
    all its people rate, `joined` how many groups the cell holds, and `silent` the share of answers left out.
    """

    name: str
    groups: tuple[int, ...]
    positions: tuple[float, ...] = (2.6,) * AREAS
    importances: tuple[float, ...] = (3.6,) * AREAS
    reading: str = EACH_GROUP
    spreads: tuple[float, ...] = ()
    offsets: tuple[float, ...] = ()
    joined: tuple[int, ...] = ()
    silent: float = 0.0

    @property
    def people(self) -> int:
        return sum(self.groups)

    def spread(self, cell: int) -> float:
        return self.spreads[cell] if self.spreads else 1.0

    def offset(self, cell: int) -> float:
        return self.offsets[cell] if self.offsets else 0.0

    def held(self, cell: int) -> int:
        return self.joined[cell] if self.joined else 1


@dataclass(frozen=True)
class Tally:
    """What many rounds of one setting came to. Shares are of 1, and None where no band was shown.

    `shown` is the share of bands shown, `held` the share of shown ones that hold, `all_held` the share of rounds
    in which all simultaneous bands hold; `width` and `joint_width` are how many places a band has on average. What
    begins with `normal` is the same of bands that make nothing of how few people stand behind them, of which there
    is one an area: `normal_all_held` is how often all of those would hold at once.
    """

    setting: Setting
    shown: float
    held: float | None
    all_held: float | None
    width: float | None
    joint_width: float | None
    normal_held: float | None
    normal_all_held: float | None
    normal_width: float | None


def tally(setting: Setting, rounds: int = ROUNDS, seed: int = 0) -> Tally:
    """Draw so many rounds and count; the same seed gives the same rounds."""
    chance, truth = np.random.default_rng([seed, *setting.name.encode()]), true_places(setting)
    held, widths = [], []  # three a round, by area: by itself, all at once, by the normal
    for _ in range(rounds):
        cells = draw_cells(setting, chance)
        ranked = rank_areas(facts(), WORKFORCE, cells, setting.reading)
        bands = [(ranked[code].band, ranked[code].simultaneous_band) for code in CODES]
        shown = [(alone, joint) for alone, joint in bands if isinstance(alone, RankBand) and joint]
        if not shown:
            continue
        kinds = [*zip(*shown, strict=True), bands_by_the_normal(cells, ranked, setting.reading)]
        held.append([[_holds(*both) for both in zip(kind, truth, strict=True)] for kind in kinds])
        widths.append([[band.worst - band.best + 1 for band in kind] for kind in kinds])
    if not held:
        return Tally(setting, 0.0, *[None] * 7)
    alone, joint, normal = np.array(held).transpose(1, 0, 2)
    width, joint_width, normal_width = np.array(widths).mean(axis=(0, 2)).tolist()
    return Tally(
        setting,
        shown=len(held) / rounds,
        held=float(alone.mean()),
        all_held=float(joint.all(axis=1).mean()),
        width=width,
        joint_width=joint_width,
        normal_held=float(normal.mean()),
        normal_all_held=float(normal.all(axis=1).mean()),
        normal_width=normal_width,
    )


def _holds(band: RankBand, places: tuple[int, int]) -> bool:
    return band.best <= places[0] and places[1] <= band.worst


def bands_by_the_normal(
    cells: Sequence[ShownCell], ranked: dict[str, RankedArea], reading: str
) -> list[RankBand]:
    """What bands would be if nothing were made of how few people their variances are read off."""
    standings = {
        code: AreaToRank(one.position.value, one.importance.value, TARGET)
        for code, one in ranked.items()
        if isinstance(one.position, Shown) and isinstance(one.importance, Shown)
    }
    with patch.object(rank_bands, "SMALL_VARY", 1.0):
        covariance = sum_of_terms(list(score_terms(CODES, cells, standings, reading)))
    return [RankBand(*one) for one in rank_sets([standings[code].score for code in CODES], covariance)]


# --- the truth -----------------------------------------------------------------------------------------------


def true_places(setting: Setting) -> list[tuple[int, int]]:
    """The first and the last place that each area has among those that are equal to it in truth."""
    weights = [
        setting.groups[cell] if setting.reading == EACH_PERSON else setting.held(cell)
        for cell in range(len(setting.groups))
    ]
    positions, importances = np.zeros(AREAS), np.zeros(AREAS)
    for cell, weight in enumerate(weights):
        spread, share = setting.spread(cell), weight / sum(weights)
        varies = float(np.sqrt(MOOD**2 + BY_AREA**2 + BY_STATEMENT**2)) * spread
        matters = float(np.sqrt(MATTERS_MOOD**2 + MATTERS_BY_AREA**2)) * spread
        positions += share * mean_on_the_scale(np.array(setting.positions) + setting.offset(cell), varies)
        importances += share * mean_on_the_scale(np.array(setting.importances), matters)
    scores = np.maximum(0.0, TARGET - positions) * importances
    return [(1 + int((scores > mine + 1e-9).sum()), int((scores >= mine - 1e-9).sum())) for mine in scores]


def mean_on_the_scale(middles: Floats, deviation: float) -> Floats:
    """The mean of a normal that is rounded to levels and cut to the scale."""
    edges = np.arange(1, LEVELS) + 0.5
    found: Floats = 1 + (1 - ndtr((edges[None, :] - middles[:, None]) / deviation)).sum(axis=1)
    return found


# --- a round -------------------------------------------------------------------------------------------------


def draw_cells(setting: Setting, chance: np.random.Generator) -> list[ShownCell]:
    return [_draw_cell(setting, cell, chance) for cell in range(len(setting.groups))]


def _draw_cell(setting: Setting, cell: int, chance: np.random.Generator) -> ShownCell:
    n, spread = setting.groups[cell], setting.spread(cell)
    raw = MOOD * chance.standard_normal((n, 1, 1)) + BY_AREA * chance.standard_normal((n, AREAS, 1))
    raw = raw + BY_STATEMENT * chance.standard_normal((n, AREAS, STATEMENTS))
    middles = np.array(setting.positions) + setting.offset(cell)
    scores = _on_the_scale(middles[None, :, None] + spread * raw).mean(axis=2)
    said = MATTERS_MOOD * chance.standard_normal((n, 1)) + MATTERS_BY_AREA * chance.standard_normal(
        (n, AREAS)
    )
    importances = _on_the_scale(np.array(setting.importances)[None, :] + spread * said)
    answers = np.hstack([scores, importances])
    present = chance.random(answers.shape) >= setting.silent
    groups = tuple(f"g{cell}-{number}" for number in range(setting.held(cell)))
    figures = _figures(answers, present)
    return show_cell(release_cell(facts().edition, WORKFORCE, groups, figures, facts().k))


def _on_the_scale(raw: Floats) -> Floats:
    found: Floats = np.clip(np.rint(raw), 1, LEVELS)
    return found


def _figures(answers: Floats, present: npt.NDArray[np.bool_]) -> CellFigures:
    """What a cell keeps of its answers, as the release counts it."""
    areas = {}
    for place, code in enumerate(CODES):
        scores = answers[present[:, place], place]
        said = answers[present[:, AREAS + place], AREAS + place].astype(int)
        areas[code] = AreaFigures(
            score=Moments(len(scores), float(scores.sum()), float((scores**2).sum())),
            put=STATEMENTS * len(answers),
            dont_know=0,
            not_applicable=0,
            importance=tuple(np.bincount(said, minlength=LEVELS + 1)[1:].tolist()),
            votes=0,
            statements={},
            patterns={},
            partial=0,
        )
    whole = answers[present.all(axis=1)]
    joint = JointMoments(
        len(whole),
        tuple(whole.sum(axis=0).round(9).tolist()),
        tuple(map(tuple, (whole.T @ whole).round(9).tolist())),
    )
    return CellFigures(len(answers), 0, areas, joint)


# --- the settings --------------------------------------------------------------------------------------------

DISTINCT = tuple(1.7 + 0.25 * area for area in range(AREAS))
NEAR = tuple(1.9 + 0.12 * area for area in range(AREAS))
PAIRS = (2.0, 2.0, 2.6, 2.6, 2.6, 2.6, 3.2, 3.2)
NEAR_TARGET = (3.7, 3.7, 3.9, 3.9, 4.1, 4.1, 3.0, 3.0)
NEAR_ENDS = (1.2, 1.2, 1.4, 1.4, 1.8, 1.8, 4.6, 4.6)

FIVE_TO_FIFTY, MIXED = (5, 8, 12, 20, 35, 50), (20, 12, 9, 8, 6, 5)

# Where nothing else is said all areas are equal in truth, which is the hardest, and each group counts once.
SETTINGS: tuple[Setting, ...] = (
    Setting("2 groups of 5", (5,) * 2),
    Setting("3 groups of 5", (5,) * 3),
    Setting("6 groups of 5", (5,) * 6),
    Setting("one group of 8", (8,)),
    Setting("groups of 5 to 50", FIVE_TO_FIFTY),
    Setting("groups of 5 to 50, by person", FIVE_TO_FIFTY, reading=EACH_PERSON),
    Setting("groups of 5 to 50, areas distinct", FIVE_TO_FIFTY, DISTINCT),
    Setting("groups of 5 to 50, some areas equal", FIVE_TO_FIFTY, PAIRS),
    Setting("one group of 20", (20,)),
    Setting("one group of 20, areas distinct", (20,), DISTINCT),
    Setting("one group of 25", (25,)),
    Setting("one group of 40", (40,)),
    Setting("3 groups of 20", (20,) * 3),
    Setting("3 groups of 20, areas distinct", (20,) * 3, DISTINCT),
    Setting("3 groups of 20, some areas equal", (20,) * 3, PAIRS),
    Setting("40 and 20, areas near each other", (40, 20), NEAR),
    Setting("20 and five small", MIXED),
    Setting("20 and five small, by person", MIXED, reading=EACH_PERSON),
    Setting("20 and five small, areas distinct", MIXED, DISTINCT),
    Setting("20 and five small, areas near each other", MIXED, NEAR, reading=EACH_PERSON),
    Setting("25, 12, 10, 8 and 5, some areas equal", (25, 12, 10, 8, 5), PAIRS, reading=EACH_PERSON),
    Setting("40, 12 and 8", (40, 12, 8)),
    Setting("40, 12 and 8, areas distinct", (40, 12, 8), DISTINCT, reading=EACH_PERSON),
    Setting("60 people in 15 groups", (9, 7, 7, 6, 6, 5, 9, 11), joined=(1, 1, 2, 1, 2, 1, 3, 4)),
    Setting("20, 30 and 50, the smallest varies most", (20, 30, 50), spreads=(1.6, 1.0, 0.7)),
    Setting("40, 30, 12 and 10, the small vary more", (40, 30, 12, 10), spreads=(1, 1, 1.3, 1.3)),
    Setting("20 and five small that vary more", MIXED, spreads=(1, *[1.3] * 5)),
    Setting("40, 30, 12 and 10, the small vary less", (40, 30, 12, 10), spreads=(1, 1, 0.6, 0.6)),
    Setting("30 and 40 of unlike moods", (30, 40), offsets=(-0.5, 0.5)),
    Setting("20 and 25, a twentieth left out", (20, 25), silent=0.05),
    Setting("25 and 30, areas near the target", (25, 30), NEAR_TARGET),
    Setting("25 and 30, areas near the ends", (25, 30), NEAR_ENDS, (4.6,) * AREAS),
    Setting("25, 30 and 9, areas near the ends", (25, 30, 9), NEAR_ENDS, (4.6,) * AREAS),
    Setting("50, 40, 30, 20 and 10, some areas equal", (50, 40, 30, 20, 10), PAIRS),
)


@cache
def tallies(rounds: int = ROUNDS) -> list[Tally]:
    return [tally(setting, rounds) for setting in SETTINGS]


def summary(found: Sequence[Tally]) -> Iterator[Figure]:
    """The figures of all settings together: shares in percent, and how wide bands are beside those by the normal."""
    shown = [(one, one.shown) for one in found if one.held is not None]
    at_60 = [(one, one.shown) for one in found if one.setting.people == 60]
    yield "coverage_pooled_percent", _percent(_mean((one.held, weight) for one, weight in shown)), "%"
    yield "coverage_lowest_setting_percent", _percent(min(one.held or 0.0 for one, _ in shown)), "%"
    yield "coverage_joint_percent", _percent(_mean((one.all_held, weight) for one, weight in shown)), "%"
    yield "coverage_joint_lowest_setting_percent", _percent(min(one.all_held or 0.0 for one, _ in shown)), "%"
    yield "bands_shown_percent_60", _percent(_mean((weight, 1.0) for _, weight in at_60)), "%"
    wide, normal = (
        _mean((width, weight) for one, weight in at_60 if (width := getattr(one, name)) is not None)
        for name in ("width", "normal_width")
    )
    yield "band_width_ratio_60", round(wide / normal, 3), "times"


def figures() -> Iterator[Figure]:
    """What `make soak` prints of rank bands."""
    yield from summary(tallies())


def _mean(weighed: Iterable[tuple[float | None, float]]) -> float:
    """The weighed mean of what is there."""
    known = [(value, weight) for value, weight in weighed if value is not None]
    return sum(value * weight for value, weight in known) / sum(weight for _, weight in known)


def _percent(share: float) -> float:
    return round(100 * share, 1)


# --- the table -----------------------------------------------------------------------------------------------

HEADERS = (
    "Setting",
    "People",
    "Bands shown",
    "A band holds",
    "All at once hold",
    "Places a band has",
    "Places, all at once",
    "Holds by the normal",
    "All hold by the normal",
    "Places by the normal",
)


def tables() -> str:
    """All settings, measured once with the figures."""
    return table(tallies())


def table(found: Sequence[Tally]) -> str:
    """All settings in Markdown. Shares are in percent; a dash stands where no band is shown."""
    rows = [HEADERS, tuple("---" if i == 0 else "---:" for i in range(len(HEADERS)))]
    for one in found:
        shares = (one.held, one.all_held, one.normal_held, one.normal_all_held)
        held, all_held, normal_held, normal_all = ("–" if x is None else f"{100 * x:.1f}" for x in shares)
        widths = (one.width, one.joint_width, one.normal_width)
        width, joint, normal = ("–" if x is None else f"{x:.2f}" for x in widths)
        start = (one.setting.name, str(one.setting.people), f"{100 * one.shown:.0f}")
        rows.append((*start, held, all_held, width, joint, normal_held, normal_all, normal))
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


if __name__ == "__main__":
    print(tables())
    for figure in figures():
        print(*figure)
