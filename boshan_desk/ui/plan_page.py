"""目标任务: how targets stand, tasks, figures, and what the office registers about them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from boshan_desk.domain.view import View
from boshan_desk.i18n import _, mark
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ui.icons import icon
from boshan_desk.ui.ledger_groups import Tab, TabRow
from boshan_desk.ui.ledger_page import LedgerPage
from boshan_desk.ui.shell import Shell

LEDGER_NAMES: Final = ("supervision", "task_report", "target", "plan_answer")
_TABS: Final = (
    ("targets", mark("目标进度"), mark("每项指标到哪一步、谁牵头（Ctrl+PgUp、Ctrl+PgDown 切换）")),
    ("tasks", mark("任务"), mark("每项任务的进展和未报送的单位")),
    ("figures", mark("指标"), mark("全部统计指标的本期、累计、同比")),
    ("ledgers", mark("台账"), mark("督办单、任务进展、目标值登记、计划释疑")),
)
_KEPT: Final = "page/plan"


class PlanPage(QWidget):
    """Four leaves, each made when it is first looked at."""

    files_wanted = Signal()
    """The plan files are wanted."""
    saved = Signal(object, str)
    """A leaf wrote a file: its path, and what is said of it."""
    page_wanted = Signal(object)
    """A `SidePage` is to be laid over what is seen."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._leaves: dict[str, QWidget] = {}
        self.setObjectName("plan_page")
        self.tabs = TabRow("plan_tabs", [Tab(key, _(title), _(tip)) for key, title, tip in _TABS])
        self.tabs.bar.setAccessibleName(_("目标任务"))
        self.files_button = QPushButton(icon("open"), _("计划文件…"))
        self.files_button.setObjectName("plan_files")
        self.files_button.setToolTip(_("启用、停用、装入方案，答复方案没有说清的问题"))
        self.files_button.clicked.connect(lambda _on=False: self.files_wanted.emit())
        self._stack = QStackedWidget()
        line = self.fontMetrics().height()
        head = QHBoxLayout()
        self._corners = QHBoxLayout()
        """What a leaf lets stand beside the tabs: on a small screen room is short."""
        head.addWidget(self.tabs, 1)
        head.addLayout(self._corners)
        head.addWidget(self.files_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(line * 2 // 3, line // 3, line * 2 // 3, line // 3)
        whole.setSpacing(line // 4)
        whole.addLayout(head)
        whole.addWidget(self._stack, 1)
        kept = str(shell.state.get(_KEPT, ""))
        self.tabs.choose(kept if kept in self.tabs.keys else "targets")
        self._show_tab(self.tabs.key)
        self.tabs.chosen.connect(self._show_tab)
        for keys, by in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self._step, by))

    # What the window asks of it

    @property
    def leaf(self) -> QWidget:
        """What is seen."""
        return self._stack.currentWidget()

    @property
    def ledgers(self) -> LedgerPage:
        """The lists of the plan's ledgers."""
        page = self.leaf_of("ledgers")
        assert isinstance(page, LedgerPage)
        return page

    @property
    def lists(self) -> LedgerPage | None:
        """The lists where they are seen."""
        return self.ledgers if self.tabs.key == "ledgers" else None

    @property
    def manual(self) -> str:
        """The page of the manual that fits what is seen."""
        return "figures" if self.tabs.key == "figures" else "plans"

    def show_tab(self, key: str) -> QWidget:
        """Go to one of the leaves."""
        self.tabs.choose(key)
        return self._show_tab(key)

    def show_view(self, ledger_name: str, view: View | None) -> None:
        """Go to the list of a ledger, narrowed if a view is given."""
        self.show_tab("ledgers")
        self.ledgers.show_view(ledger_name, view)

    def select(self, ledger_name: str, id: str) -> None:
        """Go to a record in its list."""
        self.show_tab("ledgers")
        self.ledgers.select(ledger_name, id)

    def refresh(self) -> None:
        """Read what is seen again."""
        if refresh := getattr(self.leaf, "refresh", None):
            refresh()

    def save_state(self) -> None:
        """Remember where one is."""
        self._shell.state.set(_KEPT, self.tabs.key)
        for leaf in self._leaves.values():
            if save := getattr(leaf, "save_state", None):
                save()

    # Leaves

    def leaf_of(self, key: str) -> QWidget:
        """A leaf, made when it is first wanted."""
        if key not in self._leaves:
            made = MAKERS[key](self._shell)
            for name, slot in (
                ("saved", self._tell_saved),
                ("written", self._tell_saved),
                ("page_wanted", self.page_wanted.emit),
                ("files_wanted", self.files_wanted.emit),
            ):
                if signal := getattr(made, name, None):
                    signal.connect(slot)
            self._leaves[key] = made
            self._stack.addWidget(made)
            if isinstance(corner := getattr(made, "corner", None), QWidget):
                self._corners.addWidget(corner)
        return self._leaves[key]

    def _step(self, by: int) -> None:
        """Go so many tabs on by a key: the keyboard goes on in what is seen now."""
        self.tabs.step(by)
        self.leaf.setFocus()

    def _show_tab(self, key: str) -> QWidget:
        leaf = self.leaf_of(key)
        self._stack.setCurrentWidget(leaf)
        for each in self._leaves.values():
            if isinstance(corner := getattr(each, "corner", None), QWidget):
                corner.setVisible(each is leaf)
        # Whoever comes here, or back from a form, goes on in the leaf.
        self.setFocusProxy(leaf)
        return leaf

    def _tell_saved(self, path: Path, words: str) -> None:
        self.saved.emit(path, words)


def _make_targets(shell: Shell) -> QWidget:
    from boshan_desk.ui.targets_leaf import TargetsLeaf

    return TargetsLeaf(shell)


def _make_tasks(shell: Shell) -> QWidget:
    from boshan_desk.ui.plan_tasks import TasksLeaf

    return TasksLeaf(shell)


def _make_figures(shell: Shell) -> QWidget:
    from boshan_desk.ui.figures_leaf import FiguresLeaf

    return FiguresLeaf(shell)


def _make_ledgers(shell: Shell) -> QWidget:
    return LedgerPage(shell, [LEDGERS[name] for name in LEDGER_NAMES])


MAKERS: Final[dict[str, Callable[[Shell], QWidget]]] = {
    "targets": _make_targets,
    "tasks": _make_tasks,
    "figures": _make_figures,
    "ledgers": _make_ledgers,
}
