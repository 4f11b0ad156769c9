"""Opens the records behind every number of a paper and says which number does not fit them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from boshan_desk.domain.fields import Money
from boshan_desk.domain.period import Period, quarter_of
from boshan_desk.domain.report import Chart, Grid, Report, Source, Words
from boshan_desk.domain.wording import half_up, rate
from boshan_desk.ledgers import KEPT, record_type
from boshan_desk.store.desk import Desk
from boshan_desk.store.figures import Value
from boshan_desk.usecases.behind import behind, behind_source
from boshan_desk.usecases.counting import Counting, find_entry
from boshan_desk.usecases.figures import FigureLine, collect_one
from boshan_desk.usecases.plans.standing import Standing, standings

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_CHANGED = re.compile(r"(增长|下降|提高|降低|上年同期的)\Z")


class Opened(NamedTuple):
    """A number of a paper, where it stands, and what opens it."""

    text: str
    context: str
    """What stands before it, or the head of its column."""
    source: Source


def links_of(report: Report) -> Iterator[Opened]:
    """Every link of a paper."""
    for block in report.blocks:
        if isinstance(block, Words):
            for start, end, source in block.links:
                yield Opened(block.text[start:end], block.text[:start], source)
        elif isinstance(block, Grid):
            for row, column, source in block.links:
                yield Opened(block.rows[row][column], block.columns[column].title, source)
        elif isinstance(block, Chart) and block.source:
            yield Opened("", block.title, block.source)


class Opener:
    """Opens numbers of papers of one desk; what was looked up once is not looked up again."""

    def __init__(self, desk: Desk, period: Period) -> None:
        self.desk = desk
        self.quarter = quarter_of(period.end)
        self._lines: dict[Source, FigureLine] = {}
        self._targets: dict[tuple[object, str], list[Standing]] = {}

    def fault(self, number: Opened) -> str:
        """What is wrong with a number; "" where it says what it opens."""
        found = _NUMBER.search(number.text)
        if found is None:
            # Words, such as the title of a case, or a picture: they open something.
            self._open(number.source)
            return ""
        fitting = self._fitting(number)
        return "" if found[0] in fitting else f"{number} is none of {sorted(fitting)[:12]}"

    def _open(self, source: Source) -> None:
        if source.target:
            assert self._of_target(source), source
        else:
            behind_source(self.desk, source)

    def _fitting(self, number: Opened) -> set[str]:
        source = number.source
        if source.target:
            return self._by_target(source)
        if source.figure:
            return self._by_figure(number)
        return self._by_records(number)

    # ------------------------------------------------------------ targets

    def _of_target(self, source: Source) -> list[Standing]:
        assert isinstance(source.span, Period)
        key = (source.span, source.town)
        if key not in self._targets:
            self._targets[key] = standings(self.desk, source.span, town=source.town, trail=False)
        return [line for line in self._targets[key] if line.indicator == source.target]

    def _by_target(self, source: Source) -> set[str]:
        fitting: set[str] = set()
        for line in self._of_target(source):
            numbers = [line.cumulative, line.quarter, line.target, line.share, line.due_share]
            numbers += [line.difference]
            if line.target is not None and line.cumulative is not None:
                gap = line.target - line.cumulative
                left = 4 * (line.year - self.quarter.year) + 4 - self.quarter.last // 3
                numbers += [gap, *([gap / left, gap // left + 1] if left > 0 else [])]
            fitting |= {text for each in numbers for text in _printed(each)}
            fitting |= {
                f"-{text}" for each in numbers if each and each < 0 for text in _printed(each)
            }
            fitting |= set(_NUMBER.findall(f"{line.actual_words} {line.change_words}"))
            fitting |= {f"-{text}" for text in _NUMBER.findall(line.change_words)}
            fitting |= {"0.0"} if "持平" in line.change_words else set()
        return fitting

    # ------------------------------------------------------------ figures

    def _by_figure(self, number: Opened) -> set[str]:
        source = number.source
        assert source.span is not None
        line = self._line(source)
        value, base = self._values(line, source)
        opened = behind(self.desk, source.figure, source.span, source.town, where=source.where)
        if not source.where:
            assert opened.value == value, (number, opened.value, value)
        if opened.counts:
            assert opened.count == (value or 0), (number, opened.count, value)
        if number.context.endswith("上年同期为"):
            return {"0"} if not value else set()
        if number.context.startswith("同比") or _CHANGED.search(number.context):
            return _changes(line, value, base)
        for place, words in enumerate(("达到序时进度的", "可以判断的")):
            if source.figure == "M-MG04" and number.context.endswith(words):
                with self.desk.read() as reader:
                    return {str(Counting(reader).source.on_time(source.span, source.town)[place])}
        if number.context.endswith(("占", "占比（%）")) and not line.share:
            all_ = Source(figure=source.figure, span=source.span)
            whole = self._values(self._line(all_), all_)
            return {str(half_up(Decimal(value or 0) * 100 / Decimal(whole[0] or 1), 1))}
        if number.context.endswith("位次") or number.context.endswith("第"):
            return {str(place) for place in range(1, len(self.desk.county.counted) + 1)}
        return _shown(value, find_entry(source.figure).of.money)

    def _line(self, source: Source) -> FigureLine:
        if source not in self._lines:
            with self.desk.read() as reader:
                counting = Counting(reader)
                # As the paper does: what is not over is compared with the same days.
                counting.to_day = min(self.quarter.end, reader.today)
                self._lines[source] = collect_one(
                    reader,
                    source.figure,
                    self.quarter,
                    town=source.town,
                    where=source.where,
                    counting=counting,
                )
        return self._lines[source]

    def _values(self, line: FigureLine, source: Source) -> tuple[Value, Value]:
        """The value of the days that open, and what it is compared with."""
        pairs = (
            (line.spans.value, line.value, line.last_year),
            (line.spans.cumulative, line.cumulative, line.cumulative_last_year),
            (line.spans.last_year, line.last_year, None),
            (line.spans.cumulative_last_year, line.cumulative_last_year, None),
        )
        for span, value, base in pairs:
            if span == source.span:
                return value, base
        # Other days than those of the quarter's line, such as the quarter to come a year ago.
        assert source.span is not None
        opened = behind(self.desk, source.figure, source.span, source.town, where=source.where)
        return opened.value, None

    # ------------------------------------------------------------ records

    def _by_records(self, number: Opened) -> set[str]:
        source = number.source
        opened = behind_source(self.desk, source)
        if number.context == "序号":
            return {number.text} if opened.count == 1 else set()
        if source.ids is None:
            return {str(opened.count)}
        kind = record_type(source.ledger)
        with self.desk.read() as reader:
            records = reader.find_many(kind, source.ids)
        assert len(records) == len(source.ids), number
        money = [
            name for name, field in KEPT[source.ledger].fields.items() if isinstance(field, Money)
        ]
        sums = [sum(getattr(each, name) or 0 for each in records.values()) for name in money]
        if source.ledger == "case":
            taken = ("fine", "confiscate_money")
            sums.append(sum(getattr(r, n) or 0 for r in records.values() for n in taken))
        fitting = {str(opened.count)}
        for fen in sums:
            fitting |= _shown(fen, True) | {
                str(half_up(Decimal(fen) / 100, places)) for places in (0, 2)
            }
        whole = behind(self.desk, "M-EN02", self.quarter.cumulative()).count
        if number.context.endswith("占") and whole:
            fitting.add(str(half_up(Decimal(opened.count) * 100 / whole, 1)))
        return fitting


def _printed(value: Value) -> set[str]:
    if value is None:
        return set()
    # A fall is told without its sign; days that were entered the wrong way round have theirs.
    sizes = (Decimal(value), abs(Decimal(value)))
    return {f"{half_up(size, places):f}" for size in sizes for places in (0, 1, 2)} | {
        f"{size.normalize():f}" for size in sizes
    }


def _shown(value: Value, money: bool) -> set[str]:
    if value is None:
        return {"0"}
    if money:
        return {str(half_up(Decimal(value) / scale, 2)) for scale in (10**6, 10**10)}
    return _printed(value)


def _changes(line: FigureLine, value: Value, base: Value) -> set[str]:
    if line.share and value is not None and base is not None:
        move = half_up(Decimal(value) - Decimal(base), 1)
        return {f"{move:f}", f"{abs(move):f}"}
    growth = rate(value, base)
    if growth is None or value is None or base is None:
        return set()
    times = half_up(Decimal(value) / Decimal(base), 1)
    size = half_up(growth, 1)
    shown = f"{times:f}"
    return {f"{size if size else abs(size):f}", f"{abs(size):f}", shown, shown.removesuffix(".0")}
