"""Two hundred ways to go wrong with a person in one's hands: none of them may pass that on."""

from __future__ import annotations

import builtins
import errno
import json
import resource
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import sqlalchemy as sa

from boshan_desk.cli.options import Common
from boshan_desk.domain.fields import Kind
from boshan_desk.domain.problems import Cancelled
from boshan_desk.ledgers import KEPT
from boshan_desk.ledgers.case import Case
from boshan_desk.store.desk import Desk
from boshan_desk.store.driver import connect
from boshan_desk.usecases import records
from tests.canary.canaries import CANARIES, Canary
from tests.canary.flows import case_of, workbook
from tests.canary.world import World


def force_all(world: World, *, sealed: bool, every: int = 1) -> int:
    """The errors in one desk, all of them or one of `every` so many; how many were refused."""
    before = world.refused
    for words in [*bad_values(), *bad_words(world), *bad_files(world)][::every]:
        world.command(*words, sealed=sealed)
    for lines in bad_lines():
        path = world.base / "in" / "行.jsonl"
        path.write_text(lines, "utf-8", "surrogatepass")
        world.command("ops", path, sealed=sealed, ok=False)
    for fault in [*fallen(world, sealed=sealed), *raised()][::every]:
        world.net(fault, sealed=sealed)
    for command, limit in [*short_of_room(world)][:: every * 2 - 1]:
        world.start(*command, sealed=sealed, preexec_fn=Limit(limit))
    return world.refused - before


def bad_values() -> Iterator[tuple[object, ...]]:
    """What no field takes, each with a person in it."""
    number = 0
    for name, ledger in KEPT.items():
        for field, kind in ledger.fields.items():
            who = CANARIES[number % len(CANARIES)]
            number += 1
            if (wrong := _wrong_for(kind, who)) is not None:
                yield ("add", name, "--values", {field: wrong})
    who = CANARIES[0]
    for values in (
        {who.name: "演示"},
        {"party": {"姓名": who.name}},
        {"party": [who.name]},
        {"party": who.name * 40},
        {"id_no": who.id_no[:-1] + "#", "phone": who.phone * 2},
        {"status": who.phone},
        {"source": who.id_no},
        {"enterprise_id": who.name},
        {"officers": who.name, "filed_on": who.id_no},
    ):
        yield ("add", "case", "--values", values)
        yield ("edit", "case", "2026-0001", "--values", values)


def _wrong_for(kind: Kind, who: Canary) -> object:
    """A value with a person in it that this kind cannot read; None where it reads anything."""
    match kind.name:
        case "code" | "codes" | "town":
            return who.id_no
        case "link":
            return who.phone
        case "whole" | "money" | "percent" | "flag":
            return f"{who.phone}号"
        case "day":
            return who.id_no
        case "idnumber":
            return who.id_no + "9"
        case "phone":
            return who.phone + "甲" + who.phone
        case "identifier":
            return who.id_no
        case "text" | "note" | "person" | "names":
            return f"{who.name}{who.id_no}" * 300
    return None


def bad_words(world: World) -> Iterator[tuple[object, ...]]:
    """Commands that were written wrongly."""
    who = CANARIES[7]
    none = world.base / "in" / "没有" / f"{who.name}{who.id_no}"
    for word in (who.name, who.id_no, who.phone, f"{who.name} {who.phone}"):
        yield from (
            (word,),
            ("add", word, "--values", "{}"),
            ("list", word),
            ("list", "case", "--where", word),
            ("list", "case", "--where", f"filed_on={word}"),
            ("list", "case", "--where", f"{word}=1"),
            ("list", "case", "--town", word),
            ("list", "case", "--period", word),
            ("list", "case", "--limit", word),
            ("list", "case", f"--{word}"),
            ("list", "case", "--today", word),
            ("list", "case", "--lang", word),
            ("list", "case", "--unmasked=" + word),
            ("show", "case", word),
            ("edit", "case", word, "--values", "{}"),
            ("withdraw", "case", word, "--reason", word),
            ("withdraw", "case", "2026-0001", "--reason", "　"),
            ("restore", "case", word),
            ("restore", "case", "2026-0001"),
            ("move", "case", word, "--to", "reviewed"),
            ("move", "case", "2026-0001", "--to", word),
            ("import", "undo", word),
            ("import", word, none),
            ("figures", "--period", word),
            ("identify", word, word),
            ("audit", "verify", "--anchor", word),
            ("audit", "show", "--since", word),
            ("close", word),
            ("reopen", word, "--reason", word),
            ("purge", "case", word, "--reason", word),
            ("purge", "case", "2026-0001", "--reason", word, "--field", word),
            ("backup", "restore", word),
            ("backup", "verify", word),
            ("backup", word),
            ("user", "add", "演示乙", "--role", word),
            ("user", "off", word),
            ("user", "recover", word),
            ("add", "case", "--values", f'{{"party": "{word}"'),
            ("add", "case", "--values", f'["{word}"]'),
            ("add", "case", "--values", word),
            ("--as", word, "--password-file", none, "list", "case"),
            ("--desk", none / word, "list", "case"),
        )


def bad_files(world: World) -> Iterator[tuple[object, ...]]:
    """Files that are none, are broken or cannot be written, named after persons."""
    place, who = world.base / "in", CANARIES[9]
    none = place / "没有" / f"{who.name}{who.id_no}.xlsx"
    table = workbook(place / f"表{who.id_no}.xlsx", CANARIES[:6])
    whole = table.read_bytes()
    made = {
        f"截断{who.phone}.xlsx": whole[: len(whole) // 2],
        f"不是{who.phone}.xlsx": f"{who.name},{who.id_no}".encode() * 50,
        f"空{who.id_no}.xlsx": b"",
        f"旧{who.name}.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + who.name.encode("utf-16-le") * 90,
        f"文字{who.name}.csv": b"\xff\xfe\x00" + who.name.encode("gb18030") + b"\x00\x01" * 50,
        f"无头{who.name}.csv": f"{who.name},{who.id_no},{who.phone}\n".encode() * 9,
    }
    for name, content in made.items():
        (place / name).write_bytes(content)
        yield ("import", "case", place / name, "--commit")
    hostile = place / f"实体{who.phone}.xlsx"
    with zipfile.ZipFile(table) as package, zipfile.ZipFile(hostile, "w") as out:
        for member in package.namelist():
            bomb = f'<!DOCTYPE a [<!ENTITY b "{who.name}">]><a>&b;</a>'.encode()
            out.writestr(member, bomb if "sheet1" in member else package.read(member))
    strange = openpyxl.Workbook()
    strange.worksheets[0].append([who.name, who.id_no])
    strange.save(place / f"怪{who.name}.xlsx")
    yield from (
        ("import", "case", hostile, "--commit"),
        ("import", "case", place / f"怪{who.name}.xlsx", "--commit"),
        ("import", "case", table, "--sheet", who.id_no),
        ("import", "case", table, "--town", who.name),
        ("import", "case", table, "--commit", "--report", none),
        ("import", "case", none),
        ("import", "case", place),
        ("attach", "case", "2026-0001", none),
        ("attach", "case", "2026-0001", place),
        ("attach", "case", who.id_no, table),
        ("attach", "case", "2026-0001", place / f"空{who.id_no}.xlsx"),
        ("export", "case", none),
        ("export", "case", none.with_suffix(".xls")),
        ("export", "case", place, "--period", "2026Q3"),
        ("export", who.phone, place / "a.xlsx"),
        ("template", "case", none),
        ("report", "--period", "2026Q3", "--pdf", none),
        ("security", none),
        ("bundle", none),
        ("ops", none),
        ("backup", "make", "--to", table),
        ("backup", "restore", "1", "--into", table),
    )


def bad_lines() -> Iterator[str]:
    """Operations that are none."""
    who = CANARIES[11]
    add: dict[str, Any] = {"op": "add", "ledger": "case", "values": case_of(who)}
    for line in (
        {**add, "op": who.name},
        {**add, "ledger": who.id_no},
        {**add, "id": who.phone * 9},
        {**add, who.name: 1},
        {**add, "values": who.name},
        {**add, "values": {"filed_on": who.id_no}},
        {**add, "values": {"party": {"a": who.name}}},
        {"op": "edit", "ledger": "case", "id": who.id_no, "values": {}},
        {"op": "withdraw", "ledger": "case", "id": who.phone, "reason": who.name},
        {"op": "restore", "ledger": "case", "id": f"{who.name}{who.phone}"},
        [who.name],
        who.id_no,
    ):
        yield json.dumps(line, ensure_ascii=False) + "\n"
    yield f'{{"op": "add", "party": "{who.name}\n'
    yield f'{{"op": "add", "ledger": "case", "values": {{"party": "{who.name}\ud800"}}}}\n'


# ---------------------------------------------------------------- faults of the program itself

Act = Callable[[Common], int]


class Talking(Mapping[str, object]):
    """Values that fail when they are looked at, and say whose they are."""

    def __init__(self, fault: Exception) -> None:
        self._fault = fault

    def __getitem__(self, name: str) -> object:
        raise self._fault

    def __iter__(self) -> Iterator[str]:
        yield "party"

    def __len__(self) -> int:
        return 1

    def items(self) -> Any:
        raise self._fault


class Loud:
    """Something that says whose it is when it is written out."""

    def __init__(self, who: Canary) -> None:
        self._who = who

    def __repr__(self) -> str:
        return f"{self._who.name} {self._who.id_no} {self._who.phone}"

    def __str__(self) -> str:
        raise ValueError(repr(self))


def fallen(world: World, *, sealed: bool) -> Iterator[Act]:
    """The use cases and the store, handed what makes them fail halfway."""
    who = CANARIES[13]
    said, ledger = f"{who.name} {who.id_no} {who.phone}", KEPT["case"]

    def within(act: Callable[..., object], *values: object) -> Act:
        def do(_common: Common) -> int:
            with world.open(sealed=sealed) as desk:
                act(desk, *values)
            return 0

        return do

    def add(desk: Desk, values: Mapping[str, object]) -> object:
        return records.add(desk, ledger, values)

    def edit(desk: Desk, values: Mapping[str, object]) -> object:
        return records.edit(desk, ledger, said, values)

    def save(desk: Desk, field: str, value: Any) -> object:
        return records.save(desk, None, Case(**{field: value}))

    def keep(desk: Desk, value: Any) -> None:
        desk.keep_typed("case", said, {"party": value})

    def write(desk: Desk, sql: str, *values: object) -> None:
        with desk.work(said) as work:
            named = dict(zip("ab", values, strict=False))
            work._connection.execute(sa.text(sql), named)  # noqa: SLF001 - no door leads to it

    def bare(_desk: Desk, sql: str) -> None:
        store = world.folder(sealed=sealed) / "desk.db"
        with closing(connect(store, key=world.key(sealed=sealed))) as connection:
            connection.execute(sql.replace(":a", "?"), [said] * sql.count(":a"))

    for fault in (KeyError(who.name), ValueError(said), TypeError(said), AssertionError(said)):
        yield within(add, Talking(fault))
        yield within(edit, Talking(fault))
    for value in (Loud(who), {who.name: who.id_no}, [Loud(who)], (who.name,), {who.phone}, b"\xff"):
        yield within(add, {"party": value})
        yield within(save, "party", value)
        yield within(save, "id", value)
    for strange in (Loud(who), "\ud800" + said, 2**70, object()):
        yield within(write, 'UPDATE "case" SET party = :a', strange)
        yield within(keep, strange)
    for sql in (
        'INSERT INTO "case" (id, party) VALUES (:a, :a)',
        "SELECT :a FROM nowhere",
        f"SELECT '{said}' FRO",
        f'SELECT "{said}" FROM "case" WHERE :a',
        "INSERT INTO step VALUES (:a)",
        "SELECT json_extract(:a, '$.x')",
        "UPDATE change SET fields = :a",
    ):
        yield within(write, sql, said)
        yield within(bare, sql)
    for act in (
        lambda desk: desk.lists[said],
        lambda desk: KEPT[who.name],
        lambda desk: getattr(desk, who.name),
        lambda desk: records.plain(Loud(who), desk),  # type: ignore[arg-type]  # that is the point
        lambda desk: int(who.name),
        lambda desk: Path(said).read_text("utf-8"),
        lambda desk: json.loads(said),
        lambda desk: openpyxl.load_workbook(said),
        lambda desk: said.encode("ascii"),
    ):
        yield within(act)


def raised() -> Iterator[Act]:
    """Every kind of exception that there is, with a person in its message."""
    who = CANARIES[17]
    said = f"{who.name} {who.id_no} {who.phone}"
    kinds = sorted(vars(builtins))

    def throw(fault: BaseException, cause: BaseException | None = None) -> Act:
        def do(_common: Common) -> int:
            try:
                if cause is not None:
                    raise cause
            except BaseException as first:
                raise fault from first
            raise fault

        return do

    for name in kinds:
        kind = getattr(builtins, name)
        if not (isinstance(kind, type) and issubclass(kind, Exception)):
            continue
        if kind is BrokenPipeError:
            # It turns this process's own output away, and has nothing to say.
            continue
        if issubclass(kind, UnicodeDecodeError):
            yield throw(kind("utf-8", said.encode(), 0, 1, said))
        elif issubclass(kind, UnicodeEncodeError):
            yield throw(kind("ascii", said, 0, 1, said))
        elif issubclass(kind, UnicodeTranslateError):
            yield throw(kind(said, 0, 1, said))
        elif issubclass(kind, BaseExceptionGroup):
            yield throw(kind(said, [ValueError(said)]))
        elif not issubclass(kind, Warning):
            yield throw(kind(said))
            yield throw(RuntimeError(said), kind(said))
    for number in (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, errno.ENOENT, errno.EISDIR):
        yield throw(OSError(number, said, f"/{who.id_no}/{who.phone}"))
    yield throw(Cancelled(said))
    yield throw(KeyboardInterrupt(said))
    own = ValueError(said)
    yield throw(own, own)


class Limit:
    """No file of this process may become larger: what a full disk is like."""

    def __init__(self, size: int) -> None:
        self._size = size

    def __call__(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (self._size, self._size))


def short_of_room(world: World) -> Iterator[tuple[Sequence[object], int]]:
    """Commands that write, and how many bytes of a file they may."""
    who = CANARIES[19]
    book = workbook(world.base / "in" / f"满{who.name}.xlsx", CANARIES)
    scan = world.base / "in" / f"满{who.name}.bin"
    scan.write_bytes(f"{who.name}{who.id_no}".encode() * 9000)
    shutil.rmtree(world.base / "out" / "满", ignore_errors=True)
    out = world.base / "out" / "满"
    out.mkdir()
    for limit in (0, 4096, 60_000):
        yield ("import", "case", book, "--commit"), limit
        yield ("attach", "case", "2026-0002", scan), limit
        yield ("add", "case", "--values", case_of(who) | {"case_no": f"满{limit}"}), limit
        yield ("backup", "make"), limit
    yield ("export", "case", out / "a.xlsx"), 1024
    yield ("report", "--period", "2026Q3", "--pdf", out / "a.pdf"), 1024
    yield ("backup", "make", "--to", out / "U"), 8192
