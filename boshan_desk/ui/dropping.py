"""Files that are dropped on the window."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData

WORKBOOKS: Final = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv")
"""What may be dropped on the window."""

PACKAGE: Final = ".bsx"
"""How the file of a package ends."""

REQUEST: Final = ".bsq"
"""How the file ends by which a desk asks to be enrolled."""


CERTIFICATE: Final = ".bsc"
"""How the file ends by which a desk gets its account."""


def dropped_file(data: QMimeData) -> Path | None:
    """The one workbook that is being dropped, if that is what it is."""
    return _the_one(data, *WORKBOOKS)


def dropped_packages(data: QMimeData) -> list[Path]:
    """The packages that are being dropped, if nothing else is among them."""
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return files if all(each.suffix.lower() == PACKAGE for each in files) else []


def dropped_request(data: QMimeData) -> Path | None:
    """The one request for an account that is being dropped, if that is what it is."""
    return _the_one(data, REQUEST)


def dropped_certificate(data: QMimeData) -> Path | None:
    """The one answer to such a request that is being dropped, if that is what it is."""
    return _the_one(data, CERTIFICATE)


def _the_one(data: QMimeData, *endings: str) -> Path | None:
    """The file that is being dropped, if it is one alone and ends like this."""
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if len(files) == 1 and files[0].suffix.lower() in endings:
        return files[0]
    return None
