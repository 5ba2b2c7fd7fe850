"""A lead's private page: the row of one group in one round, and what to hand out. No account is needed."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, url_for
from werkzeug.wrappers import Response
from wtforms import StringField

from lws_assess.actions import leads as actions
from lws_assess.actions.leads import LeadsView
from lws_assess.actions.participation import keep_told
from lws_assess.actions.responses import UnknownLink
from lws_assess.records.database import Database
from lws_assess.survey.rounds import RoundRefusal
from lws_assess.survey.secrets import read_code
from lws_assess.web import forms, mail
from lws_assess.web.participation import is_number
from lws_assess.web.words import now

blueprint = Blueprint("leads", __name__, url_prefix="/lead")


class Told(forms.Form):
    """What a lead may tell us."""

    told = StringField("How many people have you told?", [is_number])


@blueprint.get("/<secret>")
def show(secret: str) -> Response:
    """How the group is doing, what it needs, and what to hand out; after the release, that it is over."""
    return _show(secret, Told())


def _show(secret: str, form: Told) -> Response:
    view = _find(secret)
    if view.round.released_at:
        return forms.page("leads/over.html", None, view=view)
    if not form.is_submitted():
        form.told.data = str(view.row.asked.told)
    going = view.round.timing.takes_new_people(now())
    link = mail.absolute("links.join", code=view.link.code) if view.link and going else ""
    practice = view.round.practice_code if "practice.begin" in current_app.view_functions else None
    return forms.page(
        "leads/show.html",
        form,
        view=view,
        link=link,
        going=going,
        practice=mail.absolute("practice.begin", code=practice) if practice and going else "",
    )


@blueprint.post("/<secret>")
def tell(secret: str) -> Response:
    """Keeps how many the lead has told."""
    form = Told()
    if not form.validate_on_submit():
        return _show(secret, form)
    database: Database = current_app.config["DATABASE"]
    try:
        with database.writing() as session:
            view = actions.get_leads_view(session, _code(secret))
            keep_told(session, view.round, view.row.asked, form.told.number)
    except RoundRefusal as refusal:
        forms.refuse(form.told, refusal)
        return _show(secret, form)
    flash("Thank you. The number is saved.", "done")
    return redirect(url_for(".show", secret=secret), 303)


def _find(secret: str) -> LeadsView:
    database: Database = current_app.config["DATABASE"]
    with database.reading() as session:
        return actions.get_leads_view(session, _code(secret))


def _code(secret: str) -> str:
    code = read_code(secret)
    if code is None:
        raise UnknownLink
    return code
