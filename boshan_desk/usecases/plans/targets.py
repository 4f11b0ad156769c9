"""What the office says of its targets: numbers of its own, changes, baselines, shares, answers.

Each is a record of a ledger of the plan (`ledgers/plan.py`) and goes through the one door, with the
right to enter records; who said it, when, and what it was before stands in the history.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from boshan_desk.domain.ledger import Record
from boshan_desk.domain.plans.pack import Indicator, Plan, Question
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.domain.reading import is_blank
from boshan_desk.domain.wording import clauses, tally
from boshan_desk.i18n import _
from boshan_desk.ledgers.ip_stat import IpStat
from boshan_desk.ledgers.plan import PlanAnswer, Target
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.usecases import records
from boshan_desk.usecases.plans.actuals import series_of
from boshan_desk.usecases.plans.questions import population_day, question_of
from boshan_desk.usecases.plans.said import Said, Series
from boshan_desk.usecases.plans.telling import target_number

By = Literal["town", "unit"]
"""What a number is split to."""

Given = Decimal | int | str
"""A number as a program or a person gives it."""

_PEOPLE: Final = 10_000
"""In 万人 a population is asked for; observations have it in persons."""


@dataclass(frozen=True, kw_only=True)
class SplitSum:
    """The shares of one year's number, and whether they add up to it."""

    by: By
    year: int
    shares: Mapping[str, Decimal]
    total: Decimal
    target: Decimal | None
    """The county's number; None where there is none."""
    words: str
    """The sum beside the number, and by how much they differ."""

    @property
    def difference(self) -> Decimal | None:
        """The sum of the shares less the county's number."""
        return None if self.target is None else self.total - self.target

    @property
    def closes(self) -> bool:
        """Whether the shares add up to the number."""
        return self.difference == 0


def find_target(desk: Desk, code: str) -> tuple[Plan, Indicator]:
    """A target of any plan of the desk by its code; refused when there is none."""
    with desk.read() as reader:
        for plan in reader.desk.plans:
            if indicator := plan.indicator(code):
                return plan, indicator
    raise Missing("没有编号为“{code}”的指标", code=code)


def set_own_target(
    desk: Desk,
    indicator: str,
    year: int,
    value: Given,
    *,
    series: str = "",
    doc_no: str = "",
    approver: str = "",
    on: date | None = None,
    remark: str = "",
) -> Record:
    """The bureau's own number for a year, never shown as the paper's; the newest one stands."""
    find_target(desk, indicator)
    return _put(
        desk,
        {"indicator": indicator, "year": year, "role": "own", "series": series},
        {"value": value, "doc_no": doc_no, "approver": approver, "on": on, "remark": remark},
    )


def set_baseline(
    desk: Desk,
    indicator: str,
    year: int,
    value: Given,
    *,
    series: str = "",
    town: str = "",
    remark: str = "",
) -> Record:
    """What it was at the end of a year, or in that year: where the way to the target begins."""
    find_target(desk, indicator)
    return _put(
        desk,
        {
            "indicator": indicator,
            "year": year,
            "role": "baseline",
            "series": series,
            "town_code": town,
        },
        {"value": value, "remark": remark},
    )


def change_target(
    desk: Desk,
    indicator: str,
    year: int,
    value: Given,
    *,
    doc_no: str,
    approver: str,
    on: date | None,
    series: str = "",
    remark: str = "",
) -> Record:
    """A number of the plan that was changed: by which paper, by whom and when is needed.

    What was in force until then is kept beside it; every change is a record of its own.

    Raises:
        Refused: the paper's number, who agreed or the day is missing, there is no number to be
            changed, or nothing changes.
    """
    _plan, found = find_target(desk, indicator)
    if is_blank(doc_no) or is_blank(approver) or on is None:
        raise Refused("调整目标须写明依据文号、批准人和批准日期")
    with desk.read() as reader:
        stated = Said(reader).yearly(found, _series(found, series), on).get(year)
    if stated is None:
        raise Refused(
            "“{title}”{year}年还没有目标值，没有可调整的；请用“设定目标”登记",
            title=found.title,
            year=year,
        )
    raw = {
        "indicator": indicator,
        "year": year,
        "role": "changed",
        "series": series,
        "value": value,
        "old_value": stated.value,
        "doc_no": doc_no,
        "approver": approver,
        "on": on,
        "remark": remark,
    }
    return records.add(desk, Target.ledger, _plain(raw))


def split(
    desk: Desk,
    indicator: str,
    year: int,
    by: By,
    shares: Mapping[str, Given],
    *,
    series: str = "",
    reason: str = "",
) -> SplitSum:
    """Split a year's number to towns or departments, as one work; others keep their shares.

    Raises:
        Refused: a rate or a ratio cannot be split; the shares do not add up and no reason is given.
    """
    _plan, found = find_target(desk, indicator)
    if found.kind in ("ratio", "growth_rate", "milestone"):
        raise Refused("“{title}”是比值、增幅或一次性任务，不能按数额分解", title=found.title)
    field = "town_code" if by == "town" else "unit"
    if not shares:
        raise Refused("请填写分解到的单位和数额")
    kept = {"indicator": indicator, "year": year, "role": by, "series": series}
    pairs: list[tuple[Target | None, Target]] = []
    with desk.read() as reader:
        for code, value in shares.items():
            raw = _plain({**kept, field: code, "value": value, "remark": reason})
            values, problems = records.read_values(reader, Target.ledger, raw)
            records.refuse(Target.ledger, values, problems, name=found.title)
            before = _same(reader, kept | {field: values[field]})
            after = replace(before, **values) if before else Target(**values)
            if before is None or after != before:
                pairs.append((before, after))
        given = {str(getattr(after, field)): after.value or Decimal(0) for _b, after in pairs}
        sum_ = _sum(
            Said(reader), found, year, by, _series(found, series), given, _(desk.county.whole)
        )
    if sum_.difference and is_blank(reason):
        raise Refused("{words}，请核对；确需如此的请写明原因", words=sum_.words)
    if pairs:
        name = _("分解目标“{title}”").format(title=found.title)
        records.save_many(desk, name, pairs, reason=reason or _("更正数值"))
    return sum_


def split_sums(desk: Desk, indicator: str, year: int, *, series: str = "") -> list[SplitSum]:
    """How a year's number was split, to towns and to departments: those of them there are."""
    _plan, found = find_target(desk, indicator)
    one = _series(found, series)
    with desk.read() as reader:
        said = Said(reader)
        sums = [
            _sum(said, found, year, by, one, {}, _(desk.county.whole)) for by in ("town", "unit")
        ]
    return [each for each in sums if each.shares]


def answer(
    desk: Desk,
    question: str,
    answer: str = "",
    value: Given | None = None,
    *,
    ground: str = "",
    on: date | None = None,
    answered_by: str = "",
    as_of: date | None = None,
) -> Record:
    """Answer what a plan's paper leaves open; a later answer stands in place of an earlier one.

    A population becomes an observation as well, with where it was taken from.  It is that of the
    day `as_of`, else of the end of the year that its ground names.

    Raises:
        Refused: the answer is none of the choices, a number is asked for and none is given, or it
            is not said of which year a population is.
    """
    _plan, asked = question_of(desk, question)
    _refuse_answer(asked, answer, value, ground)
    raw = {
        "answer": answer,
        "value": value,
        "ground": ground,
        "on": on or desk.clock.today(),
        "answered_by": answered_by or desk.officer.name,
    }
    with desk.read() as reader:
        before = next(iter(reader.having(PlanAnswer, "question", [question])), None)
    if asked.asks == "population":
        _observe_people(desk, as_of or population_day(asked, ground), value, ground)
    if before is None:
        return records.add(desk, PlanAnswer.ledger, _plain({"question": question, **raw}))
    return records.edit(desk, PlanAnswer.ledger, before.id, _plain(raw), reason=_("更正答复"))


def _refuse_answer(asked: Question, answer: str, value: Given | None, ground: str) -> None:
    if asked.choices and answer not in [code for code, _words in asked.choices]:
        choices = clauses(f"{code}（{words}）" for code, words in asked.choices)
        raise Refused("请从这些答复中选择：{choices}", choices=choices)
    if asked.asks in ("baseline", "population") and value is None:
        raise Refused("这个问题请填写数值")
    if asked.asks == "population" and is_blank(ground):
        raise Refused("请写明人口数的年份和来源")
    if value is None and is_blank(answer):
        raise Refused("请填写答复")


def _observe_people(desk: Desk, day: date, value: Given | None, ground: str) -> None:
    """Register the population, from which every figure per 10,000 people is worked out."""
    with desk.read() as reader:
        values, problems = records.read_values(reader, PlanAnswer.ledger, {"value": value})
        records.refuse(PlanAnswer.ledger, values, problems, name=_("常住人口"))
        raw = {
            "indicator": "population",
            "area": desk.county.region,
            "span": "point",
            "as_of": day,
            "basis": "stock",
            "value": values["value"] * _PEOPLE,
            "data_source": ground[:120],
        }
        before = next(
            (
                each
                for each in reader.having(IpStat, "indicator", ["population"])
                if each.area == desk.county.region and each.as_of == day
            ),
            None,
        )
    if before is None:
        records.add(desk, IpStat.ledger, _plain(raw))
    elif before.value != values["value"] * _PEOPLE:
        kept = {name: raw[name] for name in ("value", "data_source")}
        records.edit(desk, IpStat.ledger, before.id, _plain(kept), reason=_("更正人口数"))


def _series(indicator: Indicator, name: str) -> Series:
    """The series of this name or figure; the first one where nothing is said."""
    series = series_of(indicator)
    return next((each for each in series if name in (each.name, each.metric)), series[0])


def _put(desk: Desk, kept: Mapping[str, object], raw: Mapping[str, object]) -> Record:
    """Register a number, in place of the one that was registered for the same thing."""
    with desk.read() as reader:
        before = _same(reader, kept)
    if before is None:
        return records.add(desk, Target.ledger, _plain({**kept, **raw}))
    reason = _("更正数值")
    return records.edit(desk, Target.ledger, before.id, _plain(raw), reason=reason)


def _same(reader: Reader, kept: Mapping[str, object]) -> Target | None:
    """What was registered already for the same target, year, role and share."""
    for each in reader.having(Target, "indicator", [kept["indicator"]]):
        wanted = {"town_code": None, "unit": None, **kept}
        if all((getattr(each, name) or "") == (value or "") for name, value in wanted.items()):
            return each
    return None


def _sum(
    said: Said,
    indicator: Indicator,
    year: int,
    by: By,
    series: Series,
    given: Mapping[str, Decimal],
    whole: str,
) -> SplitSum:
    shares = {**said.shares(indicator.code, year, by, series), **given}
    total = sum(shares.values(), Decimal(0))
    stated = said.yearly(indicator, series, date.max).get(year)
    target = stated.value if stated else None
    parts = [tally(_("分解合计"), target_number(total), indicator.unit)]
    if target is None:
        parts.append(_("{whole}没有本年目标值").format(whole=whole))
    else:
        title = _("{whole}目标").format(whole=whole)
        parts.append(tally(title, target_number(target), indicator.unit))
        gap = total - target
        if gap > 0:
            parts.append(tally(_("多"), target_number(gap), indicator.unit))
        elif gap < 0:
            parts.append(tally(_("少"), target_number(-gap), indicator.unit))
        else:
            parts.append(_("两数一致"))
    return SplitSum(
        by=by, year=year, shares=shares, total=total, target=target, words=clauses(parts)
    )


def _plain(raw: Mapping[str, object]) -> dict[str, object]:
    """Without what was not said."""
    return {name: value for name, value in raw.items() if value not in (None, "")}
