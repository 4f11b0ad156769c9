"""A line of the list of limits, where it stands on a day, and how that is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.counting import Unit, as_day
from boshan_desk.domain.explaining import length_words
from boshan_desk.domain.law.limits import Binds, Form
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _, mark
from boshan_desk.procedure.clocks import State

Bucket = Literal["overdue", "today", "week", "stopped", "later"]
BUCKETS: Final[tuple[Bucket, ...]] = ("overdue", "today", "week", "stopped", "later")
"""In the order of the list: what is far off comes last, for it is long."""

BUCKET_WORDS: Final[dict[Bucket, str]] = {
    "overdue": mark("已超期"),
    "today": mark("今天到期"),
    "week": mark("7日内到期"),
    "stopped": mark("暂停计时"),
    "later": mark("7日后到期"),
}
SIGNS: Final[dict[Bucket, str]] = {
    "overdue": "■",
    "today": "▲",
    "week": "▲",
    "stopped": "‖",
    "later": "●",
}
"""Told apart without colour, on the screen and on paper; the same as on the case's page."""

WEEK: Final = 7
"""Days ahead that count as this week's."""

DUTY: Final[tuple[Form, ...]] = ("deadline", "before")
"""The forms in which a limit of the bureau is its duty."""


@dataclass(frozen=True, kw_only=True)
class LimitRow:
    """One limit of one case on a day; nothing has ended it yet."""

    case_id: str
    rule: str
    subject: str
    """The measure it belongs to; empty for the case itself."""
    bucket: Bucket
    state: State
    case: str
    """The number of the case."""
    party: str
    """Masked as far as was asked."""
    officers: tuple[str, ...]
    cause: str
    town: str
    title: str
    measure: str
    """Which measure it belongs to, in words."""
    basis: str
    binds: Binds
    form: Form
    unit: Unit
    begun: date
    due: date | None
    """The last day, not moved past days of rest; a moment where the limit runs by the hour."""
    last: date | None
    """The last day in law."""
    alarm: date | None
    """The day to be warned of: of the bureau's own duties the one that is not moved."""
    left: int
    """Of a limit that is stopped: how many of its units remain when it runs again."""
    days: int | None
    """Days to the day of alarm, negative when it is past; None while it is stopped."""
    over: int
    """For how many days it is overdue."""
    sure: bool
    """Whether the calendar is known as far as that."""
    settled: bool
    """Whether the law was read with enough certainty; else the office has to settle it."""
    held_by: tuple[str, ...] = ()
    """Why it is stopped: codes of `stop_kind`."""
    resumed: date | None = None
    """When it began to run again, if that was within the last days."""

    @property
    def duty(self) -> bool:
        """Whether it is the bureau that must do something."""
        return self.binds == "bureau" and self.form in DUTY

    @property
    def moved(self) -> bool:
        """Whether the last day in law is later than the day of alarm."""
        if self.last is None or self.alarm is None:
            return False
        return as_day(self.last) > as_day(self.alarm)


def bucket_of(last: date | None, alarm: date | None, on: date) -> Bucket:
    """Where a limit that nothing has ended stands on a day."""
    if last is None or alarm is None:
        return "stopped"
    if as_day(last) < on:
        return "overdue"
    away = (as_day(alarm) - on).days
    return "today" if away <= 0 else "week" if away <= WEEK else "later"


def state_words(row: LimitRow) -> str:
    """How it stands: overdue since, days left, or what is left when it runs again."""
    if row.days is None:
        return _("暂停中，剩{left}").format(left=length_words(row.left, row.unit))
    if row.bucket == "overdue":
        return _("已超期{days}天").format(days=row.over)
    if row.days < 0:
        # The day itself was one of rest: in law there is time, the alarm has rung.
        return _("最晚{day}").format(day=moment_words(row.last))
    if row.days == 0:
        return _("今天到期")
    return _("剩{days}天").format(days=row.days)


def last_words(row: LimitRow) -> str:
    """The day of alarm, and the later one that the law allows."""
    if row.alarm is None:
        return _("恢复后才能确定")
    words = moment_words(row.alarm)
    if row.moved:
        return _("{day}（最晚{last}）").format(day=words, last=moment_words(row.last))
    return words


def what_words(row: LimitRow) -> str:
    """Which limit it is, and of which measure."""
    if not row.measure:
        return row.title
    return _("{title}（{measure}）").format(title=row.title, measure=row.measure)


def mark_words(row: LimitRow, lists: Lists) -> Iterator[str]:
    """What else must be known of it, the loudest first."""
    if row.resumed is not None:
        day = _("{month}月{day}日").format(month=row.resumed.month, day=row.resumed.day)
        yield _("恢复计时（{day}起）").format(day=day)
    if row.held_by:
        yield _("因{why}暂停").format(why=listed(lists["stop_kind"].label(k) for k in row.held_by))
    if not row.duty:
        yield _waited_for(row)
    if not row.sure:
        yield _("暂定")
    if not row.settled:
        yield _("天数由本局核定")


def _waited_for(row: LimitRow) -> str:
    if row.form == "effect":
        return _("期满自动生效")
    match row.binds:
        case "party":
            return _("等待当事人")
        case "police":
            return _("等待公安机关")
        case "bureau":
            return _("可以办理的期间")
        case _:
            return _("等待其他机关")


def moment_words(moment: date | None) -> str:
    """A day, with its hour where it has one."""
    if moment is None:
        return ""
    return f"{moment:%Y-%m-%d %H:%M}" if isinstance(moment, datetime) else moment.isoformat()
