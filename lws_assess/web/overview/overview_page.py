"""The overview: a headline, the ledger, the radar and four cards, all of one choice that stands in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from lws_assess.actions.overview.partnership_overviews import (
    NO_COMPARISON,
    OverviewAsked,
    PartnershipOverview,
    view_overview,
)
from lws_assess.documents.changed_mix import mix_words
from lws_assess.documents.claims import SaidWords
from lws_assess.documents.overview.headline import round_headline
from lws_assess.documents.overview.ledger import Ledger, LedgerRow, area_ledger
from lws_assess.documents.overview.ledger_orders import DOWNWARDS, PRIORITY, in_order_of
from lws_assess.documents.overview.ledger_tracks import draw_track
from lws_assess.documents.overview.moved_sentences import moved_sentence
from lws_assess.documents.overview.overview_radar import OverviewRadar, overview_radar, two_that_differ_most
from lws_assess.records.rounds import Round
from lws_assess.survey.keys import PartnershipKey, RoundKey
from lws_assess.survey.results.changes import AudienceChanges
from lws_assess.survey.results.round_results import READINGS, AudienceResults, CellResult
from lws_assess.web.access import may_run
from lws_assess.web.name_pages import tell_names
from lws_assess.web.results.choices import ResultChoice, ResultsAddress, read_choice
from lws_assess.web.words import local_day_or_none, now

# What differs from the usual view stands in the address, under these names.
WHAT_IS_SHOWN = ("round", "audience", "reading", "since")
WHAT_IS_DRAWN = ("one", "other", "target", "last", "as")
IN_THE_ADDRESS = (*WHAT_IS_SHOWN, "order", *WHAT_IS_DRAWN)
HIDDEN, SHOWN, RAINBOW = "no", "yes", "rainbow"


@dataclass(frozen=True)
class OverviewLook:
    """Holds what the overview says, before it is drawn."""

    view: PartnershipOverview
    choice: ResultChoice
    chosen: Mapping[str, str]

    # --- the choice ---

    @property
    def audience(self) -> AudienceResults:
        return self.choice.audience

    @property
    def readings(self) -> Mapping[str, str]:
        return READINGS

    @property
    def no_comparison(self) -> str:
        return NO_COMPARISON

    @cached_property
    def changes(self) -> AudienceChanges | None:
        """Since the round that is compared with; None where nothing of this audience can be compared."""
        found = self.view.changes.find_audience(self.audience.audience.key) if self.view.changes else None
        return found if found and found.cells else None

    @property
    def then_title(self) -> str:
        return self.view.changes.then_title if self.view.changes and self.changes else ""

    @property
    def order(self) -> str:
        return self.chosen.get("order", PRIORITY)

    def at(self, section: str = "", **changed: str) -> str:
        """The overview with some choices changed."""
        asked: dict[str, Any] = {
            name: value for name in IN_THE_ADDRESS if (value := {**self.chosen, **changed}.get(name))
        }
        return url_for(
            "partnerships.show", partnership=self.view.round.partnership, _anchor=section or None, **asked
        )

    def sorted_by(self, column: str) -> str:
        """The overview in the order of a column; the other way round where it stands in that order already."""
        return self.at("ledger", order=DOWNWARDS + column if self.order == column else column)

    def direction(self, column: str) -> str:
        """Says how a column is sorted, in the words of aria-sort; empty where it is not."""
        return {column: "ascending", DOWNWARDS + column: "descending"}.get(self.order, "")

    @property
    def answers(self) -> Mapping[str, str]:
        """Returns whose answers were chosen, who is counted and since when, for slides of the same."""
        return {
            name: value for name, value in self.chosen.items() if name in WHAT_IS_SHOWN and name != "round"
        }

    def kept(self, *but: str) -> Mapping[str, str]:
        """Returns what a form has to send along besides its own fields."""
        return {name: value for name, value in self.chosen.items() if name not in but}

    # --- what is drawn ---

    @cached_property
    def headline(self) -> SaidWords:
        return round_headline(self.audience, self.choice.reading, self.changes, self.then_title)

    @cached_property
    def ledger(self) -> Ledger:
        decided = self.view.decision.decided.areas if self.view.decision else ()
        others = [one for one in self.view.results.audiences if one is not self.audience]
        return area_ledger(
            self.audience, self.choice.reading, self.changes, others, decided, self.view.actions
        )

    @cached_property
    def rows(self) -> tuple[LedgerRow, ...]:
        return in_order_of(self.ledger.rows, self.order)

    def track(self, row: LedgerRow) -> Markup:
        return draw_track(row, self.audience.audience.scale)

    @property
    def moved_sentences(self) -> list[str]:
        """Of each area whether it really moved, in the order of priority; none without a comparison."""
        said = (moved_sentence(row, self.then_title).text for row in self.ledger.rows)
        return [words for words in said if words]

    @property
    def counts_fewer(self) -> bool:
        """True if how far an area moved counts fewer groups than where it stands."""
        return any(row.compared_in for row in self.ledger.rows)

    @property
    def mix(self) -> str:
        """Says what else could have moved figures than what people said; empty where nothing else could."""
        return mix_words(self.changes, self.choice.reading) if self.changes else ""

    @property
    def joined(self) -> list[str]:
        """The names of small groups that are shown together, as one dot."""
        cells = self.audience.cells
        return [", ".join(cell.groups) for cell in cells if len(cell.groups) > 1]

    @cached_property
    def groups(self) -> tuple[CellResult, ...]:
        """The groups that are laid over the radar."""
        cells = {str(cell.key): cell for cell in self.audience.cells}
        wanted = dict.fromkeys(self.chosen.get(name, "") for name in ("one", "other"))
        return tuple(cells[key] for key in wanted if key in cells)

    @cached_property
    def radar(self) -> OverviewRadar:
        return overview_radar(
            self.audience,
            self.choice.reading,
            self.groups,
            self.changes,
            with_target=self.shows_target,
            with_last_time=self.shows_last_time,
        )

    @property
    def radar_title(self) -> str:
        """Says whom the radar shows."""
        if not self.groups:
            return "Everyone together"
        return f"Everyone, and {('one group', 'two groups')[len(self.groups) - 1]}"

    @cached_property
    def furthest(self) -> tuple[CellResult, CellResult] | None:
        """The two groups that surely differ most in one area; None where no two do."""
        return two_that_differ_most(self.audience)

    @property
    def shows_target(self) -> bool:
        return self.chosen.get("target") != HIDDEN

    @property
    def shows_last_time(self) -> bool:
        return self.chosen.get("last") == SHOWN

    @property
    def is_rainbow(self) -> bool:
        return self.chosen.get("as") == RAINBOW


def look_at_overview(
    session: Session, partnership: PartnershipKey, rounds: Sequence[Round]
) -> OverviewLook | None:
    """The overview as the address asks for it; None while none of the partnership's rounds has results."""
    asked = {name: request.args.get(name, "") for name in IN_THE_ADDRESS}
    today = local_day_or_none(now())
    assert today
    view = view_overview(
        session,
        partnership,
        rounds,
        OverviewAsked(RoundKey(asked["round"]), RoundKey(asked["since"]), may_run(), now(), today),
    )
    if view is None:
        return None
    tell_names(view.results.edition, view.results.audiences)
    choice = read_choice(view.results, view.changes, asked, ResultsAddress(partnership, view.round.key, {}))
    kept = {**asked, "round": view.round.key if asked["round"] == view.round.key else ""}
    return OverviewLook(view, choice, {name: value for name, value in kept.items() if value})
