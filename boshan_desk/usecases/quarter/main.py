"""一、主要指标: what a leader should know who reads no further."""

from __future__ import annotations

from collections.abc import Iterator

from boshan_desk.domain.report import Block, Column, Grid, Heading, Words
from boshan_desk.domain.wording import NOTHING, rate_cell, statements, with_more
from boshan_desk.i18n import _
from boshan_desk.usecases.figures import FigureLine
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.phrases import said


def main_section(facts: Facts) -> Iterator[Block]:
    """一、主要指标, and what stands before it."""
    lines = facts.headlines()
    yield Words(text=_lead(facts), style="lead")
    yield Heading(level=1, text=_("一、主要指标"), key="main")
    yield Grid(
        title=_("主要指标情况"),
        key="main",
        columns=(
            Column(title=_("指标"), weight=2.9),
            Column(title=_("单位"), weight=0.8, align="center"),
            Column(title=_("本季"), align="right"),
            Column(title=_("累计"), weight=1.2, align="right"),
            Column(title=_("上年同期累计"), weight=1.2, align="right"),
            Column(title=_("同比（%）"), align="right"),
        ),
        rows=tuple(_main_row(line) for line in lines),
    )
    if any(line.stock for line in lines):
        text = _(
            "注：运行数、权利数、使用人数为期末数，列入“累计”栏；产值按年度统计，与上一年度比较。"
        )
        yield Words(text=text, style="note")


def _main_row(line: FigureLine) -> tuple[str, ...]:
    title = with_more(_(line.title), line.note) if line.note else _(line.title)
    return (
        title,
        _(line.unit),
        NOTHING if line.stock else line.show(line.value),
        line.show(line.cumulative),
        line.show(line.cumulative_last_year),
        rate_cell(line.cumulative, line.cumulative_last_year),
    )


def _lead(facts: Facts) -> str:
    """What a leader should know who reads no further."""
    parts = []
    served, filed, closed = facts["M-BR02"], facts["M-EN02"], facts["M-EN03"]
    money, taught, shown = facts["M-EN05"], facts["M-TR01"], facts["M-TR02"]
    if served.cumulative:
        parts.append(said(served, name=_("商标品牌指导站开展服务")))
    if filed.cumulative:
        text = said(filed, name=_("知识产权行政执法立案"))
        if closed.cumulative:
            text += _("，结案{count}件").format(count=closed.cumulative)
        parts.append(text)
    if money.cumulative:
        parts.append(said(money))
    if taught.cumulative:
        parts.append(said(taught, name=_("举办培训")))
    if shown.cumulative:
        parts.append(said(shown, name=_("开展宣传活动")))
    when = _("{year}年{words}").format(year=facts.period.year, words=facts.total_words)
    if not parts:
        text = _("{when}，各台账没有服务、立案、培训宣传记录。").format(when=when)
    else:
        text = _("{when}，{whole}{parts}。").format(
            when=when, whole=_(facts.county.whole), parts=statements(parts)
        )
    stations, users = facts["M-BR01"].value, facts["M-GI02"].value
    if stations or users:
        text += _("{when}，在运行的指导站{stations}个，地理标志专用标志使用人{users}家。").format(
            when=facts.end_words, stations=stations, users=users
        )
    return text + _("现将有关情况通报如下。")
