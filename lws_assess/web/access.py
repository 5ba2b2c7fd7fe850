"""Who may reach what: every endpoint stands in exactly one line of ACCESS, and a test keeps it so.

A page of a partnership answers 404 to everybody who may not see it, so that nothing tells whether it exists.
"""

from __future__ import annotations

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask import session as cookie
from flask_login import LoginManager, UserMixin, current_user, login_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lws_assess.actions.people import accounts as people
from lws_assess.records.partnerships import find_partnership
from lws_assess.records.people import (
    ADMINISTRATOR,
    FACILITATOR,
    ROLES,
    STEERING,
    Person,
    find_role,
    find_session,
    must_set_up_codes,
)
from lws_assess.records.rounds import find_round
from lws_assess.web import errors, passwords
from lws_assess.web.loading import current_database
from lws_assess.web.rounds_of_events import lead_out_of_the_rehearsal, lead_to_the_event
from lws_assess.web.words import now

ANYONE = "anyone"
RESPONDENT = (
    "holder of a questionnaire"  # checked by the questionnaire's own cookie, in web.answering.responses
)
SIGNED_IN = "signed in"
MEMBERS = (ADMINISTRATOR, FACILITATOR, STEERING)
FACILITATORS = (ADMINISTRATOR, FACILITATOR)
ADMINISTRATORS = (ADMINISTRATOR,)

Who = str | tuple[str, ...]

ACCESS: tuple[tuple[str, Who], ...] = (
    ("account.change_password", SIGNED_IN),
    ("account.set_up_codes", SIGNED_IN),
    ("account.show", SIGNED_IN),
    ("account.turn_off_codes", SIGNED_IN),
    ("alerts.record", ANYONE),  # asks for the secret of an alert
    ("alerts.show", ANYONE),
    ("additions.change", FACILITATORS),
    ("additions.index", FACILITATORS),
    ("additions.remove", FACILITATORS),
    ("assets.asset", ANYONE),
    ("areas.show", MEMBERS),
    ("board_papers.all_sheets", MEMBERS),
    ("board_papers.claims", MEMBERS),
    ("board_papers.index", MEMBERS),
    ("board_papers.keep", FACILITATORS),
    ("board_papers.pdf", MEMBERS),
    ("board_papers.sheet", MEMBERS),
    ("board_papers.short_pdf", MEMBERS),
    ("board_papers.short_word", MEMBERS),
    ("board_papers.word", MEMBERS),
    ("board_slides.file", MEMBERS),
    ("board_slides.present", MEMBERS),
    ("clocks.confirm", ADMINISTRATORS),
    ("clocks.show", FACILITATORS),
    ("comments.confirm_unflagged", FACILITATORS),
    ("comments.decide", FACILITATORS),
    ("comments.index", FACILITATORS),
    ("comments.publish_unflagged", FACILITATORS),
    ("comments.published", MEMBERS),
    ("comments.show", FACILITATORS),
    ("handouts.index", FACILITATORS),
    ("handouts.make_slips", FACILITATORS),
    ("handouts.poster", FACILITATORS),
    ("handouts.qr_png", FACILITATORS),
    ("handouts.qr_svg", FACILITATORS),
    ("handouts.show", FACILITATORS),
    ("leads.show", ANYONE),  # asks for the secret of a group's lead
    ("leads.feedback", ANYONE),
    ("leads.poster", ANYONE),
    ("leads.slips", ANYONE),
    ("leads.tell", ANYONE),
    ("groupings.add", FACILITATORS),
    ("groupings.index", MEMBERS),
    ("groupings.item", FACILITATORS),
    ("groupings.remove", FACILITATORS),
    ("groupings.remove_item", FACILITATORS),
    ("groupings.rename", FACILITATORS),
    ("groupings.show", FACILITATORS),
    ("event_facts.choose", FACILITATORS),
    ("event_facts.tick", FACILITATORS),
    ("event_groupings.begin", FACILITATORS),
    ("event_groupings.index", FACILITATORS),
    ("event_groupings.keep", FACILITATORS),
    ("event_groupings.stop", FACILITATORS),
    ("event_groupings.take", FACILITATORS),
    ("event_hosts.act", FACILITATORS),
    ("event_hosts.end", FACILITATORS),
    ("event_hosts.hands", FACILITATORS),
    ("event_hosts.pulse", FACILITATORS),
    ("event_hosts.show", FACILITATORS),
    ("event_tables.decide_evidence", FACILITATORS),
    ("event_tables.evidence", FACILITATORS),
    ("event_tables.list_actions", FACILITATORS),
    ("event_tables.make_group", FACILITATORS),
    ("event_tables.missing", FACILITATORS),
    ("event_tables.put_aside", FACILITATORS),
    ("event_tables.take", FACILITATORS),
    ("event_words.decide", FACILITATORS),
    ("event_words.index", FACILITATORS),
    ("event_words.reword", FACILITATORS),
    ("event_leads.act", ANYONE),  # ask for the secret of a group's lead
    ("event_leads.begin", ANYONE),
    ("event_leads.end", ANYONE),
    ("event_leads.pulse", ANYONE),
    ("event_leads.screen", ANYONE),
    ("event_leads.show", ANYONE),
    ("event_papers.hand_out", FACILITATORS),
    ("event_papers.pdf", FACILITATORS),
    ("event_papers.show", FACILITATORS),
    ("event_papers.slips", FACILITATORS),
    ("event_papers.slips_pdf", FACILITATORS),
    ("event_papers.tables_pdf", FACILITATORS),
    ("event_programmes.add", FACILITATORS),
    ("event_programmes.edit", FACILITATORS),
    ("event_programmes.index", FACILITATORS),
    ("event_programmes.move", FACILITATORS),
    ("event_programmes.place", FACILITATORS),
    ("event_programmes.put_back", FACILITATORS),
    ("event_programmes.remove", FACILITATORS),
    ("event_rehearsals.answer", FACILITATORS),
    ("event_rehearsals.begin", FACILITATORS),
    ("event_rehearsals.end", FACILITATORS),
    ("event_rehearsals.show", FACILITATORS),
    ("event_remote_links.add", FACILITATORS),
    ("event_remote_links.captions", FACILITATORS),
    ("event_remote_links.index", FACILITATORS),
    ("event_remote_links.take_back", FACILITATORS),
    ("event_remote_screens.arrive", ANYONE),  # asks for the secret of a link
    ("event_remote_screens.open_here", ANYONE),
    ("event_remote_screens.pulse", ANYONE),  # each asks for the cookie of the device that opened a link
    ("event_remote_screens.show", ANYONE),
    ("event_remote_screens.type_line", ANYONE),
    ("event_screens.pulse", MEMBERS),
    ("event_screens.show", MEMBERS),
    ("event_summaries.pdf", MEMBERS),
    ("event_summaries.show", MEMBERS),
    ("event_summaries.word", MEMBERS),
    ("events.add", FACILITATORS),
    ("events.begin", FACILITATORS),
    ("events.delete", FACILITATORS),
    ("events.edit", FACILITATORS),
    ("events.index", MEMBERS),
    ("events.put_away", FACILITATORS),
    ("events.show", MEMBERS),
    ("own_programmes.index", FACILITATORS),
    ("own_programmes.keep", FACILITATORS),
    ("own_programmes.remove", FACILITATORS),
    ("event_cards.save", ANYONE),
    ("event_cards.show", ANYONE),
    ("kept_cards.show", ANYONE),  # asks for what only phones of that room were given
    ("event_phones.clear", ANYONE),  # phones in a room: each asks for its own cookie
    ("event_phones.join", ANYONE),
    ("event_phones.leave", ANYONE),
    ("event_phones.place", ANYONE),
    ("event_phones.pulse", ANYONE),
    ("event_phones.rate", ANYONE),
    ("event_phones.seat", ANYONE),
    ("event_phones.show", ANYONE),
    ("event_phones.vote", ANYONE),
    ("event_phones.write", ANYONE),
    ("event_scribes.actions", ANYONE),  # ask for a phone that gave the scribes' code
    ("event_scribes.become", ANYONE),
    ("event_scribes.hands", ANYONE),
    ("event_scribes.propose", ANYONE),
    ("event_scribes.rating", ANYONE),
    ("event_scribes.save_rating", ANYONE),
    ("event_scribes.show", ANYONE),
    ("event_scribes.slip", ANYONE),
    ("event_scribes.slip_rate", ANYONE),
    ("event_scribes.slip_vote", ANYONE),
    ("event_scribes.slips", ANYONE),
    ("feedback.confirm_publish", FACILITATORS),
    ("feedback.confirm_take_back", FACILITATORS),
    ("feedback.edit", FACILITATORS),
    ("feedback.preview", FACILITATORS),
    ("feedback.publish", FACILITATORS),
    ("feedback.save", FACILITATORS),
    ("feedback.take_back", FACILITATORS),
    ("feedback_pages.easy", ANYONE),
    ("feedback_pages.plain", ANYONE),
    ("explore.drawing_png", MEMBERS),
    ("explore.drawing_svg", MEMBERS),
    ("explore.figure_html", MEMBERS),
    ("explore.figure_json", MEMBERS),
    ("explore.show", MEMBERS),
    ("files.book", MEMBERS),
    ("files.dictionary", MEMBERS),
    ("files.png", MEMBERS),
    ("files.svg", MEMBERS),
    ("files.tidy", MEMBERS),
    ("group_tables.index", FACILITATORS),
    ("group_tables.keep", FACILITATORS),
    ("group_tables.save", FACILITATORS),
    ("group_pages.show", MEMBERS),
    ("groups.add", FACILITATORS),
    ("groups.ask", FACILITATORS),
    ("groups.bring_back", FACILITATORS),
    ("groups.delete", FACILITATORS),
    ("groups.edit", FACILITATORS),
    ("groups.index", FACILITATORS),
    ("groups.merge", FACILITATORS),
    ("groups.move", FACILITATORS),
    ("groups.preset", FACILITATORS),
    ("groups.retire", FACILITATORS),
    ("groups.settings", FACILITATORS),
    ("group_handouts.index", FACILITATORS),
    ("group_handouts.mail_merge", FACILITATORS),
    ("group_handouts.make_slips", FACILITATORS),
    ("group_handouts.posters", FACILITATORS),
    ("group_invitations.send", FACILITATORS),
    ("group_invitations.write", FACILITATORS),
    ("invitations.again", FACILITATORS),
    ("invitations.cancel", FACILITATORS),
    ("invitations.index", FACILITATORS),
    ("invitations.remove", FACILITATORS),
    ("invitations.send", FACILITATORS),
    ("invitations.write", FACILITATORS),
    ("links.join", ANYONE),
    ("links.agree", ANYONE),
    ("links.personal", ANYONE),
    ("drafts.check", FACILITATORS),
    ("drafts.counting", FACILITATORS),
    ("drafts.cut", FACILITATORS),
    ("drafts.dates", FACILITATORS),
    ("drafts.delete", FACILITATORS),
    ("drafts.groups", FACILITATORS),
    ("drafts.new", FACILITATORS),
    ("drafts.open_now", FACILITATORS),
    ("drafts.repeat", FACILITATORS),
    ("drafts.title", FACILITATORS),
    ("drafts.words", FACILITATORS),
    ("members.change", ADMINISTRATORS),
    ("members.change_role", ADMINISTRATORS),
    ("members.demand_codes", ADMINISTRATORS),
    ("members.index", ADMINISTRATORS),
    ("members.invite", ADMINISTRATORS),
    ("members.make_link", ADMINISTRATORS),
    ("members.remove", ADMINISTRATORS),
    ("members.show", ADMINISTRATORS),
    ("notices.accessibility", ANYONE),
    ("notices.privacy", ANYONE),
    ("pages.home", ANYONE),
    ("pages.enter_code", ANYONE),
    ("pages.livez", ANYONE),
    ("pages.readyz", ANYONE),
    ("pages.privacy", ANYONE),
    ("pages.accessibility", ANYONE),
    ("pages.method", ANYONE),
    ("pages.robots", ANYONE),
    ("over_time.show", MEMBERS),
    ("paper.enter", FACILITATORS),
    ("paper.index", FACILITATORS),
    ("paper.store", FACILITATORS),
    ("paper.template", FACILITATORS),
    ("paper.upload", FACILITATORS),
    ("nudges.everybody", FACILITATORS),
    ("nudges.one", FACILITATORS),
    ("participation.download", FACILITATORS),
    ("participation.group", FACILITATORS),
    ("participation.new_link", FACILITATORS),
    ("participation.show", MEMBERS),
    ("partnerships.add", SIGNED_IN),  # asks for an administrator of any partnership
    ("partnerships.index", SIGNED_IN),
    ("partnerships.settings", FACILITATORS),
    ("partnerships.show", MEMBERS),
    ("people.forgotten", ANYONE),
    ("people.one_time_code", ANYONE),  # asks for a session that awaits its code
    ("people.sign_in", ANYONE),
    ("people.sign_out", ANYONE),  # pressed twice, it has nothing to say but that one has signed out
    ("people.welcome", ANYONE),
    ("priorities.approve", MEMBERS),
    ("priorities.choose", MEMBERS),
    ("priorities.confirm_strike", MEMBERS),
    ("priorities.decide", MEMBERS),
    ("priorities.log", MEMBERS),
    ("priorities.one", MEMBERS),
    ("priorities.show", MEMBERS),
    ("priorities.strike_out", MEMBERS),
    ("plan_asking.ask", FACILITATORS),
    ("plan_leads.answer", ANYONE),  # asks for the secret of an action's lead
    ("plan_leads.reminders", ANYONE),
    ("plan_leads.report", ANYONE),
    ("plan_leads.show", ANYONE),
    ("plans.add", FACILITATORS),
    ("plans.calendar", MEMBERS),
    ("plans.edit", FACILITATORS),
    ("plans.index", MEMBERS),
    ("plans.money", FACILITATORS),
    ("plans.move", FACILITATORS),
    ("plans.remove", FACILITATORS),
    ("plans.show", MEMBERS),
    ("plans.table", MEMBERS),
    ("plans.update", MEMBERS),
    ("printed.index", FACILITATORS),
    ("printed.pdf", FACILITATORS),
    ("reminders.send", FACILITATORS),
    ("reminders.write", FACILITATORS),
    ("practice.begin", ANYONE),
    ("practice.go_on", ANYONE),  # reads what the form carries, and keeps nothing
    ("practice.make_link", FACILITATORS),
    ("responses.about", RESPONDENT),
    ("responses.save_about", RESPONDENT),
    ("responses.resume", RESPONDENT),
    ("responses.area", RESPONDENT),
    ("responses.save_area", RESPONDENT),
    ("responses.priorities", RESPONDENT),
    ("responses.save_priorities", RESPONDENT),
    ("responses.check", RESPONDENT),
    ("responses.submit", RESPONDENT),
    ("responses.done", RESPONDENT),
    ("responses.leave", RESPONDENT),
    ("responses.clear", RESPONDENT),
    ("results.block", MEMBERS),
    ("results.chapter", MEMBERS),
    ("results.dashboard", MEMBERS),
    ("results.region", MEMBERS),
    ("results.table", MEMBERS),
    ("results.whole", MEMBERS),
    ("round_papers.index", MEMBERS),
    ("retention.assessment_file", FACILITATORS),
    ("retention.index", MEMBERS),
    ("rounds.index", MEMBERS),
    ("rounds.show", MEMBERS),
    ("rounds.confirm_close", FACILITATORS),
    ("rounds.close", FACILITATORS),
    ("rounds.extend", FACILITATORS),
    ("rounds.confirm_end_lost", ADMINISTRATORS),
    ("rounds.end_lost", ADMINISTRATORS),
    ("stops.change", ANYONE),  # asks for the secret of a message; one of WITHOUT_A_TOKEN
    ("stops.show", ANYONE),
    ("strategy_documents.word", MEMBERS),
    ("workforce.add", FACILITATORS),
    ("workforce.change", FACILITATORS),
    ("workforce.index", MEMBERS),
    ("workforce.remove", FACILITATORS),
    ("workforce.table", MEMBERS),
)

# What is changed without a form's token: mail programs send it, and the secret in the address is the proof.
WITHOUT_A_TOKEN = ("stops.change",)

_ALLOWED = dict(ACCESS)


def may_run() -> bool:
    """True if whoever looks at this page runs rounds here, and does not only read what comes of them."""
    return g.get("role") in FACILITATORS


def may_administer() -> bool:
    """True if whoever looks at this page administers the partnership."""
    return g.get("role") in ADMINISTRATORS


# What is open to somebody who must set up one-time codes before anything else.
BEFORE_CODES = ("account.set_up_codes", "people.sign_out")


class SignedIn(UserMixin):  # type: ignore[misc]  # flask-login has no types
    """Holds who is signed in on this device. The cookie holds the token; what we keep of it is its hash."""

    def __init__(self, token: str, person: Person | None = None, must_set_up_codes: bool = False) -> None:
        self.token = token
        self.person = person
        self.must_set_up_codes = must_set_up_codes

    def get_id(self) -> str:
        return self.token


def install(app: Flask) -> None:
    manager = LoginManager()
    manager.session_protection = None  # the session is a row of ours, and phones change their address
    manager.init_app(app, add_context_processor=False)
    manager.user_loader(_find_signed_in)
    app.jinja_env.globals["current_user"] = current_user
    app.before_request(check)


def _find_signed_in(token: str) -> SignedIn | None:
    with current_database().reading() as session:
        person = find_session(session, passwords.hash_to_keep(token), now())
        return SignedIn(token, person, must_set_up_codes(session, person)) if person else None


def enter_session(token: str) -> None:
    """Puts a new session's token into the cookie, which held nothing worth keeping."""
    cookie.clear()
    login_user(SignedIn(token))


def end_here(session: Session) -> None:
    """Ends the session of this device, where there is one."""
    token = cookie.get("_user_id")
    if token:
        people.sign_out(session, passwords.hash_to_keep(str(token)))


def check() -> Response | None:
    """Lets a request through, sends it to the sign-in page, or answers 404."""
    if request.endpoint is None:
        return None  # no such address: Flask answers 404
    if "\0" in request.path:
        abort(404)  # PostgreSQL takes no such text
    who = _ALLOWED.get(request.endpoint)
    if who is None:
        abort(404)
    if who in (ANYONE, RESPONDENT):
        return None
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    if current_user.must_set_up_codes and request.endpoint not in BEFORE_CODES:
        return redirect(url_for("account.set_up_codes"))
    if who != SIGNED_IN:
        _check_role(tuple(who))
    return None


def _ask_to_sign_in() -> Response:
    """Sends somebody to the sign-in page; whoever has just sent a form is offered it again."""
    offered = errors.signed_out() if request.method == "POST" else None
    next_page = request.path if request.method == "GET" else None
    return offered or redirect(url_for("people.sign_in", next=next_page))


def _check_role(roles: tuple[str, ...]) -> None:
    partnership = (request.view_args or {}).get("partnership", "")
    with current_database().reading() as session:
        role = find_role(session, partnership, current_user.person.id)
        if role not in ROLES or role not in roles:
            abort(404)
        g.role = role
        g.partnership = find_partnership(session, partnership)
        this = find_round(session, partnership, (request.view_args or {}).get("round_key", ""))
        if this:
            lead_to_the_event(current_app, session, this)
        event = (request.view_args or {}).get("event", "")
        g.rehearses = lead_out_of_the_rehearsal(session, partnership, event) if event else None
