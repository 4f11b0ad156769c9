"""The desk as a whole: making one, looking whether it is sound, writing it out, working a list of
operations."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.county import USUAL
from boshan_desk.domain.fields import Code, Codes
from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.domain.officers import Officer, Right
from boshan_desk.domain.problems import NoRoom, Problem, Refused, stop
from boshan_desk.domain.registers import competing, read_marks
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT, LEDGERS, SECRET, find_ledger, record_type
from boshan_desk.ledgers.attachment import Attachment
from boshan_desk.ledgers.case import Case
from boshan_desk.store import due, opening
from boshan_desk.store.backups import Backup
from boshan_desk.store.checking import count_live, inspect
from boshan_desk.store.desk import Desk
from boshan_desk.store.driver import DriverError, told
from boshan_desk.store.entering import enter, look_over
from boshan_desk.store.lock import DeskLock, sync_folder
from boshan_desk.store.opening import make, open_desk
from boshan_desk.store.reader import Reader
from boshan_desk.usecases import records
from boshan_desk.usecases.attachments import fault_of
from boshan_desk.usecases.exchange.held_rows import held_rows

Told = Callable[[int, int, str], object]
"""Told how much of how much is done, and what is being done, in words."""

# ---------------------------------------------------------------- making


def make_desk(
    folder: Path,
    *,
    county: str | Path,
    plans: Sequence[str | Path] = (),
    bare: bool = False,
    town: str = "",
) -> str:
    """Make an empty desk; the id of its county.  Nobody asks for accounts at a `bare` one.

    `county` is one of the program's or a file, a city's too; `plans` are worked on from the start,
    beside those that the county's pack names.  `town`: the code or the name of the town whose own
    desk it is to be.

    Raises:
        Refused: there is no such county, plan or town, or a file is not coherent.
    """
    # A desk is made once; nothing else needs to read packs here.
    from boshan_desk.usecases.first_packs import packs_of, settings_for

    id, packs = packs_of(county, plans)
    settings = settings_for(id, packs, town) | ({"bare": "yes"} if bare else {})
    make(folder, county=id, settings=settings, packs=packs)
    return id


def make_sample(folder: Path, *, county: str, progress: Told | None = None) -> None:
    """Make a desk with the sample county's records: whole, or not at all.

    Raises:
        Refused: there is a desk already, or no sample of this county.
    """
    if county != USUAL:
        raise Refused("示例只有博山区的，请去掉 --county 后重试")
    # A real office never loads it.
    from boshan_desk.usecases.sample import SETTINGS, fill

    if (folder / "desk.db").exists():
        raise Refused("{path} 里已经有工作台数据，未作任何改动", path=folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NoRoom("不能在 {path} 建立文件夹，请换一个位置或检查权限", path=folder) from error
    lock = DeskLock(folder)
    lock.take()
    making = folder / ".making"
    try:
        shutil.rmtree(making, ignore_errors=True)
        make(making, county=county, settings=SETTINGS)
        with open_desk(making, officer=_("演示")) as desk:
            fill(desk, progress=progress)
        if (making / "files").exists():
            (making / "files").replace(folder / "files")
        # The store comes last: where it stands, everything stands.
        (making / "desk.db").replace(folder / "desk.db")
        sync_folder(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
        lock.give_back()


def migrate(folder: Path, *, key: str = "", officer: Officer | str = "") -> Backup | None:
    """Bring an older store up to date; the verified backup it made, or None.

    Raises:
        NoRight: the officer may not.
    """
    if isinstance(officer, Officer):
        officer.demand(Right.RESTORE)
    enter(folder, key=key)
    return opening.migrate(folder, key=key)


# ---------------------------------------------------------------- describing


def describe_ledger(ledger: Ledger, lists: Lists) -> dict[str, Any]:
    """A ledger with its fields, as cli.md gives it; `required` is what submission asks for.

    `need` names the stage from which a field must be filled in ("submit", "filed", …).
    """
    fields: list[dict[str, Any]] = []
    for name, kind in ledger.fields.items():
        about: dict[str, Any] = {
            "name": name,
            "title": _(kind.title),
            "kind": kind.name,
            "required": kind.need == "submit",
            "need": kind.need,
        }
        if isinstance(kind, Code | Codes):
            about["codes"] = [
                {"code": entry.code, "label": _(entry.label)} for entry in lists[kind.list]
            ]
        fields.append(about)
    return {"ledger": ledger.name, "title": _(ledger.title), "fields": fields}


# ---------------------------------------------------------------- checking


@dataclass(frozen=True)
class Findings:
    """What a check found, in words, and how many live records each ledger has."""

    findings: tuple[str, ...]
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def _check_limits(desk: Desk) -> Iterator[str]:
    """The table of limits against what the records say; one that is to be counted anew is left."""
    with desk.read() as reader:
        if not due.is_current(reader):
            return
        for id in due.strangers(reader):
            case = reader.find(Case, id)
            name = case.label(reader.lists) if case else id
            yield _("“{name}”的期限与办案记录不符，请重新计算（calendar recount）").format(
                name=name
            )


def check(
    folder: Path,
    *,
    key: str = "",
    officer: Officer | str = "",
    progress: Told | None = None,
) -> Findings:
    """Look whether store, history, search index and attachments are whole.  Changes nothing.

    A newer store, and one that cannot be read for want of rights, are refused instead.
    """
    store = folder / "desk.db"
    if not store.is_file():
        enter(folder, key=key)
    try:
        enter(folder, key=key)
        with told(store):
            damage = look_over(store, key=key, thorough=True)
        if damage:
            return Findings(tuple(_("数据库文件受损：{what}").format(what=what) for what in damage))
        with open_desk(folder, key=key, officer=officer) as desk:
            counts = count_live(store, key=key)
            total = sum(counts.values())
            tell = progress or (lambda done, total, words: None)
            found = [
                _(text).format(**values)
                for text, values in inspect(
                    store,
                    desk.lists,
                    lambda done: tell(done, total, _("正在检查")),
                    key=key,
                )
            ]
            if not desk.county.region:
                words = _("区县“{id}”的资料不见了，请重新载入（county load）")
                # Without it no town is known, which explains much of what follows.
                found.insert(0, words.format(id=desk.county.id))
            if not found:
                # What a damaged store says of files proves nothing.
                found += _check_attachments(desk)
                found += _check_limits(desk)
        return Findings(tuple(found), counts)
    except Refused as error:
        if error.exit_code != 3:
            raise
        return Findings((error.words(),))
    except DriverError as error:
        # A table or column that the schema has and the file has not.
        return Findings((_("数据库文件受损：{what}").format(what=error),))


def _check_attachments(desk: Desk) -> Iterator[str]:
    with desk.read() as reader:
        for attachment in reader.all(Attachment):
            if fault := fault_of(desk.folder, attachment, desk.key):
                yield _(fault).format(name=attachment.file_name)
            owner = attachment.of_ledger
            if owner not in LEDGERS or not reader.find(record_type(owner), attachment.of_id or ""):
                yield _("附件“{name}”所属的记录不见了").format(name=attachment.file_name)


# ---------------------------------------------------------------- writing out


def dump(desk: Desk) -> Iterator[str]:
    """Every record as canonical JSON lines: equal state gives equal bytes.

    Sorted by ledger, then id; keys sorted, no blanks, empty fields left out (so a program that
    knows more fields writes the same).  Personal data in full: this is the desk's own state.  Who
    entered it and when is no part of the state, for two desks that were given the same records at
    different times are equal.  Of a withdrawal the reason is, and that it happened.  Where two
    offices wrote differently, what competes with the value shown is told, by its values and not by
    who wrote it.  Rows that came in and wait follow the records.  Informants are in no export
    (domain.md 6.3), so they are not here.

    Raises:
        NoRight: the officer may not take whole values out.
    """
    desk.officer.demand(Right.TAKE_OUT)
    with desk.read() as reader:
        for name in sorted(set(KEPT) - set(SECRET)):
            rivals = _rivals(reader, KEPT[name])
            for record in reader.all(KEPT[name].record, by="id"):
                yield canonical(record, rivals.get(record.id))
        yield from _held_lines(reader)


def _rivals(reader: Reader, ledger: Ledger) -> dict[str, dict[str, list[Any]]]:
    """What competes with the values shown, by record and register."""
    sql = f'SELECT id FROM "{ledger.name}" WHERE instr(dots, \'"|":\') > 0'
    ids = list(reader.connection.exec_driver_sql(sql).scalars())
    found: dict[str, dict[str, list[Any]]] = {}
    for id, state in reader.states(ledger, ids).items():
        marks = read_marks(state.marks)
        for register in competing(ledger, state.row, marks):
            columns = ledger.registers[register]
            shown = tuple(state.row.get(column) for column in columns)
            others = {values for values in marks.others[register].values() if values != shown}
            told = [_plain_values(ledger, columns, values) for values in others]
            found.setdefault(id, {})[register] = sorted(told, key=_line)
    return found


def _plain_values(ledger: Ledger, columns: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    """Stored values of some columns as `dump` writes them; empty ones and stamps left out."""
    told: dict[str, Any] = {}
    kinds = ledger.shown()
    for name, stored in zip(columns, values, strict=True):
        if stored is not None and name in kinds:
            told[name] = kinds[name].to_json(kinds[name].from_store(stored))
        elif stored is not None and name == "withdrawn_why":
            told[name] = stored
    return told


def _held_lines(reader: Reader) -> Iterator[str]:
    """The rows that came in and wait, each state of each as it came."""
    rows = held_rows(reader)
    for row in sorted(rows, key=lambda r: (r["ledger"], r["record_id"], r["site"])):
        ledger = KEPT.get(row["ledger"])
        if ledger is None or ledger.secret:
            continue
        states = []
        for state in json.loads(row["row"]):
            names = [name for name in state["v"] if name not in ("id", "serial_no", "source")]
            values = [state["v"][name] for name in names]
            states.append(_plain_values(ledger, names, values))
        yield _line(
            {
                "held": row["why"],
                "ledger": ledger.name,
                "id": row["record_id"],
                "site": row["site"],
                "states": sorted(states, key=_line),
            }
        )


def canonical(record: Record, rivals: Mapping[str, Sequence[Any]] | None = None) -> str:
    """One record as `dump` writes it, with what competes with its values by register."""
    ledger = record.ledger
    state: dict[str, Any] = {
        "ledger": ledger.name,
        "id": record.id,
        "serial_no": record.serial_no,
        "status": record.status,
        "source": record.source,
        "withdrawn": (record.withdrawn_why or "") if record.withdrawn else None,
        "values": {
            name: kind.to_json(value)
            for name, kind in ledger.fields.items()
            if (value := getattr(record, name)) not in (None, ())
        },
    }
    if rivals:
        state["competing"] = rivals
    return _line(state)


def _line(told: Any) -> str:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


# ---------------------------------------------------------------- operations

_OPS: dict[str, tuple[set[str], set[str]]] = {
    "add": ({"op", "ledger", "values"}, {"id"}),
    "edit": ({"op", "ledger", "id", "values"}, {"reason"}),
    "withdraw": ({"op", "ledger", "id", "reason"}, set()),
    "restore": ({"op", "ledger", "id"}, set()),
}
"""What each operation must say, and what it may say."""

_LONGEST_ID = 64


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One thing to do to one record."""

    op: str
    ledger: Ledger
    id: str = ""
    values: dict[str, object] = field(default_factory=dict)
    reason: str = ""


def read_json(text: str | bytes) -> Any:
    """JSON as the standard has it; refused otherwise, with the place."""
    try:
        found = json.loads(text, parse_constant=_no_constant)
        # Half of a surrogate pair is no character and can be kept nowhere.
        json.dumps(found, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise Refused("不是正确的 JSON（第 {place} 个字符起）", place=error.pos + 1) from None
    except UnicodeError:
        raise Refused("文字不是 UTF-8 编码，请另存为 UTF-8 后重试") from None
    except (ValueError, RecursionError):
        raise Refused("JSON 里有过大的数、过深的嵌套或不是数的数") from None
    return found


def read_values(ledger: Ledger, given: Any) -> dict[str, object]:
    """The fields and values of a JSON object; refused when a value has a shape no field takes."""
    if not isinstance(given, dict):
        raise Refused("应为 JSON 对象，如 {example}", example='{"remark": "…"}')
    problems: list[Problem] = []
    for name, value in given.items():
        kind = records.field_kind(ledger, name)
        if kind is None:
            # Told by the use case, with the names there are.
            continue
        if isinstance(value, list) and kind.many:
            fits = all(isinstance(item, str) for item in value)
        elif isinstance(value, bool):
            fits = kind.name == "flag"
        else:
            fits = value is None or isinstance(value, str | int | float)
        if not fits:
            problems.append(stop(name, "值的类型不对，应为文字或数字", "type"))
    records.refuse(ledger, {}, problems)
    return given


def read_operation(line: str | bytes) -> Operation:
    """One operation from a line of JSON; refused with the reason."""
    given = read_json(line)
    if not isinstance(given, dict):
        raise Refused("每行应为一个 JSON 对象，如 {example}", example='{"op": "add", …}')
    op = given.get("op")
    if not isinstance(op, str) or op not in _OPS:
        raise Refused("op 应为 {known} 之一", known=listed(_OPS))
    must, may = _OPS[op]
    # Nulls say no more than absence.
    said = {name for name, value in given.items() if value is not None}
    if lacking := must - said:
        raise Refused("{op} 缺少 {names}", op=op, names=listed(sorted(lacking)))
    if strange := said - must - may:
        raise Refused("{op} 不需要 {names}", op=op, names=listed(sorted(strange)))
    for name in ("ledger", "id", "reason"):
        if name in said and not isinstance(given[name], str):
            raise Refused("{name} 应为文字", name=name)
    id = given.get("id") or ""
    if "id" in said and (not id.isprintable() or not 0 < len(id) <= _LONGEST_ID or " " in id):
        raise Refused("id 应为 1 到 {most} 个字符，不含空格", most=_LONGEST_ID)
    ledger = find_ledger(given["ledger"])
    values = read_values(ledger, given["values"]) if "values" in said else {}
    return Operation(op=op, ledger=ledger, id=id, values=values, reason=given.get("reason") or "")


def carry_out(desk: Desk, operation: Operation) -> str:
    """Do one operation; the id of its record, once it is durable."""
    ledger = operation.ledger
    match operation.op:
        case "add":
            return records.add(desk, ledger, operation.values, id=operation.id or None).id
        case "edit":
            id = records.find_record(desk, ledger, operation.id).id
            return records.edit(desk, ledger, id, operation.values, reason=operation.reason).id
        case "withdraw":
            id = records.find_record(desk, ledger, operation.id).id
            return records.withdraw(desk, ledger, [id], operation.reason)[0].id
        case _:
            return records.restore(desk, ledger, [operation.id])[0].id


def work_through(desk: Desk, lines: Iterator[bytes]) -> Iterator[tuple[int, str]]:
    """Carry out operations line by line: (line number, record id) after each durable commit.

    Empty lines count but say nothing.  The first line that is refused ends it; what was
    acknowledged before stays.  The desk is held from the first line until it is closed.
    """
    desk.hold()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            id = carry_out(desk, read_operation(line))
        except Refused as error:
            raise AtLine(number, error) from error
        yield number, id


class AtLine(Refused):
    """A refusal with the line it came from."""

    def __init__(self, number: int, why: Refused) -> None:
        super().__init__("第 {number} 行：{why}", number=number, why="")
        self.why = why
        self.exit_code = why.exit_code

    def words(self) -> str:
        return _(self.text).format(number=self.values["number"], why=self.why.words())


def _no_constant(name: str) -> None:
    raise ValueError(name)
