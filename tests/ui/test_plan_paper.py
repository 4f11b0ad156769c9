"""A paper becomes a plan in the window.  The paper is invented (演示)."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from boshan_desk.ui.plan_paper import PlanPaperPage
from boshan_desk.ui.shell import Shell
from boshan_desk.usecases.plans.packs import find_plan
from tests.domain.plans.test_papers import PAPER
from tests.ui.conftest import Officer

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def page(shell: Shell, qtbot: QtBot) -> PlanPaperPage:
    made = PlanPaperPage(shell)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    made.pasted.setPlainText(PAPER)
    made.read_pasted()
    return made


def test_the_paper_is_shown_with_its_proposals(page: PlanPaperPage) -> None:
    assert page.lines["doc_no"].text() == "青政办发〔2026〕12号"
    assert page.tasks.rowCount() == 7
    assert page.targets.rowCount() >= 6
    assert page.left_over.count() > 0
    page.tasks.setCurrentCell(1, 2)
    assert "加强商标注册指导" in page.source.toPlainText()


def test_what_is_kept_and_mended_becomes_the_plan(page: PlanPaperPage) -> None:
    page.lines["code"].setText("qinghe-2026")
    page.lines["prefix"].setText("QH")
    dropped, mended = page.tasks.item(4, 0), page.tasks.item(0, 2)
    assert dropped is not None
    assert mended is not None
    dropped.setCheckState(Qt.CheckState.Unchecked)
    mended.setText("遴选优势企业")
    page.load()
    plan = find_plan(page.shell.desk, "qinghe-2026").plan
    assert plan.tasks[0].title == "遴选优势企业"
    assert len([task for task in plan.tasks if not task.safeguard]) == 4
    ratio = next(each for each in plan.indicators if "每万人" in each.title)
    assert ratio.target[2028] == 1.5 or str(ratio.target[2028]) == "1.5"
    assert plan.tasks[0].paragraph.startswith("1.培育优势企业")
    assert "现印发给你们，请遵照执行。" in plan.undivided


def test_a_paragraph_that_was_left_over_becomes_a_task(page: PlanPaperPage) -> None:
    before, left = page.tasks.rowCount(), page.left_over.count()
    page.left_over.setCurrentRow(0)
    page.take_paragraph()
    assert page.tasks.rowCount() == before + 1
    assert page.left_over.count() == left - 1
    assert page.tabs.currentIndex() == 0


def test_a_value_that_is_no_number_is_told_with_its_place(
    page: PlanPaperPage, said: list[tuple[str, str]]
) -> None:
    cell = page.targets.item(0, 6)
    assert cell is not None
    cell.setText("很多")
    assert page.plan() is None
    assert said[-1][0] == "error"
    assert page.targets.words(0, 1) in said[-1][1]


def test_a_code_that_is_no_code_is_told(page: PlanPaperPage, said: list[tuple[str, str]]) -> None:
    page.lines["code"].setText("计划 一")
    assert page.plan() is None
    assert "小写字母" in said[-1][1]


def test_the_plan_is_written_as_a_file_that_loads(
    page: PlanPaperPage, officer: Officer, tmp_path: Path
) -> None:
    from boshan_desk.usecases.plans.packs import check_plan

    page.lines["code"].setText("qinghe-2026")
    page.lines["prefix"].setText("QH")
    officer.will_answer(tmp_path / "计划.toml")
    page.export()
    found = check_plan((tmp_path / "计划.toml").read_text("utf-8"))
    assert not [each for each in found if each.severity == "error"]


def test_the_day_of_a_task_is_shown_and_may_be_mended(
    page: PlanPaperPage, said: list[tuple[str, str]]
) -> None:
    page.lines["code"].setText("qinghe-2026")
    page.lines["prefix"].setText("QH")
    first, second = page.tasks.item(0, 6), page.tasks.item(1, 6)
    assert first is not None
    assert second is not None
    first.setText("2027年6月30日")
    second.setText("快点")
    assert page.plan() is None
    assert "壮大品牌" in said[-1][1]
    second.setText("")
    plan = page.plan()
    assert plan is not None
    assert [str(task.due) for task in plan.tasks[:2]] == ["2027-06-30", "None"]


def test_another_paper_leaves_nothing_of_the_one_before(page: PlanPaperPage) -> None:
    page.tasks.setCurrentCell(1, 2)
    page.pasted.setPlainText("演示县要点\n一、工作任务\n1.建台账。2027年5月底前完成。\n")
    page.read_pasted()
    assert page.tasks.rowCount() == 1
    assert page.tasks.words(0, 6) == "2027-05-31"
    assert "加强商标注册指导" not in page.source.toPlainText()
