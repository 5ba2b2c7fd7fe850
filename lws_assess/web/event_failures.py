"""Wrong codes of rooms, counted by network address: whoever guesses is told to wait, and a room never is.

Only failures count, and a right code always works. Counts stay in this process's memory and are kept nowhere.
"""

from __future__ import annotations

import threading
import time

from flask import request

MOST_FAILURES = 30
WITHIN_SECONDS = 60
MOST_ADDRESSES = 10_000

_counts: dict[str, tuple[float, int]] = {}
_lock = threading.Lock()


def count_failure() -> int:
    """Seconds that this address should wait before it tries again; 0 where it may try at once."""
    address, now = request.remote_addr or "", time.monotonic()
    with _lock:
        began, count = _counts.get(address, (now, 0))
        if now - began > WITHIN_SECONDS:
            began, count = now, 0
        if address not in _counts and len(_counts) >= MOST_ADDRESSES:
            _counts.clear()
        _counts[address] = (began, count + 1)
    return max(1, int(WITHIN_SECONDS - (now - began))) if count >= MOST_FAILURES else 0
