"""The pictures, by one door: each call gives a figure, its table and one sentence of the main point."""

from lws_assess.documents.bands import bands
from lws_assess.documents.bars import dont_know, votes
from lws_assess.documents.changes import changes_of_groups, dumbbell
from lws_assess.documents.cuts import cut_dots
from lws_assess.documents.dont_know import dont_know_map
from lws_assess.documents.dots import dot_plot, readings
from lws_assess.documents.drawing import Chart
from lws_assess.documents.groups import groups
from lws_assess.documents.heat_map import heat_map
from lws_assess.documents.history import history
from lws_assess.documents.importance import importance
from lws_assess.documents.orders import orders
from lws_assess.documents.pairs import two_groups
from lws_assess.documents.radar import own_radar, radar
from lws_assess.documents.rainbow import mark, own_rainbow, rainbow
from lws_assess.documents.statements import statements

__all__ = [
    "Chart",
    "bands",
    "changes_of_groups",
    "cut_dots",
    "dont_know",
    "dont_know_map",
    "dot_plot",
    "dumbbell",
    "groups",
    "heat_map",
    "history",
    "importance",
    "mark",
    "orders",
    "own_radar",
    "own_rainbow",
    "radar",
    "rainbow",
    "readings",
    "statements",
    "two_groups",
    "votes",
]
