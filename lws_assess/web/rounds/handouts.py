"""Reaching people: for each group its links, QR, poster, slips and the words of an e-mail."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session
from wtforms import Field, StringField
from wtforms.validators import ValidationError

from lws_assess.actions.post.outbox import FEWEST_OWN_LINKS
from lws_assess.actions.rounds import handouts as actions
from lws_assess.actions.rounds.occasions import where_group_rated
from lws_assess.actions.rounds.running_rounds import open_links
from lws_assess.documents.papers import handouts as documents
from lws_assess.documents.papers.handouts import Handout, PrintedSlip
from lws_assess.records.groups import Group
from lws_assess.records.instruments import get_edition
from lws_assess.records.partnerships import find_partnership
from lws_assess.records.rounds import OpenLink, Round, RoundGroup, find_round
from lws_assess.survey.instruments import SHORT, Edition
from lws_assess.survey.keys import GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.round_timing import RoundRefusal
from lws_assess.survey.secrets import BYTES, Secret, in_groups
from lws_assess.survey.written_words import isolated
from lws_assess.web import forms
from lws_assess.web.downloads import download
from lws_assess.web.loading import database, get_round
from lws_assess.web.post.mail import absolute
from lws_assess.web.words import last_day, now

blueprint = Blueprint("handouts", __name__, url_prefix="/p/<partnership>/rounds/<round_key>/reach")

EVERYONE = GroupKey(
    "_everyone"
)  # in addresses, for the link that offers a choice of group; no group has such a key
SLIPS_WHERE_NO_TARGET = 20


def is_number_of_slips(_form: forms.Form, field: Field) -> None:
    typed = forms.data(field)
    if not (typed.isascii() and typed.isdigit() and len(typed) < 6 and 1 <= int(typed) <= actions.MOST_SLIPS):
        raise ValidationError(f"Enter a whole number from 1 to {actions.MOST_SLIPS}")


class SlipsForm(forms.Form):
    """How many slips a sheet is to have."""

    how_many = StringField("How many slips?", [is_number_of_slips], [forms.trimmed])


@dataclass(frozen=True)
class Reached:
    """One group as the pages show it: its links by kind (own, shared, helper), and its suggested way."""

    key: GroupKey  # or EVERYONE
    group: Group | None
    target: int
    slips: int
    addresses: dict[str, str]

    @property
    def name(self) -> str:
        return self.group.name if self.group else "Everyone, with a choice of group"

    @property
    def by_slips(self) -> bool:
        return self.group is not None and actions.slips_suggested(self.target)


# --- what other pages may call: the page of a group's lead gives out the same things -------------------------


def get_handout(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, group: GroupKey | None
) -> Handout:
    """What the handouts of a group say, or of everybody (None). 404 where there is no open link for it."""
    this = find_round(session, partnership, round_key)
    found = [
        (link, chosen)
        for link, chosen in open_links(session, partnership, round_key)
        if link.group == group and _kind(link) == "own"
    ]
    if this is None or not found or not this.timing.takes_new_people(now()):
        abort(404)
    link, chosen = found[0]
    return _handout(session, this, link, chosen)


def poster_response(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, group: GroupKey | None
) -> Response:
    """The poster of a group as a PDF to save; 404 while the round takes nobody."""
    handout = get_handout(session, partnership, round_key, group)
    return download(documents.poster(handout), f"poster-{round_key}-{group or 'everyone'}.pdf")


def slips_response(
    partnership: PartnershipKey, round_key: RoundKey, group: GroupKey, how_many: int
) -> Response:
    """Makes slips, in a transaction of its own, and gives the only sheet there will ever be of them.

    Raises RoundRefusal where the round is not open, or the number is not from 1 to MOST_SLIPS.
    """
    sheets = draw_slips(partnership, round_key, {group: how_many})
    return download(sheets, f"slips-{round_key}-{group}.pdf")


def draw_slips(partnership: PartnershipKey, round_key: RoundKey, numbers: Mapping[GroupKey, int]) -> bytes:
    """Draws so many slips for each group and then makes them, all or none, so that none is made that cannot be drawn.

    Raises RoundRefusal where the round is not open, or a group would have too many.
    """
    with database().reading() as session:
        for group, number in numbers.items():
            actions.refuse_slips(session, partnership, round_key, group, number, now())
        handouts = {group: get_handout(session, partnership, round_key, group) for group in numbers}
    made = {
        group: [Secret(secrets.token_bytes(BYTES)) for _ in range(number)]
        for group, number in numbers.items()
    }
    drawn = documents.slips_of_groups(
        [
            (
                handouts[group],
                [PrintedSlip(absolute("links.personal", secret=one.code), one.code) for one in those],
            )
            for group, those in made.items()
        ]
    )
    with database().writing() as session:
        for group, those in made.items():
            actions.make_slips(session, partnership, round_key, group, those, now())
    return drawn


def email_text(
    session: Session, partnership: PartnershipKey, round_key: RoundKey, group: GroupKey | None
) -> documents.EmailText:
    """Subject and body of an e-mail with the open link of a group."""
    return documents.email_text(get_handout(session, partnership, round_key, group))


def mailto(text: documents.EmailText) -> str:
    """A link that opens somebody's own e-mail program with the text in it."""
    body = text.body.replace("\n", "\r\n")
    return f"mailto:?subject={quote(text.subject)}&body={quote(body)}"


def qr_drawing(address: str, title: str) -> Markup:
    """A QR code to stand in a page."""
    return Markup(documents.qr_svg(address, title))  # noqa: S704 - drawn by the library from an address of ours


# --- pages ---------------------------------------------------------------------------------------------------


@blueprint.get("/")
def index(partnership: PartnershipKey, round_key: RoundKey) -> str:
    """Every group with the way that is suggested for it."""
    with database().reading() as session:
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
    with database().reading() as session:
        this = get_round(session, partnership, round_key)
        if not this.timing.takes_new_people(now()):
            return to_index(partnership, round_key)
        reached = next((r for r in all_reached(session, this) if r.key == group), None)
        if reached is None:
            abort(404)
        handout = get_handout(session, partnership, round_key, key_of_reached(group))
    text = documents.email_text(handout)
    if not form.is_submitted():
        form.how_many.data = str(min(reached.target, actions.MOST_SLIPS) or SLIPS_WHERE_NO_TARGET)
    return forms.page(
        "rounds/handouts/show.html",
        form,
        round=this,
        reached=reached,
        handout=handout,
        code=" ".join(in_groups(handout.code)),
        qr=qr_drawing(handout.address, f"QR code of the open link of {isolated(reached.name)}"),
        text=text,
        mailto=mailto(text),
        most=actions.MOST_SLIPS,
        fewest=FEWEST_OWN_LINKS,
    )


@blueprint.get("/<group>/poster.pdf")
def poster(partnership: PartnershipKey, round_key: RoundKey, group: GroupKey) -> Response:
    with database().reading() as session:
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
    with database().reading() as session:
        handout = get_handout(session, partnership, round_key, key_of_reached(group))
    name = f"qr-{round_key}-{key_of_reached(group) or 'everyone'}.{kind}"
    return download(documents.qr_file(handout.address, kind), name, mimetype)


@blueprint.post("/<group>/slips")
def make_slips(partnership: PartnershipKey, round_key: RoundKey, group: GroupKey) -> ResponseReturnValue:
    """Makes slips; the answer is their sheet, this once."""
    with database().reading() as session:
        if session.get(RoundGroup, (partnership, round_key, group)) is None:
            abort(404)
    form = SlipsForm()
    if not form.validate_on_submit():
        return _show(partnership, round_key, group, form)
    try:
        return slips_response(partnership, round_key, group, int(form.how_many.data))
    except RoundRefusal as refusal:
        flash(refusal.words, "problem")
        return to_index(partnership, round_key)


def to_index(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    return redirect(url_for("handouts.index", partnership=partnership, round_key=round_key), 303)


def all_reached(session: Session, this: Round) -> list[Reached]:
    """The round's own link first, then each group; nothing before the round has opened."""
    found: dict[GroupKey | None, tuple[Group | None, dict[str, str]]] = {}
    for link, group in open_links(session, this.partnership, this.key):
        found.setdefault(link.group, (group, {}))[1][_kind(link)] = absolute("links.join", code=link.code)
    return [_reached(session, this, key, group, addresses) for key, (group, addresses) in found.items()]


def _reached(
    session: Session, this: Round, key: GroupKey | None, group: Group | None, addresses: dict[str, str]
) -> Reached:
    place = session.get(RoundGroup, (this.partnership, this.key, key)) if key else None
    counted = (place.target, place.slips) if place else (0, 0)
    return Reached(key or EVERYONE, group, *counted, addresses)


def _kind(link: OpenLink) -> str:
    return "helper" if link.helper else "shared" if link.shared else "own"


def key_of_reached(group: GroupKey) -> GroupKey | None:
    return None if group == EVERYONE else group


def _handout(session: Session, this: Round, link: OpenLink, group: Group | None) -> Handout:
    edition = get_edition(session, this.edition)
    partnership = find_partnership(session, this.partnership)
    assert partnership
    audience = edition.audience(group.audience) if group else None
    return Handout(
        partnership=partnership.name,
        group=group.name if group else "",
        this_is_you_if=group.this_is_you_if if group else "",
        address=absolute("links.join", code=link.code),
        code=link.short_code or link.code,
        home=absolute("pages.home"),
        last_day=last_day(this.closes_at),
        minutes=_minutes(edition, group),
        smallest_number=this.smallest_number,
        contact=this.contact or partnership.contact,
        easy=bool(audience and audience.easy_read),
        colours=tuple(area.display.colour for area in edition.areas),
        acknowledgement=edition.acknowledgement,
        rated_at=where_group_rated(session, this, group.key if group else None, now()),
    )


def _minutes(edition: Edition, group: Group | None) -> str:
    """Such as "about 10 to 20 minutes": from the shortest form somebody may be given to the longest."""
    if group is None:
        least, most = edition.shortest_minutes(), edition.longest_minutes()
    else:
        audience = edition.audience(group.audience)
        least, most = edition.minutes(audience, SHORT), edition.minutes(audience)
    return f"about {least} to {most} minutes" if least < most else f"about {most} minutes"
