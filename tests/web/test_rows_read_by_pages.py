"""Pages go through actions: which rows they still look up by themselves, and why. The list only grows shorter.

Types, constants and refusals of records may be named anywhere above them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.watching.code_trees import HOUSE, tree_of, walk

WEB, RECORDS = HOUSE / "web", HOUSE / "records"
SQL = {"select", "insert", "update", "delete", "text"}
OF_A_SESSION = {
    "add",
    "add_all",
    "delete",
    "execute",
    "flush",
    "get",
    "get_one",
    "merge",
    "scalar",
    "scalars",
}

# By what is looked up, and then by module of records and function: the modules of web that may.
FROZEN = {  # what ships or never changes once it is kept: nobody acts on it
    "events.programme_templates.programme_templates": {"events.event_pages", "events.leads"},
    "group_preset.group_preset": {"rounds.groups"},
    "instruments.get_edition": {
        "answering.paper",
        "answering.printed_questionnaires",
        "answering.responses",
        "events.event_pages",
        "events.leads",
        "events.rooms",
        "post.group_invitations",
        "post.invitations",
        "post.sending",
        "results.feedback_pages",
        "rounds.drafts",
    },
    "instruments.shipped_editions": {
        "events.event_pages",
        "events.leads",
        "rounds.drafts",
        "start.factory",
        "start.front_pages",
    },
}
WHO_ASKS = {  # whose session, role or link a request has, before there is anything to act on
    "people.are_codes_demanded": {"people.account"},
    "people.find_one_time_link": {"people.people"},
    "people.find_person_by_email": {"people.demo_people", "people.people", "people.people_commands"},
    "people.find_role": {"access", "people.members"},
    "people.find_session": {"access", "people.people"},
    "people.must_set_up_codes": {"access"},
    "people.partnerships_of": {"people.partnerships"},
    "rounds.find_open_link": {"start.front_pages"},
}
OF_AN_ADDRESS = {  # the row that an address or a command names, or a 404
    "events.tables.find_proposed_action": {"events.tables"},
    "events.visioning_events.find_event": {"events.event_pages", "events.screens"},
    "events.visioning_events.find_event_of_round": {"rounds_of_events"},
    "events.words.find_word": {"events.words"},
    "post.invitations.find_mailing": {"post.invitations"},
    "partnerships.find_partnership": {"access", "notices", "post.sending"},
    "rounds.find_round": {"access", "events.event_pages", "loading", "post.sending", "rounds.drafts"},
    "rounds.rounds_of_key": {"start.commands"},
}
LISTED = {  # a list that a page shows as it is kept, with nothing made of it
    "comments.count_comments": {"results.comments"},
    "events.people.people_by_group": {"events.slides.part_slides"},
    "events.tables.proposed_actions": {"events.scribes", "events.tables"},
    "events.tables.table_ratings": {"events.scribes"},
    "events.visioning_events.codes_of": {"events.entrance", "events.hosts", "events.keys", "events.screens"},
    "events.visioning_events.list_events": {"events.event_pages", "events.leads", "people.partnerships"},
    "events.visioning_events.programme_of": {"events.event_pages", "events.papers", "events.programmes"},
    "events.words.words_of_event": {"events.tables", "events.words"},
    "feedback.find_newest_code": {"events.rooms"},
    "groups.all_groups": {
        "events.event_pages",
        "events.slides.part_slides",
        "events.tables",
        "rounds.group_tables",
        "rounds.groups",
    },
    "groups.list_groups": {"events.slides.part_slides", "people.partnerships", "post.sending"},
    "partnerships.list_partnerships": {"start.commands", "start.serving"},
    "people.members_of": {"people.members"},
    "responses.answered_by_group": {"events.hosts"},
    "responses.people_in_the_middle": {"rounds.running_rounds"},
    "rounds.groups_of_round": {"answering.printed_questionnaires", "post.group_invitations"},
    "rounds.list_rounds": {"people.partnerships", "rounds.running_rounds", "start.commands"},
}
HELD = {  # held still, so that what the page showed is compared with what is there when it is acted on
    "events.visioning_events.get_event_for_change": {"events.acts"},
    "events.votes.find_vote": {"events.acts"},
    "partnerships.hold_partnership": {"rounds.group_tables"},
}
BETWEEN_TWO_TRANSACTIONS = {  # what is sent is taken, handed over and settled, each with a commit of its own
    "post.outbox.send_once": {"post.plan_mail", "rounds.nudges"},
}
OF_THE_MACHINE = {  # the clock, the shape and the keys of the database, which no act is about
    "clocks.find_clock": {"upkeep.clocks"},
    "clocks.read_database_clock": {"upkeep.clocks"},
    "migrations.migrate_database": {"start.commands", "start.serving"},
    "sealing_keys.key_of": {"events.phones"},
}
MAY_READ = FROZEN | WHO_ASKS | OF_AN_ADDRESS | LISTED | HELD | BETWEEN_TWO_TRANSACTIONS | OF_THE_MACHINE
ASKS_WHETHER_IT_ANSWERS = "start.front_pages"  # the one statement of a page: SELECT 1


def name_of(path: Path, below: Path) -> str:
    return ".".join(path.relative_to(below).with_suffix("").parts).removesuffix(".__init__")


def functions_of_records() -> set[str]:
    return {
        f"{name_of(path, RECORDS)}.{node.name}"
        for path in RECORDS.rglob("*.py")
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef)
    }


def read_by(tree: ast.Module, known: set[str]) -> Iterator[str]:
    """Functions of records that a module imports, and those that it reaches behind the name of a module."""
    modules: dict[str, str] = {}
    for node in walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lws_assess.records"):
            below = (node.module or "").removeprefix("lws_assess.records").removeprefix(".")
            for alias in node.names:
                full = f"{below}.{alias.name}".removeprefix(".")
                modules[alias.asname or alias.name] = full
                if full in known:
                    yield full
    for node in walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            full = f"{modules[node.value.id]}.{node.attr}"
            if full in known:
                yield full


def test_pages_look_up_no_more_rows_than_are_listed() -> None:
    known = functions_of_records()
    found: dict[str, set[str]] = {}
    for path in WEB.rglob("*.py"):
        for function in read_by(tree_of(path), known):
            found.setdefault(function, set()).add(name_of(path, WEB))
    assert found == MAY_READ


def statements_and_rows_in(path: Path) -> set[str]:
    """What a module imports of SQL, and what it asks a session for."""
    tree = tree_of(path)
    imports = [node for node in walk(tree) if isinstance(node, ast.ImportFrom)]
    of_flask = {
        alias.asname or alias.name for node in imports if node.module == "flask" for alias in node.names
    }
    statements = {alias.name for node in imports if node.module == "sqlalchemy" for alias in node.names}
    calls = [node.func for node in walk(tree) if isinstance(node, ast.Call)]
    rows = {
        f"{call.value.id}.{call.attr}"
        for call in calls
        if isinstance(call, ast.Attribute)
        and isinstance(call.value, ast.Name)
        and call.value.id in {"session", "db"} - of_flask
        and call.attr in OF_A_SESSION
    }
    return statements & SQL | rows


def test_no_page_has_a_statement_or_a_row_of_its_own() -> None:
    found = {name_of(path, WEB): statements_and_rows_in(path) for path in WEB.rglob("*.py")}
    assert {name: asked for name, asked in found.items() if asked} == {
        ASKS_WHETHER_IT_ANSWERS: {"text", "session.execute"}
    }
