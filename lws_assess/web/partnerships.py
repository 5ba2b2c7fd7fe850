"""Where somebody with an account begins: their partnerships, and each one's own page."""

from __future__ import annotations

from flask import Blueprint, current_app, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from lws_assess.actions.partnerships import what_next
from lws_assess.actions.retention import view_retention
from lws_assess.records.database import Database
from lws_assess.records.people import ADMINISTRATOR, FACILITATOR, partnerships_of
from lws_assess.records.rounds import list_rounds
from lws_assess.web.retention import announced
from lws_assess.web.words import now

blueprint = Blueprint("partnerships", __name__)


@blueprint.get("/staff")
def index() -> ResponseReturnValue:
    """The partnerships one belongs to; straight on where it is only one."""
    database: Database = current_app.config["DATABASE"]
    with database.reading() as session:
        own = partnerships_of(session, current_user.person.id)
    if len(own) == 1:
        return redirect(url_for("partnerships.show", partnership=own[0][0].key))
    return render_template("partnerships/index.html", own=own)


@blueprint.get("/p/<partnership>/")
def show(partnership: str) -> str:
    """One partnership: what to do next, and its rounds."""
    database: Database = current_app.config["DATABASE"]
    with database.reading() as session:
        rounds = list_rounds(session, partnership)
        erasures = view_retention(session, partnership)
    may_run = g.role in (ADMINISTRATOR, FACILITATOR)
    return render_template(
        "partnerships/show.html",
        rounds=rounds,
        next=what_next(rounds, now()),
        may_run=may_run,
        now=now(),
        announced=announced(erasures),
    )
