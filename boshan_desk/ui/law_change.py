"""What a change of rules or calendar would do, looked at before it is saved."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from boshan_desk.domain.explaining import day_words
from boshan_desk.domain.wording import clauses, listed, statements, with_more
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme
from boshan_desk.ui.audit_check import Answer
from boshan_desk.ui.icons import icon
from boshan_desk.ui.side_page import make_table

if TYPE_CHECKING:
    from boshan_desk.usecases.lawfiles import LawChange

WHAT_HEADS: Final = (mark("改动的规则或日期"), mark("改动内容"))
_WHAT_WIDTHS: Final = (44,)
CASE_HEADS: Final = (
    mark("案件"), mark("现在的最后一日"), mark("改后的最后一日"), mark("期限"), mark("承办人"),
)  # fmt: skip
_CASE_WIDTHS: Final = (26, 30, 30, 28)
MOST: Final = 1000
"""Lines that are listed: more is read by nobody, and keeps the window waiting."""


class ChangeLeaf(QFrame):
    """The comparison with the law in force, the open cases it touches, and the decision."""

    saved = Signal()
    called_off = Signal()
    case_wanted = Signal(str)
    """The id of a touched case that is to be opened."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("law_change")
        self.change: LawChange | None = None
        self._ids: list[str] = []
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        self.title = QLabel()
        self.title.setObjectName("law_change_title")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        theme.dress(self.title, role="section")
        head.addWidget(self.title, 1)
        self.cancel_button = QPushButton(icon("cancel"), _("不保存"))
        self.cancel_button.setObjectName("law_change_cancel")
        self.cancel_button.clicked.connect(self.called_off.emit)
        self.save_button = QPushButton(
            icon("save", ink=theme.PALETTE.on_accent), _("保存并重新计算")
        )
        self.save_button.setObjectName("law_change_save")
        theme.dress(self.save_button, role="primary")
        self.save_button.clicked.connect(self.saved.emit)
        head.addWidget(self.cancel_button)
        head.addWidget(self.save_button)
        whole.addLayout(head)
        self.answer = Answer("law_change_answer")
        self.odd = Answer("law_change_odd")
        whole.addWidget(self.answer)
        whole.addWidget(self.odd)
        self.what = make_table("law_change_what", WHAT_HEADS, _WHAT_WIDTHS)
        self.what.setAccessibleName(_("改动内容"))
        whole.addWidget(self.what, 2)
        self.cases = make_table("law_change_cases", CASE_HEADS, _CASE_WIDTHS)
        self.cases.setAccessibleName(_("涉及的未结案件"))
        self.cases.setToolTip(_("双击或按回车打开案件"))
        self.cases.cellActivated.connect(lambda row, _column: self._open(row))
        whole.addWidget(self.cases, 3)
        self.setFocusProxy(self.cancel_button)

    def show_change(self, change: LawChange) -> None:
        """Show what would change."""
        self.change = change
        self.title.setText(_("核对：{title}").format(title=change.title))
        self.what.show_rows(list(_what(change)))
        rows = list(islice(_case_rows(change), MOST))
        self._ids = [id for id, _row in rows]
        self.cases.show_rows([row for _id, row in rows])
        self.cases.setVisible(bool(rows))
        self.answer.say("warn" if rows else "note", summary(change))
        if change.warnings:
            words = _("请对照原文核对：{words}").format(words=statements(change.warnings))
            self.odd.say("warn", words)
        else:
            self.odd.hide()
        same = not change.rules and not change.days and change.digest == change.old_digest
        self.save_button.setEnabled(not same)
        self.cancel_button.setFocus()

    def _open(self, row: int) -> None:
        if 0 <= row < len(self._ids):
            self.case_wanted.emit(self._ids[row])


def summary(change: LawChange) -> str:
    """How much a change touches, in one sentence."""
    parts = []
    if change.rules:
        parts.append(_("改动 {count} 条规则").format(count=len(change.rules)))
    if change.days:
        parts.append(_("改动 {count} 个日期").format(count=len(change.days)))
    if not parts:
        parts.append(_("规则和日期都没有改动"))
    touched = sum(len(case.limits) for case in change.touched)
    if change.touched:
        parts.append(
            _("{cases} 件未结案件的 {limits} 项期限会变动").format(
                cases=len(change.touched), limits=touched
            )
        )
    else:
        parts.append(_("没有未结案件的期限会变动"))
    if change.settled:
        parts.append(_("{count} 件的日期不变，不再是暂定").format(count=change.settled))
    parts.append(_("其余 {count} 件不受影响").format(count=change.untouched))
    if touched > MOST:
        parts.append(_("下面列出前 {count} 项").format(count=MOST))
    return _("{words}。现在还没有保存。").format(words=clauses(parts))


def _what(change: LawChange) -> Iterator[tuple[str, str]]:
    for rule in change.rules:
        yield f"{rule.id}　{rule.title}", statements(rule.what)
    for turn in change.days:
        works = _("改为上班") if turn.works else _("改为休息")
        yield day_words(turn.day), with_more(works, turn.name) if turn.name else works


def _case_rows(change: LawChange) -> Iterator[tuple[str, tuple[str, ...]]]:
    for case in change.touched:
        for limit in case.limits:
            yield (
                case.id,
                (
                    case.label,
                    limit.before_words,
                    limit.after_words,
                    f"{limit.rule}　{limit.title}",
                    listed(case.officers),
                ),
            )
