"""The pages of feedback: writing, publishing, taking back, what anybody reads, and where old links lead."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from lws_assess.actions.answering.responses import begin_by_personal_link
from lws_assess.records.people import FACILITATOR, STEERING
from lws_assess.records.rounds import RoundGroup
from lws_assess.survey.plans.feedback import BothVersions
from tests.actions.results.test_priorities import decided, with_results
from tests.attacks.requests.test_scripts import AS_KEPT, check
from tests.pages.client import Client, Page, whole_journey
from tests.web.results.test_priorities import member
from tests.worlds.builders import World, new_code, nonce
from tests.worlds.planning import plan_action
from tests.worlds.telling import EDITION, FIRST, lay_open, published, said, view, written

HERE = "/p/testham/rounds/first/feedback"
TEXTS = ("opening", "opening-easy", "why-easy", "next", "next-easy", f"doing-{FIRST}", f"doing-{FIRST}-easy")
NAMES = {area.code: area.short_name for area in EDITION.areas}


@pytest.fixture
def ready(world: World) -> World:
    return with_results(world)


@pytest.fixture
def empty(world: World) -> World:
    """A round with results that nobody answered: quicker, where figures do not matter."""
    world.close()
    return world


@pytest.fixture
def facilitator(app: Flask, world: World) -> Client:
    return member(app, world, FACILITATOR)


def write(client: Client, status: int = 200, **fields: str | list[str]) -> Page:
    page = client.get(HERE)
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return client.post(HERE, {**page.form(), **named}, status)


def publish(client: Client) -> str:
    """Publishes through the pages; the public address."""
    page = client.send(client.get(f"{HERE}/publish"))
    assert "It is public now" in page.html
    found = re.search(r"/feedback/[0-9a-z]{26}", page.html)
    assert found
    return found[0]


# --- writing ---------------------------------------------------------------------------------------------


def test_a_round_without_results_leads_to_its_own_page(world: World, facilitator: Client) -> None:
    for path in ("", "/preview/plain", "/publish", "/take-back"):
        assert facilitator.get(HERE + path).path == "/p/testham/rounds/first/?asked=results"
    assert "Tell people what came of it" not in facilitator.get("/p/testham/rounds/first").text


def test_the_round_leads_facilitators_there_and_nobody_else(app: Flask, empty: World) -> None:
    for role, there in ((FACILITATOR, True), (STEERING, False)):
        page = member(app, empty, role).get("/p/testham/rounds/first")
        assert (HERE in [a["href"] for a in page.root.find_all("a")]) == there


def test_what_is_written_is_offered_again_and_shown_only_in_previews(
    app: Flask, ready: World, facilitator: Client
) -> None:
    decided(ready)
    page = write(
        facilitator, opening="Thank you all.", opening_easy="Thanks!", **{f"doing-{FIRST}": "We act."}
    )
    assert "Saved" in page.html
    assert page.form()["opening"] == "Thank you all."
    plain, easy = (facilitator.get(f"{HERE}/preview/{version}") for version in ("plain", "easy"))
    assert "A preview." in plain.html
    assert "Thank you all." in plain.text
    assert "We act." in plain.text
    assert "Thanks!" in easy.text
    assert "Thank you all." not in easy.text
    assert facilitator.raw("GET", f"{HERE}/preview/other").status_code == 404


def test_words_that_are_too_long_say_so_and_nothing_typed_is_lost(ready: World, facilitator: Client) -> None:
    decided(ready)
    typed = {**dict.fromkeys(TEXTS, "x" * 10_000), "next": "Typed with care."}
    page = write(facilitator, 400, **typed)
    assert page.title.startswith("Error: ")
    assert {name: page.form()[name] for name in TEXTS} == typed
    faults = page.root.find_all("a")
    assert {a["href"] for a in faults if a["href"].startswith("#")} >= {f"#{n}" for n in TEXTS if n != "next"}
    assert view(ready).material.words.next.plain == ""


def test_more_comments_than_eight_are_too_many_and_stay_ticked(empty: World, facilitator: Client) -> None:
    said(empty, *(f"Comment {number}." for number in range(9)))
    keys = [box["value"] for box in facilitator.get(HERE).root.find_all("input", name="quotes")]
    page = write(facilitator, 400, quotes=keys)
    assert "Choose 8 comments or fewer" in page.text
    assert page.form()["quotes"] == keys
    page = write(facilitator, quotes=[*keys[:8], "zzz"])
    assert page.form()["quotes"] == keys[:8]


def test_two_people_who_write_at_once_do_not_undo_each_other(empty: World, facilitator: Client) -> None:
    page = facilitator.get(HERE)
    write(facilitator, opening="Theirs.")
    again = facilitator.post(HERE, {**page.form(), "opening": "Mine."}, 409)
    assert "Somebody else changed this" in again.text
    assert again.form()["opening"] == "Mine."
    assert view(empty).material.words.opening.plain == "Theirs."
    facilitator.post(HERE, again.form())
    assert view(empty).material.words.opening.plain == "Mine."


def test_scripts_do_nothing_and_formulas_and_right_to_left_marks_stay_words(
    app: Flask, ready: World, facilitator: Client
) -> None:
    decided(ready)
    plan_action(ready, what=AS_KEPT[0], areas=(FIRST,))
    said(ready, *AS_KEPT[:8])
    everything = " ".join(["=1+1", *AS_KEPT])[:390]
    keys = [box["value"] for box in facilitator.get(HERE).root.find_all("input", name="quotes")]
    write(facilitator, quotes=keys, **dict.fromkeys(TEXTS, everything))
    check(facilitator.get(HERE))
    check(facilitator.get(f"{HERE}/publish"))
    address = publish(facilitator)
    stranger = Client(app)
    for path in (address, f"{address}/easy"):
        page = stranger.get(path)
        check(page)
        assert "=1+1" in page.text
        assert "\u202e" not in page.html


# --- publishing ------------------------------------------------------------------------------------------


def test_publishing_says_first_what_becomes_public_and_what_the_easy_version_lacks(
    ready: World, facilitator: Client
) -> None:
    decided(ready, reason="They drew many votes.")
    plan_action(ready, what="Train a pool", areas=(FIRST,))
    write(facilitator, opening="Thank you all.")
    page = facilitator.get(f"{HERE}/publish")
    assert "They drew many votes." in page.text
    assert "Train a pool" in page.text
    assert "your opening words" in page.text


def test_what_anybody_reads_is_what_was_published(app: Flask, empty: World, facilitator: Client) -> None:
    write(facilitator, opening="First words.", opening_easy="First easy words.")
    address = publish(facilitator)
    stranger = Client(app)
    before = stranger.get(address).text, stranger.get(f"{address}/easy").text
    page = write(facilitator, opening="Second words.", opening_easy="Second easy words.")
    assert "What is public is not the latest" in page.text
    assert (stranger.get(address).text, stranger.get(f"{address}/easy").text) == before
    assert publish(facilitator) == address
    assert "Second words." in stranger.get(address).text
    assert "Second easy words." in stranger.get(f"{address}/easy").text
    assert facilitator.get(HERE).text.count("published by") == 2


def test_what_has_changed_since_it_was_looked_at_is_not_published(empty: World, facilitator: Client) -> None:
    page = facilitator.get(f"{HERE}/publish")
    written(empty, opening=BothVersions("Changed."))
    again = facilitator.send(page, 409)
    assert "Look at it again" in again.text
    assert view(empty).page is None
    facilitator.send(again)
    assert view(empty).page


def test_taken_back_it_is_gone_for_everybody(app: Flask, empty: World, facilitator: Client) -> None:
    address = publish(facilitator)
    page = facilitator.send(facilitator.get(f"{HERE}/take-back"))
    assert "Not public" in page.text
    assert "taken back by" in page.text
    stranger = Client(app)
    page = stranger.get(address, 404)
    assert page.h1 == "There is nothing to read here"
    assert "taken it back" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "nothing to take back" in facilitator.get(f"{HERE}/take-back").text


def test_codes_that_were_never_made_taken_back_or_no_codes_get_the_same_answer(
    app: Flask, empty: World, facilitator: Client
) -> None:
    address = publish(facilitator)
    facilitator.send(facilitator.get(f"{HERE}/take-back"))
    codes = [address.rpartition("/")[2], new_code(), "x", "a" * 400, empty.code("teachers"), "%00"]
    stranger = Client(app)
    for version in ("", "/easy"):
        replies = [stranger.raw("GET", f"/feedback/{code}{version}") for code in codes]
        texts = {re.sub(r"reference: \w+|[0-9a-f]{8}\b", "", reply.text) for reply in replies}
        assert {reply.status_code for reply in replies} == {404}
        assert len(texts) == 1


# --- what anybody reads ----------------------------------------------------------------------------------


def test_both_versions_lead_to_each_other_and_are_kept_out_of_search(app: Flask, world: World) -> None:
    address, stranger = f"/feedback/{lay_open(world)}", Client(app)
    for path, other in ((address, f"{address}/easy"), (f"{address}/easy", address)):
        page = stranger.get(path)
        assert other in [a["href"] for a in page.root.find_all("a")]
        assert page.headers["X-Robots-Tag"] == "noindex"
        assert "Set-Cookie" not in page.headers


def test_a_code_in_capitals_and_with_dashes_is_read_too(app: Flask, world: World) -> None:
    code = lay_open(world)
    assert Client(app).get(f"/feedback/{code[:13].upper()}-{code[13:]}").h1 == "You said, we did: Theirs."


def test_easy_words_name_areas_as_easy_forms_do(app: Flask, ready: World, facilitator: Client) -> None:
    decided(ready)
    address, stranger = publish(facilitator), Client(app)
    first = EDITION.areas[0]
    assert first.short_name in stranger.get(address).text
    easy = stranger.get(f"{address}/easy").text
    assert first.easy_label in easy
    assert first.short_name not in easy


def test_a_round_in_which_nothing_may_be_shown_tells_that(app: Flask, world: World) -> None:
    world.close()
    client = member(app, world, FACILITATOR)
    address, stranger = publish(client), Client(app)
    assert "Too few people answered for anything to be shown" in stranger.get(address).text
    assert "It has not been decided yet" in stranger.get(address).text
    assert "we cannot show what they said" in stranger.get(f"{address}/easy").text


# --- where old links lead --------------------------------------------------------------------------------


def test_an_old_open_link_leads_to_what_came_of_it_in_the_words_of_its_form(app: Flask, world: World) -> None:
    groups = {group: world.code(group) for group in ("teachers", "inspectors", None)}
    world.close()
    client = Client(app)
    assert client.get(f"/join/{groups['teachers']}", 410).h1 == "This has closed"
    address = f"/feedback/{published(world)}"
    assert client.get(f"/join/{groups['teachers']}").path == address
    assert client.get(f"/join/{groups['inspectors']}").path == f"{address}/easy"
    assert client.get(f"/join/{groups[None]}").path == address
    assert client.get(f"/join/{groups['teachers']}?next=//evil.example").path == address


@pytest.mark.parametrize("answered", [True, False])
def test_a_personal_link_leads_nowhere_after_the_release_whether_somebody_answered_by_it_or_not(
    app: Flask, world: World, answered: bool
) -> None:
    secret = world.personal_link()
    if answered:
        with world.database.writing() as session:
            begin_by_personal_link(session, secret, nonce(), world.now)
        world.save(secret, f"areas/{FIRST}", importance="3")
        world.submit(secret)
    world.close()
    address = f"/feedback/{published(world)}"
    page = Client(app).get(f"/i/{secret.code}", 404)
    assert page.h1 == "This link leads nowhere, or it is over"
    assert "If you sent your answers before, they are counted." in page.text
    assert address not in page.html
    assert secret.code not in page.html


def test_before_it_is_public_no_old_link_says_anything_of_it(app: Flask, world: World) -> None:
    secret = world.personal_link()
    code = world.code("teachers")
    world.close()
    written(world, why_easy="Not yet.")
    client = Client(app)
    for path, status in ((f"/join/{code}", 410), (f"/i/{secret.code}", 404)):
        assert "/feedback/" not in client.get(path, status).html


def test_whoever_answers_hears_where_it_will_stand(app: Flask, world: World) -> None:
    assert "Keep your link or code" in whole_journey(Client(app), world.code("inspectors")).text


def test_leads_are_led_there_too(app: Flask, world: World) -> None:
    code, lead = lay_open(world), new_code()
    with world.database.writing() as session:
        session.get_one(RoundGroup, (world.partnership, world.round, "teachers")).lead_code = lead
    world.close()
    page = Client(app).get(f"/lead/{lead}")
    links = [a["href"] for a in page.root.find_all("a")]
    assert {f"/feedback/{code}", f"/feedback/{code}/easy"} <= set(links)
