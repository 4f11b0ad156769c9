"""上级报表: the superior's forms, filled in from the ledgers; and what fills them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from boshan_desk.domain.forms import PERIODS, FormMapping, Tie
from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme
from boshan_desk.ui.case_flow import FlowLayout
from boshan_desk.ui.forms_edit import EditLeaf
from boshan_desk.ui.forms_fill import FillLeaf
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage, make_table

if TYPE_CHECKING:
    from boshan_desk.excel.patching.outlining import SheetOutline
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.forms import Filled, Form
    from boshan_desk.usecases.forms.values import Worked

HEADS: Final = (
    mark("表名"),
    mark("来源"),
    mark("填报期间"),
    mark("自动填充"),
    mark("命令行名称"),
    mark("更新"),
)
_WIDTHS: Final = (36, 14, 18, 12, 20)

Opened = tuple["Form", tuple["SheetOutline", ...]]


class FormsPage(SidePage):
    """A list of forms; one of them filled in; one of them tied."""

    manual = "forms"
    saved = Signal(object, str)
    """The path a form was written to, and what is said of it."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(_("上级报表"))
        # Here, for it loads what the first paint does without.
        from boshan_desk.usecases.national_form import COLUMNS, ROWS, SUM

        self.setObjectName("forms_page")
        self.shell = shell
        self.forms: list[Form] = []
        self.form: Form | None = None
        self._opening = ""
        rows = {**dict(ROWS), SUM: mark("合计")}
        self._may = shell.may(Right.SETTINGS)
        self.subject = QLabel()
        self.subject.setObjectName("forms_subject")
        self.subject.setTextFormat(Qt.TextFormat.PlainText)
        theme.dress(self.subject, role="chip")
        self.subject.hide()
        self.head.addWidget(self.subject)
        self._pile = QStackedWidget()
        self.list = self._make_list()
        self.fill = FillLeaf(shell.lists, rows, shell.today, shell.rows.count)
        self.edit = EditLeaf(shell.lists, rows, [code for code, _title in COLUMNS], _why_not)
        for leaf in (self.list, self.fill, self.edit):
            self._pile.addWidget(leaf)
        self.body.addWidget(self._pile, 1)
        self.fill.look_wanted.connect(self._look)
        self.fill.save_wanted.connect(self.save_filled)
        self.fill.list_wanted.connect(lambda view: self.shell.list_wanted.emit(view.ledger, view))
        self.edit.save_wanted.connect(self.save_mapping)
        self.edit.copy_wanted.connect(self.copy)
        self.edit.refused.connect(lambda words: shell.said.emit("error", words))
        self.setFocusProxy(self.table)
        self.refresh()

    def _make_list(self) -> QWidget:
        leaf = QWidget()
        words = QLabel(
            _(
                "上级发下来的 .xlsx 表样，单元格对应到指标或台账后，选期间即可填好；"
                "格式、公式、打印设置保持原样。"
            )
        )
        words.setWordWrap(True)
        theme.dress(words, role="hint")
        self.table = make_table("forms_table", HEADS, _WIDTHS)
        self.table.setAccessibleName(_("表样"))
        self.table.itemSelectionChanged.connect(self._allow)
        self.table.cellActivated.connect(lambda _row, _column: self.open_fill())
        self.fill_button = self._button("forms_fill", "report", _("填报"), self.open_fill)
        self.fill_button.setIcon(icon("report", ink=theme.PALETTE.on_accent))
        theme.dress(self.fill_button, role="primary")
        self.edit_button = self._button("forms_edit", "template", _("查看对应"), self.open_edit)
        self.add_button = self._button("forms_add", "add", _("新增表样…"), self.add)
        self.export_button = self._button("forms_export", "export", _("带走表样…"), self.hand_over)
        self.export_button.setToolTip(_("把表样和对应文件写到一个文件夹，供其他单位使用"))
        self.remove_button = self._button("forms_remove", "withdraw", _("删除…"), self.remove)
        if not self._may:
            self.add_button.hide()
            self.remove_button.hide()
        buttons = FlowLayout(gap=self.fontMetrics().height() // 3)
        for button in (
            self.fill_button,
            self.edit_button,
            self.add_button,
            self.export_button,
            self.remove_button,
        ):
            buttons.addWidget(button)
        column = QVBoxLayout(leaf)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(words)
        column.addLayout(buttons)
        column.addWidget(self.table, 1)
        return leaf

    def _button(self, name: str, drawing: str, words: str, slot: object) -> QPushButton:
        button = QPushButton(icon(drawing), words)
        button.setObjectName(name)
        assert callable(slot)
        button.clicked.connect(lambda: slot())
        return button

    # -- the list

    def refresh(self) -> None:
        """Read the forms again; what is filled in is worked out anew."""
        if self._pile.currentWidget() is self.fill:
            self._look()
        elif self._pile.currentWidget() is self.list:
            self.shell.do(_read_forms, while_there(self, self.show_forms))

    def show_forms(self, forms: list[Form]) -> None:
        """Show which forms there are."""
        kept = self._current()
        self.forms = forms
        self.table.show_rows([_row(form) for form in forms])
        names = [form.name for form in forms]
        if names:
            self.table.selectRow(names.index(kept.name) if kept and kept.name in names else 0)
        self._allow()

    def _current(self) -> Form | None:
        row = self.table.currentRow()
        return self.forms[row] if 0 <= row < len(self.forms) else None

    def _allow(self) -> None:
        form = self._current()
        for button in (self.fill_button, self.edit_button, self.export_button):
            button.setEnabled(form is not None)
        own = form is not None and not form.shipped
        self.remove_button.setEnabled(own)
        self.edit_button.setText(_("修改对应") if own and self._may else _("查看对应"))

    def add(self) -> None:
        """Keep a workbook of the superior's as a form, and go on to its cells."""
        path = self.shell.ask.open_file(_("选择上级的表样"), _("工作簿 (*.xlsx)"))
        if path is None:
            return

        def work(desk: Desk) -> Opened:
            from boshan_desk.usecases.forms import add_form, read_mapping_file, read_sheets

            # Another county hands over both under one name.
            beside = path.with_suffix(".toml")
            mapping = read_mapping_file(beside) if beside.is_file() else None
            form = add_form(desk, path, mapping)
            return form, read_sheets(form)

        self.shell.do(work, while_there(self, self._added), words=_("正在读取表样"))

    def _added(self, opened: Opened) -> None:
        form = opened[0]
        self.shell.said.emit("ok", _("已新增表样：{name}").format(name=form.name))
        self.forms = [*self.forms, form]
        self._show_edit(opened)

    def remove(self) -> None:
        """Take a form of the office's own away."""
        form = self._current()
        if form is None:
            return
        question = _("删除表样“{title}”？对应关系一并删除，已填好的文件不受影响。")
        if not self.shell.ask.confirm(question.format(title=form.title), yes=_("删除")):
            return
        name = form.name

        def work(desk: Desk) -> None:
            from boshan_desk.usecases.forms import remove_form

            remove_form(desk, name)

        def done(_done: None) -> None:
            self.shell.said.emit("ok", _("已删除表样：{name}").format(name=name))
            self.refresh()

        self.shell.do(work, while_there(self, done))

    def hand_over(self) -> None:
        """Write a form and its mapping for other counties."""
        form = self._current()
        if form is None:
            return
        folder = self.shell.ask.folder(_("把表样写到哪个文件夹"))
        if folder is None:
            return
        name = form.name

        def work(desk: Desk) -> Path:
            from boshan_desk.usecases.forms import hand_over

            return hand_over(desk, name, folder)[0]

        def done(path: Path) -> None:
            words = _("已写成 {name}.xlsx 和 {name}.toml").format(name=name)
            self.saved.emit(path, words)

        self.shell.do(work, while_there(self, done))

    # -- going to a form and back

    def open_fill(self) -> None:
        """Fill the chosen form in."""
        self._open(self._show_fill)

    def open_edit(self) -> None:
        """Look at what fills the chosen form, or change it."""
        self._open(self._show_edit)

    def _open(self, then: object) -> None:
        form = self._current()
        if form is None:
            return
        assert callable(then)

        def work(_desk: Desk) -> Opened:
            from boshan_desk.usecases.forms import read_sheets

            assert form is not None
            return form, read_sheets(form)

        self.shell.do(work, while_there(self, then), words=_("正在打开表样"))

    def _show_fill(self, opened: Opened) -> None:
        self._enter(opened[0], self.fill)
        self.fill.show_form(*opened)

    def _show_edit(self, opened: Opened) -> None:
        self._enter(opened[0], self.edit)
        self.edit.show_form(*opened, may=self._may)

    def _enter(self, form: Form, leaf: QWidget) -> None:
        self.form = form
        self.subject.setText(_(form.title))
        self.subject.show()
        self._pile.setCurrentWidget(leaf)
        leaf.setFocus()

    def try_close(self) -> bool:
        """Ask when what fills a form was changed and not kept."""
        if self._pile.currentWidget() is not self.edit or not self.edit.dirty:
            return True
        return self.shell.ask.confirm(
            _("对应关系改动后还没有保存，不保存就离开吗？"), yes=_("不保存")
        )

    def leave(self) -> None:
        """From a form to the list, and from there to where the officer came from."""
        if self._pile.currentWidget() is self.list:
            super().leave()
        elif self.try_close():
            self.form = None
            self.subject.hide()
            self._pile.setCurrentWidget(self.list)
            self.refresh()
            self.table.setFocus()

    # -- what fills a form

    def save_mapping(self, mapping: FormMapping) -> None:
        """Keep what fills the form."""
        if self.form is None:
            return
        name = self.form.name

        def work(desk: Desk) -> Form:
            from boshan_desk.usecases.forms import save_mapping

            return save_mapping(desk, name, mapping)

        def done(form: Form) -> None:
            self.form = form
            self.subject.setText(form.title)
            self.edit.saved(form.mapping)
            self.shell.said.emit("ok", _("对应关系已保存"))

        self.shell.do(work, while_there(self, done), words=_("正在保存"))

    def copy(self) -> None:
        """Keep a shipped form as the office's own."""
        if self.form is None:
            return
        name = self.form.name
        new = self.shell.ask.text(_("本单位表样的名称："), _(self.form.title))
        if not new:
            return

        def work(desk: Desk) -> Opened:
            from boshan_desk.usecases.forms import copy_form, read_sheets

            form = copy_form(desk, name, new)
            return form, read_sheets(form)

        self.shell.do(work, while_there(self, self._added))

    # -- filling in

    def _look(self) -> None:
        form, period, town = self.form, self.fill.period, self.fill.town_code
        if form is None or period is None:
            return
        name = form.name

        def work(desk: Desk) -> tuple[Worked, list[str]]:
            from boshan_desk.usecases.forms import look, notes

            found, worked = look(desk, name, period, town)
            return worked, notes(found, worked)

        def done(found: tuple[Worked, list[str]]) -> None:
            worked, notes = found
            # The officer may have chosen another period by now.
            if (worked.period, worked.town) == (self.fill.period, self.fill.town_code):
                self.fill.show_values(worked, notes)

        def failed(error: Exception) -> None:
            if isinstance(error, Refused):
                self.fill.show_refusal(error.words())
            else:
                self.shell.tell_failure(error)

        self.shell.do(work, while_there(self, done), failed=while_there(self, failed))

    def save_filled(self) -> None:
        """Write the form filled in."""
        form, period, town = self.form, self.fill.period, self.fill.town_code
        if form is None or period is None:
            return
        usual = _("{title}（{period}）.xlsx").format(title=_(form.title), period=period.words())
        path = self.shell.ask.save_file(_("保存填好的表"), usual, _("工作簿 (*.xlsx)"))
        if path is None:
            return
        name = form.name

        def work(desk: Desk) -> Filled:
            from boshan_desk.usecases.forms import fill

            return fill(desk, name, path, period, town)

        def done(filled: Filled) -> None:
            words = _("已保存：{name}，{share}").format(name=path.name, share=filled.notes()[0])
            self.saved.emit(path, words)

        self.shell.do(work, while_there(self, done), words=_("正在填写"))


def _read_forms(desk: Desk) -> list[Form]:
    from boshan_desk.usecases.forms import list_forms

    return list_forms(desk)


def _why_not(tie: Tie, sheet: SheetOutline) -> str:
    from boshan_desk.usecases.forms.checking import place_fault

    return place_fault(tie, sheet)


def _row(form: Form) -> tuple[str, ...]:
    share = form.mapping.share
    return (
        _(form.title),
        _("随程序提供") if form.shipped else _("本单位"),
        listed(_(PERIODS[each]) for each in form.mapping.periods) or _("任何期间"),
        _("未对应") if share is None else f"{share}%",
        form.name,
        " ".join(filter(None, (form.at[:16], form.officer))),
    )
