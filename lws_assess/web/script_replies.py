"""Replies to our own scripts: each says which request it answers, so that nothing else is taken for a reply of ours.

A network may answer in our place, with any status and any page: one on which to sign in, a web filter, a cache. A
script therefore names each request anew in the header `Asking`, and believes only a reply whose body says this name:
among the values of JSON, and behind the end of a page, so that half a page is none. It stands there in an element and
in no comment: what makes pages smaller on their way takes comments out.
"""

from __future__ import annotations

import json
import re
from typing import Any

from flask import Flask, Response, request

ASKING = "Asking"
NAME = re.compile(r"[0-9a-f]{32}")  # what scripts name their requests


def install(app: Flask) -> None:
    app.after_request(answer_scripts)


def answer_scripts(response: Response) -> Response:
    """Names the request in its reply. What leads elsewhere is told in words, since a script follows nobody."""
    name = request.headers.get(ASKING, "")
    if not NAME.fullmatch(name) or response.direct_passthrough:
        return response
    if 300 <= response.status_code < 400 and "Location" in response.headers:
        _tell(response, {"next": response.headers.pop("Location")}, 200)
    elif not response.is_json and "json" in request.headers.get("Accept", ""):
        _tell(response, {}, response.status_code)
    if response.is_json and isinstance(told := response.get_json(), dict):
        response.set_data(with_name_asked(told, name))
    elif response.mimetype == "text/html":
        response.set_data(response.get_data() + f'<meta name="asked" content="{name}">'.encode())
    return response


def with_name_asked(told: dict[str, Any], name: str) -> str:
    """Values of JSON with the name of the request that they answer."""
    return json.dumps({**told, "asked": name})


def _tell(response: Response, told: dict[str, str], status: int) -> None:
    response.status_code, response.mimetype = status, "application/json"
    response.set_data(json.dumps(told))
