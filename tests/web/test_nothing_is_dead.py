"""Nothing stands in the product that nobody but a test uses."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.watching.code_trees import ROOT, tree_of, walk

# Called by a library, which finds them by their names.
CALLED = {"get_id", "filter_stream", "process_formdata", "process_bind_param", "process_result_value"}
CALLED |= {"impl", "cache_ok", "type_annotation_map", "load_bytecode", "dump_bytecode"}
CALLED |= {"_workbook_writer", "xlsx_blob"}  # of a chart on a slide
KEPT = {
    "unmigrate",  # the way back of each migration, which tests walk
    "MODULES",  # imported so that the tables are there
    "beyond_chance",  # part of what a sentence claims: claims are there to be compared with figures
    "text_on_tint",  # part of the format of questionnaires
    "name_variants",
    "HEARD",  # a step of an alert that older databases hold
}
REGISTERS = ("blueprint.", "app.", "command(", "errorhandler", "listens_for", "overload", "atexit", ".setter")
WORD = re.compile(r"[A-Za-z_]\w*")


def python_files() -> list[Path]:
    return [*ROOT.glob("lws_assess/**/*.py"), *ROOT.glob("migrations/**/*.py"), *ROOT.glob("*.py")]


def other_files() -> Iterator[Path]:
    for pattern in ("templates/**/*", "static/*.js", "lws_assess/documents/typst/*.typ", "deploy/**/*"):
        yield from (path for path in ROOT.glob(pattern) if path.is_file())


def words_of_strings(tree: ast.Module) -> Iterator[str]:
    """Names that are looked up by a string: short ones of one word, such as getattr takes."""
    for node in walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and WORD.fullmatch(node.value):
            yield node.value
        if isinstance(node, ast.JoinedStr):
            parts = (part.value for part in node.values if isinstance(part, ast.Constant))
            yield from (word for part in parts for word in WORD.findall(str(part)))


def names_used() -> Counter[str]:
    found = Counter(word for path in other_files() for word in WORD.findall(path.read_text(errors="ignore")))
    for path in python_files():
        tree = tree_of(path)
        for node in walk(tree):
            if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
                found[node.id if isinstance(node, ast.Name) else node.attr] += 1
        found.update(words_of_strings(tree))
    return found


def registered(node: ast.FunctionDef | ast.ClassDef) -> bool:
    decorators = " ".join(ast.unparse(one) for one in node.decorator_list)
    return any(name in decorators for name in REGISTERS) or node.name.startswith(("__", "validate_"))


def names_made(body: list[ast.stmt]) -> Iterator[str]:
    """What a module or a class makes: functions, classes, constants, fields."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            if not registered(node):
                yield node.name
            if isinstance(node, ast.ClassDef):
                yield from names_made(node.body)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (
                one.id for one in targets if isinstance(one, ast.Name) and not one.id.startswith("__")
            )


def test_what_the_product_has_is_used_by_it() -> None:
    used = names_used()
    unused = {
        (str(path.relative_to(ROOT)), name)
        for path in ROOT.glob("lws_assess/**/*.py")
        for name in names_made(tree_of(path).body)
        if not used[name] and name not in CALLED | KEPT
    }
    assert unused == set()


def macros_of(text: str) -> list[str]:
    return re.findall(r"{%-?\s*macro\s+(\w+)", text)


def imported_by(text: str) -> Iterator[str]:
    for names in re.findall(r"{%-?\s*from [^%]*? import ([^%]*?)-?%}", text):
        for name in names.replace("with context", "").split(","):
            yield name.split(" as ")[-1].strip()
    yield from re.findall(r"{%-?\s*import [^%]*? as (\w+)", text)


def test_what_templates_define_and_import_is_used() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in ROOT.glob("templates/**/*") if path.is_file()}
    words = Counter(word for text in texts.values() for word in WORD.findall(text))
    never_called = [name for text in texts.values() for name in macros_of(text) if words[name] == 1]
    never_used = [
        (path.name, name)
        for path, text in texts.items()
        for name in imported_by(text)
        if WORD.findall(text).count(name) == 1
    ]
    assert (never_called, never_used) == ([], [])


# Written in two parts: what the class is about, and a number or a name.
IN_PARTS = re.compile(r"(by|less|of|on|scale|size|step|tint)-\w+")
OF_THE_CHARTS_LIBRARY = {"js-plotly-plot"}


def test_every_class_of_a_style_is_on_some_page() -> None:
    """Those of the form library are on pages that it draws."""
    kinds = (*python_files(), *other_files())
    used = {word for path in kinds for word in re.findall(r"[\w-]+", path.read_text(errors="ignore"))}
    made = {
        name
        for path in ROOT.glob("static/*.css")
        for selector in re.findall(r"([^{}]+){", re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL))
        for name in re.findall(r"\.([a-zA-Z][\w-]*)", selector)
    }
    unused = {name for name in made - used if not name.startswith("govuk-") and not IN_PARTS.fullmatch(name)}
    unused -= OF_THE_CHARTS_LIBRARY
    assert unused == set()
