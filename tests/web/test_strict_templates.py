"""Templates refuse what is not there: no page, mail or piece of a page has a blank where a name is misspelt."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from jinja2 import ChainableUndefined, DictLoader, nodes

from config import ROOT
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.results.changes import MovedFigure
from lws_assess.survey.withheld import Withheld
from lws_assess.web import create_app
from lws_assess.web.strict_templates import FORM_LIBRARY, MissingInTemplate, RefusedName
from tests.conftest import settings_for
from tests.pages.page_walk import a_place, walk
from tests.pages.rare_pages import walk_rare_pages
from tests.runs.soaking import IS_SOAK
from tests.watching.misspelling import IN_A_FILTER, TEMPLATES, Misspeller, Site, all_sites

# Of all attributes in templates, how many a walk over the pages of one partnership comes by, and how many the tests
# of pages do.
SHARE_OF_WALK = 0.83  # 6933 of 8231 when this was written
SHARE_OF_TESTS = 0.95  # 6206 of 6461 when this was written
# What stands only while tables group ideas, a rehearsal is on, or somebody follows the screen from elsewhere.
BY_THEIR_OWN_TESTS = {
    "events/groupings/take.html",
    "events/hosts/rehearsal.html",
    "events/phones/grouping.html",
    "events/rehearsals/banner.html",
    "events/rehearsals/told.html",
    "events/remote/captioner.html",
    "events/remote/line.html",
    "events/screens/slides/grouping.html",
}
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.*"))


def put_in_place(app: Flask, **templates: str) -> None:
    """Templates that stand in for ours; a name's two underscores stand for the dot before its ending."""
    written = DictLoader({name.replace("__", "."): text for name, text in templates.items()})
    app.jinja_env.loader.loaders.insert(0, written)  # type: ignore[union-attr]


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """What the product logs."""
    log = logging.getLogger("lws_assess")
    log.addHandler(caplog.handler)
    yield caplog
    log.removeHandler(caplog.handler)


def facts_of_faults(logged: pytest.LogCaptureFixture) -> list[dict[str, str]]:
    return [vars(record)["facts"] for record in logged.records if record.exc_info]


# --- what is refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "{{ nothing }}",
        "{{ there.nothing }}",
        '{{ there["nothing"] }}',
        "{{ there.nothing.more }}",
        "{% if there.nothing %}{% endif %}",
        "{% if there.nothing is none %}{% endif %}",
        "{% if there.nothing == 1 %}{% endif %}",
        "{% if nothing is defined %}{% endif %}",
        "{{ there.nothing or 'a word' }}",
        "{{ there.nothing|default('a word') }}",
        "{% for one in there.nothing %}{% endfor %}",
        "{% set kept = there.nothing %}",
        "{{ [there]|map(attribute='nothing')|list|length }}",
        "{{ [there]|selectattr('nothing')|list|length }}",
        "{% macro one(of) %}{% endmacro %}{{ one() }}",
        "{% macro one(of) %}{% endmacro %}{{ one(there.nothing) }}",
        "{% from 'faults.html' import nothing %}",
        "{% import 'faults.html' as faults %}{{ faults.nothing() }}",
        "{{ loop.index }}",
    ],
)
def test_what_is_not_there_is_refused_even_where_nobody_looks_at_it(
    app: Flask, misspelt: None, text: str
) -> None:
    with app.test_request_context(), pytest.raises(MissingInTemplate):
        render_template_string(text, there={"something": 1})


def test_an_item_that_a_list_does_not_have_can_be_held_but_not_used(app: Flask) -> None:
    with app.test_request_context():
        assert render_template_string("{% set kept = []|first %}nothing") == "nothing"
        with pytest.raises(Exception, match="sequence was empty"):
            render_template_string("{{ []|first }}")


def test_the_error_names_template_line_and_attribute(app: Flask, misspelt: None) -> None:
    put_in_place(app, one__html="a line\n{{ there.nothing }}")
    with app.test_request_context(), pytest.raises(MissingInTemplate) as found:
        app.jinja_env.get_template("one.html").render(there=1)
    assert (found.value.place, found.value.name) == ("one.html:2", "nothing")
    assert str(found.value) == "one.html:2: 'int object' has no attribute 'nothing'"


def test_only_templates_of_the_form_library_are_read_leniently(app: Flask) -> None:
    for name in NAMES:
        assert app.jinja_env.get_template(name).environment.undefined is RefusedName
    theirs = [name for name in app.jinja_env.list_templates() if name.startswith(FORM_LIBRARY)]
    assert theirs
    for name in theirs:
        assert app.jinja_env.get_template(name).environment.undefined is ChainableUndefined


def test_no_template_asks_whether_a_name_is_there(app: Flask) -> None:
    for name in NAMES:
        tree = app.jinja_env.parse((TEMPLATES / name).read_text(encoding="utf-8"))
        tests = {one.name for one in tree.find_all(nodes.Test)}
        filters = {one.name for one in tree.find_all(nodes.Filter)}
        assert not tests & {"defined", "undefined"}, name
        assert not filters & {"default", "d", "attr"}, name
        assert not any(one.ignore_missing for one in tree.find_all(nodes.Include)), name


def test_what_the_form_library_is_told_is_something_that_it_asks_for(app: Flask) -> None:
    """Where it is lenient it would pass over a misspelt word."""
    known: set[str] = set()
    for name in app.jinja_env.list_templates():
        if name.startswith(FORM_LIBRARY):
            tree = app.jinja_env.parse(app.jinja_env.loader.get_source(app.jinja_env, name)[0])  # type: ignore[union-attr]
            known |= {one.attr for one in tree.find_all(nodes.Getattr)}
    told = 0
    for name in NAMES:
        for call in app.jinja_env.parse((TEMPLATES / name).read_text(encoding="utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name.startswith("govuk"):
                keys = {
                    pair.key.value for pair in call.find_all(nodes.Pair) if isinstance(pair.key, nodes.Const)
                }
                assert keys <= known, name
                told += len(keys)
    assert told > 50


@pytest.mark.parametrize(
    ("then", "told"),
    [
        (Shown(2.4, "2.4", "Some", 9), "Then: 2.4. Now: 2.9."),
        (Withheld("Too few.", ""), "Then: Too few.. Now: 2.9."),
    ],
)
def test_a_figure_that_may_not_be_shown_has_no_text_and_is_not_asked_for_it(
    app: Flask, then: Shown | Withheld, told: str
) -> None:
    moved = MovedFigure(then, Shown(2.9, "2.9", "Some", 9))
    with app.test_request_context():
        shown = render_template_string(
            '{% import "plans/parts.html" as parts %}{{ parts.shift(moved) }}', moved=moved
        )
    assert told in shown


# --- what somebody sees ----------------------------------------------------------------------------------


def test_a_page_with_a_misspelt_name_is_a_logged_error_and_never_a_blank(
    app: Flask, misspelt: None, logged: pytest.LogCaptureFixture
) -> None:
    put_in_place(
        app,
        privacy__html='{% extends "base.html" %}{% block content %}<h1>{{ request.nothing }}</h1>{% endblock %}',
    )
    reply = app.test_client().get("/privacy")
    assert reply.status_code == 500
    assert "Sorry, something went wrong" in reply.text
    [facts] = facts_of_faults(logged)
    assert (facts["template"], facts["name"], facts["route"]) == ("privacy.html:1", "nothing", "/privacy")
    assert facts["request"] in reply.text


def test_a_key_that_somebody_typed_is_not_logged(
    app: Flask, misspelt: None, logged: pytest.LogCaptureFixture
) -> None:
    put_in_place(app, privacy__html='{{ {"a": 1}[request.args["typed"]] }}')
    assert app.test_client().get("/privacy?typed=secret").status_code == 500
    [facts] = facts_of_faults(logged)
    assert (facts["template"], facts["name"]) == ("privacy.html:1", "")
    assert "secret" not in str(facts)


@pytest.mark.parametrize("name", ["error__html", "base__html"])
def test_the_page_of_an_error_comes_without_templates_where_they_are_at_fault(
    app: Flask, misspelt: None, logged: pytest.LogCaptureFixture, name: str
) -> None:
    put_in_place(app, **{name: "{{ nothing }}"})
    reply = app.test_client().get("/nowhere")
    assert reply.status_code == 404
    assert "Page not found" in reply.text
    [facts] = facts_of_faults(logged)
    assert facts["template"] == f"{name.replace('__', '.')}:1"
    if name == "base__html":
        reply = app.test_client().get("/privacy")
        assert reply.status_code == 500
        assert "Sorry, something went wrong" in reply.text


# --- every attribute, misspelt ---------------------------------------------------------------------------


def assert_caught(sites: dict[Site, str], reached: set[Site], caught: set[Site], share: float) -> None:
    """Each that was asked for; those that were not are counted, and named where they are too many."""
    told = [sites[site] for site in sorted(reached - caught)]
    assert [site for site in told if not site.endswith(IN_A_FILTER)] == []
    unreached = [sites[site] for site in sorted(sites.keys() - caught)]
    counted = f"{len(caught)} of {len(sites)} attributes were misspelt and caught"
    print(counted, "The others:", *unreached, sep="\n")
    assert len(caught) >= share * len(sites), f"{counted}. The others: {unreached}"


@pytest.mark.usefixtures("own_key_folder")  # some of its keys are lost
def test_each_attribute_that_pages_ask_for_is_caught_when_it_is_misspelt(tmp_path: Path) -> None:
    mail = {"SMTP_URL": "smtp://127.0.0.1:9", "PUBLIC_BASE_URL": "http://localhost"}
    app = create_app(settings_for(a_place(tmp_path), tmp_path, **mail))
    misspeller = Misspeller()
    misspeller.watch(app.jinja_env)
    misspeller.listen()
    try:
        walk(app)
        walk_rare_pages(app)
    finally:
        misspeller.stop()
        app.config["DATABASE"].engine.dispose()
    assert {name for name in NAMES if name not in misspeller.read} == BY_THEIR_OWN_TESTS
    assert {site.template for site in misspeller.caught} - misspeller.ended == set()
    assert_caught(all_sites(app.jinja_env), misspeller.reached, misspeller.caught, SHARE_OF_WALK)


@pytest.mark.skipif(not IS_SOAK, reason="make soak misspells what all tests of pages render")
def test_each_attribute_that_tests_of_pages_render_is_caught_when_it_is_misspelt(
    app: Flask, tmp_path: Path
) -> None:
    """Those tests run once more, each in its own time; what they find themselves does not matter here."""
    found = tmp_path / "found.json"
    pages = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        "0",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "tests.watching.misspelling",
    ]
    others = ["tests/web", f"--ignore={Path(__file__).relative_to(ROOT)}"]
    environment = {name: value for name, value in os.environ.items() if name != "SOAK"}
    subprocess.run(
        [*pages, *others],
        cwd=ROOT,
        env={**environment, "MISSPELLINGS": str(found)},
        stdout=sys.stderr,
        check=False,
    )
    read = {key: {Site(*site) for site in sites} for key, sites in json.loads(found.read_text()).items()}
    assert_caught(all_sites(app.jinja_env), read["reached"], read["caught"], SHARE_OF_TESTS)
