"""What was found where results are set beside each other, as messages: groups, families, and the round before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lws_assess.actions.papers.board_papers import BoardPaperContents
from lws_assess.documents.changed_mix import mix_words
from lws_assess.documents.charts import every_chart as charts
from lws_assess.documents.charts.changes import compared_with, told_changes
from lws_assess.documents.charts.drawing import (
    ScalePlace,
    listed_names,
    numbered_area,
    place_on_scale,
)
from lws_assess.documents.charts.first_few import first_few, told_of_first
from lws_assess.documents.charts.gaps import GroupGap, widest_gap, widest_gaps
from lws_assess.documents.charts.orders import NOTE as ORDERS_NOTE
from lws_assess.documents.charts.orders import AudienceOrder, audience_orders
from lws_assess.documents.charts.ranking import (
    in_priority_order,
)
from lws_assess.documents.claims import Claim, SaidWords
from lws_assess.documents.moved_figures import groups_of_change, signed_change
from lws_assess.documents.slides.message_figures import (
    FigureRow,
    MessageTable,
    bars_on_scale,
    figure_of_place,
)
from lws_assess.documents.slides.result_messages import (
    LONGEST_ON_SLIDE,
    VOLUNTEERS,
    brief_name,
    whose_words,
)
from lws_assess.documents.slides.slide_messages import BoardMessage
from lws_assess.documents.slides.told_answers import told_audience
from lws_assess.survey.instruments import Area
from lws_assess.survey.letters import shortened_line
from lws_assess.survey.results.changes import MovedFigure
from lws_assess.survey.results.round_results import AudienceResults

MOST_GROUPS = 8  # that a slide has room for: as many of the lowest as of the highest


# --- groups ----------------------------------------------------------------------------------------------


def groups_message(contents: BoardPaperContents) -> BoardMessage | None:
    """The groups in the area in which they lie furthest apart, lowest first."""
    audience, reading = told_audience(contents), contents.told_reading
    area, known = groups_of_slide(audience, reading)
    if not known:
        return None
    widest, said, scale = widest_gap(audience), widest_gaps(audience), audience.audience.scale
    half = MOST_GROUPS // 2
    rows = known if len(known) <= MOST_GROUPS else [*known[:half], *known[-half:]]
    if widest is None:
        finding = SaidWords("No group is told apart from the others")
    elif widest.sure:
        finding = SaidWords(f"Groups lie furthest apart on {area.short_name}", (widest.gap.claim,))
    else:
        finding = SaidWords(f"Groups differ on {area.short_name}", (widest.gap.claim,))
    told = f"{_ends_of_gap(widest.gap)}{widest.gap.further_words}" if widest else said.text
    some = (
        f" Shown: the {half} lowest and the {half} highest of {len(known)}." if len(rows) < len(known) else ""
    )
    return BoardMessage(
        "groups",
        "How groups differ",
        finding,
        f"{told}{some}",
        (
            said.text,
            f"In {area.short_name}: " + "; ".join(f"{name} {at.text}" for name, at in known) + ".",
            VOLUNTEERS,
        ),
        bars_on_scale(
            f"Each group on {area.short_name}",
            ("Now",),
            [FigureRow(brief_name(name), (figure_of_place(at),)) for name, at in rows],
            scale,
        ),
    )


def groups_of_slide(audience: AudienceResults, reading: str) -> tuple[Area, Sequence[tuple[str, ScalePlace]]]:
    """Returns the area that a slide of groups is about, and where each of them stands in it, the lowest first.

    There is none where there are fewer than two groups, or none of them may be shown.
    """
    widest = widest_gap(audience)
    area = widest.gap.area if widest else in_priority_order(audience, reading)[0].area
    if len(audience.cells) < 2:
        return area, ()
    scale = audience.audience.scale
    places = [(cell.name, place_on_scale(cell.positions[area.code], scale)) for cell in audience.cells]
    known = (one for one in places if one[1].value is not None)
    return area, sorted(known, key=lambda one: one[1].spot or 0.0)


def _ends_of_gap(gap: GroupGap) -> str:
    """Says which two groups differ, and their figures."""
    assert gap.lower is not None
    assert gap.higher is not None
    low, high = (f"{one.text} ({brief_name(one.name)})" for one in (gap.lower, gap.higher))
    return f"More than chance would make it, groups differ on {gap.area.short_name}: from {low} to {high}."


# --- families --------------------------------------------------------------------------------------------


def families_message(contents: BoardPaperContents) -> BoardMessage | None:
    """Tells what comes lowest for whom, in a table of places; None where there is one audience alone."""
    results, reading = contents.results, contents.told_reading
    orders = audience_orders(results, reading)
    if len(orders) < 2:
        return None
    chart = charts.order_chart(results, reading)
    rows = tuple(
        (numbered_area(one.area), *(order.find(one.area).words for order in orders))
        for one in orders[0].standings
    )
    return BoardMessage(
        "families",
        "What families say",
        _families_finding(orders, chart.claims),
        ORDERS_NOTE,
        (chart.sentence, ORDERS_NOTE, VOLUNTEERS),
        MessageTable(
            "Place of each area, the lowest first",
            ("Area", *(o.results.audience.label for o in orders)),
            rows,
        ),
    )


def _families_finding(orders: Sequence[AudienceOrder], claims: tuple[Claim, ...]) -> SaidWords:
    if not all(order.is_sure for order in orders):
        return SaidWords("What comes lowest for whom")
    lowest = [[one.area.short_name for one in order.lowest] for order in orders]
    if all(names == lowest[0] for names in lowest):
        return SaidWords(f"Lowest for each audience: {listed_names(lowest[0])}", claims)
    told = (
        f"{listed_names(names)} for {whose_words(order.results)}"
        for names, order in zip(lowest, orders, strict=True)
    )
    return SaidWords(f"Lowest is {listed_names(told)}", claims)


# --- since last time -------------------------------------------------------------------------------------


def moved_message(contents: BoardPaperContents) -> BoardMessage | None:
    """Then and now over the groups that can be compared; None for a first round, and where none can be."""
    audience, reading, changes = (
        told_audience(contents),
        contents.told_reading,
        contents.changes,
    )
    found = changes.find_audience(audience.audience.key) if changes else None
    if changes is None or found is None or not found.cells:
        return None
    moved = [(one.area, one.reading(reading)) for one in found.areas]
    first, scale = first_few(audience, reading), audience.audience.scale
    said = told_changes(moved)
    rows = [
        FigureRow(
            _name_of_moved(area, one),
            (
                figure_of_place(place_on_scale(one.stood, scale)),
                figure_of_place(place_on_scale(one.stands, scale)),
            ),
            area,
        )
        for area, one in moved
    ]
    since = shortened_line(changes.then_title, LONGEST_ON_SLIDE)
    mix = mix_words(found, reading)
    of_first = told_of_first(moved, first, ())
    basis = " ".join(filter(None, (f"Since “{since}”.", of_first.text, compared_with(found), mix)))
    up, down = (sum(getattr(one, way) for _, one in moved) for way in ("rose", "fell"))
    return BoardMessage(
        "moved",
        "Since last time",
        SaidWords(_moved_words(up, down, len(moved)) or said.text.rstrip("."), said.claims),
        basis,
        (
            f"Since “{changes.then_title}”: {told_changes(moved, first).text}",
            compared_with(found),
            VOLUNTEERS,
        ),
        bars_on_scale(
            "Each area then and now",
            ("Then", "Now"),
            rows,
            scale,
        ),
    )


def _name_of_moved(area: Area, moved: MovedFigure) -> str:
    """The name of an area, with how far it moved where that is not the difference of the figures beside it."""
    name = numbered_area(area)
    return f"{name}, {signed_change(moved)}" if groups_of_change(moved) else name


def _moved_words(up: int, down: int, of: int) -> str:
    """Says how many rose and fell by more than chance would move them; empty where none did.

    Bars beside it may show more of them higher or lower, so it never stands without what it counts.

    >>> _moved_words(7, 1, 8), _moved_words(0, 1, 8), _moved_words(0, 0, 8)
    ('7 of 8 areas rose, 1 fell, beyond chance', '1 of 8 areas fell, beyond chance', '')
    """
    areas = "area" if of == 1 else "areas"
    ways = [f"{up} of {of} {areas} rose"] if up else []
    if down:
        ways.append(f"{down} fell" if up else f"{down} of {of} {areas} fell")
    return f"{', '.join(ways)}, beyond chance" if ways else ""


def compared_messages(contents: BoardPaperContents) -> Iterator[BoardMessage]:
    """Every message of what is compared, those left out of which there is nothing to say."""
    for make in (groups_message, families_message, moved_message):
        if message := make(contents):
            yield message
