"""Draw the two forms that travel with the program, and write what fills them.

Run it from the project's folder after changing it: it writes national and gi-year, each as .xlsx
and .toml.  The national form is laid out as the administration drew it in 2020; the yearly material
on geographical indications follows the headings of the national yearly report.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from boshan_desk.domain.forms import (
    FILLED,
    HAND,
    YEAR,
    Condition,
    FigureTie,
    FormMapping,
    HandTie,
    NationalTie,
    RowsTie,
    Source,
    Tie,
    read_cell,
    to_toml,
)
from boshan_desk.domain.forms import TextTie as Words
from boshan_desk.usecases.form_files import NOTES
from boshan_desk.usecases.national_form import ACTIONS, COLUMNS, ROWS, figure_of

FOLDER = Path(__file__).resolve().parent
MADE = datetime(2026, 11, 23)
"""Stands in the files in the place of the moment, so that equal forms are equal files."""

_THIN = Side(style="thin")
BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
TITLE = Font(name="黑体", size=18)
HEAD = Font(name="黑体", size=10)
PLAIN = Font(name="宋体", size=10)
SMALL = Font(name="宋体", size=9)
GROUND = PatternFill("solid", fgColor="EEF2F5")
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
RIGHT = Alignment(horizontal="right", vertical="center")
AMOUNT = Alignment(horizontal="right", vertical="center", indent=1)
MONEY = "#,##0.00"


class Sheet:
    """One sheet that is being drawn, with what is tied to its cells."""

    def __init__(self, book: Workbook, name: str, widths: Sequence[float]) -> None:
        self.sheet: Worksheet = book.create_sheet(name)
        self.ties: list[Tie] = []
        self.wide = len(widths)
        for index, width in enumerate(widths, 1):
            self.sheet.column_dimensions[get_column_letter(index)].width = width

    def put(
        self,
        cells: str,
        content: str | int | None = None,
        *,
        tie: Source | None = None,
        font: Font = PLAIN,
        place: Alignment = CENTRE,
        box: bool = True,
        form: str = "",
        ground: bool = False,
    ) -> None:
        """Write a cell or a range that is merged; tie it."""
        first = cells.partition(":")[0]
        cell = self.sheet[first]
        cell.value, cell.font, cell.alignment = content, font, place
        if form:
            cell.number_format = form
        if ground:
            cell.fill = GROUND
        if box:
            cell.border = BOX
        if ":" in cells:
            self.sheet.merge_cells(cells)
        if tie is not None:
            row, column = read_cell(first)
            self.ties.append(Tie(sheet=self.sheet.title, row=row, column=column, source=tie))

    def height(self, row: int, points: float) -> None:
        """Make a row so high."""
        self.sheet.row_dimensions[row].height = points

    def page(self, *, landscape: bool, heads: str = "", tall: int = 0) -> None:
        """A4; the heads on every page; as wide as the page, and `tall` pages high (0: any)."""
        sheet = self.sheet
        sheet.page_setup.orientation = "landscape" if landscape else "portrait"
        sheet.page_setup.paperSize = 9
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = tall
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_margins.left = sheet.page_margins.right = 0.5
        sheet.page_margins.top = sheet.page_margins.bottom = 0.8
        sheet.page_margins.footer = 0.4
        sheet.print_options.horizontalCentered = True
        footer = sheet.oddFooter
        assert footer is not None
        assert footer.center is not None
        footer.center.text = "第 &P 页，共 &N 页"
        if heads:
            sheet.print_title_rows = heads


def save(book: Workbook, sheets: Sequence[Sheet], name: str, mapping: FormMapping) -> None:
    """Write a form and its mapping."""
    del book[book.sheetnames[0]]
    book.properties.creator = "知识产权工作台"
    book.properties.created = book.properties.modified = MADE
    raw = io.BytesIO()
    book.save(raw)
    with (
        zipfile.ZipFile(raw) as drawn,
        zipfile.ZipFile(FOLDER / f"{name}.xlsx", "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for member in drawn.infolist():
            content = drawn.read(member)
            if member.filename == "docProps/core.xml":
                # The moment of saving goes in whatever the properties say.
                head, _open, rest = content.partition(b"<dcterms:modified")
                _old, close, tail = rest.partition(b"</dcterms:modified>")
                stamp = b' xsi:type="dcterms:W3CDTF">' + MADE.isoformat().encode() + b"Z"
                content = head + b"<dcterms:modified" + stamp + close + tail
            stamped = zipfile.ZipInfo(member.filename, MADE.timetuple()[:6])
            stamped.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(stamped, content)
    ties = tuple(tie for sheet in sheets for tie in sheet.ties)
    whole = FormMapping(title=mapping.title, periods=mapping.periods, note=mapping.note, ties=ties)
    text = f"# Written by prepare.py.\n\n{to_toml(whole)}"
    (FOLDER / f"{name}.toml").write_text(text, "utf-8")


# ---------------------------------------------------------------- the national form


def draw_national() -> None:
    """知识产权执法数据统计表: the quarter, and the year so far."""
    book = Workbook()
    sheets = [
        _national_sheet(book, "本期", total=False),
        _national_sheet(book, "本年累计", total=True),
    ]
    mapping = FormMapping(
        title="知识产权执法数据统计表",
        periods=("quarter", "year"),
        note="按自然季度统计；第四季度的“本年累计”即全年汇总，于次年1月15日前报送。"
        "立案按立案日期、结案按结案日期、移送按移送日期统计，金额按决定日期统计；"
        "电商领域、重点实体市场、农村市场、外商投资企业被侵权以立案数据统计，可重复统计。"
        "合计由表内公式计算；金额不取整写入，按两位小数显示，因此合计与台账完全一致。",
    )
    save(book, sheets, "national", mapping)


def _national_sheet(book: Workbook, name: str, *, total: bool) -> Sheet:
    sheet = Sheet(book, name, (21.5, *[9.6] * 9, 11.8, 11.8))
    span: Literal["now", "total"] = "total" if total else "now"
    sheet.put("A1:L1", "知识产权执法数据统计表", font=TITLE, box=False)
    begun = "{begun}" if total else "{first}"
    for cells, words, place in (
        ("A2:D2", "报送单位：{bureau}", LEFT),
        ("E2:H2", f"统计时间：{begun}至{{last}}", CENTRE),
        ("I2:L2", "报送时间：{today}", RIGHT),
    ):
        sheet.put(cells, words.partition("{")[0], tie=Words(text=words), place=place, box=False)
    sheet.put("A3:A4", "执法行动数据", font=HEAD, ground=True)
    edges = ("B:C", "D:E", "F:G", "H:I", "J:L")
    for (code, title), edge in zip(ACTIONS, edges, strict=True):
        left, _colon, right = edge.partition(":")
        head = title.replace("（", "\n（")
        sheet.put(f"{left}3:{right}3", head, font=HEAD, ground=True)
        sheet.put(f"{left}4:{right}4", tie=FigureTie(code=code, span=span), form="0")
    sheet.put("A5", "案件数据", font=HEAD, ground=True)
    for column, (code, title) in enumerate(COLUMNS, 2):
        letter = get_column_letter(column)
        form = "0.00" if figure_of(code).money else "0"
        sheet.put(f"{letter}5", title.replace("（", "\n（"), font=HEAD, ground=True)
        for row, (key, _title) in enumerate(ROWS, 6):
            tie = NationalTie(row=key, code=code, span=span)
            sheet.put(f"{letter}{row}", tie=tie, form=form)
        sheet.put(f"{letter}14", f"=SUM({letter}6:{letter}13)", font=HEAD, form=form)
    for row, (_key, title) in enumerate(ROWS, 6):
        sheet.put(f"A{row}", title, place=LEFT)
    sheet.put("A14", "合计", font=HEAD)
    sheet.put("A15:D15", "负责人：", tie=HandTie(), place=LEFT, box=False)
    filler = Words(text="填报人：{officer}")
    sheet.put("E15:H15", "填报人：", tie=filler, place=LEFT, box=False)
    sheet.put("I15:L15", "联系电话：", tie=HandTie(), place=LEFT, box=False)
    remarks = "{sample}　{total_remarks}" if total else "{sample}　{remarks}"
    sheet.put("A16:L16", tie=Words(text=remarks), font=SMALL, place=LEFT, box=False)
    for row, note in enumerate(NOTES, 17):
        sheet.put(f"A{row}:L{row}", note, font=SMALL, place=LEFT, box=False)
        sheet.height(row, 15)
    for row, points in ((1, 36), (2, 24), (3, 44), (4, 30), (5, 44), (15, 26), (16, 26)):
        sheet.height(row, points)
    for row in range(6, 15):
        sheet.height(row, 27)
    sheet.page(landscape=True, tall=1)
    return sheet


# ---------------------------------------------------------------- geographical indications


def _is(**values: str | tuple[str, ...]) -> tuple[Condition, ...]:
    return tuple(
        Condition(field, (value,) if isinstance(value, str) else value)
        for field, value in values.items()
    )


GI = _is(topics="gi")
CASES = _is(cause="@gi")
THIS_YEAR = _is(year=YEAR)

Line = tuple[str, str, str, tuple[Condition, ...]]
"""An item, its unit, the figure, and what narrows it; without figure the next ones make the sum."""

SUMMARY: tuple[tuple[str, tuple[Line, ...]], ...] = (
    (
        "一、基本情况",
        (
            ("有效权利", "件", "", ()),
            ("　其中：地理标志产品", "件", "M-GI01", _is(right_kind="PGI")),
            ("　　　　证明商标", "件", "M-GI01", _is(right_kind="CTM")),
            ("　　　　集体商标", "件", "M-GI01", _is(right_kind="COL")),
            ("　　　　农产品地理标志", "件", "M-GI01", _is(right_kind="AGI")),
            ("保护示范区（筹建、已建成）", "件", "M-GI01", _is(demo_zone=("building", "built"))),
            (
                "运用促进工程（实施、验收）",
                "件",
                "M-GI01",
                _is(promo_project=("running", "accepted")),
            ),
        ),
    ),
    (
        "二、用标管理",
        (
            ("专用标志使用人（在用）", "家", "", ()),
            ("　其中：产品生产者", "家", "M-GI02", _is(user_kind="producer")),
            ("　　　　集体商标注册人成员", "家", "M-GI02", _is(user_kind="member")),
            ("　　　　证明商标被许可人", "家", "M-GI02", _is(user_kind="licensee")),
            ("　　　　经登记备案的其他使用人", "家", "M-GI02", _is(user_kind="filed")),
            ("本年新增使用人", "家", "M-GI02b", ()),
            ("用标覆盖率", "%", "M-GI03", ()),
        ),
    ),
    (
        "三、行政保护",
        (
            ("监督检查", "次", "M-GI05", ()),
            ("　其中：双随机", "次", "M-GI05", _is(kind="random")),
            ("　　　　专项检查", "次", "M-GI05", _is(kind="special")),
            ("发现问题", "次", "M-GI05b", ()),
            ("整改完成率", "%", "M-GI05c", ()),
            ("立案", "件", "M-EN02", CASES),
            ("结案", "件", "M-EN03", CASES),
            ("罚没款", "万元", "M-EN05", CASES),
            ("移送公安", "件", "M-EN06", CASES),
        ),
    ),
    ("四、年度产值", (("直接产值（已审定）", "万元", "M-GI04", THIS_YEAR),)),
    (
        "五、标准与检测",
        (
            ("已登记执行标准的权利", "件", "M-GI01", _is(std_no=FILLED)),
            ("　其中：标准现行有效", "件", "M-GI01", _is(std_no=FILLED, std_state="valid")),
            ("已登记检测机构的权利", "件", "M-GI01", _is(lab=FILLED)),
            ("监督抽检", "批次", "M-GI05", _is(kind="sampling")),
            ("　其中：合格", "批次", "M-GI05", _is(kind="sampling", verdict="pass")),
        ),
    ),
    (
        "六、培训宣传（内容方向含地理标志）",
        (
            ("培训", "场次", "M-TR01", GI),
            ("培训人数", "人次", "M-TR01b", GI),
            ("参训企业", "家次", "M-TR01c", GI),
            ("宣传活动", "场次", "M-TR02", GI),
            ("线上观看", "人次", "M-TR02b", GI),
        ),
    ),
)

BY_HAND = ("省级以上补助资金（万元）", "典型经验", "存在问题", "下一年度打算")


def draw_gi_year() -> None:
    """年报素材包: what the yearly report on geographical indications asks of a county."""
    book = Workbook()
    sheets = [
        _summary(book),
        _list(
            book,
            "权利名录",
            "{county}地理标志权利名录（截至{today}）",
            "gi_right",
            (
                ("产品名称", "product_name", 14),
                ("权利类型", "right_kind", 14),
                ("产品门类", "category", 12),
                ("注册人或申请机构", "holder", 26),
                ("公告号", "notice_no", 18),
                ("商标注册号", "tm_no", 12),
                ("专用权到期", "exp_on", 12),
                ("生产者总数", "producers", 9),
                ("示范区", "demo_zone", 9),
                ("运用促进", "promo_project", 9),
                ("权利状态", "state", 10),
            ),
            room=100,
            where=_is(state=("valid", "grace")),
            order="right_kind",
        ),
        _list(
            book,
            "使用人名录",
            "{county}地理标志专用标志使用人名录（截至{today}）",
            "gi_user",
            (
                ("产品", "right_id", 14),
                ("使用人名称", "name", 28),
                ("统一社会信用代码", "uscc", 21),
                ("使用人类别", "user_kind", 22),
                ("镇街", "town_code", 12),
                ("核准公告号或备案号", "grant_no", 20),
                ("核准日期", "grant_on", 12),
                ("有效期至", "valid_to", 12),
                ("年使用数量", "labels", 11),
            ),
            room=500,
            where=_is(state="using"),
            order="right_id",
            sums=("labels",),
        ),
        _list(
            book,
            "监督检查",
            "{county}{year}年地理标志监督检查",
            "gi_check",
            (
                ("检查日期", "checked_on", 12),
                ("镇街", "town_code", 12),
                ("检查对象", "target", 28),
                ("检查类型", "kind", 11),
                ("检查事项", "items", 28),
                ("检查结果", "result", 13),
                ("整改期限", "due_on", 12),
                ("复查结果", "recheck", 10),
                ("检验结论", "verdict", 9),
            ),
            room=500,
            within="total",
            order="checked_on",
        ),
        _list(
            book,
            "案件",
            "{county}{year}年立案的地理标志案件",
            "case",
            (
                ("立案日期", "filed_on", 12),
                ("立案号", "file_no", 24),
                ("当事人", "party", 28),
                ("案由", "cause", 26),
                ("决定日期", "decided_on", 12),
                ("处罚决定书文号", "decision_no", 24),
                ("罚款（元）", "fine@元", 12),
                ("没收违法所得（元）", "confiscate_money@元", 12),
                ("结案日期", "closed_on", 12),
            ),
            room=200,
            where=CASES,
            within="total",
            order="filed_on",
            sums=("fine@元", "confiscate_money@元"),
        ),
        _list(
            book,
            "年度产值",
            "{county}{year}年地理标志年度产值（已审定；金额单位：万元）",
            "gi_year",
            (
                ("产品", "right_id", 14),
                ("权利类型", "right_id.right_kind", 14),
                ("产量", "output", 10),
                ("单位", "output_unit", 7),
                ("直接产值", "value", 13),
                ("用标企业产值", "user_value", 13),
                ("销售额", "sales", 13),
                ("线上销售额", "online", 13),
                ("出口额", "export", 12),
                ("从业人数", "jobs", 10),
                ("带动农户", "households", 10),
                ("统计口径", "basis", 12),
            ),
            room=100,
            where=(*THIS_YEAR, *_is(audited="yes")),
            order="right_id",
            sums=("value", "user_value", "sales", "online", "export", "jobs", "households"),
        ),
        _list(
            book,
            "标准与检测",
            "{county}地理标志标准与检测（截至{today}）",
            "gi_right",
            (
                ("产品名称", "product_name", 16),
                ("权利类型", "right_kind", 14),
                ("执行标准号", "std_no", 22),
                ("标准名称", "std_name", 34),
                ("标准状态", "std_state", 10),
                ("检测机构", "lab", 28),
                ("使用管理规则", "rule_ver", 16),
                ("本年检测批次", HAND, 12),
            ),
            room=100,
            where=_is(state=("valid", "grace"), std_no=FILLED),
            order="right_kind",
        ),
        _list(
            book,
            "培训宣传",
            "{county}{year}年地理标志培训宣传",
            "event",
            (
                ("日期", "starts_on", 12),
                ("活动名称", "title", 34),
                ("类别", "kind", 12),
                ("形式", "form", 13),
                ("地点", "place", 20),
                ("主办单位", "host", 26),
                ("线下人数", "people", 10),
                ("线上观看", "views", 11),
                ("参训企业", "firms", 10),
                ("发放资料", "handouts", 10),
            ),
            room=300,
            where=GI,
            within="total",
            order="starts_on",
            sums=("people", "views", "firms", "handouts"),
        ),
    ]
    mapping = FormMapping(
        title="地理标志年报素材包",
        periods=("year",),
        note="国家年报一般每年1月中旬至3月填报上一年度，请按上一年度填报。“上年”是再前一年的全年数。"
        "名录是填报当日的状况；产值只取已审定的本年度数，没有审定的为空。"
        "案件按案由归入地理标志，培训宣传按内容方向含“地理标志”归入。",
    )
    save(book, sheets, "gi-year", mapping)


def _summary(book: Workbook) -> Sheet:
    sheet = Sheet(book, "汇总", (34, 9, 15, 15, 13, 30))
    words = Words(text="{county}{year}年地理标志年报素材")
    sheet.put("A1:F1", "地理标志年报素材", tie=words, font=TITLE, box=False)
    sheet.put("A2:C2", "填报单位：", tie=Words(text="填报单位：{bureau}"), place=LEFT, box=False)
    words = Words(text="填报人：{officer}　填报日期：{today}　{sample}")
    sheet.put("D2:F2", "填报日期：", tie=words, place=RIGHT, box=False)
    for letter, head in zip(
        "ABCDEF", ("项目", "单位", "本年", "上年", "增减（%）", "说明"), strict=True
    ):
        sheet.put(f"{letter}3", head, font=HEAD, ground=True)
    row = 4
    for title, lines in SUMMARY:
        sheet.put(f"A{row}:F{row}", title, font=HEAD, place=LEFT, ground=True)
        sheet.height(row, 22)
        row += 1
        for place, (name, unit, code, where) in enumerate(lines):
            money = unit == "万元"
            form = MONEY if money else "0.0" if unit == "%" else "#,##0"
            sheet.put(f"A{row}", name, place=LEFT)
            sheet.put(f"B{row}", unit)
            if code:
                tie = FigureTie(code=code, where=where)
                then = FigureTie(code=code, where=where, span="last_year")
                sheet.put(f"C{row}", tie=tie, form=form)
                sheet.put(f"D{row}", tie=then, form=form)
            else:
                parts = sum(1 for each in lines[place + 1 :] if each[0].startswith("　"))
                for letter in "CD":
                    formula = f"=SUM({letter}{row + 1}:{letter}{row + parts})"
                    sheet.put(f"{letter}{row}", formula, font=HEAD, form="#,##0")
            change = f'=IF(OR(C{row}="",N(D{row})=0),"—",ROUND((C{row}-D{row})/D{row}*100,1))'
            if unit == "%":
                change = f'=IF(OR(C{row}="",D{row}=""),"—",ROUND(C{row}-D{row},1)&"个百分点")'
            sheet.put(f"E{row}", change, form="0.0")
            sheet.put(f"F{row}", tie=HandTie() if name == "用标覆盖率" else None, place=LEFT)
            sheet.height(row, 20)
            row += 1
    sheet.put(f"A{row}:F{row}", "七、另需手工填写", font=HEAD, place=LEFT, ground=True)
    sheet.height(row, 22)
    for name in BY_HAND:
        row += 1
        sheet.put(f"A{row}", name, place=LEFT)
        sheet.put(f"B{row}:F{row}", tie=HandTie(), place=LEFT)
        sheet.height(row, 20 if "万元" in name else 48)
    row += 1
    note = "注：口径见程序的指标说明；“用标覆盖率”“整改完成率”的增减为百分点。"
    sheet.put(f"A{row}:F{row}", note, font=SMALL, place=LEFT, box=False)
    for number, points in ((1, 36), (2, 24), (3, 26)):
        sheet.height(number, points)
    sheet.page(landscape=False, heads="1:3")
    return sheet


def _list(
    book: Workbook,
    name: str,
    title: str,
    ledger: str,
    columns: Sequence[tuple[str, str, float]],
    *,
    room: int,
    where: tuple[Condition, ...] = (),
    within: Literal["all", "period", "total"] = "all",
    order: str = "",
    sums: Sequence[str] = (),
) -> Sheet:
    """A list of records below its heads; sums stand above the records, which may be any number."""
    sheet = Sheet(book, name, (6, *(width for _head, _field, width in columns)))
    last = get_column_letter(sheet.wide)
    shown = title.partition("（")[0].replace("{county}", "").replace("{year}年", "")
    sheet.put(f"A1:{last}1", shown, tie=Words(text=title), font=TITLE, box=False)
    sheet.put("A2", "序号", font=HEAD, ground=True)
    first = 4 if sums else 3
    end = first + room - 1
    if sums:
        sheet.put("A3", "合计", font=HEAD)
    for place, (head, field, _width) in enumerate(columns, 2):
        letter = get_column_letter(place)
        sheet.put(f"{letter}2", head, font=HEAD, ground=True)
        money = field in _MONEY or field.endswith("@元")
        if sums:
            total = f"=SUM({letter}{first}:{letter}{end})" if field in sums else None
            form = MONEY if money else "#,##0"
            sheet.put(f"{letter}3", total, font=HEAD, form=form, place=AMOUNT)
        for row in range(first, end + 1):
            cell = sheet.sheet[f"{letter}{row}"]
            cell.font, cell.alignment = PLAIN, LEFT
            if money or field in sums or field in _NUMBERS:
                cell.alignment = AMOUNT
                cell.number_format = MONEY if money else "#,##0"
    for row in range(first, end + 1):
        sheet.sheet[f"A{row}"].font, sheet.sheet[f"A{row}"].alignment = PLAIN, CENTRE
    # Only rows that hold a record are boxed.
    rule = FormulaRule(  # type: ignore[no-untyped-call]
        formula=[f'$A{first}<>""'], border=BOX
    )
    sheet.sheet.conditional_formatting.add(f"A{first}:{last}{end}", rule)
    tie = RowsTie(
        ledger=ledger,
        columns=("#", *(field for _head, field, _width in columns)),
        room=room,
        where=where,
        within=within,
        order=order,
    )
    sheet.ties.append(Tie(sheet=name, row=first, column=0, source=tie))
    sheet.height(1, 34)
    sheet.height(2, 30)
    sheet.sheet.freeze_panes = f"B{first}"
    sheet.page(landscape=True, heads=f"1:{first - 1}")
    return sheet


_NUMBERS = ("producers", "output")
_MONEY = ("value", "user_value", "sales", "online", "export")


if __name__ == "__main__":
    draw_national()
    draw_gi_year()
