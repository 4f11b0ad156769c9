"""The card of an enterprise (一企一档): what all ledgers know of it, by its credit code.

Cases stand with their number, day and state alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from boshan_desk.domain.card import Card, Fact, Facts, Listing
from boshan_desk.domain.codes import CodeList
from boshan_desk.domain.ledger import Record
from boshan_desk.domain.report import Column
from boshan_desk.domain.wording import NOTHING, listed, quantity, tally, with_more
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.custody import Custody
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ledgers.event import Attendee, Event
from boshan_desk.ledgers.fund import Fund
from boshan_desk.ledgers.gi import GiUser
from boshan_desk.ledgers.ip_register import Patent, Trademark
from boshan_desk.ledgers.key_unit import KeyUnit
from boshan_desk.ledgers.pledge import Pledge
from boshan_desk.ledgers.station import StationService
from boshan_desk.ledgers.titles import Certification, TitleGrant
from boshan_desk.procedure.facts import state_of
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.cards.telling import Teller, newest

_LATEST = 5

_PARTS: Final[tuple[tuple[str, type[Record], str, str], ...]] = (
    (mark("称号"), TitleGrant, "notice_on", "title level notice_on valid_to state"),
    (mark("贯标认证"), Certification, "issued_on", "standard cert_no issued_on valid_to state"),
    (mark("质押融资"), Pledge, "reg_on", "reg_on pledgee asset_kind reg_amount loan_amount repay"),
    (
        mark("地理标志专用标志使用"),
        GiUser,
        "grant_on",
        "right_id user_kind grant_on valid_to state",
    ),
    (mark("指导站服务"), StationService, "served_on", "served_on station_id items result"),
    (mark("知识产权托管"), Custody, "starts_on", "provider starts_on ends_on tier state"),
    (mark("专项资金"), Fund, "approved_on", "year item approved paid state"),
)
"""The title of a list, the ledger, the day that orders it, and its columns."""


def enterprise_card(reader: Reader, id: str) -> Card:
    """The card of an enterprise.

    Raises:
        Missing: there is no such enterprise.
    """
    tell = Teller(reader)
    firm = reader.get(Enterprise, id)
    return tell.card(
        _("企业卡片（一企一档）"),
        tell.name(firm),
        (
            tell.facts(
                firm,
                _("基本情况"),
                "uscc town_code state kind size founded_on legal_rep phone high_tech contact",
                "address industries tags products former_names",
            ),
            _property(tell, firm),
            *(part for part in _ledgers(tell, firm) if part.rows),
        ),
        [_("按统一社会信用代码和企业档案从各台账汇集；没有记录的台账不列。")],
    )


def _property(tell: Teller, firm: Enterprise) -> Facts:
    """Patents and marks: as the registers have them, and as the firm itself said."""
    patents = [p for p in tell.of_firm(Patent, firm) if p.state == "valid"]
    marks = [m for m in tell.of_firm(Trademark, firm) if m.state == "valid"]
    as_of = tell.text(firm, "counted_on")

    def said(name: str) -> str:
        words = tell.text(firm, name)
        until = _("截至{day}").format(day=as_of)
        return with_more(words, until) if words and as_of else words

    facts = [
        Fact(label=_("有效专利"), text=_by_kind(tell.lists["patent_kind"], patents)),
        Fact(label=_("有效商标"), text=_by_kind(tell.lists["trademark_kind"], marks)),
        Fact(label=_("填报专利数"), text=said("patents")),
        Fact(label=_("填报商标数"), text=said("marks")),
    ]
    key = [unit for unit in tell.of_firm(KeyUnit, firm) if unit.out_on is None]
    if key:
        words = listed(tell.text(unit, "kind") for unit in key)
        facts.append(Fact(label=_("保护重点单位"), text=words, wide=True))
    return Facts(title=_("专利和商标"), facts=tuple(facts))


def _by_kind(names: CodeList, records: Sequence[Patent | Trademark]) -> str:
    """How many, and of which kinds."""
    if not records:
        return quantity(0, _("件"))
    counts = Counter(record.kind for record in records if record.kind)
    kinds = listed(tally(names.label(kind), n, _("件")) for kind, n in counts.most_common())
    whole = quantity(len(records), _("件"))
    return with_more(whole, kinds) if kinds else whole


def _ledgers(tell: Teller, firm: Enterprise) -> Iterator[Listing]:
    """What each ledger has about it, the newest first."""
    for title, kind, day, names in _PARTS:
        found: list[Record] = newest(tell.of_firm(kind, firm), day)
        yield tell.listing(_(title), kind.ledger, found, names, most=_LATEST)
    yield _cases(tell, firm)
    yield _trainings(tell, firm)


def _cases(tell: Teller, firm: Enterprise) -> Listing:
    """Its cases: number, day and state, nothing of what they are about."""
    cases = newest(tell.of_firm(Case, firm), "filed_on")
    states = tell.lists["case_state"]
    rows = [
        (
            case.case_no or case.file_no or case.clue_no or case.serial_no or NOTHING,
            tell.text(case, "filed_on") or NOTHING,
            states.label(state_of(case)),
        )
        for case in cases[:_LATEST]
    ]
    return Listing(
        title=_("执法案件"),
        columns=(
            Column(title=_("编号"), weight=2.0),
            Column(title=_("立案日期"), align="center"),
            Column(title=_("状态"), align="center"),
        ),
        rows=tuple(rows),
        total=len(cases),
        measure=_(Case.ledger.measure),
    )


def _trainings(tell: Teller, firm: Enterprise) -> Listing:
    """At which events its people were, and how many of them."""
    counts = Counter(a.event_id for a in tell.of_firm(Attendee, firm) if a.event_id)
    events = newest(tell.reader.find_many(Event, list(counts)).values(), "starts_on")
    rows = [
        (
            tell.text(event, "starts_on") or NOTHING,
            tell.name(event),
            str(counts[event.id]),
        )
        for event in events[:_LATEST]
    ]
    return Listing(
        title=_("参加培训"),
        columns=(
            Column(title=_("日期"), align="center"),
            Column(title=_("活动"), weight=3.0),
            Column(title=_("人次"), align="right"),
        ),
        rows=tuple(rows),
        total=len(events),
        measure=_(Event.ledger.measure),
    )
