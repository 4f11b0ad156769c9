"""Below a form: what can be done with the record."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QToolTip, QWidget

from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import em, icon_size
from boshan_desk.ui.record_access import Access

_HINT_FROM = 64
"""Ems of width from which the keys are named beside the buttons."""


class RecordButtons(QWidget):
    """One row of buttons; what they do is given by the page."""

    def __init__(
        self,
        *,
        withdraw: Callable[[], object],
        discard: Callable[[], object],
        save_and_next: Callable[[], object],
        save: Callable[[], object],
    ) -> None:
        super().__init__()
        self._keys_matter = True
        """Whether there is anything to type."""
        self.delete = _button("delete", _("删除…"), "bin", withdraw)
        self._delete_words = self.delete.text()
        self.delete.setAccessibleName(self._delete_words)
        self.discard = _button("discard", _("放弃修改"), "undo", discard)
        self.next = _button("save_and_next", _("保存并新增"), "save-new", save_and_next)
        self.next.setToolTip(_("保存，接着新增下一条，沿用常用栏目（Ctrl+Enter）"))
        self.save = _button("save", _("保存"), "save", save, ink=theme.PALETTE.on_accent)
        self.save.setToolTip(_("保存（Ctrl+S）"))
        theme.dress(self.save, role="primary")
        keys = _("回车到下一栏　Ctrl+D 同上一条　Ctrl+PgDn 下一组　Esc 还原本栏")
        self._hint = QLabel(keys)
        self._hint.setObjectName("key_hint")
        theme.dress(self._hint, role="hint")
        self._keys = keys.replace("　", "\n")
        self.keys_button = QToolButton()
        self.keys_button.setObjectName("keys")
        self.keys_button.setIcon(icon("help"))
        self.keys_button.setIconSize(icon_size(self))
        self.keys_button.setToolTip(self._keys)
        self.keys_button.setAccessibleName(_("快捷键"))
        self.keys_button.setAccessibleDescription(keys)
        self.keys_button.clicked.connect(self.tell_keys)
        self.keys_button.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.delete)
        row.addWidget(self._hint)
        row.addWidget(self.keys_button)
        row.addStretch(1)
        for button in (self.discard, self.next, self.save):
            row.addWidget(button)

    def allow(self, *, saving: bool, touched: bool, new: bool, access: Access) -> None:
        """Enable what can be done with the record as it stands; the banner above says why not."""
        for button in (self.save, self.next):
            button.setEnabled(not saving and access.writable)
            button.setVisible(access.writable)
        self.delete.setEnabled(not saving and access.removable)
        self.delete.setVisible(not new and access.writable)
        self.delete.setToolTip(
            _("移入回收站，须写明原因，可以恢复")
            if access.removable
            else _("已审核的记录由审批人员移入回收站")
        )
        self.discard.setEnabled(touched and not saving)
        self.discard.setVisible(access.writable)
        self._keys_matter = access.writable
        if self.isVisible():
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        there = self.width() >= _HINT_FROM * em(self)
        self._hint.setVisible(there and self._keys_matter)
        self.keys_button.setHidden(there or not self._keys_matter)
        # Where there is no room for all words, the sign and the tip say what the first one does.
        self.delete.setText(self._delete_words)
        layout = self.layout()
        assert layout is not None
        layout.activate()
        if layout.minimumSize().width() > self.width():
            self.delete.setText("")

    def tell_keys(self) -> None:
        """Name the keys beside the button, where there is no room for them in the row."""
        at = self.keys_button.mapToGlobal(QPoint(0, 0))
        QToolTip.showText(at, self._keys, self.keys_button)


def _button(
    name: str, words: str, sign: str, slot: Callable[[], object], *, ink: str = ""
) -> QPushButton:
    button = QPushButton(words)
    button.setObjectName(name)
    button.setIcon(icon(sign, ink))
    button.clicked.connect(lambda: slot())
    return button
