"""Invitations to all groups of a round at once: one list whose rows name their group, checked, then sent."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, flash, g, request
from flask_wtf.file import FileField
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField, TextAreaField

from lws_assess.actions.post import invitations as actions
from lws_assess.actions.post.addresses import AddressProblem, read_entries
from lws_assess.actions.post.invitations import GroupList, InvitationRefusal, MessageWords
from lws_assess.actions.post.list_links import FEWEST_OWN_LINKS
from lws_assess.records.groups import Group
from lws_assess.records.instruments import get_edition
from lws_assess.records.post.invitations import INVITATION
from lws_assess.records.rounds import Round, groups_of_round
from lws_assess.survey.instruments import Audience
from lws_assess.survey.keys import AudienceKey, GroupKey, PartnershipKey, RoundKey
from lws_assess.survey.refusals import ChangedMeanwhile
from lws_assess.survey.round_timing import RoundState
from lws_assess.web import forms, sheets
from lws_assess.web.loading import current_database, current_settings, get_round
from lws_assess.web.post import letters, mail, mail_text, sending
from lws_assess.web.post.invitations import (
    contact_of,
    holds_too_many,
    may_invite,
    new_key,
    rated_at_of,
    to_invitations,
)
from lws_assess.web.post.message_forms import SUBJECT, WORDS, confirmed_by, holds_the_link, read_message_key
from lws_assess.web.refusals import status_of
from lws_assess.web.sheet_fields import holds_file, read_given
from lws_assess.web.words import counted_noun

blueprint = Blueprint(
    "group_invitations", __name__, url_prefix="/p/<partnership>/rounds/<round_key>/invitations/all"
)

sheets.TAKES_FILES.update({"group_invitations.write", "group_invitations.send"})

NO_GROUPS = "Head one column “Group”, and name in it the group of each person. No such column was found."


class ListForm(forms.Form):
    """The list, and for each audience a subject and a message more: `subject-<key>` and `words-<key>`."""

    addresses = TextAreaField("People and their groups")
    file = FileField("Or a file")
    key = HiddenField()  # names what is confirmed, so that confirming twice sends once
    seen = HiddenField()  # names whom the check showed

    def message(self, audience: AudienceKey) -> MessageWords:
        return MessageWords(
            forms.text_of_field(self[f"subject-{audience}"]), forms.text_of_field(self[f"words-{audience}"])
        )


def list_form(audiences: Sequence[Audience]) -> ListForm:
    fields: dict[str, Any] = {}
    for audience in audiences:
        fields[f"subject-{audience.key}"] = StringField(
            "Subject", SUBJECT, [forms.trimmed_line, mail_text.one_mail_line]
        )
        fields[f"words-{audience.key}"] = TextAreaField(
            "Message", [*WORDS, holds_the_link], [forms.trimmed_lines, mail_text.readable_lines]
        )
    form: ListForm = type("ListForm", (ListForm,), fields)()
    return form


@dataclass(frozen=True)
class RoundToInvite:
    """A round with the groups that people can be invited for, and the audiences of its messages."""

    round: Round
    groups: Mapping[GroupKey, Group]
    audiences: Sequence[Audience]

    def audience(self, group: GroupKey) -> Audience:
        return next(one for one in self.audiences if one.key == self.groups[group].audience)

    @property
    def examples(self) -> dict[str, str]:
        """The names of the groups of each audience."""
        return {
            audience.key: ", ".join(
                group.name for group in self.groups.values() if group.audience == audience.key
            )
            for audience in self.audiences
        }


def _load(partnership: PartnershipKey, round_key: RoundKey) -> RoundToInvite:
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
        edition = get_edition(session, this.edition)
        groups = {
            group.key: group
            for group in groups_of_round(session, partnership, round_key)
            if not group.catch_all
        }
    asked = {group.audience for group in groups.values()}
    return RoundToInvite(this, groups, [audience for audience in edition.audiences if audience.key in asked])


@blueprint.route("/", methods=["GET", "POST"])
def write(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """One list for all groups, and a message for each audience; sending it in shows what would be sent."""
    asking = _load(partnership, round_key)
    if not may_invite(asking.round) or not asking.groups:
        return to_invitations(asking.round)
    form = list_form(asking.audiences)
    if not form.is_submitted():
        return _show_form(asking, _with_first_words(form, asking))
    if request.form.get("go") == "change":
        form.addresses.data = request.form.get("list", "")
        return _show_form(asking, form)
    valid = form.validate()
    sheet = _read_sheet(form)
    if valid and sheet:
        return _check(asking, form, sheet)
    if sheet:
        _keep_list(form, read_entries(sheet.rows, with_groups=True).lines)
    return _show_form(asking, form)


def _keep_list(form: ListForm, lines: str) -> None:
    """Keeps what a file holds as text. What was pasted stays as it was."""
    if holds_file(form.file):
        form.addresses.data = lines


def _with_first_words(form: ListForm, asking: RoundToInvite) -> ListForm:
    with current_database().reading() as session:
        edition = get_edition(session, asking.round.edition)
    contact = contact_of(asking.round)
    for audience in asking.audiences:
        words = letters.first_invitation_to(
            asking.round, audience, letters.GROUP, edition, g.partnership.name, contact
        )
        form[f"subject-{audience.key}"].data = words.subject
        form[f"words-{audience.key}"].data = words.text
    return form


def _show_form(
    asking: RoundToInvite,
    form: ListForm,
    problems: Sequence[AddressProblem] = (),
    sheet: sheets.ReadTable | None = None,
) -> Response:
    return forms.form_page(
        "post/group_invitations/write.html",
        form,
        round=asking.round,
        asking=asking,
        most_rows=sheets.MOST_ROWS,
        problems=problems,
        sheet=sheet,
    )


def _read_sheet(form: ListForm) -> sheets.ReadTable | None:
    """The table that was uploaded or pasted; None, with the reason at its field, where it cannot be used."""
    sheet = read_given(form.file, form.addresses, "Paste your list, or choose a file", by_lines=True)
    if sheet and holds_too_many(sheet.rows, with_groups=True):
        forms.refuse_field(form.addresses, f"Invite {sheets.MOST_ROWS:,} people at a time, or fewer")
        return None
    return sheet


def _check(
    asking: RoundToInvite, form: ListForm, sheet: sheets.ReadTable, changed: ChangedMeanwhile | None = None
) -> Response:
    """Shows what would be sent to whom, and everything by which nobody is invited. Nothing has been kept."""
    this = asking.round
    listed = read_entries(sheet.rows, with_groups=True)
    sheet = replace(sheet, read=sheet.read + listed.read, not_read=sheet.not_read + listed.not_read)
    if not listed.group_heading:
        _keep_list(form, listed.lines)
        forms.refuse_field(form.addresses, NO_GROUPS)
        return _show_form(asking, form, sheet=sheet)
    with current_database().reading() as session:
        lists, problems = actions.check_lists(session, this.partnership, this.key, listed.entries)
    if not lists:
        _keep_list(form, listed.lines)
        forms.refuse_field(form.addresses, "There is nobody new to invite in this list")
        return _show_form(asking, form, problems, sheet)
    return forms.form_page(
        "post/group_invitations/check.html",
        None,
        status_of(changed) if changed else 200,
        round=this,
        asking=asking,
        lists=lists,
        number=sum(map(len, lists.values())),
        problems=problems,
        sheet=sheet,
        list=listed.lines,
        messages={audience.key: form.message(audience.key) for audience in asking.audiences},
        previews=_previews(asking, form, lists),
        fewest=FEWEST_OWN_LINKS,
        problem=changed.words if changed else "",
        key=new_key().hex(),
        seen=_digest(lists),
    )


def _previews(
    asking: RoundToInvite, form: ListForm, lists: Mapping[GroupKey, Sequence[str]]
) -> list[tuple[Group, MessageWords]]:
    """Returns what the first group of each audience that is invited reads."""
    found: dict[AudienceKey, tuple[Group, MessageWords]] = {}
    for key, addresses in lists.items():
        group, audience = asking.groups[key], asking.audience(key)
        if audience.key not in found:
            words = letters.for_group(form.message(audience.key), group.name)
            own = len(addresses) >= FEWEST_OWN_LINKS
            text = letters.example_letter(
                INVITATION, words.text, audience.easy_read, own, rated_at_of(asking.round, group)
            )
            found[audience.key] = (group, MessageWords(words.subject, text))
    return list(found.values())


def _digest(lists: Mapping[GroupKey, Sequence[str]]) -> str:
    """Names whom a check showed, in which group."""
    shown = "\n".join(f"{key} {address}" for key in sorted(lists) for address in sorted(lists[key]))
    return hashlib.sha256(shown.encode()).hexdigest()


@blueprint.post("/send")
def send(partnership: PartnershipKey, round_key: RoundKey) -> Response:
    """Sends what the check showed, once, or shows it anew where the list has changed under it."""
    asking = _load(partnership, round_key)
    this = asking.round
    if not may_invite(this) or not asking.groups:
        return to_invitations(this)
    form = list_form(asking.audiences)
    form.addresses.data = request.form.get("list", "")
    valid = form.validate()
    sheet = _read_sheet(form)
    if not valid or not sheet:
        return _show_form(asking, form)
    try:
        number, groups = _invite(asking, form, sheet)
    except ChangedMeanwhile:  # of one list or of all: the page shows all
        return _check(asking, form, sheet, ChangedMeanwhile(actions.LISTS_CHANGED))
    except InvitationRefusal as refusal:
        flash(refusal.words, "problem")
        return to_invitations(this)
    sending.start_sending()
    what = f"{counted_noun(number, 'invitation')} to {counted_noun(groups, 'group')}"
    if this.state == RoundState.DRAFT:
        flash(f"{what}: ready. They are sent when the round opens.", "done")
    else:
        flash(f"{what}: on their way.", "done")
    return to_invitations(this)


def _invite(asking: RoundToInvite, form: ListForm, sheet: sheets.ReadTable) -> tuple[int, int]:
    """Returns how many people of how many groups. Raises ChangedMeanwhile where the page had shown others."""
    this, confirmed = (
        asking.round,
        confirmed_by(read_message_key(forms.text_of_field(form.key)), asking.round),
    )
    entries = read_entries(sheet.rows, with_groups=True).entries
    with current_database().writing() as session:
        lists, _ = actions.check_lists(session, this.partnership, this.key, entries)
        repeated = actions.mailings_made_before(session, this, confirmed.key)
        if not repeated and _digest(lists) != form.seen.data:
            raise ChangedMeanwhile
        made = actions.invite_lists(
            session,
            this.partnership,
            this.key,
            [_list_of(asking, form, key, addresses) for key, addresses in lists.items()],
            confirmed,
            new_key,
            lambda: mail.new_message_id(current_settings()),
        )
        return actions.number_invited(session, made), len(made)


def _list_of(asking: RoundToInvite, form: ListForm, key: GroupKey, addresses: Sequence[str]) -> GroupList:
    words = form.message(asking.audience(key).key)
    return GroupList(key, addresses, letters.for_group(words, asking.groups[key].name))
