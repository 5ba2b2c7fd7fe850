"""What does not apply to people: counted at the release beside don't-knows, by the same rules and nowhere else."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import numpy as np
import pytest

from lws_assess.survey.counts import BoundedCount, NotCounted, exact_count
from lws_assess.survey.releases.release_cells import ReleaseCell, cell_from_json, cell_to_json, release_cell
from lws_assess.survey.releases.scores import count_cell
from lws_assess.survey.releases.unanimity import show_cell
from lws_assess.survey.responses import BLANK, DONT_KNOW, NOT_APPLICABLE, vector_layout
from lws_assess.survey.withheld import Withheld
from tests.attacks.attackers.product import Product, publish
from tests.attacks.attackers.surveys import draw_survey
from tests.survey.releases.test_additions import ONE, OTHER, a_cell, people, view
from tests.worlds.released import EDITION, FIRST, YOUNG

# Of the release below, as it was made and shown before this was counted.
KEPT_BEFORE = "ac1594dcb34da10b2f751eb4f4de7a3cb19c7368484314cecab985b724998593"
PRINTED_BEFORE = "ce13c57c8a33322d0a88991cc2ab26863608938e25f7162c0b609b7b71ddea2d"


def a_release() -> ReleaseCell:
    return a_cell(people(*[(2, 2)] * 12, *[(DONT_KNOW, NOT_APPLICABLE)] * 6, *[(NOT_APPLICABLE, BLANK)] * 6))


def as_kept_before(cell: ReleaseCell) -> str:
    kept: dict[str, Any] = json.loads(cell_to_json(cell))
    del kept["choices"]
    for told in (*kept["areas"].values(), *kept["local"].values()):
        del told["not_applicable"]
        del told["unscored"]
    return json.dumps(kept, sort_keys=True, separators=(",", ":"))


def test_a_release_of_before_keeps_its_bytes_its_digest_and_what_is_printed_of_it() -> None:
    before = as_kept_before(a_release())
    assert sha256(before.encode()).hexdigest() == KEPT_BEFORE
    cell = cell_from_json(before)
    assert cell_to_json(cell) == before
    assert {area.not_applicable for area in cell.areas.values()} == {NotCounted.THEN}
    results = view(cell)
    assert results.digest == PRINTED_BEFORE
    # Also of an audience of which nothing is shown, in a round in which others are.
    for audience in results.audiences:
        assert not audience.counts_not_applicable
        assert {added.not_applicable for added in audience.additions} <= {NotCounted.THEN}


def test_a_release_of_today_counts_it_for_every_audience() -> None:
    cell = cell_from_json(cell_to_json(a_release()))
    assert cell == a_release()
    results = view(cell)
    assert results.digest != PRINTED_BEFORE
    assert all(audience.counts_not_applicable for audience in results.audiences)
    grown, *others = results.audiences
    assert all(isinstance(area.not_applicable, Withheld) for one in others for area in one.areas)
    local = {added.question.key: added for added in grown.additions}
    assert (local[ONE].dont_know, local[ONE].not_applicable) == (exact_count(6, 24), exact_count(6, 24))
    assert (local[OTHER].dont_know, local[OTHER].not_applicable) == (exact_count(0, 24), exact_count(6, 24))


@pytest.mark.parametrize("seed", range(1, 13))
def test_what_does_not_apply_is_withheld_exactly_where_dont_knows_are(seed: int) -> None:
    # Without any cell nothing tells whether it was counted.
    for results in filter(lambda one: one.people, publish(draw_survey(seed), Product()).results.values()):
        for audience in results.audiences:
            pairs = [(area.dont_know, area.not_applicable) for area in audience.areas]
            for cell in audience.cells:
                assert not isinstance(cell.not_applicable, NotCounted)
                pairs += [(cell.dont_know[code], cell.not_applicable[code]) for code in cell.dont_know]
            for added in audience.additions:
                pairs += [(one.dont_know, one.not_applicable) for one in (added, *added.cells)]  # type: ignore[misc]
            for unsure, other in pairs:
                assert type(unsure) is type(other)
                if isinstance(unsure, BoundedCount) and isinstance(other, BoundedCount):
                    assert unsure.of == other.of


@pytest.mark.parametrize(
    ("count", "told"),
    [(0, (0, 1)), (1, (0, 1)), (2, (2, 2)), (5, (5, 5)), (6, (6, 7)), (7, (6, 7))],
)
def test_a_small_cell_tells_it_in_classes(count: int, told: tuple[int, int]) -> None:
    """Seven young people who rate nothing: some say that it is not about them, the others leave it blank."""
    layout = vector_layout(EDITION, YOUNG)
    places = [i for i, slot in enumerate(layout) if slot.kind == "statement"]
    answers = np.full((7, len(layout)), BLANK, dtype=np.uint8)
    answers[:count, places] = NOT_APPLICABLE
    cell = release_cell(EDITION, YOUNG, ["scouts"], count_cell(EDITION, YOUNG, answers), 5)
    assert cell.areas[FIRST].not_applicable == count
    assert show_cell(cell).areas[FIRST].not_applicable == BoundedCount(*told, 7)
