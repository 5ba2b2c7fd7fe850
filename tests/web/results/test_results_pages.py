"""The chapters of the results: what they say, in which order, and that their addresses hold every choice."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from flask import Flask

from lws_assess.records.instruments import shipped_editions
from lws_assess.records.people import STEERING
from lws_assess.survey.instruments import Area
from lws_assess.web.results.chapters import CHAPTERS
from tests.pages.client import Client
from tests.pages.results_chapters import ResultsRead, chapter_addresses, read_chapters
from tests.worlds.builders import INSTRUMENT, World
from tests.worlds.small_round import a_small_round
from tests.worlds.staff import add_person, client_of

EDITION = shipped_editions()[INSTRUMENT]
WORKFORCE, YOUNG, PARENTS = EDITION.audiences


def pages_of(audience, rating: int, votes: list[str]) -> dict[str, dict[str, str | list[str]]]:
    """Somebody who gives every question the same answer."""
    pages: dict[str, dict[str, str | list[str]]] = {}
    for area in EDITION.areas:
        page: dict[str, str | list[str]] = {q.key: str(rating) for q in area.questions(audience)}
        if audience.importance:
            page["importance"] = str(1 + area.number % 5)
        pages[f"areas/{area.code}"] = page
    return {**pages, "priorities": {"top-areas": votes}}


def answered(world: World, **counts: int) -> World:
    """The round closed after so many people of each group answered; nobody is in the middle, so it is released."""
    audiences = {key: EDITION.audience(audience) for key, _, audience, _ in world.groups}
    for place, (group, count) in enumerate(counts.items()):
        for i in range(count):
            world.answer(group, pages_of(audiences[group], 1 + (i + place) % 4, [EDITION.areas[i % 2].code]))
    world.close()
    return world


@pytest.fixture
def steering(app: Flask, world: World) -> Client:
    """A member of the steering group, signed in."""
    return client_of(app, add_person(world.database, world.partnership, STEERING))


ADDRESS = "/p/testham/rounds/first/results"
INSIDE = f"{ADDRESS}/inside-areas"


def test_a_round_without_results_leads_to_the_round(world: World, steering: Client) -> None:
    its_round = steering.get(ADDRESS)
    assert its_round.path == "/p/testham/rounds/first/?asked=results"
    assert "There are no results yet" in its_round.text
    assert "There are no results yet" not in steering.get("/p/testham/rounds/first/").text


def test_the_chapters_tell_their_story_in_order(world: World, steering: Client) -> None:
    answered(world, teachers=8, nurses=6, inspectors=6, parents=5)
    page = read_chapters(steering, ADDRESS)
    assert page.sections == [
        "main-points",
        "areas",
        "statements",
        "dont-know",
        "groups",
        "pair",
        "families",
        "ranking",
        "votes",
        "since",
        "comments",
        "not-shown",
        "method",
    ]
    assert all(section.find_all("h2") for section in page.find_all("section"))
    assert "gap × importance" in page.text
    assert "Teachers" in page.text
    assert "So no figure here is averaged with another" in page.text


def test_every_figure_has_its_sentence_its_table_and_its_file(world: World, steering: Client) -> None:
    answered(world, teachers=8, nurses=6, inspectors=6)
    page = read_chapters(steering, ADDRESS)
    figures = page.find_all("figure")
    assert len(figures) >= 12
    for figure in figures:
        assert figure.find_all("figcaption")[0].text
        assert figure.find_all("p", **{"class": "say"})[0].text
        assert figure.find_all("table")
        (file,) = [a["href"] for a in figure.find_all("a") if ".csv" in a["href"]]
        assert steering.raw("GET", file).mimetype == "text/csv"
    for table in page.find_all("table"):
        assert all(cell["scope"] for cell in table.find_all("th"))
        assert table.find_all("caption")[0].text


def test_each_block_has_an_address_of_its_own(world: World, steering: Client) -> None:
    answered(world, teachers=8, nurses=6, inspectors=6)
    for read in read_chapters(steering, ADDRESS).pages:
        for key in ResultsRead([read]).sections:
            page = steering.get(f"{ADDRESS}/blocks/{key}")
            assert ResultsRead([page]).sections == [key]
            assert page.root.find_all("a", href=f"{read.path}#{key}")
    steering.get(f"{ADDRESS}/blocks/nothing", status=404)
    steering.get(f"{ADDRESS}/blocks/areas/nothing.csv", status=404)


def test_the_block_of_statements_holds_every_area_and_the_chapter_one(world: World, steering: Client) -> None:
    answered(world, teachers=12, nurses=12)
    chosen = EDITION.areas[4]
    (one,) = steering.get(f"{INSIDE}?area={chosen.code}").root.find_all("section", id="statements")
    assert [f["id"] for f in one.find_all("figure")] == [f"statements-{WORKFORCE.key}-{chosen.code}"]
    page = steering.get(f"{ADDRESS}/blocks/statements")
    assert [f["id"] for f in page.root.find_all("figure")] == [
        f"statements-{WORKFORCE.key}-{area.code}" for area in EDITION.areas
    ]
    assert all("open" in d.attributes for d in page.root.find_all("details")), "tables are there to print"
    for area in EDITION.areas:
        assert (
            f"blocks/statements/statements-{WORKFORCE.key}-{area.code}.csv"
            in steering.get(f"{ADDRESS}/papers").html
        )


def test_areas_that_are_all_equal_are_not_put_in_an_order(world: World, steering: Client) -> None:
    everybody(world, 25, lambda area: whole("2" if area.number else "3")(area))
    points = steering.get(ADDRESS).root.find_all("section", id="main-points")[0].text
    assert "same priority score, so none comes first" in points
    assert "1st" not in points


def test_the_first_screen_says_how_many_of_those_who_answered_are_shown(
    world: World, steering: Client
) -> None:
    answered(world, teachers=8, nurses=3)
    points = steering.get(ADDRESS).root.find_all("section", id="main-points")[0].text
    assert "8 people of the 11 who answered" in points
    assert "Nurses (too few people answered)" in points
    assert points.count("needs 8 people who rated every area") <= 1


def test_a_table_of_a_block_says_what_the_page_says(world: World, steering: Client) -> None:
    answered(world, teachers=8, nurses=6)
    figure = steering.get(f"{ADDRESS}?reading=person").root.find_all("figure", id="rainbow-professional")[0]
    shown = [[c.text for c in row.find_all("th") + row.find_all("td")] for row in figure.find_all("tr")]
    address = f"{ADDRESS}/blocks/areas/rainbow-professional.csv?reading=person"
    text = steering.raw("GET", address).get_data().decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == shown


def test_the_address_holds_every_choice_from_chapter_to_chapter(world: World, steering: Client) -> None:
    answered(world, teachers=8, nurses=6, inspectors=6)
    area = EDITION.areas[2]
    query = f"reading=person&group=nurses&area={area.code}&one=nurses&other=teachers"
    page = read_chapters(steering, f"{ADDRESS}?{query}")
    for read in page.pages:
        current = [a.text.strip() for a in read.root.find_all("a", **{"aria-current": "true"})]
        assert "Each person counts once" in current
        links = [a["href"] for a in read.root.find_all("a")]
        assert f"{read.path.partition('?')[0]}?audience=young-people&reading=person&area={area.code}" in links
        assert set(chapter_addresses(f"{ADDRESS}?{query}")) <= set(links)
    assert any(area.short_name in a.text for a in page.find_all("a", **{"aria-current": "true"}))
    assert "Nurses" in page.find_all("figure", id="radar-professional")[0].text
    assert area.name in page.find_all("section", id="statements")[0].text
    other = f"{INSIDE}?reading=person&group=nurses&area={EDITION.areas[0].code}&one=nurses&other=teachers"
    assert page.find_all("a", href=f"{other}#statements")
    young = read_chapters(steering, f"{ADDRESS}?audience=young-people&reading=person")
    assert YOUNG.scale.title in young.find_all("section", id="areas")[0].text
    assert "not asked how important" in young.text


def test_the_chapter_that_is_read_is_marked_and_leads_on(world: World, steering: Client) -> None:
    answered(world, teachers=8, nurses=6)
    pages = read_chapters(steering, ADDRESS).pages
    for place, page in enumerate(pages):
        (chapters,) = (nav for nav in page.root.find_all("nav") if nav["class"] == "chapters no-print")
        (marked,) = chapters.find_all("a", **{"aria-current": "page"})
        assert marked["href"] == page.path
        assert marked.text == CHAPTERS[place].name
        turned = [nav for nav in page.root.find_all("nav") if nav["class"] == "turn no-print"]
        links = [a["href"] for nav in turned for a in nav.find_all("a")]
        beside = [one.path for one in pages[max(0, place - 1) : place + 2] if one is not page]
        assert links == [*beside, f"{ADDRESS}/whole"]


def test_old_addresses_still_lead_to_every_part(world: World, steering: Client) -> None:
    """The one long page had an anchor for each part: the first chapter has them all, as links to where they are."""
    answered(world, teachers=8, nurses=6, inspectors=6, parents=5)
    first = steering.get(f"{ADDRESS}?reading=person")
    blocks = read_chapters(steering, ADDRESS).sections
    ids = {e["id"]: e for e in first.root.walk() if e["id"]}
    assert set(blocks) <= set(ids)
    for key in blocks:
        if ids[key].tag == "a":
            page = steering.get(ids[key]["href"])
            assert "reading=person" in ids[key]["href"]
            assert page.root.find_all("section", id=key)
    assert steering.get(f"{ADDRESS}/position?reading=person").path == f"{ADDRESS}?reading=person"
    steering.get(f"{ADDRESS}/nothing", status=404)


def test_the_whole_report_holds_every_picture_and_table_of_the_chapters(
    world: World, steering: Client
) -> None:
    answered(world, teachers=8, nurses=6, inspectors=6, parents=5)
    read = read_chapters(steering, f"{ADDRESS}?reading=person")
    whole = ResultsRead([steering.get(f"{ADDRESS}/whole?reading=person")])
    assert whole.sections == read.sections
    shown = {figure["id"]: figure.find_all("figcaption")[0].text for figure in whole.find_all("figure")}
    assert {
        f["id"]: f.find_all("figcaption")[0].text for f in read.find_all("figure")
    }.items() <= shown.items()
    assert {f"statements-{WORKFORCE.key}-{area.code}" for area in EDITION.areas} <= shown.keys()
    assert all("open" in d.attributes for f in whole.find_all("figure") for d in f.find_all("details"))
    inside = {a["href"] for a in whole.find_all("a") if a["href"].startswith("#")}
    assert {f"#{key}" for key in whole.sections} <= inside


def test_no_page_of_results_loads_the_charts_library(world: World, steering: Client) -> None:
    answered(world, teachers=8, nurses=6)
    for address in (*chapter_addresses(ADDRESS), f"{ADDRESS}/whole", f"{ADDRESS}/blocks/areas"):
        page = steering.get(address)
        assert "plotly" not in page.html.lower()
        assert "unsafe-inline" not in page.headers["Content-Security-Policy"]


NOT_THERE = [
    "audience=nobody",
    "reading=%00x",
    "group=<script>",
    "audience=&group=x&reading=y&group=z",
    "area=nowhere",
    "one=nurses&other=nurses",
    "since=first",
    "since=%F0%9F%98%80",
    f"area={'x' * 4000}",
]


def test_a_choice_that_does_not_exist_is_said_and_passed_over(world: World, steering: Client) -> None:
    answered(world, teachers=8, nurses=6)
    for place, asked in enumerate(NOT_THERE):
        for address in {ADDRESS, chapter_addresses(ADDRESS)[place % len(CHAPTERS)]}:
            page = steering.get(f"{address}?{asked}")
            assert "does not have" in page.text, asked
            assert "<script>" not in page.html, asked


def test_groups_too_small_are_named_with_the_reason_and_are_in_no_figure(
    world: World, steering: Client
) -> None:
    answered(world, teachers=8, nurses=3)
    page = read_chapters(steering, ADDRESS)
    assert "8 people" in page.find_all("section", id="main-points")[0].text
    not_shown = page.find_all("section", id="not-shown")[0].text
    assert "Nurses. 3 people answered in all" in not_shown
    assert "Nobody answered. The groups are: Young inspectors and Parent panel." in not_shown
    assert "Nurses" not in page.find_all("section", id="groups")[0].text


def test_the_papers_lead_to_every_table_and_the_file_for_a_region(world: World, steering: Client) -> None:
    answered(world, teachers=8, nurses=6, inspectors=6)
    page = steering.get(f"{ADDRESS}/papers")
    files = [a["href"] for a in page.root.find_all("a") if ".csv" in a["href"]]
    assert f"{ADDRESS}/region.csv" in files
    assert len(files) >= 12
    for file in files:
        reply = steering.raw("GET", file)
        assert reply.headers["Content-Disposition"].startswith("attachment")
        assert reply.headers["Cache-Control"] == "no-store"
    region = steering.raw("GET", f"{ADDRESS}/region.csv").get_data().decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(region)))) == 1 + 2 * len(EDITION.areas)


def test_papers_of_a_round_without_results_lead_to_the_round(world: World, steering: Client) -> None:
    for page in (
        "papers",
        "region.csv",
        "whole",
        "groups",
        "blocks/areas",
        "blocks/areas/rainbow-professional.csv",
    ):
        assert steering.get(f"{ADDRESS}/{page}").path == "/p/testham/rounds/first/?asked=results"


# --- awkward rounds ------------------------------------------------------------------------------------------


def everybody(world: World, count: int, page_of: Callable[[Area], dict[str, str | list[str]]]) -> None:
    for _ in range(count):
        world.answer("teachers", {f"areas/{area.code}": page_of(area) for area in EDITION.areas})
    world.close()


def whole(answer: str, importance: str = "4") -> Callable[[Area], dict[str, str | list[str]]]:
    def page(area: Area) -> dict[str, str | list[str]]:
        return {**{q.key: answer for q in area.questions(WORKFORCE)}, "importance": importance}

    return page


def but_one(area: Area) -> dict[str, str | list[str]]:
    return whole("2")(area) if area.number > 1 else {"importance": "5"}


@pytest.mark.parametrize(
    ("count", "page_of", "says"),
    [
        (1, whole("3"), "There is nothing that may be shown"),
        (6, whole("3"), "There is one group only"),
        (25, whole("3"), "All areas have the same figure"),
        (12, whole("5"), "4.5 and over"),
        (12, whole("dont-know"), "No area has a figure that may be shown"),
        (12, but_one, "no group that is shown in which 5 people rated at least half"),
        (12, lambda area: {"importance": str(1 + area.number % 5)}, "No area has a figure that may be shown"),
    ],
)
def test_an_awkward_round_has_a_page_that_says_something_true(
    world: World,
    steering: Client,
    count: int,
    page_of: Callable[[Area], dict[str, str | list[str]]],
    says: str,
) -> None:
    everybody(world, count, page_of)
    page = read_chapters(steering, ADDRESS)
    assert says in page.text
    assert all(one.root.find_all("section") or "Only" in one.text for one in page.pages)
    for key in page.sections:
        steering.get(f"{ADDRESS}/blocks/{key}")


def test_sixty_people_in_fifteen_groups_still_make_a_useful_page(app: Flask) -> None:
    world = a_small_round(app.config["DATABASE"], partnership="smallham")
    client = client_of(app, add_person(world.database, "smallham", STEERING))
    page = read_chapters(client, "/p/smallham/rounds/first/results")
    points = page.find_all("section", id="main-points")[0].text
    assert "58 people" in points
    assert "Together: School nurses, Wellbeing team" in page.text
    ranking = page.find_all("section", id="ranking")[0]
    ranks = ranking.find_all("table")[0]
    assert "1st" in ranks.text
    # No group has twenty people, so how far chance could move the order is not shown: why is said beneath, not in
    # each row, and every row points to it.
    why = "read off groups of 20 people or more"
    assert why not in ranks.text
    assert ranks.text.count("not shown (a)") == 2 * len(EDITION.areas)
    assert ranking.text.count(why) == 2  # the sentence of the picture, and the note of its table
    assert page.find_all("section", id="groups")[0].text.count("answers hoped for") == 2  # the headings
    not_shown = page.find_all("section", id="not-shown")[0].text
    assert "Parent panel" in not_shown
    assert "It would need" in page.text


def test_a_round_of_families_only_is_shown_on_their_own_scale(world: World, steering: Client) -> None:
    answered(world, inspectors=6)
    page = read_chapters(steering, ADDRESS)
    assert YOUNG.scale.title in page.find_all("section", id="areas")[0].text
    assert WORKFORCE.label not in page.text


def test_a_round_where_nothing_may_be_shown_says_so(world: World, steering: Client) -> None:
    answered(world, teachers=4, inspectors=2)
    page = read_chapters(steering, ADDRESS)
    assert all(
        "There is nothing that may be shown" in one.text for one in page.pages if "words" not in one.path
    )
    assert "6 people answered in all" in page.text
    assert not page.find_all("figure")
    assert [ResultsRead([one]).sections for one in page.pages] == [
        *[["not-shown"]] * 6,
        ["comments"],
        ["not-shown", "method"],
    ]
    assert ResultsRead([steering.get(f"{ADDRESS}/whole")]).sections == ["not-shown", "comments", "method"]


def test_somebody_of_another_partnership_finds_nothing(app: Flask, world: World) -> None:
    answered(world, teachers=6)
    other = World(world.database, partnership="elsewhere")
    client = client_of(app, add_person(other.database, other.partnership, STEERING))
    client.get(ADDRESS, status=404)
    assert client.get("/p/elsewhere/rounds/first/results").path.endswith("/rounds/first/?asked=results")
