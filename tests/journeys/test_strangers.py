"""Replies that are not ours, in a browser: nothing is taken for kept, nothing is lost, and nothing counts twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select, update

from lws_assess.records.database import Database
from lws_assess.records.events.tables import proposed_actions
from lws_assess.records.events.votes import count_event_ballots
from lws_assess.records.events.words import words_of_event
from lws_assess.records.people import FACILITATOR
from lws_assess.records.post.invitations import Message
from lws_assess.records.responses import DraftAnswers
from tests.journeys.strangers import FORGERIES, HURRY, NOT_A_STRANGER, a_phone, answering, go_on, wait_for
from tests.journeys.visits import Visit, click, stays, wait_until
from tests.machines.databases import give_tables, open_database
from tests.machines.servers import Running, free_port, serving
from tests.runs.soaking import spread_of
from tests.worlds.builders import World
from tests.worlds.inviting import INDEX, addresses, to
from tests.worlds.rooms import Room, a_room
from tests.worlds.staff import add_person

SIZE = (390, 844)
CLAIMS = re.compile(r"\b([Kk]ept|sent|stored|done)\b")
# Every script asks through one function, which is tried with all of them: what a page makes of it shows with a few.
SPREAD = spread_of(FORGERIES.items(), 4)
NOT_OURS = "What answered is not this service: perhaps this network wants you to sign in first."


@pytest.fixture(scope="module")
def room(world: World) -> Room:
    return a_room(world, {"teachers": 6}, title="Visioning day")


@pytest.fixture
def phone(browser: Browser, server: Running, room: Room) -> Iterator[Page]:
    with a_phone(browser, server, room, HURRY) as page:
        yield page


def at(server: Running, room: Room) -> str:
    return f"{server.address}/e/{room.code}"


def unsent(page: Page) -> int:
    """How many things wait on this phone."""
    found = page.evaluate("code => JSON.parse(localStorage.getItem(`room ${code} unsent`) || '[]').length",
                          page.locator("#room").get_attribute("data-code"))  # fmt: skip
    return int(found)


def is_told(page: Page, forgery: str) -> None:
    """In plain words what answered, and no claim."""
    box = page.locator("#unsent")
    expect(box).to_contain_text("Waiting: 1.")
    if forgery in NOT_A_STRANGER:
        expect(box).to_contain_text("our service can be reached")
    else:
        expect(box).to_contain_text(NOT_OURS)
        # What was said before, and was true, may still stand where it was said.
        for part in ("#unsent", "#room"):
            said = page.locator(part).inner_text()
            stays(not CLAIMS.search(said), said)


ASK = """async ([address, options]) => {
  const { ours, stranger, status, told, page } = await asking.ask(address, options);
  return { ours, stranger, known: Boolean(status || told || page) };
}"""


@pytest.mark.parametrize(
    "options", [{}, {"page": True}, {"body": "text=Kind"}], ids=["values", "a page", "a form"]
)
def test_no_reply_but_ours_is_taken_for_ours(
    phone: Page, server: Running, room: Room, options: dict[str, object]
) -> None:
    room.go_to("words")
    phone.goto(at(server, room))
    address = at(server, room) + ("" if "page" in options else "/words" if "body" in options else "/now")
    for forgery, answer in FORGERIES.items():
        with answering(phone, answer, ending=address):
            found = phone.evaluate(ASK, [address, options])
        stranger = forgery not in NOT_A_STRANGER
        assert found == {"ours": False, "stranger": stranger, "known": False}, forgery
    wait_until(phone, lambda: phone.evaluate(ASK, [address, options])["ours"])


def test_a_vote_is_kept_when_our_service_says_so_and_by_nothing_else(
    phone: Page, server: Running, room: Room
) -> None:
    number = room.open_vote()
    phone.goto(at(server, room))
    for turn, (forgery, answer) in enumerate(SPREAD):
        chosen = "2" if turn % 2 else "4"
        with answering(phone, answer):
            click(phone.locator(f"#room button[name=rating][value='{chosen}']"))
            is_told(phone, forgery)
            stays(phone.url == at(server, room), forgery)
            wait_until(phone, lambda: unsent(phone) == 1, forgery)
            expect(phone.locator(".kept")).to_be_hidden()
        go_on(phone)
        expect(phone.locator("#unsent")).to_be_hidden()
        expect(phone.locator(".answer")).to_have_text("2. Early steps" if turn % 2 else "4. Established")
        expect(phone.locator(".kept")).to_be_visible()
        wait_until(phone, lambda: unsent(phone) == 0, forgery)
        with room.database.reading() as session:
            assert count_event_ballots(session, *room.where, number) == 1


def test_words_wait_until_our_service_has_them_and_come_once(
    phone: Page, server: Running, room: Room
) -> None:
    room.go_to("words")
    phone.goto(at(server, room))
    forged = ("a page", "values", "half of ours", "ours replaced", "ours to somebody else")
    for written, forgery in enumerate(forged, 1):
        with answering(phone, FORGERIES[forgery]):
            phone.fill("#text", f"After {forgery}")
            click(phone.get_by_role("button", name="Send"))
            is_told(phone, forgery) if written == 1 else expect(phone.locator("#unsent")).to_contain_text(
                NOT_OURS
            )
            wait_until(phone, lambda: unsent(phone) == 1, forgery)
            phone.fill("#text", "Half of a thou")  # what is being typed stays, whoever answers
            phone.wait_for_timeout(150)
            stays(phone.input_value("#text") == "Half of a thou", forgery)
        go_on(phone)
        expect(phone.locator("#unsent")).to_be_hidden()
        expect(phone.locator(".written")).to_have_text("1 thing" if written == 1 else f"{written} things")
    with room.database.reading() as session:
        texts = [word.text for word in words_of_event(session, *room.where)]
    assert sorted(texts) == sorted(f"After {forgery}" for forgery in forged)


def test_an_action_of_a_table_waits_and_comes_once(phone: Page, server: Running, room: Room) -> None:
    room.make_scribe(room.phones[-1])
    phone.goto(f"{at(server, room)}/table/actions")
    here = phone.url
    forged = ("led to a page here", "values", "half of ours", "ours replaced")
    for forgery in forged:
        with answering(phone, FORGERIES[forgery]):
            phone.select_option("#area", index=1)
            phone.fill("#what", f"After {forgery}")
            click(phone.get_by_role("button", name="Propose it"))
            expect(phone.locator("#unsent")).to_contain_text(NOT_OURS)
            expect(phone.locator("#what")).to_have_value("")
            stays(phone.url == here, forgery)
            wait_until(phone, lambda: unsent(phone) == 1, forgery)
        go_on(phone)
        expect(phone.locator("#unsent")).to_be_hidden()
    with room.database.reading() as session:
        proposed = [one.what for one in proposed_actions(session, *room.where)]
    assert sorted(proposed) == sorted(f"After {forgery}" for forgery in forged)


def test_a_stranger_does_not_move_or_end_the_room_on_a_phone(
    phone: Page, server: Running, room: Room
) -> None:
    room.go_to("words")
    phone.goto(at(server, room))
    heading = phone.locator("h1").inner_text()
    for forgery, answer in SPREAD:
        phone.fill("#text", "Half of a thought")
        with answering(phone, answer) as asked:
            wait_for(phone, asked)
            stays(phone.url == at(server, room), forgery)
            stays(phone.locator("h1").inner_text() == heading, forgery)
            stays(phone.input_value("#text") == "Half of a thought", forgery)
            if forgery not in NOT_A_STRANGER:
                expect(phone.locator("#unsent")).to_contain_text(NOT_OURS)
            stays("hotel" not in phone.locator("body").inner_text(), forgery)
    room.tell_all("Still here.")
    expect(phone.locator(".told")).to_contain_text("Still here.")
    expect(phone.locator("#unsent")).to_be_hidden()
    room.tell_all("")


def test_a_page_that_is_not_ours_does_not_take_the_place_of_the_room(
    phone: Page, server: Running, room: Room
) -> None:
    """Where the numbers that tell of news come through, and the page does not."""
    room.go_to("words")
    phone.goto(at(server, room))
    phone.fill("#text", "Half of a thought")
    for forgery, answer in SPREAD:
        with answering(phone, answer, ending=f"/e/{room.code}") as asked:
            room.tell_all(f"After {forgery}.")
            wait_for(phone, asked)
            stays(phone.url == at(server, room), forgery)
            stays(phone.input_value("#text") == "Half of a thought", forgery)
            stays("hotel" not in phone.locator("body").inner_text(), forgery)
    expect(phone.locator(".told")).to_contain_text(f"After {forgery}.")
    room.tell_all("")


def test_a_questionnaire_goes_on_when_our_service_has_the_page(
    phone: Page, server: Running, room: Room
) -> None:
    room.go_to("rate")
    room.start_rating()
    phone.goto(at(server, room))
    click(phone.get_by_role("button", name="Start"))
    phone.wait_for_url("**/areas/**")
    areas = room.edition.areas
    heading = phone.locator("h1")
    forged = SPREAD
    first = phone.url
    for turn, (forgery, answer) in enumerate(forged):
        this, following = areas[turn % 7], areas[turn % 7 + 1]
        if turn % 7 == 0:
            phone.goto(first)
        expect(heading).to_have_text(this.name)
        here = phone.url
        with answering(phone, answer):
            phone.locator("input[type=radio]").nth(turn // 7).check()
            click(phone.get_by_role("button", name="Save and continue"))
            note = phone.locator(".note.warn")
            if forgery in NOT_A_STRANGER:
                expect(note).to_contain_text("our service can be reached")
            else:
                expect(note).to_contain_text(NOT_OURS)
                stays(not CLAIMS.search(note.inner_text()), forgery)
            stays(phone.url == here, forgery)
        go_on(phone)
        expect(heading).to_have_text(following.name)
    with room.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(DraftAnswers)) == 1


# --- people with an account --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def host(world: World) -> str:
    return add_person(world.database, world.partnership, FACILITATOR)


def sign_in(visit: Visit, email: str) -> None:
    visit.come_as(email)


@pytest.fixture
def desk(browser: Browser, server: Running, host: str) -> Iterator[Visit]:
    with Visit.on(browser, server.address, (1280, 900)) as visit:
        sign_in(visit, host)
        visit.page.add_init_script(HURRY)
        yield visit


def test_a_stranger_does_not_move_the_desk_of_a_host(desk: Visit, room: Room) -> None:
    room.go_to("break")
    page = desk.go(f"{room.path}/host").page
    said, here = page.locator("[data-said]"), page.url
    page.get_by_label("Message to all").fill("Please wa")
    for forgery, answer in SPREAD:
        with answering(page, answer) as asked:
            wait_for(page, asked)
            told = "No connection." if forgery in NOT_A_STRANGER else NOT_OURS
            expect(said, forgery).to_contain_text(told)
            stays((page.url, page.locator("h1").inner_text()) == (here, "Break"), forgery)
            stays(page.get_by_label("Message to all").input_value() == "Please wa", forgery)
            stays("987" not in page.locator("body").inner_text(), forgery)
    expect(said).to_have_text("Connected again.")
    room.go_to("words")
    expect(page.locator("h1")).not_to_have_text("Break")
    expect(page.get_by_label("Message to all")).to_have_value("Please wa")


def test_a_desk_says_so_where_its_numbers_come_and_its_page_does_not(desk: Visit, room: Room) -> None:
    room.go_to("break")
    page = desk.go(f"{room.path}/host").page
    with answering(page, FORGERIES["half of ours"], ending="/host") as asked:
        room.go_to("words")
        wait_for(page, asked, 3)
        expect(page.locator("[data-said]")).to_contain_text(NOT_OURS)
        expect(page.locator("h1")).to_have_text("Break")
    expect(page.locator("h1")).not_to_have_text("Break")
    expect(page.locator("[data-said]")).to_have_text("Connected again.")


def test_a_stranger_does_not_take_ticks_and_themes_from_a_host(desk: Visit, room: Room) -> None:
    room.go_to("words")
    room.write(room.phones[0], "vision", "A word to be ticked")
    page = desk.go(f"{room.path}/words").page
    page.locator("#words input[type=checkbox]").first.check()
    page.fill("#theme", "Being h")
    here = page.url
    for forgery, answer in SPREAD:
        with answering(page, answer) as asked:
            click(page.locator("#fresh"))
            wait_for(page, asked)
            told = "No connection." if forgery in NOT_A_STRANGER else NOT_OURS
            expect(page.locator(".fresh"), forgery).to_contain_text(told)
            stays(page.url == here, forgery)
            stays(page.input_value("#theme") == "Being h", forgery)
            stays(page.locator("#words input[type=checkbox]").first.is_checked(), forgery)
            stays("987" not in page.locator("body").inner_text(), forgery)
    click(page.locator("#fresh"))
    expect(page.locator(".fresh")).to_have_text("Look for new ones")


def test_a_stranger_is_never_on_the_projector_and_the_hall_is_told_nothing(desk: Visit, room: Room) -> None:
    room.go_to("break")
    page = desk.go(f"{room.path}/screen").page
    before, here = page.locator("#screen").inner_text(), page.url
    for forgery, answer in SPREAD:
        with answering(page, answer) as asked:
            wait_for(page, asked, 9)
            stays((page.url, page.locator("#screen").inner_text()) == (here, before), forgery)
            stays(page.locator("#lost").is_hidden(), forgery)
            stays(page.locator("#said").inner_text() == "", forgery)
    room.go_to("words")
    expect(page.locator("h1")).not_to_have_text("Break")


# --- a list of invitations on its way ------------------------------------------------------------------------------


@pytest.fixture
def on_its_way(browser: Browser, tmp_path: Path) -> Iterator[tuple[Visit, Database]]:
    """The page of a list that waits, since no mail server answers."""
    url = f"sqlite:///{tmp_path / 'mail.sqlite3'}"
    database = open_database(url)
    give_tables(database)
    world = World(database)
    email = add_person(database, world.partnership, FACILITATOR)
    nowhere = f"smtp://127.0.0.1:{free_port()}"
    with (
        serving(url, tmp_path, WORKERS="1", SMTP_URL=nowhere) as running,
        Visit.on(browser, running.address, (1280, 900)) as visit,
    ):
        sign_in(visit, email)
        visit.go(to("teachers")).page.get_by_label("E-mail addresses").fill("\n".join(addresses(3)))
        visit.press("Check the list").press("Send 3 invitations")
        visit.page.add_init_script(HURRY)
        yield visit, database
    database.engine.dispose()


def test_progress_is_ours_or_none(on_its_way: tuple[Visit, Database]) -> None:
    visit, database = on_its_way
    page = visit.go(INDEX).page
    here, progress = page.url, page.locator("#progress")
    for forgery, answer in SPREAD:
        with answering(page, answer) as asked:
            wait_for(page, asked)
            stays(page.url == here, forgery)
            stays("0 of 3 messages done" in progress.inner_text(), forgery)
            stays("hotel" not in page.locator("body").inner_text(), forgery)
    with database.writing() as session:
        session.execute(update(Message).values(state="sent"))
    page.wait_for_selector("#progress:not([data-watch])", state="attached")
