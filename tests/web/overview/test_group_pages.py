"""The page of one group: what it says beside everyone, and what it may not say."""

from __future__ import annotations

import pytest
from flask import Flask

from lws_assess.actions.people.groups import merge_group, retire_group
from lws_assess.records.groups import all_groups, find_group
from lws_assess.web import create_app
from tests.conftest import settings_for
from tests.pages.client import Client
from tests.pages.elements import Element
from tests.pages.page_walk import a_place
from tests.web.overview.test_areas import headings, member
from tests.worlds.builders import World
from tests.worlds.small_round import GROUPS, a_small_round


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Client:
    folder = tmp_path_factory.mktemp("shelf")
    app = create_app(settings_for(a_place(folder), folder))
    app.testing = False
    return member(app)


def test_every_group_has_a_page_and_catch_alls_too(shelf: Client) -> None:
    with shelf.app.config["DATABASE"].reading() as session:
        groups = all_groups(session, "testham")
    assert any(group.catch_all for group in groups)
    for group in groups:
        page = shelf.get(f"/p/testham/groups/{group.key}/")
        assert page.h1 == group.name
        assert "Who answered" in headings(page)


def test_no_other_group_has_a_page_and_its_settings_are_for_those_who_run_rounds(shelf: Client) -> None:
    shelf.get("/p/testham/groups/nothing/", 404)
    shelf.get("/p/testham/groups/teachers/settings", 404)
    assert "Settings of this group" not in shelf.get("/p/testham/groups/teachers/").text


def test_a_group_that_was_merged_or_retired_keeps_its_page_and_says_so(world: World, app: Flask) -> None:
    world.close()
    with world.database.writing() as session:
        merge_group(session, "testham", "nurses", "teachers", world.now)
        retire_group(session, "testham", "inspectors", world.now)
    page = member(app).get("/p/testham/groups/nurses/")
    assert "This group is retired." in page.text
    assert "/p/testham/groups/teachers/" in [link["href"] for link in page.root.find_all("a")]
    assert "This group is retired." in member(app, "testham").get("/p/testham/groups/inspectors/").text


def test_a_group_goes_by_its_new_name(world: World, app: Flask) -> None:
    with world.database.writing() as session:
        group = find_group(session, "testham", "nurses")
        assert group
        group.name = "N" * 80
    assert member(app).get("/p/testham/groups/nurses/").h1 == "N" * 80


def test_small_groups_are_shown_together_with_those_that_are_named_or_in_no_figure(app: Flask) -> None:
    a_small_round(app.config["DATABASE"])
    client, together, none = member(app), 0, 0
    for key, name, _, _, people in GROUPS:
        page = client.get(f"/p/testham/groups/{key}/")
        assert page.h1 == name
        if people < 5:
            together += "Its answers are shown together with those of" in page.text
            none += "are in no figure" in page.text
            assert ("shown together with" in page.text) or ("are in no figure" in page.text)
        else:
            assert "Each area beside everyone" in headings(page)
    assert together
    assert none


def test_comments_of_a_group_are_shown_only_where_it_may_be_named(shelf: Client) -> None:
    for key in ("teachers", "heads", "nurses"):
        page = shelf.get(f"/p/testham/groups/{key}/")
        if page.root.find_all("blockquote"):
            voices = shelf.get("/p/testham/rounds/baseline/comments/published").text
            assert page.h1 in voices
        else:
            assert "only where ten or more of its people commented" in page.text or "let through" in page.text


def test_a_row_leads_to_the_groups_beside_and_to_all_and_names_in_sentences_lead_on(shelf: Client) -> None:
    here = "/p/testham/groups/teachers/?reading=person"
    page = shelf.get(here)
    rows = {one["aria-label"]: links(one) for one in page.root.find_all("nav", "div")}
    assert rows["Groups"]
    assert all(link.startswith("/p/testham/groups/") and "reading=person" in link for link in rows["Groups"])
    assert all("reading=person" in link for link in rows["Chapters of the results"])
    lead = links(next(one for one in page.root.find_all("p") if one["class"] == "lead"))
    assert any("/areas/" in link for link in lead)
    assert here not in (*rows["Groups"], *lead)


def links(within: Element) -> list[str]:
    return [link["href"] for link in within.find_all("a")]
