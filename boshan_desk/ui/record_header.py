"""Above a form: the way back, the record's name, how far it is and who changed it last."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.ledger import BASE, Ledger, Record
from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import em

_STAMP_FROM = 70
"""Ems of width from which there is room to say who changed the record last."""


class RecordHeader(QWidget):
    """One row that says which record this is."""

    back_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._name = ""
        self.back_button = QPushButton(_("返回列表"))
        self.back_button.setObjectName("back")
        self.back_button.setIcon(icon("page-prev"))
        self.back_button.setToolTip(_("返回列表（Esc）"))
        self.back_button.clicked.connect(lambda: self.back_wanted.emit())
        self.name_label = _plain_label("record_name")
        self.name_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.name_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.name_label.setMinimumWidth(em(self) * 6)
        theme.dress(self.name_label, role="title")
        self.status_chip = _plain_label("status_chip")
        self.stamp_label = _plain_label("record_stamp")
        theme.dress(self.stamp_label, role="hint")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.back_button)
        row.addSpacing(em(self) // 2)
        row.addWidget(self.name_label, 1)
        row.addWidget(self.status_chip)
        row.addWidget(self.stamp_label)

    def show_record(self, ledger: Ledger, stored: Record | None, lists: Lists) -> None:
        """Say which record it is; None is a new one."""
        title = _(ledger.title)
        if stored is None:
            self._name = _("新增{title}").format(title=title)
            self.status_chip.setText(_("未保存"))
            self.stamp_label.setText("")
        else:
            self._name = stored.label(lists)
            status = BASE["status"].show(stored.status, lists)
            self.status_chip.setText(_("回收站") if stored.withdrawn else status)
            self.stamp_label.setText(_stamp(title, stored))
        drafted = stored is None or stored.status == "draft"
        theme.dress(self.status_chip, role="chip", severity="note" if drafted else "ok")
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Shorten a long name at its end; the tip has the whole and who changed it last."""
        self.stamp_label.setVisible(self.width() >= _STAMP_FROM * em(self))
        metrics, room = self.name_label.fontMetrics(), self.name_label.width()
        elided = metrics.elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        self.name_label.setText(elided)
        self.name_label.setToolTip(f"{self._name}\n{self.stamp_label.text()}".strip())


def _plain_label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _stamp(title: str, record: Record) -> str:
    """Number, and who changed it last and when."""
    words = [title]
    if record.serial_no:
        words.append(_("流水号 {number}").format(number=record.serial_no))
    at, by = record.changed_at, record.changed_by
    if at is not None:
        words.append(_("{by} 最后修改于 {at}").format(by=by or "", at=f"{at:%Y-%m-%d %H:%M}"))
    return "　".join(words)
