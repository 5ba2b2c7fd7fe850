"""Devices and networks that are slow on purpose."""

from __future__ import annotations

import time

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Response

from tests.runs.slowness import LATE, LateReplies


def test_every_reply_is_late_by_what_the_seed_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    for _ in range(2):
        client = Client(LateReplies(Response("here")))
        assert [client.get("/").text for _ in range(9)] == ["here"] * 9
    assert waited[:9] == waited[9:]
    assert len(set(waited)) == 9
    assert LATE[0] <= min(waited) < max(waited) <= LATE[1]
