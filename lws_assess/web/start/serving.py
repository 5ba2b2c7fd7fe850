"""`make run`: a database, the demo the first time, a server, and whatever is due every minute."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import click

from config import ROOT, Settings
from lws_assess.records.database import Database
from lws_assess.records.migrations import migrate_database
from lws_assess.records.partnerships import list_partnerships
from lws_assess.web.people.demo_people import add_demo_people, load_demo_partnership

SECONDS_BETWEEN_DUE = 60


def load_demo_with_people(database: Database, settings: Settings, quiet: bool) -> dict[str, Any]:
    """The demo and its three people; what is there already stays as it is. Returns how to sign in."""
    load_demo_partnership(database, _silent if quiet else _tell)
    return add_demo_people(database, settings)


def _silent(_done: int, _of: int, _words: str) -> None:
    """For --json."""


def _tell(done: int, of: int, words: str) -> None:
    if done == of or done % 100 == 0:
        click.echo(f"  {words}: {done} of {of}", err=True)


def demo_words(details: dict[str, Any]) -> str:
    people = "\n".join(f"    {person}" for person in details["people"])
    return f"The Marlhaven demo is ready. Sign in as one of\n{people}\n  with the password\n    {details['password']}"


def serve_until_stopped(database: Database, settings: Settings, do_due: Callable[[Database], object]) -> None:
    """Runs until it is told to stop."""
    migrate_database(database)
    with database.reading() as session:
        partnerships = list_partnerships(session)
    if not partnerships or any(p.demo for p in partnerships):
        if not partnerships:
            click.echo("Loading the Marlhaven demo (about fifteen seconds, first time only) ...", err=True)
        click.echo(demo_words(load_demo_with_people(database, settings, quiet=False)))
    click.echo(f"\nLWS Assess is at {settings.public_base_url}\n", err=False)
    sys.stdout.flush()
    server = subprocess.Popen([sys.executable, "-m", "gunicorn"], cwd=ROOT)
    stopping = threading.Event()

    def stop(_signal: int, _frame: object) -> None:
        stopping.set()
        server.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    threading.Thread(target=_do_due_until, args=(database, do_due, stopping), daemon=True).start()
    raise SystemExit(server.wait())


def _do_due_until(
    database: Database, do_due: Callable[[Database], object], stopping: threading.Event
) -> None:
    while not stopping.wait(SECONDS_BETWEEN_DUE):
        do_due(database)
