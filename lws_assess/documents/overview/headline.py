"""Headline: what a good analyst would say first of a round's results, in a sentence or two.

    AudienceResults, RoundChanges  ->  round_headline  ->  SaidWords: what moved, what comes first, what stands lowest

Every sentence is built from claims about printed figures (documents.claims). What the figures leave open is not said,
or it is said that it is open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from lws_assess.documents.changed_mix import mix_words
from lws_assess.documents.charts.drawing import (
    ScalePlace,
    listed_names,
    number_word,
    numbered_area,
    ordinal_number,
    place_on_scale,
)
from lws_assess.documents.charts.extremes import ExtremeAreas, extremes_of_places
from lws_assess.documents.charts.first_few import NO_FIRST, FirstFew, first_few, told_of_first
from lws_assess.documents.charts.rainbow import highest_and_lowest
from lws_assess.documents.charts.ranking import first_areas, no_first, printed_scores, ranked_places
from lws_assess.documents.claims import Claim, PrintedFigure, Relation, SaidWords, said_together
from lws_assess.documents.moved_figures import claim_of_change
from lws_assess.survey.instruments import Area
from lws_assess.survey.keys import AreaCode
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.changes import AudienceChanges
from lws_assess.survey.results.priorities import FIRST_THREE
from lws_assess.survey.results.round_results import AreaResult, AudienceResults
from lws_assess.survey.results.verdicts import Verdict

NAMED = 2  # areas that are named; more of them are counted
NOTHING_SHOWN = "No area has a figure that may be shown."


def round_headline(
    audience: AudienceResults, reading: str, changes: AudienceChanges | None, then_title: str = ""
) -> SaidWords:
    """Says what comes first to mind of one audience in one reading.

    `changes` are those since the round called `then_title`; None where there is no such round.
    """
    if not any(isinstance(one.reading(reading).position, Shown) for one in audience.areas):
        return SaidWords(NOTHING_SHOWN)
    moved = (
        what_moved(changes, reading, then_title, first_few(audience, reading)) if changes else SaidWords("")
    )
    return said_together((moved, _first_and_lowest(audience, reading)))


# --- what moved ------------------------------------------------------------------------------------------


def what_moved(
    changes: AudienceChanges, reading: str, then_title: str, first: FirstFew = NO_FIRST
) -> SaidWords:
    """Says how many areas rose and how many fell by more than chance would move them; empty where none is compared.

    Of those that come `first` each is told that came out higher or lower, also within chance.
    """
    found = [(one.area, one.reading(reading)) for one in changes.areas]
    known = [(area, moved) for area, moved in found if moved.difference is not None]
    if not known:
        return SaidWords("")
    since = f"since “{then_title}”"
    if all(moved.beside_chance == Verdict.UNKNOWN for _, moved in known):
        return SaidWords(
            f"How far chance could move the areas {since} is not known, so none is said to have moved."
        )
    up = [(area, moved) for area, moved in known if moved.rose]
    down = [(area, moved) for area, moved in known if moved.fell]
    if not up and not down:
        none = SaidWords(f"No area has moved {since} by more than chance would move it.")
        return said_together((none, told_of_first(found, first, ())))
    words = [
        f"{_counted([area for area, _ in ones], len(known))} {verb}"
        for ones, verb in ((up, "rose"), (down, "fell"))
        if ones
    ]
    text = f"{' and '.join(words)} {since}, by more than chance would move "
    moved = SaidWords(
        f"{text[:1].upper()}{text[1:]}{'it' if len(up) + len(down) == 1 else 'them'}.",
        tuple(claim_of_change(numbered_area(area), one) for area, one in (*up, *down)),
    )
    named = [
        area.code for ones in (up, down) if len(ones) in (*range(NAMED + 1), len(known)) for area, _ in ones
    ]
    return said_together((moved, told_of_first(found, first, named), SaidWords(mix_words(changes, reading))))


def _counted(areas: Sequence[Area], of: int) -> str:
    """Areas by name where they are few, and by number where they are more.

    >>> _counted((), 8)
    'none of eight areas'
    """
    if 0 < len(areas) <= NAMED:
        return listed_names(area.short_name for area in areas)
    if len(areas) == of:
        return f"all {number_word(of)} areas"
    return f"{number_word(len(areas))} of {number_word(of)} areas"


# --- what comes first, and what stands lowest --------------------------------------------------------------


def _first_and_lowest(audience: AudienceResults, reading: str) -> SaidWords:
    first, area = what_is_first(audience, reading)
    lowest = lowest_statement(audience, reading)
    if lowest is None:
        return first
    owner, said = lowest
    if area is not None and owner is area:
        return SaidWords(f"{first.text[:-1]}, and holds {said.text}.", (*first.claims, *said.claims))
    where = f" ({owner.area.short_name})" if owner else ""
    return said_together((first, SaidWords(f"{said.text[:1].upper()}{said.text[1:]}{where}.", said.claims)))


def what_is_first(audience: AudienceResults, reading: str) -> tuple[SaidWords, AreaResult | None]:
    """Says what comes first, and gives the one area that does where it is one.

    Where nobody was asked how much each area matters, it is the highest and the lowest area instead.
    """
    if not ranked_places(audience, reading):
        at = [
            (one.area, place_on_scale(one.reading(reading).position, audience.audience.scale))
            for one in audience.areas
        ]
        return highest_and_lowest(at), None
    if none := no_first(audience, reading):
        return none, None
    found = first_areas(audience, reading)
    alone, scores = _the_first(found.sure, reading), printed_scores(audience, reading)
    claims = _above_all_others(alone.area.code, scores) if alone else ()
    if alone is None or not all(claim.holds for claim in claims):  # a tie for the first place is left open
        return found.more if not found.sure else _several(found.sure, audience, reading), None
    return SaidWords(f"{alone.area.short_name} comes first{_by_chance((alone,), reading, 1)}.", claims), alone


def _by_chance(found: Sequence[AreaResult], reading: str, places: int) -> str:
    """Says what chance leaves open of the first few areas: a rank by the figures alone sounds certain.

    It is read off the ranks that hold for all areas at once, as the ledger prints them.
    """
    bands = [band for one in found if (band := one.reading(reading).simultaneous_band)]
    if len(bands) < len(found):
        return " by these figures"
    last = max(band.worst for band in bands)
    if last <= places:
        return ""
    return f" (could be {ordinal_number(last)})" if len(found) == 1 else " (chance could change that)"


def _above_all_others(code: AreaCode, scores: Mapping[AreaCode, PrintedFigure]) -> tuple[Claim, ...]:
    others = tuple(one for other, one in scores.items() if other != code)
    return (Claim(Relation.ABOVE, (scores[code],), others),) if others else ()


def _the_first(sure: Sequence[AreaResult], reading: str) -> AreaResult | None:
    """The area whose rank is 1 whatever the figures are, and shared with none."""
    ranked = [(one, one.reading(reading).places) for one in sure]
    first = [one for one, at in ranked if at and at.worst == 1]
    return first[0] if len(first) == 1 else None


def _several(sure: Sequence[AreaResult], audience: AudienceResults, reading: str) -> SaidWords:
    scores = printed_scores(audience, reading)
    codes = [one.area.code for one in sure]
    names = listed_names(one.area.short_name for one in sure)
    others = tuple(one for code, one in scores.items() if code not in codes)
    comes = "comes" if len(sure) == 1 else "come"
    text = f"{names} {comes} among the first three{_by_chance(sure, reading, FIRST_THREE)}."
    return SaidWords(text, (Claim(Relation.FIRST, tuple(scores[code] for code in codes), others),))


def lowest_statement(audience: AudienceResults, reading: str) -> tuple[AreaResult | None, SaidWords] | None:
    """The statement that stands lowest of all that are shown, as the rest of a sentence, and the area it is in.

    None where fewer than two are shown, where they are alike, or where more than NAMED may be the lowest. Easy-read
    forms put one question an area, so that there is nothing to say besides.
    """
    if audience.audience.easy_read:
        return None
    scale = audience.audience.scale
    shown = [
        (one, area, value)
        for area in audience.areas
        for one in area.statements
        if isinstance(value := one.reading(reading), Shown)
    ]
    topics = Counter(one.question.topic for one, _, _ in shown)
    at: dict[str, ScalePlace] = {}
    owners: dict[str, AreaResult] = {}
    for one, area, value in shown:
        topic = one.question.topic
        name = topic if topics[topic] == 1 else f"{topic} ({area.area.short_name})"
        at[name], owners[name] = place_on_scale(value, scale), area
    found = extremes_of_places(at)
    if found.lowest is None or not found.lowest.sure or len(found.lowest.names) > NAMED:
        return None
    return _lowest(found.lowest, at, owners, found.known)


def _lowest(
    end: ExtremeAreas, at: dict[str, ScalePlace], owners: dict[str, AreaResult], known: int
) -> tuple[AreaResult | None, SaidWords]:
    names = list(end.names)
    text = at[names[0]].text
    if len(names) == 1:
        words = f"the lowest of the {known} statements shown: {names[0]}, {text}"
        return owners[names[0]], SaidWords(words, (end.claim,))
    words = f"the lowest two of the {known} statements shown: {listed_names(names)}, each {text}"
    same = owners[names[0]] if owners[names[0]] is owners[names[1]] else None
    return same, SaidWords(words, (end.claim,))
