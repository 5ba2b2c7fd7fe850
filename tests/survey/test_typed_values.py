"""Numbers, times and days: what is certain is read, and what is not is asked again."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lws_assess.survey.events.programme_times import clock_of_minute, minute_of
from lws_assess.survey.typed_values import (
    MOST_DIGITS,
    UnclearValue,
    read_day,
    read_decimal,
    read_number,
    read_pounds,
    read_time,
    why_no_number,
)
from lws_assess.web import words

SCRIPTS = st.sampled_from(["0", "٠", "۰", "०", "০", "０"])
AROUND = st.sampled_from(["{}", " {} ", "\u202a{}\u202c", "{}\u200b", "\xa0{}"])
DAYS = st.dates(date(1990, 1, 1), date(2106, 12, 31))


def in_script(text: str, zero: str) -> str:
    return "".join(chr(ord(zero) + int(c)) if c in "0123456789" else c for c in text)


# --- what this service writes ----------------------------------------------------------------------------


@given(
    st.integers(0, 10**MOST_DIGITS - 1),
    SCRIPTS,
    AROUND,
    st.sampled_from([",", " ", "\xa0", "\u202f", "'", ""]),
)
def test_a_number_is_read_as_it_is_written(number: int, zero: str, around: str, between: str) -> None:
    typed = around.format(in_script(f"{number:,}".replace(",", between), zero))
    assert read_number(typed) == number
    assert read_pounds(f"£{typed.strip()}") == read_pounds(f"{typed} pounds") == number


@given(st.integers(0, 999), SCRIPTS)
def test_a_number_with_one_decimal_is_read_as_it_is_written(tenths: int, zero: str) -> None:
    written = in_script(f"{tenths / 10:.1f}", zero)
    assert read_decimal(written) == read_decimal(written.replace(".", ",")) == tenths / 10


@given(st.integers(0, 24 * 60 - 1), SCRIPTS, AROUND)
def test_a_time_is_read_in_every_way_that_it_is_written(minute: int, zero: str, around: str) -> None:
    hour, of_hour = divmod(minute, 60)
    half = "am" if hour < 12 else "pm"
    said = words.moment_in_words(datetime.combine(date(2027, 1, 15), time(hour, of_hour), UTC)).rpartition(
        " at "
    )[2]
    for written in (
        said,
        clock_of_minute(minute),
        f"{hour:02}.{of_hour:02}",
        f"{hour:02}{of_hour:02}",
        f"{hour % 12 or 12}:{of_hour:02} {half}",
        f"{hour % 12 or 12}.{of_hour:02}{half[0]}.m.",
        f"{hour % 12 or 12}{of_hour:02}{half.upper()}",
        f"{hour:02}：{of_hour:02}",
    ):
        assert minute_of(around.format(in_script(written, zero))) == minute
    bare = around.format(in_script(f"{hour}.{of_hour:02}", zero))
    if 1 <= hour <= 6:
        with pytest.raises(UnclearValue, match=f"Is that {hour}:{of_hour:02}am or {hour}:{of_hour:02}pm"):
            minute_of(bare)
    else:
        assert minute_of(bare) == minute


@given(DAYS, SCRIPTS, AROUND)
@example(date(2027, 1, 15), "0", "{} ")
def test_a_day_is_read_in_every_way_that_it_is_written(day: date, zero: str, around: str) -> None:
    assert read_day(around.format(words.day_in_words(day))) == day
    for written in (
        day.isoformat(),
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d.%m.%Y}",
        f"{day:%d-%m-%Y}",
        f"{day.day} / {day.month} / {day.year}",
        f"{day:%d %b %Y}",
        f"{day:%d-%b-%Y}",
        f"{day:%A} {day.day} {day:%B} {day.year}",
        f"{day:%a}, {day.day} {day:%b} {day.year}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day:%Y/%m/%d}",
        f"{day:%d/%m/%Y} 00:00:00",
    ):
        assert read_day(around.format(in_script(written, zero))) == day


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_two_digits_of_a_year_are_of_this_century(day: date) -> None:
    for written in (f"{day.day}/{day.month}/{day:%y}", f"{day:%d.%m.%y}", f"{day.day} {day:%B} {day:%y}"):
        assert read_day(written) == day


@given(DAYS, st.integers(1, 6))
def test_a_day_of_the_week_that_does_not_fit_is_asked_about(day: date, off: int) -> None:
    other = day + timedelta(days=off)
    with pytest.raises(UnclearValue, match=f"is a {day:%A}, not a {other:%A}"):
        read_day(f"{other:%A} {day.day} {day:%B} {day.year}")


@given(st.text(max_size=20))
def test_whatever_is_typed_is_read_or_asked_again(text: str) -> None:
    assert read_number(text) is None or read_number(text) >= 0
    assert isinstance(why_no_number(text), str)
    for read in (read_time, read_day):
        said = ""
        try:
            read(text)
        except UnclearValue as unclear:
            said = str(unclear)
        assert not said or "Enter a" in said or "Which day" in said


# --- what people write -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "minute"),
    [
        ("9.30", 570), ("9:30am", 570), ("0930", 570), ("930", 570), ("9.30 pm", 1290), ("9 am", 540), ("noon", 720),
        ("midday", 720), ("12 noon", 720), ("17:30", 1050), ("5:30pm", 1050), ("5.30 p.m.", 1050), ("17h30", 1050),
        ("17.30 hrs", 1050), ("1730hrs", 1050), ("12am", 0), ("12pm", 720), ("midnight", 0), ("13:30pm", 810),
        ("at 9am", 540), ("9 30", 570), ("12.00", 720),
    ],
)  # fmt: skip
def test_times_as_people_type_them(typed: str, minute: int) -> None:
    assert read_time(typed) == minute


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("9", "Is that 9am or 9pm?"),
        ("9 o'clock", "9am or 9pm"),
        ("12", "noon or midnight"),
        ("13:30am", "not in the"),
    ],
)
def test_a_time_that_may_be_two_is_asked_about(typed: str, asked: str) -> None:
    with pytest.raises(UnclearValue, match=asked):
        read_time(typed)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1/2/27", date(2027, 2, 1)),
        ("15th of January 2027", date(2027, 1, 15)),
        ("Jan 15 2027", date(2027, 1, 15)),
        ("15 Sept 27", date(2027, 9, 15)),
        ("Weds 13 Jan 2027", date(2027, 1, 13)),
        ("29/2/2028", date(2028, 2, 29)),
        ("15 January ’27", date(2027, 1, 15)),
    ],
)
def test_days_as_people_type_them(typed: str, day: date) -> None:
    assert read_day(typed) == day


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("31/2/2027", "February 2027 has 28 days"),
        ("29/2/2027", "February 2027 has 28 days"),
        ("1/15/2027", "There is no month 15"),
        ("15/1", "with its year"),
        ("15 January", "with its year"),
        ("15 Smarch 2027", "There is no month “smarch”"),
        ("next Friday", "such as 27/3/2027"),
        ("0/1/2027", "January 2027 has 31 days"),
    ],
)
def test_what_is_no_day_is_refused_with_the_reason(typed: str, why: str) -> None:
    with pytest.raises(UnclearValue, match=why):
        read_day(typed)


@pytest.mark.parametrize(
    "typed", ["1.200", "about 30", "20-25", "1,2", "12 34", "12²", "-3", "thirty", "", "9" * 10]
)
def test_what_may_be_another_number_is_not_read(typed: str) -> None:
    assert read_number(typed) is None


@pytest.mark.parametrize(
    ("typed", "asked"), [("1.200", "two ways"), ("about 30", "only one number"), ("20-25", "only one number")]
)
def test_a_number_that_may_be_two_is_asked_about(typed: str, asked: str) -> None:
    assert asked in why_no_number(typed)


@pytest.mark.parametrize(
    ("typed", "pounds"),
    [
        ("£1,200.00", 1200),
        ("£1,200.50", None),
        ("18k", 18000),
        ("GBP 18 000", 18000),
        ("£1.200", None),
        ("£", None),
    ],
)
def test_pounds_as_people_type_them(typed: str, pounds: int | None) -> None:
    assert read_pounds(typed) == pounds


@pytest.mark.parametrize(
    ("typed", "minute"),
    [
        ("9 : 30", 570),
        ("9. 30", 570),
        ("9 .30", 570),
        ("9∶30", 570),
        ("9.30h", 570),
        ("Noon.", 720),
        ("12:00 midnight", 0),
    ],
)
def test_a_time_with_spaces_and_other_signs_in_it_is_read(typed: str, minute: int) -> None:
    assert read_time(typed) == minute


@pytest.mark.parametrize(
    "typed",
    [
        "Fri. 15 Jan. 2027",
        "Fri.15 January 2027",
        "15 January 2027 (Friday)",
        "15.01.2027, Fr",
        "on 15 January 2027",
        "15012027",
        "15\u201101\u20112027",
        "15\u22121\u221227",
        "15—1—2027",
        "15∕1∕2027",
        "15/01/2027 12:00:00 AM",
    ],
)
def test_a_day_is_read_with_its_weekday_and_with_the_lines_of_other_programs(typed: str) -> None:
    assert read_day(typed) == date(2027, 1, 15)


def test_a_weekday_behind_a_day_is_compared_too() -> None:
    with pytest.raises(UnclearValue, match="is a Friday, not a Monday"):
        read_day("15 January 2027 (Monday)")
