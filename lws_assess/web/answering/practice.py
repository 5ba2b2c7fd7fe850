"""Practice: anybody with a round's practice link tries its form, and nothing of it is stored.

Every form is sent to the one address of the link, and the answer is the next page. What was answered so far
travels in a hidden field, so it needs neither scripts nor a cookie of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from lws_assess.actions.answering import practice as actions
from lws_assess.actions.answering import responses as answering_actions
from lws_assess.actions.answering.responses import OpenQuestionnaire, SavedPage
from lws_assess.records.places import QuestionnairePlace
from lws_assess.survey import responses as survey
from lws_assess.survey.instruments import Edition
from lws_assess.survey.keys import GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.refusals import BadInput
from lws_assess.survey.round_timing import RoundRefusal
from lws_assess.survey.secrets import read_code
from lws_assess.web.answering import answer_pages
from lws_assess.web.answering import questionnaire_pages as answering
from lws_assess.web.link_codes import new_link_code
from lws_assess.web.loading import current_database, get_round
from lws_assess.web.refusals import status_of

blueprint = Blueprint("practice", __name__)

# Fields of practice itself: what is carried, and the page that a button leads to.
OWN_FIELDS = ("practice", "to")


@dataclass(frozen=True)
class PracticeWay:
    """The way through a form that is only tried: buttons, since a link could carry no answers."""

    questionnaire: OpenQuestionnaire
    address: str
    tag: str = "button"
    practice: bool = True
    holder: None = None
    room: str = ""

    def to(self, page: str) -> Markup:
        return Markup('form="practice" name="to" value="{}"').format(page)

    def action(self, _page: str) -> str:
        return self.address

    def hidden(self, page: str) -> Markup:
        fields = {"csrf_token": generate_csrf(), "practice": actions.carry_practice(self.questionnaire, page)}
        return Markup("").join(
            Markup('<input type="hidden" name="{}" value="{}">').format(name, value)
            for name, value in fields.items()
        )


def _way(questionnaire: OpenQuestionnaire) -> PracticeWay:
    return PracticeWay(questionnaire, request.path)


@blueprint.get("/practice/<code>")
def begin(code: str) -> str:
    """The choice of group, and what agreeing would mean."""
    return _entrance(*_find(code))


@blueprint.post("/practice/<code>")
def go_on(code: str) -> ResponseReturnValue:
    """Takes a page, and answers with the next."""
    places, edition = _find(code)
    tried = actions.read_carried(places, edition, request.form.get("practice", ""))
    if tried is None:
        return _begin(places, edition)
    wanted = request.form.get("to")
    if wanted is not None:
        return _page(tried.questionnaire, wanted)
    if tried.at == "check":
        return _finish(tried.questionnaire)
    return _take(tried)


def _find(code: str) -> tuple[list[QuestionnairePlace], Edition]:
    found = read_code(code)
    if found is None:
        raise answering_actions.UnknownLink
    with current_database().reading() as session:
        return actions.find_practice(session, found)


def _entrance(places: list[QuestionnairePlace], edition: Edition, field: str = "", fault: str = "") -> str:
    return render_template(
        "answering/questionnaire/join.html",
        way=None,
        practice=request.path,
        place=places[0],
        edition=edition,
        audience=None,
        choices=edition.by_audience(places),
        chosen=request.form.get("group", ""),
        agreed=request.form.get("agree") == "yes",
        begun_here=None,
        shared=False,
        helping=False,
        faults={field: fault} if fault else {},
    )


def _begin(places: list[QuestionnairePlace], edition: Edition) -> ResponseReturnValue:
    if request.form.get("practice"):
        return _entrance(places, edition, "group", "This page could not be read. Choose again to begin."), 400
    if request.form.get("agree") != "yes":
        return _entrance(places, edition, "agree", "Tick the box if you agree to take part."), 400
    try:
        questionnaire = actions.begin_practice(places, edition, GroupKey(request.form.get("group", "")))
    except BadInput as refusal:
        return _entrance(places, edition, refusal.field, refusal.words), status_of(refusal)
    if questionnaire.audience.easy_read:
        return answer_pages.area_page(_way(questionnaire), questionnaire, edition.areas[0])
    return answer_pages.about_page(_way(questionnaire), questionnaire)


def _page(questionnaire: OpenQuestionnaire, page: str) -> str:
    """A page by its name."""
    way = _way(questionnaire)
    if page == "about":
        return answer_pages.about_page(way, questionnaire)
    if page == "priorities":
        return answer_pages.priorities_page(way, questionnaire)
    if page == "check":
        return answer_pages.check_page(way, questionnaire)
    if page == "later":
        return answer_pages.render_answer_page("answering/practice/later.html", way, questionnaire)
    area = questionnaire.edition.find_area(survey.area_of_page(page))
    if area is None:
        abort(404)
    return answer_pages.area_page(way, questionnaire, area)


def _take(tried: actions.TriedPage) -> ResponseReturnValue:
    """The page that follows the one sent, or the same with what must be mended."""
    sent = {name: values for name, values in answering.sent_fields().items() if name not in OWN_FIELDS}
    saved = answering_actions.take_page(tried.questionnaire, tried.at, sent)
    if saved.faults:
        return _mend(saved, tried.at), 400
    if request.form.get("go") == "later":
        return _page(saved.questionnaire, "later")
    return _page(saved.questionnaire, _following(saved.questionnaire, tried.at))


def _following(questionnaire: OpenQuestionnaire, page: str) -> str:
    edition = questionnaire.edition
    if page == "priorities":
        return "check"
    if page == "about":
        return questionnaire.unanswered.page
    following = edition.next_area(survey.area_of_page(page))
    return survey.page_of(following) if following else "priorities"


def _mend(saved: SavedPage, page: str) -> str:
    questionnaire, way = saved.questionnaire, _way(saved.questionnaire)
    faults = {fault.field: fault.message for fault in saved.faults}
    if page == "about":
        return answer_pages.about_page(way, questionnaire, faults=faults)
    if page == "priorities":
        typed = {**(saved.typed or {}), "top-areas": request.form.getlist("top-areas")}
        return answer_pages.priorities_page(way, questionnaire, typed, faults)
    this = questionnaire.edition.area(survey.area_of_page(page))
    return answer_pages.area_page(way, questionnaire, this, saved.typed, faults)


def _finish(questionnaire: OpenQuestionnaire) -> ResponseReturnValue:
    way = _way(questionnaire)
    if not survey.anything_answered(questionnaire.pages):
        nothing = answering_actions.NothingAnswered()
        return answer_pages.check_page(way, questionnaire, nothing.words), status_of(nothing)
    return answer_pages.render_answer_page("answering/practice/done.html", way, questionnaire)


@blueprint.post("/p/<partnership>/rounds/<round_key>/practice")
def make_link(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    """Makes the practice link of a round that has none yet."""
    try:
        with current_database().writing() as session:
            get_round(session, partnership, round_key)
            actions.make_practice_link(session, partnership, round_key, new_link_code)
    except RoundRefusal as refusal:
        flash(refusal.words, "problem")
    else:
        flash("The link to try the form is ready.", "done")
    there = url_for("rounds.show", partnership=partnership, round_key=round_key, _anchor="try")
    return redirect(there, 303)
