"""What the demonstration tells the people who answered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lws_assess.records.yaml_files import read_yaml
from lws_assess.survey.keys import RoundKey
from lws_assess.survey.plans.feedback import BothVersions, FeedbackWords

FILE = Path(__file__).resolve().parent / "feedback.yaml"


@dataclass(frozen=True)
class DemoFeedback:
    round: RoundKey
    by: str
    role: str  # in words
    words: FeedbackWords  # without comments
    comments: frozenset[str]  # the words of those chosen


@cache
def marlhaven_feedback() -> DemoFeedback:
    data = read_yaml(FILE)
    words = FeedbackWords(
        opening=BothVersions(**data["opening"]),
        why_easy=data["why_easy"],
        areas={code: BothVersions(**both) for code, both in data["areas"].items()},
        next=BothVersions(**data["next"]),
    )
    return DemoFeedback(data["round"], data["by"], data["role"], words, frozenset(data["comments"]))
