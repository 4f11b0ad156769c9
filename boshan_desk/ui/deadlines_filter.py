"""Above the list of limits: how near, whose, where, which; and whether others' limits too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.i18n import _
from boshan_desk.procedure.listing import BUCKET_WORDS, BUCKETS, SIGNS, Bucket
from boshan_desk.store.limits_list import Wanted
from boshan_desk.ui.case_flow import FlowLayout
from boshan_desk.ui.icons import icon
from boshan_desk.ui.shell import Shell

_OFFICER: Final = "deadlines.officer"
_OTHERS: Final = "deadlines.others"


class DeadlinesFilter(QWidget):
    """Says what the list is narrowed to, and asks for another one."""

    changed = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.bucket: Bucket | None = None
        """The only group that is shown; None for all."""
        self._buttons: dict[Bucket | None, QToolButton] = {}
        line = self.fontMetrics().height()
        near = FlowLayout(gap=line // 4)
        self._choice = QButtonGroup(self)
        for bucket in (None, *BUCKETS):
            button = QToolButton()
            button.setCheckable(True)
            button.setObjectName(f"bucket_{bucket or 'all'}")
            button.clicked.connect(partial(self._choose, bucket))
            self._choice.addButton(button)
            self._buttons[bucket] = button
            near.addWidget(button)
        self._buttons[None].setChecked(True)
        self.officer = _combo("deadlines_officer", _("承办人"))
        self.town = _combo("deadlines_town", _("镇街"))
        self.rule = _combo("deadlines_rule", _("期限"))
        self.others = QCheckBox(_("含等待对方的期限"))
        self.others.setObjectName("deadlines_others")
        self.others.setToolTip(_("当事人、公安机关和其他机关的期限，以及可以办理的期间"))
        self.others.setChecked(bool(shell.state.get(_OTHERS, False)))
        # The flow sets everything to the top; so its words stand level with the boxes.
        self.others.setMinimumHeight(self.officer.sizeHint().height())
        self.clear_button = QPushButton(icon("filter-clear"), _("清除筛选"))
        self.clear_button.setObjectName("deadlines_clear")
        self.clear_button.clicked.connect(self.clear)
        narrow = FlowLayout(gap=line // 3)
        for widget in (self.officer, self.town, self.rule, self.others, self.clear_button):
            narrow.addWidget(widget)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(line // 3)
        whole.addLayout(near)
        whole.addLayout(narrow)
        self.town.addItem(_("全部镇街"), "")
        for entry in shell.lists["town"]:
            self.town.addItem(_(entry.label), entry.code)
        self.offer([], [])
        # Before the names are read, the one that was chosen last is known.
        if kept := str(shell.state.get(_OFFICER, "")):
            self._pick(self.officer, kept, kept)
        for combo in (self.officer, self.town, self.rule):
            combo.activated.connect(lambda _at: self._heed())
        self.others.clicked.connect(lambda _on: self._heed())
        self.show_counts({})
        self._show_clear()

    @property
    def wanted(self) -> Wanted:
        """What the list is narrowed to."""
        return Wanted(
            officer=self.officer.currentData() or "",
            town=self.town.currentData() or "",
            rule=self.rule.currentData() or "",
            others=self.others.isChecked(),
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out by who, where or which."""
        wanted = self.wanted
        return bool(wanted.officer or wanted.town or wanted.rule)

    @property
    def buckets(self) -> tuple[Bucket, ...]:
        """The groups that are shown."""
        return (self.bucket,) if self.bucket else BUCKETS

    def show_bucket(self, bucket: Bucket | None) -> None:
        """Show one group only, or all."""
        self._buttons[bucket].setChecked(True)
        self._choose(bucket)

    def show_counts(self, counts: Mapping[Bucket, int]) -> None:
        """Write how many there are beside each group."""
        for bucket, button in self._buttons.items():
            if bucket is None:
                words = _("全部 {count}").format(count=f"{sum(counts.values()):,}")
            else:
                words = f"{SIGNS[bucket]} {_(BUCKET_WORDS[bucket])} {counts.get(bucket, 0):,}"
            button.setText(words)

    def offer(self, officers: Sequence[str], rules: Sequence[tuple[str, str]]) -> None:
        """Offer these officers and limits; what is chosen stays."""
        self._fill(self.officer, _("全部承办人"), self._officers(officers))
        self._fill(self.rule, _("全部期限"), [(title, id) for id, title in rules])

    def _officers(self, names: Sequence[str]) -> list[tuple[str, str]]:
        """Whoever is signed in comes first."""
        mine = self._shell.officer.name if self._shell.officer.id else ""
        own = [(_("我的（{name}）").format(name=mine), mine)] if mine else []
        return own + [(name, name) for name in names if name != mine]

    def _fill(self, combo: QComboBox, none: str, choices: Sequence[tuple[str, str]]) -> None:
        kept, label = combo.currentData() or "", combo.currentText()
        combo.clear()
        combo.addItem(none, "")
        for words, data in choices:
            combo.addItem(words, data)
        if kept:
            self._pick(combo, kept, label)

    @staticmethod
    def _pick(combo: QComboBox, data: str, label: str) -> None:
        """Choose an entry; one that is no longer offered stays for as long as it is chosen."""
        if combo.findData(data) < 0:
            combo.addItem(label, data)
        combo.setCurrentIndex(combo.findData(data))

    def clear(self) -> None:
        """Leave nothing out."""
        for combo in (self.officer, self.town, self.rule):
            combo.setCurrentIndex(0)
        self._heed()

    def _choose(self, bucket: Bucket | None, _checked: bool = False) -> None:
        if bucket != self.bucket:
            self.bucket = bucket
            self.changed.emit()

    def _heed(self) -> None:
        self._shell.state.set(_OFFICER, self.officer.currentData() or "")
        self._shell.state.set(_OTHERS, self.others.isChecked())
        self._show_clear()
        self.changed.emit()

    def _show_clear(self) -> None:
        self.clear_button.setVisible(self.narrowed)


def _combo(name: str, title: str) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setAccessibleName(title)
    combo.setToolTip(title)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return combo
