"""Files that are dropped on the window."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData

WORKBOOKS: Final = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv")
"""What may be dropped on the window."""

PACKAGE: Final = ".bsx"
"""How the file of a package ends."""


def dropped_file(data: QMimeData) -> Path | None:
    """The one workbook that is being dropped, if that is what it is."""
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if len(files) == 1 and files[0].suffix.lower() in WORKBOOKS:
        return files[0]
    return None


def dropped_package(data: QMimeData) -> Path | None:
    """The one package that is being dropped, if that is what it is."""
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if len(files) == 1 and files[0].suffix.lower() == PACKAGE:
        return files[0]
    return None
