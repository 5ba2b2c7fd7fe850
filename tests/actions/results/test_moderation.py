"""Deciding about comments: each decision, its reason and its trace; and what is refused."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lws_assess.actions.results import moderation
from lws_assess.actions.results.moderation import (
    HOLD,
    PASS_ON,
    PUBLISH,
    PUT_BACK,
    REASONS,
    REDACT,
    CommentHeard,
    ModerationDecision,
    Moderator,
    decide_on_comment,
    next_waiting,
    publish_unflagged,
    view_comment,
    view_queue,
    view_unflagged,
)
from lws_assess.records.comments import REDACTED, Alert, SealedComment
from lws_assess.records.database import Database
from lws_assess.records.instruments import shipped_editions
from lws_assess.survey.comments import CommentState
from lws_assess.survey.refusals import BadInput, NotFound
from tests.watching.counting import everything
from tests.worlds.builders import INSTRUMENT, World

FIRST = shipped_editions()[INSTRUMENT].areas[0]
CARTER = "Mr Carter at Strandgate Primary never returns my calls."
HARSH = "Another survey that will change nothing. Waste of public money."


@pytest.fixture
def world(sqlite_database: Database) -> World:
    return a_world_with(sqlite_database, CARTER, HARSH)


@pytest.fixture
def either_world(database: Database) -> World:
    """The same, once on each database."""
    return a_world_with(database, CARTER, HARSH)


def a_world_with(database: Database, *texts: str) -> World:
    """A closed round in which somebody wrote each of these."""
    world = World(database)
    for text in texts:
        world.answer("teachers", {f"areas/{FIRST.code}": {"comment": text}})
    world.close()
    return world


def moderator(world: World, by: str = "Ada") -> Moderator:
    return Moderator(by, world.now)


def heard(world: World, text: str) -> CommentHeard:
    with world.database.reading() as session:
        key = session.scalars(select(SealedComment.key).where(SealedComment.text == text)).one()
        return view_comment(session, world.partnership, world.round, key)[1]


def do(world: World, text: str, decision: ModerationDecision, by: str = "Ada") -> bool:
    key = heard(world, text).comment.key
    with world.database.writing() as session:
        return decide_on_comment(session, world.partnership, world.round, key, decision, moderator(world, by))


def steps(world: World, text: str) -> list[tuple[str, str, str]]:
    with world.database.reading() as session:
        found = view_comment(session, world.partnership, world.round, heard(world, text).comment.key)
    return [(step.action, step.reason, step.by) for step in found[2]]


@pytest.mark.parametrize(
    ("decision", "state", "published", "action", "reason"),
    [
        (ModerationDecision(PUBLISH), CommentState.PUBLISHED, CARTER, CommentState.PUBLISHED, ""),
        (
            ModerationDecision(REDACT, ("person", "place"), "", "[removed] never returns my calls."),
            CommentState.PUBLISHED,
            "[removed] never returns my calls.",
            REDACTED,
            "It names a person; It names a small place, such as a school",
        ),
        (
            ModerationDecision(HOLD, ("off",), "About another town"),
            CommentState.HELD,
            "",
            CommentState.HELD,
            "It is not about this. About another town",
        ),
        (
            ModerationDecision(PASS_ON, ("risk",)),
            CommentState.SAFEGUARDING,
            "",
            CommentState.SAFEGUARDING,
            "Somebody may be at risk",
        ),
    ],
    ids=lambda value: value.what if isinstance(value, ModerationDecision) else "",
)  # fmt: skip
def test_a_decision_becomes_what_it_says_with_its_reason_and_who_made_it(
    either_world: World, decision: ModerationDecision, state: str, published: str, action: str, reason: str
) -> None:
    world = either_world
    do(world, CARTER, decision)
    comment = heard(world, CARTER).comment
    assert (comment.state, comment.published, comment.text) == (state, published, CARTER)
    assert steps(world, CARTER) == [(action, reason, "Ada")]


REFUSED = [
    (ModerationDecision("delete", ("person",)), "what"),
    (ModerationDecision(""), "what"),
    (ModerationDecision(HOLD), "reasons"),
    (ModerationDecision(HOLD, words="It is too critical"), "reasons"),
    (ModerationDecision(HOLD, ("too critical",)), "reasons"),
    (ModerationDecision(HOLD, ("person", "criticism")), "reasons"),
    (ModerationDecision(PASS_ON), "reasons"),
    (ModerationDecision(REDACT, published="Somebody never rings."), "reasons"),
    (ModerationDecision(REDACT, ("person",), published="  "), "published"),
    (ModerationDecision(REDACT, ("person",), published=f" {CARTER}\n"), "published"),
    (ModerationDecision(REDACT, ("person",), published="x" * 2001), "published"),
    (ModerationDecision(HOLD, ("person",), words="x" * 2001), "words"),
]


def test_what_has_no_good_reason_is_refused_and_changes_nothing(world: World) -> None:
    before = everything(world.database)
    for decision, field in REFUSED:
        with pytest.raises(BadInput) as refused:
            do(world, CARTER, decision)
        assert refused.value.field == field, decision
    assert everything(world.database) == before


def test_no_reason_on_the_list_is_that_somebody_criticises() -> None:
    assert set(REASONS) == {"person", "place", "health", "identify", "risk", "abuse", "off"}
    assert not any("critic" in words.lower() or "negative" in words.lower() for words in REASONS.values())


def test_every_decision_can_be_changed_and_every_change_is_traced(either_world: World) -> None:
    world = either_world
    do(world, HARSH, ModerationDecision(HOLD, ("off",)), by="Ben")
    do(world, HARSH, ModerationDecision(PUT_BACK), by="Ada")
    do(world, HARSH, ModerationDecision(PUBLISH), by="Cai")
    do(world, HARSH, ModerationDecision(REDACT, ("identify",), published="Waste of money."), by="Ada")
    assert steps(world, HARSH) == [
        (CommentState.HELD, "It is not about this", "Ben"),
        (CommentState.WAITING, "", "Ada"),
        (CommentState.PUBLISHED, "", "Cai"),
        (REDACTED, "It could identify somebody in another way", "Ada"),
    ]
    assert heard(world, HARSH).comment.published == "Waste of money."
    do(world, HARSH, ModerationDecision(PUT_BACK))
    assert heard(world, HARSH).comment.published == ""


def test_passing_on_raises_one_alert_without_group_or_area(world: World) -> None:
    assert do(world, CARTER, ModerationDecision(PASS_ON, ("risk",)))
    do(world, CARTER, ModerationDecision(PUT_BACK))
    assert not do(world, CARTER, ModerationDecision(PASS_ON, ("risk",))), "these words have their alert"
    with world.database.reading() as session:
        alert = session.scalars(select(Alert)).one()
    assert (alert.text, alert.partnership, alert.round) == (CARTER, world.partnership, world.round)


def test_a_comment_of_another_round_or_partnership_is_not_there(world: World) -> None:
    key = heard(world, CARTER).comment.key
    with world.database.writing() as session:
        for place in (("elsewhere", world.round), (world.partnership, "other")):
            with pytest.raises(NotFound):
                decide_on_comment(session, *place, key, ModerationDecision(PUBLISH), moderator(world))
            with pytest.raises(NotFound):
                view_comment(session, *place, key)
            assert next_waiting(session, *place, key) is None
            assert publish_unflagged(session, *place, [key], moderator(world)) == 0
        assert view_queue(session, "elsewhere", world.round, CommentState.WAITING) is None
        assert view_unflagged(session, "elsewhere", world.round) is None


def test_what_has_been_erased_cannot_be_decided_about(world: World) -> None:
    do(world, HARSH, ModerationDecision(PUBLISH))
    key = heard(world, HARSH).comment.key
    with world.database.writing() as session:
        session.get_one(SealedComment, key).text = ""
    with world.database.writing() as session, pytest.raises(BadInput, match="erased"):
        decide_on_comment(
            session, world.partnership, world.round, key, ModerationDecision(PUBLISH), moderator(world)
        )


def test_reading_one_after_another_meets_every_comment_once(sqlite_database: Database) -> None:
    texts = [f"words {number}" for number in range(7)]
    world = a_world_with(sqlite_database, *texts)
    with world.database.reading() as session:
        found = view_queue(session, world.partnership, world.round, CommentState.WAITING)
        assert found
        at, met = found.keys[0], [found.keys[0]]
        while (at := next_waiting(session, world.partnership, world.round, at)) != found.keys[0]:
            assert at
            met.append(at)
    assert met == list(found.keys)
    assert len(met) == 7


def test_after_the_last_of_all_nothing_is_next(sqlite_database: Database) -> None:
    world = a_world_with(sqlite_database, "alone")
    with world.database.reading() as session:
        assert (
            next_waiting(session, world.partnership, world.round, heard(world, "alone").comment.key) is None
        )


def test_a_page_of_the_queue_is_cut_from_the_whole(sqlite_database: Database) -> None:
    world = a_world_with(sqlite_database, *(f"words {number}" for number in range(7)))
    with world.database.reading() as session:
        pages = [
            view_queue(session, world.partnership, world.round, CommentState.WAITING, at, 3)
            for at in (0, 3, 6, 9)
        ]
    assert [len(page.heard) for page in pages if page] == [3, 3, 1, 0]
    assert {page.keys for page in pages if page} == {
        tuple(h.comment.key for page in pages if page for h in page.heard)
    }


def test_only_comments_that_nothing_was_found_in_are_published_together(either_world: World) -> None:
    world = either_world
    with world.database.reading() as session:
        found = view_unflagged(session, world.partnership, world.round)
        keys = list(session.scalars(select(SealedComment.key)))
    assert found
    assert [one.comment.text for one in found[1]] == [HARSH]
    with world.database.writing() as session:
        assert publish_unflagged(session, world.partnership, world.round, keys, moderator(world)) == 1
    assert heard(world, HARSH).comment.published == HARSH
    assert heard(world, CARTER).comment.state == CommentState.WAITING
    assert steps(world, HARSH) == [(CommentState.PUBLISHED, "", "Ada")]


def test_what_was_decided_meanwhile_is_not_published_with_the_others(world: World) -> None:
    key = heard(world, HARSH).comment.key
    do(world, HARSH, ModerationDecision(HOLD, ("off",)))
    with world.database.writing() as session:
        assert publish_unflagged(session, world.partnership, world.round, [key], moderator(world)) == 0
    assert heard(world, HARSH).comment.state == CommentState.HELD


def test_no_more_are_published_together_than_somebody_can_read(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moderation, "MOST_AT_ONCE", 2)
    world = a_world_with(sqlite_database, "one", "two", "three", CARTER)
    with world.database.reading() as session:
        found = view_unflagged(session, world.partnership, world.round)
        keys = list(session.scalars(select(SealedComment.key)))
    assert found
    assert len(found[1]) == 2
    with world.database.writing() as session:
        assert publish_unflagged(session, world.partnership, world.round, keys, moderator(world)) <= 2
