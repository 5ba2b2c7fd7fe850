"""What a server writes down while people answer, fail and attack it: lines of facts, and nothing that tells on them."""

from __future__ import annotations

import json
import re
import socket
from datetime import datetime
from pathlib import Path

from lws_assess.records.instruments import shipped_editions
from tests.faults.phones import Phone
from tests.faults.test_many_at_once import a_world_that_is_served
from tests.machines.servers import Running
from tests.worlds.builders import INSTRUMENT, World

EDITION = shipped_editions()[INSTRUMENT]
AGENT, WORDS, EMAIL = "Canary-Browser/7.7", "canary in the coal mine", "canary.person@example.org"
FORWARDED, REFERRER, QUERY = "203.0.113.77", "https://canary.example/from", "canary-query"


def telling(world: World, server: Running) -> list[str]:
    """Somebody answers, things go wrong in every way; what must not be in the log afterwards."""
    phone = Phone(server.host, server.port)
    code, secret = world.code("inspectors"), world.personal_link("inspectors")
    path, page = phone.follow(phone.once("GET", f"/i/{secret.code}?q={QUERY}"))
    path, page = phone.follow(phone.once("POST", path, {**page.tokens, "agree": "yes"}))
    attempt = page.tokens
    phone.once("POST", path, {**page.tokens, "comment": WORDS, "no-such": WORDS})
    phone.follow(phone.once("POST", path, {**page.tokens, "comment": WORDS}))
    here = path.partition("/areas/")[0]
    phone.once("GET", f"{here}/leave")
    phone.once("GET", f"{here}/no-such-{WORDS.replace(' ', '-')}")
    phone.once("GET", f"/join/{code}")
    phone.once("GET", f"/i/{secret.code[::-1]}")
    check = phone.once("GET", f"{here}/check")
    phone.follow(phone.once("POST", f"{here}/check", check.tokens))
    phone.once("POST", f"{here}/check", check.tokens)
    sign_in = phone.once("GET", "/sign-in")
    phone.once("POST", "/sign-in", {**sign_in.tokens, "email": EMAIL, "password": WORDS})
    welcome = "canary-welcome-secret"
    phone.once("GET", f"/welcome/{welcome}")
    phone.close()
    headers = f"User-Agent: {AGENT}\r\nX-Forwarded-For: {FORWARDED}\r\n"
    headers += f"Forwarded: for={FORWARDED}\r\nReferer: {REFERRER}\r\n"
    for request in (
        f"GET /i/{secret.code} HTTP/1.1\r\nHost: {server.host}\r\n{headers}\r\n",
        f"GET /i/{secret.code} HTTP/1.1\r\nHost: canary.example\r\n{headers}\r\n",
        f"GET /i/{secret.code} CANARY/9\r\n{headers}\r\n",
        f"GET /i/{secret.code} HTTP/1.1\r\nHost: {server.host}\r\n{'X' * 9000}: canary\r\n\r\n",
        f"POST {here}/check HTTP/1.1\r\nHost: {server.host}\r\nContent-Length: canary\r\n{headers}\r\n",
        f"POST {here}/check HTTP/1.1\r\nHost: {server.host}\r\nContent-Length: 900\r\n{headers}\r\ncomment=canary",
        f"GET /{'canary' * 2000} HTTP/1.1\r\nHost: {server.host}\r\n\r\n",
        "\x16\x03\x01canary\r\n\r\n",
    ):
        with socket.create_connection((server.host, server.port), timeout=60) as connection:
            connection.sendall(request.encode("latin-1"))
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass
    return [
        *(AGENT, WORDS, EMAIL, FORWARDED, REFERRER, QUERY, welcome, "canary", "127.0.0.1"),
        *(
            code,
            secret.code,
            secret.code[::-1],
            here.rpartition("/")[2],
            secret.value.hex(),
            secret.ballot.hex(),
        ),
        *attempt.values(),
    ]


def test_nothing_of_an_address_a_token_a_browser_or_a_path_is_written_down(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'test.sqlite3'}"
    with a_world_that_is_served(url, tmp_path, WORKERS="1", THREADS="4") as (world, server):
        canaries = telling(world, server)
        break_something(world, server)
        log = server.log
    written = log.read_text(encoding="utf-8", errors="replace")
    assert [canary for canary in canaries if canary.lower() in written.lower()] == []
    lines = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    requests = [line for line in lines if line["event"] == "request"]
    assert len(requests) >= 15
    for line in requests:
        assert set(line) == {"at", "level", "event", "request", "method", "route", "status", "ms"}
        assert datetime.fromisoformat(line["at"]).utcoffset() is not None
        assert re.fullmatch(r"[0-9a-f]{8}", line["request"])
    assert {"/i/<secret>", "/answer/<questionnaire>/areas/<code>", "unknown"} <= {
        line["route"] for line in requests
    }
    faults = [line for line in lines if "fault" in line]
    assert {"OperationalError"} <= {line["fault"] for line in faults}


def break_something(world: World, server: Running) -> None:
    """A table goes away while somebody is sending words to it, which puts them into the fault's own message."""
    phone = Phone(server.host, server.port)
    entrance = f"/join/{world.code('inspectors')}"
    page = phone.once("GET", entrance)
    path, page = phone.follow(phone.once("POST", entrance, {**page.tokens, "agree": "yes"}))
    with world.database.writing() as session:
        session.connection().exec_driver_sql("ALTER TABLE drafts RENAME TO drafts_away")
    refused = phone.once("POST", path, {**page.tokens, "comment": WORDS})
    assert refused.status == 503
    assert WORDS.encode() in refused.content
    with world.database.writing() as session:
        session.connection().exec_driver_sql("ALTER TABLE drafts_away RENAME TO drafts")
    phone.close()
