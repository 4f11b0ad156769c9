"""Commands about who has reported: the board, the list to telephone by, the days of reports."""

from __future__ import annotations

from pathlib import Path

from boshan_desk.cli.options import (
    Commands,
    Common,
    WrongUse,
    add_command,
    may_uncover,
    period,
    positive,
    uncovered,
)
from boshan_desk.cli.output import one_line, write_document, write_line, write_table
from boshan_desk.domain.wording import statements
from boshan_desk.i18n import _

# The use cases load SQLAlchemy, cryptography and reportlab, so each command imports its own.


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    exchange = add_command(
        commands, "exchange", _board, _("报送情况：谁报了、谁没报、期限、电话催报单")
    )
    acts = exchange.add_subparsers(dest="act", metavar=_("动作"), required=True)
    board = acts.add_parser("board", help=_("各镇街报送情况"))
    board.epilog = _(
        "--json：每个镇街一行 {town, town_label, state, state_words, due_on, received_on, way, "
        "rows, site, desk_state, alarm, last, next, missing, waiting, aside, receipt_due}"
    )
    board.add_argument("--period", required=True, type=period, metavar=_("期间"))
    board.add_argument(
        "--missing",
        action="store_true",
        help=_("过了按期日期以后：没有任何报送的镇街，登记为未报"),
    )
    board.set_defaults(run=_board)
    phone = acts.add_parser("phone", help=_("电话催报单"))
    phone.add_argument("--period", required=True, type=period, metavar=_("期间"))
    phone.add_argument("--pdf", type=Path, metavar=_("文件"), help=_("写成 PDF"))
    may_uncover(phone)
    phone.set_defaults(run=_phone)
    days = acts.add_parser("days", help=_("报送期限：期末后多少天以内为按期，多少天截止"))
    days.add_argument("due", type=positive, nargs="?", metavar=_("按期天数"))
    days.add_argument("close", type=positive, nargs="?", metavar=_("截止天数"))
    days.set_defaults(run=_days)


def _board(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.board import board, line_json
    from boshan_desk.usecases.exchange.statements import mark_missing

    words = common.words
    with opened(common) as desk:
        if words.missing:
            mark_missing(desk, words.period)
        shown = board(desk, words.period)
    if common.json:
        for line in shown.lines:
            write_line(line_json(line))
        return 0
    print(one_line(shown.words()))
    print(one_line(shown.deadline_words()))
    heads = [_("镇街"), _("报送"), _("方式"), _("最近一包"), _("下一包"), _("待处理"), _("提醒")]
    write_table(
        heads,
        [
            [
                line.town_label,
                line.words,
                line.way_words,
                line.last_words,
                str(line.next) if line.peer else "",
                line.waiting_words,
                line.alarm_words,
            ]
            for line in shown.lines
        ],
    )
    return 0


def _phone(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.telephone import (
        call_json,
        telephone_list,
        write_telephone_list,
    )

    words, full = common.words, uncovered(common)
    reason = words.reason or ""
    with opened(common) as desk:
        if words.pdf:
            write_telephone_list(desk, words.period, words.pdf, full=full, reason=reason)
            calls = telephone_list(desk, words.period).calls
        else:
            calls = telephone_list(desk, words.period, full=full, reason=reason).calls
    if common.json:
        for call in calls:
            write_line(call_json(call))
        return 0
    if words.pdf:
        print(_("已写成 {path}").format(path=words.pdf))
        return 0
    rows = []
    for call in calls:
        people = [f"{each.name} {each.role} {each.phone}" for each in call.contacts]
        rows.append([call.town_label, call.line.words, statements(people), call.ask])
    write_table([_("镇街"), _("报送"), _("联络员"), _("询问")], rows)
    return 0


def _days(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.statements import report_days, set_report_days

    words = common.words
    if (words.due is None) != (words.close is None):
        raise WrongUse("按期天数和截止天数须一起写")
    with opened(common) as desk:
        if words.due is not None:
            set_report_days(desk, words.due, words.close)
        with desk.read() as reader:
            due, close = report_days(reader)
    if common.json:
        write_document({"due_days": due, "close_days": close})
    else:
        print(
            _("期末后 {due} 天以内为按期，{close} 天截止收报；遇休息日顺延").format(
                due=due, close=close
            )
        )
    return 0
