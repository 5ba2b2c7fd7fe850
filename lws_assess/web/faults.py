"""What is wrong with a form that was sent, as the page that shows the form again says it.

Every page gives its faults by one of the same few names, and templates/base.html says them: "Error:" first in the
title, and a summary first in the page, which takes the focus and leads to each field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from flask import Flask, get_flashed_messages
from jinja2 import pass_context
from jinja2.runtime import Context
from wtforms import Field, FileField, PasswordField
from wtforms.form import BaseForm

WHOLE = "page"  # the id of where the page begins, for a fault that lies in no one field
PROBLEM = "problem"  # the category of a message that says why nothing was done


@dataclass(frozen=True)
class PageFault:
    """One thing that is wrong: what it is, and the id of the field that it is wrong in."""

    message: str
    at: str = WHOLE


@dataclass(frozen=True)
class PageFaults:
    """All that is wrong on a page, and what became of the rest of what was typed."""

    found: tuple[PageFault, ...]
    kept: str = ""

    def __bool__(self) -> bool:
        return bool(self.found)


@pass_context
def find_faults(context: Context, body: str) -> PageFaults:
    """Returns what is wrong on the page whose `body` has been drawn, in the order in which the fields stand in their
    forms.

    A page says it by these names: `form`, a form of WTForms that was checked; `faults`, messages by the id of their
    field, where an empty id means the whole page; `notice` and `problem`, a message about the whole page; and
    messages put down with the category "problem" before the page was asked for. A fault of a field that the page
    does not show, such as a hidden one, is said of the whole page.
    """
    form = context.get("form")
    found = list(_in_form(form)) if isinstance(form, BaseForm) else []
    found += [PageFault(message, at or WHOLE) for at, message in _by_field(context).items()]
    found += [PageFault(said) for said in (context.get("notice"), context.get("problem")) if said]
    found += [PageFault(said) for said in cast(list[str], get_flashed_messages(category_filter=[PROBLEM]))]
    shown = [fault if f'id="{fault.at}"' in body else PageFault(fault.message) for fault in found]
    return PageFaults(tuple(dict.fromkeys(shown)), _what_is_kept(form, context))


def _in_form(form: BaseForm) -> Iterator[PageFault]:
    for field in form:
        for message in field.errors:
            yield PageFault(str(message), field.id)
    for message in form.form_errors:
        yield PageFault(str(message))


def _by_field(context: Context) -> Mapping[str, str]:
    faults: Mapping[str, str] = context.get("faults") or {}
    return faults


def _what_is_kept(form: object, context: Context) -> str:
    """Returns what whoever reads the summary need not type again. Passwords and files are never sent back to a page."""
    fields = list(form) if isinstance(form, BaseForm) and form.errors else []
    if any(isinstance(field, PasswordField) for field in fields):
        return "For safety, passwords are not kept: type them again."
    if any(isinstance(field, FileField) for field in fields):
        return "What you typed is kept. A file has to be chosen again."
    return "Everything else on this page is kept." if _by_field(context) else ""


def error_words(field: Field) -> str:
    """All that is wrong with a field, in one line; empty where nothing is."""
    return ". ".join(str(said).rstrip(".") for said in field.errors)


def error_message(field: Field) -> dict[str, str] | None:
    """Returns what the library's macros say beside a field: all that is wrong with it, nothing where nothing is."""
    return {"text": error_words(field)} if field.errors else None


def error_marks(field: Field) -> dict[str, str]:
    """The attributes by which a field says that it is wrong; the library's macros say what describes it."""
    return {"aria-invalid": "true"} if field.errors else {}


def radio_group(field: Field) -> dict[str, object]:
    """The set around radios: one group with one mark, since a single radio cannot be wrong."""
    return {
        "legend": {"text": field.label.text},
        "attributes": {"role": "radiogroup", **error_marks(field)},
    }


def install(app: Flask) -> None:
    app.jinja_env.globals.update(
        find_faults=find_faults,
        error_message=error_message,
        error_words=error_words,
        error_marks=error_marks,
        radio_group=radio_group,
    )
