"""Text on its way into an e-mail: what becomes of each kind of character, and how a body travels.

What people typed is cleaned where it is typed, as `survey.written_words` says; this is for the whole text of a
message, whoever wrote its parts. Pages that show a message before it goes show it after the same cleaning, so that
both say the same.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST_LINE = 900  # bytes that go as they are; the protocol allows 998
_LONGEST_CODED = 76
# Nobody sees these. Joiners, marks of direction, what sets words apart, variation selectors and tags of flags are not
# among them: scripts, sentences and emoji need them. Overrides and embeddings of direction are: they let a line read
# as what it is not.
_UNSEEN = (
    *("\u00ad", "\u180e", "\u200b", "\ufeff", "\ufff9", "\ufffa", "\ufffb"),
    *map(chr, (*range(0x202A, 0x202F), *range(0x2060, 0x2066), *range(0x206A, 0x2070))),
)
_NO_CHARACTERS = (*range(0xD800, 0xE000), *range(0xFDD0, 0xFDF0))
_NO_CHARACTERS += tuple(n for plane in range(0xFFFE, 0x110000, 0x10000) for n in (plane, plane + 1))
_LAST_SPACE = 0x3000
_SPACES = [n for n in range(_LAST_SPACE + 1) if unicodedata.category(chr(n)) in ("Zs", "Cc", "Zl", "Zp")]
_LINK = "://"
_GOES_AS_IT_IS = re.compile(r"(?!\.|From )[ -<>-~]*")
_CLEAN: dict[int, str] = {
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(map(ord, _UNSEEN), ""),
    **dict.fromkeys(_NO_CHARACTERS, ""),
}


def one_mail_line(text: str | None) -> str:
    """Words of one line: every kind of space, tab and line end is one space, and what nobody sees is left out."""
    return " ".join(part for part in (text or "").translate(_CLEAN).split(" ") if part)


def readable_lines(text: str | None) -> str:
    """Lines of ordinary text. Every kind of line end ends a line, and every kind of space is a space."""
    return "\n".join(map(_readable_line, (text or "").splitlines())).strip("\n")


def _readable_line(line: str) -> str:
    plain = line.isascii() and line.isprintable()
    return (line if plain else line.translate(_CLEAN)).rstrip()


def encoded_body(text: str) -> tuple[str, bytes]:
    """A body and how it is encoded: as it stands where every server carries it so, else quoted-printable."""
    text = readable_lines(text) + "\n"
    as_it_is = text.isascii() and not re.search(rf"(?m)^From |^.{{{LONGEST_LINE},}}", text)
    if as_it_is:
        return "7bit", text.encode("ascii")
    lines = (_quoted(line) if _LINK in line else _quoted_before(line) for line in text.splitlines())
    return "quoted-printable", "".join(f"{line}\n" for line in lines).encode("ascii")


@lru_cache(maxsize=256)
def _quoted_before(line: str) -> str:
    """Encodes once what the messages of a mailing have in common. No link is kept, since links are secrets."""
    return _quoted(line)


def _quoted(line: str) -> str:
    """One line in quoted-printable: no character is parted, and no line that is made begins with `From ` or a dot."""
    if len(line) < _LONGEST_CODED and _GOES_AS_IT_IS.fullmatch(line):
        return line
    lines = [""]
    for place, character in enumerate(line):
        code = _code(character)
        if len(lines[-1]) + len(code) >= _LONGEST_CODED:
            lines.append("")
        if not lines[-1] and (character == "." or line.startswith("From ", place)):
            code = f"={ord(character):02X}"
        lines[-1] += code
    return "=\n".join(lines)


def _code(character: str) -> str:
    if " " <= character <= "~" and character != "=":
        return character
    return "".join(f"={byte:02X}" for byte in character.encode())
