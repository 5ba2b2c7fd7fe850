"""One question has one answer: sentences of the overview, of areas, groups, chapters, slides and papers are read.

Each sentence that names an area, a count or a rank is taken apart, and worked out again from the figures of the release
as they are printed. Those that answer the same question on several pages are laid beside each other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pytest

from lws_assess.documents.charts import every_chart as charts
from lws_assess.documents.charts.drawing import ordinal_number, place_on_scale
from lws_assess.documents.charts.first_few import first_few
from lws_assess.documents.overview.area_pages import area_story
from lws_assess.documents.overview.group_pages import group_story
from lws_assess.documents.overview.headline import round_headline
from lws_assess.documents.overview.ledger import area_ledger
from lws_assess.documents.overview.moved_sentences import moved_sentence
from lws_assess.documents.overview.overview_radar import overview_radar
from lws_assess.documents.papers.board_paper_results import told_of_changes
from lws_assess.documents.papers.board_papers import board_paper
from lws_assess.documents.papers.manuscripts import BulletList, Manuscript, PaperTable, TextParagraph
from lws_assess.documents.slides.board_messages import board_messages
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.changes import AudienceChanges
from lws_assess.survey.results.rank_bands import RankBand
from lws_assess.survey.results.round_results import AreaResult, AudienceResults
from lws_assess.survey.results.verdicts import Verdict
from lws_assess.survey.round_timing import EACH_GROUP, EACH_PERSON
from tests.claims import printed_figures as printed
from tests.claims.exhibits import board_contents
from tests.claims.generated_rounds import KINDS, TITLES, GeneratedPlace, draw_place, draw_round
from tests.runs.keeping import keep_for_a_file
from tests.runs.soaking import spread_of

PLACES, TOGETHER = 300, 12
NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


@dataclass(frozen=True)
class Told:
    """What is told of one audience in one reading; `changes` are None where nothing is compared."""

    place: GeneratedPlace
    audience: AudienceResults
    reading: str
    changes: AudienceChanges | None

    @property
    def then(self) -> str:
        return self.place.changes.then_title if self.place.changes else ""

    @property
    def groups(self) -> int:
        return sum(len(cell.groups) for cell in self.audience.cells)

    def own(self, area: AreaResult) -> str:
        """How chapters print where everybody stands in an area."""
        return place_on_scale(area.reading(self.reading).position, self.audience.audience.scale).text

    def called(self, name: str) -> AreaResult:
        return next(one for one in self.audience.areas if one.area.short_name == name)


@keep_for_a_file
def places(first: int) -> tuple[GeneratedPlace, ...]:
    """Places of every kind; and as many again, of several rounds, in the last of which a group is new."""
    seeds = range(first, first + TOGETHER)
    return (*map(draw_place, seeds), *map(with_a_new_group, seeds))


def with_a_new_group(seed: int) -> GeneratedPlace:
    chance = np.random.default_rng([14, seed])
    before, *_, now = KINDS["moving"](chance)
    bigger = tuple(replace(group, people=group.people + 14) for group in now.groups)
    old = {
        group.key: replace(group, people=group.people + 14) for group in before.groups[:-1] or before.groups
    }
    moved = tuple(
        replace(group, levels=_higher(group.levels) if seed % 2 else group.levels) for group in bigger
    )
    plans = replace(before, groups=tuple(old.values())), replace(now, groups=moved)
    drawn = (draw_round(chance, plan, title) for plan, title in zip(plans, TITLES, strict=False))
    return GeneratedPlace(seed, "a new group", tuple(drawn))


def _higher(levels: Mapping[str, float]) -> dict[str, float]:
    """Half of the areas a level higher."""
    return {code: min(5.0, level + number % 2) for number, (code, level) in enumerate(levels.items())}


@keep_for_a_file
def told(first: int) -> tuple[Told, ...]:
    return tuple(_told(first))


def _told(first: int) -> Iterator[Told]:
    for place in places(first):
        for audience in place.results.audiences:
            found = place.changes.find_audience(audience.audience.key) if place.changes else None
            if audience.people:
                for reading in (EACH_GROUP, EACH_PERSON):
                    yield Told(place, audience, reading, found if found and found.cells else None)


def some(test: object) -> object:
    return pytest.mark.parametrize("first", spread_of(range(0, PLACES, TOGETHER), 2))(test)  # type: ignore[arg-type]


# --- which area --------------------------------------------------------------------------------------------

FURTHEST = re.compile(r"[Tt]he longest way to go[^:]*: (.+?)(?:,? \(?at |$)")
FIRST = re.compile(r"(?:^|[.] )([A-Z][^.“”]*?) comes first(?: \((could be (\w+))\)|( by these figures)|[.,])")


@some
def test_which_area_has_furthest_to_go_is_answered_once(first: int) -> None:
    """Every page that answers it gives the answer of all groups, whatever it compares."""
    answers = Counter[str]()
    for one in told(first):
        chapter = charts.radar_chart(one.audience, one.reading).sentence
        alone = overview_radar(one.audience, one.reading, (), one.changes).said.text
        last_time = overview_radar(one.audience, one.reading, (), one.changes, with_last_time=True).said.text
        assert alone == overview_radar(one.audience, one.reading).said.text
        for said in (alone, last_time):
            if FURTHEST.search(said):
                assert said in chapter, f"{said} / {chapter}"
                answers["furthest"] += 1
            elif re.match(r"(Highest|Lowest)", said):
                assert said == charts.rainbow_chart(one.audience, one.reading).sentence
                answers["ends"] += 1
            else:
                answers["moved"] += " chance would move" in said
        contents = replace(board_contents(one.place), audience=one.audience.audience.key, reading=one.reading)
        slides = {message.key: message for message in board_messages(contents).messages}
        if "position" in slides:
            assert slides["position"].said == chapter
    assert answers["furthest"] > 5
    assert answers["moved"] > 5


@some
def test_what_comes_first_and_how_sure_that_is_is_said_alike(first: int) -> None:
    """The rank that chance leaves open is the same in the headline, the ledger, the picture and on the area's page."""
    read = Counter[str]()
    for one in told(first):
        bands = charts.rank_band_chart(one.audience, one.reading)
        at_once = bands.headers.index("Where it could put it, all areas at once")
        by_area = {row[0].partition(" ")[2]: row for row in bands.rows}
        headline = round_headline(one.audience, one.reading, one.changes, one.then).text
        for found in FIRST.finditer(headline):
            if re.search(r"\bno(ne| area)\b|one of|^Of what( else)?$", found[1]):
                continue
            area = one.called(found[1])
            read["first"] += 1
            mine = printed.distance(by_area[area.area.short_name][2])
            others = [
                printed.distance(row[2]) for name, row in by_area.items() if name != area.area.short_name
            ]
            assert mine
            assert all(mine.low >= other.high for other in others if other), headline
            place = printed.place(by_area[area.area.short_name][at_once])
            assert (found[3] or "") == (ordinal_number(place[1]) if place and place[1] > 1 else ""), headline
            assert bool(found[4]) == (place is None), headline
        for row in area_ledger(one.audience, one.reading, one.changes).rows:
            if not row.could_be:
                continue
            printed_band = by_area[row.area.short_name][at_once]
            assert printed.place(row.could_be) == printed.place(printed_band), (row.could_be, printed_band)
            story = area_story(
                one.audience, one.called(row.area.short_name), one.reading, one.changes, one.then, ()
            )
            if story.row.now.interval is not None:
                assert f"it could be {row.could_be} of {story.ranked}" in story.said.text
                read["ranks"] += 1
    assert read["first"] > 3
    assert read["ranks"] > 20


# --- which figure, and on whom it rests ----------------------------------------------------------------------

STANDS = re.compile(r"It stands at (.+?): ")
AGAINST = re.compile(r"on (.+?), (?:higher, |lower, )?at (.+?) against (.+?) for (.+?)\.$")
ALIKE = re.compile(r"in the (?:(\d+) |one )?groups? shown both times")


@some
def test_where_an_area_stands_is_the_figure_of_all_groups_and_a_change_says_whom_it_counts(
    first: int,
) -> None:
    read = Counter[str]()
    for one in told(first):
        radar = overview_radar(one.audience, one.reading, (), one.changes, with_last_time=True)
        assert [at.text for at in radar.outlines[0].places if at.value is not None] == [
            one.own(area)
            for area in one.audience.areas
            if isinstance(area.reading(one.reading).position, Shown)
        ]
        moves = (
            {found.area.code: found.reading(one.reading) for found in one.changes.areas}
            if one.changes
            else {}
        )
        for area in one.audience.areas:
            story = area_story(one.audience, area, one.reading, one.changes, one.then, ())
            if found := STANDS.match(story.said.text):
                assert found[1] == story.row.now.text == one.own(area)
                read["own"] += 1
            moved = moves.get(area.area.code)
            if moved is None or moved.difference is None:
                continue
            fewer = moved.everyone is not None
            assert bool(story.row.compared_in) == fewer
            assert bool(ALIKE.search(story.said.text)) == fewer, story.said.text
            assert (f" to {moved.now.text}" in story.said.text) <= (not fewer)  # type: ignore[union-attr]
            read["named" if fewer else "all"] += 1
        for cell in one.audience.cells[:2]:
            beside = overview_radar(one.audience, one.reading, [cell], one.changes).said.text
            page = group_story(one.audience, cell, one.reading, one.changes).said.text
            for said in (beside, page):
                if against := AGAINST.search(said):
                    assert against[3] == one.own(one.called(against[1])), said
                    assert against[4] == "everyone together"
                    read["against"] += 1
    assert min(read[name] for name in ("own", "named", "all", "against")) > 5, read


# --- what comes first, and how it moved ----------------------------------------------------------------------


@some
def test_each_of_the_first_areas_that_came_out_higher_or_lower_is_told(first: int) -> None:
    """Wherever it is told what moved, also where chance could have moved it as far; a fall as a rise is."""
    read = Counter[str]()
    for one in told(first):
        if one.changes is None:
            continue
        contents = replace(board_contents(one.place), audience=one.audience.audience.key, reading=one.reading)
        deck = {message.key: message for message in board_messages(contents).messages}
        mine = first_few(one.audience, one.reading)
        texts = {
            "headline": round_headline(one.audience, one.reading, one.changes, one.then).text,
            "chart": charts.dumbbell_chart(
                one.changes, one.reading, then_title="Then", now_title="Now", first=mine
            ).sentence,
            "slide": " ".join((deck["moved"].finding.text, deck["moved"].said)),
            "notes": " ".join(deck["moved"].notes),
            "paper": told_of_changes(one.audience, one.place.changes, one.reading).text,
        }
        assert one.place.changes
        for code in mine.codes:
            found = next((a for a in one.changes.areas if a.area.code == code), None)
            moved = found.reading(one.reading) if found else None
            if found is None or moved is None or moved.difference is None:
                continue
            if moved.beside_chance == Verdict.UNKNOWN or not (
                moved.difference.is_rise or moved.difference.is_fall
            ):
                continue
            way = "higher" if moved.difference.is_rise else "lower"
            sure = moved.rose or moved.fell
            for where, text in texts.items():
                all_moved = re.search(rf"[Aa]ll \w+ areas {'rose' if moved.rose else 'fell'}", text)
                assert found.area.short_name in text or (sure and all_moved), (where, text)
                if not sure:
                    assert re.search(
                        rf"{re.escape(found.area.short_name)} came out {re.escape(moved.difference.size)} {way}",
                        text,
                    ), (where, text)
                    assert "ithin chance" in text
            read[f"{way}, {'beyond' if sure else 'within'}"] += 1
    assert len(read) == 4, read


# --- how many ------------------------------------------------------------------------------------------------

WAYS = re.compile(
    r", (?:higher in (\d+))?(?: and )?(?:lower in (\d+))?(?:higher or lower in none)? of the (\d+) groups"
)
MOVED = re.compile(r"(?:rose|fell) by (\S+), from (.+?) in “.+?” to (.+?)[,.](?: |$)")
COUNTED = re.compile(r"(all|none|\w+|\d+)(?: of (\w+|\d+))? areas? (rose|fell)")
BASIS = re.compile(r"([\d,]+) (?:people|person) in ([\d,]+) groups?")
LOWEST = re.compile(r"lowest (?:two )?of the (\d+) statements shown")


def _number(word: str) -> int:
    word = word.lower()
    return 0 if word == "none" else NUMBERS.index(word) + 1 if word in NUMBERS else int(word)


@some
def test_counts_in_sentences_are_those_of_the_release(first: int) -> None:
    read = Counter[str]()
    for one in told(first):
        book = area_ledger(one.audience, one.reading, one.changes)
        people, groups = (int(part.replace(",", "")) for part in BASIS.match(book.basis).groups())  # type: ignore[union-attr]
        assert (people, groups) == (sum(cell.people for cell in one.audience.cells), one.groups)
        headline = round_headline(one.audience, one.reading, one.changes, one.then).text
        if found := LOWEST.search(headline):
            shown = [
                s
                for a in one.audience.areas
                for s in a.statements
                if isinstance(s.reading(one.reading), Shown)
            ]
            assert int(found[1]) == len(shown)
            read["statements"] += 1
        if one.changes is None:
            assert not re.search(r" (rose|fell)\b", headline)
            continue
        compared = [a for a in one.changes.areas if a.reading(one.reading).difference is not None]
        for word, of, way in COUNTED.findall(headline):
            moved = [a for a in compared if getattr(a.reading(one.reading), way)]
            known = len(compared)
            assert (known if word.lower() == "all" else _number(word)) == len(moved), headline
            assert not of or _number(of) == known, headline
            read["areas"] += 1
        for row, change in ((r, c) for r in book.rows for c in one.changes.areas if c.area is r.area):
            said = moved_sentence(row, one.then).text
            if ways := WAYS.search(said):
                top = one.audience.audience.scale.top
                pairs = [
                    (printed.figure(cell.then.text, top), printed.figure(cell.now.text, top))
                    for cell in change.cells
                    if isinstance(cell.then, Shown) and isinstance(cell.now, Shown)
                ]
                up = sum(bool(now and then and now.above(then)) for then, now in pairs)
                down = sum(bool(now and then and now.below(then)) for then, now in pairs)
                assert [int(part or 0) for part in ways.groups()] == [up, down, len(pairs)], said
                read["groups"] += 1
            if found := MOVED.search(said):
                ends = [
                    printed.figure(text, one.audience.audience.scale.top) for text in (found[2], found[3])
                ]
                if all(end and end.exact for end in ends):
                    then, now = ends
                    assert then
                    assert now
                    assert printed.number(found[1]) == pytest.approx(
                        float(abs(now.low - then.low)), abs=0.0501
                    )
                read["moves"] += 1
    assert read["groups"] > 10
    assert read["areas"] > 2


# --- in papers -----------------------------------------------------------------------------------------------


@some
def test_papers_and_slides_print_the_ranks_that_pages_print(first: int) -> None:
    """Wherever a table sets areas beside ranks that chance leaves open, they hold for all areas at once."""
    read = 0
    for place in places(first):
        contents = board_contents(place)
        for audience in place.results.audiences:
            if not audience.people or not audience.ranks_priorities:
                continue
            bands = {
                one.area.short_name: one.reading(place.results.leading).simultaneous_band
                for one in audience.areas
            }
            for area, said in _ranks_in(board_paper(contents)):
                band = bands[area]
                if (at := printed.place(said)) and isinstance(band, RankBand):
                    assert at == (band.best, band.worst)
                    read += 1
    assert read > 10


def _ranks_in(paper: Manuscript) -> Iterator[tuple[str, str]]:
    for block in paper.blocks:
        table = block if isinstance(block, PaperTable) else getattr(block, "table", None)
        heads = table.headers if table else ()
        if "By chance, all at once" in heads:
            at = heads.index("By chance, all at once")
            for row in table.rows:
                yield re.sub(r"^\d+ ", "", row[heads.index("Area")]), row[at]
        assert not any("by itself" in head.lower() for head in heads)


def words_of(paper: Manuscript) -> str:
    return " ".join(
        block.text
        if isinstance(block, TextParagraph)
        else " ".join(" ".join(point) for point in block.points)
        for block in paper.blocks
        if isinstance(block, TextParagraph | BulletList)
    )


@some
def test_wherever_a_rise_could_be_another_mix_of_people_it_is_said(first: int) -> None:
    """Where each person counts, a figure of everyone moves too where groups answered in other numbers."""
    read = Counter[str]()
    for one in told(first):
        if one.changes is None:
            continue
        then, now = one.changes.people_then, one.changes.people_now
        is_other = any(c.people_then * now != c.people_now * then for c in one.changes.cells)
        may_mix = is_other and one.reading == EACH_PERSON
        contents = replace(board_contents(one.place), audience=one.audience.audience.key, reading=one.reading)
        slides = {message.key: message.said for message in board_messages(contents).messages}
        headline = round_headline(one.audience, one.reading, one.changes, one.then).text
        said = [
            slides["moved"],
            charts.dumbbell_chart(one.changes, one.reading, then_title="Then", now_title="Now").sentence,
            *([headline] if re.search(r"\b(rose|fell) ", headline) or " rose since" in headline else []),
        ]
        for words in said:
            assert ("another mix of groups" in words) == may_mix, words
            read["said" if may_mix else "not said"] += 1
    assert min(read.values()) > 3
