"""What imaginary people answer: fields of forms as phones send them, drawn from the number of a rehearsal.

    a vote on a statement   levels round a centre; of every twelve people of an audience one is unsure
    the second vote         the same, or one level nearer to the middle of the first
    rating alone            levels round the centre of each area, seldom a don't-know
    priorities              how much each area matters, and first those that stand lowest
    a question of one's own options that people like more or less

A centre is the last published position of an area, where it may be shown, else the middle of the scale. Nobody leaves
out an answer: so what a rehearsal does not show, so many real people cannot be shown either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lws_assess.survey.events.own_questions import OwnQuestion
from lws_assess.survey.events.programme_kinds import QUESTIONS
from lws_assess.survey.events.rehearsals import (
    ImaginaryPerson,
    RehearsalFacts,
    drawn_number,
    find_people_of,
)
from lws_assess.survey.instruments import Area, Audience, Edition, Question, Scale
from lws_assess.survey.responses import DONT_KNOW

Fields = dict[str, list[str]]

UNSURE_ONE_IN = 12  # people of an audience, of whom one says that they don't know
APART = 2.0  # how many levels somebody's answer may lie from the centre, at a share of one half
SHARE_THAT_MOVES = 0.35  # of those who are not at the middle, when they vote again
SHARE_UNSURE_ALONE = 0.05  # who leave one statement of an area open when they rate alone
STATEMENTS_TO_LEAVE_ONE = 3  # of an area, so that its score stands without it
SHARE_THAT_WRITES = 0.3
MOST_WRITERS = 60
MOST_UPVOTES = 3


def middle_of(scale: Scale) -> float:
    return (1 + scale.top) / 2


def drawn_level(facts: RehearsalFacts, centre: float, scale: Scale, *of: object) -> int:
    """A level round a centre: the sum of three draws, so that most lie near it."""
    off = sum(drawn_number(facts.seed, *of, turn) for turn in range(3)) - 1.5
    return _nearest_level(centre + APART * off, scale)


def _nearest_level(value: float, scale: Scale) -> int:
    return scale.band(value).value


# --- votes on a statement ----------------------------------------------------------------------------------


def first_ratings(
    facts: RehearsalFacts,
    question: Question,
    area: Area,
    audience: Audience,
    people: Sequence[ImaginaryPerson],
) -> dict[int, int]:
    """Returns everybody's code, by their number: a level, or DONT_KNOW."""
    mine = find_people_of(people, audience.key)
    centre = facts.find_centre(audience.key, area.code) or middle_of(question.scale)
    unsure = _unsure(facts, question, mine)
    return {
        one.number: DONT_KNOW
        if one.number in unsure
        else drawn_level(facts, centre, question.scale, "vote", question.key, one.number)
        for one in mine
    }


def _unsure(facts: RehearsalFacts, question: Question, people: Sequence[ImaginaryPerson]) -> set[int]:
    drawn = sorted(people, key=lambda one: drawn_number(facts.seed, "unsure", question.key, one.number))
    return {one.number for one in drawn[: len(people) // UNSURE_ONE_IN]}


def second_ratings(facts: RehearsalFacts, question: Question, first: Mapping[int, int]) -> dict[int, int]:
    """Returns everybody's code once the room has talked: most as before, some a level nearer to the middle of all."""
    levels = [code for code in first.values() if code != DONT_KNOW]
    middle = _nearest_level(sum(levels) / len(levels), question.scale) if levels else 0
    return {
        person: _moved(code, middle)
        if code != DONT_KNOW and drawn_number(facts.seed, "moves", question.key, person) < SHARE_THAT_MOVES
        else code
        for person, code in first.items()
    }


def _moved(level: int, middle: int) -> int:
    return level + (middle > level) - (middle < level)


def rating_fields(code: int) -> Fields:
    """A vote on a statement as its form sends it."""
    return {"rating": ["dont-know" if code == DONT_KNOW else str(code)]}


# --- rating alone ------------------------------------------------------------------------------------------


def pages_alone(
    facts: RehearsalFacts, edition: Edition, audience: Audience, length: str, person: ImaginaryPerson
) -> Iterator[tuple[Area, Fields]]:
    """Yields what somebody sends when they rate alone, an area each."""
    for area in edition.areas:
        questions = area.put(audience, length)
        fields: Fields = {
            one.key: [
                str(
                    drawn_level(
                        facts,
                        facts.find_centre(audience.key, area.code) or middle_of(one.scale),
                        one.scale,
                        "alone",
                        one.key,
                        person.number,
                    )
                )
            ]
            for one in questions
        }
        scored = area.questions(audience, length)
        drawn = drawn_number(facts.seed, "left open", area.code, person.number)
        if len(scored) >= STATEMENTS_TO_LEAVE_ONE and drawn < SHARE_UNSURE_ALONE:
            fields[scored[person.number % len(scored)].key] = ["dont-know"]
        yield area, fields


# --- choosing priorities -----------------------------------------------------------------------------------


def priority_fields(
    facts: RehearsalFacts, edition: Edition, audience: Audience, person: ImaginaryPerson
) -> Fields:
    """Returns how much each area matters to somebody, where that is asked, and the areas that come first for them."""
    fields: Fields = {}
    asked = audience.importance
    if asked:
        high = (middle_of(asked.scale) + asked.scale.top) / 2
        for area in edition.areas:
            drawn = drawn_level(facts, high, asked.scale, "matters", area.code, person.number)
            fields[f"importance-{area.code}"] = [str(drawn)]
    middle = middle_of(audience.scale)

    def standing(area: Area) -> float:
        centre = facts.find_centre(audience.key, area.code) or middle
        return centre + APART * drawn_number(facts.seed, "first", area.code, person.number)

    first = sorted(edition.areas, key=standing)[: audience.top_areas.most]
    return {**fields, "top-areas": [area.code for area in first]}


# --- questions of one's own --------------------------------------------------------------------------------


def own_fields(facts: RehearsalFacts, question: OwnQuestion, person: ImaginaryPerson, again: bool) -> Fields:
    """Returns what somebody answers to a question of the room's own; `again` after the room has talked."""
    moves = again and drawn_number(facts.seed, "moves", question.text, person.number) < SHARE_THAT_MOVES
    options = range(question.number_of_options)

    def liked(option: int) -> float:
        """By all, and by this person; whoever moves is nearer to what all like."""
        by_all = drawn_number(facts.seed, "liked", question.text, option)
        alone = drawn_number(facts.seed, "liked", question.text, option, person.number)
        return by_all + alone * (0.5 if moves else 1.0)

    best = sorted(options, key=liked, reverse=True)
    if question.takes.ranks:
        return {f"place-{option}": [str(place)] for place, option in enumerate(best, 1)}
    most = min(question.most, len(best), MOST_UPVOTES if question.kind == QUESTIONS else len(best))
    number = 1 + int(drawn_number(facts.seed, "how many", question.text, person.number) * most)
    return {"option": [str(option) for option in sorted(best[:number])]}


# --- writing -----------------------------------------------------------------------------------------------


def find_writers(
    facts: RehearsalFacts, asked: str, people: Sequence[ImaginaryPerson]
) -> list[ImaginaryPerson]:
    """Returns who writes something: some of them, and no more than a host can read in a rehearsal."""
    drawn = [
        one for one in people if drawn_number(facts.seed, "writes", asked, one.number) < SHARE_THAT_WRITES
    ]
    return (drawn or list(people[:1]))[:MOST_WRITERS]


def drawn_index(facts: RehearsalFacts, length: int, *of: object) -> int:
    """Returns a place in a list of that length, from 0."""
    return int(drawn_number(facts.seed, *of) * length)
