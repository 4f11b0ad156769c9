"""Bodies and platforms that plans count (载体平台): domain.md 1.6, figures BD01 to BD11."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Final

from boshan_desk.domain.fields import Code, Day, Note, Text, Town, Whole
from boshan_desk.domain.figures import Count, Where
from boshan_desk.domain.ledger import Context, Record, ledger
from boshan_desk.domain.problems import Problem, stop, warn
from boshan_desk.i18n import mark


def _standing(code: str, title: str, unit: str, kind: str) -> Count:
    """How many bodies of a kind there are: from the day they were set up to that of their end."""
    return Count(
        code=code,
        title=title,
        unit=unit,
        basis=mark("期末已设立、未撤销的，筹建中的不计；撤销的计到撤销日期"),
        since="set_up_on",
        until="ended_on",
        ended=(Where("state", "=", "revoked"),),
        where=(Where("kind", "=", kind), Where("state", "in", ("running", "revoked"))),
    )


FIGURES: Final = (
    _standing("M-BD01", mark("产业知识产权运营中心"), mark("个"), "operation_centre"),
    _standing("M-BD02", mark("运营服务平台"), mark("个"), "platform"),
    _standing("M-BD03", mark("区域商标品牌"), mark("个"), "regional_brand"),
    _standing("M-BD04", mark("证券化产品"), mark("个"), "securitisation"),
    _standing("M-BD05", mark("重点支持服务机构"), mark("家"), "supported_agency"),
    _standing("M-BD06", mark("产业知识产权联盟"), mark("个"), "alliance"),
    _standing("M-BD07", mark("保护工作站"), mark("个"), "workstation"),
    _standing("M-BD08", mark("领导协调机构"), mark("个"), "leading_group"),
    _standing("M-BD09", mark("高价值专利培育中心"), mark("个"), "hv_centre"),
    _standing("M-BD10", mark("品牌服务机构"), mark("家"), "brand_agency"),
    _standing("M-BD11", mark("涉外服务机构"), mark("家"), "foreign_agency"),
)


@ledger(
    "body",
    title=mark("载体平台"),
    table="kind name host town_code level doc_no set_up_on members state ended_on",
    form=[
        (mark("载体"), "kind name host town_code level members"),
        (mark("设立与撤销"), "doc_no set_up_on state ended_on"),
        (mark("佐证"), "evidence"),
        (mark("备注"), "remark"),
    ],
    called="name",
    key=("kind name",),
    alike="name kind",
    day="set_up_on",
    carry="kind level town_code",
    measure=mark("个"),
    figures=FIGURES,
    together=("doc_no set_up_on", "state ended_on"),
)
class Body(Record):
    """One body, platform, product or agency that a plan counts."""

    kind: Annotated[
        str | None,
        Code(
            mark("载体类别"), need="submit", list="body_kind", also=("类别", "载体类型", "平台类别")
        ),
    ] = None
    name: Annotated[
        str | None,
        Text(
            mark("载体名称"),
            need="submit",
            max=120,
            also=("名称", "平台名称", "机构名称", "载体平台名称", "联盟名称", "工作站名称"),
        ),
    ] = None
    host: Annotated[
        str | None,
        Text(
            mark("建设单位"),
            need="submit",
            max=120,
            also=("承建单位", "依托单位", "牵头单位", "主办单位"),
        ),
    ] = None
    town_code: Annotated[str | None, Town()] = None
    level: Annotated[
        str | None, Code(mark("载体级别"), need="submit", list="body_level", also=("级别", "层级"))
    ] = None
    members: Annotated[
        int | None,
        Whole(mark("成员数"), unit=mark("家"), also=("成员单位数", "成员单位", "成员数量")),
    ] = None
    doc_no: Annotated[
        str | None,
        Text(
            mark("设立文号"),
            max=60,
            also=("批准文号", "文号", "文件号", "设立文件"),
            help=mark("没有文件的，在佐证说明里写明依据"),
        ),
    ] = None
    set_up_on: Annotated[
        date | None,
        Day(mark("设立日期"), need="there", also=("成立日期", "设立时间", "成立时间", "认定日期")),
    ] = None
    state: Annotated[
        str | None,
        Code(
            mark("载体状态"),
            need="submit",
            list="body_state",
            also=("运行状态", "建设状态", "状态"),
        ),
    ] = None
    ended_on: Annotated[
        date | None, Day(mark("撤销日期"), need="revoked", also=("撤销时间", "注销日期"))
    ] = None
    evidence: Annotated[
        str | None, Note(mark("佐证说明"), also=("佐证材料", "证明材料", "依据"))
    ] = None

    def stages(self) -> set[str]:
        stages = super().stages()
        if stages and self.state in ("running", "revoked"):
            stages |= {"there", str(self.state)}
        return stages

    def check(self, around: Context) -> Iterator[Problem]:
        if self.set_up_on and self.ended_on and self.ended_on < self.set_up_on:
            yield stop("ended_on", "撤销日期不能早于设立日期")
        if self.ended_on and self.state == "running":
            yield warn("state", "已填撤销日期（{day}），状态仍为运行，请核对", day=self.ended_on)
        if self.set_up_on and self.state == "preparing":
            yield warn(
                "state", "已填设立日期（{day}），状态仍为筹建，不计入数量", day=self.set_up_on
            )
        if self.state == "running" and not (self.doc_no or self.evidence):
            yield warn("doc_no", "设立文号和佐证说明请至少填写一项")
