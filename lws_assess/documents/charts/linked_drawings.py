"""Drawings with links: the disc of an area in a picture leads to the page of that area.

What a picture shows is heard from the table beside it. So the drawing itself is passed over by those who hear the page,
and its links stand over the discs: each is reached with the keyboard, and is named after its area.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from markupsafe import Markup, escape

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
