"""What is told of generated rounds and halls is as agreed: by papers, slides, pages of results and pictures.

Rounds that are made by hand hold what somebody thought of. These hold ties, ends of the scale, groups that were joined,
and all that may not be shown, so that a condition that is turned round moves a word somewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from lws_assess.web import create_app
from tests.claims.generated_rounds import KINDS, draw_place
from tests.claims.told_texts import text_of_hall, texts_of_place, texts_of_slides
from tests.conftest import a_copy, settings_for
from tests.documents.slides.boards import BOARDS
from tests.watching.agreed import AgreedTexts

AGREED = AgreedTexts("agreed_told")
HALLS = 6
WRITTEN = ("decided before", "at the ends")


@pytest.fixture(scope="module")
def pages(sqlite_pattern: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("told")
    app = create_app(settings_for(a_copy(sqlite_pattern, folder / "app.sqlite3"), folder))
    yield app
    app.config["DATABASE"].engine.dispose()


@pytest.mark.parametrize(("seed", "kind"), list(enumerate(KINDS)))
def test_what_is_told_of_a_place_is_as_agreed(seed: int, kind: str, pages: Flask) -> None:
    told = texts_of_place(draw_place(seed), pages)
    AGREED.assert_agreed({f"{kind} {name}": text for name, text in told.items()})


def test_what_is_told_of_halls_is_as_agreed() -> None:
    AGREED.assert_agreed({f"halls {seed}": text_of_hall(seed) for seed in range(HALLS)})


def test_files_of_slides_are_as_agreed() -> None:
    AGREED.assert_agreed(
        {
            f"slides {board}, {name}": text
            for board in WRITTEN
            for name, text in texts_of_slides(BOARDS[board]()).items()
        }
    )
