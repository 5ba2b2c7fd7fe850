"""Orders of a ledger: its rows by any column, upwards or downwards; what is withheld comes last in both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from lws_assess.documents.charts.drawing import ScalePlace
from lws_assess.documents.overview.ledger import LedgerRow
from lws_assess.survey.keys import AudienceKey

PRIORITY = "priority"
DOWNWARDS = "-"  # stands before a column's name


def _at(place: ScalePlace | None) -> float | None:
    return place.interval.middle if place is not None and place.interval is not None else None


def _moved_by(row: LedgerRow) -> float | None:
    apart = row.moved.difference if row.moved else None
    return apart.interval.middle if apart else None


def _to_target(row: LedgerRow) -> float | None:
    now = _at(row.now)
    return None if now is None or row.target is None else now - row.target


ORDERS: Mapping[str, Callable[[LedgerRow], float | None]] = {
    "area": lambda row: row.area.number,
    "then": lambda row: _at(row.then),
    "now": lambda row: _at(row.now),
    "target": _to_target,
    "groups": lambda row: None if row.spread is None else -row.spread,
    "moved": _moved_by,
    "decided": lambda row: row.decided or None,
    "actions": lambda row: -100 * sum(one.late for one in row.actions) - len(row.actions),
}


def in_order_of(rows: Sequence[LedgerRow], key: str) -> tuple[LedgerRow, ...]:
    """The rows by one column; equal ones stay in the order given, which is that of priority.

    A column is named as in ORDERS, or by an audience's key for the places that it gives. Anything else is the order of
    priority.
    """
    column, down = key.removeprefix(DOWNWARDS), key.startswith(DOWNWARDS)
    if column == PRIORITY:
        return tuple(reversed(rows)) if down else tuple(rows)
    read = ORDERS.get(column) or (lambda row: _place_of(row, AudienceKey(column)))
    values = {row.area.code: read(row) for row in rows}
    known = [row for row in rows if values[row.area.code] is not None]
    known.sort(key=lambda row: (values[row.area.code] or 0.0) * (-1 if down else 1))
    return (*known, *(row for row in rows if values[row.area.code] is None))


def _place_of(row: LedgerRow, audience: AudienceKey) -> float | None:
    at = next((one.places for one in row.others if one.audience == audience), None)
    return (at.best + at.worst) / 2 if at else None
