"""Files to save: always as an attachment, under a name that is safe everywhere."""

from __future__ import annotations

from flask import Response

PDF, CSV, CALENDAR = "application/pdf", "text/csv", "text/calendar"
HTML = "text/html; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_download(data: bytes, name: str, mimetype: str = PDF) -> Response:
    """A file to save. Keys hold nothing but letters, figures and hyphens; anything else is left out."""
    safe = "".join(c for c in name if c.isascii() and (c.isalnum() or c in "-."))
    headers = {"Content-Disposition": f'attachment; filename="{safe}"', "Cache-Control": "no-store"}
    return Response(data, mimetype=mimetype, headers=headers)
