"""Paper: typing in what people answered on paper, form after form, with the keyboard alone."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from functools import partial

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)

from lws_assess.actions.answering import paper as actions
from lws_assess.actions.answering.paper import PaperForm
from lws_assess.actions.answering.responses import LinkRefusal, NotYetOpen
from lws_assess.actions.rounds.participation import counted_at
from lws_assess.records.instruments import get_edition
from lws_assess.survey.instruments import FULL
from lws_assess.survey.keys import GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.paper import FormBox, seems_unfinished
from lws_assess.survey.refusals import FormRefused, Over
from lws_assess.survey.responses import Pages
from lws_assess.web.loading import current_database, get_round
from lws_assess.web.refusals import status_of
from lws_assess.web.words import now

blueprint = Blueprint("paper", __name__, url_prefix="/p/<partnership>/rounds/<round_key>/paper")

NOT_BOXES = frozenset({"csrf_token", "attempt", "form", "sitting", "sure"})
ATTEMPT = re.compile("[0-9a-f]{32}")
MOST_IN_A_SITTING = 9999

STALE = "This page could not be sent as it was. Nothing is lost: send it again."
STRAY = "One of the answers sent belongs to no box of this form. Nothing was stored."
EMPTY = "Nothing is filled in. A form without any answer is not stored: put it aside."
ANOTHER = "A form was stored from this page already. If this is another one, send it again."
UNFINISHED = "The last area is empty. If the paper form is empty there too, send it again."
CLOSED = (
    "This round takes no more answers, so this form was not stored. What you typed is still here. "
    "If the last day is moved before the results are made, you can send it then."
)
NOT_OPEN = "This round is not open yet, so this form was not stored. What you typed is still here."


@dataclass
class FormEntry:
    """One form as it stands on the page: what is typed, and what is wrong with it."""

    form: PaperForm
    typed: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    sure: bool = False  # whether sending it once more stores it as it is
    attempt: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def boxes(self) -> list[FormBox]:
        return [box for part in self.form.parts for box in part.boxes]

    @property
    def said(self) -> list[tuple[str, str]]:
        """Returns what is wrong, each with the box that it leads to; none where it is the form as a whole."""
        named = {
            box.name: f"{box.number or f'{part.area.number} {box.words}' if part.area else box.words}: "
            for part in self.form.parts
            for box in part.boxes
        }
        return [(name, named.get(name, "") + why) for name, why in self.faults.items()]

    @property
    def first(self) -> str:
        """The box to begin with: the first that is wrong, or the first of all."""
        return next((box.name for box in self.boxes if box.name in self.faults), self.boxes[0].name)


@blueprint.get("/")
def index(partnership: PartnershipKey, round_key: RoundKey) -> str:
    """The groups of the round, and the paper form of each."""
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
        edition = get_edition(session, this.edition)
        groups = actions.list_groups_on_paper(session, this, edition)
    return render_template(
        "answering/paper/index.html",
        round=this,
        groups=groups,
        takes=this.timing.takes_answers(now()),
        counted_at=counted_at(this),
    )


@blueprint.get("/<group>")
def enter(partnership: PartnershipKey, round_key: RoundKey, group: GroupKey) -> Response:
    """An empty form of a group to fill in from paper."""
    form = form_of(partnership, round_key, group)
    if not form.place.timing.takes_answers(now()):
        return make_response(redirect(url_for(".index", partnership=partnership, round_key=round_key), 303))
    return _show(FormEntry(form))


@blueprint.post("/<group>")
def store(partnership: PartnershipKey, round_key: RoundKey, group: GroupKey) -> Response:
    """Stores one form, once, and offers an empty one; or says at the box what is wrong with it."""
    entry = _sent(form_of(partnership, round_key, group))
    try:
        _store(entry, _read(entry))
    except FormRefused as refusal:
        entry.faults = refusal.faults
        return _show(entry, status_of(refusal))
    except Over as refusal:
        entry.faults = {"": refusal.words}
        return _show(entry, status_of(refusal))
    sitting = min(_sitting() + 1, MOST_IN_A_SITTING)
    address = url_for(
        ".enter",
        partnership=partnership,
        round_key=round_key,
        group=group,
        form=entry.form.length,
        sitting=sitting,
    )
    return make_response(redirect(address, 303))


def _sent(form: PaperForm) -> FormEntry:
    """The form as it was sent. What stands twice in it stays together, and so is found to be wrong."""
    entry = FormEntry(form)
    entry.typed = {box.name: " ".join(request.form.getlist(box.name)) for box in entry.boxes}
    return entry


def _read(entry: FormEntry) -> Pages:
    if not ATTEMPT.fullmatch(request.form.get("attempt", "")):
        raise FormRefused({"": STALE})
    entry.attempt = request.form["attempt"]
    if (request.form.keys() | request.files.keys()) - entry.typed.keys() - NOT_BOXES:
        raise FormRefused({"": STRAY})
    read = entry.form.read(entry.typed)
    if read.faults:
        raise FormRefused({fault.field: fault.message for fault in read.faults})
    if read.empty:
        raise FormRefused({"": EMPTY})
    if seems_unfinished(entry.form.edition, read.pages) and request.form.get("sure") != "yes":
        entry.sure = True
        raise FormRefused({"": UNFINISHED})
    return read.pages


def _store(entry: FormEntry, pages: Pages) -> None:
    new_key = partial(secrets.token_bytes, 16)
    prepared = actions.prepare_forms(entry.form, [pages], entry.attempt, new_key)
    try:
        with current_database().writing() as session:
            stored = actions.store_forms(session, prepared, now())
    except actions.AnotherForm:
        entry.attempt = secrets.token_hex(16)
        raise FormRefused({"": ANOTHER}) from None
    except LinkRefusal as refusal:
        raise takes_no_forms(refusal) from None
    if stored:
        with current_database().writing() as session:
            actions.count_forms(session, entry.form.place, 1)


def takes_no_forms(refusal: LinkRefusal) -> Over:
    """Why no form is stored now, in words for whoever types forms in."""
    return Over(NOT_OPEN if isinstance(refusal, NotYetOpen) else CLOSED)


def _show(entry: FormEntry, status: int = 200) -> Response:
    place = entry.form.place
    with current_database().reading() as session:
        this = get_round(session, place.partnership, place.round)
        typed_in = actions.count_typed_in(session, this, place.group)
    page = render_template(
        "answering/paper/enter.html",
        round=this,
        entry=entry,
        faults=dict(entry.said),
        form=entry.form,
        typed_in=typed_in,
        counted_at=counted_at(this),
        sitting=_sitting(),
    )
    return make_response(page, status)


def _sitting() -> int:
    """Returns how many forms have been typed in since this sitting began, as the address says."""
    text = request.values.get("sitting", "")
    return min(int(text), MOST_IN_A_SITTING) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def form_of(partnership: PartnershipKey, round_key: RoundKey, group: GroupKey) -> PaperForm:
    with current_database().reading() as session:
        form = actions.find_form(session, partnership, round_key, group, request.values.get("form", FULL))
    if form is None:
        abort(404)
    return form
