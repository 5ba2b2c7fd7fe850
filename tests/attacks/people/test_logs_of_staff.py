"""P8 for running a consultation: addresses, subjects, comments, codes and tables go through it, and things go wrong."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lws_assess.actions.rounds.drafts import RoundToPrepare, prepare_round
from lws_assess.records.groups import get_group
from lws_assess.records.instruments import shipped_editions
from lws_assess.web.start.commands import do_everything_due
from tests.machines.mail_server import a_mail_server
from tests.pages.addresses import lead_code, objects_of
from tests.pages.client import Client
from tests.worlds.builders import INSTRUMENT
from tests.worlds.inviting import Inviting, a_facilitator, addresses

PAGE = f"areas/{shipped_editions()[INSTRUMENT].areas[0].code}"
HERE = "/p/testham/rounds/first"


def things_go_wrong(inviting: Inviting) -> list[str]:
    """What must not be in the log afterwards."""
    server, world, browser = inviting.server, inviting.world, inviting.browser
    objects = objects_of(world, Client(browser.app, browser.address))
    server.at_rcpt = lambda address: f"550 no canary called {address}"
    with world.database.writing() as session:
        get_group(session, "testham", "teachers").lead_email = "lead@canary.example"
    inviting.confirm(inviting.check(addresses(6, "canary"), subject="A canary sings"))
    inviting.wait_until("refused")
    nudge = browser.get(f"{HERE}/participation/teachers/nudge")
    browser.send(nudge, 400, words="Dear canary")
    world.answer("teachers", {PAGE: {"comment": "I do not feel safe, says the canary."}})
    with browser.app.app_context():
        do_everything_due(world.database)
    lead = f"/lead/{objects.lead}"
    page = browser.get(lead)
    browser.raw("POST", lead, {**page.form(lead), "told": "canary"})
    browser.raw("POST", f"{lead}/slips", {**page.form(f"{lead}/slips"), "how_many": "2"})
    for path in (f"/lead/{objects.lead[::-1]}", f"/alert/{objects.alert[::-1]}", f"/alert/{objects.alert}"):
        browser.raw("GET", f"{path}?q=canary")
    alert = browser.get(f"/alert/{objects.alert}")
    browser.send(alert, who="Sam Canary", what="Rang the canary.")
    table = {"file": (io.BytesIO(b"canary,canary\ncanary,1\n"), "canary.csv")}
    upload = f"{HERE}/paper/teachers/import"
    token = browser.get(upload).form()["csrf_token"]
    assert (
        browser.browser.post(
            upload, data={**table, "csrf_token": token}, base_url=browser.address
        ).status_code
        == 400
    )
    browser.raw(
        "POST",
        f"{HERE}/comments/{objects.comment}",
        {"csrf_token": token, "what": "redact", "published": "canary"},
    )
    with world.database.writing() as session:  # what is due cannot be done: a round without anything
        prepare_round(
            session, "testham", RoundToPrepare("canary", "Canary", INSTRUMENT, (), opens_at=world.now)
        )
    with browser.app.app_context():
        do_everything_due(world.database)
    with world.database.writing() as session:
        session.connection().exec_driver_sql("ALTER TABLE comment_steps RENAME TO comment_steps_away")
    browser.raw(
        "POST",
        f"{HERE}/comments/{objects.comment}",
        {"csrf_token": token, "what": "publish", "words": "canary"},
    )
    with world.database.writing() as session:
        session.connection().exec_driver_sql("ALTER TABLE comment_steps_away RENAME TO comment_steps")
    return ["canary", objects.alert, objects.lead, objects.comment, objects.mailing, world.practice_code()]


@contextmanager
def the_log() -> Iterator[io.StringIO]:
    """What the app writes to its log meanwhile, in its own form, whichever stream an earlier app had opened."""
    log, written = logging.getLogger("lws_assess"), io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(log.handlers[0].formatter)
    log.addHandler(handler)
    try:
        yield written
    finally:
        log.removeHandler(handler)


def test_nothing_of_a_consultation_is_written_down(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'logs.sqlite3'}"
    with a_mail_server() as server, a_facilitator(server, url, tmp_path) as inviting, the_log() as written:
        canaries = things_go_wrong(inviting)
        assert lead_code(inviting.world) in canaries
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert {"request", "a nudge could not be sent", "not done"} <= {line["event"] for line in lines}
    assert len(lines) > 20
    for line in lines:
        if line["event"] == "not done":
            assert line.pop("round") == "canary"  # which round it was must be said
    assert [c for c in canaries if c.lower() in json.dumps(lines).lower()] == []
