"""Alerts on both databases: raised once, apart from the answers, and traced."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from lws_assess.actions.alerts import (
    ADDRESS_REFUSED,
    NOBODY_NAMED,
    AlertErrand,
    OpenAlert,
    find_alert_reminders,
    find_errands,
    note_sending,
    open_alerts,
    record_done,
    view_alert,
)
from lws_assess.actions.quarters import count_round
from lws_assess.actions.rounds.running_rounds import close_round
from lws_assess.actions.sealed_alerts import NoSuchAlert, open_alert
from lws_assess.records.comments import Alert
from lws_assess.records.database import Database
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.partnerships import find_partnership
from lws_assess.records.responses import BoxResponse
from lws_assess.survey.alerts import AlertStepKind, day_of
from tests.machines.databases import key_folder
from tests.watching.counting import rows
from tests.worlds.boxes import key_of_round, what_was_sent
from tests.worlds.builders import INSTRUMENT, World, new_code

AREA = shipped_editions()[INSTRUMENT].areas[0].code
UNSAFE = "I do not feel safe at home at the moment."


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def write(world: World, words: str, group: str = "inspectors") -> None:
    world.answer(group, {f"areas/{AREA}": {"comment": words}})


def raise_all(world: World, quarters: int = 0) -> int:
    """What `due` does in a quarter of an hour; how many alerts there are then."""
    now = world.now + timedelta(minutes=15 * (quarters or len(rows_of_quarters(world)) + 1))
    with world.database.writing() as session:
        count_round(session, world.partnership, world.round, now)
    rows_of_quarters(world).append(now)
    return len(alerts(world))


_QUARTERS: dict[int, list[datetime]] = {}


def rows_of_quarters(world: World) -> list[datetime]:
    """The quarters in which a world has been counted."""
    return _QUARTERS.setdefault(id(world), [])


def alerts(world: World) -> list[Alert]:
    with world.database.reading() as session:
        return list(session.scalars(select(Alert)))


def code_of(world: World, alert: Alert) -> str:
    """The code that opens an alert, of which only a hash stands in the database while it is sealed."""
    with world.database.reading() as session:
        return open_alert(session, alert).code


def words(world: World) -> list[str]:
    """The words of every alert as its page shows them."""
    with world.database.reading() as session:
        return sorted(view_alert(session, code_of(world, alert)).text for alert in alerts(world))


def test_words_of_risk_are_passed_on_once_and_stay_in_the_box(world: World) -> None:
    write(world, UNSAFE)
    write(world, "Nothing to worry about.")
    assert raise_all(world) == 1
    assert raise_all(world) == 1
    assert words(world) == [UNSAFE]
    assert len(what_was_sent(world.database)) == 2


def test_an_alert_knows_neither_group_nor_area_nor_which_comment_it_was(world: World) -> None:
    write(world, UNSAFE)
    raise_all(world)
    (alert,) = alerts(world)
    columns = {"key", "partnership", "round", "source", "ciphertext", "text", "code"}
    assert set(Alert.__table__.columns.keys()) == columns
    assert alert.text == ""
    assert alert.ciphertext
    assert b"safe" not in alert.ciphertext
    with world.database.reading() as session:
        row = session.scalars(select(BoxResponse.key)).one()
    assert row not in (alert.key, alert.source)
    assert len(alert.code) == 64
    with world.database.reading() as session, pytest.raises(NoSuchAlert):
        view_alert(session, alert.code)
    assert len(code_of(world, alert)) == 26


def test_the_release_passes_on_what_no_quarter_has_found(world: World) -> None:
    write(world, UNSAFE)
    world.close()
    assert rows(world.database, "box_responses", "comments") == {"box_responses": 0, "comments": 1}
    assert words(world) == [UNSAFE]


def test_at_the_release_every_alert_gets_another_row_and_another_code_and_its_words_are_kept(
    world: World,
) -> None:
    write(world, UNSAFE)
    write(world, f"{UNSAFE} Too.")
    raise_all(world)
    before = alerts(world)
    codes = [code_of(world, one) for one in before]
    note(world, "")
    assert len(errands(world)) == 1, "one of the two has been told of"
    with world.database.writing() as session:
        record_done(session, codes[1], who="Sam Oyelaran", what="Raised.", now=world.now)
    assert errands(world) == []
    world.close()
    after = alerts(world)
    assert not {one.key for one in before} & {one.key for one in after}
    assert not {one.code for one in before} & {one.code for one in after}
    assert {(one.source, one.ciphertext) for one in after} == {(None, None)}
    assert sorted(one.text for one in after) == sorted([UNSAFE, f"{UNSAFE} Too."])
    for code_of_old in codes:
        with world.database.reading() as session, pytest.raises(NoSuchAlert):
            view_alert(session, code_of_old)
    (again,) = all_errands(world)
    assert len(again.codes) == 1, "only of the one that nobody has dealt with"
    with world.database.reading() as session:
        actions = [step.action for step in view_alert(session, again.codes[0]).steps]
    assert actions == ["sent", "handed over"]


def test_two_who_raise_at_once_raise_each_alert_once(world: World) -> None:
    for number in range(20):
        write(world, f"{UNSAFE} {number}")
    threads = [threading.Thread(target=raise_all, args=(world, 1)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert words(world) == sorted(f"{UNSAFE} {n}" for n in range(20))


def test_on_postgresql_an_alert_shares_no_transaction_with_an_answer(world: World) -> None:
    if world.database.is_sqlite:
        pytest.skip("SQLite keeps no transaction of a row")
    write(world, UNSAFE)
    raise_all(world)
    with world.database.reading() as session:
        alert = session.execute(text("SELECT xmin::text FROM alerts")).scalar_one()
        answer = session.execute(text("SELECT xmin::text FROM box_responses")).scalar_one()
    assert alert != answer


def all_errands(world: World) -> list[AlertErrand]:
    with world.database.reading() as session:
        return find_errands(session)


def errands(world: World) -> list[tuple[str, str]]:
    with world.database.reading() as session:
        return [(errand.name, errand.to) for errand in find_errands(session)]


def note(world: World, why_not: str, **later: int) -> None:
    key = alerts(world)[0].key
    with world.database.writing() as session:
        note_sending(session, key, why_not, world.now + timedelta(**later))


def steps(world: World) -> list[tuple[str, str]]:
    with world.database.reading() as session:
        return [
            (step.action, step.words) for step in view_alert(session, code_of(world, alerts(world)[0])).steps
        ]


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
        at = [step.at for step in view_alert(session, code_of(world, alerts(world)[0])).steps]
    assert {(moment.hour, moment.minute, moment.second, moment.microsecond) for moment in at} == {
        (0, 0, 0, 0)
    }


def test_what_was_done_is_kept_and_can_be_added_to(world: World) -> None:
    write(world, UNSAFE)
    raise_all(world)
    note(world, NOBODY_NAMED)
    code = code_of(world, alerts(world)[0])
    with world.database.reading() as session:
        assert [alert.code for alert in open_alerts(session, world.partnership, world.now)] == [code]
        assert open_alerts(session, world.partnership, world.now, "another round") == []
        assert open_alerts(session, "elsewhere", world.now) == []
    with world.database.writing() as session:
        record_done(session, code, who="Sam Oyelaran", what="Raised with the duty team.", now=world.now)
        record_done(session, code, who="Ada", what="Closed.", now=world.now)
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
            record_done(session, new_code(), who="Ada", what="Nothing", now=world.now)


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
        due = find_alert_reminders(session, now)
        for errand in due:
            for alert, code in errand.alerts:
                note_sending(session, alert, why_not, now, AlertStepKind.REMINDED, code)
    return len(due)


def open_ones(world: World, now: datetime) -> list[OpenAlert]:
    with world.database.reading() as session:
        return open_alerts(session, world.partnership, now)


def test_the_contact_is_reminded_once_a_day_five_times(world: World) -> None:
    told(world)
    assert remind(world, noon(world, 1) - timedelta(seconds=1)) == 0
    counts = []
    for day in range(1, 9):
        counts.append(remind(world, noon(world, day)))
        assert remind(world, noon(world, day) + timedelta(hours=11)) == 0
    assert counts == [1, 1, 1, 1, 1, 0, 0, 0]
    with world.database.reading() as session:
        steps = view_alert(session, code_of(world, alerts(world)[0])).steps
    assert {(step.at.hour, step.at.minute) for step in steps} == {(0, 0)}, "days, and no moments"


def test_nobody_is_reminded_of_what_was_never_sent_or_has_been_dealt_with(world: World) -> None:
    write(world, UNSAFE)
    raise_all(world)
    note(world, NOBODY_NAMED)
    assert remind(world, noon(world, 3)) == 0, "it is still to be sent for the first time"
    note(world, "")
    with world.database.writing() as session:
        record_done(
            session, code_of(world, alerts(world)[0]), who="Sam Oyelaran", what="Read.", now=world.now
        )
    assert remind(world, noon(world, 3)) == 0


def test_a_reminder_that_did_not_go_is_tried_again_and_does_not_count(world: World) -> None:
    told(world)
    for _ in range(3):
        assert remind(world, noon(world, 1), "the mail server did not take the message") == 1
    assert remind(world, noon(world, 1)) == 1
    assert remind(world, noon(world, 1)) == 0
    assert [action for action, _ in steps(world)] == ["sent", "not sent", "reminded"]


def test_only_the_contact_knows_of_an_alert_until_the_release(world: World) -> None:
    told(world)
    for day in range(1, 8):
        remind(world, noon(world, day), "" if day % 2 else ADDRESS_REFUSED)
        assert open_ones(world, noon(world, day)) == []
    world.close()
    assert len(open_ones(world, noon(world, 7))) == 1


@pytest.mark.parametrize("days", [0, 1, 4])
def test_what_is_shown_after_the_release_is_the_same_whenever_the_words_were_written(
    world: World, days: int
) -> None:
    """An alert of the day of the release and one of `days` before are not to be told apart."""
    told(world)
    for day in range(1, days + 1):
        remind(world, noon(world, day))
    close_on(world, days)
    released = day_of(noon(world, days))
    (one,) = open_ones(world, noon(world, days))
    assert (one.told, one.since, one.overdue) == (True, released, False), "the new link has not gone yet"
    note(world, "", days=days)
    for later, overdue in ((0, False), (1, False), (2, True), (6, True)):
        (one,) = open_ones(world, noon(world, days + later))
        assert (one.told, one.why_not, one.since, one.overdue) == (True, "", released, overdue)


def close_on(world: World, days: int) -> None:
    with world.database.writing() as session:
        close_round(session, world.partnership, world.round, world.now + timedelta(days=days))


def test_an_e_mail_that_was_refused_is_said_at_once_after_the_release(world: World) -> None:
    told(world)
    world.close()
    note(world, "")
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
    note(world, NOBODY_NAMED)
    (one,) = open_ones(world, noon(world, 5))
    assert (one.told, one.since, one.overdue) == (False, None, False)
    note(world, "", days=3)
    (one,) = open_ones(world, noon(world, 4))
    assert (one.told, one.since, one.overdue) == (True, day_of(noon(world, 3)), False)


def test_many_alerts_of_a_quarter_make_one_e_mail(world: World) -> None:
    other = World(world.database, partnership="elsewhere")
    for number in range(3):
        write(world, f"{UNSAFE} {number}")
    write(other, UNSAFE)
    raise_all(world)
    raise_all(other)
    assert sorted(len(errand.codes) for errand in all_errands(world)) == [1, 3]


def test_an_alert_whose_key_is_gone_opens_for_nobody(world: World) -> None:
    write(world, UNSAFE)
    raise_all(world)
    (alert,) = alerts(world)
    code = code_of(world, alert)
    key_folder().destroy(key_of_round(world.database).name)
    with world.database.reading() as session, pytest.raises(NoSuchAlert):
        view_alert(session, code)
