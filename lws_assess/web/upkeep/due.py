"""What the calendar asks for, carried out: safe to run at any time and as often as one likes."""

from __future__ import annotations

import logging
from pathlib import Path

from flask import has_app_context

from lws_assess.actions import clocks as clock_actions
from lws_assess.actions import quarters, retention
from lws_assess.actions.events import visioning_events as events
from lws_assess.actions.events.endings import end_what_was_left_running
from lws_assess.actions.events.keys import destroy_keys_of_events
from lws_assess.actions.events.rehearsals import (
    destroy_rehearsal_keys,
    end_rehearsal,
    find_due_rehearsals,
)
from lws_assess.actions.people.accounts import erase_expired_access
from lws_assess.actions.rounds import key_endings
from lws_assess.actions.rounds import running_rounds as round_actions
from lws_assess.records.database import Database
from lws_assess.records.sealing_keys import KeyTrouble
from lws_assess.survey.events.rooms import EventRefusal
from lws_assess.survey.keys import NO_ROUND
from lws_assess.survey.round_timing import DueStep, RoundRefusal
from lws_assess.survey.rounds.retention import RetentionStep
from lws_assess.web.link_codes import new_link_code
from lws_assess.web.loading import current_settings
from lws_assess.web.post import alerts
from lws_assess.web.post.plan_mail import send_lead_reminders
from lws_assess.web.post.sending import destroy_keys, send_what_waits
from lws_assess.web.upkeep import clocks
from lws_assess.web.words import now

Done = list[dict[str, str]]


def do_everything_due(database: Database) -> Done:
    """Carries out what is due, each thing in a transaction of its own, and says what was done."""
    sound, done = _look_at_the_clocks(database)
    done += _end_rehearsals(database) if sound else []
    done += _count_rounds(database) + (_end_events(database) if sound else []) + _move_rounds(database, sound)
    destroy_keys_of_events(database, now(), _backup_mark())
    done += end_due_keys(database) + (_erase(database) if sound else [])
    _make_links_missing(database)
    if has_app_context():  # links and the mail server's address come from the app's settings
        alerts.send_waiting()
        # Not among what is said to be done: that an alert exists is nobody else's to know
        alerts.send_alert_reminders()
        done += send_what_waits()
        done += send_lead_reminders(database)
    destroy_keys(database)
    if sound:
        with database.writing() as session:
            erase_expired_access(session, now())
    return done


def _look_at_the_clocks(database: Database) -> tuple[bool, Done]:
    """Returns whether anything may end by the clock in this run; if not, what is said of it."""
    with database.writing() as session:
        kept = clock_actions.keep_run(session, clocks.read_clocks(session, now()))
    if kept.doubt is None:
        return True, []
    why = clocks.why_in_doubt(kept)
    facts = {"what": "wait for the clock", "partnership": "", "round": "", "why": why}
    logging.getLogger("lws_assess").warning("clock", extra={"facts": facts})
    return False, [facts]


def _end_events(database: Database) -> Done:
    """Ends events that nobody has ended within their window."""
    done: Done = []
    moment = now()
    with database.reading() as session:
        left = [
            (one.partnership, one.key, one.round or NO_ROUND)
            for one in events.find_due_events(session, moment)
        ]
    for partnership, key, its_round in left:
        try:
            with database.writing() as session:
                ended = end_what_was_left_running(session, partnership, key, moment)
        except (KeyTrouble, EventRefusal) as trouble:
            facts = {
                "what": "end event",
                "partnership": partnership,
                "round": its_round,
                "why": trouble.words,
            }
            logging.getLogger("lws_assess").warning("not done", extra={"facts": facts})
            continue
        if ended:
            database.tidy_after_sealing()
            done.append({"what": "end event", "partnership": partnership, "round": its_round})
    return done


def _end_rehearsals(database: Database) -> Done:
    """Erases rehearsals that nobody has ended within a day."""
    done: Done = []
    with database.reading() as session:
        left = find_due_rehearsals(session, now())
    for partnership, planned in left:
        facts = {"what": "end rehearsal", "partnership": partnership, "round": ""}
        try:
            with database.writing() as session:
                keys = end_rehearsal(session, partnership, planned)
            destroy_rehearsal_keys(database, keys)
        except KeyTrouble as trouble:
            logging.getLogger("lws_assess").warning(
                "not done", extra={"facts": {**facts, "why": trouble.words}}
            )
            continue
        done.append(facts)
    return done


def _move_rounds(database: Database, sound: bool) -> Done:
    """Opens, closes and releases rounds until nothing more is due; where the clocks are not sound, opens alone."""
    done: Done = []
    refused: list[
        round_actions.DueChange
    ] = []  # a draft that is not complete is said once a run, not at every step
    for _step in range(3):  # a round may open, close and be released in one run after a long stop
        moment = now()
        with database.reading() as session:
            found = round_actions.find_due_changes(session, moment)
        due = [thing for thing in found if thing not in refused and (sound or thing.what == DueStep.OPEN)]
        for thing in due:
            facts = {"what": thing.what, "partnership": thing.partnership, "round": thing.round}
            try:
                with database.writing() as session:
                    round_actions.carry_out_change(session, thing, new_link_code, moment, _report)
            except RoundRefusal as refusal:
                logging.getLogger("lws_assess").warning(
                    "not done", extra={"facts": {**facts, "why": refusal.words}}
                )
                refused.append(thing)
                continue
            done.append(facts)
        if not due:
            break
    return done


def _make_links_missing(database: Database) -> None:
    with database.reading() as session:
        missing = round_actions.find_links_missing(session)
    if missing:
        with database.writing() as session:
            round_actions.make_links_missing(session, new_link_code)


def _report(done: int, everything: int) -> None:
    logging.getLogger("lws_assess").info("release", extra={"facts": {"cells": done, "of": everything}})


def _count_rounds(database: Database) -> Done:
    """Moves the numbers on and passes words of risk on, each quarter of an hour; says only where that failed."""
    done: Done = []
    moment = now()
    with database.reading() as session:
        due = quarters.find_rounds_to_count(session, moment)
    for partnership, key in due:
        with database.writing() as session:
            counted = quarters.count_round(session, partnership, key, moment)
        if counted.trouble:
            facts = {"what": "not counted", "partnership": partnership, "round": key, "why": counted.trouble}
            logging.getLogger("lws_assess").error("not counted", extra={"facts": facts})
            done.append(facts)
    return done


def _backup_mark() -> Path | None:
    """Returns what a key has to wait for, where backups are kept."""
    return current_settings().backup_mark if has_app_context() else None


def end_due_keys(database: Database) -> Done:
    """Destroys the keys of rounds that are over, and says of which it could not and why."""
    done: Done = []
    for ending in key_endings.end_round_keys(database, now(), _backup_mark()):
        facts = {"what": "destroy key", "partnership": ending.partnership, "round": ending.round}
        if ending.why_not:
            what = "erased rows not cleared away" if ending.gone else "key not destroyed"
            facts = {**facts, "what": what, "why": ending.why_not}
            level = logging.ERROR if ending.alarm else logging.WARNING
            logging.getLogger("lws_assess").log(level, what, extra={"facts": facts})
            if ending.alarm:
                facts["alarm"] = "for more than a day"
        done.append(facts)
    for name in key_endings.destroy_keys_that_came_back(database):
        facts = {"what": "destroy key again", "partnership": "", "round": "", "why": f"{name} had come back"}
        logging.getLogger("lws_assess").error("key came back", extra={"facts": facts})
        done.append(facts)
    return done


def _erase(database: Database) -> Done:
    """Announces what is to be erased, and erases what has been announced for long enough."""
    done: Done = []
    with database.reading() as session:
        due = retention.find_due_erasures(session, now())
    for erasure in due:
        with database.writing() as session:
            what = retention.carry_out_erasure(session, erasure, now())
        if what == RetentionStep.ERASE:
            database.tidy_after_erasing()
        done.append(
            {
                "what": f"{what} {erasure.kind.key}",
                "partnership": erasure.partnership,
                "round": erasure.round,
            }
        )
    return done
