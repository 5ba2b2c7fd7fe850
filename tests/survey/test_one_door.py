"""One door for what may be shown: who compares a smallest number, and who builds what is withheld.

`survey.smallest_numbers` alone compares a smallest number, with whatever and in whatever shape, on every floor and in
every template; `survey.withheld` alone builds a Withheld. What this reads and what it does not is told in
`tests/watching/smallest_number_reading.py`; the faults below are shapes in which it has been seen to fail.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

import pytest
from jinja2 import Environment, nodes

from lws_assess.survey import smallest_numbers
from lws_assess.survey.smallest_numbers import FEWEST
from tests.watching.code_trees import MODULES, TEMPLATES, walk
from tests.watching.smallest_number_reading import SmallestNumbers, TemplateReader

NUMBERS, REASONS = "lws_assess.survey.smallest_numbers", "lws_assess.survey.withheld"
DOOR = {NUMBERS, REASONS}
MADE_THERE = frozenset({"fewest_in_a_room"})  # functions of the door whose answer is a smallest number itself
# A form's check of what was typed; what a round may have is asked of the door when it is saved.
TYPED = ("lws_assess.web.forms", "fewest <= found <= most")


@pytest.fixture(scope="module")
def trees() -> Mapping[str, ast.Module]:
    return MODULES


@pytest.fixture(scope="module")
def numbers(trees: Mapping[str, ast.Module]) -> SmallestNumbers:
    return SmallestNumbers(trees, NUMBERS, MADE_THERE)


def test_only_the_door_compares_a_smallest_number(numbers: SmallestNumbers) -> None:
    found = {
        (place.module, place.code)
        for module in numbers.trees
        if module not in DOOR
        for place in numbers.comparisons(module)
    }
    assert found == {TYPED}


def test_no_template_compares_a_smallest_number(numbers: SmallestNumbers) -> None:
    environment = Environment(extensions=["jinja2.ext.do"])
    templates = {
        path.relative_to(TEMPLATES).as_posix(): environment.parse(path.read_text("utf-8"))
        for path in sorted(TEMPLATES.rglob("*.html"))
    }
    assert TemplateReader(templates, numbers).comparisons() == []


def test_smallest_numbers_are_followed_to_where_they_are_known_to_go(numbers: SmallestNumbers) -> None:
    """Else nothing would be found because nothing is followed."""
    given = {one.name for one in numbers.callables.values() if {"k", "smallest"} & one.given}
    assert {"release_cell", "join_apart", "view_room", "tells_of_few", "release_cut", "may_move_on"} <= given
    assert {"smallest_number", "smallest", "k"} <= numbers.attributes
    assert {"smallest_allowed", "fewest_in_a_room"} <= numbers.handed_on


# --- the same numbers, written out -------------------------------------------------------------------------

WRITTEN = {one for name, one in vars(smallest_numbers).items() if name.isupper()}
NO_PEOPLE = {  # what is compared with such a number there is no number of people
    ("lws_assess.records.sealing", "max(5, behind)"),
    ("lws_assess.actions.people.accounts", "len(set(small)) < FEWEST_DIFFERENT"),
    ("lws_assess.web.cell_formats", "long == 5"),
    ("lws_assess.web.events.failures", "min(count.level - limit.free, 10)"),
    ("lws_assess.web.results.comments", "len(text) < 8"),
    ("lws_assess.documents.charts.orders", "max(30.0, LEADING * (most + 1) + 8)"),
}


def test_nothing_is_compared_with_such_a_number_written_out(trees: Mapping[str, ast.Module]) -> None:
    found = set()
    for module, tree in trees.items():
        called = _called_such_a_number(tree) if module not in DOOR else set()
        for node in walk(tree):
            sides: list[ast.expr] = []
            if isinstance(node, ast.Compare):
                sides = [node.left, *node.comparators]
            elif (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"min", "max"}
            ):
                sides = node.args
            if any(_is_written_out(one, called) for one in sides):
                found.add((module, ast.unparse(node)))
    assert found == NO_PEOPLE


OF_PEOPLE = {"PEOPLE", "FEWEST", "SMALLEST", "LEAST", "ENOUGH", "K", "MIN", "MINIMUM", "NUMBER"}


def _called_such_a_number(tree: ast.Module) -> set[str]:
    """Names of a module for a number of people that is written out in it; others are called after what they count."""
    return {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and node.value.value == FEWEST
        for target in node.targets
        if isinstance(target, ast.Name) and OF_PEOPLE & {*target.id.split("_")}
    }


def _is_written_out(one: ast.expr, called: set[str]) -> bool:
    if isinstance(one, ast.Constant):
        return one.value in WRITTEN
    return isinstance(one, ast.Name) and one.id in called


def test_no_template_compares_people_with_a_number_written_out() -> None:
    environment = Environment(extensions=["jinja2.ext.do"])
    found = {
        (path.relative_to(TEMPLATES).as_posix(), node.lineno)
        for path in sorted(TEMPLATES.rglob("*.html"))
        for node in environment.parse(path.read_text("utf-8")).find_all(nodes.Compare)
        for one in (node.expr, *(operand.expr for operand in node.ops))
        if isinstance(one, nodes.Const) and one.value == FEWEST
    }
    # There the constant counts names in a list.
    assert found == {("rounds/participation/forecast.html", 6)}


# --- what is withheld ----------------------------------------------------------------------------------------


def builds_of_withheld(tree: ast.Module) -> list[int]:
    """Lines that name the class for anything but a type, or change one that is there."""
    types: set[int] = set()  # of nodes
    aliases, names = {"Withheld"}, set[str]()
    for node in walk(tree):
        if isinstance(node, ast.ImportFrom):
            names |= {one.name for one in node.names}
            aliases |= {one.asname for one in node.names if one.name == "Withheld" and one.asname}
        said: list[ast.expr | None] = []
        if isinstance(node, ast.AnnAssign | ast.arg):
            said = [node.annotation]
        elif isinstance(node, ast.FunctionDef):
            said = [node.returns]
        elif isinstance(node, ast.Subscript):
            said = [node.slice]
        elif isinstance(node, ast.MatchClass):
            said = [node.cls]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            said = [node.left, node.right]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in {"isinstance", "issubclass"}:
            said = [*node.args[1:]]
        types |= {id(inner) for one in said if one is not None for inner in ast.walk(one)}
    return [
        node.lineno
        for node in walk(tree)
        if (isinstance(node, ast.Name) and node.id in aliases and id(node) not in types)
        or (isinstance(node, ast.Attribute) and node.attr == "Withheld" and id(node) not in types)
        or (isinstance(node, ast.Call) and _changes_or_copies(node, knows="Withheld" in names))
    ]


def _changes_or_copies(call: ast.Call, knows: bool) -> bool:
    """replace(withheld, remedy="..."), and type(withheld)("...", "...") where the class is known."""
    if isinstance(call.func, ast.Call) and ast.unparse(call.func.func) == "type":
        return knows
    return "remedy" in {one.arg for one in call.keywords}


def test_only_the_door_builds_what_is_withheld(trees: Mapping[str, ast.Module]) -> None:
    found = {module: builds_of_withheld(tree) for module, tree in trees.items() if module != REASONS}
    assert {module: lines for module, lines in found.items() if lines} == {}


# --- faults that must be found ---------------------------------------------------------------------------------

FAULTS = {
    "beside its name": "def may(people, this):\n    return people >= this.smallest_number",
    "the other way round": "def may(people, smallest_number):\n    return not smallest_number > people",
    "in a chain": "def may(people, this):\n    return 0 < people < this.smallest_number",
    "equal": "def may(people, this):\n    return people == this.smallest_number",
    "by another name": "def may(people, this):\n    least = this.smallest_number\n    return people >= least",
    "by another name, said later": (
        "def may(all_of, this):\n    for people in all_of:\n        if people < least:\n            return False\n"
        "        least = this.smallest_number"
    ),
    "by two names at once": "def may(people, this):\n    a, b = people, this.smallest_number\n    return a < b",
    "as it is named": "def may(people, this):\n    return people < (least := this.smallest_number)",
    "handed to a function": (
        "def may(people, enough):\n    return people >= enough\n"
        "def ask(people, this):\n    return may(people, this.smallest_number)"
    ),
    "handed on by name, twice": (
        "def may(people, *, enough):\n    return people >= enough\n"
        "def hand(people, number):\n    return may(people, enough=number)\n"
        "def ask(people, this):\n    return hand(people, number=this.smallest_number)"
    ),
    "handed on behind what is unpacked": (
        "def may(people, before, enough, more=0):\n    return people >= enough\n"
        "def ask(both, this):\n    return may(*both, this.smallest_number)"
    ),
    "handed to a method": (
        "class Cell:\n    def may(self, enough):\n        return self.people >= enough\n"
        "def ask(cell, this):\n    return cell.may(this.smallest_number)"
    ),
    "kept by an object": (
        "class Cell:\n    def __init__(self, this):\n        self.enough = this.smallest_number\n"
        "    def may(self):\n        return self.people >= self.enough"
    ),
    "in a field": (
        "class Facts:\n    people: int\n    enough: int\n"
        "def make(this):\n    return Facts(3, this.smallest_number)\n"
        "def may(facts):\n    return facts.people >= facts.enough"
    ),
    "given back by a function": (
        "def enough(this):\n    return this.smallest_number\ndef may(people, this):\n    return people < enough(this)"
    ),
    "given back by a property": (
        "class Cell:\n    @property\n    def enough(self):\n        return self.this.smallest_number\n"
        "def may(cell):\n    return cell.people < cell.enough"
    ),
    "as a default": "from lws_assess.survey.smallest_numbers import FEWEST\ndef may(n, k=FEWEST):\n    return n < k",
    "a number of the door": "from lws_assess.survey.smallest_numbers import FEWEST\ndef may(n):\n    return n < FEWEST",
    "by a name of its own": (
        "from lws_assess.survey.smallest_numbers import SPREAD_NEEDS as TEN\ndef may(n):\n    return n < TEN"
    ),
    "behind its module": (
        "from lws_assess.survey import smallest_numbers\ndef may(n):\n    return n < smallest_numbers.FEWEST"
    ),
    "another constant": (
        "from lws_assess.survey.smallest_numbers import FEWEST\nENOUGH = FEWEST\ndef may(n):\n    return n < ENOUGH"
    ),
    "one less": "def may(people, this):\n    few = this.smallest_number - 1\n    return people > few",
    "a difference that is true": "def may(people, this):\n    return 'no' if people // this.smallest_number else 'yes'",
    "the larger": "def may(people, this):\n    return max(people, this.smallest_number)",
    "the smaller of a list": "def may(people, this):\n    return min([people, this.smallest_number])",
    "of the room": (
        "from lws_assess.survey.smallest_numbers import fewest_in_a_room\n"
        "def may(people, this):\n    return people < fewest_in_a_room(this.smallest_number)"
    ),
    "sorted": "def may(people, this):\n    return sorted((people, this.smallest_number))[0]",
    "for any": "def may(cells, this):\n    return any(cell.people < this.smallest_number for cell in cells)",
    "for each that is enough": "def may(cells, this):\n    return [c for c in cells if c.n >= this.smallest_number]",
    "by a key": "def may(cells, this):\n    return max(cells, key=lambda c: c.people >= this.smallest_number)",
    "in a lambda": "def may(this):\n    return lambda people: people < this.smallest_number",
    "within a range": "def may(people, this):\n    return people in range(1, this.smallest_number)",
    "among others": "def may(people, this):\n    return people in (0, this.smallest_number)",
    "by an operator's name": (
        "import operator\ndef may(people, this):\n    return operator.ge(people, this.smallest_number)"
    ),
    "by its own method": "def may(people, this):\n    return people.__ge__(this.smallest_number)",
    "by bisection": "import bisect\ndef may(sizes, this):\n    return bisect.bisect_left(sizes, this.smallest_number)",
    "out of a dictionary": "def may(people, facts):\n    return people < facts['smallest_number']",
    "by cases": "def may(people, this):\n    match this.smallest_number:\n        case 5:\n            return people",
    "in the database": "def may(query, Round):\n    return query.where(Round.smallest_number <= 5)",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_comparison_outside_the_door_is_found(fault: str) -> None:
    faulty = "lws_assess.documents.faulty"
    seen = SmallestNumbers(_with(faulty, FAULTS[fault]), NUMBERS, MADE_THERE)
    assert seen.comparisons(faulty)


NO_FAULTS = {
    "asks the door": (
        "from lws_assess.survey.smallest_numbers import may_be_shown\n"
        "def may(people, this):\n    return may_be_shown(people, this.smallest_number)"
    ),
    "hands it on": "def ask(people, this):\n    return elsewhere(people, k=this.smallest_number)",
    "says it": "def words(this):\n    return f'from {this.smallest_number} people on'",
    "compares what the door answers": (
        "from lws_assess.survey.smallest_numbers import how_many_are_missing\n"
        "def most(cells, this):\n    return max(how_many_are_missing(c, this.smallest_number) for c in cells)"
    ),
    "compares others": "def more(people, before, this):\n    k = this.smallest_number\n    return people > before",
}


@pytest.mark.parametrize("sound", NO_FAULTS)
def test_whoever_asks_the_door_is_let_through(sound: str) -> None:
    module = "lws_assess.documents.sound"
    assert SmallestNumbers(_with(module, NO_FAULTS[sound]), NUMBERS, MADE_THERE).comparisons(module) == []


def _with(module: str, code: str) -> dict[str, ast.Module]:
    return {NUMBERS: MODULES[NUMBERS], module: ast.parse(code)}


FAULTY_TEMPLATES = {
    "beside its name": "{% if people < round.smallest_number %}no{% endif %}",
    "handed on by a page": "{{ 'no' if people < enough }}",
    "by another name": "{% set least = round.smallest_number %}{{ 'no' if people < least }}",
    "the larger": "{{ [10, event.smallest_number]|max }}",
    "by a test": "{{ 'no' if people is lt(round.smallest_number) }}",
    "one by one": "{{ groups|selectattr('people', 'ge', round.smallest_number)|list }}",
    "in a macro": (
        "{% macro bar(people, line) %}{{ people if people > line }}{% endmacro %}{{ bar(3, round.smallest_number) }}"
    ),
    "one less": "{% with few = round.smallest_number - 1 %}{{ people > few }}{% endwith %}",
    "within a range": "{{ people in range(round.smallest_number) }}",
}


@pytest.mark.parametrize("fault", FAULTY_TEMPLATES)
def test_a_comparison_in_a_template_is_found(fault: str) -> None:
    page = "def show(this):\n    return render_template('page.html', enough=this.smallest_number)"
    seen = SmallestNumbers(_with("lws_assess.web.page", page), NUMBERS, MADE_THERE)
    template = Environment().parse(FAULTY_TEMPLATES[fault])
    assert TemplateReader({"page.html": template}, seen).comparisons()


BUILDS = {
    "called": "why = Withheld('a', 'b')",
    "behind its module": "why = withheld.Withheld('a', 'b')",
    "by another name": "from lws_assess.survey.withheld import Withheld as Hidden\nwhy = Hidden('a', 'b')",
    "handed on": "why = [*map(Withheld, 'a', 'b')]",
    "kept for later": "make = Withheld\nwhy = make('a', 'b')",
    "out of what is kept": "why = Withheld(**data)",
    "as a default": "def show(why=Withheld('a', 'b')):\n    return why",
    "a class of it": "class Hidden(Withheld):\n    pass",
    "changed": "why = replace(one, remedy='c')",
    "of its type": "from lws_assess.survey.withheld import Withheld\nwhy = type(one)('a', 'b')",
}


@pytest.mark.parametrize("shape", BUILDS)
def test_a_withheld_that_is_built_outside_the_door_is_found(shape: str) -> None:
    assert builds_of_withheld(ast.parse(BUILDS[shape]))


def test_a_type_that_names_it_builds_none() -> None:
    code = (
        "Figure = Shown | Withheld\nfound: dict[str, Withheld] = {}\n"
        "def show(one: Shown | Withheld) -> Withheld | None:\n    return one if isinstance(one, Withheld) else None"
    )
    assert builds_of_withheld(ast.parse(code)) == []
