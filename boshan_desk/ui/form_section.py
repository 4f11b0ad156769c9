"""One section of a form: a heading with its fields, and each field with its title."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from boshan_desk.domain.fields import Kind
from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.editors import Editor
from boshan_desk.ui.lines import em


class FieldLabel(QLabel):
    """A field's title, with a mark where the field must be filled in by now."""

    def __init__(self, kind: Kind, editor: Editor) -> None:
        super().__init__()
        self._title = _(kind.title)
        self._help = _(kind.help)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self.setBuddy(editor)
        self.asked_for = True
        self.ask_for(False)

    def ask_for(self, now: bool) -> None:
        """Mark the field as one that must be filled in, or take the mark away."""
        if now == self.asked_for:
            return
        self.asked_for = now
        sign = f'<span style="color:{theme.PALETTE.stop}">＊</span>' if now else ""
        self.setText(sign + escape(self._title))
        asked = _("必须填写，补齐后保存即为正式记录") if now else ""
        self.setToolTip("\n".join(filter(None, (asked, self._help))))

    def fit(self) -> None:
        """Be as high as the title needs at its width."""
        self.setFixedHeight(self.heightForWidth(self.maximumWidth()))

    def hasHeightForWidth(self) -> bool:
        # The height is fixed by `fit`: a grid that reckons with others leaves holes.
        return False


def needed(kind: Kind, metrics: QFontMetrics) -> int:
    """The width of a title with its mark on one line."""
    return metrics.horizontalAdvance(f"＊{_(kind.title)}") + 4


class FormSection(QFrame):
    """One heading with its fields."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setObjectName("form_section")
        theme.dress(self, role="card")
        self.title = title
        self._columns = 0
        self._fields: list[tuple[FieldLabel, Editor]] = []
        self._left_out: set[Editor] = set()
        """Fields that are not shown now."""
        layout = QVBoxLayout(self)
        size = em(self)
        layout.setContentsMargins(size, size // 2, size, size // 2)
        layout.setSpacing(size // 2)
        self.heading = QLabel(title)
        theme.dress(self.heading, role="section")
        layout.addWidget(self.heading)
        self._grid = QGridLayout()
        # Gaps are columns and margins: a spacing is dropped beside an empty column, and sections
        # with and without a wide field would stand at different places.
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(size // 2)
        layout.addLayout(self._grid)

    def add_field(self, label: FieldLabel, editor: Editor) -> None:
        """Put a field at the end."""
        self._fields.append((label, editor))

    def leave_out(self, editors: set[Editor]) -> None:
        """Show all fields but these; the others close up."""
        if editors == self._left_out:
            return
        self._left_out = editors
        for label, editor in self._fields:
            label.setVisible(editor not in editors)
            editor.setVisible(editor not in editors)
        self._place_fields()

    def add_panel(self, panel: QWidget) -> None:
        """Put something that is no field below the fields."""
        # A panel makes do with the width of the fields.
        panel.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(panel)

    def arrange(self, columns: int, least: int = 0) -> None:
        """Lay the fields out in this many columns; none is narrower than `least` pixels."""
        for place in range(columns if self._fields else 0):
            self._grid.setColumnMinimumWidth(place * 3 + 1, least)
        if columns == self._columns or not self._fields:
            return
        for _label, editor in self._fields if not self._columns else ():
            # Fields of one column are equally wide whatever stands in them.
            editor.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._columns = columns
        self._place_fields()
        size = em(self)
        for place in (0, 1):
            there = place < columns
            self._grid.setColumnStretch(place * 3 + 1, 1 if there else 0)
            self._grid.setColumnMinimumWidth(place * 3 + 1, least if there else 0)
        self._grid.setColumnMinimumWidth(2, size * 3 // 2 if columns > 1 else 0)

    def _place_fields(self) -> None:
        columns, grid = self._columns, self._grid
        if not columns:
            return
        for label, editor in self._fields:
            grid.removeWidget(label)
            grid.removeWidget(editor)
        row = column = 0
        for label, editor in self._fields:
            if editor in self._left_out:
                continue
            if editor.wide and column:
                row, column = row + 1, 0
            grid.addWidget(label, row, column * 3, Qt.AlignmentFlag.AlignTop)
            span = columns * 3 - 2 if editor.wide else 1
            grid.addWidget(editor, row, column * 3 + 1, 1, span)
            column += columns if editor.wide else 1
            if column >= columns:
                row, column = row + 1, 0

    def fit_labels(self, width: int, line_height: int) -> None:
        """Give every title this width, and stand it on the line of what is typed."""
        space = em(self) // 2
        for label, editor in self._fields:
            editor.fit_line(line_height)
            label.setFixedWidth(width + space)
            gap = max((line_height - label.fontMetrics().height()) // 2, 0)
            label.setContentsMargins(0, gap, space, 0)
            label.fit()
