"""Misspells attributes in templates, one at a time, while pages are rendered, and notes which misspelling was caught.

Templates are compiled so that each attribute is asked for by a spelling that can be changed while they run: what
follows is the same as if it stood misspelt in the file, and no template has to be read again for it. Each page, mail
or piece of a page that was rendered is rendered once more for every attribute that it asked for, with
that one misspelt, from the same names; then it has to raise MissingInTemplate there.

An attribute is `a.b`, `a["b"]`, and the one named in `map(attribute="b")`, `selectattr("b")` and the like.

As a plugin of pytest (`-p tests.watching.misspelling`, with the address of a file in MISSPELLINGS) it does so with all
that the chosen tests render, and writes down what it found.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask, template_rendered
from jinja2 import Environment, Template, nodes
from jinja2.compiler import CodeGenerator, Frame

from config import ROOT
from lws_assess.web.strict_templates import MissingInTemplate, RefusedName

TEMPLATES = ROOT / "templates"
WRONG = "_misspelt"
IN_A_FILTER = ", in a filter"
BY_FIRST_ARGUMENT = {"selectattr", "rejectattr", "groupby"}


class Site(NamedTuple):
    """Where an attribute is asked for: the template, and which of its attributes this is, in the order of reading."""

    template: str
    number: int


class Named(NamedTuple):
    """An attribute as it is asked for. `put` gives it another name, worked out by an expression; None for `a.b`."""

    node: nodes.Node
    word: str
    put: Callable[[nodes.Expr], None] | None


def attributes_in(tree: nodes.Template) -> list[Named]:
    """Every attribute that a template asks for, in an order that is always the same."""
    return [
        found
        for node in tree.find_all((nodes.Getattr, nodes.Getitem, nodes.Filter))
        for found in _named(node)
    ]


def _named(node: nodes.Node) -> Iterator[Named]:
    if isinstance(node, nodes.Getattr):
        yield Named(node, node.attr, None)
    elif isinstance(node, nodes.Getitem) and (word := _word(node.arg)):
        yield Named(node, word, partial(setattr, node, "arg"))
    elif isinstance(node, nodes.Filter):
        if node.name in BY_FIRST_ARGUMENT and (word := _word(node.args[0])):
            yield Named(node, word, partial(node.args.__setitem__, 0))
        for pair in node.kwargs:
            if pair.key == "attribute" and (word := _word(pair.value)):
                yield Named(node, word, partial(setattr, pair, "value"))


def _word(node: nodes.Node) -> str:
    return node.value if isinstance(node, nodes.Const) and isinstance(node.value, str) else ""


def all_sites(environment: Environment) -> dict[Site, str]:
    """Every attribute of every template of ours, as "template:line name"."""
    found = {}
    for path in sorted(TEMPLATES.rglob("*.*")):
        name = str(path.relative_to(TEMPLATES))
        tree = environment.parse(path.read_text(encoding="utf-8"), name)
        for number, one in enumerate(attributes_in(tree)):
            found[Site(name, number)] = f"{name}:{one.node.lineno} {one.word}"
            if isinstance(one.node, nodes.Filter):
                found[Site(name, number)] += IN_A_FILTER
    return found


class _Spelling(CodeGenerator):
    """Has each attribute asked for by what `Misspeller.spell` makes of it."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        self.numbers: dict[int, int] = {}
        self.environment.read.add(self.name)  # type: ignore[attr-defined]
        if issubclass(self.environment.undefined, RefusedName):  # else it is one of the form library's
            for number, one in enumerate(attributes_in(node)):
                if one.put:
                    one.put(self._spelt_by_call(number, one.word))
                else:
                    self.numbers[id(one.node)] = number
        super().visit_Template(node, frame)

    def _spelt_by_call(self, number: int, word: str) -> nodes.Expr:
        given = [nodes.Const(part) for part in (self.name, number, word)]
        return nodes.Call(nodes.EnvironmentAttribute("spell"), given, [], None, None)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's names
        if id(node) not in self.numbers:
            super().visit_Getattr(node, frame)
            return
        self.write("environment.getattr(")
        self.visit(node.node, frame)
        self.write(f", environment.spell({self.name!r}, {self.numbers[id(node)]}, {node.attr!r}))")


@dataclass
class Misspeller:
    """Misspells each attribute that it has not seen caught.

    `reached` are all that were asked for, and `caught` those whose misspelling raised where it stands. A filter such as
    `map(attribute="b")` asks for nothing where there is nothing to go through, so one that was never caught may only
    have been given empty lists. `each` of so many in a row is misspelt: 1 says that all are.
    """

    each: int = 1
    reached: set[Site] = field(default_factory=set)
    caught: set[Site] = field(default_factory=set)
    read: set[str | None] = field(default_factory=set)
    _now: set[Site] = field(default_factory=set)
    _wrong: Site | None = None

    def watch(self, environment: Environment) -> None:
        """From here on; the environment must not have read a template yet."""
        environment.code_generator_class = _Spelling
        environment.bytecode_cache = None
        environment.spell = self.spell  # type: ignore[attr-defined]
        environment.read = self.read  # type: ignore[attr-defined]

    def spell(self, template: str, number: int, word: str) -> str:
        site = Site(template, number)
        self._now.add(site)
        return word + WRONG if site == self._wrong else word

    def listen(self) -> None:
        """Tries the misspellings of whatever is rendered, in whatever app, until `stop`."""
        template_rendered.connect(self._try)

    def stop(self) -> None:
        template_rendered.disconnect(self._try)

    def _try(self, _app: Flask, template: Template, context: dict[str, Any], **_more: Any) -> None:
        asked, self._now = {site for site in self._now if site.number % self.each == 0}, set()
        self.reached |= asked
        for site in sorted(asked - self.caught):
            self._misspell(site, template, context)

    def _misspell(self, site: Site, template: Template, context: dict[str, Any]) -> None:
        self._wrong = site
        try:
            template.render(context)
        except MissingInTemplate as fault:
            if fault.place.startswith(f"{site.template}:") and WRONG in str(fault):
                self.caught.add(site)
        finally:
            self._wrong = None
            self._now.clear()


def note_what_is_missing() -> list[str]:
    """From here on, whatever any template of this process names though it is not there, if nobody misspelt it here."""
    noted: list[str] = []
    begin = MissingInTemplate.__init__

    def and_note(fault: MissingInTemplate, place: str, name: str, what: str) -> None:
        begin(fault, place, name, what)
        if WRONG not in what:
            noted.append(str(fault))

    MissingInTemplate.__init__ = and_note  # type: ignore[method-assign]
    return noted


# --- as a plugin -----------------------------------------------------------------------------------------


def pytest_configure() -> None:
    """Watches every app that the tests make."""
    misspeller = Misspeller()
    create = Flask.create_jinja_environment

    def watched(app: Flask) -> Any:
        environment = create(app)
        misspeller.watch(environment)
        return environment

    Flask.create_jinja_environment = watched  # type: ignore[method-assign]
    misspeller.listen()
    _at_work.append(misspeller)


def pytest_unconfigure() -> None:
    """Writes down what was found."""
    [misspeller] = _at_work
    found = {name: sorted(getattr(misspeller, name)) for name in ("reached", "caught")}
    Path(os.environ["MISSPELLINGS"]).write_text(json.dumps(found), encoding="utf-8")


_at_work: list[Misspeller] = []
