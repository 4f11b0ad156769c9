"""Fill a form in for a period: in place, with everything else of the workbook as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from boshan_desk.domain.forms import cell_name, share_words
from boshan_desk.domain.period import Period
from boshan_desk.excel.patching.patching import SheetPatch, patch_workbook
from boshan_desk.i18n import _
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.forms.checking import refuse_faults
from boshan_desk.usecases.forms.keeping import Form, find_form
from boshan_desk.usecases.forms.values import Worked, work_out
from boshan_desk.usecases.sheets.exporting import workbook


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A form that was filled in and written."""

    path: Path
    form: Form
    worked: Worked

    def notes(self) -> list[str]:
        """What the officer must know before it is handed in."""
        return notes(self.form, self.worked)


def notes(form: Form, worked: Worked) -> list[str]:
    """What must be known of a form's values: the share, cells left empty, records left out."""
    said = [share_words(form.mapping)]
    said += (
        _("{sheet}!{cell} 未填：{why}").format(sheet=sheet, cell=cell_name(*place), why=why)
        for sheet, place, why in worked.empty()
    )
    said += (
        _("{sheet}!{cell} 起的名单还有 {count} 条没有列入（表上留的行不够），请另附").format(
            sheet=tie.sheet, cell=tie.name, count=count
        )
        for tie, count in worked.left_out.items()
    )
    return said


def look(desk: Desk, name: str, period: Period, town: str = "") -> tuple[Form, Worked]:
    """What a form would hold, without writing anything."""
    form = find_form(desk, name)
    # A form from another version of the program may name what this one does not have.
    refuse_faults(form.mapping, None, desk.lists)
    with desk.read() as reader:
        return form, work_out(reader, form.mapping, period, town, officer=desk.officer.name)


def fill(
    desk: Desk,
    name: str,
    out: Path,
    period: Period,
    town: str = "",
    *,
    heard: Callable[[], object] = lambda: None,
) -> Filled:
    """Write a form filled in for a period, of the county or of one town (its code).

    Raises:
        Refused: there is no such form, it is not for such a period or town, or the file cannot be
            written.
    """
    with workbook(out) as part:
        form, worked = look(desk, name, period, town)
        part.write_bytes(filled_content(form, worked, heard=heard))
    return Filled(path=out, form=form, worked=worked)


def filled_content(
    form: Form, worked: Worked, *, heard: Callable[[], object] = lambda: None
) -> bytes:
    """The form's workbook with the values in it; its formulas are counted when it is opened."""
    patches = {
        sheet: SheetPatch(cells={place: value.value for place, value in cells.items()})
        for sheet, cells in worked.values.items()
    }
    return patch_workbook(form.content, patches, recount=True, heard=heard)
