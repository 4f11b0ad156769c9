"""Whether a plan pack is complete and coherent; what is wrong is said in the officer's words.

First the file: every table has the keys it must have, no other ones, of the right kind.  Only when
it holds is the plan read and looked at as a whole.  A place is written as the file has it:
"indicator T02 / target".
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final, get_args

from boshan_desk.domain import finding
from boshan_desk.domain.county import County
from boshan_desk.domain.plans.doers import doers
from boshan_desk.domain.plans.pack import (
    Basis,
    Comparator,
    Fact,
    Indicator,
    Kind,
    Plan,
    Question,
    Split,
    Status,
    Task,
)
from boshan_desk.domain.plans.places import place_words, toml_words, without_keys
from boshan_desk.domain.plans.reading import read_plan
from boshan_desk.domain.problems import Severity
from boshan_desk.domain.wording import explained, listed
from boshan_desk.i18n import _, mark


@dataclass(frozen=True)
class Finding(finding.Finding):
    """Something wrong with a pack, or odd about it."""

    def said(self) -> str:
        """The same for an officer, who does not know the keys of the file."""
        words = without_keys(self.words)
        return explained(place_words(self.place), words) if self.place else words


def errors_of(findings: Iterable[Finding]) -> list[Finding]:
    """Those that stop a pack from being loaded."""
    return [each for each in findings if each.severity == "error"]


# The shape of a file


@dataclass(frozen=True)
class Shape:
    """What may stand behind a key."""

    words: str
    """What it has to be, as the officer is told."""
    fits: Callable[[Any], bool]
    needed: bool = False


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) and each for each in value)


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_number(value: Any) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite() and abs(value) < _GREATEST
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < _GREATEST


def _is_years(value: Any) -> bool:
    return isinstance(value, dict) and all(
        re.fullmatch(r"(19|20)\d\d", year) and _is_number(each) for year, each in value.items()
    )


def _is_pairs(value: Any) -> bool:
    return isinstance(value, list) and all(
        _is_texts(each) and len(each) == 2 and all(each) for each in value
    )


_GREATEST: Final = 10**14
"""What a field of the ledgers can hold."""

TEXT: Final = Shape(mark("文字"), _is_text)
NAME: Final = Shape(mark("不为空的文字"), lambda v: _is_text(v) and bool(v.strip()), needed=True)
TEXTS: Final = Shape(mark('文字的列表，如 ["甲", "乙"]'), _is_texts)
UNITS: Final = Shape(
    mark("单位名称，或名称的列表"), lambda v: (_is_text(v) and bool(v)) or _is_texts(v)
)
DAY: Final = Shape(mark("日期，如 2026-09-30，不加引号"), _is_day)
NUMBER: Final = Shape(mark("数"), _is_number)
FLAG: Final = Shape(mark("true 或 false"), lambda v: isinstance(v, bool))
YEARS: Final = Shape(mark("各年度的数，如 { 2025 = 8000 }"), _is_years)
PAIRS: Final = Shape(mark('代码和说明，如 [["town", "按镇街分解"]]'), _is_pairs)


def code_shape(pattern: str, words: str) -> Shape:
    """A code that must be given, in full of this pattern."""
    return Shape(words, lambda v: _is_text(v) and bool(re.fullmatch(pattern, v)), needed=True)


def choice(*known: str, needed: bool = False) -> Shape:
    """One of these words."""
    return Shape(" | ".join(known), lambda v: v in known, needed)


def need(shape: Shape) -> Shape:
    """The same, and it must be given."""
    return Shape(shape.words, shape.fits, needed=True)


_ITEM: Final = code_shape(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}", mark("编号（字母、数字、点）"))
_ASKS: Final = ("basis", "baseline", "rate", "population", "split", "units", "other")

_PLAN: Final[Mapping[str, Shape]] = {
    "code": code_shape(r"[a-z0-9][a-z0-9-]{1,39}", mark("小写字母、数字和连字符，如 boshan-2022")),
    "prefix": code_shape(r"[A-Z][A-Z0-9]{0,5}", mark("一至六个大写字母或数字，如 BS")),
    "title": NAME,
    "short": NAME,
    "doc_no": TEXT,
    "issuer": UNITS,
    "issued_on": DAY,
    "start": need(DAY),
    "end": need(DAY),
    "region": TEXT,
    "level": choice("county", "city", "province", "park", ""),
    "status": choice(*get_args(Status)),
    "bases": TEXTS,
    "damage": TEXTS,
    "undivided": TEXTS,
}
_TABLES: Final[Mapping[str, Mapping[str, Shape]]] = {
    "goal": {"no": NAME, "title": NAME},
    "project": {"code": _ITEM, "title": NAME, "lead": UNITS, "join": UNITS},
    "task": {
        "no": code_shape(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}", mark('编号，加引号，如 "1.1"')),
        "code": TEXT,
        "title": NAME,
        "words": TEXT,
        "project": TEXT,
        "lead": UNITS,
        "join": UNITS,
        "place": TEXT,
        "paragraph": TEXT,
        "due": DAY,
        "artefacts": TEXTS,
        "track": TEXTS,
        "metrics": UNITS,
        "safeguard": FLAG,
    },
    "indicator": {
        "code": _ITEM,
        "title": NAME,
        "unit": need(TEXT),
        "kind": choice(*get_args(Kind), needed=True),
        "basis": choice(*get_args(Basis), needed=True),
        "comparator": choice(*get_args(Comparator), needed=True),
        "place": TEXT,
        "project": TEXT,
        "tasks": TEXTS,
        "lead": UNITS,
        "join": UNITS,
        "baseline": NUMBER,
        "baseline_on": DAY,
        "target": YEARS,
        "due": DAY,
        "numerator": TEXT,
        "denominator": TEXT,
        "denominator_source": TEXT,
        "decomposable": choice(*get_args(Split)),
        "evidence": TEXT,
        "metrics": UNITS,
        "about": TEXT,
    },
    "question": {
        "code": _ITEM,
        "indicator": TEXT,
        "asks": choice(*_ASKS, needed=True),
        "words": NAME,
        "choices": PAIRS,
        "likely": TEXT,
        "why": TEXT,
        "series": TEXT,
        "as_of": DAY,
    },
    "fact": {
        "code": _ITEM,
        "title": NAME,
        "value": need(NUMBER),
        "unit": need(TEXT),
        "qualifier": choice("", "余", "近", "约", "以上"),
        "as_of": DAY,
        "metrics": UNITS,
        "about": TEXT,
    },
}
_MILESTONE: Final[Mapping[str, Shape]] = {"on": need(DAY), "words": NAME}


def check_table(given: Any, shapes: Mapping[str, Shape], place: str) -> Iterator[Finding]:
    """What is wrong with the keys of one table."""
    if not isinstance(given, dict):
        yield Finding(place, "error", _("这里要写成一张表，如 [[{name}]]").format(name=place))
        return
    for key, value in given.items():
        at = f"{place} / {key}" if place else key
        if key not in shapes:
            yield Finding(at, "error", _unknown(key, shapes))
        elif not shapes[key].fits(value):
            wanted = _(shapes[key].words)
            yield Finding(at, "error", _("写法不对，应为：{wanted}").format(wanted=wanted))
    for key, shape in shapes.items():
        if shape.needed and key not in given:
            at = f"{place} / {key}" if place else key
            yield Finding(at, "error", _("没有写，请补上：{wanted}").format(wanted=_(shape.words)))


def _unknown(key: str, known: Iterable[str]) -> str:
    import difflib

    near = difflib.get_close_matches(key, list(known), 1)
    if near:
        return _("没有这个栏目，是不是“{near}”？").format(near=near[0])
    return _("没有这个栏目，可用的有：{known}").format(known=listed(known))


def read_tables(text: str) -> tuple[dict[str, Any], list[Finding]]:
    """The tables of a file, or why there are none."""
    try:
        return tomllib.loads(text.removeprefix("\ufeff"), parse_float=Decimal), []
    except (tomllib.TOMLDecodeError, ArithmeticError, ValueError, RecursionError) as error:
        words = _("文件的格式不对：{why}；请按出错的行改正").format(why=toml_words(error))
        return {}, [Finding("", "error", words)]


def _check_shape(pack: Mapping[str, Any]) -> Iterator[Finding]:
    head = {key: value for key, value in pack.items() if key not in _TABLES}
    yield from check_table(head, _PLAN, "")
    for name, shapes in _TABLES.items():
        rows = pack.get(name, [])
        if not isinstance(rows, list):
            yield Finding(name, "error", _("这里要写成一张表，如 [[{name}]]").format(name=name))
            continue
        for number, row in enumerate(rows, 1):
            place = f"{name} {_called(row, number)}"
            milestones = []
            if name == "task" and isinstance(row, dict):
                milestones = row.get("milestones", [])
                row = {key: value for key, value in row.items() if key != "milestones"}
            yield from check_table(row, shapes, place)
            if not isinstance(milestones, list):
                words = _("写法不对，应为：{wanted}").format(
                    wanted="[{ on = 2026-06-30, words = … }]"
                )
                yield Finding(f"{place} / milestones", "error", words)
                continue
            for each in milestones:
                yield from check_table(each, _MILESTONE, f"{place} / milestones")


def _called(row: Any, number: int) -> str:
    """How a row is called: by its code, or by where it stands."""
    if not isinstance(row, dict):
        return _("第{number}项").format(number=number)
    code = row.get("code") or row.get("no")
    if isinstance(code, str) and code:
        of = row.get("indicator")
        return f"{of}/{code}" if isinstance(of, str) and of else code
    return _("第{number}项").format(number=number)


# The plan as a whole

_BASES: Final[Mapping[str, tuple[str, ...]]] = {
    "stock": ("year_end_level",),
    "flow": ("annual_flow", "cumulative_from_start", "open"),
    "ratio": ("year_end_level", "annual_flow"),
    "growth_rate": ("yoy_growth", "cagr", "open"),
    "milestone": ("once", "cumulative_from_start"),
    "qualitative": ("once",),
}
"""What a year's number can mean, by kind."""

CHOICES: Final[Mapping[str, frozenset[str]]] = {
    "basis": frozenset({"levels", "increments"}),
    "rate": frozenset({"yoy_growth", "cagr"}),
    "split": frozenset({"none", "town", "unit", "both"}),
}
"""The answers that counting understands, by what is asked."""


def check_plan(
    text: str, county: County | None = None, metrics: AbstractSet[str] | None = None
) -> list[Finding]:
    """What is wrong with a pack, and what is odd about it; empty when nothing is.

    `county` knows the departments (None: they are not looked at), `metrics` are the codes of the
    figures there are (None: not looked at).
    """
    pack, found = read_tables(text)
    if found:
        return found
    found = list(_check_shape(pack))
    if errors_of(found):
        return found
    plan = read_plan(text.removeprefix("\ufeff"))
    found += _check_codes(plan)
    found += _check_years(plan)
    for task in plan.tasks:
        found += _check_task(plan, task)
    for indicator in plan.indicators:
        found += _check_indicator(plan, indicator)
    for question in plan.questions:
        found += _check_question(plan, question)
    found += _check_leads(plan)
    found += _check_facts(plan)
    if metrics is not None:
        found += _check_metrics(plan, metrics)
    if county is not None:
        found += _check_units(plan, county)
    return found


def _bare(plan: Plan, code: str) -> str:
    return code.removeprefix(f"{plan.prefix}-")


def _check_codes(plan: Plan) -> Iterator[Finding]:
    groups: tuple[tuple[str, list[str]], ...] = (
        ("goal", [each.no for each in plan.goals]),
        ("project", [each.code for each in plan.projects]),
        ("task", [_bare(plan, each.code) for each in plan.tasks]),
        ("indicator", [_bare(plan, each.code) for each in plan.indicators]),
        ("question", [_bare(plan, each.code) for each in plan.questions]),
        ("fact", [_bare(plan, each.code) for each in plan.facts]),
    )
    for name, codes in groups:
        for code, times in Counter(codes).items():
            if times > 1:
                words = _("编号写了{times}次，请改成不同的编号").format(times=times)
                yield Finding(f"{name} {code}", "error", words)
    yield from _gaps([each.no for each in plan.tasks])
    if not (plan.tasks or plan.indicators or plan.facts):
        yield Finding(
            "", "error", _("没有任务，也没有指标；请至少写一项 [[task]] 或 [[indicator]]")
        )
    if plan.status != "evidence" and not plan.tasks:
        yield Finding("task", "warn", _("没有一项任务"))


def _gaps(numbers: Iterable[str]) -> Iterator[Finding]:
    """Numbers that are skipped: 1.1, 1.3; 5, 7; S1, S3."""
    runs: dict[str, list[int]] = {}
    for no in numbers:
        if found := re.fullmatch(r"(.*?)(\d+)", no):
            runs.setdefault(found[1], []).append(int(found[2]))
    for before, run in runs.items():
        expected = list(range(1, max(run) + 1)) if max(run) < 1000 else run
        if missing := [f"{before}{n}" for n in expected if n not in run]:
            words = _("编号不连续，缺 {missing}；请核对是否漏写").format(
                missing=listed(missing[:5])
            )
            yield Finding("task", "warn", words)


def _check_years(plan: Plan) -> Iterator[Finding]:
    if plan.end < plan.start:
        yield Finding("end", "error", _("终止日期早于起始日期，请核对"))
    if plan.issued_on and plan.issued_on > plan.end:
        yield Finding("issued_on", "error", _("印发日期在计划终止之后，请核对"))


def _within(plan: Plan, day: date | None, place: str, what: str) -> Iterator[Finding]:
    # A last day that only completes the year in which the plan ends is as good.
    if day and not plan.start <= day <= max(plan.end, date(plan.end.year, 12, 31)):
        words = _("{what}{day}不在计划期内（{start}至{end}），请核对")
        yield Finding(
            place, "error", words.format(what=what, day=day, start=plan.start, end=plan.end)
        )


def _check_task(plan: Plan, task: Task) -> Iterator[Finding]:
    place = f"task {_bare(plan, task.code)}"
    yield from _within(plan, task.due, f"{place} / due", _("完成期限"))
    for milestone in task.milestones:
        yield from _within(plan, milestone.on, f"{place} / milestones", _("节点"))
    if task.project and plan.project(task.project) is None:
        yield Finding(f"{place} / project", "error", _no_such(task.project, "project"))


def _check_leads(plan: Plan) -> Iterator[Finding]:
    alone = [each.no for each in plan.tasks if not plan.units_of(each)[0]]
    if alone and plan.status != "evidence":
        words = _(
            "{count}项任务没有写牵头单位：{codes}；文件没有写的可以保留，但不会列入单位的任务单"
        )
        yield Finding("task / lead", "warn", words.format(count=len(alone), codes=listed(alone)))


def _no_such(code: str, table: str) -> str:
    return _("没有编号为“{code}”的 [[{table}]]，请补上或改正").format(code=code, table=table)


def _check_indicator(plan: Plan, one: Indicator) -> Iterator[Finding]:
    place = f"indicator {_bare(plan, one.code)}"
    if one.project and plan.project(one.project) is None:
        yield Finding(f"{place} / project", "error", _no_such(one.project, "project"))
    for code in one.tasks:
        if plan.task(code) is None:
            yield Finding(f"{place} / tasks", "error", _no_such(_bare(plan, code), "task"))
    if one.basis not in _BASES[one.kind]:
        words = _("{kind} 的口径只能是：{known}").format(
            kind=one.kind, known=listed(_BASES[one.kind])
        )
        yield Finding(f"{place} / basis", "error", words)
    if one.kind == "ratio" and not (one.numerator and one.denominator and one.denominator_source):
        words = _(
            "比值要写分子（numerator）、分母（denominator）和分母的来源（denominator_source）"
        )
        yield Finding(f"{place} / denominator_source", "error", words)
    if one.kind in ("ratio", "growth_rate") and one.decomposable != "none":
        words = _("比值和增幅不能按数额分解，应为 none")
        yield Finding(f"{place} / decomposable", "error", words)
    if one.baseline is not None and one.baseline_on is None:
        words = _("写了基期值，请写基期日期（baseline_on）")
        yield Finding(f"{place} / baseline_on", "error", words)
    yield from _check_target(plan, one, place)
    yield from _within(plan, one.due, f"{place} / due", _("完成期限"))
    if not one.metrics and not one.evidence:
        words = _("没有写用什么数据统计（metrics），也没有写佐证材料（evidence），请至少写一项")
        yield Finding(f"{place} / evidence", "error", words)
    elif not one.evidence:
        yield Finding(f"{place} / evidence", "warn", _("没有写佐证材料"))
    if one.basis == "open" and not any(
        q.indicator == one.code and q.asks in ("basis", "rate") for q in plan.questions
    ):
        words = _("口径写作 open（文件没有写明），请写一项 asks 为 basis 或 rate 的 [[question]]")
        yield Finding(f"{place} / basis", "error", words)


def _check_target(plan: Plan, one: Indicator, place: str) -> Iterator[Finding]:
    at = f"{place} / target"
    if one.comparator == "no_number" and one.target:
        yield Finding(at, "error", _("比较方式是 no_number，不应有目标值"))
    if one.comparator != "no_number" and not one.target:
        words = _("没有目标值；文件没有写数额的，比较方式请写 no_number")
        yield Finding(at, "error", words)
    if one.target and not one.unit:
        yield Finding(f"{place} / unit", "error", _("有目标值的，要写计量单位"))
    years = sorted(one.target)
    for year in years:
        if not plan.start.year <= year <= plan.end.year:
            words = _("{year}年不在计划期内（{start}至{end}），请核对")
            yield Finding(at, "error", words.format(year=year, start=plan.start, end=plan.end))
    values = [one.target[year] for year in years]
    falling = next((pair for pair in pairwise(years) if _falls(one, *pair)), None)
    if one.basis in ("cumulative_from_start", "year_end_level") and falling:
        severity: Severity = "error" if one.basis == "cumulative_from_start" else "warn"
        words = _("{later}年的目标值小于{earlier}年，请核对")
        yield Finding(at, severity, words.format(later=falling[1], earlier=falling[0]))
    if one.basis == "open" and one.kind == "flow" and falling and values[-1] < sum(values[:-1]):
        words = _("按累计数看后一年小于前一年，按当年新增看合计小于各年之和，请核对")
        yield Finding(at, "error", words)
    level = one.basis == "year_end_level" and one.baseline is not None
    if level and values and values[0] < (one.baseline or 0):
        yield Finding(at, "warn", _("目标值小于基期值，请核对"))
    if any(value < 0 for value in values):
        yield Finding(at, "error", _("目标值不能是负数"))


def _falls(one: Indicator, earlier: int, later: int) -> bool:
    return one.target[later] < one.target[earlier]


def _check_question(plan: Plan, question: Question) -> Iterator[Finding]:
    place = f"question {_bare(plan, question.code)}"
    codes = [code for code, _words in question.choices]
    one = plan.indicator(question.indicator) if question.indicator else None
    if question.indicator and one is None:
        missing = _no_such(_bare(plan, question.indicator), "indicator")
        yield Finding(f"{place} / indicator", "error", missing)
    if one is None and not question.indicator and question.asks != "other":
        words = _("没有写是哪个指标（indicator）；不针对指标的，asks 请写 other")
        yield Finding(f"{place} / indicator", "error", words)
    if question.likely and question.likely not in codes:
        words = _("“{likely}”不在可选的答复（choices）里").format(likely=question.likely)
        yield Finding(f"{place} / likely", "error", words)
    known = CHOICES.get(question.asks)
    if known is not None and (len(codes) < 2 or not set(codes) <= known):
        words = _("可选的答复（choices）至少两个，代码只能是：{known}")
        yield Finding(f"{place} / choices", "error", words.format(known=listed(sorted(known))))
    if len(set(codes)) < len(codes):
        yield Finding(f"{place} / choices", "error", _("可选的答复（choices）代码重复"))
    if question.series and one and question.series not in one.metrics:
        words = _("“{series}”不在指标的 metrics 里").format(series=question.series)
        yield Finding(f"{place} / series", "error", words)
    if question.asks == "baseline" and question.as_of is None:
        words = _("问基期值的，要写是哪一天的（as_of）")
        yield Finding(f"{place} / as_of", "error", words)


def _check_facts(plan: Plan) -> Iterator[Finding]:
    for fact in plan.facts:
        if fact.as_of is None and plan.status == "evidence":
            place = f"fact {_bare(plan, fact.code)} / as_of"
            yield Finding(place, "warn", _("没有写是哪一天的数据"))


def _check_metrics(plan: Plan, metrics: AbstractSet[str]) -> Iterator[Finding]:
    items: tuple[tuple[str, Iterable[Task | Indicator | Fact]], ...] = (
        ("task", plan.tasks),
        ("indicator", plan.indicators),
        ("fact", plan.facts),
    )
    for name, rows in items:
        for row in rows:
            for code in row.metrics:
                if code not in metrics:
                    place = f"{name} {_bare(plan, row.code)} / metrics"
                    words = _("没有编号为“{code}”的统计指标，可用的见 figures 命令")
                    yield Finding(place, "error", words.format(code=code))


def _check_units(plan: Plan, county: County) -> Iterator[Finding]:
    items: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [
        *((f"project {each.code}", each.lead, each.join) for each in plan.projects),
        *((f"task {_bare(plan, each.code)}", each.lead, each.join) for each in plan.tasks),
        *((f"indicator {_bare(plan, e.code)}", e.lead, e.join) for e in plan.indicators),
    ]
    told = set()
    for place, lead, join in items:
        for key, names in (("lead", lead), ("join", join)):
            for name in names:
                if name not in told and not all(d.code for d in doers([name], county, plan.start)):
                    told.add(name)
                    yield Finding(f"{place} / {key}", "warn", _no_unit(county, name))


def _no_unit(county: County, name: str) -> str:
    near = county.suggest_units(name)
    words = _("{county}的资料里没有“{name}”").format(county=county.name, name=name)
    if near:
        return _("{words}，是不是“{near}”？").format(words=words, near=near[0])
    return _("{words}；请在本单位资料里补上这个单位，或作为别名加到现有单位").format(words=words)
