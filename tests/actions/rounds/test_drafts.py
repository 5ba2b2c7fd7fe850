"""Drafts, on both databases: each step by itself, what is refused by name, repeating, deleting, opening."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from lws_assess.actions.post import invitations
from lws_assess.actions.rounds import additions, drafts
from lws_assess.actions.rounds import running_rounds as rounds
from lws_assess.actions.rounds.drafts import RoundWords
from lws_assess.records import instruments
from lws_assess.records.database import Database
from lws_assess.records.groups import get_group
from lws_assess.records.instruments import get_edition, shipped_editions
from lws_assess.records.partnerships import Partnership
from lws_assess.records.rounds import Round, RoundGroup, find_round, groups_of_round, targets_of_round
from lws_assess.survey.releases.additions import additions_of
from lws_assess.survey.round_timing import NotADraftRound, RoundRefusal
from lws_assess.web.upkeep import due
from tests.watching.counting import everything, rows
from tests.worlds.builders import INSTRUMENT, WORDS, World, new_code, new_key, new_secret

EDITION = shipped_editions()[INSTRUMENT]
DAY = timedelta(days=1)


@pytest.fixture
def world(database: Database) -> World:
    """A partnership whose round is a draft that could open."""
    return World(database, opened=False)


def get(world: World, key: str = "first") -> Round:
    with world.database.reading() as session:
        found = find_round(session, world.partnership, key)
        assert found
        return found


def do(world: World, act: Callable[..., object], *more: object, key: str = "first") -> None:
    with world.database.writing() as session:
        act(session, world.partnership, key, *more)


def asked(world: World, key: str = "first") -> dict[str, int]:
    with world.database.reading() as session:
        targets = targets_of_round(session, world.partnership, key)
        groups = groups_of_round(session, world.partnership, key)
    return {group.key: targets[group.key] for group in groups if not group.catch_all}


def start(world: World, title: str) -> str:
    with world.database.writing() as session:
        return drafts.start_draft_round(session, world.partnership, title, INSTRUMENT).key


STEPS: list[tuple[Callable[..., object], tuple[object, ...]]] = [
    (drafts.rename_draft_round, ("Another title",)),
    (drafts.save_groups, ({"teachers": 30},)),
    (drafts.save_dates, (None, datetime(2100, 1, 1, tzinfo=UTC))),
    (drafts.save_counting, ("person", 10, {})),
    (drafts.save_cut, ("",)),
    (drafts.save_round_words, (RoundWords(contact="Ask Bo."),)),
    (drafts.delete_draft_round, ()),
]


# --- beginning -----------------------------------------------------------------------------------------------


KEYS = {
    "Baseline 2027": "baseline-2027",
    "  One year on!  ": "one-year-on",
    "New": "new-2",  # /rounds/new is where rounds begin
    "First": "first-2",  # another title, the same key
    "新しい": "round",
    "x" * 200: "x" * 56,
}


def test_the_key_of_a_round_is_made_from_its_title(world: World) -> None:
    for title, key in KEYS.items():
        assert start(world, title) == key
        assert get(world, key).title == title.strip()


def test_a_new_draft_asks_nobody_and_has_no_dates_and_no_words(world: World) -> None:
    this = get(world, start(world, "Baseline"))
    assert (this.state, this.edition, this.opens_at, this.closes_at) == ("draft", EDITION.digest, None, None)
    assert (this.contact, this.welcome_children, this.smallest_number) == ("", "", 10)
    assert asked(world, "baseline") == {}


def test_a_title_is_needed_and_no_two_rounds_have_the_same(world: World) -> None:
    do(world, rounds.open_round, new_code, world.now)
    before = everything(world.database)
    for title in ("", "   ", "The first round", "THE FIRST ROUND "):
        with pytest.raises(RoundRefusal, match=r"title|name"):
            start(world, title)
        with pytest.raises(RoundRefusal, match=r"title|name"):
            do(world, drafts.repeat_round, title)
    assert everything(world.database) == before


# --- the steps -----------------------------------------------------------------------------------------------


def test_a_draft_keeps_its_own_title_when_renamed_to_it(world: World) -> None:
    do(world, drafts.rename_draft_round, "The First Round")
    assert (get(world).title, get(world).key) == ("The First Round", "first")


def test_groups_are_asked_with_the_targets_of_this_round(world: World) -> None:
    do(world, drafts.save_groups, {"teachers": 35, "parents": 0})
    assert asked(world) == {"teachers": 35, "parents": 0}
    with world.database.reading() as session:
        assert get_group(session, "testham", "teachers").target == 20
        assert len(groups_of_round(session, "testham", "first")) == 2 + 3  # and those whom no group fits


def test_a_group_that_stays_keeps_what_was_noted_of_it(world: World) -> None:
    with world.database.writing() as session:
        session.get_one(RoundGroup, ("testham", "first", "teachers")).told = 7
    do(world, drafts.save_groups, {"teachers": 35})
    with world.database.reading() as session:
        assert session.get_one(RoundGroup, ("testham", "first", "teachers")).told == 7


def test_only_groups_of_the_partnership_are_asked_and_at_least_one(world: World) -> None:
    before = everything(world.database)
    for wrong in ({}, {"nobody": 5}, {"none-of-these-professional": 5}):
        with pytest.raises(RoundRefusal):
            do(world, drafts.save_groups, wrong)
        assert everything(world.database) == before, wrong


def test_a_retired_group_is_not_asked(world: World) -> None:
    with world.database.writing() as session:
        get_group(session, "testham", "teachers").retired = True
    with pytest.raises(RoundRefusal, match="retired"):
        do(world, drafts.save_groups, {"teachers": 5, "nurses": 5})
    do(world, drafts.save_groups, {"nurses": 5})
    assert asked(world) == {"nurses": 5}


def test_a_group_whose_people_have_links_of_their_own_stays(world: World) -> None:
    do(world, rounds.make_personal_links, "nurses", [new_secret()])
    with pytest.raises(RoundRefusal, match="People of “Nurses” have been invited already"):
        do(world, drafts.save_groups, {"teachers": 5})
    do(world, drafts.save_groups, {"teachers": 5, "nurses": 6})
    assert asked(world) == {"teachers": 5, "nurses": 6}


def test_results_are_not_counted_in_ways_that_do_not_exist(world: World) -> None:
    for reading, k in (("both", 5), ("group", 4), ("group", 0)):
        with pytest.raises(RoundRefusal):
            do(world, drafts.save_counting, reading, k, {})
    assert get(world).smallest_number == 5


def test_how_results_are_counted_is_kept(world: World) -> None:
    do(world, drafts.save_counting, "person", 12, {EDITION.areas[0].code: 3.5})
    this = get(world)
    assert (this.leading_reading, this.smallest_number) == ("person", 12)
    assert this.targets == {EDITION.areas[0].code: 3.5}


def test_a_second_way_of_cutting_waits_for_targets_of_150(world: World) -> None:
    with pytest.raises(RoundRefusal, match="150"):
        do(world, drafts.save_cut, "sector")
    do(world, drafts.save_groups, {"teachers": 100, "nurses": 50})
    with pytest.raises(RoundRefusal):
        do(world, drafts.save_cut, "locality")
    do(world, drafts.save_cut, "sector")
    assert get(world).second_cut == "sector"
    do(world, drafts.save_groups, {"teachers": 100})
    with pytest.raises(RoundRefusal, match="Results by sector or role need"):
        do(world, rounds.open_round, new_code, world.now)


@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
def test_nothing_of_a_draft_is_changed_once_it_has_been_opened(world: World, closed: bool) -> None:
    do(world, rounds.open_round, new_code, world.now)
    if closed:
        world.close()
    before = everything(world.database)
    for act, values in STEPS:
        with pytest.raises(NotADraftRound, match="has been opened"):
            do(world, act, *values)
        assert everything(world.database) == before, act


def test_a_draft_that_has_been_deleted_meanwhile_is_said_to_be(world: World) -> None:
    do(world, drafts.delete_draft_round)
    for act, values in STEPS:
        with pytest.raises(NotADraftRound, match="deleted"):
            do(world, act, *values)


def test_two_people_at_once_lose_nothing_of_each_other(world: World) -> None:
    """One holds the draft while the other saves another step: the second waits, and both are kept."""
    late = threading.Thread(target=do, args=(world, drafts.save_counting, "person", 15, {}))
    with world.database.writing() as session:
        drafts.save_round_words(session, "testham", "first", RoundWords(contact="Ask Bo."))
        session.flush()
        late.start()
        late.join(0.2)
        assert late.is_alive()
        drafts.save_groups(session, "testham", "first", {"teachers": 3})
    late.join()
    this = get(world)
    assert (this.contact, this.leading_reading, this.smallest_number) == ("Ask Bo.", "person", 15)
    assert asked(world) == {"teachers": 3}


def test_a_step_saved_while_somebody_opens_the_round_is_refused(world: World) -> None:
    told: list[str] = []

    def save() -> None:
        try:
            do(world, drafts.save_counting, "person", 15, {})
        except NotADraftRound as refusal:
            told.append(str(refusal))

    late = threading.Thread(target=save)
    with world.database.writing() as session:
        rounds.open_round(session, "testham", "first", new_code, world.now)
        session.flush()
        late.start()
        late.join(0.2)
    late.join()
    assert told == ["This round has been opened. What a draft fixes can be changed no more."]
    assert get(world).smallest_number == 5


def test_two_people_who_open_at_once_make_one_set_of_links(world: World) -> None:
    told: list[str] = []

    def open_too() -> None:
        try:
            with world.database.writing() as session:
                find_round(session, "testham", "first")  # as it was before anybody held it
                started.set()
                rounds.open_round(session, "testham", "first", new_code, world.now)
        except RoundRefusal as refusal:
            told.append(str(refusal))

    started = threading.Event()
    late = threading.Thread(target=open_too)
    with world.database.writing() as session:
        rounds.open_round(session, "testham", "first", new_code, world.now)
        session.flush()
        late.start()
        started.wait(0.3)
        made = len(rounds.open_links(session, "testham", "first"))
    late.join()
    assert told == ["Only a draft round can be opened."]
    assert rows(world.database, "open_links") == {"open_links": made}


# --- words ---------------------------------------------------------------------------------------------------


def suggested(world: World, key: str = "first") -> RoundWords:
    with world.database.reading() as session:
        this = find_round(session, world.partnership, key)
        assert this
        return drafts.suggest_words(session, this)


def test_words_that_nobody_has_written_are_suggested(world: World) -> None:
    words = suggested(world, start(world, "Baseline"))
    assert words.contact == "Ask Ada."
    assert words.welcome == EDITION.audience("professional").intro
    assert all((words.welcome_children, words.support, words.support_children))
    assert (words.privacy_words, words.privacy_words_children) == ("", "")


def test_one_kind_of_easy_read_form_is_welcomed_as_the_questionnaire_does(world: World) -> None:
    key = start(world, "Baseline")
    do(world, drafts.save_groups, {"teachers": 1, "inspectors": 1}, key=key)
    assert suggested(world, key).welcome_children == EDITION.audience("young-people").intro
    do(world, drafts.save_groups, {"teachers": 1, "parents": 1}, key=key)
    assert suggested(world, key).welcome_children == EDITION.audience("parents-carers").intro


def test_what_somebody_wrote_or_left_empty_stays(world: World) -> None:
    assert suggested(world) == WORDS


# --- repeating -----------------------------------------------------------------------------------------------


def open_and_repeat(world: World, title: str = "Again") -> Round:
    do(world, rounds.open_round, new_code, world.now)
    do(world, drafts.repeat_round, title)
    return get(world, "again")


def test_repeating_copies_everything_but_the_dates(world: World) -> None:
    do(world, drafts.save_groups, {"teachers": 100, "nurses": 60})
    do(world, drafts.save_counting, "person", 12, {EDITION.areas[0].code: 3.5})
    do(world, drafts.save_cut, "role")
    do(world, drafts.save_round_words, RoundWords(*"abcdefg"))
    again = open_and_repeat(world)
    assert (again.state, again.title, again.repeats) == ("draft", "Again", "first")
    assert (again.opens_at, again.closes_at, again.closed_at) == (None, None, None)
    assert asked(world, "again") == {"teachers": 100, "nurses": 60}
    assert (again.leading_reading, again.smallest_number, again.second_cut) == ("person", 12, "role")
    assert json.loads(again.targets_json) == {EDITION.areas[0].code: 3.5}
    assert [getattr(again, name) for name in RoundWords.__dataclass_fields__] == list("abcdefg")
    assert again.edition == EDITION.digest
    assert again.practice_code is None


def test_retired_groups_are_not_asked_again(world: World) -> None:
    do(world, rounds.open_round, new_code, world.now)
    with world.database.writing() as session:
        get_group(session, "testham", "nurses").retired = True
    do(world, drafts.repeat_round, "Again")
    assert set(asked(world, "again")) == {"teachers", "inspectors", "parents"}
    assert set(asked(world)) == {"teachers", "nurses", "inspectors", "parents"}


def test_a_draft_is_not_repeated(world: World) -> None:
    with pytest.raises(RoundRefusal, match="not been opened"):
        do(world, drafts.repeat_round, "Again")


def test_a_repeated_round_takes_todays_edition_where_it_asks_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The statements' keys decide: a new wording is taken over, another set of questions is not."""
    content = json.loads(json.dumps(instruments._content(next(instruments.SHELF.glob("one*.yaml")))))
    content["instrument"]["version"] = "9.9.9"
    content["areas"][0]["statements"][0]["text"] = "Said in another way."
    reworded = instruments.read_edition(content, "reworded")
    monkeypatch.setattr(drafts, "shipped_editions", lambda: {INSTRUMENT: reworded})
    frozen: list[str] = []

    def freeze(session: object, key: str) -> object:
        frozen.append(key)
        instruments._keep(session, reworded, content)
        return reworded

    monkeypatch.setattr(drafts, "freeze_edition", freeze)
    assert open_and_repeat(world).edition == reworded.digest
    assert frozen == [INSTRUMENT]


def test_a_repeated_round_keeps_its_edition_where_todays_asks_something_else(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = json.loads(json.dumps(instruments._content(next(instruments.SHELF.glob("one*.yaml")))))
    content["areas"][0]["statements"][0]["key"] = "another-key"
    monkeypatch.setattr(
        drafts, "shipped_editions", lambda: {INSTRUMENT: instruments.read_edition(content, "other questions")}
    )
    assert open_and_repeat(world).edition == EDITION.digest


def test_statements_of_the_partnerships_own_are_asked_again(world: World) -> None:
    do(world, additions.add_statement, EDITION.areas[0].code, "People here know the harbour master by name.")
    again = open_and_repeat(world)
    with world.database.reading() as session:
        mine = [addition.text for addition in additions_of(get_edition(session, again.edition))]
    assert mine == ["People here know the harbour master by name."]


# --- deleting ------------------------------------------------------------------------------------------------


def test_a_deleted_draft_leaves_nothing_behind(world: World) -> None:
    before = everything(world.database)
    key = start(world, "Baseline")
    do(world, drafts.save_groups, {"teachers": 3}, key=key)
    do(
        world,
        additions.add_statement,
        EDITION.areas[0].code,
        "People here know the harbour master by name.",
        key=key,
    )
    do(world, rounds.make_personal_links, "teachers", [new_secret()], key=key)
    do(world, drafts.delete_draft_round, key=key)
    assert everything(world.database) == before


def invite(world: World, group: str) -> None:
    confirmed = invitations.ConfirmedMailing(new_key(), "Jo", world.now)
    with world.database.writing() as session:
        invitations.invite_group(
            session,
            ("testham", "first", group),
            ["ana@testham.example", "ben@testham.example"],
            invitations.MessageWords("Please answer", "Here is your link."),
            confirmed,
            new_key,
            new_code,
        )


def test_a_draft_with_invitations_that_wait_is_deleted_with_them(world: World) -> None:
    invite(world, "nurses")
    assert rows(world.database, "invitations", "messages") == {"invitations": 2, "messages": 2}
    do(world, drafts.delete_draft_round)
    gone = ("rounds", "round_groups", "mailings", "invitations", "messages")
    assert rows(world.database, *gone) == dict.fromkeys(gone, 0)


def test_a_group_whose_invitations_wait_stays(world: World) -> None:
    invite(world, "nurses")
    with pytest.raises(RoundRefusal, match="People of “Nurses” have been invited already"):
        do(world, drafts.save_groups, {"teachers": 5})


# --- opening -------------------------------------------------------------------------------------------------


def name_nobody(world: World) -> None:
    with world.database.writing() as session:
        session.get_one(Partnership, "testham").safeguarding_email = " "


def test_a_draft_that_is_not_complete_is_not_opened_and_says_all_that_is_missing(world: World) -> None:
    name_nobody(world)
    do(world, drafts.save_round_words, RoundWords())
    before = everything(world.database)
    with pytest.raises(RoundRefusal) as told:
        do(world, rounds.open_round, new_code, world.now)
    for words in ("whom people can ask", "welcome of the easy-read form", "safeguarding contact"):
        assert words in str(told.value)
    assert everything(world.database) == before


class Heard(logging.Handler):
    """Everything that is logged while it listens."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def __enter__(self) -> Heard:
        logging.getLogger("lws_assess").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("lws_assess").removeHandler(self)


def test_a_draft_that_is_due_but_not_complete_waits_and_opens_when_it_is(world: World) -> None:
    name_nobody(world)
    do(world, drafts.save_dates, world.now - DAY, world.now + 30 * DAY)
    for _ in range(2):
        with Heard() as heard:
            assert due.do_everything_due(world.database) == []
        (said,) = [record for record in heard.records if record.getMessage() == "not done"]
        assert "safeguarding contact" in said.facts["why"]
    assert get(world).state == "draft"
    with world.database.writing() as session:
        session.get_one(Partnership, "testham").safeguarding_email = "sam@testham.example"
    assert [thing["what"] for thing in due.do_everything_due(world.database)] == ["open"]
    assert get(world).opens_at == world.now - DAY
