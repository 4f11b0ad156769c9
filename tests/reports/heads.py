"""Invented papers with a head and a foot, for the tests of the page; all is 演示."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from boshan_desk.domain.period import read_period
from boshan_desk.domain.report import (
    Block,
    Head,
    Heading,
    Imprint,
    Link,
    Mark,
    PageBreak,
    Report,
    Sign,
    Source,
    Words,
)
from tests.reports import papers

OFFICE = "博山区国家知识产权强区建设试点区领导小组办公室"

RED = Head(
    style="red",
    name="情况通报",
    number="演示知领办〔2026〕3号",
    copy_number="000012",
    secrecy="内部★1年",
    urgency="特急",
)
BRIEF = Head(
    style="brief",
    name="知识产权工作简报",
    number="第3期",
    total="（总第12期）",
    office=OFFICE,
    day="2026年10月9日",
    copy_number="000012",
    secrecy="内部★1年",
)
IMPRINT = Imprint(
    lists=(
        ("报", "演示市知识产权局，区委书记、区长，区委、区人大常委会、区政府、区政协分管负责同志"),
        ("送", "领导小组各成员单位"),
        ("发", "各镇（街道）、经济开发区"),
    ),
    office=OFFICE,
    day="2026年10月9日印发",
    copies="共印30份",
)
SIGN = Sign(office=OFFICE, day="2026年10月9日")
MARK = Mark(
    code="BSZ-2026Q3-7F3K-91QD",
    lines=(
        "演示知领办〔2026〕3号　数据截至2026年9月30日",
        "数据摘要 9f3a6c21d07be5440f1e　履历第1234条 5c1b77e09aa2",
        "核验：在本工作台“定稿”中录入上列编号",
    ),
    scanned="BSZ-2026Q3-7F3K-91QD/9f3a6c21d07be5440f1e",
)
ATTACHED = (
    "三季度知识产权行政执法案件清单",
    "知识产权强区建设试点主要指标完成情况统计表及各镇（街道）知识产权工作情况汇总表",
    "口径说明",
)


def source(code: str = "M-EN02", town: str = "") -> Source:
    """Where an invented number comes from."""
    return Source(figure=code, span=read_period("2026Q3"), town=town)


def said(text: str, *numbers: str, key: str = "") -> Words:
    """A paragraph whose numbers, in their order, know where they come from."""
    links, place = [], 0
    for index, number in enumerate(numbers):
        start = text.index(number, place)
        place = start + len(number)
        links.append(Link(start, place, source(f"M-{index}")))
    return Words(text=text, links=tuple(links), key=key)


def paper(head: Head | None, *blocks: Block, **changes: Any) -> Report:
    """A paper with everything above and below its text."""
    whole: dict[str, Any] = {
        "head": head,
        "addressed": "领导小组各成员单位，各镇（街道）、经济开发区",
        "attached": ATTACHED,
        "sign": SIGN,
        "remark": "此件不公开",
        "imprint": IMPRINT,
        "mark": MARK,
    }
    return replace(papers.report(*(blocks or papers.whole().blocks)), **(whole | changes))


def short(head: Head | None, **changes: Any) -> Report:
    """A page and a half of text, and an annex."""
    text = "2026年前三季度，全区专利商标质押融资登记34380.00万元，同比下降4.7%；结案71件。"
    return paper(
        head,
        said(text * 3, "34380.00", "4.7%", "71", key="lead"),
        Heading(level=1, text="一、主要指标完成情况", key="main"),
        said(text * 4, "34380.00", "71", key="main.first"),
        papers.main_figures(),
        PageBreak(),
        Heading(level=1, text="附件1　三季度知识产权行政执法案件清单", key="annex"),
        papers.annex(12),
        **changes,
    )
