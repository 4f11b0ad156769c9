"""收发记录: every package that came in or went out, its receipt again, and the way back."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.changes import Step
from boshan_desk.domain.officers import Right
from boshan_desk.domain.wording import statements
from boshan_desk.exchange.words import package_number, return_number
from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme
from boshan_desk.ui.case_flow import FlowLayout
from boshan_desk.ui.exchange_words import moment_words
from boshan_desk.ui.icons import icon
from boshan_desk.ui.import_choose import scrolled
from boshan_desk.ui.lines import unflagged, while_there
from boshan_desk.ui.package_out import (
    ask_to_undo,
    make_slip,
    save_return,
    saved_words,
    undo_work,
    undone_words,
)
from boshan_desk.ui.package_sums import PackageSums
from boshan_desk.ui.papered_page import PaperedPage
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.tall_area import TallArea
from boshan_desk.ui.tall_table import TallTable

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.exchange.making import Made
    from boshan_desk.usecases.exchange.parcels import Parcel

HEADS: Final = (
    mark("时间"), mark("收发"), mark("单位"), mark("编号"), mark("期间"), mark("报送说明"),
    mark("条数"), mark("状态"),
)  # fmt: skip
_SHARES: Final = (18, 11, 18, 11, 15, 14, 9, 20)

_LEAST_ROWS: Final = 7

_WAYS: Final = {
    ("in", "package"): mark("收数据包"),
    ("out", "return"): mark("发回执包"),
    ("out", "package"): mark("报数据包"),
    ("in", "return"): mark("收回执包"),
}

Found = tuple[list["Parcel"], dict[str, str]]


class PackagesPage(PaperedPage):
    """The packages, newest first; those of one other desk where that is chosen."""

    manual: Final = "towns"

    def __init__(self, shell: Shell, site: str = "") -> None:
        """`site`: the other desk whose packages are seen first; "" for all."""
        super().__init__(shell, _("收发记录"), saving=_("保存回执单"))
        self.setObjectName("packages_page")
        self.shell = shell
        self.parcels: list[Parcel] = []
        self._names: dict[str, str] = {}
        self._all: list[Parcel] = []
        self.whose = QComboBox()
        self.whose.setObjectName("packages_whose")
        self.whose.setAccessibleName(_("单位"))
        self.whose.addItem(_("全部单位"), "")
        self._wanted = site
        self.whose.activated.connect(lambda _row: self._narrow())
        self.head.addWidget(self.whose)
        self.table = TallTable(HEADS, _SHARES)
        self.table.setObjectName("packages_table")
        self.table.setAccessibleName(_("收发记录"))
        self.table.itemSelectionChanged.connect(self._chosen)
        self.empty = QLabel(_("还没有收过或发过数据包。"))
        self.empty.setObjectName("packages_empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.dress(self.empty, role="hint")
        high = theme.row_height(self.fontMetrics())
        self.table.setMinimumHeight(high * _LEAST_ROWS)
        # On a small screen what has no room is reached by scrolling.
        leaf = TallArea()
        column = leaf.column
        column.addWidget(self.table, 1)
        column.addLayout(self._make_bar())
        self._card = self._make_card()
        self._card.setMinimumHeight(high * _LEAST_ROWS)
        column.addWidget(self._card, 1)
        column.addWidget(self.empty, 1)
        self.lay_list(leaf)
        self.setFocusProxy(self.table)
        shell.stepped.connect(self._after)

    def _make_bar(self) -> FlowLayout:
        row = FlowLayout(gap=self.fontMetrics().height() // 3)
        self.buttons: dict[str, QPushButton] = {}
        for name, picture, words, slot in (
            ("slip", "print", _("回执单…"), self.show_slip),
            ("return", "stick", _("再制作回执包…"), self.save_return),
            ("carry", "stick", _("再存到 U 盘…"), self.carry),
            ("undo", "undo", _("撤销接收…"), self.undo),
            ("despite", "preview", _("再看这个数据包…"), self.look_despite),
        ):
            button = QPushButton(icon(picture), words)
            button.setObjectName(f"packages_{name}")
            button.clicked.connect(unflagged(slot))
            row.addWidget(button)
            self.buttons[name] = button
        return row

    def _make_card(self) -> QFrame:
        card = QFrame()
        theme.dress(card, role="card")
        line = self.fontMetrics().height()
        inner = QVBoxLayout(card)
        inner.setContentsMargins(line, line // 2, line, line // 2)
        self.about = QLabel()
        self.about.setObjectName("packages_about")
        self.about.setWordWrap(True)
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        theme.dress(self.about, role="section")
        inner.addWidget(self.about)
        self.file = QLabel()
        self.file.setObjectName("packages_file")
        self.file.setWordWrap(True)
        self.file.setTextFormat(Qt.TextFormat.PlainText)
        theme.dress(self.file, role="hint")
        inner.addWidget(self.file)
        self.sums = PackageSums("packages_sums")
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.sums)
        inner.addWidget(scrolled(held, top=True), 1)
        return card

    # What is shown

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Read the list again."""
        self.shell.do(read_parcels, while_there(self, self._show))

    def _show(self, found: Found) -> None:
        self._all, self._names = found
        kept = self._wanted or str(self.whose.currentData() or "")
        self._wanted = ""
        self.whose.clear()
        self.whose.addItem(_("全部单位"), "")
        for site, name in self._names.items():
            self.whose.addItem(name, site)
        self.whose.setCurrentIndex(max(0, self.whose.findData(kept)))
        self.whose.setVisible(len(self._names) > 1)
        self._narrow()

    def _narrow(self) -> None:
        chosen = self.chosen()
        site = str(self.whose.currentData() or "")
        self.parcels = [each for each in self._all if site in ("", each.site)]
        self.table.show_rows([self._row(each) for each in self.parcels])
        for row in range(len(self.parcels)):
            if (item := self.table.item(row, 6)) is not None:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        any_there = bool(self.parcels)
        for widget in (self.table, self._card, *self.buttons.values()):
            widget.setVisible(any_there)
        self.empty.setVisible(not any_there)
        if any_there:
            digests = [each.digest for each in self.parcels]
            there = chosen is not None and chosen.digest in digests
            self.table.selectRow(digests.index(chosen.digest) if chosen and there else 0)
        self._chosen()

    def _row(self, parcel: Parcel) -> list[str]:
        way = _WAYS.get((parcel.way, parcel.kind))
        package = parcel.kind == "package"
        return [
            moment_words(parcel.at),
            _(way) if way else "",
            self._names.get(parcel.site, parcel.site),
            _number(parcel),
            parcel.period_words,
            parcel.statement_words if package else "",
            f"{parcel.rows:,}",
            parcel.state_words,
        ]

    def chosen(self) -> Parcel | None:
        """The package that is chosen."""
        row = self.table.currentRow()
        return self.parcels[row] if 0 <= row < len(self.parcels) else None

    def _title(self, parcel: Parcel) -> str:
        name = self._names.get(parcel.site, parcel.site)
        if parcel.kind == "return":
            return _("{name}回执包{number}").format(name=name, number=_number(parcel))
        return "".join((name, parcel.period_words, _number(parcel)))

    def _chosen(self) -> None:
        parcel = self.chosen()
        if parcel is None:
            return
        came = parcel.way == "in" and parcel.kind == "package"
        taken = came and parcel.state == "taken"
        exchanging = self.shell.may(Right.EXCHANGE)
        answered = parcel.answer is not None
        self.buttons["slip"].setEnabled(answered)
        self.buttons["return"].setEnabled(taken and exchanging)
        self.buttons["undo"].setEnabled(parcel.way == "in" and parcel.state == "taken")
        if not exchanging:
            self.buttons["undo"].setEnabled(False)
        self.buttons["carry"].setVisible(parcel.way == "out" and exchanging)
        self.buttons["slip"].setVisible(parcel.kind == "package")
        self.buttons["return"].setVisible(came)
        self.buttons["undo"].setVisible(came)
        self.buttons["despite"].setVisible(parcel.state == "forked" and self._may_decide())
        told = [self._title(parcel), parcel.state_words]
        if parcel.answer is not None:
            told.append(parcel.answer.words())
        self.about.setText(statements(told))
        beside = [
            _("经办人 {name}").format(name=parcel.officer) if parcel.officer else "",
            _("文件 {name}").format(name=parcel.file) if parcel.file else "",
        ]
        self.file.setText(statements(filter(None, beside)))
        self.file.setVisible(any(beside))
        counts = parcel.answer.outcomes if parcel.answer else parcel.counts
        self.sums.show_counts(counts)
        self.sums.setVisible(any(any(each.values()) for each in counts.values()))

    def _may_decide(self) -> bool:
        return self.shell.may(Right.EXCHANGE) and self.shell.may(Right.REVIEW)

    # What is wanted

    def look_despite(self) -> None:
        """Look at a package that was put by, because two computers go under one name."""
        parcel = self.chosen()
        if parcel is None or parcel.state != "forked":
            return
        if not self.shell.ask.confirm(
            _(
                "{title}与已经接收的数据包编号相同、内容不同，是另一台电脑做的。\n"
                "可以再看它的内容，看过再决定接不接收：接收的话，两台电脑写得不同的栏目"
                "都留着，放进“待处理”。"
            ).format(title=self._title(parcel)),
            yes=_("看内容"),
        ):
            return

        def work(desk: Desk) -> Path:
            from boshan_desk.usecases.exchange.parcel_files import kept_file

            return kept_file(desk, parcel)

        def found(path: Path) -> None:
            from boshan_desk.ui.package_look import PackageLookPage

            page = PackageLookPage(self.shell)
            self.shell.page_wanted.emit(page)
            page.take_file(path, despite=True)

        self.shell.do(work, while_there(self, found))

    def show_slip(self) -> None:
        """Show the slip as it will be printed."""
        parcel = self.chosen()
        if parcel is not None:
            make_slip(self.paper, parcel.digest, self._title(parcel), self.show_paper)

    def save_return(self) -> None:
        """Make the newest return package of the desk that sent this one."""
        parcel = self.chosen()
        if parcel is None:
            return

        def told(made: Made) -> None:
            self.saved.emit(made.path, saved_words(made.path))

        save_return(self.shell, self, parcel.site, told)

    def carry(self) -> None:
        """Put a package that was made here on a stick once more, as it was."""
        parcel = self.chosen()
        if parcel is None or parcel.way != "out":
            return
        folder = self.shell.ask.folder(_("插上 U 盘，选择保存的位置"))
        if folder is None:
            return

        def work(desk: Desk) -> Made:
            from boshan_desk.usecases.exchange.making import carry_again

            return carry_again(desk, parcel.digest, folder)

        def told(made: Made) -> None:
            self.saved.emit(made.path, saved_words(made.path))

        self.shell.do(work, while_there(self, told), words=_("正在写到 U 盘"))

    def undo(self) -> None:
        """Take back what the chosen package brought."""
        parcel = self.chosen()
        if parcel is None or parcel.state != "taken":
            return
        title = self._title(parcel)
        if not ask_to_undo(self.shell, title):
            return

        def undone(_done: object) -> None:
            self.refresh()
            self.shell.said.emit("ok", undone_words(title))

        work = partial(undo_work, parcel.step)
        self.shell.do_long(work, while_there(self, undone), words=_("正在撤销接收"))

    def _after(self, _step: Step) -> None:
        if self.isVisible():
            self.refresh()


def _number(parcel: Parcel) -> str:
    words = return_number if parcel.kind == "return" else package_number
    return words(parcel.seq)


def read_parcels(desk: Desk) -> Found:
    """The packages, newest first, and what the other desks are called."""
    from boshan_desk.usecases.exchange.parcels import office_names, parcels

    with desk.read() as reader:
        return parcels(reader), office_names(reader)
