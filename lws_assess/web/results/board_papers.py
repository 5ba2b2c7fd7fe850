"""Papers of a round: the board paper as PDF and Word, its headings, and a sheet for each group to take home."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import Field, HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import SelectChoice

from lws_assess.actions.papers.board_papers import BoardPaperContents, view_contents
from lws_assess.actions.papers.feedback_sheets import FeedbackSheet, groups_with_sheets, view_sheets
from lws_assess.actions.results.board_papers import (
    PaperFrame,
    keep_frame,
    view_frame,
)
from lws_assess.documents.papers.board_paper_recommendations import ASKED, words_to_start_from
from lws_assess.documents.papers.board_papers import board_paper, short_board_paper
from lws_assess.documents.papers.claim_tables import CLAIM_HEADERS, claim_rows
from lws_assess.documents.papers.feedback_sheets import feedback_sheets
from lws_assess.documents.papers.manuscripts_pdf import pdf_file
from lws_assess.documents.papers.manuscripts_word import word_file
from lws_assess.documents.tables import csv_bytes
from lws_assess.records.rounds import Round
from lws_assess.survey.keys import GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.plans.board_papers import (
    HEADINGS,
    LONGEST_HEADING,
    MOST_OWN,
    OPENING,
    RECOMMENDATIONS,
    WRITTEN_UNDER,
    OwnHeading,
)
from lws_assess.survey.refusals import BadInput, ChangedMeanwhile
from lws_assess.survey.round_timing import NoResultsYet
from lws_assess.web import forms
from lws_assess.web.downloads import CSV, as_download
from lws_assess.web.loading import current_database, get_round
from lws_assess.web.refusals import status_of
from lws_assess.web.words import now

blueprint = Blueprint("board_papers", __name__, url_prefix="/p/<partnership>/rounds/<round_key>")

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.errorhandler(NoResultsYet)
def to_the_round(_error: NoResultsYet) -> ResponseReturnValue:
    """The round's own page says how far it is."""
    place = {name: (request.view_args or {}).get(name, "") for name in ("partnership", "round_key")}
    return redirect(url_for("rounds.show", **place, asked="results"), 303)


def _words_field(title: str) -> Field:
    return TextAreaField(f"Your words under “{title}”", filters=[forms.trimmed_lines])


def _own_fields(number: int) -> dict[str, Field]:
    return {
        f"own-title-{number}": StringField(f"Heading {number} of your own", filters=[forms.trimmed_lines]),
        f"own-words-{number}": TextAreaField(
            f"Your words under heading {number} of your own", filters=[forms.trimmed_lines]
        ),
    }


class ChooseHeadings(forms.Form):
    """Asks which headings, and the words under each; fields of words and of own headings are added below."""

    headings = SelectMultipleField(
        "Which headings does your board want?",
        choices=[SelectChoice(one.key, one.title) for one in HEADINGS],
        validate_choice=False,
    )
    seen = HiddenField()

    @property
    def frame(self) -> PaperFrame:
        """The headings and words as they were sent."""
        return PaperFrame(
            tuple(self.headings.data or ()),
            {one.key: forms.text_of_field(self[f"words-{one.key}"]) for one in WRITTEN_UNDER},
            tuple(
                OwnHeading(
                    forms.text_of_field(self[f"own-title-{number}"]),
                    forms.text_of_field(self[f"own-words-{number}"]),
                )
                for number in OWN_NUMBERS
            ),
        )

    def fill(self, frame: PaperFrame) -> None:
        """Shows what is kept."""
        self.headings.data = list(frame.keys)
        for one in WRITTEN_UNDER:
            self[f"words-{one.key}"].data = frame.words.get(one.key, "")
        for number, own in zip(OWN_NUMBERS, frame.own, strict=False):
            self[f"own-title-{number}"].data, self[f"own-words-{number}"].data = own.title, own.words

    @property
    def own_numbers(self) -> range:
        """The places for headings of one's own that are shown: as many as are filled, and a few more."""
        filled = [
            number
            for number in OWN_NUMBERS
            if self[f"own-title-{number}"].data or self[f"own-words-{number}"].data
        ]
        return range(1, min(MOST_OWN, max(filled, default=0) + MORE_SHOWN) + 1)


OWN_NUMBERS = range(1, MOST_OWN + 1)
MORE_SHOWN = 2  # empty places for headings of one's own
HeadingsForm: type[ChooseHeadings] = type(
    "HeadingsForm",
    (ChooseHeadings,),
    {
        **{f"words-{one.key}": _words_field(one.title) for one in WRITTEN_UNDER},
        **{name: field for number in OWN_NUMBERS for name, field in _own_fields(number).items()},
    },
)


@blueprint.get("/board-paper")
def index(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    """The papers to save, and which headings the board paper has."""
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
        frame = view_frame(session, partnership, round_key)
    if this.released_at is None:
        raise NoResultsYet
    form = HeadingsForm(formdata=None)
    form.fill(frame)
    if "begin" in request.args and not frame.recommendations:
        form[f"words-{RECOMMENDATIONS}"].data = "\n".join(_numbered_start(partnership, round_key))
    return _page(partnership, round_key, form, frame)


def _numbered_start(partnership: PartnershipKey, round_key: RoundKey) -> list[str]:
    """The words to start from, a line each, as they stand in a field."""
    asked = words_to_start_from(_contents(partnership, round_key))
    return [ASKED, *(f"{number}. {words}" for number, words in enumerate(asked, 1))]


@blueprint.post("/board-paper")
def keep(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    """Keeps the headings and what is written under them."""
    form = HeadingsForm()
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
        frame = view_frame(session, partnership, round_key)
    if this.released_at is None:
        raise NoResultsYet
    if not form.validate_on_submit():
        return _page(partnership, round_key, form, frame)
    try:
        with current_database().writing() as session:
            keep_frame(session, partnership, round_key, form.frame, forms.text_of_field(form.seen))
    except BadInput as refusal:
        forms.refuse_at(form, refusal)
        return _page(partnership, round_key, form, frame)
    except ChangedMeanwhile as refusal:
        return _page(partnership, round_key, form, frame, refusal)
    flash("The headings and your words are saved. They are in the paper from now on.", "done")
    return redirect(url_for(".index", partnership=partnership, round_key=round_key), 303)


def _page(
    partnership: PartnershipKey,
    round_key: RoundKey,
    form: ChooseHeadings,
    frame: PaperFrame,
    meanwhile: ChangedMeanwhile | None = None,
) -> Response:
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
        groups = groups_with_sheets(session, this)
    form.seen.data = frame.digest
    return forms.form_page(
        "results/board_papers/index.html",
        form,
        status_of(meanwhile) if meanwhile else None,
        round=this,
        groups=groups,
        frame=frame,
        opening=OPENING,
        all_headings=HEADINGS,
        longest_heading=LONGEST_HEADING,
        offered=[(one.key, one.title) for one in HEADINGS],
        problem=meanwhile,
    )


# --- the board paper -------------------------------------------------------------------------------------


@blueprint.get("/board-paper.pdf")
def pdf(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    paper = board_paper(_contents(partnership, round_key))
    return as_download(pdf_file(paper), f"{partnership}-{round_key}-board-paper.pdf")


@blueprint.get("/board-paper.docx")
def word(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    paper = board_paper(_contents(partnership, round_key))
    return as_download(word_file(paper), f"{partnership}-{round_key}-board-paper.docx", WORD)


@blueprint.get("/board-paper-short.pdf")
def short_pdf(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    """The first two pages alone."""
    paper = short_board_paper(_contents(partnership, round_key))
    return as_download(pdf_file(paper), f"{partnership}-{round_key}-board-paper-short.pdf")


@blueprint.get("/board-paper-short.docx")
def short_word(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    paper = short_board_paper(_contents(partnership, round_key))
    return as_download(word_file(paper), f"{partnership}-{round_key}-board-paper-short.docx", WORD)


@blueprint.get("/board-paper-claims.csv")
def claims(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    """Gives what each sentence of the paper claims of figures."""
    rows = list(claim_rows(board_paper(_contents(partnership, round_key))))
    return as_download(
        csv_bytes(CLAIM_HEADERS, rows), f"{partnership}-{round_key}-board-paper-claims.csv", CSV
    )


def _contents(partnership: PartnershipKey, round_key: RoundKey) -> BoardPaperContents:
    """Returns what the paper tells as it stands today. Raises NoResultsYet."""
    with current_database().reading() as session:
        get_round(session, partnership, round_key)
        contents = view_contents(session, partnership, round_key, now())
    if contents is None:
        raise NoResultsYet
    return contents


# --- sheets for groups -----------------------------------------------------------------------------------


@blueprint.get("/feedback.pdf")
def all_sheets(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    """A page for each group of the round."""
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
        sheets = view_sheets(session, this, groups_with_sheets(session, this), now())
    return _download_sheets(sheets, f"{partnership}-{round_key}-feedback.pdf")


@blueprint.get("/feedback/<group_key>.pdf")
def sheet(partnership: PartnershipKey, round_key: RoundKey, group_key: GroupKey) -> ResponseReturnValue:
    """The page of one group."""
    with current_database().reading() as session:
        return sheet_response(session, get_round(session, partnership, round_key), group_key)


def sheet_response(session: Session, this: Round, group_key: GroupKey) -> Response:
    """The sheet of one group of a round, for whoever may have it. Raises NoResultsYet."""
    groups = [group for group in groups_with_sheets(session, this) if group.key == group_key] or abort(404)
    return _download_sheets(view_sheets(session, this, groups, now()), f"feedback-{this.key}-{group_key}.pdf")


def _download_sheets(sheets: list[FeedbackSheet] | None, name: str) -> Response:
    if sheets is None:
        raise NoResultsYet
    return as_download(feedback_sheets(sheets or abort(404)), name)
