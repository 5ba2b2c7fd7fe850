"""Every name of an area or a group on a page of the staff leads to its page: a walk over a partnership's pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from lws_assess.records.groups import all_groups
from lws_assess.records.instruments import shipped_editions
from lws_assess.web import create_app
from tests.conftest import settings_for
from tests.pages.addresses import Objects, objects_of
from tests.pages.client import Client, Page, read_page
from tests.pages.elements import Element
from tests.pages.page_walk import EVENTS, ROUNDS, a_place, pages
from tests.worlds.shelved import Shelved
from tests.worlds.staff import signed_in

# Where a name is no place to go to: what is chosen or pressed, what heads a page of its own, and what folds.
NO_LINKS = {"option", "button", "label", "legend", "summary", "h1", "title", "svg", "figcaption", "caption"}
# Pages that a room looks at from its chairs, and what a public page will say, before it is public.
NO_STAFF = ("event_screens.", "event_hosts.", "feedback.preview", "board_slides.present")
# The place of a group in the work on one round, where its links, its lead and its numbers are. It leads on.
OF_A_ROUND = re.compile(r"/p/[^/]+/rounds/[^/]+/(?:participation|reach)/(?P<group>[^/_]+)(?:/nudge)?/?")


def names_of(app: Flask, partnership: str) -> dict[str, str]:
    """The page of each area and group, by every name that stands alone on a page."""
    found = {}
    for edition in shipped_editions().values():
        for area in edition.areas:
            page = f"/p/{partnership}/areas/{area.code}"
            for name in (area.short_name, area.name):
                found |= {name: page, f"{area.number} {name}": page, f"{area.number}. {name}": page}
    with app.config["DATABASE"].reading() as session:
        for group in all_groups(session, partnership):
            found[group.name] = f"/p/{partnership}/groups/{group.key}/"
    return found


def unlinked(page: Page, names: dict[str, str]) -> Iterator[str]:
    """Elements that hold a name and nothing else, and neither lead to its page nor are its page."""
    main = page.root.find_all("main")
    for element in main[0].walk() if main else ():
        address = names.get(element.text)
        if address is None or page.path.split("?")[0] == address or _is_no_place(element):
            continue
        leads = [link["href"].split("?")[0] for link in _links_at(element)]
        if address not in leads and not any(map(OF_A_ROUND.fullmatch, leads)):
            yield element.text


def _is_no_place(element: Element) -> bool:
    around = [*element.walk(), *element.within]
    return any(
        one.tag in NO_LINKS or "aria-current" in one.attributes or "unseen" in one["class"].split()
        for one in around
    )


def _links_at(element: Element) -> Iterator[Element]:
    yield from (one for one in (*element.walk(), *element.within) if one.tag == "a")


def addresses(app: Flask, objects: Objects) -> Iterator[str]:
    for rule in pages(app):
        if "partnership" not in rule.arguments or rule.endpoint.startswith(NO_STAFF):
            continue
        for round_key in ROUNDS if "round_key" in rule.arguments else ("",):
            for event in (objects.event, *EVENTS) if "event" in rule.arguments else ("",):
                named = {"round_key": round_key} if round_key else {}
                yield objects.fill(rule, **named, **({"event": event} if event else {}))


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], list[Page]]:
    """The names of the shelved partnership, and each of its pages as an administrator sees it."""
    folder = tmp_path_factory.mktemp("names")
    app = create_app(settings_for(a_place(folder), folder))
    world = Shelved(app.config["DATABASE"])
    objects = objects_of(world, Client(app))
    staff = signed_in(app, world.partnership, "administrator")
    found = []
    for path in addresses(app, objects):
        reply = staff.get(path)
        if reply.status_code == 200 and reply.mimetype == "text/html":
            found.append(read_page(path, reply))
    return names_of(app, world.partnership), found


def test_every_name_leads_to_its_page(walked: tuple[dict[str, str], list[Page]]) -> None:
    names, found = walked
    assert len(found) > 130
    wrong = {page.path: sorted(set(unlinked(page, names))) for page in found}
    # A group that is easily forgotten may be called as one that was asked before.
    wrong["/p/testham/groups/"].remove("Police")
    assert {path: said for path, said in wrong.items() if said} == {}
    linked = [
        page for page in found if any(one["href"].split("?")[0] in names.values() for one in links_of(page))
    ]
    assert len(linked) > 25


def test_no_two_pages_have_one_title(walked: tuple[dict[str, str], list[Page]]) -> None:
    """Whoever has several pages open tells them apart, and each title begins with what is on the page."""
    by_title: dict[str, set[str]] = {}
    for page in walked[1]:
        title = page.root.find_all("title")[0]  # those of drawings come after
        by_title.setdefault(title.text, set()).add(page.path)
    assert {title: paths for title, paths in by_title.items() if len(paths) > 1} == {}
    rounds = ("First round", "Baseline", "Later")
    assert [title for title in by_title if title.startswith(tuple(f"{name}: " for name in rounds))] == []


def links_of(page: Page) -> list[Element]:
    return page.root.find_all("main")[0].find_all("a")


def test_the_place_of_a_group_in_a_round_leads_to_its_page(
    walked: tuple[dict[str, str], list[Page]],
) -> None:
    _, found = walked
    places = [(page, at["group"]) for page in found if (at := OF_A_ROUND.fullmatch(page.path))]
    groups = [(page, group) for page, group in places if group != "nudge"]
    assert len(groups) > 3
    for page, group in groups:
        leads = [one["href"].split("?")[0] for one in links_of(page)]
        assert f"/p/testham/groups/{group}/" in leads, page.path
