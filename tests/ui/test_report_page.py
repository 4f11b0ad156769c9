"""The paper in the window: made, looked at, saved, printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QListWidget, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from boshan_desk.domain.period import Period
from boshan_desk.domain.problems import Refused
from boshan_desk.ledgers.case import Case
from boshan_desk.reports import pdf, preview
from boshan_desk.ui import printing, report_page
from boshan_desk.ui.report_page import PageView, ReportPage, write_whole
from boshan_desk.ui.shell import Shell
from tests.ui.conftest import Officer


@pytest.fixture
def page(qtbot: QtBot, shell: Shell) -> ReportPage:
    """The page, with nothing made yet."""
    made = ReportPage(shell)
    qtbot.addWidget(made)
    made.resize(1100, 650)
    made.show()
    return made


@pytest.fixture
def paper(page: ReportPage) -> ReportPage:
    """The page with the paper of the third quarter."""
    page.make()
    assert page.drawn is not None
    return page


def child(window: QWidget, kind: type[QWidget], name: str) -> Any:
    """The widget of this name."""
    found = window.findChild(kind, name)
    assert found is not None, f"no {name}"
    return found


def darkest(image: QImage) -> int:
    """The grey of the darkest of some hundreds of points."""
    small = image.scaled(120, 170)
    return min(
        small.pixelColor(x, y).lightness()
        for x in range(small.width())
        for y in range(small.height())
    )


def test_the_quarter_is_the_last_full_one(page: ReportPage) -> None:
    assert page.period == Period(2026, 7, 9)
    assert child(page, QComboBox, "report_quarter").currentText() == "三季度"
    assert not child(page, QPushButton, "report_save").isEnabled()


def test_the_first_page_is_seen_as_it_will_be_printed(paper: ReportPage, qtbot: QtBot) -> None:
    assert paper.drawn is not None
    qtbot.waitUntil(lambda: paper.view.has_picture(0), timeout=5000)
    shown = paper.view.grab().toImage()
    assert darkest(shown) < 90
    pages = child(paper, QListWidget, "report_pages")
    assert pages.count() == paper.drawn.pages
    words = child(paper, QLabel, "report_page_number").text()
    assert words == f"第 1 页 / 共 {paper.drawn.pages} 页"


def test_another_quarter_makes_another_paper(paper: ReportPage) -> None:
    box = child(paper, QComboBox, "report_quarter")
    box.setCurrentIndex(0)
    child(paper, QPushButton, "report_make").click()
    assert "一季度" in child(paper, QLabel, "report_about").text()
    assert "一季度" in paper.file_name()


def test_a_paper_of_another_period_cannot_be_taken_away(paper: ReportPage) -> None:
    box = child(paper, QComboBox, "report_quarter")
    usual = box.currentIndex()
    box.setCurrentIndex(0)
    stale = child(paper, QLabel, "report_stale_words")
    assert stale.isVisible()
    assert stale.text() == "期间已改，请重新生成"
    for name in ("report_save", "report_print", "report_open"):
        assert not child(paper, QPushButton, name).isEnabled()
    assert not paper.view.isEnabled()
    box.setCurrentIndex(usual)
    assert not stale.isVisible()
    assert child(paper, QPushButton, "report_save").isEnabled()
    assert paper.view.isEnabled()


def test_a_narrow_page_shows_icons_in_place_of_cut_words(page: ReportPage) -> None:
    page.resize(520, 400)
    button = child(page, QPushButton, "report_open")
    assert button.text() == ""
    assert button.toolTip() == "用系统程序打开"
    page.resize(1300, 400)
    assert button.text() == "用系统程序打开"


def test_a_whole_page_can_be_seen_at_once(paper: ReportPage) -> None:
    child(paper, QToolButton, "fit_page").click()
    view = paper.view
    high = 297 / 25.4 * view.dpi / view.devicePixelRatioF()
    assert high <= view.viewport().height()


def test_pages_are_turned_by_keys_and_by_the_list(paper: ReportPage) -> None:
    view = paper.view
    assert paper.focusWidget() is view
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert view.page == 1
    pages = child(paper, QListWidget, "report_pages")
    assert pages.currentRow() == 1
    pages.setCurrentRow(pages.count() - 1)
    assert view.page == pages.count() - 1
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.page == 0


def test_zoom_keeps_the_page_and_fits_the_width_again(paper: ReportPage) -> None:
    view = paper.view
    child(paper, QToolButton, "fit_width").click()
    view.go_to(1)
    fitted = view.dpi
    child(paper, QToolButton, "zoom_in").click()
    assert view.dpi > fitted
    assert view.page == 1
    child(paper, QToolButton, "zoom_out").click()
    child(paper, QToolButton, "zoom_out").click()
    assert view.dpi < fitted
    child(paper, QToolButton, "fit_width").click()
    assert view.dpi == fitted
    assert view.page == 1


def test_a_sheet_is_never_wider_than_its_room_when_it_fits(qtbot: QtBot) -> None:
    view = PageView()
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show()
    view.show_paper(3)
    assert view.horizontalScrollBar().maximum() == 0
    view.resize(420, 500)
    assert view.horizontalScrollBar().maximum() == 0


def test_the_paper_is_saved_whole(paper: ReportPage, officer: Officer, tmp_path: Path) -> None:
    path = tmp_path / "季报.pdf"
    officer.will_answer(path)
    heard: list[object] = []
    paper.saved.connect(heard.append)
    child(paper, QPushButton, "report_save").click()
    assert paper.drawn is not None
    assert path.read_bytes() == paper.drawn.pdf
    assert heard == [path]
    assert [p.name for p in tmp_path.iterdir() if p.name.endswith(".part")] == []


def test_an_unwritable_place_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="不能写入"):
        write_whole(tmp_path / "none" / "季报.pdf", b"%PDF")
    assert list(tmp_path.iterdir()) == []


def test_a_case_of_the_quarter_stands_in_the_paper(
    page: ReportPage, put: Callable[..., Any], tmp_path: Path
) -> None:
    put(Case(case_no="博演示〔2026〕77号", filed_on=date(2026, 8, 3), party="演示公司"))
    page.make()
    assert page.drawn is not None
    path = tmp_path / "paper.pdf"
    path.write_bytes(page.drawn.pdf)
    text = "".join(leaf.extract_text() for leaf in PdfReader(path).pages)
    assert "77号" in text.replace(" ", "").replace("\n", "")


def test_printing_puts_each_page_on_a_whole_sheet(paper: ReportPage, tmp_path: Path) -> None:
    drawn = paper.drawn
    assert drawn is not None
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    told: list[tuple[int, int]] = []

    count = printing.print_pages(
        printer,
        lambda page: preview.render(drawn.pdf, page, dpi=100),
        [0, 1],
        lambda done, total: told.append((done, total)),
    )

    assert count == 2
    assert told[-1] == (2, 2)
    printed = pypdfium2.PdfDocument(tmp_path / "printed.pdf")
    try:
        assert len(printed) == 2
        assert [round(side) for side in printed[0].get_size()] == [595, 842]
    finally:
        printed.close()
    here = printing.image_of(preview.render(drawn.pdf, 0, dpi=50))
    there = printing.image_of(
        preview.render((tmp_path / "printed.pdf").read_bytes(), 0, dpi=50)
    ).scaled(here.size())
    apart = [
        abs(here.pixelColor(x, y).lightness() - there.pixelColor(x, y).lightness())
        for x in range(0, here.width(), 3)
        for y in range(0, here.height(), 3)
    ]
    assert sum(apart) / len(apart) < 6


def test_only_the_chosen_pages_are_printed() -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    assert printing.pages_wanted(printer, 5) == [0, 1, 2, 3, 4]
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(2, 3)
    assert printing.pages_wanted(printer, 5) == [1, 2]


def test_missing_characters_are_told(
    page: ReportPage, said: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = pdf.Drawn(pdf=b"%PDF", pages=0, missing=("\ue123", "\ue124"))
    monkeypatch.setattr(report_page, "draw_paper", lambda *_: made)
    page.make()
    assert said == [("warn", "有 2 个字没有可用的字形，印成“〓”：\ue123\ue124")]
