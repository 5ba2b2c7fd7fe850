"""What imaginary people of a rehearsal write, as imagined_words.yaml has it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from lws_assess.records.yaml_files import read_yaml
from lws_assess.survey.refusals import FileFault

IMAGINED_WORDS = Path(__file__).resolve().with_name("imagined_words.yaml")


@cache
def imagined_words(asked: str) -> tuple[str, ...]:
    """Returns what may be written there, in the order of the file. Raises FileFault where it has nothing for that."""
    data = read_yaml(IMAGINED_WORDS)
    lists = data.get("words") if isinstance(data, dict) else None
    found = lists.get(asked) if isinstance(lists, dict) else None
    if not isinstance(found, list) or not found or not all(isinstance(one, str) for one in found):
        raise FileFault(IMAGINED_WORDS.name, f"words.{asked}", "must be a list of at least one text")
    return tuple(found)
