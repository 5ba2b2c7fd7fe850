"""The programme of an event on paper, for the day on which the network fails.

    agenda      when what happens, who leads it and how to run it
    slips       numbers to cut out, for people without a phone
    joining     a QR code for each table, to stand on it
    own         questions of the room's own, to be copied for each person
    rating      one set for each audience, to be copied: a front sheet, the questions, and the choice of priorities
    and for each table, in this order
      counts    how many people and sheets, and votes by show of hands
      agreed    the rating that the table agrees, and what it rests on
      notes     what helps and what hinders
      words     words for the vision
      missing   who is not here
      actions   what is to be done

Everything that is filled in has the numbers and levels of the screen, so that it can be typed in later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lws_assess.actions.papers.event_papers import PaperProgramme
from lws_assess.documents.printing import LONGEST_NAME, LONGEST_WORDS, Data, make_pdf
from lws_assess.documents.qr_codes import qr_on_paper
from lws_assess.survey.events import programme_kinds as kinds
from lws_assess.survey.events.own_questions import OwnQuestion
from lws_assess.survey.events.programmes import Segment, Segments, get_kind
from lws_assess.survey.instruments import Area, Audience, Edition, Question, Scale
from lws_assess.survey.letters import shortened_line

AGENDA, SLIPS, JOINING = "agenda", "slips", "joining"
RATING, COUNTS, AGREED = "rating", "counts", "agreed"
NOTES, WORDS, MISSING, ACTIONS = "notes", "words", "missing", "actions"
OWN = "own"
IDEAS_ON_PAPER, LINES_TO_ANSWER = 8, 3
SHEETS_OF_ACTIONS = 3  # what a table is asked for: two actions, and one thing that can be done soon
VOTES_TO_COUNT, VOTES_TO_COUNT_EASY = 4, 2


@dataclass(frozen=True)
class PaperPackPiece:
    """Sheets that belong together. `kinds` of segment need them; no kind at all means that every programme does."""

    key: str
    title: str
    says: str
    kinds: tuple[str, ...] = ()


PARTS = (
    PaperPackPiece(AGENDA, "Agenda", "When what happens, who leads it, and how to run it."),
    PaperPackPiece(SLIPS, "Numbered slips", "To cut out, for people without a phone."),
    PaperPackPiece(
        JOINING,
        "Codes of the tables",
        "One for each table, to stand on it: whoever scans it sits there.",
    ),
    PaperPackPiece(
        RATING, "Rating sheets", "One set for each kind of form. Copy a set for each person.", (kinds.RATE,)
    ),
    PaperPackPiece(
        OWN,
        "Questions of our own",
        "A sheet for each person: tick, put in order, or write. A scribe types it in by the number of a slip.",
        (kinds.ICE_BREAKER, kinds.CHOICE, kinds.RANKING, kinds.DOTS, kinds.OPEN, kinds.QUESTIONS),
    ),
    PaperPackPiece(
        COUNTS,
        "Count sheets",
        "One for each table: people, sheets handed in, and votes by show of hands.",
        (kinds.RATE, kinds.VOTE_AGAIN, kinds.PRIORITIES),
    ),
    PaperPackPiece(
        AGREED, "Table ratings", "One for each table: the rating it agrees, and why.", (kinds.REVEAL,)
    ),
    PaperPackPiece(NOTES, "Notes", "One for each table: what helps, and what hinders.", (kinds.HELPS,)),
    PaperPackPiece(WORDS, "Vision words", "One for each table: words for the vision.", (kinds.WORDS,)),
    PaperPackPiece(
        MISSING, "Who is missing", "One for each table: who is not here, and who will ask.", (kinds.MISSING,)
    ),
    PaperPackPiece(
        ACTIONS,
        "Action sheets",
        "One for each table: actions, each with a lead and a date.",
        (kinds.ACTIONS,),
    ),
)


def pieces_of_pack(segments: Segments) -> tuple[str, ...]:
    """The parts that a programme needs."""
    there = {segment.kind for segment in segments}
    return tuple(part.key for part in PARTS if not part.kinds or there & set(part.kinds))


def programme_pdf(facts: PaperProgramme, parts: Iterable[str]) -> bytes:
    """The chosen parts as one tagged PDF, in the order of PARTS; the agenda where nothing else is left."""
    wanted = set(parts)
    sheets = list(_sheets(facts, wanted)) or [_agenda(facts)]
    title = shortened_line(facts.title, LONGEST_NAME) or "–"
    return make_pdf(
        "programme",
        {
            "title": f"Programme on paper: {title}",
            "event": title,
            "partnership": shortened_line(facts.partnership, LONGEST_NAME),
            "colours": [area.display.colour for area in facts.edition.areas],
            "sheets": sheets,
            "acknowledgement": facts.edition.acknowledgement,
        },
    )


def _sheets(facts: PaperProgramme, wanted: set[str]) -> Iterator[Data]:
    if AGENDA in wanted:
        yield _agenda(facts)
    if SLIPS in wanted and facts.slips:
        yield _slips(facts)
    if JOINING in wanted:
        yield from (_joining(facts, table, address) for table, address in facts.joining.items())
    if RATING in wanted:
        for audience in facts.edition.audiences:
            yield from _rating(facts, audience)
    if OWN in wanted:
        yield _own(facts)
    makers = [make for key, make in _OF_A_TABLE if key in wanted]
    made = [make(facts) for make in makers]
    for table in range(1, facts.tables + 1) or (0,):
        for sheet in made:
            yield {**sheet, "table": f"Table {table}" if table else "Whole room"}


# --- the agenda and the slips ----------------------------------------------------------------------------


def _agenda(facts: PaperProgramme) -> Data:
    about = [("When", facts.day), ("Where", facts.place), ("To join", facts.address), ("Code", facts.code)]
    return {
        "kind": AGENDA,
        "heading": shortened_line(facts.title, LONGEST_NAME) or "–",
        "facts": [[name, shortened_line(words, LONGEST_WORDS)] for name, words in about if words.strip()],
        "fails": [
            "If the network fails, go on with the same programme on these sheets.",
            "Wait before you switch. Answers wait on the phones, and are sent when the network is back.",
            "Nobody should answer twice: paper is only for what was not answered on a phone.",
            "Put filled-in sheets into one envelope for each table. They are typed in later, and then destroyed.",
        ],
        "caption": "The programme, part by part",
        "headers": ["Time", "What happens", "Led by"],
        "rows": [
            [
                f"{start}–{end}",
                segment.title,
                shortened_line(segment.notes, 2 * LONGEST_WORDS),
                segment.led_by or "–",
            ]
            for segment, (start, end) in zip(facts.segments, facts.times, strict=True)
        ],
    }


def _slips(facts: PaperProgramme) -> Data:
    return {
        "kind": SLIPS,
        "heading": "Your number",
        "event": shortened_line(facts.title, 60),
        "says": "Say it to the scribe, who types in your answers. Keep it until the end. Do not write your name.",
        "join": ["Found a phone? Ask the host before you join.", *_where(facts)],
        "slips": [f"{number[:3]} {number[3:]}" for number in facts.slips],
    }


def _joining(facts: PaperProgramme, table: str, address: str) -> Data:
    return {
        "kind": JOINING,
        "event": shortened_line(facts.title, LONGEST_NAME),
        "heading": f"Table {table}" if table else "Join on your phone",
        "qr": qr_on_paper(address, one_of_many=True),
        "steps": ["Scan the square.", "Say who you are, and tap your group.", "Vote with one tap."],
        "otherwise": f"No camera? Go to {shortened_line(facts.address, 70)}, and type the code {facts.code}.",
        "lines": [
            "Nobody asks your name, and nobody sees how you voted. No phone? Ask for a paper slip.",
            "Nothing can be sent by this square once the event is over.",
        ],
    }


def _where(facts: PaperProgramme) -> list[str]:
    named = (("", facts.address), ("Code ", facts.code))
    return [f"{name}{shortened_line(words, 70)}" for name, words in named if words.strip()]


# --- rating alone, and choosing --------------------------------------------------------------------------


def _rating(facts: PaperProgramme, audience: Audience) -> Iterator[Data]:
    """The set of one person. On easy-read forms everything stands together."""
    yield _front(facts, audience)
    pages = [facts.edition.areas] if audience.easy_read else [(area,) for area in facts.edition.areas]
    for areas in pages:
        blocks = [_area(facts, area, audience) for area in areas]
        if any(block["questions"] for block in blocks):
            yield {
                "kind": RATING,
                "heading": "Your answers" if audience.easy_read else "Rate alone",
                "audience": audience.label,
                "easy": audience.easy_read,
                "frame": audience.frame,
                "areas": blocks,
            }
    yield _choices(facts.edition, audience)


def _front(facts: PaperProgramme, audience: Audience) -> Data:
    return {
        "kind": "front",
        "heading": audience.label,
        "easy": audience.easy_read,
        "how": [
            "One set of sheets for each person. Keep yours together.",
            "Tick one box for each question. You can leave any of them blank.",
            "Do not write your name.",
            "Somebody types your answers in, and then this paper is destroyed.",
            f"Results are shown only for {facts.smallest_number} or more people together.",
            "Have you answered on a phone already? Then do not answer again here.",
            "Once you have handed this in, you cannot take it back: nobody can tell which answers are yours.",
        ],
        "agreement": audience.agreement,
        "group_question": "Which of these is you? Tick one.",
        "groups": [shortened_line(name, LONGEST_NAME) or "–" for name in facts.groups.get(audience.key, ())],
        "group_line": "Your group",
    }


def _area(facts: PaperProgramme, area: Area, audience: Audience) -> Data:
    return {
        **_band(area, area.label(audience)),
        "purpose": "" if audience.easy_read else area.purpose,
        "questions": [
            _question(facts.edition, question, "" if audience.easy_read else f"{area.number}.{number}")
            for number, question in enumerate(area.put(audience, facts.length), 1)
        ],
    }


def _band(area: Area, name: str) -> Data:
    display = area.display
    return {
        "number": area.number,
        "name": name,
        "colour": display.colour,
        "text_on_colour": display.text_on_colour,
    }


def _question(edition: Edition, question: Question, number: str) -> Data:
    easy = not number
    return {
        "title": f"{number} {question.topic}".strip(),
        "text": question.text,
        "help": question.help,
        "levels": _levels(question.scale, question.descriptors),
        "others": [answer.easy_label if easy else answer.label for answer in edition.non_ratings],
    }


def _levels(scale: Scale, descriptors: Sequence[str] = ()) -> list[dict[str, str]]:
    more = descriptors or ("",) * scale.top
    return [
        {"label": f"{level.value} {level.label}", "more": words}
        for level, words in zip(scale.levels, more, strict=True)
    ]


def _choices(edition: Edition, audience: Audience) -> Data:
    importance = audience.importance
    return {
        "kind": "choices",
        "heading": "Choose priorities",
        "audience": audience.label,
        "easy": audience.easy_read,
        "importance": importance.text if importance else "",
        "levels": [level["label"] for level in _levels(importance.scale)] if importance else [],
        "first": audience.top_areas.text,
        "areas": [_band(area, area.label(audience)) for area in edition.areas],
        "caption": "Your choices, area by area",
        "headers": ["Area", "How much it matters", "First"],
    }


# --- questions of the room's own -------------------------------------------------------------------------


def _own(facts: PaperProgramme) -> Data:
    """One person's sheet: every question of the room's own, in the order of the programme."""
    return {
        "kind": OWN,
        "heading": "Questions of our own",
        "audience": shortened_line(facts.title, 60),
        "how": [
            "One sheet for each person. Answer a question when the host asks it. Do not write your name.",
            "Somebody types your answers in with the number of your slip, and then this paper is destroyed.",
        ],
        "slip": "Number of my slip",
        "questions": [
            _own_question(segment, segment.question) for segment in facts.segments if segment.question
        ],
    }


def _own_question(segment: Segment, own: OwnQuestion) -> Data:
    takes = own.takes
    return {
        "text": own.text or segment.title,
        "help": _how_to_answer(own),
        "options": list(own.options),
        "ranks": takes.ranks,
        "ideas": IDEAS_ON_PAPER if takes.of_ideas else 0,
        "lines": 0 if takes.voted_on else LINES_TO_ANSWER,
    }


def _how_to_answer(own: OwnQuestion) -> str:
    takes = own.takes
    if not takes.voted_on:
        return "Write what you want to say, and name nobody."
    if own.kind == kinds.QUESTIONS:
        return (
            "Write your own question first, then those that the host reads out. Tick what you want answered."
        )
    if takes.of_ideas:
        return f"Write the ideas that the host reads out, and tick up to {own.most}."
    if takes.ranks:
        return "Write 1 beside what comes first for you, then 2, and so on. Each number once."
    return "Tick one." if own.one_only else f"Tick up to {own.most}."


# --- the sheets of a table -------------------------------------------------------------------------------


def _counts(facts: PaperProgramme) -> Data:
    edition, k = facts.edition, facts.smallest_number
    dont_know = edition.non_ratings[0]
    return {
        "kind": COUNTS,
        "heading": "Count sheet",
        "how": [
            "For the scribe. Write numbers only, and no names. Show it to nobody but the technical host.",
            f"Count votes only where {k} or more people voted at this table. With fewer, put their papers into the "
            "envelope unread.",
        ],
        "people": {
            "title": "People and sheets",
            "headers": ["Who", "People here", "Sheets in the envelope", "Typed in"],
            "rows": [audience.label for audience in edition.audiences],
        },
        "votes": [
            {
                "title": f"Votes: {audience.label}",
                "headers": [
                    "Number and turn",
                    *(level["label"] for level in _levels(audience.scale)),
                    dont_know.easy_label if audience.easy_read else dont_know.label,
                ],
                "rows": VOTES_TO_COUNT_EASY if audience.easy_read else VOTES_TO_COUNT,
            }
            for audience in edition.audiences
        ],
        "first": {
            "title": "How many people put it in their first choices",
            "headers": ["Area", *(audience.label for audience in edition.audiences)],
            "rows": [f"{area.number}. {area.short_name}" for area in edition.areas],
        },
    }


def _agreed(facts: PaperProgramme) -> Data:
    rates = next((a for a in facts.edition.audiences if not a.easy_read), facts.edition.audiences[0])
    return {
        "kind": AGREED,
        "heading": "What our table agrees",
        "how": [
            "Agree one level for each area that you talk about. Write what it rests on, and name nobody."
        ],
        "levels": [level["label"] for level in _levels(rates.scale)],
        "areas": _bands(facts.edition),
    }


def _bands(edition: Edition) -> list[Data]:
    return [_band(area, area.short_name) for area in edition.areas]


def _notes(facts: PaperProgramme) -> Data:
    return {
        "kind": NOTES,
        "heading": get_kind(kinds.HELPS).title,
        "how": [facts.asks(kinds.HELPS)],
        "caption": "Area by area",
        "headers": ["Area", "What helps", "What hinders"],
        "areas": _bands(facts.edition),
    }


def _words(facts: PaperProgramme) -> Data:
    return {"kind": WORDS, "heading": get_kind(kinds.WORDS).title, "how": [facts.asks(kinds.WORDS)]}


def _missing(facts: PaperProgramme) -> Data:
    return {
        "kind": MISSING,
        "heading": get_kind(kinds.MISSING).title,
        "how": [facts.asks(kinds.MISSING)],
        "caption": "Whom to ask",
        "headers": ["Which people", "Who will ask them", "By when"],
    }


def _actions(facts: PaperProgramme) -> Data:
    return {
        "kind": ACTIONS,
        "heading": get_kind(kinds.ACTIONS).title,
        "how": [facts.asks(kinds.ACTIONS)],
        "count": SHEETS_OF_ACTIONS,
        "area": "Area (number)",
        "what": "What will be done",
        "measure": "How we will know that it worked",
        "lead": "Who leads it",
        "due": "By when",
        "flags": ["Can be done within weeks", "A pilot: we try it out first"],
    }


_OF_A_TABLE = (
    (COUNTS, _counts),
    (AGREED, _agreed),
    (NOTES, _notes),
    (WORDS, _words),
    (MISSING, _missing),
    (ACTIONS, _actions),
)
