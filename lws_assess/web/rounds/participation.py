"""The engagement matrix of a round: who has answered, what each group needs, and who needs help first."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import Field, StringField
from wtforms.validators import ValidationError

from lws_assess.actions.rounds import leads
from lws_assess.actions.rounds import participation as actions
from lws_assess.actions.rounds.participation import MOST, MatrixRow, RoundParticipation
from lws_assess.documents.data.participation import participation_table
from lws_assess.documents.tables import csv_bytes
from lws_assess.records.rounds import Round
from lws_assess.survey.keys import GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.round_timing import RoundRefusal
from lws_assess.survey.rounds.participation import ORDERS
from lws_assess.web import forms
from lws_assess.web.access import may_run
from lws_assess.web.downloads import CSV
from lws_assess.web.downloads import as_download as save
from lws_assess.web.link_codes import new_link_code
from lws_assess.web.loading import current_database, get_round
from lws_assess.web.post import mail
from lws_assess.web.words import now

blueprint = Blueprint(
    "participation", __name__, url_prefix="/p/<partnership>/rounds/<round_key>/participation"
)


def is_number(_form: forms.Form, field: Field) -> None:
    """A whole number that somebody typed, as they typed it; empty stands for none."""
    field.number = forms.read_number(forms.text_of_field(field).strip() or "0")
    if field.number is None or field.number > MOST:
        raise ValidationError(f"Enter a whole number from 0 to {MOST:,}")


class TargetAndTold(forms.Form):
    """Asks what is kept for a group in one round."""

    target = StringField("Target for this round", [is_number])
    told = StringField("People told in other ways", [is_number])
    size = StringField("People in this group", [is_number])


@blueprint.get("")
def show(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """Every group: its lead, who was asked, who has answered, and what it still needs."""
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
        participation = participation_view(session, this)
    order = request.args.get("order", "need")
    order = order if order in ORDERS else "need"
    return forms.form_page(
        "rounds/participation/show.html",
        None,
        round=this,
        now=now(),
        participation=participation,
        rows=participation.in_order(order),
        order=order,
        orders=_orders(this),
        may_run=may_run(),
    )


def _orders(this: Round) -> dict[str, str]:
    """The orders by the words of their links; once the results are there, nobody can be helped to answer."""
    words = {key: words for key, (words, _) in ORDERS.items()}
    return words | {"need": "Least heard first"} if this.released_at else words


@blueprint.get("/matrix.csv")
def download(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """Gives the matrix as a table for a spreadsheet."""
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
        headers, rows = participation_table(
            participation_view(session, this), released=this.released_at is not None
        )
    return save(csv_bytes(headers, rows), f"{this.key}-participation.csv", CSV)


@blueprint.route("/<group>/", methods=["GET", "POST"])
def group(partnership: PartnershipKey, round_key: RoundKey, group: GroupKey) -> Response:
    """One group in this round: its target, who was told, how answers came in, and its lead's private link."""
    with current_database().reading() as session:
        this, row = get_row(session, partnership, round_key, group)
    form = TargetAndTold()
    if form.validate_on_submit():
        try:
            with current_database().writing() as session:
                held = get_round(session, partnership, round_key)
                actions.keep_target_and_told(
                    session, held, group, form.target.number, form.told.number, form.size.number
                )
        except RoundRefusal as refusal:
            flash(refusal.words, "problem")
        else:
            flash(f"Saved for {row.group.name}.", "done")
        return redirect(url_for(".show", partnership=partnership, round_key=round_key), 303)
    if not form.is_submitted():
        form.target.data, form.told.data = str(row.asked.target), str(row.asked.told)
        form.size.data = str(row.asked.size)
    return forms.form_page(
        "rounds/participation/group.html",
        form,
        round=this,
        row=row,
        counted_at=actions.counted_at(this),
        address=mail.absolute_address("leads.show", secret=row.asked.lead_code)
        if row.asked.lead_code
        else "",
    )


@blueprint.route("/<group>/new-link", methods=["GET", "POST"])
def new_link(partnership: PartnershipKey, round_key: RoundKey, group: GroupKey) -> Response:
    """Shows what a new link for the lead means, and then makes it."""
    with current_database().reading() as session:
        this, row = get_row(session, partnership, round_key, group)
    form = forms.Form()
    if not form.validate_on_submit():
        return forms.form_page("rounds/participation/new_link.html", form, round=this, row=row)
    try:
        with current_database().writing() as session:
            held = get_round(session, partnership, round_key)
            leads.make_group_lead_code(session, held, group, new_link_code, anew=True)
    except RoundRefusal as refusal:
        flash(refusal.words, "problem")
    else:
        flash("The new link is ready. The old one leads nowhere now.", "done")
    return redirect(url_for(".group", partnership=partnership, round_key=round_key, group=group), 303)


def participation_view(session: Session, this: Round) -> RoundParticipation:
    """The matrix as far as whoever looks may see it."""
    return actions.view_participation(session, this, may_run())


def get_row(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, group: GroupKey
) -> tuple[Round, MatrixRow]:
    """A round and the row of one of its groups, or 404."""
    this = get_round(session, partnership, round_key)
    return this, actions.find_row(session, this, group, may_run()) or abort(404)
