"""Pages that no address leads to by itself: answers to filled-in forms and presses, lost keys, and what is mailed."""

from __future__ import annotations

import io
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from threading import Thread

import pyotp
import pytest
from flask import Flask
from sqlalchemy import update

from lws_assess.actions.people.members import add_member
from lws_assess.actions.plans.leads import answer_as_action_lead, ask_action_lead
from lws_assess.actions.rounds.leads import make_group_lead_code
from lws_assess.actions.rounds.running_rounds import open_round
from lws_assess.records.events.visioning_events import Event, list_events
from lws_assess.records.groups import Group
from lws_assess.records.partnerships import Partnership
from lws_assess.records.people import ADMINISTRATOR, FACILITATOR
from lws_assess.records.post.invitations import Message
from lws_assess.records.rounds import Round
from lws_assess.survey.events.programme_kinds import OPEN, QUESTIONS, REVEAL, VOTE_AGAIN
from lws_assess.survey.events.rooms import CHOICES
from lws_assess.survey.message_states import MessageState
from lws_assess.web.post.plan_mail import send_lead_reminders
from lws_assess.web.post.sending import SENDERS
from lws_assess.web.results.chapters import CHAPTERS
from tests.pages.addresses import lead_code, person_id
from tests.pages.agreed_walk import NobodySends
from tests.pages.client import Client, begin, whole_journey
from tests.pages.page_walk import release
from tests.worlds.builders import World, new_code
from tests.worlds.overview_places import PLACES
from tests.worlds.planning import plan_action
from tests.worlds.rooms import Room, a_room
from tests.worlds.small_round import EDITION, answers
from tests.worlds.staff import PASSWORD, add_person, signed_in

BESIDES = "besides"
FIRST = EDITION.areas[0].code
COLOURS = ("Red", "Green", "Black")


def walk_rare_pages(app: Flask) -> None:
    """Makes more partnerships in the app's database, one of which loses its keys, and asks for what rarely comes."""
    app.extensions[SENDERS] = NobodySends()
    world = World(app.config["DATABASE"], BESIDES, second_cut="role", opened=False)
    staff = Client(app)
    staff.browser = signed_in(app, BESIDES, FACILITATOR)
    _before_the_round(app, world, staff)
    with world.database.writing() as session:
        open_round(session, BESIDES, world.round, new_code, world.now)
    _people_who_answer(app, world)
    _letters_and_paper(world, staff)
    _leads_of_actions(app, world, staff)
    _accounts(app, world)
    _room(app, world, staff)
    _results(app, world, staff)
    _rounds_that_repeat(app, world)
    _lost_keys(app)


def _before_the_round(app: Flask, world: World, staff: Client) -> None:
    """A place without results, with a statement of its own in a draft."""
    here = f"/p/{BESIDES}/rounds/{world.round}/draft/statements/"
    staff.send(staff.get(here), area=FIRST, text="Staff meet every month.")
    for page in ("", f"{FIRST}-local-1/", f"{FIRST}-local-1/remove"):
        staff.get(here + page)
    for page in ("", "explore", "groups/teachers/merge?into=nurses"):
        staff.get(f"/p/{BESIDES}/{page}")
    with world.database.writing() as session:
        session.get_one(Partnership, BESIDES).controller = "The council"
        led = update(Group).where(Group.partnership == BESIDES)
        session.execute(led.values(lead="Ada", lead_email="ada@besides.example"))
    for page in ("privacy", "accessibility"):
        Client(app).get(f"/notice/{BESIDES}/{page}")


def _people_who_answer(app: Flask, world: World) -> None:
    whole_journey(Client(app), world.code("inspectors"))
    leaving = Client(app)
    page = begin(leaving, world.code("teachers"))
    leaving.send(leaving.get(f"{page.path.rpartition('/')[0]}/leave"), go="clear")
    Client(app).get(f"/join/{world.code('inspectors', helper=True)}")
    client, path = Client(app), f"/practice/{world.practice_code()}"
    page = client.send(client.get(path), group="inspectors", agree="yes")
    area = client.send(page, **dict.fromkeys(page.radios(), "3"))
    client.send(area, go="later")
    for _ in EDITION.areas[1:]:
        area = client.send(area, **dict.fromkeys(area.radios(), "3"))
    client.send(client.send(area))


def _letters_and_paper(world: World, staff: Client) -> None:
    here = f"/p/{BESIDES}/rounds/{world.round}/"
    listed = "Group\tE-mail\n" + "\n".join(f"Teachers\tperson{i}@teachers.example" for i in range(2))
    page = staff.send(staff.get(f"{here}invitations/all/"), addresses=listed)
    staff.post(action := f"{here}invitations/all/send", page.form(action))
    with world.database.writing() as session:
        session.execute(update(Message).values(state=MessageState.SENT))
    staff.send(staff.get(f"{here}reminders/"), group="*")
    staff.send(staff.get(f"{here}participation/nudge"), 400)
    table = staff.raw("GET", f"{here}paper/teachers/import/csv?form=full").text
    names = table.splitlines()[0].split(",")
    rated = ",".join("3" if name == names[1] else "" for name in names)
    form = {**staff.get(path := f"{here}paper/teachers/import").form()}
    file = (io.BytesIO(f"{table}{rated}\r\n".encode()), "forms.csv")
    staff._answer(path, staff._send("POST", path, {**form, "file": file}), 200)


def _leads_of_actions(app: Flask, world: World, staff: Client) -> None:
    """One is asked now, and one was asked a month ago."""
    waited, now = plan_action(world), plan_action(world, what="Meet every month")
    with world.database.writing() as session:
        ask_action_lead(session, BESIDES, waited, new_code, "Ada", world.now - timedelta(days=30))
    staff.send(staff.get(f"/p/{BESIDES}/plan/actions/{now}/ask"))
    code, day = new_code(), world.now.date()
    told = {"start": day, "due": day, "cost": 900, "pooled": 100, "risk": "Time"}
    pilot = {"pilot": True, "learning_question": "Does it help?", "pilot_ends": day}
    whole = plan_action(world, what="Share a training day", **told, **pilot)
    with world.database.writing() as session:
        ask_action_lead(session, BESIDES, whole, lambda: code, "Ada", world.now)
        answer_as_action_lead(session, code, True, "Yes.", world.now)
    for path in (f"/action/{code}", f"/p/{BESIDES}/plan/"):
        staff.get(path)
    with app.test_request_context():
        send_lead_reminders(world.database)


def _accounts(app: Flask, world: World) -> None:
    """An administrator who invites, forgets, belongs to two partnerships, and is asked for codes."""
    client, database, other = Client(app), world.database, World(world.database, "another").partnership
    email = add_person(database, BESIDES, ADMINISTRATOR)
    client.send(client.get("/sign-in"), email=email, password=PASSWORD)
    page = client.get(f"/p/{BESIDES}/people/invite")
    page = client.send(page, email="bea@besides.example", role=FACILITATOR)
    for link in re.findall(r"/welcome/[\w-]+", page.html):
        Client(app).get(link)
    bea = client.get(f"/p/{BESIDES}/people/{person_id(database, 'bea@besides.example')}/")
    client.post(f"{bea.path}link", bea.form(f"{bea.path}link"))
    with database.writing() as session:
        add_member(session, other, email, ADMINISTRATOR)
    client.get("/staff")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Thread, "start", Thread.run)  # what is rendered meanwhile could not be told from this
        forgetting = Client(app)
        forgetting.send(forgetting.get("/forgotten"), email=email)
    page = client.get("/account/codes")
    key = next(e.text for e in page.root.find_all("span") if e["class"] == "code").replace(" ", "")
    client.send(page, code=pyotp.TOTP(key).at(datetime.now(UTC)))
    client.get("/account/codes/off")
    again = Client(app)
    again.send(again.get("/sign-in"), email=email, password=PASSWORD)


# --- a room ----------------------------------------------------------------------------------------------


def _room(app: Flask, world: World, staff: Client) -> None:
    """Questions of the room's own, slips, and what a part of the results shows of each area."""
    room = a_room(world, {"teachers": 12, "inspectors": 10})
    phone, scribe = room.client(app), room.client(app, room.of("teachers")[1])
    here, theirs = f"/e/{room.code}", f"/e/{room.code}/table"

    def look() -> None:
        for page in ("/host", "/screen"):
            staff.get(room.path + page)
        phone.get(here)

    scribe.get(theirs)
    room.make_scribe(taker := room.of("teachers")[1])
    slips = iter(room.make_slips(2, {taker.table: 2}))
    for kind, sent in (
        ("choice", {"option": "0"}),
        ("ranking", {f"place_{n}": f"{n + 1}" for n in range(3)}),
    ):
        room.go_to_part(room.add_question(kind, f"Which {kind}?", tuple(f"{one} {kind}" for one in COLOURS)))
        look()
        number = room.open_own_vote()
        look()
        phone.post(f"{here}/votes/{number}", phone.get(here).form(f"{here}/votes/{number}"), 400)
        for one in room.phones:
            room.cast(one, number, **sent)
        look()
        _take_slip(scribe, f"{theirs}/slips", next(slips))
        room.stop_vote(number)
        look()
        room.show_vote(number)
        look()
        again = room.vote_again(number)
        look()
        room.stop_vote(again)
        room.put_vote_away()
    for kind, words in ((OPEN, "answer"), (QUESTIONS, "asked")):
        room.go_to_part(room.add_question(kind, f"Which {kind}?"))
        look()
        kept = [room.write(one, words, f"{words} {at}") for at, one in enumerate(room.phones[:4])]
        room.let_through(*kept[:3])
        look()
    room.a_shown_vote({"teachers": [3] * 12})
    room.put_vote_away()
    room.go_to(VOTE_AGAIN)
    look()
    room.hide_screen()
    look()
    room.a_shown_rating()
    for step in range(3):
        room.go_to(REVEAL, step)
        look()
    _card(room, phone)
    phone.send(phone.get(f"{here}/leave"))


def _card(room: Room, phone: Client) -> None:
    """What phones are given to keep at the end: as a page, and as a file."""
    room.go_to("priorities")
    number = room.open_vote(CHOICES)
    areas = [area.code for area in room.edition.areas]
    for one in room.of("teachers"):
        given = {f"importance_{code}": "5" if at < 3 else "1" for at, code in enumerate(areas)}
        room.cast(one, number, top_areas=areas[:3], **given)
    room.stop_vote(number)
    phone.get(f"/e/{room.code}")
    room.show_vote(number)
    room.put_vote_away()
    room.go_to("close")
    for path in ("", "/card"):
        phone.get(f"/e/{room.code}{path}")
    phone.raw("GET", f"/e/{room.code}/card.html")


def _take_slip(scribe: Client, path: str, slip: str) -> None:
    """Types in a slip that is new: its group, and then there is the vote."""
    page = scribe.post(path, {**scribe.get(path).form(path), "slip": slip})
    scribe.post(path, {**page.form(path), "group": "teachers"})


# --- what came of a round, and what cannot ---------------------------------------------------------------


def _results(app: Flask, world: World, staff: Client) -> None:
    chance = Random(1)
    for person in range(24):
        pages = answers(chance, "professional", 0)
        pages["about"] = {"role": ("manager", "direct")[person % 2], "length": "full"}
        pages[f"areas/{FIRST}"][f"{FIRST}-local-1"] = str(1 + person % 5)
        world.answer(("teachers", "nurses")[person % 2], pages)
    release(app, world)
    here = f"/p/{BESIDES}/rounds/{world.round}/results"
    for chapter in ("", *(f"/{one.key}" for one in CHAPTERS)):
        staff.get(here + chapter)
    staff.send(staff.get(f"/p/{BESIDES}/groups/teachers/merge?into=nurses"))
    for page in ("groups/", "groups/teachers/", "groups/nurses/"):
        staff.get(f"/p/{BESIDES}/{page}")


def _rounds_that_repeat(app: Flask, world: World) -> None:
    key = PLACES["two rounds"](world.database)
    staff = Client(app)
    staff.browser = signed_in(app, key, FACILITATOR)
    chapters = [f"rounds/second/results/{one.key}" for one in CHAPTERS]
    for page in ("", "over-time", f"areas/{FIRST}", "groups/teachers/", "rounds/second/results", *chapters):
        staff.get(f"/p/{key}/{page}")


def _lost_keys(app: Flask) -> None:
    """The keys of a round, of a meeting of a group and of a room are lost, all of one partnership."""
    world = World(app.config["DATABASE"], "lost")
    staff, lead = Client(app), Client(app)
    staff.browser = signed_in(app, world.partnership, ADMINISTRATOR)
    with world.database.writing() as session:
        this = session.get_one(Round, (world.partnership, world.round))
        make_group_lead_code(session, this, "teachers", new_code)
    meeting = f"/lead/{lead_code(world)}/meeting"
    lead.post(f"{meeting}/begin", lead.get(meeting).form(f"{meeting}/begin"))
    lead.get(meeting)
    room = a_room(world, {"teachers": 1})
    world.lose_key()
    for event in (room.event, *_meetings(world)):
        (Path(os.environ["KEYS_PATH"]) / f"{event.sealing_key}.key").unlink(missing_ok=True)
    staff.get(f"/p/{world.partnership}/rounds/{world.round}/end-without-results")
    lead.get(meeting, 503)
    staff.get(f"{room.path}/host", 503)
    staff.get(f"{room.path}/host/end")


def _meetings(world: World) -> list[Event]:
    with world.database.reading() as session:
        return [one for one in list_events(session, world.partnership) if one.group]
