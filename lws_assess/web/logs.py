"""Logs: one JSON object a request, and nothing that tells who asked or what they said.

Only the route's template is logged, never the path, because paths carry secrets.
"""

from __future__ import annotations

import json
import logging
import secrets
import sys
import time
from datetime import UTC, datetime

from flask import Flask, Response, g, has_request_context, request

# What pages ask every second or two: a hall would write hundreds of lines a second. What goes wrong is logged.
PULSES = "/now"

_log = logging.getLogger("lws_assess")


class _OneLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info and record.exc_info[0]:
            # The kind of fault and where it was, not its message: messages can quote what somebody sent.
            trace = record.exc_info[2]
            while trace and trace.tb_next:
                trace = trace.tb_next
            where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
            line |= {"fault": record.exc_info[0].__name__, "where": where}
        return json.dumps(line, ensure_ascii=False)


def install(app: Flask) -> None:
    if not _log.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(_OneLine())
        _log.addHandler(handler)
        _log.setLevel(logging.INFO)
        _log.propagate = False
    app.before_request(_begin)
    app.after_request(_end)


def request_reference() -> str:
    """A name for this request, for a person to quote and the log to be searched for."""
    if "reference" not in g:
        g.reference = secrets.token_hex(4)
    return str(g.reference)


def log_fault(event: str, **facts: str) -> None:
    """Logs the fault that is being handled. `facts` are ours alone: never what somebody sent."""
    _log.exception(event, extra={"facts": {"request": request_reference(), "route": _route(), **facts}})


def _begin() -> None:
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    if _route().endswith(PULSES) and response.status_code < 400:
        return response
    _log.info(
        "request",
        extra={
            "facts": {
                "request": request_reference(),
                "method": request.method,
                "route": _route(),
                "status": response.status_code,
                "ms": round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
            }
        },
    )
    return response


def _route() -> str:
    if not has_request_context():
        return "none"
    return request.url_rule.rule if request.url_rule else "unknown"
