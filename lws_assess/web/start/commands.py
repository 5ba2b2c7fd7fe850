"""Commands: `flask --app app …`, each with --json for scripts."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from functools import partial
from typing import Any, NoReturn

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from lws_assess.actions.demo.loading import DemoRefused
from lws_assess.actions.people.partnerships import NewPartnership, add_partnership
from lws_assess.actions.results.releases import view_release
from lws_assess.actions.rounds import running_rounds as round_actions
from lws_assess.actions.rounds.key_checks import check_keys
from lws_assess.records.database import Database
from lws_assess.records.migrations import migrate_database
from lws_assess.records.partnerships import list_partnerships
from lws_assess.records.rounds import Round, list_rounds, rounds_of_key
from lws_assess.survey.counts import BoundedCount, NotCounted
from lws_assess.survey.keys import GroupKey, PartnershipKey
from lws_assess.survey.refusals import BadInput, Refusal
from lws_assess.survey.releases.additions import AdditionInCell, AdditionResult
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.round_results import AudienceResults, CellResult, RoundResults
from lws_assess.survey.round_timing import RoundRefusal
from lws_assess.survey.secrets import BYTES, Secret
from lws_assess.survey.withheld import Withheld
from lws_assess.web.link_codes import new_link_code
from lws_assess.web.loading import current_database, current_settings
from lws_assess.web.people.people_commands import person_add
from lws_assess.web.post import mail
from lws_assess.web.start import serving
from lws_assess.web.upkeep.due import do_everything_due, end_due_keys
from lws_assess.web.words import now

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")

partnership_group = AppGroup("partnership", help="Partnerships.")
person_group = AppGroup("person", help="People with an account.")
round_group = AppGroup("round", help="Consultation rounds.")


def install(app: Flask) -> None:
    for group in (partnership_group, person_group, round_group):
        app.cli.add_command(group)
    for command in (migrate_command, demo_command, due_command, check_command, serve_command):
        app.cli.add_command(command)


def _say(facts: Any, words: str, in_json: bool) -> None:
    click.echo(json.dumps(facts, ensure_ascii=False) if in_json else words)


def _fail(reason: str, in_json: bool) -> NoReturn:
    click.echo(json.dumps({"refused": reason}, ensure_ascii=False) if in_json else reason, err=not in_json)
    raise SystemExit(1)


# --- set-up ----------------------------------------------------------------------------------------------


@click.command("migrate", help="Bring the database to today's shape.")
@as_json
def migrate_command(as_json: bool) -> None:
    migrate_database(current_database())
    _say({"migrated": True}, "The database is up to date.", as_json)


@click.command("demo", help="Load the invented Marlhaven partnership; running it twice changes nothing.")
@as_json
def demo_command(as_json: bool) -> None:
    try:
        details = serving.load_demo_with_people(current_database(), current_settings(), quiet=as_json)
    except DemoRefused as refusal:
        _fail(refusal.words, as_json)
    _say(details, serving.demo_words(details), as_json)


@click.command("serve", help="Migrate, load the demo the first time, serve, and do what is due every minute.")
def serve_command() -> None:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def due(database: Database) -> None:
        with app.app_context():
            do_everything_due(database)

    serving.serve_until_stopped(current_database(), current_settings(), due)


@click.command("check", help="Say what is wrong with the keys; fails where something is.")
@as_json
def check_command(as_json: bool) -> None:
    findings = check_keys(current_database(), now())
    faults = [one.words for one in findings if one.fault]
    warnings = [one.words for one in findings if not one.fault]
    words = [*(f"Wrong: {fault}" for fault in faults), *(f"Note: {warning}" for warning in warnings)]
    _say({"faults": faults, "warnings": warnings}, "\n".join(words) or "All is well with the keys.", as_json)
    if faults:
        raise SystemExit(1)


@partnership_group.command("add", help="Add a partnership.")
@click.argument("key")
@click.argument("name")
@click.option("--contact", default="", help="Whom respondents may ask, in words.")
@as_json
def partnership_add(key: PartnershipKey, name: str, contact: str, as_json: bool) -> None:
    try:
        with current_database().writing() as session:
            add_partnership(session, NewPartnership(key=key, name=name, contact=contact))
    except BadInput as refusal:
        _fail(refusal.words, as_json)
    _say({"partnership": key}, f"Added {name}.", as_json)


@person_group.command("add", help="Invite a person; prints a link that works once.")
@click.option("--email", required=True)
@click.option("--partnership", required=True)
@click.option("--role", required=True, type=click.Choice(["administrator", "facilitator", "steering"]))
@as_json
def person_add_command(email: str, partnership: PartnershipKey, role: str, as_json: bool) -> None:
    try:
        link = person_add(email, partnership, role)
    except Refusal as refusal:
        _fail(refusal.words, as_json)
    _say({"sign_in_url": link}, f"This link works once:\n{link}", as_json)


# --- rounds ----------------------------------------------------------------------------------------------


def _find_round(session: Session, name: str, in_json: bool) -> Round:
    """The round called `name`, or `partnership/name` where two partnerships have one of that name."""
    partnership, _, key = name.rpartition("/")
    found = [this for this in rounds_of_key(session, key) if partnership in ("", this.partnership)]
    if len(found) != 1:
        _fail(
            f"There is no round '{name}'." if not found else f"Say which partnership: <partnership>/{key}.",
            in_json,
        )
    return found[0]


@round_group.command("links", help="The open links of every open round.")
@as_json
def round_links(as_json: bool) -> None:
    links = []
    with current_database().reading() as session:
        for partnership in list_partnerships(session):
            for this in list_rounds(session, partnership.key):
                if this.timing.takes_new_people(now()):
                    links += _links_of(session, this)
    words = "\n".join(
        f"{x['partnership']}/{x['round']}  {x['group'] or 'choice of group'}  {x['url']}" for x in links
    )
    _say(links, words or "No round is open.", as_json)


def _links_of(session: Session, this: Round) -> list[dict[str, str | None]]:
    return [
        {
            "partnership": this.partnership,
            "round": this.key,
            "group": group.key if group else None,
            "audience": group.audience if group else None,
            "url": mail.absolute_address("links.join", code=link.code),
        }
        for link, group in round_actions.open_links(session, this.partnership, this.key)
        if not link.shared
    ]


@round_group.command("personal-links", help="Make links that each answer once; they are shown this once.")
@click.argument("name")
@click.option("--group", required=True)
@click.option("--count", default=1, type=click.IntRange(1, 5000))
@as_json
def round_personal_links(name: str, group: GroupKey, count: int, as_json: bool) -> None:
    made = [Secret(secrets.token_bytes(BYTES)) for _ in range(count)]
    try:
        with current_database().writing() as session:
            this = _find_round(session, name, as_json)
            round_actions.make_personal_links(session, this.partnership, this.key, group, made)
    except RoundRefusal as refusal:
        _fail(refusal.words, as_json)
    urls = [mail.absolute_address("links.personal", secret=secret.code) for secret in made]
    _say([{"group": group, "url": url} for url in urls], "\n".join(urls), as_json)


@round_group.command("open", help="Open a draft round now.")
@click.argument("name")
@as_json
def round_open(name: str, as_json: bool) -> None:
    _change_round(name, as_json, partial(round_actions.open_round, new_code=new_link_code))


@round_group.command(
    "close", help="Close an open round; results follow at once where nobody is in the middle."
)
@click.argument("name")
@as_json
def round_close(name: str, as_json: bool) -> None:
    _change_round(name, as_json, partial(round_actions.close_round, progress=_show_progress))


def _change_round(name: str, as_json: bool, change: Callable[..., Round]) -> None:
    moment = now()
    try:
        with current_database().writing() as session:
            this = _find_round(session, name, as_json)
            change(session, this.partnership, this.key, now=moment)
            final = this.timing.final_at(moment)
            facts = {
                "round": this.key,
                "state": this.state,
                "released": this.released_at is not None,
                "release_due": final.isoformat() if final and not this.released_at else None,
            }
    except RoundRefusal as refusal:
        _fail(refusal.words, as_json)
    if facts["released"]:
        end_due_keys(current_database())
    due = f" Results are due at {facts['release_due']}." if facts["release_due"] else ""
    _say(facts, f"{this.title} is {this.state}.{due}", as_json)


@round_group.command("results", help="The published figures of a closed round.")
@click.argument("name")
@as_json
def round_results(name: str, as_json: bool) -> None:
    with current_database().reading() as session:
        this = _find_round(session, name, as_json)
        results = view_release(session, this.partnership, this.key)
        facts = results_as_facts(this.key, results)
        if this.lost_at:
            facts["withheld"] = "The round was ended without results, because its key was lost."
    _say(facts, json.dumps(facts, ensure_ascii=False, indent=2), as_json)


def results_as_facts(key: str, results: RoundResults | None) -> dict[str, Any]:
    """The published figures as plain values; anything not shown says why in its place."""
    if results is None:
        return {
            "round": key,
            "withheld": "The round has no results yet: they are made once, when it has closed.",
        }
    return {
        "round": key,
        "k": results.k,
        "cells": [_cell_as_facts(cell) for audience in results.audiences for cell in audience.cells],
        "not_shown": [
            {
                "group": name,
                "withheld": "Its number is too near to that of a round shortly before."
                if name in results.near
                else f"Fewer than {results.k} answered, alone and together with other small groups.",
            }
            for name in results.left_out
        ]
        + [{"group": name, "withheld": "Nobody answered."} for name in results.unanswered],
        "local": [
            _addition_as_facts(audience, found, results.leading)
            for audience in results.audiences
            for found in audience.additions
        ],
    }


def _cell_as_facts(cell: CellResult) -> dict[str, Any]:
    return {
        "groups": list(cell.group_keys),
        "n": cell.people,
        "areas": {code: _value_as_facts(value) for code, value in cell.positions.items()},
    }


def _addition_as_facts(audience: AudienceResults, found: AdditionResult, leading: str) -> dict[str, Any]:
    """A statement of the partnership's own: in no area, and so beside the cells."""
    return {
        "key": found.question.key,
        "area": found.area.code,
        "audience": audience.audience.key,
        "text": found.question.text,
        "overall": {**_value_as_facts(found.reading(leading)), **_unrated_as_facts(found)},
        "cells": [
            {
                "groups": list(cell.groups),
                **_value_as_facts(cell.mean),
                **_unrated_as_facts(cell),
            }
            for cell in found.cells
        ],
    }


def _value_as_facts(value: Shown | Withheld) -> dict[str, Any]:
    if isinstance(value, Withheld):
        return {"withheld": str(value)}
    return {"n": value.n, "mean": value.value if value.exact else value.text}


def _unrated_as_facts(found: AdditionResult | AdditionInCell) -> dict[str, int | str | None]:
    """Says how many did not know, and to how many it does not apply where the release counted them."""
    unsure: dict[str, int | str | None] = {"dont_know": _count_as_facts(found.dont_know)}
    if isinstance(found.not_applicable, NotCounted):
        return unsure
    return unsure | {"not_applicable": _count_as_facts(found.not_applicable)}


def _count_as_facts(count: BoundedCount | None) -> int | str | None:
    """A number where it is exact, else the words that say between which numbers it lies."""
    if count is None:
        return None
    return count.least if count.exact else str(count)


# --- what is due -----------------------------------------------------------------------------------------


@click.command("due", help="Open, close and release whatever is due; safe to run at any time, every minute.")
@as_json
def due_command(as_json: bool) -> None:
    done = do_everything_due(current_database())
    _say(done, "\n".join(map(_what_was_done, done)) or "Nothing is due.", as_json)


def _what_was_done(one: dict[str, str]) -> str:
    """Returns what was done, or could not be done and why; with no partnership it is of the whole service."""
    if not one["partnership"]:
        return one["why"]
    why = f". {one['why']}" if "why" in one else ""
    return f"{one['what']}: {one['partnership']}/{one.get('round') or one['action']}{why}"


def _show_progress(done: int, everything: int) -> None:
    click.echo(f"  {done} of {everything} cells counted", err=True)
