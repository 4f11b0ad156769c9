"""The list to telephone by: which towns still owe something, what to ask, and whom to ask.

Numbers are masked; in full they need the right to take personal data out, and a reason, which is
kept (`lists.log_uncovering`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from boshan_desk.domain.explaining import span_words
from boshan_desk.domain.fields import PAPER, SCREEN
from boshan_desk.domain.period import Period
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.report import Block, Column, Grid, Report, Words
from boshan_desk.domain.wording import NOTHING, statements, with_more
from boshan_desk.i18n import _, in_chinese
from boshan_desk.ledgers.liaison import Liaison
from boshan_desk.reports.pdf import Drawn, draw
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.exchange.answers import missing_words
from boshan_desk.usecases.exchange.board import DONE, Board, BoardLine, board
from boshan_desk.usecases.lists import log_uncovering
from boshan_desk.usecases.outputs import output
from boshan_desk.usecases.papers.faces import office_faces

_ROOM: Final = "　　　　　　　　\n　"
"""Two empty lines to write on."""


@dataclass(frozen=True)
class Contact:
    """A liaison officer in office."""

    id: str
    name: str
    role: str
    """A角 or B角, in words."""
    phone: str
    """Masked, or in full where that was asked for."""


@dataclass(frozen=True)
class Call:
    """One town to telephone."""

    line: BoardLine
    ask: str
    """What there is to ask."""
    contacts: tuple[Contact, ...]
    former: bool = False
    """Whether all that were entered for it are out of office."""

    @property
    def town_label(self) -> str:
        """The town."""
        return self.line.town_label


@dataclass(frozen=True)
class TelephoneList:
    """Whom to telephone about a period."""

    board: Board
    calls: tuple[Call, ...]
    full: bool


def telephone_list(
    desk: Desk, period: Period, *, full: bool = False, reason: str = "", level: int = SCREEN
) -> TelephoneList:
    """The towns that owe a report, or whose desk wants asking after, with their liaison officers.

    `level` is how far names and numbers are masked where they are not wanted in `full`.

    Raises:
        NoRight: `full` was asked for, and the officer may not take personal data out.
        Refused: it was asked for without a reason.
    """
    shown = board(desk, period)
    with desk.read() as reader:
        calls = tuple(
            _call(reader, line, ask, 0 if full else level)
            for line in shown.lines
            if (ask := _ask(line))
        )
    if full:
        count = sum(len(call.contacts) for call in calls)
        log_uncovering(desk, Liaison.ledger, reason, count=count)
    return TelephoneList(shown, calls, full)


def write_telephone_list(
    desk: Desk, period: Period, path: Path, *, full: bool = False, reason: str = ""
) -> Drawn:
    """Write the list as PDF; an older file of that name gives way only to a whole one."""
    if path.suffix.lower() != ".pdf":
        raise Refused("电话催报单只能存为 .pdf 文件，请把文件名改为 {name}.pdf", name=path.stem)
    with output(path) as part:
        with in_chinese():
            listed = telephone_list(desk, period, full=full, reason=reason, level=PAPER)
        drawn = telephone_paper(desk, listed)
        part.write_bytes(drawn.pdf)
    return drawn


def telephone_paper(desk: Desk, listed: TelephoneList) -> Drawn:
    """The list on A4."""
    with in_chinese():
        report = _report(desk, listed)
    with office_faces(desk):
        return draw(report)


def call_json(call: Call) -> dict[str, Any]:
    """A line as the command line writes it."""
    return {
        "town": call.line.town,
        "town_label": call.town_label,
        "state": call.line.state,
        "state_words": call.line.words,
        "ask": call.ask,
        "contacts": [
            {"id": each.id, "name": each.name, "role_words": each.role, "phone": each.phone}
            for each in call.contacts
        ],
    }


def _ask(line: BoardLine) -> str:
    """What to ask a town; "" where there is nothing to ask."""
    asked = []
    match line.state:
        case "unknown" | "missing":
            asked.append(_("本期还没有收到；没有内容的，请报“本期无”"))
        case "partial":
            asked.append(_("已收到一部分，是否报全"))
        case "returned":
            asked.append(_("退回后尚未补报"))
    if gap := missing_words(line.missing):
        asked.append(_("{gap}，U盘上是否还有").format(gap=gap))
    if line.peer is not None and line.peer.alarm:
        asked.append(_("是否有两台电脑在填报，或恢复过旧备份"))
    if asked and line.state not in DONE and line.last_words:
        asked.append(_("上次收到{last}").format(last=line.last_words))
    return statements(asked)


def _call(reader: Reader, line: BoardLine, ask: str, level: int) -> Call:
    known = reader.having(Liaison, "town_code", [line.town])
    there = [each for each in known if _in_office(each, reader.today)]
    return Call(line, ask, _contacts(reader, there, level), former=bool(known) and not there)


def _in_office(each: Liaison, today: date) -> bool:
    """Whether somebody may be telephoned to; who was entered without a state has not left."""
    return (
        each.state != "left"
        and (each.from_on is None or each.from_on <= today)
        and (each.to_on is None or each.to_on >= today)
    )


def _contacts(reader: Reader, found: Sequence[Liaison], level: int) -> tuple[Contact, ...]:
    fields, lists = Liaison.ledger.fields, reader.lists
    found = sorted(found, key=lambda each: (each.role or "z", each.name or ""))

    def words(each: Liaison, name: str) -> str:
        value = getattr(each, name)
        if not level or value is None:
            return fields[name].show(value, lists)
        return fields[name].mask(value, level, lists)

    return tuple(
        Contact(each.id, words(each, "name"), words(each, "role"), words(each, "phone"))
        for each in found
    )


def _report(desk: Desk, listed: TelephoneList) -> Report:
    shown = listed.board
    today = span_words(shown.today, shown.today)
    period = shown.period.words()
    below = "镇街" if desk.level == "county" else "区县"
    blocks: list[Block] = [
        Words(text=f"{shown.words()}。"),
        Words(text=f"{shown.deadline_words()}。"),
    ]
    if listed.calls:
        blocks.append(_calls(listed.calls, below))
    else:
        blocks.append(Words(text=f"各{below}均已报送，没有需要电话联系的。"))
    if any(call.contacts for call in listed.calls) and not listed.full:
        blocks.append(Words(text="电话号码只印一部分，全号在联络员台账里查看。", style="note"))
    with desk.read() as reader:
        sample = reader.setting("sample") == "yes"
    foot = with_more("电话催报单", "演示数据") if sample else "电话催报单"
    return Report(
        title=(f"{desk.county.name}{below}报送电话催报单",),
        office=desk.county.bureau,
        date="",
        period=period,
        as_of=f"{period}　截至{today}",
        blocks=tuple(blocks),
        foot=foot,
        subject="电话催报单",
    )


def _calls(calls: Sequence[Call], below: str) -> Grid:
    """Whom to telephone, with room to write down what was said."""
    rows = []
    for number, call in enumerate(calls, 1):
        people = [
            f"{each.name}（{each.role}）" if each.role else each.name for each in call.contacts
        ]
        phones = [each.phone for each in call.contacts]
        rows.append(
            (
                str(number),
                call.town_label,
                call.line.words,
                "\n".join(people) or ("没有在任的联络员" if call.former else "未登记联络员"),
                "\n".join(phones) or NOTHING,
                call.ask,
                _ROOM,
            )
        )
    return Grid(
        title=f"需要电话联系的{below}",
        columns=(
            Column(title="序号", weight=0.6, align="center"),
            Column(title=below, weight=1.3),
            Column(title="报送", weight=1, align="center"),
            Column(title="联络员", weight=1.5),
            Column(title="电话", weight=1.6),
            Column(title="询问", weight=3),
            Column(title="通话记录", weight=2),
        ),
        rows=tuple(rows),
        key="calls",
    )
