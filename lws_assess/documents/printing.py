"""The one place that makes PDFs: a template of ours, and data that can never become markup.

Templates lie in documents/typst. What they print reaches them as JSON, and they print it as text. They can read
nothing but their own folder, and no package is ever fetched.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import typst

TEMPLATES = Path(__file__).resolve().parent / "typst"
NO_PACKAGES = TEMPLATES / "no-packages"  # does not exist
STANDARD: Final = "ua-1"  # PDF/UA-1: tagged, with a language and a title

# What no font has is drawn as an empty square: PDF/UA refuses a text that cannot be read from the file.
MISSING = "□"
LAST_CERTAIN = "\u024f"  # the face has all of Latin up to here
SIGNS = "–—‘’“”…•" + MISSING

Data = dict[str, object]


def make_pdf(template: str, data: Data) -> bytes:
    """The PDF of a template in documents/typst, filled with data. The same data gives the same bytes.

    Characters that no font has, control characters and marks that turn the direction of a line are left out or
    drawn as empty squares, whatever people have typed.
    """
    data = _with_texts(data, _plain)
    for mend in (str, _drawable, _certain):
        try:
            return _compile(_source(template), _with_texts(data, mend))
        except typst.TypstError as error:
            if "could not be displayed" not in error.message:
                raise
    raise AssertionError("the face has every letter that is left")


@cache
def _source(template: str) -> bytes:
    return (TEMPLATES / f"{template}.typ").read_bytes()


def _compile(source: bytes, data: Data) -> bytes:
    compiler = typst.Compiler(
        source,
        root=TEMPLATES,
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        package_path=NO_PACKAGES,
        package_cache_path=NO_PACKAGES,
    )
    pdf = compiler.compile(format="pdf", pdf_standards=STANDARD, timestamp=0)
    assert isinstance(pdf, bytes)
    return pdf


@cache
def fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,  # for letters of other alphabets
        font_paths=[str(files("fontpkg_atkinson_hyperlegible") / "files")],
    )


def _with_texts(data: Data, change: Callable[[str], str]) -> Data:
    """The same data with every text changed, however deep it lies."""
    return {key: _changed(value, change) for key, value in data.items()}


def _changed(value: object, change: Callable[[str], str]) -> object:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return _with_texts(value, change)
    if isinstance(value, list | tuple):
        return [_changed(part, change) for part in value]
    return value


def _plain(text: str) -> str:
    """Composed letters, without what is no letter: controls, direction marks, halves of pairs."""
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", text)
    return "".join(c for c in composed if c == "\n" or unicodedata.category(c)[0] != "C")


def _drawable(text: str) -> str:
    return "".join(c if c <= LAST_CERTAIN or c in SIGNS or _some_font_has(c) else MISSING for c in text)


def _certain(text: str) -> str:
    return "".join(c if c <= LAST_CERTAIN or c in SIGNS else MISSING for c in text)


@lru_cache(maxsize=10_000)
def _some_font_has(character: str) -> bool:
    """Found by trying: the face, and those that come with the printer for other alphabets."""
    try:
        _compile(
            b"#set document(title: [One letter])\n#json(bytes(sys.inputs.data)).letter", {"letter": character}
        )
    except typst.TypstError:
        return False
    return True
