"""The rows of a workbook before they come in, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import SCREEN, Kind, Link
from boshan_desk.domain.ledger import Record
from boshan_desk.domain.wording import statements
from boshan_desk.i18n import _, mark
from boshan_desk.ui.import_sight import OUTCOMES, Sight, gravest_first, why_same

if TYPE_CHECKING:
    from boshan_desk.excel.rows.taking import Issue
    from boshan_desk.usecases.sheets import Row

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
    "name": mark("记录"),
    "outcome": mark("结果"),
    "told": mark("说明"),
}
_WIDTHS: Final = {"sheet": 12, "row": 6, "name": 24, "outcome": 12, "told": 30}

_WORDS: Final = dict(OUTCOMES)

Index = QModelIndex | QPersistentModelIndex


class PreviewModel(QAbstractTableModel):
    """The rows of the file, numbered as Excel shows them, cell by cell.

    Rows are those of the preview itself, by their place: a hundred thousand of them cost nothing
    before they are seen.
    """

    def __init__(self, lists: Lists) -> None:
        super().__init__()
        self._lists = lists
        self._sight: Sight | None = None
        self._places: Sequence[int] = ()
        self._fields: list[tuple[str, Kind]] = []
        self._fixed = ["row", "name", "outcome", "told"]
        """What stands before the fields, by the keys of `_TITLES`."""
        self._made: tuple[int, Record | None] = (-1, None)
        """The last record to be that was asked for, with its place: its cells come in a row."""
        self._settled: dict[tuple[str, int], str] = {}

    def show_rows(
        self, sight: Sight | None, places: Sequence[int], settled: dict[tuple[str, int], str]
    ) -> None:
        """Show the rows at these places; `settled`: what was decided of likely duplicates."""
        self.beginResetModel()
        self._sight, self._places, self._settled = sight, places, settled
        self._made = (-1, None)
        self._fields = []
        if sight is not None:
            # The number of the row is never hidden behind a long name of a sheet.
            self._fixed = ["sheet"] * sight.several + ["row", "name", "outcome", "told"]
            # What has to be looked at stands first, not beyond the edge.
            order = sorted(sight.letters, key=lambda name: name not in sight.moved)
            fields = sight.preview.ledger.fields
            self._fields = [(name, fields[name]) for name in order]
        self.endResetModel()

    def retell(self) -> None:
        """Something was decided: show the rows' outcomes again."""
        if self._places:
            end = self.index(len(self._places) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), end)

    def row_at(self, place: int) -> Row:
        """The row shown at a place."""
        assert self._sight is not None
        return self._sight.preview.rows[self._places[place]]

    def shown_at(self, place: int) -> int:
        """Where in the list a row of the preview is shown; -1 where it is not."""
        places = self._places
        if isinstance(places, range):
            return place if place in places else -1
        return places.index(place) if place in places else -1

    def place_of(self, shown: int) -> int:
        """Which row of the preview is shown at a place of the list."""
        return self._places[shown]

    def widths(self) -> list[int]:
        """The usual width of every column, in characters."""
        moved = self._sight.moved if self._sight else ()
        fields = ((k.width + 6) * (2 if n in moved else 1) for n, k in self._fields)
        return [*(_WIDTHS[key] for key in self._fixed), *fields]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        return 0 if parent.isValid() else len(self._places)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (as above)
        return 0 if parent.isValid() else len(self._fixed) + len(self._fields)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> str | None:
        if orientation != Qt.Orientation.Horizontal or self._sight is None:
            return None
        if section < len(self._fixed):
            words = _(_TITLES[self._fixed[section]])
            return words if role == Qt.ItemDataRole.DisplayRole else None
        name, kind = self._fields[section - len(self._fixed)]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{self._sight.letters[name]}  {_(kind.title)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return _("{letter} 列“{heading}”→ {title}").format(
                letter=self._sight.letters[name],
                heading=self._sight.headings[name],
                title=_(kind.title),
            )
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.row_at(index.row()), index.column()
        if role == OUTCOME:
            return row.outcome
        if column < len(self._fixed):
            key = self._fixed[column]
            return key if role == FIXED else self._about(row, key, role)
        name, kind = self._fields[column - len(self._fixed)]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.new_words(row, name, kind)
        if role == OLD:
            return self.old_words(row, name, kind)
        if role == SEVERITY:
            return self._worst(row, name)
        if role == Qt.ItemDataRole.ToolTipRole:
            told = [issue.message for issue in row.issues if issue.field == name]
            old, new = self.old_words(row, name, kind), self.new_words(row, name, kind)
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
        if key == "name":
            return row.name
        if key == "outcome":
            return self.outcome_words(row)
        told = [self.issue_words(issue) for issue in gravest_first(row.issues)]
        if row.outcome == "same" and self._sight is not None:
            told.insert(0, why_same(row, self._sight.preview))
        return "\n".join(told) if role == Qt.ItemDataRole.ToolTipRole else statements(told)

    def outcome_words(self, row: Row) -> str:
        """What becomes of a row; a likely duplicate is one until somebody has decided."""
        if row.alike and row.outcome == "new":
            decided = self._settled.get((row.sheet, row.number))
            if decided is None:
                return _(_WORDS["alike"])
            if decided == "skip":
                return _(_WORDS["skipped"])
            if decided != "new":
                return _(_WORDS["changed"])
        return _(_WORDS[row.outcome])

    def issue_words(self, issue: Issue) -> str:
        """What is said, with the letter of its column."""
        if not issue.column:
            return issue.message
        return _("{column} 列：{message}").format(column=issue.column, message=issue.message)

    def new_words(self, row: Row, name: str, kind: Kind) -> str:
        """What the record will say; of a row that does not come in, what the file says."""
        record = self._after(row) or row.before
        if row.outcome == "refused" or record is None:
            told = next((i.value for i in row.issues if i.field == name and i.value), "")
            if told:
                return self.raw_words(kind, told)
            return self.words(kind, row.values[name]) if name in row.values else ""
        return self.words(kind, getattr(record, name))

    def old_words(self, row: Row, name: str, kind: Kind) -> str | None:
        """What stands in the ledger, where it will be replaced; None where it stays."""
        if row.outcome != "changed" or row.before is None:
            return None
        after = self._after(row)
        before = getattr(row.before, name)
        if after is None or getattr(after, name) == before:
            return None
        return self.words(kind, before)

    def words(self, kind: Kind, value: Any) -> str:
        """A value as it is shown; personal ones masked."""
        if isinstance(kind, Link):
            links = self._sight.links if self._sight else {}
            return links.get(value, "") if value else ""
        if kind.personal:
            return kind.mask(value, SCREEN, self._lists)
        return kind.show(value, self._lists).replace("\n", " ")

    def raw_words(self, kind: Kind, raw: str) -> str:
        """What stands in a cell that could not be read; masked where it may be somebody's."""
        return kind.mask(raw, SCREEN, self._lists) if kind.personal else raw.replace("\n", " ")

    def _after(self, row: Row) -> Record | None:
        if self._made[0] != id(row):
            self._made = (id(row), row.after)
        return self._made[1]

    def _worst(self, row: Row, name: str | None) -> str:
        found = {i.severity for i in row.issues if name is None or i.field == name}
        return next((s for s in ("error", "warn", "note") if s in found), "")
