"""The history as a chain: whole after every lawful work, and read as it was printed."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from boshan_desk.domain.problems import Damaged, Refused
from boshan_desk.ledgers.case import Case
from boshan_desk.store import chain
from boshan_desk.store.chain import START, Head, Link, read_anchor, verify
from boshan_desk.store.desk import Desk
from boshan_desk.store.driver import connect
from boshan_desk.usecases import records
from boshan_desk.usecases.attachments import attach
from boshan_desk.usecases.purging import purge

PHONE = "19900000152"


def write_as_a_forger(store: Path, *statements: str) -> None:
    """Past the program and its triggers."""
    connection = connect(store)
    connection.execute("PRAGMA foreign_keys = OFF")
    for trigger in ("step_stays", "change_stays", "step_as_it_is", "change_as_it_is"):
        connection.execute(f"DROP TRIGGER {trigger}")
    for statement in statements:
        connection.execute(statement)
    connection.close()


@pytest.fixture
def cases(desk: Desk) -> list[Case]:
    added = []
    for n in range(4):
        values = {"case_no": f"演示{n}", "party": "演示当事人", "phone": PHONE}
        record = records.add(desk, Case.ledger, values)
        assert isinstance(record, Case)
        added.append(record)
    return added


def test_the_mark_is_an_hmac_with_the_salt_as_its_key() -> None:
    # RFC 4231, test case 2.
    assert chain.mark_of(b"Jefe", "what do ya want for nothing?").hex() == (
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


def test_a_link_covers_what_stood_before_its_changes_and_the_step_itself() -> None:
    def close(before: bytes = START, ledger: str = "case", officer: str = "甲") -> bytes:
        link = Link(before)
        link.add(1, ledger, "id", b"m")
        return link.close(1, "2026-10-09", officer, b"s")

    assert close() == close()
    assert len({close(), close(bytes([1] * 32)), close(ledger="event"), close(officer="乙")}) == 4


def test_a_new_desk_has_an_empty_chain_and_its_code_is_recognized(folder: Path) -> None:
    found = verify(folder / "desk.db")
    assert found.ok
    assert (found.links, found.head) == (0, Head(0, START.hex()))
    assert verify(folder / "desk.db", anchor=found.head.short()).anchored


def test_every_work_adds_a_link_and_older_codes_stay_recognized(
    desk: Desk, folder: Path, cases: list[Case]
) -> None:
    with desk.read() as reader:
        early = reader.head().short()
    records.edit(desk, Case.ledger, cases[0].id, {"goods": "演示商品"})
    found = verify(folder / "desk.db", anchor=early)
    assert found.ok
    assert found.links == len(cases) + 1
    assert found.anchored
    assert not verify(folder / "desk.db", anchor=f"9{early}").ok


@pytest.mark.parametrize("words", ["", "5-", "1234", "5-xyz", "x-0123456789abcdef", "5-0123"])
def test_what_is_no_code_is_refused(words: str) -> None:
    with pytest.raises(Refused, match="不是校验码"):
        read_anchor(words)


def test_a_code_is_read_as_people_type_it() -> None:
    assert read_anchor(" 12-0123456789ABCDEF ") == (12, "0123456789abcdef")
    assert read_anchor("0123456789abcdef") == (0, "0123456789abcdef")


@pytest.mark.parametrize(
    ("statement", "bad"),
    [
        ("UPDATE step SET officer = '别人' WHERE n = 2", 2),
        ("UPDATE step SET at = '2026-01-01 08:00:00' WHERE n = 3", 3),
        ("UPDATE change SET fields = replace(fields, '演示', '改') WHERE n = 2", 2),
        ("UPDATE change SET record_id = 'x' WHERE n = 4", 4),
        ("DELETE FROM change WHERE n = 3", 3),
        ("DELETE FROM step WHERE n = 2", 2),
        ("UPDATE step SET link = NULL WHERE n = 4", 4),
        ("UPDATE change SET mark = NULL WHERE n = 1", 1),
        (
            "INSERT INTO change SELECT 5, 1, ledger, record_id, fields, salt, mark FROM change"
            " WHERE n = 1",
            4,
        ),
    ],
)
def test_the_first_step_that_does_not_fit_is_named(
    statement: str, bad: int, desk: Desk, folder: Path, cases: list[Case]
) -> None:
    desk.close()
    write_as_a_forger(folder / "desk.db", statement)
    found = verify(folder / "desk.db")
    assert not found.ok
    assert found.bad == bad
    assert str(bad) in found.why.format(n=found.bad)


def test_the_program_itself_does_not_let_the_history_be_written_over(
    desk: Desk, folder: Path, cases: list[Case]
) -> None:
    connection = connect(folder / "desk.db")
    for statement in (
        "DELETE FROM step WHERE n = 1",
        "DELETE FROM change WHERE n = 1",
        "UPDATE step SET officer = '别人' WHERE n = 1",
        "UPDATE change SET fields = '{}' WHERE n = 1",
    ):
        with pytest.raises(Exception, match="the history is kept"):
            connection.execute(statement)
    connection.close()


def test_the_chain_stays_whole_after_a_lawful_purge(
    desk: Desk, folder: Path, cases: list[Case], tmp_path: Path
) -> None:
    scan = tmp_path / "演示.txt"
    scan.write_text("演示", "utf-8")
    attach(desk, Case.ledger, cases[1].id, scan)
    with desk.read() as reader:
        printed = reader.head().short()
    purge(desk, Case.ledger, cases[1].id, "演示申请", files=True)
    purge(desk, Case.ledger, cases[1].id, "演示申请", fields=["phone"])
    records.edit(desk, Case.ledger, cases[1].id, {"goods": "演示商品"})
    found = verify(folder / "desk.db", anchor=printed)
    assert found.ok, found
    assert found.anchored
    connection = connect(folder / "desk.db")
    told = connection.execute("SELECT group_concat(fields) FROM change WHERE step = 2").fetchone()
    connection.close()
    assert PHONE not in told[0]


def test_a_purge_that_clears_less_than_it_says_is_found(
    desk: Desk, folder: Path, cases: list[Case]
) -> None:
    purge(desk, Case.ledger, cases[1].id, "演示申请", fields=["phone"])
    desk.close()
    # The text back in its place, under the salt and mark that the purge gave out.
    write_as_a_forger(
        folder / "desk.db",
        "UPDATE change SET fields = json_set(fields, '$.phone', json('[null, 1]')) WHERE n = 2",
    )
    assert verify(folder / "desk.db").bad == 2


def test_a_store_that_cannot_be_read_is_refused_in_words(folder: Path) -> None:
    (folder / "desk.db").write_bytes(b"x" * 8192)
    with pytest.raises(Damaged):
        verify(folder / "desk.db")


def test_a_verdict_is_good_only_when_nothing_was_found() -> None:
    whole = chain.Verdict(3, Head(3, "00" * 32))
    assert whole.ok
    assert not dataclasses.replace(whole, bad=2).ok
    assert not dataclasses.replace(whole, anchored=False).ok
