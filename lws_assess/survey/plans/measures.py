"""Measures: the numbers in what people type about a measure, and whether a target is met."""

from __future__ import annotations

import re

_NUMBER = r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_FIRST = re.compile(rf"\s*[£€$]?\s*({_NUMBER})")
_FURTHER = re.compile(rf"(?:\(\s*|\bof\s+)[£€$]?({_NUMBER})", re.IGNORECASE)


def numbers_in(text: str) -> tuple[float, ...]:
    """The number that a value begins with, and those in brackets or after "of"; none where it begins with words.

    >>> numbers_in("63 (17)"), numbers_in("6 of 8"), numbers_in("£40,000"), numbers_in("all by 2025")
    ((63.0, 17.0), (6.0, 8.0), (40000.0,), ())
    """
    first = _FIRST.match(text.replace("−", "-"))
    if first is None:
        return ()
    further = _FURTHER.findall(text, first.end())
    return tuple(float(number.replace(",", "")) for number in (first[1], *further))


def target_met(*, baseline: str, target: str, latest: str) -> bool | None:
    """True if the latest value reaches the target; None where words alone, or too few numbers, cannot tell.

    Each number must reach its own. A target below its baseline is to be fallen to.

    >>> target_met("38%", "75%", "69%"), target_met("14 (2)", "60 (15)", "63 (17)"), target_met("", "20", "")
    (False, True, None)
    >>> target_met("12% vacant", "8% vacant", "7% vacant")
    True
    """
    before, wanted, there = numbers_in(baseline), numbers_in(target), numbers_in(latest)
    falls = [old > new for old, new in zip(before, wanted, strict=False)]
    falls += [bool(falls) and falls[0]] * len(wanted)
    reached = [
        now <= want if fall else now >= want for want, now, fall in zip(wanted, there, falls, strict=False)
    ]
    if not wanted or not reached or (all(reached) and len(there) < len(wanted)):
        return None
    return all(reached)
