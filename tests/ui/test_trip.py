"""The trip: a case is entered, a workbook comes in, the figures move, the paper holds the case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from boshan_desk.domain.period import Period
from boshan_desk.domain.today import Clock
from boshan_desk.domain.view import View
from boshan_desk.ui.import_page import ImportPage
from boshan_desk.ui.import_plan import WRITE
from boshan_desk.ui.jobs import Job, Jobs
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.record_page import RecordPage
from boshan_desk.ui.report_page import ReportPage
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.state import State
from tests.ui.conftest import Officer

TODAY = date(2025, 12, 31)
"""The workbook's newest cases are of 2025; the paper is that of its third quarter."""

MERGED = Path(__file__).parent.parent / "data" / "case_title_merged.xlsx"

Wait = Callable[[Callable[[], bool]], None]


@pytest.fixture
def window(qtbot: QtBot, folder: Path, officer: Officer, state: State) -> Iterator[MainWindow]:
    """The real window with its real threads, on a fresh desk."""
    faults: list[Exception] = []
    shell = Shell(folder, jobs=Jobs(), ask=officer, state=state, clock=Clock(TODAY))
    shell.broke.connect(faults.append)
    made = MainWindow(shell)
    qtbot.addWidget(made)
    made.resize(1366, 740)
    made.show()
    made.warm_up()
    qtbot.waitUntil(lambda: not shell.jobs.busy, timeout=20_000)
    yield made
    # pytest-qt has closed the window by now.
    qtbot.waitUntil(lambda: not shell.jobs.busy, timeout=20_000)
    shell.close()
    assert not faults, f"the program failed: {faults!r}"
    assert [path.name for path in folder.iterdir() if path.name.startswith("desk.db-")] == []


@pytest.fixture
def wait(qtbot: QtBot, window: MainWindow) -> Wait:
    """Wait until something is so and all work has come back."""

    def until(so: Callable[[], bool]) -> None:
        qtbot.waitUntil(lambda: not window.shell.jobs.busy and so(), timeout=20_000)

    return until


def child(window: QWidget, kind: type[QWidget], name: str) -> Any:
    """The widget of this name."""
    found = window.findChild(kind, name)
    assert found is not None, f"no {name}"
    return found


def figure(window: MainWindow) -> int:
    """The cases filed in the period of the first page, as its card says."""
    words = child(window, QPushButton, "figure_M-EN02").text()
    return int(words.split()[0].replace(",", "")) if words[0].isdigit() else -1


def go_to_the_last_step(page: ImportPage, wait: Wait) -> None:
    """Press 下一步 until nothing is left but to write."""
    wait(lambda: page.plan.book is not None)
    while page.step < WRITE:
        child(page, QPushButton, "import_next").click()
        wait(lambda: not page.waiting)


def test_from_the_form_and_the_workbook_to_the_paper_and_back(
    window: MainWindow, wait: Wait, officer: Officer, tmp_path: Path
) -> None:
    shell = window.shell
    wait(lambda: figure(window) == 0)

    # A case is entered by its form.
    child(window, QPushButton, "quick_case").click()
    form = window.page_on_top()
    assert isinstance(form, RecordPage)
    typed = {
        "case_no": "博演示〔2025〕99号",
        "town_code": "域城镇",
        "party": "演示琉璃工艺品有限公司",
        "filed_on": "2025-08-03",
    }
    for name, text in typed.items():
        editor = form.editor(name)
        editor.show_typed(text)
        editor.let_go()
    wait(lambda: True)
    form.save_button.click()
    wait(lambda: shell.rows.count(View(ledger="case")) == 1)
    window.show_place("start")
    wait(lambda: figure(window) == 1)

    # A real workbook comes in.
    window.open_import("case", MERGED)
    page = window.page_on_top()
    assert isinstance(page, ImportPage)
    go_to_the_last_step(page, wait)
    assert child(page, QPushButton, "import_write").text() == "写入 30 条（均为草稿）"
    child(page, QPushButton, "import_write").click()
    wait(lambda: shell.rows.count(View(ledger="case")) == 31)
    filed = shell.rows.count(View(ledger="case", period=Period(2025, 7, 9)))
    assert filed == 3, "the workbook has two cases of this quarter"

    # The figures have moved.
    child(page, QPushButton, "import_open_ledger").click()
    assert window.place == "case"
    window.show_place("start")
    wait(lambda: figure(window) == filed)

    # The paper of the quarter holds the case.
    child(window, QPushButton, "quick_report").click()
    report = window.page_on_top()
    assert isinstance(report, ReportPage)
    assert date(2025, 8, 3) in report.period
    child(report, QPushButton, "report_make").click()
    wait(lambda: report.drawn is not None and report.view.has_picture(0))
    path = tmp_path / "季报.pdf"
    officer.will_answer(path)
    child(report, QToolButton, "report_save").click()
    wait(path.exists)
    text = "".join(leaf.extract_text() for leaf in PdfReader(path).pages)
    assert "99号" in "".join(text.split())
    assert window.messages.messages()[-1].words == f"报告已保存：{path.name}"

    # The import is taken back as one step; the case stays.
    undo = window.actions_by_id["undo"]
    assert undo.text() == "撤销：导入执法案件（30 条）"
    undo.trigger()
    wait(lambda: shell.rows.count(View(ledger="case")) == 1)
    window.show_place("start")
    wait(lambda: figure(window) == 1)


def test_work_that_is_called_off_leaves_nothing_half_done(window: MainWindow, wait: Wait) -> None:
    window.open_import("case", MERGED)
    page = window.page_on_top()
    assert isinstance(page, ImportPage)
    go_to_the_last_step(page, wait)
    started: list[Job] = []
    window.shell.jobs.started.connect(started.append)
    window.shell.jobs.started.connect(Job.cancel)
    child(page, QPushButton, "import_write").click()
    wait(lambda: bool(started))
    assert window.shell.rows.count(View(ledger="case")) == 0
    assert window.messages.messages()[-1].words == "已取消，没有改动任何内容"
    assert child(page, QPushButton, "import_write").isEnabled()


def test_the_window_waits_for_work_under_way_before_it_closes(
    window: MainWindow, qtbot: QtBot
) -> None:
    from threading import Event

    go_on = Event()
    window.shell.do(lambda _desk: go_on.wait(10), words="正在写入")
    assert not window.close()
    assert window.isVisible()
    assert "完成后自动关闭" in window.messages.messages()[-1].words
    go_on.set()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=10_000)
