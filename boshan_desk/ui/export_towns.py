"""The menu below 模板: an empty workbook for the whole office, for one town, for every town."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from boshan_desk.i18n import _
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ui.icons import icon
from boshan_desk.ui.shell import Shell

EVERY_TOWN: Final = "*"
"""Stands for a workbook for each town."""


class TownMenu(QMenu):
    """Offers the towns of the county, where the ledger in view has a column for them."""

    def __init__(
        self,
        shell: Shell,
        ledger: Callable[[], str],
        wanted: Callable[[str], object],
        parent: QWidget,
        *,
        name: str,
        general: bool = False,
    ) -> None:
        """`ledger` tells the name of the ledger in view, "" for none.

        `wanted` hears the code of a town, `EVERY_TOWN`, or "" for the office, which is offered
        where it is `general`.  `name` begins the names of the actions.
        """
        super().__init__(_("镇街模板"), parent)
        self._ledger, self._wanted, self._name = ledger, wanted, name
        self.setObjectName(f"{name}_menu")
        self.setIcon(icon("template"))
        self.setToolTipsVisible(True)
        if general:
            self._offer("", _("本局通用（默认）"), "office")
            self.addSeparator()
        self._towns = [
            self._offer(entry.code, _(entry.label), entry.code) for entry in shell.county.towns
        ]
        self.addSeparator()
        self._towns.append(self._offer(EVERY_TOWN, _("每个镇街各一份…"), "every"))
        self.aboutToShow.connect(self._allow)

    def _offer(self, town: str, words: str, end: str) -> QAction:
        action = self.addAction(words)
        action.setObjectName(f"{self._name}_{end}")
        action.triggered.connect(partial(self._choose, town))
        return action

    def _choose(self, town: str, _checked: bool = False) -> None:
        self._wanted(town)

    def _allow(self) -> None:
        name = self._ledger()
        if not name:
            why = _("请先打开要填报的台账")
        elif not LEDGERS[name].town:
            why = _("“{ledger}”没有镇街一栏").format(ledger=_(LEDGERS[name].title))
        else:
            why = ""
        for action in self._towns:
            action.setEnabled(not why)
            action.setToolTip(why or action.text())
