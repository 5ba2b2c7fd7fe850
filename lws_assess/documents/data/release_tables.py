"""A release as open data: one tidy table with every figure, and a table that says what each of them means."""

from __future__ import annotations

from collections.abc import Iterator

from lws_assess.documents.data.release_figures import ReleaseFigure, release_figures
from lws_assess.documents.data.release_measures import MEASURES
from lws_assess.documents.tables import TableCell
from lws_assess.survey.results.round_results import READINGS, RoundResults
from lws_assess.survey.round_timing import EACH_GROUP, EACH_PERSON

EDITION_DIGITS = 12

# Every column of the tidy table, and what stands in it.
COLUMNS = (
    ("Partnership", "The children’s partnership whose round it is."),
    ("Round", "The title of the consultation round."),
    ("Results published", "The day on which the results were made. They are never made again."),
    ("Questionnaire", "The questionnaire and its version."),
    (
        "Edition",
        "The first letters and figures of the digest that names the exact wording of the questionnaire.",
    ),
    ("Audience", "Who was asked. Audiences have scales of their own and are never averaged together."),
    (
        "Whose",
        "Whose answers the figure counts: everyone together, one group (or several small ones), or people of "
        "one role or sector.",
    ),
    ("Name", "The name of the group, role or sector."),
    ("Reading", "Who counts how much in a figure of everyone together. Empty where it makes no difference."),
    ("Area number", "The number of the area, in the order of the framework."),
    ("Area", "The name of the area."),
    ("Measure", "What is measured. Each measure has a line in this table."),
    ("Question key", "The key of the statement or question, the same in every round."),
    ("Question", "The statement or question as people read it."),
    ("Value", "The figure as a number. Empty where it may not be shown, or not exactly."),
    ("As printed", "The figure as the pages print it, such as “below 1.5”, or “not shown”."),
    (
        "Level",
        "The name of the nearest level of the scale; for shares, the level they count; for agreement, a word.",
    ),
    ("People behind it", "How many people stand behind the figure. Empty where it is made of other figures."),
    ("Why not shown", "Why the figure is not shown, and what would make it appear."),
)
HEADERS = tuple(name for name, _ in COLUMNS)
DICTIONARY_HEADERS = ("Kind", "Name", "What it means", "How it is made", "Unit")

Row = tuple[TableCell, ...]


def tidy_table(results: RoundResults) -> Iterator[Row]:
    """One row a figure, under HEADERS."""
    edition = results.edition
    questionnaire = f"{edition.title} {edition.version}"
    of_round = (results.partnership, results.title, results.made_on, questionnaire)
    for figure in release_figures(results):
        yield (*of_round, edition.digest[:EDITION_DIGITS], *_cells(figure))


def _cells(figure: ReleaseFigure) -> Row:
    about, said = figure.about, figure.said
    return (
        about.audience.label if about.audience else "",
        about.whose,
        about.name,
        about.reading,
        about.area.number if about.area else None,
        about.area.name if about.area else "",
        figure.measure.name,
        about.question.key if about.question else "",
        about.question.text if about.question else "",
        said.value,
        said.text,
        said.level,
        said.n,
        said.why,
    )


def data_dictionary(results: RoundResults) -> Iterator[Row]:
    """Returns what every column, measure, reading and level of a release means, under DICTIONARY_HEADERS."""
    for name, meaning in COLUMNS:
        yield ("Column", name, meaning, "", "")
    for measure in MEASURES:
        yield ("Measure", measure.name, measure.meaning, measure.made, measure.unit)
    for reading, words in READINGS.items():
        lead = " It leads in this round." if reading == results.leading else ""
        yield ("Reading", words, _READING_MEANS[reading] + lead, _READING_MADE[reading], "")
    for scale in results.edition.scales:
        for level in scale.levels:
            yield (
                "Level",
                level.label,
                level.meaning,
                f"Level {level.value} of “{scale.title}”",
                str(level.value),
            )


_READING_MEANS = {
    EACH_GROUP: "Every group has the same weight, however many people it has.",
    EACH_PERSON: "Every person has the same weight, so large groups have more.",
}
_READING_MADE = {
    EACH_GROUP: "The mean of the groups’ scores over the groups shown. Small groups that are shown together count "
    "as many times as they are.",
    EACH_PERSON: "The mean over all people in the groups shown.",
}
