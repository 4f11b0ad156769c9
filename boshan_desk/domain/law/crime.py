"""Hints that a case may be a crime: 建议研判是否移送, with the line that was crossed.

Never automatic (domain.md 3.7).  Below every line reasonable suspicion is enough for a transfer
(TRF §3(2)), so the absence of a hint says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final

from boshan_desk.domain.law.amounts import grouped_yuan
from boshan_desk.domain.law.tables import Row, in_force, load_rules, rows_of, shipped
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.wording import clauses
from boshan_desk.i18n import _, mark

CONDITIONS: Final[dict[str, str]] = {"marks": mark("涉及两种以上注册商标")}
"""What must be so besides, for a line to count."""


@dataclass(frozen=True, kw_only=True)
class CrimeRule:
    """One line of one interpretation, for conduct in its time; amounts in 分."""

    id: str
    crime: str
    causes: tuple[str, ...]
    turnover: int | None
    income: int | None
    unsold: int | None
    """Of goods not yet sold."""
    qty: int | None
    repeated_turnover: int | None
    """For those punished in the last two years."""
    repeated_income: int | None
    condition: str
    basis: str
    source: str
    sure: int
    since: date | None
    until: date | None
    note: str


@dataclass(frozen=True)
class CrimeHint:
    """A line that a case reaches."""

    rule: CrimeRule
    lines: tuple[str, ...]
    """Which bounds, in words."""

    @property
    def words(self) -> str:
        """The hint as the officer reads it."""
        return _("建议研判是否移送：涉嫌{crime}，{lines}（{basis}，把握{sure}%）").format(
            crime=self.rule.crime,
            lines=clauses(self.lines),
            basis=self.rule.basis,
            sure=self.rule.sure,
        )


@dataclass(frozen=True)
class CrimeRules:
    """Every line in every version."""

    versions: Mapping[str, tuple[CrimeRule, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )

    def hints(
        self,
        cause: str,
        turnover_fen: int | None,
        income_fen: int | None,
        qty: int | None,
        repeated: bool,
        *,
        day: date,
        unsold_fen: int | None = None,
        marks: bool | None = None,
    ) -> list[CrimeHint]:
        """The lines that a case reaches, by the law of the day of its conduct.

        `repeated`: punished criminally or administratively in the two years before.  `marks`:
        whether two or more marks are concerned; while nobody said so (None), a line that asks for
        it shows only where no plain line of the cause is reached.
        """
        plain: list[CrimeHint] = []
        conditional: list[CrimeHint] = []
        for versions in self.versions.values():
            for rule in versions:
                if cause not in rule.causes or not in_force(rule.since, rule.until, day):
                    continue
                found = tuple(_reached(rule, turnover_fen, income_fen, qty, repeated, unsold_fen))
                if found and not rule.condition:
                    plain.append(CrimeHint(rule, found))
                elif found and marks is not False:
                    conditional.append(CrimeHint(rule, found))
        if marks or not plain:
            plain += conditional
        return plain

    def replaced(self, by: CrimeRules) -> CrimeRules:
        """These lines with those of a file put in the place of theirs, number by number."""
        return CrimeRules(MappingProxyType({**self.versions, **by.versions}))


def _reached(
    rule: CrimeRule,
    turnover: int | None,
    income: int | None,
    qty: int | None,
    repeated: bool,
    unsold: int | None,
) -> Iterator[str]:
    prefix = (
        _("如{condition}：").format(condition=_(CONDITIONS[rule.condition]))
        if rule.condition
        else ""
    )
    for name, value, bound in (
        (_("违法经营额"), turnover, rule.turnover),
        (_("违法所得"), income, rule.income),
        (_("尚未销售的货值"), unsold, rule.unsold),
    ):
        if value is not None and bound is not None and value >= bound:
            yield prefix + _("{name}{value}元，达到{bound}元").format(
                name=name, value=grouped_yuan(value), bound=grouped_yuan(bound)
            )
    if qty is not None and rule.qty is not None and qty >= rule.qty:
        yield prefix + _("数量{qty}件，达到{bound}件").format(qty=f"{qty:,}", bound=f"{rule.qty:,}")
    if not repeated:
        return
    for name, value, bound, usual in (
        (_("违法经营额"), turnover, rule.repeated_turnover, rule.turnover),
        (_("违法所得"), income, rule.repeated_income, rule.income),
    ):
        if value is None or bound is None or value < bound:
            continue
        if usual is None or value < usual:
            yield prefix + _("二年内受过处罚又实施，{name}{value}元，达到{bound}元").format(
                name=name, value=grouped_yuan(value), bound=grouped_yuan(bound)
            )


def read_crime(text: str) -> CrimeRules:
    """The lines of a rule file.

    Raises:
        Refused: it cannot be read; the words name the line and what is wrong with it.
    """
    groups: dict[str, list[CrimeRule]] = {}
    for row in rows_of(load_rules(text), "hint", "id"):
        rule = _read(row)
        groups.setdefault(rule.id, []).append(rule)
    if not groups:
        raise Refused("规则文件里没有涉嫌犯罪提示（[[hint]]）")
    return CrimeRules(MappingProxyType({id: tuple(group) for id, group in groups.items()}))


@cache
def shipped_crime() -> CrimeRules:
    """The lines as they are shipped."""
    return read_crime(shipped("crime"))


def _read(row: Row) -> CrimeRule:
    condition = row.text("condition")
    if condition and condition not in CONDITIONS:
        raise Refused("规则 {name} 写得不对：{why}", name=row.name, why=f"condition = {condition}")
    pieces = row.whole("qty")
    rule = CrimeRule(
        id=row.text("id", None),
        crime=row.text("crime", None),
        causes=row.words("causes"),
        turnover=row.fen("turnover"),
        income=row.fen("income"),
        unsold=row.fen("unsold"),
        qty=pieces or None,
        repeated_turnover=row.fen("repeated_turnover"),
        repeated_income=row.fen("repeated_income"),
        condition=condition,
        basis=row.text("basis"),
        source=row.text("source"),
        sure=row.whole("sure", 100),
        since=row.day("from"),
        until=row.day("until"),
        note=row.text("note"),
    )
    row.done()
    return rule
