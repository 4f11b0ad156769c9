"""清除个人信息: what is cleared of a record, on what ground, and where it still stands then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import SCREEN
from boshan_desk.domain.ledger import Ledger, Record, not_filled
from boshan_desk.i18n import _
from boshan_desk.ui.banner import Banner
from boshan_desk.ui.lines import em
from boshan_desk.ui.record_access import name_of

if TYPE_CHECKING:
    from boshan_desk.usecases.purging import Purged

TOLD_BACKUPS = 12
"""Older backups named one by one."""


@dataclass(frozen=True)
class Purge:
    """What the officer wants cleared."""

    fields: tuple[str, ...]
    reason: str
    files: bool


class PurgeDialog(QDialog):
    """Ticks for the fields, the ground for it, and a plain warning; it holds up only its window."""

    wanted = Signal(object)
    """A `Purge`."""

    def __init__(
        self,
        record: Record,
        fields: Sequence[str],
        lists: Lists,
        *,
        files: int,
        parent: QWidget | None = None,
    ) -> None:
        """`fields` can be cleared; `files` hang on the record."""
        super().__init__(parent)
        self.setObjectName("purge_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("清除个人信息"))
        size = em(self)
        words = QLabel(
            _("从“{name}”和它的修改记录里清除勾选的内容。记录本身和编号保留。").format(
                name=name_of(record, lists)
            )
        )
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        warning = Banner("purge_warning", "warn")
        warning.say(
            _(
                "清除后不能撤销，也不能恢复。较早的备份里还有这些内容，要等这些备份轮换删除；"
                "清除完成后会列出是哪些备份。"
            )
        )
        self.ticks = {name: self._tick(record, name, lists) for name in fields}
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        column.setSpacing(size // 4)
        for tick in self.ticks.values():
            column.addWidget(tick)
        column.addStretch(1)
        room = QScrollArea()
        room.setWidgetResizable(True)
        room.setWidget(sheet)
        room.setMinimumHeight(min(sheet.sizeHint().height() + 4, size * 12))
        room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.files = QCheckBox(_("附件一并清除（{count} 个）").format(count=files))
        self.files.setObjectName("purge_files")
        if not files:
            self.files.hide()
        asked = QLabel(_("依据或原因（必须填写，会留在修改记录里，请不要写个人信息）："))
        asked.setWordWrap(True)
        self.reason = QPlainTextEdit()
        self.reason.setObjectName("purge_reason")
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(self.fontMetrics().lineSpacing() * 3 + size)
        self.reason.setPlaceholderText(_("如：本人申请删除，《个人信息保护法》第四十七条"))
        asked.setBuddy(self.reason)
        buttons = QDialogButtonBox()
        self.accept_button = buttons.addButton(
            _("清除，不可撤销"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.accept_button.setObjectName("purge_accept")
        self.accept_button.setAutoDefault(False)
        cancel = buttons.addButton(_("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        cancel.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(size // 2)
        for widget in (words, warning):
            layout.addWidget(widget)
        layout.addWidget(room, 1)
        for below in (self.files, asked, self.reason, buttons):
            layout.addWidget(below)
        self.reason.textChanged.connect(self._allow)
        self._allow()
        self.resize(size * 42, min(self.sizeHint().height(), size * 44))

    def _tick(self, record: Record, name: str, lists: Lists) -> QCheckBox:
        kind, value = record.ledger.fields[name], getattr(record, name)
        title = _(kind.title)
        if not_filled(value):
            words = _("{title}（现为空，清除修改记录里留下的）").format(title=title)
        else:
            shown = " ".join(kind.mask(value, SCREEN, lists).split())
            words = _("{title}：{value}").format(title=title, value=shown[:30])
        tick = QCheckBox(words.replace("&", "&&"))
        tick.setObjectName(f"purge_{name}")
        tick.setChecked(True)
        tick.toggled.connect(self._allow)
        return tick

    def _chosen(self) -> tuple[str, ...]:
        return tuple(name for name, tick in self.ticks.items() if tick.isChecked())

    def _allow(self) -> None:
        ready = bool(self._chosen()) and bool(self.reason.toPlainText().strip())
        self.accept_button.setEnabled(ready)

    def accept(self) -> None:
        """Clear what is ticked."""
        reason = self.reason.toPlainText().strip()
        self.wanted.emit(Purge(self._chosen(), reason, self.files.isChecked()))
        super().accept()


def has_personal(ledger: Ledger) -> bool:
    """Whether there is anything to clear in the records of a ledger."""
    return ledger.secret or any(kind.personal for kind in ledger.fields.values())


def purged_words(done: Purged) -> str:
    """What was cleared, and which backups still hold it."""
    told = [
        _("已清除 {fields} 个栏目，改写修改记录 {changes} 处，清除附件 {files} 个。").format(
            fields=len(done.fields), changes=done.changes, files=done.files
        )
    ]
    if not done.older:
        told.append(_("没有更早的备份。"))
        return "\n".join(told)
    told.append(
        _("以下 {count} 份较早的备份里还有这些内容，轮换删除之前请妥善保管：").format(
            count=len(done.older)
        )
    )
    told += [
        _("第 {number} 号　{at}").format(number=backup.id, at=f"{backup.at:%Y-%m-%d %H:%M}")
        for backup in done.older[:TOLD_BACKUPS]
    ]
    if (more := len(done.older) - TOLD_BACKUPS) > 0:
        told.append(_("另有 {count} 份").format(count=more))
    return "\n".join(told)
