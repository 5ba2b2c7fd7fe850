"""Pictures of rounds compared: what is drawn is what is said, whatever one of the rounds withholds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from lws_assess.documents.charts.changes import changes_of_groups, dumbbell_chart
from lws_assess.documents.charts.drawing import Chart
from lws_assess.documents.charts.first_few import FirstFew, told_of_first
from lws_assess.documents.charts.headlines import area_moves
from lws_assess.documents.charts.history import history_chart
from lws_assess.documents.charts.tracks import PHONE_BOARD
from lws_assess.documents.moved_figures import signed_change, words_of_change
from lws_assess.survey.instruments import Edition
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.changes import AudienceChanges, MovedFigure, view_changes
from lws_assess.survey.results.histories import RoundHistory, view_history
from lws_assess.survey.results.matching import Released
from lws_assess.survey.results.verdicts import Verdict
from tests.documents.views import HIGH, LOW, WITHHELD, drawing, many_areas, three_areas, words
from tests.worlds.released import CODES, EDITION, FIRST, SECOND, a_round, everybody, with_statement

NUMBER = r"-?[\d.]+"
HOSTILE = """<script>alert('x')</script>"&<b onclick=x>"""
BEYOND, WITHIN, UNKNOWN = Verdict.BEYOND, Verdict.WITHIN, Verdict.UNKNOWN
SHORT = [area.short_name for area in EDITION.areas]


def mean(value: float, n: int = 30) -> Shown:
    return Shown(value, f"{value:.2f}", "Developing", n)


def few(value: float) -> Shown:
    return Shown(value, f"{value:.1f}", "Developing", 8)


def usual() -> list[Released]:
    return [
        a_round("Before", teachers=everybody(12, 2), nurses=everybody(30, 1), youth=everybody(9, 3)),
        a_round("Now", teachers=everybody(14, 3), nurses=everybody(22, 2), clubs=everybody(9, 4)),
    ]


def of(edition: Edition) -> list[Released]:
    return [
        a_round(title, edition, teachers=everybody(12, rating, edition), names={"teachers": "Teachers"})
        for title, rating in (("Before", 1), ("Now", 2))
    ]


def other_statements() -> list[Released]:
    other = with_statement(EDITION, FIRST, key="new-key")
    return [a_round("Before", other, teachers=everybody(12, 2, other)), usual()[1]]


def hostile() -> list[Released]:
    return [a_round(HOSTILE, names={"teachers": HOSTILE}, teachers=everybody(12, n)) for n in (2, 3)]


ROUNDS: dict[str, Callable[[], list[Released]]] = {
    "the usual": usual,
    "three rounds": lambda: [*usual()[:1], *usual()],
    "seven rounds": lambda: [a_round(f"Round {i}", teachers=everybody(12, 1 + i % 4)) for i in range(7)],
    "no group in both": lambda: [a_round(teachers=everybody(12, 2)), a_round(nurses=everybody(12, 2))],
    "nothing at all": lambda: [a_round(), a_round()],
    "nobody knows anything": lambda: [a_round(teachers=everybody(12, 0)), a_round(teachers=everybody(12, 0))],
    "one area unanswered": lambda: [
        a_round(teachers=everybody(12, 2, **{FIRST: 0})),
        a_round(teachers=everybody(12, 3)),
    ],
    "all the same": lambda: [a_round(teachers=everybody(30, 5)), a_round(teachers=everybody(30, 5))],
    "other statements then": other_statements,
    "three areas": lambda: of(three_areas()),
    "twelve areas": lambda: of(many_areas(12)),
    "hostile names": hostile,
}


@pytest.fixture(params=ROUNDS)
def rounds(request: pytest.FixtureRequest) -> list[Released]:
    return ROUNDS[request.param]()


def every_chart(rounds: list[Released], reading: str = "group") -> Iterator[Chart]:
    changes = view_changes(rounds[-2], rounds[-1])
    for audience in changes.audiences:
        yield dumbbell_chart(audience, reading, then_title=changes.then_title, now_title=changes.now_title)
        yield changes_of_groups(audience, reading)
        yield history_chart(view_history(rounds), audience.audience, reading)


def at_work(rounds: list[Released]) -> AudienceChanges:
    return view_changes(rounds[-2], rounds[-1]).audiences[0]


def with_moves(**moves: MovedFigure) -> AudienceChanges:
    """The usual with what became of some areas replaced, in both readings and in every group."""
    changes = at_work(usual())
    areas = tuple(
        replace(a, by_group=m, by_person=m, cells=(m,) * len(a.cells)) if (m := moves.get(a.area.code)) else a
        for a in changes.areas
    )
    return replace(changes, areas=areas)


def all_moved(*steps: float) -> AudienceChanges:
    """Every area from 2 by so much; those without a step stay."""
    padded = [*steps, *[0.0] * (len(CODES) - len(steps))]
    moves = {
        c: MovedFigure(mean(2.0), mean(round(2 + s, 2)), BEYOND if s else WITHIN)
        for c, s in zip(CODES, padded, strict=True)
    }
    return with_moves(**moves)


# --- what holds for every chart ------------------------------------------------------------------------------


def test_every_chart_has_a_figure_a_table_and_a_sentence(rounds: list[Released]) -> None:
    for chart in every_chart(rounds):
        assert chart.title
        assert chart.sentence.endswith(".")
        assert {len(row) for row in chart.rows} <= {len(chart.headers)}
        assert all(cell for row in chart.rows for cell in row), chart.key
        assert chart.rows


def test_no_chart_speaks_of_significance_or_carries_stars(rounds: list[Released]) -> None:
    for chart in every_chart(rounds):
        said = " ".join((chart.title, chart.sentence, chart.note, *(" ".join(row) for row in chart.rows)))
        assert "significan" not in said
        assert "*" not in said


def test_every_drawing_is_named_and_holds_nothing_from_elsewhere(rounds: list[Released]) -> None:
    for chart in every_chart(rounds):
        svg = drawing(chart.svg)
        assert svg.get("role") == "img"
        assert svg.get("aria-labelledby") == f"{chart.key}-title"
        for e in svg.iter():
            assert e.tag in {"svg", "title", "path", "text", "circle", "pattern"}
            for name, value in e.attrib.items():
                assert name != "style"
                assert not name.startswith("on")
                assert "url(" not in value or value == f"url(#{chart.key}-hatch)"


def test_no_type_is_too_small_or_stands_outside(rounds: list[Released]) -> None:
    for chart in every_chart(rounds):
        svg = drawing(chart.svg)
        _, _, width, height = map(float, svg.get("viewBox", "").split())
        for e in svg.iter("text"):
            assert float(e.get("font-size", 0)) >= 12
            assert 0 <= float(e.get("x", -1)) <= width
            assert 0 < float(e.get("y", -1)) <= height
        assert width == 360


def test_what_is_withheld_looks_different_without_colour() -> None:
    changes = with_moves(**{FIRST: MovedFigure(WITHHELD, mean(3.0)), SECOND: MovedFigure(LOW, HIGH)})
    hatched = [
        e
        for e in drawing(changes_of_groups(changes, "group").svg).iter("path")
        if "hatch" in str(e.get("fill"))
    ]
    assert len(hatched) == 1 + 1 + len(changes.cells)  # the key, everyone together, and each group
    dashed = [
        e
        for e in drawing(dumbbell_chart(changes, "group", then_title="A", now_title="B").svg).iter("path")
        if e.get("stroke-dasharray")
    ]
    assert len(dashed) == 1


# --- words ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("then", "now", "verdict", "long", "short"),
    [
        (mean(2.15), mean(2.86), BEYOND, "up 0.71, from 2.15 to 2.86", "+0.71"),
        (mean(2.54), mean(2.38), BEYOND, "down 0.16, from 2.54 to 2.38", "−0.16"),
        (
            mean(2.54),
            mean(2.38),
            WITHIN,
            "from 2.54 to 2.38, no more than chance would move it",
            "−0.16",
        ),
        (mean(2.54), mean(2.38), UNKNOWN, "from 2.54 to 2.38", "−0.16"),
        (mean(2.5), mean(2.5), WITHIN, "2.50 both times", "same"),
        (few(2.4), few(2.1), BEYOND, "down 0.3, from 2.4 to 2.1", "−0.3"),
        (few(2.4), mean(2.85), BEYOND, "up 0.5, from 2.4 to 2.85", "+0.5"),
        (few(2.4), mean(2.43), BEYOND, "from 2.4 to 2.43", "same"),
        (few(2.4), mean(2.45), BEYOND, "from 2.4 to 2.45", "same or +0.1"),
        (LOW, mean(2.5), BEYOND, "up between 1.00 and 1.50, from below 1.5 to 2.50", "+1.00 to +1.50"),
        (LOW, few(1.2), BEYOND, "from below 1.5 to 1.2", "−0.3 to +0.2"),
        (LOW, HIGH, BEYOND, "up between 3.0 and 4.0, from below 1.5 to 4.5 and over", "+3.0 to +4.0"),
        (WITHHELD, mean(2.5), UNKNOWN, "not compared", ""),
        (mean(2.5), WITHHELD, UNKNOWN, "not compared", ""),
    ],
)
def test_a_change_is_told_in_words(then: Shown, now: Shown, verdict: Verdict, long: str, short: str) -> None:
    moved = MovedFigure(then, now, verdict)
    assert (words_of_change(moved), signed_change(moved)) == (long, short)


NAMED = [f"{name} (up 0.40, from 2.00 to 2.40)" for name in SHORT]


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        (
            (0.5, 0.9, -0.2),
            f"What rose by more than chance would move it: {SHORT[1]} (up 0.90, from 2.00 to 2.90) and {SHORT[0]} "
            f"(up 0.50, from 2.00 to 2.50). What fell by more than chance would move it: {SHORT[2]} "
            "(down 0.20, from 2.00 to 1.80).",
        ),
        ((), "No area moved more than chance would move it."),
        (
            [0.4] * 8,
            f"What rose by more than chance would move it: {NAMED[0]}, {NAMED[1]}, {NAMED[2]} and 5 more.",
        ),
    ],
)
def test_the_sentence_says_what_rose_and_what_fell(steps: tuple[float, ...], sentence: str) -> None:
    chart = dumbbell_chart(all_moved(*steps), "group", then_title="Before", now_title="Now")
    assert chart.sentence == f"{sentence} Compared: 2 groups, 42 people then, 36 now."
    assert all(claim.holds and claim.beyond_chance for claim in chart.claims)
    assert bool(chart.claims) == bool(steps)


def test_an_area_whose_end_is_all_that_is_named_is_not_skipped() -> None:
    changes = with_moves(
        **{
            **dict.fromkeys(CODES, MovedFigure(mean(2.0), mean(2.1), WITHIN)),
            FIRST: MovedFigure(LOW, mean(3.0), BEYOND),
            SECOND: MovedFigure(mean(2.0), mean(2.1), BEYOND),
        }
    )
    first, second = area_moves(changes, "group").up
    assert first.words == "up between 1.50 and 2.00, from below 1.5 to 3.00"
    assert second.words == "up 0.10, from 2.00 to 2.10"
    assert area_moves(changes, "group").said.text.index(SHORT[0]) < area_moves(
        changes, "group"
    ).said.text.index(SHORT[1])


@pytest.mark.parametrize(
    ("told", "words_of_it"),
    [
        ((), f"Of what comes first, {SHORT[0]} and {SHORT[1]} rose."),
        ((SECOND,), f"Of what else comes first, {SHORT[0]} rose."),
        ((CODES[2],), f"Of what comes first, {SHORT[0]} and {SHORT[1]} rose."),
    ],
)
def test_what_comes_first_and_was_named_before_is_not_left_out_without_a_word(
    told: tuple[str, ...], words_of_it: str
) -> None:
    moves = [(one.area, one.by_group) for one in all_moved(0.5, 0.6, 0.7).areas]
    first = FirstFew((FIRST, SECOND), "Of what comes first")
    assert told_of_first(moves, first, told).text == words_of_it


def test_what_chance_may_have_moved_is_not_said_to_have_moved() -> None:
    for verdict, words_of_it in ((WITHIN, "No area moved more than chance"), (UNKNOWN, "is not known")):
        changes = with_moves(**dict.fromkeys(CODES, MovedFigure(mean(2.0), mean(3.0), verdict)))
        for chart in (
            dumbbell_chart(changes, "group", then_title="A", now_title="B"),
            changes_of_groups(changes, "group"),
        ):
            assert words_of_it.replace("area", "group" if "groups" in chart.key else "area") in chart.sentence
            assert not chart.claims
        found = area_moves(changes, "group")
        assert (found.up, found.down) == ((), ())
        grid = changes_of_groups(changes, "group").svg
        assert {e.get("fill") for e in drawing(grid).iter("path") if "v24h" in e.get("d", "")} == {"#fff"}


def test_where_nothing_can_be_compared_the_sentence_says_so() -> None:
    nobody = at_work(ROUNDS["no group in both"]())
    assert dumbbell_chart(nobody, "group", then_title="A", now_title="B").sentence.startswith(
        "No group was shown in the same way"
    )
    assert changes_of_groups(nobody, "group").sentence.startswith("No group was shown in the same way")
    withheld = with_moves(**dict.fromkeys(CODES, MovedFigure(WITHHELD, WITHHELD)))
    assert dumbbell_chart(withheld, "group", then_title="A", now_title="B").sentence.startswith(
        "No area has a figure in both rounds"
    )
    assert changes_of_groups(withheld, "group").sentence.startswith("No group has a figure in both rounds")
    still = changes_of_groups(all_moved(), "group").sentence
    assert still == "No group moved more than chance would move it."


def test_groups_that_moved_are_named_each_way() -> None:
    chart = changes_of_groups(all_moved(0.4, -0.3), "group")
    assert chart.sentence == (
        f"What rose by more than chance would move it: Teachers on {SHORT[0]} (up 0.40, from 2.00 to 2.40) and "
        f"Nurses on {SHORT[0]} (up 0.40, from 2.00 to 2.40). What fell by more than chance would move it: Teachers "
        f"on {SHORT[1]} (down 0.30, from 2.00 to 1.70) and Nurses on {SHORT[1]} (down 0.30, from 2.00 to 1.70)."
    )
    assert [claim.who[0].name for claim in chart.claims] == ["Teachers", "Nurses"] * 2


# --- tables --------------------------------------------------------------------------------------------------


TWO = ("Change", "Beside chance")
MORE = "more than chance would move it"


def test_the_table_has_both_ns_beside_every_figure() -> None:
    chart = dumbbell_chart(at_work(usual()), "group", then_title="Before", now_title="Now")
    assert chart.headers == ("Area", "Then: Before", "People then", "Now: Now", "People now", *TWO)
    assert chart.rows[0] == (f"1 {SHORT[0]}", "2.00", "42", "3.48", "45", "+1.00", MORE)


def test_the_table_says_why_where_there_is_no_change() -> None:
    changes = with_moves(**{FIRST: MovedFigure(WITHHELD, mean(3.0, 9)), SECOND: MovedFigure(LOW, mean(3.0))})
    first, second, *_ = dumbbell_chart(changes, "group", then_title="A", now_title="B").rows
    assert first == (f"1 {SHORT[0]}", str(WITHHELD), "–", "3.00", "9", "not compared", "–")
    assert second == (f"2 {SHORT[1]}", "below 1.5", "9", "3.00", "30", "+1.50 to +2.00", "not known")


def test_the_table_of_groups_has_everyone_together_and_every_group_in_the_reading_asked() -> None:
    changes = at_work(usual())
    for reading in ("group", "person"):
        chart = changes_of_groups(changes, reading)
        together = changes.areas[0].reading(reading)
        assert [row[:3] for row in chart.rows] == [
            ("The groups compared, together", "42", "36"),
            ("Teachers", "12", "14"),
            ("Nurses", "30", "22"),
        ]
        # Its ends would be second figures beside those of everyone, whom other groups are among too.
        assert chart.rows[0][3] == f"{signed_change(together)} ▲"
        assert chart.rows[1][3] == "2.50 (12) → 3.50 (14): +1.00 ▲"


# --- what is drawn is what is said ---------------------------------------------------------------------------


def places(chart: Chart, colour: str) -> list[float]:
    """How far along the track the two marks of an area stand, then first."""
    marks = [
        e
        for e in drawing(chart.svg).iter("path")
        if e.get("transform") and colour in (e.get("fill"), e.get("stroke"))
    ]
    found = (re.fullmatch(rf"translate\(({NUMBER}) {NUMBER}\)", e.get("transform", "")) for e in marks)
    return [(float(m[1]) - PHONE_BOARD.left) / (PHONE_BOARD.right - PHONE_BOARD.left) for m in found if m]


def test_marks_of_the_dumbbell_stand_where_their_values_are_and_differ_in_shape() -> None:
    changes = all_moved(0.5, -0.25)
    chart = dumbbell_chart(changes, "group", then_title="A", now_title="B")
    first, second = (area.display.colour for area in EDITION.areas[:2])
    assert places(chart, first) == pytest.approx([0.25, 0.375], abs=0.001)
    assert places(chart, second) == pytest.approx([0.25, 0.1875], abs=0.001)
    marks = [e for e in drawing(chart.svg).iter("path") if e.get("transform")]
    assert len({e.get("d") for e in marks}) == 2
    assert "2.00 → 2.50" in words(chart.svg)


def test_both_texts_are_printed_where_an_end_is_all_that_may_be_named() -> None:
    changes = with_moves(**{FIRST: MovedFigure(LOW, mean(3.0)), SECOND: MovedFigure(LOW, HIGH)})
    printed = words(dumbbell_chart(changes, "group", then_title="A", now_title="B").svg)
    assert "below 1.5 → 3.00" in printed
    assert "<1.5 → 4.5+" in printed
    assert "lies between two bounds" in dumbbell_chart(changes, "group", then_title="A", now_title="B").note


def test_every_change_of_every_group_is_printed_in_its_cell() -> None:
    printed = words(changes_of_groups(all_moved(0.4, -0.3), "group").svg)
    assert printed.count("+0.40") == printed.count("−0.30") == 3
    assert printed.count("same") == 3 * (len(CODES) - 2)


def three(middle: int) -> RoundHistory:
    return view_history(
        [a_round(f"Round {i}", teachers=everybody(12, n)) for i, n in enumerate((1, middle, 3), 1)]
    )


def lines(chart: Chart, colour: str) -> list[list[float]]:
    drawn = [
        e
        for e in drawing(chart.svg).iter("path")
        if e.get("stroke") == colour and e.get("stroke-width") == "2.2"
    ]
    return [[float(v) for v in re.findall(NUMBER, e.get("d", ""))] for e in drawn]


def test_a_line_of_the_history_rises_as_its_values_do_and_breaks_where_one_is_withheld() -> None:
    colour = EDITION.areas[0].display.colour
    (_, y1, _, y2), (_, y3, _, y4) = lines(history_chart(three(2), EDITION.audiences[0], "group"), colour)
    assert y2 == y3
    assert y1 - y2 == pytest.approx(y3 - y4, abs=0.2)  # 1.5, 2.5, 3.5
    assert y1 > y2 > y4
    broken = history_chart(three(0), EDITION.audiences[0], "group")
    assert lines(broken, colour) == []
    assert "A hatched gap" in broken.note


def test_the_history_prints_every_value_and_says_over_which_groups() -> None:
    chart = history_chart(three(2), EDITION.audiences[0], "group")
    assert chart.headers == ("Area", "1 Round 1", "2 Round 2", "3 Round 3", "Moved, first to last")
    assert chart.rows[0][1:] == ("1.50 (12)", "2.50 (12)", "3.50 (12)", "+2.00")
    assert words(chart.svg).count("2.50") == len(CODES)
    assert chart.sentence == (
        "How far chance alone could move figures of so few people is not known, so none is said to have moved."
        " This is from “Round 1” to “Round 3”, and counts the same group each time."
    )


@pytest.mark.parametrize("count", [2, 5, 6, 10, 14])
def test_printed_values_of_a_history_never_touch(count: int) -> None:
    rounds = [a_round(f"Round {i}", teachers=everybody(12, 1 + i % 4)) for i in range(count)]
    svg = drawing(history_chart(view_history(rounds), EDITION.audiences[0], "group").svg)
    colour = EDITION.areas[0].display.colour
    assert any(e.get("fill") == colour for e in svg.iter("path"))
    first = [e for e in svg.iter("text") if re.fullmatch(r"\d\.\d\d", "".join(e.itertext()))]
    rows: dict[float, list[float]] = {}
    for e in first:
        rows.setdefault(float(e.get("y", 0)), []).append(float(e.get("x", 0)))
    for found in rows.values():
        apart = [b - a for a, b in zip(sorted(found), sorted(found)[1:], strict=False)]
        assert min(apart, default=99) >= 31
