"""The groups of a partnership: who is asked, who sees to it, and what becomes of a group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, ValidationError

from lws_assess.actions.people import groups as actions
from lws_assess.actions.people.groups import GroupDescription, GroupRefused, GroupUse, shipped_audiences
from lws_assess.records.group_preset import PresetGroup, group_preset
from lws_assess.records.groups import all_groups
from lws_assess.survey.keys import NO_GROUP, GroupKey, PartnershipKey, RoundKey
from lws_assess.web import forms
from lws_assess.web.link_codes import new_link_code
from lws_assess.web.loading import current_database, get_round
from lws_assess.web.words import now

blueprint = Blueprint("groups", __name__, url_prefix="/p/<partnership>/groups")

LINE = forms.at_most(200)


class DescribeGroup(forms.Form):
    name = StringField(
        "Name", [DataRequired("Enter a name"), forms.at_most(100), forms.is_plain], [forms.trimmed_line]
    )
    this_is_you_if = StringField(
        "This is you if …",
        [
            DataRequired("Say who belongs to the group"),
            forms.at_most(300),
            forms.is_plain,
        ],
        [forms.trimmed_line],
    )
    audience = StringField("Whom is the group for?")  # the page offers the audiences as radios
    branch = StringField("Branch")  # the page offers a list
    lead = StringField("Lead", [LINE, forms.is_plain], [forms.trimmed_line])
    lead_email = StringField("The lead’s e-mail address", [forms.may_be_email], [forms.trimmed_line])
    method = StringField("How you reach them", [LINE, forms.is_plain], [forms.trimmed_line])
    target = StringField("Target", [], [forms.trimmed_line])
    key_dates = TextAreaField("Key dates", [forms.at_most(1000)], [forms.trimmed_lines])

    def validate_audience(self, field: StringField) -> None:
        if field.data not in shipped_audiences():
            raise ValidationError("Choose whom the group is for")

    def validate_branch(self, field: StringField) -> None:
        if not field.data:
            raise ValidationError("Choose a branch")

    def validate_target(self, field: StringField) -> None:
        if field.data:
            forms.whole_number(0, actions.MOST_HOPED_FOR)(self, field)

    def about(self) -> GroupDescription:
        words: dict[str, Any] = {
            name: forms.text_of_field(self[name])
            for name in GroupDescription.__dataclass_fields__
            if name != "target"
        }
        opening = "this is you if "
        if words["this_is_you_if"].casefold().startswith(opening):
            words["this_is_you_if"] = words["this_is_you_if"][len(opening) :]
        return GroupDescription(**words, target=forms.number_in_field(self.target))


@blueprint.get("/")
def index(partnership: PartnershipKey) -> Response:
    """Every group by audience, what is asked of it now, and who is easily forgotten."""
    with current_database().reading() as session:
        standings = actions.view_groups(session, partnership, now())
        retired = actions.view_groups(session, partnership, now(), retired=True)
    groups = [standing.group for standing in standings]
    return forms.form_page(
        "rounds/groups/index.html",
        None,
        by_audience=_by_audience(standings),
        retired=retired,
        names={group.key: group.name for group in [*groups, *(old.group for old in retired)]},
        without=actions.audiences_without_a_group(groups),
        forgotten=actions.easily_forgotten(groups),
        preset_left=len(actions.preset_not_yet_there([*groups, *(old.group for old in retired)])),
        moved=request.args.get("moved"),
        way=request.args.get("way"),
    )


def _by_audience(standings: list[GroupUse]) -> list[tuple[str, list[GroupUse]]]:
    """The groups under the words for their audience, in the questionnaires' order."""
    labels = {key: audience.label for key, audience in shipped_audiences().items()}
    keys = dict.fromkeys([*labels, *(standing.group.audience for standing in standings)])
    sections = [(labels.get(key, key), [s for s in standings if s.group.audience == key]) for key in keys]
    return [(label, there) for label, there in sections if there]


# --- adding --------------------------------------------------------------------------------------------------


@blueprint.route("/new", methods=["GET", "POST"])
def add(partnership: PartnershipKey) -> Response:
    """One group, blank or begun with what is known of a group that is easily forgotten."""
    form = DescribeGroup()
    if not form.is_submitted():
        _begin_with(form, request.args.get("like", ""))
    if not form.validate_on_submit():
        return _form_page(partnership, form, "rounds/groups/new.html")
    try:
        with current_database().writing() as session:
            added = actions.add_group(session, partnership, form.about())
    except GroupRefused as refusal:
        forms.refuse_at(form, refusal)
        return _form_page(partnership, form, "rounds/groups/new.html")
    flash(f"{added.name} is added.", "done")
    return _to("settings", partnership, added.key)


def _begin_with(form: DescribeGroup, like: str) -> None:
    for missing in group_preset().missing:
        if missing.group.key == like:
            for name, value in asdict(actions.about_preset(missing.group)).items():
                form[name].data = str(value)


def _form_page(partnership: PartnershipKey, form: DescribeGroup, template: str, **values: Any) -> Response:
    with current_database().reading() as session:
        groups = all_groups(session, partnership)
    branches = actions.branches_to_choose(group for group in groups if not group.catch_all)
    return forms.form_page(
        template,
        form,
        audiences=[(key, audience.label) for key, audience in shipped_audiences().items()],
        branches=[("", "Choose one"), *((branch, branch.capitalize()) for branch in branches)],
        **values,
    )


@blueprint.route("/preset", methods=["GET", "POST"])
def preset(partnership: PartnershipKey) -> Response:
    """The groups that ship, to be added by ticking all or some."""
    form = forms.Form()
    if not form.validate_on_submit():
        return _preset_page(partnership, form)
    chosen = request.form.getlist("chosen")
    with current_database().writing() as session:
        added = actions.add_preset(session, partnership, chosen)
    if not added:
        return _preset_page(partnership, form, fault="Tick at least one group", status=400)
    words = "One group is" if len(added) == 1 else f"{len(added)} groups are"
    flash(f"{words} added. Open each to say who leads it and how its people are reached.", "done")
    return redirect(url_for("groups.index", partnership=partnership), 303)


def _preset_page(
    partnership: PartnershipKey, form: forms.Form, fault: str = "", status: int | None = None
) -> Response:
    with current_database().reading() as session:
        left = actions.preset_not_yet_there(all_groups(session, partnership))
    everything = group_preset().groups
    by_audience: list[tuple[str, list[PresetGroup]]] = [
        (audience.label, [group for group in left if group.audience == key])
        for key, audience in shipped_audiences().items()
    ]
    return forms.form_page(
        "rounds/groups/preset.html",
        form,
        status,
        by_audience=[(label, there) for label, there in by_audience if there],
        there=[group.name for group in everything if group not in left],
        faults={"chosen": fault} if fault else {},
    )


# --- one group -----------------------------------------------------------------------------------------------


@blueprint.get("/<group>/settings")
def settings(partnership: PartnershipKey, group: GroupKey) -> Response:
    """One group: what is known of it, where it is asked, and what can be done with it."""
    standing = _get(partnership, group)
    with current_database().reading() as session:
        others = actions.could_take_in(session, standing.group)
        names = {group.key: group.name for group in all_groups(session, partnership)}
    return forms.form_page(
        "rounds/groups/settings.html",
        None,
        standing=standing,
        group=standing.group,
        audience=_label(standing),
        others=others,
        names=names,
    )


def _label(standing: GroupUse) -> str:
    audience = shipped_audiences().get(standing.group.audience)
    return audience.label if audience else standing.group.audience


def _get(partnership: PartnershipKey, group: GroupKey) -> GroupUse:
    with current_database().reading() as session:
        standing = actions.find_group_use(session, partnership, group, now())
    if standing is None:
        abort(404)
    return standing


@blueprint.route("/<group>/edit", methods=["GET", "POST"])
def edit(partnership: PartnershipKey, group: GroupKey) -> Response:
    standing = _get(partnership, group)
    form = DescribeGroup(obj=standing.group)
    if standing.was_asked:
        form.audience.data = standing.group.audience
    page = {"standing": standing, "group": standing.group, "audience": _label(standing)}
    if not form.validate_on_submit():
        return _form_page(partnership, form, "rounds/groups/edit.html", **page)
    try:
        with current_database().writing() as session:
            actions.change_group(session, partnership, group, form.about(), new_link_code, now())
    except GroupRefused as refusal:
        forms.refuse_at(form, refusal)
        return _form_page(partnership, form, "rounds/groups/edit.html", **page)
    current_database().tidy_after_sealing()  # with another lead, a meeting may have ended
    flash("The group is saved.", "done")
    return _to("settings", partnership, group)


@blueprint.post("/<group>/move/<any(up, down):way>")
def move(partnership: PartnershipKey, group: GroupKey, way: str) -> Response:
    """One place up or down; the list comes back with the same button in focus."""
    name = _get(partnership, group).group.name
    with current_database().writing() as session:
        place = actions.move_group(session, partnership, group, way)
    flash(f"{name} now stands at number {place} of its list.", "done")
    return redirect(url_for("groups.index", partnership=partnership, moved=group, way=way), 303)


@blueprint.post("/<group>/ask-in/<round_key>")
def ask(partnership: PartnershipKey, group: GroupKey, round_key: RoundKey) -> Response:
    """Adds the group to a round that is open."""
    name = _get(partnership, group).group.name
    with current_database().reading() as session:
        this = get_round(session, partnership, round_key)
    return _change(
        partnership,
        group,
        lambda session: actions.add_to_open_round(
            session, partnership, round_key, group, new_link_code, now()
        ),
        f"{name} is now asked in “{this.title}”. Its links and poster stand under “Reach people” of that round.",
    )


# --- merging, retiring, deleting -----------------------------------------------------------------------------


@blueprint.route("/<group>/merge", methods=["GET", "POST"])
def merge(partnership: PartnershipKey, group: GroupKey) -> Response:
    """Into which group, then exactly what will happen, then doing it."""
    standing = _get(partnership, group)
    into = request.values.get("into")
    with current_database().reading() as session:
        others = actions.could_take_in(session, standing.group)
        chosen = next((other for other in others if other.key == into), None)
        standings = {s.group.key: s for s in actions.view_groups(session, partnership, now())}
    page: dict[str, Any] = {"standing": standing, "group": standing.group, "others": others}
    if chosen is None:
        fault = "Choose a group" if into is not None or request.method == "POST" else ""
        faults = {"into": fault} if fault else {}
        return forms.form_page("rounds/groups/merge.html", None, 400 if fault else 200, faults=faults, **page)
    form = forms.Form()
    if not form.validate_on_submit():
        return forms.form_page("rounds/groups/merge_into.html", form, into=standings[chosen.key], **page)
    return _change(
        partnership,
        group,
        lambda session: actions.merge_group(session, partnership, group, chosen.key, now()),
        f"{standing.group.name} is merged into {chosen.name}.",
        then=chosen.key,
    )


@blueprint.route("/<group>/retire", methods=["GET", "POST"])
def retire(partnership: PartnershipKey, group: GroupKey) -> Response:
    standing = _get(partnership, group)
    form = forms.Form()
    if not form.validate_on_submit():
        return forms.form_page("rounds/groups/retire.html", form, standing=standing, group=standing.group)
    return _change(
        partnership,
        group,
        lambda session: actions.retire_group(session, partnership, group, now()),
        f"{standing.group.name} is retired. You can bring it back at any time.",
    )


@blueprint.post("/<group>/bring-back")
def bring_back(partnership: PartnershipKey, group: GroupKey) -> Response:
    name = _get(partnership, group).group.name
    return _change(
        partnership,
        group,
        lambda session: actions.bring_back(session, partnership, group, now()),
        f"{name} is back on the list.",
    )


@blueprint.route("/<group>/delete", methods=["GET", "POST"])
def delete(partnership: PartnershipKey, group: GroupKey) -> Response:
    standing = _get(partnership, group)
    form = forms.Form()
    if not form.validate_on_submit():
        return forms.form_page("rounds/groups/delete.html", form, standing=standing, group=standing.group)
    return _change(
        partnership,
        group,
        lambda session: actions.delete_group(session, partnership, group),
        f"{standing.group.name} is deleted.",
        then=NO_GROUP,
    )


def _change(
    partnership: PartnershipKey,
    group: GroupKey,
    change: Callable[[Session], object],
    done: str,
    then: GroupKey | None = None,
) -> Response:
    """Carries a change out, then shows the group, or the one of the key `then`; the list where it is empty."""
    try:
        with current_database().writing() as session:
            change(session)
    except GroupRefused as refusal:
        flash(refusal.words, "problem")
        return _to("settings", partnership, group)
    current_database().tidy_after_sealing()  # a meeting of the group may have ended
    flash(done, "done")
    if then == "":
        return redirect(url_for("groups.index", partnership=partnership), 303)
    return _to("settings", partnership, then or group)


def _to(page: str, partnership: PartnershipKey, group: GroupKey) -> Response:
    return redirect(url_for(f"groups.{page}", partnership=partnership, group=group), 303)
