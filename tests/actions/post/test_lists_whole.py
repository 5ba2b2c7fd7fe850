"""Lists of people arrive whole: every @ of a list lies in exactly one entry, invited or a problem."""

from __future__ import annotations

import csv
import io

import xlsxwriter
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lws_assess.actions.post.addresses import ListEntry, as_lines, read_entries
from lws_assess.web.sheets import read_pasted, read_rows

SIGNS = [*"@<>()[]\"\\,;:|\t\n \r'.{}", "; ", ", ", "\r\n", "\u2028", "\u200b", "sep=;", " and "]
WORDS = [
    "Smith",
    "Jo",
    "Early Years",
    "mailto:",
    "Team:",
    "né",
    "O’Neil",
    "see me",
    "noon",
    "=?utf-8?q?a?=",
    "12.30",
]


SIGNS_OF_ADDRESSES = {*'@<>;,"'}


@st.composite
def _texts(draw: st.DrawFn, most: int = 25) -> str:
    """Any text in which every @ belongs to a word that stands nowhere else in it."""
    kinds = st.sampled_from(["address", "broken", "sign", "word"])
    text = ""
    for number, kind in enumerate(draw(st.lists(kinds, max_size=most))):
        if kind == "address":
            text += f"p{number:03}q@x{number:03}.example"
        elif kind == "broken":
            text += draw(
                st.sampled_from(["p{0:03}q@", "@p{0:03}q", "p{0:03}q@x", "p{0:03}q@@x.example"])
            ).format(number)
        else:
            text += draw(st.sampled_from(SIGNS[1:] if kind == "sign" else WORDS))
    return text


def marks(text: str) -> list[str]:
    return [f"p{number:03}q" for number in range(100) if f"p{number:03}q" in text]


def told(entries: list[ListEntry], mark: str) -> int:
    return sum(entry.text.count(mark) for entry in entries)


def assert_whole(given_text: str, rows: list[list[str]]) -> list[ListEntry]:
    entries = read_entries(rows).entries
    assert {mark: told(entries, mark) for mark in marks(given_text)} == dict.fromkeys(marks(given_text), 1)
    assert all(1 <= entry.row <= len(rows) for entry in entries)
    return entries


def said(entries: list[ListEntry]) -> list[tuple[int, str | None]]:
    return [(entry.row, entry.address) for entry in entries if entry.address]


@given(_texts())
@settings(max_examples=300)
def test_every_at_sign_of_a_pasted_text_is_told_once(text: str) -> None:
    assert_whole(text, read_pasted(text, by_lines=True).rows)


@given(_texts())
@settings(max_examples=300)
def test_what_is_carried_to_be_changed_invites_the_same_people(text: str) -> None:
    rows = read_pasted(text, by_lines=True).rows
    again = read_pasted(as_lines(rows), by_lines=True).rows
    entries = assert_whole(text, rows)
    assert said(assert_whole(text, again)) == said(entries)


@st.composite
def _tables(draw: st.DrawFn) -> list[list[str]]:
    wide = draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(_texts(4), min_size=wide, max_size=wide), min_size=1, max_size=5))
    heading = draw(
        st.sampled_from(
            [None, ["Name", "E-mail", "Group", "Manager’s e-mail"], ["A", "B", "C", "Mail @ work"]]
        )
    )
    table = [[_renumbered(cell, y * wide + x) for x, cell in enumerate(row)] for y, row in enumerate(rows)]
    return [heading[:wide], *table] if heading else table


def _renumbered(cell: str, place: int) -> str:
    for number in range(4):
        cell = cell.replace(f"p{number:03}q", f"P{place * 4 + number:03}Q").replace(f"x{number:03}.", "y.")
    return cell.replace("P", "p").replace("Q", "q")


def _as_csv(rows: list[list[str]], separator: str, **how: object) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, **how).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


def _as_workbook(rows: list[list[str]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    ) as book:
        sheet = book.add_worksheet("People")
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                sheet.write_string(y, x, cell)
    return out.getvalue()


@given(
    _tables(),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
@settings(max_examples=120)
def test_every_at_sign_of_a_csv_file_is_told_once(
    rows: list[list[str]], separator: str, encoding: str
) -> None:
    text = _as_csv(rows, separator)
    data = (f"sep={separator}\r\n{text}").encode(encoding, "replace")
    if marks(text):
        assert_whole(text, read_rows(data, by_lines=True).rows)
    assert_whole(text, read_pasted(text, by_lines=True).rows)


@given(_tables())
@settings(max_examples=120)
def test_a_table_that_is_carried_invites_the_same_people(rows: list[list[str]]) -> None:
    rows = read_pasted(_as_csv(rows, "\t"), by_lines=True).rows
    read = read_entries(rows)
    assume(not SIGNS_OF_ADDRESSES & {*read.heading})  # a row with them is no heading when it is read again
    again = read_pasted(as_lines(rows), by_lines=True).rows
    assert said(assert_whole(str(marks(str(rows))), again)) == said(read.entries)


@given(_tables())
@settings(max_examples=60)
def test_every_at_sign_of_a_workbook_is_told_once(rows: list[list[str]]) -> None:
    if marks(str(rows)):
        assert_whole(str(rows), read_rows(_as_workbook(rows)).rows)


NAMES = [
    "Jo Smith",
    "Smith, Jo",
    "O’Neil, Zoë",
    "Smith, Jo (Education, Early Years (0-5))",
    "Dr. J. van-Dam",
    "Jo [NHS]",
]
WRITTEN = [
    "{0} <{1}>",
    '"{0}" <{1}>',
    "'{0}' <{1}>",
    "{1} ({0})",
    "{1}",
    "<{1}>",
    "mailto:{1}",
    "{0} <mailto:{1}>",
]


@st.composite
def _people(draw: st.DrawFn) -> list[tuple[str, str]]:
    """Addresses, each as a mail program may write it with a name."""
    ways = draw(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(WRITTEN)), min_size=1, max_size=8))
    addresses = [f"p{number:03}q@x.example" for number in range(len(ways))]
    return [(one, way.format(name, one)) for one, (name, way) in zip(addresses, ways, strict=True)]


@given(
    _people(),
    st.sampled_from(["; ", ";", ", ", "\n", ";\r\n", ",\n", " | "]),
    st.sampled_from(["{}", "{};", "Team: {};", "To: {}"]),
)
@settings(max_examples=300)
def test_everybody_whom_a_mail_program_writes_is_invited(
    people: list[tuple[str, str]], between: str, around: str
) -> None:
    text = around.format(between.join(written for _, written in people))
    entries = assert_whole(text, read_pasted(text, by_lines=True).rows)
    assert [entry.address for entry in entries if "@" in entry.text] == [one for one, _ in people]


@given(_people(), st.sampled_from([",", ";", "\t", "|"]), st.booleans(), st.booleans(), st.integers(1, 3))
@settings(max_examples=200)
def test_everybody_in_a_column_of_a_file_is_invited(
    people: list[tuple[str, str]], separator: str, has_heading: bool, says: bool, each: int
) -> None:
    cells = ["; ".join(written for _, written in people[n : n + each]) for n in range(0, len(people), each)]
    rows = [["Smith, Jo", cell, "Education, Early Years", ""] for cell in cells]
    rows = [["Name", "E-mail address", "Role", ""], *rows] if has_heading else rows
    text = f"sep={separator}\r\n" * says + _as_csv(rows, separator)
    for found in (read_rows(text.encode("utf-16"), by_lines=True), read_rows(_as_workbook(rows))):
        entries = assert_whole(text, found.rows)
        assert [entry.address for entry in entries] == [one for one, _ in people]
