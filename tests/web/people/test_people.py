"""Coming in and going out, one's own account, and the people of a partnership, page by page."""

from __future__ import annotations

import re
import socketserver
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from argon2 import Parameters, PasswordHasher, extract_parameters
from flask import Flask
from sqlalchemy import select

from lws_assess.actions.people import accounts as people
from lws_assess.actions.people import members
from lws_assess.actions.people.partnerships import NewPartnership, add_partnership
from lws_assess.records.database import Database
from lws_assess.records.people import FailedSignIns, Person, SignedInSession, find_person_by_email
from lws_assess.web import access, create_app, passwords
from lws_assess.web.people import account, people_commands
from lws_assess.web.people import members as member_pages
from lws_assess.web.people import people as people_pages
from lws_assess.web.people.people_commands import person_add
from lws_assess.web.post.mail import NotSent, send_message
from tests.conftest import settings_for
from tests.machines.databases import give_tables
from tests.pages.client import Client, Page
from tests.runs.slowness import PATIENCE
from tests.worlds.builders import World
from tests.worlds.staff import PASSWORD, add_person, signed_in

ADMIN = "administrator@testham.example"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class Clock:
    """What time the pages think it is."""

    def __init__(self) -> None:
        self.time = datetime.now(UTC).replace(microsecond=0)

    def __call__(self) -> datetime:
        return self.time

    def wait(self, **how_long: float) -> None:
        self.time += timedelta(**how_long)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in (access, account, member_pages, people_commands, people_pages):
        monkeypatch.setattr(module, "now", clock)
    return clock


@pytest.fixture
def client(app: Flask, world: World, clock: Clock) -> Client:
    """A device in Testham, whose administrator has a password; nobody is signed in."""
    add_person(world.database, "testham", "administrator")
    return Client(app)


def fill(client: Client, page: Page, status: int = 200, action: str = "", **fields: str) -> Page:
    return client.post(action or page.path, {**page.form(action), **fields}, status)


def sign_in(
    client: Client, email: str = ADMIN, password: str = PASSWORD, status: int = 200, at: str = ""
) -> Page:
    return fill(client, client.get("/sign-in" + at), status, email=email, password=password)


def press(client: Client, page: Page, action: str, status: int = 200) -> Page:
    """Presses a button that is a form of its own."""
    return fill(client, page, status, action)


def database_of(client: Client) -> Database:
    database: Database = client.app.config["DATABASE"]
    return database


def find(client: Client, email: str) -> Person:
    with database_of(client).reading() as session:
        person = find_person_by_email(session, email)
    assert person
    return person


def person_page(client: Client, email: str) -> str:
    return f"/p/testham/people/{find(client, email).id}/"


def set_up_codes(client: Client, email: str = ADMIN) -> None:
    with database_of(client).writing() as session:
        person = find_person_by_email(session, email)
        assert person
        person.code_secret = SECRET


def code_at(clock: Clock) -> str:
    return pyotp.TOTP(SECRET).at(clock())


def new_link(client: Client, email: str = "bea@testham.example", role: str = "steering") -> str:
    with client.app.app_context():
        link = person_add(email, "testham", role)
    return link.removeprefix("http://127.0.0.1:8000")


def is_in(client: Client) -> bool:
    return client.raw("GET", "/account").status_code == 200


# --- signing in and out ----------------------------------------------------------------------------------


def test_signing_in_leads_to_the_partnership_and_signing_out_leads_back(client: Client) -> None:
    page = sign_in(client)
    assert (page.path, page.h1) == ("/p/testham/", "Testham Children's Partnership")
    page = press(client, page, "/sign-out")
    assert page.path == "/sign-in"
    assert "You have signed out" in page.text
    assert not is_in(client)


def test_signing_in_leads_to_where_one_was_going(client: Client) -> None:
    page = client.get("/p/testham/people/")
    assert page.path == "/sign-in?next=/p/testham/people/"
    assert fill(client, page, email=ADMIN, password=PASSWORD).path == "/p/testham/people/"


def test_what_is_wrong_with_the_form_is_said_and_the_address_stays(client: Client) -> None:
    page = sign_in(client, "not an address", "", 400)
    assert page.faults() == {
        "email": "Enter an e-mail address like name@example.org",
        "password": "Enter your password",
    }
    assert page.form()["email"] == "not an address"


def test_a_wrong_password_an_unknown_address_and_a_disabled_account_get_the_same_answer(
    client: Client, world: World
) -> None:
    add_person(world.database, "testham", "steering")
    with world.database.writing() as session:
        person = find_person_by_email(session, "steering@testham.example")
        assert person
        person.disabled = True
    tries = {
        ADMIN: "a wrong password",
        "nobody@testham.example": PASSWORD,
        "steering@testham.example": PASSWORD,
    }
    answers = set()
    for email, password in tries.items():
        page = sign_in(Client(client.app), email, password, 400)
        words = re.sub(r'value="[^"]*"', "", page.html)
        answers.add((tuple(page.faults().items()), words))
    assert len(answers) == 1
    assert not is_in(client)


def test_an_unknown_address_takes_as_long_as_a_wrong_password(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What takes long is working out hashes, so each attempt works out as many, and of the same cost."""
    worked_out: list[Parameters] = []
    verify = PasswordHasher.verify

    def noting(hasher: PasswordHasher, against: str, password: str) -> bool:
        worked_out.append(extract_parameters(against))
        return verify(hasher, against, password)

    def costs(email: str) -> list[Parameters]:
        worked_out.clear()
        sign_in(client, email, "a wrong password", 400)
        return list(worked_out)

    monkeypatch.setattr(PasswordHasher, "verify", noting)
    known = costs(ADMIN)
    assert known
    assert costs("nobody@testham.example") == costs("nobody.else@testham.example") == known


@pytest.mark.parametrize("email", [ADMIN, "nobody@testham.example"])
def test_the_sixth_wrong_try_waits_and_the_page_says_how_long(
    client: Client, clock: Clock, email: str
) -> None:
    for _ in range(5):
        sign_in(client, email, "a wrong password", 400)
    page = sign_in(client, email, PASSWORD, 429)
    assert "Wait 2 seconds" in page.text
    assert page.headers["Retry-After"] == "2"
    assert page.form()["email"] == email
    clock.wait(seconds=2)
    sign_in(client, email, "a wrong password", 400)
    assert "Wait 4 seconds" in sign_in(client, email, PASSWORD, 429).text


def test_the_right_password_after_the_wait_clears_the_count(client: Client, clock: Clock) -> None:
    for _ in range(5):
        sign_in(client, password="a wrong password", status=400)
    clock.wait(seconds=2)
    sign_in(client)
    with database_of(client).reading() as session:
        assert session.scalars(select(FailedSignIns)).all() == []


def test_failures_are_counted_without_keeping_the_address(client: Client) -> None:
    sign_in(client, "nobody@testham.example", "a wrong password", 400)
    stored = b"".join(path.read_bytes() for path in client.app.config["SETTINGS"].instance.glob("*.sqlite3*"))
    assert b"nobody@testham" not in stored


def test_a_crowd_at_the_door_is_asked_to_come_back(client: Client) -> None:
    for _ in range(4):
        assert passwords._ROOM.acquire(blocking=False)
    try:
        page = sign_in(client, status=503)
    finally:
        passwords._ROOM.release(4)
    assert page.headers["Retry-After"] == "5"
    assert page.form()["email"] == ADMIN
    sign_in(client)  # it did not count as a failure


def test_a_hash_made_with_other_settings_is_made_anew(client: Client) -> None:
    with database_of(client).writing() as session:
        person = find_person_by_email(session, ADMIN)
        assert person
        person.password_hash = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    sign_in(client)
    kept = find(client, ADMIN).password_hash or ""
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


# --- sessions ---------------------------------------------------------------------------------------------


def cookie_of(client: Client) -> str:
    found = client.browser.get_cookie("session")
    return found.value if found else ""


def test_the_session_is_another_one_after_signing_in(client: Client) -> None:
    page = client.get("/sign-in")
    before = cookie_of(client)
    fill(client, page, email=ADMIN, password=PASSWORD)
    thief = Client(client.app)
    thief.browser.set_cookie("session", before)
    assert not is_in(thief)
    first = cookie_of(client)
    sign_in(Client(client.app))
    client.get("/sign-in")
    with database_of(client).reading() as session:
        assert len(session.scalars(select(SignedInSession)).all()) == 2
    assert cookie_of(client) == first


def test_a_cookie_kept_from_before_signing_out_opens_nothing(client: Client) -> None:
    page = sign_in(client)
    stolen = cookie_of(client)
    thief = Client(client.app)
    thief.browser.set_cookie("session", stolen)
    assert is_in(thief)
    press(client, page, "/sign-out")
    assert not is_in(thief)


def test_the_database_keeps_no_token_that_could_be_used(client: Client) -> None:
    sign_in(client)
    with client.browser.session_transaction() as cookie:
        token = cookie["_user_id"]
    stored = b"".join(path.read_bytes() for path in client.app.config["SETTINGS"].instance.glob("*.sqlite3*"))
    assert token.encode() not in stored


def test_a_session_ends_after_twelve_hours(client: Client, clock: Clock) -> None:
    sign_in(client)
    clock.wait(hours=11, minutes=59)
    assert is_in(client)
    clock.wait(minutes=1)
    assert not is_in(client)


def test_nothing_is_signed_out_or_changed_without_a_token(client: Client) -> None:
    sign_in(client)
    posts = [
        rule.rule
        for rule in client.app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] in ("people", "account", "members")
        and "POST" in (rule.methods or ())
    ]
    assert len(posts) >= 14
    for rule in posts:
        change = re.sub(r"<[^>]*any[^>]*>", "disable", rule)
        path = re.sub(r"<[^>]*person>", "1", change.replace("<partnership>", "testham")).replace(
            "<secret>", "x"
        )
        reply = client.raw("POST", path, {"email": ADMIN, "role": "steering"})
        assert (path, reply.status_code) == (path, 400)
    assert is_in(client)


# --- where signing in may lead ----------------------------------------------------------------------------

ELSEWHERE = [
    "https://evil.example/",
    "http:evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/%09/evil.example\n//",
    "/ /evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    "/x//evil.example",
    "/p/testham/\r\nLocation: https://evil.example",
    "/\u2044evil.example",
    "/" + "a" * 600,
    "",
]


@pytest.mark.parametrize("onward", ELSEWHERE)
def test_signing_in_never_leads_elsewhere(app: Flask, onward: str) -> None:
    with app.test_request_context():
        assert people_pages.local_path(onward) == "/staff"


@pytest.mark.parametrize("onward", ["/staff", "/p/testham/rounds/first/", "/p/testham/?a=b&c=%20d"])
def test_signing_in_leads_to_pages_of_ours(app: Flask, onward: str) -> None:
    with app.test_request_context():
        assert people_pages.local_path(onward) == onward


def test_a_link_to_elsewhere_in_the_sign_in_address_is_passed_over(client: Client) -> None:
    assert sign_in(client, at="?next=https://evil.example/").path == "/p/testham/"


# --- one-time links ---------------------------------------------------------------------------------------


def test_a_person_added_by_command_sets_a_password_and_is_in(client: Client) -> None:
    link = new_link(client)
    for _ in range(3):
        page = client.get(link)  # looking uses nothing up
    page = fill(client, page, name="Bea Brown", new_password="seven green quiet ducks")
    assert page.path == "/p/testham/"
    assert find(client, "bea@testham.example").name == "Bea Brown"
    press(client, page, "/sign-out")
    assert sign_in(client, "bea@testham.example", "seven green quiet ducks").path == "/p/testham/"


def test_a_link_that_was_used_has_run_out_or_never_was_gets_one_answer(client: Client, clock: Clock) -> None:
    link, late = new_link(client), new_link(client, "late@testham.example")
    page = client.get(link)
    fill(client, page, name="Bea", new_password="seven green quiet ducks")
    other = Client(client.app)
    used = other.post(link, {**other.get("/sign-in").form(), "name": "E", "new_password": "x" * 12}, 404)
    clock.wait(days=7)
    answers = {used.text, other.get(late, 404).text, other.get("/welcome/never-was", 404).text}
    assert len(answers) == 1
    assert find(client, "bea@testham.example").name == "Bea"


def test_a_weak_password_is_refused_and_the_name_stays(client: Client) -> None:
    page = client.get(new_link(client))
    page = fill(client, page, 400, name="Bea Brown", new_password="password1234")
    assert list(page.faults()) == ["new_password"]
    assert page.form()["name"] == "Bea Brown"
    assert "password1234" not in page.html


def test_the_command_refuses_what_cannot_be(client: Client) -> None:
    with client.app.app_context():
        for email, partnership, role in [
            ("no address", "testham", "steering"),
            ("a@b.org", "nowhere", "steering"),
            ("a@b.org", "testham", "owner"),
        ]:
            with pytest.raises(people.AccountRefusal):
                person_add(email, partnership, role)


# --- forgotten passwords, and e-mail ----------------------------------------------------------------------


class PostOffice(socketserver.ThreadingTCPServer):
    """A mail server of a few lines that keeps what it is given."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Desk)
        self.letters: list[str] = []

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}?from=assess@testham.example"


class _Desk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline().decode().strip():
            if line.upper() == "DATA":
                self.wfile.write(b"354 go on\r\n")
                letter = b"".join(iter(self.rfile.readline, b".\r\n")).decode()
                self.server.letters.append(letter)  # type: ignore[attr-defined]
            self.wfile.write(b"221 bye\r\n" if line.upper() == "QUIT" else b"250 fine\r\n")


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        threading.Thread(target=office.serve_forever, daemon=True).start()
        yield office
        office.shutdown()


@pytest.fixture
def mailing(post_office: PostOffice, tmp_path: Path, clock: Clock) -> Iterator[Client]:
    """A device in a Testham that sends e-mail."""
    more = {"SMTP_URL": post_office.url, "PUBLIC_BASE_URL": "http://assess.testham.example"}
    app = create_app(settings_for(f"sqlite:///{tmp_path / 'mail.sqlite3'}", tmp_path, **more))
    give_tables(app.config["DATABASE"])
    World(app.config["DATABASE"])
    add_person(app.config["DATABASE"], "testham", "administrator")
    yield Client(app)
    app.config["DATABASE"].engine.dispose()


def arrived(office: PostOffice, number: int) -> list[str]:
    until = time.monotonic() + PATIENCE
    while len(office.letters) < number and time.monotonic() < until:
        time.sleep(0.02)
    return office.letters


def test_without_mail_the_page_says_whom_to_ask(client: Client) -> None:
    assert "Ask an administrator" in client.get("/forgotten").text


def test_a_forgotten_password_is_set_by_a_mailed_link(mailing: Client, post_office: PostOffice) -> None:
    page = fill(mailing, mailing.get("/forgotten"), email=ADMIN)
    letter = arrived(post_office, 1)[0]
    assert "From: assess@testham.example" in letter
    link = re.search(r"http://assess\.testham\.example(/welcome/\S+)", letter)
    assert link
    fill(mailing, mailing.get(link[1]), name="Ada", new_password="seven green quiet ducks")
    assert is_in(mailing)
    unknown = fill(mailing, mailing.get("/forgotten"), email="nobody@testham.example")
    assert unknown.text == page.text.replace(ADMIN, "nobody@testham.example")
    assert len(arrived(post_office, 1)) == 1


def test_an_invitation_is_mailed_and_its_link_never_takes_the_host_of_the_request(
    mailing: Client, post_office: PostOffice
) -> None:
    sign_in(mailing)
    form = mailing.get("/p/testham/people/invite")
    page = fill(mailing, form, email="bea@testham.example", role="facilitator")
    assert "We have e-mailed it" in page.text
    assert "http://assess.testham.example/welcome/" in arrived(post_office, 1)[0]
    assert "localhost" not in post_office.letters[0]


def test_a_subject_cannot_carry_another_header(mailing: Client, post_office: PostOffice) -> None:
    settings = mailing.app.config["SETTINGS"]
    send_message(settings, "bea@testham.example", subject="Hello\r\nBcc: all@testham.example", text="Text")
    assert "\nBcc:" not in arrived(post_office, 1)[0]


def test_mail_that_cannot_leave_shows_the_link_instead(mailing: Client, post_office: PostOffice) -> None:
    post_office.shutdown()
    post_office.server_close()
    with pytest.raises(NotSent):
        send_message(mailing.app.config["SETTINGS"], "bea@testham.example", subject="Hello", text="Text")
    sign_in(mailing)
    form = mailing.get("/p/testham/people/invite")
    page = fill(mailing, form, email="bea@testham.example", role="facilitator")
    assert "give it to them yourself" in page.text


# --- one-time codes ---------------------------------------------------------------------------------------


def shown_key(page: Page) -> str:
    return next(e.text for e in page.root.find_all("span") if e["class"] == "code").replace(" ", "")


def test_codes_are_set_up_with_a_first_code_and_asked_for_from_then_on(client: Client, clock: Clock) -> None:
    sign_in(client)
    page = client.get("/account/codes")
    assert "<svg" in page.html
    app_on_phone = pyotp.TOTP(shown_key(page))
    page = fill(client, page, 400, code="000000")
    assert list(page.faults()) == ["code"]
    assert shown_key(page) == app_on_phone.secret  # the same one, so that the app need not begin again
    used = app_on_phone.at(clock())
    assert fill(client, page, code=used).path == "/account"
    device = Client(client.app)
    page = sign_in(device)
    assert page.path.startswith("/sign-in/code")
    assert not is_in(device)
    fill(device, page, 400, code=used)
    clock.wait(seconds=30)
    assert fill(device, page, code=app_on_phone.at(clock())).path == "/p/testham/"


def test_a_code_opens_one_session_only(client: Client, clock: Clock) -> None:
    set_up_codes(client)
    page = sign_in(client)
    other = Client(client.app)
    other_page = sign_in(other)
    fill(client, page, code=code_at(clock))
    fill(other, other_page, 400, code=code_at(clock))
    assert (is_in(client), is_in(other)) == (True, False)


def test_guessing_codes_waits_like_guessing_passwords(client: Client, clock: Clock) -> None:
    set_up_codes(client)
    page = sign_in(client)
    for _ in range(4):
        fill(client, page, 400, code="000000")
    assert "Wait 2 seconds" in fill(client, page, 429, code=code_at(clock)).text
    clock.wait(seconds=2)
    fill(client, page, code=code_at(clock))
    assert is_in(client)


def test_the_second_step_is_open_for_ten_minutes_and_to_nobody_else(client: Client, clock: Clock) -> None:
    assert client.get("/sign-in/code").path.startswith("/sign-in?")
    set_up_codes(client)
    sign_in(client)
    clock.wait(minutes=10)
    assert client.get("/sign-in/code").path.startswith("/sign-in?")


def test_turning_codes_off_takes_the_password(client: Client, clock: Clock) -> None:
    set_up_codes(client)
    fill(client, sign_in(client), code=code_at(clock))
    page = client.get("/account/codes/off")
    assert list(fill(client, page, 400, current_password="a wrong password").faults()) == ["current_password"]
    assert fill(client, page, current_password=PASSWORD).path == "/account"
    assert find(client, ADMIN).code_secret is None


def test_administrators_of_whom_codes_are_demanded_set_them_up_first(client: Client, clock: Clock) -> None:
    page = sign_in(client)
    page = press(client, client.get("/p/testham/people/"), "/p/testham/people/codes")
    assert page.path == "/account/codes"
    for path in ("/staff", "/p/testham/", "/p/testham/people/", "/account", "/account/password"):
        assert client.get(path).path == "/account/codes"
    fill(client, page, code=pyotp.TOTP(shown_key(page)).at(clock()))
    assert client.get("/p/testham/people/").path == "/p/testham/people/"
    facilitator = signed_in(client.app, "testham", "facilitator")
    assert facilitator.get("/p/testham/").status_code == 200


# --- one's own account ------------------------------------------------------------------------------------


def test_a_changed_password_ends_every_other_session(client: Client) -> None:
    other = Client(client.app)
    sign_in(other)
    sign_in(client)
    before = cookie_of(client)
    page = client.get("/account/password")
    fill(client, page, 400, current_password="a wrong password", new_password="seven green quiet ducks")
    fill(client, page, current_password=PASSWORD, new_password="seven green quiet ducks")
    assert (is_in(client), is_in(other)) == (True, False)
    assert cookie_of(client) != before
    sign_in(other, password=PASSWORD, status=400)
    sign_in(other, password="seven green quiet ducks")


# --- the people of a partnership --------------------------------------------------------------------------


def test_an_invitation_shows_its_link_once(client: Client) -> None:
    sign_in(client)
    form = client.get("/p/testham/people/invite")
    page = fill(client, form, email="Bea@Testham.example", role="facilitator")
    link = next(e.text for e in page.root.find_all("a") if e["class"] == "link-box")
    assert "/welcome/" not in client.get("/p/testham/people/").html
    bea = Client(client.app)
    fill(
        bea, bea.get(link.removeprefix("http://127.0.0.1:8000")), name="Bea", new_password="seven green ducks"
    )
    assert bea.get("/p/testham/").status == 200


def test_an_invitation_that_cannot_be_says_why_and_keeps_what_was_typed(client: Client) -> None:
    sign_in(client)
    form = client.get("/p/testham/people/invite")
    assert list(fill(client, form, 400).faults()) == ["email", "role"]
    page = fill(client, form, 400, email=ADMIN, role="steering")
    assert "already" in page.faults()["email"]
    assert page.form()["email"] == ADMIN
    assert page.chosen() == {"role": "steering"}
    assert list(fill(client, form, 400, email="x@y.org", role="owner").faults()) == ["role"]


def test_an_administrator_changes_a_role_and_it_holds_at_once(client: Client, world: World) -> None:
    bea = signed_in(client.app, "testham", "facilitator")
    sign_in(client)
    assert bea.get("/p/testham/people/").status_code == 404
    path = person_page(client, "facilitator@testham.example")
    fill(client, client.get(path), action=path + "role", role="administrator")
    assert bea.get("/p/testham/people/").status_code == 200


def test_disabling_ends_a_session_at_once_and_enabling_brings_none_back(client: Client) -> None:
    bea = signed_in(client.app, "testham", "facilitator")
    sign_in(client)
    path = person_page(client, "facilitator@testham.example")
    page = press(client, client.get(path), path + "disable")
    assert bea.get("/p/testham/").status_code == 302
    page = press(client, page, path + "enable")
    assert "enabled again" in page.html
    assert bea.get("/p/testham/").status_code == 302


def test_a_new_link_resets_a_password_and_a_lost_phone_is_helped(client: Client) -> None:
    add_person(database_of(client), "testham", "steering")
    set_up_codes(client, "steering@testham.example")
    sign_in(client)
    path = person_page(client, "steering@testham.example")
    page = press(client, client.get(path), path + "turn-off-codes")
    assert find(client, "steering@testham.example").code_secret is None
    page = press(client, page, path + "link")
    link = next(e.text for e in page.root.find_all("a") if e["class"] == "link-box")
    other = Client(client.app)
    page = other.get(link.removeprefix("http://127.0.0.1:8000"))
    assert page.h1 == "Choose a new password"
    fill(other, page, name="Cy", new_password="seven green quiet ducks")
    assert is_in(other)


def test_removing_asks_first_and_then_closes_every_door(client: Client) -> None:
    bea = signed_in(client.app, "testham", "facilitator")
    sign_in(client)
    path = person_page(client, "facilitator@testham.example") + "remove"
    page = client.get(path)
    assert bea.get("/p/testham/").status_code == 200
    assert fill(client, page).path == "/p/testham/people/"
    assert bea.get("/p/testham/").status_code == 302


def test_the_last_administrator_is_refused_with_the_reason(client: Client) -> None:
    sign_in(client)
    path = person_page(client, ADMIN)
    page = fill(client, client.get(path), 400, path + "role", role="steering")
    assert "only person who can administer" in page.faults()["role"]
    page = fill(client, client.get(path + "remove"))
    assert "only person who can administer" in page.html
    assert client.get("/p/testham/people/").status == 200


def test_an_administrator_who_removes_themselves_is_led_out(client: Client) -> None:
    add_person(database_of(client), "testham", "administrator", "second@testham.example")
    sign_in(client)
    page = fill(client, client.get(person_page(client, ADMIN) + "remove"))
    assert page.path.startswith("/sign-in")


# --- other partnerships -----------------------------------------------------------------------------------

PAGES = ["", "people/", "people/invite", "people/{}/", "people/{}/remove"]
ACTS = [
    "people/codes",
    "people/{}/role",
    "people/{}/link",
    "people/{}/disable",
    "people/{}/enable",
    "people/{}/remove",
]


@pytest.mark.parametrize("role", ["administrator", "facilitator", "steering"])
def test_nobody_sees_or_changes_another_partnership(client: Client, role: str) -> None:
    World(database_of(client), partnership="otherton")
    person = add_person(database_of(client), "otherton", role)
    sign_in(client, person)
    target = find(client, ADMIN).id
    token = {"csrf_token": client.get("/account").form("/sign-out")["csrf_token"], "role": "steering"}
    for path in PAGES:
        client.get(f"/p/testham/{path.format(target)}", 404)
        client.get(f"/p/no-such-place/{path.format(target)}", 404)
    for path in ACTS:
        client.post(f"/p/testham/{path.format(target)}", token, 404)
        if "{}" in path:  # somebody of Testham, asked for by way of one's own partnership
            client.post(f"/p/otherton/{path.format(target)}", token, 404)
    assert not find(client, ADMIN).disabled


@pytest.mark.parametrize("role", ["facilitator", "steering"])
def test_only_administrators_see_to_people(client: Client, role: str) -> None:
    add_person(database_of(client), "testham", role)
    page = sign_in(client, f"{role}@testham.example")
    assert "/p/testham/people/" not in page.html
    for path in PAGES[1:]:
        client.get(f"/p/testham/{path.format(1)}", 404)
    token = page.form("/sign-out")
    for path in ACTS:
        client.post(f"/p/testham/{path.format(1)}", token, 404)


@pytest.mark.parametrize(
    "path", ["/p/%00/", "/p/testham/people/99999999999999999999/", "/p/testham/people/0/"]
)
def test_addresses_that_cannot_be_are_not_found(client: Client, path: str) -> None:
    sign_in(client)
    client.get(path, 404)


# --- the pages of partnerships ----------------------------------------------------------------------------


def test_somebody_in_two_partnerships_chooses(client: Client) -> None:
    World(database_of(client), partnership="otherton")
    with database_of(client).writing() as session:
        members.add_member(session, "otherton", ADMIN, "steering")
    page = sign_in(client)
    assert page.path == "/staff"
    assert page.h1 == "Your partnerships"


def test_somebody_in_none_is_told_what_to_do(client: Client) -> None:
    with database_of(client).writing() as session:
        session.add(Person(email="lost@testham.example", password_hash=passwords.hash_password(PASSWORD)))
    assert "Ask an administrator" in sign_in(client, "lost@testham.example").text


def test_the_page_of_a_partnership_puts_the_open_round_first(client: Client) -> None:
    page = sign_in(client)
    assert "The first round is open" in page.text
    assert "/p/testham/rounds/first/" in page.html


def test_a_partnership_without_rounds_says_what_a_round_is(client: Client) -> None:
    with database_of(client).writing() as session:
        add_partnership(session, NewPartnership("emptyton", "Emptyton Trust", demo=True))
        members.add_member(
            session, "emptyton", "new@emptyton.example", "steering"
        ).password_hash = passwords.hash_password(PASSWORD)
    page = sign_in(client, "new@emptyton.example")
    assert "There are no rounds yet" in page.text
    assert "This is a demo" in page.html
