"""What stands in the place of a list without rows: why, and what can be done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from boshan_desk.domain.ledger import Ledger
from boshan_desk.i18n import _
from boshan_desk.ui.icons import icon


class EmptyList(QWidget):
    """A sentence and a button: clear the filters, or add the first record."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        add: Callable[[], object],
        clear: Callable[[], object],
        paste: Callable[[], object],
        may_add: bool = True,
    ) -> None:
        """`may_add`: whether the officer may add records here."""
        super().__init__()
        self.setObjectName("empty_page")
        self._ledger = ledger
        self._add = add
        self._clear = clear
        self._may_add = may_add
        self._narrowed = False
        self.words = QLabel()
        self.words.setObjectName("empty_words")
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setWordWrap(True)
        self.button = QPushButton()
        self.button.setObjectName("empty_button")
        self.button.clicked.connect(self._act)
        # There is no grid to paste into.
        paste_here = QAction(_("粘贴"), self)
        paste_here.setShortcut(QKeySequence("Ctrl+V"))
        paste_here.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        paste_here.triggered.connect(lambda: paste())
        self.button.addAction(paste_here)
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(self.words)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)

    def tell(self, *, narrowed: bool) -> None:
        """Say why there are no rows."""
        self._narrowed = narrowed
        self.button.setVisible(narrowed or self._may_add)
        if narrowed:
            self.words.setText(_("没有符合条件的记录。"))
            self.button.setText(_("清除筛选"))
            self.button.setIcon(icon("filter-clear"))
            return
        if not self._may_add:
            self.words.setText(_("“{title}”里还没有记录。").format(title=_(self._ledger.title)))
            return
        words = _("“{title}”里还没有记录：新增第一条，或从上方“导入”取自表格。")
        self.words.setText(words.format(title=_(self._ledger.title)))
        self.button.setText(_("新增…"))
        self.button.setIcon(icon("add"))

    def _act(self) -> None:
        if self._narrowed:
            self._clear()
        else:
            self._add()
