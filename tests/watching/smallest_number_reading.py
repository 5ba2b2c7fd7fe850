"""Where the code compares a smallest number, read off its syntax trees.

A smallest number is one of the constants of the door, a round's or an event's `smallest_number`, and whatever is
made of one: another name for it, a parameter or a field that is given one, the answer of a function that returns
one, and a sum, a difference, a maximum or a minimum in which one stands. It is followed from call to call through
all modules until nothing new is found. Functions and fields are known by their names, so two of one name are taken for
one: rather too much is found than too little.

Not followed: what lies in a list or a dictionary and is read by a key that is not written out, a function that is
handed on as a value, and text, such as a statement of the database.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from jinja2 import nodes

SEEDS = frozenset({"smallest_number"})  # names that hold one wherever they stand
# Functions that compare what they are given.
COMPARERS = frozenset(
    {"max", "min", "sorted", "sort", "minimum", "maximum", "clip"}
    | {"bisect", "bisect_left", "bisect_right", "insort"}
    | {"compare", "lt", "le", "gt", "ge", "eq", "ne", "less", "less_equal", "greater", "greater_equal"}
    | {"__lt__", "__le__", "__gt__", "__ge__", "__eq__", "__ne__"}
)
# Functions that give back what they are given, as far as being a smallest number goes.
CARRIERS = frozenset(["int", "float", "abs", "round", "max", "min", "sum", "Fraction", "Decimal"])

Function = ast.FunctionDef | ast.Lambda


@dataclass
class CalledCode:
    """A function or a class that can be called: its parameters in their order, and those that get a smallest number."""

    module: str
    name: str
    parameters: list[str]
    required: int = 0  # how many of them have no default and may be given by their place
    is_class: bool = False
    is_property: bool = False
    given: set[str] = field(default_factory=set)
    returns: bool = False


@dataclass(frozen=True, order=True)
class Place:
    module: str
    line: int
    code: str


class SmallestNumbers:
    """Follows smallest numbers through modules by their names.

    `door` is the module whose constants they are. What it answers is none itself, but for functions in `made_there`.
    """

    def __init__(self, trees: Mapping[str, ast.Module], door: str, made_there: frozenset[str]) -> None:
        self.trees, self.door, self.made_there = trees, door, made_there
        self.attributes = set(SEEDS)  # fields that hold one
        self.handed_on: set[str] = set()  # names by which one is handed to what is no function of ours
        self.globals: dict[str, set[str]] = {name: set() for name in trees}
        self.globals[door] = {
            target.id
            for node in trees[door].body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        self.callables: dict[tuple[str, str], CalledCode] = {}
        self.methods: dict[str, list[CalledCode]] = {}
        self.imports = {name: dict(_imports(tree)) for name, tree in trees.items()}
        for module, tree in trees.items():
            for node in ast.walk(tree):
                self._declare(module, node)
        self.words = {name: set(_words(tree)) for name, tree in trees.items()}
        self._grown = True
        while self._grown:
            self._grown = False
            for module, tree in trees.items():
                if self._is_touched(module):
                    _Reader(self, module).read(tree)

    def _is_touched(self, module: str) -> bool:
        """Whether a module has a word in it by which a smallest number may come; most have none."""
        words = set(self.attributes).union(*self.globals.values())
        words |= {one.name for one in self.callables.values() if one.given or one.returns}
        return bool(words & self.words[module])

    def _declare(self, module: str, node: ast.AST) -> None:
        if isinstance(node, ast.FunctionDef):
            arguments = node.args
            named = [a.arg for a in (*arguments.posonlyargs, *arguments.args)]
            if named[:1] in (["self"], ["cls"]):
                named = named[1:]
            made = CalledCode(module, node.name, [*named, *(a.arg for a in arguments.kwonlyargs)])
            made.required = len(named) - len(arguments.defaults)
            made.is_property = any("property" in ast.unparse(one) for one in node.decorator_list)
            self.callables.setdefault((module, node.name), made)
            self.methods.setdefault(node.name, []).append(self.callables[module, node.name])
        elif isinstance(node, ast.ClassDef):
            fields = [
                one.target.id
                for one in node.body
                if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
            ]
            self.callables.setdefault(
                (module, node.name), CalledCode(module, node.name, fields, is_class=True)
            )

    def grow(self, names: set[str], name: str) -> None:
        if name not in names:
            names.add(name)
            self._grown = True

    def returned(self, called: CalledCode) -> None:
        if not called.returns and (called.module != self.door or called.name in self.made_there):
            called.returns = self._grown = True

    def comparisons(self, module: str) -> list[Place]:
        if not self._is_touched(module):
            return []
        reader = _Reader(self, module)
        reader.read(self.trees[module])
        return sorted(set(reader.found))


def _words(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        for name in ("id", "attr", "arg", "name", "value"):
            if isinstance(word := getattr(node, name, None), str):
                yield word


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Each name that is imported, and its full name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from ((a.asname or a.name, f"{node.module}.{a.name}") for a in node.names)
        elif isinstance(node, ast.Import):
            yield from ((a.asname or a.name, a.name) for a in node.names)


class _Reader:
    """Reads one module once with what is known so far."""

    def __init__(self, known: SmallestNumbers, module: str) -> None:
        self.known, self.module = known, module
        self.found: list[Place] = []
        self.scopes: list[set[str]] = [known.globals[module]]
        self.functions: list[CalledCode | None] = []

    def read(self, tree: ast.Module) -> None:
        for node in tree.body:
            self._visit(node)

    # --- statements

    def _visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            self._function(node)
            return
        if isinstance(node, ast.ClassDef):
            for one in node.body:
                self._visit(one)
            return
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._assign(target, node.value)
        elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr) and node.value is not None:
            self._assign(node.target, node.value)
        elif isinstance(node, ast.For | ast.comprehension):
            for one in _elements(node.iter):
                self._assign(node.target, one)
        elif isinstance(node, ast.Return) and node.value is not None:
            called = self.functions[-1] if self.functions else None
            if called and self.holds(node.value):
                self.known.returned(called)
                if called.is_property and self.is_one(node.value):
                    self.known.grow(self.known.attributes, called.name)
        elif isinstance(node, ast.Compare):
            self._compare(node)
        elif isinstance(node, ast.Call):
            self._call(node)
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str) and self.is_one(value):
                    self.known.grow(self.known.handed_on, key.value)
        elif isinstance(node, ast.If | ast.While | ast.IfExp):
            self._truth(node.test)
        elif isinstance(node, ast.BoolOp):
            for value in node.values:
                self._truth(value)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            self._truth(node.operand)
        elif isinstance(node, ast.Match) and self.holds(node.subject):
            self._say(node)
        for child in ast.iter_child_nodes(node):
            self._visit(child)

    def _function(self, node: Function) -> None:
        arguments = node.args
        named = [a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
        called = None
        held = {name for name in named if name in SEEDS}
        if isinstance(node, ast.FunctionDef):
            called = self.known.callables[self.module, node.name]
            held |= called.given & set(named)
            defaults = [*reversed(list(zip(reversed(named), reversed(arguments.defaults), strict=False)))]
            held |= {name for name, default in defaults if self.holds(default)}
        self.scopes.append(held)
        self.functions.append(called)
        before = -1
        while before != len(held):  # a name may be used above the line that says what it is
            before = len(held)
            for child in ast.iter_child_nodes(node):
                self._visit(child)
        self.functions.pop()
        self.scopes.pop()

    def _assign(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Tuple | ast.List):
            if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts):
                for one, each in zip(target.elts, value.elts, strict=True):
                    self._assign(one, each)
        elif self.holds(value):
            if isinstance(target, ast.Name):
                if len(self.scopes) == 1:
                    self.known.grow(self.known.globals[self.module], target.id)
                else:
                    self.scopes[-1].add(target.id)
            elif isinstance(target, ast.Attribute) and self.is_one(value):
                self.known.grow(self.known.attributes, target.attr)

    # --- expressions

    def is_one(self, node: ast.expr) -> bool:
        """Whether an expression is a smallest number as it stands, and not only reckoned with one."""
        return self.holds(node) and not any(isinstance(inner, ast.BinOp) for inner in ast.walk(node))

    def holds(self, node: ast.expr) -> bool:
        """Whether an expression is a smallest number, or is reckoned with one."""
        if isinstance(node, ast.Name):
            return (
                node.id in SEEDS
                or any(node.id in scope for scope in self.scopes)
                or self._is_imported(node.id)
            )
        if isinstance(node, ast.Attribute):
            return node.attr in self.known.attributes or self._is_of_module(node)
        if isinstance(node, ast.Subscript):
            key = node.slice
            return isinstance(key, ast.Constant) and key.value in self.known.attributes | self.known.handed_on
        if isinstance(node, ast.BinOp):
            return self.holds(node.left) or self.holds(node.right)
        if isinstance(node, ast.UnaryOp):
            return not isinstance(node.op, ast.Not) and self.holds(node.operand)
        if isinstance(node, ast.IfExp):
            return self.holds(node.body) or self.holds(node.orelse)
        if isinstance(node, ast.BoolOp):
            return any(map(self.holds, node.values))
        if isinstance(node, ast.NamedExpr | ast.Starred):
            return self.holds(node.value)
        if isinstance(node, ast.Call):
            if _name_of(node.func) in CARRIERS:
                return any(map(self.holds, _given_to(node)))
            return any(one.returns for one in self._called(node.func))
        return False

    def _is_imported(self, name: str) -> bool:
        module, _, there = self.known.imports[self.module].get(name, "").rpartition(".")
        return there in self.known.globals.get(module, ())

    def _is_of_module(self, node: ast.Attribute) -> bool:
        base = node.value
        full = self.known.imports[self.module].get(base.id, "") if isinstance(base, ast.Name) else ""
        return node.attr in self.known.globals.get(full, ())

    def _called(self, function: ast.expr) -> list[CalledCode]:
        """The functions and classes of ours that a call may be of."""
        if isinstance(function, ast.Name):
            module, _, there = self.known.imports[self.module].get(function.id, "").rpartition(".")
            found = self.known.callables.get((module, there)) or self.known.callables.get(
                (self.module, function.id)
            )
            return [found] if found else []
        if isinstance(function, ast.Attribute):
            base = function.value
            full = self.known.imports[self.module].get(base.id, "") if isinstance(base, ast.Name) else ""
            found = self.known.callables.get((full, function.attr))
            if full:
                return [found] if found else []
            return self.known.methods.get(function.attr, [])
        return []

    def _call(self, node: ast.Call) -> None:
        held = [one for one in node.args if self.holds(one)]
        by_name = {one.arg: one.value for one in node.keywords if one.arg and self.holds(one.value)}
        if _name_of(node.func) in COMPARERS and any(map(self.holds, _given_to(node))):
            self._say(node)
        if not (any(held) or by_name):
            return
        ours = self._called(node.func)
        for one in ours:
            given = [pair for pair in _in_places(one, node.args) if pair[1] in held]
            given += [pair for pair in by_name.items() if pair[0] in one.parameters]
            for name, value in given:
                if not one.is_class:
                    self.known.grow(one.given, name)
                elif self.is_one(value):
                    self.known.grow(self.known.attributes, name)
        for name, value in by_name.items():
            if self.is_one(value) and not any(name in one.parameters for one in ours):
                self.known.grow(self.known.handed_on, name)

    def _compare(self, node: ast.Compare) -> None:
        sides = [node.left, *node.comparators]
        if all(isinstance(op, ast.Is | ast.IsNot) for op in node.ops):
            return
        ranges = [one for one in sides if isinstance(one, ast.Call) and _name_of(one.func) == "range"]
        sides += [bound for one in ranges for bound in one.args]
        if any(self.holds(one) for side in sides for one in (side, *_elements(side))):
            self._say(node)

    def _truth(self, node: ast.expr) -> None:
        """A difference that is taken for true or false is a comparison."""
        if isinstance(node, ast.BinOp) and self.holds(node):
            self._say(node)

    def _say(self, node: ast.stmt | ast.expr) -> None:
        self.found.append(Place(self.module, node.lineno, ast.unparse(node)[:90]))


def _in_places(called: CalledCode, args: list[ast.expr]) -> list[tuple[str, ast.expr]]:
    """Each parameter with what is given to it by its place; behind what is unpacked, places count from the end."""
    unpacked = [i for i, one in enumerate(args) if isinstance(one, ast.Starred)]
    if not unpacked:
        return list(zip(called.parameters, args, strict=False))
    before, behind = args[: unpacked[0]], args[unpacked[-1] + 1 :]
    ends = called.parameters[: called.required][::-1]
    return [*zip(called.parameters, before, strict=False), *zip(ends, reversed(behind), strict=False)]


def _elements(node: ast.expr) -> list[ast.expr]:
    """What stands in a list that is written out, or is asked of each in a comprehension."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return node.elts
    if isinstance(node, ast.GeneratorExp | ast.ListComp | ast.SetComp):
        return [node.elt]
    return []


def _given_to(call: ast.Call) -> list[ast.expr]:
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    if isinstance(call.func, ast.Attribute):
        given.append(call.func.value)
    return [one for each in given for one in (each, *_elements(each))]


def _name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


# --- templates -------------------------------------------------------------------------------------------

FILTERS = frozenset(
    {"max", "min", "sort", "select", "selectattr", "reject", "rejectattr", "groupby", "unique", "dictsort"}
)


class TemplateReader:
    """Follows smallest numbers through templates: by the names that pages hand on, and from macro to macro."""

    def __init__(self, templates: Mapping[str, nodes.Template], known: SmallestNumbers) -> None:
        self.templates, self.known = templates, known
        self.macros: dict[str, list[str]] = {
            macro.name: [argument.name for argument in macro.args]
            for tree in templates.values()
            for macro in tree.find_all(nodes.Macro)
        }
        self.given: set[tuple[str, str]] = set()  # a macro and a parameter of it
        self.names: dict[str, set[str]] = {name: set() for name in templates}
        before = -1
        while before != (before := self._found()):
            for name, tree in templates.items():
                self._learn(name, tree)

    def _found(self) -> int:
        return len(self.given) + sum(map(len, self.names.values()))

    def _learn(self, name: str, tree: nodes.Template) -> None:
        for macro in tree.find_all(nodes.Macro):
            self.names[name] |= {one for one in self.macros[macro.name] if (macro.name, one) in self.given}
        for node in tree.find_all((nodes.Assign, nodes.With)):
            pairs = (
                [(node.target, node.node)]
                if isinstance(node, nodes.Assign)
                else zip(node.targets, node.values, strict=True)
            )
            self.names[name] |= {
                target.name
                for target, value in pairs
                if isinstance(target, nodes.Name) and self.holds(name, value)
            }
        for call in tree.find_all(nodes.Call):
            called = getattr(call.node, "name", getattr(call.node, "attr", ""))
            parameters = self.macros.get(called, [])
            given = [
                *zip(parameters, call.args, strict=False),
                *((one.key, one.value) for one in call.kwargs),
            ]
            self.given |= {(called, one) for one, value in given if self.holds(name, value)}

    def holds(self, name: str, node: nodes.Node) -> bool:
        """Whether an expression of a template is a smallest number, or is reckoned with one."""
        if isinstance(node, nodes.Name):
            return node.name in self.known.attributes | self.known.handed_on | self.names[name]
        if isinstance(node, nodes.Getattr):
            return node.attr in self.known.attributes
        if isinstance(node, nodes.Getitem):
            return isinstance(node.arg, nodes.Const) and node.arg.value in self.known.attributes
        if isinstance(node, nodes.Filter):
            return node.name in {"int", "float", "abs", "round", "default"} and self.holds(name, node.node)
        if isinstance(node, nodes.BinExpr) and not isinstance(node, nodes.And | nodes.Or):
            return self.holds(name, node.left) or self.holds(name, node.right)
        if isinstance(node, nodes.CondExpr):
            return any(self.holds(name, one) for one in (node.expr1, node.expr2) if one is not None)
        return isinstance(node, nodes.UnaryExpr) and self.holds(name, node.node)

    def comparisons(self) -> list[tuple[str, int]]:
        """Where templates compare one, by operators, filters or tests."""
        return sorted(
            {
                (name, node.lineno)
                for name, tree in self.templates.items()
                for node in tree.find_all((nodes.Compare, nodes.Filter, nodes.Test, nodes.Call))
                if any(self.holds(name, one) for one in _compared(node))
            }
        )


def _compared(node: nodes.Node) -> Iterator[nodes.Node]:
    """What a node of a template compares, if it does."""
    if isinstance(node, nodes.Compare):
        found = [node.expr, *(one.expr for one in node.ops)]
    elif isinstance(node, nodes.Filter) and node.name in FILTERS:
        found = [one for one in (node.node, *node.args, *(k.value for k in node.kwargs)) if one is not None]
    elif isinstance(node, nodes.Test) and node.name not in {
        "defined",
        "undefined",
        "none",
        "number",
        "string",
    }:
        found = [node.node, *node.args]
    elif isinstance(node, nodes.Call) and getattr(node.node, "name", "") == "range":
        found = node.args
    else:
        return
    for one in found:
        yield one
        if isinstance(one, nodes.List | nodes.Tuple):
            yield from one.items
