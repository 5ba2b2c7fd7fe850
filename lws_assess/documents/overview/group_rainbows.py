"""Two rainbows beside each other: everyone together, and one group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from lws_assess.documents.charts.arches import PAGE, Bands, draw_arch
from lws_assess.documents.charts.drawing import svg_picture
from lws_assess.documents.overview.group_pages import GroupArea
from lws_assess.survey.instruments import Scale

LOOK = replace(PAGE, values=False)
FOOT = 22.0  # room for the numbers of the areas below the ground


def two_rainbows(areas: Sequence[GroupArea], scale: Scale) -> tuple[Markup, Markup]:
    """Everyone's first. The figures stand in the table beside them."""
    return (
        _rainbow("rainbow-everyone", [(one.area, one.whole) for one in areas], scale),
        _rainbow("rainbow-group", [(one.area, one.mine) for one in areas], scale),
    )


def _rainbow(key: str, bands: Bands, scale: Scale) -> Markup:
    return svg_picture(key, "Rainbow", PAGE.ground + FOOT, draw_arch(key, bands, scale, LOOK))
