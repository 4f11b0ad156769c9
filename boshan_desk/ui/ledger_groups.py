"""The groups of 其他台账, and rows of tabs in which none is cut off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QTabBar, QToolButton, QWidget

from boshan_desk.i18n import _, mark
from boshan_desk.ui import theme


@dataclass(frozen=True)
class Group:
    """Ledgers that stand together: one of the five things a bureau does (创造 … 服务)."""

    key: str
    title: str
    ledgers: tuple[str, ...]


GROUPS: Final = (
    Group("create", mark("创造"), ("ip_stat", "patent", "trademark")),
    Group(
        "apply",
        mark("运用"),
        (
            "transfer",
            "pledge",
            "pledge_asset",
            "navigation",
            "title_grant",
            "certification",
            "cert_audit",
            "custody",
        ),
    ),
    Group(
        "protect",
        mark("保护"),
        ("key_unit", "key_right", "key_visit", "mediation", "mediation_session", "aid"),
    ),
    Group("manage", mark("管理"), ("enterprise", "liaison", "fund", "policy", "town_report")),
    Group("serve", mark("服务"), ("agency", "agency_check", "body")),
)


@dataclass(frozen=True)
class Tab:
    """What a tab says, and what it leads to."""

    key: str
    title: str
    tip: str = ""


class TabRow(QWidget):
    """Tabs side by side; those that have no room stand in a menu at the end of the row.

    The chosen one is always seen.
    """

    chosen = Signal(str)
    """The key of a tab."""

    def __init__(self, name: str, tabs: Sequence[Tab] = (), *, groups: bool = False) -> None:
        """`groups`: the row stands above another one, and must not look like it."""
        super().__init__()
        self.bar = QTabBar()
        self.bar.setObjectName(name)
        self.bar.setExpanding(False)
        self.bar.setDrawBase(False)
        self.bar.setUsesScrollButtons(False)
        self.bar.setElideMode(Qt.TextElideMode.ElideNone)
        if groups:
            theme.dress(self.bar, role="groups")
        self.more = QToolButton()
        self.more.setObjectName(f"{name}_more")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.more.setToolTip(_("列出这一行的全部标签（Ctrl+Tab 依次切换）"))
        self.more.setMenu(self.menu)
        self.more.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.bar)
        row.addWidget(self.more, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        # A row of many tabs must not push the page over the edge of the window.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.fit)
        self.bar.currentChanged.connect(self._tell)
        self.show_tabs(tabs)

    def show_tabs(self, tabs: Sequence[Tab], key: str = "") -> None:
        """Put these tabs into the row, one of them chosen; nothing is told of it."""
        self.bar.blockSignals(True)
        while self.bar.count():
            self.bar.removeTab(0)
        for place, tab in enumerate(tabs):
            self.bar.addTab(tab.title)
            self.bar.setTabData(place, tab.key)
            self.bar.setTabToolTip(place, tab.tip)
        self.bar.setCurrentIndex(max(0, self._place(key)))
        self.bar.blockSignals(False)
        self.fit()

    @property
    def keys(self) -> list[str]:
        """The keys of the tabs, in their order."""
        return [str(self.bar.tabData(place)) for place in range(self.bar.count())]

    @property
    def key(self) -> str:
        """The key of the tab that is chosen; "" where there is none."""
        return str(self.bar.tabData(self.bar.currentIndex()) or "")

    def choose(self, key: str) -> None:
        """Go to a tab."""
        self.bar.setCurrentIndex(self._place(key))

    def step(self, by: int) -> None:
        """Go so many tabs on; after the last comes the first."""
        if self.bar.count():
            self.bar.setCurrentIndex((self.bar.currentIndex() + by) % self.bar.count())

    def name_tab(self, key: str, title: str, tip: str = "") -> None:
        """Let a tab say something else."""
        place = self._place(key)
        if place >= 0 and (self.bar.tabText(place), self.bar.tabToolTip(place)) != (title, tip):
            self.bar.setTabText(place, title)
            self.bar.setTabToolTip(place, tip)
            self._later.start()

    def _place(self, key: str) -> int:
        keys = self.keys
        return keys.index(key) if key in keys else -1

    def fit(self) -> None:
        """Show as many tabs as there is room for, the chosen one among them."""
        count, current = self.bar.count(), self.bar.currentIndex()
        for place in range(count):
            self.bar.setTabVisible(place, True)
        self.more.hide()
        self.bar.updateGeometry()
        if self.width() <= 0 or self.bar.sizeHint().width() <= self.width():
            return
        self.more.setText(_("更多 {count}").format(count=count))
        room = self.width() - self.more.sizeHint().width()
        # From the end; what the style puts around tabs is asked of the bar itself.
        for hidden, place in enumerate((p for p in reversed(range(count)) if p != current), 1):
            self.bar.setTabVisible(place, False)
            self.more.setText(_("更多 {count}").format(count=hidden))
            if self.bar.sizeHint().width() <= room:
                break
        self.more.show()

    def _fill_menu(self) -> None:
        self.menu.clear()
        for place, key in enumerate(self.keys):
            action = QAction(self.bar.tabText(place).replace("&", "&&"), self.menu)
            action.setCheckable(True)
            action.setChecked(place == self.bar.currentIndex())
            action.triggered.connect(partial(self._take, key))
            self.menu.addAction(action)

    def _take(self, key: str, _checked: bool = False) -> None:
        self.choose(key)

    def _tell(self, place: int) -> None:
        self.fit()
        if place >= 0:
            self.chosen.emit(self.key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for other tabs."""
        super().resizeEvent(event)
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        """Larger type needs more room."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._later.start()

    def sizeHint(self) -> QSize:
        """As wide as it likes, as high as its tabs."""
        return QSize(0, max(self.bar.sizeHint().height(), self.more.sizeHint().height()))


def group_of(ledger_name: str, groups: Iterable[Group] = GROUPS) -> Group | None:
    """The group in which a ledger stands; None for one that stands in none."""
    return next((group for group in groups if ledger_name in group.ledgers), None)
