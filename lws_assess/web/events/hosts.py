"""The host's page of a running event: where the room is, what can be done now, and ending it.

Nothing of it is kept in the browser: whoever signs in goes on from where the room is.
"""

from __future__ import annotations

from flask import Blueprint, abort, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lws_assess.actions.events.desks import count_waiting, get_desk, last_act
from lws_assess.actions.events.meetings import confirm_hands
from lws_assess.actions.events.visioning_events import end_event, is_lost
from lws_assess.records.events.visioning_events import Event, codes_of
from lws_assess.records.responses import answered_by_group
from lws_assess.records.sealing_keys import FolderAway, KeyTrouble
from lws_assess.survey.events.rooms import LONGEST_MESSAGE, EventRefusal, EventState
from lws_assess.survey.keys import NO_ROUND, EventKey, PartnershipKey
from lws_assess.survey.refusals import NotPossible, Refusal
from lws_assess.web import forms, logs
from lws_assess.web.events import keys as event_keys
from lws_assess.web.events.acts import ACTS, DONE_LATER, ButtonPress, refuse_stale
from lws_assess.web.events.event_pages import get_event, signed_in_host
from lws_assess.web.events.pulse import find_pulse, find_tables, timer_told
from lws_assess.web.events.rehearsals import let_them_answer
from lws_assess.web.events.screens import scene_of
from lws_assess.web.forms import read_number
from lws_assess.web.loading import current_database
from lws_assess.web.refusals import status_of, status_on_desk
from lws_assess.web.upkeep.due import end_due_keys
from lws_assess.web.words import now

blueprint = Blueprint("event_hosts", __name__, url_prefix="/p/<partnership>/events/<event>/host")
event_keys.guard_event_pages(blueprint)

RELEASING = ("stop-rating", "show-rating")  # after these, answers have been sealed and drafts erased


@blueprint.get("")
def show(partnership: PartnershipKey, event: EventKey) -> Response:
    """The desk of an event that runs; before it has begun, where it is begun."""
    return _show(partnership, event)


def _show(partnership: PartnershipKey, event: EventKey, problem: Refusal | None = None) -> Response:
    with current_database().reading() as session:
        found = get_event(session, partnership, event)
        if found.state == EventState.ENDED:
            return _to_what_came_of_it(found, problem)
        if found.state == EventState.PLANNED:
            return _answer("events/hosts/planned.html", problem, event=found)
        try:
            desk = get_desk(session, found, now())
        except KeyTrouble as trouble:
            return _without_key(found, trouble)
        return _answer(
            "events/hosts/show.html",
            problem,
            event=found,
            desk=desk,
            scene=desk.scene,
            picture=_picture(session, found),
            typed=request.form if problem else {},
            most_characters=LONGEST_MESSAGE,
            done_later=DONE_LATER,
        )


def _answer(template: str, problem: Refusal | None, **page: object) -> Response:
    faults = {problem.field: problem.words} if problem else {}
    return make_response(render_template(template, faults=faults, **page), status_on_desk(problem))


def _without_key(event: Event, trouble: KeyTrouble) -> Response:
    """The desk of an event whose key cannot be read: what is wrong, and what can be done."""
    logs.log_fault("key of an event cannot be read")
    page = render_template(
        "events/hosts/without_key.html",
        event=event,
        words=event_keys.words_of_key_trouble(trouble),
        lost=not isinstance(trouble, FolderAway),
    )
    return make_response(page, status_of(trouble))


def _picture(session: Session, event: Event) -> Markup:
    """Returns what the screen shows now, as a piece of a page."""
    return Markup(render_template("events/screens/scene.html", heading="h2", **scene_of(session, event)))  # noqa: S704 - it escapes


@blueprint.post("/<press>")
def act(partnership: PartnershipKey, event: EventKey, press: str) -> Response:
    """One button. What cannot be done is said on the page, with what is on now."""
    perform = ACTS.get(press) or abort(404)
    pressed = _pressed(partnership, event)
    try:
        with current_database().writing() as session:
            rehearsed = bool(get_event(session, partnership, event).rehearses)
            refuse_stale(session, pressed)
            perform(session, pressed)
        if rehearsed:
            let_them_answer(partnership, event)
    except NotPossible as refusal:
        return _show(partnership, event, refusal)
    except KeyTrouble:
        return _show(partnership, event)
    if press in RELEASING:
        end_due_keys(current_database())
    return redirect(url_for(".show", partnership=partnership, event=event), 303)


def _pressed(partnership: PartnershipKey, event: EventKey) -> ButtonPress:
    return ButtonPress(partnership, event, signed_in_host(), now(), request.form)


@blueprint.post("/hands")
def hands(partnership: PartnershipKey, event: EventKey) -> Response:
    """A facilitator counts the hands of a lead's meeting. Not among the buttons, which its lead has too."""
    counted = read_number(request.form.get("hands", ""))
    try:
        if counted is None:
            raise EventRefusal("Enter how many hands were counted, such as 14.", "hands")
        with current_database().writing() as session:
            get_event(session, partnership, event)
            refuse_stale(session, _pressed(partnership, event))
            confirm_hands(session, partnership, event, counted, signed_in_host(), now())
    except EventRefusal as refusal:
        return _show(partnership, event, refusal)
    return redirect(url_for(".show", partnership=partnership, event=event), 303)


@blueprint.get("/now")
def pulse(partnership: PartnershipKey, event: EventKey) -> ResponseReturnValue:
    """The version of the event, by which a host's page sees that something was done, and what it counts."""
    with current_database().reading() as session:
        found = get_event(session, partnership, event)
        waiting = count_waiting(session, found)
        begun = sum(
            one for one, _ in answered_by_group(session, partnership, found.round or NO_ROUND).values()
        )
        counts = {"begun": begun, "words": waiting.words, "evidence": waiting.evidence}
        left = timer_told(found.timer_ends_at, now())
        said = {"state": found.state, "version": found.version, "last": last_act(found), **left}
        code = codes_of(session, found).room
        tables = find_tables(session, found) if code else {}
    beat = find_pulse(code) if code else None
    if beat:
        counts |= {"people": beat.people, "cast": beat.cast, "rated": beat.rated}
    return jsonify({**said, "tables": tables, "counts": {**counts, "actions": waiting.actions}})


@blueprint.route("/end", methods=["GET", "POST"])
def end(partnership: PartnershipKey, event: EventKey) -> Response:
    """Shows what ending the event erases and what stays, and then ends it."""
    form = forms.Form()
    problem: Refusal | None = None
    if form.validate_on_submit():
        try:
            with current_database().writing() as session:
                get_event(session, partnership, event)
                refuse_stale(session, _pressed(partnership, event))
                end_event(session, partnership, event, signed_in_host(), now())
            end_due_keys(current_database())
            event_keys.finish_event_key(current_database())
        except NotPossible as refusal:
            problem = refusal
        except FolderAway:
            problem = FolderAway(event_keys.AWAY)
    return _end_page(partnership, event, problem)


def _end_page(partnership: PartnershipKey, event: EventKey, problem: Refusal | None) -> Response:
    with current_database().reading() as session:
        found = get_event(session, partnership, event)
        if found.state != EventState.RUNNING:
            return _show(partnership, event)
        try:
            lost = is_lost(session, found)
        except FolderAway as trouble:
            return _without_key(found, trouble)
        if lost:
            return _answer("events/hosts/end_lost.html", problem, event=found)
        desk = get_desk(session, found, now())
        return _answer("events/hosts/end.html", problem, event=found, desk=desk, scene=desk.scene)


def _to_what_came_of_it(event: Event, problem: Refusal | None) -> Response:
    if problem:
        flash(problem.words, "problem")
    return redirect(url_for("event_summaries.show", partnership=event.partnership, event=event.key), 303)
