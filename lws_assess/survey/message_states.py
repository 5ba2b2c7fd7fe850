"""What becomes of one message on its way to the mail server."""

from __future__ import annotations

from enum import StrEnum


class MessageState(StrEnum):
    """A message waits, is being handed over, and then the server took it, refused it, or nobody knows."""

    WAITING = "waiting"
    HANDING_OVER = "handing over"
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"
