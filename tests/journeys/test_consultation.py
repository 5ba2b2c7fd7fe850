"""A whole consultation as a facilitator runs it: from a new partnership to a closed round, by four ways in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from lws_assess.records.people import ADMINISTRATOR
from tests.bench.load import RADIOS
from tests.bench.load import Browser as Phone
from tests.journeys.visits import DESKTOP, SIZES, Visit, click
from tests.machines.databases import give_tables, open_database
from tests.machines.mail_server import MailServer
from tests.machines.servers import Running, serving
from tests.runs.waiting import wait_until_true
from tests.worlds.builders import World
from tests.worlds.staff import add_person

GROUPS = ("Head teachers", "Health groups", "Young commissioners and young inspectors")
CODE = re.compile(r"\b(?:[0-9a-hjkmnp-tv-z]{4}[ -]){6}[0-9a-hjkmnp-tv-z]{2}\b")
EACH_WAY = 10


@pytest.fixture(scope="module")
def post_office() -> Iterator[MailServer]:
    server = MailServer().start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, post_office: MailServer) -> Iterator[Running]:
    """A server with an administrator of some partnership, who may set up another."""
    folder = tmp_path_factory.mktemp("consultation")
    url = f"sqlite:///{folder / 'consultation.sqlite3'}"
    database = open_database(url)
    give_tables(database)
    add_person(database, World(database).partnership, ADMINISTRATOR)
    with serving(url, folder, WORKERS="2", SMTP_URL=post_office.url) as server:
        yield server
    database.engine.dispose()


@SIZES
def test_a_consultation_from_a_new_partnership_to_its_results(
    size: tuple[int, int], running: Running, post_office: MailServer, browser: Browser, tmp_path: Path
) -> None:
    name = f"Newford {'Desk' if size == DESKTOP else 'Phone'} Partnership"
    with Visit.on(browser, running.address, size) as visit:
        sign_in(visit)
        set_up_partnership(visit, name)
        choose_groups(visit)
        prepare_round(visit)
        here = urlsplit(visit.page.url).path
        by_open_link(visit, here, running)
        by_slips(visit, here, running, tmp_path)
        by_invitation(visit, here, running, post_office)
        by_paper(visit, here)
        look_at_participation(visit, here)
        close(visit, here)


# --- setting up ------------------------------------------------------------------------------------------


def sign_in(visit: Visit) -> None:
    visit.sign_in("administrator@testham.example")


def set_up_partnership(visit: Visit, name: str) -> None:
    visit.go("/partnerships/new").is_sound()
    visit.page.locator("[name=name]").fill(name)
    visit.page.locator("[name=contact]").fill("Ask Jo Bell on 01632 960100.")
    visit.press("Set up the partnership").is_sound()
    visit.follow("Settings").is_sound()
    visit.page.locator("[name=safeguarding_name]").fill("Sam Reed")
    visit.page.locator("[name=safeguarding_email]").fill("sam.reed@newford.example")
    visit.press("Save the settings").is_sound()


def choose_groups(visit: Visit) -> None:
    """Three of the usual groups."""
    visit.follow("Groups").is_sound()
    visit.follow("Choose from fifteen usual groups").is_sound()
    for box in visit.page.locator("input[name=chosen]").all():
        label = box.locator("xpath=ancestor::label").locator("b").inner_text()
        box.set_checked(label in GROUPS)
    visit.press("Add the ticked groups").is_sound()


def prepare_round(visit: Visit) -> None:
    """The steps one after another, checked and opened."""
    visit.follow("Rounds").is_sound()
    visit.follow("New round").is_sound()
    visit.page.locator("[name=title]").fill("Baseline")
    visit.press("Begin").is_sound()
    visit.press("Save and go on").is_sound()  # every group is ticked
    visit.page.get_by_label("By hand").check()
    visit.page.locator("[name=last_day]").fill(str((datetime.now(UTC) + timedelta(days=28)).date()))
    visit.press("Save and go on").is_sound()
    visit.press("Save and go on").is_sound()  # how results are counted
    click(visit.page.get_by_role("link", name="Go on", exact=True))  # too few for a second cut
    visit.is_sound()
    visit.press("Save and go on").is_sound()  # the words
    expect(visit.page.locator("body")).to_contain_text("Nothing is missing")
    visit.follow("Open this round").is_sound()
    visit.press("Open the round").is_sound()
    expect(visit.page.locator("body")).to_contain_text("is open")


# --- four ways in ----------------------------------------------------------------------------------------


def answer(running: Running, address: str) -> None:
    """Somebody answers the first page of questions by a link, and sends it."""
    phone = Phone(running.host, running.port)
    path, page = phone.get(urlsplit(address).path)
    for _ in range(3):
        if "/areas/" in path:
            break
        path, page = phone.post(path, page, {"agree": "yes"})
    names = dict.fromkeys(name.decode() for name in RADIOS.findall(page))
    path, page = phone.post(path, page, dict.fromkeys(names, "4"))
    path, page = phone.get(f"{path.rpartition('/areas/')[0]}/check")
    path, page = phone.post(path, page, {})
    assert path.endswith("/done")
    phone.close()


def open_reach(visit: Visit, here: str, group: str) -> None:
    visit.go(here).follow("Reach people").is_sound()
    visit.follow(group).is_sound()


def by_open_link(visit: Visit, here: str, running: Running) -> None:
    open_reach(visit, here, GROUPS[0])
    address = visit.page.locator("#link ~ .link-box, .link-box").first.inner_text().strip()
    for _ in range(EACH_WAY):
        answer(running, address)


def by_slips(visit: Visit, here: str, running: Running, folder: Path) -> None:
    open_reach(visit, here, GROUPS[2])
    visit.page.locator("[name=how_many]").fill(str(EACH_WAY))
    with visit.page.expect_download() as coming:
        visit.press("Make the sheet of slips")
    sheet = folder / "slips.pdf"
    coming.value.save_as(sheet)
    text = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(sheet).pages)
    codes = ["".join(c for c in found if c.isalnum()) for found in CODE.findall(text)]
    assert len(set(codes)) == EACH_WAY
    assert "do not answer again" not in text, "there is no event at which anybody could have rated"
    for code in codes:
        answer(running, f"/i/{code}")


def by_invitation(visit: Visit, here: str, running: Running, post_office: MailServer) -> None:
    """Ten people get a link each through a real mail server."""
    post_office.letters.clear()
    visit.go(here).follow("Invitations").is_sound()
    click(visit.page.get_by_role("link", name=f"Invite people of {GROUPS[1]}"))
    visit.is_sound()
    people = [f"person{number}@newford.example" for number in range(EACH_WAY)]
    visit.page.locator("[name=addresses]").fill("\n".join([*people, "not an address", people[0]]))
    visit.press("Check the list").is_sound()
    expect(visit.page.locator("body")).to_contain_text("10 addresses are good")
    visit.press("Send 10 invitations").is_sound()
    wait_until_true(lambda: len(post_office.letters) == EACH_WAY)
    assert sorted(str(letter["To"]) for letter in post_office.letters) == people
    for letter in post_office.letters:
        body = letter.get_content()
        assert "do not answer again" not in body
        found = re.search(r"http\S+/i/\S+", body)
        assert found, body
        answer(running, found[0])


def by_paper(visit: Visit, here: str) -> None:
    """Ten forms out of a filled-in template."""
    visit.go(here).follow("Paper").is_sound()
    click(visit.page.get_by_role("link", name=re.compile("From a file.*" + GROUPS[0])))
    visit.is_sound()
    with visit.page.expect_download() as coming:
        click(visit.page.get_by_role("link", name=re.compile("CSV")).first)
    rows = list(csv.reader(io.StringIO(Path(coming.value.path()).read_text("utf-8-sig"))))
    form = ["5" if re.search(r"-\d+$", name) else "" for name in rows[0]]
    filled = io.StringIO()
    csv.writer(filled).writerows([*rows[:2], *[form] * EACH_WAY])
    visit.page.locator("#file").set_input_files(
        {"name": "forms.csv", "mimeType": "text/csv", "buffer": filled.getvalue().encode("utf-8-sig")}
    )
    visit.press("Look through the file").is_sound()
    visit.press("Store 10 forms").is_sound()


# --- watching and closing --------------------------------------------------------------------------------


def look_at_participation(visit: Visit, here: str) -> None:
    visit.go(here).follow("Who has answered").is_sound()
    expect(visit.page.locator("main")).to_contain_text("40 people have answered", use_inner_text=True)


def close(visit: Visit, here: str) -> None:
    visit.go(here).is_sound()
    visit.follow("Close this round").is_sound()
    visit.press("Close the round").is_sound()
    visit.follow("See the results").is_sound()
    expect(visit.page.locator("main")).to_contain_text("40", use_inner_text=True)
