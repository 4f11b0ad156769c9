"""审计记录 and 安全说明 in the window: what is told of the history, and how far to trust it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from boshan_desk.domain.officers import ROLES, NoRight, Right, with_roles
from boshan_desk.domain.period import quarter
from boshan_desk.domain.today import Clock
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.informant import Informant
from boshan_desk.store import chain
from boshan_desk.store.desk import Desk
from boshan_desk.store.driver import connect
from boshan_desk.store.opening import open_desk
from boshan_desk.store.trail import Did, Trail
from boshan_desk.ui import audit_lists
from boshan_desk.ui.audit_page import AuditPage
from boshan_desk.ui.audit_words import anchor_words, detail_lines
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.security_page import SecurityPage
from boshan_desk.ui.shell import Shell
from boshan_desk.usecases import audit, backups, closing, purging, records

from .conftest import Keys, Officer, Sit

AUDITOR = ("周审计", "auditor")
PHONE, ID_NO, PERSON = "13900004321", "370304199001011235", "演示当事人甲乙"


def work_at_the_desk(folder: Path) -> str:
    """Some works by two officers on two days; the code printed after the third of them."""

    def desk(name: str, day: date) -> Desk:
        who = with_roles(name, ["approver"], id=name)
        return open_desk(folder, officer=who, clock=Clock(day))

    with desk("李审批", date(2026, 8, 3)) as opened:
        case = records.save(
            opened,
            None,
            Case(case_no="博演示〔2026〕1号", party=PERSON, id_no=ID_NO, phone=PHONE),
        )
        two = records.save(opened, None, Case(case_no="博演示〔2026〕2号"))
        records.save(opened, None, Informant(case_id=case.id, name="演示举报人丙", phone=PHONE))
        code = audit.head_of(opened)
    with desk("王复核", date(2026, 9, 7)) as opened:
        records.uncover(opened, Case.ledger, case.id, "id_no", "演示：核对处罚决定书")
        records.withdraw(opened, Case.ledger, [two.id], "演示：重复登记")
        closing.close_period(opened, quarter(2026, 1), ["赵录入"])
    return code


@pytest.fixture
def printed(folder: Path) -> str:
    """A code that was printed when three works were done; three more followed."""
    return work_at_the_desk(folder)


@pytest.fixture
def open_page(qtbot: QtBot) -> Callable[[Shell], AuditPage]:
    """The page, for whoever sits at the desk."""

    def opened(shell: Shell) -> AuditPage:
        page = AuditPage(shell)
        qtbot.addWidget(page)
        page.resize(1100, 600)
        page.show()
        return page

    return opened


@pytest.fixture
def page(printed: str, sit: Sit, open_page: Callable[[Shell], AuditPage]) -> AuditPage:
    """The page over the six works."""
    return open_page(sit(*AUDITOR))


def cells(model: audit_lists.PagedModel) -> list[list[str]]:
    """What stands in a list."""
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def works(page: AuditPage) -> list[str]:
    """The names of the works in the list, top down."""
    return [row[3] for row in cells(page.works)]


def choose(page: AuditPage, work: str) -> str:
    """Choose the work of this name; what is said of it."""
    page.list.selectRow(works(page).index(work))
    return page.detail.text()


def all_words(page: AuditPage) -> str:
    """Everything the page shows of all its works."""
    told = [str(cells(page.works))]
    for row in range(page.works.rowCount()):
        page.list.selectRow(row)
        told += [page.detail.text(), str(cells(page.changes))]
    return "\n".join(told)


def gravity(page: AuditPage) -> str:
    """How grave the answer is that stands on the page."""
    return page.check.answer.severity


def change_store(folder: Path, sql: str) -> None:
    """Somebody who holds the file changes it behind the program's back, guards and all."""
    connection = connect(folder / "desk.db")
    try:
        connection.execute("PRAGMA foreign_keys = OFF")
        guards = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, _sql in guards:
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute(sql)
        for _name, again in guards:
            connection.execute(again)
    finally:
        connection.close()


# ---------------------------------------------------------------- the list


def test_works_stand_newest_first_with_who_when_and_how_many(page: AuditPage) -> None:
    shown = cells(page.works)
    assert [row[0] for row in shown] == ["6", "5", "4", "3", "2", "1"]
    assert shown[0][1].startswith("2026-09-07 ")
    assert shown[0][2:4] == ["王复核", "封账：2026年一季度"]
    # The closing itself, and what the period reported: figures and targets.
    assert shown[0][4] == "3"
    assert set(shown[0][5].split("、")) == {"封账", "封账报出数"}
    assert shown[2][2:] == ["王复核", "查看个人信息", "—", "—"]
    assert shown[-1][2:] == ["李审批", "新增执法案件“博演示〔2026〕1号”", "1", "执法案件"]
    assert page.search.count.text() == "共 6 步"


def test_a_work_shows_its_records_and_the_names_of_the_fields(page: AuditPage) -> None:
    page.list.selectRow(5)
    ((ledger, record, serial, fields),) = cells(page.changes)
    assert (ledger, record, serial) == ("执法案件", "博演示〔2026〕1号", "2026-0001")
    assert "证件号码" in fields
    assert "联系电话" in fields
    first = chain.Head(1, page.works.line(5).link).short()
    assert page.detail.text().startswith("第 1 步　2026-08-03 ")
    assert page.detail.text().endswith(f"　李审批　{works(page)[5]}　（校验码 {first}）")


def test_what_a_work_says_of_itself_stands_below_the_list(page: AuditPage) -> None:
    told = choose(page, "查看个人信息")
    assert "看到完整内容的栏目：证件号码；执法案件，博演示〔2026〕1号" in told
    assert "原因：演示：核对处罚决定书" in told
    assert page.nothing.isVisible()
    choose(page, "封账：2026年一季度")
    assert sorted(cells(page.changes)) == [
        ["封账", "2026年一季度", "—", "例外人员"],
        ["封账报出数", "2026年一季度：指标", "—", "第几次报出"],
        ["封账报出数", "2026年一季度：目标", "—", "第几次报出"],
    ]
    assert not page.nothing.isVisible()


def test_no_value_of_a_field_and_no_informant_stands_on_the_page(page: AuditPage) -> None:
    told = all_words(page)
    assert "举报人" in told
    for secret in (PHONE, ID_NO, PERSON, "演示举报人丙"):
        assert secret not in told


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("封账", ["6"]),
        ("王复核", ["6", "5", "4"]),
        ("核对处罚决定书", ["4"]),
        ("2026-0002", ["5", "2"]),
        ("[2026]2号", ["5", "2"]),
        ("李审批 2号", ["2"]),
        ("kind", []),
        ("演示举报人丙", []),
        (PHONE, []),
    ],
)
def test_words_find_works_by_what_was_done_why_and_to_which_record(
    page: AuditPage, text: str, found: list[str]
) -> None:
    page.search.text.setText(text)
    page.search.text.returnPressed.emit()
    assert [row[0] for row in cells(page.works)] == found


def test_works_are_found_by_officer_and_by_days_both_included(page: AuditPage) -> None:
    search = page.search
    offered = [search.officer.itemText(row) for row in range(search.officer.count())]
    assert offered == ["全部人员", "李审批", "王复核"]
    search.officer.setCurrentIndex(1)
    search.officer.activated.emit(1)
    assert [row[0] for row in cells(page.works)] == ["3", "2", "1"]
    search.clear_button.click()
    assert page.works.rowCount() == 6
    search.since.setText("2026年8月3日")
    search.until.setText("2026.8.3")
    search.until.returnPressed.emit()
    assert [row[0] for row in cells(page.works)] == ["3", "2", "1"]
    search.since.setText("2026-8-4")
    search.until.clear()
    search.since.returnPressed.emit()
    assert [row[0] for row in cells(page.works)] == ["6", "5", "4"]


def test_a_day_that_cannot_be_read_is_marked_and_changes_nothing(page: AuditPage) -> None:
    page.search.since.setText("上个月")
    page.search.since.returnPressed.emit()
    assert page.search.since.property("severity") == "stop"
    assert page.search.count.text() == "日期看不懂"
    assert page.works.rowCount() == 6
    page.search.since.setText("2026-09-07")
    page.search.since.returnPressed.emit()
    assert not page.search.since.property("severity")
    assert page.works.rowCount() == 3


def test_words_are_sought_after_a_pause_in_typing(
    page: AuditPage, keys: Keys, qtbot: QtBot
) -> None:
    keys.type(page.search.text, "2026-0002")
    assert page.works.rowCount() == 6
    qtbot.waitUntil(lambda: page.works.rowCount() == 2)


def test_nothing_found_shows_nothing_of_the_work_chosen_before(page: AuditPage) -> None:
    choose(page, "查看个人信息")
    page.search.text.setText("没有这样的操作")
    page.search.text.returnPressed.emit()
    assert page.search.count.text() == "共 0 步"
    assert page.detail.text() == ""
    assert page.changes.rowCount() == 0


def test_of_many_works_and_changes_only_pages_are_in_memory(
    folder: Path,
    sit: Sit,
    open_page: Callable[[Shell], AuditPage],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    who = with_roles("李审批", ["approver"], id="a")
    with open_desk(folder, officer=who, clock=Clock(date(2026, 8, 3))) as desk:
        for n in range(12):
            records.save(desk, None, Case(case_no=f"博演示〔2026〕{n}号"))
        with desk.work("演示") as work:
            for n in range(100, 130):
                work.put(Case(case_no=f"博演示〔2026〕{n}号"))
    monkeypatch.setattr(audit_lists, "PAGE", 4)
    monkeypatch.setattr(audit_lists, "MOST_HELD", 8)
    asked: list[int] = []
    fetch = Trail.page

    def count_and_fetch(trail: Trail, numbers: Sequence[int]) -> dict[int, Did]:
        asked.append(len(numbers))
        return fetch(trail, numbers)

    monkeypatch.setattr(Trail, "page", count_and_fetch)
    page = open_page(sit(*AUDITOR))
    assert [row[0] for row in cells(page.works)] == [str(n) for n in range(13, 0, -1)]
    assert asked
    assert max(asked) <= 4
    assert page.works.held <= 8
    page.list.selectRow(0)
    assert page.changes.rowCount() == 30
    assert len(cells(page.changes)) == 30
    assert page.changes.held <= 8


def test_a_new_work_comes_on_top_and_the_chosen_one_stays_chosen(
    printed: str, shell: Shell, open_page: Callable[[Shell], AuditPage]
) -> None:
    page = open_page(shell)
    before = choose(page, "查看个人信息")
    records.save(shell.desk, None, Case(case_no="博演示〔2026〕9号"))
    assert works(page)[0] == "新增执法案件“博演示〔2026〕9号”"
    assert page.works.rowCount() == 7
    assert page.list.currentIndex().row() == 3
    assert page.detail.text() == before
    assert page.check.code.text().startswith("7-")


def test_what_a_purge_took_out_of_earlier_works_is_no_longer_shown(
    shell: Shell, put: Callable[[Case], Case], open_page: Callable[[Shell], AuditPage]
) -> None:
    case = put(Case(case_no="博演示〔2026〕3号", party=PERSON))
    reason = f"演示：{PERSON}来函更正"
    records.save(shell.desk, case, replace(case, remark="演示"), reason=reason)
    page = open_page(shell)
    assert PERSON in page.detail.text()
    purging.purge(shell.desk, Case.ledger, case.id, "演示：依申请清除")
    assert PERSON not in page.detail.text()
    told = all_words(page)
    assert PERSON not in told
    assert "清除的栏目：" in told
    page.check.verify()
    assert gravity(page) == "ok"


def test_a_double_click_on_a_change_opens_its_record(page: AuditPage) -> None:
    opened: list[tuple[str, str]] = []
    said: list[str] = []
    page.shell.record_wanted.connect(lambda ledger, id, _values: opened.append((ledger, id)))
    page.shell.said.connect(lambda _severity, words: said.append(words))
    page.list.selectRow(5)
    change = page.changes.line(0)
    page.change_list.doubleClicked.emit(page.changes.index(0, 1))
    assert opened == [("case", change.record)]
    choose(page, "封账：2026年一季度")
    page.change_list.doubleClicked.emit(page.changes.index(0, 1))
    assert len(opened) == 1
    assert said == ["这一项没有单独的页面，不能打开"]


def test_a_record_that_is_gone_from_the_store_is_said_to_be(
    desk_folder: Path, shell: Shell, open_page: Callable[[Shell], AuditPage]
) -> None:
    records.save(shell.desk, None, Case(case_no="博演示〔2026〕9号"))
    records.undo(shell.desk)
    page = open_page(shell)
    said: list[str] = []
    shell.said.connect(lambda _severity, words: said.append(words))
    page.list.selectRow(1)
    ((_ledger, record, serial, _fields),) = cells(page.changes)
    assert record.endswith("（已不在台账）")
    assert serial == "—"
    page.change_list.doubleClicked.emit(page.changes.index(0, 1))
    assert said == ["这条记录已不在台账，不能打开"]
    assert "撤销的是第 1 步" in choose(page, works(page)[0])


# ---------------------------------------------------------------- whether it is whole


def test_a_whole_history_is_said_to_be_whole(page: AuditPage) -> None:
    assert not page.check.answer.isVisible()
    page.check.verify_button.click()
    assert gravity(page) == "ok"
    code = page.check.code.text()
    assert page.check.answer.words == f"变更记录共 6 步，首尾相连；现校验码 {code}"
    assert page.check.verify_button.isEnabled()


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE step SET officer = '别人' WHERE n = 3", "第 3 步与前后不相连"),
        ("UPDATE change SET record_id = 'x' WHERE n = 2", "第 2 步与前后不相连"),
        ("UPDATE change SET fields = '{}' WHERE n = 4", "第 5 步的变更内容被改动过"),
        ("UPDATE step SET detail = '{' WHERE n = 4", "第 4 步的内容被改动过"),
        ("DELETE FROM step WHERE n = 4", "第 4 步之前缺号"),
    ],
)
def test_the_first_step_that_was_tampered_with_is_named_in_red(
    folder: Path,
    printed: str,
    sit: Sit,
    open_page: Callable[[Shell], AuditPage],
    sql: str,
    words: str,
) -> None:
    page = open_page(sit(*AUDITOR))
    change_store(folder, sql)
    page.check.verify()
    assert gravity(page) == "stop"
    assert page.check.answer.words.startswith(words)
    assert "请保留这份数据的现状" in page.check.answer.words
    # It is still shown, whatever stands in it.
    page.refresh()
    assert all_words(page)


def test_the_code_of_now_is_shown_and_copied(page: AuditPage, printed: str, folder: Path) -> None:
    connection = connect(folder / "desk.db")
    head = chain.head(connection).short()
    connection.close()
    assert page.check.code.text() == head
    page.check.copy_button.click()
    assert QGuiApplication.clipboard().text() == head


def test_a_printed_code_is_found(page: AuditPage, printed: str) -> None:
    for typed in (printed, f"  {printed.upper()} ", printed.partition("-")[2]):
        page.check.anchor.setText(typed)
        page.check.anchor_button.click()
        assert gravity(page) == "ok"
        assert page.check.answer.words.startswith("有这个校验码：")
    number, _dash, digits = printed.partition("-")
    wrong = f"{number}-{digits[:-1]}{'0' if digits[-1] != '0' else '1'}"
    page.check.anchor.setText(wrong)
    page.check.anchor.returnPressed.emit()
    assert gravity(page) == "stop"
    assert page.check.answer.words.startswith("没有这个校验码。请先核对有没有抄错")


def test_what_is_no_code_is_said_to_be_none(page: AuditPage) -> None:
    assert not page.check.anchor_button.isEnabled()
    page.check.anchor.setText("第三季度")
    page.check.anchor_button.click()
    assert gravity(page) == "warn"
    assert "不是校验码" in page.check.answer.words


def test_a_history_rewritten_since_the_code_was_printed_lacks_the_code(
    folder: Path, printed: str, sit: Sit, open_page: Callable[[Shell], AuditPage]
) -> None:
    """Who rewrites all that follows makes a chain that is whole: the paper tells it."""
    change_store(folder, "DELETE FROM change WHERE step > 2")
    change_store(folder, "DELETE FROM step WHERE n > 2")
    page = open_page(sit(*AUDITOR))
    page.check.verify()
    assert gravity(page) == "ok"
    page.check.anchor.setText(printed)
    page.check.seek_anchor()
    assert gravity(page) == "stop"
    assert "它是第 3 步的，而这份数据只有 2 步。" in page.check.answer.words
    assert "被删去或改写过" in page.check.answer.words


def test_a_code_found_before_the_first_bad_step_still_vouches_for_what_stands_before_it(
    folder: Path, printed: str, sit: Sit, open_page: Callable[[Shell], AuditPage]
) -> None:
    change_store(folder, "UPDATE step SET officer = '别人' WHERE n = 5")
    page = open_page(sit(*AUDITOR))
    page.check.anchor.setText(printed)
    page.check.seek_anchor()
    assert gravity(page) == "stop"
    assert page.check.answer.words == (
        "有这个校验码：印出时及以前的变更记录没有发现改动。但是第 5 步与前后不相连。"
    )
    change_store(folder, "UPDATE step SET officer = '别人' WHERE n = 2")
    page.check.seek_anchor()
    assert page.check.answer.words == (
        "第 2 步与前后不相连。核对到这一步为止，没有找到这个校验码。"
    )


def test_a_code_of_the_store_that_a_backup_replaced_is_explained(
    folder: Path, sit: Sit, open_page: Callable[[Shell], AuditPage]
) -> None:
    who = with_roles("李审批", ["approver", "admin"], id="a")
    with open_desk(folder, officer=who, clock=Clock(date(2026, 8, 3))) as desk:
        records.save(desk, None, Case(case_no="博演示〔2026〕1号"))
        backup = backups.back_up(desk)
        codes = []
        for n in (2, 3):
            records.save(desk, None, Case(case_no=f"博演示〔2026〕{n}号"))
            codes.append(audit.head_of(desk))
    backups.restore(folder, backup, officer=who, now=datetime(2026, 8, 4, 9, 0))
    page = open_page(sit(*AUDITOR))
    told = choose(page, works(page)[0])
    assert f"恢复自第 {backup.number} 号备份；恢复之前那份数据的校验码 {codes[1]}" in told
    page.check.anchor.setText(codes[1])
    page.check.seek_anchor()
    assert gravity(page) == "warn"
    assert page.check.answer.words.startswith("这是另一份数据的校验码：第 2 步（2026-")
    page.check.anchor.setText(codes[0])
    page.check.seek_anchor()
    assert gravity(page) == "stop"
    assert "这份数据在第 2 步（2026-" in page.check.answer.words


# ---------------------------------------------------------------- words of every kind of work


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        (
            {
                "kind": "import",
                "file": "演示.xlsx",
                "sheet": "表一",
                "sha256": "ab" * 32,
                "counts": {"new": 1200, "changed": 3, "same": 0, "refused": 2},
            },
            [
                "导入文件“演示.xlsx”，工作表“表一”：新增 1,200 条、修改 3 条、不能导入 2 行",
                f"文件的 SHA-256：{'ab' * 32}",
            ],
        ),
        (
            {"kind": "import-undo", "undoes": 7, "file": "演示.xlsx", "count": 3},
            ["撤销第 7 步的导入（文件“演示.xlsx”），共 3 条"],
        ),
        ({"kind": "undo", "undoes": 7}, ["撤销的是第 7 步"]),
        ({"kind": "redo", "undoes": 7}, ["重做的是第 7 步"]),
        ({"kind": "sign-in"}, []),
        ({"kind": "sign-in", "failures": 4}, ["登录之前输错密码 4 次"]),
        (
            {"kind": "uncover", "ledger": "case", "record": "", "field": "*", "count": 12},
            ["看到完整内容的栏目：全部个人信息；执法案件，12 条记录"],
        ),
        (
            {
                "kind": "purge",
                "ledger": "case",
                "record": "r1",
                "fields": ["phone"],
                "files": 2,
                "marks": {"c1": "", "s1": ""},
                "reason": "演示",
            },
            [
                "清除的栏目：联系电话；执法案件，某案",
                "以前的变更记录清除 2 处，核对时按本步所记认定",
                "附件清除 2 个",
                "原因：演示",
            ],
        ),
        (
            {"kind": "restore", "backup": 12, "left": "9-0123456789abcdef"},
            ["恢复自第 12 号备份；恢复之前那份数据的校验码 9-0123456789abcdef"],
        ),
        ({"kind": "recovery"}, ["用密封保存的恢复码进入，取得“管理”角色；恢复码已更换"]),
        (
            {
                "kind": "salvage",
                "kept": {"case": 5},
                "rebuilt": {"case": 1},
                "lost": {"event": ["2026-0001"]},
                "left": "9-0123456789abcdef",
            },
            [
                "抢救出：执法案件 5 条",
                "其中按变更记录重建：执法案件 1 条",
                "没有救回：培训宣传活动 1 条",
                "损坏的那份数据的校验码 9-0123456789abcdef",
            ],
        ),
        ({"kind": "sample", "records": 2155}, ["演示数据 2155 条，均为虚构"]),
        ({"reason": "演示：\n更正"}, ["原因：演示： 更正"]),
        ({}, []),
    ],
)
def test_every_kind_of_work_says_what_it_was(detail: dict[str, Any], words: list[str]) -> None:
    did = Did(
        number=9,
        at="",
        officer="",
        name="",
        detail=json.loads(json.dumps(detail)),
        link="",
        touched=(),
    )
    assert detail_lines(did, lambda _ledger, _record: "某案") == words


def test_a_code_without_its_number_is_explained_all_the_same() -> None:
    verdict = chain.Verdict(6, chain.Head(6, "ab" * 32), anchored=False)
    severity, words = anchor_words(verdict, "", "0123456789abcdef", [])
    assert severity == "stop"
    assert "而这份数据只有" not in words
    assert "换用过备份" not in words


def test_nowhere_is_the_history_said_to_be_beyond_change() -> None:
    forbidden = "不可" + "篡改"
    root = Path(audit_lists.__file__).parent
    pages = [*root.glob("audit_*.py"), root / "security_page.py"]
    manual = root.parents[1] / "resources" / "manual" / "audit.md"
    for path in (*pages, manual):
        assert forbidden not in path.read_text("utf-8")
    told = manual.read_text("utf-8")
    assert "可发现改动" in told
    assert "持有数据和密码的人，可以改写最近一次印出校验码之后的内容" in told


# ---------------------------------------------------------------- whom it is for


@pytest.mark.parametrize("role", ROLES)
def test_the_history_is_offered_to_who_audits_and_the_paper_to_everybody(
    role: str, sit: Sit, qtbot: QtBot
) -> None:
    shell = sit("演示员", role)
    window = MainWindow(shell)
    qtbot.addWidget(window)
    audits = role == "auditor"
    assert shell.may(Right.AUDIT) is audits
    assert window.actions_by_id["audit"].isVisible() is audits
    assert window.actions_by_id["audit"].isEnabled() is audits
    assert window.actions_by_id["security"].isVisible()
    if audits:
        shell.rows.trail()
    else:
        with pytest.raises(NoRight):
            shell.rows.trail()


def test_the_menu_opens_the_page_once_and_esc_goes_back(
    printed: str, sit: Sit, qtbot: QtBot, keys: Keys
) -> None:
    window = MainWindow(sit(*AUDITOR))
    qtbot.addWidget(window)
    window.show()
    below = window.page_on_top()
    window.actions_by_id["audit"].trigger()
    window.actions_by_id["audit"].trigger()
    page = window.page_on_top()
    assert isinstance(page, AuditPage)
    page.list.selectRow(5)
    page.change_list.doubleClicked.emit(page.changes.index(0, 1))
    assert window.page_on_top().objectName() == "record_page"
    keys.press(window.page_on_top(), Qt.Key.Key_Escape)
    assert window.page_on_top() is page
    keys.press(page.list, Qt.Key.Key_Escape)
    assert window.page_on_top() is below


# ---------------------------------------------------------------- the paper


@pytest.fixture
def paper(sit: Sit, qtbot: QtBot) -> SecurityPage:
    """The page for the security office, for somebody who may only read."""
    page = SecurityPage(sit("孙领导", "leader"))
    qtbot.addWidget(page)
    page.resize(1000, 600)
    page.show()
    return page


def test_the_paper_is_seen_and_saved_with_its_annex(
    paper: SecurityPage, officer: Officer, tmp_path: Path, qtbot: QtBot
) -> None:
    assert paper.papers is not None
    qtbot.waitUntil(lambda: paper.preview.view.has_picture(0), timeout=5000)
    out = tmp_path / "给安全办.pdf"
    saved: list[tuple[Path, str]] = []
    paper.saved.connect(lambda path, words: saved.append((path, words)))
    officer.will_answer(out)
    paper.save_button.click()
    annex = tmp_path / "给安全办-sha256.txt"
    assert saved == [(out, "安全说明已保存：给安全办.pdf，附件 给安全办-sha256.txt 在同一文件夹")]
    text = "".join("".join(page.extract_text() for page in PdfReader(out).pages).split())
    assert hashlib.sha256(annex.read_bytes()).hexdigest() in text
    assert out.read_bytes() == paper.papers.pdf


def test_nothing_is_written_when_no_place_is_chosen(
    paper: SecurityPage, officer: Officer, tmp_path: Path
) -> None:
    before = set(tmp_path.rglob("*.pdf"))
    officer.will_answer(None)
    paper.save_button.click()
    assert set(tmp_path.rglob("*.pdf")) == before


def test_the_paper_is_printed(paper: SecurityPage, printed_pages: list[list[int]]) -> None:
    said: list[str] = []
    paper.shell.said.connect(lambda _severity, words: said.append(words))
    paper.print_button.click()
    assert printed_pages == [[0]]
    assert said == ["已送打印机 1 页"]
