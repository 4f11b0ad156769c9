"""Two desks that hand states of records to each other, without files: a county's and a town's."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from boshan_desk.domain.officers import Officer, Right
from boshan_desk.domain.registers import join, read_marks
from boshan_desk.domain.today import Clock
from boshan_desk.exchange.suites import new_secret, public_of
from boshan_desk.ledgers import KEPT, SECRET
from boshan_desk.store.codec import codec
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import make, open_desk
from boshan_desk.store.reader import State
from boshan_desk.store.work import Laid
from boshan_desk.usecases.exchange.gathering import heads_of
from boshan_desk.usecases.exchange.held_rows import write_states
from boshan_desk.usecases.exchange.peers import DOWN, UP, Peer, keep_peer, peers
from tests.conftest import TODAY

YUCHENG, BAITA = "370304102", "370304103"
"""Two towns of the sample county."""

FIRM = KEPT["enterprise"]


@contextmanager
def office(
    folder: Path, level: str, towns: Sequence[str] = (), *, officer: Officer | str = ""
) -> Iterator[Desk]:
    """A new desk of a county or of a town."""
    settings = {"level": level, "towns": json.dumps(list(towns))}
    if towns:
        settings["serial_prefix"] = f"{towns[0][-3:]}-"
    make(folder, county="boshan", settings=settings)
    name = officer or ("演示镇员" if towns else "演示区员")
    with open_desk(folder, clock=Clock(TODAY), officer=name) as desk:
        yield desk


def meet(county: Desk, town: Desk, name: str) -> None:
    """Make two desks known to each other."""
    own, its = site(county), site(town)
    public = public_of(new_secret())
    with county.work("开户", undoable=False) as work:
        peer = Peer(
            site=its, kind=DOWN, level="town", name=name, towns=town.own_towns, public=public
        )
        keep_peer(work, peer, needs=Right.SETTINGS)
    with town.work("开户", undoable=False) as work:
        peer = Peer(site=own, kind=UP, level="county", name="博山区局", public=public)
        keep_peer(work, peer, needs=Right.SETTINGS)


def site(desk: Desk) -> str:
    return desk.site.partition(".")[0]


def carry(
    sender: Desk,
    receiver: Desk,
    *,
    seq: int = 1,
    hold: Mapping[str, str] | None = None,
    only: Sequence[str] | None = None,
    base: Mapping[str, Any] | None = None,
) -> None:
    """Bring every record of one desk to the other, as a package would; `hold` names what is held
    instead, by id with the reason, `only` the ids that go."""
    wanted: dict[str, dict[str, State]] = {}
    with sender.read() as reader:
        for name, ledger in KEPT.items():
            if name not in SECRET:
                found = reader.states(ledger, reader.ids(ledger))
                wanted[name] = {i: s for i, s in found.items() if only is None or i in only}
        steps = list(reader.steps())
        upto = reader.head().number
    own, _sep, epoch = sender.site.partition(".")
    digest = f"{own}-{epoch}-{seq}"
    with receiver.work("接收数据包", undoable=False) as work:
        work.merging = True
        at = work.at.isoformat(" ")
        for name, states in wanted.items():
            ledger = KEPT[name]
            laid = []
            for id, state in states.items():
                here = work.states(ledger, [id]).get(id)
                if hold and id in hold:
                    row: dict[str, Any] = {
                        "ledger": name,
                        "record_id": id,
                        "site": own,
                        "why": hold[id],
                    }
                    row |= {"row": write_states([state]), "aside": 0, "step": work.number, "at": at}
                    work.keep_rows("held", [row])
                    continue
                row_now, marks = dict(state.row), read_marks(state.marks)
                if here is not None:
                    both = (here.row, read_marks(here.marks)), (row_now, marks)
                    row_now, marks = join(ledger, *both, heads_of(work, peers(work)))
                    if marks.text() == here.marks:
                        continue
                record = codec(ledger).to_record(row_now)
                laid.append(Laid(here, record, marks.text()))
            if laid:
                work.lay(ledger, laid)
        work.keep_rows(
            "origin",
            [
                dict[str, Any](site=own, epoch=int(epoch), n=s["n"], at=s["at"])
                | {"officer": s["officer"], "reason": s["detail"].get("reason", "")}
                | {"parcel": digest}
                for s in steps
            ],
        )
        parcel: dict[str, Any] = {
            "digest": digest,
            "way": "in",
            "site": own,
            "kind": "package",
            "epoch": int(epoch),
        }
        parcel |= {"seq": seq, "from_n": 0, "upto_n": upto, "period": "2026Q3", "statement": ""}
        parcel |= {
            "made_at": at,
            "at": at,
            "officer": "演示",
            "step": work.number,
            "state": "taken",
        }
        parcel |= {"file": "演示.bsx", "counts": "{}", "answer": "{}"}
        parcel["manifest"] = json.dumps({"base": dict(base) if base else None})
        work.keep_rows("parcel", [parcel])


def get(desk: Desk, id: str, ledger: str = "enterprise") -> Any:
    """A record as it is now."""
    with desk.read() as reader:
        return reader.get(KEPT[ledger].record, id)


def marks(desk: Desk, id: str, ledger: str = "enterprise") -> Any:
    """The marks of a record."""
    with desk.read() as reader:
        return read_marks(reader.marks_of(KEPT[ledger], [id])[id])
