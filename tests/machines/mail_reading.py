"""A small reader of e-mail by the RFCs (5322, 2047, 2045), which shares nothing with what writes or with the library.

It is strict: what no sender should write fails here, also where mail programs would guess what was meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_OF_ALL = 998
LONGEST_WITH_ENCODED_WORD = 76
LONGEST_ENCODED_WORD = 75
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
WORD = re.compile(r"=\?([A-Za-z0-9-]+)\?([bBqQ])\?([!->@-~]*)\?=")
MAILBOX = re.compile(
    rf'(?:(?P<words>(?:{ATOM}|"(?:[^"\\]|\\.)*")(?:[ \t]+(?:{ATOM}|"(?:[^"\\]|\\.)*"))*)[ \t]+<(?P<angled>[^<> ]+)>'
    r"|(?P<bare>[^<> ]+))"
)
ADDRESS = re.compile(rf'(?:{ATOM}(?:\.{ATOM})*|"(?:[^"\\]|\\.)*")@(?:[A-Za-z0-9._-]+|\[[0-9A-Za-z.:]+\])')
SIX_BITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


@dataclass(frozen=True)
class ReadLetter:
    """A message as it was understood."""

    headers: dict[str, str]  # unfolded, and not decoded yet
    text: str

    def words(self, name: str) -> str:
        return decoded(self.headers[name])

    def mailbox(self, name: str) -> tuple[str, str]:
        return mailbox(self.headers[name])


def read_letter(raw: bytes) -> ReadLetter:
    """Fails for anything that is not as the RFCs have it, and for a header that stands twice."""
    head, _, body = raw.partition(b"\r\n\r\n")
    assert b"\n" not in head.replace(b"\r\n", b"")
    assert b"\r" not in head.replace(b"\r\n", b"")
    lines = head.decode("ascii").split("\r\n")
    for line in lines:
        assert len(line) <= LONGEST_OF_ALL
        assert line.strip(), "a line of nothing but spaces"
        if WORD.search(line):
            assert len(line) <= LONGEST_WITH_ENCODED_WORD, line
    headers: dict[str, str] = {}
    for field in re.sub(r"\n(?=[ \t])", "", "\n".join(lines)).split("\n"):
        name, colon, value = field.partition(":")
        assert colon
        assert re.fullmatch(r"[A-Za-z0-9-]+", name), name
        assert name not in headers, name
        headers[name] = value.strip(" \t")
    return ReadLetter(headers, read_body(body, headers["Content-Transfer-Encoding"]))


def decoded(value: str) -> str:
    """Free words of which some may be encoded. Spaces between two encoded words are no part of them."""
    found, place, was_encoded = "", 0, False
    for match in WORD.finditer(value):
        before, behind = value[place : match.start()], value[match.end() : match.end() + 1]
        assert behind in ("", " ", "\t"), "an encoded word ends where white space begins"
        assert not before or before[-1] in " \t"
        if not (was_encoded and before.strip(" \t") == ""):
            found += before
        found += _word(match)
        place, was_encoded = match.end(), True
    rest = value[place:]
    assert "=?" not in rest, "something that may be taken for an encoded word"
    return found + rest


def mailbox(value: str) -> tuple[str, str]:
    """The words and the address of the one mailbox of a header."""
    match = MAILBOX.fullmatch(value)
    assert match, value
    address = match["angled"] or match["bare"]
    assert ADDRESS.fullmatch(address), address
    assert "=?" not in address.partition('"')[0], address
    words = match["words"] or ""
    if '"' not in words:
        return decoded(words), address
    assert words[0] == words[-1] == '"', "one quoted string or none"
    assert "=?" not in words
    return re.sub(r"\\(.)", r"\1", words[1:-1]), address


def _word(match: re.Match[str]) -> str:
    """Each encoded word is whole by itself: no character is parted."""
    assert len(match[0]) <= LONGEST_ENCODED_WORD
    assert match[1].lower() == "utf-8"
    data = _six_bits(match[3]) if match[2] in "bB" else _letters(match[3].replace("_", " "))
    return data.decode("utf-8")


def _letters(text: str) -> bytes:
    """`=E2` and its like, and all else as it stands."""
    assert not re.search(r"=(?![0-9A-F]{2})", text), text
    return b"".join(
        bytes.fromhex(part[1:]) if part.startswith("=") else part.encode("ascii")
        for part in re.findall(r"=[0-9A-F]{2}|[^=]", text, re.S)
    )


def _six_bits(text: str) -> bytes:
    assert len(text) % 4 == 0, text
    bits = "".join(f"{SIX_BITS.index(sign):06b}" for sign in text.rstrip("="))
    return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits) - 7, 8))


def read_body(body: bytes, way: str) -> str:
    for line in body.split(b"\r\n"):
        assert len(line) <= (76 if way == "quoted-printable" else LONGEST_OF_ALL), line
        assert b"\n" not in line
        assert not line.startswith(b"From ")
    text = body.decode("ascii")
    if way == "quoted-printable":
        assert not re.search(r"[ \t]\r\n", text), "spaces that servers take away"
        return _letters(text.replace("=\r\n", "")).decode("utf-8").replace("\r\n", "\n")
    assert way == "7bit", way
    return text.replace("\r\n", "\n")
