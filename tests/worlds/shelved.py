"""Databases of an earlier shape, and the people in them: taken from the shelf, with what each of them must still hold.

`tests/shelf/README.md` tells what is in them.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

from lws_assess.actions.alerts import find_errands, view_alert
from lws_assess.actions.answering.responses import get_questionnaire
from lws_assess.actions.events.scenes import get_content, get_scene
from lws_assess.actions.post.invitations import view_invitations
from lws_assess.actions.results import moderation
from lws_assess.actions.results.releases import view_release
from lws_assess.actions.rounds.participation import view_participation
from lws_assess.actions.rounds.running_rounds import find_due_changes
from lws_assess.records.rounds import find_round
from lws_assess.survey.comments import CommentState
from lws_assess.survey.events.rooms import Device
from lws_assess.survey.events.shifts import RoomShift
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.responses import Pages
from lws_assess.survey.secrets import Secret, read_secret
from lws_assess.survey.withheld import Withheld
from lws_assess.web.start.commands import results_as_facts
from tests.worlds.builders import World
from tests.worlds.rooms import Phone, Room

SHELF = Path(__file__).parents[1] / "shelf"
SHAPE = "0008"  # the newest migration of the day on which they were made


# Exact halves that the product of that day printed down, and that are printed up since.
HALVES = (
    ("released", "results", ["heads"], "iwp", 2.5, 2.6),
    ("released", "results", ["inspectors"], "iwp", 2.2, 2.3),
    ("open", "results", ["heads", "youth"], "cvl", 2.6, 2.7),
    ("open", "results_with_the_first_draft", ["heads", "youth"], "cvl", 2.6, 2.7),
    ("open", "results_with_the_first_draft", ["teachers"], "cvl", 2.9, 3.0),
)


@cache
def told() -> Any:
    """What was written down beside the databases, with halves as they are printed today."""
    known = json.loads((SHELF / f"{SHAPE}.json").read_text(encoding="utf-8"))
    for part, results, groups, area, then, now in HALVES:
        [cell] = [cell for cell in known[part][results]["cells"] if cell["groups"] == groups]
        assert cell["areas"][area]["mean"] == then
        cell["areas"][area]["mean"] = now
    return known


def restore_sqlite(to: Path) -> str:
    """Unpacks the file and gives its address."""
    to.write_bytes(gzip.decompress((SHELF / f"{SHAPE}.sqlite3.gz").read_bytes()))
    return f"sqlite:///{to}"


def restore_postgresql(url: str) -> str:
    """Loads the dump into an empty database, and gives its address again."""
    dump = gzip.decompress((SHELF / f"{SHAPE}.sql.gz").read_bytes())
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        connection.execute(dump)
    return url


def secret_of(code: str) -> Secret:
    secret = read_secret(code)
    assert secret, code
    return secret


@dataclass
class Shelved(World):
    """The world of a restored database, at the moment at which it was put on the shelf."""

    def __post_init__(self) -> None:
        self.now = self.began = datetime.fromisoformat(told()["now"])

    def room(self) -> Room:
        """The running event, with those who joined it by a device."""
        event = told()["running"]
        phones = [
            Phone(Device(secret_of(one["secret"])), one["group"], one["table"]) for one in event["people"]
        ]
        return Room(self, event["key"], phones)

    def slips(self) -> list[Phone]:
        """What stands in for the devices of those who have a paper slip."""
        event = told()["running"]
        return [Phone(Device(secret_of(one["secret"])), one["group"], one["table"]) for one in event["slips"]]

    def pages_of(self, secret: Secret) -> Pages:
        """What a draft holds, as its owner sees it."""
        with self.database.reading() as session:
            return get_questionnaire(session, secret, self.now).pages

    def results(self, key: str) -> Any:
        """What `round results` prints."""
        with self.database.reading() as session:
            return results_as_facts(key, view_release(session, self.partnership, key))

    def answered(self, key: str) -> dict[str, int]:
        """How many have answered, by group, as whoever runs the round sees it."""
        with self.database.reading() as session:
            this = find_round(session, self.partnership, key)
            assert this
            rows = view_participation(session, this, runs_it=True).rows
        return {row.group.key: row.standing.answered.least for row in rows}

    def invited(self, key: str) -> dict[str, Any]:
        """How many were invited, by group, and in which states their messages are."""
        with self.database.reading() as session:
            overview = view_invitations(session, self.partnership, key)
        return {
            one.group.key: {"invited": one.invited, "states": one.states}
            for one in overview.groups
            if one.invited
        }

    def moderated(self, key: str) -> dict[str, list[str]]:
        """The comments that have reached moderation, by state: the words, or what is read instead of them."""
        found = {}
        with self.database.reading() as session:
            for state in (
                CommentState.WAITING,
                CommentState.PUBLISHED,
                CommentState.HELD,
                CommentState.SAFEGUARDING,
            ):
                queue = moderation.view_queue(session, self.partnership, key, state)
                assert queue
                found[state] = sorted(one.comment.published or one.comment.text for one in queue.heard)
        return found

    def untold_alerts(self) -> list[str]:
        """The words of alerts of which nobody has been told yet."""
        with self.database.reading() as session:
            codes = [code for errand in find_errands(session) for code in errand.codes]
            return sorted(view_alert(session, code).text for code in codes)

    def due(self, now: datetime) -> list[tuple[str, str]]:
        """Which rounds are to be opened, closed or released."""
        with self.database.reading() as session:
            return sorted((due.what, due.round) for due in find_due_changes(session, now))


def vote_as_facts(room: Room) -> Any:
    """What the screen shows of the vote that is on it, by audience."""
    with room.database.reading() as session:
        vote = get_scene(session, room.event).vote
    assert vote
    return {
        lens.audience.key: {
            "voters": lens.room.voters,
            "mean": _figure(lens.room.mean),
            "groups": {group.key: _figure(group.mean) for group in lens.room.groups},
            "shift": _moved(lens.shift),
        }
        for lens in vote.lenses
        if lens.room
    }


def content_as_facts(room: Room) -> Any:
    """What people in the room wrote and tables agreed, as far as it may be seen, and how much waits."""
    with room.database.reading() as session:
        content = get_content(session, get_scene(session, room.event))
    return {
        "words": sorted([word.kind, word.text, word.theme] for word in content.words),
        "waiting": content.waiting,
        "tables": sorted(
            [one.table, one.area, one.level, one.evidence, one.state] for one in content.table_ratings
        ),
        "actions": sorted([one.table, one.what, one.state] for one in content.actions),
    }


def _moved(shift: RoomShift | Withheld | None) -> Any:
    if shift is None:
        return None
    if isinstance(shift, Withheld):
        return str(shift)
    moves = shift.moves
    moved = {"low": moves.moved.least, "high": moves.moved.most}
    return {"pairs": moves.pairs, "moved": moved, "net_text": moves.net_text}


def _figure(value: Shown | Withheld) -> str:
    return value.text if isinstance(value, Shown) else str(value)
