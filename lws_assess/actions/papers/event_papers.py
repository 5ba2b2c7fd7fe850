"""What the paper of an event rests on: its programme, its questionnaire, and the numbers of its slips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from lws_assess.actions.events.people import slips_of
from lws_assess.records.events.visioning_events import Event, codes_of, programme_of
from lws_assess.records.groups import Group, list_groups
from lws_assess.records.instruments import get_edition, shipped_editions
from lws_assess.records.partnerships import Partnership
from lws_assess.records.rounds import groups_of_round
from lws_assess.survey.days import day_words
from lws_assess.survey.events.programme_times import Times, segment_times
from lws_assess.survey.events.programmes import Segments, get_kind
from lws_assess.survey.events.rooms import address_to_join
from lws_assess.survey.instruments import FULL, Edition
from lws_assess.survey.letters import address_in_short


@dataclass(frozen=True, kw_only=True)
class PaperProgramme:
    """An event as its paper has it. `day` is in words; `code` and `address` are empty until the room has them.

    `slips` are numbers of six digits, and `joining` has for each table the address that its QR code says. Where nobody
    sits at numbered `tables` (0) there is one set of table sheets.
    `groups` are the names to choose from, by audience; without any there is a line to write on.
    """

    title: str
    partnership: str
    place: str
    day: str
    segments: Segments
    times: Times
    edition: Edition
    length: str = FULL
    tables: int = 0
    code: str = ""
    address: str = ""
    slips: Sequence[str] = ()
    joining: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    smallest_number: int = 5

    def asks(self, kind: str) -> str:
        """Returns what the screen says in the first segment of a kind; as the kind has it where there is none."""
        own = (segment.words for segment in self.segments if segment.kind == kind)
        return next(own, "") or get_kind(kind).words


def view_paper_programme(session: Session, event: Event, home: str) -> PaperProgramme:
    """Returns what is printed of an event. Its code, and `home` where that is typed, stand on it once the
    room is open.
    """
    segments = programme_of(session, event.partnership, event.key)
    codes = codes_of(session, event)
    code = codes.room
    return PaperProgramme(
        title=event.title,
        partnership=session.get_one(Partnership, event.partnership).name,
        place=event.place,
        day=f"{day_words(event.day)} at {event.starts}" if event.day else "",
        segments=segments,
        times=segment_times(event.starts, segments),
        edition=get_edition(session, event.edition)
        if event.edition
        else shipped_editions()[event.instrument],
        length=event.length,
        tables=event.tables,
        code=code,
        address=address_in_short(home) if code else "",
        slips=slips_of(session, event),
        joining={
            table: address_to_join(home, code, codes.salt, table)
            for table in (event.names_of_tables if code else ())
        },
        groups=_names(_groups(session, event)),
        smallest_number=event.smallest_number,
    )


def _groups(session: Session, event: Event) -> list[Group]:
    """Returns those that people in the room choose from; before it opens, those that it would have."""
    if event.round:
        return groups_of_round(session, event.partnership, event.round)
    return [group for group in list_groups(session, event.partnership) if event.group in (None, group.key)]


def _names(groups: Sequence[Group]) -> dict[str, list[str]]:
    """The names to choose from, by audience; whoever fits nowhere stands last, as on phones."""
    names: dict[str, list[str]] = {}
    for group in groups:
        names.setdefault(group.audience, []).append("None of these" if group.catch_all else group.name)
    return names
