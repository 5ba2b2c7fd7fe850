"""Drafts of rounds: what is missing before one can open, and what is worth a second look.

    DraftRound
      groups     Asked, Asked, ...      each with its target and whether its form is easy-read
      families   key -> label           the audiences of the questionnaire that answer easy-read forms

A Remark names the step of the draft that it is about, the field there, and says in one sentence what is wrong.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lws_assess.survey.keys import AudienceKey, GroupKey
from lws_assess.survey.releases.privacy import CellJoining, SmallGroup, join_small_groups
from lws_assess.survey.smallest_numbers import ADVISED, is_below_advice, may_be_lowered, may_be_shown
from lws_assess.survey.written_words import isolated_words

TITLE, GROUPS, DATES, COUNTING, CUT, WORDS = "title", "groups", "dates", "counting", "cut", "words"
SETTINGS = "settings"  # of the partnership, not of the draft

CUT_NEEDS = 150  # answers hoped for, before a second way of cutting is offered
USUAL_SHARE = 0.45  # of a target that usually answers: the middle of the demonstration's shares
FARTHEST = timedelta(days=731)  # a last day beyond this is a slip of the year
SHORTEST, LONGEST = timedelta(weeks=3), timedelta(weeks=8)  # sensible lengths of a round


@dataclass(frozen=True)
class GroupToAsk:
    """A group as a draft asks it. `target` is how many answers are hoped for; 0 where nobody said."""

    key: GroupKey
    name: str
    audience: AudienceKey
    branch: str
    target: int
    retired: bool = False

    @property
    def likely(self) -> int:
        """Returns how many would answer if the usual share of the target did."""
        return math.floor(self.target * USUAL_SHARE + 0.5)


@dataclass(frozen=True)
class DraftRound:
    """Everything about a draft that decides whether it can open. Times are moments in UTC."""

    title: str
    groups: tuple[GroupToAsk, ...]
    families: Mapping[AudienceKey, str]
    opens_at: datetime | None
    closes_at: datetime | None
    smallest_number: int
    second_cut: str
    contact: str
    welcome_children: str
    support_children: str
    safeguarding: bool  # whether the partnership names a safeguarding contact

    @property
    def hoped_for(self) -> int:
        """Answers, over all groups."""
        return sum(group.target for group in self.groups)

    @property
    def asks_families(self) -> bool:
        return any(group.audience in self.families for group in self.groups)

    @property
    def may_be_cut(self) -> bool:
        return self.hoped_for >= CUT_NEEDS


@dataclass(frozen=True)
class DraftRoundRemark:
    step: str
    field: str
    sentence: str


# --- what is missing -------------------------------------------------------------------------------------


def missing_to_open(draft: DraftRound, now: datetime) -> list[DraftRoundRemark]:
    """Returns whatever keeps a draft from opening now, in the order of its steps; empty where it can open."""
    return [DraftRoundRemark(*found) for found in _missing(draft, now)]


def _missing(draft: DraftRound, now: datetime) -> Iterator[tuple[str, str, str]]:
    if not draft.title.strip():
        yield TITLE, "title", "Give the round a title."
    if not draft.groups:
        yield GROUPS, "groups", "Choose at least one group to ask."
    for group in draft.groups:
        if group.retired:
            yield (
                GROUPS,
                "groups",
                f"“{isolated_words(group.name)}” is not asked any more. Take it out of the round.",
            )
    yield from _missing_dates(draft, now)
    if draft.second_cut and not draft.may_be_cut:
        yield CUT, "second_cut", f"{_too_few_for_a_cut(draft)} Choose no second way, or raise the targets."
    if not draft.contact.strip():
        yield WORDS, "contact", "Say whom people can ask."
    if draft.asks_families:
        yield from _missing_easy_words(draft)
    if not draft.safeguarding:
        yield SETTINGS, "safeguarding", "Name a safeguarding contact in the partnership’s settings."


def _missing_dates(draft: DraftRound, now: datetime) -> Iterator[tuple[str, str, str]]:
    if draft.closes_at is None:
        yield DATES, "last_day", "Choose a last day."
    elif draft.closes_at <= now:
        yield DATES, "last_day", "The last day has passed. Choose a later one."
    elif draft.opens_at and draft.closes_at <= draft.opens_at:
        yield DATES, "last_day", "The last day must come after the day the round opens."


def _missing_easy_words(draft: DraftRound) -> Iterator[tuple[str, str, str]]:
    if not draft.welcome_children.strip():
        yield WORDS, "welcome_children", "Write the welcome of the easy-read form."
    if not draft.support_children.strip():
        yield WORDS, "support_children", "Say on the easy-read form who can help."


def _too_few_for_a_cut(draft: DraftRound) -> str:
    return (
        f"Results by sector or role need targets of {CUT_NEEDS} answers or more. "
        f"The targets of this round add up to {draft.hoped_for}."
    )


# --- what is worth a second look -------------------------------------------------------------------------


def warnings_before_opening(draft: DraftRound, now: datetime) -> list[DraftRoundRemark]:
    """Returns what does not keep a draft from opening, but is likely to be regretted; the gravest first."""
    alone = [family for family in draft.families if len(_of_audience(draft, family)) == 1]
    small = sorted(_small_groups(draft), key=lambda pair: pair[0].audience not in alone)
    remarks = [remark for _, remark in small]
    remarks += [
        DraftRoundRemark(
            GROUPS,
            "groups",
            f"Nobody is asked of “{label}”. They see what those who work with them do not. Add a group of "
            "theirs if you can.",
        )
        for family, label in draft.families.items()
        if draft.groups and not _of_audience(draft, family)
    ]
    if is_below_advice(draft.smallest_number):
        remarks.append(DraftRoundRemark(COUNTING, "smallest_number", _advice(draft)))
    return remarks + _length(draft, now)


def asked_again_soon(found: Mapping[str, Sequence[str]], smallest_number: int) -> list[DraftRoundRemark]:
    """Why it is dangerous to ask groups again that another round has just asked; `found` is by its title."""
    k = smallest_number
    return [
        DraftRoundRemark(
            GROUPS,
            "groups",
            f"“{title}” asks {_some_of(names)} too, and its results came out less than three months before this round "
            "opens, or are still to come. Most people answer alike twice, so whoever sets the two results side by side "
            "could work out what those few said who answered only one of them. A group is therefore shown only if as "
            f"many people answer as before, or at least {k} more or {k} fewer. Otherwise it is shown together with "
            "others, or not at all, and there are no results by sector or role. To avoid this, open the round three "
            "months after those results.",
        )
        for title, names in found.items()
    ]


def _some_of(names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"“{names[0]}”"
    more = len(names) - 1
    return f"“{names[0]}” and {more} more {'group' if more == 1 else 'groups'} of this round"


def _of_audience(draft: DraftRound, audience: AudienceKey) -> list[GroupToAsk]:
    return [group for group in draft.groups if group.audience == audience]


def _small_groups(draft: DraftRound) -> Iterator[tuple[GroupToAsk, DraftRoundRemark]]:
    joining = join_small_groups(
        [SmallGroup(g.key, g.branch, g.audience, g.likely) for g in draft.groups], draft.smallest_number
    )
    for group in draft.groups:
        if group.target == 0:
            sentence = (
                f"“{isolated_words(group.name)}” has no target, so nobody can say whether it is "
                "likely to be shown."
            )
            yield group, DraftRoundRemark(GROUPS, f"target-{group.key}", sentence + " Give it one.")
        elif not may_be_shown(group.likely, draft.smallest_number):
            yield group, DraftRoundRemark(GROUPS, f"target-{group.key}", _too_small(draft, group, joining))


def _too_small(draft: DraftRound, group: GroupToAsk, joining: CellJoining) -> str:
    """Returns what is likely to become of a group, and what to do about it."""
    k = draft.smallest_number
    joined = any(group.key in cell for cell in joining.cells)
    only = _of_audience(draft, group.audience) == [group] and draft.families.get(group.audience)
    return " ".join(
        (
            f"“{isolated_words(group.name)}” is likely to end below {k} answers: of a target of "
            f"{group.target}, the usual "
            f"{USUAL_SHARE:.0%} is about {group.likely}.",
            f"It would be shown only together with other groups below {k}."
            if joined
            else "It would be in no result at all.",
            *([f"It is the only group of “{only}”."] if only else []),
            "Raise its target, join it with another group, or lower the smallest number shown."
            if may_be_lowered(k)
            else "Raise its target, or join it with another group.",
        )
    )


def _advice(draft: DraftRound) -> str:
    more = ", all the more as children and families are asked" if draft.asks_families else ""
    return (
        f"Groups are shown from {draft.smallest_number} answers on. Every group gets an open link, by which one "
        f"person can answer more than once. We advise {ADVISED}{more}."
    )


def _length(draft: DraftRound, now: datetime) -> list[DraftRoundRemark]:
    if draft.closes_at is None:
        return []
    lasts = draft.closes_at - max(draft.opens_at or now, now)
    if timedelta(0) < lasts < SHORTEST - timedelta(days=1):
        words = "The round is open for less than 3 weeks. Many groups meet only once a month."
    elif lasts > LONGEST + timedelta(days=1):
        words = "The round is open for more than 8 weeks. Without a near last day people put it off."
    else:
        return []
    return [DraftRoundRemark(DATES, "last_day", words)]


# --- dates as they are typed -----------------------------------------------------------------------------


def faults_of_dates(opens_on: date | None, last_day: date, today: date) -> dict[str, str]:
    """Returns what is wrong with two local days, by field. Without `opens_on` the round is opened by hand."""
    if opens_on and opens_on <= today:
        return {"opens_on": "The day must be after today. To open the round today, choose “by hand”."}
    if last_day < today:
        return {"last_day": "This day has passed. Choose a later one."}
    if last_day > today + FARTHEST:
        return {"last_day": "The last day is more than two years away. Is the year right?"}
    if opens_on and last_day < opens_on:
        return {"last_day": "The last day must not be before the day the round opens."}
    return {}


def sensible_window(opens_on: date) -> tuple[date, date]:
    """The earliest and the latest last day that we advise for a round that opens on a day."""
    return opens_on + SHORTEST, opens_on + LONGEST
