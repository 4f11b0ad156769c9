"""Whether a rule file is complete and coherent; what is wrong is said in the officer's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, Protocol

from boshan_desk.domain.law.amounts import AmountRule, Amounts, Tier, read_amounts
from boshan_desk.domain.law.causes import CauseLaw, Causes, read_causes
from boshan_desk.domain.law.crime import CrimeRule, CrimeRules, read_crime
from boshan_desk.domain.law.limits import Limit, Limits, read_limits
from boshan_desk.domain.law.papers import WORDS as PAPER_WORDS
from boshan_desk.domain.law.papers import Papers, read_papers
from boshan_desk.domain.law.reading import (
    KINDS,
    gather,
    is_part,
    kind_of,
    shipped_amounts,
    shipped_causes,
    shipped_crime,
    shipped_limits,
    shipped_papers,
)
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.wording import explained, listed
from boshan_desk.i18n import _

DOUBTFUL: Final = 80
"""Percent below which a rule must say what is unclear (domain.md 0.1)."""


@dataclass(frozen=True)
class Words:
    """The names that rules may use; they belong to the procedure, which lies above this floor."""

    facts: AbstractSet[str]
    conditions: AbstractSet[str]
    subjects: AbstractSet[str]
    stops: AbstractSet[str]


class _Dated(Protocol):
    @property
    def since(self) -> date | None: ...
    @property
    def until(self) -> date | None: ...


def check_rules(text: str, kind: str, words: Words) -> list[str]:
    """What is wrong with a rule file; empty when nothing is.

    A file that says `part = true` need not hold everything that is shipped.
    """
    if kind not in KINDS:
        return [_("没有规则“{kind}”，可用的有：{known}").format(kind=kind, known=listed(KINDS))]
    try:
        if kind_of(text) != kind:
            title = _(KINDS[kind])
            return [_("文件没有写明是“{title}”（kind = {kind}）").format(title=title, kind=kind)]
        part = is_part(text)
        match kind:
            case "limits":
                limits = gather(read_limits(text))
                return list(_check_limits(limits, words, part))
            case "causes":
                known = shipped_causes()
                causes = read_causes(text, known.amounts, known.laws)
                return list(_check_causes(causes, part))
            case "amounts":
                return list(_check_amounts(read_amounts(text), part))
            case "crime":
                return list(_check_crime(read_crime(text), part))
            case _:
                return list(_check_papers(read_papers(text), words, part))
    except Refused as refused:
        return [refused.words()]


def _check_limits(limits: Limits, words: Words, part: bool) -> Iterator[str]:
    yield from _absent(shipped_limits().versions, limits.versions, part)
    for id, versions in limits.versions.items():
        yield from _check_dates(id, versions, shipped_limits().versions)
        # A case's facts are looked up once for all versions of a limit.
        for name in ("start", "of"):
            if len({getattr(version, name) for version in versions}) > 1:
                yield explained(
                    id, _("各个版本的 {name} 必须相同，否则请另立一项").format(name=name)
                )
        for limit in versions:
            yield from (explained(_called(limit), words) for words in _faults(limit, words))


def _called(limit: Limit) -> str:
    return f"{limit.id} {limit.title}".strip()


def _faults(limit: Limit, words: Words) -> Iterator[str]:
    yield from _check_names(_("事实"), (limit.start, *limit.met), words.facts)
    yield from _check_names(_("条件"), (w.removeprefix("!") for w in limit.when), words.conditions)
    yield from _check_names(_("对象"), (limit.of,), words.subjects)
    yield from _check_names(_("停止计时的事由"), limit.stops, words.stops)
    yield from _check_source(limit.basis, limit.source, limit.sure, limit.note)
    if not limit.title.strip():
        yield _("没有名称")
    yield from _check_unit(limit)
    yield from _check_form(limit)
    if limit.extension is not None:
        extension = limit.extension
        if limit.form not in ("deadline", "window") or limit.unit == "hour":
            yield _("这种期限不能延长")
        if extension.times < 1 or extension.length < 0:
            yield _("延长的次数至少一次，天数不能是负数")
        if not extension.by.strip():
            yield _("延长没有写由谁批准")


def _check_unit(limit: Limit) -> Iterator[str]:
    if limit.stops and limit.unit not in ("workday", "day"):
        yield _("按小时、月、年计的期限不能停止计时")
    if limit.unit == "hour":
        if limit.rolls:
            yield _("按小时计的期限不因休息日顺延（rolls = false）")
        if not limit.start.endswith("_at"):
            yield _("按小时计的期限要从时刻起算，事实名以 _at 结尾")
    if not limit.length and limit.form != "surcharge":
        yield _("没有长度")


def _check_form(limit: Limit) -> Iterator[str]:
    if limit.form == "before" and (limit.unit != "workday" or limit.stops):
        yield _("倒推的期限只能按工作日计，不能停止计时")
    if limit.form == "surcharge":
        if not limit.rate or not limit.cap:
            yield _("加处罚款要写比例和上限")
    elif limit.rate or limit.cap:
        yield _("只有加处罚款才有比例和上限")
    if limit.form in ("deadline", "before") and not limit.met:
        yield _("没有写怎样算完成（met）")
    if limit.lapses and limit.form not in ("deadline", "window"):
        yield _("这种期限没有“届满自行结束”（lapses）")


def _check_causes(causes: Causes, part: bool) -> Iterator[str]:
    known = shipped_causes()
    yield from _absent(known.versions, causes.versions, part)
    groups = {**known.groups, **causes.groups}
    for code, versions in causes.versions.items():
        yield from _check_dates(code, versions, known.versions)
        for text in versions:
            yield from (
                explained(f"{code} {text.title}", words)
                for words in _cause_faults(text, groups, causes.amounts)
            )


def _cause_faults(text: CauseLaw, groups: Mapping[str, str], amounts: Amounts) -> Iterator[str]:
    if text.group:
        yield from _check_names(_("统计表的行"), (text.group,), groups)
    if not (text.breach and text.penalty) and (not text.note or text.sure >= DOUBTFUL):
        yield _("没有条款的，要写明原因，把握应低于{percent}%").format(percent=DOUBTFUL)
    yield from _check_source(text.penalty or text.law.name, text.source, text.sure, text.note)
    names = tuple(name for name in (text.amount, *text.also) if name)
    yield from _check_names(_("罚款幅度"), names, amounts.rules)
    for name in names:
        for day in (text.since, text.until):
            if day and name in amounts.rules and amounts.at(name, day) is None:
                yield _("罚款幅度“{name}”在{day}没有规定").format(name=name, day=day)


def _check_amounts(amounts: Amounts, part: bool) -> Iterator[str]:
    known = shipped_amounts()
    yield from _absent(known.rules, amounts.rules, part)
    yield from _absent(known.settings, amounts.settings, part)
    codes = [method.code for method in amounts.methods]
    yield from _absent([m.code for m in known.methods], codes, part)
    for name, versions in amounts.rules.items():
        yield from _check_dates(name, versions, known.rules)
        for rule in versions:
            yield from (explained(name, words) for words in _rule_faults(rule))
    for setting in amounts.settings.values():
        given = _check_source(setting.basis, setting.source, setting.sure, setting.note)
        yield from (explained(setting.name, words) for words in given)
    for method in amounts.methods:
        given = _check_source(method.basis, method.source, method.sure, method.note)
        yield from (explained(method.code, words) for words in given)
        if codes.count(method.code) > 1:
            yield explained(method.code, _("写了两次"))
        if not method.states:
            yield explained(method.code, _("没有写适用于哪种商品状况"))


def _rule_faults(rule: AmountRule) -> Iterator[str]:
    yield from _check_source(rule.basis, rule.source, rule.sure, rule.note)
    if not rule.tiers and not rule.note:
        yield _("没有数额的，要写明原因")
    for tiers in (rule.tiers, rule.serious):
        if tiers:
            yield from _check_tiers(tiers, rule.base != "none")


def _check_tiers(tiers: Sequence[Tier], measured: bool) -> Iterator[str]:
    for tier in tiers:
        kinds = (tier.high is not None) + bool(tier.times) + bool(tier.percent)
        if kinds != 1:
            yield _("每一档只能写 high、times、percent 中的一个")
        if tier.low > (tier.high or tier.low) or tier.times_low > tier.times:
            yield _("下限高于上限")
        if not measured and (tier.times or tier.percent or not tier.fits(0)):
            yield _("固定数额不能按倍数、比例或分档")
    bounds = [b for t in tiers for b in (t.at_least, t.over) if b is not None]
    if bounds != sorted(bounds, reverse=True):
        yield _("各档要从高到低")
    *before, last = tiers
    if last.at_least is not None or last.over is not None:
        yield _("最后一档不能有界限")
    if any(t.at_least is None and t.over is None for t in before):
        yield _("只有最后一档可以没有界限")


def _check_crime(crime: CrimeRules, part: bool) -> Iterator[str]:
    yield from _absent(shipped_crime().versions, crime.versions, part)
    causes = shipped_causes().versions
    for id, versions in crime.versions.items():
        yield from _check_dates(id, versions, shipped_crime().versions)
        for rule in versions:
            yield from (
                explained(f"{id} {rule.crime}", words) for words in _crime_faults(rule, causes)
            )


def _crime_faults(rule: CrimeRule, causes: Mapping[str, object]) -> Iterator[str]:
    yield from _check_names(_("案由"), rule.causes, causes)
    yield from _check_source(rule.basis, rule.source, rule.sure, rule.note)
    if not rule.causes:
        yield _("没有写适用于哪些案由")
    bounds = (rule.turnover, rule.income, rule.unsold, rule.qty)
    if not any((*bounds, rule.repeated_turnover, rule.repeated_income)):
        yield _("没有写数额或数量")
    for repeated, usual in (
        (rule.repeated_turnover, rule.turnover),
        (rule.repeated_income, rule.income),
    ):
        if repeated is not None and usual is not None and repeated > usual:
            yield _("再次实施的数额高于通常的数额")


def _check_papers(papers: Papers, words: Words, part: bool) -> Iterator[str]:
    yield from _absent(shipped_papers().kinds, papers.kinds, part)
    known = {*words.facts, *words.conditions, *PAPER_WORDS}
    for code, kind in papers.kinds.items():
        called = f"{code} {kind.title}"
        faults = [
            *_check_names(_("条件"), kind.words(), known),
            *_check_source(kind.basis or kind.title, kind.source, kind.sure, kind.note),
        ]
        yield from (explained(called, fault) for fault in faults)


def _absent(wanted: Iterable[str], there: Iterable[str], part: bool) -> Iterator[str]:
    have = set(there)
    if not part and (absent := [name for name in wanted if name not in have]):
        yield _("缺少：{names}；只写一部分的，请在 [file] 里写 part = true").format(
            names=listed(absent)
        )


def _check_dates(
    name: str, versions: Sequence[_Dated], shipped: Mapping[str, Sequence[_Dated]]
) -> Iterator[str]:
    """Whether the versions follow each other day by day, and reach back as far as the shipped."""
    first = min(version.since or date.min for version in versions)
    known = min((v.since or date.min for v in shipped.get(name, ())), default=first)
    if known < first:
        # What a file says of a rule takes the place of every shipped version of it.
        yield explained(name, _("{day}之前没有规定，请把以前的版本也写进来").format(day=first))
    for version in versions:
        if version.since and version.until and version.until < version.since:
            yield explained(name, _("终止日期早于起始日期（{day}）").format(day=version.since))
    ordered = sorted(versions, key=lambda v: v.since or date.min)
    for before, after in pairwise(ordered):
        if before.until is None or after.since is None or after.since <= before.until:
            yield explained(name, _("两个版本的施行日期重叠"))
        elif after.since != before.until + timedelta(days=1):
            yield explained(
                name,
                _("{until}与{since}之间没有规定").format(until=before.until, since=after.since),
            )


def _check_names(what: str, names: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    if strangers := [name for name in names if name not in set(known)]:
        yield _("不认识的{what}：{names}").format(what=what, names=listed(strangers))


def _check_source(basis: str, source: str, sure: int, note: str) -> Iterator[str]:
    if not basis.strip():
        yield _("没有依据条款（basis）")
    if not source.strip():
        yield _("没有出处（source）")
    if not 0 <= sure <= 100:
        yield _("把握应为0到100")
    elif sure < DOUBTFUL and not note.strip():
        yield _("把握低于{percent}%的，要写明不清楚的是什么（note）").format(percent=DOUBTFUL)
