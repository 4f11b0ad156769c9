"""A first password on paper: handed to whom it is for, used once, then torn up."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from boshan_desk.i18n import _
from boshan_desk.reports.leaf import Leaf
from boshan_desk.reports.paragraph import Style
from boshan_desk.usecases.outputs import output
from boshan_desk.usecases.papers import Written
from boshan_desk.usecases.quarter.phrases import day_words

_TITLE: Final = Style(role="title", size=18, leading=28, align="center")
_ITEM: Final = Style(role="fang", size=12, leading=18)


def write(
    path: Path, *, office: str, name: str, roles: str, password: str, made_on: date
) -> Written:
    """Write the slip; the file holds the password in clear: it is printed and deleted."""
    with output(path) as part:
        part.chmod(0o600)
        leaf = Leaf(title=_("首次密码通知单"), office=office)
        leaf.words(_("首次密码通知单"), _TITLE)
        leaf.space(8)
        about = (
            (_("单位"), office, _("日期"), day_words(made_on)),
            (_("姓名"), name, _("角色"), roles),
        )
        leaf.table(about, (13, 32, 17, 32), size=11, labels=(0, 2), least=24)
        leaf.space(8)
        leaf.frame(56)
        leaf.space(10)
        groups = tuple(password.split("-"))
        captions = [_("第{number}组").format(number=n) for n in range(1, len(groups) + 1)]
        leaf.groups(groups, captions, size=24)
        leaf.space(16)
        leaf.items(
            (
                _("打开程序，选择本人姓名，依次输入以上各组字符，组间输入一个减号（-）。"),
                _("首次登录须换成只有本人知道的密码；换好以后，本单作废，当面销毁。"),
                _("不转交他人，不拍照留存。"),
            ),
            _ITEM,
        )
        drawn = leaf.finish()
        part.write_bytes(drawn.pdf)
    return Written(path=path, pages=drawn.pages, missing=drawn.missing)
