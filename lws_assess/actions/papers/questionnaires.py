"""What a printed questionnaire rests on: the frozen edition of a round, one audience, and what stands around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lws_assess.actions.rounds.occasions import where_audience_rated
from lws_assess.records.groups import Group
from lws_assess.records.instruments import get_edition
from lws_assess.records.partnerships import Partnership
from lws_assess.records.rounds import Round, groups_of_round
from lws_assess.survey.days import last_day_words
from lws_assess.survey.instruments import Audience, Edition
from lws_assess.survey.keys import QuestionKey
from lws_assess.survey.paper import profile_questions_on_form


@dataclass(frozen=True)
class PrintedQuestionnaire:
    """Says which questionnaire, for whom, and what stands around its questions.

    `groups` are names with their "this is you if" lines; `asked` names the profile questions whose answers are
    kept; `introduction` replaces the audience's own, and `privacy` stands beside what taking part means; `rated_at`
    is where people of the audience may have rated already, such as "the event". Empty texts are left out, and an
    empty `hand_in` leaves a line to write on.
    """

    edition: Edition
    audience: Audience
    length: str
    large: bool
    partnership: str
    round: str
    groups: tuple[tuple[str, str], ...]
    asked: tuple[QuestionKey, ...]
    smallest_number: int
    introduction: str
    privacy: str
    last_day: str
    hand_in: str
    support: str
    contact: str
    rated_at: str = ""

    @property
    def easy(self) -> bool:
        return self.audience.easy_read

    @property
    def name(self) -> str:
        """Returns what the sheet is called, on it and wherever it is offered."""
        form = "" if self.easy else f", {self.length} form"
        return f"{self.audience.label}{form}{', large print' if self.large else ''}"


def view_questionnaire(
    session: Session, this: Round, audience: Audience, length: str, large: bool, hand_in: str, now: datetime
) -> PrintedQuestionnaire:
    """The questionnaire of a round for an audience of its edition. `hand_in` is the place in words, or empty."""
    partnership = session.get_one(Partnership, this.partnership)
    easy = audience.easy_read
    groups = groups_of_round(session, this.partnership, this.key)
    return PrintedQuestionnaire(
        edition=get_edition(session, this.edition),
        audience=audience,
        length=length,
        large=large,
        partnership=partnership.name,
        round=this.title,
        groups=_groups(groups, audience),
        asked=profile_questions_on_form(audience, (this.second_cut,)),
        smallest_number=this.smallest_number,
        introduction=this.welcome_children if easy else this.welcome,
        privacy=this.privacy_words_children if easy else this.privacy_words,
        last_day=last_day_words(this.closes_at) if this.closes_at else "",
        hand_in=hand_in,
        support=(easy and this.support_children) or this.support,
        contact=this.contact or partnership.contact,
        rated_at=where_audience_rated(session, this, audience.key, now),
    )


def _groups(groups: Sequence[Group], audience: Audience) -> tuple[tuple[str, str], ...]:
    """Returns those of this audience, and last the place for whom none of them fits."""
    mine = [group for group in groups if group.audience == audience.key]
    named = [(group.name, group.this_is_you_if) for group in mine if not group.catch_all]
    others = [("None of these, or not sure", "") for group in mine if group.catch_all]
    return (*named, *others[:1])
