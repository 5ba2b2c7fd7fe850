"""Leads: each group's private link, and what its holder may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.answering.responses import UnknownLink
from lws_assess.actions.rounds.participation import MatrixRow, counted_at, find_row
from lws_assess.records.groups import hold_groups
from lws_assess.records.leads import find_asked, find_by_group_lead_code, hold_asked
from lws_assess.records.partnerships import Partnership, find_partnership, hold_partnership
from lws_assess.records.post.outbox import SendingOutcome
from lws_assess.records.rounds import Round, find_round, links_of_round
from lws_assess.survey.keys import GroupKey
from lws_assess.survey.round_timing import RoundRefusal, RoundState

NewCode = Callable[[], str]


def make_group_lead_code(
    session: Session, this: Round, group: GroupKey, new_code: NewCode, anew: bool = False
) -> None:
    """A private link for the lead of a group. `anew` replaces the old one, which leads nowhere from then on."""
    found = find_asked(session, this.partnership, this.key, group)
    if found is None:
        raise RoundRefusal("That group is not part of this round.")
    if this.state != RoundState.OPEN:
        raise RoundRefusal("Leads have links while a round is open.")
    if found[0].lead_code is None or anew:
        found[0].lead_code = new_code()
    session.flush()


@dataclass
class NudgeErrand:
    """An e-mail to the lead of a group, on its way through the outbox.

    `page` names the page on which it was confirmed, so that pressing its button twice writes once.
    """

    round: Round
    group: GroupKey
    page: str
    before: datetime | None  # when the lead was written to last

    def take(self, session: Session, now: datetime) -> bool:
        asked = hold_asked(session, self.round.partnership, self.round.key, self.group)
        if asked is None or asked.lead_written == self.page:
            return False
        asked.lead_written, asked.lead_written_at = self.page, now
        session.flush()
        return True

    def settle(self, session: Session, outcome: SendingOutcome, now: datetime) -> None:  # noqa: ARG002
        """Lets the same page write again where the e-mail did not leave."""
        if outcome.left:
            return
        asked = hold_asked(session, self.round.partnership, self.round.key, self.group)
        if asked and asked.lead_written == self.page:
            asked.lead_written, asked.lead_written_at = None, self.before
            session.flush()


@dataclass(frozen=True)
class GroupLeadView:
    """Holds what the holder of a lead's link sees: the row of one group, in blurred numbers."""

    partnership: Partnership
    round: Round
    row: MatrixRow
    has_link: bool  # whether the group has an open link to hand out
    counted_at: datetime | None  # the quarter of an hour of which the numbers speak


def get_group_lead_view(session: Session, code: str) -> GroupLeadView:
    """Raises UnknownLink for every code that is not, or no longer, a lead's."""
    found = find_by_group_lead_code(session, code)
    this = found and find_round(session, found[0].partnership, found[0].round)
    partnership = found and find_partnership(session, found[0].partnership)
    row = found and this and find_row(session, this, found[1].key, runs_it=False)
    if not this or not partnership or not row:
        raise UnknownLink
    links = links_of_round(session, this.partnership, this.key)
    has_link = any(link.group == row.group.key for link in links)
    return GroupLeadView(partnership, this, row, has_link, counted_at(this))


def hold_group_lead_view(session: Session, code: str) -> GroupLeadView:
    """Returns the lead's view and holds it: nobody takes the office from the lead until the transaction ends. Raises
    UnknownLink.
    """
    view = get_group_lead_view(session, code)
    hold_partnership(session, view.partnership.key)
    hold_groups(session, view.partnership.key, view.row.group.key)
    return get_group_lead_view(session, code)
