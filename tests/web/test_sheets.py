"""Tables that are uploaded or pasted: what is read, what is not, and that a page can say so."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from lws_assess.web.sheets import read_pasted, read_rows
from lws_assess.web.workbooks import SheetFault, decode_escapes
from tests.attacks.rounds.test_uploads import LINKS, MAIN, RELATIONS, packed

STRICT = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
    RELATIONS: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}


def book(fill: Callable[[Any], None]) -> bytes:
    """A workbook as xlsxwriter makes it; `fill` gets the book."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False}) as made:
        fill(made)
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as folder:
        return {name: folder.read(name) for name in folder.namelist()}


def packed_again(found: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, data in found.items():
            folder.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def two_rows(made: Any) -> None:
    sheet = made.add_worksheet("People & all")
    sheet.write_column(0, 0, ["E-mail", "jo@x.example"])


def refused(data: bytes) -> str:
    with pytest.raises(SheetFault) as fault:
        read_rows(data)
    return str(fault.value)


def test_other_sheets_hidden_rows_and_columns_and_merged_cells_are_named() -> None:
    def fill(made: Any) -> None:
        made.add_worksheet("Cover")
        old = made.add_worksheet("Old list")
        old.write(0, 0, "gone@x.example")
        sheet = made.add_worksheet("People")
        made.add_worksheet("Leads").write(3, 3, "lead@x.example")
        made.add_worksheet("Empty").write_blank(0, 0, None, made.add_format({"bold": True}))
        old.hide()
        sheet.activate()
        sheet.set_first_sheet()
        sheet.write_row(0, 0, ["E-mail", "Group", "Note"])
        for row in range(1, 9):
            sheet.write_row(row, 0, [f"p{row}@x.example", "Schools", "n"])
        for row in (2, 5):
            sheet.set_row(row, None, None, {"hidden": True})
        sheet.set_row(700, None, None, {"hidden": True})
        sheet.set_column(2, 2, None, None, {"hidden": True})
        sheet.set_column(9, 9, None, None, {"hidden": True})
        sheet.merge_range(9, 1, 10, 1, "Health")
        sheet.write_comment(0, 0, "more@x.example")
        sheet.insert_textbox(20, 0, "box@x.example")
        sheet.write_url(9, 0, "mailto:behind@x.example", string="Jo")
        sheet.write_formula(8, 2, '=HYPERLINK("mailto:behind@x.example","Al")', None, "Al")

    found = read_rows(book(fill))
    assert len(found.rows) == 10
    assert found.rows[2] == ["p2@x.example", "Schools", "n"]
    assert found.read == (
        "The sheet “People”: rows 1 to 10, columns A to C.",
        "Rows 3, 6 are hidden there, by a filter or by hand. Hidden rows were read like all others.",
        "Column C is hidden there. Hidden columns were read like all others.",
        "Range B10:B11 is merged. What stands there counts for the first cell only.",
    )
    assert found.not_read == (
        "The hidden sheet “Old list”.",
        "The sheet “Leads”.",
        "E-mail addresses that lie as links behind cells A10, C9 and are not shown there.",
        "Notes and comments on cells.",
        "Pictures, charts and text boxes.",
    )


def test_a_workbook_of_hidden_sheets_alone_is_refused_by_name() -> None:
    def fill(made: Any) -> None:
        made.add_worksheet("Front")
        sheet = made.add_worksheet("People")
        sheet.write(0, 0, "jo@x.example")
        sheet.very_hidden()

    assert "“People”" in refused(book(fill))
    assert refused(book(lambda made: made.add_worksheet())) == "The file has no rows."


def test_cells_are_read_as_people_see_them() -> None:
    def fill(made: Any) -> None:
        sheet = made.add_worksheet()

        def shown(column: int, value: object, code: str) -> None:
            sheet.write(0, column, value, made.add_format({"num_format": code}))

        shown(0, date(2026, 5, 1), "dd/mm/yyyy")
        shown(1, date(2026, 5, 1), "mmm-yy")
        shown(2, datetime(2026, 5, 1, 17, 5), 'd mmmm yyyy "at" h:mm AM/PM')  # noqa: DTZ001
        shown(3, time(9, 30), "hh:mm")
        shown(4, 0.5, "0%")
        shown(5, 1.75, "[h]:mm")
        shown(6, 3, "General")
        shown(7, 0.1 + 0.2, "General")
        sheet.write_boolean(0, 8, False)
        sheet.write_formula(0, 9, "=NA()", None, "#N/A")
        sheet.write_formula(0, 11, '="a"&"@x.example"', None, "a@x.example")
        shown(12, 1e20, "General")
        sheet.write_datetime(0, 13, date(2026, 12, 25), made.add_format({"num_format": 14}))
        shown(14, 1234.5, '#,##0.00 "days"')

    assert ";".join(read_rows(book(fill)).rows[0]) == (
        "01/05/2026;May-26;1 May 2026 at 5:05 PM;09:30;50%;42:00;3;0.3;FALSE;#N/A;;a@x.example;1E+20;25/12/2026;1234.5"
    )


def test_dates_since_1904_and_dates_in_words_of_the_format() -> None:
    def fill(made: Any) -> None:
        made.add_worksheet().write(0, 0, date(2026, 5, 1), made.add_format({"num_format": "yyyy-mm-dd"}))

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "date_1904": True}) as made:
        fill(made)
    assert read_rows(out.getvalue()).rows == [["2026-05-01"]]
    assert read_rows(packed('<row><c t="d"><v>2026-05-01T09:30:00</v></c></row>')).rows == [
        ["01/05/2026 09:30"]
    ]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c t="inlineStr"><is><t>jo@x.example</t></is></c>', "jo@x.example"),
        ('<c t="inlineStr"><is><r><t>jo@</t></r><r><rPr/><t>x.example</t></r></is></c>', "jo@x.example"),
        ('<c t="inlineStr"><is><t>jo</t><rPh sb="0" eb="1"><t>ジョ</t></rPh></is></c>', "jo"),
        ('<c t="inlineStr"><is><t>a_x000D_&#10;b_x0041_c_x005F_x0041_</t></is></c>', "a\nbAc_x0041_"),
        ('<c t="str"><f>A2</f><v>jo_x0040_x.example</v></c>', "jo@x.example"),
        ('<c t="s"><v>0</v></c>', "one & two_x_"),
        ('<c t="e"><v>#N/A</v></c>', "#N/A"),
        ("<c><f>1+1</f><v>2</v></c>", "2"),
    ],
)
def test_texts_are_decoded_as_the_format_says(cell: str, text: str) -> None:
    runs = "<t>one _x0026_ </t><phoneticPr/><r><t>two_x_</t></r><rPh><t>x</t></rPh>"
    texts = f'<sst xmlns="{MAIN}"><si>{runs}</si></sst>'
    assert read_rows(packed(f"<row>{cell}<c><v>9</v></c></row>", texts=texts)).rows == [[text, "9"]]


@given(st.text(st.characters(codec="utf-8")))
def test_every_text_comes_back_from_its_escapes(text: str) -> None:
    escaped = "".join(f"_x{ord(c):04X}_" if c < " " or c == "_" else c for c in text)
    assert decode_escapes(escaped) == text


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1))
@settings(max_examples=40)
def test_every_text_that_a_program_writes_is_read_as_it_was(text: str) -> None:
    for one in (text, f"_x0041_{text}_x005F_", f"a\n{text}"):
        trimmed = one.replace("\xa0", " ").strip()
        if trimmed:
            data = book(lambda made, one=one: made.add_worksheet().write_string(0, 0, one))
            assert read_rows(data).rows == [[trimmed]]


def test_a_pair_of_escapes_is_one_sign_and_half_a_pair_is_none() -> None:
    assert decode_escapes("_xD83D__xDE00_") == "😀"
    assert decode_escapes("_xD83D_") == "\ufffd"


@pytest.mark.parametrize("empty", ["", "<v></v>", "<v/>"])
def test_a_formula_without_a_result_is_refused_with_its_place(empty: str) -> None:
    cells = '<c r="A1"><v>1</v></c>' + f'<c r="C1"><f>A1&amp;"@x.example"</f>{empty}</c>'
    assert refused(packed(f"<row>{cells}</row>")).startswith(
        "Cell C1 holds a formula without a result in the file."
    )
    many = "".join(f'<row r="{y}"><c r="B{y}"><f>1</f>{empty}</c></row>' for y in range(1, 9))
    assert refused(packed(many)).startswith("Cells B1, B2, B3, B4, B5 and 3 more hold formulas")


def _strict(found: dict[str, bytes]) -> dict[str, bytes]:
    for name, data in found.items():
        for usual, strict in STRICT.items():
            data = data.replace(usual.encode(), strict.encode())
        found[name] = data
    return found


def _elsewhere(found: dict[str, bytes]) -> dict[str, bytes]:
    found["xl/book7.xml"] = found.pop("xl/workbook.xml")
    found["xl/_rels/book7.xml.rels"] = found.pop("xl/_rels/workbook.xml.rels")
    found["_rels/.rels"] = found["_rels/.rels"].replace(b"xl/workbook.xml", b"/xl/book7.xml")
    return found


SHAPES: dict[str, Callable[[dict[str, bytes]], dict[str, bytes]]] = {
    "as it is": lambda found: found,
    "absolute paths": lambda found: {f"/{name}": data for name, data in found.items()},
    "backslashes": lambda found: {name.replace("/", "\\"): data for name, data in found.items()},
    "capitals": lambda found: {name.upper(): data for name, data in found.items()},
    "strict": _strict,
    "another name": _elsewhere,
    "no styles": lambda found: {
        name: data.replace(b"styles.xml", b"theme/theme1.xml").replace(b"/styles", b"/theme")
        for name, data in found.items()
        if name != "xl/styles.xml"
    },
    "an empty drawing, as Google makes": lambda found: {
        **found,
        "xl/drawings/d.xml": b"<wsDr/>",
        "xl/worksheets/_rels/sheet1.xml.rels": LINKS.replace("/worksheet", "/drawing")
        .replace("worksheets/sheet1.xml", "../drawings/d.xml")
        .encode(),
    },
    "no home": lambda found: {name: data for name, data in found.items() if name != "_rels/.rels"},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_workbooks_are_read_however_their_parts_are_named(shape: str) -> None:
    found = read_rows(packed_again(SHAPES[shape](parts(book(two_rows)))))
    assert found.rows == [["E-mail"], ["jo@x.example"]]
    assert found.read == ("The sheet “People & all”: rows 1 to 2, column A.",)
    assert found.not_read == ()


@pytest.mark.parametrize(
    "missing", ["xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"]
)
def test_a_workbook_of_which_a_part_is_missing_is_refused(missing: str) -> None:
    found = parts(book(two_rows))
    del found[missing]
    assert "cannot be read" in refused(packed_again(found))


def test_two_texts_for_one_cell_or_two_parts_of_one_name_are_refused() -> None:
    assert "cannot be read" in refused(packed('<row><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'))
    found = parts(book(two_rows))
    assert "cannot be read" in refused(packed_again({**found, "XL/workbook.xml": b"<workbook/>"}))


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
OTHERS = {
    "xls": (OLE + "Workbook".encode("utf-16-le"), "(.xls)"),
    "password": (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    "msg": (OLE + "__substg1.0_0C1F".encode("utf-16-le"), "(.msg)"),
    "wide html": ("<html><table>".encode("utf-16"), "web page"),
    "ods": (packed_again({"mimetype": b"application/vnd.oasis", "content.xml": b"<x/>"}), "(.ods)"),
    "numbers": (packed_again({"Index/Document.iwa": b"x", "preview.jpg": b"x"}), "(.numbers)"),
    "xlsb": (packed_again({"[Content_Types].xml": b"<x/>", "xl/workbook.bin": b"x"}), "(.xlsb)"),
    "docx": (packed_again({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), "Word document"),
    "zip": (packed_again({"list.csv": b"jo@x.example"}), "(.zip)"),
    "html": (b"\xef\xbb\xbf\r\n<html xmlns:o='x'><table><tr><td>jo@x.example", "web page"),
    "xml": (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "XML"),
    "mht": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "web page"),
    "pdf": (b"%PDF-1.7\n", "PDF"),
    "rtf": (b"{\\rtf1\\ansi jo@x.example}", "RTF"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\0", "neither a CSV file nor an Excel workbook"),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_other_files_are_refused_by_their_name(kind: str) -> None:
    data, word = OTHERS[kind]
    said = refused(data)
    assert word in said
    assert any(word in said for word in ("xlsx", "CSV", "hoose", "paste")), "it says what to do"


@pytest.mark.parametrize(
    ("encoding", "remark"),
    [
        *((one, ()) for one in ("utf-8", "utf-8-sig", "utf-16", "utf-32")),
        *((one, ("Its letters were read as UTF-16.",)) for one in ("utf-16-le", "utf-16-be")),
        ("cp1252", ("Its letters were read as Windows-1252.",)),
    ],
)
def test_a_text_is_read_in_any_usual_encoding(encoding: str, remark: tuple[str, ...]) -> None:
    text = "Name;E-mail;Rôle\r\nZoë Müller;zoe@x.example;Früh – „Kita“\r\nJosé Peña;jose@x.example;né à Nîmes\r\n"
    found = read_rows(text.encode(encoding))
    assert found.rows == [line.split(";") for line in text.splitlines()]
    assert found.read == ("The whole text: 3 rows and 3 columns, separated by semicolons.", *remark)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('a;"b ""c"";d\ne"\n', [["a", 'b "c";d\ne']]),
        ("a\tb,c;d\ne\tf\n", [["a", "b,c;d"], ["e", "f"]]),
        ("a,b;c\nd,e\nf,g", [["a", "b;c"], ["d", "e"], ["f", "g"]]),
        ("sep=^\na^b,c\n", [["a", "b,c"]]),
        ("sep=\na,b", [["sep="], ["a", "b"]]),
        ('a, "b, c"\nd, e', [["a", "b, c"], ["d", "e"]]),
        ("\ufeffa,b\r\r\nc,d,,,\n\n\n", [["a", "b"], [], ["c", "d", "", "", ""]]),
        ("a,b\rc,d", [["a", "b"], ["c", "d"]]),
    ],
)
def test_a_text_is_divided_as_it_was_written(text: str, rows: list[list[str]]) -> None:
    assert read_pasted(text).rows == rows


def test_a_text_that_begins_like_a_packed_folder_is_a_text() -> None:
    assert read_rows(b"PK;E-mail\n1;jo@x.example\n").rows == [["PK", "E-mail"], ["1", "jo@x.example"]]


def test_quotes_that_do_not_pair_up_are_named_by_their_line() -> None:
    assert refused(b'a,b\nc,d\ne,"f\ng,h\n').startswith(
        "Line 3 cannot be read: its quotation marks do not pair up."
    )
    assert read_pasted('a\n"b\nc', by_lines=True).rows == [["a"], ['"b'], ["c"]]


def test_no_row_past_the_limit_is_left_out_in_silence() -> None:
    rows = b"jo@x.example\n" * 10_001
    assert len(read_rows(rows).rows) == 10_001, "a row of headings and ten thousand more"
    assert "more than 10,000 rows" in refused(rows + b"\n\nal@x.example\n")
    assert "at most 10,000 rows" in refused(packed('<row r="10003"><c><v>1</v></c></row>'))


def test_of_a_workbook_that_numbers_made_the_first_table_is_read_and_its_summary_is_named() -> None:
    def fill(made: Any) -> None:
        summary = made.add_worksheet("Export Summary")
        summary.write("B3", "This document was exported from Numbers.")
        made.add_worksheet("People").write_row("A1", ["Name", "Email"])

    found = read_rows(book(fill))
    assert found.rows == [["Name", "Email"]]
    assert found.read == ("The sheet “People”: row 1, columns A to B.",)
    assert found.not_read == ("The sheet “Export Summary”.",)


def test_bytes_of_nothing_in_a_text_part_no_cells() -> None:
    for mark in (b"", b"\xef\xbb\xbf"):
        data = mark + "Name,Email\r\nZoë\0\0,jo\0@x.example\r\nAl,al@x.example\r\n".encode()
        assert read_rows(data).rows == [["Name", "Email"], ["Zoë", "jo@x.example"], ["Al", "al@x.example"]]


def test_an_empty_line_may_stand_before_the_one_that_says_what_separates() -> None:
    assert read_pasted("\r\n sep=;\r\nJo, Al;x").rows == [["Jo, Al", "x"]]
