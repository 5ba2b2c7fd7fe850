"""Styles and scripts as they are served: shorter than they are written, and the same to a browser."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from lws_assess.web.assets import STATIC, find_asset

OWN = sorted(path for path in STATIC.iterdir() if path.suffix in (".css", ".js"))
WIRE = 56_000  # bytes of all of them together, compressed; no page loads more than a part of them


def served(path: Path) -> bytes:
    asset = find_asset(path.name)
    assert asset is not None
    assert gzip.decompress(asset.compressed) == asset.plain
    return asset.plain


def formatted(path: Path, folder: Path) -> str:
    """What is left of a file once it is laid out in the one way that the formatter has."""
    biome = shutil.which("biome", path=str(STATIC.parent / "node_modules" / ".bin"))
    assert biome, "biome is missing: make node_modules/ready"
    kept = folder / path.name
    kept.write_bytes(path.read_bytes() if path.parent == STATIC else served(STATIC / path.name))
    settings = ["--indent-style=space", "--line-width=320", f"--config-path={folder}"]
    (folder / "biome.json").write_text('{"root": true}', encoding="utf-8")
    made = subprocess.run(
        [biome, "format", "--write", *settings, str(kept)], capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    return kept.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_what_is_served_is_shorter_than_what_is_written(path: Path) -> None:
    assert 0 < len(served(path)) < len(path.read_bytes())


def test_all_styles_and_scripts_together_stay_light_on_the_wire() -> None:
    assert sum(len(asset.compressed) for path in OWN if (asset := find_asset(path.name))) < WIRE


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_what_is_served_says_the_same_as_what_is_written(path: Path, tmp_path: Path) -> None:
    """Both are laid out by one formatter; comments and white space apart, nothing may be left out or run together."""
    (tmp_path / "served").mkdir()
    (tmp_path / "written").mkdir()
    written = formatted(path, tmp_path / "written")
    short = formatted(tmp_path / "served" / path.name, tmp_path / "served")
    assert tokens(short, path.suffix) == tokens(written, path.suffix)


def tokens(text: str, suffix: str) -> list[str]:
    """Words, strings and signs in their order; in styles also where white space parts two of them."""
    strings = r"\"(?:[^\"\\\n]|\\.)*\"|`(?:[^`\\]|\\.)*`"
    if suffix == ".js":
        comment_or_word = rf"({strings})|/\*.*?\*/|(?<![:\\])//[^\n]*|([\w$]+|[^\w\s$])"
        found = re.findall(comment_or_word, text, re.DOTALL)
        plain = [string or word for string, word in found if string or word]
        # Brackets and commas that the formatter adds where it breaks lines.
        return [word for word in plain if word not in ("(", ")", ",", ";")]
    bare = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    bare = re.sub(r"\s*([{};,>])\s*", r"\1", bare)
    return re.findall(rf"{strings}|\s+|[\w-]+|[^\w\s]", re.sub(r"\s+", " ", bare).replace(";}", "}").strip())
