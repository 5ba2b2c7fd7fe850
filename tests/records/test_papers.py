"""README, CONTRIBUTING and docs: every path, link, command and name that they give is there."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAPERS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
ARCHITECTURE = ROOT / "docs" / "architecture.md"
GLOSSARY = ROOT / "docs" / "glossary.md"
WALKS = [
    "An answer to the radar",
    "A vote to the screen",
    "Close to release",
    "An action to the board paper",
    "An invitation out",
    "A chart added",
]

FOLDERS = {"lws_assess", "templates", "tests", "static", "docs", "migrations", "deploy"}
FILES = {"Makefile", "app.py", "config.py", "gunicorn.conf.py", "pyproject.toml", "requirements.txt"}
TICKED = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(.+?)\s*$", re.MULTILINE)
MAKE = re.compile(r"\bmake ([a-z][a-z-]*)")
NAMED = re.compile(r"^([\w./-]+\.(?:py|yaml|html))::([\w.]+)$")
PLACEHOLDER = set("…*<>{}$ ")


def read(paper: Path) -> str:
    return paper.read_text(encoding="utf-8")


def name_of(paper: Path) -> str:
    return str(paper.relative_to(ROOT))


def ticked(text: str) -> list[str]:
    """Everything in backticks outside blocks of code."""
    return TICKED.findall(re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE))


def is_path(words: str) -> bool:
    path = words.partition("::")[0]
    if PLACEHOLDER & set(path) or path.startswith(("/", "http", "-")):
        return False
    return path in FILES or (path.partition("/")[0] in FOLDERS and "/" in path)


def anchors(paper: Path) -> set[str]:
    """The anchors of a paper's headings, as the places that show Markdown make them."""
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(read(paper)))
    return {heading.replace(" ", "-") for heading in plain}


@cache
def names_in(path: str) -> frozenset[str]:
    """The functions, classes, methods and constants of a module, methods also as Class.method."""
    names: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            names |= {f"{node.name}.{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)}
        if isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return frozenset(names)


def faults_of_paths(text: str) -> list[str]:
    found = [words.partition("::")[0] for words in ticked(text) if is_path(words)]
    return [path for path in found if not (ROOT / path).exists()]


def faults_of_names(text: str) -> list[str]:
    """What is named as `path::name` and is not there."""
    named = [match for words in ticked(text) if (match := NAMED.match(words)) and is_path(words)]
    here = [match for match in named if match[1].endswith(".py") and (ROOT / match[1]).exists()]
    return [match[0] for match in here if match[2] not in names_in(match[1])]


def faults_of_links(paper: Path, text: str) -> list[str]:
    faults = []
    for link in LINK.findall(text):
        target, _, anchor = link.partition("#")
        if target.startswith(("http:", "https:", "mailto:")):
            continue
        file = (paper.parent / target).resolve() if target else paper
        if not file.exists() or (anchor and anchor not in anchors(file)):
            faults.append(link)
    return faults


def targets() -> dict[str, str]:
    """Every target of the Makefile that is no file, with what it says of itself."""
    makefile = read(ROOT / "Makefile")
    said = dict(re.findall(r"^([a-z][a-z-]*):.*?## (.+)$", makefile, re.MULTILINE))
    phony = " ".join(re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)).split()
    return {target: said.get(target, "") for target in phony}


@pytest.mark.parametrize("paper", PAPERS, ids=name_of)
def test_every_path_is_there(paper: Path) -> None:
    assert faults_of_paths(read(paper)) == []


@pytest.mark.parametrize("paper", PAPERS, ids=name_of)
def test_every_link_leads_somewhere(paper: Path) -> None:
    assert faults_of_links(paper, read(paper)) == []


@pytest.mark.parametrize("paper", PAPERS, ids=name_of)
def test_every_make_target_is_there(paper: Path) -> None:
    code = " ".join([*ticked(read(paper)), *re.findall(r"^    make .*$", read(paper), re.MULTILINE)])
    assert set(MAKE.findall(code)) <= set(targets())


@pytest.mark.parametrize("paper", PAPERS, ids=name_of)
def test_every_function_and_class_is_where_it_is_said_to_be(paper: Path) -> None:
    assert faults_of_names(read(paper)) == []


@pytest.mark.parametrize("paper", PAPERS, ids=name_of)
def test_every_program_on_a_command_line_finds_what_it_imports(paper: Path) -> None:
    imports = re.findall(r"from (lws_assess[.\w]*) import (\w+)", read(paper))
    missing = [f"{module}.{name}" for module, name in imports if not hasattr(import_module(module), name)]
    assert missing == []


def test_each_walk_names_what_it_passes_in_order() -> None:
    parts = re.split(r"^## ", read(ARCHITECTURE), flags=re.MULTILINE)
    by_heading = {part.partition("\n")[0].strip(): part for part in parts}
    for walk in WALKS:
        steps = re.findall(r"^(\d+)\. .*$", by_heading[walk], re.MULTILINE)
        assert steps == [str(number) for number in range(1, len(steps) + 1)], walk
        assert len(steps) >= 4, walk
        assert len([words for words in ticked(by_heading[walk]) if NAMED.match(words)]) >= 5, walk


def test_each_word_of_the_glossary_stands_there_once() -> None:
    rows = [line.split("|")[1].strip() for line in read(GLOSSARY).splitlines() if line.startswith("| **")]
    assert len(rows) > 40
    assert sorted(set(rows)) == sorted(rows)


def test_make_help_lists_every_target_that_is_no_file() -> None:
    make = shutil.which("make")
    assert make
    said = subprocess.run([make, "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True)
    listed = dict(re.findall(r"^make (\S+) +(\S.*)$", said.stdout, re.MULTILINE))
    assert "test" in listed
    assert listed == targets()


# --- what finds faults -------------------------------------------------------------------------------------------


def test_a_path_a_name_and_a_link_that_are_not_there_are_found() -> None:
    assert faults_of_paths("`lws_assess/web/nowhere.py` `docs/…` `/p/docs/here` `lws_assess/web/`") == [
        "lws_assess/web/nowhere.py"
    ]
    assert faults_of_names("`tests/records/test_papers.py::read` `tests/records/test_papers.py::write`") == [
        "tests/records/test_papers.py::write"
    ]
    links = "[a](glossary.md) [b](nowhere.md) [c](glossary.md#no-such-heading) [d](https://example.org)"
    assert faults_of_links(ARCHITECTURE, links) == ["nowhere.md", "glossary.md#no-such-heading"]
