"""Names of groups as people write them: found where they can mean one group, asked about otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lws_assess.survey.group_names import find_by_name, folded_name, nearest_name, why_not_found

NAMES = {
    "head-teachers": "Head teachers",
    "childrens-centre-managers": "Children’s Centre managers",
    "social-care": "Social care & early help",
    "team-7": "Team 7",
}


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Head teachers", "head-teachers"),
        (" HEAD   TEACHERS ", "head-teachers"),
        ("head-teachers", "head-teachers"),
        ("Children's centre managers", "childrens-centre-managers"),
        ("social care and early help", "social-care"),
        ("Headteachers", None),
        ("Head teacher", None),
        ("Team 71", None),
        ("", None),
        ("   ", None),
    ],
)
def test_a_name_is_found_without_regard_to_how_it_is_typed(written: str, key: str | None) -> None:
    assert find_by_name(written, NAMES) == key


def test_what_is_nearly_a_name_is_asked_about_and_not_taken() -> None:
    assert nearest_name("Headteachers", NAMES) == "Head teachers"
    assert why_not_found("Headteachers", NAMES, "in this round") == (
        "There is no group “Headteachers” in this round. Do you mean “Head teachers”?"
    )
    assert why_not_found("Astronauts", NAMES, "here") == "There is no group “Astronauts” here"
    assert why_not_found(" ", NAMES, "here") == "No group is named in this row"


def test_two_groups_of_one_name_are_told_apart_by_their_keys_only() -> None:
    twins = {"a": "Parents", "b": "parents "}
    assert find_by_name("Parents", twins) is None
    assert find_by_name("b", twins) == "b"
    assert why_not_found("Parents", twins, "here") == "Several groups are called “Parents”"


@given(st.sampled_from(sorted(NAMES)), st.data())
def test_capitals_and_spaces_never_matter(key: str, data: st.DataObject) -> None:
    written = "".join(
        data.draw(st.sampled_from([c.upper(), c.lower()]))
        if c != " "
        else data.draw(st.sampled_from([" ", "  ", "\u00a0", "\t"]))
        for c in NAMES[key]
    )
    assert find_by_name(written, NAMES) == key


@given(st.text(max_size=30))
def test_whatever_is_written_is_found_only_where_it_is_the_name(written: str) -> None:
    key = find_by_name(written, NAMES)
    if key is not None:
        assert folded_name(written) in (folded_name(NAMES[key]), folded_name(key))
    else:
        assert why_not_found(written, NAMES, "here")
