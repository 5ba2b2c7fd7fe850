"""The paper of an event: its whole programme for the day the network fails, and slips for people without a phone."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response
from wtforms import StringField

from lws_assess.actions.events.people import hand_out_slips, make_room_slips
from lws_assess.actions.papers.event_papers import view_paper_programme
from lws_assess.documents.events.programmes import JOINING, PARTS, SLIPS, pieces_of_pack, programme_pdf
from lws_assess.records.events.visioning_events import programme_of
from lws_assess.survey.events.rooms import MOST_SLIPS, EventRefusal, EventState
from lws_assess.survey.keys import EventKey, PartnershipKey
from lws_assess.web import forms
from lws_assess.web.downloads import as_download
from lws_assess.web.events import keys as event_keys
from lws_assess.web.events.event_pages import get_event
from lws_assess.web.loading import current_database
from lws_assess.web.post.mail import public_addresses
from lws_assess.web.refusals import status_of
from lws_assess.web.words import counted_noun

blueprint = Blueprint("event_papers", __name__, url_prefix="/p/<partnership>/events/<event>")
event_keys.guard_event_pages(blueprint)


class HowMany(forms.Form):
    how_many = StringField(
        "How many slips in all?", [forms.whole_number(1, MOST_SLIPS)], [forms.trimmed_line]
    )


@blueprint.get("/paper")
def show(partnership: PartnershipKey, event: EventKey) -> Response:
    """Shows what there is to print, and how many slips."""
    return _page(partnership, event, _suggested())


def _suggested() -> HowMany:
    return HowMany(formdata=None, data={"how_many": "20"})


def _page(
    partnership: PartnershipKey, event: EventKey, form: HowMany, refusal: EventRefusal | None = None
) -> Response:
    with current_database().reading() as session:
        found = get_event(session, partnership, event)
        needed = pieces_of_pack(programme_of(session, partnership, event))
    return forms.form_page(
        "events/papers/show.html",
        form,
        status_of(refusal) if refusal else None,
        faults={"count": refusal.words} if refusal else {},
        typed=request.form,
        event=found,
        parts=[part for part in PARTS if part.key in needed and part.key not in (SLIPS, JOINING)],
        running=found.state == EventState.RUNNING,
        over=found.state == EventState.ENDED,
        most=MOST_SLIPS,
    )


@blueprint.get("/paper.pdf")
def pdf(partnership: PartnershipKey, event: EventKey) -> Response:
    """Every sheet that the programme needs, or those parts of it that are named."""
    with current_database().reading() as session:
        facts = view_paper_programme(session, get_event(session, partnership, event), public_addresses().home)
    needed = pieces_of_pack(facts.segments)
    chosen = [part for part in request.args.getlist("part") if part in needed]
    return as_download(programme_pdf(facts, chosen or needed), f"{partnership}-{event}-paper.pdf")


@blueprint.post("/slips")
def slips(partnership: PartnershipKey, event: EventKey) -> Response:
    """Gives so many slips in all their numbers; those made before keep theirs."""
    with current_database().reading() as session:
        get_event(session, partnership, event)
    form = HowMany()
    if not form.validate_on_submit():
        return _page(partnership, event, form)
    try:
        with current_database().writing() as session:
            made = make_room_slips(session, partnership, event, forms.number_in_field(form.how_many))
    except EventRefusal as refusal:
        forms.refuse_at(form, refusal, "how_many")
        return _page(partnership, event, form)
    flash(f"{counted_noun(len(made), 'slip is', 'slips are')} ready now. Print them below.", "done")
    return _back(partnership, event)


@blueprint.post("/slips/handed-out")
def hand_out(partnership: PartnershipKey, event: EventKey) -> Response:
    """Notes how many slips a table was given: no more than those count there."""
    count = forms.read_number(request.form.get("count", ""))
    try:
        if count is None:
            raise EventRefusal("Enter how many slips the table was given, such as 3.")
        with current_database().writing() as session:
            get_event(session, partnership, event)
            hand_out_slips(session, partnership, event, request.form.get("table", ""), count)
    except EventRefusal as refusal:
        return _page(partnership, event, _suggested(), refusal)
    flash("Noted.", "done")
    return _back(partnership, event)


@blueprint.get("/slips.pdf")
def slips_pdf(partnership: PartnershipKey, event: EventKey) -> Response:
    """The slips that have numbers; leads back to where they are made while there are none."""
    none = "There are no slips yet. They have numbers only while the event runs."
    return _send_part(partnership, event, part=SLIPS, name="slips", none=none)


@blueprint.get("/tables.pdf")
def tables_pdf(partnership: PartnershipKey, event: EventKey) -> Response:
    """A sheet with a QR code for each table; leads back where the room is not open, and so has no code."""
    none = "Tables have codes only while the event runs. Print them once it has begun."
    return _send_part(partnership, event, part=JOINING, name="tables", none=none)


def _send_part(partnership: PartnershipKey, event: EventKey, *, part: str, name: str, none: str) -> Response:
    """Sends one part of the papers by itself; leads back and says `none` where there is nothing in it yet."""
    with current_database().reading() as session:
        facts = view_paper_programme(session, get_event(session, partnership, event), public_addresses().home)
    if not {SLIPS: facts.slips, JOINING: facts.joining}[part]:
        flash(none, "problem")
        return _back(partnership, event)
    return as_download(programme_pdf(facts, [part]), f"{partnership}-{event}-{name}.pdf")


def _back(partnership: PartnershipKey, event: EventKey) -> Response:
    return redirect(url_for(".show", partnership=partnership, event=event), 303)
