"""What people see: the app factory, access, forms, and a blueprint per noun."""

from lws_assess.web.start.factory import create_app

__all__ = ["create_app"]
