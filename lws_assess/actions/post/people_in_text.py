"""People as mail programs write them: `Smith, Jo <jo@x.example>; "Bloggs, Al" <al@x.example> (Health)`.

A text is divided into parts so that every @ of it lies in exactly one of them. What is between the parts holds none.
Reading takes time in proportion to the text, whatever it says.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

MOST_SIGNS = 100_000  # in one text; more of them are no list of people, and would take long and much memory
DEEPEST = 8  # brackets within brackets; what lies deeper is one piece of text

TOO_MUCH = "This is too much to be looked through in one place. Use a line for each address"
TWO_OR_MORE = "Two or more addresses are run together here. Put a comma between them"
WORDS_BESIDE = "Other words stand beside the address. Put it in a line of its own, or between < and >"
IN_BRACKETS = "This stands in brackets beside another address"
AS_NAME = "This stands as the name of another address"
NOT_BY_MAIL = "What stands between < and > is not an e-mail address"

# The signs of an address as wide keyboards write them; what parts people is told by its own sign.
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "，；：｜"}
_PLAIN_SIGNS: dict[int, int | str] = {**_WIDE, ord("﹫"): "@"}
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
_SEPARATORS = ",;:|\n\r\t\v\f\x85\u2028\u2029，；：、،؛\x1c\x1d\x1e"
_ASIDE = re.compile(r"and|\W+|\d{1,5}[.)]", re.IGNORECASE)  # words that are no part of a name or an address
_SPECIAL = re.compile(rf"[\"\\<(\[{_SEPARATORS}]")
_QUOTED = re.compile(r'"(?:[^"\\\r\n]++|\\[^\r\n])*+"')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_CLOSES = {"(": ")", "[": "]"}


@dataclass(frozen=True)
class AddressPiece:
    """A piece of a text in which an @ stands, or brackets for an address; `why` says what is wrong with it."""

    text: str
    why: str = ""


@dataclass(frozen=True)
class _TextPiece:
    kind: str  # "", or the sign that opens it: " < ( [
    raw: str

    @property
    def inner(self) -> str:
        return self.raw[1:-1]


def visible_text(text: str) -> str:
    """A text without signs that nobody sees, which programs put around addresses, and with letters of usual width."""
    return text if text.isascii() else _UNSEEN.sub("", text.translate(_PLAIN_SIGNS))


def divide_addresses(text: str, read: Callable[[str], str | None]) -> list[AddressPiece]:
    """The people of a text. `read` gives the address of a piece of text that is one, or None."""
    if "&lt" in text:  # off the source of a web page
        text = html.unescape(text)
    text = visible_text(text)
    if "@" not in text and "<" not in text:
        return []
    if sum(map(text.count, '@<(["')) > MOST_SIGNS:
        return [AddressPiece(text, TOO_MUCH)]
    return list(_divide(text, read, 0))


def _divide(text: str, read: Callable[[str], str | None], depth: int) -> Iterator[AddressPiece]:
    for segment in _segments(text):
        yield from _people(segment, read, depth)


def _segments(text: str) -> Iterator[list[_TextPiece]]:
    """Returns what stands between commas and the like, as long as no quotes or brackets hold them together."""
    closing = _closing(text)
    segment: list[_TextPiece] = []
    place = plain = 0  # where to look on, and where the text began that lies before it
    while found := _SPECIAL.search(text, place):
        sign, here = found[0], found.start()
        place = here + 1
        if sign == "\\":
            place += 1
            continue
        end = place if sign in _SEPARATORS else _end(text, here, closing)
        if end is None:
            continue
        if plain < here:
            segment.append(_TextPiece("", text[plain:here]))
        if sign in _SEPARATORS:
            yield segment
            segment = []
        else:
            segment.append(_TextPiece(sign, text[here:end]))
        place = plain = end
    if plain < len(text):
        segment.append(_TextPiece("", text[plain:]))
    yield segment


def _end(text: str, place: int, closing: dict[int, int]) -> int | None:
    """Returns where quotes or brackets that open here are closed."""
    if text[place] == '"':
        quoted = _QUOTED.match(text, place)
        return quoted.end() if quoted else None
    if text[place] == "[" and text[place - 1 : place] == "@":
        return None  # a machine by its number, as in jo@[192.0.2.1]
    return closing.get(place)


def _closing(text: str) -> dict[int, int]:
    """Returns where each bracket that is closed has its end. Angles hold no other angles."""
    found: dict[int, int] = {}
    opened: dict[str, list[int]] = {")": [], "]": []}
    angle = -1
    for match in re.finditer(r"[()\[\]<>]", text):
        sign, place = match[0], match.start()
        if sign == "<":
            angle = place
        elif sign == ">":
            if angle >= 0:
                found[angle] = place + 1
            angle = -1
        elif sign in _CLOSES:
            opened[_CLOSES[sign]].append(place)
        elif opened[sign]:
            found[opened[sign].pop()] = place + 1
    return found


def _people(
    segment: list[_TextPiece], read: Callable[[str], str | None], depth: int
) -> Iterator[AddressPiece]:
    whole = "".join(piece.raw for piece in segment).strip()
    if "@" not in whole and "<" not in whole:
        return
    if depth > DEEPEST:
        yield AddressPiece(whole)
        return
    angles = [piece for piece in segment if piece.kind == "<"]
    marked = [piece for piece in angles if "@" in piece.raw]
    for piece in angles:
        if "@" not in piece.raw and piece.inner.strip():
            yield AddressPiece(
                whole if len(angles) == 1 and not marked and "@" not in whole else piece.raw, NOT_BY_MAIL
            )
    brackets = [piece for piece in segment if piece.kind in _CLOSES and "@" in piece.raw]
    rest = [piece for piece in segment if piece.kind != "<" and piece.kind not in _CLOSES]
    own = "".join(piece.raw for piece in rest)
    if marked:
        found = [part for piece in marked for part in _divide(piece.inner, read, depth + 1)]
        known = {read(part.text) for part in found}
        yield from found
        yield from _beside(_divide_words(rest, read, depth), known, AS_NAME, read)
    elif "@" in own:
        found = list(_divide_words(rest, read, depth))
        known = {read(part.text) for part in found}
        yield from found
    else:
        yield from (part for piece in brackets for part in _divide(piece.inner, read, depth + 1))
        return
    inner = (part for piece in brackets for part in _divide(piece.inner, read, depth + 1))
    yield from _beside(inner, known, IN_BRACKETS, read)


def _beside(
    parts: Iterator[AddressPiece], known: set[str | None], why: str, read: Callable[[str], str | None]
) -> Iterator[AddressPiece]:
    """Returns what names no address again that stands in the same place."""
    for part in parts:
        address = read(part.text)
        if address is None or address not in known:
            yield AddressPiece(part.text, part.why or why)


def _divide_words(
    pieces: list[_TextPiece], read: Callable[[str], str | None], depth: int
) -> Iterator[AddressPiece]:
    """The addresses of a text without brackets, by its words; quoted words that are a name stand aside."""
    words: list[str] = []
    for piece in _joined(pieces):
        if piece.kind != '"':
            words += piece.raw.split()
        elif "@" in piece.raw:
            yield from _divide(_ESCAPE.sub(r"\1", piece.inner), read, depth + 1)
    words = [word for word in words if "@" in word or not _ASIDE.fullmatch(word)]
    marked = [word for word in words if "@" in word]
    if len(marked) == len(words):
        yield from (AddressPiece(word, _why_not(word, read)) for word in marked)
    elif marked:
        yield from _with_words(words, len(marked), read)


def _why_not(word: str, read: Callable[[str], str | None]) -> str:
    pieces = word.split("@")
    is_run_together = len(pieces) > 2 and all(pieces) and read(word) is None
    return TWO_OR_MORE if is_run_together else ""


def _with_words(words: list[str], marked: int, read: Callable[[str], str | None]) -> Iterator[AddressPiece]:
    """Addresses among other words, each with those before it: where one begins cannot be told for certain."""
    taken: list[str] = []
    for place, word in enumerate(words, 1):
        taken.append(word)
        marked -= "@" in word
        if place == len(words) or ("@" in word and marked):
            beside = any("@" in one and read(one) for one in taken)
            yield AddressPiece(" ".join(taken), WORDS_BESIDE if beside else "")
            taken = []


def _joined(pieces: list[_TextPiece]) -> Iterator[_TextPiece]:
    """The pieces, with quotes that touch other text as part of that text, as in "jo smith"@x.example."""
    text = ""
    for place, piece in enumerate(pieces):
        before = text[-1:] or " "
        behind = pieces[place + 1].raw[:1] if place + 1 < len(pieces) else " "
        if piece.kind == '"' and before.isspace() and behind.isspace():
            yield _TextPiece("", text)
            yield piece
            text = ""
        else:
            text += piece.raw
    yield _TextPiece("", text)
