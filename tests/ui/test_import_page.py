"""A workbook comes in by five steps: what each shows, what it leads to, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QListWidget,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QSplitter,
    QTableWidget,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from boshan_desk.domain.view import View
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.enterprise import Enterprise
from boshan_desk.ui.import_bar import StepButton
from boshan_desk.ui.import_page import ImportPage
from boshan_desk.ui.import_plan import CHECK, CHOOSE, MATCH, PREVIEW, WRITE
from boshan_desk.ui.jobs import Job
from boshan_desk.ui.lines import icon_size, sign_of
from boshan_desk.ui.shell import Shell
from tests.ui.conftest import Keys, Officer, Sit

MERGED = Path(__file__).parent.parent / "data" / "case_title_merged.xlsx"

HEADS = ["序号", "案号", "违法行为发生地", "当事人名称", "立案日期", "货值金额", "领导批示"]

SURE_HEADS = ["案号", "违法行为发生地", "当事人名称", "立案日期", "货值金额"]


def write_sheets(path: Path, **sheets: list[list[Any]]) -> Path:
    """A workbook with these sheets (演示)."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def write_book(path: Path, *rows: list[object], heads: list[str] = HEADS) -> Path:
    """A simply shaped workbook of cases (演示)."""
    return write_sheets(path, 台账=[list(heads), *rows])


@pytest.fixture
def page(qtbot: QtBot, shell: Shell) -> ImportPage:
    """The page, set to cases."""
    made = ImportPage(shell, "case")
    qtbot.addWidget(made)
    made.resize(1200, 650)
    made.show()
    return made


def child(window: QWidget, kind: type[QWidget], name: str) -> Any:
    """The widget of this name."""
    found = window.findChild(kind, name)
    assert found is not None, f"no {name}"
    return found


def press(page: ImportPage, name: str) -> None:
    """Press a button that may be pressed."""
    button = child(page, QPushButton, name)
    assert button.isVisible(), f"{name} is not seen"
    assert button.isEnabled(), f"{name} is not to be pressed"
    button.click()


def open_at(page: ImportPage, path: Path, step: int) -> None:
    """Take a file, and press 下一步 until this step."""
    page.take_file(path)
    while page.step < step:
        before = page.step
        press(page, "import_next")
        assert page.step > before, "one cannot go on"


def cells(page: ImportPage, row: int) -> dict[str, str]:
    """What a row of the preview shows, by heading."""
    model = page.model
    shown = [str(model.index(row, c).data() or "") for c in range(model.columnCount())]
    return dict(zip(headings(page), shown, strict=True))


def headings(page: ImportPage) -> list[str]:
    """The heads of the preview; those of fields begin with their column in the file."""
    across = Qt.Orientation.Horizontal
    return [str(page.model.headerData(c, across)) for c in range(page.model.columnCount())]


def outcomes(page: ImportPage) -> dict[str, str]:
    """What the chips count."""
    names = ("all", "new", "changed", "same", "skipped", "refused", "alike")
    return {n: child(page, QToolButton, f"chip_{n}").text().split()[-1] for n in names}


def choose(box: QComboBox, words: str) -> None:
    """Choose an entry as an officer does."""
    place = next((n for n in range(box.count()) if box.itemText(n) == words), -1)
    assert place >= 0, f"no {words} among {[box.itemText(n) for n in range(box.count())]}"
    box.setCurrentIndex(place)
    box.activated.emit(place)


def field_box(page: ImportPage, letter: str) -> QComboBox:
    """Where a column goes."""
    table = child(page, QTableWidget, "import_columns")
    boxes = [table.cellWidget(row, 3) for row in range(table.rowCount())]
    (box,) = (each for each in boxes if each.objectName() == f"import_field_{letter}")
    assert isinstance(box, QComboBox)
    return box


def found_how(page: ImportPage) -> dict[str, str]:
    """How each column was matched, by its heading."""
    table = child(page, QTableWidget, "import_columns")
    cells = table.model()
    return {
        cells.index(row, 1).data(): cells.index(row, 4).data() for row in range(table.rowCount())
    }


def only(shell: Shell, ledger: str = "case") -> Any:
    """The one record of a ledger."""
    (pair,) = shell.rows.rows(View(ledger=ledger))
    return pair[0]


def count(shell: Shell, ledger: str = "case") -> int:
    """How many records a ledger has."""
    return shell.rows.count(View(ledger=ledger))


# The steps


def test_the_five_steps_are_always_the_same_and_say_what_is_done(page: ImportPage) -> None:
    buttons = [child(page, StepButton, f"import_step_{n}") for n in range(1, 6)]
    assert [button.text() for button in buttons] == ["选择", "对照", "核对", "预览", "写入"]
    assert [button.is_now for button in buttons] == [True, False, False, False, False]
    assert not buttons[1].isEnabled()
    open_at(page, MERGED, WRITE)
    assert [button.is_done for button in buttons] == [True, True, True, True, False]
    assert buttons[4].accessibleName() == "第 5 步，共 5 步：写入（当前步骤）"
    press(page, "import_write")
    assert all(button.is_done for button in buttons)
    assert not any(button.isEnabled() and not button.is_now for button in buttons)


def test_the_page_begins_with_one_sentence_and_one_button(
    page: ImportPage, officer: Officer
) -> None:
    officer.will_answer(None)
    press(page, "import_choose")
    assert officer.asked == ["选择要导入的表格"]
    assert child(page, QLabel, "import_file").text().startswith("还没有选择文件")
    assert not child(page, QPushButton, "import_next").isEnabled()
    assert child(page, QLabel, "import_hint").text() == "请先选择文件"


def test_nothing_is_written_before_the_last_button(page: ImportPage, shell: Shell) -> None:
    open_at(page, MERGED, WRITE)
    assert count(shell) == 0


def test_columns_beyond_doubt_need_no_look_but_the_preview_is_never_passed_over(
    page: ImportPage, shell: Shell, tmp_path: Path
) -> None:
    path = write_book(
        tmp_path / "演示.xlsx",
        ["博演示〔2026〕1号", "域城镇", "演示甲公司", "2026-08-03", 200],
        heads=SURE_HEADS,
    )
    page.take_file(path)
    assert child(page, QLabel, "import_hint").text() == "栏目全部能确定，下一步直接到“核对”"
    press(page, "import_next")
    assert page.step == CHECK
    assert child(page, QLabel, "import_all_matched_words").text() == (
        "“对照”一步：5 列都能确定，不必再选。"
    )
    child(page, StepButton, "import_step_5").click()
    assert page.step == CHECK
    press(page, "import_see_match")
    assert page.step == MATCH
    assert child(page, QLabel, "import_matched").text() == "全部 5 列都已对上，可以直接下一步。"
    press(page, "import_next")
    press(page, "import_next")
    assert page.step == PREVIEW
    assert count(shell) == 0


def test_keys_go_on_and_back_and_out(qtbot: QtBot, page: ImportPage, keys: Keys) -> None:
    page.take_file(MERGED)
    page.activateWindow()
    alt = Qt.KeyboardModifier.AltModifier
    keys.press(page, Qt.Key.Key_Right, alt)
    keys.press(page, Qt.Key.Key_Right, alt)
    on = page.step
    assert on > CHOOSE
    keys.press(page, Qt.Key.Key_Left, alt)
    assert page.step < on
    while page.step > CHOOSE:
        keys.press(page, Qt.Key.Key_Escape)
    with qtbot.waitSignal(page.closed):
        keys.press(page, Qt.Key.Key_Escape)


def test_going_back_forgets_nothing(page: ImportPage, tmp_path: Path) -> None:
    open_at(
        page,
        write_book(tmp_path / "演示.xlsx", [1, "博演示〔2026〕1号", "", "", "", "", "演示"]),
        MATCH,
    )
    choose(field_box(page, "G"), "案情简述")
    child(page, QCheckBox, "import_remember").setChecked(False)
    press(page, "import_next")
    child(page, QRadioButton, "import_blank_clear").setChecked(True)
    child(page, QRadioButton, "import_alike_new").setChecked(True)
    press(page, "import_next")
    for _step in range(3):
        page.go_back()
    assert page.step == CHOOSE
    choose(child(page, QComboBox, "import_town"), "域城镇")
    page.go_to(MATCH)
    assert field_box(page, "G").currentText() == "案情简述"
    assert found_how(page)["领导批示"] == "手工选定"
    assert not child(page, QCheckBox, "import_remember").isChecked()
    press(page, "import_next")
    assert child(page, QRadioButton, "import_blank_clear").isChecked()
    assert child(page, QRadioButton, "import_alike_new").isChecked()
    page.go_back()
    page.go_back()
    assert child(page, QComboBox, "import_town").currentText() == "域城镇"


def test_another_choice_wants_another_preview(page: ImportPage, tmp_path: Path) -> None:
    open_at(
        page,
        write_book(tmp_path / "演示.xlsx", [1, "博演示〔2026〕1号", "", "", "", "", "演示"]),
        WRITE,
    )
    page.go_to(CHECK)
    last = child(page, StepButton, "import_step_5")
    assert last.isEnabled()
    page.go_to(MATCH)
    choose(field_box(page, "G"), "案情简述")
    assert not last.isEnabled()
    assert page.preview is None
    press(page, "import_next")
    press(page, "import_next")
    assert page.step == PREVIEW
    assert page.preview is not None


def test_a_look_that_is_called_off_leaves_the_page_where_it_was(
    page: ImportPage, shell: Shell, tmp_path: Path, said: list[tuple[str, str]]
) -> None:
    open_at(
        page,
        write_book(tmp_path / "演示.xlsx", [1, "博演示〔2026〕1号", "", "", "", "", "演示"]),
        CHECK,
    )
    shell.jobs.started.connect(Job.cancel)
    press(page, "import_next")
    assert said[-1] == ("note", "已取消，没有改动任何内容")
    assert page.step == CHECK
    assert page.preview is None
    shell.jobs.started.disconnect(Job.cancel)
    press(page, "import_next")
    assert page.step == PREVIEW


# 1 选择


def test_a_file_of_another_ledger_is_read_as_that_ledger(qtbot: QtBot, shell: Shell) -> None:
    for name in ("enforcement_action", "station_service"):
        page = ImportPage(shell, name)
        qtbot.addWidget(page)
        page.show()
        page.take_file(MERGED)
        assert page.ledger.name == "case"
        assert child(page, QComboBox, "import_ledger").currentData() == "case"
        words = child(page, QLabel, "import_why")
        assert words.isVisible()
        assert words.text().startswith("像是“执法案件”：表头 12 列中有 12 列是它的栏目。")


def test_the_officer_may_choose_another_ledger_all_the_same(page: ImportPage) -> None:
    page.take_file(MERGED)
    choose(child(page, QComboBox, "import_ledger"), "企业名录")
    assert page.ledger.name == "enterprise"
    assert "执法案件" in child(page, QLabel, "import_why").text()


def test_a_file_that_fits_two_ledgers_says_so_and_its_columns_are_looked_at(
    qtbot: QtBot, shell: Shell, tmp_path: Path
) -> None:
    page = ImportPage(shell, "gi_user")
    qtbot.addWidget(page)
    page.show()
    heads = ["名称", "统一社会信用代码", "镇街"]
    rows: list[list[Any]] = [heads, ["演示甲公司", "91370304MA3C00000X", "域城镇"]]
    page.take_file(write_sheets(tmp_path / "演示.xlsx", 台账=rows))
    assert page.ledger.name == "gi_user"
    words = child(page, QLabel, "import_why").text()
    assert "也像“" in words
    assert "“企业名录”" in words
    assert words.endswith("，请核对“导入到”。")
    warning = sign_of("warn").pixmap(icon_size(page.choose)).toImage()
    assert page.choose.sign.pixmap().toImage() == warning
    assert "直接到" not in child(page, QLabel, "import_hint").text()
    press(page, "import_next")
    assert page.step == MATCH
    # A sheet called after the ledger leaves no doubt.
    page.take_file(write_sheets(tmp_path / "名.xlsx", **{page.ledger.title: rows}))
    assert "也像“" not in child(page, QLabel, "import_why").text()
    press(page, "import_next")
    assert page.step == CHECK


def test_sheets_are_offered_with_their_rows_and_hidden_ones_are_named(
    page: ImportPage, shell: Shell, tmp_path: Path
) -> None:
    row = ["博演示〔2026〕1号", "域城镇", "演示甲公司", "2026-08-03", 200]
    other = ["博演示〔2026〕2号", "域城镇", "演示乙公司", "2026-08-04", 300]
    path = write_sheets(
        tmp_path / "演示.xlsx",
        本年=[SURE_HEADS, row],
        往年=[SURE_HEADS, other],
        说明=[["填写说明：演示"]],
    )
    book = load_workbook(path)
    book["往年"].sheet_state = "hidden"
    book.save(path)
    page.take_file(path)
    table = child(page, QTableWidget, "import_sheets")
    cells = table.model()
    told = [[cells.index(r, c).data() for c in range(3)] for r in range(table.rowCount())]
    assert told[0] == ["本年", "1", "表头在第 1 行，5 列中对上 5 列"]
    assert told[1] == ["往年", "1", "隐藏的工作表；表头在第 1 行，5 列中对上 5 列"]
    assert told[2][2].startswith("没有这本台账的表头")
    ticks = [table.item(r, 0).checkState() for r in range(3)]
    assert ticks == [Qt.CheckState.Checked, Qt.CheckState.Unchecked, Qt.CheckState.Unchecked]
    table.item(1, 0).setCheckState(Qt.CheckState.Checked)
    while page.step < WRITE:
        press(page, "import_next")
    press(page, "import_write")
    assert count(shell) == 2


def test_a_sheet_of_another_ledger_is_read_only_when_it_was_chosen(
    page: ImportPage, shell: Shell, tmp_path: Path
) -> None:
    firms = ["企业名称", "统一社会信用代码", "法定代表人", "联系人", "所属行业"]
    path = write_sheets(
        tmp_path / "演示.xlsx",
        执法案件=[SURE_HEADS, ["博演示〔2026〕1号", "域城镇", "演示甲公司", "2026-08-03", 200]],
        企业名录=[firms, ["演示乙公司", "", "演示乙", "", ""]],
    )
    page.take_file(path)
    table = child(page, QTableWidget, "import_sheets")
    assert table.item(1, 0).checkState() == Qt.CheckState.Unchecked
    assert table.item(1, 2).text().startswith("像是“企业名录”的表，这次不读")
    while page.step < WRITE:
        press(page, "import_next")
    press(page, "import_write")
    assert count(shell) == 1


def test_without_a_sheet_there_is_nothing_to_go_on_with(page: ImportPage) -> None:
    page.take_file(MERGED)
    child(page, QTableWidget, "import_sheets").item(0, 0).setCheckState(Qt.CheckState.Unchecked)
    assert not child(page, QPushButton, "import_next").isEnabled()
    assert child(page, QLabel, "import_hint").text() == "请至少勾选一张工作表"


def test_a_town_can_be_named_for_rows_without_one(
    page: ImportPage, shell: Shell, tmp_path: Path
) -> None:
    page.take_file(
        write_book(tmp_path / "演示.xlsx", [1, "博演示〔2026〕1号", "", "", "", "", "演示"])
    )
    choose(child(page, QComboBox, "import_town"), "域城镇")
    while page.step < WRITE:
        press(page, "import_next")
    press(page, "import_write")
    assert only(shell).town_code == "370304102"


def test_a_file_that_is_no_workbook_is_refused_in_words(
    page: ImportPage, tmp_path: Path, said: list[tuple[str, str]]
) -> None:
    path = tmp_path / "演示.xlsx"
    path.write_bytes(b"\x00\x01 not a workbook")
    page.take_file(path)
    assert said[-1][0] == "error"
    assert page.preview is None
    assert page.step == CHOOSE
    assert child(page, QPushButton, "import_again").isVisible()
    assert not child(page, QPushButton, "import_next").isEnabled()


def test_files_that_came_in_are_offered_again(
    page: ImportPage, qtbot: QtBot, shell: Shell, tmp_path: Path
) -> None:
    page.take_file(
        write_book(tmp_path / "演示.xlsx", [1, "博演示〔2026〕1号", "", "", "", "", "演示"])
    )
    later = ImportPage(shell, "case")
    qtbot.addWidget(later)
    later.show()
    button = child(later, QPushButton, "import_recent_0")
    assert button.text() == "演示.xlsx"
    button.click()
    assert later.path == tmp_path / "演示.xlsx"
    assert later.plan.book is not None


def test_who_may_not_write_the_ledger_is_told_before_anything_is_matched(
    sit: Sit, qtbot: QtBot
) -> None:
    page = ImportPage(sit("周录入", "entry"), "case")
    qtbot.addWidget(page)
    page.show()
    page.take_file(MERGED)
    assert "只能查看" in child(page, QLabel, "import_why").text()
    assert not child(page, QPushButton, "import_next").isEnabled()


# 2 对照


def test_headings_are_matched_in_sight_and_strangers_are_named(
    page: ImportPage, tmp_path: Path
) -> None:
    path = write_book(
        tmp_path / "演示.xlsx", [1, "博演示〔2026〕1号", "", "演示甲公司", "", 1, "阅"]
    )
    open_at(page, path, MATCH)
    how = found_how(page)
    assert how["案号"] == "表头相同"
    assert how["领导批示"].startswith("未对上")
    assert "序号" not in how
    assert field_box(page, "B").currentText() == "案号"
    assert field_box(page, "G").currentText() == "未对上（不导入）"
    samples = child(page, QTableWidget, "import_columns").model()
    assert samples.index(0, 2).data() == "博演示〔2026〕1号"
    offered = [field_box(page, "G").itemText(n) for n in range(field_box(page, "G").count())]
    assert offered[-1] == "不导入"
    assert offered.index("案情简述") < offered.index("案号（现为 B 列）")
    fold = child(page, QToolButton, "import_fold")
    assert fold.text() == "另有 1 列是序号或没有内容"
    fold.click()
    assert "序号" in found_how(page)


def test_a_column_matched_by_hand_comes_in_and_is_remembered_for_the_town(
    page: ImportPage, qtbot: QtBot, shell: Shell, tmp_path: Path
) -> None:
    path = write_book(tmp_path / "演示.xlsx", [1, "博演示〔2026〕1号", "", "", "", "", "演示摘要"])
    page.take_file(path)
    choose(child(page, QComboBox, "import_town"), "域城镇")
    press(page, "import_next")
    remember = child(page, QCheckBox, "import_remember")
    assert "域城镇" in remember.text()
    assert remember.isChecked()
    choose(field_box(page, "G"), "案情简述")
    while page.step < WRITE:
        press(page, "import_next")
    press(page, "import_write")
    assert only(shell).brief == "演示摘要"

    later = ImportPage(shell, "case")
    qtbot.addWidget(later)
    later.show()
    later.take_file(
        write_book(tmp_path / "又一份.xlsx", [1, "博演示〔2026〕2号", "", "", "", "", "另一段"])
    )
    choose(child(later, QComboBox, "import_town"), "域城镇")
    later.go_to(MATCH)
    assert field_box(later, "G").currentText() == "案情简述"
    assert found_how(later)["领导批示"] == "上次对照过"


def test_a_field_that_is_taken_moves_to_the_column_that_was_chosen(
    page: ImportPage, shell: Shell, tmp_path: Path
) -> None:
    path = write_book(
        tmp_path / "演示.xlsx", [1, "博演示〔2026〕1号", "", "演示甲公司", "", "", "演示乙公司"]
    )
    open_at(page, path, MATCH)
    choose(field_box(page, "G"), "当事人名称（现为 D 列）")
    assert field_box(page, "D").currentText() == "不导入"
    while page.step < WRITE:
        press(page, "import_next")
    press(page, "import_write")
    assert only(shell).party == "演示乙公司"


def test_sheets_with_the_same_head_follow_the_choice(
    page: ImportPage, shell: Shell, tmp_path: Path
) -> None:
    path = write_sheets(
        tmp_path / "演示.xlsx",
        域城镇=[HEADS, [1, "博演示〔2026〕1号", "", "", "", "", "甲摘要"]],
        八陡镇=[HEADS, [1, "博演示〔2026〕2号", "", "", "", "", "乙摘要"]],
    )
    open_at(page, path, MATCH)
    choose(field_box(page, "G"), "案情简述")
    while page.step < WRITE:
        press(page, "import_next")
    press(page, "import_write")
    kept = [pair[0] for pair in shell.rows.rows(View(ledger="case"))]
    assert sorted(getattr(record, "brief", "") for record in kept) == ["乙摘要", "甲摘要"]


def test_the_officer_says_where_the_head_is_when_nobody_finds_it(
    page: ImportPage, shell: Shell, tmp_path: Path
) -> None:
    path = write_sheets(
        tmp_path / "演示.xlsx",
        台账=[["甲", "乙", "丙"], ["博演示〔2026〕1号", "演示甲公司", "演示"]],
    )
    page.take_file(path)
    child(page, QTableWidget, "import_sheets").item(0, 0).setCheckState(Qt.CheckState.Checked)
    press(page, "import_next")
    assert page.step == MATCH
    assert child(page, QLabel, "import_matched").text().startswith("工作表“台账”没有找到表头")
    assert not child(page, QPushButton, "import_next").isEnabled()
    head = child(page, QSpinBox, "import_head")
    assert head.value() == 0
    rows = child(page, QListWidget, "import_first_rows")
    assert rows.item(0).text().startswith("第 1 行　甲")
    rows.itemActivated.emit(rows.item(0))
    assert (head.value(), head.minimum(), rows.isVisible()) == (1, 1, False)
    assert not field_box(page, "A").currentData()
    choose(field_box(page, "A"), "案号")
    choose(field_box(page, "B"), "当事人名称")
    while page.step < PREVIEW:
        press(page, "import_next")
    assert outcomes(page)["new"] == "1"
    press(page, "import_next")
    press(page, "import_write") if not child(page, QCheckBox, "import_sure").isVisible() else None
    assert count(shell) == 1


# 3 核对


def test_empty_cells_clear_only_when_the_officer_says_so(
    page: ImportPage, put: Callable[..., Any], shell: Shell, tmp_path: Path
) -> None:
    put(Case(case_no="博演示〔2026〕1号", party="演示甲公司", value=100_00))
    path = write_book(
        tmp_path / "演示.xlsx", ["博演示〔2026〕1号", "", "演示甲公司", "", ""], heads=SURE_HEADS
    )
    open_at(page, path, PREVIEW)
    assert outcomes(page)["same"] == "1"
    page.go_to(CHECK)
    child(page, QRadioButton, "import_blank_clear").setChecked(True)
    press(page, "import_next")
    assert outcomes(page)["changed"] == "1"
    press(page, "import_next")
    press(page, "import_write")
    assert only(shell).value is None


def test_records_are_found_by_the_key_that_the_officer_chose(
    page: ImportPage, put: Callable[..., Any], shell: Shell, tmp_path: Path
) -> None:
    put(Case(case_no="博演示〔2026〕1号", value=100_00))
    path = write_book(
        tmp_path / "演示.xlsx",
        ["博演示〔2026〕1号", "域城镇", "演示甲公司", "2026-08-03", 200],
        heads=SURE_HEADS,
    )
    open_at(page, path, PREVIEW)
    assert outcomes(page)["changed"] == "1"
    page.go_to(CHECK)
    keys = child(page, QComboBox, "import_key")
    assert keys.itemText(0) == "依次按：案号，立案号，线索编号"
    choose(keys, "按立案号")
    press(page, "import_next")
    assert outcomes(page)["new"] == "1"
    page.go_to(CHECK)
    choose(keys, "按案号")
    press(page, "import_next")
    assert outcomes(page)["changed"] == "1"
    page.go_to(CHECK)
    choose(keys, "只按记录标识，其余都作为新记录")
    press(page, "import_next")
    assert outcomes(page)["new"] == "1"


# 4 预览


def test_a_real_workbook_is_previewed_with_the_rows_of_excel(page: ImportPage) -> None:
    open_at(page, MERGED, PREVIEW)
    told = outcomes(page)
    assert told["new"] == "30"
    whole = ("new", "changed", "same", "skipped", "refused")
    assert int(told["all"]) == sum(int(told[name]) for name in whole)
    page.show_only("new")
    assert page.model.rowCount() == 30
    assert headings(page)[:2] == ["行", "记录"]
    first = cells(page, 0)
    assert first["行"] == "5"
    assert first["记录"] == "博知法裁字〔2023〕1号"


def test_rows_of_several_sheets_show_the_sheet_beside_the_row(page: ImportPage) -> None:
    open_at(page, MERGED.with_name("case_by_town.xlsx"), PREVIEW)
    page.show_only("all")
    assert headings(page)[:4] == ["工作表", "行", "记录", "结果"]
    row = cells(page, 1)
    assert (row["工作表"], row["行"]) == ("石马镇", "3")


def test_a_changed_cell_shows_the_old_value_and_the_new_one(
    page: ImportPage, put: Callable[..., Any], tmp_path: Path
) -> None:
    put(Case(case_no="博演示〔2026〕1号", filed_on=date(2026, 8, 3), value=100_00))
    path = write_book(
        tmp_path / "演示.xlsx", [1, "博演示〔2026〕1号", "", "", "2026-08-03", 200, ""]
    )
    open_at(page, path, PREVIEW)
    model = page.model
    heads = headings(page)
    place = model.index(0, heads.index("F  货值金额"))
    assert place.data() == "200.00"
    assert place.data(Qt.ItemDataRole.UserRole) == "100.00"
    same = model.index(0, heads.index("E  立案日期"))
    assert same.data(Qt.ItemDataRole.UserRole) is None
    assert cells(page, 0)["结果"] == "～ 更新"
    # What changes stands first, not beyond the edge.
    assert heads[4] == "F  货值金额"


def test_an_unchanged_row_says_by_what_it_was_recognised(
    page: ImportPage, put: Callable[..., Any], tmp_path: Path
) -> None:
    put(Case(case_no="博演示〔2026〕1号", value=200_00))
    open_at(
        page,
        write_book(tmp_path / "演示.xlsx", [1, "博演示〔2026〕1号", "", "", "", 200, ""]),
        PREVIEW,
    )
    page.show_only("same")
    assert cells(page, 0)["说明"].startswith("与台账一致（按“案号”认出）")


def test_a_refused_row_says_why_and_where(page: ImportPage, tmp_path: Path) -> None:
    path = write_book(
        tmp_path / "演示.xlsx",
        [1, "博演示〔2026〕1号", "域城镇", "演示甲公司", "2026-13-40", "很多", ""],
        [2, "博演示〔2026〕2号", "域城镇", "演示乙公司", "2026-08-04", 300, ""],
    )
    open_at(page, path, PREVIEW)
    assert outcomes(page)["refused"] == "1"
    row = cells(page, 0)
    assert row["行"] == "2"
    assert row["记录"] == "博演示〔2026〕1号"
    assert row["结果"] == "✕ 不能导入"
    assert "E 列" in row["说明"]
    assert row["E  立案日期"] == "2026-13-40"
    found = child(page, QListWidget, "import_row_issues")
    told = [found.item(n).text() for n in range(found.count())]
    assert any(words.startswith("E 列 立案日期：2026-13-40\n") for words in told)
    assert any(words.startswith("F 列 货值金额：很多\n") for words in told)


def test_what_keeps_a_row_out_is_told_before_what_it_lacks(
    page: ImportPage, tmp_path: Path
) -> None:
    row = ["博演示〔2026〕1号", "域城镇", "演示甲公司", "2026-08-04"]
    rows = ([*row, 200], [*row, 300])
    open_at(page, write_book(tmp_path / "演示.xlsx", *rows, heads=SURE_HEADS), PREVIEW)
    assert outcomes(page)["refused"] == "2"
    found = child(page, QListWidget, "import_row_issues")
    assert "同一条记录" in found.item(0).text()
    assert "还须补齐" in found.item(1).text()
    assert "同一条记录" in cells(page, 0)["说明"].split("；")[0]


def test_a_kind_of_finding_narrows_the_rows_to_those_that_have_it(
    page: ImportPage, tmp_path: Path
) -> None:
    path = write_book(
        tmp_path / "演示.xlsx",
        [1, "博演示〔2026〕1号", "域城镇", "演示甲公司", "2026-13-40", 200, ""],
        [2, "博演示〔2026〕2号", "域城镇", "演示乙公司", "2026-13-41", 300, ""],
        [3, "博演示〔2026〕3号", "域城镇", "演示丙公司", "2026-08-04", 300, ""],
    )
    open_at(page, path, PREVIEW)
    page.show_only("all")
    kinds = child(page, QListWidget, "import_kinds")
    first = kinds.item(0)
    assert first.text().startswith("E 列 立案日期：")
    assert first.text().endswith("2 行")
    kinds.itemClicked.emit(first)
    assert [cells(page, n)["行"] for n in range(page.model.rowCount())] == ["2", "3"]
    assert child(page, QLabel, "import_only_words").text().startswith("只看有这个问题的 2 行：")
    press(page, "import_show_all")
    assert page.model.rowCount() == int(outcomes(page)["all"])


def test_numbers_of_persons_are_masked_in_every_step(page: ImportPage, tmp_path: Path) -> None:
    heads = [*SURE_HEADS, "联系电话", "甲栏"]
    path = write_book(
        tmp_path / "演示.xlsx",
        [
            "博演示〔2026〕1号",
            "域城镇",
            "演示甲",
            "2026-13-40",
            200,
            "13900000001转演示",
            "13900000001",
        ],
        ["博演示〔2026〕2号", "域城镇", "演示乙", "2026-08-04", 200, "13900000001", "13900000001"],
        heads=heads,
    )
    page.take_file(path)
    page.go_to(MATCH)
    page.go_to(PREVIEW)
    page.show_only("all")
    shown = [str(label.text()) for label in page.findChildren(QLabel)]
    for row in range(page.model.rowCount()):
        shown += cells(page, row).values()
    for words in page.findChildren(QListWidget):
        shown += [words.item(n).text() for n in range(words.count())]
    for table in page.findChildren(QTableWidget):
        model = table.model()
        places = [(r, c) for r in range(table.rowCount()) for c in range(table.columnCount())]
        shown += [str(model.index(*place).data()) for place in places]
    assert not [words for words in shown if "13900000001" in words]
    assert all("139" in cells(page, row)["F  联系电话"] for row in range(2))


ALIKE_HEADS = ["企业名称", "所属镇街", "法定代表人"]


@pytest.fixture
def alike(qtbot: QtBot, shell: Shell, put: Callable[..., Any], tmp_path: Path) -> ImportPage:
    """Three firms of the file resemble three of the ledger; the page is at the preview."""
    page = ImportPage(shell, "enterprise")
    qtbot.addWidget(page)
    page.resize(1200, 650)
    page.show()
    rows: list[list[Any]] = []
    for name in ("演示琉璃工艺", "演示泵业制造", "演示陶瓷科技"):
        put(Enterprise(name=f"{name}有限公司", town_code="370304102"))
        rows.append([f"{name}有限责任公司", "域城镇", "演示甲"])
    open_at(page, write_book(tmp_path / "演示.xlsx", *rows, heads=ALIKE_HEADS), PREVIEW)
    assert outcomes(page)["alike"] == "3"
    page.show_only("alike")
    return page


def test_a_likely_duplicate_stands_beside_the_record_field_by_field(alike: ImportPage) -> None:
    page = alike
    assert cells(page, 0)["结果"] == "？ 重复嫌疑"
    table = child(page, QTableWidget, "import_alike_table").model()
    told = [[table.index(r, c).data() for c in range(3)] for r in range(table.rowCount())]
    assert ["≠ 企业名称", "演示琉璃工艺有限责任公司", "演示琉璃工艺有限公司"] in told
    assert ["所属镇街", "域城镇", "域城镇"] in told
    assert "≠ 法定代表人" in [row[0] for row in told]
    assert child(page, QCheckBox, "import_alike_all").text() == "其余 2 行疑似重复的，同样处理"


def test_nothing_is_written_while_a_likely_duplicate_waits(alike: ImportPage) -> None:
    page = alike
    press(page, "import_next")
    assert page.step == WRITE
    assert not child(page, QPushButton, "import_write").isEnabled()
    assert child(page, QLabel, "import_verdict").text().startswith("还有 3 行疑似重复没有处理")
    press(page, "import_settle")
    assert page.step == PREVIEW
    assert page.model.rowCount() == 3


def test_each_likely_duplicate_is_the_same_another_or_left_out(
    alike: ImportPage, shell: Shell
) -> None:
    page = alike
    press(page, "import_alike_same")
    press(page, "import_alike_other")
    press(page, "import_alike_skip")
    told = outcomes(page)
    assert (told["changed"], told["new"], told["skipped"]) == ("1", "1", "1")
    assert told["alike"] == "3", "a decision can be thought over"
    page.show_only("alike")
    assert child(page, QPushButton, "import_alike_same").text() == "✓ 是同一条，更新它"
    press(page, "import_next")
    assert child(page, QPushButton, "import_write").text().startswith("写入 1 条，更新 1 条")
    press(page, "import_write")
    kept = sorted(
        str(getattr(p[0], "name", "")) for p in shell.rows.rows(View(ledger="enterprise"))
    )
    assert kept == sorted(
        [
            "演示琉璃工艺有限责任公司",
            "演示泵业制造有限公司",
            "演示泵业制造有限责任公司",
            "演示陶瓷科技有限公司",
        ]
    )


def test_what_was_decided_is_seen_before_anything_is_written(
    alike: ImportPage, shell: Shell
) -> None:
    page = alike
    press(page, "import_alike_skip")
    assert not child(page, StepButton, "import_step_5").isEnabled()
    press(page, "import_next")
    assert page.step == PREVIEW
    assert outcomes(page)["skipped"] == "1"
    press(page, "import_next")
    assert page.step == WRITE
    assert child(page, QLabel, "import_verdict").text().startswith("还有 2 行疑似重复没有处理")
    assert count(shell, "enterprise") == 3


def test_the_same_choice_serves_for_all_that_wait(alike: ImportPage, shell: Shell) -> None:
    page = alike
    child(page, QCheckBox, "import_alike_all").setChecked(True)
    press(page, "import_alike_same")
    assert outcomes(page)["changed"] == "3"
    press(page, "import_next")
    press(page, "import_write")
    assert count(shell, "enterprise") == 3


def test_likely_duplicates_come_in_unasked_where_the_officer_said_so(
    alike: ImportPage, shell: Shell
) -> None:
    page = alike
    page.go_to(CHECK)
    child(page, QRadioButton, "import_alike_new").setChecked(True)
    page.go_to(WRITE)
    press(page, "import_write")
    assert count(shell, "enterprise") == 6


# 5 写入


def test_the_button_names_what_it_does_and_the_import_can_be_taken_back(
    page: ImportPage,
    shell: Shell,
    put: Callable[..., Any],
    tmp_path: Path,
    said: list[tuple[str, str]],
) -> None:
    put(Case(case_no="博演示〔2026〕1号", filed_on=date(2026, 8, 3), value=100_00))
    path = write_book(
        tmp_path / "演示.xlsx",
        [1, "博演示〔2026〕1号", "域城镇", "演示甲公司", "2026-08-03", 200, "阅"],
        [2, "博演示〔2026〕2号", "域城镇", "演示乙公司", "2026-08-04", 300, ""],
    )
    open_at(page, path, WRITE)
    assert child(page, QPushButton, "import_write").text() == "写入 1 条，更新 1 条（均为草稿）"
    press(page, "import_write")
    assert count(shell) == 2
    assert said[-1] == ("ok", "导入完成：新增 1 条，更新 1 条")
    press(page, "import_undo")
    assert count(shell) == 1
    assert only(shell).value == 100_00


def test_good_rows_come_in_alone_only_by_their_own_button(
    page: ImportPage, shell: Shell, tmp_path: Path
) -> None:
    path = write_book(
        tmp_path / "演示.xlsx",
        [1, "博演示〔2026〕1号", "域城镇", "演示甲公司", "2026-13-40", 200, ""],
        [2, "博演示〔2026〕2号", "域城镇", "演示乙公司", "2026-08-04", 300, ""],
    )
    open_at(page, path, WRITE)
    assert not child(page, QPushButton, "import_write").isEnabled()
    only_good = child(page, QPushButton, "import_write_good")
    assert only_good.text() == "只写入正确行（1 条，另 1 行退回）"
    page.take_in()
    assert count(shell) == 0
    press(page, "import_write_good")
    assert only(shell).case_no == "博演示〔2026〕2号"


def test_the_receipt_accounts_for_every_row_of_the_file(page: ImportPage, tmp_path: Path) -> None:
    path = write_sheets(
        tmp_path / "演示.xlsx",
        台账=[
            ["执法台账（演示）"],
            HEADS,
            [1, "博演示〔2026〕1号", "域城镇", "演示甲公司", "2026-13-40", 200, "阅"],
            [2, "博演示〔2026〕2号", "域城镇", "演示乙公司", "2026-08-04", 300, ""],
            ["合计", "", "", "", "", 500, ""],
        ],
    )
    open_at(page, path, WRITE)
    before = page.write.sums.words()
    assert "将新增 1 行" in before
    press(page, "import_write_good")
    told = child(page, QWidget, "import_receipt_sums").words()
    preview = page.preview
    assert preview is not None
    assert "文件 4 行 ＝ 新增 1 ＋ 更新 0 ＋ 相同 0 ＋ 跳过 2 ＋ 不能导入 1" in told
    assert "标题行（1 行）" in told
    assert "合计行（1 行）" in told
    assert "未对上的列 1 列 G 领导批示" in told
    assert preview.sha256 in told


def test_the_same_workbook_comes_back_marked_before_and_after(
    page: ImportPage, officer: Officer, tmp_path: Path, said: list[tuple[str, str]]
) -> None:
    path = write_book(
        tmp_path / "演示.xlsx",
        [1, "博演示〔2026〕1号", "域城镇", "演示甲公司", "2026-13-40", 200, ""],
        [2, "博演示〔2026〕2号", "域城镇", "演示乙公司", "2026-08-04", 300, ""],
    )
    open_at(page, path, WRITE)
    for number, press_first in ((1, "import_return"), (2, "import_return_after")):
        out = tmp_path / f"退回{number}.xlsx"
        officer.will_answer(out)
        press(page, press_first)
        assert said[-1][0] == "ok", said[-1]
        sheet = load_workbook(out).worksheets[0]
        words = [str(cell.value or "") for row in sheet.iter_rows() for cell in row]
        assert any("立案日期" in w or "2026-13-40" in w or "日期" in w for w in words[7:])
        assert sheet.max_column > len(HEADS)
        if number == 1:
            press(page, "import_write_good")
    officer.will_answer(path)
    press(page, "import_return_after")
    assert said[-1][0] == "error"
    assert load_workbook(path).worksheets[0].max_column == len(HEADS)


def test_a_faultless_workbook_is_not_offered_to_be_given_back(
    page: ImportPage, put: Callable[..., Any], tmp_path: Path
) -> None:
    put(Case(case_no="博演示〔2026〕1号", value=200_00))
    path = write_book(
        tmp_path / "演示.xlsx", ["博演示〔2026〕1号", "", "", "", 200], heads=SURE_HEADS
    )
    open_at(page, path, WRITE)
    assert not child(page, QPushButton, "import_return").isVisible()
    assert not child(page, QPushButton, "import_write").isEnabled()
    assert child(page, QPushButton, "import_write").text() == "没有要写入的内容"


def test_the_receipt_is_looked_at_before_it_is_printed_and_kept_as_pdf(
    page: ImportPage, officer: Officer, tmp_path: Path, said: list[tuple[str, str]]
) -> None:
    open_at(page, MERGED, WRITE)
    press(page, "import_write")
    press(page, "import_print")
    assert child(page, QPushButton, "import_paper_print").isVisible()
    out = tmp_path / "回执.pdf"
    officer.will_answer(out)
    press(page, "import_paper_save")
    assert out.read_bytes().startswith(b"%PDF")
    assert said[-1] == ("ok", "回执已保存：回执.pdf")
    press(page, "import_paper_back")
    assert child(page, QPushButton, "import_open_ledger").isVisible()


def test_a_mended_file_is_read_again_and_the_choices_stay(page: ImportPage, tmp_path: Path) -> None:
    path = write_book(
        tmp_path / "演示.xlsx", [1, "博演示〔2026〕1号", "", "", "2026-13-40", "", "演示"]
    )
    open_at(page, path, MATCH)
    choose(field_box(page, "G"), "案情简述")
    while page.step < PREVIEW:
        press(page, "import_next")
    assert outcomes(page)["refused"] == "1"
    book = load_workbook(path)
    book.worksheets[0].cell(2, 5, "2026-08-04")
    book.save(path)
    page.go_to(CHOOSE)
    press(page, "import_again")
    assert page.preview is None
    while page.step < PREVIEW:
        press(page, "import_next")
    assert outcomes(page)["new"] == "1"
    page.show_only("new")
    assert cells(page, 0)["G  案情简述"] == "演示"


def test_a_ledger_that_moved_since_the_preview_is_looked_at_again(
    page: ImportPage, put: Callable[..., Any], shell: Shell, said: list[tuple[str, str]]
) -> None:
    open_at(page, MERGED, WRITE)
    put(Case(case_no="博演示〔2026〕9号"))
    press(page, "import_write")
    assert said[-1][0] == "error"
    assert count(shell) == 1
    assert page.step == PREVIEW
    press(page, "import_next")
    press(page, "import_write")
    assert count(shell) == 31


def test_a_sheet_that_hardly_fits_is_written_only_when_the_officer_is_sure(
    page: ImportPage, tmp_path: Path
) -> None:
    open_at(
        page,
        write_book(tmp_path / "演示.xlsx", [1, "博演示〔2026〕1号", "", "", "", "", "演示"]),
        WRITE,
    )
    sure = child(page, QCheckBox, "import_sure")
    assert not sure.isVisible()
    path = write_book(
        tmp_path / "杂.xlsx",
        ["博演示〔2026〕1号", "演示甲公司", "一", "二", "三"],
        heads=["案号", "当事人名称", "甲栏", "乙栏", "丙栏"],
    )
    open_at(page, path, WRITE)
    button = child(page, QPushButton, "import_write")
    assert sure.isVisible()
    assert not button.isEnabled()
    assert page.focusWidget() == sure
    sure.setChecked(True)
    assert button.isEnabled()


def test_undo_from_anywhere_is_told_on_the_page(page: ImportPage, shell: Shell) -> None:
    from boshan_desk.usecases.records import redo, undo

    open_at(page, MERGED, WRITE)
    press(page, "import_write")
    end, button = child(page, QLabel, "import_end"), child(page, QPushButton, "import_undo")
    assert end.text() == "已写入执法案件：新增 30 条，跳过 3 行。"
    assert page.focusWidget().objectName() == "import_open_ledger"
    undo(shell.desk)
    assert end.text() == "已撤销本次导入，30 条记录恢复到导入前的样子。"
    assert not button.isVisible()
    redo(shell.desk)
    assert end.text().startswith("已写入执法案件：")
    assert button.isVisible()


def test_another_file_begins_afresh(page: ImportPage, officer: Officer, tmp_path: Path) -> None:
    open_at(
        page,
        write_book(tmp_path / "演示.xlsx", [1, "博演示〔2026〕1号", "", "", "", "", "演示"]),
        MATCH,
    )
    choose(field_box(page, "B"), "不导入")
    page.go_back()
    officer.will_answer(MERGED)
    press(page, "import_choose")
    page.go_to(MATCH)
    assert field_box(page, "B").currentText() == "案号"


def test_the_keyboard_stays_on_the_page_while_it_waits_and_writes(
    page: ImportPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.focusInEvent(QFocusEvent(QEvent.Type.FocusIn))
    assert page.focusWidget() is child(page, QPushButton, "import_choose")
    seen: list[QWidget | None] = []
    monkeypatch.setattr(page.shell, "do_long", lambda *_, **__: seen.append(page.focusWidget()))
    page.take_file(
        write_book(
            tmp_path / "演示.xlsx",
            ["博演示〔2026〕1号", "", "演示甲公司", "", 100],
            heads=SURE_HEADS,
        )
    )
    assert seen == [page]
    monkeypatch.undo()
    open_at(
        page,
        write_book(
            tmp_path / "演示.xlsx",
            ["博演示〔2026〕1号", "", "演示甲公司", "", 100],
            heads=SURE_HEADS,
        ),
        WRITE,
    )
    monkeypatch.setattr(page.shell, "do_long", lambda *_, **__: seen.append(page.focusWidget()))
    press(page, "import_write")
    assert seen[1:] == [page]


def test_two_names_that_differ_at_their_ends_are_shown_whole(alike: ImportPage) -> None:
    QTest.qWait(20)
    table_width, side_width = next(
        s for s in alike.findChildren(QSplitter) if s.isVisible()
    ).sizes()
    assert side_width >= table_width * 9 // 10
