"""分解: a year's number is shared out to towns or departments; its sum is checked on the way."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from boshan_desk.domain.fields import BadValue
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.wording import clauses, explained, quantity
from boshan_desk.i18n import _
from boshan_desk.ledgers.plan import Target
from boshan_desk.ui import targets_words as words
from boshan_desk.ui import theme
from boshan_desk.ui.banner import Banner
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import em, while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage
from boshan_desk.ui.targets_reading import Detail, read_number

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.plans.standing import Standing
    from boshan_desk.usecases.plans.targets import SplitSum

By = Literal["town", "unit"]
_CODE: Final = int(Qt.ItemDataRole.UserRole)


class SplitPage(SidePage):
    """Who has how much of a year's number; the sum stands beside the number all the time."""

    def __init__(self, shell: Shell, line: Standing, detail: Detail) -> None:
        super().__init__(_("分解目标"))
        self.setObjectName("split_page")
        self.shell = shell
        self.line = line
        self._sums: dict[str, SplitSum] = {}
        self._begun: dict[str, str] = {}
        self._target: Decimal | None = None
        self._shown: tuple[int, By] = (line.year, "town")
        """The year and the units that are shown."""
        self._under_way = False
        size = em(self)
        subject = QLabel(explained(line.indicator, words.name_words(line)))
        subject.setObjectName("split_subject")
        subject.setWordWrap(True)
        theme.dress(subject, role="section")
        self.body.addWidget(subject)
        self.body.addLayout(self._make_choosers(size, detail))
        self.trouble = Banner("split_trouble", "error")
        self.body.addWidget(self.trouble)
        self.table = self._make_table()
        self.body.addWidget(self.table, 1)
        self.sum_words = QLabel()
        self.sum_words.setObjectName("split_sum")
        self.sum_words.setWordWrap(True)
        self.body.addWidget(self.sum_words)
        self.body.addLayout(self._make_foot(size))
        self.setFocusProxy(self.table)
        self._read()

    def _make_choosers(self, size: int, detail: Detail) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(size)
        self.year = QComboBox()
        self.year.setObjectName("split_year")
        self.year.setAccessibleName(_("年度"))
        years = {self.line.year, self.shell.today.year}
        if detail.indicator:
            years |= set(detail.indicator.target)
        years |= {each.year for each in detail.numbers if each.year}
        for year in sorted(years, reverse=True):
            self.year.addItem(_("{year}年").format(year=year), year)
        self.year.setCurrentIndex(self.year.findData(self.line.year))
        self.year.activated.connect(lambda _at: self._turn(self._read))
        row.addWidget(self.year)
        self.to_towns = QRadioButton(_("分到镇街"))
        self.to_towns.setObjectName("split_town")
        self.to_units = QRadioButton(_("分到部门"))
        self.to_units.setObjectName("split_unit")
        group = QButtonGroup(self)
        for button in (self.to_towns, self.to_units):
            group.addButton(button)
            button.clicked.connect(lambda _on=False: self._turn(self._fill))
            row.addWidget(button)
        by_unit = detail.indicator is not None and detail.indicator.decomposable == "unit"
        (self.to_units if by_unit else self.to_towns).setChecked(True)
        row.addStretch(1)
        return row

    def _make_table(self) -> QTableWidget:
        table = _Shares(0, 2)
        table.setObjectName("split_table")
        table.setAccessibleName(_("各单位的任务数"))
        head = _("任务数（{unit}）").format(unit=self.line.unit) if self.line.unit else _("任务数")
        table.setHorizontalHeaderLabels([_("单位"), head])
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(
            round(theme.row_height(self.fontMetrics()) * 1.15)
        )
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        table.setColumnWidth(0, em(self) * 22)
        table.setColumnWidth(1, em(self) * 12)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        table.setTabKeyNavigation(False)
        table.itemChanged.connect(lambda _item: self._tell_sum())
        return table

    def _make_foot(self, size: int) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(size)
        self.reason_label = QLabel(_("合计与总目标不一致的原因"))
        self.reason = QLineEdit()
        self.reason.setObjectName("split_reason")
        self.reason.setAccessibleName(self.reason_label.text())
        self.reason.setPlaceholderText(_("如：预留机动数"))
        self.reason.textChanged.connect(lambda _text: self._allow())
        row.addWidget(self.reason_label)
        row.addWidget(self.reason, 8)
        row.addStretch(1)
        self.save_button = QPushButton(icon("ok", ink=theme.PALETTE.on_accent), _("登记分解"))
        self.save_button.setObjectName("split_save")
        theme.dress(self.save_button, role="primary")
        self.save_button.clicked.connect(lambda _on=False: self.save())
        row.addWidget(self.save_button)
        return row

    # What stands in it

    @property
    def by(self) -> By:
        """To whom it is split."""
        return "town" if self.to_towns.isChecked() else "unit"

    def _turn(self, show: Callable[[], None]) -> None:
        """Show another year or other units, unless what was typed is to stay."""
        if self.try_close():
            show()
            return
        year, by = self._shown
        self.year.setCurrentIndex(self.year.findData(year))
        (self.to_towns if by == "town" else self.to_units).setChecked(True)

    def _read(self) -> None:
        """Read how the year's number is split so far."""
        line, year = self.line, int(self.year.currentData())

        def read(desk: Desk) -> tuple[list[SplitSum], Decimal | None]:
            from boshan_desk.usecases.plans.targets import split_sums

            found = split_sums(desk, line.indicator, year, series=line.series)
            return found, read_number(desk, line, year)

        def show(found: tuple[list[SplitSum], Decimal | None]) -> None:
            sums, self._target = found
            self._sums = {each.by: each for each in sums}
            self._fill()

        self.shell.do(read, while_there(self, show))

    def _fill(self) -> None:
        """Show who there is, and what each has."""
        shares = self._sums[self.by].shares if self.by in self._sums else {}
        codes = self._codes()
        codes += [code for code in shares if code not in codes]
        self.table.blockSignals(True)
        self.table.setRowCount(len(codes))
        for row, code in enumerate(codes):
            name = QTableWidgetItem(self._label(code))
            name.setData(_CODE, code)
            name.setFlags(Qt.ItemFlag.ItemIsEnabled)
            value = shares.get(code)
            cell = QTableWidgetItem("" if value is None else words.number_words(value, 4))
            cell.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.table.setItem(row, 0, name)
            self.table.setItem(row, 1, cell)
        self.table.blockSignals(False)
        if codes:
            self.table.setCurrentCell(0, 1)
        self._begun = self._typed()
        self._shown = int(self.year.currentData()), self.by
        self._tell_sum()

    def _codes(self) -> list[str]:
        county = self.shell.county
        if self.by == "town":
            return list(county.counted)
        today = self.shell.today
        there = [e.code for e in county.units if not e.until or e.until >= today]
        # Who leads stands first, then who takes part.
        first = [code for code in self.line.unit_codes if code in there]
        return first + [code for code in there if code not in first]

    def _label(self, code: str) -> str:
        """The name of a department or town; 未归属 stands among the towns only."""
        towns = self.shell.lists["town"]
        return (towns if code in towns else self.shell.lists["unit"]).label(code)

    def _typed(self) -> dict[str, str]:
        cells = self.table.model()
        return {
            str(cells.index(row, 0).data(_CODE)): str(cells.index(row, 1).data() or "").strip()
            for row in range(self.table.rowCount())
        }

    def _shares(self) -> tuple[dict[str, Decimal], list[str]]:
        """What can be read, and the names beside which something cannot."""
        shares: dict[str, Decimal] = {}
        odd: list[str] = []
        for code, text in self._typed().items():
            if not text:
                continue
            try:
                value = Target.ledger.fields["value"].parse(text, self.shell.lists)
            except BadValue:
                odd.append(self._label(code))
                continue
            if value < 0:
                odd.append(self._label(code))
            else:
                shares[code] = value
        return shares, odd

    # The sum

    @property
    def gap(self) -> Decimal | None:
        """The sum of the shares less the county's number; None where there is none."""
        total = sum(self._shares()[0].values(), Decimal(0))
        return None if self._target is None else total - self._target

    def _tell_sum(self) -> None:
        shares, odd = self._shares()
        unit, total = self.line.unit, sum(shares.values(), Decimal(0))
        parts = [explained(_("分解合计"), quantity(words.number_words(total, 4), unit))]
        target, gap = self._target, self.gap
        if target is None or gap is None:
            parts.append(_("这一年没有总目标"))
        else:
            parts.append(explained(_("总目标"), quantity(words.number_words(target, 4), unit)))
            if gap:
                more = _("多{gap}") if gap > 0 else _("少{gap}")
                parts.append(more.format(gap=quantity(words.number_words(abs(gap), 4), unit)))
            else:
                parts.append(_("两数一致"))
        if odd:
            parts = [_("看不懂的数：{names}").format(names="、".join(odd))]
        sign = "√" if not odd and gap == 0 else "▲"
        self.sum_words.setText(f"{sign} {clauses(parts)}")
        theme.dress(self.sum_words, severity="ok" if sign == "√" else "warn")
        for widget in (self.reason_label, self.reason):
            widget.setVisible(bool(gap))
        self._allow()

    def _allow(self) -> None:
        shares, odd = self._shares()
        told = not self.gap or bool(self.reason.text().strip())
        self.save_button.setEnabled(bool(shares) and not odd and told and not self._under_way)
        self.save_button.setToolTip("" if told else _("请写明合计不一致的原因"))

    # Doing it

    def save(self) -> None:
        """Register the shares."""
        line, by, year = self.line, self.by, int(self.year.currentData())
        shares, reason = self._shares()[0], self.reason.text().strip()
        self._under_way = True
        self._allow()

        def work(desk: Desk) -> SplitSum:
            from boshan_desk.usecases.plans.targets import split

            return split(desk, line.indicator, year, by, shares, series=line.series, reason=reason)

        def done(found: SplitSum) -> None:
            self._under_way = False
            self._begun = self._typed()
            told = _("已登记分解：{words}，可以撤销").format(words=found.words)
            self.shell.said.emit("ok", told)
            self.closed.emit()

        self.shell.do(
            work,
            while_there(self, done),
            failed=while_there(self, self._failed),
            words=_("正在登记"),
        )

    def _failed(self, error: Exception) -> None:
        self._under_way = False
        self._allow()
        if isinstance(error, Refused):
            self.trouble.say(error.words())
        else:
            self.shell.tell_failure(error)

    def try_close(self) -> bool:
        """Ask when something typed would be lost."""
        if self._under_way:
            return False
        if self._typed() == self._begun:
            return True
        return self.shell.ask.confirm(
            _("分解还没有登记，放弃填写的数吗？"), yes=_("放弃"), no=_("继续填写")
        )

    def leave(self) -> None:
        """Go back, unless something typed is to stay."""
        if self.try_close():
            self.closed.emit()


class _Shares(QTableWidget):
    """Enter goes down, as in a sheet; Tab leaves the table."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._down()
        else:
            super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._down()

    def _down(self) -> None:
        row = self.currentRow() + 1
        if row < self.rowCount():
            self.setCurrentCell(row, 1)
