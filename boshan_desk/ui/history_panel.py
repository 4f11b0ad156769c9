"""What happened to a record, in words: when, by whom, which field, from what to what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from boshan_desk.domain.fields import SCREEN, Kind, Link
from boshan_desk.domain.ledger import Ledger
from boshan_desk.i18n import _, mark
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.store.reader import Reader

_OTHERS = {
    "withdrawn_at": mark("移入回收站的时间"),
    "withdrawn_by": mark("移入回收站的人"),
    "withdrawn_why": mark("移入回收站的原因"),
}


class HistoryPanel(QWidget):
    """A button, and below it the history once it was asked for."""

    LEAST, MOST = 4, 14

    def __init__(self, shell: Shell, ledger: Ledger, id: str) -> None:
        super().__init__()
        self.setObjectName("history")
        self._shell = shell
        self._ledger = ledger
        self._id = id
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.show_button = QPushButton(_("显示修改记录"))
        self.show_button.setObjectName("show_history")
        self.show_button.setIcon(icon("history"))
        self.show_button.clicked.connect(self.load)
        self.text = QPlainTextEdit()
        self.text.setObjectName("history_text")
        self.text.setAccessibleName(_("修改记录"))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.hide()
        layout.addWidget(self.show_button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.text)

    def load(self) -> None:
        """Read the history and show it."""
        ledger, id = self._ledger, self._id
        self._shell.do(lambda desk: tell_history(desk, ledger, id), while_there(self, self._show))

    def refresh(self) -> None:
        """Read it anew if it is shown."""
        if not self.text.isHidden():
            self.load()

    def _show(self, lines: list[str]) -> None:
        self.show_button.setText(_("刷新修改记录"))
        self.text.setPlainText("\n".join(lines))
        shown = min(max(len(lines), self.LEAST), self.MOST) + 1
        self.text.setFixedHeight(shown * self.text.fontMetrics().lineSpacing())
        self.text.show()


def tell_history(desk: Desk, ledger: Ledger, id: str) -> list[str]:
    """The history of a record as lines, newest work first; personal values are masked."""
    lines: list[str] = []
    with desk.read() as reader:
        for entry in reversed(reader.history(ledger, id)):
            at = str(entry["at"])[:16]
            head = _("{at}　{officer}　{work}")
            lines.append(head.format(at=at, officer=entry["officer"], work=entry["work"]))
            for name, (old, new) in entry["fields"].items():
                lines.append("　　" + _tell_field(reader, ledger, name, old, new))
    return lines or [_("还没有修改记录")]


def _tell_field(reader: Reader, ledger: Ledger, name: str, old: Any, new: Any) -> str:
    kind = ledger.shown().get(name)
    title = _(kind.title) if kind else _(_OTHERS.get(name, name))
    before, after = _tell(reader, kind, old), _tell(reader, kind, new)
    if old is None:
        return _("{field}：{new}").format(field=title, new=after)
    return _("{field}：{old} → {new}").format(field=title, old=before, new=after)


def _tell(reader: Reader, kind: Kind | None, stored: Any) -> str:
    if stored is None:
        return _("（空）")
    if kind is None:
        return str(stored)
    value = kind.from_store(stored)
    if isinstance(kind, Link):
        other = reader.linked(kind.to, value)
        return other.label(reader.lists) if other else str(value)
    words = kind.mask(value, SCREEN, reader.lists)
    # A line is one fact, however many lines the text has.
    return " ".join(words.split()) or _("（空）")
