"""Lists of addresses as people keep them."""

from __future__ import annotations

import pytest

from lws_assess.actions.addresses import as_lines, check_entries, read_address, read_entries


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ada@x.example", "ada@x.example"),
        ("  ADA@X.Example, ", "ada@x.example"),
        ("Ada Lovelace <ada@x.example>", "ada@x.example"),
        ("'Lovelace, Ada' <Ada@x.example>;", "ada@x.example"),
        ("mailto:ada@x.example", "ada@x.example"),
        ("o'neil+round.1@sub-domain.x.example", "o'neil+round.1@sub-domain.x.example"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("\u200bada@x.example", "ada@x.example"),
        *[
            (bad, None)
            for bad in (
                "ada",
                "ada@",
                "@x.example",
                "ada@x",
                "ada@@x.example",
                "a da@x.example",
                "ada..b@x.example",
                ".ada@x.example",
                "ada@-x.example",
                "ada@x..example",
                "ada@x.example\nBcc: evil@x.example",
                "ada@x.example\x00",
                "ådа@x.example",
                "a" * 65 + "@x.example",
                "ada@" + "x" * 64 + ".example",
                "ada@" + "x." * 125 + "example",
                "ada@[127.0.0.1]",
                "ada@1.2.3.4",
                "",
            )
        ],
    ],
)
def test_an_address_is_read_in_the_form_it_is_kept_in(text: str, address: str | None) -> None:
    assert read_address(text) == address


def entries(*rows: list[str]) -> list[tuple[int, str]]:
    return [(entry.row, entry.text) for entry in read_entries(rows).entries]


def test_the_column_of_addresses_is_found_wherever_it_stands() -> None:
    rows = [["Name", "Mail", "Note"], ["Ada", "ada@x.example", "met @ work"], ["Bea", "bea@x.example", ""]]
    listed = read_entries(rows)
    found, heading = listed.entries, listed.heading
    assert [(e.row, e.address, e.why) for e in found] == [
        (2, "ada@x.example", ""),
        (2, None, "This stands in “Note”, and addresses are taken from “Mail”"),
        (3, "bea@x.example", ""),
    ]
    assert heading == "Name, Mail, Note"


def test_a_list_needs_no_heading() -> None:
    listed = read_entries([["ada@x.example"], [""], ["bea@x.example"]])
    found, heading = listed.entries, listed.heading
    assert ([e.row for e in found], heading) == ([1, 3], "")


def test_a_line_copied_off_a_message_counts_whole() -> None:
    assert entries(["Ada <ada@x.example>", "bea@x.example", ""]) == [
        (1, "ada@x.example"),
        (1, "bea@x.example"),
    ]
    assert entries(["Ada <ada@x.example>; bea@x.example cy@x.example"]) == [
        (1, "ada@x.example"),
        (1, "bea@x.example"),
        (1, "cy@x.example"),
    ]


def test_a_row_without_an_address_is_named_and_an_address_in_another_column_is_found() -> None:
    rows = [
        ["Ada", "ada@x.example"],
        ["Bea", ""],
        ["Cy", "nowhere"],
        ["dee@x.example", ""],
        ["", "e@x.example"],
    ]
    assert entries(*rows) == [
        (1, "ada@x.example"),
        (2, ""),
        (3, "nowhere"),
        (4, "dee@x.example"),
        (5, "e@x.example"),
    ]


def test_each_row_that_names_nobody_new_says_why() -> None:
    listed = read_entries([["ada@x.example"], ["bad@"], ["Ada@x.example"], ["bea@x.example"]])
    found, _ = listed.entries, listed.heading
    good, problems = check_entries(found, {"bea@x.example": "Nurses"})
    assert good == ["ada@x.example"]
    assert [(p.row, p.why) for p in problems] == [
        (2, "This is not an e-mail address"),
        (3, "The same address stands in row 1"),
        (4, "Already invited in this round, for Nurses"),
    ]


def test_what_is_carried_holds_no_name_beside_a_good_address_and_reads_the_same_again() -> None:
    rows = [["Name", "Mail"], ["Ada", "Ada@x.example"], ["", ""], ["Bea", ""], ["Cy", "cy@"]]
    lines = as_lines(rows)
    assert lines == "Name, Mail\nada@x.example\n\nBea\ncy@"
    listed = read_entries([[line] for line in lines.splitlines()])
    again, heading = listed.entries, listed.heading
    assert ([(e.row, e.address) for e in again], heading) == (
        [(2, "ada@x.example"), (4, None), (5, None)],
        "Name, Mail",
    )
