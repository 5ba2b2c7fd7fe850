"""Drafts of rounds: a few steps that each save by themselves, then checking everything and opening."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from lws_assess.actions.answering.practice import make_practice_code
from lws_assess.actions.repeats import asked_again
from lws_assess.actions.rounds import drafts as actions
from lws_assess.actions.rounds.drafts import RoundWords
from lws_assess.actions.rounds.participation import changed_smallest_number
from lws_assess.actions.rounds.running_rounds import open_round
from lws_assess.records.groups import Group
from lws_assess.records.instruments import get_edition, shipped_editions
from lws_assess.records.rounds import Round, find_round
from lws_assess.survey.instruments import Edition
from lws_assess.survey.keys import GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.round_timing import (
    NotADraftRound,
    RoundRefusal,
    RoundState,
    refuse_unless_draft,
)
from lws_assess.survey.rounds import drafts as survey
from lws_assess.survey.rounds.drafts import DraftRound, DraftRoundRemark
from lws_assess.survey.smallest_numbers import ADVISED, FEWEST
from lws_assess.web import forms
from lws_assess.web.forms import Form
from lws_assess.web.link_codes import new_link_code
from lws_assess.web.loading import current_database, get_round
from lws_assess.web.post.mail import absolute_address
from lws_assess.web.rounds import draft_forms as asks
from lws_assess.web.words import local_day_or_none, now

blueprint = Blueprint("drafts", __name__, url_prefix="/p/<partnership>/rounds")

STEPS = {
    survey.GROUPS: "Groups",
    survey.DATES: "Dates",
    survey.COUNTING: "How results are counted",
    survey.CUT: "By sector or role",
    survey.WORDS: "Words on the forms",
    "check": "Check and open",
}


@dataclass(frozen=True)
class PreparedDraftRound:
    """A draft as its pages need it. `groups` are those that it can ask, in order."""

    round: Round
    edition: Edition
    draft: DraftRound
    groups: list[Group]
    suggested: RoundWords
    missing: list[DraftRoundRemark]

    @property
    def asked(self) -> dict[GroupKey, int]:
        """The target of each group asked."""
        return {group.key: group.target for group in self.draft.groups}

    @property
    def standing(self) -> dict[str, str]:
        """Returns how each step stands."""
        lacking = {remark.step for remark in self.missing}
        usual = {
            survey.COUNTING: "suggested" if self.round.targets_json == "{}" else "done",
            survey.CUT: "done" if self.round.second_cut else "none",
            "check": "",
        }
        return {step: "missing" if step in lacking else usual.get(step, "done") for step in STEPS}


@blueprint.errorhandler(NotADraftRound)
def not_a_draft(refusal: NotADraftRound) -> Response:
    """Somebody opened or deleted the round meanwhile, or an old address was used."""
    flash(refusal.words, "problem")
    values = request.view_args or {}
    with current_database().reading() as session:
        there = find_round(session, values["partnership"], values["round_key"])
    if there is None:
        return redirect(url_for("rounds.index", partnership=values["partnership"]), 303)
    return redirect(url_for("rounds.show", **values), 303)


def _load(partnership: PartnershipKey, round_key: RoundKey) -> PreparedDraftRound:
    """The draft; 404 where there is no such round, NotADraft where it has been opened."""
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
        refuse_unless_draft(this.timing)
        draft = actions.read_draft_round(session, this)
        return PreparedDraftRound(
            this,
            get_edition(session, this.edition),
            draft,
            actions.groups_to_ask(session, this),
            actions.suggest_words(session, this),
            survey.missing_to_open(draft, now()),
        )


def _page(template: str, prepared: PreparedDraftRound, form: Form | None = None, **values: Any) -> Response:
    return forms.form_page(
        f"rounds/drafts/{template}.html",
        form,
        step=template,
        steps=STEPS,
        prepared=prepared,
        round=prepared.round,
        draft=prepared.draft,
        edition=prepared.edition,
        **values,
    )


def _save(
    prepared: PreparedDraftRound, form: Form, field: str, save: Callable[..., None], *values: object
) -> Response | None:
    """Saves a step and goes on; nothing where the refusal now stands at the field."""
    this = prepared.round
    try:
        with current_database().writing() as session:
            save(session, this.partnership, this.key, *values)
    except NotADraftRound:
        raise
    except RoundRefusal as refusal:
        forms.refuse_at(form, refusal, field)
        return None
    step = str(request.endpoint).removeprefix("drafts.")
    following = dict(pairwise(STEPS)).get(step, "check")
    to = "check" if request.args.get("then") == "check" else following
    return redirect(url_for(f"drafts.{to}", partnership=this.partnership, round_key=this.key), 303)


# --- beginning and repeating -----------------------------------------------------------------------------


@blueprint.route("/new", methods=["GET", "POST"])
def new(partnership: PartnershipKey) -> Response:
    """A title, and which questionnaire where there are several; all the rest has its own step."""
    shelf = shipped_editions()
    form = asks.new_round_form(shelf)
    if form.validate_on_submit():
        try:
            with current_database().writing() as session:
                instrument = forms.text_of_field(form.instrument)
                this = actions.start_draft_round(
                    session, partnership, forms.text_of_field(form.title), instrument
                )
                make_practice_code(session, this, new_link_code)
            return redirect(url_for(".groups", partnership=partnership, round_key=this.key), 303)
        except RoundRefusal as refusal:
            forms.refuse_at(form, refusal, "title")
    return forms.form_page("rounds/drafts/new.html", form, shelf=shelf)


@blueprint.route("/<round_key>/repeat", methods=["GET", "POST"])
def repeat(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """Everything of an earlier round in a new draft, but its dates."""
    with current_database().reading() as session:
        old = get_round(session, partnership, round_key)
    if old.state == RoundState.DRAFT:
        return redirect(url_for(".check", partnership=partnership, round_key=round_key))
    form = asks.RoundTitleForm()
    if form.validate_on_submit():
        try:
            with current_database().writing() as session:
                this = actions.repeat_round(session, partnership, round_key, forms.text_of_field(form.title))
                make_practice_code(session, this, new_link_code)
        except RoundRefusal as refusal:
            forms.refuse_at(form, refusal, "title")
        else:
            flash("Everything is copied. Choose the dates, and look at the rest.", "done")
            return redirect(url_for(".dates", partnership=partnership, round_key=this.key, then="check"), 303)
    return forms.form_page("rounds/drafts/repeat.html", form, old=old)


# --- the steps -------------------------------------------------------------------------------------------

ONE = "/<round_key>/draft"


@blueprint.route(f"{ONE}/title", methods=["GET", "POST"])
def title(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """Another title; the address stays."""
    prepared = _load(partnership, round_key)
    form = asks.RoundTitleForm(data={"title": prepared.round.title})
    saved = form.validate_on_submit() and _save(
        prepared, form, "title", actions.rename_draft_round, forms.text_of_field(form.title)
    )
    return saved or _page("title", prepared, form)


@blueprint.route(f"{ONE}/groups", methods=["GET", "POST"])
def groups(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """Shows who is asked, and how many answers are hoped for from each."""
    prepared = _load(partnership, round_key)
    form = asks.groups_form(prepared.groups, prepared.asked)
    saved = form.validate_on_submit() and _save(prepared, form, "group", actions.save_groups, form.targets())
    by_audience = [
        (audience, [group for group in prepared.groups if group.audience == audience.key])
        for audience in prepared.edition.audiences
    ]
    return saved or _page("groups", prepared, form, by_audience=by_audience)


@blueprint.route(f"{ONE}/dates", methods=["GET", "POST"])
def dates(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """When it opens, by hand or on a day, and its last day."""
    prepared = _load(partnership, round_key)
    form = asks.dates_form(prepared.round)
    today = local_day_or_none(now())
    saved = (
        form.validate_on_submit()
        and form.fits(today)
        and _save(prepared, form, "last_day", actions.save_dates, *form.moments)
    )
    opens_on = form.opening_day if not form.errors else None
    return saved or _page(
        "dates",
        prepared,
        form,
        opens_on=opens_on,
        window=survey.sensible_window(opens_on or today),
        by_hand=asks.BY_HAND,
        on_a_day=asks.ON_A_DAY,
    )


@blueprint.route(f"{ONE}/counting", methods=["GET", "POST"])
def counting(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """Shows which reading leads, the smallest number shown, and the target of each area."""
    prepared = _load(partnership, round_key)
    edition = prepared.edition
    top = max(audience.scale.top for audience in edition.audiences)
    form = asks.counting_form(prepared.round, edition.areas, top, edition.default_target)
    saved = form.validate_on_submit() and _save(
        prepared,
        form,
        "smallest_number",
        actions.save_counting,
        forms.text_of_field(form.reading),
        forms.number_in_field(form.smallest_number),
        form.targets(),
    )
    return saved or _page("counting", prepared, form, top=top, smallest_allowed=FEWEST, advised=ADVISED)


@blueprint.route(f"{ONE}/cut", methods=["GET", "POST"])
def cut(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """A second way of cutting the results, where enough answers are hoped for."""
    prepared = _load(partnership, round_key)
    form = asks.CutForm(data={"second_cut": prepared.round.second_cut or asks.NO_CUT})
    saved = form.validate_on_submit() and _save(prepared, form, "second_cut", actions.save_cut, form.chosen)
    return saved or _page("cut", prepared, form, needs=survey.CUT_NEEDS, no_cut=asks.NO_CUT)


@blueprint.route(f"{ONE}/words", methods=["GET", "POST"])
def words(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """Shows what the forms say in this partnership's own words, filled in as far as possible."""
    prepared = _load(partnership, round_key)
    form = asks.words_form(prepared.suggested, prepared.draft.asks_families)
    saved = form.validate_on_submit() and _save(
        prepared, form, "contact", actions.save_round_words, form.words()
    )
    return saved or _page("words", prepared, form)


# --- checking, opening, deleting -------------------------------------------------------------------------


@blueprint.get(f"{ONE}/")
def check(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """Everything on one page, what is missing, and what is worth a second look."""
    prepared = _load(partnership, round_key)
    code = prepared.round.practice_code
    with current_database().reading() as session:
        again = asked_again(session, prepared.round, now())
        asked = [group for group in prepared.groups if group.key in prepared.asked]
        changed = changed_smallest_number(session, prepared.round, asked)
    return _page(
        "check",
        prepared,
        changed=changed,
        warnings=[
            *survey.asked_again_soon(again, prepared.draft.smallest_number),
            *survey.warnings_before_opening(prepared.draft, now()),
        ],
        now=now(),
        usual_share=survey.USUAL_SHARE,
        may_run=True,
        practice=absolute_address("practice.begin", code=code) if code else "",
    )


@blueprint.route(f"{ONE}/open", methods=["GET", "POST"])
def open_now(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """Shows what is fixed from then on, and then opens the round."""
    prepared = _load(partnership, round_key)
    if prepared.missing:
        flash("The round cannot be opened yet. What is missing stands here.", "problem")
        return redirect(url_for(".check", partnership=partnership, round_key=round_key), 303)
    form = Form()
    if not form.validate_on_submit():
        return _page("open_now", prepared, form, now=now())
    try:
        with current_database().writing() as session:
            open_round(session, partnership, round_key, new_link_code, now())
    except RoundRefusal as refusal:
        flash(refusal.words, "problem")
    else:
        flash("The round is open. Next, hand out its links.", "done")
    return redirect(url_for("rounds.show", partnership=partnership, round_key=round_key), 303)


@blueprint.route(f"{ONE}/delete", methods=["GET", "POST"])
def delete(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    prepared = _load(partnership, round_key)
    form = Form()
    if not form.validate_on_submit():
        return _page("delete", prepared, form)
    with current_database().writing() as session:
        actions.delete_draft_round(session, partnership, round_key)
    flash(f"The draft “{prepared.round.title}” is deleted.", "done")
    return redirect(url_for("rounds.index", partnership=partnership), 303)
