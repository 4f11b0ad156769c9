"""四、执法案件."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from boshan_desk.domain.period import Period
from boshan_desk.domain.report import Block, Chart, Grid, Heading, Series, Words
from boshan_desk.domain.wording import (
    NOTHING,
    clauses,
    half_up,
    listed,
    plain,
    share,
    statements,
    tally,
)
from boshan_desk.i18n import _, mark
from boshan_desk.store.figures import Value
from boshan_desk.usecases.national_form import OUTSIDE, ROWS
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.phrases import counted, said
from boshan_desk.usecases.quarter.tables import numbers


def case_section(facts: Facts) -> Iterator[Block]:
    """四、执法案件."""
    yield Heading(level=1, text=_("四、执法案件"), key="cases")
    acted, filed, closed = facts["M-EN01"], facts["M-EN02"], facts["M-EN03"]
    money, moved = facts["M-EN05"], facts["M-EN06"]
    if acted.cumulative:
        yield Words(
            text=_("{total}{acted}，出动执法人员{people}人次，检查经营主体{firms}户次。").format(
                total=facts.total_words,
                acted=said(acted, name=_("开展执法行动")),
                people=facts["M-EN01b"].cumulative,
                firms=facts["M-EN01e"].cumulative,
            )
        )
    text = ""
    if not facts.first_quarter or not filed.cumulative:
        parts = [
            counted(filed, name=_("立案")) if filed.value else _("无立案"),
            counted(closed, name=_("结案")) if closed.value else _("无结案"),
        ]
        if money.value:
            parts.append(counted(money))
        text = _("{quarter}{parts}。").format(quarter=facts.quarter_words, parts=clauses(parts))
    if filed.cumulative or closed.cumulative:
        told = [said(filed, name=_("立案")), said(closed, name=_("结案"))]
        if facts["M-EN04"].cumulative:
            told.append(said(facts["M-EN04"]))
        if money.cumulative or money.cumulative_last_year:
            told.append(said(money))
        text += _("{total}{told}。").format(total=facts.total_words, told=statements(told))
        if moved.cumulative:
            text += _("移送公安机关{count}件。").format(count=moved.cumulative)
    yield Words(text=text)
    if not (filed.cumulative or closed.cumulative or money.cumulative):
        return
    yield from _kept(facts)
    yield from _kinds(facts)
    yield _course(facts)


def _kept(facts: Facts) -> Iterator[Block]:
    """How the statutory limits were kept."""
    pace, middle, kept = facts["M-EN09"], facts["M-EN09b"], facts["M-EN08b"]
    text = ""
    if pace.cumulative is not None:
        parts = [
            _("从立案到决定平均{days}天（不含停止计时的日数）").format(
                days=pace.show(pace.cumulative)
            ),
            _("中位数{days}天").format(days=middle.show(middle.cumulative)),
        ]
        if pace.cumulative_last_year is not None:
            parts.append(
                _("上年同期平均{days}天").format(days=pace.show(pace.cumulative_last_year))
            )
        text += _("{total}作出决定的案件，{told}。").format(
            total=facts.total_words, told=clauses(parts)
        )
    if kept.cumulative is not None:
        text += _("{told}。").format(told=said(kept, name=_("在法定期限内作出处理决定的占")))
    late, near = facts["M-EN08"], facts["M-EN08c"]
    if late.value:
        text += _("{when}，有法定期限超期的案件{late}件（上年同期{before}件）").format(
            when=facts.end_words, late=late.value, before=late.last_year
        )
    else:
        text += _("{when}，没有法定期限超期的案件").format(when=facts.end_words)
    text += _("，七日内到期的{near}件。").format(near=near.value)
    due, done, part = facts["M-EN10"], facts["M-EN10b"], facts["M-EN10c"]
    if due.cumulative:
        text += _("{total}公示期限届满的处罚决定{due}件，按期公示{done}件，占{share}%。").format(
            total=facts.total_words,
            due=due.cumulative,
            done=done.cumulative,
            share=part.show(part.cumulative),
        )
    contested, corrected = facts["M-EN11"], facts["M-EN11b"]
    if contested.cumulative:
        text += _(
            "{total}作出决定的案件中，被申请复议或者提起诉讼的{count}件，其中被变更、撤销或者确认违法的{wrong}件。"
        ).format(total=facts.total_words, count=contested.cumulative, wrong=corrected.cumulative)
    yield Words(text=text)
    yield Grid(
        title=_("办案期限执行情况"),
        key="limits",
        columns=numbers(
            _("指标"), _("单位"), _("本季"), _("累计"), _("上年同期累计"), _("同比"), first=2.6
        ),
        rows=tuple(
            (
                _(line.title),
                _(line.unit),
                NOTHING if line.stock else line.show(line.value),
                line.show(line.cumulative),
                line.show(line.cumulative_last_year),
                line.cumulative_words(),
            )
            for line in (facts[code] for code in _LIMITS)
        ),
    )


_LIMITS: Final = (
    "M-EN09",
    "M-EN09b",
    "M-EN08b",
    "M-EN08",
    "M-EN08c",
    "M-EN10",
    "M-EN10b",
    "M-EN10c",
    "M-EN11",
    "M-EN11b",
)
"""What the table of limits shows."""


def _kinds(facts: Facts) -> Iterator[Block]:
    filed = facts["M-EN02"]
    counts = [
        (_(title), facts.form_of_total.cases[row, "M-EN02"])
        for row, title in (*ROWS, (OUTSIDE, mark("其他案件")))
    ]
    found = [(title, count) for title, count in counts if count]
    if found:
        found.sort(key=lambda pair: -pair[1])
        parts = []
        for title, count in found[:4]:
            part = share(count, int(filed.cumulative or 0))
            parts.append(
                _("{title}{count}件，占{part}%").format(
                    title=title, count=count, part=plain(half_up(part or 0, 1))
                )
            )
        text = _("从立案类型看，{parts}。").format(parts=statements(parts))
        themes = [
            tally(name, facts[code].cumulative, _("件"))
            for code, name in (
                ("M-EN07", _("电商领域")),
                ("M-EN07b", _("重点实体市场")),
                ("M-EN07c", _("农村市场")),
                ("M-EN07d", _("涉外")),
            )
            if facts[code].cumulative
        ]
        if themes:
            text += _("其中{themes}（可重复计）。").format(themes=listed(themes))
        yield Words(text=text)
    if len(found) > 1:
        yield Chart(
            kind="ring",
            key="case_kinds",
            title=_("{total}立案类型构成").format(total=facts.total_words),
            unit=_("件"),
            labels=tuple(title for title, _count in found),
            series=(Series(name=_("立案"), values=tuple(count for _title, count in found)),),
        )


def _course(facts: Facts) -> Chart:
    """Filed and closed over eight quarters."""
    quarters = [facts.period]
    while len(quarters) < 8:
        quarters.insert(0, quarters[0].previous())
    return Chart(
        kind="lines",
        key="cases_by_quarter",
        title=_("近八个季度立案和结案情况"),
        unit=_("件"),
        labels=tuple(
            _("{year}年{quarter}").format(year=q.year, quarter=q.short_words()) for q in quarters
        ),
        series=(
            Series(name=_("立案"), values=_run(facts, "M-EN02", quarters)),
            Series(name=_("结案"), values=_run(facts, "M-EN03", quarters)),
        ),
    )


def _run(facts: Facts, code: str, quarters: list[Period]) -> tuple[Value, ...]:
    return tuple(facts.of(code, quarter) for quarter in quarters)
