"""The one place that makes PDFs: a template of ours, and data that can never become markup.

Templates lie in documents/typst. What they print reaches them as JSON, and they print it as text. They can read
nothing but their own folder, and no package is ever fetched.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal

import typst

from lws_assess.documents.directions import isolated_runs
from lws_assess.documents.faces import (
    AFTER_OTHERS,
    FIGURES_FACE,
    INSIDE,
    beyond_first,
    numbered_letters,
    printable_text,
    printer_fonts,
    shipped_faces,
)
from lws_assess.documents.row_headers import with_row_headers
from lws_assess.survey.letters import composed_for_print

TEMPLATES = Path(__file__).resolve().parent / "typst"
NO_PACKAGES = TEMPLATES / "no-packages"  # does not exist
LONGEST_NAME = 300  # characters of a name that a sheet has room for
LONGEST_WORDS = 600
STANDARD: Final = "ua-1"  # PDF/UA-1: tagged, with a language and a title

Data = dict[str, object]


def make_pdf(template: str, data: Data) -> bytes:
    """The PDF of a template in documents/typst, filled with data. The same data gives the same bytes.

    Letters that no face has are printed as their numbers in brackets. Control characters and marks that turn the
    direction of a line are left out; text that runs from right to left is kept together whatever stands beside it.
    """
    try:
        pdf = _pdf(template, _with_texts(data, _mended))
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        pdf = _pdf(template, _with_texts(data, lambda text: numbered_letters(composed_for_print(text))))
    return with_row_headers(pdf)


def _pdf(template: str, data: Data) -> bytes:
    [pdf] = compile_pages(source_of(template), data, "pdf")
    return pdf


@cache
def source_of(template: str) -> bytes:
    """Returns what the printer reads of a template, once."""
    return (TEMPLATES / f"{template}.typ").read_bytes()


def compile_pages(
    source: bytes, data: object, form: Literal["pdf", "png", "svg"], dots: float | None = None
) -> tuple[bytes, ...]:
    """Returns what the printer makes of a source that reads `data` and `shipped_faces`: one PDF, or a picture of each
    page.

    `dots` are dots to an inch of a PNG. Raises typst.TypstError, also where a letter of a PDF is in no face.
    """
    beyond = beyond_first(_written(data))
    compiler = typst.Compiler(
        source,
        root=TEMPLATES,
        font_paths=printer_fonts(),
        ignore_system_fonts=True,
        sys_inputs={
            "data": json.dumps(data),
            "faces": _families(beyond),
            "letters": "of other alphabets" if any(map(str.isalpha, beyond)) else "usual",
        },
        package_path=NO_PACKAGES,
        package_cache_path=NO_PACKAGES,
    )
    if form == "pdf":
        made = compiler.compile(format=form, pdf_standards=STANDARD, timestamp=0)
    else:
        made = compiler.compile(format=form, ppi=dots)
    return (made,) if isinstance(made, bytes) else tuple(page for page in made or () if page)


def _written(data: object) -> str:
    """All the texts of data, one after another."""
    if isinstance(data, str):
        return data
    parts = data.values() if isinstance(data, dict) else data if isinstance(data, list | tuple) else ()
    return "\n".join(map(_written, parts))


@lru_cache(maxsize=64)
def _families(beyond: frozenset[str]) -> str:
    """The faces as the templates read them: that of figures, the first, and those that have letters beyond it.

    Of a letter with a mark, the printer draws the mark alone where a face has no more, so each face is asked only
    for letters that it has. The last ones have next to no marks, and one of them very many letters.
    """
    first, *others = shipped_faces()
    asked = [
        {
            "name": face.family,
            "covers": "" if face.family in {*AFTER_OTHERS, *INSIDE} else face.character_class,
        }
        for face in (first, *(face for face in others if any(map(face.has, beyond))))
    ]
    return json.dumps([{"name": FIGURES_FACE, "covers": "[0-9]"}, *asked])


def _with_texts(data: Data, change: Callable[[str], str]) -> Data:
    """Returns the data with every text changed, however deep it lies."""
    return {key: _changed(value, change) for key, value in data.items()}


def _changed(value: object, change: Callable[[str], str]) -> object:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return _with_texts(value, change)
    if isinstance(value, list | tuple):
        return [_changed(part, change) for part in value]
    return value


def _mended(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    drawable = printable_text(composed_for_print(text))
    return drawable if text.startswith("<svg") else isolated_runs(drawable)
