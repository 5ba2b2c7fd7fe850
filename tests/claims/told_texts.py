"""All that is told of a generated place and of a generated hall, as texts that can be laid beside what was agreed."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator

import numpy as np
from flask import Flask

from lws_assess.actions.papers.board_papers import BoardPaperContents
from lws_assess.actions.papers.strategies import StrategySources
from lws_assess.documents.data.region import file_for_a_region
from lws_assess.documents.data.workbook import release_workbook
from lws_assess.documents.explore.chosen_drawings import explored_chart
from lws_assess.documents.explore.chosen_figures import choose_figures
from lws_assess.documents.explore.interactive_figures import interactive_figure
from lws_assess.documents.overview.area_boards import BoardGroup, area_boards
from lws_assess.documents.overview.area_pages import area_story
from lws_assess.documents.overview.group_pages import group_story
from lws_assess.documents.overview.headline import round_headline
from lws_assess.documents.overview.ledger import area_ledger
from lws_assess.documents.overview.ledger_tracks import draw_track
from lws_assess.documents.overview.level_bars import level_bar
from lws_assess.documents.overview.overview_radar import overview_radar
from lws_assess.documents.papers.board_papers import board_paper, short_board_paper
from lws_assess.documents.papers.strategy_documents import strategy_document
from lws_assess.documents.slides.board_messages import board_messages
from lws_assess.documents.slides.slide_files import slide_file
from lws_assess.survey.instruments import Area, Level, Question, Scale
from lws_assess.survey.results.changes import AudienceChanges
from lws_assess.survey.results.round_results import AudienceResults, CellResult, RoundResults
from lws_assess.survey.round_timing import EACH_GROUP, EACH_PERSON
from tests.claims.exhibits import (
    board_contents,
    changes_told,
    charts_of,
    feedback_of,
    pages_of,
    watching,
)
from tests.claims.generated_rounds import GeneratedPlace
from tests.documents.agreed import lines_of
from tests.documents.events.test_room_claims import exhibits as exhibits_of_hall
from tests.documents.explore.explored_choices import choices_of

EXPLORED = 4  # choices of a place
DRAWING = re.compile(r"<svg.*?</svg>", re.DOTALL)


def as_text(value: object) -> str:
    """A line a field. What is agreed mark by mark elsewhere is told in brief."""
    return "\n".join(lines_of(value, tell=_in_brief))


def _in_brief(value: object) -> object:
    """A drawing by its digest; what a questionnaire or a release holds by its name."""
    if isinstance(value, str):
        return DRAWING.sub(_digest, str(value)) if "<svg" in value else value
    if isinstance(value, Area | Question | Scale | Level | CellResult):
        return f"{type(value).__name__} {value.key}"
    return value


def _digest(drawing: re.Match[str]) -> str:
    return f"drawing of {drawing[0].count('<')} marks, {hashlib.sha256(drawing[0].encode()).hexdigest()[:8]}"


def texts_of_place(place: GeneratedPlace, app: Flask) -> dict[str, str]:
    """By what tells it."""
    contents = board_contents(place)
    sources = StrategySources(
        place.results,
        "24 November 2026",
        changes=contents.changes,
        decided=contents.decided,
        earlier=contents.earlier,
    )
    made: dict[str, object] = {
        "board paper": board_paper(contents),
        "short board paper": short_board_paper(contents),
        "strategy": strategy_document(sources),
        "slides": board_messages(contents),
        "charts": _charts(place),
        "feedback": [(one.where, one.says, one.grids) for one in feedback_of(place)],
        "pages": [(one.where, one.says, one.grids) for one in pages_of(place, app)],
        "overview": list(_overviews(place)),
        "explored": list(_explored(place)),
        "region": file_for_a_region(place.results),
    }
    told = {name: as_text(value) for name, value in made.items()}
    return told | ({"workbook": _text_of_workbook(place.results)} if place.seed % 4 == 0 else {})


def _text_of_workbook(results: RoundResults) -> str:
    return "\n".join(text for _, text in _parts_of(release_workbook(results)))


def _charts(place: GeneratedPlace) -> list[object]:
    """Every picture in the leading reading; wide boards too, which are drawn once they are asked for."""
    with watching() as seen:
        for _ in (
            *charts_of(place.results, place.results.leading),
            *changes_told(place.changes, place.history, place.results),
        ):
            pass
    return list(seen.charts)


def _overviews(place: GeneratedPlace) -> Iterator[object]:
    """Readings take turns, and so do areas and groups."""
    results, turn = place.results, place.seed
    for at, audience in enumerate(results.audiences):
        found = place.changes.find_audience(audience.audience.key) if place.changes else None
        changes = found if found and found.cells else None
        reading = (EACH_GROUP, EACH_PERSON)[(turn + at) % 2]
        yield round_headline(audience, reading, changes, place.changes.then_title if place.changes else "")
        yield from _overview(
            audience, reading, changes, [one for one in results.audiences if one is not audience], turn
        )


def _overview(
    audience: AudienceResults,
    reading: str,
    changes: AudienceChanges | None,
    others: list[AudienceResults],
    turn: int,
) -> Iterator[object]:
    scale = audience.audience.scale
    area = audience.areas[turn % len(audience.areas)]
    ledger = area_ledger(audience, reading, changes, others, decided=[area.area.code])
    story = area_story(audience, area, reading, changes, "Then", others)
    cells = audience.cells[:2]
    radar = overview_radar(audience, reading, cells, changes, with_last_time=turn % 2 == 0)
    pages = {cell.key: f"/g/{number}" for number, cell in enumerate(audience.cells)}
    boards = area_boards(story.row, scale, [BoardGroup(one.cell, one.at) for one in story.groups], pages)
    yield [row.area.short_name for row in ledger.rows], [(row, draw_track(row, scale)) for row in ledger.rows]
    yield story.said, story.basis, story.statements, story.groups, story.families, boards
    yield [level_bar(line.drawn.place, area.area, line.drawn.question.scale) for line in story.statements]
    yield radar.outlines, radar.said, radar.svg, radar.small_svg, radar.rainbows, radar.rows
    for cell in cells:
        of_group = group_story(audience, cell, reading, changes)
        yield of_group.said, of_group.areas, of_group.highest, of_group.lowest, of_group.marks


def _explored(place: GeneratedPlace) -> Iterator[object]:
    choices = [
        *choices_of(place.results),
        *(choices_of(place.results, (place.changes,)) if place.changes else ()),
    ]
    for at in np.random.default_rng(place.seed).permutation(len(choices))[:EXPLORED]:
        chosen = choose_figures(choices[at])
        yield chosen.title, chosen.source, explored_chart(chosen), interactive_figure(chosen)


def texts_of_slides(contents: BoardPaperContents) -> dict[str, str]:
    """By the name of each part of the file that is written for it; workbooks behind charts too."""
    deck = board_messages(contents)
    return {"messages": as_text(deck), **dict(_parts_of(slide_file(deck)))}


def _parts_of(file: bytes) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        for name in packed.namelist():
            part = packed.read(name)
            if name.endswith(".xlsx"):
                yield from ((f"{name}/{inner}", text) for inner, text in _parts_of(part))
            elif name.endswith((".xml", ".rels")):
                yield name, part.decode().replace("><", ">\n<")


def text_of_hall(seed: int) -> str:
    with watching() as seen:
        told = list(exhibits_of_hall(seed))
    return as_text((told, seen.charts))
