"""Statements of a partnership's own: a step of a draft round."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from lws_assess.actions.rounds import additions as actions
from lws_assess.actions.rounds.additions import DraftRoundAdditions
from lws_assess.records.rounds import Round
from lws_assess.survey.instrument_files import MOST_ADDED, MOST_CHARACTERS_ADDED
from lws_assess.survey.keys import AreaCode, PartnershipKey, RoundKey, StatementKey
from lws_assess.survey.releases.additions import Addition, AdditionRefused
from lws_assess.survey.round_timing import NotADraftRound, refuse_unless_draft
from lws_assess.web import forms
from lws_assess.web.loading import current_database, get_round
from lws_assess.web.post import mail

blueprint = Blueprint(
    "additions", __name__, url_prefix="/p/<partnership>/rounds/<round_key>/draft/statements"
)


class StatementForm(forms.Form):
    """Asks for a statement. What will not do is found by survey.releases.additions, which knows the other
    statements.
    """

    area = StringField("Which area does it belong to?")  # the page offers the areas as a list
    text = TextAreaField("The statement", filters=[forms.trimmed_line])


@blueprint.errorhandler(NotADraftRound)
def not_a_draft(refusal: NotADraftRound) -> Response:
    """Somebody opened or deleted the round meanwhile, or an old address was used."""
    flash(refusal.words, "problem")
    values = request.view_args or {}
    return redirect(url_for("rounds.index", partnership=values["partnership"]), 303)


@blueprint.route("/", methods=["GET", "POST"])
def index(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """Shows what is asked besides, what it costs, and a form to add another."""
    this, found = _load(partnership, round_key)
    form = StatementForm()
    if form.validate_on_submit():
        area, text = AreaCode(forms.text_of_field(form.area)), forms.text_of_field(form.text)
        if _keep(form, lambda session: actions.add_statement(session, partnership, round_key, area, text)):
            flash("The statement is added. It stands at the end of its area.", "done")
            return _back(this)
    return _page("index", this, found, form)


@blueprint.route("/<statement>/", methods=["GET", "POST"])
def change(partnership: PartnershipKey, round_key: RoundKey, statement: StatementKey) -> Response:
    """One statement, to be worded otherwise or moved to another area."""
    this, found = _load(partnership, round_key)
    old = _get(found, statement)
    form = StatementForm(data={"area": old.area, "text": old.text})
    if form.validate_on_submit():
        area, text = AreaCode(forms.text_of_field(form.area)), forms.text_of_field(form.text)
        if _keep(
            form,
            lambda session: actions.change_statement(session, partnership, round_key, old.key, area, text),
        ):
            flash("The statement is changed.", "done")
            return _back(this)
    return _page("change", this, found, form, statement=old)


@blueprint.route("/<statement>/remove", methods=["GET", "POST"])
def remove(partnership: PartnershipKey, round_key: RoundKey, statement: StatementKey) -> Response:
    """Asks whether one is sure, and then takes it out."""
    this, found = _load(partnership, round_key)
    old = _get(found, statement)
    form = forms.Form()
    if not form.validate_on_submit():
        return _page("remove", this, found, form, statement=old)
    with current_database().writing() as session:
        actions.remove_statement(session, partnership, round_key, old.key)
    flash("The statement is removed.", "done")
    return _back(this)


def _load(partnership: PartnershipKey, round_key: RoundKey) -> tuple[Round, DraftRoundAdditions]:
    """The draft; 404 where there is no such round, NotADraft where it has been opened."""
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
        refuse_unless_draft(this.timing)
        return this, actions.view_additions(session, this.edition)


def _get(found: DraftRoundAdditions, key: StatementKey) -> Addition:
    addition = found.find(key)
    if addition is None:
        abort(404)
    return addition


def _keep(form: StatementForm, change: Callable[[Session], None]) -> bool:
    """Carries a change out; false where the refusal now stands at its field."""
    try:
        with current_database().writing() as session:
            change(session)
    except AdditionRefused as refusal:
        forms.refuse_at(form, refusal)
        return False
    return True


def _page(
    template: str, this: Round, found: DraftRoundAdditions, form: forms.Form, **values: Any
) -> Response:
    return forms.form_page(
        f"rounds/additions/{template}.html",
        form,
        round=this,
        additions=found,
        edition=found.edition,
        areas={area.code: area for area in found.edition.areas},
        scale=next(a.scale for a in found.edition.audiences if not a.easy_read),
        most=MOST_ADDED,
        most_characters=MOST_CHARACTERS_ADDED,
        practice=mail.absolute_address("practice.begin", code=this.practice_code)
        if this.practice_code
        else "",
        draft="drafts.check" if "drafts.check" in current_app.view_functions else "rounds.show",
        **values,
    )


def _back(this: Round) -> Response:
    return redirect(url_for(".index", partnership=this.partnership, round_key=this.key), 303)
