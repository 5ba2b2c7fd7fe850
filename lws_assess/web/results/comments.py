"""Comments: the queue that facilitators moderate, and the published words that every member reads."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms import HiddenField, SelectMultipleField, StringField, TextAreaField

from lws_assess.actions.alerts import open_alerts
from lws_assess.actions.results import comments as comment_actions
from lws_assess.actions.results import moderation as actions
from lws_assess.actions.results.moderation import CommentHeard, ModerationDecision, Moderator
from lws_assess.records.comments import STATES, CommentStep, count_comments
from lws_assess.records.rounds import Round
from lws_assess.survey.comments import CommentState
from lws_assess.survey.keys import PartnershipKey, RoundKey
from lws_assess.survey.refusals import BadInput
from lws_assess.web import forms
from lws_assess.web.loading import current_database, get_round
from lws_assess.web.post import alerts
from lws_assess.web.rounds_of_events import always_seen, open_to_rounds_of_events
from lws_assess.web.words import counted_noun, now

blueprint = Blueprint("comments", __name__, url_prefix="/p/<partnership>/rounds/<round_key>/comments")
open_to_rounds_of_events(blueprint, always_seen)

A_PAGE = 50


class DecideOnComment(forms.Form):
    """Asks what should happen to a comment; the page offers actions.REASONS as boxes to tick."""

    what = StringField("What should happen to this comment?")
    published = TextAreaField("What everybody will read instead", filters=[forms.trimmed_lines])
    reasons = SelectMultipleField("Why?", validate_choice=False)  # the action knows the list
    words = StringField("Anything to add to the reason", filters=[forms.trimmed_lines])

    def decision(self) -> ModerationDecision:
        return ModerationDecision(
            forms.text_of_field(self.what),
            tuple(self.reasons.data or ()),
            forms.text_of_field(self.words),
            forms.text_of_field(self.published),
        )


class PublishShown(forms.Form):
    """The keys of the comments that the page showed."""

    shown = HiddenField()


@blueprint.get("/")
def index(partnership: PartnershipKey, round_key: RoundKey) -> str:
    """Shows what is waiting, or what was decided; a page at a time."""
    state = request.args.get("state", CommentState.WAITING)
    start = _start()
    with current_database().reading() as session:
        queue = actions.view_queue(
            session,
            partnership,
            round_key,
            CommentState(state) if state in STATES else CommentState.WAITING,
            start,
            A_PAGE,
        )
        waiting = open_alerts(session, partnership, now(), round_key)
    if queue is None:
        abort(404)
    return render_template(
        "results/comments/index.html",
        round=queue.round,
        queue=queue,
        start=start,
        most=A_PAGE,
        alerts=waiting,
    )


def _start() -> int:
    text = request.args.get("from", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


@blueprint.get("/<comment>")
def show(partnership: PartnershipKey, round_key: RoundKey, comment: str) -> Response:
    """One comment: what is written, what to look at, what was decided so far, and what to decide."""
    this, heard, steps = _find(partnership, round_key, comment)
    form = DecideOnComment(published=heard.comment.published or heard.comment.text)
    return _show(this, heard, steps, form)


def _show(this: Round, heard: CommentHeard, steps: list[CommentStep], form: DecideOnComment) -> Response:
    with current_database().reading() as session:
        after = actions.next_waiting(session, this.partnership, this.key, heard.comment.key)
        left = count_comments(session, this.partnership, this.key)[CommentState.WAITING]
        told = open_alerts(session, this.partnership, now(), this.key)
    return forms.form_page(
        "results/comments/show.html",
        form,
        round=this,
        heard=heard,
        steps=steps,
        reasons=actions.REASONS,
        after=after.hex() if after else "",
        left=left,
        alerts=told,
    )


@blueprint.post("/<comment>")
def decide(partnership: PartnershipKey, round_key: RoundKey, comment: str) -> ResponseReturnValue:
    """Carries out what was decided, and goes on to the next comment."""
    this, heard, steps = _find(partnership, round_key, comment)
    form = DecideOnComment()
    if not form.validate_on_submit():
        return _show(this, heard, steps, form)
    key, waited = heard.comment.key, heard.comment.state == CommentState.WAITING
    try:
        with current_database().writing() as session:
            raised = actions.decide_on_comment(
                session, partnership, round_key, key, form.decision(), _moderator()
            )
    except BadInput as refusal:
        forms.refuse_at(form, refusal)
        return _show(this, heard, steps, form)
    if raised:
        alerts.tell_soon()
    return _onward(this, key, forms.text_of_field(form.what), waited)


def _onward(this: Round, key: bytes, what: str, waited: bool) -> ResponseReturnValue:
    """To the next that waits, after one that waited; to the list where it now stands, after one looked at again."""
    here: dict[str, Any] = {"partnership": this.partnership, "round_key": this.key}
    with current_database().reading() as session:
        after = actions.next_waiting(session, this.partnership, this.key, key) if waited else None
    flash(DONE[what], "done")
    if after:
        return redirect(url_for(".show", comment=after.hex(), **here), 303)
    if waited:
        flash("You have read every comment that was waiting.", "done")
    state = None if waited else actions.BECOMES[what]
    return redirect(url_for(".index", state=state, **here), 303)


DONE = {
    actions.PUBLISH: "That comment is published as it is.",
    actions.REDACT: "That comment is published with the words you changed.",
    actions.HOLD: "That comment is held back.",
    actions.PASS_ON: "That comment goes to the safeguarding contact and is not published.",
    actions.PUT_BACK: "That comment waits again.",
}


@blueprint.get("/publish-unflagged")
def confirm_unflagged(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """Every comment that nothing was found in, to be read before they are published together."""
    with current_database().reading() as session:
        found = actions.view_unflagged(session, partnership, round_key)
    if found is None:
        abort(404)
    this, heard = found
    form = PublishShown(shown=" ".join(one.id for one in heard))
    return forms.form_page("results/comments/unflagged.html", form, round=this, heard=heard)


@blueprint.post("/publish-unflagged")
def publish_unflagged(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    """Publishes those that the page showed, unless they were decided about meanwhile."""
    form = PublishShown()
    if not form.validate_on_submit():
        return confirm_unflagged(partnership, round_key)
    keys = [key for text in forms.text_of_field(form.shown).split() if (key := _key(text))]
    with current_database().writing() as session:
        get_round(session, partnership, round_key)
        number = actions.publish_unflagged(session, partnership, round_key, keys, _moderator())
    flash(f"{counted_noun(number, 'comment is', 'comments are')} published.", "done")
    return redirect(url_for(".index", partnership=partnership, round_key=round_key), 303)


@blueprint.get("/published")
def published(partnership: PartnershipKey, round_key: RoundKey) -> str:
    """Shows what everybody else reads: published words by area, once the round has its results."""
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
        said = comment_actions.view_published(session, partnership, round_key)
    return render_template(
        "results/comments/published.html", round=this, said=said, state=CommentState.PUBLISHED
    )


def _find(
    partnership: PartnershipKey, round_key: RoundKey, comment: str
) -> tuple[Round, CommentHeard, list[CommentStep]]:
    with current_database().reading() as session:
        return actions.view_comment(session, partnership, round_key, _key(comment))


def _key(text: str) -> bytes:
    """The key that an address names; an empty one where it cannot be one."""
    try:
        return bytes.fromhex(text) if len(text) == 32 else b""
    except ValueError:
        return b""


def _moderator() -> Moderator:
    return Moderator(current_user.person.called, now())
