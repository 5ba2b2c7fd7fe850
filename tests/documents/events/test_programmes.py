"""The programme of an event on paper: what each part holds, for any questionnaire, and that it does nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from lws_assess.actions.papers.event_papers import PaperProgramme
from lws_assess.documents.events.programmes import (
    ACTIONS,
    AGENDA,
    AGREED,
    COUNTS,
    JOINING,
    MISSING,
    NOTES,
    PARTS,
    RATING,
    SLIPS,
    WORDS,
    pieces_of_pack,
    programme_pdf,
)
from lws_assess.records.events.programme_templates import find_template, programme_templates
from lws_assess.records.instruments import shipped_editions
from lws_assess.survey.events import programmes
from lws_assess.survey.events.programme_times import segment_times
from lws_assess.survey.events.rooms import address_to_join
from lws_assess.survey.instruments import FULL, SHORT, Edition
from tests.documents.paper import Paper
from tests.documents.papers.test_handouts import HOSTILE
from tests.runs.soaking import spread_of
from tests.worlds.builders import INSTRUMENT

SHELF = Path(__file__).parents[2] / "shelf"
EDITIONS = {**shipped_editions(), **shipped_editions(SHELF)}
EVERYTHING = [part.key for part in PARTS]


def a_programme(template: str = "one-day", **different: object) -> PaperProgramme:
    found = find_template(template)
    facts = PaperProgramme(
        title="Visioning day",
        partnership="Testham Children’s Partnership",
        place="Town Hall",
        day="Tuesday 3 March 2026",
        segments=found.segments,
        times=segment_times(found.starts, found.segments),
        edition=EDITIONS[INSTRUMENT],
        tables=2,
        code="CD4F7K",
        address="assess.example/e",
        slips=("083421", "166842", "250263"),
        groups={"professional": ("Teachers", "Nurses")},
    )
    return replace(facts, **different)


def printed(parts: list[str], **different: object) -> Paper:
    return Paper(programme_pdf(a_programme(**different), parts)).is_sound()


def flat(text: str) -> str:
    return " ".join(text.split())


def together(text: str) -> str:
    """Without spaces: a line that is broken in a narrow column reads the same."""
    return re.sub(r"\s", "", text)


def test_the_agenda_says_when_what_happens_who_leads_it_and_how() -> None:
    facts = a_programme()
    text = printed([AGENDA]).text
    for words in ("Tuesday 3 March 2026", "Town Hall", "assess.example/e", "CD4F7K", "If the network fails"):
        assert words in text
    rest = together(text)
    for segment, (start, end) in zip(facts.segments, facts.times, strict=True):
        _, found, rest = rest.partition(together(f"{start}–{end}{segment.title}"))
        assert found, segment.title
        assert together(segment.notes) in rest
        assert together(segment.led_by) in rest


def test_an_agenda_leaves_out_what_nobody_knows_yet() -> None:
    text = printed([AGENDA], place="", day=" ", code="", address="").text
    for name in ("When:", "Where:", "To join:", "Code:"):
        assert name not in text


@pytest.mark.parametrize(("slips", "pages"), [(1, 1), (12, 1), (13, 2), (150, 13)])
def test_slips_are_twelve_a_page_each_with_its_number(slips: int, pages: int) -> None:
    numbers = [f"{n * 83_421 % 1_000_000:06}" for n in range(1, slips + 1)]
    paper = printed([SLIPS], slips=numbers)
    assert len(paper.pages) == pages
    assert re.findall(r"Your number (\d{3} \d{3})", paper.text) == [f"{n[:3]} {n[3:]}" for n in numbers]
    assert paper.text.count("Code CD4F7K") == slips


def test_each_table_has_a_page_whose_code_leads_to_it() -> None:
    """Read from the drawing, against the matrix that the library makes of the address: no reader is installed."""
    addresses = {
        table: address_to_join("https://assess.example", "CD4F7K", b"salt", table)
        for table in ("1", "2", "12")
    }
    paper = printed([JOINING], joining=addresses)
    assert paper.addresses_drawn() == list(addresses.values())
    assert [re.findall(r"Table \d+", page) for page in paper.pages] == [[f"Table {t}"] for t in addresses]
    assert all("CD4F7K" in page and "assess.example" in page for page in paper.pages)


def test_a_room_without_tables_has_one_code_and_before_it_opens_there_is_none() -> None:
    address = address_to_join("https://assess.example", "CD4F7K", b"salt")
    paper = printed([JOINING], joining={"": address})
    assert paper.addresses_drawn() == [address]
    assert "Table" not in paper.text
    assert printed([JOINING, AGENDA], joining={}).addresses_drawn() == []


def test_without_numbers_there_are_no_slips() -> None:
    assert "Your number" not in printed([SLIPS, AGENDA], slips=()).text


@pytest.mark.parametrize("length", [FULL, SHORT])
@pytest.mark.parametrize("instrument", EDITIONS)
def test_rating_sheets_have_every_question_with_its_number_and_levels(instrument: str, length: str) -> None:
    edition = EDITIONS[instrument]
    rest = together(printed([RATING], edition=edition, length=length).text)
    for audience in edition.audiences:
        assert together(audience.agreement) in rest
        for area in edition.areas:
            questions = area.put(audience, length)
            for number, question in enumerate(questions, 1):
                told = "" if audience.easy_read else f"{area.number}.{number} {question.topic}"
                _, found, rest = rest.partition(together(told + question.text))
                assert found, question.text
                for level in question.scale.levels:
                    assert together(f"{level.value} {level.label}") in rest
                for words in question.descriptors:
                    assert together(words) in rest
        assert together(audience.top_areas.text) in rest


def test_each_area_of_statements_has_one_page_and_nothing_is_set_small_for_easy_readers() -> None:
    edition: Edition = EDITIONS[INSTRUMENT]
    pages = printed([RATING]).pages
    for area in edition.areas:
        (page,) = (page for page in pages if area.purpose[:40] in page)
        for question in area.statements:
            assert flat(question.text) in page
    assert sum("Choose priorities" in page for page in pages) == len(edition.audiences)


def test_a_person_chooses_the_group_or_writes_it_where_no_names_are_known() -> None:
    text = printed([RATING]).text
    _, asked, after = text.partition("Which of these is you? Tick one.")
    assert asked
    assert after.index("Teachers") < after.index("Nurses") < after.index("Rate alone")
    assert text.count("Which of these is you?") == 1
    assert text.count("Your group") == len(EDITIONS[INSTRUMENT].audiences) - 1


@pytest.mark.parametrize(("tables", "names"), [(0, ["Whole room"]), (1, ["Table 1"]), (3, ["Table 3"])])
def test_each_table_has_a_sheet_of_every_kind(tables: int, names: list[str]) -> None:
    pages = printed([COUNTS, AGREED, NOTES, WORDS, MISSING, ACTIONS], tables=tables).pages
    assert len(pages) == 6 * max(tables, 1)
    for name in names:
        assert sum(name in page for page in pages) == 6
    for heading in (
        "Count sheet",
        "What our table agrees",
        "Vision words",
        "Who is missing?",
        "Make it real",
    ):
        assert sum(page.startswith(heading) for page in pages) == max(tables, 1)


def test_the_sheets_of_one_table_follow_each_other() -> None:
    pages = printed([COUNTS, WORDS], tables=3).pages
    assert [re.findall(r"Table \d", page)[0][-1] for page in pages] == ["1", "1", "2", "2", "3", "3"]


@pytest.mark.parametrize("instrument", EDITIONS)
def test_table_sheets_name_every_area_and_level_of_any_questionnaire(instrument: str) -> None:
    edition = EDITIONS[instrument]
    for part in (COUNTS, AGREED, NOTES):
        paper = together(printed([part], edition=edition, tables=1).text)
        for area in edition.areas:
            assert together(f"{area.number}. {area.short_name}") in paper
    counts = together(printed([COUNTS], edition=edition, tables=1).text)
    for audience in edition.audiences:
        assert together(audience.label) in counts
        assert all(together(f"{level.value} {level.label}") in counts for level in audience.scale.levels)


def test_a_count_sheet_takes_no_votes_of_fewer_people_than_may_be_shown() -> None:
    text = printed([COUNTS], smallest_number=7).text
    assert "only where 7 or more people voted at this table" in text
    assert "Show it to nobody but the technical host" in text


def test_a_sheet_asks_what_the_screen_asks() -> None:
    segments = programmes.change_segment(
        find_template("one-day").segments, "words", words="What would a child say?"
    )
    facts = a_programme(segments=segments)
    assert "What would a child say?" in Paper(programme_pdf(facts, [WORDS])).text


@pytest.mark.parametrize("template", programme_templates(), ids=lambda t: t.key)
def test_a_programme_gets_the_parts_that_it_needs(template: programmes.ProgrammeTemplate) -> None:
    kinds = {segment.kind for segment in template.segments}
    parts = pieces_of_pack(template.segments)
    assert {AGENDA, SLIPS, RATING, COUNTS, AGREED} <= set(parts)
    assert (ACTIONS in parts) == ("actions" in kinds)
    assert (MISSING in parts) == ("missing" in kinds)
    Paper(programme_pdf(a_programme(template.key, tables=1), parts)).is_sound()


def test_where_nothing_was_chosen_there_is_the_agenda() -> None:
    assert "What happens" in printed([]).text
    assert "What happens" in printed(["a part that is none"]).text


def test_parts_come_in_their_order_whatever_the_order_of_choosing() -> None:
    assert printed([WORDS, AGENDA]).pages == printed([AGENDA, WORDS]).pages


def test_the_same_programme_gives_the_same_bytes() -> None:
    facts = a_programme(edition=EDITIONS["small-places"])
    assert programme_pdf(facts, EVERYTHING) == programme_pdf(facts, EVERYTHING)


@pytest.mark.parametrize("typed", spread_of(HOSTILE, 4))
def test_whatever_somebody_typed_is_printed_and_does_nothing(typed: str) -> None:
    segments = tuple(
        replace(segment, title=typed[:80] or "x", words=typed[:400], led_by=typed[:80], notes=typed)
        for segment in find_template("evening").segments
    )
    facts = a_programme(
        "evening",
        title=typed,
        partnership=typed,
        place=typed,
        day=typed,
        segments=segments,
        code=typed,
        address=typed,
        edition=EDITIONS["small-places"],
        groups={"neighbours": (typed, typed)},
        tables=1,
    )
    paper = Paper(programme_pdf(facts, EVERYTHING)).is_sound()
    assert "root:" not in paper.text
    assert not set("\u202e\u202c\u200f\u2066\x07") & set(paper.text + paper.title)


def test_a_day_of_sixty_tables_is_printed() -> None:
    assert len(Paper(programme_pdf(a_programme(tables=60), [WORDS, ACTIONS])).reader.pages) == 120


def test_every_table_has_its_heads_marked_and_every_sheet_its_heading() -> None:
    tags = [tag for tag, _ in printed([AGENDA, COUNTS], tables=1).tags()]
    assert tags.count("/Table") == 1 + 1 + len(EDITIONS[INSTRUMENT].audiences) + 1
    assert tags.count("/THead") == tags.count("/Table")
    assert tags.count("/H1") == 2
