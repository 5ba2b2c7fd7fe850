"""Data protection of a partnership: what is kept for how long, and the impact assessment to download."""

from __future__ import annotations

from flask import Blueprint, Response, g, render_template

from lws_assess.actions.retention import Erasure, view_retention
from lws_assess.documents.papers.impact_assessment import (
    AssessedGroup,
    AssessedRound,
    Assessment,
    impact_assessment,
)
from lws_assess.records.groups import list_groups
from lws_assess.records.instruments import shipped
from lws_assess.records.inventory import inventory
from lws_assess.records.rounds import list_rounds
from lws_assess.survey.keys import PartnershipKey
from lws_assess.web.access import may_run
from lws_assess.web.downloads import download
from lws_assess.web.loading import database
from lws_assess.web.words import day, now

blueprint = Blueprint("retention", __name__, url_prefix="/p/<partnership>/data-protection")

WORDS = {"answers": "Answers and unpublished comments", "addresses": "E-mail addresses that were invited"}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/")
def index(partnership: PartnershipKey) -> str:
    """What each round still keeps and when it goes, and the papers of data protection."""
    with database().reading() as session:
        erasures = view_retention(session, partnership)
    return render_template(
        "upkeep/retention/index.html",
        erasures=erasures,
        announced=announced(erasures),
        words=WORDS,
        now=now(),
        may_run=may_run(),
    )


def announced(erasures: list[Erasure]) -> list[Erasure]:
    """Those that people must be told of now."""
    return [erasure for erasure in erasures if erasure.announced_at and not erasure.erased_at]


@blueprint.get("/impact-assessment.docx")
def assessment_file(partnership: PartnershipKey) -> Response:
    """The impact assessment, filled in as far as the service knows the answers."""
    audiences = {a.key: a for edition in shipped().values() for a in edition.audiences}
    with database().reading() as session:
        groups = list_groups(session, partnership)
        rounds = list_rounds(session, partnership)
    this = g.partnership
    assessment = Assessment(
        partnership=this.name,
        controller=this.controller,
        contact=this.data_protection_contact or this.contact,
        safeguarding=this.safeguarding_name,
        keeps_months=this.keeps_months,
        groups=tuple(
            AssessedGroup(
                group.name, audiences[group.audience].label, audiences[group.audience].easy_read, group.target
            )
            for group in groups
            if group.audience in audiences
        ),
        rounds=tuple(AssessedRound(r.title, r.state, day(r.opens_at), r.smallest_number) for r in rounds),
        inventory=inventory(),
        made_on=day(now()),
    )
    return download(impact_assessment(assessment), "data-protection-impact-assessment.docx", WORD)
