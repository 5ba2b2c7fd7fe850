"""Sentences that promise a message, as somebody reads them on a page or a paper."""

from __future__ import annotations

import re

PROMISES = (
    r"keep\s+trying",
    r"\b(?:is|are)\s+tried\s+again\b",
    r"next\s+try",
    r"on\s+(?:its|their)\s+way",
    r"\b(?:contact|person|one|lead|they|somebody)[^.]{0,60}\s(?:is|are|be|being)\s+told\s+(?:of|by e-mail|anew)\b",
    r"\b(?:is|are)\s+reminded\b",
    r"\breminders?\s+(?:follows?|go(?:es)?|comes?)\b",
    r"\be-mails?\s+(?:follows?|still\s+go|go(?:es)?\s+to)\b",
    r"\bgets?\s+(?:an?|another)(?:\s+\w+){0,2}\s+(?:by\s+)?e-mail\b",
    r"\b(?:They|Everybody|Each)[^.]{0,30}\s+gets?\s+(?:a|an)\s+(?:link|e-mail)\b",
    r"\be-mailed\b",
    r"\bwe\s+(?:send|write\s+to)\b",
    r"\bSend\s+me\b",
    r"\bSend\s+every\b",
    r"\binvite\s+(?:people|them)[^.]{0,30}\s+by\s+e-mail\b",
    r"\bgo(?:es)?\s+(?:at\s+once\s+)?to\s+the\s+person\s+who\s+sees\b",
    r"\bWhere\s+they\s+are\s+asked\s+and\s+reminded\b",
    r"\blink\s+goes\s+to\b",
    r"\breach(?:es)?\s+the\s+safeguarding\s+contact\s+within\b",
    r"\bon\s+a\s+list\s+of\s+addresses,\s+each\s+gets\b",
)
_PROMISE = re.compile("|".join(PROMISES), re.IGNORECASE)
# A sentence that says that no message goes may speak of what would be sent.
_NONE_GOES = re.compile(r"sends no e-mail|no mail server|cannot send", re.IGNORECASE)
# What holds wherever a message came from: it is not said that one will come.
_IF_ONE_CAME = re.compile(
    r"\bmay have given us your e-mail address\b|you are not told|is not told", re.IGNORECASE
)


def promises_of_mail(words: str) -> list[str]:
    """The sentences that promise a message."""
    sentences = (" ".join(one.split()) for one in re.split(r"[.;!?]", words))
    return [
        one
        for one in sentences
        if _PROMISE.search(one) and not _NONE_GOES.search(one) and not _IF_ONE_CAME.search(one)
    ]
