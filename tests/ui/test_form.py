"""The form as a whole: fields made in turn, links looked up while one goes on, old codes kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from boshan_desk.domain.codes import CodeList
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ui.record_page import RecordPage
from boshan_desk.ui.shell import Shell


@pytest.fixture
def open_case(qtbot: QtBot, shell: Shell) -> Callable[..., RecordPage]:
    def opened(case: Case | None, *, shown: bool = True) -> RecordPage:
        page = RecordPage(shell, Case.ledger, case.id if case else None, None)
        qtbot.addWidget(page)
        page.resize(1200, 700)
        if shown:
            page.show()
        return page

    return opened


def test_the_first_screen_is_there_at_once_and_the_rest_comes_by_itself(
    qtbot: QtBot, open_case: Callable[..., RecordPage], put: Any
) -> None:
    page = open_case(put(Case(case_no="演1", remark="演示简述")), shown=False)
    first = list(page.form.made)
    assert first == list(Case.ledger.fields)[: len(first)]
    assert "remark" not in first
    page.show()
    assert page.case is not None
    page.case.show_tab("record")
    qtbot.waitUntil(lambda: len(page.form.made) == len(Case.ledger.fields))
    assert list(page.form.made) == [n for s in Case.ledger.form for n in s.fields]
    assert page.form.made["remark"].typed() == "演示简述"


def test_a_field_that_is_not_made_yet_is_saved_as_it_was(
    shell: Shell, open_case: Callable[..., RecordPage], put: Any
) -> None:
    page = open_case(put(Case(case_no="演1", remark="演示简述")), shown=False)
    page.form.made["case_no"].show_typed("演2")
    given, unreadable = page.as_typed()
    assert "remark" not in page.form.made
    assert isinstance(given, Case)
    assert (given.case_no, given.remark, unreadable) == ("演2", "演示简述", [])


def test_a_code_that_left_its_list_is_warned_of_and_the_record_is_saved(
    shell: Shell,
    open_case: Callable[..., RecordPage],
    put: Any,
    said: list[tuple[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = put(Case(case_no="演1", cause="TM05"))
    whole = shell.lists["cause"]
    fewer = tuple(entry for entry in whole if entry.code != "TM05")
    lists = {**shell.lists, "cause": CodeList("cause", fewer)}
    monkeypatch.setattr(shell, "lists", lists)
    monkeypatch.setattr(type(shell.desk), "lists", lists)
    page = open_case(case)
    assert page.editor("cause").finding[0] == "warn"
    page.editor("goods").show_typed("演示商品")
    page.save()
    assert said[-1][0] == "ok"
    assert isinstance(page.before, Case)
    assert (page.before.cause, page.before.goods) == ("TM05", "演示商品")


def test_a_link_is_looked_up_off_the_thread_and_saving_waits_for_it(
    shell: Shell,
    open_case: Callable[..., RecordPage],
    put: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    firm = put(Enterprise(name="演示博山陶瓷有限公司"))
    field = next(n for n, link in Case.ledger.linking.items() if link.to == "enterprise")
    page = open_case(put(Case(case_no="演1")))
    waiting: deque[Callable[[], object]] = deque()
    look = shell.look
    monkeypatch.setattr(shell, "look", lambda *asked: waiting.append(lambda: look(*asked)))
    page.editor(field).show_typed("陶瓷")
    page.save()
    assert page.before is not None
    assert getattr(page.before, field) is None
    while waiting:
        waiting.popleft()()
    assert getattr(page.before, field) == firm.id
