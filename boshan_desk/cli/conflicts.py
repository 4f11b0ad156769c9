"""Commands about what waits for a decision after packages came in."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from boshan_desk.cli.conflict_text import (
    called,
    find_id,
    line_json,
    matter_json,
    read_choice,
    say,
    tell_waiting,
)
from boshan_desk.cli.options import Commands, Common, WrongUse, add_command, may_uncover, uncovered
from boshan_desk.cli.output import complain, one_line, write_document, write_line, write_table
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.wording import explained
from boshan_desk.i18n import _

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.exchange.deciding import Written
    from boshan_desk.usecases.exchange.matters import Waiting
    from boshan_desk.usecases.exchange.settling import Choice

# The use cases load SQLAlchemy (a third of a second), so each command imports its own.

_KINDS = ("values", "withdrawn", "reviewed", "closed", "link", "double")


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    waits = add_command(commands, "conflicts", _list, _("列出接收数据包后待处理的事项"))
    waits.add_argument("--kind", choices=_KINDS, default="", metavar=_("种类"), help=_kinds())
    waits.add_argument("--town", default="", metavar=_("镇街"), help=_("代码或名称"))
    acts = waits.add_subparsers(dest="act", metavar=_("动作"))
    show = acts.add_parser("show", help=_("一件事项：原来的内容，各单位填的内容，谁、何时、哪个包"))
    _name(show)
    may_uncover(show)
    show.set_defaults(run=_show)
    aside = acts.add_parser("aside", help=_("暂放，先处理其余的"))
    _name(aside, several=True)
    aside.add_argument("--back", action="store_true", help=_("取回暂放的"))
    aside.set_defaults(run=_aside)
    past = acts.add_parser("decided", help=_("列出已核定的事项"))
    past.set_defaults(run=_decided)
    again = acts.add_parser("retry", help=_("再试所属的记录没有收到的"))
    again.set_defaults(run=_retry)

    settle = add_command(commands, "resolve", _resolve, _("核定一件或几件待处理事项"))
    _name(settle, several=True)
    settle.add_argument(
        "--take",
        required=True,
        metavar=_("内容"),
        help=_(
            "ours 用本单位的，theirs 用对方的，或另填的内容；几栏一起的写 JSON 对象；"
            "删除与改动相对的写 keep 或 withdraw；疑似重复的写 apart"
        ),
    )
    settle.add_argument("--reason", default="", metavar=_("原因"), help=_("已审核的记录必须写明"))
    settle.add_argument("--like-this", action="store_true", help=_("同类的都这样处理"))
    settle.add_argument(
        "--instead",
        type=int,
        metavar=_("编号"),
        help=_("改变以前的核定（编号见 conflicts decided）"),
    )

    origin = add_command(commands, "sources", _sources, _("一条记录的各栏由谁、何时、哪个包填报"))
    origin.add_argument("ledger", metavar=_("台账"))
    origin.add_argument("id", metavar=_("编号"), help=_("记录的编号或流水号"))


def _kinds() -> str:
    return _(
        "values 两边填得不同 · withdrawn 一边删除一边改动 · reviewed 改动已审核的"
        " · closed 改动已封账的 · link 所属的没有收到 · double 疑似重复"
    )


def _name(parser: argparse.ArgumentParser, *, several: bool = False) -> None:
    words: dict[str, Any] = {"metavar": _("事项"), "help": _("事项的编号，见 conflicts")}
    parser.add_argument("key", **words | ({"nargs": "+"} if several else {}))


# ---------------------------------------------------------------- what waits


def _list(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.waiting import waiting
    from boshan_desk.usecases.lists import find_town

    words = common.words
    with opened(common) as desk:
        town = find_town(desk, words.town) if words.town else ""
        found = waiting(desk, kind=words.kind, town=town)
    return tell_waiting(common, found)


def _show(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.conflicts import by_key
    from boshan_desk.usecases.exchange.matters import KINDS
    from boshan_desk.usecases.exchange.waiting import in_full

    words, whole = common.words, uncovered(common)
    with opened(common) as desk:
        (matter,) = by_key(desk, [words.key])
        if whole:
            matter = in_full(desk, matter, words.reason)
    if common.json:
        write_document(matter_json(matter))
        return 0
    print(one_line(f"{_(KINDS[matter.kind])}　{called(matter)}　{matter.short}"))
    if matter.why:
        print(one_line(matter.why))
    for line in matter.lines:
        print(one_line(line.title))
        if line.before is not None:
            before = "、".join(filter(None, line.before)) or _("（空）")
            print("  " + one_line(explained(_("原来"), before)))
        for candidate in line.candidates:
            source = candidate.source.words()
            shown = _("（暂用）") if candidate.shown else ""
            print("  " + one_line(f"{candidate.words}{shown}　{source}　{candidate.choice}"))
    for code, said in matter.choices:
        print(one_line(f"--take {code}　{said}"))
    return 0


def _aside(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.conflicts import by_key, set_aside

    words = common.words
    with opened(common) as desk:
        count = set_aside(desk, by_key(desk, words.key), aside=not words.back)
    say(common, {"count": count}, _("{count} 件").format(count=count))
    return 0


def _decided(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.decisions import decided

    with opened(common) as desk:
        found = decided(desk)
    if common.json:
        for each in found:
            write_line(
                {
                    "number": each.number,
                    "at": each.at,
                    "officer": each.officer,
                    "conflict": f"{each.ledger}/{each.id}/{each.register}",
                    "name": each.label,
                    "chosen": each.chosen,
                    "stands": each.stands,
                    "later": each.later.number if each.later else None,
                    **line_json(each.line),
                }
            )
        return 0
    heads = [_("编号"), _("时间"), _("办理人"), _("记录"), _("栏目"), _("核定")]
    rows = [[str(d.number), d.at, d.officer, d.label, d.line.title, d.words] for d in found]
    write_table(heads, rows)
    return 0


def _retry(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.held import try_again

    with opened(common) as desk:
        tried = try_again(desk)
    words = _("并入 {taken} 条，还有 {left} 条在等").format(taken=tried.taken, left=tried.left)
    say(common, {"taken": tried.taken, "left": tried.left}, words)
    return 0


# ---------------------------------------------------------------- deciding


def _resolve(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.conflicts import by_key
    from boshan_desk.usecases.exchange.decisions import reconsider
    from boshan_desk.usecases.exchange.waiting import like_this, waiting

    words = common.words
    with opened(common) as desk:
        if words.instead is not None:
            if len(words.key) != 1:
                raise WrongUse("改变核定一次只能写一件事项")
            ledger, id, register = _split(words.key[0])
            choice = read_choice(words.take, (register,), ())
            record = find_id(desk, ledger, id)
            done = reconsider(desk, words.instead, ledger, record, register, choice, words.reason)
            numbers, count, refusals = [done.number], 1, tuple[Refused, ...]()
        else:
            matters = by_key(desk, words.key)
            if words.like_this:
                known = waiting(desk)
                alike = {m.key: m for one in matters for m in like_this(one, known)}
                matters = list(alike.values())
            written = _decide(desk, matters, words.take, words.reason)
            numbers, count, refusals = list(written.numbers), len(written.keys), written.refusals
    if refusals and not count:
        raise refusals[0]
    said = _("已核定 {count} 件").format(count=count)
    say(common, {"count": count, "numbers": numbers}, said)
    for error in refusals:
        complain(error.words())
    return max((error.exit_code for error in refusals), default=0)


def _split(key: str) -> tuple[str, str, str]:
    parts = key.split("/")
    if len(parts) != 3:
        raise WrongUse(
            "事项应写成 台账/记录/栏目，如 {example}", example="enterprise/2026-0001/name"
        )
    return parts[0], parts[1], parts[2]


def _decide(desk: Desk, matters: Sequence[Waiting], take: str, reason: str) -> Written:
    """Decide matters of one sort."""
    from boshan_desk.usecases.exchange.deciding import decide

    if len({_sort(each) for each in matters}) != 1:
        raise WrongUse("请把种类不同的事项分开处理")
    return decide(desk, [(each, _meant(each, take)) for each in matters], reason=reason)


def _sort(matter: Waiting) -> str:
    """Matters of one sort are decided with the same words."""
    from boshan_desk.usecases.exchange.matters import HELD

    if matter.kind in HELD:
        return "held"
    return "double" if matter.kind == "double" else "contents"


def _meant(matter: Waiting, take: str) -> Choice:
    """What `--take` means for a matter."""
    from boshan_desk.usecases.exchange.matters import AGAIN, APART, KEEP, REFUSE, TAKE
    from boshan_desk.usecases.exchange.settling import OURS, THEIRS

    match _sort(matter):
        case "double":
            if take != APART:
                raise WrongUse("疑似重复的只能写 --take apart；合为一条请用 doubles join")
            return APART
        case "held":
            if take in (THEIRS, TAKE, AGAIN):
                return TAKE
            if take in (OURS, KEEP, REFUSE):
                return KEEP
            raise WrongUse("暂存的改动只能写 --take theirs（采用）或 ours（不采用）")
    known = tuple(each.choice for each in matter.candidates)
    return read_choice(take, matter.lines[0].columns, known)


# ---------------------------------------------------------------- where it comes from


def _sources(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.ledgers import find_ledger
    from boshan_desk.usecases.exchange.provenance import sources
    from boshan_desk.usecases.records import find_record

    words = common.words
    ledger = find_ledger(words.ledger, secret=True)
    with opened(common) as desk:
        record = find_record(desk, ledger, words.id)
        found = sources(desk, ledger, record.id)
    filled = [n for n in found if not n or getattr(record, n) not in (None, ())]
    if common.json:
        write_document(
            {
                name or "*": {
                    "office": source.office,
                    "officer": source.officer,
                    "at": source.at,
                    "package": source.package,
                    "reason": source.reason,
                    "ours": source.own,
                }
                for name, source in found.items()
                if name in filled
            }
        )
        return 0
    shown = ledger.shown()
    rows = []
    for name in filled:
        source, title = found[name], _(shown[name].title) if name else _("登记")
        office = source.office or _("来源不明")
        rows.append([title, office, source.officer, source.at[:16], source.package])
    write_table([_("栏目"), _("单位"), _("填报人"), _("时间"), _("数据包")], rows)
    return 0
