"""The rules of the house: which way imports point, what may be named what, and who reads answers."""

from __future__ import annotations

import ast
import builtins
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from lws_assess.records.instruments import shipped_editions
from tests.watching.code_trees import HOUSE, MODULES, ROOT, TEMPLATES, read, tree_of, walk

FLOORS = ["survey", "records", "actions", "documents", "web"]  # each may use what stands before it
DRAWERS = {"util", "utils", "utilities", "helper", "helpers", "common", "service", "services", "manager"}
DRAWERS |= {"managers", "misc", "lib", "libs", "tools", "core", "base", "stuff"}
DRAWERS_ALLOWED = {"base.html"}  # what every page extends


def floor_of(module: str) -> str:
    return [*module.split("."), ""][1]


def modules_on(*floors: str) -> list[str]:
    return [name for name in MODULES if floor_of(name) in floors]


def imported_by(module: str) -> Iterator[str]:
    """Full names of everything a module imports: modules, and names out of modules."""
    for node in walk(MODULES[module]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports by dots"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def modules_imported_by(module: str) -> set[str]:
    """The other modules of the house that a module imports, by themselves or for a name in them."""
    names = {name if name in MODULES else name.rpartition(".")[0] for name in imported_by(module)}
    return names & (set(MODULES) - {module})


def roots_imported_by(module: str) -> set[str]:
    return {name.partition(".")[0] for name in imported_by(module)}


def modules_at_fault(
    modules: Iterable[str], faults: Callable[[str], Iterable[object]]
) -> dict[str, list[object]]:
    """Each module of which a rule finds something, with what it finds."""
    return {module: found for module in modules if (found := list(faults(module)))}


def test_imports_point_from_web_down_to_survey() -> None:
    def above(module: str) -> set[str]:
        below = FLOORS[: FLOORS.index(floor_of(module)) + 1]
        return {floor_of(name) for name in imported_by(module) if name.startswith("lws_assess.")} - set(below)

    assert modules_at_fault(modules_on(*FLOORS), above) == {}


def test_what_a_survey_is_needs_only_the_standard_library_and_numpy() -> None:
    """And scipy in one place, for Student's t."""
    known = sys.stdlib_module_names | {"numpy", "lws_assess"}
    faults = modules_at_fault(modules_on("survey"), lambda module: roots_imported_by(module) - known)
    assert faults == {"lws_assess.survey.results.critical_values": ["scipy"]}


def test_what_a_survey_is_has_no_clock_and_no_chance_of_its_own() -> None:
    def drawn_or_read(module: str) -> set[str]:
        calls = [node.func for node in walk(MODULES[module]) if isinstance(node, ast.Call)]
        called = {function.attr for function in calls if isinstance(function, ast.Attribute)}
        return (roots_imported_by(module) & {"random", "secrets", "time", "uuid"}) | (
            called & {"now", "utcnow", "today"}
        )

    assert modules_at_fault(modules_on("survey"), drawn_or_read) == {}


def test_only_web_knows_flask_and_the_settings() -> None:
    webs = ("flask", "wtforms", "werkzeug", "click")
    faults = modules_at_fault(
        modules_on("records", "actions", "documents"),
        lambda module: [
            root for root in roots_imported_by(module) if root.startswith(webs) or root == "config"
        ],
    )
    assert faults == {}


def test_records_and_actions_draw_nothing() -> None:
    draw = {"plotly", "jinja2", "markupsafe"}
    faults = modules_at_fault(
        modules_on("records", "actions"), lambda module: roots_imported_by(module) & draw
    )
    assert faults == {}


def test_no_two_modules_import_each_other() -> None:
    TopologicalSorter({module: modules_imported_by(module) for module in MODULES}).prepare()


def test_no_import_hides_in_a_function() -> None:
    def hidden(module: str) -> list[int]:
        tree = MODULES[module]
        imports = [node for node in walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
        if not any(node.col_offset for node in imports):
            return []
        functions = [node for node in walk(tree) if isinstance(node, ast.FunctionDef)]
        within = {node for function in functions for node in ast.walk(function)}
        return [node.lineno for node in imports if node in within]

    assert modules_at_fault(MODULES, hidden) == {}


def test_nothing_is_called_after_a_drawer() -> None:
    places = [HOUSE, TEMPLATES, ROOT / "static", ROOT / "tests", ROOT / "migrations"]
    named = [path for place in places for path in place.rglob("*") if "__pycache__" not in path.parts]
    drawers = [str(p) for p in named if set(re.split(r"[_\-.]", p.stem.lower())) & DRAWERS]
    assert [path for path in drawers if Path(path).name not in DRAWERS_ALLOWED] == []


# --- wings -----------------------------------------------------------------------------------------------

MOST_IN_A_FOLDER = 30
# What gathers all of a floor: the tables that migrations look at, and the door through which the app is found.
GATHER = {"lws_assess.records.tables", "lws_assess.web"}
WING_SAYS = re.compile(
    r"\A[^\n]+\.\n\nImports of this floor: ([a-z, ]+)\.\sImported on this floor by: ([a-z, ]+)\.\n\Z"
)


def wing_of(module: str) -> str:
    """The wing that a module stands in; empty for one that stands directly on its floor."""
    _, floor, below = [*module.split("."), "", ""][:3]
    return below if below and (HOUSE / floor / below).is_dir() else ""


WINGS = {floor: sorted({wing_of(name) for name in modules_on(floor)} - {""}) for floor in FLOORS}


def wings_imported_by(module: str) -> set[str]:
    """The wings of its own floor, other than its own, that a module imports."""
    here = {wing_of(name) for name in modules_imported_by(module) if floor_of(name) == floor_of(module)}
    return here - {wing_of(module), ""}


def imports_of_wings(floor: str) -> dict[str, set[str]]:
    return {
        wing: {
            other for name in modules_on(floor) if wing_of(name) == wing for other in wings_imported_by(name)
        }
        for wing in WINGS[floor]
    }


def test_what_stands_directly_on_a_floor_is_shared_by_its_wings_and_imports_none() -> None:
    directly = [name for name in modules_on(*FLOORS) if not wing_of(name) and name not in GATHER]
    assert modules_at_fault(directly, wings_imported_by) == {}


@pytest.mark.parametrize("floor", FLOORS)
def test_wings_of_one_floor_form_no_circle(floor: str) -> None:
    TopologicalSorter(imports_of_wings(floor)).prepare()


@pytest.mark.parametrize(("floor", "wing"), [(floor, wing) for floor in FLOORS for wing in WINGS[floor]])
def test_a_wing_says_what_it_imports_and_what_imports_it(floor: str, wing: str) -> None:
    said = WING_SAYS.match(ast.get_docstring(MODULES[f"lws_assess.{floor}.{wing}"], clean=False) or "")
    assert said, "one sentence of what lives here, then what it imports and what imports it"
    imports = imports_of_wings(floor)
    imported_there = {other for other, names in imports.items() if wing in names}
    assert said[1] == (", ".join(sorted(imports[wing])) or "none")
    assert said[2] == (", ".join(sorted(imported_there)) or "none")


@pytest.mark.parametrize(
    "folder",
    [HOUSE, TEMPLATES, ROOT / "static", *(ROOT / "tests" / floor for floor in FLOORS)],
    ids=lambda path: path.name,
)
def test_no_folder_holds_more_than_thirty(folder: Path) -> None:
    folders = [folder, *(path for path in folder.rglob("*") if path.is_dir() and path.name != "__pycache__")]
    kinds = {".py", ".html", ".txt", ".js", ".css"}
    # The module that says what a wing is does not count.
    held = {
        str(path): sum(file.suffix in kinds and file.name != "__init__.py" for file in path.iterdir())
        for path in folders
    }
    assert {path: number for path, number in held.items() if number > MOST_IN_A_FOLDER} == {}


# --- what docstrings say is raised ---------------------------------------------------------------------------

RAISES = re.compile(r"\braises ([^.:;]*)", re.IGNORECASE)
NO_CLASS = {"SQLite"}  # stands in such a sentence, but is no name of ours


def classes_seen_in(tree: ast.Module) -> set[str]:
    """The classes that a module makes, and every name that it imports."""
    made = {node.name for node in walk(tree) if isinstance(node, ast.ClassDef)}
    imports = (node for node in walk(tree) if isinstance(node, ast.ImportFrom))
    return made | {alias.asname or alias.name for node in imports for alias in node.names}


def test_what_a_docstring_says_is_raised_is_there() -> None:
    known = {*dir(builtins), *NO_CLASS, *classes_seen_in(tree_of(ROOT / "config.py"))}
    known |= {name for tree in MODULES.values() for name in classes_seen_in(tree)}
    described = (ast.FunctionDef, ast.ClassDef, ast.Module)
    said = {
        (module, word)
        for module, tree in MODULES.items()
        for node in walk(tree)
        if isinstance(node, described)
        for sentence in RAISES.findall(ast.get_docstring(node) or "")
        for word in re.findall(r"\b[A-Z]\w*", sentence)
    }
    assert len(said) > 100
    assert [(module, word) for module, word in sorted(said) if word not in known] == []


# --- who reads answers -----------------------------------------------------------------------------------

READERS = {
    # The release; and the quarters of an hour, for words of risk.
    "open_box": {"lws_assess.actions.results.releases", "lws_assess.actions.quarters"},
    "unpack_submission": {"lws_assess.records.responses"},
    "BoxResponse": {"lws_assess.records.responses"},
    "SealedResponse": {"lws_assess.records.responses"},
}


def names_in(module: str) -> set[str]:
    """Every name a module uses, plain, behind a dot or imported."""
    tree = MODULES[module]
    plain = {node.id for node in walk(tree) if isinstance(node, ast.Name)}
    dotted = {node.attr for node in walk(tree) if isinstance(node, ast.Attribute)}
    return plain | dotted | {name.rpartition(".")[2] for name in imported_by(module)}


@pytest.mark.parametrize("name", READERS)
def test_only_the_release_reads_answers(name: str) -> None:
    assert {module for module in MODULES if name in names_in(module)} == READERS[name]


def test_the_quarters_look_at_words_and_never_at_answers() -> None:
    assert "answers" not in names_in("lws_assess.actions.quarters") | names_in("lws_assess.actions.alerts")


def test_no_statement_written_by_hand_reads_answers() -> None:
    by_hand = re.compile(r"\b(from|join)\s+(box_)?responses\b", re.IGNORECASE)
    found = [
        module
        for module, tree in MODULES.items()
        for node in walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and by_hand.search(node.value)
    ]
    assert [module for module in found if floor_of(module) != "survey"] == []


# --- days ------------------------------------------------------------------------------------------------

DAYS = "lws_assess.survey.days"  # the one module that makes a day or an hour of an instant
WRITES_A_DAY = re.compile(r"%[aAbBdeHIjmMpUwWxXyYZ]")
# A day as it was typed, or as it stands in a cell of a workbook: no instant, so that no zone has a say.
READ_FROM_PEOPLE = {"lws_assess.web.cell_formats"}


def days_made_in(module: str) -> list[tuple[int, str]]:
    """Each line that makes or writes a day, and how."""
    found: list[tuple[int, str]] = []
    for node in walk(MODULES[module]):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in {"date", "time", "timetz"} and not (node.args or node.keywords):
                found.append((node.lineno, f".{node.func.attr}()"))
            if node.func.attr in {"strftime", "ctime", "utcnow"}:
                found.append((node.lineno, f".{node.func.attr}"))
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            spec = "".join(v.value for v in node.format_spec.values if isinstance(v, ast.Constant))  # type: ignore[attr-defined]
            if WRITES_A_DAY.search(spec):
                found.append((node.lineno, spec))
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and WRITES_A_DAY.fullmatch(node.value)
        ):
            found.append((node.lineno, node.value))
    return found


def test_only_one_module_makes_a_day_of_an_instant() -> None:
    """Anywhere else, the day of an instant would be the one in UTC: the day before, between midnight and one."""
    others = [name for name in MODULES if name not in {DAYS, *READ_FROM_PEOPLE}]
    assert modules_at_fault(others, days_made_in) == {}


def test_no_template_writes_a_day_by_itself() -> None:
    writes = re.compile(r"strftime|isoformat|\.date\(\)|\.(?:month|hour|minute)\b")
    found = {str(path): writes.findall(read(path)) for path in TEMPLATES.rglob("*.html")}
    assert {path: how for path, how in found.items() if how} == {}


# --- words that belong to the data -----------------------------------------------------------------------


def words_of_instruments() -> set[str]:
    return {
        word
        for edition in shipped_editions().values()
        for area in edition.areas
        for word in (area.name, area.short_name, area.easy_label, area.key, area.code)
    }


def is_demo(path: Path) -> bool:
    """Whether a file may name the areas, since what the demo's people answer is about them."""
    return "demo" in path.name or path.parent == HOUSE / "actions" / "demo"


def product_files() -> list[Path]:
    code = [*HOUSE.rglob("*.py"), *(ROOT / "migrations").rglob("*.py"), *ROOT.glob("*.py")]
    files = [*code, *TEMPLATES.rglob("*.html")]
    return sorted(p for p in files if not is_demo(p) and "instruments" not in p.parent.parts)


def test_no_word_of_an_instrument_stands_in_code_or_templates() -> None:
    words = "|".join(re.escape(word).replace("’", "['’]") for word in sorted(words_of_instruments(), key=len))
    pattern = re.compile(rf"(?<![\w-])({words})(?![\w-])", re.IGNORECASE)
    found = {
        str(path.relative_to(ROOT)): sorted({match.group(0) for match in matches})
        for path in product_files()
        if (matches := list(pattern.finditer(read(path))))
    }
    assert found == {}


# --- one h1 a page ---------------------------------------------------------------------------------------

PARSER = Environment(autoescape=True)  # only reads templates, never renders one


@lru_cache(maxsize=100)
def parsed(name: str) -> nodes.Template:
    return PARSER.parse(read(TEMPLATES / name))


@cache
def extended_by(name: str) -> str | None:
    parent = parsed(name).find(nodes.Extends)
    return parent.template.value if parent and isinstance(parent.template, nodes.Const) else None


def headings(node: nodes.Node) -> tuple[int, int]:
    """The fewest and the most h1 that a piece of a template can print; a loop counts as one turn or none."""
    if isinstance(node, nodes.TemplateData):
        return (node.data.count("<h1"),) * 2
    if isinstance(node, nodes.Include):
        return headings(parsed(node.template.value)) if isinstance(node.template, nodes.Const) else (0, 0)
    if isinstance(node, nodes.If):
        branches = [node.body, *(branch.body for branch in node.elif_), node.else_]
        sums = [in_row(branch) for branch in branches]
        return min(least for least, _ in sums), max(most for _, most in sums)
    if isinstance(node, nodes.For):
        return 0, in_row(node.body)[1]
    if isinstance(node, nodes.Macro):
        return 0, 0  # counted where it is called, which reading alone cannot see
    return in_row(list(node.iter_child_nodes()))


def in_row(pieces: list[nodes.Node]) -> tuple[int, int]:
    sums = [headings(piece) for piece in pieces]
    return sum(least for least, _ in sums), sum(most for _, most in sums)


def pages() -> list[str]:
    """The templates that are pages: they extend another, and none extends them."""
    names = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
    layouts = {extended_by(name) for name in names}
    return [name for name in names if extended_by(name) and name not in layouts]


def test_every_page_has_one_h1() -> None:
    found = {name: headings(parsed(name)) for name in pages()}
    assert len(found) > 100
    assert {name: number for name, number in found.items() if number != (1, 1)} == {}


def test_every_page_says_its_title() -> None:
    said = {
        name: [bool(block.body) for block in parsed(name).find_all(nodes.Block) if block.name == "title"]
        for name in pages()
    }
    assert {name: titles for name, titles in said.items() if titles != [True]} == {}


# --- pages that change without being loaded -----------------------------------------------------------------

SCRIPTS = sorted((ROOT / "static").glob("*.js"))
TEMPLATE_FILES = sorted(TEMPLATES.rglob("*.html"))
FOLLOW = ("room.js", "screen.js", "host.js", "waiting.js", "progress.js")


def test_no_page_loads_itself_anew() -> None:
    """People who hear a page, or need time, lose their place in it. Without scripts a link looks again."""
    reloads = re.compile(r"\.reload\(|location\s*=(?!=)|location\.href\s*=(?!=)|history\.go\(")
    assert [path.name for path in SCRIPTS if reloads.search(read(path))] == []
    assert [path.name for path in TEMPLATE_FILES if "http-equiv" in read(path).lower()] == []


def test_only_a_shared_device_is_sent_away_from_what_somebody_answered() -> None:
    named = {
        module
        for module, tree in MODULES.items()
        for node in walk(tree)
        if isinstance(node, ast.Constant) and node.value == "Refresh"
    }
    assert named == {"lws_assess.web.answering.questionnaire_pages"}


@pytest.mark.parametrize("script", FOLLOW)
def test_what_follows_something_says_it_where_nothing_is_replaced(script: str) -> None:
    """The regions stand in the page, and not in a part that a script replaces."""
    for path in TEMPLATE_FILES:
        text = read(path)
        if f"asset('{script}')" not in text or path.name == "left.html":
            continue
        assert text.index("asset('live.js')") < text.index(f"asset('{script}')"), path
        assert text.count('{% include "live.html" %}') == 1, path


def test_no_script_makes_a_region_of_its_own() -> None:
    """One that comes together with its words is read twice, or not at all."""
    roles = re.compile(
        r"setAttribute\(\"(role|aria-live)\", \"(status|alert|polite|assertive)\"|ariaLive|role = "
    )
    assert [path.name for path in SCRIPTS if roles.search(read(path))] == []
