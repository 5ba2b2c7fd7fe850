"""Feedback: facilitators write what came of a round, look at it, publish it and take it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms import HiddenField, SelectMultipleField, TextAreaField

from lws_assess.actions.plans import feedback as actions
from lws_assess.actions.plans.feedback import FeedbackMaterial, FeedbackView
from lws_assess.actions.results.priorities import SignedBy
from lws_assess.documents.papers.feedback import make_page, tell_easily, tell_feedback
from lws_assess.survey.instruments import Area
from lws_assess.survey.keys import PartnershipKey, RoundKey
from lws_assess.survey.plans import feedback as survey
from lws_assess.survey.plans.feedback import BothVersions, FeedbackPage, FeedbackWords, digest_of_words
from lws_assess.survey.refusals import ChangedMeanwhile, FormRefused
from lws_assess.web import forms
from lws_assess.web.link_codes import new_link_code
from lws_assess.web.loading import current_database, get_round
from lws_assess.web.post import mail
from lws_assess.web.refusals import status_of
from lws_assess.web.words import now, today

blueprint = Blueprint("feedback", __name__, url_prefix="/p/<partnership>/rounds/<round_key>/feedback")

VERSIONS = {"plain": tell_feedback, "easy": tell_easily}


class WriteFeedback(forms.Form):
    """Fields about each decided area are added by `_form_for`. Hidden: the words that the page showed."""

    quotes = SelectMultipleField("Comments to show", validate_choice=False)  # the page offers those published
    seen = HiddenField()


class PublishFeedback(forms.Form):
    """Hidden: the page that was looked at."""

    seen = HiddenField()


@blueprint.get("")
def edit(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """Shows where the feedback stands, and what facilitators write for it."""
    view = _view(partnership, round_key)
    return _edit(view, _filled(view.material))


@blueprint.post("")
def save(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    """Keeps what was written; nothing of it is public yet."""
    view = _view(partnership, round_key)
    form = _form_for(view.material)()
    if not form.validate_on_submit():
        return _edit(view, form)
    words = _words(form, view.material)
    try:
        with current_database().writing() as session:
            actions.save_feedback_words(
                session, partnership, round_key, words, forms.text_of_field(form.seen)
            )
    except FormRefused as refusal:
        for name, why in refusal.faults.items():
            forms.refuse_field(form[name], why)
        return _edit(view, form)
    except ChangedMeanwhile as refusal:
        form.seen.data = digest_of_words(_view(partnership, round_key).material.words)
        return _edit(view, form, refusal)
    flash("Saved. Look at both versions before you publish them.", "done")
    return redirect(url_for(".edit", **_here(view)), 303)


@blueprint.get("/preview/<version>")
def preview(partnership: PartnershipKey, round_key: RoundKey, version: str) -> Response:
    """One version as it would be published now."""
    tell_it = VERSIONS.get(version) or abort(404)
    view = _view(partnership, round_key)
    told = tell_it(make_page(view.material), view.material.results.edition)
    return forms.form_page(
        f"results/feedback/{version}.html",
        None,
        told=told,
        partnership=g.partnership,
        round=view.material.round,
        published_at=None,
        back=url_for(".edit", **_here(view)),
        plain_address=url_for(".preview", version="plain", **_here(view)),
        easy_address=url_for(".preview", version="easy", **_here(view)),
    )


@blueprint.get("/publish")
def confirm_publish(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """Shows what becomes public, before it does."""
    return _confirm(_view(partnership, round_key), PublishFeedback(formdata=None))


@blueprint.post("/publish")
def publish(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    """Publishes exactly what the page before showed."""
    view, form = _view(partnership, round_key), PublishFeedback()
    if not form.validate_on_submit():
        return _confirm(view, form)
    try:
        with current_database().writing() as session:
            material = actions.view_material(session, partnership, round_key, _today())
            page, seen = make_page(material or abort(404)), forms.text_of_field(form.seen)
            actions.publish_feedback(session, partnership, round_key, page, seen, new_link_code, _signed())
    except ChangedMeanwhile as refusal:
        return _confirm(_view(partnership, round_key), form, refusal)
    flash("It is public now. The open links of this round lead to it.", "done")
    return redirect(url_for(".edit", **_here(view)), 303)


@blueprint.get("/take-back")
def confirm_take_back(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """Shows what taking back does, before it is done."""
    view = _view(partnership, round_key)
    return forms.form_page("results/feedback/take_back.html", forms.Form(), **_told(view))


@blueprint.post("/take-back")
def take_back(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """Makes both versions private again."""
    view = _view(partnership, round_key)
    with current_database().writing() as session:
        actions.take_back(session, partnership, round_key, _signed())
    flash("It is not public any more.", "done")
    return redirect(url_for(".edit", **_here(view)), 303)


# --- loading ---------------------------------------------------------------------------------------------


def _view(partnership: PartnershipKey, round_key: RoundKey) -> FeedbackView:
    """The feedback of a round; leads to the round's page while it has no results."""
    with current_database().reading() as session:
        get_round(session, partnership, round_key)
        view = actions.view_feedback(session, partnership, round_key, _today())
    its_round = url_for("rounds.show", partnership=partnership, round_key=round_key, asked="results")
    return view or abort(redirect(its_round))


def _today() -> date:
    return today()


def _here(view: FeedbackView) -> dict[str, Any]:
    this = view.material.round
    return {"partnership": this.partnership, "round_key": this.key}


def _decided(material: FeedbackMaterial) -> list[Area]:
    current = material.priorities.current
    return [place.area for place in current.places] if current else []


def _signed() -> SignedBy:
    role, _ = forms.ROLE_WORDS[g.role]
    return SignedBy(current_user.person.called, role, now())


# --- the forms -------------------------------------------------------------------------------------------


def _area_of_words(label: str) -> TextAreaField:
    return TextAreaField(label, filters=[forms.trimmed_lines])


def _form_for(material: FeedbackMaterial) -> type[WriteFeedback]:
    """A form with a plain and an easy field for every part that there is."""
    labels = {survey.OPENING: "Your opening words", survey.NEXT: "What happens next"}
    labels |= {
        survey.field_of_area(area.code): f"{area.short_name}: what you are doing about it"
        for area in _decided(material)
    }
    fields: dict[str, Any] = {name: _area_of_words(label) for name, label in labels.items()}
    fields |= {
        survey.easy_field_name(name): _area_of_words(f"{label}, in easy words")
        for name, label in labels.items()
    }
    fields[survey.easy_field_name(survey.WHY)] = _area_of_words("Why you chose these, in easy words")
    return type("WriteHere", (WriteFeedback,), fields)


def _filled(material: FeedbackMaterial) -> WriteFeedback:
    """The form with what was written before."""
    form, words = _form_for(material)(formdata=None), material.words
    parts = {survey.OPENING: words.opening, survey.NEXT: words.next}
    parts |= {survey.field_of_area(area.code): words.of(area.code) for area in _decided(material)}
    for name, both in parts.items():
        form[name].data, form[survey.easy_field_name(name)].data = both.plain, both.easy
    form[survey.easy_field_name(survey.WHY)].data = words.why_easy
    form.quotes.data = list(words.quotes)
    form.seen.data = digest_of_words(words)
    return form


def _words(form: WriteFeedback, material: FeedbackMaterial) -> FeedbackWords:
    offered = {quote.key for quote in actions.quotes_of(material.said)}

    def both(name: str) -> BothVersions:
        return BothVersions(
            forms.text_of_field(form[name]), forms.text_of_field(form[survey.easy_field_name(name)])
        )

    return FeedbackWords(
        opening=both(survey.OPENING),
        why_easy=forms.text_of_field(form[survey.easy_field_name(survey.WHY)]),
        areas={area.code: both(survey.field_of_area(area.code)) for area in _decided(material)},
        next=both(survey.NEXT),
        quotes=tuple(key for key in form.quotes.data or () if key in offered),
    )


def _edit(view: FeedbackView, form: WriteFeedback, meanwhile: ChangedMeanwhile | None = None) -> Response:
    material = view.material
    return forms.form_page(
        "results/feedback/edit.html",
        form,
        status_of(meanwhile) if meanwhile else None,
        problem=meanwhile.words if meanwhile else "",
        decided=_decided(material),
        offered=[(about, actions.quotes_of([about])) for about in material.said],
        survey=survey,
        **_told(view),
    )


def _confirm(
    view: FeedbackView, form: PublishFeedback, meanwhile: ChangedMeanwhile | None = None
) -> Response:
    page = make_page(view.material)
    form.seen.data = page.digest
    return forms.form_page(
        "results/feedback/publish.html",
        form,
        status_of(meanwhile) if meanwhile else None,
        problem=meanwhile.words if meanwhile else "",
        told=tell_feedback(page, view.material.results.edition),
        missing=_missing(page, view.material),
        **_told(view),
    )


def _missing(page: FeedbackPage, material: FeedbackMaterial) -> list[str]:
    """Returns what the easy version leaves out for want of easy words."""
    names: Mapping[str, str] = {
        survey.OPENING: "your opening words",
        survey.WHY: "why you chose these areas",
        survey.NEXT: "what happens next",
        **{survey.field_of_area(area.code): area.short_name for area in _decided(material)},
    }
    return [names[name] for name in survey.without_easy_words(page)]


def _told(view: FeedbackView) -> dict[str, Any]:
    """Returns what every template of facilitators is told."""
    return {
        "view": view,
        "round": view.material.round,
        "here": _here(view),
        "address": mail.absolute_address("feedback_pages.plain", code=view.code) if view.code else "",
        "changed": view.page is not None and view.page != make_page(view.material),
    }
