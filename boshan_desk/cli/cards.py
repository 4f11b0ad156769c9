"""The command that writes a card, or the sign-in sheet of a training."""

from __future__ import annotations

from pathlib import Path

from boshan_desk.cli.options import Commands, Common, add_command, positive
from boshan_desk.cli.output import complain, write_document
from boshan_desk.i18n import _


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    card = add_command(
        commands, "card", _card, _("卡片：指导站、地理标志产品、企业、案件；培训签到表")
    )
    card.add_argument(
        "ledger", metavar=_("台账"), help=_("station、product、enterprise、case 或 event")
    )
    card.add_argument("id", metavar=_("记录"), help=_("记录编号、流水号、名称或统一社会信用代码"))
    card.add_argument("--pdf", type=Path, required=True, metavar=_("文件.pdf"))
    card.add_argument("--rows", type=positive, metavar=_("行数"), help=_("签到表的行数"))


def _card(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.cards import find_for_card, write_card

    words = common.words
    with opened(common) as desk:
        id = find_for_card(desk, words.ledger, words.id)
        written = write_card(desk, words.ledger, id, words.pdf.absolute(), rows=words.rows)
    if written.missing:
        told = _("有 {count} 个字没有可用的字形，印成“〓”：{characters}")
        complain(told.format(count=len(written.missing), characters="".join(written.missing)))
    if common.json:
        write_document({"pdf": str(written.path), "pages": written.pages})
    else:
        print(_("已写成 {path}，共 {pages} 页").format(path=written.path, pages=written.pages))
    return 0
