"""Templates that refuse what is not there: a misspelt name is an error, never a blank on a page or in a mail.

What is missing is refused in the moment in which it is looked up. A value that raises only when it is printed would
pass unseen in two cases: where a template compares it with none, or hands it to a function that does not look at it. So
no template can ask `is defined`, and none may: whoever renders it passes every name that it uses, None where there is
nothing to say.

The macros of the form library are written to look into parts that were not given. They, and nothing else, are read
in an environment that lets them.
"""

from __future__ import annotations

import sys
from collections.abc import MutableMapping
from pathlib import Path
from types import FrameType
from typing import Any

from flask import Flask
from jinja2 import (
    BaseLoader,
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    UndefinedError,
)
from jinja2.utils import missing

FORM_LIBRARY = "govuk_frontend_jinja"


class MissingInTemplate(UndefinedError):
    """A template asked for a name or an attribute that is not there.

    `place` is the template and the line in it. `name` is what was asked for, empty where the template does not hold
    it as it stands: a key that was worked out may be what somebody typed, and belongs in no log.
    """

    def __init__(self, place: str, name: str, what: str) -> None:
        super().__init__(f"{place}: {what}")
        self.place = place
        self.name = name


class RefusedName(StrictUndefined):
    """Jinja makes one wherever a name or an attribute is missing; making it raises MissingInTemplate.

    Without a name it stands for an item that a sequence does not have, such as the first of none. That can be held,
    and raises UndefinedError as soon as it is used.
    """

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[UndefinedError] = UndefinedError,
    ) -> None:
        super().__init__(hint, obj, name, exc)
        if name is not None:
            place, constants = _asking(sys._getframe(1))
            written = str(name) if name in constants else ""
            raise MissingInTemplate(place, written, self._undefined_message)


def _asking(frame: FrameType | None) -> tuple[str, tuple[object, ...]]:
    """The template and the line that the nearest template on the stack is at, and the constants written there."""
    while frame is not None:
        template = frame.f_globals.get("__jinja_template__")
        if isinstance(template, Template):
            return (
                f"{template.name}:{template.get_corresponding_lineno(frame.f_lineno)}",
                frame.f_code.co_consts,
            )
        frame = frame.f_back
    return "no template", ()


class LenientLoader(PackageLoader):
    """Loads the templates of a package for an environment of their own, in which what is missing is nothing."""

    _lenient: Environment | None = None

    def load(
        self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None
    ) -> Template:
        """Loads as every loader does, and raises what they raise where there is no such template."""
        # One environment for all of them, because each compiles and keeps its own templates.
        if self._lenient is None:
            self._lenient = environment.overlay(undefined=ChainableUndefined)
        return super().load(self._lenient, name, globals)


def install(app: Flask, folder: Path) -> None:
    """Reads the app's templates from this folder, strictly, and those of the form library by its name."""
    loaders: list[BaseLoader] = [
        FileSystemLoader(folder),
        PrefixLoader({FORM_LIBRARY: LenientLoader(FORM_LIBRARY)}),
    ]
    app.jinja_options = {
        "loader": ChoiceLoader(loaders),
        "trim_blocks": True,
        "lstrip_blocks": True,
        "undefined": RefusedName,
    }
