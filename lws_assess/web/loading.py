"""What every page loads: the app's database and settings, and a round or a 404."""

from __future__ import annotations

from flask import abort, current_app
from sqlalchemy.orm import Session

from config import Settings
from lws_assess.records.database import Database
from lws_assess.records.rounds import Round, find_round
from lws_assess.survey.keys import PartnershipKey, RoundKey


def current_database() -> Database:
    found: Database = current_app.config["DATABASE"]
    return found


def current_settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def get_round(session: Session, partnership: PartnershipKey, round_key: RoundKey) -> Round:
    """The round of an address; 404 where the partnership has none of that key."""
    return find_round(session, partnership, round_key) or abort(404)
