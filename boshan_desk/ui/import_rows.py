"""The rows of a workbook before they come in, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import SCREEN, Kind, Link
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import LEDGERS

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.sheets import Preview, Row

OUTCOMES: Final = (
    ("all", mark("全部")),
    ("new", mark("＋ 新增")),
    ("changed", mark("～ 修改")),
    ("same", mark("＝ 相同")),
    ("skipped", mark("－ 跳过")),
    ("refused", mark("✕ 不能导入")),
)
"""Each has a sign of its own, for colour may not be seen."""

OLD: Final = Qt.ItemDataRole.UserRole
"""What the cell says now, where it will be replaced."""
OUTCOME: Final = Qt.ItemDataRole.UserRole + 1
"""What becomes of the row."""
SEVERITY: Final = Qt.ItemDataRole.UserRole + 2
"""The gravest finding of the cell, or empty."""

FIXED: Final = Qt.ItemDataRole.UserRole + 3
"""What a column says that is no field's: a key of `_TITLES`; empty for a field's column."""

_TITLES: Final = {
    "sheet": mark("工作表"),
    "row": mark("行"),
    "outcome": mark("结果"),
    "told": mark("说明"),
}
_WIDTHS: Final = {"sheet": 12, "row": 6, "outcome": 12, "told": 34}

Index = QModelIndex | QPersistentModelIndex


class PreviewModel(QAbstractTableModel):
    """The rows of the file, numbered as Excel shows them, cell by cell."""

    def __init__(self, lists: Lists) -> None:
        super().__init__()
        self._lists = lists
        self._rows: list[Row] = []
        self._fields: list[tuple[str, Kind]] = []
        self._letters: dict[str, str] = {}
        """Where each field stands in the file."""
        self._moved: set[str] = set()
        self._fixed = ["row", "outcome", "told"]
        """What stands before the fields, by the keys of `_TITLES`."""
        self._links: dict[str, str] = {}

    def show_rows(self, preview: Preview | None, outcome: str, links: dict[str, str]) -> None:
        """Show the rows of one outcome, or all."""
        self.beginResetModel()
        self._links = links
        self._rows, self._fields = [], []
        if preview is not None:
            self._rows = [r for r in preview.rows if outcome in ("all", r.outcome)]
            several = len({row.sheet for row in preview.rows}) > 1
            # The number of the row is never hidden behind a long name of a sheet.
            self._fixed = ["sheet"] * several + ["row", "outcome", "told"]
            self._letters = letters_of(preview)
            self._moved = moved_fields(preview, self._letters)
            # What has to be looked at stands beside what names the record, not beyond the edge.
            called = preview.ledger.called
            naming = next((name for name in called if name in self._letters), "")
            order = sorted(self._letters, key=lambda n: (n != naming, n not in self._moved))
            self._fields = [(name, preview.ledger.fields[name]) for name in order]
        self.endResetModel()

    def row_at(self, place: int) -> Row:
        """The row shown at a place."""
        return self._rows[place]

    def widths(self) -> list[int]:
        """The usual width of every column, in characters."""
        fields = ((k.width + 6) * (2 if n in self._moved else 1) for n, k in self._fields)
        return [*(_WIDTHS[key] for key in self._fixed), *fields]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (as above)
        return 0 if parent.isValid() else len(self._fixed) + len(self._fields)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> str | None:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        if section < len(self._fixed):
            return _(_TITLES[self._fixed[section]])
        name, kind = self._fields[section - len(self._fixed)]
        return f"{self._letters[name]}  {_(kind.title)}"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self._rows[index.row()], index.column()
        if role == OUTCOME:
            return row.outcome
        if column < len(self._fixed):
            key = self._fixed[column]
            return key if role == FIXED else self._about(row, key, role)
        name, kind = self._fields[column - len(self._fixed)]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._new(row, name, kind)
        if role == OLD:
            return self._old(row, name, kind)
        if role == SEVERITY:
            return self._worst(row, name)
        if role == Qt.ItemDataRole.ToolTipRole:
            told = [issue.message for issue in row.issues if issue.field == name]
            old, new = self._old(row, name, kind), self._new(row, name, kind)
            shown = new if old is None else f"{old or _('空')} → {new or _('空')}"
            return "\n".join([shown, *told])
        return None

    def _about(self, row: Row, key: str, role: int) -> Any:
        if role == SEVERITY and key == "told":
            return self._worst(row, None)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if key == "sheet":
            return row.sheet
        if key == "row":
            return str(row.number)
        if key == "outcome":
            return _(dict(OUTCOMES)[row.outcome])
        told = [self._issue_words(issue) for issue in row.issues]
        return ("\n" if role == Qt.ItemDataRole.ToolTipRole else "；").join(told)

    def _issue_words(self, issue: Any) -> str:
        if not issue.column:
            return str(issue.message)
        return _("{column} 列：{message}").format(column=issue.column, message=issue.message)

    def _new(self, row: Row, name: str, kind: Kind) -> str:
        record = row.after if row.after is not None else row.before
        if row.outcome == "refused" or record is None:
            told = next((i.value for i in row.issues if i.field == name and i.value), "")
            if name in row.values:
                return told or self._words(kind, row.values[name])
            return told
        return self._words(kind, getattr(record, name))

    def _old(self, row: Row, name: str, kind: Kind) -> str | None:
        """What stands in the ledger, where it will be replaced; None where it stays."""
        if row.outcome != "changed" or row.before is None or row.after is None:
            return None
        before, after = getattr(row.before, name), getattr(row.after, name)
        return None if before == after else self._words(kind, before)

    def _words(self, kind: Kind, value: Any) -> str:
        if isinstance(kind, Link):
            return self._links.get(value, "") if value else ""
        return (
            kind.mask(value, SCREEN, self._lists)
            if kind.personal
            else (kind.show(value, self._lists).replace("\n", " "))
        )

    def _worst(self, row: Row, name: str | None) -> str:
        found = {i.severity for i in row.issues if name is None or i.field == name}
        return next((s for s in ("error", "warn", "note") if s in found), "")


def letters_of(preview: Preview) -> dict[str, str]:
    """The column of each field as Excel shows it, in the file's order."""
    found: dict[str, str] = {}
    for _sheet, matching in preview.matchings:
        for column in matching.columns:
            if column.field:
                found.setdefault(column.field, column.letter)
    return found


def moved_fields(preview: Preview, letters: Mapping[str, str]) -> set[str]:
    """The fields that change somewhere, or are wrong somewhere."""
    moved: set[str] = set()
    for row in preview.rows:
        moved |= {issue.field for issue in row.issues if issue.severity == "error"}
        if row.outcome == "changed" and row.before is not None and row.after is not None:
            before, after = row.before, row.after
            moved |= {name for name in letters if getattr(before, name) != getattr(after, name)}
    return moved


def link_names(desk: Desk, preview: Preview) -> dict[str, str]:
    """The names of the records that the rows point to, by id."""
    wanted: dict[str, set[str]] = {}
    for name, link in preview.ledger.linking.items():
        for row in preview.rows:
            for record in (row.before, row.after):
                id = getattr(record, name) if record is not None else None
                if id:
                    wanted.setdefault(link.to, set()).add(id)
    names: dict[str, str] = {}
    with desk.read() as reader:
        for ledger_name, ids in wanted.items():
            kind = LEDGERS[ledger_name].record if ledger_name in LEDGERS else None
            if kind is not None:
                found = reader.find_many(kind, sorted(ids))
                names |= {id: record.label(reader.lists) for id, record in found.items()}
    return names
