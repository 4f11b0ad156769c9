"""Who works at the desk, and what they may do there.

The roles are those that a review of an office's systems asks for (domain.md 6.3: 录入, 审核, 领导
查看, 系统管理, 安全审计 kept apart).  Rights bind the program, not somebody who holds the file and
a password: every officer's password opens the one data key.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from boshan_desk.domain.problems import Refused
from boshan_desk.domain.wording import listed
from boshan_desk.i18n import _, mark


class Right(StrEnum):
    """Something an officer may do."""

    READ = "read"
    ENTER = "enter"
    HANDLE = "handle"
    EXCHANGE = "exchange"
    REVIEW = "review"
    CLOSE = "close"
    UNCOVER = "uncover"
    TAKE_OUT = "take_out"
    INFORMANTS = "informants"
    PURGE = "purge"
    ACCOUNTS = "accounts"
    SETTINGS = "settings"
    BACK_UP = "back_up"
    RESTORE = "restore"
    AUDIT = "audit"


RIGHTS: Final[dict[Right, str]] = {
    Right.READ: mark("查看台账"),
    Right.ENTER: mark("登记台账"),
    Right.HANDLE: mark("办理案件"),
    Right.EXCHANGE: mark("报送与接收数据包"),
    Right.REVIEW: mark("审核、退回、归档"),
    Right.CLOSE: mark("封账"),
    Right.UNCOVER: mark("查看个人信息"),
    Right.TAKE_OUT: mark("导出完整信息"),
    Right.INFORMANTS: mark("查看举报人"),
    Right.PURGE: mark("清除个人信息"),
    Right.ACCOUNTS: mark("管理账户"),
    Right.SETTINGS: mark("修改单位设置"),
    Right.BACK_UP: mark("备份"),
    Right.RESTORE: mark("恢复备份、升级数据"),
    Right.AUDIT: mark("查看审计记录"),
}
"""What each right is called."""


@dataclass(frozen=True)
class Role:
    """A post in the office, with what goes with it."""

    title: str
    rights: frozenset[Right]
    alone: bool = False
    """Whether nobody holds it beside another role."""


def _role(title: str, rights: str, *, alone: bool = False) -> Role:
    return Role(title, frozenset(Right(word) for word in rights.split()), alone)


ROLES: Final[dict[str, Role]] = {
    "entry": _role(mark("录入"), "read enter exchange back_up"),
    "handler": _role(mark("办案"), "read enter handle exchange uncover informants back_up"),
    "approver": _role(
        mark("审批"),
        "read enter handle exchange review close uncover take_out informants purge back_up",
    ),
    "leader": _role(mark("领导查看"), "read back_up"),
    "admin": _role(mark("管理"), "read accounts settings back_up restore"),
    # Who watches the others does nothing else.
    "auditor": _role(mark("审计"), "read audit back_up", alone=True),
}
"""The roles, in the order in which they are offered."""


class NoRight(Refused):
    """The officer may not do this."""

    exit_code = 6


@dataclass(frozen=True)
class Officer:
    """One person at the desk: what is written beside their work, and what they may do."""

    name: str
    roles: tuple[str, ...] = ()
    rights: frozenset[Right] = frozenset()
    id: str = ""
    """Empty where the desk has no accounts."""

    def may(self, right: Right) -> bool:
        """Whether the officer has a right."""
        return right in self.rights

    def demand(self, right: Right) -> None:
        """Refuse if the officer has not."""
        if right not in self.rights:
            raise NoRight(
                "“{name}”没有“{right}”的权限，请由有权限的人员办理，或联系管理员",
                name=self.name,
                right=_(RIGHTS[right]),
            )

    def titles(self) -> str:
        """The roles in words."""
        return listed(_(ROLES[role].title) for role in self.roles)


def anyone(name: str) -> Officer:
    """Whoever sits at a desk without accounts: they may do everything."""
    return Officer(name, rights=frozenset(Right))


def with_roles(name: str, roles: Iterable[str], *, id: str = "") -> Officer:
    """The officer that an account describes."""
    held = tuple(role for role in ROLES if role in set(roles))
    rights = frozenset().union(*(ROLES[role].rights for role in held))
    return Officer(name, held, rights, id)


def read_roles(words: Iterable[str]) -> tuple[str, ...]:
    """The roles that names or titles stand for, in their own order; refused when they clash."""
    by_title = {role.title: name for name, role in ROLES.items()}
    found = set()
    for word in words:
        name = by_title.get(word.strip(), word.strip())
        if name not in ROLES:
            raise Refused(
                "没有角色“{word}”，可用的有：{known}",
                word=word,
                known=listed(_(role.title) for role in ROLES.values()),
            )
        found.add(name)
    if not found:
        raise Refused("请至少选择一个角色")
    for name in found:
        if ROLES[name].alone and len(found) > 1:
            raise Refused("“{role}”须由专人担任，不能兼任其他角色", role=_(ROLES[name].title))
    return tuple(role for role in ROLES if role in found)
