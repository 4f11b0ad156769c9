"""A short run over plausible files, and that the run can fail."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest

from boshan_desk.domain.identifiers import identify
from boshan_desk.domain.problems import Refused
from boshan_desk.ledgers import LEDGERS as DECLARED
from boshan_desk.usecases import sheets
from tests.plausible import files, inventing, kinds
from tests.plausible.judging import Tally
from tests.plausible.keys import Made
from tests.plausible.making import make
from tests.plausible.records import LAST, Links
from tests.plausible.running import World, try_file, world
from tests.plausible.words import LEDGERS, ROW_WORDS, STRANGERS
from tests.plausible.writing import capitals, numeral, same_word

FILES = 45
LINKS = Links(
    {
        name: {f"演示{name}甲": "1", f"演示{name}乙": "2"}
        for name in ("station", "gi_right", "event")
    }
)


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("world")) as made:
        yield made


def try_files(around: World, count: int, *only: str) -> Tally:
    total = Tally()
    for number in range(count):
        total.add(try_file("演示", number, around, None, frozenset(only)))
    return total


def test_plausible_files_come_in_right_or_are_reported(around: World) -> None:
    total = try_files(around, FILES)
    assert total.faults == []
    assert total.is_good
    assert total.files == FILES
    assert total.taken >= FILES // 10
    assert total.by_hand <= FILES // 10, total.softer
    assert total.exact_right >= total.exact * 0.995, total.softer


# ---------------------------------------------------------------- the generator


def test_there_are_many_kinds_of_mess_and_each_can_be_made() -> None:
    every = {*kinds.LAYOUT, *kinds.VALUES}
    assert len(every) >= 40
    seen = set()
    for number in range(150):
        seen |= set(make(Random(number), LINKS).kinds)
    assert every - seen <= {"formatted-blanks"}
    for kind in every:
        made = [make(Random(number), LINKS, frozenset({kind})) for number in range(5)]
        assert {k for each in made for k in each.kinds} == {kind}


def test_our_headings_are_not_those_of_the_declarations() -> None:
    for name, fields in LEDGERS.items():
        declared = DECLARED[name].fields
        known = {same_word(w) for kind in declared.values() for w in (kind.title, *kind.also)}
        for each in fields:
            own = {same_word(word) for word in each.own}
            ours = declared[each.name]
            assert not own & {same_word(word) for word in (ours.title, *ours.also)}, each.name
            assert len(own) >= 4, each.name
        assert not {same_word(word) for word in (*STRANGERS, *ROW_WORDS)} & known


def test_a_file_of_a_number_is_always_the_same(tmp_path: Path) -> None:
    for number in range(6):
        one, other = (make(Random(f"演示-{number}"), LINKS) for _ in range(2))
        assert one == other
        path = tmp_path / f"{number}{files.ending(one.container)}"
        files.save(one, path)
        content = path.read_bytes()
        files.save(other, path)
        if path.suffix != ".xlsx":
            assert path.read_bytes() == content


def test_what_is_written_by_hand_is_a_good_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    slow = {"comments", "far-cell", "formatted-blanks"}
    for number in range(20):
        made = make(Random(number), LINKS, frozenset({"xlsx", *kinds.LAYOUT} - slow))
        files.save(made, path)
        book = openpyxl.load_workbook(path)
        assert book.sheetnames == [sheet.name for sheet in made.sheets]
        for sheet in made.sheets:
            rows = book[sheet.name]
            for (row, column), raw in sheet.cells.items():
                if isinstance(raw, str) and not raw.isspace():
                    assert rows.cell(row + 1, column + 1).value == raw


def test_invented_numbers_are_in_a_right_form() -> None:
    dice = Random("演示")
    for _ in range(300):
        assert identify("uscc", inventing.uscc(dice), today=LAST).ok
        assert identify("idcard", inventing.id_card(dice), today=LAST).ok
        assert identify("phone", inventing.phone(dice), today=LAST).ok
        assert not identify("uscc", inventing.wrong_check(inventing.uscc(dice)), today=LAST).ok


def test_numbers_in_characters_are_as_people_write_them() -> None:
    assert [numeral(n) for n in (5, 10, 12, 20, 31)] == ["五", "十", "十二", "二十", "三十一"]
    written = {
        3500: "叁仟伍佰元整",
        12000: "壹万贰仟元整",
        10500: "壹万零伍佰元整",
        1005: "壹仟零伍元整",
        100000: "壹拾万元整",
        2030000: "贰佰零叁万元整",
    }
    assert {yuan: capitals(yuan) for yuan in written} == written


# ---------------------------------------------------------------- it can fail


def lose_a_row(told: dict[str, Any]) -> None:
    row = next(r for r in told["rows"] if r["outcome"] == "new")
    told["rows"].remove(row)
    told["counts"]["new"] -= 1
    told["counts"]["rows_in_file"] -= 1


def skip_a_row(told: dict[str, Any]) -> None:
    row = next(r for r in told["rows"] if r["outcome"] == "new")
    row["outcome"] = "skipped"
    row["issues"] = []
    told["counts"]["new"] -= 1
    told["counts"]["skipped"] += 1


def move_a_value(told: dict[str, Any]) -> None:
    rows = [r for r in told["rows"] if r["outcome"] == "new"]
    assert len({r["values"].get("town_code") for r in rows}) > 1
    for one, other in itertools.pairwise(rows):
        one["values"]["town_code"] = other["values"].get("town_code")


def take_a_title(told: dict[str, Any]) -> None:
    row = next(r for r in told["rows"] if r["outcome"] == "skipped")
    row["outcome"] = "new"
    told["counts"]["skipped"] -= 1
    told["counts"]["new"] += 1


def count_wrongly(told: dict[str, Any]) -> None:
    told["counts"]["same"] += 1


def say_nothing(told: dict[str, Any]) -> None:
    for row in told["rows"]:
        row["issues"] = []


@pytest.mark.parametrize(
    ("spoil", "sort", "mess"),
    [
        (lose_a_row, "lost", ()),
        (skip_a_row, "lost", ()),
        (move_a_value, "wrong", ()),
        (take_a_title, "strangers", ("titles",)),
        (count_wrongly, "unaccounted", ()),
        (say_nothing, "wrong", ("date-words", "destroyed-codes")),
    ],
)
def test_a_broken_importer_is_found_out(
    around: World,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[dict[str, Any]], None],
    sort: str,
    mess: tuple[str, ...],
) -> None:
    real = sheets.report

    def broken(*given: Any) -> dict[str, Any]:
        told = real(*given)
        spoil(told)
        return told

    only = ("xlsx", *mess)
    assert try_file("演示", numbered(only), around, None, frozenset(only)).is_good
    monkeypatch.setattr(sheets, "report", broken)
    tally = try_file("演示", numbered(only), around, None, frozenset(only))
    assert getattr(tally, sort) > 0
    assert not tally.is_good


def numbered(only: tuple[str, ...]) -> int:
    """The first file with all this mess, several records, and towns to be mixed up."""
    for number in range(1, 400):
        made = make(Random(f"演示-{number}"), LINKS, frozenset(only))
        wants = [w for s in made.sheets for k in s.keys.values() for w in k.wants.values()]
        towns = {w.value for w in wants if w.field == "town_code" and w.policy == "exact"}
        if set(made.kinds) == set(only) - {"xlsx"} and len(towns) > 2:
            told = any(w.policy == "told" for w in wants)
            if number % 8 and (told or not any(k.startswith("date") for k in only)):
                return number
    raise AssertionError(only)


def test_a_crash_is_a_fault(around: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_given: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(sheets, "look", crash)
    tally = try_file("演示", 1, around, None)
    assert (tally.crashed, tally.is_good) == (1, False)
    assert "ZeroDivisionError" in tally.faults[0]


def test_a_refusal_of_the_whole_file_is_a_file_by_hand(
    around: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: Any) -> None:
        raise Refused("演示")

    monkeypatch.setattr(sheets, "look", refuse)
    tally = try_file("演示", 1, around, None)
    assert (tally.by_hand, tally.is_good) == (1, True)


def test_a_faulty_file_is_kept(
    around: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def crash(*_given: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(sheets, "look", crash)
    try_file("演示", 1, around, tmp_path / "kept")
    made: Made = make(Random("演示-1"), around.links)
    name = f"演示-1{files.ending(made.container)}"
    assert {p.name for p in (tmp_path / "kept").iterdir()} == {name, "演示-1.txt"}
