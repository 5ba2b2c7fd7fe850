"""The questionnaire on paper: one for each audience and length of form, in ordinary and in large print.

The print follows the round's frozen edition, in the order and with the numbers of the screen. So a filled-in sheet can
be typed in from top to bottom.
"""

from __future__ import annotations

from lws_assess.actions.papers.questionnaires import PrintedQuestionnaire
from lws_assess.documents.printing import LONGEST_NAME, LONGEST_WORDS, Data, make_pdf
from lws_assess.survey.counted_nouns import counted_noun
from lws_assess.survey.instruments import (
    Area,
    Edition,
    NonRating,
    ProfileQuestion,
    Question,
    TextQuestion,
)
from lws_assess.survey.keys import QuestionKey
from lws_assess.survey.letters import shortened_line
from lws_assess.survey.rounds.occasions import not_twice, not_twice_in_easy_words

# Points. Large print is 18 and more for every word; easy-read forms are larger throughout.
ORDINARY, EASY, LARGE, EASY_LARGE = 10.5, 14, 18, 20

Choices = list[dict[str, str]]


def questionnaire_pdf(sheet: PrintedQuestionnaire) -> bytes:
    """The questionnaire as a tagged PDF."""
    edition, audience = sheet.edition, sheet.audience
    return make_pdf(
        "questionnaire",
        {
            "title": f"{edition.title} on paper: {sheet.name}",
            "form": sheet.audience.label if sheet.easy else f"{sheet.length.capitalize()} form",
            "heading": edition.title,
            "partnership": shortened_line(sheet.partnership, LONGEST_NAME),
            "round": shortened_line(sheet.round, LONGEST_NAME),
            "colours": [area.display.colour for area in edition.areas],
            "size": _size(sheet),
            "large": sheet.large,
            "easy": sheet.easy,
            "introduction": _paragraphs(sheet.introduction or audience.intro),
            "how": [*_how(sheet), *_paragraphs(sheet.privacy)],
            "agreement": audience.agreement,
            "group_question": "Which of these is you? Tick one.",
            "groups": [_group(name, words) for name, words in sheet.groups],
            "profile": [] if sheet.easy else [_profile(edition, key) for key in sheet.asked],
            "frame": "" if sheet.easy else audience.frame,
            "areas": [_area(sheet, area) for area in edition.areas],
            "top_areas": {
                "text": audience.top_areas.text,
                "areas": [
                    {"number": area.number, "name": area.label(audience), "colour": area.display.colour}
                    for area in edition.areas
                ],
            },
            "closing": [_writing(text, 3 if sheet.easy else 4) for text in audience.closing],
            "end": _end(sheet),
            "acknowledgement": edition.acknowledgement,
        },
    )


def _size(sheet: PrintedQuestionnaire) -> float:
    """The smallest letters of running text, in points."""
    if sheet.easy:
        return EASY_LARGE if sheet.large else EASY
    return LARGE if sheet.large else ORDINARY


def _how(sheet: PrintedQuestionnaire) -> list[str]:
    """Returns what taking part on paper means, a line each."""
    if sheet.easy:
        return [
            "Tick one box for each question. You can skip any question.",
            "Do not write your name. We do not ask who you are.",
            "Somebody types your answers in, and then this paper is destroyed.",
            "If you write something, a grown-up reads it first. Later other people may read it too.",
            "We mix your answers with other people’s. We show them only when "
            f"{sheet.smallest_number} or more people have answered.",
            "Once you have handed this in, you cannot take your answers back. This is because nobody can tell which "
            "ones are yours.",
            *filter(None, [not_twice_in_easy_words(sheet.rated_at)]),
            "Did you do this on a phone or a computer? Then please do not do it again here.",
        ]
    return [
        f"Tick one box for each statement. There are {sheet.edition.count(sheet.audience, sheet.length)}, and they "
        f"take about {counted_noun(sheet.edition.minutes(sheet.audience, sheet.length), 'minute')}. "
        "You can leave any of them blank.",
        "Do not write your name, here or in the comments. We do not ask for it.",
        "Somebody types your answers in, and then this paper is destroyed. Nothing we keep tells anyone which answers "
        "are yours.",
        f"Results are shown only for {sheet.smallest_number} or more people together. When this has closed, comments "
        "are kept apart from ratings, and go to a moderator before they are shown. A few may be shown to everybody "
        "later. Words that may mean that somebody is not safe are passed on before that, to the person who sees to "
        "safeguarding.",
        "Once you have handed this in, your answers cannot be withdrawn: nobody can tell which ones are yours.",
        f"{not_twice(sheet.rated_at)} If you have answered on a phone or a computer, do not answer again here.".strip(),
    ]


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _group(name: str, words: str) -> dict[str, str]:
    return {"label": shortened_line(name, LONGEST_NAME), "more": shortened_line(words, LONGEST_WORDS)}


def _profile(edition: Edition, key: QuestionKey) -> Data:
    found: ProfileQuestion = {edition.role.key: edition.role, edition.sector.key: edition.sector}[key]
    return {"text": found.text, "choices": [choice.label for choice in found.choices]}


def _area(sheet: PrintedQuestionnaire, area: Area) -> Data:
    audience, display = sheet.audience, area.display
    own = area.questions(audience, sheet.length)
    return {
        "number": area.number,
        "name": area.label(audience),
        "colour": display.colour,
        "text_on_colour": display.text_on_colour,
        "tint": display.tint,
        "purpose": "" if sheet.easy else area.purpose,
        "voice": "" if sheet.easy else area.child_voice,
        "questions": [
            _question(sheet, question, "" if sheet.easy else f"{area.number}.{number}")
            for number, question in enumerate(own, 1)
        ],
        "added": [
            _question(sheet, question, f"{area.number}.{number}")
            for number, question in enumerate(area.added(audience, sheet.length), len(own) + 1)
        ],
        "importance": _importance(audience.importance) if audience.importance else None,
        "comment": _writing(audience.comment, 2 if sheet.easy else 3),
    }


def _question(sheet: PrintedQuestionnaire, question: Question, number: str) -> Data:
    return {
        "number": number,
        "topic": question.topic,
        "text": question.text,
        "help": question.help,
        "levels": _levels(question),
        "others": [_other(answer, sheet.easy) for answer in sheet.edition.non_ratings],
    }


def _importance(question: Question) -> Data:
    return {"title": "How much it matters", "text": question.text, "levels": _levels(question)}


def _levels(question: Question) -> Choices:
    """Labels, each with its description where the question has any."""
    more = question.descriptors or ("",) * question.scale.top
    return [
        {"label": level.label, "more": words}
        for level, words in zip(question.scale.levels, more, strict=True)
    ]


def _other(answer: NonRating, easy: bool) -> str:
    return answer.easy_label if easy else answer.label


def _writing(text: TextQuestion, lines: int) -> Data:
    return {"text": text.text, "notice": text.notice, "lines": lines}


def _end(sheet: PrintedQuestionnaire) -> Data:
    by = f" by {sheet.last_day}" if sheet.last_day else ""
    return {
        "thanks": "Thank you.",
        "hand_in": f"Hand this in{by}:",
        "where": shortened_line(sheet.hand_in, LONGEST_WORDS),
        "support_title": "Help and support",
        "support": [
            text
            for text in (sheet.audience.support, shortened_line(sheet.support, 2 * LONGEST_WORDS))
            if text
        ],
        "contact": f"Questions? {shortened_line(sheet.contact, LONGEST_WORDS)}"
        if sheet.contact.strip()
        else "",
    }
