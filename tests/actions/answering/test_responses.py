"""Answering, on both databases: beginning, saving a page, submitting once, and throwing a draft away."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import event, select

from lws_assess.actions.answering import responses as actions
from lws_assess.actions.results.releases import release_round
from lws_assess.records.database import Database
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.responses import Ballot, BoxResponse, DraftAnswers, change_draft_answers
from lws_assess.records.sealing import SIZES_OF_SUBMISSIONS, open_draft_answers, wrap_older_draft_answers
from lws_assess.records.sealing_keys import SIZES, CannotOpen, SealingKey
from lws_assess.survey.refusals import BadInput, NotFound
from lws_assess.survey.responses import digest_of_page, encode_answers
from lws_assess.survey.secrets import Secret
from tests.watching.counting import everything, rows, statements
from tests.worlds.boxes import key_of_round, what_was_sent
from tests.worlds.builders import World, new_key, new_secret, nonce

EDITION = shipped_editions()["one-childrens-workforce"]
FIRST, SECOND, THIRD = EDITION.areas[:3]
PAGE = f"areas/{FIRST.code}"
ONE, TWO, *_, LAST = [question.key for question in FIRST.statements]
EASY = FIRST.easy_read["young-people"].key

HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def fetch(world: World, *columns: Any) -> list[Any]:
    with world.database.reading() as session:
        return list(session.execute(select(*columns)))


def pages_of(world: World, secret: Secret) -> dict[str, Any]:
    with world.database.reading() as session:
        return actions.get_questionnaire(session, secret, world.now).pages


def save(
    world: World, secret: Secret, page: str, seen: str = "", now: datetime | None = None, **fields: str
) -> actions.SavedPage:
    sent = {name.replace("_", "-"): [value] for name, value in fields.items()}
    with world.database.writing() as session:
        return actions.save_page(session, secret, page, sent, seen, nonce(), now or world.now)


def submit(world: World, secret: Secret, attempt: str = "one", now: datetime | None = None) -> None:
    with world.database.writing() as session:
        actions.submit_response(session, secret, attempt, new_key, now or world.now)


# --- beginning -----------------------------------------------------------------------------------------------


def test_beginning_makes_a_ballot_and_an_empty_draft_and_nothing_else(world: World) -> None:
    before = rows(world.database)
    secret = world.begin()
    assert rows(world.database) == {
        **before,
        "ballots": before["ballots"] + 1,
        "drafts": before["drafts"] + 1,
    }
    assert pages_of(world, secret) == {}


def test_a_link_of_the_round_leads_to_the_group_that_is_chosen(world: World) -> None:
    secret = new_secret()
    with world.database.writing() as session:
        place = actions.begin_questionnaire(session, world.code(None), "nurses", secret, nonce(), world.now)
    assert place.group == "nurses"
    assert fetch(world, Ballot.group) == [("nurses",)]


@pytest.mark.parametrize("group", [None, "", "no-such-group", "TEACHERS"])
def test_a_link_of_the_round_leads_nowhere_without_a_group_of_its_own(
    world: World, group: str | None
) -> None:
    before = everything(world.database)
    with pytest.raises(BadInput), world.database.writing() as session:
        actions.begin_questionnaire(session, world.code(None), group, new_secret(), nonce(), world.now)
    assert everything(world.database) == before


def test_a_link_of_one_group_leads_there_whatever_is_asked(world: World) -> None:
    with world.database.writing() as session:
        place = actions.begin_questionnaire(
            session, world.code("teachers"), "nurses", new_secret(), nonce(), world.now
        )
    assert place.group == "teachers"


def test_a_round_offers_every_audience_a_place_for_those_whom_no_group_fits(world: World) -> None:
    with world.database.reading() as session:
        places, edition, shared = actions.find_entrance(session, world.code(None), world.now)
    offered = [place.group for place in places]
    assert offered[:4] == ["teachers", "nurses", "inspectors", "parents"]
    assert offered[4:] == [f"none-of-these-{audience.key}" for audience in edition.audiences]
    assert not shared


@pytest.mark.parametrize(
    ("minutes", "refusal"),
    [(-1, None), (0, actions.RoundClosed), (29, actions.RoundClosed), (31, actions.RoundClosed)],
)
def test_new_people_come_too_late_from_the_closing_date_on(
    world: World, minutes: float, refusal: type[Exception] | None
) -> None:
    now = world.now + timedelta(days=30, minutes=minutes)
    code = world.code("teachers")
    with world.database.reading() as session:
        if refusal is None:
            actions.find_entrance(session, code, now)
        else:
            with pytest.raises(refusal) as caught:
                actions.find_entrance(session, code, now)
            assert caught.value.contact == "Ask Ada on 01234 567890."


@pytest.mark.parametrize("code", ["", "nonsense", "0" * 26, "\N{SNOWMAN}", "' OR 1=1 --"])
def test_an_unknown_link_says_so_and_names_nobody(world: World, code: str) -> None:
    with world.database.reading() as session, pytest.raises(actions.UnknownLink) as caught:
        actions.find_entrance(session, code, world.now)
    assert caught.value.contact == ""


def test_a_personal_link_waits_until_its_holder_agrees(world: World) -> None:
    secret = world.personal_link("nurses")
    with world.database.reading() as session, pytest.raises(actions.NotBegun) as caught:
        actions.get_questionnaire(session, secret, world.now)
    assert caught.value.place.group == "nurses"
    assert rows(world.database, "drafts") == {"drafts": 0}
    begin_personal(world, secret)
    begin_personal(world, secret)  # and again, on another device
    assert pages_of(world, secret) == {}
    assert rows(world.database, "drafts", "ballots") == {"drafts": 1, "ballots": 1}


def begin_personal(world: World, secret: Secret, now: datetime | None = None) -> None:
    with world.database.writing() as session:
        actions.begin_by_personal_link(session, secret, nonce(), now or world.now)


def test_beginning_again_by_a_personal_link_keeps_what_was_answered(world: World) -> None:
    secret = world.personal_link()
    begin_personal(world, secret)
    save(world, secret, PAGE, comment="here already")
    begin_personal(world, secret)
    assert pages_of(world, secret)[PAGE] == {"comment": "here already"}


def test_a_personal_link_that_was_never_made_is_unknown(world: World) -> None:
    with pytest.raises(actions.UnknownLink):
        begin_personal(world, new_secret())
    with world.database.reading() as session, pytest.raises(actions.UnknownLink):
        actions.get_questionnaire(session, new_secret(), world.now)


def test_a_personal_link_of_a_draft_round_is_not_yet_open(database: Database) -> None:
    world = World(database, opened=False)
    secret = world.personal_link()
    with pytest.raises(actions.NotYetOpen):
        begin_personal(world, secret)
    with database.reading() as session, pytest.raises(actions.NotYetOpen):
        actions.get_questionnaire(session, secret, world.now)


def test_a_personal_link_comes_too_late_when_the_round_has_closed(world: World) -> None:
    secret, another = world.personal_link(), world.begin()
    world.close()
    with pytest.raises(actions.RoundClosed):
        begin_personal(world, secret)
    world.save(another, PAGE, **{ONE: "3"})
    world.submit(another)
    with world.database.writing() as session:
        release_round(session, world.partnership, world.round, world.now)
    with pytest.raises(actions.UnknownLink):
        begin_personal(world, secret)


# --- saving --------------------------------------------------------------------------------------------------


def test_each_page_is_saved_by_itself(world: World) -> None:
    secret = world.begin()
    save(world, secret, "about", role="manager")
    save(world, secret, PAGE, **{ONE: "3", TWO: "dont-know"}, importance="5", comment="Plain words.")
    save(world, secret, "priorities", top_areas=FIRST.code, keep="The training.")
    assert pages_of(world, secret) == {
        "about": {"role": "manager"},
        PAGE: {ONE: "3", TWO: "dont-know", "importance": "5", "comment": "Plain words."},
        "priorities": {"top-areas": [FIRST.code], "keep": "The training."},
    }


def test_a_page_sent_again_replaces_what_it_said(world: World) -> None:
    secret = world.begin()
    save(world, secret, PAGE, **{ONE: "3", TWO: "4"})
    save(world, secret, PAGE, **{TWO: "1"})
    assert pages_of(world, secret)[PAGE] == {TWO: "1"}


def test_changing_the_length_keeps_the_role_and_what_was_answered(world: World) -> None:
    secret = world.begin()
    save(world, secret, "about", role="manager")
    save(world, secret, PAGE, **{TWO: "4"})
    saved = save(world, secret, "about", length="short")
    assert saved.questionnaire.length == "short"
    assert pages_of(world, secret)["about"] == {"role": "manager", "length": "short"}
    assert pages_of(world, secret)[PAGE] == {TWO: "4"}


@pytest.mark.parametrize(
    ("page", "fields", "field"),
    [
        (PAGE, {ONE: "6"}, ONE),
        (PAGE, {ONE: "0"}, ONE),
        (PAGE, {ONE: "-1"}, ONE),
        (PAGE, {ONE: "3; DROP TABLE drafts"}, ONE),
        (PAGE, {"importance": "dont-know"}, "importance"),
        (PAGE, {"comment": "x" * 601}, "comment"),
        ("priorities", {"top_areas": "no-such-area"}, "top-areas"),
        ("priorities", {"keep": "x" * 601}, "keep"),
    ],
)
def test_what_is_wrong_is_not_saved_and_what_is_right_beside_it_is(
    world: World, page: str, fields: dict[str, str], field: str
) -> None:
    secret = world.begin()
    right = {LAST: "2"} if page == PAGE else {"one_change": "Less paper."}
    saved = save(world, secret, page, **fields, **right)
    assert [fault.field for fault in saved.faults] == [field]
    assert pages_of(world, secret)[page] == {name.replace("_", "-"): value for name, value in right.items()}


@pytest.mark.parametrize(
    ("page", "stray"),
    [
        (PAGE, SECOND.statements[0].key),  # another area
        (PAGE, EASY),  # another audience
        (PAGE, "keep"),  # another page
        (PAGE, "role"),
        (PAGE, "not-a-question"),
        ("priorities", ONE),
        ("priorities", "comment"),
        ("about", ONE),
    ],
)
def test_an_answer_to_what_the_page_does_not_ask_saves_nothing(world: World, page: str, stray: str) -> None:
    secret = world.begin()
    save(world, secret, page, **({ONE: "1"} if page == PAGE else {}))
    before = pages_of(world, secret)
    saved = save(world, secret, page, **{stray: "3"}, **({LAST: "2"} if page == PAGE else {}))
    assert [fault.field for fault in saved.faults] == [""]
    assert pages_of(world, secret) == before


def test_a_question_that_the_short_form_does_not_put_cannot_be_answered(world: World) -> None:
    secret = world.begin()
    save(world, secret, "about", length="short")
    assert save(world, secret, PAGE, **{ONE: "3"}).faults == ()
    assert [fault.field for fault in save(world, secret, PAGE, **{TWO: "3"}).faults] == [""]


def test_easy_readers_answer_their_own_question_and_no_statement(world: World) -> None:
    secret = world.begin("inspectors")
    assert save(world, secret, PAGE, **{EASY: "5"}).faults == ()
    assert [fault.field for fault in save(world, secret, PAGE, **{ONE: "5"}).faults] == [""]
    assert [fault.field for fault in save(world, secret, PAGE, importance="5").faults] == [""]


@pytest.mark.parametrize("page", ["areas/no-such-area", "areas/", "nonsense", "check", "areas"])
def test_a_page_that_does_not_exist_cannot_be_saved(world: World, page: str) -> None:
    secret = world.begin()
    with pytest.raises(NotFound):
        save(world, secret, page, **{ONE: "3"})


@pytest.mark.parametrize(
    ("this_tab", "held_back"),
    [
        ({}, True),
        ({ONE: "5"}, True),
        ({ONE: "3", "comment": "other tab"}, False),  # the same answers: nothing to ask about
    ],
)
def test_a_page_that_another_tab_changed_is_held_back_until_somebody_has_looked(
    world: World, this_tab: dict[str, str], held_back: bool
) -> None:
    secret = world.begin()
    seen = digest_of_page({})
    save(world, secret, PAGE, seen, **{ONE: "3"}, comment="other tab")
    saved = save(world, secret, PAGE, seen, **this_tab)
    assert saved.changed_elsewhere == held_back
    assert pages_of(world, secret)[PAGE] == {ONE: "3", "comment": "other tab"}
    if held_back:
        assert saved.typed == this_tab
        now_seen = digest_of_page(saved.questionnaire.pages[PAGE])
        assert not save(world, secret, PAGE, now_seen, **this_tab).changed_elsewhere
        assert pages_of(world, secret)[PAGE] == this_tab


def test_two_tabs_on_different_pages_keep_both(world: World) -> None:
    secret = world.begin()
    seen = digest_of_page({})
    for area in (FIRST, SECOND, THIRD):
        assert not save(world, secret, f"areas/{area.code}", seen, comment=area.code).changed_elsewhere
    assert len(pages_of(world, secret)) == 3


@pytest.mark.parametrize(
    ("after_closing", "may"), [(timedelta(0), True), (timedelta(minutes=29), True), (HALF_AN_HOUR, False)]
)
def test_those_in_the_middle_have_half_an_hour(world: World, after_closing: timedelta, may: bool) -> None:
    secret = world.begin()
    save(world, secret, PAGE, **{ONE: "3"})
    world.close()
    now = world.now + after_closing
    if may:
        save(world, secret, PAGE, now=now, **{ONE: "4"})
        submit(world, secret, now=now)
        assert rows(world.database, "box_responses") == {"box_responses": 1}
        return
    with pytest.raises(actions.RoundClosed):
        save(world, secret, PAGE, now=now, **{ONE: "4"})
    with pytest.raises(actions.RoundClosed):
        submit(world, secret, now=now)
    assert rows(world.database, "box_responses") == {"box_responses": 0}


# --- what lies in the database meanwhile ---------------------------------------------------------------------


def test_a_draft_can_be_read_with_its_secret_and_the_rounds_key_only(world: World) -> None:
    secret = world.begin()
    save(world, secret, PAGE, comment="a canary in plain words")
    ((ciphertext,),) = fetch(world, DraftAnswers.ciphertext)
    assert b"canary" not in ciphertext
    key = key_of_round(world.database)
    assert open_draft_answers(key, secret, ciphertext)[PAGE] == {"comment": "a canary in plain words"}
    with pytest.raises(CannotOpen):
        open_draft_answers(key, new_secret(), ciphertext)
    with pytest.raises(CannotOpen):
        open_draft_answers(SealingKey(key.name, secrets.token_bytes(32)), secret, ciphertext)
    with pytest.raises(CannotOpen):
        open_draft_answers(key, secret, ciphertext[:-1] + bytes([ciphertext[-1] ^ 1]))


def test_a_draft_from_before_rounds_had_keys_can_be_gone_on_with(world: World) -> None:
    secret = world.begin()
    text = json.dumps({PAGE: {ONE: "3"}}).encode().ljust(512)
    sealed = bytes(12) + AESGCM(secret.draft_key).encrypt(bytes(12), text, secret.draft)
    with world.database.writing() as session:  # as the upgrade leaves it
        change_draft_answers(
            session,
            secret.draft,
            wrap_older_draft_answers(key_of_round(world.database), secret.draft, sealed),
        )
    assert pages_of(world, secret) == {PAGE: {ONE: "3"}}
    save(world, secret, PAGE, **{ONE: "4"})
    ((ciphertext,),) = fetch(world, DraftAnswers.ciphertext)
    with pytest.raises(InvalidTag):
        AESGCM(secret.draft_key).decrypt(ciphertext[:12], ciphertext[12:], secret.draft)
    submit(world, secret)


def test_a_draft_says_little_by_its_length_and_nothing_by_repeating_itself(world: World) -> None:
    secret = world.begin()
    seen = set()
    for sent in ({ONE: "1"}, {ONE: "1"}, {ONE: "dont-know"}, {"comment": "x" * 600}):
        save(world, secret, PAGE, **sent)
        ((ciphertext,),) = fetch(world, DraftAnswers.ciphertext)
        seen.add(ciphertext)
        assert len(ciphertext) - 12 - 16 == SIZES[0]
    assert len(seen) == 4


def test_drafts_and_submissions_have_one_of_three_lengths_however_much_is_written(world: World) -> None:
    drafts, submissions = set(), set()
    for words in (1, 300, 600):
        secret = world.begin()
        for area in EDITION.areas:
            save(world, secret, f"areas/{area.code}", comment="ü" * words)
        save(world, secret, "priorities", keep="ü" * words, one_change="ü" * words)
        drafts |= {len(ciphertext) - 28 for (ciphertext,) in fetch(world, DraftAnswers.ciphertext)}
        submit(world, secret, secret.code)
        submissions |= {len(ciphertext) - 28 for (ciphertext,) in fetch(world, BoxResponse.ciphertext)}
    assert drafts == set(SIZES[:2])
    assert submissions == set(SIZES_OF_SUBMISSIONS[:2])


def test_answers_to_everything_with_some_words_have_the_first_length(world: World) -> None:
    secret = world.begin()
    for area in EDITION.areas:
        rated = {question.key: "not-applicable" for question in area.statements}
        save(world, secret, f"areas/{area.code}", **rated, importance="5", comment="x" * 60)
    submit(world, secret)
    ((ciphertext,),) = fetch(world, BoxResponse.ciphertext)
    assert len(ciphertext) - 28 == SIZES_OF_SUBMISSIONS[0]


def test_nothing_kept_of_anybody_is_their_secret_or_their_code(world: World) -> None:
    secret = world.personal_link()
    begin_personal(world, secret)
    save(world, secret, PAGE, **{ONE: "3"})
    kept = repr(everything(world.database))
    for telling in (
        repr(secret.value)[2:-1],
        secret.code,
        secret.questionnaire,
        repr(secret.draft_key)[2:-1],
    ):
        assert telling not in kept


# --- submitting ----------------------------------------------------------------------------------------------


def answered(world: World, group: str = "teachers") -> Secret:
    secret = world.begin(group)
    if group == "inspectors":
        save(world, secret, PAGE, **{EASY: "4"}, comment="Young words.")
        return secret
    save(world, secret, "about", role="manager")
    save(
        world,
        secret,
        PAGE,
        **{ONE: "3", TWO: "dont-know", LAST: "not-applicable"},
        importance="5",
        comment="Words.",
    )
    save(world, secret, "priorities", top_areas=SECOND.code, keep="The training.", one_change="Less paper.")
    return secret


@pytest.mark.parametrize("group", ["teachers", "inspectors"])
def test_submitting_turns_a_draft_into_one_submission_that_holds_everything(world: World, group: str) -> None:
    secret = answered(world, group)
    pages = pages_of(world, secret)
    submit(world, secret, "the attempt")
    audience = EDITION.audience("professional" if group == "teachers" else "young-people")
    (sent,) = what_was_sent(world.database)
    assert (sent.group, sent.answers) == (group, encode_answers(EDITION, audience, pages))
    assert fetch(world, Ballot.spent_by) == [(hashlib.sha256(b"the attempt").digest(),)]
    assert rows(world.database, "drafts") == {"drafts": 0}
    comments = sorted((one.question, one.area, one.text) for one in sent.comments)
    said = [
        ("comment", FIRST.code, "Words."),
        ("keep", "", "The training."),
        ("one-change", "", "Less paper."),
    ]
    assert comments == (said if group == "teachers" else [("comment", FIRST.code, "Young words.")])


def test_outside_its_ciphertext_a_submission_tells_its_round_and_a_random_key(world: World) -> None:
    secret = answered(world)
    submit(world, secret)
    ((key, partnership, this, ciphertext),) = fetch(world, *BoxResponse.__table__.columns)
    assert (partnership, this) == ("testham", "first")
    assert key not in {secret.value, secret.ballot[:16], secret.draft[:16]}
    assert b"teachers" not in ciphertext
    assert b"Words." not in ciphertext


def test_the_same_attempt_again_stores_nothing_more_and_is_thanked_the_same(world: World) -> None:
    secret = answered(world)
    submit(world, secret, "one")
    before = everything(world.database)
    for _ in range(3):
        submit(world, secret, "one")
    assert everything(world.database) == before


@pytest.mark.parametrize("attempt", ["two", "", "One"])
def test_another_attempt_after_submitting_is_told_so_and_stores_nothing(world: World, attempt: str) -> None:
    secret = answered(world)
    submit(world, secret, "one")
    before = everything(world.database)
    with pytest.raises(actions.AlreadyAnswered):
        submit(world, secret, attempt)
    with pytest.raises(actions.AlreadyAnswered):
        save(world, secret, PAGE, **{ONE: "5"})
    with pytest.raises(actions.AlreadyAnswered):
        begin_personal(world, secret)
    assert everything(world.database) == before


@pytest.mark.parametrize(
    ("page", "fields"),
    [(PAGE, {}), ("about", {"role": "manager"}), (PAGE, {"comment": "   "}), (PAGE, {"comment": "\0"})],
)
def test_a_draft_without_a_single_answer_cannot_be_submitted(
    world: World, page: str, fields: dict[str, str]
) -> None:
    secret = world.begin()
    save(world, secret, page, **fields)
    with pytest.raises(actions.NothingAnswered):
        submit(world, secret)
    assert rows(world.database, "box_responses", "drafts") == {"box_responses": 0, "drafts": 1}


@pytest.mark.parametrize(("second_cut", "kept"), [("", [0, 0]), ("sector", [0, 1]), ("role", [2, 0])])
def test_what_somebody_is_is_kept_only_where_a_cut_uses_it(
    database: Database, second_cut: str, kept: list[int]
) -> None:
    world = World(database, second_cut=second_cut)
    secret = world.begin()
    save(world, secret, "about", role="manager", sector=EDITION.sector.choices[0].key)
    save(world, secret, PAGE, **{ONE: "3"})
    submit(world, secret)
    (sent,) = what_was_sent(world.database)
    assert list(sent.answers[-2:]) == kept


@pytest.mark.parametrize("breaks_at", range(1, 5))
def test_a_submission_that_breaks_anywhere_leaves_everything_as_it_was(world: World, breaks_at: int) -> None:
    secret = answered(world)
    before = everything(world.database)
    with breaking_at(world.database, breaks_at), pytest.raises(PowerCut):
        submit(world, secret, "one")
    assert everything(world.database) == before
    submit(world, secret, "one")
    assert rows(world.database, "box_responses", "drafts") == {"box_responses": 1, "drafts": 0}


class PowerCut(BaseException):
    """Something that nobody catches."""


class breaking_at:  # noqa: N801 - reads as a sentence where it is used
    """Everything stops once that many statements have been carried out."""

    def __init__(self, database: Database, number: int) -> None:
        self.database, self.left = database, number

    def __enter__(self) -> None:
        event.listen(self.database.engine, "after_cursor_execute", self.count)

    def __exit__(self, *_: object) -> None:
        event.remove(self.database.engine, "after_cursor_execute", self.count)

    def count(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        self.left -= not statement.startswith("BEGIN")
        if self.left == 0:
            raise PowerCut


# --- throwing a draft away -----------------------------------------------------------------------------------


def test_a_deleted_draft_is_gone_and_the_right_to_answer_stays(world: World) -> None:
    secret = answered(world)
    with world.database.writing() as session:
        assert actions.discard_draft_answers(session, secret)
    assert rows(world.database, "drafts", "box_responses") == {"drafts": 0, "box_responses": 0}
    with pytest.raises(actions.NotBegun):
        submit(world, secret)
    begin_personal(world, secret)
    assert pages_of(world, secret) == {}


def test_deleting_a_draft_that_is_not_there_does_nothing(world: World) -> None:
    with world.database.writing() as session:
        assert not actions.discard_draft_answers(session, new_secret())


# --- how much of the database it takes -----------------------------------------------------------------------


def show_a_page(world: World, secret: Secret) -> None:
    with world.database.reading() as session:
        actions.get_questionnaire(session, secret, world.now)


@pytest.mark.parametrize(
    ("work", "most"),
    [
        (show_a_page, 1),
        (lambda world, secret: save(world, secret, PAGE, **{ONE: "1", TWO: "5"}, comment="More words."), 3),
        (lambda world, secret: submit(world, secret), 8),
    ],
    ids=["show", "save", "submit"],
)
def test_no_page_takes_more_statements_than_this_however_much_is_answered(
    world: World, work: Callable[[World, Secret], None], most: int
) -> None:
    secret = answered(world)
    for area in EDITION.areas:
        save(
            world,
            secret,
            f"areas/{area.code}",
            **{q.key: "2" for q in area.statements},
            importance="3",
            comment="Words.",
        )
    with statements(world.database) as sent:
        work(world, secret)
    assert 1 <= len(sent) <= most


def test_one_page_of_one_person_leaves_every_other_draft_alone(world: World) -> None:
    first, second = world.begin(), world.begin("nurses")
    save(world, second, PAGE, **{ONE: "1"})
    save(world, first, PAGE, **{ONE: "5"})
    submit(world, first)
    assert pages_of(world, second) == {PAGE: {ONE: "1"}}


def test_a_round_of_that_name_in_another_partnership_is_another_round(world: World) -> None:
    other = World(world.database, partnership="elsewhere")
    world.answer("teachers", {PAGE: {ONE: "3"}})
    assert rows(world.database, "box_responses") == {"box_responses": 1}
    other.close()
    assert fetch(world, BoxResponse.partnership) == [("testham",)]
