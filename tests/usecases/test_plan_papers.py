"""Papers about targets, tasks and slips: real PDFs and workbooks, read back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from boshan_desk.domain.plans.lamps import Lamp
from boshan_desk.domain.problems import Missing, Refused
from boshan_desk.reports.pdf import Drawn
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.plans import gathering, slip_drafting, slips
from boshan_desk.usecases.plans.gathering import gather_targets, target_charts
from boshan_desk.usecases.plans.papers import (
    make_targets_paper,
    make_unit_paper,
    targets_paper,
    unit_sheet,
)
from boshan_desk.usecases.plans.sheets import targets_sheet
from boshan_desk.usecases.plans.slip_paper import slip_paper, write_slip
from boshan_desk.usecases.plans.standing import Standing
from boshan_desk.usecases.plans.tasks import report_task
from tests.usecases.invented_office import Q3, move_in, standing

LYING = (841, 595)


@pytest.fixture(autouse=True)
def office(desk: Desk) -> None:
    move_in(desk)


@pytest.fixture(autouse=True)
def stand(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let targets stand like this."""

    def say(*found: Standing) -> None:
        def collected(_counting: Any, _period: Any, **how: Any) -> list[Standing]:
            unit = how.get("unit")
            return (
                [s for s in found if not unit or unit in s.unit_codes]
                if not how.get("town")
                else []
            )

        monkeypatch.setattr(gathering, "collect", collected)
        monkeypatch.setattr(slip_drafting, "standings", lambda *_a, **_k: list(found))

    say(standing(), standing(indicator="YS-T02", title="专利授权量", lamp="on", metric="M-CR03"))
    return say


def text_of(drawn: Drawn | Path) -> str:
    """Everything that stands on a paper, without blanks and line ends."""
    source = BytesIO(drawn.pdf) if isinstance(drawn, Drawn) else drawn
    return "".join("".join(page.extract_text().split()) for page in PdfReader(source).pages)


# ---------------------------------------------------------------- targets


def test_the_paper_of_targets_says_every_line_with_sign_word_and_difference(desk: Desk) -> None:
    drawn = make_targets_paper(desk, Q3)
    said = text_of(drawn)
    for words in (
        "演示区知识产权目标任务完成情况（2026年三季度）",
        "演示区知识产权工作方案（2025—2027年）：运用促进工程",
        "有效注册商标量",
        "≥8300件",
        "8112",
        "97.7",
        "-2.3",
        "▽滞后（黄）",
        "●达到序时进度",
        "区市场监督管理局",
        "可比较的2项中达到序时进度1项、滞后1项",
        "截至2026年9月30日",
    ):
        assert words in said, words
    assert drawn.missing == ()


def test_the_paper_lies_across_and_every_page_says_how_many_there_are(
    desk: Desk, stand: Callable[..., None]
) -> None:
    stand(*[standing(indicator=f"YS-T{n:02}", title=f"演示指标{n}") for n in range(40)])
    drawn = make_targets_paper(desk, Q3)
    pages = PdfReader(BytesIO(drawn.pdf)).pages
    assert len(pages) == drawn.pages > 2
    for number, page in enumerate(pages, 1):
        assert (int(page.mediabox.width), int(page.mediabox.height)) == LYING
        said = "".join(page.extract_text().split())
        assert f"第{number}页共{len(pages)}页" in said
    # The head of the table is on every page that has a row of it; the pictures have none.
    texts = ["".join(page.extract_text().split()) for page in pages]
    with_rows = [
        words for words in texts if "演示指标" in words and "完成率与序时进度" not in words
    ]
    assert len(with_rows) > 1
    assert all("牵头单位" in words for words in with_rows)


def test_where_a_heading_comes_first_on_a_page_the_head_stands_above_it(
    desk: Desk, stand: Callable[..., None]
) -> None:
    stand(*[standing(indicator=f"YS-T{n:02}", project_title=f"演示工程{n}") for n in range(40)])
    pages = PdfReader(BytesIO(make_targets_paper(desk, Q3).pdf)).pages
    texts = ["".join(page.extract_text().split()) for page in pages]
    with_rows = [words for words in texts if "演示工程" in words]
    assert len(with_rows) > 2
    assert all(words.count("牵头单位") == 1 for words in with_rows)
    assert all(f"演示工程{n}" in "".join(with_rows) for n in range(40))


def test_a_long_text_wraps_and_none_of_it_is_lost(desk: Desk, stand: Callable[..., None]) -> None:
    long = "、".join(f"区演示单位{n:02}" for n in range(60))
    stand(standing(join=tuple(long.split("、"))))
    said = text_of(make_targets_paper(desk, Q3))
    assert all(name in said for name in ("区演示单位00", "区演示单位31", "区演示单位59"))


def test_the_notes_say_days_windows_and_what_money_is_meant(
    desk: Desk, stand: Callable[..., None]
) -> None:
    stand(standing(), standing(indicator="YS-T03", title="质押融资", metric="M-AP01b"))
    notes = " ".join(gather_targets(desk, Q3, charts=False).notes)
    assert "截至2026年9月30日" in notes
    assert "序时进度" in notes
    assert "应增量的完成比例" in notes
    assert "超过10个百分点为红" in notes
    assert "不是放款金额" in notes
    said = text_of(make_targets_paper(desk, Q3))
    assert "不是放款金额" in said


def test_the_pictures_count_lamps_and_set_progress_against_time() -> None:
    lines = [
        standing(),
        standing(indicator="YS-T02", title="乙", lamp="late", share=Decimal("40.04")),
        standing(indicator="YS-T03", title="丙", lamp="no_data", share=None, due_share=None),
    ]
    lamps, progress = target_charts(lines)
    assert dict(zip(lamps.labels, lamps.series[0].values, strict=True)) == {
        "▽滞后（黄）": 1,
        "▼滞后（红）": 1,
        "□未报": 1,
    }
    assert progress.labels == ("有效注册商标量", "乙")
    assert [each.values for each in progress.series] == [
        (Decimal("97.7"), Decimal("40.0")),
        (Decimal("100.0"), Decimal("100.0")),
    ]


def test_the_paper_shows_the_pictures_and_only_those_asked_for_by_lamp(desk: Desk) -> None:
    assert "图2完成率与序时进度" in text_of(make_targets_paper(desk, Q3))
    only: tuple[Lamp, ...] = ("slow",)
    said = text_of(make_targets_paper(desk, Q3, lamps=only))
    assert "专利授权量" not in said
    assert "滞后（黄）知识产权目标任务" in said


def test_a_level_on_its_way_says_that_its_share_is_of_the_rise(
    desk: Desk, stand: Callable[..., None]
) -> None:
    stand(standing(growth=True, share=Decimal("72.44"), difference=Decimal("-2.6")))
    assert "72.4（增量）" in text_of(make_targets_paper(desk, Q3))


def test_what_was_told_in_words_has_a_table_of_its_own(
    desk: Desk, stand: Callable[..., None]
) -> None:
    words = "联络员全部到位，移送办法在征求意见。"
    stand(standing(cumulative=None, share=None, due_share=None, actual_words=words))
    said = text_of(make_targets_paper(desk, Q3))
    assert "没有数值的指标进展" in said
    assert words in said


def test_the_bureau_s_own_number_is_marked_as_its_own(
    desk: Desk, stand: Callable[..., None]
) -> None:
    stand(standing(origin="bureau"))
    assert "≥8300件（本局）" in text_of(make_targets_paper(desk, Q3))


def test_a_file_is_written_whole_and_its_name_must_fit(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "报送"
    folder.mkdir()
    written = targets_paper(desk, Q3, folder / "目标.pdf")
    assert "有效注册商标量" in text_of(written.path)
    assert list(folder.iterdir()) == [written.path]
    with pytest.raises(Refused, match=r"\.xlsx"):
        targets_sheet(desk, Q3, tmp_path / "目标.csv")


def test_the_workbook_of_targets_holds_numbers_as_numbers(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "目标.xlsx"
    assert targets_sheet(desk, Q3, path) == 2
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["目标任务", "逐项说明", "说明"]
    rows = book.get_sheet_by_name("目标任务").to_python()
    assert rows[0][0] == "演示区知识产权目标任务完成情况（2026年三季度）"
    head, first = rows[2], rows[3]
    assert dict(zip(head, first, strict=True)) == {
        "序号": 1,
        "指标": "有效注册商标量",
        "单位": "件",
        "目标": "≥8300件",
        "目标值": 8300,
        "本季": 8112,
        "累计": 8112,
        "占目标（%）": 97.7,
        "完成率（%）": 97.7,
        "序时进度（%）": 100,
        "差（百分点）": -2.3,
        "同比": "增长5.2%",
        "状态": "▽滞后（黄）",
        "牵头单位": "区市场监督管理局",
    }
    reasons = book.get_sheet_by_name("逐项说明").to_python()
    assert dict(zip(reasons[2], reasons[3], strict=True)) == {
        "序号": 1,
        "指标": "有效注册商标量",
        "方案及工程": "演示区知识产权工作方案（2025—2027年）：运用促进工程",
        "说明": "8112÷8300＝97.7%",
        "配合单位": "区新金融办、各镇、街道",
    }
    notes = [row[0] for row in book.get_sheet_by_name("说明").to_python()]
    assert any("序时进度" in str(note) for note in notes)


# ---------------------------------------------------------------- one unit


def test_the_sheet_of_a_unit_has_its_targets_tasks_and_slips(desk: Desk) -> None:
    report_task(desk, "YS-1.1", "D01", Q3, "推进", "已走访企业12家。", evidence="走访记录")
    slip = slips.draft_slip(desk, "YS-T01", Q3)
    slips.issue_slip(desk, slip.id, approver="演示局长")
    said = text_of(make_unit_paper(desk, "区市场监督管理局", Q3))
    for words in (
        "区市场监督管理局知识产权目标任务（2026年三季度）",
        "有效注册商标量",
        "推进质押融资",
        "2026年6月30日：举办银企对接会（已过期）",
        "已走访企业12家。",
        "佐证：走访记录",
        "演知督〔2026〕1号",
        "单位负责人",
        "零报告",
    ):
        assert words in said, words


def test_a_slip_that_was_only_drafted_is_not_on_the_sheet_of_its_unit(desk: Desk) -> None:
    slips.draft_slip(desk, "YS-T01", Q3)
    assert "拟稿" not in text_of(make_unit_paper(desk, "区市场监督管理局", Q3))


def test_a_unit_that_said_nothing_and_one_that_need_not_are_told_apart(desk: Desk) -> None:
    assert "未报" in text_of(make_unit_paper(desk, "D04", Q3))
    town = text_of(make_unit_paper(desk, "东演镇", Q3))
    assert "未报（可不报）" in town
    assert "培育优势企业" not in town


def test_a_former_unit_s_sheet_is_that_of_who_took_its_work_over(desk: Desk) -> None:
    assert "区新金融办知识产权目标任务" in text_of(make_unit_paper(desk, "区旧金融局", Q3))
    with pytest.raises(Missing, match="没有单位"):
        make_unit_paper(desk, "没有这家", Q3)


def test_the_unit_s_workbook_has_a_sheet_for_targets_and_one_for_tasks(
    desk: Desk, tmp_path: Path
) -> None:
    report_task(desk, "YS-1.1", "D01", Q3, "推进", "=1+1 已走访。")
    written = unit_sheet(desk, "D01", Q3, tmp_path / "任务.xlsx")
    book = CalamineWorkbook.from_path(str(written.path))
    assert book.sheet_names == ["指标", "任务", "说明"]
    rows = book.get_sheet_by_name("任务").to_python()
    done = next(row for row in rows if row[2] == "推进质押融资")
    assert done[1:] == [
        "1.1",
        "推进质押融资",
        "牵头",
        "与银行走访企业，办理专利商标质押。",
        "2026年6月30日：举办银企对接会（已过期）\n2027年12月31日：完成",
        "推进",
        "=1+1 已走访。",
    ]


# ---------------------------------------------------------------- slips


def test_a_slip_on_paper_has_what_is_said_and_room_for_the_answer(
    desk: Desk, tmp_path: Path
) -> None:
    slip = slips.draft_slip(desk, "YS-T01", Q3)
    draft = text_of(slip_paper(desk, slip.id))
    assert "（拟稿，未编号）" in draft
    slips.issue_slip(desk, slip.id, approver="演示局长")
    written = write_slip(desk, slip.id, tmp_path / "督办单.pdf")
    assert written.pages == 1
    said = text_of(written.path)
    for words in (
        "黄色督办",
        "知识产权工作督办单",
        "演知督〔2026〕1号",
        "签发人：演示局长",
        "有效注册商标量（2026年三季度）",
        "区新金融办、各镇、街道",
        "《演示区知识产权工作方案（2025—2027年）》",
        "低于序时进度（100.0%）2.3个百分点",
        "2026年10月29日",
        "负责人签字：（盖章）年月日",
        "销号意见",
        "演示区市场监督管理局（知识产权局）",
        "2026年10月9日",
    ):
        assert words in said, words
    (page,) = PdfReader(written.path).pages
    assert (int(page.mediabox.width), int(page.mediabox.height)) == (595, 841)


def test_a_slip_with_a_long_finding_goes_on_over_the_page_and_loses_nothing(desk: Desk) -> None:
    slip = slips.propose_slip(desk, "YS-T01", Q3)
    long = "".join(f"第{n}项滞后情况说明。" for n in range(300))
    drawn = slip_paper(desk, replace(slip, finding=long))
    assert drawn.pages > 2
    said = text_of(drawn)
    # Only what a page's end cuts in two is not found in one piece.
    lost = [n for n in range(300) if f"第{n}项滞后情况说明" not in said]
    assert len(lost) < drawn.pages
    assert "销号意见" in said


def test_a_slip_that_was_answered_and_struck_off_says_so(desk: Desk) -> None:
    slip = slips.draft_slip(desk, "YS-T01", Q3)
    slips.issue_slip(desk, slip.id, approver="演示局长")
    slips.answer_slip(desk, slip.id, reply="新增申请42件。")
    slips.close_slip(desk, slip.id, approver="演示分管", words="同意销号")
    said = text_of(slip_paper(desk, slip.id))
    assert "新增申请42件。" in said
    assert "审批人：演示分管2026年10月9日" in said
    void = slips.draft_slip(desk, "YS-T01", Q3)
    slips.void_slip(desk, void.id, "演示")
    assert "知识产权工作督办单（作废）" in text_of(slip_paper(desk, void.id))
