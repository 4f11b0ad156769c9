"""What the officer sees in place of a damaged desk: what happened, and what can be done about it.

A damaged store is never shown as if it were whole.  Nothing happens here without a click, and
whatever is done, the damaged files are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.officers import RIGHTS, Officer, Right
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.today import Clock
from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme
from boshan_desk.ui.ask import Ask
from boshan_desk.ui.backup_words import moment, moment_and_ago, records_words
from boshan_desk.ui.jobs import Jobs, Progress
from boshan_desk.ui.keeping import copies_in
from boshan_desk.ui.rescue_result import RescueResult, salvaged_words
from boshan_desk.ui.rescue_ways import Way, find_good, site_by_backups
from boshan_desk.ui.waiting import Tell

if TYPE_CHECKING:
    from boshan_desk.store.backups import Backup
    from boshan_desk.usecases.rescue import Salvaged


class RescueWindow(QWidget):
    """Stays until the desk is whole again, or until it is closed."""

    _told = Signal(int, int, str)

    def __init__(
        self,
        folder: Path,
        *,
        key: str,
        officer: Officer,
        ask: Ask,
        jobs: Jobs | None = None,
        clock: Clock | None = None,
        why: str = "",
    ) -> None:
        """`why`: what the check found, for whoever looks into it."""
        super().__init__()
        self._folder = folder
        self._key = key
        self._officer = officer
        self._ask = ask
        self._jobs = jobs or Jobs()
        self._clock = clock or Clock()
        self._loop: QEventLoop | None = None
        self._backup: Backup | None = None
        self._looked = False
        self.whole = False
        """Whether the desk may be opened again."""
        self.setObjectName("rescue_window")
        self.setWindowTitle(_("博山知识产权工作台"))
        line = self.fontMetrics().height()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(line * 3 // 2, line, line * 3 // 2, line)
        whole.setSpacing(line // 2)
        self._missing = not (folder / "desk.db").exists()
        whole.addLayout(self._make_head(line))
        self._pile = QStackedWidget()
        self._pile.addWidget(self._make_ways(line, why))
        self._result = RescueResult()
        self._pile.addWidget(self._result)
        whole.addWidget(self._pile, 1)
        self._doing = QLabel()
        self._doing.setObjectName("rescue_doing")
        self._doing.setWordWrap(True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.hide()
        whole.addWidget(self._doing)
        whole.addWidget(self._bar)
        whole.addLayout(self._make_foot())
        self._told.connect(self._tell)
        self._name_buttons()
        char = self.fontMetrics().horizontalAdvance("0")
        room = self.screen().availableGeometry()
        # With room for the frame that the system puts around it.
        self.resize(min(char * 120, room.width()), min(line * 33, room.height() - line * 2))

    def ask(self) -> bool:
        """Stay until the desk is whole; False when the window was closed instead."""
        self.show()
        self._loop = QEventLoop()
        self._loop.exec()
        self._jobs.close()
        self.hide()
        return self.whole

    # Parts

    def _make_head(self, line: int) -> QHBoxLayout:
        row = QHBoxLayout()
        self._sign = QLabel()
        self._show_sign("warning")
        self._title = QLabel(
            _("找不到数据文件，但备份还在") if self._missing else _("数据文件有损坏，没有打开")
        )
        self._title.setObjectName("rescue_title")
        theme.dress(self._title, role="title")
        self._title.setWordWrap(True)
        row.setSpacing(line // 2)
        row.addWidget(self._sign)
        row.addWidget(self._title, 1)
        return row

    def _show_sign(self, name: str) -> None:
        side = self.fontMetrics().height() * 2
        picture = icons.icon(name).pixmap(QSize(side, side), self.devicePixelRatioF())
        self._sign.setPixmap(picture)

    def _make_ways(self, line: int, why: str) -> QWidget:
        body = QWidget()
        body.setObjectName("rescue_body")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(line // 2)
        happened = QLabel(
            _(
                "数据文件夹里没有台账的数据文件，可能被移走或删除了。"
                "程序没有新建空的台账，也没有改动任何文件。不点按钮，什么都不会发生。"
            )
            if self._missing
            else _(
                "程序检查台账时发现数据文件有损坏，可能是磁盘故障、断电或文件被别的程序改动。"
                "为了不显示不完整的内容，台账没有打开；没有改动、也没有删除任何内容。"
                "请选择一种办法，不点按钮，什么都不会发生。"
            )
        )
        happened.setObjectName("rescue_happened")
        happened.setWordWrap(True)
        column.addWidget(happened)
        restore = QPushButton(icons.icon("restore", ink=theme.PALETTE.on_accent), _("恢复这份备份"))
        theme.dress(restore, role="primary")
        restore.clicked.connect(self.restore)
        self._restore = Way(
            "restore", _("恢复最近的已验证备份（推荐）"), _("正在核对备份…"), restore
        )
        salvage = QPushButton(icons.icon("search"), _("抢救记录"))
        salvage.clicked.connect(self.salvage)
        self._salvage = Way(
            "salvage",
            _("抢救能读出的记录"),
            _(
                "把还能读出的记录逐条读出来，写成新的数据，读不出来的逐项列明。"
                "可能找回备份之后登记的内容，也可能缺少一部分。损坏的文件原样保留。"
            ),
            salvage,
        )
        keep = QPushButton(icons.icon("save"), _("只保留副本"))
        keep.clicked.connect(self.keep)
        self._keep = Way(
            "keep",
            _("只保留一份副本"),
            _(
                "把损坏的文件原样复制到数据文件夹的“损坏-日期时间”里，其他什么都不做。"
                "适合先留好原样，再请技术人员查看。"
            ),
            keep,
        )
        for way in (self._restore, self._salvage, self._keep):
            column.addWidget(way)
        self._salvage.setVisible(not self._missing)
        self._keep.setVisible(not self._missing)
        where = _("数据文件夹：{folder}").format(folder=self._folder)
        place = QLabel(f"{where}\n{_('检查结果：{why}').format(why=why)}" if why else where)
        place.setObjectName("rescue_place")
        place.setTextFormat(Qt.TextFormat.PlainText)
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        place.setWordWrap(True)
        theme.dress(place, role="hint")
        column.addWidget(place)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(body)
        return scroll

    def _make_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._check = QPushButton(icons.icon("refresh"), _("再检查一次"))
        self._check.setObjectName("rescue_check")
        self._check.setToolTip(_("磁盘或 U 盘刚才没有接好时，接好后再检查；数据完好就直接打开"))
        self._check.clicked.connect(self.check_again)
        self._elsewhere = QPushButton(icons.icon("open"), _("用 U 盘上的备份…"))
        self._elsewhere.setObjectName("rescue_elsewhere")
        self._elsewhere.setToolTip(_("本机的备份不能用时，在 U 盘或另一块磁盘上找"))
        self._elsewhere.clicked.connect(self.look_elsewhere)
        self._check.setVisible(not self._missing)
        self._leave = QPushButton(_("退出"))
        self._leave.setObjectName("rescue_leave")
        self._leave.clicked.connect(self.close)
        self._open = QPushButton(icons.icon("open", ink=theme.PALETTE.on_accent), _("打开工作台"))
        self._open.setObjectName("rescue_open")
        theme.dress(self._open, role="primary")
        self._open.clicked.connect(self.close)
        self._open.hide()
        row.addWidget(self._check)
        row.addWidget(self._elsewhere)
        row.addStretch(1)
        row.addWidget(self._leave)
        row.addWidget(self._open)
        return row

    # What is there

    def showEvent(self, event: QShowEvent) -> None:
        """Which backup is whole is found out once, when the window is seen."""
        super().showEvent(event)
        if not self._looked:
            self._looked = True
            self._look_at(self._folder / "backups")

    def look_elsewhere(self) -> None:
        """Look for a good backup on a stick or another disk."""
        chosen = self._ask.folder(_("选择存放备份的 U 盘或文件夹"))
        if chosen is not None:
            self._look_at(copies_in(chosen, site_by_backups(self._folder / "backups")))

    def _look_at(self, place: Path) -> None:
        self._run(
            lambda tell: find_good(place, self._key, tell),
            lambda found: self._show_backup(*found),
        )

    def _show_backup(self, backup: Backup | None, passed_over: int) -> None:
        self._backup = backup
        if backup is None:
            words = (
                _("{count} 份备份都没有通过核对，不能恢复。").format(count=passed_over)
                if passed_over
                else _("没有找到备份。")
            )
        else:
            words = _(
                "{moment} 的备份，{records}，刚刚重新打开核对过，内容完好。"
                "这之后登记的内容不在里面，有多少现在无法知道。损坏的文件原样保留。"
            ).format(
                moment=moment_and_ago(backup.at, self._clock.now()),
                records=records_words(backup),
            )
            if passed_over:
                words += _("（较新的 {count} 份没有通过核对，已跳过。）").format(count=passed_over)
        self._restore.words.setText(words)
        self._name_buttons()
        (self._restore if self._backup else self._salvage).button.setFocus()

    def _name_buttons(self, *, busy: bool = False) -> None:
        may = self._officer.may(Right.RESTORE)
        self._restore.button.setEnabled(may and not busy and self._backup is not None)
        self._salvage.button.setEnabled(may and not busy)
        self._keep.button.setEnabled(not busy)
        self._check.setEnabled(not busy)
        self._elsewhere.setEnabled(may and not busy)
        self._leave.setEnabled(not busy)
        if not may and not busy:
            self._doing.setText(
                _(
                    "恢复和抢救需要“{right}”的权限，“{name}”没有。请退出，由管理员登录后办理。"
                ).format(right=_(RIGHTS[Right.RESTORE]), name=self._officer.name)
            )

    # What can be done

    def restore(self) -> None:
        """Put the newest good backup in the place of the damaged store."""
        backup = self._backup
        if backup is None:
            return

        def work(tell: Tell) -> Path | None:
            from boshan_desk.usecases.backups import restore

            return restore(
                self._folder,
                backup,
                key=self._key,
                officer=self._officer,
                now=self._clock.now(),
                damaged=True,
                progress=tell,
            )

        def done(aside: Path | None) -> None:
            words = _("已恢复到 {moment} 的备份：{records}，恢复后逐项核对一致。").format(
                moment=moment(backup.at), records=records_words(backup)
            )
            lost = _("{moment} 之后登记、修改、导入的全部内容").format(moment=moment(backup.at))
            self.show_result(words, (lost,), aside)

        self._run(work, done)

    def salvage(self) -> None:
        """Bring what can be read into a fresh store."""

        def work(tell: Tell) -> Salvaged:
            from boshan_desk.usecases.rescue import salvage

            return salvage(
                self._folder,
                key=self._key,
                officer=self._officer,
                now=self._clock.now(),
                progress=tell,
            )

        def done(found: Salvaged) -> None:
            self.show_result(salvaged_words(found), found.lost, found.aside)

        self._run(work, done)

    def keep(self) -> None:
        """Copy the damaged files, and do nothing else."""

        def work(_tell: Tell) -> Path:
            from boshan_desk.usecases.rescue import keep_damaged

            return keep_damaged(self._folder, now=self._clock.now())

        def done(aside: Path) -> None:
            self._doing.setText(
                _("已把损坏的文件原样复制到 {folder}。其他什么都没有动，可以退出。").format(
                    folder=aside
                )
            )

        self._run(work, done, words=_("正在复制损坏的文件"))

    def check_again(self) -> None:
        """The medium may have been at fault: look again, and open what turns out to be whole."""

        def work(_tell: Tell) -> None:
            from boshan_desk.usecases.opening_check import look_over

            look_over(self._folder, key=self._key, thorough=True, now=self._clock.now())

        def done(_none: None) -> None:
            self.whole = True
            self.close()

        self._run(work, done, words=_("正在检查数据"))

    def show_result(self, words: str, lost: Sequence[str], aside: Path | None) -> None:
        """Say what is there again and what is not; the desk may be opened."""
        self.whole = True
        self._show_sign("ok")
        self._title.setText(_("台账可以打开了"))
        self._result.show_result(words, lost, aside)
        self._doing.clear()
        self._pile.setCurrentIndex(1)
        for button in (self._check, self._elsewhere, self._leave):
            button.hide()
        self._open.show()
        self._open.setFocus()

    # How it goes

    def _run(
        self,
        work: Callable[[Tell], object],
        done: Callable[..., object],
        *,
        words: str = "",
    ) -> None:
        self._name_buttons(busy=True)
        self._doing.setText(words)
        self._bar.setRange(0, 0)
        self._bar.show()

        def over(result: object) -> None:
            self._bar.hide()
            self._doing.clear()
            self._name_buttons()
            done(result)

        def run(_progress: Progress) -> object:
            return work(self._told.emit)

        self._jobs.run(run, over, self._failed)

    def _tell(self, done: int, total: int, words: str) -> None:
        self._doing.setText(words)
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _failed(self, error: Exception) -> None:
        self._bar.hide()
        self._doing.clear()
        self._name_buttons()
        if not isinstance(error, Refused):
            raise error
        self._ask.tell(error.words(), trouble=True)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Not while something is being done: it ends by itself."""
        if self._jobs.busy:
            event.ignore()
            return
        event.accept()
        if self._loop is not None:
            self._loop.quit()
