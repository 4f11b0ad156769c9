"""The tabs of a case's own small lists: the turnover worksheet with its sum, the file of papers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from boshan_desk.domain.fields import yuan
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import LEDGERS
from boshan_desk.procedure.summing import turnover_of
from boshan_desk.ui import icons, theme
from boshan_desk.ui.case_flow import FlowLayout
from boshan_desk.ui.case_reading import Sight
from boshan_desk.ui.child_list import ChildList
from boshan_desk.ui.lines import em, put_away, while_there
from boshan_desk.ui.record_access import reading_only
from boshan_desk.ui.shell import Shell

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.dossier import Dossier

_ABOUT: Final = {
    "case_measure": mark("先行登记保存、查封、扣押等措施；处理或解除后在这里填处理日期和结果。"),
    "case_stop": mark("检测鉴定、权利人辨认、公告等不计入期限的时间；中止、听证由步骤自动登记。"),
    "case_penalty": mark("处罚决定的每一项；金额自动汇总到案件信息。责令改正不是处罚种类。"),
    "case_party": mark("共同违法人、第三人、委托代理人、供货人等。"),
}
"""One sentence above each list."""


class ListTab(QWidget):
    """One small list of the case, with a sentence on what belongs there."""

    def __init__(self, shell: Shell, name: str, case_id: str) -> None:
        super().__init__()
        self.setObjectName(f"tab_{name}")
        self.shell = shell
        self.case_id = case_id
        size = em(self)
        self.whole = QVBoxLayout(self)
        self.whole.setContentsMargins(0, size // 4, 0, 0)
        self.whole.setSpacing(size // 2)
        if name in _ABOUT:
            hint = QLabel(_(_ABOUT[name]))
            hint.setWordWrap(True)
            theme.dress(hint, role="hint")
            self.whole.addWidget(hint)
        self.list = ChildList(shell, LEDGERS[name], case_id, without=("step_id",))
        theme.dress(self.list.title, role="section")
        self.whole.addWidget(self.list, 1)

    def show_sight(self, sight: Sight) -> None:
        """Hear how the case stands."""


class GoodsTab(ListTab):
    """The turnover worksheet: lines, their sum, and the way of the sum into the case."""

    def __init__(self, shell: Shell, case_id: str) -> None:
        super().__init__(shell, "case_goods", case_id)
        self._sum = 0
        row = QHBoxLayout()
        self.total = QLabel()
        self.total.setObjectName("goods_total")
        self.total.setWordWrap(True)
        self.take = QPushButton(icons.icon("copy-down"), _("填入案件的违法经营额"))
        self.take.setObjectName("goods_take")
        self.take.clicked.connect(lambda _on=False: self._take())
        row.addWidget(self.total, 1)
        row.addWidget(self.take)
        self.whole.addLayout(row)

    def show_sight(self, sight: Sight) -> None:
        file = sight.view.file
        self._sum = turnover_of(file.goods)
        words = _("合计 {sum} 元").format(sum=yuan(self._sum))
        stored = file.case.turnover
        if stored is None:
            words = _("{words}；案件信息里还没有填违法经营额").format(words=words)
        elif stored != self._sum:
            words = _("{words}；案件信息里填的是 {stored} 元").format(
                words=words, stored=yuan(stored)
            )
        self.total.setText(words if file.goods else "")
        may = not reading_only(self.shell, LEDGERS["case"])
        self.take.setVisible(bool(file.goods) and stored != self._sum and may)

    def _take(self) -> None:
        case_id, total = self.case_id, yuan(self._sum)

        def put(desk: Desk) -> object:
            from boshan_desk.usecases.records import edit

            return edit(desk, LEDGERS["case"], case_id, {"turnover": total})

        done = _("已填入违法经营额 {sum} 元，可以撤销").format(sum=total)
        self.shell.do(put, while_there(self, lambda _kept: self.shell.said.emit("ok", done)))


class FileTab(ListTab):
    """The papers of the file, what is missing, and the printed index."""

    index_wanted = Signal()

    def __init__(self, shell: Shell, case_id: str) -> None:
        super().__init__(shell, "case_paper", case_id)
        self._asked = 0
        self.about = QLabel()
        self.about.setObjectName("file_about")
        self.about.setWordWrap(True)
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self._missing = QWidget()
        self._missing.setObjectName("file_missing")
        self._flow = FlowLayout(self._missing, gap=em(self) // 3)
        self.missing: list[QPushButton] = []
        """A button for each paper that is missing: it registers one."""
        row = QHBoxLayout()
        self.index_button = QPushButton(icons.icon("preview"), _("卷宗目录（打印预览）"))
        self.index_button.setObjectName("file_index")
        self.index_button.clicked.connect(lambda _on=False: self.index_wanted.emit())
        row.addWidget(self.about, 1)
        row.addWidget(self.index_button, 0, Qt.AlignmentFlag.AlignTop)
        self.whole.insertLayout(0, row)
        self.whole.insertWidget(1, self._missing)

    def show_sight(self, sight: Sight) -> None:
        self._asked += 1
        number = self._asked

        def read(desk: Desk) -> Dossier:
            from boshan_desk.usecases.dossier import dossier

            return dossier(desk, self.case_id)

        def show(found: Dossier) -> None:
            if number == self._asked:
                self._show(found)

        self.shell.do(read, while_there(self, show))

    def _show(self, found: Dossier) -> None:
        for button in self.missing:
            self._flow.removeWidget(button)
            put_away(button)
        self.missing = []
        barred = bool(reading_only(self.shell, LEDGERS["case_paper"]))
        for paper in found.missing:
            button = QPushButton(icons.icon("add"), _(paper.title))
            button.setObjectName(f"missing_{paper.code}")
            button.setToolTip(_("登记这件文书；扫描件在文书里作为附件添加"))
            button.setEnabled(not barred)
            button.clicked.connect(partial(self._add, paper.code))
            self._flow.addWidget(button)
            self.missing.append(button)
        self._missing.setVisible(bool(self.missing))
        self._missing.updateGeometry()
        words = _("卷内已有 {count} 件。").format(count=len(found.leaves))
        if found.missing:
            words = _("{words}按现在的进度还缺 {lack} 件，点一下即可登记：").format(
                words=words, lack=len(found.missing)
            )
        elif found.uncounted:
            words = _("{words}需要的文书齐全；有 {count} 件没有填页数。").format(
                words=words, count=found.uncounted
            )
        elif found.leaves:
            words = _("{words}需要的文书齐全。").format(words=words)
        self.about.setText(words)

    def _add(self, code: str, _on: bool = False) -> None:
        kind = code if code in self.shell.lists["case_paper"] else "other"
        self.shell.open_record("case_paper", None, {"case_id": self.case_id, "kind": kind})
