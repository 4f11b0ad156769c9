"""The pictures of the targets: the same numbers as the table, told in words, signs and hatching."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from boshan_desk.domain.plans.lamps import LAMPS, Lamp
from boshan_desk.ui.lamps import LOOKS, ORDER, count_lamps, fill_bar
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.targets_charts import Bar, BarsPicture, LampsPicture, progress_bars
from boshan_desk.ui.targets_leaf import TargetsLeaf
from boshan_desk.ui.targets_trail import labels_above, points_of
from boshan_desk.usecases.plans import targets
from tests.ui.invented_plan import EAST, WEST, move_in, observe


@pytest.fixture
def leaf(shell: Shell, qtbot: QtBot) -> TargetsLeaf:
    """The page of targets, with its pictures in view."""
    move_in(shell.desk)
    shell.read_office()
    made = TargetsLeaf(shell)
    qtbot.addWidget(made)
    made.resize(1180, 640)
    made.show()
    made.activateWindow()
    made.way_buttons["charts"].click()
    return made


def told(leaf: TargetsLeaf) -> str:
    found = leaf.findChild(QLabel, "chart_words")
    assert found is not None
    return found.text()


def test_the_bar_of_lamps_is_as_long_as_their_numbers(leaf: TargetsLeaf) -> None:
    parts = leaf.charts.lamps.parts()
    assert [part.words for part in parts] == [
        "▼ 滞后（红） 1 项",
        "▽ 滞后（黄） 1 项",
        "● 达到序时进度 1 项",
        "□ 未报 1 项",
        "？ 待补充 2 项",
    ]
    widths = [part.area.width() for part in parts]
    assert widths[4] == pytest.approx(widths[0] * 2)
    assert leaf.charts.lamps.accessibleDescription().startswith("▼ 滞后（红） 1 项，▽")


def test_a_bar_and_its_mark_stand_where_the_table_says(leaf: TargetsLeaf) -> None:
    bars, scale = progress_bars(leaf.model.lines())
    assert [bar.label for bar in bars] == ["演示有效发明专利量", "演示有效商标量", "演示质押融资"]
    assert bars[0].length == pytest.approx(0.2)
    assert bars[0].mark == pytest.approx(0.75)
    assert bars[0].told == "演示有效发明专利量：完成率20.0%（增量），序时进度75.0%，▼ 滞后（红）"
    assert scale[-1] == (1.0, "100%")


def test_a_target_exceeded_tenfold_does_not_flatten_the_others(leaf: TargetsLeaf) -> None:
    observe(leaf.shell.desk, "tm_valid", "2026-10-01", 90000)
    leaf.filter.show_period(leaf.period.__class__(2026, 10, 12))
    bars, scale = progress_bars(leaf.model.lines())
    assert scale[-1] == (1.0, "150%")
    much = next(bar for bar in bars if bar.label == "演示有效商标量")
    assert much.length is not None
    assert much.length > 1
    assert "20500.0%（增量）" in much.words


def test_towns_are_compared_and_close_with_the_whole(leaf: TargetsLeaf) -> None:
    targets.split(leaf.shell.desk, "YS-T01", 2026, "town", {EAST: 300, WEST: 200})
    leaf.list.choose(("YS-T01", "", ""), 1)
    leaf.charts.show_towns_of(leaf.line, leaf.seen)
    parts = {part.words.partition("：")[0]: part.words for part in leaf.charts.towns.parts()}
    label = leaf.shell.county.towns.label
    assert parts[label(EAST)].startswith(f"{label(EAST)}：200件，任务数300，完成率66.7%")
    # What has no town stands last, so that the sum closes.
    assert list(parts.values())[-1] == "未归属／区本级：30件"
    words = leaf.findChild(QLabel, "chart_town_words")
    assert words is not None
    assert words.text() == "各镇街与未归属合计340件，总数340件。"


def test_another_target_is_compared_when_it_is_chosen(leaf: TargetsLeaf) -> None:
    combo = leaf.charts.town_choice
    names = [combo.itemText(n) for n in range(combo.count())]
    assert "演示工作格局" not in names
    place = names.index("演示质押融资")
    combo.setCurrentIndex(place)
    combo.activated.emit(place)
    label = leaf.shell.county.towns.label(EAST)
    assert any(part.words == f"{label}：3笔" for part in leaf.charts.towns.parts())


def test_the_keyboard_goes_from_part_to_part_and_back_to_the_line(leaf: TargetsLeaf) -> None:
    picture = leaf.charts.progress
    picture.setFocus()
    QTest.keyClick(picture, Qt.Key.Key_Down)
    QTest.keyClick(picture, Qt.Key.Key_Down)
    assert told(leaf).startswith("演示有效商标量：完成率72.0%（增量）")
    assert picture.accessibleDescription() == told(leaf)
    QTest.keyClick(picture, Qt.Key.Key_Down)
    assert told(leaf).startswith("演示质押融资")
    QTest.keyClick(picture, Qt.Key.Key_Up)
    assert told(leaf).startswith("演示有效商标量")
    QTest.keyClick(picture, Qt.Key.Key_End)
    assert told(leaf).startswith("演示质押融资")
    QTest.keyClick(picture, Qt.Key.Key_Home)
    assert told(leaf).startswith("演示有效发明专利量")
    QTest.keyClick(picture, Qt.Key.Key_Down)
    QTest.keyClick(picture, Qt.Key.Key_Return)
    assert leaf.ways.currentWidget() is leaf.split
    assert leaf.list.chosen() == ("YS-T02", "", "")


def test_a_lamp_in_the_picture_narrows_the_table(leaf: TargetsLeaf) -> None:
    picture = leaf.charts.lamps
    at = picture.parts()[1].area.center().toPoint()
    QTest.mouseDClick(picture, Qt.MouseButton.LeftButton, pos=at)
    assert leaf.filter.lamp == "slow"
    assert [line.indicator for line in leaf.model.lines()] == ["YS-T02"]
    assert len(leaf.charts.progress.parts()) == 1


def test_pictures_can_be_copied_for_a_paper(leaf: TargetsLeaf, said: list[tuple[str, str]]) -> None:
    button = leaf.findChild(QPushButton, "chart_progress_copy")
    assert button is not None
    button.click()
    image = QGuiApplication.clipboard().image()
    assert image.width() == leaf.charts.progress.width() * 2
    assert said[-1] == ("ok", "已复制图片，可粘贴到文稿里")


def test_the_way_of_looking_is_remembered(leaf: TargetsLeaf, qtbot: QtBot) -> None:
    again = TargetsLeaf(leaf.shell)
    qtbot.addWidget(again)
    assert again.ways.currentWidget() is again.charts
    assert again.way_buttons["charts"].isChecked()


def test_an_empty_picture_says_so(qtbot: QtBot) -> None:
    for picture in (LampsPicture(), BarsPicture("empty", "演示")):
        qtbot.addWidget(picture)
        picture.resize(400, 100)
        picture.grab()
        assert picture.parts() == []
        QTest.keyClick(picture, Qt.Key.Key_Down)
        assert picture.current == -1


def test_bars_without_a_value_are_drawn_without_one(qtbot: QtBot) -> None:
    picture = BarsPicture("one", "演示")
    qtbot.addWidget(picture)
    picture.resize(600, 100)
    picture.show_bars([Bar("演示", None, "—", "no_data", mark=0.5, told="演示：—")], [(0, "0%")])
    assert not picture.grab().isNull()
    assert picture.accessibleDescription() == "演示：—"


# ---------------------------------------------------------------- lamps


def test_every_lamp_has_a_look_and_a_place_in_the_overview() -> None:
    assert set(ORDER) == set(LAMPS) == set(LOOKS)
    assert len({LAMPS[lamp].sign for lamp in LAMPS}) == len(LAMPS)
    assert list(count_lamps(["done", "late", "done"])) == ["late", "done"]


def test_yellow_and_red_differ_on_a_grey_print() -> None:
    assert grey("slow") != grey("late") != grey("on")


def grey(lamp: Lamp) -> bytes:
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    fill_bar(painter, QRectF(0, 0, 39, 19), lamp)
    painter.end()
    # Only black or white: what is left is the hatching.
    plain = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return bytes(plain.constBits())


# ---------------------------------------------------------------- the line of quarters


def test_a_gap_is_a_gap_and_no_zero() -> None:
    area = QRectF(0, 0, 20, 10)
    points = points_of([Decimal(0), None, Decimal(10)], area)
    assert points == [QPointF(0, 10), None, QPointF(20, 0)]


def test_a_level_of_thousands_is_not_flattened() -> None:
    area = QRectF(0, 0, 10, 10)
    points = points_of([Decimal(8000), Decimal(8100)], area)
    assert points == [QPointF(0, 10), QPointF(10, 0)]
    assert points_of([Decimal(5), Decimal(5)], area) == [QPointF(0, 5), QPointF(10, 5)]


def test_values_that_have_no_room_leave_the_first_and_the_last() -> None:
    values = [None, Decimal(1), Decimal(2), Decimal("33333.25")]
    assert labels_above(values, lambda text: len(text) * 5, 50) == {1: "1", 2: "2", 3: "33333.25"}
    assert labels_above(values, lambda text: len(text) * 8, 50) == {1: "1", 3: "33333.25"}
