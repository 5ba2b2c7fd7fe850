"""Makes every file that a page sends, of the demo, and needs no web framework for it: what a command line would do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy.orm import Session

from lws_assess.actions.answering.paper import PaperForm, find_form
from lws_assess.actions.events.summaries import view_summary
from lws_assess.actions.papers.board_papers import BoardPaperContents, view_contents
from lws_assess.actions.papers.event_papers import view_paper_programme
from lws_assess.actions.papers.feedback_sheets import groups_with_sheets, view_sheets
from lws_assess.actions.papers.handouts import Handout, MergedGroup, view_handout, view_merged_group
from lws_assess.actions.papers.impact_assessments import view_assessment
from lws_assess.actions.papers.questionnaires import view_questionnaire
from lws_assess.actions.papers.strategies import view_sources
from lws_assess.actions.people.group_tables import SAVED, saved_rows
from lws_assess.actions.plans.planned_actions import view_plan
from lws_assess.actions.results.priorities import view_priorities
from lws_assess.actions.results.releases import view_release
from lws_assess.actions.rounds.participation import view_participation
from lws_assess.documents.data import planned_actions as plan_tables
from lws_assess.documents.data.paper_tables import csv_template, xlsx_template
from lws_assess.documents.data.participation import participation_table
from lws_assess.documents.data.plan_calendars import plan_calendar
from lws_assess.documents.data.region import file_for_a_region
from lws_assess.documents.data.release_tables import DICTIONARY_HEADERS, HEADERS, data_dictionary, tidy_table
from lws_assess.documents.data.workbook import release_workbook
from lws_assess.documents.events.programmes import AGENDA, COUNTS, programme_pdf
from lws_assess.documents.events.summaries import event_summary
from lws_assess.documents.list_files import xlsx_bytes
from lws_assess.documents.papers import decisions
from lws_assess.documents.papers.board_papers import board_paper, short_board_paper
from lws_assess.documents.papers.claim_tables import CLAIM_HEADERS, claim_rows
from lws_assess.documents.papers.feedback_sheets import feedback_sheets
from lws_assess.documents.papers.handouts import poster_pdf, posters_pdf
from lws_assess.documents.papers.impact_assessment import impact_assessment
from lws_assess.documents.papers.mail_merge import mail_merge_csv, mail_merge_xlsx
from lws_assess.documents.papers.manuscripts import Manuscript
from lws_assess.documents.papers.manuscripts_pdf import pdf_file
from lws_assess.documents.papers.manuscripts_word import word_file
from lws_assess.documents.papers.questionnaires import questionnaire_pdf
from lws_assess.documents.papers.strategy_documents import strategy_document
from lws_assess.documents.qr_codes import qr_file
from lws_assess.documents.slides.board_messages import board_messages
from lws_assess.documents.slides.slide_files import slide_file
from lws_assess.documents.tables import TableCell, csv_bytes
from lws_assess.records.events.visioning_events import Event, find_event
from lws_assess.records.groups import all_groups
from lws_assess.records.instruments import get_edition
from lws_assess.records.rounds import Round, find_round, groups_of_round
from lws_assess.survey.days import local_day
from lws_assess.survey.instruments import FULL
from lws_assess.survey.paper import FormBox, form_boxes
from lws_assess.survey.plans.planned_actions import ActionPlan
from lws_assess.survey.public_addresses import PublicAddresses
from lws_assess.survey.results.round_results import RoundResults
from tests.machines.databases import open_database

PARTNERSHIP, CLOSED, OPEN = "marlhaven", "year-1", "year-2"
OVER, PLANNED = "marlhaven-looks-ahead", "a-workforce-for-every-child"
GROUP, AUDIENCE = "schools-future", "professional"
HAND_IN = "the library"
PARTS = (AGENDA, COUNTS)  # of the paper of an event, which is long


@dataclass(frozen=True)
class Kept:
    """What a maker reads from: the demo's database, and where and when the file is made."""

    session: Session
    addresses: PublicAddresses
    now: datetime

    @property
    def open(self) -> Round:
        return self._round(OPEN)

    @property
    def closed(self) -> Round:
        return self._round(CLOSED)

    def _round(self, key: str) -> Round:
        return there(find_round(self.session, PARTNERSHIP, key))

    def event(self, key: str) -> Event:
        return there(find_event(self.session, PARTNERSHIP, key))

    @property
    def results(self) -> RoundResults:
        return there(view_release(self.session, PARTNERSHIP, CLOSED))

    @property
    def plan(self) -> ActionPlan:
        return view_plan(self.session, PARTNERSHIP, local_day(self.now))

    @property
    def form(self) -> PaperForm:
        return there(find_form(self.session, PARTNERSHIP, OPEN, GROUP, FULL))

    def handout(self, group: str) -> Handout:
        return there(view_handout(self.session, self.open, group, self.addresses, self.now))

    @property
    def merged(self) -> list[MergedGroup]:
        asked = [None, *groups_of_round(self.session, PARTNERSHIP, OPEN)]
        rows = [view_merged_group(self.session, self.open, one, self.addresses, self.now) for one in asked]
        return [row for row in rows if row]


Thing = TypeVar("Thing")


def there(found: Thing | None) -> Thing:
    assert found is not None
    return found


def board(kept: Kept) -> Manuscript:
    return board_paper(contents_for_board(kept))


def contents_for_board(kept: Kept) -> BoardPaperContents:
    return there(view_contents(kept.session, PARTNERSHIP, CLOSED, kept.now))


def slides(kept: Kept) -> bytes:
    return slide_file(board_messages(there(view_contents(kept.session, PARTNERSHIP, CLOSED, kept.now))))


def summary(kept: Kept) -> Manuscript:
    return event_summary(view_summary(kept.session, kept.event(OVER)))


def sheets(kept: Kept, keys: Collection[str] = ()) -> bytes:
    groups = [one for one in groups_with_sheets(kept.session, kept.closed) if not keys or one.key in keys]
    return feedback_sheets(there(view_sheets(kept.session, kept.closed, groups, kept.now)))


def strategy(kept: Kept) -> bytes:
    return word_file(strategy_document(there(view_sources(kept.session, kept.closed, kept.now))))


def printed(kept: Kept) -> bytes:
    audience = get_edition(kept.session, kept.open.edition).audience(AUDIENCE)
    return questionnaire_pdf(
        view_questionnaire(kept.session, kept.open, audience, FULL, True, HAND_IN, kept.now)
    )


def event_paper(kept: Kept) -> bytes:
    facts = view_paper_programme(kept.session, kept.event(PLANNED), kept.addresses.home)
    return programme_pdf(facts, PARTS)


def groups(kept: Kept) -> list[tuple[TableCell, ...]]:
    return [*saved_rows(all_groups(kept.session, PARTNERSHIP))]


def boxes_of(form: PaperForm) -> Sequence[FormBox]:
    return form_boxes(form.edition, form.audience, form.length, form.kept)


def log(kept: Kept) -> bytes:
    priorities = there(view_priorities(kept.session, PARTNERSHIP, CLOSED))
    return csv_bytes(decisions.LOG_HEADERS, decisions.log_rows(priorities))


def matrix(kept: Kept) -> bytes:
    participation = view_participation(kept.session, kept.closed, runs_it=True)
    return csv_bytes(*participation_table(participation, released=True))


@dataclass(frozen=True)
class PaperMade:
    """A file that is made without the web, and the page that sends the same one."""

    endpoint: str
    path: str  # below the partnership
    make: Callable[[Kept], bytes]

    @property
    def name(self) -> str:
        return self.path.partition("?")[0].replace("/", "_")


EVERY_PAPER = (
    PaperMade("board_papers.pdf", f"rounds/{CLOSED}/board-paper.pdf", lambda kept: pdf_file(board(kept))),
    PaperMade("board_papers.word", f"rounds/{CLOSED}/board-paper.docx", lambda kept: word_file(board(kept))),
    PaperMade(
        "board_papers.short_pdf",
        f"rounds/{CLOSED}/board-paper-short.pdf",
        lambda kept: pdf_file(short_board_paper(contents_for_board(kept))),
    ),
    PaperMade(
        "board_papers.short_word",
        f"rounds/{CLOSED}/board-paper-short.docx",
        lambda kept: word_file(short_board_paper(contents_for_board(kept))),
    ),
    PaperMade(
        "board_papers.claims",
        f"rounds/{CLOSED}/board-paper-claims.csv",
        lambda kept: csv_bytes(CLAIM_HEADERS, list(claim_rows(board(kept)))),
    ),
    PaperMade("board_slides.file", f"rounds/{CLOSED}/results/slides.pptx", slides),
    PaperMade("board_papers.all_sheets", f"rounds/{CLOSED}/feedback.pdf", sheets),
    PaperMade(
        "board_papers.sheet", f"rounds/{CLOSED}/feedback/{GROUP}.pdf", lambda kept: sheets(kept, {GROUP})
    ),
    PaperMade("strategy_documents.word", f"rounds/{CLOSED}/strategy.docx", strategy),
    PaperMade(
        "retention.assessment_file",
        "data-protection/impact-assessment.docx",
        lambda kept: impact_assessment(
            view_assessment(kept.session, PARTNERSHIP, kept.now), sends_mail=False
        ),
    ),
    PaperMade("event_summaries.pdf", f"events/{OVER}/summary.pdf", lambda kept: pdf_file(summary(kept))),
    PaperMade("event_summaries.word", f"events/{OVER}/summary.docx", lambda kept: word_file(summary(kept))),
    PaperMade("event_papers.pdf", f"events/{PLANNED}/paper.pdf?part={AGENDA}&part={COUNTS}", event_paper),
    PaperMade(
        "printed.pdf",
        f"rounds/{OPEN}/reach/_paper/questionnaire.pdf?form={AUDIENCE}.{FULL}&print=large&hand-in={HAND_IN}",
        printed,
    ),
    PaperMade(
        "handouts.poster",
        f"rounds/{OPEN}/reach/{GROUP}/poster.pdf",
        lambda kept: poster_pdf(kept.handout(GROUP)),
    ),
    PaperMade(
        "group_handouts.posters",
        f"rounds/{OPEN}/reach/_all/posters.pdf?group={GROUP}",
        lambda kept: posters_pdf([kept.handout(GROUP)]),
    ),
    PaperMade(
        "handouts.qr_svg",
        f"rounds/{OPEN}/reach/{GROUP}/qr.svg",
        lambda kept: qr_file(kept.handout(GROUP).address, "svg"),
    ),
    PaperMade(
        "handouts.qr_png",
        f"rounds/{OPEN}/reach/{GROUP}/qr.png",
        lambda kept: qr_file(kept.handout(GROUP).address, "png"),
    ),
    PaperMade(
        "group_handouts.mail_merge",
        f"rounds/{OPEN}/reach/_all/mail-merge.csv",
        lambda kept: mail_merge_csv(kept.merged),
    ),
    PaperMade(
        "group_handouts.mail_merge",
        f"rounds/{OPEN}/reach/_all/mail-merge.xlsx",
        lambda kept: mail_merge_xlsx(kept.merged),
    ),
    PaperMade("group_tables.save", "groups/_table/groups.csv", lambda kept: csv_bytes(SAVED, groups(kept))),
    PaperMade(
        "group_tables.save",
        "groups/_table/groups.xlsx",
        lambda kept: xlsx_bytes("Groups", SAVED, groups(kept)),
    ),
    PaperMade(
        "paper.template",
        f"rounds/{OPEN}/paper/{GROUP}/import/csv",
        lambda kept: csv_template(boxes_of(kept.form)),
    ),
    PaperMade(
        "paper.template",
        f"rounds/{OPEN}/paper/{GROUP}/import/xlsx",
        lambda kept: xlsx_template(kept.form.edition, kept.form.audience, boxes_of(kept.form)),
    ),
    PaperMade("participation.download", f"rounds/{CLOSED}/participation/matrix.csv", matrix),
    PaperMade("priorities.log", f"rounds/{CLOSED}/priorities/log.csv", log),
    PaperMade(
        "plans.calendar", "plan/plan.ics", lambda kept: plan_calendar(PARTNERSHIP, kept.plan, kept.addresses)
    ),
    PaperMade("plans.table", "plan/plan.csv", lambda kept: csv_bytes(*plan_tables.plan_table(kept.plan))),
    PaperMade(
        "workforce.table",
        "plan/workforce/figures.csv",
        lambda kept: csv_bytes(*plan_tables.workforce_table(kept.plan)),
    ),
    PaperMade("files.book", f"rounds/{CLOSED}/results.xlsx", lambda kept: release_workbook(kept.results)),
    PaperMade(
        "files.tidy",
        f"rounds/{CLOSED}/results.csv",
        lambda kept: csv_bytes(HEADERS, tidy_table(kept.results)),
    ),
    PaperMade(
        "files.dictionary",
        f"rounds/{CLOSED}/results-dictionary.csv",
        lambda kept: csv_bytes(DICTIONARY_HEADERS, data_dictionary(kept.results)),
    ),
    PaperMade(
        "results.region",
        f"rounds/{CLOSED}/results/region.csv",
        lambda kept: csv_bytes(*file_for_a_region(kept.results)),
    ),
)


def make_all(url: str, address: str, now: str, folder: str) -> None:
    """Writes each file into a folder, under its name. `address` is that of the service, `now` as ISO 8601 has it."""
    database = open_database(url)
    with database.reading() as session:
        kept = Kept(session, PublicAddresses(address), datetime.fromisoformat(now))
        for one in EVERY_PAPER:
            (Path(folder) / one.name).write_bytes(one.make(kept))
    database.engine.dispose()
