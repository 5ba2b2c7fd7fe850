"""The data protection impact assessment as a Word document: filled in where the service knows, marked where not.

Follows the steps that the Information Commissioner's Office names for such an assessment: need, description,
consultation, necessity, risks, measures, sign-off.
"""

from __future__ import annotations

from collections.abc import Iterator

from lws_assess.actions.papers.impact_assessments import ImpactAssessment
from lws_assess.documents.papers.manuscripts import (
    Manuscript,
    PaperBlock,
    PaperHeading,
    TextParagraph,
    WritingPrompt,
    table_with_notes,
)
from lws_assess.documents.papers.manuscripts_word import word_file

TO_WRITE = "[To be written by you: {asked}]"


NO_PLACE_TO_REPORT = "The form says that it is not a place to report harm and who can help."
# What is done about words of risk where no mail server is set up.
PASSED_ON_BY_HAND = (
    f"{NO_PLACE_TO_REPORT} This service sends no e-mail, so nobody is told of words of risk by it. Those who run the "
    "round find them on the page of the partnership within a quarter of an hour, and at an event at once, and tell the "
    "safeguarding contact. What was done is recorded."
)

# risk, likelihood and harm before measures, what the service does, what is left
RISKS = (
    (
        "Somebody works out who gave an answer from what is published",
        "Possible; significant",
        "Nothing of fewer people than the smallest number is shown; small groups are joined or left out, and answers "
        "of those left out are erased; results are made once, at closing, and never again; no live results. Groups "
        "below twenty people are printed so that another answer stays possible for each person, also where all agree. "
        "A group asked again within three months is shown only where nothing can be worked out about fewer than the "
        "smallest number.",
        "Low. Somebody who knows or invents answers in a group learns more about the rest, and so does a member who "
        "takes out their own. Where all of twenty people or more agree, what each said can be told.",
    ),
    (
        "Somebody with access to the database joins answers to people",
        "Possible; severe",
        "No name, address, device or time is kept with an answer. The right to answer is kept as a one-way hash, and "
        "who was given which link is kept nowhere. While a round is open, what people send is encrypted under a key "
        "of the round that is kept outside the database; a draft needs its owner’s link besides. At the release "
        "answers and comments become other rows in random order, what was sent and the ballots are erased, and the "
        "key is destroyed. An answer then names its published cell, a comment its group, and nothing a person.",
        "Low once the key is destroyed. Whoever knows some of what a person answered, and reads the database, may find "
        "the rest until answers are erased. A copy from while the round was open shows how many had answered and, to "
        "somebody who can read a mailed link, whether it had been used, and whether it brought long texts or, where "
        "it was the only one in a quarter of an hour, words of risk. Copies from before the upgrade that brought keys "
        "are not covered.",
    ),
    (
        "Whoever runs the machine, or holds an image of it, reads what people send",
        "Possible; severe",
        "Keys lie in a folder of their own that backups and images must leave out; each is destroyed when its round "
        "has its results, its event has ended or its list of invitations is through. An alarm is raised where that "
        "takes longer than a day.",
        "Medium while a round is open or an event runs: whoever has database and key can read what was sent, and with "
        "a mailed link whose it is. An image with the key in it goes on to open what it holds. Whoever changes the "
        "running server or watches its traffic sees what is sent.",
    ),
    (
        "A comment identifies its writer or somebody else",
        "Likely; significant",
        "Comments reach a moderator only once the round has closed, who reads each one first, "
        "with warnings where names or health details are likely; a group is "
        "named only from ten people who commented; what is not published is erased on schedule.",
        "Low to medium: it depends on moderation.",
    ),
    (
        "A child writes about harm and nobody sees it in time",
        "Possible; severe",
        f"{NO_PLACE_TO_REPORT} Words of risk reach the safeguarding "
        "contact within a quarter of an hour, gathered into one e-mail without the words, and at an event at once; the "
        "link in it dies at the release, and what is still open gets another. What was done is recorded.",
        "Medium: words can be missed, and the service cannot tell who wrote them.",
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
        "Used for the invitation and its reminders only, kept apart from answers, erased a month after the results. "
        "Links are made from a key of their list that is destroyed when the list is through; fewer than five people "
        "at once get the open link.",
        "Low. Until that key is destroyed, whoever has it and the database could tell whose link is whose. Mail "
        "servers can read a link that passes through them, and use it as its owner could.",
    ),
    (
        "Somebody in a hall sees or works out how another voted",
        "Possible; limited",
        "Votes are hidden until they are stopped; of a room or group only what cannot be worked out for a few people "
        "is shown, also where all agree and where somebody left before a second vote; words are read before they "
        "stand on the screen; hosts are asked to count the hands; all of it is encrypted under a key of the event, "
        "and ballots and key go when the event ends.",
        "Low, where tables leave room and nobody looks over a shoulder. Somebody who joins from many phones can work "
        "out what the few others chose.",
    ),
    (
        "A public page of what came of a round identifies somebody",
        "Unlikely; significant",
        "It holds published comments and published figures only, somebody chooses them and looks at the page first, "
        "and it can be taken back.",
        "Low.",
    ),
    (
        "Answers are lost or counted twice",
        "Unlikely; limited",
        "Each form is stored completely or not at all; each link answers once.",
        "Low. Somebody may answer more than once by an open link; slips and personal links prevent it. At an event "
        "somebody may join from several phones: hosts count the hands.",
    ),
    (
        "People with disabilities cannot take part",
        "Possible; significant",
        "Pages to WCAG 2.2 AA, large print and paper forms, helpers by telephone or in person.",
        "Low to medium until people with disabilities have tried it.",
    ),
)


def impact_assessment(facts: ImpactAssessment, *, sends_mail: bool) -> bytes:
    """A .docx file. `sends_mail` says whether a mail server is set up, which decides how words of risk are told."""
    title = f"Data protection impact assessment: {facts.partnership}"
    blocks = (
        *_why(facts),
        *_description(facts),
        *_consultation(),
        *_necessity(facts),
        *_risks(sends_mail),
        *_sign_off(),
    )
    filled = f"Filled in from the service on {facts.made_on}. This is not legal advice."
    return word_file(Manuscript(title, filled, "", "Data protection impact assessment", blocks))


def _ask(asked: str) -> WritingPrompt:
    return WritingPrompt(asked, TO_WRITE)


def _say_or_ask(known: str, asked: str) -> PaperBlock:
    return TextParagraph(known) if known else _ask(asked)


def _why(facts: ImpactAssessment) -> Iterator[PaperBlock]:
    yield PaperHeading("1. Why an assessment is needed")
    yield TextParagraph(
        f"{facts.partnership} asks people who work with children, and children, young people, parents and carers, "
        "how well the local children’s workforce works together. Children are asked directly, so the risks are "
        "assessed before the questions open.",
    )
    yield PaperHeading("Who is responsible", 2)
    yield _say_or_ask(facts.controller, "the controller, or the joint controllers and their agreement")
    yield PaperHeading("Contact for data protection", 2)
    yield _say_or_ask(facts.contact, "name and contact of the data protection officer")
    yield _ask("the processor that runs the server, and the contract with it")


def _description(facts: ImpactAssessment) -> Iterator[PaperBlock]:
    yield PaperHeading("2. What is done with data")
    yield TextParagraph(
        "People rate statements on a scale, say what matters most, and may write comments, on their own device, on "
        "a shared one, with a helper or on paper. Answers are kept without name, address, device or time. When a "
        "round closes they are added up once into results for groups of people.",
    )
    yield PaperHeading("Who is asked", 2)
    if facts.groups:
        rows = [
            (g.name, g.audience + (" (easy-read form)" if g.easy_read else ""), str(g.target or "not set"))
            for g in facts.groups
        ]
        yield table_with_notes("Groups that are asked", ("Group", "Audience", "Answers hoped for"), rows)
    else:
        yield _ask("the groups that will be asked")
    yield PaperHeading("Rounds", 2)
    if facts.rounds:
        rounds = [(r.title, r.state, r.opened or "not set", str(r.smallest_number)) for r in facts.rounds]
        yield table_with_notes(
            "Rounds of the questionnaire",
            ("Round", "State", "Opens or opened", "Smallest number shown"),
            rounds,
        )
    else:
        yield _ask("when the first round opens and closes")
    yield PaperHeading("What is kept, what for, and for how long", 2)
    yield TextParagraph(
        f"Answers are erased {facts.keeps_months} months after the results of the following round, or after a year "
        "in which none has followed. Each erasure is announced beforehand.",
    )
    yield table_with_notes(
        "What is kept about people",
        ("What", "What it holds about people", "How long"),
        [
            (kept.called, " ".join(kept.about_people), kept.kept)
            for kept in facts.inventory
            if kept.about_people
        ],
    )


def _consultation() -> Iterator[PaperBlock]:
    yield PaperHeading("3. Who was consulted about this")
    yield _ask(
        "how young people, parents and carers, staff and unions were asked about it, and what they said",
    )


def _necessity(facts: ImpactAssessment) -> Iterator[PaperBlock]:
    yield PaperHeading("4. Is it necessary and proportionate?")
    yield TextParagraph(
        "Legal ground: a task in the public interest (UK GDPR, Article 6(1)(e)), to be confirmed locally. Agreement "
        "is asked for before the first question all the same. No special category data is asked for. A role or "
        "sector is kept only where a round uses it to look at results in a second way.",
    )
    yield _ask("the statutory task that this serves, and the local plan it belongs to")
    yield TextParagraph(
        f"Safeguarding contact: {facts.safeguarding}."
        if facts.safeguarding
        else "No safeguarding contact is named yet.",
    )
    yield _ask("the written protocol for words that speak of harm, and how often comments are read")


def _risks(sends_mail: bool) -> Iterator[PaperBlock]:
    yield PaperHeading("5. Risks, and what is done about them")
    rows = [
        (
            risk,
            before,
            done if sends_mail or not done.startswith(NO_PLACE_TO_REPORT) else PASSED_ON_BY_HAND,
            left,
        )
        for risk, before, done, left in RISKS
    ]
    yield table_with_notes(
        "Risks and measures", ("Risk", "Likelihood and harm before", "What is done", "What is left"), rows
    )
    yield _ask("local risks: where devices stand, who runs the server, who holds backups and for how long")


def _sign_off() -> Iterator[PaperBlock]:
    yield PaperHeading("6. Sign-off")
    yield table_with_notes(
        "Sign-off",
        ("Step", "Name and role", "Date", "Comments"),
        [
            ("Measures approved by", "", "", ""),
            ("Remaining risks accepted by", "", "", ""),
            ("Advice of the data protection officer", "", "", ""),
            ("To be looked at again by", "", "", ""),
        ],
    )
