"""Pages of a round where it is the round of an event, which stands beside the consultations.

A blueprint declares that its pages are there as well for such a round, and when. All others lead to the event.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.sansio.app import App
from sqlalchemy.orm import Session

from lws_assess.records.events.visioning_events import Event, find_event_of_round
from lws_assess.records.rounds import Round

MayBeSeen = Callable[[Event], bool]
DECLARED = "pages of rounds of events"


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
    if event is None or (may_be_seen and may_be_seen(event)):
        return
    if request.method == "POST":
        abort(404)
    abort(redirect(url_for("events.show", partnership=this.partnership, event=event.key)))
