"""Workbooks in and out: look, take in, take back, hand out.

`look` writes nothing and says of every row what would become of it; `take_in` does exactly that,
in one work, or refuses.  Rows are never dropped in silence: each stands in the preview with its
outcome and, where it does not come in, the reason.
"""

from __future__ import annotations

from boshan_desk.usecases.sheets.exporting import export, write_template
from boshan_desk.usecases.sheets.likely import Guess, better_ledger, likely_ledgers
from boshan_desk.usecases.sheets.looking import look
from boshan_desk.usecases.sheets.preview import OUTCOMES, Outcome, Preview, Progress, Row, report
from boshan_desk.usecases.sheets.taking import (
    Taken,
    imports,
    take_in,
    took_back,
    undo_import,
)

__all__ = [
    "OUTCOMES",
    "Guess",
    "Outcome",
    "Preview",
    "Progress",
    "Row",
    "Taken",
    "better_ledger",
    "export",
    "imports",
    "likely_ledgers",
    "look",
    "report",
    "take_in",
    "took_back",
    "undo_import",
    "write_template",
]
