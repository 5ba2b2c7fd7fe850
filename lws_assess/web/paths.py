"""The path of a request as people type it and as mail programs hand it on, brought to the one that a page has.

A slash behind, or none, leads to the same page; so does a link into which a mail program took the full stop, bracket,
quotation mark or space behind it. So does one whose first word a phone began with a capital. The page is served there
and then: nothing is sent on to another address, so a form that was sent to it is not lost and no log of a proxy holds
the link twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Map, RequestRedirect

from lws_assess.survey.written_words import without_unprinted

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# What no address of ours ends in.
_TAKEN_ALONG = re.compile(r"(?:&(?:gt|lt|quot|nbsp|amp);|[/\s.,;:!?'\"()\[\]{}<>«»“”‘’…|*])+$")


def install(app: Flask) -> None:
    app.wsgi_app = _MendedPaths(app, app.wsgi_app)  # type: ignore[method-assign]


class _MendedPaths:
    """The app, behind the mending of paths."""

    def __init__(self, app: Flask, inner: WSGIApplication) -> None:
        self._app, self._inner = app, inner

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        sent = environ.get("PATH_INFO", "")
        try:
            path = sent.encode("latin-1").decode()
        except UnicodeError:
            return self._inner(environ, start_response)  # of no page, and answered so
        mended = mend(path, self._app.url_map, environ["REQUEST_METHOD"])
        if mended != path:
            environ["PATH_INFO"] = mended.encode().decode("latin-1")
        return self._inner(environ, start_response)


def mend(path: str, pages: Map, method: str = "GET") -> str:
    """The path that a page has, for one as it was sent; the same where there is nothing to mend."""
    plain = path if path.isascii() else without_unprinted(path)
    stem = _with_small_first_word(_TAKEN_ALONG.sub("", plain), pages)
    if not stem:
        return "/"
    if plain == path and not _TAKEN_ALONG.search(plain):
        return stem
    distance, best = min((_distance(one, pages, method), one) for one in (stem, f"{stem}/"))
    return best if distance < NOWHERE else path  # of no page: it is answered as it was sent


def _with_small_first_word(path: str, pages: Map) -> str:
    """A path whose first word, as in "/Join/…", is a word of ours but for its capitals."""
    word, _, rest = path.removeprefix("/").partition("/")
    if word.islower() or not any(rule.rule.startswith(f"/{word.lower()}/") for rule in pages.iter_rules()):
        return path
    return f"/{word.lower()}/{rest}"


NOT_IN_THIS_WAY, NOWHERE = 98, 99


def _distance(path: str, pages: Map, method: str) -> int:
    """Returns how far a path is from naming a page: "/groups/new" names its page in every word, "/groups/<group>/" does
    not.
    """
    try:
        _, names = pages.bind("").match(path, method=method)
    except MethodNotAllowed:
        return NOT_IN_THIS_WAY
    except (NotFound, RequestRedirect):
        return NOWHERE
    return len(names)
