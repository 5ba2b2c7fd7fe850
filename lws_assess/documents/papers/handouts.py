"""Handouts: the poster, the slips and the e-mail text that bring one group of a round to its questionnaire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lws_assess.actions.papers.handouts import Handout
from lws_assess.documents.papers.joining import join_pdfs
from lws_assess.documents.printing import LONGEST_NAME, LONGEST_WORDS, Data, make_pdf
from lws_assess.documents.qr_codes import qr_on_paper
from lws_assess.survey.letters import address_in_short, shortened_line
from lws_assess.survey.rounds.occasions import not_twice, not_twice_in_easy_words
from lws_assess.survey.secrets import in_groups
from lws_assess.survey.written_words import isolated_words

SLIPS_IN_A_PART = 40  # whole pages: each slip takes a quarter of a megabyte until some parts later
LONGEST_ON_SLIP = 90


def what_it_is_about(partnership: str, easy: bool) -> str:
    """Returns who asks, and about what, in a sentence or two that stand by themselves."""
    asks = shortened_line(partnership, LONGEST_NAME)
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


@dataclass(frozen=True)
class PrintedSlip:
    """A link that answers once, and its 26 characters."""

    address: str
    code: str


@dataclass(frozen=True)
class EmailText:
    subject: str
    body: str


def poster_pdf(handout: Handout) -> bytes:
    """An A4 poster as a tagged PDF."""
    return posters_pdf([handout])


def posters_pdf(handouts: Sequence[Handout]) -> bytes:
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
        "qr": qr_on_paper(handout.address),
        "how": "How to start",
        "steps": _steps(handout),
        "home": address_in_short(handout.home),
        "home_link": handout.home,
        "code": in_groups(handout.code),
        "facts": _facts(handout),
        "lines": [
            _who_sees_what(handout),
            where_it_leads("The square and the code lead", address_in_short(handout.home), handout.easy),
        ],
        "event": _not_twice(handout),
        "contact": _whom_to_ask(handout),
        "acknowledgement": handout.acknowledgement,
    }


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
        "who": (
            f"{shortened_line(handout.partnership, LONGEST_ON_SLIP)}: "
            f"{shortened_line(handout.group, LONGEST_ON_SLIP)}"
        ),
        "about": "It is about the people who help children and families here."
        if handout.easy
        else "It is about the people who work with children, young people and families here.",
        "how": "Point a phone’s camera at the square, or type this code at"
        if handout.easy
        else "Scan the square, or type this code at",
        "home": address_in_short(handout.home),
        "once": f"It works once, for one person, and takes {handout.minutes}."
        + (f" Last day: {handout.last_day}." if handout.last_day else ""),
        "event": _not_twice(handout),
        "privacy": "Nobody can tell which answers are yours.",
        "contact": f"Questions? {shortened_line(handout.contact, LONGEST_ON_SLIP)}"
        if handout.contact.strip()
        else "",
        "slips": [
            {"qr": qr_on_paper(slip.address, one_of_many=True), "code": in_groups(slip.code)}
            for slip in these
        ],
    }


def email_with_link(handout: Handout) -> EmailText:
    """The words of an e-mail that brings people to the open link."""
    plain = handout
    handout = replace(
        plain,
        partnership=isolated_words(plain.partnership),
        group=isolated_words(plain.group),
        this_is_you_if=isolated_words(plain.this_is_you_if),
        contact=isolated_words(plain.contact),
    )
    until = f" The last day is {handout.last_day}." if handout.last_day else ""
    paragraphs = [
        "Hello,",
        what_it_is_about(handout.partnership, handout.easy),
        f"This is for: {handout.group}. {_this_is_you_if(handout)}".strip() if handout.group else "",
        f"Please answer here:\n{handout.address}",
        where_it_leads("The link leads", address_in_short(handout.home), handout.easy),
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
    words = shortened_line(handout.this_is_you_if, LONGEST_WORDS)
    return f"This is you if {words}" if words else ""


def _whom_to_ask(handout: Handout) -> str:
    return f"Questions? {shortened_line(handout.contact, LONGEST_WORDS)}" if handout.contact.strip() else ""


def _name(text: str) -> str:
    return shortened_line(text, LONGEST_NAME) or "–"
