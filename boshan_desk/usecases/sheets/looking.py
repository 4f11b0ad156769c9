"""Look at a workbook: which sheets and rows are read, and what would become of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from boshan_desk.domain.ledger import Ledger
from boshan_desk.domain.problems import Missing, Refused, note, stop, warn
from boshan_desk.domain.reading import fold, is_blank
from boshan_desk.domain.wording import listed
from boshan_desk.excel import sheets
from boshan_desk.excel.book import read_book
from boshan_desk.excel.grid import Book, Grid
from boshan_desk.excel.heads import REASONS, Matching, Sort, match_heads, sort_rows, spread_merged
from boshan_desk.excel.taking import Issue, read_lines, show_raw
from boshan_desk.i18n import _
from boshan_desk.store.desk import Desk
from boshan_desk.store.reader import Reader
from boshan_desk.usecases.sheets.candidates import Candidate
from boshan_desk.usecases.sheets.judging import judge_all
from boshan_desk.usecases.sheets.preview import Preview, Progress, Row, no_collecting, tell_nobody


def look(
    desk: Desk,
    ledger: Ledger,
    path: Path,
    *,
    sheet: str = "",
    town: str = "",
    blank: Literal["leave", "clear"] = "leave",
    progress: Progress | None = None,
    book: Book | None = None,
) -> Preview:
    """What taking in this file would do.  Writes nothing.

    `sheet` picks one sheet, a hidden one too; `town` (code or name) fills an empty town and refuses
    rows of another; `blank` says what an empty cell does to a stored value; `book` is the file
    where it has been read already.
    """
    refuse_kept(ledger)
    with no_collecting():
        tell = progress or tell_nobody
        tell(0, 100)
        read = book or read_book(path, heard=lambda: tell(0, 100))
        return _look(desk, ledger, read, sheet, town, blank == "clear", tell)


def refuse_kept(ledger: Ledger) -> None:
    """Refuse a ledger that officers do not fill in themselves."""
    if not ledger.typed:
        raise Refused("{title}由办案程序登记，没有填报模板，也不能导入", title=_(ledger.title))


def _look(
    desk: Desk, ledger: Ledger, book: Book, sheet: str, town: str, clear: bool, tell: Progress
) -> Preview:
    path = book.path
    town_code = find_town(desk, ledger, town)
    grids = _pick_sheets(book.sheets, sheet, path.name)
    tell(10, 100)
    matchings: list[tuple[str, Matching]] = []
    skipped: list[tuple[int, Row]] = []
    candidates: list[tuple[int, Candidate]] = []
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
                candidate = Candidate(grid, matching, line)
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
        judged = judge_all([c for _place, c in candidates], ledger, reader, tell)
        seen = reader.last_change()
    placed = [(place, row) for (place, _c), row in zip(candidates, judged, strict=True)]
    rows = sorted([*skipped, *placed], key=lambda pair: (pair[0], pair[1].number))
    tell(100, 100)
    return Preview(
        ledger, path, book.sha256, tuple(matchings), tuple(row for _place, row in rows), seen
    )


def find_town(desk: Desk, ledger: Ledger, town: str) -> str:
    """The code of the town that a code or a name stands for; empty where none is named."""
    if not town:
        return ""
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
                known=listed(g.name for g in grids),
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
    candidate: Candidate, ledger: Ledger, town: str, fixed: bool, reader: Reader
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
