"""What the units of the sample county reported of their tasks, and three supervision slips.

All of it is invented.  Some units have said nothing, as it happens every quarter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Final

from boshan_desk.domain.county import County
from boshan_desk.domain.ledger import Record
from boshan_desk.ledgers.plan import Supervision, TaskReport
from boshan_desk.usecases.sample.dice import Dice
from boshan_desk.usecases.sample.targets import PLAN
from boshan_desk.usecases.sample.words import REMARK

_BUREAU: Final = "scjg"

_QUARTERS: Final = (
    ("2026Q2", (date(2026, 6, 26), date(2026, 6, 30))),
    ("2026Q3", (date(2026, 9, 28), date(2026, 9, 30))),
)
"""The period, and the days on which units hand in."""

_LEADING: Final[dict[str, tuple[tuple[str, str], tuple[str, str]]]] = {
    "1.1": (
        ("going", "领导小组召开上半年调度会，明确各镇（街道）联络员。"),
        ("done", "联络员全部到位并完成一次业务培训。"),
    ),
    "1.2": (
        ("going", "涉外贸易企业知识产权风险排查完成一轮。"),
        ("going", "绩效考核评分细则征求意见稿已印发。"),
    ),
    "2.1": (
        ("late", "培育中心申报材料缺两家企业的研发投入证明。"),
        ("late", "材料已补齐一家，另一家预计四季度补齐。"),
    ),
    "2.2": (
        ("going", "新增贯标辅导企业5家。"),
        ("going", "推荐优势企业培育对象3家。"),
    ),
    "3.1": (("going", "导航项目完成中期评审。"), ("going", "导航成果对接企业4家。")),
    "3.2": (
        ("none", "本季度没有通过市级平台成交的项目。"),
        ("going", "组织2家企业在市级平台登记转让意向。"),
    ),
    "3.3": (("going", "联合两家银行走访企业18家。"), ("still", "银行产品调整，本季度未开展对接。")),
    "3.4": (
        ("going", "指导站开展服务，受理咨询130余件。"),
        ("going", "新增指导站服务对象26家。"),
    ),
    "3.5": (
        ("going", "专用标志使用人核查过半。"),
        ("going", "地理标志产品产值核算完成。"),
    ),
    "4.2": (("going", "重点单位走访过半。"), ("going", "走访重点单位30家，建立问题清单。")),
    "4.4": (
        ("going", "联合专项行动两次，检查经营主体96户。"),
        ("going", "节前专项检查完成，案件移交办理。"),
    ),
    "5.4": (
        ("done", "知识产权宣传周活动12场。"),
        ("going", "送课进企业6场，培训210人次。"),
    ),
}
"""What the bureau said of the tasks it leads, in the second quarter and the third; of the others
it said nothing."""

_TAKING_PART: Final = (
    ("2026Q2", "3.3", "czj", "going", "贴息资金拨付计划已报审。"),
    ("2026Q3", "3.3", "czj", "going", "贴息资金按计划拨付。"),
    ("2026Q3", "4.4", "gaj", "going", "协助核查线索2条。"),
    ("2026Q2", "2.2", "gxj", "going", "专精特新企业名录已提供。"),
    ("2026Q3", "2.2", "gxj", "none", "本季度没有新增认定工作。"),
    ("2026Q3", "5.4", "xcb", "going", "公益宣传片在政务新媒体播放。"),
)
"""Units that took part and reported, though they need not."""

_NO: Final = "{short}知督〔2026〕{n}号"


def make_tasks(county: County, dice: Dice) -> Iterator[Record]:
    """Reports and slips; none in a county that does not work on this plan."""
    if PLAN not in dict(county.plans):
        return
    for place, (period, days) in enumerate(_QUARTERS):
        for task, said in _LEADING.items():
            state, text = said[place]
            yield _report(dice, period, task, _BUREAU, state, text, days)
        for when, task, unit, state, text in _TAKING_PART:
            if when == period:
                yield _report(dice, period, task, unit, state, text, days)
    yield from _slips(county, dice)


def _report(
    dice: Dice,
    period: str,
    task: str,
    unit: str,
    state: str,
    text: str,
    days: Sequence[date],
) -> TaskReport:
    day = dice.one(days)
    return TaskReport(
        id=dice.id(),
        status="submitted",
        remark=REMARK,
        entered_at=datetime.combine(day, time(17, 30)),
        period=period,
        task=f"BS-{task}",
        unit=unit,
        state=state,
        text=text,
        evidence=dice.one(("会议纪要（演示）", "走访记录（演示）", None, None)),
        reported_on=day,
        reporter="演示联络员",
    )


def _slips(county: County, dice: Dice) -> Iterator[Supervision]:
    """One struck off, one that waits past its limit, one in draft."""
    short = county.short or county.name[0]
    yield Supervision(
        id=dice.id(),
        status="submitted",
        remark=REMARK,
        entered_at=datetime(2026, 7, 8, 17, 30),
        no=_NO.format(short=short, n=1),
        level="yellow",
        task="BS-2.3",
        item="创造激励机制",
        period="2026Q2",
        unit="kjj",
        join=("czj",),
        finding="截至2026年6月末，未报送科技政策与知识产权政策衔接的进展（演示）。",
        demand="请说明原因，提出完成时限，在办理期限前书面反馈。",
        drafted_on=date(2026, 7, 8),
        approver="演示局长",
        issued_on=date(2026, 7, 9),
        due_on=date(2026, 7, 30),
        state="closed",
        reply="衔接条款已写入年度科技计划申报通知（演示）。",
        replied_on=date(2026, 7, 24),
        evidence="申报通知（演示）",
        closed_on=date(2026, 7, 28),
        closed_by="演示局长",
        closing_words="同意销号",
    )
    yield Supervision(
        id=dice.id(),
        status="submitted",
        remark=REMARK,
        entered_at=datetime(2026, 9, 2, 17, 30),
        no=_NO.format(short=short, n=2),
        level="red",
        task="BS-5.1",
        item="金融服务",
        period="2026Q2",
        unit="fgj",
        finding="连续两个季度未报送知识产权保险产品推广的进展（演示）。",
        demand="请主要负责同志亲自研究，在办理期限前书面反馈并附佐证材料。",
        drafted_on=date(2026, 9, 2),
        approver="演示局长",
        issued_on=date(2026, 9, 3),
        due_on=date(2026, 9, 24),
        state="issued",
    )
    yield Supervision(
        id=dice.id(),
        status="submitted",
        remark=REMARK,
        entered_at=datetime(2026, 9, 30, 17, 30),
        level="yellow",
        task="BS-2.4",
        item="密集型产业与自主品牌",
        period="2026Q3",
        unit="swj",
        join=("gxj",),
        finding="截至2026年9月末，未报送企业境外商标注册的进展（演示）。",
        demand="请在办理期限前补报进展情况，并附佐证材料；本期确无此项工作的，报送零报告。",
        drafted_on=date(2026, 9, 30),
        due_on=date(2026, 10, 22),
        state="draft",
    )
