"""Telling people what came of it: private until published, exactly what was published, and taken back for good."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from lws_assess.actions.plans.feedback import (
    find_public,
    find_public_code,
    publish_feedback,
    quotes_of,
    save_feedback_words,
    take_back,
    view_feedback,
)
from lws_assess.actions.results.moderation import HOLD, ModerationDecision, Moderator, decide_on_comment
from lws_assess.actions.rounds.running_rounds import open_round
from lws_assess.documents.papers.feedback import make_page
from lws_assess.records.database import Database
from lws_assess.records.rounds import delete_round, get_round_for_change
from lws_assess.survey.plans.feedback import (
    LONGEST,
    LONGEST_EASY,
    MOST_QUOTES,
    BothVersions,
    FeedbackPage,
    FeedbackWords,
    digest_of_words,
    page_from_json,
    page_to_json,
    without_easy_words,
    words_from_json,
    words_to_json,
)
from lws_assess.survey.refusals import ChangedMeanwhile, FormRefused
from lws_assess.survey.round_timing import NoResultsYet
from tests.actions.results.test_priorities import decided, with_results
from tests.survey.kept_texts import is_in_order
from tests.worlds.builders import World, new_code
from tests.worlds.planning import plan_action
from tests.worlds.telling import FIRST, TODAY, a_page, published, said, signed, view, written


@pytest.fixture
def world(database: Database) -> World:
    return with_results(World(database))


def public(world: World, code: str) -> FeedbackPage | None:
    with world.database.reading() as session:
        found = find_public(session, code)
    return found.page if found else None


def taken_back(world: World) -> None:
    with world.database.writing() as session:
        take_back(session, world.partnership, world.round, signed(world, "Grace"))


# --- writing ---------------------------------------------------------------------------------------------


def test_what_is_written_is_kept_and_not_public(world: World) -> None:
    words = written(
        world, opening=BothVersions("Thank you.", "Thanks."), areas={FIRST: BothVersions("We act.")}
    )
    found = view(world)
    assert found.material.words == words
    assert (found.page, found.code, list(found.steps)) == (None, "", [])


def test_words_about_an_area_that_is_decided_no_more_wait(world: World) -> None:
    written(world, areas={"old": BothVersions("Kept.")})
    written(world, areas={FIRST: BothVersions("New.")})
    assert view(world).material.words.areas == {"old": BothVersions("Kept."), FIRST: BothVersions("New.")}


@pytest.mark.parametrize(
    ("words", "fields"),
    [
        (FeedbackWords(opening=BothVersions("a" * (LONGEST + 1))), ["opening"]),
        (FeedbackWords(next=BothVersions("a" * LONGEST, "a" * (LONGEST_EASY + 1))), ["next-easy"]),
        (FeedbackWords(why_easy="a" * 10_000), ["why-easy"]),
        (FeedbackWords(areas={"x": BothVersions("a" * 10_000, "a" * 10_000)}), ["doing-x", "doing-x-easy"]),
        (FeedbackWords(quotes=tuple("abcdefghi")), ["quotes"]),
        (
            FeedbackWords(
                opening=BothVersions("a" * LONGEST, "a" * LONGEST_EASY), quotes=tuple("a" * MOST_QUOTES)
            ),
            [],
        ),
    ],
)
def test_words_that_are_too_long_say_where(world: World, words: FeedbackWords, fields: list[str]) -> None:
    seen = digest_of_words(FeedbackWords())
    with world.database.writing() as session:
        if not fields:
            save_feedback_words(session, world.partnership, world.round, words, seen)
            return
        with pytest.raises(FormRefused) as refused:
            save_feedback_words(session, world.partnership, world.round, words, seen)
    assert list(refused.value.faults) == fields


def test_whoever_saves_over_somebody_elses_words_is_told_first(world: World) -> None:
    seen = digest_of_words(FeedbackWords())
    written(world, opening=BothVersions("Mine."))
    with world.database.writing() as session, pytest.raises(ChangedMeanwhile):
        save_feedback_words(
            session, world.partnership, world.round, FeedbackWords(opening=BothVersions("Theirs.")), seen
        )
    with world.database.writing() as session:  # the very same again is no harm
        save_feedback_words(
            session, world.partnership, world.round, FeedbackWords(opening=BothVersions("Mine.")), seen
        )
    assert view(world).material.words.opening.plain == "Mine."


def test_a_round_without_results_has_nothing_to_tell(database: Database) -> None:
    world = World(database)
    with database.writing() as session:
        assert view_feedback(session, world.partnership, world.round, TODAY) is None
        with pytest.raises(NoResultsYet):
            save_feedback_words(session, world.partnership, world.round, FeedbackWords(), "")
        with pytest.raises(NoResultsYet):
            publish_feedback(
                session, world.partnership, world.round, a_page(), a_page().digest, new_code, signed(world)
            )


# --- publishing ------------------------------------------------------------------------------------------


def test_what_is_public_is_exactly_what_was_published_until_it_is_published_again(world: World) -> None:
    written(world, opening=BothVersions("First."))
    code = published(world)
    before = public(world, code)
    assert before
    assert before.opening.plain == "First."
    written(world, opening=BothVersions("Second."))
    decided(world)
    plan_action(world)
    assert public(world, code) == before
    assert published(world) == code
    after = public(world, code)
    assert after
    assert after.opening.plain == "Second."
    assert after.chosen
    assert [step.kind for step in view(world).steps] == ["published", "published"]


def test_publishing_the_same_twice_publishes_once(world: World) -> None:
    assert published(world) == published(world, "Grace")
    assert [step.by for step in view(world).steps] == ["Ada Lovelace, facilitator"]


def test_nothing_is_published_that_was_not_looked_at(world: World) -> None:
    seen = make_page(view(world).material)
    written(world, opening=BothVersions("Changed since."))
    page = make_page(view(world).material)
    with world.database.writing() as session, pytest.raises(ChangedMeanwhile):
        publish_feedback(session, world.partnership, world.round, page, seen.digest, new_code, signed(world))
    assert view(world).page is None


def test_taken_back_it_is_nowhere_and_comes_back_under_another_code(world: World) -> None:
    code = published(world)
    taken_back(world)
    taken_back(world)
    assert public(world, code) is None
    found = view(world)
    assert (found.page, found.published_at) == (None, None)
    assert [(step.kind, step.by) for step in found.steps] == [
        ("taken back", "Grace, facilitator"),
        ("published", "Ada Lovelace, facilitator"),
    ]
    with world.database.reading() as session:
        assert find_public_code(session, world.partnership, world.round) is None
    anew = published(world)
    assert anew != code
    assert public(world, code) is None
    with world.database.reading() as session:
        assert find_public_code(session, world.partnership, world.round) == anew


def test_no_other_code_leads_anywhere(world: World) -> None:
    published(world)
    assert public(world, new_code()) is None
    assert public(world, world.code("teachers")) is None


def test_a_round_that_is_deleted_takes_its_feedback_along(world: World) -> None:
    code = published(world)
    with world.database.writing() as session:
        delete_round(session, world.partnership, world.round)
    assert public(world, code) is None


# --- comments --------------------------------------------------------------------------------------------


def test_only_published_comments_that_were_chosen_are_told(world: World) -> None:
    said(world, "One form would do.", "Nobody rings back.")
    one = next(q for q in quotes_of(view(world).material.said) if q.text == "One form would do.")
    written(world, quotes=(one.key, "no such key"))
    found = public(world, published(world))
    assert found
    assert [(quote.text, quote.area) for quote in found.quotes] == [("One form would do.", FIRST)]


def test_a_comment_that_moderators_hold_back_later_leaves_the_page_at_once(world: World) -> None:
    (key,) = said(world, "One form would do.")
    written(world, quotes=tuple(q.key for q in quotes_of(view(world).material.said)))
    code = published(world)
    found = public(world, code)
    assert found
    assert found.quotes
    with world.database.writing() as session:
        moderator = Moderator("Mo", world.now)
        decide_on_comment(
            session, world.partnership, world.round, key, ModerationDecision(HOLD, ("person",), ""), moderator
        )
    found = public(world, code)
    assert found
    assert found.quotes == ()


# --- the next round --------------------------------------------------------------------------------------


def test_the_next_round_is_told_once_it_says_when_it_opens(world: World) -> None:
    with world.database.writing() as session:
        world.draft(session, "next")
    assert view(world).material.coming is None
    opens = world.now + timedelta(days=10)
    with world.database.writing() as session:
        get_round_for_change(session, world.partnership, "next").opens_at = opens
    coming = view(world).material.coming
    assert coming
    assert (coming.opens_at, coming.is_open) == (opens, False)
    with world.database.writing() as session:
        open_round(session, world.partnership, "next", new_code, opens)
    coming = view(world).material.coming
    assert coming
    assert coming.is_open
    assert coming.closes_at == world.now + timedelta(days=30)


# --- kept as JSON ----------------------------------------------------------------------------------------


def test_a_page_is_read_back_as_it_was_kept() -> None:
    for page in (
        a_page("“é\u202e</script>"),
        a_page(chosen=None, coming=None, sides=(), doing=(), quotes=()),
    ):
        assert page_from_json(page_to_json(page)) == page
    old = json.loads(page_to_json(a_page("x")))
    old["first"] = [{"area": "iwp", "sure": "Allowing for chance: 1st. Robust.", "robust": True}]
    [first] = page_from_json(json.dumps(old)).first
    assert first.sure == "Allowing for chance: 1st. First three whichever way people are counted."
    assert first.whichever
    words = FeedbackWords(
        BothVersions("a", "b"), "c", {"x": BothVersions("d", "e")}, BothVersions("f"), ("g",)
    )
    assert words_from_json(words_to_json(words)) == words
    assert is_in_order(words_to_json(words))
    assert is_in_order(page_to_json(page))
    assert words_from_json("") == FeedbackWords()


def test_a_page_says_which_plain_words_have_no_easy_version() -> None:
    page = a_page()
    assert without_easy_words(page) == ()
    page = replace(page, opening=BothVersions("Plain."), next=BothVersions("", "Easy."), chosen=None)
    assert without_easy_words(page) == ("opening",)
