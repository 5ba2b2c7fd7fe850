"""The attacker of the method page: it sees everything published, and looks for the answers of fewer than k.

    draw_survey  ->  publish  ->  published_sums  ->  find  ->  Breach

A breach is a weighted sum of published sums, other than nothing, that depends on the answers of 1 to k - 1
people. The attacker is taken to know, at the worst, the exact sum behind each printed figure, who is in which
cell and category, and which questions each person rated.

Where a mean may only be named by an end of its scale, `attacker_ends` looks for what the others leave of it. Where
all people of a small cell answered alike, `attacker_unanimity` looks for other answers that print the same; where all
who did not rate gave one reason, `reasons` does.

The long run:  python -m tests.attacks.attackers.small_groups --surveys 1000 --seed 1
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from tests.attacks.attackers.leaving import leaving_alike
from tests.attacks.attackers.probing import Sums, published_sums
from tests.attacks.attackers.product import Product
from tests.attacks.attackers.reasons import look_at_reasons
from tests.attacks.attackers.scale_ends import look_at_ends, with_ends
from tests.attacks.attackers.searching import Matrix, Touched, find, kinds_of
from tests.attacks.attackers.sums import Crowd, Figure, Subject
from tests.attacks.attackers.surveys import Survey, draw_survey
from tests.attacks.attackers.unanimity import agreeing, look_at_unanimity

AS_IT_IS = Product()


@dataclass(frozen=True)
class Breach:
    """Which sums, weighed how, give away whom."""

    survey: Survey
    subject: Subject
    combination: tuple[tuple[str, float], ...]
    people: tuple[str, ...]

    def __str__(self) -> str:
        lines = [
            f"survey {self.survey.seed}, k = {self.survey.k}: {self.subject} of {len(self.people)} people"
        ]
        lines += [f"    {weight:+.4f} x {name}" for name, weight in self.combination]
        lines += [f"  depends on {one}" for one in self.people]
        return "\n".join(lines)


def breaches(survey: Survey, product: Product = AS_IT_IS) -> list[Breach]:
    return breaches_of(survey, published_sums(survey, product))


def breaches_of(survey: Survey, sums: Sums) -> list[Breach]:
    """One breach at most for each subject.

    Subject by subject is enough. Answers to different subjects are different unknowns and a figure holds one
    subject only, so a combination over several is a sum of one for each; it depends on everybody on whom any
    of them depends. If it depends on 1 to k - 1 people, so does one that is not nothing, by itself. Don't-knows and
    what does not apply are two subjects in the same way: a question is left unrated for one reason, so that each
    count is a sum of its own over the same answers. What they leave when both are taken away are blanks.

    Levels need no unknowns of their own either. Write a rating as 1 and one for each level that it reaches;
    then a mean weighs all these steps alike, and the counts of each level tell the number of people at each
    step. Looked at for one step only, a count by level is the same sum as the mean beside it.
    """
    by_subject: dict[Subject, list[Figure]] = {}
    for figure in sums.figures:
        by_subject.setdefault(figure.subject, []).append(figure)
    found = [_breach(survey, subject, figures) for subject, figures in by_subject.items()]
    return [breach for breach in found if breach]


def _breach(survey: Survey, subject: Subject, figures: Sequence[Figure]) -> Breach | None:
    sums, names = _stacked(survey, subject, figures)
    kinds, people = kinds_of(sums)
    found = find(kinds, survey.k)
    if found is None:
        return None
    who = tuple(names[person] for kind in found.kinds for person in people[kind])
    assert 0 < len(who) < survey.k, "the search found what is no breach"
    rows = kinds.blocks.transpose(1, 0, 2).reshape(len(figures), -1)
    return Breach(survey, subject, _in_words(figures, rows, found), who)


def _stacked(survey: Survey, subject: Subject, figures: Sequence[Figure]) -> tuple[Matrix, list[str]]:
    """The weights of everybody of an audience in all rounds: people x sums x questions, and who they are."""
    parts, names = [], []
    for one in survey.rounds:
        crowd = Crowd(survey, one, subject.audience)
        nothing = np.zeros(crowd.codes(subject).shape)
        parts.append(np.stack([f.weights.get(one.name, nothing) for f in figures], axis=1))
        names += [
            f"{one.name} round, {group}, row {row - crowd.groups.index(group)}: {codes.tolist()}"
            for row, (group, codes) in enumerate(zip(crowd.groups, crowd.codes(subject), strict=True))
        ]
    return np.concatenate(parts), names


def _in_words(figures: Sequence[Figure], rows: Matrix, found: Touched) -> tuple[tuple[str, float], ...]:
    """The combination with the least weight on figures that gives this."""
    wanted = found.weights.reshape(-1)
    scale = np.maximum(np.abs(rows).max(axis=1, keepdims=True), 1e-12)
    matrix = (rows / scale).T
    solution = scipy.optimize.linprog(
        np.ones(2 * len(figures)),
        A_eq=np.hstack([matrix, -matrix]),
        b_eq=wanted,
        bounds=(0, None),
        method="highs",
    )
    weights = (
        solution.x[: len(figures)] - solution.x[len(figures) :]
        if solution.status == 0
        else np.linalg.lstsq(matrix, wanted, rcond=None)[0]
    ) / scale[:, 0]
    return tuple(
        (figure.name, float(weight))
        for figure, weight in zip(figures, weights, strict=True)
        if abs(weight) > 1e-6
    )


@dataclass(frozen=True)
class Looked:
    """What was looked at in one survey, and what is wrong, in words."""

    figures: int
    named: int  # means named by an end of their scale
    alike: int  # questions that all of a small cell answered alike
    left_alike: int  # areas, and statements that were added, that all who did not rate left so for one reason
    wrong: tuple[str, ...]

    @property
    def is_well(self) -> bool:
        return not self.wrong


def look_at(seed: int) -> Looked:
    """Everything that the attacker tries on the survey of a seed."""
    survey = draw_survey(seed)
    sums = published_sums(survey, AS_IT_IS)
    ends = look_at_ends(with_ends(survey), AS_IT_IS)
    unanimity = look_at_unanimity(agreeing(survey), AS_IT_IS)
    reasons = look_at_reasons(leaving_alike(survey), AS_IT_IS)
    found = (*breaches_of(survey, sums), *ends.narrowed, *unanimity.certain, *reasons.known)
    strange = (*sums.unexplained, *ends.unexplained)
    return Looked(
        len(sums.figures),
        ends.looked_at,
        unanimity.looked_at,
        reasons.looked_at,
        (
            *map(str, found),
            *(f"survey {seed}: {place} is not the figure that the method page defines" for place in strange),
        ),
    )


def main(arguments: Sequence[str]) -> int:
    """The long run: as many surveys as asked for, a line of progress, and what was found at the end."""
    asked = argparse.ArgumentParser(
        prog="python -m tests.attacks.attackers.small_groups", description=main.__doc__
    )
    asked.add_argument("--surveys", type=int, default=1000)
    asked.add_argument(
        "--seed", type=int, default=1, help="the seed of the first survey; each next has one more"
    )
    options = asked.parse_args(arguments)
    began, figures, named, alike, left_alike, wrong = time.monotonic(), 0, 0, 0, 0, 0
    for number, seed in enumerate(range(options.seed, options.seed + options.surveys), 1):
        found = look_at(seed)
        figures += found.figures
        named += found.named
        alike += found.alike
        left_alike += found.left_alike
        wrong += not found.is_well
        for line in found.wrong:
            print(line)
        print(f"\r{number} surveys, {figures} figures, {wrong} wrong", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    print(
        f"{options.surveys} surveys, {figures} published sums, {named} means named by an end of their scale,"
        f" {alike} questions that all of a small cell answered alike, {left_alike} that all who did not rate left alike"
    )
    print(f"{wrong} surveys in which something is wrong")
    print(f"{time.monotonic() - began:.0f} s")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
