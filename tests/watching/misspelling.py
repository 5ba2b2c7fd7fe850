"""Misspells attributes in templates, one at a time, while pages are rendered, and notes which misspelling was caught.

Templates are compiled so that each attribute is asked for by a spelling that can be changed while they run: what
follows is the same as if it stood misspelt in the file, and no template has to be read again for it. Where `a.b` is
asked for, `a` is asked for the misspelt name first, and has to raise MissingInTemplate there. The page, mail or piece
of a page is rendered once more, from the same names, to see that this ends it: once for each template, and for each
attribute that is named in a filter.

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
MOST_TRIES = 4  # of an attribute in a filter that had nothing to go through
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
        self.write("environment.ask(")
        self.visit(node.node, frame)
        self.write(f", {self.name!r}, {self.numbers[id(node)]}, {node.attr!r})")


@dataclass
class Misspeller:
    """Misspells each attribute that it has not seen caught.

    `reached` are all that were asked for, and `caught` those whose misspelling raised where it stands. A filter such as
    `map(attribute="b")` asks for nothing where there is nothing to go through, so one that was never caught may only
    have been given empty lists. `ended` are templates of which a misspelt name ended what was rendered.
    """

    reached: set[Site] = field(default_factory=set)
    caught: set[Site] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)
    read: set[str | None] = field(default_factory=set)
    _now: set[Site] = field(default_factory=set)
    _by_rendering: dict[Site, int] = field(default_factory=dict)  # how often each was tried
    _wrong: Site | None = None

    def watch(self, environment: Environment) -> None:
        """From here on; the environment must not have read a template yet."""
        environment.code_generator_class = _Spelling
        environment.bytecode_cache = None
        environment.ask = partial(self.ask, environment)  # type: ignore[attr-defined]
        environment.spell = self.spell  # type: ignore[attr-defined]
        environment.read = self.read  # type: ignore[attr-defined]

    def ask(self, environment: Environment, thing: Any, template: str, number: int, word: str) -> Any:
        """What `thing` has under the word, once it was asked for it misspelt."""
        site = Site(template, number)
        if site == self._wrong:
            return environment.getattr(thing, word + WRONG)
        self._now.add(site)
        if site not in self.caught and self._wrong is None:
            try:
                environment.getattr(thing, word + WRONG)
            except MissingInTemplate as fault:
                self._note(site, fault)
        return environment.getattr(thing, word)

    def spell(self, template: str, number: int, word: str) -> str:
        site = Site(template, number)
        self._now.add(site)
        self._by_rendering.setdefault(site, 0)
        return word + WRONG if site == self._wrong else word

    def listen(self) -> None:
        """Tries the misspellings of whatever is rendered, in whatever app, until `stop`."""
        template_rendered.connect(self._try)

    def stop(self) -> None:
        template_rendered.disconnect(self._try)

    def _try(self, _app: Flask, template: Template, context: dict[str, Any], **_more: Any) -> None:
        asked, self._now = self._now, set()
        self.reached |= asked
        for site in sorted(asked):
            tries = self._by_rendering.get(site, MOST_TRIES)
            if site.template not in self.ended or (tries < MOST_TRIES and site not in self.caught):
                if site in self._by_rendering:
                    self._by_rendering[site] += 1
                self._misspell(site, template, context)

    def _misspell(self, site: Site, template: Template, context: dict[str, Any]) -> None:
        self._wrong = site
        try:
            template.render(context)
        except MissingInTemplate as fault:
            if self._note(site, fault):
                self.ended.add(site.template)
        finally:
            self._wrong = None
            self._now.clear()

    def _note(self, site: Site, fault: MissingInTemplate) -> bool:
        """Whether the fault tells of this misspelling, which is caught then."""
        is_told = fault.place.startswith(f"{site.template}:") and WRONG in str(fault)
        if is_told:
            self.caught.add(site)
        return is_told


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
