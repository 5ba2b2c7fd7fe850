"""A lead's private page: the row of one group in one round, and what to hand out. No account is needed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import StringField

from lws_assess.actions.answering.responses import UnknownLink
from lws_assess.actions.plans.feedback import find_public_code
from lws_assess.actions.rounds import leads as actions
from lws_assess.actions.rounds.handouts import MOST_SLIPS, slips_suggested
from lws_assess.actions.rounds.leads import GroupLeadView
from lws_assess.actions.rounds.participation import keep_told
from lws_assess.documents.papers.handouts import what_it_is_about
from lws_assess.survey.round_timing import RoundRefusal
from lws_assess.survey.secrets import read_code
from lws_assess.survey.written_words import isolated_words
from lws_assess.web import forms
from lws_assess.web.loading import current_database
from lws_assess.web.post import mail
from lws_assess.web.results import board_papers
from lws_assess.web.rounds import handouts
from lws_assess.web.rounds.handouts import SLIPS_WHERE_NO_TARGET, SlipsForm
from lws_assess.web.rounds.participation import is_number
from lws_assess.web.words import now

blueprint = Blueprint("leads", __name__, url_prefix="/lead")


class GroupLeadTells(forms.Form):
    """Asks what a lead may tell us."""

    told = StringField("How many people have you told?", [is_number])


@blueprint.get("/<secret>")
def show(secret: str) -> Response:
    """Shows how the group is doing, what it needs, and what to hand out; after the release, that it is over."""
    return _show(secret, GroupLeadTells(formdata=None))


def _show(secret: str, told: GroupLeadTells, slips: SlipsForm | None = None) -> Response:
    with current_database().reading() as session:
        view = actions.get_group_lead_view(session, _code(secret))
        if view.round.released_at:
            feedback = find_public_code(session, view.round.partnership, view.round.key)
            return forms.form_page(
                "rounds/leads/over.html", None, view=view, secret=secret, feedback=feedback
            )
        to_hand_out = _to_hand_out(session, view)
    if told.told.data is None:
        told.told.data = str(view.row.asked.told)
    if slips is None:
        slips = SlipsForm(formdata=None)
        slips.how_many.data = str(min(view.row.standing.target or SLIPS_WHERE_NO_TARGET, MOST_SLIPS))
    return forms.form_page(
        "rounds/leads/show.html",
        slips if slips.errors else told,
        told=told,
        slips=slips,
        secret=secret,
        view=view,
        most=MOST_SLIPS,
        going=bool(to_hand_out),
        **to_hand_out,
    )


def _to_hand_out(session: Session, view: GroupLeadView) -> dict[str, Any]:
    """The link, its QR and the words of an e-mail; nothing where the round takes nobody new."""
    this, group = view.round, view.row.group
    if not this.timing.takes_new_people(now()) or not view.has_link:
        return {}
    text = handouts.email_of_group(session, this.partnership, this.key, group.key)
    handout = handouts.get_handout(session, this.partnership, this.key, group.key)
    return {
        "handout": handout,
        "about": what_it_is_about(handout.partnership, handout.easy),
        "qr": handouts.qr_drawing(handout.address, f"QR code of the link of {isolated_words(group.name)}"),
        "text": text,
        "mailto": handouts.mailto_link(text),
        "slips_first": slips_suggested(view.row.standing.target),
        "practice": mail.absolute_address("practice.begin", code=this.practice_code)
        if this.practice_code
        else "",
    }


@blueprint.post("/<secret>")
def tell(secret: str) -> Response:
    """Keeps how many the lead has told."""
    form = GroupLeadTells()
    if not form.validate_on_submit():
        return _show(secret, form)
    try:
        with current_database().writing() as session:
            view = actions.get_group_lead_view(session, _code(secret))
            keep_told(session, view.round, view.row.asked, form.told.number)
    except RoundRefusal as refusal:
        forms.refuse_at(form, refusal, "told")
        return _show(secret, form)
    flash("Thank you. The number is saved.", "done")
    return redirect(url_for(".show", secret=secret), 303)


@blueprint.get("/<secret>/poster.pdf")
def poster(secret: str) -> Response:
    """The poster of the group."""
    with current_database().reading() as session:
        view = actions.get_group_lead_view(session, _code(secret))
        this = view.round
        return handouts.poster_response(session, this.partnership, this.key, view.row.group.key)


@blueprint.get("/<secret>/feedback.pdf")
def feedback(secret: str) -> Response:
    """The sheet that the group takes home, once the results are out."""
    with current_database().reading() as session:
        view = actions.get_group_lead_view(session, _code(secret))
        if not view.round.released_at:
            return redirect(url_for(".show", secret=secret), 303)
        return board_papers.sheet_response(session, view.round, view.row.group.key)


@blueprint.post("/<secret>/slips")
def slips(secret: str) -> Response:
    """Makes slips for the group; the answer is their sheet, this once."""
    view = _find(secret)
    form = SlipsForm()
    if not form.validate_on_submit():
        return _show(secret, GroupLeadTells(formdata=None), form)
    this = view.round
    try:
        return handouts.slips_response(
            this.partnership, this.key, view.row.group.key, int(forms.text_of_field(form.how_many))
        )
    except RoundRefusal as refusal:
        forms.refuse_at(form, refusal, "how_many")
        return _show(secret, GroupLeadTells(formdata=None), form)


def _find(secret: str) -> GroupLeadView:
    with current_database().reading() as session:
        return actions.get_group_lead_view(session, _code(secret))


def _code(secret: str) -> str:
    code = read_code(secret)
    if code is None:
        raise UnknownLink
    return code
