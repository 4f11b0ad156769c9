"""One printed page for the office that watches over information security, and its annex.

Software is often refused there before anybody has used it (features.md 3, 27).  The page says what
the program is made of, what it never does, where its data lie and how far they are guarded.  What
can be measured is measured here and now, on this disk.
The annex has the digest of every file of the program, in the form that `sha256sum -c` checks.
"""

from __future__ import annotations

import hashlib
import platform
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Final

import boshan_desk
from boshan_desk.domain.officers import ROLES
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _
from boshan_desk.reports.leaf import Leaf, draw_fitting
from boshan_desk.reports.paragraph import Style
from boshan_desk.store import schema
from boshan_desk.store.backups import FOLDER as BACKUPS
from boshan_desk.store.backups import Backup, list_backups
from boshan_desk.store.chain import Head
from boshan_desk.store.desk import Desk
from boshan_desk.store.driver import is_plain
from boshan_desk.store.keys import COST, has_keys
from boshan_desk.store.keys import FILE as KEYS
from boshan_desk.store.versions import read_versions
from boshan_desk.usecases.outputs import output
from boshan_desk.usecases.papers import Written
from boshan_desk.usecases.quarter.phrases import day_words

PROGRAM: Final = Path(boshan_desk.__file__).resolve().parents[1]
"""The folder in which the program's package lies; paths in the annex count from here."""

CODE, RESOURCES = "program", "resources"


# ---------------------------------------------------------------- the facts


@dataclass(frozen=True, kw_only=True)
class Group:
    """Files of the program that belong together."""

    files: int
    sha256: str
    """Over the group's lines of the annex."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A part of the desk's folder."""

    name: str
    files: int
    size: int
    """Bytes."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is true of this program and this desk now."""

    county: str
    made_on: date
    version: str
    system: str
    python: str
    sqlite: str
    sqlcipher: str
    qt: str
    """Empty where the window's component is not installed."""
    libraries: tuple[str, ...]
    """Name and version of everything the program needs to run, as pip writes them."""
    groups: Mapping[str, Group]
    annex: str
    """SHA-256 of the annex."""
    folder: Path
    places: tuple[Place, ...]
    encrypted: bool
    plain_backups: int
    """Backups that are not encrypted."""
    accounts: Mapping[str, int]
    """How many accounts in use have each role."""
    backup: Backup | None
    audit: Head | None


def gather(
    folder: Path,
    *,
    county: str,
    today: date,
    accounts: Mapping[str, int],
    backup: Backup | None,
    audit: Head | None,
    program: Path = PROGRAM,
) -> Facts:
    """Look at the program in `program` and at the desk in `folder`; nothing is written.

    `county` is the office as it is called on paper.  `accounts` counts those in use by role,
    `backup` is the last one that was verified, `audit` the newest link of the history.
    """
    found = _digests(program)
    versions = read_versions()
    libraries = _libraries(program)
    qt = [line for line in libraries if line.startswith("PySide6")]
    return Facts(
        county=county,
        made_on=today,
        version=boshan_desk.__version__,
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        sqlite=versions.sqlite,
        sqlcipher=versions.sqlcipher,
        qt=qt[0].rpartition("=")[2] if qt else "",
        libraries=libraries,
        groups={
            name: Group(files=len(lines), sha256=_sha256("".join(lines).encode()))
            for name, lines in found.items()
        },
        annex=_sha256(_annex(found)),
        folder=folder,
        places=tuple(_places(folder)),
        encrypted=has_keys(folder),
        plain_backups=sum(is_plain(path) for path in (folder / BACKUPS).glob("*.db")),
        accounts=dict(accounts),
        backup=backup,
        audit=audit,
    )


def _places(folder: Path) -> Iterator[Place]:
    parts = {
        "desk.db": sorted(folder.glob("desk.db*")),
        KEYS: [folder / KEYS],
        "files": sorted((folder / "files").rglob("*")),
        BACKUPS: sorted((folder / BACKUPS).rglob("*")),
        "logs": sorted((folder / "logs").rglob("*")),
    }
    for name, paths in parts.items():
        sizes = [path.stat().st_size for path in paths if path.is_file()]
        yield Place(name=name, files=len(sizes), size=sum(sizes))


# ---------------------------------------------------------------- files of the program


def write_digests(path: Path, *, program: Path = PROGRAM) -> Path:
    """Write the annex: `sha256  path` of every file of the program, for `sha256sum -c`."""
    with output(path) as part:
        part.write_bytes(_annex(_digests(program)))
    return path


def _annex(found: Mapping[str, list[str]]) -> bytes:
    lines = [line for group in found.values() for line in group]
    # By path, whatever the group; digests have one length.
    return "".join(sorted(lines, key=lambda line: line[64:])).encode()


def _digests(program: Path) -> dict[str, list[str]]:
    """The lines of the annex, of the program itself and of what travels with it."""
    package = program / "boshan_desk"
    assets = package / "_assets"
    # As `assets.py` looks: inside the package when installed, beside it in a source checkout.
    beside = [assets] if assets.is_dir() else [program / "resources", program / "i18n"]
    found: dict[str, list[str]] = {CODE: [], RESOURCES: []}
    for name, tops in ((CODE, [package]), (RESOURCES, beside)):
        for top in tops:
            for path in sorted(top.rglob("*")):
                # What Python compiles for itself is no file of ours.
                if not path.is_file() or "__pycache__" in path.parts:
                    continue
                if name == CODE and assets in path.parents:
                    continue
                with path.open("rb") as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
                found[name].append(f"{digest}  {path.relative_to(program).as_posix()}\n")
        found[name].sort(key=lambda line: line[64:])
    return found


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# ---------------------------------------------------------------- libraries


def _libraries(program: Path) -> tuple[str, ...]:
    """Name and version of what the program needs and of what that needs in turn."""
    found: dict[str, str] = {}
    waiting = list(_declared(program))
    while waiting:
        name = _name(waiting.pop())
        if name in found:
            continue
        try:
            needed = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            # Wanted only on another system or by another Python.
            continue
        found[name] = f"{needed.name}=={needed.version}"
        waiting += [line for line in needed.requires or () if "extra" not in line]
    return tuple(found[name] for name in sorted(found))


def _declared(program: Path) -> list[str]:
    """What the program itself asks for: a source checkout says it, or else what was installed."""
    declared = program / "pyproject.toml"
    if declared.is_file():
        needed: list[str] = tomllib.loads(declared.read_text("utf-8"))["project"]["dependencies"]
        return needed
    try:
        return [line for line in metadata.requires("boshan-desk") or () if "extra" not in line]
    except metadata.PackageNotFoundError:
        return []


def _name(requirement: str) -> str:
    """The name of a distribution as the index compares it (PEP 503)."""
    name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


# ---------------------------------------------------------------- the page

_TITLE: Final = Style(role="title", size=20, leading=28, align="center")
_UNDER: Final = Style(role="fang", size=11, leading=16, align="center")
_SIZES: Final = (9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
"""Type sizes that are tried until all stands on one page."""


def write_paper(facts: Facts, path: Path) -> Written:
    """Write the page; an older file of that name is replaced only by a whole one."""
    with output(path) as part:
        drawn = draw_fitting(partial(_fill, facts), _SIZES)
        part.write_bytes(drawn.pdf)
    return Written(path=path, pages=drawn.pages, missing=drawn.missing)


def _fill(facts: Facts, size: float) -> Leaf:
    head = Style(role="hei", size=size + 1.5, leading=size * 1.75)
    leaf = Leaf(title=_("软件信息安全说明"), office=facts.county)
    leaf.words(_("软件信息安全说明"), _TITLE)
    leaf.words(f"{facts.county}　{day_words(facts.made_on)}", _UNDER)
    leaf.space(4)
    for title, rows in (
        (_("一、程序"), _program_rows(facts)),
        (_("二、网络与外来文件"), _outside_rows()),
    ):
        leaf.words(title, head)
        leaf.space(1.5)
        leaf.table(rows, (15, 85), size=size, labels=(0,))
        leaf.space(3)
    leaf.words(_("三、数据存放与加密"), head)
    leaf.space(1.5)
    leaf.table(_place_rows(facts), (18, 30, 10, 14, 28), size=size, head=True)
    leaf.table(_guard_rows(facts), (15, 85), size=size, labels=(0,))
    leaf.space(3)
    leaf.words(_("四、账户、审计与备份"), head)
    leaf.space(1.5)
    leaf.table(_office_rows(facts), (15, 85), size=size, labels=(0,))
    leaf.space(10)
    leaf.blanks((_("填报人"), _("核验人"), _("核验日期")), size=10.5)
    return leaf


def _program_rows(facts: Facts) -> list[tuple[str, str]]:
    code, resources = facts.groups[CODE], facts.groups[RESOURCES]
    files = _("{count}个文件，SHA-256：{digest}")
    return [
        (
            _("程序"),
            _(
                "博山知识产权工作台 {version}，单机桌面程序；运行环境 {system}，Python {python}"
            ).format(version=facts.version, system=facts.system, python=facts.python),
        ),
        (
            _("主要组件"),
            _("数据库 SQLite {sqlite}，加密 SQLCipher {sqlcipher}，界面 PySide6 {qt}").format(
                sqlite=facts.sqlite, sqlcipher=facts.sqlcipher, qt=facts.qt or _("未安装")
            ),
        ),
        (_("运行库"), listed(facts.libraries) or _("未能读取")),
        (_("程序文件"), files.format(count=code.files, digest=code.sha256)),
        (_("资源文件"), files.format(count=resources.files, digest=resources.sha256)),
        (
            _("核对办法"),
            _(
                "附件为每个文件的校验清单，其 SHA-256：{digest}。在程序所在文件夹执行"
                "“sha256sum -c 附件名”，逐个核对；上两行是附件中相应各行的 SHA-256。"
                "Python 自行生成的 __pycache__ 不在其内。"
            ).format(digest=facts.annex),
        ),
    ]


def _outside_rows() -> list[tuple[str, str]]:
    return [
        (
            _("网络"),
            _(
                "不监听任何网络端口，不发起任何网络连接，不上传、不自动更新、不收集使用情况。"
                "“只开一个窗口”用本机套接字（Windows 为命名管道），仅限同一用户，不经过网络。"
            ),
        ),
        (_("宏与脚本"), _("不执行宏，不运行脚本；工作簿只取单元格的值，导出的表格不含宏。")),
        (
            _("外来文件"),
            _(
                "工作簿由独立的子进程解析，限定内存和时间，该进程不能再启动别的程序；"
                "附件按内容的校验值存放，不按原文件名存放。"
            ),
        ),
    ]


def _place_rows(facts: Facts) -> list[tuple[str, ...]]:
    guarded = _("SQLCipher 加密") if facts.encrypted else _("未加密")
    backups = guarded
    if facts.encrypted and facts.plain_backups:
        backups = _("{count}份旧备份未加密").format(count=facts.plain_backups)
    about = {
        "desk.db": (_("台账、变更记录、账户"), guarded),
        KEYS: (_("数据密钥"), _("由密码、恢复码各自加密")),
        "files": (_("附件"), _("AES-256-GCM 加密") if facts.encrypted else _("未加密")),
        BACKUPS: (_("备份及附件副本"), backups),
        "logs": (_("出错记录"), _("明文，只记程序位置")),
    }
    rows: list[tuple[str, ...]] = [
        (_("位置"), _("内容"), _("文件数"), _("大小"), _("静态保护")),
    ]
    for place in facts.places:
        what, kept = about[place.name]
        if place.files:
            rows.append((place.name, what, str(place.files), _size(place.size), kept))
        else:
            rows.append((place.name, what, "0", "—", "—"))
    return rows


def _guard_rows(facts: Facts) -> list[tuple[str, str]]:
    rows = [(_("数据文件夹"), str(facts.folder.absolute()))]
    if facts.encrypted:
        rows.append(
            (
                _("加密方式"),
                _(
                    "台账库逐页 AES-256 加密、HMAC-SHA512 校验；数据密钥随机产生，由密码经 Argon2id"
                    "（{memory} MiB，{passes} 轮）导出的密钥以 AES-256-GCM 加密。"
                ).format(memory=COST.memory // 1024, passes=COST.passes),
            )
        )
    rows.append(
        (
            _("须说明的"),
            _(
                "所用密码软件不是经检测认证的商用密码产品。每名人员的密码都能解开同一把数据密钥，"
                "因此角色权限约束的是程序，约束不了既有密码、又能拿到数据文件并懂技术的人。"
                "附件和系统临时文件请用操作系统的磁盘加密保护。"
            ),
        )
    )
    return rows


def _office_rows(facts: Facts) -> list[tuple[str, str]]:
    held = [
        _("{role}{count}个").format(role=_(ROLES[role].title), count=count)
        for role, count in facts.accounts.items()
        if count
    ]
    backup, audit = facts.backup, facts.audit
    return [
        (
            _("账户"),
            _("{accounts}；无默认密码，每人一个账户，一人可兼数个角色。").format(
                accounts=listed(held)
            )
            if held
            else _("未设账户，打开程序即可使用全部功能。"),
        ),
        (
            _("审计记录"),
            (
                _("共{count}步，末步校验值 {link}。").format(count=audit.number, link=audit.link)
                if audit
                else _("尚无变更记录。")
            )
            + _("每次改动与数据同时写入并逐步相连，可发现改动。"),
        ),
        (
            _("最近备份"),
            _("第{number}号，{at}，{size}，已通过校验。").format(
                number=backup.number, at=f"{backup.at:%Y-%m-%d %H:%M}", size=_size(backup.size)
            )
            if backup
            else _("尚无经校验的备份。"),
        ),
    ]


def _size(count: int) -> str:
    """A size in bytes as people say it."""
    if count < 1024**2:
        return f"{max(1, round(count / 1024))} KB" if count else "0 KB"
    if count < 1024**3:
        return f"{count / 1024**2:.1f} MB"
    return f"{count / 1024**3:.1f} GB"


# ---------------------------------------------------------------- a desk's own


def write_papers(desk: Desk, out: Path) -> tuple[Path, Path]:
    """Write the page about a desk, and its annex beside it under the same name."""
    counts: Counter[str] = Counter()
    with desk.read() as reader:
        for row in reader.small_rows(schema.officer):
            if row["active"]:
                counts.update(row["roles"].split())
        head = reader.head()
    newest = next(iter(list_backups(desk.folder / BACKUPS)), None)
    facts = gather(
        desk.folder,
        county=desk.county.bureau,
        today=desk.clock.today(),
        accounts=counts,
        backup=newest,
        audit=head,
    )
    annex = out.with_name(f"{out.stem}-sha256.txt")
    return write_paper(facts, out).path, write_digests(annex)
