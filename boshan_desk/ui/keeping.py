"""What runs by itself so that nothing is lost: backups, the monthly drill, checks of the store.

It begins after the first paint and works off the window's thread.  Good news shows on the first
page; a backup that failed is said on every page until one succeeds.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from boshan_desk.domain.officers import NoRight, Right
from boshan_desk.domain.problems import Cancelled, Damaged, Held, NoRoom, Refused
from boshan_desk.i18n import _
from boshan_desk.ui.backup_words import records_words
from boshan_desk.ui.banner import Banner
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.store.backups import Backup
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.backups import Drill, Status

IDLE: Final = 5 * 60
"""Seconds without a key or a click after which a drill may take the desk's time."""

_HANDS: Final = (
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
)


class Keeping(QObject):
    """Looks after one desk for as long as its window is there."""

    changed = Signal(object)
    """How backups stand (`Status`) was learnt anew."""
    page_wanted = Signal()
    """The officer wants to see the backups."""

    def __init__(self, shell: Shell, owner: QWidget) -> None:
        super().__init__(owner)
        self.shell = shell
        self.status: Status | None = None
        self.failure = ""
        """Why the last backup of this run failed: a full disk may not even remember it."""
        self._owner = owner
        self._begun = False
        self._day = shell.today
        self._touched = time.monotonic()
        self._at_close = ""
        """How far the backup at close is: "", "making", "asking" or "done"."""
        self.banner = Banner("backup_failed", "error")
        self._again = self.banner.add_button("backup_again", _("立即备份"), self.back_up)
        self.banner.add_button("backup_look", _("查看"), self.page_wanted.emit)
        self._tick = QTimer(self)
        self._tick.setInterval(60_000)
        self._tick.timeout.connect(self.look_around)

    # By itself

    def begin(self) -> None:
        """The window is there: look after the desk from now on."""
        self._begun = True
        self._tick.start()
        if (handle := self._owner.windowHandle()) is not None:
            handle.installEventFilter(self)
        self._see_to_the_day()

    def end(self) -> None:
        """The window goes."""
        self._begun = False
        self._tick.stop()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Hear that somebody is at work."""
        if event.type() in _HANDS:
            self._touched = time.monotonic()
        return False

    def look_around(self) -> None:
        """Each minute: a new day has begun, or nobody needs the desk just now."""
        if not self._begun or self.shell.jobs.busy:
            return
        if self.status is not None:
            # "5 分钟前" becomes 6.
            self.changed.emit(self.status)
        if self.shell.today != self._day:
            self._see_to_the_day()
        elif time.monotonic() - self._touched >= IDLE:
            self.learn(self._drill_if_due)

    def _see_to_the_day(self) -> None:
        self._day = self.shell.today
        self._check()
        if not self.shell.may(Right.BACK_UP):
            self.learn()
            return

        def work(desk: Desk, progress: Progress) -> Backup | None:
            from boshan_desk.usecases.backups import back_up_daily
            from boshan_desk.usecases.purging import remove_purged

            # A purge that was cut short is finished before anything is kept of it.
            remove_purged(desk)
            return back_up_daily(desk, progress=_without_words(progress))

        self._run(work, lambda _made: self._succeeded(), _("正在做每日备份"))

    def _check(self, *, thorough: bool = False) -> None:
        """Check the store where that is due; damage is told to the shell."""
        shell = self.shell

        def work(_progress: object) -> None:
            from boshan_desk.usecases import opening_check

            now = shell.clock.now()
            found = "full" if thorough else opening_check.due(shell.folder, now)
            if found:
                opening_check.look_over(
                    shell.folder, key=shell.key, thorough=found == "full", now=now
                )

        shell.jobs.watch(work, lambda _none: None, shell.tell_failure)

    def _drill_if_due(self, status: Status) -> None:
        if status.drill_due and self.shell.may(Right.BACK_UP):
            self._touched = time.monotonic()
            self.drill()

    # On demand

    def learn(self, then: Callable[[Status], object] = lambda _status: None) -> None:
        """Ask how backups stand."""

        def work(_progress: object) -> Status:
            from boshan_desk.usecases.backups import status

            return status(self.shell.desk)

        def learnt(status: Status) -> None:
            self.status = status
            self._show_banner()
            self.changed.emit(status)
            then(status)

        self.shell.jobs.look(work, while_there(self._owner, learnt), self.shell.tell_failure)

    def back_up(self) -> None:
        """Make a backup now, because somebody wants one."""

        def work(desk: Desk, progress: Progress) -> Backup:
            from boshan_desk.usecases.backups import back_up

            return back_up(desk, progress=_without_words(progress))

        def made(backup: Backup) -> None:
            words = _("备份完成并已验证：{records}").format(records=records_words(backup))
            self.shell.said.emit("ok", words)
            self._succeeded()

        self._run(work, made, _("正在备份"))

    def second_copy(self) -> None:
        """Make a copy on another disk or a stick; ask where."""
        status, ask = self.status, self.shell.ask
        last = Path(status.second_folder).parent if status and status.second_folder else None
        start = last if last is not None and last.is_dir() else None
        chosen = ask.folder(_("选择 U 盘或其他磁盘上的文件夹"), start)
        if chosen is None:
            return
        if _same_disk(chosen, self.shell.folder) and not ask.confirm(
            _(
                "这个文件夹和台账在同一块磁盘上。磁盘损坏时，两份会一起丢失。\n\n"
                "建议换成 U 盘或另一块磁盘。"
            ),
            yes=_("仍然备份到这里"),
        ):
            return

        def work(desk: Desk, progress: Progress) -> Backup:
            from boshan_desk.usecases.backups import second_copy

            return second_copy(desk, chosen, progress=_without_words(progress))

        def made(backup: Backup) -> None:
            words = _("已备份到 {folder}，并读回核对：{records}。拔出 U 盘前请先安全弹出。")
            folder = backup.path.parent
            self.shell.said.emit("ok", words.format(folder=folder, records=records_words(backup)))
            self.learn()

        words = _("正在备份到 {folder}").format(folder=chosen)
        self.shell.do_long(work, while_there(self._owner, made), words=words)

    def drill(self, then: Callable[[Drill], object] = lambda _drill: None) -> None:
        """Restore the newest and the oldest backup for practice."""

        def work(desk: Desk, progress: Progress) -> Drill:
            from boshan_desk.usecases.backups import drill

            return drill(desk, progress=_without_words(progress))

        def done(drill: Drill) -> None:
            self.learn()
            then(drill)

        self.shell.do_long(work, while_there(self._owner, done), words=_("正在演练恢复"))

    # How it went

    def _run(
        self, work: Callable[[Desk, Progress], object], then: Callable[..., object], words: str
    ) -> None:
        self._again.setEnabled(False)
        self.shell.jobs.run(
            lambda progress: work(self.shell.desk, progress),
            while_there(self._owner, then),
            while_there(self._owner, self._failed),
            words=words,
        )

    def _succeeded(self) -> None:
        self.failure = ""
        self._again.setEnabled(True)
        self.learn()

    def _failed(self, error: Exception) -> None:
        self._again.setEnabled(True)
        if isinstance(error, Cancelled):
            self.shell.tell_failure(error)
            return
        self.failure = error.words() if isinstance(error, Refused) else _("程序遇到一个错误")
        if not isinstance(error, Refused) or isinstance(error, Damaged):
            self.shell.tell_failure(error)
        self.learn()
        self._show_banner()
        if not isinstance(error, NoRoom | NoRight | Held | Damaged):
            # It may be the store itself that cannot be copied.
            self._check(thorough=True)

    def _show_banner(self) -> None:
        why = self.failure or (self.status.failed if self.status else "")
        if why:
            self.banner.say(_("备份没有成功：{why}").format(why=why))
        else:
            self.banner.hide()

    # At close

    def holds_back(self, close: Callable[[], object]) -> bool:
        """Whether the window must stay a moment for the backup of what was done; `close` then."""
        desk_is_open = self._begun and self.shell.opened
        if self._at_close == "done" or not desk_is_open or not self.shell.may(Right.BACK_UP):
            return False
        if self._at_close:
            return True
        self._at_close = "making"

        def work(_progress: object) -> None:
            from boshan_desk.usecases.backups import back_up

            back_up(self.shell.desk, why="close")

        def go() -> None:
            self._at_close = "done"
            # A window that is being closed does not hear that it is to close.
            QTimer.singleShot(0, self._owner, close)

        self.shell.jobs.run(
            work,
            while_there(self._owner, lambda _none: go()),
            while_there(self._owner, partial(self._failed_at_close, go)),
            words=_("正在备份，完成后自动关闭"),
        )
        return True

    def _failed_at_close(self, go: Callable[[], object], error: Exception) -> None:
        self._at_close = "asking"
        why = error.words() if isinstance(error, Refused) else _("程序遇到一个错误")
        if self.shell.ask.confirm(
            _(
                "退出前的备份没有成功：{why}\n\n已保存的记录不受影响。可以先不退出，解决后再备份。"
            ).format(why=why),
            yes=_("不备份，退出"),
            no=_("先不退出"),
        ):
            go()
        else:
            self._at_close = ""
            self._failed(error)


def _without_words(progress: Progress) -> Callable[[int, int, str], object]:
    """The strip has its own words for the whole."""
    return lambda done, total, _words: progress(done, total)


def copies_in(chosen: Path, site: str) -> Path:
    """Where on a stick the backups of a desk lie, or else what backups there are."""
    from boshan_desk.store.backups import carried, carried_folder

    own = carried_folder(chosen, site)
    return own if own.is_dir() else next(iter(carried(chosen)), chosen)


def _same_disk(one: Path, other: Path) -> bool:
    try:
        return one.stat().st_dev == other.stat().st_dev
    except OSError:
        # The backup itself will say what is wrong there.
        return False
