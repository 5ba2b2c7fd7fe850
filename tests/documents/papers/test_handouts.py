"""Posters and slips as PDFs: what they say, what they draw, and that nothing typed in does anything."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from lws_assess.actions.papers.handouts import Handout
from lws_assess.documents.papers.handouts import (
    PrintedSlip,
    email_with_link,
    poster_pdf,
    slips_of_groups,
)
from lws_assess.records.instruments import shipped_editions
from lws_assess.survey.rounds.occasions import BOTH, EVENT, MEETING, not_twice, not_twice_in_easy_words
from lws_assess.survey.secrets import in_groups, short_code
from tests.documents.paper import Paper
from tests.worlds.builders import INSTRUMENT, new_code

NOT_TWICE = not_twice(EVENT)
HOME = "https://assess.testham.example/"
HOSTILE = (
    '#import "/etc/passwd": *',
    '#read("/etc/passwd")',
    "]] #panic() [[ $x$ *bold* _it_ `raw` <label> @cite // no /* no",
    '"quotes" \\ \\u{41} {{ }} {% %}',
    "‮right to left‬ \u200f\u200e\u2066",
    "\x00\x07\x1b\ud800\ufffe\U000e0041 controls",
    "😀👩‍👩‍👧 emoji and 中文 বাংলা عربى Ж",
    "x" * 300,
    "Children and young people who " * 12,
    "",
    "   \n\t ",
)


def a_handout(**different: object) -> Handout:
    code = new_code()
    edition = shipped_editions()[INSTRUMENT]
    handout = Handout(
        partnership="Testham Children’s Partnership",
        group="Teachers",
        this_is_you_if="you teach in a school.",
        address=f"{HOME}join/{code}",
        code=short_code(new_code()),
        home=HOME,
        last_day="24 March 2026",
        minutes="about 10 to 20 minutes",
        smallest_number=10,
        contact="Ask Ada on 01632 960000.",
        easy=False,
        colours=tuple(area.display.colour for area in edition.areas),
        acknowledgement=edition.acknowledgement,
        rated_at=EVENT,
    )
    return replace(handout, **different)


def slips(handout: Handout, these: list[PrintedSlip]) -> bytes:
    return slips_of_groups([(handout, these)])


def some_slips(number: int) -> list[PrintedSlip]:
    return [PrintedSlip(f"{HOME}i/{code}", code) for code in (new_code() for _ in range(number))]


def test_a_poster_says_all_that_somebody_needs() -> None:
    handout = a_handout()
    paper = Paper(poster_pdf(handout)).is_sound()
    assert paper.title == "Poster: Teachers"
    assert len(paper.pages) == 1
    for words in (
        handout.partnership,
        "Tell us what you see and think",
        "For: Teachers",
        "This is you if you teach in a school.",
        "people who work or volunteer with children, young people and families here",
        "The square and the code lead to assess.testham.example",
        "assess.testham.example",
        " ".join(in_groups(handout.code)),
        "about 10 to 20 minutes",
        "24 March 2026",
        "results are shown only for 10 or more people together",
        NOT_TWICE,
        "Questions? Ask Ada on 01632 960000.",
    ):
        assert words in paper.text
    assert paper.addresses_drawn() == [handout.address]
    assert ("/Figure", f"QR code of the link {handout.address}") in paper.tags()


def test_a_poster_for_easy_read_uses_easy_words() -> None:
    paper = Paper(poster_pdf(a_handout(easy=True))).is_sound()
    assert "Nobody can tell which answers are yours." in paper.text
    assert not_twice_in_easy_words(EVENT) in paper.text
    assert "the people who help children, young people and families here" in paper.text
    assert "results are shown only" not in paper.text


def test_a_poster_for_everybody_speaks_of_the_choice_of_group() -> None:
    paper = Paper(poster_pdf(a_handout(group="", this_is_you_if=""))).is_sound()
    assert "you choose the group that fits you best" in paper.text
    assert "This is you if" not in paper.text


@pytest.mark.parametrize(("number", "pages"), [(1, 1), (8, 1), (9, 2), (20, 3)])
def test_every_slip_has_a_code_and_a_drawing_of_its_own(number: int, pages: int) -> None:
    made = some_slips(number)
    paper = Paper(slips(a_handout(), made)).is_sound()
    assert len(paper.pages) == pages
    assert paper.addresses_drawn() == [slip.address for slip in made]
    assert [alt for tag, alt in paper.tags() if tag == "/Figure"] == [
        f"QR code of the link {slip.address}" for slip in made
    ]
    for slip in made:
        assert " ".join(in_groups(slip.code)) in paper.text
    for words in (
        NOT_TWICE,
        "works once, for one person",
        "24 March 2026",
        "Testham Children’s Partnership: Teachers",
    ):
        assert paper.text.count(words) == number


def test_a_file_is_the_same_whenever_it_is_made() -> None:
    handout = a_handout()
    assert poster_pdf(handout) == poster_pdf(handout)


def test_without_a_last_day_or_contact_nothing_is_said_of_them() -> None:
    handout = a_handout(last_day="", contact=" ")
    for text in (
        Paper(poster_pdf(handout)).text,
        Paper(slips(handout, some_slips(1))).text,
        email_with_link(handout).body,
    ):
        assert "ast day" not in text
        assert "Questions?" not in text


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_somebody_typed_is_printed_and_does_nothing(name: str) -> None:
    handout = a_handout(partnership=name, group=name, this_is_you_if=name, contact=name)
    made = some_slips(2)
    on_wall, to_cut = Paper(poster_pdf(handout)).is_sound(), Paper(slips(handout, made)).is_sound()
    assert on_wall.addresses_drawn() == [handout.address]
    assert to_cut.addresses_drawn() == [slip.address for slip in made]
    for paper in (on_wall, to_cut):
        assert len(paper.pages) == 1
        assert "root:" not in paper.text
        assert NOT_TWICE in paper.text
        assert not set("\u202e\u202c\u200f\u2066\x07") & set(paper.text + paper.title)


def test_markup_is_printed_letter_by_letter() -> None:
    paper = Paper(poster_pdf(a_handout(group=HOSTILE[2])))
    assert re.sub(r"\s", "", HOSTILE[2]) in re.sub(r"\s", "", paper.text)


def test_letters_of_other_alphabets_stand_and_what_no_face_has_is_a_number() -> None:
    paper = Paper(poster_pdf(a_handout(group="Łukasz Жанна 😀 中 ܐ")))
    assert "Łukasz Жанна 😀 中 [U+0710]" in paper.text


def test_a_code_is_short_on_a_poster_and_in_fours_on_a_slip() -> None:
    handout, made = a_handout(), some_slips(1)
    halves, fours = in_groups(handout.code), in_groups(made[0].code)
    assert [len(part) for part in halves] == [5, 5]
    assert [len(part) for part in fours] == [4, 4, 4, 4, 4, 4, 2]
    assert " ".join(halves) in Paper(poster_pdf(handout)).text
    assert " ".join(fours) in " ".join(Paper(slips(handout, made)).text.split())


@pytest.mark.parametrize("easy", [False, True])
@pytest.mark.parametrize("rated_at", ["", EVENT, MEETING, BOTH])
def test_only_where_people_may_have_rated_elsewhere_are_they_told_not_to_answer_again(
    rated_at: str, easy: bool
) -> None:
    handout = a_handout(rated_at=rated_at, easy=easy)
    told = (not_twice_in_easy_words if easy else not_twice)(rated_at)
    for text in (
        Paper(poster_pdf(handout)).text,
        Paper(slips(handout, some_slips(1))).text,
        email_with_link(handout).body,
    ):
        flat = " ".join(text.split())
        assert (told in flat) if rated_at else ("again" not in flat)
        assert ("event" in flat) == ("event" in rated_at)
        assert ("meeting" in flat) == ("meeting" in rated_at)


@pytest.mark.parametrize("easy", [False, True])
def test_whatever_brings_people_says_who_asks_about_what_and_where_it_leads(easy: bool) -> None:
    handout = a_handout(easy=easy)
    for text in (
        Paper(poster_pdf(handout)).text,
        Paper(slips(handout, some_slips(1))).text,
        email_with_link(handout).body,
    ):
        flat = " ".join(text.split())
        for words in (
            handout.partnership,
            "children",
            "families here",
            "assess.testham.example",
            "about 10 to 20 minutes",
            "24 March 2026",
            "Nobody can tell which answers are yours" if easy else "obody can tell which answers are yours",
            "Questions? Ask Ada on 01632 960000.",
        ):
            assert words in flat, words


def test_an_email_is_words_a_link_and_the_event() -> None:
    handout = a_handout()
    text = email_with_link(handout)
    assert text.subject == "Testham Children’s Partnership: how well do we work together for children?"
    for words in (f"\n{handout.address}\n", NOT_TWICE, "The last day is 24 March 2026.", "Teachers"):
        assert words in text.body


@pytest.mark.parametrize("name", HOSTILE)
def test_a_subject_stays_one_line(name: str) -> None:
    assert (
        len(
            email_with_link(a_handout(partnership=name + "\r\nBcc: all@testham.example")).subject.splitlines()
        )
        <= 1
    )


def test_slips_of_several_groups_are_one_sound_file_in_order() -> None:
    sheets = [(a_handout(group=f"Group {n}"), some_slips(number)) for n, number in enumerate((90, 1, 41))]
    paper = Paper(slips_of_groups(sheets)).is_sound()
    assert paper.addresses_drawn() == [slip.address for _, made in sheets for slip in made]
    assert len(paper.pages) == 12 + 1 + 6
    figures = [alt for tag, alt in paper.tags() if tag == "/Figure"]
    assert figures == [f"QR code of the link {slip.address}" for _, made in sheets for slip in made]
    tree = paper.reader.trailer["/Root"]["/StructTreeRoot"]
    numbers = tree["/ParentTree"]["/Nums"][0::2]
    assert (
        [int(n) for n in numbers]
        == list(range(len(paper.pages)))
        == [page["/StructParents"] for page in paper.reader.pages]
    )
    for page, parents in zip(paper.reader.pages, tree["/ParentTree"]["/Nums"][1::2], strict=True):
        for element in parents.get_object():
            assert element.get_object()["/Pg"] == page
