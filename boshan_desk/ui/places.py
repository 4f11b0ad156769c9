"""The places of the window, and the list at the left that leads to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from boshan_desk.i18n import _, mark
from boshan_desk.ui import icons, theme
from boshan_desk.ui.ledger_groups import GROUPS, Group


@dataclass(frozen=True)
class Place:
    """One of the places of the window, with the ledgers that live there."""

    key: str
    title: str
    icon: str
    ledgers: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    """Those of its ledgers, where they are too many for one row of tabs."""
    manual: str = "records"
    """The page of the manual that fits."""
    titles: tuple[tuple[str, str], ...] = ()
    """What it is called at a desk of another level than a county's: level and title."""

    def called(self, level: str) -> str:
        """Its title at a desk of a level, in the language of the window."""
        return _(dict(self.titles).get(level, self.title))


PLACES: Final = (
    Place("start", mark("首页"), "home", manual="start"),
    Place(
        "plan",
        mark("目标任务"),
        "target",
        ("supervision", "task_report", "target", "plan_answer"),
    ),
    Place("station", mark("商标品牌指导站"), "station", ("station", "station_service")),
    Place("gi", mark("地理标志"), "gi", ("gi_right", "gi_user", "gi_year", "gi_check")),
    Place(
        "case",
        mark("执法案件"),
        "case",
        (
            "case",
            "enforcement_action",
            "case_step",
            "case_measure",
            "case_stop",
            "case_penalty",
            "case_party",
            "case_goods",
            "case_paper",
        ),
        manual="cases",
    ),
    Place("event", mark("培训宣传"), "event", ("event", "attendee", "media")),
    Place(
        "other",
        mark("其他台账"),
        "ledgers",
        tuple(name for group in GROUPS for name in group.ledgers),
        groups=GROUPS,
    ),
    Place(
        "exchange",
        mark("镇街报送"),
        "exchange",
        manual="towns",
        titles=(("town", mark("报送")), ("city", mark("区县报送"))),
    ),
    Place("report", mark("报告"), "report", manual="report"),
)
"""Nine at most: more is a menu nobody reads, and a digit is no key any more.

What towns hand in has a place of its own among them: on the days it matters it is the whole work,
it belongs to no ledger, and whoever has the stick in the hand looks for it here first.
"""

GONE: Final = {
    "deadlines": ("case", "deadlines"),
    "bin": ("start", ""),
    "enterprise": ("other", "enterprise"),
}
"""Places that were, and where what was there is now: a place, and a tab of it."""


def place_of(ledger_name: str) -> Place:
    """The place where a ledger lives."""
    return next(place for place in PLACES if ledger_name in place.ledgers)


def find_place(key: str) -> Place:
    """The place of this key."""
    return next(place for place in PLACES if place.key == key)


def come_back_to(key: str, places: Sequence[Place] = PLACES) -> tuple[str, str]:
    """Where an officer goes on who was at a place: the place of now, and its tab or ""."""
    keys = [place.key for place in places]
    found = (key, "") if key in keys else GONE.get(key, ("", ""))
    return found if found[0] in keys else (keys[0], "")


class Navigation(QListWidget):
    """The places below one another; each has a key of its own, Ctrl+1 and on."""

    wanted = Signal(str)
    """The key of a place."""

    def __init__(
        self, owner: QWidget, level: str = "county", places: Sequence[Place] = PLACES
    ) -> None:
        """`owner`: the window, in which the keys are heard everywhere; `level`: of the desk."""
        super().__init__()
        self._places = tuple(places)
        self._titles = [place.called(level) for place in places]
        self.setObjectName("nav")
        self.setAccessibleName(_("导航"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(theme.BoldWhenSelected(self))
        for number, (place, title) in enumerate(zip(places, self._titles, strict=True), 1):
            item = QListWidgetItem(icons.icon(place.icon), title)
            item.setToolTip(_("{title}（Ctrl+{n}）").format(title=title, n=number))
            self.addItem(item)
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), owner)
            shortcut.activated.connect(partial(self.wanted.emit, place.key))
        self.fit()
        self.currentRowChanged.connect(self._go_to_row)

    def mark_place(self, key: str) -> None:
        """Name the place that is open, without going there."""
        row = [place.key for place in self._places].index(key)
        self.blockSignals(True)
        self.setCurrentRow(row)
        self.blockSignals(False)

    def mark_due(self, key: str, count: int, words: str) -> None:
        """Say beside a place how much presses there; nothing takes the sign away."""
        keys = [place.key for place in self._places]
        if key not in keys:
            return
        number = keys.index(key)
        item, title = self.item(number), self._titles[number]
        tip = _("{title}（Ctrl+{n}）").format(title=title, n=number + 1)
        item.setText(f"{title} ▲{count}" if count else title)
        item.setToolTip(f"{tip}\n{words}" if words else tip)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, "　".join(filter(None, (title, words))))
        self.fit()

    def fit(self) -> None:
        """Take the room that the words need in the type of now; the chosen one is bold."""
        height = self.fontMetrics().height()
        size = round(height * 1.2)
        self.setIconSize(QSize(size, size))
        # Where the window is low, the places stand closer before they scroll.
        room = (self.height() - self.frameWidth() * 2 - height) // len(self._places)
        tall = max(round(height * 1.45), min(round(height * 2.3), room))
        for row in range(self.count()):
            self.item(row).setSizeHint(QSize(0, tall))
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.Bold)
        metrics = QFontMetrics(bold)
        widest = max(metrics.horizontalAdvance(self.item(n).text()) for n in range(self.count()))
        wide = widest + size + round(height * 2.4)
        if room < tall:
            wide += self.verticalScrollBar().sizeHint().width()
        self.setFixedWidth(wide)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the height of now."""
        super().resizeEvent(event)
        if event.size().height() != event.oldSize().height():
            self.fit()

    def _go_to_row(self, row: int) -> None:
        if row >= 0:
            self.wanted.emit(self._places[row].key)
