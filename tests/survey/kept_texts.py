"""What is kept as JSON names its fields in one order, so that the same release is kept as the same text."""

from __future__ import annotations

import json


def is_in_order(text: str) -> bool:
    """True if the names at every depth are in the order of the alphabet, and nothing stands between them."""

    def check(pairs: list[tuple[str, object]]) -> dict[str, object]:
        names = [name for name, _ in pairs]
        assert names == sorted(names), names
        return dict(pairs)

    json.loads(text, object_pairs_hook=check)
    return True
