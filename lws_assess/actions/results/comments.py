"""Comments: whose they may be said to be, and what everybody else may read.

They lie in the ballot box with the answers that they came with, and reach moderators at the release, all at once:
never before, so that no comment can be laid beside the answer that brought it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from lws_assess.records import comments as records
from lws_assess.records.comments import CommentPlace
from lws_assess.records.groups import Group
from lws_assess.records.instruments import get_edition
from lws_assess.records.rounds import (
    Round,
    commented_by_group,
    find_round,
    groups_of_round,
)
from lws_assess.survey.instruments import Area, Edition
from lws_assess.survey.keys import AreaCode, GroupKey, PartnershipKey, QuestionKey, RoundKey
from lws_assess.survey.releases.privacy import group_may_be_named, pools_of_comments

SOMEBODY = "Somebody who answered"


# --- who a comment may be said to come from --------------------------------------------------------------


@dataclass(frozen=True)
class GroupVoices:
    """Says how each group of a round is called beside a comment, and the order in which they stand."""

    by_group: Mapping[GroupKey, str]
    named: frozenset[GroupKey]

    def names(self, group: GroupKey) -> bool:
        return group in self.named

    def of(self, group: GroupKey) -> str:
        return self.by_group.get(group, SOMEBODY)

    def place(self, group: GroupKey) -> int:
        return self._places.get(self.of(group), len(self._places))

    @cached_property
    def _places(self) -> dict[str, int]:
        return {voice: place for place, voice in enumerate(dict.fromkeys(self.by_group.values()))}


def _voices(session: Session, this: Round, edition: Edition) -> GroupVoices:
    """Groups are named only once the round is over: until then a name that appears would tell of those left."""
    groups = groups_of_round(session, this.partnership, this.key)
    commented = commented_by_group(session, this.partnership, this.key)
    if not this.released_at:
        commented = {group.key: 0 if group.catch_all else 1 for group in groups}
    return _voices_of(groups, commented, edition)


def _voices_of(groups: Sequence[Group], commented: Mapping[GroupKey, int], edition: Edition) -> GroupVoices:
    pools = pools_of_comments(commented, {group.key: group.audience for group in groups})
    named = frozenset(group for group, people in commented.items() if group_may_be_named(people))
    mixed = {
        key: _called([audience.label for audience in edition.audiences if audience.key in pool])
        for key, pool in pools.items()
    }
    by_group = {g.key: g.name if g.key in named else mixed.get(g.audience, SOMEBODY) for g in groups}
    return GroupVoices(by_group, named)


def kept_as(
    groups: Sequence[Group], commented: Mapping[GroupKey, int], edition: Edition
) -> dict[GroupKey, GroupKey]:
    """For each group, the one under which its comments are kept from the release on.

    That is the group itself where it may be named. Otherwise it is the first of all groups that are called the same
    beside a comment, so that nothing kept tells which of them one came from: of a few it would tell who wrote it.
    """
    voices = _voices_of(groups, commented, edition)
    wrote_first = sorted(groups, key=lambda group: not commented.get(group.key))
    first: dict[str, GroupKey] = {}
    for group in wrote_first:
        first.setdefault(voices.of(group.key), group.key)
    return {g.key: g.key if voices.names(g.key) else first[voices.of(g.key)] for g in groups}


def _called(labels: Sequence[str]) -> str:
    """Returns who wrote it, or of which kinds of people it was somebody where that may not be told apart."""
    if len(labels) < 2:
        return labels[0] if labels else SOMEBODY
    return f"Somebody of these: {'; '.join(label[0].lower() + label[1:] for label in labels)}"


@dataclass(frozen=True)
class CommentHearing:
    """A round whose comments are put before somebody: how they are called, and in which order."""

    round: Round
    edition: Edition
    voices: GroupVoices

    def order(self, where: CommentPlace) -> tuple[int, int, str, bytes]:
        """By voice, area and question; then by random key, which says nothing."""
        codes = [area.code for area in self.edition.areas]
        place = codes.index(where.area) if where.area in codes else len(codes)
        return self.voices.place(where.group), place, where.question, where.key

    def about(self, question: QuestionKey, area: AreaCode) -> str:
        found = next((a for a in self.edition.areas if a.code == area), None)
        return found.name if found else question_words(self.edition, question)


def question_words(edition: Edition, key: str) -> str:
    """A closing question as its first audience reads it."""
    texts = (text for audience in edition.audiences for text in audience.closing if text.key == key)
    return next((text.text for text in texts), "")


def hearing_of(session: Session, partnership: PartnershipKey, round_key: RoundKey) -> CommentHearing | None:
    """None where there is no such round."""
    this = find_round(session, partnership, round_key)
    if this is None:
        return None
    edition = get_edition(session, this.edition)
    return CommentHearing(this, edition, _voices(session, this, edition))


# --- what everybody else reads ---------------------------------------------------------------------------


@dataclass(frozen=True)
class PublishedWords:
    """Published words, and whose they may be said to be."""

    text: str
    voice: str


@dataclass(frozen=True)
class CommentSubject:
    """Holds what was said about an area, or in answer to a closing question."""

    title: str
    area: Area | None
    said: tuple[PublishedWords, ...]


def view_published(
    session: Session, partnership: PartnershipKey, round_key: RoundKey
) -> list[CommentSubject] | None:
    """The published words of a round with results, by area and question, in a random order.

    The only way to comments for whoever does not moderate. None while the round has no results.
    """
    hearing = hearing_of(session, partnership, round_key)
    if hearing is None or not hearing.round.released_at:
        return None
    return _subjects(hearing, records.published_words(session, partnership, round_key))


def view_published_of(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, group: GroupKey
) -> list[CommentSubject] | None:
    """The published words of one group, as `view_published` gives them; None where it may not be named beside them."""
    hearing = hearing_of(session, partnership, round_key)
    if hearing is None or not hearing.round.released_at or not hearing.voices.names(group):
        return None
    words = records.published_words(session, partnership, round_key)
    return _subjects(hearing, [one for one in words if one[0].group == group])


def _subjects(hearing: CommentHearing, words: Sequence[tuple[CommentPlace, str]]) -> list[CommentSubject]:
    areas = {area.code: area for area in hearing.edition.areas}
    together: dict[tuple[int, AreaCode, QuestionKey], list[PublishedWords]] = {}
    for where, text in words:
        place = list(areas).index(where.area) if where.area in areas else len(areas)
        said = PublishedWords(text, hearing.voices.of(where.group))
        together.setdefault((place, where.area, where.question), []).append(said)
    return [
        CommentSubject(
            hearing.about(question, area), areas.get(area), tuple(together[_place, area, question])
        )
        for _place, area, question in sorted(together)
    ]
