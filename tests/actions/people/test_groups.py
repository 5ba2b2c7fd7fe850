"""Groups: adding, describing, ordering, merging and retiring them, and asking one more in an open round."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace

import pytest

from lws_assess.actions.answering import responses as answering
from lws_assess.actions.answering.responses import UnknownLink
from lws_assess.actions.people import groups as actions
from lws_assess.actions.people.groups import GroupDescription, GroupRefused, GroupUse
from lws_assess.actions.results.releases import view_release
from lws_assess.actions.rounds import running_rounds as rounds
from lws_assess.records.database import Database
from lws_assess.records.group_preset import group_preset
from lws_assess.records.groups import Group, get_group, list_groups
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.rounds import (
    Round,
    RoundGroup,
    groups_of_round,
    links_of_round,
    targets_of_round,
)
from tests.runs.waiting import wait_until_it_waits
from tests.watching.counting import everything, rows
from tests.worlds.builders import INSTRUMENT, World, new_code, new_secret, nonce

AREA = shipped_editions()[INSTRUMENT].areas[0]
FOSTER = GroupDescription(
    "Foster carers", "you are a foster carer.", "professional", "social care", target=25
)


@pytest.fixture
def world(database: Database) -> World:
    """A partnership with four groups in an open round."""
    return World(database)


@pytest.fixture
def drafting(database: Database) -> World:
    """The same with a draft only: nobody has been asked yet."""
    return World(database, opened=False)


def add(world: World, about: GroupDescription = FOSTER) -> str:
    with world.database.writing() as session:
        return actions.add_group(session, world.partnership, about).key


def standing(world: World, key: str) -> GroupUse:
    with world.database.reading() as session:
        found = actions.find_group_use(session, world.partnership, key, world.now)
    assert found
    return found


def names(world: World, retired: bool = False) -> list[str]:
    with world.database.reading() as session:
        return [group.name for group in list_groups(session, world.partnership, retired)]


def asked_in(world: World, round_key: str = "first") -> dict[str, int]:
    """The groups that a round asks, with their targets there."""
    with world.database.reading() as session:
        found = targets_of_round(session, world.partnership, round_key)
        named = groups_of_round(session, world.partnership, round_key)
    return {group.key: found[group.key] for group in named if not group.catch_all}


def also(world: World, action: object) -> tuple[object, ...]:
    """What an action that ends an office is handed besides."""
    if action is actions.change_group:
        return new_code, world.now
    return (world.now,) if action in (actions.merge_group, actions.retire_group, actions.bring_back) else ()


def refused(world: World, do, *arguments: object, **named: object) -> GroupRefused:
    """What an action says when it refuses; nothing is changed by it."""
    before = everything(world.database)
    with pytest.raises(GroupRefused) as told, world.database.writing() as session:
        do(session, world.partnership, *arguments, *also(world, do), **named)
    assert everything(world.database) == before
    return told.value


def do(world: World, action, *arguments: object) -> object:
    with world.database.writing() as session:
        return action(session, world.partnership, *arguments, *also(world, action))


def close_with_results(world: World) -> None:
    world.close()
    with world.database.reading() as session:
        assert session.get_one(Round, (world.partnership, world.round)).released_at


# --- the preset ----------------------------------------------------------------------------------------------


PRESET = group_preset()
EVERY_PRESET = [*PRESET.groups, *(missing.group for missing in PRESET.missing)]


def test_the_preset_holds_fifteen_groups_fourteen_of_professionals_and_one_of_young_people() -> None:
    assert len(PRESET.groups) == 15
    assert [p.audience for p in PRESET.groups].count("professional") == 14
    assert [p.key for p in PRESET.groups if p.audience != "professional"] == ["young-commissioners"]


@pytest.mark.parametrize("preset", EVERY_PRESET, ids=lambda p: p.key)
def test_each_group_that_ships_is_one_that_a_partnership_could_have(preset) -> None:
    actions._check(actions.about_preset(preset), [])
    assert preset.branch in PRESET.branches
    assert 10 <= preset.target <= 100
    assert preset.this_is_you_if.startswith("you ")
    assert preset.this_is_you_if.endswith(".")
    assert len(preset.this_is_you_if) <= 200
    assert len(preset.name) <= 60
    assert "\n" not in preset.this_is_you_if


def test_no_two_groups_that_ship_share_a_key_or_a_name() -> None:
    assert len({p.key for p in EVERY_PRESET}) == len(EVERY_PRESET) == len({p.name for p in EVERY_PRESET})


def test_what_is_easily_forgotten_is_no_longer_missing_once_it_is_added() -> None:
    for missing in PRESET.missing:
        added = Group(name=missing.group.name, audience=missing.group.audience)
        assert missing not in actions.easily_forgotten([added])
        assert missing.why.endswith(".")


def test_the_fifteen_lack_every_group_that_is_easily_forgotten() -> None:
    fifteen = [Group(name=p.name, audience=p.audience) for p in PRESET.groups]
    assert actions.easily_forgotten(fifteen) == list(PRESET.missing)
    assert [audience.key for audience in actions.audiences_without_a_group(fifteen)] == ["parents-carers"]


@pytest.mark.parametrize(
    ("name", "audience", "still_missing"),
    [
        ("UNISON and other Unions", "professional", "trade-unions"),
        ("Family voices", "parents-carers", "parents-and-carers"),
        ("Marlhaven Police", "professional", "police"),
        ("Children looked after: our Care Council", "young-people", "children-in-care"),
    ],
)
def test_a_group_by_another_name_is_seen_to_be_there(name: str, audience: str, still_missing: str) -> None:
    left = {m.group.key for m in actions.easily_forgotten([Group(name=name, audience=audience)])}
    assert left == {m.group.key for m in PRESET.missing} - {still_missing}


def test_a_word_within_another_word_is_not_taken_for_a_group() -> None:
    displays = Group(name="Display and reunion team", audience="professional")
    assert actions.easily_forgotten([displays]) == list(PRESET.missing)


def test_groups_of_the_preset_are_added_in_its_order_and_only_once(drafting: World) -> None:
    chosen = ["head-teachers", "schools-network", "no-such-group"]
    do(drafting, actions.add_preset, chosen)
    assert names(drafting)[4:] == ["Schools network", "Head teachers"]
    do(drafting, actions.add_preset, [p.key for p in PRESET.groups])
    assert len(names(drafting)) == 4 + 15
    assert do(drafting, actions.add_preset, [p.key for p in PRESET.groups]) == []


# --- adding and describing -----------------------------------------------------------------------------------


def test_a_group_is_added_at_the_end_with_a_key_of_its_own(drafting: World) -> None:
    assert [add(drafting), add(drafting, replace(FOSTER, name="Foster-carers"))] == [
        "foster-carers",
        "foster-carers-2",
    ]
    assert names(drafting)[-2:] == ["Foster carers", "Foster-carers"]


def test_no_group_gets_an_address_that_is_something_else(drafting: World) -> None:
    for name in ("New", "Preset", "None of these: professional", "♥"):
        key = add(drafting, replace(FOSTER, name=name))
        assert key.startswith("group")
        assert not standing(drafting, key).group.catch_all


def test_two_groups_of_one_name_are_refused_at_the_name(drafting: World) -> None:
    for name in ("nurses", "  NURSES ", "Nur\u017fes"):
        told = refused(drafting, actions.add_group, replace(FOSTER, name=name))
        assert (told.field, str(told)) == (
            "name",
            "There is a group of this name already. Choose another name.",
        )
        assert refused(drafting, actions.change_group, "teachers", replace(FOSTER, name=name)).field == "name"


def test_a_retired_group_keeps_its_name(drafting: World) -> None:
    do(drafting, actions.retire_group, "nurses")
    told = refused(drafting, actions.add_group, replace(FOSTER, name="Nurses"))
    assert "retired group of this name" in str(told)


def test_what_makes_no_group_is_refused_at_the_field(drafting: World) -> None:
    wrong = [("name", " "), ("audience", "nobody"), ("branch", ""), ("target", -1), ("target", 100_001)]
    for field, value in wrong:
        assert refused(drafting, actions.add_group, replace(FOSTER, **{field: value})).field == field


def test_a_group_keeps_its_own_name_when_it_is_changed(drafting: World) -> None:
    about = replace(
        FOSTER, name="NURSES ", lead="Ada", lead_email="ada@testham.example", key_dates="May\nJune"
    )
    do(drafting, actions.change_group, "nurses", about)
    group = standing(drafting, "nurses").group
    assert (group.name, group.lead, group.key_dates, group.target) == ("NURSES ", "Ada", "May\nJune", 25)


def test_a_group_that_was_asked_stays_for_whom_it_was(world: World) -> None:
    about = GroupDescription("Nurses", "you are a nurse.", "parents-carers", "health")
    assert refused(world, actions.change_group, "nurses", about).field == "audience"
    do(world, actions.change_group, "nurses", replace(about, audience="professional", name="All nurses"))
    assert standing(world, "nurses").group.name == "All nurses"


def test_a_group_of_drafts_only_may_become_another_audiences(drafting: World) -> None:
    do(drafting, actions.change_group, "nurses", GroupDescription("N", "you.", "parents-carers", "health"))
    assert standing(drafting, "nurses").group.audience == "parents-carers"


def test_a_new_target_counts_in_rounds_that_are_not_closed_and_have_no_target_of_their_own(
    world: World,
) -> None:
    with world.database.writing() as session:
        world.draft(session, "second")
        session.get_one(RoundGroup, ("testham", "second", "teachers")).target = 7
    for key in ("teachers", "nurses"):
        about = GroupDescription(key, "you are.", "professional", "b", target=33)
        do(world, actions.change_group, key, about)
    assert asked_in(world) == {"teachers": 33, "nurses": 33, "inspectors": 20, "parents": 20}
    assert asked_in(world, "second") == {"teachers": 7, "nurses": 33, "inspectors": 20, "parents": 20}
    close_with_results(world)
    do(
        world,
        actions.change_group,
        "nurses",
        GroupDescription("nurses", "you are.", "professional", "b", target=44),
    )
    assert (asked_in(world)["nurses"], asked_in(world, "second")["nurses"]) == (33, 44)


def test_groups_are_moved_among_those_of_their_audience(drafting: World) -> None:
    add(drafting)  # after the young people and the parents
    assert do(drafting, actions.move_group, "foster-carers", "up") == 2
    assert names(drafting) == ["Teachers", "Foster carers", "Young inspectors", "Parent panel", "Nurses"]
    assert do(drafting, actions.move_group, "foster-carers", "up") == 1
    assert do(drafting, actions.move_group, "foster-carers", "up") == 1
    assert names(drafting) == ["Foster carers", "Teachers", "Young inspectors", "Parent panel", "Nurses"]
    assert do(drafting, actions.move_group, "parents", "down") == 1
    assert do(drafting, actions.move_group, "teachers", "down") == 3
    assert [n for n in names(drafting) if n[0] in "FNT"] == ["Foster carers", "Nurses", "Teachers"]


def test_retired_groups_and_catch_alls_are_on_no_list(drafting: World) -> None:
    do(drafting, actions.retire_group, "nurses")
    assert names(drafting) == ["Teachers", "Young inspectors", "Parent panel"]
    assert names(drafting, retired=True) == ["Nurses"]
    with drafting.database.reading() as session:
        assert get_group(session, "testham", "none-of-these-professional").catch_all
        assert actions.find_group_use(session, "testham", "none-of-these-professional", drafting.now) is None


# --- an open round asks one more group -----------------------------------------------------------------------


def test_a_group_added_to_an_open_round_is_answered_for_like_any_other(world: World) -> None:
    key = add(world)
    assert [this.key for this in standing(world, key).could_join] == ["first"]
    do(world, actions.add_to_open_round, "first", key, new_code, world.now)
    assert asked_in(world)[key] == 25
    assert not standing(world, key).could_join
    with world.database.reading() as session:
        links = Counter(link.group for link in links_of_round(session, "testham", "first"))
        places, _, _ = answering.find_entrance(session, world.code(None), world.now)
    assert links[key] == links["nurses"] > 0
    assert key in {place.group for place in places}
    for _ in range(5):
        world.answer(key, {f"areas/{AREA.code}": {AREA.statements[0].key: "4"}})
    close_with_results(world)
    cells = [cell for audience in results(world).audiences for cell in audience.cells]
    assert [(cell.group_keys, cell.people) for cell in cells] == [((key,), 5)]


def test_a_group_is_added_to_a_round_once_and_only_while_the_round_is_open(world: World) -> None:
    key = add(world)
    do(world, actions.add_to_open_round, "first", key, new_code, world.now)
    assert "already" in str(refused(world, actions.add_to_open_round, "first", key, new_code, world.now))
    other = add(world, replace(FOSTER, name="Police"))
    with world.database.writing() as session:
        world.draft(session, "second")
    for round_key in ("second", "first"):
        if round_key == "first":
            world.close()
        told = refused(world, actions.add_to_open_round, round_key, other, new_code, world.now)
        assert "is not open" in str(told)
    assert not standing(world, other).could_join


def test_a_retired_group_is_not_added_to_an_open_round(world: World) -> None:
    key = add(world)
    do(world, actions.retire_group, key)
    assert not standing(world, key).could_join
    assert "retired" in str(refused(world, actions.add_to_open_round, "first", key, new_code, world.now))


# --- merging -------------------------------------------------------------------------------------------------


def test_merging_puts_the_other_group_in_its_place_in_drafts(drafting: World) -> None:
    key = add(drafting)
    do(drafting, actions.merge_group, "nurses", key)
    assert asked_in(drafting) == {"teachers": 20, "inspectors": 20, "parents": 20, key: 20}
    group = standing(drafting, "nurses").group
    assert (group.retired, group.merged_into) == (True, key)
    assert standing(drafting, key).group.target == 45


def test_merging_two_groups_of_one_draft_adds_their_targets(drafting: World) -> None:
    do(drafting, actions.merge_group, "nurses", "teachers")
    assert asked_in(drafting) == {"teachers": 40, "inspectors": 20, "parents": 20}


def test_a_group_is_merged_only_into_another_of_the_same_audience(drafting: World) -> None:
    add(drafting, replace(FOSTER, name="Old"))
    do(drafting, actions.retire_group, "old")
    for into in ("nurses", "parents", "none-of-these-professional", "old"):
        refused(drafting, actions.merge_group, "nurses", into)


@pytest.mark.parametrize("state", ["open", "closed without results"])
def test_nothing_is_merged_or_retired_while_its_answers_are_not_in_results(world: World, state: str) -> None:
    if state != "open":
        world.begin("nurses")
        world.close()
    assert "“The first round”" in standing(world, "nurses").why_it_must_stay
    for action, more in ((actions.merge_group, ["teachers"]), (actions.retire_group, [])):
        assert "“The first round”" in str(refused(world, action, "nurses", *more))
    assert "is kept" in str(refused(world, actions.delete_group, "nurses"))


def test_another_group_may_be_merged_into_one_that_is_asked_now(world: World) -> None:
    key = add(world)
    do(world, actions.merge_group, key, "nurses")
    assert asked_in(world)["nurses"] == 20, "a round that is open keeps its target"
    assert standing(world, "nurses").group.target == 45


@pytest.mark.parametrize("way", ["merge", "retire"])
def test_rounds_that_have_results_keep_a_group_that_is_merged_or_retired(world: World, way: str) -> None:
    for group in ("teachers", "nurses"):
        for _ in range(5):
            world.answer(group, {f"areas/{AREA.code}": {AREA.statements[0].key: "4"}})
    close_with_results(world)
    before = results(world)
    if way == "merge":
        do(world, actions.merge_group, "nurses", "teachers")
    else:
        do(world, actions.retire_group, "nurses")
    assert results(world) == before
    assert {"nurses"} in [set(cell.group_keys) for audience in before.audiences for cell in audience.cells]
    assert asked_in(world)["nurses"] == 20
    assert rows(world.database, "responses") == {"responses": 10}
    assert "is kept" in str(refused(world, actions.delete_group, "nurses"))


def results(world: World):
    with world.database.reading() as session:
        found = view_release(session, "testham", "first")
    assert found
    return found


def test_links_given_out_for_a_draft_lead_to_the_group_it_was_merged_into_and_are_never_orphaned(
    drafting: World,
) -> None:
    link = drafting.personal_link("nurses")
    for action in (actions.retire_group, actions.delete_group):
        assert "have links to “The first round” already" in str(refused(drafting, action, "nurses"))
    do(drafting, actions.merge_group, "nurses", "teachers")
    with drafting.database.writing() as session:
        rounds.open_round(session, "testham", "first", new_code, drafting.now)
        place = answering.begin_by_personal_link(session, link, nonce(), drafting.now)
    assert (place.group, place.group_name) == ("teachers", "Teachers")


# --- retiring, bringing back, deleting -----------------------------------------------------------------------


def test_retiring_takes_a_group_out_of_drafts_and_bringing_back_does_not_put_it_in(drafting: World) -> None:
    do(drafting, actions.retire_group, "nurses")
    assert asked_in(drafting) == {"teachers": 20, "inspectors": 20, "parents": 20}
    assert "retired already" in str(refused(drafting, actions.retire_group, "nurses"))
    do(drafting, actions.bring_back, "nurses")
    assert names(drafting)[1] == "Nurses"
    assert asked_in(drafting) == {"teachers": 20, "inspectors": 20, "parents": 20}


def test_a_group_brought_back_belongs_to_no_other(drafting: World) -> None:
    do(drafting, actions.merge_group, "nurses", "teachers")
    do(drafting, actions.bring_back, "nurses")
    group = standing(drafting, "nurses").group
    assert (group.retired, group.merged_into) == (False, None)


def test_a_group_that_nobody_was_asked_in_can_be_deleted(drafting: World) -> None:
    key = add(drafting)
    do(drafting, actions.merge_group, "nurses", key)
    do(drafting, actions.delete_group, key)
    assert key not in asked_in(drafting)
    assert standing(drafting, "nurses").group.merged_into is None
    with drafting.database.reading() as session:
        assert actions.find_group_use(session, "testham", key, drafting.now) is None


def test_a_group_that_is_not_there_or_is_the_products_own_is_left_alone(world: World) -> None:
    for action in (actions.retire_group, actions.delete_group, actions.bring_back):
        for key in ("nobody", "none-of-these-professional"):
            refused(world, action, key)


# --- two things at the same moment ---------------------------------------------------------------------------


def meanwhile(database: Database, first, second) -> tuple[list[BaseException], bool]:
    """Does `second` on another thread while `first` is not committed: what it raised, and whether it waited."""
    raised: list[BaseException] = []

    def late() -> None:
        try:
            with database.writing() as session:
                second(session)
        except (GroupRefused, rounds.RoundRefusal, UnknownLink) as refusal:
            raised.append(refusal)

    thread = threading.Thread(target=late)
    with database.writing() as session:
        first(session)
        session.flush()
        thread.start()
        wait_until_it_waits(database, thread)
        waited = thread.is_alive()
    thread.join()
    return raised, waited


def test_a_group_is_not_retired_out_of_a_round_that_is_being_opened(drafting: World) -> None:
    raised, _ = meanwhile(
        drafting.database,
        lambda session: rounds.open_round(session, "testham", "first", new_code, drafting.now),
        lambda session: actions.retire_group(session, "testham", "nurses", drafting.now),
    )
    assert [type(refusal) for refusal in raised] == [GroupRefused]
    assert "nurses" in asked_in(drafting)


def test_a_round_that_opens_while_a_group_is_retired_does_not_ask_it(drafting: World) -> None:
    raised, _ = meanwhile(
        drafting.database,
        lambda session: actions.retire_group(session, "testham", "nurses", drafting.now),
        lambda session: rounds.open_round(session, "testham", "first", new_code, drafting.now),
    )
    assert raised == []
    with drafting.database.reading() as session:
        linked = {link.group for link in links_of_round(session, "testham", "first")}
    assert linked == {None, *asked_in(drafting)}
    assert "nurses" not in linked


def test_two_people_cannot_give_one_name_at_the_same_moment(drafting: World) -> None:
    def once(session):
        return actions.add_group(session, "testham", FOSTER)

    raised, _ = meanwhile(drafting.database, once, once)
    assert [told.field for told in raised] == ["name"]
    assert names(drafting).count("Foster carers") == 1


def test_people_can_begin_while_a_group_is_added(world: World) -> None:
    secret = new_secret()
    code = world.code("teachers")
    raised, waited = meanwhile(
        world.database,
        lambda session: actions.add_group(session, "testham", FOSTER),
        lambda session: answering.begin_questionnaire(session, code, None, secret, nonce(), world.now),
    )
    assert (raised, waited) == ([], world.database.is_sqlite)
    assert rows(world.database, "drafts") == {"drafts": 1}
