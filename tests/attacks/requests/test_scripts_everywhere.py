"""A1, A2, A8: whatever the staff and respondents can write holds scripts and formulas; every address is asked for."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from xml.parsers import expat

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from lws_assess.actions.alerts import record_done
from lws_assess.actions.results.moderation import PUBLISH, ModerationDecision, Moderator, decide_on_comment
from lws_assess.records import priorities
from lws_assess.records.comments import Alert, SealedComment
from lws_assess.records.feedback import Feedback
from lws_assess.records.groupings import Grouping, GroupingItem
from lws_assess.records.groups import Group
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.partnerships import Partnership
from lws_assess.records.people import Person
from lws_assess.records.plans import Action, ActionStep
from lws_assess.records.post.invitations import Mailing
from lws_assess.records.rounds import Round
from lws_assess.records.workforce import WorkforceFigure
from lws_assess.survey.plans.feedback import page_to_json
from tests.attacks.requests.test_scripts import AS_KEPT, check
from tests.pages.addresses import Objects, objects_of, rules
from tests.pages.client import Client, look_at
from tests.runs.soaking import IS_SOAK
from tests.worlds.builders import INSTRUMENT, World
from tests.worlds.planning import plan_action
from tests.worlds.staff import signed_in
from tests.worlds.telling import a_page

EDITION = shipped_editions()[INSTRUMENT]
FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "＝1",
    '#read("/etc/passwd")',
    "#panic()",
    "*a* _b_ $x$ \\u{41}",
]
WRITTEN = [*FORMULAS, *AS_KEPT]
EVERYTHING = " ".join(WRITTEN)
AUDIENCES = [audience.key for audience in EDITION.audiences]
GROUPS = tuple((f"g{i}", text, AUDIENCES[i % 3], "branch") for i, text in enumerate(WRITTEN))

OF_PARTNERSHIP = ("name", "place", "plan", "contact", "safeguarding_name", "safeguarding_words", "controller")
OF_PARTNERSHIP += ("data_protection_contact", "privacy_words", "accessibility_words")
OF_ROUND = ("title", "contact", "support", "support_children", "welcome", "welcome_children", "privacy_words")
OF_ROUND += ("privacy_words_children",)
OF_ACTION = ("measure", "baseline", "target", "latest", "lead", "risk", "learning_question")
OF_GROUP = ("lead", "this_is_you_if", "method", "key_dates")


@pytest.fixture
def world(app: Flask) -> World:
    world = World(app.config["DATABASE"], groups=(*GROUPS, *World.groups))
    return world


@pytest.fixture
def objects(app: Flask, world: World) -> Objects:
    """Every text that the database holds is a script, but for keys and e-mail addresses."""
    objects = objects_of(world, Client(app))
    with world.database.writing() as session:
        for key, text, *_ in GROUPS:
            session.execute(update(Group).where(Group.key == key).values(**dict.fromkeys(OF_GROUP, text)))
        session.execute(update(Partnership).values(**dict.fromkeys(OF_PARTNERSHIP, EVERYTHING)))
        session.execute(update(Round).values(**dict.fromkeys(OF_ROUND, EVERYTHING)))
        session.execute(update(Mailing).values(subject=EVERYTHING, words=EVERYTHING, made_by=EVERYTHING))
        session.execute(update(SealedComment).values(text=EVERYTHING))
        session.execute(update(Alert).values(text=EVERYTHING))
        session.execute(update(Feedback).values(page_json=page_to_json(a_page(EVERYTHING))))
        session.execute(update(priorities.Decision).values(reason=EVERYTHING, by=EVERYTHING))
        session.execute(
            update(priorities.Approval).values(**dict.fromkeys(("body", "note", "by"), EVERYTHING))
        )
    planned(world)
    decided_about(world, objects.comment, objects.alert)
    return objects


def planned(world: World) -> None:
    """Everything that can be written about a plan; one action more for each text, in all its fields."""
    for number, text in enumerate(WRITTEN):
        plan_action(
            world,
            **dict.fromkeys(OF_ACTION, text),
            what=f"{text} {number}",
            cost=1,
            pilot_ends=world.now.date(),
        )
    words = dict.fromkeys((*OF_ACTION, "what", "lead_words"), EVERYTHING)
    with world.database.writing() as session:
        session.execute(update(Action).where(Action.lead_code.is_not(None)).values(**words, pilot=True))
        session.execute(update(ActionStep).values(words=EVERYTHING, value=EVERYTHING, by=EVERYTHING))
        session.add(
            ActionStep(
                partnership=world.partnership, reference="X-1", kind="removed", at=world.now, by=EVERYTHING
            )
        )
        session.execute(update(Grouping).values(title=EVERYTHING))
        session.execute(update(GroupingItem).values(name=EVERYTHING))
        session.execute(update(WorkforceFigure).values(area=EVERYTHING, source=EVERYTHING, gap=EVERYTHING))


def whole(app: Flask, objects: Objects, asked: Iterable[Rule], groups: Sequence[str]) -> list[str]:
    """Asks for every address of some rules; the text of every page."""
    client = signed_in(app, objects.partnership, "administrator")
    texts = []
    for rule in asked:
        for group in groups if rule.arguments & {"group", "group_key"} else ("",):
            named = dict.fromkeys(rule.arguments & {"group", "group_key"}, group)
            path = objects.fill(rule, **named)
            reply = client.get(path)
            assert reply.status_code < 500, path
            if reply.status_code == 200:
                texts.append(READ.get(reply.mimetype, nothing)(path, reply))
    return texts


def decided_about(world: World, comment: str, alert: str) -> None:
    with world.database.writing() as session:
        moderator = Moderator(EVERYTHING, world.now)
        session.execute(update(SealedComment).values(text=EVERYTHING))
        decide_on_comment(
            session,
            world.partnership,
            world.round,
            bytes.fromhex(comment),
            ModerationDecision(PUBLISH, (), ""),
            moderator,
        )
        record_done(session, alert, who=EVERYTHING[:100], what=EVERYTHING, now=world.now)
        session.execute(update(Person).values(name=EVERYTHING))


def page(path: str, reply: TestResponse) -> str:
    found = look_at(path, reply)
    check(found)
    for link in found.root.find_all("a"):
        if link["href"].startswith("mailto:"):
            assert "\n" not in link["href"]
            assert "<" not in link["href"]
            assert "cc=" not in link["href"].lower()
    return found.root.text


def table(_path: str, reply: TestResponse) -> str:
    rows = list(csv.reader(io.StringIO(reply.data.decode("utf-8-sig"), newline="")))
    started = [
        cell
        for row in rows
        for cell in row
        if cell.lstrip()[:1] in tuple("=+-@＝") and not cell.lstrip("-").replace(".", "", 1).isdigit()
    ]
    assert started == []
    assert "filename=" in reply.headers["Content-Disposition"]
    return reply.text


def pdf(_path: str, reply: TestResponse) -> str:
    assert reply.data.startswith(b"%PDF")
    assert b"root:x:0" not in reply.data
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["Content-Disposition"].startswith("attachment; filename=")
    return ""


def folder(_path: str, reply: TestResponse) -> str:
    """A Word or an Excel file: sound XML, no formulas and no links to elsewhere."""
    with zipfile.ZipFile(io.BytesIO(reply.data)) as packed:
        texts = [packed.read(name).decode() for name in packed.namelist() if name.endswith((".xml", ".rels"))]
    for text in texts:
        expat.ParserCreate().Parse(text, True)  # raises where it is not sound
        assert "<f>" not in text
        assert 'TargetMode="External"' not in text
    return ""


def nothing(_path: str, _reply: TestResponse) -> str:
    return ""


OFFICE = "application/vnd.openxmlformats-officedocument."
READ = {"text/html": page, "text/csv": table, "application/pdf": pdf}
READ |= {f"{OFFICE}wordprocessingml.document": folder, f"{OFFICE}spreadsheetml.sheet": folder}


def test_nothing_that_is_written_does_anything_while_a_round_is_open(app: Flask, objects: Objects) -> None:
    text = " ".join(whole(app, objects, rules(app, "GET"), ("g0", "g1", "g2", "teachers")))
    assert [words for words in AS_KEPT if " ".join(words.split()) not in text] == []


def test_nor_while_it_is_a_draft(app: Flask, world: World, objects: Objects) -> None:
    with world.database.writing() as session:
        session.execute(update(Round).values(state="draft"))
    # An event is no other while a round is a draft, and each audience has been asked for.
    asked = [rule for rule in rules(app, "GET") if IS_SOAK or "event" not in rule.arguments]
    whole(app, objects, asked, ("g0", "g1", "g2", "teachers") if IS_SOAK else ("g1",))
