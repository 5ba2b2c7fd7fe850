"""The pages of the plan, of its lists and figures, the lead's private page, and reminders by e-mail."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from lws_assess.actions.plans import planned_actions as plans
from lws_assess.records.people import FACILITATOR, STEERING
from lws_assess.records.plans import Action
from lws_assess.web import create_app
from lws_assess.web import words as clock
from lws_assess.web.upkeep.due import do_everything_due
from tests.conftest import a_copy, settings_for
from tests.machines.mail_server import MailServer, a_mail_server
from tests.pages.client import Client, Page
from tests.runs.chance import another_than
from tests.watching.counting import everything
from tests.web.rounds.test_groups import Staff
from tests.worlds.builders import World
from tests.worlds.planning import plan_action, the_action, the_plan
from tests.worlds.staff import signed_in

HERE = "/p/testham/plan/"
TYPED = {
    "what": "Run a weekly advice line",
    "area": "crf",
    "other_areas": ["iwp", "cds"],
    "measure": "Calls answered within two days",
    "baseline": "0",
    "target": "200 calls",
    "latest": "176 calls",
    "lead": "Team leader",
    "lead_email": "team@testham.example",
    "start": "2024-09-09",
    "due": "2099-03-28",
    "cost": "£31,000",
    "pooled": "1,000",
    "risk": "Staff leave.\r\nThen we ask for help.",
    "year_1": ["y"],
    "quick_win": ["y"],
    "pilot": ["y"],
    "learning_question": "Does it save referrals?",
    "pilot_ends": "2098-12-31",
    "items": ["outcomes/be-healthy"],
}


@pytest.fixture
def staff(app: Flask, world: World) -> Staff:
    return Staff(app, signed_in(app, world.partnership, FACILITATOR))


@pytest.fixture
def steering(app: Flask, world: World) -> Staff:
    return Staff(app, signed_in(app, world.partnership, STEERING))


def headings(page: Page) -> list[str]:
    return [e.text for e in page.root.find_all("h2")]


def cells(page: Page) -> list[list[str]]:
    """The rows of every table."""
    rows = [row for body in page.root.find_all("tbody") for row in body.find_all("tr")]
    return [[cell.text for cell in row.find_all("th", "td")] for row in rows]


# --- the plan ------------------------------------------------------------------------------------------------


def test_an_empty_plan_says_how_to_begin_and_to_whom(staff: Staff, steering: Staff) -> None:
    assert "Add the first action" in staff.get(HERE).text
    page = steering.get(HERE)
    assert "A facilitator can add actions." in page.text
    assert "Plan" in [e.text for e in page.root.find_all("nav")[0].find_all("a")]


def test_an_action_is_typed_in_and_stands_in_the_plan(staff: Staff, world: World) -> None:
    page = staff.fill(staff.get(HERE + "new"), **TYPED)
    assert page.h1 == "TE-01: Run a weekly advice line"
    about = the_action(world, "TE-01").about
    assert (about.areas, about.cost, about.pooled) == (("crf", "iwp", "cds"), 31_000, 1_000)
    assert (about.year_1, about.quick_win, about.pilot) == (True, True, True)
    for words in (
        "Not started Year 1 Pilot Quick win", "0 before; 176 calls now; 200 calls wanted. The target is not met yet.",
        "£31,000, of which £1,000 pooled", "It ends on 31 December 2098.", "Be healthy", "Then we ask for help.",
    ):  # fmt: skip
        assert words in page.text
    assert "1 action: 1 not started." in staff.get(HERE).text


def test_what_was_typed_stays_whatever_is_wrong(staff: Staff, world: World) -> None:
    wrong = {"due": "2024-01-01", "cost": "a lot", "pilot_ends": "soon", "lead_email": "nobody"}
    page = staff.fill(staff.get(HERE + "new"), 400, **{**TYPED, **wrong})
    assert page.faults() == {
        "cost": "Enter whole pounds, such as 18,000",
        "pilot_ends": "Enter a day such as 27/3/2027",
        "lead_email": "Enter an e-mail address like name@example.org",
    }
    page = staff.fill(page, 400, cost="31000", pilot_ends="2098-12-31", lead_email="")
    assert page.faults() == {"due": "The due date is before the start"}
    page = staff.fill(page, 400, due="2099-03-28", pooled="40000")
    assert page.faults() == {"pooled": "The pooled share cannot be more than the cost"}
    sent = page.form()
    for name, value in TYPED.items():
        if name not in ("cost", "pooled", "lead_email", "risk"):
            assert sent[name] == value, name
    assert "Staff leave." in str(sent["risk"])
    assert the_plan(world).actions == ()
    assert staff.fill(page, pooled="").h1.startswith("TE-01")


def test_an_action_can_be_changed_and_another_of_the_same_words_cannot_be_added(staff: Staff) -> None:
    staff.fill(staff.get(HERE + "new"), **TYPED)
    page = staff.fill(staff.get(HERE + "new"), 400, **TYPED)
    assert page.faults() == {"what": "TE-01 says the same already"}
    edit = staff.get(HERE + "actions/TE-01/edit")
    kept = {**edit.form(), "csrf_token": ""}
    typed = {**TYPED, "cost": "31,000", "pooled": "1,000", "csrf_token": "", "risk": kept["risk"]}
    assert kept == {name: value for name, value in typed.items() if name != "latest"}
    page = staff.fill(edit, pilot=[], target="300 calls", other_areas=[])
    assert "300 calls wanted" in page.text
    assert "Changed: areas, target, pilot." in page.text


def plan_of_four(world: World) -> None:
    day = world.now.date()
    plan_action(world, what="Late one", due=day - timedelta(days=3), lead="Zoë", areas=("cds",), year_1=True)
    plan_action(world, what="Coming one", due=day + timedelta(days=3), lead="Ada", cost=100, start=day)
    plan_action(world, what="Pilot", lead="", pilot=True, learning_question="?", pilot_ends=day)
    plan_action(world, what="Quick one", quick_win=True, lead="Ada", items=("outcomes/stay-safe",))


@pytest.mark.parametrize(
    ("by", "sections"),
    [
        ("area", ["Integrated working practices", "Capacity to deliver and keep children safe"]),
        ("lead", ["Nobody leads these yet", "Ada", "Zoë"]),
        ("date", ["Late", "To come"]),
        ("outcomes", ["Stay safe", "None of these"]),
        ("<script>", ["Integrated working practices", "Capacity to deliver and keep children safe"]),
    ],
)
def test_the_plan_can_be_read_in_several_orders(
    steering: Staff, world: World, by: str, sections: list[str]
) -> None:
    plan_of_four(world)
    page = steering.get(f"{HERE}?by={by}")
    found = headings(page)
    if by != "date":
        assert found.pop(0) == "Late", "what is late comes first, whatever the order"
        [late] = [one for one in page.root.find_all("ul") if one["class"] == "late-first"]
        assert " late" in late.text
    assert found[: len(sections)] == sections
    assert "4 actions: 1 late; 3 not started." in page.text


@pytest.mark.parametrize(
    ("flag", "shown"),
    [
        ("year-1", ["TE-01"]),
        ("pilots", ["TE-03"]),
        ("quick-wins", ["TE-04"]),
        ("x", ["TE-02", "TE-03", "TE-04", "TE-01"]),
    ],
)  # fmt: skip
def test_and_narrowed(steering: Staff, world: World, flag: str, shown: list[str]) -> None:
    plan_of_four(world)
    page = steering.get(f"{HERE}?only={flag}")
    rows = [e.find_all("a")[0].text for e in page.root.find_all("th", scope="row") if e.find_all("a")]
    assert [row.partition(":")[0] for row in rows] == shown


def test_a_filter_that_nothing_fits_leads_back_to_all(steering: Staff, world: World) -> None:
    plan_action(world)
    assert "No action is marked like this. Show all" in steering.get(f"{HERE}?only=pilots").text


def test_the_table_has_every_action_and_no_cell_does_anything(steering: Staff, world: World) -> None:
    plan_action(world, what="=1+1", measure="@SUM(A1)", lead="+1", cost=18_000, pooled=500)
    reply = steering.raw("GET", HERE + "plan.csv")
    assert reply.headers["Content-Disposition"] == 'attachment; filename="testham-plan.csv"'
    (row,) = csv.DictReader(io.StringIO(reply.data.decode("utf-8-sig")))
    assert (row["Action"], row["Measure"], row["Lead"]) == ("'=1+1", "'@SUM(A1)", "'+1")
    assert (row["Cost (£)"], row["Of which pooled (£)"], row["State"]) == ("18000", "500", "Not started")
    assert row["Area"] == "Integrated working practices"


def test_money_is_entered_by_year_and_shown_against_the_cost(staff: Staff, world: World) -> None:
    plan_action(world, cost=1_000, pooled=200, start=world.now.date().replace(year=2024, month=5, day=1))
    assert "Nobody has entered yet what there is for 2024-25." in staff.get(HERE).text
    page = staff.fill(staff.get(HERE + "money"), 400, year="24", pounds="600")
    assert page.faults() == {"year": "Enter a whole number from 2,000 to 2,100"}
    page = staff.fill(page, 400, year="2024", pooled="700")
    assert page.faults() == {"pooled": "The pooled part cannot be more than all the money there is"}
    page = staff.fill(page, pooled="£50")
    assert "The plan costs more than there is: £400 in 2024-25 is missing." in page.text
    assert cells(page) == [["2024-25", "£1,000", "£200", "£600", "£50", "−£400"]]
    page = staff.fill(page, year="2024", pounds="")
    assert "The year is taken out." in page.root.text


def test_priorities_without_actions_and_the_reverse_are_said(
    steering: Staff, staff: Staff, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "decided_areas", lambda *_of: ("cds", "iwp"))
    plan_action(world, areas=("bpo",))
    page = steering.get(HERE)
    assert (
        "Some priorities have no action yet: Capacity to deliver and keep children safe; Integrated"
        in page.text
    )
    assert "Actions without a priority" in headings(page)
    chosen = staff.get(HERE + "new").root.find_all("select", name="priority")[0].find_all("option")
    assert [option["value"] for option in chosen] == ["", "cds", "iwp"]
    plan_action(world, what="Both", areas=("cds", "iwp"))
    assert "Every priority that was decided has an action." in steering.get(HERE).text


# --- one action ----------------------------------------------------------------------------------------------


def test_the_steering_group_reads_and_adds_updates_and_nothing_else(steering: Staff, world: World) -> None:
    reference = plan_action(world)
    page = steering.get(f"{HERE}actions/{reference}/")
    words = [e.text for e in page.root.find_all("main")[0].find_all("a", "button")]
    assert words == ["Integrated working practices", "Add the update"]
    assert "lead@testham.example" not in page.html
    page = steering.fill(page, 400, action=f"{HERE}actions/{reference}/update")
    assert page.faults() == {"words": "Write what happened, or enter a value"}
    page = steering.fill(
        page, action=f"{HERE}actions/{reference}/update", words="Twenty are trained.", value="20"
    )
    assert (
        "steering@testham.example: it is now under way: the measure stands at 20 Twenty are trained."
        in page.text
    )
    before = everything(world.database)
    for path in ("edit", "state", "remove", "ask"):
        steering.get(f"{HERE}actions/{reference}/{path}", 404)
    assert everything(world.database) == before


def test_a_state_is_chosen_from_those_that_may_follow(staff: Staff, world: World) -> None:
    reference = plan_action(world)
    path = f"{HERE}actions/{reference}/state"
    page = staff.get(path)
    assert page.radios() == {"state": ["under way", "complete", "missed", "stopped"]}
    assert staff.fill(page, 400).faults() == {"state": "Choose what it has become"}
    page = staff.fill(page, 400, state="stopped")
    assert page.faults() == {"words": "Say why it was stopped"}
    page = staff.fill(page, words="No money.")
    assert "facilitator@testham.example: it is now stopped No money." in page.text
    assert staff.get(path).radios() == {"state": ["not started", "under way"]}


def test_a_complete_action_below_its_target_says_so(staff: Staff, world: World) -> None:
    reference = plan_action(world, latest="59")
    page = staff.fill(staff.get(f"{HERE}actions/{reference}/state"), state="complete")
    assert "Complete, target missed" in page.text
    assert "1 complete, target missed." in staff.get(HERE).text


def test_a_removed_action_is_asked_about_and_leaves_a_line(staff: Staff, world: World) -> None:
    reference = plan_action(world)
    page = staff.get(f"{HERE}actions/{reference}/remove")
    assert the_plan(world).actions
    page = staff.fill(page)
    assert "1 action was removed" in page.text
    assert "TE-01 “Train a pool of lead professionals”, by facilitator@testham.example" in page.text
    staff.get(f"{HERE}actions/{reference}/", 404)


# --- the lead ------------------------------------------------------------------------------------------------


def link_of(page: Page) -> str:
    return page.root.find_all("a", **{"class": "link-box"})[0].text


def test_without_a_mail_server_the_link_is_there_to_copy(staff: Staff, app: Flask, world: World) -> None:
    reference = plan_action(world)
    page = staff.get(f"{HERE}actions/{reference}/ask")
    assert "Copy the link from the next page and send it to lead@testham.example." in page.text
    page = staff.fill(page)
    link = link_of(page)
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/action/[0-9a-z]{26}", link)
    lead = Client(app)
    private = lead.get(link.partition(":8000")[2])
    assert private.headers["Cache-Control"] == "no-store"
    assert "noindex" in private.html
    again = link_of(staff.fill(staff.get(f"{HERE}actions/{reference}/ask")))
    assert again != link
    lead.get(private.path, 404)


def test_the_link_is_built_from_our_own_address_whatever_host_is_asked_for(
    staff: Staff, world: World
) -> None:
    reference = plan_action(world)
    staff.fill(staff.get(f"{HERE}actions/{reference}/ask"))
    for name in ("X-Forwarded-Host", "Forwarded", "X-Original-Host"):
        headers = {"Host": "localhost:9", name: "host=evil.example"}
        reply = staff.browser.get(f"{HERE}actions/{reference}/", headers=headers)
        assert "http://127.0.0.1:8000/action/" in reply.text


@pytest.fixture
def asked(staff: Staff, world: World) -> str:
    """The path of the private page of an action's lead."""
    reference = plan_action(world)
    return link_of(staff.fill(staff.get(f"{HERE}actions/{reference}/ask"))).partition(":8000")[2]


def lead_sends(lead: Client, path: str, what: str, status: int = 200, **fields: str) -> Page:
    page = lead.get(path)
    return lead.post(f"{path}/{what}", {**page.form(f"{path}/{what}"), **fields}, status)


def test_a_lead_accepts_and_reports_without_an_account(app: Flask, asked: str, staff: Staff) -> None:
    lead = Client(app)
    assert lead_sends(lead, asked, "answer", 400).faults() == {"answer": "Choose yes or no"}
    page = lead_sends(lead, asked, "answer", answer="accept")
    assert "You lead this action." in page.root.text
    page = lead_sends(lead, asked, "update", 400, words="", value="", state="")
    assert page.faults() == {"words": "Write what happened, or enter a value"}
    page = lead_sends(lead, asked, "update", 400, words="Kept", state="stopped")
    assert page.typed()[0] == "Kept"
    lead_sends(lead, asked, "update", words="Ten more.", value="24", state="under way")
    page = lead_sends(lead, asked, "update", words="All done.", value="61", state="complete")
    assert "This action is finished: complete. Thank you." in page.text
    told = staff.get(f"{HERE}actions/TE-01/").text
    assert "Workforce lead: it is now complete" in told
    assert "Workforce lead: the measure stands at 61 All done." in told


def test_a_lead_who_says_no_is_asked_why_and_everybody_may_read_it(
    app: Flask, asked: str, steering: Staff
) -> None:
    lead = Client(app)
    page = lead_sends(lead, asked, "answer", 400, answer="decline")
    assert page.faults() == {"reason": "Say why, so that somebody else can be found"}
    page = lead_sends(lead, asked, "answer", answer="decline", reason="I leave in May.")
    assert page.root.find_all("h2")[0].text == "You said no"
    assert "Declined: “I leave in May.”" in steering.get(f"{HERE}actions/TE-01/").text


def test_a_link_that_is_none_shows_nothing_and_changes_nothing(app: Flask, asked: str, world: World) -> None:
    before = everything(world.database)
    lead = Client(app)
    for secret in ("0" * 26, "x", another_than(asked.rpartition("/")[2])):
        lead.get(f"/action/{secret}", 404)
        token = lead.get(asked).form(f"{asked}/answer")["csrf_token"]
        for what in ("answer", "update", "reminders"):
            form = {"csrf_token": str(token), "answer": "accept", "words": "W", "wanted": "no"}
            lead.post(f"/action/{secret}/{what}", form, 404)
    assert everything(world.database) == before


# --- e-mail --------------------------------------------------------------------------------------------------


@pytest.fixture
def mailing(sqlite_pattern: Path, tmp_path: Path) -> Iterator[tuple[Flask, World, MailServer]]:
    """The app with a mail server."""
    with a_mail_server() as server:
        settings = settings_for(
            a_copy(sqlite_pattern, tmp_path / "mail.sqlite3"), tmp_path, SMTP_URL=server.url
        )
        app = create_app(settings)
        yield app, World(app.config["DATABASE"]), server
        app.config["DATABASE"].engine.dispose()


@pytest.fixture
def days_later(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How many days have passed; the test moves it on."""
    passed, real = [0.0], clock.now
    for module in ("post.plan_mail", "plans.leads", "plans.asking", "plans.plan_pages"):
        monkeypatch.setattr(f"lws_assess.web.{module}.now", lambda: real() + timedelta(days=passed[0]))
    return passed


def run_due(app: Flask) -> list[dict[str, str]]:
    with app.app_context():
        return [done for done in do_everything_due(app.config["DATABASE"]) if done["what"] == "reminder"]


def test_leads_are_asked_and_reminded_once_a_week_until_it_is_done(
    mailing: tuple[Flask, World, MailServer], days_later: list[float]
) -> None:
    app, world, server = mailing
    staff = Staff(app, signed_in(app, world.partnership, FACILITATOR))
    reference = plan_action(world, due=world.now.date() + timedelta(days=20))
    page = staff.fill(staff.get(f"{HERE}actions/{reference}/ask"))
    assert "Sent to lead@testham.example." in page.root.text
    path = link_of(page).partition(":8000")[2]
    subjects: list[tuple[float, str]] = []
    lead = Client(app)
    for day in range(0, 40):
        days_later[0] = day + 0.01
        if day == 9:
            lead_sends(lead, path, "answer", answer="accept")
        if day == 33:
            lead_sends(lead, path, "update", words="Done.", state="complete")
        for _ in range(2):
            subjects += [(day, done["action"]) for done in run_due(app)]
    assert subjects == [(day, reference) for day in (7, 14, 21, 28)]
    assert [str(letter["Subject"]) for letter in server.letters] == [
        f"Will you lead {reference}? Train a pool of lead professionals",
        *(
            f"{reference} ({why}): Train a pool of lead professionals"
            for why in ("not accepted", "due soon", "late", "late")
        ),
    ]
    assert all(path in letter.get_content() for letter in server.letters)
    assert {str(letter["To"]) for letter in server.letters} == {"lead@testham.example"}


def test_a_lead_can_stop_the_reminders_and_let_them_come_again(
    mailing: tuple[Flask, World, MailServer], days_later: list[float]
) -> None:
    app, world, _ = mailing
    staff = Staff(app, signed_in(app, world.partnership, FACILITATOR))
    reference = plan_action(world)
    path = link_of(staff.fill(staff.get(f"{HERE}actions/{reference}/ask"))).partition(":8000")[2]
    lead = Client(app)
    page = lead_sends(lead, path, "reminders")
    assert "You get no more reminders about this action." in page.root.text
    days_later[0] = 10
    assert run_due(app) == []
    lead_sends(lead, path, "reminders")
    assert len(run_due(app)) == 1


def test_a_reminder_that_cannot_be_sent_is_tried_again_and_holds_up_nobody(
    mailing: tuple[Flask, World, MailServer], days_later: list[float]
) -> None:
    app, world, server = mailing
    staff = Staff(app, signed_in(app, world.partnership, FACILITATOR))
    for number in (1, 2):
        reference = plan_action(world, what=f"Action {number}", lead_email=f"lead{number}@testham.example")
        staff.fill(staff.get(f"{HERE}actions/{reference}/ask"))
    server.at_rcpt = lambda address: "550 no" if "lead1" in address else None
    days_later[0] = 8
    assert [done["action"] for done in run_due(app)] == ["TE-02"]
    assert run_due(app) == []
    assert "was reminded" not in staff.get(f"{HERE}actions/TE-01/").text
    server.at_rcpt = lambda address: None
    days_later[0] = 8.05
    assert [done["action"] for done in run_due(app)] == ["TE-01"]
    assert "Workforce lead was reminded: not accepted." in staff.get(f"{HERE}actions/TE-01/").text


def test_an_asking_that_cannot_be_sent_leaves_the_link_to_copy(
    mailing: tuple[Flask, World, MailServer],
) -> None:
    app, world, server = mailing
    server.at_rcpt = lambda address: "550 no"
    staff = Staff(app, signed_in(app, world.partnership, FACILITATOR))
    reference = plan_action(world)
    page = staff.fill(staff.get(f"{HERE}actions/{reference}/ask"))
    assert "could not be sent. Copy the link" in page.root.text
    assert link_of(page)


def test_without_a_mail_server_nothing_is_due(app: Flask, world: World, asked: str) -> None:
    with world.database.writing() as session:
        action = session.get_one(Action, (world.partnership, "TE-01"))
        action.asked_at = world.now - timedelta(days=30)
    assert run_due(app) == []
    assert the_action(world, "TE-01").written_at is None


# --- lists and figures ---------------------------------------------------------------------------------------


def test_a_list_is_added_its_items_are_mapped_and_the_plan_is_sorted_by_it(
    staff: Staff, world: World, steering: Staff
) -> None:
    names = "A Multi-agency working\r\n\r\n  B Common  core skills \r\n"
    page = staff.fill(staff.get(HERE + "lists/new"), title="Objectives", names=names)
    assert (page.path, page.h1) == (HERE + "lists/objectives/", "Objectives")
    path = HERE + "lists/objectives/b-common-core-skills/"
    page = staff.fill(staff.get(path), areas=["sipv", "hqw"])
    assert "Shared identity, purpose and vision; High quality, appropriately trained workforce" in page.text
    page = staff.fill(page, 400, name="b common core SKILLS")
    assert page.faults() == {"name": "“b common core SKILLS” stands in the list already"}
    page = staff.fill(page, name="C Professional development", areas=["hqw"])
    reference = plan_action(world, items=("objectives/a-multi-agency-working",))
    assert headings(steering.get(HERE + "?by=objectives"))[0] == "A Multi-agency working"
    assert "B Common core skills" in steering.get(HERE + "lists/").text
    steering.get(path, 404)
    staff.fill(staff.get(HERE + "lists/objectives/a-multi-agency-working/remove"))
    assert the_action(world, reference).about.items == ()
    page = staff.fill(staff.get(HERE + "lists/objectives/name"), title="Aims")
    assert page.h1 == "Aims"
    staff.fill(staff.get(HERE + "lists/objectives/remove"))
    staff.get(HERE + "lists/objectives/", 404)


def test_a_faulty_list_keeps_what_was_typed(staff: Staff, world: World) -> None:
    page = staff.fill(staff.get(HERE + "lists/new"), 400, title="Outcomes", names="One\r\nTwo")
    assert page.faults() == {"title": "There is a list of this name already"}
    assert page.typed() == ["One\nTwo"]
    page = staff.fill(page, 400, title="Aims", names="One\r\none")
    assert len(page.faults()) == 1
    assert "Every plan has outcomes" in staff.get(HERE + "lists/outcomes/remove").text
    assert [grouping.key for grouping in the_plan(world).groupings] == ["outcomes"]


def test_workforce_figures_are_added_changed_removed_and_saved(staff: Staff, steering: Staff) -> None:
    page = staff.fill(staff.get(HERE + "workforce/new"), 400, area="Social work", headcount="many")
    assert page.faults() == {"headcount": "Enter a whole number from 0 to 1,000,000"}
    page = staff.fill(page, headcount="1,410", vacancies="0", source="=1", day="2024-09-30")
    assert cells(page)[0][:4] == ["Social work", "1,410", "0", "=1 30 September 2024"]
    page = staff.fill(staff.get(HERE + "workforce/new"), 400, area="Childminders")
    assert page.faults() == {"headcount": "Enter how many people, or say below what is not known"}
    page = staff.fill(page, gap="Nobody counts them.")
    assert cells(page)[1][:5] == ["Childminders", "Not known", "Not known", "Not said", "Nobody counts them."]
    reply = steering.raw("GET", HERE + "workforce/figures.csv")
    assert list(csv.reader(io.StringIO(reply.data.decode("utf-8-sig"))))[1:] == [
        ["Social work", "1410", "0", "'=1", "2024-09-30", ""],
        ["Childminders", "", "", "", "", "Nobody counts them."],
    ]
    edit = staff.get(HERE + "workforce/social-work/")
    assert (edit.form()["headcount"], edit.form()["vacancies"]) == ("1410", "0")
    page = staff.fill(edit, 400, area="childminders")
    assert page.faults() == {"area": "There is a line for this part already"}
    page = staff.fill(page, area="Social work", headcount="1400")
    assert cells(page)[0][:2] == ["Social work", "1,400"]
    page = staff.fill(staff.get(HERE + "workforce/social-work/remove"))
    assert "Social work" not in page.text
    assert "Add a line" not in steering.get(HERE + "workforce/").text
