"""Inks of the overview: colours by the names that its page gives them, so that they follow a dark screen and print.

Its drawings stand in this page alone and are no files, so they may ask the page for a colour.
"""

from __future__ import annotations

INK, SOFT, HAIR, LINE = "var(--ink)", "var(--soft)", "var(--hair)", "var(--line)"
CARD = "var(--card)"
EDGE = "var(--edge)"  # round what has an area's colour: the card's own, and light where the card is dark
FIRST_GROUP, SECOND_GROUP = "var(--one)", "var(--other)"
HALO = f'stroke="{CARD}" stroke-width="3.5" stroke-linejoin="round" paint-order="stroke"'  # round words on a line
