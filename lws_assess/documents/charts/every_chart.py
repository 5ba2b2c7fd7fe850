"""The pictures, by one door: each call gives a figure, its table and one sentence of the main point."""

from lws_assess.documents.charts.bands import rank_band_chart
from lws_assess.documents.charts.bars import dont_know, vote_chart
from lws_assess.documents.charts.changes import changes_of_groups, dumbbell_chart
from lws_assess.documents.charts.cuts import cut_dots
from lws_assess.documents.charts.dont_know import dont_know_map, not_applicable_map
from lws_assess.documents.charts.dots import dot_plot, reading_chart
from lws_assess.documents.charts.drawing import Chart
from lws_assess.documents.charts.groups import group_chart, two_groups
from lws_assess.documents.charts.heat_map import heat_map
from lws_assess.documents.charts.history import history_chart
from lws_assess.documents.charts.importance import importance_chart
from lws_assess.documents.charts.orders import order_chart
from lws_assess.documents.charts.radar import own_radar, radar_chart
from lws_assess.documents.charts.rainbow import own_rainbow, product_emblem, rainbow_chart
from lws_assess.documents.charts.statements import statement_chart

__all__ = [
    "Chart",
    "changes_of_groups",
    "cut_dots",
    "dont_know",
    "dont_know_map",
    "dot_plot",
    "dumbbell_chart",
    "group_chart",
    "heat_map",
    "history_chart",
    "importance_chart",
    "not_applicable_map",
    "order_chart",
    "own_radar",
    "own_rainbow",
    "product_emblem",
    "radar_chart",
    "rainbow_chart",
    "rank_band_chart",
    "reading_chart",
    "statement_chart",
    "two_groups",
    "vote_chart",
]
