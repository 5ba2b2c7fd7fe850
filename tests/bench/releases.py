"""How long the one release of a large round takes, sealing included, and what memory it needs."""

from __future__ import annotations

import secrets
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from sqlalchemy import insert, update

from lws_assess.actions.rounds.running_rounds import close_round, open_round
from lws_assess.records.comments import SealedComment
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.responses import BoxResponse
from lws_assess.records.rounds import Round
from lws_assess.records.sealing import Submission, WrittenComment, pack_submission, submission_box
from lws_assess.records.sealing_keys import key_of
from lws_assess.survey.comments import CommentState
from lws_assess.survey.instruments import Edition
from lws_assess.survey.responses import vector_layout
from tests.bench.answering import a_world
from tests.bench.pages import milliseconds_to_draw
from tests.machines.databases import open_database
from tests.worlds.builders import INSTRUMENT, World, new_code

PEOPLE = 100_000
BEFORE = 1_000  # people in each of the two rounds before
APART = timedelta(days=200)
WRITING = 12  # people of each group who wrote something
GROUPS = tuple((f"group-{i}", f"Group {i}", "professional", f"branch {i % 5}") for i in range(15))


def release(name: str, database_url: str, folder: Path) -> Iterator[tuple[str, float, str]]:
    """Closes the third round, of 100,000 responses, in a fresh process: seconds, and the most memory that it held.

    Then draws its results with their comments and comparisons, which must not take longer for all those answers.
    """
    world = a_world(database_url, groups=GROUPS)
    for number in (1, 2):  # the two rounds before, with which the results are compared
        fill_at_random(world, BEFORE)
        world.close()
        open_another(world, f"round-{number}")
    fill_at_random(world)
    world.database.engine.dispose()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        seconds, megabytes = process.submit(_close, database_url, world.partnership, world.round).result()
    suffix = "" if name == "sqlite" else f"_{name}"
    yield f"release_seconds_100000{suffix}", seconds, "s"
    yield f"release_memory_mb_100000{suffix}", megabytes, "MB"
    publish_comments(world)
    drawn = milliseconds_to_draw(database_url, folder, world.partnership, world.round)
    yield f"results_ms_100000{suffix}", drawn, "ms"


def open_another(world: World, key: str) -> None:
    """The next round of a world, some months later."""
    world.round, world.now = key, world.now + APART
    with world.database.writing() as session:
        world.draft(session, key)
        session.get_one(Round, (world.partnership, key)).closes_at = world.now + timedelta(days=30)
        open_round(session, world.partnership, key, new_code, world.now)


def publish_comments(world: World) -> None:
    """Everything that people wrote is published as it is."""
    with world.database.writing() as session:
        published = {"state": CommentState.PUBLISHED, "published": SealedComment.text}
        session.execute(update(SealedComment).values(published))


def _sent(edition: Edition, group: str, answers: bytes, row: int) -> Submission:
    words = f"What person {row} of {group} would like to see done about this, in a sentence. {'And why. ' * (row % 9)}"
    written = [WrittenComment("comment", area.code, words) for area in edition.areas if row < WRITING]
    return Submission(group, answers, tuple(written))


def _close(database_url: str, partnership: str, key: str) -> tuple[float, float]:
    database = open_database(database_url)
    began = time.perf_counter()
    with database.writing() as session:
        close_round(session, partnership, key, datetime.now(UTC), _show)
    seconds = time.perf_counter() - began
    return seconds, _most_megabytes()


def _most_megabytes() -> float:
    """The most that this process held. What getrusage says counts the process that it was started from, too."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1000


def _show(done: int, of: int) -> None:
    print(f"  released {done} of {of} cells", file=sys.stderr)


def fill_at_random(
    world: World, people_in_all: int = PEOPLE, groups: Sequence[tuple[str, ...]] = GROUPS
) -> None:
    """Random vectors straight into the box: what is measured is the release, not the answering.

    The first people of each group wrote something on every area.
    """
    edition = shipped_editions()[INSTRUMENT]
    audience = edition.audience("professional")
    width = len(vector_layout(edition, audience))
    chance = np.random.default_rng(7)
    codes = np.array([1, 2, 3, 4, 5, 250, 251], dtype=np.uint8)
    for number, group in enumerate(groups):
        people = people_in_all // len(groups) + (number < people_in_all % len(groups))
        vectors = codes[chance.integers(0, len(codes), size=(people, width))]
        with world.database.writing() as session:
            box = submission_box(key_of(session, session.get_one(Round, (world.partnership, world.round))))
            rows = [
                {
                    "key": (key := secrets.token_bytes(16)),
                    "partnership": world.partnership,
                    "round": world.round,
                    "ciphertext": box.seal(
                        key, pack_submission(_sent(edition, group[0], vector.tobytes(), row))
                    ),
                }
                for row, vector in enumerate(vectors)
            ]
            session.connection().execute(insert(BoxResponse), rows)
