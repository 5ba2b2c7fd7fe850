"""What is measured: every kind of figure that a release publishes, in plain words, with how it is made."""

from __future__ import annotations

from dataclasses import dataclass

from lws_assess.documents.charts.ranking import FORMULA
from lws_assess.survey.results.priorities import AS_COUNTED, DEPENDS, FIRST_WHICHEVER, LEFT_OPEN


@dataclass(frozen=True)
class ReleaseMeasure:
    name: str
    meaning: str
    made: str  # how it is worked out
    unit: str


LEVELS = "level of the scale"
RANKS = "place, 1 comes first"
SHARES = "share, from 0 to 1"
NUMBER = "people"

PEOPLE = ReleaseMeasure(
    "People",
    "How many people answered, in groups that are shown.",
    "A count. Groups with too few answers are in no figure.",
    NUMBER,
)
RATE = ReleaseMeasure(
    "Response rate",
    "How many of the people who could have answered did.",
    "Answers divided by the people in the groups, in whole per cent, where somebody entered how many there are; else "
    "by the answers hoped for, as the words say. None where more answered.",
    SHARES,
)
POSITION = ReleaseMeasure(
    "Current position",
    "Where an area stands.",
    "A person's score is the mean of their ratings in the area, if they rated at least half of what was put to "
    "them. A group's score is the mean of its people's scores. Everyone together: see the two readings.",
    LEVELS,
)
CHANCE = ReleaseMeasure(
    "Chance could move it",
    "How far chance alone could move the current position, either way.",
    "Among people like those who answered, about 95 times in 100, by how people vary within groups of 20 or more, "
    "by Student’s t. Smaller groups are taken to vary half as much again. Where there are no such groups, words by the "
    "number of people alone. It says nothing about those who did not answer.",
    "levels of the scale",
)
IMPORTANCE = ReleaseMeasure(
    "Importance",
    "How much an area matters to the people who answered.",
    "The mean of what people said, read in the same two ways as the current position.",
    LEVELS,
)
TARGET = ReleaseMeasure(
    "Target", "Where the steering group wants the area to stand.", "Set by the steering group.", LEVELS
)
GAP = ReleaseMeasure(
    "Gap",
    "How far the area is from its target.",
    "Target − current position, and 0 where the target is reached. From the figures as printed, and from the least "
    "to the most where one of them is an end of the scale or rests on one.",
    "levels of the scale",
)
SCORE = ReleaseMeasure(
    "Priority score",
    "The larger it is, the sooner the area may need work. The steering group decides.",
    f"{FORMULA} From the figures as printed, with as many decimals as it takes to tell two scores apart.",
    "points; they only put areas in order",
)
RANK = ReleaseMeasure(
    "Rank",
    "The area's place by priority score.",
    "1 for the largest score; equal scores share a place. From the best to the worst where scores leave it open.",
    RANKS,
)
BEST = ReleaseMeasure(
    "Rank at best",
    "The best place that chance leaves open to the area, by itself.",
    "Among people like those who answered, with 95% confidence for each area by itself: ranks by Mogstad, Romano, "
    "Shaikh and Wilhelm (2024), doi 10.1093/restud/rdad006, by Student’s t. It says nothing about those who did not "
    "answer.",
    RANKS,
)
WORST = ReleaseMeasure(
    "Rank at worst", "The worst place that chance leaves open to the area, by itself.", BEST.made, RANKS
)
BEST_AT_ONCE = ReleaseMeasure(
    "Rank at best, all areas at once",
    "The best place that chance leaves open to the area, as pages and papers say it.",
    "The same, with 95% confidence for all areas of a ranking at once.",
    RANKS,
)
WORST_AT_ONCE = ReleaseMeasure(
    "Rank at worst, all areas at once",
    "The worst place that chance leaves open to the area, as pages and papers say it.",
    BEST_AT_ONCE.made,
    RANKS,
)
BANDS = (BEST, WORST, BEST_AT_ONCE, WORST_AT_ONCE)  # how far chance could move a rank
WHOSE_VOICE = ReleaseMeasure(
    "Whose voice counts",
    "Whether an area among the first three is there whichever way people are counted.",
    f"“{FIRST_WHICHEVER}” where it is sure to be in both readings, “{DEPENDS}” where it is sure to be in one and not "
    f"in the other, “{LEFT_OPEN}” where it cannot be told. Where the ranks that chance leaves open, all areas at once, "
    f"reach beyond the third, it is “{AS_COUNTED}”.",
    "words",
)
VOTES = ReleaseMeasure(
    "Votes",
    "How many people put the area in their first three.",
    "A count, or what it lies between where groups below 20 people are in it. “People behind it” says how many "
    "people chose.",
    NUMBER,
)
DONT_KNOW = ReleaseMeasure(
    "Don’t know",
    "How often people said that they do not know.",
    "Don’t-knows divided by the questions put to people in the area, in whole per cent; what it lies between "
    "where groups below 20 people are in it.",
    SHARES,
)
NOT_APPLICABLE = ReleaseMeasure(
    "Does not apply",
    "How often people said that a question does not apply to them.",
    "These answers divided by the questions put to people in the area, in whole per cent; what it lies between "
    "where groups below 20 people are in it. Shown where don’t-knows are. Rounds released before this was counted have "
    "no such figure.",
    SHARES,
)
STATEMENT = ReleaseMeasure(
    "Mean of a statement",
    "How one statement was rated.",
    "The mean of the ratings of people who have a score in its area, read in the same two ways. Groups that may not "
    "show it by themselves are put together; for everyone together the name says who stands in it, where that is not "
    "everybody in the area’s own figure.",
    LEVELS,
)
SHARE = ReleaseMeasure(
    "Share at a level",
    "How many of the people who rated a statement chose each level.",
    "People at the level divided by people who rated it, in whole per cent. For everyone together it counts "
    "people, in the groups that may show theirs: of 20 people or more, of whom 10 rated it.",
    SHARES,
)
AGREEMENT = ReleaseMeasure(
    "Agreement",
    "How far people agree on a statement.",
    "Van der Eijk’s A (2001): 1 where all ratings are alike, 0 where they are evenly spread, −1 where there are "
    "two camps at the ends. Given from 30 answers on.",
    "from −1 to 1",
)
ADDED = ReleaseMeasure(
    "Mean of a statement you added",
    "How a statement was rated that only this partnership asked.",
    "The mean of its ratings, read in the same two ways. It counts into no area’s score.",
    LEVELS,
)
ADDED_DONT_KNOW = ReleaseMeasure(
    "Don’t know, of a statement you added",
    "How many people said that they do not know.",
    "A count, shown only where it tells nothing about a few people; what it lies between where groups below 20 "
    "people are in it.",
    NUMBER,
)
ADDED_NOT_APPLICABLE = ReleaseMeasure(
    "Does not apply, of a statement you added",
    "How many people said that it does not apply to them.",
    f"{ADDED_DONT_KNOW.made} Rounds released before this was counted have no such figure.",
    NUMBER,
)

MEASURES = (
    *(PEOPLE, RATE, POSITION, CHANCE, IMPORTANCE, TARGET, GAP, SCORE, RANK, *BANDS),
    *(WHOSE_VOICE, VOTES, DONT_KNOW, NOT_APPLICABLE),
    *(STATEMENT, SHARE, AGREEMENT, ADDED, ADDED_DONT_KNOW, ADDED_NOT_APPLICABLE),
)
