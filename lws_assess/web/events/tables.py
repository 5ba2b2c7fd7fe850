"""What tables bring: their rating with its evidence, actions for the plan, and groups of who is missing."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import DataRequired

from lws_assess.actions.events import tables as actions
from lws_assess.actions.events.scenes import edition_of
from lws_assess.actions.events.table_names import (
    SeenRating,
    find_rating_by_name,
    named_in,
    seen_ratings,
    seen_table,
)
from lws_assess.actions.events.tables import ActionFacts
from lws_assess.actions.events.visioning_events import act_as_host
from lws_assess.actions.people import groups as group_actions
from lws_assess.actions.people.groups import GroupRefused
from lws_assess.actions.people.missing_groups import add_missing_group
from lws_assess.records.events import tables as records
from lws_assess.records.events import words as word_records
from lws_assess.records.events.tables import ProposedAction
from lws_assess.records.events.visioning_events import Event
from lws_assess.records.groups import all_groups
from lws_assess.survey.events.rooms import LONGEST_WORD, EventRefusal, EventState, ProposalState, WordState
from lws_assess.survey.instruments import Area, Level
from lws_assess.survey.keys import NO_AREA, AreaCode, EventKey, PartnershipKey
from lws_assess.survey.plans.planned_actions import MOST_WORDS, PlanRefused
from lws_assess.web import forms
from lws_assess.web.events import keys as event_keys
from lws_assess.web.events.event_pages import get_event, signed_in_host
from lws_assess.web.events.words import Pieces, get_word, pieces_of, read_word_key, written_for_moderator
from lws_assess.web.forms import DayField
from lws_assess.web.loading import current_database
from lws_assess.web.plans import forms as plan_forms
from lws_assess.web.refusals import status_on_desk
from lws_assess.web.rounds.groups import DescribeGroup
from lws_assess.web.words import now

blueprint = Blueprint("event_tables", __name__, url_prefix="/p/<partnership>/events/<event>")
event_keys.guard_event_pages(blueprint)

STATES = {"shown": WordState.SHOWN, "aside": WordState.PUT_ASIDE, "waiting": WordState.WAITING}
LINE = [forms.at_most(LONGEST_WORD), forms.is_plain]


# --- ratings of tables and what they rest on -----------------------------------------------------------------


@blueprint.get("/evidence")
def evidence(partnership: PartnershipKey, event: EventKey) -> Response:
    """Shows what each table agreed, area by area, and why; the reasons wait to be let through."""
    return _evidence_page(partnership, event)


def _evidence_page(partnership: PartnershipKey, event: EventKey, problem: str = "") -> Response:
    with current_database().reading() as session:
        found = get_event(session, partnership, event)
        ratings = seen_ratings(session, found)
        edition = edition_of(session, found)
    by_area = [(area, _agreed(area, ratings)) for area in edition.areas]
    page = render_template(
        "events/tables/evidence.html",
        event=found,
        by_area=[(area, mine) for area, mine in by_area if mine],
        problem=problem,
    )
    return make_response(page, status_on_desk(problem))


@dataclass(frozen=True)
class TableAgreement:
    """Holds what a table agreed about an area, with the name of its level and what to look at in its reasons."""

    rating: SeenRating
    level: Level
    pieces: Pieces


def _agreed(area: Area, ratings: Sequence[SeenRating]) -> list[TableAgreement]:
    levels = {level.value: level for level in area.statements[0].scale.levels}
    mine = [one for one in ratings if one.area == area.code]
    return [TableAgreement(one, levels[one.level], pieces_of(one.evidence)) for one in mine]


@blueprint.post("/evidence")
def decide_evidence(partnership: PartnershipKey, event: EventKey) -> Response:
    """Lets a table's reasons through to the screen, puts them aside, or takes either back."""
    state = STATES.get(request.form.get("do", ""))
    try:
        with current_database().writing() as session:
            found = get_event(session, partnership, event)
            rating = find_rating_by_name(session, found, request.form.get("rating", ""))
            about = (rating.table, rating.area) if rating else (-1, NO_AREA)
            actions.moderate_evidence(session, partnership, event, *about, state, signed_in_host(), now())
    except EventRefusal as refusal:
        return _evidence_page(partnership, event, refusal.words)
    return redirect(url_for(".evidence", partnership=partnership, event=event), 303)


# --- actions that tables propose ---------------------------------------------------------------------------


class TakeAction(forms.Form):
    """A proposed action as it goes into the plan."""

    what = StringField(
        "What is to be done?",
        [DataRequired("Say what is to be done"), forms.at_most(plan_forms.MOST_WHAT), forms.is_plain],
        [forms.trimmed_line],
    )
    area = StringField("Which area does it stand under?")  # the page offers the areas as a list
    measure = StringField("How will you know?", LINE, [forms.trimmed_line])
    lead = StringField("Who leads it?", LINE, [forms.trimmed_line])
    due = DayField("Due")
    quick_win = BooleanField("Quick win")
    pilot = BooleanField("Pilot")
    learning_question = TextAreaField(
        "What do you want to learn from the pilot?",
        [forms.at_most(MOST_WORDS), forms.is_plain],
        [forms.trimmed_lines],
    )
    pilot_ends = DayField("When does the pilot end?")

    def facts(self) -> ActionFacts:
        return ActionFacts(
            area=AreaCode(forms.text_of_field(self.area)),
            what=forms.text_of_field(self.what),
            measure=forms.text_of_field(self.measure),
            lead=forms.text_of_field(self.lead),
            due=self.due.data,
            quick_win=bool(self.quick_win.data),
            pilot=bool(self.pilot.data),
            learning_question=forms.text_of_field(self.learning_question),
            pilot_ends=self.pilot_ends.data,
        )


@blueprint.get("/actions")
def list_actions(partnership: PartnershipKey, event: EventKey) -> str:
    """Shows what tables propose, what stands in the plan already, and what was put aside."""
    with current_database().reading() as session:
        found = get_event(session, partnership, event)
        proposed = records.proposed_actions(session, partnership, event)
        edition, named = edition_of(session, found), named_in(session, found)
    return render_template(
        "events/tables/actions.html",
        event=found,
        tables={one.id: seen_table(one, named) for one in proposed},
        waiting=[one for one in proposed if one.state == ProposalState.WAITING],
        planned=[one for one in proposed if one.state == ProposalState.PLANNED],
        aside=[one for one in proposed if one.state == ProposalState.PUT_ASIDE],
        names={area.code: area.short_name for area in edition.areas},
    )


@blueprint.route("/actions/<draft>", methods=["GET", "POST"])
def take(partnership: PartnershipKey, event: EventKey, draft: str) -> Response:
    """A proposed action, to be edited and taken into the plan."""
    with current_database().reading() as session:
        found = get_event(session, partnership, event)
        proposed = _get_draft(session, found, draft)
        table = seen_table(proposed, named_in(session, found))
        areas = [(area.code, f"{area.number}. {area.name}") for area in edition_of(session, found).areas]
    form = TakeAction(obj=proposed)
    if form.validate_on_submit():
        try:
            reference = _take(found, proposed.id, form.facts())
        except (PlanRefused, EventRefusal) as refusal:
            forms.refuse_at(form, refusal, "what")
        else:
            flash(f"It stands in the plan as {reference}.", "done")
            return _to("list_actions", found)
    return forms.form_page(
        "events/tables/take.html", form, event=found, proposed=proposed, table=table, areas=areas
    )


def _take(event: Event, draft: bytes, facts: ActionFacts) -> str:
    with current_database().writing() as session, _noted(session, event, "took an action into the plan"):
        return actions.take_into_plan(
            session, event.partnership, event.key, draft, facts, signed_in_host(), now()
        )


def _noted(session: Session, event: Event, did: str) -> AbstractContextManager[object]:
    """While the event runs, the other hosts see who did this, and the screen looks again."""
    if event.state != EventState.RUNNING:
        return nullcontext()
    return act_as_host(session, event.partnership, event.key, signed_in_host(), did, now(), moves=False)


@blueprint.post("/actions/<draft>/aside")
def put_aside(partnership: PartnershipKey, event: EventKey, draft: str) -> Response:
    """Takes a proposed action off the list, or back onto it."""
    aside = request.form.get("do") != "waiting"
    did = "put an action aside" if aside else "took an action back"
    with current_database().reading() as session:
        found = get_event(session, partnership, event)
        proposed = _get_draft(session, found, draft)
    try:
        with current_database().writing() as session, _noted(session, found, did):
            actions.put_aside(session, partnership, event, proposed.id, aside)
    except EventRefusal as refusal:
        flash(refusal.words, "problem")
    return _to("list_actions", found)


def _get_draft(session: Session, event: Event, draft: str) -> ProposedAction:
    """The proposed action of an address, or 404."""
    return records.find_proposed_action(session, event.partnership, event.key, read_word_key(draft)) or abort(
        404
    )


# --- who is missing ------------------------------------------------------------------------------------------


@blueprint.get("/missing")
def missing(partnership: PartnershipKey, event: EventKey) -> str:
    """Shows who was named as missing: those of whom no group is made yet, and those that stand among the groups."""
    with current_database().reading() as session:
        found = get_event(session, partnership, event)
        words = word_records.words_of_event(session, partnership, event, word_records.MISSING)
        names = {group.key: group.name for group in all_groups(session, partnership)}
    return render_template(
        "events/tables/missing.html",
        event=found,
        open=[
            written_for_moderator(word)
            for word in words
            if not word.group and word.state != WordState.PUT_ASIDE
        ],
        made=[word for word in words if word.group],
        names=names,
    )


@blueprint.route("/missing/<word>", methods=["GET", "POST"])
def make_group(partnership: PartnershipKey, event: EventKey, word: str) -> Response:
    """A group of somebody who is missing, begun with what was written, so that it has a lead and can be asked."""
    with current_database().reading() as session:
        found = get_event(session, partnership, event)
        this = get_word(session, found, word)
    if this.kind != word_records.MISSING:
        abort(404)
    form = DescribeGroup(name=this.text, lead=this.more)
    if form.validate_on_submit():
        try:
            name = _make_group(found, this.id, form)
        except (GroupRefused, EventRefusal) as refusal:
            forms.refuse_at(form, refusal, "name")
        else:
            flash(f"{name} now stands among the groups.", "done")
            return _to("missing", found)
    return _group_page(found, form)


def _make_group(event: Event, word: bytes, form: DescribeGroup) -> str:
    with current_database().writing() as session, _noted(session, event, "made a group of who is missing"):
        where = (session, event.partnership, event.key)
        return add_missing_group(*where, word, form.about()).name


def _group_page(event: Event, form: DescribeGroup) -> Response:
    with current_database().reading() as session:
        groups = all_groups(session, event.partnership)
    branches = group_actions.branches_to_choose(group for group in groups if not group.catch_all)
    return forms.form_page(
        "events/tables/make_group.html",
        form,
        event=event,
        audiences=[(key, audience.label) for key, audience in group_actions.shipped_audiences().items()],
        branches=[("", "Choose one"), *((branch, branch.capitalize()) for branch in branches)],
    )


def _to(page: str, event: Event) -> Response:
    return redirect(url_for(f".{page}", partnership=event.partnership, event=event.key), 303)
