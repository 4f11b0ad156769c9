"""Why a limit ends on its day (为什么是这一天): the count, in sentences to follow on a calendar.

The arithmetic adds up: the days after the start are those counted, those stopped and, where
working days count, the days of rest: `days` of the kinds `count`, `stop` and `rest`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal

from boshan_desk.domain.counting import Counted, Stop, Unit, as_day, months_after
from boshan_desk.domain.law.limits import Limit
from boshan_desk.domain.wording import listed
from boshan_desk.domain.workdays import DAY, Workdays
from boshan_desk.i18n import _, mark

Kind = Literal[
    "start",
    "length",
    "extension",
    "stop",
    "rest",
    "work",
    "count",
    "due",
    "roll",
    "provisional",
    "basis",
]

_WEEKDAYS: Final = (
    mark("星期一"),
    mark("星期二"),
    mark("星期三"),
    mark("星期四"),
    mark("星期五"),
    mark("星期六"),
    mark("星期日"),
)

_LENGTHS: Final[Mapping[Unit, str]] = {
    "workday": mark("{count}个工作日"),
    "day": mark("{count}日"),
    "hour": mark("{count}小时"),
    "month": mark("{count}个月"),
    "year": mark("{count}年"),
}

_MANNERS: Final[Mapping[Unit, str]] = {
    "workday": mark("周六、周日和节假日不计，调休上班日照计"),
    "day": mark("自然日，休息日照计"),
    "hour": mark("连续计算，夜间和休息日照计"),
    "month": mark("到对应的日期为止，没有对应日期的到月末"),
    "year": mark("到对应的日期为止，没有对应日期的到月末"),
}

_START_RULE: Final = mark("《市场监督管理行政处罚程序规定》第八十条")
_CITED: Final = "行政处罚程序规定"
"""A limit of this order is counted by its §80; other laws say the same in words of their own."""


@dataclass(frozen=True)
class Explained:
    """One step of the count."""

    kind: Kind
    text: str
    first: date | None = None
    """The days that it speaks of."""
    last: date | None = None
    days: int = 0


def explain(
    limit: Limit | None,
    start: date,
    counted: Counted,
    days: Workdays,
    *,
    start_title: str,
    stops: Iterable[Stop] = (),
    extended: int = 0,
    party: bool | None = None,
    length: int | None = None,
    unit: Unit | None = None,
    stop_titles: Mapping[str, str] = MappingProxyType({}),
) -> list[Explained]:
    """The steps from the event to the last day, as `count` took them.

    `stops` are those that hold this limit; `counted` was counted over `length` and `extended`.
    `length` and `unit` are asked for where there is no limit, and override its own.  `party`
    says whose period it is, and so how a last day of rest is told; the limit knows by itself.
    """
    unit = unit or (limit.unit if limit else "day")
    length = length if length is not None else (limit.length if limit else 0)
    party = party if party is not None else bool(limit and limit.binds == "party")
    told = [
        _tell_start(limit, start, start_title, unit),
        Explained("length", _tell_length(length, unit), days=length),
    ]
    if extended:
        told.append(_tell_extension(limit, length, extended, unit))
    day, total = as_day(start), length + extended
    if unit == "hour":
        told += _tell_hours(counted, total)
    elif unit in ("month", "year"):
        told += _tell_months(day, counted, total, unit)
    else:
        told += _tell_days(day, counted, days, list(stops), stop_titles, total, unit)
    told += _tell_roll(counted, days, party, rolls=limit.rolls if limit else True)
    told += _tell_doubt(day, counted, days, unit)
    if limit:
        told.append(_tell_basis(limit))
    return told


def explain_back(
    limit: Limit | None,
    end: date,
    counted: Counted,
    days: Workdays,
    *,
    end_title: str,
    length: int | None = None,
) -> list[Explained]:
    """The steps back from an event to the last day before it, as `count_back` took them."""
    length = length if length is not None else (limit.length if limit else 0)
    end = as_day(end)
    due = counted.due or end
    told = [
        Explained(
            "start",
            _("倒算：{title}，{day}").format(title=end_title, day=day_words(end)),
            end,
            end,
        ),
        Explained(
            "length",
            _("提前{length}（{manner}）").format(
                length=length_words(length, "workday"), manner=_(_MANNERS["workday"])
            ),
            days=length,
        ),
    ]
    rest = _tell_rest(due + DAY, end, days, ())
    rested = sum(e.days for e in rest)
    told += rest + _tell_work(due + DAY, end, days, ())
    told.append(
        Explained(
            "count",
            (
                _("{first}至{last}共{span}日，减去{less}，正好{count}")
                if rested
                else _("{first}至{last}，正好{count}")
            ).format(
                first=day_words(due + DAY),
                last=day_words(end),
                span=(end - due).days,
                less=_("休息{days}日").format(days=rested),
                count=length_words(length, "workday"),
            ),
            due + DAY,
            end,
            length,
        )
    )
    told.append(Explained("due", _("最晚：{day}").format(day=day_words(due)), due, due))
    if not counted.certain:
        told.append(_tell_unknown(due, end, days))
    if limit:
        told.append(_tell_basis(limit))
    return told


def day_words(day: date) -> str:
    """A day with its weekday, and the time where there is one: 2026年10月10日（星期六）."""
    words = _("{year}年{month}月{day}日（{weekday}）").format(
        year=day.year, month=day.month, day=day.day, weekday=_(_WEEKDAYS[day.weekday()])
    )
    if isinstance(day, datetime):
        words = _("{day}{time}").format(day=words, time=f"{day:%H:%M}")
    return words


def span_words(first: date, last: date) -> str:
    """Days in a row: 2026年2月15日至2月23日; one day by itself."""
    begin = _("{year}年{month}月{day}日").format(year=first.year, month=first.month, day=first.day)
    if first == last:
        return begin
    if first.year != last.year:
        end = _("{year}年{month}月{day}日").format(year=last.year, month=last.month, day=last.day)
    else:
        end = _("{month}月{day}日").format(month=last.month, day=last.day)
    return _("{first}至{last}").format(first=begin, last=end)


def length_words(count: int, unit: Unit) -> str:
    """A length with its unit: 15个工作日."""
    return _(_LENGTHS[unit]).format(count=count)


def _tell_start(limit: Limit | None, start: date, title: str, unit: Unit) -> Explained:
    if unit == "hour":
        text = _("起算：{title}，{day}").format(title=title, day=day_words(start))
    else:
        text = _("起算：{title}，{day}；当日不计，从{next}数起").format(
            title=title, day=day_words(as_day(start)), next=day_words(as_day(start) + DAY)
        )
        if limit is None or _CITED in limit.basis:
            text = _("{text}（{basis}）").format(text=text, basis=_(_START_RULE))
    return Explained("start", text, start, start)


def _tell_length(length: int, unit: Unit) -> str:
    return _("期限：{length}（{manner}）").format(
        length=length_words(length, unit), manner=_(_MANNERS[unit])
    )


def _tell_extension(limit: Limit | None, length: int, extended: int, unit: Unit) -> Explained:
    values = {
        "more": length_words(extended, unit),
        "total": length_words(length + extended, unit),
    }
    if limit and limit.extension:
        text = _("延长：加{more}（{by}），与原期限连续计算，共{total}").format(
            by=limit.extension.by, **values
        )
    else:
        text = _("延长：加{more}，与原期限连续计算，共{total}").format(**values)
    return Explained("extension", text, days=extended)


def _tell_hours(counted: Counted, total: int) -> list[Explained]:
    if counted.due is None:
        return []
    begin = counted.due - timedelta(hours=total)
    return [
        Explained(
            "count",
            _("从起算的时刻起满{length}").format(length=length_words(total, "hour")),
            begin,
            counted.due,
            total,
        ),
        _tell_due(counted.due),
    ]


def _tell_months(start: date, counted: Counted, total: int, unit: Unit) -> list[Explained]:
    due = months_after(start, total * (12 if unit == "year" else 1))
    values = {"length": length_words(total, unit), "day": start.day, "due": day_words(due)}
    if due.day == start.day:
        text = _("满{length}，对应的日期是{due}").format(**values)
    else:
        text = _("满{length}，那个月没有{day}日，到月末{due}").format(**values)
    told = Explained("count", text, start + DAY, due, (due - start).days)
    return [told, _tell_due(counted.due or due)]


def _tell_days(
    start: date,
    counted: Counted,
    days: Workdays,
    stops: Sequence[Stop],
    titles: Mapping[str, str],
    total: int,
    unit: Unit,
) -> list[Explained]:
    """The stops, the days of rest and the count of a limit in working days or days."""
    if counted.due is not None:
        last = as_day(counted.due)
    else:
        last = next(s.first for s in counted.spans if s.until is None) - DAY
    told = _tell_stops(start, last, counted.due is None, stops, titles)
    stopped = sum(e.days for e in told)
    rested = 0
    if unit == "workday":
        skipped = tuple((s.first, s.until) for s in counted.spans)
        rest = _tell_rest(start + DAY, last, days, skipped)
        rested = sum(e.days for e in rest)
        told += rest + _tell_work(start + DAY, last, days, skipped)
    return told + _tell_count(start, last, counted, total, unit, stopped, rested)


def _tell_stops(
    start: date, last: date, still: bool, stops: Sequence[Stop], titles: Mapping[str, str]
) -> list[Explained]:
    """Each stop with the days that it adds; a day on which two lie belongs to the first.

    `still`: one of them lasts, and days are told up to it.
    """
    told: list[Explained] = []
    reached = start + DAY
    """From here on no stop has been told."""
    for stop in sorted(stops, key=lambda s: s.first):
        title = _(titles[stop.kind]) if stop.kind in titles else stop.kind
        first = max(stop.first, start + DAY)
        if stop.until is None and not still:
            break
        if stop.until is None:
            text = _("停止计算：{title}，自{first}起，尚未恢复").format(
                title=title, first=day_words(first)
            )
            told.append(Explained("stop", text, first))
            break
        if stop.until <= first or (first > last and not still):
            continue
        length, added = (stop.until - first).days, (stop.until - max(first, reached)).days
        added = max(added, 0)
        values = {
            "title": title,
            "span": span_words(first, stop.until - DAY),
            "until": day_words(stop.until),
            "days": length,
            "added": added,
        }
        if added == length:
            text = _("停止计算：{title}，{span}，共{days}日；{until}恢复").format(**values)
        elif added:
            text = _(
                "停止计算：{title}，{span}，共{days}日，与前面重叠的只算一次，另停{added}日；"
                "{until}恢复"
            ).format(**values)
        else:
            text = _("停止计算：{title}，{span}，与前面全部重叠，不另停").format(**values)
        # One that runs into a stop that lasts lies after the days counted.
        told.append(Explained("stop", text, first, stop.until - DAY, added if first <= last else 0))
        reached = max(reached, stop.until)
    return told


def _walk(first: date, last: date, skipped: Sequence[tuple[date, date | None]]) -> Iterator[date]:
    """The days from one to another on which no clock stands."""
    day = first
    spans = iter(skipped)
    span = next(spans, None)
    while day <= last:
        while span and span[1] is not None and span[1] <= day:
            span = next(spans, None)
        if span and span[0] <= day:
            if span[1] is None:
                return
            day = span[1]
            continue
        yield day
        day += DAY


def _tell_rest(
    first: date, last: date, days: Workdays, skipped: Sequence[tuple[date, date | None]]
) -> list[Explained]:
    """The holidays one by one, with plain weekends as one number after them."""
    runs: list[list[date]] = []
    weekends: list[date] = []
    for day in _walk(first, last, skipped):
        if days.is_workday(day):
            continue
        if not days.name(day):
            weekends.append(day)
        elif runs and runs[-1][-1] + DAY == day and _belong(runs[-1][-1], day, days):
            runs[-1].append(day)
        else:
            runs.append([day])
    told = [
        Explained(
            "rest",
            _("休息日不计：{name}，{span}，共{days}日（其中周一至周五{weekdays}日）").format(
                name=listed(dict.fromkeys(days.name(day) for day in run)),
                span=span_words(run[0], run[-1]),
                days=len(run),
                weekdays=sum(d.weekday() < 5 for d in run),
            ),
            run[0],
            run[-1],
            len(run),
        )
        for run in runs
    ]
    if weekends:
        text = _("休息日不计：平常的周六、周日，共{days}日").format(days=len(weekends))
        told.append(Explained("rest", text, weekends[0], weekends[-1], len(weekends)))
    return told


def _belong(before: date, day: date, days: Workdays) -> bool:
    """Whether two days of rest in a row are told as one: Mid-Autumn lies within National Day.

    The office's own days are told apart, each reason by itself.
    """
    own = before in days.exceptions, day in days.exceptions
    return not any(own) or (all(own) and days.name(before) == days.name(day))


def _tell_work(
    first: date, last: date, days: Workdays, skipped: Sequence[tuple[date, date | None]]
) -> list[Explained]:
    """The weekend days on which one works; they are among those counted."""
    worked = [
        day
        for day in _walk(first, last, skipped)
        if days.is_workday(day) and (day.weekday() > 4 or days.name(day))
    ]
    if not worked:
        return []
    words = listed(
        _("{month}月{day}日{weekday}（{name}）").format(
            month=day.month,
            day=day.day,
            weekday=_(_WEEKDAYS[day.weekday()]),
            name=_work_words(day, days),
        )
        for day in worked
    )
    text = _("上班日照计：{days}").format(days=words)
    return [Explained("work", text, worked[0], worked[-1], len(worked))]


def _work_words(day: date, days: Workdays) -> str:
    """Why one works on a day: an exchange for a holiday, or the office's own reason."""
    name = days.name(day)
    return name if day in days.exceptions else _("{name}调休").format(name=name)


def _tell_count(
    start: date,
    last: date,
    counted: Counted,
    total: int,
    unit: Unit,
    stopped: int,
    rested: int,
) -> list[Explained]:
    """How the days after the start come to the length, and the last of them."""
    span = max((last - start).days, 0)
    less = []
    if stopped:
        less.append(_("停止{days}日").format(days=stopped))
    if rested:
        less.append(_("休息{days}日").format(days=rested))
    reached = total - counted.left if counted.due is None else total
    values = {
        "span": span,
        "less": listed(less),
        "count": length_words(reached, unit),
        "first": day_words(start + DAY),
        "last": day_words(last),
    }
    if counted.due is None:
        sums = (
            _("停止前共{span}日，减去{less}，已用{count}") if less else _("停止前已用{count}")
        ).format(**values)
        left = _("恢复后还有{left}").format(left=length_words(counted.left, unit))
        text = _("{sums}；{left}").format(sums=sums, left=left)
        return [Explained("count", text, start + DAY, last, reached)]
    if less:
        text = _("{first}至{last}共{span}日，减去{less}，正好{count}").format(**values)
    else:
        text = _("{first}至{last}，正好{count}").format(**values)
    return [Explained("count", text, start + DAY, last, reached), _tell_due(counted.due)]


def _tell_due(due: date) -> Explained:
    return Explained("due", _("届满：{day}").format(day=day_words(due)), due, due)


def _tell_roll(counted: Counted, days: Workdays, party: bool, *, rolls: bool) -> list[Explained]:
    due, rolled = counted.due, counted.rolled
    if due is None or rolled is None or isinstance(due, datetime):
        return []
    why = days.name(due) or _(_WEEKDAYS[due.weekday()])
    values = {"why": why, "due": day_words(due), "rolled": day_words(rolled)}
    if rolled == due:
        if rolls or days.is_workday(due):
            return []
        text = _("届满日是{why}，本项不顺延").format(**values)
        return [Explained("roll", text, due, due)]
    if party:
        text = _("届满日是{why}，顺延到其后第一个工作日{rolled}").format(**values)
    else:
        text = _("届满日是{why}，最晚到{rolled}；稳妥起见，按{due}提醒，此前办完").format(**values)
    return [Explained("roll", text, due, rolled, (rolled - due).days)]


def _tell_doubt(start: date, counted: Counted, days: Workdays, unit: Unit) -> list[Explained]:
    if counted.certain:
        return []
    if unit == "hour":
        text = _("没有记录起算的时刻，按当日零时起算，实际届满不会更早")
        return [Explained("provisional", text, start, start)]
    rolled = counted.rolled or next(s.first for s in counted.spans if s.until is None)
    first = start if unit == "workday" or counted.due is None else counted.due
    return [_tell_unknown(first, rolled, days)]


def _tell_unknown(first: date, last: date, days: Workdays) -> Explained:
    years = [y for y in range(first.year, last.year + 1) if y not in days.years]
    if days.leaning:
        text = _("暂定：{years}年节假日安排未发布，先扣除法定节假日（宁晚勿早），发布后重算")
    else:
        text = _("暂定：{years}年节假日安排未发布，先按周一至周五计（宁早勿晚），发布后重算")
    text = text.format(years=listed(str(year) for year in years))
    return Explained("provisional", text, max(first, date(years[0], 1, 1)), last)


def _tell_basis(limit: Limit) -> Explained:
    return Explained("basis", _("依据：{basis}").format(basis=limit.basis))
