"""Every form that somebody can send, each as a browser would send it: as it stands, and with every field filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.pages.addresses import Objects, rules
from tests.pages.agreed_walk import FILES, addresses_of, family_of
from tests.pages.client import Page
from tests.pages.elements import Element, elements_of

# What ends something comes last, and what would shut the browser out is not sent.
ENDS = re.compile(
    r"/(begin|close|delete|erase|extend|remove|strike-out|cancel|aside|disable|check|leave|slips)$|/missing/|/end|^/stop/"
)
NOT_SENT = re.compile(r"/sign-out|^/account|/people/codes|^/partnerships")
# Pages of figures, which take longest to make and send nothing.
WITHOUT_FORMS = {"areas", "explore", "group_pages", "over_time", "results"}
WORDS = {
    "email": "grace@somewhere.example",
    "number": "7",
    "date": "2061-05-06",
    "time": "10:45",
    "url": "https://somewhere.example",
}


@dataclass(frozen=True)
class SentForm:
    """A form of a page, and where it is sent to."""

    path: str
    page: Page
    form: Element

    @property
    def standing(self) -> dict[str, str | list[str]]:
        """What a browser would send of it as it stands."""
        return self.page.form_of(self.form)

    @property
    def filled(self) -> dict[str, str | list[str]]:
        """The same with something in each field that was left empty, and the first of its buttons."""
        sent = self.standing
        for e in self.form.find_all("input", "textarea"):
            name, kind = e["name"], e["type"]
            if not name or kind in ("hidden", "submit", "file"):
                continue
            if kind == "checkbox":
                sent[name] = sent.get(name) or [e["value"]]
            elif kind == "radio":
                sent.setdefault(name, e["value"])
            elif not sent.get(name):
                sent[name] = WORDS.get(kind, "7" if e["inputmode"] == "numeric" else f"New {name}")
        buttons = [e for e in self.form.find_all("button") if e["name"]]
        return {**sent, **({buttons[0]["name"]: buttons[0]["value"]} if buttons else {})}


def page_at(browser: FlaskClient, path: str) -> Page | None:
    """The page of an address; None where there is none, or a file."""
    reply = browser.get(path)
    if reply.status_code != 200 or reply.mimetype != "text/html":
        return None
    html = reply.get_data(as_text=True)
    return Page(path, 200, {}, html, elements_of(html, path))


def forms_of(page: Page) -> Iterator[SentForm]:
    for form in page.root.find_all("form", method="post"):
        path = form["action"] or page.path
        if not NOT_SENT.search(path):
            yield SentForm(path, page, form)


def forms_of_staff(app: Flask, browser: FlaskClient, objects: Objects) -> dict[str, SentForm]:
    """By where it is sent to, every form of the pages of a partnership."""
    found: dict[str, SentForm] = {}
    for rule in rules(app, "GET"):
        for path in addresses_of(rule, objects) if _shows_forms(rule) else ():
            page = page_at(browser, path)
            for form in forms_of(page) if page else ():
                found.setdefault(form.path, form)
    # One programme's parts are all alike.
    return {path: one for path, one in found.items() if "/programme/" not in path or "/welcome/" in path}


def _shows_forms(rule: Rule) -> bool:
    family = family_of(rule.endpoint)
    return "partnership" in rule.arguments and family not in WITHOUT_FORMS and not FILES.search(rule.rule)


def in_order(forms: dict[str, SentForm]) -> list[SentForm]:
    return sorted(forms.values(), key=lambda one: bool(ENDS.search(one.path)))


def forms_of_anybody(
    app: Flask, browser: FlaskClient, objects: Objects, rooms: list[str]
) -> dict[str, SentForm]:
    """Those of pages that ask for no account: questionnaires, phones in rooms, leads, and whoever has a link."""
    found: dict[str, SentForm] = {}
    for rule in rules(app, "GET"):
        in_a_room = rule.endpoint.startswith(("event_phones.", "event_scribes."))
        for code in (rooms if in_a_room else [""]) if "partnership" not in rule.arguments else []:
            page = page_at(browser, objects.fill(rule, **({"code": code} if code else {})))
            for form in forms_of(page) if page else ():
                found.setdefault(form.path, form)
    return found
