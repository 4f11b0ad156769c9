"""附件2 知识产权执法数据统计表: the national form of the quarter and of the year so far."""

from __future__ import annotations

from collections.abc import Iterator

from boshan_desk.domain.report import Block, Column, Grid, Heading, PageBreak, Words
from boshan_desk.domain.wording import plain
from boshan_desk.i18n import _, mark
from boshan_desk.usecases.national_form import (
    ACTIONS,
    COLUMNS,
    OUTSIDE,
    ROWS,
    SUM,
    NationalForm,
    shown,
)
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.tables import numbers


def national_annex(facts: Facts) -> Iterator[Block]:
    """附件2: the form in the order of its blocks, so that it can be checked before it is sent."""
    yield PageBreak()
    yield Heading(level=1, text=_("附件2　知识产权执法数据统计表"), key="national")
    yield Words(
        text=_(
            "本表与上报的统计表同源。立案按立案日期、结案按结案日期、移送按移送日期统计，金额按决定日期统计；"
            "电商领域、重点市场、农村市场、外商被侵权各栏以立案数据统计，可重复计。"
        ),
        style="note",
    )
    for code, _title in (*ACTIONS, *COLUMNS):
        # What stands in the form is defined with the rest.
        facts[code]
    yield _actions(facts)
    yield _cases(facts.form_of_total, facts.total_words, "form_total")
    if not facts.first_quarter:
        yield _cases(facts.form, facts.quarter_words, "form_quarter")
    outside = facts.form_of_total.cases[OUTSIDE, "M-EN02"]
    closed = facts.form_of_total.cases[OUTSIDE, "M-EN03"]
    if outside or closed:
        yield Words(
            text=_(
                "{total}另有不属本表所列类型的案件（如不正当竞争、著作权案件）立案{filed}件、结案{closed}件，未列入本表。"
            ).format(total=facts.total_words, filed=outside, closed=closed),
            style="note",
        )


def _actions(facts: Facts) -> Grid:
    forms = [(facts.total_words, facts.form_of_total)]
    if not facts.first_quarter:
        forms.append((facts.quarter_words, facts.form))
    return Grid(
        title=_("执法行动数据"),
        key="form_actions",
        columns=numbers(_("期间"), *(_(title) for _code, title in ACTIONS), first=1.2),
        rows=tuple(
            (words, *(str(form.actions[code]) for code, _title in ACTIONS)) for words, form in forms
        ),
    )


_HEADS = (
    mark("立案"),
    mark("结案"),
    mark("涉案金额"),
    mark("罚没款"),
    mark("挽回损失"),
    mark("移送司法"),
    mark("电商领域"),
    mark("重点市场"),
    mark("农村市场"),
    mark("外商被侵权"),
    mark("挽回外商损失"),
)
"""The heads of the form, shortened to the width of a page."""


def _cases(form: NationalForm, words: str, key: str) -> Grid:
    rows = (*ROWS, (SUM, mark("合计")))
    return Grid(
        title=_("{when}案件数据").format(when=words),
        unit=_("件、万元"),
        key=key,
        columns=(
            Column(title=_("案件类型"), weight=2.0),
            *(Column(title=_(head), align="right") for head in _HEADS),
        ),
        rows=tuple(
            (_(title), *(_cell(code, form.cases[row, code]) for code, _head in COLUMNS))
            for row, title in rows
        ),
        strong=frozenset({len(rows) - 1}),
    )


def _cell(code: str, value: int) -> str:
    number = shown(code, value)
    return str(number) if isinstance(number, int) else plain(number)
