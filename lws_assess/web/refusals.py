"""What a page answers where something is refused: the one place that decides the status, by the family alone.

A view that shows its form again takes field and words from the refusal, and the status from here. What no view
catches gets a plain page with the words of the refusal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from flask import Flask, Response
from werkzeug.wrappers import Response as AnyResponse

from lws_assess.survey.refusals import (
    BadInput,
    MustWait,
    NotAllowed,
    NotFound,
    NotPossible,
    Over,
    Refusal,
    TooLate,
    Unavailable,
    Unsound,
)
from lws_assess.web import errors

Sent = TypeVar("Sent", bound=AnyResponse)


@dataclass(frozen=True)
class FamilyAnswer:
    """The status of a family, and the heading of the plain page of a refusal that no view shows by itself."""

    status: int
    title: str


ANSWERS: dict[type[Refusal], FamilyAnswer] = {
    BadInput: FamilyAnswer(400, "Something in this request was not right"),
    NotPossible: FamilyAnswer(400, "This cannot be done now"),
    NotAllowed: FamilyAnswer(403, "This is not open to you"),
    NotFound: FamilyAnswer(404, "Page not found"),
    TooLate: FamilyAnswer(409, "This has changed meanwhile"),
    Over: FamilyAnswer(410, "This is over"),
    MustWait: FamilyAnswer(429, "Wait before you try again"),
    Unsound: FamilyAnswer(500, "Sorry, something went wrong"),
    Unavailable: FamilyAnswer(503, "This cannot be done just now"),
}


def install(app: Flask) -> None:
    app.register_error_handler(Refusal, answer)


def family_of(refusal: type[Refusal]) -> type[Refusal]:
    """The family that decides: the first that a class belongs to."""
    return next(one for one in refusal.__mro__ if one in ANSWERS)


def status_of(refusal: Refusal) -> int:
    """The status of a page that says a refusal."""
    return status_for(type(refusal))


def status_for(refusal: type[Refusal]) -> int:
    """The status of pages that say a refusal of this kind."""
    return ANSWERS[family_of(refusal)].status


def status_on_desk(problem: str | Refusal | None) -> int:
    """The status of a page with which hosts run a room, from its problem; 200 where it has none.

    Whatever is refused there is told beside what is on now: the room is not where the page was that was pressed.
    """
    return status_for(TooLate) if problem else 200


def answer(refusal: Refusal) -> Response:
    """The page of a refusal that no view has caught."""
    family = family_of(type(refusal))
    if family is Unavailable:
        return errors.answer_unavailable(refusal)
    if family is Unsound:
        return errors.answer_unexpected(refusal)
    said = ANSWERS[family]
    page = errors.error_page(said.status, said.title, refusal.words)
    return say_how_long_to_wait(page, refusal.seconds) if isinstance(refusal, MustWait) else page


def say_how_long_to_wait(response: Sent, seconds: int) -> Sent:
    """Tells machines how long to wait; nothing where they need not."""
    if seconds:
        response.status_code = status_for(MustWait)
        response.headers["Retry-After"] = str(seconds)
    return response


def again_soon(response: Sent) -> Sent:
    """Tells machines that the same may go well in a moment."""
    response.headers["Retry-After"] = str(errors.SECONDS_BEFORE_TRYING_AGAIN)
    return response
