"""Workbooks in and out: look, take in, take back, hand out.

`look` writes nothing and says of every row what would become of it; `take_in` does exactly that,
in one work, or refuses.  Rows are never dropped in silence: each stands in the preview with its
outcome and, where it does not come in, the reason.
"""

from __future__ import annotations

import gc
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from boshan_desk.domain.changes import Change
from boshan_desk.domain.fields import SCREEN, BadValue, Link
from boshan_desk.domain.ledger import Ledger, Record, copy_with, new_id, not_filled
from boshan_desk.domain.period import Period
from boshan_desk.domain.problems import Missing, Moved, Problem, Refused, note, stop, warn
from boshan_desk.domain.reading import fold, is_blank
from boshan_desk.domain.view import View
from boshan_desk.excel import sheets
from boshan_desk.excel.grid import Grid, read_book
from boshan_desk.excel.heads import (
    REASONS,
    Column,
    Matching,
    Sort,
    match_heads,
    sort_rows,
    spread_merged,
)
from boshan_desk.excel.taking import Issue, Line, read_lines, show_raw, shown_in_sheet
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import record_type
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.store.rows import Rows
from boshan_desk.usecases.records import find_linked, named_by

Progress = Callable[[int, int], object]
"""Told how much is done of how much; may raise `Cancelled`."""

Outcome = Literal["new", "changed", "same", "skipped", "refused"]

OUTCOMES: Final[tuple[Outcome, ...]] = ("new", "changed", "same", "skipped", "refused")

_CHUNK: Final = 1000
"""So many records are written between two looks at whether the officer called it off."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file and what becomes of it.

    The record to be is made when it is asked for: a hundred thousand of them at rest, each with
    all its empty fields, would take half a gigabyte.
    """

    sheet: str
    number: int
    """As Excel shows it."""
    outcome: Outcome
    before: Record | None = None
    """The stored record that the row is about."""
    base: Record | None = None
    """What the record to be is made from; None for rows that do not come in."""
    follows: Mapping[str, Any] = field(default_factory=dict)
    """What the record to be has besides `base` and `values`: its status, links that were found."""
    matched: str = ""
    """By what the stored record was found: "id", or the fields of a key."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """What the row says, by field."""
    issues: tuple[Issue, ...] = ()

    @property
    def after(self) -> Record | None:
        """What would be kept; None for rows that do not come in."""
        if self.base is None:
            return None
        return copy_with(self.base, **{**self.values, **self.follows})

    @property
    def id(self) -> str:
        """The id of the record, stored or to be; empty for rows that are none."""
        if self.before is not None:
            return self.before.id
        return str(self.follows.get("id", ""))


@dataclass(frozen=True)
class Taken:
    """A finished import."""

    number: int
    """The number of the step, by which it can be taken back."""
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Preview:
    """What an import would do."""

    ledger: Ledger
    path: Path
    sha256: str
    matchings: tuple[tuple[str, Matching], ...]
    """The sheets that are read, with their heads."""
    rows: tuple[Row, ...]
    seen: int
    """The newest change of the desk when this was made."""

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are, and of each outcome."""
        each = Counter(row.outcome for row in self.rows)
        return {"rows_in_file": len(self.rows), **{name: each[name] for name in OUTCOMES}}

    @property
    def sheet(self) -> str:
        """The names of the sheets that are read."""
        return "、".join(name for name, _matching in self.matchings)


@dataclass(slots=True)
class _Candidate:
    """A row on its way to becoming a record."""

    grid: Grid
    matching: Matching
    line: Line
    before: Record | None = None
    matched: str = ""
    key: tuple[object, ...] = ()
    lost: bool = False
    """Whether an error has been found."""

    def say(self, problem: Problem, name: str = "", value: object = "") -> None:
        """Add a finding; an error loses the row."""
        column = self.matching.fields().get(name)
        self.line.issues.append(
            Issue(
                column.letter if column else "",
                name,
                problem.severity,
                problem.code,
                problem.words(),
                show_raw(value),
            )
        )
        self.lost |= problem.severity == "error"

    @property
    def number(self) -> int:
        return self.grid.number(self.line.index)


# ---------------------------------------------------------------- look


def look(
    desk: Desk,
    ledger: Ledger,
    path: Path,
    *,
    sheet: str = "",
    town: str = "",
    blank: Literal["leave", "clear"] = "leave",
    progress: Progress | None = None,
) -> Preview:
    """What taking in this file would do.  Writes nothing.

    `sheet` picks one sheet, a hidden one too; `town` (code or name) fills an empty town and refuses
    rows of another; `blank` says what an empty cell does to a stored value.
    """
    with _no_collecting():
        return _look(desk, ledger, path, sheet, town, blank == "clear", progress or _tell_nobody)


def _tell_nobody(done: int, total: int) -> None:
    """The progress of what nobody waits for."""


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Hold the cycle collector off: a hundred thousand new rows, none of them in a cycle, make it
    look through everything again and again (measured: a quarter of the time)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _look(
    desk: Desk, ledger: Ledger, path: Path, sheet: str, town: str, clear: bool, tell: Progress
) -> Preview:
    tell(0, 100)
    book = read_book(path)
    town_code = _find_town(desk, ledger, town)
    grids = _pick_sheets(book.sheets, sheet, path.name)
    tell(10, 100)
    matchings: list[tuple[str, Matching]] = []
    skipped: list[tuple[int, Row]] = []
    candidates: list[tuple[int, _Candidate]] = []
    with desk.read() as reader:
        for place, grid in enumerate(grids):
            matching = match_heads(grid, ledger)
            if matching is None or (grid.hidden and not sheet):
                skipped += [(place, row) for row in _left_out(grid, matching)]
                continue
            matchings.append((grid.name, matching))
            spread_merged(grid, matching)
            records = []
            for index, sort in sort_rows(grid, matching):
                if sort == "record":
                    records.append(index)
                else:
                    skipped.append((place, _skip(grid, index, sort)))
            lines = read_lines(
                grid,
                matching,
                records,
                ledger,
                reader.lists,
                reader.today,
                clear=clear,
                heard=lambda _done: tell(10, 100),
            )
            known = town_code or reader.lists["town"].find(grid.name) or ""
            for line in lines:
                candidate = _Candidate(grid, matching, line)
                _fill_town(candidate, ledger, known, bool(town_code), reader)
                candidates.append((place, candidate))
        if not matchings:
            raise Refused(
                "{file} 里没有找到能对上“{ledger}”栏目的表头，请核对是不是这本台账，"
                "或下载模板后按模板填写",
                file=path.name,
                ledger=_(ledger.title),
            )
        tell(30, 100)
        judged = _judge_all([c for _place, c in candidates], ledger, reader, tell)
        seen = reader.last_change()
    placed = [(place, row) for (place, _c), row in zip(candidates, judged, strict=True)]
    rows = sorted([*skipped, *placed], key=lambda pair: (pair[0], pair[1].number))
    tell(100, 100)
    return Preview(
        ledger, path, book.sha256, tuple(matchings), tuple(row for _place, row in rows), seen
    )


def _find_town(desk: Desk, ledger: Ledger, town: str) -> str:
    if not town:
        return ""
    if not ledger.town:
        raise Refused("“{ledger}”没有镇街一栏，不能指定镇街", ledger=_(ledger.title))
    code = desk.lists["town"].find(town)
    if code is None:
        raise Refused(
            "没有镇街“{town}”，可用的有：{known}",
            town=town,
            known="、".join(entry.label for entry in desk.lists["town"]),
        )
    return code


def _pick_sheets(grids: Sequence[Grid], sheet: str, file: str) -> list[Grid]:
    ours = {fold(name) for name in sheets.own_sheets()}
    grids = [g for g in grids if not (g.hidden and fold(g.name) in ours)]
    if sheet:
        picked = [g for g in grids if g.name == sheet or fold(g.name) == fold(sheet)]
        if not picked:
            raise Missing(
                "{file} 里没有工作表“{sheet}”，有的是：{known}",
                file=file,
                sheet=sheet,
                known="、".join(g.name for g in grids),
            )
        return picked[:1]
    if not grids:
        raise Refused("{file} 是空表，没有可以导入的内容", file=file)
    return grids


def _left_out(grid: Grid, matching: Matching | None) -> Iterator[Row]:
    """The rows of a sheet that is not read: every one is named, none is lost in silence."""
    if matching is None and fold(grid.name) in {fold(name) for name in sheets.own_sheets()}:
        return
    if matching is None:
        problem = note("", "工作表“{sheet}”没有本台账的表头，未导入", "sheet", sheet=grid.name)
    else:
        problem = warn("", "工作表“{sheet}”是隐藏的，未导入", "hidden-sheet", sheet=grid.name)
    issue = Issue("", "", problem.severity, problem.code, problem.words())
    for index, cells in enumerate(grid.rows):
        if not all(is_blank(cell) for cell in cells):
            yield Row(grid.name, grid.number(index), "skipped", issues=(issue,))


def _skip(grid: Grid, index: int, sort: Sort) -> Row:
    words = next((show_raw(c) for c in grid.rows[index] if not is_blank(c)), "")
    issue = Issue("", "", "note", sort, _(REASONS[sort]), words)
    return Row(grid.name, grid.number(index), "skipped", issues=(issue,))


def _fill_town(
    candidate: _Candidate, ledger: Ledger, town: str, fixed: bool, reader: Reader
) -> None:
    """An empty town is the one that was named (`fixed`), else the one the sheet is called after."""
    name = ledger.town
    if not name:
        return
    values = candidate.line.values
    written = values.get(name)
    if not written:
        unread = any(column.field == name for column, _issue in candidate.line.unread)
        if town and not unread:
            values[name] = town
    elif fixed and written != town:
        label = reader.lists["town"].label
        candidate.say(
            stop(
                "",
                "本行写的是“{written}”，与本次导入的“{town}”不符",
                "other-town",
                written=label(written),
                town=label(town),
            ),
            name,
            label(written),
        )


# ---------------------------------------------------------------- judge


def _judge_all(
    candidates: list[_Candidate], ledger: Ledger, reader: Reader, tell: Progress
) -> list[Row]:
    _match_ids(candidates, ledger, reader)
    _resolve_links(candidates, ledger, reader)
    _match_keys(candidates, ledger, reader)
    for candidate in candidates:
        if candidate.line.unread or candidate.line.covered:
            _settle_unread(candidate, ledger, reader)
    _refuse_doubles(candidates, ledger)
    finder = _LinkFinder(candidates, ledger, reader)
    lacks: Lacks = {}
    blank = ledger.record(source="sheet")
    rows = []
    for done, candidate in enumerate(candidates):
        if done % 500 == 0:
            tell(40 + 60 * done // len(candidates), 100)
        rows.append(_judge(candidate, blank, reader, finder, lacks))
    return rows


Lacks = dict[tuple[str, ...], Problem]
"""What is said of drafts that lack these fields; many rows lack the same."""


def _match_ids(candidates: list[_Candidate], ledger: Ledger, reader: Reader) -> None:
    """Rows of our own exports carry the record's id in a hidden column."""
    by_id: dict[str, list[_Candidate]] = defaultdict(list)
    for candidate in candidates:
        column = candidate.matching.id_column
        if column is not None:
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


def _resolve_links(candidates: list[_Candidate], ledger: Ledger, reader: Reader) -> None:
    """Names of other records become their ids; one look-up for each name."""
    known: dict[tuple[str, str], str | BadValue] = {}
    for candidate in candidates:
        for column, word in candidate.line.linked:
            name = column.field or ""
            kind = ledger.fields[name]
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


def _match_keys(candidates: list[_Candidate], ledger: Ledger, reader: Reader) -> None:
    """The stored record with the same key, for rows that carry no id."""
    groups: dict[tuple[str, ...], list[_Candidate]] = defaultdict(list)
    for candidate in candidates:
        values = candidate.line.values
        for names in ledger.key:
            if all(not not_filled(values.get(n)) for n in names):
                candidate.key = (names, *(_folded(values[n]) for n in names))
                if candidate.before is None:
                    groups[names].append(candidate)
                break
    for names, group in groups.items():
        first = names[0]
        kind = ledger.fields[first]
        wanted = list(dict.fromkeys(kind.to_store(c.line.values[first]) for c in group))
        stored: dict[tuple[Any, ...], list[Record]] = defaultdict(list)
        for record in reader.having(ledger.record, first, wanted):
            stored[tuple(getattr(record, n) for n in names)].append(record)
        for candidate in group:
            found = stored.get(tuple(candidate.line.values[n] for n in names), [])
            if len(found) == 1:
                candidate.before, candidate.matched = found[0], " ".join(names)
            elif found:
                candidate.say(
                    stop(
                        "",
                        "台账里已有 {count} 条{key}相同的记录，不能确定是哪一条",
                        "ambiguous",
                        count=len(found),
                        key=_titles(ledger, names),
                    ),
                    first,
                )


def _folded(value: object) -> object:
    return fold(value) if isinstance(value, str) else value


def _titles(ledger: Ledger, names: Sequence[str]) -> str:
    return "、".join(_(ledger.fields[n].title) for n in names)


def _settle_unread(candidate: _Candidate, ledger: Ledger, reader: Reader) -> None:
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


def _refuse_doubles(candidates: list[_Candidate], ledger: Ledger) -> None:
    """Two rows for one record: whichever is right, taking either would lose the other."""
    same: dict[object, list[_Candidate]] = defaultdict(list)
    for candidate in candidates:
        if candidate.before is not None:
            same[candidate.before.id].append(candidate)
        elif candidate.key:
            same[candidate.key].append(candidate)
    several = len({c.grid.name for c in candidates}) > 1
    for group in same.values():
        if len(group) == 1:
            continue
        first, *others = group
        equal = all(c.line.values == first.line.values for c in others)
        for candidate in others if equal else group:
            other = first if candidate is not first else others[0]
            names = candidate.key[0] if candidate.key else ()
            assert isinstance(names, tuple)
            place = f"{other.grid.name}!{other.number}" if several else str(other.number)
            candidate.say(
                stop(
                    "",
                    "与第 {row} 行是同一条记录（{key}相同），请只留一行",
                    "duplicate",
                    row=place,
                    key=_titles(ledger, names) or _("记录标识"),
                ),
                names[0] if names else "",
            )


class _LinkFinder:
    """Fills empty links of many records with one query for each field they are found by."""

    def __init__(self, candidates: list[_Candidate], ledger: Ledger, reader: Reader) -> None:
        self._links = [
            (name, [(own, self._read(candidates, reader, link, own, other)) for own, other in by])
            for name, link in ledger.linking.items()
            if (by := named_by(link))
        ]

    @staticmethod
    def _read(
        candidates: list[_Candidate], reader: Reader, link: Link, own: str, other: str
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


def _judge(
    candidate: _Candidate, blank: Record, reader: Reader, finder: _LinkFinder, lacks: Lacks
) -> Row:
    """What becomes of a row; `blank` is what new records are copied from."""
    line, before = candidate.line, candidate.before
    after: Record | None = None
    outcome: Outcome = "refused"
    candidate.lost |= any(issue.severity == "error" for issue in line.issues)
    if not candidate.lost:
        if before is None:
            if any(not not_filled(value) for value in line.values.values()):
                outcome = "new"
                after = copy_with(blank, id=new_id(), **line.values)
            else:
                outcome = "skipped"
                candidate.say(note("", "认得的栏目都是空的，未导入", "blank"))
        else:
            changed = {n: v for n, v in line.values.items() if getattr(before, n) != v}
            outcome = "changed" if changed else "same"
            if changed:
                if before.status == "submitted":
                    # It is judged anew: what the file leaves incomplete is a draft again.
                    changed["status"] = "draft"
                after = copy_with(before, **changed).following(before)
    if after is not None:
        after = _settle(candidate, finder.fill(after), reader, lacks)
        if candidate.lost:
            outcome, after = "refused", None
        elif after == before:
            outcome, after = "same", None
    base: Record | None = None
    follows: dict[str, Any] = {}
    if after is not None:
        base = before or blank
        plain = base.__dict__
        follows = {
            name: value
            for name, value in after.__dict__.items()
            if value is not line.values.get(name, plain[name])
        }
    return Row(
        candidate.grid.name,
        candidate.number,
        outcome,
        before,
        base,
        follows,
        candidate.matched,
        line.values,
        tuple(line.issues),
    )


def _settle(candidate: _Candidate, record: Record, reader: Reader, lacks: Lacks) -> Record:
    """Hand in what lacks nothing (已提交), say what a draft still lacks, refuse what breaks rules.

    Single cells were judged when they were read; here the record is judged as a whole.
    """
    if record.status == "draft":
        handed_in = copy_with(record, status="submitted")
        lacking = handed_in.missing(handed_in.stages())
        if not lacking:
            found = list(handed_in.check(reader))
            if not any(p.severity == "error" for p in found):
                _say_all(candidate, found)
                return handed_in
        else:
            key = tuple(lacking)
            if key not in lacks:
                lacks[key] = note(
                    "",
                    "提交前还须补齐：{fields}；先按草稿存入",
                    "required",
                    fields=_titles(record.ledger, lacking),
                )
            candidate.say(lacks[key])
    else:
        for name in record.missing(record.stages()):
            candidate.say(stop(name, "必须填写", "required"), name)
    _say_all(candidate, record.check(reader))
    return record


def _say_all(candidate: _Candidate, problems: Iterator[Problem] | Sequence[Problem]) -> None:
    for problem in problems:
        value = candidate.line.values.get(problem.field, "")
        shown = value if isinstance(value, str) else ""
        candidate.say(problem, problem.field, shown)


# ---------------------------------------------------------------- take in


def take_in(
    desk: Desk, preview: Preview, *, only_good: bool = False, progress: Progress | None = None
) -> Taken:
    """Do what the preview says, as one step.

    Raises:
        Refused: rows are refused and `only_good` was not asked for.
        Moved: the desk has changed since the preview was made.
    """
    tell = progress or _tell_nobody
    counts = preview.counts
    if counts["refused"] and not only_good:
        raise Refused(
            "有 {count} 行不能导入，未写入任何内容；请按清单改正后重新导入，或选择只写入正确行",
            count=counts["refused"],
        )
    coming = [row for row in preview.rows if row.base is not None]
    title = preview.ledger.title
    with _no_collecting(), desk.work(f"导入{title}（{len(coming)} 条）") as work:
        if work.last_change() != preview.seen:
            raise Moved("预览之后台账又有改动，未写入任何内容；请重新预览")
        tell(0, len(coming))
        for start in range(0, len(coming), _CHUNK):
            some = coming[start : start + _CHUNK]
            work.apply((Change(row.before, row.after) for row in some), judged=True)
            tell(min(start + _CHUNK, len(coming)), len(coming))
        work.detail = {
            "kind": "import",
            "ledger": preview.ledger.name,
            "file": preview.path.name,
            "sha256": preview.sha256,
            "sheet": preview.sheet,
            "counts": counts,
        }
        number = work.number
    return Taken(number, counts)


def report(preview: Preview, committed: bool) -> dict[str, Any]:
    """The import report as the command line writes it (cli.md)."""
    fields = preview.ledger.fields
    several = len({row.sheet for row in preview.rows}) > 1 or len(preview.matchings) > 1
    rows = []
    for row in preview.rows:
        written: dict[str, Any] = {"row": row.number, "outcome": row.outcome}
        if several:
            written["sheet"] = row.sheet
        if row.id and row.outcome != "refused":
            written["id"] = row.id
        if row.matched:
            written["matched"] = row.matched
        written["values"] = {n: fields[n].to_json(v) for n, v in row.values.items()}
        written["issues"] = [
            {
                "column": issue.column or None,
                "field": issue.field or None,
                "severity": issue.severity,
                "code": issue.code,
                "message": issue.message,
                "value": issue.value,
            }
            for issue in row.issues
        ]
        rows.append(written)
    heads = [
        {"sheet": name, "header_rows": list(m.header_rows), "columns": _columns(m)}
        for name, m in preview.matchings
    ]
    return {
        "file": preview.path.name,
        "sha256": preview.sha256,
        "sheet": preview.sheet,
        "header_rows": heads[0]["header_rows"],
        "columns": heads[0]["columns"],
        "sheets": heads,
        "rows": rows,
        "counts": preview.counts,
        "committed": committed,
    }


def _columns(matching: Matching) -> list[dict[str, Any]]:
    return [{"column": c.letter, "heading": c.heading, "field": c.field} for c in matching.columns]


def imports(desk: Desk) -> list[dict[str, Any]]:
    """What was imported, newest first: {n, at, officer, name, file, sha256, counts, …, undone}."""
    with desk.read() as reader:
        undone = {each["undoes"] for each in reader.works("import-undo")}
        return [{**each, "undone": each["n"] in undone} for each in reader.works("import")]


def undo_import(desk: Desk, number: int) -> int:
    """Take back an import of any day by its step's number; how many records that was.

    Raises:
        Missing: no import has this number.
        Moved: one of its records has been changed since.
    """
    known = {each["n"]: each for each in imports(desk)}
    if number not in known:
        raise Missing("没有编号为 {number} 的导入", number=number)
    if known[number]["undone"]:
        raise Refused("编号为 {number} 的导入已经撤销过", number=number)
    with desk.work(mark("撤销导入")) as work:
        changes = work.changes_of(number)
        types = {type(change.record) for change in changes}
        stored: dict[str, Record] = {}
        for kind in types:
            ids = [c.record.id for c in changes if type(c.record) is kind]
            stored |= work.find_many(kind, ids)
        back = []
        for change in changes:
            now = stored.get(change.record.id)
            if not _unmoved(now, change.after):
                raise Moved(
                    "“{name}”在导入之后又有改动，不能整批撤销；请先处理这条记录",
                    name=change.record.label(desk.lists),
                )
            back.append(Change(now, change.before))
        work.apply(back, judged=True)
        work.detail = {
            "kind": "import-undo",
            "undoes": number,
            "file": known[number]["file"],
            "count": len(back),
        }
    return len(back)


def _unmoved(now: Record | None, then: Record | None) -> bool:
    """Equal but for the stamps, which every write renews."""
    if now is None or then is None:
        return now is then
    stamps = {"changed_by": None, "changed_at": None}
    return copy_with(now, **stamps) == copy_with(then, **stamps)


# ---------------------------------------------------------------- hand out


def export(
    desk: Desk,
    ledger: Ledger,
    path: Path,
    *,
    view: View | None = None,
    columns: Sequence[str] | None = None,
    unmasked: bool = False,
    reason: str = "",
    progress: Progress | None = None,
) -> int:
    """Write what a view shows as a workbook ready to hand in; how many records that was.

    Personal values are masked; `unmasked` writes them in full, needs a reason, and is logged.
    """
    if unmasked and is_blank(reason):
        raise Refused("导出未脱敏的个人信息须写明原因")
    view = view or View(ledger=ledger.name)
    fields = list(columns or ledger.table)
    if strangers := [name for name in fields if name not in ledger.shown()]:
        raise Refused(
            "没有栏目“{name}”，可用的有：{known}",
            name=strangers[0],
            known="、".join(ledger.shown()),
        )
    heading = sheets.Heading(
        title=_export_title(desk, ledger, view.period, view.town),
        made=desk.clock.today(),
        office=desk.county.bureau,
    )
    rows = Rows(desk.path)
    try:
        total = rows.count(view)
        with sheets.writing(path) as part:
            count = sheets.write_export(
                part,
                ledger,
                fields,
                rows.rows(view),
                desk.lists,
                heading,
                level=0 if unmasked else SCREEN,
                heard=(lambda done: progress(done, total)) if progress else None,
            )
            if unmasked:
                _log_uncovered(desk, ledger, fields, count, reason)
    finally:
        rows.close()
    return count


def _export_title(desk: Desk, ledger: Ledger, period: Period | None, town: str) -> str:
    place = desk.lists["town"].label(town) if town else desk.county.name
    title = _(ledger.title)
    named = title if title.endswith(("册", "录", "账")) else _("{title}台账").format(title=title)
    return f"{place}{named}" + (f"（{period.words()}）" if period else "")


def _log_uncovered(
    desk: Desk, ledger: Ledger, fields: Sequence[str], count: int, reason: str
) -> None:
    shown = ledger.shown()
    personal = [name for name in fields if shown[name].personal]
    with desk.work(f"导出未脱敏的{ledger.title}", undoable=False) as work:
        work.detail = {
            "kind": "uncover",
            "ledger": ledger.name,
            "fields": personal,
            "count": count,
            "reason": reason.strip(),
        }


def write_template(desk: Desk, ledger: Ledger, path: Path, *, town: str = "") -> None:
    """Write an empty workbook to fill in, for the office or for one town (code or name)."""
    code = _find_town(desk, ledger, town)
    with sheets.writing(path) as part:
        sheets.write_template(part, ledger, desk.lists, desk.county.name, town=code)
