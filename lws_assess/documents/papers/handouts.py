"""Handouts: the poster, the slips and the e-mail text that bring one group of a round to its questionnaire."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import segno

from lws_assess.actions.papers.handouts import Handout
from lws_assess.documents.letters import cut_to
from lws_assess.documents.papers.joining import join_pdfs
from lws_assess.documents.printing import Data, make_pdf
from lws_assess.survey.rounds.occasions import not_twice, not_twice_in_easy_words
from lws_assess.survey.secrets import in_groups
from lws_assess.survey.written_words import isolated

MASK = 4  # of the QR codes of slips: readers take any of the eight, and to try them all takes 18 ms a slip
SLIPS_IN_A_PART = 40  # whole pages: each slip takes a quarter of a megabyte until some parts later
LONGEST_NAME = 300  # characters of a name that a sheet has room for
LONGEST_ON_SLIP = 90
LONGEST_WORDS = 600


def what_it_is_about(partnership: str, easy: bool) -> str:
    """Who asks, and about what, in a sentence or two that stand by themselves."""
    asks = shortened(partnership, LONGEST_NAME)
    if easy:
        return f"{asks} asks you. It is about the people who help children, young people and families here."
    return (
        f"{asks} asks how well the people who work or volunteer with children, young people and families here work "
        "together: the children’s workforce."
    )


def where_it_leads(what: str, home: str, easy: bool) -> str:
    """The web address in plain words, and what is never asked there, so that nobody takes it for a trick.

    `what` is such as "The link leads", `home` such as "assess.marlhaven.example".
    """
    if easy:
        return f"{what} to {home}. The page there does not ask for your name, a password or money."
    return f"{what} to {home}. The page there asks for no name, no password and no bank details."


def in_short(address: str) -> str:
    """A web address as people say it."""
    return address.removeprefix("https://").removeprefix("http://").rstrip("/")


@dataclass(frozen=True)
class PrintedSlip:
    """A link that answers once, and its 26 characters."""

    address: str
    code: str


@dataclass(frozen=True)
class EmailText:
    subject: str
    body: str


def poster(handout: Handout) -> bytes:
    """An A4 poster as a tagged PDF."""
    return posters([handout])


def posters(handouts: Sequence[Handout]) -> bytes:
    """The posters of several groups in one tagged PDF, a page each, in the order given."""
    first = handouts[0]
    title = f"Poster: {_name(first.group or 'everybody')}" if len(handouts) == 1 else "Posters"
    return make_pdf("poster", {"title": title, "posters": [_poster(handout) for handout in handouts]})


def _poster(handout: Handout) -> Data:
    return {
        "partnership": _name(handout.partnership),
        "headline": _headline(handout),
        "about": what_it_is_about(handout.partnership, handout.easy),
        "colours": handout.colours,
        "who": f"For: {_name(handout.group)}" if handout.group else "For everybody who is asked",
        "this_is_you_if": _this_is_you_if(handout),
        "qr": _qr(handout.address),
        "how": "How to start",
        "steps": _steps(handout),
        "home": in_short(handout.home),
        "home_link": handout.home,
        "code": in_groups(handout.code),
        "facts": _facts(handout),
        "lines": [
            _who_sees_what(handout),
            where_it_leads("The square and the code lead", in_short(handout.home), handout.easy),
        ],
        "event": _not_twice(handout),
        "contact": _whom_to_ask(handout),
        "acknowledgement": handout.acknowledgement,
    }


def slips(handout: Handout, these: Sequence[PrintedSlip]) -> bytes:
    """A4 sheets of slips of one group to cut up, eight a page, in the order given."""
    return slips_of_groups([(handout, these)])


def slips_of_groups(sheets: Sequence[tuple[Handout, Sequence[PrintedSlip]]]) -> bytes:
    """The slips of several groups in one tagged PDF. Each group begins on a page of its own."""
    title = f"Slips to cut up: {_name(sheets[0][0].group)}" if len(sheets) == 1 else "Slips to cut up"
    parts = [
        (handout, these[start : start + SLIPS_IN_A_PART])
        for handout, these in sheets
        for start in range(0, len(these), SLIPS_IN_A_PART)
    ]
    return join_pdfs(make_pdf("slips", {"title": title, **_slips(*part)}) for part in parts)


def _slips(handout: Handout, these: Sequence[PrintedSlip]) -> Data:
    return {
        "headline": _headline(handout),
        "who": f"{shortened(handout.partnership, LONGEST_ON_SLIP)}: {shortened(handout.group, LONGEST_ON_SLIP)}",
        "about": "It is about the people who help children and families here."
        if handout.easy
        else "It is about the people who work with children, young people and families here.",
        "how": "Point a phone’s camera at the square, or type this code at"
        if handout.easy
        else "Scan the square, or type this code at",
        "home": in_short(handout.home),
        "once": f"It works once, for one person, and takes {handout.minutes}."
        + (f" Last day: {handout.last_day}." if handout.last_day else ""),
        "event": _not_twice(handout),
        "privacy": "Nobody can tell which answers are yours.",
        "contact": f"Questions? {shortened(handout.contact, LONGEST_ON_SLIP)}"
        if handout.contact.strip()
        else "",
        "slips": [{"qr": _qr(slip.address, MASK), "code": in_groups(slip.code)} for slip in these],
    }


def email_text(handout: Handout) -> EmailText:
    """The words of an e-mail that brings people to the open link."""
    plain = handout
    handout = replace(
        plain,
        partnership=isolated(plain.partnership),
        group=isolated(plain.group),
        this_is_you_if=isolated(plain.this_is_you_if),
        contact=isolated(plain.contact),
    )
    until = f" The last day is {handout.last_day}." if handout.last_day else ""
    paragraphs = [
        "Hello,",
        what_it_is_about(handout.partnership, handout.easy),
        f"This is for: {handout.group}. {_this_is_you_if(handout)}".strip() if handout.group else "",
        f"Please answer here:\n{handout.address}",
        where_it_leads("The link leads", in_short(handout.home), handout.easy),
        f"It takes {handout.minutes}.{until}",
        _who_sees_what(handout),
        _not_twice(handout),
        _whom_to_ask(handout),
        "Thank you.",
    ]
    what = "how well do we work together for children?"
    if handout.easy:
        what = "what do you think about the people who help you?"
    subject = f"{plain.partnership}: {what}"
    return EmailText(" ".join(subject.split()), "\n\n".join(filter(None, paragraphs)) + "\n")


def qr_svg(address: str, title: str) -> str:
    """A QR code as a drawing for a page."""
    return _saved(address, kind="svg", border=2, xmldecl=False, omitsize=True, title=title).decode()


def qr_file(address: str, kind: str) -> bytes:
    """A QR code as a file of its own: svg, or png about a thousand pixels wide."""
    return _saved(address, kind=kind, scale=24 if kind == "png" else 10, border=4)


def _saved(address: str, mask: int | None = None, **how: Any) -> bytes:
    out = io.BytesIO()
    segno.make(address, error="m", mask=mask).save(out, **how)
    return out.getvalue()


def _qr(address: str, mask: int | None = None) -> dict[str, str]:
    drawing = _saved(
        address, mask, kind="svg", border=4, xmldecl=False, omitsize=True, svgclass=None, lineclass=None
    )
    return {"svg": drawing.decode(), "alt": f"QR code of the link {address}"}


def _who_sees_what(handout: Handout) -> str:
    """In one sentence, or two short ones in easy words."""
    if handout.easy:
        return "We do not ask who you are. Nobody can tell which answers are yours."
    return (
        "We do not ask your name, nobody can tell which answers are yours, and results are shown only for "
        f"{handout.smallest_number} or more people together."
    )


def _not_twice(handout: Handout) -> str:
    """Empty where nobody of the group can have rated elsewhere."""
    return not_twice_in_easy_words(handout.rated_at) if handout.easy else not_twice(handout.rated_at)


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
