"""Every ledger in one workbook: for which time, for which town; what that is; write it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QWidget

from boshan_desk.domain.changes import Step
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.period import Period
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import LEDGERS
from boshan_desk.store.rows import Rows
from boshan_desk.ui import theme
from boshan_desk.ui.case_flow import FlowLayout
from boshan_desk.ui.forms_fill import parts_of
from boshan_desk.ui.forms_sources import make_combo
from boshan_desk.ui.hand_out import export_book
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.report_page import FIRST_YEAR
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage, make_table

_HEADS: Final = (mark("台账"), mark("条数"), mark("说明"))


@dataclass(frozen=True)
class Wanted:
    """What is to be in the workbook."""

    period: Period | None
    town: str


class ExportBookPage(SidePage):
    """Shows how many records of each ledger the workbook will hold before it is written."""

    manual = "sheets"

    def __init__(self, shell: Shell) -> None:
        super().__init__(_("导出全部台账"))
        self.setObjectName("export_book_page")
        self._shell = shell
        self._asked = 0
        self._writing = False
        self.counts: dict[str, int] | None = None
        """Records by ledger of what is chosen; None while they are counted."""
        self.year = make_combo("book_year", _("年份"))
        self.part = make_combo("book_part", _("期间"))
        self.town = make_combo("book_town", _("镇街"))
        self.town.setMinimumContentsLength(9)
        self.save_button = QPushButton(icon("export", ink=theme.PALETTE.on_accent), _("导出"))
        self.save_button.setObjectName("book_save")
        theme.dress(self.save_button, role="primary")
        self.save_button.clicked.connect(self.save)
        self.body.addLayout(self._make_choice())
        hint = QLabel(
            _(
                "写成一个工作簿，每本台账一张工作表；证件号码、电话只写一部分。"
                "按期间导出时，有日期的台账只写期间内的记录。"
            )
        )
        hint.setWordWrap(True)
        theme.dress(hint, role="hint")
        self.body.addWidget(hint)
        self.table = make_table("book_ledgers", _HEADS, (30, 16))
        self.body.addWidget(self.table, 1)
        self._fill_choices()
        for box in (self.year, self.part, self.town):
            box.currentIndexChanged.connect(partial(self._chosen, box))
        shell.stepped.connect(self._heed)
        self.setFocusProxy(self.town)

    def _make_choice(self) -> FlowLayout:
        gap = self.fontMetrics().height() // 2
        row = FlowLayout(gap=gap * 2)
        for words, boxes in ((_("镇街"), (self.town,)), (_("期间"), (self.year, self.part))):
            group = QWidget()
            beside = QHBoxLayout(group)
            beside.setContentsMargins(0, 0, 0, 0)
            beside.setSpacing(gap)
            label = QLabel(words)
            label.setBuddy(boxes[0])
            beside.addWidget(label)
            for box in boxes:
                beside.addWidget(box)
            row.addWidget(group)
        row.addWidget(self.save_button)
        return row

    def _fill_choices(self) -> None:
        self.year.addItem(_("不限"), None)
        for year in range(self._shell.today.year, FIRST_YEAR - 1, -1):
            self.year.addItem(_("{year}年").format(year=year), year)
        self.town.addItem(_("全区县"), "")
        for entry in self._shell.county.towns:
            self.town.addItem(_(entry.label), entry.code)
        self._offer_parts()

    def _offer_parts(self) -> None:
        """The parts of the chosen year; without a year there are none."""
        year, kept = self.year.currentData(), self.part.currentText()
        self.part.blockSignals(True)
        self.part.clear()
        if year is not None:
            for period in parts_of(int(year), (), self._shell.today):
                self.part.addItem(period.short_words() or _("全年"), period)
            place = self.part.findText(kept)
            self.part.setCurrentIndex(place if place >= 0 else self.part.findText(_("全年")))
        self.part.setVisible(year is not None)
        self.part.blockSignals(False)

    # What is chosen

    @property
    def wanted(self) -> Wanted:
        """The period and the town that are chosen."""
        period = self.part.currentData()
        return Wanted(
            period if isinstance(period, Period) else None, str(self.town.currentData() or "")
        )

    def _chosen(self, box: QComboBox, _row: int) -> None:
        if box is self.year:
            self._offer_parts()
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """The records are counted when they are looked at."""
        super().showEvent(event)
        self.refresh()

    def _heed(self, _step: Step) -> None:
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Count again what would be written."""
        self._asked += 1
        asked, wanted = self._asked, self.wanted
        self.counts = None
        self._name_button()

        def count(rows: Rows) -> dict[str, int]:
            from boshan_desk.usecases.sheets import book_views

            return {
                view.ledger: rows.count(view) for view in book_views(wanted.period, wanted.town)
            }

        def show(counts: dict[str, int]) -> None:
            # While they were counted, something else may have been chosen.
            if asked == self._asked:
                self._show(counts)

        self._shell.look(count, while_there(self, show))

    # What is shown

    def _show(self, counts: dict[str, int]) -> None:
        self.counts = counts
        wanted = self.wanted
        self.table.show_rows(
            [
                (_(ledger.title), f"{counts.get(ledger.name, 0):,}", _about(ledger, wanted, counts))
                for ledger in LEDGERS.values()
            ]
        )
        for row, ledger in enumerate(LEDGERS.values()):
            for column in range(self.table.columnCount()):
                item = self.table.item(row, column)
                assert item is not None
                if column == 1:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                if not counts.get(ledger.name):
                    item.setForeground(QColor(theme.PALETTE.muted))
        self._name_button()

    def _name_button(self) -> None:
        """The button says what will be written."""
        ledgers = sum(1 for count in (self.counts or {}).values() if count)
        records = sum((self.counts or {}).values())
        if ledgers:
            words = _("导出 {ledgers} 本台账 {count} 条…")
            self.save_button.setText(words.format(ledgers=ledgers, count=f"{records:,}"))
        elif self.counts is not None:
            self.save_button.setText(_("没有可以导出的记录"))
        self.save_button.setEnabled(bool(ledgers) and not self._writing)

    # Work

    def save(self) -> None:
        """Write what is chosen where the officer says."""
        wanted = self.wanted
        shell, ended = self._shell, while_there(self, self._end)

        def written(path: Path, words: str) -> None:
            if shiboken6.isValid(self):
                self._end(None)
                self.saved.emit(path, words)
            else:
                # Whoever has gone on to something else is told, too.
                shell.said.emit("ok", words)

        def failed(error: Exception) -> None:
            ended(None)
            shell.tell_failure(error)

        self._writing = True
        self._name_button()
        if not export_book(self._shell, wanted.period, wanted.town, written, failed):
            self._end(None)

    def _end(self, _told: object) -> None:
        self._writing = False
        self._name_button()


def _about(ledger: Ledger, wanted: Wanted, counts: dict[str, int]) -> str:
    """Which records of a ledger are in the workbook, or why none is."""
    if ledger.name not in counts:
        return _("没有镇街一栏，不写入")
    if not counts[ledger.name]:
        return _("没有记录，不写入")
    if wanted.period is None:
        return ""
    if not ledger.day:
        return _("没有日期一栏，全部写入")
    title = _(ledger.fields[ledger.day].title)
    return _("{field}在{period}内").format(field=title, period=wanted.period.words())
