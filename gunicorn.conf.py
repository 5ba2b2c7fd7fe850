"""How the product is served: `gunicorn` finds this file. The settings are those of config.py."""

from __future__ import annotations

import socket
import sys
from typing import Any

from gunicorn.glogging import Logger

from config import Settings
from lws_assess.web.start.sharing import share_memory, use_one_arena

SECONDS_TO_SAY_SOMETHING = 30
_settings = Settings.from_environment()


class DiscreetLog(Logger):
    """The server's own log without addresses and paths, because paths carry secrets."""

    def warning(self, msg: object, *args: Any, **more: Any) -> None:
        if str(msg).startswith("Invalid request from"):
            super().warning("A request could not be read.")
        else:
            super().warning(msg, *args, **more)

    def exception(self, msg: object, *args: Any, **more: Any) -> None:
        if str(msg).startswith("Error handling request"):
            kind = sys.exc_info()[0]
            super().error("A request could not be answered: %s", kind.__name__ if kind else "unknown fault")
        else:
            super().exception(msg, *args, **more)


wsgi_app = "lws_assess.web:create_app()"  # without the command line, which no page needs
bind = f"{_settings.host}:{_settings.port}"
workers = _settings.workers
worker_class = "gthread"
threads = _settings.threads
# Connections that wait between two pages cost no thread: a hall of phones may keep theirs open.
worker_connections = 4000
backlog = 2048
# Longer than the proxy's own (60 s) and than any page's poll, so that it is never we who hang up mid-request.
keepalive = 75
timeout = 60  # for a worker whose heart has stopped; a slow request does not stop it
graceful_timeout = 30  # requests in flight finish
# The app is made once, and its memory shared. Each worker opens its own connections to the database.
preload_app = True

accesslog = None  # the app logs each request by its route, never by its path
errorlog = "-"
loglevel = "warning"
logger_class = DiscreetLog
control_socket_disable = True
# Scheme headers are believed from a proxy on this machine only; TRUSTED_PROXIES governs the rest.
forwarded_allow_ips = "127.0.0.1,::1"


def on_starting(_server: object) -> None:
    """Before there are threads."""
    use_one_arena()


def when_ready(server: Any) -> None:
    """Before there are workers."""
    share_memory(server.app.wsgi())
    _wait_for_words(server)


def _wait_for_words(server: Any) -> None:
    """Lets the kernel keep a connection until somebody says something on it.

    Browsers open connections ahead of need; otherwise each would hold a thread for five seconds.
    """
    if hasattr(socket, "TCP_DEFER_ACCEPT"):
        for listener in server.LISTENERS:
            listener.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, SECONDS_TO_SAY_SOMETHING)
