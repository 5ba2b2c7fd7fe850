"""The pages of a questionnaire as they are drawn, for people who answer and for people who only try the form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from flask import render_template
from markupsafe import Markup

from lws_assess.actions.answering.responses import OpenQuestionnaire
from lws_assess.documents.charts.drawing import Chart
from lws_assess.documents.charts.every_chart import own_radar, own_rainbow
from lws_assess.survey import responses as survey
from lws_assess.survey.instruments import FULL, SHORT, Area, Audience, Edition, Question
from lws_assess.survey.responses import Page
from lws_assess.web.answering.question_pages import draw_question
from lws_assess.web.answering.questionnaires import QuestionnaireHolder

Faults = dict[str, str]


class PageWay(Protocol):
    """Says how one page leads to another, and what its forms carry. Pages are named as in survey.responses."""

    @property
    def tag(self) -> str:
        """The element that leads to another page."""

    @property
    def practice(self) -> bool:
        """True if nothing of this is kept."""

    @property
    def holder(self) -> QuestionnaireHolder | None:
        """Returns who holds the questionnaire on this device; None where it is only tried out."""

    @property
    def room(self) -> str:
        """The address of the room in which it is put; empty where it is put in none."""

    def to(self, page: str) -> Markup:
        """The attributes with which `tag` leads to a page."""

    def action(self, page: str) -> str:
        """The address that takes a page."""

    def hidden(self, page: str) -> Markup:
        """The hidden fields of a form of a page."""


def render_answer_page(template: str, way: PageWay, questionnaire: OpenQuestionnaire, **more: object) -> str:
    return render_template(
        template,
        way=way,
        q=questionnaire,
        place=questionnaire.place,
        edition=questionnaire.edition,
        audience=questionnaire.audience,
        holder=way.holder,
        practice=None,
        **more,
    )


def about_page(
    way: PageWay,
    questionnaire: OpenQuestionnaire,
    notice: str = "",
    faults: Faults | None = None,
    agreeing: bool = False,
    typed: Page | None = None,
) -> str:
    """Role, and the length of form it offers; for somebody with a personal link also what this is."""
    return render_answer_page(
        "answering/questionnaire/about.html",
        way,
        questionnaire,
        chosen=questionnaire.pages.get("about", {}) if typed is None else typed,
        notice=notice,
        faults=faults or {},
        agreeing=agreeing,
        lengths=(SHORT, FULL),
    )


def area_page(
    way: PageWay,
    questionnaire: OpenQuestionnaire,
    this: Area,
    typed: Page | None = None,
    faults: Faults | None = None,
    notice: str = "",
) -> str:
    """One area: its statements, how important it is, and a comment."""
    faults = faults or {}
    audience, edition = questionnaire.audience, questionnaire.edition
    page = f"areas/{this.code}"
    shown = questionnaire.pages.get(page, {}) if typed is None else typed
    drawn = partial(_draw, edition, audience, shown, faults)
    own = this.questions(audience, questionnaire.length)
    questions = [
        drawn(question, "" if audience.easy_read else f"{this.number}.{number}")
        for number, question in enumerate(own, 1)
    ]
    if audience.importance and not questionnaire.place.event:
        questions.append(drawn(audience.importance, "How much it matters"))
    # Last, so that what everybody is asked comes before it everywhere and is answered alike.
    added = [
        drawn(question, f"{this.number}.{number}")
        for number, question in enumerate(this.added(audience, questionnaire.length), len(own) + 1)
    ]
    return render_answer_page(
        "answering/questionnaire/area_easy.html"
        if audience.easy_read
        else "answering/questionnaire/area.html",
        way,
        questionnaire,
        area=this,
        page=page,
        questions=questions,
        added=added,
        comment=shown.get("comment", ""),
        faults=faults,
        notice=notice,
        answered={a.code for a in edition.areas if questionnaire.pages.get(f"areas/{a.code}")},
        before=edition.area_before(this.code),
    )


def _draw(
    edition: Edition, audience: Audience, shown: Page, faults: Faults, question: Question, title: str
) -> Markup:
    chosen, fault = str(shown.get(question.key, "")), faults.get(question.key, "")
    return draw_question(edition, audience, question, title, chosen=chosen, fault=fault)


def priorities_page(
    way: PageWay,
    questionnaire: OpenQuestionnaire,
    typed: Page | None = None,
    faults: Faults | None = None,
    notice: str = "",
) -> str:
    """The first few areas, and what the audience is asked at the end."""
    return render_answer_page(
        "answering/questionnaire/priorities.html",
        way,
        questionnaire,
        shown=questionnaire.pages.get("priorities", {}) if typed is None else typed,
        faults=faults or {},
        notice=notice,
        last_area=questionnaire.edition.areas[-1],
    )


@dataclass(frozen=True)
class AnswerSaid:
    """One question as a person answered it, in the words of the form; `answer` is empty where it was left blank."""

    asked: str
    answer: str


def check_page(way: PageWay, questionnaire: OpenQuestionnaire, notice: str = "") -> str:
    """Every answer in words, a way back to each, and one's own rainbow; with statements one's own radar too."""
    edition, pages = questionnaire.edition, questionnaire.pages
    return render_answer_page(
        "answering/questionnaire/check.html",
        way,
        questionnaire,
        notice=notice,
        pictures=_own_pictures(questionnaire),
        said={area.code: _said_in(questionnaire, area) for area in edition.areas},
        comments={
            area.code: pages.get(survey.page_of(area), {}).get("comment", "") for area in edition.areas
        },
        chosen=pages.get("priorities", {}).get("top-areas", []),
        closing=pages.get("priorities", {}),
        anything=survey.anything_answered(pages),
    )


def _own_pictures(questionnaire: OpenQuestionnaire) -> list[Chart]:
    """Pictures of one person's own scores, for that person alone; none where they have no score."""
    edition, audience = questionnaire.edition, questionnaire.audience
    scores = survey.own_scores(edition, audience, questionnaire.length, questionnaire.pages)
    if all(score is None for score in scores.values()):
        return []
    if audience.easy_read:
        plain = [replace(area, name=area.easy_label, short_name=area.easy_label) for area in edition.areas]
        return [own_rainbow(replace(edition, areas=tuple(plain)), scores, audience.scale, places=0)]
    return [own_rainbow(edition, scores, audience.scale), own_radar(edition, audience.scale, scores)]


def _said_in(questionnaire: OpenQuestionnaire, this: Area) -> list[AnswerSaid]:
    """Returns what was answered on the page of an area, in the order of the page; words of one's own are no part."""
    audience, length = questionnaire.audience, questionnaire.length
    own = [(question.topic, question) for question in this.questions(audience, length)]
    if audience.importance and not questionnaire.place.event:
        own.append(("How much it matters", audience.importance))
    own += [(question.topic or question.text, question) for question in this.added(audience, length)]
    answers = questionnaire.pages.get(survey.page_of(this), {})
    return [
        AnswerSaid(
            asked, _in_words(questionnaire.edition, audience, question, str(answers.get(question.key, "")))
        )
        for asked, question in own
    ]


def _in_words(edition: Edition, audience: Audience, question: Question, answer: str) -> str:
    numbered = "{0.value}. {0.label}" if question.descriptors else "{0.label}"
    words = {str(level.value): numbered.format(level) for level in question.scale.levels}
    words |= {one.key: one.easy_label if audience.easy_read else one.label for one in edition.non_ratings}
    return words.get(answer, "")
