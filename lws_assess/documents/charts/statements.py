"""Statements: what pulls an area up or down, how far people agree about it, and who these people are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from lws_assess.documents.charts.drawing import (
    Chart,
    blur_note,
    listed_names,
    numbered_area,
    place_on_scale,
)
from lws_assess.documents.charts.extremes import ExtremeAreas, extremes_of_places
from lws_assess.documents.charts.shares import agreement_text, rounded_shares, rounding_note
from lws_assess.documents.charts.statement_bars import (
    PHONE,
    WIDE_BOARD,
    DrawnStatement,
    draw_statements,
)
from lws_assess.documents.charts.whose_statements import are_the_area_s, whose_words
from lws_assess.documents.claims import Claim, PrintedFigure, Relation, SaidWords, said_together
from lws_assess.survey.instruments import Area, Scale
from lws_assess.survey.intervals import exact_interval
from lws_assess.survey.releases.agreement import WORDS as AGREEMENT
from lws_assess.survey.releases.privacy import Distribution, Shown
from lws_assess.survey.results.round_results import AreaResult, AudienceResults, CellResult
from lws_assess.survey.results.statements import StatementResult, StatementTogether
from lws_assess.survey.round_timing import EACH_GROUP
from lws_assess.survey.smallest_numbers import AGREEMENT_NEEDS, agreement_may_be_named
from lws_assess.survey.withheld import Withheld
from lws_assess.survey.written_words import isolated_words

TOO_FEW_TO_SAY = f"Not said: fewer than {AGREEMENT_NEEDS} answers."


def statement_chart(
    results: AudienceResults, area: AreaResult, reading: str, cell: CellResult | None = None
) -> Chart:
    """Every statement of an area, for everyone together or for one group, the lowest first.

    A group that may not show them by itself is shown together with those that it is put together with.
    """
    audience = results.audience
    found = sorted(drawn_statements(results, area, reading, cell), key=_lowest_first)
    key = f"statements-{audience.key}-{area.area.code}"
    whose = _WhoseStatements(results, area, reading, cell)
    title = _title(results, area.area, found, whose)
    said = said_together((SaidWords(whose.first), _pulls(found, whose.pulls(found)), _agreed(found)))
    levels = (f"{level.value} {level.label}" for level in audience.scale.levels)
    return Chart(
        key=key,
        title=title,
        sentence=said.text,
        headers=("Statement", "Mean", "Level", "Rated it", *levels, "How far people agree"),
        rows=tuple(_cells(statement, audience.scale) for statement in found),
        svg=draw_statements(key, area.area, found, audience.scale, PHONE),
        draw_wide=partial(draw_statements, f"{key}-wide", area.area, found, audience.scale, WIDE_BOARD),
        note=" ".join(filter(None, (whose.after, _note(results, reading, found, cell)))),
        claims=said.claims,
    )


def _lowest_first(statement: DrawnStatement) -> tuple[bool, float]:
    """By what is printed alone: of an end of the scale its middle counts, and what is withheld comes last."""
    between = statement.place.interval
    return (between is None, between.middle if between else 0.0)


@dataclass(frozen=True)
class _WhoseStatements:
    """Says whose statements are drawn: everybody's, one group's, or those of several groups put together."""

    results: AudienceResults
    area: AreaResult
    reading: str
    cell: CellResult | None

    @property
    def together(self) -> StatementTogether | None:
        """Returns what the group is put together with, where it is shown so."""
        return _with(self.area.statements, self.cell) if self.cell else None

    @property
    def name(self) -> str:
        """Returns who they are, as it stands in the title; empty where they are everybody."""
        if self.together:
            return f"by {listed_names(isolated_words(group) for group in self.together.groups)} together"
        if self.cell:
            return f"by {isolated_words(self.cell.name)}"
        kinds = [s.whose for s in self.area.statements if s.whose.people]
        if not kinds or all(whose.is_whole for whose in kinds):
            return ""
        least, most = min(w.people for w in kinds), max(w.people for w in kinds)
        people = f"{least:,}" if least == most else f"{least:,} to {most:,}"
        return f"by {people} of {kinds[0].area_people:,} people"

    @property
    def _is_whole(self) -> bool:
        if self.cell:
            return self.together is None
        return are_the_area_s(self.area, self.reading)

    @property
    def _words(self) -> str:
        if self.together:
            groups = listed_names(isolated_words(group) for group in self.together.groups)
            return f"These figures are of {groups} together, who may not show single statements one by one."
        return "" if self.cell else whose_words(self.area)

    @property
    def first(self) -> str:
        """Returns who they are, before anything is said of them that is not said of the people of the area's figure."""
        return "" if self._is_whole else self._words

    @property
    def after(self) -> str:
        return self._words if self._is_whole else ""

    def pulls(self, found: Sequence[DrawnStatement]) -> bool:
        """True if statements can be said to pull the area's figure up or down.

        It must be of the same people and may not lie beyond all of them: groups that are put together for their
        statements do not weigh there as they do in the area's figure.
        """
        code, scale = self.area.area.code, self.results.audience.scale
        own = self.cell.positions[code] if self.cell else self.area.reading(self.reading).position
        at, drawn = place_on_scale(own, scale), [s.place for s in found if s.place.value is not None]
        if not self._is_whole or at.value is None or not drawn:
            return False
        return min(p.sure for p in drawn) <= at.reach and at.sure <= max(p.reach for p in drawn)


def _with(statements: Sequence[StatementResult], cell: CellResult) -> StatementTogether | None:
    return next((one for s in statements if (one := s.with_cell(cell.key))), None)


def drawn_statements(
    results: AudienceResults, area: AreaResult, reading: str, cell: CellResult | None
) -> list[DrawnStatement]:
    return [
        DrawnStatement(
            question=s.question,
            name=s.question.topic or area.area.label(results.audience),
            place=place_on_scale(mean, results.audience.scale),
            spread=spread,
        )
        for s in area.statements
        for mean, spread in [_figures(results, area, s, reading, cell)]
    ]


def _figures(
    results: AudienceResults,
    area: AreaResult,
    statement: StatementResult,
    reading: str,
    cell: CellResult | None,
) -> tuple[Shown | Withheld, Distribution | Withheld]:
    """The mean and the spread. The mean of an area's only question is the area's own, and is shown where that is."""
    if cell is None:
        mean, spread = statement.reading(reading), statement.spread
        own = area.reading(reading).position
    else:
        at = [c.key for c in results.cells].index(cell.key)
        found = statement.with_cell(cell.key) or statement.cells[at]
        mean, spread, own = found.mean, found.spread, cell.positions[area.area.code]
    is_only = len(area.statements) == 1 and isinstance(mean, Withheld)
    return own if is_only else mean, spread


def _title(
    results: AudienceResults, area: Area, found: Sequence[DrawnStatement], whose: _WhoseStatements
) -> str:
    each = "each statement" if len(found) > 1 else "the question"
    name = f"{area.number} {area.easy_label}" if results.audience.easy_read else numbered_area(area)
    return ", ".join(filter(None, (f"How {each} was rated: {name}", whose.name)))


def _note(
    results: AudienceResults, reading: str, found: Sequence[DrawnStatement], cell: CellResult | None
) -> str:
    notes = []
    drawn = [s for s in found if isinstance(s.spread, Distribution)]
    if drawn and not cell and reading == EACH_GROUP and len(results.cells) > 1:
        notes.append("Bars count people; in the mean each group counts once.")
    if any(s.place.people != s.spread.n for s in drawn if isinstance(s.spread, Distribution)):
        notes.append("Bars hold only the groups that may show how their answers were spread.")
    shares = rounding_note(rounded_shares(d.counts, d.n) for d in _distributions(found))
    return " ".join(filter(None, (*notes, shares, blur_note(s.place for s in found))))


def _distributions(found: Sequence[DrawnStatement]) -> list[Distribution]:
    return [s.spread for s in found if isinstance(s.spread, Distribution)]


# --- in a table ------------------------------------------------------------------------------------------


def _cells(statement: DrawnStatement, scale: Scale) -> tuple[str, ...]:
    at, spread = statement.place, statement.spread
    words = _words_of(statement)
    if isinstance(spread, Withheld):
        return (words, at.cell, at.band, f"{at.people or ''}", *[""] * scale.top, str(spread))
    shares = (f"{share}%" for share in rounded_shares(spread.counts, spread.n))
    return (words, at.cell, at.band, f"{at.people or ''}", *shares, _agreement_cell(spread))


def _words_of(statement: DrawnStatement) -> str:
    return f"{statement.question.topic}: {statement.question.text}".removeprefix(": ")


def _agreement_cell(spread: Distribution) -> str:
    if spread.agreement is None:
        return "" if agreement_may_be_named(spread.n) else TOO_FEW_TO_SAY
    return f"{spread.word} ({agreement_text(spread.agreement)})"


# --- in a sentence ---------------------------------------------------------------------------------------


def _pulls(found: Sequence[DrawnStatement], pulls: bool) -> SaidWords:
    """Says which statements stand highest and which lowest, as far as what is printed tells.

    That they pull the area up or down is said where `pulls`.
    """
    drawn = {_words_of(s): s for s in found if s.place.value is not None}
    if not drawn:
        reasons = {s.place.why for s in found}
        alike = reasons.pop() if len(reasons) == 1 else ""
        return SaidWords(alike or "No figure of a single statement may be shown here.")
    if len(drawn) == 1:
        [only] = drawn.values()
        others = " It is the only one that may be shown." if len(found) > 1 else ""
        return SaidWords(f"{_quoted(only)} stands at {only.place.text}: {only.place.band}.{others}")
    ends = extremes_of_places({name: s.place for name, s in drawn.items()})
    if ends.alike:
        text = next(iter(drawn.values())).place.text
        return SaidWords(f"All the statements have the same figure: {text}.", (ends.alike,))
    if not (ends.highest and ends.lowest):
        figures = listed_names(dict.fromkeys(s.place.text for s in drawn.values()))
        return SaidWords(f"Which statement stands highest cannot be told from these figures ({figures}).")
    up, down = ("Pulling the area up", "Pulling it down") if pulls else ("Rated highest", "Rated lowest")
    said = (_at_end(words, end, drawn) for words, end in ((up, ends.highest), (down, ends.lowest)))
    return SaidWords(" ".join(said), (ends.highest.claim, ends.lowest.claim))


def _at_end(words: str, end: ExtremeAreas, drawn: Mapping[str, DrawnStatement]) -> str:
    figures = listed_names(_valued(drawn[name]) for name in end.names)
    return f"{words}: {figures}." if end.sure else f"{words}, one of these or several: {figures}."


def _quoted(statement: DrawnStatement) -> str:
    return f"“{statement.name}”"


def _valued(statement: DrawnStatement) -> str:
    return f"{_quoted(statement)} ({statement.place.text})"


def _agreed(found: Sequence[DrawnStatement]) -> SaidWords:
    """Says where views differ most, told from agreement as it is printed; nothing where too few answered to
    measure it.
    """
    spreads = [(s, s.spread) for s in found if isinstance(s.spread, Distribution)]
    known = [(s, d, d.agreement) for s, d in spreads if d.agreement is not None]
    if not known:
        return SaidWords("")
    least = min(a for *_, a in known)
    word = next(d.word for _, d, a in known if a == least)
    if len(known) == 1:
        on = "it" if len(found) == 1 else _quoted(known[0][0])
        return SaidWords(f"How far people agree on {on}: “{word}”.")
    some = len(known) < len(found)
    if word == AGREEMENT[0][1]:
        where = "every statement on which that can be said" if some else "every statement"
        return SaidWords(f"People agree on {where}.")
    lowest = tuple(_printed_agreement(s, d, a) for s, d, a in known if a == least)
    others = tuple(_printed_agreement(s, d, a) for s, d, a in known if a != least)
    names = [_quoted(s) for s, _, a in known if a == least]
    if not others:
        where = "all on which that can be said" if some else "all of them"
        return SaidWords(f"People agree equally far on {where} (“{word}”).", (Claim(Relation.ALIKE, lowest),))
    of = " of those on which that can be said" if some else ""
    return SaidWords(
        f"People agree least on {listed_names(names)}{of} (“{word}”).",
        (Claim(Relation.LOWEST, lowest, others),),
    )


def _printed_agreement(statement: DrawnStatement, spread: Distribution, a: float) -> PrintedFigure:
    """Returns how far people agree on a statement, as the table prints it."""
    return PrintedFigure(_words_of(statement), _agreement_cell(spread), exact_interval(a))
