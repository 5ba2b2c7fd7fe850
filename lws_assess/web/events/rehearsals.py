"""Rehearsals: what the real room will not be able to show, beginning one with imaginary phones, and ending it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from lws_assess.actions.events import rehearsals as actions
from lws_assess.actions.events.imaginary_phones import let_phones_answer
from lws_assess.actions.events.room_forecasts import foretell_event
from lws_assess.records.sealing_keys import KeyTrouble
from lws_assess.survey.events.rehearsals import (
    HIGHEST_SEED,
    LOWEST_SEED,
    MOST_IMAGINED,
    expected_people,
)
from lws_assess.survey.events.rooms import EventRefusal, EventState
from lws_assess.survey.keys import EventKey, GroupKey, PartnershipKey
from lws_assess.survey.refusals import NotPossible, Refusal
from lws_assess.web import forms
from lws_assess.web.events import keys as event_keys
from lws_assess.web.events.event_pages import get_event, new_room_code, signed_in_host, to_event
from lws_assess.web.loading import current_database
from lws_assess.web.refusals import status_of
from lws_assess.web.words import now

blueprint = Blueprint("event_rehearsals", __name__, url_prefix="/p/<partnership>/events/<event>/rehearsal")
event_keys.guard_event_pages(blueprint)

OF_GROUP = "people-"  # what the name of a field begins with that asks how many come of a group
ENDED = "The rehearsal is over. Nothing of it is left."
NO_NUMBER = "Enter a whole number, such as 12, or leave it empty for nobody."


@blueprint.get("")
def show(partnership: PartnershipKey, event: EventKey) -> Response:
    """Says part by part what a room of so many people will be able to show; with no numbers, of those expected."""
    return _page(partnership, event, request.args)


def _page(
    partnership: PartnershipKey, event: EventKey, typed: Mapping[str, str], refusal: Refusal | None = None
) -> Response:
    with current_database().reading() as session:
        found = get_event(session, partnership, event)
        if found.state != EventState.PLANNED or found.rehearses:
            if refusal:
                flash(refusal.words, "problem")
            return to_event(partnership, found.rehearses or event)
        groups = actions.groups_to_imagine(session, found)
        expected = expected_people({one.key: one.target for one in groups}, found.tables)
        asked = any(name.startswith(OF_GROUP) for name in typed)
        values = {
            group: typed.get(f"{OF_GROUP}{group}", "").strip() if asked else str(number or "")
            for group, number in expected.items()
        }
        people, faults = _read_people(values)
        page = {
            "event": found,
            "groups": groups,
            "values": values,
            "people": sum(people.values()),
            "foretold": foretell_event(session, found, people, now()),
            "on": actions.find_rehearsal_on(session, partnership, event) is not None,
        }
    if refusal:
        faults[refusal.field or "people"] = refusal.words
    return forms.form_page(
        "events/rehearsals/show.html",
        None,
        status=status_of(refusal) if refusal else None,
        faults=faults,
        seed=typed.get("seed", ""),
        most=MOST_IMAGINED,
        of_group=OF_GROUP,
        **page,
    )


def _read_people(values: Mapping[GroupKey, str]) -> tuple[dict[GroupKey, int], dict[str, str]]:
    """Returns how many people of each group were typed, and what is wrong with what was, by field."""
    people, faults = {}, {}
    for group, text in values.items():
        number = forms.read_number(text) if text else 0
        if number is None or number > MOST_IMAGINED:
            faults[f"{OF_GROUP}{group}"] = NO_NUMBER if number is None else f"{MOST_IMAGINED} at the most."
        people[group] = min(number or 0, MOST_IMAGINED)
    return people, faults


@blueprint.post("")
def begin(partnership: PartnershipKey, event: EventKey) -> Response:
    """Begins a rehearsal, and leads to its desk; one that was on is over then. Or foretells of other numbers."""
    if request.form.get("do") == "look":
        return _page(partnership, event, request.form)
    try:
        key, keys = _begin(partnership, event)
        actions.destroy_rehearsal_keys(current_database(), keys)
        let_them_answer(partnership, key)
    except NotPossible as refusal:
        return _page(partnership, event, request.form, refusal)
    return redirect(url_for("event_hosts.show", partnership=partnership, event=key), 303)


def _begin(partnership: PartnershipKey, event: EventKey) -> tuple[EventKey, tuple[str, ...]]:
    with current_database().writing() as session:
        found = get_event(session, partnership, event)
        asked = [one.key for one in actions.groups_to_imagine(session, found)]
        people, faults = _read_people(
            {one: request.form.get(f"{OF_GROUP}{one}", "").strip() for one in asked}
        )
        for field, words in faults.items():
            raise EventRefusal(words, field)
        order = actions.RehearsalOrder(people, _seed())
        begun = (order, new_room_code, secrets.token_bytes(16), signed_in_host(), now())
        copy, keys = actions.start_rehearsal(session, partnership, event, *begun)
        return copy.key, keys


def _seed() -> int:
    """The number that was typed to see a rehearsal again, or a fresh one."""
    typed = request.form.get("seed", "").strip()
    if not typed:
        return LOWEST_SEED + secrets.randbelow(HIGHEST_SEED)
    return forms.read_number(typed) or 0


def let_them_answer(partnership: PartnershipKey, event: EventKey) -> None:
    """Lets the imaginary people of a rehearsal have their turn who come next. Raises EventRefusal where none is on."""
    with current_database().writing() as session:
        let_phones_answer(session, partnership, event, secrets.token_bytes, now())


@blueprint.post("/answer")
def answer(partnership: PartnershipKey, event: EventKey) -> Response:
    """Lets those have their turn who come next, and shows the desk again."""
    with current_database().reading() as session:
        get_event(session, partnership, event)
    let_them_answer(partnership, event)
    return redirect(url_for("event_hosts.show", partnership=partnership, event=event), 303)


@blueprint.post("/end")
def end(partnership: PartnershipKey, event: EventKey) -> Response:
    """Erases the rehearsal of a planned event, whether or not one is on."""
    try:
        with current_database().writing() as session:
            get_event(session, partnership, event)
            keys = actions.end_rehearsal(session, partnership, event)
        actions.destroy_rehearsal_keys(current_database(), keys)
    except KeyTrouble as trouble:
        flash(event_keys.words_of_key_trouble(trouble), "problem")
        return to_event(partnership, event)
    flash(ENDED, "done")
    return to_event(partnership, event)
