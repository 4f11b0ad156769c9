"""The house keeps its floors: what may import what, and who may write.

The contracts stand in pyproject.toml.  A contract that nothing can break proves nothing, so each is
broken here on purpose, in a copy.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import boshan_desk
from boshan_desk.ledgers import KEPT

PACKAGE = Path(boshan_desk.__file__).parent
ROOT = PACKAGE.parent
LINT = Path(sys.executable).parent / (
    "lint-imports.exe" if sys.platform == "win32" else "lint-imports"
)


def test_only_use_cases_open_a_unit_of_work() -> None:
    callers = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if re.search(r"\.work\(", path.read_text("utf-8"))
    }
    strangers = {c for c in callers if not c.startswith("usecases/")} - {"store/desk.py"}
    assert strangers == set()
    assert "usecases/records.py" in callers


def test_every_ledger_module_is_in_the_table_of_contents() -> None:
    modules = {path.stem for path in (PACKAGE / "ledgers").glob("*.py")} - {"__init__"}
    listed = {ledger.record.__module__.rpartition(".")[2] for ledger in KEPT.values()}
    assert modules == listed


def _lint(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT, "--no-cache"],
        cwd=root,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_import_contracts_hold() -> None:
    told = _lint(ROOT)
    assert told.returncode == 0, told.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("ledgers/case.py", "import boshan_desk.store.rows", "The floors"),
        ("usecases/records.py", "import boshan_desk.ui", "The floors"),
        ("usecases/records.py", "import boshan_desk.cli.main", "The floors"),
        ("cli/main.py", "import boshan_desk.ui", "The floors"),
        ("store/rows.py", "import boshan_desk.excel", "The floors"),
        ("domain/fields.py", "import PySide6", "Qt lives in ui alone"),
        ("domain/fields.py", "from PySide6.QtCore import QDate", "Qt lives in ui alone"),
        ("usecases/records.py", "import sqlalchemy", "SQLAlchemy"),
        ("usecases/records.py", "from sqlalchemy.exc import DBAPIError", "SQLAlchemy"),
        ("cli/main.py", "import sqlite3", "SQLAlchemy"),
        ("usecases/records.py", "from openpyxl.styles import Font", "Workbook libraries"),
        ("store/rows.py", "import python_calamine", "Workbook libraries"),
        ("usecases/records.py", "from reportlab.lib import colors", "reportlab"),
        ("reports/pdf.py", "from docx import Document", "Word files"),
        ("usecases/records.py", "from cryptography.hazmat.primitives import hashes", "Crypto"),
        ("exchange/media.py", "import boshan_desk.store.lock", "The floors"),
        ("usecases/records.py", "import pyrage", "What packages"),
        ("store/rows.py", "import rfc8785", "What packages"),
    ],
)
def test_a_planted_import_breaks_its_contract(
    module: str, line: str, contract: str, tmp_path: Path
) -> None:
    shutil.copytree(
        PACKAGE, tmp_path / "boshan_desk", ignore=shutil.ignore_patterns("__pycache__", "_assets")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    planted = tmp_path / "boshan_desk" / module
    head = "from __future__ import annotations\n"
    source = planted.read_text("utf-8")
    assert head in source
    planted.write_text(source.replace(head, f"{head}\n{line}\n", 1), "utf-8")
    told = _lint(tmp_path)
    broken = [row for row in told.stdout.splitlines() if " BROKEN" in row]
    assert told.returncode == 1
    assert [row for row in broken if row.startswith(contract)], told.stdout
