"""The pages of comments: reading, deciding, publishing, and what everybody else is shown."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from lws_assess.records.instruments import shipped_editions
from lws_assess.records.people import FACILITATOR, STEERING
from lws_assess.web.upkeep.due import do_everything_due
from tests.pages.client import Client, Page
from tests.watching.counting import rows
from tests.worlds.builders import INSTRUMENT, World
from tests.worlds.staff import add_person, client_of

FIRST = shipped_editions()[INSTRUMENT].areas[0]
CARTER = "Mr Carter at Strandgate Primary never returns my calls."
HARSH = "Another survey that will change nothing. Waste of public money."
UNSAFE = "I do not feel safe at home at the moment."
QUEUE = "/p/testham/rounds/first/comments/"
SCRIPT = "<script>alert(1)</script> Mr <b>Carter</b>"


def client_for(app: Flask, world: World, role: str) -> Client:
    return client_of(app, add_person(world.database, world.partnership, role))


@pytest.fixture
def facilitator(app: Flask, world: World) -> Client:
    return client_for(app, world, FACILITATOR)


@pytest.fixture
def steering(app: Flask, world: World) -> Client:
    return client_for(app, world, STEERING)


def write(world: World, *texts: str, group: str = "teachers") -> None:
    """Somebody writes each of these."""
    for text in texts:
        world.answer(group, {f"areas/{FIRST.code}": {"comment": text}})


def closed(world: World, *texts: str) -> World:
    write(world, *texts)
    world.close()
    return world


def the_only(client: Client) -> Page:
    """The page of the first comment in the queue."""
    return client.get(links(client.get(QUEUE), r"comments/[0-9a-f]{32}$")[0])


def links(page: Page, pattern: str) -> list[str]:
    return [a["href"] for a in page.root.find_all("a") if re.search(pattern, a["href"])]


def tabs(page: Page) -> list[str]:
    return re.findall(r"(?:Waiting|Published|Held back|Passed on) \(\d+\)", page.text)


# --- the queue -------------------------------------------------------------------------------------------------


def test_while_a_round_is_open_the_page_says_when_comments_come(world: World, facilitator: Client) -> None:
    page = facilitator.get(QUEUE)
    assert "Criticism is never a reason to hide one" in page.text
    assert "No comment comes while the round is open" in page.text
    assert tabs(page) == [], "there is nothing to sort"
    assert "No comment has come" in facilitator.get(QUEUE + "publish-unflagged").text


def test_a_round_without_a_single_comment_says_so(world: World, facilitator: Client) -> None:
    world.answer("teachers", {f"areas/{FIRST.code}": {FIRST.statements[0].key: "3"}})
    world.close()
    assert "Nobody wrote a comment" in facilitator.get(QUEUE).text


def test_no_page_of_comments_changes_before_the_close_however_many_write(
    app: Flask, world: World, facilitator: Client, steering: Client
) -> None:
    """P3: nothing on these pages follows what people send, nor comes in parts of it."""

    def pages() -> list[str]:
        own = [facilitator.get(QUEUE + more).text for more in ("", "?state=published", "publish-unflagged")]
        return [*own, steering.get(QUEUE + "published").text]

    before = pages()
    for number in range(7):
        write(world, f"words {number}")
        with app.app_context():
            do_everything_due(world.database)
        assert pages() == before
    assert rows(world.database, "comments") == {"comments": 0}
    world.close()
    assert tabs(facilitator.get(QUEUE))[0] == "Waiting (7)"


def test_flags_are_marked_in_words_and_not_by_colour_alone(world: World, facilitator: Client) -> None:
    page = (closed(world, CARTER), facilitator.get(QUEUE))[1]
    said = page.root.find_all("blockquote")[0]
    assert [mark.text for mark in said.find_all("mark")] == ["Mr Carter", "Strandgate Primary"]
    assert (
        said.text
        == "Mr Carter may be a name at Strandgate Primary may be a small place never returns my calls."
    )


def test_a_comment_carries_no_time_and_no_group_of_fewer_than_ten(world: World, facilitator: Client) -> None:
    closed(world, CARTER, HARSH)
    page = facilitator.get(QUEUE)
    assert "Teachers" not in page.text
    assert "One of several groups" in page.text
    assert not re.search(r"\d\d?:\d\d|\d\d? \w+ 20\d\d", page.text)


@pytest.mark.parametrize(("people", "voices"), [(9, False), (10, True)])
def test_a_group_is_named_from_ten_who_commented(
    world: World, facilitator: Client, people: int, voices: bool
) -> None:
    closed(world, *(f"words {number}" for number in range(people)))
    page = facilitator.get(QUEUE)
    assert ("Teachers" in [h.text for h in page.root.find_all("h2")]) == voices
    assert ("Teachers" in page.text) == voices


def test_a_long_queue_comes_in_pages(world: World, facilitator: Client) -> None:
    closed(world, *(f"words {number}" for number in range(53)))
    page = facilitator.get(QUEUE)
    assert len(page.root.find_all("article")) == 50
    rest = facilitator.get(links(page, r"from=50")[0])
    assert len(rest.root.find_all("article")) == 3
    for odd in ("from=9999999", "from=-1", "from=x", "from=٣", "state=nothing"):
        facilitator.get(f"{QUEUE}?{odd}")


# --- deciding --------------------------------------------------------------------------------------------------


def test_a_harsh_comment_is_published_with_two_keys(world: World, facilitator: Client) -> None:
    closed(world, HARSH)
    page = the_only(facilitator)
    assert page.root.find_all("input", value="publish")[0]["id"] == "what"
    assert "Criticism is never a reason to hide a comment" in page.text
    after = facilitator.send(page, what="publish")
    assert after.path == QUEUE
    assert "published as it is" in after.html
    assert tabs(after) == ["Waiting (0)", "Published (1)", "Held back (0)", "Passed on (0)"]


def test_a_name_and_a_school_are_taken_out_and_the_rest_is_published(
    world: World, facilitator: Client, steering: Client
) -> None:
    closed(world, CARTER)
    page = the_only(facilitator)
    assert page.typed() == [CARTER], "the words to change are there to be changed"
    redacted = "[removed] at [removed] never returns my calls."
    facilitator.send(page, what="redact", published=redacted, reasons=["person", "place"])
    seen = steering.get(QUEUE + "published")
    assert redacted in seen.text
    assert "Carter" not in seen.html
    assert "Strandgate" not in seen.html
    again = the_page_of(facilitator, "published")
    assert "Published with words changed by facilitator@testham.example" in again.text
    assert "It names a person; It names a small place" in again.text
    assert again.typed() == [redacted]


def the_page_of(client: Client, state: str) -> Page:
    return client.get(links(client.get(f"{QUEUE}?state={state}"), r"comments/[0-9a-f]{32}$")[0])


MISSING: list[tuple[dict[str, str | list[str]], str]] = [
    ({}, "what"),
    ({"what": "burn"}, "what"),
    ({"what": "hold", "words": "Kept words."}, "reasons"),
    ({"what": "hold", "reasons": ["too critical"], "words": "Kept words."}, "reasons"),
    ({"what": "pass-on", "words": "Kept words."}, "reasons"),
    ({"what": "redact", "published": "Kept words."}, "reasons"),
    ({"what": "redact", "reasons": ["person"], "published": ""}, "published"),
    ({"what": "redact", "reasons": ["person"], "published": CARTER}, "published"),
]


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(
    world: World, facilitator: Client
) -> None:
    closed(world, CARTER)
    asked = the_only(facilitator)
    for sent, field in MISSING:
        page = facilitator.send(asked, 400, **sent)
        assert list(page.faults()) == [field], sent
        assert page.root.find_all(id=field)
        assert page.title.startswith("Error: ")
        if "Kept words." in sent.values():
            assert "Kept words." in page.html
    assert rows(world.database, "comment_steps") == {"comment_steps": 0}


def test_a_comment_is_held_back_and_put_back_and_both_are_traced(
    world: World, facilitator: Client, steering: Client
) -> None:
    closed(world, CARTER)
    facilitator.send(
        the_only(facilitator), what="hold", reasons=["person"], words="Nothing left without him."
    )
    assert "Carter" not in steering.get(QUEUE + "published").html
    page = the_page_of(facilitator, "held")
    assert "Held back by facilitator@testham.example" in page.text
    assert "It names a person. Nothing left without him." in page.text
    back = facilitator.send(page, what="put-back")
    assert tabs(back)[0] == "Waiting (1)"
    assert "Put back among those waiting" in the_only(facilitator).text


def test_comments_are_read_one_after_another(world: World, facilitator: Client) -> None:
    closed(world, "one", "two", "three")
    page = the_only(facilitator)
    seen = [page.path]
    for left in ("Waiting (2)", "Waiting (1)"):
        page = facilitator.send(page, what="publish")
        seen.append(page.path)
        assert tabs(facilitator.get(QUEUE))[0] == left
    skipped = [a for a in page.root.find_all("a") if a.text == "Leave it for now"]
    assert skipped == [], "there is no other"
    assert len(set(seen)) == 3
    assert "You have read every comment" in facilitator.send(page, what="publish").html


def test_a_comment_can_be_left_for_later(world: World, facilitator: Client) -> None:
    closed(world, "one", "two")
    page = the_only(facilitator)
    later = next(a["href"] for a in page.root.find_all("a") if a.text == "Leave it for now")
    assert facilitator.get(later).path != page.path
    assert tabs(facilitator.get(QUEUE))[0] == "Waiting (2)"


def test_comments_without_flags_are_shown_before_they_are_published_together(
    world: World, facilitator: Client
) -> None:
    closed(world, CARTER, HARSH, "Good.")
    page = facilitator.get(QUEUE + "publish-unflagged")
    assert page.h1 == "Publish 2 comments without flags?"
    assert "Carter" not in page.text
    assert HARSH in page.text
    after = facilitator.send(page)
    assert tabs(after)[:2] == ["Waiting (1)", "Published (2)"]
    empty = facilitator.get(QUEUE + "publish-unflagged")
    assert "Every comment that is waiting has a flag" in empty.text


def test_keys_that_are_none_publish_nothing(world: World, facilitator: Client) -> None:
    closed(world, HARSH)
    page = facilitator.get(QUEUE + "publish-unflagged")
    for shown in ("", "zz", "00" * 16, "g" * 32, "00 " * 3000):
        facilitator.send(page, shown=shown)
    assert tabs(facilitator.get(QUEUE))[0] == "Waiting (1)"


def test_a_comment_that_does_not_exist_is_not_there(world: World, facilitator: Client) -> None:
    for key in ("x", "00" * 16, "g" * 32, "%00"):
        facilitator.get(f"{QUEUE}{key}", 404)


def test_words_of_a_script_do_nothing_on_any_page(
    world: World, facilitator: Client, steering: Client
) -> None:
    closed(world, SCRIPT)
    assert SCRIPT in the_only(facilitator).typed()
    facilitator.send(
        the_only(facilitator), what="redact", published=SCRIPT + "!", reasons=["person"], words=SCRIPT
    )
    for page in (
        facilitator.get(QUEUE + "?state=published"),
        the_page_of(facilitator, "published"),
        steering.get(QUEUE + "published"),
    ):
        assert not [e for e in page.root.find_all("script") if "alert" in e.content]
        assert "alert(1)" in page.text


# --- what everybody else reads ----------------------------------------------------------------------------------


def test_members_read_what_is_published_and_only_that(
    world: World, facilitator: Client, steering: Client
) -> None:
    write(world, *(f"words {number}" for number in range(5)))
    assert (
        "Comments come with the results, when the round has closed." in steering.get(QUEUE + "published").text
    )
    world.close()
    assert "words" not in steering.get(QUEUE + "published").text
    facilitator.send(facilitator.get(QUEUE + "publish-unflagged"))
    page = steering.get(QUEUE + "published")
    assert [h.text for h in page.root.find_all("h2")] == [FIRST.name]
    assert sorted(quote.text for quote in page.root.find_all("blockquote")) == [
        f"words {n}" for n in range(5)
    ]
    results = steering.get("/p/testham/rounds/first/results")
    assert links(results, "comments/published$")


def test_a_member_without_the_role_reads_no_original(world: World, steering: Client) -> None:
    closed(world, CARTER)
    steering.get(QUEUE, 404)
    steering.get(QUEUE + "publish-unflagged", 404)
    page = steering.get(QUEUE + "published")
    assert "No comment has been published yet" in page.text
    assert "Carter" not in page.html


def test_a_draft_has_no_comments_to_look_for(app: Flask) -> None:
    world = World(app.config["DATABASE"], opened=False)
    page = client_for(app, world, FACILITATOR).get("/p/testham/rounds/first/")
    assert not links(page, "/comments/")
