"""A hall: a host, a screen and phones, each a device of its own before a real server."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from lws_assess.records.events.votes import list_votes
from lws_assess.records.people import FACILITATOR
from tests.journeys.visits import DESKTOP, PHONE, Visit, click
from tests.machines.servers import Running
from tests.worlds.rooms import Phone, Room
from tests.worlds.staff import add_person

PROJECTOR = (1280, 720)

CHOOSE_IMPORTANCE = """([name, value]) => {
  const radio = document.querySelector(`#room input[name="${name}"][value="${value}"]`);
  if (radio) radio.checked = true;
  else document.querySelector(`#room select[name="${name}"]`).value = value;
}"""
RATE_PAGE = """(value) => document.querySelectorAll(`main input[type=radio][value="${value}"]`)
  .forEach((radio) => { radio.checked = true; })"""


def tap_group(page: Page, group: str) -> None:
    """Joins a room by two taps: who one is, where that is asked, and then the group."""
    button = page.locator(f"button[name=group][value='{group}']")
    if not button.is_visible():
        click(page.locator("details.who", has=button).locator("> summary"))
    click(button)


@dataclass
class HallPhone:
    """Somebody's phone."""

    visit: Visit
    group: str
    table: str

    def join(self, code: str) -> None:
        page = self.visit.go(f"/e/{code.lower()}").page
        page.select_option("[name=table]", self.table)
        tap_group(page, self.group)

    @property
    def room(self) -> Locator:
        return self.visit.page.locator("#room")

    def sees(self, words: str | re.Pattern[str]) -> None:
        expect(self.room).to_contain_text(words)

    def vote(self, level: int | str) -> None:
        """Chooses a level of the vote that is open, once the phone shows it, and sends it."""
        click(self.room.locator(f"button[name=rating][value='{level}']"))

    def choose(self, areas: Sequence[str], importance: Mapping[str, int]) -> None:
        """Some areas, and how much each matters, where that is asked; once the phone shows it."""
        page = self.visit.page
        page.wait_for_selector("#room [name=top-areas]")
        for code in areas:
            page.check(f"#room [name=top-areas][value={code}]")
        for code, level in importance.items():
            page.evaluate(CHOOSE_IMPORTANCE, [f"importance-{code}", str(level)])
        click(self.room.locator("form[data-sends=vote] button"))

    def has_voted(self) -> None:
        expect(self.room.locator(".kept")).to_be_visible()

    def rate_alone(self, level: int) -> None:
        """The whole form, page by page, and back into the room."""
        page = self.visit.page
        click(self.room.get_by_role("button", name=re.compile("Start|Carry on")))
        page.wait_for_url("**/answer/**")
        while "/areas/" in page.url:
            before = page.url
            page.evaluate(RATE_PAGE, str(level))
            click(page.locator("main form button.button").first)
            page.wait_for_function("(before) => location.href !== before", arg=before)
        click(page.get_by_role("button", name=re.compile("Send|Submit")))
        page.wait_for_url("**/e/**")


@dataclass
class Neighbour:
    """Somebody in the room whose phone is no browser here: what it sends, the server takes as from any other."""

    room: Room
    group: str
    table: str
    phone: Phone | None = None

    @property
    def _phone(self) -> Phone:
        assert self.phone, "has not joined"
        return self.phone

    @property
    def _vote(self) -> int:
        """The vote that is open."""
        with self.room.database.reading() as session:
            return list_votes(session, *self.room.where)[-1].number

    def join(self, code: str) -> None:
        self.phone = self.room.join(self.group, self.table)

    def sees(self, words: str | re.Pattern[str]) -> None:
        """Whoever has no page sees nothing on it."""

    def vote(self, level: int | str) -> None:
        self.room.cast(self._phone, self._vote, level)

    def choose(self, areas: Sequence[str], importance: Mapping[str, int]) -> None:
        sent = {f"importance_{code}": str(level) for code, level in importance.items()}
        self.room.cast(self._phone, self._vote, top_areas=list(areas), **sent)

    def has_voted(self) -> None:
        """Else the server would have refused the vote."""

    def rate_alone(self, level: int) -> None:
        self.room.rate(self._phone, level)


@dataclass
class Hall:
    """Everybody's device in one event."""

    room: Room
    server: Running
    host: Visit
    screen: Visit
    people: list[HallPhone | Neighbour]
    pictures: Path | None = None

    def press(self, words: str | re.Pattern[str]) -> None:
        """One of the host's buttons; what asks once more is opened first."""
        page = self.host.page
        page.goto(f"{self.server.address}{self.room.path}/host")
        for asks in page.locator("details.sure").all():
            asks.evaluate("(details) => { details.open = true; }")
        with page.expect_response(lambda reply: reply.request.method == "POST") as pressed:
            click(page.get_by_role("button", name=words).first)
        assert pressed.value.status < 400, page.locator("main").inner_text()

    def go_on(self) -> None:
        self.press(re.compile("^Next: "))

    def shows(self, words: str | re.Pattern[str]) -> None:
        expect(self.screen.page.locator("main")).to_contain_text(words)

    def shows_nothing_of(self, words: str) -> None:
        expect(self.screen.page.locator("main")).not_to_contain_text(words)

    def phone(self, seat: int) -> HallPhone:
        """The phone of somebody who has a browser."""
        found = self.people[seat]
        assert isinstance(found, HallPhone)
        return found

    @property
    def phones(self) -> list[HallPhone]:
        """Those that are browsers."""
        return [one for one in self.people if isinstance(one, HallPhone)]

    def picture(self, name: str) -> None:
        """Pictures of the three, where somebody wants to look at them."""
        if self.pictures:
            self.host.page.reload()
            for who, visit in (("host", self.host), ("screen", self.screen), ("phone", self.phones[0].visit)):
                visit.page.screenshot(
                    path=str(self.pictures / f"{name}-{who}.png"), full_page=who != "screen"
                )


@contextmanager
def a_hall(
    browser: Browser,
    server: Running,
    room: Room,
    groups: Sequence[str],
    pictures: Path | None = None,
    seats: Collection[int] | None = None,
) -> Iterator[Hall]:
    """A host who is signed in, and a phone for each of `groups`. The event is planned and has not begun.

    `seats` are those whose phones are browsers; everybody's is if none are named.
    """
    email = add_person(room.database, room.world.partnership, FACILITATOR)
    with ExitStack() as devices:

        def device(size: tuple[int, int]) -> Visit:
            return devices.enter_context(Visit.on(browser, server.address, size))

        def somebody(seat: int, group: str) -> HallPhone | Neighbour:
            table = str(seat % 4 + 1)
            if seats is None or seat in seats:
                return HallPhone(device(PHONE), group, table)
            return Neighbour(room, group, table)

        people = [somebody(seat, group) for seat, group in enumerate(groups)]
        hall = Hall(room, server, device(DESKTOP), device(PROJECTOR), people, pictures)
        for visit in (hall.host, hall.screen):
            visit.come_as(email)
        yield hall
