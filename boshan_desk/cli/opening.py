"""Opening the desk that a command is about, for who says that they are there."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from boshan_desk.cli.options import Common, WrongUse
from boshan_desk.domain.codes import Lists
from boshan_desk.domain.county import lists_of, load_county
from boshan_desk.domain.officers import NoRight, Officer
from boshan_desk.domain.problems import Damaged, NoRoom
from boshan_desk.store.desk import Desk
from boshan_desk.store.entering import encrypted
from boshan_desk.store.keys import has_keys
from boshan_desk.store.opening import open_desk


@dataclass(frozen=True)
class Entry:
    """With what a desk is opened."""

    key: str
    officer: Officer | str


def opened(common: Common) -> Desk:
    """The desk, to be used in a `with` statement."""
    entry = signed_in(common)
    return open_desk(common.folder, key=entry.key, clock=common.clock, officer=entry.officer)


def signed_in(common: Common, *, rescue: bool = False) -> Entry:
    """Who acts: where the desk has accounts, proved by a password.

    `rescue` lets them in though the store itself is damaged.

    Raises:
        NoRight: no name or password was given, or they are wrong.
    """
    lost = rescue and has_keys(common.folder) and not (common.folder / "desk.db").exists()
    if not encrypted(common.folder) and not lost:
        return Entry("", common.officer)
    # The wrapping of keys loads a library that desks without accounts do not need.
    from boshan_desk.usecases.accounts import sign_in, sign_in_to_rescue

    if not common.officer or common.password_file is None:
        raise NoRight("这份数据设有账户，请用 --as 姓名 和 --password-file 文件 说明是谁在操作")
    password = passwords(common)[0]
    now = datetime.now()
    try:
        if lost:
            raise Damaged("{path} 里没有工作台数据", path=common.folder)
        session = sign_in(common.folder, common.officer, password, now=now)
    except Damaged:
        if not rescue:
            raise
        session = sign_in_to_rescue(common.folder, common.officer, password, now=now)
    if session.must_change and not _changes_own_password(common):
        raise NoRight(
            "首次使用须先修改密码：user password {name}（密码文件第二行写新密码）",
            name=common.officer,
        )
    return Entry(session.key, session.officer)


def _changes_own_password(common: Common) -> bool:
    words = common.words
    own = getattr(words, "act", "") == "password" and words.name == common.officer
    return bool(words.command == "user" and own)


def passwords(common: Common) -> list[str]:
    """The lines of the password file: one's own, and where a command sets another, that one."""
    path = common.password_file
    if path is None:
        raise WrongUse("须用 --password-file 文件 给出密码（- 表示标准输入）")
    try:
        text = _from_stdin(common) if str(path) == "-" else _read(path)
    except UnicodeDecodeError:
        raise WrongUse("密码文件须是 UTF-8 编码的文字") from None
    lines = text.lstrip("\ufeff").rstrip("\r\n").splitlines()
    if not lines or not lines[0]:
        raise WrongUse("密码文件是空的，第一行须写密码")
    return lines


def _from_stdin(common: Common) -> str:
    """No more than the passwords: what follows is a command's own input."""
    lines = 2 if common.words.command == "user" else 1
    return b"".join(sys.stdin.buffer.readline() for _line in range(lines)).decode()


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise NoRoom("不能读取密码文件 {path}，请检查位置和权限", path=path) from error


def lists_at(common: Common) -> Lists:
    """The code lists of the desk; of the program's own county where it cannot be asked."""
    if not (common.folder / "desk.db").exists() or encrypted(common.folder):
        return lists_of(load_county("boshan"))
    with open_desk(common.folder) as desk:
        return desk.lists
