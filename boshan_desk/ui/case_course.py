"""The tab with the picture of a case's course."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.i18n import _
from boshan_desk.procedure.timeline import draw_up
from boshan_desk.ui import icons, theme
from boshan_desk.ui.case_reading import Sight
from boshan_desk.ui.case_timeline import TimelineView
from boshan_desk.ui.lines import em
from boshan_desk.ui.shell import Shell


class CourseTab(QWidget):
    """Events, times not counted and limits on one line of time; printable."""

    print_wanted = Signal()
    why_wanted = Signal(str, str)
    """The number of a limit, and the measure it belongs to."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("tab_timeline")
        self._shell = shell
        size = em(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, size // 4, 0, 0)
        row = QHBoxLayout()
        hint = QLabel(_("上面是办案步骤，下面是各项期限和停止计时的时间。"))
        hint.setWordWrap(True)
        theme.dress(hint, role="hint")
        paper = QPushButton(icons.icon("preview"), _("期限一览（打印预览）"))
        paper.setObjectName("timeline_paper")
        paper.clicked.connect(lambda _on=False: self.print_wanted.emit())
        row.addWidget(hint, 1)
        row.addWidget(paper)
        whole.addLayout(row)
        self.view = TimelineView()
        self.view.chosen.connect(self.why_wanted)
        whole.addWidget(self.view, 1)

    def show_sight(self, sight: Sight) -> None:
        """Draw the case as it stands."""
        view = sight.view
        self.view.set_timeline(
            draw_up(view.file, view.clocks, sight.law, view.on, self._shell.lists)
        )
