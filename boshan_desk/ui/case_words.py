"""Words and signs of a case's limits: how much is left, until which day, and how grave that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from boshan_desk.domain.counting import as_day
from boshan_desk.domain.explaining import length_words
from boshan_desk.i18n import _, mark
from boshan_desk.procedure.clocks import Clock, State, days_left
from boshan_desk.procedure.why import late_days
from boshan_desk.ui import theme

SOON: Final = 7
"""Days before the last one from which a limit is shown as pressing."""

_WEEKDAYS: Final = (
    mark("周一"), mark("周二"), mark("周三"), mark("周四"), mark("周五"), mark("周六"),
    mark("周日"),
)  # fmt: skip

BINDS: Final = {
    "bureau": mark("本机关"),
    "party": mark("当事人"),
    "police": mark("公安机关"),
    "other": mark("其他机关"),
}
"""Whose period it is."""


@dataclass(frozen=True)
class Look:
    """A sign that tells itself apart without its colour, and the words beside it."""

    sign: str
    words: str
    grade: theme.Severity
    pressing: bool = False
    """Whether something must be done about it now."""


def look_of(clock: Clock, on: date) -> Look:
    """How a limit stands on a day, in a sign and words."""
    state = clock.state(on)
    if clock.limit.form == "surcharge":
        words = _("已加处{days}日").format(days=late_days(clock, on))
        return Look("×" if clock.met_on else "◇", words, "note")
    if state is State.MET:
        return Look("√", _("按期完成"), "ok")
    if state is State.LATE:
        return Look("×", _("逾期完成"), "stop")
    if state is State.STOPPED:
        left = length_words(clock.counted.left, clock.limit.unit)
        return Look("‖", _("暂停中，剩{left}").format(left=left), "note")
    if state is State.LAPSED:
        return Look("○", _("已届满"), "note")
    left_days = days_left(clock, on) or 0
    if state is State.OVERDUE:
        late = (on - as_day(clock.last or on)).days
        return Look("■", _("已超期{days}天").format(days=late), "stop", pressing=True)
    mine = clock.limit.binds == "bureau" and clock.duty
    if left_days < 0:
        # The day itself was one of rest: in law there is time, the alarm has rung.
        words = _("最晚{day}").format(day=short_day(clock.last))
        return Look("▲", words, "warn", pressing=mine)
    words = _("今天到期") if left_days == 0 else _("剩{days}天").format(days=left_days)
    if not mine:
        return Look("◇", words, "note")
    if left_days <= SOON:
        return Look("▲", words, "warn", pressing=True)
    return Look("●", words, "ok")


def short_day(day: date | None) -> str:
    """A day with its weekday, short: 2026-10-10 周六."""
    if day is None:
        return ""
    at = f" {day:%H:%M}" if isinstance(day, datetime) else ""
    return f"{as_day(day).isoformat()}{at} {_(_WEEKDAYS[day.weekday()])}"


def last_words(clock: Clock) -> str:
    """The day of alarm of a limit, and the later one that the law allows."""
    alarm, last = clock.alarm, clock.last
    if clock.limit.form == "surcharge":
        return _("自{day}次日起").format(day=short_day(as_day(clock.start)))
    if alarm is None:
        return _("恢复后才能确定")
    words = short_day(alarm)
    if last is not None and last != alarm:
        words = _("{day}（可至{last}）").format(day=words, last=f"{last:%m-%d}")
    if not clock.counted.certain:
        words = _("{day}　暂定").format(day=words)
    return words


def order_of(clock: Clock, on: date) -> tuple[int, date]:
    """Where a limit stands among the others: what presses first, what is over last."""
    state = clock.state(on)
    open_ones = (State.OVERDUE, State.RUNNING, State.STOPPED)
    group = 0 if clock.duty and state in open_ones else 1 if state in open_ones else 2
    return group, as_day(clock.alarm or date.max)
