"""Informants (举报人) of a case: kept apart, for their identity must not leak.

Source: 市场监督管理投诉举报处理暂行办法 §33 (domain.md 6.3).  They are in no list of the window, no
export, no package, no report and no `dump`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from boshan_desk.domain.codes import Lists
from boshan_desk.domain.fields import Code, Day, Flag, IdNumber, Link, Money, Note, Person, Phone
from boshan_desk.domain.ledger import Record, ledger
from boshan_desk.domain.officers import Right
from boshan_desk.i18n import _, mark


@ledger(
    "informant",
    title=mark("举报人"),
    table="reported_on channel real_name name phone told_on",
    form=[
        (mark("举报"), "case_id reported_on channel real_name"),
        (mark("举报人"), "name id_no phone address"),
        (mark("告知与奖励"), "told_on reward"),
        (mark("备注"), "remark"),
    ],
    called="name reported_on",
    parent="case_id",
    town="",
    measure=mark("人"),
    writing=Right.INFORMANTS,
    reading=Right.INFORMANTS,
)
class Informant(Record):
    """One informant of one case."""

    def label(self, lists: Lists) -> str:
        """The number: labels stand in messages that anybody may read."""
        return self.serial_no or _(self.ledger.title)

    case_id: Annotated[str | None, Link(mark("案件"), to="case", need="submit")] = None
    reported_on: Annotated[date | None, Day(mark("举报日期"), need="submit")] = None
    channel: Annotated[str | None, Code(mark("举报渠道"), list="report_channel")] = None
    real_name: Annotated[bool | None, Flag(mark("实名举报"))] = None
    name: Annotated[str | None, Person(mark("姓名"), covered=True)] = None
    id_no: Annotated[str | None, IdNumber(mark("身份证号码"))] = None
    phone: Annotated[str | None, Phone(mark("联系电话"))] = None
    address: Annotated[str | None, Note(mark("联系地址"))] = None
    told_on: Annotated[date | None, Day(mark("告知日期"))] = None
    reward: Annotated[int | None, Money(mark("奖励金额"))] = None
