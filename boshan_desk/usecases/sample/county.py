"""The whole sample county: every ledger in turn, numbered as it came into the books."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from itertools import groupby
from types import MappingProxyType
from typing import Final

from boshan_desk.domain.changes import Change
from boshan_desk.domain.codes import Lists
from boshan_desk.domain.county import County, lists_of
from boshan_desk.domain.ledger import Record
from boshan_desk.i18n import _
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ledgers.event import Event
from boshan_desk.ledgers.gi import GiYear
from boshan_desk.store.desk import Desk
from boshan_desk.store.law import make_law
from boshan_desk.usecases.lawfiles import recount
from boshan_desk.usecases.records import in_list_order
from boshan_desk.usecases.sample.actions import make_actions
from boshan_desk.usecases.sample.application import (
    make_certificates,
    make_custody,
    make_navigation,
    make_pledges,
    make_titles,
    make_transfers,
)
from boshan_desk.usecases.sample.cases import make_cases
from boshan_desk.usecases.sample.courses import series_of, take_courses
from boshan_desk.usecases.sample.creation import make_patents, make_stats, make_trademarks
from boshan_desk.usecases.sample.days import LAST, TODAY
from boshan_desk.usecases.sample.dice import Dice
from boshan_desk.usecases.sample.enterprises import make_enterprises
from boshan_desk.usecases.sample.events import make_attendees, make_events, make_media
from boshan_desk.usecases.sample.management import make_management
from boshan_desk.usecases.sample.protection import make_protection
from boshan_desk.usecases.sample.right_years import make_checks, make_years
from boshan_desk.usecases.sample.rights import make_rights, make_users
from boshan_desk.usecases.sample.stations import make_services, make_stations
from boshan_desk.usecases.sample.targets import make_targets
from boshan_desk.usecases.sample.tasks import make_tasks
from boshan_desk.usecases.sample.towns import Towns

SETTINGS: Final[Mapping[str, str]] = MappingProxyType({"today": TODAY.isoformat(), "sample": "yes"})
"""What a desk is made with that is to hold the sample county."""

_SEED = 20261009

Progress = Callable[[int, int, str], object]
"""Told how much of how much is done, and what is being done, in words."""


def fill(desk: Desk, *, progress: Progress | None = None) -> int:
    """Write the sample county into an empty desk, as one work; the number of its records."""
    records = list(make_records(desk.county))
    done = 0
    with desk.work(_("写入演示数据"), undoable=False) as work:
        work.stepping = True
        numbered = _numbered(records, work.at.year)
        # Parents stand before their children, so that every link is found.
        for ledger, group in groupby(numbered, key=lambda record: record.ledger):
            together = list(group)
            if progress:
                progress(done, len(records), _("正在写入{ledger}").format(ledger=_(ledger.title)))
            work.apply(Change(None, record) for record in together)
            done += len(together)
        for series, number in series_of(records).items():
            work.give_number(f"no:{series}", TODAY.year, number)
        work.detail = {"kind": "sample", "records": done}
    recount(desk)
    if progress:
        progress(done, done, _("演示数据已写入"))
    return done


def make_records(county: County) -> Iterable[Record]:
    """Every record of the sample county, parents before children."""
    lists = lists_of(county)
    return (in_list_order(record, lists) for record in _invent(county, lists))


def _invent(county: County, lists: Lists) -> Iterable[Record]:
    dice = Dice(_SEED)
    # Not `label()`: the records are the same in every language.
    labels = {entry.code: entry.label for entry in county.towns}
    towns = Towns(dice, county.counted, labels)
    firms = make_enterprises(dice, towns)
    stations = make_stations(dice, towns)
    rights = make_rights(dice, towns)
    users = make_users(dice, rights, firms)
    events = make_events(dice, towns)
    yield from firms
    yield from stations
    yield from make_services(dice, stations, firms)
    yield from rights
    yield from users
    yield from make_years(dice, rights)
    yield from make_checks(dice, towns, users)
    cases = make_cases(dice, towns, firms, LAST)
    # By other dice: what else happens in the county does not depend on it.
    yield from take_courses(cases, make_law({}, []), lists, Dice(_SEED + 1), county.name[0])
    yield from make_actions(dice, towns)
    yield from events
    yield from make_attendees(dice, events, firms)
    yield from make_media(dice, events)
    own = Dice(_SEED + 3)
    yield from make_protection(own, Towns(own, county.counted, labels), firms)
    own = Dice(_SEED + 4)
    yield from make_management(own, Towns(own, county.counted, labels), firms)
    yield from _create_and_apply(county, Dice(_SEED + 2), firms, events)
    yield from make_targets(county, Dice(_SEED + 5))
    yield from make_tasks(county, Dice(_SEED + 6))


def _create_and_apply(
    county: County, dice: Dice, firms: list[Enterprise], events: list[Event]
) -> Iterable[Record]:
    """创造、运用: by dice of their own, so that the rest stays as it is."""
    open_firms = [firm for firm in firms if firm.kind == "firm" and firm.state == "open"]
    yield from make_stats(county.counted, county.region, dice)
    yield from make_patents(dice, open_firms)
    yield from make_trademarks(dice, open_firms)
    yield from make_transfers(dice, open_firms)
    pledges, assets = make_pledges(dice, open_firms, events)
    yield from pledges
    yield from assets
    yield from make_navigation(dice, open_firms)
    yield from make_titles(dice, open_firms)
    certificates, audits = make_certificates(dice, open_firms)
    yield from certificates
    yield from audits
    yield from make_custody(dice, open_firms)


def _numbered(records: Iterable[Record], this_year: int) -> Iterable[Record]:
    """With stamps and serial numbers of the year they were entered in.

    Those of this year are left to the door, which goes on counting from them.
    """
    counts: dict[tuple[str, int], int] = {}
    for record in records:
        day = _entered_on(record)
        number = None
        if day.year != this_year:
            key = (record.ledger.name, day.year)
            counts[key] = counts.get(key, 0) + 1
            number = f"{day.year}-{counts[key]:04d}"
        yield replace(
            record,
            serial_no=number,
            entered_by="演示用户",
            entered_at=datetime.combine(day, time(17, 30)),
        )


def _entered_on(record: Record) -> date:
    """The day it came into the books: its own day, or the day the books were begun."""
    if record.entered_at is not None:
        return record.entered_at.date()
    day = getattr(record, record.ledger.day, None) if record.ledger.day else None
    if isinstance(record, GiYear):
        day = date((record.year or 0) + 1, 2, 20)
    if isinstance(record, Case) and day is None:
        day = record.clue_on
    return max(day or date(2023, 1, 10), date(2023, 1, 10))
