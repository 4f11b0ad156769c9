"""Putting a backup in the place of the store while the desk is closed, and saying how it went."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from boshan_desk.domain.problems import Refused
from boshan_desk.i18n import _
from boshan_desk.ui.ask import Ask
from boshan_desk.ui.backup_words import moment, records_words
from boshan_desk.ui.jobs import Jobs
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.waiting import Tell, WaitingWindow

if TYPE_CHECKING:
    from boshan_desk.store.backups import Backup


def restorer(
    shell: Shell, backup: Backup, make_jobs: Callable[[], Jobs] = Jobs
) -> Callable[[], bool]:
    """What is to be done while the desk is closed; it takes from the shell what it needs, now."""
    folder, key, officer, clock, ask = (
        shell.folder,
        shell.key,
        shell.officer,
        shell.clock,
        shell.ask,
    )

    def work(tell: Tell) -> Path | None:
        from boshan_desk.usecases.backups import restore

        return restore(folder, backup, key=key, officer=officer, now=clock.now(), progress=tell)

    def between() -> bool:
        window = WaitingWindow(
            _("正在恢复 {moment} 的备份").format(moment=moment(backup.at)), make_jobs()
        )
        try:
            aside = window.do(work)
        except Refused as error:
            ask.tell(error.words(), title=_("没有恢复"), trouble=True)
            return True
        tell_restored(ask, backup, aside)
        return True

    return between


def tell_restored(ask: Ask, backup: Backup, aside: Path | None) -> None:
    """Say what stands there now, and where the rest is."""
    words = _("已恢复到 {moment} 的备份：{records}，恢复后逐项核对一致。").format(
        moment=moment(backup.at), records=records_words(backup)
    )
    if aside is not None:
        words += "\n\n" + _("被换下的数据没有删除，保留在数据文件夹的“{name}”里。").format(
            name=aside.name
        )
    if aside is not None and not aside.name.startswith("损坏"):
        words += "\n\n" + _("如果恢复错了，可以再恢复列表里那份“恢复前”的备份。")
    ask.tell(words, title=_("恢复完成"))
