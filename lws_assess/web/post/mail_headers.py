"""Headers of e-mail as RFC 5322, 2047 and 5321 want them: one mailbox, the exact words, nothing that begins another.

The standard library folds a name of plain and other letters badly: a comma or a colon in it parts the mailbox in two,
and spaces are lost or added. So headers are written here. Words of plain letters stand as they are, or between quotes;
all others stand as encoded words, whole, with their spaces inside.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from ipaddress import ip_address
from itertools import groupby

from lws_assess.survey.refusals import BadInput

LONGEST_WORD = 75  # characters of an encoded word, with all around it
LONGEST_LINE = 76  # of a line that holds one
LONGEST_PLAIN = 900  # of one word of plain letters that has a line to itself; a line may have 998
_AROUND = len("=?utf-8?b??=")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_PHRASE = re.compile(rf"{_ATOM}(?: {_ATOM})*")
_DOTTED = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*")
_PLAIN = re.compile(r"[ -~]*")
_ENCODED = "=?"  # begins an encoded word, also where none is meant
_AS_THEY_ARE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
_DIFFERS = frozenset("ßς\u200c\u200d")  # what two versions of IDNA read as two different hosts


class NoAddress(BadInput):
    """Holds what no mail server could take as an address."""


def words_header(name: str, words: str) -> str:
    """A header of free words, such as a subject, with the end of its line. Read back, the words are exactly these."""
    words = without_line_ends(words)
    plain = _is_plain(words) and max(map(len, words.split(" "))) <= LONGEST_PLAIN
    parts = words.split(" ") if plain else list(_encoded_words(words, LONGEST_LINE - len(f"{name}: ")))
    return f"{name}:{_filled(name, parts)}\n"


def mailbox_header(name: str, *, words: str, address: str) -> str:
    """A header with one mailbox, and before its address the words that people read. Raises NoAddress.

    Where it can be, two encoded words stand apart: some programs put a space between two neighbours.
    """
    words, box = without_line_ends(words), written_address(address)
    if not words:
        return f"{name}: {box}\n"
    return f"{name}:{_filled(name, [*_phrase(words, LONGEST_LINE - len(f'{name}: ')), f'<{box}>'])}\n"


def written_address(address: str) -> str:
    """An address as headers and servers take it, in ASCII. Raises NoAddress where there is no such way."""
    local, _, host = address.rpartition("@")
    if not local or len(local) > 64 or not _PLAIN.fullmatch(local):
        raise NoAddress("No mail server takes an address with such letters before the @.")
    if not _DOTTED.fullmatch(local) or _ENCODED in local:
        local = _quoted(local)
    return f"{local}@{written_host(host)}"


def written_host(host: str) -> str:
    """A host as it stands behind the @, also one that is a number. Raises NoAddress."""
    try:
        number = ip_address(host.strip("[]").removeprefix("IPv6:"))
    except ValueError:
        pass
    else:
        return f"[{'IPv6:' if number.version == 6 else ''}{number}]"
    if not host.isascii() and not _DIFFERS & set(host):
        with suppress(UnicodeError):
            host = host.encode("idna").decode("ascii")
    if not _HOST.fullmatch(host):
        raise NoAddress("What stands behind the @ is no host.")
    return host


def without_line_ends(words: str) -> str:
    """Words as a header can hold them: what would end a line, or is no character, becomes a space."""
    kinds = ("Cc", "Zl", "Zp", "Cs")
    return "".join(" " if unicodedata.category(c) in kinds else c for c in words).strip(" ")


def _filled(name: str, parts: Iterable[str]) -> str:
    """Parts with a space before each, and a line end before the space where the line would grow too long."""
    filled, length = "", len(f"{name}:")
    for part in parts:
        begins_a_line = filled and length + 1 + len(part) > LONGEST_LINE
        filled += f"\n {part}" if begins_a_line else f" {part}"
        length = 1 + len(part) + (0 if begins_a_line else length)
    return filled


# --- plain words -----------------------------------------------------------------------------------------


def _is_plain(words: str) -> bool:
    return bool(_PLAIN.fullmatch(words)) and _ENCODED not in words and "  " not in words


def _phrase(words: str, room: int) -> list[str]:
    """Words before an address, in parts between which there is a space. The first line has `room` characters."""
    if _is_plain(words) and not _PHRASE.fullmatch(words) and len(quoted := _quoted(words)) <= room:
        return [quoted]
    whole = list(_encoded_words(words, room))
    if "  " in words or (len(whole) == 1 and not _PHRASE.fullmatch(words)):
        return whole
    parts: list[str] = []
    for plain, group in groupby(words.split(" "), _may_stand):
        those = list(group)
        parts += those if plain else _encoded_words(" ".join(those), room)
    return parts


def _may_stand(word: str) -> bool:
    """True if a word of a name may stand as it is beside encoded ones."""
    return bool(_PHRASE.fullmatch(word)) and _ENCODED not in word and len(word) <= LONGEST_PLAIN


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


# --- encoded words ---------------------------------------------------------------------------------------


def _encoded_words(words: str, room: int) -> Iterator[str]:
    """Encoded words of which the first has `room` characters. No character is parted."""
    kind, encode = ("q", _in_letters) if _in_letters_is_shorter(words) else ("b", _in_base64)
    part = ""
    for character in words:
        if part and len(encode(part + character)) + _AROUND > room:
            yield _encoded_word(kind, encode, part)
            part, room = "", LONGEST_WORD
        part += character
    yield _encoded_word(kind, encode, part)


def _encoded_word(kind: str, encode: Callable[[str], str], part: str) -> str:
    return f"=?utf-8?{kind}?{encode(part)}?="


def _in_letters_is_shorter(words: str) -> bool:
    return len(_in_letters(words)) <= len(_in_base64(words))


def _in_letters(words: str) -> str:
    """The Q encoding, of which nothing but letters, numbers and five signs stand as they are: right in names too."""
    return "".join(
        c if c in _AS_THEY_ARE else "_" if c == " " else "".join(f"={byte:02X}" for byte in c.encode())
        for c in words
    )


def _in_base64(words: str) -> str:
    return base64.b64encode(words.encode()).decode("ascii")
