"""Phones in a room: joining, seeing what is on now, voting, writing, rating alone, and leaving."""

from __future__ import annotations

import secrets

from flask import Blueprint, g, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lws_assess.actions.alerts import pass_on
from lws_assess.actions.answering.responses import (
    AlreadyAnswered,
    LinkRefusal,
    get_questionnaire,
)
from lws_assess.actions.events import people
from lws_assess.actions.events import words as event_words
from lws_assess.actions.events.casting import cast_vote
from lws_assess.actions.events.groupings import place_idea
from lws_assess.actions.events.people import NoSuchRoom, NotInTheRoom, RunningRoom
from lws_assess.actions.events.phones import Typed
from lws_assess.documents.events.phone_views import PhoneView
from lws_assess.records.events.people import InTheRoom
from lws_assess.records.events.words import EventWord
from lws_assess.records.sealing_keys import NONCE_BYTES, key_of
from lws_assess.survey.events.rooms import LONGEST_WORD, MOST_WORDS, Device, EventRefusal, VoteRefusal
from lws_assess.survey.keys import NO_ROUND, AreaCode, GroupKey
from lws_assess.survey.refusals import BadInput, Refusal, TooLate
from lws_assess.survey.smallest_numbers import fewest_in_a_room
from lws_assess.web.answering import questionnaires
from lws_assess.web.answering.questionnaire_pages import address_to_carry_on
from lws_assess.web.answering.questionnaires import QuestionnaireHolder
from lws_assess.web.events import devices as event_devices
from lws_assess.web.events import entrance as event_entrance
from lws_assess.web.events import keys as event_keys
from lws_assess.web.events import pulse as event_pulse
from lws_assess.web.events import rooms as event_rooms
from lws_assess.web.events.entrance import STALE
from lws_assess.web.loading import current_database
from lws_assess.web.post import alerts
from lws_assess.web.refusals import status_of
from lws_assess.web.words import now

blueprint = Blueprint("event_phones", __name__, url_prefix="/e/<code>")
event_entrance.guard_room_pages(blueprint)
event_keys.guard_room(blueprint)

NOT_WHOLE = "Part of this form was missing. Check it and send it again."
RATING_IS_OVER = "Nobody can begin these questions any more. What is on now stands below."
BEGUN_ELSEWHERE = "Another phone has begun to type in the questionnaire of this slip. Go on with it there."
NOT_RATING = "Nobody can begin these questions yet. What is on now stands below."


@blueprint.get("")
def show() -> ResponseReturnValue:
    """Shows what the room does now; the way in for a phone that has not joined."""
    try:
        return _page(event_rooms.look_at_room(g.code, g.device))
    except NotInTheRoom:
        return _entrance()


def _page(seen: PhoneView, refusal: Refusal | None = None, typed: Typed | None = None) -> str:
    scanned = event_entrance.table_in_address()
    elsewhere = scanned not in ("", seen.person.table) and scanned in seen.event.names_of_tables
    return render_template(
        "events/phones/room.html",
        see=seen,
        scanned=scanned if elsewhere else "",
        **_said(refusal),
        typed=seen.own if typed is None else typed,
        address=url_for(".show", code=g.code),
        longest=LONGEST_WORD,
        most=MOST_WORDS,
    )


def _said(refusal: Refusal | None) -> dict[str, object]:
    """A refusal as a page is told it: at its field, or on top where it has none."""
    if refusal is None:
        return {"notice": "", "faults": {}}
    at = refusal.field
    return {"notice": "" if at else refusal.words, "faults": {at: refusal.words} if at else {}}


@blueprint.get("/now")
def pulse() -> ResponseReturnValue:
    """Answers from memory what phones ask every other second."""
    found = event_pulse.find_pulse(g.code)
    if found is None:
        raise NoSuchRoom
    return jsonify(event_pulse.pulse_told(found, now()))


def _refuse(refusal: Refusal, typed: Typed | None = None) -> ResponseReturnValue:
    """Shows what is on now, with the refusal on top; or at its field, with what was filled in."""
    if event_entrance.wants_json():
        return event_entrance.refused_for_scripts(refusal)
    return _page(event_rooms.look_at_room(g.code, g.device), refusal, typed), status_of(refusal)


def _sent() -> dict[str, list[str]]:
    return request.form.to_dict(flat=False)


# --- joining and leaving ---------------------------------------------------------------------------------


@blueprint.get("/join")
def seat() -> ResponseReturnValue:
    """Choosing who one is and where one sits, again too."""
    return _entrance()


def _entrance(refusal: Refusal | None = None) -> ResponseReturnValue:
    device = event_entrance.device_or_new()
    room, before = _find_before(device)
    scanned = event_entrance.table_in_address()
    page = render_template(
        "events/phones/join.html",
        see=None,
        room=room,
        event=room.event,
        fewest_in_a_room=fewest_in_a_room(room.event.smallest_number),
        edition=room.edition,
        choices=room.edition.by_audience(room.groups),
        chosen=before.group if before else room.event.group,
        scanned=scanned if scanned in room.tables else "",
        unknown_table=scanned if scanned not in room.tables else "",
        table=request.form.get("table", before.table if before else ""),
        way=event_entrance.way_kept(),
        joined=before is not None,
        **_said(refusal),
        address=url_for(".show", code=g.code),
    )
    response = make_response(page, status_of(refusal) if refusal else 200)
    return event_devices.put_device_secret(response, g.code, device)


def _find_before(device: Device) -> tuple[RunningRoom, InTheRoom | None]:
    with current_database().reading() as session:
        try:
            return people.get_person(session, g.code, device)
        except NotInTheRoom:
            return people.room_of_code(session, g.code), None


@blueprint.post("/join")
def join() -> ResponseReturnValue:
    """Takes somebody into the room, or lets them choose again while nobody votes."""
    if g.device is None or not event_devices.device_token_fits(g.device):
        return _entrance(BadInput(STALE))
    group, table = request.form.get("group", ""), request.form.get("table", "")
    try:
        with current_database().writing() as session:
            people.join_room(session, g.code, g.device, GroupKey(group), table)
    except EventRefusal as refusal:
        return _entrance(refusal)
    response = make_response(event_entrance.to_the_room())
    return event_devices.put_device_secret(response, g.code, g.device)


@blueprint.get("/leave")
def leave() -> str:
    """Shows what leaving takes away."""
    seen = event_rooms.look_at_room(g.code, g.device)
    return render_template("events/phones/leave.html", see=seen, address=url_for(".show", code=g.code))


@blueprint.post("/leave")
def clear() -> ResponseReturnValue:
    """Takes this device out of the room, and off it what it holds of the room and its questionnaire."""
    device = event_entrance.device_in_room()
    if not event_devices.device_token_fits(device):
        return _refuse(BadInput(STALE))
    _leave(g.code, device)
    response = make_response(render_template("events/phones/left.html", code=g.code))
    response.headers["Clear-Site-Data"] = '"cache"'
    questionnaires.clear_questionnaire(response, device.rating.questionnaire)
    return event_devices.clear_device(response, g.code)


def _leave(code: str, device: Device) -> None:
    with current_database().writing() as session:
        people.remove_from_room(session, code, device)
    with current_database().writing() as session:
        people.take_event_ballots_back(session, code, device)
    with current_database().writing() as session:
        people.forget_rating(session, device)


# --- voting ----------------------------------------------------------------------------------------------


@blueprint.post("/votes/<int(max=9999):number>")
def vote(number: int) -> ResponseReturnValue:
    """Counts somebody's vote, or changes it. Acknowledged once it is kept for good."""
    device = event_entrance.device_in_room()
    sent = _sent()
    if not event_devices.device_token_fits(device):
        return _refuse(BadInput(STALE), sent)
    code = g.code
    try:
        current_database().shared.write(lambda session: cast_vote(session, code, device, number, sent))
    except VoteRefusal as refusal:
        return _refuse(refusal)
    except EventRefusal as refusal:
        return _refuse(refusal, sent)
    return event_entrance.say_it_is_kept()


# --- writing ---------------------------------------------------------------------------------------------


@blueprint.post("/words")
def write() -> ResponseReturnValue:
    """Keeps what somebody wrote, once; words that may speak of risk are passed on at once."""
    device = event_entrance.device_in_room()
    sent = _sent()
    if not event_devices.device_token_fits(device):
        return _refuse(BadInput(STALE), sent)
    number = _number()
    if number is None:
        return _refuse(BadInput(NOT_WHOLE), sent)
    try:
        with current_database().writing() as session:
            word = _keep_word(session, device, number)
    except EventRefusal as refusal:
        return _refuse(refusal, sent)
    _pass_on(word)
    return event_entrance.say_it_is_kept()


def _number() -> int | None:
    """Returns which of this person's words of that kind about that area it is; None for what no form of ours says."""
    of_its_kind = f"number-{request.form.get('kind', '')}-{request.form.get('area', '')}"
    typed = request.form.get(of_its_kind) or request.form.get("number") or ""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= len(str(MOST_WORDS)) else None


def _keep_word(session: Session, device: Device, number: int) -> EventWord | None:
    kind, area, text, more = (request.form.get(name, "") for name in ("kind", "area", "text", "more"))
    return event_words.write_word(session, g.code, device, kind, AreaCode(area), text, more, number)


def _pass_on(word: EventWord | None) -> None:
    """Words of risk go before the safeguarding contact, in a transaction of their own."""
    if word is None or not word.risk:
        return
    text = f"{word.text} {word.more}".strip()
    with current_database().writing() as session:
        event = people.room_of_code(session, g.code).event
        pass_on(session, word.partnership, event.round or NO_ROUND, text, key_of(session, event))
    alerts.tell_soon()


@blueprint.post("/themes")
def place() -> ResponseReturnValue:
    """Puts an idea under a theme, for the table at which this phone is; a new name waits for a host."""
    device = event_entrance.device_in_room()
    sent = _sent()
    if not event_devices.device_token_fits(device):
        return _refuse(BadInput(STALE), sent)
    idea, theme, name = (request.form.get(one, "") for one in ("idea", "theme", "name"))
    try:
        with current_database().writing() as session:
            word = place_idea(session, g.code, device, idea=idea, theme=theme, name=name)
    except EventRefusal as refusal:
        return _refuse(refusal, sent)
    _pass_on(word)
    return event_entrance.say_it_is_kept()


# --- rating alone ----------------------------------------------------------------------------------------


@blueprint.post("/rate")
def rate() -> ResponseReturnValue:
    """Hands over the questionnaire, and leads to where its holder goes on."""
    device = event_entrance.device_in_room()
    if not event_devices.device_token_fits(device):
        return _refuse(BadInput(STALE))
    try:
        return hand_over_questionnaire(device, room=g.code)
    except AlreadyAnswered:
        return event_entrance.to_the_room()
    except LinkRefusal as refusal:
        early = refusal.place is not None and refusal.place.timing.not_yet_open
        return _refuse(TooLate(NOT_RATING if early else RATING_IS_OVER))


def hand_over_questionnaire(device: Device, room: str = "", only_here: bool = False) -> ResponseReturnValue:
    """Raises LinkRefusal where nobody may rate.

    `room` is the code of the room to which this device goes back by itself. With `only_here` it raises EventRefusal for
    a questionnaire that another phone has begun.
    """
    holds_it = questionnaires.find_holder(device.rating.questionnaire) is not None
    with current_database().writing() as session:
        if only_here and not holds_it and people.has_begun(session, device):
            raise EventRefusal(BEGUN_ELSEWHERE)
        people.begin_rating(session, g.code, device, secrets.token_bytes(NONCE_BYTES), now())
    with current_database().reading() as session:
        found = get_questionnaire(session, device.rating, now())
    holder = QuestionnaireHolder(device.rating, room=room)
    response = make_response(redirect(address_to_carry_on(holder.id, found), 303))
    return questionnaires.put_secret_on_device(response, holder)
