"""What a paper seems to ask for, row by row, to be kept, mended or left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem

from boshan_desk.domain import reading
from boshan_desk.domain.plans.words import BASES, KINDS
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme

if TYPE_CHECKING:
    from boshan_desk.domain.plans.papers import DraftTarget, DraftTask

TASK_HEADS: Final = (
    mark("采用"), mark("编号"), mark("任务"), mark("工程（部分）"), mark("牵头单位"),
    mark("配合单位"), mark("完成时限"), mark("保障措施"),
)  # fmt: skip
TARGET_HEADS: Final = (
    mark("采用"), mark("指标"), mark("单位"), mark("类型"), mark("数值的含义"), mark("年份"),
    mark("目标值"), mark("由哪项指标统计"), mark("请核对"),
)  # fmt: skip
_TASK_WIDTHS: Final = (6, 7, 33, 20, 19, 27, 15, 10)
_TARGET_WIDTHS: Final = (6, 32, 10, 9, 18, 10, 10, 26, 20)

YES: Final = Qt.CheckState.Checked


class DraftTable(QTableWidget):
    """Rows that an officer keeps or leaves out, and may mend."""

    row_chosen = Signal(int)
    changed = Signal()

    def __init__(self, name: str, heads: Sequence[str], widths: Sequence[int]) -> None:
        super().__init__(0, len(heads))
        self.setObjectName(name)
        self._widths = tuple(widths)
        self.setHorizontalHeaderLabels([_(head) for head in heads])
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.currentCellChanged.connect(lambda row, *_rest: self.row_chosen.emit(row))
        self.itemChanged.connect(lambda _item: self.changed.emit())
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        width = self.fontMetrics().horizontalAdvance("0")
        for column, characters in enumerate(self._widths):
            self.setColumnWidth(column, width * characters)
        self.verticalHeader().setDefaultSectionSize(theme.row_height(self.fontMetrics()))

    def put_row(self, row: int, kept: bool, cells: Sequence[str], fixed: Sequence[int]) -> None:
        """Fill a row; what stands in the columns of `fixed` is not typed over."""
        tick = QTableWidgetItem()
        tick.setFlags(
            Qt.ItemFlag.ItemIsUserCheckable
            | Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
        )
        tick.setCheckState(YES if kept else Qt.CheckState.Unchecked)
        self.setItem(row, 0, tick)
        for column, words in enumerate(cells, 1):
            item = QTableWidgetItem(words)
            item.setToolTip(words)
            if column in fixed:
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            self.setItem(row, column, item)

    def words(self, row: int, column: int) -> str:
        """What stands in a cell."""
        item = self.item(row, column)
        return item.text().strip() if item else ""

    def kept(self, row: int) -> bool:
        """Whether a row is taken."""
        item = self.item(row, 0)
        return item is not None and item.checkState() == YES


class TaskTable(DraftTable):
    """The measures."""

    def __init__(self) -> None:
        super().__init__("draft_tasks", TASK_HEADS, _TASK_WIDTHS)
        self.setAccessibleName(_("任务"))
        self.tasks: list[DraftTask] = []

    def show_tasks(self, tasks: Sequence[DraftTask]) -> None:
        """Show the proposed measures, all of them ticked."""
        self.tasks = list(tasks)
        self.blockSignals(True)
        self.setRowCount(len(self.tasks))
        for row, task in enumerate(self.tasks):
            self._put_task(row, task)
        self.blockSignals(False)

    def _put_task(self, row: int, task: DraftTask) -> None:
        cells = (
            task.no, task.title, task.project, listed(task.lead), listed(task.join),
            str(task.due or ""), _("是") if task.safeguard else "",
        )  # fmt: skip
        self.put_row(row, True, cells, (7,))

    def add_task(self, task: DraftTask) -> None:
        """Another measure, made of a paragraph that had none."""
        row = self.rowCount()
        self.tasks.append(task)
        self.blockSignals(True)
        self.setRowCount(row + 1)
        self._put_task(row, task)
        self.blockSignals(False)
        self.selectRow(row)

    def taken(self) -> list[DraftTask]:
        """The measures that are kept, as they now read.

        Raises:
            ValueError: a day that cannot be read; its words name the measure and the remedy.
        """
        return [self._task(row) for row in range(self.rowCount()) if self.kept(row)]

    def _task(self, row: int) -> DraftTask:
        return replace(
            self.tasks[row],
            no=self.words(row, 1),
            title=self.words(row, 2),
            project=self.words(row, 3),
            lead=tuple(reading.split_list(self.words(row, 4))),
            join=tuple(reading.split_list(self.words(row, 5))),
            due=self._due(row),
        )

    def _due(self, row: int) -> date | None:
        words = self.words(row, 6)
        try:
            return reading.read_date(words) if words else None
        except reading.Unreadable:
            raise ValueError(
                _("“{title}”的完成时限不是日期，请改成如 2028-12-31，或者留空").format(
                    title=self.words(row, 2)
                )
            ) from None


class TargetTable(DraftTable):
    """The targets."""

    def __init__(self) -> None:
        super().__init__("draft_targets", TARGET_HEADS, _TARGET_WIDTHS)
        self.setAccessibleName(_("指标"))
        self.targets: list[DraftTarget] = []
        self._kinds: dict[str, str] = {code: _(words) for code, words in KINDS.items()}
        self._bases: dict[str, str] = {code: _(words) for code, words in BASES.items()}

    def show_targets(self, targets: Sequence[DraftTarget]) -> None:
        """Show the proposed targets; what may be mere telling is not ticked."""
        from boshan_desk.usecases.plans.drafting import DOUBTS, likely_figures

        self.targets = list(targets)
        self.blockSignals(True)
        self.setRowCount(len(self.targets))
        for row, target in enumerate(self.targets):
            years = [str(year) for year in sorted(target.target) if year]
            several = len(target.target) > 1
            values = [f"{target.target[year].normalize():f}" for year in sorted(target.target)]
            cells = (
                target.title, target.unit, self._kinds[target.kind], self._bases[target.basis],
                "、".join(years), "、".join(values),
                " ".join(next(iter(likely_figures(target.title, most=1)), ())),
                _(DOUBTS[target.doubt]) if target.doubt else target.qualifier,
            )  # fmt: skip
            fixed = (5, 6, 8) if several else (8,)
            self.put_row(row, target.doubt != "in-passing", cells, fixed)
        self.blockSignals(False)

    def taken(self) -> list[DraftTarget]:
        """The targets that are kept, as they now read.

        Raises:
            ValueError: a cell that cannot be read; its words name the place and the remedy.
        """
        return [self._target(row) for row in range(self.rowCount()) if self.kept(row)]

    def _target(self, row: int) -> DraftTarget:
        from boshan_desk.usecases.plans.drafting import figure_of

        target = self.targets[row]
        kind = _code_of(self.words(row, 3), self._kinds)
        basis = _code_of(self.words(row, 4), self._bases)
        if not kind or not basis:
            place, known = (_("类型"), self._kinds) if not kind else (_("数值的含义"), self._bases)
            raise ValueError(
                _("“{title}”的{place}不在可选项里，可选：{known}").format(
                    title=self.words(row, 1), place=place, known=listed(known.values())
                )
            )
        values: dict[str, Any] = {}
        if counted := self.words(row, 7):
            if not (code := figure_of(counted)):
                raise ValueError(
                    _("“{title}”：没有名为“{figure}”的指标，请填指标代码或名称，或者留空").format(
                        title=self.words(row, 1), figure=counted
                    )
                )
            values["metrics"] = (code,)
        if len(target.target) <= 1:
            values["target"] = self._values(row)
            values["value"] = next(iter(values["target"].values()), None)
        return replace(
            target,
            title=self.words(row, 1),
            unit=self.words(row, 2),
            kind=kind,
            basis=basis,
            **values,
        )

    def _values(self, row: int) -> dict[int, Decimal]:
        year, value = self.words(row, 5), self.words(row, 6)
        if not value:
            return {}
        try:
            number = reading.read_decimal(value)
            when = reading.read_int(year) if year else 0
        except reading.Unreadable:
            when = -1
        if when and not 1990 <= when <= 2100:
            raise ValueError(
                _("“{title}”的年份或目标值不是数，请改成如 2028 和 1200").format(
                    title=self.words(row, 1)
                )
            )
        return {when: number}


def _code_of(words: str, known: dict[str, str]) -> Any:
    return next((code for code, label in known.items() if label == words), "")
