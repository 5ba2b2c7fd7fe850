"""Wrong codes and numbers: whoever tries many has to wait, and until then a right one is refused as well.

A wrong one is counted for the device that sent it, for the network address and for the event. Each allows so many
at first, as a hall mistypes; from there on the wait doubles with every further one, until what is tried is no more
than the allowance that time gives back. Right ones never count: however many phones stand behind one address, they
join unhindered. Counts stay in this process's memory and are kept nowhere.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from math import ceil

from flask import Flask, current_app, request

LONGEST_WAIT = 600  # seconds
FAILURES = "failures"
MOST_COUNTED = 10_000  # counts kept; whoever failed longest ago goes first


@dataclass(frozen=True)
class FailureLimit:
    """Says how many failures are free, and after how many seconds one is forgotten."""

    free: int
    forgets_in: float


DEVICE = FailureLimit(free=5, forgets_in=120)
ADDRESS = FailureLimit(free=30, forgets_in=10)
EVENT = FailureLimit(free=60, forgets_in=5)


@dataclass
class _FailureCount:
    level: float
    at: float
    waits_until: float


Key = tuple[str, str, FailureLimit]


@dataclass
class FailureCounts:
    """Holds what has been tried in vain in this process."""

    counts: dict[Key, _FailureCount] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def seconds_to_wait(self, keys: list[Key]) -> int:
        now = time.monotonic()
        with self._lock:
            waits = [self.counts[key].waits_until - now for key in keys if key in self.counts]
        return max(0, ceil(max(waits, default=0)))

    def count(self, keys: list[Key]) -> None:
        now = time.monotonic()
        with self._lock:
            for key in keys:
                self._count(key, now)

    def _count(self, key: Key, now: float) -> None:
        limit = key[2]
        # Taken out, and then put last: the first one failed longest ago.
        count = self.counts.pop(key, None) or _FailureCount(0, now, now)
        if len(self.counts) >= MOST_COUNTED:
            del self.counts[next(iter(self.counts))]
        count.level = max(0.0, count.level - (now - count.at) / limit.forgets_in) + 1
        count.at = now
        if count.level > limit.free:
            count.waits_until = now + min(LONGEST_WAIT, 2.0 ** min(count.level - limit.free, 10))
        self.counts[key] = count


def install(app: Flask) -> None:
    app.extensions[FAILURES] = FailureCounts()


def failure_counts() -> FailureCounts:
    return counts_of(current_app)


def counts_of(app: Flask) -> FailureCounts:
    """Returns what has been tried in vain in this process of an app."""
    found: FailureCounts = app.extensions[FAILURES]
    return found


def keys_of_network(kind: str, address: str) -> list[Key]:
    """Returns what a failure of some kind counts against where nothing but the address is known."""
    return [(f"{kind} from", _network(address), ADDRESS)]


def keys_of(kind: str, device: bytes = b"", event: str = "") -> list[Key]:
    """Returns what a failure of some kind (a room's code, say) counts against: the address, and what else is named."""
    keys = keys_of_network(kind, request.remote_addr or "")
    if device:
        keys.append((f"{kind} by", device.hex(), DEVICE))
    if event:
        keys.append((f"{kind} in", event, EVENT))
    return keys


def _network(text: str) -> str:
    """The address; of the sixth version its first 64 bits, since one device may use all that follow."""
    try:
        address = ip_address(text)
    except ValueError:
        return text
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped) if mapped else address.packed[:8].hex()
    return text


def seconds_to_wait(keys: list[Key]) -> int:
    """For how many seconds nothing is tried for any of these; 0 where it may be at once."""
    return failure_counts().seconds_to_wait(keys)


def count_failure(keys: list[Key]) -> int:
    """Counts a failure against each, and says how many seconds nothing more is tried."""
    failure_counts().count(keys)
    return seconds_to_wait(keys)
