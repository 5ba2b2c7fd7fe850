"""The dashboard: the published results of a closed round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lws_assess.actions.results import view_release
from lws_assess.documents import charts
from lws_assess.documents.headlines import headlines
from lws_assess.documents.ranking import FORMULA, ranking, voting
from lws_assess.survey.results import READINGS, AudienceResults, CellResult, RoundResults
from lws_assess.web.hardening import allow_charts_library
from lws_assess.web.loading import database

blueprint = Blueprint("results", __name__, url_prefix="/p/<partnership>/rounds/<round_key>")


@dataclass(frozen=True)
class Choice:
    """What the page's address asks for. Everything has a usual value, and the address holds what differs."""

    partnership: str
    round_key: str
    audience: str = ""
    reading: str = ""
    group: str = ""

    def address(self, section: str = "", **changes: str) -> str:
        """The address of this page with some of its choices changed."""
        other = replace(self, **changes)
        asked = {name: getattr(other, name) or None for name in ("audience", "reading", "group")}
        return url_for(
            "results.dashboard",
            partnership=self.partnership,
            round_key=self.round_key,
            _anchor=section or None,
            **asked,
        )


@blueprint.get("/results")
def dashboard(partnership: str, round_key: str) -> ResponseReturnValue:
    """Where each area stands, what comes first and why; or the round's page while it has no results."""
    with database().reading() as session:
        results = view_release(session, partnership, round_key)
    if results is None:
        return redirect(url_for("rounds.show", partnership=partnership, round_key=round_key))
    allow_charts_library()
    return _page(results, Choice(partnership, round_key))


def _page(results: RoundResults, usual: Choice) -> str:
    """The page for what the address asks; what it asks in vain is said and passed over."""
    asked = {name: request.args.get(name, "") for name in ("audience", "reading", "group")}
    audience = _chosen_audience(results, asked["audience"])
    reading = asked["reading"] if asked["reading"] in READINGS else results.leading
    group = next((cell for cell in audience.cells if cell.key == asked["group"]), None)
    got = {"audience": audience.audience.key, "reading": reading, "group": group.key if group else ""}
    ignored = [name for name, value in asked.items() if value and value != got[name]]
    return render_template(
        "results/dashboard.html",
        results=results,
        chosen=audience,
        reading=reading,
        readings=READINGS,
        group=group,
        ignored=ignored,
        choice=replace(usual, **{name: asked[name] for name in asked if name not in ignored}),
        headlines=headlines(results, audience, reading),
        ranking=ranking(results, audience, reading) if audience.ranks_priorities else (),
        formula=FORMULA,
        voting=voting(results),
        answered=[a for a in results.audiences if a.people],
        others=_others(results, audience, reading),
        **_pictures(results, audience, reading, group),
    )


def _chosen_audience(results: RoundResults, key: str) -> AudienceResults:
    """The audience asked for if it has answers; otherwise the first that has."""
    answered = [audience for audience in results.audiences if audience.people]
    asked = next((audience for audience in answered if audience.audience.key == key), None)
    return asked or (answered or results.audiences)[0]


def _pictures(
    results: RoundResults, audience: AudienceResults, reading: str, group: CellResult | None
) -> dict[str, charts.Chart | None]:
    ranks = audience.ranks_priorities
    return {
        "rainbow": charts.rainbow(audience, reading),
        "radar": charts.radar(audience, reading, group),
        "dot_plot": charts.dot_plot(audience, reading) if ranks else None,
        "groups": charts.groups(audience, reading, group) if audience.cells else None,
        "both_readings": charts.readings(audience) if len(audience.cells) > 1 else None,
        "votes": charts.votes(results) if voting(results) else None,
        "dont_know": charts.dont_know(results.edition, audience),
    }


def _others(
    results: RoundResults, chosen: AudienceResults, reading: str
) -> Sequence[tuple[AudienceResults, charts.Chart]]:
    """The audiences that answered and are not the one in view, each apart."""
    return [
        (audience, charts.rainbow(audience, reading))
        for audience in results.audiences
        if audience.people and audience is not chosen
    ]
