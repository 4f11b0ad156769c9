"""The window: places, what lies over them, messages, progress, undo in words, coming back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QObject, Qt, QTimer, QUrl
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QTextBrowser,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from boshan_desk.domain.figures import Where
from boshan_desk.domain.problems import Cancelled
from boshan_desk.domain.view import View
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ledgers.case import Case
from boshan_desk.ui import theme
from boshan_desk.ui.app import Session, help_input_method
from boshan_desk.ui.ask import Ask
from boshan_desk.ui.bin_page import BinPage
from boshan_desk.ui.first_page import FirstWindow
from boshan_desk.ui.jobs import InlineJobs, Job
from boshan_desk.ui.main_window import PLACES, MainWindow, dropped_file, place_of
from boshan_desk.ui.manual_window import PAGES, ManualWindow, page_file
from boshan_desk.ui.message_strip import FADES, MOST, MessageStrip
from boshan_desk.ui.progress_strip import ProgressStrip
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.start_page import StartPage, day_words
from boshan_desk.ui.state import State
from boshan_desk.usecases.crash import write_log
from tests.ui.conftest import Officer

HEAVY = ("sqlalchemy", "alembic", "openpyxl", "reportlab", "python_calamine", "pypdfium2")


@pytest.fixture
def window(qtbot: QtBot, shell: Shell) -> MainWindow:
    """The window over a fresh desk, with everything loaded."""
    made = MainWindow(shell)
    qtbot.addWidget(made)
    made.resize(1366, 740)
    made.show()
    made.warm_up()
    return made


def a_case(**values: Any) -> Case:
    """A case of the third quarter (演示)."""
    usual: dict[str, Any] = {"case_no": "博演示〔2026〕1号", "filed_on": date(2026, 8, 3)}
    return Case(**(usual | values))


def child(window: QWidget, kind: type[QObject], name: str) -> Any:
    """The widget of this name."""
    found = window.findChild(kind, name)
    assert found is not None, f"no {name}"
    return found


def figure(window: MainWindow, code: str) -> str:
    """What a card of the first page says."""
    return str(child(window, QPushButton, f"figure_{code}").text())


# Places


def test_there_are_nine_places_at_most_and_every_ledger_has_one() -> None:
    assert len(PLACES) <= 9
    assert [place.title for place in PLACES] == [
        "首页",
        "目标任务",
        "商标品牌指导站",
        "地理标志",
        "执法案件",
        "培训宣传",
        "其他台账",
        "镇街报送",
        "报告",
    ]
    named = [name for place in PLACES for name in place.ledgers]
    assert sorted(named) == sorted(LEDGERS)


@pytest.mark.parametrize("large", [False, True])
def test_the_words_of_every_place_stand_in_full(
    window: MainWindow, qapp: QApplication, large: bool
) -> None:
    action = window.actions_by_id["large"]
    if large:
        action.trigger()
    try:
        nav = window._nav  # noqa: SLF001  (the room is not shown otherwise)
        for row in range(nav.count()):
            words = nav.fontMetrics().horizontalAdvance(nav.item(row).text())
            assert words + nav.iconSize().width() < nav.viewport().width()
        assert window.shell.state.get("large_type", False) is large
    finally:
        theme.apply(qapp, large=False)


def test_every_place_opens(window: MainWindow) -> None:
    for place in PLACES:
        assert window.show_place(place.key)
        assert window.place == place.key
        assert window.page_on_top().isVisible()


def test_a_number_on_the_first_page_opens_the_list_of_its_records(
    window: MainWindow, put: Callable[..., Any]
) -> None:
    put(a_case())
    put(a_case(case_no="博演示〔2026〕2号", filed_on=date(2026, 4, 3)))
    assert figure(window, "M-EN02").startswith("1 ")

    child(window, QPushButton, "figure_M-EN02").click()

    assert window.place == "case"
    shown = window.ledger_page("case").current_list
    assert shown.view.counted is not None
    assert window.shell.rows.count(shown.view) == 1


def test_figures_follow_what_is_entered(window: MainWindow, put: Callable[..., Any]) -> None:
    assert figure(window, "M-EN02").startswith("0 ")
    put(a_case())
    assert figure(window, "M-EN02").startswith("1 ")


def test_the_period_of_the_first_page_is_kept(window: MainWindow, put: Callable[..., Any]) -> None:
    put(a_case(filed_on=date(2026, 2, 3)))
    assert figure(window, "M-EN02").startswith("0 ")
    child(window, QToolButton, "period_year").click()
    assert figure(window, "M-EN02").startswith("1 ")
    assert window.shell.state.get("start.period") == "year"


def test_drafts_wait_on_the_first_page(window: MainWindow, put: Callable[..., Any]) -> None:
    put(a_case())
    child(window, QPushButton, "drafts_case").click()
    shown = window.ledger_page("case").current_list
    assert shown.view.where == (Where("status", "=", "draft"),)


def test_what_was_changed_last_can_be_opened_again(
    window: MainWindow, put: Callable[..., Any]
) -> None:
    record = put(a_case())
    child(window, QPushButton, "recent_step").click()
    assert getattr(window.page_on_top(), "id", None) == record.id


def test_typing_that_was_never_saved_is_offered_again(window: MainWindow, shell: Shell) -> None:
    shell.desk.keep_typed("case", a_case().id, {"party": "演示公司"})
    child(window, StartPage, "start_page").refresh()
    button = child(window, QPushButton, "unsaved")
    assert "还没有保存" in button.text()
    button.click()
    assert window.page_on_top().objectName() == "record_page"


def test_the_first_page_says_that_secrets_do_not_belong_here(window: MainWindow) -> None:
    assert child(window, QLabel, "secrecy_words").text() == "本机禁止处理涉密信息"
    assert child(window, QLabel, "bureau").text() == "博山区市场监督管理局（知识产权局）"
    assert day_words(date(2026, 10, 9)) == "2026年10月9日　星期五"


# Over a place


def test_an_open_form_with_typed_changes_is_not_left_without_a_word(
    window: MainWindow, officer: Officer
) -> None:
    window.show_place("case")
    window.open_record("case")
    page: Any = window.page_on_top()
    page.try_close = lambda: officer.confirm("放弃？", yes="放弃")
    officer.will_answer(False)
    assert not window.show_place("gi")
    assert window.place == "case"
    assert window.page_on_top() is page
    officer.will_answer(True)
    assert window.show_place("gi")
    assert window.place == "gi"


def test_saving_and_next_opens_a_form_with_what_was_carried(window: MainWindow) -> None:
    window.open_record("case")
    first: Any = window.page_on_top()
    first.next_wanted.emit({"town_code": "370304102"})
    assert window.page_on_top() is not first
    assert window.page_on_top().objectName() == "record_page"


def test_closing_a_form_goes_back_to_the_list_below(window: MainWindow) -> None:
    window.show_place("case")
    below = window.page_on_top()
    window.open_record("case")
    page: Any = window.page_on_top()
    page.closed.emit()
    assert window.page_on_top() is below


# Undo in words


def test_undo_and_redo_say_what_they_do(
    window: MainWindow, put: Callable[..., Any], said: list[tuple[str, str]]
) -> None:
    undo, redo = window.actions_by_id["undo"], window.actions_by_id["redo"]
    assert not undo.isEnabled()
    put(a_case())
    assert undo.text().startswith("撤销：新增执法案件“")
    undo.trigger()
    assert said[-1][1].startswith("已撤销：新增执法案件“")
    assert not undo.isEnabled()
    assert redo.text().startswith("重做：新增执法案件“")
    redo.trigger()
    assert undo.isEnabled()
    assert window.shell.rows.count(View(ledger="case")) == 1


# Messages and progress


def test_an_error_stays_until_something_succeeds_and_good_news_goes(qtbot: QtBot) -> None:
    strip = MessageStrip()
    qtbot.addWidget(strip)
    strip.say("error", "没有权限")
    strip.say("note", "没有改动")
    assert [m.words for m in strip.messages()] == ["没有权限", "没有改动"]
    assert "error" not in FADES
    strip.say("ok", "已保存")
    assert [m.words for m in strip.messages()] == ["已保存"]
    strip.say("ok", "已恢复")
    assert [m.words for m in strip.messages()] == ["已恢复"]
    for number in range(6):
        strip.say("error", f"第 {number} 个")
    assert len(strip.messages()) == MOST
    child(strip.messages()[0], QToolButton, "message_close").click()
    assert len(strip.messages()) == MOST - 1


def test_a_message_never_moves_the_page_and_an_error_goes_with_its_page(
    window: MainWindow,
) -> None:
    window.resize(1100, 700)
    window.show()
    window.show_place("case")
    before = window.page_on_top().geometry()
    window.shell.said.emit("error", "没有保存：有 2 处必须改正")
    QApplication.processEvents()
    assert window.page_on_top().geometry() == before
    strip = window.messages
    assert strip.isVisible()
    assert strip.geometry().top() >= before.bottom()
    window.show_place("gi")
    assert strip.messages() == []
    assert not strip.isVisible()


def test_messages_never_lie_over_the_buttons_of_a_page(window: MainWindow) -> None:
    window.resize(1100, 700)
    window.show()
    window.show_place("case")
    foot = child(window, QWidget, "foot")
    QApplication.processEvents()
    empty = foot.height()

    def settled() -> None:
        # The foot grows, then the page makes room for it.
        QApplication.processEvents()
        QApplication.processEvents()
        page, strip = window.page_on_top(), window.messages
        lowest = page.mapTo(window.centralWidget(), page.rect().bottomLeft()).y()
        assert strip.geometry().top() > lowest
        assert strip.height() >= sum(line.sizeHint().height() for line in strip.messages())
        assert strip.geometry().bottom() <= foot.geometry().bottom()

    for words in ("演示错误一", "演示错误二"):
        window.shell.said.emit("error", words)
        settled()
    assert foot.height() > empty
    # Progress has its own line under them.
    window.progress.show()
    settled()
    assert window.messages.geometry().bottom() <= (
        foot.geometry().top() + window.progress.geometry().top()
    )
    window.progress.hide()
    settled()
    window.messages.clear()
    QApplication.processEvents()
    assert foot.height() == empty


def test_two_messages_at_once_are_both_whole(window: MainWindow) -> None:
    for words in ("演示错误一", "演示错误二"):
        window.shell.said.emit("error", words)
        for line in window.messages.messages():
            assert line.height() >= line.sizeHint().height()
        QApplication.processEvents()


def test_the_empty_bin_leads_back_to_where_one_was(window: MainWindow) -> None:
    window.show_place("gi")
    window.actions_by_id["bin"].trigger()
    assert isinstance(window.page_on_top(), BinPage)
    child(window, QPushButton, "bin_back").click()
    assert window.page_on_top() is window.ledger_page("gi")


def test_a_low_window_shows_every_place_without_scrolling(window: MainWindow) -> None:
    window.resize(780, 416)
    window.show()
    QApplication.processEvents()
    nav = child(window, QListWidget, "nav")
    assert nav.verticalScrollBar().maximum() == 0


def test_good_news_fades_by_itself(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FADES, "ok", 20)
    strip = MessageStrip()
    qtbot.addWidget(strip)
    strip.say("ok", "已保存")
    qtbot.waitUntil(lambda: not strip.messages(), timeout=2000)


def test_progress_shows_after_half_a_second_and_can_be_called_off(qtbot: QtBot) -> None:
    jobs = InlineJobs()
    strip = ProgressStrip(jobs)
    qtbot.addWidget(strip)
    job = Job("正在导入执法案件", can_cancel=True)
    jobs.started.emit(job)
    assert strip.isHidden()
    qtbot.waitUntil(strip.isVisible, timeout=3000)
    job.progressed.emit(120, 3000)
    assert child(strip, QLabel, "progress_words").text() == "正在导入执法案件"
    assert child(strip, QLabel, "progress_count").text() == "120／3,000"
    child(strip, QPushButton, "progress_cancel").click()
    with pytest.raises(Cancelled):
        job.progress(121, 3000)
    job.finished.emit()
    assert strip.isHidden()
    jobs.close()


# The bin


def test_the_bin_says_who_when_and_why_and_gives_back(
    window: MainWindow, put: Callable[..., Any], said: list[tuple[str, str]]
) -> None:
    from boshan_desk.usecases.records import withdraw

    records = [put(a_case(case_no=f"博演示〔2026〕{n}号")) for n in (1, 2)]
    withdraw(window.shell.desk, LEDGERS["case"], [r.id for r in records], "重复登记")
    window.over.open_bin()
    page = window.page_on_top()
    assert isinstance(page, BinPage)
    line = page.model.lines[0]
    assert (line.ledger, line.why, line.at[:10]) == ("case", "重复登记", "2026-10-09")
    assert line.by

    page.table.selectAll()
    button = child(page, QPushButton, "bin_restore")
    assert button.text() == "恢复 2 条"
    button.click()

    assert said[-1] == ("ok", "已恢复 2 条记录")
    assert page.model.lines == []
    assert window.shell.rows.count(View(ledger="case")) == 2


# Coming back


def test_reopening_returns_to_where_one_was(qtbot: QtBot, shell: Shell) -> None:
    first = MainWindow(shell)
    qtbot.addWidget(first)
    first.show_place("gi")
    first.close()
    second = MainWindow(shell)
    qtbot.addWidget(second)
    assert second.place == "gi"


def test_the_title_names_the_county_and_the_sample(qtbot: QtBot, shell: Shell) -> None:
    window = MainWindow(shell)
    qtbot.addWidget(window)
    assert window.windowTitle() == "博山知识产权工作台 — 博山区"


def test_another_language_makes_the_window_anew(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.remake_wanted):
        child(window, QAction, "language_en").trigger()
    assert window.shell.state.get("language") == "en"


def test_a_workbook_dropped_on_the_window_is_known_by_its_name(tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "演示.xlsx"))])
    assert dropped_file(data) == tmp_path / "演示.xlsx"
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "演示.docx"))])
    assert dropped_file(data) is None


# The manual


def test_every_page_of_the_manual_is_there_and_names_itself(qtbot: QtBot) -> None:
    manual = ManualWindow()
    qtbot.addWidget(manual)
    for name, title in PAGES:
        assert page_file(name).read_text("utf-8").startswith(f"# {title}\n")
        manual.show_page(name)
        assert title in manual.words


def test_links_of_the_manual_lead_to_its_own_pages(qtbot: QtBot) -> None:
    manual = ManualWindow()
    qtbot.addWidget(manual)
    manual.show_page("start")
    child(manual, QTextBrowser, "manual_text").anchorClicked.emit(QUrl("sheets.md"))
    assert manual.words.startswith("导入导出")


# Failing


def test_a_crash_log_holds_positions_and_no_values(tmp_path: Path) -> None:
    try:
        raise ValueError("370304199001011234 演示当事人")
    except ValueError as error:
        path = write_log(error, tmp_path)
    assert path is not None
    text = path.read_text("utf-8")
    assert "ValueError" in text
    assert "test_main_window.py" in text
    assert "演示当事人" not in text
    assert "370304199001011234" not in text


def test_a_fault_is_told_calmly_with_its_report_and_nothing_is_written_unasked(
    qapp: QApplication, state: State, officer: Officer, tmp_path: Path
) -> None:
    session = Session(qapp, state, tmp_path, None)
    session._ask = officer  # noqa: SLF001  (the real one would wait for an answer)
    officer.will_answer(False)
    session.fail(RuntimeError("内部"))
    assert len(officer.told) == 1
    assert "已保存的记录不受影响" in officer.told[0]
    assert "RuntimeError" in officer.told[0]
    assert "内部" not in officer.told[0]
    assert not (tmp_path / "logs").exists()


def test_a_report_that_was_read_is_saved_as_it_was_shown(
    qapp: QApplication, state: State, officer: Officer, tmp_path: Path
) -> None:
    session = Session(qapp, state, tmp_path, None)
    session._ask = officer  # noqa: SLF001  (as above)
    state.set_last_folder(tmp_path)
    officer.will_answer(True, tmp_path / "elsewhere" / "出错.log")
    session.fail(RuntimeError("内部"))
    assert officer.asked[-1] == "保存出错记录"
    saved = (tmp_path / "elsewhere" / "出错.log").read_text("utf-8")
    assert saved in officer.told[0]
    assert state.last_folder() == tmp_path


def test_a_report_that_cannot_be_saved_is_said(
    qapp: QApplication, state: State, officer: Officer, tmp_path: Path
) -> None:
    session = Session(qapp, state, tmp_path, None)
    session._ask = officer  # noqa: SLF001  (as above)
    (tmp_path / "file").write_text("演示")
    officer.will_answer(True, tmp_path / "file" / "出错.log")
    session.fail(RuntimeError("内部"))
    assert "不能写入" in officer.told[-1]


def test_enter_does_not_save_a_report_that_nobody_has_read(
    qapp: QApplication, state: State
) -> None:
    seen: list[str] = []

    def press_enter() -> None:
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        text = dialog.findChild(QPlainTextEdit)
        assert text is not None
        seen.append(text.toPlainText())
        QTest.keyClick(dialog, Qt.Key.Key_Return)

    QTimer.singleShot(0, press_enter)
    kept = Ask(state).show_report("出错", "ValueError", title="程序出错", yes="保存", no="不保存")
    assert not kept
    assert seen == ["ValueError"]


def test_a_desk_held_by_another_program_is_said_and_ends_with_four(
    qapp: QApplication, state: State, officer: Officer, shell: Shell
) -> None:
    session = Session(qapp, state, shell.folder, None)
    session._ask = officer  # noqa: SLF001  (as above)
    hook = sys.excepthook
    try:
        assert session.run() == 4
    finally:
        sys.excepthook = hook
    assert "另一个程序正在使用" in officer.told[0]


def test_fcitx_is_reached_through_ibus() -> None:
    told = {"XMODIFIERS": "@im=fcitx"}
    help_input_method(told)
    assert told["QT_IM_MODULE"] == "ibus"
    other = {"XMODIFIERS": "@im=fcitx", "QT_IM_MODULE": "compose"}
    help_input_method(other)
    assert other["QT_IM_MODULE"] == "compose"
    none: dict[str, str] = {}
    help_input_method(none)
    assert none == {}


# First things


def test_a_folder_that_cannot_be_written_is_told_and_asked_again(
    qtbot: QtBot, officer: Officer, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("演示", "utf-8")
    first = FirstWindow(blocked / "desk", officer, InlineJobs())
    qtbot.addWidget(first)
    child(first, QPushButton, "first_sample").click()
    assert not first.made
    assert officer.told
    assert child(first, QPushButton, "first_sample").isEnabled()


def test_the_first_paint_loads_no_heavy_library(folder: Path, tmp_path: Path) -> None:
    # What lies behind it costs more than the whole first paint (performance.md 1).
    code = f"""
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from boshan_desk.ui import theme
from boshan_desk.ui.ask import Ask
from boshan_desk.ui.jobs import Jobs
from boshan_desk.ui.main_window import MainWindow, PLACES
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.state import State
import boshan_desk.ui.app
app = QApplication([])
theme.apply(app, large=False)
state = State(Path({str(tmp_path / "screen.ini")!r}))
shell = Shell(Path({str(folder)!r}), jobs=Jobs(), ask=Ask(state), state=state)
window = MainWindow(shell)
window.show()
app.processEvents()
# How targets stand is counted by the desk, which brings SQLAlchemy; the page itself does not.
for place in PLACES:
    if place.key != "plan":
        window.show_place(place.key)
        app.processEvents()
import boshan_desk.ui.exchange_page
import boshan_desk.ui.figures_leaf
import boshan_desk.ui.plan_page
import boshan_desk.ui.plan_tasks
import boshan_desk.ui.targets_leaf
print("loaded:", *[name for name in {HEAVY!r} if name in sys.modules])
window.close()
shell.close()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "loaded:"


def test_a_ledger_lives_where_its_place_says() -> None:
    assert place_of("gi_check").key == "gi"
    with pytest.raises(StopIteration):
        place_of("attachment")


def test_export_is_refused_in_words_where_nothing_can_be_written(
    window: MainWindow, officer: Officer, tmp_path: Path, said: list[tuple[str, str]]
) -> None:
    officer.will_answer(tmp_path / "none" / "台账.xlsx")
    window.export("case", View(ledger="case"))
    assert said[-1][0] == "error"
    officer.will_answer(tmp_path / "台账.xlsx")
    window.export("case", View(ledger="case"))
    assert (tmp_path / "台账.xlsx").exists()
    assert window.messages.messages()[-1].words.startswith("已导出 0 条记录")
