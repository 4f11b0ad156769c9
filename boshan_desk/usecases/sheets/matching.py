"""Which stored record a row is about, and which other records it names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from boshan_desk.domain.fields import SCREEN, BadValue, Link
from boshan_desk.domain.ledger import Ledger, Record, copy_with, not_filled
from boshan_desk.domain.problems import stop, warn
from boshan_desk.domain.reading import fold
from boshan_desk.excel.matching.heads import Column
from boshan_desk.excel.rows.taking import show_raw, shown_in_sheet
from boshan_desk.ledgers import record_type
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.records import find_linked, named_by
from boshan_desk.usecases.sheets.candidates import Candidate, titles


def match_settled(
    candidates: list[Candidate],
    ledger: Ledger,
    reader: Reader,
    settled: Mapping[tuple[str, int], str],
) -> None:
    """Rows of which the officer said which stored record they are about."""
    chosen = [
        (candidate, id)
        for candidate in candidates
        if (id := settled.get((candidate.grid.name, candidate.number))) not in (None, "new", "skip")
    ]
    found = reader.find_many(ledger.record, [id for _candidate, id in chosen if id])
    for candidate, id in chosen:
        record = found.get(id or "")
        if record is None or record.withdrawn:
            candidate.say(stop("", "选定的记录已不在台账里，请重新选择", "withdrawn"))
        else:
            candidate.before, candidate.matched = record, "chosen"


def match_ids(candidates: list[Candidate], ledger: Ledger, reader: Reader) -> None:
    """Rows of our own exports carry the record's id in a hidden column."""
    by_id: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        column = candidate.matching.id_column
        if column is not None and candidate.before is None:
            id = str(candidate.grid.rows[candidate.line.index][column]).strip()
            if id:
                by_id[id].append(candidate)
    found = reader.find_many(ledger.record, list(by_id))
    for id, same in by_id.items():
        for candidate in same:
            record = found.get(id)
            if record is None:
                continue
            candidate.before, candidate.matched = record, "id"
            if record.withdrawn:
                candidate.say(stop("", "这条记录在回收站里，请先恢复再导入", "withdrawn"))


class LinkWords:
    """Turns names of other records into their ids; one look-up for each name."""

    def __init__(self, ledger: Ledger, reader: Reader) -> None:
        self._ledger = ledger
        self._reader = reader
        self._known: dict[tuple[str, str], str | BadValue] = {}

    def resolve(self, candidates: list[Candidate]) -> None:
        """Settle the links of these rows."""
        reader, known = self._reader, self._known
        for candidate in candidates:
            for column, word in candidate.line.linked:
                name = column.field or ""
                kind = self._ledger.fields[name]
                assert isinstance(kind, Link)
                if candidate.before is not None:
                    stored = getattr(candidate.before, name)
                    other = reader.linked(kind.to, stored)
                    if other is not None and other.label(reader.lists) == word:
                        candidate.line.values[name] = stored
                        continue
                key = (kind.to, word)
                if key not in known:
                    try:
                        known[key] = find_linked(reader, kind, word)
                    except BadValue as error:
                        known[key] = error
                found = known[key]
                if isinstance(found, BadValue):
                    candidate.say(stop("", found.template, "link", **found.values), name, word)
                else:
                    candidate.line.values[name] = found


def match_keys(
    candidates: list[Candidate],
    ledger: Ledger,
    reader: Reader,
    keys: Sequence[tuple[str, ...]],
) -> None:
    """The stored record with the same key, for rows that carry no id.

    A row that has its record by an id or by choice, and gives it the key of another record, is
    refused: ids were moved between rows, and one record would become another's double.
    """
    groups: dict[tuple[str, ...], list[tuple[Candidate, tuple[Any, ...]]]] = defaultdict(list)
    for candidate in candidates:
        before, values = candidate.before, candidate.line.values
        for names in keys if before is None else ledger.key:
            said = tuple(values[n] if n in values else getattr(before, n, None) for n in names)
            if any(not_filled(value) for value in said):
                continue
            candidate.key = (names, *map(_folded, said))
            if before is not None:
                candidate.renamed = said != tuple(getattr(before, n) for n in names)
            if before is None or candidate.renamed:
                groups[names].append((candidate, said))
            break
    for names, group in groups.items():
        first = names[0]
        kind = ledger.fields[first]
        wanted = list(dict.fromkeys(kind.to_store(said[0]) for _candidate, said in group))
        stored: dict[tuple[Any, ...], list[Record]] = defaultdict(list)
        binned: dict[tuple[Any, ...], Record] = {}
        for record in reader.having(ledger.record, first, wanted, withdrawn=True):
            place = tuple(getattr(record, n) for n in names)
            if record.withdrawn:
                binned[place] = record
            else:
                stored[place].append(record)
        for candidate, said in group:
            found = stored.get(said, [])
            if candidate.before is not None:
                if found:
                    candidate.say(
                        stop(
                            "",
                            "{key}与台账里流水号 {number} 的记录相同，而这一行对应的是流水号 {own} "
                            "的记录，请核对这一行究竟是哪条记录",
                            "taken",
                            key=titles(ledger, names),
                            number=found[0].serial_no,
                            own=candidate.before.serial_no,
                        ),
                        first,
                    )
            elif len(found) == 1:
                candidate.before, candidate.matched = found[0], " ".join(names)
            elif found:
                candidate.say(
                    stop(
                        "",
                        "台账里已有 {count} 条{key}相同的记录，不能确定是哪一条",
                        "ambiguous",
                        count=len(found),
                        key=titles(ledger, names),
                    ),
                    first,
                )
            elif twin := binned.get(said):
                candidate.say(
                    warn(
                        "",
                        "回收站里有{key}相同的记录（流水号 {number}），将新增一条；"
                        "如是同一条，请先恢复它再导入",
                        "binned",
                        key=titles(ledger, names),
                        number=twin.serial_no,
                    ),
                    first,
                )


def _folded(value: object) -> object:
    return fold(value) if isinstance(value, str) else value


def settle_unread(candidate: Candidate, ledger: Ledger, reader: Reader) -> None:
    """A cell that shows what our export shows of the stored value is unchanged, read or not."""
    line = candidate.line

    def shows_stored(column: Column) -> bool:
        if candidate.before is None or column.field is None:
            return False
        raw = candidate.grid.rows[line.index][column.index]
        stored = getattr(candidate.before, column.field)
        kind = ledger.fields[column.field]
        return show_raw(raw).strip() == shown_in_sheet(kind, stored, reader.lists, SCREEN)

    for column, issue in line.unread:
        if not shows_stored(column):
            line.issues.append(issue)
            candidate.lost = True
    for column in line.covered:
        if not shows_stored(column):
            candidate.say(
                warn("", "内容已经脱敏，未导入；请填写完整内容", "masked"),
                column.field or "",
                candidate.grid.rows[line.index][column.index],
            )


class LinkFinder:
    """Fills empty links of many records with one query for each field they are found by."""

    def __init__(self, candidates: list[Candidate], ledger: Ledger, reader: Reader) -> None:
        self._links = [
            (name, [(own, self._read(candidates, reader, link, own, other)) for own, other in by])
            for name, link in ledger.linking.items()
            if (by := named_by(link))
        ]

    @staticmethod
    def _read(
        candidates: list[Candidate], reader: Reader, link: Link, own: str, other: str
    ) -> dict[object, list[str]]:
        wanted = {c.line.values.get(own) for c in candidates} - {None, ()}
        wanted |= {getattr(c.before, own) for c in candidates if c.before is not None} - {None, ()}
        found: dict[object, list[str]] = defaultdict(list)
        for record in reader.having(record_type(link.to), other, sorted(wanted, key=str)):
            found[getattr(record, other)].append(record.id)
        return found

    def fill(self, record: Record) -> Record:
        """The record with its empty links found."""
        for name, by in self._links:
            if getattr(record, name) is not None:
                continue
            for own, known in by:
                ids = known.get(getattr(record, own), [])
                if len(ids) == 1:
                    record = copy_with(record, **{name: ids[0]})
                    break
        return record
