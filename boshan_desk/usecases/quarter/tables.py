"""Tables that templates lay out: figures of the catalogue, targets of the plans."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from boshan_desk.domain.paper.template import Part
from boshan_desk.domain.report import Block, Column, Source, Words
from boshan_desk.domain.saying import Said, Sayable, grid, number, opening
from boshan_desk.domain.wording import NOTHING, half_up, listed, plain, with_more
from boshan_desk.usecases.figures import FigureLine
from boshan_desk.usecases.plans.gathering import title_of
from boshan_desk.usecases.plans.standing import Standing
from boshan_desk.usecases.plans.telling import number as shown
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.sentences import holds, spoken

STATES: Final[Mapping[str, str]] = {
    "done": "已完成",
    "ahead": "超序时进度",
    "on": "达到序时进度",
    "slow": "滞后",
    "late": "滞后较多",
    "waiting": "未到期",
    "no_data": "未报",
    "not_comparable": "不作比较",
    "asked": "待补充",
}
"""How a target stands in the words of a paper: no lamp is named there (domain.md 5.4)."""


def numbers(title: str, *heads: str, first: float = 2.0) -> tuple[Column, ...]:
    """A first column of names and others of numbers."""
    return (
        Column(title=title, weight=first),
        *(Column(title=head, align="right") for head in heads),
    )


def figures_table(facts: Facts, part: Part) -> Iterator[Block]:
    """Figures of the catalogue: those that are named, or the headlines."""
    codes = part.options.get("figures") or [line.code for line in facts.headlines()]
    lines = [facts[code] for code in codes if facts.has(code)]
    if part.options.get("filled"):
        lines = [line for line in lines if line.cumulative or line.cumulative_last_year]
    if not lines:
        return
    heads = ["本季"] if not facts.first_quarter else []
    yield grid(
        title=spoken(facts, part.title).text,
        key=part.key,
        columns=(
            Column(title="指标", weight=2.9),
            Column(title="单位", weight=0.8, align="center"),
            *(Column(title=head, align="right") for head in heads),
            Column(title="累计", weight=1.2, align="right"),
            Column(title="上年同期累计", weight=1.2, align="right"),
            Column(title="同比（%）", align="right"),
        ),
        rows=[_figure_row(facts, line) for line in lines],
    )
    notes: list[str] = []
    if any(line.stock for line in lines):
        notes.append(part.words.get("stock", ""))
    if any(line.share for line in lines):
        notes.append(part.words.get("share", ""))
    together: dict[str, list[str]] = {}
    for line in lines:
        if line.remarks:
            together.setdefault(line.remarks, []).append(line.title)
    notes += [f"{listed(titles)}：{remarks}" for remarks, titles in together.items()]
    notes += [
        f"{'' if line.stock else '本季'}{line.title}{told}"
        for line in lines
        if (told := line.adjustment_words())
    ]
    if notes := [note.rstrip("。；") for note in notes if note]:
        yield Words(text=f"注：{'；'.join(notes)}。", style="note")


ADJUSTED: Final = "注：本表按台账现有的记录统计；封账以后有调整，合计与报告的数不同。"


def adjusted_note(facts: Facts, *codes: str) -> Iterator[Block]:
    """What a table of groups says where the figures above it are those that were reported."""
    if facts.was_adjusted(*codes):
        yield Words(text=ADJUSTED, style="note")


def _figure_row(facts: Facts, line: FigureLine) -> list[Sayable]:
    title = with_more(line.title, line.note) if line.note else line.title
    cells: list[Sayable] = [title, line.unit]
    if not facts.first_quarter:
        nothing = line.stock or line.adds_on or line.value is None
        quarter = number(line.show(line.value), facts.source(line.code, "value"))
        cells.append(NOTHING if nothing else quarter)
    for value, which in (
        (line.cumulative, "cumulative"),
        (line.cumulative_last_year, "cumulative_last_year"),
    ):
        text = line.show(value)
        cells.append(text if value is None else number(text, facts.source(line.code, which)))
    change = line.cumulative_change
    text = NOTHING if change is None else plain(half_up(change, 1))
    if line.share and change is not None:
        text += "个百分点"
    cells.append(opening(text, facts.source(line.code)))
    return cells


TARGET_COLUMNS: Final[Mapping[str, tuple[Column, Callable[[Facts, Standing], Sayable]]]] = {
    "title": (Column(title="指标", weight=3.0), lambda facts, line: title_of(line)),
    "unit": (Column(title="单位", weight=0.8, align="center"), lambda facts, line: line.unit),
    "target": (
        Column(title="年度目标", weight=1.2, align="right"),
        lambda facts, line: _target(line),
    ),
    "quarter": (
        Column(title="本季", align="right"),
        lambda facts, line: _amount(facts, line, line.quarter),
    ),
    "total": (
        Column(title="累计", weight=1.2, align="right"),
        lambda facts, line: _achieved(facts, line),
    ),
    "share": (
        Column(title="完成率（%）", align="right"),
        lambda facts, line: _share(facts, line),
    ),
    "due": (
        Column(title="序时进度（%）", align="right"),
        lambda facts, line: opening(_percent(line.due_share), target_source(facts, line)),
    ),
    "change": (
        Column(title="同比（%）", align="right"),
        lambda facts, line: opening(_change(line), target_source(facts, line)),
    ),
    "state": (
        Column(title="状态", weight=1.3, align="center"),
        lambda facts, line: STATES[line.lamp],
    ),
    "lead": (
        Column(title="牵头单位", weight=2.0),
        lambda facts, line: listed(line.lead) or NOTHING,
    ),
}
"""What a table of targets may show."""


def targets_table(facts: Facts, part: Part) -> Iterator[Block]:
    """主要指标完成情况: every target of the active plans with its share and 序时进度."""
    lines = [line for line in facts.standings if line.town == facts.request.town]
    if facts.request.town:
        # A town answers for its shares only.
        lines = [line for line in lines if line.target is not None]
    if not lines:
        return
    names = part.options.get("columns") or list(TARGET_COLUMNS)[:-1]
    columns = [TARGET_COLUMNS[name] for name in names]
    yield grid(
        title=spoken(facts, part.title).text,
        key=part.key,
        columns=[column for column, _cell in columns],
        rows=[[cell(facts, line) for _column, cell in columns] for line in lines],
        strong=[place for place, line in enumerate(lines) if line.lamp in ("slow", "late")],
    )
    own = listed(dict.fromkeys(line.title for line in lines if line.origin == "bureau"))
    several = listed(dict.fromkeys(line.title for line in lines if line.series))
    notes = [
        part.words.get(name, "").replace("{titles}", several if name == "series" else own)
        for name, wanted in (
            ("series", bool(several)),
            ("growth", any(line.growth and line.share is not None for line in lines)),
            ("own", bool(own)),
            ("open", any(line.questions for line in lines)),
        )
        if wanted
    ]
    notes += [f"{title_of(line)}：{line.adjusted}" for line in lines if line.adjusted]
    notes = [note for note in notes if note]
    if notes:
        yield Words(text=f"注：{'；'.join(note.rstrip('。；') for note in notes)}。", style="note")


def target_source(facts: Facts, line: Standing) -> Source:
    """A target, judged at the end of the paper's time."""
    return Source(target=line.indicator, span=facts.period, town=line.town)


def _amount(facts: Facts, line: Standing, value: Decimal | None) -> Sayable:
    if value is None or line.kind == "milestone":
        return NOTHING
    return number(shown(value, line.unit), target_source(facts, line))


def _target(line: Standing) -> str:
    """What is asked for, without the unit that stands beside it."""
    if line.kind == "milestone":
        return NOTHING
    return line.target_words.removesuffix(line.unit) or NOTHING


def _share(facts: Facts, line: Standing) -> Sayable:
    """完成率; of a level, marked, that of what is to be added."""
    if line.share is None:
        return NOTHING
    mark = "*" if line.growth else ""
    return opening(f"{_percent(line.share)}{mark}", target_source(facts, line))


def _change(line: Standing) -> str:
    """同比 in per cent as a table says it, below zero for a fall; in 百分点 where it is one."""
    words = line.change_words
    size = re.search(r"[\d.]+", words)
    if "持平" in words:
        return "0.0" if line.cumulative else NOTHING
    if not size or "为0" in words or "倍" in words:
        return words.removeprefix("同比") if "倍" in words else NOTHING
    sign = "-" if "下降" in words or "降低" in words else ""
    return f"{sign}{size[0]}{'个百分点' if '百分点' in words else ''}"


def _achieved(facts: Facts, line: Standing) -> Sayable:
    """What is compared with the target, in the unit that stands beside it.

    What was reported in words stands in the reports of progress, not in a column of numbers.
    """
    if line.cumulative is None or line.kind == "milestone":
        return NOTHING
    return number(shown(line.cumulative, line.unit), target_source(facts, line))


def _percent(value: Decimal | None) -> str:
    return NOTHING if value is None else plain(half_up(value, 1))


def paragraph(facts: Facts, part: Part, name: str) -> Said:
    """What a part's wording says under a name; nothing where the office took it out."""
    return spoken(facts, part.words.get(name, ""))


__all__ = ["figures_table", "holds", "numbers", "paragraph", "target_source", "targets_table"]
