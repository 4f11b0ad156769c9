"""What an officer does with one record: add, edit, withdraw, restore, undo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from boshan_desk.domain.changes import Change, Step
from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import BadValue, Codes, Kind, Link
from boshan_desk.domain.ledger import BASE, Ledger, Record, copy_with, not_filled
from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Invalid, Missing, Problem, Refused, stop, warn
from boshan_desk.domain.reading import is_blank
from boshan_desk.domain.states import find_move
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT, record_type
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.store.work import Work
from boshan_desk.usecases.numbering import numbered

R = TypeVar("R", bound=Record)

SETTABLE = ("remark", "status", "source")
"""Fields of every record that may be given from outside; serial numbers are the program's own."""


_JUDGED_ANEW = ("submitted", "reviewed")
"""States in which a changed record is looked at again: it may have become incomplete."""


def field_kind(ledger: Ledger, name: str) -> Kind | None:
    """The kind of a field that may be set from outside."""
    return ledger.fields.get(name) or (BASE[name] if name in SETTABLE else None)


def field_named(ledger: Ledger, word: str) -> str:
    """The field that a name, its title or another heading for it means; the word itself if none."""
    if field_kind(ledger, word) is None:
        for name, kind in ledger.fields.items():
            if word == kind.title or word in kind.also:
                return name
    return word


def read_values(
    reader: Reader, ledger: Ledger, raw: Mapping[str, object]
) -> tuple[dict[str, Any], list[Problem]]:
    """Typed values from what was typed or sent, and what could not be read, by field."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for called, given in raw.items():
        name = field_named(ledger, called)
        kind = field_kind(ledger, name)
        if kind is None:
            problems.append(
                stop(
                    "",
                    "没有栏目“{name}”，可用的有：{known}",
                    "field",
                    name=name,
                    known=listed(ledger.fields),
                )
            )
            continue
        try:
            value = kind.parse(given, reader.lists)
            if isinstance(kind, Link) and value is not None:
                value = find_linked(reader, kind, value)
            values[name] = value
            if value is None and name in ("status", "source"):
                problems.append(stop(name, "必须填写", "required"))
        except BadValue as error:
            problems.append(stop(name, error.template, "unreadable", **error.values))
    return values, problems


def find_linked(reader: Reader, link: Link, word: str) -> str:
    """The id of the one record that an id, a serial number or a name stands for."""
    kind = record_type(link.to)
    if named := reader.find(kind, word):
        if named.withdrawn:
            raise BadValue("“{word}”在回收站里，请先恢复", word=named.label(reader.lists))
        return word
    for field in ("serial_no", *kind.ledger.called):
        if kind.ledger.fields.get(field, BASE["serial_no"]).column != "TEXT":
            continue
        found = reader.having(kind, field, [word])
        if len(found) == 1:
            return found[0].id
        if len(found) > 1:
            raise BadValue(
                "“{word}”对应多条{title}，请从列表中选择", word=word, title=_(kind.ledger.title)
            )
    raise BadValue(
        "{title}里没有“{word}”，请先登记或从列表中选择", title=_(kind.ledger.title), word=word
    )


def named_by(link: Link) -> list[tuple[str, str]]:
    """The fields by which an empty link is found: here, and in the record it points to."""
    target = record_type(link.to).ledger
    fields = [f for f in ("uscc", "name") if f in target.fields][-len(link.by) :]
    return list(zip(link.by, fields, strict=False))


def fill_links(reader: Reader, record: R) -> R:
    """The record with empty links found by the fields that name the other record."""
    found: dict[str, Any] = {}
    for name, link in record.ledger.linking.items():
        if getattr(record, name) is not None or not link.by:
            continue
        kind = record_type(link.to)
        for own, other in named_by(link):
            value = getattr(record, own)
            if value and len(same := reader.having(kind, other, [value])) == 1:
                found[name] = same[0].id
                break
    return replace(record, **found) if found else record


def settle(reader: Reader, record: R) -> R:
    """A draft that lacks nothing is handed in (已提交); one that does stays a draft."""
    if record.status != "draft":
        return record
    handed_in = replace(record, status="submitted")
    wrong = any(p.severity == "error" for p in handed_in.problems(reader))
    return record if wrong else handed_in


def in_list_order(record: R, lists: Lists) -> R:
    """The record with several codes of one field in their list's order, however they came."""
    moved: dict[str, Any] = {}
    for name, kind in record.ledger.fields.items():
        if isinstance(kind, Codes):
            value = getattr(record, name)
            ordered = kind.ordered(value, lists)
            if ordered != value:
                moved[name] = ordered
    return replace(record, **moved) if moved else record


def _of_own_town(reader: Reader, record: R) -> R:
    """The record with its town filled in, where the desk is that of one town."""
    name, towns = record.ledger.town, reader.desk.own_towns
    if name in record.ledger.fields and len(towns) == 1 and getattr(record, name) is None:
        return copy_with(record, **{name: towns[0]})
    return record


def prepare(reader: Reader, record: R, before: R | None) -> R:
    """The record as it is to be kept: links filled, what follows of itself, its status."""
    record = in_list_order(record, reader.lists)
    record = _of_own_town(reader, record)
    # A new one replaces nothing but itself: what follows of its own fields follows all the same.
    record = record.following(record if before is None else before)
    if isinstance(reader, Work):
        record = numbered(reader, record)
    return settle(reader, fill_links(reader, record))


def add(
    desk: Desk,
    ledger: Ledger,
    raw: Mapping[str, object],
    *,
    id: str | None = None,
    source: str = "typed",
) -> Record:
    """Add a record from raw values; incomplete ones become drafts, wrong ones are refused."""
    with desk.work(_("新增{title}").format(title=_(ledger.title))) as work:
        values, problems = read_values(work, ledger, raw)
        refuse(ledger, values, problems)
        record = ledger.record(**({"source": source} | values | ({"id": id} if id else {})))
        record = prepare(work, record, None)
        _say_which(work, record)
        work.apply([Change(None, record)])
    return record


def edit(
    desk: Desk, ledger: Ledger, id: str, raw: Mapping[str, object], *, reason: str = ""
) -> Record:
    """Change the given fields of a record and leave the others.

    What was reviewed is changed with a reason only, and is to be reviewed again.
    """
    with desk.work(_("修改{title}").format(title=_(ledger.title)), reason=reason) as work:
        before = work.get(ledger.record, id)
        _refuse_withdrawn(before, work)
        values, problems = read_values(work, ledger, raw)
        refuse(ledger, values, problems, name=before.label(work.lists))
        if before.status in _JUDGED_ANEW and "status" not in values:
            # It is judged anew: what an edit leaves incomplete is a draft again.
            values["status"] = "draft"
        record = prepare(work, replace(before, **values), before)
        _say_which(work, record)
        work.apply([Change(before, record)])
    return record


def save(desk: Desk, before: R | None, after: R, *, reason: str = "") -> R:
    """Keep what stands in a form; refused if the stored record is no longer `before`.

    What was reviewed is changed with a reason only, and is to be reviewed again.
    """
    words = _("修改{title}") if before else _("新增{title}")
    with desk.work(words.format(title=_(after.ledger.title)), reason=reason) as work:
        if before is not None and before.status == after.status in _JUDGED_ANEW:
            after = replace(after, status="draft")
        record = prepare(work, after, before)
        _say_which(work, record)
        work.apply([Change(before, record)])
    return record


def save_many(
    desk: Desk, name: str, pairs: Iterable[tuple[R | None, R]], *, reason: str = ""
) -> list[R]:
    """Keep several records as one step: pasted blocks, values copied down."""
    kept = []
    with desk.work(name, reason=reason) as work:
        for before, after in pairs:
            if before is not None and before.status == after.status in _JUDGED_ANEW:
                after = replace(after, status="draft")
            kept.append((before, prepare(work, after, before)))
        work.apply(Change(before, after) for before, after in kept)
    return [after for _before, after in kept]


def refuse(
    ledger: Ledger, values: Mapping[str, Any], problems: Sequence[Problem], *, name: str = ""
) -> None:
    """Refuse the work if anything could not be read."""
    if problems:
        for field in () if ledger.secret else ledger.called:
            name = name or str(values.get(field) or "")
        raise Invalid(name or _(ledger.title), problems, ledger.titles())


def judge(desk: Desk, record: Record) -> list[Problem]:
    """Everything that can be said against a record that is still being typed."""
    with desk.read() as reader:
        return [
            *record.problems(reader),
            *find_doubles(reader, record),
            *look_beside(reader, record),
        ]


def find_doubles(reader: Reader, record: Record) -> Iterator[Problem]:
    """A warning for each other live record that has the same number or name.

    A ledger's `key` says what tells its records apart; the first part of it that is wholly filled
    in is compared, as an import does.
    """
    ledger = record.ledger
    for key in ledger.key:
        values = [getattr(record, name) for name in key]
        if any(not_filled(value) for value in values):
            continue
        stored = ledger.fields[key[0]].to_store(values[0])
        for other in reader.having(ledger.record, key[0], [stored]):
            if other.id != record.id and [getattr(other, name) for name in key] == values:
                yield warn(
                    key[0],
                    "与已登记的“{name}”（流水号 {number}）相同，请核对是否重复登记",
                    "double",
                    name=other.label(reader.lists),
                    number=other.serial_no,
                )
                return
        return


def look_beside(reader: Reader, record: Record) -> Iterator[Problem]:
    """What a record's own rules say of it beside the live records that agree with it.

    The same is said once, however many ways lead to it.
    """
    ledger = record.ledger
    found: dict[str, Record] = {}
    for names in ledger.beside:
        values = [getattr(record, name) for name in names]
        if any(not_filled(value) for value in values):
            continue
        stored = ledger.fields[names[0]].to_store(values[0])
        for other in reader.having(ledger.record, names[0], [stored]):
            if other.id != record.id and [getattr(other, name) for name in names] == values:
                found[other.id] = other
    if found:
        yield from record.beside(found.values())


def withdraw(desk: Desk, ledger: Ledger, ids: Sequence[str], reason: str) -> list[Record]:
    """Put records into the recycle bin, with the reason; they keep their numbers."""
    if is_blank(reason):
        raise Refused("请写明删除（移入回收站）的原因")
    words = _("删除{title}") if len(ids) == 1 else _("删除 {count} 条{title}")
    named = words.format(title=_(ledger.title), count=len(ids))
    with desk.work(named, reason=reason) as work:
        gone = []
        for id in ids:
            record = work.get(ledger.record, id)
            _refuse_withdrawn(record, work)
            refuse_parent(work, record)
            gone.append(record)
        if len(gone) == 1:
            _say_which(work, gone[0])
        work.apply(
            (
                Change(
                    r,
                    replace(
                        r,
                        withdrawn_by=desk.officer.name,
                        withdrawn_at=work.at,
                        withdrawn_why=reason.strip(),
                    ),
                )
                for r in gone
            ),
            judged=True,
        )
    return gone


def restore(desk: Desk, ledger: Ledger, ids: Sequence[str]) -> list[Record]:
    """Take records out of the recycle bin as they were."""
    with desk.work(_("恢复{title}").format(title=_(ledger.title))) as work:
        back = []
        for id in ids:
            record = work.get(ledger.record, id)
            if not record.withdrawn:
                raise Refused("“{name}”不在回收站里", name=record.label(work.lists))
            refuse_orphan(work, record)
            back.append(Change(record, as_live(record)))
        work.apply(back, judged=True)
    return [change.record for change in back]


def move(
    desk: Desk, ledger: Ledger, ids: Sequence[str], to: str, *, reason: str = ""
) -> list[Record]:
    """Decide about records: hand in, return, review, archive (`domain.states`).

    Raises:
        NoRight: the officer may not.
        Refused: there is no such move from a record's state, a reason is missing, or the record is
            not complete.
    """
    with desk.work(_("办理{title}").format(title=_(ledger.title)), reason=reason) as work:
        changes, titles = [], set()
        for id in dict.fromkeys(ids):
            before = work.get(ledger.record, id)
            _refuse_withdrawn(before, work)
            if before.status == to:
                continue
            if way := find_move(before.status, to):
                titles.add(_(way.title))
            changes.append(Change(before, replace(before, status=to)))
        what = listed(sorted(titles)) or _("办理")
        title = _(ledger.title)
        if len(changes) == 1:
            work.name = _("{what}{title}").format(what=what, title=title)
            _say_which(work, changes[0].record)
        else:
            work.name = _("{what} {count} 条{title}").format(
                what=what, count=len(changes), title=title
            )
        work.apply(changes)
    return [change.record for change in work.changes]


def as_live(record: R) -> R:
    """The record as it is outside the recycle bin."""
    return replace(record, withdrawn_by=None, withdrawn_at=None, withdrawn_why=None)


def uncover(desk: Desk, ledger: Ledger, id: str, field: str, reason: str) -> str:
    """A personal value in full; who looked, at what and why is kept."""
    if is_blank(reason):
        raise Refused("查看个人信息须写明原因")
    needs = ledger.reading if ledger.secret else Right.UNCOVER
    with desk.work(_("查看个人信息"), needs=needs, undoable=False) as work:
        record = work.get(ledger.record, id)
        work.detail = {
            "kind": "uncover",
            "ledger": ledger.name,
            "record": id,
            "field": field,
            "reason": reason.strip(),
        }
        return ledger.fields[field].show(getattr(record, field), work.lists)


def undo(desk: Desk) -> Step:
    """Take back the newest step, if its records have not moved on."""
    return desk.take_back()


def redo(desk: Desk) -> Step:
    """Do the step again that was taken back last."""
    return desk.do_again()


def plain(
    record: Record,
    reader: Reader,
    *,
    mask: int = 0,
    label_of: Callable[[str, str], str] | None = None,
) -> dict[str, Any]:
    """The record as the command line writes it: codes as stored, labels beside them (cli.md).

    `mask` is the level at which personal values are covered; 0 covers nothing.
    """
    lists, ledger = reader.lists, record.ledger
    written: dict[str, Any] = {
        "id": record.id,
        "serial_no": record.serial_no,
        "name": record.label(lists),
    }
    for name, kind in ledger.shown().items():
        value = getattr(record, name)
        covered = mask and kind.personal and value not in (None, ())
        written[name] = kind.mask(value, mask, lists) if covered else kind.to_json(value)
        if kind.name in ("code", "codes"):
            written[f"{name}_label"] = kind.show(value, lists)
        elif isinstance(kind, Link) and value is not None:
            other = reader.linked(kind.to, value)
            written[f"{name}_label"] = other.label(lists) if other else ""
    for name in (
        "entered_by",
        "entered_at",
        "changed_by",
        "changed_at",
        "reviewed_by",
        "reviewed_at",
    ):
        at = getattr(record, name)
        written[name] = at.isoformat(" ") if hasattr(at, "isoformat") else at
    if record.withdrawn_at:
        written["withdrawn"] = {
            "by": record.withdrawn_by,
            "at": record.withdrawn_at.isoformat(" "),
            "reason": record.withdrawn_why,
        }
    return written


def _say_which(work: Work, record: Record) -> None:
    """Name the record in the name of the work, so that undo says what it would undo."""
    ledger = record.ledger
    if ledger.secret:
        # The name of the work is read by everybody.
        return
    if any(not not_filled(getattr(record, name)) for name in ledger.called):
        work.name = _("{what}“{record}”").format(what=work.name, record=record.label(work.lists))


def _refuse_withdrawn(record: Record, work: Work) -> None:
    if record.withdrawn:
        raise Refused("“{name}”在回收站里，请先恢复", name=record.label(work.lists))


def refuse_parent(work: Work, record: Record) -> None:
    """A record with live children stays until they are gone."""
    for child in KEPT.values():
        if child.parent_ledger == record.ledger.name:
            held = work.having(child.record, child.parent, [record.id])
            if not child.typed:
                # What the procedure wrote stays; corrected steps hold nobody.
                held = [r for r in held if not getattr(r, "void", None) and _stands(r)]
            if held:
                raise Refused(
                    "“{name}”下还有 {count} 条{title}，请先处理",
                    name=record.label(work.lists),
                    count=len(held),
                    title=_(child.title),
                )


def _stands(step: Record) -> bool:
    """Whether a step of a procedure is one, and no correction of another."""
    return getattr(step, "event", "") != "correct"


def refuse_orphan(work: Work, record: Record) -> None:
    """A record is not restored under one that lies in the recycle bin."""
    ledger = record.ledger
    parent = work.linked(ledger.parent_ledger, getattr(record, ledger.parent, None))
    if parent is not None and parent.withdrawn:
        raise Refused(
            "“{name}”所属的“{parent}”在回收站里，请先恢复它",
            name=record.label(work.lists),
            parent=parent.label(work.lists),
        )


def find_record(desk: Desk, ledger: Ledger, word: str) -> Record:
    """The record with this id or serial number."""
    with desk.read() as reader:
        if record := reader.find(ledger.record, word):
            return record
        found = reader.having(ledger.record, "serial_no", [word])
        if len(found) == 1:
            return found[0]
    raise Missing("{ledger}里没有编号为 {id} 的记录", ledger=_(ledger.title), id=word)
