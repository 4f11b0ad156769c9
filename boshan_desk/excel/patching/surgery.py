"""A workbook's bytes with some cells changed, as orders say.  Runs in the child.

Only the parts that must change are written anew: the sheet, the styles, the comments, and what
lists them.  Every other part (pictures, other sheets, macros, what no program of ours knows) keeps
its packed bytes.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from boshan_desk.excel.patching import styles_patch
from boshan_desk.excel.patching.adding import add_columns, without_title
from boshan_desk.excel.patching.comments_patch import patch_comments
from boshan_desk.excel.patching.parts import LOOSE, STRICT, Package
from boshan_desk.excel.patching.places import Box, read_box
from boshan_desk.excel.patching.sheet_edges import set_columns, set_dimension
from boshan_desk.excel.patching.sheet_markup import Sheet, Size, kids
from boshan_desk.excel.patching.sheet_patch import Added, Edit, Order, Patching
from boshan_desk.excel.patching.styles_patch import Styles
from boshan_desk.excel.patching.tokens import (
    Edits,
    Element,
    Strange,
    as_utf8,
    read_elements,
)

_MAKERS: Final = {
    "day": date.fromisoformat,
    "moment": datetime.fromisoformat,
    "time": time.fromisoformat,
    "number": Decimal,
}
"""How a value that JSON has no word for is told: a list of its kind and its text."""

_BOOK_ORDER: Final = (
    "fileVersion fileSharing workbookPr AlternateContent revisionPtr absPath workbookProtection"
    " bookViews sheets functionGroups externalReferences definedNames calcPr oleSize"
    " customWorkbookViews pivotCaches smartTagPr smartTagTypes webPublishing fileRecoveryPr"
    " webPublishObjects extLst"
)
"""In which order a workbook's parts stand (ECMA-376, CT_Workbook)."""

_STYLES_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"


def operate(content: bytes, orders: Any) -> bytes:
    """The workbook as it is after the orders of `patching`.

    Raises:
        Strange: it cannot be changed in place.
    """
    package = Package(content)
    main = package.linked("", "officeDocument")
    if not main:
        raise Strange("book")
    text = as_utf8(package.read(main))
    book = read_elements(text, 2)
    if book.name != "workbook":
        # A binary workbook and an open document are packages too.
        raise Strange("book")
    links = {link.id: link.target for link in package.links(main)}
    parts: dict[str, str] = {}
    for each in kids(book.first("sheets")):
        id_ = next((v for k, v in each.attributes.items() if k.endswith(":id")), "")
        parts[each.attributes.get("name", "")] = links.get(id_, "")
    about = book.first("workbookPr")
    is_1904 = about is not None and about.attributes.get("date1904") in ("1", "true")
    base = STRICT if STRICT.encode() in text else LOOSE
    styles_part = package.linked(main, "styles")
    if not styles_part:
        styles_part = "xl/styles.xml"
        package.write(styles_part, [styles_patch.EMPTY])
        package.declare(styles_part, _STYLES_TYPE)
        package.link(main, "styles", styles_part, base)
    application = package.read("docProps/app.xml") if package.has("docProps/app.xml") else b""
    styles = Styles(
        as_utf8(package.read(styles_part)), keeps_second_colour=b"LibreOffice" not in application
    )
    overwrote = False
    for name, told in orders["sheets"].items():
        part = parts.get(name, "")
        if not part or not package.has(part):
            raise Strange("missing", name)
        overwrote |= _patch_sheet(
            package, part, main, styles, told, is_1904=is_1904, recount=orders["recount"]
        )
    if orders["recount"]:
        # Not every program counts again what has a result already.
        for name, part in parts.items():
            if name not in orders["sheets"] and part and package.has(part):
                _uncount(package, part, styles)
    new = styles.whole()
    if new is not None:
        package.write(styles_part, [new])
    if overwrote:
        _drop_chain(package, main)
    if orders["recount"]:
        _recount(package, main, text, book)
    return package.pack()


def _patch_sheet(
    package: Package,
    part: str,
    main: str,
    styles: Styles,
    told: Any,
    *,
    is_1904: bool,
    recount: bool,
) -> bool:
    """Change one sheet; whether a formula was overwritten."""
    sheet = Sheet(as_utf8(package.read(part)))
    edits = Edits(sheet.text)
    order = _read_order(told)
    order.uncounts = recount
    comments = {(row, column): said for row, column, said in told["comments"]}
    head = without_title(sheet, tuple(sorted(told["head"])))
    size = sheet.measure(min(head, default=1))
    if order.added and head:
        notes = add_columns(package, (main, part), sheet, edits, order, head, size)
        for place, title in notes.items():
            if told["notes"].get(title):
                comments[place] = told["notes"][title]
    if order.cells:
        set_dimension(sheet, edits, _reach(sheet, order, size))
    set_columns(sheet, edits, order.widths, order.hidden)
    patch_comments(package, part, sheet, edits, comments, renew=order.unmarks)
    patching = Patching(sheet, order, styles, edits, is_1904=is_1904)
    package.write(part, patching.pieces())
    return patching.overwrote_formula


def _read_order(told: Any) -> Order:
    order = Order(
        widths=dict(told["widths"]),
        hidden=set(told["hidden"]),
        added=tuple(
            Added(
                tuple(each["titles"]),
                dict(each["cells"]),
                each["clears"],
                each["hidden"],
                each["width"],
            )
            for each in told["added"]
        ),
        unmarks=told["unmarks"],
    )
    for row, column, value in told["cells"]:
        if isinstance(value, list):
            value = _MAKERS[value[0]](value[1])
        order.cells.setdefault(row, {})[column] = Edit(True, value)
    for row, column, kind in told["marks"]:
        order.cells.setdefault(row, {}).setdefault(column, Edit()).mark = kind
    return order


def _reach(sheet: Sheet, order: Order, size: Size) -> Box:
    """Which cells there are after all."""
    element = sheet.root.first("dimension")
    old = read_box(element.attributes.get("ref", "")) if element else None
    rows = sorted(order.cells)
    columns = [column for cells in order.cells.values() for column in cells]
    top, left = (old[0], old[1]) if old else (1, 0)
    return (
        min(top, rows[0]),
        min([left, *columns]),
        max(size.bottom, rows[-1], top),
        max([size.right, left, *columns]),
    )


# ---------------------------------------------------------------- formulas


def _drop_chain(package: Package, main: str) -> None:
    """Take away the order in which formulas are counted: programs make it anew, but call a book
    damaged where it names a cell that holds none."""
    chain = package.linked(main, "calcChain")
    if chain:
        package.remove(chain)
        package.unlink(main, "calcChain")
        package.undeclare(chain)


def _uncount(package: Package, part: str, styles: Styles) -> None:
    """Take the results out of a sheet's formulas."""
    text = as_utf8(package.read(part))
    if re.search(rb"<(?:[\w.-]+:)?f[\s>]", text) is None:
        return
    sheet = Sheet(text)
    order = Order(uncounts=True)
    patching = Patching(sheet, order, styles, Edits(text), is_1904=False)
    package.write(part, patching.pieces())


def _recount(package: Package, main: str, text: bytes, book: Element) -> None:
    """Say that every formula is to be counted when the book is opened."""
    edits = Edits(text)
    found = book.first("calcPr")
    if found is not None:
        edits.set(found, fullCalcOnLoad="1")
    else:
        new = b'<%bcalcPr fullCalcOnLoad="1"/>' % book.prefix
        edits.put_in_order(book, _BOOK_ORDER.split(), "calcPr", new)
    package.write(main, [edits.whole()])
