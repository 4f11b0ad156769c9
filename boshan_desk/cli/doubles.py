"""Commands about records that may be one."""

from __future__ import annotations

import argparse
from typing import Any

from boshan_desk.cli.conflict_text import find_id, line_json, read_choice, say, tell_waiting
from boshan_desk.cli.options import Commands, Common, WrongUse, add_command
from boshan_desk.cli.output import one_line, write_document, write_line, write_table
from boshan_desk.i18n import _

# The use cases load SQLAlchemy (a third of a second), so each command imports its own.


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    doubles = add_command(commands, "doubles", _list, _("查找、合并疑似重复的记录"))
    doubles.epilog = _("--apart 的 --json：每对一行 {ledger, ids, names, why, at, officer}")
    doubles.add_argument(
        "--apart", action="store_true", help=_("列出已认定不是同一条的，可以用 again 收回")
    )
    acts = doubles.add_subparsers(dest="act", metavar=_("动作"))
    look = acts.add_parser("look", help=_("查找号码或名称相同、相近的记录"))
    look.add_argument("ledger", nargs="?", default="", metavar=_("台账"))
    look.set_defaults(run=_look)
    show = acts.add_parser("show", help=_("两条记录并排对照"))
    _name_two(show)
    show.set_defaults(run=_compare)
    join = acts.add_parser("join", help=_("合为一条：后一条并入前一条，移入回收站"))
    _name_two(join)
    join.add_argument(
        "--choose",
        action="append",
        default=[],
        metavar=_("栏目=内容"),
        help=_("填得不同的栏目用哪个：first、second、both，或另填的内容；可写多个"),
    )
    join.add_argument("--reason", default="", metavar=_("原因"))
    join.set_defaults(run=_join)
    apart = acts.add_parser("apart", help=_("认定不是同一条，不再提示"))
    _name_two(apart)
    apart.add_argument("--reason", default="", metavar=_("原因"))
    apart.set_defaults(run=_apart)
    again = acts.add_parser("again", help=_("收回“不是同一条”，重新核对"))
    _name_two(again)
    again.add_argument("--reason", default="", metavar=_("原因"))
    again.set_defaults(run=_again)
    undo = acts.add_parser("undo", help=_("撤销一次合并"))
    undo.add_argument("number", type=int, metavar=_("编号"), help=_("合并时给出的编号"))
    undo.set_defaults(run=_undo)


def _name_two(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ledger", metavar=_("台账"))
    parser.add_argument("first", metavar=_("保留的"), help=_("记录的编号或流水号"))
    parser.add_argument("second", metavar=_("另一条"), help=_("记录的编号或流水号"))


def _list(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.doubles import kept_apart
    from boshan_desk.usecases.exchange.waiting import waiting

    if not common.words.apart:
        with opened(common) as desk:
            found = waiting(desk, kind="double")
        return tell_waiting(common, found)
    with opened(common) as desk:
        pairs = kept_apart(desk)
    if common.json:
        for each in pairs:
            write_line(
                {
                    "ledger": each.ledger,
                    "ids": list(each.ids),
                    "names": list(each.labels),
                    "why": each.why,
                    "at": each.at,
                    "officer": each.officer,
                }
            )
        return 0
    for each in pairs:
        first, second = (n or id for n, id in zip(each.numbers, each.ids, strict=True))
        told = (f"{each.ledger} {first} {second}", " / ".join(each.labels), each.why)
        print(one_line("　".join(filter(None, (*told, each.at[:16], each.officer)))))
    return 0


def _look(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.ledgers import find_ledger
    from boshan_desk.usecases.exchange.doubles_found import find_doubles

    ledger = common.words.ledger
    if ledger:
        find_ledger(ledger)
    with opened(common) as desk:
        count = find_doubles(desk, ledger=ledger)
    say(common, {"count": count}, _("新找到 {count} 对").format(count=count))
    return 0


def _compare(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.ledgers import find_ledger
    from boshan_desk.usecases.exchange.doubles_found import compare_pair

    words = common.words
    with opened(common) as desk:
        ids = [find_id(desk, words.ledger, word) for word in (words.first, words.second)]
        told = compare_pair(desk, find_ledger(words.ledger), ids[0], ids[1])
    if common.json:
        write_document(
            {
                "ledger": told.ledger,
                "ids": list(told.ids),
                "why": told.why,
                "lines": [line_json(line) for line in told.lines],
                "contradictions": sorted(told.contradictions),
                "both": sorted(told.mergeable),
                "hanging": [list(each) for each in told.hanging],
                "keep": told.keep,
                "blocked": told.blocked,
            }
        )
        return 0
    rows = [[_("流水号"), *told.numbers], [_("状态"), *told.states]]
    rows += [[line.title, *(c.words for c in line.candidates)] for line in told.lines]
    rows += [[title, str(one), str(other)] for title, one, other in told.hanging]
    write_table(["", *told.labels], rows)
    if told.blocked:
        print(one_line(told.blocked))
    return 0


def _join(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.ledgers import find_ledger
    from boshan_desk.usecases.exchange.doubles import join

    words = common.words
    ledger = find_ledger(words.ledger)
    with opened(common) as desk:
        first, second = (find_id(desk, words.ledger, word) for word in (words.first, words.second))
        choices: dict[str, Any] = {}
        for text in words.choose:
            name, equals, take = text.partition("=")
            register = ledger.register_of.get(name)
            if not equals or register is None:
                raise WrongUse("“{text}”应写成 栏目=内容，如 name=first", text=text)
            chosen = {"first": first, "second": second, "both": "both"}.get(take)
            choices[register] = chosen or read_choice(take, ledger.registers[register], ())
        done = join(desk, ledger, first, second, choices, reason=words.reason)
    said = _("已合并（编号 {number}），转来 {moved} 条").format(
        number=done.number, moved=done.moved
    )
    told = {"number": done.number, "id": done.record.id, "moved": done.moved}
    say(common, told | {"filled": list(done.filled)}, said)
    return 0


def _apart(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.doubles import keep_apart

    words = common.words
    with opened(common) as desk:
        first, second = (find_id(desk, words.ledger, word) for word in (words.first, words.second))
        count = keep_apart(desk, [(words.ledger, first, second)], reason=words.reason)
    say(common, {"count": count}, _("已认定不是同一条"))
    return 0


def _again(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.doubles import compare_again

    words = common.words
    with opened(common) as desk:
        first, second = (find_id(desk, words.ledger, word) for word in (words.first, words.second))
        count = compare_again(desk, [(words.ledger, first, second)], reason=words.reason)
    say(common, {"count": count}, _("已收回，重新列为疑似重复"))
    return 0


def _undo(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.doubles import take_apart

    with opened(common) as desk:
        count = take_apart(desk, common.words.number)
    say(common, {"count": count}, _("已撤销，涉及 {count} 条记录").format(count=count))
    return 0
