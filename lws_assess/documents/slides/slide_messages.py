"""What one slide holds, and a deck of them; the same for a file and for a screen."""

from __future__ import annotations

from dataclasses import dataclass

from lws_assess.documents.claims import SaidWords
from lws_assess.documents.slides.message_figures import MessageFigure, MessageTable


@dataclass(frozen=True)
class BoardMessage:
    """One message: its finding, a figure or a table that shows it, and a line beneath.

    `key` stands in addresses. `chapter` says in few words what it is about. `notes` are sentences to be said.
    """

    key: str
    chapter: str
    finding: SaidWords
    said: str
    notes: tuple[str, ...]
    figure: MessageFigure | MessageTable | None = None


@dataclass(frozen=True)
class SlideDeck:
    """All messages of a round, in the order in which they are told. `foot` stands on each."""

    whose: str  # the name of the partnership
    title: str  # of the round
    foot: str
    messages: tuple[BoardMessage, ...]
