"""What the demo's people answer: sheets, one a person, made to fit the figures of a round.

    people_of_round  ->  DemoAnswers.pages()  ->  page -> field -> values, as a browser would send them

The same seed makes the same sheets. Nothing here is about anybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import exp
from random import Random

from lws_assess.actions.demo.numbers import (
    Rated,
    count_and_total,
    draw_rating,
    lasting_difference,
    numbers_of_votes,
    settle_ratings,
    share_votes,
    small_differences,
    whole_numbers,
)
from lws_assess.actions.demo.sheets import DemoAnswers, put_questions
from lws_assess.actions.demo.variety import MORE_DONT_KNOW, vary_groups
from lws_assess.records.demo import Demo, DemoGroup, DemoRound
from lws_assess.survey.instruments import FULL, SHORT, Area, Audience, Edition, Question
from lws_assess.survey.keys import AreaCode, GroupKey
from lws_assess.survey.responses import page_of
from lws_assess.survey.smallest_numbers import FEWEST, may_be_shown

REACH = 0.011  # how far a group's mean may stray on purpose, so that it is no round number
PARTIAL_FROM = 12  # people a group needs before some of them leave areas out
MOST_LEFT_OUT = 3  # areas that somebody leaves out
# The spread of one person's area scores comes from how kindly they rate, the area, and each question.
SHARE_OF_PERSON, SHARE_OF_AREA, SHARE_OF_QUESTION = 0.7, 0.6, 0.7
LEAN_OF_QUESTION = 0.25  # some statements are harder to meet than others, whoever answers
WEIGHT_OF_NEED, WEIGHT_OF_IMPORTANCE = 1.2, 0.4  # what moves somebody to put an area first
SPREAD_OF_TASTE = 0.4  # how far groups differ in what they put first, apart from need
BLANK_INSTEAD = (
    0.35  # of those who rate nothing on an easy-read page, who leave it rather than say "not sure"
)


def people_of_round(demo: Demo, this: DemoRound, edition: Edition) -> dict[GroupKey, list[DemoAnswers]]:
    """Everybody who answers in a round, by group."""
    return _DemoCrowd(demo, this, edition).people()


class _DemoCrowd:
    """The people of one round while their answers are made up, one kind of answer after another."""

    def __init__(self, demo: Demo, this: DemoRound, edition: Edition) -> None:
        self.demo, self.this, self.edition = demo, this, edition
        self.habits = demo.habits
        self.chance = Random(f"{demo.seed}/{this.key}")  # noqa: S311
        self.groups = {group.key: self._arrivals(group) for group in demo.groups}
        self.sheets = [sheet for sheets in self.groups.values() for sheet in sheets]

    def people(self) -> dict[GroupKey, list[DemoAnswers]]:
        self._leave_areas_out()
        for sheet in self.sheets:
            sheet.areas = {page_of(area): {} for area in self.edition.areas}
        for area in self.edition.areas:
            self._answer_easy(area)
            self._pass_over(area)
            self._rate(area)
            self._weigh(area)
        self._vote()
        self._comment()
        vary_groups(self.demo, self.this, self.edition, self.groups)
        return self.groups

    # --- who they are ------------------------------------------------------------------------------------

    def _arrivals(self, group: DemoGroup) -> list[DemoAnswers]:
        audience = self.edition.audience(group.audience)
        return [self._arrival(group, audience) for _ in range(self.this.people[group.key])]

    def _arrival(self, group: DemoGroup, audience: Audience) -> DemoAnswers:
        role = "" if audience.easy_read else self._role(group)
        length = FULL if audience.easy_read else self.edition.offered_length(role)
        few = not may_be_shown(
            self.this.people[group.key], FEWEST
        )  # two statements an area are too coarse for their mean
        if length == SHORT and (few or self.chance.random() < self.habits.takes_other_form):
            length = FULL
        lean = self.chance.gauss(0, self.habits.spread * SHARE_OF_PERSON)
        return DemoAnswers(group, audience, role, length, frozenset(), lean, self.chance.random())

    def _role(self, group: DemoGroup) -> str:
        point = self.chance.uniform(0, 100)
        for role, share in group.roles.items():
            point -= share
            if point < 0:
                return role
        return ""

    def _leave_areas_out(self) -> None:
        """A few answer one area only, a few more leave some out; only in groups large enough to bear it."""
        able = [s for s in self._statement_sheets() if self.this.people[s.group.key] >= PARTIAL_FROM]
        with_one = round(self.habits.answers_one_area * len(self.sheets))
        with_gaps = round(self.habits.leaves_areas * len(self.sheets))
        codes = [area.code for area in self.edition.areas]
        for place, sheet in enumerate(self.chance.sample(able, with_one + with_gaps)):
            count = len(codes) - 1 if place < with_one else self.chance.randint(1, MOST_LEFT_OUT)
            sheet.leaves = frozenset(self.chance.sample(codes, count))

    # --- what they answer --------------------------------------------------------------------------------

    def _statement_sheets(self) -> list[DemoAnswers]:
        return [sheet for sheet in self.sheets if not sheet.audience.easy_read]

    def _groups_answering(self, area: Area, easy: bool) -> Iterator[tuple[GroupKey, list[DemoAnswers]]]:
        """Groups from the smallest up, so that the larger make good what whole numbers leave over."""
        for key, sheets in sorted(self.groups.items(), key=lambda pair: len(pair[1])):
            mine = [s for s in sheets if s.answers(area) and s.audience.easy_read == easy]
            if mine:
                yield key, mine

    def _answer_easy(self, area: Area) -> None:
        """One question an area: as many rate it as the mean asks for; the rest are not sure, or leave it."""
        for key, sheets in self._groups_answering(area, easy=True):
            question = area.questions(sheets[0].audience)[0]
            mean = self.this.scores[key][area.code]
            sure = round(len(sheets) * (1 - self.this.dont_know[area.code]))
            count, total = count_and_total(mean, len(sheets), sure)
            ratings = whole_numbers(self.chance, count, total, self.habits.spread, question.scale.top)
            for place, sheet in enumerate(sorted(sheets, key=lambda s: -s.care)):
                if place < count:
                    sheet.page(area)[question.key] = str(ratings[place])
                elif self.chance.random() > BLANK_INSTEAD:
                    sheet.page(area)[question.key] = "dont-know"

    def _pass_over(self, area: Area) -> None:
        """Don't-knows to their share, a few that do not apply, and a few marked to stay blank."""
        put, given = 0, 0
        for sheets in self.groups.values():
            if sheets[0].audience.easy_read:
                continue
            put += sum(len(put_questions(sheet, area)) for sheet in sheets)
            given += self._mark(
                area, sheets, "dont-know", round(self.this.dont_know[area.code] * put) - given
            )
        everybody = self._statement_sheets()
        for mark, share in (("not-applicable", self.habits.does_not_apply), ("", self.habits.left_blank)):
            self._mark(area, everybody, mark, round(share * put))

    def _mark(self, area: Area, sheets: Sequence[DemoAnswers], mark: str, count: int) -> int:
        """Marks so many questions, never more than half of what one person is asked; returns how many."""
        places = [
            (self.chance.random() ** (1 / self._doubt(sheet, question, mark)), sheet, question)
            for sheet in sheets
            if sheet.answers(area)
            for question in put_questions(sheet, area)
        ]
        marked = 0
        for _, sheet, question in sorted(places, key=lambda place: -place[0]):
            page = sheet.page(area)
            room = len(page) < len(put_questions(sheet, area)) // 2
            if marked < count and room and question.key not in page:
                page[question.key] = mark
                marked += 1
        return marked

    def _doubt(self, sheet: DemoAnswers, question: Question, mark: str) -> float:
        more = mark == "dont-know" and question.key in self.habits.dont_know_more
        return (MORE_DONT_KNOW if more else 1.0) * exp(-2 * sheet.care)

    def _rate(self, area: Area) -> None:
        """Ratings around each group's mean; what one group misses it by, the next makes good."""
        groups = list(self._groups_answering(area, easy=False))
        shown = [key for key, sheets in groups if may_be_shown(len(sheets), FEWEST)]
        strays = dict(zip(shown, small_differences(self.chance, len(shown), REACH), strict=True))
        missed = 0.0
        for key, sheets in groups:
            mean = self.this.scores[key][area.code]
            rated = [self._first_ratings(sheet, area, mean) for sheet in sheets]
            left = settle_ratings(
                self.chance, rated, mean + strays.get(key, 0.0) - missed, sheets[0].audience.scale.top
            )
            missed = left if key in strays else missed
            for sheet, ratings in zip(sheets, rated, strict=True):
                answers = {**sheet.page(area), **{name: str(rating) for name, rating in ratings.items()}}
                sheet.page(area).clear()
                sheet.page(area).update(
                    {q.key: answers[q.key] for q in put_questions(sheet, area) if answers[q.key]}
                )

    def _first_ratings(self, sheet: DemoAnswers, area: Area, mean: float) -> Rated:
        centre = mean + sheet.lean + self.chance.gauss(0, self.habits.spread * SHARE_OF_AREA)
        spread = self.habits.spread * SHARE_OF_QUESTION
        return {
            question.key: draw_rating(
                self.chance, centre + self._lean_of(question), spread, question.scale.top
            )
            for question in put_questions(sheet, area)
            if question.key not in sheet.page(area)
        }

    def _lean_of(self, question: Question) -> float:
        """Returns how far people lean when they answer a question; it is the same in every round."""
        return lasting_difference(f"{self.demo.seed}/{question.key}") * LEAN_OF_QUESTION

    def _weigh(self, area: Area) -> None:
        """Draws how important the area is to each person. Where the mean asks for fewer answers, the least careful say
        nothing.
        """
        carried = 0.0
        mean = self.this.importance[area.code]
        for _, sheets in self._groups_answering(area, easy=False):
            importance = sheets[0].audience.importance
            if importance is None:
                continue
            count, total = count_and_total(mean, len(sheets), len(sheets), carried)
            if may_be_shown(count, FEWEST):
                carried += total / count - mean
            weights = whole_numbers(self.chance, count, total, self.habits.spread, importance.scale.top)
            for sheet, weight in zip(sorted(sheets, key=lambda s: -s.care), weights, strict=False):
                sheet.page(area)[importance.key] = str(weight)

    # --- what they put first, and what they write --------------------------------------------------------

    def _vote(self) -> None:
        whole = [s for s in self.sheets if len(s.leaves) <= MOST_LEFT_OUT]
        none = round(self.habits.puts_nothing_first * len(self.sheets))
        voters = self.chance.sample(whole, len(whole) - none)
        most = min(sheet.audience.top_areas.most for sheet in voters)
        counts = numbers_of_votes(self.chance, len(voters), most, sum(self.this.votes.values()))
        leanings = [self._leaning(sheet) for sheet in voters]
        for sheet, areas in zip(
            voters, share_votes(self.chance, self.this.votes, counts, leanings), strict=True
        ):
            sheet.top_areas = [area.code for area in self.edition.areas if area.code in areas]

    def _leaning(self, sheet: DemoAnswers) -> dict[AreaCode, float]:
        """Towards areas where the group stands lower than the others, and that matter to this person."""
        scores = self.this.scores
        leaning = {}
        for area in self.edition.areas:
            whole = sum(by_area[area.code] for by_area in scores.values()) / len(scores)
            need = whole - scores[sheet.group.key][area.code]
            mean = self.this.importance[area.code]
            weight = float(sheet.page(area).get("importance", mean)) - mean
            taste = self._taste_of(sheet.group, area)
            leaning[area.code] = exp(WEIGHT_OF_NEED * need + WEIGHT_OF_IMPORTANCE * weight + taste)
        return leaning

    def _taste_of(self, group: DemoGroup, area: Area) -> float:
        """Returns how far a group leans to an area for reasons of its own; it is the same in every round."""
        return lasting_difference(f"{self.demo.seed}/{group.key}/{area.code}") * SPREAD_OF_TASTE

    def _comment(self) -> None:
        """Each comment to somebody of its group who answers its area, and to nobody two."""
        written: set[DemoAnswers] = set()
        areas: Mapping[AreaCode, Area] = {area.code: area for area in self.edition.areas}
        for comment in self.this.comments:
            area = areas[comment.area]
            able = [s for s in self.groups[comment.group] if s.page(area) and s not in written]
            writer = self.chance.choice(able)
            writer.page(area)["comment"] = comment.text
            written.add(writer)
