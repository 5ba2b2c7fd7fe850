"""What is measured: every kind of figure that a release publishes, in plain words, with how it is made."""

from __future__ import annotations

from dataclasses import dataclass

from lws_assess.documents.ranking import FORMULA


@dataclass(frozen=True)
class Measure:
    name: str
    meaning: str
    made: str  # how it is worked out
    unit: str


LEVELS = "level of the scale"
RANKS = "place, 1 comes first"
SHARES = "share, from 0 to 1"
NUMBER = "people"

PEOPLE = Measure(
    "People",
    "How many people answered, in groups that are shown.",
    "A count. Groups with too few answers are in no figure.",
    NUMBER,
)
POSITION = Measure(
    "Current position",
    "Where an area stands.",
    "A person's score is the mean of their ratings in the area, if they rated at least half of what was put to "
    "them. A group's score is the mean of its people's scores. Everyone together: see the two readings.",
    LEVELS,
)
IMPORTANCE = Measure(
    "Importance",
    "How much an area matters to the people who answered.",
    "The mean of what people said, read in the same two ways as the current position.",
    LEVELS,
)
TARGET = Measure(
    "Target", "Where the steering group wants the area to stand.", "Set by the steering group.", LEVELS
)
GAP = Measure(
    "Gap",
    "How far the area is from its target.",
    "Target − current position, and 0 where the target is reached. From the figures as printed.",
    "levels of the scale",
)
SCORE = Measure(
    "Priority score",
    "The larger it is, the sooner the area may need work. The steering group decides.",
    f"{FORMULA} From the figures as printed.",
    "points; they only put areas in order",
)
RANK = Measure(
    "Rank",
    "The area's place by priority score.",
    "1 for the largest score; equal scores share a place.",
    RANKS,
)
BEST = Measure(
    "Rank at best",
    "The best place that chance leaves open to the area.",
    "Among people like those who answered, with 95% confidence for each area: ranks by Mogstad, Romano, Shaikh "
    "and Wilhelm (2024), doi 10.1093/restud/rdad006. It says nothing about those who did not answer.",
    RANKS,
)
WORST = Measure("Rank at worst", "The worst place that chance leaves open to the area.", BEST.made, RANKS)
ROBUST = Measure(
    "First three in both readings",
    "Whether an area among the first three is there whoever is counted.",
    "“Robust” where it is in the first three of both readings; otherwise it depends on whose voice counts.",
    "words",
)
VOTES = Measure(
    "Votes",
    "How many people put the area in their first three.",
    "A count, as an interval where groups below 20 people are in it. “People behind it” says how many people chose.",
    NUMBER,
)
DONT_KNOW = Measure(
    "Don’t know",
    "How often people said that they do not know.",
    "Don’t-knows divided by the questions put to people in the area, in whole per cent; an interval where groups "
    "below 20 people are in it.",
    SHARES,
)
STATEMENT = Measure(
    "Mean of a statement",
    "How one statement was rated.",
    "The mean of the ratings of people who have a score in its area, read in the same two ways.",
    LEVELS,
)
SHARE = Measure(
    "Share at a level",
    "How many of the people who rated a statement chose each level.",
    "People at the level divided by people who rated it, in whole per cent. For everyone together it counts "
    "people, in the groups that may show theirs: of 20 people or more, of whom 10 rated it.",
    SHARES,
)
AGREEMENT = Measure(
    "Agreement",
    "How far people agree on a statement.",
    "Van der Eijk’s A (2001): 1 where all ratings are alike, 0 where they are evenly spread, −1 where there are "
    "two camps at the ends. Given from 30 answers on.",
    "from −1 to 1",
)
ADDED = Measure(
    "Mean of a statement you added",
    "How a statement was rated that only this partnership asked.",
    "The mean of its ratings, read in the same two ways. It counts into no area’s score.",
    LEVELS,
)
ADDED_DONT_KNOW = Measure(
    "Don’t know, of a statement you added",
    "How many people said that they do not know.",
    "A count, shown only where it tells nothing about a few people; an interval where groups below 20 people are "
    "in it.",
    NUMBER,
)

MEASURES = (
    *(PEOPLE, POSITION, IMPORTANCE, TARGET, GAP, SCORE, RANK, BEST, WORST, ROBUST, VOTES, DONT_KNOW),
    *(STATEMENT, SHARE, AGREEMENT, ADDED, ADDED_DONT_KNOW),
)
