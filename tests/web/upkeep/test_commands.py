"""Commands that set a service up and look after it, each in words and for scripts."""

from __future__ import annotations

import json

import pytest
from click.testing import Result
from flask import Flask

from lws_assess.records.partnerships import find_partnership
from lws_assess.records.people import find_person_by_email, find_role
from lws_assess.survey.keys import PartnershipKey
from tests.worlds.builders import World

TESTFORD = PartnershipKey("testford")


def run(app: Flask, *words: str) -> Result:
    with app.app_context():  # which `flask` makes for every command
        done: Result = app.test_cli_runner().invoke(args=list(words))
    return done


def test_a_partnership_is_added_once(app: Flask) -> None:
    words = ("partnership", "add", TESTFORD, "Testford Partnership", "--contact", "Ask Jo.")
    assert run(app, *words).output == "Added Testford Partnership.\n"
    with app.config["DATABASE"].reading() as session:
        made = find_partnership(session, TESTFORD)
        assert made is not None
        assert (made.name, made.contact) == ("Testford Partnership", "Ask Jo.")
    again = run(app, *words, "--json")
    assert again.exit_code == 1
    assert "refused" in json.loads(again.output)
    other = run(app, "partnership", "add", "other", "Other", "--json")
    assert (other.exit_code, json.loads(other.output)) == (0, {"partnership": "other"})


@pytest.mark.parametrize("role", ["administrator", "facilitator", "steering"])
def test_a_person_gets_a_link_that_works_once(app: Flask, world: World, role: str) -> None:
    who = ("person", "add", "--email", "Ada@x.example", "--partnership", world.partnership, "--role", role)
    told = run(app, *who, "--json")
    assert told.exit_code == 0, told.output
    path = json.loads(told.output)["sign_in_url"].partition("/set-password/")
    assert app.test_client().get("".join(path[1:])).status_code == 200
    with world.database.reading() as session:
        person = find_person_by_email(session, "ada@x.example")
        assert person is not None
        assert find_role(session, PartnershipKey(world.partnership), person.id) == role
    elsewhere = run(app, *who[:5], "nowhere", *who[6:])
    assert elsewhere.exit_code == 1


@pytest.mark.usefixtures("own_key_folder")  # one of its keys is lost
def test_a_key_that_is_lost_is_told_and_fails(app: Flask) -> None:
    world = World(app.config["DATABASE"])
    sound = run(app, "check", "--json")
    assert (sound.exit_code, json.loads(sound.output)["faults"]) == (0, [])
    world.lose_key()
    lost = run(app, "check")
    assert lost.exit_code == 1
    assert lost.output.startswith("Wrong: ")
    assert len(json.loads(run(app, "check", "--json").output)["faults"]) == 1


def test_a_database_can_be_brought_to_todays_shape_again(app: Flask, world: World) -> None:
    assert json.loads(run(app, "migrate", "--json").output) == {"migrated": True}
    assert run(app, "migrate").output == "The database is up to date.\n"
