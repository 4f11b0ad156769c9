"""期限规则: every limit with its article, and the ways to put other rules in their place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from boshan_desk.domain.law.limits import Limit
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _, mark
from boshan_desk.procedure.words import FACTS
from boshan_desk.ui.icons import icon
from boshan_desk.ui.law_leaf import LawLeaf, Part
from boshan_desk.ui.law_reading import Book
from boshan_desk.ui.law_words import certainty, in_force, limit_length, limit_lines

HEADS: Final = (
    mark("编号"), mark("名称"), mark("期限"), mark("施行"), mark("核定"), mark("起算"),
    mark("依据"),
)  # fmt: skip
_WIDTHS: Final = (7, 26, 14, 17, 14, 18)


class LimitsLeaf(LawLeaf):
    """The limits in their order, the newest version of each."""

    file_wanted = Signal()
    drop_wanted = Signal()
    """The shipped rules are to stand in the place of a loaded file again."""

    def __init__(self, *, may_change: bool) -> None:
        super().__init__("law_limits", HEADS, _WIDTHS)
        self.table.setAccessibleName(_("期限规则"))
        self._limits: list[tuple[str, tuple[Limit, ...]]] = []
        self.about = self.say("")
        self.open_button = QPushButton(icon("open"), _("打开规则文件…"))
        self.open_button.setObjectName("law_open")
        self.open_button.setToolTip(_("先核对差别和涉及的案件，再决定是否保存"))
        self.open_button.clicked.connect(self.file_wanted.emit)
        self.drop_button = QPushButton(icon("undo"), _("恢复内置规则…"))
        self.drop_button.setObjectName("law_drop")
        self.drop_button.clicked.connect(self.drop_wanted.emit)
        for button in (self.open_button, self.drop_button):
            if not may_change:
                button.hide()
            self.bar.addWidget(button)

    def show_book(self, book: Book) -> None:
        """Show the limits of a desk."""
        self._limits = list(book.law.limits.versions.items())
        rows = []
        for id, versions in self._limits:
            newest = versions[-1]
            rows.append(
                (
                    id,
                    newest.called,
                    limit_length(newest),
                    in_force(newest.since, newest.until),
                    certainty(newest.sure),
                    _(FACTS.get(newest.start, newest.start)),
                    newest.basis,
                )
            )
        self.show_rows(rows, self._told)
        doubtful = sum(bool(certainty(versions[-1].sure)) for _id, versions in self._limits)
        loaded = book.has("limits")
        words = _("共 {count} 项，其中 {doubtful} 项标明“由本局核定”。").format(
            count=len(rows), doubtful=doubtful
        )
        if loaded is None:
            words += _("现用的是程序内置的规则。")
        else:
            words += _("现用 {officer} 于 {at} 载入的规则文件。").format(
                officer=loaded.officer, at=loaded.at[:16]
            )
        others = [f.title for f in book.rule_files() if f is not loaded]
        if others:
            words += _("另外载入了：{files}。").format(files=listed(others))
        self.about.setText(words)
        self.drop_button.setEnabled(bool(book.rule_files()))

    def _told(self, row: int) -> tuple[str, Sequence[Part]]:
        id, versions = self._limits[row]
        several = len(versions) > 1
        return f"{id}　{versions[-1].called}", [
            (in_force(v.since, v.until) if several or v.since or v.until else "", limit_lines(v))
            for v in reversed(versions)
        ]
