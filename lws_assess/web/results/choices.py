"""What the address of the results asks for: every choice made on the page stands in it.

A choice that the round does not have is passed over, and the page says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for

from lws_assess.documents.charts.heat_map import EVERYONE, GridOrder
from lws_assess.documents.charts.ranking import in_priority_order
from lws_assess.survey.intervals import may_be_lowest
from lws_assess.survey.keys import AreaCode, AudienceKey, PartnershipKey, RoundKey
from lws_assess.survey.results.changes import RoundChanges
from lws_assess.survey.results.compared_figures import comparable_intervals
from lws_assess.survey.results.round_results import (
    READINGS,
    AreaResult,
    AudienceResults,
    CellResult,
    RoundResults,
)
from lws_assess.web.results.chapters import FIRST_CHAPTER, WHOLE_REPORT, chapter_with_block

# What each choice is called where the page says that it was passed over.
CHOICES = {
    "audience": "whose answers",
    "reading": "who is counted",
    "group": "one group",
    "area": "one area",
    "one": "the first of two groups",
    "other": "the second of two groups",
    "since": "an earlier round",
    "down": "an order of groups",
    "across": "an order of areas",
}


@dataclass(frozen=True)
class PictureFiles:
    """Says where a picture can be had as files: its table, and itself."""

    table: str
    svg: str
    png: str


@dataclass(frozen=True)
class ResultsAddress:
    """Says where a page of the results is; it holds what differs from the usual view.

    `page` is the key of the chapter that is looked at, or of the whole report.
    """

    partnership: PartnershipKey
    round_key: RoundKey
    chosen: Mapping[str, str]
    page: str = FIRST_CHAPTER.key

    def of(self, section: str, **changes: str) -> str:
        """The chapter in which a block stands, at that block, with some choices changed; the whole report keeps to
        itself.
        """
        whole = self.page == WHOLE_REPORT
        return self.chapter(WHOLE_REPORT if whole else chapter_with_block(section).key, section, **changes)

    def here(self, section: str = "", **changes: str) -> str:
        """The page that is looked at, with some choices changed."""
        return self.chapter(self.page, section, **changes)

    def chapter(self, key: str = FIRST_CHAPTER.key, section: str = "", **changes: str) -> str:
        """A chapter, or the whole report, with the choices that were made. Without a key it is the first."""
        anchor = section or None
        if key == FIRST_CHAPTER.key:
            return self._at("results.dashboard", changes, _anchor=anchor)
        if key == WHOLE_REPORT:
            return self._at("results.whole", changes, _anchor=anchor)
        return self._at("results.chapter", changes, chapter=key, _anchor=anchor)

    def whole(self) -> str:
        """All chapters on one page, ready to be printed."""
        return self.chapter(WHOLE_REPORT)

    def block(self, key: str, **changes: str) -> str:
        """One block by itself, ready to be printed."""
        return self._at("results.block", changes, block=key)

    def files(self, block: str, key: str) -> PictureFiles:
        """One picture and its table as files."""
        kinds = ("results.table", "files.svg", "files.png")
        return PictureFiles(*(self._at(kind, {}, block=block, key=key) for kind in kinds))

    def papers(self) -> str:
        return self._at("round_papers.index", {})

    def present(self, slide: str) -> str:
        """The slides on a screen, of the same answers; from the slide of that key on, or from the first."""
        kept = {name: self.chosen[name] for name in ("audience", "reading", "since") if name in self.chosen}
        where: dict[str, Any] = {"partnership": self.partnership, "round_key": self.round_key, **kept}
        return url_for("board_slides.present", **where, _anchor=slide or None)

    def _at(self, endpoint: str, changes: Mapping[str, str], **more: str | None) -> str:
        chosen = {**self.chosen, **changes}
        asked: dict[str, Any] = {name: chosen.get(name) or None for name in CHOICES}
        where: dict[str, Any] = {"partnership": self.partnership, "round_key": self.round_key, **more}
        return url_for(endpoint, **where, **asked)


@dataclass(frozen=True)
class ResultChoice:
    """Holds what is looked at: the answer to every choice, asked for or usual."""

    audience: AudienceResults
    reading: str
    group: CellResult | None
    area: AreaResult
    one: CellResult | None
    other: CellResult | None
    order: GridOrder  # of the grid of groups and areas
    address: ResultsAddress
    ignored: tuple[str, ...]  # what was asked in vain, as the page calls it


def read_choice(
    results: RoundResults, changes: RoundChanges | None, asked: Mapping[str, str], address: ResultsAddress
) -> ResultChoice:
    """The choices of an address. `changes` is the comparison that `since` led to."""
    audience = _audience(results, AudienceKey(asked.get("audience", "")))
    reading = asked["reading"] if asked.get("reading") in READINGS else results.leading
    cells: dict[str, CellResult] = {cell.key: cell for cell in audience.cells}
    group = cells.get(asked.get("group", ""))
    area = _area(audience, reading, AreaCode(asked.get("area", "")))
    order = _order(audience, asked)
    one, other = _pair(audience, cells.get(asked.get("one", "")), cells.get(asked.get("other", "")))
    got = {
        "audience": audience.audience.key,
        "reading": reading,
        "group": group.key if group else "",
        "area": area.area.code,
        "one": one.key if one else "",
        "other": other.key if other else "",
        "since": changes.then_key if changes else "",
        "down": order.groups_by,
        "across": order.areas_by,
    }
    wanted = {name: asked[name] for name in CHOICES if asked.get(name)}
    kept = {name: value for name, value in wanted.items() if got[name] == value}
    return ResultChoice(
        audience=audience,
        reading=reading,
        group=group,
        area=area,
        one=one,
        other=other,
        order=order,
        address=replace(address, chosen=kept),
        ignored=tuple(CHOICES[name] for name in wanted if name not in kept),
    )


def _audience(results: RoundResults, key: AudienceKey) -> AudienceResults:
    """The audience asked for if it has answers; otherwise the first that has."""
    answered = [audience for audience in results.audiences if audience.people]
    asked = next((audience for audience in answered if audience.audience.key == key), None)
    return asked or (answered or results.audiences)[0]


def _area(audience: AudienceResults, reading: str, code: AreaCode) -> AreaResult:
    """The area asked for; otherwise the first priority, or one that may be lowest where none is ranked."""
    asked = next((found for found in audience.areas if found.area.code == code), None)
    first = in_priority_order(audience, reading)[0]
    return asked or (first if first.reading(reading).places else _lowest(audience, reading))


def _order(audience: AudienceResults, asked: Mapping[str, str]) -> GridOrder:
    """The order asked for, as far as there are such an area and such a group."""
    down, across = asked.get("down", ""), asked.get("across", "")
    groups = {EVERYONE, *(cell.key for cell in audience.cells)}
    return GridOrder(
        down if any(found.area.code == down for found in audience.areas) else "",
        across if across in groups else "",
    )


def _lowest(audience: AudienceResults, reading: str) -> AreaResult:
    """An area with a position that none is sure to be below; the first of all where none has one."""
    figures = {a.area.code: a.reading(reading).position for a in audience.areas}
    lowest = may_be_lowest(comparable_intervals(figures))
    return next((a for a in audience.areas if a.area.code in lowest), audience.areas[0])


def _pair(
    audience: AudienceResults, one: CellResult | None, other: CellResult | None
) -> tuple[CellResult | None, CellResult | None]:
    """Two different groups: those asked for, and otherwise the first two that are left."""
    cells = audience.cells
    if len(cells) < 2:
        return None, None
    one = one or next(cell for cell in cells if cell is not other)
    return one, other if other and other is not one else next(cell for cell in cells if cell is not one)
