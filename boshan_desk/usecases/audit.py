"""The history as evidence: whether its chain is whole, and who changed what.

The chain makes changes discoverable (可发现改动); it does not prevent them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from boshan_desk.domain.officers import Right
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT
from boshan_desk.store import chain
from boshan_desk.store.chain import Verdict
from boshan_desk.store.desk import Desk


def verify(folder: Path, *, key: str = "", anchor: str = "") -> Verdict:
    """Follow the chain of a desk's history; `anchor` is a printed 校验码."""
    return chain.verify(folder / "desk.db", key=key, anchor=anchor)


def words_of(verdict: Verdict) -> str:
    """What came of it, in a sentence."""
    if verdict.bad:
        return _(verdict.why).format(n=verdict.bad)
    if verdict.anchored is False:
        return _("没有找到这个校验码：它之后的记录被删去或改写过，或者它不属于这份数据")
    words = _("变更记录共 {links} 步，首尾相连；现校验码 {head}")
    return words.format(links=verdict.links, head=verdict.head.short())


def head_of(desk: Desk) -> str:
    """The code of now, as papers and receipts print it."""
    with desk.read() as reader:
        return reader.head().short()


def show(
    desk: Desk, *, since: date | None = None, record: str = "", limit: int | None = None
) -> Iterator[dict[str, Any]]:
    """Who did what and when, oldest first, with the records and the names of the fields.

    Values are not told here: they stand in the history of the record, masked.
    """
    desk.officer.demand(Right.AUDIT)
    with desk.read() as reader:
        for step in reader.steps(
            since=since.isoformat() if since else "", record=record, most=limit
        ):
            for change in step["changes"]:
                ledger = KEPT.get(change["ledger"])
                change["ledger_label"] = _(ledger.title) if ledger else change["ledger"]
            yield step
