"""The screen for somebody away from the hall, by a link of their own, and a field for whoever types captions.

The link's secret leaves the address with one press, which binds the link to this device. From then on the address
names the link's row, and the device shows who it is by its cookie. Looking at a link changes nothing: mail programs and
messengers open what they carry.
"""

from __future__ import annotations

import secrets

from flask import Blueprint, g, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lws_assess.actions.events.captions import LONGEST_CAPTION, type_caption
from lws_assess.actions.events.remote_links import (
    NoSuchRemoteLink,
    RemoteLinkUsed,
    enter_by_link,
    has_opened,
    look_at_link,
    open_remote_link,
)
from lws_assess.survey.events.rooms import EventRefusal
from lws_assess.survey.refusals import BadInput, Refusal
from lws_assess.survey.secrets import Secret, form_token, read_secret
from lws_assess.web.events import devices as event_devices
from lws_assess.web.events import entrance as event_entrance
from lws_assess.web.events import keys as event_keys
from lws_assess.web.events import screens as event_screens
from lws_assess.web.events.entrance import STALE
from lws_assess.web.events.screens import RemoteFrame
from lws_assess.web.events.words import read_word_key
from lws_assess.web.loading import current_database
from lws_assess.web.refusals import status_of

blueprint = Blueprint("event_remote_screens", __name__, url_prefix="/watch")
event_keys.guard_room(blueprint)

ATTEMPT_BYTES = 16
NO_COOKIE = "This browser did not keep what the link needs. Allow cookies for this site, and press again."


@blueprint.errorhandler(NoSuchRemoteLink)
@blueprint.errorhandler(RemoteLinkUsed)
def refused(refusal: NoSuchRemoteLink | RemoteLinkUsed) -> ResponseReturnValue:
    """Shows in plain words why a link opens nothing here, and what to do."""
    if event_entrance.wants_json():
        return jsonify(refusal=refusal.words), status_of(refusal)
    used = isinstance(refusal, RemoteLinkUsed)
    page = render_template("events/remote/refused.html", title=refusal.words, used=used)
    return page, status_of(refusal)


# --- opening a link ------------------------------------------------------------------------------------------


@blueprint.get("/<secret>")
def arrive(secret: str) -> ResponseReturnValue:
    """Shows what the link is for, and the button that opens it on this device; leads on where it was opened here."""
    return _arrive(_secret(secret))


def _secret(text: str) -> Secret:
    found = read_secret(text)
    if found is None:
        raise NoSuchRemoteLink
    return found


def _arrive(secret: Secret, problem: Refusal | None = None) -> ResponseReturnValue:
    with current_database().reading() as session:
        link, event = look_at_link(session, secret)
        device = event_devices.find_device(link.id)
        opened, title = has_opened(session, link, device), event.title
    if opened:
        return _to_the_screen(link.id)
    device = device or event_devices.new_device()
    g.form_token = form_token(device.secret, secrets.token_bytes(ATTEMPT_BYTES))
    page = render_template(
        "events/remote/open.html",
        title=title,
        types=link.types,
        problem=problem.words if problem else "",
    )
    response = make_response(page, status_of(problem) if problem else 200)
    return event_devices.put_device_secret(response, link.id, device)


def _to_the_screen(link: str) -> ResponseReturnValue:
    return redirect(url_for(".show", link=link), 303)


@blueprint.post("/<secret>")
def open_here(secret: str) -> ResponseReturnValue:
    """Binds the link to this device, and leads to the screen."""
    found = _secret(secret)
    with current_database().reading() as session:
        link, _event = look_at_link(session, found)
        device = event_devices.find_device(link.id)
        has_opened(session, link, device)
    if device is None or not event_devices.device_token_fits(device):
        return _arrive(found, BadInput(NO_COOKIE))
    with current_database().writing() as session:
        open_remote_link(session, link.row, device)
    return _to_the_screen(link.id)


# --- looking at the screen -----------------------------------------------------------------------------------


@blueprint.get("/on/<link>")
def show(link: str) -> ResponseReturnValue:
    """Shows what the screen of the hall shows now, and nothing else; to a captioner also where to type."""
    with current_database().reading() as session:
        event, found = enter_by_link(session, read_word_key(link), event_devices.find_device(link))
        frame = _frame(link) if found.types else RemoteFrame()
        return event_screens.screen_page(session, event, url_for(".pulse", link=link), frame)


def _frame(link: str, typed: str = "") -> RemoteFrame:
    attempt = secrets.token_hex(ATTEMPT_BYTES)
    return RemoteFrame(url_for(".type_line", link=link), typed, attempt, LONGEST_CAPTION)


@blueprint.get("/on/<link>/now")
def pulse(link: str) -> ResponseReturnValue:
    """Answers what a screen away from the hall asks, as for the one in the hall."""
    with current_database().reading() as session:
        event, _link = enter_by_link(session, read_word_key(link), event_devices.find_device(link))
        where = (event.partnership, event.key)
    return event_screens.screen_pulse(*where)


@blueprint.post("/on/<link>/captions")
def type_line(link: str) -> ResponseReturnValue:
    """Shows one line of what is said, for whoever reads along."""
    device = event_devices.find_device(link)
    with current_database().reading() as session:
        enter_by_link(session, read_word_key(link), device)
    text, attempt = request.form.get("text", ""), request.form.get("attempt", "")
    try:
        if device is None or not event_devices.device_token_fits(device):
            raise BadInput(STALE, "text")
        with current_database().writing() as session:
            type_caption(session, read_word_key(link), device, text, attempt)
    except (BadInput, EventRefusal) as refusal:
        if event_entrance.wants_json():
            return event_entrance.refused_for_scripts(refusal)
        page = render_template(
            "events/remote/line.html",
            remote=_frame(link, text),
            lines=(),
            faults={"text": refusal.words},
            screen=url_for(".show", link=link),
        )
        return make_response(page, status_of(refusal))
    return jsonify(kept=True) if event_entrance.wants_json() else _to_the_screen(link)
