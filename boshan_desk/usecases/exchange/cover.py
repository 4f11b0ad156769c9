"""The page that lies beside a package (报送单): what the file is, for people who cannot open it.

It is written plain on the stick, so it holds no record and no name of a person: who sends what to
whom, its number, how many records of which ledgers, and the marks by which it is known again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from boshan_desk.domain.card import Card, Fact, Facts, Listing, Part, signing
from boshan_desk.domain.period import find_period
from boshan_desk.domain.report import Column
from boshan_desk.domain.wording import NOTHING
from boshan_desk.exchange.words import package_number, return_number
from boshan_desk.i18n import _, in_chinese
from boshan_desk.ledgers import ledger_title
from boshan_desk.reports.card import draw_card
from boshan_desk.reports.pdf import Drawn
from boshan_desk.store.chain import SHORTEST
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.exchange.answers import in_order
from boshan_desk.usecases.exchange.parcels import (
    STATEMENTS,
    in_groups,
)
from boshan_desk.usecases.outputs import output
from boshan_desk.usecases.papers.faces import office_faces

_ROWS = "各台账记录（条）"


@dataclass(frozen=True, kw_only=True)
class CoverFacts:
    """What the page says."""

    kind: str
    """package, return."""
    sender: str
    recipient: str
    seq: int
    file: str
    """The name of the package beside which it lies."""
    made_at: str
    digest: str
    """That of the manifest."""
    period: str = ""
    statement: str = ""
    rows: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """How many records it carries, by ledger."""
    attachments: int = 0
    answers: int = 0
    """Of a return package, how many packages it answers."""
    head: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    """The newest link of the sender's history: {n, link}."""


def cover(desk: Desk, facts: CoverFacts) -> Drawn:
    """The page as PDF."""
    with in_chinese():
        with desk.read() as reader:
            sample = reader.setting("sample") == "yes"
        card = cover_card(facts, foot="演示数据" if sample else "")
    with office_faces(desk):
        return draw_card(card)


def write_cover(desk: Desk, facts: CoverFacts, path: Path) -> Path:
    """Write it; an older file of that name gives way only to a whole one."""
    with output(path) as part:
        part.write_bytes(cover(desk, facts).pdf)
    return path


def cover_card(facts: CoverFacts, *, foot: str = "") -> Card:
    """What the page says; called within `in_chinese`."""
    package = facts.kind == "package"
    found = find_period(facts.period) if package and facts.period else None
    period = found.words() if found else ""
    parts: list[Part] = [_about(facts, period)]
    if facts.rows:
        parts.append(_rows(facts))
    parts.append(signing("交接", "交件人", "收件人"))
    use = (
        "数据包已加密，只有接收单位的工作台能打开，请勿修改。"
        "交接后请等回执；收到回执以前，本包内容在下一包里会再带一次，包丢了不要紧。"
        if package
        else "回执包已加密，只有所写的收件单位能打开。请在收件单位的工作台里选“接收回执”。"
    )
    return Card(
        title="数据包报送单" if package else "回执包交接单",
        subject="　".join(
            filter(
                None, (facts.sender if package else f"致{facts.recipient}", period, _number(facts))
            )
        ),
        parts=tuple(parts),
        office=facts.sender,
        day=facts.made_at[:10],
        notes=(use, "本页不含个人信息，可随U盘传递；本机禁止处理涉密信息。"),
        foot=foot,
    )


def _about(facts: CoverFacts, period: str) -> Facts:
    link, number = str(facts.head.get("link", "")), facts.head.get("n", 0)
    package = facts.kind == "package"
    told = [
        Fact(label="报送单位" if package else "发件单位", text=facts.sender),
        Fact(label="接收单位" if package else "收件单位", text=facts.recipient),
        Fact(label="包号" if package else "编号", text=_number(facts)),
        Fact(label="制作时间", text=facts.made_at[:16]),
    ]
    if package:
        told += [
            Fact(label="报送期", text=period or NOTHING),
            Fact(label="报送说明", text=_(STATEMENTS.get(facts.statement, STATEMENTS[""]))),
        ]
    else:
        answers = f"{facts.answers} 个数据包的回执" if facts.answers else "没有要回执的数据包"
        told.append(Fact(label="回执", text=answers))
    told += [
        Fact(label="记录", text=f"{sum(facts.rows.values()):,} 条"),
        Fact(label="附件", text=f"{facts.attachments:,} 个"),
        Fact(label="文件", text=facts.file, wide=True),
        Fact(label="内容校验号", text=in_groups(facts.digest), wide=True),
        Fact(
            label="变更记录校验号",
            text=f"{number}-{link[:SHORTEST]}" if link else NOTHING,
            wide=True,
        ),
    ]
    return Facts(title="数据包" if package else "回执包", facts=tuple(told))


def _number(facts: CoverFacts) -> str:
    return package_number(facts.seq) if facts.kind == "package" else return_number(facts.seq)


def _rows(facts: CoverFacts) -> Listing:
    """The ledgers in their own order, two beside one another."""
    named = [(ledger_title(name), n) for name in in_order(facts.rows) if (n := facts.rows[name])]
    cells = [(title, f"{n:,}") for title, n in named]
    columns = (Column(title="台账", weight=2), Column(title="条数", weight=1, align="right"))
    if len(cells) == 1:
        return Listing(title=_ROWS, columns=columns, rows=tuple(cells))
    if len(cells) % 2:
        cells.append(("", ""))
    return Listing(
        title=_ROWS,
        columns=(*columns, *columns),
        rows=tuple((*one, *other) for one, other in zip(cells[::2], cells[1::2], strict=True)),
    )
