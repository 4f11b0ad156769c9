"""Paragraph by paragraph: what is drafted, what an officer wrote, and what is to be read again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QTreeWidget
from pytestqt.qtbot import QtBot

from boshan_desk.domain.period import quarter
from boshan_desk.domain.report import Heading, Report, Words
from boshan_desk.ledgers.case import Case
from boshan_desk.ui.paper_compare import differing, marked_up, strange_numbers
from boshan_desk.ui.paper_paragraph import news_words
from boshan_desk.ui.paper_words import Paragraph, WordsPanel, paragraphs_of
from boshan_desk.ui.report_page import ReportPage
from boshan_desk.ui.shell import Shell
from boshan_desk.usecases.papers.words import Edit, list_edits
from boshan_desk.usecases.quarter.paper import compose
from boshan_desk.usecases.quarter.request import Request
from tests.ui.conftest import Keys, Sit

Q3 = Request(period=quarter(2026, 3), kind="jianbao")
LEAD = "lead.lead"


@pytest.fixture
def case(put: Callable[..., Any]) -> Callable[[int], Any]:
    """Keeps a case of the quarter (演示)."""

    def keep(number: int) -> Any:
        return put(
            Case(case_no=f"演示{number}号", party="演示公司", filed_on=date(2026, 8, number))
        )

    return keep


def watched(panel: WordsPanel) -> WordsPanel:
    """The panel, beside a report that is made anew when words were saved."""
    panel.changed.connect(lambda: show(panel))
    return panel


def show(panel: WordsPanel) -> None:
    """Make the paper anew and show it, as the page of reports does."""
    panel.show_paper(Q3, compose(panel.shell.desk, Q3))


@pytest.fixture
def panel(qtbot: QtBot, shell: Shell, case: Callable[[int], Any]) -> WordsPanel:
    """The panel with the paper of a quarter that has one case."""
    case(3)
    made = watched(WordsPanel(shell))
    qtbot.addWidget(made)
    made.resize(460, 600)
    made.show()
    show(made)
    return made


def states(panel: WordsPanel) -> dict[str, str]:
    """The word that stands beside each paragraph."""
    tree = panel.findChild(QTreeWidget, "words_list")
    assert tree is not None
    return {key: item.text(1) for key, item in panel.items.items()}


def write(panel: WordsPanel, key: str, text: str) -> None:
    panel.choose(key)
    panel.editor.box.setPlainText(text)
    panel.editor.save_button.click()


def printed(panel: WordsPanel, key: str = LEAD) -> list[str]:
    """What the paper says there."""
    report = compose(panel.shell.desk, Q3)
    return [block.text for block in report.blocks if isinstance(block, Words) and block.key == key]


# ---------------------------------------------------------------- the list


def test_every_paragraph_stands_below_its_headings_as_drafted(panel: WordsPanel) -> None:
    report = compose(panel.shell.desk, Q3)
    keys = [b.key for b in report.blocks if isinstance(b, Words) and b.key]
    assert list(states(panel)) == list(dict.fromkeys(keys))
    assert set(states(panel).values()) == {"草拟"}
    heads = {b.text for b in report.blocks if isinstance(b, Heading)}
    for paragraph in panel.paragraphs:
        assert set(paragraph.under) <= heads
    assert panel.count_words.text() == f"共 {len(panel.paragraphs)} 段，都是草拟文字"


def test_choosing_a_paragraph_scrolls_the_preview_and_opens_it(panel: WordsPanel) -> None:
    heard: list[str] = []
    panel.place_wanted.connect(heard.append)
    last = panel.paragraphs[-1].key
    panel.list.scrollToItem(panel.items[last])
    place = panel.list.visualItemRect(panel.items[last]).center()
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert set(heard) == {last}
    # It is printed with the number of its row.
    assert printed(panel, last)[0].endswith(panel.editor.text())


def test_a_paragraph_pressed_in_the_preview_opens_without_moving_it(panel: WordsPanel) -> None:
    heard: list[str] = []
    panel.place_wanted.connect(heard.append)
    other = panel.paragraphs[-1].key
    assert panel.key != other
    panel.choose(other)
    assert heard == []
    assert panel.key == other
    assert panel.editor.box.isVisible()


def test_enter_on_a_paragraph_begins_to_write(panel: WordsPanel) -> None:
    panel.activateWindow()
    panel.list.setFocus()
    panel.list.setCurrentItem(panel.items[panel.paragraphs[-1].key])
    QTest.keyClick(panel.list, Qt.Key.Key_Return)
    assert panel.focusWidget() is panel.editor.box


def test_in_a_short_window_the_editor_takes_the_place_of_the_list(
    qtbot: QtBot, panel: WordsPanel
) -> None:
    panel.resize(420, 200)
    panel.choose(LEAD)
    assert not panel.list.isVisible()
    panel.list_button.click()
    assert panel.list.isVisible()
    panel.choose(LEAD)
    panel.resize(420, 900)
    assert panel.list.isVisible()


def test_the_number_of_a_paragraph_in_a_row_is_not_its_text() -> None:
    report = Report(
        title=("演示",), office="", date="", period="", as_of="",
        blocks=(
            Words(text="（一）甲件不足。", key="problems.a", style="item"),
            Words(text="（二）乙件不足。", key="problems.b", style="item"),
            Words(text="（一）正文里的括号照旧。", key="body.a"),
        ),
    )  # fmt: skip
    texts = [each.text for each in paragraphs_of(report)]
    assert texts == ["甲件不足。", "乙件不足。", "（一）正文里的括号照旧。"]


# ---------------------------------------------------------------- writing


def test_what_is_saved_is_printed_and_marked_as_edited(
    panel: WordsPanel, said: list[tuple[str, str]]
) -> None:
    write(panel, LEAD, "演示的话。")
    assert printed(panel) == ["演示的话。"]
    assert states(panel)[LEAD] == "已改"
    assert said[-1] == ("ok", "已保存这一段")
    assert panel.key == LEAD


def test_a_new_line_makes_a_new_paragraph(panel: WordsPanel) -> None:
    write(panel, LEAD, "第一段。\n\n  第二段。 ")
    assert printed(panel) == ["第一段。", "第二段。"]
    assert panel.editor.text() == "第一段。\n第二段。"


def test_an_empty_text_leaves_the_paragraph_out_and_says_so(
    panel: WordsPanel, said: list[tuple[str, str]]
) -> None:
    order = [each.key for each in panel.paragraphs]
    panel.choose(LEAD)
    panel.editor.box.setPlainText("")
    panel.editor._look()  # noqa: SLF001
    assert "不印这一段" in panel.editor.hint.text()
    panel.editor.save_button.click()
    assert printed(panel) == []
    assert said[-1] == ("ok", "已保存：这一段不印")
    assert states(panel)[LEAD] == "不印"
    assert [each.key for each in panel.paragraphs] == order
    panel.editor.back_button.click()
    assert states(panel)[LEAD] == "草拟"
    assert printed(panel)


def test_the_drafted_words_come_back(panel: WordsPanel) -> None:
    before = printed(panel)
    write(panel, LEAD, "演示的话。")
    panel.choose(LEAD)
    panel.editor.back_button.click()
    assert printed(panel) == before
    assert states(panel)[LEAD] == "草拟"
    assert list_edits(panel.shell.desk, Q3) == []


def test_who_goes_on_writing_after_saving_keeps_the_place_and_the_words(
    panel: WordsPanel, keys: Keys
) -> None:
    panel.choose(LEAD)
    box = panel.editor.box
    box.moveCursor(QTextCursor.MoveOperation.End)
    keys.type(box, "演示。")
    panel.save()
    at = box.textCursor().position()
    assert at == len(box.toPlainText())
    assert at > len("演示。")
    keys.type(box, "再写")
    show(panel)
    assert box.toPlainText().endswith("演示。再写")
    assert box.textCursor().position() == len(box.toPlainText())


def test_what_is_typed_while_it_is_being_saved_stays_unsaved(panel: WordsPanel) -> None:
    panel.choose(LEAD)
    panel.editor.box.setPlainText("演示的话，又写。")
    panel._written(LEAD, "演示的话", "")  # noqa: SLF001
    assert panel.typed[LEAD] == "演示的话，又写。"


def test_another_paragraph_chosen_meanwhile_stays_chosen(panel: WordsPanel) -> None:
    panel.changed.disconnect()
    write(panel, LEAD, "演示的话。")
    other = panel.paragraphs[-1].key
    panel.choose(other)
    show(panel)
    assert panel.key == other


def test_without_a_paper_nobody_is_told_to_choose_a_paragraph(panel: WordsPanel) -> None:
    panel.show_paper(Q3, None)
    assert panel.count_words.text() == "生成报告以后，在这里逐段修改文字。"
    assert not panel.editor.hint.isVisible()


def test_in_a_low_editor_what_is_written_is_in_sight(qtbot: QtBot, panel: WordsPanel) -> None:
    panel.resize(420, 150)
    panel.choose(LEAD)
    box, view = panel.editor.box, panel.editor.viewport()
    box.setPlainText("演示37件。")
    # What is said of the number takes more room below the box.
    panel.editor._look()  # noqa: SLF001
    panel.editor.begin()
    qtbot.waitUntil(lambda: box.mapTo(view, QPoint(0, 0)).y() >= 0)
    qtbot.wait(30)
    assert 0 <= box.mapTo(view, QPoint(0, 0)).y() < view.height()


def test_a_number_that_the_ledgers_do_not_know_is_pointed_out(panel: WordsPanel) -> None:
    panel.choose(LEAD)
    panel.editor.box.setPlainText(printed(panel)[0] + "另有37件，2026年9月。")
    panel.editor._look()  # noqa: SLF001
    assert "37 与这一段的台账数字都不一致" in panel.editor.check.words
    (mark,) = panel.editor.box.extraSelections()
    assert mark.cursor.selectedText() == "37"  # type: ignore[attr-defined]


def test_typed_words_are_not_lost(
    qtbot: QtBot, panel: WordsPanel, shell: Shell, keys: Keys
) -> None:
    panel.choose(LEAD)
    keys.type(panel.editor.box, "演示")
    assert states(panel)[LEAD] == "未保存"
    panel.try_close()
    again = WordsPanel(shell)
    qtbot.addWidget(again)
    show(again)
    assert states(again)[LEAD] == "未保存"
    again.choose(LEAD)
    assert again.editor.text().startswith("演示")
    again.save()
    assert shell.rows.typed("paper_words", Q3.key) == {}
    assert printed(again)[0].startswith("演示")


def test_what_is_typed_when_the_window_closes_is_kept(
    qtbot: QtBot, shell: Shell, case: Callable[[int], Any], keys: Keys
) -> None:
    case(3)
    page = ReportPage(shell)
    qtbot.addWidget(page)
    page.show()
    page.make_anyway()
    page.edit_paragraph(LEAD)
    assert page.words is not None
    keys.type(page.words.editor.box, "演示")
    page.save_state()
    kept = shell.rows.typed("paper_words", page.request().key)
    assert kept[LEAD].startswith("演示")


def test_what_stands_in_no_form_of_a_record_does_not_disturb_the_first_page(
    panel: WordsPanel, shell: Shell
) -> None:
    panel.choose(LEAD)
    panel.editor.box.setPlainText("演示")
    panel.try_close()
    assert shell.rows.typed("paper_words", Q3.key) == {LEAD: "演示"}
    assert shell.rows.unsaved() == []


def test_who_may_not_write_reads_only(qtbot: QtBot, sit: Sit) -> None:
    made = WordsPanel(sit("演示乙", "leader"))
    qtbot.addWidget(made)
    made.show()
    show(made)
    made.choose(LEAD)
    assert made.editor.box.isReadOnly()
    assert not made.editor.save_button.isVisible()
    assert not made.editor.back_button.isVisible()


# ---------------------------------------------------------------- figures that moved on


@pytest.fixture
def stale(panel: WordsPanel, case: Callable[[int], Any]) -> WordsPanel:
    """The panel after a case was entered since an officer wrote."""
    write(panel, LEAD, printed(panel)[0].replace("立案", "共立案"))
    case(4)
    show(panel)
    return panel


def test_words_whose_figures_changed_are_to_be_read_again(stale: WordsPanel) -> None:
    assert states(stale)[LEAD] == "需重读"
    assert "其中需重读 1 段" in stale.count_words.text()
    stale.next_button.click()
    assert stale.key == LEAD
    assert "台账的数字变了（" in stale.editor.news.words
    assert "1→2" in stale.editor.news.words
    told = stale.editor.compared.toPlainText()
    assert told.index("我写的") < told.index("共立案") < told.index("现在草拟的")
    assert "text-decoration:line-through" in stale.editor.compared.toHtml().replace(" ", "")


def test_mine_stay_when_they_were_read_again(stale: WordsPanel) -> None:
    stale.choose(LEAD)
    mine = stale.paragraph(LEAD)
    stale.editor.keep_button.click()
    assert states(stale)[LEAD] == "已改"
    assert mine is not None
    assert printed(stale) == [mine.text]


def test_words_are_judged_by_the_draft_that_was_seen(
    panel: WordsPanel, case: Callable[[int], Any]
) -> None:
    panel.choose(LEAD)
    panel.editor.box.setPlainText("演示的话。")
    # Somebody enters a case while one writes.
    case(4)
    panel.editor.save_button.click()
    assert states(panel)[LEAD] == "需重读"


def test_the_new_draft_takes_the_place_of_mine(stale: WordsPanel) -> None:
    stale.choose(LEAD)
    stale.editor.use_button.click()
    assert states(stale)[LEAD] == "草拟"
    assert "共立案" not in printed(stale)[0]


def test_mine_are_rewritten_beside_the_new_draft(stale: WordsPanel) -> None:
    stale.choose(LEAD)
    assert not stale.editor.box.isVisible()
    stale.editor.rewrite_button.click()
    assert stale.editor.box.isVisible()
    assert "共立案" in stale.editor.text()
    stale.editor.box.setPlainText("重写的话。")
    stale.editor.save_button.click()
    assert printed(stale) == ["重写的话。"]
    assert states(stale)[LEAD] == "已改"


def test_saving_as_it_is_after_rewriting_counts_as_read(stale: WordsPanel) -> None:
    stale.choose(LEAD)
    stale.editor.rewrite_button.click()
    stale.editor.save_button.click()
    assert states(stale)[LEAD] == "已改"


def test_words_whose_paragraph_is_gone_can_be_dropped() -> None:
    edit = Edit(
        key="work.x", text="演示", basis="从前", drafted="", at="2026-10-09 09:00:00", officer="甲"
    )
    report = Report(title=("演示",), office="", date="", period="", as_of="", blocks=())
    (found,) = paragraphs_of(report, [edit])
    assert found.gone
    assert found.state == "需重读"


def test_a_paragraph_left_out_stands_where_it_stood() -> None:
    blocks = tuple(Words(text=key, key=key) for key in ("a.one", "b.one", "b.three"))
    report = Report(title=("演示",), office="", date="", period="", as_of="", blocks=blocks)
    edit = Edit(key="b.two", text="", basis="x", drafted="x", at="", officer="")
    before = [
        Paragraph(key=key, text=key, drafted=key) for key in ("a.one", "b.one", "b.two", "b.three")
    ]
    with_order = [each.key for each in paragraphs_of(report, [edit], before)]
    assert with_order == ["a.one", "b.one", "b.two", "b.three"]
    without = [each.key for each in paragraphs_of(report, [edit])]
    assert without == ["a.one", "b.one", "b.three", "b.two"]


# ---------------------------------------------------------------- comparing


def test_a_number_is_replaced_whole() -> None:
    apart = differing("立案37件，同比上升5.2%。", "立案41件，同比下降5.2%。")
    assert apart.pairs == (("37", "41"), ("上升", "下降")) or apart.pairs == (
        ("37", "41"),
        ("上", "下"),
        ("升", "降"),
    )
    assert "37→41" in news_words(apart)


def test_equal_wordings_do_not_differ() -> None:
    assert differing("立案37件。", "立案37件。") == ((), (), ())


def test_ten_thousand_characters_are_compared_at_once() -> None:
    text = "立案37件，办结29件；" * 1000
    apart = differing(text, text.replace("办结29件", "办结30件", 1))
    assert len(apart.new) == 1


def test_markup_in_a_text_stays_text() -> None:
    shown = marked_up("<b>37</b>", differing("<b>37</b>", "").gone, gone=True)
    assert "&lt;b&gt;" in shown
    assert "<b>" not in shown


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("立案12件", []),
        ("立案1,200件", []),
        ("分别为12，5.2", []),
        ("立案13件", ["13"]),
        ("2026年9月10日立案12件", []),
        ("博知领办〔2026〕9号", []),
        ("下降5.20%", []),
        ("下降5.3%", ["5.3"]),
        ("第3期", []),
    ],
)
def test_only_numbers_that_no_figure_has_are_strange(text: str, strange: list[str]) -> None:
    drafted = "立案12件、1200件，下降5.2%。"
    assert [number for _span, number in strange_numbers(text, drafted)] == strange


def test_labels_show_text_that_looks_like_markup(panel: WordsPanel) -> None:
    write(panel, LEAD, "<b>演示</b>")
    assert panel.items[LEAD].text(0) == "<b>演示</b>"
    title = panel.findChild(QLabel, "paragraph_title")
    assert title is not None
    assert title.textFormat() == Qt.TextFormat.PlainText
