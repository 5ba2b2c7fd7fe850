"""The engagement matrix: who sees how much of it, what can be changed, its CSV, and what watching it tells."""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask import Flask

from lws_assess.records.groups import get_group
from lws_assess.records.leads import groups_asked
from lws_assess.records.people import FACILITATOR, STEERING
from lws_assess.records.rounds import Round, RoundGroup
from lws_assess.survey.rounds.participation import ORDERS
from lws_assess.web.access import ACCESS
from lws_assess.web.upkeep.due import do_everything_due
from tests.actions.rounds.test_participation import lead_codes, someone_answers
from tests.pages.addresses import rules
from tests.pages.client import Client, Page
from tests.runs.waiting import a_quarter_passes
from tests.worlds.builders import World
from tests.worlds.staff import signed_in

WHO = dict(ACCESS)
ROUND = "/p/testham/rounds/first/"
MATRIX = ROUND + "participation"
GROUP = MATRIX + "/teachers/"


def as_role(app: Flask, role: str, partnership: str = "testham") -> Client:
    client = Client(app)
    client.browser = signed_in(app, partnership, role)
    return client


@pytest.fixture
def facilitator(app: Flask, world: World) -> Client:
    return as_role(app, FACILITATOR)


@pytest.fixture
def steering(app: Flask, world: World) -> Client:
    return as_role(app, STEERING)


def rows(page: Page) -> dict[str, list[str]]:
    """Each group of the matrix with its cells."""
    (table,) = page.root.find_all("table")
    lines = [row.find_all("th", "td") for row in table.find_all("tr")[1:]]
    return {head.text: [cell.text for cell in cells] for head, *cells in lines}


def asked(world: World, group: str = "teachers") -> RoundGroup:
    with world.database.reading() as session:
        return session.get_one(RoundGroup, (world.partnership, world.round, group))


# --- who sees what -------------------------------------------------------------------------------------------


def test_a_facilitator_sees_how_many_and_what_would_show(facilitator: Client, world: World) -> None:
    someone_answers(world, "teachers", 6)
    someone_answers(world, "nurses", 3)
    page = facilitator.get(MATRIX)
    found = rows(page)
    assert list(found) == ["Young inspectors", "Parent panel", "Nurses", "Teachers"]
    assert found["Teachers"][3:] == ["6 of 20 (30%)", "Would be shown Nudge the lead of Teachers"]
    assert found["Nurses"][3:] == ["3 of 20 (15%)", "2 more to be shown by itself Nudge the lead of Nurses"]
    assert (
        "9 people have answered. If the round closed today, 1 of 4 groups would be shown by itself."
        in page.text
    )
    assert "Not at all: 3 groups. Nurses: 2 more; Young inspectors: nobody yet, 5 more;" in page.text


def test_small_groups_that_would_show_together_are_named_together(facilitator: Client, world: World) -> None:
    someone_answers(world, "teachers", 3)
    someone_answers(world, "nurses", 2)
    text = facilitator.get(MATRIX).text
    assert (
        "Only together with others: Teachers (2 more to be shown by itself); Nurses (3 more to be shown by itself)."
        in text
    )


def test_the_steering_group_sees_numbers_from_five_on(steering: Client, world: World) -> None:
    someone_answers(world, "teachers", 6)
    someone_answers(world, "nurses", 3)
    page = steering.get(MATRIX)
    assert rows(page)["Teachers"][3:] == ["6 of 20 (30%)", "Would be shown"]
    assert rows(page)["Nurses"][3:] == ["Fewer than 5 of 20", "Up to 5 more to be shown by itself"]
    assert "At least 6 people have answered." in page.text
    assert not re.search(r"\b(3|9|15%)\b", page.text.replace("3 groups", ""))


def test_all_members_see_how_many_there_were_once_the_results_are_there(
    steering: Client, world: World
) -> None:
    someone_answers(world, "teachers", 6)
    someone_answers(world, "nurses", 3)
    world.close()
    page = steering.get(MATRIX)
    assert rows(page)["Nurses"][3:] == ["3 of 20 (15%)", "Not shown: too few answers"]
    assert rows(page)["Teachers"][4] == "Shown by itself"
    assert "9 people have answered. 1 of 4 groups is shown by itself." in page.text
    assert "Least heard first" in page.text
    assert "help first" not in page.text


def test_once_answers_are_erased_the_page_says_so_and_the_numbers_stay(
    facilitator: Client, world: World
) -> None:
    someone_answers(world, "teachers", 6)
    world.close()
    with world.database.writing() as session:
        session.get_one(Round, ("testham", "first")).answers_erased_at = world.now
    page = facilitator.get(MATRIX)
    assert "were erased on" in page.text
    assert rows(page)["Teachers"][3:] == ["6 of 20 (30%)", "Shown by itself"]
    text = facilitator.get(ROUND).text
    assert "6 people have answered." in text
    assert "The results and these numbers stay." in text


def test_numbers_are_those_of_the_last_quarter_of_an_hour_and_say_so(
    app: Flask, facilitator: Client, world: World
) -> None:
    places = [MATRIX, GROUP, ROUND, ROUND + "close", f"/lead/{lead_codes(world)['teachers']}"]
    assert not [path for path in places if "Counted on" in facilitator.get(path).text], "they are as of now"
    someone_answers(world, "teachers", 6)
    due(app)
    someone_answers(world, "teachers", 2)
    said = "Numbers move on every quarter of an hour, and later where few have come since."
    for path in places:
        assert said in facilitator.get(path).text
    assert rows(facilitator.get(MATRIX))["Teachers"][3].startswith("6 of 20")
    a_quarter_passes(world.database)
    due(app)
    assert rows(facilitator.get(MATRIX))["Teachers"][3].startswith("8 of 20")
    world.close()
    assert not [path for path in (MATRIX, GROUP, ROUND) if "Counted on" in facilitator.get(path).text]


def test_where_words_of_risk_have_come_the_page_says_the_same_and_the_numbers_stand_still(
    app: Flask, facilitator: Client, world: World
) -> None:
    """That it does not is all that could tell facilitators whose words they are."""
    due(app)
    before = rows(facilitator.get(MATRIX))
    a_quarter_passes(world.database)
    world.answer("nurses", {"areas/sipv": {"comment": "I do not feel safe at home."}})
    due(app)
    page = facilitator.get(MATRIX)
    assert rows(page) == before
    assert page.text.count("Counted on") == 1
    someone_answers(world, "teachers", 4)
    a_quarter_passes(world.database)
    due(app)
    assert rows(facilitator.get(MATRIX))["Nurses"][3].startswith("1 of 20")


def due(app: Flask) -> None:
    with app.app_context():
        do_everything_due(app.config["DATABASE"])


def test_a_draft_shows_the_groups_that_it_asks(facilitator: Client, world: World) -> None:
    with world.database.writing() as session:
        world.draft(session, "second")
    page = facilitator.get("/p/testham/rounds/second/participation")
    assert "has not been opened" in page.text
    assert rows(page)["Nurses"][4] == "Not open yet"
    assert "Nudge" not in page.text


def test_how_answers_came_in_is_for_those_who_run_the_round(
    facilitator: Client, steering: Client, world: World
) -> None:
    someone_answers(world, "teachers", 6)
    with world.database.writing() as session:
        one = session.get_one(RoundGroup, ("testham", "first", "teachers"))
        one.by_helper, one.by_paper, one.invited, one.slips = 1, 2, 30, 12
    words = "3 on their own, 1 with a helper, 2 on paper"
    assert words in rows(facilitator.get(MATRIX))["Teachers"][3]
    assert "3 on their own device, 1 with a helper, 2 on paper" in facilitator.get(GROUP).text
    assert "paper" not in rows(steering.get(MATRIX))["Teachers"][3]
    assert rows(steering.get(MATRIX))["Teachers"][2] == "42 30 by e-mail, 12 slips"


def test_the_overview_gives_the_total_and_leads_on(
    facilitator: Client, steering: Client, world: World
) -> None:
    someone_answers(world, "teachers", 6)
    someone_answers(world, "nurses", 1)
    world.begin("nurses")
    page = facilitator.get(ROUND)
    assert "7 people have answered. 1 person has begun and not finished. Until" in page.text
    assert [a["href"] for a in page.root.find_all("a") if a.text.startswith("See every group")] == [MATRIX]
    text = steering.get(ROUND).text
    assert "At least 6 people have answered. Until" in text
    assert "begun" not in text


@pytest.mark.parametrize("order", [*ORDERS, "nonsense"])
def test_every_order_has_its_address(facilitator: Client, world: World, order: str) -> None:
    someone_answers(world, "teachers", 6)
    first = {"list": "Teachers", "name": "Nurses", "share": "Teachers"}.get(order, "Young inspectors")
    page = facilitator.get(f"{MATRIX}?order={order}")
    assert next(iter(rows(page))) == first
    (nav,) = [e for e in page.root.find_all("nav") if e["aria-label"] == "Order of the groups"]
    assert [a.text for a in nav.find_all("a", **{"aria-current": "true"})] == [
        ORDERS.get(order, ORDERS["need"])[0]
    ]


# --- watching tells no more than the blurred counts (P3) -----------------------------------------------------


def seen(client: Client, paths: list[str]) -> list[bytes]:
    """The pages and files as they come, without what differs in every reply."""
    changing = re.compile(rb'(csrf_token" value="|nonce[-=]"?)[\w.\-]+')
    return [changing.sub(rb"\1", client.raw("GET", path).get_data()) for path in paths]


def pages_of_members(app: Flask) -> list[str]:
    """Every page of the partnership and of the round that the steering group may open."""
    return [
        path.replace("<partnership>", "testham").replace("<round_key>", "first")
        for path, who, arguments in ((r.rule, WHO[r.endpoint], r.arguments) for r in rules(app, "GET"))
        if STEERING in who and arguments and arguments <= {"partnership", "round_key"}
    ]


def test_watching_after_every_submission_tells_no_more_than_the_blurred_counts(
    app: Flask, world: World, steering: Client
) -> None:
    """The steering group and all leads look after every single answer; a page changes only from 5 on."""
    paths = pages_of_members(app)
    assert {ROUND, MATRIX, "/p/testham/"} <= set(paths)
    leads = [f"/lead/{code}" for code in lead_codes(world).values() if code]
    assert len(leads) == 4
    counts = {"teachers": 2, "nurses": 2, "inspectors": 0}  # one more, and two of them would show together
    for group, answered in counts.items():
        someone_answers(world, group, answered)
    before = seen(steering, paths + leads)
    changes = 0
    for group in ("teachers", "nurses", "inspectors", "nurses", "nurses", "nurses"):
        someone_answers(world, group)
        world.begin("parents")  # somebody who is in the middle
        counts[group] += 1
        now = seen(steering, paths + leads)
        assert (now != before) == (counts[group] >= 5), (group, counts)
        changes += now != before
        before = now
    assert changes == 2
    assert counts == {"teachers": 3, "nurses": 6, "inspectors": 1}


# --- changing a row ------------------------------------------------------------------------------------------


def test_a_target_and_how_many_were_told_are_kept(facilitator: Client, world: World) -> None:
    page = facilitator.send(facilitator.get(GROUP), target="1,200", told="35")
    assert (asked(world).target, asked(world).told) == (1200, 35)
    assert "Saved for Teachers." in page.root.find_all("section")[0].text
    assert rows(page)["Teachers"][2] == "35 35 told"


@pytest.mark.parametrize("typed", ["-1", "ten", "1.5", "100001", "9" * 5000, "²", "1e3"])
def test_what_is_no_number_is_refused_and_stays_on_the_page(
    facilitator: Client, world: World, typed: str
) -> None:
    page = facilitator.send(facilitator.get(GROUP), 400, target=typed, told="35")
    assert page.faults() == {"target": "Enter a whole number from 0 to 100,000"}
    assert page.form()["target"] == typed
    assert page.form()["told"] == "35"
    assert (asked(world).target, asked(world).told) == (20, 0)


def test_targets_are_fixed_once_the_results_are_there(facilitator: Client, world: World) -> None:
    form = facilitator.get(GROUP).form()
    world.close()
    page = facilitator.post(GROUP, {**form, "target": "7"})
    assert "This round is over" in page.faults()["page"]
    assert asked(world).target == 20


@pytest.mark.parametrize("group", ["nobody", "none-of-these-professional"])
def test_only_groups_that_somebody_leads_have_pages(facilitator: Client, world: World, group: str) -> None:
    for page in ("", "new-link", "nudge"):
        facilitator.get(f"{MATRIX}/{group}/{page}", 404)


def test_a_new_link_is_asked_about_first_and_kills_the_old_one(
    app: Flask, facilitator: Client, world: World
) -> None:
    old = lead_codes(world)["teachers"]
    assert old in facilitator.get(GROUP).text
    page = facilitator.get(GROUP + "new-link")
    assert "stops working at once" in page.text
    assert lead_codes(world)["teachers"] == old
    page = facilitator.send(page)
    new = lead_codes(world)["teachers"]
    assert new != old
    assert new in page.text
    Client(app).get(f"/lead/{old}", 404)
    assert Client(app).get(f"/lead/{new}").h1 == "Teachers"


def test_a_round_opened_before_leads_had_links_gets_them_when_asked(
    facilitator: Client, world: World
) -> None:
    with world.database.writing() as session:
        session.get_one(RoundGroup, ("testham", "first", "teachers")).lead_code = None
    assert facilitator.get(GROUP + "nudge").path == GROUP
    facilitator.send(facilitator.get(GROUP + "new-link"))
    assert lead_codes(world)["teachers"]


@pytest.mark.parametrize("answered", [0, 6])
def test_the_words_to_a_lead_say_each_thing_in_a_line_of_its_own(
    facilitator: Client, world: World, answered: int
) -> None:
    someone_answers(world, "teachers", answered)
    a_quarter_passes(world.database)
    words = facilitator.get(GROUP + "nudge").form()["words"]
    assert "more.\nFor your target of 20 you need" in words if not answered else "results.\nFor your" in words
    assert not re.search(r"[a-z][.!?:][A-Z]", words)


# --- the same for a spreadsheet ------------------------------------------------------------------------------


def test_the_table_to_download_says_the_same_and_does_nothing(facilitator: Client, world: World) -> None:
    someone_answers(world, "teachers", 6)
    with world.database.writing() as session:
        group = get_group(session, "testham", "teachers")
        group.lead, group.method, group.key_dates = '=HYPERLINK("http://x.example")', "+44", "@noon"
        one, _ = groups_asked(session, "testham", "first")[0]
        one.told, one.by_paper = 40, 2
    reply = facilitator.raw("GET", MATRIX + "/matrix.csv")
    assert reply.headers["Content-Disposition"] == 'attachment; filename="first-participation.csv"'
    assert reply.mimetype == "text/csv"
    assert reply.data.startswith(b"\xef\xbb\xbf")
    table = list(csv.DictReader(io.StringIO(reply.data.decode("utf-8-sig"))))
    assert [row["Group"] for row in table] == ["Teachers", "Nurses", "Young inspectors", "Parent panel"]
    assert table[0] == {
        "Group": "Teachers",
        "Lead": '\'=HYPERLINK("http://x.example")',
        "Method": "'+44",
        "Key dates": "'@noon",
        "Target": "20",
        "Invited by e-mail": "0",
        "Slips printed": "0",
        "Told in other ways": "40",
        "Answered": "6",
        "Share of target, %": "30",
        "On their own device": "4",
        "With a helper": "0",
        "On paper": "2",
        "More needed to be shown by itself": "0",
        "State": "Would be shown",
    }
    assert not any(code in reply.text for code in lead_codes(world).values() if code)
