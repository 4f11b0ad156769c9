"""差异表: why a figure of this paper is not the last paper's with the new records added.

What the last paper said is taken from what was kept of it; the ledgers are seen as they were then
(`store.past`) and as they are now, and every unit that is in one and not in the other is named.
For each figure the sum closes:

    last + settled + restated + new + late + restored + corrected - withdrawn - left = now

A share or a mean is led over by its two sides, and must be what they give.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, Literal, NamedTuple

from boshan_desk.domain.fields import PAPER, yuan
from boshan_desk.domain.identifiers.covering import cover_numbers
from boshan_desk.domain.ledger import Record, not_filled
from boshan_desk.domain.period import Period, Span, Stretch
from boshan_desk.domain.plans.doers import name_of as name_of_unit
from boshan_desk.domain.problems import Damaged, Missing
from boshan_desk.domain.report import Source
from boshan_desk.domain.wording import clauses, explained, half_up, plain, statements
from boshan_desk.i18n import _, in_chinese
from boshan_desk.ledgers import KEPT
from boshan_desk.store.codec import STAMPS
from boshan_desk.store.desk import Desk
from boshan_desk.store.figures import Value
from boshan_desk.store.past import Beyond, Happened, as_of, beyond, day_of, happened
from boshan_desk.store.reader import Reader
from boshan_desk.store.units import Unit
from boshan_desk.usecases.counting import Counting, Entry, entries, find_entry
from boshan_desk.usecases.figures import FigureLine, show_value, spans_of
from boshan_desk.usecases.papers.keeping import Kept, all_kept, content_kept, find_kept
from boshan_desk.usecases.papers.units import OF_TERM, Part, Units, parts_of, put_together, total
from boshan_desk.usecases.quarter.facts import last_quarter
from boshan_desk.usecases.quarter.request import Request
from boshan_desk.usecases.reported import reported_lines

Progress = Callable[[int, int, str], object]
Kind = Literal["late", "restored", "corrected", "withdrawn", "new", "left"]
Number = int | Decimal

KIND_WORDS: Final[Mapping[Kind, str]] = {
    "late": "补录",
    "restored": "恢复",
    "corrected": "更正",
    "withdrawn": "撤回",
    "new": "新增",
    "left": "退出",
}
"""What a difference is called; papers are Chinese in every window."""

_LEAST_WAN: Final = 5_000
"""Amounts in 分 below which 万元 with two decimals would say 0.00."""

_MOST_CHANGES: Final = 4
"""Fields of a changed record that are told."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One unit of difference, by name."""

    code: str
    title: str
    """The figure it is of, with the side of a share."""
    part: str
    """分子, 分母; "" of the figure itself."""
    kind: Kind
    amount: Number
    """What it brings into the figure, or (below 0) takes out of it."""
    unit: str
    """件, 万元 (then the amount is in 分) …"""
    amount_words: str
    ledger: str
    """"" of what no record stands for, such as a town that lacks something."""
    record_id: str
    label: str
    """What the record is called; personal names as a paper shows them."""
    serial: str
    what: str
    """What was done: the fields that changed, why it was withdrawn, the day it is of."""
    officer: str
    at: str
    """2026-10-09 09:30."""
    work: str

    @property
    def money(self) -> bool:
        """Whether its amount is in 分."""
        return self.unit == "万元"

    @property
    def kind_words(self) -> str:
        """补录, 恢复, 更正, 撤回, 新增, 退出."""
        return KIND_WORDS[self.kind]

    @property
    def ledger_title(self) -> str:
        """The ledger in words."""
        return _(KEPT[self.ledger].title) if self.ledger else ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A figure, or one side of a share, from what the last paper said to what this one says."""

    code: str
    title: str
    part: str
    """"" of the figure itself; 分子 or 分母 of a share."""
    unit: str
    last: Value
    """What the last paper printed; of a side of a share, what the ledgers said then."""
    now: Value
    adds_up: bool
    """Whether the numbers between are said here; of a share they are said of its two sides."""
    settled: Number = 0
    """What the ledgers said then beyond what was printed: a closed period prints what was reported.

    Where the history does not say what they said, what they say now beyond it.
    """
    restated: Number = 0
    """What the same ledgers give now beyond what was printed, though no record changed (口径调整).

    The program, a plan, a list or the law is another.  Of a share it is said of the share itself,
    as it is printed: what its sides were is not kept.
    """
    new: Number = 0
    """Of the time between the two papers, by the figure's own day; of a level what came in."""
    late: Number = 0
    restored: Number = 0
    corrected: Number = 0
    withdrawn: Number = 0
    left: Number = 0
    """What is of another year now; of a level what went out."""
    printed: Value = None
    """What this paper prints where that is not what the ledgers say now: a closed period."""
    sources: Mapping[str, Source] = field(default_factory=dict)
    """What opens behind a number, by the name of the number."""
    follows: bool = True
    """Whether its values are what its parts give, as printed: false, and the program is wrong."""
    shown: Callable[[Value], str] = str

    @property
    def between(self) -> Number:
        """All that lies between the two papers."""
        came = self.settled + self.restated + self.new + self.late + self.restored + self.corrected
        return came - self.withdrawn - self.left

    @property
    def rest(self) -> Number:
        """What nothing accounts for: 0, or the program is wrong."""
        if not self.adds_up:
            return 0
        return (self.now or 0) - (self.last or 0) - self.between

    @property
    def is_changed(self) -> bool:
        """Whether something else than the time that passed changed it."""
        records = (self.late, self.restored, self.corrected, self.withdrawn)
        others = (self.settled, self.restated, *records, self.rest)
        return any(others) or not self.follows

    @property
    def money(self) -> bool:
        """Whether its values are amounts in 分."""
        return self.unit == "万元"

    def words(self, name: str) -> str:
        """One of its numbers as a table prints it; nothing where it is 0 or is not said here.

        What lies between the two has its sign, so that a row can be added up as it stands.
        """
        value = getattr(self, name)
        if name in ("last", "now", "printed"):
            return self.shown(value)
        if not value:
            return ""
        if name in ("withdrawn", "left"):
            value = -value
        return ("+" if value > 0 else "−") + self.shown(value if value > 0 else -value)

    def source(self, name: str) -> Source | None:
        """What opens behind one of its numbers."""
        return self.sources.get(name)


@dataclass(frozen=True, kw_only=True)
class Differences:
    """One paper against another."""

    request: Request
    earlier: Kept
    lines: tuple[Line, ...]
    items: tuple[Item, ...]
    notes: tuple[str, ...]
    """What cannot be led over exactly, and why."""
    office: str
    place: str
    """The town or department whose sheet it is; "" of the county's paper."""
    on: date

    @property
    def closes(self) -> bool:
        """Whether every difference is accounted for, unit by unit."""
        return not self.unexplained

    @property
    def unexplained(self) -> tuple[str, ...]:
        """The titles of the figures of which that is not so."""
        titles = (line.title for line in self.lines if line.rest or not line.follows)
        return tuple(dict.fromkeys(titles))

    @property
    def changed(self) -> tuple[Line, ...]:
        """The figures that more than the passing of time changed, shares with both sides."""
        codes = {line.code for line in self.lines if line.is_changed}
        return tuple(line for line in self.lines if line.code in codes)


def differences(
    desk: Desk, request: Request, *, against: str = "", progress: Progress | None = None
) -> Differences:
    """A paper, as the ledgers are now, against a frozen one.

    `against` is the id, number or code of that one; without it, the last one before it of the same
    form and scope.

    Raises:
        Missing: there is no such paper.
    """
    with desk.read() as reader:
        earlier = find_kept(reader, against) if against else _last_before(reader, request)
        return compare(reader, request, earlier, progress=progress)


def _last_before(reader: Reader, request: Request) -> Kept:
    """The last frozen paper of the same form and scope; of the same time only if none is older."""
    alike = [
        each
        for each in all_kept(reader)
        if not each.is_void
        and replace(each.request, period=request.period) == request
        and each.request.period.end <= request.period.end
    ]
    if not alike:
        raise Missing("还没有可以比较的定稿：同一种材料的上一期没有定稿，或请指定与哪一份比较")
    # The newest first: of one time, the one that was frozen last.
    return max(alike, key=lambda each: (_before(each, request), each.request.period.end, each.step))


def _before(kept: Kept, request: Request) -> bool:
    return kept.request.period.end < request.period.end


def compare(
    reader: Reader,
    request: Request,
    earlier: Kept,
    *,
    progress: Progress | None = None,
    codes: Iterable[str] | None = None,
    printed: Sequence[FigureLine] | None = None,
) -> Differences:
    """The same within a reading that has begun; `codes` keeps to some of the figures.

    `printed` is what was said, where that is not to be read from what was kept of a paper.
    """
    # What a paper says is Chinese in every window.
    with in_chinese():
        if printed is None:
            said, notes = _printed(reader, earlier)
        else:
            said, notes = {line.code: line for line in printed}, []
        return _compare(reader, request, earlier, progress, codes, said, notes)


def _compare(
    reader: Reader,
    request: Request,
    earlier: Kept,
    progress: Progress | None,
    codes: Iterable[str] | None,
    printed: Mapping[str, FigureLine],
    notes: Sequence[str],
) -> Differences:
    lost = beyond(reader, earlier.step) if earlier.step else None
    town = request.town
    chosen = list(codes if codes is not None else printed or entries())
    pairs = [
        _Pair(reader, code, earlier, request, printed.get(code), is_lost=not lost or lost.purged)
        for code in chosen
    ]
    pairs = [pair for pair in pairs if not town or pair.entry.has_towns]
    now = Counting(reader)
    for place, pair in enumerate(pairs):
        if progress:
            progress(place, 2 * len(pairs), _("正在比对：{title}").format(title=_(pair.title)))
        pair.count_now(now)
    with _then(reader, earlier) as past:
        then = Counting(past)
        for place, pair in enumerate(pairs, len(pairs)):
            if progress:
                progress(place, 2 * len(pairs), _("正在比对：{title}").format(title=_(pair.title)))
            pair.count_then(then)
        records_then = _records(past, pairs)
    telling = _Telling(reader, earlier, records_then, _records(reader, pairs))
    lines: list[Line] = []
    items: list[Item] = []
    for pair in pairs:
        own_lines, own_items = pair.tell(telling)
        lines += own_lines
        items += own_items
    if progress:
        progress(2 * len(pairs), 2 * len(pairs), _("比对完成"))
    return Differences(
        request=request,
        earlier=earlier,
        lines=tuple(lines),
        items=tuple(items),
        notes=(*notes, *_beyond_words(lost), *_settled_words(lost, lines)),
        office=reader.desk.county.bureau,
        place=_place(reader, request),
        on=reader.today,
    )


def _printed(reader: Reader, earlier: Kept) -> tuple[dict[str, FigureLine], list[str]]:
    """The figures that a frozen paper printed, by code; all there are where it cannot be read."""
    try:
        lines = content_kept(reader, earlier.id).figures
    except Damaged:
        return {}, ["原件现存的内容与定稿时不符或读不出来，上期数按当时的台账重新计算"]
    town = earlier.request.town
    return {line.code: line for line in lines if line.town == town}, []


def _place(reader: Reader, request: Request) -> str:
    lists = reader.lists
    if request.unit:
        return name_of_unit(request.unit, reader.desk.county, reader.today)
    return lists["town"].label(request.town) if request.town else ""


def _then(reader: Reader, earlier: Kept) -> AbstractContextManager[Reader]:
    """The desk as it was when a paper was frozen; as it is where the history does not say."""
    return as_of(reader, earlier.step) if earlier.step else nullcontext(reader)


def _beyond_words(found: Beyond | None) -> list[str]:
    if found is None:
        return [
            "原件定稿时的变更记录已不在这份数据里（从备份恢复或抢救过），"
            "与上期数的差额只能合计列在“其他差额”栏，不能逐笔说明"
        ]
    told = []
    if found.office:
        told.append("原件定稿后，本单位资料或目标方案有变动；镇街、目标按现在的口径计算")
    if found.law:
        told.append("原件定稿后，期限规则或工作日历有变动；与法定期限有关的指标按现在的规则计算")
    if found.purged:
        told.append(
            "原件定稿后，依法清除过个人信息；按姓名、证件号码计数的指标，清除的内容不能还原"
        )
    return told


def _settled_words(lost: Beyond | None, lines: Sequence[Line]) -> list[str]:
    told = []
    if lost and any(line.settled for line in lines):
        told.append(
            "上期文稿所印与定稿时台账不同的（封账以后台账又有变动的），差额列在“其他差额”栏"
        )
    if any(line.restated for line in lines):
        told.append(
            "记录没有变动，因程序、计划、名单或规则变化而与上期所印不同的，差额列在“口径调整”栏；"
            "占比、平均数的分子、分母按现在的口径列出"
        )
    if any(line.printed is not None for line in lines):
        told.append("本期已封账，文稿印封账时的数字；本表“本期数”为台账现在的数字")
    return told


# ---------------------------------------------------------------- one figure


class _Counted(NamedTuple):
    """A part of a figure in one state of the ledgers, for some days."""

    value: Number
    units: Units


class _Pair:
    """A figure in the last paper and in this one."""

    def __init__(
        self,
        reader: Reader,
        code: str,
        earlier: Kept,
        request: Request,
        printed: FigureLine | None,
        *,
        is_lost: bool,
    ) -> None:
        """`is_lost`: that the ledgers of then cannot be seen whole."""
        self.entry: Entry = find_entry(code)
        self.code, self.title = code, self.entry.of.title
        self.town = request.town
        self.printed = printed
        self.parts = parts_of(self.entry)
        self._earlier, self._request = earlier, request
        # What was closed had been reported before; else nothing but another reckoning can differ.
        self._is_settled = is_lost or bool(printed and printed.is_closed)
        # Where the history does not say what was then, nothing is known to have changed since.
        self.since = earlier.step or reader.head().number
        self.value_then: Value = None
        self.value_now: Value = None
        self.closed: Value = None
        self.then: list[_Counted] = []
        self.held: list[_Counted] = []
        """What the ledgers say now of the last paper's days."""
        self.now: list[Number] = []
        self.came: list[Units] = []
        self.went: list[Units] = []

    def count_now(self, counting: Counting) -> None:
        """Ask the ledgers as they are: for the last paper's days, and for this one's."""
        of, quarter = self.entry.of, last_quarter(self._request.period)
        before = last_quarter(self._earlier.request.period)
        self.span_now = spans_of(of, quarter, counting).cumulative
        spans = self.printed.spans if self.printed else spans_of(of, before, counting)
        self.span_then = spans.cumulative
        self.value_now = counting.value(self.code, self.span_now, self.town)
        kept = reported_lines(counting.reader, quarter)
        told = kept.values.get((self.code, self.town)) if kept else None
        if told and told[3] != self.value_now:
            self.closed = told[3]
        for part in self.parts:
            self.held.append(self._counted(part, counting, self.span_then))
            self.now.append(part.value(counting, self.span_now, self.town) or 0)
            came, went = self._moved(part, counting)
            self.came.append(came)
            self.went.append(went)

    def count_then(self, counting: Counting) -> None:
        """Ask the ledgers as they were for the last paper's days."""
        self.value_then = counting.value(self.code, self.span_then, self.town)
        self.then = [self._counted(part, counting, self.span_then) for part in self.parts]

    def _counted(self, part: Part, counting: Counting, span: Span) -> _Counted:
        value = part.value(counting, span, self.town) or 0
        return _Counted(value, part.units(counting, span, self.town, self.since))

    def _moved(self, part: Part, counting: Counting) -> tuple[Units, Units]:
        """What came in and went out of a level between the ends of the two papers."""
        if part.flows or self.span_then == self.span_now:
            return {}, {}
        then = part.units(counting, self.span_then, self.town, None)
        now = part.units(counting, self.span_now, self.town, None)
        came, went = {}, {}
        for key in dict.fromkeys((*now, *then)):
            if not (more := _amount(now, key) - _amount(then, key)):
                continue
            if part.observed or key in now:
                # Of an observation that a newer one replaced, what it is more or less.
                came[key] = Unit(more, (now.get(key) or then[key]).id)
            else:
                went[key] = then[key]
        return came, went

    @property
    def between(self) -> Span | None:
        """The days that this paper has beyond the last one's; None where they do not follow."""
        then, now = self.span_then, self.span_now
        if then.start != now.start or now.end <= then.end:
            return None
        return _whole_months(then.end + timedelta(days=1), now.end)

    def deltas(self, place: int) -> dict[str, tuple[Number, str, str]]:
        """What corrections did: {key: (how much more, the record then, the record now)}."""
        then, now = self.then[place].units, self.held[place].units
        found: dict[str, tuple[Number, str, str]] = {}
        for key in dict.fromkeys((*then, *now)):
            if more := _amount(now, key) - _amount(then, key):
                before, after = (each[key].id if key in each else "" for each in (then, now))
                found[key] = (more, before, after)
        return found

    def touched(self) -> dict[str, set[str]]:
        """The records that are named, by ledger."""
        found: dict[str, set[str]] = {}
        for place, part in enumerate(self.parts):
            ids = found.setdefault(part.ledger.name, set())
            for _more, then, now in self.deltas(place).values():
                ids.update(filter(None, (then, now)))
            ids.update(unit.id for unit in self.went[place].values() if unit.id)
            if part.observed:
                ids.update(unit.id for unit in self.came[place].values() if unit.id)
        return found

    # ------------------------------------------------------------ told

    @property
    def alone(self) -> bool:
        """Whether the figure itself is what is counted or added up."""
        return len(self.parts) == 1 and not self.parts[0].title

    def tell(self, telling: _Telling) -> tuple[list[Line], list[Item]]:
        """Its lines and the units of its difference."""
        lines: list[Line] = []
        items: list[Item] = []
        if not self.alone:
            lines.append(self._figure_line())
        for place, part in enumerate(self.parts):
            corrections = list(self._corrections(telling, place, part))
            lines.append(self._part_line(part, place, corrections))
            items += [*corrections, *self._moves(telling, place, part)]
        return lines, items

    def _figure_line(self) -> Line:
        """A share or a mean: what lies between is said of its two sides."""
        last = self.printed.cumulative if self.printed else self.value_then
        settled, restated = self._parted(self._as_printed(self.value_then) - self._as_printed(last))
        return Line(
            code=self.code,
            title=_(self.title),
            part="",
            unit=_(self.entry.of.unit),
            last=last,
            now=self.value_now,
            adds_up=False,
            settled=settled,
            restated=restated,
            follows=self._follows(),
            printed=self.closed,
            shown=self._show_figure,
            sources=self._figure_sources(),
        )

    def _parted(self, more: Number) -> tuple[Number, Number]:
        """What the ledgers of then give beyond what was printed: by closing, or by reckoning."""
        return (more, 0) if self._is_settled else (0, more)

    def _as_printed(self, value: Value) -> Number:
        """A share rounded as it is shown, so that the printed row can be added up."""
        return 0 if value is None else Decimal(show_value(self.entry, value))

    def _follows(self) -> bool:
        """Whether the figure is what its parts give, then and now, as it is printed."""
        if not self.parts:
            return True
        then = put_together(self.entry, [each.value for each in self.then])
        now = put_together(self.entry, self.now)
        pairs = [(self.value_then, then), (self.value_now, now)]
        if self.alone:
            # What was never observed amounts to nothing.
            pairs = [(value or 0, made) for value, made in pairs]
        shown = self._show_figure
        return all(shown(value) == shown(made) for value, made in pairs)

    def _part_line(self, part: Part, place: int, corrections: Sequence[Item]) -> Line:
        alone = self.alone
        then = self.then[place].value
        last, now = (self.value_then, self.value_now) if alone else (then, self.now[place])
        if alone and self.printed:
            last = self.printed.cumulative
        sums: dict[Kind, Number] = dict.fromkeys(KIND_WORDS, 0)
        for item in corrections:
            sums[item.kind] += item.amount
        new, left = self._passed(part, place)
        settled, restated = self._parted(then - (last or 0)) if alone else (0, 0)
        sources = self._part_sources(part, place, corrections)
        return Line(
            code=self.code,
            title=_(self.title),
            part=part.title,
            unit=_(self.entry.of.unit if alone else part.unit),
            last=last,
            now=now,
            adds_up=True,
            settled=settled,
            restated=restated,
            follows=self._follows() if alone else True,
            # Those of the days after the last paper was frozen are no late ones.
            new=new + sums["new"],
            late=sums["late"],
            restored=sums["restored"],
            corrected=sums["corrected"],
            withdrawn=-sums["withdrawn"],
            left=left,
            printed=self.closed if alone else None,
            shown=self._show_figure if alone else self._shower(part),
            sources=(self._figure_sources() | sources) if alone else sources,
        )

    def _passed(self, part: Part, place: int) -> tuple[Number, Number]:
        """What the time between the papers brought, and what it took."""
        held, now = self.held[place].value, self.now[place]
        if self.span_then == self.span_now:
            return 0, 0
        if not part.flows:
            return total(self.came[place]), total(self.went[place])
        if self.between is not None:
            return now - held, 0
        if self.span_then.start == self.span_now.start:
            return 0, held - now
        return now, held

    def _show_figure(self, value: Value) -> str:
        return show_value(self.entry, value)

    def _shower(self, part: Part) -> Callable[[Value], str]:
        if self.alone:
            return self._show_figure
        money = part.unit == "万元"
        return lambda value: _plain(value, money)

    def _figure_sources(self) -> dict[str, Source]:
        return {
            "last": Source(figure=self.code, span=self.span_then, town=self.town),
            "now": Source(figure=self.code, span=self.span_now, town=self.town),
        }

    def _part_sources(
        self, part: Part, place: int, corrections: Sequence[Item]
    ) -> dict[str, Source]:
        found: dict[str, Source] = {}
        if self.between and part.flows and part.of_code:
            found["new"] = Source(figure=part.of_code, span=self.between, town=self.town)
        for name, moved in (("new", self.came[place]), ("left", self.went[place])):
            if ids := tuple(unit.id for unit in moved.values() if unit.id):
                found[name] = Source(ledger=part.ledger.name, ids=ids)
        for kind in ("late", "restored", "corrected", "withdrawn"):
            ids = tuple(i.record_id for i in corrections if i.kind == kind and i.record_id)
            if ids:
                found[kind] = Source(ledger=part.ledger.name, ids=ids)
        return found

    def _corrections(self, telling: _Telling, place: int, part: Part) -> Iterator[Item]:
        """What was done since to what the last paper counted."""
        for key, (more, then, now) in self.deltas(place).items():
            yield self._item(part, telling.of(part, key, then, now), more)

    def _moves(self, telling: _Telling, place: int, part: Part) -> Iterator[Item]:
        """What went out of a level by its own days, and the observations that are newer."""
        for key, unit in self.went[place].items():
            yield self._item(part, telling.moved(part, key, unit.id, "left"), -unit.amount)
        for key, unit in self.came[place].items() if part.observed else ():
            yield self._item(part, telling.moved(part, key, unit.id, "new"), unit.amount)

    def _item(self, part: Part, told: _Told, amount: Number) -> Item:
        size = amount if amount > 0 else -amount
        unit = _(self.entry.of.unit if self.alone else part.unit)
        words = self._shower(part)(size) + unit
        if unit == "万元" and round(size) < _LEAST_WAN:
            words = yuan(round(size)) + "元"
        title = _(self.title)
        return Item(
            code=self.code,
            title=f"{title}（{part.title}）" if part.title else title,
            part=part.title,
            kind=told.kind,
            amount=amount,
            unit=unit,
            amount_words=("+" if amount > 0 else "−") + words,
            ledger=told.ledger,
            record_id=told.id,
            label=told.label,
            serial=told.serial,
            what=told.what,
            officer=told.by.officer if told.by else "",
            at=told.by.at[:16] if told.by else "",
            work=told.by.work if told.by else "",
        )


def _amount(found: Units, key: str) -> Number:
    return found[key].amount if key in found else 0


def _plain(value: Value, money: bool) -> str:
    if value is None:
        return "—"
    if money:
        return plain(half_up(Decimal(value) / 1_000_000, 2))
    return plain(half_up(value, 2)) if isinstance(value, Decimal) else str(value)


def _whole_months(first: date, last: date) -> Span:
    """The days as a period where they are whole months of a year."""
    if first.day == 1 and first.year == last.year:
        period = Period(first.year, first.month, last.month)
        if period.end == last:
            return period
    return Stretch(first, last)


# ---------------------------------------------------------------- who did what


Records = Mapping[tuple[str, str], Record]


def _records(reader: Reader, pairs: Sequence[_Pair]) -> Records:
    """The records that will be named, in one state of the ledgers."""
    wanted: dict[str, set[str]] = {}
    for pair in pairs:
        for name, ids in pair.touched().items():
            wanted.setdefault(name, set()).update(ids)
    found: dict[tuple[str, str], Record] = {}
    for name, ids in wanted.items():
        records = reader.find_many(KEPT[name].record, sorted(ids))
        found |= {(name, id): record for id, record in records.items()}
    return found


class _Told(NamedTuple):
    """What is said of one unit."""

    kind: Kind
    ledger: str
    id: str
    label: str
    serial: str
    what: str
    by: Happened | None


class _Telling:
    """Says what became of records between two papers."""

    def __init__(self, reader: Reader, earlier: Kept, then: Records, now: Records) -> None:
        self._reader = reader
        self._then, self._now = then, now
        self._frozen_on = day_of(reader, earlier.step) if earlier.step else reader.today
        self._happened: dict[str, dict[str, list[Happened]]] = {}
        by_ledger: dict[str, set[str]] = {}
        for name, id in (*then, *now):
            by_ledger.setdefault(name, set()).add(id)
        for name, ids in by_ledger.items():
            self._happened[name] = happened(reader, KEPT[name], sorted(ids), earlier.step)

    def of(self, part: Part, key: str, id_then: str, id_now: str) -> _Told:
        """What a correction was: the record that came, went, or changed."""
        candidates = [id for id in dict.fromkeys((id_now, id_then)) if id]
        if not candidates:
            return _Told("corrected", "", "", self._town(key), "", "随台账变动", None)
        best: _Told | None = None
        for id in candidates:
            told = self._of_record(part, id)
            if told.by is not None:
                return told
            best = best or told
        assert best is not None
        return best

    def moved(self, part: Part, key: str, id: str, kind: Kind) -> _Told:
        """What came into a level or went out of it by its own days."""
        record = self._now.get((part.ledger.name, id)) or self._then.get((part.ledger.name, id))
        if record is None:
            return _Told(kind, part.ledger.name if id else "", id, self._town(key), "", "", None)
        what = "按日期退出" if kind == "left" else self._day(part, record)
        return self._told(kind, part, record, what, None)

    def _of_record(self, part: Part, id: str) -> _Told:
        ledger = part.ledger
        then, now = self._then.get((ledger.name, id)), self._now.get((ledger.name, id))
        done = self._happened.get(ledger.name, {}).get(id, [])
        record = now or then
        assert record is not None
        if then is None:
            kind: Kind = "new" if self._is_newer(part, record) else "late"
            by = next((each for each in done if each.adds), None)
            return self._told(kind, part, record, self._day(part, record), by)
        if now is None or (now.withdrawn and not then.withdrawn):
            by = done[-1] if done else None
            why = (now.withdrawn_why if now else "") or (by.reason if by else "")
            what = explained("删除原因", self._covered(why, then, now)) if why else "撤销了录入"
            return self._told("withdrawn", part, then, what, by)
        if then.withdrawn and not now.withdrawn:
            by = _last_of(done, {"withdrawn_at"})
            return self._told("restored", part, now, self._day(part, now), by)
        fields = self._changed(part, then, now)
        by = _last_of(done, set(fields)) if fields else None
        if not fields and then == now:
            return self._told("corrected", part, now, "随其他记录变动", None)
        what = self._changes(then, now, fields)
        if by and by.reason:
            what = clauses((what, explained("原因", self._covered(by.reason, then, now))))
        return self._told("corrected", part, now, what, by or (done[-1] if done else None))

    def _is_newer(self, part: Part, record: Record) -> bool:
        """Whether a record is of a day on which the last paper was not yet written."""
        day = part.day or ("as_of" if part.observed else "")
        on = getattr(record, day) if day else None
        return isinstance(on, date) and on > self._frozen_on

    def _told(
        self, kind: Kind, part: Part, record: Record, what: str, by: Happened | None
    ) -> _Told:
        label = name_of(record, self._reader)
        return _Told(kind, part.ledger.name, record.id, label, record.serial_no or "", what, by)

    def _town(self, key: str) -> str:
        towns = self._reader.desk.county.towns
        return towns.label(key.split(OF_TERM)[0]) if key else ""

    def _day(self, part: Part, record: Record) -> str:
        name = part.day or record.ledger.day
        value = getattr(record, name) if name else None
        if value is None:
            return ""
        return f"{_(record.ledger.fields[name].title)}{value}"

    def _changed(self, part: Part, then: Record, now: Record) -> list[str]:
        """The fields that differ: those the figure looks at, else any."""
        ledger = part.ledger
        differing = [
            name
            for name in ("status", *ledger.fields)
            if name not in STAMPS and getattr(then, name) != getattr(now, name)
        ]
        looked_at = {*part.fields, ledger.town, ledger.parent}
        return [name for name in differing if name in looked_at] or differing

    def _changes(self, then: Record, now: Record, fields: Sequence[str]) -> str:
        kinds, lists = then.ledger.shown(), self._reader.lists
        told = []
        for name in fields[:_MOST_CHANGES]:
            kind = kinds[name]
            before, after = (self._value(kind, getattr(each, name), lists) for each in (then, now))
            told.append(explained(_(kind.title), f"{before}→{after}"))
        if len(fields) > _MOST_CHANGES:
            told.append(f"另有{len(fields) - _MOST_CHANGES}项改动")
        return statements(told)

    def _covered(self, why: str, *records: Record | None) -> str:
        """A reason that an officer wrote, without numbers and the names of the record itself."""
        lists = self._reader.lists
        for record in filter(None, records):
            for name, kind in record.ledger.shown().items():
                value = getattr(record, name)
                if kind.personal and isinstance(value, str) and len(value) > 1:
                    why = why.replace(value, str(kind.mask(value, PAPER, lists)))
        return cover_numbers(why)

    def _value(self, kind: Any, value: Any, lists: Any) -> str:
        if not_filled(value):
            return "（空）"
        if kind.name == "link":
            linked = self._reader.linked(kind.to, value)
            return name_of(linked, self._reader) if linked else "（空）"
        return str(kind.mask(value, PAPER, lists))


def _last_of(done: Sequence[Happened], fields: set[str]) -> Happened | None:
    """The last work that changed one of these fields."""
    return next((each for each in reversed(done) if fields & set(each.fields)), None)


def name_of(record: Record, reader: Reader) -> str:
    """What a record is called on paper: a natural person's name is masked."""
    ledger = record.ledger
    for name in ledger.called:
        if name in ledger.fields and not not_filled(value := getattr(record, name)):
            return ledger.fields[name].mask(value, PAPER, reader.lists)
    if ledger.parent and (id := getattr(record, ledger.parent)):
        parent = reader.linked(ledger.parent_ledger, id)
        if parent is not None:
            return name_of(parent, reader)
    return record.serial_no or _(ledger.title)
