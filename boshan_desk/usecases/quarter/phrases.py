"""How the quarterly paper says a figure, a day, an amount, a row of names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from boshan_desk.domain.wording import half_up, listed, plain, quantity, valued
from boshan_desk.i18n import _
from boshan_desk.store.figures import Value
from boshan_desk.usecases.figures import FigureLine


def day_words(day: date) -> str:
    """2026年10月9日."""
    return _("{year}年{month}月{day}日").format(year=day.year, month=day.month, day=day.day)


def amount_words(fen: Value) -> str:
    """An amount in prose: 亿元 from one 亿 on, else 万元; two decimals."""
    amount = Decimal(fen or 0)
    if amount >= 10_000_000_000:
        return _("{amount}亿元").format(amount=plain(half_up(amount / 10_000_000_000, 2)))
    return _("{amount}万元").format(amount=plain(half_up(amount / 1_000_000, 2)))


def said(line: FigureLine, *, name: str = "") -> str:
    """A figure of the year so far with its comparison: 立案59件，同比增长31.1%."""
    title = name or _(line.title)
    if line.money:
        value = amount_words(line.cumulative)
    elif line.share:
        value = f"{line.show(line.cumulative)}%"
    else:
        value = quantity(line.show(line.cumulative), _(line.unit))
    return _("{title}{value}，{change}").format(
        title=title, value=value, change=line.cumulative_words()
    )


def counted(line: FigureLine, *, name: str = "") -> str:
    """A figure of the quarter itself: 立案20件."""
    if line.money:
        value = amount_words(line.value)
    else:
        value = quantity(line.show(line.value), _(line.unit))
    return valued(name or _(line.title), value)


def some_names(names: Sequence[str], most: int = 8) -> str:
    """Names in a row; beyond `most` the rest is only counted."""
    shown = listed(names[:most])
    if len(names) <= most:
        return shown
    return _("{names}等{count}个").format(names=shown, count=len(names))
