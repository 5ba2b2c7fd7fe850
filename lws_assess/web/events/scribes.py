"""A table's scribe: the rating a table agrees, the actions it proposes, and votes from paper slips."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lws_assess.actions.answering.responses import AlreadyAnswered, LinkRefusal
from lws_assess.actions.events import meetings as event_meetings
from lws_assess.actions.events import people
from lws_assess.actions.events import tables as event_tables
from lws_assess.actions.events.casting import cast_vote
from lws_assess.actions.events.people import WrongRoomCode
from lws_assess.actions.events.tables import ActionFacts
from lws_assess.documents.events.phone_views import PhoneView
from lws_assess.records.events import tables as records
from lws_assess.records.events.people import InTheRoom
from lws_assess.survey.events.rooms import LONGEST_EVIDENCE, LONGEST_WORD, Device, EventRefusal
from lws_assess.survey.instruments import Area
from lws_assess.survey.keys import AreaCode, GroupKey
from lws_assess.survey.refusals import BadInput, MustWait, NotAllowed, Refusal, TooLate
from lws_assess.survey.typed_values import UnclearValue, read_day
from lws_assess.web import forms
from lws_assess.web.events import devices as event_devices
from lws_assess.web.events import entrance as event_entrance
from lws_assess.web.events import failures as event_failures
from lws_assess.web.events import keys as event_keys
from lws_assess.web.events import phones as event_phones
from lws_assess.web.events import rooms as event_rooms
from lws_assess.web.events.entrance import STALE
from lws_assess.web.loading import current_database
from lws_assess.web.refusals import say_how_long_to_wait, status_of
from lws_assess.web.words import counted_noun, now

blueprint = Blueprint("event_scribes", __name__, url_prefix="/e/<code>/table")
event_entrance.guard_room_pages(blueprint)
event_keys.guard_room(blueprint)

NOT_RATING = "Nobody can type in a questionnaire just now: rating alone has not begun, or is over."
RATED = "The questionnaire of this slip has been sent. It cannot be changed."


class NotAScribe(NotAllowed):
    """This phone has not given the scribes' code."""

    words = "This phone has not given the scribes’ code. Enter it first, then send this again."


@blueprint.errorhandler(NotAScribe)
def not_a_scribe(refusal: NotAScribe) -> ResponseReturnValue:
    if event_entrance.wants_json():
        return event_entrance.refused_for_scripts(refusal)
    return redirect(url_for(".show", code=g.code), 303)


def _scribe() -> PhoneView:
    """Returns what a scribe's phone sees. Raises NotAScribe, NoSuchRoom and NotInTheRoom."""
    seen = event_rooms.look_at_room(g.code, g.device)
    if not seen.person.scribe:
        raise NotAScribe
    return seen


def _draw(template: str, seen: PhoneView, field: str = "", fault: str = "", **more: object) -> str:
    return render_template(
        f"events/scribes/{template}.html",
        see=seen,
        faults={field: fault} if fault else {},
        address=url_for("event_phones.show", code=g.code),
        **{"kept": False, "typed": "", **more},
    )


def _token_fits() -> bool:
    return event_devices.device_token_fits(event_entrance.device_in_room())


# --- becoming a scribe -----------------------------------------------------------------------------------


@blueprint.get("")
def show() -> str:
    """Shows what a scribe can write down; for anybody else, where to type the scribes' code."""
    seen = event_rooms.look_at_room(g.code, g.device)
    if not seen.person.scribe:
        return _draw("code", seen)
    return _draw("table", seen, given=_given(seen), kept=request.args.get("kept") == "hands")


def _given(seen: PhoneView) -> dict[AreaCode, records.TableRating]:
    """The ratings that this scribe's table has given, by area."""
    number = int(seen.person.table or 0)
    with current_database().reading() as session:
        found = records.table_ratings(session, seen.person.partnership, seen.person.event)
    return {rating.area: rating for rating in found if rating.table == number}


@blueprint.post("/code")
def become() -> ResponseReturnValue:
    """Makes this phone a scribe's. Whoever guesses waits, and until then a right code is refused as well."""
    seen = event_rooms.look_at_room(g.code, g.device)
    if not _token_fits():
        return _refused("code", seen, "typed", BadInput(STALE))
    try:
        with _trying("scribe", seen), current_database().writing() as session:
            people.become_scribe(session, g.code, g.device, request.form.get("typed", ""))
    except EventRefusal as refusal:
        return _refused("code", seen, "typed", refusal)
    return redirect(url_for(".show", code=g.code), 303)


class MustWaitToType(MustWait, EventRefusal):
    """Too many codes or numbers that were none."""

    def __init__(self, seconds: int) -> None:
        words = f"Too many that were wrong. Wait {counted_noun(seconds, 'second')}, then type it again."
        super().__init__(words, seconds)


@contextmanager
def _trying(kind: str, seen: PhoneView) -> Iterator[None]:
    """Tries a code or number that can be guessed. Raises MustWaitToType, and counts each WrongRoomCode."""
    event = f"{seen.event.partnership}/{seen.event.key}"
    keys = event_failures.keys_of(kind, event_entrance.device_in_room().person, event)
    seconds = event_failures.seconds_to_wait(keys)
    if seconds:
        raise MustWaitToType(seconds)
    try:
        yield
    except WrongRoomCode:
        event_failures.count_failure(keys)
        raise


def _refused(
    template: str, seen: PhoneView, at: str, refusal: Refusal, **more: object
) -> ResponseReturnValue:
    """A page with one field, at which it says a refusal."""
    response = make_response(_draw(template, seen, at, refusal.words, **more), status_of(refusal))
    return say_how_long_to_wait(response, refusal.seconds) if isinstance(refusal, MustWait) else response


# --- counting the hands of a meeting -------------------------------------------------------------------------


@blueprint.post("/hands")
def hands() -> ResponseReturnValue:
    """Keeps that somebody other than the lead of a meeting counted as many hands as phones."""
    seen = _scribe()
    typed = request.form.get("hands", "")
    try:
        _confirm_hands(seen, forms.read_number(typed))
    except (BadInput, EventRefusal) as refusal:
        return _refused("table", seen, "hands", refusal, given=_given(seen), typed=typed)
    return _kept(".show", kept="hands")


def _confirm_hands(seen: PhoneView, counted: int | None) -> None:
    if not _token_fits():
        raise BadInput(STALE)
    if counted is None:
        raise BadInput("Enter how many hands you counted, such as 14.")
    with current_database().writing() as session:
        where = (seen.person.partnership, seen.person.event)
        event_meetings.confirm_hands(session, *where, counted, "A scribe", now())


# --- the table's rating ----------------------------------------------------------------------------------


@blueprint.get("/areas/<area>")
def rating(area: AreaCode) -> str:
    """The rating of an area that the table agrees, and what it rests on."""
    seen = _scribe()
    return _rating(seen, _area(seen, area))


def _area(seen: PhoneView, code: AreaCode) -> Area:
    return seen.edition.find_area(code) or abort(404)


def _rating(seen: PhoneView, area: Area, field: str = "", fault: str = "") -> str:
    given = _given(seen).get(area.code)
    return _draw(
        "rating",
        seen,
        field,
        fault,
        area=area,
        scale=area.statements[0].scale,
        level=request.form.get("level", str(given.level) if given else ""),
        evidence=request.form.get("evidence", given.evidence if given else ""),
        longest=LONGEST_EVIDENCE,
        next_area=seen.edition.next_area(area.code),
    )


@blueprint.post("/areas/<area>")
def save_rating(area: AreaCode) -> ResponseReturnValue:
    """Keeps the table's rating, or what it has changed it to."""
    seen = _scribe()
    this = _area(seen, area)
    if not _token_fits():
        return _refuse_rating(seen, this, BadInput(STALE))
    level, evidence = request.form.get("level", ""), request.form.get("evidence", "")
    try:
        with current_database().writing() as session:
            event_tables.rate_for_table(session, g.code, g.device, area, level, evidence)
    except EventRefusal as refusal:
        return _refuse_rating(seen, this, refusal)
    return _kept(".show")


def _refuse_rating(seen: PhoneView, area: Area, refusal: Refusal) -> ResponseReturnValue:
    """At its field, else at the first."""
    if event_entrance.wants_json():
        return event_entrance.refused_for_scripts(refusal, "level")
    return _rating(seen, area, refusal.field or "level", refusal.words), status_of(refusal)


def _kept(endpoint: str, kept: str | None = None) -> ResponseReturnValue:
    if event_entrance.wants_json():
        return event_entrance.say_it_is_kept()
    return redirect(url_for(endpoint, code=g.code, kept=kept), 303)


# --- actions ---------------------------------------------------------------------------------------------


@blueprint.get("/actions")
def actions() -> str:
    """An action that the table proposes, and those that it has proposed."""
    return _actions(_scribe())


def _actions(seen: PhoneView, field: str = "", fault: str = "") -> str:
    table = int(seen.person.table or 0)
    with current_database().reading() as session:
        proposed = records.proposed_actions(session, seen.person.partnership, seen.person.event)
    return _draw(
        "actions",
        seen,
        field,
        fault,
        proposed=[one for one in proposed if one.table == table],
        attempt=secrets.token_hex(16),
        typed=request.form,
        longest=LONGEST_WORD,
    )


@blueprint.post("/actions")
def propose() -> ResponseReturnValue:
    """Keeps an action, once for each form."""
    seen = _scribe()
    if not _token_fits():
        return _refuse_action(seen, BadInput(STALE))
    try:
        due = read_day(request.form["due"]) if request.form.get("due", "").strip() else None
    except UnclearValue as unclear:
        return _refuse_action(seen, BadInput(f"{unclear.words}, or leave it blank.", "due"))
    try:
        with current_database().writing() as session:
            attempt = request.form.get("attempt", "")
            event_tables.propose_action(session, g.code, g.device, _facts(due), attempt)
    except EventRefusal as refusal:
        return _refuse_action(seen, refusal)
    return _kept(".actions")


def _facts(due: date | None) -> ActionFacts:
    form = request.form
    area, what, measure, lead = (form.get(name, "") for name in ("area", "what", "measure", "lead"))
    return ActionFacts(
        AreaCode(area), what, measure, lead, due, form.get("quick-win") == "yes", form.get("pilot") == "yes"
    )


def _refuse_action(seen: PhoneView, refusal: Refusal) -> ResponseReturnValue:
    """At its field, else at what is to be done."""
    if event_entrance.wants_json():
        return event_entrance.refused_for_scripts(refusal, "what")
    return _actions(seen, refusal.field or "what", refusal.words), status_of(refusal)


# --- paper slips -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SlipInHand:
    """A paper slip in a scribe's hand, and its holder once somebody has said where they belong."""

    number: str
    device: Device
    person: InTheRoom | None


@blueprint.get("/slips")
def slips() -> str:
    """Shows where to type the number of a slip; then comes the next."""
    return _draw("slips", _scribe(), kept=request.args.get("kept") == "yes")


@blueprint.post("/slips")
def slip() -> ResponseReturnValue:
    """The vote of a slip's holder; first their group, where the slip is new."""
    seen = _scribe()
    if not _token_fits():
        return _refused("slips", seen, "slip", BadInput(STALE))
    try:
        found = _find_slip(seen, request.form.get("slip", ""))
    except EventRefusal as refusal:
        return _no_slip(seen, refusal)
    if found.person is None and "group" in request.form:
        return _join_slip(seen, found.number)
    return _slip(seen, found)


def _no_slip(seen: PhoneView, refusal: EventRefusal) -> ResponseReturnValue:
    return _refused("slips", seen, "slip", refusal, typed=request.form.get("slip", "")[:20])


def _find_slip(seen: PhoneView, typed: str) -> SlipInHand:
    """A slip of this scribe's table. Raises EventRefusal."""
    with _trying("slip", seen), current_database().reading() as session:
        room = people.room_of_code(session, g.code)
        device, person = people.find_slip(session, room, typed, seen.person.table)
    return SlipInHand("".join(c for c in typed if c.isdigit()), device, person)


def _join_slip(seen: PhoneView, number: str) -> ResponseReturnValue:
    try:
        with current_database().writing() as session:
            group = GroupKey(request.form.get("group", ""))
            people.join_by_slip(session, g.code, number, group, seen.person.table)
    except WrongRoomCode as refusal:  # another table's scribe was first
        return _no_slip(seen, refusal)
    except EventRefusal as refusal:
        return _slip(seen, _find_slip(seen, number), refusal, "group")
    return _slip(seen, _find_slip(seen, number))


def _slip(
    seen: PhoneView, found: SlipInHand, refusal: Refusal | None = None, at: str = ""
) -> ResponseReturnValue:
    """A slip's page, with a refusal at a field of it, or on top. What was typed in for it before is never on it."""
    status, said = (status_of(refusal), refusal.words) if refusal else (200, "")
    field, fault, notice = (at, said, "") if at else ("", "", said)
    if found.person is None:
        with current_database().reading() as session:
            room = people.room_of_code(session, g.code)
        choices = room.edition.by_audience(room.groups)
        group = request.form.get("group", "")
        return _draw("slip_group", seen, field, fault, slip=found, choices=choices, chosen=group), status
    with current_database().reading() as session:
        theirs = event_rooms.look_as(session, g.code, found.person, found.device)
    typed = request.form.to_dict(flat=False) if fault else {}
    more = {"slip": found, "theirs": theirs, "voted": bool(theirs.own), "typed": typed, "notice": notice}
    return _draw("slip_vote", seen, field, fault, **more), status


@blueprint.post("/slips/votes/<int(max=9999):number>")
def slip_vote(number: int) -> ResponseReturnValue:
    """Counts the vote of a slip, once; then comes the next slip."""
    seen = _scribe()
    if not _token_fits():
        return _refused("slips", seen, "slip", BadInput(STALE))
    try:
        found = _find_slip(seen, request.form.get("slip", ""))
    except EventRefusal as refusal:
        return _no_slip(seen, refusal)
    sent = request.form.to_dict(flat=False)
    try:
        with current_database().writing() as session:
            cast_vote(session, g.code, found.device, number, sent, once=True)
    except EventRefusal as refusal:
        return _slip(seen, found, refusal, refusal.field)
    return _kept(".slips", kept="yes")


@blueprint.post("/slips/rate")
def slip_rate() -> ResponseReturnValue:
    """Opens the questionnaire of a slip's holder on this phone, to type in what they answered on paper."""
    seen = _scribe()
    if not _token_fits():
        return _refused("slips", seen, "slip", BadInput(STALE))
    try:
        found = _find_slip(seen, request.form.get("slip", ""))
        return event_phones.hand_over_questionnaire(found.device, only_here=True)
    except EventRefusal as refusal:
        return _no_slip(seen, refusal)
    except AlreadyAnswered:
        return _slip(seen, found, TooLate(RATED))
    except LinkRefusal:
        return _slip(seen, found, TooLate(NOT_RATING))
