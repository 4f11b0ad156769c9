"""The slip for the file (回执单): one A4 page on which both sides can see what was handed over.

It says the same at both desks: the sender prints it from the return package.  Names of persons are
masked as on every paper; who took the package acts in office and is named.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from boshan_desk.domain.card import Card, Fact, Facts, Listing, Part, signing
from boshan_desk.domain.period import find_period
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.report import Column
from boshan_desk.domain.wording import NOTHING, listed
from boshan_desk.exchange.words import package_name, package_number
from boshan_desk.i18n import _, in_chinese
from boshan_desk.ledgers import ledger_title
from boshan_desk.reports.card import draw_card
from boshan_desk.reports.pdf import Drawn
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.exchange.answers import LISTED, OUTCOMES, Answer, ledgers_of
from boshan_desk.usecases.exchange.parcels import (
    Parcel,
    answered,
    find_parcel,
    in_groups,
    office_names,
    own_name,
)
from boshan_desk.usecases.exchange.peers import name_above
from boshan_desk.usecases.outputs import output
from boshan_desk.usecases.papers.faces import office_faces
from boshan_desk.usecases.papers.written import Written

MOST_ROWS: Final = 20
"""Rows that are listed one by one; the rest are counted."""


def slip(desk: Desk, digest: str) -> Drawn:
    """The slip of a package that was taken here, or that this desk sent and that was answered.

    Raises:
        Missing: there is no such package.
        Refused: it has no answer yet, or is a return package.
    """
    with desk.read() as reader, in_chinese():
        card = slip_card(reader, find_parcel(reader, digest))
    with office_faces(desk):
        return draw_card(card)


def write_slip(desk: Desk, digest: str, path: Path) -> Written:
    """Write it as PDF; an older file of that name gives way only to a whole one."""
    if path.suffix.lower() != ".pdf":
        raise Refused("回执单只能存为 .pdf 文件，请把文件名改为 {name}.pdf", name=path.stem)
    with output(path) as part:
        drawn = slip(desk, digest)
        part.write_bytes(drawn.pdf)
    return Written(path=path, pages=drawn.pages, missing=drawn.missing)


def slip_name(desk: Desk, parcel: Parcel) -> str:
    """What the file is called: 博山镇_2026三季度_第05包_回执单.pdf."""
    with desk.read() as reader:
        name = (
            name_above(reader) if parcel.way == "out" else office_names(reader).get(parcel.site, "")
        )
    return f"{Path(_file_name(name, parcel)).stem}_回执单.pdf"


def _file_name(sender: str, parcel: Parcel) -> str:
    """What the package was called when it was made; it may have been renamed on its way."""
    return package_name(sender, find_period(parcel.period) if parcel.period else None, parcel.seq)


def slip_card(reader: Reader, parcel: Parcel) -> Card:
    """What the slip says; Chinese in every window, so it is called within `in_chinese`.

    Raises:
        Refused: the package has no answer yet, or is a return package.
    """
    if parcel.kind != "package":
        raise Refused("这是回执包，回执单请从所回执的数据包打印")
    answer = answered(reader, parcel)
    if answer is None:
        raise Refused("{package}还没有收到回执", package=parcel.number_words)
    other = office_names(reader).get(parcel.site, NOTHING)
    # Each is called as the other calls it, so that both print the same.
    if parcel.way == "out":
        sender, taker = name_above(reader), other
    else:
        sender, taker = other, own_name(reader)
    parts: list[Part] = [_package(parcel, answer, sender, taker)]
    if answer.outcomes:
        parts.append(_counts(answer))
    if rows := _rows(answer):
        parts.append(rows)
    parts.append(_heads(parcel, answer))
    parts.append(signing("签收", "报送单位", "接收单位"))
    notes = list(answer.notes)
    if parcel.state == "undone":
        notes.insert(0, "本次接收后来已整批撤销，以撤销后的登记为准。")
    notes.append("变更记录校验号由程序按双方全部登记逐笔计算：以前的登记有任何改动，都可据此发现。")
    return Card(
        title="镇街报送回执单" if reader.desk.level != "city" else "区县报送回执单",
        subject="　".join((sender, parcel.period_words, package_number(parcel.seq))),
        parts=tuple(parts),
        office=taker,
        day=answer.at[:10],
        notes=tuple(notes),
        foot="演示数据" if reader.setting("sample") == "yes" else "",
    )


def _package(parcel: Parcel, answer: Answer, sender: str, taker: str) -> Facts:
    return Facts(
        title="数据包",
        facts=(
            Fact(label="报送单位", text=sender),
            Fact(label="接收单位", text=taker),
            Fact(label="报送期", text=parcel.period_words or NOTHING),
            Fact(label="报送说明", text=parcel.statement_words),
            Fact(label="制作时间", text=parcel.made_at[:16]),
            Fact(label="接收时间", text=answer.at[:16]),
            Fact(label="包号", text=package_number(parcel.seq)),
            Fact(label="接收人", text=answer.by),
            Fact(label="报送认定", text=answer.report_words() or NOTHING),
            Fact(label="缺少的包", text=listed(map(package_number, answer.missing)) or "无"),
            Fact(label="文件", text=_file_name(sender, parcel), wide=True),
            Fact(label="内容校验号", text=in_groups(parcel.digest), wide=True),
            Fact(label="合计", text=answer.words(), wide=True),
            Fact(label="下一包", text=f"应为{package_number(answer.next)}", wide=True),
        ),
    )


def _counts(answer: Answer) -> Listing:
    shown = [name for name in OUTCOMES if answer.count(name)]
    rows = tuple(
        (title, *(f"{n:,}" for n in (sum(counts.values()), *(counts.get(o, 0) for o in shown))))
        for _name, title, counts in ledgers_of(answer)
    )
    numbers = (
        Column(title=title, weight=1, align="right")
        for title in ("收到", *(_(OUTCOMES[name]) for name in shown))
    )
    return Listing(
        title="各台账接收情况（条）",
        columns=(Column(title="台账", weight=2), *numbers),
        rows=rows,
        total=len(rows),
        measure="本",
    )


def _rows(answer: Answer) -> Listing | None:
    """What was not simply taken: refused first, for the sender has something to do."""
    order = {"refused": 0, "conflict": 1, "held": 2}
    found = sorted(answer.rows, key=lambda row: order.get(row.outcome, len(order)))
    if not found:
        return None
    return Listing(
        title="未接收、待处理和要核对的记录",
        columns=(
            Column(title="台账", weight=1.2),
            Column(title="记录", weight=2),
            Column(title="结果", weight=0.9, align="center"),
            Column(title="原因", weight=4),
        ),
        rows=tuple(
            (
                ledger_title(row.ledger),
                row.label or NOTHING,
                _(OUTCOMES[row.outcome]) if row.outcome in LISTED else "请核对",
                row.said(),
            )
            for row in found[:MOST_ROWS]
        ),
        total=len(found),
        measure="条",
    )


def _heads(parcel: Parcel, answer: Answer) -> Facts:
    return Facts(
        title="双方变更记录校验号",
        facts=(
            Fact(label="报送单位", text=parcel.head or NOTHING),
            Fact(label="接收单位", text=answer.head or NOTHING),
        ),
    )
