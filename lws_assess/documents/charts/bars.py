"""Bars: what people put in their first three, and what they could not say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from lws_assess.documents.charts.drawing import (
    BOLD,
    INK,
    LINE,
    NOT_SHOWN,
    PAPER,
    SOFT,
    WIDE,
    WIDTH,
    Chart,
    area_disc,
    listed_names,
    numbered_area,
    svg_hatch,
    svg_line,
    svg_picture,
    svg_text,
    to_svg,
    wrapped_lines,
)
from lws_assess.documents.charts.ranking import audiences_with_votes
from lws_assess.documents.charts.shares import (
    largest_share,
    middle_of_shares,
    of_what,
    place_text,
    share_head,
    share_text,
    share_words,
    shares_text,
    unrated_labels,
)
from lws_assess.documents.claims import Claim, PrintedFigure, Relation, SaidWords, said_together
from lws_assess.survey.counts import BoundedCount, NotCounted, largest_shares, places_of_shares
from lws_assess.survey.instruments import Area, Edition
from lws_assess.survey.intervals import Interval, RankPlaces
from lws_assess.survey.keys import AreaCode
from lws_assess.survey.results.round_results import AudienceResults, RoundResults
from lws_assess.survey.withheld import Withheld

LEFT, BESIDE, LETTER = 26.0, 92.0, 8.1  # where bars begin, and the room for words beside the longest
COLOURS = (INK, "#1a5fa8", "#a8410a", "#4d6b1f")
MOST_BESIDE, IN_SHORT = (
    16,
    "Does not apply",
)  # letters of an answer's name beside a bar, and what stands for a longer one
NOT_APART = "it cannot be told which area was chosen most often"


@dataclass(frozen=True)
class ShareBar:
    """A share of people or answers; None is not shown. `look` says which of the fills it has."""

    count: BoundedCount | None
    words: str
    look: int = 0

    @property
    def sure(self) -> float:
        return self.count.shares[0] if self.count else 0.0

    @property
    def reach(self) -> float:
        return self.count.shares[1] if self.count else 0.0


Rows = Sequence[tuple[Area, Sequence[ShareBar]]]


# --- votes -----------------------------------------------------------------------------------------------


def vote_chart(results: RoundResults) -> Chart:
    """Draws which areas people put in their first three, audience beside audience, never added up."""
    voters = audiences_with_votes(results)
    first = {code: middle_of_shares(count) for code, count in _counts(voters[0]).items()} if voters else {}
    areas = sorted(results.edition.areas, key=lambda a: (-first.get(a.code, 0), a.number))
    title = "How many chose each area to work on first"
    rows = [(area, [_vote(voter, area, i) for i, voter in enumerate(voters)]) for area in areas]
    ranks = [places_of_shares(_counts(voter)) for voter in voters]
    most = said_together(map(_most_chosen, voters))
    heads = (head for v in voters for head in (v.audience.label, f"Rank: {v.audience.label}"))
    return Chart(
        key="first-areas",
        title=title,
        sentence=most.text or "Nobody's choices may be shown.",
        claims=most.claims,
        headers=("Area", *heads),
        rows=tuple((numbered_area(area), *_vote_cells(area, bars, ranks)) for area, bars in rows),
        svg=_draw("first-areas", rows, [_voters_of(v) for v in voters], PHONE),
        draw_wide=partial(_draw, "first-areas-wide", rows, [_voters_of(v) for v in voters], WIDE_BOARD),
    )


def _voters_of(results: AudienceResults) -> str:
    return f"{results.audience.label} ({results.voters} chose)"


def _counts(results: AudienceResults) -> dict[AreaCode, BoundedCount]:
    return {a.area.code: a.votes for a in results.areas if a.votes is not None}


def _vote(results: AudienceResults, area: Area, look: int) -> ShareBar:
    count = _counts(results).get(area.code)
    return ShareBar(count, f"{share_text(count)} ({count})" if count else NOT_SHOWN, look)


def _vote_cells(
    area: Area, bars: Sequence[ShareBar], ranks: Sequence[Mapping[AreaCode, RankPlaces]]
) -> Iterator[str]:
    for bar, ranked in zip(bars, ranks, strict=True):
        yield bar.words
        yield place_text(ranked[area.code]) if area.code in ranked else ""


def _most_chosen(results: AudienceResults) -> SaidWords:
    """Says what most people chose; where more than one area may be it, each with its own share."""
    counts = _counts(results)
    codes = largest_shares(counts)
    most = [counts[code] for code in codes]
    if not any(count.most for count in most):
        return SaidWords("")
    known = {
        a.area.code: _printed_vote(results, a.area, counts[a.area.code]) for a in results.areas if a.votes
    }
    who, exact = tuple(known[code] for code in codes), all(count.exact for count in most)
    others = tuple(one for code, one in known.items() if code not in codes)
    label, share = results.audience.label, shares_text(most)
    names = [a.area.short_name for a in results.areas if a.area.code in codes]
    if len(names) == len(results.areas) > 1:
        if exact:
            alike = Claim(Relation.ALIKE, who)
            return SaidWords(f"{label} chose all areas equally often ({share}).", (alike,))
        return SaidWords(f"{label}: {NOT_APART} ({share}).")
    if exact or len(names) == 1:
        highest = Claim(Relation.HIGHEST, who, others)
        return SaidWords(f"{label} chose {listed_names(names)} most often ({share}).", (highest,))
    each = (
        f"{a.area.short_name} ({share_text(counts[a.area.code])})"
        for a in results.areas
        if a.area.code in codes
    )
    may_be = Claim(Relation.MAY_BE_HIGHEST, who, others)
    return SaidWords(
        f"{label} chose {listed_names(each)} most often; which of these came first cannot be told.", (may_be,)
    )


def _printed_vote(results: AudienceResults, area: Area, count: BoundedCount) -> PrintedFigure:
    return PrintedFigure(numbered_area(area), _vote(results, area, 0).words, Interval(*count.shares))


# --- don't know ------------------------------------------------------------------------------------------


def dont_know(edition: Edition, results: AudienceResults) -> Chart:
    """Draws what people could not say, most first: a finding of its own.

    How often they said that something does not apply stands beside it, where the release counted that.
    """
    label, other = unrated_labels(edition, results.audience)
    unsure: UnratedShares = {a.area.code: a.dont_know for a in results.areas}
    counts = _counted(unsure)
    areas = sorted(edition.areas, key=lambda a: (-_both_ends(counts.get(a.code)), a.number))
    columns = [(label, unsure)]
    if results.counts_not_applicable:
        columns.append((other, {a.area.code: a.not_applicable for a in results.areas}))
    named = len(columns) > 1
    rows = [
        (
            area,
            [_share_bar(told[area.code], name if named else "", i) for i, (name, told) in enumerate(columns)],
        )
        for area in areas
    ]
    said = said_together(
        _least_known(areas, {name: _counted(told) for name, told in columns}, of_what(results.audience))
    )
    key, names = f"dont-know-{results.audience.key}", " and ".join(f"“{name}”" for name, _ in columns)
    return Chart(
        key=key,
        title=f"How often people answered {names}",
        sentence=said.text,
        headers=("Area", *(share_head(results.audience, name) for name, _ in columns)),
        rows=tuple(
            (numbered_area(area), *(share_words(told[area.code]) for _, told in columns)) for area in areas
        ),
        svg=_draw(key, rows, [], PHONE),
        draw_wide=partial(_draw, f"{key}-wide", rows, [], WIDE_BOARD),
        claims=said.claims,
    )


UnratedShares = Mapping[AreaCode, BoundedCount | Withheld | NotCounted]


def _counted(told: UnratedShares) -> dict[AreaCode, BoundedCount]:
    return {code: count for code, count in told.items() if isinstance(count, BoundedCount)}


def _both_ends(count: BoundedCount | None) -> int:
    """The least and the most share in per cent together; less than nothing where it is not shown."""
    return sum(count.percents) if count else -1


def _share_bar(told: BoundedCount | Withheld | NotCounted, name: str, look: int) -> ShareBar:
    """A bar with its share, after the name of the answer where there are bars of more than one."""
    count = told if isinstance(told, BoundedCount) else None
    words = share_text(count) if count else NOT_SHOWN
    short = name if len(name) <= MOST_BESIDE else IN_SHORT
    return ShareBar(count, f"{short} {words}".strip(), look)


def _least_known(
    areas: Sequence[Area], answers: Mapping[str, Mapping[AreaCode, BoundedCount]], of: str
) -> Iterator[SaidWords]:
    """Says of each answer where it was given most, and what is not shown: once, where that is the same of all."""
    hidden = [tuple(a.short_name for a in areas if a.code not in counts) for counts in answers.values()]
    alike = len(set(hidden)) == 1
    if alike and len(hidden[0]) == len(areas):
        yield SaidWords("No area has a figure that may be shown.")
        return
    for names, (label, counts) in zip(hidden, answers.items(), strict=True):
        if not counts:
            yield SaidWords(f"No area has a figure of “{label}” that may be shown.")
            continue
        yield _most_given(areas, counts, label, of)
        if names and not alike:
            yield SaidWords(f"Not shown of “{label}”: {listed_names(names)}.")
    if alike and hidden[0]:
        yield SaidWords(f"Not shown: {listed_names(hidden[0])}.")


def _most_given(
    areas: Sequence[Area], counts: Mapping[AreaCode, BoundedCount], label: str, of: str
) -> SaidWords:
    """On which area people gave this answer most often, as far as what is printed tells."""
    hidden = any(area.code not in counts for area in areas)
    if not any(count.most for count in counts.values()):
        return SaidWords(f"Nobody answered “{label}”{' where that may be shown' if hidden else ''}.")
    named = {numbered_area(area): counts[area.code] for area in areas if area.code in counts}
    most = largest_share(named)
    claims = (most.claim,) if most.claim else ()
    share = shares_text([named[key] for key in most.keys])
    where = "every area that is shown" if hidden else "every area"
    names = [area.short_name for area in areas if numbered_area(area) in most.keys]
    if len(most.keys) == len(named) > 1:
        if most.sure:
            return SaidWords(f"The share of “{label}” is the same on {where}: {share} {of}.", claims)
        return SaidWords(f"It cannot be told where people answered “{label}” most often ({share} {of}).")
    if not most.sure:
        each = [f"{name} ({share_text(named[key])})" for name, key in zip(names, most.keys, strict=True)]
        return SaidWords(
            f"It is on one of these or several that people answered “{label}” most often: {listed_names(each)}, "
            f"{of} there.",
            claims,
        )
    if len(named) == 1 and hidden:
        return SaidWords(
            f"Only of {names[0]} may it be shown how often people answered “{label}”: {share} {of}."
        )
    each_of_them = " on each" if len(names) > 1 else " there"
    often = f"People answered “{label}” most often on {listed_names(names)}: {share} {of}{each_of_them}."
    return SaidWords(often, claims)


# --- drawing ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BarBoard:
    """Says where bars begin on a board. On a wide one an area's name stands beside its bars, else above them."""

    width: float
    left: float
    is_wide: bool = False


PHONE = BarBoard(WIDTH, LEFT)
WIDE_BOARD = BarBoard(WIDE, 200.0, is_wide=True)


def _draw(key: str, rows: Rows, names: Sequence[str], board: BarBoard) -> Markup:
    """For each area its name, and below or beside it one bar an audience; in the area's colour if that is one."""
    looks = [(INK, INK), (f"url(#{key}-1)", COLOURS[1]), (PAPER, COLOURS[2]), (f"url(#{key}-3)", COLOURS[3])]
    known, y = _known(names, looks, board)
    parts = [svg_hatch(f"{key}-{i}", ink=COLOURS[i], paper=PAPER) for i in (1, 3) if i < len(names)] + known
    longest = max((bar.reach for _, bars in rows for bar in bars), default=0) or 1
    room = min((_room_of(bar, longest, board) for _, bars in rows for bar in bars), default=0.0)
    for area, bars in rows:
        parts += [area_disc(area, 11, y + 9), svg_text(LEFT, y + 13.5, area.short_name)]
        y += 2 if board.is_wide else 21
        for bar in bars:
            look = looks[bar.look % len(looks)] if names else (_unnamed_fill(bar, area), area.display.colour)
            parts += _bar(bar, y, room, *look, board)
            y += 17 if board.is_wide else 19
        y += 9 if board.is_wide else 8
    return svg_picture(key, "Bar chart", y, parts, board.width)


def _room_of(bar: ShareBar, longest: float, board: BarBoard) -> float:
    """Returns how long 100% may be for a bar to leave room for its words; the longest leaves BESIDE at least."""
    free = board.width - board.left
    if not bar.count:
        return (free - BESIDE) / longest
    return min((free - BESIDE) / longest, (free - 14 - LETTER * len(bar.words)) / (bar.reach or longest))


def _unnamed_fill(bar: ShareBar, area: Area) -> str:
    """The area's own colour; what stands beside the first bar of an area is hollow."""
    return PAPER if bar.look else area.display.colour


def _bar(bar: ShareBar, y: float, room: float, fill: str, edge: str, board: BarBoard) -> list[str]:
    """`room` is for a share of 100%."""
    left, right = board.left, board.width
    if bar.count is None:
        begins = right - max(BESIDE - 6, LETTER * len(bar.words))
        dashed = svg_line(left, y + 7, begins - 6, y + 7, LINE, 1.5, 'stroke-dasharray="3 4"')
        return [dashed, svg_text(begins, y + 11.5, bar.words, ink=SOFT, more='font-style="italic"')]
    wide, far = (max(1.0, room * share) for share in (bar.sure, bar.reach))
    box = f"M{to_svg(left)} {to_svg(y)}h{to_svg(wide)}v14h-{to_svg(wide)}z"
    drawn = [f'<path d="{box}" fill="{fill}" stroke="{edge}" stroke-width="1.4"/>']
    if far > wide:  # as far as it may reach
        more = f"M{to_svg(left + wide)} {to_svg(y)}h{to_svg(far - wide)}v14h-{to_svg(far - wide)}z"
        drawn.append(
            f'<path d="{more}" fill="none" stroke="{edge}" stroke-width="1.4" stroke-dasharray="3 3"/>'
        )
    return [*drawn, svg_text(left + far + 7, y + 11.5, bar.words, more=BOLD)]


def _known(
    names: Sequence[str], looks: Sequence[tuple[str, str]], board: BarBoard
) -> tuple[list[str], float]:
    """Returns what each kind of bar means; and where the bars begin."""
    parts, y = [], 4.0
    for i, name in enumerate(names):
        fill, edge = looks[i % len(looks)]
        parts.append(
            f'<path d="M4 {to_svg(y)}h26v12h-26z" fill="{fill}" stroke="{edge}" stroke-width="1.4"/>'
        )
        for words in wrapped_lines(name, board.width - 42):
            parts.append(svg_text(38, y + 10.5, words))
            y += 17
        y += 4
    return parts, y + (6 if names else 0)
