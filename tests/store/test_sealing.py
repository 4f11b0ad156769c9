"""A digest on every row: whatever is written past the program is seen."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from boshan_desk.domain.county import lists_of, load_county
from boshan_desk.domain.officers import Right
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.store import checking, sealing
from boshan_desk.store.desk import Desk
from boshan_desk.store.driver import connect

TABLES = sealing.tables()


@pytest.fixture
def store(desk: Desk) -> Path:
    """A store with a row in some ledgers and in every small table."""
    firm = Enterprise(name="演示有限公司")
    with desk.work("演示") as work:
        work.put(firm)
        work.put(Case(case_no="演示1", value=100, filed_on=date(2026, 3, 1), enterprise_id=firm.id))
        for table, row in {
            "officer": ("a1", "演示员", "entry", 1, "{}", 0, "2026-10-09"),
            "closing": ("2025", "2026-10-09", "演示员", "[]"),
            "lawfile": ("papers", "演示", "演示", "2026-10-09", "演示员"),
            "own_day": ("2026-03-03", 0, "演示", "2026-10-09", "演示员"),
            "matching": ("case", "", "演示", "{}", "2026-10-09", "演示员"),
            "form": ("演示", "演示表", "UEsDBA==", "{}", "2026-10-09", "演示员"),
            "pack": ("plan", "演示", "active", "演示", "2026-10-09", "演示员"),
            "reported": ("2025", "figures", "[]", "2026-10-09", "演示员"),
            "paper": (
                *("演示", "plain", "2025", "", "", 0, "演示", "演示", "final", "", "{}", "演示"),
                *("演示", "演示", 1, 1, "演示", "演示", "2026-10-09", "演示员"),
            ),
            "paper_words": ("演示", "演示", "演示", "演示", "2026-10-09", "演示员"),
            "peer": (
                *("0d0e0f01", "down", "town", "演示镇", '["370304113"]', "113-", "active", "{}"),
                *("{}", 1, 1, "{}", "演示", "2026-10-09", "演示员"),
            ),
            "parcel": (
                *("演示", "in", "0d0e0f01", "package", 1, 1, 0, 5, "2026Q3", "whole"),
                *("2026-10-09", "2026-10-09", "演示员", 1, "taken", "演示", "{}", "{}", "{}"),
            ),
            "origin": ("0d0e0f01", 1, 3, "2026-10-09", "演示员", "演示", "演示"),
            "conflict": ("case", "演示", "party", "values", 0, 1, "2026-10-09"),
            "held": ("case", "演示", "0d0e0f01", "link", "{}", 0, 1, "2026-10-09"),
            "double": ("case", "演示", "演示乙", "演示", "open", 0, 1, "2026-10-09", "演示员"),
            "extra": (1, "演示", "case", "演示", 7, '{"演示列": "演示"}'),
        }.items():
            columns = sealing.sealed_columns(table)
            values = dict(zip(columns, row, strict=True))
            work.write_row(table, values, told={"name": [None, "演示"]}, needs=Right.ACCOUNTS)
    desk.keep_typed("case", "演示", {"party": "演示"})
    return desk.path


def found_in(store: Path) -> dict[str, list[str]]:
    connection = connect(store)
    found = {t: list(sealing.broken_seals(connection, t)) for t in TABLES}
    connection.close()
    return {table: keys for table, keys in found.items() if keys}


def columns_with_values(store: Path) -> list[tuple[str, str]]:
    connection = connect(store)
    found = []
    for table in TABLES:
        for column in (*sealing.sealed_columns(table), "seal"):
            sql = f'SELECT 1 FROM "{table}" WHERE "{column}" IS NOT NULL'
            if connection.execute(sql).fetchone():
                found.append((table, column))
    connection.close()
    return found


def test_what_the_program_writes_is_sealed(store: Path) -> None:
    assert found_in(store) == {}


def test_a_change_of_any_value_of_any_table_is_seen(store: Path) -> None:
    known = columns_with_values(store)
    assert {table for table, _column in known} >= {"case", "enterprise", *sealing.SMALL}
    connection = connect(store)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA ignore_check_constraints = ON")
    for table, column in known:
        connection.execute("BEGIN")
        connection.execute(
            f'UPDATE "{table}" SET "{column}" = CASE typeof("{column}")'
            f" WHEN 'integer' THEN \"{column}\" + 1 ELSE \"{column}\" || 'x' END"
        )
        assert list(sealing.broken_seals(connection, table)), (table, column)
        connection.execute("ROLLBACK")
        connection.execute("BEGIN")
        connection.execute(f'UPDATE "{table}" SET "{column}" = "{column}"')
        assert not list(sealing.broken_seals(connection, table))
        connection.execute("ROLLBACK")
    connection.close()


def test_an_empty_value_and_an_empty_text_have_other_seals() -> None:
    texts: list[list[Any]] = [
        [None, ""],
        ["", None],
        ["a", "b"],
        ["ab", ""],
        [1, 2],
        [12, None],
        ["1", 2],
        [b"a", 2],
    ]
    assert len({sealing.seal(values) for values in texts}) == len(texts)


def test_the_check_names_a_row_that_was_written_past_the_program(store: Path) -> None:
    connection = connect(store)
    connection.execute('UPDATE "case" SET value = 999')
    connection.close()
    lists = lists_of(load_county("boshan"))
    told = [text.format(**values) for text, values in checking.inspect(store, lists)]
    assert any("内容被改动过或已损坏" in words for words in told)


def test_sealing_anew_makes_a_migrated_row_fit(store: Path) -> None:
    connection = connect(store)
    connection.execute('UPDATE "case" SET value = 999')
    assert list(sealing.broken_seals(connection, "case"))
    sealing.reseal(connection)
    assert not list(sealing.broken_seals(connection, "case"))
    connection.close()
