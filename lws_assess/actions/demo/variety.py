"""How the demo's groups differ in what they cannot say, in what does not apply to them, and in what matters to them.

    vary_groups  changes sheets that are filled in: every area keeps its number of don't-knows and its importance,
                 every group keeps its mean of each area, as near as whole numbers allow.

What moves comes from the seed, the round and the group alone, so that the ratings themselves are drawn as before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from random import Random

from lws_assess.actions.demo.numbers import Rated, lasting_difference, mean_of_scores, settle_ratings
from lws_assess.actions.demo.sheets import DemoAnswers, put_questions
from lws_assess.records.demo import Demo, DemoRound
from lws_assess.survey.instruments import Area, Edition, Question
from lws_assess.survey.keys import GroupKey
from lws_assess.survey.smallest_numbers import FEWEST, may_be_shown

MARKS = {"dont-know": 0.25, "not-applicable": 0.9}  # each with how much it differs by group and by question
MORE_DONT_KNOW = 3.0  # how much likelier, where the data says more
MOST_MISSED = 0.006  # of means that groups miss all together, before another one makes good for them
LARGE = 10  # people, so many that marks may move
MOST_MARKED = 0.75  # of those of a group who are asked one question
ALL_ALIKE_FROM = 4.5  # an area that matters that much matters so to every group
SPREAD_OF_IMPORTANCE = 0.3  # how far groups differ in what matters to them, as a standard deviation

Groups = Mapping[GroupKey, Sequence[DemoAnswers]]
Where = tuple[GroupKey, str]  # a group and one question


def vary_groups(demo: Demo, this: DemoRound, edition: Edition, groups: Groups) -> None:
    """Moves marks, importances and ratings between sheets that ask statements; easy-read ones stay as they are."""
    asked = {key: sheets for key, sheets in groups.items() if not sheets[0].audience.easy_read}
    for area in edition.areas:
        answering = {key: [s for s in sheets if s.answers(area)] for key, sheets in asked.items()}
        variety = _AreaVariety(demo, this, area, answering)
        before = variety.ratings()
        means = {key: mean_of_scores(rated) for key, rated in before.items()}
        for mark, spread in MARKS.items():
            variety.move_marks(mark, spread)
        variety.settle(means, before)
        variety.weigh()
        variety.meet_statements()


@dataclass
class _AreaVariety:
    """One area of one round."""

    demo: Demo
    this: DemoRound
    area: Area
    groups: Groups

    def __post_init__(self) -> None:
        self.chance = Random(f"{self.demo.seed}/{self.this.key}/{self.area.code}/variety")  # noqa: S311
        # In a group that is smaller, whole numbers would not meet its mean again.
        self.large = {key: sheets for key, sheets in self.groups.items() if len(sheets) >= LARGE}

    # --- don't know, does not apply ------------------------------------------------------------------------

    def move_marks(self, mark: str, spread: float) -> None:
        """Marks where fewer are marked than the group and the question ask for, and takes as many marks away.

        Fewer are taken away where the area asks for more of them altogether.
        """
        now = self._marked(mark)
        before = sum(now.values())
        more = round(before * (self._times(mark) - 1))
        wanted = self._wanted(mark, spread, before + more)
        added = sum(self._add(mark, where, count - now[where]) for where, count in wanted.items())
        surplus = [where for where in wanted for _ in range(now[where] - wanted[where])]
        for where in self.chance.sample(surplus, min(max(0, added - more), len(surplus))):
            self._take_away(mark, where)

    def _times(self, mark: str) -> float:
        """Says how many times as many marks the area has as others, beside those that are its own number already."""
        more = self.demo.habits.does_not_apply_more
        return more.get(self.area.code, 1.0) if mark == "not-applicable" else 1.0

    def _marked(self, mark: str) -> Counter[Where]:
        return Counter(
            (key, name)
            for key, sheets in self.large.items()
            for sheet in sheets
            for name, value in sheet.page(self.area).items()
            if value == mark
        )

    def _wanted(self, mark: str, spread: float, total: int) -> dict[Where, int]:
        """Shares the marks out by how many are asked, and by what the group and the question make likely."""
        asked: Counter[Where] = Counter(
            (key, q.key) for key, sheets in self.large.items() for s in sheets for q in self._put(s)
        )
        weights = {
            (key, name): people * self._likely(mark, key, spread) * self._likely(mark, name, spread)
            for (key, name), people in asked.items()
        }
        whole = sum(weights.values())
        shares = {
            where: min(total * weight / whole, MOST_MARKED * asked[where])
            for where, weight in weights.items()
        }
        counts: dict[Where, int] = {where: int(share) for where, share in shares.items()}
        rest = sorted(shares, key=lambda where: counts[where] - shares[where])
        for where in rest[: total - sum(counts.values())]:
            counts[where] += 1
        return counts

    def _likely(self, mark: str, of: str, spread: float) -> float:
        """Says how likely a mark is for a group or a question. It is much the same in every round."""
        habits = self.demo.habits
        told = habits.sees_little.get(GroupKey(of), 1.0) if mark == "dont-know" else 1.0
        more = MORE_DONT_KNOW if mark == "dont-know" and of in habits.dont_know_more else 1.0
        lasting = lasting_difference(f"{self.demo.seed}/{mark}/{self.area.code}/{of}") * spread
        return told * more * exp(lasting + self.chance.gauss(0, spread / 3))

    def _add(self, mark: str, where: Where, count: int) -> int:
        """Marks so many sheets more, as far as they have room; returns how many."""
        if count <= 0:
            return 0
        ready = [
            s
            for s in self.groups[where[0]]
            if s.page(self.area).get(where[1], "").isdigit() and self._room(s)
        ]
        ready.sort(key=lambda sheet: self.chance.random() ** exp(-2 * sheet.care))
        chosen = ready[:count]
        for sheet in chosen:
            sheet.page(self.area)[where[1]] = mark
        return len(chosen)

    def _room(self, sheet: DemoAnswers) -> bool:
        """True if somebody has passed over less than half of what they are asked."""
        put = self._put(sheet)
        passed = sum(not sheet.page(self.area).get(question.key, "").isdigit() for question in put)
        return passed < len(put) // 2

    def _take_away(self, mark: str, where: Where) -> None:
        """Gives one who marked a question the rating that is nearest to their others."""
        marked = [s for s in self.groups[where[0]] if s.page(self.area).get(where[1]) == mark]
        sheet = self.chance.choice(marked)
        rated = self._rated(sheet)
        sheet.page(self.area)[where[1]] = str(round(sum(rated.values()) / len(rated)))

    # --- ratings -------------------------------------------------------------------------------------------

    def ratings(self) -> dict[GroupKey, list[Rated]]:
        return {key: [self._rated(sheet) for sheet in sheets] for key, sheets in self.groups.items()}

    def settle(self, means: Mapping[GroupKey, float], before: Mapping[GroupKey, list[Rated]]) -> None:
        """Brings each group that changed back to its mean; what one group misses it by, the next makes good."""
        missed = 0.0
        for key, rated in sorted(self.ratings().items(), key=lambda pair: len(pair[1])):
            if rated == before[key]:
                continue
            sheets = self.groups[key]
            due = missed if abs(missed) > MOST_MISSED else 0.0
            left = settle_ratings(self.chance, rated, means[key] - due, sheets[0].audience.scale.top)
            missed += left - due if may_be_shown(len(sheets), FEWEST) else 0.0
            for sheet, ratings in zip(sheets, rated, strict=True):
                page = sheet.page(self.area)
                page.update({name: str(rating) for name, rating in ratings.items()})

    def meet_statements(self) -> None:
        """Lets some swap the levels of two statements of the area, until a statement comes to its mean.

        Nobody's score of the area changes by that.
        """
        for name, mean in self.this.statements.items():
            rating = [s for sheets in self.groups.values() for s in sheets if name in self._rated(s)]
            off = sum(self._rated(sheet)[name] for sheet in rating) - round(mean * len(rating))
            self.chance.shuffle(rating)
            for sheet in rating:
                rated = self._rated(sheet)
                lower = [other for other in rated if 0 < rated[name] - rated[other] <= off]
                higher = [other for other in rated if 0 < rated[other] - rated[name] <= -off]
                for other in (lower or higher)[:1]:
                    sheet.page(self.area)[name] = str(rated[other])
                    sheet.page(self.area)[other] = str(rated[name])
                    off -= rated[name] - rated[other]

    # --- importance ----------------------------------------------------------------------------------------

    def weigh(self) -> None:
        """Moves each group's importance by what matters to it; their mean over the groups shown stays."""
        shown = [key for key, sheets in self.groups.items() if may_be_shown(len(sheets), FEWEST)]
        leans = {key: self._matters(key) for key in shown}
        middle = sum(leans.values()) / len(leans)
        missed = sum(
            self.this.importance[self.area.code] - self._mean_weight(self.groups[key]) for key in shown
        )
        for key in sorted(shown, key=lambda key: len(self.groups[key])):
            missed += leans[key] - middle
            missed -= self._nudge(self.groups[key], missed)

    def _matters(self, group: GroupKey) -> float:
        """Says how far a group's importance lies from that of the others, less near the end of the scale."""
        lasting = (
            lasting_difference(f"{self.demo.seed}/matters/{self.area.code}/{group}") * SPREAD_OF_IMPORTANCE
        )
        return lasting * max(0.0, min(1.0, 2 * (ALL_ALIKE_FROM - self.this.importance[self.area.code])))

    def _nudge(self, sheets: Sequence[DemoAnswers], by: float) -> float:
        """Moves single importances by one level; returns how far their mean came."""
        importance = sheets[0].audience.importance
        weighing = [sheet for sheet in sheets if "importance" in sheet.page(self.area)]
        if importance is None or not weighing:
            return 0.0
        step = 1 if by > 0 else -1
        ready = [s for s in weighing if 1 <= self._weight(s) + step <= importance.scale.top]
        count = min(len(ready), round(abs(by) * len(weighing)))
        for sheet in self.chance.sample(ready, count):
            sheet.page(self.area)["importance"] = str(self._weight(sheet) + step)
        return step * count / len(weighing)

    def _mean_weight(self, sheets: Sequence[DemoAnswers]) -> float:
        weights = [self._weight(sheet) for sheet in sheets if "importance" in sheet.page(self.area)]
        return sum(weights) / len(weights)

    def _weight(self, sheet: DemoAnswers) -> int:
        return int(sheet.page(self.area)["importance"])

    def _rated(self, sheet: DemoAnswers) -> Rated:
        page = sheet.page(self.area)
        return {q.key: int(page[q.key]) for q in self._put(sheet) if page.get(q.key, "").isdigit()}

    def _put(self, sheet: DemoAnswers) -> tuple[Question, ...]:
        return put_questions(sheet, self.area)
