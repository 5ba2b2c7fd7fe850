"""Coming back after everything was killed: what was saved is there, and the first unanswered question is led to."""

from __future__ import annotations

from pathlib import Path

from lws_assess.records.instruments import shipped_editions
from tests.faults.phones import Phone
from tests.faults.test_many_at_once import a_world_that_is_served
from tests.worlds.builders import INSTRUMENT

FIRST, SECOND = shipped_editions()[INSTRUMENT].areas[:2]
ONE, *REST = [question.key for question in FIRST.statements]


def test_a_personal_link_leads_to_the_first_unanswered_question_after_a_kill_on_any_device(
    tmp_path: Path,
) -> None:
    with a_world_that_is_served(f"sqlite:///{tmp_path / 'test.sqlite3'}", tmp_path) as (world, server):
        link = f"/i/{world.personal_link('nurses').code}"
        phone = Phone(server.host, server.port)
        path, page = phone.follow(phone.insist("GET", link))
        about = phone.insist("POST", path, {**page.tokens, "agree": "yes", "length": "full"})
        path, page = phone.follow(about)
        phone.follow(phone.insist("POST", path, {**page.tokens, ONE: "4", REST[1]: "2"}))
        server.restart()
        for device in (phone, Phone(server.host, server.port)):
            reply = device.insist("GET", link)
            assert reply.headers["location"].endswith(f"/areas/{FIRST.code}#{REST[0]}")
            device.close()
