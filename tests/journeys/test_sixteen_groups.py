"""Sixteen groups get leads, posters, slips, invitations and a notice to each lead, in few clicks of a real browser."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Download, expect

from tests.documents.paper import Paper
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.visits import Visit, click
from tests.machines.databases import give_tables, open_database
from tests.machines.mail_server import MailServer, a_mail_server
from tests.machines.servers import serving
from tests.worlds.builders import World
from tests.worlds.staff import add_person

AUDIENCES = ("professional", "professional", "young-people", "parents-carers")
GROUPS = tuple(
    (f"group-{n}", f"Group number {n}", AUDIENCES[n % 4], ("schools", "health", "youth", "families")[n % 4])
    for n in range(1, 17)
)
LEADS = [("Name", "Lead", "Lead’s e-mail")] + [
    (name.upper(), f"Lead of {name}", f"lead@{key}.example") for key, name, _, _ in GROUPS
]
PEOPLE = [("Group", "Name", "E-mail")] + [
    (name, f"Person {n}", f"person{n}@{key}.example") for key, name, _, _ in GROUPS for n in range(5)
]
MOST_CLICKS = 16


class Counted:
    """A visit that counts what is pressed."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.clicks = visit, 0

    def press(self, name: str) -> None:
        self.clicks += 1
        self.visit.press(name).is_sound()

    def follow(self, name: str) -> None:
        self.clicks += 1
        self.visit.follow(name).is_sound()

    def go(self, path: str) -> None:
        """To a page that one link in the heading of every page, or of every page of the round, leads to."""
        self.clicks += 1
        self.visit.go(path).is_sound()

    def save(self, name: str) -> Path:
        self.clicks += 1
        with self.visit.page.expect_download() as waiting:
            click(
                self.visit.page.get_by_role("button", name=name)
                .or_(self.visit.page.get_by_role("link", name=name))
                .first
            )
        file: Download = waiting.value
        return file.path()

    def fill(self, label: str, rows: list[tuple[str, ...]]) -> None:
        self.visit.page.get_by_label(label).fill("\n".join("\t".join(row) for row in rows))


def give_leads(counted: Counted) -> None:
    counted.go("/p/testham/groups/")
    counted.follow("All groups and leads as a table")
    counted.fill("Your table", LEADS)
    counted.press("Check the table")
    expect(counted.visit.page.locator("main")).to_contain_text("16 groups to change", use_inner_text=True)
    counted.press("Change the groups")
    expect(counted.visit.page.locator("body")).to_contain_text("16 groups are changed", use_inner_text=True)


def print_all(counted: Counted) -> None:
    counted.go("/p/testham/rounds/first/reach/")
    counted.follow("Posters, slips and a mail merge for all groups at once")
    posters = Paper(counted.save("Posters to print (PDF)").read_bytes()).is_sound()
    assert len(posters.pages) == 17
    slips = Paper(counted.save("Make the file of slips").read_bytes()).is_sound()
    assert len(set(slips.addresses_drawn())) == 16 * 20
    assert b"PK" in counted.save("Mail merge (Excel)").read_bytes()[:4]


def invite_all(counted: Counted, server: MailServer) -> None:
    counted.follow("Invite people of all groups by e-mail")
    counted.fill("People and their groups", PEOPLE)
    counted.press("Check the list")
    counted.visit.is_headed("Send 80 invitations to 16 groups?")
    counted.press("Send 80 invitations")
    to = {str(letter["To"]) for letter in server.wait_for(80)}
    assert to == {address for _, _, address in PEOPLE[1:]}


def write_to_leads(counted: Counted, server: MailServer) -> None:
    counted.go("/p/testham/rounds/first/reach/")
    counted.follow("Posters, slips and a mail merge for all groups at once")
    counted.follow("Send every lead their private page")
    counted.press("Send to those chosen")
    to = [str(letter["To"]) for letter in server.wait_for(96)[80:]]
    assert sorted(to) == sorted(address for _, _, address in LEADS[1:])


def test_sixteen_groups_take_few_clicks(browser: Browser, tmp_path: Path) -> None:
    """One at a time: 3 for each lead, 3 for each list, 2 for each poster, 1 for each sheet; 4 to write to leads."""
    url = f"sqlite:///{tmp_path / 'journey.sqlite3'}"
    database = open_database(url)
    give_tables(database)
    world = World(database, groups=GROUPS)
    add_person(database, world.partnership, "facilitator")
    with (
        a_mail_server() as server,
        serving(url, tmp_path, WORKERS="1", SMTP_URL=server.url) as running,
        Visit.on(browser, running.address, DESKTOP) as visit,
    ):
        visit.sign_in("facilitator@testham.example")
        counted = Counted(visit)
        give_leads(counted)
        print_all(counted)
        invite_all(counted, server)
        write_to_leads(counted, server)
        assert counted.clicks <= MOST_CLICKS, counted.clicks
        visit.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        for path in (
            "/p/testham/groups/_table/",
            "/p/testham/rounds/first/reach/_all/",
            "/p/testham/rounds/first/invitations/all/",
        ):
            visit.go(path).is_sound()
    database.engine.dispose()
