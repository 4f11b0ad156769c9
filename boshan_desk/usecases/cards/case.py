"""The card of a case: where it stands, its course, its limits, what lies in its file."""

from __future__ import annotations

from collections.abc import Iterator

from boshan_desk.domain.card import Card, Fact, Facts, Listing, Part
from boshan_desk.domain.counting import as_day
from boshan_desk.domain.law.papers import VOLUMES
from boshan_desk.domain.report import Column
from boshan_desk.domain.wording import NOTHING, listed
from boshan_desk.i18n import _
from boshan_desk.ledgers.case import Case
from boshan_desk.procedure.clocks import STATES
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.cards.telling import Teller, side_by_side
from boshan_desk.usecases.case_papers import limit_name, timeline_in
from boshan_desk.usecases.dossier import Dossier, dossier_in
from boshan_desk.usecases.procedure import CaseView, look_in


def case_card(reader: Reader, id: str) -> Card:
    """The card of a case.

    Raises:
        Missing: there is no such case.
    """
    tell = Teller(reader)
    view = look_in(reader, id)
    case = view.file.case
    state = reader.lists["case_state"].label(view.state)
    number = case.case_no or case.file_no or case.clue_no or case.serial_no
    about = tell.facts(
        case,
        _("案件情况"),
        "file_no decision_no procedure source_kind clue_on filed_on town_code officers unit",
        "party cause goods",
    )
    about = Facts(title=about.title, facts=(Fact(label=_("办理状态"), text=state), *about.facts))
    return tell.card(
        _("案件卡片"),
        number or _("未编号案件"),
        (
            about,
            *_decided(tell, case),
            timeline_in(reader, view),
            _clocks(reader, view),
            *_file(dossier_in(reader, view.file)),
        ),
        [_("期限按登记的办案步骤和国务院办公厅节假日安排逐日计算，供核对使用。")],
    )


def _decided(tell: Teller, case: Case) -> Iterator[Part]:
    """What was decided, once something was."""
    if case.decided_on is None:
        return
    yield tell.facts(
        case,
        _("处罚决定"),
        "decided_on served_on value fine confiscate_money performed paid_on closed_on",
        "penalties",
    )


def _clocks(reader: Reader, view: CaseView) -> Listing:
    """The limits that were set going: the bureau's own first, then the others."""
    rows = []
    for clock in sorted(view.clocks, key=lambda each: not each.duty):
        last = NOTHING if clock.last is None else as_day(clock.last).isoformat()
        rows.append((limit_name(reader, view, clock), last, _(STATES[clock.state(view.on)])))
    return side_by_side(
        _("期限"),
        (
            Column(title=_("期限"), weight=2.0),
            Column(title=_("最后一天"), align="center"),
            Column(title=_("现状"), align="center"),
        ),
        rows,
    )


def _file(file: Dossier) -> Iterator[Part]:
    """What lies in the two volumes, and what is missing."""
    counts = [
        (volume, title, len(file.of(volume)), file.pages(volume))
        for volume, title in VOLUMES.items()
    ]
    facts = [
        Fact(label=_(title), text=_("{count}件，{pages}页").format(count=count, pages=pages))
        for _volume, title, count, pages in counts
    ]
    if file.missing:
        names = listed(kind.title for kind in file.missing)
        missing = _("{count}件：{names}").format(count=len(file.missing), names=names)
        facts.append(Fact(label=_("尚缺文书"), text=missing, wide=True))
    yield Facts(title=_("卷宗"), facts=tuple(facts))
    if file.leaves:
        yield Listing(
            title=_("卷宗目录"),
            columns=(
                Column(title=_("卷"), weight=0.5, align="center"),
                Column(title=_("序号"), weight=0.4, align="center"),
                Column(title=_("题名"), weight=3.0),
                Column(title=_("文书号"), weight=2.0),
                Column(title=_("日期"), align="center"),
                Column(title=_("页次"), weight=0.5, align="center"),
            ),
            rows=tuple(
                (
                    _(VOLUMES[leaf.volume]),
                    str(leaf.no),
                    leaf.title,
                    leaf.paper_no or NOTHING,
                    leaf.made_on.isoformat() if leaf.made_on else NOTHING,
                    leaf.page_words or NOTHING,
                )
                for leaf in file.leaves
            ),
            measure=_("件"),
        )
