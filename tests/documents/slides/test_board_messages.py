"""The messages for a board: each has a finding, and no figure in one is anything but what is printed."""

from __future__ import annotations

import re

import pytest

from lws_assess.documents.slides.board_messages import board_messages
from lws_assess.documents.slides.message_figures import MessageFigure, MessageTable
from tests.documents.slides.boards import BOARDS, LONG

ORDER = [
    "headline",
    "people",
    "position",
    "first",
    "statements",
    "groups",
    "families",
    "moved",
    "decided",
    "plan",
]  # in which they are told


@pytest.fixture(params=BOARDS)
def board(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_message_has_a_finding_a_line_and_something_to_say(board: str) -> None:
    deck = board_messages(BOARDS[board]())
    keys = [message.key for message in deck.messages]
    assert keys == [key for key in ORDER if key in keys]
    assert keys[:2] == ORDER[:2]
    assert keys[-2:] == ORDER[-2:]
    for message in deck.messages:
        assert 5 < len(message.finding.text) < 420, message
        assert len(message.said) > 5
        assert len(message.notes) > 1
        assert all(claim.holds for claim in message.finding.claims), message.finding


def test_a_board_that_has_everything_gets_ten() -> None:
    assert [message.key for message in board_messages(BOARDS["everything"]()).messages] == ORDER


def test_each_number_of_a_figure_is_the_one_that_is_printed(board: str) -> None:
    for message in board_messages(BOARDS[board]()).messages:
        if not isinstance(message.figure, MessageFigure):
            continue
        assert {len(row.values) for row in message.figure.rows} == {len(message.figure.series)}
        for value in (one for row in message.figure.rows for one in row.values):
            printed = [
                float(found.replace(",", "")) for found in re.findall(r"\d[\d,]*(?:\.\d+)?", value.text)
            ]
            if value.number is not None:
                assert printed[0] == value.number
            elif value.ends:
                assert set(value.ends) & set(printed), value
            else:
                assert not printed


def test_every_row_of_a_table_has_as_many_cells_as_there_are_headings(board: str) -> None:
    for message in board_messages(BOARDS[board]()).messages:
        if isinstance(message.figure, MessageTable):
            assert {len(row) for row in message.figure.rows} == {len(message.figure.headers)}


def test_what_is_withheld_is_said_and_has_no_number() -> None:
    for nothing in ("all withheld", "nothing at all"):
        keys = {message.key for message in board_messages(BOARDS[nothing]()).messages}
        assert not keys & {"position", "first", "groups", "families", "moved"}
    ends = board_messages(BOARDS["at the ends"]())
    values = [
        value
        for message in ends.messages
        if isinstance(message.figure, MessageFigure)
        for row in message.figure.rows
        for value in row.values
    ]
    named = [value for value in values if "below" in value.text or "over" in value.text]
    assert named
    assert all(value.number is None for value in named)


def test_forty_groups_are_told_by_those_at_either_end() -> None:
    groups = next(m for m in board_messages(BOARDS["forty groups"]()).messages if m.key == "groups")
    assert isinstance(groups.figure, MessageFigure)
    numbers = [row.values[0].number for row in groups.figure.rows]
    assert len(numbers) == 8
    assert numbers == sorted(numbers)
    assert "4 lowest and the 4 highest of 40" in groups.said
    assert max(note.count(LONG[:40]) for note in groups.notes) == 40  # all are named to whoever speaks


def test_what_is_late_longest_comes_first_and_what_is_done_is_not_due() -> None:
    plan = board_messages(BOARDS["forty groups"]()).messages[-1]
    assert plan.finding.text == "Of 9 actions 8 are still to do, and 8 of them are late"
    assert isinstance(plan.figure, MessageTable)
    assert [row[0] for row in plan.figure.rows] == ["MA-00", "MA-01", "MA-02", "MA-03"]
    assert plan.figure.rows[0][-1] == "821 days late"


def test_a_decision_of_an_earlier_round_is_not_called_none() -> None:
    """Its table stands beneath."""
    decided = next(m for m in board_messages(BOARDS["decided before"]()).messages if m.key == "decided")
    assert decided.finding.text == "Decided after “The first round”, and nothing since"
    assert decided.said.endswith("After “The second round” nothing is decided yet.")
    assert isinstance(decided.figure, MessageTable)
