"""The page of a supervision slip: from a lamp to a printed paper, answered and struck off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from boshan_desk.ledgers.plan import Supervision
from boshan_desk.ui import slip_page
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.slip_page import SlipPage
from boshan_desk.ui.slips_page import SlipsPage
from boshan_desk.usecases.plans import slip_drafting, slips
from boshan_desk.usecases.plans.standing import Standing
from tests.ui.conftest import Officer, Sit
from tests.usecases.invented_office import Q3, move_in, standing


@pytest.fixture(autouse=True)
def office(shell: Shell) -> None:
    move_in(shell.desk)
    shell.read_office()


@pytest.fixture(autouse=True)
def stand(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let targets stand like this: one of them two points behind."""

    def say(*found: Standing) -> None:
        monkeypatch.setattr(slip_drafting, "standings", lambda *_a, **_k: list(found))

    say(standing())
    return say


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What was sent to the printer."""
    sent: list[bytes] = []
    monkeypatch.setattr(slip_page, "print_paper", lambda _shell, pdf, _pages: sent.append(pdf))
    return sent


@pytest.fixture
def open_page(shell: Shell, qtbot: QtBot) -> Callable[..., SlipPage]:
    """Opens the page of a slip."""

    def make(item: str = "YS-T01", *, slip_id: str = "") -> SlipPage:
        page = SlipPage(shell, item, Q3, slip_id=slip_id)
        qtbot.addWidget(page)
        page.resize(1180, 620)
        page.show()
        return page

    return make


def kept(shell: Shell) -> list[Supervision]:
    with shell.desk.read() as reader:
        return list(reader.all(Supervision))


def text_of(page: SlipPage, name: str) -> str:
    label = page.findChild(QLabel, name)
    assert label is not None
    return label.text()


def fill(page: SlipPage, **values: str) -> None:
    assert page.fields is not None
    for name, words in values.items():
        page.fields.editors[name].set_text(words)


def value(page: SlipPage, name: str) -> Any:
    assert page.fields is not None
    return page.fields.editors[name].text()


def test_the_draft_is_filled_in_and_the_cursor_stands_where_something_is_lacking(
    shell: Shell, open_page: Callable[..., SlipPage]
) -> None:
    page = open_page()
    assert value(page, "level") == "黄色督办"
    assert value(page, "unit") == "区市场监督管理局"
    assert "97.7%" in value(page, "finding")
    assert value(page, "due_on") == "2026-10-29"
    assert text_of(page, "slip_way").startswith("【拟稿】")
    assert page.fields is not None
    assert page.fields.editors["approver"].isAncestorOf(page.focusWidget())
    assert kept(shell) == []


def test_once_an_approver_is_known_one_press_issues_and_prints(
    shell: Shell, open_page: Callable[..., SlipPage], printed: list[bytes], tmp_path: Path
) -> None:
    first = slips.draft_slip(shell.desk, "YS-1.2", Q3)
    slips.issue_slip(shell.desk, first.id, approver="演示局长")
    page = open_page()
    # The second press of three: the page was opened by the first, the printer takes the third.
    button = page.focusWidget()
    assert isinstance(button, QPushButton)
    assert (button.objectName(), button.text()) == ("slip_do", "印发并打印")
    QTest.keyClick(button, Qt.Key.Key_Return)
    (slip,) = [each for each in kept(shell) if each.indicator == "YS-T01"]
    assert (slip.no, slip.state, slip.approver) == ("演知督〔2026〕2号", "issued", "演示局长")
    (paper,) = printed
    path = tmp_path / "p.pdf"
    path.write_bytes(paper)
    assert "演知督〔2026〕2号" in PdfReader(path).pages[0].extract_text()
    assert "已印发" in text_of(page, "slip_state")
    assert "还有20日" in text_of(page, "slip_state")


def test_what_was_changed_is_kept_as_a_draft_and_printed_as_it_stands(
    shell: Shell, open_page: Callable[..., SlipPage], printed: list[bytes], tmp_path: Path
) -> None:
    page = open_page()
    fill(page, finding="演示改写的问题。")
    page.print_out()
    path = tmp_path / "p.pdf"
    path.write_bytes(printed[0])
    assert "演示改写的问题" in PdfReader(path).pages[0].extract_text()
    assert kept(shell) == []
    page.keep()
    (slip,) = kept(shell)
    assert (slip.state, slip.finding, slip.no) == ("draft", "演示改写的问题。", None)
    fill(page, finding="再改。")
    page.keep()
    (slip,) = kept(shell)
    assert slip.finding == "再改。"


def test_issuing_without_an_approver_says_so_beside_the_field(
    shell: Shell, open_page: Callable[..., SlipPage], printed: list[bytes]
) -> None:
    page = open_page()
    page.take_step()
    assert page.fields is not None
    assert page.fields.editors["approver"].finding == ("error", "必须填写")
    assert (kept(shell), printed) == ([], [])


def test_a_refusal_of_the_use_case_is_said_and_the_draft_is_kept(
    shell: Shell, open_page: Callable[..., SlipPage], printed: list[bytes]
) -> None:
    page = open_page()
    fill(page, approver="演示局长", due_on="2026-10-01")
    page.take_step()
    assert page.fields is not None
    assert page.fields.editors["due_on"].finding[1] == "办理期限不能早于印发日期"
    (slip,) = kept(shell)
    assert (slip.state, printed) == ("draft", [])
    fill(page, due_on="2026-10-20")
    page.take_step()
    (slip,) = kept(shell)
    assert (slip.state, len(printed)) == ("issued", 1)


def test_a_slip_is_answered_and_struck_off_on_the_same_page(
    shell: Shell, open_page: Callable[..., SlipPage], printed: list[bytes]
) -> None:
    page = open_page()
    fill(page, approver="演示局长")
    page.issue()
    assert printed == []
    button = page.findChild(QPushButton, "slip_do")
    assert button is not None
    assert button.text() == "登记回复"
    assert "97.7%" in text_of(page, "slip_told")
    page.take_step()
    assert kept(shell)[0].state == "issued"
    fill(page, reply="已办理。")
    page.take_step()
    assert button.text() == "销号"
    assert value(page, "closed_by") == "演示局长"
    page.take_step()
    (slip,) = kept(shell)
    assert (slip.state, slip.closing_words) == ("closed", "同意销号")
    assert page.fields is None
    assert not button.isVisible()


def test_what_is_taken_back_is_taken_back_on_the_page_too(
    shell: Shell, open_page: Callable[..., SlipPage]
) -> None:
    page = open_page()
    fill(page, approver="演示局长")
    page.issue()
    fill(page, reply="已办理。")
    page.take_step()
    button = page.findChild(QPushButton, "slip_do")
    assert button is not None
    assert button.text() == "销号"
    shell.desk.take_back()
    assert button.text() == "登记回复"
    assert "已印发" in text_of(page, "slip_state")


def test_a_draft_that_is_taken_back_leaves_no_page_behind(
    shell: Shell, open_page: Callable[..., SlipPage]
) -> None:
    page = open_page()
    left: list[bool] = []
    page.closed.connect(lambda: left.append(True))
    page.keep()
    assert len(kept(shell)) == 1
    shell.desk.take_back()
    assert left


def test_an_issue_leaves_nothing_to_be_undone_that_would_be_refused(
    shell: Shell, open_page: Callable[..., SlipPage]
) -> None:
    before = list(shell.desk.done)
    page = open_page()
    fill(page, approver="演示局长")
    page.issue()
    assert kept(shell)[0].state == "issued"
    assert shell.desk.done == before


def test_the_row_of_an_open_slip_opens_that_slip(
    shell: Shell, open_page: Callable[..., SlipPage]
) -> None:
    slip = slips.draft_slip(shell.desk, "YS-T01", Q3)
    page = open_page()
    assert page.kept
    assert page.slip is not None
    assert page.slip.id == slip.id


def test_of_what_is_not_behind_a_reminder_is_offered(
    shell: Shell, open_page: Callable[..., SlipPage], stand: Callable[..., None]
) -> None:
    stand(standing(lamp="on", difference=Decimal(1)))
    page = open_page()
    assert not page.offer.isHidden()
    assert "不需要督办" in page.offer.words.text()
    button = page.findChild(QPushButton, "slip_remind")
    assert button is not None
    button.click()
    assert value(page, "level") == "蓝色提醒"
    page.keep()
    assert kept(shell)[0].level == "blue"


def test_a_slip_is_made_void_with_a_reason(
    shell: Shell, officer: Officer, open_page: Callable[..., SlipPage]
) -> None:
    slip = slips.draft_slip(shell.desk, "YS-T01", Q3)
    page = open_page(slip_id=slip.id)
    officer.will_answer(None)
    page.void()
    assert kept(shell)[0].state == "draft"
    officer.will_answer("口径有误")
    page.void()
    assert (kept(shell)[0].state, kept(shell)[0].closing_words) == ("void", "口径有误")
    assert text_of(page, "slip_way") == "【作废】"


def test_the_preview_shows_the_paper_and_escape_goes_back_step_by_step(
    officer: Officer, open_page: Callable[..., SlipPage]
) -> None:
    page = open_page()
    gone: list[bool] = []
    page.closed.connect(lambda: gone.append(True))
    page.look()
    assert page.pile.currentWidget() is page.preview
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert page.pile.currentWidget() is not page.preview
    assert gone == []
    fill(page, finding="改过")
    officer.will_answer(False)
    page.leave()
    assert gone == []
    officer.will_answer(True)
    page.leave()
    assert gone == [True]


def test_the_paper_is_saved_under_its_number(
    shell: Shell, officer: Officer, open_page: Callable[..., SlipPage], tmp_path: Path
) -> None:
    slip = slips.draft_slip(shell.desk, "YS-T01", Q3)
    slips.issue_slip(shell.desk, slip.id, approver="演示局长")
    page = open_page(slip_id=slip.id)
    written: list[str] = []
    page.saved.connect(lambda _path, words: written.append(words))
    path = tmp_path / "演示.pdf"
    officer.will_answer(path)
    page.save_paper()
    assert written == ["督办单已保存：演示.pdf"]
    assert "演知督〔2026〕1号" in PdfReader(path).pages[0].extract_text()


def test_who_may_not_write_sees_the_slip_and_no_step(shell: Shell, sit: Sit, qtbot: QtBot) -> None:
    slip = slips.draft_slip(shell.desk, "YS-T01", Q3)
    slips.issue_slip(shell.desk, slip.id, approver="演示局长")
    shell.close()
    leader = sit("演示领导", "leader")
    page = SlipPage(leader, slip_id=slip.id)
    qtbot.addWidget(page)
    page.show()
    assert page.fields is None
    assert "97.7%" in text_of(page, "slip_told")
    for name in ("slip_do", "slip_keep"):
        button = page.findChild(QPushButton, name)
        assert button is not None
        assert not button.isVisible()


def test_the_list_of_slips_shows_states_and_opens_one(shell: Shell, qtbot: QtBot) -> None:
    late = slips.draft_slip(shell.desk, "YS-T01", Q3)
    slips.issue_slip(
        shell.desk,
        late.id,
        approver="演示局长",
        issued_on=date(2026, 9, 1),
        due_on=date(2026, 9, 30),
    )
    slips.draft_slip(shell.desk, "YS-1.2", Q3)
    page = SlipsPage(shell)
    qtbot.addWidget(page)
    page.show()
    rows = page.table.words()
    assert [row[5] for row in rows] == ["拟稿", "已印发"]
    assert "超期" in rows[1][7]
    page.state.setCurrentIndex(page.state.findData("overdue"))
    page.state.activated.emit(page.state.currentIndex())
    assert [row[0] for row in page.table.words()] == ["演知督〔2026〕1号"]
    wanted: list[Any] = []
    page.page_wanted.connect(wanted.append)
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    (opened,) = wanted
    qtbot.addWidget(opened)
    assert opened.slip.id == late.id


def test_who_may_set_it_changes_the_days_of_slips(
    shell: Shell, officer: Officer, qtbot: QtBot, said: list[tuple[str, str]]
) -> None:
    page = SlipsPage(shell)
    qtbot.addWidget(page)
    page.show()
    assert page.days_button.text() == "办理期限：15个工作日…"
    officer.will_answer("许多")
    page.set_days()
    assert said[-1][1] == "办理期限应为 1 到 120 个工作日"
    officer.will_answer("5")
    page.set_days()
    assert page.days_button.text() == "办理期限：5个工作日…"
    assert slips.draft_slip(shell.desk, "YS-T01", Q3).due_on == date(2026, 10, 15)
