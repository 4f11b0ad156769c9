"""报告模板: exported, changed, checked by place and words, loaded, and given up again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from boshan_desk.domain.paper.reading import shipped_text
from boshan_desk.domain.period import quarter
from boshan_desk.ui.report_templates import TemplatesPage
from boshan_desk.ui.shell import Shell
from boshan_desk.usecases.quarter.paper import compose
from boshan_desk.usecases.quarter.request import Request
from boshan_desk.usecases.quarter.templates import list_templates, template_text
from tests.ui.conftest import Officer, Sit


@pytest.fixture
def page(qtbot: QtBot, shell: Shell) -> TemplatesPage:
    """The list of forms."""
    made = TemplatesPage(shell)
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    return made


def child(page: TemplatesPage, name: str) -> Any:
    found = page.findChild(QPushButton, name)
    assert found is not None, f"no {name}"
    return found


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """The form of a 简报 with other words in its head."""
    path = tmp_path / "改过的.toml"
    text = shipped_text("jianbao")
    assert "知识产权工作简报" in text
    path.write_text(text.replace("知识产权工作简报", "演示区知识产权简讯"), "utf-8")
    return path


def load(page: TemplatesPage, officer: Officer, path: Path) -> None:
    officer.will_answer(path)
    child(page, "template_load").click()
    child(page, "pack_check_load").click()


def test_every_form_stands_in_the_list_with_whose_it_is(page: TemplatesPage, shell: Shell) -> None:
    rows = page.table.words()
    assert [row[0] for row in rows] == [row.title for row in list_templates(shell.desk)]
    assert ["简报", "随程序的", "jianbao.toml"] in rows
    assert rows[-1][2] == "sections.toml"
    assert not child(page, "template_drop").isEnabled()


def test_the_shipped_file_is_exported_whole(
    page: TemplatesPage, officer: Officer, tmp_path: Path
) -> None:
    path = tmp_path / "导出.toml"
    officer.will_answer(path)
    page.table.selectRow(0)
    child(page, "template_export").click()
    assert path.read_text("utf-8") == shipped_text("jianbao")


def test_a_changed_file_is_used_from_then_on(
    page: TemplatesPage, officer: Officer, changed: Path, shell: Shell
) -> None:
    heard: list[int] = []
    shell.forms_changed.connect(lambda: heard.append(1))
    load(page, officer, changed)
    assert heard == [1]
    assert page.table.words()[0] == ["简报", "★ 本单位的", "jianbao.toml"]
    chosen = page.chosen()
    assert chosen is not None
    assert chosen.name == "jianbao"
    paper = compose(shell.desk, Request(period=quarter(2026, 3), kind="jianbao"))
    assert paper.head is not None
    assert paper.head.name == "演示区知识产权简讯"


def test_nothing_is_loaded_before_it_was_checked(
    page: TemplatesPage, officer: Officer, changed: Path, shell: Shell
) -> None:
    officer.will_answer(changed)
    child(page, "template_load").click()
    assert page.check.isVisible()
    assert not any(row.own for row in list_templates(shell.desk))
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert page.table.isVisible()
    assert not any(row.own for row in list_templates(shell.desk))


def test_a_mistake_is_named_with_its_place_and_stops_the_file(
    page: TemplatesPage, officer: Officer, tmp_path: Path, shell: Shell
) -> None:
    path = tmp_path / "错.toml"
    text = shipped_text("jianbao").replace("sections = [", 'sections = ["没有的部分",', 1)
    path.write_text(text, "utf-8")
    officer.will_answer(path)
    child(page, "template_load").click()
    assert page.check.answer.severity == "stop"
    (row,) = [each for each in page.check.table.words() if "没有的部分" in each[2]]
    assert row[0] == "■ 错误"
    assert row[1]
    assert not child(page, "pack_check_load").isEnabled()


def test_a_file_that_is_none_is_refused_in_words(
    page: TemplatesPage, officer: Officer, tmp_path: Path, said: list[tuple[str, str]]
) -> None:
    path = tmp_path / "照片.toml"
    path.write_bytes(b"\xff\xd8\xff\xe0 photo")
    officer.will_answer(path)
    child(page, "template_load").click()
    assert said[-1][0] == "error"
    assert page.table.isVisible()


def test_the_shipped_one_is_used_again_after_a_question(
    page: TemplatesPage, officer: Officer, changed: Path, shell: Shell
) -> None:
    load(page, officer, changed)
    officer.will_answer(False)
    child(page, "template_drop").click()
    assert "简讯" in template_text(shell.desk, "jianbao")
    officer.will_answer(True)
    child(page, "template_drop").click()
    assert template_text(shell.desk, "jianbao") == shipped_text("jianbao")
    assert page.table.words()[0][1] == "随程序的"


def test_who_may_not_change_settings_may_only_look(qtbot: QtBot, sit: Sit) -> None:
    made = TemplatesPage(sit("演示乙", "leader"))
    qtbot.addWidget(made)
    made.show()
    assert not child(made, "template_load").isVisible()
    assert not child(made, "template_drop").isVisible()
    assert child(made, "template_export").isVisible()
