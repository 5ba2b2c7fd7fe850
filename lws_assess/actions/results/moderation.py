"""Moderation: the queue of comments, and what is decided about each.

waiting  ->  published | held | safeguarding, and back; each step with its reason, by whom and when
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.alerts import pass_on
from lws_assess.actions.results.comments import CommentHearing, hearing_of
from lws_assess.records import comments as records
from lws_assess.records.comments import REDACTED, CommentPlace, CommentStep, SealedComment
from lws_assess.records.rounds import Round
from lws_assess.survey.comments import KINDS, RISK, CommentFlag, CommentState, flags_of, marked_pieces
from lws_assess.survey.keys import PartnershipKey, RoundKey
from lws_assess.survey.refusals import BadInput, NotFound
from lws_assess.survey.written_words import one_line

MOST_AT_ONCE = 100  # comments that are published together: people should have read them
MOST_CHARACTERS = 2000
# Why words may be changed or kept back. That somebody criticises is not among the reasons.
REASONS = {
    "person": "It names a person",
    "place": "It names a small place, such as a school",
    "health": "It tells of somebody’s health or family",
    "identify": "It could identify somebody in another way",
    "risk": "Somebody may be at risk",
    "abuse": "It is abusive about a named person",
    "off": "It is not about this",
}
PUBLISH, REDACT, HOLD, PASS_ON, PUT_BACK = "publish", "redact", "hold", "pass-on", "put-back"
BECOMES = {
    PUBLISH: CommentState.PUBLISHED,
    REDACT: CommentState.PUBLISHED,
    HOLD: CommentState.HELD,
    PASS_ON: CommentState.SAFEGUARDING,
    PUT_BACK: CommentState.WAITING,
}
NEED_A_REASON = {REDACT, HOLD, PASS_ON}


# --- the queue -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CommentHeard:
    """A comment before its moderator."""

    comment: SealedComment
    voice: str
    named: bool  # whether the voice is its group
    about: str  # the area's name, or the closing question
    flags: tuple[CommentFlag, ...]

    @property
    def id(self) -> str:
        return self.comment.key.hex()

    @property
    def risk(self) -> bool:
        return any(flag.kind == RISK for flag in self.flags)

    @property
    def changed(self) -> bool:
        """True if it is published in other words than were written."""
        comment = self.comment
        return comment.state == CommentState.PUBLISHED and comment.text not in ("", comment.published)

    @property
    def pieces(self) -> list[tuple[str, tuple[str, ...]]]:
        """Its text in pieces, those that were flagged with what they may be."""
        return [
            (words, tuple(KINDS[kind] for kind in kinds))
            for words, kinds in marked_pieces(self.comment.text, self.flags)
        ]


@dataclass(frozen=True)
class CommentQueue:
    """The comments of one state, a page of them in full."""

    round: Round
    state: CommentState
    counts: Mapping[CommentState, int]
    keys: tuple[bytes, ...]  # all of them, in the order in which they are read
    heard: tuple[CommentHeard, ...]


def _hear(hearing: CommentHearing, comment: SealedComment) -> CommentHeard:
    about = hearing.about(comment.question, comment.area)
    voices = hearing.voices
    return CommentHeard(
        comment, voices.of(comment.group), voices.names(comment.group), about, flags_of(comment.text)
    )


def view_queue(
    session: Session,
    partnership: PartnershipKey,
    round_key: RoundKey,
    state: CommentState,
    start: int = 0,
    most: int = 50,
) -> CommentQueue | None:
    """Comments of a state, `most` of them from `start` on in full; None where there is no such round."""
    hearing = hearing_of(session, partnership, round_key)
    if hearing is None:
        return None
    keys = _in_order(session, hearing, state)
    found = records.find_comments(session, partnership, round_key, keys[start : start + most])
    heard = tuple(_hear(hearing, found[key]) for key in keys[start : start + most] if key in found)
    return CommentQueue(
        hearing.round, state, records.count_comments(session, partnership, round_key), tuple(keys), heard
    )


def _in_order(session: Session, hearing: CommentHearing, state: CommentState) -> list[bytes]:
    places = records.places_of_comments(session, hearing.round.partnership, hearing.round.key, state)
    return [where.key for where in sorted(places, key=hearing.order)]


def view_comment(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, key: bytes
) -> tuple[Round, CommentHeard, list[CommentStep]]:
    """One comment with what was decided about it so far. Raises NotFound."""
    hearing = hearing_of(session, partnership, round_key)
    found = records.find_comments(session, partnership, round_key, [key])
    if hearing is None or key not in found:
        raise NotFound
    return hearing.round, _hear(hearing, found[key]), records.steps_of_comment(session, key)


def next_waiting(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, key: bytes
) -> bytes | None:
    """The comment to read after this one; the first of all where this was the last."""
    hearing = hearing_of(session, partnership, round_key)
    found = records.find_comments(session, partnership, round_key, [key])
    if hearing is None or key not in found:
        return None
    places = records.places_of_comments(session, partnership, round_key, CommentState.WAITING)
    this = found[key]
    here = hearing.order(CommentPlace(this.key, this.group, this.question, this.area))
    waiting = sorted((where for where in places if where.key != key), key=hearing.order)
    later = (where.key for where in waiting if hearing.order(where) > here)
    return next(later, waiting[0].key if waiting else None)


def view_unflagged(
    session: Session, partnership: PartnershipKey, round_key: RoundKey
) -> tuple[Round, list[CommentHeard]] | None:
    """Waiting comments that nothing was found in, as many as may be published together."""
    hearing = hearing_of(session, partnership, round_key)
    if hearing is None:
        return None
    return hearing.round, list(_unflagged(session, hearing))


def _unflagged(session: Session, hearing: CommentHearing) -> Iterator[CommentHeard]:
    keys, found = _in_order(session, hearing, CommentState.WAITING), 0
    for start in range(0, len(keys), MOST_AT_ONCE):
        some = keys[start : start + MOST_AT_ONCE]
        comments = records.find_comments(session, hearing.round.partnership, hearing.round.key, some)
        for heard in (_hear(hearing, comments[key]) for key in some if key in comments):
            if not heard.flags and found < MOST_AT_ONCE:
                found += 1
                yield heard


# --- decisions -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ModerationDecision:
    """Holds what somebody decided about a comment. `reasons` are keys of REASONS, `words` adds to them."""

    what: str
    reasons: tuple[str, ...] = ()
    words: str = ""
    published: str = ""  # where a part is redacted: what everybody reads instead

    @property
    def reason(self) -> str:
        said = "; ".join(REASONS[key] for key in self.reasons)
        return ". ".join(part for part in (said, self.words) if part)


@dataclass(frozen=True)
class Moderator:
    """Says who decides, and when."""

    by: str
    now: datetime


def decide_on_comment(
    session: Session,
    partnership: PartnershipKey,
    round_key: RoundKey,
    key: bytes,
    decision: ModerationDecision,
    moderator: Moderator,
) -> bool:
    """Carries a decision out and traces it; any decision may be changed by a later one.

    Returns whether an alert was raised. Raises NotFound, BadInput.
    """
    comment = records.find_comment_to_decide(session, partnership, round_key, key)
    if comment is None:
        raise NotFound
    _refuse_unsound(comment, decision)
    comment.state = BECOMES[decision.what]
    comment.published = {PUBLISH: comment.text, REDACT: decision.published}.get(decision.what, "")
    action = REDACTED if decision.what == REDACT else comment.state
    session.add(
        CommentStep(
            comment=comment.key, action=action, reason=decision.reason, by=moderator.by, at=moderator.now
        )
    )
    session.flush()
    if decision.what != PASS_ON:
        return False
    return pass_on(session, partnership, round_key, comment.text)


def _refuse_unsound(comment: SealedComment, decision: ModerationDecision) -> None:
    if not comment.text:
        raise BadInput("What was written here has been erased, so nothing can be decided", "what")
    if decision.what not in BECOMES:
        raise BadInput("Choose what should happen to this comment", "what")
    if set(decision.reasons) - REASONS.keys():
        raise BadInput("Choose from the reasons on the list", "reasons")
    if decision.what in NEED_A_REASON and not decision.reasons:
        raise BadInput("Choose at least one reason. Criticism is never one", "reasons")
    if len(decision.words) > MOST_CHARACTERS:
        raise BadInput(f"Use {MOST_CHARACTERS:,} characters or fewer", "words")
    if decision.what == REDACT:
        _refuse_redaction(comment.text, decision.published)


def _refuse_redaction(text: str, published: str) -> None:
    if not published.strip():
        raise BadInput("Leave some words to publish, or hold the comment back", "published")
    if one_line(published) == one_line(text):
        raise BadInput("Change the words, or publish the comment as it is", "published")
    if len(published) > MOST_CHARACTERS:
        raise BadInput(f"Use {MOST_CHARACTERS:,} characters or fewer", "published")


def publish_unflagged(
    session: Session,
    partnership: PartnershipKey,
    round_key: RoundKey,
    keys: Sequence[bytes],
    moderator: Moderator,
) -> int:
    """Publishes those of the comments that still wait and that nothing is found in; returns how many."""
    found = records.find_comments(session, partnership, round_key, list(keys)[:MOST_AT_ONCE])
    plain = [c.key for c in found.values() if c.state == CommentState.WAITING and not flags_of(c.text)]
    for key in sorted(plain):
        decide_on_comment(session, partnership, round_key, key, ModerationDecision(PUBLISH), moderator)
    return len(plain)
