"""The commands that are cut and starved: each a real one, on a desk prepared for it."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.runs import Ended, Program

DAY = "2026-10-09"
SAVED = Path(__file__).parents[1] / "store" / "saved" / "schema-0001.db"
ABSENT = "no desk"
ADMIN = "演示管理"
_NO_DESK = "里没有工作台数据"

_RANDOM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
"""Ids are drawn anew in every run; nothing else of a state is."""


@dataclass(frozen=True)
class Script:
    """One command on one prepared folder."""

    name: str
    words: Callable[[Path], list[str]]
    """The command on a copy of the folder."""
    prepare: Callable[[Program, Path], None]
    handed: Sequence[str] = ()
    """Files it hands out or replaces, below the folder."""
    halves: Sequence[Callable[[Path], list[str]]] = field(default=())
    """Commands that lead to every other state that it may leave; a single change has none."""
    asks: Sequence[Sequence[str]] = field(default=())
    """What else of the desk is asked for: it belongs to the state."""
    seen: Callable[[Program, Path, Sequence[Ended]], str] = lambda program, folder, told: ""
    """What else belongs to the state, by what was told; raises `Unsound` when it is not whole."""
    settled: Callable[[Path], str] = lambda folder: ""
    """What is wrong with the folder when the command has at last ended well."""
    acknowledges: bool = False
    """Whether it prints a line for each of the states once that is durable."""


def desk(folder: Path, *words: str) -> list[str]:
    """A command on the desk of a folder."""
    return ["--desk", str(folder / "desk"), "--today", DAY, *words]


def done(program: Program, below: Path, *commands: list[str]) -> Ended:
    """Carry out commands that must succeed."""
    ended = program.run(*commands, below=below)[-1]
    if ended.status:
        raise RuntimeError(f"{commands}: {ended.status} {ended.err}")
    return ended


# ---------------------------------------------------------------- states


@dataclass(frozen=True)
class Found:
    """What a folder holds."""

    state: str
    """The desk's records and what became of the files handed out."""
    records: str = ""
    """The records alone."""
    wrong: str = ""
    """What a check objects to."""


def observe(program: Program, folder: Path, script: Script, olds: dict[str, str]) -> Found:
    """Open the desk as the next command would, check it and write it out.

    Done on a copy, so that a command that comes after it finds what the fault left.
    """
    copy = folder.with_name(folder.name + "-seen")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    handed = "".join(f"{name}: {_told(copy / name, olds.get(name))}\n" for name in script.handed)
    try:
        records, told = contents(program, copy / "desk", script.asks)
        return Found(f"{handed}{records}\n{script.seen(program, copy, told)}", records)
    except Unsound as error:
        return Found(handed, wrong=str(error))


class Unsound(Exception):
    """Something is not whole."""


def contents(
    program: Program, place: Path, asks: Sequence[Sequence[str]] = ()
) -> tuple[str, Sequence[Ended]]:
    """The records of the desk in this folder, after a check of all it holds; what else was asked.

    All in one process, after one another.
    """
    backups = [["backup", "verify", "--json"]] if any((place / "backups").glob("*.db")) else []
    wanted = [["check", "--json"], ["dump"], *backups, *asks]
    begin = ["--desk", str(place), "--today", DAY]
    ended = program.run(*([*begin, *words] for words in wanted), below=place)
    if ended[0].status == 6:
        # It has accounts now.
        begin += ["--as", ADMIN, "--password-file", str(place.parent / "password")]
        ended = program.run(*([*begin, *words] for words in wanted), below=place)
    first, last = ended[0], ended[-1]
    if first.status == 3 and _NO_DESK in first.err:
        return ABSENT, ()
    if last.status or any(each.err for each in ended) or not json.loads(first.out)["ok"]:
        words = " ".join(wanted[len(ended) - 1])
        raise Unsound(f"{words}: {last.status} {last.err or last.out}")
    if backups and not all(each["ok"] for each in json.loads(ended[2].out)):
        raise Unsound(f"verifying backups: {ended[2].out}")
    accounts = "with accounts\n" if "--as" in begin else ""
    rows = _RANDOM.sub("#", ended[1].out).splitlines()
    return accounts + "\n".join(sorted(rows)), ended[2 + len(backups) :]


def digest(path: Path) -> str:
    """Tells one content of a file from another."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _told(path: Path, old: str | None) -> str:
    """A file handed out: absent, as it was before, whole and new, or broken."""
    if not path.exists():
        return "absent"
    if digest(path) == old:
        return "old"
    try:
        return _READERS[path.suffix](path)
    except Exception as error:  # noqa: BLE001 - whatever a reader of half a file throws
        return f"broken, {type(error).__name__}"


def _rows(path: Path) -> str:
    import openpyxl

    book = openpyxl.load_workbook(path)
    return f"{sum(sheet.max_row for sheet in book)} rows"


def _pages(path: Path) -> str:
    import pypdf

    return f"{len(pypdf.PdfReader(path).pages)} pages"


def _entries(path: Path) -> str:
    told = json.loads(path.read_text("utf-8"))
    return f"{len(told['rows'])} entries, {told['committed']}"


_READERS = {".xlsx": _rows, ".pdf": _pages, ".json": _entries}


def leavings(folder: Path) -> list[str]:
    """Files that a command should have cleared away."""
    found = folder.rglob("*")
    begun = (".making", ".restoring", ".drill", "desk.aside", "desk.db.ready")
    return [str(p.relative_to(folder)) for p in found if ".part" in p.name or p.name in begun]


# ---------------------------------------------------------------- preparing

_CASE = {"case_no": "演示1号", "party": "演示公司"}


def _json(values: object) -> str:
    return json.dumps(values, ensure_ascii=False)


def _empty(program: Program, folder: Path) -> None:
    done(program, folder, desk(folder, "init"))


def _one_case(program: Program, folder: Path) -> None:
    _empty(program, folder)
    done(program, folder, desk(folder, "add", "case", "--values", _json(_CASE)))


def _book(program: Program, folder: Path) -> None:
    """An empty desk and a table of twenty cases."""
    _empty(program, folder)
    rows = ["案号,当事人名称,立案日期"]
    rows += [f"演示{n},演示公司{n},2026-03-{n:02d}" for n in range(1, 21)]
    (folder / "cases.csv").write_text("\n".join(rows) + "\n", "utf-8")


def _imported(program: Program, folder: Path) -> None:
    _book(program, folder)
    done(program, folder, desk(folder, "import", "case", str(folder / "cases.csv"), "--commit"))
    told = done(program, folder, desk(folder, "imports", "--json"))
    (folder / "number").write_text(str(json.loads(told.out)["id"]), "utf-8")


def _with_place(program: Program, folder: Path) -> None:
    _book(program, folder)
    (folder / "out").mkdir()


def _with_scan(program: Program, folder: Path) -> None:
    _one_case(program, folder)
    # Several blocks, so that a copy can stop in the middle.
    (folder / "scan.pdf").write_bytes(b"%PDF-1.4 demo\n" + bytes(range(256)) * 6000)


def _with_outputs(program: Program, folder: Path) -> None:
    """A desk with records, and older files where new ones will be written."""
    _imported(program, folder)
    out = folder / "out"
    out.mkdir()
    for name in ("cases.xlsx", "report.pdf", "report.json"):
        (out / name).write_bytes(b"older")


def _with_work(program: Program, folder: Path) -> None:
    """A desk and a file of five operations; beside it the first one, two, three and four."""
    _one_case(program, folder)
    add = {"op": "add", "ledger": "case"}
    lines = [
        _json({**add, "id": "d1", "values": {"case_no": "演示2", "party": "演示店"}}),
        _json({"op": "edit", "ledger": "case", "id": "d1", "values": {"remark": "改"}}),
        _json({"op": "withdraw", "ledger": "case", "id": "d1", "reason": "演示"}),
        _json({**add, "id": "d2", "values": {"case_no": "演示3", "party": "演示厂"}}),
        _json({"op": "restore", "ledger": "case", "id": "d1"}),
    ]
    for count in range(1, 6):
        text = "".join(f"{line}\n" for line in lines[:count])
        (folder / f"work{count}.jsonl").write_text(text, "utf-8")


def _old_schema(program: Program, folder: Path) -> None:
    (folder / "desk").mkdir()
    shutil.copyfile(SAVED, folder / "desk" / "desk.db")


def _nothing(program: Program, folder: Path) -> None:
    """No desk yet."""


def _with_backup(program: Program, folder: Path) -> None:
    """A desk that went on after its backup was made; beside it what `number` of backup that is."""
    _with_scan(program, folder)
    done(program, folder, desk(folder, "attach", "case", "2026-0001", str(folder / "scan.pdf")))
    told = done(program, folder, desk(folder, "backup", "make", "--json"))
    (folder / "number").write_text(json.loads(told.out)["id"], "utf-8")
    done(program, folder, desk(folder, "edit", "case", "2026-0001", "--values", '{"remark": "后"}'))
    (folder / "out").mkdir()


def _with_password(program: Program, folder: Path) -> None:
    _one_case(program, folder)
    (folder / "password").write_text("演示口令-甲乙丙丁戊己\n演示口令-甲乙丙丁戊己\n", "utf-8")


def _personal(program: Program, folder: Path) -> None:
    """A case with a person's number and a scan."""
    _with_scan(program, folder)
    values = {"phone": "13900000000", "legal_rep": "演示甲"}
    done(program, folder, desk(folder, "edit", "case", "2026-0001", "--values", _json(values)))
    done(program, folder, desk(folder, "attach", "case", "2026-0001", str(folder / "scan.pdf")))


_TOWN = "370304113"
_OTHER = "other"
"""The folder of the desk that packages come from or go to."""


def other(folder: Path, *words: str) -> list[str]:
    """A command on the desk that the one in question exchanges packages with."""
    return ["--desk", str(folder / _OTHER), "--today", DAY, *words]


Command = Callable[..., list[str]]


def _enrolled(program: Program, folder: Path, county: Command, town: Command) -> None:
    """A county's desk and a town's, which know each other; three firms of the town are in both."""
    stick = folder / "stick"
    stick.mkdir()
    done(program, folder, county(folder, "init", "--bare"))
    done(program, folder, town(folder, "init", "--bare", "--town", _TOWN))
    asked = _file(program, folder, town(folder, "town", "request", str(stick)))
    words = ("town", "enrol", asked, "--out", str(stick))
    given = _file(program, folder, county(folder, *words))
    done(program, folder, town(folder, "town", "accept", given))
    for name in ("甲", "乙", "丙"):
        values = {"name": f"演示{name}公司", "town_code": _TOWN}
        done(program, folder, town(folder, "add", "enterprise", "--values", _json(values)))
    done(program, folder, county(folder, "package", "take", _packed(program, folder, town)))


def _file(program: Program, folder: Path, command: list[str]) -> str:
    """The file that a command says it wrote."""
    told = json.loads(done(program, folder, [*command, "--json"]).out)
    return str(told.get("file") or told["path"])


def _packed(program: Program, folder: Path, town: Command) -> str:
    """The town's next package."""
    words = ("package", "make", str(folder / "stick"), "--period", "2026Q3")
    return _file(program, folder, town(folder, *words))


def _met(program: Program, folder: Path, county: Command, town: Command) -> str:
    """A package with something new, something changed, a scan, and what the county changed too."""
    listed = done(program, folder, town(folder, "list", "enterprise", "--json"))
    firm = json.loads(listed.out.splitlines()[0])
    for word, command in (("镇", town), ("区", county)):
        values = {"address": f"演示{word}"}
        edit = command(folder, "edit", "enterprise", firm["id"], "--values", _json(values))
        done(program, folder, edit)
    values = {"name": "演示丁公司", "town_code": _TOWN}
    done(program, folder, town(folder, "add", "enterprise", "--values", _json(values)))
    (folder / "scan.pdf").write_bytes(b"%PDF-1.4 demo\n" + bytes(range(256)) * 6000)
    scan = str(folder / "scan.pdf")
    done(program, folder, town(folder, "attach", "enterprise", firm["id"], scan))
    return _packed(program, folder, town)


def _with_package(program: Program, folder: Path) -> None:
    """A county's desk, and a package that was not taken yet."""
    _enrolled(program, folder, desk, other)
    (folder / "package").write_text(_met(program, folder, desk, other), "utf-8")


def _with_return(program: Program, folder: Path) -> None:
    """A town's desk, and what the county answers to its package."""
    _enrolled(program, folder, other, desk)
    came = _met(program, folder, other, desk)
    done(program, folder, other(folder, "package", "take", came))
    words = ("package", "receipt", came, "--out", str(folder / "stick"))
    (folder / "package").write_text(_file(program, folder, other(folder, *words)), "utf-8")


def _take(folder: Path) -> list[str]:
    # The copy that is worked on has the stick beside it, under another name.
    name = Path((folder / "package").read_text("utf-8")).name
    return desk(folder, "package", "take", str(folder / "stick" / name))


def _with_taken(program: Program, folder: Path) -> None:
    """A county's desk that took a package, which is to be taken back."""
    _with_package(program, folder)
    told = done(program, folder, [*_take(folder), "--json"])
    (folder / "number").write_text(str(json.loads(told.out)["package"]), "utf-8")


def _packages(_program: Program, _folder: Path, told: Sequence[Ended]) -> str:
    """The packages that a desk made and took, and what waits for a decision."""
    if not told:
        return ""
    found = [
        [each[name] for name in ("way", "kind", "seq", "state", "rows")]
        for each in map(json.loads, told[0].out.splitlines())
    ]
    return f"{_json(found)} {told[1].out.count(chr(10))} waiting"


def _backups(_program: Program, _folder: Path, told: Sequence[Ended]) -> str:
    """How many backups of each kind there are, and of how many records."""
    rows = json.loads(told[0].out) if told else []
    return _json([[each["why"], each["records"]] for each in rows])


def _second_copies(program: Program, folder: Path, told: Sequence[Ended]) -> str:
    """Copies on the other disk."""
    from boshan_desk.store.entering import look_over

    # Without its description a copy counts for nothing.
    found = [p.with_suffix(".db") for p in sorted((folder / "out").glob("*.json"))]
    if unsound := [fault for path in found for fault in look_over(path, thorough=True)]:
        raise Unsound(f"second copy: {unsound[0]}")
    return f"{_backups(program, folder, told)} {len(found)}"


def _restored(program: Program, folder: Path, _told: Sequence[Ended]) -> str:
    return contents(program, folder / "out" / "restored")[0]


def _ops(count: int) -> Callable[[Path], list[str]]:
    return lambda folder: desk(folder, "ops", str(folder / f"work{count}.jsonl"))


def _import_with_report(folder: Path) -> list[str]:
    return [*_import(folder), "--report", str(folder / "out" / "report.json")]


def _undo(folder: Path) -> list[str]:
    return desk(folder, "import", "undo", _number(folder))


def _purge(folder: Path) -> list[str]:
    return desk(folder, "purge", "case", "2026-0001", "--reason", "演示")


def _scan_left(folder: Path) -> str:
    """Cleared on request is cleared: no copy may be left."""
    scan = digest(folder / "scan.pdf")
    kept = [p for p in (folder / "desk").rglob("*") if p.is_file() and digest(p) == scan]
    return f"the scan is still there: {kept[0].relative_to(folder)}" if kept else ""


def _number(folder: Path) -> str:
    return (folder / "number").read_text("utf-8")


def _import(folder: Path) -> list[str]:
    return desk(folder, "import", "case", str(folder / "cases.csv"), "--commit")


_BACKUPS = [["backup", "list", "--json"]]
_PACKAGES = [["package", "list", "--json"], ["conflicts", "--json"]]

_ALL = (
    Script("init", lambda f: desk(f, "init"), _nothing),
    Script("add", lambda f: desk(f, "add", "case", "--values", _json(_CASE)), _one_case),
    Script(
        "edit",
        lambda f: desk(f, "edit", "case", "2026-0001", "--values", '{"remark": "改过"}'),
        _one_case,
    ),
    Script(
        "ops",
        _ops(5),
        _with_work,
        halves=[_ops(count) for count in range(1, 5)],
        acknowledges=True,
    ),
    Script("import", _import, _book),
    Script(
        "import-report",
        _import_with_report,
        _with_place,
        handed=["out/report.json"],
        # Refused, and the report says so; taken in, and no room for the report.
        halves=[lambda f: [w for w in _import_with_report(f) if w != "--commit"], _import],
    ),
    Script("import-undo", _undo, _imported),
    Script(
        "attach",
        lambda f: desk(f, "attach", "case", "2026-0001", str(f / "scan.pdf")),
        _with_scan,
    ),
    Script(
        "export",
        lambda f: desk(f, "export", "case", str(f / "out" / "cases.xlsx")),
        _with_outputs,
        handed=["out/cases.xlsx"],
    ),
    Script(
        "report",
        lambda f: desk(f, "report", "--period", "2026Q1", "--pdf", str(f / "out" / "report.pdf")),
        _with_outputs,
        handed=["out/report.pdf"],
    ),
    Script(
        "backup",
        lambda f: desk(f, "backup", "make"),
        _one_case,
        asks=_BACKUPS,
        seen=_backups,
    ),
    Script(
        "backup-to",
        lambda f: desk(f, "backup", "make", "--to", str(f / "out")),
        _with_backup,
        asks=_BACKUPS,
        seen=_second_copies,
    ),
    Script(
        "restore-into",
        lambda f: desk(f, "backup", "restore", _number(f), "--into", str(f / "out" / "restored")),
        _with_backup,
        seen=_restored,
    ),
    Script("restore", lambda f: desk(f, "backup", "restore", _number(f)), _with_backup),
    Script("purge", _purge, _personal),
    Script("purge-files", lambda f: [*_purge(f), "--files"], _personal, settled=_scan_left),
    Script(
        "user-add",
        lambda f: desk(
            *(f, "--password-file", str(f / "password"), "user", "add", ADMIN),
            *("--role", "admin", "--role", "handler", "--role", "approver"),
        ),
        _with_password,
    ),
    Script("take", _take, _with_package, asks=_PACKAGES, seen=_packages),
    Script("take-return", _take, _with_return, asks=_PACKAGES, seen=_packages),
    Script(
        "take-undo",
        lambda f: desk(f, "package", "undo", _number(f)),
        _with_taken,
        asks=_PACKAGES,
        seen=_packages,
    ),
    Script("migrate", lambda f: desk(f, "migrate"), _old_schema),
)

SCRIPTS = {script.name: script for script in _ALL}
