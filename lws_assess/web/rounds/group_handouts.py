"""Handouts of all groups at once: every poster in one file, every slip in one file, and a table for a mail merge."""

from __future__ import annotations

from flask import Blueprint, abort, flash, request
from flask.typing import ResponseReturnValue
from wtforms import StringField

from lws_assess.actions.papers.handouts import view_merged_group
from lws_assess.actions.rounds.handouts import MOST_SLIPS
from lws_assess.actions.rounds.reaching import ReachedGroup, key_of_reached
from lws_assess.documents.papers import handouts as documents
from lws_assess.documents.papers.mail_merge import mail_merge_csv, mail_merge_xlsx
from lws_assess.survey.keys import GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.round_timing import RoundRefusal
from lws_assess.web import forms
from lws_assess.web.downloads import CSV, XLSX, as_download
from lws_assess.web.loading import current_database, get_round
from lws_assess.web.post.mail import public_addresses
from lws_assess.web.rounds.handouts import (
    SLIPS_WHERE_NO_TARGET,
    all_reached,
    draw_slips,
    get_handout,
    to_handouts,
)
from lws_assess.web.words import now

blueprint = Blueprint("group_handouts", __name__, url_prefix="/p/<partnership>/rounds/<round_key>/reach/_all")

MOST_AT_ONCE = 3_000  # slips in one file


class GroupSlipsForm(forms.Form):
    """Asks how many slips each group is to have: a field `slips-<key>` for each."""

    def numbers(self) -> dict[GroupKey, int]:
        """By group, without those that are to have none."""
        fields = {f.name.removeprefix("slips-"): f for f in self if f.name.startswith("slips-")}
        return {key: number for key, field in fields.items() if (number := forms.number_in_field(field))}


def slips_form(groups: list[ReachedGroup]) -> GroupSlipsForm:
    fields = {
        f"slips-{one.key}": StringField(f"Slips for {one.name}", [_or_none], [forms.trimmed_line])
        for one in groups
    }
    sent = request.method == "POST"  # what was not sent counts as none, and not as what the page begins with
    start = {} if sent else {f"slips-{one.key}": str(_usual(one)) for one in groups}
    form: GroupSlipsForm = type("GroupSlipsForm", (GroupSlipsForm,), fields)(data=start)
    return form


def _or_none(form: forms.Form, field: StringField) -> None:
    if forms.text_of_field(field):
        forms.whole_number(0, MOST_SLIPS)(form, field)


def _usual(one: ReachedGroup) -> int:
    return min(one.target, MOST_SLIPS) or SLIPS_WHERE_NO_TARGET


@blueprint.get("/")
def index(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    """Everything that can be printed or saved for all groups."""
    return _show(partnership, round_key)


def _show(
    partnership: PartnershipKey, round_key: RoundKey, fault: str = "", form: GroupSlipsForm | None = None
) -> ResponseReturnValue:
    """The page; `fault` says what is wrong with the choice of posters."""
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
        if not this.timing.takes_new_people(now()):
            return to_handouts(partnership, round_key)
        everybody = all_reached(session, this)
    groups = [one for one in everybody if one.group]
    return forms.form_page(
        "rounds/group_handouts/index.html",
        form or slips_form(groups),
        400 if fault else None,
        round=this,
        everybody=everybody,
        groups=groups,
        chosen=request.args.getlist("group"),
        faults={"group-1": fault} if fault else {},
        most=MOST_SLIPS,
        most_at_once=MOST_AT_ONCE,
    )


@blueprint.get("/posters.pdf")
def posters(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    """The posters of the groups that `group` names, a page each."""
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
        if not this.timing.takes_new_people(now()):
            return to_handouts(partnership, round_key)
        wanted = set(request.args.getlist("group"))
        keys = [one.key for one in all_reached(session, this) if one.key in wanted]
        handouts = [get_handout(session, partnership, round_key, key_of_reached(key)) for key in keys]
    if not handouts:
        return _show(partnership, round_key, "Tick at least one group")
    return as_download(documents.posters_pdf(handouts), f"posters-{round_key}.pdf")


@blueprint.post("/slips")
def make_slips(partnership: PartnershipKey, round_key: RoundKey) -> ResponseReturnValue:
    """Makes the slips of all groups, all or none; the answer is the only file there will ever be of them."""
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
        if not this.timing.takes_new_people(now()):
            return to_handouts(partnership, round_key)
        groups = [one for one in all_reached(session, this) if one.group]
    form = slips_form(groups)
    if not form.validate_on_submit():
        return _show(partnership, round_key, form=form)
    numbers = form.numbers()
    fields = [field for field in form if field.name.startswith("slips-")]
    if not 1 <= sum(numbers.values()) <= MOST_AT_ONCE:
        forms.refuse_field(fields[0], f"Enter numbers that come to 1 to {MOST_AT_ONCE:,} slips in all")
        return _show(partnership, round_key, form=form)
    try:
        return as_download(draw_slips(partnership, round_key, numbers), f"slips-{round_key}.pdf")
    except RoundRefusal as refusal:
        flash(refusal.words, "problem")
        return to_handouts(partnership, round_key)


@blueprint.get("/mail-merge.<any(csv, xlsx):kind>")
def mail_merge(partnership: PartnershipKey, round_key: RoundKey, kind: str) -> ResponseReturnValue:
    """Groups with their leads and open links, for letters and e-mails that somebody else sends."""
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
        if not this.timing.takes_new_people(now()):
            return to_handouts(partnership, round_key)
        found = [
            view_merged_group(session, this, one.group, public_addresses(), now())
            for one in all_reached(session, this)
        ]
    rows = [row for row in found if row]
    if not rows:
        abort(404)
    name = f"mail-merge-{round_key}.{kind}"
    if kind == "csv":
        return as_download(mail_merge_csv(rows), name, CSV)
    return as_download(mail_merge_xlsx(rows), name, XLSX)
