"""The pictures, by one door: each call gives a figure, its table and one sentence of the main point."""

from lws_assess.documents.charts.bands import bands
from lws_assess.documents.charts.bars import dont_know, votes
from lws_assess.documents.charts.changes import changes_of_groups, dumbbell
from lws_assess.documents.charts.cuts import cut_dots
from lws_assess.documents.charts.dont_know import dont_know_map
from lws_assess.documents.charts.dots import dot_plot, readings
from lws_assess.documents.charts.drawing import Chart
from lws_assess.documents.charts.groups import groups
from lws_assess.documents.charts.heat_map import heat_map
from lws_assess.documents.charts.history import history
from lws_assess.documents.charts.importance import importance
from lws_assess.documents.charts.orders import orders
from lws_assess.documents.charts.pairs import two_groups
from lws_assess.documents.charts.radar import own_radar, radar
from lws_assess.documents.charts.rainbow import mark, own_rainbow, rainbow
from lws_assess.documents.charts.statements import statements

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
