"""Pulses of rooms, answered before the rest of a request is made: what it costs a hall that waits is most of its load.

Only what is in memory is answered here, and only as the page of pulses has answered this host already: with its own
headers, and in its own words. Whatever needs more (a code that opens no room, a network that has to wait, a pulse that
is a quarter of a second old) goes on to that page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, cast

from flask import Flask, Response

from lws_assess.actions.events.pulses import ScreenPulse
from lws_assess.web.events import entrance as event_entrance
from lws_assess.web.events import failures as event_failures
from lws_assess.web.events import pulse as event_pulse
from lws_assess.web.script_replies import ASKING, NAME, with_name_asked
from lws_assess.web.words import now

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATH = re.compile(r"/e/([^/]+)/now")
MOST_HOSTS = 32
OWN_HEADERS = ("content-length", "set-cookie")  # of one reply alone

Headers = list[tuple[str, str]]


class QuickPulses:
    """Stands before an app, and answers what phones ask every other second from what the app has in memory."""

    def __init__(self, app: Flask, behind: WSGIApplication) -> None:
        self._app, self._behind = app, behind
        self._headers: dict[str, Headers] = {}  # by hosts that the page of pulses has answered

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        asked = PATH.fullmatch(environ["PATH_INFO"])
        if asked is None or environ["REQUEST_METHOD"] != "GET":
            return self._behind(environ, start_response)
        host = environ.get("HTTP_HOST", "")
        headers, pulse = self._headers.get(host), event_pulse.pulse_in_memory(self._app, asked[1])
        if headers is None or pulse is None or self._has_to_wait(environ):
            return self._behind(environ, self._noting(host, start_response))
        body = self._answer(pulse, environ.get(f"HTTP_{ASKING.upper()}", ""))
        start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
        return [body]

    def _has_to_wait(self, environ: WSGIEnvironment) -> bool:
        keys = event_failures.keys_of_network(event_entrance.ROOM, environ.get("REMOTE_ADDR", ""))
        return event_failures.counts_of(self._app).seconds_to_wait(keys) > 0

    def _answer(self, pulse: ScreenPulse, asking: str) -> bytes:
        """The words of the page, to the byte: with the name of the request where a script has named it."""
        reply = cast(Response, self._app.json.response(event_pulse.pulse_told(pulse, now())))
        if NAME.fullmatch(asking):
            return with_name_asked(reply.get_json(), asking).encode()
        return reply.get_data()

    def _noting(self, host: str, start_response: StartResponse) -> StartResponse:
        """Begins a reply of the page, and keeps its headers where it tells a pulse."""

        def begin(status: str, headers: Headers, *fault: object) -> Callable[[bytes], object]:
            if status.startswith("200"):
                if len(self._headers) >= MOST_HOSTS:
                    self._headers.clear()
                self._headers[host] = [one for one in headers if one[0].lower() not in OWN_HEADERS]
            return start_response(status, headers, *fault)  # type: ignore[arg-type]

        return begin


def install(app: Flask) -> None:
    app.wsgi_app = QuickPulses(app, app.wsgi_app)  # type: ignore[method-assign]
