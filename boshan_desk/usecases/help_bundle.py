"""What an officer hands to whoever helps them: how the program and the desk stand, and no data.

Versions, sizes, counts and the positions of faults; no value of any record, no name of a person or
a file.  The officer reads it before it is saved; nothing is sent anywhere.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator
from pathlib import Path

from boshan_desk import __version__
from boshan_desk.domain.wording import explained
from boshan_desk.i18n import _
from boshan_desk.ledgers import KEPT, LEDGERS
from boshan_desk.store.backups import list_backups
from boshan_desk.store.desk import Desk
from boshan_desk.store.versions import read_versions
from boshan_desk.usecases.audit import verify, words_of
from boshan_desk.usecases.backups import place_of
from boshan_desk.usecases.outputs import output

_MOST_LOGS = 20


def write_bundle(desk: Desk) -> str:
    """The text, to be read before it is saved."""
    return "\n".join([*_program(), "", *_desk(desk), "", *_faults(desk.folder), ""])


def save_bundle(text: str, path: Path) -> Path:
    """Save what the officer has read."""
    with output(path) as part:
        part.write_text(text, "utf-8")
    return path


def _program() -> Iterator[str]:
    yield _("博山知识产权工作台 求助信息（不含任何业务数据，不会自动外发）")
    versions = read_versions()
    for title, value in (
        (_("程序版本"), __version__),
        (_("系统"), f"{platform.system()} {platform.release()} {platform.machine()}"),
        ("Python", platform.python_version()),
        *((name, str(value)) for name, value in versions._asdict().items()),
    ):
        yield explained(title, value)


def _desk(desk: Desk) -> Iterator[str]:
    with desk.read() as reader:
        counts = {name: reader.count(KEPT[name]) for name in LEDGERS}
    backups = list_backups(place_of(desk.folder))
    yield explained(_("区县"), desk.county.name)
    yield explained(_("数据加密"), _("是") if desk.key else _("否"))
    yield explained(_("数据大小"), _("{size} KB").format(size=desk.path.stat().st_size // 1024))
    yield explained(_("今天"), f"{desk.clock.today()}")
    yield explained(_("备份份数"), str(len(backups)))
    if backups:
        yield explained(_("最近一次备份"), f"{backups[0].at:%Y-%m-%d %H:%M}")
    yield explained(_("变更记录"), words_of(verify(desk.folder, key=desk.key)))
    for name, count in counts.items():
        yield explained(_(KEPT[name].title), str(count))


def _faults(folder: Path) -> Iterator[str]:
    """The logs of faults, which hold positions only."""
    logs = sorted((folder / "logs").glob("error-*.log"))[-_MOST_LOGS:]
    yield explained(_("出错记录"), str(len(logs)))
    for log in logs:
        yield f"\n{log.name}"
        yield log.read_text("utf-8", "replace").rstrip()
