"""The rescue window over stores that really are damaged, plain and encrypted."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from boshan_desk.domain.officers import Officer as Person
from boshan_desk.domain.officers import anyone, with_roles
from boshan_desk.domain.problems import Damaged
from boshan_desk.domain.today import Clock
from boshan_desk.domain.view import View
from boshan_desk.ledgers import LEDGERS
from boshan_desk.store.backups import list_backups
from boshan_desk.store.keys import Cost
from boshan_desk.store.opening import open_desk
from boshan_desk.ui import theme
from boshan_desk.ui.jobs import InlineJobs
from boshan_desk.ui.rescue_window import RescueWindow
from boshan_desk.usecases.accounts import set_up, sign_in
from boshan_desk.usecases.backups import back_up, second_copy
from boshan_desk.usecases.opening_check import look_over
from boshan_desk.usecases.records import add
from tests.conftest import TODAY
from tests.ui.conftest import Officer

CLOCK = Clock(TODAY)
ANYONE = anyone("演示员")


def fill(folder: Path, key: str = "", person: Person = ANYONE) -> None:
    """Thirty cases (演示) that are in the backup, and one that came after it."""
    with open_desk(folder, key=key, officer=person if key else "演示员", clock=CLOCK) as desk:
        for number in range(30):
            add(desk, LEDGERS["case"], {"party": "演示公司", "case_no": f"演示{number}号"})
        back_up(desk)
        add(desk, LEDGERS["case"], {"party": "演示公司", "case_no": "演示后来1号"})


def spoil(store: Path, *, head: bool = False) -> None:
    """Damage a store as a failing disk does: in its middle, or where it begins."""
    raw = bytearray(store.read_bytes())
    if head:
        raw[0:64] = bytes(64)
    for start in range(4096 * 6, len(raw), 40960):
        raw[start : start + 300] = b"\xa5" * 300
    store.write_bytes(raw)


def cases(folder: Path, key: str = "", person: Person = ANYONE) -> int:
    """How many cases the desk has; it must be whole for that."""
    look_over(folder, key=key, thorough=True, now=CLOCK.now())
    with open_desk(folder, key=key, officer=person if key else "", clock=CLOCK) as desk:
        rows = desk.rows()
        try:
            return rows.count(View(ledger="case"))
        finally:
            rows.close()


@pytest.fixture
def damaged(folder: Path) -> Path:
    """A desk that is damaged; it has one good backup."""
    fill(folder)
    spoil(folder / "desk.db")
    with pytest.raises(Damaged):
        look_over(folder, thorough=True, now=CLOCK.now())
    return folder


Shower = Callable[..., RescueWindow]


@pytest.fixture
def show(qtbot: QtBot, officer: Officer) -> Shower:
    """Shows the window over a folder."""

    def make(folder: Path, *, key: str = "", person: Person = ANYONE) -> RescueWindow:
        window = RescueWindow(
            folder, key=key, officer=person, ask=officer, jobs=InlineJobs(), clock=CLOCK
        )
        qtbot.addWidget(window)
        window.show()
        return window

    return make


def words(window: RescueWindow, name: str) -> str:
    """What a label says."""
    found = window.findChild(QLabel, name)
    assert found is not None, name
    return found.text()


def button(window: RescueWindow, name: str) -> QPushButton:
    """A button of the window."""
    found = window.findChild(QPushButton, name)
    assert found is not None, name
    return found


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a desk but its lock."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "desk.lock"
    }


def test_nothing_happens_without_a_click(damaged: Path, show: Shower) -> None:
    before = files(damaged)
    window = show(damaged)
    assert "没有改动、也没有删除任何内容" in words(window, "rescue_happened")
    assert "30 条记录" in words(window, "rescue_restore_words")
    assert window.close()
    assert not window.whole
    after = files(damaged)
    # A look at a backup in WAL mode leaves it as it is.
    assert after == before


def test_the_newest_good_backup_is_restored_and_the_damaged_store_kept(
    damaged: Path, show: Shower
) -> None:
    store = (damaged / "desk.db").read_bytes()
    window = show(damaged)
    button(window, "rescue_restore").click()
    assert "30 条记录" in words(window, "rescue_result")
    lost = window.findChild(QPlainTextEdit, "rescue_lost")
    assert lost is not None
    assert "之后登记、修改、导入的全部内容" in lost.toPlainText()
    assert window.whole
    assert button(window, "rescue_open").isVisible()
    kept = list(damaged.glob("损坏-*/desk.db"))
    assert [path.read_bytes() for path in kept] == [store]
    assert cases(damaged) == 30


def test_a_damaged_backup_is_passed_over_and_that_is_said(folder: Path, show: Shower) -> None:
    fill(folder)
    with open_desk(folder, officer="演示员", clock=CLOCK) as desk:
        newest = back_up(desk)
    assert newest.records == 31
    spoil(newest.path)
    spoil(folder / "desk.db")
    window = show(folder)
    assert "30 条记录" in words(window, "rescue_restore_words")
    assert "较新的 1 份没有通过核对" in words(window, "rescue_restore_words")
    button(window, "rescue_restore").click()
    assert cases(folder) == 30


def test_without_a_good_backup_none_is_offered(damaged: Path, show: Shower) -> None:
    for backup in list_backups(damaged / "backups"):
        spoil(backup.path)
    window = show(damaged)
    assert "都没有通过核对" in words(window, "rescue_restore_words")
    assert not button(window, "rescue_restore").isEnabled()
    assert button(window, "rescue_salvage").isEnabled()


def test_where_the_own_backups_are_no_good_one_from_a_stick_serves(
    folder: Path, show: Shower, officer: Officer, tmp_path: Path
) -> None:
    fill(folder)
    with open_desk(folder, officer="演示员", clock=CLOCK) as desk:
        second_copy(desk, tmp_path / "stick")
    shutil.rmtree(folder / "backups")
    spoil(folder / "desk.db")
    window = show(folder)
    assert words(window, "rescue_restore_words") == "没有找到备份。"
    officer.will_answer(tmp_path / "stick")
    button(window, "rescue_elsewhere").click()
    button(window, "rescue_restore").click()
    assert cases(folder) == 31


def test_what_can_be_read_is_salvaged_and_the_rest_named(
    folder: Path, show: Shower, officer: Officer
) -> None:
    fill(folder)
    store = folder / "desk.db"
    raw = bytearray(store.read_bytes())
    # The page that holds the thirtieth case is gone.
    page = raw.rindex("演示29号".encode()) // 4096 * 4096
    raw[page : page + 100] = bytes(100)
    store.write_bytes(raw)
    window = show(folder)
    button(window, "rescue_salvage").click()
    assert window.whole, officer.told
    assert words(window, "rescue_result").startswith("抢救完成，找回")
    assert 0 < cases(folder) <= 31
    assert list(folder.glob("损坏-*/desk.db"))


def test_the_damaged_files_can_be_copied_and_nothing_else_done(damaged: Path, show: Shower) -> None:
    before = files(damaged)
    window = show(damaged)
    button(window, "rescue_keep").click()
    after = files(damaged)
    new = {name: data for name, data in after.items() if name not in before}
    assert {Path(name).parent.name[:3] for name in new} == {"损坏-"}
    assert new[next(name for name in new if name.endswith("desk.db"))] == before["desk.db"]
    assert {name: after[name] for name in before} == before
    assert "损坏-" in words(window, "rescue_doing")
    assert not window.whole


def test_who_may_not_restore_may_only_keep(damaged: Path, show: Shower) -> None:
    window = show(damaged, person=with_roles("演示录入员", ["entry"]))
    assert not button(window, "rescue_restore").isEnabled()
    assert not button(window, "rescue_salvage").isEnabled()
    assert button(window, "rescue_keep").isEnabled()
    assert "由管理员登录后办理" in words(window, "rescue_doing")


def test_a_store_that_turns_out_whole_is_opened(
    folder: Path, show: Shower, officer: Officer
) -> None:
    fill(folder)
    whole = (folder / "desk.db").read_bytes()
    spoil(folder / "desk.db")
    window = show(folder)
    button(window, "rescue_check").click()
    assert not window.whole
    assert officer.told
    (folder / "desk.db").write_bytes(whole)
    button(window, "rescue_check").click()
    assert window.whole
    assert not window.isVisible()


def test_a_store_that_is_gone_is_restored_from_its_backups(folder: Path, show: Shower) -> None:
    fill(folder)
    (folder / "desk.db").unlink()
    window = show(folder)
    assert "找不到数据文件" in words(window, "rescue_title")
    salvage = window.findChild(QFrame, "rescue_salvage_card")
    assert salvage is not None
    assert not salvage.isVisible()
    button(window, "rescue_restore").click()
    assert cases(folder) == 30


@pytest.mark.parametrize("head", [False, True])
def test_an_encrypted_desk_is_restored_as_well(folder: Path, show: Shower, head: bool) -> None:
    set_up(folder, "演示管理员", "演示口令一二三四五六", cost=Cost(1, 1, 32))
    session = sign_in(folder, "演示管理员", "演示口令一二三四五六", now=CLOCK.now())
    fill(folder, session.key, session.officer)
    spoil(folder / "desk.db", head=head)
    window = show(folder, key=session.key, person=session.officer)
    button(window, "rescue_restore").click()
    assert window.whole
    assert cases(folder, session.key, session.officer) == 30


def test_signs_that_no_typeface_has_are_not_shown(damaged: Path, show: Shower) -> None:
    window = show(damaged)
    window.show_result("演示", ("编号\x00\x01演示",), None)
    lost = window.findChild(QPlainTextEdit, "rescue_lost")
    assert lost is not None
    assert lost.toPlainText() == "编号？？演示"


@pytest.mark.parametrize("large", [False, True])
def test_every_sentence_stands_in_full(
    damaged: Path, show: Shower, qapp: QApplication, large: bool
) -> None:
    theme.apply(qapp, large=large)
    try:
        window = show(damaged)
        window.resize(900, 500)
        qapp.processEvents()
        labels = [each for each in window.findChildren(QLabel) if each.isVisible() and each.text()]
        assert len(labels) >= 8
        for label in labels:
            assert label.height() >= label.heightForWidth(label.width()), label.text()
    finally:
        theme.apply(qapp, large=False)
