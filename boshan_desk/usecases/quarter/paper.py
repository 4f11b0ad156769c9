"""The quarterly paper to the leading group, as a `Report` (domain.md 5.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from boshan_desk.domain.period import Period
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.report import Block, Report, Words
from boshan_desk.domain.wording import with_more
from boshan_desk.i18n import _
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.quarter.annexes import annex, definitions
from boshan_desk.usecases.quarter.cases import case_section
from boshan_desk.usecases.quarter.events import event_section
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.main import main_section
from boshan_desk.usecases.quarter.national import national_annex
from boshan_desk.usecases.quarter.phrases import day_words
from boshan_desk.usecases.quarter.rights import gi_section
from boshan_desk.usecases.quarter.stations import station_section
from boshan_desk.usecases.quarter.towns import town_section

Progress = Callable[[int, int, str], object]
"""Told how much of how much is done, and what is being done, in words."""


def quarterly_report(desk: Desk, period: Period, *, progress: Progress | None = None) -> Report:
    """The paper of a quarter, from one state of the desk.

    Refuses a period that is no quarter, or one that has not begun.
    """
    if period.months != 3 or period.first % 3 != 1:
        raise Refused("季度简报按季度编写，“{period}”不是一个季度，请写成 2026Q3", period=period)
    with desk.read() as reader:
        if period.start > reader.today:
            raise Refused("{period}还没有开始，不能编写简报", period=period.words())
        facts = Facts(reader, period)
        parts: tuple[tuple[str, Callable[[Facts], Iterable[Block]]], ...] = (
            (_("主要指标"), main_section),
            (_("商标品牌指导站"), station_section),
            (_("地理标志"), gi_section),
            (_("执法案件"), case_section),
            (_("培训宣传"), event_section),
            (_("镇（街道）情况"), town_section),
            (_("案件清单"), annex),
            (_("全国统计表"), national_annex),
            # Last: it defines whatever the others have printed.
            (_("口径说明"), definitions),
        )
        blocks: list[Block] = []
        for done, (title, part) in enumerate(parts):
            if progress:
                progress(done, len(parts), _("正在统计：{part}").format(part=title))
            blocks += part(facts)
        blocks.append(Words(text=_anchor(reader), style="note"))
        if progress:
            progress(len(parts), len(parts), _("统计完成"))
        return Report(
            title=_title(facts),
            office=facts.county.office,
            date=day_words(reader.today),
            period=_("{year}年{words}").format(year=period.year, words=facts.total_words),
            as_of=_("（数据截至{day}）").format(day=day_words(facts.as_of)),
            blocks=tuple(blocks),
            foot=_("演示数据") if reader.setting("sample") == "yes" else "",
            subject=_("知识产权工作情况"),
        )


def _anchor(reader: Reader) -> str:
    """The newest link of the history: on paper, it vouches for everything before it."""
    words = _("编写本简报时变更记录的校验码为 {code}，凭此码可核对此前的登记和改动是否又被改写。")
    return words.format(code=reader.head().short())


def _title(facts: Facts) -> tuple[str, str]:
    quarter, total = facts.quarter_words, facts.total_words
    words = quarter if quarter == total else with_more(quarter, total)
    first = _("{county}{year}年{words}").format(
        county=facts.county.name, year=facts.period.year, words=words
    )
    return first, _("知识产权工作情况")
