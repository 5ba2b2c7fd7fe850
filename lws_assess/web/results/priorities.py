"""Priorities: the ranking beside what the steering group decided, deciding, and the log with its approvals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField, TextAreaField

from lws_assess.actions.results import priorities as actions
from lws_assess.actions.results.changes import view_changes_since
from lws_assess.actions.results.priorities import (
    DecisionTaken,
    NewApproval,
    PriorityChoice,
    RoundPriorities,
    SignedBy,
)
from lws_assess.actions.results.releases import view_release
from lws_assess.documents.charts.drawing import ordinal_number
from lws_assess.documents.charts.ranking import FORMULA, INTERVALS
from lws_assess.documents.papers import decisions as documents
from lws_assess.documents.papers.decisions import SinceDecided
from lws_assess.documents.tables import csv_bytes
from lws_assess.records.priorities import Approval
from lws_assess.survey.keys import PartnershipKey, RoundKey
from lws_assess.survey.plans import decisions as survey
from lws_assess.survey.plans.decisions import SeenByDeciders
from lws_assess.survey.refusals import ChangedMeanwhile, FormRefused
from lws_assess.survey.results.priorities import FIRST_THREE
from lws_assess.survey.results.round_results import READINGS
from lws_assess.web import forms
from lws_assess.web.downloads import CSV, as_download
from lws_assess.web.forms import DayField
from lws_assess.web.loading import current_database, get_round
from lws_assess.web.refusals import status_of
from lws_assess.web.words import local_day_or_none, now

blueprint = Blueprint("priorities", __name__, url_prefix="/p/<partnership>/rounds/<round_key>/priorities")

MOST_NUMBER = 999_999  # of a decision or an approval, in an address
ONE = f"<int(max={MOST_NUMBER}):decision>"


class DecideOnPriorities(forms.Form):
    """One field a place is added by `_form_for`. Hidden: what the page showed when it was opened."""

    reason = TextAreaField("Why these areas, in this order?", filters=[forms.trimmed_lines])
    seen = HiddenField()
    after = HiddenField()


class ApproveDecision(forms.Form):
    body = StringField("Who approved it?", filters=[forms.trimmed_line], validators=[forms.is_plain])
    on = DayField("On what day?")
    note = TextAreaField("Anything to add", filters=[forms.trimmed_lines])


@dataclass(frozen=True)
class PrioritiesLook:
    """Holds what the pages of a round's priorities say. `seen` is None while the round has no results."""

    priorities: RoundPriorities
    seen: SeenByDeciders | None

    @property
    def here(self) -> dict[str, Any]:
        this = self.priorities.round
        return {"partnership": this.partnership, "round_key": this.key}


@blueprint.get("")
def show(partnership: PartnershipKey, round_key: RoundKey) -> str:
    """The ranking beside what was decided, what has moved since, and the log."""
    with current_database().reading() as session:
        look = _look(session, partnership, round_key)
        current = look.priorities.current
        since = _since(session, look, current) if current else None
    return _page("show", look, since=since)


@blueprint.get("/decide")
def choose(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    """The form, filled in with the first areas of the ranking; `first` says how many."""
    with current_database().reading() as session:
        look = _look(session, partnership, round_key)
    if look.seen is None:
        return redirect(url_for(".show", **look.here))
    form = _form_for(look.seen)()
    first = forms.read_number(request.args.get("first", "")) or FIRST_THREE
    for number, area in enumerate(survey.first_places(look.seen, first), 1):
        form[survey.field_of_place(number)].data = area
    return _choose(look, look.seen, form)


@blueprint.post("/decide")
def decide(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    """Keeps the decision, unless the page showed something else than what is there now."""
    with current_database().reading() as session:
        look = _look(session, partnership, round_key)
    if look.seen is None:
        return redirect(url_for(".show", **look.here), 303)
    form = _form_for(look.seen)()
    if not form.validate_on_submit():
        return _choose(look, look.seen, form)
    try:
        with current_database().writing() as session:
            actions.decide_priorities(
                session, partnership, round_key, _choice(form, look.seen), look.seen, _signed()
            )
    except FormRefused as refusal:
        return _choose(look, look.seen, _refused(form, refusal.faults))
    except ChangedMeanwhile as refusal:
        with current_database().reading() as session:
            look = _look(session, partnership, round_key)
        if look.seen is None:
            raise
        return _choose(look, look.seen, form, refusal)
    flash("The decision is kept, with the figures that you saw.", "done")
    return redirect(url_for(".show", **look.here), 303)


@blueprint.get("/log.csv")
def log(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """Every decision with its figures and its approvals."""
    with current_database().reading() as session:
        priorities = _priorities(session, partnership, round_key)
    rows = documents.log_rows(priorities)
    return as_download(
        csv_bytes(documents.LOG_HEADERS, rows), f"{partnership}-{round_key}-decisions.csv", CSV
    )


@blueprint.get(f"/{ONE}")
def one(partnership: PartnershipKey, round_key: RoundKey, decision: int) -> Response:
    """One decision as it was made, who approved it, and a form for one more approval."""
    return _one(partnership, round_key, decision, ApproveDecision())


def _one(partnership: PartnershipKey, round_key: RoundKey, decision: int, form: ApproveDecision) -> Response:
    with current_database().reading() as session:
        look = _look(session, partnership, round_key)
        decided = look.priorities.find(decision) or abort(404)
        since = _since(session, look, decided)
    return _form_page("one", look, form, decided=decided, since=since, today=local_day_or_none(now()))


@blueprint.post(f"/{ONE}/approvals")
def approve(partnership: PartnershipKey, round_key: RoundKey, decision: int) -> ResponseReturnValue:
    """Notes that a body approved this decision."""
    with current_database().reading() as session:
        _get_decided(session, partnership, round_key, decision)
    form = ApproveDecision()
    if not form.validate_on_submit():
        return _one(partnership, round_key, decision, form)
    signed = _signed()
    new = NewApproval(forms.text_of_field(form.body), form.on.data, forms.text_of_field(form.note))
    today = local_day_or_none(signed.now)
    try:
        with current_database().writing() as session:
            actions.approve_decision(session, partnership, round_key, decision, new, signed, today)
    except FormRefused as refusal:
        return _one(partnership, round_key, decision, _refused(form, refusal.faults))
    flash("The approval is noted.", "done")
    return redirect(
        url_for(".one", partnership=partnership, round_key=round_key, decision=decision, _anchor="approvals"),
        303,
    )


@blueprint.get(f"/{ONE}/approvals/<int(max={MOST_NUMBER}):approval>/strike-out")
def confirm_strike(
    partnership: PartnershipKey, round_key: RoundKey, decision: int, approval: int
) -> Response:
    """Shows what striking out does, before it is done."""
    with current_database().reading() as session:
        look = _look(session, partnership, round_key)
    decided = look.priorities.find(decision) or abort(404)
    return _form_page(
        "strike", look, forms.Form(), decided=decided, approval=_get_approval(decided, approval)
    )


@blueprint.post(f"/{ONE}/approvals/<int(max={MOST_NUMBER}):approval>/strike-out")
def strike_out(partnership: PartnershipKey, round_key: RoundKey, decision: int, approval: int) -> Response:
    """Strikes a wrong approval out; it stays on the page."""
    with current_database().writing() as session:
        get_round(session, partnership, round_key)
        actions.strike_out(session, partnership, round_key, decision, approval, _signed())
    flash("The approval is struck out. It stays in the log.", "done")
    return redirect(
        url_for(".one", partnership=partnership, round_key=round_key, decision=decision, _anchor="approvals"),
        303,
    )


# --- loading ---------------------------------------------------------------------------------------------


def _priorities(session: Session, partnership: PartnershipKey, round_key: RoundKey) -> RoundPriorities:
    return actions.view_priorities(session, partnership, round_key) or abort(404)


def _look(session: Session, partnership: PartnershipKey, round_key: RoundKey) -> PrioritiesLook:
    priorities = _priorities(session, partnership, round_key)
    results = view_release(session, partnership, round_key)
    return PrioritiesLook(priorities, documents.what_is_seen(results) if results else None)


def _since(session: Session, look: PrioritiesLook, decided: DecisionTaken) -> SinceDecided | None:
    """Returns what has moved since a decision; None while no later round has results."""
    this, newer = look.priorities.round, look.priorities.newer
    results = view_release(session, this.partnership, newer.key) if newer else None
    if newer is None or results is None:
        return None
    changes = view_changes_since(session, this.partnership, newer.key, this.key)
    return documents.since_decided(decided, results, changes)


def _get_decided(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, decision: int
) -> DecisionTaken:
    return _priorities(session, partnership, round_key).find(decision) or abort(404)


def _get_approval(decided: DecisionTaken, approval: int) -> Approval:
    return next((one for one in decided.approvals if one.id == approval), None) or abort(404)


def _signed() -> SignedBy:
    role, _ = forms.ROLE_WORDS[g.role]
    return SignedBy(current_user.person.called, role, now())


# --- the forms -------------------------------------------------------------------------------------------


def _form_for(seen: SeenByDeciders) -> type[DecideOnPriorities]:
    """A form with a field for every place that there is."""
    fields = {
        survey.field_of_place(number): StringField(f"{ordinal_number(number)} place")
        for number in range(1, len(seen.figures) + 1)
    }
    return type("DecideHere", (DecideOnPriorities,), fields)


def _places(form: DecideOnPriorities, seen: SeenByDeciders) -> tuple[str, ...]:
    numbers = range(1, len(seen.figures) + 1)
    return tuple(
        forms.trimmed_line(forms.text_of_field(form[survey.field_of_place(number)])) for number in numbers
    )


def _choice(form: DecideOnPriorities, seen: SeenByDeciders) -> PriorityChoice:
    return PriorityChoice(
        places=_places(form, seen),
        reason=forms.text_of_field(form.reason),
        seen_digest=forms.text_of_field(form.seen),
        after=forms.number_in_field(form.after),
    )


def _refused(form: Any, faults: Mapping[str, str]) -> Any:
    for field, words in faults.items():
        forms.refuse_field(form[field], words)
    return form


def _choose(
    look: PrioritiesLook,
    seen: SeenByDeciders,
    form: DecideOnPriorities,
    meanwhile: ChangedMeanwhile | None = None,
) -> Response:
    """The form to decide with. What the page shows now is what the next sending refers to."""
    current = look.priorities.current
    form.seen.data, form.after.data = seen.digest, str(current.number if current else 0)
    return _form_page(
        "decide",
        look,
        form,
        status=status_of(meanwhile) if meanwhile else None,
        problem=f"Not saved. {meanwhile.words}" if meanwhile else "",
        places=[form[survey.field_of_place(number)] for number in range(1, len(seen.figures) + 1)],
        usual=FIRST_THREE,
    )


def _page(template: str, look: PrioritiesLook, **values: object) -> str:
    return render_template(f"results/priorities/{template}.html", **_words(look), **values)


def _form_page(
    template: str, look: PrioritiesLook, form: forms.Form, status: int | None = None, **values: object
) -> Response:
    return forms.form_page(f"results/priorities/{template}.html", form, status, **_words(look), **values)


def _words(look: PrioritiesLook) -> dict[str, Any]:
    """Returns what every template of priorities is told."""
    return {
        "round": look.priorities.round,
        "priorities": look.priorities,
        "areas": look.priorities.areas,
        "seen": look.seen,
        "here": look.here,
        "readings": READINGS,
        "formula": FORMULA,
        "two_ends": INTERVALS,
    }
