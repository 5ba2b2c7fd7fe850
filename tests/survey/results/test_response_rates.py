"""Response rates: only where it is known of how many, and never of more than there are."""

from __future__ import annotations

from lws_assess.documents.charts.groups import group_chart
from lws_assess.documents.charts.heat_map import heat_map
from lws_assess.documents.data.release_figures import release_figures
from lws_assess.survey.results.response_rates import ResponseRate, response_rate
from tests.documents.views import People, results_of


def test_the_people_of_all_groups_must_be_known() -> None:
    sizes, hoped_for = {"a": 40, "b": 20}, {"a": 30, "b": 0}
    assert response_rate(12, ["a"], sizes, hoped_for) == ResponseRate(12, 40, is_of_people=True)
    assert response_rate(18, ["a", "b"], sizes, hoped_for) == ResponseRate(18, 60, is_of_people=True)
    assert response_rate(12, ["a"], {}, hoped_for) == ResponseRate(12, 30, is_of_people=False)
    assert response_rate(12, ["b"], {}, hoped_for) is None
    assert response_rate(12, ["a", "c"], sizes, hoped_for) is None
    assert response_rate(0, [], sizes, hoped_for) is None


def test_more_answers_than_people_have_no_rate_and_make_no_mean_surer() -> None:
    assert ResponseRate(41, 40, is_of_people=True).percent is None
    assert ResponseRate(40, 40, is_of_people=True).percent == 100
    assert ResponseRate(23, 40, is_of_people=True).percent == 58  # a half goes up


def test_rates_stand_beside_figures_where_they_are_known() -> None:
    people = (People("Teachers", 30, 3), People("Nurses", 12, 2))
    known = results_of(*people, sizes={"Teachers": 40, "Nurses": 10}, hoped_for={"Nurses": 15}).audiences[0]
    for chart in (group_chart(known, "group"), heat_map(known, "group")):
        assert [row[1] for row in chart.rows] == [
            "42",  # of two groups, of one of which the number cannot be right
            "30 of 40 (75%)",  # the heading says of what
            "12, more than the 10 people that were counted, so no rate",
        ]
    both = results_of(*people, sizes={"Teachers": 40, "Nurses": 20}).audiences[0]
    assert str(both.rate) == "42 of 60 people (70%)"
    unknown = results_of(*people).audiences[0]
    assert [row[1] for row in group_chart(unknown, "group").rows] == ["42", "30", "12"]


def test_a_mean_of_one_round_is_surer_where_the_people_are_known_and_a_comparison_is_not() -> None:
    people = (People("Teachers", 30, 3), People("Nurses", 24, 2))
    sizes = {"Teachers": 31, "Nurses": 25}
    one, other = results_of(*people), results_of(*people, sizes=sizes)
    plain, known = one.audiences[0].areas[0].by_group.chance, other.audiences[0].areas[0].by_group.chance
    assert plain
    assert known
    assert (plain.about, known.about) == (0.1, 0.0)
    assert one.audiences[0].apart == other.audiences[0].apart


def test_everything_said_of_chance_and_rates_is_among_the_published_figures() -> None:
    results = results_of(People("Teachers", 30, 3), sizes={"Teachers": 60})
    said = {(f.measure.name, f.said.text, f.said.value) for f in release_figures(results)}
    assert ("Response rate", "30 of 60 people (50%)", 0.5) in said
    assert any(name == "Chance could move it" and value is not None for name, _, value in said)
