"""People's words on pages, of whatever script: what keeps those written from right to left apart from ours.

Templates are read once, when they are compiled, and three things are seen to in every one of them, so that none can
forget:

- a field for words, and an element that holds nothing but somebody's words, gets `dir="auto"`: its text runs, and
  stands, as its first letter does. White space that only lays out the template around such words is left out;
- words inside a sentence, in a label or in a letter are set apart (U+2068, U+2069) where they hold a letter that is
  written from right to left, so that the sentence around them keeps its order;
- inside an element that a template itself gives `dir="auto"`, pieces of words follow one another as they are. So they
  do with the filter `as_it_runs`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from flask import Flask
from jinja2 import lexer
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from lws_assess.survey.written_words import isolated_words

SET_APART, AS_IT_RUNS = "set_apart", "as_it_runs"

# The last part of what a template calls somebody's words.
WORDS = frozenset(
    [
        "acknowledgement",
        "baseline",
        "body",
        "called",
        "contact",
        "controller",
        "evidence",
        "group_name",
        "help",
        "key_dates",
        "latest",
        "lead",
        "lead_words",
        "learning_question",
        "measure",
        "message",
        "method",
        "more",
        "name",
        "note",
        "notes",
        "own_words",
        "partnership_name",
        "place",
        "privacy_words",
        "published",
        "reason",
        "risk",
        "round_title",
        "safeguarding_name",
        "safeguarding_words",
        "source",
        "support",
        "text",
        "theme",
        "title",
        "told",
        "welcome",
        "what",
        "who_could",
        "words",
    ]
)
# Attributes that are read out or shown.
_SPOKEN = ("aria-label", "title", "alt", "placeholder", "data-label")
_WITHOUT_WORDS = re.compile(
    r"""\btype=["']?(?:hidden|radio|checkbox|file|date|submit|button|number|password|range|color)\b"""
)
_OWN_LANGUAGE = ("script", "style")
_AUTO = ' dir="auto"'
# Elements that stand at the edge where their words begin. Headings and cells of tables stand where all of them stand.
_OF_WORDS = ("p", "li", "dd", "div", "span", "blockquote", "b", "strong", "a", "bdi")
_PATH = {lexer.TOKEN_NAME, lexer.TOKEN_DOT}


def set_apart(value: object) -> object:
    """Words as they may stand among ours; whatever is no plain text stays as it is."""
    return isolated_words(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def as_it_runs(value: object) -> object:
    return value


class DirectionsExtension(Extension):
    """Reads the tokens of a template together with the markup between them."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        return _directed(list(stream), is_page=not (stream.name or "").endswith(".txt"))


def _directed(tokens: list[Token], is_page: bool) -> Iterator[Token]:
    markup = _MarkupPlace()
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.type == lexer.TOKEN_DATA:
            follows = _sole_words(tokens, place + 1) if is_page else 0
            text = markup.read(token.value) if is_page else token.value
            if follows and markup.just_opened:
                text = f"{text.rstrip()[:-1]}{_AUTO}>"
                yield Token(token.lineno, token.type, text)
                yield from tokens[place + 1 : follows]
                closing = tokens[follows]
                tokens[follows] = Token(closing.lineno, closing.type, str(closing.value).lstrip())
                place = follows
                continue
            yield Token(token.lineno, token.type, text)
        elif token.type == lexer.TOKEN_VARIABLE_BEGIN:
            end = next(i for i in range(place, len(tokens)) if tokens[i].type == lexer.TOKEN_VARIABLE_END)
            markup.read_value()
            inside = tokens[place + 1 : end]
            yield token
            yield from _apart(inside) if markup.shows_words and not _runs(inside) else inside
            yield tokens[end]
            place = end
        else:
            yield token
        place += 1


def _apart(inside: list[Token]) -> Iterator[Token]:
    line = inside[0].lineno if inside else 1
    yield Token(line, lexer.TOKEN_LPAREN, "(")
    yield from inside
    yield Token(line, lexer.TOKEN_RPAREN, ")")
    yield Token(line, lexer.TOKEN_PIPE, "|")
    yield Token(line, lexer.TOKEN_NAME, SET_APART)


def _runs(inside: list[Token]) -> bool:
    return not inside or inside[-1].value == AS_IT_RUNS


def _sole_words(tokens: list[Token], begin: int) -> int:
    """Returns where the markup goes on behind words that fill an element; 0 where what follows is not that."""
    if begin >= len(tokens) or tokens[begin].type != lexer.TOKEN_VARIABLE_BEGIN:
        return 0
    end = next(i for i in range(begin, len(tokens)) if tokens[i].type == lexer.TOKEN_VARIABLE_END)
    inside = tokens[begin + 1 : end]
    closes = end + 1 < len(tokens) and tokens[end + 1].type == lexer.TOKEN_DATA
    is_path = bool(inside) and {one.type for one in inside} <= _PATH and inside[-1].value in WORDS
    return end + 1 if closes and is_path and str(tokens[end + 1].value).lstrip().startswith("</") else 0


class _MarkupPlace:
    """Says where in a page the next piece of a template stands."""

    def __init__(self) -> None:
        self._tag: str | None = None  # what has been read of a tag that is open
        self._quote = ""
        self._inside = ""  # an element whose text is no text of the page
        self._auto: list[str] = []  # elements, from one whose words follow one another
        self.just_opened = False

    @property
    def shows_words(self) -> bool:
        """True if a value that stands here is read by people among words of ours."""
        if self._inside:
            return False
        if self._tag is None:
            return not self._auto
        attribute = re.search(r"([\w-]+)=[\"'][^\"']*$", self._tag)
        return bool(self._quote) and attribute is not None and attribute[1] in _SPOKEN

    def read_value(self) -> None:
        self.just_opened = False
        if self._tag is not None:
            self._tag += "\0"

    def read(self, text: str) -> str:
        """Takes in markup, and gives it back with the direction of each field in it."""
        self.just_opened = False
        made: list[str] = []
        place = 0
        while place < len(text):
            read = self._read_text if self._tag is None else self._read_tag
            place = read(text, place, made)
        return "".join(made)

    def _read_text(self, text: str, place: int, made: list[str]) -> int:
        ends = rf"</{self._inside}" if self._inside else r"<!--.*?-->|<(?=[A-Za-z/]|$)"
        found = re.compile(ends, re.DOTALL).search(text, place)
        if found is None:
            made.append(text[place:])
            return len(text)
        made.append(text[place : found.start()])
        if found[0].startswith("<!--"):
            made.append(found[0])
            return found.end()
        self._tag, self._quote, self._inside = "", "", ""
        made.append("<")
        return found.start() + 1

    def _read_tag(self, text: str, place: int, made: list[str]) -> int:
        assert self._tag is not None
        while place < len(text):
            character = text[place]
            if character == ">" and not self._quote:
                made.append(f"{self._of_field()}>")
                self._close()
                self.just_opened = self.just_opened and not text[place + 1 :].strip()
                return place + 1
            if character in "\"'" and self._quote in ("", character):
                self._quote = "" if self._quote else character
            self._tag += character
            made.append(character)
            place += 1
        return place

    def _of_field(self) -> str:
        """Returns what is added to a tag that is about to close."""
        tag = self._tag or ""
        name = _name(tag)
        is_field = name == "textarea" or (name == "input" and not _WITHOUT_WORDS.search(tag))
        return _AUTO if is_field and not tag.startswith("/") and " dir=" not in tag else ""

    def _close(self) -> None:
        tag, self._tag = self._tag or "", None
        name = _name(tag)
        self.just_opened = not tag.startswith("/") and " dir=" not in tag and name in _OF_WORDS
        if tag.startswith("/"):
            if self._auto and self._auto[-1] == name:
                self._auto.pop()
        elif name in (*_OWN_LANGUAGE, "textarea"):
            self._inside = name
        elif name != "input" and (
            'dir="auto"' in tag or name == "bdi" or (self._auto and name == self._auto[-1])
        ):
            self._auto.append(name)


def _name(tag: str) -> str:
    found = re.match(r"/?([A-Za-z][\w-]*)", tag)
    return found[1].lower() if found else ""


def install(app: Flask) -> None:
    app.jinja_env.add_extension(DirectionsExtension)
    filters: dict[str, Any] = {SET_APART: set_apart, AS_IT_RUNS: as_it_runs}
    app.jinja_env.filters.update(filters)
