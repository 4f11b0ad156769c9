"""Which paper a command is about, and where it goes."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boshan_desk.cli.options import Common, WrongUse, period
from boshan_desk.domain.problems import Missing
from boshan_desk.i18n import _

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.papers import Written
    from boshan_desk.usecases.quarter.request import Request


def add_request(parser: argparse.ArgumentParser, *, needed: bool) -> None:
    """Let a command name a paper: period, form, whose it is."""
    parser.add_argument(
        "--period",
        required=needed,
        type=period,
        metavar=_("期间"),
        help=_("2026Q3、2026H1、2026-01..09 或 2026"),
    )
    parser.add_argument(
        "--kind", default="plain", metavar=_("形式"), help=_("jianbao、tongbao、plain 或本单位的")
    )
    parser.add_argument("--town", default="", metavar=_("镇街"), help=_("只编一个镇街的"))
    parser.add_argument("--unit", default="", metavar=_("部门"), help=_("只编一个部门的"))
    parser.add_argument("--public", action="store_true", help=_("公开版"))


def add_outputs(parser: argparse.ArgumentParser) -> None:
    """Let a command name the files to write."""
    parser.add_argument("--pdf", type=Path, metavar=_("文件"), help=_("写成 PDF；不写则输出文字"))
    parser.add_argument("--docx", type=Path, metavar=_("文件"), help=_("写成 Word 文件"))
    parser.add_argument("--xlsx", type=Path, metavar=_("文件"), help=_("各表写成工作簿"))


def request_of(common: Common, desk: Desk) -> Request:
    """The paper that was named."""
    from boshan_desk.usecases.lists import find_town
    from boshan_desk.usecases.quarter.request import Request

    words = common.words
    unit = ""
    if words.unit and not (unit := desk.lists["unit"].find(words.unit) or ""):
        raise Missing("没有单位“{unit}”，请写单位代码或名称", unit=words.unit)
    return Request(
        period=words.period,
        kind=words.kind,
        town=find_town(desk, words.town) if words.town else "",
        unit=unit,
        public=words.public,
    )


def outputs_of(words: argparse.Namespace) -> dict[str, Path]:
    """The files that were named, by kind: pdf, docx, xlsx.

    Raises:
        WrongUse: one would overwrite the other.
    """
    given = {name: getattr(words, name) for name in ("pdf", "docx", "xlsx")}
    found = {name: path.absolute() for name, path in given.items() if path}
    if len(set(found.values())) < len(found):
        raise WrongUse("几个文件不能是同一个")
    return found


def request_json(request: Request) -> dict[str, Any]:
    """Which paper it is, as the command line writes it."""
    return {
        "period": str(request.period),
        "kind": request.kind,
        "town": request.town or None,
        "unit": request.unit or None,
        "public": request.public,
    }


def say_written(written: Written) -> None:
    """Say that a file was written."""
    words = _("已写成 {path}，共 {pages} 页") if written.pages else _("已写成 {path}")
    print(words.format(path=written.path, pages=written.pages))
