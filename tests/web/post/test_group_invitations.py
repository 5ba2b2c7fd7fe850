"""One list for all groups: each person is asked in the group that their row names, or is a problem of that row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from sqlalchemy import func, select

from lws_assess.actions.post.addresses import read_entries
from lws_assess.actions.post.invitations import check_lists
from lws_assess.records.groups import Group
from lws_assess.records.post.invitations import Invitation, Mailing
from lws_assess.records.responses import Ballot
from lws_assess.web import sheets
from lws_assess.web.post import sending
from tests.machines.mail_server import MailServer, a_mail_server
from tests.pages.client import Page
from tests.worlds.builders import GROUPS, World
from tests.worlds.inviting import BASE, INDEX, Inviting, a_facilitator, send, wait_until_no_sender_works

ALL = f"{INDEX}all/"
SEND = f"{ALL}send"
NAMES = {key: name for key, name, _, _ in GROUPS}


@pytest.fixture
def server() -> Iterator[MailServer]:
    with a_mail_server() as server:
        yield server


@pytest.fixture
def inviting(
    server: MailServer, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Inviting]:
    monkeypatch.setattr(sending, "SECONDS_BETWEEN_TRIES", 0.1)
    with a_facilitator(server, database_url, tmp_path) as inviting:
        yield inviting
        wait_until_no_sender_works(inviting)


def listed(*rows: tuple[str, str]) -> str:
    return "\n".join(["Group\tE-mail", *(f"{group}\t{address}" for group, address in rows)])


def some(group: str, number: int, name: str = "") -> list[tuple[str, str]]:
    return [(name or NAMES[group], f"person{i}@{group}.example") for i in range(number)]


def check(inviting: Inviting, text: str, status: int = 200) -> Page:
    return inviting.browser.send(inviting.browser.get(ALL), status, addresses=text)


def confirm(inviting: Inviting, page: Page, status: int = 200) -> Page:
    return inviting.browser.post(SEND, page.form(SEND), status)


def invited(inviting: Inviting) -> dict[str, str]:
    with inviting.database.reading() as session:
        return {row.address: row.group for row in session.scalars(select(Invitation))}


def test_everybody_is_invited_for_the_group_of_their_row_with_the_words_of_its_audience(
    inviting: Inviting,
) -> None:
    rows = [
        *some("teachers", 6, "TEACHERS "),
        *some("inspectors", 5, "young  inspectors"),
        *some("parents", 2),
    ]
    page = check(inviting, listed(*rows))
    assert page.h1 == "Send 13 invitations to 3 groups?"
    assert "Groups are taken from “Group”." in page.text
    done = confirm(inviting, page)
    assert "13 invitations to 3 groups: on their way." in done.root.text
    letters = {str(letter["To"]): letter.get_content() for letter in inviting.server.wait_for(13)}
    assert invited(inviting) == {address: address.split("@")[1].split(".")[0] for _, address in rows}
    for address, text in letters.items():
        group = invited(inviting)[address]
        assert ("You are asked as: Teachers." in text) == (group == "teachers")
        assert ("short questions" in text) == (group != "teachers")
        assert (f"{BASE}/i/" in text) == (group != "parents")  # two of them have the open link of their group
        assert "{" not in text
    with inviting.database.reading() as session:
        ballots = session.execute(select(Ballot.group, func.count()).group_by(Ballot.group)).all()
    assert {row[0]: row[1] for row in ballots} == {"teachers": 6, "inspectors": 5}


def test_a_name_that_is_no_group_is_a_problem_of_its_row_and_never_guessed(inviting: Inviting) -> None:
    rows = [*some("teachers", 1), ("Teacher", "a@x.example"), ("", "b@x.example"), ("Zoo", "c@x.example")]
    page = check(inviting, listed(*rows))
    problems = [row.text for row in page.root.find_all("tr") if re.match(r"Row \d", row.text)]
    assert len(problems) == 3
    assert "Row 3" in problems[0]
    assert "There is no group “Teacher” in this round. Do you mean “Teachers”?" in problems[0]
    assert "No group is named in this row" in problems[1]
    assert "There is no group “Zoo” in this round" in problems[2]
    confirm(inviting, page)
    assert invited(inviting) == {"person0@teachers.example": "teachers"}


def test_somebody_who_stands_in_two_groups_is_invited_once_and_named(inviting: Inviting) -> None:
    page = check(inviting, listed(("Teachers", "a@x.example"), ("Nurses", "A@x.example")))
    assert "The same address stands in row 2" in page.text
    confirm(inviting, page)
    assert invited(inviting) == {"a@x.example": "teachers"}


def test_a_list_without_a_column_of_groups_is_kept_and_says_how_to_mend_it(inviting: Inviting) -> None:
    page = check(inviting, "Name\tE-mail\nAda\ta@x.example", 400)
    assert page.faults()["addresses"].startswith("Head one column “Group”")
    assert "a@x.example" in page.typed()[0]


def test_confirming_twice_invites_once(inviting: Inviting) -> None:
    page = check(inviting, listed(*some("teachers", 5), *some("nurses", 5)))
    for _ in range(2):
        assert "10 invitations to 2 groups: on their way." in confirm(inviting, page).root.text
    with inviting.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Mailing)) == 2
        assert session.scalar(select(func.count()).select_from(Invitation)) == 10


def test_what_changed_since_the_check_is_shown_again_and_nothing_is_sent(inviting: Inviting) -> None:
    page = check(inviting, listed(*some("teachers", 5), *some("inspectors", 5)))
    with inviting.database.writing() as session:
        session.get_one(Group, (inviting.world.partnership, "inspectors")).name = "Youth voice"
    again = confirm(inviting, page, 409)
    assert "Somebody has invited some of these people meanwhile" in again.text
    assert "There is no group “Young inspectors” in this round" in again.text
    assert invited(inviting) == {}
    confirm(inviting, again)
    assert len(invited(inviting)) == 5


def test_a_message_must_hold_the_link_and_what_was_written_stays(inviting: Inviting) -> None:
    first = inviting.browser.get(ALL)
    page = inviting.browser.send(
        first, 400, addresses=listed(*some("nurses", 1)), **{"words-professional": "Come."}
    )
    assert "Keep {link}" in page.faults()["words-professional"]
    assert "person0@nurses.example" in page.typed()[0]


def test_lists_of_a_draft_wait_for_its_opening(server: MailServer, database_url: str, tmp_path: Path) -> None:
    with a_facilitator(server, database_url, tmp_path, opened=False) as inviting:
        page = check(inviting, listed(*some("teachers", 5), *some("nurses", 5)))
        assert "They are sent when the round opens." in confirm(inviting, page).root.text
        send(inviting)
        assert server.letters == []


names = st.sampled_from([*NAMES.values(), *NAMES, "TEACHERS", "Teacher", "Nobody", ""])
people = st.lists(
    st.tuples(names, st.sampled_from([f"p{n}@x.example" for n in range(12)] + ["p@", "no address"])),
    min_size=1,
    max_size=15,
)


@given(people)
@trying(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_is_invited_in_one_group_or_is_a_problem(world: World, rows: list[tuple[str, str]]) -> None:
    entries = read_entries(sheets.read_pasted(listed(*rows)).rows, with_groups=True).entries
    with world.database.reading() as session:
        lists, problems = check_lists(session, world.partnership, world.round, entries)
    good = [address for addresses in lists.values() for address in addresses]
    assert len(set(good)) == len(good)
    assert len(good) + len(problems) == len(entries)
    assert set(lists) <= set(NAMES)
