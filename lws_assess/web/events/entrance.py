"""The way into a room: its code in an address, wrong codes, and what refuses a phone.

Where many wrong codes come from, a right one opens nothing either until the wait is over. Phones that are in the
room go on, and so does whoever scans the QR code on the screen: it carries more than can be guessed.
"""

from __future__ import annotations

import secrets
from hmac import compare_digest

from flask import Blueprint, Response, g, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lws_assess.actions.events import people
from lws_assess.actions.events.people import NoSuchRoom, NotInTheRoom
from lws_assess.records.events.visioning_events import codes_of
from lws_assess.survey.events.rooms import TABLE, WAY_IN, Device, read_room_code, way_in
from lws_assess.survey.refusals import Refusal
from lws_assess.survey.secrets import form_token
from lws_assess.web.events import devices as event_devices
from lws_assess.web.events import failures as event_failures
from lws_assess.web.events import pulse as event_pulse
from lws_assess.web.loading import current_database
from lws_assess.web.refusals import say_how_long_to_wait, status_of
from lws_assess.web.words import counted_noun

ROOM = "room"  # what a wrong code counts as
LONGEST_TABLE = 4  # characters of a table in the address that are told back to whoever made one up
STALE = "This page was open too long. Look at it, and send it again."


def guard_room_pages(blueprint: Blueprint) -> None:
    """Guards every page of a room: it takes a code in its one form, and says in plain words where it is none."""
    blueprint.url_value_preprocessor(_read_code)
    blueprint.before_request(_need_code)
    blueprint.register_error_handler(NoSuchRoom, _no_such_room)
    blueprint.register_error_handler(NotInTheRoom, _not_in_the_room)


def _read_code(_endpoint: str | None, values: dict[str, str] | None) -> None:
    values = values if values is not None else {}
    g.typed = values.pop("code", "")
    g.code = read_room_code(g.typed)


def _need_code() -> ResponseReturnValue | None:
    if g.code is None:
        raise NoSuchRoom
    if request.method == "GET" and g.typed != g.code:
        query = request.query_string.decode("latin-1")
        here = url_for(request.endpoint or "", code=g.code, **(request.view_args or {}))
        return redirect(f"{here}?{query}" if query else here)
    g.device = event_devices.find_device(g.code)
    seconds = event_failures.seconds_to_wait(event_failures.keys_of(ROOM))
    return _say_wait(seconds) if seconds and not _has_not_guessed() else None


def _has_not_guessed() -> bool:
    """True if this phone is in the room, or holds what the room's QR code says."""
    with current_database().reading() as session:
        try:
            room = people.room_of_code(session, g.code)
        except NoSuchRoom:
            return False
        said, salt = request.args.get(WAY_IN, ""), codes_of(session, room.event).salt
        if said.isascii() and salt and compare_digest(said, way_in(salt)):
            return True
        return g.device is not None and people.find_in(session, room, g.device) is not None


def _say_wait(seconds: int) -> ResponseReturnValue:
    """Says how long to wait, in the same words for a right code and a wrong one."""
    if wants_json():
        return say_how_long_to_wait(jsonify(refusal="Too many wrong codes. Wait, and try again."), seconds)
    page = _draw_no_room("", seconds, was_here=False)
    return say_how_long_to_wait(make_response(page), seconds)


def _draw_no_room(typed: str, seconds: int, was_here: bool) -> str:
    """Says at the field for a code what is wrong with the one that was given; nothing to somebody who was there."""
    faults = []
    if typed and not was_here:
        faults.append(f"No event runs under “{typed}” now.")
    if seconds:
        faults.append(
            f"Many wrong codes came from your network. For {counted_noun(seconds, 'second')} no code "
            "is tried, not even a "
            "right one. To join at once, scan the square on the screen. Phones that are in the room go on."
        )
    return render_template(
        "events/phones/no_room.html",
        typed=typed,
        seconds=seconds,
        was_here=was_here,
        faults={"code": " ".join(faults)} if faults else {},
    )


def table_in_address() -> str:
    """Returns the number of the table whose QR code was scanned, as the address says it; empty for the screen's."""
    return request.args.get(TABLE, "")[:LONGEST_TABLE]


def way_kept() -> dict[str, str]:
    """Returns what the address carries besides the code, for the address that a form is sent to."""
    return {name: request.args[name] for name in (WAY_IN, TABLE) if request.args.get(name)}


def device_in_room() -> Device:
    """Returns what this phone holds. Raises NotInTheRoom where it holds nothing of this room."""
    found: Device | None = g.device
    if found is None:
        raise NotInTheRoom
    return found


def device_or_new() -> Device:
    """Returns what this phone holds, or is to hold from now on; the page's forms get its token."""
    found: Device | None = g.device
    if found is None:
        found = event_devices.new_device()
        g.form_token = form_token(found.secret, secrets.token_bytes(16))
    return found


def wants_json() -> bool:
    """True if a script asks, which draws what follows by itself."""
    return "application/json" in request.headers.get("Accept", "")


def _no_such_room(refusal: NoSuchRoom) -> ResponseReturnValue:
    """Shows which code is wrong, and after many of them how long to wait. A device that was in the room is told so."""
    guessed = g.code is not None and not event_pulse.room_has_run(
        g.code
    )  # what cannot be a code opens nothing
    seconds = event_failures.count_failure(event_failures.keys_of(ROOM)) if guessed else 0
    if wants_json():
        response = jsonify(refusal=refusal.words)
    else:
        was_here = bool(g.code and event_devices.find_device(g.code))
        page = _draw_no_room(g.typed[:20], seconds, was_here)
        response = make_response(page)
    response.status_code = status_of(refusal)
    return say_how_long_to_wait(response, seconds)


def _not_in_the_room(refusal: NotInTheRoom) -> ResponseReturnValue:
    if wants_json():
        return jsonify(refusal=refusal.words), status_of(refusal)
    return to_the_room()


def to_the_room() -> ResponseReturnValue:
    return redirect(url_for("event_phones.show", code=g.code), 303)


def say_it_is_kept() -> ResponseReturnValue:
    """Says that what was sent is kept for good. Called after the transaction ended."""
    return jsonify(kept=True) if wants_json() else to_the_room()


def refused_for_scripts(refusal: Refusal, otherwise: str = "") -> tuple[Response, int]:
    """A refusal as JSON, at its field; where it has none, at the one named `otherwise`."""
    return jsonify(refusal=refusal.words, field=refusal.field or otherwise), status_of(refusal)
