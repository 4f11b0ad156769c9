"""三、地理标志."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from boshan_desk.domain.report import Block, Chart, Column, Grid, Heading, Series, Words
from boshan_desk.domain.wording import NOTHING, half_up, listed, tally, wan, with_more
from boshan_desk.i18n import _
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.phrases import amount_words, said, some_names

_MOST_RIGHTS = 8


def gi_section(facts: Facts) -> Iterator[Block]:
    """三、地理标志."""
    yield Heading(level=1, text=_("三、地理标志"), key="gi")
    rights, users, fresh = facts["M-GI01"], facts["M-GI02"], facts["M-GI02b"]
    if not rights.value and not users.value:
        text = _("{when}，{whole}没有登记有效的地理标志权利。")
        yield Words(text=text.format(when=facts.end_words, whole=_(facts.county.whole)))
    else:
        lists = facts.reader.lists["right_kind"]
        kinds = facts.by("M-GI01", facts.period, "right_kind")
        parts = [
            tally(lists.label(entry.code), kinds[entry.code], _("件"))
            for entry in lists
            if kinds.get(entry.code)
        ]
        text = _("{when}，{whole}有地理标志有效权利{count}件").format(
            when=facts.end_words, whole=_(facts.county.whole), count=rights.value
        )
        text += _("，其中{parts}").format(parts=listed(parts)) if len(parts) > 1 else ""
        text += _("；在用的专用标志使用人{count}家，{change}").format(
            count=users.value, change=users.change_words()
        )
        if fresh.cumulative:
            text += _("，{total}新增{count}家").format(
                total=facts.total_words, count=fresh.cumulative
            )
        text += _("。")
        coverage = facts["M-GI03"]
        if coverage.value is not None:
            text += _("用标覆盖率{value}%，{change}。").format(
                value=coverage.show(coverage.value), change=coverage.change_words()
            )
        yield Words(text=text + _worth(facts))
    yield Words(text=_checked(facts))
    yield from _rights(facts)


def _worth(facts: Facts) -> str:
    line = facts["M-GI04"]
    if line.value is None:
        return ""
    text = _("{year}地理标志直接产值{amount}").format(
        year=line.note, amount=amount_words(line.value)
    )
    if line.change is not None:
        size = half_up(abs(line.change), 1)
        way = _("增长") if line.change > 0 else _("下降")
        text += _("，比上年{way}{size}%").format(way=way, size=size) if size else _("，与上年持平")
    return text + _("。")


def _checked(facts: Facts) -> str:
    checks, faults, mended = facts["M-GI05"], facts["M-GI05b"], facts["M-GI05c"]
    if not checks.cumulative:
        return _("{total}没有地理标志监督检查记录。").format(total=facts.total_words)
    text = _("{total}{checks}").format(
        total=facts.total_words, checks=said(checks, name=_("开展地理标志监督检查"))
    )
    if not facts.first_quarter:
        text += _("，其中{quarter}{count}次").format(
            quarter=facts.quarter_words, count=checks.value
        )
    if faults.cumulative:
        text += _("；发现问题{count}次").format(count=faults.cumulative)
        if mended.cumulative is not None:
            text += _("，整改完成率{value}%").format(value=mended.show(mended.cumulative))
    else:
        text += _("；未发现问题")
    return text + _("。")


def _rights(facts: Facts) -> Iterator[Block]:
    """Every right with its users and its newest yearly value."""
    rights = facts.rows.rows("gi_right", ("id", "product_name", "right_kind", "state"))
    if not rights:
        return
    users = facts.by("M-GI02", facts.period, "right_id")
    values = facts.by("M-GI04", facts.period, "right_id")
    year = facts["M-GI04"].note
    lists = facts.reader.lists
    rows, named = [], []
    for id, name, kind, state in rights:
        value = values.get(id)
        rows.append(
            (
                name or _("（未填名称）"),
                lists["right_kind"].label(kind) if kind else NOTHING,
                lists["gi_state"].label(state) if state else NOTHING,
                str(users.get(id) or 0),
                wan(None if value is None else int(value)),
            )
        )
        if value:
            named.append(
                (with_more(name, lists["right_kind"].label(kind)) if kind else name, value)
            )
    yield Grid(
        title=_("地理标志权利和用标情况"),
        unit=_("家、万元"),
        key="gi_rights",
        columns=(
            Column(title=_("产品名称"), weight=1.6),
            Column(title=_("权利类型"), weight=1.4, align="center"),
            Column(title=_("状态"), weight=1.2, align="center"),
            Column(title=_("使用人"), weight=0.8, align="right"),
            Column(title=_("{year}产值").format(year=year), weight=1.3, align="right"),
        ),
        rows=tuple(rows),
    )
    idle = [
        row[0]
        for row, right in zip(rows, rights, strict=True)
        if row[3] == "0" and right[3] in ("valid", "grace")
    ]
    if idle:
        text = _("没有在用使用人的有效权利{count}件：{names}。")
        yield Words(text=text.format(count=len(idle), names=some_names(idle)))
    named = sorted(named, key=lambda pair: -pair[1])[:_MOST_RIGHTS]
    if len(named) > 1:
        yield Chart(
            kind="rows",
            key="gi_values",
            title=_("{year}直接产值居前的地理标志").format(year=year),
            unit=_("万元"),
            labels=tuple(name for name, _value in named),
            series=(
                Series(
                    name=_("直接产值"),
                    values=tuple(half_up(Decimal(v) / 1_000_000, 2) for _name, v in named),
                ),
            ),
        )
