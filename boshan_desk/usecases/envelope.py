"""The recovery code on paper: printed once at set-up, sealed, kept by the head of the office.

Whoever holds it can open the desk when nobody's password does (domain.md 6.3: losing the key must
not lose the district's year).  So the page says what it is for, how it is used and how it is kept,
and is folded with the code inside.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from boshan_desk.i18n import _
from boshan_desk.reports.leaf import Leaf, draw_fitting
from boshan_desk.reports.paragraph import Style
from boshan_desk.usecases.outputs import output
from boshan_desk.usecases.papers import Written
from boshan_desk.usecases.quarter.phrases import day_words

_TITLE: Final = Style(role="title", size=22, leading=32, align="center")

_GROUP: Final = 5
_A_ROW: Final = 4
_ROW_HEIGHT: Final = 54.0
_ALIKE: Final = "0O1IL"
"""Characters that are read for one another; a good code has none of them."""

_SCALES: Final = (1.0, 0.92, 0.84, 0.76, 0.7)
"""Of the words, not of the code; tried until all stands on one page."""


def write(path: Path, *, county: str, name: str, code: str, made_on: date, desk_id: str) -> Written:
    """Write the page for the sealed envelope.

    `county` is the office as it is called on paper, `name` whoever made the code, `desk_id` what
    tells this desk from another.  The file holds the code in clear: it is printed and deleted.
    """
    with output(path) as part:
        # Nobody else on this machine has to read it while it lies there.
        part.chmod(0o600)
        groups = split_code(code)
        about = (
            (_("制作人"), name, _("制作日期"), day_words(made_on)),
            (_("台账库编号"), desk_id, _("份数"), _("仅此一份")),
        )
        drawn = draw_fitting(partial(_fill, county, about, groups), _SCALES)
        part.write_bytes(drawn.pdf)
    return Written(path=path, pages=drawn.pages, missing=drawn.missing)


def split_code(code: str) -> tuple[str, ...]:
    """The code in the groups in which it is printed and typed; its own marks divide it, if any."""
    parts = re.findall("[A-Za-z0-9]+", code)
    if len(parts) > 1:
        return tuple(parts)
    whole = "".join(parts)
    return tuple(whole[at : at + _GROUP] for at in range(0, len(whole), _GROUP))


def _fill(county: str, about: Sequence[Sequence[str]], groups: Sequence[str], scale: float) -> Leaf:
    body = Style(role="fang", size=12 * scale, leading=18 * scale, indent=2)
    item = Style(role="fang", size=12 * scale, leading=18 * scale)
    head = Style(role="hei", size=12 * scale, leading=20 * scale)
    cell, least = 11 * scale, 26 * scale
    leaf = Leaf(title=_("恢复码（密封保存）"), office=county)
    leaf.words(_("恢复码（密封保存）"), _TITLE)
    leaf.space(8)
    leaf.table(((_("所属单位"), county),), (15, 79), size=cell, labels=(0,), least=least)
    leaf.table(about, (15, 33, 14, 32), size=cell, labels=(0, 2), least=least)
    leaf.space(9)
    leaf.words(
        _(
            "全体人员都忘记密码，或管理员离岗、无人能够登录时，凭本页恢复码打开台账并重设密码。"
            "持有恢复码的人可以打开全部台账，平时不得拆看。"
        ),
        body,
    )
    leaf.space(12)
    _put_code(leaf, groups, scale)
    leaf.fold(_("折叠线：沿此线将字面向内对折，使恢复码在里面"))
    leaf.space(2)
    leaf.words(_("使用方法"), head)
    leaf.items(
        (
            _("打开程序，在登录窗口点“忘记密码”，填写本页恢复码。"),
            _("依次输入{count}组字符，不分大小写，组间空格可以不输。").format(count=len(groups)),
            _("填写姓名并设置新密码；本码随即作废，将程序给出的新码打印并密封。"),
        ),
        item,
    )
    leaf.space(5)
    leaf.words(_("保管要求"), head)
    leaf.items(
        (
            _("本页只打印一份，对折后装入不透光的信封，封口处由封存人、监封人骑缝签名并注明日期。"),
            _("信封交单位主要负责人，存入保险柜；每年查看一次封口是否完好。"),
            _("不拍照、不复印、不抄录；打印后删除电脑中的本文件，并清空回收站。"),
            _("重新制作恢复码后，旧码即作废，旧页当面销毁。"),
        ),
        item,
    )
    leaf.space(12)
    leaf.blanks((_("封存人"), _("监封人"), _("封存日期")), size=12 * scale)
    leaf.space(6)
    leaf.words(_("拆封记录"), head)
    heads = (_("拆封日期"), _("拆封人"), _("在场人"), _("拆封原因"))
    leaf.table((heads, *(("",) * 4,) * 3), (18, 18, 18, 46), size=10.5 * scale, head=True, least=23)
    return leaf


def _put_code(leaf: Leaf, groups: Sequence[str], scale: float) -> None:
    """The groups in a box, a row of four after the other, and what helps to read them."""
    rows = [groups[at : at + _A_ROW] for at in range(0, len(groups), _A_ROW)]
    leaf.frame(len(rows) * _ROW_HEIGHT + 10)
    leaf.space(14)
    top = leaf.y
    for row, shown in enumerate(rows):
        captions = [
            _("第{number}组").format(number=row * _A_ROW + place)
            for place in range(1, len(shown) + 1)
        ]
        leaf.y = top - row * _ROW_HEIGHT
        leaf.groups(shown, captions, size=22)
    leaf.y = top - len(rows) * _ROW_HEIGHT - 4
    note = Style(role="song", size=9.5 * scale, leading=14 * scale, align="center")
    if not set(_ALIKE) & set("".join(groups)):
        leaf.words(_("为免认错，恢复码中没有数字 0、1 和字母 I、L、O。"), note)
