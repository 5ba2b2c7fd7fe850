"""Whose statements: the words for who stands behind what is said of single statements."""

from __future__ import annotations

from collections.abc import Sequence

from lws_assess.documents.charts.drawing import listed_names
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.round_results import AreaResult
from lws_assess.survey.results.statements import StatementResult, WhoseStatement
from lws_assess.survey.written_words import isolated_words

PEOPLE_OF_THE_AREA = "who rated the area"


def together_words(area: AreaResult) -> str:
    """Returns which groups are shown together only in what `whose_words` says of an area; empty where none are."""
    return _joined(_resting_on_people(area.statements))


def rated_words(area: AreaResult) -> str:
    """Returns that not all of the people in `whose_words` rated each of an area's statements; empty where they did."""
    return _rated(_resting_on_people(area.statements))


def _resting_on_people(statements: Sequence[StatementResult]) -> list[StatementResult]:
    return [one for one in statements if one.whose.people and isinstance(one.by_group, Shown)]


def whose_words(
    area: AreaResult, found: Sequence[StatementResult] | None = None, *, rated: bool = True
) -> str:
    """On whom the figures of an area's statements rest, with how many people and which groups; empty where on nobody.

    `found` are the statements to speak of; all of the area's where they are not given.
    `rated` is false where a paper has said `rated_words` before.
    """
    statements = _resting_on_people(found or area.statements)
    not_all = _rated(statements) if rated else ""
    kinds = list(dict.fromkeys(one.whose for one in statements))
    if len(kinds) == 1:
        what = "These figures are" if len(area.statements) > 1 else "This figure is"
        return " ".join(filter(None, (f"{what} of {_people(kinds[0])}", not_all, _joined(statements))))
    names = [
        (
            kind,
            listed_names(
                f"“{one.question.topic or one.question.text}”" for one in statements if one.whose == kind
            ),
        )
        for kind in kinds
    ]
    said = [f"{name}: {_people(kind)}" for kind, name in names]
    return " ".join(filter(None, (*said, not_all, _joined(statements))))


def _people(whose: WhoseStatement) -> str:
    groups = f"{_counted(whose.groups)}: {_listed(whose.groups)}"
    if whose.is_whole:
        return f"all {_number(whose.people)} {PEOPLE_OF_THE_AREA}, in {groups}."
    which = f"{whose.people:,} of the {_number(whose.area_people)} {PEOPLE_OF_THE_AREA}, in {groups}."
    if not whose.left_out:
        return which
    it = "it" if len(whose.left_out) == 1 else "they"
    return f"{which} Without {_listed(whose.left_out)}, since {it} may not show single statements."


def _rated(statements: Sequence[StatementResult]) -> str:
    """Says that not all of these people rated each of the statements, where that is so."""
    rated = [(one.by_group.n, one.whose.people) for one in statements if isinstance(one.by_group, Shown)]
    some = any(number < people for number, people in rated)
    return "How many of them rated each of these stands beside it." if some else ""


def _joined(statements: Sequence[StatementResult]) -> str:
    """Returns which groups are shown together only."""
    together = statements[0].together if statements else ()
    said = [f"{_listed(one.groups)} (as {len(one.groups)} groups)" for one in together]
    return f"Put together for their statements: {'; '.join(said)}." if said else ""


def whose_name(whose: WhoseStatement, everyone: str) -> str:
    """Returns what stands as the name of a figure of single statements: `everyone` only where it is of all of them."""
    if whose.is_whole or not whose.people:
        return everyone
    return f"{whose.people:,} of {_number(whose.area_people)}, in: {', '.join(whose.groups)}"


def together_name(groups: Sequence[str]) -> str:
    """Returns what several groups are called that are put together for their statements alone."""
    return f"Together for statements: {', '.join(groups)}"


def are_the_area_s(area: AreaResult, reading: str) -> bool:
    """True if everybody's figures of the statements are those of the people of the area's own figure."""
    shown = [one for one in area.statements if isinstance(one.reading(reading), Shown)]
    return bool(shown) and all(one.whose.is_whole for one in shown)


def _counted(groups: Sequence[str]) -> str:
    return "1 group" if len(groups) == 1 else f"{len(groups)} groups"


def _number(people: int) -> str:
    return "1 person" if people == 1 else f"{people:,} people"


def _listed(names: Sequence[str]) -> str:
    return listed_names(isolated_words(name) for name in names)
