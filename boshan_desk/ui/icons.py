"""The icons of the window: line drawings on a 24 by 24 grid, coloured when they are drawn."""

from __future__ import annotations

from functools import cache
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from boshan_desk.assets import asset

INK: Final = "#2b4650"
FAINT: Final = "#a3a8a8"
ACCENT: Final = "#0f5566"

OWN_INK: Final = {"stop": "#9a2f1d", "warning": "#875400", "note": "#1f5a91", "ok": "#28693d"}
"""Signs that keep a colour of their own; their shapes differ too, so colour never says it alone."""

SIZES: Final = (16, 20, 27, 48)
"""Logical pixels drawn beforehand: small signs, beside words in usual and large type, empty pages.

Thirty icons in every size of every scale took 90 ms of the time to the first paint, so only the
sizes of the screens at hand are drawn.
"""

APP_SIZES: Final = (16, 20, 24, 32, 40, 48, 64, 128, 256)


@cache
def names() -> tuple[str, ...]:
    """Every icon there is."""
    return tuple(sorted(path.stem for path in asset("resources", "icons", "line").glob("*.svg")))


@cache
def icon(name: str, ink: str = "") -> QIcon:
    """The icon of this name in its usual, disabled and selected colours.

    `ink` draws it in one colour instead, such as white on a filled button.
    Raises `FileNotFoundError` for a name that was never drawn.
    """
    drawing = asset("resources", "icons", "line", f"{name}.svg").read_text(encoding="utf-8")
    usual = ink or OWN_INK.get(name, INK)
    made = QIcon()
    for mode, colour in (
        (QIcon.Mode.Normal, usual),
        (QIcon.Mode.Disabled, FAINT),
        (QIcon.Mode.Selected, usual if ink or name in OWN_INK else ACCENT),
    ):
        renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode()))
        for size in _sizes():
            made.addPixmap(_drawn(renderer, size), mode)
    return made


@cache
def app_icon() -> QIcon:
    """The program's own icon, from pictures made for each size."""
    made = QIcon()
    for size in APP_SIZES:
        made.addFile(str(asset("resources", "icons", "app", f"boshan-desk-{size}.png")))
    return made


@cache
def _sizes() -> tuple[int, ...]:
    scales = {screen.devicePixelRatio() for screen in QGuiApplication.screens()} or {1.0}
    return tuple(sorted({round(size * scale) for size in SIZES for scale in scales}))


def _drawn(renderer: QSvgRenderer, size: int) -> QPixmap:
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture
