"""Packages from towns are taken in, answered, and taken back: real desks, real files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from boshan_desk.domain.period import read_period
from boshan_desk.domain.problems import Moved, Refused
from boshan_desk.domain.today import Clock
from boshan_desk.exchange.manifest import Base
from boshan_desk.ledgers import KEPT
from boshan_desk.store.desk import Desk
from boshan_desk.store.opening import open_desk
from boshan_desk.store.work import Work
from boshan_desk.usecases import attachments, closing, purging, records
from boshan_desk.usecases.exchange import making
from boshan_desk.usecases.exchange.forks import settle_fork
from boshan_desk.usecases.exchange.gathering import Wanted, gather_up
from boshan_desk.usecases.exchange.looking import look
from boshan_desk.usecases.exchange.parcels import find_parcel
from boshan_desk.usecases.exchange.peers import above
from boshan_desk.usecases.exchange.taking import take
from boshan_desk.usecases.exchange.taking_back import take_undo
from tests.conftest import TODAY
from tests.usecases.exchange.rounds import (
    BAITA,
    BOSHAN,
    YUCHENG,
    Round,
    add,
    county_round,
    edit,
    get,
    site,
    state,
)

STATION, FIRM = KEPT["station"], KEPT["enterprise"]


@pytest.fixture
def round_(tmp_path: Path) -> Iterator[Round]:
    with county_round(tmp_path) as made:
        yield made


def test_what_a_town_wrote_stands_at_the_county_and_is_counted_once(round_: Round) -> None:
    town = round_.town(BOSHAN)
    firm = add(town, "enterprise", name="演示琉璃厂")
    first = round_.make(town)
    assert round_.take(first).counts["enterprise"] == {"new": 1}
    assert get(round_.county, "enterprise", firm).town_code == BOSHAN
    before = state(round_.county)
    assert round_.take(first).again
    assert round_.send(town).counts["enterprise"] == {"same": 1}
    assert state(round_.county) == before


def test_different_fields_come_together_and_the_same_field_waits(round_: Round) -> None:
    town = round_.town(BOSHAN)
    firm = add(town, "enterprise", name="演示琉璃厂", address="演示路1号")
    round_.send(town)
    round_.back(town)
    edit(town, "enterprise", firm, address="演示路2号")
    edit(round_.county, "enterprise", firm, remark="县里补记")
    assert round_.send(town).counts["enterprise"] == {"changed": 1}
    kept = get(round_.county, "enterprise", firm)
    assert (kept.address, kept.remark) == ("演示路2号", "县里补记")
    round_.back(town)
    edit(town, "enterprise", firm, remark="镇里的话")
    edit(round_.county, "enterprise", firm, remark="县里的话")
    taken = round_.send(town)
    assert taken.counts["enterprise"] == {"conflict": 1}
    assert get(round_.county, "enterprise", firm).remark == "县里的话"
    round_.back(town)
    assert get(town, "enterprise", firm).remark == "县里的话"
    assert state(town) == state(round_.county)


def test_a_withdrawal_against_an_edit_leaves_the_record(round_: Round) -> None:
    town = round_.town(BOSHAN)
    firm = add(town, "enterprise", name="演示琉璃厂")
    round_.send(town)
    round_.back(town)
    records.withdraw(town, FIRM, [firm], "演示：重复")
    edit(round_.county, "enterprise", firm, address="演示路3号")
    assert round_.send(town).counts["enterprise"] == {"conflict": 1}
    assert not get(round_.county, "enterprise", firm).withdrawn
    round_.back(town)
    assert not get(town, "enterprise", firm).withdrawn
    assert state(town) == state(round_.county)


def test_a_withdrawal_that_saw_everything_withdraws(round_: Round) -> None:
    town = round_.town(BOSHAN)
    firm = add(town, "enterprise", name="演示琉璃厂")
    round_.send(town)
    records.withdraw(town, FIRM, [firm], "演示：重复")
    round_.send(town)
    assert get(round_.county, "enterprise", firm).withdrawn


def test_a_reviewed_row_is_not_overwritten(round_: Round) -> None:
    town = round_.town(BOSHAN)
    event = add(
        town,
        "enforcement_action",
        acted_on="2026-08-03",
        theme="daily",
        place="演示市场",
        people=3,
        checked=5,
    )
    round_.send(town)
    records.move(round_.county, KEPT["enforcement_action"], [event], "reviewed")
    edit(town, "enforcement_action", event, checked=9)
    taken = round_.send(town)
    assert taken.counts["enforcement_action"] == {"held": 1}
    assert get(round_.county, "enforcement_action", event).checked == 5
    assert taken.answer is not None
    assert [row.why for row in taken.answer.rows] == ["reviewed"]


def test_a_row_in_a_closed_period_waits(round_: Round) -> None:
    town = round_.town(BOSHAN)
    closing.close_period(round_.county, read_period("2026Q2"))
    event = add(town, "event", title="演示培训", starts_on="2026-05-06")
    assert round_.send(town).counts["event"] == {"held": 1}
    assert get(round_.county, "event", event) is None


def test_a_town_writes_only_its_own(round_: Round) -> None:
    town, other = round_.town(BOSHAN), round_.town(YUCHENG)
    firm = add(other, "enterprise", name="演示域城厂")
    round_.send(other)
    # Its own program refuses it; what is forged by hand the county refuses.
    with pytest.raises(Refused, match="本机只登记"):
        add(town, "enterprise", name="演示他镇厂", town_code=BAITA)
    with town.work("演示：绕过", undoable=False) as work:
        work.desk.own_towns = ()
        work.put(FIRM.record(id=firm, name="演示冒名厂", town_code=YUCHENG))  # type: ignore[call-arg]
        work.desk.own_towns = (BOSHAN,)
    before = state(round_.county)
    taken = round_.send(town)
    assert taken.counts["enterprise"] == {"refused": 1}
    # The town is told which record it was.
    assert taken.answer is not None
    assert [row.label for row in taken.answer.of("refused")] == ["演示冒名厂"]
    assert state(round_.county) == before


def test_all_reported_is_no_word_for_nothing_at_all(round_: Round) -> None:
    town = round_.town(BOSHAN)
    with pytest.raises(Refused, match="请报“本期无”"):
        round_.make(town, statement="whole")
    assert list(round_.stick.glob("*.bsx")) == []
    add(town, "event", title="演示培训", starts_on="2026-08-05")
    assert round_.send(town).counts["event"] == {"new": 1}
    round_.back(town)
    # What was reported before in parts is all there is: that can be said with nothing new.
    assert round_.take(round_.make(town, statement="whole")).counts == {}


def test_files_come_with_their_records(round_: Round, tmp_path: Path) -> None:
    town = round_.town(BOSHAN)
    station = add(town, "station", name="演示站")
    photo = tmp_path / "演示.txt"
    photo.write_text("演示照片")
    attachments.attach(town, STATION, station, photo)
    round_.send(town)
    found = attachments.list_attachments(round_.county, STATION, station)
    assert [each.file_name for each in found] == ["演示.txt"]
    assert attachments.fault_of(round_.county.folder, found[0]) == ""


def test_a_package_can_be_taken_back_whole_and_taken_again(round_: Round) -> None:
    town = round_.town(BOSHAN)
    firm = add(town, "enterprise", name="演示琉璃厂")
    round_.send(town)
    round_.back(town)
    edit(town, "enterprise", firm, name="演示琉璃厂甲")
    edit(round_.county, "enterprise", firm, name="演示琉璃厂乙")
    add(town, "station", name="演示站")
    before = state(round_.county)
    made = round_.make(town)
    taken = round_.take(made)
    after = state(round_.county)
    assert take_undo(round_.county, taken.number) == 2
    assert state(round_.county) == before
    again = round_.take(made)
    assert not again.again
    assert state(round_.county) == after


def test_what_was_worked_on_since_is_not_taken_back(round_: Round) -> None:
    town = round_.town(BOSHAN)
    firm = add(town, "enterprise", name="演示琉璃厂")
    taken = round_.send(town)
    edit(round_.county, "enterprise", firm, remark="县里补记")
    before = state(round_.county)
    with pytest.raises(Moved, match="演示琉璃厂"):
        take_undo(round_.county, taken.number)
    assert state(round_.county) == before


def test_after_a_taking_was_undone_the_town_sends_it_again(round_: Round) -> None:
    town = round_.town(BOSHAN)
    add(town, "enterprise", name="演示琉璃厂")
    taken = round_.send(town)
    round_.back(town)
    take_undo(round_.county, taken.number)
    round_.back(town)
    assert round_.send(town).counts["enterprise"] == {"new": 1}


def test_what_went_is_not_taken_out_whole(round_: Round) -> None:
    town = round_.town(BOSHAN)
    add(town, "enterprise", name="演示琉璃厂")
    round_.make(town)
    with pytest.raises(Refused, match="不能整条撤销"):
        records.undo(town)


def test_packages_in_another_order_make_the_same(round_: Round) -> None:
    town = round_.town(BOSHAN)
    station = add(town, "station", name="演示站")
    first = round_.make(town)
    add(town, "station_service", station_id=station, client="演示琉璃厂", served_on="2026-08-08")
    edit(town, "station", station, name="演示一站")
    second = round_.make(town)
    round_.take(second)
    after = state(round_.county)
    taken = round_.take(first)
    assert set(taken.counts["station"]) == {"same"}
    assert state(round_.county) == after


def test_two_copies_of_a_desk_are_seen(round_: Round) -> None:
    town = round_.town(BOSHAN)
    add(town, "enterprise", name="演示琉璃厂")
    made = round_.make(town)
    # A copy that went on by itself makes another first package.
    with town.work("演示：另一台", undoable=False) as work:
        work.drop_row("parcel", made.digest)
    add(town, "enterprise", name="演示另一厂")
    other = round_.make(town)
    round_.take(made)
    before = state(round_.county)
    with pytest.raises(Refused, match="两台电脑"):
        round_.take(other)
    assert state(round_.county) == before
    with look(round_.county, made.path) as seen:
        assert take(round_.county, seen).again
    with pytest.raises(Refused, match="暂停接收"):
        round_.send(town)
    settle_fork(round_.county, site(town), "演示：旧电脑已停用")
    with look(round_.county, other.path, despite=True) as seen:
        take(round_.county, seen)
    assert len([line for line in state(round_.county) if "演示另一厂" in line]) == 1


def test_a_copied_desk_hears_that_the_return_answers_another(round_: Round, tmp_path: Path) -> None:
    town = round_.town(BOSHAN)
    shutil.copytree(tmp_path / BOSHAN, tmp_path / "copy", ignore=shutil.ignore_patterns("*.lock"))
    add(town, "enterprise", name="演示琉璃厂")
    round_.send(town)
    back = making.make_return(round_.county, site(town), round_.stick)
    with open_desk(tmp_path / "copy", clock=Clock(TODAY), officer="演示镇员") as copied:
        firm = add(copied, "enterprise", name="演示另一厂")
        with look(copied, back.path) as seen:
            assert any("第01包不是这台电脑制作的" in note for note in seen.notes)
            take(copied, seen)
        # What it wrote itself is not held for acknowledged.
        with copied.work("演示") as work:
            assert firm in gather_up(work, above(work), *_span(work))["enterprise"]
    assert not any("不是这台电脑" in note for note in round_.take(back, town).notes)


def _span(work: Work) -> tuple[int, int]:
    return int(work.setting(making.ACKNOWLEDGED, "0")), work.number - 1


def test_nothing_changed_gives_the_same_return(round_: Round) -> None:
    town = round_.town(BOSHAN)
    add(town, "enterprise", name="演示琉璃厂")
    round_.send(town)
    first = making.make_return(round_.county, site(town), round_.stick)
    second = making.make_return(round_.county, site(town), round_.stick)
    assert first.digest == second.digest
    assert second.again
    assert first.path.read_bytes() == second.path.read_bytes()


def test_a_lost_return_loses_nothing(round_: Round) -> None:
    town = round_.town(BOSHAN)
    firm = add(town, "enterprise", name="演示琉璃厂")
    round_.send(town)
    edit(round_.county, "enterprise", firm, remark="县里一")
    making.make_return(round_.county, site(town), round_.stick)
    edit(round_.county, "enterprise", firm, address="县里二")
    round_.back(town)
    assert state(town) == state(round_.county)


def test_a_purge_takes_the_kept_packages_too(round_: Round) -> None:
    town = round_.town(BOSHAN)
    firm = add(town, "enterprise", name="演示琉璃厂", legal_rep="演示甲")
    round_.send(town)
    kept = list((round_.county.folder / "parcels").glob("*.bsx"))
    assert kept
    purging.purge(round_.county, FIRM, firm, "演示：本人申请")
    assert not any(path.exists() for path in kept)


def test_a_settled_fork_lets_the_right_desk_go_on(round_: Round) -> None:
    town = round_.town(BOSHAN)
    add(town, "enterprise", name="演示琉璃厂")
    made = round_.make(town)
    with town.work("演示：另一台", undoable=False) as work:
        work.drop_row("parcel", made.digest)
    add(town, "enterprise", name="演示另一厂")
    other = round_.make(town)
    round_.take(other)
    with pytest.raises(Refused, match="两台电脑"):
        round_.take(made)
    settle_fork(round_.county, site(town), "演示：那一份不用")
    assert round_.send(town).counts["enterprise"] == {"same": 2}
    # What was found to be another's is not taken for this desk's later on.
    with pytest.raises(Refused, match="两台电脑"):
        round_.take(made)


def test_a_return_that_was_put_by_is_not_told_upwards(round_: Round, tmp_path: Path) -> None:
    """What stood in it is not here: the county sends everything again."""
    town, county = round_.town(BOSHAN), round_.county
    firm = add(town, "enterprise", name="演示琉璃厂")
    hidden = shutil.ignore_patterns("*.lock")
    shutil.copytree(tmp_path / "county", tmp_path / "copy", ignore=hidden)
    round_.send(town)
    round_.back(town)
    with open_desk(tmp_path / "copy", clock=Clock(TODAY), officer="演示区员") as copied:
        other = making.make_return(copied, site(town), round_.stick)
    with pytest.raises(Refused, match="两台电脑"):
        round_.take(other, town)
    edit(county, "enterprise", firm, remark="县里补记")
    with pytest.raises(Refused, match="暂停接收"):
        round_.back(town)
    settle_fork(town, site(county), "演示：副本已停用")
    assert _base_of(town, round_.make(town)) is None
    round_.send(town)
    add(county, "enterprise", name="演示陶瓷厂", town_code=BOSHAN)
    round_.back(town)
    assert get(town, "enterprise", firm).remark == "县里补记"
    assert state(town) == state(county)
    # What was taken since is told again.
    assert _base_of(town, round_.make(town)) is not None


def _base_of(town: Desk, made: making.Made) -> Base | None:
    with town.read() as reader:
        return find_parcel(reader, made.digest).base


def test_what_another_computer_wrote_comes_back_to_the_one_that_goes_on(
    round_: Round, tmp_path: Path
) -> None:
    town = round_.town(BOSHAN)
    firm = add(town, "enterprise", name="演示琉璃厂")
    round_.send(town)
    round_.back(town)
    hidden = shutil.ignore_patterns("*.lock")
    shutil.copytree(tmp_path / BOSHAN, tmp_path / "copy", ignore=hidden)
    with open_desk(tmp_path / "copy", clock=Clock(TODAY), officer="演示镇员") as copied:
        add(copied, "enterprise", name="演示另一厂")
        edit(copied, "enterprise", firm, remark="另一台写的")
        other = round_.make(copied)
    edit(town, "enterprise", firm, remark="这台写的")
    round_.send(town)
    with pytest.raises(Refused, match="两台电脑"):
        round_.take(other)
    settle_fork(round_.county, site(town), "演示：旧电脑已停用")
    with look(round_.county, other.path, despite=True) as seen:
        assert take(round_.county, seen).counts["enterprise"] == {"new": 1, "conflict": 1}
    edit(round_.county, "enterprise", firm, address="县里的路")
    assert round_.back(town).counts["enterprise"] == {"new": 1, "conflict": 1}
    edit(town, "enterprise", firm, contact="演示某")
    assert round_.send(town).counts["enterprise"] == {"changed": 1}
    round_.back(town)
    assert state(town) == state(round_.county)


def test_what_leans_on_a_row_that_waits_waits_too(
    round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = round_.town(BOSHAN)
    firm = add(town, "enterprise", name="演示琉璃厂")
    pledge = add(town, "pledge", enterprise_id=firm, town_code=BOSHAN)
    add(town, "pledge_asset", pledge_id=pledge, title="演示商标")

    def without_the_firm(*given: Any) -> Wanted:
        return {name: ids for name, ids in gather_up(*given).items() if name != "enterprise"}

    monkeypatch.setattr(making, "gather_up", without_the_firm)
    counts = round_.send(town).counts
    assert counts == {"pledge": {"held": 1}, "pledge_asset": {"held": 1}}
    monkeypatch.undo()
    with town.work("演示：再报", undoable=False) as work:
        work.set(making.ACKNOWLEDGED, "0")
    edit(town, "enterprise", firm, remark="演示补报")
    round_.send(town)
    assert get(round_.county, "pledge", pledge).enterprise_id == firm
    assert state(town) == state(round_.county)
