"""Look at a workbook: which sheets and rows are read, and what would become of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from boshan_desk.domain.ledger import Ledger, not_filled
from boshan_desk.domain.problems import Missing, Problem, Refused, Severity, note, stop, warn
from boshan_desk.domain.reading import fold, is_blank
from boshan_desk.domain.wording import listed, with_more
from boshan_desk.excel.grid import Book, Grid
from boshan_desk.excel.matching.heads import Matching, SheetChoice, match_heads
from boshan_desk.excel.reading.book import read_book
from boshan_desk.excel.rows.mending import mend
from boshan_desk.excel.rows.sorting import LOST, REASONS, Sort, sort_rows
from boshan_desk.excel.rows.taking import Issue, read_lines, show_raw
from boshan_desk.excel.writing import sheets
from boshan_desk.i18n import _, mark
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.sheets.candidates import Candidate
from boshan_desk.usecases.sheets.judging import Judging, Settled
from boshan_desk.usecases.sheets.likely import other_ledger
from boshan_desk.usecases.sheets.preview import Preview, Progress, Row, no_collecting, tell_nobody
from boshan_desk.usecases.sheets.remembered import known_heads, known_match


def look(
    desk: Desk,
    ledger: Ledger,
    path: Path,
    *,
    sheet: str = "",
    town: str = "",
    blank: Literal["leave", "clear"] = "leave",
    choices: Mapping[str, SheetChoice] | None = None,
    settled: Settled | None = None,
    keys: Sequence[tuple[str, ...]] | None = None,
    progress: Progress | None = None,
    book: Book | None = None,
) -> Preview:
    """What taking in this file would do.  Writes nothing.

    `sheet` picks one sheet, a hidden one too; `town` (code or name) fills an empty town and refuses
    rows of another; `blank` says what an empty cell does to a stored value; `choices` is what the
    officer decided about the columns of a sheet, and `settled` about single rows: "new", "skip", or
    the id of the record that a row is about; `keys` are those of the ledger's keys by which records
    are found again, where not all are to be; `book` is the file where it has been read already.
    """
    refuse_kept(ledger)
    with no_collecting():
        tell = progress or tell_nobody
        tell(0, 100)
        read = book or read_book(path, heard=lambda: tell(0, 100))
        wanted = _Wanted(
            sheet, town, blank == "clear", choices or {}, settled or {}, keys, book is not None
        )
        return _look(desk, ledger, read, wanted, tell)


def refuse_kept(ledger: Ledger) -> None:
    """Refuse a ledger that officers do not fill in themselves."""
    if not ledger.typed:
        raise Refused("{title}由办案程序登记，没有填报模板，也不能导入", title=_(ledger.title))


@dataclass(frozen=True)
class _Wanted:
    """How a file is to be looked at."""

    sheet: str
    town: str
    clear: bool
    choices: Mapping[str, SheetChoice]
    settled: Settled
    keys: Sequence[tuple[str, ...]] | None
    again: bool
    """Whether the book may be looked at again."""


def _look(desk: Desk, ledger: Ledger, book: Book, wanted: _Wanted, tell: Progress) -> Preview:
    path = book.path
    town = find_town(desk, ledger, wanted.town) or _town_of_template(desk, book, ledger)
    grids = pick_sheets(book.sheets, wanted.sheet, path.name)
    tell(10, 100)
    matchings: list[tuple[str, Matching]] = []
    rows: list[tuple[int, Row]] = []
    sheets_read: list[tuple[int, _Sheet]] = []
    with desk.read() as reader:
        for place, grid in enumerate(grids):
            choice = wanted.choices.get(grid.name)
            if len(grids) > 1 and choice is None and (other := other_ledger(grid, ledger)):
                rows += [(place, row) for row in _of_other(grid, other)]
                continue
            matching = match_sheet(reader, ledger, grid, town, choice)
            left_out = choice is not None and choice.left_out
            if matching is None or left_out or (grid.hidden and not (wanted.sheet or choice)):
                rows += [(place, row) for row in _left_out(grid, matching, left_out)]
                continue
            matchings.append((grid.name, matching))
            sorted_rows = list(sort_rows(grid, matching))
            rows += [(place, _skip(grid, i, sort)) for i, sort in sorted_rows if sort != "record"]
            records = [index for index, sort in sorted_rows if sort == "record"]
            sheets_read.append((place, _Sheet.of(grid, matching, records, ledger, wanted.again)))
        if not matchings:
            raise Refused(
                "{file} 里没有找到能对上“{ledger}”栏目的表头，请核对是不是这本台账，"
                "或下载模板后按模板填写",
                file=path.name,
                ledger=_(ledger.title),
            )
        judging = Judging(ledger, reader, wanted.settled, wanted.keys)
        total = sum(len(sheet.records) for _place, sheet in sheets_read)
        for place, sheet in sheets_read:
            for start in range(0, len(sheet.records), _CHUNK):
                done = len(judging.rows)
                tell(15 + 75 * done // total, 100)
                fresh = _read_some(sheet, start, ledger, reader, wanted.clear, town)
                judging.judge(fresh)
                if not wanted.again:
                    sheet.forget(start)
                judging.places += [place] * len(fresh)
        tell(90, 100)
        rows += judging.finish(lambda: tell(95, 100))
        seen = reader.last_change()
    rows.sort(key=lambda pair: (pair[0], pair[1].number))
    tell(100, 100)
    return Preview(
        ledger,
        path,
        book.sha256,
        tuple(matchings),
        tuple(row for _place, row in rows),
        seen,
        town,
        wanted.choices,
    )


_CHUNK: Final = 2000
"""So many rows are on their way at a time: a hundred thousand would take half a gigabyte."""


@dataclass(frozen=True)
class _Sheet:
    """A sheet whose records are read."""

    grid: Grid
    matching: Matching
    records: list[int]
    told: Mapping[int, list[tuple[int, Problem]]]
    """What was found in reading, by the place of the row: the column's place, or -1."""

    @classmethod
    def of(
        cls, grid: Grid, matching: Matching, records: list[int], ledger: Ledger, again: bool
    ) -> _Sheet:
        if again:
            # With other choices: what the book holds stays as it was.
            grid = replace(grid, rows=grid.rows.copy())
        told: dict[int, list[tuple[int, Problem]]] = {}
        for place, index, problem in mend(grid, matching, records, ledger):
            told.setdefault(place, []).append((index, problem))
        return cls(grid, matching, records, told)

    def forget(self, start: int) -> None:
        """Let go of rows that have been read: their values stand in what became of them."""
        for index in self.records[start : start + _CHUNK]:
            self.grid.rows[index] = []


def _read_some(
    sheet: _Sheet, start: int, ledger: Ledger, reader: Reader, clear: bool, town: str
) -> list[Candidate]:
    """Some records of a sheet, read and on their way."""
    grid, matching = sheet.grid, sheet.matching
    some = sheet.records[start : start + _CHUNK]
    lines = read_lines(grid, matching, some, ledger, reader.lists, reader.today, clear=clear)
    fresh = [Candidate(grid, matching, line) for line in lines]
    of_sheet = reader.lists["town"].find(grid.name) or ""
    for candidate in fresh:
        for index, problem in sheet.told.get(candidate.line.index, ()):
            candidate.say_of(index, problem)
        _fill_town(candidate, ledger, town, of_sheet, reader)
    _keep_extra(fresh, matching)
    return fresh


def match_sheet(
    reader: Reader, ledger: Ledger, grid: Grid, town: str, choice: SheetChoice | None
) -> Matching | None:
    """The head of a sheet, as the officer chose it, as it was matched before, or as it is found."""
    found = match_heads(grid, ledger, reader.lists, choice=choice)
    if found is None and choice is None:
        return _match_as_before(reader, ledger, grid, town)
    if found is None or not (known := known_match(reader, ledger, town, found.digest)):
        return found
    return match_heads(grid, ledger, reader.lists, choice=choice, known=known)


_DEEPEST: Final = 40
"""A head that stands lower than this many rows is not looked for."""


def _match_as_before(reader: Reader, ledger: Ledger, grid: Grid, town: str) -> Matching | None:
    """A head that an officer once had to point at, found by the very headings it has."""
    folded = [{fold(c) for c in row if isinstance(c, str)} for row in grid.rows[:_DEEPEST]]
    for known in known_heads(reader, ledger, town):
        leaves = {path.rpartition("/")[2] for path in known.fields}
        for index, words in enumerate(folded):
            if not leaves <= words:
                continue
            for first in (index, index - 1):
                head = tuple(grid.number(i) for i in range(max(first, 0), index + 1))
                found = match_heads(
                    grid,
                    ledger,
                    reader.lists,
                    choice=SheetChoice(head=head),
                    known=known.fields,
                )
                if found is not None and found.digest == known.digest:
                    return found
    return None


def _keep_extra(candidates: Sequence[Candidate], matching: Matching) -> None:
    """What stands in columns that mean no field stays with the row."""
    often = Counter(column.heading or column.letter for column in matching.unmatched)
    for column in matching.unmatched:
        heading = column.heading or column.letter
        if often[heading] > 1:
            heading = with_more(heading, column.letter)
        for candidate in candidates:
            raw = candidate.grid.rows[candidate.line.index][column.index]
            if raw != "" and not is_blank(raw):
                candidate.extra[heading] = show_raw(raw)


def find_town(desk: Desk, ledger: Ledger, town: str) -> str:
    """The code of the town that a code or a name stands for.

    Where none is named it is the one whose desk this is; empty at a desk that has several.
    """
    if not town:
        return desk.own_towns[0] if ledger.town and len(desk.own_towns) == 1 else ""
    if not ledger.town:
        raise Refused("“{ledger}”没有镇街一栏，不能指定镇街", ledger=_(ledger.title))
    code = desk.lists["town"].find(town)
    if code is None:
        raise Refused(
            "没有镇街“{town}”，可用的有：{known}",
            town=town,
            known=listed(_(entry.label) for entry in desk.lists["town"]),
        )
    return code


def _town_of_template(desk: Desk, book: Book, ledger: Ledger) -> str:
    """The town that a template of ours was made for; its rows are that town's."""
    template = sheets.read_mark(book)
    if template is None or template.ledger != ledger.name or not ledger.town:
        return ""
    return template.town if template.town in desk.lists["town"] else ""


def pick_sheets(grids: Sequence[Grid], sheet: str, file: str) -> list[Grid]:
    """The sheets that may hold records: the one that is named, or all but our own notes."""
    ours = {fold(name) for name in sheets.own_sheets()}
    grids = [g for g in grids if not (g.hidden and fold(g.name) in ours)]
    if sheet:
        picked = [g for g in grids if g.name == sheet or fold(g.name) == fold(sheet)]
        if not picked:
            raise Missing(
                "{file} 里没有工作表“{sheet}”，有的是：{known}",
                file=file,
                sheet=sheet,
                known=listed(g.name for g in grids),
            )
        return picked[:1]
    if not grids:
        raise Refused("{file} 是空表，没有可以导入的内容", file=file)
    return grids


def plain_sheets(book: Book, ledger: Ledger, sheet: str = "") -> list[str]:
    """The names of the sheets that are read without anybody's choice: the one that is named, else
    those that are neither hidden nor another ledger's."""
    grids = pick_sheets(book.sheets, sheet, book.path.name)
    if len(grids) == 1:
        return [grids[0].name]
    return [g.name for g in grids if not g.hidden and other_ledger(g, ledger) is None]


def _left_out(grid: Grid, matching: Matching | None, by_choice: bool) -> Iterator[Row]:
    """The rows of a sheet that is not read: every one is named, none is lost in silence."""
    if matching is None and fold(grid.name) in {fold(name) for name in sheets.own_sheets()}:
        return
    if by_choice:
        problem = note("", "工作表“{sheet}”按选择不导入", "sheet", sheet=grid.name)
    elif matching is None:
        problem = note("", "工作表“{sheet}”没有本台账的表头，未导入", "sheet", sheet=grid.name)
    else:
        problem = warn("", "工作表“{sheet}”是隐藏的，未导入", "hidden-sheet", sheet=grid.name)
    yield from _all_skipped(grid, problem)


def _all_skipped(grid: Grid, problem: Problem) -> Iterator[Row]:
    """Every row of a sheet that is not read; the first says so as loud as a warning."""
    issue = Issue("", "", problem.severity, problem.code, problem.words())
    first = replace(issue, severity="warn")
    for index, cells in enumerate(grid.rows):
        if not all(is_blank(cell) for cell in cells):
            yield Row(grid.name, grid.number(index), "skipped", issues=(first,))
            first = issue


def _of_other(grid: Grid, other: Ledger) -> Iterator[Row]:
    """The rows of a sheet that is another ledger's."""
    problem = note(
        "", "工作表“{sheet}”是“{title}”，未导入", "sheet", sheet=grid.name, title=_(other.title)
    )
    yield from _all_skipped(grid, problem)


def _skip(grid: Grid, index: int, sort: Sort) -> Row:
    """A row that is no record; one that may be is told louder."""
    words = next((show_raw(c) for c in grid.rows[index] if not is_blank(c)), "")
    severity: Severity = "warn" if sort in LOST else "note"
    issue = Issue("", "", severity, sort, _(REASONS[sort]), words)
    return Row(grid.name, grid.number(index), "skipped", issues=(issue,))


def _fill_town(
    candidate: Candidate, ledger: Ledger, town: str, of_sheet: str, reader: Reader
) -> None:
    """An empty town is the one that was named (`town`), else the one the sheet is called after.

    Where a row or its sheet says another than was named, nobody knows which is right.
    """
    name = ledger.town
    if not name:
        return
    values = candidate.line.values
    written = values.get(name)
    if not written:
        if all(not_filled(value) for value in values.values()) and not candidate.line.linked:
            # The town that is given to it makes no record of an empty row.
            return
        unread = any(column.field == name for column, _issue in candidate.line.unread)
        if not unread and (filled := town or of_sheet):
            values[name] = filled
        written = of_sheet
        template = mark("工作表名是“{written}”，与本次导入的“{town}”不符")
    else:
        template = mark("本行写的是“{written}”，与本次导入的“{town}”不符")
    if town and written and written != town:
        label = reader.lists["town"].label
        problem = stop("", template, "other-town", written=label(written), town=label(town))
        candidate.say(problem, name, label(written))
