"""The picture of a case's course in the window: keys, pointing, words, sizes."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QHelpEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from boshan_desk.domain.timeline import Timeline
from boshan_desk.domain.timeline_scene import Place
from boshan_desk.ledgers.case_file import CaseStop
from boshan_desk.procedure.clocks import clocks_of
from boshan_desk.procedure.facts import CaseFile
from boshan_desk.procedure.timeline import draw_up
from boshan_desk.ui import theme
from boshan_desk.ui.case_timeline import TimelineView
from tests.procedure.files import LAW, LISTS, make_case


def a_timeline(on: date = date(2026, 6, 25)) -> Timeline:
    case = make_case(
        "FILED",
        conduct_from=date(2026, 4, 1),
        conduct_to=date(2026, 5, 20),
        clue_on=date(2026, 5, 28),
        filed_on=date(2026, 6, 1),
    )
    held = CaseStop(
        id="s", case_id="case-1", kind="test", starts_on=date(2026, 6, 8), ends_on=date(2026, 6, 18)
    )
    file = CaseFile(case, stops=(held,))
    return draw_up(file, clocks_of(file, LAW), LAW, on, LISTS)


@pytest.fixture
def view(qtbot: QtBot) -> TimelineView:
    made = TimelineView()
    qtbot.addWidget(made)
    made.resize(900, 600)
    with qtbot.waitExposed(made):
        made.show()
    made.set_timeline(a_timeline())
    QApplication.processEvents()
    return made


def press(view: TimelineView, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(view.picture, key)


def place_of(view: TimelineView, code: str) -> Place:
    [found] = [p for p in view.picture.places() if p.bar and p.bar.code == code]
    return found


def middle(view: TimelineView, code: str) -> QPoint:
    return view.picture.area_of(place_of(view, code)).center().toPoint()


def test_arrow_keys_go_through_events_and_rows_in_reading_order(view: TimelineView) -> None:
    places = view.picture.places()
    seen = []
    for _place in places:
        press(view, Qt.Key.Key_Down)
        seen.append(view.picture.current_words())
    assert seen == [place.words for place in places]
    press(view, Qt.Key.Key_Down)
    assert view.picture.current_words() == places[-1].words
    press(view, Qt.Key.Key_Up)
    assert view.picture.current_words() == places[-2].words
    press(view, Qt.Key.Key_Home)
    assert view.picture.current_words() == places[0].words
    press(view, Qt.Key.Key_End)
    assert view.picture.current_words() == places[-1].words


def test_what_a_part_says_stands_below_and_is_told_to_a_screen_reader(view: TimelineView) -> None:
    assert "方向键" in view.told.text()
    QTest.mouseClick(view.picture, Qt.MouseButton.LeftButton, pos=middle(view, "L12"))
    for words in (
        "作出处理决定（本机关）",
        "起算：2026年6月1日（星期一）",
        "最后一天",
        "不计入10日",
    ):
        assert words in view.told.text()
    about = QAccessible.queryAccessibleInterface(view.picture)
    told = about.text(QAccessible.Text.Description)
    assert "最后一天：2026年9月9日（星期三）" in told
    assert about.text(QAccessible.Text.Name) == "办案时间轴"


def test_before_anything_is_chosen_a_screen_reader_hears_the_summary(view: TimelineView) -> None:
    assert "作出处理决定：剩76天" in view.picture.accessibleDescription()


def test_enter_and_a_double_click_on_a_limit_ask_for_its_count(view: TimelineView) -> None:
    asked: list[tuple[str, str]] = []
    view.chosen.connect(lambda rule, subject: asked.append((rule, subject)))
    QTest.mouseDClick(view.picture, Qt.MouseButton.LeftButton, pos=middle(view, "L12"))
    assert asked == [("L12", "")]
    press(view, Qt.Key.Key_Return)
    assert asked == [("L12", "")] * 2
    press(view, Qt.Key.Key_Home, Qt.Key.Key_Return)
    QTest.mouseDClick(view.picture, Qt.MouseButton.LeftButton, pos=middle(view, "test"))
    assert len(asked) == 2


def test_pointing_at_a_bar_tells_it(view: TimelineView, qtbot: QtBot) -> None:
    at = middle(view, "L12")
    picture = view.picture
    QApplication.sendEvent(picture, QHelpEvent(QEvent.Type.ToolTip, at, picture.mapToGlobal(at)))
    assert "作出处理决定" in QToolTip.text()
    assert "依据" in QToolTip.text()
    QToolTip.hideText()


def test_a_new_picture_keeps_the_row_that_was_chosen(view: TimelineView) -> None:
    QTest.mouseClick(view.picture, Qt.MouseButton.LeftButton, pos=middle(view, "L12"))
    view.set_timeline(a_timeline(date(2026, 9, 20)))
    assert "已超期" in view.told.text()
    view.set_timeline(None)
    assert view.picture.places() == ()
    assert "方向键" in view.told.text()


def test_an_empty_picture_can_be_shown_and_has_no_keys(view: TimelineView) -> None:
    view.set_timeline(None)
    press(view, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_End)
    assert view.picture.current_words() == ""
    assert not view.picture.grab().isNull()


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("width", [560, 900, 1366])
def test_nothing_is_cut_at_any_width_or_type(
    view: TimelineView, qapp: QApplication, width: int, large: bool
) -> None:
    theme.apply(qapp, large=large)
    try:
        view.resize(width, 560)
        QApplication.processEvents()
        picture = view.picture
        assert picture.height() >= picture.heightForWidth(picture.width())
        for place in picture.places():
            area = picture.area_of(place)
            assert area.left() >= 0
            assert area.bottom() <= picture.height()
            if place.bar is None:
                assert area.right() <= picture.width() + 1
        assert place_of(view, "L12").bar is not None
    finally:
        theme.apply(qapp, large=False)


def test_on_a_small_screen_the_words_stand_beside_the_part(view: TimelineView) -> None:
    assert view.told.isVisible()
    view.resize(600, 200)
    QApplication.processEvents()
    assert not view.told.isVisible()
    assert not view.key.isVisible()
    QToolTip.hideText()
    press(view, Qt.Key.Key_End)
    assert QToolTip.text() == view.picture.places()[-1].words
    QToolTip.hideText()
    view.resize(900, 600)
    QApplication.processEvents()
    assert view.told.isVisible()
    assert view.told.text().startswith(view.picture.places()[-1].words.split("\n")[0])


def test_keys_bring_what_they_reach_into_view(view: TimelineView) -> None:
    view.resize(900, 330)
    QApplication.processEvents()
    [area] = view.findChildren(QScrollArea, "timeline_area")
    press(view, Qt.Key.Key_End)
    place = view.picture.places()[-1]
    bottom = view.picture.area_of(place).bottom()
    shown = view.picture.mapTo(area.viewport(), QPointF(0, bottom))
    assert shown.y() <= area.viewport().height() + 1
    press(view, Qt.Key.Key_Home)
    top = view.picture.mapTo(
        area.viewport(), view.picture.area_of(view.picture.places()[0]).topLeft()
    )
    assert top.y() >= -1


def test_the_tab_key_goes_on_to_what_comes_after(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    row = QVBoxLayout(holder)
    view = TimelineView()
    view.set_timeline(a_timeline())
    row.addWidget(view)
    after = QPushButton("演示")
    row.addWidget(after)
    with qtbot.waitActive(holder):
        holder.show()
        holder.activateWindow()
    view.setFocus()
    assert view.picture.hasFocus()
    press(view, Qt.Key.Key_Down, Qt.Key.Key_Tab)
    assert after.hasFocus()
    assert view.picture.current_words() == view.picture.places()[0].words


def test_the_picture_shows_without_colour(view: TimelineView) -> None:
    """In grey, days that count, days that do not and days left have each a lightness of its own."""
    picture = view.picture
    image = picture.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    ratio = image.devicePixelRatio()
    row = picture.area_of(place_of(view, "L12"))
    band = range(round((row.center().y() - 4) * ratio), round((row.center().y() + 4) * ratio))

    def lightness(first: int) -> float:
        found = [image.pixelColor(x, y).lightness() for x in range(first, first + 16) for y in band]
        return sum(found) / len(found)

    start = round(row.left() * ratio) + image.width() // 4
    looks = [lightness(x) for x in range(start, image.width() - 24, 8)]
    # Levels that hold over a stretch, not those of a window that lies across an edge.
    levels = {round(a / 12) for a, b in pairwise(looks) if abs(a - b) < 3}
    assert len(levels) >= 3
