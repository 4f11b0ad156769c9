"""The form of one record: typing, judging, saving, and what hangs on the record."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPixmap, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.changes import Step
from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import BadValue
from boshan_desk.domain.ledger import BASE, Ledger, Record
from boshan_desk.domain.problems import Invalid, Moved, Problem, Severity, stop
from boshan_desk.domain.view import View
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import children
from boshan_desk.ui import theme
from boshan_desk.ui.attachments_panel import AttachmentsPanel
from boshan_desk.ui.banner import Banner
from boshan_desk.ui.editors import Editor, Place
from boshan_desk.ui.form import Form
from boshan_desk.ui.history_panel import HistoryPanel
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import em, icon_size, sign_of, while_there
from boshan_desk.ui.problems_panel import ProblemsPanel, is_missing
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk

JUDGE_AFTER = 300
"""Milliseconds after the last key until the record is judged."""

KEEP_AFTER = 1500
"""Milliseconds after the first unsaved key until what was typed is kept."""

_GRADE_WORDS: dict[Severity, str] = {
    "error": mark("必须改正"),
    "warn": mark("请核对"),
    "note": mark("提示"),
}

_SIDE_FROM = 80
"""Ems of width from which the findings stand beside the form, not below it."""


class RecordPage(QWidget):
    """One record, or one that is going to be."""

    closed = Signal()
    next_wanted = Signal(object)
    """After 保存并新增: the values carried into the next record."""

    def __init__(
        self, shell: Shell, ledger: Ledger, id: str | None, values: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__()
        self.shell = shell
        self.ledger = ledger
        self.setObjectName("record_page")
        self._values = dict(values or {})
        self.before: Record | None = self._find(id) if id else None
        """The record as it was stored when it was shown; None for a new one."""
        self.blank: Record = self.before or _blank(ledger, id)
        """What the form's fields are put into."""
        self.problems: list[Problem] = []
        self._name = ""
        self._saving = False
        self._moved = False
        self._judged = 0
        self._panels: list[QWidget] = []

        self._judge_soon = QTimer(self)
        self._judge_soon.setSingleShot(True)
        self._judge_soon.setInterval(JUDGE_AFTER)
        self._judge_soon.timeout.connect(self.judge)
        self._keep_soon = QTimer(self)
        self._keep_soon.setSingleShot(True)
        self._keep_soon.setInterval(KEEP_AFTER)
        self._keep_soon.timeout.connect(self.keep_typed)

        places = {
            name: Place(shell, ledger, name, self._uncover if self.before else None)
            for section in ledger.form
            for name in section.fields
        }
        self.form = Form(ledger, places)
        self.form.changed.connect(self._typed)
        self.form.left.connect(self._left)
        self.form.copy_wanted.connect(self.copy_from_last)
        self.form.section_seen.connect(self._mark_section)
        self.problems_panel = ProblemsPanel(ledger.titles())
        self.problems_panel.field_wanted.connect(self.form.go_to)
        self._build()
        self.form.ended.connect(self.save_button.setFocus)
        self._add_keys()

        self._show_stored()
        if self.before is not None:
            self._add_panels()
        shell.stepped.connect(self._after)
        self._offer_kept(id)

    # -- making it

    def _build(self) -> None:
        size = em(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(size // 2, size // 2, size // 2, size // 2)
        layout.setSpacing(size // 2)
        layout.addLayout(self._build_header())
        self.moved_banner = Banner("moved_banner", "warn")
        self.moved_banner.add_button("load_newest", _("载入最新"), self.load_newest)
        self.kept_banner = Banner("kept_banner", "note")
        self.kept_banner.add_button(
            "take_kept", _("恢复上次未保存的内容"), lambda: self._take_kept()
        )
        self.kept_banner.add_button("drop_kept", _("不要了"), lambda: self._drop_kept())
        layout.addWidget(self.moved_banner)
        layout.addWidget(self.kept_banner)
        middle = QHBoxLayout()
        middle.setSpacing(size // 2)
        self.section_list = QListWidget()
        self.section_list.setObjectName("sections")
        self.section_list.setAccessibleName(_("表单分组"))
        self.section_list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.section_list.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.section_list.setIconSize(icon_size(self))
        self.section_list.itemClicked.connect(
            lambda item: self.form.go_to_section(self.section_list.row(item))
        )
        middle.addWidget(self.section_list)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(size // 2)
        self._body.addWidget(self.form, 1)
        self._body.addWidget(self.problems_panel)
        middle.addLayout(self._body, 1)
        layout.addLayout(middle, 1)
        layout.addLayout(self._build_buttons())
        self._fill_sections()

    def _build_header(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.back_button = _button("back", _("返回列表"), "page-prev", self.close_page)
        self.back_button.setToolTip(_("返回列表（Esc）"))
        self.name_label = QLabel()
        self.name_label.setObjectName("record_name")
        self.name_label.setTextFormat(Qt.TextFormat.PlainText)
        self.name_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.name_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.name_label.setMinimumWidth(em(self) * 6)
        theme.dress(self.name_label, role="title")
        self.status_chip = QLabel()
        self.status_chip.setObjectName("status_chip")
        self.status_chip.setTextFormat(Qt.TextFormat.PlainText)
        self.stamp_label = QLabel()
        self.stamp_label.setObjectName("record_stamp")
        self.stamp_label.setTextFormat(Qt.TextFormat.PlainText)
        theme.dress(self.stamp_label, role="hint")
        row.addWidget(self.back_button)
        row.addSpacing(em(self) // 2)
        row.addWidget(self.name_label, 1)
        row.addWidget(self.status_chip)
        row.addWidget(self.stamp_label)
        return row

    def _build_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.delete_button = _button("delete", _("删除…"), "bin", self.withdraw)
        self.delete_button.setToolTip(_("移入回收站，须写明原因，可以恢复"))
        self.discard_button = _button("discard", _("放弃修改"), "undo", self.discard)
        self.next_button = _button("save_and_next", _("保存并新增"), "save-new", self.save_and_next)
        self.next_button.setToolTip(_("保存，接着新增下一条，沿用常用栏目（Ctrl+Enter）"))
        self.save_button = _button(
            "save", _("保存"), "save", self.save, ink=theme.PALETTE.on_accent
        )
        self.save_button.setToolTip(_("保存（Ctrl+S）"))
        theme.dress(self.save_button, role="primary")
        self.hint = QLabel(_("回车到下一栏　Ctrl+D 同上一条　Ctrl+PgDn 下一组　Esc 还原本栏"))
        self.hint.setObjectName("key_hint")
        theme.dress(self.hint, role="hint")
        row.addWidget(self.delete_button)
        row.addWidget(self.hint)
        row.addStretch(1)
        for button in (self.discard_button, self.next_button, self.save_button):
            row.addWidget(button)
        return row

    def _add_keys(self) -> None:
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Ctrl+S", self.save),
            ("Ctrl+Return", self.save_and_next),
            ("Ctrl+Enter", self.save_and_next),
            ("Ctrl+PgDown", lambda: self._step_section(1)),
            ("Ctrl+PgUp", lambda: self._step_section(-1)),
        )
        for key, slot in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _fill_sections(self) -> None:
        current = max(self.section_list.currentRow(), 0)
        self.section_list.clear()
        widest = 0
        for section in self.form.sections:
            item = QListWidgetItem(section.title)
            item.setSizeHint(QSize(0, theme.row_height(self.fontMetrics())))
            self.section_list.addItem(item)
            widest = max(widest, self.fontMetrics().horizontalAdvance(section.title))
        self.section_list.setFixedWidth(min(widest, em(self) * 9) + em(self) * 4)
        self.section_list.setCurrentRow(current)
        self._sign_sections()

    def _add_panels(self) -> None:
        """Show what hangs on a stored record: its children, its files, its history."""
        if self._panels or self.before is None:
            return
        from boshan_desk.ui.child_list import ChildList

        id = self.before.id
        for child in children(self.ledger):
            listed = ChildList(self.shell, child, id)
            self._panels.append(listed)
            theme.dress(listed.title, role="section")
            self.form.add_panel(_(child.title), listed, headed=True)
        attachments = AttachmentsPanel(self.shell, self.ledger, id)
        self.form.add_panel(_("附件"), attachments)
        self.history = HistoryPanel(self.shell, self.ledger, id)
        self.form.add_panel(_("修改记录"), self.history)
        self._panels += [attachments, self.history]
        self._fill_sections()

    # -- showing the record

    @property
    def id(self) -> str:
        """The record's id; a new one has it before it is saved."""
        return self.blank.id

    @property
    def lists(self) -> Lists:
        """The code lists of this desk."""
        return self.shell.lists

    def editor(self, name: str) -> Editor:
        """The editor of a field."""
        return self.form.editors[name]

    def _find(self, id: str) -> Record | None:
        place = self.shell.rows.place(self.ledger.name, id)
        row = self.shell.rows.page(self.ledger.name, [place])[0] if place is not None else None
        return row[0] if row else None

    def _show_stored(self) -> None:
        """Show the stored record, or what a new one begins with."""
        self.form.show_values({name: getattr(self.blank, name) for name in self.form.editors})
        if self.before is None:
            self._begin_with(self._values)
        self._show_header()
        self.judge()

    def _begin_with(self, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            editor = self.form.editors.get(name)
            if editor is None:
                continue
            if editor.kind.holds(value):
                editor.show_value(value)
            else:
                editor.show_typed(str(value))

    def _show_header(self) -> None:
        before = self.before
        title = _(self.ledger.title)
        if before is None:
            self._name = _("新增{title}").format(title=title)
            self.status_chip.setText(_("未保存"))
            self.stamp_label.setText("")
        else:
            self._name = before.label(self.lists)
            status = BASE["status"].show(before.status, self.lists)
            self.status_chip.setText(_("回收站") if before.withdrawn else status)
            self.stamp_label.setText(_stamp(title, before))
        drafted = before is None or before.status == "draft"
        theme.dress(self.status_chip, role="chip", severity="note" if drafted else "ok")
        self._fit_name()
        self.delete_button.setVisible(before is not None and not before.withdrawn)
        self._set_buttons()

    def _set_buttons(self) -> None:
        free = not self._saving and not (self.before is not None and self.before.withdrawn)
        self.save_button.setEnabled(free)
        self.next_button.setEnabled(free)
        self.delete_button.setEnabled(not self._saving)
        self.discard_button.setEnabled(bool(self.form.touched()) and not self._saving)

    def _step_section(self, step: int) -> None:
        place = self.section_list.currentRow() + step
        if 0 <= place < self.section_list.count():
            self.form.go_to_section(place)
            self.section_list.setCurrentRow(place)

    def _mark_section(self, place: int) -> None:
        self.section_list.setCurrentRow(place)

    def _sign_sections(self) -> None:
        """Put the gravest sign of its fields before each section's name."""
        gravest: dict[int, Severity] = {}
        order: list[Severity] = ["error", "warn", "note"]
        for problem in self.problems:
            place = self.form.section_of(problem.field)
            if place is None or is_missing(problem):
                continue
            worse = min(gravest.get(place, "note"), problem.severity, key=order.index)
            gravest[place] = worse
        nothing = QPixmap(icon_size(self))
        nothing.fill(Qt.GlobalColor.transparent)
        for row in range(self.section_list.count()):
            item = self.section_list.item(row)
            look = gravest.get(row)
            item.setToolTip(_(_GRADE_WORDS[look]) if look else "")
            item.setData(
                Qt.ItemDataRole.DecorationRole,
                sign_of(look).pixmap(icon_size(self)) if look else nothing,
            )

    # -- typing

    def _typed(self, name: str) -> None:
        editor = self.form.editors[name]
        # What was said of the earlier text no longer holds.
        editor.clear_finding()
        self._set_buttons()
        self._judge_soon.start()
        if not self._keep_soon.isActive():
            self._keep_soon.start()

    def _left(self, _name: str) -> None:
        if self._judge_soon.isActive():
            self.judge()

    def as_typed(self) -> tuple[Record, list[Problem]]:
        """The record as it stands in the form, and what of it cannot be read."""
        values: dict[str, Any] = {}
        unreadable = []
        for name, editor in self.form.editors.items():
            try:
                value = editor.value()
            except BadValue as error:
                unreadable.append(stop(name, error.template, "unreadable", **error.values))
                value = editor.kind.empty
            if self.before is None or editor.touched:
                values[name] = value
        record = dataclasses.replace(self.blank, **values)
        if record.status == "submitted":
            # It is judged anew when saved: what an edit leaves incomplete is a draft again.
            record = dataclasses.replace(record, status="draft")
        return record, unreadable

    def judge(self) -> None:
        """Have the rules look at what stands in the form."""
        self._judge_soon.stop()
        record, unreadable = self.as_typed()
        self._judged += 1
        number = self._judged
        self.form.ask_for(_asked(record))

        def look(desk: Desk) -> list[Problem]:
            from boshan_desk.usecases.records import judge

            return judge(desk, record)

        def show(found: list[Problem]) -> None:
            # An answer about what is no longer typed is dropped.
            if number == self._judged:
                odd = {p.field for p in unreadable}
                self.show_problems(unreadable + [p for p in found if p.field not in odd])

        self.shell.do(look, while_there(self, show))

    def show_problems(self, problems: list[Problem]) -> None:
        """Say what was found beside the fields, in the panel and in the list of sections."""
        self.problems = problems
        order: list[Severity] = ["error", "warn", "note"]
        by_field: dict[str, Problem] = {}
        for problem in problems:
            first = by_field.get(problem.field)
            if first is None or order.index(problem.severity) < order.index(first.severity):
                by_field[problem.field] = problem
        for name, editor in self.form.editors.items():
            problem_here = by_field.get(name)
            if problem_here is None or is_missing(problem_here):
                editor.clear_finding()
            elif not self._still_typing(editor, problem_here):
                editor.set_finding(problem_here.severity, problem_here.words())
        self.problems_panel.show_problems(problems)
        self._place_problems()
        self._sign_sections()

    @staticmethod
    def _still_typing(editor: Editor, problem: Problem) -> bool:
        """Whether a value is only half typed: it is judged when the field is left."""
        picks = editor.kind.name in ("code", "codes", "link")
        return picks and problem.code == "unreadable" and editor.control.hasFocus()

    # -- what was typed and never saved

    def keep_typed(self) -> None:
        """Keep what is typed, so that a crash does not take it."""
        typed = self.form.typed()
        name, id = self.ledger.name, self.id
        self.shell.do(lambda desk: desk.keep_typed(name, id, typed or None))

    def forget_typed(self) -> None:
        """What was typed is saved, or not wanted."""
        self._keep_soon.stop()
        name, id = self.ledger.name, self.id
        self.shell.do(lambda desk: desk.keep_typed(name, id, None))

    def _offer_kept(self, id: str | None) -> None:
        self._kept_id = id or self._lost_new_record()
        kept = self.shell.rows.typed(self.ledger.name, self._kept_id) if self._kept_id else {}
        self._kept = kept
        if kept:
            at = next((at for _l, i, at in self.shell.rows.unsaved() if i == self._kept_id), "")
            words = _("上次在 {at} 填写的内容没有保存（{count} 项）。")
            self.kept_banner.say(words.format(at=at[:16], count=len(kept)))

    def _lost_new_record(self) -> str:
        """The id under which a new record of this ledger was typed and never saved."""
        for ledger, id, _at in reversed(self.shell.rows.unsaved()):
            if ledger == self.ledger.name and self.shell.rows.place(ledger, id) is None:
                return id
        return ""

    def _take_kept(self) -> None:
        if self.before is None and self._kept_id:
            # The form goes on as the record that was being typed then.
            self.blank = dataclasses.replace(self.blank, id=self._kept_id)
        for name, text in self._kept.items():
            if name in self.form.editors:
                self.form.editors[name].show_typed(text)
        self.kept_banner.hide()
        self.judge()

    def _drop_kept(self) -> None:
        name, id = self.ledger.name, self._kept_id
        self.kept_banner.hide()
        self.shell.do(lambda desk: desk.keep_typed(name, id, None))

    # -- what the officer does

    def save(self) -> None:
        """Save what stands in the form."""
        self._save(None)

    def save_and_next(self) -> None:
        """Save, then begin the next record with the values the ledger carries."""
        self._save(self._go_on)

    def _save(self, then: Callable[[Record], object] | None) -> None:
        if self._saving or not self.save_button.isEnabled():
            return
        self.form.settle()
        record, unreadable = self.as_typed()
        if unreadable:
            self.judge()
            self._refuse(unreadable)
            return
        if not self.form.touched() and self.before is not None:
            self.shell.said.emit("note", _("没有改动，不需要保存"))
            if then is not None:
                then(self.before)
            return
        if self.before is None and all(
            getattr(record, name) == editor.kind.empty for name, editor in self.form.editors.items()
        ):
            self.shell.said.emit("note", _("还没有填写内容"))
            return
        before, ledger_name = self.before, self.ledger.name

        def keep(desk: Desk) -> Record:
            from boshan_desk.usecases.records import save

            kept = save(desk, before, record)
            desk.keep_typed(ledger_name, kept.id, None)
            return kept

        self._saving = True
        self._keep_soon.stop()
        self._set_buttons()
        self.shell.do(
            keep,
            while_there(self, partial(self._saved, then)),
            failed=while_there(self, self._not_saved),
        )

    def _saved(self, then: Callable[[Record], object] | None, _record: Record) -> None:
        self._saving = False
        self._moved = False
        kept = self._find(self.id)
        if kept is None:
            # Someone took it back between the two looks: what is typed stays.
            self._set_buttons()
            return
        self.before = self.blank = kept
        self._let_uncover()
        self.moved_banner.hide()
        self.kept_banner.hide()
        self._show_stored()
        self._add_panels()
        self.refresh_history()
        missing = len(kept.missing(kept.could_be())) if kept.status == "draft" else 0
        if kept.status != "draft":
            words = _("已保存")
        elif missing:
            words = _("已保存为草稿（缺 {count} 项）").format(count=missing)
        else:
            words = _("已保存为草稿")
        self.shell.said.emit("ok", words)
        if then is not None:
            then(kept)

    def _not_saved(self, error: Exception) -> None:
        self._saving = False
        self._set_buttons()
        if self.form.touched():
            self._keep_soon.start()
        if isinstance(error, Invalid):
            self.show_problems([*error.problems, *(p for p in self.problems if _mild(p))])
            self._refuse([p for p in error.problems if p.severity == "error"])
            return
        if isinstance(error, Moved):
            self._say_moved(_("这条记录在此期间已被修改，您填写的内容还没有保存。"))
        self.shell.tell_failure(error)

    def _refuse(self, stops: list[Problem]) -> None:
        """Say that nothing was saved, and go to the first field that must be corrected."""
        words = _("没有保存：有 {count} 处必须改正").format(count=len(stops))
        self.shell.said.emit("error", words)
        first = next((name for name in self.form.editors if name in {p.field for p in stops}), "")
        if first:
            self.form.go_to(first)

    def _go_on(self, record: Record) -> None:
        carried = {
            name: value
            for name in self.ledger.carry
            if (value := getattr(record, name)) not in (None, ())
        }
        self.next_wanted.emit(carried)

    def discard(self) -> None:
        """Take back everything that was typed since the last save."""
        if self.form.touched() and not self._sure():
            return
        self.forget_typed()
        self._show_stored()

    def withdraw(self) -> None:
        """Put the record into the recycle bin, with the reason."""
        if self.before is None or self._saving:
            return
        name = self.before.label(self.lists)
        question = _("把“{name}”移入回收站，请写明原因：").format(name=name)
        reason = self.shell.ask.reason(question, yes=_("移入回收站"))
        if reason is None:
            return
        ledger, id = self.ledger, self.id

        def gone(desk: Desk) -> None:
            from boshan_desk.usecases.records import withdraw

            withdraw(desk, ledger, [id], reason)
            desk.keep_typed(ledger.name, id, None)

        self._saving = True
        self._keep_soon.stop()
        self._set_buttons()
        said = _("“{name}”已移入回收站").format(name=name)
        self.shell.do(
            gone,
            while_there(self, lambda _done: self._gone(said)),
            failed=while_there(self, self._not_saved),
        )

    def _gone(self, said: str) -> None:
        self._saving = False
        self.shell.said.emit("ok", said)
        self.closed.emit()

    def copy_from_last(self, name: str) -> None:
        """Fill a field as in the record that was entered before this one."""
        kind = self.ledger.shown()[name]
        rows = self.shell.rows
        newest = rows.numbers(View(ledger=self.ledger.name), first=2)
        others = [row[0] for row in rows.page(self.ledger.name, newest) if row]
        last = next((record for record in others if record.id != self.id), None)
        if last is None:
            self.shell.said.emit("note", _("还没有上一条记录可以照抄"))
        elif kind.personal:
            self.shell.said.emit("note", _("个人信息不能从上一条照抄，请逐条填写"))
        else:
            self.editor(name).take_value(getattr(last, name))

    def try_close(self) -> bool:
        """Whether the form may be left: asks when something typed is not saved."""
        if self._saving:
            return False
        if self.form.touched():
            if not self._sure():
                return False
            self.forget_typed()
        return True

    def close_page(self) -> None:
        """Back to the list, unless something typed is to stay."""
        if self.try_close():
            self.closed.emit()

    def _sure(self) -> bool:
        count = len(self.form.touched())
        question = _("有 {count} 处修改还没有保存，放弃这些修改吗？").format(count=count)
        return self.shell.ask.confirm(question, yes=_("放弃修改"), no=_("继续填写"))

    def _uncover(self, name: str, show: Callable[[str], None]) -> None:
        """Ask why a personal value is looked at; it is shown when that is written down."""
        if self.before is None:
            return
        ledger, id = self.ledger, self.id
        question = _("查看“{title}”，请写明原因：").format(title=_(ledger.fields[name].title))
        reason = self.shell.ask.reason(question, yes=_("查看"))
        if reason is None:
            return

        def look(desk: Desk) -> str:
            from boshan_desk.usecases.records import uncover

            return uncover(desk, ledger, id, name, reason)

        self.shell.do(look, while_there(self, show))

    def _let_uncover(self) -> None:
        """From its first save on, a record's personal values stand masked."""
        for editor in self.form:
            if editor.place.uncover is None:
                editor.place = dataclasses.replace(editor.place, uncover=self._uncover)

    # -- what others do

    def _after(self, step: Step) -> None:
        """Someone finished a piece of work: is it about this record?"""
        if self._saving or self.before is None:
            return
        for change in step.changes:
            if change.key != (self.ledger.name, self.id) or change.after == self.before:
                continue
            if change.after is None:
                self._say_moved(_("这条记录已被撤销，不再存在。您填写的内容还没有保存。"))
            elif self.form.touched():
                words = _(
                    "这条记录刚被“{work}”修改（{officer}），您填写的内容没有被覆盖，也还没有保存。"
                )
                self._say_moved(words.format(work=step.name, officer=step.officer))
            else:
                self.load_newest()

    def _say_moved(self, words: str) -> None:
        self._moved = True
        self.moved_banner.say(words)

    def load_newest(self) -> None:
        """Show the record as it is stored now; what was typed goes."""
        newest = self._find(self.id)
        if newest is None:
            self.forget_typed()
            self.closed.emit()
            return
        if self.form.touched():
            self.forget_typed()
        self._moved = False
        self.before = self.blank = newest
        self.moved_banner.hide()
        self._show_stored()
        self.refresh_history()

    def refresh_history(self) -> None:
        """Bring the history up to date where it is shown."""
        for panel in self._panels:
            if isinstance(panel, HistoryPanel):
                panel.refresh()

    # -- the window

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.close_page()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(
            focused, QPushButton
        ):
            focused.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        name = self.form.current() or next(iter(self.form.editors))
        self.form.editors[name].setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_problems()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fill_sections()

    def _place_problems(self) -> None:
        """The findings stand at the right where there is room, else below the form."""
        size = em(self)
        beside = self.width() >= _SIDE_FROM * size
        panel = self.problems_panel
        if beside:
            self._body.setDirection(QBoxLayout.Direction.LeftToRight)
            panel.setFixedWidth(size * 15)
            panel.setMaximumHeight(16_777_215)
            panel.show()
        else:
            self._body.setDirection(QBoxLayout.Direction.TopToBottom)
            panel.setMinimumWidth(0)
            panel.setMaximumWidth(16_777_215)
            panel.setMaximumHeight(min(size * 9, self.height() // 4))
            panel.setVisible(bool(self.problems))
        self.hint.setVisible(self.width() >= 64 * size)
        self.stamp_label.setVisible(self.width() >= 70 * size)
        self._fit_name()

    def _fit_name(self) -> None:
        """Shorten a long name at its end; the tip has the whole and who changed it last."""
        metrics, room = self.name_label.fontMetrics(), self.name_label.width()
        elided = metrics.elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        self.name_label.setText(elided)
        self.name_label.setToolTip(f"{self._name}\n{self.stamp_label.text()}".strip())


def _blank(ledger: Ledger, id: str | None) -> Record:
    """A new record; under an id that it had before a crash."""
    return ledger.record(id=id) if id else ledger.record()


def _asked(record: Record) -> list[str]:
    """The fields that must be filled in before the record as it stands can be handed in."""
    stages = record.could_be()
    return [name for name, kind in record.ledger.fields.items() if kind.need in stages]


def _mild(problem: Problem) -> bool:
    return problem.severity != "error"


def _stamp(title: str, record: Record) -> str:
    """Number, and who changed it last and when."""
    words = [title]
    if record.serial_no:
        words.append(_("流水号 {number}").format(number=record.serial_no))
    at, by = record.changed_at, record.changed_by
    if at is not None:
        words.append(_("{by} 最后修改于 {at}").format(by=by or "", at=f"{at:%Y-%m-%d %H:%M}"))
    return "　".join(words)


def _button(
    name: str, words: str, sign: str, slot: Callable[[], object], *, ink: str = ""
) -> QPushButton:
    button = QPushButton(words)
    button.setObjectName(name)
    button.setIcon(icon(sign, ink))
    button.clicked.connect(lambda: slot())
    return button
