"""Results by role as they are drawn: a figure, its table and one sentence, whatever may be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from lws_assess.documents.charts.cuts import MARKS, cut_dots
from lws_assess.documents.charts.drawing import Chart
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.cuts import MOST_CATEGORIES, CategoryResult, CutResult
from lws_assess.survey.results.verdicts import Pairs, difference_between
from lws_assess.survey.withheld import Withheld
from tests.documents.marks import read
from tests.documents.views import EDITION, HIGH, LOW, WITHHELD, drawing, three_areas, words

AREAS = EDITION.areas
FIRST, SECOND = AREAS[:2]


def at(value: float, n: int = 30) -> Shown:
    return Shown(value, f"{value:.2f}", "", n)


def category(
    *labels: str, people: int = 30, usual: Shown | Withheld = WITHHELD, **areas: Shown | Withheld
) -> CategoryResult:
    name = labels[0] if len(labels) == 1 else "Together: " + "; ".join(labels)
    return CategoryResult(name, labels, people, {a.code: areas.get(a.code, usual) for a in AREAS})


def cut(*categories: CategoryResult, apart: Mapping[str, Pairs] | None = None) -> CutResult:
    """`apart` are the categories that differ by more than chance would make them; without it, all that differ."""
    every: dict[str, Pairs] = {
        area.code: tuple(
            (str(i), str(j))
            for i, low in enumerate(categories)
            for j, high in enumerate(categories)
            if (gap := difference_between(low.positions[area.code], high.positions[area.code]))
            and gap.is_rise
        )
        for area in AREAS
    }
    told = every if apart is None else apart
    return CutResult(EDITION.role, EDITION.audiences[0], AREAS, categories, None, told)


def spread() -> CutResult:
    """Three roles, two of them joined, furthest apart on the second area."""
    return cut(
        category("I do", people=41, usual=at(2.5), **{SECOND.code: at(2.1)}),
        category("I lead", people=22, usual=at(2.6), **{SECOND.code: at(3.05)}),
        category("I plan", "I help", people=12, usual=at(2.7), **{SECOND.code: at(2.4)}),
    )


def marks(chart: Chart) -> list[str]:
    return [e.get("transform", "") for e in drawing(chart.svg).iter("path") if e.get("transform")]


def test_the_sentence_says_where_people_differ_and_who_stands_where() -> None:
    told = {area.code: (("0", "1"),) if area is SECOND else () for area in AREAS}
    chart = cut_dots(replace(spread(), apart=told))
    assert chart.sentence == (
        "They differ by more than chance would make them on "
        f"{SECOND.short_name} (from 2.10, “I do”, to 3.05, “I lead”)."
    )
    assert [str(claim) for claim in chart.claims] == ["I do 2.10: below beside I lead 3.05"]


def test_people_whom_chance_may_have_set_apart_are_not_said_to_differ() -> None:
    within = cut_dots(replace(spread(), apart={area.code: () for area in AREAS}))
    assert within.sentence == (
        "In no area do people of one role differ from those of another by more than chance would make them."
    )
    unknown = cut_dots(replace(spread(), apart={area.code: None for area in AREAS}))
    assert "is not known" in unknown.sentence
    assert not within.claims
    assert not unknown.claims


def test_everything_joined_is_named() -> None:
    same = category("I plan", "I help", usual=at(2.1), **{FIRST.code: at(4.0)})
    chart = cut_dots(cut(category("I do", usual=at(2.1)), category("I lead", usual=at(2.1)), same))
    assert "(from 2.10, “I do”, to 4.00, “I plan” or “I help”)" in chart.sentence


def test_the_table_has_a_row_a_role_with_people_and_every_area_in_the_framework_s_order() -> None:
    chart = cut_dots(spread())
    assert chart.headers[:3] == ("Role", "People", f"1 {FIRST.short_name}")
    assert [row[:4] for row in chart.rows] == [
        ("I do", "41", "2.50", "2.10"),
        ("I lead", "22", "2.60", "3.05"),
        ("Together: I plan; I help", "12", "2.70", "2.40"),
    ]
    assert all(len(row) == len(chart.headers) == len(AREAS) + 2 for row in chart.rows)


def test_the_drawing_has_a_mark_a_role_in_each_area_and_names_them_in_the_first() -> None:
    chart = cut_dots(spread())
    assert len(marks(chart)) == 3 * len(AREAS)
    assert len(read(chart.svg).named_shapes()) == 3
    assert "2.10 to 3.05" in words(chart.svg)


def test_roles_at_one_point_stand_above_and_below_each_other() -> None:
    chart = cut_dots(cut(*(category(f"Role {i}", usual=at(2.0)) for i in range(MOST_CATEGORIES))))
    assert len(set(marks(chart))) >= 5 * len(AREAS)
    assert "same point" in chart.sentence


def test_there_are_as_many_marks_as_categories_at_most_all_of_different_shapes() -> None:
    assert len({shape for shape, _ in MARKS}) == len({ink for _, ink in MARKS}) == MOST_CATEGORIES


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        (cut(category("I do", usual=at(2.0))), "No area has figures of more than one role"),
        (cut(category("I do"), category("I lead")), "No area has figures of more than one role"),
        (
            cut(category("I do", usual=at(2.0)), category("I lead")),
            "No area has figures of more than one role",
        ),
        (cut(category("I do", usual=LOW), category("I lead", usual=LOW)), "In no area do people of one role"),
        (
            cut(category("I do", usual=LOW), category("I lead", usual=HIGH)),
            "from below 1.5, “I do”, to 4.5 and over",
        ),
    ],
)
def test_whatever_is_withheld_the_picture_says_something_true(result: CutResult, sentence: str) -> None:
    chart = cut_dots(result)
    assert sentence in chart.sentence
    assert drawing(chart.svg) is not None
    assert len(chart.rows) == len(result.categories)


def test_what_is_withheld_is_neither_drawn_nor_zero_and_the_table_says_why() -> None:
    chart = cut_dots(
        cut(category("I do", usual=at(2.0)), category("I lead", usual=at(3.0), **{FIRST.code: WITHHELD}))
    )
    assert len(marks(chart)) == 2 * len(AREAS) - 1
    assert chart.rows[1][2] == str(WITHHELD)


def test_an_end_that_is_only_named_is_explained() -> None:
    assert (
        "Hatched or hollow"
        in cut_dots(cut(category("I do", usual=LOW), category("I lead", usual=at(2.0)))).note
    )


def test_words_of_another_questionnaire_are_its_own() -> None:
    edition = three_areas()
    positions = {area.code: at(2.0) for area in edition.areas}
    result = CutResult(
        replace(edition.sector, key="sector"),
        edition.audiences[0],
        edition.areas,
        (
            CategoryResult("North", ("North",), 9, positions),
            CategoryResult("South", ("South",), 9, positions),
        ),
        None,
    )
    chart = cut_dots(result)
    assert chart.headers[0] == "Sector"
    assert edition.audiences[0].label in chart.title
