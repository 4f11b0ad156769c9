"""上级报表 in the window: filled in, tied by clicking, taken back, kept; whom it is offered to."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from boshan_desk.domain.forms import (
    PLACEHOLDERS,
    Condition,
    FigureTie,
    FormMapping,
    HandTie,
    NationalTie,
    RowsTie,
    TextTie,
)
from boshan_desk.domain.period import Period, quarter
from boshan_desk.domain.view import View
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.gi import GiRight
from boshan_desk.ui.forms_fill import parts_of, usual_period
from boshan_desk.ui.forms_page import FormsPage
from boshan_desk.ui.forms_sources import FigureForm, RowsForm, TextForm, pick
from boshan_desk.ui.forms_tie import TiePanel
from boshan_desk.ui.forms_words import kept_text, short_words, shown_text
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.shell import Shell
from boshan_desk.usecases import forms

from .conftest import Keys, Officer, Sit

TODAY = date(2026, 10, 9)


@pytest.fixture
def page(shell: Shell, qtbot: QtBot) -> FormsPage:
    """The page over a desk without accounts."""
    return opened(shell, qtbot)


def opened(shell: Shell, qtbot: QtBot) -> FormsPage:
    made = FormsPage(shell)
    qtbot.addWidget(made)
    made.resize(1180, 640)
    made.show()
    return made


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A superior's form: a title over four columns, two heads, a sum."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "表"
    sheet["A1"] = "演示上级报表"
    sheet.merge_cells("A1:D1")
    sheet["A2"], sheet["B2"], sheet["C2"] = "序号", "产品名称", "备考"
    sheet["B9"] = "=SUM(B5:B8)"
    book.create_sheet("另一页")["A1"] = "说明"
    book.save(tmp_path / "演示表样.xlsx")
    return tmp_path / "演示表样.xlsx"


@pytest.fixture
def editing(page: FormsPage, officer: Officer, workbook: Path) -> FormsPage:
    """The form has just been added; its cells are seen."""
    officer.will_answer(workbook)
    page.add_button.click()
    assert page.form is not None
    assert page.form.name == "演示表样"
    return page


def choose(page: FormsPage, title: str) -> None:
    """Choose a form of the list by its title."""
    rows = [row[0] for row in page.table.words()]
    page.table.selectRow(rows.index(title))


def tie(page: FormsPage, kind: type[Any] | None) -> None:
    """Press the button of the panel for a way to fill the cell."""
    pick(page.edit.panel.kind, kind)
    page.edit.panel.apply_button.click()


def shown(page: FormsPage, row: int, column: int) -> str:
    """What the grid of the edited form says in a cell."""
    return str(page.edit.model.index(row - 1, column).data() or "")


# ---------------------------------------------------------------- the list


def test_the_shipped_forms_are_listed_with_what_they_spare(page: FormsPage) -> None:
    rows = {row[0]: row[1:4] for row in page.table.words()}
    assert rows == {
        "地理标志年报素材包": ["随程序提供", "年", "96%"],
        "知识产权执法数据统计表": ["随程序提供", "季度、年", "98%"],
    }
    assert not page.remove_button.isEnabled()
    assert page.fill_button.isEnabled()


def test_the_page_is_in_the_menu_and_has_its_page_of_the_manual(shell: Shell, qtbot: QtBot) -> None:
    window = MainWindow(shell)
    qtbot.addWidget(window)
    window.show()
    window.actions_by_id["forms"].trigger()
    page = window.page_on_top()
    assert isinstance(page, FormsPage)
    from boshan_desk.ui.manual_window import page_file

    assert "上级报表" in page_file(page.manual).read_text("utf-8")


def test_who_may_not_set_things_up_fills_in_and_looks_only(sit: Sit, qtbot: QtBot) -> None:
    page = opened(sit("赵录入", "entry"), qtbot)
    assert not page.add_button.isVisible()
    assert not page.remove_button.isVisible()
    choose(page, "知识产权执法数据统计表")
    page.edit_button.click()
    page.edit.grid.go_to((6, 1))
    assert "商标侵权案件" in page.edit.panel.now.text()
    assert not page.edit.panel.apply_button.isVisible()
    assert not page.edit.copy_button.isVisible()
    page.edit.tie(None)
    assert not page.edit.dirty


def test_a_form_of_the_offices_own_is_removed_after_a_question(
    page: FormsPage, shell: Shell, officer: Officer, workbook: Path
) -> None:
    forms.add_form(shell.desk, workbook)
    page.refresh()
    choose(page, "演示表样")
    officer.will_answer(False, True)
    page.remove_button.click()
    assert page.table.rowCount() == 3
    page.remove_button.click()
    assert page.table.rowCount() == 2
    assert len(forms.list_forms(shell.desk)) == 2


def test_a_form_is_written_for_another_county(
    page: FormsPage, officer: Officer, tmp_path: Path
) -> None:
    officer.will_answer(tmp_path)
    choose(page, "知识产权执法数据统计表")
    page.export_button.click()
    assert {path.name for path in tmp_path.iterdir()} >= {"national.xlsx", "national.toml"}


# ---------------------------------------------------------------- tying cells


def test_a_new_form_shows_its_cells_as_they_are(editing: FormsPage) -> None:
    edit = editing.edit
    assert shown(editing, 1, 0) == "演示上级报表"
    assert edit.grid.columnSpan(0, 0) == 4
    assert shown(editing, 9, 1) == "＝公式"
    assert [edit.tabs.tabText(n) for n in range(2)] == ["表", "另一页"]
    assert edit.share.text() == "本表还没有对应关系"
    edit.tabs.setCurrentIndex(1)
    assert shown(editing, 1, 0) == "说明"


def test_a_figure_is_found_by_its_name_and_tied(
    editing: FormsPage, keys: Keys, shell: Shell, said: list[tuple[str, str]]
) -> None:
    edit, panel = editing.edit, editing.edit.panel
    edit.grid.go_to((5, 1))
    pick(panel.kind, FigureTie)
    figure = panel.forms[FigureTie]
    assert isinstance(figure, FigureForm)
    figure.search.setFocus()
    keys.type(figure.search, "罚没款")
    assert figure.code == "M-EN05"
    pick(figure.span, "total")
    pick(figure.unit, "元")
    pick(figure.town, "*")
    pick(figure.condition.field, "cause")
    groups = [figure.condition.values.item(n).text() for n in range(3)]
    assert groups[0] == "商标侵权（一组案由）"
    figure.condition.values.item(1).setCheckState(Qt.CheckState.Checked)
    panel.apply_button.click()
    wanted = FigureTie(
        code="M-EN05",
        span="total",
        unit="元",
        town="*",
        where=(Condition("cause", ("@gi",)),),
    )
    found = edit.mapping.at("表", (5, 1))
    assert found is not None
    assert found.source == wanted
    assert shown(editing, 5, 1) == "ƒ 罚没款（本年累计）"
    tip = str(edit.model.index(4, 1).data(Qt.ItemDataRole.ToolTipRole))
    assert "只计案由：地理标志（一组案由）" in tip
    colours = [
        edit.model.index(4, column).data(Qt.ItemDataRole.BackgroundRole) for column in (1, 2)
    ]
    assert colours[0] is not None
    assert colours[1] is None
    # Going away and coming back shows the same again.
    edit.grid.go_to((6, 1))
    edit.grid.go_to((5, 1))
    assert panel.forms[FigureTie].source() == wanted
    edit.save_button.click()
    assert said[-1] == ("ok", "对应关系已保存")
    assert forms.find_form(shell.desk, "演示表样").mapping == edit.mapping
    assert not edit.dirty


def test_words_with_placeholders_begin_with_what_the_form_says(editing: FormsPage) -> None:
    edit = editing.edit
    edit.grid.go_to((1, 2))
    text = edit.panel.forms[TextTie]
    assert isinstance(text, TextForm)
    # Any cell of merged ones means the first.
    assert edit.panel.title.text() == "单元格 A1"
    assert text.text.toPlainText() == "演示上级报表"
    text.text.setPlainText("{bureau}演示")
    tie(editing, TextTie)
    assert edit.mapping.ties[0].name == "A1"
    assert shown(editing, 1, 0) == "文 〔填报单位〕演示"


def test_rows_of_a_ledger_find_their_columns_by_the_headings(editing: FormsPage) -> None:
    edit = editing.edit
    edit.grid.go_to((3, 0))
    pick(edit.panel.kind, RowsTie)
    rows = edit.panel.forms[RowsTie]
    assert isinstance(rows, RowsForm)
    pick(rows.ledger, "gi_right")
    assert rows.columns() == ["#", "product_name", "?"]
    rows.room.setValue(2)
    pick(rows.order, "product_name")
    edit.panel.apply_button.click()
    found = edit.mapping.at("表", (3, 0))
    assert found is not None
    assert found.source == RowsTie(
        ledger="gi_right", columns=("#", "product_name", "?"), room=2, order="product_name"
    )
    assert edit.model.tie_at((4, 1)) == found
    edit.grid.go_to((4, 1))
    assert "点 A3 修改" in edit.panel.now.text()


def test_several_cells_are_left_to_the_hand_at_once_and_the_share_follows(
    editing: FormsPage,
) -> None:
    edit = editing.edit
    edit.grid.go_to((5, 1))
    tie(editing, NationalTie)
    edit.grid.go_to((5, 2))
    for row in (5, 6, 7):
        index = edit.model.index(row - 1, 2)
        edit.grid.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)
    tie(editing, HandTie)
    assert [(t.name, type(t.source)) for t in edit.mapping.ties] == [
        ("B5", NationalTie), ("C5", HandTie), ("C6", HandTie), ("C7", HandTie),
    ]  # fmt: skip
    assert edit.share.text() == "本表 25% 自动填充"


def test_a_tie_is_taken_back_and_taken_away(editing: FormsPage, keys: Keys) -> None:
    edit = editing.edit
    edit.grid.go_to((5, 1))
    tie(editing, NationalTie)
    before = edit.mapping
    tie(editing, None)
    assert edit.mapping.ties == ()
    edit.undo_button.click()
    assert edit.mapping == before
    edit.undo_button.click()
    assert edit.mapping.ties == ()
    assert not edit.undo_button.isEnabled()
    edit.grid.go_to((5, 1))
    tie(editing, NationalTie)
    keys.press(edit.grid, Qt.Key.Key_Delete)
    assert edit.mapping.ties == ()


def test_a_formula_cannot_be_tied_and_says_why(
    editing: FormsPage, said: list[tuple[str, str]]
) -> None:
    edit = editing.edit
    edit.grid.go_to((9, 1))
    assert "是公式" in edit.panel.now.text()
    assert not edit.panel.apply_button.isVisible()
    edit.tie(HandTie())
    assert said[-1][0] == "error"
    assert "是公式" in said[-1][1]
    # A block that would reach it is refused as well.
    edit.grid.go_to((5, 0))
    edit.tie(RowsTie(ledger="gi_right", columns=("#", "product_name"), room=9))
    assert edit.mapping.ties == ()


def test_one_cell_is_not_tied_twice(editing: FormsPage, said: list[tuple[str, str]]) -> None:
    edit = editing.edit
    edit.grid.go_to((3, 0))
    edit.tie(RowsTie(ledger="gi_right", columns=("#", "product_name"), room=3))
    edit.grid.go_to((4, 1))
    edit.tie(FigureTie(code="M-EN02"))
    assert "两种填法" in said[-1][1]
    assert len(edit.mapping.ties) == 1


def test_what_is_not_saved_is_asked_about(editing: FormsPage, officer: Officer) -> None:
    editing.edit.grid.go_to((5, 1))
    tie(editing, NationalTie)
    officer.will_answer(False, False)
    editing.leave()
    assert editing.edit.isVisible()
    assert not editing.try_close()
    officer.will_answer(True)
    editing.leave()
    assert editing.list.isVisible()
    assert [row[3] for row in editing.table.words() if row[0] == "演示表样"] == ["未对应"]


def test_the_periods_and_the_title_are_kept_too(editing: FormsPage, shell: Shell) -> None:
    edit = editing.edit
    edit.periods["quarter"].click()
    edit.title.setText("演示季报")
    edit.title.editingFinished.emit()
    edit.save_button.click()
    kept = forms.find_form(shell.desk, "演示表样").mapping
    assert (kept.title, kept.periods) == ("演示季报", ("quarter",))


def test_a_shipped_form_is_changed_as_a_copy(
    page: FormsPage, officer: Officer, shell: Shell
) -> None:
    choose(page, "知识产权执法数据统计表")
    page.edit_button.click()
    assert not page.edit.save_button.isVisible()
    officer.will_answer("本局统计表")
    page.edit.copy_button.click()
    assert page.form is not None
    assert (page.form.name, page.form.shipped) == ("本局统计表", False)
    assert page.edit.save_button.isVisible()
    assert page.edit.share.text() == "本表 98% 自动填充"


def test_a_form_that_was_handed_over_brings_its_mapping(
    page: FormsPage, officer: Officer, shell: Shell, tmp_path: Path
) -> None:
    book, _text = forms.hand_over(shell.desk, "gi-year", tmp_path)
    book.rename(tmp_path / "邻县年报.xlsx")
    (tmp_path / "gi-year.toml").rename(tmp_path / "邻县年报.toml")
    officer.will_answer(tmp_path / "邻县年报.xlsx")
    page.add_button.click()
    assert page.edit.share.text() == "本表 96% 自动填充"


# ---------------------------------------------------------------- filling in


def test_the_usual_period_is_the_last_that_is_over() -> None:
    def usual(*periods: str) -> Period:
        return usual_period(FormMapping(title="表", periods=periods), TODAY)

    assert usual("quarter", "year") == quarter(2026, 3)
    assert usual() == quarter(2026, 3)
    assert usual("year") == Period(2025, 1, 12)
    assert usual("half") == Period(2026, 1, 6)
    assert usual("month") == Period(2026, 9, 9)
    assert parts_of(2026, ("quarter",), TODAY)[-1] == quarter(2026, 4)
    assert parts_of(2027, (), TODAY) == []


def test_values_are_seen_with_their_records_and_written(
    page: FormsPage, put: Any, officer: Officer, shell: Shell, tmp_path: Path, qtbot: QtBot
) -> None:
    put(Case(case_no="演示1", cause="TM11", filed_on=date(2026, 8, 3)))
    put(Case(case_no="演示2", case_type="tm_other", filed_on=date(2026, 8, 4)))
    choose(page, "知识产权执法数据统计表")
    page.fill_button.click()
    fill = page.fill
    assert fill.period == quarter(2026, 3)
    assert fill.share.text() == "本表 98% 自动填充"
    assert str(fill.model.index(9, 1).data()) == "2"
    assert str(fill.model.index(13, 1).data()) == "＝公式"
    assert str(fill.model.index(14, 0).data()).startswith("✎")
    fill.grid.go_to((10, 1))
    assert fill.figure.text() == "2"
    assert "按立案日期计" in fill.basis.text()
    # One by its cause, one by its type: each can be listed; by its right there is none.
    assert [b.text() for b in fill.behind] == ["查看 1 条：执法案件", "查看 1 条：执法案件"]
    with qtbot.waitSignal(shell.list_wanted) as heard:
        fill.behind[0].click()
    ledger, view = heard.args
    assert ledger == "case"
    assert isinstance(view, View)
    assert [r.case_no for r, _l in shell.rows.rows(view) if isinstance(r, Case)] == ["演示1"]
    out = tmp_path / "填好.xlsx"
    officer.will_answer(out)
    with qtbot.waitSignal(page.saved) as saved:
        fill.save_button.click()
    assert saved.args == [out, "已保存：填好.xlsx，本表 98% 自动填充（自动 196 格，手工 4 格）"]
    assert load_workbook(out)["本期"]["B10"].value == 2


def test_another_period_or_place_shows_other_values(
    page: FormsPage, put: Any, shell: Shell, workbook: Path
) -> None:
    put(Case(case_no="演示1", filed_on=date(2026, 8, 3), town_code="370304001"))
    put(Case(case_no="演示2", filed_on=date(2026, 5, 3)))
    forms.add_form(shell.desk, workbook)
    kept = forms.find_form(shell.desk, "演示表样").mapping
    from dataclasses import replace

    from boshan_desk.domain.forms import Tie

    source = FigureTie(code="M-EN02", span="total")
    tied = replace(kept, ties=(Tie(sheet="表", row=5, column=1, source=source),))
    forms.save_mapping(shell.desk, "演示表样", tied)
    page.refresh()
    choose(page, "演示表样")
    page.fill_button.click()

    def value() -> str:
        return str(page.fill.model.index(4, 1).data())

    assert value() == "2"
    pick(page.fill.town, "370304001")
    assert value() == "1"
    pick(page.fill.town, "")
    page.fill.part.setCurrentText("二季度")
    assert value() == "1"
    page.fill.year.setCurrentIndex(1)
    assert page.fill.period == quarter(2025, 2)
    assert value() == "0"


def test_a_town_that_a_form_is_not_for_is_told_and_nothing_is_saved(page: FormsPage) -> None:
    choose(page, "知识产权执法数据统计表")
    page.fill_button.click()
    pick(page.fill.town, "370304001")
    assert page.fill.notes.isVisible()
    assert "全区县" in page.fill.notes.words.text()
    assert not page.fill.save_button.isEnabled()
    assert not page.fill.grid.here() or page.fill.worked is None
    pick(page.fill.town, "")
    assert not page.fill.notes.isVisible()
    assert page.fill.save_button.isEnabled()


def test_lists_show_their_records_and_what_stays_empty_is_said(page: FormsPage, put: Any) -> None:
    put(GiRight(product_name="演示琉璃", right_kind="CTM", state="valid", reg_on=date(2020, 1, 1)))
    choose(page, "地理标志年报素材包")
    page.fill_button.click()
    fill = page.fill
    assert fill.period == Period(2025, 1, 12)
    # No share can be said of nothing.
    assert "汇总!C25 未填" in fill.notes.words.text()
    fill.tabs.setCurrentIndex(1)
    assert str(fill.model.index(2, 1).data()) == "演示琉璃"
    fill.grid.go_to((3, 1))
    assert fill.behind[0].text() == "查看 1 条：地理标志权利"


def test_escape_leads_from_a_form_to_the_list_and_then_away(
    page: FormsPage, keys: Keys, qtbot: QtBot
) -> None:
    page.fill_button.click()
    keys.press(page, Qt.Key.Key_Escape)
    assert page.list.isVisible()
    with qtbot.waitSignal(page.closed):
        keys.press(page, Qt.Key.Key_Escape)


def test_every_button_of_the_page_has_a_name_and_the_panel_fits(editing: FormsPage) -> None:
    assert all(button.objectName() for button in editing.findChildren(QPushButton))
    panel = editing.findChild(TiePanel)
    assert panel is not None
    editing.edit.grid.go_to((3, 0))
    for kind in panel.forms:
        pick(panel.kind, kind)
        inner = panel.findChild(type(panel.forms[kind]))
        assert inner is not None
        assert inner.minimumSizeHint().width() <= panel.width()


def test_texts_show_what_is_filled_in_by_its_name_and_keep_it_as_before(editing: FormsPage) -> None:
    panel = editing.edit.panel
    text = panel.forms[TextTie]
    assert isinstance(text, TextForm)
    tied = TextTie(text="填报单位：{bureau}（{first}至{last}）〔2026〕")
    shown = "填报单位：〔填报单位〕（〔期间第一日〕至〔期间最后一日〕）〔2026〕"
    editing.edit.tie(tied)
    place = editing.edit.grid.here()
    assert place is not None
    assert short_words(tied, {}).endswith(shown)
    assert shown in panel.now.text()
    assert text.text.toPlainText() == shown
    pick(text.insert, "county")
    text.insert.activated.emit(text.insert.currentIndex())
    assert "〔区县名称〕" in text.text.toPlainText()
    source = text.source()
    assert source is not None
    assert source.text.replace("{county}", "") == tied.text
    assert "{county}" in source.text
    for name in PLACEHOLDERS:
        raw = f"一{{{name}}}二"
        assert "{" not in shown_text(raw)
        assert kept_text(shown_text(raw)) == raw


def test_the_name_in_the_list_is_said_to_be_the_command_lines(page: FormsPage) -> None:
    head, model = page.table.horizontalHeader(), page.table.model()
    across = head.orientation()
    heads = [model.headerData(c, across) for c in range(page.table.columnCount())]
    assert model.index(0, heads.index("命令行名称")).data() == "gi-year"
