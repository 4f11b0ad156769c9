"""How limits, scales and sums are said on the page of rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from boshan_desk.domain.explaining import length_words
from boshan_desk.domain.law.amounts import BASES, AmountRule, Setting, Tier, grouped_yuan
from boshan_desk.domain.law.limits import Binds, Form, Limit
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _, mark
from boshan_desk.procedure.words import CONDITIONS, FACTS, STOPS, SUBJECTS

SURE: Final = 80
"""Percent from which a rule is taken as read; what stands below is for the office to settle."""

BOUND: Final[dict[Binds, str]] = {
    "bureau": mark("本局"),
    "party": mark("当事人"),
    "police": mark("公安机关"),
    "other": mark("其他机关"),
}
SHAPES: Final[dict[Form, str]] = {
    "deadline": mark("须在期内完成"),
    "window": mark("期内可以办理，期满即止"),
    "effect": mark("到期自行生效"),
    "before": mark("须提前的日数"),
    "surcharge": mark("按日累计"),
}


def limit_length(limit: Limit) -> str:
    """How long a limit is: 15个工作日; of a surcharge, its rate."""
    from boshan_desk.usecases import lawfiles

    return lawfiles.limit_length(limit)


def certainty(sure: int) -> str:
    """The mark of a rule that the office has to settle; empty for the others."""
    return _("由本局核定") if sure < SURE else ""


def in_force(since: date | None, until: date | None) -> str:
    """From when to when a text is law."""
    if since and until:
        return _("{since} 至 {until}").format(since=since, until=until)
    if since:
        return _("{since} 起").format(since=since)
    return _("至 {until}").format(until=until) if until else _("现行")


def limit_lines(limit: Limit) -> Iterator[tuple[str, str]]:
    """Everything that one version of a limit says, as titles and words."""
    yield _("期限"), limit_length(limit)
    yield _("种类"), _(SHAPES[limit.form])
    yield _("约束对象"), _(BOUND[limit.binds])
    if limit.of != "case":
        yield (
            _("计算单位"),
            _("按每项措施：{what}").format(what=_(SUBJECTS.get(limit.of, limit.of))),
        )
    yield _("起算"), _(FACTS.get(limit.start, limit.start))
    if limit.met:
        yield _("完成"), listed(_(FACTS.get(name, name)) for name in limit.met)
    if limit.when:
        yield _("条件"), listed(map(_condition, limit.when))
    if limit.stops:
        yield _("停止计算"), listed(_(STOPS.get(name, name)) for name in limit.stops)
    if limit.extension:
        yield _("延长"), _extension(limit)
    yield (
        _("末日遇休息日"),
        _("顺延至下一个工作日") if limit.rolls else _("不顺延"),
    )
    yield _("依据"), limit.basis
    if named := source_words(limit.source):
        yield _("出处"), named
    yield _("核对程度"), _sure(limit.sure)
    if limit.note:
        yield _("说明"), limit.note


def source_words(source: str) -> str:
    """Where a rule was read, if an officer can read that; "" for a key such as PR §64.

    The article itself stands beside it, as its basis.
    """
    return source if any("一" <= letter <= "鿿" for letter in source) else ""


def _condition(word: str) -> str:
    if word.startswith("!"):
        return _("非{what}").format(what=_(CONDITIONS.get(word[1:], word[1:])))
    return _(CONDITIONS.get(word, word))


def _extension(limit: Limit) -> str:
    extension = limit.extension
    assert extension is not None
    if not extension.length:
        return _("{by}，延长多少由批准时确定").format(by=extension.by)
    length = length_words(extension.length, limit.unit)
    if extension.times == 1:
        return _("可延长{length}一次，{by}").format(length=length, by=extension.by)
    return _("可延长{length}，共{times}次，{by}").format(
        length=length, times=extension.times, by=extension.by
    )


def _sure(sure: int) -> str:
    words = _("{percent}%").format(percent=sure)
    mark_ = certainty(sure)
    return _("{percent}（{mark}）").format(percent=words, mark=mark_) if mark_ else words


def scale_lines(rule: AmountRule) -> list[str]:
    """The steps of a scale, the usual first, then the serious one."""
    if not rule.tiers:
        return [_("法律未定数额")]
    lines = _tier_lines(rule, rule.tiers)
    if rule.serious:
        lines += [
            _("情节严重：{scale}").format(scale=line) for line in _tier_lines(rule, rule.serious)
        ]
    return lines


def _tier_lines(rule: AmountRule, tiers: Sequence[Tier]) -> list[str]:
    base = _(BASES[rule.base])
    several = len(tiers) > 1
    lines = []
    for tier in tiers:
        amount = _amount(tier, base)
        if tier.at_least is not None:
            low = grouped_yuan(tier.at_least)
            words = _("{base}{low}元以上的，{amount}").format(base=base, low=low, amount=amount)
        elif tier.over is not None:
            low = grouped_yuan(tier.over)
            words = _("{base}超过{low}元的，{amount}").format(base=base, low=low, amount=amount)
        elif several and rule.base != "none":
            words = _("没有{base}或者不足的，{amount}").format(base=base, amount=amount)
        else:
            words = amount
        lines.append(words)
    return lines


def _amount(tier: Tier, base: str) -> str:
    if tier.times and tier.times_low:
        return _("{base}的{low}倍以上{high}倍以下").format(
            base=base, low=tier.times_low, high=tier.times
        )
    if tier.times:
        return _("{base}的{high}倍以下").format(base=base, high=tier.times)
    if tier.percent:
        return _("{base}的{percent}%以下").format(base=base, percent=tier.percent)
    if tier.low:
        return _("{low}元以上{high}元以下").format(
            low=grouped_yuan(tier.low), high=grouped_yuan(tier.high or 0)
        )
    return _("{high}元以下").format(high=grouped_yuan(tier.high or 0))


def sum_words(setting: Setting) -> str:
    """A sum, or that the office has not filled it in."""
    if setting.fen is None:
        return _("未填写")
    return _("{amount}元").format(amount=grouped_yuan(setting.fen))
