"""Whether a code that was read off a paper is that of a frozen paper of this desk, kept whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from boshan_desk.i18n import _
from boshan_desk.store.desk import Desk
from boshan_desk.usecases.papers.codes import LENGTH, grouped, in_scanned, signs_of
from boshan_desk.usecases.papers.kept import Kept, rows_of
from boshan_desk.usecases.papers.wholeness import fault_of

_MOST: Final = 60
"""How much is repeated of something that is no code."""

SHOWN: Final = 16
"""How much of a digest stands on paper and in lists."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a printed code turned out to be."""

    code: str
    """As it was understood; "" where it cannot be a code: a character was misread."""
    found: bool
    """Whether a frozen paper of this desk bears it."""
    whole: bool
    """Whether what is kept of it is what was frozen."""
    kept: Kept | None
    words: str

    @property
    def readable(self) -> bool:
        """Whether it can be a code of some desk."""
        return bool(self.code)


def verify(desk: Desk, code: str) -> Verdict:
    """Whether a code that somebody read off a paper is that of a frozen paper of this desk."""
    read = in_scanned(code)
    if not read:
        return Verdict(code="", found=False, whole=False, kept=None, words=_misread(code))
    with desk.read() as reader:
        rows = rows_of(reader, "code = ?", grouped(read))
        if not rows:
            words = _("本单位的定稿中没有核验码为 {code} 的，这张纸不是由这份数据定稿的。")
            return Verdict(
                code=grouped(read),
                found=False,
                whole=False,
                kept=None,
                words=words.format(code=grouped(read)),
            )
        found = rows[0]
        fault = fault_of(reader, found)
    told = [
        _("是本单位的定稿：{words}。材料时段：{period}。").format(
            words=found.words(), period=found.request.period.words()
        )
    ]
    if fault:
        told.append(_("但是{fault}，以纸上所印为准，并请从备份恢复。").format(fault=fault))
    else:
        told.append(
            _("内容完好：现存内容的摘要 {digest} 与定稿时一致，请与纸上所印核对。").format(
                digest=found.digest[:SHOWN]
            )
        )
    return Verdict(code=grouped(read), found=True, whole=not fault, kept=found, words="".join(told))


def _misread(code: str) -> str:
    """Why something cannot be a code."""
    count = len(signs_of(code))
    if count == LENGTH:
        words = _(
            "“{code}”不是核验码：校验对不上，有字符读错、输错或前后颠倒，请对照纸上逐个核对。"
        )
    else:
        words = _(
            "“{code}”不是核验码：核验码有 {length} 个字符，这里有 {count} 个，"
            "请对照纸上逐个核对（可以不写短横，不分大小写）。"
        )
    shown = " ".join(code.split())
    shown = shown if len(shown) <= _MOST else f"{shown[:_MOST]}…"
    return words.format(code=shown, length=LENGTH, count=count)
