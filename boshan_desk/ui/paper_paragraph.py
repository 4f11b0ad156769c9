"""One paragraph of a paper: read, written, and set beside what the ledgers say now."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QTextBrowser,
    QTextEdit,
)

from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.audit_check import Answer
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lines import em
from boshan_desk.ui.paper_compare import Apart, Span, differing, marked_up, strange_numbers
from boshan_desk.ui.tall_area import TallArea

if TYPE_CHECKING:
    from boshan_desk.ui.paper_words import Paragraph

KEEP_AFTER: Final = 1500
"""Milliseconds after the last key until what was typed is kept."""

_LOOK_AFTER: Final = 150
"""Milliseconds after a key until the numbers are looked at again."""

_LEAST_LINES: Final = 5
_NAMED: Final = 4
"""Changes and numbers that are named; of more it is said that there are more."""


class ParagraphEditor(TallArea):
    """Shows a paragraph; says what is to be done with it and does nothing itself."""

    save_wanted = Signal()
    take_back_wanted = Signal()
    keep_wanted = Signal()
    """The officer's words are to stay although the figures changed."""
    typed = Signal(str)
    """What stands in the editor now."""
    settled = Signal()
    """Nobody has typed for a while."""

    def __init__(self, *, may_change: bool) -> None:
        super().__init__()
        self.setObjectName("paragraph_editor")
        self._may = may_change
        self._paragraph: Paragraph | None = None
        self._rewriting = False
        whole = self.column
        self.title = QLabel()
        self.title.setObjectName("paragraph_title")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setWordWrap(True)
        theme.dress(self.title, role="section")
        self.news = Answer("paragraph_news")
        self.compared = QTextBrowser()
        self.compared.setObjectName("paragraph_compared")
        self.compared.setAccessibleName(_("我写的和草拟的文字"))
        self.compared.setOpenLinks(False)
        self.compared.setTabChangesFocus(True)
        self.box = QPlainTextEdit()
        self.box.setObjectName("paragraph_box")
        self.box.setAccessibleName(_("这一段的文字"))
        self.box.setTabChangesFocus(True)
        self.box.setReadOnly(not may_change)
        self.hint = QLabel()
        self.hint.setObjectName("paragraph_hint")
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setWordWrap(True)
        self.check = Answer("paragraph_check")
        for widget in (self.title, self.news):
            whole.addWidget(widget)
        whole.addLayout(self._make_choices())
        whole.addWidget(self.box, 3)
        whole.addWidget(self.check)
        whole.addWidget(self.hint)
        whole.addLayout(self._make_buttons())
        whole.addWidget(self.compared, 2)
        whole.addStretch(0)
        self._soon = _timer(self, KEEP_AFTER, self.settled.emit)
        self._look_soon = _timer(self, _LOOK_AFTER, self._look)
        self.box.textChanged.connect(self._typed)
        line = self.fontMetrics().lineSpacing()
        for text in (self.box, self.compared):
            # As high as there is room, and never less than a few lines.
            text.setMinimumHeight(line * _LEAST_LINES)
            text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setFocusProxy(self.box)
        self.show_nothing()

    def _make_choices(self) -> QBoxLayout:
        self._choices = row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.keep_button = _button("paragraph_keep", _("保留我的"), "ok")
        self.keep_button.setToolTip(_("文字不变，不再提示，直到数字再有变化"))
        self.keep_button.clicked.connect(self.keep_wanted.emit)
        self.use_button = _button("paragraph_use", _("用新的草拟"), "refresh")
        self.use_button.setToolTip(_("换成按现在的数字草拟的文字，以后跟着数字变"))
        self.use_button.clicked.connect(self.take_back_wanted.emit)
        self.rewrite_button = _button("paragraph_rewrite", _("改写"), "edit")
        self.rewrite_button.setToolTip(_("对照新的草拟，改自己的文字"))
        self.rewrite_button.clicked.connect(self._rewrite)
        for button in self._three():
            row.addWidget(button)
        row.addStretch(1)
        return row

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow panel the three choices stand below one another."""
        super().resizeEvent(event)
        wide = sum(button.sizeHint().width() for button in self._three()) + em(self) * 3
        narrow = event.size().width() < wide
        ways = QBoxLayout.Direction
        self._choices.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)

    def _three(self) -> tuple[QPushButton, ...]:
        return self.keep_button, self.use_button, self.rewrite_button

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.save_button = QPushButton(icon("save", ink=theme.PALETTE.on_accent), _("保存"))
        self.save_button.setObjectName("paragraph_save")
        self.save_button.setToolTip(_("保存这一段（Ctrl+S）"))
        theme.dress(self.save_button, role="primary")
        self.save_button.clicked.connect(self.save_wanted.emit)
        self.back_button = _button("paragraph_back", _("恢复草拟文字"), "undo")
        self.back_button.setToolTip(_("不用自己写的，回到按台账数字草拟的文字"))
        self.back_button.clicked.connect(self.take_back_wanted.emit)
        row.addWidget(self.save_button)
        row.addWidget(self.back_button)
        row.addStretch(1)
        keys = QShortcut(QKeySequence.StandardKey.Save, self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.save_button.click)
        return row

    # What is shown

    def show_nothing(self) -> None:
        """No paragraph is chosen."""
        self._paragraph = None
        self._show_text("")
        for widget in (*self._parts(), self.title, self.news, self.compared, self.check):
            widget.hide()
        self.hint.setText(_("在上面选一段，或在预览里点一段文字，就可以看和改。"))
        theme.dress(self.hint, role="hint", severity="")
        self.hint.show()

    def show_paragraph(self, paragraph: Paragraph, typed: str | None = None) -> None:
        """Show a paragraph, with what was `typed` into it and not saved."""
        self.settle()
        same = self._paragraph is not None and self._paragraph.key == paragraph.key
        self._paragraph = paragraph
        self._rewriting = typed is not None
        self.title.setText(" / ".join(paragraph.under) or _("正文"))
        self.title.show()
        text = paragraph.text if typed is None else typed
        if not same or self.text() != text:
            # Else whoever goes on writing while the paper is made would lose the place.
            self._show_text(text)
        self._arrange()
        self._look()

    def begin(self) -> None:
        """Write in it, if it may be written."""
        if self._paragraph is not None and self.box.isVisibleTo(self):
            self.box.setFocus()
            # Once what is above it has its place.
            QTimer.singleShot(0, self, self._show_box)

    def _show_box(self) -> None:
        """What is written is in sight, and if there is room what saves it."""
        self.ensureWidgetVisible(self.save_button)
        if self.box.mapTo(self.viewport(), QPoint(0, 0)).y() < 0:
            self.verticalScrollBar().setValue(self.box.mapTo(self.widget(), QPoint(0, 0)).y())

    def text(self) -> str:
        """What stands in the editor; lines of nothing are no paragraphs."""
        lines = (line.strip() for line in self.box.toPlainText().splitlines())
        return "\n".join(line for line in lines if line)

    def settle(self) -> None:
        """Forget that something was typed just now: it is being kept."""
        self._soon.stop()

    def _parts(self) -> tuple[QPushButton | QPlainTextEdit, ...]:
        return (*self._three(), self.box, self.save_button, self.back_button)

    def _arrange(self) -> None:
        """Show what belongs to how the paragraph stands."""
        paragraph = self._paragraph
        assert paragraph is not None
        asks = paragraph.stale and (paragraph.gone or not self._rewriting) and self._may
        self.use_button.setVisible(paragraph.stale and self._may)
        self.box.setVisible(not asks)
        for button in (self.save_button, self.back_button):
            button.setVisible(not asks and self._may)
        self.back_button.setVisible(not asks and self._may and not paragraph.stale)
        self.keep_button.setVisible(paragraph.stale and self._may and not paragraph.gone)
        self.rewrite_button.setVisible(asks and not paragraph.gone)
        self.use_button.setText(_("不要了") if paragraph.gone else _("用新的草拟"))
        if paragraph.gone:
            self.news.say("warn", _("报告里现在没有这一段（没有相应的数字），您写的没有印出来。"))
        elif paragraph.stale:
            self.news.say("warn", news_words(differing(paragraph.basis, paragraph.drafted)))
        else:
            self.news.hide()
        if paragraph.edited:
            page = compared_page(paragraph.text, paragraph.drafted, both=asks)
            self.compared.setHtml(page)
            self.compared.moveCursor(QTextCursor.MoveOperation.Start)
        self.compared.setVisible(paragraph.edited)

    def _rewrite(self) -> None:
        self._rewriting = True
        self._arrange()
        self._look()
        self.begin()

    def _show_text(self, text: str) -> None:
        self.box.blockSignals(True)
        self.box.setPlainText(text)
        self.box.blockSignals(False)

    # Typing

    def _typed(self) -> None:
        self.typed.emit(self.text())
        self._allow()
        self._soon.start()
        self._look_soon.start()

    def _look(self) -> None:
        """Point out numbers that the ledgers do not know, and that nothing would be printed."""
        self._look_soon.stop()
        paragraph = self._paragraph
        if paragraph is None:
            return
        text = self.box.toPlainText()
        own = self._allow()
        strange = strange_numbers(text, paragraph.drafted) if own else []
        self._underline([span for span, _number in strange])
        shown = self.box.isVisibleTo(self)
        if shown and strange:
            self.check.say("warn", strange_words([number for _span, number in strange]))
        else:
            self.check.hide()
        empty = not self.text()
        if not shown:
            self.hint.hide()
            return
        self.hint.setText(
            _("▲ 没有文字：保存后，报告里不印这一段。")
            if empty
            else _("换行就是另起一段；文字删空，这一段就不印。")
        )
        theme.dress(self.hint, role="" if empty else "hint", severity="warn" if empty else "")
        self.hint.setVisible(self._may)

    def _allow(self) -> bool:
        """Allow what may be done; whether the words are other than what is drafted."""
        paragraph = self._paragraph
        if paragraph is None:
            return False
        changed = self.text() != paragraph.text
        self.save_button.setEnabled(changed or paragraph.stale)
        self.back_button.setEnabled(paragraph.edited or changed)
        return paragraph.edited or changed

    def _underline(self, spans: list[Span]) -> None:
        look = QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look.setUnderlineColor(QColor(theme.PALETTE.warn))
        look.setBackground(QColor(theme.PALETTE.warn_soft))
        marks = []
        for start, end in spans:
            # PySide's stubs do not know the members of the selection.
            selection = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.box.document())
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            selection.cursor, selection.format = cursor, look  # type: ignore[attr-defined]
            marks.append(selection)
        self.box.setExtraSelections(marks)


def news_words(apart: Apart) -> str:
    """What changed in the figures since the words were written."""
    told = dict.fromkeys(
        _("{before}→{after}").format(before=before, after=after)
        for before, after in apart.pairs
        if before and after
    )
    named = list(told)[:_NAMED]
    if not named:
        return _("您改写以后，台账的数字变了，这一段请重新看一遍。")
    changes = _("、").join(named)
    if len(told) > len(named):
        changes = _("{changes} 等").format(changes=changes)
    return _("您改写以后，台账的数字变了（{changes}），这一段请重新看一遍。").format(
        changes=changes
    )


def strange_words(numbers: list[str]) -> str:
    """That some numbers are not those of the ledgers."""
    named = list(dict.fromkeys(numbers))
    shown = _("、").join(named[:_NAMED])
    if len(named) > _NAMED:
        shown = _("{changes} 等").format(changes=shown)
    return _("{numbers} 与这一段的台账数字都不一致，请核对（加波浪线处）。").format(numbers=shown)


def compared_page(mine: str, drafted: str, *, both: bool) -> str:
    """What the officer wrote above what is drafted now, with what differs marked, as HTML.

    Not `both` where one's own words stand in the editor above.
    """
    apart = differing(mine, drafted)
    muted = theme.PALETTE.muted

    def part(title: str, body: str) -> str:
        return (
            f'<p style="margin:0;color:{muted};">{escape(title)}</p>'
            f'<p style="margin:2px 0 10px 0;">{body}</p>'
        )

    fresh = marked_up(drafted, apart.new, gone=False) if drafted else escape(_("（没有这一段）"))
    if not mine.strip():
        own, fresh = escape(_("（不印这一段）")), marked_up(drafted, (), gone=False)
    else:
        own = marked_up(mine, apart.gone, gone=True)
    now = part(_("现在草拟的（加下划线的，我写的里没有）"), fresh)
    return part(_("我写的（划去的，草拟里没有）"), own) + now if both else now


def _button(name: str, words: str, picture: str) -> QPushButton:
    button = QPushButton(icon(picture), words)
    button.setObjectName(name)
    return button


def _timer(owner: ParagraphEditor, after: int, call: object) -> QTimer:
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(after)
    timer.timeout.connect(call)
    return timer
