"""Numbers, times and days as people type them: read where the meaning is certain, asked again where it is not.

Whatever this service itself writes is read back as the same value. Digits of every script are digits. What cannot be
read raises UnclearValue, whose words say why and what would do.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from lws_assess.survey.refusals import BadInput
from lws_assess.survey.written_words import plain_signs

MOST_DIGITS = 9
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class UnclearValue(BadInput, ValueError):
    """Raised where what was typed is no such value, or may be more than one. The message asks the person for it in
    words.
    """


# --- numbers ---------------------------------------------------------------------------------------------

_BETWEEN_THOUSANDS = "[,' ’٬]"
_WHOLE = re.compile(rf"\d+|\d{{1,3}}(?:(?P<mark>{_BETWEEN_THOUSANDS})\d{{3}})(?:(?P=mark)\d{{3}})*")
_CURRENCY = re.compile(r"^(?:£|gbp)\s*|\s*(?:£|gbp|pounds?)$", re.IGNORECASE)
_THOUSANDS_IN_WORDS = re.compile(r"(?P<number>.*\d)\s?(?:k|thousand)", re.IGNORECASE)
_NOTHING_BEHIND = re.compile(r"(?<=\d) ?\.0{0,2}$")  # three noughts could be thousands
_NO_PENCE = re.compile(r"(?P<pounds>.*\d)\.(?P<pence>\d\d?)")


def read_number(text: str) -> int | None:
    """A whole number; None where it is none, may be more than one, or has more digits than any that we ask.

    >>> read_number("1,200"), read_number("1 200"), read_number("١٢"), read_number("12."), read_number("007")
    (1200, 1200, 12, 12, 7)
    >>> read_number("12.0"), read_number("1,200.00")
    (12, 1200)
    >>> read_number("1.200"), read_number("1,2"), read_number("about 30"), read_number("-3"), read_number("")
    (None, None, None, None, None)
    """
    plain = _NOTHING_BEHIND.sub("", _plain(text)).removeprefix("+").strip()
    if not _WHOLE.fullmatch(plain):
        return None
    digits = "".join(c for c in plain if c.isdigit())
    return int(digits) if len(digits) <= MOST_DIGITS else None


def read_decimal(text: str) -> float | None:
    """A number with at most three digits before its point or comma, and any behind; None where it is none.

    >>> read_decimal("3.5"), read_decimal("3,5"), read_decimal("٣٫٥"), read_decimal("4"), read_decimal("4.")
    (3.5, 3.5, 3.5, 4.0, 4.0)
    >>> read_decimal("3,5,1"), read_decimal(""), read_decimal("."), read_decimal("-1")
    (None, None, None, None)
    """
    plain = _plain(text).replace(",", ".").replace("٫", ".").removesuffix(".")
    return float(plain) if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,9})?|\.[0-9]{1,9}", plain) else None


def read_pounds(text: str) -> int | None:
    """Whole pounds, with their sign or without; None where there are none, or pence as well.

    >>> read_pounds("£18,000"), read_pounds("18 000 pounds"), read_pounds("£1,200.00"), read_pounds("18k")
    (18000, 18000, 1200, 18000)
    >>> read_pounds("£1,200.50"), read_pounds("1.200"), read_pounds("18-20k")
    (None, None, None)
    """
    plain = _CURRENCY.sub("", _plain(text))
    thousands = _THOUSANDS_IN_WORDS.fullmatch(plain)
    if thousands:
        found = read_number(thousands["number"])
        return found * 1000 if found is not None and found < 10 ** (MOST_DIGITS - 3) else None
    pence = _NO_PENCE.fullmatch(plain)
    if pence:
        return read_number(pence["pounds"]) if not int(pence["pence"]) else None
    return read_number(plain)


def why_no_number(text: str, example: str = "1200") -> str:
    """Returns what to ask where a number could not be read and the form of it is what leaves it open; empty
    otherwise.
    """
    plain = _CURRENCY.sub("", _plain(text))
    quoted = f"“{plain[:20]}”"
    if re.fullmatch(r"\d{1,3}(\.\d{3})+", plain):
        return f"{quoted} can be read in two ways: write it without a full stop, such as {example}"
    if re.search(r"\d", plain) and re.search(r"[^\W\d]|\d ?[-–~/]", plain):
        return f"Write only one number in digits, such as {example}, in place of {quoted}"
    return ""


def _plain(text: str) -> str:
    return " ".join(plain_signs(text).split())


# --- times -----------------------------------------------------------------------------------------------

_TIME = re.compile(
    r"(?:at |from )?(?P<hour>\d{1,2})(?:[:.,;h \-](?P<minute>\d\d)|h)?\s?"
    r"(?:(?P<half>[ap])\.? ?m?\.?(?: ?m\.?)?)?(?:\s?(?P<unit>h|hrs?|hours|o['’]?clock|noon|midday|bst|gmt))?\.?"
)
_FOUR_DIGITS = re.compile(
    r"(?:at |from )?(?P<hour>\d{1,2}?)(?P<minute>\d\d)\s?(?P<half>[ap])?(?:\.? ?m)?\.?(?:\s?h|hrs?|\shrs?|\shours)?"
)
_AROUND_COLON = re.compile(r"\s*([:.：∶])\s*(?=\d)")
NOON, MIDNIGHT = 12 * 60, 0
_SUCH_AS = "Enter a time such as 09:00"
SMALL_HOURS = frozenset(
    "123456"
)  # without a nought before them; nobody can tell "5:30" from half past five at night
_NAMED = {"noon": NOON, "midday": NOON, "12 midday": NOON, "midnight": MIDNIGHT, "12 midnight": MIDNIGHT}


def read_time(text: str) -> int:
    """Minutes after midnight. Raises UnclearValue.

    >>> [read_time(t) for t in ("9.30", "9:30am", "0930", "9.30 a.m.", "5:30pm", "17.30", "noon", "9 am", "12am")]
    [570, 570, 570, 570, 1050, 1050, 720, 540, 0]
    """
    plain = _AROUND_COLON.sub(":", _plain(text).lower())
    named = re.sub(r"^12:00(?= mid)", "12", plain.removeprefix("at ").removesuffix("."))
    if named in _NAMED:
        return _NAMED[named]
    found = _FOUR_DIGITS.fullmatch(plain) or _TIME.fullmatch(plain)
    if found is None:
        raise UnclearValue(_SUCH_AS)
    parts = found.groupdict()
    hour, half, unit = int(parts["hour"]), parts["half"], parts.get("unit") or ""
    if (
        parts["minute"] is None
        and half is None
        and not (unit in ("noon", "midday") and hour == 12)
        and not _is_on_24(plain, hour)
    ):
        raise UnclearValue(_which_half(hour))
    if half is None and not unit and parts["minute"] and parts["hour"] in SMALL_HOURS:
        raise UnclearValue(_which_half_at(hour, parts["minute"]))
    minute = int(parts["minute"] or 0)
    if minute > 59 or hour > 23 or (half and hour == 0 and half == "p"):
        raise UnclearValue(_SUCH_AS)
    if half == "a" and hour > 12:
        raise UnclearValue(f"{hour}:{minute:02} is not in the morning. {_SUCH_AS}, 9.30am or 5:30pm")
    if half and 0 < hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour * 60 + minute


def _is_on_24(plain: str, hour: int) -> bool:
    """True if an hour that stands without minutes can only be one of twenty-four: "17h", "14 hrs"."""
    return (hour > 12 and not plain.isdigit()) or (plain.endswith("h") and plain[:-1].isdigit())


def _which_half(hour: int) -> str:
    if not 1 <= hour <= 12:
        return _SUCH_AS
    choice = "noon or midnight" if hour == 12 else f"{hour}am or {hour}pm"
    return f"Is that {choice}? {_SUCH_AS}, 9.30am or 5:30pm"


def _which_half_at(hour: int, minute: str) -> str:
    early, late = f"{hour:02}:{minute}", f"{hour + 12}:{minute}"
    return f"Is that {hour}:{minute}am or {hour}:{minute}pm? Write which, or {early} or {late}"


# --- days ------------------------------------------------------------------------------------------------

_YEAR_FIRST = re.compile(r"(?P<year>\d{4})(?P<mark>[-/. ])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})")
_DAY_FIRST_IN_EIGHT = re.compile(r"(?P<day>\d\d)(?P<month>\d\d)(?P<year>20\d\d)")  # never one of those below
_IN_EIGHT = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})(?P<mark>[-/. ])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4}|\d\d)")
_DAY_AND_NAME = re.compile(
    r"(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)?[-/. ]*(?:of )?(?P<month>[a-z]+)[-/. ]*,? ?(?P<year>\d{4}|['’]?\d\d)"
)
_NAME_AND_DAY = re.compile(
    r"(?P<month>[a-z]+)[-/. ]*(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:,|[-/. ])+ ?(?P<year>\d{4}|['’]\d\d)"
)
_WITHOUT_YEAR = re.compile(
    r"\d{1,2}[-/. ]\d{1,2}|\d{1,2}(?:st|nd|rd|th)? ?[a-z]{3,}|[a-z]{3,} ?\d{1,2}(?:st|nd|rd|th)?"
)
_WEEKDAY = re.compile(r"(?P<name>[a-z]{2,9})(?:\.?,? |\.,?)")
_WEEKDAY_BEHIND = re.compile(r"(?P<day>.*\d\d),? ?\(?(?P<name>[a-z]{2,9})\)?")
_CLOCK_BEHIND = re.compile(r"[t ](?:00:00(?::00(?:\.0+)?)?z?|12:00(?::00)? am)$")
_LINES = {**dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"), **dict.fromkeys(map(ord, "⁄∕"), "/")}


def read_day(text: str) -> date:
    """A day; the day stands before the month, and two digits of a year are of this century. Raises UnclearValue.

    >>> [str(read_day(t)) for t in ("15/1/27 ", "1.2.2027", "Friday 15th January 2027", "Jan 15, 2027")]
    ['2027-01-15', '2027-02-01', '2027-01-15', '2027-01-15']
    """
    plain = re.sub(r"\s*([-/.])\s*", r"\1", _plain(text).lower().translate(_LINES)).removeprefix("on ")
    plain = _CLOCK_BEHIND.sub("", plain.removesuffix("."))
    behind = _WEEKDAY_BEHIND.fullmatch(plain)
    weekday, plain = _weekday_before(f"{behind['name']} {behind['day']}" if behind else plain)
    for form in (_YEAR_FIRST, _DAY_FIRST_IN_EIGHT, _IN_EIGHT, _DAY_FIRST, _DAY_AND_NAME, _NAME_AND_DAY):
        found = form.fullmatch(plain)
        if found:
            return _day_of(year=found["year"], month=found["month"], day=found["day"], weekday=weekday)
    if _WITHOUT_YEAR.fullmatch(plain):
        raise UnclearValue("Enter a day such as 27/3/2027, with its year")
    raise UnclearValue("Enter a day such as 27/3/2027")


def _weekday_before(plain: str) -> tuple[int | None, str]:
    """The day of the week that stands before a day, and the rest."""
    found = _WEEKDAY.match(plain)
    if found:
        for number, name in enumerate(WEEKDAYS):
            if len(found["name"]) > 1 and name.lower().startswith(_full_name(found["name"])):
                return number, plain[found.end() :].strip()
    return None, plain


def _full_name(short: str) -> str:
    return {"tues": "tue", "weds": "wed", "thur": "thu", "thurs": "thu"}.get(short, short)


def _day_of(*, year: str, month: str, day: str, weekday: int | None) -> date:
    digits = year.lstrip("'’")
    of_year = int(digits) + (2000 if len(digits) == 2 else 0)
    of_month = int(month) if month.isdigit() else _month_named(month)
    if not 1 <= of_month <= 12:
        raise UnclearValue(
            f"There is no month {month}. Enter the day first, then the month, such as 27/3/2027"
        )
    if of_year < 1:
        raise UnclearValue("Enter a day such as 27/3/2027")
    name, last = MONTHS[of_month - 1], monthrange(of_year, of_month)[1]
    if not 1 <= int(day) <= last:
        raise UnclearValue(f"{name} {of_year} has {last} days. Enter a day such as 27/3/2027")
    found = date(of_year, of_month, int(day))
    if weekday is not None and found.weekday() != weekday:
        written = f"{found.day} {name} {found.year}"
        raise UnclearValue(
            f"{written} is a {WEEKDAYS[found.weekday()]}, not a {WEEKDAYS[weekday]}. Which day is it?"
        )
    return found


def _month_named(text: str) -> int:
    for number, name in enumerate(MONTHS, 1):
        if len(text) >= 3 and name.lower().startswith({"sept": "sep"}.get(text, text)):
            return number
    raise UnclearValue(f"There is no month “{text[:20]}”. Enter a day such as 27/3/2027")
