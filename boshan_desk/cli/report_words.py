"""Commands about the wording of a paper, paragraph by paragraph."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from boshan_desk.cli.options import Common, WrongUse
from boshan_desk.cli.output import (
    write_document,
    write_line,
    write_table,
)
from boshan_desk.cli.report_wanted import (
    add_request,
    request_of,
)
from boshan_desk.i18n import _

if TYPE_CHECKING:
    from boshan_desk.usecases.papers.words import Paragraph


def add_words(acts: Any) -> None:
    """Add this act to the command."""
    words = acts.add_parser("words", help=_("报告文字：各段的代号、改写、恢复"))
    words.epilog = _(
        "--json：每段一行 {key, text, drafted, basis, edited, stale, left_out, at, officer}"
    )
    add_request(words, needed=True)
    change = words.add_mutually_exclusive_group()
    change.add_argument("--edit", metavar=_("段落代号"), help=_("改写这一段，须同时写 --text"))
    change.add_argument("--take-back", metavar=_("段落代号"), help=_("这一段恢复为自动拟写的"))
    words.add_argument("--text", metavar=_("文字"), help=_("空白表示删去这一段"))
    words.set_defaults(run=_words)


def _words(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.papers.words import edit_paragraph, list_paragraphs, take_back

    words = common.words
    if (words.edit is None) != (words.text is None):
        raise WrongUse("--edit 和 --text 须同时写")
    with opened(common) as desk:
        request = request_of(common, desk)
        if words.edit is not None:
            edit_paragraph(desk, request, words.edit, words.text)
            told = {"key": words.edit, "edited": True}
        elif words.take_back is not None:
            take_back(desk, request, words.take_back)
            told = {"key": words.take_back, "edited": False}
        else:
            lines = [_paragraph_json(each) for each in list_paragraphs(desk, request)]
            return _tell_words(common, lines)
    if common.json:
        write_document(told)
    else:
        print(_said(words))
    return 0


def _said(words: argparse.Namespace) -> str:
    if words.edit is None:
        return _("已恢复为自动拟写的文字")
    return _("已改写") if words.text.strip() else _("已删去这一段")


def _tell_words(common: Common, lines: list[dict[str, Any]]) -> int:
    if common.json:
        for line in lines:
            write_line(line)
        return 0
    rows = [[line["key"], _state(line), line["text"] or line["drafted"]] for line in lines]
    write_table([_("段落代号"), _("状态"), _("文字")], rows)
    return 0


def _paragraph_json(paragraph: Paragraph) -> dict[str, Any]:
    told = {"key": paragraph.key, "text": paragraph.text, "drafted": paragraph.drafted}
    edit = paragraph.edit
    if edit is None:
        return told | {"edited": False}
    return told | {
        "basis": edit.basis,
        "edited": True,
        "stale": edit.stale,
        "left_out": edit.left_out,
        "at": edit.at,
        "officer": edit.officer,
    }


def _state(line: Mapping[str, Any]) -> str:
    if not line["edited"]:
        return _("自动拟写")
    if line["stale"]:
        return _("数字已变，请重看")
    return _("已删去") if line["left_out"] else _("已改写")
