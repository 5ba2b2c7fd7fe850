"""What every page of a questionnaire shares: its holder, loading and saving, and the way through it."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from lws_assess.actions.answering import responses as actions
from lws_assess.actions.answering.responses import OpenQuestionnaire, SavedPage
from lws_assess.records.places import QuestionnairePlace
from lws_assess.records.sealing_keys import NONCE_BYTES
from lws_assess.survey import responses as survey
from lws_assess.survey.responses import Pages
from lws_assess.web.answering import questionnaires
from lws_assess.web.answering.questionnaires import QuestionnaireHolder
from lws_assess.web.loading import current_database
from lws_assess.web.words import now

blueprint = Blueprint("responses", __name__, url_prefix="/answer/<questionnaire>")


@blueprint.url_value_preprocessor
def load_holder(_endpoint: str | None, values: dict[str, str] | None) -> None:
    """Turns the public id of the address into the holder that this device's cookie makes."""
    values = values or {}
    g.questionnaire = values.pop("questionnaire", "")
    g.found = questionnaires.find_holder(g.questionnaire)


@blueprint.before_request
def need_holder() -> ResponseReturnValue | None:
    """Without the cookie nothing can be read or saved; what was typed is shown so that it can be copied."""
    if g.found is not None:
        return None
    return render_template("answering/questionnaire/not_here.html", texts=questionnaires.words_sent()), 404


@blueprint.after_request
def renew(response: Response) -> Response:
    """Keeps a shared device's questionnaire for some minutes more, and sends it to the start after that."""
    holder: QuestionnaireHolder | None = g.found
    if holder and holder.shared and response.status_code < 400 and not g.get("cleared"):
        questionnaires.put_secret_on_device(response, holder)
        seconds = int(holder.kept_for.total_seconds())
        response.headers["Refresh"] = f"{seconds}; url={url_for('links.join', code=holder.entrance)}"
    return response


@blueprint.after_request
def tell_scripts(response: Response) -> Response:
    """A script that sends a page for us goes on by itself: it is told where."""
    if response.status_code == 303 and "application/json" in request.headers.get("Accept", ""):
        response.status_code, response.data = 200, json.dumps({"next": response.headers.pop("Location")})
        response.mimetype = "application/json"
    return response


@blueprint.errorhandler(actions.NotBegun)
def not_begun(_error: actions.NotBegun) -> ResponseReturnValue:
    return redirect(url_for(".about", questionnaire=g.questionnaire), 303)


def redirect_to_page(endpoint: str, code: str | None = None) -> ResponseReturnValue:
    return redirect(url_for(f".{endpoint}", questionnaire=g.questionnaire, code=code), 303)


def address_to_carry_on(questionnaire_id: str, questionnaire: OpenQuestionnaire) -> str:
    """The address of the first question without an answer, or of the page where answers are checked."""
    place = questionnaire.unanswered
    area = questionnaire.edition.find_area(survey.area_of_page(place.page))
    if area is None:
        return url_for(f"responses.{place.page}", questionnaire=questionnaire_id)
    anchor = place.question or None
    return url_for("responses.area", questionnaire=questionnaire_id, code=area.code, _anchor=anchor)


def load_questionnaire() -> OpenQuestionnaire:
    with current_database().reading() as session:
        return actions.get_questionnaire(session, g.found.secret, now())


def sent_fields() -> dict[str, list[str]]:
    """Returns what the form held, by field. A file is no answer: it stands here as a field that no page asks for."""
    files = {f"{name} (a file)": ["sent"] for name in request.files}
    return request.form.to_dict(flat=False) | files


def save_sent_page(page: str) -> SavedPage:
    with current_database().writing() as session:
        return actions.save_page(
            session,
            g.found.secret,
            page,
            sent_fields(),
            request.form.get("attempt", "").partition(".")[2],
            secrets.token_bytes(NONCE_BYTES),
            now(),
        )


@dataclass(frozen=True)
class OwnWay:
    """The way through a questionnaire that is kept: links, and forms with their token and attempt key."""

    holder: QuestionnaireHolder
    pages: Pages
    base: str  # what every address of this questionnaire begins with
    tag: str = "a"
    practice: bool = False
    room: str = ""  # the address of the room in which it is put, while that event runs

    def to(self, page: str) -> Markup:
        return Markup(f'href="{self.base}{page}"')  # noqa: S704 - an id and a code of ours

    def action(self, page: str) -> str:
        return self.base + page

    def hidden(self, page: str) -> Markup:
        """A token, and a fresh attempt key that also names the answers this page shows."""
        attempt = f"{secrets.token_hex(16)}.{survey.digest_of_page(self.pages.get(page, {}))}"
        return Markup(  # noqa: S704 - hexadecimal digits of ours
            f'<input type="hidden" name="csrf_token" value="{g.form_token}">'
            f'<input type="hidden" name="attempt" value="{attempt}">'
        )


def own_way(questionnaire: OpenQuestionnaire) -> OwnWay:
    base = url_for(".about", questionnaire=g.questionnaire).removesuffix("about")
    return OwnWay(g.found, questionnaire.pages, base, room=address_of_room(questionnaire.place))


def address_of_room(place: QuestionnairePlace) -> str:
    """The address of the room in which a questionnaire is put; empty where none is, or the event is over."""
    if not place.event:
        return ""
    with current_database().reading() as session:
        code = actions.find_room_code(session, place)
    return url_for("event_phones.show", code=code) if code else ""


def count_answer_of_helper(place: QuestionnairePlace) -> None:
    """Counts an answer from a shared device that a helper holds, now that it is stored."""
    with current_database().reading() as session:
        helped = actions.is_for_helpers(session, g.found.entrance)
    if helped:
        with current_database().writing() as session:
            actions.count_helped_answer(session, place, g.found.entrance)
