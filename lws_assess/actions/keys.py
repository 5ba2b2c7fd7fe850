"""Keys that stand in addresses, made from the names that people give."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

LONGEST = 60
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def is_key(text: str) -> bool:
    return len(text) <= LONGEST and KEY.fullmatch(text) is not None


def propose_key(name: str, taken: Container[str], otherwise: str) -> str:
    """A key from a name: "Children’s Trust" becomes "childrens-trust", and "childrens-trust-2" where that is taken.

    `otherwise` stands in for a name in which no letter of a key can be found.
    """
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", letters.replace("'", ""))
    key = "-".join(words)[: LONGEST - 4].strip("-") or otherwise
    number, free = 1, key
    while free in taken:
        number += 1
        free = f"{key}-{number}"
    return free
