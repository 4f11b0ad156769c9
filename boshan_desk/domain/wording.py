"""How an office says a number (domain.md 5.4): rates, shares, money, ranks; rounded half up.

And how it puts words in a row, which every language does with marks of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from boshan_desk.i18n import _, mark

NOTHING = "—"
"""What a table prints where nothing can be said."""

_TIMES_FROM = 200
"""From this growth in per cent on, prose says 是上年同期的×倍."""

Number = int | Decimal


def half_up(value: Number, places: int = 0) -> Decimal:
    """Rounded as people round: 0.125 is 0.13."""
    return Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def rate(now: Number | None, base: Number | None) -> Decimal | None:
    """The growth over a base in per cent, unrounded; None where a rate would mean nothing."""
    if now is None or base is None or base <= 0:
        return None
    return (Decimal(now) - Decimal(base)) / Decimal(base) * 100


def share(part: Number, whole: Number) -> Decimal | None:
    """A part in per cent of the whole, unrounded; None of nothing."""
    return Decimal(part) * 100 / Decimal(whole) if whole else None


def average(total: Number, count: int) -> Decimal | None:
    """The mean, unrounded; None of nothing."""
    return Decimal(total) / count if count else None


class Compared(NamedTuple):
    """The words for a comparison with one other period; each holds a {size} or {times}."""

    zero: str
    equal: str
    nearly: str
    rise: str
    fall: str
    times: str
    points_up: str
    points_down: str


LAST_YEAR: Final = Compared(
    zero=mark("上年同期为0"),
    equal=mark("同比持平"),
    nearly=mark("同比基本持平"),
    rise=mark("同比增长{size}%"),
    fall=mark("同比下降{size}%"),
    times=mark("是上年同期的{times}倍"),
    points_up=mark("同比提高{size}个百分点"),
    points_down=mark("同比降低{size}个百分点"),
)
"""同比: with the same period of the year before."""

PREVIOUS: Final = Compared(
    zero=mark("上期为0"),
    equal=mark("环比持平"),
    nearly=mark("环比基本持平"),
    rise=mark("环比增长{size}%"),
    fall=mark("环比下降{size}%"),
    times=mark("是上期的{times}倍"),
    points_up=mark("环比提高{size}个百分点"),
    points_down=mark("环比降低{size}个百分点"),
)
"""环比: with the period before."""


def why_no_rate(now: Number | None, base: Number | None, to: Compared = LAST_YEAR) -> str:
    """Why there is no rate, in words; "" where there is one."""
    if base == 0 and now is not None:
        return _(to.zero)
    return _("无可比数据") if rate(now, base) is None else ""


def rate_words(now: Number | None, base: Number | None, to: Compared = LAST_YEAR) -> str:
    """The growth over another period as prose says it."""
    if now is not None and now == base:
        return _(to.equal)
    growth = rate(now, base)
    if growth is None or now is None or base is None:
        return why_no_rate(now, base, to)
    size = half_up(abs(growth), 1)
    if not size:
        return _(to.nearly)
    if growth < 0:
        return _(to.fall).format(size=size)
    if growth > _TIMES_FROM:
        times = half_up(Decimal(now) / Decimal(base), 1)
        return _(to.times).format(times=plain(times).removesuffix(".0"))
    return _(to.rise).format(size=size)


def points_words(now: Decimal | None, base: Decimal | None, to: Compared = LAST_YEAR) -> str:
    """How a share moved: in 百分点, never in per cent of per cent."""
    if now is None or base is None:
        return _("无可比数据")
    size = half_up(abs(now - base), 1)
    if not size:
        return _(to.equal)
    if now > base:
        return _(to.points_up).format(size=size)
    return _(to.points_down).format(size=size)


def rate_cell(now: Number | None, base: Number | None) -> str:
    """The growth as a table says it, in per cent with one decimal."""
    growth = rate(now, base)
    return NOTHING if growth is None else plain(half_up(growth, 1))


def plain(value: Decimal) -> str:
    """A rounded number without a sign before zero and without an exponent."""
    return f"{value if value else abs(value):f}"


def wan(fen: int | None) -> str:
    """An amount in 分 as 万元 with two decimals."""
    return NOTHING if fen is None else plain(half_up(Decimal(fen) / 1_000_000, 2))


def ranks(values: Sequence[Number]) -> list[int]:
    """The rank of each value, the greatest first; equal ones share it: 1, 1, 3."""
    falling = sorted(values, reverse=True)
    return [falling.index(value) + 1 for value in values]


def listing(names: Sequence[str]) -> str:
    """Names in a row: 甲、乙和丙."""
    if len(names) < 2:
        return "".join(names)
    return _("{first}和{last}").format(first=listed(names[:-1]), last=names[-1])


def listed(words: Iterable[str]) -> str:
    """Words in a row: 甲、乙、丙."""
    return _("、").join(words)


def clauses(parts: Iterable[str]) -> str:
    """Parts of one sentence: 立案20件，结案18件."""
    return _("，").join(parts)


def statements(parts: Iterable[str]) -> str:
    """Parts that commas already divide: 立案59件，同比持平；结案50件，同比下降2%."""
    return _("；").join(parts)


def quantity(count: object, unit: str) -> str:
    """A number with its unit: 59件."""
    return _("{count}{unit}").format(count=count, unit=unit)


def tally(title: str, count: object, unit: str) -> str:
    """What was counted, and how many: 立案59件."""
    return valued(title, quantity(count, unit))


def valued(title: str, value: str) -> str:
    """A name and its value: 罚没款54.84万元."""
    return _("{title}{value}").format(title=title, value=value)


def explained(what: str, words: str) -> str:
    """Something and what is said of it: 案号：必须填写."""
    return _("{what}：{words}").format(what=what, words=words)


def with_more(what: str, more: str) -> str:
    """Something with what belongs to it in brackets: 三季度（前三季度）."""
    return _("{what}（{more}）").format(what=what, more=more)
