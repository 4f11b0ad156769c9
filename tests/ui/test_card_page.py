"""From a record to its card: seen first, then printed or saved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from boshan_desk.ledgers import LEDGERS
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ledgers.event import Event
from boshan_desk.ledgers.pledge import Pledge
from boshan_desk.ui import card_page
from boshan_desk.ui.card_page import CardPage
from boshan_desk.ui.record_page import RecordPage
from boshan_desk.ui.shell import Shell
from boshan_desk.usecases import records
from boshan_desk.usecases.cards import CARDS
from tests.reports.reading import whole_text
from tests.ui.conftest import Officer


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What was sent to the printer."""
    sent: list[bytes] = []
    monkeypatch.setattr(card_page, "print_paper", lambda _shell, pdf, _pages: sent.append(pdf))
    return sent


@pytest.fixture
def open_card(shell: Shell, qtbot: QtBot) -> Callable[[str, str], CardPage]:
    """Opens a record, and from there its card."""

    def make(ledger: str, id: str) -> CardPage:
        laid: list[QWidget] = []
        shell.page_wanted.connect(laid.append)
        page = RecordPage(shell, LEDGERS[ledger], id)
        qtbot.addWidget(page)
        page.resize(1400, 800)
        page.show()
        button = page.findChild(QPushButton, "print_card")
        assert button is not None
        assert button.isVisible()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        [card] = laid
        assert isinstance(card, CardPage)
        qtbot.addWidget(card)
        return card

    return make


def put(shell: Shell, record: type[Any], **values: Any) -> Any:
    return records.save(shell.desk, None, record(status="draft", **values))


def test_a_card_is_seen_and_printed_as_it_is_seen(
    shell: Shell, open_card: Callable[[str, str], CardPage], printed: list[bytes]
) -> None:
    firm = put(shell, Enterprise, name="演示公司")
    page = open_card("enterprise", firm.id)
    assert page.drawn is not None
    assert "演示公司" in whole_text(page.drawn.pdf)
    assert page.print_button.isEnabled()
    QTest.mouseClick(page.print_button, Qt.MouseButton.LeftButton)
    assert printed == [page.drawn.pdf]


def test_a_card_is_saved_where_the_officer_says(
    shell: Shell,
    open_card: Callable[[str, str], CardPage],
    officer: Officer,
    tmp_path: Path,
) -> None:
    firm = put(shell, Enterprise, name="演示/公司")
    page = open_card("enterprise", firm.id)
    told: list[tuple[Path, str]] = []
    page.saved.connect(lambda path, words: told.append((path, words)))
    officer.will_answer(tmp_path / "卡片.pdf")
    page.save()
    assert page.drawn is not None
    assert (tmp_path / "卡片.pdf").read_bytes() == page.drawn.pdf
    assert told == [(tmp_path / "卡片.pdf", "已保存：卡片.pdf")]


def test_the_lines_of_a_sign_in_sheet_are_chosen(
    shell: Shell, open_card: Callable[[str, str], CardPage]
) -> None:
    event = put(shell, Event, title="演示培训", starts_on=date(2026, 5, 1))
    page = open_card("event", event.id)
    assert page.drawn is not None
    assert page.drawn.pages == 2
    assert page.lines is not None
    page.lines.setValue(100)
    assert page.drawn.pages > 2


def test_a_new_record_and_a_ledger_without_cards_offer_none(shell: Shell, qtbot: QtBot) -> None:
    for name in ("enterprise", "pledge", "case"):
        page = RecordPage(shell, LEDGERS[name], None)
        qtbot.addWidget(page)
        assert page.findChild(QPushButton, "print_card") is None
    loan = put(shell, Pledge, pledgor="演示公司")
    page = RecordPage(shell, LEDGERS["pledge"], loan.id)
    qtbot.addWidget(page)
    assert page.findChild(QPushButton, "print_card") is None


def test_from_a_record_about_a_firm_one_goes_to_the_card_of_the_firm(
    shell: Shell, qtbot: QtBot
) -> None:
    firm = put(shell, Enterprise, name="演示公司")
    laid: list[QWidget] = []
    said: list[tuple[str, str]] = []
    shell.page_wanted.connect(laid.append)
    shell.said.connect(lambda kind, words: said.append((kind, words)))
    for tied in (None, firm.id):
        loan = put(shell, Pledge, pledgor="演示", enterprise_id=tied)
        page = RecordPage(shell, LEDGERS["pledge"], loan.id)
        qtbot.addWidget(page)
        action = page.findChild(QAction, "print_firm")
        assert action is not None
        assert action.text() == "打印企业卡片…"
        action.trigger()
    [(kind, words)] = said
    assert kind == "note"
    assert "企业档案" in words
    [card] = laid
    assert isinstance(card, CardPage)
    qtbot.addWidget(card)
    assert card.drawn is not None
    assert "演示公司" in whole_text(card.drawn.pdf)


def test_in_a_narrow_window_the_card_is_in_the_menu(shell: Shell, qtbot: QtBot) -> None:
    firm = put(shell, Enterprise, name="演示公司")
    page = RecordPage(shell, LEDGERS["enterprise"], firm.id)
    qtbot.addWidget(page)
    page.show()
    for width, beside in ((1400, True), (500, False)):
        page.header.resize(width, page.header.height())
        page.header.fit()
        button = page.findChild(QPushButton, "print_card")
        assert button is not None
        assert button.isVisible() is beside
        assert page.header.more_button.isVisible() or beside
    assert set(CARDS) <= set(LEDGERS)
