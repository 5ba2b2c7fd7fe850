"""Codes of open links: the one place where chance makes them."""

from __future__ import annotations

import secrets

from lws_assess.survey.secrets import BYTES, write_code


def new_link_code() -> str:
    """A fresh code for an open link."""
    return write_code(secrets.token_bytes(BYTES))
