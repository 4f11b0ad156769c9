"""Cells of a list as sheets know them: copied, filled down, pasted over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTableView

from boshan_desk.domain.ledger import Record
from boshan_desk.domain.view import View
from boshan_desk.i18n import _
from boshan_desk.store.rows import Row, Rows
from boshan_desk.ui.filters import beginnings
from boshan_desk.ui.list_grid import selected_cells
from boshan_desk.ui.pasting import Plan, as_text, lay_over, read_block
from boshan_desk.ui.record_access import access_to
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.table_model import MOST_SELECTED, PAGE, TableModel

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk


def read_rows(reader: Rows, ledger_name: str, numbers: Sequence[int]) -> list[Row]:
    """The records with these numbers that are still there, page by page."""
    found: list[Row] = []
    for start in range(0, len(numbers), PAGE):
        found += filter(None, reader.page(ledger_name, numbers[start : start + PAGE]))
    return found


def fetch_rows(
    shell: Shell, model: TableModel, rows: Sequence[int], then: Callable[[list[Row]], object]
) -> None:
    """The records in these rows of a list, read off the window's thread."""
    numbers = [model.numbers[row] for row in rows]
    shell.look(lambda reader: read_rows(reader, model.ledger.name, numbers), then)


class Copying:
    """What is copied from and into one list."""

    def __init__(
        self,
        shell: Shell,
        model: TableModel,
        grid: QTableView,
        view: Callable[[], View],
        added: Callable[[list[str]], object],
    ) -> None:
        """`view` tells what the list is narrowed to: new records begin with it.

        `added` is told the ids of records that were pasted as new ones.
        """
        self._shell = shell
        self._model = model
        self._ledger = model.ledger
        self._grid = grid
        self._view = view
        self._added = added

    def copy_cells(self) -> None:
        """Copy the selected cells as a sheet takes them in, masked as they are shown."""
        rows, columns = selected_cells(self._grid)
        if not rows:
            return
        model = self._model
        names = [model.columns[column] for column in columns]
        numbers = [model.numbers[row] for row in rows]

        def write(reader: Rows) -> str:
            found = read_rows(reader, self._ledger.name, numbers)
            return as_text([model.texts(row, names) for row in found])

        def take(text: str) -> None:
            QGuiApplication.clipboard().setText(text)
            if (cells := len(rows) * len(names)) > 1:
                self._shell.said.emit("ok", _("已复制 {count} 格").format(count=cells))

        self._shell.look(write, take)

    def copy_down(self) -> None:
        """Give the selected cells of one column the value of the topmost one (as in sheets)."""
        rows, columns = selected_cells(self._grid)
        if not rows:
            return
        if len(columns) != 1:
            self._shell.said.emit("note", _("向下填充请只选一列"))
            return
        name = self._model.columns[columns[0]]
        if name not in self._ledger.fields:
            self._shell.said.emit("note", _("这一栏由程序填写，不能向下填充"))
            return
        if len(rows) == 1:
            if rows[0] == 0:
                return
            rows = [rows[0] - 1, rows[0]]
        fetch_rows(self._shell, self._model, rows, lambda found: self._copy_down(name, found))

    def _copy_down(self, name: str, rows: list[Row]) -> None:
        top, *rest = [record for record, _names in rows]
        value = getattr(top, name)
        pairs = [(r, replace(r, **{name: value})) for r in rest if getattr(r, name) != value]
        if not pairs:
            self._shell.said.emit("note", _("下面的值已经相同"))
            return
        title = _(self._ledger.fields[name].title)
        step = _("向下填充“{title}”").format(title=title)
        done = _("已把“{title}”填到 {count} 条记录，可以撤销").format(title=title, count=len(pairs))
        self._keep(step, pairs, done)

    def _keep(self, step: str, pairs: list[tuple[Record | None, Record]] | Any, done: str) -> None:
        reason = self._why_corrected([before for before, _after in pairs if before is not None])
        if reason is None:
            return

        def work(desk: Desk) -> object:
            from boshan_desk.usecases.records import save_many

            return save_many(desk, step, pairs, reason=reason)

        def kept(_kept: object) -> None:
            self._shell.said.emit("ok", done)
            if new := [after.id for before, after in pairs if before is None]:
                self._added(new)

        self._shell.do(work, kept, words=step)

    def _why_corrected(self, records: Sequence[Record]) -> str | None:
        """Why reviewed records among these are changed: "" for others, None when they are not."""
        for record in records:
            if not access_to(self._shell, self._ledger, record).writable:
                words = _("“{name}”已归档，请先由审批人员取消归档，再作改动")
                name = record.label(self._shell.lists)
                self._shell.said.emit("error", words.format(name=name))
                return None
        reviewed = sum(1 for record in records if record.status == "reviewed")
        if not reviewed:
            return ""
        question = _("其中 {count} 条已审核。请写明更正原因，保存后须重新审核：")
        return self._shell.ask.reason(question.format(count=reviewed), yes=_("保存更正"))

    def paste(self) -> None:
        """Put a block copied from a sheet over the records from the cursor on, or add them."""
        shell, ledger, model = self._shell, self._ledger, self._model
        cells = read_block(QGuiApplication.clipboard().text())
        if not cells:
            shell.said.emit("note", _("剪贴板里没有可以粘贴的文字"))
            return
        if len(cells) > MOST_SELECTED:
            shell.said.emit(
                "warn", _("一次最多粘贴 {most} 行，更多请用导入").format(most=MOST_SELECTED)
            )
            return
        rows, columns = selected_cells(self._grid)
        names = list(model.columns[columns[0] if columns else 0 :])
        below = range(rows[0], min(rows[0] + len(cells), len(model.numbers))) if rows else ()

        def lay(fetched: list[Row]) -> None:
            ids = [record.id for record, _names in fetched]
            beginning = beginnings(self._view(), ledger)

            def work(desk: Desk) -> tuple[Plan, Plan]:
                over = lay_over(desk, ledger, names, cells, ids, beginning)
                return over, lay_over(desk, ledger, names, cells, (), beginning)

            shell.do(work, lambda plans: self._ask_paste(*plans), words=_("核对粘贴内容"))

        fetch_rows(shell, model, below, lay)

    def _ask_paste(self, over: Plan, added: Plan) -> None:
        """Say what would happen, over the records that are there or as new ones, and do it."""
        ways = [over] if over.same or over.changed else []
        if added.pairs and (not ways or not added.troubles):
            ways.append(added)
        sound = [plan for plan in ways if plan.pairs and not plan.troubles]
        if not sound:
            told = next((plan for plan in ways if plan.troubles), None)
            if told is None:
                self._shell.said.emit("note", _("粘贴的内容与现有的相同，没有改动"))
                return
            self._shell.ask.tell(
                _("粘贴的内容有 {count} 处问题，没有写入：").format(count=len(told.troubles))
                + "\n"
                + told.trouble_words(),
                title=_("不能粘贴"),
                trouble=True,
            )
            return
        first = sound[0]
        if over.troubles and over is not first:
            question = _("这 {count} 行将作为新记录加入（不能覆盖选中的记录：{why}）").format(
                count=first.new, why=over.troubles[0].words()
            )
        elif first.changed:
            question = _("将从选中的记录起粘贴：{words}。").format(words=first.words())
        else:
            question = _("这 {count} 行将作为新记录加入。").format(count=first.new)
        choice = self._shell.ask.choose(question, [plan.words() for plan in sound])
        if choice is not None:
            plan = sound[choice]
            done = _("已粘贴：{words}，可以撤销").format(words=plan.words())
            self._keep(_("粘贴{title}").format(title=_(self._ledger.title)), plan.pairs, done)
