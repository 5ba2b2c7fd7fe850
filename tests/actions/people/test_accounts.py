"""Signing in, one-time links and codes, and who may do what where: on both databases, and at once."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from sqlalchemy import func, select

from lws_assess.actions.people import accounts as people
from lws_assess.actions.people import members
from lws_assess.actions.people.accounts import AccountRefusal, PasswordProof, WrongDetails, WrongOneTimeCode
from lws_assess.actions.people.partnerships import NewPartnership, add_partnership
from lws_assess.records import people as records
from lws_assess.records.database import Database
from lws_assess.records.people import (
    ADMINISTRATOR,
    FACILITATOR,
    STEERING,
    OneTimeLink,
    Person,
    PersonState,
    SignedInSession,
)
from lws_assess.survey.refusals import BadInput, MustWait, Refusal

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ADDRESS = b"a" * 32
HASH = "a hash of a password"


@pytest.fixture
def place(database: Database) -> Place:
    return Place(database)


class Place:
    """Two partnerships, here and there, and short words for what happens in them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.writing() as session:
            add_partnership(session, NewPartnership("here", "Here"))
            add_partnership(session, NewPartnership("there", "There"))

    def person(self, name: str, role: str = ADMINISTRATOR, where: str = "here", invited: bool = False) -> int:
        with self.database.writing() as session:
            person = members.add_member(session, where, f"{name}@example.org", role)
            person.password_hash = None if invited else HASH
            return person.id

    def do(self, act: Callable[..., Any], *given: object) -> Any:
        with self.database.writing() as session:
            return act(session, *given)

    def get(self, person: int) -> Person | None:
        with self.database.reading() as session:
            return session.get(Person, person)

    def link(self, person: int, when: datetime = NOW) -> bytes:
        link = secrets.token_bytes(32)
        self.do(people.make_link, person, link, when)
        return link

    def use(self, link: bytes, when: datetime = NOW) -> bool:
        new = people.NewPassword("Name", "another hash", secrets.token_bytes(32))
        return self.do(people.use_link, link, new, ADDRESS, when)

    def sign_in(self, person: int, when: datetime = NOW) -> bytes:
        token = secrets.token_bytes(32)
        self.do(people.sign_in, PasswordProof(person, HASH, None, ADDRESS), token, when)
        return token

    def is_signed_in(self, token: bytes, when: datetime = NOW) -> bool:
        with self.database.reading() as session:
            return records.find_session(session, token, when) is not None

    def count(self, table: type) -> int:
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0


def asking(person: int, by_mail: bool = False) -> members.LinkRequest:
    return members.LinkRequest(person, secrets.token_bytes(32), by_mail)


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """What each gives back or raises, all begun together."""

    def outcome(act: Callable[[], object]) -> object:
        try:
            return act()
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(outcome, acts))


# --- attempts --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 2), (6, 4), (9, 32), (13, 512), (14, 900), (5000, 900)]
)
def test_the_wait_grows_and_has_an_end(failures: int, seconds: int) -> None:
    assert people.seconds_after_failures(failures) == seconds


def test_five_failures_are_free_and_the_sixth_attempt_waits(place: Place) -> None:
    for _ in range(5):
        place.do(people.count_attempt, ADDRESS, NOW)
    with pytest.raises(MustWait) as refused:
        place.do(people.count_attempt, ADDRESS, NOW)
    assert refused.value.seconds == 2
    place.do(people.count_attempt, b"b" * 32, NOW)  # nobody else waits


def test_a_refused_attempt_does_not_prolong_the_wait(place: Place) -> None:
    for _ in range(5):
        place.do(people.count_attempt, ADDRESS, NOW)
    for _ in range(30):
        with pytest.raises(MustWait):
            place.do(people.count_attempt, ADDRESS, NOW + timedelta(seconds=1))
    place.do(people.count_attempt, ADDRESS, NOW + timedelta(seconds=2))


def test_a_day_later_the_count_begins_anew(place: Place) -> None:
    later = NOW
    for _ in range(5):
        place.do(people.count_attempt, ADDRESS, later)
    place.do(people.count_attempt, ADDRESS, later + timedelta(hours=25))
    place.do(people.count_attempt, ADDRESS, later + timedelta(hours=25))


def test_fifty_attempts_at_once_are_five_guesses(place: Place) -> None:
    guesses = at_once([lambda: place.do(people.count_attempt, ADDRESS, NOW)] * 50)
    assert sum(not isinstance(guess, MustWait) for guess in guesses) == 5


# --- sessions --------------------------------------------------------------------------------------------


def test_a_session_lives_twelve_hours(place: Place) -> None:
    token = place.sign_in(place.person("ada"))
    assert place.is_signed_in(token, NOW + timedelta(hours=11, minutes=59))
    assert not place.is_signed_in(token, NOW + timedelta(hours=12))


def test_signing_in_clears_the_count(place: Place) -> None:
    ada = place.person("ada")
    for _ in range(5):
        place.do(people.count_attempt, ADDRESS, NOW)
    place.sign_in(ada)
    place.do(people.count_attempt, ADDRESS, NOW)


def test_a_password_changed_while_it_was_checked_signs_nobody_in(place: Place) -> None:
    ada = place.person("ada")
    with pytest.raises(WrongDetails):
        place.do(people.sign_in, PasswordProof(ada, "an older hash", None, ADDRESS), b"t" * 32, NOW)


def test_a_dated_hash_is_replaced(place: Place) -> None:
    ada = place.person("ada")
    place.do(people.sign_in, PasswordProof(ada, HASH, "a fresh hash", ADDRESS), b"t" * 32, NOW)
    found = place.get(ada)
    assert found
    assert found.password_hash == "a fresh hash"


def test_what_has_run_out_is_erased(place: Place) -> None:
    ada = place.person("ada")
    place.sign_in(ada)
    place.link(ada)
    place.do(people.count_attempt, ADDRESS, NOW)
    place.do(people.erase_expired_access, NOW + timedelta(days=8))
    assert [place.count(table) for table in (SignedInSession, OneTimeLink, records.FailedSignIns)] == [
        0,
        0,
        0,
    ]


# --- one-time links --------------------------------------------------------------------------------------


def test_a_link_works_once_and_takes_all_other_links_with_it(place: Place) -> None:
    ada = place.person("ada", invited=True)
    first, second = place.link(ada), place.link(ada)
    place.use(first)
    for link in (first, second):
        with pytest.raises(people.LinkUsedUp):
            place.use(link)


def test_a_link_runs_out_after_seven_days(place: Place) -> None:
    link = place.link(place.person("ada", invited=True))
    with pytest.raises(people.LinkUsedUp):
        place.use(link, NOW + timedelta(days=7))


def test_a_link_used_by_fifty_at_once_serves_one(place: Place) -> None:
    link = place.link(place.person("ada", invited=True))
    outcomes = at_once([lambda: place.use(link)] * 50)
    assert outcomes.count(True) == 1
    assert place.count(SignedInSession) == 1


def test_using_a_link_signs_out_everywhere_else(place: Place) -> None:
    ada = place.person("ada")
    elsewhere = place.sign_in(ada)
    place.use(place.link(ada))
    assert not place.is_signed_in(elsewhere)


def test_a_link_stands_for_the_password_and_never_for_the_code(place: Place) -> None:
    ada = place.person("ada")
    place.do(people.set_up_codes, ada, SECRET, code_at(NOW), NOW)
    assert place.use(place.link(ada)) is False


def test_a_forgotten_link_is_made_for_those_who_have_an_account_and_not_twice_in_five_minutes(
    place: Place,
) -> None:
    place.person("ada")

    def forgotten(email: str, when: datetime) -> Person | None:
        return place.do(people.make_forgotten_link, email, secrets.token_bytes(32), when)

    assert forgotten("nobody@example.org", NOW) is None
    assert forgotten("ada@example.org", NOW)
    assert forgotten("ada@example.org", NOW + timedelta(minutes=4)) is None
    assert forgotten("ada@example.org", NOW + timedelta(minutes=6))


# --- one-time codes --------------------------------------------------------------------------------------

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_at(when: datetime) -> str:
    return pyotp.TOTP(SECRET).at(when)


def half_minutes(number: int) -> datetime:
    return NOW + timedelta(seconds=30 * number)


def test_a_code_is_taken_in_its_half_minute_and_its_neighbours_once(place: Place) -> None:
    ada = place.person("ada")
    place.do(people.set_up_codes, ada, SECRET, code_at(NOW), NOW)

    def enter(code: str, when: datetime) -> None:
        token = place.sign_in(ada, when)
        assert not place.is_signed_in(token, when)
        whole = secrets.token_bytes(32)
        place.do(people.enter_code, token, code, whole, ADDRESS, when)
        assert place.is_signed_in(whole, when)

    with pytest.raises(WrongOneTimeCode):
        enter(code_at(NOW), NOW)  # used when it was set up
    with pytest.raises(WrongOneTimeCode):
        enter(code_at(half_minutes(1)), half_minutes(3))  # too old
    enter(code_at(half_minutes(4)), half_minutes(4))
    with pytest.raises(WrongOneTimeCode):
        enter(code_at(half_minutes(4)), half_minutes(5))  # used
    with pytest.raises(WrongOneTimeCode):
        enter(code_at(half_minutes(3)), half_minutes(4))  # older than one that was used
    enter(f" {code_at(half_minutes(5))[:3]} {code_at(half_minutes(5))[3:]} ", half_minutes(5))


def test_one_code_entered_on_twenty_devices_at_once_opens_one(place: Place) -> None:
    ada = place.person("ada")
    place.do(people.set_up_codes, ada, SECRET, code_at(NOW), NOW)
    when = half_minutes(4)
    waiting = [place.sign_in(ada, when) for _ in range(20)]

    def enter(token: bytes) -> bool:
        place.do(people.enter_code, token, code_at(when), secrets.token_bytes(32), ADDRESS, when)
        return True

    assert at_once([lambda token=token: enter(token) for token in waiting]).count(True) == 1  # type: ignore[misc]


def test_a_session_that_awaits_its_code_ends_when_the_password_changes(place: Place) -> None:
    ada = place.person("ada")
    place.do(people.set_up_codes, ada, SECRET, code_at(NOW), NOW)
    waiting = place.sign_in(ada)
    place.do(people.change_password, PasswordProof(ada, HASH, None, ADDRESS), "new", b"n" * 32, NOW)
    with pytest.raises(WrongDetails):
        place.do(people.enter_code, waiting, code_at(half_minutes(1)), b"w" * 32, ADDRESS, half_minutes(1))


# --- passwords and addresses -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "elevenchars",
        "password1234",
        "Password!!!!",
        "passwordpassword",
        "123456789012",
        "aaaaaaaaaaaa",
        "abababababab",
        "Safeguarding2026",
        "ada.okafor123",
        "ada.okafor@example.org",
        "x" * 201,
    ],
)
def test_passwords_that_somebody_would_guess_are_refused(password: str) -> None:
    with pytest.raises(AccountRefusal):
        people.check_password(password, "ada.okafor@example.org")


@pytest.mark.parametrize(
    "password", ["four calm brown bears", "Tr0ub4dor&3-xkcd", "чайник на плите", "839201746650"]
)
def test_other_passwords_are_fine(password: str) -> None:
    people.check_password(password, "ada.okafor@example.org")


@pytest.mark.parametrize(
    "text", ["", "ada", "ada@", "@b.org", "a b@c.org", "a@b", "a@b.c\x00d", "a@b,c.org", "x" * 250 + "@b.org"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(AccountRefusal):
        members.check_email(text)


def test_an_address_is_kept_in_small_letters() -> None:
    assert members.check_email("  Ada.Okafor@Example.ORG ") == "ada.okafor@example.org"


# --- who may do what where -------------------------------------------------------------------------------


def test_somebody_new_is_invited_by_a_link_that_may_be_shown(place: Place) -> None:
    ada = place.person("ada")
    made = place.do(members.invite_member, "here", "Bea@Example.org", STEERING, asking(ada), NOW)
    assert (made.person.email, made.person.state) == ("bea@example.org", PersonState.INVITED)
    assert (made.has_link, made.may_be_shown) == (True, True)


def test_nobody_is_invited_twice(place: Place) -> None:
    ada = place.person("ada")
    with pytest.raises(AccountRefusal, match="already"):
        place.do(members.invite_member, "here", "ada@example.org", STEERING, asking(ada), NOW)


def test_somebody_with_a_password_needs_no_link(place: Place) -> None:
    ada = place.person("ada")
    place.person("bea", where="there")
    made = place.do(members.invite_member, "here", "bea@example.org", STEERING, asking(ada), NOW)
    assert not made.has_link
    assert place.count(OneTimeLink) == 0


def test_a_link_to_an_account_that_opens_other_doors_goes_by_mail_only(place: Place) -> None:
    ada = place.person("ada")
    bea = place.person("bea", where="there", invited=True)
    with pytest.raises(AccountRefusal, match="e-mail"):
        place.do(members.invite_member, "here", "bea@example.org", STEERING, asking(ada), NOW)
    made = place.do(
        members.invite_member, "here", "bea@example.org", STEERING, asking(ada, by_mail=True), NOW
    )
    assert not made.may_be_shown
    with pytest.raises(AccountRefusal, match="e-mail"):
        place.do(members.make_link_for_member, "here", bea, asking(ada), NOW)
    assert place.count(OneTimeLink) == 1


@pytest.mark.parametrize("act", [members.disable_member, members.enable_member, members.take_codes_away])
def test_an_account_that_opens_other_doors_is_not_touched(place: Place, act: Callable[..., None]) -> None:
    ada, bea = place.person("ada"), place.person("bea", STEERING)
    place.person("bea", ADMINISTRATOR, "there")
    with pytest.raises(AccountRefusal, match="do not administer"):
        place.do(act, "here", bea, ada)


@pytest.mark.parametrize("act", [members.disable_member, members.enable_member, members.take_codes_away])
def test_nobody_changes_their_own_account_this_way(place: Place, act: Callable[..., None]) -> None:
    ada = place.person("ada")
    place.person("bea")
    with pytest.raises(AccountRefusal, match="your own"):
        place.do(act, "here", ada, ada)


def test_disabling_ends_sessions_and_links_at_once(place: Place) -> None:
    ada, bea = place.person("ada"), place.person("bea", FACILITATOR)
    token, link = place.sign_in(bea), place.link(bea)
    place.do(members.disable_member, "here", bea, ada)
    assert not place.is_signed_in(token)
    with pytest.raises(people.LinkUsedUp):
        place.use(link)
    with pytest.raises(WrongDetails):
        place.sign_in(bea)
    place.do(members.enable_member, "here", bea, ada)
    assert not place.is_signed_in(token)
    assert place.is_signed_in(place.sign_in(bea))


def test_the_last_administrator_stays(place: Place) -> None:
    ada = place.person("ada")
    place.person("bea", invited=True)  # an administrator who cannot sign in yet
    place.person("cy", FACILITATOR)
    with pytest.raises(AccountRefusal, match="only person who can administer"):
        place.do(members.change_role, "here", ada, FACILITATOR)
    with pytest.raises(AccountRefusal, match="only person who can administer"):
        place.do(members.remove_member, "here", ada)
    dan = place.person("dan")
    place.do(members.change_role, "here", ada, FACILITATOR)
    with pytest.raises(AccountRefusal, match="only person who can administer"):
        place.do(members.remove_member, "here", dan)


def test_two_administrators_who_remove_each_other_at_once_leave_one(place: Place) -> None:
    for attempt in range(5):
        two = [place.person(f"ada{attempt}"), place.person(f"bea{attempt}")]
        for other in range(attempt):  # those left from before are no administrators any more
            place.do(demote, f"{other}")
        at_once([lambda one=one: place.do(members.remove_member, "here", one) for one in two])  # type: ignore[misc]
        with place.database.writing() as session:
            assert len(records.hold_administrators(session, "here")) == 1


def demote(session: object, ending: str) -> None:
    for name in ("ada", "bea"):
        person = records.find_person_by_email(session, f"{name}{ending}@example.org")  # type: ignore[arg-type]
        if person and records.find_role(session, "here", person.id) == ADMINISTRATOR:  # type: ignore[arg-type]
            members.change_role(session, "here", person.id, STEERING)  # type: ignore[arg-type]


def test_an_account_that_belongs_nowhere_any_more_is_erased(place: Place) -> None:
    place.person("ada")
    bea = place.person("bea", STEERING)
    place.person("bea", STEERING, "there")
    place.sign_in(bea)
    place.link(bea)
    place.do(members.remove_member, "here", bea)
    assert place.get(bea)
    place.person("cy", where="there")
    place.do(members.remove_member, "there", bea)
    assert place.get(bea) is None


@pytest.mark.parametrize("role", ["", "owner", "Administrator"])
def test_a_role_that_is_none_is_refused(place: Place, role: str) -> None:
    with pytest.raises(AccountRefusal):
        place.do(members.add_member, "here", "ada@example.org", role)


@pytest.mark.parametrize("key", ["", "Has Capitals", "a--b", "a/b", "-a", "x" * 61, "here"])
def test_a_partnership_needs_a_key_that_can_stand_in_addresses(place: Place, key: str) -> None:
    with pytest.raises(BadInput):
        place.do(add_partnership, NewPartnership(key, "A name"))
