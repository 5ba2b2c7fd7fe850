"""Headers of e-mail as RFC 5322, 2047 and 5321 want them: one mailbox, the exact words, nothing that begins another.

The standard library folds a name of plain and other letters in such a way that a comma or a colon in it parts the
mailbox in two, and loses or adds spaces. So headers are written here. Words of plain letters stand as they are, or
between quotes; all others stand as encoded words, whole, with their spaces inside.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from ipaddress import ip_address

LONGEST_WORD = 75  # characters of an encoded word, with all around it
LONGEST_LINE = 76  # of a line that holds one
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


class NoAddress(ValueError):
    """What no mail server could take as an address."""


def words_header(name: str, words: str) -> str:
    """A header of free words, such as a subject, with the end of its line. Read back, the words are exactly these."""
    words = without_line_ends(words)
    if not words:
        return f"{name}:\n"
    return f"{name}: {_folded_plain(name, words) or _folded(name, words)}\n"


def mailbox_header(name: str, words: str, address: str) -> str:
    """A header with one mailbox, and before its address the words that people read. Raises NoAddress."""
    words, box = without_line_ends(words), written_address(address)
    if not words:
        return f"{name}: {box}\n"
    phrase = _phrase(words)
    value = phrase if phrase and len(f"{name}: {phrase}") <= LONGEST_LINE else _folded(name, words)
    last = len(f"{name}: {value}".rpartition("\n")[2])
    between = " " if last + len(f" <{box}>") <= LONGEST_LINE else "\n "
    return f"{name}: {value}{between}<{box}>\n"


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


# --- plain words -----------------------------------------------------------------------------------------


def _is_plain(words: str) -> bool:
    return bool(_PLAIN.fullmatch(words)) and _ENCODED not in words and "  " not in words


def _phrase(words: str) -> str:
    """Words before an address as they stand, or between quotes; "" where only encoded words hold them."""
    if not _is_plain(words):
        return ""
    return words if _PHRASE.fullmatch(words) else _quoted(words)


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _folded_plain(name: str, words: str) -> str:
    """Plain words, with a line end before some of their spaces; "" where they do not fit so."""
    if not _is_plain(words):
        return ""
    lines = [f"{name}:"]
    for word in words.split(" "):
        if len(f"{lines[-1]} {word}") <= LONGEST_LINE:
            lines[-1] += f" {word}"
        else:
            lines.append(f" {word}")
    if lines[0].endswith(":") or any(len(line) > LONGEST_LINE for line in lines):
        return ""
    return "\n".join(lines).removeprefix(f"{name}: ")


# --- encoded words ---------------------------------------------------------------------------------------


def _folded(name: str, words: str) -> str:
    """Words as encoded words, one a line. The spaces between these are no part of them."""
    room = LONGEST_LINE - len(f"{name}: ")
    return "\n ".join(_encoded_words(words, min(room, LONGEST_WORD)))


def _encoded_words(words: str, room: int) -> Iterator[str]:
    """Encoded words of which the first has `room` characters. No character is parted."""
    kind, encode = ("q", _in_letters) if _in_letters_is_shorter(words) else ("b", _in_base64)
    part = ""
    for character in words:
        if len(encode(part + character)) + _AROUND > room:
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
