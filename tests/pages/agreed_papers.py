"""What papers of the shelved place say: those that pages give as files, before they are printed."""

from __future__ import annotations

import io
import zipfile

from sqlalchemy.orm import Session

from lws_assess.actions.events.summaries import view_summary
from lws_assess.actions.papers.board_papers import view_contents
from lws_assess.actions.papers.strategies import view_sources
from lws_assess.documents.events.summaries import event_summary
from lws_assess.documents.papers.board_papers import board_paper, short_board_paper
from lws_assess.documents.papers.strategy_documents import strategy_document
from lws_assess.documents.slides.board_messages import board_messages
from lws_assess.documents.slides.slide_files import slide_file
from lws_assess.records.events.visioning_events import list_events
from lws_assess.records.rounds import find_round
from lws_assess.survey.events.rooms import EventState
from lws_assess.survey.keys import PartnershipKey, RoundKey
from tests.documents.agreed import lines_of
from tests.worlds.shelved import Shelved


def papers_of_a_day(session: Session, world: Shelved) -> dict[str, str]:
    """What came of each event that has ended."""
    return {
        f"day what came of {event.key}": "\n".join(lines_of(event_summary(view_summary(session, event))))
        for event in list_events(session, PartnershipKey(world.partnership))
        if event.state == EventState.ENDED
    }


def papers_of_a_round(session: Session, world: Shelved) -> dict[str, str]:
    """What a board is given once the round of the place has results."""
    where = PartnershipKey(world.partnership), RoundKey(world.round)
    contents, this = view_contents(session, *where, world.now), find_round(session, *where)
    assert contents
    assert this
    sources = view_sources(session, this, world.now)
    assert sources
    papers = {
        "board paper": board_paper(contents),
        "short board paper": short_board_paper(contents),
        "strategy": strategy_document(sources),
    }
    told = {f"released {name}": "\n".join(lines_of(paper)) for name, paper in papers.items()}
    return told | {f"released {name}": xml for name, xml in _slides(slide_file(board_messages(contents)))}


def _slides(file: bytes) -> list[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        names = [name for name in packed.namelist() if name.startswith("ppt/slides/slide")]
        return [(name, packed.read(name).decode().replace("><", ">\n<")) for name in names]
