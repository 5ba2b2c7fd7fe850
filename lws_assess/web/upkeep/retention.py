"""Data protection of a partnership: what is kept for how long, and the impact assessment to download."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from lws_assess.actions.papers.impact_assessments import view_assessment
from lws_assess.actions.retention import DueErasure, view_retention
from lws_assess.documents.papers.impact_assessment import (
    impact_assessment,
)
from lws_assess.survey.keys import PartnershipKey
from lws_assess.web.access import may_run
from lws_assess.web.downloads import as_download
from lws_assess.web.loading import current_database, current_settings
from lws_assess.web.post import mail
from lws_assess.web.words import now

blueprint = Blueprint("retention", __name__, url_prefix="/p/<partnership>/data-protection")

WORDS = {"answers": "Answers and unpublished comments", "addresses": "E-mail addresses that were invited"}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/")
def index(partnership: PartnershipKey) -> str:
    """Shows what each round still keeps and when it goes, and the papers of data protection."""
    with current_database().reading() as session:
        erasures = view_retention(session, partnership)
    return render_template(
        "upkeep/retention/index.html",
        erasures=erasures,
        announced=announced_erasures(erasures),
        words=WORDS,
        now=now(),
        may_run=may_run(),
    )


def announced_erasures(erasures: list[DueErasure]) -> list[DueErasure]:
    """Returns those that people must be told of now."""
    return [erasure for erasure in erasures if erasure.announced_at and not erasure.erased_at]


@blueprint.get("/impact-assessment.docx")
def assessment_file(partnership: PartnershipKey) -> Response:
    """The impact assessment, filled in as far as the service knows the answers."""
    with current_database().reading() as session:
        assessment = view_assessment(session, partnership, now())
    paper = impact_assessment(assessment, sends_mail=mail.can_send(current_settings()))
    return as_download(paper, "data-protection-impact-assessment.docx", WORD)
