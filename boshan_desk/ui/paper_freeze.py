"""定稿: what freezing a paper means, its number, the decision, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
)

from boshan_desk.domain.report import Report, Words
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme
from boshan_desk.ui.audit_check import Answer
from boshan_desk.ui.icons import icon
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.kept_out import print_kept, save_kept
from boshan_desk.ui.kept_words import paper_words
from boshan_desk.ui.lines import em, while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage
from boshan_desk.ui.tall_area import TallArea

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.papers.keeping import Kept
    from boshan_desk.usecases.quarter.request import Request

MEANINGS = (
    mark("文字、数字、图表照现在预览的样子保存下来，以后台账再改，定稿不变。"),
    mark("给一个期号或文号，报告末尾印核验码，谁拿到纸质报告都可以来核验。"),
    mark("以后随时可以重新生成，与今天的一模一样。"),
    mark("定稿不能修改。错了只能写明原因作废，改好后另出一份；已用的号不再用。"),
    mark("以后台账更正了已定稿的数字，下一份报告会列出“更正说明”。"),
)


class FreezePage(SidePage):
    """Asks once more before anything is kept; the harmless button has the focus."""

    manual = "kept"

    def __init__(self, shell: Shell, request: Request, report: Report, form: str = "") -> None:
        """`report`: the paper as the officer saw it; `form`: what its form is called."""
        super().__init__(_("定稿"))
        self.setObjectName("freeze_page")
        self.shell = shell
        self.request = request
        self.report = report
        self._form = form
        self.kept: Kept | None = None
        """The paper, once it is frozen."""
        self._freezing = False
        self._asking = self._make_question()
        self._told = self._make_answer()
        area = TallArea()
        area.column.addWidget(self._asking)
        area.column.addWidget(self._told)
        area.column.addStretch(1)
        self.body.addWidget(area, 1)
        self._told.hide()
        self.setFocusProxy(self.no_button)
        self._learn_number()

    # Before

    def _make_question(self) -> QFrame:
        frame = QFrame()
        theme.dress(frame, role="card")
        column = QVBoxLayout(frame)
        title = _label("freeze_title", "".join(self.report.title))
        theme.dress(title, role="section")
        column.addWidget(title)
        about = _label("freeze_about", paper_words(self.request, self.shell.county, self._form))
        theme.dress(about, role="hint")
        column.addWidget(about)
        meaning = QLabel()
        meaning.setObjectName("freeze_meaning")
        meaning.setWordWrap(True)
        meaning.setTextFormat(Qt.TextFormat.RichText)
        items = "".join(f"<li>{escape(_(each))}</li>" for each in MEANINGS)
        heading = escape(_("定稿以后："))
        meaning.setText(f'<p>{heading}</p><ul style="margin-left:-1em;">{items}</ul>')
        column.addWidget(meaning)
        self.warning = Answer("freeze_warning")
        column.addWidget(self.warning)
        if stale := len(set(stale_keys(self.report))):
            words = _("有 {count} 段改写过的文字需要重读：改写以后台账的数字变了。")
            self.warning.say("warn", words.format(count=stale))
        form = QFormLayout()
        self.number = QLineEdit()
        self.number.setObjectName("freeze_number")
        self.number.setAccessibleName(_("期号或文号"))
        self.number.setMaximumWidth(em(self) * 20)
        self.number_row = QLabel(_("期号或文号"))
        form.addRow(self.number_row, self.number)
        self.number_hint = _label("freeze_number_hint", _("按顺序给的号；确需用别的号可以改。"))
        theme.dress(self.number_hint, role="hint")
        form.addRow("", self.number_hint)
        column.addLayout(form)
        column.addLayout(self._make_buttons())
        return frame

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.yes_button = QPushButton(icon("ok", ink=theme.PALETTE.on_accent), _("定稿…"))
        self.yes_button.setObjectName("freeze_yes")
        theme.dress(self.yes_button, role="primary")
        self.yes_button.clicked.connect(self.freeze)
        self.no_button = QPushButton(icon("cancel"), _("先不定稿"))
        self.no_button.setObjectName("freeze_no")
        self.no_button.clicked.connect(self.leave)
        row.addWidget(self.no_button)
        row.addWidget(self.yes_button)
        row.addStretch(1)
        return row

    def _learn_number(self) -> None:
        request = self.request

        def work(desk: Desk) -> str:
            from boshan_desk.usecases.papers.keeping import next_number

            return next_number(desk, request)

        def show(number: str) -> None:
            self.number.setText(number)
            self.number.setPlaceholderText("" if number else _("这种形式不编号，可以空着"))
            self.number_hint.setVisible(bool(number))

        self.shell.do(work, while_there(self, show))

    def freeze(self) -> None:
        """Ask once more, then keep the paper for good."""
        if self._freezing or self.kept is not None:
            return
        number = self.number.text().strip()
        question = (
            _("把《{title}》定稿，编号“{number}”？定稿以后不能修改。")
            if number
            else _("把《{title}》定稿，不编号？定稿以后不能修改。")
        )
        title = "".join(self.report.title)
        if not self.shell.ask.confirm(
            question.format(title=title, number=number), yes=_("定稿"), no=_("先不定稿")
        ):
            return
        self._freezing = True
        self.yes_button.setEnabled(False)
        request, seen = self.request, self.report

        def work(desk: Desk, progress: Progress) -> Kept:
            from boshan_desk.usecases.papers.keeping import freeze

            return freeze(
                desk,
                request,
                number=number,
                seen=seen,
                # The page said so, and was answered.
                anyway=True,
                progress=progress,
            )

        self.shell.do_long(
            work,
            while_there(self, self._frozen),
            words=_("正在定稿"),
            failed=while_there(self, self._failed),
        )

    def _failed(self, error: Exception) -> None:
        self._freezing = False
        self.yes_button.setEnabled(True)
        self.shell.tell_failure(error)

    # After

    def _make_answer(self) -> QFrame:
        frame = QFrame()
        theme.dress(frame, role="card")
        column = QVBoxLayout(frame)
        self.answer = Answer("freeze_answer")
        column.addWidget(self.answer)
        column.addWidget(QLabel(_("核验码（印在报告末尾）")))
        self.code = _label("freeze_code")
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        face = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
        self.code.setStyleSheet(f'font-family: "{face}";')
        theme.dress(self.code, role="figure")
        column.addWidget(self.code)
        row = QHBoxLayout()
        for name, picture, words, slot in (
            ("freeze_print", "print", _("打印…"), self._print),
            ("freeze_save", "save", _("保存 PDF…"), self._save),
            ("freeze_copy", "paste", _("复制核验码"), self._copy),
            ("freeze_list", "ledgers", _("已定稿的报告…"), self._list),
        ):
            button = QPushButton(icon(picture), words)
            button.setObjectName(name)
            button.clicked.connect(slot)
            row.addWidget(button)
            if name == "freeze_print":
                self._first = button
        row.addStretch(1)
        column.addLayout(row)
        return frame

    def _frozen(self, kept: Kept) -> None:
        self._freezing = False
        self.kept = kept
        self._asking.hide()
        words = _("已定稿：{number}《{title}》。") if kept.number else _("已定稿：《{title}》。")
        self.answer.say("ok", words.format(number=kept.number, title=kept.title))
        self.code.setText(kept.code)
        self._told.show()
        self._first.setFocus()

    def _print(self) -> None:
        if self.kept is not None:
            print_kept(self.shell, self, self.kept)

    def _save(self) -> None:
        if self.kept is not None:
            save_kept(self.shell, self, self.kept)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.code.text())
        self.shell.said.emit("ok", _("已复制核验码 {code}").format(code=self.code.text()))

    def _list(self) -> None:
        from boshan_desk.ui.papers_kept import KeptPage

        shell = self.shell
        self.leave()
        shell.page_wanted.emit(KeptPage(shell))


def stale_keys(report: Report) -> Iterator[str]:
    """The paragraphs of a paper that are to be read again."""
    for block in report.blocks:
        if isinstance(block, Words) and block.key and block.basis and block.basis != block.drafted:
            yield block.key


def _label(name: str, words: str = "") -> QLabel:
    label = QLabel(words)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
