"""已定稿的报告: every paper that was frozen, made again, made void, compared; and 核验."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QLabel, QPushButton

from boshan_desk.domain.officers import Right
from boshan_desk.domain.wording import explained, statements
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme
from boshan_desk.ui.audit_check import Answer
from boshan_desk.ui.case_flow import FlowLayout
from boshan_desk.ui.icons import icon
from boshan_desk.ui.kept_out import print_kept, remake_kept, save_kept
from boshan_desk.ui.kept_words import kept_row
from boshan_desk.ui.lines import unflagged, while_there
from boshan_desk.ui.paper_verify import VerifyBox
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage, make_table
from boshan_desk.ui.tall_area import TallArea

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.papers.keeping import Kept, Remade

HEADS: Final = (
    mark("状态"), mark("期号"), mark("标题"), mark("期间"), mark("形式"), mark("范围"),
    mark("定稿时间"), mark("定稿人"), mark("核验码"),
)  # fmt: skip
_WIDTHS: Final = (10, 16, 32, 17, 10, 16, 18, 10)
_LEAST_ROWS: Final = 6

Found = tuple[list["Kept"], dict[str, str]]


class KeptPage(SidePage):
    """Everyone may read, print and verify; making void is for who may freeze."""

    manual = "kept"

    def __init__(self, shell: Shell, id: str = "") -> None:
        """`id`: the paper that is to be chosen."""
        super().__init__(_("已定稿的报告"))
        self.setObjectName("kept_page")
        self.shell = shell
        self.kept: list[Kept] = []
        self._wanted = id
        self.verify = VerifyBox(shell)
        self.verify.found.connect(self.choose)
        area = TallArea()
        column = area.column
        self.body.addWidget(area, 1)
        column.addWidget(self.verify)
        column.addLayout(self._make_bar())
        self.table = make_table("kept_table", HEADS, _WIDTHS)
        self.table.setAccessibleName(_("已定稿的报告"))
        self.table.itemSelectionChanged.connect(self._chosen)
        self.table.itemDoubleClicked.connect(lambda _item: self.open())
        self.table.setMinimumHeight(theme.row_height(self.fontMetrics()) * _LEAST_ROWS)
        column.addWidget(self.table, 1)
        self.about = QLabel()
        self.about.setObjectName("kept_about")
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.about.setWordWrap(True)
        self.about.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.about)
        self.answer = Answer("kept_answer")
        column.addWidget(self.answer)
        self.empty = QLabel(_("还没有定稿的报告。在“报告”里生成、看过以后，点“定稿”里的“定稿…”。"))
        self.empty.setObjectName("kept_empty")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.dress(self.empty, role="hint")
        column.addWidget(self.empty)
        self.empty.hide()
        # Where there is no table, what is said stays at the top.
        column.addStretch(0)
        self.setFocusProxy(self.table)
        self.refresh()

    def _make_bar(self) -> FlowLayout:
        row = FlowLayout(gap=self.fontMetrics().height() // 3)
        self.buttons: dict[str, QPushButton] = {}
        for name, picture, words, tip, slot in (
            ("open", "preview", _("打开"), _("在“报告”里看这份定稿"), self.open),
            (
                "remake",
                "refresh",
                _("重新生成"),
                _("照定稿时保存的内容再生成一遍，看是否与当时的文件一模一样"),
                self.remake,
            ),
            ("save", "save", _("保存 PDF…"), "", self.save),
            ("print", "print", _("打印…"), "", self.print_out),
            (
                "differences",
                "history",
                _("差异表…"),
                _("这一期现在台账里的数字，与上一份同类定稿相比，为什么变了"),
                self.show_differences,
            ),
            ("void", "withdraw", _("作废…"), _("写明原因作废；定稿和编号都保留"), self.void),
        ):
            button = QPushButton(icon(picture), words)
            button.setObjectName(f"kept_{name}")
            button.setToolTip(tip)
            button.clicked.connect(unflagged(slot))
            row.addWidget(button)
            self.buttons[name] = button
        if not self.shell.may(Right.REVIEW):
            self.buttons["void"].hide()
        return row

    # What is shown

    def refresh(self) -> None:
        """Read the list again."""
        self.shell.do(read_kept, while_there(self, self._show))

    def _show(self, found: Found) -> None:
        chosen = self.chosen()
        wanted = self._wanted or (chosen.id if chosen else "")
        self._wanted = ""
        self.kept, forms = found
        self.table.show_rows([kept_row(each, self.shell.county, forms) for each in self.kept])
        for row, each in enumerate(self.kept):
            if each.is_void:
                self._strike(row)
        self.empty.setVisible(not self.kept)
        self.table.setVisible(bool(self.kept))
        if self.kept:
            ids = [each.id for each in self.kept]
            self.table.selectRow(ids.index(wanted) if wanted in ids else 0)
        self._chosen()

    def _strike(self, row: int) -> None:
        """A void paper looks it, besides saying it."""
        face = QFont(self.table.font())
        face.setStrikeOut(True)
        for column in range(1, self.table.columnCount()):
            if (item := self.table.item(row, column)) is not None:
                item.setFont(face)
                item.setForeground(QColor(theme.PALETTE.muted))

    def chosen(self) -> Kept | None:
        """The paper that is chosen."""
        row = self.table.currentRow()
        return self.kept[row] if 0 <= row < len(self.kept) else None

    def choose(self, id: str) -> None:
        """Choose a paper."""
        ids = [each.id for each in self.kept]
        if id in ids:
            self.table.selectRow(ids.index(id))

    def _chosen(self) -> None:
        kept = self.chosen()
        for name, button in self.buttons.items():
            button.setEnabled(kept is not None and not (name == "void" and kept.is_void))
        self.about.setVisible(kept is not None)
        self.answer.hide()
        if kept is not None:
            pages = _("共 {pages} 页").format(pages=kept.pages)
            code = explained(_("核验码"), kept.code)
            self.about.setText(statements((kept.words(), pages, code)))

    # What is wanted

    def open(self) -> None:
        """Show the paper where papers are read."""
        if (kept := self.chosen()) is not None:
            self.shell.kept_wanted.emit(kept.id)

    def remake(self) -> None:
        """Make it again, and say whether it is the same file."""
        kept = self.chosen()
        if kept is None:
            return

        def tell(made: Remade) -> None:
            words = explained(kept.number, made.words)
            self.answer.say("ok" if made.same else "warn", words)

        remake_kept(self.shell, self, kept, tell)

    def save(self) -> None:
        """Write it as it was."""
        if (kept := self.chosen()) is not None:
            save_kept(self.shell, self, kept)

    def print_out(self) -> None:
        """Print it as it was."""
        if (kept := self.chosen()) is not None:
            print_kept(self.shell, self, kept)

    def show_differences(self) -> None:
        """Set it against the one before it."""
        from boshan_desk.ui.report_differences import DifferencesPage

        if (kept := self.chosen()) is not None:
            self.shell.page_wanted.emit(DifferencesPage(self.shell, kept.request))

    def void(self) -> None:
        """Make it void, with a reason."""
        kept = self.chosen()
        if kept is None or kept.is_void:
            return
        question = _(
            "作废{number}《{title}》？作废不能撤回，编号不再使用；定稿仍然保留，核验时会说明已作废。\n"
            "请写明原因："
        ).format(number=kept.number, title=kept.title)
        reason = self.shell.ask.reason(question, yes=_("作废"))
        if reason is None:
            return

        def work(desk: Desk) -> Kept:
            from boshan_desk.usecases.papers.keeping import void

            return void(desk, kept.id, reason)

        def done(gone: Kept) -> None:
            self._wanted = gone.id
            self.refresh()
            self.shell.said.emit("ok", _("已作废：{number}").format(number=gone.number))

        self.shell.do(work, while_there(self, done), words=_("正在作废"))


def read_kept(desk: Desk) -> Found:
    """The frozen papers, newest first, and what the forms are called."""
    from boshan_desk.usecases.papers.keeping import list_kept
    from boshan_desk.usecases.quarter.templates import list_templates

    return list_kept(desk), {form.name: form.title for form in list_templates(desk)}
