"""Where a town stands with its reports, read in one go off the window's thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from boshan_desk.domain.figures import Where
from boshan_desk.domain.period import Period, last_full_quarter, quarter_of
from boshan_desk.domain.registers import epoch_of
from boshan_desk.domain.view import View
from boshan_desk.domain.wording import clauses
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT
from boshan_desk.ui.town_places import town_ledgers

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.store.reader import Reader
    from boshan_desk.store.rows import Rows
    from boshan_desk.usecases.exchange.answers import Decided
    from boshan_desk.usecases.exchange.parcels import Parcel
    from boshan_desk.usecases.exchange.peers import Peer
    from boshan_desk.usecases.exchange.record_answers import Unsettled
    from boshan_desk.usecases.exchange.statements import Deadline

_NEWEST: Final = 1 << 62
_MOST_RETURNED: Final = 50


@dataclass(frozen=True)
class TownNow:
    """How far a town is: enrolled or not, what is to be sent, what was answered."""

    peer: Peer | None
    """The county, once it has opened an account for this desk."""
    fingerprint: str
    """The eight groups of this desk's own key; "" before it asked."""
    renewing: bool
    """Whether it asked for another key that the county has not confirmed yet."""
    deadlines: Mapping[Period, Deadline]
    unsent: Mapping[str, int]
    """By ledger, how many records were written since the last package."""
    packages: tuple[Parcel, ...]
    """Those that were sent, the newest first."""
    unsettled: tuple[Unsettled, ...]
    """What was refused or waits according to the answers."""
    waiting: int
    """Contents that differ from the county's, to be looked at here."""
    targets: tuple[tuple[str, str], ...] = ()
    """What the county set for the town: what it is about, and how much; with what is done."""
    restored: bool = False
    """Whether a backup was restored since the last package: what was sent after it is missing."""
    decided: tuple[Decided, ...] = ()
    """What the newest answer says was decided above about what waited."""
    reports: Mapping[Period, tuple[str, str]] = field(default_factory=dict)
    """By period what the county wrote down of the town's report: 按期, 退回 …, and why."""

    @property
    def total(self) -> int:
        """How many records are to be sent."""
        return sum(self.unsent.values())

    @property
    def open(self) -> tuple[Parcel, ...]:
        """The packages to which an answer is still to come."""
        return tuple(
            each for each in self.packages if each.state == "made" and not self.is_carried(each)
        )

    def is_carried(self, parcel: Parcel) -> bool:
        """Whether a later package that was answered held all of one that never arrived."""
        return any(
            each.state == "acknowledged"
            and each.epoch == parcel.epoch
            and each.seq > parcel.seq
            and each.upto_n >= parcel.upto_n
            for each in self.packages
        )

    def of(self, period: Period) -> Parcel | None:
        """The newest package of a period."""
        return next((each for each in self.packages if each.period == str(period)), None)


def periods(today: date) -> tuple[Period, ...]:
    """The periods that a town reports for, the likeliest first: the quarter that ended last."""
    last = last_full_quarter(today)
    return (last, quarter_of(today))


def read_now(desk: Desk) -> TownNow:
    """Read how a town stands."""
    from boshan_desk.usecases.exchange.own_keys import keys_of
    from boshan_desk.usecases.exchange.parcels import parcels
    from boshan_desk.usecases.exchange.peers import up
    from boshan_desk.usecases.exchange.record_answers import unsettled
    from boshan_desk.usecases.exchange.statements import deadline_of
    from boshan_desk.usecases.exchange.waiting import count_waiting

    told = tuple(unsettled(desk))
    with desk.read() as reader:
        peer, keys = up(reader), keys_of(reader)
        own = keys.next or keys.own
        sent = tuple(parcels(reader, way="out", kind="package"))
        got = next(iter(parcels(reader, way="in", kind="return")), None)
        counts = count_waiting(reader)
        return TownNow(
            peer=peer,
            fingerprint=own.public.fingerprint() if own else "",
            renewing=keys.next is not None,
            deadlines={p: deadline_of(reader, p) for p in periods(desk.clock.today())},
            unsent=_unsent(reader, peer, sent) if peer else {},
            packages=sent,
            unsettled=told,
            waiting=sum(counts.values()),
            targets=_targets(desk) if peer else (),
            restored=bool(sent) and sent[0].epoch < epoch_of(reader.desk.site),
            decided=got.decided if got is not None else (),
            reports=_reports(desk) if peer else {},
        )


def _reports(desk: Desk) -> dict[Period, tuple[str, str]]:
    """What the county wrote down of the reports of the one town of the desk, as its answers say."""
    from boshan_desk.usecases.exchange.board import board

    found = {}
    if desk.level == "town" and len(desk.own_towns) == 1:
        for period in periods(desk.clock.today()):
            for line in board(desk, period).lines:
                if line.report is not None:
                    found[period] = (line.words, line.report.why or "")
    return found


def _targets(desk: Desk) -> tuple[tuple[str, str], ...]:
    """The targets of the one town of the desk, that came down with the county's answers."""
    from boshan_desk.usecases.plans.standing import standings

    if desk.level != "town" or len(desk.own_towns) != 1:
        return ()
    period = periods(desk.clock.today())[0]
    found = []
    for each in standings(desk, period, town=desk.own_towns[0], trail=False):
        if each.target is not None:
            told = _("{year}年目标 {target}").format(year=each.year, target=each.target_words)
            done = "" if each.cumulative is None else _("目前 {actual}")
            done = done.format(actual=each.actual_words)
            found.append((each.title, clauses(filter(None, (told, done)))))
    return tuple(found)


def _unsent(reader: Reader, peer: Peer, sent: Sequence[Parcel]) -> dict[str, int]:
    """What was written since the newest package, and what was never acknowledged without one."""
    from boshan_desk.usecases.exchange.gathering import gather_up
    from boshan_desk.usecases.exchange.making import ACKNOWLEDGED

    epoch = epoch_of(reader.desk.site)
    done = int(reader.setting(ACKNOWLEDGED, "0"))
    after = max((each.upto_n for each in sent if each.epoch == epoch), default=done)
    found = gather_up(reader, peer, max(after, done), _NEWEST)
    return {name: len(ids) for name, ids in found.items() if name in KEPT and ids}


@dataclass(frozen=True)
class Entered:
    """What the ledgers of a town hold."""

    in_period: Mapping[str, int]
    """By ledger, how many records fall into the period."""
    drafts: Mapping[str, int]
    returned: tuple[tuple[str, str, str], ...]
    """(ledger, id, what it is called) of records that the county returned."""
    unsaved: tuple[tuple[str, str, str], ...]
    """(ledger, id, when) of forms in which something was typed and not saved."""


def read_entered(rows: Rows, period: Period, town: str = "") -> Entered:
    """Count what was entered for a town, and list what came back.

    A meeting of another town at which a firm of this one was is here too: it is not this town's.
    """
    in_period, drafts, returned = {}, {}, []
    for ledger in town_ledgers():
        if ledger.day:
            view = View(ledger=ledger.name, town=town, period=period)
            in_period[ledger.name] = rows.count(view)
        drafts[ledger.name] = rows.count(_in_state(ledger.name, "draft"))
        view = _in_state(ledger.name, "returned")
        for record, *_rest in rows.rows(view, limit=_MOST_RETURNED):
            returned.append((ledger.name, record.id, rows.label(ledger.name, record.id)))
    return Entered(
        {name: count for name, count in in_period.items() if count},
        {name: count for name, count in drafts.items() if count},
        tuple(returned),
        tuple(rows.unsaved()),
    )


def _in_state(ledger: str, state: str) -> View:
    return View(ledger=ledger, where=(Where("status", "=", state),))
