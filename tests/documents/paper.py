"""What is in a PDF: its words, its tags, the alternative texts of its drawings, and what its QR codes lead to."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cached_property

import pikepdf
import segno
from pypdf import PdfReader
from pypdf.generic import ArrayObject, ByteStringObject, ContentStream, NameObject

from lws_assess.documents.qr_codes import MASK

END_OF_TURN = "\u202c"  # put beside Arabic and Hebrew by the reader of PDFs
QUIET = 4  # squares around a QR code
LONGEST_NAME_OF_A_PICTURE = 150  # characters: it is heard before what stands beside the picture
DRAWING = re.compile(
    r"/Alt\((?P<alt>QR code of the link (?P<address>\S+?))\)>>BDC(?P<paths>.*?)EMC", re.DOTALL
)
STROKE = re.compile(r"(\d+) (\d+)\.5 m (\d+) \2\.5 l")


# What a page is written with: its letters, and where they stand. The rest draws.
WRITING = "BT ET Tf Td TD Tm T* Tj TJ ' \" Tc Tw Tz TL Tr Ts q Q cm Do"


def text_of_pages(pdf: bytes) -> list[str]:
    """The words of each page as the reader of PDFs finds them.

    It takes most of its time to take a page apart, which another does in a tenth of that and without the drawings.
    """
    reader, found = PdfReader(io.BytesIO(pdf)), []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for page, same in zip(reader.pages, opened.pages, strict=True):
            content = ContentStream(page.get_contents(), reader)
            content._operations = [
                ([_as_read(one) for one in part.operands], str(part.operator).encode())  # type: ignore[union-attr]
                for part in pikepdf.parse_content_stream(same, WRITING)
            ]
            page[NameObject("/Contents")] = content
            found.append(page.extract_text())
    return found


def _as_read(operand: object) -> object:
    if isinstance(operand, pikepdf.Name):
        return NameObject(str(operand))
    if isinstance(operand, pikepdf.String):
        return ByteStringObject(bytes(operand))
    if isinstance(operand, pikepdf.Array):
        return ArrayObject([_as_read(one) for one in operand])  # type: ignore[union-attr]
    return float(operand)  # type: ignore[arg-type]


class Paper:
    """A PDF as somebody reads it."""

    def __init__(self, pdf: bytes) -> None:
        self.pdf = pdf
        self.reader = PdfReader(io.BytesIO(pdf))

    @cached_property
    def pages(self) -> list[str]:
        return [" ".join(text.replace(END_OF_TURN, "").split()) for text in text_of_pages(self.pdf)]

    @cached_property
    def text(self) -> str:
        return " ".join(self.pages)

    @property
    def title(self) -> str:
        assert self.reader.metadata
        return str(self.reader.metadata.title)

    @property
    def facts(self) -> str:
        """All that the file says about itself."""
        root = self.reader.trailer["/Root"]
        return f"{self.reader.metadata} {root['/Metadata'].get_data().decode()}"

    def tags(self) -> list[tuple[str, str]]:
        """Every tag in reading order, with its alternative text where it has one."""
        return list(_walk(self.reader.trailer["/Root"]["/StructTreeRoot"]))

    def cells(self) -> list[tuple[str, str]]:
        """Every cell of every table in reading order, and which way its header points."""
        return [
            (str(node["/S"]), _scope(node))
            for node in _nodes(self.reader.trailer["/Root"]["/StructTreeRoot"])
            if node.get("/S") in {"/TH", "/TD"}
        ]

    def addresses_drawn(self) -> list[str]:
        """Where each QR code leads, once its squares have been found to be that address and no other."""
        found = []
        for page in self.reader.pages:
            content = page.get_contents()
            assert content is not None
            for drawing in DRAWING.finditer(content.get_data().decode("latin-1")):
                address = drawing["address"]
                assert _dark(drawing["paths"]) in [_squares(address, mask) for mask in (None, MASK)]
                found.append(address)
        return found

    def is_sound(self) -> Paper:
        """A tagged PDF/UA-1 file in British English, with a title, that tells nothing of who made it."""
        root = self.reader.trailer["/Root"]
        assert root["/Lang"] == "en-GB"
        assert root["/MarkInfo"]["/Marked"] is True or str(root["/MarkInfo"]["/Marked"]) == "True"
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert "<pdfuaid:part>1</pdfuaid:part>" in self.facts
        assert self.title
        assert "/Author" not in (self.reader.metadata or {})
        assert "Date" not in self.facts
        tags = self.tags()
        assert next(tag for tag, _ in tags if tag.startswith("/H")) == "/H1"
        assert all(0 < len(words) < LONGEST_NAME_OF_A_PICTURE for tag, words in tags if tag == "/Figure")
        tables = [_walk(node) for node in _nodes(root["/StructTreeRoot"]) if node.get("/S") == "/Table"]
        assert all("/Caption" in {tag for tag, _ in table} for table in tables), "a table without a caption"
        for name in ("/JavaScript", "/OpenAction", "/AA", "/AcroForm", "/EmbeddedFiles"):
            assert name not in root
        return self


def faces_of_figures(paper: Paper) -> set[str]:
    """The faces in which noughts of a paper are set, drawings and all."""
    found: set[str] = set()

    def note(text: str, _cm: object, _tm: object, font: dict[str, str] | None, _size: object) -> None:
        if "0" in text and font:
            found.add(font["/BaseFont"].rpartition("+")[2].partition("-")[0])

    for page in paper.reader.pages:
        page.extract_text(visitor_text=note)
    return found


def _walk(node: object) -> Iterator[tuple[str, str]]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for part in node:
            yield from _walk(part)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"]), str(node.get("/Alt", ""))
        if "/K" in node:
            yield from _walk(node["/K"])


def _nodes(node: object) -> Iterator[dict[str, object]]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for part in node:
            yield from _nodes(part)
    elif isinstance(node, dict):
        yield node
        if "/K" in node:
            yield from _nodes(node["/K"])


def _scope(cell: dict[str, object]) -> str:
    attributes = cell.get("/A", [])
    attributes = attributes.get_object() if hasattr(attributes, "get_object") else attributes
    every = attributes if isinstance(attributes, list) else [attributes]
    found = [one.get_object() for one in every if hasattr(one, "get_object")]
    return next((str(one["/Scope"]) for one in found if "/Scope" in one), "")


def _dark(paths: str) -> set[tuple[int, int]]:
    """Column and row of every dark square: a code is drawn as strokes along its rows."""
    return {
        (column, int(row))
        for start, row, end in STROKE.findall(paths)
        for column in range(int(start), int(end))
    }


def _squares(address: str, mask: int | None) -> set[tuple[int, int]]:
    matrix = segno.make(address, error="m", mask=mask).matrix
    return {(x + QUIET, y + QUIET) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
