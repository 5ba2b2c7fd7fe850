"""Board papers: the headings that a partnership's board wants to read under, besides what the results say.

Each is filled with the partnership's own words, or with a marked prompt. Nothing is ever written for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LONGEST_WORDS = 8_000  # characters under one heading

FINANCIAL, RISK, RECOMMENDATIONS = "financial", "risk", "recommendations"


@dataclass(frozen=True)
class OfferedHeading:
    """A heading on offer. `prompt` says what belongs there, and follows "To be written:"."""

    key: str
    title: str
    prompt: str


HEADINGS = (
    OfferedHeading(
        FINANCIAL, "Financial implications", "what this costs, who pays, and what is not funded yet"
    ),
    OfferedHeading(
        "legal", "Legal implications", "the duties and powers this rests on, and what legal advice says"
    ),
    OfferedHeading(
        RISK, "Risks", "what could go wrong, how likely and how serious it is, and who deals with it"
    ),
    OfferedHeading(
        "equality", "Equality", "whom this affects more than others, and what was changed because of that"
    ),
    OfferedHeading(
        "children-in-care",
        "Children in care and care leavers",
        "what this means for children in care and care leavers",
    ),
    OfferedHeading(
        "staffing", "Staffing and trade unions", "what this means for staff, and what their unions have said"
    ),
    OfferedHeading("community-safety", "Community safety", "what this means for safety in local communities"),
    OfferedHeading(
        "sustainability", "Sustainability", "how this will last, and what it means for the environment"
    ),
    OfferedHeading(RECOMMENDATIONS, "Recommendations", "what the board is asked to note, agree or decide"),
)
# What most boards ask for, until a partnership chooses.
USUAL = (FINANCIAL, "legal", RISK, "equality", "children-in-care", RECOMMENDATIONS)


@dataclass(frozen=True)
class ChosenHeading:
    """A heading that a paper has, with the partnership's own words; empty words leave the prompt."""

    heading: OfferedHeading
    words: str = ""


def chosen_headings(keys: Iterable[str], words: Mapping[str, str]) -> tuple[ChosenHeading, ...]:
    """The headings of these keys in the order in which papers have them; unknown keys are passed over.

    >>> [one.heading.title for one in chosen_headings(["legal", "financial", "weather"], {})]
    ['Financial implications', 'Legal implications']
    """
    wanted = set(keys)
    return tuple(ChosenHeading(one, words.get(one.key, "")) for one in HEADINGS if one.key in wanted)
