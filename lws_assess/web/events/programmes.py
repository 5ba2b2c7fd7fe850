"""The programme of an event, taken apart and put together: moving, adding, changing and removing its parts."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lws_assess.actions.events import programmes as actions
from lws_assess.actions.events.visioning_events import change_programme
from lws_assess.records.events.visioning_events import Event, programme_of
from lws_assess.survey.events import programmes
from lws_assess.survey.events.own_questions import (
    QUESTION_KINDS,
    OwnQuestion,
    read_options,
    refuse_question,
)
from lws_assess.survey.events.programme_kinds import KINDS
from lws_assess.survey.events.programme_times import (
    end_of_programme,
    length_words,
    segment_times,
    total_minutes,
)
from lws_assess.survey.events.programme_warnings import refuse_programme
from lws_assess.survey.events.programmes import (
    ProgrammeRefused,
    Segment,
    Segments,
    find_segment,
    get_kind,
)
from lws_assess.survey.events.rooms import EventRefusal, EventState
from lws_assess.survey.keys import NO_SEGMENT, EventKey, PartnershipKey, SegmentKey
from lws_assess.survey.smallest_numbers import fewest_in_a_room
from lws_assess.web import forms
from lws_assess.web.events.event_pages import get_event
from lws_assess.web.events.forms import NewSegmentForm, QuestionForm, SegmentForm
from lws_assess.web.loading import current_database

blueprint = Blueprint("event_programmes", __name__, url_prefix="/p/<partnership>/events/<event>/programme")

WAYS = {"up": -1, "down": 1}
TOP = "top"  # where a new part stands first of all


@blueprint.get("/")
def index(partnership: PartnershipKey, event: EventKey) -> Response:
    """Every part with its time, and what can be done with it."""
    return _page(partnership, event, NewSegmentForm(formdata=None))


def _page(
    partnership: PartnershipKey,
    event: EventKey,
    form: NewSegmentForm,
    removed: tuple[Segment, int] | None = None,
) -> Response:
    with current_database().reading() as session:
        found, segments = _load(session, partnership, event)
    if not form.is_submitted():
        form.after.data = segments[-1].key
    return forms.form_page(
        "events/programme.html",
        form,
        event=found,
        rows=list(zip(segments, segment_times(found.starts, segments), strict=True)),
        ends=end_of_programme(found.starts, segments),
        length=length_words(total_minutes(segments)),
        warnings=refuse_programme(segments),
        kind=get_kind,
        kinds=[("", "Choose one"), *((kind.key, f"{kind.title}: {_small(kind.does)}") for kind in KINDS)],
        places=[(TOP, "Before everything else"), *((one.key, one.title) for one in segments)],
        now_in=found.segment if found.state == EventState.RUNNING else "",
        moved=request.args.get("moved", ""),
        way=request.args.get("way", ""),
        removed=removed,
    )


def _small(sentence: str) -> str:
    return sentence.partition(".")[0][:1].lower() + sentence.partition(".")[0][1:]


def _load(session: Session, partnership: PartnershipKey, event: EventKey) -> tuple[Event, Segments]:
    return get_event(session, partnership, event), programme_of(session, partnership, event)


def _get(partnership: PartnershipKey, event: EventKey, segment: SegmentKey) -> tuple[Event, Segment]:
    """The event and the part of an address, or 404."""
    with current_database().reading() as session:
        found, segments = _load(session, partnership, event)
    return found, find_segment(segments, segment) or abort(404)


# --- moving ----------------------------------------------------------------------------------------------


@blueprint.post("/<segment>/move/<any(up, down):way>")
def move(partnership: PartnershipKey, event: EventKey, segment: SegmentKey, way: str) -> Response:
    """One place up or down; the list comes back with the same button in focus."""
    return _move(partnership, event, segment, way, by=WAYS[way])


@blueprint.post("/<segment>/place")
def place(partnership: PartnershipKey, event: EventKey, segment: SegmentKey) -> Response:
    """To the place where a part was dropped, counted from 1."""
    number = forms.read_number(request.form.get("place", ""))
    return _move(partnership, event, segment, "", to=number or abort(400))


def _move(
    partnership: PartnershipKey, event: EventKey, segment: SegmentKey, way: str, by: int = 0, to: int = 0
) -> Response:
    _found, part = _get(partnership, event, segment)

    def change(segments: Segments) -> Segments:
        if to:
            return programmes.move_to(segments, segment, to - 1)
        return programmes.move_segment(segments, segment, by)

    try:
        with current_database().writing() as session:
            segments = change_programme(session, partnership, event, change)
    except EventRefusal as refusal:
        flash(refusal.words, "problem")
        return _back(partnership, event)
    number = programmes.index_of_segment(segments, segment) + 1
    flash(f"“{part.title}” now stands at number {number} of {len(segments)}.", "done")
    return _back(partnership, event, moved=segment, way=way)


# --- adding and changing ---------------------------------------------------------------------------------


@blueprint.post("/add")
def add(partnership: PartnershipKey, event: EventKey) -> Response:
    """A part of a kind, as its kind begins."""
    form = NewSegmentForm()
    with current_database().reading() as session:
        get_event(session, partnership, event)
    if not form.validate_on_submit():
        return _page(partnership, event, form)
    kind, after = forms.text_of_field(form.kind), forms.text_of_field(form.after)
    try:
        with current_database().writing() as session:
            added = actions.add_programme_segment(
                session, partnership, event, kind, NO_SEGMENT if after == TOP else SegmentKey(after)
            )
    except EventRefusal as refusal:
        forms.refuse_at(form, refusal, "after")
        return _page(partnership, event, form)
    flash(f"“{added.title}” is added. Say below what is different about it.", "done")
    return redirect(url_for(".edit", partnership=partnership, event=event, segment=added.key), 303)


@blueprint.route("/<segment>/edit", methods=["GET", "POST"])
def edit(partnership: PartnershipKey, event: EventKey, segment: SegmentKey) -> Response:
    """Shows what a part is called, how long it takes, what the screen says, and how to run it."""
    found, part = _get(partnership, event, segment)
    form = _form_of(part)
    if not form.validate_on_submit() or not _change(form, partnership, event, part):
        return forms.form_page(
            "events/part.html",
            form,
            event=found,
            part=part,
            kind=get_kind(part.kind),
            fewest_in_a_room=fewest_in_a_room(found.smallest_number),
        )
    flash(f"“{forms.text_of_field(form.title)}” is saved.", "done")
    return _back(partnership, event, moved=segment)


def _form_of(part: Segment) -> SegmentForm:
    """The form of a part, with the fields of its question where it asks one of the room's own."""
    said: dict[str, Any] = {**vars(part), "minutes": str(part.minutes)}
    own = part.question
    if own is None:
        return SegmentForm(data=said)
    return QuestionForm(
        data={**said, "question": own.text, "options": "\n".join(own.options), "most": f"{own.most}"}
    )


def _change(form: SegmentForm, partnership: PartnershipKey, event: EventKey, part: Segment) -> bool:
    """Keeps what was typed, or says at its field why it will not do."""
    typed: dict[str, Any] = {
        name: forms.text_of_field(form[name]) for name in ("title", "words", "led_by", "notes", "place")
    }
    typed["minutes"] = forms.number_in_field(form.minutes)
    try:
        if isinstance(form, QuestionForm) and part.question:
            typed["question"] = form.own_question(part.question.takes)
            refuse_question(typed["question"])
        with current_database().writing() as session:
            change_programme(
                session,
                partnership,
                event,
                lambda segments: programmes.change_segment(segments, part.key, **typed),
            )
    except EventRefusal as refusal:
        forms.refuse_at(form, refusal, "title")
    return not form.errors


# --- removing, and putting back --------------------------------------------------------------------------


@blueprint.post("/<segment>/remove")
def remove(partnership: PartnershipKey, event: EventKey, segment: SegmentKey) -> Response:
    """Takes a part out, and shows the programme with a way to put it back as it was."""
    with current_database().reading() as session:
        segments = _load(session, partnership, event)[1]
    try:
        number = programmes.index_of_segment(segments, segment)
        with current_database().writing() as session:
            change_programme(
                session, partnership, event, lambda these: programmes.remove_segment(these, segment)
            )
    except EventRefusal as refusal:
        flash(refusal.words, "problem")
        return _back(partnership, event)
    return _page(partnership, event, NewSegmentForm(formdata=None), (segments[number], number))


@blueprint.post("/put-back")
def put_back(partnership: PartnershipKey, event: EventKey) -> Response:
    """Puts a removed part where it was; the page that removed it holds all that it said."""
    with current_database().reading() as session:
        get_event(session, partnership, event)
    try:
        segment, number = _sent_back()
        with current_database().writing() as session:
            change_programme(
                session, partnership, event, lambda these: actions.put_segment_back(these, segment, number)
            )
    except EventRefusal as refusal:
        flash(refusal.words, "problem")
        return _back(partnership, event)
    flash(f"“{segment.title}” is back in the programme.", "done")
    return _back(partnership, event, moved=segment.key)


def _sent_back() -> tuple[Segment, int]:
    """The part that a form carries, and its place. Raises ProgrammeRefused where it carries none."""
    sent = request.form
    minutes, number = forms.read_number(sent.get("minutes", "")), forms.read_number(sent.get("place", ""))
    if not sent.get("segment") or minutes is None:
        raise ProgrammeRefused("There is nothing to put back. Add the part again.")
    line = {name: forms.trimmed_line(sent.get(name)) for name in ("title", "led_by")}
    line["place"] = forms.trimmed_line(sent.get("where"))  # `place` is where it stands in the programme
    text = {name: forms.trimmed_lines(sent.get(name)) for name in ("words", "notes")}
    kind = sent.get("kind", "")
    segment = Segment(
        SegmentKey(sent["segment"]), kind, minutes=minutes, question=_question_sent_back(kind), **line, **text
    )
    return segment, number or 0


def _question_sent_back(kind: str) -> OwnQuestion | None:
    """The question of a part of this kind, as the page that removed it holds it; an empty one where it holds none.

    Raises EventRefusal for one that cannot be asked.
    """
    if kind not in QUESTION_KINDS:
        return None
    sent, takes = request.form, QUESTION_KINDS[kind]
    options = read_options(sent.get("options", "")) if takes.most_options else ()
    most = forms.read_number(sent.get("most", "")) or 1
    own = OwnQuestion(kind, forms.trimmed_line(sent.get("question")), options, most)
    if own.text:
        refuse_question(own)
    return own


def _back(
    partnership: PartnershipKey, event: EventKey, moved: str | None = None, way: str | None = None
) -> Response:
    return redirect(
        url_for(".index", partnership=partnership, event=event, moved=moved, way=way or None), 303
    )
