"""定稿 and the list of what was frozen: made again, made void, opened, compared."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from boshan_desk.domain.period import quarter
from boshan_desk.ledgers.case import Case
from boshan_desk.ui.kept_words import file_name, scope_words
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.manual_window import page_file
from boshan_desk.ui.paper_freeze import FreezePage
from boshan_desk.ui.papers_kept import KeptPage
from boshan_desk.ui.report_differences import DifferencesPage
from boshan_desk.ui.report_templates import TemplatesPage
from boshan_desk.ui.shell import Shell
from boshan_desk.usecases.papers.keeping import Kept, freeze, list_kept, remake, verify
from boshan_desk.usecases.papers.words import edit_paragraph
from boshan_desk.usecases.quarter.paper import compose
from boshan_desk.usecases.quarter.request import Request
from tests.ui.conftest import Officer, Sit

Q2 = Request(period=quarter(2026, 2), kind="jianbao")
Q3 = Request(period=quarter(2026, 3), kind="jianbao")


def child(page: Any, name: str) -> Any:
    found = page.findChild(QPushButton, name)
    assert found is not None, f"no {name}"
    return found


def words(page: Any, name: str) -> str:
    found = page.findChild(QLabel, name)
    assert found is not None, f"no {name}"
    return str(found.text())


@pytest.fixture
def case(put: Callable[..., Any]) -> Any:
    """A case of the third quarter (演示)."""
    return put(Case(case_no="演示1号", party="演示公司", filed_on=date(2026, 8, 3)))


@pytest.fixture
def asking(qtbot: QtBot, shell: Shell, case: Any) -> FreezePage:
    """The page that asks once more, of a paper that was looked at."""
    made = FreezePage(shell, Q3, compose(shell.desk, Q3))
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def kept(shell: Shell, case: Any) -> list[Kept]:
    """Two frozen papers, the newer one first."""
    freeze(shell.desk, Q2)
    freeze(shell.desk, Q3)
    return list_kept(shell.desk)


@pytest.fixture
def page(qtbot: QtBot, shell: Shell, kept: list[Kept]) -> KeptPage:
    """The list of both."""
    made = KeptPage(shell)
    qtbot.addWidget(made)
    made.resize(1100, 600)
    made.show()
    return made


# ---------------------------------------------------------------- freezing


def test_it_says_what_freezing_means_and_the_number_to_be_given(asking: FreezePage) -> None:
    assert "以后台账再改，定稿不变" in words(asking, "freeze_meaning")
    assert asking.number.text() == "第1期"
    assert words(asking, "freeze_title") == "".join(asking.report.title)
    assert asking.no_button.hasFocus() or asking.focusProxy() is asking.no_button


def test_the_harmless_answer_keeps_nothing(
    asking: FreezePage, officer: Officer, shell: Shell
) -> None:
    officer.will_answer(False)
    asking.yes_button.click()
    assert "第1期" in officer.asked[0]
    assert list_kept(shell.desk) == []
    closed: list[int] = []
    asking.closed.connect(lambda: closed.append(1))
    asking.no_button.click()
    assert closed == [1]


def test_number_and_code_are_told_and_hold(
    asking: FreezePage, officer: Officer, shell: Shell
) -> None:
    officer.will_answer(True)
    asking.yes_button.click()
    (paper,) = list_kept(shell.desk)
    assert asking.answer.words == f"已定稿：第1期《{paper.title}》。"
    assert words(asking, "freeze_code") == paper.code
    verdict = verify(shell.desk, words(asking, "freeze_code"))
    assert verdict.kept is not None
    assert verdict.kept.id == paper.id
    assert not asking.yes_button.isVisible()


def test_another_number_may_be_typed(asking: FreezePage, officer: Officer, shell: Shell) -> None:
    officer.will_answer(True)
    asking.number.setText("第7期")
    asking.yes_button.click()
    assert [each.number for each in list_kept(shell.desk)] == ["第7期"]


def test_what_was_changed_since_one_looked_is_not_frozen(
    asking: FreezePage,
    officer: Officer,
    shell: Shell,
    put: Callable[..., Any],
    said: list[tuple[str, str]],
) -> None:
    put(Case(case_no="演示2号", party="演示公司", filed_on=date(2026, 8, 4)))
    officer.will_answer(True)
    asking.yes_button.click()
    assert said[-1][0] == "error"
    assert "重新生成" in said[-1][1]
    assert list_kept(shell.desk) == []
    assert asking.yes_button.isEnabled()


def test_words_to_be_read_again_are_told_before(
    qtbot: QtBot, shell: Shell, case: Any, put: Callable[..., Any]
) -> None:
    edit_paragraph(shell.desk, Q3, "lead.lead", "演示的话。\n又一段。")
    put(Case(case_no="演示2号", party="演示公司", filed_on=date(2026, 8, 4)))
    made = FreezePage(shell, Q3, compose(shell.desk, Q3))
    qtbot.addWidget(made)
    made.show()
    assert made.warning.words.startswith("有 1 段改写过的文字需要重读")


def test_the_frozen_paper_is_saved_as_it_was(
    asking: FreezePage, officer: Officer, shell: Shell, tmp_path: Path
) -> None:
    officer.will_answer(True)
    asking.yes_button.click()
    (paper,) = list_kept(shell.desk)
    path = tmp_path / "定稿.pdf"
    officer.will_answer(path)
    heard: list[object] = []
    asking.saved.connect(lambda where, _words: heard.append(where))
    child(asking, "freeze_save").click()
    assert path.read_bytes() == remake(shell.desk, paper.id).drawn.pdf
    assert heard == [path]


def test_from_there_one_goes_to_the_list(
    asking: FreezePage, officer: Officer, shell: Shell
) -> None:
    officer.will_answer(True)
    asking.yes_button.click()
    laid: list[Any] = []
    shell.page_wanted.connect(laid.append)
    child(asking, "freeze_list").click()
    assert isinstance(laid[0], KeptPage)
    laid[0].deleteLater()


# ---------------------------------------------------------------- the list


def test_every_frozen_paper_is_listed_the_newest_first(page: KeptPage, kept: list[Kept]) -> None:
    rows = page.table.words()
    assert [row[1] for row in rows] == ["第2期", "第1期"]
    assert rows[0][0] == "● 定稿"
    assert rows[0][3:6] == ["2026年三季度", "简报", "博山区"]
    assert rows[0][-1] == kept[0].code
    assert "定稿" in page.about.text()


def test_the_list_says_what_to_do_where_nothing_is_frozen(qtbot: QtBot, shell: Shell) -> None:
    made = KeptPage(shell)
    qtbot.addWidget(made)
    made.show()
    assert made.empty.isVisible()
    assert not made.table.isVisible()
    assert not any(button.isEnabled() for button in made.buttons.values())


def test_made_again_it_is_the_same_file(page: KeptPage, put: Callable[..., Any]) -> None:
    put(Case(case_no="演示3号", party="演示公司", filed_on=date(2026, 8, 5)))
    child(page, "kept_remake").click()
    assert page.answer.severity == "ok"
    assert page.answer.words == "第2期：与定稿时的文件逐字节相同"


def test_a_paper_is_opened_where_papers_are_read(
    page: KeptPage, shell: Shell, kept: list[Kept]
) -> None:
    heard: list[str] = []
    shell.kept_wanted.connect(heard.append)
    page.table.selectRow(1)
    child(page, "kept_open").click()
    assert heard == [kept[1].id]


def test_a_paper_is_made_void_with_a_reason_and_stays(
    page: KeptPage, officer: Officer, shell: Shell
) -> None:
    officer.will_answer(None)
    child(page, "kept_void").click()
    assert not any(each.is_void for each in list_kept(shell.desk))
    officer.will_answer("演示：数字有误")
    child(page, "kept_void").click()
    assert "不能撤回" in officer.asked[-1]
    row = page.table.words()[0]
    assert row[:2] == ["✕ 作废", "第2期"]
    assert "演示：数字有误" in page.about.text()
    assert not child(page, "kept_void").isEnabled()
    item = page.table.item(0, 1)
    assert item is not None
    assert item.font().strikeOut()


def test_void_papers_are_named_so_as_files(page: KeptPage, officer: Officer) -> None:
    officer.will_answer("演示")
    child(page, "kept_void").click()
    chosen = page.chosen()
    assert chosen is not None
    assert file_name(chosen).endswith("（第2期）（已作废）")


def test_a_public_paper_and_one_without_a_number_are_named_so_as_files(kept: list[Kept]) -> None:
    public = replace(kept[0], request=replace(kept[0].request, public=True))
    assert file_name(public).endswith("（第2期）（公开版）")
    assert file_name(replace(kept[0], number="")) == kept[0].title


def test_in_a_narrow_window_every_button_is_in_sight(page: KeptPage) -> None:
    page.resize(520, 600)
    assert all(
        button.mapTo(page, button.rect().bottomRight()).x() <= page.width()
        for button in page.buttons.values()
    )


def test_who_may_not_review_may_only_read(
    qtbot: QtBot, kept: list[Kept], shell: Shell, sit: Sit
) -> None:
    shell.close()
    made = KeptPage(sit("演示乙", "leader"))
    qtbot.addWidget(made)
    made.show()
    assert not child(made, "kept_void").isVisible()
    assert child(made, "kept_open").isEnabled()
    assert child(made, "kept_print").isEnabled()


def test_a_paper_is_compared_with_the_one_before_it(page: KeptPage, shell: Shell) -> None:
    laid: list[Any] = []
    shell.page_wanted.connect(laid.append)
    child(page, "kept_differences").click()
    assert isinstance(laid[0], DifferencesPage)
    assert laid[0].request == Q3
    laid[0].deleteLater()


def test_a_code_chooses_its_paper(page: KeptPage, kept: list[Kept]) -> None:
    page.verify.code.setText(kept[1].code)
    QTest.keyClick(page.verify.code, Qt.Key.Key_Return)
    assert page.chosen() == kept[1]


def test_whose_paper_it_is_stands_in_the_list(shell: Shell) -> None:
    town = shell.county.towns.entries[0]
    request = Request(period=quarter(2026, 3), town=town.code, public=True)
    assert scope_words(request, shell.county) == f"{town.label}（公开版）"


def test_both_pages_hang_in_the_menu(qtbot: QtBot, shell: Shell) -> None:
    window = MainWindow(shell)
    qtbot.addWidget(window)
    window.resize(1366, 740)
    window.show()
    for command, kind in (("papers", KeptPage), ("templates", TemplatesPage)):
        window.actions_by_id[command].trigger()
        found = window.page_on_top()
        assert isinstance(found, kind)
        QTest.keyClick(found, Qt.Key.Key_Escape)


def test_the_manual_calls_the_buttons_as_they_are_called(page: KeptPage) -> None:
    text = page_file("kept").read_text("utf-8")
    part = text.split("## 已定稿的报告")[1].split("## ")[0]
    named = re.findall(r"\*\*(.+?)\*\*", part)
    assert sorted(named) == sorted(button.text() for button in page.buttons.values())
