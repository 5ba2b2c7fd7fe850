"""The one family of refusals: whatever the product will not do, and says so in words for a person.

A refusal is raised where something cannot be done. It knows its words, and its field: the name by which a form calls
the answer that has to be mended, empty where that is no one field. Whoever catches it takes both from it, and never
looks into the words to find out more. The status that a page has then is decided by the family alone, in
`lws_assess/web/refusals.py`.

A refusal of two families stands below the first, and names the second behind it. A family stands before the wing's own
refusal, as it decides the status. All of them, on every floor:

    Refusal
    ├── BadInput
    │   ├── AdditionRefused
    │   ├── AnotherForm
    │   ├── FormRefused
    │   ├── GroupRefused
    │   ├── NoAddress
    │   ├── NothingAnswered
    │   ├── PlanRefused
    │   ├── SheetFault
    │   └── UnclearValue (ValueError)
    ├── MustWait
    │   └── MustWaitToType (EventRefusal)
    ├── NotAllowed
    │   ├── LinkRefusal
    │   │   └── NotYetOpen
    │   ├── NotACaptioner
    │   ├── NotAScribe
    │   ├── NotBegun
    │   └── NotInTheRoom
    ├── NotFound
    │   ├── LinkUsedUp
    │   ├── NoSuchAlert
    │   ├── NoSuchPage
    │   ├── NoSuchRemoteLink
    │   ├── NoSuchRoom
    │   ├── UnknownLink (LinkRefusal)
    │   └── UnknownStop
    ├── NotPossible
    │   ├── AccountRefusal
    │   │   ├── WrongDetails
    │   │   └── WrongOneTimeCode
    │   ├── DemoRefused
    │   ├── EventRefusal
    │   │   ├── ProgrammeRefused
    │   │   └── WrongRoomCode
    │   ├── InvitationRefusal
    │   └── RoundRefusal
    │       ├── NoResultsYet
    │       └── NotADraftRound
    ├── Over
    │   └── RoundClosed (LinkRefusal)
    ├── TooLate
    │   ├── AlreadyAnswered (LinkRefusal)
    │   ├── ChangedMeanwhile
    │   ├── RemoteLinkUsed
    │   └── VoteRefusal (EventRefusal)
    ├── Unavailable
    │   ├── KeyTrouble
    │   │   ├── FolderAway
    │   │   ├── KeyLost
    │   │   │   ├── KeyDamaged
    │   │   │   └── KeyGone
    │   │   └── KeyNotMade
    │   ├── NotReached
    │   ├── NotSent
    │   │   └── AddressRefused
    │   └── TooBusy
    └── Unsound
        ├── CannotOpen
        └── FileFault
"""

from __future__ import annotations

from collections.abc import Mapping


class Refusal(Exception):
    """Something is not done. `words` say why, to whoever asked, and `field` which answer to mend."""

    words = "This cannot be done."
    field = ""

    def __init__(self, words: str = "", field: str = "") -> None:
        """Takes from the class what is not given here: what it says of all its refusals."""
        self.words = words or self.words
        self.field = field or self.field
        super().__init__(self.words)


class BadInput(Refusal):
    """Raised where what was typed, chosen or uploaded will not do. It can be mended and sent again."""

    words = "Go back, check the page and try again. Nothing was changed."


class FormRefused(BadInput):
    """Several answers of one form will not do. `faults` says what to mend, by field; an empty one means the whole."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(faults.values()))
        self.faults = dict(faults)


class NotPossible(Refusal):
    """Raised where what was asked cannot be done as things stand: it is too early, too late, or would break a rule."""


class NotAllowed(Refusal):
    """Raised where whoever asks may not do this, or not yet."""

    words = "This is not open to you."


class NotFound(Refusal):
    """There is no such thing, or not any more. One answer for both, so that nothing tells what there was."""

    words = "Check the address, or start again from the front page."


class TooLate(Refusal):
    """Somebody or something was quicker: the page that was sent shows what is not so any more."""

    words = "This has changed since you opened the page. Look at it again."


class ChangedMeanwhile(TooLate):
    """Holds what lies there now is not what the page showed to whoever decided."""


class Over(Refusal):
    """It is over for good, and does not come again."""

    words = "This is over."


class MustWait(Refusal):
    """Too many tries in a row were wrong; `seconds` until the next one is looked at."""

    def __init__(self, words: str, seconds: int) -> None:
        super().__init__(words)
        self.seconds = seconds


class Unavailable(Refusal):
    """It cannot be done at this moment, through no fault of whoever asked. The same may go well in a while."""

    words = "Nothing is lost. Wait a moment, then try again."


class Unsound(Refusal):
    """Something that this service is made of or has kept is damaged or wrong. Whoever runs it has to mend that."""


class FileFault(Unsound):
    """A mistake in a file that ships: which file, where in it, and why it is refused."""

    def __init__(self, source: str, place: str, reason: str) -> None:
        super().__init__(f"{source}: {place or 'top level'}: {reason}")
        self.source, self.place, self.reason = source, place, reason
