"""A questionnaire as data: what it says when it is right, and where and why when it is not."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from lws_assess.records.instruments import shipped_editions
from lws_assess.records.yaml_files import read_yaml
from lws_assess.survey.instrument_files import digest_of_instrument, read_edition
from lws_assess.survey.instruments import FULL, SHORT
from lws_assess.survey.refusals import FileFault
from tests.runs.soaking import IS_SOAK

SHELF = Path(__file__).resolve().parent.parent / "shelf"
RIGHT: dict[str, Any] = read_yaml(SHELF / "small_places.yaml")
OTHER_SCALE = {**RIGHT["audiences"][0], "key": "others", "scale": "how-often-3"}
RAINBOW = shipped_editions()["one-childrens-workforce"]


def step_into(data: Any, place: str) -> tuple[Any, str | int]:
    """The mapping or list around a place like areas[2].statements[1].topic, and the name or index in it."""
    steps: list[str | int] = [
        int(number) - 1 if number else name for name, number in re.findall(r"([a-z_-]+)|\[(\d+)\]", place)
    ]
    for step in steps[:-1]:
        data = data[step]
    return data, steps[-1]


def with_change(place: str, value: object) -> Any:
    data = copy.deepcopy(RIGHT)
    around, last = step_into(data, place)
    around[last] = value
    return data


def without(place: str) -> Any:
    data = copy.deepcopy(RIGHT)
    around, last = step_into(data, place)
    del around[last]
    return data


def fault_of(data: object) -> FileFault:
    with pytest.raises(FileFault) as caught:
        read_edition(data, "small_places.yaml")
    return caught.value


def named_in(data: Any, place: str = "") -> list[str]:
    """Every place in the file that holds something: names in mappings, mappings in lists."""
    if isinstance(data, dict):
        here = [f"{place}.{name}" if place else name for name in data]
        return [
            *here,
            *(deeper for name, at in zip(data, here, strict=True) for deeper in named_in(data[name], at)),
        ]
    if isinstance(data, list):
        return [deeper for i, item in enumerate(data, 1) for deeper in named_in(item, f"{place}[{i}]")]
    return []


PLACES = [place for place in named_in(RIGHT) if not place.startswith("#")]
MAY_BE_LEFT_OUT = re.compile(
    r"\.(meaning|help|offers|short_form|name_variants)$|^audiences\[\d\]\.importance$"
)


def test_the_second_questionnaire_is_right() -> None:
    edition = read_edition(RIGHT, "small_places.yaml")
    assert [area.code for area in edition.areas] == ["bread", "water", "light"]
    assert [edition.count(audience) for audience in edition.audiences] == [6, 3]
    assert edition.count(edition.audiences[0], SHORT) == 4


def test_whatever_is_needed_and_missing_is_named() -> None:
    for place in (place for place in PLACES if not MAY_BE_LEFT_OUT.search(place)):
        fault = fault_of(without(place))
        assert (fault.source, fault.place, fault.reason) == ("small_places.yaml", place, "is missing"), place
        assert str(fault) == f"small_places.yaml: {place}: is missing"


NONSENSE: dict[str, object] = {"nothing": None, "number": 17.5, "list": [1], "mapping": {"a": 1}}


@pytest.mark.parametrize("kind", NONSENSE)
def test_nonsense_anywhere_is_refused_at_its_place(kind: str) -> None:
    """Each place meets one kind of nonsense, by turns; every kind in a soak."""
    nonsense = NONSENSE[kind]
    for place in PLACES if IS_SOAK else PLACES[[*NONSENSE].index(kind) :: len(NONSENSE)]:
        fault = fault_of(with_change(place, nonsense))
        assert fault.source == "small_places.yaml", place
        assert fault.place.startswith(place) or place.startswith(fault.place), place
        assert fault.reason, place


def test_a_name_nobody_reads_is_refused() -> None:
    for place in sorted({place.rpartition(".")[0] for place in PLACES if "." in place} | {""}):
        at = f"{place}.misspelt" if place else "misspelt"
        data = copy.deepcopy(RIGHT)
        around, last = step_into({"top": data}, f"top.{at}" if place else "top.misspelt")
        around[last] = "x"
        fault = fault_of(data)
        assert fault.place.endswith("misspelt") or fault.place == at, place
        assert fault.reason, place


@pytest.mark.parametrize(
    ("place", "value", "at", "reason"),
    [
        ("schema", 2, "schema", "must be a number from 1 to 1"),
        ("instrument.key", "Small Places", "instrument.key", "is not a key"),
        ("instrument.key", "a--b", "instrument.key", "is not a key"),
        ("instrument.key", "a_b", "instrument.key", "is not a key"),
        ("instrument.title", "   ", "instrument.title", "must be words"),
        ("instrument.default_target", 0, "instrument.default_target", "from 1 to 9"),
        ("instrument.default_target", True, "instrument.default_target", "from 1 to 9"),
        ("scales[1].levels[2].value", 3, "scales[1].levels[2].value", "must be 2: levels run from 1"),
        ("scales[1].lens", "height", "scales[1].lens", "is not one of maturity, experience, importance"),
        ("scales[1].levels", [], "scales[1].levels", "a list of at least 3"),
        ("non_ratings[1].key", "not-applicable", "non_ratings", "in that order"),
        ("non_ratings", [], "non_ratings", "at least 2"),
        ("audiences[1].scale", "no-such", "audiences[1].scale", "there is no scale called 'no-such'"),
        ("audiences[1].questions", "some", "audiences[1].questions", "is not one of statements, easy-read"),
        ("audiences[1].top_areas.most", 0, "audiences[1].top_areas.most", "from 1 to 9"),
        (
            "audiences[1].comment.most_characters",
            49,
            "audiences[1].comment.most_characters",
            "from 50 to 5000",
        ),
        ("profile.role.choices[1].offers", "medium", "profile.role.choices[1].offers", "full, short"),
        ("profile.role.choices", [{"key": "one", "label": "One"}], "profile.role.choices", "at least 2"),
        ("areas[1].display.colour", "red", "areas[1].display.colour", "six hexadecimal digits"),
        ("areas[1].display.colour", "#12345", "areas[1].display.colour", "six hexadecimal digits"),
        ("areas[1].display.colour", "#123456;}", "areas[1].display.colour", "six hexadecimal digits"),
        ("areas[1].code", "b{}", "areas[1].code", "is not a key"),
        ("areas[2].code", "bread", "areas[2]", "code 'bread' stands already in areas[1]"),
        ("areas[2].statements[1].key", "bread-1", "areas[2]", "stands already in areas[1]"),
        ("areas[2].statements[1].key", "comment", "areas[2]", "kept for another field"),
        ("areas[2].statements[1].key", "attempt", "areas[2]", "kept for another field"),
        ("areas[3].easy_read.visitors.key", "light-1", "areas[3]", "stands already"),
        ("areas[1].statements[1].short_form", False, "areas[1].statements", "none is marked short_form"),
        ("areas[1].statements[1].short_form", "yes", "areas[1].statements[1].short_form", "true or false"),
        ("areas", [], "areas", "at least 3"),
        ("areas[1].statements", RIGHT["areas"][0]["statements"] * 7, "areas[1].statements", "may have 6"),
        ("scales[2].key", "how-far-4", "scales", "two have the key 'how-far-4'"),
        ("scales[1].levels[2].key", "nowhere", "scales[1].levels", "two have the key 'nowhere'"),
        ("profile.role.choices[2].key", "carry", "profile.role.choices", "two have the key 'carry'"),
        ("audiences", RIGHT["audiences"][:1] * 2, "audiences", "two have the key 'neighbours'"),
        ("audiences", [RIGHT["audiences"][0], OTHER_SCALE], "audiences", "on one scale"),
        (
            "audiences[1].closing",
            RIGHT["audiences"][0]["closing"] * 2,
            "audiences[1].closing",
            "two have the key",
        ),
        ("audiences[1].closing[1].key", "top-areas", "audiences[1].closing[1].key", "kept for another field"),
        ("areas[1].statements[1].key", "go", "areas[1]", "kept for another field"),
        ("areas[1].easy_read", {"neighbours": {}}, "areas[1].easy_read.visitors", "is missing"),
    ],
)
def test_a_mistake_is_refused_with_its_file_its_place_and_the_reason(
    place: str, value: object, at: str, reason: str
) -> None:
    fault = fault_of(with_change(place, value))
    assert (fault.source, fault.place) == ("small_places.yaml", at)
    assert reason in fault.reason


@pytest.mark.parametrize("data", [None, [], "words", 3])
def test_a_file_of_something_else_is_refused(data: object) -> None:
    assert str(fault_of(data)) == "small_places.yaml: top level: expected a list of named entries"


@pytest.mark.parametrize(
    ("content", "place"),
    [("a: 1\nb: [1", "line 2"), ("a:\n  b: 1\n c: 2\n", "line 3"), (b"title: caf\xe9\n", "byte 10")],
)
def test_a_file_that_cannot_be_read_is_refused_at_its_line(
    tmp_path: Path, content: str | bytes, place: str
) -> None:
    (tmp_path / "broken.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(FileFault) as caught:
        shipped_editions(tmp_path)
    assert (caught.value.source, caught.value.place) == ("broken.yaml", place)


def test_two_files_with_one_key_are_refused(tmp_path: Path) -> None:
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text(yaml.safe_dump(RIGHT), encoding="utf-8")
    with pytest.raises(FileFault, match=r"two\.yaml: instrument\.key: 'small-places' is another file's"):
        shipped_editions(tmp_path)


def test_the_digest_names_the_content_whatever_the_order_of_its_names() -> None:
    turned: dict[str, Any] = dict(reversed(RIGHT.items()))
    assert digest_of_instrument(turned) == digest_of_instrument(RIGHT)
    assert digest_of_instrument(with_change("instrument.title", "Other")) != digest_of_instrument(RIGHT)


# --- the rainbow that ships ----------------------------------------------------------------------------------


def test_the_rainbow_has_eight_areas_forty_statements_and_sixteen_easy_questions() -> None:
    assert len(RAINBOW.areas) == 8
    assert sum(len(area.statements) for area in RAINBOW.areas) == 40
    assert sum(len(area.easy_read) for area in RAINBOW.areas) == 16
    assert all(len(question.descriptors) == 5 for area in RAINBOW.areas for question in area.statements)


@pytest.mark.parametrize("number", range(1, 9))
def test_the_short_form_puts_two_statements_of_every_area(number: int) -> None:
    area = RAINBOW.areas[number - 1]
    assert area.number == number
    assert sum(statement.short_form for statement in area.statements) == 2
    assert len(area.questions(RAINBOW.audiences[0], SHORT)) == 2
    assert len(area.questions(RAINBOW.audiences[0], FULL)) == 5


def test_areas_lead_from_one_to_the_next_and_back() -> None:
    codes = [area.code for area in RAINBOW.areas]
    following: Callable[[str], Any] = RAINBOW.next_area
    assert [following(code).code if following(code) else None for code in codes] == [*codes[1:], None]
    before: Callable[[str], Any] = RAINBOW.area_before
    assert [before(code).code if before(code) else None for code in codes] == [None, *codes[:-1]]


@pytest.mark.parametrize(
    ("mean", "band"),
    [(1.0, 1), (1.49, 1), (1.5, 2), (2.5, 3), (4.49, 4), (4.5, 5), (5.0, 5), (0.2, 1), (7.0, 5)],
)
def test_a_mean_has_the_name_of_the_nearest_level(mean: float, band: int) -> None:
    scale = RAINBOW.audiences[0].scale
    assert scale.band(mean) is scale.levels[band - 1]
