"""Whether a mapping fits its workbook and this program: every fault with its cell and a remedy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import Link, Money
from boshan_desk.domain.forms import (
    HAND,
    NUMBER,
    SKIP,
    UNITS,
    WHOLE_COUNTY,
    FigureTie,
    FormMapping,
    HandTie,
    NationalTie,
    RowsTie,
    Source,
    Tie,
    cell_name,
)
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.wording import listed
from boshan_desk.excel.patching.outlining import SheetOutline
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT
from boshan_desk.usecases.forms import conditions
from boshan_desk.usecases.forms.catalogue import entries, has_town
from boshan_desk.usecases.national_form import COLUMNS, ROWS, SUM

_SAID = 5
"""So many faults are told at once."""


def refuse_faults(
    mapping: FormMapping, sheets: Sequence[SheetOutline] | None, lists: Lists
) -> None:
    """Refuse a mapping that does not fit; without sheets only what it names is looked at.

    Raises:
        Refused: with the first faults, each with its cell.
    """
    found = list(faults(mapping, sheets, lists))
    if found:
        words = "；".join(found[:_SAID])
        if len(found) > _SAID:
            words = _("{words}……等 {count} 处").format(words=words, count=len(found))
        raise Refused("对应关系与表样不符：{words}", words=words)


def faults(
    mapping: FormMapping, sheets: Sequence[SheetOutline] | None, lists: Lists
) -> Iterator[str]:
    """Everything that does not fit, in words."""
    known = {sheet.name: sheet for sheet in sheets or ()}
    for name in mapping.sheets():
        if sheets is not None and name not in known:
            yield _("没有工作表“{name}”，表样里有：{known}").format(name=name, known=listed(known))
    for tie in mapping.ties:
        sheet = known.get(tie.sheet)
        place_why = place_fault(tie, sheet) if sheet else ""
        for why in (place_why, source_fault(tie.source, lists)):
            if why:
                yield f"{tie.sheet}!{tie.name} {why}"


def place_fault(tie: Tie, sheet: SheetOutline) -> str:
    """Why a cell cannot be written into; "" when it can."""
    cells = [tie.place] if isinstance(tie.source, HandTie) else list(tie.covers())
    for place in cells:
        if place in sheet.formulas:
            return _("{cell} 是公式，不能改写，请把公式引用的单元格对应上").format(
                cell=cell_name(*place)
            )
        anchor = sheet.anchor(place)
        if anchor != place:
            return _("{cell} 在合并单元格里，请对应它的第一格 {first}").format(
                cell=cell_name(*place), first=cell_name(*anchor)
            )
    return ""


def source_fault(source: Source, lists: Lists) -> str:
    """What is wrong with what fills a cell; "" when nothing is."""
    match source:
        case FigureTie():
            return _figure_fault(source, lists)
        case NationalTie():
            if source.row not in (*dict(ROWS), SUM):
                rows = listed((*dict(ROWS), SUM))
                return _("全国统计表没有行“{row}”，可用的有：{rows}").format(
                    row=source.row, rows=rows
                )
            if source.code not in dict(COLUMNS):
                return _("全国统计表没有栏“{code}”，可用的有：{known}").format(
                    code=source.code, known=listed(dict(COLUMNS))
                )
        case RowsTie():
            return _rows_fault(source, lists)
    return ""


def _figure_fault(source: FigureTie, lists: Lists) -> str:
    entry = entries().get(source.code)
    if entry is None:
        return _("没有指标“{code}”").format(code=source.code)
    if source.where and entry.declared is None:
        return _("指标 {code} 不能再加条件").format(code=source.code)
    if source.unit and not entry.money:
        return _("指标 {code} 不是金额，不能换算单位").format(code=source.code)
    if why := _town_fault(source.town, entry.per_town, lists):
        return why
    for condition in source.where:
        if why := conditions.fault(condition, entry.ledger, lists):
            return why
    return ""


def _town_fault(town: str, per_town: bool, lists: Lists) -> str:
    if town in ("", WHOLE_COUNTY):
        return ""
    if town not in lists["town"]:
        return _("没有镇街“{town}”").format(town=town)
    return "" if per_town else _("这项内容不分镇街")


def _rows_fault(source: RowsTie, lists: Lists) -> str:
    ledger = KEPT.get(source.ledger)
    if ledger is None or ledger.secret:
        return _("没有台账“{name}”，或者它不能出表").format(name=source.ledger)
    if source.within != "all" and not ledger.day:
        return _("{ledger}没有可按期间筛选的日期").format(ledger=_(ledger.title))
    if source.order and source.order not in ledger.shown():
        return _("{ledger}没有栏目“{name}”").format(ledger=_(ledger.title), name=source.order)
    if why := _town_fault(source.town, has_town(ledger), lists):
        return why
    for column in source.columns:
        if column not in (SKIP, HAND, NUMBER) and (why := _column_fault(column, ledger)):
            return why
    for condition in source.where:
        if why := conditions.fault(condition, ledger, lists):
            return why
    return ""


def _column_fault(column: str, ledger: Ledger) -> str:
    path, _at, unit = column.partition("@")
    *links, last = path.split(".")
    where = ledger
    for name in links:
        kind = where.fields.get(name)
        if not isinstance(kind, Link) or KEPT[kind.to].secret:
            return _("{ledger}的“{name}”不指向别的台账").format(ledger=_(where.title), name=name)
        where = KEPT[kind.to]
    if last not in where.shown():
        return _("{ledger}没有栏目“{name}”").format(ledger=_(where.title), name=last)
    if unit and (unit not in UNITS or not isinstance(where.shown()[last], Money)):
        return _("“{column}”不能换算单位").format(column=column)
    return ""
