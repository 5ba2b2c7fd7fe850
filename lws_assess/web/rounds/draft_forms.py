"""What the steps of a draft ask, and what is said when an answer will not do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from wtforms import Field, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length, ValidationError

from lws_assess.actions.rounds.drafts import CUTS, RoundWords
from lws_assess.records.groups import Group
from lws_assess.records.rounds import Round
from lws_assess.survey.instruments import Area
from lws_assess.survey.keys import GroupKey
from lws_assess.survey.round_timing import EACH_GROUP, EACH_PERSON
from lws_assess.survey.rounding import TARGET_PLACES, printed_target, rounded_value
from lws_assess.survey.rounds.drafts import faults_of_dates
from lws_assess.survey.smallest_numbers import FEWEST
from lws_assess.survey.typed_values import read_decimal
from lws_assess.web.forms import (
    DayField,
    Form,
    at_most,
    is_plain,
    number_in_field,
    text_of_field,
    trimmed_line,
    trimmed_lines,
    whole_number,
)
from lws_assess.web.words import first_moment_of, last_day_before, local_day_or_none, moment_after

MOST_WORDS = 2_000  # characters in one text
MOST_TARGET = 100_000
LARGEST_SMALLEST = 100

BY_HAND, ON_A_DAY = "by-hand", "on-a-day"
NO_CUT = "none"


class RoundTitleForm(Form):
    title = StringField(
        "Title",
        [
            DataRequired("Give the round a title"),
            Length(max=80, message="Use 80 characters or fewer"),
            is_plain,
        ],
        [trimmed_line],
    )


class NewRoundForm(RoundTitleForm):
    instrument = StringField("Questionnaire")  # the page offers those on the shelf as radios


def new_round_form(instruments: Iterable[str]) -> NewRoundForm:
    """With one questionnaire on the shelf nobody is asked which."""
    keys = list(instruments)
    form = NewRoundForm()
    form.instrument.validators = [AnyOf(keys, message="Choose a questionnaire")]
    if len(keys) == 1:
        form.instrument.data = keys[0]
    return form


# --- groups ----------------------------------------------------------------------------------------------


def _or_nothing(check: Callable[[Form, Field], None]) -> Callable[[Form, Field], None]:
    def checked(form: Form, field: Field) -> None:
        if text_of_field(field).strip():
            check(form, field)

    return checked


class RoundGroupsForm(Form):
    """Asks which groups are asked; one field more for each, `target-<key>`."""

    group = SelectMultipleField("Groups", validate_choice=False)

    def validate_group(self, field: Field) -> None:
        if not field.data:
            raise ValidationError("Tick at least one group")

    def targets(self) -> dict[str, int]:
        """The target of each group that is ticked; 0 where none was typed."""
        return {
            key: number_in_field(self[f"target-{key}"]) for key in self.group.data if f"target-{key}" in self
        }


def groups_form(groups: Iterable[Group], asked: Mapping[GroupKey, int]) -> RoundGroupsForm:
    """Everything is ticked in a draft that asks nobody yet: most rounds ask everybody."""
    groups = list(groups)
    fields = {
        f"target-{group.key}": StringField(
            f"Target for {group.name}", [_or_nothing(whole_number(0, MOST_TARGET))], [trimmed_line]
        )
        for group in groups
    }
    usual = {group.key: asked.get(group.key, group.target) for group in groups}
    start = {f"target-{key}": str(target or "") for key, target in usual.items()}
    ticked = [group.key for group in groups if group.key in asked or not asked]
    form: RoundGroupsForm = type("Groups", (RoundGroupsForm,), fields)(data={**start, "group": ticked})
    return form


# --- dates -----------------------------------------------------------------------------------------------


class RoundDatesForm(Form):
    opens = StringField("When does it open?", [AnyOf([BY_HAND, ON_A_DAY], message="Choose how it opens")])
    opens_on = DayField("Opening day")
    last_day = DayField("Last day")

    @property
    def opening_day(self) -> date | None:
        return self.opens_on.data if self.opens.data == ON_A_DAY else None

    @property
    def moments(self) -> tuple[datetime | None, datetime]:
        """When the round opens, and when it closes: at the midnight after its last day."""
        opens_at = first_moment_of(self.opening_day) if self.opening_day else None
        return opens_at, moment_after(self.last_day.data)

    def validate_opens_on(self, field: Field) -> None:
        if self.opens.data == ON_A_DAY and not field.data and not field.errors:
            raise ValidationError("Enter the day on which the round opens")

    def validate_last_day(self, field: Field) -> None:
        if not field.data and not field.errors:
            raise ValidationError("Enter the last day")

    def fits(self, today: date) -> bool:
        """Says at the fields what is wrong with the two days together."""
        faults = faults_of_dates(self.opening_day, self.last_day.data, today)
        for name, words in faults.items():
            self[name].errors = [words]
        return not faults


def dates_form(this: Round) -> RoundDatesForm:
    return RoundDatesForm(
        data={
            "opens": ON_A_DAY if this.opens_at else BY_HAND,
            "opens_on": local_day_or_none(this.opens_at),
            "last_day": last_day_before(this.closes_at),
        }
    )


# --- counting --------------------------------------------------------------------------------------------


def _target_within(top: int) -> Callable[[Form, Field], None]:
    def check(_form: Form, field: Field) -> None:
        if not 1 <= _decimal(field) <= top:
            raise ValidationError(f"Enter a number from 1 to {top}, such as 3.5")

    return check


def _decimal(field: Field) -> float:
    """Returns what was typed, as far as targets are printed; 0 for what is no number."""
    found = read_decimal(text_of_field(field))
    return 0 if found is None else float(rounded_value(found, TARGET_PLACES))


class CountingForm(Form):
    """Asks how results are counted; one field more for each area, `target-<code>`."""

    reading = StringField(
        "Should each group or each person count equally?",
        [AnyOf([EACH_GROUP, EACH_PERSON], message="Choose one of the two")],
    )
    smallest_number = StringField(
        "Smallest number shown", [whole_number(FEWEST, LARGEST_SMALLEST)], [trimmed_line]
    )

    def targets(self) -> dict[str, float]:
        return {f.name.removeprefix("target-"): _decimal(f) for f in self if f.name.startswith("target-")}


def counting_form(this: Round, areas: Iterable[Area], top: int, usual: float) -> CountingForm:
    areas = list(areas)
    fields = {
        f"target-{area.code}": StringField(area.name, [_target_within(top)], [trimmed_line]) for area in areas
    }
    start = {f"target-{area.code}": printed_target(this.targets.get(area.code, usual)) for area in areas}
    form: CountingForm = type("Counting", (CountingForm,), fields)(
        data={**start, "reading": this.leading_reading, "smallest_number": str(this.smallest_number)}
    )
    return form


class CutForm(Form):
    second_cut = StringField(
        "Show results by sector or role as well?", [AnyOf([NO_CUT, *CUTS], message="Choose one of these")]
    )

    @property
    def chosen(self) -> str:
        return "" if self.second_cut.data == NO_CUT else text_of_field(self.second_cut)


# --- words -----------------------------------------------------------------------------------------------


def _needed_for_families(words: str) -> Callable[[Form, Field], None]:
    def check(form: Form, field: Field) -> None:
        if form.for_families and not field.data:
            raise ValidationError(words)

    return check


class OwnWords(Form):
    for_families = False

    contact = TextAreaField(
        "Whom can people ask?",
        [DataRequired("Say whom people can ask"), at_most(MOST_WORDS)],
        [trimmed_lines],
    )
    welcome = TextAreaField("Welcome", [at_most(MOST_WORDS)], [trimmed_lines])
    privacy_words = TextAreaField("Who sees what", [at_most(MOST_WORDS)], [trimmed_lines])
    support = TextAreaField("Help and support", [at_most(MOST_WORDS)], [trimmed_lines])
    welcome_children = TextAreaField(
        "Welcome on easy-read forms",
        [_needed_for_families("Write the welcome of the easy-read form"), at_most(MOST_WORDS)],
        [trimmed_lines],
    )
    privacy_words_children = TextAreaField(
        "Who sees what, on easy-read forms", [at_most(MOST_WORDS)], [trimmed_lines]
    )
    support_children = TextAreaField(
        "Help and support on easy-read forms",
        [_needed_for_families("Say on the easy-read form who can help"), at_most(MOST_WORDS)],
        [trimmed_lines],
    )

    def words(self) -> RoundWords:
        return RoundWords(**{name: text_of_field(self[name]) for name in RoundWords.__dataclass_fields__})


def words_form(start: RoundWords, for_families: bool) -> OwnWords:
    form = OwnWords(data=vars(start))
    form.for_families = for_families
    return form
