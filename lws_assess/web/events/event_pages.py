"""Visioning events as staff plan them: the list, a new one, its facts, and beginning it."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lws_assess.actions.events import visioning_events as actions
from lws_assess.actions.events.own_programmes import list_own_templates, programme_of_event
from lws_assess.actions.events.programmes import programme_checks
from lws_assess.actions.events.rehearsals import find_rehearsal_on
from lws_assess.records.events.programme_templates import programme_templates
from lws_assess.records.events.visioning_events import Event, find_event, list_events, programme_of
from lws_assess.records.groups import all_groups
from lws_assess.records.instruments import get_edition, shipped_editions
from lws_assess.records.rounds import find_round
from lws_assess.survey.events.programme_times import (
    end_of_programme,
    length_words,
    segment_times,
    total_minutes,
)
from lws_assess.survey.events.programmes import get_kind
from lws_assess.survey.events.rooms import WINDOW, EventRefusal, EventState, write_room_code
from lws_assess.survey.events.ticked_facts import facts_from_json
from lws_assess.survey.keys import EventKey, PartnershipKey
from lws_assess.survey.refusals import NotPossible
from lws_assess.survey.smallest_numbers import fewest_in_a_room
from lws_assess.web import forms
from lws_assess.web.access import may_run
from lws_assess.web.events import forms as event_forms
from lws_assess.web.events.forms import DescribeEvent
from lws_assess.web.events.keys import codes_to_show
from lws_assess.web.loading import current_database
from lws_assess.web.words import now

blueprint = Blueprint("events", __name__, url_prefix="/p/<partnership>/events")

STATE_WORDS = {EventState.PLANNED: "Planned", EventState.RUNNING: "Running now", EventState.ENDED: "Over"}


@blueprint.get("/")
def index(partnership: PartnershipKey) -> Response:
    """Lists the events that run, those that are planned, and those that are over; or those that were put away."""
    away = bool(request.args.get("away"))
    with current_database().reading() as session:
        everything = list_events(session, partnership)
        events = [event for event in everything if event.put_away == away]
        own = len(list_own_templates(session, partnership)) if may_run() else 0
        names = {group.key: group.name for group in all_groups(session, partnership)}
        codes = {
            event.key: codes_to_show(session, event) for event in events if event.state == EventState.RUNNING
        }
        length = {event.key: total_minutes(programme_of(session, partnership, event.key)) for event in events}
    by_state = [(state, [event for event in events if event.state == state]) for state in STATE_WORDS]
    return forms.form_page(
        "events/index.html",
        None,
        events=dict(by_state),
        away=away,
        put_away=sum(event.put_away for event in everything),
        own=own,
        codes=codes,
        lengths={key: length_words(minutes) for key, minutes in length.items()},
        names=names,
        may_run=may_run(),
    )


@blueprint.route("/new", methods=["GET", "POST"])
def add(partnership: PartnershipKey) -> Response:
    """A title, a place, a day, and the programme that it begins with: also that of an event there was."""
    like = EventKey(request.args.get("like", ""))
    with current_database().reading() as session:
        before = find_event(session, partnership, like) if like else None
        of_event = (programme_of_event(session, before),) if before else ()
        own = list_own_templates(session, partnership)
    templates, shelf = (*of_event, *own, *programme_templates()), shipped_editions()
    form = event_forms.new_event_form(templates, shelf, before)
    chosen = forms.text_of_field(form.template)
    template = next((one for one in templates if one.key == chosen), None)
    if not form.validate_on_submit() or template is None:
        lengths = {one.key: length_words(total_minutes(one.segments)) for one in templates}
        return forms.form_page(
            "events/new.html",
            form,
            templates=templates,
            lengths=lengths,
            shelf=shelf,
            own={one.key for one in own},
            before=before,
        )
    with current_database().writing() as session:
        facts = form.facts(template.starts)
        event = actions.plan_event(
            session, partnership, facts, template, forms.text_of_field(form.instrument)
        ).key
    flash("The event is planned. Look through its programme, and change what you like.", "done")
    return to_event(partnership, event)


@blueprint.get("/<event>/")
def show(partnership: PartnershipKey, event: EventKey) -> Response:
    """One event: what is known of it, its programme, and what can be done with it."""
    with current_database().reading() as session:
        found = get_event(session, partnership, event)
        segments = programme_of(session, partnership, event)
        codes, trouble = codes_to_show(session, found)
        group = next((one for one in all_groups(session, partnership) if one.key == found.group), None)
        page: dict[str, Any] = {
            "event": found,
            "codes": codes,
            "trouble": trouble,
            "rows": list(zip(segments, segment_times(found.starts, segments), strict=True)),
            "ends": end_of_programme(found.starts, segments),
            "fewest_in_a_room": fewest_in_a_room(found.smallest_number),
            "length": length_words(total_minutes(segments)),
            "checks": programme_checks(session, found) if found.state == EventState.PLANNED else (),
            "edition": get_edition(session, found.edition)
            if found.edition
            else shipped_editions()[found.instrument],
            "group": group,
            "round": find_round(session, partnership, found.round) if found.round else None,
            "rehearsal": find_rehearsal_on(session, partnership, event),
        }
    return forms.form_page(
        "events/show.html",
        None,
        kind=get_kind,
        hours=WINDOW.days * 24 + WINDOW.seconds // 3600,
        state_words=STATE_WORDS,
        may_run=may_run(),
        ticked=len(facts_from_json(found.ticked_facts_json)),
        **page,
    )


@blueprint.route("/<event>/edit", methods=["GET", "POST"])
def edit(partnership: PartnershipKey, event: EventKey) -> Response:
    """Changes the facts of an event."""
    with current_database().reading() as session:
        found = get_event(session, partnership, event)
    form = DescribeEvent(data={**vars(_facts_of(found)), "tables": str(found.tables)})
    if form.validate_on_submit():
        try:
            with current_database().writing() as session:
                actions.change_event(session, partnership, event, form.facts())
        except EventRefusal as refusal:
            forms.refuse_at(form, refusal, "title")
        else:
            flash("The event is saved.", "done")
            return to_event(partnership, event)
    return forms.form_page("events/edit.html", form, event=found)


def _facts_of(event: Event) -> actions.EventFacts:
    return actions.EventFacts(
        event.title, event.place, event.day, event.starts, event.tables, event.timed_segments
    )


@blueprint.route("/<event>/delete", methods=["GET", "POST"])
def delete(partnership: PartnershipKey, event: EventKey) -> Response:
    """Asks whether one is sure, and then throws a planned event away."""
    with current_database().reading() as session:
        found = get_event(session, partnership, event)
    form = forms.Form()
    if not form.validate_on_submit():
        return forms.form_page("events/delete.html", form, event=found)
    try:
        with current_database().writing() as session:
            actions.delete_event(session, partnership, event)
    except EventRefusal as refusal:
        flash(refusal.words, "problem")
        return to_event(partnership, event)
    flash(f"“{found.title}” is deleted.", "done")
    return redirect(url_for(".index", partnership=partnership), 303)


@blueprint.post("/<event>/away")
def put_away(partnership: PartnershipKey, event: EventKey) -> Response:
    """Takes an event that is over out of the list, or brings it back; the same button undoes it."""
    away = request.form.get("do") != "back"
    try:
        with current_database().writing() as session:
            get_event(session, partnership, event)
            found = actions.put_event_away(session, partnership, event, away)
            title = found.title
    except EventRefusal as refusal:
        flash(refusal.words, "problem")
    else:
        flash(f"“{title}” is {'put away' if away else 'back in the list'}.", "done")
    return to_event(partnership, event)


@blueprint.post("/<event>/begin")
def begin(partnership: PartnershipKey, event: EventKey) -> Response:
    """Opens the room, and leads to the host's page."""
    try:
        with current_database().writing() as session:
            get_event(session, partnership, event)
            begin_with(session, partnership, event, signed_in_host())
    except NotPossible as refusal:
        flash(refusal.words, "problem")
        return to_event(partnership, event)
    return redirect(url_for(".show", partnership=partnership, event=event) + "host", 303)


def begin_with(session: Session, partnership: PartnershipKey, event: EventKey, by: str) -> None:
    """Gives the room its code and its salt, both drawn here. Raises EventRefusal and RoundRefusal."""
    actions.begin_event(session, partnership, event, new_room_code, secrets.token_bytes(16), by, now())


def new_room_code() -> str:
    return write_room_code(secrets.token_bytes(8))


# --- what these share ------------------------------------------------------------------------------------


def get_event(session: Session, partnership: PartnershipKey, event: EventKey) -> Event:
    """The event of an address, or 404."""
    return find_event(session, partnership, event) or abort(404)


def to_event(partnership: PartnershipKey, event: EventKey) -> Response:
    return redirect(url_for("events.show", partnership=partnership, event=event), 303)


def signed_in_host() -> str:
    """Returns the name of the person who is signed in, as other hosts see it."""
    called: str = current_user.person.called
    return called
