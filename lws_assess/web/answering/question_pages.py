"""Radio groups of the answer form, drawn once and kept.

An area page holds dozens of radios that never change but for which is chosen. Each question is rendered by its
template a single time with marks where something may stand, and cut at the marks; a page joins the pieces.
"""

from __future__ import annotations

import re
from functools import cache

from flask import Flask, current_app, render_template
from markupsafe import Markup, escape

from lws_assess.survey.instruments import Audience, Edition, Question

_MARK = re.compile("\x02([a-z0-9-]+)\x03")


Pieces = tuple[tuple[str, ...], tuple[str, ...]]
DRAWN = "questions drawn"


def install(app: Flask) -> None:
    app.extensions[DRAWN] = {}


def _pieces(edition: Edition, audience: Audience, question: Question, title: str) -> Pieces:
    """The texts of a drawn question and the marks between them, from the first drawing on."""
    key = (edition.digest, audience.key, question.key, title)
    drawn: dict[tuple[str, ...], Pieces] = current_app.extensions[DRAWN]
    if key not in drawn:
        html = render_template(
            "answering/questionnaire/question.html",
            question=question,
            audience=audience,
            title=title,
            non_ratings=edition.non_ratings if question is not audience.importance else (),
        )
        parts = _MARK.split(html)
        drawn[key] = tuple(parts[0::2]), tuple(parts[1::2])
    return drawn[key]


def draw_question(
    edition: Edition, audience: Audience, question: Question, title: str, *, chosen: str, fault: str
) -> Markup:
    """A question as a fieldset of radios, with the answer chosen and the fault found, if any."""
    texts, marks = _pieces(edition, audience, question, title)
    filled = {
        "bad": " bad" if fault else "",
        "fault": _FAULT.format(name=question.key, fault=escape(fault)) if fault else "",
        "marks": _marks(question, fault),
        f"is-{chosen}": " checked",
        "clear": _CLEAR.format(name=question.key) if chosen else "",
    }
    out = [texts[0]]
    for mark, text in zip(marks, texts[1:], strict=True):
        out.append(filled.get(mark, ""))
        out.append(text)
    return Markup("".join(out))  # noqa: S704 - pieces of an escaping template


def _marks(question: Question, fault: str) -> str:
    """Returns what describes the radios of a question, and whether they are wrong: as templates/faults.html marks a
    field.
    """
    ids = [f"{question.key}-help"] * bool(question.help) + [f"{question.key}-fault"] * bool(fault)
    return (f' aria-describedby="{" ".join(ids)}"' if ids else "") + (' aria-invalid="true"' if fault else "")


_FAULT = '<p class="fault" id="{name}-fault"><span class="unseen">Error: </span>{fault}</p>'
_CLEAR = '<label class="opt other"><input type="radio" name="{name}" value=""><span>Leave this one blank</span></label>'


@cache
def area_colours(edition: Edition) -> Markup:
    """Style rules that give each area's class its colours."""
    rules = "".join(
        f".a-{area.code}{{--area:{area.display.colour};--on-area:{area.display.text_on_colour};"
        f"--tint:{area.display.tint}}}"
        for area in edition.areas
    )
    return Markup(rules)  # noqa: S704 - codes and colours are checked when the instrument is read
