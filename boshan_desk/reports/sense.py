"""Titles and heads of tables broken by sense: never within a word, in lines of about one length.

GB/T 9704-2012 (7.3.1) wants a title of several lines to be whole in sense, and a trapezoid or a
rhombus in shape.
"""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from typing import Final

from boshan_desk.reports.faces import Role, clean, measure

_WORDS: Final = (
    "国家知识产权强区建设试点区|知识产权强国建设|知识产权强区建设|知识产权局|知识产权",
    "领导小组办公室|领导小组|办公室|市场监督管理局|市场监管局|人民政府",
    "前三季度|三季度|一季度|二季度|四季度|上半年|全年|季度|年度",
    "工作情况|行政执法|行政保护|执法案件|专利导航|地理标志|商标品牌指导站|商标品牌|指导站",
    "商标|专利|质押融资|维权援助|重点|任务|目标|指标|完成|进展|推进|落实|情况|工作",
    "通报|报告|简报|专报|清单|统计表|统计|一览表|汇总表|附表|方案|通知|督办|数据|说明",
    "上年同期|上年|同期|累计|本季|序时|进度|年度|完成率|次数|件数|金额|主体|检查|行动|日期|决定|立案|结案",
    "建设|试点区|试点|保护|运用|创造|管理|服务|培训|宣传|活动|案件|企业|机构",
)
"""Words of such titles; a line never ends within one."""
_SENSE: Final = re.compile(
    r"[0-9]+[年月日]|[A-Za-z0-9.%/-]+|《[^》]*》|“[^”]*”|（[^）]*）|[^一-鿿]|"
    + "|".join(sorted("|".join(_WORDS).split("|"), key=len, reverse=True))
)
_LIGHT: Final = "的了和与及、》”）"
"""These stay with the word before."""


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
