"""Unmatched: what two rounds do not have in common, each named with the reason.

unmatched_content        areas and statements that one round has alone, or asks otherwise
unmatched_groups         groups of an audience that some round shows, but not with the same others in both
groups_never_shown       groups that no round shows
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lws_assess.survey.instruments import Area, Audience, Question
from lws_assess.survey.keys import AreaCode, AudienceKey, GroupKey, StatementKey
from lws_assess.survey.releases.unanimity import ShownCell
from lws_assess.survey.results.matching import Released, same_scale, why_not_question
from lws_assess.survey.results.round_results import RoundFacts

THEN, NOW = "then", "this time"


@dataclass(frozen=True)
class NotCompared:
    """Something that is not compared, and why."""

    name: str
    why: str


# --- areas and statements --------------------------------------------------------------------------------


def unmatched_content(then: RoundFacts, now: RoundFacts) -> tuple[NotCompared, ...]:
    """Areas, audiences and statements that cannot be compared, each said once."""
    found = dict.fromkeys(_areas_alone(then, now))
    for audience in now.edition.audiences:
        found |= dict.fromkeys(_questions_alone(audience, then, now))
    found |= dict.fromkeys(
        NotCompared(audience.label, f"Not asked {NOW}.")
        for audience in then.edition.audiences
        if audience.key not in {a.key for a in now.edition.audiences}
    )
    return tuple(found)


def asked_alike(area: Area, audience: Audience, then: RoundFacts, now: RoundFacts) -> Iterator[Question]:
    """The statements of an area, as asked now, that were asked in the same way then."""
    before = _questions(then, area.code, audience.key)
    for question in area.questions(audience):
        old = before.get(question.key)
        if old and not why_not_question(old, question, _same_language(then, now)):
            yield question


def _questions(facts: RoundFacts, code: AreaCode, audience: AudienceKey) -> dict[StatementKey, Question]:
    """The questions of an area's score as put to an audience, by key; none where the round had no such."""
    area = facts.edition.find_area(code)
    found = next((a for a in facts.edition.audiences if a.key == audience), None)
    return {q.key: q for q in area.questions(found)} if area and found else {}


def _same_language(then: RoundFacts, now: RoundFacts) -> bool:
    return then.edition.language == now.edition.language


def _areas_alone(then: RoundFacts, now: RoundFacts) -> Iterator[NotCompared]:
    for area in now.edition.areas:
        if then.edition.find_area(area.code) is None:
            yield NotCompared(area.short_name, f"Not asked about {THEN}.")
    for area in then.edition.areas:
        if now.edition.find_area(area.code) is None:
            yield NotCompared(area.short_name, f"Not asked about {NOW}.")


def _questions_alone(audience: Audience, then: RoundFacts, now: RoundFacts) -> Iterator[NotCompared]:
    """Statements of areas that both rounds have; one line for all of them where the scale is another."""
    old = next((a for a in then.edition.audiences if a.key == audience.key), None)
    if old is None:
        yield NotCompared(audience.label, f"Not asked {THEN}.")
        return
    if not same_scale(old.scale, audience.scale, _same_language(then, now)):
        yield NotCompared(audience.label, "They answered on a scale with other levels then.")
        return
    for area in now.edition.areas:
        if then.edition.find_area(area.code):
            yield from _questions_alone_in(area, audience, then, now)


def _questions_alone_in(
    area: Area, audience: Audience, then: RoundFacts, now: RoundFacts
) -> Iterator[NotCompared]:
    before = _questions(then, area.code, audience.key)
    after = _questions(now, area.code, audience.key)
    for key, question in (before | after).items():
        if why := _why_alone(before.get(key), after.get(key), _same_language(then, now)):
            yield NotCompared(f"{area.short_name}: {question.topic or question.text}", why)


def _why_alone(then: Question | None, now: Question | None, same_words: bool) -> str:
    if then is None or now is None:
        return f"Not asked {THEN if then is None else NOW}."
    why = why_not_question(then, now, same_words)
    return f"{why.capitalize()} {THEN}." if why else ""


# --- groups ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _RoundSide:
    """Says how one of the two rounds shows its groups."""

    facts: RoundFacts
    cells: dict[GroupKey, ShownCell]  # by the key of each group
    when: str

    @property
    def keys(self) -> tuple[GroupKey, ...]:
        facts = self.facts
        return (*facts.group_names, *facts.left_out, *facts.unanswered, *self.cells)

    def why_not(self, key: str) -> str:
        """Why this round does not show a group; empty where it does."""
        if key in self.cells:
            return ""
        if key in self.facts.left_out:
            near = key in self.facts.near
            reason = (
                "its number was too near to that of a round shortly before"
                if near
                else "too few people answered"
            )
            return f"Not shown {self.when}: {reason}."
        return f"{'Nobody answered for it' if key in self.keys else 'Not asked'} {self.when}."


def _sides(then: Released, now: Released) -> tuple[_RoundSide, _RoundSide]:
    cells = ({key: cell for cell in released[1] for key in cell.groups} for released in (then, now))
    return _RoundSide(then[0], next(cells), THEN), _RoundSide(now[0], next(cells), NOW)


def unmatched_groups(audience: AudienceKey, then: Released, now: Released) -> Iterator[NotCompared]:
    before, after = _sides(then, now)
    for key in dict.fromkeys((*after.keys, *before.keys)):
        old, new = before.cells.get(key), after.cells.get(key)
        shown = new or old
        if shown and shown.audience == audience and not _same(old, new):
            yield NotCompared(_name(key, before, after), _why_not_matched(key, before, after))


def groups_never_shown(then: Released, now: Released) -> Iterator[NotCompared]:
    before, after = _sides(then, now)
    counted = {key: 0 for side in (after, before) for key in (*side.facts.left_out, *side.facts.unanswered)}
    for key in counted:
        if key not in before.cells and key not in after.cells:
            yield NotCompared(_name(key, before, after), f"{before.why_not(key)} {after.why_not(key)}")


def _same(then: ShownCell | None, now: ShownCell | None) -> bool:
    if then is None or now is None:
        return False
    return then.audience == now.audience and set(then.groups) == set(now.groups)


def _why_not_matched(key: GroupKey, before: _RoundSide, after: _RoundSide) -> str:
    missing = " ".join(why for side in (before, after) if (why := side.why_not(key)))
    if missing:
        return missing
    if before.cells[key].audience != after.cells[key].audience:
        return "It was asked as another set of people then."
    then, now = (_company(key, side, before, after) for side in (before, after))
    return f"Shown {then} {THEN}, and {now} {NOW}."


def _company(key: GroupKey, side: _RoundSide, before: _RoundSide, after: _RoundSide) -> str:
    others = [_name(other, before, after) for other in side.cells[key].groups if other != key]
    *first, last = others or [""]
    if not others:
        return "by itself"
    return f"together with {', '.join(first)} and {last}" if first else f"together with {last}"


def _name(key: GroupKey, before: _RoundSide, after: _RoundSide) -> str:
    """Returns what a group is called now; what it was called then where it is asked no more."""
    return after.facts.group_names.get(key) or before.facts.group_names.get(key) or key
