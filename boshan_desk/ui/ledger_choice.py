"""A list to choose a ledger from, in the order of the places that they live in."""

from __future__ import annotations

from collections.abc import Container, Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox

from boshan_desk.domain.wording import with_more
from boshan_desk.i18n import _
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ui.places import PLACES


def shelves() -> Iterator[tuple[str, tuple[str, ...]]]:
    """The places, and the groups of those that have groups, with the ledgers of each."""
    for place in PLACES:
        for group in place.groups:
            yield with_more(_(place.title), _(group.title)), group.ledgers
        if place.ledgers and not place.groups:
            yield _(place.title), place.ledgers


def fill_ledgers(box: QComboBox, among: Container[str]) -> None:
    """Offer these ledgers below the titles of their places; the first one is chosen."""
    # A column of its own kind: a title that nobody can choose stands above each place's ledgers.
    model = QStandardItemModel(box)
    first = -1
    for title, names in shelves():
        offered = [name for name in names if name in among]
        if not offered:
            continue
        head = QStandardItem(title)
        head.setFlags(Qt.ItemFlag.NoItemFlags)
        model.appendRow(head)
        first = model.rowCount() if first < 0 else first
        for name in offered:
            item = QStandardItem(_(LEDGERS[name].title))
            item.setData(name, Qt.ItemDataRole.UserRole)
            model.appendRow(item)
    box.setModel(model)
    box.setMaxVisibleItems(24)
    box.setCurrentIndex(first)
