"""Words of a room: put together, counted, and no more than a slide holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lws_assess.documents.events.room_words import RoomWord, lines_of_theme, themes_of, words_on_slide

AREAS = ["one", "two"]
SOME = st.lists(
    st.builds(
        RoomWord,
        text=st.text("abc ", min_size=1, max_size=60).filter(str.strip),
        area=st.sampled_from(AREAS),
        theme=st.sampled_from(["", "", "Time", "Trust"]),
    ),
    max_size=60,
)


def test_what_is_written_alike_stands_once_and_counts_twice() -> None:
    [theme] = themes_of([RoomWord("Kind"), RoomWord("kind."), RoomWord(" KIND ")])
    assert (theme.name, theme.count, theme.texts) == ("Kind", 3, ())


def test_a_theme_has_its_words_below_it_each_once() -> None:
    [theme] = themes_of(
        [RoomWord("Meet", theme="Time"), RoomWord("meet", theme="Time"), RoomWord("Time!", theme="Time")]
    )
    assert (theme.name, theme.count, theme.texts) == ("Time", 3, ("Meet",))


def test_the_largest_theme_comes_first() -> None:
    found = themes_of(
        [RoomWord("Brave"), RoomWord("Kind"), RoomWord("Kind"), RoomWord("Safe", theme="Trust")]
    )
    assert [theme.name for theme in found] == ["Kind", "Trust", "Brave"]


def test_every_area_has_its_turn_before_any_has_two() -> None:
    many = [RoomWord(f"Something number {i}", "one") for i in range(20)] + [
        RoomWord("Short contracts", "two")
    ]
    fitted = words_on_slide(many, AREAS, lines=6, across=40)
    assert [theme.area for theme in fitted.themes] == ["one", "one", "one", "two"]
    assert fitted.more == 17


def test_no_words_is_an_empty_sheet() -> None:
    assert words_on_slide([], AREAS, 10, 40).more == 0


@given(SOME, st.integers(0, 20), st.integers(10, 60))
def test_a_sheet_never_holds_more_than_its_lines_and_forgets_nobody(
    words: list[RoomWord], lines: int, across: int
) -> None:
    fitted = words_on_slide(words, AREAS, lines, across)
    headings = len({theme.area for theme in fitted.themes})
    assert sum(lines_of_theme(theme, across) for theme in fitted.themes) + headings <= lines
    assert sum(theme.count for theme in fitted.themes) + fitted.more == len(words)


def test_what_reads_as_the_name_of_a_theme_stands_under_it() -> None:
    found = themes_of([RoomWord("trust."), RoomWord("Time", theme="Trust"), RoomWord("Tea")])
    assert [(theme.name, theme.count, theme.texts) for theme in found] == [
        ("Trust", 2, ("Time",)),
        ("Tea", 1, ()),
    ]
