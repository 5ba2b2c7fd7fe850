"""Stopping messages: by the link that stands in each of them, without an account, until the same link takes it back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lws_assess.records.partnerships import Partnership, hold_partnership, list_partnerships
from lws_assess.records.post import stops as records
from lws_assess.records.post.stops import stop_key
from lws_assess.survey.refusals import NotFound
from lws_assess.survey.stop_links import KINDS, StopLink, StopList

WANTS_NONE = "This address asked for no more messages"


class UnknownStop(NotFound):
    """The link is none of ours, or its partnership is gone."""

    words = (
        "Check that you have the whole address: it ends in 42 letters and numbers. No message was stopped."
    )


@dataclass(frozen=True)
class StopView:
    """Holds what the holder of a link sees: whose messages it stops, and whether it has.

    The address is known to nobody.
    """

    partnership: Partnership
    link: StopLink
    stopped: bool


def code_for(session: Session, of: StopList, address: str) -> str:
    """Returns what the link in a message to an address ends with."""
    return stop_key(session).code(of, address)


def who_wants_none(session: Session, of: StopList, addresses: Iterable[str]) -> set[str]:
    """Returns those of some addresses that asked for no more messages of a kind."""
    kept, key = records.marks_of(session, of.partnership), stop_key(session)
    return {address for address in addresses if key.mark(of, address) in kept} if kept else set()


def wants_none(session: Session, of: StopList, address: str) -> bool:
    return records.is_kept(session, stop_key(session).mark(of, address))


def view_stop(session: Session, code: str) -> StopView:
    """Raises UnknownStop."""
    partnerships = {one.key: one for one in list_partnerships(session)}
    lists = (StopList(kind, key) for key in partnerships for kind in KINDS)
    link = stop_key(session).read(code, lists)
    if link is None:
        raise UnknownStop
    return StopView(partnerships[link.of.partnership], link, records.is_kept(session, link.mark))


def stop_messages(session: Session, code: str, wanted: bool) -> StopView:
    """Stops messages to the address of a link, or lets them come again. Twice is once. Raises UnknownStop."""
    view = view_stop(session, code)
    _keep(session, view.link, wanted)
    return StopView(view.partnership, view.link, stopped=not wanted)


def let_come_again(session: Session, of: StopList, address: str) -> None:
    """Lets messages come again to somebody whom another link of theirs names, such as the lead of an action."""
    _keep(session, StopLink(of, stop_key(session).mark(of, address)), wanted=True)


def _keep(session: Session, link: StopLink, wanted: bool) -> None:
    hold_partnership(session, link.of.partnership)
    before = records.marks_of(session, link.of.partnership)
    after = before - {link.mark} if wanted else before | {link.mark}
    if after != before:
        records.write_anew(session, link.of.partnership, after)
