"""The form of one record: the officer's day at it, ending in the ledger."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from boshan_desk.domain.changes import Step
from boshan_desk.domain.ledger import Ledger, Record
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ledgers.event import Event
from boshan_desk.ledgers.station import Station
from boshan_desk.ui.editors import LineEditor
from boshan_desk.ui.lines import PickLine, em
from boshan_desk.ui.record_page import RecordPage
from boshan_desk.ui.shell import Shell

Open = Callable[..., RecordPage]
Said = list[tuple[str, str]]


@pytest.fixture
def open_form(qtbot: QtBot, shell: Shell) -> Open:
    """The form of a record, shown at the size it has in the smallest window."""

    def opened(ledger: Ledger, id: str | None = None, values: Any = None) -> RecordPage:
        page = RecordPage(shell, ledger, id, values)
        qtbot.addWidget(page)
        page.resize(1180, 640)
        page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        return page

    return opened


def type_into(page: RecordPage, name: str, text: str) -> None:
    """Type into a field and leave it, without the keyboard's help."""
    editor = page.editor(name)
    editor.show_typed(text)
    editor.let_go()


def crash(page: RecordPage) -> None:
    """The program ends without a word to the page."""
    shiboken6.delete(page)


def stored(shell: Shell, kind: type[Record]) -> list[Any]:
    with shell.desk.read() as reader:
        return list(reader.all(kind))


def change_elsewhere(shell: Shell, record: Record, **values: Any) -> None:
    """Someone else's step on the record."""
    from boshan_desk.usecases.records import save

    save(shell.desk, record, dataclasses.replace(record, **values))


def kept_typing(shell: Shell, ledger: str, id: str) -> dict[str, str]:
    return shell.rows.typed(ledger, id)


# ------------------------------------------------------------ entry


def test_a_case_entered_with_the_keyboard_alone_ends_in_the_ledger(
    shell: Shell, open_form: Open, keys: Any, said: Said
) -> None:
    page = open_form(Case.ledger)
    page.setFocus()
    typed = {
        "case_no": "博知演〔2026〕1号",
        "clue_no": "XS-1",
        "ip_kind": "商标",
        "source_kind": "举报",
        "clue_on": "2026.9.1",
        "party": "演示酒水商行",
        "value": "3.5万",
    }
    names = list(page.form.editors)
    for name in names:
        focused = QApplication.focusWidget()
        assert focused is not None
        editor = page.editor(name)
        assert editor.isAncestorOf(focused), f"the cursor is not in {name}"
        keys.type(focused, typed.get(name, ""))
        forward = Qt.Key.Key_Tab if editor.wide else Qt.Key.Key_Return
        keys.press(QApplication.focusWidget(), forward)
        if editor.wide and name == names[-1]:
            page.save_button.setFocus()
    assert QApplication.focusWidget() is page.save_button
    keys.press(page.save_button, Qt.Key.Key_Return)
    (case,) = stored(shell, Case)
    assert case.case_no == "博知演〔2026〕1号"
    assert (case.ip_kind, case.source_kind, case.clue_on) == (
        "trademark",
        "report",
        date(2026, 9, 1),
    )
    assert (case.party, case.value, case.serial_no) == ("演示酒水商行", 3_500_000, "2026-0001")
    assert said[-1] == ("ok", "已保存")


def test_ctrl_s_saves_what_stands_in_the_field_with_the_cursor(
    shell: Shell, open_form: Open, keys: Any
) -> None:
    page = open_form(Event.ledger)
    page.form.go_to("title")
    line = page.editor("title").control
    keys.type(line, "演示宣讲")
    keys.press(line, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert [event.title for event in stored(shell, Event)] == ["演示宣讲"]


def test_an_incomplete_record_is_kept_as_a_draft_and_the_strip_says_so(
    open_form: Open, said: Said, shell: Shell
) -> None:
    page = open_form(Station.ledger)
    type_into(page, "name", "演示站")
    page.save()
    (station,) = stored(shell, Station)
    missing = len(station.missing(station.could_be()))
    assert station.status == "draft"
    assert said[-1] == ("ok", f"已保存为草稿（缺 {missing} 项，补齐后再保存即为正式记录）")
    assert page.status_chip.text() == "草稿"
    assert page.name_label.text() == "演示站"


def test_an_empty_form_is_not_saved(open_form: Open, said: Said, shell: Shell) -> None:
    page = open_form(Case.ledger)
    page.save()
    assert said == [("note", "还没有填写内容")]
    assert stored(shell, Case) == []


def test_saving_what_was_not_changed_makes_no_step(
    open_form: Open, said: Said, shell: Shell, put: Any
) -> None:
    case = put(Case(case_no="演1"))
    steps: list[Step] = []
    shell.stepped.connect(steps.append)
    page = open_form(Case.ledger, case.id)
    page.save()
    assert steps == []
    assert said == [("note", "没有改动，不需要保存")]


def test_saving_and_going_on_carries_what_the_ledger_names(open_form: Open, qtbot: QtBot) -> None:
    page = open_form(Case.ledger)
    type_into(page, "case_no", "演1")
    type_into(page, "filed_on", "2026-9-1")
    type_into(page, "officers", "演示甲、演示乙")
    with qtbot.waitSignal(page.next_wanted) as told:
        page.save_and_next()
    carried = told.args[0]
    assert carried == {"filed_on": date(2026, 9, 1), "officers": ("演示甲", "演示乙")}
    following = open_form(Case.ledger, None, carried)
    assert following.editor("officers").value() == ("演示甲", "演示乙")
    assert following.editor("case_no").value() is None
    assert following.form.touched() == []


def test_values_to_begin_with_may_be_raw(open_form: Open) -> None:
    page = open_form(Case.ledger, None, {"cause": "反向假冒", "filed_on": "2026年9月1日"})
    assert page.editor("cause").value() == "TM05"
    assert page.editor("filed_on").value() == date(2026, 9, 1)


def test_ctrl_d_copies_the_field_from_the_record_entered_before(
    open_form: Open, put: Any, keys: Any, said: Said
) -> None:
    put(Case(case_no="演1", unit="演示一中队", phone="13800001111"))
    page = open_form(Case.ledger)
    for name in ("unit", "phone"):
        page.form.go_to(name)
        keys.press(page.editor(name).control, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert page.editor("unit").value() == "演示一中队"
    assert page.editor("phone").value() is None
    assert said[-1][0] == "note"


def test_escape_restores_the_field_and_then_goes_back(
    open_form: Open, put: Any, keys: Any, qtbot: QtBot
) -> None:
    page = open_form(Case.ledger, put(Case(case_no="演1")).id)
    page.form.go_to("case_no")
    line = page.editor("case_no").control
    keys.type(line, "2")
    assert page.form.touched() == ["case_no"]
    keys.press(line, Qt.Key.Key_Escape)
    assert page.editor("case_no").text() == "演1"
    with qtbot.waitSignal(page.closed):
        keys.press(line, Qt.Key.Key_Escape)


# ------------------------------------------------------------ judging


def test_a_wrong_value_keeps_what_was_typed_and_says_why(
    open_form: Open, shell: Shell, said: Said
) -> None:
    page = open_form(Case.ledger)
    type_into(page, "case_no", "演1")
    type_into(page, "filed_on", "2026年13月")
    page.save()
    assert stored(shell, Case) == []
    assert page.editor("filed_on").typed() == "2026年13月"
    severity, words = page.editor("filed_on").finding
    assert severity == "error"
    assert words
    assert said[-1] == ("error", "没有保存：有 1 处必须改正")
    assert "必须改正（1）" in page.problems_panel.rows()


def test_rules_across_fields_are_told_while_typing(open_form: Open, qtbot: QtBot) -> None:
    page = open_form(Case.ledger)
    page.editor("filed_on").show_typed("2026-09-10")
    page.editor("closed_on").show_typed("2026-09-01")
    qtbot.waitUntil(lambda: page.editor("closed_on").finding[0] == "error", timeout=2000)
    assert "不能早于立案日期" in page.editor("closed_on").finding[1]
    row = [s.title for s in page.form.sections].index("结案与归档")
    assert page.section_list.item(row).toolTip() == "必须改正"


def test_a_refusal_of_the_rules_is_shown_at_its_field_and_nothing_is_written(
    open_form: Open, shell: Shell, said: Said
) -> None:
    page = open_form(Case.ledger)
    type_into(page, "filed_on", "2026-09-10")
    type_into(page, "closed_on", "2026-09-01")
    page.save()
    assert stored(shell, Case) == []
    assert page.editor("closed_on").finding[0] == "error"
    assert said[-1][0] == "error"
    assert page.save_button.isEnabled()


def test_what_is_asked_for_follows_the_stage(open_form: Open) -> None:
    page = open_form(Case.ledger)
    assert page.form.labels["clue_no"].asked_for
    assert not page.form.labels["unit"].asked_for
    type_into(page, "filed_on", "2026-09-10")
    page.judge()
    assert page.form.labels["unit"].asked_for


def test_a_finding_that_is_clicked_leads_to_its_field(open_form: Open) -> None:
    page = open_form(Case.ledger)
    type_into(page, "is_online", "是")
    page.judge()
    rows = page.problems_panel.rows()
    place = next(n for n, words in enumerate(rows) if words.startswith("平台名称"))
    page.problems_panel.list.itemClicked.emit(page.problems_panel.list.item(place))
    focused = QApplication.focusWidget()
    assert focused is not None
    assert page.editor("platform").isAncestorOf(focused)


# ------------------------------------------------------------ personal values


def test_masked_values_that_were_not_touched_stay_as_they_are_stored(
    open_form: Open, put: Any, shell: Shell
) -> None:
    case = put(Case(case_no="演1", phone="13800001111"))
    page = open_form(Case.ledger, case.id)
    lines = page.findChildren(QLineEdit)
    seen = "".join(line.text() + line.placeholderText() for line in lines)
    assert "138" in seen
    assert "13800001111" not in seen
    type_into(page, "case_no", "演2")
    page.save()
    (after,) = stored(shell, Case)
    assert (after.case_no, after.phone) == ("演2", "13800001111")


def test_looking_at_a_personal_value_needs_a_reason_that_is_kept(
    open_form: Open, put: Any, shell: Shell, officer: Any
) -> None:
    case = put(Case(case_no="演1", phone="13800001111"))
    page = open_form(Case.ledger, case.id)
    look = page.findChild(QPushButton, "phone_uncover") or page.editor("phone").stops()[1]
    officer.will_answer(None, "演示：核对当事人")
    look.click()  # type: ignore[attr-defined]
    assert page.editor("phone").typed() == ""
    look.click()  # type: ignore[attr-defined]
    assert page.editor("phone").typed() == "13800001111"
    with shell.desk.read() as reader:
        assert [w["reason"] for w in reader.works("uncover")] == ["演示：核对当事人"]


def test_the_history_tells_old_and_new_with_personal_values_masked(
    open_form: Open, put: Any, shell: Shell
) -> None:
    case = put(Case(case_no="演1", phone="13800001111"))
    change_elsewhere(shell, case, phone="13900002222", filed_on=date(2026, 9, 1))
    page = open_form(Case.ledger, case.id)
    assert page.history is not None
    page.history.load()
    told = page.history.text.toPlainText()
    assert "立案日期：2026-09-01" in told
    assert "联系电话" in told
    assert " → " in told
    assert "13800001111" not in told
    assert "13900002222" not in told


# ------------------------------------------------------------ crashes and colleagues


def test_typing_that_was_never_saved_is_offered_again_after_a_crash(
    open_form: Open, put: Any, shell: Shell, qtbot: QtBot
) -> None:
    case = put(Case(case_no="演1"))
    page = RecordPage(shell, Case.ledger, case.id, None)
    page.editor("brief").show_typed("演示：写到一半")
    page.editor("cause").show_typed("反向假冒")
    qtbot.waitUntil(lambda: bool(kept_typing(shell, "case", case.id)), timeout=2000)
    crash(page)
    again = open_form(Case.ledger, case.id)
    assert again.kept_banner.isVisible()
    assert again.editor("brief").value() is None
    take = again.findChild(QPushButton, "take_kept")
    assert isinstance(take, QPushButton)
    take.click()
    assert again.editor("brief").value() == "演示：写到一半"
    assert again.editor("cause").value() == "TM05"
    again.save()
    assert kept_typing(shell, "case", case.id) == {}


def test_a_new_record_that_was_never_saved_is_offered_by_the_next_new_form(
    open_form: Open, shell: Shell
) -> None:
    page = RecordPage(shell, Case.ledger, None, None)
    page.editor("case_no").show_typed("演示：新案")
    page.keep_typed()
    lost = page.id
    crash(page)
    again = open_form(Case.ledger)
    take = again.findChild(QPushButton, "take_kept")
    assert isinstance(take, QPushButton)
    take.click()
    again.save()
    (case,) = stored(shell, Case)
    assert (case.id, case.case_no) == (lost, "演示：新案")
    assert shell.rows.unsaved() == []


def take_kept(page: RecordPage) -> QPushButton:
    """The button that brings back what was lost."""
    button = page.kept_banner.findChild(QPushButton, "take_kept")
    assert isinstance(button, QPushButton)
    return button


def lose_typing(shell: Shell) -> None:
    """A new case is typed into and the program ends."""
    lost = RecordPage(shell, Case.ledger, None, None)
    type_into(lost, "case_no", "演旧1")
    type_into(lost, "unit", "演示旧中队")
    lost.keep_typed()
    crash(lost)


def test_what_was_lost_does_not_cover_what_was_typed_since_unless_told_so(
    shell: Shell, open_form: Open, officer: Any
) -> None:
    lose_typing(shell)
    page = open_form(Case.ledger)
    type_into(page, "case_no", "演新2")
    page.keep_typed()
    take = take_kept(page)
    officer.will_answer(None, "只填没有动过的栏目")
    take.click()
    assert page.editor("case_no").typed() == "演新2"
    assert page.editor("unit").typed() == ""
    assert page.kept_banner.isVisible()
    take.click()
    assert page.editor("case_no").typed() == "演新2"
    assert page.editor("unit").typed() == "演示旧中队"
    assert "案号" in officer.asked[0]
    page.keep_typed()
    # It is kept once, under the id it goes on with.
    assert [id for _ledger, id, _at in shell.rows.unsaved()] == [page.id]


def test_what_was_lost_comes_back_whole_when_told_so(
    shell: Shell, open_form: Open, officer: Any
) -> None:
    lose_typing(shell)
    page = open_form(Case.ledger)
    type_into(page, "case_no", "演新2")
    officer.will_answer("全部恢复")
    take_kept(page).click()
    assert page.editor("case_no").typed() == "演旧1"
    assert page.editor("unit").typed() == "演示旧中队"


def test_of_two_forms_one_wins_and_the_other_is_told(
    open_form: Open, put: Any, shell: Shell, said: Said
) -> None:
    case = put(Case(case_no="演1"))
    first, second = open_form(Case.ledger, case.id), open_form(Case.ledger, case.id)
    type_into(second, "unit", "演示二中队")
    type_into(first, "unit", "演示一中队")
    first.save()
    assert second.moved_banner.isVisible()
    assert second.editor("unit").typed() == "演示二中队"
    second.save()
    (after,) = stored(shell, Case)
    assert after.unit == "演示一中队"
    assert said[-1][0] == "error"
    assert "已被修改" in said[-1][1]
    load = second.findChild(QPushButton, "load_newest")
    assert isinstance(load, QPushButton)
    load.click()
    assert second.editor("unit").value() == "演示一中队"
    assert not second.moved_banner.isVisible()


def test_a_form_without_typing_follows_what_others_do(
    open_form: Open, put: Any, shell: Shell
) -> None:
    case = put(Case(case_no="演1"))
    page = open_form(Case.ledger, case.id)
    change_elsewhere(shell, case, unit="演示一中队")
    assert page.editor("unit").value() == "演示一中队"
    assert not page.moved_banner.isVisible()


# ------------------------------------------------------------ leaving, deleting, files


def test_leaving_with_typing_asks_and_stays_when_told_so(
    open_form: Open, put: Any, officer: Any, shell: Shell
) -> None:
    case = put(Case(case_no="演1"))
    page = open_form(Case.ledger, case.id)
    type_into(page, "unit", "演示一中队")
    page.keep_typed()
    officer.will_answer(None, "放弃修改")
    assert not page.try_close()
    assert page.editor("unit").typed() == "演示一中队"
    assert page.try_close()
    assert kept_typing(shell, "case", case.id) == {}
    assert "1 处修改" in officer.asked[0]


def test_leaving_with_typing_may_save_first(
    open_form: Open, put: Any, officer: Any, shell: Shell, qtbot: QtBot
) -> None:
    page = open_form(Case.ledger, put(Case(case_no="演1")).id)
    type_into(page, "unit", "演示一中队")
    officer.will_answer("保存并返回")
    with qtbot.waitSignal(page.closed):
        page.close_page()
    assert [case.unit for case in stored(shell, Case)] == ["演示一中队"]


def test_leaving_that_cannot_save_stays_at_what_is_wrong(
    open_form: Open, put: Any, officer: Any, shell: Shell, qtbot: QtBot
) -> None:
    page = open_form(Case.ledger, put(Case(case_no="演1")).id)
    type_into(page, "filed_on", "9月5日")
    officer.will_answer("保存并返回")
    with qtbot.assertNotEmitted(page.closed):
        page.close_page()
    assert page.editor("filed_on").finding[0] == "error"
    assert page.editor("filed_on").typed() == "9月5日"


def test_the_strip_and_the_panel_count_the_same(open_form: Open, said: Said) -> None:
    page = open_form(Case.ledger)
    for name, text in (
        ("cause", "网络侵权xyz"),
        ("filed_on", "9月5日"),
        ("phone", "1390000"),
        ("party_uscc", "123"),
    ):
        type_into(page, name, text)
    page.save()
    wrong = [problem for problem in page.problems if problem.severity == "error"]
    assert len(wrong) > 2
    assert said[-1] == ("error", f"没有保存：有 {len(wrong)} 处必须改正")
    assert f"必须改正（{len(wrong)}）" in page.problems_panel.rows()


def test_a_wrong_word_of_a_list_is_told_shortly_and_the_list_opens(
    open_form: Open, keys: Any
) -> None:
    page = open_form(Case.ledger)
    type_into(page, "cause", "网络侵权xyz")
    page.judge()
    cause = page.editor("cause")
    assert isinstance(cause, LineEditor)
    assert cause.finding == ("error", "不在可选项里，请从列表选择")
    cause.line.setFocus()
    keys.press(cause.line, Qt.Key.Key_F4)
    assert isinstance(cause.line, PickLine)
    assert cause.line.listing
    cause.line.close_list()


def test_deleting_puts_the_record_into_the_bin_with_the_reason(
    open_form: Open, put: Any, officer: Any, shell: Shell, qtbot: QtBot
) -> None:
    case = put(Case(case_no="演1"))
    page = open_form(Case.ledger, case.id)
    officer.will_answer("演示：重复登记")
    with qtbot.waitSignal(page.closed):
        page.delete_button.click()
    (gone,) = stored(shell, Case)
    assert gone.withdrawn_why == "演示：重复登记"


def test_discarding_brings_back_what_is_stored(open_form: Open, put: Any, officer: Any) -> None:
    page = open_form(Case.ledger, put(Case(case_no="演1")).id)
    type_into(page, "case_no", "演2")
    officer.will_answer(True)
    page.discard_button.click()
    assert page.editor("case_no").value() == "演1"


def test_a_file_is_attached_listed_and_removed_with_a_reason(
    open_form: Open, put: Any, officer: Any, tmp_path: Path
) -> None:
    from boshan_desk.ui.attachments_panel import AttachmentsPanel

    scan = tmp_path / "演示扫描件.pdf"
    scan.write_bytes(b"%PDF-1.4 demonstration")
    page = open_form(Case.ledger, put(Case(case_no="演1")).id)
    panel = page.findChild(AttachmentsPanel)
    assert isinstance(panel, AttachmentsPanel)
    officer.will_answer(scan, "演示：传错了")
    panel.add()
    assert [panel.list.item(n).text() for n in range(panel.list.count())] == [
        "演示扫描件.pdf（22 字节）"
    ]
    panel.remove_current()
    assert panel.list.count() == 0


def test_what_hangs_on_a_new_record_appears_with_its_first_save(open_form: Open) -> None:
    page = open_form(Station.ledger)
    headings = [section.title for section in page.form.sections]
    assert "附件" not in headings
    type_into(page, "name", "演示站")
    page.save()
    headings = [section.title for section in page.form.sections]
    assert headings[-3:] == ["指导站服务记录", "附件", "修改记录"]


# ------------------------------------------------------------ every form


@pytest.mark.parametrize("ledger", LEDGERS.values(), ids=lambda ledger: ledger.name)
def test_nothing_is_cut_in_a_narrow_window(ledger: Ledger, open_form: Open, qtbot: QtBot) -> None:
    page = open_form(ledger)
    page.resize(740, 420)
    labels = page.form.labels.values()

    def fits() -> bool:
        sheet, view = page.form.widget(), page.form.viewport()
        return sheet.minimumSizeHint().width() <= view.width() and all(
            label.heightForWidth(label.width()) <= label.height() for label in labels
        )

    qtbot.waitUntil(fits)


@pytest.mark.parametrize("width", [1180, 740, 480])
@pytest.mark.parametrize("ledger", LEDGERS.values(), ids=lambda ledger: ledger.name)
def test_what_is_wrong_with_a_field_shows_whole_and_leaves_no_hole(
    ledger: Ledger, width: int, open_form: Open, qtbot: QtBot
) -> None:
    page = open_form(ledger)
    page.resize(width, 640)
    sentence = "这是一句演示用的很长的话，占好几行，" * 4 + "号码91370304MA演示" + "A1" * 30
    for editor in page.form:
        editor.show_typed("9月5日xyz")
    page.judge()
    told = {editor for editor in page.form if editor.finding[1]}
    assert told or ledger.name == "attendee"
    for editor in set(page.form) - told:
        editor.set_finding("warn", sentence)

    def whole() -> bool:
        rows: dict[tuple[QWidget, int], int] = {}
        for name, editor in page.form.editors.items():
            label = page.form.labels[name]
            words = editor.findChild(QLabel, f"{name}_finding")
            assert isinstance(words, QLabel)
            end = words.mapTo(editor, words.rect().bottomLeft()).y() + 1
            if words.heightForWidth(words.width()) > words.height() or end > editor.height():
                return False
            row = (label.parentWidget() or label, label.y())
            rows[row] = max(rows.get(row, 0), label.height(), end)
        tops = sorted(rows, key=lambda row: (row[0].y(), row[1]))
        return all(
            one[0] is not below[0] or below[1] - one[1] <= rows[one] + room
            for one, below in pairwise(tops)
        )

    # What stands between two rows, and a line.
    room = em(page.form) // 2 + page.form.fontMetrics().lineSpacing()
    qtbot.waitUntil(whole)


def test_a_stored_record_fits_a_window_enlarged_to_175_per_cent(
    open_form: Open, put: Any, qtbot: QtBot
) -> None:
    page = open_form(Station.ledger, put(Station(name="演示站")).id)
    page.resize(610, 340)
    sheet, view = page.form.widget(), page.form.viewport()
    qtbot.waitUntil(lambda: "修改记录" in [section.title for section in page.form.sections])
    qtbot.waitUntil(lambda: sheet.width() == view.width())
    assert page.buttons.keys_button.isVisible()
    assert "Ctrl+D" in page.buttons.keys_button.toolTip()
    for button in sheet.findChildren(QPushButton):
        end = button.mapTo(sheet, button.rect().bottomRight())
        assert button.isHidden() or not button.isVisible() or end.x() <= view.width()


def test_a_likely_double_is_warned_of_and_may_be_saved(
    open_form: Open, put: Any, shell: Shell
) -> None:
    first = put(Case(case_no="演1"))
    page = open_form(Case.ledger)
    type_into(page, "case_no", "演1")
    page.judge()
    severity, words = page.editor("case_no").finding
    assert severity == "warn"
    assert first.serial_no in words
    assert "请核对（1）" in page.problems_panel.rows()
    page.save()
    assert [case.case_no for case in stored(shell, Case)] == ["演1", "演1"]


def test_a_long_word_of_a_list_shows_its_beginning_and_the_sign_of_more(
    open_form: Open, qtbot: QtBot
) -> None:
    page = open_form(Case.ledger)
    cause = page.editor("cause")
    assert isinstance(cause, LineEditor)
    longest = max(page.shell.lists["cause"], key=lambda entry: len(entry.label))
    cause.take_value(longest.code)
    cause.line.setFixedWidth(em(page) * 10)
    page.save_button.setFocus()
    qtbot.waitUntil(lambda: cause.line.shown_words().endswith("…"))
    assert longest.label.startswith(cause.line.shown_words()[:-1])
    assert cause.line.toolTip() == longest.label


def test_a_firm_that_is_renamed_shows_its_earlier_name(open_form: Open, put: Any) -> None:
    page = open_form(Enterprise.ledger, put(Enterprise(name="演示老厂")).id)
    editor = page.editor("name")
    assert isinstance(editor, LineEditor)
    type_into(page, "name", "演示新厂")
    page.save()
    assert page.editor("former_names").value() == ("演示老厂",)
