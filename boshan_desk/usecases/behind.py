"""From a figure one step to the records behind it (domain.md 2.17: nothing is counted unseen)."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace

from boshan_desk.domain.figures import Count, Figure, Idle, Latest, Where, is_unassigned
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.period import Period, Span
from boshan_desk.domain.report import Source
from boshan_desk.domain.view import View
from boshan_desk.domain.wording import statements
from boshan_desk.i18n import _
from boshan_desk.indicators import Indicator
from boshan_desk.ledgers import KEPT, find_ledger
from boshan_desk.store.desk import Desk
from boshan_desk.store.figures import Value
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.counting import Counting, Entry, find_entry
from boshan_desk.usecases.figures import show_value, town_words
from boshan_desk.usecases.reported import reported_lines


@dataclass(frozen=True, kw_only=True)
class Behind:
    """The records behind a figure, as a view of their ledger."""

    code: str
    title: str
    unit: str
    basis: str
    ledger: str
    """Where they lie."""
    view: View
    count: int
    """How many they are."""
    counts: bool
    """Whether the figure is the number of them."""
    value: Value
    value_words: str
    span: Span | None
    """The days that were counted: of what adds up since the plan began, those; None for any."""
    town: str
    town_label: str
    words: str
    """What must be said of them; "" where they speak for themselves."""


def behind(
    desk: Desk,
    code: str,
    period: Span,
    town: str = "",
    *,
    where: tuple[Where, ...] = (),
) -> Behind:
    """The records that a figure was made of, for some days, of the desk or of one town.

    `where` narrows them further, as a cell of a form does.

    Raises:
        Missing: there is no such figure.
    """
    with desk.read() as reader:
        found = records_behind(Counting(reader), code, period, town, where=where)
    with closing(desk.rows()) as rows:
        return replace(found, count=rows.count(found.view))


def behind_source(desk: Desk, source: Source) -> Behind:
    """The records that a printed number was made of: those of a figure, or of a ledger.

    Raises:
        Missing: there is no such figure or ledger.
    """
    if source.figure:
        with desk.read() as reader:
            span = source.span or Period(reader.today.year, 1, 12)
        return behind(desk, source.figure, span, source.town, where=source.where)
    ledger = find_ledger(source.ledger)
    view = View(
        ledger=ledger.name,
        where=source.where,
        town=source.town,
        period=source.span if isinstance(source.span, Period) else None,
        ids=source.ids,
    )
    with closing(desk.rows()) as rows:
        count = rows.count(view)
    words = ""
    if source.ids is not None and count < len(set(source.ids)):
        gone = len(set(source.ids)) - count
        words = _("另有 {count} 条记录后来已作废或您无权查看").format(count=gone)
    return Behind(
        code="",
        title=_(ledger.title),
        unit=_(ledger.measure),
        basis="",
        ledger=ledger.name,
        view=view,
        count=count,
        counts=True,
        value=count,
        value_words=f"{count:,}",
        span=source.span,
        town=source.town,
        town_label=town_words(desk.county, source.town),
        words=words,
    )


def records_behind(
    counting: Counting,
    code: str,
    period: Span,
    town: str = "",
    *,
    where: tuple[Where, ...] = (),
) -> Behind:
    """The same within a reading that has begun; the records are not counted yet."""
    entry = find_entry(code)
    of = entry.of
    span: Span = period
    town = counting.unassigned if is_unassigned(town) else town
    if of.from_plan and isinstance(period, Period):
        span = counting.since_plan(period)
    if isinstance(of, Indicator):
        view, words = _of_indicator(counting, entry, of, span, town)
        counts = of.counts
    else:
        figure = replace(of, where=(*of.where, *where)) if where else of
        view = View(ledger=entry.ledger.name, counted=(figure, span), town=town)
        words = _of_figure(counting.reader, entry.ledger, of)
        counts = isinstance(of, Count | Idle)
    if where and isinstance(of, Figure):
        value = counting.reader.figure(entry.ledger, figure, span, town=town)
    else:
        value = counting.value(code, span, town)
    if isinstance(period, Period) and not where:
        kept = reported_lines(counting.reader, period)
        told = kept.values.get((code, town)) if kept else None
        if told and told[0] != value:
            was = show_value(entry, told[0])
            closed = _("封账时报告为{was}，下面是台账现在的记录").format(was=was)
            words = statements(filter(None, (closed, words)))
    return Behind(
        code=code,
        title=_(of.title),
        unit=_(of.unit),
        basis=_(of.basis),
        ledger=view.ledger,
        view=view,
        count=0,
        counts=counts,
        value=value,
        value_words=show_value(entry, value),
        span=span,
        town=town,
        town_label=town_words(counting.reader.desk.county, town),
        words=words,
    )


def _of_figure(reader: Reader, ledger: Ledger, figure: Figure) -> str:
    if isinstance(figure, Latest):
        return _("只取有数据的最近一年")
    if isinstance(figure, Count | Idle):
        return ""
    measure = _(ledger.measure)
    return _("由下列记录算出；数值是“{unit}”，不是记录的{measure}数").format(
        unit=_(figure.unit), measure=measure
    )


def _of_indicator(
    counting: Counting, entry: Entry, of: Indicator, span: Span, town: str
) -> tuple[View, str]:
    if of.behind is None:
        words = _("这项指标由整个台账算出，下面是台账的全部记录")
        return View(ledger=entry.ledger.name, town=town if entry.has_towns else ""), words
    found = of.behind(counting.source, span, town)
    ledger = KEPT[found.ledger or entry.ledger.name]
    view = View(
        ledger=ledger.name,
        where=found.where,
        ids=None if found.ids is None else tuple(found.ids),
        counted=(found.counted, span) if found.counted else None,
        town=town if found.in_town else "",
    )
    words = found.words
    if not words and not of.counts:
        words = _("由下列记录算出；数值是“{unit}”，不是记录的{measure}数").format(
            unit=_(of.unit), measure=_(ledger.measure)
        )
    return view, words
