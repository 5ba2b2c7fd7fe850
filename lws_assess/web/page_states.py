"""The enumerations of states that pages compare with."""

from __future__ import annotations

from enum import StrEnum

from flask import Flask

from lws_assess.records.people import PersonState
from lws_assess.survey.comments import CommentState
from lws_assess.survey.events.rooms import EventState, ProposalState, RatingState, VoteState, WordState
from lws_assess.survey.message_states import MessageState
from lws_assess.survey.plans.planned_actions import ActionState, AskingState
from lws_assess.survey.results.verdicts import Verdict
from lws_assess.survey.round_timing import RoundState

STATES: tuple[type[StrEnum], ...] = (
    ActionState,
    AskingState,
    CommentState,
    EventState,
    MessageState,
    PersonState,
    ProposalState,
    RatingState,
    RoundState,
    Verdict,
    VoteState,
    WordState,
)


def install(app: Flask) -> None:
    """Templates name each enumeration as the code does."""
    app.jinja_env.globals.update({states.__name__: states for states in STATES})
