"""Commands by which a town's desk joins its county's, and a county's its city's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from boshan_desk.cli.options import Commands, Common, add_command
from boshan_desk.cli.output import complain, write_document, write_line, write_table
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.wording import explained, listed
from boshan_desk.i18n import _

if TYPE_CHECKING:
    from boshan_desk.store.desk import Desk
    from boshan_desk.store.reader import Reader
    from boshan_desk.usecases.exchange.enrolling import Enrolled
    from boshan_desk.usecases.exchange.peers import Peer


def add_commands(commands: Commands) -> None:
    """Add this group's commands."""
    town = add_command(commands, "town", _towns, _("开户：申请、办理、接收、停用"))
    acts = town.add_subparsers(dest="act", metavar=_("动作"), required=True)

    asked = acts.add_parser("request", help=_("做申请文件（镇街交区县局，区县局交市局）"))
    asked.add_argument("out", type=Path, metavar=_("位置"), help=_("文件夹（如U盘）或文件"))
    asked.add_argument(
        "--officer",
        default="",
        dest="asking",
        metavar=_("姓名"),
        help=_("填报人，默认操作人"),
    )
    asked.add_argument("--phone", default="", metavar=_("电话"), help=_("核对时用，可以不写"))
    asked.add_argument("--renew", action="store_true", help=_("已开户的更换核对码"))
    asked.set_defaults(run=_request)

    looked = acts.add_parser("look", help=_("看申请文件或开户文件，不作改动"))
    looked.add_argument("file", type=Path, metavar=_("文件"))
    looked.set_defaults(run=_look)

    given = acts.add_parser("enrol", help=_("核对后办理开户，发给开户文件"))
    given.add_argument("file", type=Path, metavar=_("申请文件"))
    _add_out(given)
    given.add_argument(
        "--town",
        action="append",
        default=[],
        metavar=_("代码"),
        help=_("填报哪些镇街，可写多次；默认按申请文件"),
    )
    given.add_argument("--name", default="", metavar=_("名称"), help=_("默认按申请文件"))
    given.add_argument("--prefix", default="", metavar=_("前缀"), help=_("流水号的前缀"))
    given.add_argument(
        "--replaces", default="", metavar=_("编号"), help=_("接替哪台电脑：它的编号或前缀")
    )
    given.add_argument("--reason", default="", metavar=_("原因"), help=_("接替的原因"))
    _add_code(given)
    given.set_defaults(run=_enrol)

    again = acts.add_parser("reissue", help=_("补发开户文件"))
    _add_which(again)
    _add_out(again)
    again.set_defaults(run=_reissue)

    accepted = acts.add_parser("accept", help=_("核对后接收上级发给的开户文件"))
    accepted.add_argument("file", type=Path, metavar=_("开户文件"))
    _add_code(accepted)
    accepted.set_defaults(run=_accept)

    off = acts.add_parser("revoke", help=_("停用一台电脑，以后不再接收它的数据包"))
    _add_which(off)
    off.add_argument("--reason", required=True, metavar=_("原因"))
    off.set_defaults(run=_revoke)

    renewed = acts.add_parser("renew", help=_("更换本单位的核对码，之后给各镇街补发开户文件"))
    renewed.set_defaults(run=_renew)

    add_command(commands, "towns", _towns, _("列出上级和已开户的单位"))


def _add_out(parser: Any) -> None:
    parser.add_argument(
        "--out", required=True, type=Path, metavar=_("位置"), help=_("文件夹（如U盘）或文件")
    )


def _add_which(parser: Any) -> None:
    parser.add_argument(
        "town", metavar=_("镇街"), help=_("镇街的代码或名称；有几台电脑的，写前缀或编号")
    )


def _add_code(parser: Any) -> None:
    parser.add_argument(
        "--code",
        default="",
        metavar=_("核对码"),
        help=_("电话里听到的核对码（八组五位数字）；与文件不符即不办理"),
    )


def _request(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.asking import request

    words = common.words
    with opened(common) as desk:
        plain = desk.key == ""
        asked = request(desk, words.out, officer=words.asking, phone=words.phone, renew=words.renew)
    if common.json:
        told = {"path": str(asked.path), "name": asked.name, "fingerprint": asked.fingerprint}
        write_document({**told, "renews": asked.renews})
        return 0
    print(_("已写好{name}的申请文件：{path}").format(name=asked.name, path=asked.path))
    print(explained(_("核对码"), asked.fingerprint))
    print(_("上级单位办理时会打电话核对，请把这八组数字念给对方"))
    if plain:
        complain(_("这份数据没有加密，拿到这台电脑的人可以冒用本单位报送；请先设立账户"))
    return 0


def _look(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.certificates import REQUEST, kind_of

    file: Path = common.words.file
    with opened(common) as desk:
        told, lines = (_of_request if kind_of(file) == REQUEST else _of_certificate)(desk, file)
    if common.json:
        write_document(told)
        return 0
    for title, value in (*lines, (_("核对码"), told["fingerprint"])):
        if value:
            print(explained(title, value))
    for each in told["words"]:
        print(each)
    return 0


def _of_request(desk: Desk, file: Path) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """A request, as JSON has it and in titled lines."""
    from boshan_desk.usecases.exchange.certificates import REQUEST
    from boshan_desk.usecases.exchange.prefixes import offered_prefix
    from boshan_desk.usecases.exchange.requests import read_request

    asked = read_request(desk, file)
    with desk.read() as reader:
        town = asked.town if asked.town in reader.lists["town"] else ""
        prefix = asked.known.prefix if asked.known else ""
        prefix = prefix or offered_prefix(reader, [town] if town else [])
    made_at = asked.made_at.isoformat(" ")
    told = {
        "kind": REQUEST,
        "name": asked.name,
        "town": asked.town,
        "officer": asked.officer,
        "phone": asked.phone,
        "county": asked.county,
        "site": asked.site,
        "made_at": made_at,
        "prefix": prefix,
        "fingerprint": asked.fingerprint,
        "words": asked.words,
    }
    return told, [
        (_("申请文件"), asked.name),
        (_("填报人"), asked.officer),
        (_("电话"), asked.phone),
        (_("制作时间"), made_at),
        (_("编号前缀"), prefix),
    ]


def _of_certificate(desk: Desk, file: Path) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """A certificate, as JSON has it and in titled lines."""
    from boshan_desk.usecases.exchange.accepting import read_certificate
    from boshan_desk.usecases.exchange.certificates import CERTIFICATE
    from boshan_desk.usecases.exchange.peers import town_names

    given = read_certificate(desk, file)
    with desk.read() as reader:
        towns = town_names(reader, given.towns)
    told = {
        "kind": CERTIFICATE,
        "issuer": given.issuer,
        "name": given.name,
        "towns": given.towns,
        "prefix": given.prefix,
        "number": given.number,
        "issued_at": given.issued_at,
        "fingerprint": given.fingerprint,
        "words": given.words,
    }
    return told, [
        (_("开户文件"), given.issuer),
        (_("发给"), given.name),
        (_("填报"), listed(towns)),
        (_("编号前缀"), given.prefix),
        (_("签发时间"), given.issued_at),
    ]


def _enrol(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.enrolling import enrol
    from boshan_desk.usecases.exchange.requests import read_request

    words = common.words
    with opened(common) as desk:
        asked = read_request(desk, words.file)
        _compare(words.code, asked.fingerprint)
        done = enrol(
            desk,
            asked,
            words.out,
            towns=words.town,
            name=words.name,
            prefix=words.prefix,
            replaces=words.replaces,
            reason=words.reason,
        )
    return _tell_enrolled(common, done)


def _reissue(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.enrolling import reissue

    with opened(common) as desk:
        done = reissue(desk, common.words.town, common.words.out)
    return _tell_enrolled(common, done)


def _tell_enrolled(common: Common, done: Enrolled) -> int:
    peer = done.peer
    if common.json:
        write_document(
            {
                "path": str(done.path),
                "site": peer.site,
                "name": peer.name,
                "towns": peer.towns,
                "prefix": peer.prefix,
                "number": peer.number,
                "fingerprint": peer.fingerprint,
                "own_fingerprint": done.fingerprint,
                "words": done.words,
            }
        )
        return 0
    print(_("已为{name}开户，开户文件：{path}").format(name=peer.name, path=done.path))
    print(explained(_("编号前缀"), peer.prefix))
    print(explained(_("对方的核对码"), peer.fingerprint))
    print(explained(_("本单位的核对码"), done.fingerprint))
    if common.words.act != "reissue" and not common.words.code:
        print(_("没有电话核对过的，请现在核对：两边看到的八组数字应当相同；不同的，请立即停用"))
    for each in done.words:
        print(each)
    return 0


def _accept(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.accepting import accept, read_certificate

    words = common.words
    with opened(common) as desk:
        _compare(words.code, read_certificate(desk, words.file).fingerprint)
        done = accept(desk, words.file)
    if common.json:
        write_document(
            {
                "name": done.name,
                "towns": done.towns,
                "prefix": done.prefix,
                "above": done.peer.name,
                "site": done.peer.site,
                "fingerprint": done.peer.fingerprint,
                "words": done.words,
            }
        )
        return 0
    print(_("已在{name}开户").format(name=done.peer.name))
    print(explained(_("编号前缀"), done.prefix))
    print(explained(_("上级单位的核对码"), done.peer.fingerprint))
    for each in done.words:
        print(each)
    return 0


def _revoke(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.enrolling import revoke

    with opened(common) as desk:
        peer = revoke(desk, common.words.town, common.words.reason)
    if common.json:
        write_document({"site": peer.site, "name": peer.name, "state": peer.state})
    else:
        words = _("已停用{name}的电脑（{prefix}），以后不再接收它的数据包")
        print(words.format(name=peer.name, prefix=peer.prefix))
    return 0


def _renew(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.enrolling import renew_own

    with opened(common) as desk:
        fingerprint = renew_own(desk)
    if common.json:
        write_document({"fingerprint": fingerprint})
    else:
        print(explained(_("本单位的新核对码"), fingerprint))
        print(_("请给每个镇街补发开户文件（town reissue），接收之前仍按原来的办理"))
    return 0


def _towns(common: Common) -> int:
    from boshan_desk.cli.opening import opened
    from boshan_desk.usecases.exchange.own_keys import keys_of
    from boshan_desk.usecases.exchange.peers import peers

    with opened(common) as desk, desk.read() as reader:
        own = keys_of(reader).own
        site = desk.site.partition(".")[0]
        fingerprint = own.public.fingerprint() if own else ""
        known = peers(reader)
        told = [peer_told(reader, peer) for peer in known]
        level = desk.level
    if common.json:
        first = {"kind": "own", "site": site, "level": level, "fingerprint": fingerprint}
        for line in (first, *told):
            write_line(line)
        return 0
    if fingerprint:
        print(explained(_("本单位的核对码"), fingerprint))
    heads = [_("编号"), _("名称"), _("镇街"), _("前缀"), _("状态"), _("开户日期")]
    write_table(
        heads,
        [
            [
                each["site"],
                each["name"],
                listed(each["towns_label"]),
                each["prefix"],
                each["state_label"],
                each["issued_at"][:10],
            ]
            for each in told
        ],
    )
    for each in told:
        print(explained(_("{name}的核对码").format(name=each["name"]), each["fingerprint"]))
    return 0


def peer_told(reader: Reader, peer: Peer) -> dict[str, Any]:
    """A desk as JSON has it."""
    from boshan_desk.usecases.exchange.peers import LEVELS, town_names

    return {
        "kind": peer.kind,
        "site": peer.site,
        "level": peer.level,
        "level_label": _(LEVELS[peer.level]),
        "name": peer.name,
        "towns": peer.towns,
        "towns_label": town_names(reader, peer.towns),
        "prefix": peer.prefix,
        "state": peer.state,
        "state_label": peer.state_words(),
        "why": peer.why,
        "number": peer.number,
        "issued_at": str(peer.certificate.get("issued_at", "")),
        "fingerprint": peer.fingerprint,
        "epoch": peer.epoch,
        "have": {str(epoch): n for epoch, n in sorted(peer.have.items())},
        "alarm": peer.alarm,
    }


def _compare(heard: str, shown: str) -> None:
    """Refuse where the digits that were heard are not those of the file."""
    digits = "".join(heard.split())
    if heard and digits != "".join(shown.split()):
        raise Refused(
            "核对码不符：文件上是 {shown}；可能听错，也可能文件被调换，没有办理，请重新核对",
            shown=shown,
        )
