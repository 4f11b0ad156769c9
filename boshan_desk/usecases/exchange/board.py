"""The board (报送情况): every town with what it has handed in for a period, and what is the matter.

Zero (零报告), not reported (未报) and not written down yet (未登记) are three things, and a part
that came without a word about the whole is a fourth.  Towns without the program stand on the same
board: their workbooks count (`statements`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from boshan_desk.domain.period import Period
from boshan_desk.domain.wording import clauses, explained, tally
from boshan_desk.exchange.words import package_number
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import KEPT
from boshan_desk.ledgers.town_report import TownReport
from boshan_desk.store import schema
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.exchange.answers import REPORTS, missing_words
from boshan_desk.usecases.exchange.held_rows import REFUSED, held_rows
from boshan_desk.usecases.exchange.parcels import Parcel, newest_of, parcels
from boshan_desk.usecases.exchange.peers import ACTIVE, DOWN, Peer, peers
from boshan_desk.usecases.exchange.reports_told import told_reports
from boshan_desk.usecases.exchange.statements import Deadline, deadline_of, line_of, state_of

DONE: Final = frozenset({"on_time", "late", "zero"})
"""Nothing more is expected of the town."""


@dataclass(frozen=True, kw_only=True)
class BoardLine:
    """One town: of a city one county."""

    town: str
    town_label: str
    state: str
    """A key of `REPORTS`."""
    report: TownReport | None
    """What is written down of it."""
    peer: Peer | None
    """Its desk; None where it has no desk of the program."""
    last: Parcel | None
    """The package that came last, of whatever period."""
    age: int | None
    """How many days ago that was."""
    next: int
    """The number that is expected next; 1 where nothing has come."""
    missing: tuple[int, ...]
    """Numbers that have not come."""
    conflicts: int = 0
    held: int = 0
    doubles: int = 0
    """What waits for a decision, without what was put aside."""
    aside: int = 0
    receipt_due: bool = False
    """Whether a package came since the last return package was made for it, and its desk is not
    switched off."""

    @property
    def words(self) -> str:
        """按期, 迟报, 零报告, 退回, 部分报送, 未报, 未登记."""
        return _(REPORTS[self.state])

    @property
    def waiting(self) -> int:
        """How much waits for a decision."""
        return self.conflicts + self.held + self.doubles

    @property
    def way_words(self) -> str:
        """How the town hands in: 数据包, 表格 …; "" where nobody knows."""
        if self.peer is not None and self.peer.active:
            return _("数据包")
        way = (self.report.way if self.report else "") or ""
        return _(_WAYS[way]) if way in _WAYS else ""

    @property
    def last_words(self) -> str:
        """第05包，3 天前; "" where no package ever came."""
        if self.last is None or self.age is None:
            return ""
        ago = _("{days} 天前").format(days=self.age) if self.age else _("今天")
        return clauses((package_number(self.last.seq), ago))

    @property
    def alarm_words(self) -> str:
        """What is the matter with its desk: doubled, switched off, a number that never came."""
        told = []
        if self.peer is not None and self.peer.alarm:
            told.append(_("同一身份有两台电脑在用，已暂停接收"))
        if self.peer is not None and not self.peer.active:
            told.append(self.peer.state_words())
        if gap := missing_words(self.missing):
            told.append(gap)
        return clauses(told)

    @property
    def waiting_words(self) -> str:
        """两边不同 3，暂存 1，疑似重复 2; "" for nothing."""
        counts = (
            (_("两边不同"), self.conflicts),
            (_("暂存"), self.held),
            (_("疑似重复"), self.doubles),
        )
        return clauses(f"{title} {count:,}" for title, count in counts if count)


_WAYS: Final[Mapping[str, str]] = {
    "package": mark("数据包"),
    "sheet": mark("表格"),
    "paper": mark("纸质"),
}


@dataclass(frozen=True, kw_only=True)
class Board:
    """All towns for one period."""

    deadline: Deadline
    today: date
    lines: tuple[BoardLine, ...]

    @property
    def period(self) -> Period:
        """The period."""
        return self.deadline.period

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many towns are in each state."""
        found = Counter(line.state for line in self.lines)
        return {state: found[state] for state in REPORTS}

    @property
    def owing(self) -> tuple[BoardLine, ...]:
        """The towns of which something is still expected."""
        return tuple(line for line in self.lines if line.state not in DONE)

    @property
    def waiting(self) -> int:
        """How much waits for a decision."""
        return sum(line.waiting for line in self.lines)

    def words(self) -> str:
        """应报 10 个：按期 7，零报告 1，未登记 2."""
        told = [tally(_(REPORTS[state]), f" {n}", "") for state, n in self.counts.items() if n]
        return explained(_("应报 {count} 个").format(count=len(self.lines)), clauses(told))

    def deadline_words(self) -> str:
        """Until when reports are on time, and until when they are taken in."""
        return self.deadline.words(self.today)


def board(desk: Desk, period: Period) -> Board:
    """What every town has handed in for a period, in the protocol order; a town's desk sees itself.

    Nothing is written, and nothing is taken for granted: that the day has passed makes no town one
    that did not report (`statements.mark_missing` does, when somebody says so).
    """
    with desk.read() as reader:
        deadline = deadline_of(reader, period)
        reports = {
            report.town_code: report
            for report in reader.having(TownReport, "period", [str(period)])
        }
        if desk.level == "town":
            told = told_reports(reader)
            reports |= {each.town_code: each for each in told if each.period == str(period)}
        own = set(desk.own_towns) if desk.level == "town" else set(desk.county.counted)
        towns = [code for code in desk.county.counted if code in own]
        traffic = _Traffic(reader)
        lines = tuple(traffic.line(town, reports.get(town), period) for town in towns)
        return Board(deadline=deadline, today=reader.today, lines=lines)


class _Traffic:
    """The packages and what waits, read once for all the towns."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._desks: dict[str, list[Peer]] = defaultdict(list)
        county = reader.desk.county
        for peer in peers(reader, DOWN):
            for line in dict.fromkeys(line_of(county, code) for code in peer.towns):
                self._desks[line].append(peer)
        self._came: dict[str, list[Parcel]] = defaultdict(list)
        self._went: dict[str, int] = {}
        for parcel in parcels(reader):
            if parcel.way == "in" and parcel.kind == "package" and parcel.state == "taken":
                self._came[parcel.site].append(parcel)
            elif parcel.way == "out" and parcel.kind == "return":
                self._went.setdefault(parcel.site, parcel.step)
        lines = {peer.site: line for line, desks in self._desks.items() for peer in desks}
        self._waiting = _waiting(reader, lines)
        of_town = reader.desk.level == "town"
        self._sent = parcels(reader, way="out", kind="package") if of_town else []

    def line(self, town: str, report: TownReport | None, period: Period) -> BoardLine:
        """How one town stands."""
        desks = self._desks.get(town, [])
        # The desk that hands in now; one that took another's place comes before that one.
        peer = next((each for each in desks if each.state == ACTIVE), desks[-1] if desks else None)
        came = [parcel for desk in desks for parcel in self._came[desk.site]]
        # What was taken last need not have the greatest number: packages overtake one another.
        last = max(came, key=_taken_at, default=None)
        newest = newest_of(self._came[peer.site]) if peer else None
        latest = max(self._came[peer.site], key=_taken_at, default=None) if peer else None
        answer = latest.answer if latest else None
        waits = self._waiting[town]
        owed = latest.step if latest and peer and peer.active else 0
        return BoardLine(
            town=town,
            town_label=self._reader.lists["town"].label(town),
            state=self._state(report, came, period),
            report=report,
            peer=peer,
            last=last,
            age=(self._reader.today - date.fromisoformat(last.at[:10])).days if last else None,
            next=answer.next if answer else (newest.seq + 1 if newest else 1),
            missing=answer.missing if answer else (),
            conflicts=waits["conflict"],
            held=waits["held"],
            doubles=waits["double"],
            aside=waits["aside"],
            receipt_due=bool(peer and owed > self._went.get(peer.site, 0)),
        )

    def _state(self, report: TownReport | None, came: Sequence[Parcel], period: Period) -> str:
        if (report is None or not report.state) and self._sent:
            # A town's desk knows what its report counts as from the answers it got.
            sent = [parcel for parcel in self._sent if parcel.period == str(period)]
            told = next((each.answer.report for each in sent if each.answer), "")
            return told or ("partial" if sent else "unknown")
        return state_of(report, any(parcel.period == str(period) for parcel in came))


def _taken_at(parcel: Parcel) -> int:
    return parcel.step


def _waiting(reader: Reader, lines: Mapping[str, str]) -> dict[str, Counter[str]]:
    """What waits, by town: of conflicts and likely duplicates the record's, else the sender's."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    named: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
    for row in reader.small_rows(schema.conflict):
        named[row["ledger"]].append((row["record_id"], "conflict", bool(row["aside"])))
    for row in reader.small_rows(schema.double):
        if row["state"] == "open":
            named[row["ledger"]].append((row["one"], "double", bool(row["aside"])))
    for row in held_rows(reader):
        if row["why"] != REFUSED:
            found[lines.get(row["site"], "")]["aside" if row["aside"] else "held"] += 1
    for name, matters in named.items():
        towns = _towns_of(reader, name, [id for id, _kind, _aside in matters])
        for id, kind, aside in matters:
            found[towns.get(id, "")]["aside" if aside else kind] += 1
    return found


def _towns_of(reader: Reader, ledger: str, ids: Sequence[str]) -> dict[str, str]:
    """The lines of the board that records belong to; of a ledger that is not for all eyes none."""
    kept = KEPT.get(ledger)
    if kept is None or (kept.secret and not reader.desk.officer.may(kept.reading)):
        return {}
    county = reader.desk.county
    return {
        id: line_of(county, reader.town_of(record))
        for id, record in reader.find_many(kept.record, ids).items()
    }


def line_json(line: BoardLine) -> dict[str, Any]:
    """A line as the command line writes it."""
    report, last = line.report, line.last
    return {
        "town": line.town,
        "town_label": line.town_label,
        "state": line.state,
        "state_words": line.words,
        "due_on": str(report.due_on) if report and report.due_on else None,
        "received_on": str(report.received_on) if report and report.received_on else None,
        "way": report.way if report else None,
        "rows": report.rows if report else None,
        "site": line.peer.site if line.peer else None,
        "desk_state": line.peer.state if line.peer else None,
        "alarm": line.peer.alarm if line.peer else "",
        "last": {
            "digest": last.digest,
            "seq": last.seq,
            "period": last.period,
            "statement": last.statement,
            "at": last.at,
            "age_days": line.age,
        }
        if last
        else None,
        "next": line.next,
        "missing": list(line.missing),
        "waiting": {"conflicts": line.conflicts, "held": line.held, "doubles": line.doubles},
        "aside": line.aside,
        "receipt_due": line.receipt_due,
    }
