"""What a server makes before it parts into processes."""

from __future__ import annotations

import gc

import pytest
from flask import Flask

from lws_assess.web import assets
from lws_assess.web.start import sharing
from lws_assess.web.start.sharing import share_memory


def test_often_shown_templates_are_compiled_and_the_library_is_compressed(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen: list[bool] = []
    monkeypatch.setattr(sharing.gc, "freeze", lambda: frozen.append(True))
    asked: list[str] = []
    monkeypatch.setattr(sharing, "find_asset", asked.append)
    share_memory(app)
    assert app.jinja_env.cache is not None
    kept = {key[1] for key in app.jinja_env.cache}
    assert {"events/phones/room.html", "events/phones/join.html"} <= kept
    assert any(name.startswith("answering/questionnaire/") for name in kept)
    assert asked == list(assets.FROM_PACKAGES)
    assert frozen == [True]
    assert gc.isenabled()
