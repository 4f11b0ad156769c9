"""What the officer can do from the menus, the bar and by a key: as data, and as Qt's actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QSizePolicy, QToolBar, QWidget

from boshan_desk.domain.officers import Right
from boshan_desk.i18n import LANGUAGES, _, language, mark
from boshan_desk.ui import icons
from boshan_desk.ui.lines import unflagged


@dataclass(frozen=True)
class Command:
    """Something the officer can do."""

    id: str
    title: str
    icon: str
    shortcut: str = ""
    needs: Right | None = None
    """Whom it is offered to; None: everybody."""


COMMANDS: Final = (
    Command("new", mark("新增记录"), "add", "Ctrl+N", needs=Right.ENTER),
    Command("import", mark("导入表格…"), "import", "Ctrl+I", needs=Right.ENTER),
    Command("receive", mark("接收数据包…"), "exchange", needs=Right.EXCHANGE),
    Command("export", mark("导出台账…"), "export", "Ctrl+E"),
    Command("export_full", mark("导出完整信息…"), "export", needs=Right.TAKE_OUT),
    Command("export_all", mark("导出全部台账…"), "export"),
    Command("template", mark("导出空白模板…"), "template"),
    Command("backups", mark("备份与恢复…"), "restore"),
    Command("lock", mark("立即锁定"), "lock", "Ctrl+Alt+L"),
    Command("switch", mark("切换用户…"), "officer"),
    Command("password", mark("修改密码…"), "edit"),
    Command("quit", mark("退出"), "close", "Ctrl+Q"),
    Command("undo", mark("撤销"), "undo", "Ctrl+Z"),
    Command("redo", mark("重做"), "redo", "Ctrl+Y"),
    Command("imports", mark("导入记录…"), "import"),
    Command("bin", mark("回收站…"), "bin"),
    Command("large", mark("大字"), "large-type", "Ctrl+L"),
    Command("refresh", mark("刷新"), "refresh", "F5"),
    Command("accounts", mark("账户管理…"), "officer", needs=Right.ACCOUNTS),
    Command("set_up", mark("设立账户…"), "lock", needs=Right.ACCOUNTS),
    Command("closing", mark("封账…"), "ok", needs=Right.CLOSE),
    Command("plans", mark("计划文件…"), "target"),
    Command("county", mark("本单位资料…"), "settings"),
    Command("forms", mark("上级报表…"), "template"),
    Command("papers", mark("已定稿的报告…"), "report"),
    Command("templates", mark("报告模板…"), "template"),
    Command("law", mark("规则与日历…"), "calendar"),
    Command("audit", mark("审计记录…"), "history", needs=Right.AUDIT),
    Command("security", mark("安全说明…"), "report", needs=Right.READ),
    Command("manual", mark("使用说明"), "help", "F1"),
    Command("changes", mark("更新内容"), "history"),
    Command("help_info", mark("求助信息…"), "note"),
    Command("about", mark("关于"), "note"),
)

MENUS: Final = (
    (
        mark("文件(&F)"),
        "new | import receive | export export_full export_all | template towns | backups"
        " | lock switch | quit",
    ),
    (mark("编辑(&E)"), "undo redo | imports bin"),
    (mark("查看(&V)"), "large refresh language"),
    (
        mark("管理(&M)"),
        "accounts set_up closing | plans county | papers templates forms | law | audit security",
    ),
    (mark("帮助(&H)"), "manual changes | help_info about"),
)
"""Titles, and what stands below them; "|" is a line, "language" and "towns" are menus of these."""

BAR: Final = "undo redo - import large manual"
""" "-" pushes what follows to the right."""


def make_actions(
    window: QMainWindow,
    slots: Mapping[str, Callable[[], object]],
    may: Callable[[Right], bool] = lambda _right: True,
) -> dict[str, QAction]:
    """Qt's actions of every command, by id; their keys are heard in the whole window.

    `may` tells which rights the officer has: what they may not do is not offered.
    """
    made: dict[str, QAction] = {}
    for command in COMMANDS:
        action = QAction(icons.icon(command.icon), _(command.title), window)
        action.setObjectName(f"action_{command.id}")
        if command.shortcut:
            action.setShortcut(QKeySequence(command.shortcut))
        allowed = command.needs is None or may(command.needs)
        action.setVisible(allowed)
        action.setEnabled(allowed)
        action.triggered.connect(unflagged(slots[command.id]))
        window.addAction(action)
        made[command.id] = action
    return made


def leave_out(actions: Mapping[str, QAction], ids: Iterable[str]) -> None:
    """Take commands away that the desk has no use for; their keys go with them."""
    for id in ids:
        actions[id].setVisible(False)
        actions[id].setEnabled(False)


def fill_menus(
    window: QMainWindow,
    actions: Mapping[str, QAction],
    choose: Callable[[str], object],
    towns: QMenu,
) -> None:
    """Hang the actions below the window's menus; `choose` hears the code of a language."""
    for title, words in MENUS:
        menu = window.menuBar().addMenu(_(title))
        for word in words.split():
            if word == "|":
                menu.addSeparator()
            elif word == "language":
                menu.addMenu(_language_menu(window, choose))
            elif word == "towns":
                menu.addMenu(towns)
            else:
                menu.addAction(actions[word])
        menu.menuAction().setVisible(any(_offered(action) for action in menu.actions()))


def _offered(action: QAction) -> bool:
    return action.isVisible() and not action.isSeparator()


def _language_menu(window: QMainWindow, choose: Callable[[str], object]) -> QMenu:
    # The word is in both languages: who needs it may not read the other one.
    menu = QMenu(_("语言 / Language"), window)
    menu.setIcon(icons.icon("language"))
    group = QActionGroup(menu)
    for code, name in LANGUAGES.items():
        action = group.addAction(name)
        action.setCheckable(True)
        action.setChecked(code == language())
        action.setObjectName(f"language_{code}")
        action.triggered.connect(unflagged(partial(choose, code)))
        menu.addAction(action)
    return menu


def fill_bar(window: QMainWindow, actions: Mapping[str, QAction]) -> QToolBar:
    """Put the few actions of every day on a bar."""
    bar = QToolBar(_("工具栏"))
    bar.setObjectName("bar")
    bar.setMovable(False)
    bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    window.addToolBar(bar)
    for word in BAR.split():
        if word == "-":
            spring = QWidget()
            spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            bar.addWidget(spring)
        else:
            bar.addAction(actions[word])
    return bar
