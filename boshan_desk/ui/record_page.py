"""The form of one record: typing, judging, saving, and what hangs on the record."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from boshan_desk.domain.changes import Step
from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.domain.problems import Problem
from boshan_desk.i18n import _
from boshan_desk.ui.attachments_panel import AttachmentsPanel
from boshan_desk.ui.banner import Banner
from boshan_desk.ui.editors import Editor, Place
from boshan_desk.ui.form import Form
from boshan_desk.ui.history_panel import HistoryPanel
from boshan_desk.ui.lines import em
from boshan_desk.ui.problems_panel import ProblemsPanel, gravest, is_missing
from boshan_desk.ui.record_body import RecordBody
from boshan_desk.ui.record_buttons import RecordButtons
from boshan_desk.ui.record_card import offer_card
from boshan_desk.ui.record_drafts import Drafts
from boshan_desk.ui.record_header import RecordHeader
from boshan_desk.ui.record_judging import Judging, Reading, read_form
from boshan_desk.ui.record_looks import copy_from_last, uncover
from boshan_desk.ui.record_panels import add_panels
from boshan_desk.ui.record_saving import Saving, carried, needless, saved_words
from boshan_desk.ui.record_standing import RecordStanding
from boshan_desk.ui.section_list import SectionList
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.town_places import few_fields, fixed_field, with_own_town

if TYPE_CHECKING:
    from boshan_desk.ui.case_page import CasePage

_SECTIONS_FROM = 34
"""Ems of width from which the sections are listed beside the form."""


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
        self.manual = "cases" if ledger.name.startswith("case") else "records"
        """The page of the manual that fits."""
        self._values = with_own_town(shell, ledger, values or {})
        self.before: Record | None = self._find(id) if id else None
        """The record as it was stored when it was shown; None for a new one."""
        self.blank: Record = self.before or _blank(ledger, id)
        """What the form's fields are put into."""
        self.problems: list[Problem] = []
        self.history: HistoryPanel | None = None
        self.case: CasePage | None = None
        """The procedure of a stored case, of whose tabs the form is the last."""
        self._files: AttachmentsPanel | None = None

        uncover = self._uncover if self.before else None
        names = [name for section in ledger.form for name in section.fields]
        self.form = Form(ledger, {name: Place(shell, ledger, name, uncover) for name in names})
        self.problems_panel = ProblemsPanel(ledger.titles())
        if fixed := fixed_field(shell, ledger):
            self.form.hold(frozenset({fixed}))
        if shell.level == "town":
            self.form.show_few(few_fields(ledger))
        self._body = RecordBody(self.form, self.problems_panel)
        self.section_list = SectionList()
        self.header = RecordHeader()
        self.buttons = RecordButtons(
            withdraw=self.withdraw,
            discard=self.discard,
            save_and_next=self.save_and_next,
            save=self.save,
        )
        self.name_label, self.status_chip = self.header.name_label, self.header.status_chip
        self.save_button, self.next_button = self.buttons.save, self.buttons.next
        self.discard_button, self.delete_button = self.buttons.discard, self.buttons.delete
        self.moved_banner = Banner("moved_banner", "warn")
        self.moved_banner.add_button("load_newest", _("载入最新"), self.load_newest)
        self._judging = Judging(shell, self.form, self.as_typed)
        self._drafts = Drafts(shell, ledger, self.form, lambda: self.id)
        self.kept_banner = self._drafts.banner
        self._saving = Saving(shell, self.form, self._drafts)
        self.standing = RecordStanding(shell, ledger, self.form, self.header, self._saving)
        self._lay_out()
        self._connect()
        self._add_keys()

        self._show_stored()
        if self.before is not None:
            self._add_panels()
            if self.case is not None:
                self.case.show_tab("desk")
        shell.stepped.connect(self._after)
        self._drafts.offer(id)

    # -- making it

    def _lay_out(self) -> None:
        size = em(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(size // 2, size // 2, size // 2, size // 2)
        layout.setSpacing(size // 2)
        layout.addWidget(self.header)
        layout.addWidget(self.standing.returned_banner)
        layout.addWidget(self.standing.answered.line)
        layout.addWidget(self.standing.answered.disputed)
        layout.addWidget(self.standing.banner)
        layout.addWidget(self.moved_banner)
        layout.addWidget(self.kept_banner)
        self._middle = QWidget()
        middle = QHBoxLayout(self._middle)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(size // 2)
        layout.addWidget(self._middle, 1)
        middle.addWidget(self.section_list)
        middle.addWidget(self._body, 1)
        layout.addWidget(self.buttons)
        self._show_sections()

    def _connect(self) -> None:
        self.form.changed.connect(self._typed)
        self.form.left.connect(lambda _name: self._judging.hurry())
        self.form.copy_wanted.connect(self.copy_from_last)
        self.form.section_seen.connect(self.section_list.setCurrentRow)
        self.form.sections_changed.connect(self._hide_sections)
        self.form.ended.connect(self.save_button.setFocus)
        self.section_list.itemClicked.connect(
            lambda item: self.form.go_to_section(self.section_list.row(item))
        )
        self.problems_panel.field_wanted.connect(self.form.go_to)
        self.header.back_wanted.connect(self.close_page)
        self._judging.found.connect(self.show_problems)
        self._drafts.taken.connect(self._go_on_with_kept)
        self._saving.changed.connect(self._set_buttons)
        self._saving.refused.connect(self._show_refused)
        self._saving.moved.connect(self.moved_banner.say)
        self.standing.decided.connect(self.load_newest)

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

    def _add_panels(self) -> None:
        """Show what hangs on a stored record, once."""
        if self.history is None:
            panels = add_panels(self.form, self.shell, self.ledger, self.id)
            self.history, self._files = panels.history, panels.files
            self._allow_files()
            self._show_sections()
            if self.ledger.name == "case":
                self._add_case()
            offer_card(self.shell, self.header, self.ledger, lambda: self.before)

    def _add_case(self) -> None:
        """Make the form the last tab of the page of the case."""
        from boshan_desk.ui.case_page import CasePage

        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        place = layout.indexOf(self._middle)
        self.case = CasePage(
            self.shell, self.id, self._middle, unsaved=lambda: bool(self.form.touched())
        )
        layout.insertWidget(place, self.case, 1)
        # What is laid into a page in view shows by itself only a moment later.
        self.case.show()
        self.case.form_shown.connect(self.buttons.setVisible)
        self.case.fields_held.connect(self.form.hold)
        self.case.allow(self.standing.access)
        self.case.show_tab("record")

    def _show_sections(self) -> None:
        self.section_list.show_titles([section.title for section in self.form.sections])
        self.section_list.sign(self.problems, self.form.section_of)
        self._hide_sections()

    def _hide_sections(self) -> None:
        """List no section of which the form shows nothing."""
        for row, section in enumerate(self.form.sections):
            self.section_list.setRowHidden(row, section.isHidden())

    # -- showing the record

    @property
    def id(self) -> str:
        """The record's id; a new one has it before it is saved."""
        return self.blank.id

    def editor(self, name: str) -> Editor:
        """The editor of a field."""
        return self.form.editor(name)

    def _find(self, id: str) -> Record | None:
        place = self.shell.rows.place(self.ledger.name, id)
        row = self.shell.rows.page(self.ledger.name, [place])[0] if place is not None else None
        return row[0] if row else None

    def _show_stored(self) -> None:
        """Show the stored record, or what a new one begins with."""
        values = {name: getattr(self.blank, name) for name in self.form.kinds}
        begun = self._values if self.before is None else {}
        odd = {}
        for name in begun.keys() & values.keys():
            kind, value = self.form.kinds[name], begun[name]
            sound = kind.holds(value) and not (value and kind.unlisted(value, self.shell.lists))
            if sound:
                values[name] = value
            else:
                odd[name] = str(value)
        self.form.show_values(values)
        for name, text in odd.items():
            self.editor(name).show_typed(text)
        self.header.show_record(self.ledger, self.before, self.shell.lists)
        self.standing.show_record(self.before)
        self._allow_files()
        if self.case is not None:
            self.case.allow(self.standing.access)
        self._set_buttons()
        self.judge()

    def _set_buttons(self) -> None:
        self.buttons.allow(
            saving=self._saving.under_way,
            touched=bool(self.form.touched()),
            new=self.before is None,
            access=self.standing.access,
        )
        self.standing.allow()

    def _allow_files(self) -> None:
        if self._files is not None:
            self._files.allow_changes(self.standing.access.writable)

    def _step_section(self, step: int) -> None:
        place = self.section_list.currentRow() + step
        while 0 <= place < self.section_list.count() and self.section_list.isRowHidden(place):
            place += step
        if 0 <= place < self.section_list.count():
            self.form.go_to_section(place)
            self.section_list.setCurrentRow(place)

    # -- typing

    def _typed(self, name: str) -> None:
        # What was said of the earlier text no longer holds.
        self.form.made[name].clear_finding()
        self._set_buttons()
        self._judging.soon()
        self._drafts.soon()

    def as_typed(self) -> Reading:
        """The record as it stands in the form, and what of it cannot be read."""
        return read_form(self.form, self.before, self.blank)

    def judge(self) -> None:
        """Have the rules look at what stands in the form."""
        self._judging.now()

    def show_problems(self, problems: list[Problem]) -> None:
        """Say what was found beside the fields, in the panel and in the list of sections."""
        self.problems = problems
        by_field: dict[str, list[Problem]] = {}
        for problem in problems:
            by_field.setdefault(problem.field, []).append(problem)
        worst = {name: gravest(found) for name, found in by_field.items()}
        self.form.show_findings({n: p for n, p in worst.items() if not is_missing(p)})
        self.problems_panel.show_problems(problems)
        self._body.arrange()
        self.section_list.sign(problems, self.form.section_of)

    def _show_refused(self, stops: list[Problem]) -> None:
        if self.case is not None:
            self.case.show_tab("record")
        said = {(problem.field, problem.code) for problem in stops}
        mild = [p for p in self.problems if p.severity != "error" and (p.field, p.code) not in said]
        self.show_problems([*stops, *mild])

    def keep_typed(self) -> None:
        """Keep what is typed, so that a crash does not take it."""
        self._drafts.keep()

    def _go_on_with_kept(self, id: str) -> None:
        if self.before is None and id:
            # The form goes on as the record that was being typed then; what was kept of it under
            # the id it had so far is not offered a second time.
            self._drafts.forget()
            self.blank = dataclasses.replace(self.blank, id=id)
        self._drafts.soon()
        self.judge()

    def refresh(self) -> None:
        """Read anew how a case stands; the fields follow by themselves."""
        if self.case is not None:
            self.case.refresh()

    # -- what the officer does

    def save(self) -> None:
        """Save what stands in the form; in the form of a step, register that."""
        if self.case is not None and self.case.save_step():
            return
        self.form.settle(lambda: self._save(lambda _kept: None))

    def save_and_next(self) -> None:
        """Save, then begin the next record with the values the ledger carries."""
        if self.case is not None and self.case.save_step():
            return
        self.form.settle(lambda: self._save(lambda kept: self.next_wanted.emit(carried(kept))))

    def _save(self, then: Callable[[Record], object]) -> None:
        if self._saving.under_way or not self.save_button.isEnabled():
            return
        record, unreadable = self.as_typed()
        if unreadable:
            self._judging.now(self._refuse)
        elif words := needless(self.form, self.before, record):
            self.shell.said.emit("note", words)
            if self.before is not None:
                then(self.before)
        else:
            self._saving.save(self.before, record, lambda: self._saved(then))

    def _refuse(self) -> None:
        # The strip counts what the panel lists.
        self._saving.refuse([p for p in self.problems if p.severity == "error"])

    def _saved(self, then: Callable[[Record], object]) -> None:
        kept = self._find(self.id)
        if kept is None:
            # Someone took it back between the two looks: what is typed stays.
            return
        before = self.before
        if before is None:
            self._mask()
        self.kept_banner.hide()
        self._show_newest(kept)
        self._add_panels()
        self.shell.said.emit("ok", saved_words(kept, before))
        then(kept)

    def _mask(self) -> None:
        """From its first save on, a record's personal values stand masked."""
        for editor in self.form:
            editor.place = dataclasses.replace(editor.place, uncover=self._uncover)

    def discard(self) -> None:
        """Take back everything that was typed since the last save."""
        if self.form.touched() and not self._sure():
            return
        self._drafts.forget()
        self._show_stored()

    def withdraw(self) -> None:
        """Put the record into the recycle bin, with the reason."""
        removable = self.standing.access.removable
        if self.before is not None and removable and not self._saving.under_way:
            self._saving.withdraw(self.before, self.closed.emit)

    def copy_from_last(self, name: str) -> None:
        """Fill a field as in the record that was entered before this one."""
        copy_from_last(self.shell, self.editor(name), self.id)

    def try_close(self) -> bool:
        """Whether the form may be left now: asks when something typed is not saved.

        Told to save first, it closes by itself when that is done.
        """
        if self._saving.under_way or (self.case is not None and not self.case.try_leave()):
            return False
        count = len(self.form.touched())
        if not count:
            return True
        question = _("有 {count} 处修改还没有保存。").format(count=count)
        ways = (_("保存并返回"), _("放弃修改"))
        chosen = self.shell.ask.choose(question, ways, no=_("继续填写"))
        if chosen == 0:
            # Saving takes a moment, and may be refused: the page closes when it is done.
            self.form.settle(lambda: self._save(lambda _kept: self.closed.emit()))
        elif chosen == 1:
            self._drafts.forget()
        return chosen == 1

    def close_page(self) -> None:
        """Back to the list, unless something typed is to stay."""
        if self.try_close():
            self.closed.emit()

    def _sure(self) -> bool:
        count = len(self.form.touched())
        question = _("有 {count} 处修改还没有保存，放弃这些修改吗？").format(count=count)
        return self.shell.ask.confirm(question, yes=_("放弃修改"), no=_("继续填写"))

    def _uncover(self, name: str, show: Callable[[str], None]) -> None:
        if self.before is not None:
            uncover(self.shell, self.editor(name), self.before, show)

    # -- what others do

    def _after(self, step: Step) -> None:
        """Someone finished a piece of work: is it about this record?"""
        if self._saving.under_way or self.before is None:
            return
        key = (self.ledger.name, self.id)
        if self.id in step.poured.get(self.ledger.name, ()):
            self._moved(step, self._find(self.id))
        for change in step.changes:
            if change.key == key:
                self._moved(step, change.after)

    def _moved(self, step: Step, now: Record | None) -> None:
        if now == self.before:
            return
        if now is None:
            self.moved_banner.say(_("这条记录已被撤销，不再存在。您填写的内容还没有保存。"))
        elif self.form.touched():
            words = _(
                "这条记录刚被“{work}”修改（{officer}），您填写的内容没有被覆盖，也还没有保存。"
            )
            self.moved_banner.say(words.format(work=step.name, officer=step.officer))
        else:
            self.load_newest()

    def load_newest(self) -> None:
        """Show the record as it is stored now; what was typed goes."""
        newest = self._find(self.id)
        if newest is None or self.form.touched():
            self._drafts.forget()
        if newest is None:
            self.closed.emit()
        else:
            self._show_newest(newest)

    def _show_newest(self, record: Record) -> None:
        self.before = self.blank = record
        self.moved_banner.hide()
        self._show_stored()
        if self.history is not None:
            self.history.refresh()

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # In the narrowest window the fields take the room; the keys still go from group to group.
        self.section_list.setVisible(self.width() >= _SECTIONS_FROM * em(self))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.case is not None and self.case.tab != "record":
            self.case.begin()
        else:
            self.form.go_back()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._show_sections()


def _blank(ledger: Ledger, id: str | None) -> Record:
    """A new record; under an id that it had before a crash."""
    return ledger.record(id=id) if id else ledger.record()
