"""Builders with defaults: a partnership, groups, a round, and people who answer."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from dataclasses import fields as fields_of
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from lws_assess.actions.answering import responses as answering
from lws_assess.actions.answering.practice import make_practice_code
from lws_assess.actions.rounds import running_rounds as rounds
from lws_assess.actions.rounds.drafts import RoundToPrepare, RoundWords, prepare_round
from lws_assess.records.database import Database
from lws_assess.records.groups import Group
from lws_assess.records.partnerships import Partnership
from lws_assess.records.responses import open_box
from lws_assess.records.rounds import Round
from lws_assess.records.sealing import Submission
from lws_assess.records.sealing_keys import folder_of, key_of
from lws_assess.survey.secrets import BYTES, Secret, write_code
from tests.worlds.prepared import prepare

INSTRUMENT = "one-childrens-workforce"


def new_secret() -> Secret:
    return Secret(secrets.token_bytes(BYTES))


def new_code() -> str:
    return write_code(secrets.token_bytes(BYTES))


def nonce() -> bytes:
    return secrets.token_bytes(12)


def new_key() -> bytes:
    return secrets.token_bytes(16)


GROUPS = (
    ("teachers", "Teachers", "professional", "schools"),
    ("nurses", "Nurses", "professional", "health"),
    ("inspectors", "Young inspectors", "young-people", "youth"),
    ("parents", "Parent panel", "parents-carers", "families"),
)

WORDS = RoundWords(
    contact="Ask Ada on 01234 567890.",
    support="Local help line: 01234 000000.",
    welcome_children="Tell us how people help you.",
    support_children="Local help line for children: 01234 000111.",
)


@dataclass
class World:
    """One partnership with an open round. Times are around the real now, since pages read the clock."""

    database: Database
    partnership: str = "testham"
    round: str = "first"
    groups: tuple[tuple[str, str, str, str], ...] = GROUPS
    opened: bool = True
    k: int = 5
    second_cut: str = ""
    instrument: str = INSTRUMENT
    at: datetime | None = None  # when it begins; the real now if nothing is said

    def __post_init__(self) -> None:
        facts = [getattr(self, one.name) for one in fields_of(self) if one.name != "database"]
        self.now = self.began = prepare(self.database, (type(self).__qualname__, *facts), self._begin)

    @property
    def ahead(self) -> timedelta:
        """How far a test has moved its clock on: what is prepared at one time is not what it is at another."""
        return self.now - self.began

    def _begin(self) -> datetime:
        self.now = self.at or datetime.now(UTC)
        with self.database.writing() as session:
            self._build(session)
        return self.now

    def _build(self, session: Session) -> None:
        session.add(
            Partnership(
                key=self.partnership,
                name="Testham Children's Partnership",
                contact="Ask Ada.",
                safeguarding_name="Sam Oyelaran",
                safeguarding_email="sam.oyelaran@testham.example",
            )
        )
        session.flush()
        for position, (key, name, audience, branch) in enumerate(self.groups, 1):
            session.add(
                Group(
                    partnership=self.partnership,
                    key=key,
                    position=position,
                    name=name,
                    this_is_you_if=f"you are one of the {name.lower()}.",
                    audience=audience,
                    branch=branch,
                    target=50 if self.second_cut else 20,  # a second way of cutting needs 150 in all
                )
            )
        session.flush()
        self.draft(session, self.round)
        if self.opened:
            rounds.open_round(session, self.partnership, self.round, new_code, self.now)

    def draft(self, session: Session, key: str) -> None:
        this = prepare_round(
            session,
            self.partnership,
            RoundToPrepare(
                key=key,
                title=f"The {key} round",
                instrument=self.instrument,
                groups=tuple(group[0] for group in self.groups),
                closes_at=self.now + timedelta(days=30),
                smallest_number=self.k,
                second_cut=self.second_cut,
                words=WORDS,
            ),
        )
        make_practice_code(session, this, new_code)

    def practice_code(self) -> str:
        """The code of the link that lets anybody try the round's form."""
        with self.database.reading() as session:
            return session.get_one(Round, (self.partnership, self.round)).practice_code or ""

    def code(self, group: str | None, shared: bool = False, helper: bool = False) -> str:
        """The open link of a group, or of the round with its choice of group."""
        with self.database.reading() as session:
            return next(
                link.code
                for link, _ in rounds.open_links(session, self.partnership, self.round)
                if link.group == group and (link.shared, link.helper) == (shared or helper, helper)
            )

    def begin(self, group: str = "teachers") -> Secret:
        secret = new_secret()
        with self.database.writing() as session:
            answering.begin_questionnaire(session, self.code(group), None, secret, nonce(), self.now)
        return secret

    def save(self, secret: Secret, page: str, **fields: str | list[str]) -> answering.SavedPage:
        sent = {k.replace("_", "-"): v if isinstance(v, list) else [v] for k, v in fields.items()}
        with self.database.writing() as session:
            return answering.save_page(session, secret, page, sent, "", nonce(), self.now)

    def submit(self, secret: Secret, attempt: str = "") -> None:
        with self.database.writing() as session:
            answering.submit_response(session, secret, attempt or new_code(), new_key, self.now)

    def answer(self, group: str, pages: dict[str, dict[str, str | list[str]]]) -> None:
        """Somebody begins, saves each page and submits."""
        secret = self.begin(group)
        for page, fields in pages.items():
            self.save(secret, page, **fields)
        self.submit(secret)

    def personal_link(self, group: str = "teachers") -> Secret:
        secret = new_secret()
        with self.database.writing() as session:
            rounds.make_personal_links(session, self.partnership, self.round, group, [secret])
        return secret

    def box(self) -> list[Submission]:
        """What lies in the ballot box, opened with the round's key as its release does."""
        with self.database.writing() as session:  # rows are fetched in parts, which needs a transaction
            key = key_of(session, session.get_one(Round, (self.partnership, self.round)))
            return [submission for _, submission in open_box(session, self.partnership, self.round, key)]

    def words_in_box(self) -> list[str]:
        """Every comment that lies in it."""
        return sorted(comment.text for submission in self.box() for comment in submission.comments)

    def lose_key(self) -> Path:
        """Takes away the file of the round's key, as a disk that breaks would; where it lay."""
        with self.database.reading() as session:
            name = session.get_one(Round, (self.partnership, self.round)).sealing_key
            (path,) = (p for f in folder_of(session).folders if (p := f / f"{name}.key").exists())
        path.unlink()
        return path

    def close(self) -> None:
        with self.database.writing() as session:
            rounds.close_round(session, self.partnership, self.round, self.now)
