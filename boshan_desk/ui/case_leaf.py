"""A leaf of the case page with the way back: the count of one limit, or a paper to be printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.explaining import day_words
from boshan_desk.i18n import _
from boshan_desk.procedure.clocks import Clock
from boshan_desk.procedure.why import why
from boshan_desk.ui import icons, theme
from boshan_desk.ui.case_clocks import name_of
from boshan_desk.ui.case_reading import Sight
from boshan_desk.ui.case_words import look_of
from boshan_desk.ui.lines import em, while_there
from boshan_desk.ui.paper_out import draw_page, print_paper
from boshan_desk.ui.paper_preview import PaperPreview
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.reports.pdf import Drawn
    from boshan_desk.store.desk import Desk

PaperOf = Callable[["Desk"], "Drawn"]
"""Makes a paper."""


class CaseLeaf(QWidget):
    """A title with the way back; nothing on it waits to be saved."""

    left = Signal()

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        size = em(self)
        self.whole = QVBoxLayout(self)
        self.whole.setContentsMargins(0, size // 4, 0, 0)
        self.whole.setSpacing(size // 2)
        self.head = QHBoxLayout()
        self.back = QPushButton(icons.icon("page-prev"), _("返回案件"))
        self.back.setObjectName(f"{name}_back")
        self.back.setToolTip(_("返回（Esc）"))
        self.back.clicked.connect(lambda _on=False: self.left.emit())
        self.title = QLabel(title)
        self.title.setObjectName(f"{name}_title")
        self.title.setWordWrap(True)
        theme.dress(self.title, role="title")
        self.head.addWidget(self.back)
        self.head.addSpacing(size // 2)
        self.head.addWidget(self.title, 1)
        self.whole.addLayout(self.head)
        self.setFocusProxy(self.back)

    def begin(self) -> None:
        """Put the cursor where one begins."""
        self.back.setFocus()

    def try_leave(self) -> bool:
        """Whether the leaf may be left: always."""
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back."""
        focused = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(
            focused, QPushButton
        ):
            focused.click()
        else:
            super().keyPressEvent(event)


class WhyLeaf(CaseLeaf):
    """The count of one limit, step by step."""

    print_wanted = Signal(object)
    """The `Clock` whose count is to be printed."""

    def __init__(self, sight: Sight, clock: Clock) -> None:
        super().__init__("case_why", title_of(sight, clock))
        self.clock = clock
        self.lines = [each.text for each in why(clock, sight.law, sight.on)]
        paper = QPushButton(icons.icon("preview"), _("打印预览"))
        paper.setObjectName("why_paper")
        paper.clicked.connect(lambda _on=False: self.print_wanted.emit(self.clock))
        self.head.addWidget(paper)
        card = QFrame()
        theme.dress(card, role="card")
        size = em(self)
        column = QVBoxLayout(card)
        column.setContentsMargins(size, size, size, size)
        column.setSpacing(size // 2)
        look = look_of(clock, sight.on)
        now = QLabel(f"{look.sign} {look.words}")
        now.setObjectName("why_now")
        theme.dress(now, role="section", severity=look.grade)
        column.addWidget(now)
        for number, words in enumerate(self.lines, 1):
            line = QLabel(f"{number}. {words}")
            line.setObjectName(f"why_{number}")
            line.setWordWrap(True)
            line.setTextFormat(Qt.TextFormat.PlainText)
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(line)
        if clock.limit.note:
            note = QLabel(_("说明：{note}").format(note=clock.limit.note))
            note.setWordWrap(True)
            theme.dress(note, role="hint")
            column.addWidget(note)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(card)
        self.whole.addWidget(area, 1)


def title_of(sight: Sight, clock: Clock) -> str:
    """The question that the leaf answers."""
    name = name_of(clock, sight)
    if clock.last is None or clock.limit.form == "surcharge":
        return _("{limit}：怎样计算").format(limit=name)
    return _("{limit}：为什么是{day}").format(limit=name, day=day_words(clock.alarm or clock.last))


class PaperLeaf(CaseLeaf):
    """A paper as it will be printed; it can be printed from here."""

    def __init__(self, shell: Shell, title: str, make: PaperOf, *, case: str = "") -> None:
        """`case`: what the case is called; it begins the name of the saved file."""
        super().__init__("case_paper_leaf", title)
        self.shell = shell
        self._case = case
        self.drawn: Drawn | None = None
        self.print_button = QPushButton(icons.icon("print"), _("打印…"))
        self.print_button.setObjectName("paper_print")
        self.print_button.setEnabled(False)
        self.print_button.clicked.connect(lambda _on=False: self.print_out())
        self.save_button = QPushButton(icons.icon("save"), _("保存 PDF…"))
        self.save_button.setObjectName("paper_save")
        self.save_button.setEnabled(False)
        self.save_button.clicked.connect(lambda _on=False: self.save())
        self.head.addWidget(self.save_button)
        self.head.addWidget(self.print_button)
        self.preview = PaperPreview()
        self.preview.view.picture_wanted.connect(self._draw)
        self.whole.addWidget(self.preview, 1)
        shell.do(make, while_there(self, self._made), words=_("正在排版"))

    def _made(self, drawn: Drawn) -> None:
        self.drawn = drawn
        self.print_button.setEnabled(True)
        self.save_button.setEnabled(True)
        self.preview.show_paper(drawn.pages, _("共 {pages} 页").format(pages=drawn.pages))
        self.preview.view.setFocus()

    def _draw(self, page: int, dpi: int) -> None:
        drawn = self.drawn
        if drawn is not None:
            draw_page(
                self.shell,
                self.preview.view,
                drawn.pdf,
                page,
                dpi,
                wanted=lambda: drawn is self.drawn,
            )

    def print_out(self) -> None:
        """Print it."""
        if self.drawn is not None:
            print_paper(self.shell, self.drawn.pdf, self.drawn.pages)

    def save(self) -> None:
        """Write it where the officer says."""
        from boshan_desk.ui.report_page import write_whole

        drawn = self.drawn
        if drawn is None:
            return
        named = "_".join(filter(None, (self._case, self.title.text())))
        name = f"{named}.pdf".replace("/", "-").replace("：", "-")
        path = self.shell.ask.save_file(_("保存 PDF"), name, _("PDF 文件 (*.pdf)"))
        if path is None:
            return
        said = _("已保存：{name}").format(name=path.name)
        self.shell.jobs.run(
            lambda _progress: write_whole(path, drawn.pdf),
            while_there(self, lambda _done: self.shell.said.emit("ok", said)),
            self.shell.tell_failure,
        )
