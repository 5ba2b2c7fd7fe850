"""The data protection impact assessment as a Word document: filled in where the service knows, marked where not.

Follows the steps that the Information Commissioner's Office names for such an assessment: need, description,
consultation, necessity, risks, measures, sign-off.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.shared import Pt

from lws_assess.records.inventory import Kept

LONGEST_TITLE = 255  # characters that a Word file can be named with
FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)  # instead of the moment and the machine it was made on


@dataclass(frozen=True)
class AssessedGroup:
    name: str
    audience: str
    easy_read: bool
    target: int


@dataclass(frozen=True)
class AssessedRound:
    title: str
    state: str
    opened: str
    smallest_number: int


@dataclass(frozen=True)
class Assessment:
    """What the service knows of a partnership that an assessment asks for. Empty texts become prompts."""

    partnership: str
    controller: str
    contact: str
    safeguarding: str
    keeps_months: int
    groups: tuple[AssessedGroup, ...]
    rounds: tuple[AssessedRound, ...]
    inventory: tuple[Kept, ...]
    made_on: str


# risk, likelihood and harm before measures, what the service does, what is left
RISKS = (
    (
        "Somebody works out who gave an answer from what is published",
        "Possible; significant",
        "Nothing of fewer people than the smallest number is shown; small groups are joined or left out; results "
        "are made once, at closing, and never again; no live results.",
        "Low. Somebody who knows or invents answers in a group learns more about the rest.",
    ),
    (
        "Somebody with access to the database joins answers to people",
        "Possible; severe",
        "No name, address, device or time is kept with an answer. The right to answer is kept as a one-way hash. "
        "At closing answers and comments are stored anew in random order.",
        "Low once a round is closed. While it is open an administrator could join a comment to its ratings; backups "
        "of that time must expire.",
    ),
    (
        "A comment identifies its writer or somebody else",
        "Likely; significant",
        "A moderator reads each comment first, with warnings where names or health details are likely; a group is "
        "named only from ten people who commented; what is not published is erased on schedule.",
        "Low to medium: it depends on moderation.",
    ),
    (
        "A child writes about harm and nobody sees it in time",
        "Possible; severe",
        "The form says that it is not a place to report harm and who can help. Words of risk reach the safeguarding "
        "contact at once; what was done is recorded.",
        "Medium: words can be missed, and nobody can be traced from them.",
    ),
    (
        "Children take part without understanding or agreement",
        "Possible; significant",
        "Easy-read form, agreement on screen before the first question, every question optional, no contact details "
        "and no age asked.",
        "Low, where settings tell parents and carers beforehand.",
    ),
    (
        "An e-mail address given for an invitation is used or seen by others",
        "Unlikely; limited",
        "Used for the invitation and its reminders only, kept apart from answers, erased a month after the results.",
        "Low.",
    ),
    (
        "Answers are lost or counted twice",
        "Unlikely; limited",
        "Each form is stored completely or not at all; each link answers once.",
        "Low. Somebody may answer more than once by an open link; slips and personal links prevent it.",
    ),
    (
        "People with disabilities cannot take part",
        "Possible; significant",
        "Pages to WCAG 2.2 AA, large print and paper forms, helpers by telephone or in person.",
        "Low to medium until people with disabilities have tried it.",
    ),
)


def impact_assessment(facts: Assessment) -> bytes:
    """A .docx file."""
    document = _empty(f"Data protection impact assessment: {facts.partnership}")
    _why(document, facts)
    _description(document, facts)
    _consultation(document)
    _necessity(document, facts)
    _risks(document)
    _sign_off(document, facts)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _empty(title: str) -> WordDocument:
    document = Document()
    about = document.core_properties
    about.title = _plain(title)[:LONGEST_TITLE]
    about.author = about.last_modified_by = about.comments = ""
    about.language = "en-GB"
    about.created = about.modified = FIRST_DAY
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    language = normal.element.get_or_add_rPr().makeelement(qn("w:lang"), {qn("w:val"): "en-GB"})
    normal.element.get_or_add_rPr().append(language)
    document.add_heading(_plain(title), level=0)
    return document


def _plain(text: str) -> str:
    """Text that a Word file can hold: no control characters."""
    return "".join(c for c in text if c in "\n\t" or ord(c) >= 32)


def _say(document: WordDocument, text: str) -> None:
    document.add_paragraph(_plain(text))


def _prompt(document: WordDocument, text: str) -> None:
    """Something that people must write, marked by brackets as well as by colour."""
    run = document.add_paragraph().add_run(f"[To be written by you: {text}]")
    run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _say_or_ask(document: WordDocument, known: str, asked: str) -> None:
    if known:
        _say(document, known)
    else:
        _prompt(document, asked)


def _table(document: WordDocument, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=1, cols=len(headers), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, headers, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    repeated = table.rows[0]._tr.get_or_add_trPr()
    repeated.append(repeated.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = _plain(text)
    document.add_paragraph()


def _why(document: WordDocument, facts: Assessment) -> None:
    document.add_heading("1. Why an assessment is needed", level=1)
    _say(
        document,
        f"{facts.partnership} asks people who work with children, and children, young people, parents and carers, "
        "how well the local children’s workforce works together. Children are asked directly, so the risks are "
        "assessed before the questions open.",
    )
    document.add_heading("Who is responsible", level=2)
    _say_or_ask(document, facts.controller, "the controller, or the joint controllers and their agreement")
    document.add_heading("Contact for data protection", level=2)
    _say_or_ask(document, facts.contact, "name and contact of the data protection officer")
    _prompt(document, "the processor that runs the server, and the contract with it")


def _description(document: WordDocument, facts: Assessment) -> None:
    document.add_heading("2. What is done with data", level=1)
    _say(
        document,
        "People rate statements on a scale, say what matters most, and may write comments, on their own device, on "
        "a shared one, with a helper or on paper. Answers are kept without name, address, device or time. When a "
        "round closes they are added up once into results for groups of people.",
    )
    document.add_heading("Who is asked", level=2)
    if facts.groups:
        rows = [
            (g.name, g.audience + (" (easy-read form)" if g.easy_read else ""), str(g.target or "not set"))
            for g in facts.groups
        ]
        _table(document, ("Group", "Audience", "Answers hoped for"), rows)
    else:
        _prompt(document, "the groups that will be asked")
    document.add_heading("Rounds", level=2)
    if facts.rounds:
        rounds = [(r.title, r.state, r.opened or "not set", str(r.smallest_number)) for r in facts.rounds]
        _table(document, ("Round", "State", "Opens or opened", "Smallest number shown"), rounds)
    else:
        _prompt(document, "when the first round opens and closes")
    document.add_heading("What is kept, what for, and for how long", level=2)
    _say(
        document,
        f"Answers are erased {facts.keeps_months} months after the results of the following round, or after a year "
        "in which none has followed. Each erasure is announced beforehand.",
    )
    _table(
        document,
        ("What", "What it holds about people", "How long"),
        [
            (kept.called, " ".join(kept.about_people), kept.kept)
            for kept in facts.inventory
            if kept.about_people
        ],
    )


def _consultation(document: WordDocument) -> None:
    document.add_heading("3. Who was consulted about this", level=1)
    _prompt(
        document,
        "how young people, parents and carers, staff and unions were asked about it, and what they said",
    )


def _necessity(document: WordDocument, facts: Assessment) -> None:
    document.add_heading("4. Is it necessary and proportionate?", level=1)
    _say(
        document,
        "Legal ground: a task in the public interest (UK GDPR, Article 6(1)(e)), to be confirmed locally. Agreement "
        "is asked for before the first question all the same. No special category data is asked for. A role or "
        "sector is kept only where a round uses it to look at results in a second way.",
    )
    _prompt(document, "the statutory task that this serves, and the local plan it belongs to")
    _say(
        document,
        f"Safeguarding contact: {facts.safeguarding}."
        if facts.safeguarding
        else "No safeguarding contact is named yet.",
    )
    _prompt(document, "the written protocol for words that speak of harm, and how often comments are read")


def _risks(document: WordDocument) -> None:
    document.add_heading("5. Risks, and what is done about them", level=1)
    _table(document, ("Risk", "Likelihood and harm before", "What is done", "What is left"), RISKS)
    _prompt(
        document, "local risks: where devices stand, who runs the server, who holds backups and for how long"
    )


def _sign_off(document: WordDocument, facts: Assessment) -> None:
    document.add_heading("6. Sign-off", level=1)
    _table(
        document,
        ("Step", "Name and role", "Date", "Comments"),
        [
            ("Measures approved by", "", "", ""),
            ("Remaining risks accepted by", "", "", ""),
            ("Advice of the data protection officer", "", "", ""),
            ("To be looked at again by", "", "", ""),
        ],
    )
    _say(document, f"Filled in from the service on {facts.made_on}. This is not legal advice.")
