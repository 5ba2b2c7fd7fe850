"""What pages say where the key of a running event cannot be read, and destroying the keys of those that are over."""

from __future__ import annotations

from flask import Blueprint, jsonify, make_response
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lws_assess.actions.events.keys import destroy_keys_of_events
from lws_assess.records.database import Database
from lws_assess.records.events.sealing import RoomCodes
from lws_assess.records.events.visioning_events import Event, codes_of
from lws_assess.records.sealing_keys import FolderAway, KeyTrouble
from lws_assess.web import errors, logs
from lws_assess.web.events import entrance as event_entrance
from lws_assess.web.loading import current_settings
from lws_assess.web.refusals import again_soon, status_of
from lws_assess.web.words import now

LOST = (
    "The key of this event is lost. Nobody can read what people sent under it, and nothing more is accepted. What "
    "votes and rating alone came to is kept. End the event, and tell whoever runs this service."
)
AWAY = (
    "The key of this event cannot be read just now. Nothing is accepted until it can be. Nothing is lost: tell "
    "whoever runs this service that the folder of the keys is away, and reload this page."
)
NOT_NOW = (
    "This room cannot take anything just now. What you sent before is kept. Wait a moment, then try again."
)


def words_of_key_trouble(trouble: KeyTrouble) -> str:
    """Returns what a host reads."""
    return AWAY if isinstance(trouble, FolderAway) else LOST


def guard_event_pages(blueprint: Blueprint) -> None:
    """Pages of staff say what is wrong with the key; the desk of the host does so by itself."""
    blueprint.register_error_handler(KeyTrouble, _for_staff)


def guard_room(blueprint: Blueprint) -> None:
    """Pages of phones say that nothing can be sent now. A lost key has no room any more (`NoSuchRoom`)."""
    blueprint.register_error_handler(KeyTrouble, _for_phones)


def _for_staff(trouble: KeyTrouble) -> ResponseReturnValue:
    logs.log_fault("key of an event cannot be read")
    away = isinstance(trouble, FolderAway)
    title = "We cannot read the key of this event now" if away else "The key of this event is lost"
    return again_soon(errors.error_page(status_of(trouble), title, words_of_key_trouble(trouble), again=True))


def _for_phones(trouble: KeyTrouble) -> ResponseReturnValue:
    logs.log_fault("key of an event cannot be read")
    if event_entrance.wants_json():
        return again_soon(make_response(jsonify(refusal=NOT_NOW), status_of(trouble)))
    title = "This room cannot take anything just now"
    return again_soon(errors.error_page(status_of(trouble), title, NOT_NOW, again=True))


def codes_to_show(session: Session, event: Event) -> tuple[RoomCodes, str]:
    """The codes of a room; or none, and what is wrong."""
    try:
        return codes_of(session, event), ""
    except KeyTrouble as trouble:
        return RoomCodes(), words_of_key_trouble(trouble)


def finish_event_key(database: Database) -> None:
    """After an event has ended: clears away what was erased, and destroys its key."""
    database.tidy_after_sealing()
    destroy_keys_of_events(database, now(), current_settings().backup_mark)
