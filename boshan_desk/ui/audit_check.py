"""Whether the history is whole: following its chain, and looking for a code that was printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton

from boshan_desk.domain.problems import Damaged, Refused
from boshan_desk.i18n import _
from boshan_desk.store.chain import read_anchor
from boshan_desk.ui import theme
from boshan_desk.ui.audit_words import anchor_words, check_words
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import icon_size, while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.theme import Severity

if TYPE_CHECKING:
    from boshan_desk.store.chain import Verdict
    from boshan_desk.store.trail import Did

Found = tuple["Verdict", str, list["Did"]]
"""What came of it, in a sentence, and the works that began with another store."""


class Answer(QFrame):
    """A sentence, with the sign of how grave it is."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.severity: Severity = "note"
        row = QHBoxLayout(self)
        self._sign = QLabel()
        self._words = QLabel()
        self._words.setObjectName(f"{name}_words")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self.hide()

    @property
    def words(self) -> str:
        """What it says."""
        return self._words.text()

    def say(self, severity: Severity, words: str) -> None:
        """Show it with these words."""
        self.severity = severity
        theme.dress(self, role="strip", severity=severity)
        self._sign.setPixmap(theme.severity_icon(severity).pixmap(icon_size(self)))
        self._words.setText(words)
        self.setAccessibleName(theme.severity_word(severity))
        self.setAccessibleDescription(words)
        self.show()


class AuditCheck(QFrame):
    """The code of now, and the two questions that can be put to the history."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._checking = False
        self.code = QLineEdit()
        self.code.setObjectName("audit_code")
        self.code.setReadOnly(True)
        self.code.setAccessibleName(_("现在的校验码"))
        self.copy_button = QPushButton(icon("paste"), _("复制"))
        self.copy_button.setObjectName("audit_copy")
        self.copy_button.setToolTip(_("复制现在的校验码，抄进简报、回执或登记簿"))
        self.copy_button.clicked.connect(self.copy_code)
        self.verify_button = QPushButton(icon("ok"), _("核对变更记录"))
        self.verify_button.setObjectName("audit_verify")
        self.verify_button.setToolTip(_("从第一步起逐步核对，说明有没有被改动、删去"))
        self.verify_button.clicked.connect(self.verify)
        self.anchor = QLineEdit()
        self.anchor.setObjectName("audit_anchor")
        self.anchor.setPlaceholderText("1234-3f9a22c1b0d4e5f6")
        self.anchor.setAccessibleName(_("印在简报或回执上的校验码"))
        self.anchor.returnPressed.connect(self.seek_anchor)
        self.anchor.textChanged.connect(self._allow)
        self.anchor_button = QPushButton(icon("search"), _("核对"))
        self.anchor_button.setObjectName("audit_seek_anchor")
        self.anchor_button.setToolTip(_("看这份数据的变更记录里有没有这个校验码"))
        self.anchor_button.clicked.connect(self.seek_anchor)
        self.answer = Answer("audit_answer")
        self._place()
        self._allow()

    def _place(self) -> None:
        face = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
        digit = self.fontMetrics().horizontalAdvance("0")
        for field in (self.code, self.anchor):
            # Letters of one width are easier to compare with a paper.
            field.setStyleSheet(f'font-family: "{face}";')
            field.setMinimumWidth(digit * 26)
            field.setMaximumWidth(digit * 34)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(QLabel(_("现在的校验码")), 0, 0)
        grid.addWidget(self.code, 0, 1)
        grid.addWidget(self.copy_button, 0, 2)
        grid.addWidget(self.verify_button, 0, 3)
        grid.addWidget(QLabel(_("印在简报或回执上的校验码")), 1, 0)
        grid.addWidget(self.anchor, 1, 1)
        grid.addWidget(self.anchor_button, 1, 2)
        grid.addWidget(self.answer, 2, 0, 1, 5)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(4, 1)

    def refresh(self) -> None:
        """Show the code of now."""
        head = self._shell.rows.head()
        self.code.setText(head.short() if head.number else "")
        self.code.setPlaceholderText(_("还没有变更记录"))
        self.copy_button.setEnabled(bool(head.number))

    def copy_code(self) -> None:
        """Put the code of now on the clipboard."""
        QGuiApplication.clipboard().setText(self.code.text())
        self._shell.said.emit("ok", _("已复制校验码 {code}").format(code=self.code.text()))

    def verify(self) -> None:
        """Follow the chain from its start."""
        self._check("")

    def seek_anchor(self) -> None:
        """Say whether the history has the code that was typed in."""
        typed = self.anchor.text().strip()
        if not typed:
            return
        try:
            read_anchor(typed)
        except Refused as error:
            self.answer.say("warn", error.words())
            return
        self._check(typed)

    def _check(self, anchor: str) -> None:
        if self._checking:
            return
        self._checking = True
        self._allow()
        self.answer.say("note", _("正在核对，从第一步看起…"))
        folder, key, shell = self._shell.folder, self._shell.key, self._shell

        def work(_progress: object) -> Found:
            from boshan_desk.usecases import audit

            verdict = audit.verify(folder, key=key, anchor=anchor)
            return verdict, audit.words_of(verdict), shell.far_rows.trail().left_behind()

        def tell(found: Found) -> None:
            self._checked()
            verdict, sentence, left = found
            if anchor:
                self.answer.say(*anchor_words(verdict, sentence, anchor, left))
            else:
                self.answer.say(*check_words(verdict, sentence))

        # It reads for seconds: neither lists nor writing wait for it.
        shell.jobs.watch(
            work,
            while_there(self, tell),
            while_there(self, self._failed),
            words=_("正在核对变更记录"),
        )

    def _failed(self, error: Exception) -> None:
        self._checked()
        if isinstance(error, Refused) and not isinstance(error, Damaged):
            self.answer.say("stop", error.words())
        else:
            self.answer.hide()
            self._shell.tell_failure(error)

    def _checked(self) -> None:
        self._checking = False
        self._allow()

    def _allow(self) -> None:
        self.verify_button.setEnabled(not self._checking)
        self.anchor_button.setEnabled(not self._checking and bool(self.anchor.text().strip()))
