"""What tables agree on: a rating of an area with its evidence, and drafts of actions that go into the plan."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from lws_assess.actions.events.people import RunningRoom, get_person
from lws_assess.actions.events.table_names import may_be_named
from lws_assess.actions.events.visioning_events import act_as_host
from lws_assess.actions.events.words import digest_of_sent_words
from lws_assess.actions.plans.planned_actions import add_action
from lws_assess.records.events import tables as records
from lws_assess.records.events.people import InTheRoom
from lws_assess.records.events.tables import ProposedAction, TableRating
from lws_assess.records.events.visioning_events import find_event
from lws_assess.survey.events.rooms import (
    LONGEST_EVIDENCE,
    LONGEST_WORD,
    Device,
    EventRefusal,
    ProposalState,
    WordState,
)
from lws_assess.survey.keys import AreaCode, EventKey, PartnershipKey
from lws_assess.survey.plans.planned_actions import ActionDescription
from lws_assess.survey.written_words import one_line, several_lines

MOST_ACTIONS = 20  # that one table may propose
TOO_MANY = f"Your table has proposed {MOST_ACTIONS} actions. That is the most."


@dataclass(frozen=True)
class ActionFacts:
    """An action as a table proposes it. The last two are what a plan asks of a pilot; tables need not know."""

    area: AreaCode
    what: str
    measure: str = ""
    lead: str = ""
    due: date | None = None
    quick_win: bool = False
    pilot: bool = False
    learning_question: str = ""
    pilot_ends: date | None = None

    def described(self) -> ActionDescription:
        """Describes it as an action of the plan, which serves one area."""
        return ActionDescription(
            what=self.what,
            areas=(self.area,),
            measure=self.measure,
            lead=self.lead,
            due=self.due,
            quick_win=self.quick_win,
            pilot=self.pilot,
            learning_question=self.learning_question,
            pilot_ends=self.pilot_ends,
        )


def _scribe(session: Session, code: str, device: Device) -> tuple[RunningRoom, InTheRoom, int]:
    """Returns the person who writes for a table, and the table's number. Raises EventRefusal for anybody else."""
    room, person = get_person(session, code, device, held=True)
    if not person.scribe:
        raise EventRefusal("Only a table’s scribe writes this down. Enter the scribes’ code first.")
    if room.event.tables and not person.table:
        raise EventRefusal("Choose your table first.")
    return room, person, int(person.table or 0)


def rate_for_table(
    session: Session, code: str, device: Device, area: AreaCode, level: str, evidence: str
) -> TableRating:
    """Keeps the rating that a table agreed, or what it has changed it to.

    Evidence that changes waits to be let through anew. Raises EventRefusal, NoSuchRoom and NotInTheRoom.
    """
    room, person, table = _scribe(session, code, device)
    evidence = several_lines(evidence)
    found = room.edition.find_area(area)
    if found is None:
        raise EventRefusal("Choose an area.")
    levels = {str(one.value): one.value for one in found.statements[0].scale.levels}
    if level not in levels:
        raise EventRefusal("Choose the rating that your table agreed.", "level")
    if len(evidence) > LONGEST_EVIDENCE:
        raise EventRefusal(f"Use {LONGEST_EVIDENCE} characters or fewer for the evidence.", "evidence")
    rating = records.find_table_rating(session, person.partnership, person.event, table, area)
    if rating is None:
        rating = TableRating(
            partnership=person.partnership,
            event=person.event,
            table=table,
            area=area,
            state=WordState.WAITING,
        )
        rating.level, rating.evidence = levels[level], evidence
    elif (rating.level, rating.evidence) != (levels[level], evidence):
        if rating.evidence != evidence:
            rating.state = WordState.WAITING
        rating.level, rating.evidence = levels[level], evidence
    rating.named = rating.named and may_be_named(session, room.event, table)
    records.keep_table_rating(session, rating)
    return rating


def propose_action(
    session: Session, code: str, device: Device, facts: ActionFacts, attempt: str
) -> ProposedAction | None:
    """Keeps an action that a table proposes; None where this very action was sent with this form before.

    Another one, from a page gone back to, is kept beside it. Raises EventRefusal, NoSuchRoom and NotInTheRoom.
    """
    room, person, table = _scribe(session, code, device)
    where = (person.partnership, person.event)
    sent = digest_of_sent_words(*map(str, astuple(facts)))
    for number in range(MOST_ACTIONS):
        draft = records.row_of_action(session, *where, device.word(attempt, number))
        kept = records.find_proposed_action(session, *where, draft)
        if kept is None:
            return _propose(session, room, *where, table, facts, draft, sent)
        if kept.sent in ("", sent):
            return None
    raise EventRefusal(TOO_MANY)


def _propose(
    session: Session,
    room: RunningRoom,
    partnership: PartnershipKey,
    event: EventKey,
    table: int,
    facts: ActionFacts,
    draft: bytes,
    sent: str,
) -> ProposedAction:
    what = one_line(facts.what)
    if room.edition.find_area(facts.area) is None:
        raise EventRefusal("Choose the area that this action serves.", "area")
    if not what:
        raise EventRefusal("Write what is to be done.", "what")
    for field, text in (("measure", facts.measure), ("lead", facts.lead), ("what", what)):
        if len(text) > LONGEST_WORD:
            raise EventRefusal(f"Use {LONGEST_WORD} characters or fewer.", field)
    mine = [one for one in records.proposed_actions(session, partnership, event) if one.table == table]
    if len(mine) >= MOST_ACTIONS:
        raise EventRefusal(TOO_MANY)
    action = ProposedAction(
        id=draft,
        partnership=partnership,
        event=event,
        table=table,
        area=facts.area,
        what=what,
        measure=several_lines(facts.measure),
        lead=several_lines(facts.lead),
        due=facts.due,
        quick_win=facts.quick_win,
        pilot=facts.pilot,
        state=WordState.WAITING,
        reference="",
    )
    action.named, action.sent = may_be_named(session, room.event, table), sent
    records.keep_proposed_action(session, action)
    return action


# --- what hosts do ---------------------------------------------------------------------------------------


def moderate_evidence(
    session: Session,
    partnership: PartnershipKey,
    key: EventKey,
    table: int,
    area: AreaCode,
    state: WordState | None,
    by: str,
    now: datetime,
) -> None:
    """Lets a table's evidence through to the screen, or puts it aside. Raises EventRefusal where neither was said."""
    if state is None:
        raise EventRefusal("Choose what is to happen with this evidence.")
    did = "let evidence through" if state == WordState.SHOWN else "put evidence aside"
    with act_as_host(session, partnership, key, by, did, now, moves=False):
        rating = records.find_table_rating(session, partnership, key, table, area)
        if rating is None:
            raise EventRefusal("That table has given no rating there.")
        rating.state = state
        records.keep_table_rating(session, rating)


def take_into_plan(
    session: Session,
    partnership: PartnershipKey,
    key: EventKey,
    draft: bytes,
    facts: ActionFacts,
    by: str,
    now: datetime,
) -> str:
    """Makes a planned action of a draft, as the host has edited it; gives its reference. Raises PlanRefused.

    Raises EventRefusal in a rehearsal, of which nothing stays.
    """
    event = find_event(session, partnership, key)
    if event and event.rehearses:
        raise EventRefusal("This is a rehearsal: no action of it goes into the plan. On the day it will.")
    found = records.find_proposed_action(session, partnership, key, draft, held=True)
    if found is None:
        raise EventRefusal("Nobody proposed that action here.")
    if found.state == ProposalState.PLANNED:
        raise EventRefusal(f"This action stands in the plan already, as {found.reference}.")
    action = add_action(session, partnership, facts.described(), by, now)
    found.state, found.reference = ProposalState.PLANNED, action.reference
    found.area, found.what, found.measure = facts.area, facts.what, facts.measure
    found.lead, found.due = facts.lead, facts.due
    found.quick_win, found.pilot = facts.quick_win, facts.pilot
    records.keep_proposed_action(session, found)
    return action.reference


def put_aside(
    session: Session, partnership: PartnershipKey, key: EventKey, draft: bytes, aside: bool
) -> None:
    """Takes a proposed action off the list, or back onto it."""
    found = records.find_proposed_action(session, partnership, key, draft, held=True)
    if found is None or found.state == ProposalState.PLANNED:
        raise EventRefusal("This action stands in the plan, or is not there.")
    found.state = ProposalState.PUT_ASIDE if aside else ProposalState.WAITING
    records.keep_proposed_action(session, found)
