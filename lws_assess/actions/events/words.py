"""Words of people in the room: writing them, letting them through, and putting them together."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from lws_assess.actions.events.people import get_person
from lws_assess.actions.events.visioning_events import act_as_host
from lws_assess.records.events import words as records
from lws_assess.records.events.visioning_events import Event, programme_of
from lws_assess.records.events.words import ANSWER, ASKED, HELPS, HINDERS, MISSING, VISION, EventWord
from lws_assess.survey.comments import flags_of, speaks_of_risk
from lws_assess.survey.events import programmes
from lws_assess.survey.events.rooms import (
    LONGEST_WORD,
    MOST_WORDS,
    Device,
    EventRefusal,
    VoteRefusal,
    WordState,
)
from lws_assess.survey.keys import NO_AREA, NO_SEGMENT, AreaCode, EventKey, PartnershipKey, SegmentKey
from lws_assess.survey.written_words import one_line

KINDS_OF_SEGMENT = {
    "helps": (HELPS, HINDERS),
    "words": (VISION,),
    "missing": (MISSING,),
    "open": (ANSWER,),
    "questions": (ASKED,),
}
OF_ONE_SEGMENT = (ANSWER, ASKED)  # kinds of words that answer to one part of the programme
LONGEST_THEME = 60
CHOICES_OF_MODERATION = (WordState.SHOWN, WordState.PUT_ASIDE, WordState.WAITING)


def write_word(
    session: Session, code: str, device: Device, kind: str, area: AreaCode, text: str, more: str, number: int
) -> EventWord | None:
    """Keeps what somebody wrote, once; None where exactly this was sent before, wherever the room is by now.

    `number` counts what this device writes of one kind about one area, from 0; other words under a number that was
    used get the next one. Raises VoteRefusal where the room is elsewhere, EventRefusal for words that cannot be kept,
    NoSuchRoom and NotInTheRoom.
    """
    room, _person = get_person(session, code, device, held=True)
    event = room.event
    segment = programmes.find_segment(programme_of(session, event.partnership, event.key), event.segment)
    text, more = (one_line(one) for one in (text, more))
    about_area = kind in (HELPS, HINDERS)
    area = area if about_area else NO_AREA
    more = more if kind == MISSING else ""
    fields: dict[str, Any] = {
        "kind": kind,
        "area": area,
        "segment": event.segment if kind in OF_ONE_SEGMENT else NO_SEGMENT,
        "text": text,
        "more": more,
        "sent": digest_of_sent_words(text, more),
    }
    fields["risk"] = speaks_of_risk(f"{text} {more}")
    where = (event.partnership, event.key)
    # Where the same device sends two things at once, the second finds the place of the first taken.
    while True:
        place = _find_place(session, event, device, fields, number)
        if place is None:
            return None
        if segment is None or kind not in KINDS_OF_SEGMENT.get(segment.kind, ()):
            raise VoteRefusal("The room has gone on. What is on now stands below.")
        _refuse_word(text, more, place)
        if about_area and room.edition.find_area(area) is None:
            raise EventRefusal("Choose the area that this is about.", "area")
        row = records.row_of_word(
            session, *where, device.word(what_is_named(event.key, kind, area, event.segment), place)
        )
        if records.keep_word(session, *where, row, **fields):
            return records.find_word(session, *where, row)


def what_is_named(event: EventKey, kind: str, area: AreaCode, segment: SegmentKey) -> str:
    """Returns what a device names its words by: their kind, and the area or the part that they are about."""
    return f"{event}/{kind}/{segment if kind in OF_ONE_SEGMENT else area}"


def digest_of_sent_words(*texts: str) -> str:
    """Returns what the same words have in common each time they are sent, and no others."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def _find_place(
    session: Session, event: Event, device: Device, fields: Mapping[str, object], number: int
) -> int | None:
    """The number under which words are kept; None where exactly these were sent under theirs before.

    Other words under a number that was used, from a page gone back to, get the next that is free.
    """
    where = (event.partnership, event.key)
    about = what_is_named(event.key, str(fields["kind"]), AreaCode(str(fields["area"])), event.segment)
    for place in range(number, MOST_WORDS):
        row = records.row_of_word(session, *where, device.word(about, place))
        kept = records.find_word(session, *where, row)
        if kept is None:
            return place
        if fields["sent"] == (kept.sent or digest_of_sent_words(kept.text, kept.more)):
            return None
    return MOST_WORDS


def _refuse_word(text: str, more: str, number: int) -> None:
    if not text:
        raise EventRefusal("Write something first.", "text")
    over = max(len(text), len(more)) - LONGEST_WORD
    if over > 0:
        raise EventRefusal(f"Use {LONGEST_WORD} characters or fewer. That is {over} too many.", "text")
    if not 0 <= number < MOST_WORDS:
        raise EventRefusal(f"You have written {MOST_WORDS} things here. Let others have their turn.", "text")


def titles_of_questions(
    session: Session, partnership: PartnershipKey, key: EventKey
) -> dict[SegmentKey, str]:
    """Returns what each part asks that asks a question of the room's own; its title where it has none yet."""
    segments = programme_of(session, partnership, key)
    return {one.key: one.question.text or one.title for one in segments if one.question}


# --- moderating ------------------------------------------------------------------------------------------


def moderate_words(
    session: Session,
    partnership: PartnershipKey,
    key: EventKey,
    words: Sequence[bytes],
    state: WordState,
    by: str,
    now: datetime,
) -> None:
    """Lets words through to the screen, puts them aside, or takes either back."""
    if state not in CHOICES_OF_MODERATION:
        raise EventRefusal("Choose what is to happen with these words.")
    did = {
        WordState.SHOWN: "let words through",
        WordState.PUT_ASIDE: "put words aside",
        WordState.WAITING: "took words back",
    }[state]
    with act_as_host(session, partnership, key, by, did, now, moves=False):
        records.move_words(session, partnership, key, list(words), state=state)


@dataclass(frozen=True)
class BatchDecided:
    """Says what became of words that were decided together."""

    decided: tuple[bytes, ...]
    flagged: int  # that wait for a decision of their own
    gone_on: int  # that did not wait any more


def has_flag(word: EventWord) -> bool:
    """True if something in these words asks for a second look."""
    return bool(word.risk or flags_of(word.text) or flags_of(word.more))


def decide_together(
    session: Session,
    partnership: PartnershipKey,
    key: EventKey,
    words: Sequence[bytes],
    state: WordState,
    by: str,
    now: datetime,
) -> BatchDecided:
    """Lets several words through or puts them aside, of those that still wait; one with a flag goes on waiting.

    A flag is looked for in the words as they are now. Raises EventRefusal where nothing is left to be decided.
    """
    found = [records.find_word(session, partnership, key, word) for word in dict.fromkeys(words)]
    waiting = [word for word in found if word and word.state == WordState.WAITING]
    plain = tuple(word.id for word in waiting if not has_flag(word))
    batch = BatchDecided(plain, len(waiting) - len(plain), len(found) - len(waiting))
    if not plain:
        raise EventRefusal(
            "What you chose has flags, and waits. Decide each by its own button."
            if batch.flagged
            else "What you chose does not wait any more: another host has looked at it."
        )
    moderate_words(session, partnership, key, plain, state, by, now)
    return batch


def put_together(
    session: Session,
    partnership: PartnershipKey,
    key: EventKey,
    words: Sequence[bytes],
    theme: str,
    by: str,
    now: datetime,
) -> None:
    """Puts words under one theme; an empty theme takes them out of it."""
    theme = one_line(theme)
    if len(theme) > LONGEST_THEME:
        raise EventRefusal(f"Use {LONGEST_THEME} characters or fewer for a theme.")
    with act_as_host(session, partnership, key, by, "put words together", now, moves=False):
        records.move_words(session, partnership, key, list(words), theme=theme)


def park_words(
    session: Session,
    partnership: PartnershipKey,
    key: EventKey,
    words: Sequence[bytes],
    parked: bool,
    by: str,
    now: datetime,
) -> None:
    """Keeps questions of the room to be answered later, or takes them back. Raises EventRefusal for other words."""
    did = "parked a question" if parked else "took a question back"
    with act_as_host(session, partnership, key, by, did, now, moves=False):
        found = [records.find_word(session, partnership, key, word) for word in words]
        if not all(word and word.kind == ASKED for word in found):
            raise EventRefusal("Only a question that the room asks goes into the parking lot.")
        records.move_words(session, partnership, key, list(words), parked=parked)


def reword_on_screen(
    session: Session,
    partnership: PartnershipKey,
    key: EventKey,
    word: bytes,
    text: str,
    by: str,
    now: datetime,
) -> None:
    """Shows other words instead, for one that names somebody, say."""
    text = one_line(text)
    _refuse_word(text, "", 0)
    with act_as_host(session, partnership, key, by, "changed words", now, moves=False):
        records.move_words(session, partnership, key, [word], text=text)
