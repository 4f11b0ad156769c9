"""The records behind a number: laid over the place, so that 返回 leads back to where one was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from boshan_desk.domain.changes import Step
from boshan_desk.domain.period import Span
from boshan_desk.domain.report import Source
from boshan_desk.domain.wording import clauses, explained, quantity, statements
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT, LEDGERS
from boshan_desk.ui import theme
from boshan_desk.ui.filters import sentence
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.record_list import RecordList
from boshan_desk.ui.shell import Shell, touched
from boshan_desk.ui.side_page import SidePage

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.behind import Behind


class BehindPage(SidePage):
    """A number with its value and what it counts, above the list of its records."""

    def __init__(self, shell: Shell, source: Source) -> None:
        """`source`: a figure of some days, or records of a ledger; a target has its own page."""
        super().__init__(_("指标背后的记录") if source.figure else _("数字背后的记录"))
        self.setObjectName("behind_page")
        self.shell = shell
        self.source = source
        self.found: Behind | None = None
        """What is shown; None before it came."""
        self.list: RecordList | None = None
        self.value = _label("behind_value")
        theme.dress(self.value, role="section")
        self.basis = _label("behind_basis")
        theme.dress(self.basis, role="hint")
        self.words = _label("behind_words")
        self.words.hide()
        self.export_button = QPushButton(icon("export"), _("导出…"))
        self.export_button.setObjectName("behind_export")
        self.export_button.setToolTip(_("把下面的记录写成 Excel 表格"))
        self.export_button.clicked.connect(lambda _on=False: self.export())
        self.export_button.hide()
        self.before_button = QPushButton(icon("history"), _("上年同期"))
        self.before_button.setObjectName("behind_before")
        self.before_button.setToolTip(_("看同一个数字在上年同期的记录"))
        self.before_button.clicked.connect(lambda _on=False: self.open_before())
        if not source.figure or source.span is None:
            self.before_button.hide()
        self.head.addWidget(self.before_button)
        self.head.addWidget(self.export_button)
        self.body.addWidget(self.value)
        self.body.addWidget(self.basis)
        self.body.addWidget(self.words)
        self.body.addStretch(1)
        self.value.setText(_("正在查找……"))
        self.refresh()
        shell.stepped.connect(self._after)

    @property
    def code(self) -> str:
        """The figure; "" where records were counted that are none."""
        return self.source.figure

    @property
    def period(self) -> Span | None:
        """The days that were asked for."""
        return self.source.span

    def refresh(self) -> None:
        """Count again and list the records anew."""
        source = self.source

        def read(desk: Desk) -> Behind:
            from boshan_desk.usecases.behind import behind_source

            return behind_source(desk, source)

        def failed(error: Exception) -> None:
            self.value.setText(_("没有查到"))
            self.shell.tell_failure(error)

        self.shell.do(read, while_there(self, self._show), failed=while_there(self, failed))

    def open_before(self) -> None:
        """Lay over it the same of a year before: what a rate of change compares with."""
        if self.source.span is not None:
            before = replace(self.source, span=self.source.span.last_year())
            self.shell.source_wanted.emit(before)

    def export(self) -> None:
        """Write the records into a workbook."""
        from boshan_desk.ui.hand_out import export_list

        if self.list is not None:
            export_list(self.shell, self.list.view, self._tell_written)

    def _show(self, found: Behind) -> None:
        before, self.found = self.found, found
        self.value.setText(value_words(found))
        self.basis.setText(explained(_("口径"), found.basis) if found.basis else "")
        self.basis.setVisible(bool(found.basis))
        words = statements(filter(None, (self._narrowed(found), found.words)))
        self.words.setText(words)
        self.words.setVisible(bool(words))
        if self.list is None:
            self.list = RecordList(self.shell, KEPT[found.ledger])
            self.body.takeAt(self.body.count() - 1)
            self.body.addWidget(self.list, 1)
            self.setFocusProxy(self.list)
            self.export_button.setVisible(found.ledger in LEDGERS)
            self.list.show_view(found.view)
            self.list.setFocus()
        elif before is None or before.view != found.view:
            self.list.show_view(found.view)

    def _narrowed(self, found: Behind) -> str:
        """What the number counts of the figure's records only; a list says so by itself."""
        if not self.source.figure or not self.source.where:
            return ""
        kinds = KEPT[found.ledger].shown()
        told = [
            sentence(kinds[name], own, self.shell.lists, self.shell.rows.label)
            for name in dict.fromkeys(where.field for where in self.source.where)
            if name in kinds
            and (own := [where for where in self.source.where if where.field == name])
        ]
        return _("只计其中：{what}").format(what=clauses(told)) if told else ""

    def _after(self, step: Step) -> None:
        if self.found is not None and touched(step, self.found.ledger):
            self.refresh()

    def _tell_written(self, path: Path, words: str) -> None:
        self.saved.emit(path, words)


def value_words(found: Behind) -> str:
    """The figure, of when and where, its value and how many records there are."""
    place = [found.title, found.town_label, found.span.words() if found.span else ""]
    value = explained("　".join(filter(None, place)), quantity(found.value_words, found.unit))
    if found.counts:
        return value
    return statements((value, _("{count} 条记录").format(count=found.count)))


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
