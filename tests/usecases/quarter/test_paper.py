"""The quarterly paper, read as a `Report`: its words, its order, and what it must not show."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TypeVar

import pytest

from boshan_desk.domain.period import Period, quarter, read_period
from boshan_desk.domain.problems import Refused
from boshan_desk.domain.report import Block, Chart, Grid, Heading, Report, Words
from boshan_desk.ledgers import KEPT, LEDGERS
from boshan_desk.ledgers.case import Case
from boshan_desk.ledgers.station import Station
from boshan_desk.reports.pdf import draw
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.quarter.paper import compose
from boshan_desk.usecases.quarter.request import Request
from tests.oracle import tally

Q3 = quarter(2026, 3)
KINDS = ("jianbao", "tongbao", "plain")
B = TypeVar("B", Heading, Grid, Chart)


def _paper(desk: Desk, period: Period = Q3, kind: str = "plain") -> Report:
    return compose(desk, Request(period=period, kind=kind))


@pytest.fixture(scope="module")
def report(sample_desk: Desk) -> Report:
    """The sample county's paper of the third quarter."""
    return _paper(sample_desk)


def _find(report: Report, kind: type[B], key: str) -> B:
    return next(b for b in report.blocks if isinstance(b, kind) and b.key == key)


def _texts(report: Report) -> Iterator[str]:
    yield from (*report.title, report.office, report.date, report.period, report.as_of)
    for block in report.blocks:
        yield from _texts_of(block)


def _texts_of(block: Block) -> Iterator[str]:
    match block:
        case Heading(text=text) | Words(text=text):
            yield text
        case Grid():
            yield from (block.title, block.unit, *(column.title for column in block.columns))
            for row in block.rows:
                yield from row
        case Chart():
            yield from (block.title, block.unit, *block.labels)


def _prose(report: Report) -> str:
    return "\n".join(block.text for block in report.blocks if isinstance(block, Words))


@pytest.mark.parametrize(
    ("period", "title", "time", "as_of"),
    [
        ("2026Q1", "博山区2026年一季度", "2026年一季度", "（数据截至2026年3月31日）"),
        ("2026Q2", "博山区2026年二季度（上半年）", "2026年上半年", "（数据截至2026年6月30日）"),
        ("2026H1", "博山区2026年上半年", "2026年上半年", "（数据截至2026年6月30日）"),
        ("2026Q3", "博山区2026年三季度（前三季度）", "2026年前三季度", "（数据截至2026年9月30日）"),
        ("2026-01..09", "博山区2026年前三季度", "2026年前三季度", "（数据截至2026年9月30日）"),
        ("2026Q4", "博山区2026年四季度（全年）", "2026年", "（数据截至2026年10月9日）"),
        ("2026", "博山区2026年", "2026年", "（数据截至2026年10月9日）"),
    ],
)
def test_the_title_names_the_time_and_the_text_speaks_of_the_year_so_far(
    sample_desk: Desk, period: str, title: str, time: str, as_of: str
) -> None:
    report = _paper(sample_desk, read_period(period))
    assert report.title == (title, "知识产权工作情况")
    assert (report.period, report.as_of) == (time, as_of)
    assert _prose(report).startswith(f"{time}，")


def test_the_three_forms_have_what_stands_round_their_text(sample_desk: Desk) -> None:
    brief, circular, plain = (_paper(sample_desk, kind=kind) for kind in KINDS)
    office = "博山区国家知识产权强区建设试点区领导小组办公室"
    assert brief.head is not None
    assert circular.head is not None
    assert (brief.head.style, brief.head.office, brief.head.day) == (
        "brief",
        office,
        "2026年10月9日",
    )
    assert circular.head.style == "red"
    assert circular.title[-1] == "知识产权工作情况通报"
    assert circular.addressed.startswith("各镇（街道）")
    assert circular.sign is not None
    assert circular.imprint is not None
    assert [label for label, _names in circular.imprint.lists] == ["抄送"]
    assert brief.imprint is not None
    assert [label for label, _names in brief.imprint.lists] == ["报", "送", "发"]
    assert circular.attached[0] == "问题清单"
    assert (plain.head, plain.imprint, plain.sign) == (None, None, None)
    assert (plain.office, plain.date) == (office, "2026年10月9日")


def test_a_draft_says_so_and_a_sample_too(sample_desk: Desk, desk: Desk) -> None:
    assert _paper(sample_desk).foot == "草稿　演示数据"
    assert _paper(desk).foot == "草稿"


def test_the_sections_stand_in_their_order_and_are_counted(report: Report) -> None:
    headings = [b.text for b in report.blocks if isinstance(b, Heading) and b.level == 1]
    assert headings == [
        "一、主要指标完成情况",
        "二、重点工作推进情况",
        "三、执法办案情况",
        "四、镇（街道）情况",
        "五、存在问题",
        "六、下步工作打算",
        "附件1　问题清单",
        "附件2　案件清单",
        "附件3　知识产权执法数据统计表",
        "附件4　口径说明",
    ]
    projects = [
        b.text for b in report.blocks if isinstance(b, Heading) and b.key.startswith("work.")
    ]
    assert projects == [
        "（一）知识产权创造",
        "（二）知识产权运用",
        "（三）知识产权保护",
        "（四）知识产权管理",
        "（五）知识产权服务",
    ]


_BROKEN = re.compile(
    r"None|nan|NaN|显著|红灯|\{|\}|Decimal|。。|，，|；。|，。|；；|：：|、、|单位：\s*$|0月|月0|〔〕"
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "period", ["2023Q2", "2024", "2025Q4", "2026Q1", "2026H1", "2026Q3", "2026"]
)
@pytest.mark.parametrize("scope", ["", "town", "unit", "public"])
def test_no_text_is_broken_or_boastful(
    sample_desk: Desk, period: str, kind: str, scope: str
) -> None:
    request = Request(
        period=read_period(period),
        kind=kind,
        town="370304102" if scope == "town" else "",
        unit="scjg" if scope == "unit" else "",
        public=scope == "public",
    )
    for text in _texts(compose(sample_desk, request)):
        assert not _BROKEN.search(text.replace("10月", "").replace("〔2026〕", "")), text
        assert not re.search(r"\d{18}|\d{17}X|199\d{8}", text), text
        assert not re.search(r"增长-|下降-|同比增长0\.0%", text), text


def test_the_public_edition_leaves_out_what_is_for_the_office(sample_desk: Desk) -> None:
    public = compose(sample_desk, Request(period=Q3, kind="tongbao", public=True))
    keys = [block.key for block in public.blocks if isinstance(block, Heading)]
    assert "problems" not in keys
    assert "next" not in keys
    assert "towns" in keys


def test_four_kinds_of_chart_are_drawn(report: Report) -> None:
    kinds = Counter(block.kind for block in report.blocks if isinstance(block, Chart))
    assert set(kinds) == {"bars", "lines", "ring", "rows"}


def test_every_plotted_value_equals_its_figure(sample_desk: Desk, report: Report) -> None:
    with sample_desk.read() as reader:
        records = {name: list(reader.all(ledger.record)) for name, ledger in KEPT.items()}
    figures = {f.code: f for ledger in LEDGERS.values() for f in ledger.figures}

    def of(code: str, period: Period, town: str = "") -> int | Decimal | None:
        return tally(records, "case", figures[code], period, town=town)

    total = Period(2026, 1, 9)
    towns = _find(report, Chart, "towns_bars")
    counted = sample_desk.county.counted
    assert towns.labels == tuple(sample_desk.county.towns.label(code) for code in counted)
    assert towns.series[0].values == tuple(of("M-EN02", total, code) for code in counted)
    before = total.last_year()
    assert towns.series[1].values == tuple(of("M-EN02", before, code) for code in counted)

    course = _find(report, Chart, "case_course")
    quarters = [quarter(2024, 4), *(quarter(2025, n) for n in range(1, 5))]
    quarters += [quarter(2026, n) for n in range(1, 4)]
    assert course.labels[0] == "2024年四季度"
    assert course.series[0].values == tuple(of("M-EN02", each) for each in quarters)
    assert course.series[1].values == tuple(of("M-EN03", each) for each in quarters)

    kinds = _find(report, Chart, "case_kinds")
    assert sum(v or 0 for v in kinds.series[0].values) == of("M-EN02", total)
    filed = [r for r in records["case"] if isinstance(r, Case) and r.filed_on in total]
    wanted = sum((case.cause or "").startswith("TM0") for case in filed)
    assert kinds.series[0].values[kinds.labels.index("商标侵权案件")] == wanted

    items = _find(report, Chart, "service_items")
    counts: Counter[str] = Counter()
    for service in records["station_service"]:
        values = service.__dict__
        if values["served_on"] in total:
            counts.update(values["items"])
    labels = sample_desk.lists["service_item"]
    plotted = dict(zip(items.labels, items.series[0].values, strict=True))
    assert plotted == {labels.label(code): counts[code] for code, _n in counts.most_common(12)}

    worth = _find(report, Chart, "gi_values")
    values_of_2025 = sorted(
        (r.__dict__["value"] for r in records["gi_year"] if r.__dict__["year"] == 2025),
        reverse=True,
    )
    assert worth.series[0].values == tuple(Decimal(v) / 1_000_000 for v in values_of_2025[:8])


def test_text_that_looks_like_markup_stays_text(desk: Desk) -> None:
    name = "<b>演示</b>&amp;公司 {0}"
    with desk.work("演示") as work:
        work.put(Case(case_no="<i>1</i>", party=name, party_kind="firm", filed_on=date(2026, 8, 1)))
        work.put(
            Station(
                name="{演示}%s站",
                town_code="370304001",
                state="running",
                set_up_on=date(2026, 1, 5),
            )
        )
    report = _paper(desk)
    assert _find(report, Grid, "case_list").rows[0][3] == name
    assert "{演示}%s站" in _prose(report)
    assert draw(report).pdf.startswith(b"%PDF")


def test_an_empty_desk_reads_sensibly(desk: Desk) -> None:
    report = _paper(desk)
    text = _prose(report)
    for sentence in (
        "各台账没有服务、立案、培训等记录。",
        "专利、商标数据尚未录入",
        "没有在运行的商标品牌指导站",
        "没有登记有效的地理标志权利",
        "三季度没有立案，没有结案。前三季度没有立案、结案。",
        "前三季度没有培训宣传活动记录。",
        "前三季度没有草稿计入。",
    ):
        assert sentence in text, sentence
    assert not [block for block in report.blocks if isinstance(block, Chart)]
    # What there is nothing of is no annex of one sentence.
    assert [b.key for b in report.blocks if isinstance(b, Heading) and "附件" in b.text] == [
        "problem_list",
        "definitions",
    ]


def test_a_time_that_no_paper_is_of_or_that_has_not_begun_is_refused(desk: Desk) -> None:
    for period, word in (
        (read_period("2026-07"), "按季度、半年"),
        (read_period("2026-02..04"), "按季度、半年"),
        (quarter(2027, 1), "还没有开始"),
    ):
        with pytest.raises(Refused, match=word):
            _paper(desk, period)


@pytest.mark.usefixtures("english")
def test_the_paper_is_chinese_in_an_english_window(sample_desk: Desk, report: Report) -> None:
    assert _paper(sample_desk) == report


def test_progress_is_told_in_words_and_comes_to_an_end(sample_desk: Desk) -> None:
    told: list[tuple[int, int, str]] = []
    compose(
        sample_desk,
        Request(period=Q3),
        progress=lambda done, of, words: told.append((done, of, words)),
    )
    assert [done for done, _of, _words in told] == list(range(len(told)))
    assert told[-1][0] == told[-1][1]
    assert "正在统计：执法办案情况" in [words for _done, _of, words in told]


def test_the_draft_carries_the_code_of_the_history(sample_desk: Desk, report: Report) -> None:
    from boshan_desk.usecases.audit import head_of, verify

    code = head_of(sample_desk)
    last = report.blocks[-1]
    assert isinstance(last, Words)
    assert code in last.text
    assert "不可篡改" not in last.text
    assert verify(sample_desk.folder, anchor=code).ok
    assert not verify(sample_desk.folder, anchor="1-0123456789abcdef").ok
