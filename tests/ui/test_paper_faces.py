"""字体 in 本单位资料: chosen, refused in words, and seen in a sample."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from boshan_desk.ui.county_page import CountyPage
from boshan_desk.ui.paper_faces import FacesLeaf, draw_sample
from boshan_desk.ui.shell import Shell
from boshan_desk.usecases.papers.faces import chosen_faces, face_findings, faces_now
from tests.reports.font_files import make_font
from tests.ui.conftest import Officer, Sit


@pytest.fixture
def fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fonts folder of a computer on which one usable face is installed."""
    folder = tmp_path / "fonts"
    folder.mkdir()
    monkeypatch.setattr("boshan_desk.reports.installed.font_folders", lambda: (folder,))
    make_font(folder / "simfang.ttf", "FangSong", chinese="演示仿宋")
    return folder


@pytest.fixture
def leaf(qtbot: QtBot, shell: Shell, fonts: Path) -> FacesLeaf:
    """The leaf, looked at."""
    made = FacesLeaf(shell)
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    made.begin()
    return made


def choose(leaf: FacesLeaf, role: str, words: str) -> None:
    """Choose as one does with the mouse."""
    box = leaf.boxes[role]
    row = box.findText(words)
    assert row >= 0, [box.itemText(n) for n in range(box.count())]
    box.setCurrentIndex(row)
    box.activated.emit(row)


def test_every_role_has_a_line_and_ours_to_begin_with(leaf: FacesLeaf, shell: Shell) -> None:
    with shell.desk.read() as reader:
        roles = [face.role for face in faces_now(reader)]
    assert list(leaf.boxes) == roles
    assert len(roles) == 5
    for role in roles:
        assert leaf.boxes[role].currentText() == "自带字体"
        assert leaf.words[role].text().startswith("用的是自带字体 ")


def test_an_installed_face_is_chosen_at_once(
    leaf: FacesLeaf, shell: Shell, fonts: Path, said: list[tuple[str, str]]
) -> None:
    choose(leaf, "fang", "演示仿宋")
    with shell.desk.read() as reader:
        assert chosen_faces(reader) == {"fang": (fonts / "simfang.ttf", 0)}
    assert leaf.words["fang"].text() == "用的是 演示仿宋（simfang.ttf）"
    assert said[-1] == ("ok", "已选用 仿宋（正文）：演示仿宋（simfang.ttf）")
    choose(leaf, "fang", "自带字体")
    with shell.desk.read() as reader:
        assert chosen_faces(reader) == {}


def test_the_sample_is_drawn_in_the_faces(leaf: FacesLeaf, shell: Shell) -> None:
    before = draw_sample(shell.desk)
    assert not leaf.sample.pixmap().isNull()
    assert leaf.sample.pixmap().toImage().size() == before.size()
    choose(leaf, "fang", "演示仿宋")
    assert draw_sample(shell.desk) != before


def test_looking_for_what_is_usual_says_where_nothing_is_found(
    leaf: FacesLeaf, shell: Shell
) -> None:
    choose(leaf, "title", "按公文习惯查找本机已安装的字体")
    with shell.desk.read() as reader:
        (finding,) = face_findings(reader)
    assert leaf.words["title"].text() == f"▲ {finding}"


def test_a_file_that_is_no_face_is_refused_in_words(
    leaf: FacesLeaf, officer: Officer, tmp_path: Path, shell: Shell
) -> None:
    path = tmp_path / "演示.ttf"
    path.write_bytes(b"no face")
    officer.will_answer(path)
    leaf.files["kai"].click()
    assert leaf.answer.severity == "stop"
    assert "演示.ttf" in leaf.answer.words
    assert leaf.boxes["kai"].currentText() == "自带字体"
    with shell.desk.read() as reader:
        assert chosen_faces(reader) == {}


def test_a_file_is_chosen_and_stands_in_the_list(
    leaf: FacesLeaf, officer: Officer, tmp_path: Path, shell: Shell
) -> None:
    path = tmp_path / "楷体演示.ttf"
    make_font(path, "KaiTi", chinese="演示楷体")
    officer.will_answer(path)
    leaf.files["kai"].click()
    assert leaf.boxes["kai"].currentText() == "楷体演示.ttf"
    assert leaf.words["kai"].text() == "用的是 演示楷体（楷体演示.ttf）"


def test_who_may_not_change_settings_may_only_look(qtbot: QtBot, sit: Sit, fonts: Path) -> None:
    made = FacesLeaf(sit("演示乙", "leader"))
    qtbot.addWidget(made)
    made.show()
    made.begin()
    assert all(not box.isEnabled() for box in made.boxes.values())
    assert all(not button.isVisible() for button in made.files.values())


def test_the_leaf_hangs_in_the_page_of_the_office(qtbot: QtBot, shell: Shell, fonts: Path) -> None:
    page = CountyPage(shell)
    qtbot.addWidget(page)
    page.show()
    assert page.findChild(QComboBox, "face_title") is None
    page.tabs.choose("faces")
    box: Any = page.findChild(QComboBox, "face_title")
    assert box.isVisible()
    choose(page.faces, "fang", "演示仿宋")
    # It is kept already, and not part of what is checked and saved.
    assert not page.typed
    page.tabs.choose("names")
    assert page.leaves["names"].isVisible()
