"""One secret, its code, and what is derived from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lws_assess.survey.secrets import (
    ALPHABET,
    CODE_LENGTH,
    Secret,
    form_token,
    form_token_fits,
    read_code,
    read_secret,
    write_code,
)

secrets = st.binary(min_size=16, max_size=16).map(Secret)
masks = st.binary(min_size=16, max_size=16)
misread = st.sampled_from(["", "-", " ", " - "])


@given(secrets)
def test_a_code_is_read_back_as_the_secret_it_was_written_from(secret: Secret) -> None:
    assert len(secret.code) == CODE_LENGTH
    assert read_secret(secret.code) == secret


@given(
    secrets,
    st.lists(misread, min_size=26, max_size=26),
    st.booleans(),
    st.sampled_from("iIlL"),
    st.booleans(),
)
def test_a_code_may_be_typed_in_capitals_in_groups_and_with_letters_misread(
    secret: Secret, between: list[str], capitals: bool, one: str, zero: bool
) -> None:
    typed = "".join(c + gap for c, gap in zip(secret.code, between, strict=True))
    typed = (typed.upper() if capitals else typed).replace("1", one)
    assert read_secret(typed.replace("0", "O") if zero else typed) == secret


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0" * 25,
        "0" * 27,
        "u" + "0" * 25,
        "0" * 25 + "u",
        "8" + "0" * 25,  # more than 128 bits
        "z" * 26,
        "²" * 26,  # raised digits
        "\0" * 26,
        "0" * 25 + "é",
        "Ω" * 26,
        "0" * 100_000,
    ],
)
def test_what_is_no_code_is_read_as_none(text: str) -> None:
    assert read_code(text) is None
    assert read_secret(text) is None


def test_the_alphabet_leaves_out_what_is_misread() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set(ALPHABET) & set("ilou")


@given(secrets, secrets)
def test_nothing_derived_leads_to_anything_else(one: Secret, other: Secret) -> None:
    parts = [one.value, one.ballot, one.draft, one.draft_key, one.form_key, one.questionnaire.encode()]
    assert len({bytes(part) for part in parts}) == len(parts)
    if one != other:
        theirs = [other.ballot, other.draft, other.draft_key, other.form_key, other.questionnaire.encode()]
        assert not set(parts) & set(theirs)


def test_what_is_derived_never_changes_since_links_and_drafts_outlive_versions() -> None:
    secret = Secret(bytes(range(16)))
    assert (secret.code, secret.questionnaire) == ("00041061050r3gg28a1c60t3gf", "5n0rx5zjtkd8gcsf")
    assert [part.hex()[:16] for part in (secret.ballot, secret.draft, secret.draft_key, secret.form_key)] == [
        "b40404f8e45bc630",
        "ac3926535d34a13a",
        "526c3c623032d078",
        "7e1cd42662f528e1",
    ]


@given(secrets, masks)
def test_a_form_token_fits_its_own_questionnaire(secret: Secret, mask: bytes) -> None:
    assert form_token_fits(secret, form_token(secret, mask))


@given(secrets, secrets, masks)
def test_a_form_token_fits_no_other(one: Secret, other: Secret, mask: bytes) -> None:
    assert one == other or not form_token_fits(other, form_token(one, mask))


@given(secrets, masks, st.integers(0, 255))
def test_a_token_with_one_bit_changed_does_not_fit(secret: Secret, mask: bytes, bit: int) -> None:
    token = int(form_token(secret, mask), 16) ^ (1 << bit)
    assert not form_token_fits(secret, f"{token:064x}")


@given(secrets, masks, masks)
def test_a_token_looks_different_on_every_page(secret: Secret, one: bytes, other: bytes) -> None:
    """Both halves of it, so that what a compressed page gives away is never the same twice."""
    first, second = form_token(secret, one), form_token(secret, other)
    if one != other:
        assert first[:32] != second[:32]
        assert first[32:] != second[32:]


@pytest.mark.parametrize("sent", ["", "0", "zz" * 32, "00" * 31, "00" * 33, "00" * 32, "é" * 64, "\0" * 64])
def test_what_is_no_token_does_not_fit(sent: str) -> None:
    assert not form_token_fits(Secret(bytes(16)), sent)


def test_a_code_has_room_for_every_secret() -> None:
    assert write_code(b"\xff" * 16) == "7" + "z" * 25
    assert write_code(bytes(16)) == "0" * 26
