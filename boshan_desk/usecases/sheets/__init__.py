"""Workbooks in and out: look, take in, take back, hand out.

`look` writes nothing and says of every row what would become of it; `take_in` does exactly that,
in one work, or refuses.  Rows are never dropped in silence: each stands in the preview with its
outcome and, where it does not come in, the reason.
"""

from __future__ import annotations

from boshan_desk.usecases.sheets.columns import SheetColumns, sheet_columns
from boshan_desk.usecases.sheets.exporting import (
    book_views,
    export,
    export_book,
    write_template,
    write_town_templates,
)
from boshan_desk.usecases.sheets.likely import (
    Guess,
    better_ledger,
    likely_ledgers,
    rival_ledgers,
)
from boshan_desk.usecases.sheets.looking import look, plain_sheets
from boshan_desk.usecases.sheets.preview import (
    OUTCOMES,
    Alike,
    Outcome,
    Preview,
    Progress,
    Row,
    report,
)
from boshan_desk.usecases.sheets.returning import refuse_return, return_file, returned_ending
from boshan_desk.usecases.sheets.taking import (
    Taken,
    imports,
    is_about_imports,
    stands,
    take_in,
    undo_import,
)

__all__ = [
    "OUTCOMES",
    "Alike",
    "Guess",
    "Outcome",
    "Preview",
    "Progress",
    "Row",
    "SheetColumns",
    "Taken",
    "better_ledger",
    "book_views",
    "export",
    "export_book",
    "imports",
    "is_about_imports",
    "likely_ledgers",
    "look",
    "plain_sheets",
    "refuse_return",
    "report",
    "return_file",
    "returned_ending",
    "rival_ledgers",
    "sheet_columns",
    "stands",
    "take_in",
    "undo_import",
    "write_template",
    "write_town_templates",
]
