"""Ideas under themes, as hosts see them: letting tables group them, the last word, and a theme taken into the plan."""

from __future__ import annotations

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lws_assess.actions.events import groupings as actions
from lws_assess.actions.events.groupings import GroupedSource
from lws_assess.actions.events.scenes import edition_of
from lws_assess.records.events.visioning_events import Event
from lws_assess.survey.events.rooms import EventRefusal, EventState
from lws_assess.survey.keys import EventKey, PartnershipKey
from lws_assess.survey.plans.planned_actions import PlanRefused
from lws_assess.web import forms
from lws_assess.web.events import keys as event_keys
from lws_assess.web.events.event_pages import get_event, signed_in_host
from lws_assess.web.events.tables import TakeAction
from lws_assess.web.loading import current_database
from lws_assess.web.refusals import status_on_desk
from lws_assess.web.words import now

blueprint = Blueprint("event_groupings", __name__, url_prefix="/p/<partnership>/events/<event>/themes")
event_keys.guard_event_pages(blueprint)


@blueprint.get("")
def index(partnership: PartnershipKey, event: EventKey) -> Response:
    """Every question's ideas with the themes that they are under; what tables chose, once they have stopped."""
    return _page(partnership, event)


def _page(partnership: PartnershipKey, event: EventKey, problem: str = "") -> Response:
    with current_database().reading() as session:
        found = get_event(session, partnership, event)
        waiting = actions.list_waiting_themes(session, found, found.themes_of) if found.themes_of else {}
        page = render_template(
            "events/groupings/index.html",
            event=found,
            sources=actions.list_grouped_sources(session, found),
            waiting=len(waiting),
            problem=problem,
        )
    return make_response(page, status_on_desk(problem))


@blueprint.post("/open")
def begin(partnership: PartnershipKey, event: EventKey) -> Response:
    """Lets tables put the ideas of one question under themes."""
    try:
        with current_database().writing() as session:
            get_event(session, partnership, event)
            source = request.form.get("source", "")
            actions.open_grouping(session, partnership, event, source, signed_in_host(), now())
    except EventRefusal as refusal:
        return _page(partnership, event, refusal.words)
    return _back(partnership, event)


@blueprint.post("/stop")
def stop(partnership: PartnershipKey, event: EventKey) -> Response:
    """Counts what tables chose, and asks the host for the last word."""
    try:
        with current_database().writing() as session:
            get_event(session, partnership, event)
            actions.stop_grouping(session, partnership, event, signed_in_host(), now())
    except EventRefusal as refusal:
        return _page(partnership, event, refusal.words)
    return _back(partnership, event)


@blueprint.post("")
def keep(partnership: PartnershipKey, event: EventKey) -> Response:
    """Puts ideas where the host chose."""
    chosen = {name.removeprefix("idea-"): theme for name, theme in request.form.items()}
    try:
        with current_database().writing() as session:
            get_event(session, partnership, event)
            source = request.form.get("source", "")
            actions.keep_themes(session, partnership, event, source, chosen, signed_in_host(), now())
    except EventRefusal as refusal:
        return _page(partnership, event, refusal.words)
    flash("The themes are kept. A dot vote on these ideas is now a vote on themes.", "done")
    return _back(partnership, event)


@blueprint.route("/plan", methods=["GET", "POST"])
def take(partnership: PartnershipKey, event: EventKey) -> Response:
    """A theme, described as an action and taken into the plan with the ideas under it."""
    theme = request.args.get("theme", "")
    with current_database().reading() as session:
        found = get_event(session, partnership, event)
        source = _find_source(session, found, request.args.get("source", ""))
        ideas = source.ideas_of(theme) if source and theme else ()
        areas = [(area.code, f"{area.number}. {area.name}") for area in edition_of(session, found).areas]
    if source is None or not ideas:
        flash("There are no ideas under this theme any more. Take another into the plan here.", "problem")
        return _back(partnership, event)
    form = TakeAction(what=theme)
    if form.validate_on_submit():
        about = form.facts().described()
        try:
            with current_database().writing() as session:
                by = (signed_in_host(), now())
                taken = actions.take_theme_into_plan(session, found, source.key, theme, about, *by)
        except (PlanRefused, EventRefusal) as refusal:
            forms.refuse_at(form, refusal, "what")
        else:
            flash(f"It stands in the plan as {taken}, with its ideas.", "done")
            return _back(partnership, event)
    return forms.form_page(
        "events/groupings/take.html", form, event=found, theme=theme, ideas=ideas, areas=areas
    )


def _source(session: Session, event: Event, key: str) -> GroupedSource:
    """The question of an address, or 404."""
    return _find_source(session, event, key) or abort(404)


def _find_source(session: Session, event: Event, key: str) -> GroupedSource | None:
    found = actions.list_grouped_sources(session, event) if event.state != EventState.PLANNED else ()
    return next((one for one in found if one.key == key), None)


def _back(partnership: PartnershipKey, event: EventKey) -> Response:
    return redirect(url_for(".index", partnership=partnership, event=event), 303)
