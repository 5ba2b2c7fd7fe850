"""Headers, compression and trusted hosts: what every response carries."""

from __future__ import annotations

import gzip
import secrets
from itertools import cycle
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request
from flask_wtf.csrf import CSRFProtect

from config import Settings

SMALLEST_COMPRESSED = 600  # bytes; below this the header costs more than it saves


def trusted_hosts(settings: Settings) -> list[str]:
    """The public host, and this machine for health checks and local use."""
    public = urlsplit(settings.public_base_url).hostname or "localhost"
    return sorted({public, "127.0.0.1", "localhost"})


def nonce() -> str:
    """This response's nonce, for the few inline styles that colours from data need."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(12)
    return str(g.nonce)


def allow_charts_library() -> None:
    """Lets the charts library on this page set its own style attributes; on staff pages only."""
    g.charts_library = True


def install(app: Flask) -> None:
    app.after_request(add_headers)
    app.after_request(compress)
    app.jinja_env.globals["nonce"] = nonce


def add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _policy())
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers.setdefault("Cache-Control", "no-store")
    settings: Settings = current_app.config["SETTINGS"]
    if settings.https:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response


def _policy() -> str:
    style = "'self'" + (f" 'nonce-{g.nonce}'" if "nonce" in g else "")
    policy = (
        f"default-src 'none'; style-src {style}; script-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return policy + ("; style-src-attr 'unsafe-inline'" if g.get("charts_library") else "")


def compress(response: Response) -> Response:
    """Compresses text for browsers that take it. Tokens in pages are masked anew each time (BREACH)."""
    if (
        response.direct_passthrough
        or response.status_code < 200
        or "Content-Encoding" in response.headers
        or "gzip" not in request.headers.get("Accept-Encoding", "")
        or not (
            (response.mimetype or "").startswith("text/")
            or response.mimetype in ("application/json", "image/svg+xml")
        )
    ):
        return response
    body = _with_masked_token(response.get_data())
    if len(body) >= SMALLEST_COMPRESSED:
        response.set_data(gzip.compress(body, compresslevel=3, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.headers.add("Vary", "Accept-Encoding")
    return response


MASKED = "masked."
MASK_BYTES = 16


def _with_masked_token(body: bytes) -> bytes:
    """The page with its form token under a fresh mask, so that compressing tells nothing of it."""
    token = str(g.get("csrf_token", "")).encode()
    if not token:
        return body
    mask = secrets.token_bytes(MASK_BYTES)
    return body.replace(token, f"{MASKED}{mask.hex()}{_xor(token, mask).hex()}".encode())


def _xor(text: bytes, mask: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(text, cycle(mask), strict=False))


class FormTokens(CSRFProtect):  # type: ignore[misc]
    """Flask-WTF's protection, taking tokens with or without a mask."""

    def _get_csrf_token(self) -> str | None:
        sent: str | None = super()._get_csrf_token()
        if not sent or not sent.startswith(MASKED):
            return sent
        try:
            data = bytes.fromhex(sent.removeprefix(MASKED))
            return _xor(data[MASK_BYTES:], data[:MASK_BYTES]).decode("ascii")
        except ValueError:
            return None
