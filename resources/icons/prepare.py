"""Make the program's icon in every size from its two drawings: run it after changing them.

Up to 32 pixels the simpler drawing is used.  The .ico of Windows holds the same pictures.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).resolve().parent / "app"
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
SIMPLE_UP_TO = 32


def draw(drawing: Path, size: int) -> bytes:
    """The drawing as a PNG of this many pixels each way."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(drawing)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    return bytes(data.data())


def pack(pictures: dict[int, bytes]) -> bytes:
    """An .ico of PNG pictures, as Windows Vista and later read it; 256 is written as 0."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    place = len(head) + 16 * len(pictures)
    for size, data in pictures.items():
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), place)
        place += len(data)
    return head + b"".join(pictures.values())


def main() -> None:
    """Write every PNG and the .ico beside the drawings."""
    app = QGuiApplication([])
    pictures = {
        size: draw(
            FOLDER / f"boshan-desk{'-small' if size <= SIMPLE_UP_TO else ''}.svg",
            size,
        )
        for size in SIZES
    }
    for size, data in pictures.items():
        (FOLDER / f"boshan-desk-{size}.png").write_bytes(data)
    (FOLDER / "boshan-desk.ico").write_bytes(pack(pictures))
    app.quit()


if __name__ == "__main__":
    main()
