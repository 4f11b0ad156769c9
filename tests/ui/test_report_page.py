"""The paper in the window: chosen, made, read, opened number by number, and taken away."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
import shiboken6
from pypdf import PdfReader
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QListWidget,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from boshan_desk.domain.period import Period
from boshan_desk.domain.problems import Cancelled, Refused
from boshan_desk.domain.report import Words
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers import KEPT
from boshan_desk.ui import report_making
from boshan_desk.ui.behind_page import BehindPage
from boshan_desk.ui.jobs import InlineJobs, Job, Jobs
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.report_bound import BoundPage
from boshan_desk.ui.report_choice import Choice
from boshan_desk.ui.report_page import ReportPage, write_whole
from boshan_desk.ui.report_templates import TemplatesPage
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.state import State
from boshan_desk.usecases.records import add
from tests.conftest import TODAY
from tests.ui.conftest import Officer, Sit

T = TypeVar("T", bound=QWidget)

Q3 = Period(2026, 7, 9)


@pytest.fixture(scope="module")
def sample_once(empty_desk: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with invented records of three years, made once."""
    from boshan_desk.store.opening import open_desk
    from boshan_desk.usecases.sample import fill

    folder = tmp_path_factory.mktemp("paper") / "desk"
    shutil.copytree(empty_desk, folder)
    with open_desk(folder, clock=Clock(TODAY)) as desk:
        fill(desk)
    return folder


@pytest.fixture
def sample(
    qapp: Any, sample_once: Path, tmp_path: Path, officer: Officer, state: State
) -> Iterator[Shell]:
    """The window's side of the desk with invented records; everything is done at once."""
    folder = tmp_path / "sample"
    shutil.copytree(sample_once, folder)
    shell = Shell(folder, jobs=InlineJobs(), ask=officer, state=state, clock=Clock(TODAY))
    faults: list[Exception] = []
    shell.broke.connect(faults.append)
    yield shell
    shell.close()
    assert not faults, f"the program failed: {faults!r}"


@pytest.fixture(autouse=True)
def cold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is loaded beforehand: here, all of it happens at once."""
    monkeypatch.setattr(report_making, "load_makers", lambda *_what: None)


@pytest.fixture
def window(qtbot: QtBot, sample: Shell) -> MainWindow:
    """The whole window over it, at the place of papers."""
    made = MainWindow(sample)
    qtbot.addWidget(made)
    made.resize(1366, 740)
    made.show()
    made.show_place("report")
    return made


@pytest.fixture
def page(window: MainWindow) -> ReportPage:
    """The page, with nothing made yet."""
    found = window.page_on_top()
    assert isinstance(found, ReportPage)
    return found


@pytest.fixture
def paper(page: ReportPage) -> ReportPage:
    """The page with the paper of the third quarter."""
    child(page, QPushButton, "report_make").click()
    assert page.made is not None
    return page


def child(window: QWidget, kind: type[T], name: str) -> T:
    """The widget of this name."""
    found = window.findChild(kind, name)
    assert found is not None, f"no {name}"
    return found


def trigger(page: ReportPage, name: str) -> None:
    """Choose an entry of a menu."""
    action = page.findChild(QAction, name)
    assert action is not None, f"no {name}"
    assert action.isEnabled()
    action.trigger()


def darkest(image: QImage) -> int:
    """The grey of the darkest of some hundreds of points."""
    small = image.scaled(120, 170)
    return min(
        small.pixelColor(x, y).lightness()
        for x in range(small.width())
        for y in range(small.height())
    )


def words_of(path: Path) -> str:
    """The text of a PDF, without blanks."""
    return "".join("".join(leaf.extract_text() for leaf in PdfReader(path).pages).split())


def number(page: ReportPage, figure: str) -> QPoint:
    """Where the first number of a figure stands in the view."""
    view = page.view
    place = next(each for each in view.places.links if each.source and each.source.figure == figure)
    view.verticalScrollBar().setValue(0)
    down = view.place_rect(place).center().toPoint()
    view.verticalScrollBar().setValue(max(0, down.y() - view.viewport().height() // 2))
    return view.place_rect(place).center().toPoint()


# Choosing


def test_the_usual_paper_is_that_of_the_last_full_quarter(page: ReportPage) -> None:
    assert page.period == Q3
    assert child(page, QComboBox, "report_quarter").currentText() == "三季度"
    assert child(page, QComboBox, "report_whose").currentText() == "全区"
    assert not child(page, QToolButton, "report_save").isEnabled()


def test_form_span_whose_and_public_make_the_request(page: ReportPage, sample: Shell) -> None:
    town = sample.county.counted[1]
    for name, data in (
        ("report_form", "jianbao"),
        ("report_quarter", "1-9"),
        ("report_whose", f"town:{town}"),
    ):
        box = child(page, QComboBox, name)
        box.setCurrentIndex(box.findData(data))
    child(page, QCheckBox, "report_public").setChecked(True)
    request = page.request()
    assert request.kind == "jianbao"
    assert request.period == Period(2026, 1, 9)
    assert (request.town, request.unit, request.public) == (town, "", True)
    unit = next(unit.code for unit in sample.county.units if unit.until is None)
    whose = child(page, QComboBox, "report_whose")
    whose.setCurrentIndex(whose.findData(f"unit:{unit}"))
    assert (page.request().town, page.request().unit) == ("", unit)


def test_what_has_not_begun_cannot_be_chosen(page: ReportPage) -> None:
    spans, year = child(page, QComboBox, "report_quarter"), child(page, QComboBox, "report_year")
    model: Any = spans.model()
    begun = {spans.itemText(row) for row in range(spans.count()) if model.item(row).isEnabled()}
    # Today is 9 October 2026: the fourth quarter has begun.
    assert "四季度" in begun
    year.setCurrentIndex(year.findData(2025))
    assert all(model.item(row).isEnabled() for row in range(spans.count()))


def test_form_and_range_are_offered_again_but_not_the_public_one(
    page: ReportPage, sample: Shell
) -> None:
    form = child(page, QComboBox, "report_form")
    form.setCurrentIndex(form.findData("tongbao"))
    child(page, QCheckBox, "report_public").setChecked(True)
    again = ReportPage(sample)
    assert again.choice.choice == Choice(Q3, "tongbao")
    again.deleteLater()


# Making


def test_the_first_page_is_seen_as_it_will_be_printed(paper: ReportPage) -> None:
    assert paper.made is not None
    assert paper.view.has_picture(0)
    assert darkest(paper.view.grab().toImage()) < 90
    assert child(paper, QListWidget, "report_pages").count() == paper.made.pages
    told = child(paper, QLabel, "report_page_number").text()
    assert told == f"第 1 页 / 共 {paper.made.pages} 页"


def test_the_first_page_stands_there_before_the_rest(
    page: ReportPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, str, bool]] = []
    make = report_making.make_paper

    def slowly(shell: Shell, choice: Choice, progress: Any, on_first: Any) -> Any:
        def first(drawn: Any) -> None:
            on_first(drawn)
            number = child(page, QLabel, "report_page_number").text()
            saving = child(page, QToolButton, "report_save").isEnabled()
            seen.append((drawn.pages, number, saving))
            page.view.grab()
            assert page.view.has_picture(0)

        return make(shell, choice, progress, first)

    monkeypatch.setattr(report_making, "make_paper", slowly)
    page.make()
    assert seen == [(1, "第 1 页", False)], "one page cannot be taken for the whole paper"
    assert page.made is not None
    assert page.made.pages > 1
    assert child(page, QToolButton, "report_save").isEnabled()


@pytest.mark.parametrize("form", ["plain", "jianbao", "tongbao"])
def test_the_first_page_is_that_of_the_whole_paper(sample: Shell, form: str) -> None:
    """What is seen at once does not change when the rest has come."""
    from boshan_desk.reports import preview

    firsts: list[Any] = []
    choice = Choice(Q3, form)
    made = report_making.make_paper(
        sample, choice, lambda _done, _total, words="": None, firsts.append
    )
    assert len(firsts) == 1
    first = firsts[0]
    assert first.more, "it was drawn before all was composed"
    seen = preview.render(first.pdf, 0, dpi=60)
    whole = preview.render(made.pdf, 0, dpi=60)
    assert seen.pixels == whole.pixels
    assert first.places == tuple(place for place in made.places if place.page == 0)


def test_the_forms_of_the_desk_are_offered(page: ReportPage, qtbot: QtBot) -> None:
    forms = child(page, QComboBox, "report_form")
    qtbot.waitUntil(lambda: forms.itemData(0) == "jianbao")
    offered = [forms.itemData(row) for row in range(forms.count())]
    assert offered == ["jianbao", "tongbao", "plain"]
    assert forms.currentData() == "plain"


def test_what_is_missing_is_said_before_anything_is_made(page: ReportPage, qtbot: QtBot) -> None:
    button = child(page, QToolButton, "report_gaps")
    qtbot.waitUntil(page.gaps.isVisible, timeout=10_000)
    assert button.text() == f"缺什么（{page.gaps.count}）"
    # It was seen: the press makes the paper, and the panel gives way to it.
    child(page, QPushButton, "report_make").click()
    assert page.made is not None
    assert not page.gaps.isVisible()
    button.click()
    assert page.gaps.isVisible()


def test_another_form_makes_another_paper(paper: ReportPage) -> None:
    first = paper.drawn
    form = child(paper, QComboBox, "report_form")
    form.setCurrentIndex(form.findData("tongbao"))
    child(paper, QPushButton, "report_make").click()
    assert paper.drawn is not first
    assert paper.made_for == Choice(Q3, "tongbao")
    assert "情况通报" in paper.file_name()


def test_a_paper_of_another_choice_cannot_be_taken_away(paper: ReportPage) -> None:
    box = child(paper, QComboBox, "report_quarter")
    usual = box.currentIndex()
    box.setCurrentIndex(0)
    stale = child(paper, QLabel, "report_stale_words")
    assert stale.isVisible()
    assert stale.text() == "选择已改，请重新生成"
    for name in ("report_save", "report_print", "report_open"):
        assert not child(paper, QToolButton, name).isEnabled()
    assert not paper.view.isEnabled()
    box.setCurrentIndex(usual)
    assert not stale.isVisible()
    assert child(paper, QToolButton, "report_save").isEnabled()
    assert paper.view.isEnabled()


def test_records_that_changed_since_are_told_and_made_anew_where_one_reads(
    paper: ReportPage, sample: Shell
) -> None:
    view = paper.view
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    at = view.verticalScrollBar().value()
    old = paper.drawn
    stale = child(paper, QLabel, "report_stale_words")
    assert not stale.isVisible()
    add(sample.desk, KEPT["case"], {"party": "演示甲公司", "filed_on": "2026-08-03"})
    assert stale.isVisible()
    assert "台账有改动" in stale.text()
    # What is seen may still be taken away: it says what it says.
    assert child(paper, QToolButton, "report_save").isEnabled()
    child(paper, QPushButton, "report_again").click()
    assert not stale.isVisible()
    assert paper.drawn is not old
    assert view.verticalScrollBar().value() == at


def test_a_case_of_the_quarter_stands_in_the_paper(
    page: ReportPage, sample: Shell, officer: Officer, tmp_path: Path
) -> None:
    values = {"case_no": "博演示〔2026〕777号", "filed_on": "2026-08-03", "party": "演示公司"}
    add(sample.desk, KEPT["case"], values)
    page.make()
    path = tmp_path / "paper.pdf"
    officer.will_answer(path)
    child(page, QToolButton, "report_save").click()
    assert "777号" in words_of(path)


def test_a_paper_that_is_called_off_leaves_nothing(
    paper: ReportPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = paper.drawn
    told: list[tuple[str, str]] = []
    paper.shell.said.connect(lambda *words: told.append(words))
    make = report_making.make_paper

    def called_off(shell: Shell, choice: Choice, progress: Any, on_first: Any) -> Any:
        def first(drawn: Any) -> None:
            on_first(drawn)
            raise Cancelled

        return make(shell, choice, progress, first)

    monkeypatch.setattr(report_making, "make_paper", called_off)
    child(paper, QPushButton, "report_make").click()
    assert told == [("note", "已取消，没有生成报告")]
    assert paper.drawn is before
    assert not paper.is_making
    assert child(paper, QToolButton, "report_save").isEnabled()
    assert child(paper, QPushButton, "report_make").isEnabled()


def test_a_paper_is_called_off_at_its_next_word(page: ReportPage, sample: Shell) -> None:
    told: list[tuple[str, str]] = []
    sample.said.connect(lambda *words: told.append(words))
    words: list[str] = []

    def call_off(job: Job) -> None:
        def moved(done: int, _total: int) -> None:
            words.append(job.words)
            if done > 1:
                job.cancel()

        job.progressed.connect(moved)

    sample.jobs.started.connect(call_off)
    page.make()
    assert page.made is None
    assert told == [("note", "已取消，没有生成报告")]
    assert words
    assert words[0] != "正在生成2026年三季度报告", "progress says what is being done"


def test_missing_characters_are_told(page: ReportPage, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    told: list[tuple[str, str]] = []
    page.shell.said.connect(lambda *words: told.append(words))
    make = report_making.make_paper

    def lacking(*args: Any) -> Any:
        return replace(make(*args), missing=("\ue123", "\ue124"))

    monkeypatch.setattr(report_making, "make_paper", lacking)
    page.make()
    assert ("warn", "有 2 个字没有可用的字形，印成“〓”：\ue123\ue124") in told


# Numbers


def test_a_number_opens_its_records_and_esc_leads_back_to_the_very_place(
    window: MainWindow, paper: ReportPage
) -> None:
    view = paper.view
    spot = number(paper, "M-EN02")
    place = view.place_at(spot)
    at = view.verticalScrollBar().value()
    assert at > 0
    QTest.mouseMove(view.viewport(), spot)
    assert view.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    behind = window.page_on_top()
    assert isinstance(behind, BehindPage)
    assert behind.code == "M-EN02"
    assert behind.found is not None
    assert behind.list is not None
    assert behind.list.view == behind.found.view
    assert behind.found.count > 0
    QTest.keyClick(behind.list.grid, Qt.Key.Key_Escape)
    assert window.page_on_top() is paper
    assert view.verticalScrollBar().value() == at
    assert view.chosen is place


def test_the_records_behind_a_number_are_as_many_as_it_says(
    window: MainWindow, paper: ReportPage
) -> None:
    """Every printed count of cases equals the length of the list that it opens."""
    assert paper.made is not None
    report = paper.made.report
    checked = 0
    for block in report.blocks:
        for link in getattr(block, "links", ()):
            source = link[2]
            if source.figure != "M-EN02" or not hasattr(block, "text"):
                continue
            said = block.text[link[0] : link[1]]
            if not said.endswith("件"):
                # A rate of change: the records of the figure that changed.
                continue
            digits = "".join(sign for sign in said if sign.isdigit())
            page = BehindPage(paper.shell, source)
            assert page.found is not None
            assert str(page.found.value) == digits, said
            if page.found.counts:
                assert page.found.count == page.found.value
            page.deleteLater()
            checked += 1
    assert checked > 0


def test_tab_goes_from_number_to_number_and_enter_opens(
    window: MainWindow, paper: ReportPage
) -> None:
    view = paper.view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Tab)
    links = view.places.links
    assert view.chosen is links[0]
    QTest.keyClick(view, Qt.Key.Key_Tab)
    QTest.keyClick(view, Qt.Key.Key_Tab)
    QTest.keyClick(view, Qt.Key.Key_Backtab)
    assert view.chosen is links[1]
    assert "点开：" in view.accessibleDescription()
    heard: list[object] = []
    paper.shell.source_wanted.connect(heard.append)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert heard == [links[1].source]
    window.show_place("report")
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.chosen is None


def test_nothing_opens_where_no_number_stands(window: MainWindow, paper: ReportPage) -> None:
    corner = paper.view.sheet_rect(0).topLeft() + QPoint(5, 5)
    QTest.mouseClick(paper.view.viewport(), Qt.MouseButton.LeftButton, pos=corner)
    assert window.page_on_top() is paper


# Words and what is missing


def test_a_paragraph_pressed_twice_is_opened_beside_the_paper(paper: ReportPage) -> None:
    view = paper.view
    assert paper.made is not None
    key = next(
        block.key
        for block in paper.made.report.blocks
        if isinstance(block, Words) and view.places.paragraph(block.key)
    )
    place = view.places.paragraph(key)[0]
    view.verticalScrollBar().setValue(
        max(0, round(view.place_rect(place).top()) - view.viewport().height() // 2)
    )
    box = view.place_rect(place)
    spot = box.bottomLeft().toPoint() + QPoint(2, -2)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    button = child(paper, QToolButton, "report_words")
    assert button.isChecked()
    panel = paper.words
    assert panel is not None
    assert panel.isVisible()
    assert panel.key == key


def test_edited_words_stand_in_the_paper_where_one_was(paper: ReportPage) -> None:
    from boshan_desk.usecases.papers.words import edit_paragraph

    paper.show_side("report_words")
    panel = paper.words
    assert panel is not None
    key = panel.paragraphs[-1].key
    edit_paragraph(paper.shell.desk, paper.request(), key, "演示改写的一段文字。")
    at = paper.view.verticalScrollBar().value()
    panel.changed.emit()
    assert paper.made is not None
    texts = [getattr(block, "text", "") for block in paper.made.report.blocks]
    assert any("演示改写的一段文字。" in text for text in texts)
    assert paper.view.verticalScrollBar().value() == at
    assert panel.report is paper.made.report


# Taking it away


def test_the_paper_is_saved_whole(
    window: MainWindow, paper: ReportPage, officer: Officer, tmp_path: Path
) -> None:
    path = tmp_path / "out" / "季报.pdf"
    path.parent.mkdir()
    officer.will_answer(path)
    child(paper, QToolButton, "report_save").click()
    assert paper.made is not None
    assert path.read_bytes() == paper.made.pdf
    assert [each.name for each in path.parent.iterdir()] == ["季报.pdf"]
    assert window.messages.messages()[-1].words == "报告已保存：季报.pdf"


def test_word_and_tables_hold_what_is_seen(
    paper: ReportPage, officer: Officer, tmp_path: Path
) -> None:
    import docx
    from python_calamine import CalamineWorkbook

    add(paper.shell.desk, KEPT["case"], {"party": "演示后来的公司", "filed_on": "2026-08-04"})
    word, book = tmp_path / "报告.docx", tmp_path / "报告.xlsx"
    officer.will_answer(word, book)
    trigger(paper, "report_save_word_action")
    trigger(paper, "report_save_tables_action")
    assert paper.made is not None
    told = "".join(each.text for each in docx.Document(str(word)).paragraphs)
    blocks = paper.made.report.blocks
    lead = next(b.text for b in blocks if isinstance(b, Words) and b.style == "lead")
    assert lead in told
    assert CalamineWorkbook.from_path(str(book)).sheet_names
    names = {each.name for each in tmp_path.iterdir() if each.suffix in (".docx", ".xlsx")}
    assert names == {"报告.docx", "报告.xlsx"}


def test_the_public_one_is_written_beside_it(
    paper: ReportPage, officer: Officer, tmp_path: Path
) -> None:
    path = tmp_path / "公开.pdf"
    officer.will_answer(path)
    trigger(paper, "report_save_public_action")
    assert path.read_bytes().startswith(b"%PDF")
    assert paper.made is not None
    assert path.read_bytes() != paper.made.pdf
    assert paper.made_for == Choice(Q3, "plain"), "what is seen stays"


def test_a_bound_volume_holds_what_is_ticked(
    window: MainWindow, paper: ReportPage, officer: Officer, tmp_path: Path
) -> None:
    trigger(paper, "report_save_bound_action")
    page = window.page_on_top()
    assert isinstance(page, BoundPage)
    for box in page.boxes.values():
        box.setChecked(False)
    assert not page.save_button.isEnabled(), "a volume of one paper is that paper"
    page.boxes["targets"].setChecked(True)
    path = tmp_path / "合订本.pdf"
    officer.will_answer(path)
    page.save_button.click()
    assert paper.made is not None
    bound = PdfReader(path)
    assert len(bound.pages) > paper.made.pages
    assert "合订本已保存" in window.messages.messages()[-1].words
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert window.page_on_top() is paper


def test_a_file_that_cannot_be_written_is_refused_in_words(
    paper: ReportPage, officer: Officer, tmp_path: Path
) -> None:
    told: list[tuple[str, str]] = []
    paper.shell.said.connect(lambda *words: told.append(words))
    for name in ("report_save_pdf_action", "report_save_word_action"):
        officer.will_answer(tmp_path / "none" / "报告.pdf")
        trigger(paper, name)
    assert [severity for severity, _words in told] == ["error", "error"]
    assert all("不能写入" in words for _severity, words in told)


def test_an_unwritable_place_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="不能写入"):
        write_whole(tmp_path / "none" / "季报.pdf", b"%PDF")
    assert list(tmp_path.iterdir()) == []


def test_a_quarter_is_not_saved_over_three_quarters(page: ReportPage) -> None:
    names = []
    for months in ((7, 9), (1, 9), (1, 12)):
        page.choice.choose(Choice(Period(2026, *months), "jianbao"))
        names.append(page.file_name())
    assert len(set(names)) == len(names)
    assert "三季度）" in names[0]
    assert "前三季度）" not in names[0]
    assert "2026年全年" in names[2]


# A frozen paper


def test_a_frozen_paper_is_read_only_and_keeps_its_number(
    window: MainWindow, paper: ReportPage, sample: Shell, officer: Officer, tmp_path: Path
) -> None:
    from boshan_desk.usecases.papers.keeping import freeze

    form = child(paper, QComboBox, "report_form")
    form.setCurrentIndex(form.findData("jianbao"))
    kept = freeze(sample.desk, paper.request())
    add(sample.desk, KEPT["case"], {"party": "演示甲公司", "filed_on": "2026-08-03"})
    window.show_place("start")
    sample.kept_wanted.emit(kept.id)
    assert window.page_on_top() is paper
    assert paper.kept is not None
    banner = child(paper, QLabel, "report_kept_words")
    assert banner.isVisible()
    assert kept.number in banner.text()
    assert not child(paper, QToolButton, "report_words").isEnabled()
    path = tmp_path / "定稿.pdf"
    officer.will_answer(path)
    child(paper, QToolButton, "report_save").click()
    assert paper.drawn is not None
    assert path.read_bytes() == paper.drawn.pdf
    # Records that change later are no matter of a frozen paper.
    assert not child(paper, QLabel, "report_stale_words").isVisible()
    child(paper, QPushButton, "report_back").click()
    assert paper.kept is None
    assert not banner.isVisible()


def test_a_void_paper_is_saved_under_a_name_that_says_so(
    paper: ReportPage, sample: Shell, officer: Officer, tmp_path: Path, monkeypatch: Any
) -> None:
    from boshan_desk.usecases.papers.keeping import freeze, void

    kept = freeze(sample.desk, paper.request())
    void(sample.desk, kept.id, "演示：数字有误")
    sample.kept_wanted.emit(kept.id)
    named: list[str] = []
    monkeypatch.setattr(officer, "save_file", lambda _title, name, _kinds: named.append(name))
    child(paper, QToolButton, "report_save").click()
    assert named[0].endswith("（已作废）.pdf")


def test_words_of_a_frozen_paper_are_not_offered_for_editing(
    paper: ReportPage, sample: Shell
) -> None:
    from boshan_desk.usecases.papers.keeping import freeze

    child(paper, QToolButton, "report_words").click()
    assert paper.words is not None
    assert paper.words.isVisible()
    kept = freeze(sample.desk, paper.request())
    sample.kept_wanted.emit(kept.id)
    assert not paper.words.isVisible()


def test_why_a_paper_cannot_be_frozen_is_said(paper: ReportPage, sample: Shell) -> None:
    action = paper.findChild(QAction, "report_freeze_action")
    assert action is not None
    assert action.isEnabled()
    add(sample.desk, KEPT["case"], {"party": "演示甲公司", "filed_on": "2026-08-03"})
    assert not action.isEnabled()
    assert "请重新生成" in action.toolTip()


def test_a_paper_of_another_template_or_face_is_not_taken_for_the_present_one(
    paper: ReportPage, sample: Shell
) -> None:
    from boshan_desk.usecases.quarter.templates import load_template, template_text

    banner = child(paper, QLabel, "report_stale_words")
    assert not banner.isVisible()
    own = template_text(sample.desk, "plain").replace('code = "plain"', 'code = "own"')
    page = TemplatesPage(sample)
    load_template(sample.desk, own.replace('name = "领导参阅"', 'name = "演示专报"'))
    page._text = template_text(sample.desk, "plain")  # noqa: SLF001
    page.load()
    assert banner.isVisible()
    assert "报告模板或者字体有改动" in banner.text()
    form = child(paper, QComboBox, "report_form")
    assert form.findText("演示专报") >= 0
    child(paper, QPushButton, "report_again").click()
    assert not banner.isVisible()
    page.deleteLater()


def test_who_may_not_freeze_learns_who_may(qtbot: QtBot, shell: Shell, sit: Sit) -> None:
    shell.close()
    page = ReportPage(sit("演示乙", "entry"))
    qtbot.addWidget(page)
    page.show()
    page.make_anyway()
    action = page.findChild(QAction, "report_freeze_action")
    assert action is not None
    assert not action.isEnabled()
    assert action.text() == "定稿（由“审批”角色办理）"


# Sizes


def test_where_there_is_little_room_the_number_of_the_page_is_not_cut(
    qtbot: QtBot, shell: Shell
) -> None:
    page = ReportPage(shell)
    qtbot.addWidget(page)
    page.show()
    page.make_anyway()
    assert page.drawn is not None
    label = child(page, QLabel, "report_page_number")
    pages = page.drawn.pages
    seen = set()
    for width in range(1400, 500, -20):
        page.setFixedWidth(width)
        seen.add(label.text())
        assert label.width() >= label.sizeHint().width(), f"cut at {width}"
        assert label.accessibleName() == f"第 1 页 / 共 {pages} 页"
    assert seen == {f"第 1 页 / 共 {pages} 页", f"1/{pages}"}


def test_a_low_window_scrolls_the_choice_of_what_is_bound(
    qtbot: QtBot, paper: ReportPage, sample: Shell
) -> None:
    assert paper.made_for is not None
    page = BoundPage(sample, paper.made_for, "演示")
    qtbot.addWidget(page)
    page.resize(420, 220)
    page.show()
    button = child(page, QPushButton, "bound_save")
    assert button.height() >= button.sizeHint().height()


def test_a_narrow_page_shows_pictures_in_place_of_cut_words(qtbot: QtBot, shell: Shell) -> None:
    page = ReportPage(shell)
    qtbot.addWidget(page)
    page.resize(620, 400)
    page.show()
    button = child(page, QToolButton, "report_open")
    only = Qt.ToolButtonStyle.ToolButtonIconOnly
    assert button.toolButtonStyle() == only
    assert button.toolTip() == "用系统程序打开"
    page.resize(1400, 400)
    assert button.toolButtonStyle() != only


def test_an_empty_desk_has_a_paper_too(qtbot: QtBot, shell: Shell) -> None:
    page = ReportPage(shell)
    qtbot.addWidget(page)
    page.resize(1100, 650)
    page.show()
    page.make()
    if page.made is None:
        # What is missing was shown first; one may make it all the same.
        page.make()
    assert page.made is not None
    page.view.grab()
    assert page.view.has_picture(0)


# With threads


def test_neither_saving_nor_lists_wait_for_a_paper(
    qtbot: QtBot, sample_once: Path, tmp_path: Path, officer: Officer, state: State,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from threading import Event

    folder = tmp_path / "threads"
    shutil.copytree(sample_once, folder)
    shell = Shell(folder, jobs=Jobs(), ask=officer, state=state, clock=Clock(TODAY))
    faults: list[Exception] = []
    shell.broke.connect(faults.append)
    page = ReportPage(shell)
    page.resize(1100, 650)
    page.show()
    go_on, make = Event(), report_making.make_paper

    def slowly(*args: Any) -> Any:
        made = make(*args)
        assert go_on.wait(20)
        return made

    monkeypatch.setattr(report_making, "make_paper", slowly)
    page.make_anyway()
    with qtbot.waitSignal(shell.stepped, timeout=20_000):
        shell.do(lambda desk: add(desk, KEPT["case"], {"party": "演示", "filed_on": "2026-08-03"}))
    qtbot.waitUntil(lambda: page.view.has_picture(0), timeout=20_000)
    assert page.made is None
    go_on.set()
    qtbot.waitUntil(lambda: page.made is not None and not shell.jobs.busy, timeout=30_000)
    # The record came while the paper was made: it may not be in it.
    assert child(page, QLabel, "report_stale_words").isVisible()
    shiboken6.delete(page)
    shell.close()
    assert not faults
