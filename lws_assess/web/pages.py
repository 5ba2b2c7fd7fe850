"""The front page, the pages that explain, and the two addresses that machines ask."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from sqlalchemy import text
from werkzeug.wrappers import Response as AnyResponse

from lws_assess.records.instruments import shipped
from lws_assess.records.rounds import find_open_link
from lws_assess.survey import secrets as survey_secrets
from lws_assess.survey.events import read_room_code
from lws_assess.web.loading import database

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def home() -> str:
    """What this is, and where to enter a code."""
    return render_template("home.html", typed="", faults={})


@blueprint.post("/")
def enter_code() -> AnyResponse | tuple[str, int]:
    """A code typed in: of an event's room, of an open link, or somebody's own."""
    typed = request.form.get("code", "")
    room = read_room_code(typed)
    if room:
        return redirect(url_for("event_phones.show", code=room), 303)
    code = survey_secrets.read_code(typed)
    if code is None:
        fault = (
            "Enter the code as it is written: 26 letters and numbers, or 6 from a screen. "
            "Spaces and dashes do not matter."
        )
        return render_template("home.html", typed=typed[:60], faults={"code": fault}), 400
    with database().reading() as session:
        is_open_link = find_open_link(session, code) is not None
    if is_open_link:
        return redirect(url_for("links.join", code=code), 303)
    return redirect(url_for("links.personal", secret=code), 303)


@blueprint.get("/livez")
def livez() -> Response:
    """The process is alive."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
def readyz() -> Response:
    """The process can read its database."""
    with database().reading() as session:
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
    return render_template("method.html", editions=list(shipped().values()))
