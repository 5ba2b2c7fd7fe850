"""Files that staff upload (A13): bombs are refused with little memory, and nothing in a file is followed."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlsxwriter

from lws_assess.actions.post.addresses import as_lines, read_entries
from lws_assess.web import workbooks
from lws_assess.web.sheets import LARGEST_FILE, MOST_ROWS, read_rows
from lws_assess.web.workbooks import SheetFault
from tests.machines.mail_server import a_mail_server
from tests.worlds.inviting import Inviting, a_facilitator, addresses

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEETS = '<sheets><sheet name="S" sheetId="1" r:id="a"/></sheets>'
BOOK = f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{SHEETS}</workbook>'
LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="a" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="b" Type="{RELATIONS}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>'
)
PIECE = 1024 * 1024  # letters
MOST_MEMORY = 100 * 1024 * 1024  # bytes


def packed(
    *sheet: str, texts: str = "<sst/>", how: int = zipfile.ZIP_DEFLATED, before: str = "", blanks: int = 0
) -> bytes:
    """A workbook with these pieces in its sheet, and so many blanks behind the first of them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how, compresslevel=1) as folder:
        folder.writestr("xl/workbook.xml", BOOK)
        folder.writestr("xl/_rels/workbook.xml.rels", LINKS)
        folder.writestr("xl/sharedStrings.xml", texts)
        with folder.open("xl/worksheets/sheet1.xml", "w") as file:
            file.write(f'{before}<worksheet xmlns="{MAIN}"><sheetData>{sheet[0]}'.encode())
            for left in range(blanks, 0, -PIECE):  # piece by piece: what is huge is never held as a whole
                file.write(b" " * min(left, PIECE))
            for piece in sheet[1:]:
                file.write(piece.encode())
            file.write(b"</sheetData></worksheet>")
    return out.getvalue()


def cell(reference: str, text: str = "1", kind: str = "str") -> str:
    return f'<c r="{reference}" t="{kind}"><v>{text}</v></c>'


def lying(workbook: bytes) -> bytes:
    """The workbook, whose largest file says that it unpacks to ten bytes."""
    data = bytearray(workbook)
    with zipfile.ZipFile(io.BytesIO(data)) as folder:
        size = folder.getinfo("xl/worksheets/sheet1.xml").file_size
    stated = struct.pack("<L", size)
    while (place := data.find(stated)) >= 0:
        data[place : place + 4] = struct.pack("<L", 10)
    return bytes(data)


def entities() -> str:
    steps = "".join(f'<!ENTITY {b} "{f"&{a};" * 50}">' for a, b in zip("abcdef", "bcdefg", strict=True))
    return f'<!DOCTYPE x [<!ENTITY a "{"A" * 1000}">{steps}]>'


BOMBS = {
    "a cell a million rows down": lambda: packed(f'<row r="1048576">{cell("XFD1048576")}</row>'),
    "a million rows": lambda: packed("".join(f"<row>{cell('A1')}</row>" for _ in range(300_000))),
    "a row with a million cells": lambda: packed("<row>" + "<c><v>1</v></c>" * 1_000_000 + "</row>"),
    "a row before the first": lambda: packed(f'<row r="0">{cell("A0")}</row>'),
    "one long text in every cell": lambda: packed(
        "<row>" + '<c t="s"><v>0</v></c>' * 300 + "</row>",
        texts=f"<sst><si><t>{'x' * 1_000_000}</t></si></sst>",
    ),
    "far more than it says": lambda: packed("<row>", "</row>", blanks=workbooks.LARGEST_UNPACKED + 1),
    "a size that is a lie": lambda: lying(packed("<row>", "</row>", blanks=70_000_000)),
    "entities in entities": lambda: packed(
        '<row><c r="A1" t="inlineStr"><is><t>&g;</t></is></c></row>', before=entities()
    ),
    "an entity from the machine": lambda: packed(
        '<row><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row>',
        before='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ),
    "packed in a way that unpacks all at once": lambda: packed(" " * 1_000_000, how=zipfile.ZIP_BZIP2),
    "a text that is not there": lambda: packed('<row><c r="A1" t="s"><v>7</v></c></row>'),
    "a workbook cut short": lambda: packed(cell("A1"))[:-200],
    "a folder that is no workbook": lambda: b"PK\x03\x04" + zlib.compress(b"nothing"),
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "ten thousand rows and more": lambda: b"a,b\n" + b"1,2\n" * (MOST_ROWS + 1),
    "a row as wide as the file": lambda: b"," * 2_000_000 + b"\n" + b"a@b.example\n" * MOST_ROWS,
    "a heading again and again": lambda: b"a," * 300_000,
    "nothing": lambda: b" \n ",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_and_takes_little_memory(bomb: str) -> None:
    data = BOMBS[bomb]()
    assert len(data) < LARGEST_FILE
    tracemalloc.start()
    try:
        with pytest.raises(SheetFault):
            read_rows(data)
        assert tracemalloc.get_traced_memory()[1] < MOST_MEMORY
    finally:
        tracemalloc.stop()


# Each is made where it is tried: together they are as large as all the code of the product.
PASTED = (
    lambda: "<" + "@" * 1_000_000,
    lambda: "<@" * 500_000,
    lambda: "a@" + "ä." * 500_000,
    lambda: "a." * 500_000 + "@b.example",
    lambda: '"' + "a@b.example" * 90_000,
    lambda: "a@b <" * 400_000,
    lambda: "(@" * 500_000 + ")" * 500_000,
    lambda: '"@" ' * 400_000,
    lambda: '"' + "\\@" * 500_000,
    lambda: "<@>" * 400_000,
    lambda: "a@b.example;" * 200_000,
    lambda: "&lt;@" * 400_000,
)


@pytest.mark.parametrize("paste", PASTED, ids=range(len(PASTED)))
def test_no_text_that_is_pasted_takes_long_to_be_found_no_address(paste: Callable[[], str]) -> None:
    rows = [[paste()]]
    began = time.process_time()
    assert [entry.address for entry in read_entries(rows).entries] == [None]
    assert as_lines(rows)
    assert time.process_time() - began < 1


def test_ten_thousand_rows_are_read_quickly() -> None:
    rows = "\r\n".join(
        f'"Smith, Jo{n}";Jo <jo{n}@x.example>;"Education, ""Early"" Years"' for n in range(MOST_ROWS)
    )
    began = time.process_time()
    sheet = read_rows(f"sep=;\r\nName;Mail;Role\r\n{rows}".encode())
    listed = read_entries(sheet.rows)
    assert time.process_time() - began < 3
    assert sum(entry.address is not None for entry in listed.entries) == MOST_ROWS


def test_very_many_at_signs_are_refused_before_they_are_looked_at(inviting: Inviting) -> None:
    began = time.process_time()
    page = inviting.check(",".join(["a@b"] * 600_000), status=400)
    assert time.process_time() - began < 3
    assert list(page.faults().values()) == ["Invite 10,000 people at a time, or fewer"]


def test_a_line_of_very_many_addresses_is_more_than_can_be_invited_at_once(inviting: Inviting) -> None:
    page = inviting.check("; ".join(addresses(MOST_ROWS + 1)), status=400)
    assert list(page.faults().values()) == ["Invite 10,000 people at a time, or fewer"]
    assert "2 addresses are good" in inviting.check("; ".join(addresses(2))).text


@pytest.fixture
def inviting(tmp_path: Path) -> Iterator[Inviting]:
    with (
        a_mail_server() as server,
        a_facilitator(server, f"sqlite:///{tmp_path}/bulk.sqlite3", tmp_path) as found,
    ):
        yield found


def test_an_honest_workbook_is_read_as_people_see_it() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["a@x.example", " Zoë \xa0", 3, 3.5, True, ""])
    sheet.write_rich_string(2, 1, "one ", book.add_format({"bold": True}), "two")
    sheet.write_formula(2, 2, "=1+2", None, 3)
    sheet.write_blank(50_000, 0, None, book.add_format({"bold": True}))
    book.add_worksheet().write(0, 0, "not this")
    book.close()
    assert read_rows(out.getvalue()).rows == [
        ["a@x.example", "Zoë", "3", "3.5", "TRUE"],
        ["", "", "", "", ""],
        ["", "one two", "3", "", ""],
    ]


def test_a_cell_without_a_place_stands_after_the_one_before() -> None:
    assert read_rows(packed("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")).rows == [
        ["1", "2"],
        ["3", ""],
    ]
