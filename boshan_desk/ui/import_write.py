"""Step 5 of an import: what will be done, named on the button that does it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.wording import clauses
from boshan_desk.i18n import _
from boshan_desk.ui import icons, theme
from boshan_desk.ui.import_choose import scrolled
from boshan_desk.ui.import_plan import Plan
from boshan_desk.ui.import_sight import Sight
from boshan_desk.ui.import_sums import SumsTable
from boshan_desk.ui.lines import icon_size, sign_of


class WriteStep(QWidget):
    """The reckoning before anything is written, and the buttons."""

    write_wanted = Signal(bool)
    """Do it; whether only the rows without errors."""
    return_wanted = Signal()
    """The same workbook is to be written with its findings."""
    settle_wanted = Signal()
    """The likely duplicates are to be seen."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self._plan = plan
        self._sight: Sight | None = None
        self._at_work = False
        line = self.fontMetrics().height()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        card = QFrame()
        theme.dress(card, role="card")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(line, line * 2 // 3, line, line * 2 // 3)
        inner.setSpacing(line // 2)
        self._title = QLabel()
        theme.dress(self._title, role="title")
        self._title.setWordWrap(True)
        inner.addWidget(self._title)
        self.sums = SumsTable("import_sums")
        inner.addWidget(self.sums)
        # In a low window the sums scroll; the buttons stay in sight.
        layout.addWidget(scrolled(card, top=True), 1)
        verdict = QHBoxLayout()
        self._sign = QLabel()
        self._verdict = QLabel()
        self._verdict.setObjectName("import_verdict")
        self._verdict.setWordWrap(True)
        verdict.addWidget(self._sign)
        verdict.addWidget(self._verdict, 1)
        layout.addLayout(verdict)
        self._sure = QCheckBox()
        self._sure.setObjectName("import_sure")
        self._sure.toggled.connect(lambda _on: self._allow())
        layout.addWidget(self._sure)
        layout.addLayout(self._make_buttons())

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.write = QPushButton(icons.icon("save", ink=theme.PALETTE.on_accent), "")
        self.write.setObjectName("import_write")
        theme.dress(self.write, role="primary")
        self.write.clicked.connect(lambda: self.write_wanted.emit(False))
        self.only_good = QPushButton(icons.icon("save"), "")
        self.only_good.setObjectName("import_write_good")
        self.only_good.clicked.connect(lambda: self.write_wanted.emit(True))
        self.settle = QPushButton(_("处理疑似重复"))
        self.settle.setObjectName("import_settle")
        self.settle.clicked.connect(self.settle_wanted)
        self.hand_back = QPushButton(icons.icon("export"), _("退回表格…"))
        self.hand_back.setObjectName("import_return")
        self.hand_back.setToolTip(
            _("另存一份同样的表格，标出有问题的格子，写明怎样改；改好后可以直接再导入")
        )
        self.hand_back.clicked.connect(self.return_wanted)
        row.addStretch(1)
        for button in (self.hand_back, self.settle, self.only_good, self.write):
            row.addWidget(button)
        return row

    # What is shown

    def show_sight(self, sight: Sight) -> None:
        """Say what would be done."""
        self._sight = sight
        counts = sight.sums.counts
        self.sums.show_sums(sight.sums)
        title = _(sight.preview.ledger.title)
        self._title.setText(_("写入“{title}”").format(title=title))
        effect = effect_words(sight)
        refused = counts["refused"]
        self.write.setText(effect or _("没有要写入的内容"))
        self.only_good.setText(
            _("只写入正确行（{good} 条，另 {refused} 行退回）").format(
                good=f"{counts['new'] + counts['changed']:,}", refused=f"{refused:,}"
            )
        )
        self.only_good.setVisible(bool(refused and effect))
        self.hand_back.setVisible(has_findings(sight))
        self._ask_whether_sure(sight)
        self._allow()

    def take_focus(self) -> None:
        """The keyboard goes on at the button that may be pressed."""
        if not self._sure.isHidden() and not self._sure.isChecked():
            self._sure.setFocus()
            return
        buttons = (self.write, self.settle, self.only_good, self.hand_back)
        for button in buttons:
            if button.isEnabled() and not button.isHidden():
                button.setFocus()
                return

    def begin_work(self, on: bool) -> None:
        """Whether it is being done now: nothing may be pressed meanwhile."""
        self._at_work = on
        self._allow()

    def _ask_whether_sure(self, sight: Sight) -> None:
        """A sheet most of whose columns mean nothing here may be another ledger's."""
        from boshan_desk.usecases.sheets.likely import ENOUGH

        matched, columns = sight.fitting
        self._sure.setChecked(False)
        self._sure.setVisible(matched < columns * ENOUGH)
        self._sure.setText(
            _("{columns} 列中只有 {matched} 列对上。确认这就是“{title}”的表格，可以写入").format(
                columns=columns, matched=matched, title=_(sight.preview.ledger.title)
            )
        )

    def _allow(self) -> None:
        if self._sight is None:
            return
        counts = self._sight.sums.counts
        able = bool(counts["new"] + counts["changed"])
        waiting = len(self._plan.unsettled()) if self._plan.ask_alike else 0
        sure = self._sure.isHidden() or self._sure.isChecked()
        free = able and sure and not waiting and not self._at_work
        self.write.setEnabled(free and not counts["refused"])
        self.only_good.setEnabled(free and bool(counts["refused"]))
        self.hand_back.setEnabled(not self._at_work)
        self.settle.setVisible(waiting > 0)
        self.settle.setEnabled(not self._at_work)
        words, look = self._say(able, waiting)
        self._verdict.setText(words)
        self._sign.setPixmap(sign_of(look).pixmap(icon_size(self)))  # type: ignore[arg-type]

    def _say(self, able: bool, waiting: int) -> tuple[str, str]:
        """What stands in the way, or what will happen."""
        assert self._sight is not None
        refused = self._sight.sums.counts["refused"]
        if waiting:
            words = _("还有 {count} 行疑似重复没有处理：请先说明是同一条、不是，还是不导入。")
            return words.format(count=waiting), "warn"
        if refused:
            words = (
                _(
                    "有 {count} 行不能导入，所以默认整个文件都不写入。"
                    "可以退回表格，改好后一次写入；也可以现在只写入正确行。"
                )
                if able
                else _("有 {count} 行不能导入。请退回表格，改好后再导入。")
            )
            return words.format(count=refused), "warn"
        if able:
            return _("全部写入或全部不写；写入后随时可以一次撤销。"), "note"
        return _("文件内容与台账一致，或没有可导入的行。"), "note"


def effect_words(sight: Sight) -> str:
    """What writing does, as the button says it; empty where there is nothing to write."""
    counts = sight.sums.counts
    parts = []
    if counts["new"]:
        parts.append(_("写入 {count} 条").format(count=f"{counts['new']:,}"))
    if counts["changed"]:
        parts.append(_("更新 {count} 条").format(count=f"{counts['changed']:,}"))
    if not parts:
        return ""
    words = clauses(parts)
    return _("{words}（均为草稿）").format(words=words) if sight.drafts else words


def has_findings(sight: Sight) -> bool:
    """Whether anything was refused or warned of, so that the workbook is worth giving back."""
    return bool(sight.count("refused")) or any(kind.severity != "note" for kind in sight.kinds)
