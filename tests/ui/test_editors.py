"""Every kind's editor: what it shows, what it takes, what it never loses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from boshan_desk.domain import fields
from boshan_desk.domain.fields import BadValue, Kind
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ui.editors import (
    EDITORS,
    CodeEditor,
    CodesEditor,
    DayEditor,
    Editor,
    FlagEditor,
    LineEditor,
    MoneyEditor,
    NoteEditor,
    PersonalEditor,
    Place,
    make_editor,
)
from boshan_desk.ui.link_editor import LinkEditor
from boshan_desk.ui.popups import TickList
from boshan_desk.ui.shell import Shell

Make = Callable[..., Any]


@pytest.fixture
def make(qtbot: QtBot, shell: Shell) -> Make:
    """An editor for a kind, shown in a window of its own."""

    def made(kind: Kind, value: Any = None, *, field: str = "goods", uncover: Any = None) -> Editor:
        editor = make_editor(kind, Place(shell, Case.ledger, field, uncover))
        qtbot.addWidget(editor)
        editor.resize(400, 60)
        editor.show()
        editor.activateWindow()
        qtbot.waitUntil(editor.isActiveWindow)
        editor.show_value(kind.empty if value is None else value)
        return editor

    return made


def write(keys: Any, editor: Editor, text: str) -> None:
    """Type over what stands in a line, and leave it by Enter."""
    assert isinstance(editor, LineEditor)
    editor.line.setFocus()
    editor.line.selectAll()
    keys.type(editor.line, text)
    editor.let_go()


def concrete(kind: type[Kind]) -> list[type[Kind]]:
    return [kind, *(each for sub in kind.__subclasses__() for each in concrete(sub))]


def test_every_kind_has_an_editor() -> None:
    assert {kind.name for kind in concrete(Kind)} <= set(EDITORS)


@pytest.mark.parametrize(
    ("typed", "shown", "value"),
    [
        ("2026.3.5", "2026-03-05", date(2026, 3, 5)),
        ("20260305", "2026-03-05", date(2026, 3, 5)),
        ("2026年3月5日", "2026-03-05", date(2026, 3, 5)),
        ("2026/3/5", "2026-03-05", date(2026, 3, 5)),
    ],
)
def test_a_date_may_be_typed_as_offices_write_it(
    keys: Any, make: Make, typed: str, shown: str, value: date
) -> None:
    editor = make(fields.Day("立案日期"))
    write(keys, editor, typed)
    assert (editor.text(), editor.value()) == (shown, value)


def test_a_key_enters_today(keys: Any, make: Make) -> None:
    editor = make(fields.Day("立案日期"))
    keys.press(editor.line, Qt.Key.Key_Semicolon, Qt.KeyboardModifier.ControlModifier)
    assert editor.value() == date(2026, 10, 9)


def test_the_calendar_opens_at_the_date_and_enters_the_one_pointed_at(
    keys: Any, make: Make
) -> None:
    from PySide6.QtCore import QDate
    from PySide6.QtWidgets import QCalendarWidget

    editor = make(fields.Day("立案日期"), date(2025, 2, 3))
    assert isinstance(editor, DayEditor)
    editor.open_calendar()
    calendar = editor.findChild(QCalendarWidget, "calendar")
    assert isinstance(calendar, QCalendarWidget)
    assert calendar.selectedDate() == QDate(2025, 2, 3)
    calendar.clicked.emit(QDate(2025, 2, 7))
    assert editor.value() == date(2025, 2, 7)


def test_what_cannot_be_read_stays_as_it_was_typed(keys: Any, make: Make) -> None:
    editor = make(fields.Day("立案日期"), date(2025, 2, 3))
    write(keys, editor, "去年夏天")
    assert editor.typed() == "去年夏天"
    with pytest.raises(BadValue) as caught:
        editor.value()
    assert caught.value.words()


def test_a_finding_stands_in_words_with_a_sign(make: Make) -> None:
    editor = make(fields.Text("涉案商品"), "酒")
    editor.set_finding("error", "最多 2 个字")
    row = editor.findChild(QWidget, "goods_finding")
    assert isinstance(row, QWidget)
    assert row.isVisible()
    sign = editor.findChild(QLabel, "goods_sign")
    assert isinstance(sign, QLabel)
    assert not sign.pixmap().isNull()
    assert editor.finding == ("error", "最多 2 个字")
    editor.clear_finding()
    assert not row.isVisible()
    assert editor.typed() == "酒"


def test_money_is_in_yuan_and_shows_ten_thousands_beside(keys: Any, make: Make) -> None:
    editor = make(fields.Money("货值金额"), 3_500_000)
    assert isinstance(editor, MoneyEditor)
    assert editor.text() == "35000.00"
    assert "3.50 万元" in editor.unit.text()
    write(keys, editor, "1.2万")
    assert (editor.text(), editor.value()) == ("12000.00", 1_200_000)
    write(keys, editor, "980")
    assert editor.value() == 98_000
    assert editor.unit.text() == "元"


def test_a_share_is_typed_with_or_without_its_sign(keys: Any, make: Make) -> None:
    editor = make(fields.Percent("满意度"), 9550)
    assert (editor.text(), editor.value()) == ("95.5", 9550)
    write(keys, editor, "80%")
    assert (editor.text(), editor.value()) == ("80", 8000)


@pytest.mark.parametrize(("key", "value"), [("y", True), ("n", False)])
def test_yes_and_no_have_keys_and_nothing_is_answered_unasked(
    keys: Any, make: Make, key: str, value: bool
) -> None:
    editor = make(fields.Flag("涉外"))
    assert isinstance(editor, FlagEditor)
    assert editor.value() is None
    keys.type(editor.control, key)
    assert editor.value() is value
    keys.press(editor.control, Qt.Key.Key_Delete)
    assert editor.value() is None


def test_a_code_is_found_by_a_part_of_its_word_and_taken_by_enter(keys: Any, make: Make) -> None:
    editor = make(fields.Code("案由", list="cause"))
    assert isinstance(editor, CodeEditor)
    editor.line.setFocus()
    keys.type(editor.line, "反向")
    keys.press(editor.line, Qt.Key.Key_Return)
    assert (editor.text(), editor.value()) == ("反向假冒", "TM05")


def test_tab_takes_the_code_that_is_offered_first_and_goes_on(keys: Any, make: Make) -> None:
    editor = make(fields.Code("案由", list="cause"))
    editor.line.setFocus()
    keys.type(editor.line, "假冒")
    assert editor.line.listing
    keys.press(editor.line, Qt.Key.Key_Tab)
    assert editor.value() == "PT01"
    assert not editor.line.listing


@pytest.mark.parametrize("typed", ["伪造商标标识", "TM04", "tm04", "擅自制造"])
def test_a_code_is_found_by_another_word_its_code_or_a_part(
    keys: Any, make: Make, typed: str
) -> None:
    editor = make(fields.Code("案由", list="cause"))
    write(keys, editor, typed)
    assert editor.value() == "TM04"
    assert editor.text() == "伪造、擅自制造或销售商标标识"


def test_a_code_that_left_its_list_is_not_lost(make: Make) -> None:
    editor = make(fields.Code("案由", list="cause"), "OLD9")
    assert (editor.text(), editor.value(), editor.touched) == ("OLD9", "OLD9", False)
    many = make(fields.Codes("处罚种类", list="penalty"), ("OLD9", "fine"))
    assert many.value() == ("OLD9", "fine")


def test_a_word_that_means_several_codes_is_asked_about(keys: Any, make: Make) -> None:
    editor = make(fields.Code("案由", list="cause"))
    write(keys, editor, "商标")
    assert editor.typed() == "商标"
    with pytest.raises(BadValue):
        editor.value()


def test_the_wheel_changes_nothing(make: Make) -> None:
    for kind, value in (
        (fields.Code("案由", list="cause"), "TM04"),
        (fields.Day("立案日期"), date(2026, 1, 2)),
        (fields.Whole("数量"), 3),
        (fields.Flag("涉外"), True),
    ):
        editor = make(kind, value)
        editor.control.setFocus()
        wheel = QWheelEvent(
            QPointF(5, 5),
            QPointF(5, 5),
            QPoint(0, 0),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(editor.control, wheel)
        assert (editor.value(), editor.touched) == (value, False)


def test_several_codes_are_ticked_in_a_list_by_keys(keys: Any, make: Make) -> None:
    editor = make(fields.Codes("处罚种类", list="penalty"), ("warning",))
    assert isinstance(editor, CodesEditor)
    editor.line.setFocus()
    keys.press(editor.line, Qt.Key.Key_Down)
    ticks = editor.findChild(TickList)
    assert isinstance(ticks, TickList)
    keys.type(ticks.search, "罚款")
    keys.press(ticks.search, Qt.Key.Key_Space)
    keys.press(ticks.search, Qt.Key.Key_Return)
    assert editor.value() == ("warning", "fine")
    assert editor.text() == "警告、罚款"


def test_several_codes_may_be_typed(keys: Any, make: Make) -> None:
    editor = make(fields.Codes("处罚种类", list="penalty"))
    write(keys, editor, "罚款，没收违法")
    assert (editor.text(), editor.value()) == ("罚款、没收违法所得", ("fine", "income"))


def test_names_are_kept_apart_by_their_own_mark(keys: Any, make: Make) -> None:
    editor = make(fields.Names("承办人"), ("演示甲",))
    write(keys, editor, "演示甲,演示乙；演示丙")
    assert editor.text() == "演示甲、演示乙、演示丙"
    assert editor.value() == ("演示甲", "演示乙", "演示丙")


def test_a_note_takes_enter_grows_and_is_left_by_tab(keys: Any, make: Make) -> None:
    editor = make(fields.Note("案情简述"))
    assert isinstance(editor, NoteEditor)
    low = editor.box.height()
    editor.box.setFocus()
    for _turn in range(6):
        keys.type(editor.box, "a")
        keys.press(editor.box, Qt.Key.Key_Return)
    assert editor.value().count("\n") == 5
    assert editor.box.height() > low
    keys.press(editor.box, Qt.Key.Key_Tab)
    assert "\t" not in editor.text()


def test_a_number_is_normalised_when_left(keys: Any, make: Make) -> None:
    editor = make(fields.Identifier("统一社会信用代码", scheme="uscc"))
    write(keys, editor, "91370304 mabc12345 x")
    assert editor.text() == "91370304MABC12345X"


def test_a_stored_personal_value_stands_masked_and_stays_untouched(make: Make) -> None:
    editor = make(fields.Phone("联系电话"), "13800001111", uncover=lambda *_given: None)
    assert isinstance(editor, PersonalEditor)
    assert editor.covered
    assert "13800001111" not in editor.shown() + editor.text() + editor.line.placeholderText()
    assert "*" in editor.shown()
    assert (editor.value(), editor.touched) == ("13800001111", False)


def test_typing_replaces_a_masked_value_whole_and_escape_brings_it_back(
    keys: Any, make: Make
) -> None:
    editor = make(fields.Phone("联系电话"), "13800001111", uncover=lambda *_given: None)
    write(keys, editor, "13900002222")
    assert editor.value() == "13900002222"
    keys.press(editor.line, Qt.Key.Key_Escape)
    assert editor.covered
    assert editor.value() == "13800001111"


def test_delete_empties_a_masked_value(keys: Any, make: Make) -> None:
    editor = make(fields.Phone("联系电话"), "13800001111", uncover=lambda *_given: None)
    keys.press(editor.line, Qt.Key.Key_Delete)
    assert (editor.value(), editor.touched) == (None, True)


def test_a_masked_value_is_uncovered_by_whoever_may_and_still_counts_as_untouched(
    make: Make,
) -> None:
    asked: list[str] = []

    def uncover(field: str, show: Callable[[str], None]) -> None:
        asked.append(field)
        show("13800001111")

    editor = make(fields.Phone("联系电话"), "13800001111", field="phone", uncover=uncover)
    editor.look_button.click()
    assert asked == ["phone"]
    assert (editor.shown(), editor.touched) == ("13800001111", False)


def test_what_is_typed_into_a_new_record_is_not_masked(keys: Any, make: Make) -> None:
    editor = make(fields.Phone("联系电话"))
    write(keys, editor, "138 0000 1111")
    assert (editor.shown(), editor.value()) == ("13800001111", "13800001111")


def test_a_link_is_found_by_a_part_of_the_name_and_can_be_cleared(
    keys: Any, make: Make, put: Make
) -> None:
    firm = put(Enterprise(name="演示博山陶瓷有限公司"))
    put(Enterprise(name="演示博山琉璃有限公司"))
    editor = make(fields.Link("企业档案", to="enterprise"))
    assert isinstance(editor, LinkEditor)
    write(keys, editor, "陶瓷")
    assert (editor.text(), editor.value()) == ("演示博山陶瓷有限公司", firm.id)
    editor.line.clear()
    assert editor.value() is None


def test_a_link_to_no_record_or_to_several_is_not_guessed(keys: Any, make: Make, put: Make) -> None:
    put(Enterprise(name="演示博山陶瓷有限公司"))
    put(Enterprise(name="演示博山琉璃有限公司"))
    editor = make(fields.Link("企业档案", to="enterprise"))
    for typed in ("有限公司", "没有的公司"):
        write(keys, editor, typed)
        assert editor.typed() == typed
        with pytest.raises(BadValue):
            editor.value()


def test_a_link_opens_the_other_record(make: Make, put: Make, shell: Shell) -> None:
    wanted: list[tuple[str, str]] = []
    shell.record_wanted.connect(lambda ledger, id, _values: wanted.append((ledger, id)))
    firm = put(Enterprise(name="演示博山陶瓷有限公司"))
    editor = make(fields.Link("企业档案", to="enterprise"), firm.id)
    editor.open_button.click()
    assert wanted == [("enterprise", firm.id)]


def test_text_offers_what_the_field_already_has(keys: Any, make: Make, put: Make) -> None:
    put(Case(case_no="演1", goods="演示白酒"))
    editor = make(fields.Text("涉案商品"), field="goods")
    editor.line.setFocus()
    keys.type(editor.line, "演示")
    assert editor.line.listing
    keys.press(editor.line, Qt.Key.Key_Down)
    keys.press(editor.line, Qt.Key.Key_Return)
    assert editor.value() == "演示白酒"


def test_what_was_typed_can_be_typed_in_again_raw(make: Make) -> None:
    for kind, typed, value in (
        (fields.Codes("处罚种类", list="penalty"), "fine、goods", ("fine", "goods")),
        (fields.Code("案由", list="cause"), "TM04", "TM04"),
        (fields.Flag("涉外"), "是", True),
        (fields.Day("立案日期"), "2026-3-5", date(2026, 3, 5)),
    ):
        editor = make(kind)
        editor.show_typed(typed)
        assert editor.touched
        assert editor.value() == value
        again = make(kind)
        again.show_typed(editor.typed())
        assert again.value() == value
