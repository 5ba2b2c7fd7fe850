"""The ways in: an open link, where somebody agrees to take part, and a personal link."""

from __future__ import annotations

import secrets

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from flask import typing as flask_typing

from lws_assess.actions.answering import responses as actions
from lws_assess.records.places import QuestionnairePlace
from lws_assess.records.sealing_keys import NONCE_BYTES
from lws_assess.survey.instruments import Edition
from lws_assess.survey.keys import GroupKey
from lws_assess.survey.refusals import BadInput
from lws_assess.survey.secrets import BYTES, Secret, read_code, read_secret
from lws_assess.web.answering import questionnaire_pages as answering
from lws_assess.web.answering import questionnaires
from lws_assess.web.answering.questionnaires import QuestionnaireHolder
from lws_assess.web.loading import current_database
from lws_assess.web.refusals import status_of
from lws_assess.web.results import feedback_pages
from lws_assess.web.words import now

blueprint = Blueprint("links", __name__)


@blueprint.app_errorhandler(actions.LinkRefusal)
def refused(refusal: actions.LinkRefusal) -> flask_typing.ResponseReturnValue:
    """Shows which way a link fails, and whom to ask; of the round besides only what it made public.

    An open link of a round that has told what came of it leads there.
    """
    texts, feedback = questionnaires.words_sent(), _feedback_of(refusal)
    if feedback and request.endpoint == "links.join":
        return redirect(url_for(f"feedback_pages.{_version()}", code=feedback), 303)
    room = answering.address_of_room(refusal.place) if refusal.place else _room_of_this_phone()
    return render_template(
        "answering/questionnaire/refused.html",
        kind=type(refusal).__name__,
        title=refusal.words,
        contact=refusal.contact,
        texts=texts,
        feedback=feedback,
        room=room,
    ), status_of(refusal)


def _room_of_this_phone() -> str:
    """The address of the room that handed over the questionnaire of this address, once nothing else knows of it."""
    held: questionnaires.QuestionnaireHolder | None = g.get("holder")
    return url_for("event_phones.show", code=held.room) if held and held.room else ""


def _feedback_of(refusal: actions.LinkRefusal) -> str | None:
    """The public code of what came of the round that a link led to; None while that is not public."""
    place = refusal.place
    return feedback_pages.public_code(place.partnership, place.round) if place else None


def _version() -> str:
    """The version for those whom the open link of this request asked: easy where their form was."""
    with current_database().reading() as session:
        audience = actions.find_audience_of_link(session, _code((request.view_args or {})["code"]))
    return "easy" if audience and audience.easy_read else "plain"


@blueprint.get("/join/<code>")
def join(code: str) -> str:
    """Shows what this is and who sees what; agreeing begins a questionnaire."""
    return _show_entrance(_code(code))


@blueprint.post("/join/<code>")
def agree(code: str) -> flask_typing.ResponseReturnValue:
    """Mints a secret for somebody who agrees, and takes them to their questionnaire."""
    code = _code(code)
    if request.form.get("agree") != "yes":
        return _show_entrance(code, field="agree", fault="Tick the box if you agree to take part."), 400
    secret = Secret(secrets.token_bytes(BYTES))
    moment = now()
    with current_database().reading() as session:
        _places, edition, shared = actions.find_entrance(session, code, moment)
    typed, nonce = request.form.get("group"), secrets.token_bytes(NONCE_BYTES)
    group = None if typed is None else GroupKey(typed)
    try:
        with current_database().writing() as session:
            place = actions.begin_questionnaire(session, code, group, secret, nonce, moment)
    except BadInput as refusal:
        return _show_entrance(code, field=refusal.field, fault=refusal.words), status_of(refusal)
    holder = QuestionnaireHolder(
        secret, shared, code if shared else "", request.form.get("more-time") == "yes"
    )
    response = make_response(redirect(_first_page(edition, place, holder), 303))
    questionnaires.remember_entrance(response, code, holder)
    return questionnaires.put_secret_on_device(response, holder)


def _first_page(edition: Edition, place: QuestionnairePlace, holder: QuestionnaireHolder) -> str:
    if edition.audience(place.audience).easy_read:
        return url_for("responses.area", questionnaire=holder.id, code=edition.areas[0].code)
    return url_for("responses.about", questionnaire=holder.id)


@blueprint.get("/i/<secret>")
def personal(secret: str) -> Response:
    """Moves the secret of a personal link out of the address and onto this device."""
    found = read_secret(secret)
    if found is None:
        raise actions.UnknownLink
    holder = QuestionnaireHolder(found)
    response = make_response(redirect(_where_to_carry_on(holder), 303))
    return questionnaires.put_secret_on_device(response, holder)


def _where_to_carry_on(holder: QuestionnaireHolder) -> str:
    """To the first question without an answer; where nothing is begun or all is over, to the page that says so."""
    try:
        with current_database().reading() as session:
            begun = actions.get_questionnaire(session, holder.secret, now())
    except (actions.NotBegun, actions.LinkRefusal):
        return url_for("responses.about", questionnaire=holder.id)
    return answering.address_to_carry_on(holder.id, begun)


def _code(text: str) -> str:
    code = read_code(text)
    if code is None:
        raise actions.UnknownLink
    return code


def _show_entrance(code: str, *, field: str = "", fault: str = "") -> str:
    with current_database().reading() as session:
        places, edition, shared = actions.find_entrance(session, code, now())
        helping = shared and actions.is_for_helpers(session, code)
    choices = edition.by_audience(places)
    return render_template(
        "answering/questionnaire/join.html",
        way=None,
        practice=None,
        place=places[0],
        edition=edition,
        audience=edition.audience(places[0].audience) if len(places) == 1 else None,
        choices=choices if len(places) > 1 else [],
        chosen=request.form.get("group", ""),
        agreed=request.form.get("agree") == "yes",
        begun_here=None if shared else questionnaires.find_begun_here(code),
        shared=shared,
        helping=helping,
        faults={field: fault} if fault else {},
    )
