"""The card to keep of a room: looked at on a phone, and saved there as a file that needs no service any more."""

from __future__ import annotations

from flask import Blueprint, abort, g, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from lws_assess.actions.events.outcomes import view_outcome
from lws_assess.actions.events.scenes import Scene
from lws_assess.documents.events.phone_views import PhoneView
from lws_assess.documents.events.room_cards import RoomCard, room_card
from lws_assess.survey.days import day_words
from lws_assess.web.downloads import HTML, as_download
from lws_assess.web.events import entrance as event_entrance
from lws_assess.web.events import keys as event_keys
from lws_assess.web.events import rooms as event_rooms
from lws_assess.web.loading import current_database

blueprint = Blueprint("event_cards", __name__, url_prefix="/e/<code>")
event_entrance.guard_room_pages(blueprint)
event_keys.guard_room(blueprint)

FILE_NAME = "card-to-keep.html"


@blueprint.get("/card")
def show() -> ResponseReturnValue:
    """Shows what the room has been shown of its day, to whoever is in it."""
    seen = event_rooms.look_at_room(g.code, g.device)
    address = url_for("event_phones.show", code=g.code)
    return draw_card("card", seen.scene, _card_of(seen), see=seen, address=address, file_name=FILE_NAME)


@blueprint.get("/card.html")
def save() -> Response:
    """Sends the card as a file. There is none before the screen has shown anything."""
    seen = event_rooms.look_at_room(g.code, g.device)
    card = _card_of(seen) or abort(404)
    return as_download(draw_card("card_file", seen.scene, card).encode(), FILE_NAME, HTML)


def _card_of(seen: PhoneView) -> RoomCard | None:
    with current_database().reading() as session:
        return room_card(view_outcome(session, seen.scene))


def draw_card(name: str, scene: Scene, card: RoomCard | None, **more: object) -> str:
    """Draws a page of the card: `name` says whether it stands among the pages of a room, or by itself."""
    return render_template(
        f"events/phones/{name}.html",
        card=card,
        event=scene.event,
        edition=scene.edition,
        partnership=scene.partnership_name,
        day=day_words(scene.event.day) if scene.event.day else "",
        **more,
    )
