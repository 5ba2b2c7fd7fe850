"""What is asked about an event and the parts of its programme, and what is said when an answer will not do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wtforms import BooleanField, Field, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, ValidationError

from lws_assess.actions.events.visioning_events import EventFacts
from lws_assess.records.events.visioning_events import Event
from lws_assess.survey.events.own_questions import (
    LONGEST_OPTION,
    LONGEST_QUESTION,
    MOST_OPTIONS,
    OwnQuestion,
    QuestionKind,
    read_options,
)
from lws_assess.survey.events.programme_times import clock_of_minute, minute_of
from lws_assess.survey.events.programmes import (
    MOST_LED_BY,
    MOST_MINUTES,
    MOST_NOTES,
    MOST_PLACE,
    MOST_TITLE,
    MOST_WORDS,
    ProgrammeTemplate,
)
from lws_assess.survey.events.rooms import MOST_TABLES
from lws_assess.survey.typed_values import UnclearValue
from lws_assess.web import forms
from lws_assess.web.forms import DayField


def is_time(_form: forms.Form, field: Field) -> None:
    try:
        field.data = clock_of_minute(minute_of(forms.text_of_field(field)))
    except UnclearValue as unclear:
        raise ValidationError(unclear.words) from None


def may_be_time(form: forms.Form, field: Field) -> None:
    if field.data:
        is_time(form, field)


class DescribeEvent(forms.Form):
    """Asks what is said of an event beforehand."""

    title = StringField(
        "Title",
        [DataRequired("Give the event a title"), forms.at_most(MOST_TITLE), forms.is_plain],
        [forms.trimmed_line],
    )
    place = StringField("Place", [forms.at_most(200), forms.is_plain], [forms.trimmed_line])
    day = DayField("Day")
    starts = StringField("Starts at", [is_time], [forms.trimmed_line])
    timed_segments = BooleanField("Start each part’s minutes by themselves")
    tables = StringField("Number of tables", [forms.whole_number(0, MOST_TABLES)], [forms.trimmed_line])

    def facts(self, otherwise: str = "09:00") -> EventFacts:
        """Returns what was typed; `otherwise` is when it starts, where nobody said."""
        return EventFacts(
            title=forms.text_of_field(self.title),
            place=forms.text_of_field(self.place),
            day=self.day.data,
            starts=forms.text_of_field(self.starts) or otherwise,
            tables=forms.number_in_field(self.tables),
            timed_segments=bool(self.timed_segments.data),
        )


class NewEventForm(DescribeEvent):
    starts = StringField("Starts at", [may_be_time], [forms.trimmed_line])
    template = StringField("Programme to begin with")  # the page offers the templates as radios
    instrument = StringField("Questionnaire")  # the page offers those on the shelf as radios


class KeepProgramme(forms.Form):
    """Asks how a programme of one's own is called."""

    title = StringField(
        "Title",
        [DataRequired("Give the programme a title"), forms.at_most(MOST_TITLE), forms.is_plain],
        [forms.trimmed_line],
    )
    for_whom = TextAreaField("For whom it is", [forms.at_most(MOST_WORDS)], [forms.trimmed_lines])


def new_event_form(
    templates: Sequence[ProgrammeTemplate], instruments: Iterable[str], like: Event | None = None
) -> NewEventForm:
    """With one questionnaire on the shelf nobody is asked which. `like` is an event that this one is to resemble."""
    keys = list(instruments)
    form = NewEventForm(data=_facts_to_begin_with(templates, like))
    form.template.validators = [AnyOf([one.key for one in templates], message="Choose a programme")]
    form.instrument.validators = [AnyOf(keys, message="Choose a questionnaire")]
    if len(keys) == 1:
        form.instrument.data = keys[0]
    return form


def _facts_to_begin_with(templates: Sequence[ProgrammeTemplate], like: Event | None) -> dict[str, str]:
    """Returns nothing of when an event was, nor of who was there."""
    if like is None:
        return {"tables": "8"}
    return {
        "title": like.title,
        "place": like.place,
        "starts": like.starts,
        "tables": str(like.tables),
        "timed_segments": like.timed_segments,
        "template": templates[0].key,
        "instrument": like.instrument,
    }


class SegmentForm(forms.Form):
    """A segment of the programme."""

    title = StringField(
        "Title",
        [DataRequired("Enter a title"), forms.at_most(MOST_TITLE), forms.is_plain],
        [forms.trimmed_line],
    )
    minutes = StringField("Minutes", [forms.whole_number(1, MOST_MINUTES)], [forms.trimmed_line])
    place = StringField("Where", [forms.at_most(MOST_PLACE), forms.is_plain], [forms.trimmed_line])
    led_by = StringField("Led by", [forms.at_most(MOST_LED_BY), forms.is_plain], [forms.trimmed_line])
    words = TextAreaField("On the screen", [forms.at_most(MOST_WORDS)], [forms.trimmed_lines])
    notes = TextAreaField("Notes for the host", [forms.at_most(MOST_NOTES)], [forms.trimmed_lines])


class QuestionForm(SegmentForm):
    """A segment that asks a question of the room's own. What its kind does not take is not asked, and not read."""

    question = StringField(
        "The question",
        [DataRequired("Write the question"), forms.at_most(LONGEST_QUESTION), forms.is_plain],
        [forms.trimmed_line],
    )
    options = TextAreaField(
        "Options", [forms.at_most(MOST_OPTIONS * (LONGEST_OPTION + 1))], [forms.trimmed_lines]
    )
    most = StringField("How many may one person choose?", [], [forms.trimmed_line])

    def own_question(self, takes: QuestionKind) -> OwnQuestion:
        """Returns what was typed. One option is chosen where nothing else can be said."""
        options = read_options(forms.text_of_field(self.options)) if takes.most_options else ()
        most = forms.read_number(forms.text_of_field(self.most)) or 0 if takes.most_chosen else 1
        return OwnQuestion(takes.key, forms.text_of_field(self.question), options, most)


class NewSegmentForm(forms.Form):
    """A segment to add: what it does, and after which other it stands; as the first where that is empty."""

    kind = StringField("What does it do?")
    after = StringField("After which part?")
