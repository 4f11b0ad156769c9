"""镇街报送: what towns hand in, at the desk of their county; at a city's, what its counties do.

One thing leads: a package that was brought is taken.  Below it stand who has not reported, what
waits for a person, and every town with how it stands.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QIcon, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.changes import Step
from boshan_desk.domain.officers import Right
from boshan_desk.domain.period import Period, last_full_quarter, quarter_of, read_period
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme
from boshan_desk.ui.banner import Banner
from boshan_desk.ui.case_flow import FlowLayout
from boshan_desk.ui.exchange_acts import reissue, revoke, settle, write_missing
from boshan_desk.ui.exchange_board import BoardTable
from boshan_desk.ui.exchange_next import NextCard, Standing, read_standing
from boshan_desk.ui.exchange_words import above_words, below_words
from boshan_desk.ui.lines import unflagged, while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.tall_area import TallArea

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.exchange.board import BoardLine
    from boshan_desk.usecases.exchange.making import Made

_QUARTERS: Final = 9
"""So many quarters may be looked at: the running one and two years."""


_WIDE: Final = 100
"""Characters from which the buttons of the head have room for pictures."""


class ExchangePage(QWidget):
    """The place of what is handed in."""

    manual: Final = "towns"
    saved = Signal(object, str)
    """The path a file was written to, and what is said of it."""
    upwards_wanted = Signal()
    """The way to the office above is to be seen."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.standing: Standing | None = None
        self.setObjectName("exchange_page")
        line = self.fontMetrics().height()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(line, line * 2 // 3, line, line * 2 // 3)
        whole.setSpacing(line // 2)
        whole.addLayout(self._make_head())
        # On a small screen what has no room is reached by scrolling.
        area = TallArea()
        area.column.setSpacing(line // 2)
        whole.addWidget(area, 1)
        self.alarm = Banner("exchange_alarm", "error")
        self.alarm.add_button("exchange_alarm_how", _("怎么办"), self._show_manual)
        settle = self.alarm.add_button("exchange_settle", _("已查明，恢复接收…"), self.settle)
        settle.setVisible(shell.may(Right.REVIEW))
        area.column.addWidget(self.alarm)
        self.next = NextCard(shell)
        self.next.receive_wanted.connect(self.receive)
        self.next.phones_wanted.connect(self.show_phones)
        self.next.waiting_wanted.connect(self.show_waiting)
        self.next.return_wanted.connect(self.save_return)
        area.column.addWidget(self.next)
        self.table = BoardTable()
        self.table.itemSelectionChanged.connect(self._chosen)
        self.table.itemDoubleClicked.connect(lambda _item: self.show_packages())
        area.column.addWidget(self.table, 1)
        area.column.addLayout(self._make_bar())
        self.setFocusProxy(self.next.receive)
        shell.stepped.connect(self._after)

    # Parts

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        title = QLabel(_("{below}报送").format(below=below_words(self.shell.level)))
        theme.dress(title, role="title")
        self.period_box = QComboBox()
        self.period_box.setObjectName("exchange_period")
        self.period_box.setAccessibleName(_("报送期"))
        usual = last_full_quarter(self.shell.today)
        period = quarter_of(self.shell.today)
        for _at in range(_QUARTERS):
            self.period_box.addItem(period.words(), str(period))
            period = period.previous()
        self.period_box.setCurrentIndex(self.period_box.findData(str(usual)))
        self.period_box.activated.connect(lambda _row: self.refresh())
        self.period_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.period_box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row.addWidget(title)
        row.addWidget(self.period_box)
        row.addStretch(1)
        self._signed: list[tuple[QPushButton, str]] = []
        """The buttons of the head, each with its picture."""
        for name, picture, words, tip, slot in (
            (
                "enrol",
                "add",
                _("{below}开户…").format(below=below_words(self.shell.level)),
                _("第一次报送以前，为对方的电脑开户；换了电脑也在这里办"),
                self.enrol,
            ),
            (
                "up",
                "export",
                _("向{above}报送…").format(above=above_words(self.shell.level)),
                _("本单位用同样的办法向上级报送"),
                self.upwards_wanted.emit,
            ),
            ("packages", "history", _("收发记录…"), _("收过、发过的每个数据包"), self.show_all),
            ("days", "calendar", _("报送期限…"), _("到哪天算按期，到哪天截止"), self.set_days),
        ):
            button = QPushButton(icons.icon(picture), words)
            button.setObjectName(f"exchange_{name}")
            button.setToolTip(tip)
            button.clicked.connect(unflagged(slot))
            row.addWidget(button)
            self._signed.append((button, picture))
            if name in ("enrol", "days") and not self.shell.may(Right.SETTINGS):
                button.hide()
            if name == "up" and self.shell.level != "county":
                button.hide()
        return row

    def _make_bar(self) -> FlowLayout:
        row = FlowLayout(gap=self.fontMetrics().height() // 3)
        self.about = QLabel()
        self.about.setObjectName("exchange_about")
        row.addWidget(self.about)
        self.buttons: dict[str, QPushButton] = {}
        for name, picture, words, tip, slot in (
            (
                "return",
                "stick",
                _("制作回执包…"),
                _("已收到什么、哪些要改、本局改了什么，存到 U 盘带回去"),
                lambda: self.save_return(),
            ),
            ("its_packages", "history", _("它的收发记录…"), "", self.show_packages),
            (
                "report",
                "edit",
                _("登记报送情况…"),
                _("用纸质、口头等其他办法报送的，或者要退回的，在这里登记"),
                self.open_report,
            ),
            (
                "reissue",
                "save",
                _("补发开户文件…"),
                _("开户文件丢失，或者本单位更换了核对码以后"),
                self.reissue,
            ),
            ("revoke", "withdraw", _("停用…"), _("电脑丢失、借出、换人时停用"), self.revoke),
        ):
            button = QPushButton(icons.icon(picture), words)
            button.setObjectName(f"exchange_{name}")
            button.setToolTip(tip)
            button.clicked.connect(unflagged(slot))
            row.addWidget(button)
            self.buttons[name] = button
        self.mark_missing = QPushButton(icons.icon("edit"), "")
        self.mark_missing.setObjectName("exchange_mark_missing")
        self.mark_missing.clicked.connect(lambda: self.write_missing())
        row.addWidget(self.mark_missing)
        self.mark_missing.hide()
        self.about.setMinimumHeight(self.mark_missing.sizeHint().height())
        return row

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the words of the buttons go before their pictures."""
        super().resizeEvent(event)
        wide = event.size().width() >= self.fontMetrics().horizontalAdvance("0") * _WIDE
        for button, picture in self._signed:
            button.setIcon(icons.icon(picture) if wide else QIcon())

    # What is shown

    @property
    def period(self) -> Period:
        """The period whose reports are shown."""
        return read_period(str(self.period_box.currentData()))

    def showEvent(self, event: QShowEvent) -> None:
        """It is read when it is looked at."""
        super().showEvent(event)
        self.refresh()

    def begin(self) -> None:
        """The desk is open: from now on it can be read without keeping anyone waiting."""
        self.refresh()

    def refresh(self) -> None:
        """Read everything anew; not before the desk is open, which the first paint waits for."""
        if not self.shell.opened:
            return
        period = self.period

        def work(desk: Desk) -> Standing:
            return read_standing(desk, period)

        self.shell.do(work, while_there(self, partial(self._show, period)))

    def _after(self, _step: Step) -> None:
        if self.isVisible():
            self.refresh()

    def _show(self, period: Period, standing: Standing) -> None:
        if period != self.period:
            return
        self.standing = standing
        self.next.show_standing(standing)
        self._show_alarm(standing)
        self.table.show_lines(standing.board.lines)
        self._chosen()
        self._offer_missing(standing)

    def _show_alarm(self, standing: Standing) -> None:
        """Two computers go under one name: that comes before everything."""
        doubled = [line.town_label for line in self._doubled()]
        if doubled:
            words = _(
                "{names}：收到编号相同、内容不同的数据包，可能有两台电脑在用同一份数据。"
                "已暂停接收，台账没有改动。请打电话问清是哪一台在用。"
            )
            self.alarm.say(words.format(names=listed(doubled)))
        else:
            self.alarm.hide()

    def _doubled(self) -> list[BoardLine]:
        """The towns whose packages are not taken until it is known which computer is theirs."""
        lines = self.standing.board.lines if self.standing else ()
        return [line for line in lines if line.peer is not None and line.peer.alarm]

    def chosen(self) -> BoardLine | None:
        """The town that is chosen."""
        return self.table.chosen()

    def _chosen(self) -> None:
        line = self.chosen()
        desk = line is not None and line.peer is not None
        active = line is not None and line.peer is not None and line.peer.active
        self.about.setText(line.town_label if line else "")
        may = self.shell.may(Right.EXCHANGE)
        self.buttons["return"].setVisible(active)
        self.buttons["return"].setEnabled(may)
        self.buttons["its_packages"].setVisible(desk)
        self.buttons["report"].setVisible(line is not None and self.shell.may(Right.ENTER))
        for name in ("reissue", "revoke"):
            self.buttons[name].setVisible(active and self.shell.may(Right.SETTINGS))

    def _offer_missing(self, standing: Standing) -> None:
        """Once the day has passed, who has not reported may be written down as such."""
        board = standing.board
        open_ = sum(line.state == "unknown" for line in board.lines)
        passed = board.today > board.deadline.due
        self.mark_missing.setVisible(bool(open_) and passed and self.shell.may(Right.ENTER))
        self.mark_missing.setText(_("把未登记的 {count} 个登记为未报…").format(count=open_))

    # What is wanted

    def receive(self) -> None:
        """Ask for a package, and look at it."""
        self.shell.package_wanted.emit(None)

    def show_waiting(self) -> None:
        """What waits for a decision."""
        from boshan_desk.ui.conflicts_page import ConflictsPage

        self.shell.page_wanted.emit(ConflictsPage(self.shell))

    def show_phones(self) -> None:
        """Whom to telephone."""
        from boshan_desk.ui.phones_page import PhonesPage

        self.shell.page_wanted.emit(PhonesPage(self.shell, self.period))

    def show_all(self) -> None:
        """Every package that came in or went out."""
        self._open_packages("")

    def show_packages(self) -> None:
        """The packages of the chosen town."""
        line = self.chosen()
        if line is not None and line.peer is not None:
            self._open_packages(line.peer.site)

    def _open_packages(self, site: str) -> None:
        from boshan_desk.ui.packages_page import PackagesPage

        self.shell.page_wanted.emit(PackagesPage(self.shell, site))

    def enrol(self) -> None:
        """Make a town's computer known here."""
        from boshan_desk.ui.town_enrol import EnrolPage

        self.shell.page_wanted.emit(EnrolPage(self.shell))

    def set_days(self) -> None:
        """Until when reports are on time."""
        from boshan_desk.ui.report_days import ReportDaysPage

        self.shell.page_wanted.emit(ReportDaysPage(self.shell))

    def open_report(self) -> None:
        """The town's report of the period as the ledger has it."""
        line, standing = self.chosen(), self.standing
        if line is None or standing is None:
            return
        if line.report is not None:
            self.shell.open_record("town_report", line.report.id)
        else:
            due = standing.board.deadline.due
            values = {"period": str(self.period), "town_code": line.town, "due_on": due}
            self.shell.open_record("town_report", None, values)

    def save_return(self, site: str = "") -> None:
        """Make the return package of a desk, onto a stick."""
        line = self.chosen()
        site = site or (line.peer.site if line is not None and line.peer is not None else "")
        if not site:
            return
        from boshan_desk.ui.package_out import save_return, saved_words

        def told(made: Made) -> None:
            self.saved.emit(made.path, saved_words(made.path))
            self.refresh()

        save_return(self.shell, self, site, told)

    def write_missing(self) -> None:
        """Write down who has not reported."""
        if self.standing is not None:
            write_missing(self.shell, self, self.standing.board, self.refresh)

    def reissue(self) -> None:
        """Give the chosen town its certificate once more."""
        line = self.chosen()
        if line is not None and line.peer is not None:
            reissue(self.shell, self, line.peer, self.saved.emit)

    def revoke(self) -> None:
        """Take no more packages of the chosen town's computer, with a reason."""
        line = self.chosen()
        if line is not None and line.peer is not None:
            revoke(self.shell, self, line.peer, self.refresh)

    def settle(self) -> None:
        """Take a town's packages again: a person has found out which computer is the right one."""
        doubled = self._doubled()
        chosen = self.chosen()
        line = chosen if chosen in doubled else next(iter(doubled), None)
        if line is not None and line.peer is not None:
            settle(self.shell, self, line.peer, self.refresh)

    def _show_manual(self) -> None:
        self.shell.command_wanted.emit("manual")
