"""Styles and scripts, each at an address that names its content, so that browsers keep it for good.

Ours are written for people who read them, and served without comments and without white space that means nothing.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, request, url_for
from rcssmin import cssmin
from rjsmin import jsmin

from config import ROOT

TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
SHORTENERS: dict[str, Callable[[str], str]] = {".css": cssmin, ".js": jsmin}
# The charts library comes out of its installed package; no copy of it is kept.
FROM_PACKAGES = {"plotly.js": ("plotly", "package_data/plotly.min.js")}

blueprint = Blueprint("assets", __name__)


@dataclass(frozen=True)
class StaticAsset:
    name: str
    digest: str
    plain: bytes
    compressed: bytes


STATIC = ROOT / "static"

# What a phone in a room gets in one piece each, since every request of its own costs half a kilobyte of headers.
BUNDLES = {
    "phone.css": ("style.css", "rooms.css"),
    "phone.js": ("asking.js", "live.js", "meanwhile.js", "room.js"),
}
# Of the styles a bundle leaves out what stands between these: no phone in a room shows anything of it.
NOT_ON_PHONES = re.compile(r"/\* not on phones of a room \*/.*?/\* on phones again \*/", re.DOTALL)


def find_asset(name: str) -> StaticAsset | None:
    """The asset of that name, read and compressed once in a process's life. Nothing is kept of other names."""
    return _read(name) if name in FROM_PACKAGES or name in BUNDLES or name in _on_disk() else None


@cache
def _on_disk() -> frozenset[str]:
    return frozenset(path.name for path in STATIC.iterdir() if path.is_file())


@cache
def _read(name: str) -> StaticAsset:
    if name in FROM_PACKAGES:
        package, path = FROM_PACKAGES[name]
        content = files(package).joinpath(path).read_bytes()
    elif name in BUNDLES:
        content = b"\n".join(_shortened(STATIC / part, NOT_ON_PHONES) for part in BUNDLES[name])
    else:
        content = _shortened(STATIC / name)
    return StaticAsset(
        name, hashlib.sha256(content).hexdigest()[:12], content, gzip.compress(content, 9, mtime=0)
    )


def _shortened(path: Path, without: re.Pattern[str] | None = None) -> bytes:
    """The file's content as it is served; whole where it is neither a style nor a script."""
    shorten = SHORTENERS.get(path.suffix)
    if shorten is None:
        return path.read_bytes()
    text = path.read_text(encoding="utf-8")
    return shorten(without.sub("", text) if without else text).encode()


def address_of(name: str) -> str:
    """The address of an asset; raises LookupError for one that does not exist."""
    asset = find_asset(name)
    if asset is None:
        raise LookupError(f"there is no asset called {name}")
    return url_for("assets.asset", digest=asset.digest, name=name)


@blueprint.get("/assets/<digest>/<name>")
def asset(digest: str, name: str) -> Response:
    found = find_asset(name)
    if found is None:
        abort(404)
    squeezed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(found.compressed if squeezed else found.plain)
    response.headers["Content-Type"] = TYPES[name[name.rindex(".") :]]
    if squeezed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    current = digest == found.digest
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if current else "no-cache"
    return response


def install(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.jinja_env.globals["asset"] = address_of
