"""Board papers: the headings that a partnership's board wants to read under, besides what the results say.

    PaperFrame (actions)
      recommendations   on the first page of every paper; words to start from until the partnership has its own
      headings          chosen from those on offer, in the order in which papers have them
      own               headings that the partnership made itself, after those

Under each stand the partnership's own words, or a marked prompt. Nothing is ever said in its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LONGEST_WORDS = 8_000  # characters under one heading
LONGEST_HEADING = 100  # characters of a heading of one's own
MOST_OWN = 8  # headings of one's own in one paper

FINANCIAL, RISK, CONSULTATION, RECOMMENDATIONS = "financial", "risk", "consultation", "recommendations"


@dataclass(frozen=True)
class OfferedHeading:
    """A heading on offer. `prompt` says what belongs there, and follows "To be written:"."""

    key: str
    title: str
    prompt: str


@dataclass(frozen=True)
class OwnHeading:
    """A heading that a partnership made itself, with the words under it, which may be empty."""

    title: str
    words: str = ""


OPENING = OfferedHeading(
    RECOMMENDATIONS, "Recommendations", "what the board is asked to note, agree or decide"
)
HEADINGS = (
    OfferedHeading(
        FINANCIAL, "Financial implications", "what this costs, who pays, and what is not funded yet"
    ),
    OfferedHeading(
        "legal", "Legal implications", "the duties and powers this rests on, and what legal advice says"
    ),
    OfferedHeading(
        CONSULTATION, "Consultation", "who else was asked, what they said, and what was changed because of it"
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
)
WRITTEN_UNDER = (OPENING, *HEADINGS)  # every heading under which words of the partnership are kept
# What most boards ask for, until a partnership chooses.
USUAL = (FINANCIAL, "legal", CONSULTATION, RISK, "equality", "children-in-care")
OWN_PROMPT = "what the board wants to know under this heading"


@dataclass(frozen=True)
class ChosenHeading:
    """A heading that a paper has, with the partnership's own words; empty words leave the prompt."""

    heading: OfferedHeading
    words: str = ""


def chosen_headings(
    keys: Iterable[str], words: Mapping[str, str], own: Sequence[OwnHeading] = ()
) -> tuple[ChosenHeading, ...]:
    """The headings of these keys in the order in which papers have them, then those of the partnership's own.

    Unknown keys are passed over.

    >>> found = chosen_headings(["legal", "financial", "weather"], {}, [OwnHeading("Our villages")])
    >>> [one.heading.title for one in found]
    ['Financial implications', 'Legal implications', 'Our villages']
    """
    wanted = set(keys)
    offered = (ChosenHeading(one, words.get(one.key, "")) for one in HEADINGS if one.key in wanted)
    made = (ChosenHeading(OfferedHeading("", one.title, OWN_PROMPT), one.words) for one in own)
    return (*offered, *made)
