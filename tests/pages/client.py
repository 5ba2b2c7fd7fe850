"""A reader of pages that looks at each one it is given: what holds for one page must hold for all.

Every page: one h1, a title that begins with its words, ids that stand once, a label on every field, a legend on
every group of radios, a table beside every chart, no style attribute and no script of its own, nothing from
elsewhere, and the headers that keep it so.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from tests.pages.elements import Element, elements_of

FIELDS = {"input", "select", "textarea"}
LOADING = {"src", "srcset", "data", "poster", "action", "formaction", "background", "xlink:href"}

Fields = Mapping[str, str | list[str]]


@dataclass
class Page:
    """A page as it came: where from, what it says, and what can be sent from it."""

    path: str
    status: int
    headers: Mapping[str, str]
    html: str
    root: Element

    @property
    def h1(self) -> str:
        return self.root.find_all("h1")[0].text

    @property
    def title(self) -> str:
        return self.root.find_all("title")[0].text

    @property
    def text(self) -> str:
        return self.root.find_all("main")[0].text

    def faults(self) -> dict[str, str]:
        """What the error summary says, by the id each line leads to."""
        summaries = [e for e in self.root.walk() if "govuk-error-summary" in e["class"].split()]
        return {a["href"].removeprefix("#"): a.text for s in summaries for a in s.find_all("a")}

    def form(self, action: str = "") -> dict[str, str | list[str]]:
        """What a browser would send of the main form as it stands."""
        return self.form_of(self._form_element(action))

    def form_of(self, form: Element) -> dict[str, str | list[str]]:
        """What a browser would send of a form as it stands: hidden, typed, ticked and chosen."""
        found: dict[str, str | list[str]] = {}
        for e in form.find_all("input", "textarea"):
            if e["type"] in ("radio", "checkbox") and "checked" not in e.attributes:
                continue
            value = e.content.removeprefix("\n") if e.tag == "textarea" else e["value"]
            if e["type"] == "checkbox":
                found[e["name"]] = [*found.get(e["name"], []), value]
            elif e["name"]:
                found[e["name"]] = value
        for e in form.find_all("select"):
            options = e.find_all("option")
            found[e["name"]] = next((o for o in options if "selected" in o.attributes), options[0])["value"]
        return found

    def _form_element(self, action: str) -> Element:
        to = {action} if action else {"", urlsplit(self.path).path}
        forms = [f for f in self.root.find_all("form") if f["method"] == "post" and f["action"] in to]
        assert forms, f"{self.path} has no form to send"
        return forms[0]

    def inputs(self, name: str) -> Iterator[Element]:
        """The fields of that name that somebody can see, in their order."""
        return (e for e in self.root.find_all("input") if e["name"] == name and e["type"] != "hidden")

    def radios(self) -> dict[str, list[str]]:
        """The values each group of radios offers, as the page asks them."""
        groups: dict[str, list[str]] = {}
        for e in self.root.find_all("input", type="radio"):
            groups.setdefault(e["name"], []).append(e["value"])
        return groups

    def chosen(self) -> dict[str, str]:
        return {
            e["name"]: e["value"]
            for e in self.root.find_all("input", type="radio")
            if "checked" in e.attributes
        }

    def taps(self, name: str) -> list[str]:
        """The values of the buttons that answer by one tap, in their order."""
        return [e["value"] for e in self.root.find_all("button", name=name)]

    def pressed(self) -> dict[str, str]:
        """What has been answered by one tap."""
        return {e["name"]: e["value"] for e in self.root.find_all("button") if e["aria-pressed"] == "true"}

    def typed(self) -> list[str]:
        return [e.content.removeprefix("\n") for e in self.root.find_all("textarea")]


class Client:
    """One device. It follows redirects, and looks at every page on the way."""

    def __init__(
        self, app: Flask, address: str = "http://localhost", agent: str = "a-telling-browser/9.9"
    ) -> None:
        self.app = app
        self.address = address
        self.browser = app.test_client()
        self.agent = agent

    def get(self, path: str, status: int = 200) -> Page:
        return self._answer(path, self._send("GET", path), status)

    def post(self, path: str, form: Fields, status: int = 200) -> Page:
        return self._answer(path, self._send("POST", path, form), status)

    def send(self, page: Page, status: int = 200, **fields: str | list[str]) -> Page:
        """Fills in the page's form and sends it. A name's underscores stand for hyphens."""
        filled = {name.replace("_", "-"): value for name, value in fields.items()}
        return self.post(page.path, {**page.form(), **filled}, status)

    def raw(self, method: str, path: str, form: Fields | None = None) -> TestResponse:
        """The reply itself, without following or looking."""
        return self._send(method, path, form)

    def another_tab_after_a_restart(self, app: Flask) -> Client:
        """The same device, with what its browser kept, before another app."""
        other = Client(app, self.address, self.agent)
        other.browser._cookies.update(self.browser._cookies)
        return other

    def _send(self, method: str, path: str, form: Fields | None = None, **more: object) -> TestResponse:
        return self.browser.open(
            path,
            method=method,
            data=form,
            base_url=self.address,
            headers={"User-Agent": self.agent, "Referer": self.address + path},
            **more,
        )

    def _answer(self, path: str, reply: TestResponse, status: int) -> Page:
        for _ in range(5):
            if reply.status_code not in (301, 302, 303, 307, 308):
                break
            path = urljoin(path, reply.headers["Location"])
            reply = self._send("GET", path)
        page = look_at(path, reply)
        assert page.status == status, f"{path}: {page.status}, {page.title}: {page.text[:300]}"
        return page


def look_at(path: str, reply: TestResponse) -> Page:
    """The page of a reply, once everything that holds for every page has been found to hold."""
    page = read_page(path, reply)
    for rule in RULES:
        wrong = rule(page)
        assert not wrong, f"{path} ({page.status}): {rule.__name__}: {wrong}"
    return page


def read_page(path: str, reply: TestResponse) -> Page:
    """The page of a reply as it came; tests of what all pages must hold look at each of them elsewhere."""
    html = reply.get_data(as_text=True)
    assert reply.mimetype == "text/html", f"{path}: {reply.mimetype}"
    return Page(path, reply.status_code, dict(reply.headers), html, elements_of(html, path))


# --- what holds for every page: each rule gives back what breaks it -------------------------------------------


def one_h1(page: Page) -> list[str]:
    h1s = [e.text for e in page.root.find_all("h1")]
    return [] if len(h1s) == 1 and h1s[0] else [f"{len(h1s)} h1: {h1s}"]


def title_begins_with_the_h1(page: Page) -> list[str]:
    wanted, title = (words.translate(_SET_APART).removeprefix("Error: ") for words in (page.h1, page.title))
    return [] if title.startswith(wanted) else [f"{title!r}, not {wanted!r}"]


_SET_APART = {0x2068: None, 0x2069: None}  # what keeps words from the right apart from ours; it is not read


def errors_are_said_in_the_title(page: Page) -> list[str]:
    return [page.title] if bool(page.faults()) != page.title.startswith("Error: ") else []


def errors_are_found_at_once(page: Page) -> list[str]:
    """The summary comes first and takes the focus, which it can without a script; each line of it is a link."""
    summaries = [e for e in page.root.walk() if "govuk-error-summary" in e["class"].split()]
    if not summaries:
        return []
    summary, main = summaries[0], page.root.find_all("main")[0]
    focused = [e for e in page.root.walk() if "autofocus" in e.attributes]
    alerts = summary.find_all("div", role="alert")
    wanted = {
        "one summary": len(summaries) == 1,
        "first in the page": next(c for c in main.children if isinstance(c, Element)) is summary,
        "takes the focus, alone": focused == [summary] and summary["tabindex"] == "-1",
        "no alert that takes the focus": not summary["role"] and len(alerts) == 1,
        "a heading": [e.text for e in summary.find_all("h2")] == ["There is a problem"],
        "a link in each line": all(len(e.find_all("a")) == 1 and e.text for e in summary.find_all("li")),
    }
    return [name for name, holds in wanted.items() if not holds]


def each_faulty_field_is_marked_and_described(page: Page) -> list[str]:
    return [
        f"{at}: {why}" for at, message in page.faults().items() if (why := _why_not_found(page, at, message))
    ]


def _why_not_found(page: Page, at: str, message: str) -> str:
    field = next((e for e in page.root.walk() if e["id"] == at), None)
    if field is None:
        return "the link leads nowhere"
    answers_by_tap = field.tag == "fieldset"  # of buttons, none of which can be marked as wrong
    if field.tag not in FIELDS and not answers_by_tap:  # the page as a whole, or what sends it again
        return "" if at in ("page", "again", "file-faults") else f"a {field.tag} is no field"
    if field["type"] in ("radio", "checkbox") and next(page.inputs(field["name"])) is not field:
        return "not the first of its radios"
    around = next((e for e in field.within if e.tag == "fieldset"), field)
    marked = around if field["type"] == "radio" else field
    describing = (field["aria-describedby"] + " " + around["aria-describedby"]).split()
    said = [e.text for e in page.root.walk() if e["id"] in describing]
    if marked["aria-invalid"] != "true" and not answers_by_tap:
        return "not marked"
    if field["type"] == "radio" and marked["role"] != "radiogroup":
        return "a set that may not be marked"
    faults = [s.removeprefix("Error: ").rstrip(".") for s in said if s.startswith("Error: ")]
    told = any(
        s and (message.rstrip(".") in s or s in message) for s in faults
    )  # the summary may name the field too
    return "" if told else f"not said: {said}"


def ids_stand_once(page: Page) -> list[str]:
    counts = Counter(e["id"] for e in page.root.walk() if e["id"])
    return [name for name, count in counts.items() if count > 1]


def what_is_pointed_at_exists(page: Page) -> list[str]:
    ids = {e["id"] for e in page.root.walk() if e["id"]}
    pointed = [e["for"] for e in page.root.find_all("label") if e["for"]]
    pointed += [e["href"][1:] for e in page.root.find_all("a") if e["href"].startswith("#")]
    for name in ("aria-describedby", "aria-labelledby", "aria-controls"):
        pointed += [one for e in page.root.walk() for one in e[name].split()]
    return [name for name in pointed if name not in ids]


def every_field_has_a_label(page: Page) -> list[str]:
    labelled = {e["for"] for e in page.root.find_all("label") if e.text}
    return [
        f"{e.tag} {e['name']}"
        for e in page.root.find_all(*FIELDS)
        if e["type"] not in ("hidden", "submit", "button")
        and not e["aria-label"]
        and e["id"] not in labelled
        and not any(around.tag == "label" and around.text for around in e.within)
    ]


def every_group_of_radios_has_a_legend(page: Page) -> list[str]:
    wrong, groups = [], {}
    for e in page.root.find_all("input", type="radio"):
        around = next((a for a in e.within if a.tag == "fieldset"), None)
        legends = (
            [c for c in around.children if isinstance(c, Element) and c.tag == "legend"] if around else []
        )
        if not any(legend.text for legend in legends):
            wrong.append(f"{e['name']}: no legend")
        if groups.setdefault(e["name"], around) is not around:
            wrong.append(f"{e['name']}: in two groups")
    return wrong


def every_chart_has_a_table(page: Page) -> list[str]:
    return [
        e.text[:80]
        for e in page.root.find_all("svg", role="img")
        if not any(a.tag in ("figure", "section") and a.find_all("table") for a in e.within)
    ]


def every_picture_has_words_or_is_passed_over(page: Page) -> list[str]:
    return [
        str(e.attributes)
        for e in page.root.find_all("svg", "img")
        if e["aria-hidden"] != "true" and not e["alt"] and not e["aria-label"] and not e.find_all("title")
    ]


def no_picture_is_heard_at_length(page: Page) -> list[str]:
    """Its name is short and stands nowhere else beside it: a sentence and a table say the rest."""
    wrong = [e.text[:60] for e in page.root.find_all("desc")]
    for e in page.root.find_all("svg", "img"):
        if e["aria-hidden"] == "true":  # is not heard at all
            continue
        own = [
            c for c in e.children if isinstance(c, Element) and c.tag == "title"
        ]  # its links have titles too
        name = " ".join(t.text for t in own) or e["aria-label"] or e["alt"]
        around = next((a for a in e.within if a.tag == "figure"), None)
        beside = [c.text for c in around.find_all("figcaption", "caption", "p")] if around else []
        if len(name) >= 150 or (name and name in beside):
            wrong.append(name[:60])
    return wrong


def three_stops_lead_from_the_skip_link_to_the_first_question(page: Page) -> list[str]:
    """On pages that put questions. What an error summary leads to comes on top of that."""
    if not re.match(r"/(answer|join|practice|i|e)/", page.path):
        return []
    main = page.root.find_all("main")[0]
    stops: list[str] = []
    for e in main.walk():
        if e.tag in FIELDS and e["type"] != "hidden":
            break
        summed_up = any("govuk-error-summary" in a["class"] for a in e.within)
        if e.tag in ("a", "button", "summary") and not summed_up:
            stops.append(e.text)
    else:
        return []
    return stops if len(stops) > 2 else []  # the first question is the third


def no_way_to_other_pages_stands_before_the_heading(page: Page) -> list[str]:
    main = page.root.find_all("main")[0]
    before = list(itertools.takewhile(lambda e: e.tag != "h1", main.walk()))
    return [nav["aria-label"] for nav in before if nav.tag == "nav"]


def every_landmark_that_comes_twice_has_a_name(page: Page) -> list[str]:
    return [
        e.tag for e in page.root.find_all("nav", "aside") if not e["aria-label"] and not e["aria-labelledby"]
    ]


def every_table_says_what_it_is(page: Page) -> list[str]:
    return [
        e.text[:60] for e in page.root.find_all("table") if not any(c.text for c in e.find_all("caption"))
    ]


def every_button_and_link_has_words(page: Page) -> list[str]:
    return [
        str(e.attributes)
        for e in page.root.find_all("button", "a")
        if not e.text and not e["aria-label"] and not e.find_all("title")
    ]


def no_style_and_no_script_of_its_own(page: Page) -> list[str]:
    policy = page.headers.get("Content-Security-Policy", "")
    wrong = []
    for e in page.root.walk():
        wrong += [f"<{e.tag} {name}>" for name in e.attributes if name == "style" or name.startswith("on")]
        if e.tag == "style" and f"'nonce-{e['nonce']}'" not in policy:
            wrong.append("a style block without the nonce")
        if e.tag == "script" and not e["src"] and e["type"] != "application/json":
            wrong.append("a script of its own")
    return wrong


def nothing_from_elsewhere(page: Page) -> list[str]:
    addresses = [e[name] for e in page.root.walk() for name in LOADING if e[name]]
    addresses += [e["href"] for e in page.root.walk() if e.tag in ("link", "use", "image")]
    addresses += re.findall(r"url\(([^)]*)\)", page.html)
    return [a for a in addresses if urlsplit(a).netloc or a.lower().startswith("javascript:")]


def links_lead_nowhere_strange(page: Page) -> list[str]:
    links = [e["href"] for e in page.root.find_all("a")]
    return [a for a in links if urlsplit(a).scheme not in ("", "http", "https", "mailto", "tel")]


def every_form_that_changes_something_has_a_token(page: Page) -> list[str]:
    forms = [f for f in page.root.find_all("form") if f["method"].lower() == "post"]
    return [f["action"] for f in forms if not any(e["value"] for e in f.find_all("input", name="csrf_token"))]


def nothing_loads_itself_anew(page: Page) -> list[str]:
    """Only a shared device leaves what somebody has answered on it, after minutes, and for another page."""
    anew = [e["content"] for e in page.root.find_all("meta") if e["http-equiv"].lower() == "refresh"]
    seconds, _, to = page.headers.get("Refresh", "").partition("; url=")
    leaves = page.path.startswith("/answer/") and to.startswith("/join/") and int(seconds) >= 300
    return [*anew, *([f"{seconds} {to}"] if seconds and not leaves else [])]


def headers_hold(page: Page) -> list[str]:
    policy = page.headers.get("Content-Security-Policy", "")
    scripts = re.search(r"script-src ([^;]*)", policy)
    styles = re.search(r"style-src ([^;]*)", policy)
    wanted = {
        "a policy": policy.startswith("default-src 'none'") and "frame-ancestors 'none'" in policy,
        "scripts of our own only": bool(scripts) and scripts.group(1) == "'self'",
        "no inline styles": bool(styles) and "unsafe" not in styles.group(1),
        "nosniff": page.headers.get("X-Content-Type-Options") == "nosniff",
        "referrer": page.headers.get("Referrer-Policy") == "same-origin",
        "no-store": page.headers.get("Cache-Control") == "no-store",
        "opener": page.headers.get("Cross-Origin-Opener-Policy") == "same-origin",
        "one language": page.root.find_all("html")[0]["lang"] != "",
    }
    return [name for name, holds in wanted.items() if not holds]


RULES = (
    one_h1,
    title_begins_with_the_h1,
    errors_are_said_in_the_title,
    errors_are_found_at_once,
    each_faulty_field_is_marked_and_described,
    ids_stand_once,
    what_is_pointed_at_exists,
    every_field_has_a_label,
    every_group_of_radios_has_a_legend,
    every_chart_has_a_table,
    every_picture_has_words_or_is_passed_over,
    no_picture_is_heard_at_length,
    three_stops_lead_from_the_skip_link_to_the_first_question,
    no_way_to_other_pages_stands_before_the_heading,
    every_landmark_that_comes_twice_has_a_name,
    every_table_says_what_it_is,
    every_button_and_link_has_words,
    no_style_and_no_script_of_its_own,
    nothing_from_elsewhere,
    links_lead_nowhere_strange,
    every_form_that_changes_something_has_a_token,
    nothing_loads_itself_anew,
    headers_hold,
)


# --- respondents ------------------------------------------------------------------------------------------------


def begin(client: Client, code: str, **fields: str) -> Page:
    """Agrees at an open link; the page that follows."""
    return client.send(client.get(f"/join/{code}"), agree="yes", **fields)


def first_area(client: Client, code: str, role: str = "manager", **fields: str) -> Page:
    """Begins, and goes on to the first area."""
    page = begin(client, code, **fields)
    return client.send(page, role=role) if page.path.endswith("/about") else page


def answer_areas(client: Client, page: Page, rating: str = "3", comment: str = "") -> Page:
    """Gives every question of every area that rating; the page after the areas."""
    while "/areas/" in page.path:
        page = client.send(page, **dict.fromkeys(page.radios(), rating), comment=comment)
    return page


def whole_journey(client: Client, code: str, rating: str = "3", comment: str = "", **fields: str) -> Page:
    """From an open link to the thank-you page."""
    page = answer_areas(client, first_area(client, code, **fields), rating, comment)
    page = client.send(page)
    return client.send(page)
