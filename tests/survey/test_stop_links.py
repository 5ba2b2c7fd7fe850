"""Links that stop messages: each leads to its own list alone, and from what is kept nobody comes back to one."""

from __future__ import annotations

import base64

from hypothesis import given
from hypothesis import strategies as st

from lws_assess.survey.stop_links import (
    ACTIONS,
    CODE_LENGTH,
    INVITATIONS,
    KINDS,
    NAME_BYTES,
    StopKey,
    StopLink,
    StopList,
)

KEY = StopKey(b"k" * 48)
LISTS = [StopList(kind, key) for key in ("testham", "testham-a", "a") for kind in KINDS]
MINE = StopList(INVITATIONS, "testham")
ADDRESSES = st.emails()


@given(ADDRESSES, st.sampled_from(LISTS))
def test_a_link_is_read_as_what_it_was_made_for(address: str, of: StopList) -> None:
    code = KEY.code(of, address)
    assert len(code) == CODE_LENGTH
    assert code.isalnum()
    assert code == code.lower()
    for typed in (code, code.upper()):
        assert KEY.read(typed, LISTS) == StopLink(of, KEY.mark(of, address))
    assert KEY.code(of, f" {address.upper()} ") == KEY.code(of, address.upper().lower())
    assert KEY.read(code, [one for one in LISTS if one != of]) is None
    assert StopKey(b"another" * 7).read(code, LISTS) is None


@given(ADDRESSES, ADDRESSES)
def test_nothing_of_one_list_or_address_is_that_of_another(one: str, other: str) -> None:
    addresses = {one.lower(), other.lower()}
    codes = {KEY.code(of, address) for of in LISTS for address in addresses}
    marks = {KEY.mark(of, address) for of in LISTS for address in addresses}
    assert len(codes) == len(marks) == len(LISTS) * len(addresses)


@given(st.text(max_size=60) | st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=42, max_size=42))
def test_whatever_else_stands_in_an_address_is_no_link(typed: str) -> None:
    assert KEY.read(typed, LISTS) is None


@given(ADDRESSES, st.integers(0, CODE_LENGTH - 2))
def test_a_link_with_one_letter_changed_is_none(address: str, place: int) -> None:
    code = KEY.code(MINE, address)
    other = "b" if code[place] == "a" else "a"
    assert KEY.read(code[:place] + other + code[place + 1 :], LISTS) is None


@given(ADDRESSES)
def test_a_mark_is_no_part_of_a_link_and_makes_none(address: str) -> None:
    mark = KEY.mark(MINE, address)
    link = base64.b32decode(KEY.code(MINE, address).upper() + "======")
    assert link[:NAME_BYTES] not in mark
    assert mark[:NAME_BYTES] not in link
    made_of_it = base64.b32encode(mark[: len(link)]).decode().rstrip("=").lower()
    assert KEY.read(made_of_it, LISTS) is None


def test_a_partnership_whose_name_runs_into_the_kind_is_not_taken_for_another() -> None:
    assert KEY.code(StopList(ACTIONS, "a"), "b@c.de") != KEY.code(StopList("action", "s\0a"), "b@c.de")
    assert KEY.code(StopList(ACTIONS, "a"), "b@c.de") != KEY.code(StopList(ACTIONS, "a\0b"), "@c.de")
