"""After a package was taken: the receipt, and what is to be done with it, in its order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from boshan_desk.i18n import _, mark
from boshan_desk.ui import icons, theme
from boshan_desk.ui.audit_check import Answer
from boshan_desk.ui.end_card import EndCard
from boshan_desk.ui.import_choose import scrolled
from boshan_desk.ui.lines import icon_size, unflagged
from boshan_desk.ui.package_sums import PackageSums

_STEPS: Final = (
    (
        "return",
        "stick",
        mark("保存回执包到 U 盘…"),
        mark("带回去给对方接收：哪些已收到、哪些要改、本局改了什么，都在里面"),
    ),
    ("slip", "print", mark("打印回执单…"), mark("一页纸，双方各留一份")),
    ("waiting", "note", mark("处理待处理事项…"), ""),
)


@dataclass
class _Step:
    """One thing that follows: its button, what is said of it, and the tick once it is done."""

    button: QPushButton
    words: QLabel
    sign: QLabel
    done: bool = False


class PackageReceipt(QWidget):
    """What was done, and three steps that follow."""

    return_wanted = Signal()
    slip_wanted = Signal()
    waiting_wanted = Signal()
    undo_wanted = Signal()
    another_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._end = EndCard("package_end")
        self.sums = PackageSums("package_receipt_sums")
        self._end.column.addWidget(self.sums)
        self.notes = Answer("package_receipt_notes")
        self._end.column.addWidget(self.notes)
        self._end.column.addLayout(self._make_steps())
        whole.addWidget(scrolled(self._end, top=True), 1)
        whole.addLayout(self._make_foot())

    def _make_steps(self) -> QGridLayout:
        grid = QGridLayout()
        line = self.fontMetrics().height()
        grid.setHorizontalSpacing(line // 2)
        grid.setVerticalSpacing(line // 3)
        self._steps: dict[str, _Step] = {}
        wanted: dict[str, Callable[[], object]] = {
            "return": self.return_wanted.emit,
            "slip": self.slip_wanted.emit,
            "waiting": self.waiting_wanted.emit,
        }
        for row, (key, picture, words, about) in enumerate(_STEPS):
            first = row == 0
            ink = theme.PALETTE.on_accent if first else ""
            button = QPushButton(icons.icon(picture, ink=ink), _(words))
            button.setObjectName(f"package_{key}")
            if first:
                theme.dress(button, role="primary")
            button.clicked.connect(unflagged(wanted[key]))
            said, sign = QLabel(_(about) if about else ""), QLabel()
            said.setObjectName(f"package_{key}_words")
            said.setWordWrap(True)
            grid.addWidget(sign, row, 0)
            grid.addWidget(button, row, 1)
            grid.addWidget(said, row, 2)
            self._steps[key] = _Step(button, said, sign)
        grid.setColumnStretch(2, 1)
        return grid

    def add_next(self, widget: QWidget) -> None:
        """Let a town's desk say what follows, above the numbers: the sentence comes first."""
        self._end.column.insertWidget(1, widget)

    def _make_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._undo = QPushButton(icons.icon("undo"), _("撤销本次接收…"))
        self._undo.setObjectName("package_undo")
        self._undo.clicked.connect(self.undo_wanted)
        self._another = QPushButton(icons.icon("import"), _("再接收一个数据包…"))
        self._another.setObjectName("package_another")
        self._another.clicked.connect(self.another_wanted)
        row.addWidget(self._undo)
        row.addStretch(1)
        row.addWidget(self._another)
        return row

    # What is shown

    def show_taken(
        self,
        words: str,
        counts: Mapping[str, Mapping[str, int]],
        notes: Sequence[str],
        *,
        waiting: int,
        came_up: bool,
        can_undo: bool,
    ) -> None:
        """Say what was taken; `waiting`: how many records wait for a decision here; `came_up`: it
        is a package of a desk below, which is answered.
        """
        self._end.say("ok", words)
        self.sums.show_counts(counts)
        self.sums.setVisible(any(any(each.values()) for each in counts.values()))
        if notes:
            self.notes.say("warn", "\n".join(notes))
        else:
            self.notes.hide()
        for step in self._steps.values():
            step.sign.clear()
            step.done = False
        self._show_steps(on=came_up)
        step = self._steps["waiting"]
        step.words.setText(
            _(
                "{count} 条记录等人决定（一条记录可能有几项），也可以以后再处理；不影响先给回执"
            ).format(count=f"{waiting:,}")
        )
        for widget in (step.button, step.words, step.sign):
            widget.setVisible(came_up and waiting > 0)
        self._undo.setVisible(can_undo)
        self._undo.setEnabled(True)
        self._another.setVisible(came_up)

    def _show_steps(self, *, on: bool) -> None:
        for step in self._steps.values():
            for widget in (step.button, step.words, step.sign):
                widget.setVisible(on)

    def tick(self, key: str, words: str = "") -> None:
        """A step was done: say so, and where to."""
        step = self._steps[key]
        step.sign.setPixmap(theme.severity_icon("ok").pixmap(icon_size(self)))
        step.done = True
        if words:
            step.words.setText(words)
        self.take_focus()

    def show_undone(self, words: str) -> None:
        """Say that it was taken back."""
        self._end.say("note", words)
        self.sums.hide()
        self.notes.hide()
        self._undo.hide()
        self._show_steps(on=False)

    def allow_undo(self, on: bool) -> None:
        """Whether it may be taken back: not while that is being done."""
        self._undo.setEnabled(on)

    def take_focus(self) -> None:
        """The keyboard goes on at what is wanted next."""
        waiting = (
            step.button
            for step in self._steps.values()
            if step.button.isVisibleTo(self) and not step.done
        )
        next(waiting, self._another).setFocus()
