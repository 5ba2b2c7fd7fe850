"""What every page of the shelved place says at one moment: at rest, through a day, and once its round is released.

A second partnership with keys alike stands beside it, so that a page that reads the rows of another says so.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event as sql_event
from sqlalchemy import select
from werkzeug.routing import Rule

from lws_assess.actions.answering.practice import make_practice_code
from lws_assess.records.database import Database
from lws_assess.records.events.visioning_events import Event, codes_of
from lws_assess.records.migrations import migrate_database
from lws_assess.records.rounds import OpenLink, find_round
from lws_assess.survey.secrets import in_groups
from lws_assess.web import create_app
from lws_assess.web.post.sending import SENDERS, Senders
from lws_assess.web.results.chapters import CHAPTERS
from tests.conftest import settings_for
from tests.pages.addresses import Objects, objects_of, rules
from tests.pages.client import Client
from tests.pages.page_lines import drawings_of_page, lines_of_reply, without_codes
from tests.pages.page_walk import EVENTS, ROLES, ROUNDS
from tests.runs.chance import drawing_by
from tests.watching.agreed import IS_KEEPING
from tests.watching.neighbours import ALIKE, THERE, a_neighbour
from tests.worlds.builders import World, new_code
from tests.worlds.planning import things_to_name
from tests.worlds.shelved import Shelved, restore_sqlite, told
from tests.worlds.staff import signed_in

# Files that take long to make, or that say nothing as text: tests of documents agree on them.
FILES = re.compile(r"\.(pdf|docx|pptx|xlsx|png|svg)$|<any\(csv, xlsx\):kind>$|/results(-dictionary)?\.csv$")
MAIL = {"SMTP_URL": "smtp://127.0.0.1:9", "PUBLIC_BASE_URL": "http://localhost"}
RESPONDENT, NOBODY = "respondent", "nobody"
TURNED = "PRAGMA reverse_unordered_selects = ON"
SEED = 1  # whatever the run's is: what is kept was drawn by it


@contextmanager
def clock_stands_at_the_shelf() -> Iterator[None]:
    """Every page reads the moment at which the place was put on the shelf."""
    then = datetime.fromisoformat(told()["now"])
    with pytest.MonkeyPatch.context() as patch:
        for name, module in sorted(sys.modules.items()):
            if name.startswith("lws_assess.web.") and hasattr(module, "now"):
                patch.setattr(module, "now", lambda: then)
        yield


class NobodySends(Senders):
    """What is to be sent waits: threads would write when it suits them."""

    def start(self, app: Flask) -> None:
        pass


@dataclass
class AgreedPlace:
    """The shelved place and its neighbour, in a folder with the keys of both, and who is known to it by cookies."""

    folder: Path
    objects: Objects
    cookies: dict[str, dict[Any, Any]] = field(default_factory=dict)  # by who holds them

    @contextmanager
    def app(self, turned: bool = not IS_KEEPING) -> Iterator[Flask]:
        """Serves it while the clock stands. Turned, rows come the other way round where nobody asks for an order.

        What is agreed is read without that: an order which a page promises must be one that it asks for.
        """
        app = self._app()
        if turned:
            sql_event.listen(
                app.config["DATABASE"].engine, "connect", lambda connection, _: connection.execute(TURNED)
            )
            app.config["DATABASE"].engine.dispose()
        with drawing_by(f"agreed {self.folder.name}", SEED), clock_stands_at_the_shelf():
            yield app
        app.config["DATABASE"].engine.dispose()

    def _app(self) -> Flask:
        more = {"KEYS_PATH": str(self.folder / "keys"), "SECRET_KEY": "the same for every copy of the place"}
        app = create_app(settings_for(f"sqlite:///{self.database_file}", self.folder, **MAIL, **more))
        app.extensions[SENDERS] = NobodySends()
        return app

    @property
    def database_file(self) -> Path:
        return self.folder / "shelf.sqlite3"

    def copied(self, name: str) -> AgreedPlace:
        """Returns another for whoever changes something of it, on a disk as well, where keys have to lie."""
        to = self.folder.with_name(name)
        shutil.copytree(self.folder, to)
        return AgreedPlace(to, self.objects, self.cookies)

    def browser(self, app: Flask, who: str) -> FlaskClient:
        browser = app.test_client()
        browser._cookies.update(self.cookies.get(who, {}))
        return browser

    @classmethod
    def build(cls, folder: Path) -> AgreedPlace:
        """Restores the place, and adds one of everything that an address can name, and the neighbour."""
        (folder / "keys").mkdir(mode=0o700)
        place = cls(folder, None)  # type: ignore[arg-type]
        restore_sqlite(place.database_file)
        with place.app(turned=False) as app:
            migrate_database(app.config["DATABASE"])
            respondent, world = Client(app), Shelved(app.config["DATABASE"])
            with world.database.writing() as session:
                this = find_round(session, world.partnership, world.round)
                assert this
                make_practice_code(session, this, new_code)
            place.objects = objects_of(world, respondent)
            place.objects.plan = things_to_name(world, ALIKE)
            a_neighbour(app, World(app.config["DATABASE"], THERE, at=world.now))
            browsers = {RESPONDENT: respondent.browser, NOBODY: app.test_client()}
            browsers |= {role: signed_in(app, world.partnership, role) for role in ROLES}
            place.cookies = {who: dict(browser._cookies) for who, browser in browsers.items()}
        return place


# --- what pages say ----------------------------------------------------------------------------------------


@dataclass
class AgreedReader:
    """Asks for pages and keeps what they say, by who asked for what."""

    app: Flask
    place: AgreedPlace
    part: str  # of the walk: the first word of each name
    read: list[tuple[str, str]] = field(default_factory=list)
    drawn: list[tuple[str, str]] = field(default_factory=list)

    def ask(self, browser: FlaskClient, path: str, who: str = "") -> str:
        reply = browser.get(path)
        assert reply.status_code < 500, path
        asked = f"{path} {who}".strip()
        self.read.append((asked, lines := lines_of_reply(reply)))
        if reply.mimetype == "text/html" and (drawings := list(drawings_of_page(reply.text))):
            self.drawn.append((asked, "\n".join(drawings)))
        return lines

    @property
    def texts(self) -> dict[str, str]:
        """By name what was read; a page that was asked for again has a number, and what says the same is named."""
        return self._named(self.read)

    @property
    def drawings(self) -> dict[str, str]:
        """The same of what was drawn on pages."""
        return self._named(self.drawn)

    def _named(self, told: list[tuple[str, str]]) -> dict[str, str]:
        codes, found, again, first = short_codes(self.app), {}, Counter[str](), dict[str, str]()
        for asked, lines in told:
            name = without_codes(f"{self.part} {asked}", codes)
            again[name] += 1
            name += f" ({again[name]})" if again[name] > 1 else ""
            text = without_codes(lines, codes)
            found[name] = text if first.setdefault(text, name) == name else f"as {first[text]}"
        return found


def short_codes(app: Flask) -> dict[str, str]:
    """By the short codes of links, rooms and their scribes, what stands in for them."""
    database: Database = app.config["DATABASE"]
    found = {}
    with database.reading() as session:
        for event in session.scalars(select(Event)):
            codes = codes_of(session, event)
            found[codes.room] = "CODE"
            found |= dict.fromkeys(codes.scribes(event.names_of_tables).values(), "CODE")
        for short in session.scalars(select(OpenLink.short_code)):
            found |= dict.fromkeys((short, " ".join(in_groups(short))) if short else (), "*")
    return {code: name for code, name in found.items() if code}


def addresses_of(rule: Rule, objects: Objects, of_rounds: tuple[str, ...] = ROUNDS) -> Iterator[str]:
    """One for each round, event and chapter that there is to look at."""
    for round_key in of_rounds if "round_key" in rule.arguments else ("",):
        for event in (objects.event, *EVENTS) if "event" in rule.arguments else ("",):
            for chapter in CHAPTERS if "chapter" in rule.arguments else ("",):
                named = {"round_key": round_key, "event": event, "chapter": getattr(chapter, "key", "")}
                yield objects.fill(rule, **{name: value for name, value in named.items() if value})


def family_of(endpoint: str) -> str:
    return endpoint.partition(".")[0]


def read_family(reader: AgreedReader, family: str, of_rounds: tuple[str, ...] = ROUNDS) -> None:
    """Every page of a family as everybody sees it who may, and each choice that these pages offer, once."""
    with drawing_by(f"agreed {family}", SEED):
        _read_rules(reader, family, of_rounds)


def _read_rules(reader: AgreedReader, family: str, of_rounds: tuple[str, ...]) -> None:
    app, place = reader.app, reader.place
    offered: set[tuple[str, str]] = set()
    for rule in rules(app, "GET"):
        if family_of(rule.endpoint) != family or FILES.search(rule.rule):
            continue
        for who in _who_asks(rule):
            browser = place.browser(app, who)
            for address in addresses_of(rule, place.objects, of_rounds):
                text = reader.ask(browser, address, who)
                for choice in _choices(text, address):
                    if (kind := (rule.endpoint, urlsplit(choice).query)) not in offered:
                        offered.add(kind)
                        reader.ask(browser, choice, who)


def _who_asks(rule: Rule) -> tuple[str, ...]:
    if "partnership" in rule.arguments:
        return ROLES
    return (RESPONDENT,) if "questionnaire" in rule.arguments else (NOBODY, ROLES[0])


def _choices(text: str, address: str) -> list[str]:
    """The links of a page that lead to the same address with something chosen."""
    found = re.findall(r"^<a href=(\S+\?[^\s#]+)", text, re.MULTILINE)
    return list(dict.fromkeys(one for one in found if urlsplit(one).path in ("", address)))
