"""How a target, its progress and its lamp are put into words that can be checked by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from boshan_desk.domain.plans.levels import Level
from boshan_desk.domain.plans.pack import Comparator
from boshan_desk.domain.plans.progress import Judged
from boshan_desk.domain.wording import NOTHING, half_up, plain, quantity, statements
from boshan_desk.i18n import _
from boshan_desk.ledgers.plan import Target
from boshan_desk.usecases.plans.said import Stated


def number(value: Decimal | None, unit: str = "") -> str:
    """A number as it is shown: 万元, 每万人 and growth as domain.md 5.4 says, the rest as it is."""
    if value is None:
        return NOTHING
    if unit == "%":
        return plain(half_up(value, 1))
    if unit in ("万元", "亿元") or "/" in unit:
        return plain(half_up(value, 2))
    shown = half_up(value, 2)
    return plain(shown.to_integral_value() if shown == shown.to_integral_value() else shown)


def exact(value: Decimal | None) -> str:
    """A number in a sum that somebody checks: as many decimals as it has, four at most."""
    return NOTHING if value is None else f"{half_up(value, 4).normalize():f}"


def target_number(value: Decimal, unit: str = "") -> str:
    """What a target asks for, as its paper writes it: 9, not 9.00."""
    return quantity(exact(value), unit)


def with_unit(value: Decimal | None, unit: str) -> str:
    """A number with its unit; a dash alone where there is none."""
    return NOTHING if value is None else quantity(number(value, unit), unit)


def target_words(comparator: Comparator, target: Decimal | None, unit: str) -> str:
    """What is asked for: ≥8300件, ＞0%."""
    if target is None:
        return NOTHING
    sign = ">" if comparator == ">" else "" if comparator == "=" else "≥"
    return sign + target_number(target, unit)


def day_words(day: date) -> str:
    """A day as papers write it."""
    return _("{year}年{month}月{day}日").format(year=day.year, month=day.month, day=day.day)


def moment_words(day: date) -> str:
    """The end of a day: 2025年末, 2026年9月末, 2026年8月15日."""
    if (day.month, day.day) == (12, 31):
        return _("{year}年末").format(year=day.year)
    if date.fromordinal(day.toordinal() + 1).day == 1:
        return _("{year}年{month}月末").format(year=day.year, month=day.month)
    return day_words(day)


def points(judged: Judged) -> str:
    """Against what was expected, as the shares are shown: 超出3.2个百分点, 落后2.6个百分点."""
    shown, found = judged.shown_difference, judged.difference
    if shown is None or found is None:
        return ""
    size = plain(half_up(abs(shown), 1))
    if not half_up(shown, 1):
        return _("与应达进度相差不到0.1个百分点") if found else _("与应达进度持平")
    if shown > 0:
        return _("超出{size}个百分点").format(size=size)
    return _("落后{size}个百分点").format(size=size)


def share_sum(actual: Decimal | None, target: Decimal, share: Decimal | None) -> str:
    """8112 ÷ 8300 = 97.7%."""
    if actual is None or share is None:
        return ""
    return _("{actual}÷{target}＝{share}%").format(
        actual=exact(actual),
        target=exact(target),
        share=plain(half_up(share, 1)),
    )


def flow_sum(actual: Decimal | None, target: Decimal, judged: Judged, on: date, unit: str) -> str:
    """Why an annual target has its lamp."""
    due = _("到{day}应完成{due}%，即{expected}").format(
        day=moment_words(on),
        due=number(judged.due_share, "%"),
        expected=with_unit(judged.expected, unit),
    )
    return told([share_sum(actual, target, judged.share), due, points(judged)])


def level_sum(
    actual: Decimal | None,
    target: Decimal,
    judged: Judged,
    between: tuple[Level, Level] | None,
    on: date,
) -> str:
    """Why a level has its lamp: what it is of the target, and how much of the way was made.

    `between` are where the way begins and what it leads to.
    """
    parts = [share_sum(actual, target, judged.of_target)]
    if between is None:
        return told([*parts, points(judged)])
    first, last = between
    if judged.growth:
        if parts[0]:
            parts = [_("占目标{sum}").format(sum=parts[0])]
        parts.append(
            _("{from_day}{first}，{to_day}应达{last}").format(
                from_day=moment_words(first.on),
                first=exact(first.value),
                to_day=moment_words(last.on),
                last=exact(last.value),
            )
        )
        if judged.share is not None:
            parts.append(
                _("增量（{actual}－{first}）÷（{last}－{first}）＝{share}%").format(
                    actual=exact(actual),
                    first=exact(first.value),
                    last=exact(last.value),
                    share=number(judged.share, "%"),
                )
            )
    parts.append(
        _("序时进度{due}%，到{day}应达{expected}").format(
            due=number(judged.due_share, "%"),
            day=moment_words(on),
            expected=exact(None if judged.expected is None else half_up(judged.expected, 2)),
        )
    )
    return told([*parts, points(judged)])


def rate_sum(
    now: Decimal | None,
    base: Decimal | None,
    rate: Decimal,
    target: Decimal,
    comparator: Comparator,
    judged: Judged,
) -> str:
    """Why a growth rate has its lamp."""
    sum_ = _("本期{now}，上年同期{base}，增幅（{now}－{base}）÷{base}＝{rate}%").format(
        now=exact(now), base=exact(base), rate=number(rate, "%")
    )
    asked = _("目标{target}").format(target=target_words(comparator, target, "%"))
    return told([sum_, asked, points(judged)])


def compound_sum(
    now: Decimal | None,
    base: Decimal | None,
    years: int,
    rate: Decimal,
    target: Decimal,
    comparator: Comparator,
    judged: Judged,
) -> str:
    """Why a compound rate has its lamp."""
    sum_ = _("{now}÷{base}开{years}次方，年均增幅{rate}%").format(
        now=exact(now), base=exact(base), years=years, rate=number(rate, "%")
    )
    asked = _("目标{target}").format(target=target_words(comparator, target, "%"))
    return told([sum_, asked, points(judged)])


def change_note(stated: Stated, unit: str) -> str:
    """What was changed, by which paper, and who agreed; and what the bureau wants beside it."""
    parts = []
    if change := stated.change:
        parts.append(change_words(change, stated.before, unit))
    if stated.own is not None:
        parts.append(_("本局自定目标{value}").format(value=target_number(stated.own, unit)))
    return statements(parts)


def change_words(change: Target, before: Decimal | None, unit: str) -> str:
    """原目标8000件，依据…调整为8300件（批准人，日期）."""
    return _("目标由{before}调整为{after}（{doc_no}，{approver}批准，{day}）").format(
        before=NOTHING if before is None else target_number(before, unit),
        after=target_number(change.value or Decimal(0), unit),
        doc_no=change.doc_no or NOTHING,
        approver=change.approver or NOTHING,
        day=day_words(change.on) if change.on else NOTHING,
    )


def told(parts: Iterable[str]) -> str:
    """The parts that say something, as one sentence."""
    return statements(part for part in parts if part)
