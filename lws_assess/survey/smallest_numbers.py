"""Smallest numbers: how many people it takes before something may be shown of them.

This is one half of the door to everything that is published; `survey.withheld` is the other. Whether so many people
are enough is asked here, by functions whose names say what is asked, and no other module compares a smallest number
with anything. `tests/survey/test_one_door.py` holds that for every floor and for the templates.

`smallest_number` is that of a round or an event, `k` in formulas: nothing of fewer people is shown. The others are
the same everywhere. What may be shown of a cell besides, and how it is printed, is for `survey.releases.privacy` and
`survey.releases.unanimity`, and for `survey.events` of a room. They ask here.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FEWEST = 5  # the smallest number that may ever be shown
ADVISED = 10  # the smallest number that a round begins with: it has open links, and may ask children

SPREAD_NEEDS = 10  # people, before a distribution or a second decimal is shown
# Answers, before agreement is measured and named: with fewer, chance moves it from word to word.
AGREEMENT_NEEDS = 30
# People of a cell, before a mean near an end of the scale is printed exactly: see survey.releases.unanimity.
EXACT_ENDS_NEED = 20
EXACT_NEEDS = (
    20  # people of a room, before counts and means are printed as they are: see survey.events.figures
)
MEETING_NEEDS = 10  # people at a meeting that a lead runs, before it shows any result
NAMED_FROM = 5  # people at a table before what it wrote names it
JOINT_NEEDS = 8  # people who rated everything, before it is told how far areas go up and down together
BANDS_NEED = 8  # people of larger cells who rated every area and how much each matters, before bands of ranks

People = npt.NDArray[np.int64]


# --- what a smallest number may be -----------------------------------------------------------------------


def may_be_smallest(number: int) -> bool:
    """True if a round or an event may have this smallest number."""
    return number >= FEWEST


def is_below_advice(smallest_number: int) -> bool:
    """True if it is lower than we advise."""
    return smallest_number < ADVISED


def may_be_lowered(smallest_number: int) -> bool:
    """True if a lower one may be chosen."""
    return smallest_number > FEWEST


def numbers_differ(smallest_number: int, smallest_then: int) -> bool:
    """True if it takes another number of people than it took then."""
    return smallest_number != smallest_then


def has_risen(smallest_number: int, smallest_then: int) -> bool:
    """True if it takes more people than it took then."""
    return smallest_number > smallest_then


def answers_between(smallest_number: int, smallest_then: int) -> str:
    """Says how many answers are enough by one of two smallest numbers and too few by the other.

    >>> answers_between(10, 5), answers_between(5, 10), answers_between(5, 6)
    ('5 to 9 answers', '5 to 9 answers', '5 answers')
    """
    least, most = min(smallest_number, smallest_then), max(smallest_number, smallest_then) - 1
    return f"{least} answers" if least == most else f"{least} to {most} answers"


# --- whether so many are enough --------------------------------------------------------------------------


def may_be_shown(people: int, smallest_number: int) -> bool:
    """True if so many people are enough for something to be shown that speaks of all of them together."""
    return people >= smallest_number


def is_too_few(people: int, smallest_number: int) -> bool:
    """True if these are somebody, and too few: 1 to k - 1.

    >>> [is_too_few(people, 5) for people in (0, 1, 4, 5)]
    [False, True, True, False]
    """
    return 0 < people < smallest_number


def is_nobody_or_enough(people: int, smallest_number: int) -> bool:
    """True if what speaks of these people tells of nobody, or of enough."""
    return not is_too_few(people, smallest_number)


def is_too_near(people: int, before: int, smallest_number: int) -> bool:
    """True if figures of so many people and of so many before would tell of 1 to k - 1; 0 stands for no figure.

    >>> [is_too_near(people, 12, 10) for people in (0, 11, 12, 13, 22)]
    [False, True, False, True, False]
    """
    return bool(people and before) and is_too_few(abs(people - before), smallest_number)


def leaves_small_groups_open(small: int, others: int, people: int) -> bool:
    """True if each of so many small groups may have any number from 1 to 4, by all that their sum tells.

    `others` are groups of five or more that are counted in the sum, which is of so many `people`.

    >>> [leaves_small_groups_open(1, 1, people) for people in (6, 8, 9)]
    [False, False, True]
    """
    return people - small - others * FEWEST >= FEWEST - 2


def which_are_too_few(people: People, smallest_number: int) -> npt.NDArray[np.bool_]:
    """For each number of people, nobody among them, whether it is below the smallest number."""
    found: npt.NDArray[np.bool_] = people < smallest_number
    return found


def how_many_are_missing(people: int, needed: int) -> int:
    """Returns how many more people it would take; 0 where there are enough."""
    return max(0, needed - people)


def no_more_than_enough(people: int, smallest_number: int) -> int:
    """So many people, or the smallest number where they are more: beyond it, it makes no difference how many."""
    return min(smallest_number, people)


# --- figures of a cell -----------------------------------------------------------------------------------


def spread_may_be_shown(people: int) -> bool:
    """True if it may be shown how so many people's ratings were spread, or their mean with a second decimal."""
    return people >= SPREAD_NEEDS


def agreement_may_be_named(answers: int) -> bool:
    """True if there are enough answers to say how far they agree."""
    return answers >= AGREEMENT_NEEDS


def cell_may_be_exact(people: int) -> bool:
    """True if a cell is told in full, and its mean printed even where that lies near an end of the scale."""
    return people >= EXACT_ENDS_NEED


def joint_may_be_told(rated_everything: int) -> bool:
    """True if it is told how far areas go up and down together among so many people who rated everything."""
    return rated_everything >= JOINT_NEEDS


def bands_may_be_shown(rated_everything: int) -> bool:
    """True if bands of ranks may rest on so many people of larger cells."""
    return rated_everything >= BANDS_NEED


# --- figures of a room -----------------------------------------------------------------------------------


def fewest_in_a_room(smallest_number: int) -> int:
    """Returns how many people it takes before anything is shown of a room."""
    return max(SPREAD_NEEDS, smallest_number)


def room_may_be_shown(people: int, smallest_number: int) -> bool:
    """True if anything may be shown of a room in which so many people chose."""
    return people >= fewest_in_a_room(smallest_number)


def room_may_be_exact(people: int) -> bool:
    """True if counts and means of a room, or of a group in it, are printed as they are."""
    return people >= EXACT_NEEDS


def meeting_may_be_shown(answered: int) -> bool:
    """True if a meeting that a lead runs may show results."""
    return answered >= MEETING_NEEDS


def table_may_be_named(people: int) -> bool:
    """True if what a table of so many people wrote may name it."""
    return people >= NAMED_FROM


# --- drawn -----------------------------------------------------------------------------------------------


def reach_of_bar(answered: int, target: int, smallest_number: int) -> int:
    """Returns how many people the whole length of a bar stands for, on which the smallest number is a line."""
    return max(target, smallest_number, answered, 1)


def line_on_bar(smallest_number: int, reach: int, width: float, last: int) -> float:
    """Returns where the line of the smallest number stands on a bar so wide, no further right than `last`."""
    return min(width * smallest_number / reach, last)
