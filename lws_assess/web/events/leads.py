"""The short meeting of a group, which its lead plans and runs from the private page, without an account."""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_bytes
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lws_assess.actions.answering.responses import UnknownLink
from lws_assess.actions.events import visioning_events as actions
from lws_assess.actions.events.desks import get_desk, wall_clock
from lws_assess.actions.events.meetings import prepare_meeting
from lws_assess.actions.rounds.leads import GroupLeadView, get_group_lead_view, hold_group_lead_view
from lws_assess.records.events.programme_templates import programme_templates
from lws_assess.records.events.visioning_events import Event, list_events
from lws_assess.records.instruments import get_edition, shipped_editions
from lws_assess.records.sealing_keys import FolderAway, KeyTrouble
from lws_assess.survey.events.programme_times import length_words, total_minutes
from lws_assess.survey.events.programmes import ProgrammeTemplate
from lws_assess.survey.events.rooms import EventState
from lws_assess.survey.refusals import NotPossible
from lws_assess.survey.secrets import read_code
from lws_assess.web import forms, logs
from lws_assess.web.events import keys as event_keys
from lws_assess.web.events import screens as event_screens
from lws_assess.web.events.acts import ACTS, ButtonPress, refuse_stale
from lws_assess.web.events.event_pages import new_room_code
from lws_assess.web.loading import current_database
from lws_assess.web.refusals import status_of, status_on_desk
from lws_assess.web.upkeep.due import end_due_keys
from lws_assess.web.words import local_day_or_none, now

blueprint = Blueprint("event_leads", __name__, url_prefix="/lead/<secret>/meeting")
event_keys.guard_event_pages(blueprint)


def _template() -> ProgrammeTemplate:
    """The first programme that a lead can run."""
    return next(template for template in programme_templates() if template.lead_can_run)


def _load(
    session: Session, secret: str, find: Callable[[Session, str], GroupLeadView] = get_group_lead_view
) -> tuple[GroupLeadView, Event | None]:
    """The lead's group, and its meeting that is planned or runs. Raises UnknownLink."""
    code = read_code(secret)
    if code is None:
        raise UnknownLink
    view = find(session, code)
    if view.round.released_at:
        abort(redirect(url_for("leads.show", secret=secret)))
    events = list_events(session, view.partnership.key)
    mine = (one for one in events if one.group == view.row.group.key and one.state != EventState.ENDED)
    return view, next(mine, None)


def _get(session: Session, secret: str) -> tuple[GroupLeadView, Event]:
    view, event = _load(session, secret)
    return view, event or abort(redirect(url_for(".show", secret=secret)))


@blueprint.get("")
def show(secret: str) -> Response:
    """Shows what such a meeting is, a button that begins one, and the desk of one that runs."""
    return _show(secret)


def _show(secret: str, problem: str = "") -> Response:
    with current_database().reading() as session:
        view, event = _load(session, secret)
        page: dict[str, Any] = {"view": view, "secret": secret, "event": event, "problem": problem}
        status = status_on_desk(problem)
        if event is None or event.state != EventState.RUNNING:
            template = _template()
            length = length_words(total_minutes(template.segments))
            return forms.form_page(
                "events/leads/begin.html", None, status, programme=template, length=length, **page
            )
        try:
            desk = get_desk(session, event, now())
        except KeyTrouble as trouble:
            logs.log_fault("key of an event cannot be read")
            page |= {
                "words": event_keys.words_of_key_trouble(trouble),
                "lost": not isinstance(trouble, FolderAway),
            }
            return forms.form_page("events/leads/without_key.html", None, status_of(trouble), **page)
        scene = event_screens.scene_of(session, event)
        picture = Markup(render_template("events/screens/scene.html", heading="h2", **scene))  # noqa: S704 - an escaping template
        return forms.form_page(
            "events/leads/show.html", None, status, desk=desk, scene=desk.scene, picture=picture, **page
        )


@blueprint.post("/begin")
def begin(secret: str) -> Response:
    """Plans the meeting of the group, where that is not done yet, and opens its room: one at a time, two a day."""
    try:
        with current_database().writing() as session:
            view, _event = _load(session, secret, hold_group_lead_view)
            planned = prepare_meeting(session, view.partnership.key, view.row.group.key, now())
            event = planned or _plan(session, view)
            actions.begin_event(
                session,
                event.partnership,
                event.key,
                new_room_code,
                token_bytes(16),
                _who(view),
                now(),
            )
    except NotPossible as refusal:
        return _show(secret, refusal.words)
    return _back(secret)


def _plan(session: Session, view: GroupLeadView) -> Event:
    """A meeting of today, with the questionnaire of the lead's round."""
    moment = now()
    title = f"Meeting: {view.row.group.name}"
    facts = actions.EventFacts(title, "", local_day_or_none(moment), wall_clock(moment), tables=0)
    used = get_edition(session, view.round.edition).key
    instrument = used if used in shipped_editions() else next(iter(shipped_editions()))
    where = (session, view.partnership.key, facts, _template(), instrument)
    return actions.plan_event(*where, group=view.row.group.key)


def _who(view: GroupLeadView) -> str:
    return view.row.group.lead or "The group’s lead"


@blueprint.post("/do/<press>")
def act(secret: str, press: str) -> Response:
    """One button, as hosts with an account have them."""
    perform = ACTS.get(press) or abort(404)
    try:
        with current_database().writing() as session:
            view, event = _get(session, secret)
            pressed = _pressed(view, event)
            refuse_stale(session, pressed)
            perform(session, pressed)
    except NotPossible as refusal:
        return _show(secret, refusal.words)
    except KeyTrouble:
        return _show(secret)
    return _back(secret)


def _pressed(view: GroupLeadView, event: Event) -> ButtonPress:
    return ButtonPress(event.partnership, event.key, _who(view), now(), request.form)


@blueprint.post("/end")
def end(secret: str) -> Response:
    """Ends the meeting: codes and ballots are erased, and what was shown stays with the facilitators."""
    try:
        with current_database().writing() as session:
            view, event = _get(session, secret)
            refuse_stale(session, _pressed(view, event))
            actions.end_event(session, event.partnership, event.key, _who(view), now())
    except NotPossible as refusal:
        return _show(secret, refusal.words)
    except KeyTrouble:
        return _show(secret)
    end_due_keys(current_database())
    event_keys.finish_event_key(current_database())
    flash("The meeting is over. What it said stays with those who run this consultation.", "done")
    return _back(secret)


@blueprint.get("/screen")
def screen(secret: str) -> ResponseReturnValue:
    """Shows what the room sees, for a projector."""
    with current_database().reading() as session:
        _view, event = _get(session, secret)
        return event_screens.screen_page(session, event, url_for(".pulse", secret=secret))


@blueprint.get("/screen/now")
def pulse(secret: str) -> ResponseReturnValue:
    """Answers what the screen of a lead's meeting asks, as for an event that staff run."""
    with current_database().reading() as session:
        _view, event = _get(session, secret)
        where = (event.partnership, event.key)
    return event_screens.screen_pulse(*where)


def _back(secret: str) -> Response:
    return redirect(url_for(".show", secret=secret), 303)
