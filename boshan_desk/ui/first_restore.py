"""Restoring on a computer that has no desk: from the stick that was carried here.

Which backup, who one is, and then the desk is there; it opens as if it had always been.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.officers import NoRight
from boshan_desk.domain.problems import Refused
from boshan_desk.i18n import _, mark
from boshan_desk.ui import icons, theme
from boshan_desk.ui.ask import Ask
from boshan_desk.ui.backup_words import moment_and_ago, records_words, size_words, why_words
from boshan_desk.ui.carried_backups import Carried, find_carried, restore_here, sign_in_there
from boshan_desk.ui.entry import Entry
from boshan_desk.ui.gate import Gate
from boshan_desk.ui.jobs import Jobs
from boshan_desk.ui.side_page import make_table
from boshan_desk.ui.sign_in_pages import tab_order
from boshan_desk.ui.try_password import TryPassword, why_not

if TYPE_CHECKING:
    from boshan_desk.store.backups import Backup

HEADS: Final = (mark("时间"), mark("记录数"), mark("原因"), mark("大小"))
ROWS, LEAST_ROWS, LOW = 6, 2, 28
"""Rows of the list that show; and where the screen has fewer lines of text than `LOW`."""


class FirstRestore(QObject):
    """Goes through it page by page, in the window that asks on the first run."""

    done = Signal(object)
    """The desk is there; the `Entry` to open it with."""
    left = Signal()
    """The officer wants something else."""
    _told = Signal(int, int, str)

    def __init__(
        self, gate: Gate, folder: Path, ask: Ask, jobs: Jobs, now: Callable[[], datetime]
    ) -> None:
        """`folder` is where the desk is to be."""
        super().__init__(gate)
        self._gate = gate
        self._folder = folder
        self._ask = ask
        self._jobs = jobs
        self._now = now
        self._found: list[Carried] = []
        self._entry: Entry | None = None
        """Who signed in already, for the desk that was chosen."""
        self._told.connect(lambda _done, _total, words: gate.say(words))

    def begin(self) -> None:
        """Ask for the stick, and show what lies on it."""
        chosen = self._ask.folder(_("选择存放备份的 U 盘或文件夹"))
        if chosen is not None:
            self._gate.do(partial(find_carried, chosen), self._show_found, words=_("正在查找备份…"))

    def _show_found(self, found: list[Carried]) -> None:
        self._found, self._entry = found, None
        self._choose(found[0], found[0].backups[0])

    def _choose(self, carried: Carried, backup: Backup) -> None:
        page = BackupChoice(self._found, carried, backup, self._now())
        page.wanted.connect(self._go_on)
        page.another_wanted.connect(self.begin)
        page.back_wanted.connect(self.left)
        page.desk_changed.connect(self._forget)
        self._gate.show_page(page)

    def _forget(self) -> None:
        self._entry = None

    def _go_on(self, carried: Carried, backup: Backup) -> None:
        if carried.trouble is not None:
            self._gate.tell(carried.trouble)
        elif carried.locked and self._entry is None:
            self._sign_in(carried, backup)
        else:
            self._restore(carried, backup, self._entry or Entry())

    # Who is there

    def _sign_in(self, carried: Carried, backup: Backup) -> None:
        page = SignInThere(carried.names, backup, self._now())
        page.tried.connect(partial(self._try, page, carried, backup))
        page.name_changed.connect(lambda _name: self._look_for_wait(page, carried))
        page.back_wanted.connect(partial(self._choose, carried, backup))
        self._gate.show_page(page)
        self._look_for_wait(page, carried)

    def _look_for_wait(self, page: SignInThere, carried: Carried) -> None:
        """It may be too early still: the wrong passwords are counted beside the backups."""
        name = page.name

        def look(_progress: object) -> int:
            from boshan_desk.usecases import accounts

            return accounts.wait(carried.place, name, self._now())

        def found(seconds: int) -> None:
            if self._gate.page is page and page.name == name and seconds:
                page.trying.refuse(_("密码输错次数较多"), seconds)

        # A stick that was pulled is told of when the password is tried.
        self._jobs.look(look, found, lambda _error: None)

    def _try(
        self, page: SignInThere, carried: Carried, backup: Backup, name: str, password: str
    ) -> None:
        def refused(error: Exception) -> None:
            page.still(False)
            if isinstance(error, NoRight) and "right" in error.values:
                # The password was right; trying again is of no use.
                page.trying.accept()
                self._gate.tell(error)
                return
            words, seconds = why_not(carried.place, name, error, self._now())
            page.trying.refuse(words, seconds)
            page.trying.line.setFocus()

        def entered(entry: Entry) -> None:
            page.still(False)
            page.trying.accept()
            self._entry = entry
            self._restore(carried, backup, entry)

        page.still(True)
        self._jobs.run(
            lambda _progress: sign_in_there(carried, name, password, now=self._now()),
            entered,
            refused,
        )

    # The desk

    def _restore(self, carried: Carried, backup: Backup, entry: Entry) -> None:
        def refused(error: Refused) -> None:
            self._gate.tell(error)
            # Another one may be whole.
            self._choose(carried, backup)

        self._gate.do(
            lambda: restore_here(backup, self._folder, entry, self._told.emit),
            self.done.emit,
            words=_("正在恢复备份，并逐项核对…"),
            failed=refused,
        )


class BackupChoice(QWidget):
    """Which backup; where the stick holds those of several desks, of which one."""

    wanted = Signal(object, object)
    """(`Carried`, `Backup`)."""
    another_wanted = Signal()
    """Another stick or folder is to be looked at."""
    back_wanted = Signal()
    desk_changed = Signal()

    def __init__(
        self, found: Sequence[Carried], carried: Carried, backup: Backup, now: datetime
    ) -> None:
        """`carried` and `backup` are chosen at first."""
        super().__init__()
        self.setObjectName("restore_choice")
        self._found = list(found)
        self._now = now
        line = self.fontMetrics().height()
        whole = _column(
            self,
            _("从备份恢复"),
            _("请选择一份备份，一般选最新的。恢复时逐项核对，U 盘上的备份不改动。"),
        )
        self._desk = QComboBox()
        self._desk.setObjectName("restore_desk")
        self._desk.setAccessibleName(_("哪一份台账"))
        self._desk.setMinimumContentsLength(20)
        for each in self._found:
            self._desk.addItem(desk_words(each, now))
        self._desk.setCurrentIndex(self._found.index(carried))
        self._desk.currentIndexChanged.connect(self._change_desk)
        row = QWidget()
        form = QFormLayout(row)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(_("台账"), self._desk)
        row.setVisible(len(self._found) > 1)
        whole.addWidget(row)
        self.table = make_table("restore_backups", HEADS, (34, 12, 20))
        self.table.setAccessibleName(_("备份，最新的在前"))
        low = self.screen().availableGeometry().height() < line * LOW
        rows = theme.row_height(self.fontMetrics()) * (LEAST_ROWS if low else ROWS)
        self.table.setMinimumHeight(rows + self.table.horizontalHeader().sizeHint().height())
        # Its own idea of its height would push the buttons off a low screen.
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.table.doubleClicked.connect(lambda _index: self.send())
        go_on = QAction(self.table)
        go_on.setShortcuts([QKeySequence(Qt.Key.Key_Return), QKeySequence(Qt.Key.Key_Enter)])
        go_on.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        go_on.triggered.connect(self.send)
        self.table.addAction(go_on)
        whole.addWidget(self.table, 1)
        self._where = QLabel()
        self._where.setObjectName("restore_where")
        self._where.setWordWrap(True)
        theme.dress(self._where, role="hint")
        whole.addWidget(self._where)
        back = QPushButton(icons.icon("page-prev"), _("返回"))
        back.setObjectName("restore_back")
        back.clicked.connect(self.back_wanted)
        another = QPushButton(icons.icon("open"), _("换一个 U 盘或文件夹…"))
        another.setObjectName("restore_another")
        another.clicked.connect(self.another_wanted)
        self._go = QPushButton(icons.icon("restore", ink=theme.PALETTE.on_accent), "")
        self._go.setObjectName("restore_go")
        self._go.setDefault(True)
        theme.dress(self._go, role="primary")
        self._go.clicked.connect(self.send)
        foot = QHBoxLayout()
        foot.setSpacing(line // 2)
        foot.addWidget(back)
        foot.addWidget(another)
        foot.addStretch(1)
        foot.addWidget(self._go)
        whole.addLayout(foot)
        self.setFocusProxy(self.table)
        tab_order(self._desk, self.table, self._go, another, back)
        self._show(backup)

    @property
    def carried(self) -> Carried:
        """The desk that is chosen."""
        return self._found[self._desk.currentIndex()]

    @property
    def backup(self) -> Backup:
        """The backup that is chosen."""
        return self.carried.backups[max(0, self.table.currentRow())]

    def send(self) -> None:
        """Go on with what is chosen."""
        self.wanted.emit(self.carried, self.backup)

    def _change_desk(self) -> None:
        self.desk_changed.emit()
        self._show(self.carried.backups[0])

    def _show(self, backup: Backup) -> None:
        carried = self.carried
        self.table.show_rows(
            [
                (
                    moment_and_ago(each.at, self._now),
                    records_words(each),
                    why_words(each),
                    size_words(each.size),
                )
                for each in carried.backups
            ]
        )
        self.table.selectRow(carried.backups.index(backup))
        self._where.setText(_("备份所在：{folder}").format(folder=carried.place))
        self._go.setText(_("恢复这份备份…") if carried.locked else _("恢复并打开"))


class SignInThere(QWidget):
    """Name and password, as they are for the backup."""

    tried = Signal(str, str)
    name_changed = Signal(str)
    back_wanted = Signal()

    def __init__(self, names: Sequence[str], backup: Backup, now: datetime) -> None:
        super().__init__()
        self.setObjectName("restore_sign_in")
        line = self.fontMetrics().height()
        whole = _column(
            self,
            _("登录后恢复"),
            _(
                "将恢复这份备份：{moment}，{records}。"
                "备份是加密的，请用原来电脑上的姓名和密码登录，须有“管理”角色。"
            ).format(moment=moment_and_ago(backup.at, now), records=records_words(backup)),
        )
        form = QFormLayout()
        form.setVerticalSpacing(line // 2)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._who = QComboBox()
        self._who.setObjectName("restore_name")
        self._who.setAccessibleName(_("姓名"))
        self._who.addItems(list(names))
        self._who.currentTextChanged.connect(self._another)
        form.addRow(_("姓名"), self._who)
        self.trying = TryPassword("restore_sign_in", _("恢复并打开"), self)
        self.trying.wanted.connect(lambda password: self.tried.emit(self.name, password))
        form.addRow(_("密码"), self.trying.line)
        form.addRow("", self.trying.words)
        whole.addLayout(form)
        whole.addStretch(1)
        self._back = QPushButton(icons.icon("page-prev"), _("返回"))
        self._back.setObjectName("restore_sign_in_back")
        self._back.clicked.connect(self.back_wanted)
        foot = QHBoxLayout()
        foot.addWidget(self._back)
        foot.addStretch(1)
        foot.addWidget(self.trying.button)
        whole.addLayout(foot)
        self.setFocusProxy(self.trying.line)
        tab_order(self._who, self.trying.line, self.trying.button, self._back)

    @property
    def name(self) -> str:
        """Who is chosen."""
        return self._who.currentText()

    def still(self, trying: bool) -> None:
        """While a password is tried, nothing else can be chosen."""
        self._who.setEnabled(not trying)
        self._back.setEnabled(not trying)

    def _another(self, name: str) -> None:
        self.trying.clear()
        self.name_changed.emit(name)


def desk_words(carried: Carried, now: datetime) -> str:
    """By what one tells the backups of one desk from those of another."""
    newest = carried.backups[0]
    who = (
        _("账户：{names}").format(names="、".join(carried.names))
        if carried.names
        else carried.county or carried.place.name
    )
    return _("{who}，最新 {moment}，{records}").format(
        who=who, moment=moment_and_ago(newest.at, now), records=records_words(newest)
    )


def _column(page: QWidget, title: str, about: str) -> QVBoxLayout:
    line = page.fontMetrics().height()
    whole = QVBoxLayout(page)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.setSpacing(line // 2)
    head = QLabel(title)
    theme.dress(head, role="section")
    words = QLabel(about)
    words.setWordWrap(True)
    whole.addWidget(head)
    whole.addWidget(words)
    return whole
