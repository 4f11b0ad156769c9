"""The pages of a paper on the screen: sizes, places, what is under the mouse."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QListWidget, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from boshan_desk.domain.codes import common_lists
from boshan_desk.domain.figures import UNASSIGNED, Where
from boshan_desk.domain.period import quarter
from boshan_desk.domain.report import Source
from boshan_desk.ui.page_view import PageView
from boshan_desk.ui.paper_preview import PaperPreview
from boshan_desk.ui.report_places import Places, source_words, subject_words

Q3 = quarter(2026, 3)


@dataclass(frozen=True)
class Box:
    """A place on a sheet, as drawing gives it."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    source: Source | None = None
    key: str = ""


def number(page: int, left: float, top: float, figure: str = "M-EN02") -> Box:
    """A number of 30 by 16 points."""
    return Box(page, left, top, left + 30, top + 16, Source(figure=figure, span=Q3))


LINES = (
    number(0, 200, 300.6, "M-EN03"),
    number(0, 100, 300.0, "M-EN02"),
    number(1, 100, 100, "M-EN05"),
    Box(0, 80, 296, 520, 360, key="cases.cases"),
    Box(1, 80, 90, 520, 130, key="cases.cases"),
)


@pytest.fixture
def preview(qtbot: QtBot) -> PaperPreview:
    """Three pages with numbers, pictures of which are drawn at once in plain grey."""
    made = PaperPreview()
    qtbot.addWidget(made)
    made.resize(1000, 600)

    def draw(page: int, dpi: int) -> None:
        image = QImage(round(8.27 * dpi), round(11.69 * dpi), QImage.Format.Format_RGB888)
        image.fill(Qt.GlobalColor.lightGray)
        made.view.show_picture(page, dpi, image)

    made.view.picture_wanted.connect(draw)
    made.show()
    made.show_paper(3, "", LINES)
    return made


def test_numbers_are_gone_through_as_one_reads() -> None:
    places = Places(LINES)
    assert [link.source.figure for link in places.links if link.source] == [
        "M-EN02",
        "M-EN03",
        "M-EN05",
    ]


def test_a_number_is_asked_before_its_paragraph() -> None:
    places = Places(LINES)
    assert places.at(0, 110, 305) is LINES[1]
    assert places.at(0, 160, 305) is LINES[3]
    assert places.at(0, 10, 10) is None
    assert places.at(2, 110, 305) is None


def test_the_first_number_from_a_height_on() -> None:
    places = Places(LINES)
    assert places.number_from(0, 0) == 0
    assert places.number_from(0, 400) == 2
    assert places.number_from(2, 0) == 3


def test_a_number_says_what_it_opens() -> None:
    lists = common_lists()
    cases = Source(figure="M-EN02", span=Q3, where=(Where("ip_kind", "=", "trademark"),))
    assert source_words(cases, lists) == "点开：立案数　2026年三季度的记录"
    assert "未归属" in source_words(Source(figure="M-EN02", span=Q3, town=UNASSIGNED), lists)
    assert subject_words(Source(ledger="case", ids=("a", "b")), lists) == "执法案件；2 条"
    assert "BS-T01" in source_words(Source(target="BS-T01", span=Q3), lists)


def test_a_place_lies_where_it_was_drawn(preview: PaperPreview) -> None:
    view = preview.view
    sheet, box = view.sheet_rect(0), view.place_rect(LINES[1])
    dot = sheet.width() / 595.28
    assert box.left() - sheet.left() == pytest.approx(100 * dot, abs=1)
    assert box.top() - sheet.top() == pytest.approx(300 * dot, abs=1)
    assert view.place_at(box.center().toPoint()) is LINES[1]


def test_the_mouse_shows_and_opens_a_number(preview: PaperPreview, qtbot: QtBot) -> None:
    view = preview.view
    view.fit_page()
    plain = view.viewport().grab().toImage()
    spot = view.place_rect(LINES[1]).center().toPoint()
    QTest.mouseMove(view.viewport(), spot)
    assert view.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor
    assert view.viewport().grab().toImage() != plain, "a light frame stands around it"
    with qtbot.waitSignal(preview.source_wanted) as heard:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert heard.args == [LINES[1].source]
    QTest.mouseMove(view.viewport(), QPoint(3, 3))
    assert view.viewport().cursor().shape() == Qt.CursorShape.ArrowCursor


def test_a_press_that_ends_elsewhere_opens_nothing(preview: PaperPreview) -> None:
    view = preview.view
    heard: list[object] = []
    view.fit_page()
    preview.source_wanted.connect(heard.append)
    spot = view.place_rect(LINES[1]).center().toPoint()
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=spot + QPoint(0, 120))
    assert heard == []


def test_nothing_opens_while_the_paper_does_not_hold(preview: PaperPreview) -> None:
    view = preview.view
    view.fit_page()
    spot = view.place_rect(LINES[1]).center().toPoint()
    view.setEnabled(False)
    assert view.place_at(spot) is None


def test_tab_goes_on_from_what_is_in_sight_and_leaves_at_the_end(qtbot: QtBot) -> None:
    whole = QWidget()
    qtbot.addWidget(whole)
    view, after = PageView(), QToolButton()
    after.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    column = QVBoxLayout(whole)
    column.addWidget(view)
    column.addWidget(after)
    whole.resize(700, 500)
    whole.show()
    view.show_paper(3, LINES)
    view.setFocus()
    view.go_to(1)
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert view.chosen is LINES[2]
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert view.chosen is None
    assert whole.focusWidget() is after
    # After Esc, Tab leaves at once.
    view.setFocus()
    view.go_to(0)
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert view.chosen is LINES[1]
    QTest.keyClick(view, Qt.Key.Key_Escape)
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert whole.focusWidget() is after


def test_a_number_out_of_sight_is_brought_in_sight(preview: PaperPreview) -> None:
    view = preview.view
    view.setFocus()
    view.zoom_in()
    for _press in range(3):
        QTest.keyClick(view, Qt.Key.Key_Tab)
    assert view.chosen is LINES[2]
    assert view.viewport().rect().contains(view.place_rect(LINES[2]).toRect())
    assert view.page == 1


def test_a_paragraph_is_brought_in_sight_and_marked(preview: PaperPreview, qtbot: QtBot) -> None:
    view = preview.view
    view.zoom_in()
    assert view.show_paragraph("cases.cases")
    box = view.place_rect(LINES[3])
    assert view.viewport().rect().intersects(box.toRect())
    marked = view.viewport().grab().toImage()
    qtbot.waitUntil(lambda: view.viewport().grab().toImage() != marked, timeout=6000)
    assert not view.show_paragraph("none")


def test_paragraphs_are_pressed(preview: PaperPreview, qtbot: QtBot) -> None:
    view = preview.view
    view.fit_page()
    spot = view.place_rect(LINES[3]).bottomRight().toPoint() - QPoint(3, 3)
    with qtbot.waitSignal(view.paragraph_pressed) as heard:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert heard.args == ["cases.cases"]
    with qtbot.waitSignal(view.paragraph_wanted) as heard:
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert heard.args == ["cases.cases"]


def test_another_paper_may_be_shown_where_one_reads(preview: PaperPreview) -> None:
    view = preview.view
    view.verticalScrollBar().setValue(700)
    view.grab()
    preview.show_paper(4, "", LINES, keep_place=True)
    assert view.verticalScrollBar().value() == 700
    preview.show_paper(4, "", LINES)
    assert view.verticalScrollBar().value() == 0


def test_the_window_made_smaller_leaves_one_where_one_reads(preview: PaperPreview) -> None:
    view = preview.view
    view.fit_width()
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    line = view.sheet_rect(view.page)
    before = -line.y() / line.height()
    preview.resize(800, 600)
    line = view.sheet_rect(view.page)
    assert -line.y() / line.height() == pytest.approx(before, abs=0.02)


def test_pages_are_turned_by_keys_and_by_the_small_pictures(preview: PaperPreview) -> None:
    view = preview.view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert view.page == 1
    thumbs = preview.findChild(QListWidget, "report_pages")
    assert thumbs is not None
    assert thumbs.currentRow() == 1
    thumbs.setCurrentRow(2)
    assert view.page == 2
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.page == 0
    QTest.keyClick(view, Qt.Key.Key_End)
    words = preview.findChild(QLabel, "report_page_number")
    assert words is not None
    assert words.text() == "第 3 页 / 共 3 页"


def test_small_pictures_are_drawn_when_they_come_in_sight(qtbot: QtBot) -> None:
    preview = PaperPreview()
    qtbot.addWidget(preview)
    preview.resize(1000, 500)
    asked: list[tuple[int, int]] = []
    preview.view.picture_wanted.connect(lambda *what: asked.append(what))
    preview.show()
    preview.show_paper(200, "")
    preview.grab()
    small = {page for page, dpi in asked if dpi == preview.thumbs.dpi}
    assert 0 in small
    assert len(small) < 20, "a long paper is not drawn before it is looked at"
    asked.clear()
    preview.thumbs.scrollToBottom()
    preview.thumbs.grab()
    assert 199 in {page for page, dpi in asked if dpi == preview.thumbs.dpi}
    image = QImage(70, 99, QImage.Format.Format_RGB888)
    image.fill(Qt.GlobalColor.darkRed)
    preview.view.show_picture(199, preview.thumbs.dpi, image)
    assert preview.thumbs.has_picture(199)
    assert not preview.view.has_picture(199)


def test_while_pages_are_to_come_their_number_is_not_said(preview: PaperPreview) -> None:
    words = preview.findChild(QLabel, "report_page_number")
    assert words is not None
    preview.show_paper(1, "", LINES, more=True)
    assert words.text() == "第 1 页"
    preview.show_paper(3, "", LINES, keep_place=True)
    assert words.text() == "第 1 页 / 共 3 页"


def test_zoom_keeps_the_place_and_fits_the_width_again(preview: PaperPreview) -> None:
    view = preview.view

    def press(name: str) -> None:
        button = preview.findChild(QToolButton, name)
        assert button is not None
        button.click()

    press("fit_width")
    view.go_to(1)
    fitted = view.dpi
    press("zoom_in")
    assert view.dpi > fitted
    assert view.page == 1
    press("zoom_out")
    press("zoom_out")
    assert view.dpi < fitted
    press("fit_width")
    assert view.dpi == fitted
    assert view.fits_width
    assert view.page == 1
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(view, Qt.Key.Key_Plus, control)
    assert view.dpi > fitted
    QTest.keyClick(view, Qt.Key.Key_Minus, control)
    QTest.keyClick(view, Qt.Key.Key_Minus, control)
    assert view.dpi < fitted
    QTest.keyClick(view, Qt.Key.Key_0, control)
    assert view.dpi == fitted
    press("fit_page")
    high = 297 / 25.4 * view.dpi / view.devicePixelRatioF()
    assert high <= view.viewport().height()


def test_a_sheet_is_never_wider_than_its_room_when_it_fits(qtbot: QtBot) -> None:
    view = PageView()
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show()
    view.show_paper(3)
    assert view.horizontalScrollBar().maximum() == 0
    view.resize(420, 500)
    assert view.horizontalScrollBar().maximum() == 0
