"""Offline pages: one file with a figure, its table and the library that draws it, which asks nobody for anything."""

from __future__ import annotations

import json

from markupsafe import Markup, escape
from plotly.offline import get_plotlyjs

from lws_assess.documents.charts.every_chart import Chart
from lws_assess.documents.explore.chosen_drawings import explored_chart
from lws_assess.documents.explore.chosen_figures import ChosenFigures
from lws_assess.documents.explore.interactive_figures import interactive_figure

# The file says so itself: it may draw with what is in it, and may load nothing from anywhere.
POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"
STYLE = """
body { font: 16px/1.5 "Atkinson Hyperlegible", "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif;
  color: #1c1a17; background: #fff; max-width: 72rem; margin: 1.5rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; }
.drawing svg { max-width: 30rem; width: 100%; height: auto; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { border-bottom: 1px solid #ddd5ca; padding: 0.35rem 0.7rem; text-align: left; vertical-align: top; }
caption { text-align: left; font-weight: 700; padding: 0.35rem 0; }
.source { color: #57514a; }
@media print { .scroll { overflow: visible; } }
"""
DRAW = """
(function () {
  var figure = JSON.parse(document.getElementById("figure-data").textContent);
  var drawing = document.getElementById("drawing"), place = document.getElementById("figure");
  figure.layout.title = undefined;
  figure.layout.autosize = true;
  if (innerWidth < 640) Object.keys(figure.layout).forEach(function (name) {
    var axis = figure.layout[name];
    if (/^xaxis/.test(name)) axis.ticktext = axis.tickvals;
  });
  Plotly.newPlot(place, figure.data, figure.layout, {
    responsive: true, displaylogo: false, showSendToCloud: false, plotlyServerURL: "",
    toImageButtonOptions: { format: "png", filename: "figure", scale: 2 }
  }).then(function () { drawing.hidden = true; });
})();
"""


def offline_page(chosen: ChosenFigures) -> bytes:
    """The file. It holds the printed figures, and nothing that its table does not say."""
    chart = explored_chart(chosen)
    # A tag that stands in words must not end the element that holds them.
    figure = json.dumps(interactive_figure(chosen)).replace("<", "\\u003c").replace(">", "\\u003e")
    notes = "".join(f"<p>{escape(words)}</p>" for words in (chart.note, *chosen.notes) if words)
    return f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(chart.title)}</title>
<style>{STYLE}</style>
</head>
<body>
<main>
<h1>{escape(chart.title)}</h1>
<p>{escape(chart.sentence)}</p>
<div id="drawing" class="drawing">{chart.svg}</div>
<div id="figure" role="group" aria-label="Interactive picture"></div>
{notes}
{_table(chart)}
<p class="source">{escape(chosen.source)} Published results, which never change. This file asks nobody for anything.</p>
</main>
<script type="application/json" id="figure-data">{figure}</script>
<script>{get_plotlyjs()}</script>
<script>{DRAW}</script>
</body>
</html>
""".encode()


def _table(chart: Chart) -> Markup:
    """Every figure, or why there is none."""
    heads = Markup("").join(Markup('<th scope="col">{}</th>').format(head) for head in chart.headers)
    rows = Markup("").join(
        Markup("<tr>{}{}</tr>").format(
            Markup('<th scope="row">{}</th>').format(row[0]),
            Markup("").join(Markup("<td>{}</td>").format(cell) for cell in row[1:]),
        )
        for row in chart.rows
    )
    return Markup(
        '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table><caption>{}</caption>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(chart.title, heads, rows)
