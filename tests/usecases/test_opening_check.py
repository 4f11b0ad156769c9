"""The check of the store in the background: when it is due, what it finds, what it remembers."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from boshan_desk.domain.problems import Damaged
from boshan_desk.ledgers import LEDGERS
from boshan_desk.store.desk import Desk
from boshan_desk.store.driver import connect
from boshan_desk.usecases.opening_check import FILE, FULL_DAYS, due, look_over
from boshan_desk.usecases.records import add

NOW = datetime(2026, 10, 9, 9, 0)


def spoil(store: Path) -> None:
    """Wipe bytes in the middle of every tenth page but the first ones (a real disk does so)."""
    raw = bytearray(store.read_bytes())
    for start in range(4096 * 4, len(raw), 40960):
        raw[start : start + 200] = bytes(200)
    store.write_bytes(raw)


def test_a_store_never_checked_is_checked_in_full(folder: Path) -> None:
    assert due(folder, NOW) == "full"


def test_after_a_full_check_there_is_a_quick_one_each_day_and_a_full_one_each_week(
    folder: Path,
) -> None:
    look_over(folder, thorough=True, now=NOW)
    assert due(folder, NOW + timedelta(hours=8)) == ""
    tomorrow = NOW + timedelta(days=1)
    assert due(folder, tomorrow) == "quick"
    look_over(folder, thorough=False, now=tomorrow)
    assert due(folder, tomorrow + timedelta(hours=1)) == ""
    assert due(folder, NOW + timedelta(days=FULL_DAYS)) == "full"


def test_a_clock_that_was_set_back_puts_no_check_off(folder: Path) -> None:
    look_over(folder, thorough=True, now=NOW + timedelta(days=400))
    assert due(folder, NOW) == "full"


def test_a_note_that_cannot_be_read_means_that_a_check_is_due(folder: Path) -> None:
    (folder / FILE).write_text("{", "utf-8")
    assert due(folder, NOW) == "full"
    (folder / FILE).write_text('{"full": 3}', "utf-8")
    assert due(folder, NOW) == "full"


def test_damage_is_found_and_not_remembered_as_checked(folder: Path) -> None:
    spoil(folder / "desk.db")
    with pytest.raises(Damaged):
        look_over(folder, thorough=True, now=NOW)
    assert due(folder, NOW) == "full"


def test_a_changed_value_in_a_plain_store_is_found_by_the_full_check_alone(desk: Desk) -> None:
    add(desk, LEDGERS["case"], {"party": "演示公司"})
    desk.fold_in()
    connection = connect(desk.path)
    connection.execute("UPDATE \"case\" SET party = '演示公词'")
    connection.close()
    # SQLite takes the value for the value.
    look_over(desk.folder, thorough=False, now=NOW)
    with pytest.raises(Damaged, match="case"):
        look_over(desk.folder, thorough=True, now=NOW)
