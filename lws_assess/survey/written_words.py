"""What is kept of words that people type or paste, for each kind of field; the one place that says so.

    a line          names, titles            `one_line`      every space and line end is one space
    several lines   comments, letters        `several_lines` line ends are one newline, other spaces stay spaces
    a search        and comparing names      `folded_words`        never kept: only compared
    an address      of e-mail                `bare_address`  nothing that is not printed, small letters
    a code          of a room, a slip        `plain_signs`   letters and digits, as a keyboard of ours writes them
    a password                               `password_form` everything that was typed, in one form

Numbers, times and days are read in `typed_values`. Of words is kept, in Unicode's composed form (NFC):

- every letter, sign and picture, unassigned ones too, because the next version of Unicode may know them;
- joiners, variation selectors and tags where a script or a picture needs them: Persian, Indic scripts, families,
  flags. Where they stand alone they are dropped;
- marks that set the direction, in lines with words that are written from right to left, where each that opens
  also closes. Elsewhere they could only change the order in which other words are seen, and are dropped. What
  overrides the order of letters is dropped everywhere: it makes one word look like another;
- at most FEW_MARKS marks of one kind over or under one letter.

Dropped without a word: what has no width (zero-width spaces, soft hyphens, byte-order marks), and control
characters. Bullets and arrows of symbol fonts, as word processors leave them, become the signs that were seen;
what no two machines show alike, and halves of characters, become the sign U+FFFD, so that nothing goes missing
unseen. What is left of words that nobody could see is empty. All limits count what is kept, in characters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import groupby

FEW_MARKS, MOST_MARKS = 4, 9  # of one kind, and in all, on one letter
MOST_TAGS = 8  # in the picture of a flag; more would be a message that nobody sees
LOST = "\ufffd"  # shown where something stood that cannot be shown

# Line ends: of all systems, and the vertical tab and page break of word processors.
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_NON_JOINER, _JOINER, _GRAPHEME_JOINER = "\u200c", "\u200d", "\u034f"
_MARKS_OF_DIRECTION = "\u200e\u200f\u061c"
_EMBEDDINGS, _END_OF_EMBEDDING = "\u202a\u202b", "\u202c"
_OVERRIDES = "\u202d\u202e"
_ISOLATES, _END_OF_ISOLATE = "\u2066\u2067\u2068", "\u2069"
_OPENING = _EMBEDDINGS + _OVERRIDES + _ISOLATES
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"

# Formats that show or shape something, unlike all others: numbers and ends of verses in Arabic and Syriac, and the
# frames of hieroglyphs.
_SEEN_FORMATS = re.compile(
    "[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd\U00013430-\U0001343f]"
)
# Never assigned to anything that is seen, or letters without a shape.
_BLANKS = re.compile(
    "[\u17b4\u17b5\u3164\uffa0\ufffc\u2065\ufff0-\ufffb\U0001d173-\U0001d17a\U0001bca0-\U0001bca3"
    "\U000e0000-\U000e001f\U000e0080-\U000e00ff\U000e01f0-\U000e0fff]"
)
_JAMO = "[\u1100-\u115e\u1161-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]"
_LONE_FILLERS = re.compile(f"(?<!{_JAMO})[\u115f\u1160](?!{_JAMO})")  # of a syllable of Korean
# What symbol fonts, and the hyphens of word processors, left in pasted text, as it was seen.
_SYMBOLS = str.maketrans(
    {
        "\x1e": "-",
        "\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf0fb": "✗", "\uf0e0": "→", "\uf0df": "←",
        "\uf0e8": "➔", "\uf04a": "☺", "\uf04c": "☹", "\uf0a8": "◻", "\uf0fe": "☑", "\uf0b0": "°", "\uf0ae": "→",
        "\uf02d": "–",
    }
)  # fmt: skip
# Scripts whose letters join or stack, so that a joiner between two of them shapes a word.
_JOINING = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1700-\u18af\u1900-\u1cff\u2d30-\u2d7f\ua800-\uaaff\uabc0-\uabff"
    "\ufb50-\ufdff\ufe70-\ufefe\U00010a00-\U00010fff\U00011000-\U00011fff\U0001e900-\U0001e95f]"
)
_MONGOLIAN = re.compile("[\u1807\u180a\u1820-\u18aa]")
_MONGOLIAN_SELECTORS = "\u180b\u180c\u180d\u180f"
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_TAGS, _END_OF_TAGS = re.compile("[\U000e0020-\U000e007e]"), "\U000e007f"
_FLAG = "\U0001f3f4"
_FROM_THE_RIGHT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_DIRECTIONS = re.compile(f"[{_MARKS_OF_DIRECTION}{_OPENING}{_END_OF_EMBEDDING}{_END_OF_ISOLATE}]")
# Plain and accented Latin letters and the signs of prose: nothing among them is changed.
_ORDINARY = re.compile("[ -~\n\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e]*")


# --- words -----------------------------------------------------------------------------------------------


def one_line(text: str) -> str:
    """Returns what is kept of a line of words.

    >>> one_line(" Early\\u00a0years,\\ttoo\\u200b \\u2028"), one_line("\\u200b\\u2060\\ufeff")
    ('Early years, too', '')
    """
    return " ".join(several_lines(text).split())


def several_lines(text: str) -> str:
    """Returns what is kept of several lines of words, without spaces at the end of a line and around the whole.

    >>> several_lines("One\\r\\ntwo \\vthree\\x00")
    'One\\ntwo\\nthree'
    """
    return "\n".join(line.rstrip(" ") for line in clean_text(text).split("\n")).strip(" \n")


def clean_text(text: str) -> str:
    """Returns a text without what may not be kept, and with the spaces that were typed. What is kept stays the same
    when it is read again.
    """
    if _ORDINARY.fullmatch(text):
        return text
    # Removing can bring neighbours together that compose or may not stand together: at most a few rounds.
    for _ in range(10):
        kept = _clean_once(text)
        if kept == text:
            break
        text = kept
    return text


def _clean_once(text: str) -> str:
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = _LINE_ENDS.sub("\n", text).translate(_SYMBOLS)
    text = "".join(map(_kept_as, _LONE_FILLERS.sub("", text)))
    text = "\n".join(_with_directions(line) for line in text.split("\n"))
    text = unicodedata.normalize("NFC", _with_joiners(text))
    return unicodedata.normalize("NFC", _with_few_marks(text))


@lru_cache(maxsize=4096)
def _kept_as(character: str) -> str:
    """Returns what becomes of a character, whatever stands beside it."""
    if " " <= character <= "~" or character == "\n":
        return character
    if _BLANKS.match(character):
        return ""
    kind = unicodedata.category(character)
    if kind == "Zs" or character in "\t\u2800":
        return " "
    if kind == "Co":
        return LOST
    if (kind == "Cn" and ord(character) & 0xFFFE == 0xFFFE) or "\ufdd0" <= character <= "\ufdef":
        return ""  # no character, now or ever
    if kind == "Cc":
        return ""
    if kind == "Cf" and not _SEEN_FORMATS.match(character):
        return character if character in _WITH_A_PLACE or _is_tag(character) else ""
    return character


_WITH_A_PLACE = "".join(
    (_NON_JOINER, _JOINER, _MARKS_OF_DIRECTION, _OPENING, _END_OF_EMBEDDING, _END_OF_ISOLATE, "\u180e")
)


def _is_tag(character: str) -> bool:
    return "\U000e0020" <= character <= _END_OF_TAGS


def _with_directions(line: str) -> str:
    """A line with the marks of direction that may stand in it."""
    if not _DIRECTIONS.search(line):
        return line
    drop = _OVERRIDES + _END_OF_EMBEDDING + _END_OF_ISOLATE + _EMBEDDINGS + _ISOLATES
    keep: set[int] = set()
    if not _is_from_the_right(line):
        drop += _MARKS_OF_DIRECTION
    else:
        keep = _pairs(line)
    return "".join(c for place, c in enumerate(line) if c not in drop or place in keep)


def _is_from_the_right(line: str) -> bool:
    """True if a line holds a letter of a script that is written from right to left."""
    return any(unicodedata.bidirectional(c) in ("R", "AL") for c in _FROM_THE_RIGHT.findall(line))


def _pairs(line: str) -> set[int]:
    """Returns where marks stand that open and close again, around something that is seen."""
    found: set[int] = set()
    opened: list[tuple[int, int]] = []  # where, and how much was seen before it
    seen = 0
    for place, character in enumerate(line):
        if character in _OPENING:
            opened.append((place, seen))
        elif character in _ENDS:
            fits = _ENDS[character]
            while opened and character == _END_OF_ISOLATE and line[opened[-1][0]] not in fits:
                opened.pop()  # the end of an isolate ends whatever was opened in it
            if opened and line[opened[-1][0]] in fits:
                start, before = opened.pop()
                if line[start] not in _OVERRIDES and seen > before:
                    found |= {start, place}
        elif character not in _MARKS_OF_DIRECTION:
            seen += character != " "
    return found


_ENDS = {_END_OF_ISOLATE: _ISOLATES, _END_OF_EMBEDDING: _EMBEDDINGS + _OVERRIDES}


def _with_joiners(text: str) -> str:
    """The text with joiners, selectors and tags where they shape what is seen."""
    if not _SHAPING.search(text):
        return text
    kept: list[str] = []
    place = 0
    while place < len(text):
        character, before = text[place], kept[-1] if kept else ""
        after = text[place + 1] if place + 1 < len(text) else ""
        if _is_tag(character):
            end = place
            while end < len(text) and _TAGS.match(text[end]):
                end += 1
            whole = text[place : end + 1]
            if before == _FLAG and 2 <= len(whole) <= MOST_TAGS and whole.endswith(_END_OF_TAGS):
                kept.extend(whole)
            place = end if whole.endswith(_END_OF_TAGS) else end - 1
        elif _may_shape(character, before=before, after=after):
            kept.append(character)
        place += 1
    return "".join(kept)


_SHAPING = re.compile(
    f"[{_NON_JOINER}{_JOINER}{_GRAPHEME_JOINER}\u180e{_MONGOLIAN_SELECTORS}"
    "\ufe00-\ufe0f\U000e0100-\U000e01ef\U000e0020-\U000e007f]"
)


def _may_shape(character: str, *, before: str, after: str) -> bool:
    kind = unicodedata.category(before)[0] if before else ""
    if _SELECTORS.match(character):
        return bool(before) and kind in "LNSP" and before not in " \n"
    if character == "\u180e" or character in _MONGOLIAN_SELECTORS:
        return bool(before) and bool(_MONGOLIAN.match(before))
    if character == _GRAPHEME_JOINER:
        return bool(before) and kind in "LMN"
    if character == _NON_JOINER:
        return _joins(before) and (_joins(after) or unicodedata.combining(before) == 9)
    if character == _JOINER:
        return _joins(before) or _joins(after) or (_is_picture(before) and _is_picture(after))
    return True


def _joins(character: str) -> bool:
    """True if a character is a letter or mark of a script whose letters join."""
    return bool(character) and bool(_JOINING.match(character)) and unicodedata.category(character)[0] in "LM"


def _is_picture(character: str) -> bool:
    """True if a character may stand beside a joiner in a picture, such as a family."""
    if not character or character.isascii():
        return False
    return (
        character == "\ufe0f"
        or character == _END_OF_TAGS
        or unicodedata.category(character) in ("So", "Sk", "Sm")
    )


def _with_few_marks(text: str) -> str:
    """The text with no more marks on a letter than any language has."""
    if text.isascii():
        return text
    kept: list[str] = []
    for is_mark, run in groupby(text, _is_mark):
        if not is_mark:
            kept.extend(run)
            continue
        count: dict[int, int] = {}
        for mark in run:
            of_its_kind = unicodedata.combining(mark)
            count[of_its_kind] = count.get(of_its_kind, 0) + 1
            if sum(count.values()) <= MOST_MARKS and (not of_its_kind or count[of_its_kind] <= FEW_MARKS):
                kept.append(mark)
    return "".join(kept)


@lru_cache(maxsize=4096)
def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


# --- words beside others ---------------------------------------------------------------------------------


def isolated_words(text: str) -> str:
    """Somebody's words as they stand in a sentence of ours: what is written from right to left is set apart.

    Without it the numbers and full stops around such words are seen on the wrong side of them.

    >>> isolated_words("Youth"), isolated_words("\\u05e0\\u05d5\\u05e2\\u05e8").encode("unicode_escape")
    ('Youth', b'\\\\u2068\\\\u05e0\\\\u05d5\\\\u05e2\\\\u05e8\\\\u2069')
    """
    if text.isascii() or not _is_from_the_right(text):
        return text
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"


# --- words that are compared -----------------------------------------------------------------------------


def folded_words(text: str) -> str:
    """Words as they are compared: two names that nobody can tell apart on a page are the same.

    >>> folded_words("Children\\u2019s  STRASSE") == folded_words("children's stra\\u00dfe\\u200b")
    True
    """
    text = one_line(text)
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text).casefold()
    text = "".join(c for c in text if unicodedata.category(c) != "Cf").translate(_ALIKE)
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


_ALIKE = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "–": "-", "—": "-"}
)


# --- addresses, codes and passwords ----------------------------------------------------------------------


def without_unprinted(text: str) -> str:
    """The text without what has no width or sets directions, and with plain spaces: for addresses, codes, numbers.

    Control characters stay, so that what holds one is no address and no number.
    """
    text = unicodedata.normalize("NFC", text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    text = "".join(" " if c.isspace() else c for c in text)
    return "".join(c for c in text if not _is_unprinted(c))


def _is_unprinted(character: str) -> bool:
    return (
        unicodedata.category(character) == "Cf"
        or bool(_BLANKS.match(character))
        or bool(_SELECTORS.match(character))
        or character == _GRAPHEME_JOINER
        or character in _MONGOLIAN_SELECTORS
    )


def bare_address(text: str) -> str:
    """An e-mail address without what surrounds it: marks of direction, `mailto:`, brackets, quotes, a full stop.

    Whether it is an address is for others to say. Out of `Name <address>` comes the address.

    >>> bare_address("\\u202ajo@x.example\\u202c"), bare_address("Bell, Jo <Jo@x.example>;"), bare_address("jo at x")
    ('jo@x.example', 'jo@x.example', 'jo at x')
    """
    text = without_unprinted(text).strip()
    text = "".join(_plain_sign(c) if "\uff01" <= c <= "\uff5e" else c for c in text)
    angled = re.findall(r"<([^<>]*@[^<>]*)>", text)
    bare = angled[0] if len(angled) == 1 and text.count("@") == 1 else text
    bare = bare.strip(_AROUND_ADDRESSES).rstrip(".").strip(_AROUND_ADDRESSES).lower().replace("’", "'")
    bare = bare.removeprefix("mailto:").partition("?")[0] if bare.startswith("mailto:") else bare
    return bare.strip(_AROUND_ADDRESSES)


_AROUND_ADDRESSES = " \t'\"“”‘’«»,;:()[]<>"


def plain_signs(text: str) -> str:
    """The text as a keyboard of ours would write it: digits of every script and wide letters are the plain ones.

    >>> plain_signs("٤۷९ＡＢ")
    '479AB'
    """
    return "".join(_plain_sign(c) for c in without_unprinted(text))


def _plain_sign(character: str) -> str:
    if character.isascii():
        return character
    if character.isdecimal():  # not a raised or a circled one, which means something else
        return str(unicodedata.decimal(character))
    return unicodedata.normalize("NFKC", character) if "\uff01" <= character <= "\uff5e" else character


def password_form(password: str) -> str:
    """A password in one form, whatever keyboard wrote it and whatever came along when it was pasted.

    What has no width and sets directions is left out; joiners stay, because somebody may have chosen them.
    """
    kept = "".join(c for c in password if unicodedata.category(c) != "Cf" or c in _NON_JOINER + _JOINER)
    return unicodedata.normalize("NFKC", kept)
