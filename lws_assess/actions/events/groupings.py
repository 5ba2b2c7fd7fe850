"""Ideas that a room groups: tables put them under themes, and a host has the last word.

A host opens the grouping of what was let through of one question. Each table puts an idea under a theme that is there,
or names a new one, which waits like any other words until a host lets it through. What tables chose is counted once,
when the grouping is stopped, and shown to hosts alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from lws_assess.actions.events.people import get_person
from lws_assess.actions.events.table_names import countable_tables, may_be_named
from lws_assess.actions.events.visioning_events import act_as_host
from lws_assess.actions.plans.planned_actions import add_action
from lws_assess.records.events import groupings as records
from lws_assess.records.events import words as word_records
from lws_assess.records.events.people import InTheRoom
from lws_assess.records.events.visioning_events import (
    Event,
    hold_event_still,
    programme_of,
)
from lws_assess.records.events.votes import list_votes
from lws_assess.records.events.words import ANSWER, HELPS, HINDERS, THEME, VISION, EventWord, words_of_event
from lws_assess.survey.comments import speaks_of_risk
from lws_assess.survey.events.groupings import (
    LONGEST_THEME,
    PlacedIdea,
    count_placed_ideas,
    most_themes_of_a_table,
)
from lws_assess.survey.events.own_questions import read_alike
from lws_assess.survey.events.programme_kinds import OPEN
from lws_assess.survey.events.rooms import Device, EventRefusal, EventState, VoteRefusal, VoteState, WordState
from lws_assess.survey.keys import NO_SEGMENT, EventKey, PartnershipKey, SegmentKey
from lws_assess.survey.plans.planned_actions import ActionDescription
from lws_assess.survey.written_words import one_line

OF_ROOM = {VISION: "Vision words", HELPS: "What helps", HINDERS: "What gets in the way"}
FEWEST_TO_GROUP = 2
NO_TABLES = "This room has no tables. Put ideas together yourself, below."


@dataclass(frozen=True)
class IdeaToGroup:
    """One thing that people wrote, with all who wrote the same. `theme` is where a host has put it, if anywhere."""

    key: str
    text: str
    theme: str
    words: tuple[bytes, ...]


@dataclass(frozen=True)
class GroupedSource:
    """The ideas of one question, the themes that they can be put under, and how many tables chose which, once told."""

    key: str
    title: str
    ideas: tuple[IdeaToGroup, ...]
    themes: Mapping[str, str]  # names by the keys of their words; a host's own theme is called by its name
    counted: Mapping[str, Mapping[str, int]] | None

    def ideas_of(self, theme: str) -> tuple[str, ...]:
        return tuple(idea.text for idea in self.ideas if idea.theme == theme)


# --- what can be grouped -----------------------------------------------------------------------------------


def list_grouped_sources(session: Session, event: Event) -> tuple[GroupedSource, ...]:
    """Lists what of a room can be grouped: every question of which something was let through."""
    segments = programme_of(session, event.partnership, event.key)
    titles = OF_ROOM | {str(one.key): one.title for one in segments if one.kind == OPEN}
    words = words_of_event(session, event.partnership, event.key, state=WordState.SHOWN)
    found = [_source(session, event, key, title, words) for key, title in titles.items()]
    return tuple(one for one in found if one.ideas)


def _source(session: Session, event: Event, key: str, title: str, words: list[EventWord]) -> GroupedSource:
    kind, segment = (key, NO_SEGMENT) if key in OF_ROOM else (ANSWER, SegmentKey(key))
    alike: dict[tuple[str, str], list[EventWord]] = {}
    for word in words:  # in the order of their keys, which is nobody's
        if (word.kind, word.segment) == (kind, segment):
            alike.setdefault((word.area, read_alike(word.text)), []).append(word)
    ideas = [
        IdeaToGroup(some[0].id.hex(), some[0].text, some[0].theme, tuple(word.id for word in some))
        for some in alike.values()
    ]
    named = {word.id.hex(): word.text for word in words if (word.kind, word.segment) == (THEME, key)}
    made = sorted({idea.theme for idea in ideas if idea.theme} - set(named.values()))
    running = event.state == EventState.RUNNING
    counted = records.find_grouped(session, event, key) if running else None
    return GroupedSource(key, title, tuple(ideas), named | {name: name for name in made}, counted)


def find_open_grouping(session: Session, event: Event) -> GroupedSource | None:
    """Returns what the tables group now; None where they group nothing."""
    found = list_grouped_sources(session, event) if event.themes_of else ()
    return next((one for one in found if one.key == event.themes_of), None)


def list_waiting_themes(session: Session, event: Event, source: str) -> Mapping[str, str]:
    """Names that tables gave and that nobody has looked at, by the keys of their words."""
    words = words_of_event(session, event.partnership, event.key, THEME, WordState.WAITING)
    return {word.id.hex(): word.text for word in words if word.segment == source}


# --- what hosts do -----------------------------------------------------------------------------------------


def open_grouping(
    session: Session, partnership: PartnershipKey, key: EventKey, source: str, by: str, now: datetime
) -> None:
    """Lets tables group the ideas of a source, once. Raises EventRefusal."""
    with act_as_host(session, partnership, key, by, "let tables group ideas", now) as event:
        if not event.tables:
            raise EventRefusal(NO_TABLES)
        if event.themes_of:
            raise EventRefusal("Tables are grouping ideas already. Stop that first.")
        if any(vote.state == VoteState.OPEN for vote in list_votes(session, partnership, key)):
            raise EventRefusal("A vote is open. Stop it first.")
        found = next((one for one in list_grouped_sources(session, event) if one.key == source), None)
        if found is None or len(found.ideas) < FEWEST_TO_GROUP:
            raise EventRefusal(f"Let at least {FEWEST_TO_GROUP} ideas through first.")
        if found.counted is not None:
            raise EventRefusal("Tables have grouped these. The last word is yours: choose below.")
        event.themes_of, event.vote, event.hidden = source, None, False


def stop_grouping(
    session: Session, partnership: PartnershipKey, key: EventKey, by: str, now: datetime
) -> None:
    """Counts what tables chose, once, and erases what each of them chose."""
    with act_as_host(session, partnership, key, by, "stopped grouping ideas", now) as event:
        if not event.themes_of:
            raise EventRefusal("Tables are not grouping ideas now.")
        counted = count_placed_ideas(records.placed_ideas(session, event), countable_tables(session, event))
        records.keep_grouped(session, event, event.themes_of, counted)
        records.erase_placed_ideas(session, event)
        records.erase_given_names(session, event)
        event.themes_of = ""


def keep_themes(
    session: Session,
    partnership: PartnershipKey,
    key: EventKey,
    source: str,
    chosen: Mapping[str, str],
    by: str,
    now: datetime,
) -> None:
    """Puts each idea of a source under the theme that a host chose for it; an empty one takes it out of its theme."""
    with act_as_host(session, partnership, key, by, "put ideas under themes", now) as event:
        found = next((one for one in list_grouped_sources(session, event) if one.key == source), None)
        if found is None:
            raise EventRefusal("There are no such ideas.")
        for idea in found.ideas:
            theme = chosen.get(idea.key)
            name = found.themes.get(theme or "", "")
            if theme is not None and name != idea.theme:
                word_records.move_words(session, partnership, key, list(idea.words), theme=name)


def take_theme_into_plan(
    session: Session,
    event: Event,
    source: str,
    theme: str,
    about: ActionDescription,
    by: str,
    now: datetime,
) -> str:
    """Makes a planned action of a theme; the ideas under it stand in its history. Gives its reference.

    Raises PlanRefused, and EventRefusal where no idea is under that theme.
    """
    found = next((one for one in list_grouped_sources(session, event) if one.key == source), None)
    ideas = found.ideas_of(theme) if found and theme else ()
    if found is None or not ideas:
        raise EventRefusal("No idea is under that theme.")
    source_words = f"From “{event.title}”, {found.title}, under “{theme}”: {' · '.join(ideas)}"
    return add_action(session, event.partnership, about, by, now, source_words).reference


# --- what tables do ----------------------------------------------------------------------------------------


def own_placed(session: Session, event: Event, person: InTheRoom) -> Mapping[str, str]:
    """Returns where somebody's table has put ideas: keys of themes by those of ideas."""
    placed = records.placed_ideas(session, event) if event.themes_of and person.table else []
    return {one.idea: one.theme for one in placed if one.table == int(person.table)}


def place_idea(
    session: Session, code: str, device: Device, *, idea: str, theme: str, name: str
) -> EventWord | None:
    """Puts an idea under a theme for the table at which somebody sits; the last choice of a table counts.

    `name` names a new theme, and comes before `theme`; it is returned where it is new. Raises VoteRefusal where no
    grouping is open, EventRefusal, NoSuchRoom and NotInTheRoom.
    """
    room, person = get_person(session, code, device, held=True)
    event = hold_event_still(session, room.event.partnership, room.event.key)
    found = find_open_grouping(session, event)
    if found is None:
        raise VoteRefusal("The room has gone on. What is on now stands below.")
    if not person.table:
        raise EventRefusal("Choose your table first: below, “Change group or table”.", "idea")
    if idea not in {one.key for one in found.ideas}:
        raise EventRefusal("Choose an idea.", "idea")
    name, new = one_line(name), None
    mine = own_placed(session, event, person)
    if name:
        theme, new = _name_theme(session, event, found, int(person.table), name)
    elif theme and theme not in {*found.themes, *mine.values()}:
        raise EventRefusal("Choose a theme, or name one.", "theme")
    table = int(person.table)
    named = may_be_named(session, event, table)
    records.keep_placed_idea(session, event, PlacedIdea(table, idea, theme, named))
    return new


def _name_theme(
    session: Session, event: Event, found: GroupedSource, table: int, name: str
) -> tuple[str, EventWord | None]:
    """The key of a theme of that name, and its word where it is new. Two tables that name the same name one.

    Raises EventRefusal also where the table has given its share of new names.
    """
    if len(name) > LONGEST_THEME:
        raise EventRefusal(f"Use {LONGEST_THEME} characters or fewer for a theme.", "name")
    where, alike = (event.partnership, event.key), read_alike(name)
    there = next((key for key, called in found.themes.items() if read_alike(called) == alike), None)
    if there:
        return there, None
    given = [word for word in words_of_event(session, *where, THEME) if word.segment == found.key]
    before = next((word for word in given if read_alike(word.text) == alike), None)
    if before and before.state == WordState.PUT_ASIDE:
        raise EventRefusal("That name was put aside. Choose another.", "name")
    if before:
        return before.id.hex(), None
    mine = records.count_given_names(session, event, table)
    if mine >= most_themes_of_a_table(event.tables):
        raise EventRefusal("Your table has named as many themes as it can. Choose one that is there.", "name")
    records.keep_given_names(session, event, table, mine + 1)
    row = word_records.row_of_word(session, *where, f"{THEME}/{found.key}/{alike}".encode())
    fields: dict[str, Any] = {"kind": THEME, "segment": found.key, "text": name, "risk": speaks_of_risk(name)}
    is_new = word_records.keep_word(session, *where, row, **fields)
    return row.hex(), word_records.find_word(session, *where, row) if is_new else None
