"""A record on its way: handed in, returned, reviewed, corrected, archived; and who may do it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QMenu, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from boshan_desk.domain.ledger import Record
from boshan_desk.domain.officers import Right
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.view import View
from boshan_desk.ledgers import KEPT, LEDGERS
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.informant import Informant
from boshan_desk.ui.bin_page import BinPage
from boshan_desk.ui.child_list import ChildList
from boshan_desk.ui.hand_out import export_list
from boshan_desk.ui.ledger_page import LedgerPage
from boshan_desk.ui.purging import PurgeDialog
from boshan_desk.ui.record_page import RecordPage
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.start_page import StartPage, look_what_waits
from boshan_desk.usecases import records

from .conftest import Officer, Sit

HANDLER = ("王办案", "handler")
APPROVER = ("李审批", "approver")
ENTRY = ("赵录入", "entry")
LEADER = ("孙领导", "leader")

Said = list[tuple[str, str]]


def whole_case(**values: Any) -> Case:
    """A case that lacks nothing at its stage."""
    begun = {
        "clue_no": "演示线索1",
        "ip_kind": "trademark",
        "source_kind": "report",
        "clue_on": date(2026, 8, 1),
        "party": "演示当事人",
        "phone": "13800001111",
    }
    return Case(**{**begun, **values})


def keep(shell: Shell, record: Record, state: str = "submitted", reason: str = "") -> Any:
    """Keep a record and bring it to this state."""
    ledger = record.ledger
    kept = records.save(shell.desk, None, record)
    ways = {
        "draft": (),
        "submitted": (),
        "returned": ("returned",),
        "reviewed": ("reviewed",),
        "archived": ("reviewed", "archived"),
    }
    for goal in ways[state]:
        records.move(shell.desk, ledger, [kept.id], goal, reason=reason)
    return find(shell, kept)


def find(shell: Shell, record: Record) -> Any:
    with shell.desk.read() as reader:
        return reader.get(type(record), record.id)


def heard(shell: Shell) -> Said:
    told: Said = []
    shell.said.connect(lambda severity, words: told.append((severity, words)))
    return told


Open = Callable[..., RecordPage]


@pytest.fixture
def open_form(qtbot: QtBot) -> Open:
    """The form of a record, for whoever sits at the desk."""

    def opened(shell: Shell, record: Record | None = None, ledger: str = "case") -> RecordPage:
        page = RecordPage(shell, KEPT[ledger], record.id if record else None)
        qtbot.addWidget(page)
        if page.case is not None:
            page.case.show_tab("record")
        page.resize(1180, 640)
        page.show()
        page.activateWindow()
        return page

    return opened


@pytest.fixture
def open_list(qtbot: QtBot) -> Callable[[Shell], LedgerPage]:
    """The list of the cases, for whoever sits at the desk."""

    def opened(shell: Shell) -> LedgerPage:
        page = LedgerPage(shell, [LEDGERS["case"], LEDGERS["station"]])
        qtbot.addWidget(page)
        page.resize(1180, 640)
        page.show()
        qtbot.waitUntil(lambda: page.current_list.model.complete)
        return page

    return opened


def moves(page: RecordPage) -> list[str]:
    return [button.text() for button in page.header.moves]


def press(page: RecordPage, words: str) -> None:
    next(button for button in page.header.moves if button.text() == words).click()


def history(page: RecordPage) -> str:
    """What the history of the record says."""
    panel = page.history
    assert panel is not None
    panel.load()
    return panel.text.toPlainText()


def retype(page: RecordPage, name: str, text: str) -> None:
    page.editor(name).show_typed(text)
    page.editor(name).let_go()


# ------------------------------------------------------------ on the form


def test_an_approver_passes_returns_and_archives_on_the_form(
    sit: Sit, open_form: Open, officer: Officer
) -> None:
    shell = sit(*APPROVER)
    case = keep(shell, whole_case())
    page = open_form(shell, case)
    assert page.status_chip.text() == "已提交"
    assert moves(page) == ["审核通过", "退回…"]
    press(page, "审核通过")
    assert page.status_chip.text() == "已审核"
    assert page.status_chip.toolTip().startswith("李审批 审核于 2026-10-09")
    assert moves(page) == ["归档", "退回…"]
    press(page, "归档")
    assert moves(page) == ["取消归档…"]
    officer.will_answer("演示：补充材料")
    press(page, "取消归档…")
    assert find(shell, case).status == "reviewed"
    assert officer.asked == ["取消归档“演示线索1”，请写明原因："]


def test_without_a_reason_nothing_is_returned(sit: Sit, open_form: Open, officer: Officer) -> None:
    shell = sit(*APPROVER)
    case = keep(shell, whole_case())
    page = open_form(shell, case)
    officer.will_answer(None)
    press(page, "退回…")
    assert find(shell, case).status == "submitted"


def test_what_was_returned_says_why_and_is_handed_in_again(sit: Sit, open_form: Open) -> None:
    shell = sit(*APPROVER)
    case = keep(shell, whole_case(), "returned", "演示：货值没有填")
    shell = sit(*HANDLER)
    page = open_form(shell, case)
    banner = page.standing.returned_banner
    assert banner.isVisible()
    told = banner.words.text()
    assert told.startswith("已退回：演示：货值没有填（李审批，2026-10-09 ")
    assert told.endswith("）。请改好后重新提交。")
    retype(page, "value", "3.5万")
    page.save()
    assert find(shell, case).status == "returned"
    assert moves(page) == ["重新提交"]
    press(page, "重新提交")
    assert find(shell, case).status == "submitted"
    assert not banner.isVisible()
    assert moves(page) == []


def test_decisions_wait_until_what_is_typed_is_saved(sit: Sit, open_form: Open) -> None:
    shell = sit(*APPROVER)
    page = open_form(shell, keep(shell, whole_case()))
    retype(page, "unit", "演示一中队")
    (passing, _returning) = page.header.moves
    assert not passing.isEnabled()
    assert "保存" in passing.toolTip()
    page.save()
    assert all(button.isEnabled() for button in page.header.moves)


def test_an_incomplete_draft_that_is_handed_in_shows_what_it_lacks(
    sit: Sit, open_form: Open
) -> None:
    shell = sit(*HANDLER)
    case = keep(shell, Case(clue_no="演示线索2"))
    assert case.status == "draft"
    page = open_form(shell, case)
    press(page, "提交")
    assert find(shell, case).status == "draft"
    assert page.editor("ip_kind").finding[0] == "error" or any(
        problem.field == "ip_kind" and problem.severity == "error" for problem in page.problems
    )


def test_in_a_narrow_window_decisions_are_in_the_menu(
    sit: Sit, open_form: Open, qtbot: QtBot
) -> None:
    shell = sit(*APPROVER)
    case = keep(shell, whole_case())
    page = open_form(shell, case)
    header = page.header
    assert all(button.isVisible() for button in header.moves)

    def is_narrow() -> bool:
        # What stands beside the form goes below it first.
        page.resize(480, 420)
        return page.width() == 480

    qtbot.waitUntil(is_narrow)
    assert not any(button.isVisible() for button in header.moves)
    menu = header.more_button.menu()
    assert isinstance(menu, QMenu)
    shown = [action for action in menu.actions() if action.isVisible()]
    assert [action.text() for action in shown] == [
        "审核通过",
        "退回…",
        "清除个人信息…",
        "打印案件卡片…",
    ]
    shown[0].trigger()
    assert find(shell, case).status == "reviewed"


# ------------------------------------------------------------ changes after review


def test_a_reviewed_record_is_corrected_with_a_reason_and_reviewed_anew(
    sit: Sit, open_form: Open, officer: Officer
) -> None:
    case = keep(sit(*APPROVER), whole_case(), "reviewed")
    shell = sit(*HANDLER)
    told = heard(shell)
    page = open_form(shell, case)
    assert page.standing.banner.words.text() == "已审核：改动须写明原因，改后须重新审核。"
    retype(page, "unit", "演示一中队")
    officer.will_answer(None)
    page.save()
    assert find(shell, case).unit is None
    assert page.form.touched() == ["unit"]
    officer.will_answer("演示：单位登记有误")
    page.save()
    stored = find(shell, case)
    assert (stored.unit, stored.status, stored.reviewed_by) == ("演示一中队", "submitted", None)
    assert told[-1] == ("ok", "更正已保存，须重新审核")
    assert len(officer.asked) == 2
    lines = history(page)
    assert "原因：演示：单位登记有误" in lines
    assert "状态：已审核 → 已提交" in lines
    assert "审核人：李审批 → （空）" in lines


def test_the_reviewer_may_delete_what_is_reviewed_and_others_are_told(
    sit: Sit, open_form: Open
) -> None:
    case = keep(sit(*APPROVER), whole_case(), "reviewed")
    page = open_form(sit(*HANDLER), case)
    assert not page.delete_button.isEnabled()
    assert "审批" in page.delete_button.toolTip()
    assert open_form(sit(*APPROVER), case).delete_button.isEnabled()


def test_an_archived_record_can_only_be_read(sit: Sit, open_form: Open, keys: Any) -> None:
    case = keep(sit(*APPROVER), whole_case(), "archived")
    page = open_form(sit(*HANDLER), case)
    assert "取消归档" in page.standing.banner.words.text()
    for button in (page.save_button, page.next_button, page.delete_button, page.discard_button):
        assert not button.isVisible()
    for name in ("party", "clue_on", "ip_kind", "cause", "phone", "is_online", "remark"):
        editor = page.editor(name)
        page.form.go_to(name)
        editor.take_value(None if name != "is_online" else True)
        focused = editor.focusWidget() or editor.control
        for key in (Qt.Key.Key_Y, Qt.Key.Key_Delete, Qt.Key.Key_Down, Qt.Key.Key_F4):
            QTest.keyClick(focused, key)
        # An input method is not offered a line that is read only; Qt takes care of that.
        assert not focused.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        keys.type(focused, "abc1")
    assert page.form.touched() == []
    page.save()
    assert find(page.shell, case) == case
    adding = page.findChild(QPushButton, "attachment_add")
    assert isinstance(adding, QPushButton)
    assert not adding.isVisible()


# ------------------------------------------------------------ who may


def test_a_leader_only_looks(sit: Sit, open_form: Open, open_list: Any) -> None:
    case = keep(sit(*HANDLER), whole_case())
    shell = sit(*LEADER)
    page = open_form(shell, case)
    assert page.standing.banner.words.text() == ("领导查看：没有“办理案件”的权限，只能查看。")
    assert moves(page) == []
    assert not page.save_button.isVisible()
    lists = open_list(shell)
    listed = lists.current_list
    assert listed.findChild(QLabel, "reading_words").isVisible()
    hidden = [id for id, action in lists.actions_by_id.items() if not action.isVisible()]
    assert hidden == ["new", "decide", "withdraw", "import"]
    told = heard(shell)
    listed.grid.setCurrentIndex(listed.model.index(0, 0))
    listed.add_new()
    listed.paste()
    listed.withdraw()
    assert {words for _severity, words in told} == {"领导查看：没有“办理案件”的权限，只能查看。"}


@pytest.mark.parametrize(
    ("who", "hidden"),
    [
        (LEADER, {"quick_case", "quick_service", "quick_import"}),
        (ENTRY, {"quick_case"}),
        (HANDLER, set()),
    ],
)
def test_the_start_page_offers_only_what_one_may_do(
    who: tuple[str, str], hidden: set[str], sit: Sit, qtbot: QtBot
) -> None:
    page = StartPage(sit(*who))
    qtbot.addWidget(page)
    page.show()
    ways = ("quick_case", "quick_service", "quick_import", "quick_report")
    buttons: dict[str, Any] = {name: page.findChild(QPushButton, name) for name in ways}
    assert {name for name, button in buttons.items() if not button.isVisible()} == hidden


def test_rights_follow_the_ledger_that_is_seen(sit: Sit, open_list: Any) -> None:
    page = open_list(sit(*ENTRY))
    assert not page.actions_by_id["new"].isVisible()
    page.show_view("station", None)
    assert page.actions_by_id["new"].isVisible()
    assert not page.current_list.findChild(QLabel, "reading_words").isVisible()


def test_only_who_may_uncover_has_the_button(sit: Sit, open_form: Open) -> None:
    case = keep(sit(*HANDLER), whole_case())
    for who, there in ((HANDLER, True), (LEADER, False), (APPROVER, True)):
        page = open_form(sit(*who), case)
        editor: Any = page.editor("phone")
        page.form.go_to("phone")
        assert editor.shown() == "138****1111", who
        assert editor.look_button.isVisible() == there, who
        if not there:
            assert editor.line.toolTip() == "完整内容由办案、审批人员查看"


def test_a_covered_value_can_be_uncovered_where_the_form_is_read_only(
    sit: Sit, open_form: Open, officer: Officer
) -> None:
    shell = sit(*APPROVER)
    page = open_form(shell, keep(shell, whole_case(), "archived"))
    editor: Any = page.editor("phone")
    officer.will_answer("演示：核对电话")
    editor.look_button.click()
    assert editor.line.text() == "13800001111"
    assert editor.line.isReadOnly()


def test_whole_personal_data_is_taken_out_only_by_who_may(
    sit: Sit, open_list: Any, officer: Officer
) -> None:
    shell = sit(*HANDLER)
    keep(shell, whole_case())
    assert not open_list(shell).actions_by_id["export_full"].isEnabled()
    told = heard(shell)
    export_list(shell, View(ledger="case"), lambda _path, _words: None, full=True)
    assert told == [("note", "完整信息由审批人员导出")]
    assert officer.asked == []
    assert open_list(sit(*APPROVER)).actions_by_id["export_full"].isEnabled()


# ------------------------------------------------------------ in lists


def select(page: LedgerPage, rows: int) -> None:
    grid, model = page.current_list.grid, page.current_list.model
    flags = QItemSelectionModel.SelectionFlag
    grid.setCurrentIndex(model.index(0, 0))
    for row in range(rows):
        grid.selectionModel().select(model.index(row, 0), flags.Select)


def offered(page: LedgerPage) -> list[str]:
    menu = page.moves_menu
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions()]


def test_selected_records_are_reviewed_in_one_step_that_can_be_undone(
    sit: Sit, open_list: Any, officer: Officer
) -> None:
    shell = sit(*APPROVER)
    cases = [keep(shell, whole_case(clue_no=f"演示{n}")) for n in range(3)]
    page = open_list(shell)
    told = heard(shell)
    select(page, 3)
    assert offered(page) == ["审核通过", "退回…"]
    page.moves_menu.actions()[0].trigger()
    assert {find(shell, case).status for case in cases} == {"reviewed"}
    assert told[-1] == ("ok", "审核通过：3 条，可以撤销")
    assert shell.desk.done[-1].name.startswith("审核通过 3 条")
    records.undo(shell.desk)
    assert {find(shell, case).status for case in cases} == {"submitted"}


def test_only_what_all_selected_records_allow_is_offered(sit: Sit, open_list: Any) -> None:
    shell = sit(*APPROVER)
    keep(shell, whole_case(clue_no="演示1"), "archived")
    keep(shell, whole_case(clue_no="演示2"))
    keep(shell, whole_case(clue_no="演示3"), "reviewed")
    page = open_list(shell)
    select(page, 2)
    assert offered(page) == ["退回…"]
    select(page, 3)
    assert offered(page) == ["选中的记录没有可以一起办理的"]


def test_a_refused_decision_names_the_record_and_moves_none(
    sit: Sit, open_list: Any, officer: Officer
) -> None:
    shell = sit(*APPROVER)
    whole = keep(shell, whole_case(clue_no="演示整"), "returned", "演示")
    short = keep(shell, Case(clue_no="演示缺"))
    page = open_list(shell)
    told = heard(shell)
    select(page, 2)
    assert offered(page) == ["提交"]
    page.moves_menu.actions()[0].trigger()
    assert told[-1][0] == "error"
    assert told[-1][1].startswith("演示缺")
    assert [find(shell, each).status for each in (whole, short)] == ["returned", "draft"]


def test_a_cell_of_a_reviewed_record_is_changed_with_a_reason(
    sit: Sit, open_list: Any, officer: Officer, qtbot: QtBot
) -> None:
    shell = sit(*APPROVER)
    case = keep(shell, whole_case(), "reviewed")
    page = open_list(shell)
    listed = page.current_list
    listed.show_columns(["clue_no", "unit", "status"])
    listed.grid.setCurrentIndex(listed.model.index(0, 1))
    officer.will_answer("演示：补登单位")
    listed.edit_cell()
    line = listed.grid.findChild(QLineEdit, "cell_line")
    line.setText("演示二中队")
    QTest.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: find(shell, case).unit == "演示二中队")
    assert find(shell, case).status == "submitted"
    assert officer.asked == ["“演示线索1”已审核。请写明更正原因，保存后须重新审核："]


def test_an_archived_record_is_neither_edited_nor_pasted_over_in_a_list(
    sit: Sit, open_list: Any, officer: Officer
) -> None:
    shell = sit(*APPROVER)
    case = keep(shell, whole_case(), "archived")
    page = open_list(shell)
    listed = page.current_list
    listed.show_columns(["clue_no", "unit", "status"])
    told = heard(shell)
    listed.grid.setCurrentIndex(listed.model.index(0, 1))
    listed.edit_cell()
    assert told[-1][1].startswith("已归档")
    assert listed.grid.findChild(QLineEdit, "cell_line") is None
    QGuiApplication.clipboard().setText("演示新单位")
    officer.will_answer(None)
    listed.paste()
    QGuiApplication.clipboard().clear()
    assert "已归档" in officer.asked[-1] + "".join(officer.told)
    assert find(shell, case) == case


def test_pasting_over_a_reviewed_record_asks_for_the_reason(
    sit: Sit, open_list: Any, officer: Officer
) -> None:
    shell = sit(*APPROVER)
    case = keep(shell, whole_case(), "reviewed")
    page = open_list(shell)
    listed = page.current_list
    listed.show_columns(["unit", "clue_no", "status"])
    QGuiApplication.clipboard().setText("演示新单位")
    listed.grid.setCurrentIndex(listed.model.index(0, 0))
    officer.will_answer(0, "演示：更正")
    listed.paste()
    QGuiApplication.clipboard().clear()
    stored = find(shell, case)
    assert (stored.unit, stored.status) == ("演示新单位", "submitted")
    assert officer.asked[-1].startswith("其中 1 条已审核")


# ------------------------------------------------------------ undo


def test_undo_is_refused_in_words_when_the_record_moved_on(sit: Sit) -> None:
    shell = sit(*APPROVER)
    case = keep(shell, whole_case())
    records.edit(shell.desk, Case.ledger, case.id, {"unit": "演示一中队"})
    step = shell.desk.done[-1]
    records.move(shell.desk, Case.ledger, [case.id], "reviewed")
    shell.desk.done.remove(shell.desk.done[-1])
    assert shell.desk.done[-1] is step
    with pytest.raises(Refused, match="“演示线索1”后来又有改动，不能再撤销"):
        records.undo(shell.desk)
    assert find(shell, case).status == "reviewed"


def test_a_correction_after_review_is_taken_back_to_the_same_review(sit: Sit) -> None:
    shell = sit(*APPROVER)
    case = keep(shell, whole_case(), "reviewed")
    records.edit(shell.desk, Case.ledger, case.id, {"unit": "演示一中队"}, reason="演示")
    assert find(shell, case).reviewed_at is None
    records.undo(shell.desk)
    back = find(shell, case)
    assert (back.status, back.reviewed_by, back.reviewed_at) == (
        "reviewed",
        case.reviewed_by,
        case.reviewed_at,
    )


# ------------------------------------------------------------ informants


NAME = "演示举报甲"


def with_informant(sit: Sit) -> tuple[Case, Informant]:
    shell = sit(*HANDLER)
    case = keep(shell, whole_case())
    informant = Informant(
        case_id=case.id, reported_on=date(2026, 8, 2), name=NAME, phone="13900002222"
    )
    return case, keep(shell, informant)


def informants(page: RecordPage) -> ChildList | None:
    found = page.findChild(ChildList, "children_informant")
    return found if isinstance(found, ChildList) else None


def test_informants_are_listed_masked_on_the_form_of_their_case(
    sit: Sit, open_form: Open, qtbot: QtBot
) -> None:
    case, _informant = with_informant(sit)
    page = open_form(sit(*HANDLER), case)
    listed = informants(page)
    assert listed is not None
    qtbot.waitUntil(lambda: listed.model.complete)
    shown = [
        listed.model.data(listed.model.index(0, column))
        for column in range(listed.model.columnCount())
    ]
    assert NAME not in "".join(shown)
    assert "13900002222" not in "".join(shown)
    assert "139****2222" in shown


@pytest.mark.parametrize("who", [ENTRY, LEADER])
def test_who_may_not_see_informants_finds_no_trace_of_them(
    who: tuple[str, str], sit: Sit, open_form: Open, qtbot: QtBot
) -> None:
    case, informant = with_informant(sit)
    shell = sit(*HANDLER)
    shell.desk.keep_typed("informant", informant.id, {"name": NAME})
    records.withdraw(shell.desk, Informant.ledger, [informant.id], "演示：重复")
    other = keep(shell, whole_case(clue_no="演示线索2"))
    records.withdraw(shell.desk, Case.ledger, [other.id], "演示：重复")
    shell = sit(*who)
    assert informants(open_form(shell, case)) is None
    bin_page = BinPage(shell)
    qtbot.addWidget(bin_page)
    bin_page.show()
    assert [(line.ledger, line.label) for line in bin_page.model.lines] == [("case", "演示线索2")]
    waiting = look_what_waits(shell.rows)
    assert not [each for each in waiting.unsaved if each[0] == "informant"]
    assert not [step for step, _label in waiting.recent if step.ledger == "informant"]


def test_an_informant_is_named_in_no_list_even_for_who_may_see_them(
    sit: Sit, open_form: Open, qtbot: QtBot, officer: Officer
) -> None:
    _case, informant = with_informant(sit)
    shell = sit(*HANDLER)
    page = open_form(shell, informant, "informant")
    assert NAME not in page.name_label.text() + page.name_label.toolTip()
    assert page.findChild(QPushButton, "attachment_add") is None
    told = heard(shell)
    officer.will_answer("演示：重复登记")
    page.delete_button.click()
    assert NAME not in "".join([*officer.asked, *(words for _s, words in told)])
    assert NAME not in "".join(step.name for step in shell.desk.done)
    bin_page = BinPage(shell)
    qtbot.addWidget(bin_page)
    bin_page.show()
    assert [line.ledger for line in bin_page.model.lines] == ["informant"]
    assert NAME not in repr(bin_page.model.lines)
    assert NAME not in repr(look_what_waits(shell.rows).recent)


def test_an_informant_is_uncovered_with_a_reason(
    sit: Sit, open_form: Open, officer: Officer
) -> None:
    _case, informant = with_informant(sit)
    shell = sit(*HANDLER)
    page = open_form(shell, informant, "informant")
    editor: Any = page.editor("name")
    assert NAME not in editor.shown()
    officer.will_answer("演示：联系举报人")
    editor.look_button.click()
    assert editor.line.text() == NAME


# ------------------------------------------------------------ purge


def test_personal_data_is_cleared_after_a_dialog_that_wants_the_ground(
    sit: Sit, open_form: Open, officer: Officer, qtbot: QtBot
) -> None:
    shell = sit(*APPROVER)
    case = keep(shell, whole_case())
    page = open_form(shell, case)
    page.standing.ask_purge()
    dialog = page.findChild(PurgeDialog)
    assert isinstance(dialog, PurgeDialog)
    words = {name: tick.text() for name, tick in dialog.ticks.items()}
    assert words["phone"] == "联系电话：138****1111"
    assert "现为空" in words["id_no"]
    assert not dialog.accept_button.isEnabled()
    dialog.reason.setPlainText("演示：本人申请")
    assert dialog.accept_button.isEnabled()
    for tick in dialog.ticks.values():
        tick.setChecked(False)
    assert not dialog.accept_button.isEnabled()
    phone = dialog.findChild(QCheckBox, "purge_phone")
    assert isinstance(phone, QCheckBox)
    phone.setChecked(True)
    dialog.accept_button.click()
    stored = find(shell, case)
    assert (stored.phone, stored.party) == (None, "演示当事人")
    assert page.editor("phone").value() is None
    (told,) = officer.told
    assert told.startswith("已清除 1 个栏目")
    assert "较早的备份" in told
    lines = history(page)
    assert "联系电话：已清除" in lines
    assert "13800001111" not in lines
    assert "138****1111" not in lines
    assert "（清除个人信息）" in lines
    assert shell.desk.done == []


def test_after_clearing_the_button_offers_no_undo_that_would_bring_it_back(
    sit: Sit, qtbot: QtBot
) -> None:
    from boshan_desk.ui.main_window import MainWindow
    from boshan_desk.usecases.purging import purge

    shell = sit(*APPROVER)
    window = MainWindow(shell)
    qtbot.addWidget(window)
    told = heard(shell)
    case = keep(shell, whole_case())
    purge(shell.desk, Case.ledger, case.id, "演示：本人申请", fields=["phone"])
    window.undoing.undo()
    assert told[-1] == ("error", "没有可以撤销的操作")
    assert not window.actions_by_id["undo"].isEnabled()


@pytest.mark.parametrize("who", [HANDLER, LEADER])
def test_clearing_is_not_offered_to_who_may_not(
    who: tuple[str, str], sit: Sit, open_form: Open
) -> None:
    case = keep(sit(*HANDLER), whole_case())
    shell = sit(*who)
    assert not shell.may(Right.PURGE)
    page = open_form(shell, case)
    more = page.findChild(QToolButton, "more")
    assert isinstance(more, QToolButton)
    assert not more.isVisible()


# ------------------------------------------------------------ closed periods


def test_a_save_into_a_closed_period_is_refused_in_words_at_the_form(
    sit: Sit, open_form: Open
) -> None:
    from boshan_desk.domain.period import quarter
    from boshan_desk.usecases.closing import close_period

    shell = sit(*APPROVER)
    case = keep(shell, whole_case(status="draft", filed_on=date(2026, 8, 2)))
    close_period(shell.desk, quarter(2026, 3))
    page = open_form(shell, case)
    told = heard(shell)
    retype(page, "filed_on", "2026-08-03")
    page.save()
    assert told[-1][0] == "error"
    assert "2026年三季度已封账" in told[-1][1]
    assert page.form.touched() == ["filed_on"]
    assert replace(find(shell, case)) == case
