"""The outbox, of every kind of message: taken once, put back where it did not leave, and never sent twice."""

from __future__ import annotations

import ast
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import lws_assess
from lws_assess.actions.plans import leads as plan_leads
from lws_assess.actions.plans.leads import ActionLeadReminder
from lws_assess.actions.post import sending
from lws_assess.actions.post.sending import LetterErrand
from lws_assess.actions.rounds.leads import NudgeErrand, make_group_lead_code
from lws_assess.records.groups import list_groups
from lws_assess.records.post.outbox import Errand, SendingOutcome, send_once
from lws_assess.records.rounds import get_round_for_change
from lws_assess.survey.message_states import MessageState
from lws_assess.web.words import now
from tests.machines.mail_server import a_mail_server
from tests.worlds.builders import World, new_code
from tests.worlds.inviting import Inviting, a_facilitator, addresses, invite_and_leave
from tests.worlds.planning import BY, plan_action

PRODUCT = Path(lws_assess.__file__).parent
LATER = timedelta(days=8)  # when a lead who was asked and said nothing is reminded


@pytest.fixture
def inviting(database_url: str, tmp_path: Path) -> Iterator[Inviting]:
    with a_mail_server() as server, a_facilitator(server, database_url, tmp_path) as inviting:
        yield inviting


def of_a_list(inviting: Inviting) -> Callable[[], Errand]:
    invite_and_leave(inviting, addresses(6))
    with inviting.database.writing() as session:
        (mailing,) = sending.find_mailings(session, now())
        letter = sending.begin_batch(session, mailing, now()).letters[0]
    return lambda: LetterErrand(replace(letter))


def to_the_lead_of_an_action(inviting: Inviting) -> Callable[[], Errand]:
    world: World = inviting.world
    reference = plan_action(world)
    with world.database.writing() as session:
        plan_leads.ask_action_lead(session, world.partnership, reference, new_code, BY, now())
    return lambda: ActionLeadReminder(world.partnership, reference, (now() + LATER).date())


def to_the_lead_of_a_group(inviting: Inviting) -> Callable[[], Errand]:
    world: World = inviting.world
    with world.database.writing() as session:
        this = get_round_for_change(session, world.partnership, "first")
        group = list_groups(session, world.partnership)[0].key
        make_group_lead_code(session, this, group, new_code)
    return lambda: NudgeErrand(this, group, "one page", None)


KINDS = (of_a_list, to_the_lead_of_an_action, to_the_lead_of_a_group)
Kind = Callable[[Inviting], Callable[[], Errand]]


class Killed(BaseException):
    """The process dies: nothing behind this is done."""


def handed_over(inviting: Inviting, errand: Errand, became: SendingOutcome | None) -> SendingOutcome | None:
    def hand_over(_errand: Errand) -> SendingOutcome:
        if became is None:
            raise Killed
        return became

    later = (lambda: now() + LATER) if isinstance(errand, ActionLeadReminder) else now
    return send_once(inviting.database, errand, hand_over, later)


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_sent_is_not_sent_again(inviting: Inviting, kind: Kind) -> None:
    errand = kind(inviting)
    assert handed_over(inviting, errand(), SendingOutcome(MessageState.SENT)) == SendingOutcome(
        MessageState.SENT
    )
    assert handed_over(inviting, errand(), SendingOutcome(MessageState.SENT)) is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_whose_sender_is_killed_over_it_is_not_sent_again_by_itself(
    inviting: Inviting, kind: Kind
) -> None:
    errand = kind(inviting)
    with pytest.raises(Killed):
        handed_over(inviting, errand(), None)
    assert handed_over(inviting, errand(), SendingOutcome(MessageState.SENT)) is None


@pytest.mark.parametrize("kind", KINDS)
def test_of_all_who_try_at_once_one_takes_it(inviting: Inviting, kind: Kind) -> None:
    errand, handed, gate = kind(inviting), list[Errand](), threading.Barrier(6)

    def try_it() -> None:
        one = errand()
        gate.wait()
        handed_over_by = handed_over(inviting, one, SendingOutcome(MessageState.SENT))
        if handed_over_by:
            handed.append(one)

    threads = [threading.Thread(target=try_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(handed) == 1


@pytest.mark.parametrize("kind", [of_a_list, to_the_lead_of_a_group])
def test_what_did_not_leave_is_put_back_and_may_be_taken_again(inviting: Inviting, kind: Kind) -> None:
    errand = kind(inviting)
    assert handed_over(inviting, errand(), SendingOutcome(MessageState.WAITING, alive=False))
    assert handed_over(inviting, errand(), SendingOutcome(MessageState.SENT)) == SendingOutcome(
        MessageState.SENT
    )


def test_a_reminder_that_did_not_leave_is_put_back_and_left_for_an_hour(inviting: Inviting) -> None:
    errand = to_the_lead_of_an_action(inviting)
    assert handed_over(inviting, errand(), SendingOutcome(MessageState.WAITING))
    assert handed_over(inviting, errand(), SendingOutcome(MessageState.SENT)) is None
    in_an_hour = now() + LATER + timedelta(hours=1.1)
    with inviting.database.writing() as session:
        assert errand().take(session, in_an_hour)


@pytest.mark.parametrize("state", [MessageState.REFUSED, MessageState.UNKNOWN])
def test_a_message_of_a_list_that_was_refused_or_is_unknown_is_not_taken_again(
    inviting: Inviting, state: MessageState
) -> None:
    errand = of_a_list(inviting)
    handed_over(inviting, errand(), SendingOutcome(state))
    assert handed_over(inviting, errand(), SendingOutcome(MessageState.SENT)) is None


# --- that there is one ---------------------------------------------------------------------------------------

# Who takes and settles: the outbox one by one, and the sender of lists many in one transaction.
TAKES = {"records/post/outbox", "web/post/sending"}


def test_nobody_else_takes_or_settles_a_message() -> None:
    found = set()
    for path in PRODUCT.rglob("*.py"):
        text = path.read_text("utf-8")
        for node in ast.walk(ast.parse(text)) if ".take" in text or ".settle" in text else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                first = node.args[0] if node.args else None
                if (
                    node.func.attr in {"take", "settle"}
                    and isinstance(first, ast.Name)
                    and first.id == "session"
                ):
                    found.add(path.relative_to(PRODUCT).with_suffix("").as_posix())
    assert found == TAKES


def test_whoever_sends_outside_of_the_outbox_is_one_who_must_or_is_waited_for() -> None:
    """Every other call of `mail.send_message` stands in a function that the outbox is given."""
    found = {
        path.relative_to(PRODUCT).with_suffix("").as_posix()
        for path in PRODUCT.rglob("*.py")
        if "mail.send_message(" in path.read_text("utf-8")
    }
    by_the_outbox = {"web/post/plan_mail", "web/rounds/nudges"}
    # Of an alert somebody has to be told, twice rather than never; and who asks for a link to sign in waits for it.
    assert found == by_the_outbox | {"web/post/alerts", "web/people/people"}
    for module in by_the_outbox:
        assert "send_once(" in (PRODUCT / f"{module}.py").read_text("utf-8")
