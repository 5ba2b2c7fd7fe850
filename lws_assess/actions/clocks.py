"""Clocks: keeping what they said at each run of what is due, and confirming them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from lws_assess.records.clocks import hold_clock
from lws_assess.survey import clocks
from lws_assess.survey.clocks import ClockTimes, KeptClocks
from lws_assess.survey.days import local_day
from lws_assess.survey.refusals import ChangedMeanwhile

CLOCK_MOVED_ON = "The clock is not the one that you looked at. Look again before you confirm it."


def keep_run(session: Session, now: ClockTimes) -> KeptClocks:
    """Keeps a run, and says what may be done in it."""
    row = hold_clock(session)
    kept = clocks.note_run(row.kept, now)
    row.keep(kept)
    session.flush()
    return kept


def confirm_clock(session: Session, seen: str, now: ClockTimes) -> None:
    """Somebody who looked says that the clock is right. `seen` is what `moment_seen` gave for the page.

    Raises ChangedMeanwhile where the clock is not the one that was looked at.
    """
    row = hold_clock(session)
    kept = row.kept
    if kept is None or kept.doubt is None:
        return
    if seen != moment_seen(kept) or clocks.has_leapt(kept.ran, now):
        raise ChangedMeanwhile(CLOCK_MOVED_ON)
    row.keep(clocks.confirm_kept_clock(kept, now))
    session.flush()


def moment_seen(kept: KeptClocks) -> str:
    """Names the doubt that a page tells of, so that another is not confirmed in its place."""
    if kept.doubt is None:
        return ""
    return f"{kept.doubt.why} {kept.settled.isoformat()} {local_day(kept.ran.machine).isoformat()}"
