"""Withheld: why a figure may not be shown, and what would make it appear.

The other half of the door, beside `survey.smallest_numbers`. Every reason that a page, a paper or a file gives for a
figure that is not there is made here, by a function that is called after it. Nowhere else is a `Withheld` built.
`tests/survey/test_one_door.py` holds that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lws_assess.survey.smallest_numbers import (
    BANDS_NEED,
    EXACT_ENDS_NEED,
    EXACT_NEEDS,
    FEWEST,
    SPREAD_NEEDS,
    fewest_in_a_room,
    how_many_are_missing,
    spread_may_be_shown,
)


@dataclass(frozen=True)
class Withheld:
    """A value that may not be shown: not zero, not missing. Says why, and what would make it appear."""

    why: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.why} {self.remedy}".strip()


@dataclass(frozen=True)
class WhoCounts:
    """Says who counts as having answered, in the words of a reason: "fewer than 5 people rated this"."""

    did: str
    do: str


RATED = WhoCounts("rated this", "rate it")
RATED_HALF = WhoCounts(
    "rated at least half of the statements put to them in this area",
    "rate at least half of the statements put to them in it",
)
RATED_ENOUGH = WhoCounts("rated enough of this", "rate at least half of it")  # whichever of the two it is
WEIGHED = WhoCounts("said how much this matters", "say how much it matters")


# --- too few people --------------------------------------------------------------------------------------


def withheld_for_too_few(people: int, k: int) -> Withheld:
    """So many answered, and it takes `k`."""
    more = how_many_are_missing(people, k)
    return Withheld(
        f"Not shown: fewer than {k} people answered this.",
        f"It would need {_more_people(more)}." if people and more else f"It would need {k} people.",
    )


def _more_people(more: int) -> str:
    return f"{more} more {'person' if more == 1 else 'people'}"


def withheld_for_too_few_of(people: int, k: int, counted: WhoCounts) -> Withheld:
    """Of so many people of a cell fewer than `k` are `counted`."""
    return Withheld(
        f"Not shown: fewer than {k} of the {people:,} people here {counted.did}.",
        f"It would need {k} people who {counted.do}.",
    )


def withheld_for_nobody() -> Withheld:
    return Withheld("Not shown: nobody who can be shown answered this.", "It would need answers.")


def withheld_for_too_few_in_any_group(k: int, counted: WhoCounts = RATED) -> Withheld:
    """Why there is no figure of everybody together, although groups are shown."""
    return Withheld(
        f"Not shown: there is no group that is shown in which {k} people {counted.did}.",
        f"It would need {k} people of one group who {counted.do}.",
    )


def withheld_for_not_asked() -> Withheld:
    """Why an audience says nothing of how much areas matter."""
    return Withheld("Not shown: these people were not asked this.", "It would need another questionnaire.")


# --- what stands beside a mean ---------------------------------------------------------------------------


def unrated_withheld(k: int) -> Withheld:
    """Why it is not told how often people did not know, or said that something does not apply."""
    return Withheld(
        "Not shown: so few people left something unrated here that it would tell what they answered.",
        f"It would need {k} people who did, or none.",
    )


def votes_withheld(areas: int, k: int) -> Withheld:
    """Why no cell of an audience shows its votes."""
    if areas < 2:
        return Withheld(
            "Not shown: there is one area only, so that everybody who chose chose the same.",
            "It would need another area.",
        )
    return Withheld(
        f"Not shown: in each group fewer than {k} people chose, or all chose as many as they could, so that it would"
        " tell what nobody chose.",
        f"It would need {k} people who choose, or more choices that differ.",
    )


# --- how answers were spread -----------------------------------------------------------------------------


def spread_withheld_for_too_few(people: int) -> Withheld:
    more = how_many_are_missing(people, SPREAD_NEEDS)
    return Withheld(
        f"Not shown: how answers were spread is shown from {SPREAD_NEEDS} people who rated this.",
        f"It would need {_more_people(more)}.",
    )


def spread_withheld_beside_an_end() -> Withheld:
    return Withheld(
        "Not shown: the mean may only be named by an end of the scale, and the spread would give it away.",
        f"It would need {EXACT_ENDS_NEED} people who rated this.",
    )


def spread_withheld_in_every_group() -> Withheld:
    return Withheld(
        "Not shown: no group may show how its answers were spread.",
        f"It would need a group in which {EXACT_ENDS_NEED} people rate it and single questions are shown.",
    )


def spread_of_a_small_cell_withheld() -> Withheld:
    return Withheld(
        f"Not shown: how answers were spread is shown for groups of {EXACT_ENDS_NEED} people or more.",
        "It would need more people who answer.",
    )


# --- single statements -----------------------------------------------------------------------------------


def statements_withheld(scored: int | None, k: int) -> Withheld:
    """Why a cell shows nothing of single statements of an area, of which `scored` people have the score.

    None where the score is withheld too.
    """
    if scored is not None and spread_may_be_shown(scored):
        return Withheld(
            "Not shown: set against each other, these statements would tell too much of what a few people rated.",
            f"It would need more people, with nobody, or {k} or more, who leave some statements out.",
        )
    return Withheld(
        f"Not shown: statements are shown from {SPREAD_NEEDS} people with a score in the area.",
        f"It would need {SPREAD_NEEDS} people."
        if scored is None
        else f"It would need {how_many_are_missing(scored, SPREAD_NEEDS)} more.",
    )


def statements_withheld_alone(alone: Withheld, others: Sequence[str]) -> Withheld:
    """Why a cell shows nothing of single statements by itself, where it does so together with `others`."""
    *first, last = others
    named = f"{', '.join(first)} and {last}" if first else last
    return Withheld(alone.why, f"They are in the figures of this group together with {named}.")


def statements_withheld_in_every_group() -> Withheld:
    return Withheld(
        "Not shown: no group shows figures of single statements here.",
        f"It would need a group of {SPREAD_NEEDS} people in which nobody, or {FEWEST} or more, left some out.",
    )


# --- results by role or sector; `question` is the word for one of the two ------------------------------------


def cut_withheld_with_nothing_to_compare(question: str, categories: int) -> Withheld:
    if categories:
        return Withheld(
            f"Not shown: everybody in the groups shown who told us their {question} gave the same answer.",
            f"It would need people with another {question}.",
        )
    return Withheld(
        f"Not shown: nobody in the groups shown told us their {question}.", "It would need people who do."
    )


def cut_withheld_beside_the_groups(question: str, k: int) -> Withheld:
    return Withheld(
        f"Not shown: set beside the groups, results by {question} would tell what fewer than {k} people answered.",
        f"It would need more people of each {question} in more of the groups.",
    )


def cut_withheld_near_an_end(question: str) -> Withheld:
    return Withheld(
        f"Not shown: of one of the groups, or for one {question}, only an end of the scale may be named, and the"
        " other results would tell where within it the mean lies.",
        "It would need more people there, or a mean further from the end.",
    )


# --- rounds set side by side -----------------------------------------------------------------------------


def not_compared_in_any_group() -> Withheld:
    return Withheld(
        "Not compared: none of the groups that are compared may show this.",
        "It would need a group that is shown by itself, or with the same others, each time.",
    )


def not_compared_in_every_round() -> Withheld:
    return Withheld(
        "Not compared: no group may show this in every round.",
        "It would need a group that shows it each time.",
    )


def not_compared_with_other_questions(why: str) -> Withheld:
    return Withheld(f"Not compared: {why} then.", "It would need the same questions each time.")


def not_compared_without_a_group() -> Withheld:
    return Withheld(
        "Not compared: no group was shown then as in the other rounds.",
        "It would need a group that is shown by itself, or with the same others, each time.",
    )


# --- bands of ranks --------------------------------------------------------------------------------------


def bands_withheld_for_too_few() -> Withheld:
    return Withheld(
        f"Not shown: how far chance could change the order is read off groups of {EXACT_ENDS_NEED} people or more,"
        " and too few people there rated every area and how much each matters.",
        f"It would need {BANDS_NEED} who did.",
    )


def bands_withheld_where_nothing_varies() -> Withheld:
    return Withheld(
        f"Not shown: in the groups of {EXACT_ENDS_NEED} people or more everybody sees the same distance between two of"
        " these areas. How far chance could move them is read off how people differ, and there they do not.",
        "It would need answers that differ.",
    )


# --- rooms -----------------------------------------------------------------------------------------------


def room_withheld_for_too_few(k: int, did: str = "chose a level") -> Withheld:
    """Fewer than it takes in a room did what figures are made of."""
    needed = fewest_in_a_room(k)
    return Withheld(f"Not shown: fewer than {needed} people {did}.", f"It would need {needed} people who do.")


def room_withheld_for_too_few_again(k: int) -> Withheld:
    needed = fewest_in_a_room(k)
    return Withheld(
        f"Not shown: fewer than {needed} of those who voted first voted again.",
        f"It would need {needed} people who do.",
    )


def room_withheld_where_put_before() -> Withheld:
    return Withheld(
        "Not shown: this question was put to these people in another vote.",
        "It would need to be voted on again.",
    )


def room_withheld_for_agreeing() -> Withheld:
    return Withheld(
        "Not shown: so few people answered this so much alike that it would tell what each of them answered.",
        f"It would need {EXACT_NEEDS} people, or answers that differ more.",
    )


def room_withheld_beside_the_first_vote() -> Withheld:
    return Withheld(
        "Not shown: beside the first vote it would tell what a few people chose.",
        "It would need more people who vote both times.",
    )


def withheld_as_nearly_before(k: int) -> Withheld:
    return Withheld(
        "Not shown: nearly as many people of this group were shown the same shortly before, and the difference would "
        "tell of the few who were there only once.",
        f"It would need as many people as then, or {k} more or fewer.",
    )


def withheld_until_rating_is_shown() -> Withheld:
    return Withheld(
        "Not shown: what people rated alone has not been shown here.", "It would need to be shown."
    )


# --- how a room moved from one vote to the next ------------------------------------------------------------


def shift_withheld_for_too_much() -> Withheld:
    return Withheld(
        "Not shown: beside the two votes it would tell too much of what a few people chose.",
        "It would need more people who choose a level both times.",
    )


def shift_withheld_without_both() -> Withheld:
    return Withheld(
        "Not shown: one of the two votes, or both, may not be shown.", "It would need more people in both."
    )


def shift_withheld_for_few_alone(k: int) -> Withheld:
    return Withheld(
        f"Not shown: fewer than {k} people chose a level in the first vote only, or in the second only.",
        f"It would need {k} people who do, or none.",
    )


def shift_withheld_at_an_end() -> Withheld:
    return Withheld(
        "Not shown: nearly everybody stood at one end of the scale, and it would tell what a few people chose.",
        "It would need answers that differ more in both votes.",
    )


# --- what was withheld before ----------------------------------------------------------------------------


def withheld_as_kept(facts: Mapping[str, str]) -> Withheld:
    """A reason as a release keeps it: its `why` and its `remedy`."""
    return Withheld(**facts)


def withheld_as_said(why: str = "") -> Withheld:
    """A reason as a paper said it, without a remedy; none where the paper says nothing of the figure."""
    return Withheld(why, "")
