"""Answering: one page after another, each saved as it is sent."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Any
from urllib.parse import quote

from flask import (
    abort,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from lws_assess.actions.answering import responses as actions
from lws_assess.actions.answering.responses import OpenQuestionnaire
from lws_assess.documents.qr_codes import qr_drawing
from lws_assess.records.instruments import get_edition
from lws_assess.records.places import QuestionnairePlace
from lws_assess.records.sealing_keys import NONCE_BYTES
from lws_assess.survey import responses as survey
from lws_assess.survey.instruments import Area
from lws_assess.survey.keys import AreaCode
from lws_assess.survey.responses import Page
from lws_assess.web.answering import answer_pages, questionnaires
from lws_assess.web.answering import questionnaire_pages as answering
from lws_assess.web.answering.questionnaires import QuestionnaireHolder
from lws_assess.web.loading import current_database, current_settings
from lws_assess.web.refusals import status_of
from lws_assess.web.words import now

blueprint = answering.blueprint

STALE = "This page was open too long. Nothing is lost. Look at it, and send it again."
ELSEWHERE = (
    "You answered this page in another window too. What you have just chosen is shown here. It is not saved yet. "
    "Look at it, and send it again to keep it."
)


# --- about -----------------------------------------------------------------------------------------------


@blueprint.get("/about")
def about() -> str:
    """Shows what this is; agreement for somebody with a personal link; role, and the length of form it offers."""
    try:
        return _show_about(answering.load_questionnaire())
    except actions.NotBegun as not_begun:
        return _show_about(_questionnaire_to_be(not_begun.place), agreeing=True)


@blueprint.post("/about")
def save_about() -> ResponseReturnValue:
    try:
        questionnaire, agreeing = answering.load_questionnaire(), False
    except actions.NotBegun as not_begun:
        questionnaire, agreeing = _questionnaire_to_be(not_begun.place), True
    again = partial(_show_about, questionnaire, typed=_as_typed(questionnaire, "about"), agreeing=agreeing)
    if not questionnaires.questionnaire_token_fits(g.found):
        return again(STALE), 400
    if agreeing and request.form.get("agree") != "yes":
        return again(faults={"agree": "Tick the box if you agree to take part."}), 400
    with current_database().writing() as session:
        nonces = partial(secrets.token_bytes, NONCE_BYTES)
        if agreeing:
            actions.begin_by_personal_link(session, g.found.secret, nonces(), now())
        saved = actions.save_page(
            session, g.found.secret, "about", answering.sent_fields(), "", nonces(), now()
        )
    if saved.faults:
        return _show_about(saved.questionnaire, faults={f.field: f.message for f in saved.faults}), 400
    return _carry_on(saved.questionnaire)


def _questionnaire_to_be(place: QuestionnairePlace) -> OpenQuestionnaire:
    with current_database().reading() as session:
        edition = get_edition(session, place.edition)
    return OpenQuestionnaire(place, edition, edition.audience(place.audience), {})


def _show_about(questionnaire: OpenQuestionnaire, *more: Any, **named: Any) -> str:
    return answer_pages.about_page(answering.own_way(questionnaire), questionnaire, *more, **named)


def _carry_on(questionnaire: OpenQuestionnaire) -> ResponseReturnValue:
    return redirect(answering.address_to_carry_on(g.questionnaire, questionnaire), 303)


@blueprint.get("/resume")
def resume() -> ResponseReturnValue:
    """Leads whoever comes back to the first question without an answer."""
    try:
        return _carry_on(answering.load_questionnaire())
    except actions.AlreadyAnswered:
        return answering.redirect_to_page("done")


# --- one area a page -------------------------------------------------------------------------------------


@blueprint.get("/areas/<code>")
def area(code: AreaCode) -> str:
    """One area: its statements, how important it is, and a comment."""
    questionnaire = answering.load_questionnaire()
    return _show_area(questionnaire, _area(questionnaire, code))


@blueprint.post("/areas/<code>")
def save_area(code: AreaCode) -> ResponseReturnValue:
    if not questionnaires.questionnaire_token_fits(g.found):
        questionnaire = answering.load_questionnaire()
        this = _area(questionnaire, code)
        return _show_area(questionnaire, this, _as_typed(questionnaire, f"areas/{code}"), notice=STALE), 400
    saved = answering.save_sent_page(f"areas/{code}")
    this = saved.questionnaire.edition.area(code)
    if saved.faults or saved.changed_elsewhere:
        faults = {fault.field: fault.message for fault in saved.faults}
        notice = ELSEWHERE if saved.changed_elsewhere else ""
        return _show_area(saved.questionnaire, this, saved.typed, faults, notice), 400
    if request.form.get("go") == "later":
        return _come_back_later(saved.questionnaire)
    following = saved.questionnaire.edition.next_area(code)
    if following:
        return answering.redirect_to_page("area", code=following.code)
    return answering.redirect_to_page("check" if saved.questionnaire.place.event else "priorities")


def _come_back_later(questionnaire: OpenQuestionnaire) -> ResponseReturnValue:
    """To one's own link; from an event to its room, which leads back here."""
    room = answering.address_of_room(questionnaire.place)
    return redirect(room, 303) if room else answering.redirect_to_page("leave")


def _area(questionnaire: OpenQuestionnaire, code: AreaCode) -> Area:
    found = questionnaire.edition.find_area(code)
    if found is None:
        abort(404)
    return found


def _as_typed(questionnaire: OpenQuestionnaire, page: str) -> Page:
    """Returns what was just sent, as far as it can be shown again."""
    return survey.read_page(questionnaire.fields(page), answering.sent_fields(), actions.PASSED_OVER).kept


def _show_area(questionnaire: OpenQuestionnaire, *more: Any, **named: Any) -> str:
    return answer_pages.area_page(answering.own_way(questionnaire), questionnaire, *more, **named)


# --- priorities ------------------------------------------------------------------------------------------


@blueprint.get("/priorities")
def priorities() -> ResponseReturnValue:
    """The first three areas, what to keep, one change. At an event they are chosen in the room."""
    questionnaire = answering.load_questionnaire()
    if questionnaire.place.event:
        return answering.redirect_to_page("check")
    return _show_priorities(questionnaire)


@blueprint.post("/priorities")
def save_priorities() -> ResponseReturnValue:
    try:
        if not questionnaires.questionnaire_token_fits(g.found):
            questionnaire = answering.load_questionnaire()
            return _show_priorities(questionnaire, _as_typed(questionnaire, "priorities"), notice=STALE), 400
        saved = answering.save_sent_page("priorities")
    except actions.NoSuchPage:  # at an event they are chosen in the room
        return answering.redirect_to_page("check")
    if saved.faults or saved.changed_elsewhere:
        faults = {fault.field: fault.message for fault in saved.faults}
        notice = ELSEWHERE if saved.changed_elsewhere else ""
        typed = {**(saved.typed or {}), "top-areas": request.form.getlist("top-areas")}
        return _show_priorities(saved.questionnaire, typed, faults, notice), 400
    later = request.form.get("go") == "later"
    return _come_back_later(saved.questionnaire) if later else answering.redirect_to_page("check")


def _show_priorities(questionnaire: OpenQuestionnaire, *more: Any, **named: Any) -> str:
    return answer_pages.priorities_page(answering.own_way(questionnaire), questionnaire, *more, **named)


# --- check and submit ------------------------------------------------------------------------------------


@blueprint.get("/check")
def check() -> ResponseReturnValue:
    """Everything answered, a way back to each, and one's own rainbow and radar."""
    try:
        return _show_check(answering.load_questionnaire())
    except actions.AlreadyAnswered:
        return answering.redirect_to_page("done")


@blueprint.post("/check")
def submit() -> ResponseReturnValue:
    """Takes the answers, once."""
    if not questionnaires.questionnaire_token_fits(g.found):
        return _show_check(answering.load_questionnaire(), STALE), 400
    new_key = partial(secrets.token_bytes, 16)
    try:
        with current_database().writing() as session:
            submitted = actions.submit_response(
                session, g.found.secret, request.form.get("attempt", ""), new_key, now()
            )
    except actions.NothingAnswered as refusal:
        return _show_check(answering.load_questionnaire(), refusal.words), status_of(refusal)
    if g.found.shared and not submitted.again:
        answering.count_answer_of_helper(submitted.place)
    return answering.redirect_to_page("done")


def _show_check(questionnaire: OpenQuestionnaire, notice: str = "") -> str:
    return answer_pages.check_page(answering.own_way(questionnaire), questionnaire, notice)


@blueprint.get("/done")
def done() -> ResponseReturnValue:
    """Thank you; only for somebody whose answers have been taken."""
    try:
        answering.load_questionnaire()
    except actions.AlreadyAnswered as sent:
        holder: QuestionnaireHolder = g.found
        if holder.room:  # which says that the answers are in, and goes on with the others
            return redirect(url_for("event_phones.show", code=holder.room), 303)
        room = answering.address_of_room(sent.place) if sent.place else ""
        response = make_response(
            render_template(
                "answering/questionnaire/done.html",
                holder=holder,
                place=sent.place,
                room=room,
                easy=_is_easy(sent.place),
            )
        )
        if holder.shared:
            g.cleared = True
            questionnaires.clear_questionnaire(response, holder.id)
        return response
    return answering.redirect_to_page("check")


def _is_easy(place: QuestionnairePlace | None) -> bool:
    """True if those who are asked at a place get the form in easy words."""
    if place is None:
        return False
    with current_database().reading() as session:
        return get_edition(session, place.edition).audience(place.audience).easy_read


# --- coming back, and leaving nothing behind -------------------------------------------------------------


@blueprint.get("/leave")
def leave() -> str:
    """One's own link, QR and code, to come back on any device; and clearing this one."""
    questionnaire = answering.load_questionnaire()
    code = g.found.secret.code
    address = current_settings().public_base_url + url_for("links.personal", secret=code)
    subject = quote(f"My link: {questionnaire.edition.short_title}")
    body = quote(
        f"To go on answering, open this link. Anyone who has it can see and change my answers.\n\n{address}\n"
    )
    return answer_pages.render_answer_page(
        "answering/questionnaire/leave.html",
        answering.own_way(questionnaire),
        questionnaire,
        address=address,
        code="-".join(code[i : i + 5] for i in range(0, len(code), 5)),
        qr=Markup(qr_drawing(address, "QR code of your own link", scale=4)),  # noqa: S704 - drawn by the library
        mailto=f"mailto:?subject={subject}&body={body}",
    )


@blueprint.post("/leave")
def clear() -> ResponseReturnValue:
    """Takes the questionnaire off this device; with `go=delete`, throws the draft away as well."""
    if not questionnaires.questionnaire_token_fits(g.found):
        return answering.redirect_to_page("leave")
    deleted = request.form.get("go") == "delete"
    if deleted:
        with current_database().writing() as session:
            actions.discard_draft_answers(session, g.found.secret)
    g.cleared = True
    response = make_response(render_template("answering/questionnaire/cleared.html", deleted=deleted))
    response.headers["Clear-Site-Data"] = '"cache"'
    return questionnaires.clear_questionnaire(response, g.questionnaire)
