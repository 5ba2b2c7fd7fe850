"""Drawings on a dark page: what staff.css cannot know is the colours of the areas that are drawn.

A view tells whose areas its page draws, and the page's head has the rules for them.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, g
from markupsafe import Markup

from lws_assess.documents.charts.shades import dark_area_inks
from lws_assess.survey.instruments import Area

DRAWN_AREAS = "drawn_areas"


def tell_drawn_areas(areas: Sequence[Area]) -> None:
    """Says whose colours the drawings of this page have."""
    g.setdefault(DRAWN_AREAS, {}).update({area.code: area for area in areas})


def inks_in_the_dark() -> Markup:
    """The rules of style for the areas that this page draws; empty where it draws none."""
    drawn: dict[str, Area] = g.get(DRAWN_AREAS) or {}
    rules = dark_area_inks(drawn.values())
    if not rules:
        return Markup("")
    # The instrument's reader has checked these colours.
    return Markup(f"@media screen and (prefers-color-scheme: dark){{{rules}}}")  # noqa: S704


def install(app: Flask) -> None:
    app.jinja_env.globals.update(inks_in_the_dark=inks_in_the_dark)
