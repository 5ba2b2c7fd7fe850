"""Where the pages of areas and groups are: every page that names one leads there, with the choice that it shows.

area_page(code), group_page(key)     addresses for templates; see templates/overview/names.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask, g, request, url_for
from markupsafe import Markup, escape

from lws_assess.documents.charts.drawing import numbered_area
from lws_assess.survey.instruments import Area, Edition
from lws_assess.survey.keys import AreaCode, CellKey, GroupKey
from lws_assess.survey.results.round_results import AudienceResults, CellResult
from lws_assess.web.page_drawings import linked_drawing, tell_drawn_areas

PAGES_OF_NAMES, PAGES_OF_AREAS = "pages_of_names", "pages_of_areas"
KEPT = ("audience", "reading", "since")  # what an address of results and of these pages calls alike


def kept_choice() -> dict[str, str]:
    """The choice that the address of this page holds, as far as it holds any."""
    asked = {name: request.args.get(name, "") for name in ("round", *KEPT)}
    asked["round"] = (request.view_args or {}).get("round_key") or asked["round"]
    return {name: value for name, value in asked.items() if value}


def area_page(code: AreaCode, **changed: str | None) -> str:
    """The page of an area of the partnership that this page is of."""
    asked: dict[str, Any] = {**kept_choice(), **changed}
    return url_for("areas.show", partnership=g.partnership.key, area=code, **asked)


def group_page(key: GroupKey, **changed: str | None) -> str:
    """The page of a group of the partnership that this page is of."""
    asked: dict[str, Any] = {**kept_choice(), **changed}
    return url_for("group_pages.show", partnership=g.partnership.key, group=key, **asked)


def pages_of_areas(areas: Iterable[Area]) -> dict[int, tuple[str, str]]:
    """The address and the name of each area's page, by its number, for the links of a drawing."""
    return {one.number: (area_page(one.code), one.short_name) for one in areas}


def page_of_name(words: str) -> str:
    """The page of what these words name, on a page that has told what names it prints; empty for other words."""
    pages: dict[str, str] = g.get(PAGES_OF_NAMES) or {}
    return pages.get(words, "")


def with_names(words: str) -> Markup:
    """A sentence whose names lead to their pages, on a page that has told what names it prints; never to itself."""
    told: dict[str, str] = g.get(PAGES_OF_NAMES) or {}
    pages = {name: page for name, page in told.items() if page.split("?")[0] != request.path}
    if not pages:
        return escape(words)
    names = "|".join(re.escape(one) for one in sorted(pages, key=len, reverse=True))
    parts = re.split(rf"(?<!\w)({names})(?!\w)", words)
    return Markup("").join(
        Markup('<a href="{}">{}</a>').format(pages[part], part) if place % 2 else part
        for place, part in enumerate(parts)
    )


def tell_names(edition: Edition, audiences: Iterable[AudienceResults] = ()) -> None:
    """Says which names the tables of this page hold: of a questionnaire's areas, and of groups that are shown."""
    pages = {}
    for area in edition.areas:
        for name in (area.name, area.short_name, numbered_area(area)):
            pages[name] = area_page(area.code)
    for audience in audiences:
        for cell in audience.cells:
            pages[cell.name] = group_page(cell.group_keys[0])
    tell_pages(pages)
    tell_drawn_areas(edition.areas)
    g.setdefault(PAGES_OF_AREAS, {}).update(pages_of_areas(edition.areas))


def with_links(svg: Markup) -> Markup:
    """A drawing whose discs lead to the pages of their areas, on a page that has told what names it prints."""
    pages: dict[int, tuple[str, str]] = g.get(PAGES_OF_AREAS) or {}
    return linked_drawing(svg, pages)


def tell_pages(pages: Mapping[str, str]) -> None:
    """Says where the names lead that the tables and headings of this page hold."""
    g.setdefault(PAGES_OF_NAMES, {}).update(pages)


def page_of_cell(cell: CellResult) -> tuple[CellKey, str]:
    """The key of a cell, and the page of its first group: that page says which others stand with it."""
    return cell.key, group_page(cell.group_keys[0])


def install(app: Flask) -> None:
    app.jinja_env.globals.update(
        area_page=area_page, group_page=group_page, page_of_name=page_of_name, with_links=with_links
    )
    app.jinja_env.filters["with_names"] = with_names
