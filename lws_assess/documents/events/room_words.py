"""Words of a room on one slide: put together by theme, merged where they are alike, and no more than it can hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil

from lws_assess.survey.written_words import folded_words

MOST_WORDS = 24  # that a slide shows, however much room there is


@dataclass(frozen=True)
class RoomWord:
    """Holds what somebody wrote, as it was let through. Area and theme are empty where it has none."""

    text: str
    area: str = ""  # code
    theme: str = ""


@dataclass(frozen=True)
class WordTheme:
    """Words that say the same, or one thing that several wrote alike. `count` is how many wrote it."""

    name: str
    area: str
    count: int
    texts: tuple[str, ...]  # what is shown besides the name; may be fewer than were written


@dataclass(frozen=True)
class WordsOnSlide:
    """Holds what a slide holds, and how many things more were written."""

    themes: tuple[WordTheme, ...]
    more: int

    def of(self, area: str) -> tuple[WordTheme, ...]:
        return tuple(theme for theme in self.themes if theme.area == area)


def themes_of(words: Iterable[RoomWord]) -> list[WordTheme]:
    """Themes with the most words first, by area where they have one; then single words in the order of writing.

    What is written twice in other capitals stands once and counts twice.
    """
    kept: dict[tuple[str, str], list[str]] = {}
    for word in words:
        kept.setdefault((word.area, word.theme or _alike(word.text)), []).append(word.text)
    named = {(word.area, word.theme) for word in words if word.theme}
    themes = [
        WordTheme(
            key if (area, key) in named else texts[0],
            area,
            len(texts),
            _others(key, texts, (area, key) in named),
        )
        for (area, key), texts in kept.items()
    ]
    return sorted(themes, key=lambda theme: (-theme.count, not theme.texts))


def _alike(text: str) -> str:
    return folded_words(text).strip(" .!,;")


def _others(theme: str, texts: Sequence[str], named: bool) -> tuple[str, ...]:
    """The texts of a theme, each once, without what only says its name again."""
    if not named:
        return ()
    once = {_alike(text): text for text in reversed(texts)}
    once.pop(_alike(theme), None)
    return tuple(reversed(once.values()))


def words_on_slide(
    words: Sequence[RoomWord], order: Sequence[str], lines: int, across: int, most: int = MOST_WORDS
) -> WordsOnSlide:
    """As much as stands on so many lines of so many characters; `order` lists the areas' codes, or "".

    Every area gets its first theme before any gets its second.
    """
    waiting = {area: [t for t in themes_of(words) if t.area == area] for area in order}
    taken: list[WordTheme] = []
    left, shown = lines, 0
    begun: set[str] = set()
    for theme in _in_turns(waiting):
        heading = 1 if theme.area and theme.area not in begun else 0
        fitting = _fitted(theme, left - heading, across)
        if fitting is None or shown >= most:
            continue
        begun.add(theme.area)
        left -= heading + lines_of_theme(fitting, across)
        shown += max(1, len(fitting.texts))
        taken.append(fitting)
    ordered = sorted(taken, key=lambda theme: order.index(theme.area))
    known = {(theme.area, theme.name) for theme in taken}
    more = sum(theme.count for theme in themes_of(words) if (theme.area, theme.name) not in known)
    return WordsOnSlide(tuple(ordered), more)


def _in_turns(waiting: dict[str, list[WordTheme]]) -> list[WordTheme]:
    longest = max(map(len, waiting.values()), default=0)
    return [themes[i] for i in range(longest) for themes in waiting.values() if i < len(themes)]


def _fitted(theme: WordTheme, left: int, across: int) -> WordTheme | None:
    """The theme with as many of its texts as fit; None where not even its name does."""
    while lines_of_theme(theme, across) > left:
        if not theme.texts:
            return None
        theme = replace(theme, texts=theme.texts[:-1])
    return theme


def lines_of_theme(theme: WordTheme, across: int) -> int:
    """Returns how many lines a theme takes: its name with its count, and its texts one after the other."""
    name = ceil((len(theme.name) + 5) / across)
    texts = sum(len(text) + 3 for text in theme.texts)
    return name + ceil(texts / across)
