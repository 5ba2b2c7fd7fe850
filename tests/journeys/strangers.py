"""What answers in the place of our service: pages of networks on which to sign in, web filters, caches, and silence."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from playwright.sync_api import Browser, Page, Route
from playwright.sync_api import Error as PlaywrightError

from lws_assess.survey.events.rooms import EventRefusal
from tests.journeys.visits import PHONE, Visit
from tests.machines.servers import Running
from tests.runs.slowness import PATIENCE
from tests.worlds.rooms import Room

Answer = Callable[[Route], None]

LOGIN = "<!DOCTYPE html><html><body><h1>Welcome to the hotel</h1><form method=post>Room number</form></body></html>"
# All that a reply of ours may say, from somebody who has not read the question.
BOASTS = {
    "kept": True,
    "status": "ok",
    "state": "ended",
    "version": 987,
    "gathered": 987,
    "people": 987,
    "seconds": 987,
    "counts": {"words": 987, "people": 987},
    "tables": {},
    "scene": "<section class=scene data-version=987 data-title=Hotel>Welcome to the hotel</section>",
    "next": "/privacy",
    "refusal": "Welcome to the hotel",
    "asked": "0" * 32,
}


def page_of(status: int, **headers: str) -> Answer:
    return lambda route: route.fulfill(status=status, content_type="text/html", body=LOGIN, headers=headers)


def values_of(status: int, values: object) -> Answer:
    return lambda route: route.fulfill(
        status=status, content_type="application/json", body=json.dumps(values)
    )


def led_to(address: str) -> Answer:
    return lambda route: route.fulfill(status=302, headers={"Location": address}, body="")


def echoed(route: Route) -> None:
    """A service that says what it was sent."""
    sent = {"headers": route.request.headers, "form": route.request.post_data, **BOASTS}
    route.fulfill(status=200, content_type="application/json", body=json.dumps(sent))


def cut(route: Route) -> None:
    """Our own reply, of which half arrives."""
    reply = route.fetch()
    route.fulfill(response=reply, body=reply.body()[: len(reply.body()) // 2])


def replaced(route: Route) -> None:
    """Our own reply, whose content a filter has replaced: what was sent has arrived."""
    route.fulfill(response=route.fetch(), content_type="text/html", body=LOGIN)


def of_another_request(route: Route) -> None:
    """A reply of ours to somebody else, out of a cache: what was sent has arrived."""
    reply = route.fetch()
    body = re.sub(r'(asked": "|asked" content=")[0-9a-f]{32}', r"\g<1>" + "ab" * 16, reply.text())
    route.fulfill(response=reply, body=body)


FORGERIES: dict[str, Answer] = {
    "a page": page_of(200),
    "a page that names itself ours": page_of(200, Asking="0" * 32),
    "values": values_of(200, BOASTS),
    "a list": values_of(200, [BOASTS]),
    "an echo": echoed,
    "led to a page there": led_to("http://login.hotel.example/"),
    "led to a page here": led_to("/privacy"),
    "nothing": lambda route: route.fulfill(status=204, body=""),
    "an empty page": lambda route: route.fulfill(status=200, content_type="text/html", body=""),
    "forbidden": page_of(403),
    "values, forbidden": values_of(403, BOASTS),
    "not found": page_of(404),
    "values, not found": values_of(404, BOASTS),
    "sign in at the proxy": page_of(407),
    "gone": page_of(410),
    "refused": values_of(409, BOASTS),
    "wrong": page_of(400),
    "too many": values_of(429, BOASTS),
    "down": page_of(503),
    "sign in to the network": page_of(511),
    "half of ours": cut,
    "ours replaced": replaced,
    "ours to somebody else": of_another_request,
    "silence": lambda route: route.abort(),
}
NOT_A_STRANGER = {"down", "silence"}  # where nobody can say more than that the service is away

# Scripts wait a fraction of their time; what they give up after stays.
HURRY = """(() => {
  const later = window.setTimeout;
  window.setTimeout = (call, wait, ...more) => later(call, wait < 10000 ? Math.max(20, wait / 40) : wait, ...more);
})()"""


@contextmanager
def answering(page: Page, answer: Answer, ending: str = "") -> Iterator[list[str]]:
    """What a script asks is answered so, where the address ends so; pages that a person goes to still come.

    Gives the addresses that were asked.
    """
    asked: list[str] = []

    def instead(route: Route) -> None:
        if route.request.resource_type == "fetch" and route.request.url.endswith(ending):
            answer(route)
            asked.append(route.request.url)
        else:
            route.continue_()

    page.route("**/*", instead)
    try:
        yield asked
    finally:
        page.unroute_all(behavior="wait")


def wait_for(page: Page, asked: list[str], times: int = 1) -> None:
    """Until a script has had so many replies, and has had the time to make something of them."""
    until = time.monotonic() + PATIENCE
    while len(asked) < times:
        assert time.monotonic() < until, asked
        page.wait_for_timeout(20)
    page.wait_for_timeout(50)


def go_on(page: Page) -> None:
    """The network says that it is back, to a page that may have noticed by itself and gone on."""
    with suppress(PlaywrightError):
        page.evaluate("() => dispatchEvent(new Event('online'))")


@contextmanager
def a_phone(browser: Browser, server: Running, room: Room, script: str) -> Iterator[Page]:
    """The phone of somebody new in the room, on whose pages a script of ours runs first. Its vote is put away."""
    with Visit.on(browser, server.address, PHONE) as visit:
        secret = room.join("teachers", "1").device.secret.code
        visit.page.context.add_init_script(script)
        visit.page.context.add_cookies([{"name": f"e-{room.code}", "value": secret, "url": server.address}])
        yield visit.page
        visit.page.unroute_all(behavior="ignoreErrors")
    if number := room.event.vote:
        with suppress(EventRefusal):
            room.stop_vote(number)
        room.put_vote_away()
