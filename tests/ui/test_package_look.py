"""A package in the window: looked at, taken, answered, taken back; and the list of all of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from boshan_desk.domain.problems import Cancelled
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ledgers.town_report import TownReport
from boshan_desk.store.desk import Desk
from boshan_desk.ui.conflicts_page import ConflictsPage
from boshan_desk.ui.exchange_page import ExchangePage
from boshan_desk.ui.jobs import InlineJobs
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.package_look import PackageLookPage
from boshan_desk.ui.packages_page import PackagesPage
from boshan_desk.ui.shell import Shell
from boshan_desk.usecases.exchange.looking import look
from boshan_desk.usecases.exchange.making import make_return
from boshan_desk.usecases.exchange.parcels import parcels
from boshan_desk.usecases.exchange.peers import DOWN, peers
from boshan_desk.usecases.exchange.taking import take
from boshan_desk.usecases.records import save, save_many
from tests.conftest import TODAY
from tests.ui.conftest import Officer, Sit
from tests.ui.exchange_rig import TownDesk, enrolled_town

NAME = "八陡镇"


@pytest.fixture
def window(qtbot: QtBot, shell: Shell) -> MainWindow:
    return open_window(qtbot, shell)


def open_window(qtbot: QtBot, shell: Shell) -> MainWindow:
    made = MainWindow(shell)
    qtbot.addWidget(made)
    made.resize(1366, 740)
    made.show()
    made.warm_up()
    made.show_place("exchange")
    return made


@pytest.fixture
def town(shell: Shell, tmp_path: Path) -> TownDesk:
    return enrolled_town(tmp_path, shell.desk, NAME)


def enter(desk: Desk, *names: str) -> list[Enterprise]:
    code = desk.own_towns[0]
    pairs = [(None, Enterprise(name=name, town_code=code)) for name in names]
    return list(save_many(desk, "登记（演示）", pairs))


def sent(town: TownDesk, *names: str, statement: str = "whole") -> Path:
    """A package with these enterprises."""
    with town.open() as desk:
        enter(desk, *names)
    return town.send(statement=statement).path


def receive(window: MainWindow, path: Path) -> PackageLookPage:
    window.over.open_package(path)
    page = window.page_on_top()
    assert isinstance(page, PackageLookPage)
    return page


def all_of(shell: Shell) -> list[Enterprise]:
    with shell.desk.read() as reader:
        return list(reader.all(Enterprise))


def states(shell: Shell) -> list[str]:
    with shell.desk.read() as reader:
        return [parcel.state for parcel in parcels(reader, way="in")]


def left_over(shell: Shell) -> list[Path]:
    """What lies in the folder of packages."""
    folder = shell.folder / "parcels"
    return list(folder.iterdir()) if folder.exists() else []


def words(page: Any, name: str) -> str:
    found = page.findChild(QLabel, name)
    assert found is not None, f"no {name}"
    return str(found.text())


def button(page: Any, name: str) -> QPushButton:
    found = page.findChild(QPushButton, name)
    assert isinstance(found, QPushButton), f"no {name}"
    return found


@pytest.fixture
def disputed(shell: Shell, town: TownDesk) -> tuple[Path, Enterprise]:
    """A package in which a town has changed what its county has changed, too."""
    path = sent(town, "演示甲公司", "演示乙公司")
    with look(shell.desk, path) as seen:
        take(shell.desk, seen)
    with shell.desk.read() as reader:
        (peer,) = peers(reader, DOWN)
    back = make_return(shell.desk, peer.site, town.stick).path
    with town.open() as desk:
        with look(desk, back) as seen:
            take(desk, seen)
        with desk.read() as reader:
            theirs = next(each for each in reader.all(Enterprise) if each.name == "演示甲公司")
        save(desk, theirs, replace(theirs, remark="镇街的备注"))
    ours = next(each for each in all_of(shell) if each.id == theirs.id)
    save(shell.desk, ours, replace(ours, remark="区局的备注"))
    return town.send().path, ours


# ---------------------------------------------------------------- looking


def test_nothing_is_written_before_the_button_that_names_its_effect(
    window: MainWindow, shell: Shell, town: TownDesk
) -> None:
    page = receive(window, sent(town, "演示甲公司", "演示乙公司"))
    assert words(page, "package_whose") == "八陡镇　2026年三季度　第01包"
    assert "本期已报全" in words(page, "package_about")
    assert page.take_button.text() == "接收：新增 2 条"
    assert all_of(shell) == []
    assert states(shell) == []
    row = page.seen.sums.table.words()[0]
    assert row[:2] == ["企业名录", "2"]
    # Beside it how many the town itself has.
    assert row[-1] == "2"
    shown = [page.seen.lines.model.data(page.seen.lines.model.index(n, 2)) for n in range(2)]
    assert sorted(shown) == ["演示乙公司", "演示甲公司"]
    page.take_button.click()
    assert sorted(str(each.name) for each in all_of(shell)) == ["演示乙公司", "演示甲公司"]
    assert words(page, "package_end") == "已接收八陡镇2026年三季度第01包：共 2 条：新增 2。"


def test_leaving_takes_nothing_and_leaves_nothing(
    window: MainWindow, shell: Shell, town: TownDesk
) -> None:
    page = receive(window, sent(town, "演示甲公司"))
    assert left_over(shell)
    page.leave()
    assert isinstance(window.page_on_top(), ExchangePage)
    assert left_over(shell) == []
    assert all_of(shell) == []


def test_what_differs_is_seen_field_by_field(
    window: MainWindow, disputed: tuple[Path, Enterprise]
) -> None:
    page = receive(window, disputed[0])
    assert page.take_button.text() == "接收：1 条两边不同留待处理"
    # What needs somebody is seen first.
    assert page.seen.lines.chip["conflict"].isChecked()
    assert page.seen.lines.fields.words() == [["≠ 备注", "区局的备注", "镇街的备注"]]
    assert "两边填得不同" in words(page, "package_why")


def test_rows_can_be_narrowed_to_an_outcome_and_to_a_ledger(
    window: MainWindow, disputed: tuple[Path, Enterprise], town: TownDesk
) -> None:
    page = receive(window, sent(town, "演示丙公司"))
    assert page.take_button.text() == "接收：新增 1 条，1 条两边不同留待处理"
    page.seen.lines.chip["new"].click()
    assert page.seen.lines.model.rowCount() == 1
    page.seen.sums.table.selectRow(0)
    assert page.seen.lines.model.rowCount() == 2
    assert not page.seen.lines.chip["refused"].isVisible()


def test_a_file_that_was_cut_short_is_refused_and_another_may_be_chosen(
    window: MainWindow, shell: Shell, town: TownDesk, officer: Officer, tmp_path: Path
) -> None:
    whole = sent(town, "演示甲公司")
    cut = tmp_path / "剪断.bsx"
    cut.write_bytes(whole.read_bytes()[:-40])
    before = shell.rows.head().number
    page = receive(window, cut)
    assert page.refusal.severity == "stop"
    assert page.refusal.words.startswith("剪断.bsx")
    assert shell.rows.head().number == before
    assert left_over(shell) == []
    officer.will_answer(whole)
    button(page, "package_choose").click()
    assert page.take_button.text() == "接收：新增 1 条"


def test_who_may_not_receive_is_told_who_may(
    qtbot: QtBot, sit: Sit, shell: Shell, town: TownDesk
) -> None:
    path = sent(town, "演示甲公司")
    shell.close()
    page = receive(open_window(qtbot, sit("演示领导", "leader")), path)
    assert page.refusal.severity == "stop"
    assert "报送与接收数据包" in page.refusal.words or "角色" in page.refusal.words


# ---------------------------------------------------------------- afterwards


def test_the_receipt_leads_to_the_stick_the_slip_and_what_waits(
    window: MainWindow,
    disputed: tuple[Path, Enterprise],
    officer: Officer,
    tmp_path: Path,
    printed_pages: list[list[int]],
) -> None:
    page = receive(window, disputed[0])
    page.take_button.click()
    assert "两边不同 1" in words(page, "package_end")
    stick = tmp_path / "回执"
    stick.mkdir()
    officer.will_answer(stick)
    button(page, "package_return").click()
    (made,) = stick.glob("*.bsx")
    assert made.name in words(page, "package_return_words")
    assert "可以拔出" in words(page, "package_return_words")
    button(page, "package_slip").click()
    assert page.paper.pages == 1
    page.paper.printing.click()
    assert printed_pages == [[0]]
    # From the paper one comes back to the receipt, and only then out.
    page.leave()
    assert window.page_on_top() is page
    button(page, "package_waiting").click()
    assert isinstance(window.page_on_top(), ConflictsPage)


def test_the_whole_can_be_taken_back(
    window: MainWindow, shell: Shell, town: TownDesk, officer: Officer
) -> None:
    page = receive(window, sent(town, "演示甲公司"))
    page.take_button.click()
    assert len(all_of(shell)) == 1
    officer.will_answer(False)
    button(page, "package_undo").click()
    assert len(all_of(shell)) == 1
    officer.will_answer(True)
    button(page, "package_undo").click()
    assert all_of(shell) == []
    assert words(page, "package_end").startswith("已撤销接收八陡镇2026年三季度第01包")
    assert not button(page, "package_return").isVisible()


def test_the_same_package_again_changes_nothing_and_gives_its_receipt(
    window: MainWindow, shell: Shell, town: TownDesk
) -> None:
    path = sent(town, "演示甲公司")
    receive(window, path).take_button.click()
    before = shell.rows.head().number
    page = receive(window, path)
    assert "接收过" in page.seen.note.words
    assert page.take_button.text() == "取回执"
    page.take_button.click()
    assert words(page, "package_end").startswith("以前已经接收过")
    assert not button(page, "package_undo").isVisible()
    assert button(page, "package_slip").isVisible()
    assert shell.rows.head().number == before


def test_nothing_to_report_is_a_statement(window: MainWindow, shell: Shell, town: TownDesk) -> None:
    page = receive(window, town.send(statement="nothing").path)
    assert "本期无" in words(page, "package_about")
    assert page.take_button.text() == "接收：登记“本期无”"
    page.take_button.click()
    with shell.desk.read() as reader:
        (report,) = reader.all(TownReport)
    assert report.state == "zero"
    page.leave()
    board = window.page_on_top()
    assert isinstance(board, ExchangePage)
    row = next(row for row in board.table.words() if row[0] == NAME)
    assert row[1] == "○ 零报告"
    assert row[2] == "第01包，0 条，今天"
    assert row[7] == "回执包待制作"


def test_what_was_worked_on_between_look_and_button_is_looked_at_again(
    window: MainWindow, shell: Shell, town: TownDesk, put: Callable[..., Any]
) -> None:
    page = receive(window, sent(town, "演示甲公司"))
    put(Enterprise(name="演示丁公司", town_code=shell.county.counted[0]))
    page.take_button.click()
    assert page.taken is None
    assert page.take_button.text() == "接收：新增 1 条"
    page.take_button.click()
    assert page.taken is not None


# ---------------------------------------------------------------- two computers under one name


@pytest.fixture
def doubled(window: MainWindow, town: TownDesk, tmp_path: Path) -> Path:
    """A package with a number that was used before, of a computer that was copied whole."""
    copy = TownDesk(tmp_path / "复制", tmp_path / "另一U盘", NAME)
    copy.stick.mkdir()
    shutil.copytree(town.folder, copy.folder)
    receive(window, sent(town, "演示甲公司")).take_button.click()
    return sent(copy, "演示乙公司")


def test_two_computers_under_one_name_stop_it(
    window: MainWindow, shell: Shell, doubled: Path, officer: Officer
) -> None:
    page = receive(window, doubled)
    assert page.seen.note.severity == "stop"
    assert page.take_button.text() == "登记下来，暂停接收八陡镇"
    page.take_button.click()
    assert len(all_of(shell)) == 1
    assert states(shell) == ["forked", "taken"]
    assert "恢复接收" in words(page, "package_remedy")
    page.leave()
    board = window.page_on_top()
    assert isinstance(board, ExchangePage)
    assert board.alarm.isVisible()
    assert NAME in board.alarm.words.text()
    # A person settles it, with a reason.
    officer.will_answer(None)
    button(board, "exchange_settle").click()
    assert board.alarm.isVisible()
    officer.will_answer("演示：旧电脑已停用")
    button(board, "exchange_settle").click()
    assert not board.alarm.isVisible()


def test_what_was_put_by_can_be_looked_at_and_taken_beside(
    window: MainWindow, shell: Shell, doubled: Path, officer: Officer
) -> None:
    receive(window, doubled).take_button.click()
    board = window.page_on_top()
    board.leave()  # type: ignore[attr-defined]
    officer.will_answer("演示：两台都在用")
    button(window.page_on_top(), "exchange_settle").click()
    page = window.page_on_top()
    assert isinstance(page, ExchangePage)
    page.show_all()
    listed = window.page_on_top()
    assert isinstance(listed, PackagesPage)
    row = next(n for n, each in enumerate(listed.parcels) if each.state == "forked")
    listed.table.selectRow(row)
    officer.will_answer(True)
    button(listed, "packages_despite").click()
    seen = window.page_on_top()
    assert isinstance(seen, PackageLookPage)
    assert seen.take_button.text() == "接收：新增 1 条"
    seen.take_button.click()
    assert len(all_of(shell)) == 2


# ---------------------------------------------------------------- the list of packages


def test_packages_are_listed_with_their_receipts_and_taken_back_from_there(
    window: MainWindow, shell: Shell, town: TownDesk, officer: Officer, tmp_path: Path
) -> None:
    page = receive(window, sent(town, "演示甲公司"))
    page.take_button.click()
    officer.will_answer(town.stick)
    button(page, "package_return").click()
    page.leave()
    board = window.page_on_top()
    assert isinstance(board, ExchangePage)
    board.show_all()
    listed = window.page_on_top()
    assert isinstance(listed, PackagesPage)
    assert [row[1:4] for row in listed.table.words()] == [
        ["发回执包", NAME, "第01号"],
        ["收数据包", NAME, "第01包"],
    ]
    assert listed.table.words()[0][7] == "已制作"
    # The one that went out may be put on another stick.
    other = tmp_path / "又一U盘"
    other.mkdir()
    officer.will_answer(other)
    button(listed, "packages_carry").click()
    assert [path.name for path in other.glob("*.bsx")] == [
        path.name for path in town.stick.glob("*回执*.bsx")
    ]
    listed.table.selectRow(1)
    assert not button(listed, "packages_carry").isVisible()
    button(listed, "packages_slip").click()
    assert listed.paper.pages == 1
    listed.leave()
    officer.will_answer(True)
    button(listed, "packages_undo").click()
    assert all_of(shell) == []
    assert listed.table.words()[-1][7] == "已撤销接收"


def test_an_empty_list_says_so(window: MainWindow) -> None:
    board = window.page_on_top()
    assert isinstance(board, ExchangePage)
    board.show_all()
    listed = window.page_on_top()
    assert isinstance(listed, PackagesPage)
    assert listed.empty.isVisible()
    assert not listed.table.isVisible()
    assert not button(listed, "packages_undo").isVisible()


# ---------------------------------------------------------------- at the town


def test_a_return_package_is_taken_at_the_town_by_the_same_page(
    qtbot: QtBot, shell: Shell, window: MainWindow, town: TownDesk, officer: Officer
) -> None:
    receive(window, sent(town, "演示甲公司")).take_button.click()
    with shell.desk.read() as reader:
        (peer,) = peers(reader, DOWN)
    back = make_return(shell.desk, peer.site, town.stick).path
    theirs = Shell(
        town.folder, jobs=InlineJobs(), ask=officer, state=shell.state, clock=Clock(TODAY)
    )
    try:
        page = PackageLookPage(theirs)
        qtbot.addWidget(page)
        page.show()
        page.take_file(back)
        assert "回执包" in words(page, "package_whose")
        page.take_button.click()
        assert page.taken is not None
        assert not button(page, "package_return").isVisible()
        assert not button(page, "package_undo").isVisible()
        with theirs.desk.read() as reader:
            assert [each.state for each in parcels(reader, way="out")] == ["acknowledged"]
    finally:
        theirs.close()


def test_calling_the_taking_off_leaves_everything_as_it_was(
    window: MainWindow, shell: Shell, town: TownDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = receive(window, sent(town, "演示甲公司"))
    told: list[str] = []
    shell.said.connect(lambda _severity, words: told.append(words))

    class CalledOff(InlineJobs):
        """The officer presses 取消 as soon as there is something to call off."""

        def run(self, work: Any, then: Any, failed: Any, **more: Any) -> None:
            def called_off(progress: Any) -> Any:
                def tell(_done: int, _total: int, _words: str = "") -> None:
                    raise Cancelled

                return work(tell)

            super().run(called_off, then, failed, **more)

    monkeypatch.setattr(shell, "jobs", CalledOff())
    page.take_button.click()
    assert page.taken is None
    assert all_of(shell) == []
    assert states(shell) == []
    assert told == ["已取消，没有改动任何内容"]
    assert page.take_button.isVisible()
