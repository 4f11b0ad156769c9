"""缺什么: what a paper would lack, said before it is made, with the way to where it is entered."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ui import theme
from boshan_desk.ui.audit_check import Answer
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import em, icon_size, put_away, while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.theme import Severity

if TYPE_CHECKING:
    from boshan_desk.usecases.papers.gaps import Gap
    from boshan_desk.usecases.quarter.request import Request

LOOK_AFTER: Final = 250
"""Milliseconds after the choice was changed until the desk is asked what is missing."""

_ORDER: Final[tuple[Severity, ...]] = ("stop", "warn", "note")
_TITLES: Final[dict[Severity, str]] = {
    "stop": mark("缺了就不完整的"),
    "warn": mark("请核对的"),
    "note": mark("说明"),
}
_ROOMY: Final = 26
"""Characters from which on a way stands beside the words instead of below them."""
_MOST: Final = 60
"""Lines that are shown; of more it is said how many there are."""

_COMMANDS: Final = {"county": "county", "plan": "plans", "closing": "closing"}
"""What leads where: the commands of the menus."""
_LEADS: Final = {
    "county": mark("打开本单位资料"),
    "plan": mark("打开计划文件"),
    "closing": mark("打开封账"),
    "towns": mark("打开镇街报送"),
    "report": mark("逐段修改"),
}


class GapsPanel(QFrame):
    """A short list by severity; never in the way when nothing is missing."""

    make_wanted = Signal()
    """The paper is to be made all the same."""
    found = Signal(object)
    """(`Request`, what is missing): it was looked for."""
    words_wanted = Signal(str)
    """The key of a paragraph that is to be read again."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("gaps_panel")
        self.shell = shell
        self.request: Request | None = None
        self.gaps: tuple[Gap, ...] = ()
        self._known: Request | None = None
        """Of which paper `gaps` speaks."""
        self._seen: set[tuple[Request | None, tuple[Gap, ...]]] = set()
        self._asked = 0
        self._lines: list[QBoxLayout] = []
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self.answer = Answer("gaps_answer")
        whole.addWidget(self.answer)
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        inner = QWidget()
        held = QVBoxLayout(inner)
        held.setContentsMargins(0, 0, 0, 0)
        held.addLayout(self._rows)
        held.addStretch(1)
        self._area = QScrollArea()
        self._area.setObjectName("gaps_list")
        self._area.setAccessibleName(_("缺什么"))
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(inner)
        whole.addWidget(self._area, 1)
        self.make_button = QPushButton(icon("report"), _("仍然生成"))
        self.make_button.setObjectName("gaps_make")
        self.make_button.setToolTip(_("不补了，按现有的数据生成；缺的地方报告里会写明"))
        self.make_button.clicked.connect(self._make_anyway)
        whole.addWidget(self.make_button, 0, Qt.AlignmentFlag.AlignLeft)
        whole.addStretch(0)
        self.setFocusProxy(self.make_button)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(LOOK_AFTER)
        self._soon.timeout.connect(self.look_now)
        # Of a method, for it is let go with the page.
        shell.stepped.connect(self.look_again)
        self._show(())

    @property
    def count(self) -> int:
        """How much is missing or to be checked; what is only said does not count."""
        return len([each for each in self.gaps if each.severity != "note"])

    def look(self, request: Request) -> None:
        """Another paper is chosen: look before long what it would lack."""
        if request == self.request:
            return
        self.request = request
        self._soon.start()

    def look_again(self) -> None:
        """Something was written: what was missing may be there now."""
        if self.request is not None and not self._soon.isActive():
            self._soon.start()

    def look_now(self) -> None:
        """Look what the chosen paper would lack, in the background."""
        self._soon.stop()
        request = self.request
        if request is None:
            return
        self._asked += 1
        asked, shell = self._asked, self.shell

        def work(_progress: object) -> tuple[Gap, ...]:
            from boshan_desk.usecases.papers.gaps import gaps

            return gaps(shell.desk, request)

        def show(found: tuple[Gap, ...]) -> None:
            if asked == self._asked:
                self._known = request
                self._show(found)
                self.found.emit((request, found))

        # It reads much: neither saving nor the pictures of pages wait for it.
        shell.jobs.watch(work, while_there(self, show), while_there(self, shell.tell_failure))

    def may_make(self, request: Request) -> bool:
        """Whether nothing is missing that the officer has not seen.

        What is not known yet does not hold anybody up.
        """
        if self._known != request or not self.count:
            return True
        if self.isVisible() or (request, self.gaps) in self._seen:
            self._see()
            return True
        return False

    def _make_anyway(self) -> None:
        self._see()
        self.make_wanted.emit()

    def _see(self) -> None:
        """The officer knows what is missing, and wants the paper."""
        if self._known is not None:
            self._seen.add((self._known, self.gaps))
        self._say()

    # What is shown

    def _show(self, found: tuple[Gap, ...]) -> None:
        self.gaps = tuple(sorted(found, key=lambda each: _ORDER.index(each.severity)))
        self._lines = []
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                put_away(widget)
        for severity in _ORDER:
            group = [each for each in self.gaps if each.severity == severity]
            if group:
                self._rows.addWidget(_title(_(_TITLES[severity]), severity))
            for gap in group[:_MOST]:
                self._rows.addWidget(self._line(gap))
            if len(group) > _MOST:
                more = QLabel(_("另有 {count} 项").format(count=len(group) - _MOST))
                theme.dress(more, role="hint")
                self._rows.addWidget(more)
        self._area.setVisible(bool(self.gaps))
        self._say()

    def _say(self) -> None:
        """What is to be done about it, before a paper is made and after."""
        made = (self._known, self.gaps) in self._seen
        self.make_button.setVisible(bool(self.count) and not made)
        if self._known is None:
            self.answer.hide()
        elif self.count and made:
            words = _("这份报告有 {count} 处缺数据或要核对，补上以后请重新生成。")
            self.answer.say("warn", words.format(count=self.count))
        elif self.count:
            words = _("这份报告有 {count} 处缺数据或要核对，可以先补上，也可以仍然生成。")
            self.answer.say("warn", words.format(count=self.count))
        else:
            self.answer.say("ok", _("没有发现缺的数据。"))

    def _line(self, gap: Gap) -> QFrame:
        line = QFrame()
        line.setObjectName("gap_line")
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        sign = QLabel()
        sign.setPixmap(theme.severity_icon(gap.severity).pixmap(icon_size(self)))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QLabel(gap.words)
        words.setObjectName("gap_words")
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        # In a narrow panel the way stands below the words.
        both = QBoxLayout(self._direction())
        row.addLayout(both, 1)
        both.addWidget(words, 1)
        self._lines.append(both)
        if lead := lead_words(gap):
            button = QPushButton(lead)
            button.setObjectName(f"gap_{gap.goes}")
            theme.dress(button, role="link")
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.setAccessibleDescription(gap.words)
            button.clicked.connect(partial(self._go, gap))
            both.addWidget(button, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        return line

    def _direction(self) -> QBoxLayout.Direction:
        roomy = self.width() >= em(self) * _ROOMY
        return QBoxLayout.Direction.LeftToRight if roomy else QBoxLayout.Direction.TopToBottom

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the ways beside the words where there is room, else below them."""
        super().resizeEvent(event)
        for both in self._lines:
            both.setDirection(self._direction())

    def _go(self, gap: Gap, _checked: bool = False) -> None:
        """Lead to where it is entered."""
        if gap.goes == "report":
            self.words_wanted.emit(gap.key)
        elif _is_question(gap):
            self.shell.command_wanted.emit("plans")
        elif gap.ledger:
            self.shell.list_wanted.emit(gap.ledger, gap.view)
        elif gap.goes == "towns":
            self.shell.list_wanted.emit("town_report", gap.view)
        elif gap.goes in _COMMANDS:
            self.shell.command_wanted.emit(_COMMANDS[gap.goes])


def lead_words(gap: Gap) -> str:
    """What the way to where it is entered is called; empty where there is none."""
    if gap.goes == "report" and not gap.key:
        # It is only said: there is nothing to be done about it.
        return ""
    if gap.ledger in LEDGERS and gap.goes != "towns" and not _is_question(gap):
        return _("打开{ledger}").format(ledger=_(LEDGERS[gap.ledger].title))
    return _(_LEADS[gap.goes]) if gap.goes in _LEADS else ""


def _is_question(gap: Gap) -> bool:
    """Whether a plan leaves something open: it is answered beside the plan's words."""
    return gap.goes == "plan" and gap.ledger == "plan_answer"


def _title(words: str, severity: Severity) -> QLabel:
    label = QLabel(words)
    label.setObjectName(f"gaps_{severity}")
    theme.dress(label, role="section")
    return label
