"""Rank bands: being written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lws_assess.survey.priorities import Standing
from lws_assess.survey.privacy import Withheld
from lws_assess.survey.releases import Cell


@dataclass(frozen=True)
class RankBand:
    best: int
    worst: int


def priority_bands(
    codes: Sequence[str], cells: Sequence[Cell], standings: Mapping[str, Standing], reading: str
) -> dict[str, RankBand] | Withheld:
    return {}
