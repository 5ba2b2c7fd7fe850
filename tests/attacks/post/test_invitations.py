"""P1 and P2: an administrator who has the database, its logs and hourly copies tries to join addresses to answers.

The attack walks from an address over its message and its ballot to a response, by every order and neighbourhood
that the tables show, at every hour. It is first tried on a service that writes its ballots one by one, where it
must find nearly everybody; then on ours, where it must do no better than chance. Everybody also stops further
messages in the moment after they have answered, and the administrator has the key that says which mark is whose.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from lws_assess.actions.answering import responses as answering
from lws_assess.actions.post import list_links, sending, stops
from lws_assess.actions.post.stops import stop_messages
from lws_assess.records.database import Database
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.post.messages import invitations_to_send
from lws_assess.records.post.stops import StoppedAddress, marks_of
from lws_assess.records.responses import add_ballots
from lws_assess.survey.secrets import Secret, read_secret
from lws_assess.survey.stop_links import INVITATIONS, StopList
from lws_assess.web.words import now
from tests.machines.mail_server import a_mail_server
from tests.runs.soaking import IS_SOAK
from tests.worlds.builders import INSTRUMENT, new_key, new_secret, nonce
from tests.worlds.inviting import BASE, Inviting, a_facilitator, addresses

PEOPLE = 200
HOURS = 4  # copies are taken after so many shares of the people have answered
CHANCE = 12  # matches among 200 that luck brings about once in more than ten million tries
LIST = StopList(INVITATIONS, "testham")
FIRST = shipped_editions()[INSTRUMENT].areas[0]

Row = dict[str, Any]
Table = list[Row]
Copy = dict[str, Table]
STOPS = "stopped_addresses"
Pairs = Mapping[str, bytes]


# --- what the administrator has ------------------------------------------------------------------------------


@dataclass
class Loot:
    """Every copy in the order of the hours, and everything that was logged."""

    copies: dict[str, Copy] = field(default_factory=dict)
    log: str = ""
    whose: dict[bytes, str] = field(default_factory=dict)  # addresses by the mark of whoever stops messages


def copy_of(database: Database) -> Copy:
    """Every row of the tables that matter, as they lie on the disk, with whatever the database adds to them."""
    found: Copy = {}
    for table in (
        "invitations",
        "messages",
        "mailings",
        "ballots",
        "box_responses",
        "responses",
        "drafts",
        STOPS,
    ):
        with database.engine.connect() as connection:
            cursor = connection.exec_driver_sql(_everything_of(table, database.is_sqlite))
            found[table] = [{**row._mapping, "place": place} for place, row in enumerate(cursor)]
    return found


def _everything_of(table: str, is_sqlite: bool) -> str:
    if not is_sqlite:
        return f"SELECT *, xmin::text::bigint AS xmin, ctid::text AS ctid FROM {table}"
    has_rowid = table in ("invitations", "messages", "mailings")
    return f"SELECT *, rowid AS rowid FROM {table}" if has_rowid else f"SELECT * FROM {table}"


# --- what they try -------------------------------------------------------------------------------------------


def orders_of_addresses(copy: Copy, whose: Mapping[bytes, str]) -> Iterator[tuple[str, list[str]]]:
    """The addresses in every order in which their rows, their messages or their wish for no more of them lie."""
    address = {row["id"]: row["address"] for row in copy["invitations"]}
    for name in ("place", "rowid", "xmin", "ctid", "id", "thread", "address"):
        yield f"invitations by {name}", [row["address"] for row in in_order(copy["invitations"], name)]
    for name in ("place", "rowid", "xmin", "ctid", "changed_at"):
        yield f"messages by {name}", [address[row["invitation"]] for row in in_order(copy["messages"], name)]
    for name in ("place", "xmin", "ctid", "mark"):
        yield (
            f"stopped by {name}",
            [whose[row["mark"]] for row in in_order(copy[STOPS], name) if row["mark"] in whose],
        )


def as_they_stopped(loot: Loot) -> list[str]:
    """The addresses in the order in which their marks appear in the copies, and within one as they lie there."""
    marks: list[bytes] = []
    for copy in loot.copies.values():
        marks += [row["mark"] for row in in_order(copy[STOPS], "ctid") if row["mark"] not in marks]
    return [loot.whose[mark] for mark in marks if mark in loot.whose]


def every_order(loot: Loot) -> dict[str, list[str]]:
    copies = loot.copies.values()
    orders = {
        name: order for copy in copies for name, order in orders_of_addresses(copy, loot.whose) if order
    }
    return orders | {"as they stopped": as_they_stopped(loot)}


def in_order(rows: Table, name: str) -> Table:
    def where(row: Row) -> Any:
        value = row.get(name)
        numbers = re.findall(r"\d+", value) if name == "ctid" and value else None
        return [int(number) for number in numbers] if numbers else value

    return sorted(rows, key=where) if rows and rows[0].get(name) is not None else rows


def orders_of_ballots(copies: Sequence[Copy]) -> Iterator[tuple[str, list[bytes]]]:
    for name in ("place", "xmin", "ctid", "id"):
        for copy in copies:
            yield f"ballots by {name}", [row["id"] for row in in_order(copy["ballots"], name)]
    new: list[bytes] = []
    for copy in copies:  # in the order in which they first appear in the copies
        new += [row["id"] for row in copy["ballots"] if row["id"] not in new]
    yield "ballots as they appear", new


def matches(left: Sequence[Any], right: Sequence[Any], truth: Mapping[Any, Any]) -> int:
    """How many are joined rightly by walking down two orders at once, forwards or backwards."""
    forwards = sum(truth.get(a) == b for a, b in zip(left, right, strict=False))
    backwards = sum(truth.get(a) == b for a, b in zip(left, reversed(right), strict=False))
    return max(forwards, backwards)


def best_guess_at_ballots(loot: Loot, truth: Pairs) -> tuple[int, str]:
    """Addresses joined to ballots: every order of the one against every order of the other."""
    copies = list(loot.copies.values())
    orders = every_order(loot)
    return max(
        (matches(those, these, truth), f"{name} with {other}")
        for name, those in orders.items()
        for other, these in orders_of_ballots(copies)
    )


def best_guess_at_responses(loot: Loot, truth: Pairs) -> tuple[int, str]:
    """Addresses joined to sealed responses, by every order that the sealed tables and the copies still show."""
    copies = list(loot.copies.values())
    sealed = loot.copies["sealed"]["responses"]
    orders = every_order(loot)
    responses = {
        name: [r["key"] for r in in_order(sealed, name)] for name in ("place", "xmin", "ctid", "key")
    }
    arrived: list[bytes] = []
    for copy in copies:
        arrived += [row["key"] for row in copy["box_responses"] if row["key"] not in arrived]
    responses["as they arrived"] = arrived
    return max(
        (matches(those, these, truth), f"{name} with responses by {other}")
        for name, those in orders.items()
        for other, these in responses.items()
    )


def responses_of_ballots(loot: Loot) -> dict[bytes, set[bytes]]:
    """What the copies of the open round tell of the rest of the way: which responses each ballot may have cast.

    A ballot and its response are written in one transaction; while a round is open that shows (protection.md
    says so). It must lead nobody to an address.
    """
    joined: dict[bytes, set[bytes]] = {}
    for copy in loot.copies.values():
        by_xmin: dict[object, set[bytes]] = {}
        for row in copy["box_responses"]:
            by_xmin.setdefault(row.get("xmin"), set()).add(row["key"])
        for row in copy["ballots"]:
            if row["spent_by"] and row.get("xmin") in by_xmin:
                joined.setdefault(row["id"], set()).update(by_xmin[row.get("xmin")])
    return joined


def best_guess_all_the_way(loot: Loot, truth: Pairs) -> int:
    """Address to ballot by the best order there is, and ballot to response by transaction where that shows."""
    joined = responses_of_ballots(loot)
    copies = list(loot.copies.values())
    orders = every_order(loot)
    return max(
        sum(joined.get(ballot) == {truth[address]} for address, ballot in zip(those, these, strict=False))
        for those in orders.values()
        for _, these in orders_of_ballots(copies)
    )


# --- what happens --------------------------------------------------------------------------------------------


@dataclass
class Story:
    """A round from its invitations to its seal, and what is true of it, which only the people themselves know."""

    loot: Loot
    ballots: dict[str, bytes]  # by address
    responses: dict[str, bytes]


def answer(inviting: Inviting, secret: Secret) -> bytes:
    """Somebody follows their link and answers; the key that their response got."""
    world, keys = inviting.world, [new_key()]
    with world.database.writing() as session:
        answering.begin_by_personal_link(session, secret, nonce(), world.now)
        sent = {FIRST.statements[0].key: ["4"]}
        answering.save_page(session, secret, f"areas/{FIRST.code}", sent, "", nonce(), world.now)
    with world.database.writing() as session:
        answering.submit_response(session, secret, secret.code, lambda: keys[0], now())
    return keys[0]


def stop(inviting: Inviting, address: str) -> None:
    """Somebody wants no more messages, right after they have answered."""
    with inviting.database.writing() as session:
        stop_messages(session, inviting.database.stops.code(LIST, address), wanted=False)


def invite_everybody(inviting: Inviting, loot: Loot) -> dict[str, Secret]:
    """Everybody's link, as it came to them; the administrator copies before and after."""
    people = addresses(PEOPLE)
    random.shuffle(people)
    loot.copies["before"] = copy_of(inviting.database)
    inviting.invite(people)
    inviting.wait_until("sent", seconds=60)
    loot.copies["invited"] = copy_of(inviting.database)
    return {str(letter["To"]): link_in(letter.get_content()) for letter in inviting.server.letters}


def play(inviting: Inviting, log: Callable[[], str]) -> Story:
    """Everybody is invited, and answers in some hour, in an order of their own; then the round is sealed."""
    loot = Loot()
    links = invite_everybody(inviting, loot)
    people = list(links)
    loot.whose = {inviting.database.stops.mark(LIST, address): address for address in people}
    random.shuffle(people)
    responses: dict[str, bytes] = {}
    for hour in range(HOURS):
        for address in people[hour::HOURS]:
            responses[address] = answer(inviting, links[address])
            stop(inviting, address)
        loot.copies[f"hour {hour}"] = copy_of(inviting.database)
    inviting.world.close()
    inviting.database.tidy_after_sealing()
    loot.copies["sealed"] = copy_of(inviting.database)
    loot.log = log()
    return Story(loot, {address: secret.ballot for address, secret in links.items()}, responses)


def link_in(text: str) -> Secret:
    found = re.search(rf"{BASE}/i/(\w+)", text)
    assert found
    secret = read_secret(found[1])
    assert secret
    return secret


@pytest.fixture
def inviting(database_url: str, tmp_path: Path) -> Iterator[Inviting]:
    with a_mail_server() as server, a_facilitator(server, database_url, tmp_path) as inviting:
        yield inviting


def test_nobody_can_join_an_address_to_a_ballot_or_an_answer(
    inviting: Inviting, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    story = play(inviting, lambda: capfd.readouterr().err + caplog.text)
    assert len(set(story.ballots.values())) == len(set(story.responses.values())) == PEOPLE
    assert best_guess_at_ballots(story.loot, story.ballots)[0] <= CHANCE
    assert best_guess_at_responses(story.loot, story.responses)[0] <= CHANCE
    assert best_guess_all_the_way(story.loot, story.responses) <= CHANCE
    assert written_at_once(story.loot.copies["invited"]["ballots"])
    assert written_at_once(story.loot.copies["sealed"]["responses"])
    assert written_at_once(story.loot.copies["sealed"][STOPS])
    assert len(story.loot.copies["sealed"][STOPS]) == PEOPLE
    for address, ballot in story.ballots.items():
        assert address not in story.loot.log
        assert ballot.hex() not in story.loot.log


def written_at_once(rows: Table) -> bool:
    """Whether rows came in one transaction and in key order, as far as the database shows it."""
    name = next(name for name in ("id", "key", "mark") if name in rows[0])
    keys = [row[name] for row in in_order(rows, "ctid")]
    return len({row.get("xmin") for row in rows}) == 1 and keys == sorted(keys)


# --- the same attack on services that go about it wrongly -------------------------------------------------------


def test_the_attack_finds_everybody_where_whoever_stops_messages_is_noted_as_they_come(
    inviting: Inviting, monkeypatch: pytest.MonkeyPatch
) -> None:
    if inviting.database.is_sqlite:
        pytest.skip("SQLite keeps marks in their order however they are written")

    def as_they_come(session: Session, partnership: str, marks: set[bytes]) -> None:
        for mark in marks - marks_of(session, partnership):
            session.add(StoppedAddress(mark=mark, partnership=partnership))

    monkeypatch.setattr(stops.records, "write_anew", as_they_come)
    story = play(inviting, lambda: "")
    assert best_guess_all_the_way(story.loot, story.responses) > PEOPLE * 0.9


def found_in(inviting: Inviting) -> int:
    loot = Loot()
    links = invite_everybody(inviting, loot)
    truth = {address: secret.ballot for address, secret in links.items()}
    return best_guess_at_ballots(loot, truth)[0]


def test_the_attack_finds_everybody_where_ballots_are_written_in_the_order_of_their_messages(
    inviting: Inviting, monkeypatch: pytest.MonkeyPatch
) -> None:
    if inviting.database.is_sqlite:
        pytest.skip("SQLite keeps ballots in key order however they are written")

    def as_they_come(session: Session, partnership: str, key: str, group: str, links: list[Secret]) -> None:
        for secret in links:
            add_ballots(session, [secret.ballot], partnership, key, group)

    monkeypatch.setattr(list_links, "make_personal_links", as_they_come)
    assert found_in(inviting) > PEOPLE * 0.9


def test_the_attack_finds_everybody_where_links_are_given_out_in_the_order_of_their_ballots(
    inviting: Inviting, monkeypatch: pytest.MonkeyPatch
) -> None:
    if inviting.database.is_sqlite and not IS_SOAK:
        pytest.skip("PostgreSQL shows the attacker more")
    given: dict[bytes, Secret] = {}

    def in_key_order(session: Session, mailing: bytes) -> list[bytes]:
        invitations = sorted(invitations_to_send(session, mailing))
        secrets = sorted((new_secret() for _ in invitations), key=lambda secret: secret.ballot)
        given.update(zip(invitations, secrets, strict=True))
        return invitations

    monkeypatch.setattr(list_links.records, "invitations_to_send", in_key_order)
    for module in (list_links, sending):
        monkeypatch.setattr(module, "secret_of_invitation", lambda _key, invitation: given[invitation])
    assert found_in(inviting) == PEOPLE
