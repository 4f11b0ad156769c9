"""Saving what stands in a form, and putting its record into the recycle bin."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from boshan_desk.domain.ledger import Record
from boshan_desk.domain.problems import Invalid, Moved, Problem
from boshan_desk.domain.states import Move
from boshan_desk.i18n import _
from boshan_desk.ui.deciding import ask_why, move_records
from boshan_desk.ui.form import Form
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.purging import Purge, purged_words
from boshan_desk.ui.record_access import name_of
from boshan_desk.ui.record_drafts import Drafts
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.purging import Purged

T = TypeVar("T")


class Saving(QObject):
    """One piece of work on the record at a time; what comes of it is told."""

    changed = Signal()
    """Work began or ended."""
    refused = Signal(list)
    """The problems that keep the record from being saved."""
    moved = Signal(str)
    """Someone else changed the record meanwhile; the words for it."""

    def __init__(self, shell: Shell, form: Form, drafts: Drafts) -> None:
        super().__init__(form)
        self._shell = shell
        self._form = form
        self._drafts = drafts
        self.under_way = False

    def save(self, before: Record | None, record: Record, then: Callable[[], object]) -> None:
        """Save a record that was read from the form, unless nothing was typed; then go on."""

        reason = self._why_corrected(before)
        if reason is None:
            return

        def keep(desk: Desk) -> None:
            from boshan_desk.usecases.records import save

            kept = save(desk, before, record, reason=reason)
            desk.keep_typed(record.ledger.name, kept.id, None)

        self._do(keep, lambda _kept: then())

    def _why_corrected(self, before: Record | None) -> str | None:
        """Why a reviewed record is changed: "" for any other, None when it is not to be."""
        if before is None or before.status != "reviewed":
            return ""
        question = _("“{name}”已审核。请写明更正原因，保存后须重新审核：").format(
            name=name_of(before, self._shell.lists)
        )
        return self._shell.ask.reason(question, yes=_("保存更正"))

    def decide(self, record: Record, move: Move, then: Callable[[], object]) -> None:
        """Hand the record in, review, return or archive it; then go on."""
        reason = ask_why(self._shell, move, [record])
        if reason is None:
            return

        def move_it(desk: Desk) -> None:
            move_records(desk, record.ledger, [record.id], move, reason)

        def moved() -> None:
            self._shell.said.emit("ok", _("{what}：已办理，可以撤销").format(what=_(move.title)))
            then()

        self._do(move_it, lambda _moved: moved())

    def withdraw(self, record: Record, then: Callable[[], object]) -> None:
        """Put the record into the recycle bin with the reason; then go on."""
        name = name_of(record, self._shell.lists)
        question = _("把“{name}”移入回收站，请写明原因：").format(name=name)
        reason = self._shell.ask.reason(question, yes=_("移入回收站"))
        if reason is None:
            return

        def put_away(desk: Desk) -> None:
            from boshan_desk.usecases.records import withdraw

            withdraw(desk, record.ledger, [record.id], reason)
            desk.keep_typed(record.ledger.name, record.id, None)

        def gone() -> None:
            said = _("“{name}”已移入回收站").format(name=name)
            self._shell.said.emit("ok", said)
            then()

        self._do(put_away, lambda _gone: gone())

    def refuse(self, stops: list[Problem]) -> None:
        """Say that nothing was saved, and go to the first field that must be corrected."""
        words = _("没有保存：有 {count} 处必须改正").format(count=len(stops))
        self._shell.said.emit("error", words)
        wrong = {problem.field for problem in stops}
        first = next((name for name in self._form.editors if name in wrong), "")
        if first:
            self._form.go_to(first)

    def purge(self, record: Record, wanted: Purge, then: Callable[[], object]) -> None:
        """Clear personal data; say which backups still hold it; then go on."""
        ledger, id = record.ledger, record.id

        def clear(desk: Desk) -> Purged:
            from boshan_desk.usecases.purging import purge

            return purge(desk, ledger, id, wanted.reason, fields=wanted.fields, files=wanted.files)

        def cleared(done: Purged) -> None:
            then()
            self._shell.ask.tell(purged_words(done), title=_("已清除个人信息"))

        self._do(clear, cleared, words=_("正在清除个人信息"))

    def _do(
        self, work: Callable[[Desk], T], then: Callable[[T], object], *, words: str = ""
    ) -> None:
        self._set_under_way(True)
        self._drafts.wait()

        def done(result: T) -> None:
            self._set_under_way(False)
            then(result)

        self._shell.do(
            work,
            while_there(self._form, done),
            words=words,
            failed=while_there(self._form, self._failed),
        )

    def _set_under_way(self, now: bool) -> None:
        self.under_way = now
        self.changed.emit()

    def _failed(self, error: Exception) -> None:
        self._set_under_way(False)
        if self._form.touched():
            self._drafts.soon()
        if isinstance(error, Invalid):
            # What kept the record from being saved must be corrected, however grave it is in a
            # record that has it already (a code that left its list).
            stops = [dataclasses.replace(p, severity="error") for p in error.problems]
            self.refused.emit(stops)
            self.refuse(stops)
            return
        if isinstance(error, Moved):
            self.moved.emit(_("这条记录在此期间已被修改，您填写的内容还没有保存。"))
        self._shell.tell_failure(error)


def needless(form: Form, before: Record | None, record: Record) -> str:
    """Why a record need not be saved; "" when it must be."""
    if before is not None:
        return "" if form.touched() else _("没有改动，不需要保存")
    empty = all(getattr(record, name) == kind.empty for name, kind in form.kinds.items())
    return _("还没有填写内容") if empty else ""


def saved_words(kept: Record, before: Record | None = None) -> str:
    """That a record was saved, and what it lacks or what is to be done with it now."""
    if kept.status == "submitted" and before is not None and before.status == "reviewed":
        return _("更正已保存，须重新审核")
    if kept.status == "returned":
        return _("已保存；改好了请点“重新提交”，不点不算改好")
    if kept.status != "draft":
        return _("已保存")
    if missing := len(kept.missing(kept.could_be())):
        return _("已保存为草稿（缺 {count} 项，补齐后再保存即为正式记录）").format(count=missing)
    return _("已保存为草稿")


def carried(record: Record) -> dict[str, object]:
    """What the next record begins with after this one."""
    values = {name: getattr(record, name) for name in record.ledger.carry}
    return {name: value for name, value in values.items() if value not in (None, ())}
