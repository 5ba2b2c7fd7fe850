"""Memory that the processes of a server have in common: made before they part, and left alone afterwards.

A page of memory is shared for as long as nobody writes to it. So the first process makes what each would come to hold
by itself. The collector of garbage does not look at it any more, since it writes to all that it looks at.
"""

from __future__ import annotations

import ctypes
import gc
import sys

from flask import Flask

from lws_assess.web.assets import FROM_PACKAGES, find_asset

# Folders of templates that are compiled before anybody asks for them.
OFTEN_SHOWN = ("answering/", "events/phones/")
_ARENAS = -8  # M_ARENA_MAX of mallopt(3)


def use_one_arena() -> None:
    """Lets all threads of this process, and of those it starts, take memory from one place; on Linux alone.

    By default each thread gets a place of its own, and keeps what was free in it when it ends.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # another library than GNU's has no arenas
        if mallopt:
            mallopt(_ARENAS, 1)


def share_memory(app: Flask) -> None:
    """Makes what every process of this app needs. Called once, before there are any."""
    for name in app.jinja_env.list_templates(filter_func=lambda name: name.startswith(OFTEN_SHOWN)):
        app.jinja_env.get_template(name)
    for name in FROM_PACKAGES:
        find_asset(name)  # compresses it, which takes seconds
    gc.collect()
    gc.freeze()
