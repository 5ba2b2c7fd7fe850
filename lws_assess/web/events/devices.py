"""The cookie of a device in a room: one secret an event, on this device only."""

from __future__ import annotations

import secrets
from datetime import timedelta

from flask import Response, g, request

from lws_assess.survey.events.rooms import Device
from lws_assess.survey.secrets import BYTES, Secret, form_token, form_token_fits, read_secret
from lws_assess.web.loading import current_settings

KEPT_FOR = timedelta(days=2)  # longer than a room's code lives


def _cookie(code: str) -> str:
    return f"{'__Host-' if current_settings().https else ''}e-{code}"


def new_device() -> Device:
    return Device(Secret(secrets.token_bytes(BYTES)))


def find_device(code: str) -> Device | None:
    """Returns what this device holds for the room of that code; its forms then get their token."""
    secret = read_secret(request.cookies.get(_cookie(code), ""))
    if secret is None:
        return None
    g.form_token = form_token(secret, secrets.token_bytes(16))
    return Device(secret)


def put_device_secret(response: Response, code: str, device: Device) -> Response:
    """Puts the secret on this device, or renews it there."""
    response.set_cookie(
        _cookie(code),
        device.secret.code,
        max_age=KEPT_FOR,
        secure=current_settings().https,
        httponly=True,
        samesite="Lax",
    )
    return response


def clear_device(response: Response, code: str) -> Response:
    response.delete_cookie(_cookie(code), secure=current_settings().https, httponly=True, samesite="Lax")
    return response


def device_token_fits(device: Device) -> bool:
    return form_token_fits(device.secret, request.form.get("csrf_token", ""))
