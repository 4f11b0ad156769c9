"""开户 in the window: the request, the telephone, the certificate."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFrame, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from boshan_desk.domain.officers import NoRight
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.town_enrol import EnrolPage
from boshan_desk.usecases.exchange.accepting import accept, read_certificate
from boshan_desk.usecases.exchange.enrolling import enrol
from boshan_desk.usecases.exchange.peers import DOWN, peers
from tests.ui.conftest import Officer, Sit
from tests.ui.exchange_rig import TownDesk, enrolled_town, make_town


@pytest.fixture
def page(qtbot: QtBot, shell: Shell) -> EnrolPage:
    return open_page(qtbot, shell)


def open_page(qtbot: QtBot, shell: Shell) -> EnrolPage:
    made = EnrolPage(shell)
    qtbot.addWidget(made)
    made.resize(1100, 640)
    made.show()
    return made


@pytest.fixture
def town(tmp_path: Path) -> TownDesk:
    return make_town(tmp_path, "八陡镇")


def states(page: EnrolPage) -> list[str]:
    return [step.state for step in (page.first, page.second, page.third)]


def words(page: Any, name: str) -> str:
    found = page.findChild(QLabel, name)
    assert found is not None, f"no {name}"
    return str(found.text())


def tick_all(page: EnrolPage) -> None:
    for button in page.groups.buttons:
        button.click()


def known(shell: Shell) -> list[Any]:
    with shell.desk.read() as reader:
        return list(peers(reader, DOWN))


def test_a_town_is_enrolled_after_eight_groups_were_ticked(
    page: EnrolPage, town: TownDesk, officer: Officer, shell: Shell
) -> None:
    assert states(page) == ["now", "later", "later"]
    officer.will_answer(town.ask())
    page.choose.click()
    assert states(page) == ["done", "now", "later"]
    assert page.town.currentText() == "八陡镇"
    assert page.place.currentText() == "第一次开户"
    assert len(page.groups.buttons) == 8
    assert not page.issue.isVisible()
    for count, button in enumerate(page.groups.buttons, 1):
        button.click()
        assert page.groups.left == 8 - count
    assert states(page) == ["done", "done", "now"]
    officer.will_answer(town.stick)
    page.issue.click()
    assert states(page) == ["done", "done", "done"]
    (peer,) = known(shell)
    assert (peer.name, peer.active) == ("八陡镇", True)
    assert "可以拔出 U 盘" in page.told.words
    # What the town will compare is read out from here.
    certificate = next(town.stick.glob("*.bsc"))
    with town.open() as desk:
        given = read_certificate(desk, certificate)
        shown = [each.accessibleName() for each in page.own_groups.findChildren(QLabel)]
        for place, digits in enumerate(given.fingerprint.split(), 1):
            assert f"第{place}组　{' '.join(digits)}" in shown
        assert accept(desk, certificate).name == "八陡镇"


def test_one_group_that_was_not_ticked_keeps_the_certificate_back(
    page: EnrolPage, town: TownDesk, shell: Shell
) -> None:
    page.take_file(town.ask())
    tick_all(page)
    page.groups.buttons[3].click()
    assert states(page) == ["done", "now", "later"]
    # By whatever way it is asked for.
    page.enrol()
    assert known(shell) == []
    assert words(page, "enrol_left") == "还有 1 组没有核对"


def test_digits_that_differ_stop_it(page: EnrolPage, town: TownDesk, shell: Shell) -> None:
    page.take_file(town.ask())
    page.groups.buttons[0].click()
    page.differs.click()
    assert states(page) == ["now", "later", "later"]
    assert "没有开户" in page.answer.words
    assert page.groups.buttons == []
    page.enrol()
    assert known(shell) == []


def test_another_request_begins_with_no_group_ticked(
    page: EnrolPage, town: TownDesk, tmp_path: Path
) -> None:
    page.take_file(town.ask())
    tick_all(page)
    page.take_file(make_town(tmp_path, "源泉镇").ask())
    assert page.town.currentText() == "源泉镇"
    assert page.groups.left == 8


def test_a_file_that_was_changed_is_refused_in_words(
    page: EnrolPage, town: TownDesk, shell: Shell
) -> None:
    path = town.ask()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    page.take_file(path)
    assert states(page) == ["now", "later", "later"]
    assert page.answer.severity == "stop"
    assert page.answer.words
    assert not page.town.isVisible()


def test_a_new_computer_of_a_town_takes_the_place_of_the_old_one_by_default(
    page: EnrolPage, shell: Shell, tmp_path: Path, officer: Officer
) -> None:
    enrolled_town(tmp_path, shell.desk, "八陡镇")
    (old,) = known(shell)
    (tmp_path / "新").mkdir()
    new = make_town(tmp_path / "新", "八陡镇")
    page.take_file(new.ask())
    offered = [page.place.itemText(row) for row in range(page.place.count())]
    assert offered == [
        f"接替原来的电脑（编号前缀 {old.prefix}），原来的停用",
        "增加一台，原来的继续用",
    ]
    tick_all(page)
    officer.will_answer(new.stick)
    page.issue.click()
    assert {peer.site: peer.state for peer in known(shell)}[old.site] == "replaced"
    assert sum(peer.active for peer in known(shell)) == 1


def test_a_second_computer_may_be_added(
    page: EnrolPage, shell: Shell, tmp_path: Path, officer: Officer
) -> None:
    enrolled_town(tmp_path, shell.desk, "八陡镇")
    (tmp_path / "新").mkdir()
    new = make_town(tmp_path / "新", "八陡镇")
    page.take_file(new.ask())
    page.place.setCurrentIndex(1)
    tick_all(page)
    officer.will_answer(new.stick)
    page.issue.click()
    assert [peer.active for peer in known(shell)] == [True, True]


def test_a_stick_that_is_not_there_leaves_nothing(
    page: EnrolPage, shell: Shell, town: TownDesk, officer: Officer, tmp_path: Path
) -> None:
    page.take_file(town.ask())
    tick_all(page)
    officer.will_answer(tmp_path / "拔掉了")
    page.issue.click()
    assert page.told.severity == "stop"
    assert known(shell) == []
    assert page.issue.isEnabled()


def test_who_may_not_change_settings_sees_who_may(qtbot: QtBot, sit: Sit, town: TownDesk) -> None:
    shell = sit("演示录入", "entry")
    page = open_page(qtbot, shell)
    page.take_file(town.ask())
    tick_all(page)
    assert not page.issue.isEnabled()
    assert words(page, "enrol_then") == "开户由管理人员办理"
    assert page.asked is not None
    with pytest.raises(NoRight):
        enrol(shell.desk, page.asked, town.stick)


def test_the_page_can_be_used_by_keys(page: EnrolPage, town: TownDesk) -> None:
    page.take_file(town.ask())
    first, second = page.groups.buttons[:2]
    first.setFocus()
    if first.hasFocus():
        first.click()
        assert second.hasFocus()
    assert page.findChild(QPushButton, "side_back") is not None


def test_the_own_digits_can_be_read_out_on_any_day(
    qtbot: QtBot, shell: Shell, tmp_path: Path
) -> None:
    page = open_page(qtbot, shell)
    page.own_button.click()
    card = page.findChild(QFrame, "enrol_own_card")
    assert card is not None
    # There is no key before the first town was enrolled.
    assert not card.isVisible()
    town = enrolled_town(tmp_path, shell.desk, "八陡镇")
    page.own_button.click()
    assert card.isVisible()
    with town.open() as desk:
        given = read_certificate(desk, next(town.stick.glob("*.bsc")))
    names = [each.accessibleName() for each in card.findChildren(QLabel)]
    for place, digits in enumerate(given.fingerprint.split(), 1):
        assert f"第{place}组　{' '.join(digits)}" in names
    page.own_button.click()
    assert not card.isVisible()
