"""Rounds as facilitators run them: links to hand out, who has answered, closing and extending."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms.validators import InputRequired

from lws_assess.actions.results.releases import is_without_results, why_no_results
from lws_assess.actions.rounds import running_rounds as actions
from lws_assess.actions.rounds.participation import view_participation
from lws_assess.records.responses import people_in_the_middle
from lws_assess.records.rounds import Round, list_rounds
from lws_assess.survey.keys import PartnershipKey, RoundKey
from lws_assess.survey.round_timing import GRACE, RoundRefusal, RoundState
from lws_assess.survey.rounds.drafts import faults_of_dates
from lws_assess.web.access import may_administer, may_run
from lws_assess.web.forms import DayField
from lws_assess.web.loading import current_database, get_round
from lws_assess.web.post import mail
from lws_assess.web.upkeep.clocks import sentence_for_staff
from lws_assess.web.upkeep.due import end_due_keys
from lws_assess.web.words import moment_after, now, today

blueprint = Blueprint("rounds", __name__, url_prefix="/p/<partnership>/rounds")


class ExtendForm(FlaskForm):  # type: ignore[misc]
    """The last day on which people can begin."""

    last_day = DayField("New last day", validators=[InputRequired("Enter the new last day.")])


@blueprint.get("/")
def index(partnership: PartnershipKey) -> str:
    """Every round of the partnership."""
    with current_database().reading() as session:
        rounds = list_rounds(session, partnership)
    return render_template("rounds/index.html", rounds=rounds, may_run=may_run())


@blueprint.get("/<round_key>/")
def show(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    """One round: its state, who has answered, and what can be done next.

    Whoever prepares rounds goes on to what a draft still needs.
    """
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
    if this.state == RoundState.DRAFT and may_run():
        asked = request.args.get("asked")
        return redirect(url_for("drafts.check", partnership=partnership, round_key=round_key, asked=asked))
    return _show(partnership, round_key, ExtendForm())


# What the page of a round says of what keeps it from going on, by the names of its template.
NOTHING_IS_WRONG: Mapping[str, Any] = {"key_lost": False, "key_away": "", "why_no_results": ""}


def _show(partnership: PartnershipKey, round_key: RoundKey, form: ExtendForm) -> str:
    wrong = _what_is_wrong(partnership, round_key) if may_run() else {}
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
        return render_template(
            "rounds/show.html",
            round=this,
            now=now(),
            grace=GRACE,
            form=form,
            may_run=may_run(),
            practice=mail.absolute_address("practice.begin", code=this.practice_code)
            if this.practice_code
            else "",
            participation=view_participation(session, this, may_run()),
            in_the_middle=people_in_the_middle(session, partnership, round_key) if may_run() else 0,
            clock=sentence_for_staff(session) if may_run() else "",
            may_end=may_administer(),
            **{**NOTHING_IS_WRONG, **wrong},
        )


def _what_is_wrong(partnership: PartnershipKey, round_key: RoundKey) -> dict[str, Any]:
    """Returns what keeps a round under way from going on, for those who run it."""
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
        if this.state == RoundState.DRAFT or this.released_at or this.lost_at:
            return {}
        try:
            if actions.key_is_lost(session, this):
                return {"key_lost": True}
        except RoundRefusal as refusal:
            return {"key_away": refusal.words}
        if not is_without_results(session, this):
            return {}
    with current_database().writing() as session:  # the box is read in parts, which needs a transaction
        return {"why_no_results": why_no_results(session, get_round(session, partnership, round_key))}


@blueprint.get("/<round_key>/close")
def confirm_close(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    """Shows what closing does, before it is done; the round's own page where its key is lost, which says what
    is left.
    """
    wrong = _what_is_wrong(partnership, round_key)
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
        if this.state != RoundState.OPEN or "key_lost" in wrong:
            return redirect(url_for(".show", partnership=partnership, round_key=round_key))
        return render_template(
            "rounds/close.html",
            round=this,
            participation=view_participation(session, this, runs_it=True),
            in_the_middle=people_in_the_middle(session, partnership, round_key),
        )


@blueprint.post("/<round_key>/close")
def close(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    return _change(
        partnership,
        round_key,
        lambda session: actions.close_round(session, partnership, round_key, now()),
        "The round is closed.",
    )


@blueprint.post("/<round_key>/extend")
def extend(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    """Moves the last day; until the release a round that has closed opens again."""
    form = ExtendForm()
    if not form.validate_on_submit() or not _fits(form):
        return _show(partnership, round_key, form), 400
    ends = moment_after(form.last_day.data)
    return _change(
        partnership,
        round_key,
        lambda session: actions.extend_round(session, partnership, round_key, ends, now()),
        "The last day has been moved.",
    )


@blueprint.get("/<round_key>/end-without-results")
def confirm_end_lost(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    """Shows what is lost by ending a round whose key is lost, before it is done."""
    try:
        with current_database().reading() as session:
            this = get_round(session, partnership, round_key)
            actions.refuse_unless_lost(session, this)
            participation = view_participation(session, this, runs_it=True)
            return render_template("rounds/end_lost.html", round=this, participation=participation)
    except RoundRefusal as refusal:
        flash(refusal.words, "problem")
    return redirect(url_for(".show", partnership=partnership, round_key=round_key), 303)


@blueprint.post("/<round_key>/end-without-results")
def end_lost(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    """Ends a round whose key is lost, publishing nothing."""
    return _change(
        partnership,
        round_key,
        lambda session: actions.end_lost_round(session, partnership, round_key, now()),
        "The round is ended, without results.",
    )


def _fits(form: ExtendForm) -> bool:
    fault = faults_of_dates(None, form.last_day.data, today()).get("last_day")
    form.last_day.errors = [fault] if fault else []
    return not fault


def _change(
    partnership: PartnershipKey, round_key: RoundKey, change: Callable[[Session], Round], done: str
) -> ResponseReturnValue:
    try:
        with current_database().writing() as session:
            get_round(session, partnership, round_key)
            this = change(session)
            released, over = this.released_at, this.released_at or this.lost_at
    except RoundRefusal as refusal:
        flash(refusal.words, "problem")
    else:
        if over:
            end_due_keys(current_database())
        flash(done + (" Its results are ready." if released else ""), "done")
    return redirect(url_for(".show", partnership=partnership, round_key=round_key), 303)
