"""The demo: its partnership, its three people, and how to sign in as one of them."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from config import Settings
from lws_assess.actions.demo.decisions import decide_in_demo
from lws_assess.actions.demo.feedback import publish_in_demo
from lws_assess.actions.demo.loading import Progress, load_demo
from lws_assess.actions.people.members import add_member
from lws_assess.documents.papers.decisions import what_is_seen
from lws_assess.documents.papers.feedback import make_page
from lws_assess.records.database import Database
from lws_assess.records.people import ADMINISTRATOR, FACILITATOR, STEERING, find_person_by_email
from lws_assess.survey.keys import PartnershipKey
from lws_assess.web import passwords
from lws_assess.web.link_codes import new_link_code
from lws_assess.web.words import now

DEMO = PartnershipKey("marlhaven")
PEOPLE = {
    "admin@marlhaven.example": ADMINISTRATOR,
    "facilitator@marlhaven.example": FACILITATOR,
    "steering@marlhaven.example": STEERING,
}


def add_demo_people(database: Database, settings: Settings) -> dict[str, Any]:
    """Makes the demo's people where they are missing. Returns {people, password}.

    The password is DEMO_PASSWORD, or a random one that is kept beside the database for the next start.
    """
    password = settings.demo_password or _kept_password(settings.instance / "demo_password")
    hashed = passwords.hash_password(password)
    with database.writing() as session:
        for email, role in PEOPLE.items():
            before = find_person_by_email(session, email)
            person = add_member(session, DEMO, email, role) if before is None else before
            if person.password_hash is None or settings.demo_password:
                person.password_hash = hashed
                person.name = person.name or f"Demo {role}"
    return {"people": list(PEOPLE), "password": password}


def _kept_password(path: Path) -> str:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w") as file:
        file.write("-".join(secrets.token_hex(2) for _ in range(4)))
    return path.read_text(encoding="ascii").strip()


def load_demo_partnership(database: Database, progress: Progress) -> None:
    """The Marlhaven partnership with its rounds; what is there already stays."""
    moment = now()
    load_demo(database, secrets.token_bytes, moment, progress)
    decide_in_demo(database, what_is_seen)
    publish_in_demo(database, make_page, new_link_code, moment)
