"""电话名单: which towns still owe something, what to ask them, and whom to telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import Period
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme
from boshan_desk.ui.icons import icon
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.papered_page import PaperedPage
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.tall_table import TallTable

if TYPE_CHECKING:
    from boshan_desk.reports.pdf import Drawn
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.exchange.telephone import Call, TelephoneList

HEADS: Final = (
    mark("单位"), mark("报送情况"), mark("联络员"), mark("电话"), mark("问什么"),
)  # fmt: skip
_SHARES: Final = (8, 6, 10, 9, 20)


class PhonesPage(PaperedPage):
    """A line for every town there is something to ask, with those who answer for it."""

    manual: Final = "towns"

    def __init__(self, shell: Shell, period: Period) -> None:
        title = _("电话名单（{period}）").format(period=period.words())
        super().__init__(shell, title, saving=_("保存电话名单"))
        self.setObjectName("phones_page")
        self.shell = shell
        self.period = period
        self.list: TelephoneList | None = None
        self._reason = ""
        self.uncover = QPushButton(icon("eye"), _("显示完整号码…"))
        self.uncover.setObjectName("phones_uncover")
        self.uncover.clicked.connect(lambda: self.show_whole())
        self.printing = QPushButton(icon("print"), _("打印…"))
        self.printing.setObjectName("phones_print")
        self.printing.clicked.connect(lambda: self.print_out())
        self.head.addWidget(self.uncover)
        self.uncover.setVisible(shell.may(Right.UNCOVER))
        self.head.addWidget(self.printing)
        leaf = QWidget()
        column = QVBoxLayout(leaf)
        column.setContentsMargins(0, 0, 0, 0)
        self.about = QLabel()
        self.about.setObjectName("phones_about")
        self.about.setWordWrap(True)
        column.addWidget(self.about)
        self.table = TallTable(HEADS, _SHARES)
        self.table.setObjectName("phones_table")
        self.table.setAccessibleName(_("电话名单"))
        self.table.itemDoubleClicked.connect(lambda _item: self.open_contact())
        column.addWidget(self.table, 1)
        self.empty = QLabel(_("都已经报送，没有要打的电话。"))
        self.empty.setObjectName("phones_empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.dress(self.empty, role="hint")
        column.addWidget(self.empty, 1)
        self.empty.hide()
        self.lay_list(leaf)
        self.setFocusProxy(self.table)
        self.refresh()

    def refresh(self) -> None:
        """Read the list again."""
        period, reason = self.period, self._reason

        def work(desk: Desk) -> TelephoneList:
            from boshan_desk.usecases.exchange.telephone import telephone_list

            return telephone_list(desk, period, full=bool(reason), reason=reason)

        self.shell.do(work, while_there(self, self._show), failed=while_there(self, self._failed))

    def _failed(self, error: Exception) -> None:
        self._reason = ""
        self.shell.tell_failure(error)

    def _show(self, found: TelephoneList) -> None:
        self.list = found
        board = found.board
        self.about.setText(f"{board.words()}\n{board.deadline_words()}")
        self.table.show_rows([_row(call) for call in found.calls])
        any_there = bool(found.calls)
        self.table.setVisible(any_there)
        self.empty.setVisible(not any_there)
        self.printing.setEnabled(any_there)
        self.uncover.setEnabled(any_there and not found.full)
        if any_there:
            self.table.selectRow(0)

    def show_whole(self) -> None:
        """Show the numbers whole, for a reason that is kept."""
        reason = self.shell.ask.reason(
            _("显示联络员的完整电话号码。请写明用途，程序会留下记录。"), yes=_("显示完整号码")
        )
        if reason is not None:
            self._reason = reason
            self.refresh()

    def print_out(self) -> None:
        """Show the list as it will be printed, with the numbers as they stand on the screen."""
        shown = self.list
        if shown is None:
            return

        def work(desk: Desk, progress: Progress) -> Drawn:
            from boshan_desk.usecases.exchange.telephone import telephone_paper

            progress(0, 1)
            return telephone_paper(desk, shown)

        name = _("电话名单_{period}.pdf").format(period=self.period.words())
        self.paper.make(work, name, self.show_paper)

    def open_contact(self) -> None:
        """Open the record of the first liaison officer of the chosen town."""
        calls = self.list.calls if self.list else ()
        row = self.table.currentRow()
        if 0 <= row < len(calls) and calls[row].contacts:
            self.shell.open_record("liaison", calls[row].contacts[0].id)


def _row(call: Call) -> list[str]:
    people = [f"{each.name}（{each.role}）" if each.role else each.name for each in call.contacts]
    nobody = _("没有在任的联络员") if call.former else _("没有登记联络员")
    return [
        call.town_label,
        call.line.words,
        "\n".join(people) or nobody,
        "\n".join(each.phone or "—" for each in call.contacts),
        call.ask,
    ]
