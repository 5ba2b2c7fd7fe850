"""Facts of a round that a facilitator ticks, so that phones in a room may tell them while they wait."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from lws_assess.survey.keys import AreaCode, AudienceKey


@dataclass(frozen=True)
class TickedFact:
    """One fact in the words that an audience is told; `area` is empty where it is about all of them."""

    audience: AudienceKey
    area: AreaCode
    text: str

    @property
    def key(self) -> str:
        """Names these very words for this audience."""
        return hashlib.sha256(f"{self.audience}\0{self.text}".encode()).hexdigest()[:16]


def facts_to_json(facts: Iterable[TickedFact]) -> str:
    return json.dumps([asdict(fact) for fact in facts])


def facts_from_json(text: str) -> tuple[TickedFact, ...]:
    return tuple(TickedFact(**fact) for fact in json.loads(text or "[]"))
