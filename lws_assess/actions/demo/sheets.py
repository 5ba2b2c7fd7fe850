"""One sheet of the demo: who answers, and what they answer on each page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lws_assess.records.demo import DemoGroup
from lws_assess.survey.instruments import Area, Audience, Question
from lws_assess.survey.keys import AreaCode
from lws_assess.survey.responses import page_of

Sent = dict[str, list[str]]


@dataclass(eq=False)
class DemoAnswers:
    """One person's answers. `areas` holds what is answered on each area's page, by field."""

    group: DemoGroup
    audience: Audience
    role: str
    length: str
    leaves: frozenset[AreaCode]  # codes of areas left out
    lean: float  # how kindly they rate
    care: float  # who is likeliest to answer everything
    areas: dict[str, dict[str, str]] = field(default_factory=dict)
    top_areas: list[str] = field(default_factory=list)

    def pages(self) -> Iterator[tuple[str, Sent]]:
        """Every page that holds anything, as it is sent."""
        if not self.audience.easy_read:
            role = {"role": [self.role]} if self.role else {}
            yield "about", {**role, "length": [self.length]}
        for page, answers in self.areas.items():
            if answers:
                yield page, {name: [value] for name, value in answers.items()}
        if self.top_areas:
            yield "priorities", {"top-areas": self.top_areas}

    def page(self, area: Area) -> dict[str, str]:
        return self.areas[page_of(area)]

    def answers(self, area: Area) -> bool:
        return area.code not in self.leaves


def put_questions(sheet: DemoAnswers, area: Area) -> tuple[Question, ...]:
    """Returns what is asked of somebody on the page of an area."""
    return area.questions(sheet.audience, sheet.length)
