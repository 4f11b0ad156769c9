"""A block copied from a sheet, put into a list: read, laid over records, judged, told, kept.

All of it or nothing, as one step.  Nothing is written here; `records.save_many` keeps the plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from boshan_desk.domain.fields import SCREEN
from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.domain.problems import Problem, stop
from boshan_desk.domain.reading import fold, is_blank
from boshan_desk.domain.wording import clauses
from boshan_desk.i18n import _
from boshan_desk.ui.filters import covered

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.store.reader import Reader

Cells = list[list[str]]

KEPT_WHEN_BLANK: Final = frozenset({"serial_no", "status", "source"})
"""What the program fills in itself: a blank cell leaves it as it is."""

TOLD_AT_MOST: Final = 8
"""Problems named one by one."""


def read_block(text: str) -> Cells:
    """The cells of tab-separated text as sheets copy it; quoted cells may hold tabs and lines.

    A quote opens a quoted cell only if one closes it right before a tab, a line's end or the end:
    otherwise it is a character like any other (an inch sign, say).
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    rows: Cells = [[]]
    place, end = 0, len(text)
    while place <= end:
        cell, place = _read_cell(text, place)
        rows[-1].append(cell)
        if place >= end:
            break
        if text[place] == "\n":
            if place + 1 == end:
                break
            rows.append([])
        place += 1
    while rows and all(is_blank(cell) for cell in rows[-1]):
        rows.pop()
    return rows


def _read_cell(text: str, start: int) -> tuple[str, int]:
    """The cell that begins here, and where it ends: at a tab, a line's end or the end."""
    if text.startswith('"', start):
        place = start + 1
        while (quote := text.find('"', place)) >= 0:
            if text.startswith('""', quote):
                place = quote + 2
            elif quote + 1 == len(text) or text[quote + 1] in "\t\n":
                return text[start + 1 : quote].replace('""', '"'), quote + 1
            else:
                break
    ends = [at for at in (text.find("\t", start), text.find("\n", start)) if at >= 0]
    end = min(ends, default=len(text))
    return text[start:end], end


@dataclass(frozen=True)
class Trouble:
    """Why a pasted cell or row is refused: its row and column in the block, counted from 1."""

    row: int
    column: int
    """0 for the row as a whole."""
    title: str
    problem: Problem

    def words(self) -> str:
        """The sentence for the officer."""
        words = self.problem.words()
        if not self.title:
            return _("第 {row} 行：{words}").format(row=self.row, words=words)
        if not self.column:
            return _("第 {row} 行“{title}”：{words}").format(
                row=self.row, title=self.title, words=words
            )
        return _("第 {row} 行第 {column} 列“{title}”：{words}").format(
            row=self.row, column=self.column, title=self.title, words=words
        )


@dataclass
class Plan:
    """What pasting a block would do."""

    pairs: list[tuple[Record | None, Record]] = field(default_factory=list)
    """Before and after; no before for a new record."""
    same: int = 0
    """Records that would stay as they are."""
    cleared: int = 0
    """Cells that would lose what they hold."""
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def new(self) -> int:
        """How many records would be added."""
        return sum(1 for before, _after in self.pairs if before is None)

    @property
    def changed(self) -> int:
        """How many records would change."""
        return len(self.pairs) - self.new

    def words(self) -> str:
        """What would happen, without the problems."""
        told = []
        if self.new:
            told.append(_("新增 {count} 条").format(count=self.new))
        if self.changed:
            told.append(_("改动 {count} 条").format(count=self.changed))
        if self.same:
            told.append(_("不变 {count} 条").format(count=self.same))
        if self.cleared:
            told.append(_("清空 {count} 格").format(count=self.cleared))
        return clauses(told)

    def trouble_words(self) -> str:
        """What stands against it, the first of it one by one."""
        told = [trouble.words() for trouble in self.troubles[:TOLD_AT_MOST]]
        if (more := len(self.troubles) - TOLD_AT_MOST) > 0:
            told.append(_("另有 {count} 处").format(count=more))
        return "\n".join(told)


def lay_over(
    desk: Desk,
    ledger: Ledger,
    columns: Sequence[str],
    cells: Cells,
    ids: Sequence[str] = (),
    beginning: Mapping[str, Any] | None = None,
) -> Plan:
    """Lay a block over the columns: its first rows over the records `ids`, the rest become drafts.

    `beginning` is what new records begin with.  A head copied along says which column is which.
    """
    plan = Plan()
    head = _read_head(cells[0], ledger, columns[0]) if len(cells) > 1 else None
    skipped = 1 if head else 0
    if head:
        columns = [name or "" for name in head]
        for place, name in enumerate(head):
            if name is None:
                problem = stop("", "表头没有对应的栏目，请删去这一列或改正表头", "heading")
                plan.troubles.append(Trouble(1, place + 1, cells[0][place], problem))
        if plan.troubles:
            return plan
    body = cells[skipped:]
    widest = max((len(row) for row in body), default=0)
    if widest > len(columns):
        problem = stop(
            "", "内容有 {given} 列，从当前列起只有 {room} 列", given=widest, room=len(columns)
        )
        plan.troubles.append(Trouble(1 + skipped, 0, "", problem))
        return plan
    with desk.read() as reader:
        present = reader.find_many(ledger.record, list(ids[: len(body)]))
        for place, row in enumerate(body):
            before = present.get(ids[place]) if place < len(ids) else None
            if before is None and all(is_blank(cell) for cell in row):
                continue
            at = place + 1 + skipped
            _lay_row(reader, plan, ledger, columns, row, at, before, beginning or {})
    return plan


def _lay_row(
    reader: Reader,
    plan: Plan,
    ledger: Ledger,
    columns: Sequence[str],
    row: Sequence[str],
    at: int,
    before: Record | None,
    beginning: Mapping[str, Any],
) -> None:
    from boshan_desk.usecases.records import prepare, read_values

    kinds = ledger.shown()
    given: dict[str, object] = {}
    troubles: list[Trouble] = []

    def refuse(problem: Problem) -> None:
        place = columns.index(problem.field) + 1 if problem.field in columns[: len(row)] else 0
        title = _(kinds[problem.field].title) if problem.field in kinds else ""
        troubles.append(Trouble(at, place, title, problem))

    for name, cell in zip(columns, row, strict=False):
        if not name:
            continue
        kind = kinds[name]
        if is_blank(cell) and (before is None or name in KEPT_WHEN_BLANK):
            continue
        if covered(kind) and "*" in cell:
            # A masked number that comes back as it was shown says nothing new.
            if before is None or cell != kind.mask(getattr(before, name), SCREEN, reader.lists):
                refuse(stop(name, "号码已被遮盖（含 *），请粘贴完整号码", "masked"))
            continue
        given[name] = cell
    values, problems = read_values(reader, ledger, given)
    for problem in problems:
        refuse(problem)
    if before is None:
        after = ledger.record(**{**beginning, **values})
    else:
        changed = {n: v for n, v in values.items() if getattr(before, n) != v}
        after = replace(before, **changed)
        if before.status == "archived" and changed:
            refuse(stop("", "这条记录已归档，请先由审批人员取消归档", "archived"))
        if before.status in ("submitted", "reviewed") and "status" not in changed:
            # Judged anew, as `save_many` will: what it then lacks makes it a draft again.
            after = replace(after, status="draft")
        if not troubles and not changed:
            plan.same += 1
            return
        plan.cleared += sum(1 for n, v in changed.items() if v == kinds[n].empty)
    if not troubles:
        judged = prepare(reader, after, before)
        for problem in judged.problems(reader):
            if problem.severity == "error":
                refuse(problem)
    plan.troubles += troubles
    plan.pairs.append((before, after))


def _read_head(row: Sequence[str], ledger: Ledger, at: str) -> list[str | None] | None:
    """The field of each column by its heading: "" for one to pass over, None for a strange one.

    None for a row that is no head.  A single heading must be that of the column `at`: one word may
    well be a value.
    """
    from boshan_desk.excel.matching.heads import ID_HEADING, SERIAL_WORDS, Headings

    headings, kinds = Headings(ledger), ledger.shown()
    kept = {fold(word): n for n in KEPT_WHEN_BLANK for word in (kinds[n].title, _(kinds[n].title))}
    passed = {*SERIAL_WORDS, fold(ID_HEADING), fold(_(ID_HEADING))}
    found: list[str | None] = []
    for cell in row:
        name, unit = headings.find(cell)
        if fold(cell) in kept and (name is None or name in found or name in row):
            name = kept[fold(cell)]
        if is_blank(cell) or (name is None and fold(cell) in passed):
            found.append("")
        else:
            found.append(name if name not in found and unit in (None, "元") else None)
    known = [name for name in found if name]
    given = [cell for cell in row if not is_blank(cell)]
    if len(given) == 1:
        return found if known == [at] else None
    return found if len(known) > 1 and len(known) * 2 > len(given) else None


def as_text(rows: Sequence[Sequence[str]]) -> str:
    """Cells as tab-separated text that sheets take in, one cell where there was one."""
    return "\n".join("\t".join(_quoted(cell) for cell in row) for row in rows)


def _quoted(cell: str) -> str:
    if any(sign in cell for sign in '\t\n"'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
