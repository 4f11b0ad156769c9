"""数额: the sums at which a procedure changes; what provinces set, the office fills in."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from boshan_desk.domain.law.amounts import Setting
from boshan_desk.i18n import _, mark
from boshan_desk.ui.icons import icon
from boshan_desk.ui.law_leaf import LawLeaf, Part
from boshan_desk.ui.law_reading import Book
from boshan_desk.ui.law_words import SURE, certainty, source_words, sum_words

HEADS: Final = (mark("名称"), mark("数额"), mark("依据"), mark("核定"))
_WIDTHS: Final = (48, 14, 44)
_DIGITS: Final = 12
_FIXED: Final = 100
"""Percent of what the law itself fixes: nothing for an office to settle."""


class AmountsLeaf(LawLeaf):
    """The sums, and a way to fill in those that are not fixed by the law itself."""

    change_wanted = Signal(object)
    """A `Setting` is to be filled in."""
    drop_wanted = Signal(str)

    def __init__(self, *, may_change: bool) -> None:
        super().__init__("law_amounts", HEADS, _WIDTHS)
        self.table.setAccessibleName(_("数额"))
        self._may_change = may_change
        self._settings: list[Setting] = []
        self.about = self.say("")
        self.change_button = QPushButton(icon("edit"), _("填写数额…"))
        self.change_button.setObjectName("law_amount")
        self.change_button.clicked.connect(self._want)
        self.drop_button = QPushButton(icon("undo"), _("恢复内置数额…"))
        self.drop_button.setObjectName("law_amounts_drop")
        self.drop_button.clicked.connect(lambda: self.drop_wanted.emit("amounts"))
        for button in (self.change_button, self.drop_button):
            if not may_change:
                button.hide()
            self.bar.addWidget(button)
        self.table.itemSelectionChanged.connect(self._allow)

    def show_book(self, book: Book) -> None:
        """Show the sums of a desk."""
        self._settings = list(book.amounts.settings.values())
        rows = [(s.title, sum_words(s), s.basis, certainty(s.sure)) for s in self._settings]
        self.show_rows(rows, self._told)
        self.drop_button.setEnabled(book.has("amounts") is not None)
        self.about.setText(
            _("法律写明的数额不能改；由省里规定的，请按本地文件填写。罚款幅度见“案由与处罚依据”。")
        )
        self._allow()

    @property
    def current(self) -> Setting | None:
        """The sum that is chosen."""
        row = self.table.currentRow()
        return self._settings[row] if 0 <= row < len(self._settings) else None

    def _allow(self) -> None:
        setting = self.current
        self.change_button.setEnabled(setting is not None and setting.sure < _FIXED)

    def _want(self) -> None:
        if self.current is not None:
            self.change_wanted.emit(self.current)

    def _told(self, row: int) -> tuple[str, Sequence[Part]]:
        setting = self._settings[row]
        percent = _("{percent}%").format(percent=setting.sure)
        if setting.sure < SURE:
            percent = _("{percent}（{mark}）").format(percent=percent, mark=certainty(setting.sure))
        lines = [
            (_("数额"), sum_words(setting)),
            (_("依据"), setting.basis),
            (_("出处"), source_words(setting.source)),
            (_("核对程度"), percent),
            (_("说明"), setting.note),
        ]
        return setting.title, [("", lines)]


def read_yuan(typed: str) -> int | None:
    """Whole yuan as they were typed; None when it is no such amount."""
    plain = typed.strip().replace(",", "").replace("，", "").removesuffix("元").strip()
    return int(plain) if plain.isdecimal() and len(plain) <= _DIGITS else None


def file_with(setting: Setting, yuan: int, source: str, text: str) -> str | None:
    """The office's file of amounts with this sum put into it.

    `text` is the file as it stands.  None when it holds more than sums: that is somebody's own
    file, and is changed there.
    """
    given = tomllib.loads(text) if text else {}
    if set(given) - {"file", "setting"}:
        return None
    kept = [row for row in given.get("setting", []) if row.get("name") != setting.name]
    mine = {
        "name": setting.name,
        "title": setting.title,
        "yuan": yuan,
        "basis": setting.basis,
        "source": source,
        "sure": SURE,
        "note": setting.note,
    }
    lines = ["[file]", 'kind = "amounts"', f"title = {_written(_('本局数额'))}", "part = true"]
    for row in (*kept, mine):
        lines += ["", "[[setting]]"]
        lines += [f"{name} = {_written(value)}" for name, value in row.items()]
    return "\n".join(lines) + "\n"


def _written(value: object) -> str:
    # A whole number, or a string: one of JSON is a basic string of TOML.
    return json.dumps(value, ensure_ascii=False)
