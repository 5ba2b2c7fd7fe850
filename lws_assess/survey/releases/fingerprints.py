"""Fingerprints: whether two papers show the very same results, told from nothing but what they print.

A digest of what a release keeps would tell more than its pages: of a small cell all answers could be tried until
the digest fits. This one is made of the printed figures alone, so that trying leads no further than reading.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from lws_assess.survey.counts import NotCounted
from lws_assess.survey.instruments import Area, Audience, Edition, ProfileQuestion, Question
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.withheld import Withheld


def fingerprint_of_printed(printed: Any) -> str:
    """SHA-256 of everything in a view object."""
    return hashlib.sha256(json.dumps(_plain(printed), sort_keys=True).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Returns the value as lists and words; what belongs to the questionnaire stands by its key."""
    if isinstance(value, Edition):
        return value.digest
    if isinstance(value, Area):
        return value.code
    if isinstance(value, Audience | Question | ProfileQuestion):
        return value.key
    if isinstance(value, Withheld):
        return str(value)
    if isinstance(value, Shown):
        return [value.text, value.n]
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(part) for part in value]
    if is_dataclass(value):
        # What nobody counted when a release was made is not in it, so that its fingerprint stays as it was.
        parts = [getattr(value, one.name) for one in fields(value)]
        return [_plain(part) for part in parts if not isinstance(part, NotCounted)]
    return value
