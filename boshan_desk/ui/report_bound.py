"""合订本: what is bound with the paper as one file is ticked here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton

from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme
from boshan_desk.ui.icons import icon
from boshan_desk.ui.jobs import Progress
from boshan_desk.ui.lines import while_there
from boshan_desk.ui.report_choice import Choice
from boshan_desk.ui.report_out import tell_missing
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.side_page import SidePage
from boshan_desk.ui.tall_area import TallArea

if TYPE_CHECKING:
    from boshan_desk.usecases.papers.written import Written

_PARTS: Final = (
    ("targets", mark("目标进度表"), mark("各项指标的目标、完成、进度，附在报告后面")),
    ("tasks", mark("任务进展清单"), mark("每项任务谁牵头、到哪一步、哪些单位没有报送")),
    ("slips", mark("督办单"), mark("本期已经印发的督办单，每张一页")),
    ("national", mark("全国统计表"), mark("上报的案件统计表")),
)
_INTERNAL: Final = frozenset({"tasks", "slips"})
"""What the public does not read."""
_KEPT: Final = "report.bound"


class BoundPage(SidePage):
    """Boxes, and one button that asks where to write the file."""

    manual = "report"

    def __init__(self, shell: Shell, choice: Choice, name: str) -> None:
        """`name`: what the paper alone is called as a file."""
        super().__init__(_("合订本"))
        self.setObjectName("bound_page")
        self.shell = shell
        self.choice = choice
        self._name = name
        about = QLabel(
            _(
                "报告和下面勾选的附件按台账现在的数字合成一个 PDF："
                "一套书签，每一部分从新的一张纸开始，页码连排。"
            )
        )
        about.setWordWrap(True)
        theme.dress(about, role="hint")
        area = TallArea()
        column = area.column
        self.body.addWidget(area, 1)
        column.addWidget(about)
        paper = QCheckBox(_("{period}报告").format(period=choice.period.words()))
        paper.setObjectName("bound_paper")
        paper.setChecked(True)
        paper.setEnabled(False)
        column.addWidget(paper)
        kept = shell.state.get(_KEPT, ["targets", "slips"])
        self.boxes: dict[str, QCheckBox] = {}
        for part, words, tip in _PARTS:
            box = QCheckBox(_(words))
            box.setObjectName(f"bound_{part}")
            internal = choice.public and part in _INTERNAL
            box.setToolTip(_("公开版不附这一项") if internal else _(tip))
            box.setEnabled(not internal)
            box.setChecked(part in kept and not internal)
            box.toggled.connect(self._heed)
            self.boxes[part] = box
            column.addWidget(box)
        row = QHBoxLayout()
        self.save_button = QPushButton(icon("save", ink=theme.PALETTE.on_accent), _("生成合订本…"))
        self.save_button.setObjectName("bound_save")
        theme.dress(self.save_button, role="primary")
        self.save_button.clicked.connect(lambda _on=False: self.save())
        row.addWidget(self.save_button)
        row.addStretch(1)
        column.addSpacing(self.fontMetrics().height() // 2)
        column.addLayout(row)
        column.addStretch(1)
        self.setFocusProxy(self.save_button)
        self._heed()

    @property
    def parts(self) -> tuple[str, ...]:
        """What is ticked, in the order in which it is bound."""
        return tuple(part for part, box in self.boxes.items() if box.isChecked())

    def save(self) -> None:
        """Make the volume and write it where the officer says."""
        path = self.shell.ask.save_file(
            _("保存合订本"),
            _("{name}（合订本）.pdf").format(name=self._name),
            _("PDF 文件 (*.pdf)"),
        )
        if path is None:
            return
        self.shell.state.set(_KEPT, list(self.parts))
        request_of, parts, shell = self.choice.request, self.parts, self.shell
        self.save_button.setEnabled(False)

        def work(progress: Progress) -> Written:
            from boshan_desk.usecases.papers.binding import write_bound

            return write_bound(shell.desk, request_of(), path, parts=parts, progress=progress)

        self.shell.jobs.make(
            work,
            while_there(self, lambda written: self._done(path, written)),
            while_there(self, self._failed),
            words=_("正在生成合订本"),
        )

    def _done(self, path: Path, written: Written) -> None:
        self._heed()
        tell_missing(self.shell, written.missing)
        words = _("合订本已保存：{name}，共 {pages} 页")
        self.saved.emit(path, words.format(name=path.name, pages=written.pages))

    def _failed(self, error: Exception) -> None:
        self._heed()
        self.shell.tell_failure(error)

    def _heed(self, _on: bool = False) -> None:
        self.save_button.setEnabled(bool(self.parts))
