"""Preparing a round: the steps, what they refuse, checking and opening, repeating, and throwing away."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from flask import Flask

from lws_assess.actions.rounds import drafts
from lws_assess.actions.rounds.running_rounds import open_round
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.partnerships import Partnership
from lws_assess.records.people import FACILITATOR, STEERING
from lws_assess.records.rounds import Round, find_round, groups_of_round, list_rounds, targets_of_round
from lws_assess.web.rounds import drafts as web
from lws_assess.web.upkeep.due import do_everything_due
from lws_assess.web.words import (
    LOCAL,
    day_in_words,
    first_moment_of,
    last_day_before,
    local_day_or_none,
    moment_after,
)
from tests.pages.client import Client, Page
from tests.watching.counting import everything
from tests.worlds.builders import INSTRUMENT, WORDS, World, new_code
from tests.worlds.small_round import answers
from tests.worlds.staff import add_person, client_of

EDITION = shipped_editions()[INSTRUMENT]
HERE = "/p/testham/rounds"
DRAFT = f"{HERE}/first/draft"
DAY = timedelta(days=1)
STEPS = ["groups", "dates", "counting", "cut", "words"]


def today() -> date:
    return datetime.now(LOCAL).date()


def in_days(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


def member(world: World, app: Flask, role: str) -> Client:
    return client_of(app, add_person(world.database, world.partnership, role))


@pytest.fixture
def world(app: Flask) -> World:
    """A partnership whose round is a draft that could open."""
    return World(app.config["DATABASE"], opened=False)


@pytest.fixture
def client(world: World, app: Flask) -> Client:
    return member(world, app, FACILITATOR)


def get(world: World, key: str = "first") -> Round:
    with world.database.reading() as session:
        found = find_round(session, world.partnership, key)
        assert found
        return found


def change(world: World, **values: object) -> None:
    """Changes the draft behind the pages' backs."""
    with world.database.writing() as session:
        this = session.get_one(Round, (world.partnership, "first"))
        for name, value in values.items():
            setattr(this, name, value)


def asked(world: World, key: str = "first") -> dict[str, int]:
    """The groups of a round with their targets, but for those of people whom no group fits."""
    with world.database.reading() as session:
        targets = targets_of_round(session, world.partnership, key)
        groups = groups_of_round(session, world.partnership, key)
    return {group.key: targets[group.key] for group in groups if not group.catch_all}


def standing(page: Page) -> dict[str, str]:
    """How the list of steps says that each stands."""
    links = [
        a for a in page.root.find_all("a") if re.search(r"/draft/\w*$", a["href"]) and a.find_all("span")
    ]
    return {a["href"].rstrip("/").split("/")[-1]: a.find_all("span")[0].text for a in links}


def fill(client: Client, page: Page, status: int = 200, **fields: str | list[str]) -> Page:
    """Sends the page's form with these fields; `target_x` is the target of x."""
    named = {name.replace("target_", "target-"): value for name, value in fields.items()}
    return client.post(page.path, {**page.form(), **named}, status)


# --- from nothing to an open round -------------------------------------------------------------------------


def test_a_first_round_is_prepared_step_by_step_and_opened(world: World, client: Client) -> None:
    page = fill(client, client.get(f"{HERE}/new"), title="Baseline 2027")
    path = f"{HERE}/baseline-2027/draft"
    assert page.path == f"{path}/groups"
    assert set(page.form()["group"]) == {"teachers", "nurses", "inspectors", "parents"}
    page = fill(client, page, target_teachers="40")
    assert page.path == f"{path}/dates"
    page = fill(client, page, last_day=in_days(40))
    assert page.path == f"{path}/counting"
    assert page.form()["smallest_number"] == "10", "what the page advises"
    assert "We advise 10 for this round" in page.text
    page = fill(client, page, smallest_number="10")
    assert page.path == f"{path}/cut"
    assert "Not for this round" in page.text
    page = client.get(f"{path}/words")
    assert page.form()["contact"] == "Ask Ada."
    page = fill(client, page)
    assert page.path == f"{path}/"
    assert "Nothing is missing" in page.text
    page = fill(client, client.get(f"{path}/open"))
    assert page.path == f"{HERE}/baseline-2027/"
    this = get(world, "baseline-2027")
    assert (this.state, this.smallest_number, this.contact) == ("open", 10, "Ask Ada.")
    assert local_day_or_none(this.closes_at) == today() + timedelta(days=41)
    assert asked(world, "baseline-2027") == {"teachers": 40, "nurses": 20, "inspectors": 20, "parents": 20}


def test_a_partnership_without_rounds_is_led_to_its_first(app: Flask) -> None:
    world = World(app.config["DATABASE"], opened=False)
    with world.database.writing() as session:
        drafts.delete_draft_round(session, "testham", "first")
    facilitator, steering = member(world, app, FACILITATOR), member(world, app, STEERING)
    page = facilitator.get(f"{HERE}/")
    assert "There are no rounds yet" in page.text
    assert f"{HERE}/new" in [a["href"] for a in page.root.find_all("a")]
    assert f"{HERE}/new" in [a["href"] for a in facilitator.get("/p/testham/").root.find_all("a")]
    assert f"{HERE}/new" not in [a["href"] for a in steering.get(f"{HERE}/").root.find_all("a")]


def test_without_groups_the_page_leads_to_where_they_are_made(app: Flask) -> None:
    world = World(app.config["DATABASE"], groups=(), opened=False)
    page = member(world, app, FACILITATOR).get(f"{DRAFT}/groups")
    assert "has no groups yet" in page.text
    assert "/p/testham/groups/" in [a["href"] for a in page.root.find_all("a", **{"class": "button"})]
    assert standing(page)["groups"] == "To do"


def test_more_than_one_questionnaire_is_a_choice(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = shipped_editions() | shipped_editions(Path(__file__).resolve().parents[2] / "shelf")
    monkeypatch.setattr(web, "shipped_editions", lambda: both)
    page = client.get(f"{HERE}/new")
    assert page.radios() == {"instrument": list(both)}
    assert fill(client, page, 400, title="Baseline").faults() == {"instrument": "Choose a questionnaire"}
    page = fill(client, page, title="Baseline", instrument=INSTRUMENT)
    assert get(world, "baseline").edition == EDITION.digest


def test_a_title_that_will_not_do_is_refused_at_its_field(client: Client) -> None:
    fill(client, client.get(f"{HERE}/new"), title="Second")
    for title, said in [
        ("", "Give the round a title"),
        ("x" * 81, "Use 80 characters"),
        ("The First round", "of that name already"),
    ]:
        for path in (f"{HERE}/new", f"{HERE}/second/draft/title"):
            page = fill(client, client.get(path), 400, title=title)
            assert said in page.faults()["title"]
            assert page.form()["title"] == title


# --- the steps -----------------------------------------------------------------------------------------------


def test_the_list_of_steps_says_what_is_done_and_what_is_not(client: Client, world: World) -> None:
    fill(client, client.get(f"{HERE}/new"), title="Second")
    page = client.get(f"{HERE}/second/draft/dates")
    assert standing(page) == {
        **{"groups": "To do", "dates": "To do", "words": "To do"},
        **{"counting": "As suggested", "cut": "Not chosen"},
    }
    fill(client, page, last_day=in_days(30))
    page = fill(client, client.get(f"{HERE}/second/draft/counting"))
    assert standing(page)["dates"] == standing(page)["counting"] == "Done"


def test_each_step_shows_what_is_kept_and_saving_it_again_changes_nothing(
    world: World, client: Client
) -> None:
    change(world, opens_at=first_moment_of(today() + 3 * DAY), closes_at=moment_after(today() + 30 * DAY))
    with world.database.writing() as session:
        targets = {area.code: 2.5 for area in EDITION.areas}
        drafts.save_groups(session, "testham", "first", {"teachers": 130, "inspectors": 20})
        drafts.save_counting(session, "testham", "first", "person", 7, targets)
        drafts.save_cut(session, "testham", "first", "sector")
    before = everything(world.database)
    for step in ["title", *STEPS]:
        page = client.get(f"{DRAFT}/{step}?then=check")
        assert fill(client, page).path == f"{DRAFT}/"
        assert everything(world.database) == before, step


def test_a_target_that_is_no_number_is_refused_where_it_stands(client: Client) -> None:
    for target in ["-1", "1.5", "many", "100001", "about 30", "9" * 400]:
        page = fill(
            client, client.get(f"{DRAFT}/groups"), 400, target_nurses=target, group=["nurses", "parents"]
        )
        assert page.faults()["target-nurses"].startswith("Enter a whole number from 0 to 100,000")
        assert page.form()["target-nurses"] == target
        assert page.form()["group"] == ["nurses", "parents"]


def test_a_round_without_groups_is_refused_at_the_field(world: World, client: Client) -> None:
    page = client.get(f"{DRAFT}/groups")
    form = {name: value for name, value in page.form().items() if name != "group"}
    assert client.post(page.path, form, 400).faults() == {"group": "Tick at least one group"}
    assert len(asked(world)) == 4


def test_groups_are_left_out_and_their_targets_changed(world: World, client: Client) -> None:
    page = client.get(f"{DRAFT}/groups")
    headings = [h.text for h in page.root.find_all("h2")]
    assert headings == [audience.label for audience in EDITION.audiences]
    fill(client, page, group=["teachers", "parents"], target_teachers="1,200", target_parents="")
    assert asked(world) == {"teachers": 1200, "parents": 0}


def test_dates_that_will_not_do_are_refused_at_their_field(world: World, client: Client) -> None:
    for sent, field, said in [
        ({"last_day": ""}, "last_day", "Enter the last day"),
        ({"last_day": "  "}, "last_day", "Enter the last day"),
        ({"last_day": "31 June"}, "last_day", "Enter a day such as"),
        ({"last_day": "-1"}, "last_day", "Enter a day such as"),
        ({"last_day": "yesterday"}, "last_day", "has passed"),
        ({"last_day": "2099-12-31"}, "last_day", "two years"),
        ({"opens": "some day"}, "opens", "Choose how it opens"),
        ({"opens": "on-a-day", "opens_on": ""}, "opens_on", "Enter the day"),
        ({"opens": "on-a-day", "opens_on": "soon"}, "opens_on", "Enter a day such as"),
        ({"opens": "on-a-day", "opens_on": "today"}, "opens_on", "after today"),
        ({"opens": "on-a-day", "opens_on": "2099-12-31"}, "last_day", "before the day"),
        (
            {"opens": "on-a-day", "opens_on": "in 20 days", "last_day": "in 19 days"},
            "last_day",
            "before the day",
        ),
    ]:
        days = {
            "yesterday": in_days(-1),
            "today": in_days(0),
            "in 20 days": in_days(20),
            "in 19 days": in_days(19),
        }
        before = get(world).closes_at
        fields = {"last_day": in_days(30), **{name: days.get(value, value) for name, value in sent.items()}}
        page = fill(client, client.get(f"{DRAFT}/dates"), 400, **fields)
        assert said in page.faults()[field]
        assert len(page.faults()) == 1
        assert page.form()["last_day"] == fields["last_day"]
        assert get(world).closes_at == before


def test_the_last_day_counts_whole_in_local_time(world: World, client: Client) -> None:
    for typed in ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"]:
        last = today() + timedelta(days=30)
        opens = today() + timedelta(days=1)
        fill(
            client,
            client.get(f"{DRAFT}/dates"),
            opens="on-a-day",
            opens_on=opens.strftime(typed),
            last_day=last.strftime(typed),
        )
        this = get(world)
        assert this.opens_at == datetime(opens.year, opens.month, opens.day, tzinfo=LOCAL)
        assert (last_day_before(this.closes_at), last_day_before(this.closes_at + timedelta(seconds=1))) == (
            last,
            last + timedelta(days=1),
        )
        assert client.get(f"{DRAFT}/dates").form()["last_day"] == last.isoformat()


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        ("2027-01-31", "2027-02-01T00:00"),
        ("2027-03-27", "2027-03-28T00:00"),  # the clocks go forward on the 28th, at one
        ("2027-03-28", "2027-03-28T23:00"),
        ("2027-10-30", "2027-10-30T23:00"),
        ("2027-10-31", "2027-11-01T00:00"),  # and back
    ],
)
def test_a_last_day_ends_at_the_local_midnight(day: str, utc: str) -> None:
    moment = moment_after(date.fromisoformat(day))
    assert moment.astimezone(UTC).isoformat()[:16] == utc
    assert last_day_before(moment) == date.fromisoformat(day)


def test_opening_by_hand_forgets_the_day(world: World, client: Client) -> None:
    change(world, opens_at=first_moment_of(today() + 3 * DAY))
    page = client.get(f"{DRAFT}/dates")
    assert page.chosen() == {"opens": "on-a-day"}
    fill(client, page, opens="by-hand")
    assert get(world).opens_at is None


def test_ways_of_counting_that_will_not_do_are_refused_at_their_field(world: World, client: Client) -> None:
    for sent, field in [
        ({"reading": "both"}, "reading"),
        ({"smallest_number": "4"}, "smallest_number"),
        ({"smallest_number": "101"}, "smallest_number"),
        ({"smallest_number": ""}, "smallest_number"),
        ({"area": "0.9"}, "area"),
        ({"area": "5.1"}, "area"),
        ({"area": ""}, "area"),
        ({"area": "three"}, "area"),
        ({"area": "nan"}, "area"),
    ]:
        area = f"target-{EDITION.areas[2].code}"
        fields = {name.replace("area", area): value for name, value in sent.items()}
        page = fill(client, client.get(f"{DRAFT}/counting"), 400, **fields)
        assert list(page.faults()) == [field.replace("area", area)]
        assert get(world).targets == {}


def test_how_results_are_counted_is_kept_and_advised_on(world: World, client: Client) -> None:
    page = client.get(f"{DRAFT}/counting")
    assert "We advise 10 for this round, all the more as children and families are asked" in page.text
    assert [page.form()[f"target-{area.code}"] for area in EDITION.areas] == ["4.0"] * 8
    code = EDITION.areas[0].code
    fill(client, page, reading="person", smallest_number="10", **{f"target-{code}": "3,5"})
    this = get(world)
    assert (this.leading_reading, this.smallest_number) == ("person", 10)
    assert this.targets == {area.code: 3.5 if area.code == code else 4.0 for area in EDITION.areas}


def test_a_target_keeps_the_decimals_it_was_typed_with(world: World, client: Client) -> None:
    code = EDITION.areas[0].code
    fill(client, client.get(f"{DRAFT}/counting"), smallest_number="10", **{f"target-{code}": "3.25"})
    assert get(world).targets[code] == 3.25
    assert client.get(f"{DRAFT}/counting").form()[f"target-{code}"] == "3.25"
    assert f"{EDITION.areas[0].name}: 3.25" in client.get(f"{DRAFT}/").text


def test_a_second_way_of_cutting_is_offered_where_enough_answers_are_hoped_for(
    world: World, client: Client
) -> None:
    assert not client.get(f"{DRAFT}/cut").root.find_all("input", type="radio")
    with world.database.writing() as session:
        drafts.save_groups(session, "testham", "first", {"teachers": 100, "nurses": 50})
    page = client.get(f"{DRAFT}/cut")
    assert page.radios() == {"second_cut": ["none", "sector", "role"]}
    assert "second_cut" in fill(client, page, 400, second_cut="locality").faults()
    fill(client, page, second_cut="role")
    assert get(world).second_cut == "role"
    with world.database.writing() as session:
        drafts.save_groups(session, "testham", "first", {"teachers": 100})
    assert "Results by sector or role need" in client.get(f"{DRAFT}/").text
    page = client.get(f"{DRAFT}/cut")
    assert fill(client, page, 400, second_cut="sector").faults().keys() == {"second_cut"}
    fill(client, page, second_cut="none")
    assert get(world).second_cut == ""


def test_words_are_kept_as_they_were_written_but_for_what_nobody_sees(world: World, client: Client) -> None:
    page = client.get(f"{DRAFT}/words")
    fill(client, page, welcome="  One line.\r\n\r\nAnother\x00 \u200bline. \r\n", contact="Ask <b>Bo</b>.")
    assert (get(world).welcome, get(world).contact) == ("One line.\n\nAnother line.", "Ask <b>Bo</b>.")


def test_words_that_are_needed_are_asked_for_at_their_field(world: World, client: Client) -> None:
    for field, value in [
        ("contact", " "),
        ("welcome_children", ""),
        ("support_children", "\r\n"),
        ("welcome", "x" * 2001),
    ]:
        before = everything(world.database)
        page = fill(client, client.get(f"{DRAFT}/words"), 400, **{"support": "Kept as typed.", field: value})
        assert list(page.faults()) == [field]
        assert page.form()["support"] == "Kept as typed."
        assert everything(world.database) == before


def test_easy_read_words_may_stay_empty_where_nobody_reads_them(world: World, client: Client) -> None:
    with world.database.writing() as session:
        drafts.save_groups(session, "testham", "first", {"teachers": 30})
    fill(client, client.get(f"{DRAFT}/words"), welcome_children="", support_children="")
    assert "Nothing is missing" in client.get(f"{DRAFT}/").text


# --- checking and opening ------------------------------------------------------------------------------------


def test_a_drafts_own_page_leads_to_its_check_page_and_the_steering_group_sees_no_more(
    world: World, client: Client, app: Flask
) -> None:
    assert client.get(f"{HERE}/first/").path == f"{DRAFT}/"
    steering = member(world, app, STEERING)
    assert steering.get(f"{HERE}/first/").path == f"{HERE}/first/"
    steering.get(f"{DRAFT}/", 404)


def test_the_check_page_has_everything_with_a_way_to_change_it(client: Client) -> None:
    page = client.get(f"{DRAFT}/")
    for words in ("The first round", EDITION.title, "4 groups", "80 answers", WORDS.contact, WORDS.support):
        assert words in page.text
    for area in EDITION.areas:
        assert f"{area.name}: 4.0" in page.text
    ways = {a["href"].partition("?")[0] for a in page.root.find_all("a") if a.text.startswith("Change")}
    assert ways == {f"{DRAFT}/{step}" for step in ["title", *STEPS]} | {"/p/testham/settings"}
    for way in ways:
        client.get(way)


def test_what_is_missing_leads_to_its_step_and_keeps_the_round_from_opening(
    world: World, client: Client
) -> None:
    change(world, closes_at=None, contact="", support_children="")
    with world.database.writing() as session:
        session.get_one(Partnership, "testham").safeguarding_name = ""
    page = client.get(f"{DRAFT}/")
    assert "4 things are missing" in page.text
    section = page.root.find_all("section", **{"aria-labelledby": "missing"})[0]
    ways = [a["href"].replace("?then=check", "") for a in section.find_all("a")]
    assert ways == [
        f"{DRAFT}/dates#last_day",
        f"{DRAFT}/words#contact",
        f"{DRAFT}/words#support_children",
        "/p/testham/settings",
    ]
    for way in ways:
        there = client.get(way.partition("#")[0])
        assert "#" not in way or [e for e in there.root.walk() if e["id"] == way.partition("#")[2]]
    assert client.get(f"{DRAFT}/open").path == f"{DRAFT}/"
    client.post(f"{DRAFT}/open", {"csrf_token": token(client)})
    assert get(world).state == "draft"


def token(client: Client) -> str:
    return str(client.get("/account").root.find_all("input", name="csrf_token")[0]["value"])


def test_the_only_group_of_young_people_is_warned_about(world: World, client: Client) -> None:
    with world.database.writing() as session:
        drafts.save_groups(session, "testham", "first", {"teachers": 100, "inspectors": 8})
    page = client.get(f"{DRAFT}/")
    assert "“Young inspectors” is likely to end below 5 answers" in page.text
    assert "It is the only group of “Children and young people”." in page.text
    assert "Nobody is asked of “Parents and carers”." in page.text
    assert "We advise 10" in page.text
    assert "Nothing is missing" in page.text


def test_a_round_that_opens_by_date_says_when(world: World, client: Client) -> None:
    change(world, opens_at=first_moment_of(today() + 3 * DAY))
    assert f"It will open by itself on {day_in_words(today() + 3 * DAY)}" in client.get(f"{DRAFT}/").text
    page = client.get(f"{DRAFT}/open")
    assert "You can open it now instead" in page.text
    assert "From then on this is fixed" in page.text
    fill(client, page)
    assert get(world).state == "open"
    assert get(world).opens_at < first_moment_of(today() + DAY)


def test_a_draft_that_could_not_open_on_its_day_says_why_on_its_page(world: World, client: Client) -> None:
    change(world, opens_at=world.now - DAY, contact="")
    assert do_everything_due(world.database) == []
    page = client.get(f"{HERE}/first/")
    assert "It could not, and stays a draft" in page.text
    assert "Say whom people can ask." in page.text
    change(world, contact="Ask Bo.")
    assert "It opens by itself within the next minutes" in client.get(f"{HERE}/first/").text
    do_everything_due(world.database)
    assert get(world).state == "open"


def test_the_steps_of_a_round_that_has_been_opened_lead_to_the_round(world: World, client: Client) -> None:
    steps = ["title", "open", "delete", *STEPS]
    pages = {step: client.get(f"{DRAFT}/{step}") for step in steps}
    with world.database.writing() as session:
        open_round(session, "testham", "first", new_code, world.now)
    before = everything(world.database)
    for step in ["", *steps]:
        assert client.get(f"{DRAFT}/{step}").path == f"{HERE}/first/"
    for step in steps:
        form = {"second_cut": "none", "csrf_token": token(client)} if step == "cut" else pages[step].form()
        after = client.post(f"{DRAFT}/{step}", form)
        assert after.path == f"{HERE}/first/"
        assert "This round has been opened" in after.root.text
    assert everything(world.database) == before


def test_a_draft_is_deleted_after_asking_once(world: World, client: Client) -> None:
    page = client.get(f"{DRAFT}/delete")
    step = client.get(f"{DRAFT}/dates")
    assert fill(client, page).path == f"{HERE}/"
    with world.database.reading() as session:
        assert list_rounds(session, "testham") == []
    client.get(f"{DRAFT}/", 404)
    client.post(step.path, step.form(), 404)


# --- repeating -----------------------------------------------------------------------------------------------


def test_a_round_is_repeated_under_a_new_title(world: World, client: Client) -> None:
    assert client.get(f"{HERE}/first/repeat").path == f"{DRAFT}/"
    with world.database.writing() as session:
        open_round(session, "testham", "first", new_code, world.now)
    links = [a["href"] for a in client.get(f"{HERE}/first/").root.find_all("a")]
    assert f"{HERE}/first/repeat" in links
    page = client.get(f"{HERE}/first/repeat")
    assert fill(client, page, 400, title="the first round").faults().keys() == {"title"}
    page = fill(client, page, title="One year on")
    assert page.path == f"{HERE}/one-year-on/draft/dates?then=check"
    assert page.form()["last_day"] == ""
    page = fill(client, page, last_day=in_days(30))
    assert page.path == f"{HERE}/one-year-on/draft/"
    assert "Nothing is missing" in page.text
    assert get(world, "one-year-on").repeats == "first"


# --- what respondents read -----------------------------------------------------------------------------------


def test_the_forms_say_the_rounds_own_words(world: World, app: Flask) -> None:
    with world.database.writing() as session:
        drafts.save_round_words(
            session,
            "testham",
            "first",
            drafts.RoundWords(
                contact="Ask Bo.",
                welcome="Welcome, colleagues.\nSecond <i>line</i>.",
                privacy_words="The council keeps it.",
                support="Call the office.",
                welcome_children="Hello, you.",
                privacy_words_children="We keep it safe.",
                support_children="Call the club.",
            ),
        )
        open_round(session, "testham", "first", new_code, world.now)
    grown_up, young = Client(app), Client(app)
    page = grown_up.get(f"/join/{world.code('teachers')}")
    assert [p.text for p in page.root.find_all("p") if "line" in p.text] == ["Second <i>line</i>."]
    for words in ("Welcome, colleagues.", "The council keeps it.", "Call the office.", "Ask Bo."):
        assert words in page.root.text
    for words in (
        "Hello, you.",
        "We keep it safe.",
        "Call the club.",
        EDITION.audience("professional").intro,
    ):
        assert words not in page.root.text
    page = young.get(f"/join/{world.code('inspectors')}")
    for words in ("Hello, you.", "We keep it safe.", "Call the club.", "Ask Bo."):
        assert words in page.root.text
    for words in ("Welcome, colleagues.", "The council keeps it.", "Call the office."):
        assert words not in page.root.text
    page = young.send(page, agree="yes")
    assert "Call the club." in page.root.text


def test_without_words_of_its_own_a_round_says_those_of_the_questionnaire(world: World, app: Flask) -> None:
    with world.database.writing() as session:
        open_round(session, "testham", "first", new_code, world.now)
    assert EDITION.audience("professional").intro in Client(app).get(f"/join/{world.code('teachers')}").text


# --- the last day of an open round ---------------------------------------------------------------------------


def test_an_open_round_is_not_moved_to_a_day_that_will_not_do(world: World, client: Client) -> None:
    with world.database.writing() as session:
        open_round(session, "testham", "first", new_code, world.now)
    before = get(world).closes_at
    for last in ["9999-12-31", "0001-01-01", "2020-01-01"]:
        page = client.get(f"{HERE}/first/")
        form = {**page.form(f"{HERE}/first/extend"), "last_day": last}
        reply = client.post(f"{HERE}/first/extend", form, 400)
        assert list(reply.faults()) == ["last_day"]
        assert get(world).closes_at == before


def test_asking_the_same_groups_again_too_soon_is_said_on_the_page_that_checks(
    world: World, client: Client
) -> None:
    assert "Most people answer alike twice" not in client.get(f"{DRAFT}/").text
    with world.database.writing() as session:
        open_round(session, "testham", "first", new_code, world.now)
        world.draft(session, "second")
    page = client.get(f"{HERE}/second/draft/")
    assert "“The first round” asks “Teachers” and 3 more groups of this round too" in page.text
    assert "or are still to come" in page.text
    assert "or at least 5 more or 5 fewer" in page.text


def test_a_draft_says_that_its_smallest_number_is_another_than_last_time_and_for_whom(app: Flask) -> None:
    world = World(app.config["DATABASE"])
    for _ in range(7):
        world.answer("teachers", answers(Random(1), "professional", 0.2))
    world.close()
    client = member(world, app, FACILITATOR)
    with world.database.writing() as session:
        world.draft(session, "second")
    page = client.get(f"{HERE}/second/draft/")
    assert "Another number than last time" not in page.text
    fill(client, client.get(f"{HERE}/second/draft/counting"), smallest_number="10")
    said = " ".join(client.get(f"{HERE}/second/draft/").text.split())
    assert "Another number than last time. In “The first round” it was 5. A group of 5 to 9" in said
    assert "With as many answers as then this concerns: Teachers." in said
