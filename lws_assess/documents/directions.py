"""Directions: words that run from right to left, among words that run from left to right.

Whatever stands beside a name in Urdu or Hebrew, a figure above all, must not be drawn into its direction. A text
that is written from right to left as a whole begins with ALL_OF_IT, by which papers know to turn its lines too.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

ALL_OF_IT: Final = "\u2067"  # what follows runs from right to left, whatever stands around it
PART_OF_IT: Final = "\u2068"  # what follows runs as its first letter does
END: Final = "\u2069"
FEW = 0.1  # a share of letters from left to right that a text from right to left may hold: a name, an address

_BACKWARD = (
    "\u0590-\u05ff\u0600-\u06ff\u0700-\u07bf\u07c0-\u07ff\u0800-\u089f\u08a0-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
    "\U00010800-\U00010fff\U0001e800-\U0001efff"
)
_ANY = re.compile(f"[{_BACKWARD}]")
# From the first such letter to the last, over spaces, signs and figures, but over no other letter.
_RUN = re.compile(
    f"[{_BACKWARD}](?:[^{_BACKWARD}A-Za-z\u00c0-\u058f\u0900-\ufb1c\n]*[{_BACKWARD}\u200c\u200d])*"
)


def runs_backward(text: str, few: float = FEW) -> bool:
    """True if a text is written from right to left as a whole.

    >>> runs_backward("بچے"), runs_backward("بچے: 12 of 17"), runs_backward("Children")
    (True, False, False)
    """
    if text.isascii() or not _ANY.search(text):
        return False
    letters = [unicodedata.bidirectional(c) for c in text]
    backward = sum(kind in {"R", "AL"} for kind in letters)
    forward = letters.count("L")
    return backward > 0 and forward <= few * backward


def isolated_runs(text: str) -> str:
    """The text with marks around each run from right to left, or around all of it."""
    if text.isascii() or not _ANY.search(text):
        return text
    if runs_backward(text):
        return f"{ALL_OF_IT}{text}{END}"
    return _RUN.sub(lambda run: f"{PART_OF_IT}{run[0]}{END}", text)


def pieces_by_direction(text: str) -> list[tuple[str, bool]]:
    """The text in parts, each with whether it runs from right to left.

    >>> pieces_by_direction("The lead of بچے: 12 of 17")
    [('The lead of ', False), ('بچے', True), (': 12 of 17', False)]
    """
    if text.isascii() or not _ANY.search(text):
        return [(text, False)]
    if runs_backward(text):
        return [(text, True)]
    found, at = [], 0
    for run in _RUN.finditer(text):
        found += [(text[at : run.start()], False), (run[0], True)]
        at = run.end()
    return [(part, backward) for part, backward in (*found, (text[at:], False)) if part]


# The language of letters that hold one that only it has, as far as letters tell.
_TELLING: Final = (("ٹڈڑںےہ", "ur"), ("ښځډړۍېڼ", "ps"), ("ڵۆێڕە", "ku"), ("پچژگک", "fa"))


def language_of(backward: str) -> str:
    """The language of words from right to left; Arabic and Hebrew where nothing tells of another.

    >>> language_of("لڑکیاں"), language_of("مدرسة"), language_of("בית")
    ('ur', 'ar', 'he')
    """
    for letters, language in _TELLING:
        if set(letters) & set(backward):
            return language
    return "he" if any("\u0590" <= c <= "\u05ff" for c in backward) else "ar"
