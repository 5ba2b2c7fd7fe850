"""Keys: each is a type of its own, and the type checker tells two of them apart wherever they stand side by side."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator

import pytest

from lws_assess.survey.keys import KEYS
from tests.watching.code_trees import MODULES, ROOT, walk

SWAPPED = "tests/survey/swapped_keys.py"


def test_the_type_checker_reads_calls_with_two_keys_swapped() -> None:
    """It fails by itself where one of them is no error any more, and `make test` with it."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    assert settings["strict"] is True  # so that it says what it is to ignore and need not
    assert "warn_unused_ignores" not in settings
    assert SWAPPED in settings["files"]
    calls = (ROOT / SWAPPED).read_text()
    swapped = re.findall(r"^    (\w+)\(.*\)  # type: ignore\[arg-type\]$", calls, re.MULTILINE)
    right = re.findall(r"^    (\w+)\(.*\)$", calls, re.MULTILINE)
    assert set(swapped) == set(right)
    assert len(right) == 6


# --- where keys stand in the code ------------------------------------------------------------------------------

# What a key is usually called. Cells of tables that people upload and print are called "cell" too.
USUAL = {"partnership", "round", "round_key", "group", "group_key", "event", "area", "audience", "statement"}
USUAL |= {"segment", "then_key", "merged_into", "grouping"}

# These hold what is printed or typed there, and no key.
NAMES = {
    "actions/alerts.AlertErrand",
    "actions/events/desks.FirstVote",
    "actions/papers/event_papers.PaperProgramme",
    "actions/papers/handouts.Handout",
    "actions/papers/handouts.MergedGroup",
    "actions/papers/impact_assessments.AssessedGroup",
    "actions/papers/impact_assessments.ImpactAssessment",
    "actions/papers/questionnaires.PrintedQuestionnaire",
    "actions/papers/strategies.AskedGroup",
    "actions/plans/changes.PlanSince",
    "actions/plans/leads.ActionLeadView",
    "actions/plans/workforce.WorkforceLine",
    "actions/post/addresses.ListEntry",
    "actions/post/addresses._entry",
    "actions/post/addresses._found",
    "documents/events/room_words.WordTheme",
    "documents/events/room_words.RoomWord",
    "documents/events/room_words.of",
    "documents/papers/decisions.SinceRow",
    "documents/papers/handouts.what_it_is_about",
    "records/demo/plans.DemoFigure",
    "records/workforce.WorkforceFigure",
    "survey/plans/decisions.SeenByDeciders",
    "survey/plans/feedback.FeedbackPage",
    "survey/plans/planned_actions.ActionPlan",
    "survey/plans/planned_actions.WorkforceTableLine",
    "survey/results/round_results.RoundFacts",
    "survey/results/round_results.RoundResults",
    "web/post/letters.first_invitation",
    "web/post/letters.first_invitation_to",
    "web/post/letters.first_reminder",
}
OTHER_KEYS = {
    ("records/places.QuestionnairePlace", "sealing_key"),  # names a file
    ("records/sealing_keys.UnderAKey", "sealing_key"),
    ("web/passwords.kept_address", "secret_key"),  # of the service
    ("web/events/failures.keys_of", "event"),  # a partnership and its event, as one text
    ("web/logs.log_fault", "event"),  # what happened
}
# Several texts in a row that are no keys and have an order of their own.
IN_A_ROW = {
    "documents/charts/rainbow.highest_and_lowest",  # the words of a legend, spread out of one tuple
    "survey/refusals.__init__",  # a mistake in a file: where it is, and why
    "web/strict_templates.__init__",
}


def annotated(tree: ast.Module) -> Iterator[tuple[str, str, str]]:
    """Of whom, how it is called, and its type: parameters and fields."""
    for node in walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
            yield from (
                (node.name, one.arg, ast.unparse(one.annotation)) for one in arguments if one.annotation
            )
        elif isinstance(node, ast.ClassDef):
            for line in node.body:
                if isinstance(line, ast.AnnAssign):
                    yield node.name, ast.unparse(line.target), ast.unparse(line.annotation)


def plain_keys(tree: ast.Module) -> list[tuple[str, str]]:
    plain = {"str", "str | None", "Mapped[str]", "Mapped[str | None]"}
    return [
        (owner, name)
        for owner, name, kind in annotated(tree)
        if kind in plain and (name in USUAL or name.endswith("_key"))
    ]


def texts_in_a_row(tree: ast.Module) -> list[str]:
    """Functions that take three texts or more, one after the other, without their names."""
    found = []
    for node in walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            kinds = [
                ast.unparse(one.annotation) if one.annotation else ""
                for one in (*node.args.posonlyargs, *node.args.args)
            ]
            if ["str"] * 3 in [kinds[i : i + 3] for i in range(len(kinds))]:
                found.append(node.name)
    return found


@pytest.fixture
def trees() -> dict[str, ast.Module]:
    """By name of the module, such as "survey/keys"."""
    return {name.removeprefix("lws_assess.").replace(".", "/"): tree for name, tree in MODULES.items()}


def test_no_key_is_a_plain_text(trees: dict[str, ast.Module]) -> None:
    found = {(f"{module}.{owner}", name) for module in trees for owner, name in plain_keys(trees[module])}
    assert sorted(one for one in found if one[0] not in NAMES and one not in OTHER_KEYS) == []
    assert {owner for owner, _ in found} >= NAMES, "an exception that is none any more"
    assert found >= OTHER_KEYS, "an exception that is none any more"


def test_no_function_takes_three_texts_in_a_row(trees: dict[str, ast.Module]) -> None:
    found = {f"{module}.{name}" for module in trees for name in texts_in_a_row(trees[module])}
    assert sorted(found - IN_A_ROW) == []
    assert found >= IN_A_ROW, "an exception that is none any more"


def test_what_reads_the_code_sees_a_plain_key_and_texts_in_a_row() -> None:
    bad = ast.parse(
        "class Row:\n    group: Mapped[str]\n    other_key: str | None\n    title: str\n"
        "def find(session, partnership: str, key: RoundKey): ...\n"
        "def say(a: str, b: str, c: str, *, d: str): ...\n"
        "def tell(a: str, b: str, *, c: str): ...\n"
    )
    assert plain_keys(bad) == [("Row", "group"), ("Row", "other_key"), ("find", "partnership")]
    assert texts_in_a_row(bad) == ["say"]


def test_every_key_is_kept_as_the_text_that_it_is() -> None:
    assert all(key("a") == "a" and type(key("a")) is str for key in KEYS)
