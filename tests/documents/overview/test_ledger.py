"""The ledger of hundreds of places: its figures are those of the release, and never two for one thing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lws_assess.documents.charts.drawing import NOT_SHOWN
from lws_assess.documents.overview.ledger import Ledger, LedgerRow, area_ledger
from lws_assess.documents.overview.ledger_orders import DOWNWARDS, ORDERS, PRIORITY, in_order_of
from lws_assess.documents.overview.ledger_tracks import draw_track
from lws_assess.documents.overview.moved_sentences import moved_sentence
from lws_assess.documents.overview.overview_radar import overview_radar, two_that_differ_most
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.changes import AudienceChanges
from lws_assess.survey.results.round_results import AudienceResults
from tests.claims.generated_rounds import kept_place
from tests.documents.overview.test_headline import PLACES, TOGETHER
from tests.runs.soaking import spread_of

View = tuple[AudienceResults, AudienceChanges | None, tuple[AudienceResults, ...], str]


def views(first: int) -> Iterator[View]:
    for seed in range(first, first + TOGETHER):
        place = kept_place(seed)
        for audience in place.results.audiences:
            found = place.changes.find_audience(audience.audience.key) if place.changes else None
            others = tuple(one for one in place.results.audiences if one is not audience)
            yield audience, found if found and found.cells else None, others, place.results.leading


@pytest.mark.parametrize("first", spread_of(range(0, PLACES, TOGETHER), 4))
def test_each_figure_is_the_released_one(first: int) -> None:
    dots = compared = 0
    for audience, changes, others, reading in views(first):
        drawn = area_ledger(audience, reading, changes, others)
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
            assert "None" not in draw_track(row, audience.audience.scale)
    assert dots
    assert compared


@pytest.mark.parametrize("first", spread_of(range(0, PLACES, TOGETHER), 4))
def test_radar_and_ledger_print_one_figure_for_one_thing(first: int) -> None:
    for audience, changes, others, reading in views(first):
        printed = {
            row.area.code: row.now.text for row in area_ledger(audience, reading, changes, others).rows
        }
        for groups in ((), audience.cells[:1], audience.cells[:2]):
            radar = overview_radar(audience, reading, groups, changes, with_last_time=True)
            whole = dict(
                zip((one.area.code for one in audience.areas), radar.outlines[0].places, strict=True)
            )
            assert {code: at.text for code, at in whole.items() if at.value is not None} == {
                code: text for code, text in printed.items() if whole[code].value is not None
            }
            assert radar.said.text.endswith(".")
            assert [str(claim) for claim in radar.said.claims if not claim.holds] == []
            assert [figures[0] for _, figures in radar.rows] == [at.text for at in radar.outlines[0].places]
            assert len(radar.rainbows) == 1 + len(groups)
            assert "None" not in radar.svg


@pytest.mark.parametrize("first", spread_of(range(0, PLACES, TOGETHER), 4))
def test_each_sentence_says_what_its_row_prints(first: int) -> None:
    told = {"rose": 0, "fell": 0, "no more than chance": 0, "not known": 0}
    for audience, changes, others, reading in views(first):
        for row in area_ledger(audience, reading, changes, others).rows:
            said = moved_sentence(row, "Before")
            assert bool(said.text) == (row.moved is not None)
            assert [str(claim) for claim in said.claims if not claim.holds] == []
            if row.moved is None or row.moved.difference is None:
                continue
            for end in (row.now, row.then):
                assert end
                assert row.compared_in or end.text in said.text
            assert row.compared_in in said.text
            assert (" from " in said.text) <= (not row.compared_in)
            assert (" rose by " in said.text) == row.moved.rose
            assert (" fell by " in said.text) == row.moved.fell
            assert ("is more than chance" in said.text) <= (row.is_it_real == "Beyond chance")
            if row.compared > 1:
                if not row.compared_in:
                    assert f" of the {row.compared} groups compared" in said.text
                assert (f"higher in {row.up}" in said.text) == bool(row.up)
                assert (f"lower in {row.down}" in said.text) == bool(row.down)
            for words in told:
                told[words] += words in said.text
    assert sum(map(bool, told.values())) > 1


@pytest.mark.parametrize("first", spread_of(range(0, PLACES, TOGETHER), 4))
def test_the_two_that_differ_most_differ_by_more_than_chance(first: int) -> None:
    found = 0
    for audience, _changes, _others, _reading in views(first):
        if pair := two_that_differ_most(audience):
            found += 1
            said = overview_radar(audience, "group", pair).said.text
            assert "more than chance would make it" in said or "one of these" in said or "is open" in said
    assert found


def test_every_order_keeps_every_row_and_has_its_reverse() -> None:
    audience, *others = kept_place(1).results.audiences
    rows = area_ledger(audience, "group", None, others).rows
    for key in (PRIORITY, *ORDERS, *(one.audience.key for one in others), "no such column"):
        up, down = in_order_of(rows, key), in_order_of(rows, DOWNWARDS + key)
        for ordered in (up, down):
            assert sorted(row.area.code for row in ordered) == sorted(row.area.code for row in rows)

        def ends(some: tuple[LedgerRow, ...]) -> list[float]:
            return [row.now.interval.middle for row in some if row.now.interval]

        if key == "now":
            assert ends(up) == sorted(ends(up))
            assert ends(down) == sorted(ends(down), reverse=True)
    assert [row.area.number for row in in_order_of(rows, "area")] == sorted(row.area.number for row in rows)


def test_who_is_not_heard_has_no_column() -> None:
    place = kept_place(0)
    audience, *others = place.results.audiences
    drawn: Ledger = area_ledger(audience, place.results.leading, None, others)
    assert len(drawn.others) == sum(bool(one.people) for one in others)
