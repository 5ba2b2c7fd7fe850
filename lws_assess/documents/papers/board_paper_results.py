"""What a board paper says of the results: each section from the charts and tables that the pages show."""

from __future__ import annotations

from collections.abc import Iterator

from lws_assess.documents.changed_mix import mix_words
from lws_assess.documents.charts import every_chart as charts
from lws_assess.documents.charts.bands import LIMIT
from lws_assess.documents.charts.changes import compared_with, told_changes
from lws_assess.documents.charts.drawing import listed_names, numbered_area, place_on_scale
from lws_assess.documents.charts.first_few import NO_FIRST, first_few
from lws_assess.documents.charts.headlines import everything_not_shown
from lws_assess.documents.charts.ranking import (
    FORMULA,
    RankingRow,
    area_ranking,
    audiences_with_votes,
    gap_text,
    intervals_note,
)
from lws_assess.documents.charts.shares import not_counted_then
from lws_assess.documents.claims import SaidWords
from lws_assess.documents.papers.decisions import ranked_audience
from lws_assess.documents.papers.manuscripts import (
    BulletList,
    PaperBlock,
    PaperHeading,
    TextParagraph,
    figure_with_table,
    sentence_of,
    table_with_notes,
    tables_for_width,
)
from lws_assess.survey.releases.unanimity import SMALL
from lws_assess.survey.results.changes import RoundChanges
from lws_assess.survey.results.round_results import READINGS, AudienceResults, RoundResults
from lws_assess.survey.rounding import printed_target
from lws_assess.survey.smallest_numbers import SPREAD_NEEDS
from lws_assess.survey.withheld import Withheld
from lws_assess.survey.written_words import isolated_words

NOTHING = "Nothing of this round may be shown: no group, alone or with others, has {k} answers"
DEEPER = "The score ranks, the votes stand beside it, and the steering group decides."
UNRANKED = "Nobody who is shown was asked how much each area matters, so the areas are not ranked."
FIRST_ROUND = "This is the first round with results. The next one will show what has moved."


def leading_audience(results: RoundResults) -> AudienceResults:
    """Returns whose ranking the paper is about; where nobody who is shown was asked what matters, the first who are."""
    ranked = ranked_audience(results)
    if ranked and ranked.people:
        return ranked
    answered = (audience for audience in results.audiences if audience.people)
    return next(answered, ranked or results.audiences[0])


def people(number: int) -> str:
    return f"{number:,} {'person' if number == 1 else 'people'}"


def groups_of(audience: AudienceResults) -> int:
    return sum(len(cell.groups) for cell in audience.cells)


def _groups(number: int) -> str:
    return f"{number} {'group' if number == 1 else 'groups'}"


def nothing_shown(results: RoundResults) -> str:
    """Why there is no figure at all."""
    near = ", whose number is not too near to that of a round shortly before" if results.near else ""
    return NOTHING.format(k=results.k) + near + "."


def who_answered_of(audience: AudienceResults) -> str:
    """Returns how many people of an audience, and of how many where that is known."""
    return f"{audience.people:,}" if audience.rate is None else str(audience.rate)


def who_answered(results: RoundResults) -> str:
    """Returns how many people stand behind the figures, audience by audience."""
    if not results.people:
        return nothing_shown(results)
    each = (
        f"{a.audience.label.lower()}: {who_answered_of(a)} in {_groups(groups_of(a))}"
        for a in results.audiences
        if a.people
    )
    verb = "person’s answers are" if results.people == 1 else "people’s answers are"
    return f"{results.people:,} {verb} in these figures ({'; '.join(each)})."


def how_many(results: RoundResults, told: str = "why is said further on") -> str:
    """Returns what is not shown and how many people that is, in a sentence or two; `told` says where to read why."""
    parts = []
    if results.left_out:
        parts.append(
            f"{people(results.left_out_people)} of {_groups(len(results.left_out))} were too few to show"
            f"{', or too near in number to a round shortly before' if results.near else ''}, and are in no figure."
        )
    if results.unanswered:
        parts.append(f"Nobody answered for {listed_names(results.unanswered)}.")
    further = len(list(everything_not_shown(results))) - bool(results.left_out) - bool(results.unanswered)
    if further > 0:
        more = "more " if parts else ""
        parts.append(f"{further} {more}{'thing is' if further == 1 else 'things are'} withheld; {told}.")
    if not results.people:
        parts.insert(0, nothing_shown(results))
    return " ".join(parts) or all_are_in(results)


EVERYTHING = "Everything that people answered is in these figures."
EVERYBODY = "Everybody who answered is in these figures."


def all_are_in(results: RoundResults) -> str:
    """Returns what may be said where nobody was left out and no figure of a group is withheld."""
    return EVERYTHING if is_everything_shown(results) else EVERYBODY


def is_everything_shown(results: RoundResults) -> bool:
    """True if every rating, choice and don’t-know of everybody is in a figure, and none of them is withheld.

    What does not apply to people is withheld where their don’t-knows are.
    """
    return not results.left_out and not any(_is_withheld(audience) for audience in results.audiences)


def _is_withheld(audience: AudienceResults) -> bool:
    """True if anything that these people answered is in no figure. Bands of ranks are no answers."""
    if not audience.people:
        return False
    hidden = [not audience.voters]
    figures: list[object] = []
    for cell in audience.cells:
        figures += [*cell.positions.values(), *cell.importances.values(), *cell.dont_know.values()]
    for area in audience.areas:
        figures += [one.mean for statement in area.statements for one in statement.cells]
        figures.append(area.dont_know)
        votes_of = area.votes.of if area.votes else 0
        hidden.append(votes_of < audience.voters)
    for added in audience.additions:
        figures += [one.mean for one in added.cells]
        hidden += [one.dont_know is None for one in added.cells]
    return any(hidden) or any(isinstance(one, Withheld) for one in figures)


# --- where we are ----------------------------------------------------------------------------------------


def where_we_are(results: RoundResults, audience: AudienceResults) -> Iterator[PaperBlock]:
    """Each area's position, level, target and gap, with how many people stand behind it."""
    reading = results.leading
    if not results.people:
        yield TextParagraph(nothing_shown(results))
        return
    rows = [
        (
            numbered_area(a.area),
            p.cell,
            p.band or "–",
            str(p.people or "–"),
            chance.brief if (chance := a.reading(reading).chance) else "–",
            *((printed_target(a.target), gap_text(p, a.target) or "–") if audience.ranks_priorities else ()),
        )
        for a in audience.areas
        for p in [place_on_scale(a.reading(reading).position, audience.audience.scale)]
    ]
    rainbow = charts.rainbow_chart(audience, reading)
    yield TextParagraph(
        f"What {_lower(audience.audience.label)} say, on a scale from 1 to {audience.audience.scale.top}. "
        f"{READINGS[reading].capitalize()}. {rainbow.sentence}",
        claims=rainbow.claims,
    )
    areas = table_with_notes(
        "Where each area stands",
        (
            *("Area", "Current position", "Level", "People", "Chance could move it"),
            *(("Target", "Gap") if audience.ranks_priorities else ()),
        ),
        rows,
    )
    yield from figure_with_table(charts.dot_plot(audience, reading), [areas])
    if len(audience.cells) > 1:
        both = charts.reading_chart(audience)
        yield PaperHeading("Does it matter who is counted?", 2)
        yield sentence_of(both)
        yield table_with_notes(both.title, both.headers, both.rows)


def groups_differ(results: RoundResults, audience: AudienceResults) -> Iterator[PaperBlock]:
    """Tells where the gaps between groups are widest."""
    if not audience.cells:
        yield TextParagraph(nothing_shown(results))
        return
    if len(audience.cells) == 1:
        yield TextParagraph(
            f"Only one group is shown ({isolated_words(audience.cells[0].name)}), so there is nothing to compare."
        )
        return
    chart = charts.group_chart(audience, results.leading)
    yield sentence_of(charts.heat_map(audience, results.leading))
    rows = [
        tuple(_marked(cell, tone) for cell, tone in zip(row, tones, strict=True))
        for row, tones in zip(chart.rows, chart.tones, strict=True)
    ]
    yield from figure_with_table(chart, tables_for_width("Each group in each area", chart.headers, rows))
    if chart.table_note:
        yield TextParagraph(chart.table_note, look="quiet")


MARKS = {"higher": " ▲", "lower": " ▼"}


def _marked(cell: str, tone: str) -> str:
    return cell + MARKS.get(tone, "")


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def views_of_families(results: RoundResults, audience: AudienceResults) -> Iterator[PaperBlock]:
    """Tells what others experience, as an order beside that of the leading audience, and each on its own scale."""
    others = [a for a in results.audiences if a.people and a is not audience]
    if not others and audience.people and audience.audience.easy_read:
        yield TextParagraph(
            f"All figures of this paper are of {_lower(audience.audience.label)}, so there is nobody to put "
            "beside them."
        )
        return
    if not others:
        yield TextParagraph("No answers of young people, parents or carers may be shown in this round.")
        return
    yield TextParagraph(
        "People answered questions of their own, on scales of their own. So no figure here is averaged with "
        "another or taken away from it. What can be compared is the order: what comes lowest for whom."
    )
    chart = charts.order_chart(results, results.leading)
    yield sentence_of(chart)
    if len(chart.headers) > 1:  # with no order at all there is nothing to draw
        yield from figure_with_table(chart)


def not_known(results: RoundResults, audience: AudienceResults) -> Iterator[PaperBlock]:
    """Tells where people say that they cannot tell: a finding of its own."""
    if not results.people:
        yield TextParagraph(nothing_shown(results))
        return
    chart = charts.dont_know(results.edition, audience)
    yield sentence_of(chart)  # not the map's: no paper holds its groups
    if not audience.counts_not_applicable:
        yield TextParagraph(not_counted_then(results.edition, audience.audience))
    yield from figure_with_table(chart)


# --- what matters most -----------------------------------------------------------------------------------


def what_matters(results: RoundResults, audience: AudienceResults) -> Iterator[PaperBlock]:
    """The ranking: how it is worked out, how far chance could change it, and what people chose."""
    if not results.people:
        yield TextParagraph(nothing_shown(results))
        return
    if not audience.ranks_priorities:
        yield TextParagraph(UNRANKED)
        yield from _votes(results)
        return
    reading, rows = results.leading, area_ranking(results, audience, results.leading)
    yield TextParagraph(f"{FORMULA} {DEEPER}")
    yield table_with_notes(
        f"The ranking, where {READINGS[reading]}",
        ("Rank", "Area", "Current position", "Target", "Gap", "Importance", "Priority score"),
        [_ranked(row) for row in rows],
    )
    if note := intervals_note(audience, reading):
        yield TextParagraph(note, look="quiet")
    yield PaperHeading("How sure the order is", 2)
    bands = charts.rank_band_chart(audience, reading)
    yield sentence_of(bands)
    yield from figure_with_table(
        bands,
        tables_for_width(
            "How far chance could change the order, and whose voice counts",
            ("Area", "Rank", "Priority score", "By chance, all at once", "Whose voice counts"),
            [_sure(row) for row in rows],
        ),
    )
    yield from _votes(results)


def _ranked(row: RankingRow) -> tuple[str, ...]:
    cells = (row.position.cell, row.target, row.gap or "–", row.importance.cell, row.score or "–")
    return (row.rank or "–", numbered_area(row.area), *cells)


def _sure(row: RankingRow) -> tuple[str, ...]:
    whose = row.first_three or (row.not_first if row.rank else "–")
    return (numbered_area(row.area), row.rank or "–", row.score or "–", row.band or "–", whose)


def _votes(results: RoundResults) -> Iterator[PaperBlock]:
    if audiences_with_votes(results):
        chart = charts.vote_chart(results)
        yield PaperHeading("What people would put first", 2)
        yield sentence_of(chart)
        yield from tables_for_width(chart.title, chart.headers, chart.rows, kept=1)


# --- since last time -------------------------------------------------------------------------------------


def told_of_changes(audience: AudienceResults, changes: RoundChanges | None, reading: str) -> SaidWords:
    """Says what has moved since the round before, in a sentence or two."""
    if changes is None:
        return SaidWords(FIRST_ROUND)
    found = changes.find_audience(audience.audience.key)
    if found is None or not found.cells:
        return SaidWords(not_compared_words(changes))
    moved = [(one.area, one.reading(reading)) for one in found.areas]
    said = told_changes(moved, first_few(audience, reading))
    parts = (f"Since “{changes.then_title}”: {said.text}", mix_words(found, reading), compared_with(found))
    return SaidWords(" ".join(filter(None, parts)), said.claims)


def not_compared_words(changes: RoundChanges) -> str:
    """Returns what is said where no group of these people can be compared."""
    return f"No group of these people was shown in the same way in “{changes.then_title}”."


def since_last_time(
    results: RoundResults, audience: AudienceResults, changes: RoundChanges | None
) -> Iterator[PaperBlock]:
    """Then and now over the groups that both rounds show, and what cannot be compared."""
    moved = told_of_changes(audience, changes, results.leading)
    yield TextParagraph(moved.text, claims=moved.claims)
    if changes is None:
        return
    for found in changes.audiences:
        if found.cells:
            whose = results.find_audience(found.audience.key)
            chart = charts.dumbbell_chart(
                found,
                results.leading,
                then_title=changes.then_title,
                now_title=changes.now_title,
                first=first_few(whose, results.leading) if whose else NO_FIRST,
            )
            if found.audience.key != audience.audience.key:
                yield PaperHeading(found.audience.label, 2)
                yield sentence_of(chart)
            yield from figure_with_table(chart)
    yield from _not_compared(changes)


def _not_compared(changes: RoundChanges) -> Iterator[PaperBlock]:
    found = [*changes.unmatched, *(one for audience in changes.audiences for one in audience.unmatched)]
    if found:
        yield PaperHeading("What cannot be compared", 2)
        yield BulletList(tuple((f"{one.name}.", one.why) for one in found))


# --- what is not shown, and the method -------------------------------------------------------------------


def not_shown(results: RoundResults) -> Iterator[PaperBlock]:
    """Everything that is withheld with its reason, and which groups stand together."""
    found = list(everything_not_shown(results))
    yield TextParagraph(
        f"Nobody should be able to tell who said what. So a figure appears only where at least {results.k} "
        "people stand behind it."
    )
    if found:
        yield table_with_notes(
            "What is not shown",
            ("What", "Why, and what would make it appear"),
            [(o.what, o.why) for o in found],
        )
    elif not results.people:
        yield TextParagraph(nothing_shown(results))
    else:
        yield TextParagraph(f"{all_are_in(results)} No group or area had to be left out.")
    joined = [cell for a in results.audiences for cell in a.cells if len(cell.groups) > 1]
    if joined:
        near = ", or too near in number to a round shortly before," if results.near else ""
        yield TextParagraph(f"Groups too small to be shown alone{near} are shown together:")
        yield BulletList(
            tuple(("", f"{listed_names(cell.groups)}: {people(cell.people)} together.") for cell in joined)
        )


def method_of_figures(results: RoundResults) -> Iterator[PaperBlock]:
    """Tells how the figures are made, what they cannot say, and how to check them.

    What stands beside a ranking, its formula and how sure it is, is not said again, nor where there is none.
    """
    ranked = bool(results.people)
    other = next(name for key, name in READINGS.items() if key != results.leading)
    yield BulletList(
        (
            *(() if ranked else (("The formula.", FORMULA),)),
            (
                "Two ways of counting.",
                f"Here {READINGS[results.leading]}; the other way, {other}, is given beside it where it matters.",
            ),
            (
                "The smallest number.",
                f"A group is shown from {results.k} answers on. Smaller groups of one kind are put together; those "
                f"that still do not reach {results.k} are in no figure. Figures of fewer than {SPREAD_NEEDS} people "
                f"are given to one decimal. Groups below {SMALL} people show no spread, and their votes and "
                "don’t-knows as 0 to 1, exactly, or all but one to all; totals are as wide as that makes them.",
            ),
            (
                "Volunteers.",
                "People chose whether to answer. The figures speak of those who did, not of everybody, and a "
                "change is a difference between two sets of people.",
            ),
            *(() if ranked else (("How sure the order is.", LIMIT),)),
            ("One release.", "The results were made once, when the round closed, and are never made again."),
        )
    )
    edition = results.edition
    yield TextParagraph(
        f"{edition.title}, version {edition.version}. {edition.acknowledgement}",
        "Questionnaire.",
        footnote=check_of_figures(results),
    )


def check_of_figures(results: RoundResults) -> str:
    """Returns what stands in a footnote, by which figures can be checked to be those of the release."""
    return f"Results of {results.made_on}: SHA-256 {results.digest}."
