"""How the window looks: one palette, one type, and sizes that follow the type.

Pages ask for a look by a property, ``dress(widget, role="primary")``; the roles are
``primary``, ``link``, ``card``, ``strip``, ``chip``, ``title``, ``section``, ``hint``,
``figure``, ``groups`` (tabs above tabs) and ``split`` (a tool button that looks like a button).
Strips, chips, words and editors may have a ``severity`` as well.  Colour is never the only sign:
the words, an edge or a picture say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, TypeAlias

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QIcon, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from boshan_desk.assets import asset
from boshan_desk.i18n import _, mark
from boshan_desk.ui import icons

Severity: TypeAlias = Literal["stop", "warn", "note", "ok"]

POINTS: Final = 10.5
LARGE_POINTS: Final = 13.5
"""Type sizes in points: the usual one, and the one of the large-type switch."""


@dataclass(frozen=True)
class Palette:
    """Every colour; words on their ground keep a contrast of 4.5 (WCAG 2.1, 1.4.3)."""

    ink: str = "#1d2629"
    muted: str = "#566066"
    faint: str = "#7b8082"
    window: str = "#f4f2ee"
    base: str = "#ffffff"
    stripe: str = "#f9f7f3"
    header: str = "#ece9e3"
    line: str = "#d8d3c9"
    edge: str = "#86817a"
    accent: str = "#14606f"
    accent_deep: str = icons.ACCENT
    accent_soft: str = "#d6e8ea"
    accent_mist: str = "#e9f2f3"
    on_accent: str = "#ffffff"
    stop: str = icons.OWN_INK["stop"]
    stop_soft: str = "#fbebe7"
    warn: str = icons.OWN_INK["warning"]
    warn_soft: str = "#fcf2dc"
    note: str = icons.OWN_INK["note"]
    note_soft: str = "#e8f0f8"
    ok: str = icons.OWN_INK["ok"]
    ok_soft: str = "#e7f2ea"


PALETTE: Final = Palette()

_SIGNS: Final = {"stop": "stop", "warn": "warning", "note": "note", "ok": "ok"}
_WORDS: Final = {
    "stop": mark("错误"),
    "warn": mark("提醒"),
    "note": mark("说明"),
    "ok": mark("完成"),
}


def apply(app: QApplication, *, large: bool) -> None:
    """Give the whole program its look; call it again to switch large type."""
    if app.property("dressed") is None:
        # Once only: a second style takes the first from under widgets with sheets of their own.
        # Twice a run of all tests crashed inside Qt while it dressed them anew.
        app.setStyle("Fusion")
        app.setProperty("dressed", True)
    font = QFont(load_fonts())
    font.setPointSizeF(LARGE_POINTS if large else POINTS)
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    app.setPalette(_qt_palette(PALETTE))
    app.setFont(font)
    app.setStyleSheet(style_sheet(PALETTE, font))


@cache
def load_fonts() -> str:
    """Load the shipped faces once and name their family; they hold the rare characters of names.

    Raises `RuntimeError` when a face cannot be read: boxes instead of words help nobody.
    """
    family = ""
    for face in ("NotoSansSC-Medium.ttf", "NotoSansSC-Regular.ttf"):
        number = QFontDatabase.addApplicationFont(str(asset("resources", "fonts", face)))
        if number < 0:
            raise RuntimeError(f"cannot load the typeface {face}")
        family = QFontDatabase.applicationFontFamilies(number)[0]
    return family


def row_height(fm: QFontMetrics) -> int:
    """Height of a row in a list, in logical pixels: a line and air above and below."""
    return round(fm.height() * 1.45)


def icon_side(fm: QFontMetrics) -> int:
    """Side of an icon beside words, in logical pixels."""
    return round(fm.height() * 0.95)


def severity_icon(severity: Severity) -> QIcon:
    """The sign of a severity; each has its own shape."""
    return icons.icon(_SIGNS[severity])


def severity_word(severity: Severity) -> str:
    """The word that stands beside the sign."""
    return _(_WORDS[severity])


class BoldWhenSelected(QStyledItemDelegate):
    """Draws the chosen item in bold; a style sheet cannot change the type of one item."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Fill in how the item is drawn (a name of Qt's)."""
        super().initStyleOption(option, index)
        # PySide's stubs do not know the members of the option.
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            option.font.setWeight(QFont.Weight.Bold)  # type: ignore[attr-defined]


def dress(widget: QWidget, **properties: str) -> None:
    """Set properties such as ``role="primary"`` or ``severity="stop"``, and let them show."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    # A label keeps the size it once reckoned until it hears that the style has changed.
    QApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
    widget.updateGeometry()


def _qt_palette(p: Palette) -> QPalette:
    made = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, p.window),
        (role.WindowText, p.ink),
        (role.Base, p.base),
        (role.AlternateBase, p.stripe),
        (role.Text, p.ink),
        (role.PlaceholderText, p.muted),
        (role.Button, p.window),
        (role.ButtonText, p.ink),
        (role.ToolTipBase, p.base),
        (role.ToolTipText, p.ink),
        (role.Highlight, p.accent),
        (role.HighlightedText, p.on_accent),
        (role.Accent, p.accent),
        (role.Link, p.accent),
        (role.LinkVisited, p.accent),
        (role.Mid, p.line),
    ):
        made.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(p.faint))
    return made


def style_sheet(p: Palette, font: QFont) -> str:
    """The style sheet; every length follows the height of a line of type."""
    fm, points = QFontMetrics(font), font.pointSizeF()
    h = fm.height()
    air, gap, side, bar = round(h * 0.2), round(h * 0.45), icon_side(fm), max(3, round(h * 0.2))
    drawings = asset("resources", "icons", "line").as_posix()
    up, down = f"{drawings}/up.svg", f"{drawings}/down.svg"
    line_editors = "QLineEdit, QDateEdit, QSpinBox, QComboBox"
    editors = f"{line_editors}, QPlainTextEdit, QTextEdit"
    focused = ", ".join(f"{kind}:focus" for kind in editors.split(", "))
    disabled = ", ".join(f"{kind}:disabled" for kind in line_editors.split(", "))
    marked = "".join(
        ", ".join(f'{kind}[severity="{grade}"]' for kind in editors.split(", "))
        + f" {{ border: 1px solid {ink}; border-left: {bar}px solid {ink}; background: {soft}; }}"
        + ", ".join(f'{kind}[severity="{grade}"]:focus' for kind in editors.split(", "))
        + f" {{ border: 2px solid {ink}; border-left: {bar}px solid {ink}; }}"
        f'QLabel[severity="{grade}"] {{ color: {ink}; }}'
        f'*[role="strip"][severity="{grade}"] {{ background: {soft};'
        f" border: 0; border-left: {bar}px solid {ink}; }}"
        f'QLabel[role="chip"][severity="{grade}"] {{ background: {soft}; border-color: {ink}; }}'
        for grade, ink, soft in (
            ("stop", p.stop, p.stop_soft),
            ("warn", p.warn, p.warn_soft),
            ("note", p.note, p.note_soft),
            ("ok", p.ok, p.ok_soft),
        )
    )
    return f"""
QToolTip {{ color: {p.ink}; background: {p.base}; border: 1px solid {p.edge}; padding: {air}px; }}
QMenuBar {{ background: {p.window}; border-bottom: 1px solid {p.line}; }}
QMenuBar::item {{ padding: {air}px {gap}px; background: transparent; }}
QMenuBar::item:selected {{ background: {p.accent_soft}; }}
QMenu {{ background: {p.base}; border: 1px solid {p.edge}; padding: {air}px; icon-size: {side}px; }}
QMenu::item {{ padding: {air}px {h}px {air}px {gap}px; }}
QMenu::item:selected {{ background: {p.accent_soft}; color: {p.ink}; }}
QMenu::item:disabled {{ color: {p.faint}; }}
QMenu::icon {{ padding-left: {gap}px; }}
QMenu::separator {{ height: 1px; background: {p.line}; margin: {air}px; }}
QToolBar {{ background: {p.window}; border: 0; border-bottom: 1px solid {p.line};
  padding: {air}px; spacing: {air}px; icon-size: {side}px; }}
QToolBar::separator {{ background: {p.line}; width: 1px; margin: {air}px; }}
QToolButton {{ border: 1px solid transparent; border-radius: 3px; padding: {air}px; }}
QToolButton:hover {{ background: {p.accent_mist}; border-color: {p.line}; }}
QToolButton:pressed {{ background: {p.accent_soft}; }}
QToolButton:checked {{ background: {p.accent_soft}; border-color: {p.accent};
  border-bottom: 2px solid {p.accent}; }}
QToolButton:focus {{ border: 2px solid {p.accent}; padding: {air - 1}px; }}
QToolButton:disabled {{ color: {p.faint}; }}
QToolButton[popupMode="1"] {{ padding-right: {h}px; }}
QToolButton[role="split"] {{ background: {p.base}; border: 1px solid {p.edge};
  icon-size: {side}px; }}
QToolButton[role="split"]:hover {{ background: {p.accent_mist}; border-color: {p.accent}; }}
QToolButton[role="split"]:checked {{ background: {p.accent_soft}; border-color: {p.accent};
  border-bottom: 2px solid {p.accent}; }}
QToolButton[role="split"]:focus {{ border: 2px solid {p.accent}; padding: {air - 1}px; }}
QToolButton[role="split"]:disabled {{ background: {p.header}; border-color: {p.line}; }}
QToolButton::menu-button {{ border: 0; border-radius: 3px; width: {h}px; }}
QToolButton::menu-button:hover {{ background: {p.accent_soft}; }}
QListWidget#nav {{ background: {p.header}; border: 0; border-right: 1px solid {p.line};
  padding-top: {air}px; outline: 0; icon-size: {side}px; }}
#nav::item {{ padding: 0 {gap}px; color: {p.ink};
  border: 0; border-left: {bar}px solid transparent; }}
#nav::item:hover {{ background: {p.accent_mist}; }}
#nav::item:selected {{ background: {p.base}; color: {p.accent_deep};
  border-left: {bar}px solid {p.accent}; }}
#nav::item:selected:focus {{ background: {p.accent_soft}; }}
QAbstractItemView {{ background: {p.base}; alternate-background-color: {p.stripe};
  border: 1px solid {p.line}; gridline-color: {p.line};
  selection-background-color: {p.accent_soft}; selection-color: {p.ink}; }}
QTableView:focus, QTreeView:focus, QListView:focus {{ border: 1px solid {p.accent}; }}
QTableView::item {{ padding: 0 {gap}px; }}
QTableView::item:selected {{ background: {p.accent_soft}; color: {p.ink};
  border-top: 1px solid {p.accent}; border-bottom: 1px solid {p.accent}; }}
QTableView::item:focus {{ border: 2px solid {p.accent}; padding: 0 {gap - 2}px; }}
QHeaderView {{ background: {p.header}; border: 0; }}
QHeaderView::section {{ background: {p.header}; color: {p.ink}; font-weight: 500; border: 0;
  border-right: 1px solid {p.line}; border-bottom: 1px solid {p.edge}; padding: {air}px {gap}px; }}
QHeaderView::section:vertical {{ border-bottom: 1px solid {p.line}; color: {p.muted};
  font-weight: 400; padding: 0 {air}px; }}
QHeaderView::section:hover {{ background: {p.accent_mist}; }}
QTableCornerButton::section {{ background: {p.header}; border: 0; }}
{editors} {{ color: {p.ink}; background: {p.base}; border: 1px solid {p.edge};
  border-radius: 3px; padding: {air}px {gap - 1}px;
  selection-background-color: {p.accent}; selection-color: {p.on_accent}; }}
{focused} {{ border: 2px solid {p.accent}; padding: {air - 1}px {gap - 2}px; }}
{disabled} {{ color: {p.muted}; background: {p.header};
  border-color: {p.line}; }}
QLineEdit[readOnly="true"], QPlainTextEdit[readOnly="true"] {{ background: {p.stripe};
  border-color: {p.line}; }}
QComboBox::drop-down, QDateEdit::drop-down {{ border: 0; width: {h}px; }}
QComboBox::down-arrow, QDateEdit::down-arrow {{ image: url("{down}");
  width: {side - 2}px; height: {side - 2}px; }}
QSpinBox::up-button, QSpinBox::down-button {{ border: 0; width: {h}px; }}
QSpinBox::up-arrow {{ image: url("{up}"); width: {gap + 2}px; height: {gap + 2}px; }}
QSpinBox::down-arrow {{ image: url("{down}"); width: {gap + 2}px; height: {gap + 2}px; }}
QPushButton {{ color: {p.ink}; background: {p.base}; border: 1px solid {p.edge};
  border-radius: 3px; padding: {air}px {gap + air}px; icon-size: {side}px; }}
QPushButton:hover {{ background: {p.accent_mist}; border-color: {p.accent}; }}
QPushButton:pressed {{ background: {p.accent_soft}; }}
QPushButton:focus {{ border: 2px solid {p.accent}; padding: {air - 1}px {gap + air - 1}px; }}
QDialog QPushButton:default {{ border-color: {p.accent}; font-weight: 500; }}
QPushButton[role="primary"] {{ color: {p.on_accent};
  background: {p.accent}; border-color: {p.accent}; font-weight: 500; }}
QPushButton[role="primary"]:hover {{ background: {p.accent_deep}; }}
QPushButton[role="primary"]:focus {{ border: 2px solid {p.ink}; }}
QPushButton[role="link"] {{ color: {p.accent}; background: transparent; text-align: left;
  border: 1px solid transparent; padding: {air}px; text-decoration: underline; }}
QPushButton[role="link"]:focus {{ border-color: {p.accent}; }}
QPushButton:disabled, QPushButton[role="primary"]:disabled {{ color: {p.faint};
  background: {p.header}; border-color: {p.line}; }}
QCheckBox, QRadioButton {{ spacing: {gap}px; padding: {air // 2}px;
  border: 1px solid transparent; }}
QCheckBox:focus, QRadioButton:focus {{ border: 1px solid {p.accent}; border-radius: 3px; }}
QCheckBox::indicator, QRadioButton::indicator {{ width: {side - 3}px; height: {side - 3}px; }}
QProgressBar {{ color: {p.ink}; background: {p.base}; border: 1px solid {p.edge};
  border-radius: 3px; text-align: center; min-height: {h}px; }}
QProgressBar::chunk {{ background: {p.accent_soft}; border-bottom: {bar}px solid {p.accent}; }}
QTabBar[role="groups"]::tab {{ color: {p.ink}; background: transparent; border: 0;
  border-bottom: {bar // 2 + 1}px solid transparent; padding: {air + 2}px {gap * 2}px; }}
QTabBar[role="groups"]::tab:hover {{ background: {p.accent_mist}; }}
QTabBar[role="groups"]::tab:selected {{ color: {p.accent_deep}; background: {p.accent_soft};
  border-bottom-color: {p.accent}; }}
QTabBar[role="groups"]:focus::tab:selected {{ border: 1px solid {p.accent}; }}
QLabel[role="title"] {{ font-size: {points * 1.35:.1f}pt; font-weight: 500; }}
QLabel[role="figure"] {{ font-size: {points * 1.9:.1f}pt; color: {p.accent_deep}; }}
QLabel[role="section"] {{ color: {p.accent_deep}; font-weight: 500;
  border: 0; border-bottom: 1px solid {p.accent}; padding: {air}px 0; }}
QLabel[role="hint"] {{ color: {p.muted}; }}
QLabel[role="chip"] {{ background: {p.header}; border: 1px solid {p.edge};
  border-radius: {air}px; padding: 0 {gap}px; }}
*[role="card"] {{ background: {p.base}; border: 1px solid {p.line};
  border-top: 2px solid {p.accent}; border-radius: 3px; }}
{marked}
QStatusBar {{ background: {p.window}; border-top: 1px solid {p.line}; color: {p.muted}; }}
"""
