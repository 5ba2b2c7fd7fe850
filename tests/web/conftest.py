"""What tests of pages share: an office for invitations by e-mail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lws_assess.web.post import sending
from tests.conftest import a_copy
from tests.machines.mail_server import MailServer, a_mail_server
from tests.worlds.inviting import Inviting, a_facilitator


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with a_mail_server() as server:
        yield server


@pytest.fixture
def inviting(
    mail_server: MailServer, sqlite_pattern: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Inviting]:
    """A facilitator of an open round before a mail server that is asked again at once."""
    monkeypatch.setattr(sending, "SECONDS_BETWEEN_TRIES", 0.1)
    url = a_copy(sqlite_pattern, tmp_path / "test.sqlite3")
    with a_facilitator(mail_server, url, tmp_path) as inviting:
        yield inviting
