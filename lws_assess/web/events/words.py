"""What people in a room wrote, before the screen shows it: let through, put aside, reworded, put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import DataRequired

from lws_assess.actions.alerts import open_alerts
from lws_assess.actions.events import words as actions
from lws_assess.actions.events.scenes import edition_of
from lws_assess.actions.events.words import OF_ONE_SEGMENT, BatchDecided
from lws_assess.records.events import words as records
from lws_assess.records.events.visioning_events import Event
from lws_assess.records.events.words import ANSWER, ASKED, HELPS, HINDERS, MISSING, THEME, VISION, EventWord
from lws_assess.survey.comments import KINDS as KINDS_OF_FLAGS
from lws_assess.survey.comments import flags_of, marked_pieces
from lws_assess.survey.events.rooms import LONGEST_WORD, EventRefusal, WordState
from lws_assess.survey.instruments import Edition
from lws_assess.survey.keys import NO_AREA, NO_SEGMENT, AreaCode, EventKey, PartnershipKey, SegmentKey
from lws_assess.web import forms
from lws_assess.web.events import keys as event_keys
from lws_assess.web.events.event_pages import get_event, signed_in_host
from lws_assess.web.loading import current_database
from lws_assess.web.refusals import status_on_desk
from lws_assess.web.words import counted_noun, now

blueprint = Blueprint("event_words", __name__, url_prefix="/p/<partnership>/events/<event>/words")
event_keys.guard_event_pages(blueprint)

STATES = {
    "waiting": WordState.WAITING,
    "shown": WordState.SHOWN,
    "aside": WordState.PUT_ASIDE,
}  # as addresses and forms name them
UNFLAGGED = "unflagged"  # the button that lets everything without flags through, and what it names
PARKING = {"park": True, "unpark": False}
KIND_WORDS = {
    HELPS: "What helps",
    HINDERS: "What hinders",
    VISION: "Vision words",
    MISSING: "Who is missing",
    ANSWER: "Open question",
    ASKED: "The room asks",
    THEME: "Names for themes",
}
DONE = {
    WordState.SHOWN: "let through to the screen",
    WordState.PUT_ASIDE: "put aside",
    WordState.WAITING: "taken back: waiting again",
}
# In an address that names what one press moved, so that one press takes it back: a server reads some 4,000 characters.
MOST_UNDONE = 400
NAMED_BY = 8  # the first hexadecimal digits of a key, by which it is named there
TOO_MANY_TO_UNDO = " These are too many to undo in one press: take each back where it stands now."

Pieces = tuple[
    tuple[str, tuple[str, ...]], ...
]  # a text in pieces, each with the kinds of what was found in it


@dataclass(frozen=True)
class WrittenWord:
    """One thing that somebody wrote, with what a moderator should look at in it."""

    word: EventWord
    pieces: Pieces
    more: Pieces
    flagged: bool

    @property
    def id(self) -> str:
        return self.word.id.hex()


@dataclass(frozen=True)
class WordsSection:
    """Words of one kind, about one area where they are about one."""

    title: str
    under: str  # the area's name, or the question; empty where there is none
    written: tuple[WrittenWord, ...]


class RewordForm(forms.Form):
    text = StringField(
        "What the screen shows instead",
        [DataRequired("Write something, or put these words aside"), forms.at_most(LONGEST_WORD)],
        [forms.trimmed_line],
    )


@blueprint.get("")
def index(partnership: PartnershipKey, event: EventKey) -> Response:
    """Shows what waits, or what was let through or put aside; words that may speak of risk first."""
    return _page(partnership, event)


def _page(partnership: PartnershipKey, event: EventKey, problem: str = "") -> Response:
    asked = request.args.get("state", "waiting")
    which = asked if asked in STATES else "waiting"
    with current_database().reading() as session:
        found = get_event(session, partnership, event)
        words = records.words_of_event(session, partnership, event)
        alerts = open_alerts(session, partnership, now(), found.round) if found.round else []
        edition = edition_of(session, found)
        titles = actions.titles_of_questions(session, partnership, event)
        here = [written_for_moderator(word) for word in words if word.state == STATES[which]]
        page = render_template(
            "events/words/index.html",
            event=found,
            which=which,
            counts={name: sum(word.state == of for word in words) for name, of in STATES.items()},
            risky=[one for one in here if one.word.risk],
            sections=_sections(edition, titles, [one for one in here if not one.word.risk]),
            themes=sorted({word.theme for word in words if word.theme}, key=str.casefold),
            unflagged=sum(not one.flagged for one in here),
            alerts=alerts,
            kind_words=KIND_WORDS,
            names={area.code: area.short_name for area in edition.areas},
            undo=_undo(words),
            problem=problem,
            most_theme=actions.LONGEST_THEME,
        )
    return make_response(page, status_on_desk(problem))


def _undo(words: Sequence[EventWord]) -> list[str]:
    """The keys of what was moved last, as the address names it, to be taken back in one press."""
    named = request.args.get("moved", "")
    moved = {named[at : at + NAMED_BY] for at in range(0, len(named), NAMED_BY)}
    decided = [word.id.hex() for word in words if word.state != WordState.WAITING]
    return [key for key in decided if key[:NAMED_BY] in moved]


def written_for_moderator(word: EventWord) -> WrittenWord:
    return WrittenWord(word, pieces_of(word.text), pieces_of(word.more), actions.has_flag(word))


def pieces_of(text: str) -> Pieces:
    found = marked_pieces(text, flags_of(text))
    return tuple((piece, tuple(KINDS_OF_FLAGS[kind] for kind in kinds)) for piece, kinds in found if piece)


def _sections(
    edition: Edition, titles: Mapping[SegmentKey, str], here: Sequence[WrittenWord]
) -> list[WordsSection]:
    """By kind, then by area in the framework's order or by the question that was answered, then by theme."""
    places = [(kind, NO_AREA, NO_SEGMENT, "") for kind in (VISION, MISSING)]
    by_area = [
        (kind, area.code, NO_SEGMENT, area.short_name) for kind in (HELPS, HINDERS) for area in edition.areas
    ]
    of_segments = [
        (kind, NO_AREA, key, titles.get(key, ""))
        for kind, key in dict.fromkeys((one.word.kind, one.word.segment) for one in here)
        if kind in (*OF_ONE_SEGMENT, THEME)
    ]
    sections = [
        WordsSection(KIND_WORDS[kind], name, _in_section(here, kind, code, key))
        for kind, code, key, name in [*by_area, *places, *of_segments]
    ]
    return [section for section in sections if section.written]


def _in_section(
    here: Sequence[WrittenWord], kind: str, area: AreaCode, segment: SegmentKey
) -> tuple[WrittenWord, ...]:
    mine = [one for one in here if (one.word.kind, one.word.area, one.word.segment) == (kind, area, segment)]
    return tuple(sorted(mine, key=lambda one: one.word.theme.casefold()))


# --- what can be done with them ----------------------------------------------------------------------------


@blueprint.post("")
def decide(partnership: PartnershipKey, event: EventKey) -> Response:
    """Carries out what was pressed: about one thing, by its own button, or about all that are ticked."""
    state = request.args.get("state", "waiting")
    try:
        pressed = read_pressed(request.form)
        with current_database().writing() as session:
            get_event(session, partnership, event)
            pressed = pressed.perform(session, partnership, event)
    except EventRefusal as refusal:
        return _page(partnership, event, refusal.words)
    flash(pressed.said, "done")
    moved = "".join(key.hex()[:NAMED_BY] for key in pressed.words) if pressed.may_be_undone else None
    return redirect(url_for(".index", partnership=partnership, event=event, state=state, moved=moved), 303)


@dataclass(frozen=True)
class PressedWords:
    """Holds what is to become of which words."""

    words: tuple[bytes, ...]
    state: WordState | None = None  # None where they are put together, or parked
    theme: str = ""
    parked: bool | None = None  # None where they are not put into the parking lot, nor taken out
    together: bool = False  # decided in a batch, which leaves what has a flag waiting
    left: str = ""  # what is said of those that were left as they were

    def perform(self, session: Session, partnership: PartnershipKey, event: EventKey) -> PressedWords:
        """Carries it out, and returns what was done, which of a batch may be less. Raises EventRefusal."""
        if self.together and self.state:
            done = actions.decide_together(
                session, partnership, event, self.words, self.state, signed_in_host(), now()
            )
            return replace(self, words=done.decided, left=left_words(done))
        if self.parked is not None:
            actions.park_words(session, partnership, event, self.words, self.parked, signed_in_host(), now())
        elif self.state:
            actions.moderate_words(
                session, partnership, event, self.words, self.state, signed_in_host(), now()
            )
        else:
            actions.put_together(session, partnership, event, self.words, self.theme, signed_in_host(), now())
        return self

    @property
    def may_be_undone(self) -> bool:
        return self.state in (WordState.SHOWN, WordState.PUT_ASIDE) and len(self.words) <= MOST_UNDONE

    @property
    def said(self) -> str:
        number = counted_noun(len(self.words), "contribution is", "contributions are")
        if self.parked is not None:
            return f"{number} {'put into' if self.parked else 'taken out of'} the parking lot."
        if self.state:
            many = len(self.words) > MOST_UNDONE
            return f"{number} {DONE[self.state]}.{self.left}{TOO_MANY_TO_UNDO if many else ''}"
        return (
            f"{number} put together under “{self.theme}”."
            if self.theme
            else f"{number} taken out of its theme."
        )


def left_words(done: BatchDecided) -> str:
    """Says what a batch left: what has a flag, and what another host has looked at meanwhile."""
    flagged = counted_noun(
        done.flagged, "has a flag and waits: decide it by its", "have flags and wait: decide each by its"
    )
    gone_on = counted_noun(
        done.gone_on, "did not wait any more, and stays as", "did not wait any more, and stay as"
    )
    return (f" {flagged} own button." if done.flagged else "") + (
        f" {gone_on} it was." if done.gone_on else ""
    )


def read_pressed(sent: MultiDict[str, str]) -> PressedWords:
    """Raises EventRefusal where nothing is ticked, or nothing was to be done."""
    for name, state in STATES.items():  # a button beside one thing is called as what becomes of it
        if one := read_word_key(sent.get(name, "")):
            return PressedWords((one,), state)
    for name, parked in PARKING.items():
        if one := read_word_key(sent.get(name, "")):
            return PressedWords((one,), parked=parked)
    if sent.get("do") == UNFLAGGED:  # those that stood on the page, so that nothing goes through unread
        shown = tuple(key for text in sent.getlist(UNFLAGGED) if (key := read_word_key(text)))
        if not shown:
            raise EventRefusal("Nothing without flags is waiting.")
        return PressedWords(shown, WordState.SHOWN, together=True)
    words = tuple(key for text in sent.getlist("word") if (key := read_word_key(text)))
    if not words:
        raise EventRefusal("Tick at least one thing first.")
    if sent.get("do") == "together":
        return PressedWords(words, theme=forms.trimmed_line(sent.get("theme")))
    if sent.get("do") not in STATES:
        raise EventRefusal("Choose what is to happen with these words.")
    state = STATES[sent["do"]]
    return PressedWords(words, state, together=state != WordState.WAITING)


def read_word_key(text: str) -> bytes:
    """The key that an address or a form names; an empty one where it cannot be one."""
    try:
        return bytes.fromhex(text) if len(text) == 32 else b""
    except ValueError:
        return b""


@blueprint.route("/<word>", methods=["GET", "POST"])
def reword(partnership: PartnershipKey, event: EventKey, word: str) -> Response:
    """Other words instead, where these name somebody; let through at once, or left waiting."""
    with current_database().reading() as session:
        found = get_event(session, partnership, event)
        this = get_word(session, found, word)
    form = RewordForm(text=this.text)
    if form.validate_on_submit():
        try:
            with current_database().writing() as session:
                _reword(session, found, this.id, forms.text_of_field(form.text))
        except EventRefusal as refusal:
            forms.refuse_at(form, refusal, "text")
        else:
            flash("The words are changed.", "done")
            return redirect(url_for(".index", partnership=partnership, event=event), 303)
    return forms.form_page(
        "events/words/reword.html", form, event=found, one=written_for_moderator(this), kind_words=KIND_WORDS
    )


def _reword(session: Session, event: Event, word: bytes, text: str) -> None:
    where = (event.partnership, event.key)
    actions.reword_on_screen(session, *where, word, text, signed_in_host(), now())
    if request.form.get("do") == "shown":
        actions.moderate_words(session, *where, [word], WordState.SHOWN, signed_in_host(), now())


def get_word(session: Session, event: Event, word: str) -> EventWord:
    """The word of an address, or 404."""
    return records.find_word(session, event.partnership, event.key, read_word_key(word)) or abort(404)
