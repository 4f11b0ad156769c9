"""Commands about what waits for a decision after packages came in."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from boshan_desk.cli.options import Commands, Common, WrongUse, add_command, may_uncover, uncovered
from boshan_desk.cli.output import one_line, write_document, write_line, write_table
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.wording import explained
from boshan_desk.i18n import _

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.exchange.waiting import Candidate, Line, Waiting

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

    _add_doubles(commands)

    origin = add_command(commands, "sources", _sources, _("一条记录的各栏由谁、何时、哪个包填报"))
    origin.add_argument("ledger", metavar=_("台账"))
    origin.add_argument("id", metavar=_("编号"), help=_("记录的编号或流水号"))


def _add_doubles(commands: Commands) -> None:
    doubles = add_command(commands, "doubles", _doubles, _("查找、合并疑似重复的记录"))
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
    undo = acts.add_parser("undo", help=_("撤销一次合并"))
    undo.add_argument("number", type=int, metavar=_("编号"), help=_("合并时给出的编号"))
    undo.set_defaults(run=_undo)


def _kinds() -> str:
    return _(
        "values 两边填得不同 · withdrawn 一边删除一边改动 · reviewed 改动已审核的"
        " · closed 改动已封账的 · link 所属的没有收到 · double 疑似重复"
    )


def _name(parser: argparse.ArgumentParser, *, several: bool = False) -> None:
    words: dict[str, Any] = {"metavar": _("事项"), "help": _("事项的编号，见 conflicts")}
    parser.add_argument("key", **words | ({"nargs": "+"} if several else {}))


def _name_two(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ledger", metavar=_("台账"))
    parser.add_argument("first", metavar=_("保留的"), help=_("记录的编号或流水号"))
    parser.add_argument("second", metavar=_("另一条"), help=_("记录的编号或流水号"))


# ---------------------------------------------------------------- what waits


def _list(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.waiting import KINDS, waiting
    from boshan_desk.usecases.lists import find_town

    words = common.words
    with opened(common) as desk:
        town = find_town(desk, words.town) if words.town else ""
        found = waiting(desk, kind=words.kind, town=town)
    if common.json:
        for each in found:
            write_line(_told(each))
        return 0
    for each in found:
        aside = _("（暂放）") if each.aside else ""
        told = (each.short, _(KINDS[each.kind]) + aside, _called(each), _titles(each), each.office)
        print(one_line("　".join(filter(None, told))))
    return 0


def _called(matter: Waiting) -> str:
    return " / ".join(filter(None, (matter.label, matter.other_label)))


def _titles(matter: Waiting) -> str:
    return "、".join(matter.titles) if matter.kind != "link" else matter.why


def _show(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.conflicts import by_key
    from boshan_desk.usecases.exchange.waiting import KINDS, in_full

    words, whole = common.words, uncovered(common)
    with opened(common) as desk:
        (matter,) = by_key(desk, [words.key])
        if whole:
            matter = in_full(desk, matter, words.reason)
    if common.json:
        write_document(_told(matter))
        return 0
    print(one_line(f"{_(KINDS[matter.kind])}　{_called(matter)}　{matter.short}"))
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


def _told(matter: Waiting) -> dict[str, Any]:
    return {
        "conflict": matter.key,
        "kind": matter.kind,
        "ledger": matter.ledger,
        "id": matter.id,
        "serial_no": matter.number or None,
        "name": matter.label,
        "register": matter.register,
        "town": matter.town or None,
        "office": matter.office,
        "why": matter.why,
        "since": matter.at,
        "aside": matter.aside,
        "needs": str(matter.needs),
        "may": matter.may,
        "lines": [_line(line) for line in matter.lines],
        "choices": dict(matter.choices),
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "register": line.register,
        "fields": dict(zip(line.columns, line.titles, strict=False)),
        "before": list(line.before) if line.before is not None else None,
        "candidates": [_candidate(each) for each in line.candidates],
    }


def _candidate(candidate: Candidate) -> dict[str, Any]:
    return {
        "take": candidate.choice,
        "words": list(candidate.cells),
        "shown": candidate.shown,
        "ours": candidate.ours,
        "office": candidate.office,
        "officer": candidate.who,
        "at": candidate.at,
        "package": candidate.package,
        "covered": candidate.covered,
    }


def _aside(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.conflicts import by_key, set_aside

    words = common.words
    with opened(common) as desk:
        count = set_aside(desk, by_key(desk, words.key), aside=not words.back)
    _say(common, {"count": count}, _("{count} 件").format(count=count))
    return 0


def _decided(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.conflicts import decided

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
                    **_line(each.line),
                }
            )
        return 0
    heads = [_("编号"), _("时间"), _("办理人"), _("记录"), _("栏目"), _("核定")]
    rows = [[str(d.number), d.at, d.officer, d.label, d.line.title, d.chosen] for d in found]
    write_table(heads, rows)
    return 0


def _retry(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.held import try_again

    with opened(common) as desk:
        tried = try_again(desk)
    words = _("并入 {taken} 条，还有 {left} 条在等").format(taken=tried.taken, left=tried.left)
    _say(common, {"taken": tried.taken, "left": tried.left}, words)
    return 0


# ---------------------------------------------------------------- deciding


def _resolve(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.conflicts import by_key, like_this, reconsider, waiting

    words = common.words
    with opened(common) as desk:
        if words.instead is not None:
            if len(words.key) != 1:
                raise WrongUse("改变核定一次只能写一件事项")
            ledger, id, register = _split(words.key[0])
            choice = _choice(words.take, (register,), ())
            record = _find(desk, ledger, id)
            done = reconsider(desk, words.instead, ledger, record, register, choice, words.reason)
            numbers, count = [done.number], 1
        else:
            matters = by_key(desk, words.key)
            if words.like_this:
                known = waiting(desk)
                alike = {m.key: m for one in matters for m in like_this(one, known)}
                matters = list(alike.values())
            numbers, count = _decide(desk, matters, words.take, words.reason), len(matters)
    said = _("已核定 {count} 件").format(count=count)
    _say(common, {"count": count, "numbers": numbers}, said)
    return 0


def _split(key: str) -> tuple[str, str, str]:
    parts = key.split("/")
    if len(parts) != 3:
        raise WrongUse(
            "事项应写成 台账/记录/栏目，如 {example}", example="enterprise/2026-0001/name"
        )
    return parts[0], parts[1], parts[2]


def _find(desk: Desk, ledger: str, word: str) -> str:
    from boshan_desk.ledgers import find_ledger
    from boshan_desk.usecases.records import find_record

    return find_record(desk, find_ledger(ledger), word).id


def _decide(desk: Desk, matters: Sequence[Waiting], take: str, reason: str) -> list[int]:
    """Decide matters of one sort; the numbers of the works."""
    from boshan_desk.usecases.exchange import held
    from boshan_desk.usecases.exchange.conflicts import resolve
    from boshan_desk.usecases.exchange.doubles import keep_apart

    sorts = {"held" if m.kind in ("reviewed", "closed", "link") else m.kind for m in matters}
    sorts = {"values" if sort == "withdrawn" else sort for sort in sorts}
    if len(sorts) != 1:
        raise WrongUse("请把种类不同的事项分开处理")
    if sorts == {"double"}:
        if take != "apart":
            raise WrongUse("疑似重复的只能写 --take apart；合为一条请用 doubles join")
        keep_apart(desk, [(m.ledger, m.id, m.register) for m in matters], reason=reason)
        return []
    if sorts == {"held"}:
        rows = [(m.ledger, m.id, m.register) for m in matters]
        if take in ("theirs", "take", "again"):
            return [held.accept(desk, rows, reason=reason).number]
        if take in ("ours", "keep", "refuse"):
            return [held.refuse(desk, rows, reason).number]
        raise WrongUse("暂存的改动只能写 --take theirs（采用）或 ours（不采用）")
    items = []
    for each in matters:
        known = tuple(c.choice for c in each.candidates)
        items.append(each.item(_choice(take, each.lines[0].columns, known)))
    return [resolve(desk, items, reason=reason).number]


def _choice(take: str, columns: Sequence[str], known: Sequence[str]) -> str | Mapping[str, object]:
    """What `--take` means for a register."""
    from boshan_desk.usecases.desks import read_json

    if take in ("ours", "theirs", "keep", "withdraw", *known):
        return take
    if take.startswith("{"):
        try:
            given = read_json(take)
        except Refused as error:
            raise WrongUse("--take：{why}", why=error.words()) from None
        if isinstance(given, dict):
            return given
    if len(columns) > 1:
        raise WrongUse(
            "这几栏要一起填，请写 JSON 对象，如 {example}",
            example="{" + ", ".join(f'"{name}": …' for name in columns) + "}",
        )
    return {columns[0]: take}


# ---------------------------------------------------------------- doubles


def _doubles(common: Common) -> int:
    common.words.kind, common.words.town = "double", ""
    return _list(common)


def _look(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.ledgers import find_ledger
    from boshan_desk.usecases.exchange.doubles import look

    ledger = common.words.ledger
    if ledger:
        find_ledger(ledger)
    with opened(common) as desk:
        count = look(desk, ledger=ledger)
    _say(common, {"count": count}, _("新找到 {count} 对").format(count=count))
    return 0


def _compare(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.ledgers import find_ledger
    from boshan_desk.usecases.exchange.doubles import compare_pair

    words = common.words
    with opened(common) as desk:
        ids = [_find(desk, words.ledger, word) for word in (words.first, words.second)]
        told = compare_pair(desk, find_ledger(words.ledger), ids[0], ids[1])
    if common.json:
        write_document(
            {
                "ledger": told.ledger,
                "ids": list(told.ids),
                "why": told.why,
                "lines": [_line(line) for line in told.lines],
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
        first, second = (_find(desk, words.ledger, word) for word in (words.first, words.second))
        choices: dict[str, Any] = {}
        for text in words.choose:
            name, equals, take = text.partition("=")
            register = ledger.register_of.get(name)
            if not equals or register is None:
                raise WrongUse("“{text}”应写成 栏目=内容，如 name=first", text=text)
            chosen = {"first": first, "second": second, "both": "both"}.get(take)
            choices[register] = chosen or _choice(take, ledger.registers[register], ())
        done = join(desk, ledger, first, second, choices, reason=words.reason)
    said = _("已合并（编号 {number}），转来 {moved} 条").format(
        number=done.number, moved=done.moved
    )
    told = {"number": done.number, "id": done.record.id, "moved": done.moved}
    _say(common, told | {"filled": list(done.filled)}, said)
    return 0


def _apart(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.doubles import keep_apart

    words = common.words
    with opened(common) as desk:
        first, second = (_find(desk, words.ledger, word) for word in (words.first, words.second))
        count = keep_apart(desk, [(words.ledger, first, second)], reason=words.reason)
    _say(common, {"count": count}, _("已认定不是同一条"))
    return 0


def _undo(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.doubles import take_apart

    with opened(common) as desk:
        count = take_apart(desk, common.words.number)
    _say(common, {"count": count}, _("已撤销，涉及 {count} 条记录").format(count=count))
    return 0


# ---------------------------------------------------------------- where it comes from


def _sources(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.ledgers import find_ledger
    from boshan_desk.usecases.exchange.provenance import sources

    words = common.words
    ledger = find_ledger(words.ledger, secret=True)
    with opened(common) as desk:
        from boshan_desk.usecases.records import find_record

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


def _say(common: Common, told: Mapping[str, Any], words: str) -> None:
    if common.json:
        write_document(told)
    else:
        print(one_line(words))
