"""Commands about what the towns hand in."""

from __future__ import annotations

from boshan_desk.cli.options import Commands, Common, add_command, day, period
from boshan_desk.cli.output import write_line, write_table
from boshan_desk.i18n import _


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    reports = add_command(
        commands, "town-reports", _town_reports, _("各镇街报送情况：按期、迟报、零报告、退回、未报")
    )
    reports.add_argument("--period", required=True, type=period, metavar=_("期间"))
    reports.add_argument(
        "--expect",
        type=day,
        metavar=_("截止日期"),
        help=_("为还没有登记的镇街登记应报，截止到这一天"),
    )


def _town_reports(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases import town_reports

    words = common.words
    with opened(common) as desk:
        if words.expect:
            town_reports.expect(desk, words.period, words.expect)
        lines = town_reports.look(desk, words.period)
    if common.json:
        for line in lines:
            write_line(town_reports.line_json(line))
        return 0
    rows = []
    for line in lines:
        told = town_reports.line_json(line)
        cells = [told["due_on"], told["received_on"], told["rows"]]
        rows.append(
            [line.town_label, line.words, *("" if cell is None else str(cell) for cell in cells)]
        )
    write_table([_("镇街"), _("报送状态"), _("截止日期"), _("收到日期"), _("报送条数")], rows)
    return 0
