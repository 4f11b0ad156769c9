"""What a fine may come to, the sums that change a procedure, and ways to count turnover.

Hints for the officer: nothing here decides.  All amounts are whole 分, because 50,000.01 yuan times
five is no float (domain.md 3.6).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from boshan_desk.domain.law.tables import Row, in_force, load_rules, rows_of, shipped
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.domain.wording import clauses, listed
from boshan_desk.i18n import _, mark

Base = Literal["turnover", "income", "none"]
BASES: Final[dict[Base, str]] = {
    "turnover": mark("违法经营额"),
    "income": mark("违法所得"),
    "none": mark("固定数额"),
}
"""What a fine is measured by, and its name: the trap is that laws differ in it."""

Weight = Literal["same", "lighter", "heavier", "unclear"]


@dataclass(frozen=True, kw_only=True)
class Tier:
    """One step of a scale: from where, and how much then."""

    at_least: int | None = None
    """分, itself included (以上)."""
    over: int | None = None
    """分, itself not included."""
    low: int = 0
    """分."""
    high: int | None = None
    """分."""
    times_low: int = 0
    times: int = 0
    percent: int = 0

    def fits(self, base: int) -> bool:
        """Whether the base reaches it."""
        return (self.at_least is None or base >= self.at_least) and (
            self.over is None or base > self.over
        )

    def span(self, base: int) -> tuple[int, int]:
        """The least and the most, in 分."""
        if self.times:
            return base * self.times_low, base * self.times
        if self.percent:
            return 0, base * self.percent // 100
        return self.low, self.high or 0


@dataclass(frozen=True, kw_only=True)
class AmountRule:
    """The scale of one article, for as long as it was or is in force."""

    name: str
    title: str
    base: Base
    tiers: tuple[Tier, ...]
    """Empty where the law names no amount."""
    serious: tuple[Tier, ...] = ()
    """Where the circumstances are serious; empty when the law makes no difference."""
    basis: str
    source: str
    sure: int = 100
    since: date | None = None
    until: date | None = None
    note: str = ""


class Cap(NamedTuple):
    """What a fine may come to."""

    low: int
    """分."""
    high: int | None
    """分; None where the law names no amount."""
    words: str
    """How it was reckoned, as an officer would say it."""
    basis: str
    """The article."""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A sum at which the procedure changes; provinces and offices set some of them."""

    name: str
    title: str
    fen: int | None
    """None until the office fills it in."""
    basis: str
    source: str
    sure: int = 100
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Method:
    """A way to count one line of the turnover (TMR §78; 国知发保字〔2024〕34号)."""

    code: str
    title: str
    text: str
    states: tuple[str, ...]
    """The states of goods it is meant for."""
    per_unit: bool
    """Whether the price is that of one piece; else it is the sum of the line."""
    basis: str
    source: str
    sure: int = 100
    since: date | None = None
    until: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Amounts:
    """Every scale in every version, every sum, every method."""

    rules: Mapping[str, tuple[AmountRule, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    settings: Mapping[str, Setting] = field(default_factory=lambda: MappingProxyType({}))
    methods: tuple[Method, ...] = ()

    def at(self, name: str, day: date) -> AmountRule | None:
        """The scale in force on a day; None where there was none."""
        found = (r for r in self.rules.get(name, ()) if in_force(r.since, r.until, day))
        return next(found, None)

    def sums(self) -> Mapping[str, int]:
        """The sums that are known, in 分, by name."""
        known = {s.name: s.fen for s in self.settings.values() if s.fen is not None}
        return MappingProxyType(known)

    def method(self, code: str) -> Method:
        """A way to count; refused when there is none of that code."""
        for method in self.methods:
            if method.code == code:
                return method
        raise Missing(
            "没有计算方法“{code}”，可用的有：{known}",
            code=code,
            known=listed(m.code for m in self.methods),
        )

    def replaced(self, by: Amounts) -> Amounts:
        """These amounts with those of a file put in the place of theirs, name by name."""
        methods = {m.code: m for m in (*self.methods, *by.methods)}
        return Amounts(
            MappingProxyType({**self.rules, **by.rules}),
            MappingProxyType({**self.settings, **by.settings}),
            tuple(methods.values()),
        )

    def methods_for(self, state: str, day: date) -> tuple[Method, ...]:
        """The ways that fit goods in a state, on a day, the usual one first."""
        return tuple(
            m for m in self.methods if state in m.states and in_force(m.since, m.until, day)
        )


def cap(
    rule: AmountRule,
    turnover_fen: int | None,
    income_fen: int | None,
    *,
    serious: bool = False,
) -> Cap:
    """What a fine may come to; a base that is not known counts as none (没有违法经营额)."""
    name = _(BASES[rule.base])
    known = {"turnover": turnover_fen, "income": income_fen, "none": None}[rule.base]
    tiers = rule.serious if serious and rule.serious else rule.tiers
    tier = next((t for t in tiers if t.fits(known or 0)), None)
    if tier is None:
        return Cap(0, None, _("法律未定数额，请按裁量规定研究"), rule.basis)
    low, high = tier.span(known or 0)
    parts = []
    if rule.base != "none":
        parts.append(
            _("没有{base}或未填写").format(base=name)
            if known is None
            else _("{base}{amount}元").format(base=name, amount=grouped_yuan(known))
        )
    if serious and rule.serious:
        parts.append(_("情节严重"))
    parts.append(_scale_words(tier, name, low, high))
    return Cap(low, high, clauses(parts), rule.basis)


def _scale_words(tier: Tier, name: str, low: int, high: int) -> str:
    if tier.times and tier.times_low:
        words = _("{base}的{low}倍以上{high}倍以下").format(
            base=name, low=tier.times_low, high=tier.times
        )
    elif tier.times:
        words = _("{base}的{high}倍以下").format(base=name, high=tier.times)
    elif tier.percent:
        words = _("{base}的{percent}%以下").format(base=name, percent=tier.percent)
    elif low == high:
        return _("罚款{amount}元").format(amount=grouped_yuan(high))
    elif low:
        return _("罚款{low}元以上{high}元以下").format(
            low=grouped_yuan(low), high=grouped_yuan(high)
        )
    else:
        return _("罚款{high}元以下").format(high=grouped_yuan(high))
    if low:
        return _("{scale}：罚款{low}元以上{high}元以下").format(
            scale=words, low=grouped_yuan(low), high=grouped_yuan(high)
        )
    return _("{scale}：罚款{high}元以下").format(scale=words, high=grouped_yuan(high))


def grouped_yuan(fen: int) -> str:
    """An amount in 分 as yuan: 49,999.99; without decimals where there are none."""
    whole, rest = divmod(fen, 100)
    return f"{whole:,}.{rest:02d}" if rest else f"{whole:,}"


def line_amount(method: Method, qty: int | Decimal, price_fen: int) -> int:
    """What one line adds to the turnover, in 分, half a 分 rounded up."""
    if not method.per_unit:
        return price_fen
    return int((Decimal(qty) * price_fen).quantize(Decimal(1), ROUND_HALF_UP))


def compare_weight(old: AmountRule | None, new: AmountRule | None) -> Weight:
    """Whether a new scale is lighter for the party than an old one; None stands for no fine.

    Scales are straight between their bounds, so the bounds and their neighbours tell all.
    """
    if old is None or new is None:
        return "same" if old is new else "heavier" if old is None else "lighter"
    if not old.tiers or not new.tiers or old.base != new.base:
        return "unclear"
    points = {0, 1}
    for tier in (*old.tiers, *old.serious, *new.tiers, *new.serious):
        bound = tier.at_least if tier.at_least is not None else tier.over
        if bound is not None:
            points |= {max(bound - 1, 0), bound, bound + 1, bound * 2, bound * 1000 + 1000}
    lighter = heavier = False
    for point in points:
        for serious in (False, True):
            was, now = _span(old, point, serious), _span(new, point, serious)
            lighter |= now[0] < was[0] or now[1] < was[1]
            heavier |= now[0] > was[0] or now[1] > was[1]
    if lighter and heavier:
        return "unclear"
    return "lighter" if lighter else "heavier" if heavier else "same"


def _span(rule: AmountRule, base: int, serious: bool) -> tuple[int, int]:
    tiers = rule.serious if serious and rule.serious else rule.tiers
    return next((t.span(base) for t in tiers if t.fits(base)), (0, 0))


def read_amounts(text: str) -> Amounts:
    """The scales, sums and methods of a rule file.

    Raises:
        Refused: it cannot be read; the words name the rule and what is wrong with it.
    """
    given = load_rules(text)
    rules: dict[str, list[AmountRule]] = {}
    for row in rows_of(given, "rule", "name"):
        rule = _read_rule(row)
        rules.setdefault(rule.name, []).append(rule)
    settings = [_read_setting(row) for row in rows_of(given, "setting", "name")]
    methods = [_read_method(row) for row in rows_of(given, "method", "code")]
    if not rules and not settings and not methods:
        raise Refused("规则文件里没有金额（[[rule]]、[[setting]]、[[method]]）")
    return Amounts(
        MappingProxyType({name: tuple(group) for name, group in rules.items()}),
        MappingProxyType({s.name: s for s in settings}),
        tuple(methods),
    )


@cache
def shipped_amounts() -> Amounts:
    """The scales, sums and methods as they are shipped."""
    return read_amounts(shipped("amounts"))


def read_office_amounts(*texts: str) -> dict[str, int]:
    """The sums that are known, in 分, by name: the shipped ones, the office's files over them."""
    amounts = shipped_amounts()
    for text in texts:
        amounts = amounts.replaced(read_amounts(text))
    return dict(amounts.sums())


def _read_rule(row: Row) -> AmountRule:
    base = row.text("base", None)
    if base not in BASES:
        raise Refused("规则 {name} 写得不对：{why}", name=row.name, why=f"base = {base}")
    rule = AmountRule(
        name=row.text("name", None),
        title=row.text("title", None),
        base=base,
        tiers=tuple(_read_tier(tier) for tier in row.rows("tiers")),
        serious=tuple(_read_tier(tier) for tier in row.rows("serious")),
        basis=row.text("basis"),
        source=row.text("source"),
        sure=row.whole("sure", 100),
        since=row.day("from"),
        until=row.day("until"),
        note=row.text("note"),
    )
    row.done()
    return rule


def _read_tier(row: Row) -> Tier:
    tier = Tier(
        at_least=row.fen("at_least"),
        over=row.fen("over"),
        low=row.fen("low") or 0,
        high=row.fen("high"),
        times_low=row.whole("times_low"),
        times=row.whole("times"),
        percent=row.whole("percent"),
    )
    row.done()
    return tier


def _read_setting(row: Row) -> Setting:
    setting = Setting(
        name=row.text("name", None),
        title=row.text("title", None),
        fen=row.fen("yuan"),
        basis=row.text("basis"),
        source=row.text("source"),
        sure=row.whole("sure", 100),
        note=row.text("note"),
    )
    row.done()
    return setting


def _read_method(row: Row) -> Method:
    per = row.text("per", "unit")
    if per not in ("unit", "total"):
        raise Refused("规则 {name} 写得不对：{why}", name=row.name, why=f"per = {per}")
    method = Method(
        code=row.text("code", None),
        title=row.text("title", None),
        text=row.text("text", None),
        states=row.words("states"),
        per_unit=per == "unit",
        basis=row.text("basis"),
        source=row.text("source"),
        sure=row.whole("sure", 100),
        since=row.day("from"),
        until=row.day("until"),
        note=row.text("note"),
    )
    row.done()
    return method
