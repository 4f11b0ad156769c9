"""The ten workbooks as offices send them, cell by cell against what may be made of them.

`tests/data/expected.jsonl` says of each cell: `exact`, the value must come; `exact_or_flag`, it
comes or the row is reported; `must_flag`, the row must be reported.  A row that stands in no record
there must not become one.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from boshan_desk.domain.fields import Money
from boshan_desk.domain.ledger import Ledger
from boshan_desk.ledgers import LEDGERS
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.sheets import look, report, take_in

DATA: Final = Path(__file__).parents[1] / "data"
SAMPLES: Final[dict[str, dict[str, Any]]] = {
    sample["file"]: sample
    for sample in map(json.loads, (DATA / "expected.jsonl").read_text("utf-8").splitlines())
}
FIELDS: Final = {
    "case": {
        "案号": "case_no",
        "案件类型": "case_type",
        "所属乡镇": "town_code",
        "当事人名称": "party",
        "证件号码": "id_no",
        "联系电话": "phone",
        "立案日期": "filed_on",
        "结案日期": "closed_on",
        "涉案金额(元)": "value",
        "承办人": "officers",
        "办理状态": "state",
        "备注": "remark",
    },
    "training": {
        "姓名": "name",
        "性别": "sex",
        "工作单位": "unit",
        "所属乡镇": "town_code",
        "身份证号": "id_no",
        "联系电话": "phone",
        "培训日期": "attended_on",
        "学时": "hours",
        "是否结业": "passed",
        "备注": "remark",
    },
    "enterprise": {
        "企业名称": "name",
        "统一社会信用代码": "uscc",
        "所属乡镇": "town_code",
        "法定代表人": "legal_rep",
        "联系电话": "phone",
        "成立日期": "founded_on",
        "有效专利数": "patents",
        "商标数": "marks",
        "质押融资金额(元)": "pledged",
        "是否高企": "high_tech",
        "备注": "remark",
    },
}
"""Which field each heading of the samples stands for."""
_CALLED: Final = {"training": "attendee"}
_SAYS_NOTHING: Final = "required"
"""The code of the word that a draft still lacks something: it reports no cell."""


def ledger_of(sample: Mapping[str, Any]) -> Ledger:
    return LEDGERS[_CALLED.get(sample["ledger"], sample["ledger"])]


@dataclass
class Findings:
    """What came of one file."""

    compared: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def judge(
    sample: Mapping[str, Any],
    told: Mapping[str, Any],
    stored: Mapping[str, Any],
    desk: Desk,
) -> Findings:
    """Hold a report, and what was stored, against what was expected."""
    ledger = ledger_of(sample)
    findings = Findings()
    several = len({row.get("sheet") for row in told["rows"]}) > 1
    rows = {(row.get("sheet", ""), row["row"]): row for row in told["rows"]}
    if len(rows) < len(told["rows"]):
        findings.faults.append("a row stands twice in the report")
    for expected in sample["records"]:
        place = (expected["sheet"] if several else "", expected["row"])
        row = rows.pop(place, None)
        if row is None:
            findings.faults.append(f"{place} is lost")
            continue
        issues = [issue for issue in row["issues"] if issue["code"] != _SAYS_NOTHING]
        if row["outcome"] not in ("new", "refused"):
            findings.faults.append(f"{place} is {row['outcome']}")
            continue
        record = stored[row["id"]] if row["outcome"] == "new" else None
        for heading, cell in expected["cells"].items():
            name = FIELDS[sample["ledger"]][heading]
            kind = ledger.fields[name]
            said = row["values"].get(name, kind.to_json(kind.empty))
            if record is not None and kind.to_json(getattr(record, name)) != said:
                findings.faults.append(f"{place} {heading}: stored is not what is said")
            value = kind.from_store(_as_stored(said, name, ledger))
            # What the samples expect is as an officer reads it.
            shown = str(said or "") if isinstance(kind, Money) else kind.show(value, desk.lists)
            flagged = any(issue["field"] == name for issue in issues)
            policy, wanted = cell["policy"], cell["expect"] or ""
            right = shown == wanted
            good = {
                "exact": right,
                "exact_or_flag": right or (flagged and not shown),
                "must_flag": flagged and not shown,
            }[policy]
            findings.compared[policy] += 1
            if not good:
                findings.faults.append(f"{place} {heading} {cell['raw']}: {policy}, came {shown!r}")
    for place, row in rows.items():
        if row["outcome"] != "skipped":
            findings.faults.append(f"{place} is no record, and is {row['outcome']}")
    return findings


def _as_stored(said: Any, name: str, ledger: Ledger) -> Any:
    """A value of the report as the store would keep it."""
    if isinstance(said, list):
        return ("、" if ledger.fields[name].name == "names" else ",").join(said) or None
    return int(said) if isinstance(said, bool) else said


def filled_rows(sample: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Every row of the file that holds something, read without our own reader."""
    path = DATA / sample["file"]
    if path.suffix == ".csv":
        lines = csv.reader(io.StringIO(path.read_bytes().decode("gb18030")))
        for number, cells in enumerate(lines, 1):
            if any(cell.strip() for cell in cells):
                yield path.stem, number
    elif path.suffix == ".xls":
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for number, row in enumerate(rows, 1):
                if any(str(cell).strip() for cell in row):
                    yield name, number
    else:
        workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
        for sheet in workbook.worksheets:
            for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
                if any(value is not None and str(value).strip() for value in values):
                    yield sheet.title, number


def take(desk: Desk, file: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The report of taking in what is good of a sample, and the records by their ids."""
    ledger = ledger_of(SAMPLES[file])
    preview = look(desk, ledger, DATA / file)
    told = report(preview, committed=True)
    take_in(desk, preview, only_good=True)
    with desk.read() as reader:
        return told, {record.id: record for record in reader.all(ledger.record)}


def test_the_samples_are_all_there() -> None:
    assert len(SAMPLES) == 10
    assert all((DATA / file).is_file() for file in SAMPLES)


@pytest.mark.parametrize("file", sorted(SAMPLES))
def test_every_cell_of_a_sample_is_right_or_reported(desk: Desk, file: str) -> None:
    sample = SAMPLES[file]
    told, stored = take(desk, file)
    findings = judge(sample, told, stored, desk)
    assert findings.faults == []
    wanted = Counter(c["policy"] for r in sample["records"] for c in r["cells"].values())
    assert findings.compared == wanted
    assert len(stored) == told["counts"]["new"]


@pytest.mark.parametrize("file", sorted(SAMPLES))
def test_every_row_of_a_sample_is_accounted_for_once(desk: Desk, file: str) -> None:
    told = report(look(desk, ledger_of(SAMPLES[file]), DATA / file), committed=False)
    counts = dict(told["counts"])
    assert counts.pop("rows_in_file") == sum(counts.values()) == len(told["rows"])
    only = told["sheet"]
    places = Counter((row.get("sheet", only), row["row"]) for row in told["rows"])
    places.update((head["sheet"], row) for head in told["sheets"] for row in head["header_rows"])
    assert set(places.values()) == {1}
    assert set(filled_rows(SAMPLES[file])) <= set(places)


@pytest.mark.parametrize("file", sorted(SAMPLES))
def test_taking_a_sample_in_again_changes_nothing(desk: Desk, file: str) -> None:
    told, stored = take(desk, file)
    again, kept = take(desk, file)
    assert again["counts"]["new"] == again["counts"]["changed"] == 0
    assert again["counts"]["same"] == told["counts"]["new"]
    assert again["counts"]["refused"] == told["counts"]["refused"]
    assert kept == stored


def test_what_the_samples_warn_of_is_told(desk: Desk) -> None:
    told, _stored = take(desk, "case_everything.xlsx")
    sample = SAMPLES["case_everything.xlsx"]
    assert sample["must_warn"] == ["hidden_sheet", "duplicate_records"]
    codes = Counter(i["code"] for row in told["rows"] for i in row["issues"])
    assert codes["hidden-sheet"] > 0
    numbers = [r["cells"]["案号"]["expect"] for r in sample["records"]]
    doubles = sum(count for count in Counter(numbers).values() if count > 1)
    assert doubles == codes["duplicate"] > 0


@pytest.mark.parametrize("fault", ["lost", "wrong", "silent", "stranger"])
def test_the_comparison_can_fail(desk: Desk, fault: str) -> None:
    file = "training_ids_as_numbers.xlsx"
    told, stored = take(desk, file)
    row = next(row for row in told["rows"] if row["outcome"] == "refused")
    if fault == "lost":
        told["rows"].remove(row)
    elif fault == "wrong":
        row["values"]["unit"] += "甲"
    elif fault == "silent":
        row["issues"].clear()
    else:
        told["rows"].append({**row, "row": 9999})
    faults = judge(SAMPLES[file], told, stored, desk).faults
    assert len(faults) == 1
