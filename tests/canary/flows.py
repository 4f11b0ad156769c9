"""Every flow of the command line, with forty persons in it."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import openpyxl

from boshan_desk.ledgers import KEPT
from boshan_desk.store.backups import list_backups
from boshan_desk.usecases import records, sheets
from boshan_desk.usecases.attachments import copy_out, list_attachments
from boshan_desk.usecases.backups import back_up, place_of
from tests.canary.canaries import CANARIES, Canary, kinds_in
from tests.canary.world import ROOT, World


def case_of(who: Canary) -> dict[str, object]:
    """A case against a person."""
    return {
        "case_no": f"博演示〔2026〕{who.number}号",
        "clue_no": f"演示线索{who.number}",
        "party_kind": "person",
        "party": who.name,
        "address": who.address,
        "id_no": who.id_no,
        "phone": who.phone,
        "filed_on": "2026-08-03",
        "state": "FILED",
        "remark": f"{who.name}，电话{who.phone}（演示）",
    }


def workbook(path: Path, people: Sequence[Canary], *, bad: bool = False) -> Path:
    """A town's workbook of cases."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["案号", "当事人", "住所", "证件号码", "联系电话", "立案日期", "备注"])
    for who in people:
        number = who.id_no[:-1] + "？" if bad else who.id_no
        day = who.name if bad else "2026-08-05"
        case_no = f"博演示〔2026〕导{who.number}号"
        sheet.append([case_no, who.name, who.address, number, who.phone, day, who.id_no])
    book.save(path)
    return path


def go_through(world: World, *, sealed: bool, people: Sequence[Canary] = CANARIES) -> None:
    """Everything that officers do, in one desk."""
    first, second = people[: len(people) // 2], people[len(people) // 2 :]
    ids = _enter(world, first, sealed=sealed)
    _read(world, first, ids, sealed=sealed)
    _hang_files(world, first, ids, sealed=sealed)
    _import(world, second, sealed=sealed)
    _hand_out(world, sealed=sealed)
    _informants(world, second, ids, sealed=sealed)
    _withdraw(world, first, ids, sealed=sealed)
    _by_use_cases(world, people, sealed=sealed)
    _keep(world, sealed=sealed)


def _enter(world: World, people: Sequence[Canary], *, sealed: bool) -> list[str]:
    ids = []
    for who in people[:4]:
        told = world.command("add", "case", "--values", case_of(who), "--json", sealed=sealed)
        ids.append(told.json["id"])
    lines = [
        {"op": "add", "ledger": "case", "id": f"ops-{who.number}", "values": case_of(who)}
        for who in people[4:]
    ]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    world.start("ops", "-", sealed=sealed, ok=True, given=text)
    ids += [str(line["id"]) for line in lines]
    edit = {"party": people[1].name, "phone": people[1].phone}
    world.command("edit", "case", ids[0], "--values", edit, sealed=sealed, ok=True)
    back = {"party": people[0].name, "phone": people[0].phone}
    world.command("edit", "case", ids[0], "--values", back, sealed=sealed, ok=True)
    for ledger, values in (
        ("enterprise", {"name": "演示商店", "legal_rep": people[2].name}),
        ("station", {"name": "演示工作站", "head": people[-1].name, "phone": people[-1].phone}),
        ("attendee", {"name": people[2].name, "id_no": people[2].id_no}),
    ):
        if ledger in KEPT:
            world.command("add", ledger, "--values", values, sealed=sealed)
    return ids


def _read(world: World, people: Sequence[Canary], ids: Sequence[str], *, sealed: bool) -> None:
    who = people[0]
    shown = world.command("show", "case", ids[0], "--json", "--history", sealed=sealed, ok=True)
    # The remark is free text; the numbers' own columns are masked, and so is their past.
    masked = {name: value for name, value in shown.json.items() if name != "remark"}
    for entry in masked["history"]:
        entry["fields"].pop("remark", None)
    if kinds_in(json.dumps(masked, ensure_ascii=False).encode()) - {"name"}:
        world.faults.append("a record is shown with a number whole")
    for words in (
        ("list", "case"),
        ("list", "case", "--json"),
        ("list", "case", "--where", f"party={who.name}", "--json"),
        ("list", "case", "--where", f"id_no={who.id_no}"),
        ("list", "case", "--unmasked", "--reason", "核对（演示）"),
        ("show", "case", ids[0], "--unmasked", "--reason", "演示", "--json"),
        ("dump",),
        ("figures", "--period", "2026Q3"),
        ("report", "--period", "2026Q3"),
        ("identify", "idcard", who.id_no),
        ("identify", "phone", who.phone, "--json"),
        ("check",),
        ("bundle",),
        ("bundle", world.base / "out" / f"求助-{sealed}.txt"),
    ):
        world.command(*words, sealed=sealed, ok=True)
    told = world.command("bundle", sealed=sealed, ok=True)
    if kinds_in(told.out.encode()):
        world.faults.append("the help bundle holds a person")


def _hang_files(
    world: World, people: Sequence[Canary], ids: Sequence[str], *, sealed: bool
) -> None:
    for who, id in list(zip(people, ids, strict=True))[:5]:
        path = world.base / "in" / f"{who.name}{who.id_no}.txt"
        path.write_text(f"{who.name} {who.id_no} {who.phone} {who.address}" * 50, "utf-8")
        world.command("attach", "case", id, path, sealed=sealed, ok=True)
    world.command("attachments", "case", ids[0], sealed=sealed, ok=True)


def _import(world: World, people: Sequence[Canary], *, sealed: bool) -> None:
    good = workbook(world.base / "in" / f"导入{sealed}.xlsx", people)
    bad = workbook(world.base / "in" / "坏.xlsx", people[:5], bad=True)
    for words in (("import", "case", good), ("import", "case", good, "--commit"), ("imports",)):
        world.command(*words, sealed=sealed, ok=True)
    report = world.base / "out" / "逐行.json"
    world.command("import", "case", bad, "--commit", "--report", report, sealed=sealed, ok=False)
    world.command("import", "case", bad, "--commit", "--only-good", sealed=sealed)
    told = world.command("imports", "--json", sealed=sealed, ok=True)
    number = json.loads(told.out.splitlines()[-1])["id"]
    world.command("import", "undo", number, sealed=sealed, ok=True)
    world.start("import", "case", good, "--commit", sealed=sealed, ok=True)


def _hand_out(world: World, *, sealed: bool) -> None:
    out = world.base / "out"
    book, paper = out / f"报送-{sealed}.xlsx", out / f"季报-{sealed}.pdf"
    world.command("export", "case", book, sealed=sealed, ok=True)
    world.command("report", "--period", "2026Q3", "--pdf", paper, sealed=sealed, ok=True)
    masked = openpyxl.load_workbook(book)
    cells = [str(c) for row in masked.worksheets[0].iter_rows(values_only=True) for c in row if c]
    if kinds_in("\n".join(cells).encode()) - {"name"}:
        world.faults.append("a masked export holds a number whole")
    full = out / f"完整-{sealed}.xlsx"
    words = ("export", "case", full, "--unmasked", "--reason", "演示报送")
    world.command(*words, sealed=sealed, ok=True)
    world.command("template", "case", out / "空白.xlsx", sealed=sealed, ok=True)
    world.command("security", out / "说明.pdf", sealed=sealed, ok=True)


def _informants(
    world: World, people: Sequence[Canary], ids: Sequence[str], *, sealed: bool
) -> None:
    for who in people[:3]:
        values = {
            "case_id": ids[0],
            "reported_on": "2026-08-01",
            "name": who.name,
            "id_no": who.id_no,
            "phone": who.phone,
            "address": who.address,
        }
        told = world.command("add", "informant", "--values", values, "--json", sealed=sealed)
        world.command("show", "informant", told.json["id"], "--history", sealed=sealed, ok=True)
    world.command("list", "informant", sealed=sealed, ok=True)


def _withdraw(world: World, people: Sequence[Canary], ids: Sequence[str], *, sealed: bool) -> None:
    why = f"{people[1].name}申请撤回，电话{people[1].phone}"
    world.command("withdraw", "case", ids[1], "--reason", why, sealed=sealed, ok=True)
    world.command("list", "case", "--withdrawn", sealed=sealed, ok=True)
    world.command("restore", "case", ids[1], sealed=sealed, ok=True)
    world.command("audit", "verify", sealed=sealed, ok=True)
    if not sealed:
        world.command("audit", "show", sealed=sealed, ok=True)


def _by_use_cases(world: World, people: Sequence[Canary], *, sealed: bool) -> None:
    who, ledger = people[-1], KEPT["case"]
    with world.open(sealed=sealed) as desk:
        made = records.add(desk, ledger, case_of(who) | {"case_no": "博演示〔2026〕用例号"})
        records.edit(desk, ledger, made.id, {"party": people[-2].name})
        records.undo(desk)
        records.redo(desk)
        records.undo(desk)
        records.uncover(desk, ledger, made.id, "id_no", "核对（演示）")
        desk.keep_typed("case", made.id, {"party": who.name, "id_no": who.id_no})
        records.judge(desk, made)
        hung = list_attachments(desk, ledger, records.find_record(desk, ledger, "2026-0001").id)
        for each in hung:
            copy_out(desk, each, world.base / "out")
        book = world.base / "in" / f"导入{sealed}.xlsx"
        preview = sheets.look(desk, ledger, book)
        assert preview.rows
        back_up(desk)


def _keep(world: World, *, sealed: bool) -> None:
    second = world.base / "out" / f"U盘-{sealed}"
    for words in (
        ("backup", "make"),
        ("backup", "make", "--to", second),
        ("backup", "list"),
        ("backup", "verify"),
        ("backup", "drill"),
    ):
        world.command(*words, sealed=sealed, ok=True)
    newest = list_backups(place_of(world.folder(sealed=sealed)))[0]
    world.command("backup", "restore", newest.id, sealed=sealed, ok=True)
    into = world.base / "out" / f"另一份-{sealed}"
    world.command("backup", "restore", newest.id, "--into", into, sealed=sealed, ok=True)
    world.command("rescue", "--keep-only", sealed=sealed, ok=True)


def salvage(world: World, *, sealed: bool) -> None:
    """Damage the store, and let the program bring over what can be read."""
    store = world.folder(sealed=sealed) / "desk.db"
    whole = store.read_bytes()
    place = len(whole) // 2 // 4096 * 4096
    store.write_bytes(whole[:place] + os.urandom(4096) + whole[place + 4096 :])
    world.command("list", "case", sealed=sealed)
    world.command("check", sealed=sealed)
    world.command("rescue", sealed=sealed, ok=True)
    world.command("check", sealed=sealed, ok=True)


def kill_at_work(world: World, kills: int, *, sealed: bool, seed: int = 1) -> int:
    """Start commands on a copy of the desk and kill them at random; how many were at work."""
    dice, at_work = random.Random(seed), 0
    people = CANARIES
    book = workbook(world.base / "in" / f"杀{people[0].name}.xlsx", people)
    scan = world.base / "in" / f"杀{people[1].name}.bin"
    scan.write_bytes(f"{people[1].name}{people[1].id_no}".encode() * 200_000)
    copy, desk = world.base / "copy", world.folder(sealed=sealed)
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(desk, copy)
    lines = [
        {"op": "add", "ledger": "case", "values": case_of(who) | {"case_no": f"杀{n}"}}
        for n, who in enumerate(people * 5)
    ]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    out = world.base / "out"
    choices: list[tuple[object, ...]] = [
        ("import", "case", book, "--commit"),
        ("export", "case", out / "杀.xlsx"),
        ("report", "--period", "2026Q3", "--pdf", out / "杀.pdf"),
        ("attach", "case", "2026-0001", scan),
        ("backup", "make"),
        ("ops", "-"),
    ]
    for number in range(kills):
        words = choices[number % len(choices)]
        process = subprocess.Popen(
            world.line(words, sealed=sealed),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=os.environ | world.environment | {"PYTHONPATH": str(ROOT)},
            cwd=world.base / "cwd",
        )
        assert process.stdin is not None
        if words[0] == "ops":
            process.stdin.write(text.encode())
        process.stdin.close()
        process.stdin = None
        time.sleep(0.3 + dice.random() * 0.9)
        at_work += process.poll() is None
        # Half of them die by a fault that would leave a core where cores are wanted.
        process.send_signal(signal.SIGABRT if number % 2 else signal.SIGKILL)
        told = process.communicate()[1].decode()
        if process.returncode < 0 and kinds_in(told.encode()):
            world.faults.append(f"{words[0]}, killed, said {told[:200]}")
        for part in out.glob("*.part"):
            # Beside what the officer asked for, under its name.
            part.unlink()
    world.command("check", sealed=sealed, ok=True)
    world.faults += [f"killed: {hit}" for hit in world.hits()]
    return at_work
