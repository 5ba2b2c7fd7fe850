"""The clocks: reading them, and the page on which an administrator confirms one that has leapt."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from flask import Blueprint, flash, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import HiddenField

from lws_assess.actions import clocks as actions
from lws_assess.records.clocks import find_clock, read_database_clock
from lws_assess.survey.clocks import LEAPT, ClockTimes, KeptClocks, still_to_wait
from lws_assess.survey.keys import PartnershipKey
from lws_assess.survey.refusals import ChangedMeanwhile
from lws_assess.web import forms
from lws_assess.web.access import may_administer
from lws_assess.web.loading import current_database
from lws_assess.web.refusals import status_of
from lws_assess.web.words import counted_noun, moment_in_words, now

blueprint = Blueprint("clocks", __name__, url_prefix="/p/<partnership>/clock")

# A name that the system gives to each start of the machine, so that two counts from a start are of the same one.
NAME_OF_THE_START = Path("/proc/sys/kernel/random/boot_id")


def read_clocks(session: Session, machine: datetime) -> ClockTimes:
    """All clocks at this moment, where `machine` is the machine's."""
    return ClockTimes(machine, read_database_clock(session), _since_the_start(), _start())


def _since_the_start() -> timedelta | None:
    counts = getattr(time, "CLOCK_BOOTTIME", None)
    return timedelta(seconds=time.clock_gettime(counts)) if counts is not None else None


@cache
def _start() -> str:
    try:
        return NAME_OF_THE_START.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def why_in_doubt(kept: KeptClocks) -> str:
    """In a sentence or two: what is wrong, and what is waited for; empty where nothing is."""
    if kept.doubt is None:
        return ""
    leapt = "A clock has leapt by more than a day, or this service was off for as long."
    differ = "The clocks of this machine and of its database differ by more than five minutes."
    minutes = max(1, -(-int(still_to_wait(kept).total_seconds()) // 60))
    return (
        f"{leapt if kept.doubt.why == LEAPT else differ} Nothing closes, is released or is erased by the clock until "
        f"the clocks have gone on without that for an hour ({counted_noun(minutes, 'minute')} more at "
        "the least), or an "
        "administrator confirms them."
    )


def sentence_for_staff(session: Session) -> str:
    """Returns a sentence about the clocks for the pages of those who run rounds; empty where the clocks are sound."""
    kept = find_clock(session)
    return why_in_doubt(kept) if kept else ""


class ConfirmClock(forms.Form):
    """Hidden: which doubt the page told of."""

    seen = HiddenField()


@blueprint.get("")
def show(partnership: PartnershipKey) -> Response:
    """Shows what the clocks say and what waits for them, and confirms them."""
    return _show(partnership, ConfirmClock(formdata=None))


def _show(
    partnership: PartnershipKey, form: ConfirmClock, meanwhile: ChangedMeanwhile | None = None
) -> Response:
    with current_database().reading() as session:
        kept = find_clock(session)
        said = read_clocks(session, now())
    form.seen.data = actions.moment_seen(kept) if kept else ""
    return forms.form_page(
        "upkeep/clocks/show.html",
        form,
        status_of(meanwhile) if meanwhile else None,
        why=why_in_doubt(kept) if kept else "",
        machine=moment_in_words(said.machine),
        of_database=moment_in_words(said.database),
        last=moment_in_words(kept.settled) if kept else "",
        problem=f"Not confirmed. {meanwhile.words}" if meanwhile else "",
        back=url_for("partnerships.show", partnership=partnership),
        may_confirm=may_administer(),
    )


@blueprint.post("")
def confirm(partnership: PartnershipKey) -> Response:
    """The clock is right: what is due by it is done from the next run on."""
    form = ConfirmClock()
    if not form.validate_on_submit():
        return _show(partnership, form)
    try:
        with current_database().writing() as session:
            actions.confirm_clock(session, forms.text_of_field(form.seen), read_clocks(session, now()))
    except ChangedMeanwhile as refusal:
        return _show(partnership, form, refusal)
    flash("The clock is confirmed. What is due is done within a minute or two.", "done")
    return redirect(url_for(".show", partnership=partnership), 303)
