"""Paper forms: what somebody types in is stored like an answer given on a screen, each form once."""

from __future__ import annotations

import random
import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from lws_assess.actions.answering import paper as actions
from lws_assess.actions.answering.paper import AnotherForm, PaperForm
from lws_assess.actions.answering.responses import NothingAnswered, NotYetOpen, RoundClosed
from lws_assess.actions.rounds import running_rounds as rounds
from lws_assess.records.database import Database
from lws_assess.records.responses import answered_by_group
from lws_assess.records.results import cells_of_release
from lws_assess.records.rounds import get_round_for_change
from lws_assess.survey.instruments import FULL, SHORT
from lws_assess.survey.responses import Pages
from tests.runs.waiting import wait_until_it_waits
from tests.watching.counting import rows
from tests.worlds.boxes import what_was_sent
from tests.worlds.builders import World, new_key

RATINGS = {"1": "1", "3": "3", "5": "5", "d": "dont-know", "?": "dont-know", "n": "not-applicable"}


def form_of(world: World, group: str = "teachers", length: str = FULL) -> PaperForm:
    with world.database.reading() as session:
        form = actions.find_form(session, world.partnership, world.round, group, length)
    assert form
    return form


def store(
    world: World, form: PaperForm, *everybody: Pages, attempt: str = "", now: datetime | None = None
) -> bool:
    prepared = actions.prepare_forms(form, everybody, attempt or secrets.token_hex(16), new_key)
    with world.database.writing() as session:
        return actions.store_forms(session, prepared, now or world.now)


def read(form: PaperForm, **typed: str) -> Pages:
    read = form.read({name.replace("_", "-"): text for name, text in typed.items()})
    assert read.faults == ()
    return read.pages


def answered(world: World, group: str = "teachers") -> int:
    with world.database.reading() as session:
        return answered_by_group(session, world.partnership, world.round).get(group, (0, 0))[1]


# --- the form ------------------------------------------------------------------------------------------------


def test_the_boxes_stand_in_the_order_of_the_printed_form(sqlite_database: Database) -> None:
    form = form_of(World(sqlite_database, second_cut="sector"))
    boxes = [box for part in form.parts for box in part.boxes]
    assert boxes[0].name == "sector"
    rated, others = boxes[1:49], boxes[49:]
    assert [box.number for box in rated][:7] == ["1.1", "1.2", "1.3", "1.4", "1.5", "", "2.1"]
    assert [box.name for box in rated if not box.number] == [
        f"{a.code}.importance" for a in form.edition.areas
    ]
    assert [box.name for box in others[:3]] == ["top-areas.1", "top-areas.2", "top-areas.3"]
    assert all(box.is_text for box in others[3:])
    assert [box.name for box in others[-2:]] == ["keep", "one-change"]


@pytest.mark.parametrize(
    ("group", "length", "put"), [("teachers", FULL, 40), ("teachers", SHORT, 16), ("inspectors", SHORT, 8)]
)
def test_each_audience_and_length_has_its_own_form(
    sqlite_database: Database, group: str, length: str, put: int
) -> None:
    form = form_of(World(sqlite_database), group, length)
    assert sum(bool(box.number) for part in form.parts for box in part.boxes) == put
    assert form.length == (FULL if group == "inspectors" else length)


@pytest.mark.parametrize(
    ("key", "answer"), [*RATINGS.items(), (" D ", "dont-know"), ("Don’t know", "dont-know")]
)
def test_a_key_stands_for_an_answer(sqlite_database: Database, key: str, answer: str) -> None:
    assert read(form_of(World(sqlite_database)), sipv_1=key)["areas/sipv"] == {"sipv-1": answer}


@pytest.mark.parametrize(
    ("box", "text"),
    [
        ("sipv-1", "6"),
        ("sipv-1", "0"),
        ("sipv-1", "x"),
        ("sipv-1", "33"),
        ("sipv.importance", "d"),
        ("top-areas.2", "9"),
        ("sipv.comment", "x" * 601),
        ("sector", "7"),
    ],
)
def test_what_no_box_can_hold_is_named_at_the_box(sqlite_database: Database, box: str, text: str) -> None:
    form = form_of(World(sqlite_database, second_cut="sector"))
    assert [fault.field for fault in form.read({box: text, "cvl-1": "3"}).faults] == [box]


def test_an_area_cannot_be_chosen_twice(sqlite_database: Database) -> None:
    read = form_of(World(sqlite_database)).read({"top-areas.1": "3", "top-areas.3": "3"})
    assert [fault.field for fault in read.faults] == ["top-areas.3"]


def test_role_and_sector_are_asked_only_where_the_round_keeps_them(sqlite_database: Database) -> None:
    for number, cut in enumerate(("", "sector", "role")):
        world = World(sqlite_database, partnership=f"place-{number}", second_cut=cut)
        for group in ("teachers", "parents"):
            names = {box.name for part in form_of(world, group).parts for box in part.boxes}
            assert names & {"role", "sector"} == ({cut} if cut and group == "teachers" else set())


# --- storing -------------------------------------------------------------------------------------------------


def test_a_form_becomes_a_response_with_its_comments(database: Database) -> None:
    world = World(database)
    form = form_of(world)
    assert store(world, form, read(form, sipv_1="4", **{"cvl.comment": "Good talk.", "keep": "Us."}))
    counts = rows(database, "box_responses", "ballots", "drafts")
    assert counts == {"box_responses": 1, "ballots": 1, "drafts": 0}
    assert answered(world) == 1
    (sent,) = what_was_sent(database)
    assert {(one.area, one.text) for one in sent.comments} == {("cvl", "Good talk."), ("", "Us.")}


def test_the_same_attempt_stores_once(database: Database) -> None:
    world = World(database)
    form = form_of(world)
    pages = read(form, sipv_1="4", keep="Us.")
    assert store(world, form, pages, attempt="one")
    assert not store(world, form, pages, attempt="one")
    assert rows(database, "box_responses") == {"box_responses": 1}
    with pytest.raises(AnotherForm):
        store(world, form, read(form, sipv_1="5"), attempt="one")
    assert answered(world) == 1


def test_twenty_at_once_with_one_attempt_store_one(database: Database) -> None:
    world = World(database)
    form = form_of(world)
    pages = read(form, sipv_1="4")
    with ThreadPoolExecutor(20) as threads:
        stored = list(threads.map(lambda _: store(world, form, pages, attempt="one"), range(20)))
    assert sum(stored) == 1
    assert answered(world) == rows(database, "box_responses")["box_responses"] == 1


def test_many_forms_are_stored_all_or_none(database: Database) -> None:
    world = World(database)
    form = form_of(world)
    many = [read(form, sipv_1=str(rating)) for rating in (1, 2, 3)]
    with pytest.raises(NothingAnswered):
        store(world, form, *many, {"about": {"length": FULL}}, attempt="one")
    assert rows(database, "box_responses", "ballots") == {"box_responses": 0, "ballots": 0}
    assert store(world, form, *many, attempt="one")
    assert not store(world, form, *many, attempt="one")
    assert answered(world) == 3


def test_a_round_takes_forms_from_its_opening_until_half_an_hour_after_closing(database: Database) -> None:
    draft = World(database, partnership="draft", opened=False)
    with pytest.raises(NotYetOpen):
        store(draft, form_of(draft), read(form_of(draft), sipv_1="3"))
    world = World(database)
    form = form_of(world)
    pages = read(form, sipv_1="3")
    ends = world.now + timedelta(days=30)
    assert store(world, form, pages, now=ends + timedelta(minutes=29))
    with pytest.raises(RoundClosed):
        store(world, form, pages, now=ends + timedelta(minutes=31))
    world.close()
    with pytest.raises(RoundClosed):
        store(world, form, pages)
    assert answered(world) == 1


def test_a_form_that_comes_while_the_results_are_made_is_refused_and_not_half_stored(
    database: Database,
) -> None:
    world = World(database)
    form = form_of(world)
    told: list[str] = []

    def type_in() -> None:
        try:
            store(world, form, read(form, sipv_1="3"))
            told.append("stored")
        except RoundClosed:
            told.append("closed")

    late = threading.Thread(target=type_in)
    with database.writing() as session:
        rounds.close_round(session, world.partnership, world.round, world.now)
        session.flush()
        late.start()
        wait_until_it_waits(database, late)
    late.join()
    assert told == ["closed"]
    assert rows(database, "responses", "box_responses", "ballots") == dict.fromkeys(
        ("responses", "box_responses", "ballots"), 0
    )


def test_how_many_came_on_paper_is_counted_for_the_group_alone(database: Database) -> None:
    world = World(database)
    form = form_of(world)
    for _ in range(2):
        with database.writing() as session:
            actions.count_forms(session, form.place, 2)
    with database.reading() as session:
        this = get_round_for_change(session, world.partnership, world.round)
        assert actions.count_typed_in(session, this, "teachers") == 4
        assert actions.count_typed_in(session, this, "nurses") == 0


def test_forms_typed_in_give_the_release_that_answers_on_screen_give(database: Database) -> None:
    chance = random.Random(7)
    screen, paper = (World(database, partnership=name, second_cut="sector") for name in ("screen", "paper"))
    for group, length, people in (("teachers", FULL, 10), ("nurses", SHORT, 5), ("inspectors", FULL, 5)):
        form = form_of(paper, group, length)
        for _person in range(people):
            typed = {
                box.name: chance.choice(["Words.", ""] if box.is_text else [*box.values, "", ""])
                for part in form.parts
                for box in part.boxes
                if not box.name.startswith("top-areas")
            }
            typed |= {f"top-areas.{n}": str(area) for n, area in enumerate(chance.sample(range(1, 9), 2), 1)}
            store(paper, form, form.read(typed).pages)
            screen.answer(group, as_on_screen(form, typed))
    for world in (screen, paper):
        world.close()
    with database.reading() as session:
        cells = [
            [
                (c.groups_json, c.people, c.figures_json)
                for c in cells_of_release(session, w.partnership, w.round)
            ]
            for w in (screen, paper)
        ]
    assert len(cells[0]) == 3
    assert cells[0] == cells[1]
    assert rows(database, "comments")["comments"] % 2 == 0


def as_on_screen(form: PaperForm, typed: dict[str, str]) -> dict[str, dict[str, str | list[str]]]:
    """The same answers as somebody gives them page by page."""
    pages: dict[str, dict[str, str | list[str]]] = {}
    if not form.audience.easy_read:
        sector = typed["sector"]
        chosen = form.edition.sector.choices[int(sector) - 1].key if sector else ""
        pages["about"] = {"role": "manager", "length": form.length, "sector": chosen}
    for area in form.edition.areas:
        page: dict[str, str | list[str]] = {"comment": typed[f"{area.code}.comment"]}
        for question in area.questions(form.audience, form.length):
            text = typed[question.key]
            page[question.key] = text if text.isdigit() or not text else words_of(text)
        if form.audience.importance:
            page["importance"] = typed[f"{area.code}.importance"]
        pages[f"areas/{area.code}"] = page
    chosen_areas = [form.edition.areas[int(typed[f"top-areas.{n}"]) - 1].code for n in (1, 2)]
    pages["priorities"] = {
        "top-areas": chosen_areas,
        "keep": typed["keep"],
        "one-change": typed["one-change"],
    }
    return pages


def words_of(text: str) -> str:
    unsure = text in ("d", "?") or "know" in text or "sure" in text
    return "dont-know" if unsure else "not-applicable"
