"""The desks that are damaged: a plain and an encrypted one, closed and left open by a stop."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from boshan_desk.domain.ledger import Record
from boshan_desk.domain.officers import anyone
from boshan_desk.domain.period import read_period
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ledgers.event import Attendee, Event
from boshan_desk.ledgers.informant import Informant
from boshan_desk.ledgers.station import Station, StationService
from boshan_desk.store.desk import Desk
from boshan_desk.store.driver import connect
from boshan_desk.store.keys import Cost
from boshan_desk.store.opening import make, open_desk
from boshan_desk.usecases import accounts, records
from boshan_desk.usecases.attachments import attach
from boshan_desk.usecases.backups import back_up
from boshan_desk.usecases.closing import close_period

OFFICER: Final = "演示管理员"
PASSWORD: Final = "演示密码一二三四五六"
QUICK: Final = Cost(passes=1, lanes=1, memory=8)
"""What a password costs here; the real cost is asserted elsewhere."""

TODAY: Final = date(2026, 10, 9)


def make_desks(base: Path) -> None:
    """`plain` and `sealed`, and of each one as a stop left it, with its log: `plain-open` …"""
    plain, sealed = base / "plain", base / "sealed"
    make(plain, county="boshan")
    with open_desk(plain, clock=Clock(TODAY), officer=OFFICER) as desk:
        _fill(desk)
    shutil.copytree(plain, sealed)
    accounts.set_up(sealed, OFFICER, PASSWORD, cost=QUICK)
    (base / "password.txt").write_text(f"{PASSWORD}\n", "utf-8")
    for folder in (plain, sealed):
        with open_made(folder) as desk:
            back_up(desk)
        _leave_open(folder, base / f"{folder.name}-open")


def entry_key(folder: Path) -> str:
    """The key of a desk that was made here."""
    if not accounts.has_accounts(folder):
        return ""
    return accounts.sign_in(folder, OFFICER, PASSWORD, now=Clock().now()).key


def open_made(folder: Path) -> Desk:
    """A desk that was made here, for somebody who may do everything."""
    return open_desk(folder, key=entry_key(folder), officer=anyone(OFFICER), clock=Clock(TODAY))


def _fill(desk: Desk) -> None:
    """Some hundred records of the commonest ledgers, in many works, with a history."""
    firms = [Enterprise(name=f"演示第{n}有限公司", remark="演示" * (n % 30)) for n in range(40)]
    cases = [
        Case(
            case_no=f"演示案〔2026〕{n}号",
            party=f"演示当事人{n}",
            enterprise_id=firms[n % 40].id,
            filed_on=date(2026, 1 + n % 9, 1 + n % 28),
            goods="演示商品" * (n % 20),
            value=n * 1000,
        )
        for n in range(90)
    ]
    stations = [Station(name=f"演示站{n}") for n in range(8)]
    services = [StationService(station_id=stations[n % 8].id, remark=f"演示{n}") for n in range(60)]
    events = [Event(title=f"演示活动{n}", remark=f"演示{n}") for n in range(12)]
    guests = [Attendee(event_id=events[n % 12].id, name=f"演示人{n}") for n in range(80)]
    told = [Informant(case_id=cases[n].id, name=f"演示举报人{n}") for n in range(6)]
    everything: list[Record] = [*firms, *cases, *stations, *services, *events, *guests, *told]
    for start in range(0, len(everything), 10):
        with desk.work("演示录入") as work:
            for record in everything[start : start + 10]:
                work.put(record)
    for case in cases[::3]:
        records.edit(desk, Case.ledger, case.id, {"remark": f"改 {case.case_no}"})
    records.withdraw(desk, Case.ledger, [c.id for c in cases[25:28]], "演示重复")
    for case in cases[:5]:
        scan = desk.folder / f"{case.case_no}.txt"
        scan.write_text(f"演示附件 {case.case_no}\n" * 50, "utf-8")
        attach(desk, Case.ledger, case.id, scan)
        scan.unlink()
    desk.keep_typed("case", "演示", {"party": "演示未保存"})
    close_period(desk, read_period("2025"))


def _leave_open(folder: Path, to: Path) -> None:
    """A copy as it is after the power went while the program worked: the log is not folded in."""
    shutil.copytree(folder, to)
    with open_made(to) as desk:
        # Stays open, so that closing the desk folds nothing in.
        holding = connect(to / "desk.db", key=desk.key)
        holding.execute("SELECT count(*) FROM setting").fetchone()
        with desk.read() as reader:
            firms = list(reader.all(Enterprise))[:6]
        for firm in firms:
            with desk.work("演示改动") as work:
                work.put(replace(work.get(Enterprise, firm.id), remark=f"后改 {firm.name}"))
        kept = {
            name: (to / name).read_bytes() for name in ("desk.db", "desk.db-wal", "desk.db-shm")
        }
    holding.close()
    for name, content in kept.items():
        (to / name).write_bytes(content)
