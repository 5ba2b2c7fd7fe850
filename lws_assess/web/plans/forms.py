"""What is asked about a planned action, and what is said when an answer will not do."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from wtforms import BooleanField, Field, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, ValidationError

from lws_assess.survey.keys import AreaCode
from lws_assess.survey.plans.planned_actions import (
    MOST_LINE,
    MOST_WORDS,
    STATES,
    ActionDescription,
)
from lws_assess.survey.typed_values import read_pounds, why_no_number
from lws_assess.web import forms
from lws_assess.web.forms import DayField

LINE, WORDS = [forms.at_most(MOST_LINE), forms.is_plain], [forms.at_most(MOST_WORDS)]
MOST_WHAT = 300


def is_pounds(_form: forms.Form, field: Field) -> None:
    if forms.text_of_field(field) and read_pounds(forms.text_of_field(field)) is None:
        why = why_no_number(forms.text_of_field(field), "18,000")
        raise ValidationError("Enter whole pounds, such as 18,000" + (f". {why}" if why else ""))


class DescribeAction(forms.Form):
    """An action. What will not do about its parts together is found by survey.plans."""

    what = StringField(
        "What is to be done?",
        [DataRequired("Say what is to be done"), forms.at_most(MOST_WHAT), forms.is_plain],
        [forms.trimmed_line],
    )
    area = StringField("Which area does it stand under?")  # the page offers the areas as a list
    other_areas = SelectMultipleField("Other areas that it works on", validate_choice=False)
    priority = StringField("Which priority does it serve?")
    measure = StringField("How will you know?", LINE, [forms.trimmed_line])
    baseline = StringField("Where it stood before", LINE, [forms.trimmed_line])
    target = StringField("Target", LINE, [forms.trimmed_line])
    latest = StringField("Where it stands now", LINE, [forms.trimmed_line])
    lead = StringField("Who leads it?", LINE, [forms.trimmed_line])
    lead_email = StringField("The lead’s e-mail address", [forms.may_be_email], [forms.trimmed_line])
    start = DayField("Start")
    due = DayField("Due")
    cost = StringField("Cost in pounds", [is_pounds], [forms.trimmed_line])
    pooled = StringField("Of which pooled", [is_pounds], [forms.trimmed_line])
    risk = TextAreaField("What could go wrong?", WORDS, [forms.trimmed_lines])
    year_1 = BooleanField("Year 1")
    quick_win = BooleanField("Quick win")
    pilot = BooleanField("Pilot")
    learning_question = TextAreaField(
        "What do you want to learn from the pilot?", WORDS, [forms.trimmed_lines]
    )
    pilot_ends = DayField("When does the pilot end?")
    items = SelectMultipleField("Outcomes and lists", validate_choice=False)

    def about(self) -> ActionDescription:
        """Returns what was typed, once each field has passed its own checks."""
        words = ("what", "priority", "measure", "baseline", "target", "latest", "lead", "lead_email", "risk")
        more = ("start", "due", "year_1", "quick_win", "pilot", "pilot_ends")
        plain: dict[str, Any] = {
            name: forms.text_of_field(self[name]) for name in (*words, "learning_question")
        }
        return ActionDescription(
            **plain,
            **{name: self[name].data for name in more},
            areas=(AreaCode(forms.text_of_field(self.area)), *map(AreaCode, self.other_areas.data or [])),
            items=tuple(self.items.data or []),
            cost=read_pounds(forms.text_of_field(self.cost)),
            pooled=read_pounds(forms.text_of_field(self.pooled)) or 0,
        )

    @classmethod
    def of(cls, about: ActionDescription) -> DescribeAction:
        """The form filled in with an action as it is."""
        start: dict[str, Any] = asdict(about)
        start |= {"area": about.areas[0], "other_areas": list(about.areas[1:]), "items": list(about.items)}
        start["cost"] = "" if about.cost is None else f"{about.cost:,}"
        start["pooled"] = f"{about.pooled:,}" if about.pooled else ""
        return cls(data=start)


class ReportOnAction(forms.Form):
    """A dated note, a value of the measure, or both."""

    words = TextAreaField("What has happened?", WORDS, [forms.trimmed_lines])
    value = StringField("Where the measure stands now", LINE, [forms.trimmed_line])


class MoveAction(forms.Form):
    """Asks what an action has become."""

    state = StringField("What has it become?")  # the page offers those that may follow as radios
    words = TextAreaField("Anything to add", WORDS, [forms.trimmed_lines])

    def validate_state(self, field: Field) -> None:
        if field.data not in STATES:
            raise ValidationError("Choose what it has become")


class BudgetForm(forms.Form):
    """Asks what there is in a financial year."""

    year = StringField(
        "Financial year that begins in April of", [forms.whole_number(2000, 2100)], [forms.trimmed_line]
    )
    pounds = StringField("Money available", [is_pounds], [forms.trimmed_line])
    pooled = StringField("Of which pooled", [is_pounds], [forms.trimmed_line])
