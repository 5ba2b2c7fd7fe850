"""What a moderator is pointed to, in tables of examples; whom it must not miss, and what it should leave alone."""

from __future__ import annotations

import time

import pytest

from lws_assess.records.demo import marlhaven_demo
from lws_assess.survey.comments import (
    EMAIL,
    HEALTH,
    KINDS,
    ONLY,
    PERSON,
    RISK,
    SETTING,
    TELEPHONE,
    CommentFlag,
    flags_of,
    marked_pieces,
    speaks_of_risk,
)


def found(text: str) -> list[tuple[str, str]]:
    return [(flag.kind, text[flag.start : flag.end]) for flag in flags_of(text)]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Write to jo.bloggs@testford.example please", EMAIL, "jo.bloggs@testford.example"),
        ("I am kai at mail dot com", EMAIL, "kai at mail dot com"),
        ("Ring 01632 960 123 after six", TELEPHONE, "01632 960 123"),
        ("ring (01632) 960123", TELEPHONE, "01632) 960123"),
        ("my number 07700900123", TELEPHONE, "07700900123"),
        ("+44 7700 900 123 is mine", TELEPHONE, "+44 7700 900 123"),
        ("Mr Carter never rings", PERSON, "Mr Carter"),
        ("i like mrs okafor", PERSON, "mrs okafor"),
        ("We asked Dr. Singh-Patel twice", PERSON, "Dr. Singh-Patel"),
        ("PC Dunn came round", PERSON, "PC Dunn"),
        ("Miss Obi listens", PERSON, "Miss Obi"),
        ("then Orla Finnegan came", PERSON, "Orla Finnegan"),
        ("Orla Finnegan came", PERSON, "Orla Finnegan"),
        ("Thank you Orla O’Brien", PERSON, "Orla O’Brien"),
        ("My worker Zofia is kind", PERSON, "Zofia"),
        ("a boy called Tadhg", PERSON, "Tadhg"),
        ("Sarah is the best", PERSON, "Sarah"),
        ("I like Sarah’s group", PERSON, "Sarah’s"),
        ("At Strandgate Primary nobody rings", SETTING, "Strandgate Primary"),
        ("Oakfield School is great", SETTING, "Oakfield School"),
        ("the team at St Wystan’s C of E primary school", SETTING, "St Wystan’s C of E primary school"),
        ("he goes to Tumbledown nursery", SETTING, "Tumbledown nursery"),
        ("the Harbour Lights Centre closed", SETTING, "Harbour Lights Centre"),
        ("we live in Gorse House", SETTING, "Gorse House"),
        ("Quayside Practice lost it", SETTING, "Quayside Practice"),
        ("My son has epilepsy", HEALTH, "epilepsy"),
        ("since her diagnosis", HEALTH, "diagnosis"),
        ("they forgot his medication", HEALTH, "medication"),
        ("a boy with a feeding tube", HEALTH, "feeding tube"),
        ("while I was in foster care", HEALTH, "was in foster care"),
        ("I am the only deaf parent here", ONLY, "the only"),
        ("one of only two midwives", ONLY, "one of only"),
        ("We are only three in the team", ONLY, "are only"),
    ],
)
def test_this_is_flagged(text: str, kind: str, words: str) -> None:
    assert (kind, words) in found(text)


RISKS = """
I do not feel safe at home at the moment.
i dont feel safe
I don’t feel safe here
I never feel really safe
my dad hits me
he hurt my sister
they hit their kids
The neighbour is hurting the children
She’s always slapping her little boy
I get hit at home when I am late
my stepdad touches me
He touched me and I told nobody
i feel unsafe at home
It is unsafe at home
we are not safe with him
I want to die
i wanna die
I wish I was dead
better off without me
I cut myself
sometimes I self harm
I self-harm
thinking about suicide
I feel suicidal
i feel sucidal
I will kill myself
they said they would kill me
I might run away
I ran away twice
I am scared of my dad
I'm scared to go home
I’m frightened at home
frightened of him
she is being groomed and abused
He was abusive to us
mum was raped
I am being bullied
there is no food at home
he carries a knife
I took an overdose
I don’t want to be here
No reason to live
she locked me in
please help me
a child is not safe
The boy isn’t safe there
I'm not safe
He   hits
me
""".strip().splitlines()[:-2]


@pytest.mark.parametrize("text", [*RISKS, "HE HITS ME", "he hits\nme"])
def test_these_words_speak_of_risk(text: str) -> None:
    assert speaks_of_risk(text)
    assert RISK in {flag.kind for flag in flags_of(text)}


@pytest.mark.parametrize(
    "text",
    [
        "One form would kill two birds with one stone.",
        "We never hit the target.",
        "It is an abuse of process to ask this twice.",
        "The cuts hit us hard.",
        "The cuts hit our children hardest.",
        "Delays hurt children and families.",
        "They beat every target for children.",
        "It hit me that nobody reads these.",
        "Her words touched me deeply.",
        "Child abuse training was good, and so was the suicide prevention course.",
        "We need a self-harm policy that schools can use.",
        "The budget ran away with us.",
        "Staff do not feel safe to share information.",
        "I am afraid nothing will change.",
        "We are scared of getting it wrong.",
        "Paperwork is killing us.",
        "Safeguarding and keeping children safe is everybody’s job.",
        "It hurts me to see families wait.",
        "Nobody touches my report for weeks.",
        "The knife crime project works.",
        "Do not run before you can walk away from the old system.",
        "The system is not safe, and it is not safe to share a login.",
        "She was not safe to practise without supervision.",
    ],
)
def test_these_words_are_about_work_and_raise_no_alarm(text: str) -> None:
    assert not speaks_of_risk(text)


@pytest.mark.parametrize(
    "text",
    [
        "In 2023-2024 we had 01 or 02 cases, and 10,000 in 2019.",
        "The only way is to talk. The only thing that works is time.",
        "Social Services and the Youth Justice Board met the County Council on Monday.",
        "Every Child Matters is not dead. The Children’s Centre helps, and so does Early Help.",
        "NHS England and CAMHS do not talk.",
        "Good practice needs time. Best Practice is a phrase. Changing school is hard.",
        "I miss my old worker. Miss out one form.",
        "Young Commissioners and Head Teachers came in September.",
        "We may ring in May. I will. Mark my words.",
        "We meet at the school, at nursery and at the family centre.",
        "",
    ],
)
def test_this_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_the_comments_of_the_demo_give_hardly_a_false_flag() -> None:
    texts = [c.text for this in marlhaven_demo().rounds for c in this.comments if not c.is_case]
    assert len(texts) == 115
    assert [text for text in texts if flags_of(text)] == []


CASES = {
    "Mr Carter": [(PERSON, "Mr Carter"), (SETTING, "Strandgate Primary")],
    "My son": [(ONLY, "the only"), (PERSON, "Little Anchors"), (HEALTH, "feeding tube")],
    "I do not": [(RISK, "do not feel safe")],
    "Another survey": [],
}


@pytest.mark.parametrize("begins", CASES)
def test_the_four_cases_of_the_demo_are_flagged_for_what_they_are(begins: str) -> None:
    cases = [c.text for this in marlhaven_demo().rounds for c in this.comments if c.is_case]
    assert len(cases) == 4
    text = next(text for text in cases if text.startswith(begins))
    assert found(text) == CASES[begins]


def test_every_kind_has_words_for_the_page() -> None:
    assert all(KINDS.values())
    assert {kind for text in (*RISKS, "Mr Carter") for kind, _ in found(text)} <= KINDS.keys()


@pytest.mark.parametrize(
    "text", ["Mr Carter at Strandgate Primary, 01632 960123", "nothing", "", "Mr Carter"]
)
def test_the_pieces_of_a_marked_text_are_the_text(text: str) -> None:
    pieces = marked_pieces(text, flags_of(text))
    assert "".join(words for words, _ in pieces) == text
    assert {kind for _, kinds in pieces for kind in kinds} == {flag.kind for flag in flags_of(text)}


def test_flags_that_overlap_are_marked_once_with_both_kinds() -> None:
    pieces = marked_pieces("abcdef", [CommentFlag(PERSON, 0, 3), CommentFlag(SETTING, 2, 5)])
    assert pieces == [("abcde", (PERSON, SETTING)), ("f", ())]


@pytest.mark.parametrize(
    "piece", ["a", "A", "Aa ", "A'", "Aa-", "a.b-", "a@", "0", "0 ", "mr ", "I don't feel "]
)
def test_no_text_takes_long_to_look_at(piece: str) -> None:
    text = (piece * 2000)[:2000]
    began = time.process_time()
    flags_of(text)
    assert time.process_time() - began < 0.25
