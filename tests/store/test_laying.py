"""States of records that were merged are written as they are, and can be told apart from work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from boshan_desk.domain.changes import Change
from boshan_desk.domain.ledger import copy_with
from boshan_desk.domain.officers import NoRight, with_roles
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.registers import Marks, read_marks
from boshan_desk.ledgers import KEPT
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.store import sealing
from boshan_desk.store.chain import verify
from boshan_desk.store.desk import Desk
from boshan_desk.store.driver import connect
from boshan_desk.store.opening import make, open_desk
from boshan_desk.store.work import Laid
from boshan_desk.usecases import purging, records

FIRM = KEPT["enterprise"]
OTHER = "0d0e0f01.1.7"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    make(tmp_path / "desk", county="boshan")
    with open_desk(tmp_path / "desk", officer="演示员") as opened:
        yield opened


def lay(desk: Desk, firm: Enterprise, marks: Marks) -> int:
    with desk.work("演示：合并", undoable=False) as work:
        before = work.states(FIRM, [firm.id]).get(firm.id)
        work.lay(FIRM, [Laid(before, firm, marks.text())])
        return work.number


def test_marks_are_kept_as_they_came_and_the_row_is_sealed(desk: Desk) -> None:
    firm = Enterprise(name="演示厂", town_code="370304113")
    lay(desk, firm, Marks(OTHER, {"name": "0d0e0f01.1.9"}))
    with desk.read() as reader:
        marks = read_marks(reader.marks_of(FIRM, [firm.id])[firm.id])
        assert (marks.dot("town_code"), marks.dot("name")) == (OTHER, "0d0e0f01.1.9")
        assert "dots" not in reader.history(FIRM, firm.id)[0]["fields"]
    connection = connect(desk.path)
    assert list(sealing.broken_seals(connection, "enterprise")) == []
    connection.close()
    assert verify(desk.path).ok


def test_what_is_laid_over_a_row_is_written_sealed_and_told(desk: Desk) -> None:
    firm = Enterprise(name="演示厂", town_code="370304113", address="演示路1号")
    lay(desk, firm, Marks(OTHER))
    after = copy_with(firm, address="演示路2号", products="演示琉璃")
    marks = Marks(OTHER, {"address": "0d0e0f01.1.9", "products": "0d0e0f01.1.9"})
    number = lay(desk, after, marks)
    with desk.read() as reader:
        kept = reader.get(Enterprise, firm.id)
        assert (kept.name, kept.address, kept.products) == ("演示厂", "演示路2号", "演示琉璃")
        folded = "SELECT folded FROM enterprise"
        assert "演示琉璃" in reader.connection.exec_driver_sql(folded).scalar_one()
        told = next(each for each in reader.history(FIRM, firm.id) if each["n"] == number)
        assert set(told["fields"]) == {"address", "products"}
    connection = connect(desk.path)
    assert list(sealing.broken_seals(connection, "enterprise")) == []
    connection.close()


def test_what_competes_is_listed_until_somebody_writes(desk: Desk) -> None:
    firm = Enterprise(name="演示厂甲", town_code="370304113")
    lay(desk, firm, Marks(OTHER, others={"name": {"0d0e0f02.1.3": ("演示厂乙",)}}))
    with desk.read() as reader:
        rows = reader.connection.exec_driver_sql("SELECT register, kind FROM conflict").all()
    assert [tuple(row) for row in rows] == [("name", "values")]
    records.edit(desk, FIRM, firm.id, {"name": "演示厂丙"})
    with desk.read() as reader:
        assert reader.connection.exec_driver_sql("SELECT 1 FROM conflict").all() == []
        seen = read_marks(reader.marks_of(FIRM, [firm.id])[firm.id]).all_seen
    assert seen["0d0e0f02.1"] == 3


def test_a_plain_write_leaves_what_competes_elsewhere(desk: Desk) -> None:
    firm = Enterprise(name="演示厂甲", town_code="370304113")
    lay(desk, firm, Marks(OTHER, others={"name": {"0d0e0f02.1.3": ("演示厂乙",)}}))
    records.edit(desk, FIRM, firm.id, {"remark": "演示"})
    with desk.read() as reader:
        assert reader.connection.exec_driver_sql("SELECT count(*) FROM conflict").scalar() == 1


def test_who_may_not_exchange_lays_nothing(tmp_path: Path) -> None:
    make(tmp_path / "desk", county="boshan")
    leader = with_roles("演示领导", ["leader"])
    with (
        open_desk(tmp_path / "desk", officer=leader) as opened,
        pytest.raises(NoRight),
    ):
        lay(opened, Enterprise(name="演示厂"), Marks(OTHER))


def test_a_record_of_another_desk_is_not_taken_out_whole(desk: Desk) -> None:
    firm = Enterprise(name="演示厂", town_code="370304113")
    lay(desk, firm, Marks(OTHER))
    with desk.read() as reader:
        kept = reader.get(Enterprise, firm.id)
    with desk.work("演示") as work, pytest.raises(Refused, match="来自数据包"):
        work.apply([Change(kept, None)])


def test_a_purge_takes_what_competes_and_what_the_history_keeps_of_it(desk: Desk) -> None:
    other = "演示某乙"
    firm = Enterprise(name="演示厂", town_code="370304113", legal_rep=None)
    lay(desk, firm, Marks(OTHER, others={"legal_rep": {"0d0e0f02.1.3": (other,)}}))
    records.edit(desk, FIRM, firm.id, {"remark": "演示"})
    purging.purge(desk, FIRM, firm.id, "演示：本人申请", fields=["legal_rep"])
    desk.close()
    assert verify(desk.path).ok
    # The whole file, free pages too: what was wiped stands nowhere.
    assert other.encode() not in desk.path.read_bytes()
