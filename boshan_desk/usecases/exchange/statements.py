"""What towns have handed in, written down as it comes; and until when they may.

A package that says 本期已报全 or 本期无 is the town's report of its period, and so is a workbook
that is imported for a town: nobody has to write that down by hand.  A package that says neither
brings a part; whether the town has reported is then left open.  What a person has written down
(returned, not reported) is changed only by a report that comes after it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from boshan_desk.domain.changes import Change
from boshan_desk.domain.county import County
from boshan_desk.domain.explaining import span_words
from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.officers import NoRight
from boshan_desk.domain.period import Period, find_period, last_full_quarter, read_period
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.wording import explained, statements
from boshan_desk.i18n import _
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ledgers.liaison import Liaison
from boshan_desk.ledgers.town_report import TownReport
from boshan_desk.store.conditions import all_of, col, in_town, live, within
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.store.work import Work
from boshan_desk.usecases import records, town_reports
from boshan_desk.usecases.exchange.answers import REPORTS
from boshan_desk.usecases.exchange.parcels import parcels
from boshan_desk.usecases.exchange.peers import DOWN, Peer, peers
from boshan_desk.usecases.exchange.reports_told import told_reports

DUE_SETTING: Final = "report_due_days"
CLOSE_SETTING: Final = "report_close_days"
USUAL_DUE: Final = 5
USUAL_CLOSE: Final = 15
"""Days after the end of a period until when a report is on time, and until when it is taken in."""
MOST_DAYS: Final = 180

NOT_HANDED_IN: Final = frozenset({"liaison", "fund", "policy", "town_report", "target"})
"""Ledgers that the bureau keeps about the towns: a workbook of one is no report of a town."""


# ---------------------------------------------------------------- until when


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """Until when the reports of a period are on time, and until when they are taken in."""

    period: Period
    due: date
    close: date

    def stage(self, day: date) -> str:
        """early (the period still runs), open, late (after the day for it), closed."""
        if day <= self.period.end and day <= self.due:
            return "early"
        if day <= self.due:
            return "open"
        return "late" if day <= self.close else "closed"

    def words(self, day: date) -> str:
        """The two days, and how long there is."""
        due, close = span_words(self.due, self.due), span_words(self.close, self.close)
        told = _("{due}（含当日）前为按期，{close}截止收报").format(due=due, close=close)
        match self.stage(day):
            case "early" | "open":
                left = _("还有 {days} 天").format(days=(self.due - day).days)
                more = left if day < self.due else _("今天是按期的最后一天")
            case "late":
                more = _("已过按期日期 {days} 天").format(days=(day - self.due).days)
            case _other:
                more = _("已截止 {days} 天").format(days=(day - self.close).days)
        return statements((told, more))


def deadline_of(reader: Reader, period: Period) -> Deadline:
    """The days for a period: as most of its reports have them, else as the office has set.

    A day on which nobody works gives way to the next working day.
    """
    due_days, close_days = report_days(reader)
    found = reader.having(TownReport, "period", [str(period)])
    found += [each for each in told_reports(reader) if each.period == str(period)]
    given = Counter(report.due_on for report in found if report.due_on)
    days = reader.law.days
    if given:
        # Of two that are as frequent the later one: nobody is late by a day that was put off.
        due = max(given, key=lambda day: (given[day], day))
    else:
        due = days.roll(period.end + timedelta(due_days))
    close = days.roll(max(due, due + timedelta(close_days - due_days)))
    return Deadline(period=period, due=due, close=close)


def report_days(reader: Reader) -> tuple[int, int]:
    """How many days after a period its reports are on time, and are taken in."""
    due = _days(reader.setting(DUE_SETTING), USUAL_DUE)
    return due, max(due, _days(reader.setting(CLOSE_SETTING), USUAL_CLOSE))


def set_report_days(desk: Desk, due: int, close: int) -> None:
    """Set them; the towns are told with the next return package.

    Raises:
        NoRight: the officer may not change settings.
        Refused: the days are out of order.
    """
    if not 0 <= due <= close <= MOST_DAYS:
        raise Refused(
            "按期天数不能多于截止天数，天数在 0 到 {most} 之间",
            most=MOST_DAYS,
        )
    with desk.work(_("设置报送期限")) as work:
        work.set(DUE_SETTING, str(due))
        work.set(CLOSE_SETTING, str(close))


def _days(text: str, usual: int) -> int:
    return int(text) if text.isdecimal() and int(text) <= MOST_DAYS else usual


# ---------------------------------------------------------------- what came


def note_package(
    work: Work, *, towns: Iterable[str], period: str, statement: str
) -> tuple[str, ...]:
    """Write down that a package came; what is to be said about it.

    `towns` are those its sender writes for.  Called within the work that takes the package, after
    its records: taking it back takes this back, too.
    """
    span = find_period(period) if period else None
    if span is None:
        return ()
    county = work.desk.county
    lines = dict.fromkeys(line_of(county, town) for town in towns)
    told = [
        _note(work, line, span, statement, "package") for line in lines if line in county.counted
    ]
    return tuple(filter(None, told))


def state_of(report: TownReport | None, came: bool) -> str:
    """What a report counts as (`answers.REPORTS`); `came`: whether packages of its period did."""
    if report is not None and report.state:
        return report.state if report.state in REPORTS else "unknown"
    part = report is not None and bool(report.rows or report.received_on)
    return "partial" if part or came else "unknown"


def report_state(reader: Reader, towns: Iterable[str], period: str) -> str:
    """What the report of a period counts as after a package of it came; "" of no period.

    Of a desk that writes for several towns, what the first of them has.
    """
    span = find_period(period) if period else None
    county = reader.desk.county
    lines = [line for code in towns if (line := line_of(county, code)) in county.counted]
    if span is None or not lines:
        return ""
    return state_of(report_of(reader, lines[0], span), True)


def note_import(work: Work, ledger: Ledger, town: str, days: Iterable[date | None]) -> str:
    """Write down that a workbook came from a town; what is to be said about it, mostly nothing.

    `days` are those of the records it brought.  It is a report where some of them lie within the
    last whole quarter.
    """
    county = work.desk.county
    line = line_of(county, town)
    if (
        line not in county.counted
        or work.desk.level == "town"
        or not ledger.day
        or ledger.name in NOT_HANDED_IN
    ):
        return ""
    span = last_full_quarter(work.today)
    came = any(day is not None and day in span for day in days)
    return _note(work, line, span, "whole", "sheet") if came else ""


def unnote_import(work: Work, was: Change) -> None:
    """Take back that a workbook came, where the report of its town has moved on since.

    Only its records are taken off the count: what else is written down is somebody else's word.
    """
    now = work.find(TownReport, was.record.id)
    if now is None or now.state not in ("on_time", "late") or not now.town_code:
        return
    left = handed_in(work, now.town_code, read_period(now.period or ""))
    if left != now.rows:
        work.apply([Change(now, records.prepare(work, replace(now, rows=left), now))])


def mark_missing(desk: Desk, period: Period) -> list[TownReport]:
    """Write 未报 down for every town of which nothing came and nothing is written down.

    Raises:
        Refused: the day for it has not passed.
    """
    with desk.read() as reader:
        deadline = deadline_of(reader, period)
        if reader.today <= deadline.due:
            raise Refused("还没有过按期日期（{day}），不能登记未报", day=deadline.due)
        heard = _heard_of(reader, period)
    pairs: list[tuple[TownReport | None, TownReport]] = []
    for line in town_reports.look(desk, period):
        before = line.report
        if line.town in heard:
            continue
        if before is None:
            new = TownReport(period=str(period), town_code=line.town, due_on=deadline.due)
            pairs.append((None, replace(new, state="missing")))
        elif before.state is None and state_of(before, False) == "unknown":
            pairs.append((before, replace(before, state="missing", way=None)))
    if not pairs:
        return []
    words = _("登记{period}未报镇街").format(period=period.words())
    return records.save_many(desk, words, pairs)


def handed_in(reader: Reader, line: str, period: Period) -> int:
    """How many live records of a town there are for a period that its desks or workbooks brought.

    Counted anew each time, so that it does not matter how often or in which order they came.
    """
    sites = [peer.site for peer in peers(reader, DOWN) if line in _lines(reader, peer)]
    # Marks begin with the dot of the creation.
    marks = [f'{{"":"{site}.%' for site in sites]
    origin = " OR ".join(["t.source = 'sheet'", *["t.dots LIKE ?"] * len(marks)])
    towns, count = reader.lists["town"], 0
    for name, ledger in LEDGERS.items():
        if not ledger.town or not ledger.day or name in NOT_HANDED_IN:
            continue
        where, values = all_of(
            [live(), in_town(ledger, line, towns), within(col(ledger.day), period)]
        )
        sql = f'SELECT count(*) FROM "{name}" t WHERE {where} AND ({origin})'
        count += reader.connection.exec_driver_sql(sql, (*values, *marks)).scalar_one()
    return count


def _lines(reader: Reader, peer: Peer) -> set[str]:
    return {line_of(reader.desk.county, code) for code in peer.towns}


def _heard_of(reader: Reader, period: Period) -> set[str]:
    """The lines of which some package of a period came."""
    came = {
        parcel.site
        for parcel in parcels(reader, way="in", kind="package")
        if parcel.state == "taken" and parcel.period == str(period)
    }
    found: set[str] = set()
    for peer in peers(reader, DOWN):
        if peer.site in came:
            found |= _lines(reader, peer)
    return found


def line_of(county: County, code: str) -> str:
    """The line of the board that a place belongs to: of a county's town at a city, the county."""
    return county.places.counts_for(code)


def report_of(reader: Reader, town: str, period: Period) -> TownReport | None:
    """What is written down of a town's report for a period."""
    found = reader.having(TownReport, "period", [str(period)])
    return next((report for report in found if report.town_code == town), None)


def _note(work: Work, town: str, period: Period, statement: str, way: str) -> str:
    before = report_of(work, town, period)
    name = work.lists["town"].label(town)
    base = before or TownReport(
        period=str(period), town_code=town, due_on=deadline_of(work, period).due
    )
    rows = handed_in(work, town, period)
    if statement == "nothing" and (rows or base.state in ("on_time", "late")):
        return _("{town}{period}已经报过 {count} 条，这次又声明本期无，请向镇街核实").format(
            town=name, period=period.words(), count=rows
        )
    after = _after(base, statement, rows, way, work.today)
    if after == base:
        return ""
    if before is None or before.status == "submitted":
        # Judged anew: a draft that lacks nothing is handed in.
        after = replace(after, status="draft")
    if after.sender is None and after.state in ("on_time", "late", "zero"):
        after = replace(after, sender=_liaison(work, town))
    try:
        work.apply([Change(before, records.prepare(work, after, before))])
    except NoRight:
        raise
    except Refused as error:
        # What a person has reviewed, or closed, is theirs; the package is taken all the same.
        what = _("{town}{period}的报送情况没有登记").format(town=name, period=period.words())
        return explained(what, error.words())
    return ""


def _after(report: TownReport, statement: str, rows: int, way: str, today: date) -> TownReport:
    """What is known of a report after something came."""
    open_ = report.state in (None, "missing")
    if statement == "nothing":
        if report.state == "zero":
            return report
        came = report.received_on or today
        return replace(report, state="zero", received_on=came, way=report.way or way, rows=0)
    if not statement and report.state not in ("on_time", "late", "zero"):
        # A part says nothing of the whole; what is written down as not reported stays so.
        known = report.state == "missing" or not rows
        return report if known else replace(report, rows=rows, way=report.way or way)
    if report.state == "zero" and not rows:
        return report
    came = today if open_ or report.received_on is None else report.received_on
    on_time = report.due_on is None or came <= report.due_on
    return replace(
        report,
        state="on_time" if on_time else "late",
        received_on=came,
        way=report.way or way,
        rows=rows,
    )


def _liaison(reader: Reader, town: str) -> str | None:
    """Who reports for a town: its first officer now, by role."""
    found = [
        each
        for each in reader.having(Liaison, "town_code", [town])
        if each.state == "active" and each.name
    ]
    found.sort(key=lambda each: each.role or "z")
    return found[0].name if found else None
