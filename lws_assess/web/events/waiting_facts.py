"""Choosing the facts of a round that phones tell while they wait; what is published they tell by themselves."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lws_assess.actions.events.waiting import newest_material, tick_facts
from lws_assess.documents.events.waiting_facts import facts_of_feedback
from lws_assess.documents.papers.feedback import make_page
from lws_assess.survey.events.rooms import EventRefusal, EventState
from lws_assess.survey.events.ticked_facts import TickedFact, facts_from_json
from lws_assess.survey.instruments import Audience
from lws_assess.survey.keys import EventKey, PartnershipKey
from lws_assess.web.events.event_pages import get_event, to_event
from lws_assess.web.loading import current_database
from lws_assess.web.words import counted_noun, today

blueprint = Blueprint("event_facts", __name__, url_prefix="/p/<partnership>/events/<event>/facts")


@dataclass(frozen=True)
class FactsOffered:
    """Holds what an audience may be told, and the title of the round that it comes from."""

    audience: Audience
    round_title: str
    facts: tuple[TickedFact, ...]


@blueprint.get("")
def choose(partnership: PartnershipKey, event: EventKey) -> ResponseReturnValue:
    """Shows every fact of the newest results that may be shown, by audience, and which are ticked."""
    with current_database().reading() as session:
        found = get_event(session, partnership, event)
        offered = _offered(session, partnership)
    if found.state == EventState.ENDED:
        return to_event(partnership, event)
    ticked = facts_from_json(found.ticked_facts_json)
    known = {fact.key for one in offered for fact in one.facts}
    return render_template(
        "events/facts.html",
        event=found,
        offered=offered,
        ticked={fact.key for fact in ticked},
        older=[fact for fact in ticked if fact.key not in known],
    )


@blueprint.post("")
def tick(partnership: PartnershipKey, event: EventKey) -> ResponseReturnValue:
    """Keeps what is ticked, in the words that the page showed: facts that are not there any more are left out."""
    chosen = set(request.form.getlist("fact"))
    try:
        with current_database().writing() as session:
            before = facts_from_json(get_event(session, partnership, event).ticked_facts_json)
            now_there = [fact for one in _offered(session, partnership) for fact in one.facts]
            facts = [fact for fact in dict.fromkeys((*now_there, *before)) if fact.key in chosen]
            tick_facts(session, partnership, event, facts)
    except EventRefusal as refusal:
        flash(refusal.words, "problem")
    else:
        told = counted_noun(len(facts), "fact")
        flash(f"Phones that wait may tell {told}." if facts else "Nothing is ticked any more.", "done")
    return to_event(partnership, event)


def _offered(session: Session, partnership: PartnershipKey) -> list[FactsOffered]:
    material = newest_material(session, partnership, today())
    if material is None:
        return []
    page, edition = make_page(material), material.results.edition
    return [
        FactsOffered(
            audience,
            material.round.title,
            tuple(
                TickedFact(audience.key, fact.area, fact.text)
                for fact in facts_of_feedback(page, edition, audience)
            ),
        )
        for audience in edition.audiences
    ]
