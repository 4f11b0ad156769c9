"""Packages and the board, from the command line: two desks and a folder for the stick."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from boshan_desk.domain.officers import Officer, Right
from boshan_desk.domain.today import Clock
from boshan_desk.store.keys import Cost
from boshan_desk.store.opening import open_desk
from boshan_desk.usecases import accounts
from tests.cli.conftest import Cli
from tests.conftest import TODAY
from tests.usecases.exchange.rounds import BOSHAN, Round, add, county_round, edit, get, site

THEN = ("--period", "2026Q3")


@pytest.fixture
def places(tmp_path: Path) -> Iterator[Round]:
    """The desks of a county and of a town, which has written something."""
    with county_round(tmp_path) as made:
        town = made.town(BOSHAN)
        add(town, "enterprise", name="演示琉璃厂")
        yield made


def make(cli: Cli, places: Round, *words: str) -> dict[str, object]:
    answer = cli("package", "make", places.stick, *THEN, *words, "--json", desk=town_of(places))
    assert answer.status == 0, answer.err
    told: dict[str, object] = answer.json
    return told


def town_of(places: Round) -> Path:
    return places.towns[BOSHAN].folder


def county_of(places: Round) -> Path:
    return places.county.folder


def test_a_whole_round_goes_by_commands(cli: Cli, places: Round) -> None:
    made = make(cli, places, "--whole")
    assert (made["seq"], made["rows"], made["counts"]) == (1, 1, {"enterprise": 1})
    path = Path(str(made["file"]))
    assert path.name == "博山镇_2026三季度_第01包.bsx"
    assert Path(str(made["cover"])).read_bytes().startswith(b"%PDF")
    county = county_of(places)

    seen = cli("package", "look", path, "--json", desk=county).json
    assert seen["counts"] == {"enterprise": {"new": 1}}
    assert seen["their_counts"]["enterprise"] == 1
    assert (seen["again"], seen["fork"], seen["name"]) == (False, "", "博山镇")
    [row] = seen["rows"]
    assert (row["label"], row["outcome"]) == ("演示琉璃厂", "new")
    assert cli("package", "list", "--json", desk=county).lines == [], "looking writes nothing"

    taken = cli("package", "take", path, "--json", desk=county).json
    assert taken["answer"]["report"] == "late"
    again = cli("package", "take", path, "--json", desk=county).json
    assert again["again"]
    assert (again["package"], again["answer"]) == (taken["package"], taken["answer"])

    given = cli("package", "receipt", path, "--out", places.stick, "--json", desk=county).json
    assert Path(given["slip"]).name == "博山镇_2026三季度_第01包_回执单.pdf"
    assert given["answer"] == taken["answer"]
    back = cli("package", "take", given["file"], "--json", desk=town_of(places)).json
    assert back["answer"] is None
    [returned, sent] = cli("package", "list", "--json", desk=town_of(places)).lines
    assert (returned["kind"], sent["state"]) == ("return", "acknowledged")
    assert sent["answer"]["head"], "the link of the county's history came back"
    slip = places.stick / "镇里的回执单.pdf"
    assert cli("package", "slip", sent["package"], slip, desk=town_of(places)).status == 0
    assert slip.read_bytes().startswith(b"%PDF")


def test_a_town_gets_its_records_before_it_has_sent_anything(cli: Cli, places: Round) -> None:
    firm = add(places.county, "enterprise", name="演示旧厂", town_code=BOSHAN)
    for name in ("博山镇", BOSHAN, site(places.towns[BOSHAN])):
        words = ("package", "receipt", name, "--out", places.stick, "--json")
        given = cli(*words, desk=county_of(places)).json
        assert (given["slip"], given["answer"]) == (None, None)
    assert cli("package", "take", given["file"], desk=town_of(places)).status == 0
    assert get(places.towns[BOSHAN], "enterprise", firm).name == "演示旧厂"
    assert (
        cli("package", "receipt", "石马镇", "--out", places.stick, desk=county_of(places)).status
        == 3
    )


def test_words_for_people_say_the_same(cli: Cli, places: Round) -> None:
    made = make(cli, places)
    county = county_of(places)
    looked = cli("package", "look", made["file"], desk=county).out
    assert "博山镇" in looked
    assert "企业名录" in looked
    assert "共 1 条：新增 1" in cli("package", "take", made["file"], desk=county).out
    assert "没有变化" in cli("package", "take", made["file"], desk=county).out
    assert "以前接收过" in cli("package", "look", made["file"], desk=county).out
    listed = cli("package", "list", desk=county).out
    assert "第01包" in listed
    assert "已接收" in listed
    told = cli("exchange", "board", *THEN, desk=county).out
    assert "部分报送" in told
    assert "第01包，今天" in told
    assert "未登记联络员" not in cli("exchange", "phone", *THEN, desk=county).out


def test_one_side_may_be_taken_for_everything_that_differs(cli: Cli, places: Round) -> None:
    firm = conflict(places)
    made = make(cli, places)
    taken = cli("package", "take", made["file"], "--theirs", "--json", desk=county_of(places)).json
    assert taken["answer"]["outcomes"] == {"enterprise": {"conflict": 1}}
    assert [each["choice"] for each in taken["decided"]] == ["theirs"]
    assert get(places.county, "enterprise", firm).remark == "镇里的话"
    assert cli("conflicts", "--json", desk=county_of(places)).lines == []


def test_a_file_may_say_what_is_taken_of_each(cli: Cli, places: Round, tmp_path: Path) -> None:
    firm = conflict(places)
    made = make(cli, places)
    choices = tmp_path / "choices.jsonl"
    item = {"ledger": "enterprise", "id": firm, "register": "remark"}
    choices.write_text(json.dumps(item | {"choice": {"remark": "两边商定的话"}}), "utf-8")
    words = ("package", "take", made["file"], "--choices", choices)
    assert cli(*words, "--json", desk=county_of(places)).status == 0
    assert get(places.county, "enterprise", firm).remark == "两边商定的话"


@pytest.mark.parametrize("text", ["", "[1]", "{}", '{"ledger": "a"}', "不是 JSON"])
def test_choices_that_cannot_be_read_are_refused_before_anything_is_taken(
    cli: Cli, places: Round, tmp_path: Path, text: str
) -> None:
    made = make(cli, places)
    choices = tmp_path / "choices"
    choices.write_text(text, "utf-8")
    words = ("package", "take", made["file"], "--choices", choices)
    answer = cli(*words, desk=county_of(places))
    if text:
        assert answer.status == 2
        assert cli("package", "list", "--json", desk=county_of(places)).lines == []
    else:
        assert answer.status == 0, "nothing to choose is no fault"


def test_a_choice_that_is_none_leaves_the_package_taken_and_says_so(
    cli: Cli, places: Round, tmp_path: Path
) -> None:
    firm = conflict(places)
    made = make(cli, places)
    choices = tmp_path / "choices"
    item = {"ledger": "enterprise", "id": firm, "register": "remark", "choice": "x.1.1"}
    choices.write_text(json.dumps([item]), "utf-8")
    answer = cli("package", "take", made["file"], "--choices", choices, desk=county_of(places))
    assert answer.status == 3
    assert answer.one_line.startswith("已接收，两边不同的没有核定")
    assert [
        each["way"]
        for each in cli("package", "list", "--in", "--json", desk=county_of(places)).lines
    ]


def test_several_packages_are_taken_one_after_another(cli: Cli, places: Round) -> None:
    first = make(cli, places)
    add(places.towns[BOSHAN], "enterprise", name="演示陶瓷厂")
    second = make(cli, places)
    words = ("package", "take", first["file"], second["file"], "--json")
    lines = cli(*words, desk=county_of(places)).lines
    assert [each["answer"]["seq"] for each in lines] == [1, 2]
    backups = cli("backup", "list", "--json", desk=county_of(places)).json
    assert len([each for each in backups if each["why"] == "merge"]) == 1


def test_a_taking_is_taken_back_by_its_number(cli: Cli, places: Round) -> None:
    made = make(cli, places, "--whole")
    county = county_of(places)
    number = cli("package", "take", made["file"], "--json", desk=county).json["package"]
    assert cli("package", "undo", number, desk=county).status == 0
    assert [each["state"] for each in cli("package", "list", "--json", desk=county).lines] == [
        "undone"
    ]
    assert cli("list", "enterprise", "--json", desk=county).lines == []
    assert cli("package", "undo", number, desk=county).status == 3
    told = cli("exchange", "board", *THEN, "--json", desk=county).lines
    assert {each["state"] for each in told} == {"unknown"}


def test_saying_nothing_is_a_zero_report_and_a_lie_is_refused(cli: Cli, places: Round) -> None:
    add(places.towns[BOSHAN], "event", title="演示培训", starts_on="2026-08-05")
    words = ("package", "make", places.stick, *THEN, "--nothing")
    answer = cli(*words, desk=town_of(places))
    assert answer.status == 3
    assert "不能报“本期无”" in answer.one_line
    assert cli(*words, "--whole", desk=town_of(places)).status == 2


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("package",), 2),
        (("exchange",), 2),
        (("package", "look", "没有这个文件.bsx"), 3),
        (("package", "undo", "77"), 3),
        (("package", "slip", "77", "OUT.pdf"), 3),
        (("package", "receipt", "77", "--out", "."), 3),
        (("exchange", "days", "5"), 2),
        (("exchange", "days", "20", "5"), 3),
        (("exchange", "board", *THEN[:1], "昨天"), 2),
        (("exchange", "phone", *THEN, "--unmasked"), 2),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    cli: Cli, words: tuple[str, ...], status: int
) -> None:
    answer = cli(*words)
    assert answer.one_line
    assert answer.status == status


def test_days_of_reports_are_set_and_told(cli: Cli) -> None:
    assert cli("exchange", "days", "--json").json == {"due_days": 5, "close_days": 15}
    assert cli("exchange", "days", "3", "20", "--json").json == {"due_days": 3, "close_days": 20}
    assert "20 天截止" in cli("exchange", "days").out


def test_the_telephone_list_is_written_and_masked(cli: Cli, tmp_path: Path) -> None:
    values = {
        "name": "张演示",
        "town_code": BOSHAN,
        "unit": "演示办",
        "phone": "19900001234",
        "role": "a",
        "from_on": "2025-01-06",
        "state": "active",
        "prefix": "YS01",
    }
    cli("add", "liaison", "--values", values)
    calls = cli("exchange", "phone", *THEN, "--json").lines
    [call] = [each for each in calls if each["town"] == BOSHAN]
    assert call["contacts"][0]["phone"] == "199****1234"
    out = tmp_path / "list.pdf"
    words = ("exchange", "phone", *THEN, "--pdf", out, "--unmasked", "--reason", "演示")
    assert cli(*words).status == 0
    assert out.read_bytes().startswith(b"%PDF")


def test_nobody_makes_a_package_without_the_right(cli: Cli, places: Round, tmp_path: Path) -> None:
    folder, password = town_of(places), "演示用的一句话当密码"
    places.towns[BOSHAN].close()
    cheap = Cost(1, 1, 32)
    accounts.set_up(folder, "演示管理", password, roles=["admin"], cost=cheap)
    clock = Clock(TODAY)
    session = accounts.sign_in(folder, "演示管理", password, now=clock.now())
    everything = Officer("演示筹备", ("approver",), frozenset(Right), id="prepares")
    with open_desk(folder, key=session.key, officer=everything, clock=clock) as desk:
        accounts.add_account(desk, "演示领导", ["leader"], "演示首次密码甲乙丙丁", cost=cheap)
        first = accounts.sign_in(folder, "演示领导", "演示首次密码甲乙丙丁", now=clock.now())
    with open_desk(folder, key=first.key, officer=first.officer, clock=clock) as desk:
        accounts.change_password(desk, "演示领导", password, old="演示首次密码甲乙丙丁", cost=cheap)
    (tmp_path / "pw").write_text(password + "\n", "utf-8")
    who = ("--as", "演示领导", "--password-file", tmp_path / "pw")
    answer = cli(*who, "package", "make", places.stick, *THEN, desk=folder)
    assert answer.status == 6
    assert not list(places.stick.glob("*.bsx"))


def test_a_doubled_desk_is_put_by_until_somebody_has_settled_it(
    cli: Cli, places: Round, tmp_path: Path
) -> None:
    town, county = town_of(places), county_of(places)
    places.towns[BOSHAN].close()
    shutil.copytree(town, tmp_path / "twin")
    first = cli("package", "make", places.stick, *THEN, "--json", desk=town).json
    cli("add", "enterprise", "--values", {"name": "演示另一厂"}, desk=tmp_path / "twin")
    other = tmp_path / "other"
    other.mkdir()
    twin = cli("package", "make", other, *THEN, "--json", desk=tmp_path / "twin").json
    assert first["digest"] != twin["digest"]
    assert cli("package", "take", first["file"], desk=county).status == 0
    assert cli("package", "take", twin["file"], desk=county).status == 3
    [line] = [
        each
        for each in cli("exchange", "board", *THEN, "--json", desk=county).lines
        if each["town"] == BOSHAN
    ]
    assert line["alarm"] == "fork"
    assert "两台电脑" in cli("exchange", "board", *THEN, desk=county).out
    calls = cli("exchange", "phone", *THEN, "--json", desk=county).lines
    [asked] = [each["ask"] for each in calls if each["town"] == BOSHAN]
    assert "是否有两台电脑在填报" in asked
    words = ("package", "settle", "博山镇", "--reason", "演示：已核实")
    assert cli(*words, desk=county).status == 0
    assert cli(*words, desk=county).status == 3
    assert cli("package", "settle", "石马镇", "--reason", "演示", desk=county).status == 3
    told = cli("exchange", "board", *THEN, "--json", desk=county).lines
    assert {each["alarm"] for each in told} == {""}


def conflict(places: Round) -> str:
    """Let both sides write the same field of one firm; its id."""
    town, county = places.towns[BOSHAN], places.county
    firm = add(town, "enterprise", name="演示陶瓷厂")
    places.send(town)
    places.back(town)
    edit(town, "enterprise", firm, remark="镇里的话")
    edit(county, "enterprise", firm, remark="县里的话")
    assert site(town) != site(county)
    return firm


def test_several_are_looked_at_and_the_clean_ones_taken_at_once(
    cli: Cli, places: Round, tmp_path: Path
) -> None:
    town, county = places.towns[BOSHAN], county_of(places)
    first = Path(str(make(cli, places)["file"]))
    add(town, "enterprise", name="演示陶瓷厂")
    second = Path(str(make(cli, places)["file"]))
    broken = tmp_path / "截断.bsx"
    broken.write_bytes(first.read_bytes()[:400])
    brought = (second, broken, first)

    seen = cli("package", "look", *brought, "--json", desk=county)
    assert seen.status == 3
    # Those of one desk in the order of their numbers; what cannot be taken is last, with why.
    assert [(line["seq"], line["state"]) for line in seen.lines] == [
        (1, "clean"),
        (2, "clean"),
        (0, "refused"),
    ]
    assert seen.lines[1]["counts"] == {"new": 2}
    assert seen.lines[2]["why"]
    assert cli("package", "list", "--json", desk=county).lines == [], "looking writes nothing"
    shown = cli("package", "look", *brought, desk=county).out
    assert "可以直接接收" in shown
    assert "截断.bsx" in shown

    taken = cli("package", "take", "--clean", *brought, "--json", desk=county)
    assert taken.status == 3
    assert [line["state"] for line in taken.lines] == ["taken", "taken", "refused"]
    assert len(cli("package", "list", "--in", "--json", desk=county).lines) == 2
    again = cli("package", "take", "--clean", first, second, "--json", desk=county)
    assert (again.status, {line["state"] for line in again.lines}) == (0, {"again"})


def test_what_somebody_must_see_is_not_taken_with_the_clean_ones(cli: Cli, places: Round) -> None:
    town, county = places.towns[BOSHAN], county_of(places)
    [firm] = [each for each in cli("list", "enterprise", "--json", desk=town.folder).lines]
    cli("package", "take", make(cli, places)["file"], desk=county)
    edit(town, "enterprise", firm["id"], remark="镇里写的")
    edit(places.county, "enterprise", firm["id"], remark="局里写的")
    path = Path(str(make(cli, places)["file"]))
    twin = shutil.copy(path, path.with_name("同一个.bsx"))
    answer = cli("package", "take", "--clean", path, twin, "--json", desk=county)
    assert answer.status == 3
    assert [line["state"] for line in answer.lines] == ["person", "person"]
    assert "2 个没有接收" in answer.err
    assert len(cli("package", "list", "--in", "--json", desk=county).lines) == 1
