"""Errors in plain words: what happened, whether anything was lost, and what to do."""

from __future__ import annotations

from flask import Flask, Response, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from jinja2 import TemplateError
from markupsafe import escape
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, SecurityError

from lws_assess.survey.refusals import BadInput, NotFound
from lws_assess.web import logs
from lws_assess.web.strict_templates import MissingInTemplate

SECONDS_BEFORE_TRYING_AGAIN = 5

WORDS = {
    400: ("Something in this request was not right", BadInput.words),
    404: ("Page not found", NotFound.words),
    405: ("Page not found", NotFound.words),
    413: (
        "That was too much to send at once",
        "Nothing was saved. Go back, shorten your text or choose a smaller file, and send it again.",
    ),
}
# What is said where the page of an error cannot be drawn: its title twice, its words, and the reference.
WITHOUT_TEMPLATES = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{} – LWS Assess</title></head>
<body><main><h1>{}</h1><p>{}</p>
<p>If you ask somebody for help, give them this reference: {}</p></main></body></html>
"""


def install(app: Flask) -> None:
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _plain)
    for fault in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(fault, answer_unavailable)
    app.register_error_handler(DBAPIError, _database_fault)
    app.register_error_handler(MissingInTemplate, _missing_in_template)
    app.register_error_handler(Exception, answer_unexpected)


def error_page(status: int, title: str, words: str, again: bool = False) -> Response:
    """A plain page. With `again`, what was typed is offered for sending once more, to the same address.

    Where a form was refused, the page says so as every form does: see web.faults. Where a template of this very page
    is at fault, its words come without any template.
    """
    try:
        body = _drawn(status, title, words, again)
    except TemplateError as fault:
        _log_fault_of_template(fault)
        body = WITHOUT_TEMPLATES.format(*map(escape, (title, title, words, logs.request_reference())))
    return make_response(body, status)


def _drawn(status: int, title: str, words: str, again: bool) -> str:
    sent = request.method == "POST"
    return render_template(
        "error.html",
        title=title,
        words=words,
        faults={"again" if again else "": words} if sent else {},
        reference=logs.request_reference(),
        again=again and sent,
        typed=_typed() if again else [],
        attempt=request.form.get("attempt", "")[:100] if again else "",
        form_token=g.get("form_token"),
        sign_in=status == 401,
    )


def _log_fault_of_template(fault: TemplateError) -> None:
    if isinstance(fault, MissingInTemplate):
        logs.log_fault("missing in a template", template=fault.place, name=fault.name)
    else:
        logs.log_fault("fault of a template")


def signed_out() -> Response | None:
    """Offers what was typed by somebody whose sign-in has ended meanwhile; nothing where nothing was."""
    if not _typed():
        return None
    return error_page(
        401,
        "You have been signed out",
        "Nothing is lost: what you typed is below. Sign in again in another tab, then come back here and send it "
        "again. A file has to be chosen once more.",
        again=True,
    )


def _typed() -> list[tuple[str, str]]:
    """Returns what the form held, without its tokens and without passwords."""
    kept_back = {"csrf_token", "attempt"}
    return [
        (name, value)
        for name, values in request.form.lists()
        for value in values
        if name not in kept_back and "password" not in name
    ]


def _plain(error: HTTPException) -> Response | HTTPException:
    if error.code is None or error.code < 400:
        return error
    if isinstance(error, SecurityError):  # a host that is not ours: no page of ours has an address there
        return Response("This is not an address of ours.\n", 400, mimetype="text/plain")
    title, words = WORDS.get(error.code, WORDS[400])
    return error_page(error.code, title, words)


def _stale_form(_error: CSRFError) -> Response:
    return error_page(
        400,
        "This page had been open too long",
        "Nothing was lost: what you typed is below. Send it again.",
        again=True,
    )


def answer_unavailable(_error: Exception) -> Response:
    """The database, or a key, cannot be reached now. What was typed is offered for sending again."""
    logs.log_fault("database or key unavailable")
    if request.method == "POST":
        title = "We could not save that just now"
        words = "Nothing you sent before is lost. What you typed is below: wait a moment, then send it again."
    else:
        title, words = (
            "We could not open this page just now",
            "Nothing is lost. Wait a moment, then reload it.",
        )
    response = error_page(503, title, words, again=True)
    response.headers["Retry-After"] = str(SECONDS_BEFORE_TRYING_AGAIN)
    return response


def _database_fault(error: DBAPIError) -> Response:
    # A full disk reaches us as one of several kinds of fault, by library and by moment.
    words = str(error.orig).lower()
    full = "full" in words or "disk" in words or "no space" in words
    return answer_unavailable(error) if full or error.connection_invalidated else answer_unexpected(error)


def _missing_in_template(error: MissingInTemplate) -> Response:
    _log_fault_of_template(error)
    return _sorry()


def answer_unexpected(_error: Exception) -> Response:
    """A fault of ours."""
    logs.log_fault("unexpected fault")
    return _sorry()


def _sorry() -> Response:
    return error_page(
        500,
        "Sorry, something went wrong",
        "Nothing was half saved. Go back and try again; if it happens again, tell the people who run this.",
        again=True,
    )
