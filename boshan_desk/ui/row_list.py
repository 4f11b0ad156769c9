"""Tables that are lists: whole rows, one of which is chosen."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractItemView, QTableView


def as_row_list(table: QTableView) -> None:
    """Let one whole row be chosen at a time; nothing is typed into it, and Tab leads out of it."""
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.horizontalHeader().setHighlightSections(False)
