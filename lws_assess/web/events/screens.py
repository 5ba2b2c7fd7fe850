"""The screen of a visioning event: what the whole room sees, for the projector and small beside the host's controls."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, jsonify, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lws_assess.actions.events.captions import captions_shown
from lws_assess.actions.events.scenes import Scene, get_scene
from lws_assess.documents.qr_codes import qr_drawing
from lws_assess.records.events.visioning_events import Event, codes_of, find_event
from lws_assess.survey.events.rooms import address_to_join
from lws_assess.survey.events.segment_clocks import SegmentClock, clock_of
from lws_assess.survey.keys import EventKey, PartnershipKey
from lws_assess.web.events import keys as event_keys
from lws_assess.web.events.pulse import find_pulse, find_tables, timer_told
from lws_assess.web.events.slides.part_slides import slide_of
from lws_assess.web.events.slides.vote_slides import VoteSlide
from lws_assess.web.loading import current_database, current_settings
from lws_assess.web.words import now

HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)

blueprint = Blueprint("event_screens", __name__, url_prefix="/p/<partnership>/events/<event>")
event_keys.guard_event_pages(blueprint)


@dataclass(frozen=True)
class SlideFrame:
    """Holds what stands round every slide.

    `code` is that of the room, `join` its address in words, and `qr` the drawing of it; all are empty when nobody can
    join. `corner` says that code and QR code stand in a corner, as they do until the event ends: somebody always comes
    late. `timer` is as it stands now; None where none runs.
    """

    code: str
    join: str
    home: str
    qr: Markup
    corner: bool
    timer: SegmentClock | None

    @property
    def seconds(self) -> int:
        """Returns what is left on the timer, never below 0."""
        return max(0, round(self.timer.seconds)) if self.timer else 0

    @property
    def clock(self) -> str:
        return f"{self.seconds // 60}:{self.seconds % 60:02}" if self.timer else ""


@dataclass(frozen=True)
class ScreenView:
    """All that templates/events/screens/scene.html shows."""

    scene: Scene
    frame: SlideFrame
    slide: VoteSlide


# --- what other pages may call -------------------------------------------------------------------------------


def scene_of(session: Session, event: Event) -> dict[str, ScreenView]:
    """Returns what templates/events/screens/scene.html needs. The page around it has the colours of the areas."""
    scene, moment = get_scene(session, event), now()
    return {"screen": ScreenView(scene, _frame(session, scene, moment), slide_of(session, scene, moment))}


def _frame(session: Session, scene: Scene, moment: datetime) -> SlideFrame:
    event = scene.event
    home = current_settings().public_base_url
    codes = codes_of(session, event)
    address = f"{home}/e/{codes.room}" if codes.room else ""
    return SlideFrame(
        code=codes.room,
        join=address_in_words(address),
        home=address_in_words(home),
        qr=_qr(address_to_join(home, codes.room, codes.salt)) if address else Markup(""),
        corner=bool(codes.room),
        timer=clock_of(event.timer_ends_at, moment),
    )


def _qr(address: str) -> Markup:
    return Markup(qr_drawing(address, "QR code: join on your phone"))  # noqa: S704 - drawn from an address of ours


def address_in_words(address: str) -> str:
    """An address as people read it out: without what every address begins with.

    >>> address_in_words("https://lws.example/e/K7W3PX")
    'lws.example/e/K7W3PX'
    """
    return address.removeprefix("https://").removeprefix("http://").removesuffix("/")


@dataclass(frozen=True)
class RemoteFrame:
    """Holds what stands round the screen of whoever follows it from elsewhere.

    `types` is the address to which captions are sent; empty where they may not be typed here.
    """

    types: str = ""
    typed: str = ""
    attempt: str = ""
    most: int = 0


def screen_page(session: Session, event: Event, pulse: str, remote: RemoteFrame | None = None) -> str:
    """The projector's page, which asks the address `pulse` for news; or the page of somebody away from the hall."""
    parts = scene_of(session, event)
    drawn = Markup(_draw(parts))  # noqa: S704 - it escapes
    heading = HEADING.search(drawn)
    title = Markup(heading[1]).striptags() if heading else event.title  # noqa: S704 - the same
    return render_template(
        "events/screens/show.html",
        event=event,
        pulse=pulse,
        drawn=drawn,
        title=title,
        lines=captions_shown(session, event),
        remote=remote,
        faults={},
        **parts,
    )


# --- pages ---------------------------------------------------------------------------------------------------


@blueprint.get("/screen")
def show(partnership: PartnershipKey, event: EventKey) -> str:
    """The projector's page. It has no controls, and looks for changes by itself."""
    with current_database().reading() as session:
        found = find_event(session, partnership, event) or abort(404)
        return screen_page(session, found, url_for(".pulse", partnership=partnership, event=event))


@blueprint.get("/screen/now", endpoint="pulse")
def screen_pulse(partnership: PartnershipKey, event: EventKey) -> Response:
    """The version and the counts that the screen keeps up to date; the scene too, if the screen has another version.

    So a reveal is there with one answer.
    """
    with current_database().reading() as session:
        found = find_event(session, partnership, event) or abort(404)
        version, code = found.version, codes_of(session, found).room
        left = timer_told(found.timer_ends_at, now())
        tables = find_tables(session, found) if code else {}
        lines = captions_shown(session, found)
        scene = (
            _draw(scene_of(session, found))
            if request.args.get("version", str(version)) != str(version)
            else None
        )
    counts = find_pulse(code) if code else None
    return jsonify(
        version=version,
        people=counts.people if counts else 0,
        cast=counts.cast if counts else 0,
        rated=counts.rated if counts else 0,
        tables=tables,
        captions=None if lines is None else [[line.number, line.text] for line in lines],
        scene=scene,
        **left,
    )


def _draw(parts: dict[str, ScreenView]) -> str:
    return render_template("events/screens/scene.html", heading="h1", **parts)
