"""Local lists: outcomes, objectives or strands, and the areas that each of their items belongs to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired

from lws_assess.actions.plans import groupings as actions
from lws_assess.survey.keys import GroupingKey, ItemKey, PartnershipKey
from lws_assess.survey.plans.planned_actions import (
    MOST_LINE,
    OUTCOMES,
    ActionPlan,
    GroupingLine,
    PlanGrouping,
    PlanRefused,
)
from lws_assess.web import forms
from lws_assess.web.access import may_run
from lws_assess.web.loading import current_database
from lws_assess.web.plans.plan_pages import plan_today

blueprint = Blueprint("groupings", __name__, url_prefix="/p/<partnership>/plan/lists")

LINE = [forms.at_most(MOST_LINE), forms.is_plain]
MOST_TYPED = 12_000  # characters of a whole list


class GroupingTitle(forms.Form):
    title = StringField(
        "What is the list called?", [DataRequired("Give the list a name"), *LINE], [forms.trimmed_line]
    )


class NewGroupingForm(GroupingTitle):
    names = TextAreaField("Its items, one on each line", [forms.at_most(MOST_TYPED)], [forms.trimmed_lines])

    def items(self) -> list[str]:
        return [
            name
            for line in forms.text_of_field(self.names).splitlines()
            if (name := forms.trimmed_line(line))
        ]


class OneItem(forms.Form):
    name = StringField("Name", [DataRequired("Give the item a name"), *LINE], [forms.trimmed_line])
    areas = SelectMultipleField("Areas that it belongs to", validate_choice=False)


@blueprint.get("/")
def index(partnership: PartnershipKey) -> Response:
    """Every list with its items and their areas."""
    return forms.form_page("plans/groupings/index.html", None, plan=_plan(partnership), may_run=may_run())


@blueprint.route("/new", methods=["GET", "POST"])
def add(partnership: PartnershipKey) -> Response:
    """A list with all its items at once; areas are given to each afterwards."""
    form, made = NewGroupingForm(), list[PlanGrouping]()

    def change(session: Session) -> None:
        made.append(actions.add_grouping(session, partnership, forms.text_of_field(form.title), form.items()))

    if form.validate_on_submit() and _keep(form, change):
        flash("The list is added. Now say which areas each item belongs to.", "done")
        return _to(partnership, made[0].key)
    return forms.form_page("plans/groupings/new.html", form)


@blueprint.route("/<grouping>/", methods=["GET", "POST"])
def show(partnership: PartnershipKey, grouping: GroupingKey) -> Response:
    """One list, and a form to add an item."""
    found, form = _get(partnership, grouping), OneItem()
    name, areas = forms.text_of_field(form.name), form.areas.data or []
    if form.validate_on_submit() and _keep(
        form, lambda session: actions.add_item(session, partnership, grouping, name, areas)
    ):
        flash("The item is added.", "done")
        return _to(partnership, grouping)
    return _page("show", partnership, found, form)


@blueprint.route("/<grouping>/name", methods=["GET", "POST"])
def rename(partnership: PartnershipKey, grouping: GroupingKey) -> Response:
    found = _get(partnership, grouping)
    form = GroupingTitle(data={"title": found.title})
    title = forms.text_of_field(form.title)
    if form.validate_on_submit() and _keep(
        form, lambda session: actions.rename_grouping(session, partnership, grouping, title)
    ):
        flash("The list is saved.", "done")
        return _to(partnership, grouping)
    return _page("rename", partnership, found, form)


@blueprint.route("/<grouping>/remove", methods=["GET", "POST"])
def remove(partnership: PartnershipKey, grouping: GroupingKey) -> Response:
    """Asks whether one is sure, and then takes the list away."""
    found, form = _get(partnership, grouping), forms.Form()
    if not form.validate_on_submit():
        return _page("remove", partnership, found, form)
    try:
        with current_database().writing() as session:
            actions.remove_grouping(session, partnership, grouping)
    except PlanRefused as refusal:
        flash(refusal.words, "problem")
        return _to(partnership, grouping)
    flash(f"“{found.title}” is removed.", "done")
    return redirect(url_for(".index", partnership=partnership), 303)


@blueprint.route("/<grouping>/<item>/", methods=["GET", "POST"])
def item(partnership: PartnershipKey, grouping: GroupingKey, item: ItemKey) -> Response:
    """One item, to be named otherwise or given to other areas."""
    found = _get(partnership, grouping)
    old = _get_item(found, item)
    form = OneItem(data={"name": old.name, "areas": list(old.areas)})
    name, areas = forms.text_of_field(form.name), form.areas.data or []
    if form.validate_on_submit() and _keep(
        form, lambda session: actions.change_item(session, partnership, grouping, item, name, areas)
    ):
        flash("The item is saved.", "done")
        return _to(partnership, grouping)
    return _page("item", partnership, found, form, item=old)


@blueprint.route("/<grouping>/<item>/remove", methods=["GET", "POST"])
def remove_item(partnership: PartnershipKey, grouping: GroupingKey, item: ItemKey) -> Response:
    """Asks whether one is sure, and then takes the item out."""
    found, form = _get(partnership, grouping), forms.Form()
    old = _get_item(found, item)
    if not form.validate_on_submit():
        return _page("remove_item", partnership, found, form, item=old)
    with current_database().writing() as session:
        actions.remove_item(session, partnership, grouping, item)
    flash(f"“{old.name}” is removed.", "done")
    return _to(partnership, grouping)


def _plan(partnership: PartnershipKey) -> ActionPlan:
    with current_database().reading() as session:
        return plan_today(session, partnership)


def _page(
    template: str, partnership: PartnershipKey, grouping: PlanGrouping, form: forms.Form, **values: Any
) -> Response:
    plan = _plan(partnership)
    carried = [a for a in plan.actions if {one.key for one in grouping.items} & set(a.about.items)]
    values |= {"plan": plan, "grouping": grouping, "carried": carried, "outcomes": OUTCOMES, "may_run": True}
    return forms.form_page(f"plans/groupings/{template}.html", form, **values)


def _get(partnership: PartnershipKey, key: GroupingKey) -> PlanGrouping:
    with current_database().reading() as session:
        return actions.find_grouping(session, partnership, key) or abort(404)


def _get_item(grouping: PlanGrouping, key: ItemKey) -> GroupingLine:
    return next((one for one in grouping.items if one.key == f"{grouping.key}/{key}"), None) or abort(404)


def _keep(form: forms.Form, change: Callable[[Session], None]) -> bool:
    """Carries a change out; false where the refusal now stands at its field."""
    try:
        with current_database().writing() as session:
            change(session)
    except PlanRefused as refusal:
        forms.refuse_at(form, refusal)
        return False
    return True


def _to(partnership: PartnershipKey, grouping: GroupingKey) -> Response:
    return redirect(url_for("groupings.show", partnership=partnership, grouping=grouping), 303)
