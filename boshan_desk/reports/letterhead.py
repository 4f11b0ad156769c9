"""What stands above the text: the red head, the head of a 简报, title and 主送机关.

Measures are those of GB/T 9704-2012, 7.2 and 7.3.1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations, pairwise
from typing import Final

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from boshan_desk.domain.report import Head, Report
from boshan_desk.reports.faces import Role, clean, measure
from boshan_desk.reports.pages import AREA, LEADING, LEFT, PITCH, RED, RISE, TOP, Pages
from boshan_desk.reports.paragraph import (
    Line,
    Paragraph,
    Style,
    break_lines,
    draw_condensed,
    draw_lines,
)

_SIZE: Final = 16.0
"""三号."""
_ABOVE_NAME: Final = 35 * mm
"""From the top of the type area to the upper edge of the issuer's name."""
_ABOVE_BRIEF: Final = 25 * mm
"""The same of a 简报; the standard says nothing of it."""
_ABOVE_RULE: Final = 4 * mm
_RULE: Final = 1.4
"""Thickness of the red rule, in points."""
_INK: Final = 0.85
"""How high above the baseline the ink of a Han glyph reaches, in em; its box is a little higher."""
_UNDER: Final = 0.12

_LARGEST: Final = 58.0
_SMALLEST: Final = 36.0
"""A longer name is narrowed rather than set smaller, and then set in two lines."""
_NARROWEST: Final = 0.6
_FULL: Final = 0.95
"""A name does not reach to the very edges of the type area."""
_SPREAD: Final = 0.35
"""A short name is spread by up to so much of an em between its letters."""

TITLE: Final = Style(role="title", size=22, leading=36, align="center")
_OFFICE: Final = Style(role="kai", size=16, leading=LEADING, align="center")
_AS_OF: Final = Style(role="fang", size=14, leading=24, align="center")
_ADDRESSED: Final = Style(role="fang", size=16, leading=LEADING, tracking=PITCH)

_WORDS: Final = (
    "国家知识产权强区建设试点区|知识产权强国建设|知识产权强区建设|知识产权局|知识产权",
    "领导小组办公室|领导小组|办公室|镇（街道）|市场监督管理局|市场监管局|人民政府",
    "前三季度|三季度|一季度|二季度|四季度|上半年|全年|季度|年度",
    "工作情况|行政执法|行政保护|执法案件|专利导航|地理标志|商标品牌指导站|商标品牌|指导站",
    "商标|专利|质押融资|维权援助|重点|任务|目标|指标|完成|进展|推进|落实|情况|工作",
    "通报|报告|简报|专报|清单|统计表|统计|一览表|汇总表|附表|方案|通知|督办|数据|说明",
    "建设|试点区|试点|保护|运用|创造|管理|服务|培训|宣传|活动|案件|企业|机构",
)
"""Words of such titles; a line never ends within one."""
_SENSE: Final = re.compile(
    r"[0-9]+[年月日]|[A-Za-z0-9.%/-]+|《[^》]*》|“[^”]*”|（[^）]*）|[^一-鿿]|"
    + "|".join(sorted("|".join(_WORDS).split("|"), key=len, reverse=True))
)
_LIGHT: Final = "的了和与及、》”）"
"""These stay with the word before."""
_JOINED: Final = "和与及"


def words_of(text: str) -> list[str]:
    """A title cut into what a line must not divide; what is no known word stays whole too."""
    found: list[str] = []
    end = 0
    for match in _SENSE.finditer(text):
        if match.start() > end:
            found.append(text[end : match.start()])
        found.append(match.group())
        end = match.end()
    if end < len(text):
        found.append(text[end:])
    joined: list[str] = []
    for word in found:
        # 2026年 and 三季度 stay together, and so do a mark or 的 with the word before.
        dated = joined and re.fullmatch(r"[0-9]+[年月日]", joined[-1][-5:].lstrip("年月"))
        if joined and (word in _LIGHT or (dated and re.match("[0-9]|[一二三四前上下全]", word))):
            joined[-1] += word
        elif word.startswith("的") and joined:
            joined[-1] += "的"
            joined += [word[1:]] if word[1:] else []
        else:
            joined.append(word)
    return joined


def sense_lines(text: str, role: Role, size: float, width: float) -> list[str]:
    """The lines of a title: broken between words, of about one length, as a trapezoid.

    A word wider than the line is left to the rules of paragraphs.
    """
    text = clean(text)
    wide = measure(text.replace("\n", ""), role, size)
    if wide <= width or "\n" in text:
        return text.split("\n")
    words = words_of(text)
    lengths = [measure(word, role, size) for word in words]
    count = int(wide // width) + 1
    while count <= min(len(words), 5) and len(words) < 24:
        best: tuple[float, list[str]] | None = None
        for cuts in combinations(range(1, len(words)), count - 1):
            ends = (0, *cuts, len(words))
            pairs = list(pairwise(ends))
            rows = [sum(lengths[first:last]) for first, last in pairs]
            if max(rows) > width:
                continue
            mean = wide / count
            cost = sum((row - mean) ** 2 for row in rows)
            # An hourglass is the one form the standard does not know.
            if count == 3 and rows[1] < rows[0] and rows[1] < rows[2]:
                cost *= 3
            if best is None or cost < best[0]:
                best = cost, ["".join(words[first:last]) for first, last in pairs]
        if best is not None:
            return best[1]
        count += 1
    return [text]


def draw_head(report: Report, pages: Pages) -> None:
    """Everything down to where the text begins."""
    head = report.head
    if head is not None:
        if head.style == "red":
            _red(head, pages)
        else:
            _brief(head, pages)
    for line in report.title:
        for part in sense_lines(line, TITLE.role, TITLE.size, AREA):
            _put(pages, part, TITLE)
    if head is None:
        pages.space(8)
        if report.sign is None:
            _put(pages, report.office, _OFFICE)
            _put(pages, report.date, _OFFICE)
    _put(pages, report.as_of, _AS_OF)
    if report.addressed:
        pages.space(LEADING)
        _put(pages, report.addressed.rstrip("：:") + "：", _ADDRESSED)
    else:
        pages.space(14)


def _put(pages: Pages, text: str, style: Style) -> None:
    """A paragraph over the whole width; one too long for the page goes on over the next."""
    paragraph = Paragraph(text, style, AREA)
    first, count = 0, len(paragraph.lines)
    while first < count:
        fit = paragraph.lines_within(pages.room)
        if fit == 0:
            pages.turn()
            continue
        last = min(count, first + fit)
        paragraph.draw(pages.canvas, LEFT, pages.y, first, last)
        pages.y -= (last - first) * style.leading
        first = last


def _base(line: int) -> float:
    """The baseline of 三号 type in a line of the type area, from 0."""
    return TOP - line * LEADING - (LEADING - _SIZE) / 2 - RISE * _SIZE


def _corner(head: Head, canvas: Canvas) -> None:
    """份号, 密级 and 紧急程度 at the top left, each on its line; of a 简报 份号 at the right."""
    rows: list[tuple[str, Role]] = []
    if head.copy_number and head.style == "red":
        rows.append((head.copy_number, "fang"))
    rows += [(text, "hei") for text in (head.secrecy, head.urgency) if text]
    for line, (text, role) in enumerate(rows):
        draw_condensed(canvas, text, role, _SIZE, LEFT, _base(line), AREA / 2)
    if head.copy_number and head.style == "brief":
        room = AREA / 2 - _SIZE
        draw_condensed(
            canvas, head.copy_number, "fang", _SIZE, LEFT + AREA - room, _base(0), room, "right"
        )


def _name(head: Head, canvas: Canvas, upper: float) -> float:
    """The issuer's name in red, its upper edge at `upper`; where its lower edge is."""
    text = clean(head.name).replace("\n", "")
    whole = measure(text, "title", 1.0)
    if not whole:
        return upper
    size = min(_LARGEST, AREA * _FULL / whole)
    rows = [text]
    if size < _SMALLEST:
        size = _SMALLEST
        if whole * size * _NARROWEST > AREA:
            rows = _two(text)
    canvas.saveState()
    canvas.setFillColorRGB(*RED)
    for row in rows:
        wide = measure(row, "title", size)
        gaps = max(len(row) - 1, 1)
        gap = min(_SPREAD * size, max(0.0, AREA * 0.85 - wide) / gaps) if len(row) > 1 else 0.0
        base = upper - _INK * size
        if gap > 0:
            x = LEFT + (AREA - wide - gap * gaps) / 2
            _spread(canvas, row, size, x, base, gap)
        else:
            draw_condensed(canvas, row, "title", size, LEFT, base, AREA, "center")
        upper = base - _UNDER * size - 0.2 * size
    canvas.restoreState()
    return upper + 0.2 * size


def _two(text: str) -> list[str]:
    """A name in two lines, divided between words."""
    words = words_of(text)
    cuts = [("".join(words[:cut]), "".join(words[cut:])) for cut in range(1, len(words))]
    halves = min(cuts, key=lambda pair: abs(len(pair[0]) - len(pair[1])), default=(text, ""))
    return [half for half in halves if half]


def _spread(canvas: Canvas, text: str, size: float, x: float, base: float, gap: float) -> None:
    """Letters with blanks between them."""
    [line] = break_lines(text, "title", size, 1e6, align="left")
    runs = [run._replace(spacing=run.spacing + gap) for run in line.runs]
    moved, place = [], 0
    for run in runs:
        moved.append(run._replace(x=run.x + place * gap))
        place += len(run.text)
    draw_lines(canvas, [Line(line.text, tuple(moved), line.width)], x, base, size, size)


def _rule(pages: Pages, y: float) -> None:
    """The red rule, as wide as the type area, its upper edge at `y`; the cursor goes below."""
    canvas = pages.canvas
    canvas.saveState()
    canvas.setStrokeColorRGB(*RED)
    canvas.setLineWidth(_RULE)
    canvas.line(LEFT, y - _RULE / 2, LEFT + AREA, y - _RULE / 2)
    canvas.restoreState()
    pages.y = y - _RULE


def _red(head: Head, pages: Pages) -> None:
    """The name, two lines below it the number, and the rule 4 mm below that."""
    canvas = pages.canvas
    _corner(head, canvas)
    lower = _name(head, canvas, TOP - _ABOVE_NAME)
    base = lower - 2 * LEADING - (LEADING - _SIZE) / 2 - RISE * _SIZE
    number = "".join(text for text in (head.number, head.total) if text)
    draw_condensed(canvas, number, "fang", _SIZE, LEFT, base, AREA, "center")
    _rule(pages, base - _UNDER * _SIZE - _ABOVE_RULE)
    pages.y -= 2 * LEADING


def _brief(head: Head, pages: Pages) -> None:
    """The name, the number of the issue, and below it who edits it and when, above the rule."""
    canvas = pages.canvas
    _corner(head, canvas)
    lower = _name(head, canvas, TOP - _ABOVE_BRIEF)
    base = lower - 0.6 * LEADING - RISE * _SIZE
    number = "".join(text for text in (head.number, head.total) if text)
    draw_condensed(canvas, number, "kai", _SIZE, LEFT, base, AREA, "center")
    base -= 1.8 * LEADING
    day = min(measure(clean(head.day), "fang", _SIZE), AREA / 2)
    draw_condensed(canvas, head.office, "fang", _SIZE, LEFT, base, AREA - day - _SIZE)
    draw_condensed(canvas, head.day, "fang", _SIZE, LEFT + AREA - day, base, day)
    _rule(pages, base - _UNDER * _SIZE - _ABOVE_RULE)
    pages.y -= LEADING * 1.5


def draw_annex_head(label: str, title: str, pages: Pages) -> None:
    """附件 with its number at the top left, its title in the third line (GB/T 9704-2012, 7.3.4)."""
    draw_condensed(pages.canvas, label, "hei", _SIZE, LEFT, _base(0), AREA)
    pages.y -= LEADING
    parts: Sequence[str] = ()
    if title:
        pages.y -= LEADING
        parts = sense_lines(title, TITLE.role, TITLE.size, AREA)
    for part in parts:
        _put(pages, part, TITLE)
    pages.space(LEADING / 2)
