"""看图: the three pictures below one another, with what the chosen part says."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from boshan_desk.domain.wording import clauses, explained
from boshan_desk.i18n import _
from boshan_desk.ui import targets_words as words
from boshan_desk.ui import theme
from boshan_desk.ui.icons import icon
from boshan_desk.ui.lamps import lamp_words
from boshan_desk.ui.lines import em, while_there
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.targets_charts import Bar, BarsPicture, LampsPicture, Picture, progress_bars
from boshan_desk.ui.targets_model import key_of
from boshan_desk.ui.targets_reading import Seen

if TYPE_CHECKING:
    from boshan_desk.usecases.plans.standing import Standing, TownValue


class ChartsLeaf(QWidget):
    """How many stand how; each against the time passed; the towns of the chosen target."""

    line_wanted = Signal(object)
    """The line of a target is wanted: its key."""
    lamp_wanted = Signal(object)
    """The targets of a lamp are wanted."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.setObjectName("targets_charts_leaf")
        self._seen: Seen | None = None
        self._line: Standing | None = None
        self._lines: list[Standing] = []
        self._asked = 0
        self.lamps = LampsPicture()
        self.progress = BarsPicture("chart_progress", _("各项指标的完成率与序时进度"))
        self.towns = BarsPicture("chart_towns", _("各镇街的完成情况"))
        self.town_choice = QComboBox()
        self.town_choice.setObjectName("chart_town_indicator")
        self.town_choice.setAccessibleName(_("比较哪项指标"))
        self.town_choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.town_choice.setMaximumWidth(em(self) * 26)
        self.town_choice.activated.connect(self._choose_line)
        self.town_words = QLabel()
        self.town_words.setObjectName("chart_town_words")
        self.town_words.setWordWrap(True)
        theme.dress(self.town_words, role="hint")
        size = em(self)
        sheet = QWidget()
        sheet.setObjectName("sheet")
        pictures = QVBoxLayout(sheet)
        pictures.setContentsMargins(0, 0, size // 2, 0)
        pictures.setSpacing(size // 2)
        self._add(pictures, _("一、各状态的指标数"), self.lamps)
        self._add(pictures, _("二、完成率与序时进度（竖线为序时进度）"), self.progress)
        self._add(pictures, _("三、各镇街比较"), self.towns, self.town_choice)
        pictures.addWidget(self.town_words)
        pictures.addStretch(1)
        area = QScrollArea()
        area.setObjectName("charts_area")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(sheet)
        self._area = area
        self.told = QLabel()
        self.told.setObjectName("chart_words")
        self.told.setWordWrap(True)
        theme.dress(self.told, role="hint")
        self._hint = _("用方向键或鼠标选一项，这里显示它的数；回车回到表中的这一行。")
        self.told.setText(self._hint)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area, 1)
        whole.addWidget(self.told)
        self.lamps.chosen.connect(self.lamp_wanted.emit)
        self.progress.chosen.connect(self.line_wanted.emit)
        self.setFocusProxy(self.lamps)

    def _add(
        self, layout: QVBoxLayout, title: str, picture: Picture, beside: QWidget | None = None
    ) -> None:
        head = QHBoxLayout()
        label = QLabel(title)
        theme.dress(label, role="section")
        head.addWidget(label, 1)
        if beside is not None:
            head.addWidget(beside)
        copy = QPushButton(icon("paste"), _("复制图片"))
        copy.setObjectName(f"{picture.objectName()}_copy")
        copy.setToolTip(_("复制这张图，可粘贴到文稿里（Ctrl+C）"))
        copy.clicked.connect(partial(self._copy, picture))
        head.addWidget(copy)
        layout.addLayout(head)
        layout.addWidget(picture)
        picture.went_to.connect(self._tell)
        picture.went_to.connect(partial(self._show_part, picture))

    # What is shown

    def show_lines(self, lines: Sequence[Standing], seen: Seen) -> None:
        """Show these targets, the same as the table."""
        self._lines, self._seen = list(lines), seen
        self.lamps.show_lines(lines)
        bars, scale = progress_bars(lines)
        self.progress.show_bars(bars, scale)
        kept = self._line
        self.town_choice.clear()
        for line in self._lines:
            if line.metric:
                self.town_choice.addItem(words.name_words(line), key_of(line))
        self.told.setText(self._hint)
        there = next((line for line in self._lines if kept and key_of(line) == key_of(kept)), None)
        # A ratio is seldom known by town: numbers that are counted there come first.
        counted = [line for line in self._lines if line.metric]
        added = [line for line in counted if line.kind in ("stock", "flow")]
        first = next(iter(added or counted), None)
        self.show_towns_of(there or first, seen)

    def show_towns_of(self, line: Standing | None, seen: Seen | None) -> None:
        """Compare the towns in one target."""
        if line is None or seen is None or not line.metric:
            if self._line is None:
                self._show_towns(None, [])
            return
        self._line = line
        place = self.town_choice.findText(words.name_words(line))
        self.town_choice.setCurrentIndex(place)
        if not self.isVisible():
            # Counted when somebody looks.
            self._asked += 1
            return
        self._read_towns()

    def _read_towns(self) -> None:
        line, seen = self._line, self._seen
        self._asked += 1
        asked = self._asked
        if line is None or seen is None:
            return
        self.town_words.setText(_("正在计算各镇街的数…"))

        def work(_progress: object) -> list[TownValue] | None:
            if asked != self._asked:
                return None
            from boshan_desk.usecases.plans.standing import town_values

            return town_values(self.shell.desk, line, seen.period)

        def show(found: list[TownValue] | None) -> None:
            if found is not None and asked == self._asked:
                self._show_towns(line, found)

        self.shell.jobs.look(work, while_there(self, show), self.shell.tell_failure)

    def showEvent(self, event: QShowEvent) -> None:
        """Towns are counted when they are looked at."""
        super().showEvent(event)
        self._read_towns()

    def _show_towns(self, line: Standing | None, towns: Sequence[TownValue]) -> None:
        if line is None:
            self.towns.show_bars([])
            self.town_words.setText(_("没有可以按镇街比较的指标。"))
            return
        bars = town_bars(line, towns)
        self.towns.show_bars(bars, summary=words.name_words(line))
        self.town_words.setText(town_sum_words(line, towns))

    def _choose_line(self, place: int) -> None:
        key = self.town_choice.itemData(place)
        line = next((each for each in self._lines if key_of(each) == tuple(key)), None)
        self.show_towns_of(line, self._seen)

    def _tell(self, told: str) -> None:
        self.told.setText(told or self._hint)

    def _show_part(self, picture: Picture, _told: str) -> None:
        """Scroll to the part that is gone to."""
        area = picture.parts()[picture.current].area.toRect()
        at = picture.mapTo(self._area.widget(), area.center())
        self._area.ensureVisible(0, at.y(), 0, area.height())

    def _copy(self, picture: Picture, _on: bool = False) -> None:
        picture.copy()
        self.shell.said.emit("ok", _("已复制图片，可粘贴到文稿里"))


def town_bars(line: Standing, towns: Sequence[TownValue]) -> list[Bar]:
    """A bar for each town, as long as its value; the mark is what it was to have by now."""
    values = [each.value for each in towns] + [_expected(each) for each in towns]
    end = max([float(value) for value in values if value is not None and value > 0], default=1.0)
    bars = []
    for each in towns:
        expected = _expected(each)
        value = f"{words.number_words(each.value)}{line.unit if each.value is not None else ''}"
        parts = [value]
        if each.target is not None:
            parts.append(_("任务数{target}").format(target=words.number_words(each.target)))
            parts.append(_("完成率{share}").format(share=words.percent_words(each.share)))
            parts.append(lamp_words(each.lamp))
        bars.append(
            Bar(
                each.label,
                None if each.value is None else max(float(each.value), 0.0) / end,
                value if each.target is None else f"{value}　{lamp_words(each.lamp)}",
                each.lamp if each.target is not None else "not_comparable",
                None if expected is None else float(expected) / end,
                explained(each.label, clauses(parts)),
                each.town,
            )
        )
    return bars


def _expected(each: TownValue) -> Decimal | None:
    """What a town was to have by now of its share."""
    if each.target is None or each.due_share is None or each.growth:
        # Of an increase, what is due is no part of the level that is drawn.
        return None
    return each.target * each.due_share / 100


def town_sum_words(line: Standing, towns: Sequence[TownValue]) -> str:
    """Whether the towns close with the county's number, in words."""
    if not towns:
        return _("这项指标没有按镇街的数。")
    values = [each.value for each in towns if each.value is not None]
    if not values:
        return _("各镇街都没有数。")
    total = words.number_words(sum(values[1:], values[0]))
    if line.kind in ("ratio", "growth_rate"):
        return _("比率不能相加，总数为{whole}{unit}。").format(
            whole=words.number_words(line.cumulative), unit=line.unit
        )
    return _("各镇街与未归属合计{total}{unit}，总数{whole}{unit}。").format(
        total=total, unit=line.unit, whole=words.number_words(line.cumulative)
    )
