"""计划文件: what the plans say, loading one after a check, answering what they leave open."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from boshan_desk.domain.plans.pack import Indicator
from boshan_desk.domain.plans.reading import read_plan
from boshan_desk.ledgers.plan import PlanAnswer
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.plan_files import PlanFilesPage
from boshan_desk.ui.plan_files_words import plan_page
from boshan_desk.ui.plan_questions import Said, meaning_of
from boshan_desk.ui.shell import Shell
from tests.ui.conftest import Officer

PACK = """
code = "yanshi-2026"
prefix = "YS"
title = "演示区知识产权工作方案（2026—2028年）"
short = "演示方案"
doc_no = "演政发〔2026〕1号"
start = 2026-01-01
end = 2028-12-31
status = "active"
damage = ["演示：附件缺第二页"]

[[task]]
no = "1"
title = "演示任务"
words = "建立演示台账。"
lead = "区科学技术局"

[[indicator]]
code = "T01"
title = "演示专利转化"
unit = "件"
kind = "flow"
basis = "open"
comparator = ">="
target = { 2026 = 30, 2027 = 40, 2028 = 200 }
tasks = ["1"]
evidence = "演示合同清单"

[[question]]
code = "basis"
indicator = "T01"
asks = "basis"
words = "各年的数是累计数还是当年数？"
choices = [["levels", "累计数"], ["increments", "当年数，末年为累计"]]
likely = "increments"
why = "演示：文件没有写明。"

[[question]]
code = "baseline"
indicator = "T01"
asks = "baseline"
words = "2025年末转化多少件？"
as_of = 2025-12-31
"""


@pytest.fixture
def window(qtbot: QtBot, shell: Shell) -> MainWindow:
    """The window, with everything loaded."""
    made = MainWindow(shell)
    qtbot.addWidget(made)
    made.resize(1366, 740)
    made.show()
    made.warm_up()
    return made


@pytest.fixture
def page(window: MainWindow) -> PlanFilesPage:
    """The page of the plan files, opened from the menu."""
    window.actions_by_id["plans"].trigger()
    found = window.page_on_top()
    assert isinstance(found, PlanFilesPage)
    return found


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A plan file (演示)."""
    path = tmp_path / "演示方案.toml"
    path.write_text(PACK, "utf-8")
    return path


def child(page: QObject, kind: type[QObject], name: str) -> Any:
    found = page.findChild(kind, name)
    assert found is not None, f"no {name}"
    return found


def row_of(page: PlanFilesPage, code: str) -> list[str]:
    """The line of a plan in the table."""
    rows = [row for row in page.plans.table.words() if row[-1] == code]
    assert len(rows) == 1
    return rows[0]


def load(page: PlanFilesPage, pack: Path, officer: Officer) -> None:
    officer.will_answer(pack)
    child(page, QPushButton, "plan_load").click()
    child(page, QPushButton, "pack_check_load").click()


# ---------------------------------------------------------------- looking


def test_the_plans_of_the_county_are_listed(page: PlanFilesPage) -> None:
    row = row_of(page, "boshan-2022")
    assert row[:4] == ["强区试点方案", "博政发〔2022〕8号", "2022—2025年", "执行"]
    assert [int(row[4]), int(row[5])] == [
        len(page.rows[0].plan.indicators),
        len(page.rows[0].plan.tasks),
    ]
    assert page.plans.table.words()[0] == row


def test_a_plan_is_told_with_targets_units_damage_and_place(page: PlanFilesPage) -> None:
    told = page.plans.detail.toPlainText()
    plan = page.rows[0].plan
    for indicator in plan.indicators:
        assert indicator.title in told
        for year, value in indicator.target.items():
            assert str(year) in told
            assert f"{value:f}" in told
        assert indicator.place in told
    for words in (*plan.damage, *(task.title for task in plan.tasks)):
        assert words in told
    lead, _join = plan.units_of(plan.tasks[0])
    assert lead[0] in told


def test_what_stands_in_a_plan_is_no_markup() -> None:
    plan = read_plan(PACK.replace("演示任务", "<b>演示</b>任务"))
    assert "&lt;b&gt;演示&lt;/b&gt;任务" in plan_page(plan, "执行", own=True)


# ---------------------------------------------------------------- loading


def test_a_file_is_checked_before_it_is_loaded(
    page: PlanFilesPage, pack: Path, officer: Officer, said: list[tuple[str, str]], shell: Shell
) -> None:
    officer.will_answer(pack)
    child(page, QPushButton, "plan_load").click()
    assert "演示区知识产权工作方案" in page.check.answer.words
    assert "现在还没有载入" in page.check.answer.words
    assert "yanshi-2026" not in [row.plan.code for row in page.rows]

    child(page, QPushButton, "pack_check_load").click()

    assert said[-1] == ("ok", "已载入计划“演示方案”")
    chosen = page.plans.chosen()
    assert chosen is not None
    assert (chosen.plan.code, chosen.own, chosen.open_questions) == ("yanshi-2026", True, 2)
    assert row_of(page, "yanshi-2026")[3] == "执行"
    assert "演示专利转化" in [entry.label for entry in shell.lists["indicator"]]


def test_a_file_with_a_mistake_says_where_and_cannot_be_loaded(
    page: PlanFilesPage, pack: Path, officer: Officer
) -> None:
    pack.write_text(PACK.replace('kind = "flow"', 'kind = "定额"'), "utf-8")
    officer.will_answer(pack)
    child(page, QPushButton, "plan_load").click()
    assert page.check.answer.severity == "stop"
    grade, place, words = page.check.table.words()[0]
    assert (grade, place) == ("■ 错误", "指标 T01 / 类型")
    assert words
    assert not page.check.load_button.isEnabled()
    # Esc leads back to the plans, not away.
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert page.plans.isVisible()


def test_a_file_that_is_none_is_refused_in_words(
    page: PlanFilesPage, tmp_path: Path, officer: Officer, said: list[tuple[str, str]]
) -> None:
    officer.will_answer(tmp_path / "没有.toml")
    child(page, QPushButton, "plan_load").click()
    assert said[-1][0] == "error"
    assert page.plans.isVisible()


def test_a_plan_is_put_away_after_a_question(
    page: PlanFilesPage, officer: Officer, shell: Shell
) -> None:
    page.plans.table.selectRow([row.plan.code for row in page.rows].index("boshan-2022"))
    page.plans.status_menu.aboutToShow.emit()
    officer.will_answer(False, True)
    for _time in range(2):
        child(page.plans.status_menu, QAction, "plan_status_off").trigger()
    assert "停用" in officer.asked[0]
    assert row_of(page, "boshan-2022")[3] == "停用"
    assert "BS-T01" not in [entry.code for entry in shell.lists["indicator"]]


def test_the_window_is_made_anew_when_the_page_is_left(
    window: MainWindow, page: PlanFilesPage, pack: Path, officer: Officer, qtbot: QtBot
) -> None:
    load(page, pack, officer)
    made_anew: list[int] = []
    window.remake_wanted.connect(lambda: made_anew.append(1))
    with qtbot.waitSignal(window.remake_wanted, timeout=2000):
        page.leave()
    qtbot.wait(20)
    assert made_anew == [1]


def test_looking_only_changes_nothing(
    window: MainWindow, page: PlanFilesPage, qtbot: QtBot
) -> None:
    made_anew: list[int] = []
    window.remake_wanted.connect(lambda: made_anew.append(1))
    page.leave()
    qtbot.wait(20)
    assert made_anew == []


def test_a_plan_file_is_exported_whole(
    page: PlanFilesPage, pack: Path, officer: Officer, tmp_path: Path
) -> None:
    load(page, pack, officer)
    out = tmp_path / "导出.toml"
    officer.will_answer(out)
    with_name: list[str] = []
    page.saved.connect(lambda _path, words: with_name.append(words))
    child(page, QPushButton, "plan_export").click()
    assert read_plan(out.read_text("utf-8")) == read_plan(PACK)
    assert with_name == ["已导出：导出.toml"]


def test_who_may_not_change_settings_may_only_look(qtbot: QtBot, sit: Any) -> None:
    page = PlanFilesPage(sit("演示乙", "leader"))
    qtbot.addWidget(page)
    page.show()
    assert row_of(page, "boshan-2022")
    for name in ("plan_load", "plan_draft", "plan_status"):
        assert not child(page, QPushButton, name).isVisible()
    assert child(page, QPushButton, "plan_export").isVisible()


# ---------------------------------------------------------------- questions


def answer_page(page: PlanFilesPage, pack: Path, officer: Officer, code: str) -> None:
    load(page, pack, officer)
    page.show_questions(code)
    assert page.questions.form is not None


def test_a_choice_is_told_in_numbers_and_kept(
    page: PlanFilesPage, pack: Path, officer: Officer, shell: Shell
) -> None:
    answer_page(page, pack, officer, "YS-T01/basis")
    form = page.questions.form
    assert form is not None
    told = "\n".join(label.text() for label in form.findChildren(QLabel))
    assert "2026年底≥30件、2027年底≥40件、2028年底≥200件" in told
    assert "2026年底≥30件、2027年底≥70件、2028年底≥200件" in told
    before = len(page.questions.table.words())
    likely = child(form, QRadioButton, "plan_choice_increments")
    assert likely.text().endswith("（较可能）")
    # Nothing is taken without being said.
    assert not likely.isChecked()
    likely.click()
    child(form, QLineEdit, "plan_answer_ground").setText("演示会议纪要")
    child(form, QPushButton, "plan_answer_save").click()
    with shell.desk.read() as reader:
        (kept,) = reader.all(PlanAnswer)
    assert (kept.question, kept.answer, kept.ground) == (
        "YS-T01/basis",
        "increments",
        "演示会议纪要",
    )
    assert len(page.questions.table.words()) == before - 1


def test_a_number_needs_its_day_and_its_source(
    page: PlanFilesPage, pack: Path, officer: Officer, said: list[tuple[str, str]], shell: Shell
) -> None:
    answer_page(page, pack, officer, "YS-T01/baseline")
    form = page.questions.form
    assert form is not None
    save = child(form, QPushButton, "plan_answer_save")
    assert child(form, QLineEdit, "plan_answer_on").text() == "2025-12-31"
    save.click()
    assert said[-1] == ("error", "数值请填一个数，如 12.5")
    child(form, QLineEdit, "plan_answer_value").setText("12.5")
    save.click()
    assert said[-1] == ("error", "请写明数值的来源")
    child(form, QLineEdit, "plan_answer_ground").setText("演示年报")
    QTest.keyClick(child(form, QLineEdit, "plan_answer_ground"), Qt.Key.Key_Return)
    assert said[-1] == ("ok", "已保存答复")
    with shell.desk.read() as reader:
        (kept,) = reader.all(PlanAnswer)
    assert (kept.value, kept.on, kept.ground) == (
        Decimal("12.5"),
        date(2025, 12, 31),
        "演示年报",
    )


def test_the_tab_says_how_many_questions_are_open(page: PlanFilesPage) -> None:
    count = len(page.questions.table.words())
    assert count
    place = page.tabs.keys.index("questions")
    assert page.tabs.bar.tabText(place) == f"待答复的问题 {count}"


def test_an_average_rate_is_told_by_what_it_comes_to() -> None:
    indicator = Indicator(
        code="YS-T09",
        title="演示",
        unit="%",
        kind="growth_rate",
        basis="open",
        comparator=">=",
        target={2026: Decimal(10), 2027: Decimal(10), 2028: Decimal(10)},
    )
    assert "2028年为基期的1.33倍" in meaning_of("cagr", indicator)
    assert "比上一年增长≥10%" in meaning_of("yoy_growth", indicator)
    assert meaning_of("town", indicator) == ""
    assert meaning_of("levels", None) == ""
    assert Said() == ("", None, None, "")
