"""Names of groups as people write them in tables: matched where they can mean only one, and asked about otherwise."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

from lws_assess.survey.keys import GroupKey
from lws_assess.survey.written_words import folded_words

LIKE_ENOUGH = 0.6  # of two names, for the one to be what was meant by the other


def folded_name(name: str) -> str:
    """A name as it is compared: without regard to capitals, spaces, kinds of apostrophe and dash, and "&".

    >>> folded_name("  Children’s  Centre & Nursery Managers ") == folded_name("children's centre and nursery managers")
    True
    """
    text = folded_words(name).replace("&", " and ")
    text = re.sub(r"\s*([-/,])\s*", r"\1", text)
    return " ".join(text.split()).strip(" .;:,\"'")


def find_by_name(written: str, names: Mapping[GroupKey, str]) -> GroupKey | None:
    """The key of the group that was written by its name or its key; None where none or several may be meant."""
    wanted = folded_name(written)
    if not wanted:
        return None
    found = [key for key, name in names.items() if folded_name(name) == wanted]
    if not found:
        found = [key for key in names if folded_name(key) == wanted]
    return found[0] if len(found) == 1 else None


def nearest_name(written: str, names: Mapping[GroupKey, str]) -> str:
    """The name of a group that is written much like this; empty where none is."""
    by_folded = {folded_name(name): name for name in names.values()}
    near = get_close_matches(folded_name(written), by_folded, 1, LIKE_ENOUGH)
    return by_folded[near[0]] if near else ""


def why_not_found(written: str, names: Mapping[GroupKey, str], where: str) -> str:
    """Returns what to say of a name that means no group, or several. `where` is such as "in this round"."""
    if not written.strip():
        return "No group is named in this row"
    near = nearest_name(written, names)
    if near and folded_name(near) == folded_name(written):
        return f"Several groups are called “{written}”"
    return f"There is no group “{written}” {where}" + (f". Do you mean “{near}”?" if near else "")
