"""What the screen remembers for one officer at one computer: sizes, columns, places, language.

What belongs to the office is a setting of the desk, not of the screen.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths


class State:
    """Remembers by name; values are what JSON can hold."""

    def __init__(self, file: Path | None = None) -> None:
        if file is None:
            self._kept = QSettings(
                QSettings.Format.IniFormat, QSettings.Scope.UserScope, "BoshanDesk", "screen"
            )
        else:
            self._kept = QSettings(str(file), QSettings.Format.IniFormat)

    def get(self, name: str, default: Any = None) -> Any:
        """What was remembered under the name."""
        kept = self._kept.value(name)
        if kept is None:
            return default
        try:
            return json.loads(str(kept))
        except ValueError:
            return default

    def set(self, name: str, value: Any) -> None:
        """Remember it."""
        self._kept.setValue(name, json.dumps(value, ensure_ascii=False))

    def bytes(self, name: str) -> QByteArray:
        """Bytes that Qt made, such as a window's geometry."""
        kept = self.get(name, "")
        return QByteArray.fromBase64(QByteArray(str(kept).encode()))

    def set_bytes(self, name: str, value: QByteArray) -> None:
        """Remember bytes that Qt made."""
        self.set(name, bytes(value.toBase64().data()).decode())

    def last_folder(self) -> Path:
        """Where files were last read or written; the officer's documents at first."""
        kept = Path(str(self.get("last_folder", "")))
        if kept.is_absolute() and kept.is_dir():
            return kept
        places = QStandardPaths.StandardLocation.DocumentsLocation
        return Path(QStandardPaths.writableLocation(places) or Path.home())

    def set_last_folder(self, folder: Path) -> None:
        """Remember a folder."""
        self.set("last_folder", str(folder))

    def save(self) -> None:
        """Write it down now."""
        self._kept.sync()
