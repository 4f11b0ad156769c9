"""差异表 as a paper, and as the command line writes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from boshan_desk.domain.fields import yuan
from boshan_desk.domain.report import Block, Column, Grid, Report, Source, Words
from boshan_desk.domain.saying import Said, Sayable, grid, number
from boshan_desk.domain.wording import NOTHING, half_up, plain
from boshan_desk.i18n import in_chinese
from boshan_desk.store.figures import Value
from boshan_desk.usecases.papers.differences import Differences, Item, Line
from boshan_desk.usecases.quarter.facts import last_quarter
from boshan_desk.usecases.quarter.phrases import day_words

_ALWAYS: Final = ("last", "new", "late", "corrected", "withdrawn", "now")
_ORDER: Final = ("withdrawn", "corrected", "late", "restored", "left", "new")
"""In which the kinds of differences are told."""
_HEADS: Final = {
    "last": "上期数",
    "settled": "其他差额",
    "restated": "口径调整",
    "new": "本期新增",
    "late": "补录",
    "restored": "恢复",
    "corrected": "更正",
    "withdrawn": "撤回",
    "left": "退出",
    "now": "本期数",
}
"""The numbers of a line in the order in which they are added up."""


def differences_report(found: Differences) -> Report:
    """The sheet as a paper: what changed, unit by unit, and every figure led over."""
    with in_chinese():
        earlier, period = found.earlier, found.request.period
        return Report(
            title=(f"{found.place}{period.words()}材料与上期材料", "数字差异表"),
            office=found.office,
            date=day_words(found.on),
            period=period.words(),
            as_of=f"（数据截至{day_words(found.on)}）",
            blocks=tuple(_blocks(found)),
            foot=f"差异表　{period.words()}对照{earlier.number or earlier.title}",
            subject="两期材料数字差异的逐笔说明",
        )


def _blocks(found: Differences) -> Iterator[Block]:
    earlier, changed = found.earlier, found.changed
    named = f"《{earlier.title}》（{earlier.number}）" if earlier.number else f"《{earlier.title}》"
    counted = sum(not line.part for line in found.lines)
    opening = f"本表以{named}为上期，该件于{earlier.at[:10]}定稿，所列指标{counted}项。"
    if not changed:
        yield Words(text=f"{opening}除本期新增外，上期已报的数字没有变动。", key="opening")
    else:
        codes = len({line.code for line in changed})
        yield Words(
            text=f"{opening}其中{codes}项的上期已报数字此后有变动，逐笔列于表1、表2；"
            "上期数加减各栏，等于本期数。",
            key="opening",
        )
        yield _figures_table(changed, "上期已报数字有变动的指标", "changed")
        if found.items:
            yield _items_table(found.items)
    for note in found.notes:
        yield Words(text=f"注：{note}。", style="note")
    if not found.closes:
        names = "、".join(found.unexplained)
        yield Words(text=f"注：下列指标的差额未能逐笔说明，请核对：{names}。", style="note")
    yield _figures_table(found.lines, "全部指标对照", "lines")
    quarter = last_quarter(found.request.period)
    yield Words(
        text="注：本期新增，是指标的日期在上期之后的；期末数指标为按日期进入的，退出为按日期退出的。"
        "补录，是上期应计而定稿后才录入的；更正，是已计的记录改了内容；撤回，是删除或撤销的。"
        f"累计数从1月1日起算，至{day_words(quarter.end)}；跨年的，上年数列入退出；"
        "占比、平均数分列分子、分母。金额按万元四舍五入，各栏相加与本期数可能相差0.01。",
        style="note",
    )


def _figures_table(lines: Sequence[Line], title: str, key: str) -> Grid:
    names = [
        name for name in _HEADS if name in _ALWAYS or any(getattr(line, name) for line in lines)
    ]
    columns = [
        Column(title="指标", weight=3.4),
        Column(title="单位", weight=0.9, align="center"),
        *(Column(title=_HEADS[name], weight=1.2, align="right") for name in names),
    ]
    rows = [
        (_line_title(line), line.unit, *(_cell(line, name) for name in names)) for line in lines
    ]
    return grid(title=title, columns=columns, rows=rows, key=key, long=True)


def _line_title(line: Line) -> str:
    if line.part:
        return f"　{line.part}" if line.part.startswith("分") else f"　其中：{line.part}"
    return line.title


def _cell(line: Line, name: str) -> Sayable:
    words = line.words(name)
    source = line.source(name)
    return number(words, source) if source and words and words != NOTHING else Said(words)


def _items_table(items: Sequence[Item]) -> Grid:
    """One row for each record, with all the figures that it changed."""
    columns = (
        Column(title="序号", weight=0.6, align="center"),
        Column(title="情形", weight=0.7, align="center"),
        Column(title="记录", weight=3.0),
        Column(title="说明", weight=3.2),
        Column(title="涉及指标", weight=3.0),
        Column(title="经办", weight=1.5),
    )
    groups: dict[tuple[str, ...], list[Item]] = {}
    for item in sorted(items, key=lambda item: _ORDER.index(item.kind)):
        key = (item.kind, item.ledger, item.record_id or item.label)
        groups.setdefault(key, []).append(item)
    rows: list[tuple[Sayable, ...]] = []
    for place, group in enumerate(groups.values(), 1):
        item = group[0]
        source = Source(ledger=item.ledger, ids=(item.record_id,)) if item.record_id else None
        named = "\n".join(dict.fromkeys(filter(None, (item.label, _number_of(item)))))
        by = "\n".join(filter(None, (item.officer, item.at[:10])))
        # The longest is told: of a figure that looks at more fields, more of them changed.
        what = max((each.what for each in group), key=len)
        moved = _figures_of(group)
        cells = (named or NOTHING, what or NOTHING, moved, by or NOTHING)
        rows.append((number(str(place), source), item.kind_words, *cells))
    return grid(title="差异明细", columns=columns, rows=rows, key="items", long=True)


def _figures_of(items: Sequence[Item]) -> str:
    """The figures that one record changed; the sides of shares only where there is nothing else."""
    own = [each for each in items if not each.part] or list(items)
    told = "；".join(f"{each.title}{each.amount_words}" for each in own)
    return f"{told}；以及相关的占比、平均数" if len(own) < len(items) else told


def _number_of(item: Item) -> str:
    return " ".join(filter(None, (item.ledger_title, item.serial)))


def differences_json(found: Differences) -> dict[str, Any]:
    """As the command line writes it (cli.md): money in 元, shares and means as decimal strings."""
    earlier = found.earlier
    return {
        "period": str(found.request.period),
        "kind": found.request.kind,
        "town": found.request.town or None,
        "unit": found.request.unit or None,
        "against": {
            "id": earlier.id,
            "title": earlier.title,
            "number": earlier.number,
            "period": str(earlier.request.period),
            "at": earlier.at,
        },
        "closes": found.closes,
        "lines": [_line_json(line) for line in found.lines],
        "items": [_item_json(item) for item in found.items],
        "notes": list(found.notes),
    }


def _line_json(line: Line) -> dict[str, Any]:
    told: dict[str, Any] = {
        "code": line.code,
        "title": line.title,
        "part": line.part or None,
        "unit": "元" if line.money else line.unit,
        "last": _value_json(line, line.last),
        "now": _value_json(line, line.now),
    }
    names = ["settled", "restated"]
    if line.adds_up:
        names += ["new", "late", "restored", "corrected", "withdrawn", "left", "rest"]
    told |= {name: _value_json(line, getattr(line, name)) for name in names}
    if line.printed is not None:
        told["printed"] = _value_json(line, line.printed)
    return told | {"follows": line.follows}


def _item_json(item: Item) -> dict[str, Any]:
    return {
        "code": item.code,
        "title": item.title,
        "kind": item.kind,
        "amount": _amount_json(item),
        "unit": "元" if item.money else item.unit,
        "amount_words": item.amount_words,
        "ledger": item.ledger or None,
        "record": item.record_id or None,
        "label": item.label,
        "serial_no": item.serial or None,
        "what": item.what,
        "officer": item.officer or None,
        "at": item.at or None,
    }


def _value_json(line: Line, value: Value) -> int | str | None:
    if value is None:
        return None
    if line.money:
        return yuan(int(value))
    if line.adds_up and not isinstance(line.last, Decimal) and not isinstance(line.now, Decimal):
        return value if isinstance(value, int) else line.shown(value)
    return line.shown(Decimal(value))


def _amount_json(item: Item) -> int | str:
    if item.money:
        return yuan(int(item.amount))
    return item.amount if isinstance(item.amount, int) else plain(half_up(item.amount, 2))
