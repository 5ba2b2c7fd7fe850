"""Clocks: whether what the machine says the time is may close, release or erase anything.

Whatever is due is looked for every minute, and each run is kept with what the clocks said. A clock may have leapt since
the run before, or the machine's and the database's may differ. Then nothing ends by the clock until they have gone on
together for an hour, or an administrator has confirmed them. A machine that was off for a week waits an hour.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

LEAP = timedelta(days=1)  # more than this between two runs is a leap
APART_AT_MOST = timedelta(minutes=5)
SETTLES_IN = timedelta(hours=1)

LEAPT, DIFFER = "leapt", "differ"


@dataclass(frozen=True)
class ClockTimes:
    """Holds what the clocks say at one moment.

    `database` is None where the database reads the machine's own clock. `boot` counts the time since the machine
    started, sleep included, whatever its clock is set to, and `started` names that start; None and empty where
    the machine tells neither.
    """

    machine: datetime
    database: datetime | None = None
    boot: timedelta | None = None
    started: str = ""

    @property
    def apart(self) -> timedelta:
        """Returns how far the database's clock is ahead of the machine's."""
        return self.database - self.machine if self.database else timedelta(0)


@dataclass(frozen=True)
class ClockDoubt:
    """Since when, and why, the clocks end nothing."""

    began: ClockTimes
    why: str  # LEAPT or DIFFER


@dataclass(frozen=True)
class KeptClocks:
    """Holds what is kept from one run to the next. Moments are the machine's."""

    ran: ClockTimes
    settled: datetime  # of the last run whose clocks were sound
    since: datetime | None = None  # when the last doubt ended
    doubt: ClockDoubt | None = None
    apart: timedelta = timedelta(0)  # a difference that an administrator has confirmed

    @property
    def vouched(self) -> VouchedTime:
        return VouchedTime(self.settled, self.doubt is not None, self.since)


@dataclass(frozen=True)
class VouchedTime:
    """Holds what the runs vouch for, as pages ask it; before the first run, every clock is believed."""

    settled: datetime | None = None
    doubted: bool = False
    since: datetime | None = None

    def has_come(self, moment: datetime, now: datetime) -> bool:
        """True if a moment has come, and not only by a clock that has leapt or is doubted."""
        if now < moment:
            return False
        if self.settled is None or moment <= self.settled:
            return True
        return not self.doubted and now - self.settled <= LEAP

    def not_before_it_was_sound(self, moment: datetime) -> datetime:
        """A moment that came while the clocks were in doubt counts from when the doubt ended."""
        return max(moment, self.since) if self.since else moment


BELIEVED = VouchedTime()


def has_leapt(before: ClockTimes, now: ClockTimes) -> bool:
    """
    >>> noon = datetime(2026, 3, 2, 12)
    >>> has_leapt(ClockTimes(noon), ClockTimes(noon + timedelta(days=8))), has_leapt(ClockTimes(noon), ClockTimes(noon))
    (True, False)
    """
    if abs(now.machine - before.machine) > LEAP:
        return True
    return bool(before.database and now.database and abs(now.database - before.database) > LEAP)


def note_run(kept: KeptClocks | None, now: ClockTimes) -> KeptClocks:
    """Returns what is to be kept of a run; nothing may end by the clock in it while that has a doubt."""
    if kept is None:
        kept = KeptClocks(now, now.machine)
    why = ""
    if has_leapt(kept.ran, now):
        why = LEAPT
    elif abs(now.apart - kept.apart) > APART_AT_MOST:
        why = DIFFER
    if why:
        return replace(kept, ran=now, doubt=ClockDoubt(now, why))
    if kept.doubt is None:
        return replace(kept, ran=now, settled=now.machine)
    waited = _waited(kept.doubt.began, now)
    if waited is None:
        return replace(kept, ran=now, doubt=replace(kept.doubt, began=now))
    if waited < SETTLES_IN:
        return replace(kept, ran=now)
    return replace(kept, ran=now, settled=now.machine, since=now.machine, doubt=None)


def _waited(began: ClockTimes, now: ClockTimes) -> timedelta | None:
    """Returns how long it is since then at the least; None where nothing on this machine can tell, so it
    begins anew.
    """
    if began.boot is not None and now.boot is not None and began.started == now.started:
        return now.boot - began.boot
    machine = now.machine - began.machine
    if began.database and now.database:
        return min(machine, now.database - began.database)
    return machine if began.boot is None and now.boot is None else None


def confirm_kept_clock(kept: KeptClocks, now: ClockTimes) -> KeptClocks:
    """An administrator says that the machine's clock is right: it ends things again from this moment."""
    return replace(kept, ran=now, settled=now.machine, since=now.machine, doubt=None, apart=now.apart)


def still_to_wait(kept: KeptClocks) -> timedelta:
    """Returns how much of the hour is left at the last run; nothing where there is no doubt."""
    if kept.doubt is None:
        return timedelta(0)
    return SETTLES_IN - (_waited(kept.doubt.began, kept.ran) or timedelta(0))


def to_json(kept: KeptClocks) -> dict[str, object]:
    """As it is stored."""
    doubt = kept.doubt
    return {
        "ran": _clocks_to_json(kept.ran),
        "settled": kept.settled.isoformat(),
        "since": kept.since.isoformat() if kept.since else None,
        "doubt": {"began": _clocks_to_json(doubt.began), "why": doubt.why} if doubt else None,
        "apart": kept.apart.total_seconds(),
    }


def from_json(stored: dict[str, object]) -> KeptClocks:
    """Returns what `to_json` stored."""
    return _kept(**stored)  # type: ignore[arg-type]


def _kept(
    ran: dict[str, str | float | None],
    settled: str,
    since: str | None,
    doubt: dict[str, dict[str, str | float | None] | str] | None,
    apart: float,
) -> KeptClocks:
    return KeptClocks(
        ran=_clocks_from_json(ran),
        settled=datetime.fromisoformat(settled),
        since=datetime.fromisoformat(since) if since else None,
        doubt=ClockDoubt(_clocks_from_json(doubt["began"]), str(doubt["why"])) if doubt else None,  # type: ignore[arg-type]
        apart=timedelta(seconds=apart),
    )


def _clocks_to_json(clocks: ClockTimes) -> dict[str, str | float | None]:
    return {
        "machine": clocks.machine.isoformat(),
        "database": clocks.database.isoformat() if clocks.database else None,
        "boot": clocks.boot.total_seconds() if clocks.boot is not None else None,
        "started": clocks.started,
    }


def _clocks_from_json(stored: dict[str, str | float | None]) -> ClockTimes:
    database, boot = stored["database"], stored["boot"]
    return ClockTimes(
        machine=datetime.fromisoformat(str(stored["machine"])),
        database=datetime.fromisoformat(str(database)) if database else None,
        boot=timedelta(seconds=float(boot)) if boot is not None else None,
        started=str(stored["started"]),
    )
