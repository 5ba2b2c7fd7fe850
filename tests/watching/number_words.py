"""Numbers with the wrong form of their noun, as they are read: "1 people", "2 group"."""

from __future__ import annotations

import re

NOUNS = {
    "person": "people",
    "group": "groups",
    "area": "areas",
    "round": "rounds",
    "answer": "answers",
    "comment": "comments",
    "day": "days",
    "week": "weeks",
    "month": "months",
    "year": "years",
    "minute": "minutes",
    "second": "seconds",
    "statement": "statements",
    "question": "questions",
    "event": "events",
    "action": "actions",
    "vote": "votes",
    "phone": "phones",
    "table": "tables",
    "thing": "things",
    "message": "messages",
    "invitation": "invitations",
    "link": "links",
    "slip": "slips",
    "form": "forms",
    "idea": "ideas",
    "dot": "dots",
    "hand": "hands",
    "place": "places",
    "row": "rows",
    "lead": "leads",
    "alert": "alerts",
    "contribution": "contributions",
    "figure": "figures",
    "priority": "priorities",
}
_MANY, _ONE = "|".join(NOUNS.values()), "|".join(NOUNS)
_WRONG = re.compile(
    rf"(?<![\w.,:–-])1\s(?:more\s|other\s|of\s)?(?:{_MANY})\b"
    rf"|(?<![\w.,:–-])(?:0|[2-9]|[1-9][\d,]*\d)\s(?:more\s|other\s)?(?:{_ONE})\b(?!\w|’|-| professionals)"
)


def miscounted(words: str) -> list[str]:
    """What is counted wrongly, with some words after it."""
    return [words[one.start() : one.end() + 20] for one in _WRONG.finditer(words)]
