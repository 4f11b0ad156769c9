"""五、培训宣传."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from boshan_desk.domain.period import Period
from boshan_desk.domain.report import Block, Grid, Heading, Words
from boshan_desk.domain.wording import listed, rate_cell, statements, tally
from boshan_desk.i18n import _
from boshan_desk.indicators.source import within
from boshan_desk.indicators.towns import towns_without_event
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.phrases import said
from boshan_desk.usecases.quarter.tables import numbers


def event_section(facts: Facts) -> Iterator[Block]:
    """五、培训宣传."""
    yield Heading(level=1, text=_("五、培训宣传"), key="events")
    taught, people, firms = facts["M-TR01"], facts["M-TR01b"], facts["M-TR01c"]
    shown, views, media = facts["M-TR02"], facts["M-TR02b"], facts["M-TR02c"]
    if not taught.cumulative and not shown.cumulative:
        text = _("{total}没有培训宣传活动记录。")
        yield Words(text=text.format(total=facts.total_words))
        return
    text = ""
    if not facts.first_quarter:
        if taught.value or shown.value:
            text = _(
                "{quarter}举办培训{taught}场次、{people}人次，开展宣传活动{shown}场次。"
            ).format(
                quarter=facts.quarter_words,
                taught=taught.value,
                people=people.value,
                shown=shown.value,
            )
        else:
            text = _("{quarter}没有培训宣传活动记录。").format(quarter=facts.quarter_words)
    told = []
    if taught.cumulative:
        told += [said(taught, name=_("举办培训")), said(people, name=_("培训"))]
        told[-1] += _("，参训企业{count}家次").format(count=firms.cumulative)
    if shown.cumulative:
        told.append(said(shown, name=_("开展宣传活动")))
    if views.cumulative:
        told.append(_("线上观看{count}人次").format(count=views.cumulative))
    text += _("{total}{told}。").format(total=facts.total_words, told=statements(told))
    if media.cumulative:
        lists = facts.reader.lists["media_level"]
        levels = facts.by("M-TR02c", facts.total, "level")
        parts = [
            tally(lists.label(e.code), levels[e.code], _("篇")) for e in lists if levels.get(e.code)
        ]
        text += _("媒体报道{count}篇").format(count=media.cumulative)
        text += _("，其中{parts}。").format(parts=listed(parts)) if len(parts) > 1 else _("。")
    yield Words(text=text)
    quiet = [facts.town(code) for code in towns_without_event(facts.rows, facts.period)]
    facts["M-TR04"]
    if quiet and (taught.value or shown.value):
        yield Words(
            text=_("{quarter}没有培训宣传活动的{towns}{count}个：{names}。").format(
                towns=facts.towns_word,
                quarter=facts.quarter_words,
                count=len(quiet),
                names=listed(quiet),
            )
        )
    yield _event_kinds(facts)


def _event_kinds(facts: Facts) -> Grid:
    """Sessions and people by kind of event."""
    lists = facts.reader.lists["event_kind"]
    spans = (facts.period, facts.total, facts.total.last_year())
    sessions = [_events_by_kind(facts, span) for span in spans]
    people = Counter[str]()
    for kind, seen in facts.rows.rows(
        "event", ("kind", "people"), within("starts_on", facts.total)
    ):
        people[kind or ""] += seen or 0
    rows = []
    for code in [*(entry.code for entry in lists), ""]:
        now, total, before = (found[code] for found in sessions)
        if now or total or before:
            title = lists.label(code) if code else _("未填类别")
            rows.append(
                (
                    title,
                    str(now),
                    str(total),
                    str(before),
                    rate_cell(total, before),
                    str(people[code]),
                )
            )
    now, total, before = (sum(found.values()) for found in sessions)
    rows.append(
        (
            _("合计"),
            str(now),
            str(total),
            str(before),
            rate_cell(total, before),
            str(sum(people.values())),
        )
    )
    return Grid(
        title=_("培训宣传活动情况"),
        unit=_("场次、%、人次"),
        key="event_kinds",
        columns=numbers(
            _("类别"),
            _("本季"),
            _("累计"),
            _("上年同期累计"),
            _("同比"),
            _("累计线下人数"),
            first=1.6,
        ),
        rows=tuple(rows),
        strong=frozenset({len(rows) - 1}),
    )


def _events_by_kind(facts: Facts, period: Period) -> Counter[str]:
    found: Counter[str] = Counter()
    for code in ("M-TR01", "M-TR02"):
        for kind, count in facts.by(code, period, "kind").items():
            found[kind] += int(count or 0)
    return found
