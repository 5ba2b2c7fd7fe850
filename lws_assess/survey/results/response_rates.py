"""Response rates: how many of those who could have answered did, where that number is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lws_assess.survey.counted_nouns import counted_noun
from lws_assess.survey.keys import GroupKey
from lws_assess.survey.rounding import whole_percent


@dataclass(frozen=True)
class ResponseRate:
    """`answered` people of `of`: people in the group where it `is_of_people`, else answers that were hoped for."""

    answered: int
    of: int
    is_of_people: bool

    @property
    def percent(self) -> int | None:
        """None where more answered than there are, so that the number cannot be right."""
        return None if self.answered > self.of else whole_percent(self.answered, self.of)

    def __str__(self) -> str:
        """
        >>> print(ResponseRate(12, 40, True))
        12 of 40 people (30%)
        >>> print(ResponseRate(12, 40, False))
        12 of 40 answers hoped for (30%)
        >>> print(ResponseRate(45, 40, True))
        45, more than the 40 people that were counted, so no rate
        >>> print(ResponseRate(45, 40, False))
        45, more than the 40 answers hoped for
        """
        share = self.percent
        if share is not None:
            return f"{self.answered:,} of {self.of:,} {self._what} ({share}%)"
        if self.is_of_people:
            counted = counted_noun(self.of, "person that was", "people that were")
            return f"{self.answered:,}, more than the {counted} counted, so no rate"
        return f"{self.answered:,}, more than the {counted_noun(self.of, 'answer', 'answers')} hoped for"

    @property
    def brief(self) -> str:
        """As it stands under a heading that says of what.

        >>> ResponseRate(12, 40, True).brief, ResponseRate(1_200, 4_000, False).brief
        ('12 of 40 (30%)', '1,200 of 4,000 (30%)')
        >>> ResponseRate(45, 40, False).brief
        '45, more than the 40 answers hoped for'
        """
        return str(self) if self.percent is None else f"{self.answered:,} of {self.of:,} ({self.percent}%)"

    @property
    def _what(self) -> str:
        if self.is_of_people:
            return "person" if self.of == 1 else "people"
        return "answer hoped for" if self.of == 1 else "answers hoped for"


def response_rate(
    answered: int,
    groups: Sequence[GroupKey],
    sizes: Mapping[GroupKey, int],
    hoped_for: Mapping[GroupKey, int],
) -> ResponseRate | None:
    """Of some groups together, if the same is known of each of them; None where nothing is."""
    for numbers, is_of_people in ((sizes, True), (hoped_for, False)):
        known = [numbers.get(group, 0) for group in groups]
        if groups and all(known):
            return ResponseRate(answered, sum(known), is_of_people)
    return None
