"""docs/method.md: its words are written by people, its tables by the command that measured them."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "method.md"
SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
CLAIMED = re.compile(r"\*\*(\d[\d,.]*)(?:%| in 100)?\*\*")
NUMBER = re.compile(r"\d[\d,.]*\d|\d")
MEASURED = re.compile(r"<!-- measured: (\w+) -->\n(.*?)<!-- end of \1 -->\n", re.DOTALL)


def write(name: str, tables: str) -> None:
    """Puts tables between the two marks of a module."""
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8"), name, tables), encoding="utf-8")


def with_tables(text: str, name: str, tables: str) -> str:
    """A page with these tables between the two marks of a module, which must be there once."""
    places = [found for found in MEASURED.finditer(text) if found[1] == name]
    assert len(places) == 1, f"docs/method.md has no place, or several, for what {name} measures"
    start, end = places[0].span(2)
    return f"{text[:start]}\n{tables.strip()}\n\n{text[end:]}"


def measured(text: str) -> dict[str, str]:
    """What stands between marks, by module."""
    return {found[1]: found[2].strip() for found in MEASURED.finditer(text)}


def sections(text: str) -> dict[str, str]:
    """Whatever stands below each heading, by the words of the heading."""
    _, *parts = SECTION.split(text)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def claimed(section: str) -> list[str]:
    """Figures that the words of a section name as measured: those in bold."""
    return CLAIMED.findall(MEASURED.sub("", section))


def numbers(section: str) -> set[str]:
    """Every number that stands in the measured tables of a section."""
    return {one for _, tables in MEASURED.findall(section) for one in NUMBER.findall(tables)}
