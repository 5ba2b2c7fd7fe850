"""Builds the Flask app from settings. Nothing here knows what a survey is."""

from __future__ import annotations

import resource
from datetime import timedelta

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from config import ROOT, Settings
from lws_assess.documents.charts.every_chart import product_emblem
from lws_assess.records.database import Database
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.sealing_keys import KeyFolder
from lws_assess.survey.stop_links import StopKey
from lws_assess.web import (
    access,
    assets,
    directions,
    errors,
    faults,
    hardening,
    logs,
    name_pages,
    notices,
    page_drawings,
    page_states,
    paths,
    refusals,
    requests,
    script_replies,
    sheets,
    strict_templates,
    words,
)
from lws_assess.web.answering import (
    links,
    paper_tables,
    practice,
    printed_questionnaires,
    question_pages,
    responses,
)
from lws_assess.web.events import cards as event_cards
from lws_assess.web.events import event_pages as events
from lws_assess.web.events import failures as event_failures
from lws_assess.web.events import groupings as event_groupings
from lws_assess.web.events import hosts as event_hosts
from lws_assess.web.events import kept_cards, own_programmes
from lws_assess.web.events import leads as event_leads
from lws_assess.web.events import papers as event_papers
from lws_assess.web.events import phones as event_phones
from lws_assess.web.events import programmes as event_programmes
from lws_assess.web.events import pulse as event_pulse
from lws_assess.web.events import quick_pulses as event_quick_pulses
from lws_assess.web.events import rehearsals as event_rehearsals
from lws_assess.web.events import remote_links as event_remote_links
from lws_assess.web.events import remote_screens as event_remote_screens
from lws_assess.web.events import rooms as event_rooms
from lws_assess.web.events import screens as event_screens
from lws_assess.web.events import scribes as event_scribes
from lws_assess.web.events import summaries as event_summaries
from lws_assess.web.events import tables as event_tables
from lws_assess.web.events import waiting_facts as event_facts
from lws_assess.web.events import words as event_words
from lws_assess.web.overview import areas, group_pages, over_time
from lws_assess.web.people import account, members, partnerships, people
from lws_assess.web.plans import asking as plan_asking
from lws_assess.web.plans import groupings, workforce
from lws_assess.web.plans import leads as plan_leads
from lws_assess.web.plans import plan_pages as plans
from lws_assess.web.post import alerts, group_invitations, invitations, mail, reminders, sending, stops
from lws_assess.web.results import (
    board_papers,
    board_slides,
    comments,
    explore_pages,
    feedback,
    feedback_pages,
    files,
    priorities,
    round_papers,
    strategy_documents,
)
from lws_assess.web.results import results_pages as results
from lws_assess.web.rounds import (
    additions,
    drafts,
    group_handouts,
    group_tables,
    groups,
    handouts,
    leads,
    nudges,
    participation,
)
from lws_assess.web.rounds import running_rounds as rounds
from lws_assess.web.start import front_pages as pages
from lws_assess.web.upkeep import clocks, retention

LARGEST_REQUEST = 256 * 1024  # bytes; the longest form with every text full is under 30 kB

# Each is installed once; what reads a form comes after what says how large it may be.
PARTS = (
    requests,
    paths,
    logs,
    hardening,
    script_replies,
    assets,
    access,
    errors,
    refusals,
    faults,
    words,
    directions,
    page_drawings,
    name_pages,
)
# What these modules have in memory belongs to one app.
REMEMBER = (question_pages, event_failures, event_pulse, event_rooms, sending)
PAGES = (
    pages,
    links,
    people,
    account,
    members,
    partnerships,
    areas,
    group_pages,
    over_time,
    group_handouts,
    group_invitations,
    group_tables,
    groups,
    responses,
    practice,
    additions,
    rounds,
    drafts,
    handouts,
    printed_questionnaires,
    paper_tables,
    participation,
    nudges,
    leads,
    results,
    files,
    board_papers,
    board_slides,
    round_papers,
    strategy_documents,
    priorities,
    feedback,
    feedback_pages,
    comments,
    explore_pages,
    alerts,
    retention,
    clocks,
    notices,
    invitations,
    reminders,
    stops,
    plans,
    plan_asking,
    plan_leads,
    groupings,
    workforce,
    events,
    event_programmes,
    event_rehearsals,
    own_programmes,
    event_leads,
    event_papers,
    event_summaries,
    event_screens,
    event_remote_links,
    event_remote_screens,
    event_cards,
    event_facts,
    kept_cards,
    event_phones,
    event_scribes,
    event_hosts,
    event_tables,
    event_words,
    event_groupings,
)


def create_app(settings: Settings | None = None) -> Flask:
    """The app. Raises BadSetting, Unsound where it would not be safe to start."""
    # The memory of a process that dies would hold keys and answers, and its image would outlive both.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    settings = settings or Settings.from_environment()
    shipped_editions()  # a mistake in a questionnaire file is found at the start, not by the first person who answers
    app = Flask("lws_assess", root_path=str(ROOT), template_folder="templates", static_folder=None)
    _configure(app, settings)
    _prepare_templates(app)
    sheets.install(app)
    csrf = hardening.FormTokens(app)
    csrf.exempt(
        responses.blueprint
    )  # a questionnaire's forms carry a token of their own: it outlives sessions
    # So do those of a phone in a room, and of a device that follows the screen from elsewhere.
    for rooms in (event_phones, event_scribes, event_remote_screens):
        csrf.exempt(rooms.blueprint)
    for part in (*PARTS, *REMEMBER):
        part.install(app)
    for page in PAGES:
        app.register_blueprint(page.blueprint)
    for endpoint in access.WITHOUT_A_TOKEN:
        csrf.exempt(app.view_functions[endpoint])
    event_quick_pulses.install(app)
    _believe_proxies(app, settings)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SETTINGS=settings,
        DATABASE=open_database(settings),
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        MAX_FORM_PARTS=400,
        SESSION_COOKIE_NAME="__Host-session" if settings.https else "session",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=1),
        WTF_CSRF_TIME_LIMIT=None,
        TRUSTED_HOSTS=hardening.trusted_hosts(settings),
    )


def _believe_proxies(app: Flask, settings: Settings) -> None:
    """Takes from the proxies who asks and how; comes last, so that everything else is told by them."""
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]


def open_database(settings: Settings) -> Database:
    """The database of these settings, with the folder of the keys and the key of who wants no messages."""
    keys = KeyFolder(settings.keys, for_demo=settings.instance / "keys")
    stops = StopKey(settings.secret_key.encode())
    return Database(settings.database_url, connections=settings.threads + 2, keys=keys, stops=stops)


def _prepare_templates(app: Flask) -> None:
    strict_templates.install(app, ROOT / "templates")
    page_states.install(app)
    mail.install(app)
    app.jinja_env.globals.update(mark=product_emblem, colours=question_pages.area_colours)
