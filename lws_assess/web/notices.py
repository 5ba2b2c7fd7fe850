"""A partnership's own privacy notice and accessibility statement, for anybody to read."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lws_assess.records.partnerships import Partnership, find_partnership
from lws_assess.survey.keys import PartnershipKey
from lws_assess.web.loading import current_database

blueprint = Blueprint("notices", __name__, url_prefix="/notice/<partnership>")


@blueprint.get("/privacy")
def privacy(partnership: PartnershipKey) -> ResponseReturnValue:
    """The partnership's notice; the service's own page where it has none, so that nothing tells it exists."""
    this = _find_with_notice(partnership)
    if this is None:
        return redirect(url_for("pages.privacy"))
    return render_template("notices/privacy.html", this=this)


@blueprint.get("/accessibility")
def accessibility(partnership: PartnershipKey) -> ResponseReturnValue:
    this = _find_with_notice(partnership)
    if this is None:
        return redirect(url_for("pages.accessibility"))
    return render_template("notices/accessibility.html", this=this)


def _find_with_notice(partnership: PartnershipKey) -> Partnership | None:
    with current_database().reading() as session:
        this = find_partnership(session, partnership)
    return this if this and this.controller else None
