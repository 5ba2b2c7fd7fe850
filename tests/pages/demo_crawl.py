"""Pages of the demo that its links lead to, as an administrator reads them: an address each, without choices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from flask import Flask

from tests.pages.client import Page, read_page
from tests.worlds.staff import signed_in

MARLHAVEN = "marlhaven"
START = (f"/p/{MARLHAVEN}/", "/privacy", "/forgotten")
MOST_OF_A_KIND = 4  # addresses that one endpoint answers
# Of a round's results as many parts as there are, and more; of what people without an account open by a link, one.
HOW_MANY = {"results.block": 20, "results.chapter": 10} | dict.fromkeys(
    ("event_leads.show", "leads.show", "links.join", "plan_leads.show", "practice.begin"), 1
)


def pages_of_demo(app: Flask) -> Iterator[Page]:
    """Follows links within the service. Files, and what stands behind a button, are not among the pages."""
    browser = signed_in(app, MARLHAVEN, "administrator")
    adapter = app.url_map.bind("localhost")
    waiting, seen = list(START), set(START)
    of_a_kind = Counter[str]()
    while waiting:
        path = waiting.pop(0)
        endpoint = adapter.match(path)[0]
        of_a_kind[endpoint] += 1
        if of_a_kind[endpoint] > HOW_MANY.get(endpoint, MOST_OF_A_KIND):
            continue
        reply = browser.get(path)
        if reply.mimetype != "text/html" or "Location" in reply.headers:
            continue
        page = read_page(path, reply)
        yield page
        for link in page.root.find_all("a"):
            to = urlsplit(urljoin(f"http://localhost{path}", link["href"]))
            is_file = "." in to.path.rpartition("/")[2]
            if to.netloc == "localhost" and to.path not in seen and not is_file:
                seen.add(to.path)
                waiting.append(to.path)
