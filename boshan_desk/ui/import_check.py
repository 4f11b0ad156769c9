"""Step 3 of an import: the few questions that are asked once, before anything is shown."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.ledger import Ledger
from boshan_desk.i18n import _
from boshan_desk.ui import theme
from boshan_desk.ui.banner import Banner
from boshan_desk.ui.import_plan import Plan, shown_columns


class CheckStep(QWidget):
    """Empty cells, the key to match on, and likely duplicates."""

    match_wanted = Signal()
    """The columns are to be seen, though they are matched beyond doubt."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self._plan = plan
        line = self.fontMetrics().height()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(line // 2)
        self._matched = Banner("import_all_matched", "note")
        self._matched.add_button("import_see_match", _("查看对照"), self.match_wanted.emit)
        layout.addWidget(self._matched)
        blank = self._card(
            layout,
            _("表格里空着的格子"),
            _("只对台账里已有的记录有影响；新增的记录，空着就是没有填。"),
        )
        self._radios(
            blank,
            (
                ("import_blank_leave", _("保留台账里原来的内容（通常这样）"), self._leave_blanks),
                ("import_blank_clear", _("把台账里原来的内容清空"), self._clear_blanks),
            ),
        )
        key = self._card(
            layout,
            _("怎样认出台账里已有的同一条记录"),
            _(
                "认出的更新原来的记录，认不出的作为新记录。本程序导出的表格里有隐藏的“记录标识”列，总是先按它认。"
            ),
        )
        self.key = QComboBox()
        self.key.setObjectName("import_key")
        self.key.setAccessibleName(_("怎样认出台账里已有的同一条记录"))
        self.key.activated.connect(self._choose_key)
        key.addWidget(self.key)
        alike = self._card(
            layout,
            _("疑似重复的新记录"),
            _("名称只差一两个字、公司形式或地名的，可能就是台账里的那一条。"),
        )
        self._radios(
            alike,
            (
                ("import_alike_ask", _("预览时逐条问我（通常这样）"), self._ask_alike),
                ("import_alike_new", _("都作为新记录写入，只作提示"), self._take_alike),
            ),
        )
        layout.addStretch(1)

    def show_plan(self) -> None:
        """Show what was chosen so far."""
        plan = self._plan
        self._keys(plan.ledger)
        for name, on in (
            ("import_blank_leave", plan.blank == "leave"),
            ("import_blank_clear", plan.blank == "clear"),
            ("import_alike_ask", plan.ask_alike),
            ("import_alike_new", not plan.ask_alike),
        ):
            radio = self.findChild(QRadioButton, name)
            assert isinstance(radio, QRadioButton)
            radio.blockSignals(True)
            radio.setChecked(on)
            radio.blockSignals(False)
        if plan.all_sure():
            count = sum(len(shown_columns(sheet)) for sheet in plan.read_sheets())
            words = _("“对照”一步：{count} 列都能确定，不必再选。").format(count=count)
            self._matched.say(words)
        else:
            self._matched.hide()

    def take_focus(self) -> None:
        """Begin at the first question."""
        chosen = "import_blank_leave" if self._plan.blank == "leave" else "import_blank_clear"
        radio = self.findChild(QRadioButton, chosen)
        assert isinstance(radio, QRadioButton)
        radio.setFocus()

    def _keys(self, ledger: Ledger) -> None:
        box = self.key
        box.clear()
        named = [
            _("＋").join(_(ledger.fields[name].title) for name in names) for names in ledger.key
        ]
        if len(named) > 1:
            box.addItem(_("依次按：{keys}").format(keys=_("，").join(named)), None)
        for place, words in enumerate(named):
            only = place if len(named) > 1 else None
            box.addItem(_("按{key}").format(key=words), only)
        nothing = (
            _("只按记录标识，其余都作为新记录")
            if named
            else _("按记录标识；没有标识的，内容完全一样的才算同一条")
        )
        box.addItem(nothing, -1 if named else None)
        box.setEnabled(bool(named))
        box.setCurrentIndex(
            max(0, box.findData(self._plan.key)) if self._plan.key is not None else 0
        )

    # Parts

    def _card(self, layout: QVBoxLayout, title: str, hint: str) -> QVBoxLayout:
        card = QFrame()
        theme.dress(card, role="card")
        line = self.fontMetrics().height()
        inner = QVBoxLayout(card)
        inner.setContentsMargins(line, line // 2, line, line * 2 // 3)
        inner.setSpacing(line // 4)
        head = QLabel(title)
        theme.dress(head, role="section")
        inner.addWidget(head)
        words = QLabel(hint)
        words.setWordWrap(True)
        theme.dress(words, role="hint")
        inner.addWidget(words)
        layout.addWidget(card)
        return inner

    def _radios(self, layout: QVBoxLayout, choices: tuple[tuple[str, str, object], ...]) -> None:
        group = QButtonGroup(self)
        for name, words, slot in choices:
            radio = QRadioButton(words)
            radio.setObjectName(name)
            radio.toggled.connect(slot)
            group.addButton(radio)
            layout.addWidget(radio)

    # What is chosen

    def _leave_blanks(self, on: bool) -> None:
        if on:
            self._plan.blank = "leave"

    def _clear_blanks(self, on: bool) -> None:
        if on:
            self._plan.blank = "clear"

    def _ask_alike(self, on: bool) -> None:
        if on:
            self._plan.ask_alike = True

    def _take_alike(self, on: bool) -> None:
        if on:
            self._plan.ask_alike = False

    def _choose_key(self, _row: int) -> None:
        chosen = self.key.currentData()
        self._plan.key = None if chosen is None else int(chosen)
