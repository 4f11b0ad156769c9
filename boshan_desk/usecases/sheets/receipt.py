"""The receipt of an import on A4, as PDF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from boshan_desk.domain import identifiers
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.report import Block, Column, Grid, PageBreak, Report, Words
from boshan_desk.domain.wording import NOTHING, listed, with_more
from boshan_desk.i18n import _, mark
from boshan_desk.reports.pdf import Drawn, draw
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.outputs import output
from boshan_desk.usecases.sheets.preview import Preview
from boshan_desk.usecases.sheets.receipt_facts import (
    OUTCOME_WORDS,
    Receipt,
    kept_receipt,
    receipt_of,
)
from boshan_desk.usecases.sheets.taking import Taken

MOST_REASONS: Final = 30
"""Reasons and columns that are listed one by one; a heap of tiny sheets has one for each."""

_KINDS: Final[Mapping[str, str]] = {
    "about": mark("约数"),
    "alike": mark("可能与已有记录重复"),
    "alike-row": mark("可能与文件内其他行重复"),
    "ambiguous": mark("与多条记录相同，无法确定"),
    "digits": mark("号码末几位已丢失"),
    "ditto": mark("“同上”等省略写法"),
    "duplicate": mark("文件内重复"),
    "far": mark("表外远处另有内容，未读取"),
    "forbidden": mark("按规定不能这样改"),
    "exists": mark("台账里已有，不能新增"),
    "formula": mark("公式没有可用的结果"),
    "future": mark("日期晚于今天"),
    "hidden-column": mark("隐藏的列"),
    "hidden-row": mark("隐藏的行"),
    "hidden-sheet": mark("隐藏的工作表"),
    "idcard": mark("身份证号码有误或存疑"),
    "link": mark("对应不到其他台账的记录"),
    "masked": mark("内容已经脱敏"),
    "merged": mark("合并单元格"),
    "merged-amount": mark("几行合并为一格的金额"),
    "other-town": mark("镇街与本次导入不符"),
    "papers": mark("证件号码有误或存疑"),
    "phone": mark("电话号码有误或存疑"),
    "range": mark("数值超出范围"),
    "double": mark("可能重复登记"),
    "edition": mark("标准已换版"),
    "required": mark("缺少必填内容"),
    "rule": mark("栏目之间互相矛盾"),
    "serial": mark("日期是数字，按表格日期读取"),
    "several": mark("一格有多个内容"),
    "too-long": mark("内容过长"),
    "type": mark("内容与栏目类型不符"),
    "unit": mark("金额单位有误或存疑"),
    "unlisted": mark("不在可选项里"),
    "unreadable": mark("内容无法识别"),
    "uscc": mark("统一社会信用代码有误或存疑"),
    "binned": mark("同样的记录在回收站里"),
    "taken": mark("记录标识与内容对不上"),
    "withdrawn": mark("记录在回收站里"),
    "year": mark("年份不合常理"),
}
"""What each kind of finding is called; the rest are 其他问题."""


def receipt_paper(desk: Desk, preview: Preview, taken: Taken | None) -> Drawn:
    """The receipt of an import as PDF."""
    return draw(receipt_report(desk, receipt_of(desk, preview, taken)))


def kept_paper(desk: Desk, number: int) -> Drawn:
    """The receipt of an import of any day, as far as the history keeps it.

    Raises:
        Missing: no import has this number.
    """
    return draw(receipt_report(desk, kept_receipt(desk, number)))


def refuse_place(path: Path) -> None:
    """Refuse a name that is no PDF's: it may be another file's, the store's for one."""
    if path.suffix.lower() != ".pdf":
        raise Refused("回执只能存为 .pdf 文件，请把文件名改为 {name}.pdf", name=path.stem)


def write_receipt(desk: Desk, path: Path, preview: Preview, taken: Taken | None) -> Drawn:
    """Write the receipt of an import as PDF; an older file gives way only to a whole one."""
    refuse_place(path)
    with output(path) as part:
        drawn = receipt_paper(desk, preview, taken)
        part.write_bytes(drawn.pdf)
    return drawn


def write_kept_receipt(desk: Desk, path: Path, number: int) -> Drawn:
    """Write the receipt of an import of any day as PDF.

    Raises:
        Missing: no import has this number.
    """
    refuse_place(path)
    with output(path) as part:
        drawn = kept_paper(desk, number)
        part.write_bytes(drawn.pdf)
    return drawn


def receipt_report(desk: Desk, receipt: Receipt) -> Report:
    """The paper, before it is drawn."""
    county = desk.county
    blocks: list[Block] = [_facts(receipt), _reckoning(receipt)]
    if receipt.findings:
        blocks.append(_findings(receipt))
    if receipt.unmatched:
        blocks.append(_unmatched(receipt))
    blocks.append(Words(text=_note(receipt), style="note"))
    blocks += [
        Words(text=_("{who}（签字）：　　　　　　　　　　年　　月　　日").format(who=who))
        for who in (_("经办人"), _("复核人"), _("报送人"))
    ]
    if receipt.refused:
        blocks += [PageBreak(), _refused(receipt)]
        if receipt.more_refused:
            words = _("其余 {count} 行见退回表格。").format(count=receipt.more_refused)
            blocks.append(Words(text=words, style="note"))
    with desk.read() as reader:
        sample = reader.setting("sample") == "yes"
    named = with_more(_("导入回执"), _("编号 {number}").format(number=receipt.number or NOTHING))
    return Report(
        title=(_("导入回执"),),
        office=county.bureau,
        date="",
        period=receipt.at[:10],
        as_of=with_more(receipt.ledger, _state(receipt)),
        blocks=tuple(blocks),
        foot=with_more(named, _("演示数据")) if sample else named,
        subject=_("导入回执"),
    )


def _note(receipt: Receipt) -> str:
    told = [
        _(
            "文件的每一行都在表2中计入一次。SHA-256 是文件内容的校验值，"
            "内容有任何改动，校验值都会不同。"
        )
    ]
    if receipt.refused:
        told.append(_("不能导入的行列在后页。"))
    elif receipt.more_refused:
        words = _("不能导入的 {count} 行及其原因，见退回表格。")
        told.append(words.format(count=receipt.more_refused))
    return "".join(told)


def _state(receipt: Receipt) -> str:
    if receipt.number is None:
        return _("尚未写入台账")
    return _("已写入，后来撤销") if receipt.undone else _("已写入台账")


def _facts(receipt: Receipt) -> Grid:
    digest = receipt.sha256
    rows = [
        (_("文件"), receipt.file),
        (_("SHA-256"), " ".join(digest[i : i + 16] for i in range(0, len(digest), 16))),
        (_("工作表"), _in_short(receipt.sheets) or NOTHING),
        (_("导入到"), receipt.ledger),
        (_("镇街"), receipt.town or _("未指定，按表内各行")),
        (_("操作人"), receipt.officer),
        (_("时间"), receipt.at[:19]),
        (_("编号"), str(receipt.number) if receipt.number else NOTHING),
        (_("结果"), _state(receipt)),
    ]
    return Grid(
        title=_("导入的文件"),
        columns=(
            Column(title=_("项目"), weight=1, align="center"),
            Column(title=_("内容"), weight=5),
        ),
        rows=tuple(rows),
        key="facts",
    )


def _in_short(names: Sequence[str]) -> str:
    """The first of many names, and how many there are."""
    told = listed(names[:MOST_REASONS])
    if len(names) <= MOST_REASONS:
        return told
    return _("{names}等 {count} 个").format(names=told, count=len(names))


def _reckoning(receipt: Receipt) -> Grid:
    """Every row of the file, once."""
    counts = receipt.counts
    rows: list[tuple[str, str, str]] = []
    for name, title in OUTCOME_WORDS.items():
        count = counts.get(name, 0)
        if name != "skipped":
            rows.append((_(title), f"{count:,}", ""))
            continue
        reasons = list(receipt.skipped.items())
        told, rest = reasons[:MOST_REASONS], sum(n for _r, n in reasons[MOST_REASONS:])
        rows += [(_(title), f"{n:,}", reason) for reason, n in told]
        if rest:
            rows.append((_(title), f"{rest:,}", _("其他原因")))
        if not reasons:
            rows.append((_(title), f"{count:,}", ""))
    total = sum(counts.get(name, 0) for name in OUTCOME_WORDS)
    rows.append((_("合计"), f"{total:,}", ""))
    in_file = counts.get("rows_in_file", 0)
    words = _("相符") if receipt.balanced else _("不相符，请核对")
    rows.append((_("文件中的行"), f"{in_file:,}", words))
    return Grid(
        title=_("行数核对"),
        columns=(
            Column(title=_("去向"), weight=1.6),
            Column(title=_("行数"), weight=0.8, align="right"),
            Column(title=_("原因"), weight=3.6),
        ),
        rows=tuple(rows),
        unit=_("行"),
        key="reckoning",
        strong=frozenset({len(rows) - 2, len(rows) - 1}),
    )


def _refused(receipt: Receipt) -> Grid:
    return Grid(
        title=_("不能导入的行"),
        columns=(
            Column(title=_("行号"), weight=0.8, align="center"),
            Column(title=_("记录"), weight=1.6),
            Column(title=_("列"), weight=1.4),
            Column(title=_("内容"), weight=1.6),
            Column(title=_("原因和改法"), weight=3.2),
        ),
        rows=tuple(
            (line.row, line.name, line.column, line.value, line.why) for line in receipt.refused
        ),
        key="refused",
        long=True,
    )


def _findings(receipt: Receipt) -> Grid:
    counted: Counter[str] = Counter()
    for code, count in receipt.findings.items():
        number = _("号码有误或存疑") if code in identifiers.KINDS else _("其他问题")
        counted[_(_KINDS[code]) if code in _KINDS else number] += count
    return Grid(
        title=_("发现的问题"),
        columns=(
            Column(title=_("种类"), weight=3),
            Column(title=_("处数"), weight=1, align="right"),
        ),
        rows=tuple((words, f"{count:,}") for words, count in counted.most_common()),
        unit=_("处"),
        key="findings",
    )


def _unmatched(receipt: Receipt) -> Grid:
    told = receipt.unmatched[:MOST_REASONS]
    rest = len(receipt.unmatched) - len(told)
    rows = [(column, _("没有对应的栏目，原文随导入保存")) for column in told]
    if rest:
        rows.append((_("其余 {count} 列").format(count=rest), ""))
    return Grid(
        title=_("未导入的列"),
        columns=(Column(title=_("列"), weight=2), Column(title=_("说明"), weight=3)),
        rows=tuple(rows),
        key="unmatched",
    )
