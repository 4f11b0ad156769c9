"""Put a made file on the disk, as the program that would have written it does."""

from __future__ import annotations

import csv
import html
import io
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path
from typing import Final

from tests.plausible import xlsx
from tests.plausible.keys import Fault, Formula, Made, Raw, Rich, Sheet

_TEXTS: Final = {
    "csv-gbk": ("gb18030", ",", ".csv"),
    "csv-bom": ("utf-8-sig", ",", ".csv"),
    "csv-utf8": ("utf-8", ",", ".csv"),
    "csv-utf16": ("utf-16", "\t", ".txt"),
    "csv-tab": ("gb18030", "\t", ".txt"),
    "csv-semicolon": ("utf-8-sig", ";", ".csv"),
    "csv-damaged": ("gb18030", ",", ".csv"),
}
DAMAGED: Final = "龘"
"""Stands for the byte that is broken in a damaged text."""
_ENDINGS: Final = {"html-xls": ".xls", "xls": ".xls", "ods": ".ods"}


def ending(container: str) -> str:
    """What the file's name ends in."""
    return _TEXTS[container][2] if container in _TEXTS else _ENDINGS.get(container, ".xlsx")


def save(made: Made, path: Path) -> None:
    """Write the file; sheets of text files are called as the file."""
    if made.container in _TEXTS:
        encoding, separator, _suffix = _TEXTS[made.container]
        made.sheets[0].name = path.stem
        text = _text(made.sheets[0], separator)
        content = text.encode(encoding)
        if made.container == "csv-damaged":
            # No character of any encoding that is tried begins with this byte.
            content = content.replace(DAMAGED.encode(encoding), b"\xff")
        path.write_bytes(content)
    elif made.container == "html-xls":
        path.write_bytes(_page(made.sheets[0]).encode())
    elif made.container in ("xls", "ods", "xlsx-lo"):
        _convert(made, path)
    else:
        xlsx.save(made, path)


def _shown(raw: Raw) -> str:
    if isinstance(raw, Rich):
        return "".join(raw.runs)
    if isinstance(raw, datetime):
        return f"{raw:%Y-%m-%d %H:%M:%S}"
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    if isinstance(raw, Fault):
        return raw.code
    assert not isinstance(raw, Formula)
    return str(raw)


def _rows(sheet: Sheet) -> list[list[str]]:
    width = max((column for _r, column in sheet.cells), default=0) + 1
    rows = [[""] * width for _ in range(sheet.height)]
    for (row, column), raw in sheet.cells.items():
        rows[row][column] = _shown(raw)
    return rows


def _text(sheet: Sheet, separator: str) -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=separator, lineterminator="\r\n").writerows(_rows(sheet))
    return written.getvalue()


def _page(sheet: Sheet) -> str:
    """A page with one table, as the systems of offices export "Excel"."""
    covered: set[tuple[int, int]] = set()
    spans: dict[tuple[int, int], str] = {}
    for top, left, bottom, right in sheet.merged:
        spans[top, left] = f' rowspan="{bottom - top + 1}" colspan="{right - left + 1}"'
        covered |= {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
        covered.discard((top, left))
    lines = []
    for row, cells in enumerate(_rows(sheet)):
        written = "".join(
            f"<td{spans.get((row, column), '')} style=\"mso-number-format:'\\@'\">"
            + html.escape(cell).replace("\n", "<br/>")
            + "</td>"
            for column, cell in enumerate(cells)
            if (row, column) not in covered
        )
        lines.append(f"<tr>{written}</tr>")
    return (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>'
        '<meta http-equiv="Content-Type" content="text/html; charset=utf-8"/></head>'
        f"<body><table border=1>{''.join(lines)}</table></body></html>"
    )


def can_convert() -> bool:
    """Whether LibreOffice is at hand."""
    return shutil.which("soffice") is not None


def _convert(made: Made, path: Path) -> None:
    """By way of LibreOffice."""
    folder = path.parent / f"{path.stem}.tmp"
    folder.mkdir()
    start = folder / f"{path.stem}.xlsx"
    xlsx.save(made, start)
    out = folder / "out"
    form = {"xls": "xls", "ods": "ods", "xlsx-lo": "xlsx"}[made.container]
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation={(folder / 'user').as_uri()}", "--headless"),
            *("--convert-to", form, "--outdir", str(out), str(start)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    shutil.move(out / f"{path.stem}.{form}", path)
    shutil.rmtree(folder)
