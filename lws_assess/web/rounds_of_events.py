"""Pages of a round where it is the round of an event, which stands beside the consultations.

A blueprint declares that its pages are there as well for such a round, and when. All others lead to the event.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.sansio.app import App
from sqlalchemy.orm import Session

from lws_assess.actions.events.rehearsals import find_rehearsed_event
from lws_assess.records.events.visioning_events import Event, find_event_of_round
from lws_assess.records.rounds import Round
from lws_assess.survey.keys import EventKey, PartnershipKey

MayBeSeen = Callable[[Event], bool]
DECLARED = "pages of rounds of events"
# What a rehearsal has of an event's pages: all that one needs while a room is open.
OF_REHEARSALS = frozenset({"event_hosts", "event_screens", "event_words", "event_tables", "event_rehearsals"})


def always_seen(_event: Event) -> bool:
    return True


def open_to_rounds_of_events(blueprint: Blueprint, when: MayBeSeen) -> None:
    """Declares that every page of a blueprint is there for the round of an event too, as soon as `when` says so."""

    def declare(state: BlueprintSetupState) -> None:
        _declared(state.app)[blueprint.name] = when

    blueprint.record(declare)


def _declared(app: App) -> dict[str, MayBeSeen]:
    found: dict[str, MayBeSeen] = app.extensions.setdefault(DECLARED, {})
    return found


def lead_to_the_event(app: App, session: Session, this: Round) -> None:
    """Ends the request where its page is not there for this round: with the event's page, or a form with a 404."""
    event = find_event_of_round(session, this)
    may_be_seen = _declared(app).get(request.blueprint or "")
    if event is None or (may_be_seen and may_be_seen(event) and not event.rehearses):
        return
    if request.method == "POST":
        abort(404)
    abort(redirect(url_for("events.show", partnership=this.partnership, event=event.key)))


def lead_out_of_the_rehearsal(
    session: Session, partnership: PartnershipKey, key: EventKey
) -> EventKey | None:
    """The planned event whose rehearsal an address is about; None where it is about none.

    Ends the request where a rehearsal has no such page or is over: with the planned event's page, or a form with 404.
    """
    found = find_rehearsed_event(session, partnership, key)
    if found is None:
        return None
    if found.is_on and request.blueprint in OF_REHEARSALS:
        return found.planned
    if request.method == "POST":
        abort(404)
    return abort(redirect(url_for("events.show", partnership=partnership, event=found.planned)))
