"""附件1 案件清单 and 附件3 口径说明."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from boshan_desk.domain.fields import PAPER, yuan
from boshan_desk.domain.report import Block, Column, Grid, Heading, PageBreak, Words
from boshan_desk.domain.wording import NOTHING, listed, tally
from boshan_desk.i18n import _
from boshan_desk.indicators.source import within
from boshan_desk.ledgers.case import Case
from boshan_desk.usecases.quarter.facts import Facts
from boshan_desk.usecases.quarter.phrases import day_words

_FIRM_WORDS = re.compile("公司|厂|店|行|部|社|院|校|中心|协会|集团|合作社|超市|企业|馆|场|所|室")


def annex(facts: Facts) -> Iterator[Block]:
    """附件1: the cases of the quarter, personal data masked as in what leaves the bureau."""
    yield PageBreak()
    yield Heading(
        level=1, text=_("附件1　{quarter}案件清单").format(quarter=facts.quarter_words), key="annex"
    )
    cases = _cases_of(facts)
    if not cases:
        yield Words(
            text=_("{quarter}没有立案、作出决定和结案的案件。").format(quarter=facts.quarter_words)
        )
        return
    yield Words(
        text=_(
            "本表列{quarter}立案、作出决定或者结案的案件，共{count}件。自然人的姓名、证件号码已作隐去处理。"
        ).format(quarter=facts.quarter_words, count=len(cases)),
        style="note",
    )
    yield Grid(
        title=_("{quarter}案件清单").format(quarter=facts.quarter_words),
        unit=_("元"),
        key="annex",
        long=True,
        columns=(
            Column(title=_("序号"), weight=0.6, align="center"),
            Column(title=_("案号"), weight=3.3),
            Column(title=_("案由"), weight=2.2),
            Column(title=_("当事人"), weight=2.5),
            Column(title=facts.towns_word, weight=1.4),
            Column(title=_("立案、决定、结案日期"), weight=1.6, align="center"),
            Column(title=_("罚没款"), weight=1.3, align="right"),
            Column(title=_("状态"), weight=1.3, align="center"),
        ),
        rows=tuple(_case_row(facts, number, case) for number, case in enumerate(cases, 1)),
    )


def _cases_of(facts: Facts) -> list[Case]:
    found: dict[str, Case] = {}
    for day in ("filed_on", "decided_on", "closed_on"):
        for case in facts.reader.matching(Case, within(day, facts.period)):
            found.setdefault(case.id, case)
    return sorted(found.values(), key=lambda c: (c.filed_on or date.min, c.serial_no or ""))


def _case_row(facts: Facts, number: int, case: Case) -> tuple[str, ...]:
    lists, kinds = facts.reader.lists, Case.ledger.fields
    known = case.fine is not None or case.confiscate_money is not None
    taken = yuan((case.fine or 0) + (case.confiscate_money or 0)) if known else NOTHING
    name = case.case_no or case.file_no or case.clue_no or case.serial_no or ""
    shown = {n: kinds[n].show(getattr(case, n), lists) for n in ("cause", "town_code", "state")}
    return (
        str(number),
        name,
        shown["cause"] or kinds["case_type"].show(case.case_type, lists) or NOTHING,
        _party(facts, case),
        shown["town_code"] or NOTHING,
        # One above the other: a wider table would need type too small to read.
        "\n".join(str(day or NOTHING) for day in (case.filed_on, case.decided_on, case.closed_on)),
        taken,
        shown["state"] or NOTHING,
    )


def _party(facts: Facts, case: Case) -> str:
    """A firm by its name; a natural person, or who may be one, by the surname."""
    name = case.party or ""
    firm = case.party_kind not in ("person", None) or bool(case.party_uscc)
    if case.party_kind == "person" or not (firm or _FIRM_WORDS.search(name)):
        return _masked(facts, case)
    # A sole trader without a trade name is entered under the trader's own.
    if len(name) <= 4 and not _FIRM_WORDS.search(name):
        return _masked(facts, case)
    return name


def _masked(facts: Facts, case: Case) -> str:
    """The surname, and what may be seen of the number that tells bearers of a name apart."""
    kinds, lists = Case.ledger.fields, facts.reader.lists
    parts = (kinds[name].mask(getattr(case, name), PAPER, lists) for name in ("party", "id_no"))
    return "\n".join(filter(None, parts)) or NOTHING


def definitions(facts: Facts) -> Iterator[Block]:
    """附件3: how everything printed was counted."""
    yield Heading(level=1, text=_("附件3　口径说明"), key="definitions")
    notes = [
        _(
            "本简报的数据取自各台账，截至{day}。“本季”指{first}至{last}，“累计”指{start}起至同日。"
        ).format(
            day=day_words(facts.as_of),
            first=day_words(facts.period.start),
            last=day_words(facts.as_of),
            start=day_words(facts.total.start),
        ),
        _(
            "同比为与上年同期相比：（本期－上年同期）÷上年同期。上年同期为0或者没有可比数据的，表中记“—”；比率之差用百分点。"
        ),
        _("金额以万元计，保留两位小数；比率保留一位小数；均四舍五入，分项合计与总数可能略有出入。"),
    ]
    drafts = facts.drafts()
    if drafts:
        parts = listed(tally(_(ledger.title), count, _("条")) for ledger, count in drafts)
        notes.append(
            _("{total}有{count}条记录尚为草稿（{parts}），已按所填内容计入。").format(
                total=facts.total_words, count=sum(count for _ledger, count in drafts), parts=parts
            )
        )
    else:
        notes.append(_("{total}没有草稿计入。").format(total=facts.total_words))
    together: dict[tuple[str, str], list[str]] = {}
    for line in facts.printed.values():
        together.setdefault((_(line.unit), _(line.basis)), []).append(_(line.title))
    notes += [
        _("{titles}（{unit}）：{basis}。").format(titles=listed(titles), unit=unit, basis=basis)
        for (unit, basis), titles in together.items()
    ]
    for number, text in enumerate(notes, 1):
        yield Words(text=f"{number}. {text}", style="note")
