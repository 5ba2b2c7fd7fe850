"""The plan of a partnership: by area, by lead or by date, its costs, and one page for each action."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lws_assess.actions.plans import leads as plan_leads
from lws_assess.actions.plans import planned_actions as plans
from lws_assess.actions.plans.changes import view_actions_and_areas
from lws_assess.documents.data.plan_calendars import plan_calendar
from lws_assess.documents.data.planned_actions import money_sentence, money_table, plan_sentence, plan_table
from lws_assess.documents.tables import csv_bytes
from lws_assess.survey.keys import ActionReference, GroupingKey, PartnershipKey
from lws_assess.survey.plans.planned_actions import (
    MOVES,
    STATE_WORDS,
    ActionPlan,
    ActionState,
    PlannedAction,
    PlanRefused,
)
from lws_assess.survey.plans.sections import (
    PILOTS,
    QUICK_WINS,
    YEAR_1,
    Section,
    actions_with_flag,
    sections_by_area,
    sections_by_date,
    sections_by_grouping,
    sections_by_lead,
)
from lws_assess.survey.typed_values import read_pounds
from lws_assess.web import forms
from lws_assess.web.access import may_run
from lws_assess.web.downloads import CALENDAR, CSV, as_download
from lws_assess.web.loading import current_database
from lws_assess.web.name_pages import area_page, tell_pages
from lws_assess.web.plans.forms import BudgetForm, DescribeAction, MoveAction, ReportOnAction
from lws_assess.web.post import mail
from lws_assess.web.words import local_day_or_none, now

blueprint = Blueprint("plans", __name__, url_prefix="/p/<partnership>/plan")

BY_AREA, BY_LEAD, BY_DATE = "area", "lead", "date"
FILTERS = {"": "All", YEAR_1: "Year 1", PILOTS: "Pilots", QUICK_WINS: "Quick wins"}


def plan_today(session: Session, partnership: PartnershipKey) -> ActionPlan:
    """The plan as it stands on this day."""
    day = local_day_or_none(now())
    assert day
    return plans.view_plan(session, partnership, day)


# --- the plan ------------------------------------------------------------------------------------------------


@blueprint.get("/")
def index(partnership: PartnershipKey) -> Response:
    """Every action in one of several orders, what is missing, and what it all costs."""
    with current_database().reading() as session:
        plan = plan_today(session, partnership)
        since = view_actions_and_areas(session, partnership, plan)
        removed = plans.removed_actions(session, partnership)
    chosen, flag = request.args.get("by", BY_AREA), request.args.get("only", "")
    actions = actions_with_flag(plan.actions, flag)
    tell_pages({area.name: area_page(area.code) for area in plan.areas})
    return forms.form_page(
        "plans/index.html",
        None,
        plan=plan,
        by=chosen,
        only=flag if flag in FILTERS else "",
        filters=FILTERS,
        orders=_orders(plan),
        sections=_sections(plan, chosen, actions),
        late=() if chosen == BY_DATE else _late(actions),
        mine=_mine(actions),
        sentence=plan_sentence(actions),
        money=money_table(plan.years),
        money_sentence=money_sentence(plan.years),
        since=since,
        removed=removed,
        may_run=may_run(),
    )


def _late(actions: tuple[PlannedAction, ...]) -> list[PlannedAction]:
    """Returns what is late, the longest first."""
    return sorted((one for one in actions if one.late), key=lambda one: -one.days_late)


def _mine(actions: tuple[PlannedAction, ...]) -> tuple[PlannedAction, ...]:
    """Returns what the person who looks leads and has not finished, by the address of their account."""
    own: str = current_user.person.email.casefold()
    return tuple(one for one in actions if one.is_open and one.about.lead_email.strip().casefold() == own)


def _orders(plan: ActionPlan) -> dict[str, str]:
    """Returns what the plan may be looked at by, with the words for it."""
    own: dict[str, str] = {grouping.key: grouping.title for grouping in plan.groupings}
    return {BY_AREA: "Area", BY_LEAD: "Lead", BY_DATE: "Date, what is late first", **own}


def _sections(plan: ActionPlan, by: str, actions: tuple[PlannedAction, ...]) -> tuple[Section, ...]:
    if by == BY_LEAD:
        return sections_by_lead(actions)
    if by == BY_DATE:
        return sections_by_date(actions)
    grouping = plan.find_grouping(GroupingKey(by))
    return sections_by_grouping(grouping, actions) if grouping else sections_by_area(plan, actions)


@blueprint.get("/plan.csv")
def table(partnership: PartnershipKey) -> Response:
    """Every action in a row."""
    with current_database().reading() as session:
        headers, rows = plan_table(plan_today(session, partnership))
    return as_download(csv_bytes(headers, rows), f"{partnership}-plan.csv", CSV)


@blueprint.get("/plan.ics")
def calendar(partnership: PartnershipKey) -> Response:
    """The days on which something is due, for a calendar."""
    with current_database().reading() as session:
        plan = plan_today(session, partnership)
    data = plan_calendar(partnership, plan, mail.public_addresses())
    return as_download(data, f"{partnership}-plan.ics", CALENDAR)


@blueprint.route("/money", methods=["GET", "POST"])
def money(partnership: PartnershipKey) -> Response:
    """Shows what there is to spend by financial year, and a form to enter or change a year."""
    form = BudgetForm()
    if form.validate_on_submit():
        pounds, pooled = (read_pounds(forms.text_of_field(f)) for f in (form.pounds, form.pooled))
        year = forms.number_in_field(form.year)
        try:
            with current_database().writing() as session:
                plans.set_available(session, partnership, year, pounds, pooled or 0)
        except PlanRefused as refusal:
            forms.refuse_at(form, refusal)
        else:
            flash("The year is saved." if pounds is not None else "The year is taken out.", "done")
            return redirect(url_for(".money", partnership=partnership), 303)
    with current_database().reading() as session:
        plan = plan_today(session, partnership)
    return forms.form_page(
        "plans/money.html",
        form,
        plan=plan,
        money=money_table(plan.years),
        money_sentence=money_sentence(plan.years),
    )


# --- adding and changing -------------------------------------------------------------------------------------


@blueprint.route("/new", methods=["GET", "POST"])
def add(partnership: PartnershipKey) -> Response:
    """A new action; its reference is made for it."""
    form = DescribeAction()
    if not form.is_submitted():
        form.area.data = request.args.get("area", "")
    if not form.validate_on_submit():
        return _form_page(partnership, form, "plans/new.html")
    try:
        with current_database().writing() as session:
            added = plans.add_action(session, partnership, form.about(), signed_in_editor(), now())
    except PlanRefused as refusal:
        forms.refuse_at(form, refusal)
        return _form_page(partnership, form, "plans/new.html")
    flash(f"{added.reference} is added.", "done")
    return to_action(partnership, added.reference)


@blueprint.route("/actions/<reference>/edit", methods=["GET", "POST"])
def edit(partnership: PartnershipKey, reference: ActionReference) -> Response:
    action = get_action(partnership, reference)
    form = DescribeAction.of(action.about)
    if not form.validate_on_submit():
        return _form_page(partnership, form, "plans/edit.html", action=action)
    try:
        with current_database().writing() as session:
            plans.change_action(session, partnership, reference, form.about(), signed_in_editor(), now())
    except PlanRefused as refusal:
        forms.refuse_at(form, refusal)
        return _form_page(partnership, form, "plans/edit.html", action=action)
    flash(f"{reference} is saved.", "done")
    return to_action(partnership, reference)


def _form_page(partnership: PartnershipKey, form: DescribeAction, template: str, **values: Any) -> Response:
    with current_database().reading() as session:
        plan = plan_today(session, partnership)
    areas = [(area.code, f"{area.number}. {area.name}") for area in plan.areas]
    chosen = forms.text_of_field(form.area)
    gone = [(chosen, chosen)] if "action" in values and chosen == values["action"].about.areas[0] else []
    offered = areas if chosen in dict(areas) or not gone else [*areas, *gone]
    return forms.form_page(
        template,
        form,
        plan=plan,
        areas=offered,
        priorities=[("", "None"), *((code, plan.area_name(code)) for code in plan.decided)],
        **values,
    )


# --- one action ----------------------------------------------------------------------------------------------


@blueprint.get("/actions/<reference>/")
def show(partnership: PartnershipKey, reference: ActionReference) -> Response:
    """One action: all that is planned, what has happened, and what can be done with it."""
    return _show(partnership, reference, ReportOnAction(formdata=None))


def _show(partnership: PartnershipKey, reference: ActionReference, form: ReportOnAction) -> Response:
    with current_database().reading() as session:
        plan = plan_today(session, partnership)
        since = view_actions_and_areas(session, partnership, plan)
        code = plan_leads.action_lead_code(session, partnership, reference) if may_run() else ""
    action = plan.find_action(reference) or abort(404)
    return forms.form_page(
        "plans/show.html",
        form,
        plan=plan,
        action=action,
        moved=next((one for one in since.actions if one.action == action), None) if since else None,
        since=since,
        address=mail.absolute_address("plan_leads.show", secret=code) if code else "",
        state_words=STATE_WORDS,
        may_run=may_run(),
    )


@blueprint.post("/actions/<reference>/update")
def update(partnership: PartnershipKey, reference: ActionReference) -> Response:
    """Adds an update; the steering group may do this too."""
    get_action(partnership, reference)
    form = ReportOnAction()
    if not form.validate_on_submit():
        return _show(partnership, reference, form)
    words, value = forms.text_of_field(form.words), forms.text_of_field(form.value)
    try:
        with current_database().writing() as session:
            plans.add_update(
                session, partnership, reference, words, value=value, by=signed_in_editor(), now=now()
            )
    except PlanRefused as refusal:
        forms.refuse_at(form, refusal)
        return _show(partnership, reference, form)
    flash("The update is added.", "done")
    return to_action(partnership, reference)


@blueprint.route("/actions/<reference>/state", methods=["GET", "POST"])
def move(partnership: PartnershipKey, reference: ActionReference) -> Response:
    """Shows what an action has become, such as complete or stopped."""
    action, form = get_action(partnership, reference), MoveAction()
    if form.validate_on_submit():
        state, words = ActionState(forms.text_of_field(form.state)), forms.text_of_field(form.words)
        try:
            with current_database().writing() as session:
                plans.move_action(session, partnership, reference, state, words, signed_in_editor(), now())
        except PlanRefused as refusal:
            forms.refuse_at(form, refusal)
        else:
            flash(f"{reference} is now: {STATE_WORDS[state].lower()}.", "done")
            return to_action(partnership, reference)
    choices = plans.next_states(action.state)
    return forms.form_page(
        "plans/state.html", form, action=action, choices=choices, now=STATE_WORDS[action.state]
    )


@blueprint.route("/actions/<reference>/remove", methods=["GET", "POST"])
def remove(partnership: PartnershipKey, reference: ActionReference) -> Response:
    """Asks whether one is sure, and then takes it out."""
    action, form = get_action(partnership, reference), forms.Form()
    if not form.validate_on_submit():
        may_stop = "stopped" in MOVES[action.state]
        return forms.form_page("plans/remove.html", form, action=action, may_stop=may_stop)
    with current_database().writing() as session:
        plans.remove_action(session, partnership, reference, signed_in_editor(), now())
    flash(f"{reference} is removed. One line in the history says so.", "done")
    return redirect(url_for(".index", partnership=partnership), 303)


# --- what these share ----------------------------------------------------------------------------------------


def get_action(partnership: PartnershipKey, reference: ActionReference) -> PlannedAction:
    """The action of an address, or 404."""
    day = local_day_or_none(now())
    assert day
    with current_database().reading() as session:
        return plans.find_planned(session, partnership, reference, day) or abort(404)


def to_action(partnership: PartnershipKey, reference: ActionReference) -> Response:
    return redirect(url_for("plans.show", partnership=partnership, reference=reference), 303)


def signed_in_editor() -> str:
    """Returns the name of the person who is signed in, as the history holds it."""
    called: str = current_user.person.called
    return called
