"""What was found: in the row at hand, and in the whole file by kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.identifiers import cover_numbers
from boshan_desk.domain.wording import explained
from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.import_cells import WholeWords
from boshan_desk.ui.import_rows import PreviewModel
from boshan_desk.ui.import_sight import Kind, Sight, gravest_first, why_same
from boshan_desk.ui.lines import sign_of

if TYPE_CHECKING:
    from boshan_desk.excel.rows.taking import Issue
    from boshan_desk.usecases.sheets import Row

_KIND: Final = Qt.ItemDataRole.UserRole

_LONGEST: Final = 36
"""Characters of a finding in the list of kinds; the tip and the rows show all of it."""


class _Words(QListWidget):
    """Sentences of any length, each with a sign."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setWordWrap(True)
        self.setItemDelegate(WholeWords(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setSpacing(1)
        side = theme.icon_side(self.fontMetrics())
        self.setIconSize(QSize(side, side))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The heights of the sentences hang on the width.
        self.scheduleDelayedItemsLayout()

    def words(self) -> list[str]:
        """Everything that is said."""
        return [self.item(row).text() for row in range(self.count())]


class Issues(QWidget):
    """The findings of one row above, the kinds of finding of the file below."""

    kind_wanted = Signal(object)
    """Only rows with this `Kind` of finding."""

    def __init__(self, model: PreviewModel) -> None:
        super().__init__()
        self._model = model
        self._sight: Sight | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._head = QLabel()
        self._head.setObjectName("import_row_head")
        self._head.setTextFormat(Qt.TextFormat.PlainText)
        self._head.setMinimumWidth(1)
        self._head.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        theme.dress(self._head, role="section")
        layout.addWidget(self._head)
        self.row = _Words("import_row_issues", _("选中行的问题"))
        layout.addWidget(self.row, 1)
        self._kinds_head = QLabel()
        theme.dress(self._kinds_head, role="section")
        layout.addWidget(self._kinds_head)
        self.kinds = _Words("import_kinds", _("全部问题"))
        self.kinds.itemClicked.connect(self._want)
        self.kinds.itemActivated.connect(self._want)
        layout.addWidget(self.kinds, 1)

    def show_sight(self, sight: Sight) -> None:
        """Count the kinds of finding of a file."""
        self._sight = sight
        self.kinds.clear()
        self.kinds.setVisible(bool(sight.kinds))
        heading = _("全部问题（点一项只看这些行）") if sight.kinds else _("全部问题：没有")
        self._kinds_head.setText(heading)
        for kind in sight.kinds:
            item = QListWidgetItem(sign_of(kind.severity), _kind_words(kind))
            item.setToolTip(kind.words)
            item.setData(_KIND, kind)
            self.kinds.addItem(item)

    def show_row(self, row: Row | None) -> None:
        """List what was found in a row."""
        self.row.clear()
        if row is None or self._sight is None:
            self._head.setText(_("选中一行，看它的问题"))
            return
        number = (
            _("{sheet} 第 {row} 行").format(sheet=row.sheet, row=row.number)
            if self._sight.several
            else _("第 {row} 行").format(row=row.number)
        )
        self._head.setText("　".join(filter(None, (number, row.name))))
        self._head.setToolTip(self._head.text())
        if row.outcome == "same":
            self._add("ok", why_same(row, self._sight.preview))
        for issue in gravest_first(row.issues):
            self._add(issue.severity, self._words(issue))
        if not row.issues and row.outcome in ("new", "changed"):
            self._add("ok", _("没有问题"))
        for heading, value in row.extra.items():
            words = _("未对上的列“{heading}”：{value}（随导入留存，不进台账）")
            # Nobody knows what stands there: it may be somebody's number.
            self._add("note", words.format(heading=heading, value=cover_numbers(value)))

    def clear_kind(self) -> None:
        """No kind is chosen any more."""
        self.kinds.setCurrentRow(-1)

    def _add(self, severity: str, words: str) -> None:
        icon = theme.severity_icon("ok") if severity == "ok" else sign_of(severity)  # type: ignore[arg-type]
        item = QListWidgetItem(icon, words)
        if severity == "error":
            item.setForeground(QColor(theme.PALETTE.stop))
        self.row.addItem(item)

    def _words(self, issue: Issue) -> str:
        """Column with its heading and value on one line, what is wrong and the remedy below."""
        assert self._sight is not None
        kind = self._sight.preview.ledger.shown().get(issue.field)
        if not issue.column and kind is None:
            return issue.message
        heading = self._sight.headings.get(issue.field) or (_(kind.title) if kind else "")
        where = " ".join(
            filter(None, (issue.column and _("{column} 列").format(column=issue.column), heading))
        )
        value = issue.value
        if value:
            value = self._model.raw_words(kind, value) if kind is not None else value
            where = explained(where, value)
        return f"{where}\n{issue.message}"

    def _want(self, item: QListWidgetItem) -> None:
        self.kind_wanted.emit(item.data(_KIND))


def shortened(words: str) -> str:
    """The beginning of a sentence."""
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"


def _kind_words(kind: Kind) -> str:
    where = " ".join(
        filter(None, (kind.column and _("{column} 列").format(column=kind.column), kind.title))
    )
    said = shortened(kind.words)
    words = explained(where, said) if where else said
    if kind.several:
        words = _("{words} 等").format(words=words)
    return _("{words}　{count} 行").format(words=words, count=f"{len(kind.places):,}")
