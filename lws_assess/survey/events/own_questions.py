"""Questions of a room's own: what a part of a programme asks, and what one person may answer.

    OwnQuestion      what is asked: its kind, its words, its options, and how many one person may choose
      QuestionKind   what a kind takes, and which figures it publishes

A kind is data. All kinds that are voted on have one ballot, a byte for each option: 1 where it was chosen, 0 where
not; of a ranking its place, from 1. So phones have one form for all of them, and hosts one set of buttons. Open
questions, and those that the room asks, are written like other words of an event.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from lws_assess.survey.events.programme_kinds import CHOICE, DOTS, ICE_BREAKER, OPEN, QUESTIONS, RANKING
from lws_assess.survey.events.rooms import EventRefusal
from lws_assess.survey.written_words import folded_words, one_line

LONGEST_QUESTION, LONGEST_OPTION = 160, 80  # characters
FEWEST_OPTIONS, MOST_OPTIONS, MOST_RANKED = 2, 12, 8
MOST_IDEAS = 24  # that one vote is held on
MOST_DOTS = 10
SHARED_BY_CHANCE = 3  # options, from which on two questions are taken for one

Sent = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class QuestionKind:
    """Holds what a kind of question takes, and what is published of it."""

    key: str
    most_options: int = 0  # that a host types; 0 where there are none to type
    most_chosen: int = 0  # that a host may let one person choose; 0 where nothing is to be said about that
    of_ideas: bool = False  # whether its options are things that people wrote and a host let through
    ranks: bool = False
    voted_on: bool = True
    wiped: bool = False  # as a practice: shown once, and kept nowhere
    publishes: str = ""


_COUNTS = "how many people answered, and how many chose each option"
QUESTION_KINDS = {
    kind.key: kind
    for kind in (
        QuestionKind(ICE_BREAKER, MOST_OPTIONS, wiped=True, publishes=_COUNTS),
        QuestionKind(CHOICE, MOST_OPTIONS, MOST_OPTIONS, publishes=_COUNTS),
        QuestionKind(
            RANKING,
            MOST_RANKED,
            ranks=True,
            publishes="how many people answered, how many put each option first, and the mean rank of each",
        ),
        QuestionKind(
            DOTS,
            most_chosen=MOST_DOTS,
            of_ideas=True,
            publishes="how many people answered, and how many gave each idea a dot",
        ),
        QuestionKind(OPEN, voted_on=False, publishes="the words that a host lets through"),
        QuestionKind(
            QUESTIONS,
            of_ideas=True,
            publishes="the questions that a host lets through, and how many people voted for each",
        ),
    )
}


@dataclass(frozen=True)
class OwnQuestion:
    """Holds what is asked. `ideas` name, for each option, the words that it is made of while an event runs.

    The options of a vote on ideas are empty then: their words lie under the event's key, and are read each time.
    `marks` are keyed hashes of those words and of their themes as they stood when the vote opened. `themes` are those
    themes, one for each option, as ciphertext; empty where an option has none.
    """

    kind: str
    text: str = ""
    options: tuple[str, ...] = ()
    most: int = 1  # options that one person may choose
    ideas: tuple[tuple[str, ...], ...] = ()
    marks: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()

    @property
    def takes(self) -> QuestionKind:
        return QUESTION_KINDS[self.kind]

    @property
    def number_of_options(self) -> int:
        return len(self.ideas or self.options)

    @property
    def one_only(self) -> bool:
        """True if one person chooses one option."""
        return not self.takes.ranks and self.most == 1


def question_to_json(question: OwnQuestion | None) -> str:
    return json.dumps(asdict(question), sort_keys=True, ensure_ascii=False) if question else ""


def question_from_json(text: str) -> OwnQuestion | None:
    if not text:
        return None
    data: dict[str, Any] = json.loads(text)
    ideas = tuple(map(tuple, data["ideas"]))
    marks, themes = tuple(data.get("marks", ())), tuple(data.get("themes", ()))
    return OwnQuestion(data["kind"], data["text"], tuple(data["options"]), data["most"], ideas, marks, themes)


def read_options(text: str) -> tuple[str, ...]:
    """Options as they were typed, one on each line.

    >>> read_options("Red\\n\\n  Green  and blue ")
    ('Red', 'Green and blue')
    """
    return tuple(option for line in text.splitlines() if (option := one_line(line)))


def refuse_question(question: OwnQuestion) -> None:
    """Raises EventRefusal for what cannot be asked, at the field that a form calls it by."""
    takes = question.takes
    if not question.text:
        raise EventRefusal("Write the question.", "question")
    if len(question.text) > LONGEST_QUESTION:
        raise EventRefusal(f"Use {LONGEST_QUESTION} characters or fewer for the question.", "question")
    if takes.most_options:
        _refuse_options(question.options, takes.most_options)
    if takes.most_chosen and not 1 <= question.most <= takes.most_chosen:
        raise EventRefusal(f"Enter a whole number from 1 to {takes.most_chosen}.", "most")
    if takes.most_options and takes.most_chosen and question.most > len(question.options):
        raise EventRefusal(f"There are only {len(question.options)} options to choose from.", "most")


def _refuse_options(options: Sequence[str], most: int) -> None:
    if len(options) < FEWEST_OPTIONS:
        raise EventRefusal(f"Write at least {FEWEST_OPTIONS} options, each on a line of its own.", "options")
    if len(options) > most:
        raise EventRefusal(f"Write {most} options at the most. There are {len(options)}.", "options")
    if any(len(option) > LONGEST_OPTION for option in options):
        raise EventRefusal(f"Use {LONGEST_OPTION} characters or fewer for each option.", "options")
    if len({read_alike(option) for option in options}) < len(options):
        raise EventRefusal("Two options read alike. Make each one different.", "options")


def read_alike(text: str) -> str:
    """Returns what words have in common that read alike: letters and digits, whatever stands between them.

    >>> read_alike("More  time!"), read_alike("+")
    ('moretime', '+')
    """
    folded = folded_words(text)
    return "".join(sign for sign in folded if sign.isalnum()) or folded


def is_asked_alike(one: OwnQuestion, other: OwnQuestion) -> bool:
    """True if two questions are one to those who answer: the same words, the same options, or ideas that stand in both.

    What both came to would tell, set beside each other, of those who came or went between them. One or two options may
    be those of any question, as yes and no are; three are not.
    """
    options = [{read_alike(option) for option in each.options if option} for each in (one, other)]
    shared = len(options[0] & options[1])
    if one.takes.of_ideas and other.takes.of_ideas:
        words = [{word for idea in each.ideas for word in idea} for each in (one, other)]
        return bool(words[0] & words[1] or shared or set(one.marks) & set(other.marks))
    if shared >= SHARED_BY_CHANCE:
        return True
    return not (one.takes.of_ideas or other.takes.of_ideas) and read_alike(one.text) == read_alike(other.text)


# --- one person's ballot -----------------------------------------------------------------------------------


def read_own_ballot(question: OwnQuestion, sent: Sent) -> bytes:
    """A byte for each option, from the fields of a form. Raises EventRefusal."""
    return _read_ranking(question, sent) if question.takes.ranks else _read_chosen(question, sent)


def _read_chosen(question: OwnQuestion, sent: Sent) -> bytes:
    known = {f"{number}": number for number in range(question.number_of_options)}
    values = [value for value in sent.get("option", ()) if value]
    if not values:
        raise EventRefusal("Choose an answer.", "option")
    if not set(values) <= set(known) or len(set(values)) < len(values):
        raise EventRefusal("Choose only from the list.", "option")
    if len(values) > question.most:
        raise EventRefusal(f"Choose {question.most} or fewer. You chose {len(values)}.", "option")
    chosen = {known[value] for value in values}
    return bytes(number in chosen for number in range(question.number_of_options))


def _read_ranking(question: OwnQuestion, sent: Sent) -> bytes:
    places = range(1, question.number_of_options + 1)
    known = {f"{place}": place for place in places}
    values = [next(iter(sent.get(f"place-{place - 1}", ())), "") for place in places]
    if not all(values):
        raise EventRefusal("Give every option a place.", "option")
    if not set(values) <= set(known):
        raise EventRefusal("Choose only from the list.", "option")
    if len(set(values)) < len(values):
        raise EventRefusal("Two options have the same place. Give each place once.", "option")
    return bytes(known[value] for value in values)


def fields_of_ballot(question: OwnQuestion, answer: bytes) -> dict[str, list[str]]:
    """A ballot as the fields of its form.

    >>> two = OwnQuestion("choice", "Which?", ("a", "b", "c"), most=2)
    >>> fields_of_ballot(two, read_own_ballot(two, {"option": ["2", "0"]}))
    {'option': ['0', '2']}
    """
    if question.takes.ranks:
        return {f"place-{number}": [f"{place}"] for number, place in enumerate(answer)}
    return {"option": [f"{number}" for number, chosen in enumerate(answer) if chosen]}


def words_of_ballot(question: OwnQuestion, fields: Sent) -> str:
    """Returns what somebody answered, in the words of the question; empty where nothing is known.

    >>> words_of_ballot(OwnQuestion("ranking", "?", ("a", "b")), {"place-0": ["2"], "place-1": ["1"]})
    '1. b, 2. a'
    """
    if question.takes.ranks:
        placed = {
            next(iter(fields.get(f"place-{number}", ())), ""): option
            for number, option in enumerate(question.options)
        }
        return ", ".join(f"{place}. {option}" for place, option in sorted(placed.items()) if place)
    chosen = set(fields.get("option", ()))
    return ", ".join(option for number, option in enumerate(question.options) if f"{number}" in chosen)
