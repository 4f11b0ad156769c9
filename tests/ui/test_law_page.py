"""规则与日历 in the window: what everyone reads, and a change looked at before it is saved."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from boshan_desk.domain.law.reading import shipped, shipped_amounts
from boshan_desk.domain.problems import Cancelled
from boshan_desk.i18n import _
from boshan_desk.ledgers.case import Case
from boshan_desk.store import due
from boshan_desk.ui import law_change
from boshan_desk.ui.law_amounts import file_with, read_yuan
from boshan_desk.ui.law_page import LawPage
from boshan_desk.ui.main_window import MainWindow
from boshan_desk.ui.shell import Shell
from boshan_desk.usecases import lawfiles, records

from .conftest import Officer, Sit

ADMIN = ("陈管理", "admin", "handler")
HANDLER = ("王办案", "handler")


@pytest.fixture
def open_page(qtbot: QtBot) -> Any:
    """The page, for whoever sits at the desk."""

    def opened(shell: Shell) -> LawPage:
        page = LawPage(shell)
        qtbot.addWidget(page)
        page.resize(1100, 640)
        page.show()
        return page

    return opened


@pytest.fixture
def shorter(tmp_path: Path) -> Path:
    """The shipped limits, with sixty days for the decision in the place of ninety."""
    text = shipped("limits")
    start = text.index('id = "L12"')
    path = tmp_path / "演示规则.toml"
    path.write_text(text[:start] + text[start:].replace("length = 90", "length = 60", 1), "utf-8")
    return path


def add_case(shell: Shell) -> Case:
    """A case filed on 3 August: ninety days end on 1 November, sixty on 2 October."""
    case = Case(
        case_no="演示1", file_no="演示立1", state="FILED", filed_on=date(2026, 8, 3),
        officers=("王办案", "赵办案"),
    )  # fmt: skip
    return records.save(shell.desk, None, case)


def last_day(shell: Shell, rule: str = "L12") -> str:
    """The last day of a limit as the list of limits has it."""
    with shell.desk.read() as reader:
        sql = "SELECT due FROM due WHERE rule = ?"
        return str(reader.connection.exec_driver_sql(sql, (rule,)).scalar_one())


# ---------------------------------------------------------------- reading


def test_the_limits_stand_in_the_order_of_the_rules_with_what_the_office_has_to_settle(
    sit: Sit, open_page: Any
) -> None:
    page = open_page(sit(*HANDLER))
    rows = page.limits.table.words()
    assert [row[0] for row in rows[:2]] == ["L01", "L02"]
    by_id = {row[0]: row for row in rows}
    assert by_id["L12"][1:5] == ["作出处理决定", "90日", "现行", ""]
    assert by_id["L02"][3:5] == ["2026-04-15 起", "由本局核定"]
    assert by_id["L16"][2] == "每日3%，最多100%"
    assert "第六十四条" in by_id["L12"][6]
    doubtful = sum(row[4] != "" for row in rows)
    assert f"共 {len(rows)} 项，其中 {doubtful} 项" in page.limits.about.text()
    assert doubtful == 7


def test_beside_the_list_every_version_is_told_in_full(sit: Sit, open_page: Any) -> None:
    page = open_page(sit(*HANDLER))
    places = [row[0] for row in page.limits.table.words()]
    page.limits.table.selectRow(places.index("L14"))
    told = page.limits.detail.toPlainText()
    assert "2022-09-29 起" in told
    assert "至 2022-09-28" in told
    assert told.index("30日") < told.index("60日")
    page.limits.table.selectRow(places.index("L12"))
    told = page.limits.detail.toPlainText()
    for words in ("立案", "听证", "可延长30日", "第六十四条", "顺延至下一个工作日"):
        assert words in told
    # The keys of the sources are not for officers: the article is named in full.
    assert "§" not in told


def test_nothing_of_a_rule_file_is_taken_for_markup(open_page: Any, sit: Sit) -> None:
    page = open_page(sit(*HANDLER))
    page.limits.show_rows([["1"]], lambda _row: ("<b>甲", [("", [("名称", "<img src=x>")])]))
    assert "<img src=x>" in page.limits.detail.toPlainText()
    assert "<b>甲" in page.limits.detail.toPlainText()


def test_causes_are_those_of_the_day_of_the_conduct(sit: Sit, open_page: Any) -> None:
    page = open_page(sit(*HANDLER))
    leaf = page.causes

    def row(code: str) -> list[str]:
        return next(row for row in leaf.table.words() if row[0] == code)

    assert "2019年修正" in row("TM03")[2]
    assert "第五十七条第三项" in row("TM03")[3]
    assert row("TM16")[2] == "当日没有这一规定"
    leaf.day.setDate(QDate(2027, 1, 1))
    assert "2026年修订" in row("TM03")[2]
    assert "第七十二条第三项" in row("TM03")[3]
    assert row("TM16")[2] != "当日没有这一规定"
    leaf.table.selectRow([r[0] for r in leaf.table.words()].index("TM03"))
    told = leaf.detail.toPlainText()
    assert "其他时期（至 2026-12-31）" in told
    assert "违法经营额50,000元以上的，违法经营额的5倍以下" in told
    assert "250,000元以下" in told


def test_sums_that_the_law_fixes_are_not_to_be_changed(sit: Sit, open_page: Any) -> None:
    page = open_page(sit(*ADMIN))
    leaf = page.amounts
    titles = [row[0] for row in leaf.table.words()]
    leaf.table.selectRow(titles.index("简易程序：自然人罚款上限"))
    assert not leaf.change_button.isEnabled()
    leaf.table.selectRow(next(n for n, t in enumerate(titles) if t.startswith("较低数额")))
    assert leaf.change_button.isEnabled()
    assert leaf.table.words()[leaf.table.currentRow()][1:4:2] == ["未填写", "由本局核定"]


def test_who_may_not_change_settings_only_reads(sit: Sit, open_page: Any) -> None:
    page = open_page(sit(*HANDLER))
    buttons = (
        page.limits.open_button, page.limits.drop_button, page.amounts.change_button,
        page.amounts.drop_button, page.calendar.load_button, page.calendar.drop_button,
    )  # fmt: skip
    assert all(button.isHidden() for button in buttons)
    page = open_page(sit(*ADMIN))
    assert not page.limits.open_button.isHidden()


def test_everyone_finds_the_page_in_the_menu(qtbot: QtBot, sit: Sit) -> None:
    for who in (HANDLER, ADMIN, ("李领导", "leader")):
        window = MainWindow(sit(*who))
        qtbot.addWidget(window)
        action = window.actions_by_id["law"]
        assert action.isVisible()
        action.trigger()
        assert isinstance(window.page_on_top(), LawPage)


# ---------------------------------------------------------------- changing


def test_a_file_is_compared_and_the_touched_cases_are_listed_before_anything_is_saved(
    sit: Sit, open_page: Any, officer: Officer, shorter: Path
) -> None:
    shell = sit(*ADMIN)
    add_case(shell)
    page = open_page(shell)
    officer.will_answer(shorter)
    page.limits.open_button.click()
    assert page.change.isVisible()
    assert page.change.title.text() == "核对：法定期限"
    assert page.change.what.words() == [["L12　作出处理决定", "期限：90日 → 60日"]]
    ((case, before, after, limit, officers),) = page.change.cases.words()
    assert (case, officers, limit) == ("演示立1", "王办案、赵办案", "L12　作出处理决定")
    assert before.startswith("2026-11-01")
    assert after.startswith("2026-10-02")
    assert "1 件未结案件的 1 项期限会变动" in page.change.answer.words
    assert "还没有保存" in page.change.answer.words
    with shell.desk.read() as reader:
        assert lawfiles.loaded_files(reader) == []
    assert last_day(shell) == "2026-11-01"


def test_saving_counts_the_limits_anew_and_says_so(
    qtbot: QtBot, sit: Sit, officer: Officer, shorter: Path
) -> None:
    shell = sit(*ADMIN)
    add_case(shell)
    window = MainWindow(shell)
    qtbot.addWidget(window)
    heard: list[bool] = []
    shell.recounting.connect(heard.append)
    window.open_law()
    page = window.page_on_top()
    assert isinstance(page, LawPage)
    page.look_at(shorter)
    page.change.save_button.click()
    assert heard == [True, False]
    assert last_day(shell) == "2026-10-02"
    with shell.desk.read() as reader:
        assert due.is_current(reader)
    assert not page.change.isVisible()
    by_id = {row[0]: row for row in page.limits.table.words()}
    assert by_id["L12"][2] == "60日"
    assert "陈管理" in page.limits.about.text()
    assert page.limits.drop_button.isEnabled()
    page.limits.drop_button.click()
    assert page.change.what.words() == [["L12　作出处理决定", "期限：60日 → 90日"]]
    page.change.save_button.click()
    assert last_day(shell) == "2026-11-01"
    assert not page.limits.drop_button.isEnabled()


def test_of_very_many_touched_limits_the_first_are_listed_and_it_is_said(
    sit: Sit, open_page: Any, shorter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = sit(*ADMIN)
    for number in range(3):
        records.save(
            shell.desk,
            None,
            Case(case_no=f"演示{number}", state="FILED", filed_on=date(2026, 8, 3)),
        )
    monkeypatch.setattr(law_change, "MOST", 2)
    page = open_page(shell)
    page.look_at(shorter)
    assert len(page.change.cases.words()) == 2
    assert "3 件未结案件的 3 项期限会变动" in page.change.answer.words
    assert "下面列出前 2 项" in page.change.answer.words


def test_a_touched_case_opens_by_the_enter_key_and_the_comparison_stays(
    sit: Sit, open_page: Any, shorter: Path
) -> None:
    shell = sit(*ADMIN)
    case = add_case(shell)
    page = open_page(shell)
    page.look_at(shorter)
    heard: list[tuple[str, object]] = []
    shell.record_wanted.connect(lambda ledger, id, _values: heard.append((ledger, id)))
    page.change.cases.setCurrentCell(0, 0)
    QTest.keyClick(page.change.cases, Qt.Key.Key_Return)
    assert heard == [("case", case.id)]
    assert page.change.isVisible()


def test_of_several_loaded_files_one_is_chosen_to_go_back(
    sit: Sit, open_page: Any, officer: Officer, shorter: Path
) -> None:
    shell = sit(*ADMIN)
    crime = shipped("crime")
    for source in (shorter, crime + "\n# 演示\n"):
        lawfiles.load(shell.desk, lawfiles.look_at(shell.desk, source))
    page = open_page(shell)
    assert "另外载入了：" in page.limits.about.text()
    officer.will_answer(None, lawfiles.title_of("crime", "crime"))
    page.limits.drop_button.click()
    assert not page.change.isVisible()
    page.limits.drop_button.click()
    page.save()
    with shell.desk.read() as reader:
        assert [f.kind for f in lawfiles.loaded_files(reader)] == ["limits"]


def test_not_saving_leaves_everything_as_it_was(sit: Sit, open_page: Any, shorter: Path) -> None:
    shell = sit(*ADMIN)
    page = open_page(shell)
    page.look_at(shorter)
    page.leave()
    assert not page.change.isVisible()
    assert page.limits.isVisible()
    with shell.desk.read() as reader:
        assert lawfiles.loaded_files(reader) == []
    page.look_at(shorter)
    page.change.cancel_button.click()
    assert page.limits.isVisible()


def test_a_bad_file_is_refused_with_the_place_and_nothing_changes(
    sit: Sit, open_page: Any, tmp_path: Path
) -> None:
    shell = sit(*ADMIN)
    heard: list[tuple[str, str]] = []
    shell.said.connect(lambda severity, words: heard.append((severity, words)))
    page = open_page(shell)
    bad = tmp_path / "坏.toml"
    bad.write_text(shipped("limits").replace('unit = "workday"', 'unit = "week"', 1), "utf-8")
    page.look_at(bad)
    assert not page.change.isVisible()
    assert heard[-1][0] == "error"
    assert "L01" in heard[-1][1]


def test_a_sum_is_filled_in_with_the_paper_that_says_so(
    sit: Sit, open_page: Any, officer: Officer
) -> None:
    shell = sit(*ADMIN)
    page = open_page(shell)
    page.tabs.setCurrentIndex(2)
    titles = [row[0] for row in page.amounts.table.words()]
    page.amounts.table.selectRow(next(n for n, t in enumerate(titles) if t.startswith("较低数额")))
    officer.will_answer("3,000元", "演示省局文件〔2026〕1号")
    page.amounts.change_button.click()
    assert page.change.isVisible()
    page.save()
    with shell.desk.read() as reader:
        assert reader.law.amounts["small_fine"] == 3000_00
        assert reader.law.amounts["hearing_firm"] == 100_000_00
    row = next(row for row in page.amounts.table.words() if row[0].startswith("较低数额"))
    assert row[1:4:2] == ["3,000元", ""]
    assert "演示省局文件〔2026〕1号" in page.amounts.detail.toPlainText()
    # The next sum is put beside it, not in its place.
    page.amounts.table.selectRow(
        next(n for n, t in enumerate(titles) if "法人" in t and "听证" in t)
    )
    officer.will_answer("50000", "演示省局文件〔2026〕2号")
    page.amounts.change_button.click()
    page.save()
    with shell.desk.read() as reader:
        assert reader.law.amounts["small_fine"] == 3000_00
        assert reader.law.amounts["hearing_firm"] == 50_000_00


@pytest.mark.parametrize(
    ("typed", "yuan"),
    [("3000", 3000), (" 3,000元 ", 3000), ("0", 0), ("三千", None), ("-1", None), ("1.5", None),
     ("", None), ("1" * 13, None)],
)  # fmt: skip
def test_only_whole_yuan_are_taken(typed: str, yuan: int | None) -> None:
    assert read_yuan(typed) == yuan


def test_words_with_quotes_and_lines_come_through_a_file_of_sums_unchanged() -> None:
    setting = shipped_amounts().settings["small_fine"]
    text = file_with(setting, 5, '演示"文\n件\\', "")
    assert text is not None
    again = file_with(setting, 6, "演示", text)
    assert again is not None
    assert text.count("[[setting]]") == again.count("[[setting]]") == 1
    from boshan_desk.domain.law.amounts import read_amounts

    assert read_amounts(text).settings["small_fine"].source == '演示"文\n件\\'
    assert read_amounts(again).settings["small_fine"].fen == 600


def test_somebodys_own_file_of_amounts_is_not_written_over() -> None:
    setting = shipped_amounts().settings["small_fine"]
    assert file_with(setting, 5, "演示", shipped("amounts")) is None


def test_a_sum_that_is_none_is_refused(sit: Sit, open_page: Any, officer: Officer) -> None:
    shell = sit(*ADMIN)
    heard: list[tuple[str, str]] = []
    shell.said.connect(lambda severity, words: heard.append((severity, words)))
    page = open_page(shell)
    officer.will_answer("很多")
    page.fill_in(shipped_amounts().settings["small_fine"])
    assert heard[-1] == ("error", "数额请填整数元，如 10000")
    assert not page.change.isVisible()


# ---------------------------------------------------------------- counting anew


def test_on_start_up_limits_counted_by_another_law_are_counted_anew(
    qtbot: QtBot, sit: Sit, shorter: Path
) -> None:
    shell = sit(*ADMIN)
    add_case(shell)
    lawfiles.recount(shell.desk)
    lawfiles.load(shell.desk, lawfiles.look_at(shell.desk, shorter))
    assert last_day(shell) == "2026-11-01"
    window = MainWindow(shell)
    qtbot.addWidget(window)
    heard: list[tuple[str, str]] = []
    shell.said.connect(lambda severity, words: heard.append((severity, words)))
    window.warm_up()
    assert last_day(shell) == "2026-10-02"
    assert any(re.search(r"重新计算 \d+ 项期限", words) for _severity, words in heard)
    again: list[bool] = []
    shell.recounting.connect(again.append)
    window.counting.check()
    assert again == []


def test_while_limits_are_counted_the_page_says_so(sit: Sit, open_page: Any) -> None:
    shell = sit(*HANDLER)
    page = open_page(shell)
    assert not page.state_words.isVisible()
    shell.recounting.emit(True)
    assert page.state_words.isVisible()
    assert page.state_words.text() == "正在重新计算期限…"
    shell.recounting.emit(False)
    assert not page.state_words.isVisible()


def test_closing_the_window_calls_the_counting_off_and_the_next_start_takes_it_up(
    qtbot: QtBot, sit: Sit, shorter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = sit(*ADMIN)
    add_case(shell)
    lawfiles.recount(shell.desk)
    lawfiles.load(shell.desk, lawfiles.look_at(shell.desk, shorter))
    window = MainWindow(shell)
    qtbot.addWidget(window)
    called: list[bool] = []

    def slow(_desk: object, heard: Any) -> int:
        window.counting.stop()
        try:
            heard(0, 10)
        except Cancelled:
            called.append(True)
            raise
        return 10

    monkeypatch.setattr(lawfiles, "recount", slow)
    heard: list[tuple[str, str]] = []
    shell.said.connect(lambda severity, words: heard.append((severity, words)))
    window.counting.check()
    assert called == [True]
    assert heard == []
    assert not window.counting.under_way
    with shell.desk.read() as reader:
        assert not due.is_current(reader)


def test_the_page_speaks_english(english: None, sit: Sit, open_page: Any) -> None:
    page = open_page(sit(*ADMIN))
    assert page.tabs.tabText(0) == _("期限规则")
    assert page.change.save_button.text() == _("保存并重新计算")
