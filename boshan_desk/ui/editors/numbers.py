"""Editors of numbers: each with its unit behind the line."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from boshan_desk.domain.fields import BadValue, Number, Whole, wan_yuan
from boshan_desk.i18n import _
from boshan_desk.ui.editors.base import LineEditor


class WholeEditor(LineEditor):
    """A number with its unit, whole or with decimals."""

    def build(self) -> QWidget:
        control = super().build()
        if isinstance(self.kind, Whole | Number) and self.kind.unit:
            self.add_unit(_(self.kind.unit))
        return control


class MoneyEditor(LineEditor):
    """An amount in 元; what reaches 1 万 is shown in 万元 beside it."""

    def build(self) -> QWidget:
        control = super().build()
        self.unit = self.add_unit(_("元"))
        return control

    def refresh(self) -> None:
        words = _("元")
        try:
            fen = self.value()
        except BadValue:
            fen = None
        if fen is not None and abs(fen) >= 1_000_000:
            words = _("元（{wan} 万元）").format(wan=wan_yuan(fen))
        self.unit.setText(words)


class PercentEditor(LineEditor):
    """A share; the sign stands behind the line."""

    def build(self) -> QWidget:
        control = super().build()
        self.add_unit("%")
        return control

    def words(self, value: Any) -> str:
        return super().words(value).removesuffix("%")
