"""What becomes of text on its way into an e-mail: no words are glued, no link is broken, and nothing else is lost."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lws_assess.web.post.mail_text import encoded_body, one_mail_line, readable_lines
from tests.machines.mail_reading import read_body

SPACES = "\t \u00a0\u1680\u2000\u2002\u2003\u2009\u200a\u202f\u205f\u3000"
LINE_ENDS = ("\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029")
UNSEEN = "\u00ad\u200b\u2060\u202a\u202b\u202c\u202d\u202e\ufeff"
JOINERS = "\u200c\u200d\u200e\u200f\u061c\ufe0f"
WORDS = st.text("aZ9é€ڈں🧒.,=?_-:/\u0301" + JOINERS, min_size=1, max_size=12).filter(
    lambda word: word.strip()
)
LINK = f"https://assess.a-long-name-of-a-partnership.example/i/{'x' * 26}"


def test_the_words_of_a_date_stay_apart() -> None:
    typed = "Friday\u00a015\u00a0January\u00a02027.\tThank\u2009you\u202fall"
    assert one_mail_line(typed) == readable_lines(typed) == "Friday 15 January 2027. Thank you all"


@given(st.lists(WORDS, min_size=1, max_size=8), st.text(SPACES, min_size=1, max_size=3))
def test_no_space_of_any_kind_glues_words(words: list[str], between: str) -> None:
    assert one_mail_line(between.join(words)).split(" ") == words
    assert readable_lines(between.join(words)).split() == words


@given(st.lists(WORDS, min_size=1, max_size=8), st.sampled_from(LINE_ENDS))
def test_every_line_end_ends_a_line_of_a_message_and_parts_words_of_a_subject(
    words: list[str], between: str
) -> None:
    assert one_mail_line(between.join(words)) == " ".join(words)
    assert readable_lines(between.join(words)) == "\n".join(words)


def test_what_sets_words_of_another_direction_apart_is_kept() -> None:
    assert readable_lines("Hello \u2068צוות 7\u2069,") == "Hello \u2068צוות 7\u2069,"


@given(WORDS, st.text(UNSEEN, min_size=1, max_size=3), WORDS)
def test_what_nobody_sees_is_left_out_and_what_scripts_need_is_kept(
    one: str, unseen: str, other: str
) -> None:
    assert readable_lines(one + unseen + other) == one_mail_line(one + unseen + other) == one + other


@given(st.text(max_size=300))
def test_nothing_that_can_be_seen_is_lost_and_twice_is_once(text: str) -> None:
    for clean in (one_mail_line, readable_lines):
        assert clean(clean(text)) == clean(text)
        seen = [c for c in text if unicodedata.category(c)[0] in "LNPSM"]
        assert [c for c in clean(text) if unicodedata.category(c)[0] in "LNPSM"] == seen
    assert "\n" not in one_mail_line(text)


@given(
    st.lists(
        st.one_of(
            st.text(max_size=120),
            st.sampled_from([".", "..", "From x", "From ", LINK, "é" * 200, "x" * 2000]),
        ),
        max_size=8,
    ).map("\n".join)
)
@example("From the start\n.\nFrom é\n" + "é " * 40 + "From " + "y" * 80)
@example("a =3D b = é=\n")
def test_a_body_arrives_as_it_was_shown(text: str) -> None:
    way, body = encoded_body(text)
    assert read_body(body.replace(b"\n", b"\r\n"), way) == readable_lines(text) + "\n"
    for line in body.split(b"\n"):
        assert not line.startswith(b"From ")
        assert way == "7bit" or not line.startswith(b".")


@given(st.text("aé \u06be", max_size=80), st.text("aé \u06be", max_size=80))
def test_a_link_is_whole_wherever_it_stands(before: str, behind: str) -> None:
    way, body = encoded_body(f"{before} {LINK} {behind}\n{LINK}")
    read = read_body(body.replace(b"\n", b"\r\n"), way)
    assert re.findall(r"https://\S+", read) == [LINK, LINK]


@pytest.mark.parametrize("text", [f"Here:\n\n{LINK}\n", "x" * 800])
def test_plain_text_goes_as_it_is(text: str) -> None:
    assert encoded_body(text)[0] == "7bit"
