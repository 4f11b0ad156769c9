"""本单位资料: another county from its file alone, and changing what a desk knows of its county."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from boshan_desk.domain.county import Lamps, Unit, counties, load_county, read_county
from boshan_desk.domain.officers import NoRight, Officer, anyone
from boshan_desk.domain.period import read_period
from boshan_desk.domain.problems import Missing, Moved, Refused
from boshan_desk.domain.report import Heading, Words
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers import KEPT
from boshan_desk.store import sealing
from boshan_desk.store.desk import Desk
from boshan_desk.store.driver import connect
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases import county, desks, records
from boshan_desk.usecases.audit import verify
from boshan_desk.usecases.figures import catalogue
from boshan_desk.usecases.quarter.paper import compose
from boshan_desk.usecases.quarter.request import Request
from boshan_desk.usecases.rescue import salvage
from tests.conftest import TODAY
from tests.counties import QINGHE, QINGHE_PLAN
from tests.usecases.test_rescue import spoil

Q3 = read_period("2026Q3")


@pytest.fixture
def qinghe(tmp_path: Path) -> Iterator[Desk]:
    """A desk of a county that the program does not know."""
    folder = tmp_path / "qinghe"
    desks.make_desk(folder, county=QINGHE, plans=[QINGHE_PLAN], bare=True)
    with open_desk(folder, clock=Clock(TODAY), officer="演示员") as desk:
        yield desk


def add_training(desk: Desk, town: str) -> None:
    values = {
        "kind": "培训", "title": "演示培训", "starts_on": "2026-07-10", "town_code": town,
    }  # fmt: skip
    records.add(desk, KEPT["event"], values)


def last_change(desk: Desk) -> tuple[str, dict[str, Any]]:
    with desk.read() as reader:
        row = reader.connection.exec_driver_sql(
            "SELECT step.name, change.fields FROM change JOIN step ON step.n = change.step"
            " WHERE ledger = 'pack' ORDER BY change.n DESC"
        ).first()
    assert row is not None
    told = json.loads(row[1])
    assert told.pop("text")[1]
    return row[0], told


# Another county


def test_another_county_runs_with_its_file_alone(qinghe: Desk) -> None:
    assert "qinghe" not in counties()
    assert (qinghe.county.name, qinghe.county.id) == ("青禾县", "qinghe")
    assert [plan.code for plan in qinghe.plans] == ["qinghe-2026"]
    add_training(qinghe, "柳溪")
    lines = {(line.code, line.town): line for line in catalogue(qinghe, Q3, by_town=True)}
    assert lines["M-TR01", "990121100"].value == 1
    assert lines["M-TR01", "990121001"].value == 0
    assert {line.town for line in lines.values()} >= set(qinghe.county.counted)


def words_of(desk: Desk) -> str:
    report = compose(desk, Request(period=Q3))
    blocks = [each for each in report.blocks if isinstance(each, Heading | Words)]
    return "\n".join(each.text for each in blocks)


def test_a_paper_speaks_of_the_county_as_it_is(qinghe: Desk, tmp_path: Path) -> None:
    words = words_of(qinghe)
    assert "全县没有在运行的商标品牌指导站" in words
    assert "四、乡镇（街道）情况" in words
    desks.make_desk(tmp_path / "desk", county="urumqi", bare=True)
    with open_desk(tmp_path / "desk", clock=Clock(TODAY)) as desk:
        words = words_of(desk)
    assert "全市没有登记有效的地理标志权利" in words
    assert "三季度各区（县）的服务、检查、立案、行动、活动均无记录" in words
    assert "全区没有在" not in words


def test_a_desk_of_its_own_is_sound(qinghe: Desk) -> None:
    add_training(qinghe, "禾东街道")
    with qinghe.read() as reader:
        assert reader.setting("county") == "qinghe"
    qinghe.close()
    assert desks.check(qinghe.folder).findings == ()


@pytest.mark.parametrize("id", ["urumqi", "binhai"])
def test_the_other_shipped_counties_open_a_desk_of_their_own(id: str, tmp_path: Path) -> None:
    desks.make_desk(tmp_path / "desk", county=id, bare=True)
    with open_desk(tmp_path / "desk", clock=Clock(TODAY), officer="演示员") as desk:
        assert desk.county == load_county(id)
        assert desk.plans[0].status == "active"
        add_training(desk, desk.county.counted[0])
        values = {line.code: line.value for line in catalogue(desk, Q3)}
        assert values["M-TR01"] == 1


def test_a_file_without_an_id_is_called_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "lvye.toml"
    file.write_text(QINGHE.read_text("utf-8").replace('id = "qinghe"\n', ""), "utf-8")
    assert desks.make_desk(tmp_path / "desk", county=file) == "lvye"
    with open_desk(tmp_path / "desk") as desk:
        assert desk.county.name == "青禾县"


def test_a_bad_file_makes_no_desk(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text(QINGHE.read_text("utf-8").replace("red = 8.5", "red = 1"), "utf-8")
    with pytest.raises(Refused, match="滞后界限：应为"):
        desks.make_desk(tmp_path / "desk", county=bad)
    with pytest.raises(Missing, match="boshan"):
        desks.make_desk(tmp_path / "desk", county="nowhere")
    bad.write_text(QINGHE_PLAN.read_text("utf-8").replace("M-TR01", "M-XX01"), "utf-8")
    with pytest.raises(Refused, match="M-XX01"):
        desks.make_desk(tmp_path / "desk", county=QINGHE, plans=[bad])
    assert not (tmp_path / "desk" / "desk.db").exists()


def test_a_desk_opens_though_its_county_is_lost(qinghe: Desk) -> None:
    add_training(qinghe, "柳溪")
    with qinghe.writing() as reader:
        reader.connection.exec_driver_sql("DELETE FROM pack WHERE kind = 'county'")
    assert "“qinghe”的资料不见了" in desks.check(qinghe.folder).findings[0]
    with open_desk(qinghe.folder, clock=Clock(TODAY)) as again:
        assert again.county.name == "qinghe"
        values = {line.code: line.value for line in catalogue(again, Q3)}
        assert values["M-TR01"] == 1
        county.load_county_pack(again, QINGHE.read_text("utf-8"))
        assert again.county.name == "青禾县"


def test_a_rescued_desk_keeps_its_county_and_plans(qinghe: Desk) -> None:
    add_training(qinghe, "柳溪")
    county.change_county(qinghe, short="禾")
    folder, own = qinghe.folder, qinghe.county
    qinghe.close()
    spoil(folder, "UPDATE event SET title = '演示别的'")
    salvage(folder, officer=anyone("演示员"))
    with open_desk(folder) as again:
        assert again.county == own
        assert [plan.code for plan in again.plans] == ["qinghe-2026"]


def test_a_rescued_desk_opens_though_its_county_is_lost(qinghe: Desk) -> None:
    add_training(qinghe, "柳溪")
    folder = qinghe.folder
    qinghe.close()
    spoil(folder, "UPDATE pack SET text = 'x' WHERE kind = 'county'")
    salvage(folder, officer=anyone("演示员"))
    with open_desk(folder) as again:
        assert again.county.id == "qinghe"
        assert [plan.code for plan in again.plans] == ["qinghe-2026"]


# Changing


def test_what_is_exported_is_what_is_loaded(qinghe: Desk, desk: Desk) -> None:
    text = county.county_text(qinghe)
    assert read_county(text) == qinghe.county
    county.load_county_pack(desk, text)
    assert desk.county == qinghe.county
    with desk.read() as reader:
        assert reader.setting("county") == "qinghe"


def test_a_change_is_told_in_the_history(qinghe: Desk) -> None:
    county.change_county(qinghe, bureau="青禾县知识产权局（演示）", short="禾")
    name, told = last_change(qinghe)
    assert name == "修改本单位资料：单位名称、文号简称"
    assert told == {
        "bureau": ["青禾县市场监督管理局（演示）", "青禾县知识产权局（演示）"],
        "short": ["青", "禾"],
    }
    assert qinghe.county.short == "禾"
    assert verify(qinghe.folder).ok
    qinghe.close()
    assert desks.check(qinghe.folder).ok


def test_a_pack_that_was_changed_past_the_program_is_found(qinghe: Desk) -> None:
    county.change_county(qinghe, short="禾")
    qinghe.close()
    connection = connect(qinghe.folder / "desk.db")
    columns = sealing.sealed_columns("pack")
    row = connection.execute(f"SELECT {', '.join(columns)} FROM pack WHERE kind = 'county'")
    values = dict(zip(columns, row.fetchone(), strict=True))
    values["text"] = values["text"].replace('short = "禾"', 'short = "苗"')
    seal = sealing.seal(tuple(values.values()))
    connection.execute(
        "UPDATE pack SET text = ?, seal = ? WHERE kind = 'county'", (values["text"], seal)
    )
    connection.commit()
    connection.close()
    assert desks.check(qinghe.folder).findings == ("pack county/qinghe：内容与变更记录不符",)


def test_lamps_are_a_setting(qinghe: Desk) -> None:
    county.set_lamps(qinghe, Lamps(yellow=Decimal(3), red=Decimal(15)))
    assert qinghe.county.lamps.red == 15
    assert last_change(qinghe)[1] == {"lamps.yellow": ["2", "3"], "lamps.red": ["8.5", "15"]}
    with pytest.raises(Refused, match="yellow ≤ red"):
        county.set_lamps(qinghe, Lamps(yellow=Decimal(20), red=Decimal(15)))


def test_tables_follow_the_order_of_the_towns(qinghe: Desk) -> None:
    codes = [each.code for each in qinghe.county.towns]
    county.order_towns(qinghe, [codes[2], codes[0], codes[1], *codes[3:]])
    assert qinghe.county.counted[:3] == ("990121100", "990121001", "990121002")
    assert [each.code for each in qinghe.lists["town"]][:1] == ["990121100"]
    with pytest.raises(Refused, match="每个一次"):
        county.order_towns(qinghe, codes[1:])


def test_a_town_keeps_its_old_name_as_another_word(qinghe: Desk) -> None:
    county.change_town(qinghe, "990121101", label="新桥镇", also=["新桥"])
    assert qinghe.lists["town"].label("990121101") == "新桥镇"
    for word in ("新桥", "石桥镇", "新桥镇人民政府", "青禾县新桥镇"):
        assert qinghe.lists["town"].find(word) == "990121101"
    with pytest.raises(Refused, match="“柳溪”已用于 990121100"):
        county.change_town(qinghe, "990121101", also=["柳溪"])


def test_a_new_town_stands_in_every_table(qinghe: Desk) -> None:
    county.add_town(qinghe, "990121102", "清泉镇", ["清泉"])
    assert qinghe.county.counted[-1] == "990121102"
    assert [each.code for each in qinghe.county.towns][-2:] == ["990121102", "990121Z99"]
    with pytest.raises(Refused, match="990121 开头"):
        county.add_town(qinghe, "880000001", "演示镇")


def test_a_town_that_records_use_does_not_vanish(qinghe: Desk) -> None:
    for _n in range(3):
        add_training(qinghe, "云台乡")
    rest = [each for each in qinghe.county.towns if each.code != "990121200"]
    counted = tuple(code for code in qinghe.county.counted if code != "990121200")
    with pytest.raises(Refused, match=r"有3条记录用到 990121200.*moved"):
        county.change_county(qinghe, towns=rest, counted=counted)
    county.move_town(qinghe, "990121200", date(2026, 9, 30), "990121100")
    assert qinghe.county.moved["990121200"] == (date(2026, 9, 30), "990121100")
    with qinghe.read() as reader:
        assert county.uses_of(reader, "town", ["990121200"]) == {"990121200": 3}


def test_a_town_that_no_record_uses_may_go(qinghe: Desk) -> None:
    rest = [each for each in qinghe.county.towns if each.code != "990121200"]
    counted = tuple(code for code in qinghe.county.counted if code != "990121200")
    county.change_county(qinghe, towns=rest, counted=counted)
    assert "990121200" not in qinghe.lists["town"]


def test_a_department_is_renamed_from_a_day_on(qinghe: Desk) -> None:
    new = Unit(code="czfz", name="县财政和发展局", also=("县财发局",))
    county.rename_unit(qinghe, "czj", new, date(2026, 7, 1))
    now, before = (
        qinghe.county.unit("czj", date(2026, 7, 1)),
        qinghe.county.unit("czj", date(2026, 6, 30)),
    )
    assert now is not None
    assert before is not None
    assert (before.name, now.name) == ("县财政局", "县财政和发展局")
    assert [each.code for each in qinghe.county.units] == ["scjg", "czj", "czfz", "jrb"]
    assert last_change(qinghe)[1]["units.czj"][1].endswith("czfz")


def test_a_department_that_records_use_does_not_vanish(qinghe: Desk) -> None:
    values = {
        "period": "2026Q3", "task": "QH-1", "unit": "czj", "state": "going", "text": "演示",
        "reported_on": "2026-09-30",
    }  # fmt: skip
    records.add(qinghe, KEPT["task_report"], values)
    county.change_unit(qinghe, "jrb", successor="scjg")
    with pytest.raises(Refused, match="有1条记录用到 czj"):
        county.remove_unit(qinghe, "czj")
    county.add_unit(qinghe, Unit(code="gaj", name="县公安局"))
    county.remove_unit(qinghe, "gaj")
    assert [each.code for each in qinghe.county.units] == ["scjg", "czj", "jrb"]


def test_nothing_changed_is_nothing_written(qinghe: Desk) -> None:
    with pytest.raises(Refused, match="相同"):
        county.load_county_pack(qinghe, QINGHE.read_text("utf-8"))


def test_only_who_may_change_settings_changes_the_county(qinghe: Desk) -> None:
    qinghe.officer = Officer("演示录入", ("entry",))
    with pytest.raises(NoRight):
        county.change_county(qinghe, short="禾")
    with pytest.raises(NoRight):
        county.load_county_pack(qinghe, QINGHE.read_text("utf-8").replace("青禾县知", "知"))


def test_what_another_changed_meanwhile_is_not_lost(
    qinghe: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = county.check_county

    def change_meanwhile(*given: Any) -> Any:
        monkeypatch.setattr(county, "check_county", checked)
        with open_desk(qinghe.folder, officer="演示另一人") as other:
            county.change_county(other, group="演示另一小组")
        return checked(*given)

    monkeypatch.setattr(county, "check_county", change_meanwhile)
    with pytest.raises(Moved):
        county.change_county(qinghe, short="禾")
    county.change_county(qinghe, short="禾")
    assert (qinghe.county.short, qinghe.county.group) == ("禾", "演示另一小组")
