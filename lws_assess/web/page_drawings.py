"""Drawings as a page shows them: discs that lead to the pages of their areas, and the inks of these areas in the dark.

What a picture shows is heard from the table beside it. So the drawing itself is passed over by those who hear the page,
and its links stand over the discs: each is reached with the keyboard, and is named after its area. A file of style
cannot know the colours of the areas that are drawn: a view tells whose they are, and the page's head has the rules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from flask import Flask, g
from markupsafe import Markup, escape

from lws_assess.documents.charts.shades import dark_area_inks
from lws_assess.survey.instruments import Area

DRAWN_AREAS = "drawn_areas"
# As `drawing.area_disc` draws it: where the disc is, and the number on it.
DISC = re.compile(
    r'<circle cx="([-\d.]+)" cy="([-\d.]+)" r="[\d.]+" fill="[^"]*"/><text [^>]*font-weight="700"[^>]*>(\d+)</text>'
)
WHOLE = re.compile(r"(<svg [^>]*?)role=\"img\"([^>]*>)(<title.*?</title>)(.*)(</svg>)", re.DOTALL)
HIT = 13.0  # the radius within which a disc is hit


def linked_drawing(svg: Markup, pages: Mapping[int, tuple[str, str]]) -> Markup:
    """The drawing with a link over each disc of which `pages` has the address and name, by the number of its area.

    A drawing without such a disc stays as it is.
    """
    found = {(x, y): pages[int(number)] for x, y, number in DISC.findall(svg) if int(number) in pages}
    parts = WHOLE.fullmatch(svg)
    if not found or parts is None:
        return svg
    links = "".join(
        f'<a href="{escape(address)}" aria-label="{escape(name)}"><title>{escape(name)}</title>'
        f'<circle cx="{x}" cy="{y}" r="{HIT:g}" fill="#fff" fill-opacity="0"/></a>'
        for (x, y), (address, name) in found.items()
    )
    head, rest, title, body, end = parts.groups()
    return Markup(  # noqa: S704 - the drawing as it was, and words that have passed escape
        f'{head}role="group"{rest}{title}<g aria-hidden="true">{body}</g>{links}{end}'
    )


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
