"""What is remembered of a list: columns, widths, order, filters and the record one was at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.view import View
from boshan_desk.ui.filters import recalled, remembered
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.table_model import default_columns
from boshan_desk.ui.town_places import fixed_field


@dataclass(frozen=True)
class ListState:
    """How an officer left a list."""

    view: View
    columns: Sequence[str]
    widths: dict[str, float] = field(default_factory=dict)
    """Of the columns that were sized by hand, in line heights."""
    id: str = ""
    """The record the cursor was at."""
    top: str = ""
    """The record in the first row that was seen."""


def recall(shell: Shell, ledger: Ledger) -> ListState:
    """How the list was left, or how it begins; columns that are no more are left out."""
    kept: dict[str, Any] = shell.state.get(_name(ledger), {})
    columns = [name for name in kept.get("columns", ()) if name in ledger.shown()]
    return ListState(
        recalled(kept, ledger, shell.lists),
        columns or usual_columns(shell, ledger),
        kept.get("widths", {}),
        kept.get("id", ""),
        kept.get("top", ""),
    )


def usual_columns(shell: Shell, ledger: Ledger) -> list[str]:
    """The columns a list begins with; a town's desk does not say its own town in every row."""
    fixed = fixed_field(shell, ledger)
    return [name for name in default_columns(ledger) if name != fixed]


def remember(shell: Shell, ledger: Ledger, state: ListState) -> None:
    """Keep how the list is left."""
    told = {
        "columns": list(state.columns),
        "widths": state.widths,
        "id": state.id,
        "top": state.top,
    }
    shell.state.set(_name(ledger), {**told, **remembered(state.view, ledger)})


def _name(ledger: Ledger) -> str:
    return f"list/{ledger.name}"
