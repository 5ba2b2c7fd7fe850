"""The enumerations of states that pages compare with."""

from __future__ import annotations

from enum import StrEnum

from flask import Flask

from lws_assess.actions.people.partnerships import NextStep
from lws_assess.records.people import PersonState
from lws_assess.survey.comments import CommentState
from lws_assess.survey.events.rooms import EventState, RatingState, VoteState, WordState
from lws_assess.survey.plans.planned_actions import AskingState, ShownState
from lws_assess.survey.plans.reminders import ReminderReason
from lws_assess.survey.results.verdicts import Verdict
from lws_assess.survey.round_timing import RoundState

STATES: tuple[type[StrEnum], ...] = (
    AskingState,
    CommentState,
    EventState,
    NextStep,
    PersonState,
    RatingState,
    ReminderReason,
    RoundState,
    ShownState,
    Verdict,
    VoteState,
    WordState,
)


def install(app: Flask) -> None:
    """Templates name each enumeration as the code does."""
    app.jinja_env.globals.update({states.__name__: states for states in STATES})
