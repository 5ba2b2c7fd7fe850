"""Papers of a round: the board paper as PDF and Word, its headings, and a sheet for each group to take home."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import Field, HiddenField, SelectMultipleField, TextAreaField
from wtforms.fields import SelectChoice

from lws_assess.actions.plans.planned_actions import view_plan
from lws_assess.actions.results.board_papers import (
    PaperFrame,
    keep_frame,
    view_frame,
)
from lws_assess.actions.results.changes import view_changes_since
from lws_assess.actions.results.priorities import Decided, view_priorities
from lws_assess.actions.results.releases import view_release
from lws_assess.documents.papers.board_papers import Contents, Earlier, board_paper
from lws_assess.documents.papers.decisions import since_decided
from lws_assess.documents.papers.feedback_sheets import FeedbackSheet, SheetGroup, feedback_sheets
from lws_assess.documents.papers.manuscripts import Manuscript
from lws_assess.documents.papers.manuscripts_pdf import pdf_file
from lws_assess.documents.papers.manuscripts_word import word_file
from lws_assess.records.groups import Group
from lws_assess.records.partnerships import Partnership
from lws_assess.records.rounds import Round, groups_of_round
from lws_assess.survey.keys import GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.plans.board_papers import HEADINGS
from lws_assess.survey.plans.planned_actions import ActionPlan
from lws_assess.survey.refusals import BadInput, ChangedMeanwhile
from lws_assess.survey.results.changes import RoundChanges
from lws_assess.survey.results.round_results import RoundResults
from lws_assess.survey.round_timing import NoResultsYet
from lws_assess.web import forms
from lws_assess.web.downloads import download
from lws_assess.web.loading import database, get_round
from lws_assess.web.refusals import status_of
from lws_assess.web.words import day, local_day, now

blueprint = Blueprint("board_papers", __name__, url_prefix="/p/<partnership>/rounds/<round_key>")

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.errorhandler(NoResultsYet)
def to_the_round(_error: NoResultsYet) -> ResponseReturnValue:
    """The round's own page says how far it is."""
    place = {name: (request.view_args or {}).get(name, "") for name in ("partnership", "round_key")}
    return redirect(url_for("rounds.show", **place), 303)


def _words_field(title: str) -> Field:
    return TextAreaField(f"Your words under “{title}”", filters=[forms.lines])


class Headings(forms.Form):
    """Which headings, and the words under each; a field of words is added for every heading."""

    headings = SelectMultipleField(
        "Which headings does your board want?",
        choices=[SelectChoice(one.key, one.title) for one in HEADINGS],
        validate_choice=False,
    )
    seen = HiddenField()


HeadingsForm: type[Headings] = type(
    "HeadingsForm", (Headings,), {f"words-{one.key}": _words_field(one.title) for one in HEADINGS}
)


@blueprint.get("/board-paper")
def index(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    """The papers to save, and which headings the board paper has."""
    with database().reading() as session:
        this = get_round(session, partnership, round_key)
        frame = view_frame(session, partnership, round_key)
    if this.released_at is None:
        raise NoResultsYet
    form = HeadingsForm(formdata=None)
    form.headings.data = list(frame.keys)
    for one in HEADINGS:
        form[f"words-{one.key}"].data = frame.words.get(one.key, "")
    return _page(partnership, round_key, form, frame)


@blueprint.post("/board-paper")
def keep(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    """Keeps the headings and what is written under them."""
    form = HeadingsForm()
    with database().reading() as session:
        this = get_round(session, partnership, round_key)
        frame = view_frame(session, partnership, round_key)
    if this.released_at is None:
        raise NoResultsYet
    if not form.validate_on_submit():
        return _page(partnership, round_key, form, frame)
    words = {one.key: forms.data(form[f"words-{one.key}"]) for one in HEADINGS}
    try:
        with database().writing() as session:
            keep_frame(
                session, partnership, round_key, form.headings.data or [], words, forms.data(form.seen)
            )
    except BadInput as refusal:
        forms.refuse_at(form, refusal)
        return _page(partnership, round_key, form, frame)
    except ChangedMeanwhile as refusal:
        return _page(partnership, round_key, form, frame, refusal)
    flash("The headings and your words are saved. They are in the paper from now on.", "done")
    return redirect(url_for(".index", partnership=partnership, round_key=round_key), 303)


def _page(
    partnership: PartnershipKey,
    round_key: RoundKey,
    form: Headings,
    frame: PaperFrame,
    meanwhile: ChangedMeanwhile | None = None,
) -> Response:
    with database().reading() as session:
        this = get_round(session, partnership, round_key)
        groups = _sheet_groups(session, this)
    form.seen.data = frame.digest
    return forms.page(
        "results/board_papers/index.html",
        form,
        status_of(meanwhile) if meanwhile else None,
        round=this,
        groups=groups,
        frame=frame,
        all_headings=HEADINGS,
        offered=[(one.key, one.title) for one in HEADINGS],
        problem=meanwhile,
    )


# --- the board paper -------------------------------------------------------------------------------------


@blueprint.get("/board-paper.pdf")
def pdf(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    return download(
        pdf_file(_manuscript(partnership, round_key)), f"{partnership}-{round_key}-board-paper.pdf"
    )


@blueprint.get("/board-paper.docx")
def word(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    name = f"{partnership}-{round_key}-board-paper.docx"
    return download(word_file(_manuscript(partnership, round_key)), name, WORD)


def _manuscript(partnership: PartnershipKey, round_key: RoundKey) -> Manuscript:
    """The paper as it stands today. Raises NoResultsYet."""
    with database().reading() as session:
        get_round(session, partnership, round_key)
        results = view_release(session, partnership, round_key)
        if results is None:
            raise NoResultsYet
        priorities = view_priorities(session, partnership, round_key)
        before = priorities.before if priorities else None
        changes = view_changes_since(session, partnership, round_key)
        contents = Contents(
            results=results,
            written_on=day(now()),
            changes=changes,
            decided=priorities.current if priorities else None,
            earlier=_earlier(session, before, round_key, results, changes) if before else None,
            plan=_plan(session, partnership),
            headings=view_frame(session, partnership, round_key).chosen,
        )
    return board_paper(contents)


def _plan(session: Session, partnership: PartnershipKey) -> ActionPlan | None:
    today = local_day(now())
    return view_plan(session, partnership, today) if today else None


def _earlier(
    session: Session, before: Round, round_key: RoundKey, results: RoundResults, changes: RoundChanges | None
) -> Earlier | None:
    """What was decided after an earlier round, beside the ranking of this one."""
    decided = _decided(session, before)
    if decided is None:
        return None
    if changes is None or changes.then_key != before.key:
        changes = view_changes_since(session, before.partnership, round_key, before.key)
    return Earlier(before.title, decided, since_decided(decided, results, changes))


def _decided(session: Session, this: Round) -> Decided | None:
    priorities = view_priorities(session, this.partnership, this.key)
    return priorities.current if priorities else None


# --- sheets for groups -----------------------------------------------------------------------------------


@blueprint.get("/feedback.pdf")
def all_sheets(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    """A page for each group of the round."""
    with database().reading() as session:
        this = get_round(session, partnership, round_key)
        sheets = sheets_of(session, this, _sheet_groups(session, this))
    return download(feedback_sheets(sheets or abort(404)), f"{partnership}-{round_key}-feedback.pdf")


@blueprint.get("/feedback/<group_key>.pdf")
def sheet(partnership: PartnershipKey, round_key: RoundKey, group_key: GroupKey) -> ResponseReturnValue:
    """The page of one group."""
    with database().reading() as session:
        return sheet_response(session, get_round(session, partnership, round_key), group_key)


def sheet_response(session: Session, this: Round, group_key: GroupKey) -> Response:
    """The sheet of one group of a round, for whoever may have it. Raises NoResultsYet."""
    groups = [group for group in _sheet_groups(session, this) if group.key == group_key] or abort(404)
    return download(feedback_sheets(sheets_of(session, this, groups)), f"feedback-{this.key}-{group_key}.pdf")


def sheets_of(session: Session, this: Round, groups: Sequence[Group]) -> list[FeedbackSheet]:
    """What each sheet is made of. Raises NoResultsYet."""
    results = view_release(session, this.partnership, this.key)
    if results is None:
        raise NoResultsYet
    decided, plan = _decided(session, this), _plan(session, this.partnership)
    contact = this.contact or session.get_one(Partnership, this.partnership).contact
    return [
        FeedbackSheet(results, SheetGroup(group.key, group.name, group.audience), contact, decided, plan)
        for group in groups
    ]


def _sheet_groups(session: Session, this: Round) -> list[Group]:
    """Groups that a sheet is for; the place for whoever fits nowhere has none to take it home."""
    return [group for group in groups_of_round(session, this.partnership, this.key) if not group.catch_all]
