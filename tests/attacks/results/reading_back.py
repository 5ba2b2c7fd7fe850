"""Reading back: every number on a page or in a file, and every number that the view objects hold.

    reply  ->  numbers_of  ->  Numbers        decimals, shares and counts, as somebody reads them
    view   ->  numbers_in_view  ->  Numbers   what may stand there

A figure that somebody can read and that is in no view object has not passed the door.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from itertools import combinations
from typing import Protocol
from xml.etree import ElementTree

from docx import Document
from docx.oxml.ns import qn

from lws_assess.survey.counts import BoundedCount
from lws_assess.survey.instruments import Area, Audience, Edition, ProfileQuestion, Question
from lws_assess.survey.releases.privacy import Distribution, Shown
from lws_assess.survey.results.response_rates import ResponseRate
from lws_assess.survey.rounding import whole_percent
from lws_assess.survey.withheld import Withheld
from tests.documents.paper import text_of_pages
from tests.pages.client import look_at, read_page
from tests.pages.elements import Element

DECIMAL = re.compile(r"(?<![\w.:/#-])(\d+\.\d+)(?![\d.]*[\w%/])")
SHARE = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\s?(?:%|per cent)")
COUNT = re.compile(
    r"(?<![\w.])(\d[\d,]*)\s(?:people|person|who|ratings|votes|voted|of them)\b|\bn\s?=\s?(\d+)\b"
)
WHOLE = re.compile(r"\d+")


class Reply(Protocol):
    """A page, or a file by itself."""

    @property
    def mimetype(self) -> str: ...
    def get_data(self) -> bytes: ...


@dataclass(frozen=True)
class Part:
    """A file within a file."""

    data: bytes
    mimetype: str = ""

    def get_data(self) -> bytes:
        return self.data


@dataclass
class Numbers:
    """Numbers as they are read: means and the like, shares in per cent, and how many people."""

    decimals: set[str] = field(default_factory=set)
    shares: set[str] = field(default_factory=set)
    counts: set[int] = field(default_factory=set)

    def read(self, text: str) -> None:
        self.decimals |= set(DECIMAL.findall(text))
        self.shares |= set(SHARE.findall(text))
        self.counts |= {int((one or other).replace(",", "")) for one, other in COUNT.findall(text)}

    def read_cell(self, cell: str) -> None:
        """A cell of a table that holds nothing but a number counts too."""
        self.read(cell)
        if WHOLE.fullmatch(cell.strip()):
            self.counts.add(int(cell))

    def without(self, known: Numbers) -> Numbers:
        return Numbers(self.decimals - known.decimals, self.shares - known.shares, self.counts - known.counts)

    def with_all(self, others: Numbers) -> Numbers:
        return Numbers(
            self.decimals | others.decimals, self.shares | others.shares, self.counts | others.counts
        )

    def __bool__(self) -> bool:
        return bool(self.decimals or self.shares or self.counts)


# --- what is read ------------------------------------------------------------------------------------------


def numbers_of(path: str, reply: Reply, passed_over: Iterable[str]) -> Numbers:
    """Every number of a reply, whatever its format. `passed_over` are sentences whose numbers are rules."""
    found = Numbers()
    rules = sorted(passed_over, key=len, reverse=True)
    # Many a word stands on a page twice, and most hold no number at all.
    numbered = dict.fromkeys(one for one in texts_of(path, reply) if WHOLE.search(one[0]))
    for text, is_cell in numbered:
        clean = " ".join(text.split())
        for rule in rules:
            clean = clean.replace(rule, " ")
        (found.read_cell if is_cell else found.read)(clean)
    return found


Text = tuple[str, bool]  # what stands somewhere, and whether it is a cell of a table


def texts_of(path: str, reply: Reply) -> Iterator[Text]:
    """Everything that stands in a reply, whatever its format."""
    read = READERS.get(reply.mimetype)
    assert read, f"{path} is {reply.mimetype}, which nobody here can read"
    yield from read(path, reply)


def _read_html(path: str, reply: Reply) -> Iterator[Text]:
    page = look_at(path, reply)
    for main in page.root.find_all("main"):
        yield from _read_element(main)


def _read_element(element: Element) -> Iterator[Text]:
    """The text around what is read by itself: cells, drawings and the data of charts."""
    if element.tag == "script":
        yield from read_json(json.loads(element.content))
    elif element.tag in ("td", "text"):
        yield element.text, element.tag == "td"
    elif not any(_stands_alone(e) for e in element.walk() if e is not element):
        yield element.text, False
    else:
        yield " ".join(c for c in element.children if isinstance(c, str)), False
        for child in element.children:
            if isinstance(child, Element):
                yield from _read_element(child)


def _stands_alone(element: Element) -> bool:
    return element.tag in ("td", "th", "text", "script", "tr", "svg", "p", "li", "figcaption")


def read_json(data: object) -> Iterator[Text]:
    """What a chart is made of, or a file of plain values; how a chart is laid out is no figure."""
    if isinstance(data, Mapping):
        for name, value in data.items():
            if name not in ("layout", "config", "marker", "line", "width", "opacity", "base", "domain"):
                yield from read_json(value)
    elif isinstance(data, list):
        for value in data:
            yield from read_json(value)
    elif isinstance(data, float):
        yield f"{data:g}" if round(data, 2) == data else repr(data), True
    elif isinstance(data, str):
        yield re.sub(r"<[^>]+>", " ", data), False


def _read_csv(_path: str, reply: Reply) -> Iterator[Text]:
    for row in csv.reader(io.StringIO(reply.get_data().decode("utf-8-sig"))):
        yield from ((cell, True) for cell in row)


def _read_json_reply(_path: str, reply: Reply) -> Iterator[Text]:
    yield from read_json(json.loads(reply.get_data()))


def _read_pdf(_path: str, reply: Reply) -> Iterator[Text]:
    for text in text_of_pages(reply.get_data()):
        yield text, False


def _read_drawing(_path: str, reply: Reply) -> Iterator[Text]:
    """The lines of type of a drawing, one sentence often over several of them."""
    root = ElementTree.fromstring(reply.get_data())
    lines = [e for e in root.iter() if e.tag.rpartition("}")[2] in ("text", "title", "desc", "metadata")]
    yield " ".join("".join(e.itertext()) for e in lines), False


def _read_office(_path: str, reply: Reply) -> Iterator[Text]:
    """Every part of a Word or Excel file, hidden ones too: its paragraphs, its strings and its numbers."""
    with zipfile.ZipFile(io.BytesIO(reply.get_data())) as parts:
        for name in parts.namelist():
            if name.endswith(".xml") and not re.search(r"styles|theme|settings|fontTable|docProps", name):
                xml = parts.read(name).decode()
                for pattern in (r"<w:p[ >].*?</w:p>", r"<si>.*?</si>", r"<a:p>.*?</a:p>"):
                    for found in re.findall(pattern, xml, re.DOTALL):
                        yield re.sub(r"<[^>]+>", "", found), True
                for kind, value in re.findall(r"<c ([^>]*)>(?:<f>[^<]*</f>)?<v>([^<]*)</v>", xml):
                    if 't="s"' not in kind:  # those are the numbers of strings, which are read above
                        yield f"{float(value):.10g}", True
                for value in re.findall(r"<c:v>([^<]*)</c:v>", xml):
                    yield value, True


def _read_slides(path: str, reply: Reply) -> Iterator[Text]:
    """Every part of a file of slides, with the notes, and of the workbooks behind its charts."""
    yield from _read_office(path, reply)
    with zipfile.ZipFile(io.BytesIO(reply.get_data())) as parts:
        for name in parts.namelist():
            if name.endswith(".xlsx"):
                yield from _read_office(f"{path}: {name}", Part(parts.read(name)))
            elif re.search(r"slides/slide\d+[.]xml$", name):
                yield from (
                    (said, False) for said in re.findall(r' descr="([^"]*)"', parts.read(name).decode())
                )


def _read_calendar(_path: str, reply: Reply) -> Iterator[Text]:
    yield from ((line, False) for line in reply.get_data().decode().splitlines())


# --- tables, cell by cell ------------------------------------------------------------------------------------

Rows = tuple[tuple[str, ...], ...]
MARKS = re.compile(r" [▲▼]$")  # of figures of groups in papers, which pages mark by a class


def tables_of(path: str, reply: Reply) -> Iterator[tuple[str, Rows]]:
    """Each table of a page or of a Word file, as its caption and the texts of all its cells, heads first."""
    if reply.mimetype == "text/html":
        for table in read_page(path, reply).root.find_all("table"):
            captions = table.find_all("caption")
            if captions:
                rows = [row.find_all("th", "td") for row in table.find_all("tr")]
                yield _cell(captions[0].text), tuple(tuple(_cell(cell.text) for cell in row) for row in rows)
    elif reply.mimetype.endswith("wordprocessingml.document"):
        for made in Document(io.BytesIO(reply.get_data())).tables:
            caption = made._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
            rows_of = (
                [paragraph.text for tc in row.tc_lst for paragraph in tc.p_lst] for row in made._tbl.tr_lst
            )
            yield _cell(caption), tuple(tuple(map(_cell, row)) for row in rows_of)


def _cell(text: str) -> str:
    return MARKS.sub("", " ".join(text.split()))


# Tables of the audience that a board paper is about, as they begin on pages and in papers.
ABOUT_ALL = (
    "Areas in order of priority",
    "The ranking",
    "What comes first by the formula",
    "Where each area stands: People who work",
    "Where every group stands",
    "Each group in each area",
    "How each statement was rated",
    "Statements of",
    "How far chance could change the order",
)
ALSO_CALLED = {
    "Stands at": "Current position",
    "Mean": "Current position",
    "By chance": "Chance could put it, by itself",
    "Where chance could put it, by itself": "Chance could put it, by itself",
    "By chance, all at once": "Chance could put it, all areas at once",
    "Where it could put it, all areas at once": "Chance could put it, all areas at once",
}
OF_WHOM = ("Area", "Statement", "Group")
COUNTED = re.compile(r" \(\d+\)$")  # behind figures of groups on pages: how many rated


def figures_of_table(caption: str, rows: Rows) -> Iterator[tuple[tuple[str, str], str]]:
    """Each figure of such a table by what it is of and what it says of it, both as they are called everywhere."""
    heads, *body = rows or ((),)
    place = next((heads.index(head) for head in OF_WHOM if head in heads), None)
    if place is None or not (caption.startswith(ABOUT_ALL) or caption == "Where each area stands"):
        return
    for row in body:
        for head, cell in zip(heads, row, strict=False):
            called = re.sub("^(Chosen by|Votes:) ", "Votes: ", ALSO_CALLED.get(head, head)).lower()
            figure = COUNTED.sub("", cell) if "Group" in heads else cell
            if head not in (*OF_WHOM, "In words") and not figure.lower().startswith("not shown"):
                name = row[place].partition(":")[0] if "Statement" in heads else row[place]
                yield (name, called), figure


OFFICE = "application/vnd.openxmlformats-officedocument"
READERS = {
    "text/html": _read_html,
    "text/csv": _read_csv,
    "application/json": _read_json_reply,
    "application/pdf": _read_pdf,
    "image/svg+xml": _read_drawing,
    f"{OFFICE}.spreadsheetml.sheet": _read_office,
    f"{OFFICE}.wordprocessingml.document": _read_office,
    f"{OFFICE}.presentationml.presentation": _read_slides,
    "text/calendar": _read_calendar,
}


# --- what may be read ----------------------------------------------------------------------------------------

OF_THE_QUESTIONNAIRE = (Edition, Area, Audience, Question, ProfileQuestion)


def numbers_in_view(*views: object) -> Numbers:
    """Every number of the view objects, and what is worked out from printed ones: differences and shares."""
    known = Numbers()
    for view in views:
        _take(view, known)
    return known


def _take(value: object, known: Numbers) -> None:
    if isinstance(value, OF_THE_QUESTIONNAIRE) or value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        known.read(value)
    elif isinstance(value, Shown):
        _take_decimal(value.value, known)
        known.read(value.text)
        known.counts.add(value.n)
    elif isinstance(value, BoundedCount):
        known.counts |= {value.least, value.most, value.of}
        for count in (value.least, value.most) if value.of else ():
            _take_part(count, value.of, known)
    elif isinstance(value, ResponseRate):
        known.counts |= {value.answered, value.of}
        _take_part(value.answered, value.of, known)
        known.shares.add(f"{value.percent}")
    elif isinstance(value, Distribution):
        known.counts |= {*value.counts, value.n}
        for count in value.counts:
            _take_part(count, value.n, known)
        _take_decimal(value.agreement, known)
    elif isinstance(value, int):
        known.counts.add(value)
    elif isinstance(value, float):
        _take_decimal(value, known)
        _take_share(value, known)
    elif isinstance(value, Mapping):
        _take_differences(list(value.values()), known)
        for one in value.values():
            _take(one, known)
    elif isinstance(value, Sequence):
        for one in value:
            _take(one, known)
    elif is_dataclass(value):
        for one in fields(value):
            _take(getattr(value, one.name), known)


def _take_decimal(value: float | None, known: Numbers) -> None:
    if value is not None:
        known.decimals |= {f"{value:.1f}", f"{value:.2f}", str(value), f"{abs(value):.2f}"}


def _take_part(count: int, of: int, known: Numbers) -> None:
    """A part of a whole, as a share: printed ones are rounded from the two counts."""
    _take_share(count / of, known)
    known.shares.add(str(whole_percent(count, of)))
    known.decimals.add(f"{whole_percent(count, of) / 100:g}")


def _take_share(value: float, known: Numbers) -> None:
    """In per cent, or as the number from 0 to 1 that a workbook holds."""
    known.shares |= {f"{100 * value:.0f}", f"{100 * value:.1f}"}
    known.decimals.add(f"{round(value, 2):g}")


def _take_differences(values: Sequence[object], known: Numbers) -> None:
    """How far printed means lie apart."""
    shown = [one.value for one in values if isinstance(one, Shown)]
    for one, other in combinations(shown, 2):
        _take_decimal(round(abs(one - other), 9), known)


def rules_in_view(*views: object) -> set[str]:
    """The sentences of everything withheld: the numbers in them are rules, not answers."""
    found: set[str] = set()
    for view in views:
        _take_rules(view, found)
    return found


def _take_rules(value: object, found: set[str]) -> None:
    if isinstance(value, Withheld):
        found |= {str(value), value.why, value.remedy}
    elif isinstance(value, Mapping):
        for one in value.values():
            _take_rules(one, found)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for one in value:
            _take_rules(one, found)
    elif is_dataclass(value) and not isinstance(value, OF_THE_QUESTIONNAIRE):
        for one in fields(value):
            _take_rules(getattr(value, one.name), found)
