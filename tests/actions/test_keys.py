"""Keys that stand in addresses."""

from __future__ import annotations

import pytest

from lws_assess.actions.keys import LONGEST, is_key, propose_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Testford Children’s Partnership", "testford-childrens-partnership"),
        ("  Ynys Môn & Conwy:  plant/children ", "ynys-mon-conwy-plant-children"),
        ("Head teachers", "head-teachers"),
        ("Children's centres (all)", "childrens-centres-all"),
        ("日本", "group"),
        ("…", "group"),
        ("ß", "ss"),
        ("x" * 200, "x" * (LONGEST - 4)),
    ],
)
def test_a_key_is_made_from_a_name(name: str, key: str) -> None:
    assert propose_key(name, (), "group") == key
    assert is_key(key)


def test_a_key_that_is_taken_gets_a_number() -> None:
    taken = {"nurses", "nurses-2", "group"}
    assert propose_key("Nurses", taken, "group") == "nurses-3"
    assert propose_key("!", taken, "group") == "group-2"


@pytest.mark.parametrize("text", ["", "-a", "a-", "a--b", "A", "a b", "a/b", "é", "a\n", "a" * 61])
def test_what_would_spoil_an_address_is_no_key(text: str) -> None:
    assert not is_key(text)
