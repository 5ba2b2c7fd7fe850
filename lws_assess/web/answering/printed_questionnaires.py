"""The questionnaire on paper: choosing which one, and its PDF. Paper may be printed before a round opens."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lws_assess.actions.papers.questionnaires import view_questionnaire
from lws_assess.documents.papers.questionnaires import questionnaire_pdf
from lws_assess.records.groups import Group
from lws_assess.records.instruments import get_edition
from lws_assess.records.rounds import groups_of_round
from lws_assess.survey.instruments import Audience, Edition
from lws_assess.survey.keys import PartnershipKey, RoundKey
from lws_assess.survey.paper import form_lengths
from lws_assess.web.downloads import as_download
from lws_assess.web.loading import current_database, get_round
from lws_assess.web.words import now

blueprint = Blueprint("printed", __name__, url_prefix="/p/<partnership>/rounds/<round_key>/reach/_paper")

PRINTS = {"ordinary": False, "large": True}


@blueprint.get("/")
def index(partnership: PartnershipKey, round_key: RoundKey) -> str:
    """Shows which questionnaires there are to print, and for whom."""
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
        edition = get_edition(session, this.edition)
        groups = groups_of_round(session, partnership, round_key)
    return render_template(
        "answering/printed/index.html",
        round=this,
        edition=edition,
        offered=_offered(edition, groups),
    )


def _offered(edition: Edition, groups: list[Group]) -> list[tuple[Audience, str, str]]:
    """Audience and length of each form, with the groups that it is for; audiences without groups are left out."""
    return [
        (audience, length, ", ".join(names))
        for audience in edition.audiences
        if (names := [g.name for g in groups if g.audience == audience.key and not g.catch_all])
        for length in form_lengths(audience)
    ]


@blueprint.get("/questionnaire.pdf")
def pdf(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    """One of them: `form` is an audience and a length, `print` ordinary or large, `hand-in` the place in words."""
    form, size = request.args.get("form", ""), request.args.get("print", "ordinary")
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
        edition = get_edition(session, this.edition)
        forms = {f"{a.key}.{length}": (a, length) for a in edition.audiences for length in form_lengths(a)}
        if form not in forms or size not in PRINTS:
            flash("Choose which questionnaire to print.", "problem")
            return redirect(url_for(".index", partnership=partnership, round_key=round_key), 303)
        hand_in = request.args.get("hand-in", "")
        sheet = view_questionnaire(session, this, *forms[form], PRINTS[size], hand_in, now())
    return as_download(
        questionnaire_pdf(sheet), f"questionnaire-{round_key}-{form.replace('.', '-')}-{size}.pdf"
    )
