"""四、执法案件."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from boshan_desk.domain.period import Period
from boshan_desk.domain.report import Block, Chart, Grid, Heading, Series, Words
from boshan_desk.domain.wording import clauses, half_up, listed, plain, share, statements, tally
from boshan_desk.i18n import _
from boshan_desk.store.figures import Value
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.form import FORM_ROWS
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
        pace = facts["M-EN09"]
        if pace.cumulative is not None:
            text += _("{total}作出决定的案件，从立案到决定平均{days}天").format(
                total=facts.total_words, days=pace.show(pace.cumulative)
            )
            if pace.cumulative_last_year is not None:
                text += _("，上年同期为{days}天").format(days=pace.show(pace.cumulative_last_year))
            text += _("。")
    yield Words(text=text)
    if not (filed.cumulative or closed.cumulative or money.cumulative):
        return
    yield from _kinds(facts)
    yield _national_form(facts, facts.total, facts.total_words, "form_total")
    if not facts.first_quarter:
        yield _national_form(facts, facts.period, facts.quarter_words, "form_quarter")
    yield _course(facts)


def _kinds(facts: Facts) -> Iterator[Block]:
    filed = facts["M-EN02"]
    rows = facts.by_form_row("M-EN02", facts.total)
    found = [(_(title), rows[code]) for code, title in FORM_ROWS if rows[code]]
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


_FORM: Final = (
    "M-EN02",
    "M-EN03",
    "M-EN04",
    "M-EN05",
    "M-EN05b",
    "M-EN06",
    "M-EN07",
    "M-EN07b",
    "M-EN07c",
    "M-EN07d",
)
"""The columns of the national form, in its order."""


def _national_form(facts: Facts, period: Period, words: str, key: str) -> Grid:
    """The case block of the national form, with a row for what it leaves out."""
    columns = [(facts[code], facts.by_form_row(code, period)) for code in _FORM]
    rows = [
        (_(title), *(line.show(by_row[code]) for line, by_row in columns))
        for code, title in FORM_ROWS
    ]
    sums = [line.show(sum(by_row.values())) for line, by_row in columns]
    rows.append((_("合计"), *sums))
    return Grid(
        title=_("{when}知识产权行政执法情况").format(when=words),
        unit=_("件、万元"),
        key=key,
        columns=numbers(
            _("案件类型"),
            _("立案"),
            _("结案"),
            _("涉案金额"),
            _("罚没款"),
            _("挽回损失"),
            _("移送司法"),
            _("电商领域"),
            _("重点市场"),
            _("农村市场"),
            _("涉外"),
            first=2.0,
        ),
        rows=tuple(rows),
        strong=frozenset({len(rows) - 1}),
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
