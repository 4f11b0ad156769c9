"""What belongs to a case: its steps, measures, stops, penalties, parties, goods and papers.

A step is an event of the procedure (domain.md 3.5) and the truth that states and limits are
derived from; it is written by `usecases.procedure` alone and never deleted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Annotated, Self

from boshan_desk.domain.fields import (
    Code,
    CreditCode,
    Day,
    Flag,
    Link,
    Money,
    Names,
    Note,
    Papers,
    Person,
    Phone,
    Text,
    Whole,
)
from boshan_desk.domain.ledger import Context, Record, copy_with, ledger
from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Problem, stop, warn
from boshan_desk.i18n import mark

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def _check_time(record: Record, *names: str) -> Iterator[Problem]:
    for name in names:
        value = getattr(record, name)
        if value is not None and not _CLOCK.fullmatch(value):
            yield stop(name, "时间请写成 24 小时制的 09:30")


def moment(day: date | None, at: str | None) -> date | None:
    """The moment of a day and a time of day; the day alone when no time was written down."""
    if day is None or not at:
        return day
    return datetime.combine(day, time.fromisoformat(at))


@ledger(
    "case_step",
    title=mark("办案步骤"),
    table="no on event was now officers approver paper_no note void",
    form=[
        (mark("步骤"), "case_id no event on at officers place"),
        (mark("审批与文书"), "approver approved_on paper_no pages"),
        (
            mark("内容"),
            "ground proposal review_kind person authority service_mode until days adopted told"
            " outcome note",
        ),
        (mark("结案与归档"), "close_kind volume_no retention"),
        (mark("状态变化"), "was now"),
        (mark("更正"), "corrects void"),
        (mark("备注"), "remark"),
    ],
    # By its number: titles and days repeat from case to case.
    called="",
    parent="case_id",
    town="",
    day="",
    measure=mark("步"),
    writing=Right.HANDLE,
    typed=False,
)
class CaseStep(Record):
    """One step of one case, or the correction of one."""

    case_id: Annotated[str | None, Link(mark("案件"), to="case", need="submit")] = None
    no: Annotated[int | None, Whole(mark("序号"), need="submit")] = None
    event: Annotated[str | None, Code(mark("步骤"), list="case_step", need="submit")] = None
    on: Annotated[date | None, Day(mark("日期"), need="submit")] = None
    at: Annotated[str | None, Text(mark("时间"), max=5)] = None
    officers: Annotated[tuple[str, ...], Names(mark("办案人员"))] = ()
    place: Annotated[str | None, Text(mark("地点"), max=120)] = None
    approver: Annotated[str | None, Text(mark("批准人"), max=40)] = None
    approved_on: Annotated[date | None, Day(mark("批准日期"))] = None
    paper_no: Annotated[str | None, Text(mark("文书号"), max=60)] = None
    pages: Annotated[int | None, Whole(mark("页数"))] = None
    ground: Annotated[str | None, Code(mark("事由"), list="step_ground")] = None
    proposal: Annotated[str | None, Code(mark("处理建议"), list="step_proposal")] = None
    review_kind: Annotated[str | None, Code(mark("审核类型"), list="review_kind")] = None
    person: Annotated[str | None, Text(mark("审核人或主持人"), max=40)] = None
    authority: Annotated[str | None, Text(mark("对方机关"), max=80)] = None
    service_mode: Annotated[str | None, Code(mark("送达方式"), list="delivery")] = None
    until: Annotated[date | None, Day(mark("定于或期满"), future=True)] = None
    days: Annotated[int | None, Whole(mark("延长日数"))] = None
    adopted: Annotated[bool | None, Flag(mark("采纳"))] = None
    told: Annotated[bool | None, Flag(mark("已告知或已核对"))] = None
    outcome: Annotated[str | None, Code(mark("结果"), list="step_outcome")] = None
    note: Annotated[str | None, Note(mark("意见或摘要"))] = None
    close_kind: Annotated[str | None, Code(mark("结案情形"), list="close_kind")] = None
    volume_no: Annotated[str | None, Text(mark("卷号"), max=40)] = None
    retention: Annotated[str | None, Code(mark("保管期限"), list="retention")] = None
    was: Annotated[str | None, Code(mark("原状态"), list="case_state")] = None
    now: Annotated[str | None, Code(mark("新状态"), list="case_state")] = None
    corrects: Annotated[str | None, Link(mark("更正的步骤"), to="case_step")] = None
    void: Annotated[bool | None, Flag(mark("已更正"))] = None

    @property
    def moment(self) -> date | None:
        """When it was done: with the minute, where it was written down."""
        return moment(self.on, self.at)

    def check(self, around: Context) -> Iterator[Problem]:
        yield from _check_time(self, "at")
        if self.approved_on and self.on and self.approved_on > around.today:
            yield stop("approved_on", "批准日期不能晚于今天")


@ledger(
    "case_measure",
    title=mark("强制措施与证据措施"),
    table="kind decision_no taken_on goods extended_on lifted_on outcome keeper",
    form=[
        (mark("措施"), "case_id kind decision_no taken_on goods keeper"),
        (mark("情况紧急当场采取的"), "urgent taken_at reported_on reported_at"),
        (mark("延长"), "extended_on extension_days extension_by extension_no extension_told_on"),
        (mark("处理"), "lifted_on outcome"),
        (mark("备注"), "remark"),
    ],
    called="decision_no goods",
    parent="case_id",
    town="",
    measure=mark("项"),
    writing=Right.HANDLE,
    together=(
        "kind decision_no taken_on urgent taken_at",
        "reported_on reported_at",
        "extended_on extension_days extension_by extension_no extension_told_on",
        "lifted_on outcome",
    ),
)
class CaseMeasure(Record):
    """先行登记保存, 查封, 扣押, 抽样取证 or 先行处置 (domain.md 3.3)."""

    case_id: Annotated[str | None, Link(mark("案件"), to="case", need="submit")] = None
    kind: Annotated[str | None, Code(mark("措施种类"), list="measure_kind", need="submit")] = None
    decision_no: Annotated[
        str | None, Text(mark("决定书文号"), max=60, also=("文书号", "通知书文号"))
    ] = None
    taken_on: Annotated[
        date | None, Day(mark("采取日期"), need="submit", also=("措施日期", "from"))
    ] = None
    taken_at: Annotated[str | None, Text(mark("采取时间"), max=5)] = None
    goods: Annotated[str | None, Note(mark("物品清单"))] = None
    keeper: Annotated[str | None, Text(mark("保管人或保管地点"), max=120)] = None
    urgent: Annotated[bool | None, Flag(mark("情况紧急，当场采取"))] = None
    reported_on: Annotated[date | None, Day(mark("报告并补办手续日期"))] = None
    reported_at: Annotated[str | None, Text(mark("报告时间"), max=5)] = None
    extended_on: Annotated[date | None, Day(mark("批准延长日期"))] = None
    extension_days: Annotated[int | None, Whole(mark("延长日数"))] = None
    extension_by: Annotated[str | None, Text(mark("批准延长的负责人"), max=40)] = None
    extension_no: Annotated[str | None, Text(mark("延长通知书文号"), max=60)] = None
    extension_told_on: Annotated[date | None, Day(mark("延长告知当事人日期"))] = None
    lifted_on: Annotated[date | None, Day(mark("处理或解除日期"), also=("解除日期",))] = None
    outcome: Annotated[str | None, Code(mark("处理结果"), list="measure_outcome")] = None

    def check(self, around: Context) -> Iterator[Problem]:
        yield from _check_time(self, "taken_at", "reported_at")
        for late in ("reported_on", "extended_on", "lifted_on"):
            then = getattr(self, late)
            if self.taken_on and then and then < self.taken_on:
                yield stop(late, "不能早于采取日期（{day}）", day=self.taken_on)
        if self.extended_on and not self.extension_days:
            yield stop("extension_days", "批准延长的，请填延长日数")
        if self.extension_days and not self.extended_on:
            yield stop("extended_on", "填了延长日数，请填批准延长日期")
        if self.extension_days and self.extension_days > 30:
            # ACL §25: thirty days, once.
            yield stop("extension_days", "查封、扣押的延长不得超过三十日（行政强制法第二十五条）")
        if self.urgent and not self.taken_at:
            yield warn("taken_at", "当场采取的措施请填到分钟，二十四小时内补办手续从此时起算")

    @property
    def taken(self) -> date | None:
        """When it was taken: with the minute, where it was written down."""
        return moment(self.taken_on, self.taken_at)

    @property
    def reported(self) -> date | None:
        """When it was reported to the head."""
        return moment(self.reported_on, self.reported_at)


@ledger(
    "case_stop",
    title=mark("不计入期限的时间"),
    table="kind starts_on ends_on measure_id paper_no",
    form=[
        (mark("停止计时"), "case_id kind starts_on ends_on paper_no measure_id step_id"),
        (mark("备注"), "remark"),
    ],
    called="kind starts_on",
    parent="case_id",
    town="",
    measure=mark("段"),
    writing=Right.HANDLE,
    together=("kind starts_on ends_on paper_no",),
)
class CaseStop(Record):
    """A time that limits do not count: testing, identification, hearing, suspension (3.4)."""

    case_id: Annotated[str | None, Link(mark("案件"), to="case", need="submit")] = None
    kind: Annotated[str | None, Code(mark("事由"), list="stop_kind", need="submit")] = None
    starts_on: Annotated[
        date | None, Day(mark("开始日期"), need="submit", also=("from", "委托日期", "起始日期"))
    ] = None
    ends_on: Annotated[
        date | None,
        Day(
            mark("结果收到日期"),
            also=("to", "终止日期", "结束日期"),
            help=mark("收到结果的当日恢复计时；未结束的留空"),
        ),
    ] = None
    measure_id: Annotated[
        str | None,
        Link(
            mark("检测的是哪项措施的物品"),
            to="case_measure",
            help=mark("检测、鉴定的是查封、扣押的物品时选择，查封扣押期限随之停止计时"),
        ),
    ] = None
    paper_no: Annotated[str | None, Text(mark("委托书或通知文号"), max=60)] = None
    step_id: Annotated[str | None, Link(mark("对应步骤"), to="case_step")] = None

    def check(self, around: Context) -> Iterator[Problem]:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            yield stop("ends_on", "不能早于开始日期（{day}）", day=self.starts_on)


@ledger(
    "case_penalty",
    title=mark("处罚"),
    table="kind party amount goods goods_value detail",
    form=[
        (mark("处罚"), "case_id kind party amount goods goods_value detail"),
        (mark("备注"), "remark"),
    ],
    called="kind",
    parent="case_id",
    town="",
    measure=mark("项"),
    writing=Right.HANDLE,
    together=("kind party amount goods goods_value detail",),
)
class CasePenalty(Record):
    """One penalty of the decision (APL §9).  责令改正 is none: it is `ordered` on the case."""

    case_id: Annotated[str | None, Link(mark("案件"), to="case", need="submit")] = None
    kind: Annotated[str | None, Code(mark("处罚种类"), list="penalty", need="submit")] = None
    party: Annotated[str | None, Person(mark("受处罚人"), max=120)] = None
    amount: Annotated[int | None, Money(mark("金额"))] = None
    goods: Annotated[str | None, Text(mark("没收物品"), max=500)] = None
    goods_value: Annotated[int | None, Money(mark("没收物品价值"))] = None
    detail: Annotated[str | None, Note(mark("内容"))] = None

    def check(self, around: Context) -> Iterator[Problem]:
        if self.kind in ("fine", "income") and self.amount is None:
            yield stop("amount", "罚款、没收违法所得请填金额")
        if self.amount is not None and self.kind not in ("fine", "income", None):
            yield stop("amount", "这一种类没有金额；没收物品的价值请填“没收物品价值”")


@ledger(
    "case_party",
    title=mark("其他当事人"),
    table="role name uscc id_no address phone",
    form=[
        (mark("当事人"), "case_id role name uscc legal_rep"),
        (mark("证件与联系"), "id_type id_no address phone"),
        (mark("备注"), "remark"),
    ],
    called="name",
    parent="case_id",
    town="",
    measure=mark("个"),
    writing=Right.HANDLE,
    together=("name uscc legal_rep id_type id_no",),
)
class CaseParty(Record):
    """Another party of the case: joint offender, third party, agent, supplier."""

    case_id: Annotated[str | None, Link(mark("案件"), to="case", need="submit")] = None
    role: Annotated[str | None, Code(mark("身份"), list="party_role", need="submit")] = None
    name: Annotated[str | None, Person(mark("名称或姓名"), max=120, need="submit")] = None
    uscc: Annotated[str | None, CreditCode()] = None
    legal_rep: Annotated[str | None, Person(mark("法定代表人"), also=("负责人", "经营者"))] = None
    id_type: Annotated[str | None, Code(mark("证件类型"), list="id_type")] = None
    id_no: Annotated[str | None, Papers(mark("证件号码"))] = None
    address: Annotated[str | None, Text(mark("住所"), also=("地址", "住址"))] = None
    phone: Annotated[str | None, Phone(mark("联系电话"))] = None


@ledger(
    "case_goods",
    title=mark("违法经营额计算"),
    table="name state method qty unit price amount evidence",
    form=[
        (mark("商品"), "case_id name state qty unit"),
        (mark("计算"), "method price amount left_out"),
        (mark("证据"), "evidence"),
        (mark("备注"), "remark"),
    ],
    called="name",
    parent="case_id",
    town="",
    measure=mark("行"),
    writing=Right.HANDLE,
    together=("qty unit method price amount left_out",),
)
class CaseGoods(Record):
    """A line of the turnover worksheet; the officer picks the method.

    Source: TMR §78; 国知发保字〔2024〕34号.
    """

    case_id: Annotated[str | None, Link(mark("案件"), to="case", need="submit")] = None
    name: Annotated[str | None, Text(mark("商品名称"), max=120, need="submit")] = None
    state: Annotated[str | None, Code(mark("商品状况"), list="goods_state", need="submit")] = None
    qty: Annotated[int | None, Whole(mark("数量"), need="submit")] = None
    unit: Annotated[str | None, Text(mark("单位"), max=10)] = None
    method: Annotated[str | None, Code(mark("计价方法"), list="turnover_method", need="submit")] = (
        None
    )
    price: Annotated[int | None, Money(mark("单价"))] = None
    amount: Annotated[int | None, Money(mark("金额"), help=mark("填了数量和单价的，自动相乘"))] = (
        None
    )
    left_out: Annotated[
        bool | None, Flag(mark("不计入"), help=mark("例如有证据证明不侵权的，勾选后不计入合计"))
    ] = None
    evidence: Annotated[str | None, Note(mark("证据"))] = None

    def following(self, before: Self) -> Self:
        changed = (self.qty, self.price) != (before.qty, before.price)
        if changed and self.qty is not None and self.price is not None:
            return copy_with(self, amount=self.qty * self.price)
        return self

    @property
    def worth(self) -> int:
        """What the line adds to the turnover, in 分."""
        if self.left_out:
            return 0
        if self.amount is None and self.qty is not None and self.price is not None:
            return self.qty * self.price
        return self.amount or 0

    def check(self, around: Context) -> Iterator[Problem]:
        if None not in (self.qty, self.price, self.amount):
            assert self.qty is not None
            assert self.price is not None
            if self.amount != self.qty * self.price:
                yield warn("amount", "金额不等于数量乘单价，请核对")


@ledger(
    "case_paper",
    title=mark("卷内文书"),
    table="kind title paper_no made_on pages step_id",
    form=[
        (mark("文书"), "case_id kind title paper_no made_on pages volume step_id"),
        (mark("备注"), "remark"),
    ],
    called="title kind",
    parent="case_id",
    town="",
    measure=mark("件"),
    writing=Right.HANDLE,
    together=("kind title paper_no made_on",),
)
class CasePaper(Record):
    """A paper in the file (卷宗): scans hang on it as attachments."""

    case_id: Annotated[str | None, Link(mark("案件"), to="case", need="submit")] = None
    kind: Annotated[str | None, Code(mark("文书种类"), list="case_paper", need="submit")] = None
    title: Annotated[str | None, Text(mark("题名"), max=120)] = None
    paper_no: Annotated[str | None, Text(mark("文书号"), max=60)] = None
    made_on: Annotated[date | None, Day(mark("日期"))] = None
    pages: Annotated[int | None, Whole(mark("页数"))] = None
    volume: Annotated[str | None, Code(mark("正卷或副卷"), list="volume")] = None
    step_id: Annotated[str | None, Link(mark("对应步骤"), to="case_step")] = None
