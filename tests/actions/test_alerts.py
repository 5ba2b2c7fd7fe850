"""Alerts on both databases: raised once, apart from the answers, and traced."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from lws_assess.actions.alerts import (
    ADDRESS_REFUSED,
    NOBODY_NAMED,
    NoSuchAlert,
    OpenAlert,
    find_errands,
    find_heard,
    find_reminders,
    note_heard,
    note_sending,
    open_alerts,
    raise_alerts,
    record_done,
    view_alert,
)
from lws_assess.actions.comments import find_batches, move_batch
from lws_assess.records.comments import REMINDED, Alert, BoxComment, SealedComment, any_risk
from lws_assess.records.database import Database
from lws_assess.records.instruments import shipped
from lws_assess.records.partnerships import find_partnership
from lws_assess.survey.alerts import day_of
from tests.builders import INSTRUMENT, World, new_code, new_key
from tests.counting import rows

AREA = shipped()[INSTRUMENT].areas[0].code
UNSAFE = "I do not feel safe at home at the moment."


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def write(world: World, words: str, group: str = "inspectors") -> None:
    world.answer(group, {f"areas/{AREA}": {"comment": words}})


def raise_all(world: World) -> int:
    with world.database.writing() as session:
        return raise_alerts(session, new_key, new_code)


def alerts(world: World) -> list[Alert]:
    with world.database.reading() as session:
        return list(session.scalars(select(Alert)))


def test_words_of_risk_are_copied_once_and_the_comment_stays_for_its_batch(world: World) -> None:
    write(world, UNSAFE)
    write(world, "Nothing to worry about.")
    with world.database.reading() as session:
        assert any_risk(session)
    assert raise_all(world) == 1
    assert raise_all(world) == 0
    with world.database.reading() as session:
        assert not any_risk(session)
        assert sorted(session.scalars(select(BoxComment.text))) == [UNSAFE, "Nothing to worry about."]
    assert [alert.text for alert in alerts(world)] == [UNSAFE]


def test_an_alert_knows_neither_group_nor_area_nor_which_comment_it_was(world: World) -> None:
    write(world, UNSAFE)
    raise_all(world)
    alert = alerts(world)[0]
    assert set(Alert.__table__.columns.keys()) == {"key", "partnership", "round", "text", "code"}
    with world.database.reading() as session:
        assert alert.key not in set(session.scalars(select(BoxComment.key)))
    assert len(alert.code) == 26


def test_a_round_that_closes_first_does_not_swallow_the_mark(world: World) -> None:
    write(world, UNSAFE)
    world.close()
    assert rows(world.database, "box_comments", "comments") == {"box_comments": 0, "comments": 1}
    assert raise_all(world) == 1
    with world.database.reading() as session:
        assert session.scalars(select(SealedComment.risk)).all() == [False]


def test_two_who_raise_at_once_raise_each_alert_once(world: World) -> None:
    for number in range(20):
        write(world, f"{UNSAFE} {number}")
    raised: list[int] = []
    threads = [threading.Thread(target=lambda: raised.append(raise_all(world))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(raised) == 20
    assert sorted(alert.text for alert in alerts(world)) == sorted(f"{UNSAFE} {n}" for n in range(20))


def test_on_postgresql_an_alert_shares_no_transaction_with_an_answer(world: World) -> None:
    if world.database.is_sqlite:
        pytest.skip("SQLite keeps no transaction of a row")
    write(world, UNSAFE)
    raise_all(world)
    with world.database.reading() as session:
        alert = session.execute(text("SELECT xmin::text FROM alerts")).scalar_one()
        answer = session.execute(text("SELECT xmin::text FROM box_responses")).scalar_one()
        comment = session.execute(text("SELECT xmin::text FROM box_comments")).scalar_one()
    assert alert != answer
    assert comment != answer, "raising the alert has taken the comment out of its answer's transaction too"


def errands(world: World) -> list[tuple[str, str]]:
    with world.database.reading() as session:
        return [(errand.name, errand.to) for errand in find_errands(session)]


def note(world: World, why_not: str, **later: int) -> None:
    key = alerts(world)[0].key
    with world.database.writing() as session:
        note_sending(session, key, why_not, world.now + timedelta(**later))


def steps(world: World) -> list[tuple[str, str]]:
    with world.database.reading() as session:
        return [(step.action, step.words) for step in view_alert(session, alerts(world)[0].code).steps]


def test_an_alert_is_an_errand_until_it_has_been_sent(world: World) -> None:
    write(world, UNSAFE)
    raise_all(world)
    assert errands(world) == [("Sam Oyelaran", "sam.oyelaran@testham.example")]
    note(world, "the mail server did not take the message")
    note(world, "the mail server did not take the message")
    assert errands(world), "tried again"
    note(world, "")
    assert errands(world) == []
    assert steps(world) == [("not sent", "the mail server did not take the message"), ("sent", "")]


def test_a_failure_is_noted_once_a_day_and_to_the_day(world: World) -> None:
    write(world, UNSAFE)
    raise_all(world)
    for _ in range(3):
        note(world, NOBODY_NAMED)
    note(world, NOBODY_NAMED, days=1)
    assert steps(world) == [("not sent", NOBODY_NAMED)] * 2
    with world.database.reading() as session:
        at = [step.at for step in view_alert(session, alerts(world)[0].code).steps]
    assert {(moment.hour, moment.minute, moment.second, moment.microsecond) for moment in at} == {
        (0, 0, 0, 0)
    }


def test_what_was_done_is_kept_and_can_be_added_to(world: World) -> None:
    write(world, UNSAFE)
    raise_all(world)
    note(world, NOBODY_NAMED)
    code = alerts(world)[0].code
    with world.database.reading() as session:
        assert [alert.code for alert in open_alerts(session, world.partnership, world.now)] == [code]
        assert open_alerts(session, world.partnership, world.now, "another round") == []
        assert open_alerts(session, "elsewhere", world.now) == []
    with world.database.writing() as session:
        record_done(session, code, "Sam Oyelaran", "Raised with the duty team.", world.now)
        record_done(session, code, "Ada", "Closed.", world.now)
    with world.database.reading() as session:
        view = view_alert(session, code)
        assert [(step.by, step.words) for step in view.steps if step.by] == [
            ("Sam Oyelaran", "Raised with the duty team."),
            ("Ada", "Closed."),
        ]
        assert view.dealt_with
        assert open_alerts(session, world.partnership, world.now) == []
        assert find_errands(session) == [], "nobody is written to about what has been dealt with"


def test_a_code_that_nothing_is_called_is_refused(world: World) -> None:
    with world.database.writing() as session:
        with pytest.raises(NoSuchAlert):
            view_alert(session, new_code())
        with pytest.raises(NoSuchAlert):
            record_done(session, new_code(), "Ada", "Nothing", world.now)


def test_where_nobody_is_named_the_errand_says_so(world: World) -> None:
    with world.database.writing() as session:
        partnership = find_partnership(session, world.partnership)
        assert partnership
        partnership.safeguarding_email = ""
    write(world, UNSAFE)
    raise_all(world)
    assert errands(world) == [("Sam Oyelaran", "")]


# --- when nobody does anything about it ------------------------------------------------------------------


def noon(world: World, days: int) -> datetime:
    """Noon (UTC) of a day, counted from today."""
    return world.now.replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=days)


def told(world: World, words: str = UNSAFE) -> None:
    """Somebody writes words of risk, and the contact is told today."""
    write(world, words)
    raise_all(world)
    note(world, "")


def remind(world: World, now: datetime, why_not: str = "") -> int:
    """Sends what reminders are due; how many there were."""
    with world.database.writing() as session:
        due = find_reminders(session, now)
        for errand in due:
            note_sending(session, errand.alert, why_not, now, REMINDED)
    return len(due)


def hear(world: World, now: datetime | None = None) -> int:
    """Notes the alerts whose words have reached moderation; how many there were."""
    with world.database.writing() as session:
        heard = find_heard(session)
        note_heard(session, heard, now or world.now)
    return len(heard)


def open_ones(world: World, now: datetime) -> list[OpenAlert]:
    with world.database.reading() as session:
        return open_alerts(session, world.partnership, now)


def enough_others(world: World) -> None:
    """Enough answers for a batch of comments, which moves."""
    for _ in range(world.k):
        write(world, "All is well.")
    with world.database.writing() as session:
        for batch in find_batches(session):
            move_batch(session, batch)


def test_the_contact_is_reminded_once_a_day_five_times(world: World) -> None:
    told(world)
    assert remind(world, noon(world, 1) - timedelta(seconds=1)) == 0
    counts = []
    for day in range(1, 9):
        counts.append(remind(world, noon(world, day)))
        assert remind(world, noon(world, day) + timedelta(hours=11)) == 0
    assert counts == [1, 1, 1, 1, 1, 0, 0, 0]
    with world.database.reading() as session:
        steps = view_alert(session, alerts(world)[0].code).steps
    assert {(step.at.hour, step.at.minute) for step in steps} == {(0, 0)}, "days, and no moments"


def test_nobody_is_reminded_of_what_was_never_sent_or_has_been_dealt_with(world: World) -> None:
    write(world, UNSAFE)
    raise_all(world)
    note(world, NOBODY_NAMED)
    assert remind(world, noon(world, 3)) == 0, "it is still to be sent for the first time"
    note(world, "")
    with world.database.writing() as session:
        record_done(session, alerts(world)[0].code, "Sam Oyelaran", "Read.", world.now)
    assert remind(world, noon(world, 3)) == 0


def test_a_reminder_that_did_not_go_is_tried_again_and_does_not_count(world: World) -> None:
    told(world)
    for _ in range(3):
        assert remind(world, noon(world, 1), "the mail server did not take the message") == 1
    assert remind(world, noon(world, 1)) == 1
    assert remind(world, noon(world, 1)) == 0
    assert [action for action, _ in steps(world)] == ["sent", "not sent", "reminded"]


def test_only_the_contact_knows_of_an_alert_until_its_words_have_reached_moderation(world: World) -> None:
    told(world)
    for day in range(1, 8):
        remind(world, noon(world, day), "" if day % 2 else ADDRESS_REFUSED)
        assert hear(world, noon(world, day)) == 0
        assert open_ones(world, noon(world, day)) == []
    enough_others(world)
    assert hear(world, noon(world, 7)) == 1
    assert hear(world, noon(world, 8)) == 0
    assert len(open_ones(world, noon(world, 7))) == 1


@pytest.mark.parametrize("days", [0, 1, 4])
def test_what_is_shown_after_a_batch_is_the_same_whenever_within_it_the_words_were_written(
    world: World, days: int
) -> None:
    """An alert of today and one of `days` ago, heard in the same batch, are not to be told apart."""
    told(world)
    for day in range(1, days + 1):
        remind(world, noon(world, day))
    world.close()
    hear(world, noon(world, days))
    heard = day_of(noon(world, days))
    for later, overdue in ((0, False), (1, False), (2, True), (6, True)):
        (one,) = open_ones(world, noon(world, days + later))
        assert (one.told, one.why_not, one.since, one.overdue) == (True, "", heard, overdue)


def test_an_e_mail_that_was_refused_is_said_at_once_when_the_words_are_in_moderation(world: World) -> None:
    told(world)
    world.close()
    hear(world)
    remind(world, noon(world, 1), ADDRESS_REFUSED)
    (one,) = open_ones(world, noon(world, 1))
    assert (one.told, one.urgent, one.overdue, one.why_not) == (True, True, False, ADDRESS_REFUSED)
    assert one.address_at_fault
    remind(world, noon(world, 1))
    assert not open_ones(world, noon(world, 1))[0].urgent


def test_an_alert_that_went_late_waits_from_the_day_on_which_it_went(world: World) -> None:
    write(world, UNSAFE)
    raise_all(world)
    world.close()
    hear(world)
    note(world, NOBODY_NAMED)
    (one,) = open_ones(world, noon(world, 5))
    assert (one.told, one.since, one.overdue) == (False, None, False)
    note(world, "", days=3)
    (one,) = open_ones(world, noon(world, 4))
    assert (one.told, one.since, one.overdue) == (True, day_of(noon(world, 3)), False)


def test_the_same_words_of_somebody_else_do_not_give_away_those_that_still_wait(world: World) -> None:
    told(world)
    enough_others(world)
    assert hear(world) == 1
    before = open_ones(world, world.now)
    write(world, UNSAFE)
    raise_all(world)
    for alert in alerts(world):
        with world.database.writing() as session:
            note_sending(session, alert.key, "", world.now + timedelta(days=1))
    assert hear(world, noon(world, 1)) == 0
    assert open_ones(world, world.now) == before
    world.close()
    assert hear(world, noon(world, 2)) == 1
    assert len(open_ones(world, noon(world, 2))) == 2
