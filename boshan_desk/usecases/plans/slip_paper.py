"""A supervision slip on paper: to be signed, sealed and sent, and to be filled in by who gets it.

It bears no issuer's mark and no seal: what makes it official is the office's own workflow
(domain.md 5.1).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from boshan_desk.domain.county import County
from boshan_desk.domain.period import read_period
from boshan_desk.domain.ruled_form import FormCell, FormRow, RuledForm
from boshan_desk.domain.wording import with_more
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers.plan import Supervision
from boshan_desk.reports.pdf import Drawn
from boshan_desk.reports.ruled import draw_ruled
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.outputs import output
from boshan_desk.usecases.papers import Written
from boshan_desk.usecases.plans.slips import units_words
from boshan_desk.usecases.quarter.phrases import day_words

_LABEL: Final = 0.17
_REST: Final = 1 - _LABEL
_EMPTY_NAME: Final = "　　　　"

_LEVELS: Final = {
    "blue": mark("蓝色提醒"),
    "yellow": mark("黄色督办"),
    "red": mark("红色督办"),
}


def slip_paper(desk: Desk, slip: Supervision | str) -> Drawn:
    """A slip as PDF: one that is kept, by its id, or as it stands in a form."""
    return draw_ruled(slip_form(desk, slip))


def slip_form(desk: Desk, slip: Supervision | str) -> RuledForm:
    """The same before it is drawn, to be bound with other papers."""
    with desk.read() as reader:
        if isinstance(slip, str):
            slip = reader.get(Supervision, slip)
        foot = _("演示数据") if reader.setting("sample") == "yes" else ""
        today = reader.today
    return _form(desk, slip, today, foot)


def write_slip(desk: Desk, id: str, path: Path) -> Written:
    """Write a slip as PDF; an older file of that name is replaced only by a whole one."""
    with output(path) as part:
        drawn = slip_paper(desk, id)
        part.write_bytes(drawn.pdf)
    return Written(path=path, pages=drawn.pages, missing=drawn.missing)


def _form(desk: Desk, slip: Supervision, today: date, foot: str) -> RuledForm:
    county = desk.county
    on = slip.issued_on or today
    rows = [
        _wide(_("督办事项"), _item(slip)),
        _pair(
            (_("承办单位"), units_words([slip.unit] if slip.unit else [], county, on)),
            (_("办理期限"), _day(slip.due_on)),
        ),
    ]
    if slip.join:
        rows.append(_wide(_("配合单位"), units_words(slip.join, county, on)))
    if basis := _basis(desk, slip):
        rows.append(_wide(_("依据"), basis))
    rows += [
        _wide(_("存在问题"), slip.finding or "", least=72),
        _wide(_("办理要求"), slip.demand or "", least=72),
        FormRow(
            cells=(
                FormCell(text=_("办理情况（承办单位填写）"), label=True, share=_LABEL),
                FormCell(text=slip.reply or "", share=_REST, below=_signing(slip.replied_on)),
            ),
            least=112,
            grows=True,
        ),
        FormRow(
            cells=(
                FormCell(text=_("销号意见"), label=True, share=_LABEL),
                FormCell(
                    text=slip.closing_words or "",
                    share=_REST,
                    below=_approval(slip.closed_by, slip.closed_on),
                ),
            ),
            least=64,
        ),
    ]
    return RuledForm(
        title=_title(slip),
        above=_(_LEVELS[slip.level]) if slip.level in _LEVELS else "",
        number=slip.no or _("（拟稿，未编号）"),
        signed=_("签发人：{name}").format(name=slip.approver or _EMPTY_NAME),
        rows=tuple(rows),
        closing=_closing(county, slip),
        notes=(
            _("注：承办单位在办理期限前将本单办理情况填写盖章后，连同佐证材料退回印发单位销号。"),
        ),
        office=county.bureau,
        foot=foot,
    )


def _title(slip: Supervision) -> str:
    title = _("知识产权工作督办单")
    return with_more(title, _("作废")) if slip.state == "void" else title


def _item(slip: Supervision) -> str:
    item = slip.item or ""
    if not slip.period:
        return item
    return with_more(item, read_period(slip.period).words()) if item else ""


def _basis(desk: Desk, slip: Supervision) -> str:
    """The plan that the item is of, with its number."""
    for plan in desk.plans:
        if (slip.indicator and plan.indicator(slip.indicator)) or (
            slip.task and plan.task(slip.task)
        ):
            title = _("《{title}》").format(title=plan.title)
            return with_more(title, plan.doc_no) if plan.doc_no else title
    return ""


def _closing(county: County, slip: Supervision) -> tuple[str, ...]:
    return (county.bureau, _day(slip.issued_on) or _("　　年　　月　　日"))


def _wide(label: str, text: str, *, least: float = 0.0) -> FormRow:
    cells = (FormCell(text=label, label=True, share=_LABEL), FormCell(text=text, share=_REST))
    return FormRow(cells=cells, least=least)


def _pair(*pairs: tuple[str, str]) -> FormRow:
    cells = []
    for label, text in pairs:
        cells.append(FormCell(text=label, label=True, share=_LABEL))
        cells.append(FormCell(text=text, share=0.5 - _LABEL))
    return FormRow(cells=tuple(cells))


def _signing(on: date | None) -> str:
    day = _day(on) or _("　　年　　月　　日")
    return _("负责人签字：　　　　　（盖章）　{day}").format(day=day)


def _approval(by: str | None, on: date | None) -> str:
    day = _day(on) or _("　　年　　月　　日")
    return _("审批人：{name}　　{day}").format(name=by or _EMPTY_NAME, day=day)


def _day(on: date | None) -> str:
    return day_words(on) if on else ""
