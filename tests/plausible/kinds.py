"""The kinds of mess, each of which a file may have or not."""

from __future__ import annotations

from typing import Final

LAYOUT: Final = {
    "titles": 0.5,
    "unit-row": 0.2,
    "filled-by-row": 0.25,
    "head-two-rows": 0.3,
    "head-three-rows": 0.08,
    "head-repeated": 0.12,
    "head-lower": 0.08,
    "head-right": 0.1,
    "head-numbered": 0.1,
    "head-decorated": 0.25,
    "head-broken-lines": 0.2,
    "serial": 0.5,
    "serial-unnamed": 0.07,
    "blank-rows": 0.2,
    "subtotals": 0.15,
    "page-totals": 0.07,
    "total-bottom": 0.25,
    "total-top": 0.07,
    "counting-line": 0.1,
    "footers": 0.25,
    "notes": 0.2,
    "sections": 0.1,
    "example-row": 0.06,
    "merged-body": 0.15,
    "dittos": 0.15,
    "extra-columns": 0.3,
    "moved-columns": 0.3,
    "missing-columns": 0.3,
    "blank-columns": 0.08,
    "sheet-per-town": 0.12,
    "other-sheets": 0.2,
    "hidden-sheet": 0.1,
    "hidden-row": 0.1,
    "hidden-column": 0.08,
    "far-cell": 0.06,
    "formatted-blanks": 0.006,
    "table-below": 0.05,
    "table-beside": 0.05,
    "doubles-equal": 0.06,
    "doubles-conflicting": 0.06,
    "comments": 0.1,
    "looks-like-total": 0.1,
}
"""How the sheet is laid out, with how often."""

VALUES: Final = {
    "date-texts": 0.45,
    "date-serials": 0.1,
    "date-1904": 0.06,
    "date-short": 0.06,
    "date-month-only": 0.06,
    "date-impossible": 0.06,
    "date-words": 0.05,
    "money-texts": 0.3,
    "money-wan-head": 0.2,
    "money-wan-cell": 0.1,
    "money-capitals": 0.05,
    "money-about": 0.06,
    "money-bad": 0.06,
    "number-texts": 0.2,
    "number-bad": 0.06,
    "wide-digits": 0.15,
    "spaced-codes": 0.15,
    "invisible": 0.15,
    "lower-codes": 0.15,
    "apostrophes": 0.06,
    "destroyed-codes": 0.1,
    "wrong-codes": 0.06,
    "phone-numbers": 0.2,
    "phone-styles": 0.1,
    "flag-spellings": 0.4,
    "flag-bad": 0.05,
    "town-aliases": 0.4,
    "town-bad": 0.05,
    "code-aliases": 0.4,
    "code-near": 0.06,
    "code-unknown": 0.05,
    "name-separators": 0.3,
    "bracket-styles": 0.2,
    "padded": 0.2,
    "line-breaks": 0.1,
    "rich-text": 0.15,
    "formulas": 0.1,
    "formulas-uncounted": 0.06,
    "error-cells": 0.06,
    "blank-marks": 0.1,
}
"""How values are written, with how often."""

CONTAINERS: Final = {
    "xlsx": 78.0,
    "csv-gbk": 5.0,
    "csv-bom": 4.0,
    "csv-utf8": 3.0,
    "csv-utf16": 2.0,
    "csv-tab": 2.0,
    "csv-semicolon": 2.0,
    "csv-damaged": 1.0,
    "html-xls": 4.0,
}
"""The sorts of file, with their weights."""

CONVERTED: Final = ("ods", "xls", "xlsx-lo")
"""Those that LibreOffice makes of an .xlsx, slowly."""

ALL: Final = (*LAYOUT, *VALUES, *CONTAINERS, *CONVERTED)

TEXT_ONLY: Final = frozenset(name for name in CONTAINERS if name.startswith("csv"))

NEEDS_WORKBOOK: Final = frozenset(
    (
        *(
            "hidden-sheet",
            "hidden-row",
            "hidden-column",
            "formatted-blanks",
            "comments",
            "rich-text",
        ),
        *("formulas", "formulas-uncounted", "date-1904", "sheet-per-town", "other-sheets"),
        *("merged-body", "far-cell"),
    )
)
"""Kinds that a text file cannot have."""
NEEDS_EXCEL: Final = NEEDS_WORKBOOK - {"merged-body"}
"""Kinds that a page of HTML cannot have."""
