"""What a case's own row says as the sum of the records that belong to it."""

from __future__ import annotations

from collections.abc import Iterable

from boshan_desk.domain.ledger import copy_with
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CaseGoods, CasePenalty


def summed_up(case: Case, penalties: Iterable[CasePenalty]) -> Case:
    """The case with its penalties and their amounts as their own records have them."""
    rows = [p for p in penalties if not p.withdrawn]
    if not rows:
        return copy_with(
            case, penalties=(), fine=None, confiscate_money=None, confiscate_goods=None,
            goods_value=None,
        )  # fmt: skip
    kinds = dict.fromkeys(p.kind for p in rows if p.kind)
    goods = [p.goods for p in rows if p.goods]
    return copy_with(
        case,
        penalties=tuple(kinds),
        fine=_total(p.amount for p in rows if p.kind == "fine"),
        confiscate_money=_total(p.amount for p in rows if p.kind == "income"),
        confiscate_goods="；".join(goods) or None,
        goods_value=_total(p.goods_value for p in rows),
    )


def turnover_of(goods: Iterable[CaseGoods]) -> int:
    """The illegal turnover by the worksheet, in 分."""
    return sum(line.worth for line in goods if not line.withdrawn)


def _total(amounts: Iterable[int | None]) -> int | None:
    given = [amount for amount in amounts if amount is not None]
    return sum(given) if given else None
