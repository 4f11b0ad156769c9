"""Whose desk it is, as the store says: the county, its plans, and the lists that follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from typing import Any, cast

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.county import (
    USUAL,
    County,
    bare_county,
    counties,
    lists_of,
    load_county,
    read_county,
)
from boshan_desk.domain.plans.pack import Plan, Status
from boshan_desk.domain.plans.reading import read_plan, shipped_plan, shipped_plans

Ask = Callable[[str], Iterable[Any]]
"""A question in SQL, answered with rows."""


class Office:
    """The county and the plans of a desk, as one state of the store has them.

    A plan of the program's has no text in the store and is read from `resources`; one that is put
    away has the status "off".  A desk that says nothing has the plans of its county pack.
    """

    def __init__(self, ask: Ask) -> None:
        self.mark = mark_of_office(ask)
        """What changes whenever any of this does."""
        found = {
            (kind, name): (status, text)
            for kind, name, status, text in ask("SELECT kind, name, status, text FROM pack")
        }
        id = next((row[0] for row in ask("SELECT value FROM setting WHERE name = 'county'")), "")
        own = found.get(("county", id))
        self.county: County = county_of(id, own[1] if own else "")
        self._wanted = {code: (status, "") for code, status in self.county.plans}
        self._wanted |= {name: value for (kind, name), value in found.items() if kind == "plan"}
        self.lists: Lists = lists_of(self.county, lambda: self.plans)

    @cached_property
    def plans(self) -> tuple[Plan, ...]:
        """Those it has, active ones first, each with the status it has here."""
        plans = [
            replace(plan, status=cast("Status", status))
            for code, (status, text) in self._wanted.items()
            if status != "off" and (plan := plan_of(code, text))
        ]
        order = ("active", "reference", "evidence")
        return tuple(sorted(plans, key=lambda plan: order.index(plan.status)))


_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)
"""What reading a damaged pack raises; `check` says that the store is damaged."""


def plan_of(code: str, text: str) -> Plan | None:
    """The plan that the store names; None of one that only a newer program brings along."""
    if text:
        with suppress(*_UNREADABLE):
            return read_plan(text)
    return shipped_plan(code) if code in shipped_plans() else None


def county_of(id: str, text: str) -> County:
    """The county that the store names: its own pack, a shipped one, or at least its id."""
    if text:
        with suppress(*_UNREADABLE):
            return read_county(text, id)
    id = id or USUAL
    return load_county(id) if id in counties() else bare_county(id)


def mark_of_office(ask: Ask) -> str:
    """What tells two states of the office apart; a moment's work."""
    rows = ask("SELECT kind, name, status, seal FROM pack ORDER BY 1, 2")
    name = ask("SELECT value FROM setting WHERE name = 'county'")
    return repr([tuple(row) for row in [*rows, *name]])
