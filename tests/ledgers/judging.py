"""What is said of a record that a test makes up, by field and severity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from boshan_desk.domain.ledger import Record, copy_with
from boshan_desk.ledgers import LEDGERS
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records

R = TypeVar("R", bound=Record)

Found = set[tuple[str, str]]
"""Fields and how bad it is."""


def found(desk: Desk, name: str, raw: Mapping[str, Any]) -> Found:
    """What is said of a record that is handed in like this."""
    ledger = LEDGERS[name]
    with desk.read() as reader:
        values, problems = records.read_values(reader, ledger, raw)
        made = copy_with(ledger.record(), **values, status="submitted")
        told = [*problems, *made.problems(reader)]
    return {(p.field, p.severity) for p in told}


def add(desk: Desk, kind: type[R], raw: Mapping[str, Any]) -> R:
    """The record as it is kept."""
    made = records.add(desk, kind.ledger, raw)
    assert isinstance(made, kind)
    return made
