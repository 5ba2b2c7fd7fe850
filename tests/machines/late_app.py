"""The product, with every reply late: servers that tests start serve it where `SLOW` asks for it."""

from app import app
from tests.runs.slowness import LateReplies

app.wsgi_app = LateReplies(app.wsgi_app)  # type: ignore[method-assign]
