"""A history with everything in it, taken out of its store, and put into one again."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from boshan_desk.domain.today import Clock
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.store import chain
from boshan_desk.store.chain import Head, Verdict
from boshan_desk.store.driver import APPLICATION_ID, SCHEMA, connect
from boshan_desk.store.opening import make, open_desk
from boshan_desk.usecases import records
from boshan_desk.usecases.purging import purge
from tests.damage.desks import OFFICER, TODAY

Row = dict[str, Any]

_STEP: Final = ("n", "at", "officer", "name", "detail", "salt", "mark", "link")
_CHANGE: Final = ("n", "step", "ledger", "record_id", "fields", "salt", "mark")


@dataclass
class History:
    """The two tables of a history, as rows."""

    steps: list[Row]
    changes: list[Row]

    def copy(self) -> History:
        """One to tamper with."""
        return copy.deepcopy(self)

    def is_purge(self, n: int) -> bool:
        """Whether a step cleared personal data."""
        return any(row["n"] == n and '"purge"' in row["detail"] for row in self.steps)

    def heads(self) -> list[Head]:
        """What was printed after every step."""
        return [Head(row["n"], row["link"].hex()) for row in self.steps]

    def write(self, path: Path) -> None:
        """Put it into a store that has nothing else and keeps nobody from changing it."""
        path.unlink(missing_ok=True)
        path.touch()
        connection = connect(path)
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA}")
        connection.execute("BEGIN")
        for table, columns, rows in (
            ("step", _STEP, self.steps),
            ("change", _CHANGE, self.changes),
        ):
            connection.execute(f"CREATE TABLE {table} ({', '.join(columns)}, PRIMARY KEY (n))")
            marks = ", ".join("?" * len(columns))
            connection.executemany(
                f"INSERT INTO {table} VALUES ({marks})",
                [tuple(row[name] for name in columns) for row in rows],
            )
        connection.execute("COMMIT")
        connection.close()

    def verify(self, path: Path, anchor: str = "") -> Verdict:
        """What the program says of it."""
        self.write(path)
        return chain.verify(path, anchor=anchor)

    def relink(self, path: Path, begin: int) -> History:
        """The rest from a step on, linked anew with the program's own functions."""
        for row in self.steps:
            if row["n"] >= begin:
                row["link"] = None
        self.write(path)
        connection = connect(path)
        chain.link_all(connection)
        connection.close()
        return read_history(path)


def read_history(store: Path) -> History:
    """The history of a plain store."""
    connection = connect(store)
    tables = [
        [
            dict(zip(columns, row, strict=True))
            for row in connection.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY n")
        ]
        for table, columns in (("step", _STEP), ("change", _CHANGE))
    ]
    connection.close()
    return History(*tables)


def make_history(folder: Path, *, purged: bool) -> History:
    """A history of some thirty works; with a lawful purge in the middle, if that is asked for."""
    make(folder, county="boshan")
    with open_desk(folder, clock=Clock(TODAY), officer=OFFICER) as desk:
        with desk.work("演示录入") as work:
            for n in range(12):
                work.put(Enterprise(name=f"演示第{n}有限公司"))
        cases = [
            records.add(
                desk, Case.ledger, {"case_no": f"演示{n}", "party": f"演示{n}", "phone": PHONE}
            )
            for n in range(10)
        ]
        for n, case in enumerate(cases):
            records.edit(desk, Case.ledger, case.id, {"remark": f"演示{n}", "goods": "演示商品"})
        if purged:
            purge(desk, Case.ledger, cases[3].id, "演示申请", fields=["phone"])
            purge(desk, Case.ledger, cases[7].id, "演示申请")
        records.withdraw(desk, Case.ledger, [c.id for c in cases[:3]], "演示")
        records.restore(desk, Case.ledger, [cases[1].id])
        for case in cases[4:]:
            records.edit(desk, Case.ledger, case.id, {"goods": "演示别的商品"})
        desk.fold_in()
    return read_history(folder / "desk.db")


PHONE: Final = "19900000152"
