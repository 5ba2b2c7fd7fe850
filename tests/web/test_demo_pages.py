"""What holds for all pages of the demo beside each other, which tests of one page cannot see.

The demo is served without a mail server, as `make run` does.
"""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from lws_assess.web import create_app
from tests.conftest import settings_for
from tests.pages.demo_crawl import MARLHAVEN, pages_of_demo
from tests.watching.number_words import miscounted
from tests.watching.promises_of_mail import promises_of_mail
from tests.worlds.staff import signed_in

PROMISING = (  # pages of the demo that promise messages where a mail server is set up
    "settings",
    "people/invite",
    "plan/actions/MA-10/ask",
    "plan/new",
    "rounds/year-2/reach/",
    "rounds/year-2/reach/_all/",
    "rounds/year-2/reach/schools-future",
)


@pytest.fixture(scope="module")
def folder(marlhaven: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    shutil.copy(marlhaven, folder / "marlhaven.sqlite3")
    return folder


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Flask]:
    app = create_app(settings_for(f"sqlite:///{folder / 'marlhaven.sqlite3'}", folder))
    yield app
    app.config["DATABASE"].engine.dispose()


@pytest.fixture(scope="module")
def told(served: Flask) -> dict[str, tuple[str, str, str]]:
    """By address the title, the heading and the words of each page."""
    return {page.path: (page.title, page.h1, page.text) for page in pages_of_demo(served)}


def test_no_two_addresses_have_one_title_and_heading(told: dict[str, tuple[str, str, str]]) -> None:
    alike = defaultdict(list)
    for path, (title, h1, _) in told.items():
        alike[title, h1].append(path)
    assert {name: paths for name, paths in alike.items() if len(paths) > 1} == {}
    assert len(told) > 150


def test_numbers_have_the_noun_that_goes_with_them(told: dict[str, tuple[str, str, str]]) -> None:
    assert {path: found for path, (_, _, words) in told.items() if (found := miscounted(words))} == {}


def test_a_smallest_number_that_changed_is_told_with_what_it_means(
    told: dict[str, tuple[str, str, str]],
) -> None:
    words = told[f"/p/{MARLHAVEN}/rounds/year-2/participation"][2]
    assert "In “One year on” it was 5. A group of 5 to 9 answers was shown by itself then; now" in words
    assert (
        "With as many answers as then, too few would come from Emotional Wellbeing partnership; Human resources."
        in words
    )
    assert "another number" not in told[f"/p/{MARLHAVEN}/rounds/year-1/participation"][2]


def test_without_a_mail_server_no_page_promises_a_message(told: dict[str, tuple[str, str, str]]) -> None:
    assert {path: found for path, (_, _, words) in told.items() if (found := promises_of_mail(words))} == {}


@pytest.mark.parametrize(
    "path", [f"/p/{MARLHAVEN}/{page}" for page in PROMISING] + ["/privacy", "/forgotten"]
)
def test_with_a_mail_server_pages_promise_messages(sending: Flask, path: str) -> None:
    """Else what finds no promise would find none anywhere."""
    browser = sending.extensions["browser"]
    page = browser.get(path).get_data(as_text=True)
    assert promises_of_mail(re.sub(r"<[^>]+>", " ", page)), path


@pytest.fixture(scope="module")
def sending(folder: Path) -> Iterator[Flask]:
    """The same demo where a mail server is set up."""
    mail = {"SMTP_URL": "smtp://127.0.0.1:9?from=a@b.example", "PUBLIC_BASE_URL": "http://localhost"}
    copy = folder / "sending.sqlite3"
    shutil.copy(folder / "marlhaven.sqlite3", copy)
    app = create_app(settings_for(f"sqlite:///{copy}", folder, **mail))
    app.extensions["browser"] = signed_in(app, MARLHAVEN, "administrator")
    yield app
    app.config["DATABASE"].engine.dispose()
