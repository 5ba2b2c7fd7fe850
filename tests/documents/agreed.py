"""What drawings, tables and papers were agreed to look like, kept as text in shelf/agreed_documents.json.xz.

Tests of documents say what must hold; this keeps everything else from moving unseen, down to where a line of type
stands. Where a change is wanted, look at the lines that differ, then keep the new ones:
`KEEP=1 make test ARGS=tests/documents/test_agreed.py`.
"""

from __future__ import annotations

import json
import lzma
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from difflib import unified_diff
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parents[1] / "shelf" / "agreed_documents.json.xz"
MOST_TOLD = 40  # lines
IS_KEEPING = os.environ.get("KEEP") == "1"


def lines_of(value: object, before: str = "") -> Iterator[str]:
    """Any value as lines that can be compared: a mark of a drawing, a cell or a field on each."""
    if isinstance(value, str):
        yield from (f"{before}{line}" for line in str(value).replace("><", ">\n<").split("\n"))
    elif is_dataclass(value):
        for field in fields(value):
            yield from lines_of(getattr(value, field.name), f"{before}.{field.name} ")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from lines_of(item, f"{before}[{key}] ")
    elif callable(value):  # drawn once it is asked for
        yield from lines_of(value(), before)
    elif isinstance(value, bytes):
        yield f"{before}{value!r}"
    elif isinstance(value, Iterable):
        for item in value:
            yield from lines_of(item, f"{before}- ")
    else:
        yield f"{before}{value!r}"


@cache
def kept() -> dict[str, str]:
    """By name what was agreed."""
    if not FILE.exists():
        return {}
    found: dict[str, str] = json.loads(lzma.decompress(FILE.read_bytes()))
    return found


def assert_agreed(made: Mapping[str, object]) -> None:
    """Each of these is as it was agreed; names begin with a word that only this caller uses."""
    texts = {name: "\n".join(lines_of(value)) for name, value in made.items()}
    [first] = {name.partition(" ")[0] for name in texts}
    if IS_KEEPING:
        keep({name: text for name, text in kept().items() if name.partition(" ")[0] != first} | texts)
        return
    agreed = {name: text for name, text in kept().items() if name.partition(" ")[0] == first}
    assert sorted(texts) == sorted(agreed)
    for name, text in texts.items():
        differing = (
            []
            if text == agreed[name]
            else list(unified_diff(agreed[name].split("\n"), text.split("\n"), n=0))
        )
        assert differing[:MOST_TOLD] == [], name


def keep(texts: Mapping[str, str]) -> None:
    """Writes the file: the same texts give the same bytes."""
    FILE.write_bytes(lzma.compress(json.dumps(texts, sort_keys=True).encode()))
    kept.cache_clear()
