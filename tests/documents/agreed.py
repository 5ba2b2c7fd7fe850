"""What drawings, tables and papers were agreed to look like, as text: down to where a line of type stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass

from tests.watching.agreed import AgreedTexts

AGREED = AgreedTexts("agreed_documents")


def lines_of(
    value: object, before: str = "", tell: Callable[[object], object] = lambda value: value
) -> Iterator[str]:
    """Any value as lines that can be compared: a mark of a drawing, a cell or a field on each.

    `tell` is asked for each value in it, and may give another that says it in brief.
    """
    value = tell(value)
    if isinstance(value, str):
        yield from (f"{before}{line}" for line in str(value).replace("><", ">\n<").split("\n"))
    elif is_dataclass(value):
        for field in fields(value):
            yield from lines_of(getattr(value, field.name), f"{before}.{field.name} ", tell)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from lines_of(item, f"{before}[{key}] ", tell)
    elif callable(value):  # drawn once it is asked for
        yield from lines_of(value(), before, tell)
    elif isinstance(value, bytes):
        yield f"{before}{value!r}"
    elif isinstance(value, Iterable):
        for item in value:
            yield from lines_of(item, f"{before}- ", tell)
    else:
        yield f"{before}{value!r}"


def assert_agreed(made: Mapping[str, object]) -> None:
    """Each of these is as it was agreed; names begin with a word that only this caller uses."""
    AGREED.assert_agreed({name: "\n".join(lines_of(value)) for name, value in made.items()})
