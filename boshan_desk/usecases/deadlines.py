"""The limits of all cases: what is due, listed, printed, and handed to other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final

from boshan_desk.domain import icalendar
from boshan_desk.domain.counting import as_day
from boshan_desk.domain.fields import SCREEN
from boshan_desk.domain.icalendar import Event
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.wording import listed
from boshan_desk.excel.writing import listing
from boshan_desk.excel.writing.dressing import Heading
from boshan_desk.i18n import _
from boshan_desk.procedure.listing import (
    BUCKETS,
    SIGNS,
    Bucket,
    LimitRow,
    last_words,
    mark_words,
    moment_words,
    state_words,
    what_words,
)
from boshan_desk.store.desk import Desk
from boshan_desk.store.limits_list import ANY, LimitsList, Wanted
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.lists import find_town
from boshan_desk.usecases.outputs import output
from boshan_desk.usecases.sheets.exporting import workbook

Progress = Callable[[int, int, str], object]
"""Told how far it is of how much, and what is being done; may raise to stop."""

_PAGE: Final = 1000
"""Limits that are read at once."""


def find_limits(
    source: Desk | Reader,
    *,
    on: date | None = None,
    bucket: Bucket | None = None,
    officer: str = "",
    town: str = "",
    within: int | None = None,
    rule: str = "",
    others: bool = False,
    offset: int = 0,
    most: int | None = 100,
) -> list[LimitRow]:
    """Open limits of all cases as of a day (today), the nearest first, stopped ones last.

    Only the bureau's own duties; `others` adds what the party, the police and others must or may
    do.  `town` is a code or a name; `within` keeps what alarms within so many days.
    """
    wanted = Wanted(
        officer=officer,
        town=find_town(_desk(source), town) if town else "",
        rule=rule,
        within=within,
        others=others,
    )
    with limits_of(source) as (limits, today):
        return limits.find(on=on or today, bucket=bucket, wanted=wanted, offset=offset, most=most)


def count_limits(
    source: Desk | Reader,
    *,
    on: date | None = None,
    officer: str = "",
    town: str = "",
    within: int | None = None,
    rule: str = "",
    others: bool = False,
) -> dict[Bucket, int]:
    """How many open limits are overdue, due today, this week, stopped, and later."""
    wanted = Wanted(
        officer=officer,
        town=find_town(_desk(source), town) if town else "",
        rule=rule,
        within=within,
        others=others,
    )
    with limits_of(source) as (limits, today):
        return limits.count(on=on or today, wanted=wanted)


def _desk(source: Desk | Reader) -> Desk:
    return source.desk if isinstance(source, Reader) else source


@contextmanager
def limits_of(source: Desk | Reader) -> Iterator[tuple[LimitsList, date]]:
    """The list of limits of one state of a desk, and the day it is."""
    if isinstance(source, Desk):
        with source.read() as reader, limits_of(reader) as found:
            yield found
        return

    def fetch(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in source.connection.exec_driver_sql(sql, tuple(values))]

    yield LimitsList(fetch, source.lists), source.today


def every_limit(
    limits: LimitsList, on: date, bucket: Bucket | None, wanted: Wanted, level: int = SCREEN
) -> Iterator[LimitRow]:
    """Every limit of a bucket, or of all in the order of the list."""
    for each in (bucket,) if bucket else BUCKETS:
        offset = 0
        while rows := limits.find(
            on=on, bucket=each, wanted=wanted, offset=offset, most=_PAGE, level=level
        ):
            yield from rows
            offset += len(rows)


# ---------------------------------------------------------------- workbook


def write_sheet(
    desk: Desk,
    path: Path,
    *,
    on: date | None = None,
    bucket: Bucket | None = None,
    wanted: Wanted = ANY,
    progress: Progress | None = None,
) -> int:
    """Write the list as a workbook; how many limits that was."""
    with limits_of(desk) as (limits, today), workbook(path) as part:
        day = on or today
        counts = limits.count(on=day, wanted=wanted)
        total = counts[bucket] if bucket else sum(counts.values())

        def heard(done: int) -> None:
            if progress:
                progress(done, total, _("正在写表格"))

        columns = [
            listing.Column(_("状况"), 16),
            listing.Column(_("期限"), 30),
            listing.Column(_("案号"), 24),
            listing.Column(_("当事人"), 24),
            listing.Column(_("案由"), 20),
            listing.Column(_("承办人"), 14),
            listing.Column(_("镇街"), 10),
            listing.Column(_("起算日"), 12, "day"),
            listing.Column(_("届满日"), 12, "day"),
            listing.Column(_("最晚"), 12, "day"),
            listing.Column(_("说明"), 22),
            listing.Column(_("依据"), 30),
        ]
        heading = Heading(_title(desk, day), day, desk.county.bureau)
        return listing.write_listing(
            part,
            heading,
            columns,
            (_cells(row, desk) for row in every_limit(limits, day, bucket, wanted)),
            heard=heard,
        )


def _cells(row: LimitRow, desk: Desk) -> tuple[listing.Value, ...]:
    return (
        f"{SIGNS[row.bucket]} {state_words(row)}",
        what_words(row),
        row.case,
        row.party,
        row.cause,
        listed(row.officers),
        row.town,
        as_day(row.begun),
        as_day(row.alarm) if row.alarm else None,
        as_day(row.last) if row.last else None,
        listed(mark_words(row, desk.lists)),
        row.basis,
    )


def _title(desk: Desk, on: date) -> str:
    return _("{place}案件期限清单（截至{year}年{month}月{day}日）").format(
        place=desk.county.name, year=on.year, month=on.month, day=on.day
    )


# ---------------------------------------------------------------- calendar file


def write_calendar(
    desk: Desk,
    path: Path,
    *,
    on: date | None = None,
    bucket: Bucket | None = None,
    wanted: Wanted = ANY,
) -> int:
    """Write the list as a calendar file; how many limits that was.

    Each limit stands on its day of alarm; what is stopped has none.  A calendar lies on telephones
    and other people's servers: of persons it names nobody, only the number of the case.
    """
    if path.suffix.lower() != ".ics":
        raise Refused("日历只能存为 .ics 文件，请把文件名改为 {name}.ics", name=path.stem)
    with limits_of(desk) as (limits, today), output(path) as part:
        day = on or today
        found = every_limit(limits, day, bucket, wanted)
        events = [_event(row, row.alarm) for row in found if row.alarm is not None]
        name = _("{place}案件期限").format(place=desk.county.name)
        made = desk.clock.now().astimezone()
        # Written as bytes: its line ends are part of the format.
        part.write_bytes(icalendar.write(events, name=name, made=made).encode())
        return len(events)


def _event(row: LimitRow, alarm: date) -> Event:
    lines = [
        _("起算：{day}").format(day=moment_words(row.begun)),
        _("届满：{day}").format(day=last_words(row)),
        _("依据：{basis}").format(basis=row.basis),
    ]
    if not row.sure:
        lines.append(_("暂定：节假日安排未发布，发布后重算"))
    what = _("{title}（{measure}）") if row.measure else "{title}"
    title = what.format(title=row.title, measure=row.measure)
    return Event(
        uid=f"{row.case_id}-{row.rule}{'-' if row.subject else ''}{row.subject}@boshan-desk",
        day=as_day(alarm),
        summary=_("期限：{limit}　{case}").format(limit=title, case=row.case),
        description="\n".join(lines),
        categories=(_("案件期限"),),
    )
