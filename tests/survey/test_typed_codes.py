"""Codes as people type, read out or paste them."""

from __future__ import annotations

from itertools import combinations
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lws_assess.survey.events.rooms import (
    ROOM_ALPHABET,
    is_scribe_code,
    read_room_code,
    scribe_code,
    write_room_code,
)
from lws_assess.survey.secrets import Secret, read_code, read_secret
from lws_assess.survey.typed_codes import find_pasted_link, read_digits

ROOMS = st.binary(min_size=8, max_size=8).map(write_room_code)
SECRETS = st.binary(min_size=16, max_size=16).map(Secret)
ZEROS = st.sampled_from("٠۰०০０")
BETWEEN = st.sampled_from(["", " ", "-", "\u200b", "\xa0", " – "])
# Each group is one sign to somebody who reads it from afar, or from another keyboard.
LOOK_ALIKE = ["0OQD", "1IL", "2Z", "5S", "8B", "UV", "6G"]


def in_script(code: str, zero: str) -> str:
    return "".join(chr(ord(zero) + int(c)) if c.isdigit() else c for c in code)


def test_no_two_letters_of_new_codes_look_alike() -> None:
    assert not [
        pair for group in LOOK_ALIKE for pair in combinations(group, 2) if set(pair) <= set(ROOM_ALPHABET)
    ]
    assert len(set(ROOM_ALPHABET)) == len(ROOM_ALPHABET)


@given(ROOMS, ZEROS, BETWEEN, st.booleans())
def test_a_room_code_is_read_from_every_keyboard(code: str, zero: str, between: str, small: bool) -> None:
    typed = between.join(code.lower() if small else code)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code)
    cyrillic = code.translate(str.maketrans("CHKMPTX", "СНКМРТХ"))
    for written in (typed, in_script(typed, zero), f"\u202a{typed}\u202c", wide, cyrillic, cyrillic.lower()):
        assert read_room_code(written) == code


@given(ROOMS)
def test_what_looks_like_a_letter_of_a_room_code_is_that_letter(code: str) -> None:
    for seen, meant in (("S", "5"), ("B", "8"), ("Z", "2"), ("O", "D"), ("0", "D"), ("U", "V"), ("s", "5")):
        assert read_room_code(code.replace(meant, seen)) == code


@pytest.mark.parametrize("code", ["GQ2345", "QQQQQQ", "gh2345"])
def test_codes_made_before_go_on(code: str) -> None:
    assert read_room_code(code) == code.upper()


@given(st.binary(min_size=16, max_size=16), st.integers(1, 60).map(str))
def test_a_scribes_code_made_before_goes_on(salt: bytes, table: str) -> None:
    assert is_scribe_code(scribe_code(salt, table), salt, table)
    assert set(scribe_code(salt, table)) <= set(ROOM_ALPHABET)


def test_a_scribes_code_of_the_letters_before() -> None:
    """Worked out with the alphabet that codes had: written on a table's paper before, it still fits."""
    assert is_scribe_code(OLD_CODE, bytes(16), "1")
    assert not is_scribe_code(OLD_CODE, bytes(16), "2")


OLD_CODE = "6JXMFW"

AROUND_LINKS = [
    "{}",
    "https://{}",
    "<https://{}>",
    "See https://{}.",
    "“http://{}”",
    "https://{}/",
    "https://{})",
    "{},",
]
BEHIND = ["", "?utm_source=mail&fbclid=x", "#top", "/", " and come in"]


@given(
    SECRETS,
    st.sampled_from(AROUND_LINKS),
    st.sampled_from(BEHIND),
    st.booleans(),
    st.sampled_from(["i", "join"]),
)
def test_a_code_is_found_in_a_pasted_link(
    secret: Secret, around: str, behind: str, capitals: bool, kind: str
) -> None:
    code = secret.code.upper() if capitals else secret.code
    pasted = around.format(f"lws.example/{kind}/{code}{behind}")
    assert read_secret(pasted) == secret
    found = find_pasted_link(pasted)
    assert found is not None
    assert (found.kind, read_code(found.code)) == (kind, secret.code)


@given(ROOMS, st.sampled_from(AROUND_LINKS))
def test_a_room_is_found_in_a_pasted_link(code: str, around: str) -> None:
    assert read_room_code(around.format(f"lws.example/e/{code}?w=0123abcd")) == code


@given(SECRETS)
def test_a_link_is_found_where_a_mail_program_has_wrapped_it(secret: Secret) -> None:
    wrapped = (
        f"https://x.safelinks.example/?url={quote(f'https://lws.example/i/{secret.code}', '')}&data=05%7C02"
    )
    assert read_secret(wrapped) == secret


@given(SECRETS, ZEROS, BETWEEN)
def test_a_personal_code_is_read_from_every_keyboard(secret: Secret, zero: str, between: str) -> None:
    assert read_secret(between.join(in_script(secret.code, zero))) == secret


@given(st.text(max_size=80))
def test_what_is_no_code_is_none(text: str) -> None:
    assert read_room_code(text) is None or read_room_code(read_room_code(text) or "") == read_room_code(text)
    assert read_code(text) is None or read_code(read_code(text) or "") == read_code(text)


@given(st.integers(0, 999_999), ZEROS, BETWEEN)
def test_six_digits_are_read_from_every_keyboard(number: int, zero: str, between: str) -> None:
    code = f"{number:06}"
    for written in (code, in_script(code, zero), code.replace("0", "O").replace("1", "l").replace("5", "S")):
        assert read_digits(between.join(written)) == code


@given(
    ROOMS,
    st.sampled_from(
        [
            "[lws.example/e/{0}](https://lws.example/e/{0})",
            "Come: https://lws.example/e/{0}—thanks",
            "*https://lws.example/e/{0}*",
            "https://lws.example/e/{1}%20{2}",
            "https://lws.example//e//{0}",
            "https://urldefense.proofpoint.com/v2/url?u=https-3A__lws.example_e_{0}&d=x",
            "https://urldefense.com/v3/__https://lws.example/e/{0}__;!!x",
            "Code: {1} {2}",
            "Your code is {0}.",
            "the room code {0}",
        ]
    ),
)
def test_a_room_code_is_read_from_what_was_copied_with_it(code: str, around: str) -> None:
    assert read_room_code(around.format(code, code[:3], code[3:])) == code
