"""A workbook comes in: choose, set, look, check, do; and take back.

One page holds the five steps, so that what was chosen stays in sight of what it leads to.  Nothing
is written before the last button, and that button names what it will do.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.changes import Step
from boshan_desk.domain.ledger import Ledger
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ui import icons, theme
from boshan_desk.ui.banner import Banner
from boshan_desk.ui.import_findings import Findings
from boshan_desk.ui.import_receipt import Receipt, count_words
from boshan_desk.ui.import_rows import PreviewModel, link_names
from boshan_desk.ui.import_settings import Settings
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.sheets import Preview, Taken

KINDS: Final = mark("表格文件 (*.xlsx *.xlsm *.xls *.et *.ods *.csv);;所有文件 (*)")


class ImportPage(QWidget):
    """One file on its way into one ledger."""

    closed = Signal()
    looking = Signal()
    """A file is looked at anew: what was said about the last look no longer holds."""

    def __init__(self, shell: Shell, ledger_name: str = "") -> None:
        super().__init__()
        self.shell = shell
        self.path: Path | None = None
        self.preview: Preview | None = None
        self._taken: Taken | None = None
        self._looking = 0
        """Counts the looks, so that a late answer to an older question is dropped."""
        self._under_way = False
        self._button_used = False
        """The import was taken back by the page's own button, which works once."""
        self.setObjectName("import_page")
        line = self.fontMetrics().height()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(line, line * 2 // 3, line, line * 2 // 3)
        whole.setSpacing(line // 2)
        whole.addLayout(self._make_head())
        self._settings = Settings(shell.county, ledger_name)
        self._settings.changed.connect(self._settings_changed)
        whole.addWidget(self._settings)
        self._guess = Banner("import_guess", "note")
        whole.addWidget(self._guess)
        self._findings = Findings(shell.lists)
        self._findings.write_wanted.connect(self.take_in)
        self._receipt = Receipt()
        self._receipt.undo_wanted.connect(self.undo_import)
        self._receipt.ledger_wanted.connect(self._open_ledger)
        self._receipt.another_wanted.connect(self._start_over)
        self._empty = self._make_empty()
        self._pile = QStackedWidget()
        for page in (self._empty, self._findings, self._receipt):
            self._pile.addWidget(page)
        self._pile.currentChanged.connect(lambda _page: self._share_room())
        whole.addWidget(self._pile, 1)
        shell.stepped.connect(self._after)

    # Parts

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        back = QPushButton(icons.icon("page-prev"), _("返回"))
        back.setObjectName("import_back")
        back.setShortcut("Esc")
        back.setToolTip(_("返回（Esc）"))
        back.clicked.connect(self.leave)
        self._title = title = QLabel(_("导入表格"))
        theme.dress(title, role="title")
        self._choose = QPushButton(icons.icon("open"), _("选择文件…"))
        self._choose.setObjectName("import_choose")
        self._choose.clicked.connect(self.choose_file)
        self._file = QLabel(_("还没有选择文件；也可以把文件拖进窗口"))
        self._file.setObjectName("import_file")
        self._file.setTextFormat(Qt.TextFormat.PlainText)
        self._file.setMinimumWidth(1)
        self._again = QPushButton(icons.icon("refresh"), _("重新预览"))
        self._again.setObjectName("import_again")
        self._again.setToolTip(_("文件在表格软件里改好并保存之后，点这里重新核对"))
        self._again.clicked.connect(self.look)
        self._again.hide()
        row.addWidget(back)
        row.addWidget(title)
        self._set = QToolButton()
        self._set.setObjectName("import_set")
        self._set.setText(_("读取方式"))
        self._set.setIcon(icons.icon("down"))
        self._set.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._set.setToolTip(_("导入到哪本台账、读哪张工作表、镇街和空单元格怎样处理"))
        self._set.setCheckable(True)
        self._set.toggled.connect(self._share_room)
        self._set.hide()
        row.addWidget(self._set)
        row.addSpacing(self.fontMetrics().height() // 2)
        row.addWidget(self._choose)
        row.addWidget(self._file, 1)
        row.addWidget(self._again)
        return row

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the best of the room."""
        super().resizeEvent(event)
        char = self.fontMetrics().horizontalAdvance("0")
        across = 4 if event.size().width() > 112 * char else 2
        if across != self._settings.across:
            self._settings.lay_out(across)
        self._findings.save_width(event.size().width() < 90 * char)
        self._share_room()

    def _share_room(self, _on: bool = False) -> None:
        """In a low window the settings fold away, so that rows can be seen."""
        low = self.height() < 22 * self.fontMetrics().height()
        done = self._pile.currentWidget() is self._receipt
        self._title.setVisible(not low)
        self._set.setVisible(low and not done)
        self._settings.setVisible(not done and (not low or self._set.isChecked()))

    def _make_empty(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        words = QLabel(
            _("选择一个表格文件，先预览每一行会怎样处理；点击写入之前，台账不会有任何改动。")
        )
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setWordWrap(True)
        self._empty_words = words
        button = QPushButton(icons.icon("open"), _("选择文件…"))
        button.setObjectName("import_choose_here")
        button.clicked.connect(self.choose_file)
        layout.addStretch(2)
        layout.addWidget(words)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        return page

    # Steps

    @property
    def ledger(self) -> Ledger:
        """Where the file goes."""
        return self._settings.ledger

    @property
    def model(self) -> PreviewModel:
        """The rows that are shown."""
        return self._findings.model

    def choose_file(self) -> None:
        """Ask for a file and look at it."""
        path = self.shell.ask.open_file(_("选择要导入的表格"), _(KINDS))
        if path is not None:
            self.take_file(path)

    def take_file(self, path: Path) -> None:
        """Look at this file."""
        self.path = path
        self._taken = None
        self._file.setText(path.name)
        self._file.setToolTip(str(path))
        self._settings.forget_sheets()
        self._look(guess=True)

    def look(self) -> None:
        """Find out what taking the file in would do; writes nothing."""
        self._look(guess=False)

    def _look(self, *, guess: bool) -> None:
        """The same; `guess`: into the ledger that the file plainly is, whatever was in view."""
        if self.path is None or self._under_way:
            return
        self.looking.emit()
        self._guess.hide()
        path, ledger = self.path, self.ledger
        sheet, town, blank = self._settings.sheet, self._settings.town, self._settings.blank
        self._looking += 1
        number = self._looking
        self._show_waiting(_("正在读取和核对 {name}…").format(name=path.name))

        def work(desk: Desk, progress: Progress) -> tuple[Preview, dict[str, str]]:
            from boshan_desk.excel.book import read_book
            from boshan_desk.usecases import sheets

            progress(0, 100)
            book = read_book(path, heard=lambda: progress(0, 100))
            better = sheets.better_ledger(book, ledger.name) if guess else ""
            goal = LEDGERS[better] if better else ledger
            preview = sheets.look(
                desk,
                goal,
                path,
                sheet=sheet,
                town=town if goal is ledger else "",
                blank=blank,
                progress=progress,
                book=book,
            )
            return preview, link_names(desk, preview)

        self.shell.do_long(
            work,
            while_there(self, partial(self._looked, number)),
            words=_("正在核对 {name}").format(name=path.name),
            failed=while_there(self, partial(self._look_failed, number)),
        )

    def take_in(self) -> None:
        """Do what the preview says."""
        preview = self.preview
        if preview is None or self._under_way:
            return
        counts = preview.counts
        only_good = counts["refused"] > 0
        if only_good and not self.shell.ask.confirm(
            _("有 {count} 行不能导入。只写入其余的行吗？这 {count} 行可改好后再次导入。").format(
                count=counts["refused"]
            ),
            yes=_("只写入正确的行"),
            no=_("先不写入"),
        ):
            return
        self._under_way = True
        self._findings.allow_writing(False)

        def work(desk: Desk, progress: Progress) -> Taken:
            from boshan_desk.usecases import sheets

            return sheets.take_in(desk, preview, only_good=only_good, progress=progress)

        self.shell.do_long(
            work,
            while_there(self, self._took_in),
            words=_("正在写入{title}").format(title=_(preview.ledger.title)),
            failed=while_there(self, self._take_failed),
        )

    def undo_import(self) -> None:
        """Take the finished import back, whole."""
        taken = self._taken
        if taken is None:
            return
        self._receipt.allow_undo(False)

        def work(desk: Desk) -> int:
            from boshan_desk.usecases import sheets

            return sheets.undo_import(desk, taken.number)

        self.shell.do(
            work,
            while_there(self, self._undone),
            words=_("正在撤销导入"),
            failed=while_there(self, self._undo_failed),
        )

    def show_only(self, outcome: str) -> None:
        """Narrow the rows to one outcome."""
        self._findings.show_only(outcome)

    def try_close(self) -> bool:
        """Whether the page may be left; not while it writes."""
        if self._under_way:
            self.shell.said.emit("note", _("正在写入，请等它完成，或先取消"))
        return not self._under_way

    def leave(self) -> None:
        """Go back to where the officer came from."""
        if self.try_close():
            self.closed.emit()

    # Answers

    def _looked(self, number: int, found: tuple[Preview, dict[str, str]]) -> None:
        if number != self._looking:
            return
        preview, links = found
        self.preview = preview
        self._again.show()
        if preview.ledger is not self.ledger:
            self._settings.choose_ledger(preview.ledger)
            words = _("像是“{title}”，已按它读取。如果不是，请在“导入到”里另选台账。")
            self._guess.say(words.format(title=_(preview.ledger.title)))
        self._settings.name_sheets(preview)
        self._findings.show_preview(preview, links)
        self._pile.setCurrentWidget(self._findings)
        self._findings.table.setFocus()

    def _look_failed(self, number: int, error: Exception) -> None:
        if number == self._looking:
            self.preview = None
            self._again.show()
            self._show_waiting(_("这个文件没有读成。改正后点“重新预览”，或换一个文件。"))
        self.shell.tell_failure(error)

    def _took_in(self, taken: Taken) -> None:
        self._under_way = False
        self._taken = taken
        self._button_used = False
        preview = self.preview
        assert preview is not None
        self._receipt.show_taken(preview, taken)
        self._guess.hide()
        self._pile.setCurrentWidget(self._receipt)
        self._receipt.take_focus()
        self.shell.said.emit(
            "ok",
            _("导入完成：{parts}").format(parts=count_words(taken, written=True)),
        )

    def _after(self, step: Step) -> None:
        """The import may also be taken back, and done again, from the bar or by keys."""
        preview, taken = self.preview, self._taken
        if preview is None or taken is None:
            return
        from boshan_desk.usecases import sheets

        took_back = sheets.took_back(step, preview)
        if took_back:
            self._receipt.show_undone(_undone_words(len(step.changes)))
            self._receipt.take_focus()
        elif took_back is False:
            self._receipt.show_taken(preview, taken, can_undo=not self._button_used)

    def _take_failed(self, error: Exception) -> None:
        from boshan_desk.domain.problems import Moved

        self._under_way = False
        self._findings.allow_writing(True)
        self.shell.tell_failure(error)
        if isinstance(error, Moved):
            self.look()

    def _undone(self, count: int) -> None:
        self._button_used = True
        words = _undone_words(count)
        self._receipt.show_undone(words)
        self._receipt.take_focus()
        self.shell.said.emit("ok", words)

    def _undo_failed(self, error: Exception) -> None:
        self._receipt.allow_undo(True)
        self.shell.tell_failure(error)

    # Words

    def _show_waiting(self, words: str) -> None:
        self._empty_words.setText(words)
        self._pile.setCurrentWidget(self._empty)

    def _settings_changed(self) -> None:
        if self._pile.currentWidget() is not self._receipt:
            self.look()

    def _open_ledger(self) -> None:
        self.closed.emit()
        self.shell.list_wanted.emit(self.ledger.name, None)

    def _start_over(self) -> None:
        self.path = self.preview = self._taken = None
        self._again.hide()
        self._guess.hide()
        self._file.setText(_("还没有选择文件；也可以把文件拖进窗口"))
        self._show_waiting(
            _("选择一个表格文件，先预览每一行会怎样处理；点击写入之前，台账不会有任何改动。")
        )
        self.choose_file()


def _undone_words(count: int) -> str:
    return _("已撤销本次导入，{count} 条记录恢复到导入前的样子。").format(count=count)
