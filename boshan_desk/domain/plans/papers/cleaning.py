"""Paragraphs of a text as it was copied: what a page says about itself is dropped, lines rejoined.

A copy from a web page or a PDF carries navigation, counters and page numbers, writes digits in
full width and breaks its lines in the middle of sentences.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from boshan_desk.domain.plans.papers.dues import DUE_LABEL

_BULLET: Final = re.compile(r"^[•·■●◆▪—\-*]+\s*")
_WIDE: Final = {ord(wide): ord(wide) - 0xFEE0 for wide in "０１２３４５６７８９％．＋－＜＞"}
_BARE: Final = re.compile(
    r"[\d,，.\s*#:：\-—–]+|第\s*\d+\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?"
    r"|(?:附件|目录|正在阅读|来源|浏览|打印|字号|分享)\W*\d*"
    r"|(?:网站|返回)?首页|(?:返回)?顶部|(?:机构概况|新闻中心|政务公开|互动交流|通知公告|政策解读"
    r"|政务服务|办事服务|相关(?:链接|阅读|文档|附件)|附件下载|收藏本?页?)\W*"
)
"""Lines that are nothing but this."""
_PAGE: Final = re.compile(
    r"(?:当前|所在)的?位置|首页\s*[>＞»]|分享到|字体\s*[：:]|字号\s*[：:]|打印(?:本页|此页)|关闭(?:窗口|本页)"
    r"|^(?:上|下)一(?:篇|条)|扫一扫|扫描二维码|ICP备|公网安备|网站标识码|版权所有|访客"
    r"|(?:浏览|点击|阅读|访问)(?:次数|数|量)?\s*[：:]\s*\d|索\s*引\s*号\s*[：:]|发布机构\s*[：:]"
    r"|(?:发布|发文|成文)(?:时间|日期)\s*[：:]|^(?:信息)?来源\s*[：:]|^(?:主办|承办)(?:单位)?\s*[：:].*标识"
)
"""What only a page says of itself; such lines are short and are no sentences."""
_LONGEST_PAGE_LINE: Final = 90

_MARK: Final = re.compile(
    r"第?[一二三四五六七八九十]{1,4}(?:、|章|条|是)|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]"
    r"|\d{1,2}[.．、](?!\d)|[①-⑳]|附\s*[件表录]|第\d"
)
_LABELLED: Final = re.compile(rf"[\u4e00-\u9fff]{{2,8}}\s*[：:]|(?:{DUE_LABEL})")
_ENDED: Final = re.compile(r"[。；;！？!?：:”》〉\]】…]$")
_DAY: Final = re.compile(r"20\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日")
_ANNEXES: Final = re.compile(r"附\s*件\s*[：:]\s*1\s*[.．、]")
_ANNEX: Final = re.compile(r"[1-9]\d?\s*[.．、][^。；，]{2,60}$")
_LEAST_WRAPPED: Final = 16
"""No page is narrower; a shorter line that breaks off is a heading."""
_LONGEST_HEADING: Final = 30


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the paper, counted from 1; blank ones are not counted."""

    number: int
    text: str


def paragraphs_of(text: str) -> list[Paragraph]:
    """The paragraphs of a text, without what a copy added to it."""
    lines: list[str] = []
    for line in text.replace("\r", "\n").replace("\u3000", " ").split("\n"):
        plain = unicodedata.normalize("NFC", line).translate(_WIDE).strip()
        if _BARE.fullmatch(plain):
            continue
        plain = _BULLET.sub("", plain).strip()
        if plain.strip("?？ \t") and not _of_the_page(plain):
            lines.append(plain)
    return [Paragraph(number, line) for number, line in enumerate(_rejoin(lines), 1)]


def _of_the_page(line: str) -> bool:
    if _BARE.fullmatch(line):
        return True
    return len(line) <= _LONGEST_PAGE_LINE and "。" not in line and bool(_PAGE.search(line))


def _rejoin(lines: Sequence[str]) -> list[str]:
    """The lines, those that break off in a sentence put together with what follows."""
    found: list[str] = []
    annexes = False
    for place, line in enumerate(lines):
        if annexes and _ANNEX.match(line):
            # A list of annexes is no list of tasks.
            found[-1] += f" {line}"
            continue
        annexes = bool(_ANNEXES.match(line))
        signed = place + 1 < len(lines) and bool(_DAY.match(lines[place + 1]))
        if found and not signed and _breaks_off(found[-1]) and _goes_on(found[-1], line):
            found[-1] += line
        else:
            found.append(line)
    return found


def _breaks_off(line: str) -> bool:
    """Whether a line ends in the middle of a sentence."""
    if _is_open(line) and len(line) >= _LEAST_WRAPPED:
        return True
    if _ENDED.search(line) or line.endswith((")", "）")) or len(line) < _LEAST_WRAPPED:
        return False
    if _MARK.match(line) and len(line) <= _LONGEST_HEADING:
        return "。" in line or line.endswith(("，", ",", "、"))
    return bool(re.search("[。，；]|,(?!\\d)", line))


def _is_open(line: str) -> bool:
    """Whether its last bracket or quotation is still open."""
    return any(
        line.rfind(opening) > line.rfind(closing)
        for opening, closing in ("（）", "“”", "《》", "〔〕")
    ) or max(line.rfind("("), line.rfind("（")) > max(line.rfind(")"), line.rfind("）"))


def _goes_on(before: str, line: str) -> bool:
    if _MARK.match(line) or _DAY.match(line):
        return False
    # （责任 | 单位：… is one label.
    return not _LABELLED.match(line) or _is_open(before)
