"""The inventory names every column that is kept; tables of respondents keep nothing that tells on them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Date, DateTime, Integer, LargeBinary, Table, Time
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from lws_assess.records import tables
from lws_assess.records.yaml_files import read_yaml

INVENTORY: dict[str, Any] = read_yaml(Path(tables.__file__).parent / "inventory.yaml")
LISTED = INVENTORY["tables"]
TABLES = tables.METADATA.tables

RESPONDENT_TABLES = [
    "alerts",
    "ballots",
    "box_responses",
    "comments",
    "drafts",
    "event_ballots",
    "event_people",
    "event_words",
    "event_writings",
    "responses",
]
# What a column that could say who or when would be called.
TELLING = re.compile(
    r"(^|_)(at|on|when|time|date|day|created|updated|serial|sequence|number|order|position"
    r"|ip|address|addr|host|agent|referr?er|device|email|phone|name|person|user)($|_)"
)


def columns(table: str) -> list[Column[Any]]:
    return list(TABLES[table].columns)


def test_every_table_stands_in_the_inventory_and_nothing_else_does() -> None:
    assert sorted(LISTED) == sorted(TABLES)


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_column_stands_in_the_inventory_and_nothing_else_does(table: str) -> None:
    assert list(LISTED[table]["columns"]) == [column.name for column in columns(table)]


@pytest.mark.parametrize("table", sorted(LISTED))
def test_every_column_has_a_class_and_a_purpose_and_every_table_a_retention(table: str) -> None:
    assert LISTED[table].keys() == {"called", "kept", "columns"}
    assert LISTED[table]["kept"].endswith(".")
    for name, said in LISTED[table]["columns"].items():
        assert said.keys() == {"class", "purpose"}, name
        assert said["class"] in INVENTORY["classes"], name
        assert said["purpose"].strip(), name


def test_every_class_is_used() -> None:
    used = {said["class"] for table in LISTED.values() for said in table["columns"].values()}
    assert used == set(INVENTORY["classes"])


def test_these_are_the_tables_of_respondents() -> None:
    theirs = [
        table
        for table, said in LISTED.items()
        if any(column["class"].startswith("respondent-") for column in said["columns"].values())
    ]
    assert sorted(theirs) == RESPONDENT_TABLES


@pytest.mark.parametrize("table", RESPONDENT_TABLES)
def test_a_table_of_respondents_holds_nothing_about_staff(table: str) -> None:
    classes = {said["class"] for said in LISTED[table]["columns"].values()}
    assert all(kind == "random" or kind.startswith("respondent-") for kind in classes)


@pytest.mark.parametrize("table", RESPONDENT_TABLES)
def test_a_table_of_respondents_has_no_time_no_serial_and_no_address(table: str) -> None:
    for column in columns(table):
        kind = getattr(column.type, "impl", column.type)
        assert not isinstance(kind, DateTime | Date | Time | Integer), column.name
        assert not TELLING.search(column.name), column.name
        assert column.server_default is None, column.name
        assert column.identity is None, column.name
        assert column.default is None, column.name


@pytest.mark.parametrize("table", RESPONDENT_TABLES)
def test_a_row_of_a_respondent_is_named_by_random_bytes_alone(table: str) -> None:
    keys = list(TABLES[table].primary_key.columns)
    assert [type(column.type) for column in keys] == [LargeBinary]
    assert isinstance(keys[0].type, LargeBinary)
    assert (keys[0].type.length or 0) >= 16


@pytest.mark.parametrize("table", RESPONDENT_TABLES)
def test_a_table_of_respondents_has_no_rowid_on_sqlite(table: str) -> None:
    assert "WITHOUT ROWID" in statement_of(TABLES[table])


def statement_of(table: Table) -> str:
    return str(CreateTable(table).compile(dialect=sqlite.dialect()))
