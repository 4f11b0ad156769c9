"""The national form as it is handed in, laid out as the administration drew it: sheet and page."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final, Literal

from boshan_desk.domain.form_sheet import Box, FormSheet
from boshan_desk.domain.period import Period
from boshan_desk.excel.writing.form import write_forms
from boshan_desk.i18n import _, mark
from boshan_desk.reports.form import draw_forms
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.national_form import (
    ACTIONS,
    COLUMNS,
    OUTSIDE,
    ROWS,
    SUM,
    NationalForm,
    national_forms,
    shown,
)
from boshan_desk.usecases.outputs import output
from boshan_desk.usecases.papers import Written
from boshan_desk.usecases.sheets.exporting import workbook


def lay_out(desk: Desk, form: NationalForm) -> FormSheet:
    """The form with its boxes, heads and notes, as the administration drew it."""
    period = form.period
    foot = ""
    with desk.read() as reader:
        today = reader.today
        if reader.setting("sample") == "yes":
            foot = _("演示数据")
    return FormSheet(
        name=period.words(),
        title=_("知识产权执法数据统计表"),
        above=(
            _("报送单位：{office}").format(office=desk.county.bureau),
            _("统计时间：{first}至{last}").format(
                first=_day_words(period.start), last=_day_words(period.end)
            ),
            _("报送时间：{day}").format(day=_day_words(today)),
        ),
        widths=(2.3, *[1.0] * 9, 1.25, 1.25),
        boxes=(*_action_boxes(form), *_case_boxes(form)),
        below=(_("负责人："), _("填报人："), _("联系电话：")),
        notes=(*own_notes(form, today), *(_(note) for note in NOTES)),
        foot=foot,
    )


NOTES: Final = (
    mark("说明：1.按自然季度统计，第四季度数据连同全年汇总数据于次年1月15日前报送。"),
    mark(
        "2.同时涉及电商领域、外商领域或者实体市场、农村市场的案件，可重复统计；这几栏以立案数据统计。"
    ),
    mark(
        "3.立案按立案日期、结案按结案日期、移送按移送日期统计；涉案金额、罚没款、挽回损失按决定日期统计。"
    ),
    mark(
        "4.挽回经济损失：侵权行为被查处后，权利人避免受到的损失，以及通过调解或者诉讼获得的赔偿。"
    ),
)


def own_notes(form: NationalForm, today: date) -> list[str]:
    """What must be said of these numbers: cases of no row, drafts, a period not yet over."""
    notes = []
    outside = form.cases[OUTSIDE, "M-EN02"], form.cases[OUTSIDE, "M-EN03"]
    if any(outside):
        notes.append(
            _(
                "注：另有不属本表所列类型的案件（如不正当竞争、著作权案件）立案{filed}件、结案{closed}件，未列入本表。"
            ).format(filed=outside[0], closed=outside[1])
        )
    if form.drafts:
        notes.append(
            _("注：立案的案件中有{count}件的登记尚为草稿，已计入。").format(count=form.drafts)
        )
    if today < form.period.end:
        notes.append(_("注：统计期间尚未结束，数据截至{day}。").format(day=_day_words(today)))
    return notes


def _action_boxes(form: NationalForm) -> list[Box]:
    boxes = [Box(content=_("执法行动数据"), row=0, column=0, rows=2, kind="head")]
    column = 1
    for (code, title), wide in zip(ACTIONS, (2, 2, 2, 2, 3), strict=True):
        boxes += [
            Box(content=_head(title), row=0, column=column, columns=wide, kind="head"),
            Box(content=form.actions[code], row=1, column=column, columns=wide),
        ]
        column += wide
    return boxes


def _case_boxes(form: NationalForm) -> list[Box]:
    boxes = [Box(content=_("案件数据"), row=2, column=0, kind="head")]
    for column, (_code, title) in enumerate(COLUMNS, 1):
        boxes.append(Box(content=_head(title), row=2, column=column, kind="head"))
    for row, (key, title) in enumerate((*ROWS, (SUM, mark("合计"))), 3):
        named: Literal["name", "sum"] = "sum" if key == SUM else "name"
        boxes.append(Box(content=_(title), row=row, column=0, kind=named))
        for column, (code, _title) in enumerate(COLUMNS, 1):
            boxes.append(
                Box(
                    content=shown(code, form.cases[key, code]),
                    row=row,
                    column=column,
                    kind="sum" if key == SUM else "value",
                )
            )
    return boxes


def _head(title: str) -> str:
    """A head with its unit on a line of its own."""
    return _(title).replace("（", "\n（")


def _day_words(day: date) -> str:
    return _("{year}年{month}月{day}日").format(year=day.year, month=day.month, day=day.day)


def write_workbook(desk: Desk, period: Period, path: Path) -> int:
    """Write the form of a period as a workbook; how many sheets it has."""
    with workbook(path) as part:
        forms = [lay_out(desk, form) for form in national_forms(desk, period)]
        write_forms(part, forms)
    return len(forms)


def write_page(desk: Desk, period: Period, path: Path) -> Written:
    """Write the form of a period as a PDF, a page for each."""
    with output(path) as part:
        forms = [lay_out(desk, form) for form in national_forms(desk, period)]
        drawn = draw_forms(forms, office=desk.county.bureau)
        part.write_bytes(drawn.pdf)
    return Written(path=path, pages=drawn.pages, missing=drawn.missing)
