"""What stands before and behind a sheet's rows: columns, merged ranges, which cells there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from boshan_desk.excel.patching.places import Box, write_box
from boshan_desk.excel.patching.sheet_markup import Sheet, kids
from boshan_desk.excel.patching.tokens import Edits, Strange, attributes, with_attributes

_ORDER: Final = (
    "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection"
    " protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells"
    " phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins"
    " pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors"
    " smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls"
    " AlternateContent webPublishItems tableParts extLst"
)
"""In which order a sheet's parts stand (ECMA-376, CT_Worksheet)."""


def put_in_order(sheet: Sheet, edits: Edits, name: str, new: bytes) -> None:
    """Put a new part of a sheet where its kind belongs."""
    edits.put_in_order(sheet.root, _ORDER.split(), name, new)


def set_dimension(sheet: Sheet, edits: Edits, box: Box) -> None:
    """Say which cells the sheet has."""
    element = sheet.root.first("dimension")
    if element is not None:
        edits.set(element, ref=write_box(box))


def merge(sheet: Sheet, edits: Edits, boxes: list[Box]) -> None:
    """Merge ranges."""
    p = sheet.prefix
    new = b"".join(b'<%bmergeCell ref="%b"/>' % (p, write_box(box).encode()) for box in boxes)
    element = sheet.root.first("mergeCells")
    if not boxes:
        return
    if element is None:
        whole = b'<%bmergeCells count="%d">%b</%bmergeCells>' % (p, len(boxes), new, p)
        put_in_order(sheet, edits, "mergeCells", whole)
    else:
        edits.append(element, new, count=str(len(element.children) + len(boxes)))


def set_columns(sheet: Sheet, edits: Edits, widths: Mapping[int, float], hidden: set[int]) -> None:
    """Set widths of columns and hide some; ranges of columns are cut where that is needed."""
    wanted = {*widths, *hidden}
    if not wanted:
        return
    p = sheet.prefix
    element = sheet.root.first("cols")
    pieces: list[tuple[int, bytes]] = []
    left = set(wanted)
    for each in kids(element):
        raw = each.raw(sheet.text)
        first, last = (int(each.attributes.get(name, "0")) - 1 for name in ("min", "max"))
        if not 0 <= first <= last:
            raise Strange("cols")
        begin = first
        for column in sorted(c for c in wanted if first <= c <= last):
            if begin < column:
                pieces.append((begin, with_attributes(raw, min=str(begin + 1), max=str(column))))
            pieces.append((column, _one_column(raw, column, widths, hidden)))
            left.discard(column)
            begin = column + 1
        if begin <= last:
            cut = raw if begin == first else with_attributes(raw, min=str(begin + 1))
            pieces.append((begin, cut))
    pieces += [(column, _one_column(b"<%bcol/>" % p, column, widths, hidden)) for column in left]
    new = b"<%bcols>%b</%bcols>" % (p, b"".join(raw for _at, raw in sorted(pieces)), p)
    if element is None:
        put_in_order(sheet, edits, "cols", new)
    else:
        edits.replace(element.start, element.end, new)


_DEFAULT_WIDTH: Final = 9.0


def _one_column(raw: bytes, column: int, widths: Mapping[int, float], hidden: set[int]) -> bytes:
    number = str(column + 1)
    raw = with_attributes(raw, min=number, max=number)
    if column in widths:
        raw = with_attributes(raw, width=f"{widths[column]:g}", customWidth="1", bestFit=None)
    elif b"width" not in attributes(raw):
        raw = with_attributes(raw, width=f"{_DEFAULT_WIDTH:g}")
    return with_attributes(raw, hidden="1") if column in hidden else raw
