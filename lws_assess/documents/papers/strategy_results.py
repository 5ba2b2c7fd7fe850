"""What the strategy document says of the results: sections filled from the view objects that the pages show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lws_assess.actions.papers.strategies import AskedGroup
from lws_assess.actions.results.comments import CommentSubject
from lws_assess.documents.charts import every_chart as charts
from lws_assess.documents.charts.drawing import numbered_area, place_on_scale
from lws_assess.documents.charts.ranking import gap_text
from lws_assess.documents.papers.board_paper_results import (
    groups_differ,
    how_many,
    not_known,
    nothing_shown,
    since_last_time,
    views_of_families,
    what_matters,
    where_we_are,
    who_answered,
)
from lws_assess.documents.papers.manuscripts import (
    PaperBlock,
    PaperFigure,
    PaperHeading,
    SideBySide,
    TextParagraph,
    figure_with_table,
    sentence_of,
    table_with_notes,
    tables_for_width,
)
from lws_assess.records.strategy_outline import strategy_outline
from lws_assess.survey.plans.feedback import FeedbackPage
from lws_assess.survey.results.changes import RoundChanges
from lws_assess.survey.results.round_results import AudienceResults, RoundResults
from lws_assess.survey.rounding import printed_target

MOST_SAID = 10  # published comments of one area; the page of results has all of them


# --- vision, scope and where we are ----------------------------------------------------------------------


def section_of_vision(results: RoundResults, audience: AudienceResults) -> Iterator[PaperBlock]:
    """The rainbow beside what a child would say of each area when it works well."""
    voices = table_with_notes(
        "What a child would say when an area works well",
        ("Area", "In a child’s words"),
        [(numbered_area(area), f"“{area.child_voice}”") for area in results.edition.areas],
    )
    if not results.people:
        yield voices
        return
    chart = charts.rainbow_chart(audience, results.leading)
    yield TextParagraph(f"The drawing shows where each area stands. {chart.sentence}", claims=chart.claims)
    yield PaperFigure(chart, voices)


def section_of_scope(results: RoundResults) -> Iterator[PaperBlock]:
    """Tells how many people stand behind the figures, and how many answered and could not be shown."""
    left_out = _left_out(results)
    # Where nothing may be shown, both would begin by saying so.
    yield TextParagraph(
        f"{who_answered(results)} {left_out}".strip() if results.people else left_out or who_answered(results)
    )


def _left_out(results: RoundResults) -> str:
    """Returns what is not shown; nothing where nobody answered at all, which has been said by then."""
    return how_many(results) if results.people or results.left_out or results.unanswered else ""


def section_of_groups(groups: Sequence[AskedGroup]) -> Iterator[PaperBlock]:
    """Tells which groups were asked, how many answered, and how they are shown; nothing where none was."""
    if groups:
        yield table_with_notes(
            "Groups that were asked",
            ("Group", "Audience", "Answered", "In the figures"),
            [(one.name, one.audience, one.answered.words, one.outcome) for one in groups],
        )


def current_position(
    results: RoundResults, audience: AudienceResults, said: Sequence[CommentSubject]
) -> Iterator[PaperBlock]:
    """Each area, the radar, how groups differ, and what people at work wrote."""
    yield PaperHeading("Where each area stands", 2)
    yield from where_we_are(results, audience)
    if not results.people:
        return
    radar = charts.radar_chart(audience, results.leading)
    words = f"{radar.sentence} The figures are in the table “Where each area stands”."
    yield SideBySide((radar,), words, radar.claims)
    yield PaperHeading("How groups differ", 2)
    yield from groups_differ(results, audience)
    of_families = audience.people and audience.audience.easy_read
    yield from quoted(
        "What people wrote" if of_families else "What people who work with families wrote", said
    )


def quoted(title: str, said: Sequence[CommentSubject]) -> Iterator[PaperBlock]:
    """Published words under what they are about, each with whose they may be said to be."""
    if not said:
        return
    yield PaperHeading(title, 2)
    voices = {one.voice for about in said for one in about.said}
    if len(voices) == 1:
        yield TextParagraph(f"Who wrote: {voices.pop()}.", look="quiet")
        voices = set()
    for about in said:
        heading = numbered_area(about.area) if about.area else about.title
        more = len(about.said) - MOST_SAID
        cut = (
            f" {MOST_SAID} of {len(about.said)}, taken at random; the page of results has all."
            if more > 0
            else ""
        )
        yield TextParagraph(cut, f"{heading}.")
        for one in about.said[:MOST_SAID]:
            yield TextParagraph(f"“{one.text}”" + (f" ({one.voice})" if voices else ""), look="theirs")


def of_families(
    said: Sequence[CommentSubject], results: RoundResults, audience: AudienceResults
) -> list[CommentSubject]:
    """Only what people of other audiences than the leading one wrote."""
    voices = _voices_of_families(results, audience)
    return _only(said, voices, True)


def of_others(
    said: Sequence[CommentSubject], results: RoundResults, audience: AudienceResults
) -> list[CommentSubject]:
    """All the rest: also of voices that may not be told apart."""
    return _only(said, _voices_of_families(results, audience), False)


def _only(said: Sequence[CommentSubject], voices: set[str], wanted: bool) -> list[CommentSubject]:
    kept = [
        CommentSubject(
            about.title, about.area, tuple(one for one in about.said if (one.voice in voices) == wanted)
        )
        for about in said
    ]
    return [about for about in kept if about.said]


def _voices_of_families(results: RoundResults, audience: AudienceResults) -> set[str]:
    """The names of their groups, and of their audiences alone or joined to each other."""
    others = [a for a in results.audiences if a is not audience]
    labels = [a.audience.label for a in others]
    joined = {
        f"{one} or {other[:1].lower()}{other[1:]}" for one in labels for other in labels if one != other
    }
    return {*labels, *joined, *(name for a in others for cell in a.cells for name in cell.groups)}


# --- what is known of the workforce, and what families say -----------------------------------------------


def what_is_not_known(results: RoundResults, audience: AudienceResults) -> Iterator[PaperBlock]:
    """Tells where people say that they cannot tell, and who answered by role or sector."""
    yield PaperHeading("What people cannot see", 2)
    yield from not_known(results, audience)
    yield from by_role_or_sector(results)


def by_role_or_sector(results: RoundResults) -> Iterator[PaperBlock]:
    """Tells how many people of each role or sector stand behind the figures, where that may be shown."""
    for cut in results.cuts:
        yield PaperHeading(f"{cut.audience.label} by {cut.question.key}", 2)
        if cut.withheld:
            yield TextParagraph(str(cut.withheld))
            continue
        chart = charts.cut_dots(cut)
        yield sentence_of(chart)
        yield from figure_with_table(chart, tables_for_width(chart.title, chart.headers, chart.rows))


def you_said_we_did(told: FeedbackPage | None, results: RoundResults) -> Iterator[PaperBlock]:
    """Tells what everybody was told came of the round, as it was published; nothing where it was not."""
    if told and told.doing:
        names = {area.code: area.name for area in results.edition.areas}
        yield PaperHeading("You said, we did", 2)
        yield table_with_notes(
            "What people were told is done",
            ("Area", "What is done", "Actions, and how far they were"),
            [
                (
                    names.get(one.area, one.area),
                    one.words.plain or "–",
                    "; ".join(f"{action.what} ({action.state.lower()})" for action in one.actions) or "–",
                )
                for one in told.doing
            ],
        )


def section_of_views(
    results: RoundResults, audience: AudienceResults, said: Sequence[CommentSubject]
) -> Iterator[PaperBlock]:
    """Tells what families experience, on scales of their own and apart from what professionals say."""
    yield from views_of_families(results, audience)
    for other in results.audiences:
        if other is not audience and other.people:
            chart = charts.rainbow_chart(other, results.leading)
            yield PaperHeading(other.audience.label, 2)
            yield sentence_of(chart)
            yield from figure_with_table(chart)
    yield from quoted("In their own words", said)


# --- objectives, priorities and what has moved -----------------------------------------------------------


def section_of_targets(results: RoundResults, audience: AudienceResults) -> Iterator[PaperBlock]:
    """Tells where each area stands and how far it is to come."""
    if not results.people:
        yield TextParagraph(nothing_shown(results))
        return
    if not audience.ranks_priorities:
        yield TextParagraph("No figure that has a target may be shown in this round.")
        return
    scale = audience.audience.scale
    places = [
        (found, place_on_scale(found.reading(results.leading).position, scale)) for found in audience.areas
    ]
    yield table_with_notes(
        f"Each area in “{results.title}”, and its target",
        ("Area", "Stood at", "Target", "Gap"),
        [
            (
                numbered_area(found.area),
                p.cell,
                printed_target(found.target),
                gap_text(p, found.target) or "–",
            )
            for found, p in places
        ],
    )


def section_of_priorities(results: RoundResults, audience: AudienceResults) -> Iterator[PaperBlock]:
    yield PaperHeading("What the answers put first", 2)
    yield from what_matters(results, audience)


def what_has_moved(
    results: RoundResults, audience: AudienceResults, changes: RoundChanges | None
) -> Iterator[PaperBlock]:
    yield PaperHeading("What has moved since last time", 2)
    yield from since_last_time(results, audience, changes)


def who_took_part(results: RoundResults) -> Iterator[PaperBlock]:
    """Tells how many people of each audience stand behind the figures, and where it says who could not be shown."""
    yield table_with_notes(
        "Who stands behind the figures",
        ("Audience", "Groups shown", "People"),
        [
            (
                a.audience.label,
                f"{sum(len(cell.groups) for cell in a.cells)}",
                f"{a.people:,}" if a.people else "not shown",
            )
            for a in results.audiences
        ],
    )
    if _left_out(results):
        yield TextParagraph(
            f"What could not be shown of them is said under “{strategy_outline().section('scope').title}”."
        )
