"""The list of limits on paper: A4, grouped by how near they are."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from boshan_desk.domain.fields import PAPER
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.report import Column, Grid, Report, Words
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _
from boshan_desk.procedure.listing import (
    BUCKET_WORDS,
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
from boshan_desk.reports.pdf import Drawn, draw
from boshan_desk.store.desk import Desk
from boshan_desk.store.limits_list import ANY, Wanted
from boshan_desk.usecases.deadlines import Progress, every_limit, limits_of
from boshan_desk.usecases.outputs import output

MOST_PRINTED: Final = 3000
"""Lines of a paper: some eighty pages.  Nobody reads more."""


def make_paper(
    desk: Desk,
    *,
    on: date | None = None,
    bucket: Bucket | None = None,
    wanted: Wanted = ANY,
    progress: Progress | None = None,
) -> Drawn:
    """The list on A4 as PDF; names of persons are masked as on every paper."""
    with limits_of(desk) as (limits, today):
        day = on or today
        counts = limits.count(on=day, wanted=wanted)
        buckets = (bucket,) if bucket else BUCKETS
        total = sum(counts[each] for each in buckets)
        if total > MOST_PRINTED:
            raise Refused(
                "共有 {total} 项期限，一次最多打印 {most} 项，请先按承办人、镇街或到期时间筛选",
                total=total,
                most=MOST_PRINTED,
            )
        groups = {each: list(every_limit(limits, day, each, wanted, PAPER)) for each in buckets}

    def told(page: int) -> None:
        if progress:
            progress(page, page + 1, _("正在排版第 {page} 页").format(page=page))

    return draw(_report(desk, day, groups, wanted), on_page=told)


def write_paper(
    desk: Desk,
    path: Path,
    *,
    on: date | None = None,
    bucket: Bucket | None = None,
    wanted: Wanted = ANY,
) -> Drawn:
    """Write the list as PDF; an older file of that name is replaced only by a whole one."""
    with output(path) as part:
        drawn = make_paper(desk, on=on, bucket=bucket, wanted=wanted)
        part.write_bytes(drawn.pdf)
    return drawn


def _report(desk: Desk, on: date, groups: dict[Bucket, list[LimitRow]], wanted: Wanted) -> Report:
    columns = (
        Column(title=_("状况"), weight=1.3),
        Column(title=_("期限"), weight=2),
        Column(title=_("案号"), weight=1.7),
        Column(title=_("当事人"), weight=1.6),
        Column(title=_("承办人"), weight=1),
        Column(title=_("届满日"), weight=1.3, align="center"),
        Column(title=_("说明"), weight=1.3),
    )
    blocks: list[Words | Grid] = []
    if not (groups.get("overdue") or groups.get("today")):
        blocks.append(Words(text=_("今日无到期事项。")))
    for bucket, rows in groups.items():
        if rows:
            blocks.append(
                Grid(
                    title=_("{bucket}（{count}项）").format(
                        bucket=_(BUCKET_WORDS[bucket]), count=len(rows)
                    ),
                    columns=columns,
                    rows=tuple(_line(row, desk) for row in rows),
                    key=bucket,
                    long=True,
                )
            )
    words = _(
        "按{day}的登记情况计算。■已超期 ▲今天到期 ●7日内 ‖暂停 ○7日后。"
        "本机关的职责按未顺延之日提醒。"
    )
    blocks.append(Words(text=words.format(day=_day_words(on)), style="note"))
    if narrowed := _narrowed_words(desk, wanted):
        blocks.append(Words(text=_("范围：{what}").format(what=narrowed), style="note"))
    return Report(
        title=(_("{place}案件期限清单").format(place=desk.county.name),),
        office=desk.county.bureau,
        date="",
        period=_day_words(on),
        as_of=_("截至{day}").format(day=_day_words(on)),
        blocks=tuple(blocks),
        foot=_("案件期限清单　{day}").format(day=on.isoformat()),
        subject=_("案件期限清单"),
    )


def _line(row: LimitRow, desk: Desk) -> tuple[str, ...]:
    return (
        f"{SIGNS[row.bucket]}{state_words(row)}",
        what_words(row),
        row.case,
        row.party,
        listed(row.officers),
        _last(row),
        listed(mark_words(row, desk.lists)),
    )


def _last(row: LimitRow) -> str:
    """The day of alarm, and below it the later one that the law allows."""
    if row.alarm is None or not row.moved:
        return last_words(row)
    return _("{day}\n最晚{last}").format(day=moment_words(row.alarm), last=moment_words(row.last))


def _narrowed_words(desk: Desk, wanted: Wanted) -> str:
    parts = [wanted.officer, desk.lists["town"].label(wanted.town) if wanted.town else ""]
    if wanted.rule:
        with desk.read() as reader:
            parts.append(reader.law.limits.newest(wanted.rule).called)
    parts.append(_("含当事人和其他机关的期限") if wanted.others else "")
    return listed(part for part in parts if part)


def _day_words(day: date) -> str:
    return _("{year}年{month}月{day}日").format(year=day.year, month=day.month, day=day.day)
