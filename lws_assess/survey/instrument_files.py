"""Reading an instrument file: every part checked, and a mistake refused with its file, its place and the reason."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from lws_assess.survey.instruments import (
    FULL,
    SHORT,
    Area,
    AreaDisplay,
    Audience,
    Edition,
    Level,
    NonRating,
    ProfileChoice,
    ProfileQuestion,
    Question,
    Scale,
    TextQuestion,
    TopAreas,
)
from lws_assess.survey.keys import COMMENT, AreaCode, AudienceKey, EditionDigest, QuestionKey, StatementKey
from lws_assess.survey.refusals import FileFault

# Whether statement figures may be shown is found by trying every weighing of an area's statements: seven would
# take a minute for each cell.
MOST_STATEMENTS = 6
# What a partnership may add to a round of its own, over all areas, and how long each may be.
MOST_ADDED = 10
MOST_CHARACTERS_ADDED = 200


_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_MISSING = object()


class _FileEntry:
    """A mapping in the file that knows its place, so that every refusal can name it."""

    def __init__(self, source: str, place: str, value: object) -> None:
        self.source, self.place = source, place
        if not isinstance(value, Mapping):
            raise FileFault(source, place, "expected a list of named entries")
        self.values: dict[str, Any] = {str(name): entry for name, entry in value.items()}
        self.read: set[str] = set()

    def fault(self, name: str, reason: str) -> FileFault:
        return FileFault(self.source, self._at(name), reason)

    def _at(self, name: str) -> str:
        return f"{self.place}.{name}" if self.place else name

    def _get(self, name: str, default: object = _MISSING) -> Any:
        self.read.add(name)
        value = self.values.get(name, default)
        if value is _MISSING:
            raise self.fault(name, "is missing")
        return value

    def text(self, name: str, default: object = _MISSING) -> str:
        value = self._get(name, default)
        if not isinstance(value, str) or (not value.strip() and value is not default):
            raise self.fault(name, "must be words, not empty")
        return value.strip()

    def key(self, name: str) -> str:
        value = self.text(name)
        if not _KEY.fullmatch(value):
            raise self.fault(name, f"'{value}' is not a key: small letters, digits and single hyphens only")
        return value

    def colour(self, name: str) -> str:
        value = self.text(name)
        if not _COLOUR.fullmatch(value):
            raise self.fault(name, f"'{value}' is not a colour written as # and six hexadecimal digits")
        return value

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str:
        value = self.text(name)
        if value not in allowed:
            raise self.fault(name, f"'{value}' is not one of {', '.join(allowed)}")
        return value

    def number(self, name: str, low: float, high: float) -> float:
        value = self._get(name)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
            raise self.fault(name, f"must be a number from {low:g} to {high:g}")
        return float(value)

    def flag(self, name: str) -> bool:
        value = self._get(name, False)
        if not isinstance(value, bool):
            raise self.fault(name, "must be true or false")
        return value

    def entry(self, name: str) -> _FileEntry:
        return _FileEntry(self.source, self._at(name), self._get(name))

    def find_entry(self, name: str) -> _FileEntry | None:
        return self.entry(name) if name in self.values else None

    def entries(self, name: str, at_least: int = 1) -> list[_FileEntry]:
        value = self._get(name)
        if not isinstance(value, list) or len(value) < at_least:
            raise self.fault(name, f"must be a list of at least {at_least}")
        return [_FileEntry(self.source, f"{self._at(name)}[{i}]", item) for i, item in enumerate(value, 1)]

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.fault(name, "must be a list of words")
        return tuple(value)

    def done(self) -> None:
        """Refuses what nobody read: a misspelt name must not be passed over in silence."""
        for name in self.values:
            if name not in self.read:
                raise self.fault(name, "is not a name this entry may have")


def read_edition(data: object, source: str) -> Edition:
    """The edition that a file's content describes.

    `data` is the content as plain mappings, lists and scalars; `source` is the file's name for messages.
    Raises FileFault for the first mistake found, with its place.
    """
    top = _FileEntry(source, "", data)
    if top.number("schema", 1, 1) != 1:
        raise top.fault("schema", "must be 1")
    about = top.entry("instrument")
    scales = _read_scales(top)
    non_ratings = tuple(map(_read_non_rating, top.entries("non_ratings", 2)))
    if [answer.key for answer in non_ratings] != ["dont-know", "not-applicable"]:
        raise top.fault("non_ratings", "must be dont-know and not-applicable, in that order")
    audiences = tuple(_read_audience(entry, scales) for entry in top.entries("audiences"))
    _refuse_repeats_in(source, "audiences", [audience.key for audience in audiences])
    if len({audience.scale.key for audience in audiences if not audience.easy_read}) > 1:
        raise top.fault("audiences", "those who rate statements must do so on one scale")
    profile = top.entry("profile")
    areas = tuple(
        _read_area(entry, number, audiences) for number, entry in enumerate(top.entries("areas", 3), 1)
    )
    edition = Edition(
        key=about.key("key"),
        version=about.text("version"),
        digest=digest_of_instrument(data),
        language=about.text("language"),
        title=about.text("title"),
        short_title=about.text("short_title"),
        acknowledgement=about.text("acknowledgement"),
        provenance=about.text("provenance"),
        default_target=about.number("default_target", 1, 9),
        scales=tuple(scales.values()),
        non_ratings=non_ratings,
        audiences=audiences,
        role=_read_profile(profile.entry("role"), QuestionKey("role")),
        sector=_read_profile(profile.entry("sector"), QuestionKey("sector")),
        areas=areas,
    )
    for entry in (about, profile, top):
        entry.done()
    _refuse_repeats(edition, source)
    if sum(len(area.local_statements) for area in areas) > MOST_ADDED:
        raise top.fault("areas", f"more than {MOST_ADDED} local statements")
    return edition


def digest_of_instrument(data: object) -> EditionDigest:
    """SHA-256 of the content, whatever the order of names in its mappings."""
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return EditionDigest(hashlib.sha256(canonical.encode()).hexdigest())


def _read_scales(top: _FileEntry) -> dict[str, Scale]:
    scales = [_read_scale(entry) for entry in top.entries("scales")]
    _refuse_repeats_in(top.source, "scales", [scale.key for scale in scales])
    return {scale.key: scale for scale in scales}


def _read_scale(entry: _FileEntry) -> Scale:
    levels = []
    for expected, level in enumerate(entry.entries("levels", 3), 1):
        if level.number("value", 1, 9) != expected:
            raise level.fault("value", f"must be {expected}: levels run from 1 upwards without a gap")
        levels.append(Level(level.key("key"), expected, level.text("label"), level.text("meaning", "")))
        level.done()
    scale = Scale(
        entry.key("key"),
        entry.text("title"),
        entry.one_of("lens", ("maturity", "experience", "importance")),
        tuple(levels),
    )
    entry.done()
    _refuse_repeats_in(entry.source, f"{entry.place}.levels", [level.key for level in levels])
    return scale


def _read_non_rating(entry: _FileEntry) -> NonRating:
    answer = NonRating(entry.key("key"), entry.text("label"), entry.text("easy_label"))
    entry.done()
    return answer


def _scale_named(entry: _FileEntry, scales: Mapping[str, Scale]) -> Scale:
    name = entry.key("scale")
    if name not in scales:
        raise entry.fault("scale", f"there is no scale called '{name}'")
    return scales[name]


def _read_audience(entry: _FileEntry, scales: Mapping[str, Scale]) -> Audience:
    importance = entry.find_entry("importance")
    top_areas = entry.entry("top_areas")
    audience = Audience(
        key=AudienceKey(entry.key("key")),
        label=entry.text("label"),
        who=entry.text("who"),
        easy_read=entry.one_of("questions", ("statements", "easy-read")) == "easy-read",
        scale=_scale_named(entry, scales),
        intro=entry.text("intro"),
        frame=entry.text("frame"),
        agreement=entry.text("agreement"),
        support=entry.text("support"),
        importance=_read_importance(importance, scales) if importance else None,
        comment=_read_text(entry.entry("comment"), COMMENT),
        top_areas=TopAreas(top_areas.text("text"), int(top_areas.number("most", 1, 9))),
        closing=tuple(_read_text(text, _free_key(text)) for text in entry.entries("closing", 0)),
    )
    _refuse_repeats_in(entry.source, f"{entry.place}.closing", [text.key for text in audience.closing])
    top_areas.done()
    entry.done()
    return audience


def _read_importance(entry: _FileEntry, scales: Mapping[str, Scale]) -> Question:
    question = Question(
        StatementKey("importance"), "", entry.text("text"), "", _scale_named(entry, scales), (), True
    )
    entry.done()
    return question


def _read_text(entry: _FileEntry, key: QuestionKey) -> TextQuestion:
    question = TextQuestion(
        key, entry.text("text"), entry.text("notice"), int(entry.number("most_characters", 50, 5000))
    )
    entry.done()
    return question


def _read_profile(entry: _FileEntry, key: QuestionKey) -> ProfileQuestion:
    choices = []
    for choice in entry.entries("choices", 2):
        offers = choice.one_of("offers", (FULL, SHORT)) if "offers" in choice.values else FULL
        choices.append(ProfileChoice(choice.key("key"), choice.text("label"), offers))
        choice.done()
    _refuse_repeats_in(entry.source, f"{entry.place}.choices", [choice.key for choice in choices])
    question = ProfileQuestion(key, entry.text("text"), tuple(choices))
    entry.done()
    return question


def _read_area(entry: _FileEntry, number: int, audiences: tuple[Audience, ...]) -> Area:
    display = entry.entry("display")
    rated = next((a for a in audiences if not a.easy_read), None)
    easy = entry.find_entry("easy_read")
    area = Area(
        number=number,
        code=AreaCode(entry.key("code")),
        key=entry.key("key"),
        name=entry.text("name"),
        short_name=entry.text("short_name"),
        easy_label=entry.text("easy_label"),
        name_variants=entry.texts("name_variants"),
        display=AreaDisplay(
            display.colour("colour"),
            display.colour("text_on_colour"),
            display.colour("tint"),
            display.colour("text_on_tint"),
            display.text("marker"),
            display.text("dash"),
        ),
        purpose=entry.text("purpose"),
        child_voice=entry.text("child_voice"),
        statements=tuple(_read_statement(s, rated.scale) for s in entry.entries("statements"))
        if rated
        else (),
        easy_read={a.key: _read_easy_question(easy, entry, a) for a in audiences if a.easy_read},
        local_statements=_read_local(entry, rated),
    )
    if len(area.statements) > MOST_STATEMENTS:
        raise entry.fault(
            "statements", f"there are {len(area.statements)}; an area may have {MOST_STATEMENTS}"
        )
    if rated and not any(statement.short_form for statement in area.statements):
        raise entry.fault("statements", "none is marked short_form, so the short form would skip this area")
    for part in (display, easy, entry):
        if part:
            part.done()
    return area


def _read_statement(entry: _FileEntry, scale: Scale) -> Question:
    descriptors = entry.entry("descriptors")
    statement = Question(
        key=StatementKey(entry.key("key")),
        topic=entry.text("topic"),
        text=entry.text("text"),
        help=entry.text("help", ""),
        scale=scale,
        descriptors=tuple(descriptors.text(level.key) for level in scale.levels),
        short_form=entry.flag("short_form"),
    )
    descriptors.done()
    entry.done()
    return statement


def _read_local(area: _FileEntry, rated: Audience | None) -> tuple[Question, ...]:
    """Returns what a partnership added to this area: a sentence each, rated by the scale's own meanings."""
    if "local_statements" not in area.values:
        return ()
    if rated is None:
        raise area.fault("local_statements", "no audience rates statements")
    return tuple(_read_local_statement(entry, rated.scale) for entry in area.entries("local_statements"))


def _read_local_statement(entry: _FileEntry, scale: Scale) -> Question:
    text = entry.text("text")
    if len(text) > MOST_CHARACTERS_ADDED:
        raise entry.fault("text", f"must be {MOST_CHARACTERS_ADDED} characters or fewer")
    meanings = tuple(level.meaning for level in scale.levels)
    statement = Question(
        StatementKey(entry.key("key")),
        entry.text("topic", ""),
        text,
        "",
        scale,
        meanings if all(meanings) else (),
        False,
    )
    entry.done()
    return statement


def _read_easy_question(easy: _FileEntry | None, area: _FileEntry, audience: Audience) -> Question:
    if easy is None:
        raise area.fault("easy_read", "is missing")
    entry = easy.entry(audience.key)
    question = Question(
        StatementKey(entry.key("key")),
        "",
        entry.text("text"),
        entry.text("help", ""),
        audience.scale,
        (),
        True,
    )
    entry.done()
    return question


# Fields of the answer form that no question may be called.
RESERVED_KEYS = frozenset(
    {
        *("importance", "comment", "top-areas", "sector", "role", "length"),
        *("csrf-token", "attempt", "agree", "group", "go", "practice", "to"),
    }
)


def _free_key(entry: _FileEntry) -> QuestionKey:
    key = entry.key("key")
    if key in RESERVED_KEYS:
        raise entry.fault("key", f"'{key}' is kept for another field of the form")
    return QuestionKey(key)


def _refuse_repeats_in(source: str, place: str, keys: list[str]) -> None:
    for key in keys:
        if keys.count(key) > 1:
            raise FileFault(source, place, f"two have the key '{key}'")


def _refuse_repeats(edition: Edition, source: str) -> None:
    seen: dict[str, str] = {}
    for area in edition.areas:
        place = f"areas[{area.number}]"
        questions = [*area.statements, *area.easy_read.values(), *area.local_statements]
        for kind, key in [("code", area.code), *(("question key", q.key) for q in questions)]:
            if key in RESERVED_KEYS:
                raise FileFault(source, place, f"{kind} '{key}' is kept for another field of the form")
            if f"{kind} {key}" in seen:
                raise FileFault(source, place, f"{kind} '{key}' stands already in {seen[f'{kind} {key}']}")
            seen[f"{kind} {key}"] = place
