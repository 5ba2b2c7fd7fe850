"""Votes on questions of a room's own: what one asks when it opens, the ideas that it is held on, and its one release.

An idea is what people wrote and a host let through: one thing, or several under one theme. While an event runs a vote
names its ideas by the keys of their words, so that what is reworded or taken back later is so here too. A theme keeps
the name that it had when the vote opened: people chose that, whatever ideas are put together later. The vote also keeps
hashes of these words and themes as they stood, under the event's key, so that they are known when they come again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from lws_assess.records.events import votes as records
from lws_assess.records.events.sealing import IDEA, EventSealing
from lws_assess.records.events.visioning_events import (
    Event,
    find_event,
    find_sealing,
    get_sealing,
    programme_of,
)
from lws_assess.records.events.votes import CastEventBallot, EventVote
from lws_assess.records.events.words import (
    ANSWER,
    ASKED,
    HELPS,
    HINDERS,
    THEME,
    VISION,
    EventWord,
    words_of_event,
)
from lws_assess.survey.events import programmes
from lws_assess.survey.events.own_questions import (
    MOST_IDEAS,
    OwnQuestion,
    is_asked_alike,
    question_from_json,
    question_to_json,
    read_alike,
    refuse_question,
)
from lws_assess.survey.events.programme_kinds import OPEN, QUESTIONS
from lws_assess.survey.events.programmes import Segment, Segments
from lws_assess.survey.events.rooms import OWN, PRACTICE, EventRefusal, VoteState, WordState
from lws_assess.survey.events.tallies import (
    WIPED,
    ReleasedTally,
    TallyResult,
    release_tally,
    release_tally_again,
    tally_from_json,
    tally_to_json,
    tally_unless_too_near,
    view_tally,
    wiped_tally,
)

TAKEN_OFF = "Taken off the screen since"
FEWEST_IDEAS = 2


@dataclass(frozen=True)
class RoomIdea:
    """Holds what people wrote, as a vote puts it, and the keys of the words that it is made of."""

    text: str
    words: tuple[str, ...]
    theme: str = ""
    marks: tuple[str, ...] = ()  # of these words and their theme, as they stand now


@dataclass(frozen=True)
class IdeaSource:
    """Says where ideas come from. `before` counts those that had a vote already, and are not put once more."""

    key: str
    title: str
    ideas: tuple[RoomIdea, ...]
    before: int


# --- what a vote asks --------------------------------------------------------------------------------------


def question_to_put(session: Session, event: Event, ideas_of: str) -> OwnQuestion:
    """The question of the part in which the room is. Raises EventRefusal where it cannot be put now."""
    segments = programme_of(session, event.partnership, event.key)
    segment = programmes.find_segment(segments, event.segment)
    if segment is None or segment.question is None or not segment.question.takes.voted_on:
        raise EventRefusal("This part of the programme asks nothing that is voted on.")
    question = segment.question
    refuse_question(question)
    if question.takes.of_ideas:
        sealing = get_sealing(session, event.partnership, event.key)
        question = _with_ideas(question, find_source(session, event, segments, segment, ideas_of), sealing)
    if any(is_asked_alike(question, one) for _, one in _questions_before(session, event)):
        raise EventRefusal(
            "This has been asked, or has the options of what has been. Vote on that again, or ask something else."
        )
    return question


def _with_ideas(question: OwnQuestion, source: IdeaSource | None, sealing: EventSealing) -> OwnQuestion:
    if source is None:
        raise EventRefusal("Choose which ideas to vote on.")
    number = len(source.ideas)
    if number < FEWEST_IDEAS:
        raise EventRefusal(
            f"Let at least {FEWEST_IDEAS} through first that no vote was held on. There are {number}."
        )
    if number > MOST_IDEAS:
        raise EventRefusal(
            f"A vote is held on {MOST_IDEAS} ideas at the most, and there are {number}. Put those together that say "
            "the same, or put some aside."
        )
    most = number if question.kind == QUESTIONS else min(question.most, number)
    marks = sorted({mark for one in source.ideas for mark in one.marks})
    return replace(
        question,
        most=most,
        ideas=tuple(one.words for one in source.ideas),
        marks=tuple(marks),
        themes=tuple(_seal_theme(sealing, one) for one in source.ideas),
    )


def _named_by(words: Sequence[str]) -> bytes:
    return "/".join(("theme", *words)).encode()


def _seal_theme(sealing: EventSealing, idea: RoomIdea) -> str:
    return sealing.writings.seal(_named_by(idea.words), idea.theme.encode()).hex() if idea.theme else ""


def _open_themes(sealing: EventSealing, question: OwnQuestion) -> list[str]:
    """The theme of each idea as it was called when the vote opened; empty where it had none."""
    return [
        sealing.writings.open(_named_by(words), bytes.fromhex(sealed)).decode() if sealed else ""
        for words, sealed in zip(question.ideas, question.themes, strict=True)
    ]


def find_source(
    session: Session, event: Event, segments: Segments, segment: Segment, key: str
) -> IdeaSource | None:
    """Returns where the ideas come from; where there is one place only, it need not be named."""
    found = list_sources(session, event, segments, segment)
    return found[0] if len(found) == 1 else next((one for one in found if one.key == key), None)


def list_sources(
    session: Session, event: Event, segments: Segments, segment: Segment
) -> tuple[IdeaSource, ...]:
    """Returns where a vote may take ideas from: the questions of this part, or what people wrote elsewhere."""
    words = words_of_event(session, event.partnership, event.key, state=WordState.SHOWN)
    before = [one for _, one in _questions_before(session, event)]
    sealing = find_sealing(session, event.partnership, event.key)
    if segment.kind == QUESTIONS:
        mine = [word for word in words if word.kind == ASKED and word.segment == segment.key]
        asked = [word for word in mine if not word.parked]
        return (_source(QUESTIONS, segment.title, asked, before, sealing),)
    places = [(VISION, "Vision words", VISION, ""), (HELPS, "What helps", HELPS, "")]
    places += [(HINDERS, "What gets in the way", HINDERS, "")]
    places += [(one.key, one.title, ANSWER, one.key) for one in segments if one.kind == OPEN]
    found = [
        _source(
            key, title, [word for word in words if (word.kind, word.segment) == (kind, of)], before, sealing
        )
        for key, title, kind, of in places
    ]
    return tuple(one for one in found if one.ideas or one.before)


def _source(
    key: str,
    title: str,
    words: Sequence[EventWord],
    before: Sequence[OwnQuestion],
    sealing: EventSealing | None,
) -> IdeaSource:
    kept: dict[tuple[str, str], list[EventWord]] = {}
    for word in words:  # in the order of their keys, which is nobody's
        kept.setdefault((word.area, read_alike(word.theme or word.text)), []).append(word)
    ideas = [
        RoomIdea(
            _theme_of(some) or some[0].text,
            tuple(word.id.hex() for word in some),
            _theme_of(some),
            _marks(sealing, (text for word in some for text in (word.text, word.theme))),
        )
        for some in kept.values()
    ]
    fresh = tuple(one for one in ideas if not any(_stands_in(one, question) for question in before))
    return IdeaSource(key, title, fresh, len(ideas) - len(fresh))


def _marks(sealing: EventSealing | None, texts: Iterable[str]) -> tuple[str, ...]:
    """Returns what words are known again by while an event runs; nothing once it has ended."""
    known = {read_alike(text) for text in texts if text} if sealing else set()
    return tuple(sealing.hash(IDEA, one.encode()).hex() for one in sorted(known)) if sealing else ()


def _theme_of(words: Sequence[EventWord]) -> str:
    """Returns what they are put together under; also where one of them only reads as its name."""
    return next((word.theme for word in words if word.theme), "")


def _stands_in(idea: RoomIdea, question: OwnQuestion) -> bool:
    """True if a vote was held on this idea, or on one that reads alike."""
    return question.takes.of_ideas and is_asked_alike(
        OwnQuestion(question.kind, options=(idea.text,), ideas=(idea.words,), marks=idea.marks), question
    )


def _questions_before(session: Session, event: Event) -> Iterator[tuple[EventVote, OwnQuestion]]:
    for vote in records.list_votes(session, event.partnership, event.key):
        question = question_asked(session, event, vote)
        if question:
            yield vote, question


def question_asked(session: Session, event: Event, vote: EventVote) -> OwnQuestion | None:
    """The question of a vote, its ideas in the words that they have now; None of a vote on something else."""
    question = question_from_json(vote.question_json)
    if question is None or not question.ideas:
        return question
    where = (event.partnership, event.key)
    shown = {word.id.hex(): word for word in words_of_event(session, *where, state=WordState.SHOWN)}
    aside = {read_alike(word.text) for word in words_of_event(session, *where, THEME, WordState.PUT_ASIDE)}
    sealing = find_sealing(session, *where)
    themes = _open_themes(sealing, question) if sealing and question.themes else [""] * len(question.ideas)
    options = [
        TAKEN_OFF if theme and read_alike(theme) in aside else _text_of(idea, theme, shown)
        for idea, theme in zip(question.ideas, themes, strict=True)
    ]
    return replace(question, options=tuple(options))


def _text_of(idea: Sequence[str], theme: str, shown: Mapping[str, EventWord]) -> str:
    words = [shown[key] for key in idea if key in shown]
    return (theme or words[0].text) if words else TAKEN_OFF


def finish_own_votes(session: Session, event: Event) -> None:
    """Keeps the words of ideas with their votes, and nothing of what is wiped. Called when an event ends.

    The keys that name those words go then, and so does what they were known again by.
    """
    for vote, question in list(_questions_before(session, event)):
        if question.takes.wiped:
            wipe_own_vote(vote)
        vote.question_json = question_to_json(replace(question, ideas=(), marks=(), themes=()))


def wipe_own_vote(vote: EventVote) -> None:
    """Keeps nothing of a vote but how many people it showed, which nobody is told."""
    tally = find_tally(vote)
    if tally:
        vote.released_json = tally_to_json(wiped_tally(tally))
    vote.voted = 0


# --- what a vote came to -----------------------------------------------------------------------------------


def released_tally(
    session: Session,
    event: Event,
    vote: EventVote,
    cast: Sequence[CastEventBallot],
    shortly_before: Iterable[EventVote],
) -> str:
    """The one release of a vote on a question of the room's own, as it is kept."""
    question = question_asked(session, event, vote)
    assert question
    first = records.find_vote(session, event.partnership, event.key, vote.again_of or 0)
    before = find_tally(first) if first else None
    if first is None or before is None:
        tally = release_tally(question, [one.answer for one in cast], event.smallest_number)
    else:
        earlier = records.read_event_ballots(session, event.partnership, event.key, first.number)
        then, now = ({one.pair: one.answer for one in some} for some in (earlier, cast))
        tally = release_tally_again(question, before, then, now, event.smallest_number)
    words = _words_of_ideas(session, event, question)
    alike = _tallies_alike(session, shortly_before, question, words)
    return tally_to_json(tally_unless_too_near(tally, alike, event.smallest_number))


def _tallies_alike(
    session: Session, votes: Iterable[EventVote], question: OwnQuestion, words: Sequence[str]
) -> Iterator[ReleasedTally]:
    """Yields what other meetings of the same people showed of the same question, wiped or not.

    `words` are those of its ideas, which are looked for among what the other meeting voted on as it stood then.
    """
    for vote in votes:
        event = find_event(session, vote.partnership, vote.event)
        other = question_asked(session, event, vote) if event else None
        if vote.kind == OWN and other and vote.released_json:
            known = _marks(find_sealing(session, vote.partnership, vote.event), words)
            if is_asked_alike(question, other) or set(known) & set(other.marks):
                yield tally_from_json(vote.released_json)


def _words_of_ideas(session: Session, event: Event, question: OwnQuestion) -> list[str]:
    keys = {key for idea in question.ideas for key in idea}
    words = words_of_event(session, event.partnership, event.key)
    return [text for word in words if word.id.hex() in keys for text in (word.text, word.theme) if text]


def find_tally(vote: EventVote) -> ReleasedTally | None:
    """Returns what may be shown of a vote; None before it was closed, and of an ice-breaker that was put away."""
    tally = tally_from_json(vote.released_json) if vote.released_json else None
    return None if tally is None or tally.why == WIPED else tally


def is_wiped(vote: EventVote) -> bool:
    """True if nothing of a vote is kept once the room has seen it: of a practice, and of some questions of its own."""
    question = question_from_json(vote.question_json)
    return vote.kind == PRACTICE or (question is not None and question.takes.wiped)


def view_own_vote(session: Session, event: Event, vote: EventVote) -> TallyResult | None:
    """Returns what a vote came to, once it is shown; None before, and where it was wiped."""
    if vote.kind != OWN or vote.state != VoteState.SHOWN:
        return None
    question, tally = question_asked(session, event, vote), find_tally(vote)
    if question is None or tally is None:
        return None
    return view_tally(tally, question, event.smallest_number)
