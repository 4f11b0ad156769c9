"""核验: whether the code on a printed paper is that of a paper this desk froze."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QPushButton

from boshan_desk.i18n import _
from boshan_desk.ui.audit_check import Answer
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.theme import Severity

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.papers.keeping import Verdict


class VerifyBox(QFrame):
    """A line for the code, and the answer in words."""

    found = Signal(str)
    """The id of the paper whose code it is."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("verify_box")
        self._shell = shell
        self.code = QLineEdit()
        self.code.setObjectName("verify_code")
        self.code.setPlaceholderText("XXXX-XXXX-XXXX-XXXX")
        self.code.setAccessibleName(_("核验码"))
        self.code.setToolTip(_("报告末尾印着的核验码；大小写、空格、短横都可以不管"))
        self.code.setClearButtonEnabled(True)
        self.code.returnPressed.connect(self.verify)
        self.code.textChanged.connect(self._note_typing)
        face = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
        # Letters of one width are easier to compare with a paper.
        self.code.setStyleSheet(f'font-family: "{face}";')
        digit = self.fontMetrics().horizontalAdvance("0")
        self.code.setMinimumWidth(digit * 26)
        self.code.setMaximumWidth(digit * 40)
        self.button = QPushButton(icon("search"), _("核验"))
        self.button.setObjectName("verify_button")
        self.button.setToolTip(_("看这个核验码是不是本单位定稿的报告"))
        self.button.clicked.connect(self.verify)
        self.answer = Answer("verify_answer")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(QLabel(_("报告上的核验码")), 0, 0)
        grid.addWidget(self.code, 0, 1)
        grid.addWidget(self.button, 0, 2)
        grid.addWidget(self.answer, 1, 0, 1, 4)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self.setFocusProxy(self.code)
        self._note_typing("")

    def _note_typing(self, typed: str) -> None:
        self.button.setEnabled(bool(typed.strip()))
        # The answer was to another code.
        self.answer.hide()

    def verify(self) -> None:
        """Say whose code it is."""
        # What a scanner read from the printed square says more than the code.
        typed = self.code.text().rpartition("核验码")[2].strip(" 　:：\u2028\n")
        if not typed:
            return

        def work(desk: Desk) -> Verdict:
            from boshan_desk.usecases.papers.keeping import verify

            return verify(desk, typed)

        def show(verdict: Verdict) -> None:
            self.answer.say(grade_of(verdict), verdict.words)
            if verdict.kept is not None:
                self.found.emit(verdict.kept.id)

        self._shell.do(work, while_there(self, show), words=_("正在核验"))


def grade_of(verdict: Verdict) -> Severity:
    """How the answer looks: a paper that was made void is not simply found."""
    if not verdict.readable:
        return "warn"
    if verdict.kept is None or not verdict.whole:
        return "stop"
    return "warn" if verdict.kept.is_void else "ok"
