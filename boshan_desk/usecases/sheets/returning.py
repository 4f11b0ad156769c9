"""The same workbook back, with what was found in it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from boshan_desk.domain.problems import Moved, Refused
from boshan_desk.excel.grid import column_number
from boshan_desk.excel.patching.returning import RowFinding, SheetFindings, ending, return_workbook
from boshan_desk.excel.reading.book import read_bytes
from boshan_desk.excel.rows.taking import Issue
from boshan_desk.i18n import _, mark
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.outputs import output
from boshan_desk.usecases.sheets.preview import Preview, Progress, Row, tell_nobody
from boshan_desk.usecases.sheets.taking import Taken

_DONE: Final = {
    "new": mark("已导入"),
    "changed": mark("已更新"),
    "same": mark("与台账一致"),
}
_COMING: Final = {
    "new": mark("可以导入"),
    "changed": mark("可以更新"),
    "same": mark("与台账一致"),
}
_GRAVITY: Final = ("error", "warn", "note")


def returned_ending(preview: Preview) -> str:
    """What the returned workbook must be called: .xlsx, or .xlsm where it has macros."""
    return ending(read_bytes(preview.path), preview.path.name)


def refuse_return(preview: Preview, out: Path) -> None:
    """Refuse a place to which the workbook cannot be given back."""
    wanted = returned_ending(preview)
    if out.suffix.lower() != wanted:
        raise Refused(
            "退回表格只能存为 {ending} 文件，请把文件名改为 {name}{ending}",
            name=out.stem,
            ending=wanted,
        )
    if out.resolve() == preview.path.resolve():
        raise Refused("退回表格不能覆盖原文件，请另取一个文件名")


def return_file(
    desk: Desk,
    preview: Preview,
    out: Path,
    *,
    taken: Taken | None = None,
    progress: Progress | None = None,
) -> None:
    """Write the workbook that was looked at again, with the findings marked in it.

    Rows that went in (`taken`) carry their record, so that only mended rows are new when the file
    comes again.  A file that was no .xlsx comes back as one.

    Raises:
        Moved: the file is no longer the one that was looked at.
        Refused: it would be written over the file itself.
    """
    tell = progress or tell_nobody
    tell(0, 100)
    refuse_return(preview, out)
    content = read_bytes(preview.path)
    if hashlib.sha256(content).hexdigest() != preview.sha256:
        raise Moved("“{file}”在预览之后又有改动，请重新预览后再退回", file=preview.path.name)
    findings = [
        SheetFindings(
            sheet,
            matching.header_rows,
            {
                row.number: _finding(row, taken is not None)
                for row in preview.rows
                if row.sheet == sheet
            },
        )
        for sheet, matching in preview.matchings
    ]
    made = return_workbook(content, preview.path.name, findings, heard=lambda: tell(10, 100))
    with output(out) as part:
        part.write_bytes(made)
    tell(100, 100)


def _finding(row: Row, taken: bool) -> RowFinding:
    by_column: dict[int, list[Issue]] = defaultdict(list)
    for issue in row.issues:
        if issue.column:
            by_column[column_number(issue.column)].append(issue)
    cells = {
        index: (min((i.severity for i in issues), key=_GRAVITY.index), _numbered(issues))
        for index, issues in by_column.items()
    }
    went_in = row.outcome in _DONE and (taken or row.before is not None)
    words = (_DONE if taken else _COMING).get(row.outcome)
    said = _numbered([i for i in row.issues if row.outcome != "skipped" or i is row.issues[0]])
    if words:
        told = "\n".join(filter(None, (_(words), said)))
    elif row.outcome == "skipped":
        told = _("未导入（{why}）").format(why=said)
    else:
        told = "\n".join((_("未导入，请改正："), said))
    return RowFinding(told, row.outcome, row.id if went_in else "", cells)


def _numbered(issues: Sequence[Issue]) -> str:
    """What was said, each with its column, numbered where there are several."""
    said = list(
        dict.fromkeys(
            _("{column} 列：{message}").format(column=i.column, message=_message(i))
            if i.column
            else _message(i)
            for i in issues
        )
    )
    if len(said) < 2:
        return "".join(said)
    return "\n".join(f"{n}. {words}" for n, words in enumerate(said, 1))


def _message(issue: Issue) -> str:
    """What was said, without the record that it may be: another town's is not for this one."""
    return _("台账里可能已有同一条记录，请核对") if issue.code == "alike" else issue.message
