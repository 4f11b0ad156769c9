"""Causes (案由) with their articles by date of conduct, and which of two laws is the lighter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

from boshan_desk.domain.law.amounts import AmountRule, Amounts, Weight, compare_weight
from boshan_desk.domain.law.tables import Row, in_force, load_rules, rows_of
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _, mark


@dataclass(frozen=True, kw_only=True)
class LawText:
    """One edition of one law."""

    key: str
    name: str
    edition: str
    since: date | None
    until: date | None
    source: str

    def called(self) -> str:
        """With its edition: 《中华人民共和国商标法》（2019年修正）."""
        return f"《{self.name}》（{self.edition}）" if self.edition else f"《{self.name}》"


@dataclass(frozen=True, kw_only=True)
class CauseLaw:
    """What one law says of one cause."""

    code: str
    title: str
    group: str
    """The row of the national form; empty for what is not counted there."""
    law: LawText
    breach: str
    """The articles broken, as a decision cites them; empty where nobody read them."""
    penalty: str
    """The articles punished by."""
    amount: str
    """The scale of the fine (`Amounts`); empty where there is no fine."""
    also: tuple[str, ...]
    """Further scales: persons in charge, neighbouring acts."""
    orders: str
    """What is ordered or taken beside the fine."""
    relief: str
    """Who is spared."""
    competence: str
    """What a county has to know about who decides; empty where it decides itself."""
    repeat_years: int
    """Within how many years a second offence weighs more; 0 where the law says nothing."""
    source: str
    sure: int
    since: date | None
    until: date | None
    note: str
    change: str
    """What is different from the text before."""


@dataclass(frozen=True)
class Causes:
    """Every cause in every version."""

    versions: Mapping[str, tuple[CauseLaw, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    groups: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The rows of the national form, in its order."""
    laws: Mapping[str, LawText] = field(default_factory=lambda: MappingProxyType({}))
    amounts: Amounts = field(default_factory=Amounts)

    def at(self, code: str, day: date) -> CauseLaw | None:
        """What the law of a day says of a cause; None where it knew no such cause."""
        found = (c for c in self.versions.get(code, ()) if in_force(c.since, c.until, day))
        return next(found, None)

    def newest(self, code: str) -> CauseLaw:
        """The last version, for titles; refused when there is no such cause."""
        if code not in self.versions:
            raise Missing(
                "没有案由“{code}”，可用的有：{known}", code=code, known=listed(self.versions)
            )
        return self.versions[code][-1]

    def group_of(self, code: str) -> str:
        """The row of the national form that counts a cause; empty where none does."""
        return self.newest(code).group

    def of_group(self, group: str) -> tuple[str, ...]:
        """The causes that a row of the national form counts."""
        return tuple(code for code, texts in self.versions.items() if texts[-1].group == group)

    def rule(self, code: str, day: date) -> AmountRule | None:
        """The scale of the fine by the law of a day; None where there is no fine."""
        text = self.at(code, day)
        return self.amounts.at(text.amount, day) if text and text.amount else None

    def replaced(self, by: Causes) -> Causes:
        """These causes with those of a file put in the place of theirs, code by code."""
        return Causes(
            MappingProxyType({**self.versions, **by.versions}),
            MappingProxyType({**self.groups, **by.groups}),
            MappingProxyType({**self.laws, **by.laws}),
            self.amounts.replaced(by.amounts),
        )

    def lighter_note(self, code: str, conduct_day: date, decided_day: date) -> str:
        """What to weigh when the law changed between conduct and decision (APL §37).

        The law of the conduct applies, unless the new one is lighter or knows no such offence.
        Empty where the law is the same.
        """
        old, new = self.at(code, conduct_day), self.at(code, decided_day)
        if old is None and new is None:
            return ""
        if old is None:
            return _(
                "违法行为发生时（{day}）法律尚未规定“{title}”，不得依后来的{law}处罚（行政处罚法第三十七条）"
            ).format(day=conduct_day, title=self.newest(code).title, law=_called(new))
        if new is None:
            return _(
                "作出决定时（{day}）{law}已不适用，新的规定不认为是违法的，应当适用新的规定，请研究（行政处罚法第三十七条）"
            ).format(day=decided_day, law=_called(old))
        if old.law.key == new.law.key:
            return ""
        weight = compare_weight(self.rule(code, conduct_day), self.rule(code, decided_day))
        words = _(
            "违法行为发生时为{old}，作出决定时为{new}，从旧兼从轻（行政处罚法第三十七条）。{weight}"
        ).format(old=_called(old), new=_called(new), weight=_(WEIGHTS[weight]))
        if new.change:
            words += _("其他变化：{change}，请一并比较。").format(change=new.change)
        return words


WEIGHTS: Final[dict[Weight, str]] = {
    "same": mark("罚款幅度相同，一般适用行为发生时的规定。"),
    "lighter": mark("新规定的罚款较轻，一般适用新规定。"),
    "heavier": mark("新规定的罚款较重，一般适用行为发生时的规定。"),
    "unclear": mark("罚款幅度不能直接比较，请比较新旧规定。"),
}
"""What follows from how two scales compare."""


def _called(text: CauseLaw | None) -> str:
    return text.law.called() if text else ""


def cited(law: LawText, articles: str) -> str:
    """Articles with the title of their law before them; nothing where there are none."""
    return f"《{law.name}》{articles}" if articles else ""


def read_causes(
    text: str,
    amounts: Amounts | None = None,
    known: Mapping[str, LawText] = MappingProxyType({}),
) -> Causes:
    """The causes of a rule file; `known` are laws that it may name without describing them.

    Raises:
        Refused: it cannot be read; the words name the cause and what is wrong with it.
    """
    given = load_rules(text)
    laws = {**known, **{w.key: w for w in map(_read_law, rows_of(given, "law", "key"))}}
    groups = {}
    for row in rows_of(given, "group", "code"):
        groups[row.text("code", None)] = row.text("title", None)
        row.done()
    versions: dict[str, tuple[CauseLaw, ...]] = {}
    for row in rows_of(given, "cause", "code"):
        texts = _read_cause(row, laws)
        code = texts[0].code
        if code in versions:
            raise Refused("规则 {name} 写得不对：{why}", name=code, why=_("写了两次"))
        versions[code] = texts
    if not versions:
        raise Refused("规则文件里没有案由（[[cause]]）")
    return Causes(
        MappingProxyType(versions),
        MappingProxyType(groups),
        MappingProxyType(laws),
        amounts or Amounts(),
    )


def _read_law(row: Row) -> LawText:
    law = LawText(
        key=row.text("key", None),
        name=row.text("name", None),
        edition=row.text("edition"),
        since=row.day("from"),
        until=row.day("until"),
        source=row.text("source"),
    )
    row.done()
    return law


def _read_cause(row: Row, laws: Mapping[str, LawText]) -> tuple[CauseLaw, ...]:
    code = row.text("code", None)
    title, group = row.text("title", None), row.text("group")
    competence, repeat_years = row.text("competence"), row.whole("repeat_years")
    texts = []
    for part in row.rows("text"):
        law = laws.get(key := part.text("law", None))
        if law is None:
            raise Refused("规则 {name} 写得不对：{why}", name=code, why=f"law = {key}")
        texts.append(
            CauseLaw(
                code=code,
                title=title,
                group=group,
                law=law,
                breach=cited(law, part.text("breach")),
                penalty=cited(law, part.text("penalty")),
                amount=part.text("amount"),
                also=part.words("also"),
                orders=part.text("orders"),
                relief=part.text("relief"),
                competence=competence,
                repeat_years=repeat_years,
                source=part.text("source"),
                sure=part.whole("sure", 100),
                since=part.day("from") or law.since,
                until=part.day("until") or law.until,
                note=part.text("note"),
                change=part.text("change"),
            )
        )
        part.done()
    row.done()
    if not texts:
        raise Refused("规则 {name} 写得不对：{why}", name=code, why="[[cause.text]]")
    return tuple(texts)
