"""Refusals with other words: whatever a page does with a refusal, it must not come from its sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from lws_assess.survey.refusals import Refusal

OTHER_WORDS = "Qwertz uiop."
AS_THEY_ARE = Refusal.__init__


@contextmanager
def reworded() -> Iterator[list[Refusal]]:
    """Every refusal that is made meanwhile says the same nonsense; gives those that were made."""
    made: list[Refusal] = []

    def say_nonsense(refusal: Refusal, _words: str = "", field: str = "") -> None:
        AS_THEY_ARE(refusal, OTHER_WORDS, field)
        made.append(refusal)

    Refusal.__init__ = say_nonsense  # type: ignore[method-assign]
    try:
        yield made
    finally:
        Refusal.__init__ = AS_THEY_ARE  # type: ignore[method-assign]
