"""核验: a code typed or scanned is answered in words."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from boshan_desk.domain.period import quarter
from boshan_desk.ui.paper_verify import VerifyBox
from boshan_desk.ui.shell import Shell
from boshan_desk.usecases.papers.codes import code_of, grouped, scanned_text
from boshan_desk.usecases.papers.keeping import Kept, freeze, void
from boshan_desk.usecases.quarter.request import Request


@pytest.fixture
def kept(shell: Shell) -> Kept:
    """A frozen paper (演示)."""
    return freeze(shell.desk, Request(period=quarter(2026, 2), kind="jianbao"))


@pytest.fixture
def box(qtbot: QtBot, shell: Shell) -> VerifyBox:
    """The line for the code."""
    made = VerifyBox(shell)
    qtbot.addWidget(made)
    made.show()
    return made


def ask(box: VerifyBox, code: str) -> tuple[str, str]:
    box.code.setText(code)
    box.button.click()
    return box.answer.severity, box.answer.words


def test_nothing_typed_asks_nothing(box: VerifyBox) -> None:
    assert not box.button.isEnabled()
    box.verify()
    assert not box.answer.isVisible()


@pytest.mark.parametrize("how", ["plain", "lower", "blanks", "wide", "no dashes", "line"])
def test_a_code_is_found_however_it_is_typed(box: VerifyBox, kept: Kept, how: str) -> None:
    code = kept.code
    typed = {
        "plain": code,
        "lower": code.lower(),
        "blanks": f"  {code.replace('-', ' ')} ",
        "wide": "".join(chr(ord(c) + 0xFEE0) for c in code),
        "no dashes": code.replace("-", ""),
        "line": f"编号 {kept.number}　核验码：{code}",
    }[how]
    heard: list[str] = []
    box.found.connect(heard.append)
    severity, words = ask(box, typed)
    assert severity == "ok"
    assert kept.number in words
    assert heard == [kept.id]


def test_what_a_scanner_reads_is_understood(box: VerifyBox, kept: Kept) -> None:
    QGuiApplication.clipboard().setText(scanned_text(kept.code.replace("-", ""), kept.number))
    box.code.paste()
    box.button.click()
    assert box.answer.severity == "ok"
    assert kept.number in box.answer.words


def test_a_mistyped_code_is_told_apart_from_a_foreign_one(box: VerifyBox, kept: Kept) -> None:
    wrong = ("1" if kept.code[0] != "1" else "2") + kept.code[1:]
    severity, words = ask(box, wrong)
    assert severity == "warn"
    assert "逐个核对" in words
    severity, words = ask(box, grouped(code_of("elsewhere", "0")))
    assert severity == "stop"
    assert "不是由这份数据定稿的" in words


def test_a_void_paper_is_not_simply_found(box: VerifyBox, kept: Kept, shell: Shell) -> None:
    void(shell.desk, kept.id, "演示：口径有误")
    severity, words = ask(box, kept.code)
    assert severity == "warn"
    assert "已作废：演示：口径有误" in words


def test_the_answer_to_another_code_does_not_stand(box: VerifyBox, kept: Kept) -> None:
    ask(box, kept.code)
    box.code.setText(kept.code[:-1])
    assert not box.answer.isVisible()
