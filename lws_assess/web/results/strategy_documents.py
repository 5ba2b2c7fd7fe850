"""The strategy document of a round, as a Word file to go on writing in."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lws_assess.actions.plans.feedback import view_feedback
from lws_assess.actions.plans.planned_actions import view_plan
from lws_assess.actions.results.changes import view_changes_since
from lws_assess.actions.results.comments import view_published
from lws_assess.actions.results.priorities import view_priorities
from lws_assess.actions.results.releases import view_release
from lws_assess.actions.rounds.participation import MatrixRow, view_participation
from lws_assess.documents.papers.board_papers import Earlier
from lws_assess.documents.papers.decisions import since_decided
from lws_assess.documents.papers.manuscripts_word import word_file
from lws_assess.documents.papers.strategy_documents import Sources, strategy_document
from lws_assess.documents.papers.strategy_plans import RoundDates
from lws_assess.documents.papers.strategy_results import AskedGroup
from lws_assess.records.partnerships import Partnership
from lws_assess.records.rounds import Round, list_rounds
from lws_assess.survey.instruments import Edition
from lws_assess.survey.keys import PartnershipKey, RoundKey
from lws_assess.survey.results.round_results import RoundResults
from lws_assess.survey.rounds.participation import blurred
from lws_assess.web.downloads import download
from lws_assess.web.loading import database, get_round
from lws_assess.web.words import day, last_day, now, today

blueprint = Blueprint("strategy_documents", __name__, url_prefix="/p/<partnership>/rounds/<round_key>")

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/strategy.docx")
def word(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """The draft as it stands today; leads to the round's page while it has no results."""
    with database().reading() as session:
        sources = sources_of(session, get_round(session, partnership, round_key))
    if sources is None:
        return redirect(url_for("rounds.show", partnership=partnership, round_key=round_key))
    return download(word_file(strategy_document(sources)), f"{partnership}-{round_key}-strategy.docx", WORD)


def sources_of(session: Session, this: Round) -> Sources | None:
    """Everything that the pages show of the round, the decision and the plan; None while there are no results."""
    where = (session, this.partnership, this.key)
    results = view_release(*where)
    if results is None:
        return None
    priorities = view_priorities(*where)
    feedback = view_feedback(*where, today())
    asked = view_participation(session, this, runs_it=False).rows
    return Sources(
        results=results,
        written_on=day(now()),
        belongs_to=session.get_one(Partnership, this.partnership).plan,
        changes=view_changes_since(*where),
        decided=priorities.current if priorities else None,
        earlier=_earlier(session, this, priorities.before, results)
        if priorities and priorities.before
        else None,
        plan=view_plan(session, this.partnership, today()),
        groups=tuple(_asked(row, results.edition) for row in asked),
        rounds=tuple(_dates(one) for one in reversed(list_rounds(session, this.partnership))),
        said=tuple(view_published(*where) or ()),
        told=feedback.page if feedback else None,
    )


def _earlier(session: Session, this: Round, before: Round, results: RoundResults) -> Earlier | None:
    """What was decided after an earlier round, beside the results of this one."""
    priorities = view_priorities(session, before.partnership, before.key)
    decided = priorities.current if priorities else None
    if decided is None:
        return None
    changes = view_changes_since(session, this.partnership, this.key, before.key)
    return Earlier(before.title, decided, since_decided(decided, results, changes))


def _asked(row: MatrixRow, edition: Edition) -> AskedGroup:
    """A group as a document for everybody may show it: a strategy is read by people outside the partnership."""
    group, standing = row.group, row.standing
    return AskedGroup(
        name=group.name,
        audience=edition.audience(group.audience).label,
        lead=group.lead,
        method=group.method,
        key_dates=group.key_dates,
        invited=row.invited,
        target=standing.target,
        answered=blurred(standing.answered.least),
        outcome=standing.outcome,
    )


def _dates(this: Round) -> RoundDates:

    return RoundDates(
        title=this.title,
        opened=day(this.opens_at),
        closed=last_day(this.closes_at),
        results=day(this.released_at),
    )
