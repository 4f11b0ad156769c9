"""The recovery code, shown once: to be printed for a sealed envelope, or copied by hand."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.problems import Refused
from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme
from boshan_desk.ui.ask import Ask
from boshan_desk.ui.jobs import Jobs
from boshan_desk.ui.lines import while_there

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


@dataclass(frozen=True)
class Sealed:
    """What stands on the page for the sealed envelope."""

    code: str
    office: str
    name: str
    """Who made the code."""
    made_on: date
    desk_id: str


class RecoveryPage(QWidget):
    """Shows the code until the officer says that it is on paper."""

    finished = Signal()

    def __init__(self, sealed: Sealed, ask: Ask, jobs: Jobs, *, done: str = "") -> None:
        """`done` is what the last button says."""
        super().__init__()
        self._sealed = sealed
        self._ask = ask
        self._jobs = jobs
        self.setObjectName("recovery_page")
        line = self.fontMetrics().height()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(line // 2)
        head = QLabel(_("恢复码"))
        theme.dress(head, role="section")
        whole.addWidget(head)
        what = QLabel(
            _(
                "全体人员都忘记密码、或没有管理员能登录时，只有恢复码能打开台账。"
                "恢复码只在这里显示这一次，请印在纸上密封，交单位负责人保存。"
            )
        )
        what.setWordWrap(True)
        whole.addWidget(what)
        self.code = CodeBox(sealed.code)
        whole.addWidget(self.code)
        row = QHBoxLayout()
        self._print = QPushButton(icons.icon("print"), _("打印密封件…"))
        self._print.setObjectName("recovery_print")
        self._print.clicked.connect(self.print_out)
        self._save = QPushButton(icons.icon("save"), _("保存为 PDF…"))
        self._save.setObjectName("recovery_save")
        self._save.setToolTip(_("文件里的恢复码是明文，打印后请立即删除文件"))
        self._save.clicked.connect(self.save)
        row.addWidget(self._print)
        row.addWidget(self._save)
        row.addStretch(1)
        whole.addLayout(row)
        self._told = QLabel()
        self._told.setObjectName("recovery_told")
        self._told.setWordWrap(True)
        self._told.setMinimumHeight(line)
        theme.dress(self._told, role="hint")
        whole.addWidget(self._told)
        whole.addStretch(1)
        self._kept = QCheckBox(_("恢复码已打印或抄写，交单位负责人密封保存"))
        self._kept.setObjectName("recovery_kept")
        self._done = QPushButton(done or _("完成"))
        self._done.setObjectName("recovery_done")
        theme.dress(self._done, role="primary")
        self._done.setEnabled(False)
        self._done.setDefault(True)
        self._done.clicked.connect(self.finished)
        self._kept.toggled.connect(self._done.setEnabled)
        last = QHBoxLayout()
        last.addWidget(self._kept, 1)
        last.addWidget(self._done)
        whole.addLayout(last)
        self.setFocusProxy(self._print)

    @property
    def kept(self) -> bool:
        """Whether the officer says that the code is on paper."""
        return self._kept.isChecked()

    def save(self) -> None:
        """Write the page where the officer says."""
        name = _("恢复码密封件（打印后删除）.pdf")
        path = self._ask.save_file(_("保存恢复码密封件"), name, _("PDF 文件 (*.pdf)"))
        if path is not None:
            self._run(
                partial(write_sealed, path, self._sealed),
                lambda _result: _(
                    "已保存：{path}　文件里的恢复码是明文，打印后请立即删除。"
                ).format(path=path),
            )

    def print_out(self) -> None:
        """Print the page."""
        printer = self._ask.printer()
        if printer is not None:
            self._run(
                partial(print_sealed, printer, self._sealed),
                lambda _result: _("已送打印机。请核对纸上的字符是否清楚，再装入信封。"),
            )

    def _run(self, work: Callable[[], object], words: Callable[[object], str]) -> None:
        self._told.setText(_("正在准备密封件…"))
        self._jobs.run(
            lambda _progress: work(),
            while_there(self, lambda result: self._told.setText(words(result))),
            while_there(self, self._failed),
        )

    def _failed(self, error: Exception) -> None:
        self._told.clear()
        if not isinstance(error, Refused):
            raise error
        self._ask.tell(error.words(), trouble=True)


class CodeBox(QFrame):
    """The groups of the code, large, four to a row; painted, so that nothing can copy them out."""

    A_ROW = 4

    def __init__(self, code: str, *, mark: str = "") -> None:
        """`mark` stands between the groups where it has to be typed."""
        super().__init__()
        self._mark = mark
        self.setObjectName("recovery_code")
        theme.dress(self, role="card")
        self.groups = code.split("-")
        # Read aloud group by group by who cannot see it.
        self.setAccessibleName(_("恢复码"))
        self.setAccessibleDescription(" ".join(self.groups))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # Farther apart the groups are no longer read as one code.
        self.setMaximumWidth(self.sizeHint().width() * 3 // 2)

    def sizeHint(self) -> QSize:
        """Room for the rows."""
        metrics = QFontMetrics(self._type())
        rows = math.ceil(len(self.groups) / self.A_ROW)
        wide = metrics.horizontalAdvance("WWWWW　") * min(self.A_ROW, len(self.groups))
        return QSize(wide, round(metrics.height() * (rows * 1.3 + 0.7)))

    def minimumSizeHint(self) -> QSize:
        """Never smaller."""
        return self.sizeHint()

    def _type(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 1.6)
        font.setWeight(QFont.Weight.Medium)
        return font

    def paintEvent(self, event: QPaintEvent) -> None:
        """Letters stand under one another, however broad each is."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setFont(self._type())
        metrics = painter.fontMetrics()
        letter = metrics.horizontalAdvance("W")
        step = self.width() / min(self.A_ROW, len(self.groups))
        tall = round(metrics.height() * 1.3)
        for number, group in enumerate(self.groups):
            row, column = divmod(number, self.A_ROW)
            left = round(column * step + (step - letter * len(group)) / 2)
            top = round(metrics.height() * 0.35) + row * tall
            for place, sign in enumerate(group):
                box = QRect(left + place * letter, top, letter, tall)
                painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), sign)
            if self._mark and number + 1 < len(self.groups):
                between = QRect(
                    left + letter * len(group), top, round(step) - letter * len(group), tall
                )
                painter.drawText(between, int(Qt.AlignmentFlag.AlignCenter), self._mark)
        painter.end()


def write_sealed(path: Path, sealed: Sealed) -> int:
    """Write the page for the envelope; how many pages it has."""
    from boshan_desk.usecases import envelope

    written = envelope.write(
        path,
        county=sealed.office,
        name=sealed.name,
        code=sealed.code,
        made_on=sealed.made_on,
        desk_id=sealed.desk_id,
    )
    return written.pages


def print_sealed(printer: QPrinter, sealed: Sealed) -> int:
    """Print the page for the envelope; nothing of it stays on the disk."""
    from boshan_desk.reports import preview
    from boshan_desk.ui import printing

    with tempfile.TemporaryDirectory(prefix="boshan-desk-") as folder:
        path = Path(folder) / "sealed.pdf"
        pages = write_sealed(path, sealed)
        pdf = path.read_bytes()
    draw = partial(preview.render, pdf, dpi=printing.DPI)
    return printing.print_pages(printer, draw, printing.pages_wanted(printer, pages))
