"""What is asked about an event and the parts of its programme, and what is said when an answer will not do."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import Field, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, ValidationError

from lws_assess.actions.events.visioning_events import EventFacts
from lws_assess.survey.events.programme_times import clock, minute_of
from lws_assess.survey.events.programmes import (
    MOST_LED_BY,
    MOST_MINUTES,
    MOST_NOTES,
    MOST_TITLE,
    MOST_WORDS,
    Template,
)
from lws_assess.survey.events.rooms import MOST_TABLES
from lws_assess.survey.typed_values import Unclear
from lws_assess.web import forms
from lws_assess.web.forms import DayField


def is_time(_form: forms.Form, field: Field) -> None:
    try:
        field.data = clock(minute_of(forms.data(field)))
    except Unclear as unclear:
        raise ValidationError(unclear.words) from None


def may_be_time(form: forms.Form, field: Field) -> None:
    if field.data:
        is_time(form, field)


class Facts(forms.Form):
    """What is said of an event beforehand."""

    title = StringField(
        "Title",
        [DataRequired("Give the event a title"), forms.at_most(MOST_TITLE), forms.is_plain],
        [forms.trimmed],
    )
    place = StringField("Place", [forms.at_most(200), forms.is_plain], [forms.trimmed])
    day = DayField("Day")
    starts = StringField("Starts at", [is_time], [forms.trimmed])
    tables = StringField("Number of tables", [forms.whole_number(0, MOST_TABLES)], [forms.trimmed])

    def facts(self, otherwise: str = "09:00") -> EventFacts:
        """What was typed; `otherwise` is when it starts, where nobody said."""
        return EventFacts(
            title=forms.data(self.title),
            place=forms.data(self.place),
            day=self.day.data,
            starts=forms.data(self.starts) or otherwise,
            tables=forms.number(self.tables),
        )


class NewEventForm(Facts):
    starts = StringField("Starts at", [may_be_time], [forms.trimmed])
    template = StringField("Programme to begin with")  # the page offers the templates as radios
    instrument = StringField("Questionnaire")  # the page offers those on the shelf as radios


def new_form(templates: Iterable[Template], instruments: Iterable[str]) -> NewEventForm:
    """With one questionnaire on the shelf nobody is asked which."""
    keys = list(instruments)
    form = NewEventForm(data={"tables": "8"})
    form.template.validators = [AnyOf([one.key for one in templates], message="Choose a programme")]
    form.instrument.validators = [AnyOf(keys, message="Choose a questionnaire")]
    if len(keys) == 1:
        form.instrument.data = keys[0]
    return form


class SegmentForm(forms.Form):
    """A segment of the programme."""

    title = StringField(
        "Title",
        [DataRequired("Enter a title"), forms.at_most(MOST_TITLE), forms.is_plain],
        [forms.trimmed],
    )
    minutes = StringField("Minutes", [forms.whole_number(1, MOST_MINUTES)], [forms.trimmed])
    led_by = StringField("Led by", [forms.at_most(MOST_LED_BY), forms.is_plain], [forms.trimmed])
    words = TextAreaField("On the screen", [forms.at_most(MOST_WORDS)], [forms.lines])
    notes = TextAreaField("Notes for the host", [forms.at_most(MOST_NOTES)], [forms.lines])


class NewPart(forms.Form):
    """A segment to add: what it does, and after which other it stands; as the first where that is empty."""

    kind = StringField("What does it do?")
    after = StringField("After which part?")
