"""Builds the app with its command line: `flask --app app …` finds it here, and so does every WSGI server."""

from lws_assess.web import create_app
from lws_assess.web.start import commands

app = create_app()
commands.install(app)
