"""Enforcement cases (执法案件): the row of the case book (domain.md 2.3).

The statutory procedure and its clocks will stand beside this record; the row keeps the facts that
papers and figures are made of.  责令改正 is an order (APL §28), not a penalty, and is kept apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Annotated

from boshan_desk.domain.fields import (
    Code,
    Codes,
    CreditCode,
    Day,
    Flag,
    Identifier,
    Link,
    Money,
    Names,
    Note,
    Papers,
    Person,
    Phone,
    Text,
    Town,
    Whole,
)
from boshan_desk.domain.figures import Count, MeanDays, Sum, Where
from boshan_desk.domain.ledger import SUBMIT, Context, Record, ledger
from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Problem, stop, warn
from boshan_desk.i18n import mark

_BEFORE_FILING = ("CLUE", "VERIFY", "NOT_FILED", None)
_CORRECTED = ("changed", "annulled", "unlawful")
_CONTESTED = ("reviewing", "suing", "upheld", *_CORRECTED)


def _filed(code: str, title: str, basis: str, *where: Where) -> Count:
    return Count(code=code, title=title, unit=mark("件"), basis=basis, on="filed_on", where=where)


@ledger(
    "case",
    title=mark("执法案件"),
    table="case_no case_type cause town_code party id_no filed_on decided_on closed_on value fine"
    " officers state",
    form=[
        (mark("案件"), "case_no file_no clue_no case_type ip_kind cause procedure state"),
        (mark("线索来源"), "source_kind source_ref clue_on brief"),
        (
            mark("当事人"),
            "party_kind party party_uscc licence_name address legal_rep id_type id_no phone"
            " party_elsewhere enterprise_id",
        ),
        (
            mark("违法行为"),
            "town_code conduct_from conduct_to harm is_online platform market_kind foreign country",
        ),
        (mark("权利与商品"), "owner right_no goods qty qty_unit"),
        (mark("立案与办理"), "filed_on unit officers cards"),
        (mark("金额"), "value turnover illegal_income loss_saved"),
        (mark("审核与告知"), "legal_grounds review_kind reviewed_on notice_on hearing_on"),
        (
            mark("处罚决定"),
            "decision_no decided_on discussed_on penalties ordered fine confiscate_money"
            " confiscate_goods goods_value breach_basis penalty_basis discretion",
        ),
        (mark("送达与履行"), "served_on service_mode performed paid_on surcharge review_state"),
        (
            mark("公示与移送"),
            "published_on pub_where withdrawn_on police_on police_no police_filed_on",
        ),
        (mark("结案与归档"), "closed_on close_kind archived_on volume_no retention model_case"),
        (mark("备注"), "remark"),
    ],
    called="case_no file_no clue_no party",
    key=("case_no", "file_no", "clue_no"),
    alike="party party_uscc id_no filed_on",
    day="filed_on",
    carry="town_code filed_on officers unit source_kind",
    measure=mark("件"),
    writing=Right.HANDLE,
    # The same party's earlier cases (商标法 2019 §60, 从重).
    sought="party_uscc id_no",
    figures=(
        Count(
            code="M-EN02",
            title=mark("立案数"),
            unit=mark("件"),
            basis=mark("按立案日期计"),
            on="filed_on",
            headline=True,
        ),
        Count(
            code="M-EN03",
            title=mark("结案数"),
            unit=mark("件"),
            basis=mark("按结案日期计"),
            on="closed_on",
            headline=True,
        ),
        Sum(
            code="M-EN04",
            title=mark("涉案货值金额"),
            unit=mark("万元"),
            basis=mark("期内立案案件的货值金额之和"),
            on="filed_on",
            of=("value",),
            headline=True,
        ),
        Sum(
            code="M-EN04b",
            title=mark("违法经营额"),
            unit=mark("万元"),
            basis=mark("期内立案案件的违法经营额之和"),
            on="filed_on",
            of=("turnover",),
        ),
        Sum(
            code="M-EN05",
            title=mark("罚没款"),
            unit=mark("万元"),
            basis=mark("罚款与没收违法所得之和，按决定日期计"),
            on="decided_on",
            of=("fine", "confiscate_money"),
            headline=True,
        ),
        Sum(
            code="M-EN04c",
            title=mark("已决定案件涉案金额"),
            unit=mark("万元"),
            basis=mark("期内作出决定的案件的货值金额之和，全国统计表用此口径"),
            on="decided_on",
            of=("value",),
        ),
        Sum(
            code="M-EN05b",
            title=mark("挽回经济损失"),
            unit=mark("万元"),
            basis=mark("期内作出决定的案件的挽回经济损失之和"),
            on="decided_on",
            of=("loss_saved",),
        ),
        Sum(
            code="M-EN05c",
            title=mark("挽回外商损失"),
            unit=mark("万元"),
            basis=mark("期内作出决定的涉外案件的挽回经济损失之和"),
            on="decided_on",
            of=("loss_saved",),
            where=(Where("foreign", "=", True),),
        ),
        MeanDays(
            code="M-EN09c",
            title=mark("立案至决定平均历时"),
            unit=mark("天"),
            basis=mark(
                "期内作出决定的普通程序案件，立案日期至决定日期的自然日平均数，含停止计时的日数"
            ),
            begun="filed_on",
            on="decided_on",
            where=(Where("procedure", "!=", "simple"),),
        ),
        Count(
            code="M-EN11",
            title=mark("复议诉讼件数"),
            unit=mark("件"),
            basis=mark("期内作出决定的案件中，被申请复议或者提起诉讼的"),
            on="decided_on",
            where=(Where("review_state", "in", _CONTESTED),),
        ),
        Count(
            code="M-EN11b",
            title=mark("被纠错件数"),
            unit=mark("件"),
            basis=mark("期内作出决定的案件中，经复议或者诉讼被变更、撤销或者确认违法的"),
            on="decided_on",
            where=(Where("review_state", "in", _CORRECTED),),
        ),
        Count(
            code="M-EN06",
            title=mark("移送公安件数"),
            unit=mark("件"),
            basis=mark("按移送日期计"),
            on="police_on",
        ),
        Count(
            code="M-EN06b",
            title=mark("公安立案件数"),
            unit=mark("件"),
            basis=mark("按公安机关立案日期计"),
            on="police_filed_on",
        ),
        _filed(
            "M-EN07",
            mark("电商领域案件"),
            mark("按立案日期计，可与其他专题重复计"),
            Where("is_online", "=", True),
        ),
        _filed(
            "M-EN07b",
            mark("重点实体市场案件"),
            mark("按立案日期计，可与其他专题重复计"),
            Where("market_kind", "=", "key"),
        ),
        _filed(
            "M-EN07c",
            mark("农村市场案件"),
            mark("按立案日期计，可与其他专题重复计"),
            Where("market_kind", "=", "rural"),
        ),
        _filed(
            "M-EN07d",
            mark("涉外案件"),
            mark("按立案日期计，可与其他专题重复计"),
            Where("foreign", "=", True),
        ),
    ),
    together=(
        "clue_no clue_on",
        "case_type ip_kind cause",
        "source_kind source_ref",
        "party_kind party party_uscc licence_name legal_rep id_type id_no enterprise_id",
        "conduct_from conduct_to",
        "is_online platform",
        "foreign country",
        "owner right_no",
        "goods qty qty_unit",
        "file_no filed_on",
        "officers cards",
        "legal_grounds review_kind reviewed_on",
        "decision_no decided_on discussed_on penalties ordered fine confiscate_money"
        " confiscate_goods goods_value breach_basis penalty_basis discretion",
        "served_on service_mode",
        "performed paid_on surcharge",
        "published_on pub_where withdrawn_on",
        "police_on police_no police_filed_on",
        "closed_on close_kind",
        "archived_on volume_no retention",
    ),
)
class Case(Record):
    """One case, from the clue to the archive."""

    case_no: Annotated[
        str | None, Text(mark("案号"), max=60, also=("案件编号", "案件号", "本单位案号"))
    ] = None
    file_no: Annotated[
        str | None, Text(mark("立案号"), need="filed", max=60, also=("立案编号",))
    ] = None
    clue_no: Annotated[str | None, Text(mark("线索编号"), need="submit", max=60)] = None
    case_type: Annotated[
        str | None, Code(mark("案件类型"), list="case_type", also=("案件类别", "类型", "案件性质"))
    ] = None
    ip_kind: Annotated[str | None, Code(mark("权利类型"), need="submit", list="ip_kind")] = None
    cause: Annotated[
        str | None,
        Code(mark("案由"), need="filed", list="cause", also=("违法行为类型", "违法行为")),
    ] = None
    procedure: Annotated[
        str | None, Code(mark("办案程序"), list="procedure", also=("适用程序",))
    ] = None
    state: Annotated[
        str | None,
        Code(mark("办理状态"), list="case_state", also=("状态", "办案状态", "进展", "案件状态")),
    ] = None
    source_kind: Annotated[
        str | None,
        Code(mark("案件来源"), need="submit", list="source_kind", also=("来源", "线索来源")),
    ] = None
    source_ref: Annotated[
        str | None, Text(mark("来源单号"), max=60, also=("12315编号", "移送函号"))
    ] = None
    clue_on: Annotated[
        date | None,
        Day(mark("线索发现或收到日期"), need="submit", also=("线索日期", "收到日期", "发现日期")),
    ] = None
    brief: Annotated[str | None, Note(mark("案情简述"), also=("案情", "简要案情", "基本案情"))] = (
        None
    )
    party_kind: Annotated[
        str | None, Code(mark("当事人类型"), need="filed", list="party_kind", also=("主体类型",))
    ] = None
    party: Annotated[
        str | None,
        Person(
            mark("当事人名称"),
            need="filed",
            max=120,
            also=("当事人", "当事人姓名", "被处罚人", "单位名称"),
        ),
    ] = None
    party_uscc: Annotated[
        str | None,
        CreditCode(need="firm"),
    ] = None
    licence_name: Annotated[str | None, Text(mark("主体资格证照名称"), max=60)] = None
    address: Annotated[
        str | None, Text(mark("住所"), need="filed", also=("地址", "经营场所", "住址"))
    ] = None
    legal_rep: Annotated[
        str | None,
        Person(
            mark("法定代表人"),
            need="firm",
            also=("负责人", "经营者", "法定代表人（负责人、经营者）"),
        ),
    ] = None
    id_type: Annotated[str | None, Code(mark("证件类型"), need="person", list="id_type")] = None
    id_no: Annotated[
        str | None,
        Papers(
            mark("证件号码"), need="person", also=("证件号", "身份证号", "身份证号码", "证照号码")
        ),
    ] = None
    phone: Annotated[str | None, Phone(mark("联系电话"), also=("电话", "联系方式", "手机"))] = None
    party_elsewhere: Annotated[
        bool | None,
        Flag(
            mark("登记地在外省"),
            help=mark("处罚信息须推送当事人登记地的公示机关（公示规定第十条）"),
        ),
    ] = None
    enterprise_id: Annotated[
        str | None, Link(mark("企业档案"), to="enterprise", by=("party_uscc", "party"))
    ] = None
    town_code: Annotated[
        str | None,
        Town(
            mark("违法行为发生地"),
            need="filed",
            also=("所属乡镇", "所属镇街", "镇街", "镇办", "案发地"),
        ),
    ] = None
    conduct_from: Annotated[
        date | None, Day(mark("违法行为开始"), need="filed", also=("违法行为起始日期",))
    ] = None
    conduct_to: Annotated[date | None, Day(mark("违法行为结束"), also=("违法行为终了日期",))] = None
    harm: Annotated[
        bool | None,
        Flag(
            mark("涉及生命健康或金融安全"),
            help=mark(
                "涉及公民生命健康安全、金融安全且有危害后果的，追责时效为五年（行政处罚法第三十六条）"
            ),
        ),
    ] = None
    is_online: Annotated[bool | None, Flag(mark("线上案件"), also=("是否线上", "电商案件"))] = None
    platform: Annotated[str | None, Text(mark("平台名称"), also=("平台",))] = None
    market_kind: Annotated[str | None, Code(mark("市场类型"), list="market_kind")] = None
    foreign: Annotated[bool | None, Flag(mark("涉外"), also=("是否涉外",))] = None
    country: Annotated[str | None, Text(mark("权利人国别"), max=40)] = None
    owner: Annotated[str | None, Text(mark("权利人"), max=120)] = None
    right_no: Annotated[str | None, Text(mark("权利号"), max=120, also=("注册号", "专利号"))] = None
    goods: Annotated[str | None, Text(mark("涉案商品"), max=300)] = None
    qty: Annotated[int | None, Whole(mark("数量"))] = None
    qty_unit: Annotated[str | None, Text(mark("数量单位"), max=10)] = None
    filed_on: Annotated[date | None, Day(mark("立案日期"), need="filed", also=("立案时间",))] = None
    unit: Annotated[
        str | None, Text(mark("办案机构"), need="filed", also=("承办机构", "办案单位"))
    ] = None
    officers: Annotated[
        tuple[str, ...],
        Names(
            mark("承办人"),
            need="filed",
            help=mark("至少两人"),
            also=("办案人员", "执法人员", "主办人"),
        ),
    ] = ()
    cards: Annotated[tuple[str, ...], Names(mark("执法证号"), also=("执法证件号",))] = ()
    value: Annotated[
        int | None,
        Money(
            mark("货值金额"), need="decision", also=("涉案金额", "案值", "涉案货值", "涉案货值金额")
        ),
    ] = None
    turnover: Annotated[int | None, Money(mark("违法经营额"), also=("非法经营额",))] = None
    illegal_income: Annotated[int | None, Money(mark("违法所得"))] = None
    loss_saved: Annotated[int | None, Money(mark("挽回经济损失"), also=("挽回损失",))] = None
    legal_grounds: Annotated[
        tuple[str, ...],
        Codes(
            mark("法制审核情形"),
            list="legal_ground",
            help=mark("有其中之一的，须经法制审核和集体讨论（程序规定第五十条、第六十条）"),
        ),
    ] = ()
    review_kind: Annotated[
        str | None, Code(mark("审核类型"), need="decision", list="review_kind")
    ] = None
    reviewed_on: Annotated[date | None, Day(mark("审核日期"), need="decision")] = None
    notice_on: Annotated[
        date | None, Day(mark("告知日期"), need="penalty", also=("处罚告知日期",))
    ] = None
    hearing_on: Annotated[date | None, Day(mark("听证日期"), future=True)] = None
    decision_no: Annotated[
        str | None,
        Identifier(
            mark("处罚决定书文号"),
            need="penalty",
            scheme="decisionno",
            also=("决定书文号", "处罚文书号", "处罚决定书号"),
        ),
    ] = None
    decided_on: Annotated[
        date | None, Day(mark("决定日期"), need="decision", also=("处罚日期", "处罚决定日期"))
    ] = None
    discussed_on: Annotated[date | None, Day(mark("集体讨论日期"))] = None
    penalties: Annotated[
        tuple[str, ...], Codes(mark("处罚种类"), need="penalty", list="penalty", also=("处罚类别",))
    ] = ()
    ordered: Annotated[
        bool | None,
        Flag(
            mark("责令改正"),
            help=mark("责令改正、责令停止侵权不是处罚种类，单独登记"),
            also=("责令停止侵权",),
        ),
    ] = None
    fine: Annotated[int | None, Money(mark("罚款金额"), also=("罚款", "罚款额"))] = None
    confiscate_money: Annotated[int | None, Money(mark("没收违法所得"), also=("没收金额",))] = None
    confiscate_goods: Annotated[str | None, Text(mark("没收物品"), max=500)] = None
    goods_value: Annotated[int | None, Money(mark("没收物品价值"))] = None
    breach_basis: Annotated[
        str | None, Text(mark("违反的规定"), need="penalty", max=300, also=("违反条款", "定性依据"))
    ] = None
    penalty_basis: Annotated[
        str | None, Text(mark("处罚依据"), need="penalty", max=300, also=("处罚条款",))
    ] = None
    discretion: Annotated[str | None, Code(mark("裁量等级"), list="discretion")] = None
    served_on: Annotated[
        date | None, Day(mark("送达日期"), need="served", future=True, also=("送达时间",))
    ] = None
    service_mode: Annotated[str | None, Code(mark("送达方式"), need="served", list="delivery")] = (
        None
    )
    performed: Annotated[str | None, Code(mark("履行情况"), list="performed")] = None
    paid_on: Annotated[date | None, Day(mark("缴款日期"), also=("缴款时间",))] = None
    surcharge: Annotated[int | None, Money(mark("加处罚款"))] = None
    review_state: Annotated[str | None, Code(mark("复议诉讼"), list="review_state")] = None
    published_on: Annotated[date | None, Day(mark("公示日期"))] = None
    pub_where: Annotated[str | None, Text(mark("公示网址或系统"))] = None
    withdrawn_on: Annotated[date | None, Day(mark("撤回公示日期"))] = None
    police_on: Annotated[date | None, Day(mark("移送公安日期"), also=("移送日期",))] = None
    police_no: Annotated[str | None, Text(mark("移送文书号"), max=60)] = None
    police_filed_on: Annotated[date | None, Day(mark("公安立案日期"))] = None
    closed_on: Annotated[
        date | None, Day(mark("结案日期"), need="closed", also=("结案时间", "办结日期"))
    ] = None
    close_kind: Annotated[str | None, Code(mark("结案情形"), need="closed", list="close_kind")] = (
        None
    )
    archived_on: Annotated[date | None, Day(mark("归档日期"))] = None
    volume_no: Annotated[str | None, Text(mark("卷号"), max=40)] = None
    retention: Annotated[str | None, Code(mark("保管期限"), list="retention")] = None
    model_case: Annotated[str | None, Code(mark("典型案例"), list="model_case")] = None

    def stages(self) -> set[str]:
        """What domain.md 2.3 asks for at the stage the case has reached."""
        stages = super().stages()
        if not stages:
            return stages
        if self.procedure == "simple":
            # Decided on the spot: neither filed, nor reviewed, nor announced before (PR §66-70).
            stages.add("person" if self.party_kind == "person" else "firm")
            if self.served_on:
                stages.add("served")
            return stages | ({"closed"} if self.closed_on else set())
        if self.filed_on or self.state not in _BEFORE_FILING:
            stages.add("filed")
            stages.add("person" if self.party_kind == "person" else "firm")
        if self.decided_on:
            stages.add("decision")
            if self.state != "DECIDED_NONE" and self.close_kind != "none":
                stages.add("penalty")
        if self.served_on:
            stages.add("served")
        if self.closed_on or (self.filed_on and self.state in ("CLOSED", "ARCHIVED")):
            stages.add("closed")
        return stages | {SUBMIT}

    def check(self, around: Context) -> Iterator[Problem]:
        order = ("clue_on", "filed_on", "decided_on", "served_on")
        for early, late in pairwise(order):
            first, then = getattr(self, early), getattr(self, late)
            if first and then and then < first:
                yield stop(
                    late, "不能早于{what}（{day}）", what=self.ledger.fields[early].title, day=first
                )
        if self.served_on and self.served_on > around.today and self.service_mode != "notice":
            # By public notice it counts as served when the notice has run (PR §82).
            yield stop(
                "served_on",
                "{day} 晚于今天（{today}），请核对",
                "future",
                day=self.served_on,
                today=around.today,
            )
        for late in ("decided_on", "closed_on"):
            if self.filed_on and (then := getattr(self, late)) and then < self.filed_on:
                yield stop(late, "不能早于立案日期（{day}）", day=self.filed_on)
        if self.closed_on and self.archived_on and self.archived_on < self.closed_on:
            yield stop("archived_on", "归档日期不能早于结案日期")
        if self.conduct_from and self.conduct_to and self.conduct_to < self.conduct_from:
            yield stop("conduct_to", "违法行为结束日期不能早于开始日期")
        if "filed" in self.stages() and len(self.officers) == 1:
            # PR §19, §22: two or more officers handle a case.
            yield stop("officers", "承办人至少两人（程序规定第十九条、第二十二条）")
        if self.fine and "fine" not in self.penalties and self.penalties:
            yield warn("penalties", "填了罚款金额，处罚种类里没有“罚款”")
        if self.confiscate_money and "income" not in self.penalties and self.penalties:
            yield warn("penalties", "填了没收违法所得，处罚种类里没有这一项")
        if self.is_online and not self.platform:
            yield warn("platform", "线上案件请填平台名称")
