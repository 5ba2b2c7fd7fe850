"""The pages of groups, of a new partnership and of its settings."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lws_assess.actions.people import groups as actions
from lws_assess.records.group_preset import group_preset
from lws_assess.records.groups import Group, all_groups, list_groups
from lws_assess.records.partnerships import Partnership, find_partnership
from lws_assess.records.people import ROLES, find_person_by_email, find_role
from tests.pages.client import Client, Page
from tests.watching.counting import everything
from tests.worlds.builders import World
from tests.worlds.staff import signed_in

HERE = "/p/testham/groups/"
FOSTER = {
    "name": "Foster carers",
    "this_is_you_if": "you are a foster carer.",
    "audience": "professional",
    "branch": "social care",
    "lead": "Ada Bell",
    "lead_email": "ada@testham.example",
    "method": "A letter",
    "target": "25",
    "key_dates": "3 May\r\n4 June",
}


class Staff(Client):
    """A device of somebody with a role; its forms keep the names of their fields."""

    def __init__(self, app: Flask, browser: FlaskClient) -> None:
        super().__init__(app)
        self.browser = browser

    def fill(self, page: Page, status: int = 200, action: str = "", **fields: str | list[str]) -> Page:
        path = action or page.path.partition("?")[0]
        return self.post(path, {**page.form(action), **fields}, status)


@pytest.fixture
def staff(app: Flask, world: World) -> Staff:
    return Staff(app, signed_in(app, world.partnership, "facilitator"))


def group_of(world: World, name: str) -> Group:
    with world.database.reading() as session:
        return next(g for g in all_groups(session, world.partnership) if g.name == name)


def names(world: World) -> list[str]:
    with world.database.reading() as session:
        return [group.name for group in list_groups(session, world.partnership)]


# --- the list ------------------------------------------------------------------------------------------------


def test_the_list_shows_groups_by_audience_in_order_and_where_each_is_asked(staff: Staff) -> None:
    page = staff.get(HERE)
    headings = [e.text for e in page.root.find_all("h2")]
    assert headings == [
        "People who work or volunteer with children",
        "Children and young people",
        "Parents and carers",
        "Easily forgotten",
    ]
    assert [e.find_all("a")[0].text for e in page.root.find_all("th", scope="row")] == [
        "Teachers", "Nurses", "Young inspectors", "Parent panel",
    ]  # fmt: skip
    assert page.text.count("Asked now The first round") == 4
    assert "None of the groups" not in page.text


def test_a_partnership_without_groups_is_offered_the_fifteen(app: Flask) -> None:
    world = World(app.config["DATABASE"], groups=(), opened=False)
    staff = Staff(app, signed_in(app, world.partnership, "facilitator"))
    assert "Set up the groups" not in staff.get("/p/testham/").text, "a draft is there, and comes first"
    page = staff.get(HERE)
    assert "There are no groups yet" in page.text
    page = staff.get(HERE + "preset")
    ticked = page.form()["chosen"]
    assert sorted(ticked) == sorted(preset.key for preset in group_preset().groups)
    page = staff.fill(page, 400, chosen=[])
    assert page.faults() == {"chosen": "Tick at least one group"}
    assert names(world) == []
    page = staff.fill(staff.get(HERE + "preset"))
    assert (page.path, len(names(world))) == (HERE, 15)
    assert "There is no group of parents and carers yet." in page.text
    assert "There is no group of children" not in page.text
    assert "You have all of them already" in staff.get(HERE + "preset").text
    assert "15 groups are added" in page.root.text


def test_some_of_the_preset_can_be_ticked(staff: Staff, world: World) -> None:
    page = staff.get(HERE + "preset")
    staff.fill(page, chosen=["head-teachers", "human-resources"])
    assert names(world)[4:] == ["Head teachers", "Human resources"]
    assert "On your list already: Head teachers, Human resources." in staff.get(HERE + "preset").text


def test_whoever_is_easily_forgotten_can_be_added_with_the_form_filled_in(staff: Staff, world: World) -> None:
    page = staff.get(HERE)
    offered = [e["href"] for e in page.root.find_all("a") if "like=" in e["href"]]
    assert len(offered) == len(group_preset().missing) - 1, "parents are there"
    for href in offered:
        page = staff.fill(staff.get(href))
        assert "is added" in page.root.text, href
    page = staff.get(HERE)
    assert "Easily forgotten" not in page.text
    assert len(names(world)) == 4 + len(offered)


def test_a_group_can_be_moved_again_and_again_with_one_key(staff: Staff, world: World) -> None:
    page = staff.fill(staff.get(HERE), action=f"{HERE}nurses/move/up")
    assert names(world)[:2] == ["Nurses", "Teachers"]
    focused = [e for e in page.root.walk() if "autofocus" in e.attributes]
    assert [e["aria-label"] for e in focused] == ["Down: move Nurses"], "it is the first now"
    page = staff.fill(page, action=f"{HERE}nurses/move/down")
    assert names(world)[:2] == ["Teachers", "Nurses"]
    assert "number 2" in page.root.text


# --- one group -----------------------------------------------------------------------------------------------


def test_a_group_is_added_with_everything_that_is_known_of_it(staff: Staff, world: World) -> None:
    page = staff.fill(staff.get(HERE + "new"), **{**FOSTER, "this_is_you_if": "This is you if  you are one."})
    assert page.h1 == "Settings of Foster carers"
    group = group_of(world, "Foster carers")
    assert (group.this_is_you_if, group.branch, group.target) == ("you are one.", "social care", 25)
    assert (group.lead, group.lead_email, group.method) == ("Ada Bell", "ada@testham.example", "A letter")
    assert group.key_dates == "3 May\n4 June"
    again = staff.get(page.path.removesuffix("settings") + "edit")
    assert {name: again.form().get(name) for name in ("name", "target", "audience")} == {
        "name": "Foster carers", "target": "25", "audience": "professional",
    }  # fmt: skip
    chosen = [e["value"] for e in again.root.find_all("option") if "selected" in e.attributes]
    assert chosen == ["social care"]


FAULTS = [
    ("name", " ", "Enter a name"),
    ("name", "x" * 101, "Use 100 characters or fewer"),
    ("name", " TEACHERS", "There is a group of this name already. Choose another name."),
    (
        "name",
        "a\ue000b",
        "Use letters, numbers and ordinary signs only. “\ufffd” stands for one that other machines cannot show",
    ),
    ("this_is_you_if", "", "Say who belongs to the group"),
    ("audience", "", "Choose whom the group is for"),
    ("audience", "everybody", "Choose whom the group is for"),
    ("branch", "", "Choose a branch"),
    ("lead_email", "ada", "Enter an e-mail address like name@example.org"),
    ("target", "many", "Enter a whole number from 0 to 100,000"),
    ("target", "-1", "Enter a whole number from 0 to 100,000"),
    ("target", "99999999999", "Enter a whole number from 0 to 100,000"),
    ("target", "²", "Enter a whole number from 0 to 100,000"),
    ("key_dates", "x" * 1001, "Use 1,000 characters or fewer"),
]


def test_what_will_not_do_is_said_at_the_field_and_nothing_is_lost(staff: Staff, world: World) -> None:
    before = everything(world.database)
    for field, value, said in FAULTS:
        sent = {**FOSTER, field: value}
        for path in ("new", "nurses/edit"):
            if path == "nurses/edit" and field == "audience":
                continue
            page = staff.fill(staff.get(HERE + path), 400, **sent)
            assert page.faults() == {field: said}
            assert page.title.startswith("Error: ")
            kept = page.form()
            assert {name: kept[name] for name in ("method", "lead")} == {
                "method": "A letter",
                "lead": "Ada Bell",
            }
            assert page.root.find_all(id=field), "the summary leads somewhere"
            if field != "key_dates":
                assert page.typed() == ["3 May\n4 June"]
    assert everything(world.database) == before


def test_everything_that_is_missing_is_said_at_once(staff: Staff) -> None:
    page = staff.fill(staff.get(HERE + "new"), 400)
    assert [*page.faults()] == ["name", "this_is_you_if", "audience", "branch"]


def test_whom_a_group_is_for_cannot_be_changed_once_it_was_asked(staff: Staff, world: World) -> None:
    page = staff.get(HERE + "nurses/edit")
    assert "audience" not in page.radios()
    staff.fill(page, **{**FOSTER, "name": "Nurses", "audience": "parents-carers"})
    assert group_of(world, "Nurses").audience == "professional"


def test_a_group_is_added_to_the_round_that_is_open(staff: Staff, world: World) -> None:
    page = staff.fill(staff.get(HERE + "new"), **FOSTER)
    asking = f"{HERE}foster-carers/ask-in/first"
    assert "does not ask this group" in page.text
    assert "Add to The first round" in staff.get(HERE).text
    page = staff.fill(page, action=asking)
    assert "is now asked in “The first round”" in page.root.text
    (links,) = (e["href"] for e in page.root.find_all("a") if "links, poster" in e.text)
    assert "Foster carers" in staff.get(links).h1
    page = staff.post(asking, {"csrf_token": str(staff.get(HERE + "new").form()["csrf_token"])})
    assert "is part of “The first round” already" in page.root.text
    begun = Client(staff.app).get(f"/join/{world.code('foster-carers')}")
    assert "Foster carers" in begun.text


# --- merging, retiring, deleting -----------------------------------------------------------------------------


def test_while_a_round_is_open_the_pages_say_why_nothing_can_be_merged(staff: Staff, world: World) -> None:
    before = everything(world.database)
    token = str(staff.get(HERE + "new").form()["csrf_token"])
    for path in ("settings", "merge", "merge?into=teachers", "retire"):
        page = staff.get(f"{HERE}nurses/{path}")
        assert "“The first round”, where people may have answered already" in page.text, path
        assert "govuk-button--warning" not in page.html
    for path in ("merge", "retire", "delete"):
        page = staff.post(f"{HERE}nurses/{path}", {"csrf_token": token, "into": "teachers"})
        assert page.path == f"{HERE}nurses/settings"
        assert page.root.find_all(role="alert")
    assert "it is kept" in staff.get(f"{HERE}nurses/delete").text
    assert everything(world.database) == before


def test_merging_says_what_will_happen_and_then_does_it(app: Flask) -> None:
    world = World(app.config["DATABASE"], opened=False)
    staff = Staff(app, signed_in(app, world.partnership, "facilitator"))
    page = staff.get(HERE + "nurses/merge")
    assert page.radios() == {"into": ["teachers"]}
    assert staff.get(HERE + "nurses/merge?into=", 400).faults() == {"into": "Choose a group"}
    staff.get(HERE + "nurses/merge?into=parents", 400)
    page = staff.get(HERE + "nurses/merge?into=teachers")
    assert page.h1 == "Merge Nurses into Teachers?"
    assert "The draft “The first round” keeps Teachers and no longer asks Nurses." in page.text
    assert "becomes 40" in page.text
    page = staff.fill(page)
    assert page.h1 == "Settings of Teachers"
    assert (group_of(world, "Nurses").merged_into, group_of(world, "Teachers").target) == ("teachers", 40)
    page = staff.get(HERE)
    assert [e.text for e in page.root.find_all("td", **{"data-label": "Merged into"})] == ["Teachers"]
    page = staff.fill(page, action=HERE + "nurses/bring-back")
    assert "back on the list" in page.root.text
    assert names(world) == ["Teachers", "Nurses", "Young inspectors", "Parent panel"]


def test_retiring_and_deleting_ask_first(app: Flask) -> None:
    world = World(app.config["DATABASE"], opened=False)
    staff = Staff(app, signed_in(app, world.partnership, "facilitator"))
    page = staff.get(HERE + "nurses/retire")
    assert "The draft “The first round” no longer asks it." in page.text
    page = staff.fill(page)
    assert "This group is retired" in page.text
    for path in ("retire", "merge", "merge?into=teachers"):
        assert "is retired already" in staff.get(f"{HERE}nurses/{path}").text
    page = staff.fill(staff.get(HERE + "nurses/delete"))
    assert page.path == HERE
    staff.get(HERE + "nurses/", 404)
    assert names(world) == ["Teachers", "Young inspectors", "Parent panel"]


def test_what_is_no_group_of_theirs_is_not_there(staff: Staff, world: World) -> None:
    World(world.database, partnership="there", groups=(("aliens", "Aliens", "professional", "b"),))
    token = str(staff.get(HERE + "new").form()["csrf_token"])
    before = everything(world.database)
    for key in ("nobody", "aliens", "none-of-these-professional"):
        for path in ("settings", "edit", "merge", "retire", "delete"):
            staff.get(f"{HERE}{key}/{path}", 404)
        for path in ("edit", "merge", "retire", "delete", "move/up", "bring-back", "ask-in/first"):
            staff.post(f"{HERE}{key}/{path}", {"csrf_token": token}, 404)
    staff.post(HERE + "nurses/ask-in/nowhere", {"csrf_token": token}, 404)
    staff.post(HERE + "nurses/move/sideways", {"csrf_token": token}, 404)
    assert everything(world.database) == before


# --- a partnership -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_a_partnership_is_set_up_by_whoever_administers_one(app: Flask, world: World, role: str) -> None:
    staff = Staff(app, signed_in(app, world.partnership, role))
    here = "Set up another partnership" in staff.get("/p/testham/").text
    assert here == (role == "administrator")
    if role != "administrator":
        staff.get("/partnerships/new", 404)
        token = str(staff.get("/account").form("/sign-out")["csrf_token"])
        staff.post("/partnerships/new", {"name": "Mine", "csrf_token": token}, 404)
        return
    page = staff.get("/partnerships/new")
    page = staff.fill(
        page, name="Ynys Môn Children’s  Trust", place="An island", contact="Ask Jo.\r\n01632 960100"
    )
    assert page.path == "/p/ynys-mon-childrens-trust/"
    assert "Set up the groups" in page.text
    with world.database.reading() as session:
        made = find_partnership(session, "ynys-mon-childrens-trust")
        person = find_person_by_email(session, "administrator@testham.example")
        assert made
        assert person
        assert find_role(session, made.key, person.id) == "administrator"
        assert (made.name, made.contact) == ("Ynys Môn Children’s Trust", "Ask Jo.\n01632 960100")
    assert "Set up another partnership" in staff.get("/staff").text
    page = staff.fill(staff.get("/partnerships/new"), name="Ynys Môn Children’s Trust")
    assert page.path == "/p/ynys-mon-childrens-trust-2/"


FAULTS_OF_A_PARTNERSHIP = [
    ("name", " ", "Enter a name"),
    ("name", "x" * 201, "Use 200 characters or fewer"),
    ("key", "Not An Address", "Use small letters, numbers and hyphens, such as testford-trust"),
    ("key", "testham", "There is a partnership of that address already. Choose another."),
    ("key", "../staff", "Use small letters, numbers and hyphens, such as testford-trust"),
    ("place", "x" * 201, "Use 200 characters or fewer"),
    ("contact", "x" * 601, "Use 600 characters or fewer"),
]


def test_a_partnership_that_will_not_do_is_refused_at_the_field(app: Flask, world: World) -> None:
    staff = Staff(app, signed_in(app, world.partnership, "administrator"))
    before = everything(world.database)
    for field, value, said in FAULTS_OF_A_PARTNERSHIP:
        page = staff.fill(
            staff.get("/partnerships/new"), 400, **{"name": "Mine", "plan": "A plan", field: value}
        )
        assert page.faults() == {field: said}
        assert page.form()["plan"] == "A plan"
    assert everything(world.database) == before


SETTINGS = {
    "name": "Testham Partnership",
    "place": "Testham",
    "plan": "Plan 2026",
    "contact": "Ask Ada Bell.",
    "safeguarding_name": "Sam Reed",
    "safeguarding_email": "safe@testham.example",
    "safeguarding_words": "Ring first.\nWrite it down.",
    "controller": "Testham Council",
    "data_protection_contact": "dpo@testham.example",
    "privacy_words": "Public task.",
    "accessibility_words": "Ask for paper.",
    "keeps_months": "36",
}


@pytest.mark.parametrize("role", ["administrator", "facilitator"])
def test_settings_are_kept_as_they_were_written(app: Flask, world: World, role: str) -> None:
    staff = Staff(app, signed_in(app, world.partnership, role))
    page = staff.get("/p/testham/settings")
    assert page.form()["keeps_months"] == "24"
    page = staff.fill(page, **SETTINGS)
    assert "The settings are saved." in page.root.text
    with world.database.reading() as session:
        kept = session.get_one(Partnership, "testham")
    assert {name: str(getattr(kept, name)) for name in SETTINGS} == SETTINGS
    assert {name: page.form()[name] for name in SETTINGS} == SETTINGS


FAULTS_OF_SETTINGS = [
    ("name", "", "Enter a name"),
    ("safeguarding_email", "sam", "Enter an e-mail address like name@example.org"),
    ("keeps_months", "5", "Enter a whole number from 6 to 120"),
    ("keeps_months", "121", "Enter a whole number from 6 to 120"),
    ("keeps_months", "two years", "Enter a whole number from 6 to 120"),
    ("keeps_months", "", "Enter how many months"),
    ("privacy_words", "x" * 5001, "Use 5,000 characters or fewer"),
]


def test_settings_that_will_not_do_are_refused_at_the_field(staff: Staff, world: World) -> None:
    before = everything(world.database)
    for field, value, said in FAULTS_OF_SETTINGS:
        page = staff.fill(staff.get("/p/testham/settings"), 400, **{**SETTINGS, field: value})
        assert page.faults() == {field: said}
        assert {name: page.form()[name] for name in SETTINGS if name != field} == {
            name: value for name, value in SETTINGS.items() if name != field
        }
        assert page.form()[field] == value
    assert everything(world.database) == before


def test_what_nobody_sees_is_not_kept(staff: Staff, world: World) -> None:
    staff.fill(
        staff.get("/p/testham/settings"),
        **{**SETTINGS, "contact": "\x00Ask\tAda\u200b \r\n\r\n\u202eBell  \r\n"},
    )
    with world.database.reading() as session:
        assert session.get_one(Partnership, "testham").contact == "Ask Ada\n\nBell"


def test_branches_in_use_are_offered_beside_the_presets(world: World) -> None:
    with world.database.reading() as session:
        offered = actions.branches_to_choose(list_groups(session, world.partnership))
    assert offered == [*group_preset().branches, "schools", "youth"]
