"""What is kept of words that people type or paste."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lws_assess.survey.written_words import (
    LOST,
    bare_address,
    clean_text,
    folded_words,
    isolated_words,
    one_line,
    password_form,
    plain_signs,
    several_lines,
)

# One of each kind that needs a rule, so that generated words bring them together.
AWKWARD = [
    *"\x00\t\n\x0b\x0c\r\x1c\x85\xa0\xad\u0300\u0301\u0323\u034f\u05d0\u05e9\u061c\u0627\u06cc\u0915\u0937\u094d\u0c4d",
    *"\u1100\u115f\u1160\u180b\u180e\u1820\u200b\u200c\u200d\u200e\u200f\u2028\u202a\u202b\u202c\u202d\u202e\u2060",
    *"\u2066\u2067\u2068\u2069\u2800\u3000\u3164\ufe0f\ufeff\ufffc\ufffe\ue000\uf0b7\U0001f3f4\U0001f468\U0001f469",
    *"\U000e0067\U000e0062\U000e007f\U0001f3fb\u2764\ud83d\ude00\u0958\u212b\uff21ae 1.<\n",
]
WORDS = st.text(st.one_of(st.sampled_from(AWKWARD), st.characters(codec=None)), max_size=40)
ORDINARY = st.text(
    st.characters(codec="utf-8", categories=["Lu", "Ll", "Lo", "Nd", "Po", "So", "Sc"]), max_size=40
)

DIRECTIONS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
# A letter of Korean that has no shape and no use beside others, and signs that only computers see.
WITHOUT_SHAPE = set("\u115f\u1160\u3164\uffa0\u2800\ufffc")


@given(WORDS)
def test_what_is_kept_stays_when_it_is_read_again_and_can_be_stored(text: str) -> None:
    for keep in (clean_text, one_line, several_lines, folded_words, bare_address, plain_signs, password_form):
        kept = keep(text)
        assert keep(kept) == kept
    kept = several_lines(text)
    kept.encode()
    assert unicodedata.is_normalized("NFC", kept)
    assert not [c for c in kept if unicodedata.category(c) == "Cc" and c != "\n"]
    assert not [c for c in kept if c.isspace() and c not in " \n"]
    assert not [line for line in kept.split("\n") if line.endswith(" ")]
    assert "  " not in one_line(text)
    assert "\n" not in one_line(text)


@given(WORDS)
def test_what_is_kept_is_seen_or_empty(text: str) -> None:
    kept = one_line(text)
    assert not kept or [
        c for c in kept if unicodedata.category(c) not in ("Cf", "Zs") and c not in WITHOUT_SHAPE
    ]


@given(WORDS)
def test_nothing_overrides_the_order_of_letters_and_what_opens_is_closed(text: str) -> None:
    kept = several_lines(text)
    assert not set(kept) & set("\u202d\u202e")
    for line in kept.split("\n"):
        opened: list[str] = []
        for character in line:
            if character in "\u202a\u202b":
                opened.append("\u202c")
            elif character in "\u2066\u2067\u2068":
                opened.append("\u2069")
            elif character in "\u202c\u2069":
                assert opened.pop() == character
        assert not opened
        if not any(unicodedata.bidirectional(c) in ("R", "AL") for c in line if c not in DIRECTIONS):
            assert not set(line) & DIRECTIONS


@given(ORDINARY)
def test_letters_numbers_and_signs_are_all_kept(text: str) -> None:
    seen = "".join(
        c for c in unicodedata.normalize("NFC", text) if not c.isspace() and c not in WITHOUT_SHAPE
    )
    assert "".join(several_lines(text).split()) == seen


@given(st.text(st.characters(codec="utf-8", categories=["Cn"]), min_size=1, max_size=5))
def test_what_a_later_unicode_may_know_is_kept(text: str) -> None:
    never = [c for c in text if ord(c) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(c) <= 0xFDEF]
    without_width = [
        c for c in text if c == "\u2065" or 0xFFF0 <= ord(c) <= 0xFFFB or 0xE0000 <= ord(c) <= 0xE0FFF
    ]
    if not never and not without_width:
        assert clean_text(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    "text",
    [
        "می‌خواهم",  # a non-joiner within a word
        "ه‍",  # a letter in the form it has at the beginning of a word
        "బుక్‌",  # a non-joiner at the end of a word
        "ක්‍ෂ",  # a joiner that stacks two letters
        "ਪੰਜਾਬੀ",
        "שָׁלוֹם",
        "ကြုံ့",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",  # the flag of England
        "👩‍❤️‍💋‍👨",
        "👨🏽‍⚕️",
        "🏳️‍🌈",
        "🙂‍↔️",
        "1️⃣",
        "葛󠄀",  # a variant of an ideograph
        "한국어",
        "Hafsa (\u2067حفصہ\u2069), Leeds",
        "حفصہ\u200f!",
    ],
)
def test_what_scripts_and_pictures_need_is_kept(text: str) -> None:
    assert one_line(text) == text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Early\u200byears", "Earlyyears"),
        ("\ufeffEarly\xadyears\u2060", "Earlyyears"),
        ("Early\xa0years\u2009and\u3000more\tthan", "Early years and more than"),
        (
            "One\u2028two\u2029three\vfour\x0cfive\x85six\r\nseven\reight",
            "One two three four five six seven eight",
        ),
        ("report\u202efdp.exe\u202c", "reportfdp.exe"),
        ("\u202aYouth\u202c \u2067team\u2069 \u200e", "Youth team"),
        ("Zoe\u0308", "Zoë"),
        ("joi\u200dned \u200cwords👨\u200d", "joined words👨"),
        ("a\x00b\x1fc", "abc"),
        ("\uf0b7 first \uf0e0 second", "• first → second"),
        ("\ue000", LOST),
        ("\ud83d\ude00 \ud83d", f"😀 {LOST}"),
        ("\ufffe\ufdd0ok", "ok"),
        ("e" + "\u0301" * 300, "é" + "\u0301" * 4),
        ("text\U000e0068\U000e0069", "text"),  # words in tags, that nobody sees
        ("🏴\U000e0068\U000e0069 ok", "🏴 ok"),
        ("🏴" + "\U000e0068" * 40 + "\U000e007f", "🏴"),
    ],
)
def test_what_is_kept_of_a_line(typed: str, kept: str) -> None:
    assert one_line(typed) == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\u200b",
        "\u3164",
        "\u2800",
        "\u200e\u200f",
        "\u2067\u2069",
        "\xad\u2060\ufeff",
        "\u115f",
        "\u034f",
        "\ufe0f",
    ],
)
def test_what_nobody_could_see_is_empty(text: str) -> None:
    assert one_line(text) == several_lines(text) == ""


def test_lines_stay_lines() -> None:
    assert several_lines(" One \r\n\r\n  two\u2028three \n") == "One\n\n  two\nthree"


# --- words that are compared -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoë’s group", "ZOE\u0308'S  GROUP"),
        ("Straße", "STRASSE"),
        ("Youth team", "Youth\xa0te\u200bam"),
        ("ﬁrst", "First"),
        ("Ｙｏｕｔｈ", "youth"),
        ("Early‑help", "early-help"),
        ("حفصہ", "\u2067حفصہ\u2069"),
    ],
)
def test_names_that_nobody_can_tell_apart_are_the_same(one: str, other: str) -> None:
    assert folded_words(one) == folded_words(other)


def test_other_names_are_others() -> None:
    assert len({folded_words(one) for one in ("Youth", "Youths", "Jügend", "Jugend", "حفصہ", "حفص")}) == 6


# --- addresses, codes and passwords ----------------------------------------------------------------------


LOCAL = st.from_regex(r"[a-z0-9]([a-z0-9.+'-]{0,10}[a-z0-9])?", fullmatch=True)
AROUND = st.text(st.sampled_from("\u202a\u202c\u2068\u2069\u200b\ufeff\xad\xa0 \t"), max_size=4)


@given(
    LOCAL,
    LOCAL,
    AROUND,
    AROUND,
    st.sampled_from(["{}", "<{}>", "mailto:{}", "Jo Bell <{}>", "“{}”", "{};", "{}."]),
)
@example("jo", "x", "\u202a", "\u202c", "{}")
def test_an_address_is_found_in_whatever_it_was_copied_with(
    local: str, host: str, before: str, after: str, form: str
) -> None:
    address = f"{local}@{host}.example"
    assert bare_address(before + form.format(address.upper()) + after) == address


def test_two_addresses_stay_two() -> None:
    assert bare_address("Jo <jo@x.example>, Al <al@x.example>").count("@") == 2


def test_the_apostrophe_of_a_word_processor_is_that_of_an_address() -> None:
    assert bare_address("Pat O’Neil <Pat.O’Neil@x.example>") == "pat.o'neil@x.example"


@given(st.integers(0, 10**9), st.sampled_from(["٠", "۰", "०", "০", "੦", "０", "௦"]))
def test_digits_of_every_script_are_digits(number: int, zero: str) -> None:
    written = "".join(chr(ord(zero) + int(digit)) for digit in str(number))
    assert plain_signs(f"\u202a{written}\u202c") == str(number)


def test_raised_digits_are_no_digits() -> None:
    assert plain_signs("12² ① ½") == "12² ① ½"


def test_a_password_is_the_same_on_every_keyboard() -> None:
    assert (
        password_form("ｃａｆé\u3000au lait")
        == password_form("cafe\u0301 au lait")
        == password_form("café\xa0au lait\u200b")
    )
    assert password_form(" four bears ") == " four bears "


# --- words beside others ---------------------------------------------------------------------------------


@given(WORDS.map(several_lines))
def test_words_are_set_apart_only_where_they_need_it_and_come_back_as_they_were(words: str) -> None:
    shown = isolated_words(words)
    from_the_right = any(unicodedata.bidirectional(c) in ("R", "AL") for c in words if c not in DIRECTIONS)
    assert shown == (f"\u2068{words}\u2069" if from_the_right else words)
