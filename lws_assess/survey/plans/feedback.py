"""Feedback: what people who answered are told came of it, in plain words and in easy ones.

    FeedbackWords         what facilitators write and choose
    FeedbackPage          what is told, frozen as it is published
      sides   Side          what each audience said
        areas   AreaSaid    one an area, as printed
      first   FirstArea     what the ranking puts first
      quotes  Quote         published comments that were chosen
      chosen  ChosenAreas   what the steering group decided
      doing   Doing         what is done about each area decided, with its actions

Everything in a page has passed the view objects of results, priorities, plan and comments before it came here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from lws_assess.survey.keys import NO_AREA, AreaCode, AudienceKey
from lws_assess.survey.plans.decisions import OLD_FIELD
from lws_assess.survey.refusals import FormRefused
from lws_assess.survey.results.priorities import FIRST_WHICHEVER

MOST_QUOTES = 8
LONGEST, LONGEST_EASY = 1200, 400  # characters of what is written, and of its easy version


@dataclass(frozen=True)
class BothVersions:
    """Holds one text in plain words and in easy ones; either may be empty."""

    plain: str = ""
    easy: str = ""

    def __bool__(self) -> bool:
        return bool(self.plain or self.easy)


@dataclass(frozen=True)
class FeedbackWords:
    """Holds what facilitators write, and the keys of the comments that they choose."""

    opening: BothVersions = BothVersions()
    why_easy: str = ""  # why these areas, in easy words; the plain reason is the decision's own
    areas: Mapping[AreaCode, BothVersions] = field(
        default_factory=dict
    )  # what is done, by the code of a decided area
    next: BothVersions = BothVersions()
    quotes: tuple[str, ...] = ()

    def of(self, area: AreaCode) -> BothVersions:
        return self.areas.get(area, BothVersions())


@dataclass(frozen=True)
class AreaSaid:
    """Says where an area stands, as it is printed; `why` says why it is not shown."""

    area: AreaCode  # code
    value: float = 0
    text: str = ""
    band: str = ""
    people: int = 0
    exact: bool = True
    why: str = ""
    least: float | None = None  # where it may be anything from this
    most: float | None = None  # to this
    open: bool = False  # and is below the most


@dataclass(frozen=True)
class EndOfOrder:
    """The areas at one end of a scale: several where they are equal, or where it is open which of them it is.

    `sure`: each of them stands there. What each is printed with stands with the area.
    """

    areas: tuple[AreaCode, ...]  # codes
    text: str  # of the first of them
    band: str
    sure: bool = True


@dataclass(frozen=True)
class AudienceSide:
    """Holds what one audience said. `highest` is None where nothing may be shown, `lowest` also where all are equal."""

    audience: AudienceKey  # key
    people: int
    groups: int
    areas: tuple[AreaSaid, ...]
    highest: EndOfOrder | None
    lowest: EndOfOrder | None


@dataclass(frozen=True)
class FirstArea:
    """An area that the ranking puts among the first, and how sure that is."""

    area: AreaCode  # code
    sure: str
    whichever: bool  # among the first whichever way people are counted


@dataclass(frozen=True)
class PublishedQuote:
    """Published words of somebody, and whose they may be said to be."""

    about: str
    text: str
    voice: str
    area: AreaCode = NO_AREA  # code; empty for an answer to a closing question

    @property
    def key(self) -> str:
        """Names these very words: a comment that is changed afterwards has another key."""
        return hashlib.sha256("\0".join((self.about, self.text, self.voice)).encode()).hexdigest()[:24]


@dataclass(frozen=True)
class ChosenAreas:
    """Holds what the steering group decided to put first, and who approved it."""

    areas: tuple[AreaCode, ...]  # codes, what comes first first
    why: BothVersions
    at: str  # ISO moment
    approved: tuple[tuple[str, str], ...]  # a body, and the day in ISO

    @property
    def decided_at(self) -> datetime:
        return datetime.fromisoformat(self.at)

    @property
    def approvals(self) -> tuple[tuple[str, date], ...]:
        return tuple((body, date.fromisoformat(day)) for body, day in self.approved)


@dataclass(frozen=True)
class ActionTold:
    """One planned action as it stood when this was published. Names no person."""

    what: str
    state: str  # in words
    quick_win: bool
    measure: str
    baseline: str
    latest: str
    target: str


@dataclass(frozen=True)
class AreaActions:
    area: AreaCode  # code
    words: BothVersions
    actions: tuple[ActionTold, ...]  # quick wins first


@dataclass(frozen=True)
class ComingRound:
    """The next round, in ISO moments; `closes` is empty where nobody has said."""

    opens: str
    closes: str
    is_open: bool

    @property
    def opens_at(self) -> datetime:
        return datetime.fromisoformat(self.opens)

    @property
    def closes_at(self) -> datetime | None:
        return datetime.fromisoformat(self.closes) if self.closes else None


@dataclass(frozen=True)
class FeedbackPage:
    """Everything that is told, in both versions."""

    partnership: str
    round: str
    edition: str  # digest
    people: int
    k: int
    left_out_people: int
    left_out_groups: int
    opening: BothVersions
    sides: tuple[AudienceSide, ...]  # those with people, the audience that rates how much areas matter first
    first: tuple[FirstArea, ...]
    quotes: tuple[PublishedQuote, ...]
    chosen: ChosenAreas | None
    doing: tuple[AreaActions, ...]
    next: BothVersions
    coming: ComingRound | None

    @property
    def digest(self) -> str:
        """SHA-256 of everything in it."""
        return hashlib.sha256(page_to_json(self).encode()).hexdigest()


# --- kept as JSON ----------------------------------------------------------------------------------------


def page_to_json(page: FeedbackPage) -> str:
    return json.dumps(asdict(page), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def page_from_json(text: str) -> FeedbackPage:
    data = json.loads(text)
    chosen, coming = data["chosen"], data["coming"]
    read: dict[str, Any] = {
        "opening": BothVersions(**data["opening"]),
        "sides": tuple(_side(one) for one in data["sides"]),
        "first": tuple(map(_first, data["first"])),
        "quotes": tuple(PublishedQuote(**one) for one in data["quotes"]),
        "chosen": _chosen(chosen) if chosen else None,
        "doing": tuple(_doing(one) for one in data["doing"]),
        "next": BothVersions(**data["next"]),
        "coming": ComingRound(**coming) if coming else None,
    }
    return FeedbackPage(**{**data, **read})


def _first(data: dict[str, Any]) -> FirstArea:
    """Pages that were published before ties and ends of the scale were told called `whichever` “robust”."""
    if OLD_FIELD not in data:
        return FirstArea(**data)
    sure = data["sure"].replace("Robust.", f"{FIRST_WHICHEVER[:1].upper()}{FIRST_WHICHEVER[1:]}.")
    return FirstArea(data["area"], sure, data[OLD_FIELD])


def _side(data: dict[str, Any]) -> AudienceSide:
    areas = tuple(AreaSaid(**one) for one in data["areas"])
    return AudienceSide(
        **{**data, "areas": areas, "highest": _end(data["highest"]), "lowest": _end(data["lowest"])}
    )


def _end(data: dict[str, Any] | None) -> EndOfOrder | None:
    return EndOfOrder(**{**data, "areas": tuple(data["areas"])}) if data else None


def _chosen(data: dict[str, Any]) -> ChosenAreas:
    approved = tuple((body, day) for body, day in data["approved"])
    return ChosenAreas(
        **{**data, "areas": tuple(data["areas"]), "why": BothVersions(**data["why"]), "approved": approved}
    )


def _doing(data: dict[str, Any]) -> AreaActions:
    actions = tuple(ActionTold(**one) for one in data["actions"])
    return AreaActions(data["area"], BothVersions(**data["words"]), actions)


def words_to_json(words: FeedbackWords) -> str:
    return json.dumps(asdict(words), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def words_from_json(text: str) -> FeedbackWords:
    """Nothing written yet where the text is empty."""
    if not text:
        return FeedbackWords()
    data = json.loads(text)
    return FeedbackWords(
        opening=BothVersions(**data["opening"]),
        why_easy=data["why_easy"],
        areas={code: BothVersions(**both) for code, both in data["areas"].items()},
        next=BothVersions(**data["next"]),
        quotes=tuple(data["quotes"]),
    )


def digest_of_words(words: FeedbackWords) -> str:
    return hashlib.sha256(words_to_json(words).encode()).hexdigest()


# --- what will not do ------------------------------------------------------------------------------------

OPENING, WHY, NEXT, QUOTES = "opening", "why", "next", "quotes"


def field_of_area(area: AreaCode) -> str:
    """Returns what the field about a decided area is called."""
    return f"doing-{area}"


def easy_field_name(field_name: str) -> str:
    """Returns what the field with the easy version is called."""
    return f"{field_name}-easy"


def refuse_feedback(words: FeedbackWords) -> None:
    """Raises FormRefused for words that are too long, or too many comments."""
    faults = dict(_faults_of(words))
    if faults:
        raise FormRefused(faults)


def _faults_of(words: FeedbackWords) -> Iterator[tuple[str, str]]:
    parts = {OPENING: words.opening, NEXT: words.next, WHY: BothVersions(easy=words.why_easy)}
    for name, both in {**parts, **{field_of_area(code): both for code, both in words.areas.items()}}.items():
        if len(both.plain) > LONGEST:
            yield name, f"Use {LONGEST:,} characters or fewer"
        if len(both.easy) > LONGEST_EASY:
            yield easy_field_name(name), f"Use {LONGEST_EASY} characters or fewer in the easy version"
    if len(words.quotes) > MOST_QUOTES:
        yield QUOTES, f"Choose {MOST_QUOTES} comments or fewer"


def without_easy_words(page: FeedbackPage) -> tuple[str, ...]:
    """The fields whose plain words have no easy version, so that the easy page leaves them out."""
    parts = {OPENING: page.opening, NEXT: page.next}
    if page.chosen:
        parts[WHY] = page.chosen.why
    parts |= {field_of_area(doing.area): doing.words for doing in page.doing}
    return tuple(name for name, both in parts.items() if both.plain and not both.easy)
