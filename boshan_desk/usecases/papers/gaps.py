"""缺什么: what a paper would lack if it were made now, each with the way to where it is put right.

Nothing here keeps a paper from being made, but `stop` says that it would say something false.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, Literal

from boshan_desk.domain.figures import Count, Where
from boshan_desk.domain.identifiers.covering import cover_numbers, person_numbers
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.period import Span
from boshan_desk.domain.report import Report
from boshan_desk.domain.view import View
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _
from boshan_desk.indicators import Indicator
from boshan_desk.indicators.cases import NEAR
from boshan_desk.indicators.creation import OfObservations, PerTenThousand, level, residents
from boshan_desk.indicators.towns import silent_towns
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ledgers.gi import GiRight, GiYear
from boshan_desk.ledgers.town_report import TownReport
from boshan_desk.reports.lacking import missing_places
from boshan_desk.store import due, schema
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.counting import Counting, entries
from boshan_desk.usecases.papers.faces import face_findings
from boshan_desk.usecases.papers.keeping import frozen
from boshan_desk.usecases.papers.words import list_edits
from boshan_desk.usecases.plans import standing
from boshan_desk.usecases.plans.tasks import lines_in, silent_of
from boshan_desk.usecases.quarter.facts import last_quarter
from boshan_desk.usecases.quarter.phrases import some_names
from boshan_desk.usecases.quarter.request import Request
from boshan_desk.usecases.reported import reported_lines

Severity = Literal["stop", "warn", "note"]
Goes = Literal["ledger", "county", "plan", "towns", "closing", "report"]

_ORDER: Final[tuple[Severity, ...]] = ("stop", "warn", "note")
_MOST_NAMES: Final = 5
_MOST_CHARS: Final = 30
_MOST_PLACES: Final = 5
"""Characters without a face that are told one by one."""


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Something that the paper would lack."""

    words: str
    severity: Severity
    goes: Goes
    """Where it is put right: a ledger, 本单位资料, 计划文件, 镇街报送, 封账, the paper itself."""
    ledger: str = ""
    view: View | None = None
    """Which of its records."""
    key: str = ""
    """The paragraph of the paper that it is about."""


def gaps(desk: Desk, request: Request, *, report: Report | None = None) -> tuple[Gap, ...]:
    """What the paper would lack, the gravest first.

    `report` is the paper as it was made, whose characters are looked over as well.
    """
    with desk.read() as reader:
        found = list(gaps_in(reader, request))
        edited = any(row["paper"] == request.key for row in reader.small_rows(schema.paper_words))
    if edited:
        # To know what is drafted now, the paper must be composed; most have no edits.
        found += _of_own_words(desk, request)
    if report is not None:
        found += _without_face(report)
    return tuple(sorted(found, key=lambda gap: _ORDER.index(gap.severity)))


def gaps_in(reader: Reader, request: Request) -> Iterator[Gap]:
    """The same within a reading that has begun, but for what the paper itself must be made for."""
    looking = _Looking(reader, request)
    if request.period.start > reader.today:
        words = _("{period}还没有开始，不能编写").format(period=request.period.words())
        yield Gap(words=words, severity="stop", goes="report")
        return
    yield from looking.of_time()
    yield from looking.of_limits()
    if not request.unit:
        yield from looking.of_records()
        yield from looking.of_products()
    # Before its time is over nobody expects all of it.
    for gap in (*looking.of_towns(), *looking.of_observations(), *looking.of_plans()):
        yield gap if looking.is_over else replace(gap, severity="note")
    for words in face_findings(reader):
        yield Gap(words=words, severity="note", goes="county")


class _Looking:
    """What is looked at for one paper."""

    def __init__(self, reader: Reader, request: Request) -> None:
        self._reader, self._request = reader, request
        self._quarter = last_quarter(request.period)
        self._total = self._quarter.cumulative()
        self._counting = Counting(reader)
        self.is_over = self._quarter.end < reader.today

    def of_time(self) -> Iterator[Gap]:
        """Whether the time is over, closed, and unchanged since."""
        reader, quarter = self._reader, self._quarter
        words = self._request.period.words()
        if kept := frozen(reader, self._request):
            said = _("这份材料已经定稿（{number}）；再生成的是现在的数字，只作参考")
            yield Gap(words=said.format(number=kept.number), severity="note", goes="report")
        if not self.is_over:
            said = _("{period}还没有结束，数据截至今天，定稿要等期满")
            yield Gap(words=said.format(period=words), severity="note", goes="report")
            return
        kept_lines = reported_lines(reader, quarter)
        if kept_lines is None:
            said = _("{period}还没有封账：生成以后，台账仍可能改动本期的记录")
            yield Gap(words=said.format(period=quarter.words()), severity="note", goes="closing")
            return
        changed = [
            _(entry.of.title)
            for code, entry in entries().items()
            if (kept_five := kept_lines.values.get((code, self._request.town)))
            and kept_five[0] != self._value(code)
        ]
        if changed:
            said = _("{period}封账后，有 {count} 项指标的台账数有变动（{names}）；文稿仍用封账数")
            told = said.format(
                period=quarter.words(), count=len(changed), names=some_names(changed, _MOST_NAMES)
            )
            yield Gap(words=told, severity="warn", goes="closing")

    def _value(self, code: str) -> object:
        of = entries()[code].of
        span: Span = self._counting.since_plan(self._quarter) if of.from_plan else self._quarter
        if isinstance(of, Indicator) and of.so_far:
            span = self._total
        return self._counting.value(code, span, self._request.town)

    def of_towns(self) -> Iterator[Gap]:
        """Towns of which nothing is known, and those that have not reported."""
        if self._request.town or self._request.unit:
            return
        reader, quarter = self._reader, self._quarter
        source, towns = self._counting.source, reader.desk.county.towns
        reports = {
            each.town_code: each for each in reader.having(TownReport, "period", [str(quarter)])
        }
        view = View(
            ledger="town_report", where=(Where("period", "=", str(quarter)),), order="town_code"
        )

        def gap(text: str, codes: Iterable[str], severity: Severity) -> Iterator[Gap]:
            if names := [towns.label(code) for code in codes]:
                told = text.format(period=quarter.words(), count=len(names), names=listed(names))
                yield Gap(
                    words=told, severity=severity, goes="towns", ledger="town_report", view=view
                )

        silent = silent_towns(source, quarter)
        unasked = [c for c in silent if (r := reports.get(c)) is None or r.state != "zero"]
        text = _("{period}有 {count} 个镇（街道）没有任何记录，又没有零报告：{names}")
        yield from gap(text, unasked, "warn")
        if not reports:
            if self.is_over:
                said = _("{period}的镇街报送还没有登记，按期报送率无法计算")
                told = said.format(period=quarter.words())
                yield Gap(
                    words=told, severity="note", goes="towns", ledger="town_report", view=view
                )
            return
        counted = reader.desk.county.counted
        missing = [c for c in counted if (r := reports.get(c)) and r.state == "missing"]
        yield from gap(_("{period}有 {count} 个镇（街道）未报送：{names}"), missing, "warn")
        back = [c for c in counted if (r := reports.get(c)) and r.state == "returned"]
        text = _("{period}有 {count} 个镇（街道）的报送退回后未补：{names}")
        yield from gap(text, back, "warn")
        unknown = [c for c in counted if (r := reports.get(c)) is None or r.state is None]
        text = _("{period}有 {count} 个镇（街道）未登记是否报送：{names}")
        yield from gap(text, unknown, "warn")

    def of_observations(self) -> Iterator[Gap]:
        """Numbers of patents and trademarks that are old or were not entered, and people."""
        if self._request.unit:
            return
        source, quarter, town = self._counting.source, self._quarter, self._request.town
        old: dict[str, list[str]] = {}
        lacking: list[str] = []
        asked: set[str] = set()
        wants_people = False
        for entry in entries().values():
            of = entry.of
            if not isinstance(of, Indicator) or (town and not of.per_town):
                continue
            if isinstance(of.of, PerTenThousand):
                wants_people |= self._counting.value(of.code, quarter, town) is None and bool(
                    self._known(of.of.indicator)
                )
            if not isinstance(of.of, OfObservations):
                continue
            found = of.of.find(source, quarter, town)
            names = {of.of.indicator, *of.of.parts}
            if found is None:
                # What nobody here has ever entered is not missed.
                if names & self._ever:
                    lacking.append(_(of.title))
                    asked |= names
                continue
            newest = max(each.as_of for each in found.made_of)
            if of.stock and (newest.year, newest.month) < (quarter.end.year, quarter.end.month):
                old.setdefault(newest.isoformat(), []).append(_(of.title))
                asked |= names
        view = View(ledger="ip_stat", where=(Where("indicator", "in", tuple(sorted(asked))),))
        for day, names_of in sorted(old.items()):
            said = _("{names}的数据截至 {day}，早于期末（{end}），文中会注明")
            told = said.format(
                names=some_names(names_of, _MOST_NAMES), day=day, end=quarter.end.isoformat()
            )
            yield Gap(words=told, severity="warn", goes="ledger", ledger="ip_stat", view=view)
        if lacking:
            said = _("{names}没有{period}的数据，文中为“—”")
            told = said.format(names=some_names(lacking, _MOST_NAMES), period=quarter.words())
            yield Gap(words=told, severity="warn", goes="ledger", ledger="ip_stat", view=view)
        if wants_people and residents(source, quarter, town) is None:
            said = _("没有录入{year}年末常住人口，每万人拥有量无法计算")
            told = said.format(year=quarter.year - 1)
            people = View(ledger="ip_stat", where=(Where("indicator", "=", "population"),))
            yield Gap(words=told, severity="warn", goes="ledger", ledger="ip_stat", view=people)

    @property
    def _ever(self) -> set[str]:
        """What was once observed of the county, or of the town whose sheet it is."""
        town = self._request.town
        where = (Where("area", "=", town),) if town else ()
        rows = self._counting.source.rows("ip_stat", ("indicator",), where, distinct=True)
        return {name for (name,) in rows if name}

    def _known(self, indicator: str) -> object:
        return level(
            self._counting.source,
            indicator,
            self._quarter,
            self._request.town or self._counting.source.region,
        )

    def of_products(self) -> Iterator[Gap]:
        """Geographical indications without a value for the year before."""
        if self._request.town:
            return
        reader, year = self._reader, self._quarter.year - 1
        known = {each.right_id for each in reader.having(GiYear, "year", [year])}
        rights = [
            right
            for right in reader.having(GiRight, "state", ["valid", "grace"])
            if right.id not in known and _begun(right, year)
        ]
        if rights:
            said = _("有 {count} 项地理标志没有录入{year}年度产值：{names}")
            names = some_names([right.label(reader.lists) for right in rights], _MOST_NAMES)
            view = View(ledger="gi_year", where=(Where("year", "=", year),))
            told = said.format(count=len(rights), year=year, names=names)
            yield Gap(words=told, severity="warn", goes="ledger", ledger="gi_year", view=view)

    def of_records(self) -> Iterator[Gap]:
        """Records that are counted though they are drafts, given back, or not reviewed."""
        waiting: list[tuple[Ledger, int]] = []
        reviewed = False
        for ledger in LEDGERS.values():
            if not ledger.day or not ledger.figures or ledger.secret:
                continue
            if self._request.town and not ledger.town:
                continue
            states = self._states(ledger)
            reviewed |= bool(states.get("reviewed") or states.get("archived"))
            for state, text in (
                ("draft", _("{title}：本年累计中有 {count} {measure}是草稿，已计入数字")),
                ("returned", _("{title}：本年累计中有 {count} {measure}已退回未改，已计入数字")),
            ):
                if number := states.get(state, 0):
                    told = text.format(
                        title=_(ledger.title), count=number, measure=_(ledger.measure)
                    )
                    yield Gap(
                        words=told,
                        severity="warn",
                        goes="ledger",
                        ledger=ledger.name,
                        view=self._view(ledger, state),
                    )
            if number := states.get("submitted", 0):
                waiting.append((ledger, number))
        if reviewed and waiting:
            # Where nobody reviews, nothing waits for it.
            said = _("本年累计中有 {count} 条记录还没有审核，已计入数字：{names}")
            ledger, _number = max(waiting, key=lambda each: each[1])
            names = [f"{_(each.title)} {number}" for each, number in waiting]
            told = said.format(
                count=sum(number for _each, number in waiting),
                names=some_names(names, _MOST_NAMES),
            )
            yield Gap(
                words=told,
                severity="note",
                goes="ledger",
                ledger=ledger.name,
                view=self._view(ledger, "submitted"),
            )

    def _states(self, ledger: Ledger) -> dict[str, int]:
        count = Count(code="", title="", unit="", basis="", on=ledger.day)
        found = self._reader.figure_by(
            ledger, count, self._total, "status", town=self._request.town
        )
        return {state: int(number or 0) for state, number in found.items()}

    def _view(self, ledger: Ledger, state: str) -> View:
        return View(
            ledger=ledger.name,
            where=(Where("status", "=", state),),
            period=self._total,
            town=self._request.town,
        )

    def of_plans(self) -> Iterator[Gap]:
        """Targets that cannot be judged, and units that have not reported on their tasks."""
        reader, request, quarter = self._reader, self._request, self._quarter
        if self._counting.plan_start is None:
            if not request.town:
                words = _("没有在办的方案，文中没有目标进度")
                yield Gap(words=words, severity="note", goes="plan")
            return
        lines = standing.collect(
            self._counting, quarter, trail=False, unit=request.unit, town=request.town
        )
        for lamp, severity, text in (
            ("asked", "warn", _("有 {count} 项目标待补充：计划文件没有写明，请先回答（{names}）")),
            ("no_data", "warn", _("有 {count} 项目标未报完成数：{names}")),
        ):
            names = list(dict.fromkeys(line.title for line in lines if line.lamp == lamp))
            if names:
                told = text.format(count=len(names), names=some_names(names, _MOST_NAMES))
                yield Gap(
                    words=told,
                    severity="warn" if severity == "warn" else "note",
                    goes="plan",
                    ledger="plan_answer" if lamp == "asked" else "task_report",
                )
        if request.town:
            return
        silent = silent_of(reader.desk, lines_in(reader, quarter, unit=request.unit))
        if silent:
            tasks = sum(len(each.tasks) for each in silent)
            said = _("{period}有 {count} 个单位的 {tasks} 项任务没有报送进展：{names}")
            told = said.format(
                period=quarter.words(),
                count=len(silent),
                tasks=tasks,
                names=some_names([each.name for each in silent], _MOST_NAMES),
            )
            view = View(ledger="task_report", where=(Where("period", "=", str(quarter)),))
            yield Gap(words=told, severity="warn", goes="ledger", ledger="task_report", view=view)

    def of_limits(self) -> Iterator[Gap]:
        """Limits that were counted with another law, or that lean on days not yet known."""
        if self._request.town or self._request.unit:
            return
        reader = self._reader
        if (
            not due.is_current(reader)
            and reader.connection.exec_driver_sql("SELECT 1 FROM due LIMIT 1").first()
        ):
            words = _("期限规则或工作日历有变动，案件期限还没有重新计算，超期、按期的数字不可用")
            yield Gap(words=words, severity="stop", goes="ledger", ledger="case")
        known = reader.law.days.known_to
        if known < self._quarter.end + timedelta(days=NEAR):
            said = _("工作日历只到 {day}，其后的期限按周末推算，临期件数为暂定")
            yield Gap(
                words=said.format(day=known.isoformat()),
                severity="note",
                goes="ledger",
                ledger="case",
            )


def _begun(right: GiRight, year: int) -> bool:
    """Whether a right was there in a year."""
    days = [day for day in (right.reg_on, right.notice_on) if day]
    return not days or min(days).year <= year


def _of_own_words(desk: Desk, request: Request) -> Iterator[Gap]:
    """What is to be said of the paragraphs that the office wrote itself."""
    for edit in list_edits(desk, request):
        covered = cover_numbers(edit.text)
        if person_numbers(edit.text):
            said = _("改写过的段落里有完整的身份证件号码或手机号码，请删去或打码：{text}")
            yield Gap(
                words=said.format(text=_cut(covered)),
                severity="stop" if request.public else "warn",
                goes="report",
                key=edit.key,
            )
        if edit.stale:
            said = (
                _("改写过的段落已没有对应的草稿，请核对：{text}")
                if edit.gone
                else _("改写过的段落，台账的数字后来有变动，请再读一遍：{text}")
            )
            yield Gap(
                words=said.format(text=_cut(covered) or _("（已删去）")),
                severity="warn",
                goes="report",
                key=edit.key,
            )


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_CHARS else f"{text[: _MOST_CHARS - 1]}…"


def _without_face(report: Report) -> Iterator[Gap]:
    places = missing_places(report)
    for place in places[:_MOST_PLACES]:
        said = _("“{char}”没有可用的字体，会印成〓：{where}")
        yield Gap(
            words=said.format(char=place.char, where=place.where), severity="warn", goes="report"
        )
    if len(places) > _MOST_PLACES:
        said = _("还有 {count} 处没有可用字体的字")
        yield Gap(
            words=said.format(count=len(places) - _MOST_PLACES), severity="warn", goes="report"
        )
