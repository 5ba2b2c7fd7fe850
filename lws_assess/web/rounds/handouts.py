"""Reaching people: for each group its links, QR, poster, slips and the words of an e-mail."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from urllib.parse import quote

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session
from wtforms import Field, StringField
from wtforms.validators import ValidationError

from lws_assess.actions.papers.handouts import Handout, view_handout
from lws_assess.actions.post.list_links import FEWEST_OWN_LINKS
from lws_assess.actions.rounds import handouts as actions
from lws_assess.actions.rounds.occasions import where_group_rated
from lws_assess.actions.rounds.reaching import (
    ReachedGroup,
    find_asked_group,
    key_of_reached,
    view_all_reached,
)
from lws_assess.documents import qr_codes
from lws_assess.documents.papers import handouts as documents
from lws_assess.documents.papers.handouts import PrintedSlip
from lws_assess.records.rounds import Round
from lws_assess.survey.keys import GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.letters import address_in_short
from lws_assess.survey.round_timing import RoundRefusal
from lws_assess.survey.secrets import BYTES, Secret, in_groups
from lws_assess.survey.written_words import isolated_words
from lws_assess.web import forms
from lws_assess.web.downloads import as_download
from lws_assess.web.loading import current_database, get_round
from lws_assess.web.post.mail import public_addresses
from lws_assess.web.words import now

blueprint = Blueprint("handouts", __name__, url_prefix="/p/<partnership>/rounds/<round_key>/reach")

SLIPS_WHERE_NO_TARGET = 20


def is_number_of_slips(_form: forms.Form, field: Field) -> None:
    typed = forms.text_of_field(field)
    if not (typed.isascii() and typed.isdigit() and len(typed) < 6 and 1 <= int(typed) <= actions.MOST_SLIPS):
        raise ValidationError(f"Enter a whole number from 1 to {actions.MOST_SLIPS}")


class SlipsForm(forms.Form):
    """Asks how many slips a sheet is to have."""

    how_many = StringField("How many slips?", [is_number_of_slips], [forms.trimmed_line])


# --- what other pages may call: the page of a group's lead gives out the same things -------------------------


def get_handout(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, group: GroupKey | None
) -> Handout:
    """Returns what the handouts of a group say, or of everybody (None). 404 where there is no open link for it."""
    this = get_round(session, partnership, round_key)
    return view_handout(session, this, group, public_addresses(), now()) or abort(404)


def poster_response(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, group: GroupKey | None
) -> Response:
    """The poster of a group as a PDF to save; 404 while the round takes nobody."""
    handout = get_handout(session, partnership, round_key, group)
    return as_download(documents.poster_pdf(handout), f"poster-{round_key}-{group or 'everyone'}.pdf")


def slips_response(
    partnership: PartnershipKey, round_key: RoundKey, group: GroupKey, how_many: int
) -> Response:
    """Makes slips, in a transaction of its own, and gives the only sheet there will ever be of them.

    Raises RoundRefusal where the round is not open, or the number is not from 1 to MOST_SLIPS.
    """
    sheets = draw_slips(partnership, round_key, {group: how_many})
    return as_download(sheets, f"slips-{round_key}-{group}.pdf")


def draw_slips(partnership: PartnershipKey, round_key: RoundKey, numbers: Mapping[GroupKey, int]) -> bytes:
    """Draws so many slips for each group and then makes them, all or none, so that none is made that cannot be drawn.

    Raises RoundRefusal where the round is not open, or a group would have too many.
    """
    with current_database().reading() as session:
        for group, number in numbers.items():
            actions.refuse_slips(session, partnership, round_key, group, number, now())
        handouts = {group: get_handout(session, partnership, round_key, group) for group in numbers}
    addresses = public_addresses()
    made = {
        group: [Secret(secrets.token_bytes(BYTES)) for _ in range(number)]
        for group, number in numbers.items()
    }
    drawn = documents.slips_of_groups(
        [
            (
                handouts[group],
                [PrintedSlip(addresses.personal(one.code), one.code) for one in those],
            )
            for group, those in made.items()
        ]
    )
    with current_database().writing() as session:
        for group, those in made.items():
            actions.make_link_slips(session, partnership, round_key, group, those, now())
    return drawn


def email_of_group(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, group: GroupKey | None
) -> documents.EmailText:
    """Subject and body of an e-mail with the open link of a group."""
    return documents.email_with_link(get_handout(session, partnership, round_key, group))


def mailto_link(text: documents.EmailText) -> str:
    """A link that opens somebody's own e-mail program with the text in it."""
    body = text.body.replace("\n", "\r\n")
    return f"mailto:?subject={quote(text.subject)}&body={quote(body)}"


def qr_drawing(address: str, title: str) -> Markup:
    """A QR code to stand in a page."""
    return Markup(qr_codes.qr_drawing(address, title))  # noqa: S704 - drawn by the library from an address of ours


# --- pages ---------------------------------------------------------------------------------------------------


@blueprint.get("/")
def index(partnership: PartnershipKey, round_key: RoundKey) -> str:
    """Every group with the way that is suggested for it."""
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
        return render_template(
            "rounds/handouts/index.html",
            round=this,
            is_open=this.timing.takes_new_people(now()),
            everybody=all_reached(session, this),
            rated_at=where_group_rated(session, this, None, now()),
            fewest=FEWEST_OWN_LINKS,
        )


@blueprint.get("/<group>")
def show(partnership: PartnershipKey, round_key: RoundKey, group: GroupKey) -> ResponseReturnValue:
    """One group: links, QR, poster, slips and the words of an e-mail."""
    return _show(partnership, round_key, group, SlipsForm())


def _show(
    partnership: PartnershipKey, round_key: RoundKey, group: GroupKey, form: SlipsForm
) -> ResponseReturnValue:
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
        if not this.timing.takes_new_people(now()):
            return to_handouts(partnership, round_key)
        reached = next((r for r in all_reached(session, this) if r.key == group), None)
        if reached is None:
            abort(404)
        handout = get_handout(session, partnership, round_key, key_of_reached(group))
    text = documents.email_with_link(handout)
    if not form.is_submitted():
        form.how_many.data = str(min(reached.target, actions.MOST_SLIPS) or SLIPS_WHERE_NO_TARGET)
    return forms.form_page(
        "rounds/handouts/show.html",
        form,
        round=this,
        reached=reached,
        handout=handout,
        home=address_in_short(handout.home),
        code=" ".join(in_groups(handout.code)),
        qr=qr_drawing(handout.address, f"QR code of the open link of {isolated_words(reached.name)}"),
        text=text,
        mailto=mailto_link(text),
        most=actions.MOST_SLIPS,
        fewest=FEWEST_OWN_LINKS,
    )


@blueprint.get("/<group>/poster.pdf")
def poster(partnership: PartnershipKey, round_key: RoundKey, group: GroupKey) -> Response:
    with current_database().reading() as session:
        return poster_response(session, partnership, round_key, key_of_reached(group))


@blueprint.get("/<group>/qr.svg")
def qr_svg(partnership: PartnershipKey, round_key: RoundKey, group: GroupKey) -> Response:
    return _qr_file(partnership, round_key, group, "svg", "image/svg+xml")


@blueprint.get("/<group>/qr.png")
def qr_png(partnership: PartnershipKey, round_key: RoundKey, group: GroupKey) -> Response:
    return _qr_file(partnership, round_key, group, "png", "image/png")


def _qr_file(
    partnership: PartnershipKey, round_key: RoundKey, group: GroupKey, kind: str, mimetype: str
) -> Response:
    with current_database().reading() as session:
        handout = get_handout(session, partnership, round_key, key_of_reached(group))
    name = f"qr-{round_key}-{key_of_reached(group) or 'everyone'}.{kind}"
    return as_download(qr_codes.qr_file(handout.address, kind), name, mimetype)


@blueprint.post("/<group>/slips")
def make_slips(partnership: PartnershipKey, round_key: RoundKey, group: GroupKey) -> ResponseReturnValue:
    """Makes slips; the answer is their sheet, this once."""
    with current_database().reading() as session:
        if find_asked_group(session, partnership, round_key, group) is None:
            abort(404)
    form = SlipsForm()
    if not form.validate_on_submit():
        return _show(partnership, round_key, group, form)
    try:
        return slips_response(partnership, round_key, group, int(form.how_many.data))
    except RoundRefusal as refusal:
        flash(refusal.words, "problem")
        return to_handouts(partnership, round_key)


def to_handouts(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    return redirect(url_for("handouts.index", partnership=partnership, round_key=round_key), 303)


def all_reached(session: Session, this: Round) -> list[ReachedGroup]:
    """The round's own link first, then each group; nothing before the round has opened."""
    return view_all_reached(session, this, public_addresses())
