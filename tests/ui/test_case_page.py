"""The page of a case: what may be done now, the limits beside it, and what belongs to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from boshan_desk.domain.counting import Counted
from boshan_desk.domain.law.reading import shipped_limits
from boshan_desk.domain.ledger import Record
from boshan_desk.ledgers import LEDGERS
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.case_file import CaseGoods, CaseMeasure, CaseStop
from boshan_desk.procedure.clocks import Clock
from boshan_desk.ui.case_course import CourseTab
from boshan_desk.ui.case_leaf import PaperLeaf, WhyLeaf
from boshan_desk.ui.case_lists import FileTab, GoodsTab
from boshan_desk.ui.case_page import TABS, CasePage
from boshan_desk.ui.case_words import last_words, look_of
from boshan_desk.ui.record_page import RecordPage
from boshan_desk.ui.shell import Shell
from boshan_desk.ui.step_correction import CorrectionForm
from boshan_desk.ui.step_form import StepForm
from boshan_desk.ui.undoing import Undoing
from tests.conftest import TODAY
from tests.ui.conftest import Keys, Officer

Open = Callable[..., RecordPage]
Put = Callable[[Record], Record]


def clue(**values: object) -> Case:
    """A clue of which little is known."""
    given: dict[str, object] = {
        "clue_no": "演示线索1号",
        "clue_on": date(2026, 9, 21),
        "cause": "TM03",
        "ip_kind": "trademark",
        "source_kind": "check",
    }
    return Case(**{**given, **values})  # type: ignore[arg-type]


@pytest.fixture
def opened(shell: Shell, qtbot: QtBot, put: Callable[[Record], Record]) -> Open:
    """Keeps a case and opens its page."""

    def show(record: Case | None = None) -> RecordPage:
        stored = put(record or clue())
        page = RecordPage(shell, LEDGERS["case"], stored.id)
        page.resize(1170, 640)
        qtbot.addWidget(page)
        page.show()
        return page

    return show


def part(page: RecordPage) -> CasePage:
    """The page of the case."""
    assert page.case is not None
    return page.case


def events(page: RecordPage) -> list[str]:
    """The steps that stand as buttons and may be taken."""
    return [e for e, b in part(page).overview.next.buttons.items() if b.isEnabled()]


def begin(page: RecordPage, event: str) -> StepForm:
    """Press the button of a step."""
    part(page).overview.next.buttons[event].click()
    form = part(page).leaf
    assert isinstance(form, StepForm)
    return form


def fill(form: StepForm, **values: str) -> None:
    """Type into the fields of a step's form."""
    for name, text in values.items():
        form.fields.editors[name].show_typed(text)


def take(page: RecordPage, event: str, **values: str) -> None:
    """Register a step; it must be accepted."""
    form = begin(page, event)
    fill(form, **values)
    form.save()
    said = [e.finding[1] for e in form.fields.editors.values() if e.finding[1]]
    assert part(page).leaf is None, (event, said, form.trouble.words.text())


def state(page: RecordPage) -> str:
    """The code of the case's state as the page has it."""
    sight = part(page).sight
    assert sight is not None
    return sight.view.state


def test_a_clue_offers_its_next_steps_and_no_others(opened: Open) -> None:
    page = opened()
    assert state(page) == "CLUE"
    assert events(page) == ["verify", "simple"]
    assert part(page).overview.next.state.text() == "当前状态：线索"


def to_filed(page: RecordPage) -> None:
    """Verify and file a case with everything that filing asks for."""
    take(page, "verify", on="2026-09-21", officers="张演示、李演示")
    take(
        page, "file", on="2026-09-22", approver="王演示", told="是", officers="张演示、李演示",
        cards="演01、演02", party_kind="个体工商户", party="演示商行", address="演示路1号",
        town_code=page.shell.lists["town"].entries[0].label, conduct_from="2026-09-01",
        unit="执法大队",
    )  # fmt: skip


def to_notice(page: RecordPage) -> None:
    """Take a case as far as the notice to the party."""
    to_filed(page)
    take(page, "conclude", on="2026-09-25", proposal="给予行政处罚", note="演示", discretion="一般")
    take(page, "send_review", on="2026-09-25", review_kind="案件审核", person="赵演示")
    take(page, "agree", on="2026-09-27", person="赵演示", approver="王演示", note="同意", told="是")


def test_the_usual_step_is_put_forward_and_the_article_stands_in_its_tip(opened: Open) -> None:
    buttons = part(opened()).overview.next.buttons
    assert buttons["verify"].property("role") == "primary"
    assert buttons["simple"].property("role") != "primary"
    assert buttons["simple"].text() == "当场处罚"
    assert "第十八条" in buttons["verify"].toolTip()


def test_a_step_asks_for_its_own_fields_and_for_what_the_case_lacks(opened: Open) -> None:
    page = opened(clue(party="演示商行", unit="执法大队"))
    take(page, "verify", officers="张演示、李演示")
    form = begin(page, "file")
    asked = list(form.fields.editors)
    assert asked[:3] == ["on", "officers", "told"]
    assert {"approver", "paper_no", "cards", "address", "conduct_from"} <= set(asked)
    assert "party" not in asked
    assert "unit" not in asked
    assert form.fields.editors["on"].text() == "2026-10-09"
    assert form.fields.editors["officers"].text() == "张演示、李演示"
    assert form.basis.text() == "程序规定第十九条、第二十二条"


def test_what_is_missing_is_said_beside_the_field_and_nothing_is_registered(
    opened: Open, said: list[tuple[str, str]]
) -> None:
    page = opened()
    form = begin(page, "verify")
    form.fields.editors["officers"].show_typed("")
    form.save()
    assert form.fields.editors["officers"].finding == ("error", "必须填写")
    assert said[-1] == ("error", "没有登记：有 1 处须改正")
    assert state(page) == "CLUE"


def test_the_words_of_a_guard_stand_beside_the_field(opened: Open) -> None:
    page = opened()
    to_filed(page)
    take(page, "conclude", on="2026-09-25", proposal="给予行政处罚", note="演示", discretion="一般")
    form = begin(page, "send_review")
    fill(form, review_kind="案件审核", person="张演示")
    form.save()
    assert "“张演示”是本案办案人员，不能作为审核人员" in form.fields.editors["person"].finding[1]
    fill(form, person="赵演示")
    form.save()
    assert state(page) == "REVIEW"


def test_a_field_of_the_case_that_a_guard_misses_is_asked_for_in_the_same_form(
    opened: Open,
) -> None:
    page = opened(clue(legal_grounds=("public",)))
    to_filed(page)
    take(page, "conclude", on="2026-09-25", proposal="不予行政处罚", note="演示", discretion="不予")
    take(page, "send_review", on="2026-09-25", person="赵演示", review_kind="法制审核")
    take(page, "agree_other", on="2026-09-27", person="赵演示", note="同意")
    form = begin(page, "decide_none")
    ground = next(e.label for e in page.shell.lists["step_ground"] if e.code.startswith("NP"))
    fill(form, on="2026-09-28", approver="王演示", ground=ground)
    form.save()
    assert "集体讨论" in form.fields.editors["discussed_on"].finding[1]
    fill(form, discussed_on="2026-09-28")
    form.save()
    assert part(page).leaf is None
    assert state(page) == "DECIDED_NONE"


def test_the_number_of_a_paper_left_empty_is_taken_from_its_series(
    opened: Open, said: list[tuple[str, str]]
) -> None:
    page = opened()
    take(page, "verify", officers="张演示、李演示")
    form = begin(page, "file")
    line = form.fields.editors["paper_no"].control
    assert line.placeholderText() == "留空自动取号"  # type: ignore[attr-defined]
    form.cancel()
    to_filed_again = {
        "approver": "王演示", "told": "是", "cards": "演01、演02", "party_kind": "企业",
        "party": "演示公司", "address": "演示路1号", "conduct_from": "2026-09-01",
        "town_code": page.shell.lists["town"].entries[0].label, "unit": "执法大队",
    }  # fmt: skip
    take(page, "file", **to_filed_again)
    assert said[-1] == ("ok", "已登记：决定立案（博市监立案〔2026〕1号）")


def test_only_the_grounds_of_a_step_can_be_chosen(opened: Open) -> None:
    page = opened()
    take(page, "verify", officers="张演示、李演示")
    editor = begin(page, "refuse").fields.editors["ground"]
    codes = {entry.code[:2] for entry in editor.list}  # type: ignore[attr-defined]
    assert codes == {"NF"}
    editor.show_typed("因不可抗力致使案件暂时无法调查")
    with pytest.raises(ValueError, match="不在可选项里"):
        editor.value()


def test_a_step_that_must_wait_is_shown_with_the_day_from_which_it_may_be_taken(
    opened: Open,
) -> None:
    page = opened()
    to_notice(page)
    # 29 September; the five working days 30, 8, 9, 10 (a working Saturday) and 12 October.
    take(page, "serve_notice", on="2026-09-29", paper_no="演示告1号", service_mode="直接送达",
         told="是")  # fmt: skip
    shown = part(page).overview.next
    assert not shown.buttons["finish_notice"].isEnabled()
    assert "2026-10-12" in shown.buttons["finish_notice"].toolTip()
    assert "“告知期满，报负责人审查”还不能：" in shown.waits.text()
    take(page, "waive", on="2026-09-30", note="书面放弃（演示）")
    assert shown.buttons["finish_notice"].isEnabled()
    assert shown.buttons["finish_notice"].property("role") == "primary"


def test_side_tracks_are_behind_a_menu(opened: Open) -> None:
    page = opened()
    to_filed(page)
    shown = part(page).overview.next
    names = {action.objectName() for action in shown.menu.actions() if action.objectName()}
    assert {"menu_crime_report", "menu_assist", "menu_reply_complaint"} <= names
    assert "menu_publish" not in names
    assert "crime_report" not in shown.buttons
    headings = [action.text() for action in shown.menu.actions() if action.isSeparator()]
    assert headings == ["移送公安机关", "投诉、管辖与协查"]


def test_a_penalty_on_the_spot_is_one_form_from_clue_to_service(opened: Open) -> None:
    page = opened()
    take(page, "simple", on="2026-10-08", at="10:30", place="演示路1号", told="是",
         officers="张演示、李演示", party_kind="自然人", party="演示人", penalties="罚款",
         fine="100", penalty_basis="演示条款")  # fmt: skip
    assert state(page) == "SERVED"
    sight = part(page).sight
    assert sight is not None
    case = sight.view.file.case
    assert (case.procedure, case.decided_on, case.served_on) == (
        "simple", date(2026, 10, 8), date(2026, 10, 8),
    )  # fmt: skip
    assert case.decision_no == "博市监当罚〔2026〕1号"
    assert case.fine == 100_00
    assert [step.event for step in sight.view.file.steps] == ["simple", "serve"]


def test_too_high_a_fine_on_the_spot_is_refused_above_the_fields(opened: Open) -> None:
    page = opened()
    form = begin(page, "simple")
    fill(form, at="10:30", place="演示路1号", told="是", officers="张演示、李演示",
         party_kind="自然人", party="演示人", penalties="罚款", fine="300",
         penalty_basis="演示条款")  # fmt: skip
    form.save()
    assert "罚款超过简易程序的数额（对公民200元以下）" in form.trouble.words.text()
    assert form.trouble.isVisible()
    assert state(page) == "CLUE"


# The keyboard


def test_enter_in_the_last_field_registers_and_escape_goes_back(
    opened: Open, keys: Keys, qtbot: QtBot
) -> None:
    page = opened()
    form = begin(page, "verify")
    assert form.fields.editors["officers"].control.hasFocus() or not page.isActiveWindow()
    keys.press(form, Qt.Key.Key_Escape)
    assert part(page).leaf is None
    form = begin(page, "verify")
    last = form.fields.editors["officers"]
    keys.type(last.control, "张演示、李演示")
    keys.press(last.control, Qt.Key.Key_Return)
    assert part(page).leaf is None
    assert state(page) == "VERIFY"


def test_control_enter_registers_from_any_field(opened: Open, keys: Keys) -> None:
    page = opened()
    form = begin(page, "verify")
    fill(form, officers="张演示、李演示")
    keys.press(
        form.fields.editors["on"].control, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
    )
    assert state(page) == "VERIFY"


def test_leaving_a_typed_step_asks_first(opened: Open, officer: Officer) -> None:
    page = opened()
    form = begin(page, "verify")
    fill(form, officers="张演示、李演示")
    officer.will_answer(False)
    form.cancel()
    assert part(page).leaf is form
    officer.will_answer(False)
    assert not page.try_close()
    officer.will_answer(True)
    form.cancel()
    assert part(page).leaf is None
    assert page.try_close()


def test_the_save_key_of_the_form_registers_the_step(opened: Open) -> None:
    page = opened()
    fill(begin(page, "verify"), officers="张演示、李演示")
    page.save()
    assert state(page) == "VERIFY"


# Corrections


def test_a_correction_puts_another_date_and_keeps_what_was(
    opened: Open, said: list[tuple[str, str]]
) -> None:
    page = opened()
    to_filed(page)
    steps = part(page).overview.steps
    steps.table.selectRow([s.event for s in steps.steps].index("file"))
    steps.correct_button.click()
    form = part(page).leaf
    assert isinstance(form, CorrectionForm)
    form.fields.editors["on"].show_typed("2026-09-23")
    form.save()
    assert form.fields.editors["correct_reason"].finding[1] == "必须填写"
    form.fields.editors["correct_reason"].show_typed("日期登记错了（演示）")
    form.fields.editors["correct_approver"].show_typed("王演示")
    form.save()
    assert said[-1] == ("ok", "已更正：决定立案；原来的登记保留备查")
    sight = part(page).sight
    assert sight is not None
    assert sight.view.file.case.filed_on == date(2026, 9, 23)
    titles = [row[2] for row in steps.table.words()]
    assert titles == [
        "决定立案（更正后）",
        "更正第 2 步",
        "决定立案（已更正）",
        "开始核查",
    ] or titles[-2:] == ["决定立案（已更正）", "开始核查"]
    steps.table.selectRow(titles.index("决定立案（已更正）"))
    assert not steps.correct_button.isEnabled()


def test_a_step_can_be_taken_back_whole(opened: Open) -> None:
    page = opened()
    take(page, "verify", officers="张演示、李演示")
    steps = part(page).overview.steps
    steps.table.selectRow(0)
    steps.correct()
    form = part(page).leaf
    assert isinstance(form, CorrectionForm)
    form.take_back.setChecked(True)
    assert form.fields.editors["on"].isHidden() or not form.fields.editors["on"].isVisible()
    form.fields.editors["correct_reason"].show_typed("误登（演示）")
    form.fields.editors["correct_approver"].show_typed("王演示")
    form.save()
    assert state(page) == "CLUE"


def test_a_correction_that_later_steps_do_not_bear_is_refused_in_words(opened: Open) -> None:
    page = opened()
    to_filed(page)
    part(page).begin_correction(part(page).overview.steps.steps[-1])
    form = part(page).leaf
    assert isinstance(form, CorrectionForm)
    form.take_back.setChecked(True)
    form.fields.editors["correct_reason"].show_typed("误登（演示）")
    form.fields.editors["correct_approver"].show_typed("王演示")
    form.save()
    assert part(page).leaf is form
    assert "不再成立" in form.trouble.words.text()
    assert state(page) == "FILED"


def test_a_correction_that_changes_nothing_says_so(opened: Open) -> None:
    page = opened()
    take(page, "verify", officers="张演示、李演示")
    part(page).begin_correction(part(page).overview.steps.steps[0])
    form = part(page).leaf
    assert isinstance(form, CorrectionForm)
    form.fields.editors["correct_reason"].show_typed("演示")
    form.fields.editors["correct_approver"].show_typed("王演示")
    form.save()
    assert "内容没有改动" in form.trouble.words.text()


# Limits


def test_limits_stand_in_the_order_of_what_presses(opened: Open, put: Put) -> None:
    page = opened()
    to_filed(page)
    sight = part(page).sight
    assert sight is not None
    case_id = sight.view.file.case.id
    put(
        CaseMeasure(
            case_id=case_id, kind="detain", taken_on=date(2026, 9, 1), decision_no="演扣1号"
        )
    )
    part(page).refresh()
    rows = part(page).overview.clocks.table.words()
    # 30 days from 1 September: 1 October, which is a holiday; the first working day is 8 October.
    assert rows[0] == ["■ 查封、扣押期限（演扣1号）", "已超期1天", "2026-10-01 周四（可至10-08）"]
    # 90 days from 22 September.
    assert rows[1] == ["● 作出处理决定", "剩73天", "2026-12-21 周一"]
    assert part(page).overview.clocks.heading.text() == "期限（1 项须抓紧）"


def test_a_stopped_limit_says_what_is_left(opened: Open, put: Put) -> None:
    page = opened()
    to_filed(page)
    sight = part(page).sight
    assert sight is not None
    case_id = sight.view.file.case.id
    # 23 to 30 September are 8 of the 90 days.
    put(CaseStop(case_id=case_id, kind="test", starts_on=date(2026, 10, 1)))
    part(page).refresh()
    rows = {row[0]: row[1:] for row in part(page).overview.clocks.table.words()}
    assert rows["‖ 作出处理决定"] == ["暂停中，剩82日", "恢复后才能确定"]


def test_finished_limits_are_shown_on_request(opened: Open) -> None:
    page = opened()
    to_filed(page)
    clocks = part(page).overview.clocks
    before = [row[0] for row in clocks.table.words()]
    assert "√ 核查线索、决定是否立案" not in before
    clocks.over_box.setChecked(True)
    rows = {row[0]: row[1] for row in clocks.table.words()}
    assert rows["√ 核查线索、决定是否立案"] == "按期完成"


def test_why_a_limit_ends_on_its_day_is_told_step_by_step(opened: Open) -> None:
    page = opened()
    part(page).overview.clocks.table.selectRow(0)
    part(page).overview.clocks.why_button.click()
    leaf = part(page).leaf
    assert isinstance(leaf, WhyLeaf)
    told = "\n".join(leaf.lines)
    # 21 September and fifteen working days: 22 to 24, 28 to 30, 8 to 10, 12 to 16, 19 October
    # (25 to 27 September Mid-Autumn, 20 September is before the start, 10 October is worked).
    assert "15个工作日" in told
    assert "第十八条" in told
    leaf.back.click()
    assert part(page).leaf is None
    assert part(page).desk.currentWidget() is part(page).overview


def test_the_count_can_be_seen_as_a_paper(opened: Open) -> None:
    page = opened()
    part(page).overview.clocks.table.selectRow(0)
    part(page).overview.clocks.ask_why()
    leaf = part(page).leaf
    assert isinstance(leaf, WhyLeaf)
    leaf.print_wanted.emit(leaf.clock)
    paper = part(page).leaf
    assert isinstance(paper, PaperLeaf)
    assert paper.drawn is not None
    assert paper.print_button.isEnabled()
    paper.back.click()
    again = part(page).leaf
    assert isinstance(again, WhyLeaf)
    assert again.clock.limit.id == leaf.clock.limit.id


@pytest.mark.parametrize(
    ("due", "sign", "words"),
    [
        (date(2026, 10, 20), "●", "剩11天"),
        (date(2026, 10, 12), "▲", "剩3天"),
        (date(2026, 10, 9), "▲", "今天到期"),
        (date(2026, 10, 7), "■", "已超期2天"),
    ],
)
def test_every_state_of_a_limit_has_a_sign_and_words_of_its_own(
    due: date, sign: str, words: str
) -> None:
    limit = shipped_limits().newest("L12")
    clock = Clock(limit, date(2026, 7, 1), Counted(due, due, True, ()))
    look = look_of(clock, TODAY)
    assert (look.sign, look.words) == (sign, words)


def test_a_day_without_a_published_calendar_is_marked() -> None:
    limit = shipped_limits().newest("L01")
    day = date(2027, 1, 15)
    clock = Clock(limit, date(2026, 12, 20), Counted(day, day, False, ()))
    assert last_words(clock) == "2027-01-15 周五　暂定"


# What belongs to the case


def test_tabs_count_what_they_hold(opened: Open, put: Put) -> None:
    page = opened()
    texts = [part(page).tabs.tabText(n) for n in range(part(page).tabs.count())]
    assert texts == [
        "办理", "时间轴", "措施", "停止计时", "处罚", "其他当事人", "违法经营额", "卷宗",
        "案件信息",
    ]  # fmt: skip
    put(CaseMeasure(case_id=page.id, kind="detain", taken_on=date(2026, 9, 1)))
    part(page).refresh()
    assert part(page).tabs.tabText(2) == "措施 1"


@pytest.mark.parametrize("key", [key for key, _title in TABS])
def test_every_tab_can_be_looked_at(opened: Open, key: str) -> None:
    page = opened()
    part(page).show_tab(key)
    assert part(page).part(key).isVisible()
    assert page.buttons.isVisible() == (key == "record")


def test_the_sum_of_the_worksheet_goes_into_the_case(opened: Open, put: Put) -> None:
    page = opened()
    put(CaseGoods(case_id=page.id, name="演示", state="sold", qty=3, method="actual", price=50_00))
    part(page).show_tab("case_goods")
    part(page).refresh()
    tab = part(page).part("case_goods")
    assert isinstance(tab, GoodsTab)
    assert tab.total.text() == "合计 150.00 元；案件信息里还没有填违法经营额"
    tab.take.click()
    part(page).refresh()
    assert not tab.take.isVisible()
    assert page.before is not None
    assert page.before.turnover == 150_00  # type: ignore[attr-defined]


def test_a_missing_paper_is_registered_from_the_list_of_what_is_missing(
    opened: Open, shell: Shell, qtbot: QtBot
) -> None:
    page = opened()
    to_filed(page)
    part(page).show_tab("case_paper")
    tab = part(page).part("case_paper")
    assert isinstance(tab, FileTab)
    assert "卷内已有 1 件。按现在的进度还缺" in tab.about.text()
    with qtbot.waitSignal(shell.record_wanted) as wanted:
        tab.missing[0].click()
    ledger, id, values = wanted.args
    assert (ledger, id) == ("case_paper", None)
    assert values["case_id"] == page.id


def test_a_new_case_gets_its_tabs_when_it_is_saved(shell: Shell, qtbot: QtBot) -> None:
    page = RecordPage(shell, LEDGERS["case"], None, {"clue_no": "演示线索9号"})
    qtbot.addWidget(page)
    page.show()
    assert page.case is None
    page.editor("clue_on").show_typed("2026-10-08")
    page.save()
    assert part(page).tab == "record"
    assert page.form.isVisible()
    assert page.save_button.isVisible()
    part(page).show_tab("desk")
    assert events(page) == ["verify", "simple"]


# Rights and states


def test_who_may_not_handle_cases_sees_where_it_stands_and_no_buttons(
    sit: Callable[..., Shell], qtbot: QtBot
) -> None:
    shell = sit("李办案", "handler")
    from boshan_desk.usecases.records import save

    stored = save(shell.desk, None, clue())
    shell = sit("王领导", "leader")
    page = RecordPage(shell, LEDGERS["case"], stored.id)
    qtbot.addWidget(page)
    page.show()
    shown = part(page).overview.next
    assert shown.buttons == {}
    assert shown.menu.isEmpty()
    assert "只能查看" in shown.waits.text()
    assert part(page).overview.clocks.shown
    assert not part(page).overview.steps.correct_button.isVisible()


def test_a_case_in_the_bin_can_only_be_looked_at(shell: Shell, opened: Open, qtbot: QtBot) -> None:
    from boshan_desk.usecases.records import withdraw

    stored = opened().before
    assert stored is not None
    withdraw(shell.desk, LEDGERS["case"], [stored.id], "重复登记")
    page = RecordPage(shell, LEDGERS["case"], stored.id)
    qtbot.addWidget(page)
    page.show()
    assert part(page).overview.next.buttons == {}
    assert "回收站" in part(page).overview.next.waits.text()


def test_typed_changes_of_the_case_are_saved_before_a_step_is_begun(
    opened: Open, said: list[tuple[str, str]]
) -> None:
    page = opened()
    page.editor("brief").show_typed("演示案情")
    part(page).overview.next.buttons["verify"].click()
    assert part(page).leaf is None
    assert part(page).tab == "record"
    assert said[-1][0] == "warn"


def test_undo_after_a_step_says_that_steps_are_corrected(
    opened: Open, shell: Shell, said: list[tuple[str, str]]
) -> None:
    page = opened()
    take(page, "verify", officers="张演示、李演示")
    Undoing(shell, page).undo()
    assert said[-1][0] == "error"
    assert "不能撤销" in said[-1][1]
    assert "更正" in said[-1][1]
    part(page).refresh()
    assert state(page) == "VERIFY"


def test_undo_after_an_ordinary_change_still_takes_it_back(
    opened: Open, shell: Shell, said: list[tuple[str, str]]
) -> None:
    page = opened()
    take(page, "verify", officers="张演示、李演示")
    part(page).show_tab("record")
    page.editor("brief").show_typed("演示案情")
    page.save()
    Undoing(shell, page).undo()
    assert said[-1][0] == "ok"
    assert page.before is not None
    assert page.before.brief is None  # type: ignore[attr-defined]


def test_a_step_that_someone_else_took_shows_at_once(
    opened: Open, shell: Shell, qtbot: QtBot
) -> None:
    from boshan_desk.usecases.procedure import take_step

    page = opened()
    take_step(shell.desk, page.id, "verify", {"on": "2026-10-08", "officers": "张演示、李演示"})
    qtbot.waitUntil(lambda: state(page) == "VERIFY", timeout=2000)
    assert "refuse" in events(page)


# The keyboard in a window that does its work off the thread


def test_the_cursor_goes_from_one_step_to_the_next(
    opened: Open, shell: Shell, qtbot: QtBot, keys: Keys
) -> None:
    page = opened()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.setFocus()
    first = part(page).overview.next.buttons["verify"]
    assert first.hasFocus()
    keys.press(first, Qt.Key.Key_Return)
    form = part(page).leaf
    assert isinstance(form, StepForm)
    officers = form.fields.editors["officers"].control
    assert officers.hasFocus()
    keys.type(officers, "张演示、李演示")
    keys.press(officers, Qt.Key.Key_Return)
    assert state(page) == "VERIFY"
    assert part(page).overview.next.buttons["file"].hasFocus()


def test_back_from_why_the_cursor_is_on_the_same_limit(opened: Open, put: Put) -> None:
    page = opened()
    to_filed(page)
    put(CaseMeasure(case_id=page.id, kind="detain", taken_on=date(2026, 9, 1)))
    part(page).refresh()
    clocks = part(page).overview.clocks
    clocks.table.selectRow(1)
    before = clocks.current()
    clocks.ask_why()
    leaf = part(page).leaf
    assert isinstance(leaf, WhyLeaf)
    leaf.back.click()
    after = clocks.current()
    assert before is not None
    assert after is not None
    assert after.limit.id == before.limit.id == "L12"


def test_only_one_button_of_a_step_is_ever_there(opened: Open) -> None:
    page = opened()
    for _again in range(3):
        part(page).refresh()
    assert len(page.findChildren(QPushButton, "step_verify")) == 1


def test_a_bar_of_the_picture_leads_to_why_and_back_to_the_picture(opened: Open) -> None:
    page = opened()
    part(page).show_tab("timeline")
    course = part(page).part("timeline")
    assert isinstance(course, CourseTab)
    course.view.chosen.emit("L01", "")
    leaf = part(page).leaf
    assert isinstance(leaf, WhyLeaf)
    assert leaf.clock.limit.id == "L01"
    assert part(page).tab == "desk"
    leaf.back.click()
    assert part(page).tab == "timeline"


def test_steps_can_only_be_looked_at_in_their_own_list(
    shell: Shell, opened: Open, qtbot: QtBot
) -> None:
    page = opened()
    take(page, "verify", officers="张演示、李演示")
    step = part(page).overview.steps.steps[0]
    record = RecordPage(shell, LEDGERS["case_step"], step.id)
    qtbot.addWidget(record)
    record.show()
    assert record.editor("on").locked
    assert record.header.moves == []


def test_a_reviewed_case_goes_on_with_a_reason(
    shell: Shell, opened: Open, officer: Officer, qtbot: QtBot
) -> None:
    from boshan_desk.usecases.records import move

    stored = opened(clue(brief="演示案情")).before
    assert stored is not None
    move(shell.desk, LEDGERS["case"], [stored.id], "reviewed")
    page = RecordPage(shell, LEDGERS["case"], stored.id)
    qtbot.addWidget(page)
    page.show()
    form = begin(page, "verify")
    fill(form, officers="张演示、李演示")
    officer.will_answer(None)
    form.save()
    assert state(page) == "CLUE"
    officer.will_answer("开始核查（演示）")
    form.save()
    assert state(page) == "VERIFY"
    assert page.before is not None
    assert page.before.status == "submitted"


def test_an_archived_record_offers_no_steps(shell: Shell, opened: Open, qtbot: QtBot) -> None:
    from boshan_desk.usecases.records import move

    stored = opened(clue(brief="演示案情")).before
    assert stored is not None
    move(shell.desk, LEDGERS["case"], [stored.id], "reviewed")
    move(shell.desk, LEDGERS["case"], [stored.id], "archived")
    page = RecordPage(shell, LEDGERS["case"], stored.id)
    qtbot.addWidget(page)
    page.show()
    assert part(page).overview.next.buttons == {}
    assert "已归档" in part(page).overview.next.waits.text()


def test_what_steps_write_is_only_read_in_the_form(opened: Open) -> None:
    page = opened()
    names = ("state", "filed_on", "decided_on", "closed_on")
    part(page).show_tab("record")
    assert not any(page.form.editors[name].locked for name in names)
    part(page).show_tab("desk")
    to_filed(page)
    part(page).show_tab("record")
    assert all(page.form.editors[name].locked for name in names)
    assert not any(page.form.editors[name].locked for name in ("party", "value", "clue_on"))
