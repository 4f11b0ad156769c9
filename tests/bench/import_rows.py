"""Excel in: a workbook of 10,000 × 20 taken in whole, against the least that does it at all.

The floor reads the same file with calamine and writes the cells with executemany into one table
(performance.md 2).  Run as a program it prints both, and the ratio.
"""

from __future__ import annotations

import random
import tempfile
import time
import zipfile
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

import python_calamine
import sqlcipher3.dbapi2 as driver

from boshan_desk.domain.today import Clock
from boshan_desk.excel.grid import column_letter
from boshan_desk.ledgers.case import Case
from boshan_desk.store.opening import make, open_desk
from boshan_desk.usecases.sheets import export, look, take_in

ROWS = 10_000

HEADINGS = (
    "案号",
    "案件类型",
    "所属乡镇",
    "当事人名称",
    "证件号码",
    "联系电话",
    "住所",
    "法定代表人",
    "案情简述",
    "涉案商品",
    "权利人",
    "立案日期",
    "决定日期",
    "结案日期",
    "涉案金额(元)",
    "罚款金额(元)",
    "办案机构",
    "承办人",
    "办理状态",
    "备注",
)

_BRIEF = (
    "当事人在未取得商标注册人许可的情况下，销售标有他人注册商标的商品，"
    "执法人员现场检查时查获，货值已核定。"
)


def _write_sheet(path: Path, rows: list[list[object]]) -> None:
    """A plain workbook by hand: making it must not be the slow part of the measurement."""
    lines = []
    for n, row in enumerate(rows, 1):
        cells = []
        for index, value in enumerate(row):
            at = f'<c r="{column_letter(index)}{n}"'
            if isinstance(value, date):
                cells.append(f'{at} s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>')
            elif isinstance(value, int | float):
                cells.append(f"{at}><v>{value}</v></c>")
            else:
                text = escape(str(value))
                cells.append(f'{at} t="inlineStr"><is><t>{text}</t></is></c>')
        lines.append(f'<row r="{n}">{"".join(cells)}</row>')
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        out.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types">'
            '<Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
            "</Types>",
        )
        out.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="a"'
            f' Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        out.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="Sheet1" sheetId="1" r:id="a"/></sheets></workbook>',
        )
        out.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="a"'
            f' Type="{office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="b"'
            f' Type="{office}/styles" Target="styles.xml"/></Relationships>',
        )
        out.writestr(
            "xl/styles.xml",
            f'<styleSheet xmlns="{main}"><cellXfs count="2"><xf numFmtId="0"/>'
            '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
        )
        out.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{main}"><sheetData>{"".join(lines)}</sheetData></worksheet>',
        )


def make_rows(count: int) -> list[list[object]]:
    """A head and invented cases: 20 columns, some 170 Chinese characters a row."""
    chance = random.Random(20261009)
    towns = ("城东街道", "城西街道", "山头街道", "域城镇", "白塔镇", "八陡镇", "石马镇", "源泉镇")
    kinds = ("商标侵权", "假冒专利", "地理标志", "商业秘密")
    people = [a + b for a in "赵钱孙李周吴郑王" for b in ("一演", "二示", "三演", "四示")]
    rows: list[list[object]] = [list(HEADINGS)]
    for n in range(count):
        filed = date(2021, 1, 1) + timedelta(days=chance.randrange(1700))
        rows.append(
            [
                f"演示案字〔{filed.year}〕{n + 1}号",
                chance.choice(kinds),
                chance.choice(towns),
                f"演示第{n + 1}号琉璃制品有限公司",
                f"演示{n:08d}",
                f"1990{chance.randrange(10**7):07d}",
                f"淄博市博山区{chance.choice(towns)}演示路{n % 300 + 1}号",
                chance.choice(people),
                f"{_BRIEF}第{n + 1}案。",
                "标有他人注册商标的琉璃摆件和陶瓷茶具若干",
                "演示商标权利人有限公司",
                filed,
                filed + timedelta(days=30),
                filed + timedelta(days=60),
                chance.randrange(10**8) / 100,
                chance.randrange(10**6) / 100,
                "博山区市场监督管理局知识产权保护科（演示）",
                "、".join(chance.sample(people, 2)),
                "结案",
                "演示数据，不是真实案件",
            ]
        )
    return rows


def _floor(path: Path, store: Path) -> float:
    began = time.perf_counter()
    rows = python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()
    connection = driver.connect(store, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    names = ", ".join(f"c{i}" for i in range(len(HEADINGS)))
    connection.execute(f"CREATE TABLE t ({names})")
    connection.execute("BEGIN IMMEDIATE")
    marks = ", ".join("?" * len(HEADINGS))
    connection.executemany(
        f"INSERT INTO t VALUES ({marks})",
        [[str(c) if isinstance(c, date) else c for c in row] for row in rows[1:]],
    )
    connection.execute("COMMIT")
    connection.close()
    return time.perf_counter() - began


def _write_floor(path: Path, rows: list[list[object]]) -> float:
    began = time.perf_counter()
    _write_sheet(path, rows)
    return time.perf_counter() - began


def measure(count: int = ROWS) -> list[tuple[str, float, float]]:
    """(what, seconds of the floor, our seconds), each the best of three."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        path = folder / "rows.xlsx"
        cells = make_rows(count)
        _write_sheet(path, cells)
        floors, ours, out_floors, outs = [], [], [], []
        for turn in range(3):
            floors.append(_floor(path, folder / f"floor{turn}.db"))
            make(folder / f"desk{turn}", county="boshan")
            with open_desk(folder / f"desk{turn}", clock=Clock(date(2026, 10, 9))) as desk:
                began = time.perf_counter()
                preview = look(desk, Case.ledger, path)
                taken = take_in(desk, preview)
                ours.append(time.perf_counter() - began)
                if taken.counts["new"] != count:
                    raise AssertionError(f"not every row came in: {taken.counts}")
                out_floors.append(_write_floor(folder / f"out{turn}.xlsx", cells))
                began = time.perf_counter()
                fields = [c.field for c in preview.matchings[0][1].columns if c.field]
                export(desk, Case.ledger, folder / f"ours{turn}.xlsx", columns=fields)
                outs.append(time.perf_counter() - began)
    return [
        (f"Excel in, {count} × {len(HEADINGS)}", min(floors), min(ours)),
        (f"Excel out, {count} × {len(HEADINGS)}", min(out_floors), min(outs)),
    ]


def main() -> None:
    """Print what was measured."""
    for what, floor, ours in measure():
        print(f"{what}: floor {floor:.2f} s, ours {ours:.2f} s, ratio {ours / floor:.2f}")


if __name__ == "__main__":
    main()
