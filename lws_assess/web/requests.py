"""What a request holds, once the words in it are what may be kept.

Every field of a form and every part of a query is cleaned before anything reads it, so that no page depends on
remembering to: what cannot be stored, or would change how other words are seen, never comes further than here. Fields
clean their own kind of value besides.
"""

from __future__ import annotations

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.utils import cached_property

from lws_assess.survey.written_words import clean_text


class WrittenRequest(Request):
    """A request of which fields and query hold words as they may be kept; passwords are as they were typed."""

    def _load_form_data(self) -> None:
        loaded = "form" in self.__dict__
        super()._load_form_data()
        if not loaded:
            self.__dict__["form"] = _cleaned(self.form)

    @cached_property
    def args(self) -> MultiDict[str, str]:
        return _cleaned(super().args)


def _cleaned(fields: MultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    return ImmutableMultiDict(
        (name, value if "password" in name else _clean(value)) for name, value in fields.items(multi=True)
    )


def _clean(value: str) -> str:
    """The words of a field; tabs stay, because they part the columns of a table that somebody pasted."""
    return "\t".join(map(clean_text, value.split("\t")))


def install(app: Flask) -> None:
    app.request_class = WrittenRequest
