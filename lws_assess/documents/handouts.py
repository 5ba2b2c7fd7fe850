"""Handouts: the poster, the slips and the e-mail text that bring one group of a round to its questionnaire."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import segno

from lws_assess.documents.letters import cut_to
from lws_assess.documents.printing import make_pdf

NOT_TWICE = "If you rated at the event, do not answer again."
LONGEST_NAME = 300  # characters of a name that a sheet has room for
LONGEST_ON_SLIP = 90
LONGEST_WORDS = 600


@dataclass(frozen=True)
class Handout:
    """What a handout of one group says. An empty group stands for everybody, with a choice of group.

    `address` is the open link, `code` its 26 characters, `home` the address where a code can be typed.
    `last_day` is in words, empty where none is set; `minutes` such as "about 10 to 20 minutes".
    """

    partnership: str
    title: str
    group: str
    this_is_you_if: str
    address: str
    code: str
    home: str
    last_day: str
    minutes: str
    smallest_number: int
    contact: str
    easy: bool
    colours: tuple[str, ...]
    acknowledgement: str

    @property
    def home_in_short(self) -> str:
        return self.home.removeprefix("https://").removeprefix("http://").rstrip("/")

    @property
    def who_sees_what(self) -> str:
        """In one sentence, or two short ones in easy words."""
        if self.easy:
            return "We do not ask who you are. Nobody can tell which answers are yours."
        return (
            "We do not ask your name, nobody can tell which answers are yours, and results are shown only for "
            f"{self.smallest_number} or more people together."
        )

    @property
    def not_twice(self) -> str:
        return f"Did you do this at our event? {NOT_TWICE}" if self.easy else NOT_TWICE


@dataclass(frozen=True)
class Slip:
    """A link that answers once, and its 26 characters."""

    address: str
    code: str


@dataclass(frozen=True)
class EmailText:
    subject: str
    body: str


def poster(handout: Handout) -> bytes:
    """An A4 poster as a tagged PDF."""
    return make_pdf(
        "poster",
        {
            "title": f"Poster: {_name(handout.group or 'everybody')}",
            "partnership": _name(handout.partnership),
            "headline": _headline(handout),
            "subtitle": handout.title,
            "colours": handout.colours,
            "who": f"For: {_name(handout.group)}" if handout.group else "For everybody who is asked",
            "this_is_you_if": _this_is_you_if(handout),
            "qr": _qr(handout.address),
            "how": "How to start",
            "steps": _steps(handout),
            "home": handout.home_in_short,
            "home_link": handout.home,
            "code": in_fives(handout.code),
            "facts": _facts(handout),
            "lines": [handout.who_sees_what],
            "event": handout.not_twice,
            "contact": _whom_to_ask(handout),
            "acknowledgement": handout.acknowledgement,
        },
    )


def slips(handout: Handout, these: Sequence[Slip]) -> bytes:
    """A4 sheets of slips to cut up, eight a page, in the order given."""
    return make_pdf(
        "slips",
        {
            "title": f"Slips to cut up: {_name(handout.group)}",
            "headline": _headline(handout),
            "who": f"{shortened(handout.partnership, LONGEST_ON_SLIP)}: {shortened(handout.group, LONGEST_ON_SLIP)}",
            "how": "Point a phone’s camera at the square, or type this code at"
            if handout.easy
            else "Scan the square, or type this code at",
            "home": handout.home_in_short,
            "once": "It works once, for one person."
            + (f" Last day: {handout.last_day}." if handout.last_day else ""),
            "event": handout.not_twice,
            "privacy": "Nobody can tell which answers are yours.",
            "slips": [{"qr": _qr(slip.address), "code": in_fives(slip.code)} for slip in these],
        },
    )


def email_text(handout: Handout) -> EmailText:
    """The words of an e-mail that brings people to the open link."""
    until = f" The last day is {handout.last_day}." if handout.last_day else ""
    paragraphs = [
        "Hello,",
        f"{handout.partnership} would like to know what you see and think."
        if not handout.easy
        else f"{handout.partnership} would like to know what you think.",
        f"This is for: {handout.group}. {_this_is_you_if(handout)}".strip() if handout.group else "",
        f"Please answer here:\n{handout.address}",
        f"It takes {handout.minutes}.{until}",
        handout.who_sees_what,
        handout.not_twice,
        _whom_to_ask(handout),
        "Thank you.",
    ]
    headline = _headline(handout)
    subject = f"{handout.partnership}: {headline[0].lower()}{headline[1:]}"
    return EmailText(" ".join(subject.split()), "\n\n".join(filter(None, paragraphs)) + "\n")


def in_fives(code: str) -> list[str]:
    """A code in groups of five characters, as people copy it."""
    return [code[start : start + 5] for start in range(0, len(code), 5)]


def qr_svg(address: str, title: str) -> str:
    """A QR code as a drawing for a page."""
    return _saved(address, kind="svg", border=2, xmldecl=False, omitsize=True, title=title).decode()


def qr_file(address: str, kind: str) -> bytes:
    """A QR code as a file of its own: svg, or png about a thousand pixels wide."""
    return _saved(address, kind=kind, scale=24 if kind == "png" else 10, border=4)


def _saved(address: str, **how: Any) -> bytes:
    out = io.BytesIO()
    segno.make(address, error="m").save(out, **how)
    return out.getvalue()


def _qr(address: str) -> dict[str, str]:
    drawing = _saved(
        address, kind="svg", border=4, xmldecl=False, omitsize=True, svgclass=None, lineclass=None
    )
    return {"svg": drawing.decode(), "alt": f"QR code of the link {address}"}


def _headline(handout: Handout) -> str:
    return "Tell us what you think" if handout.easy else "Tell us what you see and think"


def _steps(handout: Handout) -> list[str]:
    if handout.easy:
        return [
            "Point a phone’s camera at the square.",
            "Or ask somebody to go to the page below and type the code.",
        ]
    return [
        "Point your phone’s camera at the square.",
        "Or go to the page below and type the code. Spaces do not matter.",
    ]


def _facts(handout: Handout) -> list[list[str]]:
    facts = [["It takes", handout.minutes]]
    if handout.last_day:
        facts.append(["Last day", handout.last_day])
    return facts


def _this_is_you_if(handout: Handout) -> str:
    if not handout.group:
        return "On the first page you choose the group that fits you best."
    words = shortened(handout.this_is_you_if, LONGEST_WORDS)
    return f"This is you if {words}" if words else ""


def _whom_to_ask(handout: Handout) -> str:
    return f"Questions? {shortened(handout.contact, LONGEST_WORDS)}" if handout.contact.strip() else ""


def _name(text: str) -> str:
    return shortened(text, LONGEST_NAME) or "–"


def shortened(text: str, most: int) -> str:
    """In one line, and no longer than a sheet has room for."""
    line = " ".join(text.split())
    return line if len(line) <= most else cut_to(line, most)[:-1].rstrip() + "…"
