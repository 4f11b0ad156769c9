"""Lay records out as an office would, in as many ugly ways as were drawn, and keep the key."""

from __future__ import annotations

from random import Random
from typing import Final

from tests.plausible import kinds
from tests.plausible.around import lay_above, lay_below
from tests.plausible.body import lay_body
from tests.plausible.columns import head_columns, lay_heads, pick_fields, top_words
from tests.plausible.draft import Draft
from tests.plausible.files import DAMAGED
from tests.plausible.keys import Made, Sheet, Want
from tests.plausible.others import other_sheets
from tests.plausible.records import Links, Values, invent
from tests.plausible.spoiling import spoil
from tests.plausible.twice import lay_second_below, lay_second_beside
from tests.plausible.words import LEDGERS
from tests.plausible.writing import TOWNS, Writer

_WEIGHTS: Final = {
    "case": 5,
    "attendee": 3,
    "event": 3,
    "enterprise": 4,
    "station": 2,
    "station_service": 2,
    "gi_user": 2,
    "enforcement_action": 2,
}


def draw(dice: Random, only: frozenset[str] = frozenset()) -> tuple[str, frozenset[str]]:
    """A container and the kinds of mess of one file; `only` narrows both down."""
    weights = {name: w for name, w in kinds.CONTAINERS.items() if not only or name in only}
    weights = weights or {"xlsx": 1.0}
    container = dice.choices(list(weights), list(weights.values()))[0]
    factor = dice.choice((0.4, 1.0, 1.0, 1.6))
    drawn = {
        name
        for name, share in {**kinds.LAYOUT, **kinds.VALUES}.items()
        if (name in only if only else dice.random() < share * factor)
    }
    if only:
        drawn = {name for name in drawn if dice.random() < 0.8}
    if container in kinds.TEXT_ONLY:
        drawn -= kinds.NEEDS_WORKBOOK
    elif container == "html-xls":
        drawn -= kinds.NEEDS_EXCEL
    for less, more in (
        ("head-two-rows", "head-three-rows"),
        ("serial", "serial-unnamed"),
        ("table-beside", "table-below"),
        ("hidden-column", "table-beside"),
    ):
        if more in drawn:
            drawn.discard(less)
    return container, frozenset(drawn)


def make(
    dice: Random, links: Links, only: frozenset[str] = frozenset(), container: str = ""
) -> Made:
    """A file, its records and its key."""
    drawn, chosen = draw(dice, only)
    container = container or drawn
    if container in kinds.CONVERTED:
        chosen -= {"formulas", "formulas-uncounted", "formatted-blanks", "date-1904", "invisible"}
    name = dice.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
    text_only = container in kinds.TEXT_ONLY or container == "html-xls"
    writer = Writer(dice, chosen, text_only=text_only)
    draft = Draft(dice, name, chosen, links, text_only and container != "html-xls", writer)
    draft.fields = pick_fields(draft)
    draft.columns = head_columns(draft)
    if draft.has("head-three-rows"):
        draft.tops = top_words(draft)
    sheets = make_sheets(draft)
    if container == "csv-damaged":
        damage(dice, sheets[0])
    return Made(name, container, sheets, tuple(sorted(chosen)), "date-1904" in chosen)


def damage(dice: Random, sheet: Sheet) -> None:
    """A text with a broken byte in it: what stood there cannot be known."""
    places = [
        (row, column)
        for row, key in sheet.keys.items()
        for column, want in key.wants.items()
        if want.policy == "exact" and isinstance(sheet.cells.get((row, column)), str)
    ]
    for row, column in dice.sample(places, min(len(places), 1)):
        sheet.cells[row, column] = f"{sheet.cells[row, column]}{DAMAGED}"
        wants = sheet.keys[row].wants
        wants[column] = Want(wants[column].field, "told", None, "damaged text")


def make_sheets(draft: Draft) -> list[Sheet]:
    """The sheets of the file, with all their rows."""
    dice = draft.dice
    count = dice.choice((3, 5, 8, 12, 20, 30))
    records = invent(draft.ledger, draft.fields, count, dice, draft.links)
    has_town = any(c.field and c.field.name == "town_code" for c in draft.columns)
    sheets: list[Sheet] = []
    if draft.has("sheet-per-town") and (
        has_town or "town_code" in {f.name for f in LEDGERS[draft.ledger]}
    ):
        towns = dice.sample([entry.code for entry in TOWNS][:9], dice.choice((2, 3, 4)))
        for place, code in enumerate(towns):
            some = records[place :: len(towns)]
            if not some:
                continue
            for record in some:
                record["town_code"] = code
            label = TOWNS.label(code)
            name = dice.choice((label, label.removesuffix("街道").removesuffix("镇")))
            sheets.append(lay_table(draft, name, some, town="" if has_town else code))
    else:
        if draft.has("subtotals") or draft.has("sections") or draft.has("merged-body"):
            records.sort(key=lambda r: str(r.get("town_code")))
        sheets.append(
            lay_table(draft, dice.choice(("Sheet1", "台账", "汇总", "Sheet1", "2025年")), records)
        )
    if draft.has("other-sheets"):
        for sheet in other_sheets(dice):
            sheets.insert(dice.choice((0, len(sheets))), sheet)
    if draft.has("hidden-sheet"):
        some = invent(draft.ledger, draft.fields, 3, dice, draft.links)
        hidden = lay_table(draft, "旧数据", some)
        hidden.hidden, hidden.ours = True, False
        for key in hidden.keys.values():
            if key.record:
                key.must_say, key.may_refuse, key.what = "hidden sheet", True, "hidden"
        sheets.append(hidden)
    return sheets


def lay_table(draft: Draft, name: str, records: list[Values], town: str = "") -> Sheet:
    """A sheet with these records; `town` stands in its name only."""
    sheet = Sheet(name)
    sheet.left = draft.dice.choice((1, 2)) if draft.has("head-right") else 0
    row = draft.dice.choice((1, 3)) if draft.has("head-lower") else 0
    row = lay_above(draft, sheet, row)
    row = lay_heads(draft, sheet, row)
    sheet.fields = {
        sheet.left + place: frozenset((c.field.name, *c.field.accept)) if c.field else frozenset()
        for place, c in enumerate(draft.columns)
    }
    row = lay_body(draft, sheet, row, records, town)
    row = lay_below(draft, sheet, row)
    if draft.has("table-below"):
        lay_second_below(draft, sheet, row + draft.dice.choice((1, 2)))
    if draft.has("table-beside"):
        lay_second_beside(draft, sheet)
    spoil(draft, sheet)
    return sheet
