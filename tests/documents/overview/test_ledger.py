"""The ledger of hundreds of places: its figures are those of the release, and never two for one thing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lws_assess.documents.charts.drawing import NOT_SHOWN
from lws_assess.documents.overview.ledger import ORDERS, Ledger, in_the_order_of, ledger
from lws_assess.documents.overview.ledger_tracks import track
from lws_assess.documents.overview.overview_radar import overview_radar
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.changes import AudienceChanges
from lws_assess.survey.results.round_results import AudienceResults
from tests.documents.overview.test_headline import PLACES, TOGETHER, draw_place
from tests.runs.soaking import spread_of

View = tuple[AudienceResults, AudienceChanges | None, tuple[AudienceResults, ...], str]


def views(first: int) -> Iterator[View]:
    for seed in range(first, first + TOGETHER):
        place = draw_place(seed)
        for audience in place.results.audiences:
            found = place.changes.find_audience(audience.audience.key) if place.changes else None
            others = tuple(one for one in place.results.audiences if one is not audience)
            yield audience, found if found and found.cells else None, others, place.results.leading


@pytest.mark.parametrize("first", spread_of(range(0, PLACES, TOGETHER), 4))
def test_each_figure_is_the_released_one(first: int) -> None:
    dots = compared = 0
    for audience, changes, others, reading in views(first):
        drawn = ledger(audience, reading, changes, others)
        by_code = {one.area.code: one for one in changes.areas} if changes else {}
        assert [row.area.code for row in drawn.rows] != []
        assert len(drawn.rows) == len(audience.areas)
        for row in drawn.rows:
            area = next(one for one in audience.areas if one.area.code == row.area.code)
            moved = by_code[row.area.code].reading(reading) if row.area.code in by_code else None
            now = moved.now if moved else area.reading(reading).position
            assert row.now.text == (now.text if isinstance(now, Shown) else NOT_SHOWN)
            cells = (
                [one.now for one in by_code[row.area.code].cells]
                if row.area.code in by_code
                else [cell.positions[row.area.code] for cell in audience.cells]
            )
            assert [dot.at.text for dot in row.dots] == [one.text for one in cells if isinstance(one, Shown)]
            dots += len(row.dots)
            compared += row.compared
            assert row.up + row.down <= row.compared
            assert "None" not in track(row, audience.audience.scale)
    assert dots
    assert compared


@pytest.mark.parametrize("first", spread_of(range(0, PLACES, TOGETHER), 4))
def test_radar_and_ledger_print_one_figure_for_one_thing(first: int) -> None:
    for audience, changes, others, reading in views(first):
        printed = {row.area.code: row.now.text for row in ledger(audience, reading, changes, others).rows}
        for groups in ((), audience.cells[:1], audience.cells[:2]):
            radar = overview_radar(audience, reading, groups, changes, with_last_time=True)
            whole = dict(
                zip((one.area.code for one in audience.areas), radar.outlines[0].places, strict=True)
            )
            assert {code: at.text for code, at in whole.items() if at.value is not None} == {
                code: text for code, text in printed.items() if whole[code].value is not None
            }
            assert radar.sentence


def test_every_order_keeps_every_row() -> None:
    place = draw_place(1)
    audience, *others = place.results.audiences
    rows = ledger(audience, place.results.leading, None, others).rows
    for key in (*ORDERS, *(one.audience.key for one in others), "no such column"):
        ordered = in_the_order_of(rows, key)
        assert sorted(row.area.code for row in ordered) == sorted(row.area.code for row in rows)
    assert [row.area.number for row in in_the_order_of(rows, "area")] == sorted(
        row.area.number for row in rows
    )


def test_who_is_not_heard_has_no_column() -> None:
    place = draw_place(0)
    audience, *others = place.results.audiences
    drawn: Ledger = ledger(audience, place.results.leading, None, others)
    assert len(drawn.others) == sum(bool(one.people) for one in others)
