"""The front page, the pages that explain, and the two addresses that machines ask."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from sqlalchemy import text
from werkzeug.wrappers import Response as AnyResponse

from lws_assess.actions.rounds.running_rounds import find_link_to_answer
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.rounds import find_open_link
from lws_assess.survey import secrets as survey_secrets
from lws_assess.survey.events.rooms import TABLE, WAY_IN, read_room_code
from lws_assess.survey.typed_codes import find_pasted_link
from lws_assess.web.events import failures as event_failures
from lws_assess.web.loading import current_database
from lws_assess.web.refusals import say_how_long_to_wait
from lws_assess.web.words import counted_noun, now

blueprint = Blueprint("pages", __name__)

SHORT_CODE = "short code"  # what a wrong one counts as


@blueprint.get("/")
def home() -> str:
    """Shows what this is, and where to enter a code."""
    return render_template("home.html", typed="", faults={})


@blueprint.post("/")
def enter_code() -> AnyResponse | tuple[str, int]:
    """A code typed in: of an event's room, of an open link in short or in full, or somebody's own."""
    typed = request.form.get("code", "")
    room = read_room_code(typed)
    if room:
        return redirect(url_for("event_phones.show", code=room, **_way_in_of(typed)), 303)
    short = survey_secrets.read_short_code(typed)
    if short:
        return _enter_short(short, typed)
    code = survey_secrets.read_code(typed)
    if code is None:
        fault = (
            "Enter the code as it is written: 10 letters and numbers from a poster, 26 from a slip, or 6 from a "
            "screen. Spaces and dashes do not matter. You can also paste the whole link."
        )
        return render_template("home.html", typed=typed[:60], faults={"code": fault}), 400
    with current_database().reading() as session:
        is_open_link = find_open_link(session, code) is not None
    if is_open_link:
        return redirect(url_for("links.join", code=code), 303)
    return redirect(url_for("links.personal", secret=code), 303)


def _enter_short(short: str, typed: str) -> AnyResponse:
    """Wrong ones are limited as codes of rooms are; while the wait lasts a right one opens nothing either."""
    keys = event_failures.keys_of(SHORT_CODE)
    seconds = event_failures.seconds_to_wait(keys)
    if not seconds:
        with current_database().reading() as session:
            link = find_link_to_answer(session, short, now())
        if link:
            return redirect(url_for("links.join", code=link.code), 303)
        seconds = event_failures.count_failure(keys)
        fault = (
            "No consultation that is open has this code. It may be mistyped, or the consultation may be over."
        )
    else:
        fault = "Too many wrong codes came from your network."
    if seconds:
        fault += (
            f" For {counted_noun(seconds, 'second')} no code is tried, not even a right one. "
            "You can scan the square at once."
        )
    page = make_response(render_template("home.html", typed=typed[:60], faults={"code": fault}), 404)
    return say_how_long_to_wait(page, seconds)


def _way_in_of(typed: str) -> dict[str, Any]:
    """Returns what a pasted link to a room carries besides its code, as QR codes of the room and its tables say it."""
    link = find_pasted_link(typed)
    said = dict(parse_qsl(link.query)) if link else {}
    kept = {name: said.get(name, "") for name in (WAY_IN, TABLE)}
    return {name: value for name, value in kept.items() if value and value.isascii() and value.isalnum()}


@blueprint.get("/livez")
def livez() -> Response:
    """The process is alive."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
def readyz() -> Response:
    """The process can read its database."""
    with current_database().reading() as session:
        session.execute(text("SELECT 1"))
    return Response("ready\n", mimetype="text/plain")


@blueprint.get("/robots.txt")
def robots() -> Response:
    return Response("User-agent: *\nDisallow: /\n", mimetype="text/plain")


@blueprint.get("/privacy")
def privacy() -> str:
    return render_template("privacy.html")


@blueprint.get("/accessibility")
def accessibility() -> str:
    return render_template("accessibility.html")


@blueprint.get("/method")
def method() -> str:
    return render_template("method.html", editions=list(shipped_editions().values()))
