"""Feedback sheets: one page for each group to take home. What it said, what comes first, and what happens next.

A group too small to show gets what everybody said, and how its own answers were counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lws_assess.actions.papers.feedback_sheets import FeedbackSheet
from lws_assess.documents.charts import every_chart as charts
from lws_assess.documents.charts.drawing import listed_names, place_on_scale
from lws_assess.documents.charts.ranking import first_areas
from lws_assess.documents.papers.board_paper_actions import day_or_dash
from lws_assess.documents.papers.decisions import ranked_audience
from lws_assess.documents.papers.manuscripts import alternative_text, drawn_for_papers
from lws_assess.documents.printing import LONGEST_NAME, LONGEST_WORDS, Data, make_pdf
from lws_assess.survey.letters import shortened_line
from lws_assess.survey.plans.planned_actions import PlannedAction
from lws_assess.survey.plans.sections import by_date
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.round_results import AreaResult, CellResult
from lws_assess.survey.withheld import Withheld

MOST_ACTIONS = 3
TOO_NEAR = "Nearly as many people of your group answered as in a round shortly before"
NOT_SHOWN, NOT_SHOWN_EASY = "not shown", "too few answers to show"
Value = Shown | Withheld


def feedback_sheets(sheets: Sequence[FeedbackSheet]) -> bytes:
    """A tagged PDF of one A4 page for each; there must be at least one."""
    first = sheets[0]
    whose = shortened_line(first.group.name, LONGEST_NAME) if len(sheets) == 1 else "every group"
    return make_pdf(
        "feedback_sheet",
        {"title": f"What came of the answers: {whose or '–'}", "sheets": [_page(sheet) for sheet in sheets]},
    )


def _page(sheet: FeedbackSheet) -> Data:
    results = sheet.results
    return {
        "partnership": shortened_line(results.partnership, LONGEST_NAME),
        "round": f"{shortened_line(results.title, LONGEST_NAME)}. Results of {results.made_on}.",
        "heading": "What you told us" if sheet.easy else "What came of your answers",
        "group": shortened_line(sheet.group.name, LONGEST_NAME) or "–",
        "thanks": "Thank you for telling us what you think." if sheet.easy else "Thank you for answering.",
        "easy": sheet.easy,
        "colours": [area.display.colour for area in results.edition.areas],
        "counted": [shortened_line(words, 2 * LONGEST_WORDS) for words in counted(sheet)],
        "picture": _picture(sheet),
        "table": _table(sheet),
        "first": _first(sheet),
        "next": _next(sheet),
        "contact": f"Questions? {shortened_line(sheet.contact, LONGEST_WORDS)}"
        if sheet.contact.strip()
        else "",
        "acknowledgement": results.edition.acknowledgement,
    }


# --- how its answers were counted ------------------------------------------------------------------------


def counted(sheet: FeedbackSheet) -> Iterator[str]:
    """Returns how many people stand behind the figures of this group, with whom, or why there are none."""
    cell, k = sheet.cell, sheet.results.k
    if cell is None:
        yield _left_out(sheet)
    elif len(cell.groups) == 1:
        yield f"{cell.people:,} people of your group answered."
    else:
        others = listed_names(name for key, name in _members(cell) if key != sheet.group.key)
        alone = (
            f"{TOO_NEAR}, so it is not shown alone."
            if sheet.group.name in sheet.results.near
            else f"Fewer than {k} people of your group answered, so it is not shown alone."
        )
        yield (f"{alone} Your answers count together with those of {others}: {cell.people:,} people in all.")
    if cell is None and sheet.audience.people:
        yield f"Here is what {_who_speaks(sheet)} said: {sheet.audience.people:,} people."


def _who_speaks(sheet: FeedbackSheet) -> str:
    """Returns whose answers stand on the sheet of a group that has no figures of its own: those that can be shown."""
    groups = [name for cell in sheet.audience.cells for name in cell.groups]
    if len(groups) == 1:
        return f"the one group that can be shown, {groups[0]},"
    return "the groups that we can show" if sheet.easy else f"the {len(groups)} groups that can be shown"


def _members(cell: CellResult) -> Iterator[tuple[str, str]]:
    return zip(cell.group_keys, cell.groups, strict=True)


def _left_out(sheet: FeedbackSheet) -> str:
    if sheet.group.name in sheet.results.left_out and sheet.group.name in sheet.results.near:
        return f"{TOO_NEAR}. So that nobody can tell who said what, your answers are in no figure."
    if sheet.group.name in sheet.results.left_out:
        return (
            f"Fewer than {sheet.results.k} people of your group answered, and no group of {sheet.results.k} or more "
            "could be made of it and other small groups. So that nobody can tell who said what, your answers are in no "
            "figure."
        )
    return "Nobody answered for your group this time."


# --- what was said ---------------------------------------------------------------------------------------


def _picture(sheet: FeedbackSheet) -> Data | None:
    """The group's outline and everybody's, where figures have room on the page."""
    if sheet.easy or not sheet.audience.people:
        return None
    chart = charts.radar_chart(sheet.audience, sheet.results.leading, sheet.cell)
    return {"svg": drawn_for_papers(chart), "alt": alternative_text(chart)}


def _table(sheet: FeedbackSheet) -> Data | None:
    """Each area as the group rated it beside everybody together; one column where both are the same."""
    audience, cell = sheet.audience, sheet.cell
    if not audience.people:
        return None
    both = cell is not None and len(audience.cells) > 1
    mine = "Your group" if cell and len(cell.groups) == 1 else "Your groups together"
    heads = [*([mine] if cell else []), *(["Everyone together"] if both or cell is None else [])]
    return {
        "caption": "What people said of each question" if sheet.easy else "Where each area stands",
        "headers": ["Area", *heads],
        "rows": [
            [
                sheet.label(found.area),
                *([_said(sheet, cell.positions[found.area.code])] if cell else []),
                *([_said(sheet, _whole(sheet, found))] if both or cell is None else []),
            ]
            for found in audience.areas
        ],
    }


def _whole(sheet: FeedbackSheet, found: AreaResult) -> Value:
    return found.reading(sheet.results.leading).position


def _said(sheet: FeedbackSheet, value: Value) -> str:
    """The figure and its level; on easy sheets the level alone."""
    at = place_on_scale(value, sheet.audience.audience.scale)
    if at.value is None:
        return NOT_SHOWN_EASY if sheet.easy else NOT_SHOWN
    return at.band if sheet.easy else f"{at.text} {at.band}"


# --- what comes first, and what happens next -------------------------------------------------------------


def _first(sheet: FeedbackSheet) -> Data:
    """Returns what the steering group decided, or while it has not, what the ranking puts first."""
    ranked = ranked_audience(sheet.results)
    if sheet.decided:
        areas = [place.area for place in sheet.decided.places]
        says = "This is what will be worked on first:" if sheet.easy else "The steering group decided:"
    else:
        areas = [a.area for a in first_areas(ranked, sheet.results.leading).sure] if ranked else []
        says = _not_decided(sheet.easy, ranked.audience.label if ranked else "", len(areas))
    return {
        "heading": "What comes first",
        "says": says,
        "areas": [
            {
                "name": sheet.label(area),
                "colour": area.display.colour,
                "number": area.number,
                "ink": area.display.text_on_colour,
            }
            for area in areas
        ],
    }


def _not_decided(easy: bool, who: str, first: int) -> str:
    """Returns what stands over the ranking while nobody has decided; `who` rated it, and put `first` areas first."""
    nobody = "Nobody has decided yet." if easy else "The steering group has not decided yet."
    if not first:
        return nobody
    these = "this comes first" if first == 1 else "these come first"
    return f"{nobody} Going by what {who[:1].lower()}{who[1:]} say, {these}:"


def _next(sheet: FeedbackSheet) -> Data:
    actions = list(_actions(sheet))
    says = "What happens next"
    if sheet.easy:
        count = "1 thing is" if len(actions) == 1 else f"{len(actions)} things are"
        words = [
            f"{count} planned to make this better." if actions else "Now people plan what to do about it."
        ]
        return {
            "heading": says,
            "says": [*words, "Next time we will tell you what has changed."],
            "actions": [],
        }
    if not actions:
        told = "The steering group decides what comes first, and then plans what is to be done."
        return {"heading": says, "says": [told], "actions": []}
    lines = [f"{shortened_line(a.about.what, LONGEST_NAME)}{_by(a)}" for a in actions[:MOST_ACTIONS]]
    more = len(actions) - len(lines)
    told = f"And {more} more." if more else ""
    return {
        "heading": says,
        "says": ["Planned for these areas:"],
        "actions": [*lines, *([told] if told else [])],
    }


def _by(action: PlannedAction) -> str:
    """When it is due; what is late says so."""
    if action.about.due is None:
        return ""
    return f", {'late: it was due ' if action.late else ''}by {day_or_dash(action.about.due)}"


def _actions(sheet: FeedbackSheet) -> Iterator[PlannedAction]:
    """Returns what is planned and not finished, for the areas that come first."""
    first = {place.area.code for place in sheet.decided.places} if sheet.decided else set()
    for action in by_date(sheet.plan.actions) if sheet.plan else ():
        if action.is_open and (not first or action.serves & first):
            yield action
