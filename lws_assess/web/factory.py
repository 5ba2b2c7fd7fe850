"""Builds the Flask app from settings. Nothing here knows what a survey is."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from jinja2 import ChainableUndefined, ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader
from werkzeug.middleware.proxy_fix import ProxyFix

from config import ROOT, Settings
from lws_assess.documents.charts import mark
from lws_assess.records.database import Database
from lws_assess.records.instruments import shipped
from lws_assess.web import (
    access,
    account,
    additions,
    alerts,
    assets,
    commands,
    comments,
    drafts,
    errors,
    groups,
    handouts,
    hardening,
    invitations,
    leads,
    links,
    logs,
    members,
    notices,
    nudges,
    pages,
    paper_tables,
    participation,
    partnerships,
    people,
    practice,
    printed_questionnaires,
    question_pages,
    reminders,
    responses,
    results,
    retention,
    rounds,
    sheets,
    words,
)

LARGEST_REQUEST = 256 * 1024  # bytes; the longest form with every text full is under 30 kB


def create_app(settings: Settings | None = None) -> Flask:
    """The app. Raises BadSetting, UnsoundDatabase or InstrumentFault where it would not be safe to start."""
    settings = settings or Settings.from_environment()
    shipped()  # a mistake in a questionnaire file is found at the start, not by the first person who answers
    app = Flask("lws_assess", root_path=str(ROOT), template_folder="templates", static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SETTINGS=settings,
        DATABASE=Database(settings.database_url, connections=settings.threads + 2),
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
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    app.jinja_options = {
        "loader": ChoiceLoader(
            [
                FileSystemLoader(ROOT / "templates"),
                PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
            ]
        ),
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    app.jinja_env.undefined = ChainableUndefined  # the govuk macros look into parts that may be missing
    app.jinja_env.globals.update(mark=mark, colours=question_pages.colours)
    sheets.install(app)
    csrf = hardening.FormTokens(app)
    csrf.exempt(
        responses.blueprint
    )  # a questionnaire's forms carry a token of their own: it outlives sessions
    for part in (logs, hardening, assets, access, errors, words):
        part.install(app)
    for blueprint in (
        pages.blueprint,
        links.blueprint,
        people.blueprint,
        account.blueprint,
        members.blueprint,
        partnerships.blueprint,
        groups.blueprint,
        responses.blueprint,
        practice.blueprint,
        additions.blueprint,
        rounds.blueprint,
        drafts.blueprint,
        handouts.blueprint,
        printed_questionnaires.blueprint,
        paper_tables.blueprint,
        participation.blueprint,
        nudges.blueprint,
        leads.blueprint,
        results.blueprint,
        comments.blueprint,
        alerts.blueprint,
        retention.blueprint,
        notices.blueprint,
        invitations.blueprint,
        reminders.blueprint,
    ):
        app.register_blueprint(blueprint)
    commands.install(app)
    return app
