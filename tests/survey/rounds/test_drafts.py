"""What a draft is missing, what is worth a second look, and which days will do: tables, without a clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from lws_assess.survey.rounds.drafts import (
    DraftRound,
    GroupToAsk,
    faults_of_dates,
    missing_to_open,
    sensible_window,
    warnings_before_opening,
)

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
FAMILIES = {"young": "Young people", "parents": "Parents"}


def asked(key: str, audience: str = "workers", target: int = 40, **more: object) -> GroupToAsk:
    return GroupToAsk(key, key.capitalize(), audience, branch="one", target=target, **more)


COMPLETE = DraftRound(
    title="Baseline",
    groups=(asked("teachers"), asked("council", "young"), asked("panel", "parents")),
    families=FAMILIES,
    opens_at=None,
    closes_at=NOON + 5 * WEEK,
    smallest_number=10,
    second_cut="",
    contact="Ask Jo.",
    welcome_children="Hello.",
    support_children="Talk to someone.",
    safeguarding=True,
)


def found(**changes: object) -> list[tuple[str, str]]:
    return [(remark.step, remark.field) for remark in missing_to_open(replace(COMPLETE, **changes), NOON)]


def said(**changes: object) -> list[str]:
    return [remark.sentence for remark in warnings_before_opening(replace(COMPLETE, **changes), NOON)]


# --- what is missing -----------------------------------------------------------------------------------------


def test_a_complete_draft_lacks_nothing_and_needs_no_second_look() -> None:
    assert found() == []
    assert said() == []


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"title": " "}, ("title", "title")),
        ({"groups": ()}, ("groups", "groups")),
        ({"groups": (asked("teachers", retired=True),)}, ("groups", "groups")),
        ({"closes_at": None}, ("dates", "last_day")),
        ({"second_cut": "sector"}, ("cut", "second_cut")),
        ({"contact": "\n"}, ("words", "contact")),
        ({"welcome_children": ""}, ("words", "welcome_children")),
        ({"support_children": " "}, ("words", "support_children")),
        ({"safeguarding": False}, ("settings", "safeguarding")),
    ],
)
def test_what_is_missing_is_named_at_its_step(changes: dict[str, object], place: tuple[str, str]) -> None:
    assert found(**changes) == [place]


def test_everything_that_is_missing_is_named_at_once_in_the_order_of_the_steps() -> None:
    steps = [step for step, _ in found(title="", groups=(), closes_at=None, contact="", safeguarding=False)]
    assert steps == ["title", "groups", "dates", "words", "settings"]


def test_words_of_easy_read_forms_are_needed_only_where_somebody_reads_them() -> None:
    workers = (asked("teachers"),)
    assert found(groups=workers, welcome_children="", support_children="") == []


@pytest.mark.parametrize(
    ("opens", "closes", "why"),
    [
        #  from now, of the opening and of the end of the last day
        (None, 5 * WEEK, None),
        (None, timedelta(seconds=1), None),
        (None, timedelta(0), "has passed"),
        (None, -DAY, "has passed"),
        (DAY, 5 * WEEK, None),
        (DAY, DAY + timedelta(seconds=1), None),
        (DAY, DAY, "must come after"),
        (2 * DAY, DAY, "must come after"),
        (-DAY, 5 * WEEK, None),  # it was to open yesterday, and opens as soon as it can
        (-DAY, timedelta(0), "has passed"),
    ],
)
def test_the_dates_of_a_draft(opens: timedelta | None, closes: timedelta, why: str | None) -> None:
    this = replace(COMPLETE, opens_at=NOON + opens if opens else None, closes_at=NOON + closes)
    told = [remark.sentence for remark in missing_to_open(this, NOON)]
    assert told == [] if why is None else len(told) == 1 and why in told[0]


@pytest.mark.parametrize(("targets", "may"), [((149,), False), ((150,), True), ((75, 75), True), ((), False)])
def test_a_second_way_of_cutting_needs_targets_of_150_in_all(targets: tuple[int, ...], may: bool) -> None:
    groups = tuple(asked(f"g{i}", target=target) for i, target in enumerate(targets))
    assert replace(COMPLETE, groups=groups).may_be_cut == may


TODAY = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("opens_on", "last_day", "field"),
    [
        (None, TODAY, None),
        (None, TODAY - DAY, "last_day"),
        (None, TODAY + 731 * DAY, None),
        (None, TODAY + 732 * DAY, "last_day"),
        (None, date.max, "last_day"),
        (None, date.min, "last_day"),
        (TODAY + DAY, TODAY + DAY, None),  # a round of one day
        (TODAY + DAY, TODAY, "last_day"),
        (TODAY + 2 * DAY, TODAY + DAY, "last_day"),
        (TODAY, TODAY + WEEK, "opens_on"),
        (TODAY - DAY, TODAY + WEEK, "opens_on"),
        (date.max, TODAY + WEEK, "last_day"),
    ],
)
def test_days_as_they_are_typed(opens_on: date | None, last_day: date, field: str | None) -> None:
    assert list(faults_of_dates(opens_on, last_day, TODAY)) == ([field] if field else [])


def test_three_to_eight_weeks_are_advised() -> None:
    assert sensible_window(TODAY) == (date(2027, 3, 22), date(2027, 4, 26))


# --- what is worth a second look -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "likely"), [(0, 0), (1, 0), (2, 1), (10, 5), (11, 5), (20, 9), (21, 9), (23, 10), (100, 45)]
)
def test_45_of_a_hundred_hoped_for_are_likely(target: int, likely: int) -> None:
    assert asked("any", target=target).likely == likely


def families(*more: GroupToAsk) -> tuple[GroupToAsk, ...]:
    return (asked("council", "young"), asked("panel", "parents"), *more)


def test_a_group_that_is_likely_to_end_too_small_is_named_with_what_to_do() -> None:
    (told,) = said(groups=families(asked("teachers", target=20)))
    assert (
        "“Teachers” is likely to end below 10 answers: of a target of 20, the usual 45% is about 9." in told
    )
    assert "in no result at all" in told
    assert "Raise its target, join it with another group, or lower the smallest number shown." in told
    assert said(groups=families(asked("teachers", target=23))) == []


def test_the_smallest_number_is_not_said_to_be_lowered_where_it_cannot_be() -> None:
    told = said(groups=families(asked("teachers", target=8)), smallest_number=5)[0]
    assert told.endswith("Raise its target, or join it with another group.")


def test_small_groups_of_one_branch_would_be_shown_together() -> None:
    told = said(groups=families(asked("teachers", target=12), asked("heads", target=12)))
    assert len(told) == 2
    assert all("only together with other groups below 10" in one for one in told)


def test_the_only_group_of_young_people_comes_first_and_is_said_to_be_the_only_one() -> None:
    groups = (asked("teachers", target=12), asked("council", "young", target=12), asked("panel", "parents"))
    first, second = said(groups=groups)
    assert "“Council”" in first
    assert "It is the only group of “Young people”." in first
    assert "“Teachers”" in second
    assert "only group" not in second


def test_a_group_without_a_target_is_named() -> None:
    (told,) = said(groups=families(asked("teachers", target=0)))
    assert told.startswith("“Teachers” has no target")


def test_a_round_that_asks_no_family_is_told_so_for_each_kind() -> None:
    told = said(groups=(asked("teachers"),))
    assert [one.split("”")[0] for one in told] == [
        "Nobody is asked of “Young people",
        "Nobody is asked of “Parents",
    ]


@pytest.mark.parametrize(("k", "warned"), [(5, True), (9, True), (10, False), (20, False)])
def test_ten_is_advised_for_rounds_of_open_links(k: int, warned: bool) -> None:
    groups = families(asked("teachers", target=100))
    big = tuple(replace(group, target=100) for group in groups)
    assert any("We advise 10" in one for one in said(groups=big, smallest_number=k)) == warned


@pytest.mark.parametrize(
    ("opens", "closes", "word"),
    [
        (None, 3 * WEEK, None),
        (None, 20 * DAY, None),  # three weeks that began this morning
        (None, 19 * DAY, "less than 3 weeks"),
        (None, 8 * WEEK + DAY, None),
        (None, 8 * WEEK + 2 * DAY, "more than 8 weeks"),
        (5 * WEEK, 6 * WEEK, "less than 3 weeks"),
        (5 * WEEK, 9 * WEEK, None),
        (-WEEK, 5 * WEEK, None),
    ],
)
def test_a_round_may_be_too_short_or_too_long(
    opens: timedelta | None, closes: timedelta, word: str | None
) -> None:
    told = said(opens_at=NOON + opens if opens else None, closes_at=NOON + closes)
    assert told == [] if word is None else len(told) == 1 and word in told[0]
