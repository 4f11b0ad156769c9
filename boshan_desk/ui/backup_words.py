"""How backups are spoken of in the window: how long ago, how many, how large, and what it means."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from boshan_desk.i18n import _

if TYPE_CHECKING:
    from boshan_desk.store.backups import Backup
    from boshan_desk.usecases.backups import Status


def ago(at: datetime, now: datetime) -> str:
    """When something happened, as one says it: by the clock while it is near, else by the day."""
    seconds = (now - at).total_seconds()
    if 0 <= seconds < 60:
        return _("刚刚")
    if 0 <= seconds < 3600:
        return _("{n} 分钟前").format(n=int(seconds // 60))
    if seconds >= 0 and at.date() == now.date():
        return _("{n} 小时前").format(n=int(seconds // 3600))
    if (now.date() - at.date()).days == 1:
        return _("昨天 {time}").format(time=f"{at:%H:%M}")
    return moment(at)


def moment_and_ago(at: datetime, now: datetime) -> str:
    """A day and a time, and how long ago that is where it is near."""
    near, whole = ago(at, now), moment(at)
    return whole if near == whole else _("{moment}（{ago}）").format(moment=whole, ago=near)


def moment(at: datetime) -> str:
    """A day and a time, in full."""
    return _("{year}年{month}月{day}日 {time}").format(
        year=at.year, month=at.month, day=at.day, time=f"{at:%H:%M}"
    )


def days_ago(at: datetime, now: datetime) -> str:
    """When something happened, by days; what lies ahead of the clock is told by its day."""
    days = (now.date() - at.date()).days
    if days == 0:
        return _("今天")
    if days == 1:
        return _("昨天")
    return _("{n} 天前").format(n=days) if days > 0 else moment(at)


def size_words(size: int) -> str:
    """A file's size as one reads it."""
    mega = size / 1024 / 1024
    if mega >= 0.95:
        return _("{n} MB").format(n=f"{mega:,.1f}")
    return _("{n} KB").format(n=f"{max(1, round(size / 1024)):,}")


def why_words(backup: Backup) -> str:
    """What a backup was made for."""
    from boshan_desk.usecases.backups import WHY

    return _(WHY.get(backup.why, backup.why))


def records_words(backup: Backup) -> str:
    """How many records a backup holds."""
    return _("{count} 条记录").format(count=f"{backup.records:,}")


def newest_words(status: Status, now: datetime) -> str:
    """How the newest backup stands."""
    if status.newest is None:
        return _("还没有备份")
    return _("最近一次备份：{ago}，{records}，已验证").format(
        ago=ago(status.newest.at, now), records=records_words(status.newest)
    )


def second_words(status: Status, now: datetime) -> str:
    """How the copy on another disk stands."""
    if status.second_at is None:
        return _("第二份备份：还没有")
    return _("第二份备份：{ago}").format(ago=days_ago(status.second_at, now))


def drill_words(status: Status, now: datetime) -> str:
    """How the last drill went."""
    if status.drilled_at is None:
        return _("恢复演练：还没有做过")
    if status.drill_fault:
        return _("恢复演练：{ago}，没有成功（{why}）").format(
            ago=days_ago(status.drilled_at, now), why=status.drill_fault
        )
    return _("恢复演练：{ago}，成功").format(ago=days_ago(status.drilled_at, now))
