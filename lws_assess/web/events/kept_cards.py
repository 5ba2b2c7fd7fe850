"""The card of an event that is over, for a phone that slept through its end.

Each phone of the room was given the address while the event ran. It leads here for fourteen days after the end.
"""

from __future__ import annotations

from flask import Blueprint, abort

from lws_assess.actions.events.outcomes import view_outcome
from lws_assess.actions.events.scenes import get_scene
from lws_assess.actions.events.waiting import find_ended_by_card
from lws_assess.documents.events.room_cards import room_card
from lws_assess.web.events.cards import draw_card
from lws_assess.web.loading import current_database
from lws_assess.web.words import now

blueprint = Blueprint("kept_cards", __name__, url_prefix="/cards")


@blueprint.get("/<secret>")
def show(secret: str) -> str:
    """Shows what the screen showed of that day; nothing before the event has ended, and nothing of a hidden screen."""
    with current_database().reading() as session:
        event = find_ended_by_card(session, secret, now()) or abort(404)
        scene = get_scene(session, event)
        card = room_card(view_outcome(session, scene)) or abort(404)
    return draw_card("card_file", scene, card)
