"""What must hold for every ledger, also for the one that is added tomorrow."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from boshan_desk.domain import fields
from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import Kind
from boshan_desk.domain.identifiers import (
    id_check_character,
    org_check_character,
    patent_check_character,
    uscc_check_character,
)
from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.domain.period import read_period
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers import LEDGERS, TYPED
from boshan_desk.store.desk import Desk
from boshan_desk.usecases import records, sheets
from tests.conftest import TODAY
from tests.oracle import tally

each_ledger = pytest.mark.parametrize("ledger", TYPED.values(), ids=lambda each: each.name)


def number(scheme: str, turn: int) -> str:
    """A number that the scheme accepts, another one each turn."""
    if scheme in ("uscc", "papers"):
        unit = f"MA3C5{turn:03d}"
        body = f"91370304{unit}{org_check_character(unit)}"
        return body + uscc_check_character(body)
    if scheme == "idcard":
        body = f"37030419800101{turn:03d}"
        return body + id_check_character(body)
    if scheme == "patent":
        body = f"20241{turn + 1234567:07d}"
        return f"ZL{body}.{patent_check_character(body)}"
    return {
        "phone": f"138{turn:08d}",
        "docno": f"博知发〔2026〕{turn + 1}号",
        "decisionno": f"博市监处罚〔2026〕{turn + 1}号",
        "trademark": f"{12345678 + turn}",
        "agi": f"AGI{turn + 1234:05d}",
        "gino": f"{turn + 100}",
    }[scheme]


def value_of(kind: Kind, turn: int, lists: Lists) -> Any:
    """A valid value of a kind, another one each turn; links are filled by the caller."""
    day = date(2026, 4, 7) + timedelta(days=9 * turn)
    match kind:
        case fields.Identifier():
            return number(kind.scheme, turn)
        case fields.Codes():
            codes = [entry.code for entry in lists[kind.list]]
            return tuple(sorted({codes[turn % len(codes)], codes[-1]}, key=lists[kind.list].order))
        case fields.Code():
            codes = [entry.code for entry in lists[kind.list]]
            return codes[turn % len(codes)]
        case fields.Note():
            return f"演示 {turn}\n第二行，<b>不是标记</b>，=1+1"[: kind.max]
        case fields.Text(max=5):
            return f"09:{turn:02d}"
        case fields.Text():
            return f"演示{turn}"[: kind.max]
        case fields.Whole():
            return min(turn + 2, kind.most)
        case fields.Money():
            return 3_500_007 + turn
        case fields.Percent():
            return 9_525 + turn
        case fields.Number():
            # Some numbers may not have decimals.
            return Decimal(f"{turn + 7}.2500" if turn % 2 else f"{turn + 7}.0000")
        case fields.Term():
            return f"2026Q{turn % 4 + 1}"
        case fields.Day():
            return day
        case fields.Flag():
            return turn % 2 == 0
        case fields.Names():
            return (f"演示甲{turn}", "演示乙")
    return kind.empty


def keep(desk: Desk, ledger: Ledger, turn: int = 0) -> Record:
    """Keep a record of this ledger with every field filled that may be, and what it points to."""
    record = ledger.record(remark="演示")
    for name, kind in ledger.fields.items():
        if isinstance(kind, fields.Link) and kind.to not in TYPED:
            # The procedure points to its own steps; an officer does not.
            continue
        if isinstance(kind, fields.Link):
            value: Any = keep(desk, LEDGERS[kind.to], turn).id
        else:
            value = value_of(kind, turn, desk.lists)
        record = dataclasses.replace(record, **{name: value})
    for name in stopped(desk, record):
        # What its rules forbid together with the rest is left out.
        record = dataclasses.replace(record, **{name: ledger.fields[name].empty})
    return records.save(desk, None, record)


def stopped(desk: Desk, record: Record) -> list[str]:
    """The fields with a finding that stops the record."""
    found = records.judge(desk, record)
    return [p.field for p in found if p.severity == "error" and p.field]


def find(desk: Desk, record: Record) -> Record:
    with desk.read() as reader:
        return reader.get(type(record), record.id)


@each_ledger
def test_every_field_can_be_filled(desk: Desk, ledger: Ledger) -> None:
    """The suite would say little about a ledger whose fields it cannot fill."""
    record = keep(desk, ledger)
    empty = [n for n, kind in ledger.fields.items() if getattr(record, n) == kind.empty]
    assert len(empty) <= max(1, len(ledger.fields) // 10), empty


@each_ledger
def test_the_store_keeps_every_field_whole(desk: Desk, ledger: Ledger) -> None:
    for turn in range(3):
        kept = keep(desk, ledger, turn)
        found = find(desk, kept)
        for name in ledger.fields:
            assert getattr(found, name) == getattr(kept, name), name
        assert found.serial_no


@each_ledger
def test_undo_leaves_nothing_of_it_and_redo_brings_it_back(desk: Desk, ledger: Ledger) -> None:
    kept = find(desk, keep(desk, ledger))
    records.undo(desk)
    with desk.read() as reader:
        assert reader.find(ledger.record, kept.id) is None
    records.redo(desk)
    assert find(desk, kept).label(desk.lists) == kept.label(desk.lists)


@each_ledger
def test_every_field_stands_on_its_form_once(ledger: Ledger) -> None:
    on_form = [name for section in ledger.form for name in section.fields]
    assert sorted(on_form) == sorted(ledger.fields)


@each_ledger
def test_the_figures_count_what_their_words_say(desk: Desk, ledger: Ledger) -> None:
    for turn in range(5):
        keep(desk, ledger, turn)
    with desk.read() as reader:
        everything = {name: list(reader.all(each.record)) for name, each in LEDGERS.items()}
        for figure in ledger.figures:
            for words in ("2026Q1", "2026Q2", "2026"):
                period = read_period(words)
                counted = reader.figure(ledger, figure, period)
                assert counted == tally(everything, ledger.name, figure, period), figure.code


@each_ledger
def test_it_comes_back_from_excel_as_it_went(desk: Desk, ledger: Ledger, tmp_path: Path) -> None:
    kept = [find(desk, keep(desk, ledger, turn)) for turn in range(3)]
    path = tmp_path / "台账.xlsx"
    sheets.export(
        desk, ledger, path, columns=list(ledger.fields), unmasked=True, reason="演示：核对"
    )
    preview = sheets.look(desk, ledger, path)
    counts = {name: preview.counts[name] for name in ("new", "changed", "same", "refused")}
    assert counts == {"new": 0, "changed": 0, "same": len(kept), "refused": 0}
    for row, record in zip((r for r in preview.rows if r.after), kept[::-1], strict=False):
        assert row.before == row.after == record


# ------------------------------------------------------------ the form


@pytest.fixture
def shell(folder: Path, tmp_path: Path) -> Iterator[Any]:
    """The window's side of a new desk."""
    from boshan_desk.ui.ask import Ask
    from boshan_desk.ui.jobs import InlineJobs
    from boshan_desk.ui.shell import Shell
    from boshan_desk.ui.state import State

    state = State(tmp_path / "screen.ini")
    made = Shell(folder, jobs=InlineJobs(), ask=Ask(state), state=state, clock=Clock(TODAY))
    yield made
    made.close()


@each_ledger
def test_the_form_gives_back_what_it_was_shown(qtbot: QtBot, shell: Any, ledger: Ledger) -> None:
    from boshan_desk.ui.record_page import RecordPage

    for turn in range(2):
        kept = find(shell.desk, keep(shell.desk, ledger, turn))
        page = RecordPage(shell, ledger, kept.id, None)
        qtbot.addWidget(page)
        assert set(page.form.editors) == set(ledger.fields)
        assert page.form.touched() == []
        given, unreadable = page.as_typed()
        assert unreadable == []
        assert dataclasses.replace(given, status=kept.status) == kept


@each_ledger
def test_what_is_typed_into_the_form_again_is_what_the_ledger_keeps(
    qtbot: QtBot, shell: Any, ledger: Ledger
) -> None:
    from boshan_desk.ui.record_page import RecordPage

    kept = find(shell.desk, keep(shell.desk, ledger))
    values = {name: getattr(kept, name) for name in ledger.fields}
    first = RecordPage(shell, ledger, None, values)
    again = RecordPage(shell, ledger, None, None)
    for page in (first, again):
        qtbot.addWidget(page)
    for name, editor in first.form.editors.items():
        again.editor(name).show_typed(editor.typed())
        assert again.editor(name).value() == values[name], name
    again.save()
    saved = find(shell.desk, again.blank)
    assert saved.id != kept.id
    assert {name: getattr(saved, name) for name in ledger.fields} == values
