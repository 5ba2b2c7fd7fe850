"""Builds the app: `flask --app app run` and every WSGI server find it here."""

from lws_assess.web import create_app

app = create_app()
