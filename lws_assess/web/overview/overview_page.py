"""The overview: a headline, the ledger, the radar and four cards, all of one choice that stands in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from lws_assess.actions.overview.partnership_overviews import PartnershipOverview, view_overview
from lws_assess.documents.claims import SaidWords
from lws_assess.documents.overview.headline import headline
from lws_assess.documents.overview.ledger import Ledger, LedgerRow, in_the_order_of, ledger
from lws_assess.documents.overview.ledger_tracks import track
from lws_assess.documents.overview.overview_radar import OverviewRadar, overview_radar
from lws_assess.survey.results.changes import AudienceChanges
from lws_assess.survey.results.round_results import AudienceResults
from lws_assess.web.access import may_run
from lws_assess.web.results.choices import ResultChoice, ResultsAddress, read_choice
from lws_assess.web.words import now

# What differs from the usual view stands in the address, under these names.
IN_THE_ADDRESS = ("round", "audience", "reading", "since", "one", "other", "order", "target", "last")
HIDDEN, SHOWN = "no", "yes"


@dataclass(frozen=True)
class OverviewLook:
    """What the overview says, before it is drawn."""

    view: PartnershipOverview
    choice: ResultChoice
    chosen: Mapping[str, str]

    @property
    def audience(self) -> AudienceResults:
        return self.choice.audience

    @cached_property
    def changes(self) -> AudienceChanges | None:
        """Since the round that is compared with; None where nothing of this audience can be compared."""
        found = self.view.changes.find_audience(self.audience.audience.key) if self.view.changes else None
        return found if found and found.cells else None

    @property
    def then_title(self) -> str:
        return self.view.changes.then_title if self.view.changes and self.changes else ""

    @cached_property
    def headline(self) -> SaidWords:
        return headline(self.audience, self.choice.reading, self.changes, self.then_title)

    @cached_property
    def ledger(self) -> Ledger:
        decided = self.view.decision.decided.areas if self.view.decision else ()
        others = [one for one in self.view.results.audiences if one is not self.audience]
        return ledger(
            self.audience, self.choice.reading, self.changes, others, decided, self.view.plan.actions
        )

    @property
    def rows(self) -> tuple[LedgerRow, ...]:
        return in_the_order_of(self.ledger.rows, self.order)

    @property
    def order(self) -> str:
        return self.chosen.get("order", "priority")

    def track(self, row: LedgerRow) -> Markup:
        return track(row, self.audience.audience.scale)

    @cached_property
    def radar(self) -> OverviewRadar:
        wanted = [self.chosen.get(name, "") for name in ("one", "other")]
        cells = {cell.key: cell for cell in self.audience.cells}
        return overview_radar(
            self.audience,
            self.choice.reading,
            [cells[key] for key in dict.fromkeys(wanted) if key in cells],
            self.changes,
            with_target=self.shows_target,
            with_last_time=self.shows_last_time,
        )

    @property
    def shows_target(self) -> bool:
        return self.chosen.get("target") != HIDDEN

    @property
    def shows_last_time(self) -> bool:
        return self.chosen.get("last") == SHOWN

    def at(self, section: str = "", **changed: str) -> str:
        """The overview with some choices changed."""
        asked: dict[str, Any] = {
            name: value for name in IN_THE_ADDRESS if (value := {**self.chosen, **changed}.get(name))
        }
        return url_for(
            "partnerships.show", partnership=self.view.round.partnership, _anchor=section or None, **asked
        )


def look_at_overview(session: Session, partnership: str) -> OverviewLook | None:
    """The overview as the address asks for it; None while the partnership has no results."""
    asked = {name: request.args.get(name, "") for name in IN_THE_ADDRESS}
    view = view_overview(session, partnership, asked["round"], asked["since"], may_run(), now())
    if view is None:
        return None
    address = ResultsAddress(partnership, view.round.key, {})
    choice = read_choice(view.results, view.changes, asked, address)
    return OverviewLook(view, choice, {name: value for name, value in asked.items() if value})
