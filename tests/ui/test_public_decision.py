"""A public decision entered step by step through the window: 浏市监处罚〔2025〕439号.

Public are: the inspection and 先行登记保存 on 24 July 2025, the right-holder's identification and
扣押 on 29 July, and the questioning on 12 August.  The party is written as 某商行.  The other days
are invented (演示).  Beside every clock stands its count by hand; in 2025 one worked on Sunday
28 September and Saturday 11 October and rested from 1 to 8 October.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from boshan_desk.ui.editors import Editor
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.record_page import RecordPage
from boshan_desk.ui.shell import Shell


@pytest.fixture
def window(shell: Shell, qtbot: QtBot) -> Iterator[MainWindow]:
    """The whole window."""
    made = MainWindow(shell)
    qtbot.addWidget(made)
    made.resize(1366, 728)
    made.show()
    yield made
    made.try_close_pages()


def press(page: QWidget, name: str) -> None:
    """Press a button that is in view."""
    button = page.findChild(QAbstractButton, name)
    assert isinstance(button, QAbstractButton), name
    assert button.isEnabled(), f"{name}: {button.toolTip()}"
    button.click()


def fill(page: QWidget, values: dict[str, str]) -> None:
    """Type into the fields of a form."""
    for name, text in values.items():
        editor = page.findChild(Editor, name)
        assert isinstance(editor, Editor), name
        editor.show_typed(text)


def record_page(window: MainWindow) -> RecordPage:
    """The form in view."""
    page = window.page_on_top()
    assert isinstance(page, RecordPage)
    return page


def take(window: MainWindow, event: str, **values: str) -> None:
    """Register a step by its button."""
    page = record_page(window)
    assert page.case is not None
    page.case.show_tab("desk")
    if action := next(
        (a for a in page.case.overview.next.menu.actions() if a.objectName() == f"menu_{event}"),
        None,
    ):
        action.trigger()
    else:
        press(page.case, f"step_{event}")
    form = page.case.leaf
    assert form is not None
    fill(form, values)
    press(form, "step_save")
    assert page.case.leaf is None, [
        (e.objectName(), e.finding[1]) for e in form.findChildren(Editor) if e.finding[1]
    ]


def enter_child(window: MainWindow, tab: str, **values: str) -> None:
    """Enter a record that belongs to the case, in its tab."""
    page = record_page(window)
    assert page.case is not None
    page.case.show_tab(tab)
    press(page.case.part(tab), "children_new")
    child = record_page(window)
    assert child is not page
    for name, text in values.items():
        child.editor(name).show_typed(text)
    child.save()
    child.close_page()
    assert record_page(window) is page


def clocks(window: MainWindow) -> dict[str, tuple[str, str, str]]:
    """Every limit: when it was counted to, to when in law, when it was met."""
    page = record_page(window)
    assert page.case is not None
    page.case.refresh()
    sight = page.case.sight
    assert sight is not None
    return {
        clock.limit.id: (str(clock.due), str(clock.last), str(clock.met_on))
        for clock in sight.view.clocks
    }


def test_every_clock_of_the_public_decision_agrees_with_a_count_by_hand(
    window: MainWindow, shell: Shell
) -> None:
    window.open_record("case")
    page = record_page(window)
    for name, text in {
        "clue_no": "演示线索439号", "ip_kind": "商标", "source_kind": "监督检查",
        "clue_on": "2025-07-24", "cause": "销售侵犯注册商标专用权的商品",
        "brief": "现场检查发现涉嫌侵权商品（演示）",
    }.items():  # fmt: skip
        page.editor(name).show_typed(text)
    page.save()
    assert page.case is not None

    take(window, "verify", on="2025-07-24", officers="张演示、李演示")
    enter_child(window, "case_measure", kind="先行登记保存", decision_no="演示先登1号",
                taken_on="2025-07-24", goods="演示商品")  # fmt: skip
    take(
        window, "file", on="2025-07-25", told="是", approver="王演示", officers="张演示、李演示",
        cards="演01、演02", paper_no="演示立案1号", party_kind="个体工商户", party="某商行",
        address="演示路1号", town_code=shell.lists["town"].entries[0].label,
        conduct_from="2025-07-01", unit="执法大队",
    )  # fmt: skip
    # The right-holder identified the goods on the day on which they were seized.
    page.case.show_tab("case_measure")
    measures = page.case.part("case_measure")
    listed = measures.list  # type: ignore[attr-defined]
    listed.grid.selectRow(0)
    press(measures, "children_open")
    child = record_page(window)
    child.editor("lifted_on").show_typed("2025-07-29")
    child.editor("outcome").show_typed("转为查封、扣押")
    child.save()
    child.close_page()
    enter_child(window, "case_measure", kind="扣押", decision_no="演示强扣1号",
                taken_on="2025-07-29", goods="演示商品", extended_on="2025-08-26",
                extension_days="30")  # fmt: skip

    found = clocks(window)
    # 15 working days from Thursday 24 July: 25; 28 to 1 August (6); 4 to 8 (11); 11 to 14 (15).
    assert found["L01"] == ("2025-08-14", "2025-08-14", "2025-07-25")
    # 7 working days from 24 July: 25; 28 to 1 August (6); 4 August (7).
    assert found["L06"] == ("2025-08-04", "2025-08-04", "2025-07-29")
    # 30 days from 29 July: 28 August; 30 more: Saturday 27 September, and Sunday 28 was worked.
    assert found["L08"] == ("2025-09-27", "2025-09-28", "None")
    # 90 days from 25 July: 6 in July, 31 in August, 30 in September, and 23 October.
    assert found["L12"] == ("2025-10-23", "2025-10-23", "None")

    take(window, "conclude", on="2025-08-15", proposal="给予行政处罚", discretion="一般",
         note="8月12日询问当事人（演示）")  # fmt: skip
    take(window, "send_review", on="2025-08-15", review_kind="案件审核", person="赵演示")
    # 10 working days from Friday 15 August: 18 to 22 (5), 25 to 29 (10).
    assert clocks(window)["L09"] == ("2025-08-29", "2025-08-29", "None")
    take(window, "agree", on="2025-08-20", person="赵演示", approver="王演示", note="同意",
         told="是")  # fmt: skip
    take(window, "serve_notice", on="2025-08-21", paper_no="演示告1号", service_mode="直接送达",
         told="是")  # fmt: skip
    # 5 working days from Thursday 21 August: 22, 25, 26, 27, 28.
    assert clocks(window)["L10"][:2] == ("2025-08-28", "2025-08-28")
    take(window, "finish_notice", on="2025-08-29")
    enter_child(window, "case_penalty", kind="罚款", amount="5000")
    enter_child(window, "case_penalty", kind="没收非法财物", goods="演示商品")
    take(window, "decide_penalty", on="2025-09-02", approver="王演示",
         paper_no="浏市监处罚〔2025〕439号", breach_basis="商标法第五十七条第三项",
         penalty_basis="商标法第六十条第二款")  # fmt: skip
    assert page.before is not None
    page.case.show_tab("case_measure")
    row = [r[0] for r in listed_words(listed)].index("扣押")
    listed.grid.selectRow(row)
    press(measures, "children_open")
    child = record_page(window)
    child.editor("lifted_on").show_typed("2025-09-02")
    child.editor("outcome").show_typed("没收")
    child.save()
    child.close_page()
    take(window, "serve", on="2025-09-04", told="是", service_mode="直接送达")
    found = clocks(window)
    assert found["L08"] == ("2025-09-27", "2025-09-28", "2025-09-02")
    assert found["L12"][2] == "2025-09-02"
    # 7 working days from Tuesday 2 September: 3, 4, 5, 8, 9, 10, 11.
    assert found["L13"] == ("2025-09-11", "2025-09-11", "2025-09-04")
    # 15 days from 4 September.
    assert found["L15"] == ("2025-09-19", "2025-09-19", "None")
    # 20 working days from 2 September: 3 to 5 (3), 8 to 12 (8), 15 to 19 (13), 22 to 26 (18),
    # Sunday 28 (19), 29 (20).
    assert found["L22"] == ("2025-09-29", "2025-09-29", "None")
    # 60 days from 4 September: 26 in September, 31 in October, 3 November.
    assert found["L17"][:2] == ("2025-11-03", "2025-11-03")
    # 6 months.
    assert found["L18"][:2] == ("2026-03-04", "2026-03-04")

    take(window, "pay", on="2025-09-15")
    take(window, "publish", on="2025-09-18", authority="公示系统（演示）")
    # 15 working days from Monday 15 September: 16 to 19 (4), 22 to 26 (9), Sunday 28 (10),
    # 29, 30 (12), 9 and 10 October (14), Saturday 11 (15).
    assert clocks(window)["L21"] == ("2025-10-11", "2025-10-11", "None")
    take(window, "close", on="2025-09-22", approver="王演示", close_kind="执行完毕")
    take(window, "archive", on="2025-09-24", volume_no="演示卷1号", pages="40", retention="30年")
    found = clocks(window)
    assert found["L15"][2] == "2025-09-15"
    assert found["L21"][2] == "2025-09-22"
    assert found["L22"][2] == "2025-09-18"
    sight = page.case.sight
    assert sight is not None
    assert sight.view.state == "ARCHIVED"
    case = sight.view.file.case
    assert case.decision_no == "浏市监处罚〔2025〕439号"
    assert case.fine == 5000_00
    late = [
        c.limit.id for c in sight.view.clocks if c.state(sight.on).value in ("overdue", "met_late")
    ]
    assert late == []


def listed_words(listed: object) -> list[list[str]]:
    """What a list of children shows."""
    model = listed.model  # type: ignore[attr-defined]
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]
