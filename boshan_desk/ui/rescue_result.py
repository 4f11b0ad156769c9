"""What came of a rescue: what is there again, what is not, and where the damaged files are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT
from boshan_desk.ui import theme

if TYPE_CHECKING:
    from boshan_desk.usecases.rescue import Salvaged


def _legible(words: str) -> str:
    """Words without what no typeface can show: a damaged store may say anything."""
    return "".join(sign if sign.isprintable() else "？" for sign in words)


def salvaged_words(found: Salvaged) -> str:
    """What was found again."""
    lines = [
        _("抢救完成，找回 {count} 条记录：").format(count=f"{found.records:,}"),
        listed(
            _("{title} {count}").format(title=_(KEPT[name].title), count=f"{count:,}")
            for name, count in found.kept.items()
            if count
        ),
    ]
    if found.rebuilt:
        lines.append(
            _("其中 {count} 条自身读不出来，按修改记录重建，请核对。").format(
                count=f"{found.rebuilt:,}"
            )
        )
    return "\n".join(filter(None, lines))


class RescueResult(QWidget):
    """Says it."""

    def __init__(self) -> None:
        super().__init__()
        line = self.fontMetrics().height()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(line // 2)
        self._words = QLabel()
        self._words.setObjectName("rescue_result")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._lost_head = QLabel(_("没有找回、需要补登或核对的："))
        self._lost_head.setStyleSheet("font-weight: 500;")
        self._lost = QPlainTextEdit()
        self._lost.setObjectName("rescue_lost")
        self._lost.setReadOnly(True)
        self._lost.setTabChangesFocus(True)
        self._rest = QLabel()
        self._rest.setObjectName("rescue_rest")
        self._rest.setTextFormat(Qt.TextFormat.PlainText)
        self._rest.setWordWrap(True)
        theme.dress(self._rest, role="hint")
        self._gap = QWidget()
        column.addWidget(self._words)
        column.addWidget(self._lost_head)
        column.addWidget(self._lost, 1)
        column.addWidget(self._rest)
        column.addWidget(self._gap, 1)

    def show_result(self, words: str, lost: Sequence[str], aside: Path | None) -> None:
        """`lost`: a line for each thing that is not there again."""
        self._words.setText(words)
        self._lost_head.setVisible(bool(lost))
        self._lost.setVisible(bool(lost))
        self._gap.setVisible(not lost)
        self._lost.setPlainText("\n".join(_legible(each) for each in lost))
        self._rest.setText(
            _("损坏的文件没有删除，保留在 {folder}，可请技术人员再看。").format(folder=aside)
            if aside is not None
            else ""
        )
