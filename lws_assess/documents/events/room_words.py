"""Words of a room on one slide: put together by theme, merged where they are alike, and no more than it can hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import sha256
from math import ceil

from lws_assess.survey.rounding import rounded_value
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
    named: bool = False  # whether somebody has given the theme its name


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
    words = list(words)
    kept: dict[tuple[str, str], list[str]] = {}
    for word in words:  # what reads as the name of a theme belongs to it
        kept.setdefault((word.area, _alike(word.theme or word.text)), []).append(word.text)
    named = {(word.area, _alike(word.theme)): word.theme for word in reversed(words) if word.theme}
    themes = [
        WordTheme(
            named.get((area, key), texts[0]),
            area,
            len(texts),
            _others(key, texts, (area, key) in named),
            (area, key) in named,
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


# --- a cloud -------------------------------------------------------------------------------------------------

SIZES = 4
GROWTH = {1: 1.0, 2: 1.5, 3: 2.1, 4: 2.8}  # how large a word of each size is, in the cloud's own type
SCALES = (2.2, 1.8, 1.5, 1.25, 1.0, 0.85)  # the cloud's own type in the slide's, as in static/screens.css
A_LETTER = 0.85  # the room of a letter with the paper round it, in squares of its own type


@dataclass(frozen=True)
class WordCloud:
    """Words with their sizes, 1 to SIZES, in an order that tells nothing of when or how often they were written.

    `scale` is the place in SCALES of the type that the cloud is set in, and `more` what it has no room for.
    """

    words: tuple[tuple[str, int], ...]
    scale: int
    more: int


def cloud_of_words(words: Sequence[WordTheme], room: float) -> WordCloud:
    """As large as `room` allows, in squares of the slide's type. The rarest are left out where it is too small."""
    kept = sorted(words, key=lambda word: -word.count)
    while kept and _room_of(kept, SCALES[-1]) > room:
        kept.pop()
    scale = next((i for i, one in enumerate(SCALES) if _room_of(kept, one) <= room), len(SCALES) - 1)
    sized = zip((word.name for word in kept), sizes_of_words(kept), strict=True)
    ordered = sorted(sized, key=lambda pair: sha256(_alike(pair[0]).encode()).digest())
    return WordCloud(
        tuple(ordered), scale, sum(word.count for word in words) - sum(word.count for word in kept)
    )


def _room_of(words: Sequence[WordTheme], scale: float) -> float:
    sized = zip(words, sizes_of_words(words), strict=True)
    return sum((len(word.name) + 3) * A_LETTER * (GROWTH[size] * scale) ** 2 for word, size in sized)


def sizes_of_words(words: Sequence[WordTheme]) -> list[int]:
    """Returns how large each stands, 1 to SIZES: the one that was written most often is the largest.

    >>> sizes_of_words([WordTheme("a", "", 8, ()), WordTheme("b", "", 4, ()), WordTheme("c", "", 1, ())])
    [4, 2, 1]
    """
    most = max((word.count for word in words), default=1)
    return [
        max(1, int(rounded_value(Fraction(SIZES * word.count, most), 0))) if most > 1 else 2 for word in words
    ]
