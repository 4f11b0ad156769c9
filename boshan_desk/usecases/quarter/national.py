"""知识产权执法数据统计表: the national form of the quarter and of the year so far.

In the order of its blocks, so that it can be checked before it is sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from boshan_desk.domain.paper.template import Part
from boshan_desk.domain.report import Block, Column, Source
from boshan_desk.domain.saying import Sayable, grid, number, words
from boshan_desk.domain.wording import plain
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
from boshan_desk.usecases.quarter.form_cells import FormCells
from boshan_desk.usecases.quarter.linked import wording
from boshan_desk.usecases.quarter.tables import adjusted_note

HEADS: Final = (
    "立案",
    "结案",
    "涉案金额",
    "罚没款",
    "挽回损失",
    "移送司法",
    "电商领域",
    "重点市场",
    "农村市场",
    "外商被侵权",
    "挽回外商损失",
)
"""The heads of the form's columns, shortened to the width of a page."""


def national_form(facts: Facts, part: Part) -> Iterator[Block]:
    """The block of actions, the block of cases of both times, and what it leaves out.

    Option: `quarter`, whether the quarter's own block stands beside that of the year so far.
    """
    for code, _title in (*ACTIONS, *COLUMNS):
        # What stands in the form is defined with the rest.
        facts[code]
    forms = [(facts.total_words, facts.form_of_total, "total")]
    if part.options.get("quarter", True) and not facts.first_quarter:
        forms.append((facts.quarter_words, facts.form, "quarter"))
    if not any(
        value for _w, form, _k in forms for value in (*form.actions.values(), *form.cases.values())
    ):
        # The text says that nothing was done: an annex would be a page with one sentence.
        return
    yield words(wording(facts, part, "about"), style="note")
    yield from adjusted_note(facts, *(code for code, _title in (*ACTIONS, *COLUMNS)))
    yield grid(
        title=wording(facts, part, "actions").text,
        key=f"{part.key}.actions",
        columns=(
            Column(title="期间", weight=1.2),
            *(Column(title=title, align="right") for _code, title in ACTIONS),
        ),
        rows=[
            (when, *(_action(form, code) for code, _title in ACTIONS)) for when, form, _k in forms
        ],
    )
    for when, form, which in forms:
        rows = (*ROWS, (SUM, "合计"))
        cells = FormCells.of(facts, form.period)
        yield grid(
            title=wording(facts, part, "cases", when=when).text,
            unit="件、万元",
            key=f"{part.key}.{which}",
            columns=(
                Column(title="案件类型", weight=2.0),
                *(Column(title=head, align="right") for head in HEADS),
            ),
            rows=[
                (title, *(_cell(form, cells, row, code) for code, _head in COLUMNS))
                for row, title in rows
            ],
            strong=[len(rows) - 1],
        )
    yield from _outside(facts, part)


def _outside(facts: Facts, part: Part) -> Iterator[Block]:
    """What the form has no row for."""
    cells = FormCells.of(facts, facts.total)
    counts = {
        name: number(str(facts.form_of_total.cases[OUTSIDE, code]), cells.source(OUTSIDE, code))
        for name, code in (("filed", "M-EN02"), ("closed", "M-EN03"))
    }
    if any(count.text != "0" for count in counts.values()):
        yield words(wording(facts, part, "outside", **counts), style="note")


def _action(form: NationalForm, code: str) -> Sayable:
    return number(str(form.actions[code]), Source(figure=code, span=form.period))


def _cell(form: NationalForm, cells: FormCells, row: str, code: str) -> Sayable:
    value = shown(code, form.cases[row, code])
    text = str(value) if isinstance(value, int) else plain(value)
    return number(text, cells.source(row, code))
