"""Policy papers (政策文件): in force, repealed or run out (domain.md 1.1, measures 1.2, 1.3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from boshan_desk.domain.fields import Code, Codes, Day, Flag, Identifier, Text
from boshan_desk.domain.law.spans import days_of
from boshan_desk.domain.ledger import Context, Record, ledger
from boshan_desk.domain.problems import Problem, note, stop, warn
from boshan_desk.i18n import mark


@ledger(
    "policy",
    title=mark("政策文件"),
    table="title doc_no issuer issued_on valid_to kind topics state",
    form=[
        (mark("文件"), "title doc_no issuer kind topics"),
        (mark("效力"), "issued_on effective_on valid_to state repealed_on"),
        (mark("公开"), "is_public link"),
        (mark("备注"), "remark"),
    ],
    called="title",
    key=("doc_no", "title issuer"),
    alike="title issuer issued_on",
    town="",
    day="issued_on",
    carry="issuer kind",
    measure=mark("件"),
    together=(
        "doc_no issuer issued_on",
        "effective_on valid_to",
        "state repealed_on",
        "is_public link",
    ),
)
class Policy(Record):
    """One paper by which somebody supports or orders IP work."""

    title: Annotated[
        str | None,
        Text(mark("文件名称"), need="submit", also=("文件标题", "政策名称", "标题", "名称")),
    ] = None
    doc_no: Annotated[
        str | None,
        Identifier(mark("发文字号"), scheme="docno", also=("文号", "文件号", "文件编号")),
    ] = None
    issuer: Annotated[
        str | None,
        Text(
            mark("发文机关"), need="submit", also=("发文单位", "制发机关", "印发单位", "印发机关")
        ),
    ] = None
    kind: Annotated[
        str | None,
        Code(
            mark("文件类别"), need="submit", list="policy_kind", also=("类别", "文件类型", "类型")
        ),
    ] = None
    topics: Annotated[
        tuple[str, ...],
        Codes(
            mark("政策方向"), need="submit", list="policy_topic", also=("方向", "内容方向", "领域")
        ),
    ] = ()
    issued_on: Annotated[
        date | None,
        Day(mark("印发日期"), need="submit", also=("发文日期", "成文日期", "印发时间", "发布日期")),
    ] = None
    effective_on: Annotated[
        date | None, Day(mark("施行日期"), future=True, also=("生效日期", "实施日期"))
    ] = None
    valid_to: Annotated[
        date | None, Day(mark("有效期至"), future=True, also=("有效期", "截止日期", "到期日"))
    ] = None
    state: Annotated[
        str | None,
        Code(
            mark("效力状态"),
            need="submit",
            list="policy_state",
            also=("效力", "有效性", "是否有效", "状态"),
        ),
    ] = None
    repealed_on: Annotated[
        date | None, Day(mark("废止日期"), need="repealed", also=("失效日期",))
    ] = None
    is_public: Annotated[bool | None, Flag(mark("主动公开"), also=("是否公开", "公开属性"))] = None
    link: Annotated[
        str | None, Text(mark("公开网址"), max=500, also=("网址", "链接", "公开链接"))
    ] = None

    def stages(self) -> set[str]:
        stages = super().stages()
        if stages and self.state == "repealed":
            stages.add("repealed")
        return stages

    def check(self, around: Context) -> Iterator[Problem]:
        begun = self.effective_on or self.issued_on
        if self.issued_on and self.effective_on and self.effective_on < self.issued_on:
            yield warn("effective_on", "施行日期早于印发日期，请核对")
        for name in ("valid_to", "repealed_on"):
            day = getattr(self, name)
            if begun and day and day < begun:
                yield stop(name, "不能早于施行（印发）日期（{day}）", day=begun)
        if self.state == "valid" and self.valid_to:
            left = (self.valid_to - around.today).days
            if left < 0:
                yield warn("state", "有效期已于 {day} 届满，请核对效力", day=self.valid_to)
            elif left <= days_of("policy_expiry"):
                yield note("valid_to", "还有 {days} 日到期，请评估是否延续", days=left)
