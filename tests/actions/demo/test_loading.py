"""The demo: its answers fit the brief's table, it survives being killed, and a second load adds nothing."""

from __future__ import annotations

import secrets
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from lws_assess.actions.answering import responses as answering
from lws_assess.actions.demo import loading
from lws_assess.actions.demo.answers import people_of_round
from lws_assess.actions.demo.decisions import decide_in_demo
from lws_assess.actions.demo.loading import DemoLoaded, DemoRefused, load_demo, rounds_to_play
from lws_assess.actions.people.partnerships import NewPartnership, add_partnership
from lws_assess.actions.plans.changes import view_actions_and_areas
from lws_assess.actions.plans.leads import find_lead_reminders
from lws_assess.actions.plans.planned_actions import view_plan
from lws_assess.actions.results.comments import hearing_of
from lws_assess.actions.results.priorities import view_priorities
from lws_assess.actions.results.releases import view_release
from lws_assess.actions.rounds import running_rounds as rounds
from lws_assess.documents.charts.ranking import in_priority_order
from lws_assess.documents.papers.decisions import what_is_seen
from lws_assess.records.comments import Alert, CommentStep, SealedComment
from lws_assess.records.database import Database
from lws_assess.records.demo import DemoRound, marlhaven_demo
from lws_assess.records.groups import list_groups
from lws_assess.records.instruments import shipped_editions
from lws_assess.records.responses import BoxResponse, DraftAnswers, answered_by_group
from lws_assess.records.rounds import get_round_for_change
from lws_assess.records.tables import METADATA
from lws_assess.survey.plans.planned_actions import ActionPlan
from lws_assess.survey.releases.privacy import Shown
from lws_assess.survey.responses import BLANK, DONT_KNOW, NOT_PUT, VectorSlot, encode_answers, vector_layout
from lws_assess.survey.results.round_results import AudienceResults, RoundResults
from lws_assess.survey.smallest_numbers import FEWEST
from tests.conftest import a_copy
from tests.machines.databases import open_database
from tests.worlds.builders import new_secret, nonce
from tests.worlds.marlhaven import Killed, boxes_of, dies_after, dies_at

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CLOSE = 0.02
DEMO = marlhaven_demo()
EDITION = shipped_editions()[DEMO.instrument]
AUDIENCES = {group.key: EDITION.audience(group.audience) for group in DEMO.groups}
PROFESSIONAL = [group.key for group in DEMO.groups if not AUDIENCES[group.key].easy_read]
FIRST_LOOK, BASELINE, YEAR_1 = DEMO.rounds
AREAS = [area.code for area in EDITION.areas]

BRIEF_POSITIONS = {
    "sipv": (2.48, 3.04),
    "cvl": (2.77, 3.07),
    "bpo": (3.29, 3.46),
    "iwp": (2.15, 2.88),
    "hqw": (2.85, 3.31),
    "crf": (2.38, 2.89),
    "cds": (2.54, 2.36),
    "ofo": (2.32, 2.68),
}
BRIEF_SCORES = {
    "iwp": 8.7,
    "hqw": 4.8,
    "ofo": 4.5,
    "cds": 4.4,
    "crf": 4.4,
    "sipv": 3.7,
    "bpo": 2.8,
    "cvl": 2.4,
}


@pytest.fixture(scope="module")
def loaded(played: Path) -> Iterator[Database]:
    """The demo, which was killed on its way again and again, and comes to its end here."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(a_copy(played, Path(folder) / "demo.sqlite3"))
        done = load_demo(database, secrets.token_bytes, NOW)
        assert done == DemoLoaded(DEMO.key, answered=0, already=False)  # all had answered before it died
        yield database
        database.engine.dispose()


@pytest.fixture(scope="module")
def sealed(played: Path) -> dict[str, dict[str, list[bytes]]]:
    """Everybody's vector by round and group, as they sent it."""
    boxes = boxes_of(played)
    assert set(boxes) == {this.key for this in DEMO.rounds}
    by_round: dict[str, dict[str, list[bytes]]] = {}
    for key, submissions in boxes.items():
        by_group = by_round.setdefault(key, {})
        for one in submissions:
            by_group.setdefault(one.group, []).append(one.answers)
    return by_round


def of_kind(group: str, vector: bytes, kind: str, area: str) -> list[int]:
    slots: tuple[VectorSlot, ...] = vector_layout(EDITION, AUDIENCES[group])
    return [
        value for slot, value in zip(slots, vector, strict=True) if (slot.kind, slot.area) == (kind, area)
    ]


def slow_score(group: str, vector: bytes, area: str) -> float | None:
    """A respondent area score, worked out as the method page says it."""
    put = [value for value in of_kind(group, vector, "statement", area) if value != NOT_PUT]
    rated = [value for value in put if 1 <= value <= 5]
    return sum(rated) / len(rated) if rated and len(rated) >= len(put) / 2 else None


def slow_mean(values: list[float | None]) -> float:
    there = [value for value in values if value is not None]
    return sum(there) / len(there)


def group_mean(group: str, vectors: list[bytes], area: str) -> float:
    return slow_mean([slow_score(group, vector, area) for vector in vectors])


def importances(group: str, vectors: list[bytes], area: str) -> list[int]:
    said = [value for vector in vectors for value in of_kind(group, vector, "importance", area)]
    return [value for value in said if 1 <= value <= 5]


# --- the table ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("this", DEMO.rounds, ids=lambda this: this.key)
def test_as_many_people_answer_as_the_table_says(this: DemoRound, sealed: dict) -> None:
    assert {group: len(vectors) for group, vectors in sealed[this.key].items()} == this.people


@pytest.mark.parametrize("this", DEMO.rounds, ids=lambda this: this.key)
def test_what_is_sealed_is_what_the_people_were_to_answer_whatever_died_on_the_way(
    this: DemoRound, sealed: dict
) -> None:
    def vector(sheet) -> bytes:
        pages = {
            page: {name: values if name == "top-areas" else values[0] for name, values in sent.items()}
            for page, sent in sheet.pages()
        }
        return encode_answers(EDITION, sheet.audience, pages, [this.second_cut] if this.second_cut else [])

    meant = people_of_round(DEMO, this, EDITION)
    for group, sheets in meant.items():
        assert Counter(map(vector, sheets)) == Counter(sealed[this.key][group]), group


@pytest.mark.parametrize("group", [group.key for group in DEMO.groups])
@pytest.mark.parametrize("this", DEMO.rounds, ids=lambda this: this.key)
def test_each_group_s_area_means_lie_within_the_table(this: DemoRound, group: str, sealed: dict) -> None:
    vectors = sealed[this.key][group]
    means = {area: group_mean(group, vectors, area) for area in AREAS}
    assert means == pytest.approx(dict(this.scores[group]), abs=CLOSE)


@pytest.mark.parametrize("this", DEMO.rounds, ids=lambda this: this.key)
def test_means_by_group_are_those_of_the_table_to_two_decimals(this: DemoRound, sealed: dict) -> None:
    shown = [group for group in PROFESSIONAL if this.people[group] >= FEWEST]
    for area in AREAS:
        meant = slow_mean([this.scores[group][area] for group in shown])
        assert slow_mean([group_mean(g, sealed[this.key][g], area) for g in shown]) == pytest.approx(
            meant, abs=1e-3
        )
        weights = [slow_mean(importances(g, sealed[this.key][g], area)) for g in shown]
        assert slow_mean(weights) == pytest.approx(this.importance[area], abs=2e-3)


@pytest.mark.parametrize("this", DEMO.rounds, ids=lambda this: this.key)
def test_votes_come_to_their_totals_and_nobody_has_more_than_three(this: DemoRound, sealed: dict) -> None:
    totals: Counter[str] = Counter()
    for group, vectors in sealed[this.key].items():
        for vector in vectors:
            chosen = [area for area in AREAS if of_kind(group, vector, "vote", area) == [1]]
            assert len(chosen) <= 3
            totals.update(chosen)
    assert totals == this.votes


@pytest.mark.parametrize("this", DEMO.rounds, ids=lambda this: this.key)
def test_dont_knows_come_near_their_shares(this: DemoRound, sealed: dict) -> None:
    for area in AREAS:
        put = [
            value
            for group in PROFESSIONAL
            for vector in sealed[this.key][group]
            for value in of_kind(group, vector, "statement", area)
            if value != NOT_PUT
        ]
        assert put.count(DONT_KNOW) / len(put) == pytest.approx(this.dont_know[area], abs=0.005), area


@pytest.mark.parametrize("this", DEMO.rounds, ids=lambda this: this.key)
def test_groups_differ_in_what_they_cannot_say_and_in_what_matters_to_them(
    this: DemoRound, sealed: dict
) -> None:
    large = [group for group in PROFESSIONAL if this.people[group] >= 12]
    shares, weights = [], []
    for group in large:
        said = [
            v
            for vector in sealed[this.key][group]
            for a in AREAS
            for v in of_kind(group, vector, "statement", a)
        ]
        put = [value for value in said if value != NOT_PUT]
        shares.append(put.count(DONT_KNOW) / len(put))
        weights.append(slow_mean(importances(group, sealed[this.key][group], "cvl")))
    assert max(weights) > min(weights) + 0.5
    assert max(shares) > 1.5 * min(shares)


@pytest.mark.parametrize("this", DEMO.rounds, ids=lambda this: this.key)
def test_people_spread_by_about_the_same_on_every_area(this: DemoRound, sealed: dict) -> None:
    spreads = []
    for group, vectors in sealed[this.key].items():
        for area in AREAS:
            scores = [s for vector in vectors if (s := slow_score(group, vector, area)) is not None]
            mean = sum(scores) / len(scores)
            spreads.append((sum((s - mean) ** 2 for s in scores) / (len(scores) - 1)) ** 0.5)
    assert sum(spreads) / len(spreads) == pytest.approx(0.8, abs=0.05)


@pytest.mark.parametrize("this", DEMO.rounds, ids=lambda this: this.key)
def test_forms_are_filled_in_as_people_do(this: DemoRound, sealed: dict) -> None:
    lengths: Counter[int] = Counter()
    answered_areas: Counter[int] = Counter()
    for group in PROFESSIONAL:
        for vector in sealed[this.key][group]:
            lengths[
                sum(v != NOT_PUT for area in AREAS for v in of_kind(group, vector, "statement", area))
            ] += 1
            answered_areas[
                sum(
                    any(v not in (NOT_PUT, BLANK) for v in of_kind(group, vector, "statement", a))
                    for a in AREAS
                )
            ] += 1
    assert set(lengths) == {16, 40}
    assert min(lengths.values()) > 60
    assert answered_areas[1] >= 4
    assert sum(answered_areas[n] for n in (5, 6, 7)) >= 10
    assert answered_areas[8] > 0.9 * sum(answered_areas.values())


# --- comments ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("this", DEMO.rounds, ids=lambda this: this.key)
def test_every_comment_is_kept_with_its_area_and_as_its_group_may_be_called(
    this: DemoRound, loaded: Database
) -> None:
    columns = (SealedComment.group, SealedComment.area, SealedComment.text)
    with loaded.reading() as session:
        kept = session.execute(select(*columns).where(SealedComment.round == this.key)).all()
        hearing = hearing_of(session, DEMO.key, this.key)
    assert hearing
    said = sorted((hearing.voices.of(group), area, text) for group, area, text in kept)
    assert said == sorted((hearing.voices.of(c.group), c.area, c.text) for c in this.comments)
    unnamed = [group for group, _, _ in kept if not hearing.voices.names(group)]
    assert len({*unnamed}) == len({hearing.voices.of(group) for group in unnamed}), (
        "one for all called the same"
    )


def test_there_are_comments_of_some_groups_by_name_and_four_to_try_moderation_on(loaded: Database) -> None:
    assert [len(this.comments) for this in DEMO.rounds] == [15, 50, 54]
    with loaded.reading() as session:
        hearing = hearing_of(session, DEMO.key, "year-1")
    assert hearing
    named = {group for group in AUDIENCES if hearing.voices.names(group)}
    assert named == {"social-care", "voluntary-forum", "young-commissioners"}
    assert [c.text[:9] for c in BASELINE.comments if c.is_case] == [
        "Mr Carter",
        "My son is",
        "I do not ",
        "Another s",
    ]


@pytest.mark.parametrize("this", DEMO.rounds, ids=lambda this: this.key)
def test_every_comment_is_published_by_name_but_the_cases_which_wait(
    this: DemoRound, loaded: Database
) -> None:
    with loaded.reading() as session:
        kept = session.scalars(select(SealedComment).where(SealedComment.round == this.key)).all()
        steps = {step.comment: step for step in session.scalars(select(CommentStep))}
    cases = {comment.text for comment in this.comments if comment.is_case}
    for comment in kept:
        waits = comment.text in cases
        assert (comment.state, comment.published) == (
            ("waiting", "") if waits else ("published", comment.text)
        )
        assert (comment.key in steps) != waits
    assert {(step.by, step.action) for step in steps.values()} == {("Imogen Farrow", "published")}


def test_the_comment_that_speaks_of_risk_has_its_alert_and_no_other_has(loaded: Database) -> None:
    with loaded.reading() as session:
        alerts = session.scalars(select(Alert)).all()
    assert [(alert.round, alert.text) for alert in alerts] == [
        ("baseline", "I do not feel safe at home at the moment.")
    ]


# --- the release -------------------------------------------------------------------------------------------


def release(database: Database, key: str) -> RoundResults:
    with database.reading() as session:
        results = view_release(session, DEMO.key, key)
    assert results
    return results


def professionals(results: RoundResults) -> AudienceResults:
    return results.audiences[0]


def test_the_group_of_four_is_left_out_of_the_baseline_and_stands_by_itself_a_year_later(
    loaded: Database,
) -> None:
    small = "Emotional Wellbeing partnership"
    before, after = release(loaded, "baseline"), release(loaded, "year-1")
    assert (before.left_out, before.left_out_people) == ((small,), 4)
    assert small not in [cell.name for cell in professionals(before).cells]
    assert len(professionals(before).cells) == 13
    assert after.left_out == ()
    assert small in [cell.name for cell in professionals(after).cells]
    assert len(professionals(after).cells) == 14


@pytest.mark.parametrize(("key", "place"), [("baseline", 0), ("year-1", 1)])
def test_positions_are_the_brief_s(key: str, place: int, loaded: Database) -> None:
    for area in professionals(release(loaded, key)).areas:
        position = area.by_group.position
        assert isinstance(position, Shown)
        assert position.value == pytest.approx(BRIEF_POSITIONS[area.area.code][place], abs=0.011)


def test_safeguarding_is_the_lowest_of_all_statements_a_year_later(loaded: Database) -> None:
    means = {
        statement.question.key: statement.by_group.value
        for area in professionals(release(loaded, "year-1")).areas
        for statement in area.statements
        if isinstance(statement.by_group, Shown)
    }
    assert len(means) == 40
    assert min(means, key=lambda key: means[key]) == "cds-4"
    assert f"{means['cds-4']:.2f}" == "1.90"


def test_priorities_come_in_the_brief_s_order(loaded: Database) -> None:
    """Some groups are small, so that two of the areas may stand either way round."""
    audience = professionals(release(loaded, "baseline"))
    scores = {a.area.code: a.by_group.score for a in in_priority_order(audience, "group") if a.by_group.score}
    assert all(one.low - 0.06 <= BRIEF_SCORES[code] <= one.high + 0.06 for code, one in scores.items())
    brief = list(BRIEF_SCORES)
    assert brief[2:4] == ["ofo", "cds"]
    assert list(scores) == [*brief[:2], "cds", "ofo", *brief[4:]]
    assert not scores["ofo"].is_apart(scores["cds"])
    assert scores["cds"].is_above(scores["crf"])


def test_a_year_on_integrated_working_rose_most_and_capacity_slipped(loaded: Database) -> None:
    positions = [
        {a.area.code: a.by_group.position.value for a in professionals(release(loaded, this.key)).areas}
        for this in (BASELINE, YEAR_1)
    ]
    change = {area: positions[1][area] - positions[0][area] for area in AREAS}
    assert max(change, key=lambda area: change[area]) == "iwp"
    assert [area for area in AREAS if change[area] < 0] == ["cds"]


@pytest.mark.parametrize("this", [BASELINE, YEAR_1], ids=lambda this: this.key)
def test_leaders_stand_beside_people_who_work_directly_with_families(
    this: DemoRound, loaded: Database
) -> None:
    (cut,) = release(loaded, this.key).cuts
    assert [category.choices for category in cut.categories] == [
        (choice.label,) for choice in EDITION.role.choices if choice.key != "not-say"
    ]
    assert all(isinstance(p, Shown) for category in cut.categories for p in category.positions.values())


def test_releases_are_made_on_their_own_closing_days(loaded: Database) -> None:
    assert [release(loaded, this.key).made_on for this in DEMO.rounds] == [
        "10 March 2023",
        "8 March 2024",
        "7 March 2025",
    ]


# --- what was decided --------------------------------------------------------------------------------------


def test_the_steering_group_chooses_among_what_the_ranking_leaves_open_and_says_why(loaded: Database) -> None:
    for _ in range(2):  # the second time it is there
        decide_in_demo(loaded, what_is_seen)
    with loaded.reading() as session:
        found = view_priorities(session, DEMO.key, "baseline")
        assert view_priorities(session, DEMO.key, "year-1").decisions == ()  # type: ignore[union-attr]
    assert found
    (decided,) = found.decisions
    assert decided.areas == ("iwp", "hqw", "cds")
    assert not decided.departs
    assert decided.chose_among_open
    assert decided.passed_over == ()
    assert "votes" in decided.reason
    assert [(one.body, one.approved_on.year) for one in decided.approvals] == [
        ("Marlhaven Children’s Partnership board", 2024)
    ]
    assert decided.seen == what_is_seen(release(loaded, "baseline"))


# --- the plan ----------------------------------------------------------------------------------------------


@pytest.fixture
def plan(loaded: Database) -> ActionPlan:
    with loaded.reading() as session:
        return view_plan(session, DEMO.key, NOW.date())


def test_the_twelve_actions_stand_as_the_brief_says_two_late_and_one_below_its_target(
    plan: ActionPlan,
) -> None:
    shown = {action.reference: action.shown for action in plan.actions}
    assert list(shown) == [f"MA-{number:02}" for number in range(1, 13)]
    assert {ref for ref, words in shown.items() if words == "Late"} == {"MA-10", "MA-11"}
    assert {ref for ref, words in shown.items() if words == "Complete, target missed"} == {"MA-03"}
    assert {ref for ref, words in shown.items() if words == "Complete"} == {
        "MA-02",
        "MA-06",
        "MA-07",
        "MA-08",
    }
    assert list(shown.values()).count("On track") == 5
    assert sum(action.about.cost or 0 for action in plan.actions) == 282_300
    assert [a.reference for a in plan.actions if a.about.pilot] == ["MA-02", "MA-05", "MA-09"]
    assert [a.reference for a in plan.actions if a.about.quick_win] == ["MA-04", "MA-06", "MA-07"]


def test_every_action_carries_an_outcome_and_a_strand_and_its_lead_has_an_invented_address(
    plan: ActionPlan,
) -> None:
    assert [grouping.title for grouping in plan.groupings] == ["Outcomes", "Strands"]
    for action in plan.actions:
        assert plan.items_of(action, "outcomes"), action.reference
        assert len(plan.items_of(action, "strands")) == 1, action.reference
        assert action.about.lead_email.endswith(".marlhaven.example") or action.about.lead_email.endswith(
            "@marlhaven.example"
        )
    assert {action.lead_standing for action in plan.actions} == {"accepted", "asked"}
    assert plan.priorities_without_actions == ()
    assert [len(plan.years), len(plan.workforce)] == [4, 6]


def test_whether_an_area_moved_stands_beside_whether_its_action_met_its_target(
    loaded: Database, plan: ActionPlan
) -> None:
    with loaded.reading() as session:
        since = view_actions_and_areas(session, DEMO.key, plan)
    assert since
    assert (since.then_title, since.now_title) == ("Baseline", "One year on")
    beside = {
        one.action.reference: (one.action.target_met, one.moved and one.moved.change) for one in since.actions
    }
    assert beside["MA-03"] == (False, pytest.approx(0.73, abs=0.05)), (
        "the target was missed, and the area rose"
    )
    assert beside["MA-06"] == (True, pytest.approx(0.56, abs=0.05))
    met, change = beside["MA-10"]
    assert met is False
    assert change
    assert change < 0


def test_nobody_invented_is_written_to(loaded: Database) -> None:
    later = NOW + timedelta(days=30)
    with loaded.reading() as session:
        assert find_lead_reminders(session, later, later.date()) == []


# --- loading -----------------------------------------------------------------------------------------------


def everything(database: Database) -> dict[str, list[str]]:
    with database.reading() as session:
        return {
            name: sorted(map(repr, session.execute(select(table)).all()))
            for name, table in METADATA.tables.items()
        }


def test_loading_it_twice_changes_nothing(loaded: Database) -> None:
    before = everything(loaded)
    again = load_demo(loaded, secrets.token_bytes, NOW + timedelta(days=90))
    assert again == DemoLoaded(DEMO.key, answered=0, already=True)
    assert everything(loaded) == before


def test_nothing_is_left_in_the_box_and_no_draft(loaded: Database) -> None:
    with loaded.reading() as session:
        assert session.scalar(select(func.count()).select_from(BoxResponse)) == 0
        assert session.scalar(select(func.count()).select_from(DraftAnswers)) == 0


def test_a_fourth_round_is_open_for_six_weeks_and_a_newcomer_can_answer_at_once(loaded: Database) -> None:
    with loaded.writing() as session:
        this = get_round_for_change(session, DEMO.key, "year-2")
        assert this.timing.takes_new_people(NOW)
        assert this.closes_at
        assert timedelta(days=41) < this.closes_at - NOW < timedelta(days=43)
        assert this.targets == DEMO.targets
        assert answered_by_group(session, DEMO.key, "year-2") == {}
        links = {link.group: link.code for link, _ in rounds.open_links(session, DEMO.key, "year-2")}
        assert links.keys() == {None, *AUDIENCES}
        place = answering.begin_questionnaire(
            session, links["parent-carer-panel"], None, new_secret(), nonce(), NOW
        )
        assert (place.demo, place.group_name) == (True, "Parent and carer panel")
        assert "01632" in place.contact
        assert "01632" in place.support
        session.rollback()


def test_every_group_says_whose_it_is(loaded: Database) -> None:
    with loaded.reading() as session:
        groups = [group for group in list_groups(session, DEMO.key) if not group.catch_all]
    assert [group.key for group in groups] == [group.key for group in DEMO.groups]
    assert all(
        group.this_is_you_if.startswith("you ") and group.this_is_you_if.endswith(".") for group in groups
    )
    assert all(group.branch and group.lead and group.target for group in groups)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    METADATA.create_all(database.engine)
    yield database
    database.engine.dispose()


def test_a_round_half_loaded_is_not_closed_by_the_calendar(empty: Database) -> None:
    with pytest.raises(Killed):
        load_demo(empty, secrets.token_bytes, NOW, dies_at(3))
    with empty.reading() as session:
        assert answered_by_group(session, DEMO.key, "first-look") == {DEMO.groups[0].key: (3, 3)}
        assert rounds.find_due_changes(session, NOW) == []


def test_a_demo_that_was_begun_before_there_was_a_first_look_goes_on_without_it(empty: Database) -> None:
    with pytest.MonkeyPatch.context() as before:
        before.setattr(loading, "marlhaven_demo", lambda: replace(DEMO, rounds=DEMO.rounds[1:]))
        with pytest.raises(Killed):
            load_demo(empty, secrets.token_bytes, NOW, dies_at(3))
    with empty.reading() as session:
        assert [this.key for this in rounds_to_play(session, DEMO)] == ["baseline", "year-1"]


def test_somebody_killed_among_their_pages_leaves_nothing_behind(empty: Database) -> None:
    with pytest.raises(Killed):
        load_demo(empty, dies_after(2 * (len(DEMO.groups) + 1) + 5), NOW)
    with empty.reading() as session:
        assert answered_by_group(session, DEMO.key, "first-look") == {}
        assert session.scalar(select(func.count()).select_from(DraftAnswers)) == 0


def test_a_real_partnership_of_that_name_is_left_alone(empty: Database) -> None:
    with empty.writing() as session:
        add_partnership(session, NewPartnership(key=DEMO.key, name="A real one"))
    before = everything(empty)
    with pytest.raises(DemoRefused, match="not the demo"):
        load_demo(empty, secrets.token_bytes, NOW)
    assert everything(empty) == before


# --- the data ----------------------------------------------------------------------------------------------


def test_the_data_speaks_of_the_instrument_s_own_areas_roles_and_statements() -> None:
    statements = {statement.key for area in EDITION.areas for statement in area.statements}
    roles = {choice.key for choice in EDITION.role.choices}
    assert statements >= DEMO.habits.dont_know_more
    assert all(roles >= group.roles.keys() for group in DEMO.groups)
    assert all(sum(group.roles.values()) <= 100 for group in DEMO.groups)
    for this in DEMO.rounds:
        tables = (DEMO.targets, this.importance, this.votes, this.dont_know, *this.scores.values())
        assert all(list(table) == AREAS for table in tables)
        assert this.scores.keys() == this.people.keys() == AUDIENCES.keys()
