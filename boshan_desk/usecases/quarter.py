"""The quarterly paper to the leading group, as a `Report` (domain.md 5.3).

The text speaks of the year so far, as offices do; tables show the quarter beside it.  Every number
is a figure of the catalogue or a group of one, so that paper and screen never differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from boshan_desk.domain.fields import PAPER, yuan
from boshan_desk.domain.period import Period
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.report import (
    Block,
    Chart,
    Column,
    Grid,
    Heading,
    PageBreak,
    Report,
    Series,
    Words,
)
from boshan_desk.domain.wording import NOTHING, ranks, rate_cell
from boshan_desk.i18n import _
from boshan_desk.indicators.source import within
from boshan_desk.indicators.towns import silent_towns
from boshan_desk.ledgers.case import Case
from boshan_desk.store.desk import Desk
from boshan_desk.store.figures import Value
from boshan_desk.usecases.figures import FigureLine
from boshan_desk.usecases.quarter_facts import Facts, day_words, said
from boshan_desk.usecases.quarter_sections import (
    case_section,
    event_section,
    gi_section,
    station_section,
)

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
            (_("主要指标"), _main),
            (_("商标品牌指导站"), station_section),
            (_("地理标志"), gi_section),
            (_("执法案件"), case_section),
            (_("培训宣传"), event_section),
            (_("镇（街道）情况"), _towns),
            (_("案件清单"), _annex),
            # Last: it defines whatever the others have printed.
            (_("口径说明"), _definitions),
        )
        blocks: list[Block] = []
        for done, (title, part) in enumerate(parts):
            if progress:
                progress(done, len(parts), _("正在统计：{part}").format(part=title))
            blocks += part(facts)
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


def _title(facts: Facts) -> tuple[str, str]:
    quarter, total = facts.quarter_words, facts.total_words
    words = quarter if quarter == total else f"{quarter}（{total}）"
    first = _("{county}{year}年{words}").format(
        county=facts.county.name, year=facts.period.year, words=words
    )
    return first, _("知识产权工作情况")


# ---------------------------------------------------------------- main figures


def _main(facts: Facts) -> Iterator[Block]:
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
    title = f"{_(line.title)}（{line.note}）" if line.note else _(line.title)
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
        text = _("{when}，全区{parts}。").format(when=when, parts="；".join(parts))
    stations, users = facts["M-BR01"].value, facts["M-GI02"].value
    if stations or users:
        text += _("{when}，在运行的指导站{stations}个，地理标志专用标志使用人{users}家。").format(
            when=facts.end_words, stations=stations, users=users
        )
    return text + _("现将有关情况通报如下。")


# ---------------------------------------------------------------- towns

_TOWN_FIGURES: Final = (
    ("M-BR01", True),
    ("M-BR02", False),
    ("M-GI02", True),
    ("M-GI05", False),
    ("M-EN01", False),
    ("M-EN02", False),
    ("M-EN03", False),
    ("M-EN05", False),
)
"""What the town table shows of the year so far, and whether it is a stock."""


def _towns(facts: Facts) -> Iterator[Block]:
    """六、镇（街道）情况: every counted town in the protocol order, silent ones too."""
    yield Heading(level=1, text=_("六、镇（街道）情况"), key="towns")
    found = {
        code: facts.by(code, facts.period if stock else facts.total, "town")
        for code, stock in _TOWN_FIGURES
    }
    before = facts.by("M-EN02", facts.total.last_year(), "town")
    events = _town_events(facts)
    columns = [*found.values(), events]
    extra = {town for column in columns for town, value in column.items() if value}
    extra -= set(facts.county.counted)
    counted = list(facts.county.counted)
    places = counted + sorted(extra, key=lambda c: (not c, facts.county.towns.order(c)))
    silent = silent_towns(facts.rows, facts.period)
    facts["M-MG05"]
    if len(silent) == len(counted):
        yield Words(text=_("{quarter}各镇（街道）均无记录。").format(quarter=facts.quarter_words))
    elif silent:
        yield Words(
            text=_(
                "{quarter}服务、检查、立案、行动、活动均无记录的镇（街道）{count}个：{names}。"
            ).format(
                quarter=facts.quarter_words,
                count=len(silent),
                names="、".join(facts.town(code) for code in silent),
            )
        )
    else:
        yield Words(text=_("{quarter}各镇（街道）均有记录。").format(quarter=facts.quarter_words))
    leaders = [
        _foremost(facts, found["M-BR02"], _("指导站服务"), _("次")),
        _foremost(facts, found["M-EN02"], _("立案"), _("件")),
        _foremost(facts, events, _("培训宣传活动"), _("场次")),
    ]
    if told := "；".join(filter(None, leaders)):
        yield Words(text=_("{total}，{told}。").format(total=facts.total_words, told=told))

    if any(found["M-EN02"].values()) or any(before.values()):
        yield Chart(
            kind="bars",
            key="towns",
            title=_("{total}各镇（街道）立案情况").format(total=facts.total_words),
            unit=_("件"),
            labels=tuple(facts.town(code) for code in counted),
            series=(
                _town_series(_("本年"), found["M-EN02"], counted),
                _town_series(_("上年同期"), before, counted),
            ),
        )

    def row(name: str, values: list[Value], last_year: Value) -> tuple[str, ...]:
        cells = [
            facts[code].show(value)
            for (code, _stock), value in zip(_TOWN_FIGURES, values, strict=False)
        ]
        growth = rate_cell(values[5], last_year)
        return (name, *cells[:6], growth, *cells[6:], str(values[-1]))

    rows = [
        row(facts.town(place), [column.get(place) or 0 for column in columns], before.get(place, 0))
        for place in places
    ]
    sums = [sum(int(value or 0) for value in column.values()) for column in columns]
    rows.append(row(_("合计"), list(sums), sum(int(value or 0) for value in before.values())))
    yield Grid(
        title=_("{total}各镇（街道）情况").format(total=facts.total_words),
        unit=_("个、次、家、件、%、万元、场次"),
        key="towns",
        columns=(
            Column(title=_("镇（街道）"), weight=2.0),
            *(
                Column(title=title, align="right", weight=weight)
                for title, weight in (
                    (_("指导站"), 1.0),
                    (_("服务"), 1.0),
                    (_("使用人"), 1.0),
                    (_("检查"), 1.0),
                    (_("执法行动"), 1.0),
                    (_("立案"), 1.0),
                    (_("立案同比"), 1.2),
                    (_("结案"), 1.0),
                    (_("罚没款"), 1.2),
                    (_("培训宣传"), 1.0),
                )
            ),
        ),
        rows=tuple(rows),
        strong=frozenset({len(rows) - 1}),
    )
    yield Words(text=_("注：按礼宾顺序排列；指导站、使用人为期末数，其余为累计数。"), style="note")


def _town_series(name: str, values: Mapping[str, Value], towns: list[str]) -> Series:
    return Series(name=name, values=tuple(values.get(code, 0) for code in towns))


def _town_events(facts: Facts) -> dict[str, Value]:
    """Trainings and publicity together."""
    events: dict[str, Value] = {}
    for code in ("M-TR01", "M-TR02"):
        for town, count in facts.by(code, facts.total, "town").items():
            events[town] = int(events.get(town) or 0) + int(count or 0)
    return events


def _foremost(facts: Facts, values: Mapping[str, Value], what: str, unit: str) -> str:
    """The first three towns with their numbers; equal ones share a rank."""
    towns = [code for code in facts.county.counted if values.get(code)]
    placed = ranks([int(values[code] or 0) for code in towns])
    first = sorted((rank, place) for place, rank in enumerate(placed) if rank <= 3)
    if len(first) < 2:
        return ""
    named = "、".join(f"{facts.town(towns[p])}（{values[towns[p]]}{unit}）" for _r, p in first)
    return _("{what}居前的是{named}").format(what=what, named=named)


# ---------------------------------------------------------------- annexes

_FIRM_WORDS = re.compile("公司|厂|店|行|部|社|院|校|中心|协会|集团|合作社|超市|企业|馆|场|所|室")


def _annex(facts: Facts) -> Iterator[Block]:
    """附件1: the cases of the quarter, personal data masked as in what leaves the bureau."""
    yield PageBreak()
    yield Heading(
        level=1, text=_("附件1　{quarter}案件清单").format(quarter=facts.quarter_words), key="annex"
    )
    cases = _cases_of(facts)
    if not cases:
        yield Words(
            text=_("{quarter}没有立案、作出决定和结案的案件。").format(quarter=facts.quarter_words)
        )
        return
    yield Words(
        text=_(
            "本表列{quarter}立案、作出决定或者结案的案件，共{count}件。自然人的姓名、证件号码已作隐去处理。"
        ).format(quarter=facts.quarter_words, count=len(cases)),
        style="note",
    )
    yield Grid(
        title=_("{quarter}案件清单").format(quarter=facts.quarter_words),
        unit=_("元"),
        key="annex",
        long=True,
        columns=(
            Column(title=_("序号"), weight=0.7, align="center"),
            Column(title=_("案号"), weight=2.4),
            Column(title=_("案由"), weight=2.4),
            Column(title=_("当事人"), weight=2.6),
            Column(title=_("镇（街道）"), weight=1.4),
            Column(title=_("立案、决定日期"), weight=1.6, align="center"),
            Column(title=_("罚没款"), weight=1.5, align="right"),
            Column(title=_("状态"), weight=1.3, align="center"),
        ),
        rows=tuple(_case_row(facts, number, case) for number, case in enumerate(cases, 1)),
    )


def _cases_of(facts: Facts) -> list[Case]:
    found: dict[str, Case] = {}
    for day in ("filed_on", "decided_on", "closed_on"):
        for case in facts.reader.matching(Case, within(day, facts.period)):
            found.setdefault(case.id, case)
    return sorted(found.values(), key=lambda c: (c.filed_on or date.min, c.serial_no or ""))


def _case_row(facts: Facts, number: int, case: Case) -> tuple[str, ...]:
    lists, kinds = facts.reader.lists, Case.ledger.fields
    known = case.fine is not None or case.confiscate_money is not None
    taken = yuan((case.fine or 0) + (case.confiscate_money or 0)) if known else NOTHING
    name = case.case_no or case.file_no or case.clue_no or case.serial_no or ""
    shown = {n: kinds[n].show(getattr(case, n), lists) for n in ("cause", "town_code", "state")}
    return (
        str(number),
        name,
        shown["cause"] or kinds["case_type"].show(case.case_type, lists) or NOTHING,
        _party(facts, case),
        shown["town_code"] or NOTHING,
        # One above the other: a wider table would need type too small to read.
        "\n".join(str(day or NOTHING) for day in (case.filed_on, case.decided_on)),
        taken,
        shown["state"] or NOTHING,
    )


def _party(facts: Facts, case: Case) -> str:
    """A firm by its name; a natural person, or who may be one, by the surname."""
    name = case.party or ""
    firm = case.party_kind not in ("person", None) or bool(case.party_uscc)
    if case.party_kind == "person" or not (firm or _FIRM_WORDS.search(name)):
        return _masked(facts, case)
    # A sole trader without a trade name is entered under the trader's own.
    if len(name) <= 4 and not _FIRM_WORDS.search(name):
        return _masked(facts, case)
    return name


def _masked(facts: Facts, case: Case) -> str:
    """The surname, and what may be seen of the number that tells bearers of a name apart."""
    kinds, lists = Case.ledger.fields, facts.reader.lists
    parts = (kinds[name].mask(getattr(case, name), PAPER, lists) for name in ("party", "id_no"))
    return "\n".join(filter(None, parts)) or NOTHING


def _definitions(facts: Facts) -> Iterator[Block]:
    """附件2: how everything printed was counted."""
    yield Heading(level=1, text=_("附件2　口径说明"), key="definitions")
    notes = [
        _(
            "本简报的数据取自各台账，截至{day}。“本季”指{first}至{last}，“累计”指{start}起至同日。"
        ).format(
            day=day_words(facts.as_of),
            first=day_words(facts.period.start),
            last=day_words(facts.as_of),
            start=day_words(facts.total.start),
        ),
        _(
            "同比为与上年同期相比：（本期－上年同期）÷上年同期。上年同期为0或者没有可比数据的，表中记“—”；比率之差用百分点。"
        ),
        _("金额以万元计，保留两位小数；比率保留一位小数；均四舍五入，分项合计与总数可能略有出入。"),
    ]
    drafts = facts.drafts()
    if drafts:
        parts = "、".join(f"{_(ledger.title)}{count}{_('条')}" for ledger, count in drafts)
        notes.append(
            _("{total}有{count}条记录尚为草稿（{parts}），已按所填内容计入。").format(
                total=facts.total_words, count=sum(count for _ledger, count in drafts), parts=parts
            )
        )
    else:
        notes.append(_("{total}没有草稿计入。").format(total=facts.total_words))
    together: dict[tuple[str, str], list[str]] = {}
    for line in facts.printed.values():
        together.setdefault((_(line.unit), _(line.basis)), []).append(_(line.title))
    notes += [
        _("{titles}（{unit}）：{basis}。").format(titles="、".join(titles), unit=unit, basis=basis)
        for (unit, basis), titles in together.items()
    ]
    for number, text in enumerate(notes, 1):
        yield Words(text=f"{number}. {text}", style="note")
