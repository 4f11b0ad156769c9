"""报告模板: the forms of papers as files, which the office may change without a programmer."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QTextBrowser,
)

from boshan_desk.domain.officers import Right
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.pack_check import PackCheck, read_pack
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage, make_table
from boshan_desk.ui.tall_area import TallArea

if TYPE_CHECKING:
    from boshan_desk.domain.finding import Finding
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.quarter.templates import FormRow

KINDS: Final = mark("报告模板 (*.toml);;所有文件 (*)")
HEADS: Final = (mark("形式"), mark("来源"), mark("文件名"))
_WIDTHS: Final = (24, 16)
_LEAST_ROWS: Final = 5
OWN: Final = mark("★ 本单位的")
SHIPPED: Final = mark("随程序的")

_HOW: Final = (
    mark("选一种形式，点“导出…”，得到一个文本文件；用记事本打开就能改，存为 UTF-8 编码。"),
    mark("能改的有：标题、报头和版记的文字、主送和抄送单位、各部分的次序和标题、句子的措辞、用哪些表和图。"),
    mark("花括号里是数字的名字，如 {M-EN02}；有哪些名字、怎样写，见使用说明“改报告模板”。"),
    mark("改好后点“载入…”。先检查，有错会写明在哪一处、怎么改；没有错才能载入。"),
    mark("载入以后，新生成的报告就按它排；已定稿的报告不受影响。想改回去，点“恢复随程序的”。"),
)  # fmt: skip


class TemplatesPage(SidePage):
    """Everyone may look and export; loading is for who may change the settings."""

    manual = "report"

    def __init__(self, shell: Shell) -> None:
        super().__init__(_("报告模板"))
        self.setObjectName("templates_page")
        self.shell = shell
        self.rows: list[FormRow] = []
        self._text = ""
        """The file that is being checked."""
        self._wanted = ""
        self._pile = QStackedWidget()
        self._list = self._make_list()
        self.check = PackCheck()
        self.check.wanted.connect(self.load)
        self.check.called_off.connect(self.call_off)
        self._pile.addWidget(self._list)
        self._pile.addWidget(self.check)
        self.body.addWidget(self._pile, 1)
        self.setFocusProxy(self.table)
        self.refresh()

    def _make_list(self) -> TallArea:
        area = TallArea()
        whole = area.column
        row = QHBoxLayout()
        self.export_button = _button("template_export", _("导出…"), "export")
        self.export_button.clicked.connect(self.export)
        self.load_button = _button("template_load", _("载入…"), "open")
        self.load_button.setToolTip(_("先检查文件，再决定是否载入"))
        self.load_button.clicked.connect(self.choose_file)
        self.drop_button = _button("template_drop", _("恢复随程序的"), "undo")
        self.drop_button.setToolTip(_("不用本单位改过的，回到随程序带的那一份"))
        self.drop_button.clicked.connect(self.drop)
        may = self.shell.may(Right.SETTINGS)
        if not may:
            # A button that is shown before it stands in the page flashes as a window of its own.
            self.load_button.hide()
            self.drop_button.hide()
        for button in (self.export_button, self.load_button, self.drop_button):
            row.addWidget(button)
        row.addStretch(1)
        whole.addLayout(row)
        self.table = make_table("templates_table", HEADS, _WIDTHS)
        self.table.setAccessibleName(_("报告模板"))
        self.table.itemSelectionChanged.connect(self._chosen)
        self.table.setMinimumHeight(theme.row_height(self.fontMetrics()) * _LEAST_ROWS)
        whole.addWidget(self.table, 2)
        how = QTextBrowser()
        how.setObjectName("templates_how")
        how.setAccessibleName(_("怎样改模板"))
        how.setTabChangesFocus(True)
        items = "".join(f"<li>{escape(_(each))}</li>" for each in _HOW)
        title = escape(_("怎样改模板"))
        muted = theme.PALETTE.muted
        how.setHtml(f'<p style="color:{muted};">{title}</p><ol>{items}</ol>')
        how.setMinimumHeight(self.fontMetrics().lineSpacing() * _LEAST_ROWS * 2)
        whole.addWidget(how, 3)
        return area

    # What is shown

    def refresh(self) -> None:
        """Read the forms again."""

        def read(desk: Desk) -> list[FormRow]:
            from boshan_desk.usecases.quarter.templates import list_templates

            return list_templates(desk)

        self.shell.do(read, while_there(self, self._show))

    def _show(self, rows: list[FormRow]) -> None:
        chosen = self.chosen()
        wanted = self._wanted or (chosen.name if chosen else "")
        self._wanted = ""
        self.rows = rows
        self.table.show_rows(
            [(row.title, _(OWN if row.own else SHIPPED), f"{row.name}.toml") for row in rows]
        )
        names = [row.name for row in rows]
        if rows:
            self.table.selectRow(names.index(wanted) if wanted in names else 0)
        self._chosen()

    def chosen(self) -> FormRow | None:
        """The form that is chosen."""
        row = self.table.currentRow()
        return self.rows[row] if 0 <= row < len(self.rows) else None

    def _chosen(self) -> None:
        row = self.chosen()
        self.export_button.setEnabled(row is not None)
        self.drop_button.setEnabled(row is not None and row.own)

    def leave(self) -> None:
        """Back from a check to the list, and from there to where the officer came from."""
        if self._pile.currentWidget() is self.check:
            self.call_off()
        else:
            super().leave()

    # What is wanted

    def export(self) -> None:
        """Write the file of the chosen form, to change it."""
        row = self.chosen()
        if row is None:
            return
        path = self.shell.ask.save_file(_("导出报告模板"), f"{row.name}.toml", _(KINDS))
        if path is None:
            return
        name = row.name

        def work(desk: Desk) -> None:
            from boshan_desk.usecases.outputs import output
            from boshan_desk.usecases.quarter.templates import template_text

            text = template_text(desk, name)
            with output(path) as part:
                part.write_text(text, "utf-8")

        def done(_done: None) -> None:
            self.saved.emit(path, _("已导出：{name}").format(name=path.name))

        self.shell.do(work, while_there(self, done), words=_("正在导出"))

    def choose_file(self) -> None:
        """Ask for a changed file, and check it."""
        path = self.shell.ask.open_file(_("选择报告模板"), _(KINDS))
        if path is not None:
            self.look_at(path)

    def look_at(self, path: Path) -> None:
        """Check a file; nothing is loaded yet."""

        def work(desk: Desk) -> tuple[str, list[Finding]]:
            from boshan_desk.usecases.quarter.templates import check_template

            text = read_pack(path)
            return text, check_template(text, desk)

        def show(found: tuple[str, list[Finding]]) -> None:
            self._text, findings = found
            what = _("模板“{name}”可以载入").format(name=path.name)
            self.check.show_findings(path.name, what, findings)
            self._pile.setCurrentWidget(self.check)
            self.check.setFocus()

        self.shell.do(work, while_there(self, show), words=_("正在检查"))

    def load(self) -> None:
        """Use the file that was checked."""
        text = self._text

        def work(desk: Desk) -> str:
            from boshan_desk.usecases.quarter.templates import load_template

            return load_template(desk, text)

        def done(name: str) -> None:
            self.call_off()
            self._wanted = name
            self.shell.forms_changed.emit()
            self.refresh()
            self.shell.said.emit("ok", _("已载入报告模板，新生成的报告就按它排"))

        self.shell.do(work, while_there(self, done), words=_("正在载入"))

    def call_off(self) -> None:
        """Load nothing; back to the list."""
        self._text = ""
        self._pile.setCurrentWidget(self._list)

    def drop(self) -> None:
        """Use the shipped file again."""
        row = self.chosen()
        if row is None or not row.own:
            return
        question = _(
            "“{title}”改回随程序带的模板？本单位改过的不再使用；需要的话，请先导出留存。"
        ).format(title=row.title)
        if not self.shell.ask.confirm(question, yes=_("恢复随程序的")):
            return
        name = row.name

        def work(desk: Desk) -> None:
            from boshan_desk.usecases.quarter.templates import drop_template

            drop_template(desk, name)

        def done(_done: None) -> None:
            self._wanted = name
            self.shell.forms_changed.emit()
            self.refresh()
            self.shell.said.emit("ok", _("已恢复随程序的模板"))

        self.shell.do(work, while_there(self, done), words=_("正在保存"))


def _button(name: str, words: str, picture: str) -> QPushButton:
    button = QPushButton(icon(picture), words)
    button.setObjectName(name)
    return button
