"""QR codes: the one place that draws them, on pages, on paper and as files of their own."""

from __future__ import annotations

import io
from typing import Any

import segno

MASK = 4  # of many codes on a sheet: readers take any of the eight, and to try them all takes 18 ms a code


def qr_drawing(address: str, title: str, scale: int = 0) -> str:
    """For a page: as wide as its place, or `scale` pixels for each square."""
    size = {"scale": scale, "omitsize": False} if scale else {"omitsize": True}
    return _saved(address, kind="svg", border=2, xmldecl=False, title=title, **size).decode()


def qr_of_a_key(address: str) -> str:
    """For a page that says beside it what it is; black on white, whatever stands behind it."""
    how = {"xmldecl": False, "svgns": False, "nl": False, "omitsize": True}
    drawing = _saved(address, kind="svg", border=4, dark="#000", light="#fff", **how).decode()
    return drawing.replace("<svg ", '<svg aria-hidden="true" ', 1)


def qr_on_paper(address: str, one_of_many: bool = False) -> dict[str, str]:
    """For a template of typst: the drawing, and what it is for those who do not see it."""
    how = {"xmldecl": False, "omitsize": True, "svgclass": None, "lineclass": None}
    drawing = _saved(address, MASK if one_of_many else None, kind="svg", border=4, **how)
    return {"svg": drawing.decode(), "alt": f"QR code of the link {address}"}


def qr_file(address: str, kind: str) -> bytes:
    """A file of its own: svg, or png about a thousand pixels wide."""
    return _saved(address, kind=kind, scale=24 if kind == "png" else 10, border=4)


def _saved(address: str, mask: int | None = None, **how: Any) -> bytes:
    out = io.BytesIO()
    segno.make(address, error="m", mask=mask).save(out, **how)
    return out.getvalue()
