"""What the table of targets says in its cells, tooltips and sentences; numbers as papers print."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from boshan_desk.domain.plans.lamps import LAMPS
from boshan_desk.domain.wording import NOTHING, clauses, half_up, listed, plain, with_more
from boshan_desk.i18n import _, mark
from boshan_desk.ui.lamps import lamp_words

if TYPE_CHECKING:
    from boshan_desk.usecases.plans.standing import Standing

HEADS: Final = (
    mark("指标"),
    mark("单位"),
    mark("年度目标"),
    mark("本季"),
    mark("累计"),
    mark("完成率"),
    mark("序时进度"),
    mark("差距(百分点)"),
    mark("同比"),
    mark("状态"),
    mark("八个季度"),
    mark("牵头单位"),
    mark("配合单位"),
    mark("佐证"),
)
TITLE, UNIT, TARGET, QUARTER, ACTUAL, SHARE, DUE, GAP, CHANGE, LAMP, TRAIL, LEAD, JOIN, EVIDENCE = (
    range(len(HEADS))
)
RIGHT: Final = frozenset((TARGET, QUARTER, ACTUAL, SHARE, DUE, GAP, CHANGE))
"""Columns of numbers."""

HEAD_TIPS: Final = {
    TARGET: mark("没有标注的是方案原文的数；“自定”是本局自己定的，“已调整”是经批准改过的"),
    QUARTER: mark("报告期内的数；存量为期末数"),
    ACTUAL: mark("与目标相比的数：本年累计、方案期累计或期末数；注“调整”的，封账后台账有改动"),
    SHARE: mark("累计占年度目标的百分比；注“增量”的，是基期到目标之间的增量完成了多少"),
    DUE: mark("到报告期末应当完成的百分比，与完成率同一口径"),
    GAP: mark("完成率减去序时进度，负数为滞后；增幅类指标为与目标之差"),
    TRAIL: mark("最近八个季度的走势，最右边是报告期"),
}

_ORIGINS: Final = {"bureau": mark("自定"), "changed": mark("已调整")}
_AGAINST_LAST_YEAR: Final = "同比"
_PER_CENT: Final = "%"


def number_words(value: Decimal | None, places: int = 2) -> str:
    """A number as a table prints it, without zeros that say nothing."""
    if value is None:
        return NOTHING
    return plain(half_up(value, places).normalize())


def percent_words(value: Decimal | None) -> str:
    """A share in per cent with one decimal."""
    return NOTHING if value is None else _("{size}%").format(size=signed(plain(half_up(value, 1))))


def share_words(line: Standing) -> str:
    """How much is done, in per cent; of a level, how much of what is to be added."""
    words = percent_words(line.share)
    return with_more(words, _("增量")) if line.growth and line.share is not None else words


def points_words(value: Decimal | None) -> str:
    """A difference in points, with its sign."""
    if value is None:
        return NOTHING
    rounded = half_up(value, 1)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return f"{sign}{plain(abs(rounded))}"


def value_words(line: Standing, value: Decimal | None) -> str:
    """What was reached, in the unit of its target: rates have one decimal, 每万人 always two."""
    if line.kind == "ratio" and line.unit != _PER_CENT and value is not None:
        return signed(plain(half_up(value, 2)))
    return signed(number_words(value, 1 if line.unit == _PER_CENT else 2))


def actual_words(line: Standing) -> str:
    """What was reached; marked where a closed quarter reported another number."""
    words = value_words(line, line.cumulative)
    return with_more(words, _("调整")) if line.adjusted else words


def signed(words: str) -> str:
    """A number with the sign of less that papers print."""
    return words.replace("-", "−", 1)


def name_words(line: Standing) -> str:
    """The indicator with its series and, of a share, its town."""
    words = with_more(line.title, line.series) if line.series else line.title
    return f"{words}　{line.town_label}" if line.town else words


def target_words(line: Standing) -> str:
    """The target, with whose it is where it is not the paper's; its unit has its own column."""
    words = line.target_words or number_words(line.target)
    if line.unit:
        words = words.removesuffix(line.unit)
    origin = _ORIGINS.get(line.origin)
    return with_more(words, _(origin)) if origin else words


def cells(line: Standing) -> tuple[str, ...]:
    """The words of a line, one for each column."""
    return (
        name_words(line),
        line.unit,
        target_words(line),
        value_words(line, line.quarter),
        actual_words(line),
        share_words(line),
        percent_words(line.due_share),
        points_words(line.difference),
        line.change_words.removeprefix(_AGAINST_LAST_YEAR) or NOTHING,
        lamp_words(line.lamp),
        trail_words(line),
        listed(line.lead) or NOTHING,
        listed(line.join) or NOTHING,
        line.evidence or NOTHING,
    )


def trail_words(line: Standing) -> str:
    """The quarters in words, for a copy and for a screen reader: 3、5、—、8."""
    return listed(value_words(line, value) for value in line.trail)


def trail_told(line: Standing) -> str:
    """Each quarter with its value, one a line."""
    told = zip(line.trail_periods, line.trail, strict=False)
    return "\n".join(
        _("{title}：{words}").format(
            title=period.words(),
            words=_("无数据") if value is None else f"{value_words(line, value)}{line.unit}",
        )
        for period, value in told
    )


def origin_words(line: Standing) -> str:
    """Whose number the target is, in a sentence; "" where there is no target."""
    match line.origin:
        case "plan":
            return _("目标值出自方案原文")
        case "changed":
            return _("目标值经调整，依据见下方“目标值”")
        case "bureau":
            return _("目标值为本局自定的内部分解目标，方案没有规定")
        case _:
            return ""


def about(line: Standing) -> str:
    """All that a line says, for whoever rests the mouse on it."""
    told = [
        (_("指标"), f"{line.indicator}　{name_words(line)}"),
        (_("目标"), clauses(filter(None, (line.target_words, origin_words(line))))),
        (_("完成"), line.actual_words),
        (_("占目标"), "" if line.of_target is None else percent_words(line.of_target)),
        (_("状态"), f"{LAMPS[line.lamp].sign} {line.lamp_words or _(LAMPS[line.lamp].words)}"),
        (_("说明"), line.why),
        (_("调整"), line.adjusted),
        (_("牵头单位"), listed(line.lead)),
        (_("配合单位"), listed(line.join)),
        (_("佐证"), line.evidence),
    ]
    return "\n".join(_("{title}：{words}").format(title=t, words=w) for t, w in told if w)


def heading_words(plan: str, project: str, count: int) -> str:
    """The heading of a group: the project, its plan where several are shown, and how many."""
    title = " · ".join(filter(None, (plan, project or _("总体目标"))))
    return _("{title}（{count}项）").format(title=title, count=count)


def copied(rows: Sequence[Sequence[str]]) -> str:
    """Cells as a sheet takes them in: only the plain sign of less is a number there."""
    told = str.maketrans({"\t": " ", "\n": " ", "−": "-"})
    return "\n".join("\t".join(cell.translate(told) for cell in row) for row in rows)
