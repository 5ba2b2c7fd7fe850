"""The search: a weighted sum of published sums that depends on the answers of 1 to k - 1 people.

    Sums over one subject  ->  Kind (people who weigh the same in each of them)  ->  search  ->  Touched

`find_exactly` decides the question. Write B for an orthonormal basis of what all combinations of the published
sums give, so that a combination is a vector c other than 0 and the answers of a kind weigh c B[kind]. Kinds of
k people or more must stay out of it, which leaves a smaller space of combinations; in it, kinds that can only
come in together count together, and so may be k by now; and so on, until nothing is left (there is no breach) or
the few kinds that remain are tried one after the other: kept out, or let in as far as k - 1 people allow.

`find_by_programming` looks for the same by linear programming: for each kind, the combination with weight 1 on
its answers and the least weight, person by person, on all others, several times over so that what is nearly out
of it costs more. It can miss a breach and never invents one. It is for surveys too large for the first, and
stands beside it in the tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy

Matrix = npt.NDArray[np.float64]
NOTHING = 1e-7
MOST_STEPS = 4000
ROUNDS = 4


class TooManySteps(Exception):
    """The exact search would take too long."""


@dataclass(frozen=True, eq=False)
class Kinds:
    """`sizes` people of each kind; `blocks` says what one answer of theirs weighs: kinds x sums x questions."""

    sizes: tuple[int, ...]
    blocks: Matrix


@dataclass(frozen=True, eq=False)
class Touched:
    """Kinds whose answers a combination depends on, and what it makes of each of their answers."""

    kinds: tuple[int, ...]
    weights: Matrix  # kinds x questions


def kinds_of(sums: Matrix) -> tuple[Kinds, list[list[int]]]:
    """People who weigh the same in each sum, and who they are. `sums` are people x sums x questions."""
    members: dict[bytes, list[int]] = {}
    for person, weights in enumerate(np.round(sums, 9) + 0.0):
        if weights.any():
            members.setdefault(weights.tobytes(), []).append(person)
    people = list(members.values())
    blocks = sums[[who[0] for who in people]] if people else sums[:0]
    return Kinds(tuple(len(who) for who in people), blocks), people


def find(kinds: Kinds, k: int) -> Touched | None:
    """A combination of sums that depends on 1 to k - 1 people: exactly, or else as far as programming finds it."""
    try:
        return find_exactly(kinds, k)
    except TooManySteps:
        return find_by_programming(kinds, k)


def _basis(kinds: Kinds) -> Matrix:
    """An orthonormal basis of all combinations: kinds x combinations x questions."""
    count, sums, questions = kinds.blocks.shape
    rows = kinds.blocks.transpose(1, 0, 2).reshape(sums, count * questions)
    rows = rows / np.maximum(np.abs(rows).max(axis=1, keepdims=True), 1e-12)
    _, sizes, across = np.linalg.svd(rows, full_matrices=False)
    across = across[sizes > NOTHING * max(1.0, float(sizes[0]) if len(sizes) else 1.0)]
    return across.reshape(len(across), count, questions).transpose(1, 0, 2)


def find_exactly(kinds: Kinds, k: int) -> Touched | None:
    """Raises TooManySteps where it would take too long."""
    if not kinds.sizes:
        return None
    basis = _basis(kinds)
    free = np.eye(basis.shape[1])
    search = _Search(basis, k)
    combination = search.run(free, [((i,), size) for i, size in enumerate(kinds.sizes)], k - 1)
    return None if combination is None else _touched(basis, combination)


def _touched(basis: Matrix, combination: Matrix) -> Touched:
    weights = np.einsum("tcq,c->tq", basis, combination)
    weights /= np.abs(weights).max()
    return Touched(tuple(int(i) for i in np.flatnonzero(np.abs(weights).max(axis=1) > 1e-6)), weights)


Class = tuple[tuple[int, ...], int]  # kinds that come in together, and their people


class _Search:
    def __init__(self, basis: Matrix, k: int) -> None:
        self.basis, self.k, self.steps = basis, k, 0

    def run(self, free: Matrix, classes: Sequence[Class], budget: int) -> Matrix | None:
        """A combination within `free` that touches `budget` people of these classes at most."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise TooManySteps
        while free.shape[1]:
            classes = self._come_in_together(free, classes)
            too_large = [one for one in classes if one[1] > budget]
            if not too_large:
                break
            for one in too_large:
                free = self._without(free, one)
            classes = [one for one in classes if one not in too_large]
        if not free.shape[1]:
            return None
        if not classes or (free.shape[1] == 1 and sum(size for _, size in classes) <= budget):
            return free[:, 0]
        if free.shape[1] == 1:
            return None
        first, *others = sorted(classes, key=lambda one: -one[1])
        found = self.run(self._without(free, first), others, budget)
        return found if found is not None else self.run(free, others, budget - first[1])

    def _weights(self, free: Matrix, one: Class) -> Matrix:
        """What a class's answers weigh in each free combination: questions x combinations."""
        return self.basis[one[0][0]].T @ free

    def _without(self, free: Matrix, one: Class) -> Matrix:
        """The combinations in which a class has no part."""
        weights = self._weights(free, one)
        _, sizes, across = np.linalg.svd(weights)
        return free @ across[int((sizes > NOTHING).sum()) :].T

    def _come_in_together(self, free: Matrix, classes: Sequence[Class]) -> list[Class]:
        """Classes put together where what keeps one out keeps the other out; those never in it are left away."""
        together: dict[bytes, Class] = {}
        for one in classes:
            _, sizes, across = np.linalg.svd(self._weights(free, one), full_matrices=False)
            span = across[sizes > NOTHING]
            if len(span):
                name = (np.round(span.T @ span, 6) + 0.0).tobytes()
                kinds, people = together.get(name, ((), 0))
                together[name] = ((*kinds, *one[0]), people + one[1])
        return list(together.values())


def find_by_programming(kinds: Kinds, k: int) -> Touched | None:
    """What linear programming finds."""
    if not kinds.sizes:
        return None
    basis = _basis(kinds)
    small = [i for i, size in enumerate(kinds.sizes) if size < k]
    sizes = np.array(kinds.sizes)
    for kind in small:
        for question in np.flatnonzero(np.abs(basis[kind]).max(axis=0) > NOTHING):
            found = _least_touched(basis, sizes, k, kind, int(question))
            if found:
                return found
    return None


def _least_touched(
    basis: Matrix, sizes: npt.NDArray[np.int64], k: int, kind: int, question: int
) -> Touched | None:
    """Minimise the weight on all answers, one answer weighing 1, and again with less weight where much is."""
    count, combinations, questions = basis.shape
    flat = basis.transpose(0, 2, 1).reshape(count * questions, combinations)
    whose = np.repeat(np.arange(count), questions)
    one_each = np.zeros((count * questions, count))
    one_each[np.arange(count * questions), whose] = 1
    out = np.flatnonzero(sizes[whose] >= k)
    one = flat[kind * questions + question]
    cost = sizes.astype(float)
    for _ in range(ROUNDS):
        solution = scipy.optimize.linprog(
            np.concatenate([np.zeros(combinations), cost]),
            A_ub=np.block([[flat, -one_each], [-flat, -one_each]]),
            b_ub=np.zeros(2 * count * questions),
            A_eq=np.column_stack([np.vstack([one[None], flat[out]]), np.zeros((1 + len(out), count))]),
            b_eq=np.concatenate([[1.0], np.zeros(len(out))]),
            bounds=[(None, None)] * combinations + [(0, None)] * count,
            method="highs",
        )
        if solution.status != 0:
            return None
        found = _touched(basis, solution.x[:combinations])
        if 0 < sum(int(sizes[i]) for i in found.kinds) < k:
            return found
        cost = sizes / (solution.x[combinations:] + 0.05)
    return None
