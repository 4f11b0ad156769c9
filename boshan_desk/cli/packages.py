"""Commands about packages: make, look, take, answer, take back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boshan_desk.cli.options import (
    Commands,
    Common,
    WrongUse,
    add_command,
    period,
)
from boshan_desk.cli.output import (
    Progress,
    complain,
    write_document,
    write_line,
    write_table,
)
from boshan_desk.cli.package_text import (
    look_json,
    parcel_json,
    print_look,
    print_taken,
    tell_brought,
)
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.i18n import _

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.usecases.exchange.parcels import Parcel
    from boshan_desk.usecases.exchange.taking import Taken

# The use cases load SQLAlchemy, cryptography and reportlab, so each command imports its own.


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    package = add_command(commands, "package", _list, _("数据包：制作、查看、接收、回执、撤销接收"))
    acts = package.add_subparsers(dest="act", metavar=_("动作"), required=True)
    _add_make(acts)
    _add_look_and_take(acts)
    _add_settle(acts)
    _add_receipt(acts)
    _add_kept(acts)


def _add_make(acts: Commands) -> None:
    make = acts.add_parser("make", help=_("制作报送的数据包，写到U盘或文件夹"))
    make.epilog = _("--json：{file, cover, name, seq, digest, rows, counts}")
    make.add_argument("out", type=Path, metavar=_("文件夹"))
    make.add_argument("--period", required=True, type=period, metavar=_("期间"))
    says = make.add_mutually_exclusive_group()
    says.add_argument(
        "--whole",
        dest="statement",
        action="store_const",
        const="whole",
        default="",
        help=_("声明本期已报全；不写时只算先报一部分"),
    )
    says.add_argument(
        "--nothing", dest="statement", action="store_const", const="nothing", help=_("声明本期无")
    )
    make.set_defaults(run=_make)


def _add_look_and_take(acts: Commands) -> None:
    look = acts.add_parser("look", help=_("看一个数据包会带来什么，不写入"))
    look.epilog = _(
        "--json：{file, digest, kind, site, name, seq, period, statement, again, fork, notes, "
        "counts, their_counts, rows: [{ledger, id, label, outcome, why, words, fields}]}；"
        "几个文件时每个一行 {file, state, kind, site, name, epoch, seq, period, counts, why}"
    )
    look.add_argument("file", type=Path, nargs="+", metavar=_("文件"))
    look.set_defaults(run=_look)

    take = acts.add_parser("take", help=_("接收数据包；写入前自动备份"))
    take.epilog = _(
        "--json：{file, package, again, counts, answer, notes, decided}；几个文件时每个一行"
    )
    take.add_argument("file", type=Path, nargs="+", metavar=_("文件"))
    which = take.add_mutually_exclusive_group()
    which.add_argument(
        "--clean",
        action="store_true",
        help=_("只接收没有要人看的，同一单位的按包号先后；其余不接收，--json 同 look 几个文件时"),
    )
    which.add_argument(
        "--ours",
        dest="side",
        action="store_const",
        const="ours",
        default="",
        help=_("两边不同的，一律采用本机内容"),
    )
    which.add_argument(
        "--theirs",
        dest="side",
        action="store_const",
        const="theirs",
        help=_("两边不同的，一律采用对方内容"),
    )
    which.add_argument(
        "--choices",
        type=Path,
        metavar=_("文件"),
        help=_(
            "逐项写明采用哪边：JSON 数组或逐行 JSON，{ledger, id, register, choice}，"
            "choice 为 ours、theirs、某次填写的编号，或 {栏目: 值}"
        ),
    )
    take.set_defaults(run=_take)

    for parser in (look, take):
        parser.add_argument(
            "--despite",
            action="store_true",
            help=_("已核实的：虽有两台电脑用同一身份，仍看、仍接收，两边的内容分开保留"),
        )


def _add_settle(acts: Commands) -> None:
    settle = acts.add_parser("settle", help=_("核实以后，恢复接收暂停了的镇街"))
    settle.add_argument("town", metavar=_("镇街"), help=_("名称、代码或电脑编号"))
    settle.add_argument("--reason", required=True, metavar=_("原因"))
    settle.set_defaults(run=_settle_fork)


def _add_receipt(acts: Commands) -> None:
    receipt = acts.add_parser("receipt", help=_("给报送单位写回执包和回执单"))
    receipt.epilog = _("--json：{file, cover, seq, slip, answer}")
    receipt.add_argument(
        "file", metavar=_("数据包"), help=_("已接收的数据包或它的编号；也可以写镇街")
    )
    receipt.add_argument("--out", required=True, type=Path, metavar=_("文件夹"))
    receipt.set_defaults(run=_receipt)


def _add_kept(acts: Commands) -> None:
    """What is done with packages that are known here."""
    undo = acts.add_parser("undo", help=_("整包撤销一次接收"))
    undo.add_argument("package", metavar=_("编号"), help=_("package list 里的编号"))
    undo.set_defaults(run=_undo)

    listing = acts.add_parser("list", help=_("做过和收到的数据包，新的在前"))
    listing.epilog = _(
        "--json：每包一行 {package, digest, way, kind, site, name, epoch, seq, period, statement, "
        "made_at, at, officer, state, file, rows, answer}"
    )
    way = listing.add_mutually_exclusive_group()
    way.add_argument("--in", dest="way", action="store_const", const="in", default="")
    way.add_argument("--out", dest="way", action="store_const", const="out")
    listing.set_defaults(run=_list)

    slip = acts.add_parser("slip", help=_("把一个数据包的回执单写成 PDF"))
    slip.add_argument("package", metavar=_("编号"), help=_("package list 里的编号"))
    slip.add_argument("pdf", type=Path, metavar=_("文件"))
    slip.set_defaults(run=_slip)


# ---------------------------------------------------------------- carrying


def _make(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.making import make_package

    words = common.words
    with opened(common) as desk, Progress() as progress:
        made = make_package(
            desk, words.out, period=words.period, statement=words.statement, progress=progress
        )
    if common.json:
        write_document(
            {
                "file": str(made.path),
                "cover": str(made.cover) if made.cover else None,
                "name": made.name,
                "seq": made.seq,
                "digest": made.digest,
                "rows": made.rows,
                "counts": made.counts,
            }
        )
        return 0
    print(_("已写成 {path}，共 {count} 条").format(path=made.path, count=made.rows))
    if made.cover:
        print(_("报送单：{path}").format(path=made.cover))
    print(_("已回读核对，可以安全弹出U盘"))
    return 0


def _look(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.batches import look_at_all
    from boshan_desk.usecases.exchange.looking import look

    paths, despite = common.words.file, common.words.despite
    if len(paths) > 1:
        with opened(common) as desk, Progress() as progress:
            brought = look_at_all(desk, paths, progress, despite=despite)
        return tell_brought(common, brought)
    with (
        opened(common) as desk,
        Progress() as progress,
        look(desk, paths[0], despite=despite, progress=progress) as seen,
    ):
        if common.json:
            with desk.read() as reader:
                write_document(look_json(reader, seen))
        else:
            print_look(seen)
    return 0


def _take(common: Common) -> int:
    """Several packages are taken one after another, with one restore point before them all."""
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.looking import look
    from boshan_desk.usecases.exchange.taking import take

    words = common.words
    if words.clean:
        return _take_clean(common)
    choices = _read_choices(words.choices) if words.choices else []
    status, safe = 0, False
    with opened(common) as desk, Progress() as progress:
        # Else a window could change the desk between looking and taking.
        desk.hold()
        for path in words.file:
            with look(desk, path, despite=words.despite, progress=progress) as seen:
                taken = take(desk, seen, restore_point=not safe, progress=progress)
            safe = safe or not taken.again
            status = max(status, _settle(common, desk, path, taken, choices))
    return status


def _take_clean(common: Common) -> int:
    """Take those in which nothing is for a person to see; the others are told, and left."""
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.batches import Brought, in_order, look_at_all, take_all

    with opened(common) as desk, Progress() as progress:
        desk.hold()
        found = look_at_all(desk, common.words.file, progress)
        became: list[Brought] = []
        take_all(desk, found, became.append, progress)
    known = {each.path: each for each in (*found, *became)}
    status = tell_brought(common, in_order(known.values()))
    if left := sum(each.state in ("person", "left") for each in known.values()):
        complain(_("{count} 个没有接收，请先用 package look 逐个看").format(count=left))
        status = max(status, Refused.exit_code)
    return status


def _settle(
    common: Common,
    desk: Desk,
    path: Path,
    taken: Taken,
    choices: Sequence[tuple[str, str, str, Any]],
) -> int:
    """Decide what a package left open as the officer said, and say what was done."""
    answer = taken.answer
    listed = {(row.ledger, row.id) for row in answer.of("conflict")} if answer else set()
    refusal: Refused | None = None
    decided: list[dict[str, Any]] = []
    try:
        decided = _decide(desk, listed, common.words.side, choices)
    except Refused as error:
        refusal = error
    if common.json:
        told = {
            "file": str(path),
            "package": taken.number,
            "again": taken.again,
            "counts": {name: dict(counts) for name, counts in taken.counts.items()},
            "answer": answer.to_json() if answer else None,
            "notes": list(taken.notes),
            "decided": decided,
        }
        (write_line if len(common.words.file) > 1 else write_document)(told)
    else:
        print_taken(taken, len(decided))
    if refusal is None:
        return 0
    complain(_("已接收，两边不同的没有核定：{why}").format(why=refusal.words()))
    return refusal.exit_code


def _settle_fork(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.forks import settle_fork
    from boshan_desk.usecases.exchange.peers import find_below

    words = common.words
    with opened(common) as desk:
        with desk.read() as reader:
            site = find_below(reader, words.town).site
        settle_fork(desk, site, words.reason)
    if common.json:
        write_document({"site": site})
    else:
        print(_("已恢复接收"))
    return 0


def _receipt(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.making import make_return
    from boshan_desk.usecases.exchange.slip import slip_name, write_slip

    words = common.words
    with opened(common) as desk, Progress() as progress:
        site, parcel = _whose(desk, words.file, progress)
        made = make_return(desk, site, words.out, progress=progress)
        slip = None
        if parcel is not None:
            slip = write_slip(desk, parcel.digest, words.out / slip_name(desk, parcel)).path
    if common.json:
        write_document(
            {
                "file": str(made.path),
                "cover": str(made.cover) if made.cover else None,
                "seq": made.seq,
                "slip": str(slip) if slip else None,
                "answer": parcel.answer.to_json() if parcel and parcel.answer else None,
            }
        )
        return 0
    print(_("回执包：{path}").format(path=made.path))
    if slip:
        print(_("回执单：{path}").format(path=slip))
    return 0


def _undo(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.taking_back import take_undo

    with opened(common) as desk:
        parcel = _known(desk, common.words.package)
        take_undo(desk, parcel.step)
    if common.json:
        write_document({"package": parcel.step, "digest": parcel.digest})
    else:
        print(_("已整包撤销编号 {number} 的接收").format(number=parcel.step))
    return 0


def _list(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.parcels import office_names, parcels

    with opened(common) as desk, desk.read() as reader:
        found = parcels(reader, way=common.words.way)
        names = office_names(reader)
    if common.json:
        for each in found:
            write_line(parcel_json(each, names))
        return 0
    heads = [_("编号"), _("对方"), _("方向"), _("包号"), _("期间"), _("时间"), _("条数"), _("状态")]
    write_table(
        heads,
        [
            [
                str(each.step),
                names.get(each.site, each.site),
                _("收") if each.way == "in" else _("发"),
                each.number_words,
                each.period_words,
                each.at[:16],
                f"{each.rows:,}",
                each.state_words,
            ]
            for each in found
        ],
    )
    return 0


def _slip(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.slip import write_slip

    words = common.words
    with opened(common) as desk:
        parcel = _known(desk, words.package)
        written = write_slip(desk, parcel.digest, words.pdf)
    if common.json:
        write_document({"package": parcel.step, "file": str(written.path), "pages": written.pages})
    else:
        print(_("已写成 {path}").format(path=written.path))
    return 0


# ---------------------------------------------------------------- inside


def _whose(desk: Desk, word: str, progress: Progress) -> tuple[str, Parcel | None]:
    """Which desk is answered: that of a package's file or number, or of a town, which need not
    have sent anything yet; and the package, where one was named.
    """
    from boshan_desk.usecases.exchange.looking import look
    from boshan_desk.usecases.exchange.parcels import find_parcel
    from boshan_desk.usecases.exchange.peers import find_below

    path = Path(word)
    if path.is_file():
        with look(desk, path, progress=progress) as seen:
            parcel = seen.again
        if parcel is None:
            raise Refused("这个数据包还没有接收，接收以后才能回执")
        return parcel.site, parcel
    with desk.read() as reader:
        with suppress(Missing):
            return find_below(reader, word).site, None
        parcel = find_parcel(reader, word)
    if parcel.answer is None or parcel.way != "in":
        raise Refused("只有收到的数据包才能回执")
    return parcel.site, parcel


def _known(desk: Desk, word: str) -> Parcel:
    from boshan_desk.usecases.exchange.parcels import find_parcel

    with desk.read() as reader:
        return find_parcel(reader, word)


def _read_choices(path: Path) -> list[tuple[str, str, str, Any]]:
    """What a file says is to be taken of each matter: a list, or one object to a line."""
    text = path.read_text("utf-8-sig")
    try:
        try:
            told = json.loads(text)
        except ValueError:
            told = [json.loads(line) for line in text.splitlines() if line.strip()]
        if isinstance(told, Mapping):
            told = [told]
        return [
            (each["ledger"], each["id"], each["register"], each["choice"])
            for each in told
            if _is_choice(each["choice"])
        ]
    except (ValueError, KeyError, TypeError):
        raise WrongUse("看不懂 {path}：每项须写 ledger、id、register、choice", path=path) from None


def _is_choice(told: object) -> bool:
    if not isinstance(told, str | dict):
        raise TypeError(told)
    return True


def _decide(
    desk: Desk,
    listed: set[tuple[str, str]],
    side: str,
    choices: Sequence[tuple[str, str, str, Any]],
) -> list[dict[str, Any]]:
    """Decide what the package left open, one side for all or as the file says."""
    from boshan_desk.usecases.exchange.conflicts import resolve
    from boshan_desk.usecases.exchange.waiting import waiting

    items = list(choices)
    if side and listed:
        items = [
            matter.item(side)
            for kind in ("values", "withdrawn")
            for matter in waiting(desk, kind=kind)
            if (matter.ledger, matter.id) in listed
        ]
    if not items:
        return []
    resolve(desk, items)
    names = ("ledger", "id", "register", "choice")
    return [dict(zip(names, item, strict=True)) for item in items]
